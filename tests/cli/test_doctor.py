#!/usr/bin/env python3
"""doctor: what it predicts comes true, the commands it prints grant just that, and endpoints are told
apart."""

import json
import os
import pathlib
import re
import shlex
import shutil
import socket
import sys
import threading
import time

import jsonschema

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../sim"))
import access
import recordings
import tap
from client import Simulator

TIME_LIMIT = 400
CLUSTER = "pve-8.4-cluster"
AUDITOR = tap.RECORDINGS / f"{CLUSTER}.auditor.ndjson"
TOKEN = "audit@pve!inv"
# Refused by what is in the answer, so no privilege of theirs is known beforehand.
BY_CONTENT = {"node_backup_defaults", "node_replication"}


def recording(name):
  return tap.RECORDINGS / f"{CLUSTER}.{name}.ndjson"


def doctor(*args, status=(0, 3, 4, 5, 6), **options):
  result = tap.ok("doctor", "-o", "json", *args, status=status, **options)
  document = result.json()
  tap.equal(document["exit"], result.status, "the document's exit code is the program's")
  return document


def of_recording(name, *args, **options):
  return doctor("--source", f"recording:{recording(name)}", *args, **options)["clusters"][0]


def codes(examined):
  return [finding["code"] for finding in examined["findings"]]


def found(examined, code):
  return [finding for finding in examined["findings"] if finding["code"] == code]


# --- recordings of tokens

def walked(tmp, name, level):
  """What a snapshot of that level met: {read: outcomes}, and (read, entity) of filtered lists."""
  store = tmp / f"{name}-{level}.db"
  tap.ok("--store", store, "snapshot", "-q", "--cluster-name", "lab", "--level", level, "--source",
         f"recording:{recording(name)}", status=(0, 3), plain=True)
  rows = tap.ok("--store", store, "query", "-o", "ndjson",
                "SELECT read, target, entity, outcome, reason FROM outcome", plain=True).rows()
  outcomes = {}
  for row in rows:
    outcomes.setdefault(row["read"], set()).add(row["outcome"])
  filtered = {(row["read"], row["entity"]) for row in rows
              if row["outcome"] == "filtered" and row["reason"] != "needs "}
  denied = {(row["read"], row["target"]) for row in rows if row["outcome"] == "denied"}
  return outcomes, denied, filtered


def predict(tmp, name, level, denied_count, filtered_count):
  """Held against what a walk of the same recording really met."""
  outcomes, denied, filtered = walked(tmp, name, level)
  said = of_recording(name, "--level", level, plain=True)
  asked = {read for read, ends in outcomes.items() if ends & {"ok", "empty", "denied", "filtered"}}
  real = {read for read, _ in denied} - BY_CONTENT
  predicted = {effect["read"] for effect in said["denied"]}
  tap.equal(sorted(predicted & asked), sorted(real), f"{name} at {level}: denied")
  tap.equal(sorted({(effect["read"], effect["entity"]) for effect in said["filtered"]
                    if effect["read"] in asked - BY_CONTENT}),
            sorted(pair for pair in filtered if pair[0] not in BY_CONTENT), f"{name} at {level}: filtered")
  tap.equal(said["reads"] - said["reads_allowed"], len(predicted), "reads allowed")
  # Not only equal: neither list is empty where it has to be there.
  tap.equal((len(real), len(filtered)), (denied_count, filtered_count), f"{name} at {level}: counts")
  return said


def test_predicts_what_a_walk_meets(tmp):
  for name, level, denied, filtered in (
      ("auditor", "standard", 0, 0), ("auditor", "diagnostic", 2, 2), ("root", "diagnostic", 0, 0),
      ("limited", "standard", 31, 22), ("limited", "detailed", 42, 24), ("noacl", "standard", 31, 22),
      ("auditor.noaccess-guest", "standard", 0, 3), ("auditor.noaccess-guest", "detailed", 2, 6),
      ("auditor.noaccess-pool", "standard", 0, 6), ("auditor.pve2-down", "standard", 0, 0)):
    predict(tmp, name, level, denied, filtered)


def missing(examined):
  return {(finding["privilege"], finding["path"], *finding["lacking"])
          for finding in found(examined, "privilege-missing")}


def test_the_auditor_lacks_nothing():
  said = of_recording("auditor", status=3)
  tap.equal(codes(said), ["node-offline", "storage-inactive"])
  tap.equal((found(said, "node-offline")[0]["subject"], said["commands"]), ("pve3", []))
  # What is beyond the recommended role is a note.
  said = of_recording("auditor", "--level", "detailed", status=3)
  tap.equal({finding["severity"] for finding in found(said, "privilege-beyond")}, {"note"})
  tap.equal(said["commands"], [], "no command gives more than the role")
  tap.equal(codes(of_recording("root", "--level", "diagnostic")), ["node-offline", "storage-inactive"])


