#!/usr/bin/env python3
"""The simulator held against genuine servers: what it answers, refuses, leaves out, and how that changes."""

import contextlib
import functools
import json
import os
import sqlite3
import sys
import threading
from urllib.parse import parse_qsl, unquote

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, ".."), os.path.join(HERE, "../sim")]
import tap

import estate_agents
import estate_of_all
import known_shapes
import limits
import made_recording
import shapes
from client import Simulator
from jitter import SHUFFLED
from made_cluster import build
from recorded import RecordedCluster, canonical, read_recording

TIME_LIMIT = 300
CLUSTER = "pve-8.4-cluster."
# What moves by itself from answer to answer.
MOVING = set("cpu mem uptime disk netin netout diskread diskwrite memhost timestamp next-run wait idle time "
             "pid localtime loadavg memory rootfs used avail used_fraction digest".split())


def recording(name):
  return tap.RECORDINGS / f"{name}.ndjson"


@functools.cache
def recorded(name):
  """{path: first Answer} of a recording."""
  return {path: answers[0] for path, answers in read_recording(recording(name))[1].items()}


def data(name, path):
  return recorded(name)[canonical(path)].body["data"]


def sorted_out(value, moving=frozenset(), key=None):
  """The value without what moves, without order, and with scalars as strings."""
  if isinstance(value, dict):
    return {key: sorted_out(item, moving, key) for key, item in sorted(value.items()) if key not in moving}
  if isinstance(value, list):
    return sorted((sorted_out(item, moving) for item in value), key=lambda item: json.dumps(item))
  if isinstance(value, str) and key in SHUFFLED:
    return ",".join(sorted(value.split(",")))
  return value if value is None or isinstance(value, bool) else str(value)


def same(got, expected, what, moving=frozenset()):
  tap.equal(sorted_out(got, moving), sorted_out(expected, moving), what)


def said(response):
  return response.status, response.reason


class Asking:
  """Asks many things over one connection after another."""

  def __init__(self, sim, token="inv", url=None):
    self.sim, self.token, self.url, self.connection = sim, sim.tokens[token], url, None

  def __call__(self, path):
    if self.connection is None:
      self.connection = self.sim.connect(self.url)
    response = self.connection.get(path, self.token)
    if response.headers["connection"] == "close":
      self.close()
    return response

  def close(self):
    if self.connection:
      self.connection.__exit__()
    self.connection = None

  def data(self, path):
    response = self(path)
    tap.equal(response.status, 200, path)
    return response.data


@contextlib.contextmanager
def asking(*options, token="inv", **more):
  with Simulator(*options, **more) as sim, contextlib.closing(Asking(sim, token)) as ask:
    yield sim, ask


# --- recordings


def check_recording(name):
  with asking("--recording", recording(name)) as (sim, ask):
    for path, expected in recorded(name).items():
      got = ask(path)
      tap.equal(said(got), (expected.status, expected.reason), f"{name}: {path}")
      if expected.body is None:
        tap.equal(got.content, (expected.text or "").encode(), f"{name}: body of {path}")
      else:
        same(got.body, expected.body, f"{name}: body of {path}")


def test_answers_as_recorded_of_a_cluster():
  for state in ("auditor", "auditor.changed"):
    check_recording(CLUSTER + state)


def test_answers_as_recorded_of_a_cluster_in_trouble():
  for state in ("auditor.pve2-down", "auditor.starting"):
    check_recording(CLUSTER + state)


def test_answers_as_recorded_with_limited_tokens():
  for state in ("limited", "noacl", "auditor.noaccess-guest", "auditor.noaccess-pool"):
    check_recording(CLUSTER + state)


def test_answers_as_recorded_of_a_standalone_node():
  # Its address is no loopback one; nothing outside shall be asked by accident.
  with asking("--recording", recording("pve-9.1-standalone.auditor"), "--keep-addresses") as (sim, ask):
    for path, expected in recorded("pve-9.1-standalone.auditor").items():
      got = ask(path)
      tap.equal(said(got), (expected.status, expected.reason), path)
      same(got.body, expected.body, path)
  with asking("--recording", recording("pve-9.1-standalone.auditor")) as (sim, ask):
    tap.equal([row["ip"] for row in ask.data("/cluster/status")], ["127.0.0.1"], "address")


def test_jitter_changes_order_and_types_alone():
  name = CLUSTER + "auditor"
  with asking("--recording", recording(name), "--jitter", "--seed", "7") as (sim, ask):
    answers = {ask("/cluster/resources").content for _ in range(5)}
    tap.equal(len(answers), 5, "answers that differ")
    mixed = {type(row.get("vmid")) for row in ask.data("/cluster/resources") if "vmid" in row}
    tap.equal(mixed, {int, str}, "types of vmid in one answer")
    for path, expected in recorded(name).items():
      if expected.status == 200 and "/agent/" not in path:
        same(ask(path).body, expected.body, path)
    tap.equal([int(row["pos"]) for row in ask.data("/cluster/firewall/rules")],
              [row["pos"] for row in data(name, "/cluster/firewall/rules")], "order of rules")


