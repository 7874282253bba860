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
    result = tap.pveinv(*args, *words, "--token-file", token_file,
                        *(self.trust() if trust is None else trust), **options)
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
    rows = tap.ok("diff", "--all", "--state", "-o", "ndjson", "--store", self.store, plain=True).rows()
    return [row for row in rows if row["change"] not in ("unknown", "learned")]

  def fault(self, *faults):
    for fault in faults:
      self.sim.command({"do": "fault", "fault": fault})

  def through(self, fault, status, words, *args, seconds=None):
    """A good snapshot, one with the fault, and another good one. Only the second is worth sanitizers."""
    if not self.store.exists():
      self.snapshot(*args, plain=True)
    self.fault(*([fault] if isinstance(fault, str) else fault))
    result = self.snapshot(*args, status=status, words=words)
    stored = status in (0, 3)
    if stored:
      tap.equal(self.changes(), [], f"{fault}: differences")
    self.sim.command({"do": "clear-faults"})
    self.snapshot(*args, plain=True)
    tap.equal(self.changes(), [], f"{fault}: differences after it")
    tap.true(seconds is None or result.seconds < seconds, f"{fault}: took {result.seconds:.1f} s")
    return result


# --- one read fails

GROUPED = (
  # fault of five guests' configurations, exit code, words
  ("595", 3, ["error: Connection refused: 5 × guest_config"]),
  ("596:0.5", 3, ["timeout: Connection timed out: 5 × guest_config"]),
  ("403", 3, ["denied: needs VM.Audit on /vms/…: 5 × guest_config"]),
  ("500reason:\x1b[31mred\u202e", 3, ["red"]),
)
SINGLE = (
  # fault of a guest's configuration, outcome, beginning of the reason
  ("595", "error", "Connection refused"),
  ("596:0.5", "timeout", "Connection timed out"),
  ("neverup", "error", "address lookup for 'node0"),
  ("403", "denied", "needs VM.Audit on /vms/"),
  ("500:got no worker", "error", "got no worker"),
  ("500reason:no worker either", "error", "no worker either"),
  ("status:404:no such thing", "error", "no such thing"),
  ("redirect:https://127.0.0.1:1/", "error", "Moved Permanently"),
  ("malformed", "error", "the answer was cut off"),
  ("malformed:html", "error", "the answer is no JSON"),
  ("malformed:empty", "error", "the answer is empty"),
  ("malformed:array", "error", "the answer is no JSON object"),
  ("malformed:gzip", "error", "the answer "),
  ("malformed:nul", "error", "malformed answer: "),
)
# These are none: pveinv copes.
COPES = ("earlyclose", "silentclose", "delay:0.3", "slow:0.5", "cut,times=1", "reset,times=1",
         "status:502,times=1", "status:503,times=2", "status:504,times=1")


def one_each(live, faults):
  """{guest: fault}, as faults for through()."""
  guests = live.sim.get("/cluster/resources?type=vm").data
  chosen = {row["vmid"]: fault for row, fault in zip(guests, faults)}
  tap.equal(len(chosen), len(faults), "guests")
  paths = {row["vmid"]: f"/nodes/{row['node']}/{row['type']}/{row['vmid']}/config*" for row in guests}
  return chosen, [f"{paths[vmid]}={fault}" for vmid, fault in chosen.items()]


def test_failed_reads():
  with Live() as live:
    for fault, status, words in GROUPED:
      result = live.through(f"{GUESTS}={fault}", status, words, seconds=5)
      tap.true("\x1b" not in result.err and "\u202e" not in result.err, "an escape reached stderr")


def test_each_failure():
  """What each becomes; those that pveinv copes with become nothing."""
  with Live(sim=("--nodes", 3, "--guests", 24)) as live:
    chosen, faults = one_each(live, [fault for fault, _, _ in SINGLE])
    live.through(faults, 3, [], seconds=10)
    shown, = tap.ok("snapshot", "show", "latest~1", "--store", live.store, "-o", "json").json()["snapshots"]
    said = {int(target): (gap["read"], gap["outcome"], gap["reason"])
            for gap in shown["gaps"] for target in gap["targets"]}
    tap.equal(sorted(said), sorted(chosen), "guests of which something is missing")
    for (fault, outcome, words), vmid in zip(SINGLE, chosen):
      tap.equal(said[vmid][:2], ("guest_config", outcome), fault)
      tap.true(said[vmid][2].startswith(words), f"{fault}: {said[vmid]}")
    _, faults = one_each(live, COPES)
    live.through(faults, 0, [], seconds=15)


def test_reads_that_fail_again_and_again():
  """The connection breaks, or a gateway says no: tried four times, over some seconds, after the straight
  way."""
  faults = {106: "truncated", 107: "cut", 108: "reset", 109: "status:503:busy"}
  with Live() as live:
    live.snapshot(plain=True)
    live.fault(*(f"/nodes/node02/qemu/{vmid}/config*={fault}" for vmid, fault in faults.items()))
    live.snapshot(status=3, words=["error: the answer was cut off: 2 × guest_config (106, 107)",
                                   "reset by peer: guest_config (108)", "error: busy: guest_config (109)"])
    tap.equal(live.changes(), [])
    asked = [sum(f"/qemu/{vmid}/config" in request["path"] for request in live.sim.requests())
             for vmid in faults]
    tap.true(all(5 <= times <= 8 for times in asked), f"asked {asked} times, once of them before")


def test_unsupported():
  """501: the path is unknown to this version, which proves nothing about what is there."""
  with Live() as live:
    live.through(f"{GUESTS}=501", 0, [])


