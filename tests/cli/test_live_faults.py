#!/usr/bin/env python3
"""A live cluster with everything that can be wrong with it: what pveinv says, how it exits, how long it
takes, and that nothing is lost: what was not read is not gone, and its return is not new."""

import os
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, ".."), os.path.join(HERE, "../sim")]
import tap
from client import Simulator

TIME_LIMIT = 600
SMALL = ("--nodes", 3, "--guests", 12)
GUESTS = "/nodes/node02/qemu/*/config*"  # five of the twelve, straight from their node


class Live:
  """A simulator, and a store that pveinv keeps of it."""

  def __init__(self, *options, sim=SMALL, **more):
    self.sim = Simulator(*sim, *options, **more)

  def __enter__(self):
    self.sim.__enter__()
    self.store = self.sim.folder / "store.db"
    return self

  def __exit__(self, *_):
    self.sim.__exit__()

  def trust(self):
    return ["--ca-file", self.sim.ca_file]

  def pveinv(self, *args, urls=None, trust=None, token="inv", **options):
    words = [word for url in urls or [self.sim.url] for word in ("--url", url)]
    token_file = token if "/" in str(token) else self.sim.token_file(token)
    start = time.monotonic()
    result = tap.pveinv(*args, *words, "--token-file", token_file, *(self.trust() if trust is None else trust),
                        **options)
    result.seconds = time.monotonic() - start
    for secret in self.sim.tokens.values():
      tap.true(secret.partition("=")[2] not in result.out + result.err, f"the secret was printed:\n{result}")
    return result

  def snapshot(self, *args, status=0, words=(), **options):
    result = self.pveinv("snapshot", "--store", self.store, *args, **options)
    tap.true(result.status == status, f"status {result.status}, expected {status}:\n{result}")
    tap.contains(result.err, *words)
    return result

  def get(self, *args, status=0, words=(), **options):
    result = self.pveinv("get", *args, **options)
    tap.true(result.status == status, f"status {result.status}, expected {status}:\n{result}")
    tap.contains(result.err, *words)
    return result

  def changes(self):
    """What differs between the last two snapshots, but for what became unknown or known."""
    rows = tap.ok("diff", "--all", "--state", "-o", "ndjson", "--store", self.store).rows()
    return [row for row in rows if row["change"] not in ("unknown", "learned")]

  def through(self, fault, status, words, *args, seconds=None):
    """A good snapshot, one with the fault, and another good one."""
    if not self.store.exists():
      self.snapshot(*args)
    self.sim.command({"do": "fault", "fault": fault})
    result = self.snapshot(*args, status=status, words=words)
    stored = status in (0, 3)
    if stored:
      tap.equal(self.changes(), [], f"{fault}: differences")
    self.sim.command({"do": "clear-faults"})
    self.snapshot(*args)
    tap.equal(self.changes(), [], f"{fault}: differences after it")
    tap.true(seconds is None or result.seconds < seconds, f"{fault}: took {result.seconds:.1f} s")
    return result


# --- one read fails

FAILURES = (
  # fault of five guests' configurations, exit code, words, seconds
  ("595", 3, ["error: Connection refused: 5 × guest_config"], 5),
  ("596:0.5", 3, ["timeout: Connection timed out: 5 × guest_config"], 5),
  ("neverup", 3, ["error: address lookup for 'node02' did not find any IP address: 5 × guest_config"], 5),
  ("403", 3, ["denied: needs VM.Audit on /vms/…: 5 × guest_config"], 5),
  ("500:got no worker", 3, ["error: got no worker: 5 × guest_config"], 5),
  ("500reason:got no worker", 3, ["error: got no worker: 5 × guest_config"], 5),
  ("500reason:\x1b[31mred\u202e", 3, ["red"], 5),
  ("status:404:no such thing", 3, ["error: no such thing: 5 × guest_config"], 5),
  ("redirect:https://127.0.0.1:1/", 3, ["error: Moved Permanently: 5 × guest_config"], 5),
  ("malformed", 3, ["error: ", "5 × guest_config"], 5),
  ("malformed:html", 3, ["error: the answer is no JSON", "5 × guest_config"], 5),
  ("malformed:empty", 3, ["error: ", "5 × guest_config"], 5),
  ("malformed:array", 3, ["error: the answer is no JSON object: 5 × guest_config"], 5),
  ("malformed:gzip", 3, ["error: the answer "], 5),
  ("malformed:nul", 3, ["error: malformed answer: ", "5 × guest_config"], 5),
  # These are none: pveinv copes.
  ("earlyclose", 0, [], 5),
  ("silentclose", 0, [], 5),
  ("delay:0.3", 0, [], 10),
  ("slow:0.5", 0, [], 10),
  ("cut,times=1", 0, [], 10),
  ("reset,times=1", 0, [], 10),
  ("status:502,times=1", 0, [], 10),
  ("status:503,times=2", 0, [], 10),
  ("status:504,times=1", 0, [], 10),
)