def test_several_answers_come_in_their_order(tmp):
  file = tmp / "twice.ndjson"
  lines = [{"recording": 1, "pve": "9.1.4"}]
  lines += [{"path": "/version", "status": 200, "reason": "OK", "body": {"data": {"version": number}}}
            for number in (1, 2)]
  file.write_text("".join(json.dumps(line) + "\n" for line in lines))
  with asking("--recording", file) as (sim, ask):
    tap.equal([ask.data("/version")["version"] for _ in range(4)], [1, 2, 2, 2], "versions")


def test_what_is_not_recorded_says_so():
  with asking("--recording", recording(CLUSTER + "auditor")) as (sim, ask):
    got = ask("/nodes/pve1/qemu/100/rrddata?timeframe=hour")
    tap.equal(got.status, 500, "status")
    tap.contains(got.reason, "simulator: the recording does not hold /nodes/pve1/qemu/100/rrddata")
    tap.equal(said(ask("/nodes/pve1/qemu/200/config")),
              (500, "Configuration file 'nodes/pve1/qemu-server/200.conf' does not exist"), "not there")
    tap.equal(said(ask("/cluster/nextid?vmid=103")), (400, "Parameter verification failed."), "taken")
    tap.equal(ask.data("/cluster/nextid?vmid=777"), "777", "free")
    tap.equal(ask("/cluster/nextid?vmid=999").status, 200, "free, as this token saw all")
  # Who saw not all cannot tell whether an id is free.
  with asking("--recording", recording(CLUSTER + "auditor.noaccess-pool")) as (sim, ask):
    tap.equal(ask("/cluster/nextid?vmid=9001").status, 500, "a hidden guest's number")
  with asking("--recording", recording(CLUSTER + "auditor")) as (sim, ask):
    same(ask.data("//cluster//resources/?type=vm"), data(CLUSTER + "auditor", "/cluster/resources?type=vm"),
         "doubled slashes")


# --- errors: the exchanges that were recorded


VALID = "PVEAPIToken=audit@pve!inv=11111111-2222-4333-8444-555555555501"
HEADERS_THAT_MOVE = {"date", "expires"}


def exchanges():
  """Those without a valid ticket or password: the simulator has none to give."""
  for line in list(open(tap.RECORDINGS / "pve-8.4-auth-exchanges.ndjson", encoding="utf-8"))[1:]:
    exchange = json.loads(line)
    login = exchange["path"] == "/access/ticket" or "Cookie" in exchange["request_headers"]
    if not (login and exchange["status"] == 200):
      yield exchange


def check_exchange(sim, exchange):
  headers = dict(exchange["request_headers"])
  if headers.get("Authorization") == VALID:
    headers["Authorization"] = f"PVEAPIToken={sim.tokens['inv']}"
  with sim.connect() as connection:
    connection.request(exchange["method"], exchange["path"],
                       body=(exchange["request_body"] or "").encode(),
                       **{name.replace("-", "_"): value for name, value in headers.items()})
    got = connection.response()
    what = f"{exchange['method']} {exchange['path']} {headers}"
    tap.equal(said(got), (exchange["status"], exchange["reason"]), what)
    expected = {name.lower(): value for name, value in exchange["headers"].items()}
    tap.equal({name: value for name, value in got.headers.items() if name not in HEADERS_THAT_MOVE},
              {name: value for name, value in expected.items() if name not in HEADERS_THAT_MOVE}, what)
    tap.equal(set(got.headers), set(expected), what)
    same(got.body, exchange["body"], what)
    if exchange["status"] >= 400:
      tap.true(connection.closed(), f"still open after {what}")


def test_errors_are_those_of_the_exchanges():
  tried, failures = list(exchanges()), []
  tap.true(len(tried) >= 15, f"only {len(tried)} exchanges")

  def check(exchange):
    try:
      check_exchange(sim, exchange)
    except Exception as error:
      failures.append(error)

  with Simulator("--recording", recording(CLUSTER + "auditor"), slow_401=True) as sim:
    threads = [threading.Thread(target=check, args=(exchange,)) for exchange in tried]
    for thread in threads:
      thread.start()
    for thread in threads:
      thread.join()
    slow = [entry for entry in sim.requests() if entry["status"] == 401]
  if failures:
    raise failures[0]
  for entry in slow:
    tap.true(2.9 < entry["time"] - entry["start"] < 4, f"401 after {entry['time'] - entry['start']:.1f} s")
  tap.equal(len(slow), sum(exchange["status"] == 401 for exchange in tried), "failed logins")