def test_nothing_is_held():
  """Whether the token or its user lacks it, such a token can't know: both get it."""
  said = of_recording("noacl", "--as", "audit@pve!noacl", status=4)
  tap.true("powerless" in codes(said), codes(said))
  tap.equal(said["commands"], ["pveum acl modify / --users audit@pve --roles PVEAuditor",
                               "pveum acl modify / --tokens 'audit@pve!noacl' --roles PVEAuditor"])
  tap.contains(of_recording("noacl")["commands"][1], "'USER@REALM!TOKENID'")


def test_a_hidden_guest():
  said = of_recording("auditor.noaccess-guest", "--as", TOKEN, status=3)
  tap.equal(missing(said), {("VM.Audit", "/vms/103", "token")})
  tap.equal(said["commands"], [f"pveum acl delete /vms/103 --tokens '{TOKEN}' --roles NoAccess"])
  tap.contains(found(said, "guest-unseen")[0]["message"], "103 (pool prod)")
  tap.equal({effect["entity"] for effect in said["filtered"]}, {"guest", "not_backed_up", "replication_job"})


def test_a_hidden_pool():
  """Its members are hidden, too; one command shows them all."""
  said = of_recording("auditor.noaccess-pool", "--as", TOKEN, status=3)
  tap.equal({row for row in missing(said) if len(row) > 2},
            {(privilege, "/pool/prod", "token")
             for privilege in ("VM.Audit", "Datastore.Audit", "Pool.Audit")})
  tap.equal(said["commands"], [f"pveum acl delete /pool/prod --tokens '{TOKEN}' --roles NoAccess"])
  tap.contains(found(said, "guest-unseen")[0]["message"], "100 (", "101 (", "104 (HA vm:104)")


def test_limited():
  said = of_recording("limited", "--as", "lim@pve", status=3)
  tap.equal(said["commands"], ["pveum acl modify / --users lim@pve --roles PVEAuditor"])
  tap.true(("Sys.Audit", "/", "user") in missing(said), missing(said))
  tap.true("guest_config" not in {effect["read"] for effect in said["denied"]},
           "the guests that it sees it may read")


def test_lost_quorum():
  said = of_recording("auditor.pve2-down", status=3)
  tap.equal(codes(said), ["no-quorum", "node-offline", "node-offline", "storage-inactive"])
  tap.equal([finding["subject"] for finding in found(said, "node-offline")], ["pve2", "pve3"])


def test_what_to_do_next():
  """Each kind of finding says it, once, where the finding does not say it itself."""
  source = tap.RECORDINGS / "pve-8.4-cluster.auditor.pve2-down.ndjson"
  text = " ".join(tap.ok("doctor", "--source", f"recording:{source}", status=3).out.split())
  tap.contains(text, "problem pve2 is offline (node-offline) problem pve3 is offline (node-offline) "
                     "If it is known to be down, say `expect-gap = node/NAME` in the cluster's section.")


def test_just_started():
  said = of_recording("auditor.starting", status=3)
  tap.contains(found(said, "status-unknown")[0]["message"], "node pve1", "guest 100")


def test_a_recording_has_no_network():
  text = tap.ok("doctor", "--source", f"recording:{AUDITOR}", status=3).out
  tap.contains(text, "network, credentials and files of this machine were not looked at",
               "pve3 is offline (node-offline)")
  tap.true(re.search(r"standard: (\d+) of \1 reads are allowed", text), text)
  tap.contains(tap.ok("doctor", "--as", TOKEN, status=2).err, "--source")


