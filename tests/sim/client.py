"""client - runs the simulator for a test, and asks it as plainly as possible.

  from client import Simulator          # with tests/sim in sys.path

  with Simulator("--recording", tap.RECORDINGS / "pve-8.4-cluster.auditor.ndjson") as sim:
    tap.ok("get", "guests", "--url", sim.url, "--token-file", sim.token_file(), "--ca-file", sim.ca_file)
    sim.command({"do": "migrate", "vmid": 100, "to": "pve2", "after": "/cluster/resources"})
    for request in sim.requests(): ...   # what was asked, in order: path, token, status, in_flight…

The simulator's process is gone when the block is left, however that happens.
"""

import json
import os
import pathlib
import selectors
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import zlib

HERE = pathlib.Path(__file__).resolve().parent
START_SECONDS = 60


class Simulator:
  """Options as pve-sim's. The answer to a failed login comes at once, but for slow_401."""

  _keys = {}  # of the first one: making them takes longer than all else, and each has its own CA all the same

  def __init__(self, *options, slow_401=False, log=True):
    self._options = [str(option) for option in options] + ([] if slow_401 else ["--fast-401"])
    self._log = log

  def __enter__(self):
    self._folder = tempfile.TemporaryDirectory(prefix="pve-sim-test.")
    self.folder = pathlib.Path(self._folder.name)
    self.log_file = self.folder / "log"
    logging = ["--log", str(self.log_file)] if self._log else []
    self._errors = open(self.folder / "stderr", "wb+")
    self._give_keys(self.folder / "sim/certificates")
    self.process = subprocess.Popen(
      [sys.executable, str(HERE / "pve-sim"), "--folder", str(self.folder / "sim"), *logging,
       *self._options],
      stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._errors, start_new_session=True)
    self._buffer = b""
    try:
      self.ready = json.loads(self._line(START_SECONDS))
    except BaseException:
      self.__exit__()
      raise
    self.url, self.urls, self.all_urls = (self.ready[key] for key in ("url", "urls", "all_urls"))
    self.tokens, self.ca_file = self.ready["tokens"], self.ready["ca"]
    self.fingerprints, self.port = self.ready["fingerprints"], int(self.url.rsplit(":", 1)[1])
    self._keep_keys(pathlib.Path(self.ready["folder"]) / "certificates")
    return self

  def _give_keys(self, folder):
    if not self._keys:
      return
    folder.mkdir(mode=0o700, parents=True)
    for name, key in self._keys.items():
      (folder / name).touch(mode=0o600)
      (folder / name).write_bytes(key)

  def _keep_keys(self, folder):
    for name in ("ca.key", "node.key"):
      self._keys.setdefault(name, (folder / name).read_bytes())

  def __exit__(self, *_):
    process = self.process
    process.stdin.close()
    try:
      process.wait(5)
    except subprocess.TimeoutExpired:
      process.kill()
      process.wait()
    process.stdout.close()
    self._errors.close()
    self._folder.cleanup()

  def _line(self, seconds):
    """A line of its stdout."""
    with selectors.DefaultSelector() as selector:
      selector.register(self.process.stdout, selectors.EVENT_READ)
      while b"\n" not in self._buffer:
        data = os.read(self.process.stdout.fileno(), 65536) if selector.select(seconds) else b""
        if not data:
          self._errors.seek(0)
          raise RuntimeError(f"pve-sim says nothing; {self._errors.read().decode(errors='replace')}")
        self._buffer += data
    line, _, self._buffer = self._buffer.partition(b"\n")
    return line

  def token_file(self, name="inv"):
    return self.ready["token_files"][name]

  def command(self, command):
    """Has something done; returns its answer, fails if it cannot be done."""
    self.process.stdin.write(json.dumps(command).encode() + b"\n")
    self.process.stdin.flush()
    answer = json.loads(self._line(30))
    if not answer["ok"]:
      raise RuntimeError(f"{command}: {answer['error']}")
    return answer

  def wait_for_held(self):
    """Until a request is held (faults.py)."""
    end = time.monotonic() + START_SECONDS
    while not self.command({"do": "stats"})["in_flight"]:
      if time.monotonic() > end:
        raise RuntimeError("no request is held")
      time.sleep(0.02)

  def log(self):
    """Everything that has happened so far, as dicts with "event": connect, tls-failed, request, close."""
    self.command({"do": "stats"})
    return [json.loads(line) for line in self.log_file.read_text().split("\n") if line]

  def requests(self, path=None):
    """The requests answered so far, in the order of the answers."""
    return [entry for entry in self.log() if entry["event"] == "request" and path in (None, entry["path"])]

  # --- asking without pveinv

  def context(self):
    return ssl.create_default_context(cafile=self.ca_file)

  def connect(self, url=None, context=None):
    """A Connection to an endpoint."""
    host, _, port = (url or self.url).removeprefix("https://").partition(":")
    return Connection(host, int(port), context or self.context())

  def connect_plain(self):
    """A Connection without TLS."""
    return Connection("127.0.0.1", self.port, None)

  def get(self, path, token="inv", url=None, **headers):
    """A Response, over a connection of its own. token: a name, or None for none."""
    with self.connect(url) as connection:
      return connection.get(path, self.tokens[token] if token else None, **headers)


