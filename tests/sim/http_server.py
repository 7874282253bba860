"""http_server - HTTP/1.1 over TLS as pveproxy speaks it, connection for connection.

What it does was measured on a genuine server: keep-alive of 100 requests, silence for 5 s closes, any status
from 400 on closes, at most 62 header lines of less than 8192 bytes (else no answer at all), no ALPN, gzip or
deflate above 1024 bytes, pipelining. What the answers are is none of its business.
"""

import asyncio
import email.utils
import gzip
import itertools
import socket
import time
import zlib

REQUESTS_PER_CONNECTION = 100
IDLE_SECONDS = 5.0
HEADER_LINES, HEADER_BYTES = 62, 8192
BODY_BYTES = 512 * 1024
COMPRESSED_FROM = 1024
METHODS = ("GET", "POST", "PUT", "DELETE")
JSON_TYPE = "application/json;charset=UTF-8"


class Request:
  __slots__ = ("method", "target", "version", "headers", "body", "connection")

  def __init__(self, method, target, version, headers, body, connection):
    self.method, self.target, self.version, self.headers = method, target, version, headers
    self.body, self.connection = body, connection


class Reply:
  """body: bytes, or None for none at all (then it has no type and no length either). Compressed once."""

  __slots__ = ("status", "reason", "body", "type", "headers", "close", "_compressed")

  def __init__(self, status, reason, body=None, type=JSON_TYPE, headers=(), close=False):
    self.status, self.reason, self.body, self.type = status, reason, body, type
    self.headers, self.close, self._compressed = headers, close or status >= 400, {}

  def encoded(self, accepted):
    """(encoding or None, bytes) for what the client accepts."""
    packed = any(header.startswith("Content-Encoding:") for header in self.headers)
    if self.body is None or len(self.body) <= COMPRESSED_FROM or packed:
      return None, self.body
    encoding = "gzip" if "gzip" in accepted else "deflate" if "deflate" in accepted else None
    if encoding and encoding not in self._compressed:
      compress = gzip.compress if encoding == "gzip" else zlib.compress
      self._compressed[encoding] = compress(self.body, 6)
    return encoding, self._compressed[encoding] if encoding else self.body

  def head(self, keep, encoding=None, length=None):
    lines = [f"HTTP/1.1 {self.status} {self.reason}", "Cache-Control: max-age=0",
             f"Connection: {'Keep-Alive' if keep else 'close'}", f"Date: {http_date()}", "Pragma: no-cache",
             "Server: pve-api-daemon/3.0"]
    if length is not None:
      lines += [f"Content-Length: {length}", f"Content-Type: {self.type}"]
    if encoding:
      lines.append(f"Content-Encoding: {encoding}")
    lines += [f"Expires: {http_date()}", *self.headers, "\r\n"]
    return "\r\n".join(lines).encode("utf-8", "surrogateescape")


_date = [0, ""]
clock = {"ahead": 0}  # seconds


def http_date():
  now = int(time.time()) + clock["ahead"]
  if _date[0] != now:
    _date[:] = now, email.utils.formatdate(now, usegmt=True)
  return _date[1]


_ids = itertools.count(1)


