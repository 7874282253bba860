#!/usr/bin/env python3
"""The source "PVE API": what is asked when, what becomes of answers and of their absence."""

import gzip
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import zlib

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
import raw_server
import tap
from raw_server import Server, answer, cluster_status, fetch


def certificate(name="pve1", address="127.0.0.1", **options):
  return raw_server.authority().node(name, address, **options)


def server(handler, status=None, **options):
  """A server that says it has quorum, and leaves the rest to the handler."""
  def handle(request):
    if request.path == "/cluster/status" and status is not False:
      return request.reply(status or cluster_status())
    return handler(request)
  return Server(certificate(), handle, **options)


def echo(request):
  return request.reply(request.path)


def body(result, path):
  return json.loads(result.answer(path)["body"])["data"]


# --- requests

def test_headers():
  with server(echo) as pve:
    fetch(pve, "/version")
    head = dict(pve.requests[0].headers)
    tap.equal(head.pop("host"), f"127.0.0.1:{pve.port}")
    tap.true(re.fullmatch(r"pveinv/[0-9.]+", head.pop("user-agent")), "user agent")
    tap.equal(head, {"accept": "application/json", "accept-encoding": "gzip, deflate",
                     "authorization": f"PVEAPIToken={raw_server.TOKEN}"})
    tap.equal(pve.requests[1].line, "GET /api2/json/version HTTP/1.1")


def test_token_is_escaped(tmp):
  # The server takes escapes out, so a percent sign in a name is one.
  (tmp / "token").write_text("a%41ü@pve!inv=s\n")
  (tmp / "token").chmod(0o600)
  with server(echo) as pve:
    fetch(pve, "/version")
    tap.equal(pve.requests[0].headers["authorization"], "PVEAPIToken=a%2541%C3%BC@pve!inv=s")


def test_path_is_left_alone():
  with server(echo) as pve:
    path = "/a/%2e%2e/../b%20c?d=e%26f"
    tap.equal(body(fetch(pve, path), path), path)


def test_status_is_asked_once():
  with server(echo) as pve:
    result = fetch(pve, "--sequential", "/version", "/cluster/status")
    tap.equal([a["path"] for a in result.answers], ["/version", "/cluster/status"])
    tap.equal(pve.paths(), ["/cluster/status", "/version"])
    tap.equal(body(result, "/cluster/status"), cluster_status())
    # Later it is a question like any other.
    fetch(pve, "--sequential", "--repeat", "2", "/cluster/status")
    tap.equal(pve.paths()[2:], ["/cluster/status", "/cluster/status"])


class Gauge:
  """Counts what is under way, per node and in all."""

  def __init__(self, seconds):
    self.seconds, self.now, self.most, self.lock = seconds, {}, {}, threading.Lock()

  def __call__(self, request):
    node = request.path.split("/")[2] if request.path.startswith("/nodes/") else "pve1"
    with self.lock:
      for key in (node, "all"):
        self.now[key] = self.now.get(key, 0) + 1
        self.most[key] = max(self.most.get(key, 0), self.now[key])
    time.sleep(self.seconds)
    with self.lock:
      for key in (node, "all"):
        self.now[key] -= 1
    return request.reply(request.path)


def test_two_in_flight_per_node():
  gauge = Gauge(0.1)
  with server(gauge) as pve:
    paths = [f"{node}:/nodes/{node}/{i}" for node in ("pve1", "pve2", "pve3") for i in range(6)]
    result = fetch(pve, *paths, "/cluster/a", "/cluster/b")
    tap.equal(len(result.answers), 20)
    # What any node can answer, the anchor's has to.
    tap.equal(gauge.most, {"pve1": 2, "pve2": 2, "pve3": 2, "all": 6})


def test_total_in_flight():
  gauge = Gauge(0.1)
  with server(gauge) as pve:
    fetch(pve, *(f"n{node}:/nodes/n{node}/{i}" for i in range(4) for node in range(40)))
    tap.equal(gauge.most["all"], 32)
    tap.true(max(n for key, n in gauge.most.items() if key != "all") <= 2, gauge.most)


