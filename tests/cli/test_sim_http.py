#!/usr/bin/env python3
"""The simulator's connections, faults and manners: those of a genuine pveproxy, as far as it was measured."""

import contextlib
import errno
import gzip
import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
import zlib

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, ".."), os.path.join(HERE, "../sim")]
import tap

from certificates import fingerprint
from client import Connection, Simulator

TIME_LIMIT = 300
SMALL = ("--nodes", 2, "--guests", 20)


def said(response):
  return response.status, response.reason


def fails(kind, function, *args, **more):
  """The error that a call ends with, which must be of a kind."""
  try:
    result = function(*args, **more)
  except kind as error:
    return error
  raise AssertionError(f"no {kind}, but {result!r}")


# --- TLS


def test_tls_versions_and_chain():
  with Simulator(*SMALL) as sim:
    for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
      context = sim.context()
      context.minimum_version = context.maximum_version = version
      context.set_alpn_protocols(["h2", "http/1.1"])
      with sim.connect(context=context) as connection:
        tap.equal(connection.socket.selected_alpn_protocol(), None, "ALPN")
        tap.equal(connection.get("/version", sim.tokens["inv"]).status, 200, str(version))
    command = ["openssl", "s_client", "-connect", sim.url.removeprefix("https://"), "-showcerts"]
    shown = subprocess.run(command, input=b"", capture_output=True, check=False).stdout.decode()
    tap.equal(shown.count("BEGIN CERTIFICATE"), 1, "certificates sent")
    tap.contains(shown, "OU = PVE Cluster Node", "O = PVE Cluster Manager CA")
    command[2:2] = ["-tls1_1", "-cipher", "DEFAULT:@SECLEVEL=0"]
    old = subprocess.run(command, input=b"", capture_output=True, check=False)
    tap.true(old.returncode != 0, "TLS 1.1 is spoken")


def test_each_node_has_an_address():
  with Simulator("--nodes", 3, "--guests", 5) as sim:
    tap.equal([url.split("//")[1].split(":")[0] for url in sim.all_urls],
              ["127.0.0.1", "127.0.0.2", "127.0.0.3"], "addresses")
    tap.equal({url.rsplit(":", 1)[1] for url in sim.all_urls}, {str(sim.port)}, "ports")
    for url, node in zip(sim.all_urls, sim.fingerprints):
      with sim.connect(url) as connection:
        leaf = ssl.DER_cert_to_PEM_cert(connection.socket.getpeercert(True))
        names = [name for _, name in connection.socket.getpeercert()["subjectAltName"]]
        tap.true({"127.0.0.1", "localhost", node} <= set(names), f"names {names}")
      tap.equal(fingerprint(leaf), sim.fingerprints[node], f"fingerprint of {node}")
    told = {row["name"]: row["ip"] for row in sim.get("/cluster/status").data if row["type"] == "node"}
    tap.equal(told, sim.ready["nodes"], "what the cluster tells")


def test_wrong_certificates():
  options = [option for node, how in enumerate(("other-ca", "name", "expired", "self-signed"), 1)
             for option in ("--wrong-certificate", f"node0{node}={how}")]
  with Simulator("--nodes", 5, "--guests", 5, *options) as sim:
    for url, why in zip(sim.all_urls, ("unable to get", "mismatch", "expired", "self")):
      error = fails(ssl.SSLCertVerificationError, sim.connect, url)
      tap.contains(str(error).lower(), why)
    tap.equal(sim.get("/version", url=sim.all_urls[4]).status, 200, "the right one")
    tap.equal(sim.requests()[0]["endpoint"], "node05", "the first that was asked anything")
    tap.equal(len([entry for entry in sim.log() if entry["event"] == "request"]), 1, "requests")


def test_certificates_are_renewed():
  with Simulator(*SMALL) as sim:
    before = sim.context()
    told = sim.command({"do": "renew"})["fingerprints"]
    tap.true(not set(told.values()) & set(sim.fingerprints.values()), "old certificates")
    sim.connect(context=before).__exit__()  # the CA is the same
    sim.command({"do": "renew", "ca": True})
    fails(ssl.SSLCertVerificationError, sim.connect, context=before)
    sim.connect().__exit__()


