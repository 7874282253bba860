"""What the program is for: genuine answers, walked, stored and compared. No record that is not true."""

import contextlib
import json
import os
import sqlite3
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
import tap
from recordings import edited

TIME_LIMIT = 600

CLUSTER = "pve-8.4-cluster"
STANDALONE = "pve-9.1-standalone"


def recording(name):
  return tap.RECORDINGS / f"{name}.ndjson"


def snapshot(store, source, *options, status=(0, 3)):
  return tap.ok("snapshot", "--source", f"recording:{source}", "--store", store, *options, status=status)


def take(tmp, *names, options=()):
  """A store with a snapshot of each recording."""
  store = tmp / "store.db"
  for name in names:
    snapshot(store, recording(name), *options)
  return store


def diff(store, *options):
  return tap.ok("diff", "--store", store, "-o", "ndjson", *options).rows()


def line(record):
  """One record as 'entity key change column,column'. A firewall rule's digest is left out."""
  key = "/".join("…" if name == "rule" else str(value) for name, value in record["key"].items())
  words = [record["entity"], key, record["change"]]
  if record["change"] in ("changed", "moved"):
    words.append(",".join(sorted(record["columns"])))
  return " ".join(words)


def lines(records, fold=True):
  """Real differences as sorted lines; children of an added or removed object are left out."""
  records = [r for r in records if r["change"] not in ("unknown", "learned")]
  gone = {(r["entity"], str(r["key"].get("vmid", r["key"].get("storage"))))
          for r in records if r["change"] in ("added", "removed")}

  def is_child(record):
    key = record["key"]
    return fold and (
      (record["entity"].startswith("guest_") and ("guest", str(key["vmid"])) in gone) or
      (record["entity"] == "storage_status" and ("storage", key["storage"]) in gone))

  return sorted(line(r) for r in records if not is_child(r))


@contextlib.contextmanager
def asking(store):
  """What the sqlite3 command would print; thousands of questions are asked, so without a process, or
  reading the schema, each."""
  with contextlib.closing(sqlite3.connect(f"file:{store}?mode=ro", uri=True)) as connection:
    yield lambda sql: "\n".join("|".join("" if cell is None else str(cell) for cell in row)
                                for row in connection.execute(sql).fetchall())


def query(store, sql):
  with asking(store) as ask:
    return ask(sql)


def entities(ask):
  tables = ask("SELECT name FROM sqlite_master WHERE type='table' AND name LIKE '%\\_history' "
               "ESCAPE '\\' AND name NOT IN ('outcome_history', 'leftover_history', 'scope_history', "
               "'shape_history')")
  return sorted(tables.split())


def rows_of(records, entity, **key):
  return [r for r in records if r.get("entity") == entity and r.get("key") == key]


def versions(store):
  """How many versions of rows the store holds."""
  with asking(store) as ask:
    return {table: int(ask(f"SELECT count(*) FROM {table}")) for table in entities(ask)}


def contents(store, where="until IS NULL"):
  """What each entity says now, without the bookkeeping."""
  with asking(store) as ask:
    return {table: sorted(ask(f"SELECT * FROM {table} WHERE {where}").split("\n")) for table in entities(ask)}


def test_unchanged_cluster_is_unchanged(tmp):
  store = take(tmp, f"{CLUSTER}.auditor")
  before = versions(store)
  size = os.path.getsize(store)
  snapshot(store, recording(f"{CLUSTER}.auditor.again"))
  tap.equal(versions(store), before, "versions")
  tap.equal(diff(store, "--all", "--state"), [], "differences")
  text = tap.ok("diff", "--store", store)
  tap.equal(text.out, "", "a diff without differences prints nothing")
  tap.true(os.path.getsize(store) - size < 65536, "an unchanged snapshot grows the file")