def test_roles_through_groups_that_are_not_seen(tmp):
  """Of a user whose groups are hidden nobody can say that it lacks something, nor what an entry would
  replace."""
  def by_group(path, data):
    if path == "/access/users?full=1":
      return []
    if path == "/access/acl":
      return [{**entry, "type": "group", "ugid": "readers"} if entry["ugid"] == "audit@pve" else entry
              for entry in data]
    return data

  def of(change, name):
    source = edited(tmp, change, of=recording(name))
    return doctor("--source", f"recording:{source}", "--as", TOKEN, status=3)["clusters"][0]

  said = of(by_group, "auditor.noaccess-guest")
  tap.equal(missing(said), {("VM.Audit", "/vms/103", "token")})
  tap.contains(found(said, "privilege-missing")[0]["message"], "for the token; for its user it is unknown")
  tap.equal(said["commands"], [f"pveum acl delete /vms/103 --tokens '{TOKEN}' --roles NoAccess"])
  tap.equal(found(said, "groups-unseen"), [], "no command gives the user anything")
  # The user is in the list, and in no group: then it is the user, too.
  said = of(lambda path, data: by_group(path, data) if path == "/access/acl" else data,
            "auditor.noaccess-guest")
  tap.equal(missing(said), {("VM.Audit", "/vms/103", "user", "token")})
  # The ACL is hidden, too: it may be either, and an entry of the user's own may replace more than it gives.
  said = of(lambda path, data: data, "limited")
  tap.equal({row[2:] for row in missing(said)}, {()}, "nobody can say whose lack it is")
  tap.contains(found(said, "privilege-missing")[0]["message"], "for the token, its user, or both")
  tap.equal(found(said, "groups-unseen")[0]["message"], "roles that audit@pve has through groups are unknown")


def test_permissions_that_are_not_told(tmp):
  source = recordings.edited(AUDITOR, tmp / "edited.ndjson",
                             lambda answer: answer["path"] != "/access/permissions")
  said = doctor("--source", f"recording:{source}", status=3)["clusters"][0]
  tap.equal(found(said, "privileges-unknown")[0]["message"], "the cluster does not say what may be read")
  tap.equal((missing(said), said["commands"]), (set(), []), "nothing is called missing")


def test_credentials_that_end(tmp):
  """The token's own end, or its user's: whichever comes first, within two weeks."""
  def said(user, token):
    def change(path, data):
      for row in data if path == "/access/users?full=1" else ():
        if row["userid"] == "audit@pve":
          row["expire"] = user
          row["tokens"][0]["expire"] = token
      return data
    source = edited(tmp, change)
    return found(doctor("--source", f"recording:{source}", "--as", TOKEN, status=3)["clusters"][0],
                 "credentials-end")

  day, now = 86400, int(time.time())
  tap.equal((said(0, 0), said(0, now + 30 * day)), ([], []))
  for ends in ((0, now + 3 * day), (now + 3 * day, 0), (now + 3 * day, now + 30 * day)):
    until = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(now + 3 * day))
    tap.equal([finding["message"] for finding in said(*ends)], [f"{TOKEN} expires at {until}"])


# --- lists that contradict each other

def edited(tmp, change, of=AUDITOR):
  """A recording with other answers: change(path, data) returns the data."""
  def edit(answer):
    if isinstance(answer.get("body"), dict) and "data" in answer["body"]:
      answer["body"]["data"] = change(answer["path"], answer["body"]["data"])

  return recordings.edited(of, tmp / "edited.ndjson", edit)


def test_lists_that_contradict_each_other(tmp):
  def change(path, data):
    if path == "/nodes":
      data = [node for node in data if node["node"] != "pve3"]
      data.append({"node": "old", "type": "node", "status": "online"})
    if path == "/cluster/resources":
      data = [row for row in data if row.get("vmid") != 100]
      for row in data:
        if row["type"] == "storage" and row["node"] == "pve1" and row["storage"] == "data":
          row["status"] = "inactive"
    return data

  said = doctor("--source", f"recording:{edited(tmp, change)}")["clusters"][0]
  tap.equal(found(said, "node-unlisted")[0]["subject"], "pve3")
  tap.equal(found(said, "node-unconfigured")[0]["subject"], "old")
  tap.contains(found(said, "storage-inactive")[0]["message"], "data on pve1 (inactive)")
  # The list of guests is whole for this token: what it does not have is gone, not hidden.
  tap.contains(found(said, "guest-gone")[0]["message"], "100 (")
  tap.equal(found(said, "guest-unseen"), [])


def test_a_failed_list_is_said(tmp):
  path = tmp / "broken.ndjson"
  lines = AUDITOR.read_text().splitlines()
  for i, line in enumerate(lines):
    if json.loads(line).get("path") == "/cluster/ha/resources":
      lines[i] = json.dumps({"path": "/cluster/ha/resources", "status": 500, "reason": "got no worker"})
  path.write_text("\n".join(lines) + "\n")
  said = doctor("--source", f"recording:{path}", status=3)["clusters"][0]
  tap.contains(found(said, "list-unread")[0]["message"], "ha_resources: got no worker")


# --- live