def test_goes_on_while_the_caller_looks():
  """Answers come while the caller is busy with one, but not without end: memory does not grow with them."""
  with server(lambda r: r.reply("x" * 100_000)) as pve:
    paths = [f"n{node}:/nodes/n{node}/{i}" for i in range(10) for node in range(20)]
    process = subprocess.Popen(raw_server.command([pve], *paths), stdout=subprocess.PIPE,
                               stderr=subprocess.DEVNULL, env=tap.environment())
    # It prints the first answer, which is more than a pipe holds, and nobody reads.
    until = time.monotonic() + 20
    while len(pve.requests) < 45 and time.monotonic() < until:
      time.sleep(0.01)
    time.sleep(0.5)
    tap.true(45 <= len(pve.requests) <= 100, f"{len(pve.requests)} requests")
    out, _ = process.communicate(timeout=60)
    tap.equal((process.returncode, out.count(b"\n"), len(pve.requests)), (0, 200, 201))


def test_connections_are_kept():
  with server(echo) as pve:
    fetch(pve, "--repeat", "200", "pve2:/nodes/pve2/x")
    tap.equal(len(pve.requests), 201)
    tap.true(pve.connections <= 2, f"{pve.connections} connections")


def test_closed_by_the_server():
  """100 requests a connection, or fewer; answers from 400 on close."""
  def handler(request):
    if request.number % 7 == 0:
      return request.reply(1, headers=["Connection: close"]) and False
    if request.number % 5 == 0:
      return request.reply(None, status="403 no", headers=["Connection: close"]) and False
    return request.reply(1)
  with server(handler) as pve:
    result = fetch(pve, "--repeat", "100", "/a", "pve2:/nodes/pve2/b")
    tap.equal({a["status"] for a in result.answers}, {200, 403})
    tap.equal(len(pve.requests), 201, "each was asked once")


def test_closed_while_idle():
  """A kept connection that the server closed meanwhile is no failure: asked again at once."""
  def handler(request):
    # Not announced, and late enough for the next request to be sent already.
    if request.number > 1:
      return False
    return request.reply(request.path)
  with server(handler) as pve:
    result = fetch(pve, "--sequential", *(f"/{i}" for i in range(20)))
    tap.equal([a["status"] for a in result.answers], [200] * 20)
    tap.true(result.seconds < 2, f"took {result.seconds:.1f} s: it waited before it asked again")


# --- answers

def test_reason_phrase():
  """Before PVE 8.3 the text of an error is nowhere else."""
  reasons = {"/a": "500 got no \x80\xff “x”", "/b": "501 Method 'GET /b' not implemented", "/c": "500",
             "/d": "595 No route to host", "/e": "424 " + "x" * 5000}
  def handler(request):
    head = f"HTTP/1.1 {reasons[request.path]}\r\nContent-Length: 13\r\n\r\n"
    request.send(head.encode() + b'{"data":null}')
    return False
  with server(handler) as pve:
    result = fetch(pve, *reasons)
    got = {a["path"]: f"{a['status']} {a['reason']}".strip() for a in result.answers}
    reasons["/e"] = reasons["/e"][:4 + 2000]
    tap.equal(got, reasons)
    tap.equal(result.answer("/b")["body"], '{"data":null}')


def test_error_without_body():
  """401 and 59x come without a length: up to the end of the connection."""
  def handler(request):
    request.send(b"HTTP/1.1 596 Connection timed out\r\nConnection: close\r\n\r\n")
    if request.path == "/abrupt":
      request.reset()
    return False
  with server(handler) as pve:
    for path in ("/polite", "/abrupt"):
      got = fetch(pve, path).answer(path)
      tap.equal((got["status"], got["reason"], got["size"]), (596, "Connection timed out", 0))


def test_error_with_cut_body():
  def handler(request):
    request.send(b"HTTP/1.1 500 because\r\nContent-Length: 100\r\n\r\n{\"da")
    return False
  with server(handler) as pve:
    got = fetch(pve, "/a").answer("/a")
    tap.equal((got["status"], got["reason"], got["size"]), (500, "because", 0))
    tap.equal(len(pve.requests), 2, "an answer is not asked for again")


