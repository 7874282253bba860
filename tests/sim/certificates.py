"""certificates - a CA a cluster and a certificate a node, as PVE makes them; with the openssl command."""

import hashlib
import pathlib
import re
import ssl
import subprocess
import uuid

CA_NAME = "/CN=Proxmox Virtual Environment/OU={}/O=PVE Cluster Manager CA"
NODE_NAME = "/OU=PVE Cluster Node/O=Proxmox Virtual Environment/CN={}"
BITS = 2048
# What is wrong with a certificate that must not be trusted; one that is "ending" can be, for another week.
WRONGS = ("other-ca", "name", "expired", "self-signed", "ending")
DAYS = {"expired": -1, "ending": 7}


def openssl(*args, input=None):
  result = subprocess.run(["openssl", *map(str, args)], input=input, capture_output=True, text=True,
                          check=False)
  if result.returncode:
    raise RuntimeError(f"openssl {args[0]}: {result.stderr.strip()}")
  return result.stdout


def fingerprint(pem):
  digest = hashlib.sha256(ssl.PEM_cert_to_DER_cert(pem)).hexdigest().upper()
  return ":".join(digest[i:i + 2] for i in range(0, 64, 2))


class Certificate:
  """A certificate as text, and what PVE says of it in /nodes/{node}/certificates/info."""

  def __init__(self, path, names=()):
    self.path, self.pem, self.names = pathlib.Path(path), pathlib.Path(path).read_text(), list(names)
    self.pem = self.pem[self.pem.index("-----BEGIN CERTIFICATE"):]
    self.fingerprint = fingerprint(self.pem)

  def info(self, filename):
    text = openssl("x509", "-in", self.path, "-noout", "-dates", "-subject", "-issuer", "-nameopt",
                   "compat")
    values = dict(line.split("=", 1) for line in text.splitlines())
    return {"filename": filename, "fingerprint": self.fingerprint, "pem": self.pem,
            "subject": values["subject"].strip(), "issuer": values["issuer"].strip(), "san": self.names,
            "notbefore": ssl.cert_time_to_seconds(values["notBefore"]),
            "notafter": ssl.cert_time_to_seconds(values["notAfter"]),
            "public-key-bits": BITS, "public-key-type": "rsaEncryption"}


class Authority:
  """The CA of a cluster, kept in a folder; one that is there already is used again."""

  def __init__(self, folder):
    self.folder = pathlib.Path(folder)
    self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    self._config = self.folder / "openssl.cnf"
    self._config.write_text("[req]\ndistinguished_name=dn\n[dn]\n")
    # One key for all nodes: making keys takes most of the time, and no client can tell.
    self._node_key, self._ca_key = self._key("node.key"), self._key("ca.key")
    self.path = self.folder / "ca.pem"
    if not self.path.exists():
      self._make_ca(self.path, self._ca_key)
    self.certificate = Certificate(self.path)

  def _key(self, name):
    path = self.folder / name
    if not path.exists():
      openssl("genrsa", "-out", path, BITS)
      path.chmod(0o600)
    return path

  def _make_ca(self, path, key):
    openssl("req", "-x509", "-new", "-key", key, "-config", self._config, "-days", 3650, "-sha256",
            "-subj", CA_NAME.format(uuid.uuid4()), "-addext", "basicConstraints=critical,CA:TRUE",
            "-addext", "subjectKeyIdentifier=hash", "-addext", "keyUsage=critical,keyCertSign,cRLSign",
            "-out", path)

  def renew_ca(self):
    """Another CA signs from now on; its file has the same name."""
    self.path.unlink()
    self._ca_key.unlink()
    self._ca_key = self._key("ca.key")
    self._make_ca(self.path, self._ca_key)
    self.certificate = Certificate(self.path)

  def node(self, name, address, domain="", wrong=None, again=False, more=()):
    """The Certificate of a node; its file holds the key, too. 'wrong' is one of WRONGS; 'more': names."""
    names = ["127.0.0.1", "0000:0000:0000:0000:0000:0000:0000:0001", "localhost", address, name, *more]
    names += [f"{name}.{domain}"] if domain else []
    path = self.folder / f"{name}{'.' + wrong if wrong else ''}.pem"
    if again or not path.exists():
      self._make_node(path, f"{name}.{domain}" if domain else name,
                      ["wrong.invalid"] if wrong == "name" else names, wrong)
    return Certificate(path, names)

  def _make_node(self, path, common_name, names, wrong):
    extensions, request = self.folder / "extensions", self.folder / "request.pem"
    alternatives = ",".join(f"{'IP' if re.fullmatch('[0-9a-f:.]+', name) else 'DNS'}:{name}"
                            for name in dict.fromkeys(names))
    extensions.write_text(f"basicConstraints=CA:FALSE\nextendedKeyUsage=serverAuth\n"
                          f"subjectAltName={alternatives}\n")
    openssl("req", "-new", "-key", self._node_key, "-config", self._config, "-sha256",
            "-subj", NODE_NAME.format(common_name), "-out", request)
    openssl("x509", "-req", "-in", request, "-sha256", "-extfile", extensions, "-out", path,
            "-set_serial", uuid.uuid4().int >> 64, "-days", DAYS.get(wrong, 730),
            *self._signer(wrong))
    path.write_text(self._node_key.read_text() + path.read_text())
    path.chmod(0o600)

  def _signer(self, wrong):
    if wrong == "self-signed":
      return "-signkey", self._node_key
    if wrong == "other-ca":
      other, key = self.folder / "other-ca.pem", self._key("other-ca.key")
      if not other.exists():
        self._make_ca(other, key)
      return "-CA", other, "-CAkey", key
    return "-CA", self.path, "-CAkey", self._ca_key


def server_context(certificate):
  """TLS as pveproxy speaks it: 1.2 and 1.3, no ALPN, the leaf alone."""
  context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
  context.minimum_version = ssl.TLSVersion.TLSv1_2
  context.load_cert_chain(certificate.path)
  return context