def test_failed_reads():
  with Live() as live:
    for fault, status, words, seconds in FAILURES:
      result = live.through(f"{GUESTS}={fault}", status, words, seconds=seconds)
      tap.true("\x1b" not in result.err and "\u202e" not in result.err, "an escape reached stderr")


def test_reads_that_fail_again_and_again():
  """The connection breaks, or a gateway says no: tried four times, over some seconds, after the straight way."""
  faults = {106: "truncated", 107: "cut", 108: "reset", 109: "status:503:busy"}
  with Live() as live:
    live.snapshot()
    for vmid, fault in faults.items():
      live.sim.command({"do": "fault", "fault": f"/nodes/node02/qemu/{vmid}/config*={fault}"})
    live.snapshot(status=3, words=["error: the answer was cut off: 2 × guest_config (106, 107)",
                                   "reset by peer: guest_config (108)", "error: busy: guest_config (109)"])
    tap.equal(live.changes(), [])
    asked = [sum(f"/qemu/{vmid}/config" in request["path"] for request in live.sim.requests()) for vmid in faults]
    tap.true(all(5 <= times <= 8 for times in asked), f"asked {asked} times, once of them before")


def test_unsupported():
  """501: the path is unknown to this version, which proves nothing about what is there."""
  with Live() as live:
    live.through(f"{GUESTS}=501", 0, [])


def test_hang():
  """Each request has its deadline; the others don't wait for it."""
  with Live() as live:
    live.through(f"{GUESTS}=hang", 3, ["timeout: no answer within 1 s: 5 × guest_config"], "--timeout", "1",
                 seconds=6)
    live.through(f"{GUESTS}=slow:9", 3, ["timeout: the answer was not complete within 1 s: 5 × guest_config"],
                 "--timeout", "1", seconds=6)


def test_huge():
  """More than the limit is an error, compressed or not; less is an answer."""
  with Live() as live:
    live.through("/nodes/node02/qemu/106/config*=huge:300000000", 3,
                 ["error: the answer is larger than 268435456 bytes: guest_config (106)"], seconds=60)
    live.through("/nodes/node02/qemu/106/config*=bomb:300000000", 3,
                 ["error: the answer is larger than 268435456 bytes: guest_config (106)"], seconds=60)


def test_partial_list():
  """A list that broke in the middle is no list."""
  with Live() as live:
    for fault in ("truncated", "malformed", "hang", "500:no", "huge:300000000"):
      live.through(f"/cluster/resources={fault}", 3, ["incomplete: ", "resources"], "--timeout", "2")


def test_server_messages_of_old_versions():
  """Before 8.3 the text is in the reason phrase alone."""
  with Live("--old-errors") as live:
    live.through(f"{GUESTS}=500:got no worker", 3, ["error: got no worker: 5 × guest_config"])


def test_slow_storage():
  with Live("--slow-storage", "local=1") as live:
    live.snapshot("--level", "detailed", status=0)


# --- nodes

def test_offline_node():
  """Its remaining reads end at once, however many there are."""
  with Live(sim=("--nodes", 4, "--guests", 400)) as live:
    for fault, words, seconds in (("595", "offline: Connection refused", 10),
                                  ("596:1", "offline: Connection timed out", 10),
                                  ("neverup", "offline: address lookup for 'node02'", 10)):
      live.through(f"/nodes/node02/*={fault}", 3, [words], seconds=seconds)


def test_node_hangs_half_way():
  """It has said that it is there, and then says nothing any more."""
  with Live(sim=("--nodes", 4, "--guests", 1200)) as live:
    live.snapshot()
    live.sim.command({"do": "fault", "fault": "/nodes/node02/qemu/*=596:1,after=20"})
    live.sim.command({"do": "fault", "fault": "/nodes/node02/version=596:1,after=1"})
    result = live.snapshot(status=3, words=["Connection timed out"])
    tap.true(result.seconds < 30, f"took {result.seconds:.1f} s for some 300 guests")
    tap.equal(live.changes(), [])