def test_old_servers_tell_errors_in_the_reason_phrase():
  with asking("--recording", recording(CLUSTER + "auditor"), "--old-errors") as (sim, ask):
    for path, error in (("/nodes/pve3/status", "address lookup for 'pve3' did not find any IP address"),
                        ("/cluster/acme/plugins", "Permission check failed (/, Sys.Modify)"),
                        ("/no/such/path", "Method 'GET /no/such/path' not implemented")):
      got = ask(path)
      tap.equal((got.reason, got.body), (error, {"data": None}), path)


# --- what tokens may see


def asked_with(user, full, limited):
  """What the model makes of full answers for a user, beside what a genuine server answered to it."""
  cluster = RecordedCluster([recording(full)])
  model = cluster.access()
  who = limits.Viewer(model, user, cluster.guests, lambda: cluster.data("/cluster/sdn/vnets") or ())
  for path, expected in recorded(limited).items():
    if path not in cluster.answers or cluster.answers[path][0].status == 501:
      continue
    bare, _, query = path.partition("?")
    bare = "/".join(unquote(part).replace("/", "%2F") for part in bare.split("/"))
    yield path, expected, modelled(cluster, who, bare, path, dict(parse_qsl(query)))


def modelled(cluster, who, bare, path, query):
  """(status, reason, data)"""
  answer = cluster.answers[path][0]
  refused = limits.refusal(who, bare, query, cluster.agent_privilege)
  if refused:
    return 403, refused, None
  if answer.status != 200:
    return answer.status, answer.reason, None
  if bare == "/access/permissions":
    return 200, "OK", who.access.permissions(who.user)
  try:
    return 200, "OK", limits.filtered(who, bare, answer.body["data"])
  except limits.Refused as refused:
    return 403, str(refused), None


# Asked at other times, they tell other things.
TIMELY = ("/cluster/metrics/export", "/cluster/ha/status/", "/access/permissions?")


def check_model(user, full, limited):
  checked = 0
  for path, expected, (status, reason, got) in asked_with(user, full, limited):
    tap.equal((status, reason), (expected.status, expected.reason), f"{limited}: {path}")
    if status == 200 and not path.startswith(TIMELY):
      same(got, expected.body["data"], f"{limited}: {path}", MOVING)
    checked += 1
  tap.true(checked > 200, f"only {checked} answers compared")


def test_limits_of_a_token_with_some_rights():
  check_model("lim@pve!part", CLUSTER + "root", CLUSTER + "limited")
  check_model("lim@pve!part", CLUSTER + "auditor", CLUSTER + "limited")


def test_limits_of_a_token_without_rights():
  check_model("audit@pve!noacl", CLUSTER + "root", CLUSTER + "noacl")


def test_limits_of_an_auditor():
  check_model("audit@pve!inv", CLUSTER + "root", CLUSTER + "auditor")


def test_limits_of_root():
  check_model("root@pam!full", CLUSTER + "root", CLUSTER + "root")


def test_limits_on_a_standalone_node():
  check_model("audit@pve!inv", "pve-9.1-standalone.root", "pve-9.1-standalone.auditor")


LISTS = ("/cluster/resources", "/cluster/resources?type=vm", "/cluster/options", "/cluster/replication",
         "/pools", "/storage", "/nodes", "/nodes/pve1/qemu", "/nodes/pve2/qemu", "/nodes/pve1/lxc",
         "/nodes/pve1/storage", "/nodes/pve1/network", "/access/permissions")


def check_hidden(limit, limited):
  """A token made for the occasion against the genuine one that had the same limit."""
  with asking("--recording", recording(CLUSTER + "auditor.changed"), "--token", f"test={limit}",
              token="test") as (sim, ask):
    for path in LISTS:
      got, expected = ask.data(path), data(limited, path)
      same(got, expected, f"{limit}: {path}", MOVING)
    # The ACL betrays what is hidden: to this token under its own name.
    mine = [row["path"] for row in ask.data("/access/acl") if row["ugid"] == "audit@pve!test"]
    theirs = [row["path"] for row in data(limited, "/access/acl") if row["ugid"] == "audit@pve!inv"]
    tap.equal(sorted(mine), sorted(theirs), "entries of the ACL")
    yield ask


