#!/usr/bin/env python3
"""The source "PVE API": to whom a credential goes, and to whom not. Straight to nodes. Proxies."""

import base64
import json
import os
import socket
import ssl
import sys
import threading
import warnings

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
import raw_server
import tap
from raw_server import Server, cluster_status, fetch


def certificate(name="pve1", address="127.0.0.1", **options):
  return raw_server.authority().node(name, address, **options)


def echo(request):
  return request.reply(cluster_status() if request.path == "/cluster/status" else request.path)


def refused(servers, *args, words, **options):
  """Must fail without a request; the words are in what it says."""
  server = servers[0] if isinstance(servers, list) else servers
  result = fetch(servers, *args, "/a", status=5, **options)
  tap.contains(result.err, *words)
  tap.equal(server.requests, [], "requests")
  return result


def how(shown):
  """What a hint says of how to trust: as options, and as keys of the configuration."""
  return ("--ca-file FILE (in the configuration: ca-file = FILE)",
          f"--fingerprint {shown.fingerprint} (fingerprint = …)")


# --- who is who

def test_wrong_certificates():
  for wrong, words in (("other-ca", "SSL certificate problem"), ("name", "127.0.0.1"),
                       ("expired", "certificate has expired"), ("self-signed", "self-signed certificate")):
    shown = certificate(wrong=wrong)
    with Server(shown, echo) as pve:
      hints = ["hint: it was valid until 20"] if wrong == "expired" else ["hint: it shows a certificate of ",
                                                                          *how(shown)]
      result = refused(pve, words=[pve.url, words, *hints])
      tap.true(result.seconds < 2, "it is not tried again")


def test_system_authorities():
  """Without a CA file the system's count, and with one only that."""
  with Server(certificate(), echo) as pve:
    result = refused(pve, trust=[], words=["SSL certificate problem", "/etc/pve/pve-root-ca.pem",
                                           *how(certificate())])
    tap.equal(len(result.err.split("hint:")), 2)


def test_authority_file():
  with Server(certificate(), echo) as pve:
    ca = raw_server.authority().path
    tap.equal(fetch(pve, "/a", trust=["--ca-file", ca]).answer("/a")["status"], 200)
    for bad, words in ((__file__, "no certificate"), ("/nowhere.pem", "No such file"), ("/", "")):
      result = fetch(pve, "/a", trust=["--ca-file", bad], status=2)
      tap.contains(result.err, bad, words)
    tap.equal(len(pve.requests), 2)


def test_fingerprints():
  """They decide alone: neither name nor CA nor time count beside them."""
  for wrong in (None, "other-ca", "name", "expired", "self-signed"):
    shown = certificate(wrong=wrong)
    with Server(shown, echo) as pve:
      for prints in ([shown.fingerprint], [shown.fingerprint.lower()], [shown.fingerprint.replace(":", "")],
                     ["00:" * 31 + "00", shown.fingerprint]):
        trust = [word for one in prints for word in ("--fingerprint", one)]
        tap.equal(fetch(pve, "/a", trust=trust).answer("/a")["status"], 200, str(wrong))


def test_wrong_fingerprint():
  with Server(certificate(), echo) as pve:
    other = certificate(name="other").fingerprint
    # A CA given beside it does not make up for it.
    for more in ([], ["--ca-file", raw_server.authority().path]):
      refused(pve, trust=["--fingerprint", other, *more],
              words=["fetch: ", pve.url, "pvenode cert info", *how(certificate())])


def test_no_fingerprint():
  for bad in ("", "AA", "AA:BB", "zz:" * 31 + "zz", certificate().fingerprint + ":00", "AA" * 33,
              certificate().fingerprint.replace(":", "", 1)):
    tap.contains(fetch("https://x", "/a", trust=["--fingerprint", bad], status=2).err, "fingerprint")


def test_insecure():
  with Server(certificate(wrong="self-signed"), echo) as pve:
    tap.equal(fetch(pve, "/a", trust=["--insecure"]).answer("/a")["status"], 200)
    for more in (["--ca-file", raw_server.authority().path], ["--fingerprint", "00:" * 31 + "00"]):
      tap.contains(fetch(pve, "/a", trust=["--insecure", *more], status=2).err, "exclude each other")


def test_next_endpoint_instead():
  """An impostor gets nothing, and the walk goes on with the next."""
  with Server(certificate(wrong="other-ca"), echo) as impostor, Server(certificate(), echo) as good:
    result = fetch([impostor, good], "/a")
    tap.equal(result.answer("/a")["status"], 200)
    tap.equal(impostor.requests, [])
    tap.contains(result.err, f"{impostor.url}: SSL certificate problem")