def test_changes_of_the_cluster(tmp):
  store = take(tmp, f"{CLUSTER}.auditor", f"{CLUSTER}.auditor.changed")
  records = diff(store)
  tap.equal(lines(records), sorted([
    "cluster cluster changed keyboard,migration_network,migration_type",
    "guest 103 changed pool,tags",
    "guest 104 moved memory,name,node",
    "guest 105 added",
    "guest 121 changed memory,swap,tags",
    "guest 122 removed",
    "guest_nic 104/net1 changed bridge,model,tag",
    "storage backup2 added",
    "storage data changed content",
    "firewall_rule cluster//… added",
    "ipset_entry cluster//blacklist/198.18.0.0/15 added",
    "backup_job backup-3f6e8a50-1d2c changed schedule",
    "user newadmin@pve added",
    "acl //user/newadmin@pve/Administrator added",
    "acl /vms/105/user/newadmin@pve/PVEVMAdmin added",
    "pool_member prod/103 added",
  ]), "changes")
  records = [r for r in records if r["change"] != "unknown"]
  by_line = {line(r): r for r in records}
  tap.equal(by_line["guest 104 moved memory,name,node"]["columns"], {
    "memory": {"from": 8192 << 20, "to": 16384 << 20},
    "name": {"from": "db01", "to": "db01-renamed"},
    "node": {"from": "pve1", "to": "pve2"}})
  tap.equal(by_line["guest_nic 104/net1 changed bridge,model,tag"]["columns"], {
    "bridge": {"from": "vmbr1", "to": "vmbr0"},
    "model": {"from": "vmxnet3", "to": "virtio"},
    "tag": {"from": None, "to": 42}})
  tap.equal(by_line["guest 121 changed memory,swap,tags"]["columns"]["tags"], {"from": None, "to": ["edge"]})
  tap.equal(by_line["storage data changed content"]["columns"]["content"],
            {"from": ["images", "rootdir"], "to": ["images", "iso", "rootdir"]})
  children = sorted(line(r) for r in records if line(r) not in lines(records))
  tap.true(all(" 105/" in c or " 105 " in c or " 122/" in c or "backup2" in c for c in children),
           f"children: {children}")
  tap.equal(tap.ok("diff", "--store", store, "--exit-code", status=1).status, 1)


def test_changes_of_the_standalone_node(tmp):
  store = take(tmp, f"{STANDALONE}.auditor", f"{STANDALONE}.auditor.changed")
  records = diff(store)
  tap.equal(lines(records), sorted([
    "cluster cluster changed next_id_lower",
    "guest 100 changed cpulimit",
    "guest_nic 100/net1 changed bridge,link_down,tag",
    "firewall_alias cluster//newhost added",
    "user_group temps added",
  ]), "changes")


def no_false_record(tmp, names, options=(), but=()):
  """Walks the recordings into one store: nothing added, removed, changed or emptied at any step, but what
  was really done between them."""
  store = tmp / "store.db"
  snapshot(store, recording(names[0]), *options)
  for step, name in enumerate(names[1:], 1):
    before = contents(store)
    snapshot(store, recording(name), *options)
    false = lines(diff(store), fold=False)
    tap.equal(false, sorted(but), f"{names[step - 1]} -> {name}")
    emptied(store, step + 1)
    tap.true(len(before) == len(contents(store)), "tables")
  tap.equal(query(store, "SELECT count(DISTINCT cluster) FROM snapshot"), "1", "clusters")
  return store


def emptied(store, number):
  """No column of a row that was known is set to null by a new version."""
  with asking(store) as ask:
    for table in entities(ask):
      table_emptied(ask, table, number)


def table_emptied(ask, table, number):
  columns = ask(f"SELECT name FROM pragma_table_info('{table}')").split("\n")
  entity = table.removesuffix("_history")
  keys = json.loads((tap.ROOT / "schema" / f"{entity}.json").read_text())["key"]
  on = " AND ".join(f'a."{k}" = b."{k}"' for k in keys)
  facts = [c for c in columns if c not in ("cluster", "since", "until", "unknown", "extra")]
  counts = ", ".join(f'count(CASE WHEN a."{c}" IS NOT NULL AND b."{c}" IS NULL THEN 1 END)' for c in facts)
  lost = ask(f"SELECT {counts} FROM {table} a JOIN {table} b ON {on} AND a.until = b.since "
             f"WHERE b.since = {number}").split("|")
  tap.equal([c for c, n in zip(facts, lost) if n != "0"], [], f"{table}: emptied by snapshot {number}")