def test_a_hidden_guest_is_missing_from_everything_but_the_acl():
  for ask in check_hidden("noaccess:/vms/103", CLUSTER + "auditor.noaccess-guest"):
    tap.equal(said(ask("/nodes/pve1/qemu/103/config")),
              (403, "Permission check failed (/vms/103, VM.Audit)"),
              "its configuration")
    got = ask("/cluster/nextid?vmid=103")
    expected = recorded(CLUSTER + "auditor.noaccess-guest")["/cluster/nextid?vmid=103"]
    tap.equal((said(got), got.body), ((expected.status, expected.reason), expected.body), "its number")
    # As on the genuine server, the pool's members betray it, too.
    same([row["vmid"] for row in ask.data("/pools?poolid=prod")[0]["members"] if "vmid" in row],
         [row["vmid"] for row in data(CLUSTER + "auditor.noaccess-guest", "/pools/prod")["members"]
          if "vmid" in row], "members of its pool")


def test_a_hidden_pool_hides_its_guests():
  for ask in check_hidden("noaccess:/pool/prod", CLUSTER + "auditor.noaccess-pool"):
    tap.equal(said(ask("/pools?poolid=prod")), (403, "Permission check failed (/pool/prod, Pool.Audit)"),
              "the pool itself")
    tap.equal(said(ask("/nodes/pve1/vzdump/defaults")), (403, recorded(
      CLUSTER + "auditor.noaccess-pool")["/nodes/pve1/vzdump/defaults"].reason), "defaults of backups")


def test_tokens_with_limits_on_a_made_up_cluster():
  options = ("--nodes", 3, "--guests", 200, "--token", "none=noacl", "--token", "pool=pool:prod",
             "--token", "roles=PVEVMUser@/vms/100+PVEDatastoreUser@/storage/local", "--token", "root=root")
  with Simulator(*options) as sim:
    everything = sim.get("/cluster/resources").data
    pooled = sim.get("/cluster/resources", "pool").data
    in_pools = {row["id"] for row in everything if row.get("pool", "").split("/")[0] == "prod"}
    in_pools |= {row["id"] for row in sim.get("/pools?poolid=prod", "pool").data[0]["members"]}
    tap.equal({row["id"] for row in pooled if row["type"] != "node"}, in_pools,
              "what the pool's token sees")
    tap.true("cpu" not in next(row for row in pooled if row["type"] == "node"), "metrics of nodes")
    tap.equal(sim.get("/access/permissions", "none").data, {}, "permissions of none")
    tap.equal({row["type"] for row in sim.get("/cluster/resources", "none").data}, {"node"}, "none sees")
    tap.equal(sim.get("/storage", "none").data, [], "storages of none")
    tap.equal(sorted(sim.get("/access/permissions", "roles").data), ["/storage/local", "/vms/100"], "paths")
    tap.equal([row["storage"] for row in sim.get("/storage", "roles").data], ["local"], "storages of roles")
    tap.equal(said(sim.get("/nodes/node01/status", "roles")),
              (403, "Permission check failed (/nodes/node01, Sys.Audit)"), "status of a node")
    tap.equal(said(sim.get("/storage/local")),
              (403, "Permission check failed (/storage/local, Datastore.Allocate)"), "an auditor's storage")
    same(sim.get("/cluster/resources", "root").data, everything, "what root sees")
    nodes = [row["iface"] for row in sim.get("/nodes/node01/network", "none").data
             if row["type"] == "bridge"]
    tap.equal(nodes, [], "bridges of none")


def test_tokens_of_another_recording():
  with Simulator("--recording", recording(CLUSTER + "auditor"), "--token",
                 f"noacl=recording:{recording(CLUSTER + 'noacl')}") as sim:
    same(sim.get("/cluster/resources", "noacl").data, data(CLUSTER + "noacl", "/cluster/resources"),
         "noacl")
    same(sim.get("/cluster/resources").data, data(CLUSTER + "auditor", "/cluster/resources"), "auditor")


# --- the made-up cluster


@functools.cache
def genuine_shapes():
  """(of all recordings, of the newest release)"""
  everything, newest = shapes.Shapes(), shapes.Shapes()
  for file in sorted(tap.RECORDINGS.glob("pve-*.ndjson")):
    if any(word in file.name for word in ("exchanges", "limited", "noacl")):
      continue
    for path, answer in recorded(file.name.removesuffix(".ndjson")).items():
      if answer.status == 200 and answer.body:
        everything.add(path, answer.body)
        if "9.1" in file.name:
          newest.add(path, answer.body)
  return everything, newest


def made_up_path(path, vm, container):
  """What to ask of the made-up cluster in place of the recorded stand-alone node."""
  for known, asked in (("qemu", vm), ("lxc", container)):
    if f"/nodes/pve9/{known}/" in path:
      rest = path.split("/", 5)[5]
      return f"/nodes/{asked['node']}/{known}/{asked['vmid']}/{rest}"
  return path.replace("/nodes/pve9", "/nodes/node01").replace("/storage/data", "/storage/ceph-nvme")