def configure(tmp, sim, token="inv", urls=None, more=""):
  path = tmp / "config/pveinv/config"
  path.parent.mkdir(parents=True, exist_ok=True)
  file = tmp / "lab.token"
  file.write_text(sim.tokens[token] + "\n")
  file.chmod(0o600)
  shutil.copy(sim.ca_file, tmp / "ca.pem")
  lines = "".join(f"url = {url}\n" for url in urls or [sim.url])
  path.write_text(f"[cluster lab]\n{lines}ca-file = {tmp}/ca.pem\ntoken-file = {file}\n{more}")
  return path


def endpoints(document):
  return document["clusters"][0]["endpoints"]


def test_a_good_cluster(tmp):
  with Simulator("--recording", AUDITOR) as sim:
    configure(tmp, sim, more="expect-gap = node/pve3\n")
    document = doctor(status=0)
    said, endpoint = document["clusters"][0], endpoints(document)[0]
    tap.equal((endpoint["url"], endpoint["failed"], endpoint["version"], endpoint["cluster"],
               endpoint["quorate"], endpoint["address"]),
              (sim.url, None, "8.4.21", "lab-cluster", True, "127.0.0.1"))
    tap.equal(endpoint["certificate"]["verified"], True)
    tap.equal(endpoint["certificate"]["fingerprint"], next(iter(sim.fingerprints.values())))
    tap.true(abs(endpoint["clock_ahead_seconds"]) <= 2 and 0 <= endpoint["latency_seconds"] < 30, endpoint)
    tap.equal((said["token"], said["separated"], said["commands"]), (TOKEN, True, []))
    tap.equal([(f["code"], f["severity"], f["expected"]) for f in said["findings"]],
              [("node-offline", "note", True), ("storage-inactive", "warning", False)])
    tap.equal([f["code"] for f in document["findings"]], ["store-missing"])
    shown = tap.ok("doctor").out
    tap.contains(shown, "lab\n  endpoints   " + sim.url, "verified",
                 "PVE 8.4.21, cluster lab-cluster, quorate", "with privileges of its own", "expected")
    asked = {(row["path"].split("?")[0], row.get("method", "GET")) for row in sim.requests()}
    tap.true(not any("/config" in path and "/nodes/" in path for path, _ in asked),
             "no guest, no node is asked")


def test_both_sides_of_a_token(tmp):
  """The token lacks it, the user does, or both: each gets what it lacks, and nobody else anything."""
  def commands(token, owner=None):
    options = ("--owner", owner) if owner else ()
    with Simulator("--recording", AUDITOR, "--token", f"t={token}", *options) as sim:
      configure(tmp, sim, token="t")
      said = doctor(status=(3, 4))["clusters"][0]
      asked = [row["path"] for row in sim.requests()]
      tap.true("/access/permissions?userid=audit%40pve" in asked, "a name may have + or & in it")
      return said, said["commands"]

  said, given = commands("PVEAuditor@/+NoAccess@/vms")
  tap.equal({row for row in missing(said) if row[1] != "/vms/103"}, {("VM.Audit", "/vms", "token")})
  tap.equal(given, ["pveum acl delete /vms --tokens 'audit@pve!t' --roles NoAccess"])
  said, given = commands("PVEAuditor@/", owner="PVEAuditor@/+NoAccess@/storage")
  tap.equal({row[2:] for row in missing(said)}, {("user",)})
  tap.equal(given, ["pveum acl delete /storage --users audit@pve --roles NoAccess"])
  said, given = commands("noacl", owner="noacl")
  tap.equal(given, ["pveum acl modify / --users audit@pve --roles PVEAuditor",
                    "pveum acl modify / --tokens 'audit@pve!t' --roles PVEAuditor"])


def test_what_is_expected(tmp):
  """What the configuration expects to be missing is a note, and nobody is told to grant it."""
  with Simulator("--recording", AUDITOR, "--token", "t=PVEAuditor@/+NoAccess@/access/realm") as sim:
    configure(tmp, sim, token="t", more="expect-gap = node/pve3\n")
    said = doctor(status=3)["clusters"][0]
    tap.equal((missing(said), len(said["commands"])), ({("Sys.Audit", "/access/realm", "token")}, 1))
    configure(tmp, sim, token="t",
              more="expect-gap = node/pve3\nexpect-gap = read/realm\nexpect-gap = read/acl\n")
    said = doctor(status=0)["clusters"][0]
    tap.equal((found(said, "privilege-missing")[0]["severity"], said["commands"]), ("note", []))


