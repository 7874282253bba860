#!/usr/bin/env python3
"""Inside the guests: what agents and containers say, what they don't, and which address is whose."""

import json
import os
import re
import sys

sys.path[:0] = [os.path.join(os.path.dirname(__file__), ".."), os.path.join(os.path.dirname(__file__), "../sim")]
import tap
from client import Simulator

TIME_LIMIT = 240
ROOT84 = f"recording:{tap.RECORDINGS}/pve-8.4-cluster.root.ndjson"
AUDITOR84 = f"recording:{tap.RECORDINGS}/pve-8.4-cluster.auditor.ndjson"
AGENT = "/nodes/{}/qemu/{}/agent/{}"


def query(store, sql):
  return json.loads(tap.ok("query", "--store", store, "-o", "json", sql).out)["rows"]


def one(store, sql):
  return list(query(store, sql)[0].values())[0]


def walk(store, source, *options, status=(0, 3)):
  return tap.ok("snapshot", "-q", "--store", store, "--source", source, "--cluster-name", "lab", *options, status=status)


def outcomes(store, vmid):
  return {row["read"]: (row["outcome"], row["reason"]) for row in query(
    store, f"SELECT read, outcome, reason FROM outcome WHERE target = '{vmid}' AND read LIKE 'agent%'")}


# --- genuine answers

def test_nobody_is_asked_without_the_option(tmp):
  walk("plain.db", ROOT84)
  tap.equal(one("plain.db", "SELECT count(*) FROM outcome WHERE read LIKE 'agent%' AND outcome <> 'skipped'"), 0)
  tap.equal(query("plain.db", "SELECT vmid, availability FROM guest_agent WHERE vmid IN (100, 101, 102) ORDER BY 1"), [
    {"vmid": 100, "availability": "not running"}, {"vmid": 101, "availability": None},
    {"vmid": 102, "availability": "not configured"}])
  tap.equal(one("plain.db", "SELECT unknown LIKE '%availability%' FROM guest_agent WHERE vmid = 101"), 1)


def test_an_agent_that_answers(tmp):
  """VM 101 of the genuine cluster; the commands of 'diagnostic' only there."""
  walk("asked.db", ROOT84, "--guest-agent")
  tap.equal(query("asked.db", "SELECT availability, version, host_name, os, kernel_release, timezone FROM guest_agent "
                  "WHERE vmid = 101"), [
    {"availability": "answers", "version": "7.2.22", "host_name": "guest101", "os": "Mini Linux 1 (ünï)",
     "kernel_release": "6.1.0-56-cloud-amd64", "timezone": None}])
  tap.equal(query("asked.db", "SELECT name, mac FROM guest_interface WHERE vmid = 101 ORDER BY 1"), [
    {"name": "eth0", "mac": "BC:24:11:00:01:10"}, {"name": "lo", "mac": "00:00:00:00:00:00"}])
  shown = tap.ok("get", "guest_nic", "101/net0", "--store", "asked.db", "-o", "ndjson", "-c",
                 "guest_interface_name,actual_ipv4,actual_ipv6", status=(0, 3)).out
  tap.equal([json.loads(shown)], [
    {"cluster": "lab", "guest_interface_name": "eth0", "actual_ipv4": ["192.0.2.101/24"],
     "actual_ipv6": ["2001:db8::101/64", "fe80::be24:11ff:fe00:110/64", "fec0::be24:11ff:fe00:110/64"]}])
  tap.equal(query("asked.db", "SELECT mountpoint, type, total, devices FROM guest_filesystem"), [
    {"mountpoint": "/mnt/data", "type": "ext4", "total": 1003171840, "devices": ["/dev/vda"]}])
  walk("all.db", ROOT84, "--guest-agent", "--level", "diagnostic")
  tap.equal(one("all.db", "SELECT timezone FROM guest_agent WHERE vmid = 101"), "UTC")
  tap.equal(one("all.db", "SELECT count(*) FROM guest_vcpu WHERE online"), 2)