def test_made_up_answers_have_the_shape_of_genuine_ones():
  """Rosters, states, configurations: what is always there in genuine ones is there."""
  made, asked = shapes.Shapes(), set()
  with asking("--nodes", 4, "--guests", 200, "--never-up", 1) as (sim, ask):
    guests = [row for row in ask.data("/cluster/resources?type=vm") if row["node"] != "node04"]
    vm, container = (next(row for row in guests if row["type"] == type) for type in ("qemu", "lxc"))
    for path in recorded("pve-9.1-standalone.auditor"):
      path = made_up_path(path, vm, container)
      got = ask(path) if path not in asked and not estate_of_all.answers(path) else None
      if got and got.status == 200:
        asked.add(path)
        made.add(path, got.body)
    for row in guests:
      made.add(f"/nodes/*/{row['type']}/1/config", ask(
        f"/nodes/{row['node']}/{row['type']}/{row['vmid']}/config?current=1").body)
  tap.true(len(asked) > 30, f"only {len(asked)} answers")
  wrong = list(shapes.compare(made, *genuine_shapes()))
  tap.equal(wrong, [], "differences in shape")


def test_made_up_answers_have_no_keys_of_their_own():
  """All keys of all answers to all reads are recorded, in a fixture, or documented; and of that JSON kind."""
  known, wrong, checked = known_shapes.known(), {}, set()
  for release in ("9.2.11", "9.1.4", "8.4.1", "7.4.3"):
    for line in made_recording.recording(build(3, 60, 1, release), made_recording.ALL).splitlines()[1:]:
      answer = json.loads(line)
      if answer["status"] == 200:
        checked.add(known.endpoint(answer["path"]))
        for trouble in known.unknown(answer["path"], answer["body"]["data"]):
          wrong.setdefault(trouble, release)
  tap.true(len(checked) > 100, f"only {len(checked)} endpoints")
  tap.note(f"{len(checked)} endpoints checked; of {len(known.vague() & checked)} the documents tell no keys")
  tap.equal(wrong, {}, "keys that nothing knows, with a release")


def kinds_within(value, way=""):
  """(place, kind) of all that is in an answer."""
  yield way, "number" if type(value) in (int, float) else type(value).__name__
  members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
  for key, item in members:
    yield from kinds_within(item, f"{way}.{key}" if isinstance(key, str) else f"{way}[]")


def test_made_up_agents_answer_as_a_genuine_one():
  """Of PVE's documents all that is known is that it is an object: held against a live qemu-ga's answers."""
  with asking("--nodes", 1, "--guests", 60) as (sim, ask):
    guests = [row for row in ask.data("/cluster/resources?type=vm") if row["type"] == "qemu"]
    for command, result in estate_agents.genuine(tap.RECORDINGS).items():
      answers = [ask(f"/nodes/{row['node']}/qemu/{row['vmid']}/agent/{command}") for row in guests]
      results = [answer.body["data"]["result"] for answer in answers if answer.status == 200]
      told = {place for one in results if "error" not in one for place in kinds_within(one)}
      known = set(kinds_within(result))
      tap.true(len(results) > 5, f"{command}: {len(results)} answers")
      tap.equal({(place, kind) for place, kind in told - known
                 if place not in estate_agents.DOCUMENTED.get(command, ())}, set(), f"{command}: made up")
      tap.equal(known - told, set(), f"{command}: never told")


def test_made_up_clusters_answer_every_read():
  """No read of the schema is taken as unknown to this release, unless a genuine 9.1 doesn't know it."""
  reads = json.loads((tap.ROOT / "schema/reads.json").read_text())
  unknown = {shapes.template(path) for path, answer in recorded("pve-9.1-standalone.auditor").items()
             if answer.status == 501}
  with asking("--nodes", 2, "--guests", 20) as (sim, ask):
    guest = next(row for row in ask.data("/cluster/resources?type=vm"))
    values = {"node": guest["node"], "type": guest["type"], "vmid": guest["vmid"], "storage": "local",
              "pool": "prod", "poolid": "prod"}
    for read in reads:
      try:
        path = read["path"].format(**values)
      except KeyError:
        continue  # of things that a made-up cluster does not have
      if tuple(map(int, read.get("since", "0").split("."))) > (9, 1):
        continue
      if shapes.template(path) not in unknown:
        tap.true(ask(path).status != 501, f"{path} is not implemented")