def test_each_connection_is_verified():
  """Also the second one, when the certificate has changed in between."""
  state = {"seen": 0}
  def handler(request):
    state["seen"] += 1
    if state["seen"] == 2:
      context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
      context.load_cert_chain(certificate(wrong="other-ca").path)
      pve.context = context
      return request.reply(1, headers=["Connection: close"]) and False
    return echo(request)
  for trust, words in ((None, "SSL certificate problem"),
                       (["--fingerprint", certificate().fingerprint],
                        "its certificate has another fingerprint")):
    state["seen"] = 0
    with Server(certificate(), handler) as pve:
      result = fetch(pve, "--sequential", "/a", "/b", trust=trust, status=5)
      tap.contains(result.err, f"does not answer any more: {words}")
      tap.equal(pve.paths(), ["/cluster/status", "/a"])


def test_old_protocol():
  with Server(certificate(), echo) as pve, warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    pve.context.minimum_version = ssl.TLSVersion.TLSv1
    pve.context.maximum_version = ssl.TLSVersion.TLSv1_1
    pve.context.set_ciphers("ALL:@SECLEVEL=0")
    refused(pve, words=["fetch: "])
    pve.context.maximum_version = pve.context.minimum_version = ssl.TLSVersion.TLSv1_2
    tap.equal(fetch(pve, "/a").answer("/a")["status"], 200)