def test_one_that_does_not(tmp):
  """VM 103 has none: one question, no gap that would alarm anybody, and the count in 'snapshot show'."""
  walk("dead.db", ROOT84, "--guest-agent")
  tap.equal(outcomes("dead.db", 103), {"agent_info": ("timeout", "QEMU guest agent is not running")})
  tap.equal(query("dead.db", "SELECT availability, reason FROM guest_agent WHERE vmid = 103"),
            [{"availability": "no answer", "reason": "QEMU guest agent is not running"}])
  shown = tap.ok("snapshot", "show", "latest", "--store", "dead.db").out
  tap.contains(shown, "agents    1 answered, 6 not configured, 2 not running, 1 no answer (103)")
  tap.equal(one("dead.db", "SELECT expected FROM outcome WHERE read = 'agent_info' AND target = '103'"), 1)


def test_no_privilege(tmp):
  """PVE 8's auditor: the privilege of that release is named."""
  walk("denied.db", AUDITOR84, "--guest-agent")
  tap.equal(outcomes("denied.db", 101), {"agent_info": ("denied", "needs VM.Monitor on /vms/101")})
  tap.equal(one("denied.db", "SELECT availability FROM guest_agent WHERE vmid = 101"), "no privilege")


def test_what_is_known_stays(tmp):
  """A guest that falls silent keeps what it said, and says that it is silent now."""
  walk("stays.db", ROOT84, "--guest-agent")
  silent = tmp / "silent.ndjson"
  dead = ('"status": 500, "reason": "QEMU guest agent is not running", "body": {"data":null,'
          '"message":"QEMU guest agent is not running\\n"}}')
  lines = (tap.RECORDINGS / "pve-8.4-cluster.root.ndjson").read_text().splitlines()
  silent.write_text("\n".join(re.sub(r'"status": 200.*', lambda _: dead, line) if "/101/agent/info" in line else line
                              for line in lines) + "\n")
  walk("stays.db", f"recording:{silent}", "--guest-agent")
  tap.equal(query("stays.db", "SELECT availability, host_name FROM guest_agent WHERE vmid = 101"),
            [{"availability": "no answer", "host_name": "guest101"}])
  tap.equal(one("stays.db", "SELECT primary_address FROM guest WHERE vmid = 101"), "192.0.2.101")
  said = tap.ok("diff", "1", "2", "--store", "stays.db", "--state").out
  tap.contains(said, "answers → no answer")
  tap.true("guest_address" not in said, said)


def test_primary_address_and_its_reason(tmp):
  walk("primary.db", ROOT84, "--guest-agent")
  tap.equal(query("primary.db", "SELECT vmid, primary_address, primary_reason FROM guest WHERE vmid IN (100, 101, 120) "
                  "ORDER BY 1"), [
    {"vmid": 100, "primary_address": "192.0.2.100", "primary_reason": "cloud-init: net0"},
    {"vmid": 101, "primary_address": "192.0.2.101", "primary_reason": "agent: eth0 (net0)"},
    {"vmid": 120, "primary_address": "192.0.2.120", "primary_reason": "config: eth0 (net0)"}])
  described = tap.ok("describe", "guest", "101", "--store", "primary.db").out
  tap.contains(" ".join(described.split()), "primary_address 192.0.2.101 primary_reason agent: eth0 (net0)")
  row = json.loads(tap.ok("get", "guest", "103", "--store", "primary.db", "-o", "ndjson", "-c",
                          "vmid,primary_address", status=(0, 3)).out)
  tap.equal(row, {"cluster": "lab", "vmid": 103, "unknown": ["primary_address"]})


def test_live_columns_bring_the_reads_that_they_need():
  said = tap.ok("get", "guest", "101", "--source", ROOT84, "--guest-agent", "-o", "ndjson", "-c",
                "vmid,primary_address", status=(0, 3))
  tap.equal(json.loads(said.out)["primary_address"], "192.0.2.101")


# --- odd answers, of an agent in a recording

