"""raw_server.py - a TLS server that answers, byte for byte, what a test tells it to.

The simulator (tests/sim) behaves as PVE does; this one behaves as nothing should.

  with raw_server.Server(authority.node("pve1", "127.0.0.1"), handler) as server:
    server.url, server.requests

handler(request) is called for each request, in the thread of its connection: it may send (request.send),
wait, and returns True to keep the connection. Several servers share a log: log=server.log.

fetch() runs tests/tools/fetch, which opens the source "PVE API" and prints the answers.
"""

import atexit
import functools
import json
import os
import pathlib
import select
import shutil
import socket
import ssl
import struct
import sys
import tempfile
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "sim"))
import certificates
import tap

TOKEN = "audit@pve!inv=11111111-2222-4333-8444-555555555501"
SECRET = TOKEN.partition("=")[2]


def answer(data, status="200 OK", headers=(), body=None):
  """A whole answer as bytes."""
  if body is None:
    body = json.dumps({"data": data}).encode()
  lines = [f"HTTP/1.1 {status}", "Content-Type: application/json;charset=UTF-8", *headers,
           f"Content-Length: {len(body)}", "", ""]
  return "\r\n".join(lines).encode() + body


class Request:
  def __init__(self, server, connection, number, head):
    self.server, self.connection, self.number, self.time = server, connection, number, time.monotonic()
    lines = head.decode("latin-1").split("\r\n")
    self.line, self.target = lines[0], lines[0].split(" ")[1]
    self.path = self.target.removeprefix("/api2/json")
    self.headers = {key.lower(): value.strip() for key, _, value in
                    (line.partition(":") for line in lines[1:] if line)}

  def send(self, data):
    self.connection.sendall(data)

  def reply(self, data, **options):
    self.send(answer(data, **options))
    return True

  def reset(self):
    """Closes with RST in place of FIN."""
    self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    self.connection._raw_close = True
    return False


class Server:
  def __init__(self, certificate, handler, address="127.0.0.1", port=0, tls=True, log=None):
    self.handler, self.requests, self.connections, self.handshakes_failed = handler, [], 0, []
    self.log = self.requests if log is None else log
    self.tls, self.closing, self.sockets = tls, False, []
    self.context = None
    if tls:
      self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
      self.context.load_cert_chain(certificate.path)
    self.listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    self.listener.bind((address, port))
    self.listener.listen(64)
    self.address, self.port = self.listener.getsockname()[:2]
    self.url = f"https://{self.address}:{self.port}"
    self.thread = threading.Thread(target=self._accept, daemon=True)
    self.thread.start()

  def __enter__(self):
    return self

  def __exit__(self, *_):
    self.close()

  def close(self):
    """Nobody listens any more; connections are closed, too."""
    self.closing = True
    self.listener.close()
    for connection in self.sockets:
      try:
        connection.shutdown(socket.SHUT_RDWR)
      except OSError:
        pass

  def paths(self):
    return [request.path for request in self.requests]

  def _accept(self):
    while not self.closing:
      try:
        if not select.select([self.listener], [], [], 0.1)[0]:
          continue
        connection, _ = self.listener.accept()
      except (OSError, ValueError):
        return
      self.connections += 1
      self.sockets.append(connection)
      threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

  def _serve(self, raw):
    connection = raw
    try:
      if self.tls:
        connection = self.context.wrap_socket(raw, server_side=True)
    except OSError as error:
      self.handshakes_failed.append(str(error))
      raw.close()
      return
    self.sockets.append(connection)
    try:
      self._serve_requests(connection)
    except OSError:
      pass
    finally:
      self._close(connection)

  def _close(self, connection):
    try:
      if self.tls and not getattr(connection, "_raw_close", False):
        connection.settimeout(0.2)
        connection = connection.unwrap()
    except (OSError, ValueError):  # the client was faster
      pass
    connection.close()

  def _serve_requests(self, connection):
    buffer, number = b"", 0
    while True:
      while b"\r\n\r\n" not in buffer:
        got = connection.recv(65536)
        if not got:
          return
        buffer += got
      head, _, buffer = buffer.partition(b"\r\n\r\n")
      number += 1
      request = Request(self, connection, number, head)
      self.requests.append(request)
      if self.log is not self.requests:
        self.log.append(request)
      if not self.handler(request):
        return


def cluster_status(nodes=("pve1",), local="pve1", quorate=1, address="127.0.0.1"):
  """/cluster/status of a cluster whose nodes have the addresses 127.0.0.1, .2 …"""
  base = address.rsplit(".", 1)[0]
  return [{"type": "cluster", "id": "cluster", "name": "lab", "quorate": quorate, "nodes": len(nodes)}] + [
    {"type": "node", "id": f"node/{name}", "name": name, "online": 1, "local": int(name == local),
     "ip": f"{base}.{number}", "nodeid": number} for number, name in enumerate(nodes, 1)]


# --- the program that is tested

@functools.cache
def authority():
  """A CA for all tests of the program."""
  folder = tempfile.mkdtemp(prefix="pveinv-ca.")
  atexit.register(shutil.rmtree, folder, ignore_errors=True)
  return certificates.Authority(pathlib.Path(folder) / "ca")


def fetch_program():
  return tap.binary().parent / "tests/tools/fetch"


def token_file():
  path = pathlib.Path(tap._current_tmp()) / "token"
  if not path.exists():
    path.write_text(TOKEN + "\n")
    path.chmod(0o600)
  return path


def command(servers, *args, trust=None):
  """The command line that asks these servers (or URLs)."""
  urls = [getattr(server, "url", server) for server in servers]
  trust = ["--ca-file", authority().path] if trust is None else trust
  return [str(word) for word in (fetch_program(), *(word for url in urls for word in ("--url", url)),
                                 "--token-file", token_file(), *trust, *args)]


def fetch(servers, *args, trust=None, status=0, **options):
  """The Result; .answers are the lines it printed, .answer(path) the one of a path."""
  servers = servers if isinstance(servers, (list, tuple)) else [servers]
  start = time.monotonic()
  result = tap.run(*command(servers, *args, trust=trust), **options)
  result.seconds = time.monotonic() - start
  if status is not None and result.status != status:
    raise AssertionError(f"status {result.status}, expected {status}:\n{result}")
  if SECRET in result.out + result.err:
    raise AssertionError(f"the secret was printed:\n{result}")
  result.answers = [json.loads(line) for line in result.out.split("\n") if line.startswith("{")]
  result.answer = lambda path: next(a for a in result.answers if a.get("path") == path)
  return result