def test_made_up_clusters_are_the_benchs(tmp):
  files = tmp / "before.ndjson", tmp / "after.ndjson"
  result = tap.run(sys.executable, tap.ROOT / "tests/bench/generate", "--nodes", 3, "--guests", 60, *files)
  tap.equal(result.status, 0, str(result))
  with asking("--nodes", 3, "--guests", 60, "--keep-addresses") as (sim, ask):
    for path, answers in read_recording(files[0])[1].items():
      # Addresses, certificates and the token that asks are the simulator's own.
      if path.startswith(("/cluster/status", "/access/", "/nodes?")) or path.endswith("/certificates/info"):
        continue
      got, expected = ask(path), answers[0]
      tap.equal(said(got), (expected.status, expected.reason), path)
      same(got.body, expected.body, path, {"ssl_fingerprint"})


def test_certificates_are_told_as_they_are():
  with asking("--nodes", 3, "--guests", 5) as (sim, ask):
    tap.equal({row["node"]: row["ssl_fingerprint"] for row in ask.data("/nodes")}, sim.fingerprints,
              "nodes")
    for node in sim.fingerprints:
      authority, leaf = ask.data(f"/nodes/{node}/certificates/info")
      tap.equal(leaf["fingerprint"], sim.fingerprints[node], f"certificate of {node}")
      tap.equal(authority["fingerprint"], sim.ready["ca_fingerprint"], "authority")
      tap.contains(leaf["subject"], "/OU=PVE Cluster Node/O=Proxmox Virtual Environment/CN=")
  with asking("--recording", recording(CLUSTER + "auditor"), "--live-fingerprints") as (sim, ask):
    tap.equal({row["node"]: row["ssl_fingerprint"] for row in ask.data("/nodes")},
              {**sim.fingerprints, "pve3": None}, "nodes of a recording")
    tap.equal(ask.data("/nodes/pve2/certificates/info")[1]["fingerprint"], sim.fingerprints["pve2"], "pve2")


def test_nested_pools():
  with asking("--nodes", 2, "--guests", 100) as (sim, ask):
    tap.true("prod/db" in [row["poolid"] for row in ask.data("/pools")], "no nested pool")
    tap.equal(said(ask("/pools/prod%2Fdb")), (501, "Method 'GET /pools/prod/db' not implemented"),
              "by path")
    whole = ask.data("/pools?poolid=prod%2Fdb")
    tap.equal([row["poolid"] for row in whole], ["prod/db"], "by parameter")
    tap.true(whole[0]["members"], "nobody in it")


# --- nodes that are down, quorum, restarts


def compared_lists(ask, expected):
  """What does not move of the lists that tell of nodes' states."""
  for path in ("/cluster/status", "/cluster/resources", "/cluster/resources?type=vm", "/nodes",
               "/pools?poolid=prod", "/cluster/resources?type=storage"):
    got, wanted = ask.data(path), data(expected, path)
    same(got, wanted, path, MOVING)
    # What moves must be there, or lack, all the same.
    tap.equal(sorted((row.get("id", ""), sorted(row)) for row in got),
              sorted((row.get("id", ""), sorted(row)) for row in wanted), f"keys of {path}")


def quorum(ask):
  return next(row["quorate"] for row in ask.data("/cluster/status") if row["type"] == "cluster")


def test_a_node_stops():
  down = recorded(CLUSTER + "auditor.pve2-down")
  with asking("--recording", recording(CLUSTER + "auditor.changed")) as (sim, ask):
    second = Asking(sim, url=sim.all_urls[1])
    tap.equal(len(second.data("/cluster/status")), 4, "the second node's answer")
    sim.command({"do": "stop", "node": "pve2"})
    compared_lists(ask, CLUSTER + "auditor.pve2-down")
    for path, expected in down.items():
      if path.startswith("/nodes/pve2/"):
        got = ask(path)
        tap.equal(said(got), (expected.status, expected.reason), path)
        tap.equal(got.content == b"", expected.status == 595, f"body of {path}")
    try:
      sim.get("/version", url=sim.all_urls[1])
      raise AssertionError("the stopped node answers")
    except ConnectionRefusedError:
      pass
    sim.command({"do": "start", "node": "pve2"})
    same(ask.data("/cluster/status"), data(CLUSTER + "auditor.changed", "/cluster/status"), "it is back")
    tap.equal(sim.get("/version", url=sim.all_urls[1]).status, 200, "its own answer")


def test_a_node_is_stopped_from_the_start():
  with asking("--nodes", 3, "--guests", 30, "--stopped", "node03") as (sim, ask):
    tap.equal(said(ask("/nodes/node03/version")), (595, "Connection refused"), "the stopped node")
    tap.equal([row["status"] for row in ask.data("/nodes") if row["node"] == "node03"], ["offline"],
              "status")
    tap.equal(quorum(ask), 1, "quorum")
    sim.command({"do": "stop", "node": "node02"})
    tap.equal(quorum(ask), 0, "quorum with one of three")
    tap.equal(said(ask("/nodes/node01/replication")),
              (500, "cfs-lock 'file-replication_cfg' error: no quorum!"), "what needs quorum even to read")