def granted(limit, commands):
  """The ACL of a token with this limit, after the commands; and the roles that there are then."""
  from tokens import Token
  roles = dict(access.ROLES)
  acl = [dict(entry) for entry in Token("t", limit).acl()]
  for command in commands:
    words = shlex.split(command)
    if words[:3] == ["pveum", "role", "add"]:
      tap.true(words[3] not in roles and not words[3].lower().startswith("pve"), f"a free name: {command}")
      roles[words[3]] = frozenset(words[words.index("--privs") + 1].split(","))
      continue
    tap.equal(words[:2], ["pveum", "acl"], command)
    if "--users" in words:
      continue
    path, names = words[3], words[words.index("--roles") + 1].split(",")
    if words[2] == "delete":
      replaced = [(path, name) for name in names]
      acl = [entry for entry in acl if (entry["path"], entry["roleid"]) not in replaced]
    else:
      acl += [{"path": path, "type": "token", "ugid": "audit@pve!t", "roleid": name, "propagate": 1}
              for name in names]
  return acl, roles


def held(acl, roles, path):
  user = [{"path": "/", "type": "user", "ugid": "audit@pve", "roleid": "Administrator", "propagate": 1}]
  held = access.Access([*user, *acl], separated={"audit@pve!t": 1}, roles=roles)
  return set(held.privileges("audit@pve!t", path))


def test_commands_give_what_is_lacking_and_nothing_else(tmp):
  """They are carried out on the model of PVE's access control, which the simulator's refusals come from."""
  paths = {"/": "Sys.Audit", "/nodes": "Sys.Audit", "/access": "Sys.Audit", "/vms": "VM.Audit",
           "/vms/103": "VM.Audit",
           "/storage": "Datastore.Audit", "/pool": "Pool.Audit", "/sdn/zones": "SDN.Audit",
           "/mapping/notifications": "Mapping.Audit"}
  for limit in ("noacl", "pool:prod", "PVESysAdmin@/", "PVEAuditor@/+PVEVMUser@/vms+PVETemplateUser@/storage",
                "PVEAuditor@/+PVEDatastoreUser@/vms/103", "PVEAuditor@/+NoAccess@/vms/103+PVEVMUser@/vms",
                "PVEVMAdmin@/+PVESysAdmin@/nodes"):
    with Simulator("--recording", AUDITOR, "--token", f"t={limit}") as sim:
      configure(tmp, sim, token="t")
      before = doctor(status=(3, 4), plain=True)["clusters"][0]
      tap.true(before["commands"], f"{limit}: there is something to give")
    acl, roles = granted(limit, before["commands"])
    old_acl, old_roles = granted(limit, [])
    for path, privilege in paths.items():
      now, then = held(acl, roles, path), held(old_acl, old_roles, path)
      tap.true(privilege in now, f"{limit}: {privilege} on {path} after {before['commands']}")
      tap.true(then <= now, f"{limit}: {path} lost {then - now} by {before['commands']}")
      more = {name for name in now - then if not name.endswith(".Audit")}
      tap.true(not more, f"{limit}: {path} got {more} by {before['commands']}")


def test_endpoints_that_fail(tmp):
  with Simulator("--recording", AUDITOR, "--wrong-certificate", "pve2=other-ca", "--endpoints", "2") as sim:
    good, wrong = sim.urls
    configure(tmp, sim, urls=[good, wrong, "https://127.0.0.1:1", "https://nowhere.invalid:8006"])
    document = doctor(status=5, timeout=120)
    tap.equal([endpoint["failed"] for endpoint in endpoints(document)],
              [None, "verify", "connect", "resolve"])
    said = document["clusters"][0]
    for code in ("certificate-refused", "connection-failed", "name-unknown"):
      finding = found(said, code)[0]
      tap.true(finding["detail"] and finding["exit"] == 5, finding)
    tap.true(endpoints(document)[1]["certificate"]["issuer"], "whose certificate it is, is shown")
    tap.equal(endpoints(document)[1]["certificate"]["verified"], False)
    tap.true(said["reads"] > 50, "the rest is examined all the same")
    tap.true(all(entry["endpoint"] != wrong for entry in sim.requests() if "endpoint" in entry),
             "nothing was sent")


def test_endpoints_that_disagree(tmp):
  """Two clusters in one section, of two releases."""
  def change(path, data):
    if path == "/version":
      return {**data, "version": "8.4.99"}
    if path == "/cluster/status":
      return [{**row, "name": "other"} if row["type"] == "cluster" else row for row in data]
    return data

  with Simulator("--recording", AUDITOR) as one, Simulator("--recording", edited(tmp, change)) as other:
    configure(tmp, one, urls=[one.url, other.url])
    with open(tmp / "ca.pem", "a") as trusted, open(other.ca_file) as more:
      trusted.write(more.read())
    said = doctor(status=3)["clusters"][0]
    tap.equal(found(said, "versions-differ")[0]["message"],
              f"{one.url} has PVE 8.4.21, {other.url} has 8.4.99")
    tap.equal(found(said, "clusters-differ")[0]["message"],
              f"{one.url} is of lab-cluster, {other.url} of other")
    tap.equal([found(said, code)[0]["severity"] for code in ("versions-differ", "clusters-differ")],
              ["note", "problem"])


