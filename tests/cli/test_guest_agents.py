#!/usr/bin/env python3
"""Inside the guests: what agents and containers say, what they don't, and which address is whose."""

import json
import os
import re
import sys

sys.path[:0] = [os.path.join(os.path.dirname(__file__), ".."),
                os.path.join(os.path.dirname(__file__), "../sim")]
import estate_agents
import tap
from client import Simulator

ROOT84 = f"recording:{tap.RECORDINGS}/pve-8.4-cluster.root.ndjson"
AUDITOR84 = f"recording:{tap.RECORDINGS}/pve-8.4-cluster.auditor.ndjson"
AGENT = "/nodes/{}/qemu/{}/agent/{}"


def query(store, sql):
  return json.loads(tap.ok("query", "--store", store, "-o", "json", sql).out)["rows"]


def one(store, sql):
  return list(query(store, sql)[0].values())[0]


def walk(store, source, *options, status=(0, 3)):
  return tap.ok("snapshot", "-q", "--store", store, "--source", source, "--cluster-name", "lab", *options,
                status=status)


def show(store):
  """'snapshot show' in one line."""
  return " ".join(tap.ok("snapshot", "show", "latest", "--store", store).out.split())


def outcomes(store, vmid):
  return {row["read"]: (row["outcome"], row["reason"]) for row in query(
    store, f"SELECT read, outcome, reason FROM outcome WHERE target = '{vmid}' AND read LIKE 'agent%'")}


# --- genuine answers

def test_nobody_is_asked_without_the_option(tmp):
  walk("plain.db", ROOT84)
  tap.equal(one("plain.db", "SELECT count(*) FROM outcome WHERE read LIKE 'agent%' AND outcome <> 'skipped'"),
            0)
  tap.equal(query("plain.db",
                  "SELECT vmid, availability FROM guest_agent WHERE vmid IN (100, 101, 102) ORDER BY 1"), [
    {"vmid": 100, "availability": "not running"}, {"vmid": 101, "availability": None},
    {"vmid": 102, "availability": "not configured"}])
  tap.equal(one("plain.db", "SELECT unknown LIKE '%availability%' FROM guest_agent WHERE vmid = 101"), 1)