def test_daemons_restart():
  with asking("--recording", recording(CLUSTER + "auditor.changed")) as (sim, ask):
    ask("/version")
    sim.command({"do": "restart"})
    tap.true(ask.connection.closed(), "a connection has outlived its server")
    ask.close()
    compared_lists(ask, CLUSTER + "auditor.starting")
    sim.command({"do": "settle"})
    same(ask.data("/cluster/resources"), data(CLUSTER + "auditor.changed", "/cluster/resources"), "settled")
    sim.command({"do": "restart", "seconds": 0.2})
    ask.close()
    tap.equal({row["status"] for row in ask.data("/cluster/resources?type=vm")}, {"unknown"}, "once more")
    threading.Event().wait(0.5)
    settled = {row["status"] for row in ask.data("/cluster/resources?type=vm")}
    tap.true(settled != {"unknown"}, "unknown for ever")


def test_an_endpoint_without_quorum_has_older_state():
  with asking("--nodes", 3, "--guests", 30, "--endpoints", 2, "--isolated", 2) as (sim, ask):
    tap.equal(len(sim.urls), 2, "endpoints")
    lonely = Asking(sim, url=sim.urls[1])
    sim.command({"do": "set", "vmid": 100, "key": "name", "value": "renamed"})
    tap.equal([quorum(ask), quorum(lonely)], [1, 0], "quorum")
    names = [next(row["name"] for row in who.data("/cluster/resources") if row.get("vmid") == 100)
             for who in (ask, lonely)]
    tap.true(names[0] == "renamed" != names[1], f"names {names}")
    local = [next(row["name"] for row in who.data("/cluster/status") if row.get("local"))
             for who in (ask, lonely)]
    tap.equal(local, ["node01", "node02"], "who speaks")
    tap.equal(lonely("/nodes/node01/status").status, 595, "the others, asked by the lonely one")
    tap.equal(ask("/nodes/node02/status").status, 200, "the lonely one, asked by the others")
    tap.equal([row["online"] for row in ask.data("/cluster/status") if row.get("name") == "node02"], [0],
              "what the others see of it")
    sim.command({"do": "rejoin", "endpoint": 2})
    tap.equal(quorum(lonely), 1, "quorum of the rejoined")


def test_never_up_nodes_of_a_made_up_cluster():
  with asking("--nodes", 4, "--guests", 100, "--never-up", 1) as (sim, ask):
    expected = recorded(CLUSTER + "auditor")["/nodes/pve3/status"]
    got = ask("/nodes/node04/status")
    tap.equal((said(got), got.body["message"]), (
      (expected.status, expected.reason.replace("pve3", "node04")),
      expected.body["message"].replace("pve3", "node04")), "its status")
    rows = ask.data("/cluster/resources")
    mine = {row["type"]: row for row in rows if row.get("node") == "node04"}
    theirs = [row for row in data(CLUSTER + "auditor", "/cluster/resources") if row.get("node") == "pve3"]
    for type in ("node", "storage"):
      tap.equal(sorted(mine[type]), sorted(next(row for row in theirs if row["type"] == type)), type)
    tap.true(set(mine["qemu"]) <= {"id", "type", "node", "vmid", "status", "pool", "tags"},
             str(mine["qemu"]))
    statuses = ask.data("/cluster/status"), data(CLUSTER + "auditor", "/cluster/status")
    keys = [[sorted(row) for row in rows if row["name"] in ("node04", "pve3")] for rows in statuses]
    tap.equal(keys[0], keys[1], "keys in /cluster/status")
    tap.equal(len(sim.all_urls), 3, "nodes that listen")


# --- changes


def places(ask, vmid):
  return [row["node"] for row in ask.data("/cluster/resources") if row.get("vmid") == vmid]


def check_migration(ask, sim, path, here, there, vmid):
  """Between two reads: the roster tells the old node, the configuration is on the new one."""
  sim.command({"do": "migrate", "vmid": vmid, "to": there, "after": "/cluster/resources"})
  ask.data("/nodes")
  tap.equal(places(ask, vmid), [here], "before")
  tap.equal(said(ask(path.format(here))),
            (500, f"Configuration file 'nodes/{here}/qemu-server/{vmid}.conf' "
                                           "does not exist"), "where it was")
  tap.equal(ask(path.format(there)).status, 200, "where it is")
  tap.equal(places(ask, vmid), [there], "after")
  for node, count in ((here, 0), (there, 1)):
    tap.equal(sum(row["vmid"] == vmid for row in ask.data(f"/nodes/{node}/qemu")), count,
              f"listed on {node}")