class Response:
  def __init__(self, status, reason, headers, content):
    self.status, self.reason, self.headers, self.content = status, reason, headers, content

  @property
  def body(self):
    """The body as JSON; None if there is none."""
    return json.loads(self.text) if self.content else None

  @property
  def text(self):
    encoding = self.headers.get("content-encoding")
    content = zlib.decompress(self.content, 47 if encoding == "gzip" else 15) if encoding else self.content
    return content.decode()

  @property
  def data(self):
    return self.body["data"]


class Connection:
  """HTTP by hand, so that what is on the wire is seen."""

  def __init__(self, host, port, context):
    raw = socket.create_connection((host, port), timeout=40)
    self.socket = context.wrap_socket(raw, server_hostname=host) if context else raw
    self._buffer = b""

  def __enter__(self):
    return self

  def __exit__(self, *_):
    self.socket.close()

  def send(self, data):
    self.socket.sendall(data)

  def request(self, method, path, token=None, body=b"", **headers):
    lines = [f"{method} /api2/json{path} HTTP/1.1", "Host: simulator"]
    if token:
      lines.append(f"Authorization: PVEAPIToken={token}")
    if body:
      lines.append(f"Content-Length: {len(body)}")
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    self.send("\r\n".join(lines).encode() + b"\r\n\r\n" + body)

  def get(self, path, token=None, **headers):
    self.request("GET", path, token, **headers)
    return self.response()

  def _receive(self):
    try:
      data = self.socket.recv(65536)
    except ssl.SSLEOFError:
      data = b""
    self._buffer += data
    return bool(data)

  def response(self):
    while b"\r\n\r\n" not in self._buffer:
      if not self._receive():
        raise EOFError(f"closed after {self._buffer!r}")
    head, _, self._buffer = self._buffer.partition(b"\r\n\r\n")
    lines = head.decode("utf-8").split("\r\n")
    _, status, reason = lines[0].split(" ", 2)
    headers = {name.lower(): value.strip() for name, _,
               value in (line.partition(":") for line in lines[1:])}
    length = headers.get("content-length")
    while length is None or len(self._buffer) < int(length):
      if not self._receive():
        break
    size = len(self._buffer) if length is None else int(length)
    content, self._buffer = self._buffer[:size], self._buffer[size:]
    return Response(int(status), reason, headers, content)

  def closed(self):
    """Whether the other side has closed; waits for it."""
    try:
      return not self._receive()
    except (ConnectionError, ssl.SSLError):
      return True