def with_agent(tmp, name, answers):
  """The genuine cluster, in which VM 101's agent gives other answers: {command: result}."""
  lines = []
  for line in (tap.RECORDINGS / "pve-8.4-cluster.root.ndjson").read_text().splitlines():
    found = re.search(r'"path": "/nodes/pve1/qemu/101/agent/([\w-]+)"', line)
    if found and found.group(1) in answers:
      line = json.dumps({"path": AGENT.format("pve1", 101, found.group(1)), "status": 200, "reason": "OK",
                         "body": {"data": {"result": answers[found.group(1)]}}})
    lines.append(line)
  file = tmp / f"{name}.ndjson"
  file.write_text("\n".join(lines) + "\n")
  walk(f"{name}.db", f"recording:{file}", "--guest-agent")
  return f"{name}.db"


def address(text, prefix=24):
  return {"ip-address": text, "ip-address-type": "ipv6" if ":" in text else "ipv4", "prefix": prefix}


def interface(name, mac, *addresses):
  return {"name": name, "hardware-address": mac, "ip-addresses": [address(a) for a in addresses]}


def test_110_interfaces_are_110(tmp):
  mac = "bc:24:11:00:01:10"
  store = with_agent(tmp, "many", {"network-get-interfaces": [
    interface("ens18", mac, "10.0.0.5"), *(interface(f"ens18:{n}", mac, f"10.1.0.{n}") for n in range(1, 110))]})
  tap.equal(one(store, "SELECT count(*) FROM guest_interface WHERE vmid = 101"), 110)
  tap.equal(one(store, "SELECT count(*) FROM guest_address WHERE vmid = 101 AND source = 'agent'"), 110)
  nic = query(store, "SELECT guest_interface_name AS name, actual_ipv4 AS ipv4 FROM guest_nic WHERE vmid = 101")[0]
  tap.equal((nic["name"], len(json.loads(nic["ipv4"]))), ("ens18", 110))
  tap.equal(one(store, "SELECT primary_address FROM guest WHERE vmid = 101"), "10.0.0.5")


def test_equal_names_are_two_interfaces(tmp):
  store = with_agent(tmp, "twins", {"network-get-interfaces": [
    interface("Ethernet", "bc:24:11:00:01:10", "10.0.0.5"), interface("Ethernet", "bc:24:11:00:01:99", "10.0.0.6")]})
  tap.equal(one(store, "SELECT count(*) FROM guest_interface WHERE vmid = 101"), 2)
  tap.equal(one(store, "SELECT count(*) FROM guest_address WHERE vmid = 101 AND source = 'agent'"), 2)


def test_addresses_that_are_never_primary(tmp):
  store = with_agent(tmp, "unfit", {"network-get-interfaces": [
    interface("lo", "00:00:00:00:00:00", "127.0.0.1", "::1"), interface("docker0", "02:42:00:00:00:01", "172.17.0.1"),
    interface("br-0123456789ab", "02:42:00:00:00:02", "172.18.0.1"), interface("wg0", "", "10.9.0.1"),
    interface("Ethernet 2", "bc:24:11:00:01:10", "fe80::1%12", "169.254.3.4", "10.0.0.5", "2001:db8::5")]})
  tap.equal({row["address"]: row["unfit"] for row in query(
    store, "SELECT address, unfit FROM guest_address WHERE vmid = 101 AND source = 'agent'")}, {
    "127.0.0.1": "loopback", "::1": "loopback", "172.17.0.1": "container bridge", "172.18.0.1": "container bridge",
    "10.9.0.1": "VPN", "fe80::1": "link-local", "169.254.3.4": "link-local", "10.0.0.5": None, "2001:db8::5": None})
  tap.equal(one(store, "SELECT zone FROM guest_address WHERE address = 'fe80::1'"), "12")
  tap.equal(one(store, "SELECT primary_reason FROM guest WHERE vmid = 101"), "agent: Ethernet 2 (net0)")


def test_a_command_that_is_refused(tmp):
  """HTTP 200 with result.error: unsupported, and no row is taken for gone."""
  store = with_agent(tmp, "refused", {
    "network-get-interfaces": {"error": {"class": "CommandNotFound", "desc": "The command has been disabled"}},
    "get-fsinfo": {"error": {"class": "GenericError", "desc": "failed to open /proc"}}})
  said = outcomes(store, 101)
  tap.equal(said["agent_interfaces"], ("unsupported", "The command has been disabled"))
  tap.equal(said["agent_filesystems"], ("error", "failed to open /proc"))