def test_a_guest_migrates_between_two_reads():
  with asking("--recording", recording(CLUSTER + "auditor")) as (sim, ask):
    check_migration(ask, sim, "/nodes/{}/qemu/100/config?current=1", "pve1", "pve2", 100)
  with asking("--nodes", 3, "--guests", 50) as (sim, ask):
    guest = next(row for row in ask.data("/cluster/resources?type=vm")
                 if row["type"] == "qemu" and row["node"] == "node01")
    check_migration(ask, sim, f"/nodes/{{}}/qemu/{guest['vmid']}/config?current=1", "node01", "node03",
                    guest["vmid"])


def test_changes_of_a_made_up_cluster():
  with asking("--nodes", 2, "--guests", 30) as (sim, ask):
    sim.command({"do": "add", "vmid": 900, "node": "node02", "config": {"name": "new", "memory": 512}})
    tap.equal(ask.data("/nodes/node02/qemu/900/config")["name"], "new", "the new one")
    tap.equal(said(ask("/cluster/nextid?vmid=900")), (400, "Parameter verification failed."), "its number")
    sim.command({"do": "set", "vmid": 900, "key": "cores", "value": 4})
    tap.equal(ask.data("/nodes/node02/qemu/900/config")["cores"], 4, "cores")
    sim.command({"do": "remove", "vmid": 900, "before": "/version"})
    tap.equal(places(ask, 900), ["node02"], "still there")
    ask.data("/version")
    tap.equal(places(ask, 900), [], "gone")
    before = ask.data("/nodes/node01/status")["uptime"]
    sim.command({"do": "tick", "seconds": 60})
    tap.equal(ask.data("/nodes/node01/status")["uptime"], before + 60, "time passes")
    for wrong in ({"do": "dance"}, {"do": "migrate", "vmid": 1, "to": "node01"}, {"do": "next"},
                  {"vmid": 1}):
      try:
        sim.command(wrong)
        raise AssertionError(f"{wrong} was done")
      except RuntimeError:
        pass


def test_changes_of_a_recording():
  with asking("--recording", recording(CLUSTER + "auditor"), "--recording",
              recording(CLUSTER + "auditor.changed")) as (sim, ask):
    sim.command({"do": "set", "vmid": 101, "key": "cores", "value": 7})
    tap.equal(ask.data("/nodes/pve1/qemu/101/config?current=1")["cores"], 7, "cores")
    sim.command({"do": "remove", "vmid": 101})
    tap.equal(places(ask, 101), [], "gone")
    tap.equal(ask.data("/cluster/nextid?vmid=101"), "101", "its number")
    sim.command({"do": "next"})
    same(ask.data("/cluster/resources"), data(CLUSTER + "auditor.changed", "/cluster/resources"),
         "the next")


# --- the walk: over HTTPS as from the file


STATES = ("auditor", "auditor.again", "auditor.changed", "auditor.starting", "auditor.pve2-down",
          "auditor.noaccess-guest", "auditor.noaccess-pool", "auditor.changed")
# When and whence, and how long it took, is another matter.
OF_THE_WALK = {"taken", "seconds", "duration", "source", "requests", "took", "ended"}


def stored(path):
  """{table: rows} of a store, without what tells of the walk itself."""
  with contextlib.closing(sqlite3.connect(path)) as store:
    store.row_factory = sqlite3.Row
    tables = [name for name, in store.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {table: sorted(json.dumps({key: row[key] for key in row.keys() if key not in OF_THE_WALK})
                          for row in store.execute(f'SELECT * FROM "{table}"')) for table in tables}


def test_walks_over_https_as_from_files(tmp):
  if "--url" not in tap.ok("snapshot", "-h").out:
    tap.skip("pveinv cannot walk a live cluster yet")
  files = [recording(CLUSTER + state) for state in STATES]
  options = [option for file in files for option in ("--recording", file)]
  with Simulator(*options) as sim:
    live = ("--url", sim.url, "--token-file", sim.token_file(), "--ca-file", sim.ca_file)
    for number, file in enumerate(files):
      if number:
        sim.command({"do": "next"})
      told = [tap.pveinv("snapshot", "--store", tmp / f"{name}.db", *source)
              for name, source in (("file", ("--source", f"recording:{file}")), ("live", live))]
      tap.equal(told[1].status, told[0].status, f"status of {file.name}:\n{told[1]}")
      tap.equal(told[1].out, told[0].out, f"what is said of {file.name}")
      expected, got = (stored(tmp / f"{name}.db") for name in ("file", "live"))
      for table in expected:
        tap.equal(got[table], expected[table], f"{table} after {file.name}")


if __name__ == "__main__":
  tap.main()