def test_a_certificate_that_ends(tmp):
  with Simulator("--recording", AUDITOR, "--wrong-certificate", "pve1=ending") as sim:
    configure(tmp, sim, more="expect-gap = node/pve3\n")
    said = doctor(status=0)["clusters"][0]
    tap.equal((said["endpoints"][0]["certificate"]["verified"],
               found(said, "certificate-ends")[0]["severity"]),
              (True, "warning"))


def test_a_cluster_that_goes_away(tmp):
  """After who asks is known, before the lists are read: what is known by then is said all the same."""
  with Simulator("--recording", AUDITOR) as sim:
    configure(tmp, sim)
    sim.command({"do": "stop", "node": "pve1", "before": "/cluster/resources"})
    said = doctor(status=3)["clusters"][0]
    tap.contains(found(said, "not-walked")[0]["message"], "Connection refused")
    tap.equal((said["version"], said["token"], said["reads"] > 50), ("8.4.21", TOKEN, True))


def test_nobody_answers(tmp):
  with Simulator("--recording", AUDITOR) as sim:
    configure(tmp, sim, urls=["https://127.0.0.1:1"])
  document = doctor(status=5)
  tap.equal(codes(document["clusters"][0]), ["connection-failed"])
  tap.true("reads" not in document["clusters"][0], "nothing is said of what was not asked")


def test_what_is_no_pve(tmp):
  with Simulator("--recording", AUDITOR, "--fault", "/version=malformed:html") as sim:
    configure(tmp, sim)
    said = doctor(status=5)["clusters"][0]
    tap.equal((said["endpoints"][0]["failed"], codes(said)), ("answer", ["no-answer"]))


def test_no_tls(tmp):
  def answer(listener):
    connection, _ = listener.accept()
    with connection:
      connection.recv(65536)
      connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

  with Simulator("--recording", AUDITOR) as sim, socket.create_server(("127.0.0.1", 0)) as listener:
    threading.Thread(target=answer, args=(listener,), daemon=True).start()
    configure(tmp, sim, urls=[f"https://127.0.0.1:{listener.getsockname()[1]}"])
    said = doctor(status=5)["clusters"][0]
    tap.equal((said["endpoints"][0]["failed"], codes(said)), ("secure", ["tls-failed"]))


def test_a_token_that_is_not_accepted(tmp):
  with Simulator("--recording", AUDITOR) as sim:
    configure(tmp, sim)
    (tmp / "lab.token").write_text("audit@pve!inv=wrong\n")
    said = doctor(status=4)["clusters"][0]
    tap.equal((said["endpoints"][0]["failed"], codes(said)), ("log in", ["not-accepted"]))
    tap.true("wrong" not in json.dumps(said), "no secret is told")
    tap.equal(said["endpoints"][0]["certificate"]["verified"], True)


def test_a_password(tmp):
  with Simulator("--recording", AUDITOR, "--user", "audit@pve=geheim") as sim:
    password = tmp / "password"
    password.write_text("geheim\n")
    password.chmod(0o600)
    args = ("--url", sim.url, "--ca-file", sim.ca_file, "--user", "audit@pve", "--password-file", password)
    said = doctor(*args, status=3)["clusters"][0]
    tap.equal((said["user"], said["token"], said["endpoints"][0]["version"]), ("audit@pve", None, "8.4.21"))
    password.write_text("falsch\n")
    tap.equal(codes(doctor(*args, status=4)["clusters"][0]), ["not-accepted"])


def test_isolated_without_quorum(tmp):
  with Simulator("--recording", AUDITOR, "--endpoints", "2", "--isolated", "1") as sim:
    configure(tmp, sim, urls=sim.urls)
    said = doctor(status=3)["clusters"][0]
    tap.equal([endpoint["quorate"] for endpoint in said["endpoints"]], [False, True])
    tap.equal([finding["subject"] for finding in found(said, "no-quorum")], [sim.urls[0]])