def test_an_agent_that_answers(tmp):
  """VM 101 of the genuine cluster; the commands of 'diagnostic' only there."""
  walk("asked.db", ROOT84, "--guest-agent")
  tap.equal(query("asked.db",
                  "SELECT availability, version, host_name, os, kernel_release, timezone FROM guest_agent "
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
  tap.contains(show("dead.db"), "agents 1 answered, 6 not configured, 2 not running, 1 no answer (103)")
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
  silent.write_text("\n".join(re.sub(r'"status": 200.*', lambda _: dead, line) if "/101/agent/info" in line
                              else line
                              for line in lines) + "\n")
  walk("stays.db", f"recording:{silent}", "--guest-agent")
  tap.equal(query("stays.db", "SELECT availability, host_name FROM guest_agent WHERE vmid = 101"),
            [{"availability": "no answer", "host_name": "guest101"}])
  current = "SELECT primary_address, primary_reason FROM guest WHERE vmid = 101"
  tap.equal(query("stays.db", current),
            [{"primary_address": "192.0.2.101", "primary_reason": "agent: eth0 (net0), as last known"}])
  said = tap.ok("diff", "1", "2", "--store", "stays.db", "--state").out
  tap.contains(said, "answers → no answer", "? agent_info: no longer read, timeout")
  tap.true("guest_address" not in said, said)
  tap.equal(tap.ok("diff", "1", "2", "--store", "stays.db").out, "",
            "an agent that falls silent changes nothing")


def test_nothing_is_current_that_was_not_asked_for(tmp):
  """A walk that asks no guest after one that did: all that they said is as they last said it."""
  walk("current.db", ROOT84, "--guest-agent")
  walk("current.db", ROOT84)
  def told(at):
    row, = tap.ok("get", "guest_agent", "101", "--store", "current.db", "--at", at, "-o", "ndjson").rows()
    guest, = tap.ok("get", "guest", "101", "--store", "current.db", "--at", at, "-o", "ndjson").rows()
    return (row.get("availability"), "availability" in row.get("unknown", []), row["answer"],
            row["host_name"], guest["primary_address"], guest["primary_reason"])
  tap.equal(told("1"), ("answers", False, "answers", "guest101", "192.0.2.101", "agent: eth0 (net0)"))
  tap.equal(told("2"), (None, True, "answers", "guest101", "192.0.2.101",
                        "agent: eth0 (net0), as last known"))
  tap.equal(told("latest"), told("2"))
  tap.equal(tap.ok("diff", "1", "2", "--store", "current.db").out, "")


def test_of_a_guest_that_is_stopped_the_last_is_known(tmp):
  walk("stopped.db", ROOT84, "--guest-agent")
  lines = []
  for line in (tap.RECORDINGS / "pve-8.4-cluster.root.ndjson").read_text().splitlines():
    answer = json.loads(line)
    if answer.get("path", "").startswith("/cluster/resources"):
      for row in answer["body"]["data"]:
        row["status"] = "stopped" if row.get("vmid") == 101 else row.get("status")
    lines.append(json.dumps(answer))
  (tmp / "stopped.ndjson").write_text("\n".join(lines) + "\n")
  walk("stopped.db", f"recording:{tmp / 'stopped.ndjson'}", "--guest-agent")
  tap.equal(query("stopped.db",
                  "SELECT availability, host_name, primary_address, primary_reason FROM guest_agent JOIN "
                  "guest USING (vmid) WHERE vmid = 101"), [
    {"availability": "not running", "host_name": "guest101", "primary_address": "192.0.2.101",
     "primary_reason": "agent: eth0 (net0), as last known"}])


def test_primary_address_and_its_reason(tmp):
  walk("primary.db", ROOT84, "--guest-agent")
  tap.equal(query("primary.db",
                  "SELECT vmid, primary_address, primary_reason FROM guest WHERE vmid IN (100, 101, 120) "
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


# --- other answers, of an agent in a recording

def with_agent(tmp, name, answers, level="standard", mac=None):
  """The genuine cluster, in which VM 101's agent gives other answers, {command: result}, and its NIC has
  another MAC."""
  lines = []
  for line in (tap.RECORDINGS / "pve-8.4-cluster.root.ndjson").read_text().splitlines():
    if '"/nodes/pve1/qemu/101/config' in line and mac:
      line = re.sub(r"virtio=[0-9A-F:]{17}", f"virtio={mac}", line)
    found = re.search(r'"path": "/nodes/pve1/qemu/101/agent/([\w-]+)"', line)
    if not found or found.group(1) not in answers:
      lines.append(line)
  lines += (json.dumps({"path": AGENT.format("pve1", 101, command), "status": 200, "reason": "OK",
                        "body": {"data": {"result": result}}}) for command, result in answers.items())
  file = tmp / f"{name}.ndjson"
  file.write_text("\n".join(lines) + "\n")
  walk(f"{name}.db", f"recording:{file}", "--guest-agent", "--level", level)
  return f"{name}.db"


def test_all_that_a_genuine_agent_says(tmp):
  """qemu-ga of a live guest under libvirt, all commands: each field is in its column, none is left over."""
  said = estate_agents.genuine(tap.RECORDINGS)
  store = with_agent(tmp, "genuine", said, "diagnostic", mac="52:54:00:AA:00:01")
  os_info, addresses = said["get-osinfo"], []
  tap.equal(query(store, "SELECT * FROM guest_agent WHERE vmid = 101"), [{
    "cluster": "lab", "vmid": 101, "availability": "answers", "configured": True, "answer": "answers",
    "reason": None, "version": said["info"]["version"], "host_name": said["get-host-name"]["host-name"],
    "os": os_info["pretty-name"], "os_name": os_info["name"], "os_id": os_info["id"],
    "os_version": os_info["version"],
    "os_version_id": os_info["version-id"], "os_variant": None, "os_variant_id": None,
    "machine": os_info["machine"],
    "kernel_release": os_info["kernel-release"], "kernel_version": os_info["kernel-version"],
    "timezone": said["get-timezone"]["zone"], "timezone_offset": said["get-timezone"]["offset"],
    "memory_block_size": said["get-memory-block-info"]["size"],
    "commands": sorted(command["name"] + ("" if command["enabled"] else " (disabled)") +
                       ("" if command["success-response"] else " (no response)")
                       for command in said["info"]["supported_commands"]),
    "unknown": None, "extra": None}])
  for interface in said["network-get-interfaces"]:
    addresses += (((interface["name"], interface["hardware-address"].upper(), each["ip-address"],
                    each["prefix"], each["ip-address-type"])) for each in interface["ip-addresses"])
  tap.equal([tuple(row.values()) for row in query(
    store, "SELECT interface, mac, address, prefix, family FROM guest_address WHERE vmid = 101 AND source = "
    "'agent' ORDER BY 1, 3")], sorted(addresses, key=lambda row: (row[0], row[2])))
  counters = "rx-bytes tx-bytes rx-packets tx-packets rx-errs tx-errs rx-dropped tx-dropped".split()
  tap.equal([tuple(row.values()) for row in query(
    store, f"SELECT name, mac, source, {', '.join(name.replace('-', '_') for name in counters)}, extra "
    "FROM guest_interface WHERE vmid = 101 ORDER BY 1")], sorted(
      (row["name"], row["hardware-address"].upper(), "agent",
       *(row["statistics"][name] for name in counters), None)
      for row in said["network-get-interfaces"]))
  tap.equal(query(store, "SELECT mountpoint, name, type, total, used, total_privileged, devices, slots, disk,"
                  " extra FROM guest_filesystem WHERE vmid = 101"), [
    {"mountpoint": row["mountpoint"], "name": row["name"], "type": row["type"], "total": row["total-bytes"],
     "used": row["used-bytes"], "total_privileged": None, "devices": [disk["dev"] for disk in row["disk"]],
     "slots": None, "disk": row["disk"], "extra": None} for row in said["get-fsinfo"]])
  vcpus = query(store, "SELECT logical_id, online, can_offline, extra FROM guest_vcpu WHERE vmid = 101 "
                       "ORDER BY 1")
  tap.equal([tuple(row.values()) for row in vcpus], sorted(
    (row["logical-id"], row["online"], row["can-offline"], None) for row in said["get-vcpus"]))
  tap.equal((said["get-users"], query(store, "SELECT * FROM guest_user WHERE vmid = 101")), ([], []))
  tap.equal(query(store, "SELECT * FROM leftover WHERE read LIKE 'agent%'"), [])
  tap.equal(query(store, "SELECT guest_interface_name, actual_ipv4, actual_ipv6 FROM guest_nic "
                         "WHERE vmid = 101"), [
    {"guest_interface_name": "eth0", "actual_ipv4": ["10.0.2.15/24"],
     "actual_ipv6": ["fe80::5054:ff:feaa:1/64", "fec0::5054:ff:feaa:1/64"]}])
  tap.equal(query(store, "SELECT primary_address, primary_reason FROM guest WHERE vmid = 101"),
            [{"primary_address": "10.0.2.15", "primary_reason": "agent: eth0 (net0)"}])


def address(text, prefix=24):
  return {"ip-address": text, "ip-address-type": "ipv6" if ":" in text else "ipv4", "prefix": prefix}


def interface(name, mac, *addresses):
  return {"name": name, "hardware-address": mac, "ip-addresses": [address(a) for a in addresses]}


def test_110_interfaces_are_110(tmp):
  mac = "bc:24:11:00:01:10"
  store = with_agent(tmp, "many", {"network-get-interfaces": [
    interface("ens18", mac, "10.0.0.5"),
    *(interface(f"ens18:{n}", mac, f"10.1.0.{n}") for n in range(1, 110))]})
  tap.equal(one(store, "SELECT count(*) FROM guest_interface WHERE vmid = 101"), 110)
  tap.equal(one(store, "SELECT count(*) FROM guest_address WHERE vmid = 101 AND source = 'agent'"), 110)
  nic = query(store, "SELECT guest_interface_name AS name, actual_ipv4 FROM guest_nic WHERE vmid = 101")[0]
  tap.equal((nic["name"], len(nic["actual_ipv4"])), ("ens18", 110))
  tap.equal(one(store, "SELECT primary_address FROM guest WHERE vmid = 101"), "10.0.0.5")


def test_equal_names_are_two_interfaces(tmp):
  store = with_agent(tmp, "twins", {"network-get-interfaces": [
    interface("Ethernet", "bc:24:11:00:01:10", "10.0.0.5"),
    interface("Ethernet", "bc:24:11:00:01:99", "10.0.0.6")]})
  tap.equal(one(store, "SELECT count(*) FROM guest_interface WHERE vmid = 101"), 2)
  tap.equal(one(store, "SELECT count(*) FROM guest_address WHERE vmid = 101 AND source = 'agent'"), 2)


def test_addresses_that_are_never_primary(tmp):
  store = with_agent(tmp, "unfit", {"network-get-interfaces": [
    interface("lo", "00:00:00:00:00:00", "127.0.0.1", "::1"),
    interface("docker0", "02:42:00:00:00:01", "172.17.0.1"),
    interface("br-0123456789ab", "02:42:00:00:00:02", "172.18.0.1"), interface("wg0", "", "10.9.0.1"),
    interface("Ethernet 2", "bc:24:11:00:01:10", "fe80::1%12", "169.254.3.4", "10.0.0.5", "2001:db8::5")]})
  tap.equal({row["address"]: row["unfit"] for row in query(
    store, "SELECT address, unfit FROM guest_address WHERE vmid = 101 AND source = 'agent'")}, {
    "127.0.0.1": "loopback", "::1": "loopback", "172.17.0.1": "container bridge",
    "172.18.0.1": "container bridge",
    "10.9.0.1": "VPN", "fe80::1": "link-local", "169.254.3.4": "link-local", "10.0.0.5": None,
    "2001:db8::5": None})
  tap.equal(one(store, "SELECT zone FROM guest_address WHERE address = 'fe80::1'"), "12")
  tap.equal(one(store, "SELECT primary_reason FROM guest WHERE vmid = 101"), "agent: Ethernet 2 (net0)")


def test_a_command_that_is_refused(tmp):
  """HTTP 200 with result.error: unsupported, and no row is taken for gone."""
  store = with_agent(tmp, "refused", {
    "network-get-interfaces": {"error": {"class": "CommandNotFound",
                                         "desc": "The command has been disabled"}},
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
  store = with_agent(tmp, "rubbish",
                     {"info": {"version": {"version": "3.1"}}, "network-get-interfaces": "it works",
                      "get-fsinfo": [{"mountpoint": "/", "disk": {"dev": "/dev/sda"}}, 7, None],
                      "get-osinfo": [], "get-host-name": {"host-name": "evil\u001b[2J"}})
  tap.equal(one(store, "SELECT devices FROM guest_filesystem WHERE mountpoint = '/'"), ["/dev/sda"])
  tap.equal(one(store, "SELECT count(*) FROM guest"), 16)


def test_rubbish_takes_nothing_away(tmp):
  """What is no result is no empty result: nothing of what was known is gone, nor taken for not set."""
  lists = {"network-get-interfaces": "agent_interfaces", "get-fsinfo": "agent_filesystems",
           "get-vcpus": "agent_vcpus"}
  objects = {"get-osinfo": "agent_osinfo", "get-host-name": "agent_host_name"}
  half = [7, "x", None, {"ip-addresses": "x", "disk": 7}]
  known = inside(with_agent(tmp, "known", {}, "diagnostic"), 101)
  tap.true(len(known) == 4 and all(known), f"{known}")
  for number, (rubbish, given, wrong) in enumerate((
      *((each, lists | objects, lists | objects) for each in (None, 7, "x", True)),
      ({"error": "x"}, lists, lists), (half, lists | objects, objects))):
    with_agent(tmp, f"rubbish-{number}", {}, "diagnostic")
    store = with_agent(tmp, f"rubbish-{number}", {command: rubbish for command in given}, "diagnostic")
    tap.equal(inside(store, 101), known, f"{rubbish}")
    tap.equal(availability(store, 101), ("answers", None))
    tap.equal({read for read, (outcome, _) in outcomes(store, 101).items() if outcome == "error"},
              set(wrong.values()))


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
  """An agent that hangs, one that dies in the middle, rubbish, 500, 403: each ends for its guest, and is told
  apart."""
  with Simulator("--nodes", 2, "--guests", 40) as sim:
    tap.ok("snapshot", "-q", "--store", "live.db", *reading(sim), "--guest-agent")
    answering = [row["vmid"]
                 for row in query("live.db", "SELECT vmid FROM guest_agent WHERE availability = 'answers'")]
    tap.true(len(answering) >= 8, f"{answering}")
  hangs, dies, rubbish, fails, denied = answering[:5]
  faults = [f"/nodes/*/qemu/{hangs}/agent/*=hang",
            f"/nodes/*/qemu/{dies}/agent/network-get-interfaces=500:QEMU guest "
            "agent is not running", f"/nodes/*/qemu/{rubbish}/agent/info=malformed:text",
            f"/nodes/*/qemu/{fails}/agent/*=500:VM {fails} qmp command failed",
            f"/nodes/*/qemu/{denied}/agent/*=403"]
  with Simulator("--nodes", 2, "--guests", 40,
                 *(word for fault in faults for word in ("--fault", fault))) as sim:
    tap.ok("snapshot", "-q", "--store", "faults.db", *reading(sim), "--guest-agent", "--timeout", 2)
    times = [vmid for vmid, _ in asked(sim)]
    tap.equal({vmid: times.count(vmid) for vmid in (hangs, rubbish, fails, denied)},
              {hangs: 1, rubbish: 1, fails: 1, denied: 1})
  kinds = {vmid: {outcome for outcome, _ in outcomes("faults.db", vmid).values()} for vmid in answering[:5]}
  tap.equal(kinds, {hangs: {"timeout"}, dies: {"ok", "timeout", "skipped"}, rubbish: {"error"},
                    fails: {"error"}, denied: {"denied"}})
  tap.contains(show("faults.db"), f"1 stopped answering ({dies})", "no answer", "2 error",
               f"1 no privilege ({denied})")
  left = one("faults.db", "SELECT count(*) FROM guest_agent WHERE availability = 'answers'")
  tap.equal(left, len(answering) - 5, "all others answered")


def availability(store, vmid):
  return tuple(query(store, f"SELECT availability, reason FROM guest_agent WHERE vmid = {vmid}")[0].values())


def answering_guests(store):
  return [row["vmid"] for row in query(
    store, "SELECT vmid FROM guest_agent WHERE availability = 'answers' AND commands IS NOT NULL ORDER BY "
           "vmid")]


def inside(store, vmid):
  """All that is known of the inside of a guest."""
  said = query(store, "SELECT version, host_name, os, kernel_release, commands FROM guest_agent "
                      f"WHERE vmid = {vmid}")
  for columns in ("name, mac FROM guest_interface",
                  "source, interface, address, prefix, unfit FROM guest_address",
                  "mountpoint, type, total, slots FROM guest_filesystem"):
    said.append(query(store, f"SELECT {columns} WHERE vmid = {vmid} ORDER BY 1, 2"))
  return said


def test_a_guest_that_dies_in_the_middle(tmp):
  """It says so, and since when; what it did not say this time is as it last was, and it is asked last the
  next time."""
  with Simulator("--nodes", 1, "--guests", 30) as sim:
    again = ("snapshot", "-q", "--store", "middle.db", *reading(sim), "--guest-agent")
    tap.ok(*again)
    dies = answering_guests("middle.db")[0]
    before = inside("middle.db", dies)
    tap.true(len(before[1]) > 1 and before[3], f"{before}")
    sim.command({"do": "fault",
                 "fault": f"/nodes/*/qemu/{dies}/agent/get-host-name=500:QEMU guest agent is not running"})
    tap.ok(*again)
    tap.equal(availability("middle.db", dies), ("stopped answering", "QEMU guest agent is not running"))
    tap.equal(outcomes("middle.db", dies)["agent_osinfo"], ("skipped", "not asked: it had stopped answering"))
    tap.equal(inside("middle.db", dies), before)
    tap.contains(show("middle.db"), f"1 stopped answering ({dies})")
    said = tap.ok("diff", "1", "2", "--store", "middle.db", "--state").out
    tap.contains(said, "answers → stopped answering")
    tap.true("guest_address" not in said, said)
    count = len(asked(sim))
    sim.command({"do": "clear-faults"})
    tap.ok(*again)
    order = [vmid for vmid, command in asked(sim)[count:] if command == "info"]
    tap.true(dies != order[0] and order.index(dies) > order.index(answering_guests("middle.db")[-1]),
             f"{order}")
    tap.equal(availability("middle.db", dies), ("answers", None))


def test_an_agent_that_cannot_do_one_thing_is_asked_the_next(tmp):
  """As Windows' agent, whose get-fsinfo fails on some volumes."""
  failing = {"error": {"class": "GenericError", "desc": "failed to get volume name"}}
  store = with_agent(tmp, "fails", {"network-get-interfaces": failing, "get-host-name": 7})
  tap.equal(outcomes(store, 101)["agent_interfaces"], ("error", "failed to get volume name"))
  tap.equal(outcomes(store, 101)["agent_osinfo"], ("ok", None))
  tap.equal(availability(store, 101), ("answers", None))


def test_the_time_of_one_guest(tmp):
  """A guest that hangs costs its own time, whichever question hangs; the others are asked."""
  with Simulator("--nodes", 1, "--guests", 30) as sim:
    tap.ok("snapshot", "-q", "--store", "slow.db", *reading(sim), "--guest-agent")
    hangs, later, *others = answering_guests("slow.db")
    known = inside("slow.db", hangs), inside("slow.db", later)
    for fault in (f"{hangs}/agent/*=hang", f"{later}/agent/get-osinfo=hang"):
      sim.command({"do": "fault", "fault": f"/nodes/*/qemu/{fault}"})
    tap.ok("snapshot", "-q", "--store", "slow.db", *reading(sim), "--guest-agent", "--guest-timeout", 1)
  late = "no answer within the time of a guest (guest-timeout)"
  tap.equal(outcomes("slow.db", hangs), {"agent_info": ("timeout", late)})
  tap.equal(outcomes("slow.db", later)["agent_osinfo"], ("timeout", late))
  tap.equal([availability("slow.db", vmid) for vmid in (hangs, later)],
            [("no answer", late), ("stopped answering", late)])
  tap.equal((inside("slow.db", hangs), inside("slow.db", later)), known)
  tap.equal({availability("slow.db", vmid) for vmid in others}, {("answers", None)})


def test_the_time_of_all_guests(tmp):
  """Once it is over nobody is asked any more. Who was left out says so, keeps what was known, is not taken
  for dead, and has its turn first in the next walk."""
  with Simulator("--nodes", 1, "--guests", 30) as sim:
    again = ("snapshot", "-q", "--store", "all.db", *reading(sim), "--guest-agent")
    tap.ok(*again)
    guests = answering_guests("all.db")
    known = [inside("all.db", vmid) for vmid in guests]
    order = [vmid for vmid, command in asked(sim) if command == "info" and vmid in guests]
    first, hangs, *others = order
    sim.command({"do": "fault", "fault": f"/nodes/*/qemu/{hangs}/agent/get-osinfo=hang"})
    count = len(asked(sim))
    tap.ok(*again, "--guest-total-timeout", 3)
    tap.true(not {vmid for vmid, _ in asked(sim)[count:]} & set(others), "others were asked")
    over = "not asked: the time of all guests is over (guest-total-timeout)"
    tap.equal(availability("all.db", first), ("answers", None))
    for vmid in (hangs, *others):
      tap.equal(availability("all.db", vmid), ("not asked", over), str(vmid))
    tap.equal(outcomes("all.db", hangs)["agent_osinfo"], ("skipped", over))
    tap.equal(outcomes("all.db", others[0]), {"agent_info": ("skipped", over)})
    tap.equal([inside("all.db", vmid) for vmid in guests], known)
    tap.true(re.search(r"^snapshot 2 of \S+ \S+ complete .* agents 1 answered, .*\b\d+ not asked \(",
                       show("all.db")),
             show("all.db"))
    count = len(asked(sim))
    sim.command({"do": "clear-faults"})
    tap.ok(*again)
    order = [vmid for vmid, command in asked(sim)[count:] if command == "info"]
    tap.true(order.index(first) > max(order.index(vmid) for vmid in (hangs, *others)), f"{order}")
    tap.equal(set(answering_guests("all.db")), set(guests))


def test_what_was_never_asked_is_unknown(tmp):
  """Of guests for which there was no time in the first walk, nothing is known, instead of nothing being
  there."""
  with Simulator("--nodes", 1, "--guests", 30, "--fault", "/nodes/*/qemu/*/agent/*=hang") as sim:
    tap.ok("snapshot", "-q", "--store", "never.db", *reading(sim), "--guest-agent",
           "--guest-total-timeout", 1)
  rows = query("never.db", "SELECT vmid, unknown FROM guest_agent WHERE availability = 'not asked'")
  tap.true(len(rows) > 8, f"{rows}")
  for row in rows:
    tap.true({"host_name", "os", "version", "commands"} <= set(row["unknown"]), f"{row}")
  tap.equal(one("never.db",
                "SELECT count(*) FROM guest_interface i JOIN guest USING (vmid) WHERE type = 'qemu'"), 0)
  nic = f"{rows[0]['vmid']}/net0"
  said = json.loads(tap.ok("get", "guest_nic", nic, "--store", "never.db", "-o", "ndjson", "-c",
                           "vmid,actual_ipv4", status=(0, 3)).out)
  tap.equal(said["unknown"], ["actual_ipv4"])


def test_times_are_configured(tmp):
  """Per cluster; an option of the same name counts more; nonsense is refused."""
  with Simulator("--nodes", 1, "--guests", 20, "--fault", "/nodes/*/qemu/*/agent/*=hang") as sim:
    (tmp / "config").write_text(f"[cluster made]\nurl = {sim.url}\nca-file = {sim.ca_file}"
                                f"\ntoken-file = {sim.token_file()}\nguest-agent = yes\nguest-timeout = "
                                f"1\nguest-total-timeout = 86400\n")
    tap.ok("snapshot", "-q", "--store", "times.db", "--config", tmp / "config", "--guest-total-timeout", 2)
  said = [row["reason"]
          for row in query("times.db", "SELECT DISTINCT reason FROM guest_agent WHERE configured AND "
                           "answer IS NOT NULL AND answer <> 'not running' ORDER BY 1")]
  tap.equal(said, ["no answer within the time of a guest (guest-timeout)",
                   "not asked: the time of all guests is over (guest-total-timeout)"])
  tap.contains(tap.ok("config", "show", "--config", tmp / "config").out, "guest-timeout",
               "guest-total-timeout")
  (tmp / "bad").write_text("[cluster made]\nurl = https://192.0.2.1:8006\nguest-timeout = 0\n")
  tap.contains(tap.ok("config", "show", "--config", tmp / "bad", status=2).err, "bad:3",
               "'0' is no number of seconds")
  tap.contains(tap.ok("snapshot", "--config", "none", "--source", ROOT84, "--guest-timeout", "86401",
                      status=2).err,
               "--guest-timeout: at most 86400 seconds")


def test_the_dead_are_asked_last(tmp):
  with Simulator("--nodes", 1, "--guests", 60) as sim:
    tap.ok("snapshot", "-q", "--store", "last.db", *reading(sim), "--guest-agent")
    dead = {row["vmid"]
            for row in query("last.db", "SELECT vmid FROM guest_agent WHERE availability = 'no answer'")}
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
    tap.true(any("/config" in path for path in paths[first:]),
             "agents are asked before all configurations are read")
    tap.true(first < last, "many")


def test_containers_say_the_same(tmp):
  """Lists of addresses, or (before 8.4) one of each family; before 8.1 there was nothing to ask."""
  for release, expected in (("9.2.11", True), ("8.2.4", True), ("7.4.3", False)):
    store = f"containers-{release}.db"
    with Simulator("--nodes", 1, "--guests", 40, "--release", release) as sim:
      tap.ok("snapshot", "-q", "--store", store, *reading(sim), "--guest-agent", status=(0, 3))
    rows = query(store, "SELECT g.vmid, g.primary_reason AS reason, (SELECT count(*) FROM guest_address a "
                        "WHERE a.vmid = "
                 "g.vmid AND source = 'container') AS addresses FROM guest g WHERE type = 'lxc' AND status = "
                 "'running' AND EXISTS (SELECT 1 FROM guest_nic n WHERE n.vmid = g.vmid)")
    tap.true(rows, "there are running containers")
    for row in rows:
      tap.equal((row["addresses"] >= 4, str(row["reason"]).startswith("container: eth0 (net0)")),
                (expected, expected), f"{release}: {row}")


def test_addresses_of_the_ipam(tmp):
  with Simulator("--nodes", 1, "--guests", 40) as sim:
    tap.ok("snapshot", "-q", "--store", "ipam.db", *reading(sim), status=(0, 3))
  given = one("ipam.db", "SELECT count(*) FROM sdn_ipam_entry e WHERE vmid IS NOT NULL AND EXISTS "
              "(SELECT 1 FROM guest g WHERE g.vmid = e.vmid)")
  tap.true(given > 0, "the simulator's IPAM has none")
  tap.equal(one("ipam.db", "SELECT count(*) FROM guest_address WHERE source = 'ipam' AND ipam = 'pve'"),
            given)


def test_configuration_switches_it_on(tmp):
  with Simulator("--nodes", 1, "--guests", 20) as sim:
    (tmp / "config").write_text(f"[cluster made]\nurl = {sim.url}\nca-file = {sim.ca_file}\n"
                                f"token-file = {sim.token_file()}\nguest-agent = yes\n"
                                "preferred-networks = 2001:db8::/32\n")
    tap.ok("snapshot", "-q", "--store", "config.db", "--config", tmp / "config")
    tap.true(asked(sim), "nobody was asked")
  row = query("config.db",
              "SELECT primary_address AS address, primary_reason AS reason FROM guest g WHERE EXISTS "
              "(SELECT 1 FROM guest_interface i WHERE i.vmid = g.vmid AND g.type = 'qemu') LIMIT 1")[0]
  tap.true(row["address"].startswith("2001:db8:"), f"{row}")
  tap.contains(row["reason"], "preferred network 1")
  (tmp / "bad").write_text("[cluster made]\nurl = https://192.0.2.1:8006\npreferred-networks = 10.0.0.0/33\n")
  tap.contains(tap.ok("config", "show", "--config", tmp / "bad", status=2).err, "'10.0.0.0/33' is no network")


if __name__ == "__main__":
  tap.main()