def test_error_that_is_no_json():
  with server(lambda r: r.reply(0, status="500 no", body=b"<html>")) as pve:
    tap.equal(fetch(pve, "/a").answer("/a")["body"], None)


COMPRESSED = json.dumps({"data": ["x" * 50] * 5000}).encode()


def test_compression():
  packers = {"/gzip": ("gzip", gzip.compress(COMPRESSED)), "/deflate": ("deflate", zlib.compress(COMPRESSED))}
  def handler(request):
    encoding, data = packers[request.path]
    return request.reply(0, headers=[f"Content-Encoding: {encoding}"], body=data)
  with server(handler) as pve:
    result = fetch(pve, *packers)
    for path in packers:
      tap.equal(result.answer(path)["body"].encode(), COMPRESSED)


def test_damaged_answers():
  """Never partial data as if they were whole: 599, and what is wrong."""
  packed = gzip.compress(COMPRESSED)
  bad = bytes(byte ^ 0x55 if 100 < i < 120 else byte for i, byte in enumerate(packed))
  compressed = ["Content-Encoding: gzip"]
  answers = {
    "/cut-gzip": (answer(0, headers=compressed, body=packed[:len(packed) // 2]), "cut off"),
    "/bad-gzip": (answer(0, headers=compressed, body=bad), "can't be read"),
    "/no-gzip": (answer(0, headers=compressed, body=b'{"data":1}'), "can't be read"),
    "/unknown-encoding": (answer(0, headers=["Content-Encoding: rot13"], body=b'{"data":1}'),
                          "can't be read"),
    "/html": (b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>",
              "is no JSON, but text/html"),
    "/empty": (b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "is empty"),
    "/no-end": (answer(0, body=b'{"data":[1,2'), "cut off"),
    "/no-http": (b"SSH-2.0-OpenSSH_9.2\r\n\r\n", "HTTP"),
    "/header": (b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n", "Content-Length"),
    "/endless-header": (b"HTTP/1.1 200 OK\r\nX: " + b"x" * 300000, ""),
  }
  def handler(request):
    request.send(answers[request.path][0])
    return False
  with server(handler) as pve:
    result = fetch(pve, *answers)
    for path, (_, words) in answers.items():
      got = result.answer(path)
      tap.equal((got["status"], got["body"]), (599, None), path)
      tap.contains(got["reason"], words)


def test_truncated_body():
  """The server ends in the middle: asked again, as that is what a restarted worker does."""
  tries = []
  def handler(request):
    tries.append(request.path)
    request.send(answer(["x"] * 100)[:300])
    return False
  with server(handler) as pve:
    got = fetch(pve, "/a").answer("/a")
    tap.equal((got["status"], got["body"]), (599, None))
    tap.contains(got["reason"], "cut off")
    tap.equal(len(tries), 4)


def test_too_large():
  bomb = gzip.compress(b'{"data":"' + b"x" * 50_000_000 + b'"}')
  def handler(request):
    if request.path == "/bomb":
      return request.reply(0, headers=["Content-Encoding: gzip"], body=bomb)
    if request.path == "/fits":
      return request.reply("x" * 90_000)
    return request.reply("x" * 200_000)
  with server(handler) as pve:
    result = fetch(pve, "--body-limit", "100000", "/large", "/bomb", "/fits")
    for path in ("/large", "/bomb"):
      got = result.answer(path)
      tap.equal((got["status"], got["body"]), (599, None))
      tap.contains(got["reason"], "larger than 100000 bytes")
    tap.equal(result.answer("/fits")["status"], 200)
    tap.equal(len(pve.requests), 4, "it is not asked for again")


def test_redirect_is_not_followed():
  other = server(echo)
  def handler(request):
    return request.reply(None, status="301 Moved", headers=[f"Location: {other.url}/api2/json/x"])
  with other, server(handler) as pve:
    got = fetch(pve, "/a").answer("/a")
    tap.equal((got["status"], got["reason"]), (301, "Moved"))
    tap.equal(other.requests, [])


def test_cookies_are_not_kept():
  with server(lambda r: r.reply(1, headers=["Set-Cookie: PVEAuthCookie=x; path=/"])) as pve:
    fetch(pve, "--sequential", "/a", "/b")
    tap.true(all("cookie" not in request.headers for request in pve.requests), "a cookie was sent")


# --- tries

def failing(times, reply):
  """Fails so often per path, then answers."""
  seen = {}
  def handler(request):
    seen[request.path] = seen.get(request.path, 0) + 1
    if seen[request.path] <= times:
      return reply(request)
    return request.reply(seen[request.path])
  return handler


def test_retries():
  for what in ("502 x", "503 x", "504 x"):
    with server(failing(1, lambda r: r.reply(None, status=what))) as pve:
      tap.equal(body(fetch(pve, "/a"), "/a"), 2, what)


def test_reset_is_retried():
  with server(failing(1, lambda r: r.reset())) as pve:
    tap.equal(body(fetch(pve, "/a"), "/a"), 2)


def test_retries_end():
  with server(lambda r: r.reply(None, status="503 Service Unavailable")) as pve:
    got = fetch(pve, "/a").answer("/a")
    tap.equal((got["status"], got["reason"]), (503, "Service Unavailable"))
    tap.equal(len(pve.requests), 5)
    times = [request.time for request in pve.requests[1:]]
    gaps = [b - a for a, b in zip(times, times[1:])]
    for gap, least in zip(gaps, (0.5, 1, 2)):
      tap.true(least <= gap <= 2 * least + 0.5, f"waited {gaps}")


def test_other_errors_are_not_retried():
  codes = (400, 403, 404, 500, 501, 595, 596, 599, 505)
  with server(lambda r: r.reply(None, status=f"{r.path[1:]} x")) as pve:
    result = fetch(pve, *(f"/{code}" for code in codes))
    tap.equal(sorted(a["status"] for a in result.answers), sorted(codes))
    tap.equal(len(pve.requests), 1 + len(codes))


def test_refused_credentials_are_sent_once():
  def handler(request):
    request.send(b"HTTP/1.1 401 Authentication failed!\r\nConnection: close\r\n\r\n")
    return False
  with server(handler, status=False) as pve:
    result = fetch(pve, "/version", "/a", "pve2:/nodes/pve2/b", "/cluster/status")
    tap.equal({(a["status"], a["reason"]) for a in result.answers}, {(401, "Authentication failed!")})
    tap.equal(pve.paths(), ["/cluster/status"])
  with server(handler) as pve:
    result = fetch(pve, "--sequential", "/version", "/a", "/b")
    tap.equal([a["status"] for a in result.answers], [401] * 3)
    tap.equal(pve.paths(), ["/cluster/status", "/version"])


# --- time

def hang(request):
  time.sleep(20)
  return False


def slowly(request):
  request.send(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{")
  for _ in range(100):
    time.sleep(0.1)
    request.send(b" ")
  return False


def test_deadline():
  for handler in (hang, slowly):
    with server(lambda r, handler=handler: handler(r) if r.path == "/a" else echo(r)) as pve:
      result = fetch(pve, "--timeout", "600", "/a", "/b")
      got = result.answer("/a")
      tap.equal((got["status"], got["body"]), (596, None))
      tap.true(500 <= got["ms"] < 2000, got)
      tap.equal(result.answer("/b")["status"], 200)
      tap.equal(pve.paths().count("/a"), 1, "asked once")


def test_total_deadline():
  with server(lambda r: hang(r) if r.path == "/a" else echo(r)) as pve:
    result = fetch(pve, "--total", "700", "/a", "/a", "/a", "pve2:/b")
    tap.equal(result.answer("pve2:/b")["status"], 200)
    late = [a for a in result.answers if a["path"] == "/a"]
    tap.equal([(a["status"], a["reason"]) for a in late], [(599, "not done within 1 s")] * 3)
    tap.true(result.seconds < 3, result.seconds)


def test_total_deadline_without_anchor():
  with server(hang, status=False) as pve:
    result = fetch(pve, "--total", "700", "/a", status=5)
    tap.contains(result.err, "not done within 1 s")


def test_interrupt():
  with server(hang) as pve:
    process = subprocess.Popen(raw_server.command([pve], "/a", "pve2:/b"), stderr=subprocess.PIPE,
                               stdout=subprocess.PIPE, env=tap.environment())
    until = time.monotonic() + 10
    while len(pve.requests) < 3 and time.monotonic() < until:
      time.sleep(0.01)
    start = time.monotonic()
    process.send_signal(signal.SIGTERM)
    _, err = process.communicate(timeout=10)
    tap.true(time.monotonic() - start < 1.5, "not within a moment")
    tap.equal(process.returncode, 130, err.decode())


# --- which endpoint

def answering(status, **options):
  def handler(request):
    if request.path == "/cluster/status":
      return request.reply(None, status=status) if isinstance(status, str) else request.reply(status)
    return echo(request)
  return server(handler, status=False, **options)


def closed_port():
  with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    return f"https://127.0.0.1:{free.getsockname()[1]}"


def test_endpoint_without_quorum_is_left():
  for other in (cluster_status(quorate=0), cluster_status(quorate="0"),
                "500 RPCEnvironment init request failed",
                "595 Connection refused", "401 Authentication failed!", "503 Service Unavailable", [1], {}):
    with answering(other) as isolated, answering(cluster_status(local="pve2")) as good:
      result = fetch([isolated, good], "/a")
      tap.equal(result.answer("/a")["status"], 200)
      tap.equal((isolated.paths(), good.paths()), (["/cluster/status"], ["/cluster/status", "/a"]),
                str(other))
      tap.contains(result.err, f"anchor: {good.url}", f"{isolated.url}: ")
  tap.true(isolated.paths(), "asked")


def test_endpoint_that_is_down_is_left():
  with answering(cluster_status()) as good:
    result = fetch([closed_port(), good], "/a")
    tap.equal(result.answer("/a")["status"], 200)
    tap.true(result.seconds < 2, "the other one was asked at once")


def test_endpoint_that_hangs_is_left():
  silent = socket.create_server(("127.0.0.1", 0))  # accepts, but shakes no hands
  url = f"https://127.0.0.1:{silent.getsockname()[1]}"
  with silent, answering(cluster_status()) as good:
    result = fetch([url, good], "--connect-timeout", "500", "/a")
    tap.equal(result.answer("/a")["status"], 200)
    tap.contains(result.err, f"{url}: ")


def test_first_of_those_without_quorum():
  with answering("401 x") as refusing, answering(cluster_status(quorate=0)) as first, \
       answering(cluster_status(quorate=0)) as second:
    result = fetch([closed_port(), refusing, first, second], "/cluster/status", "/a")
    tap.contains(result.err, f"anchor: {first.url}")
    tap.equal(body(result, "/cluster/status")[0]["quorate"], 0)
    tap.equal(result.answer("/a")["status"], 200)


def test_endpoint_that_may_not_tell():
  denied = "403 Permission check failed (/, Sys.Audit)"
  with answering(denied) as first, answering(cluster_status()) as second:
    result = fetch([first, second], "/a", "/cluster/status")
    tap.contains(result.err, f"anchor: {first.url}")
    got = result.answer("/cluster/status")
    tap.equal((got["status"], got["reason"]), (403, "Permission check failed (/, Sys.Audit)"))
    tap.equal(second.requests, [])


def test_stand_alone():
  """A node that knows no cluster is one, unless another endpoint knows of a cluster: its corosync is down."""
  status = [entry for entry in cluster_status() if entry["type"] == "node"]
  with answering(status) as alone, answering(cluster_status()) as good, \
       answering(cluster_status(quorate=0)) as isolated:
    tap.contains(fetch([alone], "/a").err, f"anchor: {alone.url}")
    tap.contains(fetch([closed_port(), alone], "/a").err, f"anchor: {alone.url}")
    tap.contains(fetch([alone, isolated, good], "/a").err, f"anchor: {good.url}",
                 f"{alone.url}: knows no cluster", f"{isolated.url}: no quorum")
    tap.contains(fetch([alone, isolated], "/a").err, f"anchor: {isolated.url}")


def test_no_endpoint():
  urls = [closed_port(), closed_port()]
  result = fetch(urls, "/a", status=5)
  tap.contains(result.err, "no endpoint can be used", urls[0], urls[1], "hint: check the URL")
  tap.equal(result.answers, [])
  result = fetch(urls[0], "/a", status=5)
  tap.contains(result.err, f"fetch: {urls[0]}: ")


def test_unknown_name():
  result = fetch("https://nowhere.invalid:8006", "/a", status=5)
  tap.contains(result.err, "fetch: https://nowhere.invalid:8006: Could not resolve host")


def test_endpoint_that_comes_up():
  """A moment's absence (a restart of pveproxy) is waited for."""
  with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    port = free.getsockname()[1]
  late = []
  timer = threading.Timer(0.4, lambda: late.append(answering(cluster_status(), port=port)))
  timer.start()
  result = fetch(f"https://127.0.0.1:{port}", "/a")
  timer.join()
  late[0].close()
  tap.equal(result.answer("/a")["status"], 200)


def test_anchor_dies():
  """It is lost as a whole, and the walk starts again with the next."""
  first = answering(cluster_status())
  def last_answer(request):
    if request.path == "/c":
      first.close()
      return False
    return request.reply(cluster_status() if request.path == "/cluster/status" else 1)
  first.handler = last_answer
  with answering(cluster_status(local="pve2")) as second:
    result = fetch([first, second], "--sequential", "--advance", "/a", "/b", "/c", "/d")
    tap.contains(result.out, f'{{"advance": "{first.url} does not answer any more: ')
    after = result.answers[[i for i, a in enumerate(result.answers) if "advance" in a][0] + 1:]
    tap.equal([(a["path"], a["status"]) for a in after], [(path, 200) for path in ("/a", "/b", "/c", "/d")])
    tap.contains(result.err, f"anchor: {second.url}", f"{first.url}: ")


def test_last_anchor_dies():
  first = answering(cluster_status())
  def last_answer(request):
    if request.path == "/b":
      first.close()
      return False
    return request.reply(cluster_status() if request.path == "/cluster/status" else 1)
  first.handler = last_answer
  result = fetch(first, "--sequential", "--advance", "/a", "/b", "/c", status=5)
  tap.contains(result.err, "does not answer any more: ")


def test_anchor_that_answers_nothing_any_more():
  """Each request by itself could be at fault; when /version fails too, it is the server."""
  def handler(request):
    return echo(request) if request.path == "/a" else hang(request)
  with server(handler) as pve:
    result = fetch(pve, "--sequential", "--timeout", "400", *(f"/{i}" for i in "abcdefghij"), status=5)
    tap.contains(result.err, "does not answer any more")
    tap.true(len(result.answers) <= 5, "it noticed")
    tap.true("/version" in pve.paths(), "it asked")


def test_requests_that_hang_are_not_the_anchor():
  def handler(request):
    return hang(request) if request.path.startswith("/slow") else echo(request)
  with server(handler) as pve:
    result = fetch(pve, "--sequential", "--timeout", "300", *(f"/slow{i}" for i in range(5)), "/a")
    tap.equal([a["status"] for a in result.answers], [596] * 5 + [200])


# --- nodes that do not answer

def test_silent_node_is_not_waited_for():
  """Once a node does not even tell its version, what waits for it ends at once."""
  def handler(request):
    if request.path.startswith("/nodes/pve2/"):
      time.sleep(0.4)
      request.send(b"HTTP/1.1 596 Connection timed out\r\nConnection: close\r\n\r\n")
      return False
    return echo(request)
  with server(handler) as pve:
    many = [f"pve2:/nodes/pve2/{i}" for i in range(40)]
    result = fetch(pve, *many, "pve2:/nodes/pve2/version", "pve3:/nodes/pve3/a")
    # In this order the version is asked after two rounds at the latest.
    tap.equal(result.answer("pve3:/nodes/pve3/a")["status"], 200)
    tap.equal({result.answer(path)["status"] for path in many}, {596})


if __name__ == "__main__":
  tap.main()