def test_disabled_commands_are_not_asked(tmp):
  store = with_agent(tmp, "shy", {"info": {"version": "9.2.0", "supported_commands": [
    {"name": "guest-get-osinfo", "enabled": True}, {"name": "guest-get-fsinfo", "enabled": False}]}})
  tap.equal(sorted(outcomes(store, 101)), ["agent_info", "agent_osinfo"])


def test_rubbish_is_an_error_and_loses_nothing(tmp):
  """Whatever has another form than it should: said, and the walk goes on."""
  store = with_agent(tmp, "rubbish", {"info": {"version": {"version": "3.1"}}, "network-get-interfaces": "it works",
                                      "get-fsinfo": [{"mountpoint": "/", "disk": {"dev": "/dev/sda"}}, 7, None],
                                      "get-osinfo": [], "get-host-name": {"host-name": "evil\u001b[2J"}})
  tap.equal(one(store, "SELECT devices FROM guest_filesystem WHERE mountpoint = '/'"), ["/dev/sda"])
  tap.equal(one(store, "SELECT count(*) FROM guest"), 16)


# --- live

def reading(sim):
  return "--url", sim.url, "--token-file", sim.token_file(), "--ca-file", sim.ca_file


def asked(sim):
  """[(vmid, command)] in the order in which agents were asked."""
  found = (re.fullmatch(r".*/qemu/(\d+)/agent/([\w-]+)", request["path"]) for request in sim.requests())
  return [(int(match.group(1)), match.group(2)) for match in found if match]


def agents_in_flight(sim):
  return max((request["in_flight"] for request in sim.requests() if "/agent/" in request["path"]), default=0)


def test_faults_cost_their_guest_alone(tmp):
  """An agent that hangs, one that dies in the middle, rubbish, 500, 403: each ends for its guest, and is told apart."""
  with Simulator("--nodes", 2, "--guests", 40) as sim:
    tap.ok("snapshot", "-q", "--store", "live.db", *reading(sim), "--guest-agent")
    answering = [row["vmid"] for row in query("live.db", "SELECT vmid FROM guest_agent WHERE availability = 'answers'")]
    tap.true(len(answering) >= 8, f"{answering}")
  hangs, dies, rubbish, fails, denied = answering[:5]
  faults = [f"/nodes/*/qemu/{hangs}/agent/*=hang", f"/nodes/*/qemu/{dies}/agent/network-get-interfaces=500:QEMU guest "
            "agent is not running", f"/nodes/*/qemu/{rubbish}/agent/info=malformed:text",
            f"/nodes/*/qemu/{fails}/agent/*=500:VM {fails} qmp command failed", f"/nodes/*/qemu/{denied}/agent/*=403"]
  with Simulator("--nodes", 2, "--guests", 40, *(word for fault in faults for word in ("--fault", fault))) as sim:
    tap.ok("snapshot", "-q", "--store", "faults.db", *reading(sim), "--guest-agent", "--timeout", 2)
    times = [vmid for vmid, _ in asked(sim)]
    tap.equal({vmid: times.count(vmid) for vmid in (hangs, rubbish, fails, denied)},
              {hangs: 1, rubbish: 1, fails: 1, denied: 1})
  kinds = {vmid: {outcome for outcome, _ in outcomes("faults.db", vmid).values()} for vmid in answering[:5]}
  tap.equal(kinds, {hangs: {"timeout"}, dies: {"ok", "timeout"}, rubbish: {"error"}, fails: {"error"}, denied: {"denied"}})
  tap.contains(tap.ok("snapshot", "show", "latest", "--store", "faults.db").out, "stopped answering", f"no answer",
               "no privilege")
  left = one("faults.db", "SELECT count(*) FROM guest_agent WHERE availability = 'answers'")
  tap.equal(left, len(answering) - 4, "all others, and the one that died later, answered")