def test_no_tls():
  with socket.create_server(("127.0.0.1", 0)) as plain:
    def answer():
      while True:
        try:
          client, _ = plain.accept()
        except OSError:
          return
        client.sendall(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")
        client.close()
    threading.Thread(target=answer, daemon=True).start()
    result = fetch(f"https://127.0.0.1:{plain.getsockname()[1]}", "/a", status=5)
    tap.contains(result.err, "does not speak TLS")


def test_urls():
  for url, words in (("http://pve1:8006", "only https"), ("pve1:8006", "https://pve1"), ("pve1", "URL"),
                     ("", "URL"), ("https://pve1:8006/api2/json", "after host and port"),
                     ("https://pve1/?a", "after host and port"),
                     ("https://root:geheim@pve1", "no user"), ("ftp://pve1", "only https"),
                     ("https://pve1:99999", "URL"), ("https://", "URL"), ("https://a b", "URL"),
                     ("file:///etc/passwd", "only https")):
    result = fetch(url, "/a", status=2, trust=[])
    tap.contains(result.err, words, "hint: ")
    tap.true("geheim" not in result.err, "a password was printed")
  tap.contains(fetch("https://pve1.invalid", "/a", status=5).err, "https://pve1.invalid:8006: ")


def test_look():
  shown = certificate(wrong="self-signed")
  with Server(shown, echo) as pve:
    result = fetch(pve, "--look", trust=[])
    tap.contains(result.out, "subject CN=pve1,", f"fingerprint {shown.fingerprint}\n",
                 "names 127.0.0.1, ::1, ")
    tap.equal(pve.requests, [])
  tap.contains(fetch("https://127.0.0.1:1", "--look", trust=[], status=5).err, "https://127.0.0.1:1: ")
  with Server(None, echo, tls=False) as plain:
    fetch(plain, "--look", trust=[], status=5)


# --- what the environment has to say: nothing

def test_key_log(tmp):
  with Server(certificate(), echo) as pve:
    fetch(pve, "/a", env={"SSLKEYLOGFILE": tmp / "keys"})
    fetch(pve, "--look", env={"SSLKEYLOGFILE": tmp / "keys"})
    tap.true(not (tmp / "keys").exists(), "keys were written")


def test_proxies_of_the_environment():
  with Server(None, lambda request: False, tls=False) as proxy, Server(certificate(), echo) as pve:
    url = f"http://127.0.0.1:{proxy.port}"
    names = {name: url for name in ("https_proxy", "HTTPS_PROXY", "ALL_PROXY", "all_proxy", "http_proxy")}
    tap.equal(fetch(pve, "/a", env=names).answer("/a")["status"], 200)
    tap.equal(proxy.connections, 0)


def test_netrc(tmp):
  (tmp / ".netrc").write_text("machine 127.0.0.1 login me password other\n")
  with Server(certificate(), echo) as pve:
    fetch(pve, "/a", env={"HOME": tmp, "NETRC": tmp / ".netrc"})
    tap.equal(pve.requests[1].headers["authorization"], f"PVEAPIToken={raw_server.TOKEN}")


class Proxy:
  """An HTTP proxy that knows CONNECT."""

  def __init__(self, answer=b"HTTP/1.1 200 Connection established\r\nX-Proxy: 1\r\n\r\n"):
    self.heads, self.answer = [], answer
    self.listener = socket.create_server(("127.0.0.1", 0))
    self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
    threading.Thread(target=self._accept, daemon=True).start()

  def __enter__(self):
    return self

  def __exit__(self, *_):
    self.listener.close()

  def _accept(self):
    while True:
      try:
        client, _ = self.listener.accept()
      except OSError:
        return
      threading.Thread(target=self._serve, args=(client,), daemon=True).start()

  def _serve(self, client):
    head = b""
    while b"\r\n\r\n" not in head:
      got = client.recv(4096)
      if not got:
        return
      head += got
    self.heads.append(head.decode())
    client.sendall(self.answer)
    if b" 200 " not in self.answer:
      client.close()
      return
    host, _, port = head.split(b" ")[1].decode().rpartition(":")
    server = socket.create_connection((host, int(port)))
    threading.Thread(target=self._copy, args=(server, client), daemon=True).start()
    self._copy(client, server)

  @staticmethod
  def _copy(source, target):
    try:
      while data := source.recv(65536):
        target.sendall(data)
      target.shutdown(socket.SHUT_WR)
    except OSError:
      pass


def test_proxy():
  with Proxy() as proxy, Server(certificate(), echo) as pve:
    # What the environment excepts from proxies is no exception either.
    result = fetch(pve, "--proxy", proxy.url.replace("//", "//me:geheim@"), "/a", env={"no_proxy": "*"})
    tap.equal(result.answer("/a")["reason"], "OK")
    tap.contains(proxy.heads[0], f"CONNECT 127.0.0.1:{pve.port} ", base64.b64encode(b"me:geheim").decode())
    tap.true(raw_server.SECRET not in proxy.heads[0], "the proxy got the token")
    tap.true("proxy-authorization" not in pve.requests[0].headers, "the server got the proxy's password")


def test_proxy_does_not_replace_verification():
  with Proxy() as proxy, Server(certificate(wrong="other-ca"), echo) as pve:
    refused(pve, "--proxy", proxy.url, words=["SSL certificate problem"])


def test_proxy_fails():
  with Proxy(b"HTTP/1.1 407 Who are you\r\nContent-Length: 0\r\n\r\n") as proxy, Server(certificate(),
                                                                                        echo) as pve:
    url = proxy.url.replace("//", "//me:geheim@")
    result = refused(pve, "--proxy", url, words=["407", "check the URL and the proxy"])
    tap.true("geheim" not in result.err, "the proxy's password was printed")
  refused(pve, "--proxy", "http://127.0.0.1:1", words=["127.0.0.1"])
  result = fetch(pve, "--proxy", "https://127.0.0.1:1", "/a", trust=["--fingerprint", "00:" * 31 + "00"],
                 status=2)
  tap.contains(result.err, "CA file")


# --- straight to nodes

class Cluster:
  """pve1 … pve3 on 127.0.0.1 … 3, one port; 'prints' are what /nodes says of the certificates."""

  def __init__(self, wrong=None, prints=True, nodes=("pve1", "pve2", "pve3"), trouble=None, online=1):
    self.shown = {name: certificate(name, f"127.0.0.{i}", wrong=wrong if i == 2 else None)
                  for i, name in enumerate(("pve1", "pve2", "pve3"), 1)}
    self.prints, self.online, self.trouble, self.servers = prints, online, trouble or {}, {}
    for i, name in enumerate(nodes, 1):
      port = self.servers["pve1"].port if self.servers else 0
      self.servers[name] = Server(self.shown[name], lambda request, name=name: self.answer(name, request),
                                  address=f"127.0.0.{i}", port=port)

  def answer(self, name, request):
    if name in self.trouble:
      return self.trouble[name](request)
    if request.path == "/cluster/status":
      status = cluster_status(("pve1", "pve2", "pve3"), local=name)
      for entry in status[2:]:
        entry["online"] = self.online
      return request.reply(status)
    if request.path == "/nodes":
      return request.reply([{"node": node, **({"ssl_fingerprint": shown.fingerprint} if self.prints else {})}
                            for node, shown in self.shown.items()])
    return request.reply(name)

  def __enter__(self):
    return self

  def __exit__(self, *_):
    for server in self.servers.values():
      server.close()

  def ask(self, *args, trust=None):
    """Who answered for pve1, pve2, pve3."""
    paths = [f"{node}:/nodes/{node}/x" for node in self.shown]
    result = fetch(self.servers["pve1"], "--sequential", "--direct", "/nodes", *paths, *args, trust=trust)
    self.result = result
    return [json.loads(result.answer(path)["body"])["data"] for path in paths]


def test_direct():
  with Cluster() as cluster:
    tap.equal(cluster.ask(), ["pve1", "pve2", "pve3"])
    # The cluster's own word for a node's certificate will do, whatever vouches for the anchor.
    tap.equal(cluster.ask(trust=["--fingerprint", cluster.shown["pve1"].fingerprint]),
              ["pve1", "pve2", "pve3"])


def test_direct_only_on_request():
  with Cluster() as cluster:
    result = fetch(cluster.servers["pve1"], "pve2:/nodes/pve2/x")
    tap.contains(result.answer("pve2:/nodes/pve2/x")["body"], "pve1")


def test_direct_without_fingerprints():
  with Cluster(prints=False) as cluster:
    tap.equal(cluster.ask(), ["pve1", "pve2", "pve3"], "by the CA")
    tap.equal(cluster.ask(trust=["--fingerprint", cluster.shown["pve1"].fingerprint]), ["pve1"] * 3,
              "nothing to know them by")


def test_direct_not_to_strangers():
  """Who has another certificate than the cluster says gets nothing; the anchor is asked instead."""
  for wrong in ("other-ca", "self-signed"):
    with Cluster(wrong=wrong) as cluster:
      cluster.shown["pve2"] = certificate("pve2", "127.0.0.2")
      tap.equal(cluster.ask(), ["pve1", "pve1", "pve3"])
      tap.equal(cluster.servers["pve2"].requests, [])


def test_direct_never_insecure():
  with Cluster() as cluster:
    tap.equal(cluster.ask(trust=["--insecure"]), ["pve1"] * 3)


def test_direct_unreachable():
  with Cluster(nodes=("pve1", "pve2")) as cluster:
    tap.equal(cluster.ask(), ["pve1", "pve2", "pve1"])
    tap.true(cluster.result.seconds < 2, cluster.result.seconds)


def test_direct_silent():
  """An address that swallows packets costs 2 s, once."""
  with Cluster(nodes=("pve1", "pve2")) as cluster:
    with socket.create_server(("127.0.0.3", cluster.servers["pve1"].port)):
      tap.equal(cluster.ask("pve3:/nodes/pve3/y", "pve3:/nodes/pve3/z"), ["pve1", "pve2", "pve1"])
      tap.true(1.9 < cluster.result.seconds < 4, cluster.result.seconds)


def test_direct_with_trouble():
  """Whatever is wrong with the straight way, the other way is tried."""
  for trouble in (lambda r: r.reset(), lambda r: r.reply(None, status="401 no"),
                  lambda r: r.reply(0, status="503 x")):
    with Cluster(trouble={"pve2": trouble}) as cluster:
      tap.equal(cluster.ask(), ["pve1", "pve1", "pve3"])
      tap.true(cluster.result.seconds < 2, "at once")


def test_direct_errors_are_answers():
  with Cluster(trouble={"pve2": lambda r: r.reply(None, status="500 no such thing")}) as cluster:
    result = fetch(cluster.servers["pve1"], "--direct", "pve2:/nodes/pve2/x")
    tap.equal(result.answer("pve2:/nodes/pve2/x")["status"], 500)
    tap.equal(cluster.servers["pve1"].paths(), ["/cluster/status"])


def test_direct_not_to_offline_nodes():
  """A node on its own may be up and serve old state."""
  with Cluster(online=0) as cluster:
    tap.equal(cluster.ask(), ["pve1"] * 3)


def test_direct_address_is_checked():
  """What the server calls an address ends up in a URL."""
  with Cluster() as cluster:
    def status(request):
      entries = cluster_status(("pve1", "pve2"))
      entries[-1]["ip"] = "127.0.0.2:1/x@127.0.0.2"
      return request.reply(entries if request.path == "/cluster/status" else "pve1")
    cluster.trouble["pve1"] = status
    result = fetch(cluster.servers["pve1"], "--direct", "pve2:/nodes/pve2/x")
    tap.contains(result.answer("pve2:/nodes/pve2/x")["body"], "pve1")


if __name__ == "__main__":
  tap.main()
