"""faults - what a server, a network or something between them does wrong, by path.

A fault is written PATH=FAULT[,option…]; PATH may hold * and ?, and its query. Faults:

  595  596[:SECONDS=30]             the node that must answer refuses, or swallows, connections
  neverup                           500 "address lookup for …"
  401                               after the server's delay (3 s)
  403[:TEXT]  501  500[:TEXT]       with a message
  500reason[:TEXT]                  the text in the reason phrase alone, as servers before 8.3 do
  status:NNN[:REASON]               any other, without a body
  redirect:URL                      301 to somewhere
  delay:SECONDS                     the right answer, late
  hold                              the right answer, when the faults are cleared
  hang                              no answer, for ever
  slow[:SECONDS=10]                 the body arrives in small pieces over that time
  truncated                         half of the body, then TLS is closed in good order
  cut                               half of the body, then the connection is dropped
  reset                             the connection is reset instead of an answer
  malformed[:KIND]                  the body is broken: json (default) html empty text utf8 gzip nul array
  huge:BYTES                        a right JSON body, but of that size
  bomb:BYTES                        the same, compressed: little on the wire
  earlyclose                        the right answer with Connection: close
  silentclose                       the right answer, then the connection is closed unannounced
  unknown                           as in the first seconds after a restart: statuses are "unknown"

Options: times=N (then never again), after=N (not the first N), endpoint=N, token=NAME.
"""

import asyncio
import fnmatch
import gzip
import json
import re
import zlib

from http_server import Reply

KINDS = ("595 596 neverup 401 403 501 500 500reason status redirect delay hold hang slow truncated cut reset "
         "malformed huge bomb earlyclose silentclose unknown").split()
_FORM = re.compile(rf"(?P<path>.+)=(?P<kind>{'|'.join(sorted(KINDS, key=len, reverse=True))})"
                   r"(?P<value>:.*?)?(?P<options>(,(times|after|endpoint|token)=[^,]+)*)")
PIECE = 64 * 1024


class Fault:
  def __init__(self, text):
    found = _FORM.fullmatch(text)
    if not found:
      raise ValueError(f"no fault: {text}")
    self.text, self.pattern, self.kind = text, found.group("path"), found.group("kind")
    self.value = (found.group("value") or ":")[1:]
    options = dict(option.split("=", 1) for option in found.group("options").split(",") if option)
    self.times, self.after = int(options.get("times", -1)), int(options.get("after", 0))
    self.endpoint, self.token = int(options.get("endpoint", 0)), options.get("token")
    self.cleared = asyncio.Event()

  def strikes(self, target, endpoint, token):
    """Whether it does this time; counts."""
    if not self.times or (self.endpoint and self.endpoint != endpoint) or (self.token or token) != token:
      return False
    if not fnmatch.fnmatchcase(target, self.pattern):
      return False
    if self.after:
      self.after -= 1
      return False
    self.times -= 1
    return True

  def number(self, default):
    return float(self.value) if self.value else default


def message(status, text, **headers):
  body = json.dumps({"data": None, "message": text + "\n"}).encode()
  return Reply(status, text, body, **headers)


def instead(fault, node, path, demand):
  """The Reply that takes the right one's place, or None: the kinds that need no connection.
  'demand' is the text of the refusal that the path deserves."""
  value = fault.value
  if fault.kind == "595":
    return Reply(595, value or "Connection refused")
  if fault.kind == "neverup":
    return message(500, f"address lookup for '{node}' did not find any IP address")
  if fault.kind == "403":
    return message(403, value or demand)
  if fault.kind == "501":
    return Reply(501, f"Method 'GET {path}' not implemented",
                 json.dumps({"data": None, "message": f"Method 'GET {path}' not implemented"}).encode())
  if fault.kind == "500":
    return message(500, value or "something went wrong")
  if fault.kind == "500reason":
    return Reply(500, value or "something went wrong", b'{"data":null}')
  if fault.kind == "status":
    status, _, reason = value.partition(":")
    return Reply(int(status), reason or "whatever")
  if fault.kind == "redirect":
    return Reply(301, "Moved Permanently", b"", headers=(f"Location: {value}",))
  return None


def broken(kind, right):
  """(body, headers) of an answer that no JSON parser takes, or that has another form than any answer."""
  body = right.body or b""
  if kind == "gzip":
    packed = bytearray(gzip.compress(body or b"{}"))
    packed[len(packed) // 2:] = b"\xff" * (len(packed) - len(packed) // 2)
    return bytes(packed), ("Content-Encoding: gzip",)
  return {
    "json": body[:max(1, len(body) * 2 // 3)] + b'{"',
    "html": b"<html><head><title>502 Bad Gateway</title></head><body></body></html>",
    "empty": b"",
    "text": b"it works",
    "utf8": body.replace(b'"data"', b'"data":[{"id":"\xff\xfe\xc3("}],"more"', 1),
    "nul": body.replace(b"{", b"{\0", 1),
    "array": b'[{"data":1}]',
  }[kind or "json"], ()


async def slowly(connection, reply, seconds):
  """The body in pieces."""
  connection.transport.write(reply.head(False, None, len(reply.body)))
  pieces = min(50, len(reply.body)) or 1
  size = -(-len(reply.body) // pieces)
  for start in range(0, len(reply.body), size):
    await asyncio.sleep(seconds / pieces)
    connection.transport.write(reply.body[start:start + size])
  connection.close()


async def partly(connection, reply, abruptly):
  """Half of the body."""
  connection.transport.write(reply.head(True, None, len(reply.body)) + reply.body[:len(reply.body) // 2])
  await asyncio.sleep(0.05)
  if abruptly:
    connection.cut()
  else:
    connection.close()


def _filler(size):
  """Pieces of a JSON body of about that size: a list of rows."""
  row = b'{"id":"qemu/1","type":"filler","text":"' + b"x" * 960 + b'"},'
  yield b'{"data":['
  piece = row * 64
  for _ in range(max(0, size - 100) // len(piece)):
    yield piece
  yield b'{"type":"filler"}]}'


async def hugely(connection, size):
  """Chunk by chunk, as fast as the client takes it; memory stays small."""
  pieces = list(_filler(size))
  connection.transport.write(Reply(200, "OK", b"").head(True, None, sum(map(len, pieces))))
  for piece in pieces:
    connection.transport.write(piece)
    while connection.transport.get_write_buffer_size() > 4 * PIECE and not connection.gone:
      await asyncio.sleep(0.002)
    if connection.gone:
      return
  connection.close()


def bomb(size):
  """The compressed form of a body of that size."""
  packer = zlib.compressobj(9, zlib.DEFLATED, 31)
  packed = b"".join(packer.compress(piece) for piece in _filler(size)) + packer.flush()
  return Reply(200, "OK", packed, headers=("Content-Encoding: gzip",))