def test_a_node_goes_down_and_quorum_is_lost(tmp):
  store = no_false_record(tmp, [f"{CLUSTER}.auditor.changed", f"{CLUSTER}.auditor.pve2-down"])
  states = lines(diff(store, "--state"))
  tap.equal(states, ["cluster cluster changed quorate", "node pve2 changed status"], "states")
  shown = tap.ok("snapshot", "show", "latest", "--store", store).out
  tap.contains(shown, "quorum", "pve2", "pve3")


def test_no_access_to_a_guest(tmp):
  store = no_false_record(tmp, [f"{CLUSTER}.auditor.changed", f"{CLUSTER}.auditor.noaccess-guest"],
                          but=["acl /vms/103/token/audit@pve!inv/NoAccess added"])
  tap.contains(tap.ok("snapshot", "show", "latest", "--store", store).out, "VM.Audit on /vms")


def test_no_access_to_a_pool(tmp):
  no_false_record(tmp, [f"{CLUSTER}.auditor.changed", f"{CLUSTER}.auditor.noaccess-pool"],
                  but=["acl /pool/prod/token/audit@pve!inv/NoAccess added"])


def test_daemons_are_starting(tmp):
  store = no_false_record(tmp, [f"{CLUSTER}.auditor.changed", f"{CLUSTER}.auditor.starting"])
  # a new master
  states = [line for line in lines(diff(store, "--state")) if not line.startswith("ha_status ")]
  tap.equal(states, [], "the state unknown is no state")


def test_tokens_with_fewer_rights(tmp):
  store = no_false_record(tmp, [f"{CLUSTER}.auditor", f"{CLUSTER}.limited", f"{CLUSTER}.noacl",
                                f"{CLUSTER}.auditor", f"{CLUSTER}.root", f"{CLUSTER}.auditor"])
  for step in ("2", "3"):
    tap.contains(tap.ok("snapshot", "show", step, "--store", store).out, "Sys.Audit")


def test_a_token_without_rights_first(tmp):
  no_false_record(tmp, [f"{CLUSTER}.noacl", f"{CLUSTER}.limited", f"{CLUSTER}.auditor"],
                  options=("--cluster-name", "lab-cluster"))


def test_levels(tmp):
  store = tmp / "store.db"
  name = recording(f"{CLUSTER}.auditor")
  for number, level in enumerate(("basic", "standard", "basic", "standard", "detailed"), 1):
    snapshot(store, name, "--level", level)
    if number > 1:
      tap.equal(lines(diff(store), fold=False), [], f"to {level}")
      emptied(store, number)


def lose_quorum(answer):
  if answer["path"] == "/cluster/status":
    for entry in answer["body"]["data"]:
      if entry["type"] == "cluster":
        entry["quorate"] = 0


def test_an_isolated_endpoint_serves_old_contents(tmp):
  old = edited(recording(f"{CLUSTER}.auditor"), tmp / "edited.ndjson", lose_quorum)
  store = tmp / "store.db"
  snapshot(store, recording(f"{CLUSTER}.auditor.changed"))
  before = contents(store)
  configured = "SELECT vmid, name, node, tags, pool, memory, swap, description, onboot FROM guest ORDER BY 1"
  known = query(store, configured)
  result = snapshot(store, old, status=3)
  tap.contains(result.err + result.out, "quorum")
  tap.equal(lines(diff(store), fold=False), [], "differences")
  after = contents(store)
  for table in ("guest_disk_history", "guest_nic_history", "storage_history"):
    tap.equal(after[table], before[table], table)
  tap.equal(query(store, configured), known, "configuration of the guests")
  states = {column for record in diff(store, "--state") for column in record.get("columns", {})}
  tap.equal(sorted(states - {"quorate", "status"}), [], "states that it does not see itself")
  snapshot(store, recording(f"{CLUSTER}.auditor.changed"))
  tap.equal(lines(diff(store), fold=False), [], "after quorum is back")
  tap.equal(lines(diff(store, "1", "3"), fold=False), [], "before and after")


def test_a_guest_that_is_really_gone_from_a_filtered_list(tmp):
  """122 was removed; another guest is hidden. nextid tells them apart."""
  store = take(tmp, f"{CLUSTER}.auditor", f"{CLUSTER}.auditor.noaccess-guest")
  found = [r for r in diff(store) if r.get("entity") == "guest" and r["change"] == "removed"]
  tap.equal([r["key"]["vmid"] for r in found], [122])