def test_a_folder_keeps_certificates(tmp):
  with Simulator(*SMALL, "--folder", tmp / "kept") as sim:
    first = sim.fingerprints
  with Simulator(*SMALL, "--folder", tmp / "kept") as sim:
    tap.equal(sim.fingerprints, first, "fingerprints")
    tap.equal(os.stat(sim.token_file()).st_mode & 0o777, 0o600, "mode of the token")


# --- connections


def test_hundred_requests_a_connection():
  with Simulator(*SMALL) as sim, sim.connect() as connection:
    kept = [connection.get("/version", sim.tokens["inv"]).headers["connection"] for _ in range(100)]
    tap.equal(kept, ["Keep-Alive"] * 99 + ["close"], "Connection:")
    tap.true(connection.closed(), "still open")


def test_closes_after_errors():
  with Simulator(*SMALL) as sim:
    for path, status in (("/no/such", 501), ("/storage/local", 403), ("/cluster/nextid?vmid=100", 400),
                         ("/nodes/node01/qemu/1/config", 500)):
      with sim.connect() as connection:
        got = connection.get(path, sim.tokens["inv"])
        tap.equal((got.status, got.headers["connection"]), (status, "close"), path)
        tap.true(connection.closed(), f"still open after {path}")


def closes_after(seconds, connection):
  started = time.monotonic()
  tap.true(connection.closed(), "something came")
  took = time.monotonic() - started
  tap.true(seconds - 0.3 < took < seconds + 4, f"closed after {took:.1f} s, expected {seconds}")


def test_silence_closes():
  """Before TLS, after it, amid a header, between requests; too many headers get nothing at all."""
  with Simulator(*SMALL) as sim:
    token, failures = sim.tokens["inv"], []

    def before_tls():
      with sim.connect_plain() as connection:
        closes_after(5, connection)

    def after_tls():
      with sim.connect() as connection:
        closes_after(5, connection)

    def in_header():
      with sim.connect() as connection:
        connection.send(b"GET /api2/json/version HTTP/1.1\r\nHost: x\r\n")
        closes_after(5, connection)

    def between():
      with sim.connect() as connection:
        connection.get("/version", token)
        closes_after(5, connection)

    def headers(count, size):
      with sim.connect() as connection:
        lines = {f"X-{number}": "x" * size for number in range(count)}
        connection.request("GET", "/version", token, **lines)
        closes_after(5, connection)

    def attempt(function, *args):
      try:
        function(*args)
      except Exception as error:
        failures.append(f"{function.__name__}{args}: {error!r}")

    tries = [(before_tls,), (after_tls,), (in_header,), (between,), (headers, 61, 1), (headers, 10, 900)]
    threads = [threading.Thread(target=attempt, args=what) for what in tries]
    for thread in threads:
      thread.start()
    for thread in threads:
      thread.join()
    tap.equal(failures, [], "failures")
    with sim.connect() as connection:
      # Two lines are Host: and Authorization:.
      got = connection.get("/version", token, **{f"X-{number}": "x" for number in range(60)})
      tap.equal(got.status, 200, "62 lines")


def test_pipelining():
  with Simulator(*SMALL) as sim, sim.connect() as connection:
    token = sim.tokens["inv"]
    for number in range(120):
      connection.request("GET", f"/cluster/nextid?vmid={5000 + number}", token)
    answers = [connection.response().data for _ in range(100)]
    tap.equal(answers, [str(5000 + number) for number in range(100)], "answers")
    tap.true(connection.closed(), "more than 100 answers")