def test_never_up():
  with Live("--never-up", 1) as live:
    live.snapshot(status=3, words=["offline: address lookup for 'node03' did not find any IP address"])
    live.snapshot("--expect-gap", "node/node03")


def test_stopped_node():
  """One that is known to be down, and was up before."""
  with Live() as live:
    live.snapshot()
    live.sim.command({"do": "stop", "node": "node02"})
    live.snapshot(status=3, words=["offline: "])
    tap.equal({row["entity"] for row in live.changes()} - {"node", "guest", "storage_status", "ha_status"}, set())
    tap.equal([row for row in live.changes() if row["change"] in ("added", "removed")], [])
    live.sim.command({"do": "start", "node": "node02"})
    live.snapshot()
    tap.equal([row for row in live.changes() if row["change"] in ("added", "removed")], [])


def test_statuses_unknown():
  """The first seconds after a restart: unknown is no value."""
  with Live() as live:
    live.snapshot()
    live.sim.command({"do": "restart"})
    live.snapshot(status=0)
    tap.equal(live.changes(), [])
    live.sim.command({"do": "settle"})
    live.snapshot()
    tap.equal(live.changes(), [])


def test_unreachable_addresses():
  """Straight to the nodes is an optimisation: each dead address costs 2 s at most, once."""
  for how, least, most in (("refused", 0, 4), ("silent", 1.9, 7), ("swallowed", 1.9, 7)):
    with Live("--unreachable", f"node02={how}", "--unreachable", f"node03={how}") as live:
      result = live.snapshot()
      tap.true(least <= result.seconds < most, f"{how}: {result.seconds:.1f} s")
      asked = {request["endpoint"] for request in live.sim.requests() if "/nodes/node02/" in request["path"]}
      tap.equal(len(asked), 1, "one way")


def test_impostor_node():
  """A node whose certificate is not the one that the cluster knows gets no request."""
  with Live("--wrong-certificate", "node02=self-signed") as live:
    live.snapshot()


def test_straight_to_nodes():
  with Live() as live:
    live.snapshot()
    way = {(request["path"].split("/")[2], request["endpoint"]) for request in live.sim.requests()
           if request["path"].startswith("/nodes/") and "/qemu/" in request["path"]}
    tap.equal(len(way), 3, f"each node itself: {way}")


# --- credentials

def test_refused_token():
  """401, after the server's three seconds; asked once, not for each read."""
  with Live(slow_401=True) as live:
    live.sim.command({"do": "revoke", "token": "inv"})
    result = live.snapshot(status=4, words=["authentication failed", "hint: "])
    tap.true(2.5 < result.seconds < 6, f"{result.seconds:.1f} s")
    tap.equal(len(live.sim.requests()), 1)


def test_token_revoked_half_way():
  with Live() as live:
    live.through(f"{GUESTS}=401", 4, ["authentication failed", "hint: "])


def test_empty_roster():
  """A privilege-separated token without an ACL of its own."""
  with Live("--token", "none=noacl") as live:
    result = live.get("guests", token="none", status=3)
    tap.contains(result.err, "hint: ")


# --- TLS

def test_certificates():
  for wrong, words in (("other-ca", "SSL certificate problem"), ("expired", "it was valid until 2"),
                       ("self-signed", "self-signed certificate"), ("name", "127.0.0.1")):
    with Live("--wrong-certificate", f"node01={wrong}") as live:
      result = live.get("guests", status=5, words=[live.sim.url, words, "hint: "])
      tap.equal(result.out, "")
      tap.equal(live.sim.requests(), [], "requests")
      # Its fingerprint, once compared, is enough.
      live.get("guests", trust=["--fingerprint", live.sim.fingerprints["node01"]])


def test_wrong_fingerprint():
  with Live() as live:
    live.get("guests", trust=["--fingerprint", live.sim.fingerprints["node02"]], status=5,
             words=["another fingerprint", live.sim.fingerprints["node01"]])
    live.get("guests", trust=[], status=5, words=["SSL certificate problem", "/etc/pve/pve-root-ca.pem"])
    tap.equal(live.sim.requests(), [])
    live.get("guests", trust=["--fingerprint", live.sim.fingerprints["node01"]])


def test_renewed_certificates():
  """A CA survives that, a fingerprint does not."""
  with Live() as live:
    fingerprint = live.sim.fingerprints["node01"]
    live.sim.command({"do": "renew", "ca": False})
    live.get("guests")
    live.get("guests", trust=["--fingerprint", fingerprint], status=5, words=["a renewed certificate has a new one"])