def test_what_a_filtered_list_does_not_show_any_more(tmp):
  """Not removed, and yet gone from sight: a diff names it, also where the list was filtered before."""
  store = take(tmp, *(f"{CLUSTER}.auditor.{name}" for name in ("changed", "noaccess-guest", "noaccess-pool",
                                                               "changed")))
  def hidden(*args):
    return {r["entity"]: (r["count"], r["reason"]) for r in diff(store, *args)
            if " seen " in r.get("reason", "")}
  guests = "needs VM.Audit on /vms; not seen any more: "
  tap.equal(hidden("1", "2"), {"guest": (1, guests + "103")})
  tap.equal(hidden("2", "3"), {"guest": (4, guests + "100, 101, 104, 9001"),
                               "pool": (2, "needs Pool.Audit on /pool; not seen any more: prod, prod/db")})
  tap.equal(hidden("1", "3")["guest"], (5, guests + "100, 101, 103, 104, 9001"))
  tap.equal((hidden("3", "4"), hidden("2", "1"), hidden("3", "2")), ({}, {}, {}), "its return is not new")
  tap.equal(hidden("2", "3", "guest", "104"), {"guest": (1, guests + "104")})
  tap.equal(hidden("2", "3", "guest", "102"), {}, "another one")
  tap.contains(tap.ok("diff", "2", "3", "--store", store).out,
               "? resources of guests, 4 of them: no longer read, filtered")


def test_a_vmid_used_again_is_another_guest(tmp):
  def reuse(answer):
    if answer["path"] == "/nodes/pve1/qemu/100/config?current=1":
      data = answer["body"]["data"]
      data["smbios1"] = "uuid=00000000-0000-4000-8000-000000000001"
      data["meta"] = "creation-qemu=9.2.0,ctime=1800000000"
      del data["description"]
  store = take(tmp, f"{CLUSTER}.auditor")
  snapshot(store, edited(recording(f"{CLUSTER}.auditor"), tmp / "edited.ndjson", reuse))
  records = rows_of(diff(store), "guest", vmid=100)
  tap.equal(sorted(r["change"] for r in records), ["added", "removed"])
  tap.true(all(r.get("replaced") for r in records), "replaced")


def earlier_list(tmp, place):
  """The changed recording, whose first list of resources still has guest 104 elsewhere."""
  path = tmp / "moving.ndjson"
  with open(recording(f"{CLUSTER}.auditor.changed")) as source, open(path, "w") as copy:
    for text in source:
      answer = json.loads(text)
      if answer.get("path") == "/cluster/resources":
        before = json.loads(text)
        for entry in before["body"]["data"]:
          if entry.get("vmid") == 104:
            entry["node"] = "pve1"
        copy.write(json.dumps(before) + "\n")
        if place == "gone":
          answer["body"]["data"] = [e for e in answer["body"]["data"] if e.get("vmid") != 104]
        text = json.dumps(answer) + "\n"
      copy.write(text)
    gone = {"path": "/nodes/pve1/qemu/104/config?current=1", "status": 500, "reason": "gone", "body": {
      "data": None, "message": "Configuration file 'nodes/pve1/qemu-server/104.conf' does not exist\n"}}
    copy.write(json.dumps(gone) + "\n")
    copy.write(json.dumps({"path": "/cluster/nextid?vmid=104", "status": 200, "reason": "OK",
                           "body": {"data": "104"}}) + "\n")
  return path


def test_a_guest_migrates_during_the_walk(tmp):
  """Between the list and its config: it is looked for where it is now, and found."""
  store = take(tmp, f"{CLUSTER}.auditor.changed")
  requests = int(query(store, "SELECT requests FROM snapshot"))
  snapshot(store, earlier_list(tmp, "pve2"), "--expect-gap", "node/pve3", status=0)
  tap.equal(lines(diff(store, "--state", "--all")), [], "differences")
  tap.equal(query(store, "SELECT node FROM guest WHERE vmid = 104"), "pve2")
  tap.equal(int(query(store, "SELECT requests FROM snapshot WHERE id = 2")) - requests, 2,
            "more requests: the list and the config")