def test_the_dead_are_asked_last(tmp):
  with Simulator("--nodes", 1, "--guests", 60) as sim:
    tap.ok("snapshot", "-q", "--store", "last.db", *reading(sim), "--guest-agent")
    dead = {row["vmid"] for row in query("last.db", "SELECT vmid FROM guest_agent WHERE availability = 'no answer'")}
    before = len(asked(sim))
    tap.ok("snapshot", "-q", "--store", "last.db", *reading(sim), "--guest-agent")
    order = [vmid for vmid, command in asked(sim)[before:] if command == "info"]
  tap.true(len(dead) >= 2, f"{dead}")
  tap.equal(set(order[-len(dead):]), dead)


def test_one_question_at_a_time_on_a_node(tmp):
  """Beside at most one other request; and nothing else waits for the agents."""
  with Simulator("--nodes", 1, "--guests", 60, "--latency", 5) as sim:
    tap.ok("snapshot", "-q", "--store", "manners.db", *reading(sim), "--guest-agent")
    tap.true(agents_in_flight(sim) <= 2, f"{agents_in_flight(sim)} in flight")
    paths = [request["path"] for request in sim.requests()]
    first, last = (next(i for i in order if "/agent/" in paths[i]) for order in
                   (range(len(paths)), range(len(paths) - 1, -1, -1)))
    tap.true(any("/config" in path for path in paths[first:]), "agents are asked before all configurations are read")
    tap.true(first < last, "many")


def test_containers_say_the_same(tmp):
  """Lists of addresses, or (before 8.4) one of each family; before 8.1 there was nothing to ask."""
  for release, expected in (("9.2.11", True), ("8.2.4", True), ("7.4.3", False)):
    store = f"containers-{release}.db"
    with Simulator("--nodes", 1, "--guests", 40, "--release", release) as sim:
      tap.ok("snapshot", "-q", "--store", store, *reading(sim), "--guest-agent", status=(0, 3))
    rows = query(store, "SELECT g.vmid, g.primary_reason AS reason, (SELECT count(*) FROM guest_address a WHERE a.vmid = "
                 "g.vmid AND source = 'container') AS addresses FROM guest g WHERE type = 'lxc' AND status = 'running' "
                 "AND EXISTS (SELECT 1 FROM guest_nic n WHERE n.vmid = g.vmid)")
    tap.true(rows, "there are running containers")
    for row in rows:
      tap.equal((row["addresses"] >= 4, str(row["reason"]).startswith("container: eth0 (net0)")), (expected, expected),
                f"{release}: {row}")


def test_addresses_of_the_ipam(tmp):
  with Simulator("--nodes", 1, "--guests", 40) as sim:
    tap.ok("snapshot", "-q", "--store", "ipam.db", *reading(sim), status=(0, 3))
  given = one("ipam.db", "SELECT count(*) FROM sdn_ipam_entry e WHERE vmid IS NOT NULL AND EXISTS "
              "(SELECT 1 FROM guest g WHERE g.vmid = e.vmid)")
  tap.true(given > 0, "the simulator's IPAM has none")
  tap.equal(one("ipam.db", "SELECT count(*) FROM guest_address WHERE source = 'ipam' AND ipam = 'pve'"), given)


def test_configuration_switches_it_on(tmp):
  with Simulator("--nodes", 1, "--guests", 20) as sim:
    (tmp / "config").write_text(f"[cluster made]\nurl = {sim.url}\nca-file = {sim.ca_file}\ntoken-file = "
                                f"{sim.token_file()}\nguest-agent = yes\npreferred-networks = 2001:db8::/32\n")
    tap.ok("snapshot", "-q", "--store", "config.db", "--config", tmp / "config")
    tap.true(asked(sim), "nobody was asked")
  row = query("config.db", "SELECT primary_address AS address, primary_reason AS reason FROM guest g WHERE EXISTS "
              "(SELECT 1 FROM guest_interface i WHERE i.vmid = g.vmid AND g.type = 'qemu') LIMIT 1")[0]
  tap.true(row["address"].startswith("2001:db8:"), f"{row}")
  tap.contains(row["reason"], "preferred network 1")
  (tmp / "bad").write_text("[cluster made]\nurl = https://192.0.2.1:8006\npreferred-networks = 10.0.0.0/33\n")
  tap.contains(tap.ok("config", "show", "--config", tmp / "bad", status=2).err, "'10.0.0.0/33' is no network")


if __name__ == "__main__":
  tap.main()