def test_compression():
  with Simulator("--nodes", 2, "--guests", 100) as sim:
    plain = sim.get("/cluster/resources")
    tap.equal(plain.headers.get("content-encoding"), None, "without being asked")
    for accepted, encoding in (("gzip, deflate, br", "gzip"), ("deflate", "deflate"), ("br", None),
                               ("gzip;q=0", "gzip"), ("deflate, gzip", "gzip")):
      got = sim.get("/cluster/resources", Accept_Encoding=accepted)
      tap.equal(got.headers.get("content-encoding"), encoding, accepted)
      tap.equal(int(got.headers["content-length"]), len(got.content), "length")
      tap.equal(got.text, plain.text, f"text with {accepted}")
    small = sim.get("/version", Accept_Encoding="gzip")
    tap.equal(small.headers.get("content-encoding"), None, "a small answer")
    packed = sim.get("/cluster/resources", Accept_Encoding="deflate").content
    tap.equal(zlib.decompress(packed), plain.content, "deflate is zlib's format")


def test_methods_and_forms():
  with Simulator(*SMALL) as sim:
    token = sim.tokens["inv"]
    for method in ("HEAD", "OPTIONS", "PATCH", "BREW"):
      with sim.connect() as connection:
        connection.request(method, "/version", token)
        tap.equal(said(connection.response()), (501, f"method '{method}' not available"), method)
    path = b"/api2/json/version"
    for raw, status in ((b"GET %s HTTP/2.0\r\n\r\n", 506),
                        (b"GET %s HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 501),
                        (b"GET %s HTTP/1.1\r\nContent-Length: 3\r\n\r\nx=1", 501),
                        (b"POST %s HTTP/1.1\r\nContent-Length: 600000\r\n\r\n", 501)):
      with sim.connect() as connection:
        connection.send(raw % path)
        tap.equal(connection.response().status, status, raw.decode())
    with sim.connect() as connection:
      connection.request("DELETE", "/access/users/root%40pam", token)
      tap.equal(connection.response().status, 501, "nothing can be written")
    tap.equal(sim.get("//version/").status, 200, "odd slashes")


def test_authentication():
  with Simulator(*SMALL) as sim:
    token = sim.tokens["inv"]
    for header, expected in ((f"PVEAPIToken={token}", 200), (f"PVEAPIToken {token}", 200),
                             (f"pveapitoken={token}", 401), (f"Bearer {token}", 401), ("PVEAPIToken=", 401),
                             (f"PVEAPIToken={token}x", 401)):
      got = sim.get("/version", None, Authorization=header)
      tap.equal((got.status, got.content == b""), (expected, expected == 401), header)
    tap.equal(sim.get("/version", Cookie="PVEAuthCookie=PVE:root@pam:1::x").status, 401, "the cookie wins")
    tap.equal(sim.get("/access/domains", None).status, 200, "for the login box")
    sim.command({"do": "revoke", "token": "inv"})
    tap.equal(said(sim.get("/version")), (401, "Authentication failed!"), "revoked")


def test_plain_http_is_sent_to_https():
  with Simulator(*SMALL) as sim:
    for method, status in (("GET", 301), ("POST", 308)):
      with sim.connect_plain() as connection:
        connection.request(method, "/version")
        got = connection.response()
        tap.equal((got.status, got.headers["location"]), (status, f"{sim.url}/api2/json/version"), method)
        tap.true(connection.closed(), "still open")


def test_workers_retire_early():
  """After 1000 requests to one of three workers, its connections end, however few requests they had."""
  with Simulator(*SMALL) as sim:
    connections = {}
    for number in range(4000):
      key = number % 7
      if key not in connections:
        connections[key] = sim.connect()
      if connections[key].get("/version", sim.tokens["inv"]).headers["connection"] == "close":
        connections.pop(key).__exit__()
    served = [entry["requests"] for entry in sim.log() if entry["event"] == "close"]
    for connection in connections.values():
      connection.__exit__()
    tap.true(max(served) == 100 and min(served) < 100, f"each connection had 100 requests: {served}")


# --- faults


def faulty(*faults, options=SMALL):
  return Simulator(*options, *(option for fault in faults for option in ("--fault", fault)))


def test_faults_that_are_answers():
  with faulty("/cluster/status=595", "/cluster/options=596:0.2", "/nodes/node02/*=neverup", "/storage=401",
              "/nodes=403", "/access/acl=501", "/cluster/config/totem=500reason:out of order",
              "/cluster/config/qdevice=500:line one", "/version=status:502:Bad Gateway",
              "/cluster/resources=redirect:https://127.0.0.1:1/api2/json/version") as sim:
    for path, status, reason in (
        ("/cluster/status", 595, "Connection refused"), ("/cluster/options", 596, "Connection timed out"),
        ("/nodes/node02/status", 500, "address lookup for 'node02' did not find any IP address"),
        ("/storage", 401, "Authentication failed!"),
        ("/nodes", 403, "Permission check failed (/, Sys.Audit)"),
        ("/access/acl", 501, "Method 'GET /access/acl' not implemented"),
        ("/cluster/config/totem", 500, "out of order"), ("/cluster/config/qdevice", 500, "line one"),
        ("/version", 502, "Bad Gateway"), ("/cluster/resources", 301, "Moved Permanently")):
      got = sim.get(path)
      tap.equal(said(got), (status, reason), path)
      tap.equal(got.content == b"", status in (301, 401, 502, 595, 596), f"body of {path}")
    tap.equal(sim.get("/cluster/config/totem").body, {"data": None}, "text in the reason phrase alone")
    tap.equal(sim.get("/cluster/config/qdevice").body["message"], "line one\n", "text in the body")


def test_faults_are_counted():
  with faulty("/version=595,times=1,after=1", "/nodes=595,token=other", "/storage=595,endpoint=2") as sim:
    tap.equal([sim.get("/version").status for _ in range(4)], [200, 595, 200, 200], "/version")
    tap.equal(sim.get("/nodes").status, 200, "another token's")
    tap.equal([sim.get("/storage", url=url).status for url in sim.all_urls], [200, 595], "an endpoint's")
    sim.command({"do": "fault", "fault": "/nodes=403"})
    tap.equal(sim.get("/nodes").status, 403, "a fault by command")
    sim.command({"do": "clear-faults"})
    tap.equal(sim.get("/nodes").status, 200, "cleared")
  result = tap.run(sys.executable, tap.ROOT / "tests/sim/pve-sim", *SMALL, "--fault", "/version=bad")
  tap.equal((result.status, result.err), (1, "pve-sim: no fault: /version=bad\n"), "a fault that is none")


def test_faults_of_connections():
  with faulty("/version=hang", "/nodes=truncated", "/storage=cut", "/access/acl=reset",
              "/cluster/status=silentclose", "/cluster/options=earlyclose",
              "/cluster/resources=slow:1", "/access/users=delay:0.5") as sim:
    token = sim.tokens["inv"]
    with sim.connect() as connection:
      connection.socket.settimeout(1)
      fails(TimeoutError, connection.get, "/version", token)
    for path in ("/nodes", "/storage"):
      with sim.connect() as connection:
        got = connection.get(path, token)
        tap.equal(len(got.content), int(got.headers["content-length"]) // 2, f"half of {path}")
    with sim.connect() as connection:
      connection.request("GET", "/access/acl", token)
      time.sleep(0.5)
      tap.equal(connection.socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR), errno.ECONNRESET, "reset")
    with sim.connect() as connection:
      got = connection.get("/cluster/status", token)
      tap.equal((got.status, got.headers["connection"]), (200, "Keep-Alive"), "silent close")
      tap.true(got.data and connection.closed(), "still open")
    tap.equal(sim.get("/cluster/options").headers["connection"], "close", "early close")
    for path, seconds in (("/cluster/resources", 1), ("/access/users", 0.5)):
      started = time.monotonic()
      got = sim.get(path)
      took = time.monotonic() - started
      tap.true(got.data and seconds <= took < seconds + 4, f"{path} took {took:.1f} s")


def test_faults_of_bodies():
  kinds = ("json", "html", "empty", "text", "utf8", "gzip", "nul", "array")
  with faulty(*(f"/cluster/resources?type={kind}=malformed:{kind}" for kind in kinds), "/nodes=huge:3000000",
              "/storage=bomb:50000000", "/version=unknown", "/cluster/resources=unknown",
              "/cluster/status=malformed") as sim:
    for kind in kinds:
      got = sim.get(f"/cluster/resources?type={kind}")
      tap.equal(got.status, 200, kind)
      try:
        tap.true(isinstance(json.loads(got.text), list), f"{kind} is right")
      except (ValueError, zlib.error, UnicodeDecodeError):
        pass
    fails(ValueError, lambda: sim.get("/cluster/status").body)
    huge = sim.get("/nodes")
    tap.true(2_900_000 < len(huge.content) < 3_200_000 and huge.data, f"{len(huge.content)} bytes")
    packed = sim.get("/storage", Accept_Encoding="gzip")
    tap.true(len(packed.content) < 200_000, f"{len(packed.content)} bytes on the wire")
    tap.true(45_000_000 < len(gzip.decompress(packed.content)) < 52_000_000, "size of the bomb")
    statuses = {row["status"] for row in sim.get("/cluster/resources").data if "vmid" in row}
    tap.equal(statuses, {"unknown"}, "statuses")


def test_slow_storage():
  with Simulator(*SMALL, "--slow-storage", "local=0.5") as sim:
    for path, slow in (("/nodes/node01/storage", True), ("/nodes/node01/storage/local/status", True),
                       ("/nodes/node01/storage/pbs/status", False), ("/storage", False)):
      started = time.monotonic()
      tap.equal(sim.get(path).status, 200, path)
      tap.equal(time.monotonic() - started > 0.45, slow, f"{path} is slow")


def test_unreachable_addresses():
  with Simulator("--nodes", 4, "--guests", 5, "--unreachable", "node02=refused", "--unreachable",
                 "node03=swallowed", "--unreachable", "node04=silent") as sim:
    told = {row["name"]: row["ip"] for row in sim.get("/cluster/status").data if row["type"] == "node"}
    tap.equal(told["node01"], "127.0.0.1", "the one that can be reached")

    def connect(node):
      return socket.create_connection((told[node], sim.port), timeout=1)

    fails(ConnectionRefusedError, connect, "node02")
    fails(TimeoutError, connect, "node03")
    with connect("node04") as silent:
      fails(TimeoutError, sim.context().wrap_socket, silent, server_hostname="node04")
    for node in ("node02", "node03", "node04"):
      tap.equal(sim.get(f"/nodes/{node}/version").status, 200, f"{node} through the first")


# --- time


def test_latency():
  with Simulator(*SMALL, "--latency", 100) as sim:
    started = time.monotonic()
    connection = sim.connect()
    connected = time.monotonic()
    for _ in range(3):
      connection.get("/version", sim.tokens["inv"])
    took = time.monotonic() - connected
    connection.__exit__()
    tap.true(0.19 < connected - started < 3, f"connecting took {connected - started:.2f} s")
    tap.true(0.29 < took < 4, f"three requests took {took:.2f} s")


def ask_at_once(sim, paths):
  """All of them have come before the simulator looks at the first; its log of them, in the order of
  answers."""
  with contextlib.ExitStack() as stack:
    connections = [stack.enter_context(sim.connect()) for _ in paths]
    sim.process.send_signal(signal.SIGSTOP)
    for connection, path in zip(connections, paths):
      connection.request("GET", path, sim.tokens["inv"])
    sim.process.send_signal(signal.SIGCONT)
    for connection in connections:
      connection.response()
  return [entry for entry in sim.requests() if entry["path"] in paths]


def test_workers_block():
  """Four questions to agents for three workers: one waits for another. Other workers, other nodes do not."""
  with Simulator("--nodes", 2, "--guests", 30, "--workers", 3) as sim:
    guests = sim.get("/cluster/resources?type=vm").data
    vm = next(row for row in guests if row["type"] == "qemu" and row["node"] == "node01")
    agent, others = f"/nodes/node01/qemu/{vm['vmid']}/agent/info", ["/nodes/node02/qemu", "/version"]
    answered = ask_at_once(sim, [agent] * 4 + others)
    tap.equal({entry["path"] for entry in answered[:2]}, set(others), "the first answers")
    agents = answered[2:]
    tap.equal({entry["path"] for entry in agents}, {agent}, "the last answers")
    counted = sorted(entry["in_flight"] for entry in answered if entry["node"] == "node01")
    tap.equal(counted, [1, 2, 3, 4, 5], "in flight on node01: the agents and /version")
    took = [entry["time"] - entry["start"] for entry in agents]
    once = 3 if took[0] > 1 else 0.1  # a dead one, or one that lives
    tap.true(took[0] > 0.98 * once and took[-1] > 1.98 * once, f"the agents took {took}")


def test_is_quick_enough():
  """5,000 small answers, in seconds of the simulator's own time: others may be using the machine."""
  with Simulator("--nodes", 4, "--guests", 1000, log=False) as sim:
    guests = sim.get("/cluster/resources?type=vm").data[:500]
    paths = [f"/nodes/{row['node']}/{row['type']}/{row['vmid']}/config" for row in guests]
    count = 0
    before = cpu_of(sim.process.pid)
    while count < 5000:
      with sim.connect() as connection:
        kept = "Keep-Alive"
        while kept == "Keep-Alive":
          kept = connection.get(paths[count % 500], sim.tokens["inv"]).headers["connection"]
          count += 1
    used = cpu_of(sim.process.pid) - before
    print(f"{count / used:.0f} answers a second")
    tap.true(count / used > 1500, f"{count / used:.0f} answers a second of CPU")


def cpu_of(pid):
  """Seconds of CPU that a process has used."""
  with open(f"/proc/{pid}/stat", encoding="ascii") as file:
    fields = file.read().rsplit(")", 1)[1].split()
  return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


# --- the process


def alive(pid):
  try:
    os.kill(pid, 0)
    return True
  except ProcessLookupError:
    return False


def gone_within(pid, seconds):
  end = time.monotonic() + seconds
  while alive(pid) and time.monotonic() < end:
    time.sleep(0.05)
  return not alive(pid)


def test_ends_with_stdin():
  with Simulator(*SMALL) as sim:
    folder = sim.folder
  tap.true(sim.process.returncode == 0, f"exit status {sim.process.returncode}")
  tap.true(not folder.exists(), "files left behind")


def test_ends_with_its_parent(tmp):
  script = (f"{sys.executable} {tap.ROOT}/tests/sim/pve-sim --nodes 2 --guests 5 --stay </dev/null >ready & "
            "while [ ! -s ready ]; do sleep 0.1; done")
  result = tap.run("/bin/sh", "-c", script, cwd=tmp, env={"TMPDIR": tmp})
  tap.equal(result.status, 0, str(result))
  ready = json.loads((tmp / "ready").read_text())
  tap.true(gone_within(ready["pid"], 5), "it has outlived its parent")
  tap.equal([path.name for path in tmp.iterdir() if path.name.startswith("pve-sim")], [], "left behind")


def test_stays_for_a_shell(tmp):
  """Started in the background, asked with what its first line says, ended by a signal."""
  command = [sys.executable, tap.ROOT / "tests/sim/pve-sim", *map(str, SMALL), "--stay", "--folder",
             tmp / "sim"]
  process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
  try:
    ready = json.loads(process.stdout.readline())
    token = open(ready["token_files"]["inv"], encoding="ascii").read().strip()
    host, port = ready["url"].removeprefix("https://").split(":")
    with Connection(host, int(port), ssl.create_default_context(cafile=ready["ca"])) as connection:
      tap.equal(connection.get("/version", token).data["version"], "9.1.4", "version")
  finally:
    process.send_signal(signal.SIGTERM)
    tap.equal(process.wait(10), 0, "exit status")
    process.stdout.close()
  tap.true((tmp / "sim/inv.token").exists(), "its folder was not kept")


def test_a_signal_moves_to_the_next_recording():
  files = [option for state in ("auditor", "auditor.changed")
           for option in ("--recording", tap.RECORDINGS / f"pve-8.4-cluster.{state}.ndjson")]
  with Simulator(*files) as sim:
    tap.equal(sim.get("/nodes/pve1/qemu/105/config").status, 500, "before")
    sim.process.send_signal(signal.SIGUSR1)
    sim.command({"do": "stats"})
    tap.equal(sim.get("/nodes/pve1/qemu/105/config").status, 200, "after")


if __name__ == "__main__":
  tap.main()