def test_clocks(tmp):
  for seconds, word in ((90, "90 s ahead of"), (-3600, "behind")):
    with Simulator("--recording", AUDITOR, "--clock", str(seconds)) as sim:
      configure(tmp, sim)
      document = doctor(status=3)
      tap.true(abs(endpoints(document)[0]["clock_ahead_seconds"] - seconds) <= 2, endpoints(document))
      message = found(document["clusters"][0], "clock-apart")[0]["message"]
      tap.true(re.search(word.replace("90", r"(89|90|91)"), message), message)


def test_insecure_is_said(tmp):
  with Simulator("--recording", AUDITOR) as sim:
    document = doctor("--url", sim.url, "--insecure", "--token-file", sim.token_file(), status=3)
    tap.true("tls-unverified" in codes(document["clusters"][0]), "said")
    tap.equal(host(document), {"configuration-missing", "store-missing"})
    tap.equal(endpoints(document)[0]["certificate"]["verified"], False)


# --- this machine

def host(document):
  return {finding["code"] for finding in document["findings"]}


def test_files_and_the_store(tmp):
  with Simulator("--recording", AUDITOR) as sim:
    path = configure(tmp, sim, more="expect-gap = node/pve3\n")
    tap.ok("snapshot", "-q")
    document = doctor(status=0)
    tap.equal((host(document), codes(document["clusters"][0])), (set(), ["node-offline", "storage-inactive"]))
    store = tmp / "state/pveinv/pveinv.db"
    store.chmod(0o646)
    path.chmod(0o664)
    tap.equal(host(doctor(status=0)), {"store-writable", "configuration-writable"})
    store.chmod(0o644)
    path.chmod(0o600)
    tap.equal(host(doctor(status=0)), {"store-readable"})
    (tmp / "lab.token").chmod(0o644)
    said = doctor(status=2)["clusters"][0]
    tap.contains(found(said, "settings-unusable")[0]["detail"], "chmod 600")
    path.write_text("token-file-mode = any\n" + path.read_text())
    tap.equal({"secret-readable"} & set(codes(doctor(status=0)["clusters"][0])), {"secret-readable"})


def test_snapshots_that_are_old_or_missing(tmp):
  with Simulator("--recording", AUDITOR) as sim:
    configure(tmp, sim, more="expect-gap = node/pve3\n")
    tap.ok("snapshot", "-q")
    store = tmp / "state/pveinv/pveinv.db"
    tap.run("sqlite3", store, "UPDATE snapshot SET taken = taken - 200000, complete = 0")
    said = doctor(status=0)["clusters"][0]
    tap.equal({"snapshot-old", "snapshot-incomplete"} - set(codes(said)), set())
    document = doctor("--store", tmp / "other.db", status=0)
    tap.equal(host(document), {"store-missing"})
    tap.run("sqlite3", store, "DELETE FROM snapshot")
    tap.true("snapshot-missing" in codes(doctor(status=(0, 6))["clusters"][0]), "said")


def test_a_disk_that_is_almost_full(tmp):
  """Less room than the store takes: here, because its file is longer than all that is left, a hole for the
  most."""
  with Simulator("--recording", AUDITOR) as sim:
    configure(tmp, sim, more="expect-gap = node/pve3\n")
    tap.ok("snapshot", "-q")
    store = tmp / "state/pveinv/pveinv.db"
    room = os.statvfs(store)
    os.truncate(store, room.f_blocks * room.f_frsize + (1 << 30))
    document = doctor(status=0)
    tap.equal([(finding["code"], finding["severity"]) for finding in document["findings"]],
              [("disk-low", "warning")])
    tap.contains(document["findings"][0]["message"], "is left for", "pveinv.db")


def test_a_broken_store(tmp):
  with Simulator("--recording", AUDITOR) as sim:
    configure(tmp, sim, more="expect-gap = node/pve3\n")
    tap.ok("snapshot", "-q")
    store = tmp / "state/pveinv/pveinv.db"
    tap.run("sqlite3", store, "INSERT INTO guest_history SELECT * FROM guest_history WHERE vmid = 100",
            "PRAGMA ignore_check_constraints = 1")
    tap.run("sqlite3", store, "UPDATE guest_history SET since = 99 WHERE vmid = 100")
    tap.true("store-broken" in host(doctor(status=6)), "a broken promise")
    store.write_bytes(b"no database at all, this is")
    tap.equal(host(doctor(status=6)), {"store-unusable"})