def test_hang():
  """Each request has its deadline; the others don't wait for it."""
  with Live() as live:
    slow = [f"/nodes/node02/qemu/{vmid}/config*=slow:9" for vmid in (106, 107)]
    live.through([*slow, f"{GUESTS}=hang"], 3,
                 ["timeout: no answer within 1 s: 3 × guest_config",
                  "timeout: the answer was not complete within 1 s: 2 × guest_config"],
                 "--timeout", "1", seconds=6)


def test_huge():
  """More than the limit is an error, compressed or not; less is an answer."""
  with Live() as live:
    live.through(["/nodes/node02/qemu/106/config*=huge:270000000",
                  "/nodes/node02/qemu/107/config*=bomb:270000000"],
                 3, ["error: the answer is larger than 268435456 bytes: 2 × guest_config (106, 107)"],
                 seconds=60)


def test_partial_list():
  """A list that broke in the middle is no list."""
  with Live() as live:
    for fault in ("truncated", "malformed", "hang", "500:no", "huge:270000000"):
      live.through(f"/cluster/resources={fault}", 3, ["incomplete: ", "resources"], "--timeout", "2")


def test_partial_lists_below():
  """A list within an answer, whose elements are taken one by one, is none either; nor are its first rows."""
  nested = {"backup_volumes": "/cluster/backup/*/included_volumes", "node_lvm": "/nodes/*/disks/lvm",
            "users": "/access/users*", "pool": "/pools?poolid=*"}
  with Live() as live:
    for kind in ("malformed", "truncated"):
      live.through([f"{path}={kind}" for path in nested.values()], 3, ["incomplete: "], "--level", "detailed")
      rows = tap.ok("query", "SELECT DISTINCT read FROM outcome WHERE outcome = 'error'", "--store",
                    live.store, "--at", "latest~1", "-o", "ndjson", plain=True).rows()
      tap.equal({row["read"] for row in rows}, set(nested), f"{kind}: reads that failed")


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
    tap.equal({row["entity"] for row in live.changes()} - {"node", "guest", "storage_status", "ha_status"},
              set())
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
  for how, least, most in ((("refused", "refused"), 0, 4), (("silent", "swallowed"), 1.9, 7)):
    with Live("--unreachable", f"node02={how[0]}", "--unreachable", f"node03={how[1]}") as live:
      result = live.snapshot()
      tap.true(least <= result.seconds < most, f"{how}: {result.seconds:.1f} s")
      for node in ("node02", "node03"):
        asked = {request["endpoint"] for request in live.sim.requests()
                 if f"/nodes/{node}/" in request["path"]}
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
  """Asked once, not for each read: each answer takes the server three seconds."""
  with Live() as live:
    live.sim.command({"do": "revoke", "token": "inv"})
    live.snapshot(status=4, words=["authentication failed", "hint: "])
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
  wrongs = (("other-ca", "SSL certificate problem"), ("expired", "it was valid until 2"),
            ("self-signed", "self-signed certificate"), ("name", "127.0.0.4"))
  options = [option for node, (wrong, _) in enumerate(wrongs, 1)
             for option in ("--wrong-certificate", f"node0{node}={wrong}")]
  with Live(*options, sim=("--nodes", 4, "--guests", 4)) as live:
    for url, (wrong, words) in zip(live.sim.all_urls, wrongs):
      result = live.get("guests", urls=[url], status=5, words=[url, words, "hint: "])
      tap.equal(result.out, "")
    tap.equal(live.sim.requests(), [], "requests")
    # A fingerprint, once compared, is enough.
    for url, print_ in zip(live.sim.all_urls, live.sim.fingerprints.values()):
      live.get("guests", urls=[url], trust=["--fingerprint", print_])


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
    live.get("guests", trust=["--fingerprint", fingerprint], status=5,
             words=["a renewed certificate has a new one"])


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
    tap.equal({(row["entity"], row["change"]) for row in live.changes()},
              {("cluster", "changed"), ("node", "changed")})
    live.sim.command({"do": "rejoin", "endpoint": 1})
    live.sim.command({"do": "rejoin", "endpoint": 2})
    live.snapshot(urls=live.sim.urls)
    tap.equal([row["key"] for row in live.changes() if row["entity"] == "guest"
               and row["change"] == "removed"],
              [{"vmid": 106}])


def test_quorum_is_lost_half_way():
  """An endpoint that has lost the others takes them for offline: then it is asked again."""
  for level, after in (("basic", "/cluster/status"), ("standard", "/cluster/status")):
    with Live("--endpoints", 2) as live:
      live.snapshot("--level", level)
      for command in ({"do": "isolate", "endpoint": 1}, {"do": "remove", "vmid": 106},
                      {"do": "set", "vmid": 107, "key": "cores", "value": 7}):
        live.sim.command({**command, "after": after})
      live.snapshot("--level", level, status=3, words=["no quorum"])
      tap.equal({(row["entity"], row["change"]) for row in live.changes()} - {("ha_status", "changed")},
                {("node", "changed")}, level)
      live.sim.command({"do": "rejoin", "endpoint": 1})
      live.snapshot("--level", level)
      tap.equal([row["key"] for row in live.changes() if row["change"] == "removed"
                 and row["entity"] == "guest"], [{"vmid": 106}])


def test_quorum_is_asked_once():
  """Where no node is offline; else once more, for all that it matters."""
  with Live("--endpoints", 2) as live:
    for down, times in ((False, 1), (True, 2)):
      if down:
        live.sim.command({"do": "stop", "node": "node03"})
      before = len(live.sim.requests())
      live.snapshot(status=(3 if down else 0))
      asked = [request["path"] for request in live.sim.requests()[before:]]
      tap.equal(asked.count("/cluster/status"), times, f"a node is down: {down}")
      tap.equal([row for row in live.changes() if row["change"] in ("added", "removed")] if down else [], [])


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