class Connection(asyncio.Protocol):
  """One connection: requests are answered in their order, one at a time.

  'server' has respond(request), which returns a Reply, or an awaitable of a Reply or of None (the
  connection was dealt with by other means); and closed(connection)."""

  def __init__(self, server, endpoint):
    self.server, self.endpoint, self.id = server, endpoint, next(_ids)
    self.transport = self._task = self._timer = None
    self._buffer, self._last = bytearray(), 0.0
    self.served, self.retiring, self._mute, self.gone = 0, False, False, False

  # --- events

  def connection_made(self, transport):
    self.transport = transport
    self._last = self.server.loop.time()
    self._timer = self.server.loop.call_later(IDLE_SECONDS, self._tick)
    self.server.opened(self)

  def connection_lost(self, error):
    self.gone = True
    self._timer.cancel()
    if self._task:
      self._task.cancel()
    self.server.closed(self)

  def data_received(self, data):
    self._last = self.server.loop.time()
    self._buffer += data
    if not self._task and not self._mute:
      self._advance()

  def eof_received(self):
    return False

  def _tick(self):
    """Closes after silence; while an answer is under way there is none."""
    now = self.server.loop.time()
    if self._task:
      self._last = now
    wait = self._last + IDLE_SECONDS - now
    if wait <= 0.001:
      self.close()
    else:
      self._timer = self.server.loop.call_later(wait, self._tick)

  # --- requests

  def _advance(self):
    while self._buffer and not self.transport.is_closing() and not self._task and not self._mute:
      request = self._next_request()
      if request is None:
        return
      reply = request if isinstance(request, Reply) else self.server.respond(request)
      if isinstance(reply, Reply):
        self.send(reply, None if isinstance(request, Reply) else request)
      else:
        self._task = self.server.loop.create_task(self._finish(request, reply))

  async def _finish(self, request, awaitable):
    try:
      reply = await awaitable
      if reply is not None and not self.gone:
        self.send(reply, request)
    except (ConnectionError, asyncio.CancelledError):
      pass
    finally:
      self._task = None
      self._last = self.server.loop.time()
    if not self.gone:
      self._advance()

  def _next_request(self):
    """The next Request; a Reply to one that cannot be served; None if it has not come completely."""
    end = self._buffer.find(b"\r\n\r\n")
    if end < 0:
      self._mute = len(self._buffer) > HEADER_BYTES + 1_000_000
      return None
    lines = bytes(self._buffer[:end]).decode("latin-1").split("\r\n")
    size = end - len(lines[0]) - 2
    if len(lines) - 1 > HEADER_LINES or size >= HEADER_BYTES:
      # The genuine server says nothing, and closes after 5 s.
      self._mute = True
      return None
    parts = lines[0].split(" ")
    if len(parts) != 3 or not parts[2].startswith("HTTP/1."):
      return Reply(506, "unable to parse request or unsupported protocol")
    headers = {}
    for line in lines[1:]:
      name, _, value = line.partition(":")
      headers[name.strip().lower()] = value.strip()
    return self._complete(parts, headers, end + 4)

  def _complete(self, parts, headers, start):
    method, target, version = parts
    if method not in METHODS:
      return Reply(501, f"method '{method}' not available")
    if "transfer-encoding" in headers:
      return Reply(501, "chunked transfer encoding not supported")
    length = int(headers.get("content-length") or 0)
    if length and method == "GET":
      return Reply(501, "GET request with a body")
    if length > BODY_BYTES:
      return Reply(501, "for data too large")
    if len(self._buffer) < start + length:
      return None
    body = bytes(self._buffer[start:start + length])
    del self._buffer[:start + length]
    return Request(method, target, version, headers, body, self)

  # --- answers

  def keeps(self, reply, request):
    self.served += 1
    asked = request.headers.get("connection", "").lower() if request else ""
    return not (reply.close or self.retiring or self.served >= REQUESTS_PER_CONNECTION or "close" in asked
                or (request and request.version == "HTTP/1.0" and asked != "keep-alive"))

  def send(self, reply, request):
    keep = self.keeps(reply, request) and request is not None
    encoding, body = reply.encoded(request.headers.get("accept-encoding", "") if request else "")
    head = reply.head(keep, encoding, None if body is None else len(body))
    self.transport.write(head if body is None else head + body)
    if not keep:
      self.close()

  def close(self):
    """In good order: what was written is sent, TLS is closed."""
    self.transport.close()

  def reset(self):
    """With a TCP reset."""
    handle = self.transport.get_extra_info("socket")
    handle.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    self.transport.abort()

  def cut(self):
    """Without TLS's own goodbye, as when a process dies."""
    self.transport.abort()


class Listener:
  """An address on which TLS connections are accepted. 'context' may be replaced while it runs."""

  def __init__(self, server, endpoint, address, port, context):
    self.server, self.endpoint, self.context, self.round_trip = server, endpoint, context, 0.0
    self.silent, self.closed, self._waiting = False, False, set()
    self.socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    self.socket.bind((address, port))
    self.socket.listen(512)
    self.socket.setblocking(False)

  @property
  def port(self):
    return self.socket.getsockname()[1]

  def start(self):
    self.server.loop.add_reader(self.socket.fileno(), self._accept)

  def close(self):
    if not self.closed:
      self.closed = True
      self.server.loop.remove_reader(self.socket.fileno())
      self.socket.close()

  def _accept(self):
    for _ in range(64):
      try:
        client, _ = self.socket.accept()
      except (BlockingIOError, ConnectionError):
        return
      client.setblocking(False)
      client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
      task = self.server.loop.create_task(self._admit(client))
      self._waiting.add(task)
      task.add_done_callback(self._waiting.discard)

  async def _admit(self, client):
    """Looks at the first byte: TLS, or plain HTTP, which is sent to https."""
    try:
      if self.silent:
        await asyncio.sleep(3600)
      if self.round_trip:
        await asyncio.sleep(2 * self.round_trip)  # TCP's and TLS' own ways there and back
      first = await asyncio.wait_for(self._peek(client), IDLE_SECONDS)
      if not first:
        client.close()
      elif first != b"\x16":
        await self._redirect(client)
      else:
        await self.server.loop.connect_accepted_socket(
          lambda: Connection(self.server, self.endpoint), client, ssl=self.context,
          ssl_handshake_timeout=IDLE_SECONDS)
    except (OSError, asyncio.TimeoutError, EOFError) as error:
      self.server.refused(self.endpoint, error)
      client.close()

  async def _peek(self, client):
    while True:
      try:
        return client.recv(1, socket.MSG_PEEK)
      except BlockingIOError:
        readable = self.server.loop.create_future()
        self.server.loop.add_reader(client.fileno(), lambda: readable.done() or readable.set_result(None))
        try:
          await readable
        finally:
          self.server.loop.remove_reader(client.fileno())

  async def _redirect(self, client):
    line = (await asyncio.wait_for(self.server.loop.sock_recv(client, 8192),
                                   IDLE_SECONDS)).split(b"\r\n")[0]
    method, _, target = line.partition(b" ")
    status = "301 Moved Permanently" if method == b"GET" else "308 Permanent Redirect"
    address, port = self.socket.getsockname()
    where = f"https://{address}:{port}{target.split(b' ')[0].decode('latin-1') or '/'}"
    await self.server.loop.sock_sendall(client, (
      f"HTTP/1.1 {status}\r\nConnection: Keep-Alive\r\nLocation: {where}\r\n"
      "Server: pve-api-daemon/3.0\r\nContent-Length: 0\r\n\r\n").encode())
    client.close()
