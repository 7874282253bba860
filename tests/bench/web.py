"""web - a made-up cluster behind nginx: its answers are files, its nodes are the addresses 127.0.0.1, ….

nginx answers faster than any PVE, so that what is measured is the client. As PVE does, it ends a connection
after 100 requests or 5 idle seconds, and compresses from 1024 bytes on.
The files are made when they are asked for first, and kept until the simulator is another.
"""

import json
import pathlib
import shutil
import socket
import ssl
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "sim"))

import certificates  # noqa: E402
from made import MadeCluster  # noqa: E402
from made_cluster import build  # noqa: E402
from measuring import simulator_stamp  # noqa: E402
from pve_answers import documents  # noqa: E402

TOKEN = "inventory@pve!pveinv=00000000-0000-0000-0000-000000000000"
# A file is named by path and query, with the "?" always: so /nodes? is none of the folder nodes/.
CONFIGURATION = """
daemon off;
master_process off;
pid {folder}/pid;
error_log {folder}/error.log warn;
events {{ worker_connections 1024; }}
http {{
  log_format asked '$server_addr $status $request_uri';
  access_log {log};
  client_body_temp_path {folder}/temporary;
  proxy_temp_path {folder}/temporary;
  fastcgi_temp_path {folder}/temporary;
  uwsgi_temp_path {folder}/temporary;
  scgi_temp_path {folder}/temporary;
  default_type application/json;
  keepalive_requests 100;
  keepalive_timeout 5s;
  tcp_nodelay on;
  gzip on;
  gzip_min_length 1024;
  gzip_types application/json;
  server {{
    {listen}
    ssl_certificate {certificate};
    ssl_certificate_key {certificate};
    ssl_protocols TLSv1.2 TLSv1.3;
    root {folder}/documents;
    location /api2/json/ {{ try_files "$uri?$args" =501; }}
  }}
}}
"""


def available():
  return shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")


def free_port():
  with socket.socket() as probe:
    probe.bind(("127.0.0.1", 0))
    return probe.getsockname()[1]


def made_once(folder):
  """The folder; empty, if another simulator filled it."""
  stamp, wanted = folder / "made", simulator_stamp()
  if not stamp.exists() or stamp.read_text() != wanted:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    stamp.write_text(wanted)
  return folder


class Web:
  """with Web(folder, nodes, guests) as web: …"""

  def __init__(self, folder, nodes, guests):
    self.folder = folder = made_once(folder / f"{guests}-on-{nodes}")
    self.port = free_port()
    cluster = build(nodes, guests, 1)
    self.addresses = [f"127.0.0.{number}" for number in range(1, nodes + 1)]
    for node, address in zip(cluster.nodes.values(), self.addresses):
      node["ip"] = address
    authority = certificates.Authority(folder / "certificates")
    self._certificate = authority.node("cluster", "127.0.0.1", more=self.addresses)
    self.ca, self.token_file = authority.path, folder / "token"
    self.token_file.touch(mode=0o600)
    self.token_file.write_text(TOKEN + "\n")
    self._made = MadeCluster(cluster)
    info = [authority.certificate.info("pve-root-ca.pem"), self._certificate.info("pve-ssl.pem")]
    self._made.certificates = lambda node: info
    if not (folder / "documents").exists():
      for path, _ in documents(cluster):
        self._write(path)
    self._process = None

  def url(self, address="127.0.0.1", port=None):
    return f"https://{address}:{port or self.port}"

  def _write(self, path):
    """The answer as a file; False if there is none."""
    plain, _, query = path.partition("?")
    answer = self._made.find(path, plain, dict(part.split("=", 1) for part in query.split("&") if part))
    if answer.status != 200:
      return False
    file = self.folder / f"documents/api2/json{plain}?{query}"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(answer.body, ensure_ascii=False, separators=(",", ":")))
    return True

  # --- the server

  def start(self, log=False):
    (self.folder / "temporary").mkdir(exist_ok=True)
    (self.folder / "asked").unlink(missing_ok=True)
    text = CONFIGURATION.format(
      folder=self.folder, certificate=self._certificate.path, log=f"{self.folder}/asked asked" if log
      else "off", listen="\n    ".join(f"listen {address}:{self.port} ssl;" for address in self.addresses))
    (self.folder / "nginx.conf").write_text(text)
    self._process = subprocess.Popen([available(), "-p", self.folder, "-e", self.folder / "error.log", "-c",
                                      self.folder / "nginx.conf"], stdin=subprocess.DEVNULL)
    for _ in range(200):
      try:
        socket.create_connection((self.addresses[-1], self.port), 1).close()
        return
      except OSError:
        time.sleep(0.05)
    raise RuntimeError(f"nginx does not start: {(self.folder / 'error.log').read_text()}")

  def stop(self):
    if self._process:
      self._process.terminate()
      self._process.wait()
      self._process = None

  def __enter__(self):
    return self

  def __exit__(self, *_):
    self.stop()

  # --- what a walk asks

  def learn(self, walk):
    """Has 'walk' done until each answer that the cluster has is a file; returns what it asked last:
    [(address, status, path)]. Then the server runs without a log."""
    self.stop()
    for _ in range(5):
      self.start(log=True)
      walk()
      self.stop()
      lines = [line.split(" ", 2) for line in (self.folder / "asked").read_text().splitlines()]
      asked = [(address, int(status), path.removeprefix("/api2/json")) for address, status, path in lines]
      missing = {path for _, status, path in asked if status != 200}
      if not any([self._write(path) for path in sorted(missing)]):
        break
    self.start()
    return asked

  def context(self):
    return ssl.create_default_context(cafile=self.ca)