# --- endpoints

def test_isolated_endpoint():
  """It serves old state with status 200, so the next one is asked."""
  with Live("--endpoints", 2, "--isolated", 1) as live:
    live.sim.command({"do": "set", "vmid": 106, "key": "cores", "value": 7})
    result = live.get("guest", "106", "-c", "vmid,cores", "-o", "csv", urls=live.sim.urls)
    tap.equal(result.out.split("\n")[1].split(",")[-1].strip(), "7")
    tap.contains(live.snapshot(urls=live.sim.urls).err, f"{live.sim.urls[0]}: no quorum")


def test_no_quorum():
  """With nothing better it is walked, but no row is closed."""
  with Live("--endpoints", 2) as live:
    live.snapshot(urls=live.sim.urls)
    live.sim.command({"do": "remove", "vmid": 106})
    live.sim.command({"do": "isolate", "endpoint": 1})
    live.sim.command({"do": "isolate", "endpoint": 2})
    live.snapshot(status=3, words=["no quorum"], urls=live.sim.urls)
    tap.equal({(row["entity"], row["change"]) for row in live.changes()}, {("cluster", "changed"), ("node", "changed")})
    live.sim.command({"do": "rejoin", "endpoint": 1})
    live.sim.command({"do": "rejoin", "endpoint": 2})
    live.snapshot(urls=live.sim.urls)
    tap.equal([row["key"] for row in live.changes() if row["entity"] == "guest" and row["change"] == "removed"],
              [{"vmid": 106}])


def test_endpoints_that_are_down():
  with Live("--endpoints", 2) as live:
    dead = f"https://127.0.0.1:{live.sim.port - 1 if live.sim.port > 1025 else live.sim.port + 1}"
    result = live.get("guests", "-o", "ndjson", urls=[dead, live.sim.urls[1]])
    tap.equal(len(result.rows()), 12)
    live.get("guests", urls=[dead], status=5, words=[dead, "hint: check the URL"])
    live.get("guests", urls=["https://nowhere.invalid:8006"], status=5, words=["nowhere.invalid"])


def test_anchor_dies():
  """In the middle of a walk: all lists are read again from the next endpoint."""
  with Live("--endpoints", 2, sim=("--nodes", 3, "--guests", 300)) as live:
    live.snapshot(urls=live.sim.urls)
    live.sim.command({"do": "stop", "node": "node01", "after": "/nodes/node01/qemu/*/config*"})
    result = live.snapshot(urls=live.sim.urls, status=3,
                           words=[f"{live.sim.urls[0]} does not answer any more: ", "next endpoint"])
    tap.true(result.seconds < 20, f"{result.seconds:.1f} s")
    tap.equal([row for row in live.changes() if row["change"] in ("added", "removed")], [])


def test_only_anchor_dies():
  with Live(sim=("--nodes", 3, "--guests", 300)) as live:
    live.snapshot()
    live.sim.command({"do": "stop", "node": "node01", "after": "/nodes/node01/qemu/*/config*"})
    live.snapshot(status=5, words=[f"{live.sim.url} does not answer any more: "])
    tap.equal(len(tap.ok("snapshot", "list", "-o", "ndjson", "--store", live.store).rows()), 1, "snapshots")


def test_total_time_limit():
  """What was not read in time is missing, and said; the rest is stored."""
  with Live() as live:
    live.through(f"{GUESTS}=hang", 3, ["not done within 2 s"], "--total-timeout", "2", seconds=6)


# --- manners

def test_two_requests_per_node():
  """At most two at once, however many guests there are, whoever is asked."""
  with Live("--latency", "5", "--workers", 3, sim=("--nodes", 3, "--guests", 150)) as live:
    live.snapshot()
    most = max(request["in_flight"] for request in live.sim.requests())
    tap.true(most <= 2, f"{most} requests at once")


def test_workers_are_shared():
  """One connection serves 100 requests, and is used for that."""
  with Live(sim=("--nodes", 2, "--guests", 600)) as live:
    live.snapshot()
    log = live.sim.log()
    connects = sum(entry["event"] == "connect" for entry in log)
    requests = sum(entry["event"] == "request" for entry in log)
    tap.true(requests > 600 and connects < requests / 25, f"{connects} connections for {requests} requests")


if __name__ == "__main__":
  tap.main()