def test_all_clusters_and_one(tmp):
  """One that can't be reached does not hide the others; the worst exit code counts."""
  with Simulator("--recording", AUDITOR) as sim:
    path = configure(tmp, sim, more="expect-gap = node/pve3\n")
    path.write_text(f"[cluster down]\nurl = https://127.0.0.1:1\ntoken-file = {tmp}/lab.token\n"
                    + path.read_text())
    document = doctor(status=5)
    tap.equal([cluster["cluster"] for cluster in document["clusters"]], ["down", "lab"])
    tap.true("reads" in document["clusters"][1], "lab was examined")
    tap.equal([cluster["cluster"] for cluster in doctor("--cluster", "lab", status=0)["clusters"]], ["lab"])
  tap.contains(tap.ok("doctor", "--cluster", "lba", status=2).err, "lab")


# --- guest agents

def test_agents_that_are_silent(tmp):
  """Asked only where they are opted in: now, or by the newest snapshot."""
  said = of_recording("root", "--guest-agent", status=3)
  tap.equal(found(said, "agent-silent")[0]["message"], "the guest agent does not answer: 103")
  tap.equal(found(said, "list-unread"), [], "a silent agent is no list that failed")
  tap.equal(found(of_recording("root"), "agent-silent"), [])
  with Simulator("--recording", recording("root"), "--token", "t=root") as sim:
    configure(tmp, sim, token="t", more="expect-gap = node/pve3\n")
    tap.ok("snapshot", "-q", "--guest-agent", status=(0, 3))
    said = doctor(status=0)["clusters"][0]
    tap.equal(found(said, "agent-silent")[0]["message"], "the guest agent did not answer: 103")


def test_privileges_are_those_of_the_release():
  """PVE 8 has VM.Monitor for agents, which PVEAuditor does not have; PVE 9 VM.GuestAgent.Audit, which it
  has."""
  said = of_recording("auditor", "--guest-agent", "--as", TOKEN, status=3)
  tap.equal(missing(said), {("VM.Monitor", "/vms", "user", "token")})
  tap.equal(said["commands"], [
    "pveum role add VM.Monitor-only --privs VM.Monitor",
    "pveum acl modify /vms --users audit@pve --roles PVEAuditor,VM.Monitor-only",
    f"pveum acl modify /vms --tokens '{TOKEN}' --roles PVEAuditor,VM.Monitor-only"])
  newer = tap.RECORDINGS / "pve-9.1-standalone.auditor.ndjson"
  tap.equal(missing(doctor("--source", f"recording:{newer}", "--guest-agent")["clusters"][0]), set())


# --- documents

def test_json_is_as_its_schema_says(tmp):
  schema = json.loads(tap.ok("explain", "doctor", "-o", "json-schema").out)
  checker = jsonschema.Draft202012Validator(schema)
  checker.check_schema(schema)
  documents = [doctor("--source", f"recording:{recording(name)}", "--level", "diagnostic")
               for name in ("auditor", "limited", "noacl", "auditor.noaccess-pool")]
  with Simulator("--recording", AUDITOR) as sim:
    configure(tmp, sim, urls=[sim.url, "https://127.0.0.1:1"])
    documents.append(doctor(status=5))
  for document in documents:
    tap.equal([error.message for error in checker.iter_errors(document)], [])


def test_every_code_is_in_the_manual(tmp):
  schema = json.loads(tap.ok("explain", "doctor", "-o", "json-schema").out)
  names = schema["$defs"]["finding"]["properties"]["code"]["enum"]
  tap.ok("manual", tap.ROOT, tmp / "man", "November 20, 2026")
  page = (tmp / "man/man1/pveinv-doctor.1").read_text().replace("\\-", "-")
  tap.equal([name for name in names if page.count(name) < 1], [])
  source = "".join(path.read_text()
                   for path in [*(tap.ROOT / "src/doctor").glob("*.c"), tap.ROOT / "cmd/doctor.c"]
                   if path.name != "codes.c")
  tap.equal([name for name in names if f'"{name}"' not in source], [], "no code that nothing finds")
  scenarios = pathlib.Path(__file__).read_text()
  tap.equal([name for name in names if f'"{name}"' not in scenarios], [], "each has a scenario here")


def test_hostile_names_reach_no_terminal(tmp):
  def change(path, data):
    if path == "/cluster/resources":
      data = data + [{"type": "storage", "id": "storage/pve1/x", "node": "pve1", "storage": "ev\x1b[31mil",
                      "status": "inactive", "plugintype": "dir", "shared": 0}]
    return data

  path = edited(tmp, change)
  text = tap.ok("doctor", "--source", f"recording:{path}", status=3).out
  tap.true("\x1b" not in text, "escaped")
  tap.contains(text, "ev\\u{1b}[31mil")


if __name__ == "__main__":
  tap.main()