def test_a_guest_is_removed_during_the_walk(tmp):
  store = take(tmp, f"{CLUSTER}.auditor.changed")
  snapshot(store, earlier_list(tmp, "gone"), "--expect-gap", "node/pve3", status=0)
  tap.equal(lines(diff(store)), ["guest 104 removed"])


def test_exit_codes(tmp):
  store = tmp / "store.db"
  tap.equal(snapshot(store, recording(f"{STANDALONE}.auditor")).status, 0, "all is there")
  lab = tmp / "lab.db"
  result = snapshot(lab, recording(f"{CLUSTER}.auditor"))
  tap.equal(result.status, 3, "pve3 is down")
  tap.contains(result.err, "pve3")
  tap.equal(snapshot(lab, recording(f"{CLUSTER}.auditor.again"), "--expect-gap", "node/pve3").status, 0,
            "pve3 is expected to be down")
  tap.equal(snapshot(lab, recording(f"{CLUSTER}.auditor.again"), "--expect-gap", "node/pve3",
                     "--strict").status, 3, "--strict counts it")
  tap.equal(tap.pveinv("snapshot", "--source", f"recording:{recording('pve-8.4-auth-exchanges')}",
                       "--store", store).status, 4, "authentication failed")
  tap.equal(tap.pveinv("snapshot", "--source", "recording:/nonexistent", "--store", store).status, 2)


def unknown_of(tmp, source, entity, key):
  """What of a row is unknown when nothing else was ever read."""
  store = tmp / "fresh.db"
  store.unlink(missing_ok=True)
  snapshot(store, source)
  row, = tap.ok("get", entity, key, "--store", store, "-o", "json", status=(0, 3)).json()["rows"]
  return set(row["unknown"])


def test_a_row_without_status(tmp):
  """Nobody says how it is, so what it doesn't say is not known to be absent."""
  def cut(answer):
    for row in answer["body"]["data"] if answer["path"] == "/cluster/resources" else ():
      if row["id"] in ("qemu/100", "storage/pve1/local"):
        for key in set(row) - {"id", "type", "node", "vmid", "storage"}:
          del row[key]

  store = take(tmp, f"{CLUSTER}.auditor")
  source = edited(recording(f"{CLUSTER}.auditor"), tmp / "edited.ndjson", cut)
  snapshot(store, source)
  tap.equal(diff(store, "--state"), [], "differences")
  tap.true({"status", "maxdisk"} <= unknown_of(tmp, source, "guest", "100"), "of a guest")
  tap.true({"status", "type", "used"} <= unknown_of(tmp, source, "storage_status", "pve1/local"),
           "of a storage")


def test_no_property_string(tmp):
  """A list where "local:vm-100-disk-0,size=4G" should be: it is kept, and nothing is taken for empty."""
  def bend(answer):
    if answer["path"].startswith("/nodes/pve1/qemu/100/config"):
      for key, value in bent.items():
        tap.true(key in answer["body"]["data"], f"the recording has no {key}")
        answer["body"]["data"][key] = value

  for bent in ({"scsi0": [], "net0": ["one", "two"], "boot": []},
               {"scsi0": ["x"], "net0": [], "boot": [["a"]]}):
    store = take(tmp, f"{CLUSTER}.auditor")
    source = edited(recording(f"{CLUSTER}.auditor"), tmp / "edited.ndjson", bend)
    snapshot(store, source)
    records = {(record["entity"], column): change for record in diff(store)
               for column, change in record["columns"].items()}
    tap.equal({key: change["to"] for key, change in records.items()},
              {("guest_disk", "extra.guest_config.@value"): bent["scsi0"],
               ("guest_nic", "extra.net.@value"): bent["net0"],
               ("guest", "extra.cfg.boot"): bent["boot"]}, "differences")
    tap.true({"file", "storage", "size"} <= unknown_of(tmp, source, "guest_disk", "100/scsi0"), "of a disk")
    store.unlink()


def test_all_recordings_walk(tmp):
  for number, path in enumerate(sorted(tap.RECORDINGS.glob("*.ndjson"))):
    for level in ("basic", "standard", "detailed", "diagnostic"):
      tap.ok("snapshot", "--source", f"recording:{path}", "--store", tmp / f"{number}.db", "--level", level,
             "--cluster-name", "lab", status=(0, 3, 4))


if __name__ == "__main__":
  tap.main()
