"""diff: what it prints, in every format, and how it ends."""

import csv
import io
import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
import tap
from recordings import edited

CLUSTER = "pve-8.4-cluster"
AUDITOR = tap.RECORDINGS / f"{CLUSTER}.auditor.ndjson"


def recording(name):
  return tap.RECORDINGS / f"{name}.ndjson"


def take(tmp, *sources, options=()):
  return tap.store(tmp / "store.db", *sources, options=options)


def changed(tmp):
  return take(tmp, AUDITOR, recording(f"{CLUSTER}.auditor.changed"))


def diff(store, *args, status=0):
  return tap.ok("diff", *args, "--store", store, status=status)


# Where a test counts records, only those of these entities: others tell the same changes again.
COUNTED = ("cluster", "node", "node_interface", "guest", "guest_disk", "guest_nic", "storage",
           "storage_status")


def test_text(tmp):
  out = diff(changed(tmp), *COUNTED).out
  tap.equal(out.splitlines()[0].split(":")[0], "lab-cluster")
  tap.contains(out, "> guest 104 (db01-renamed)\n",
               "    memory               8.0 GiB → 16.0 GiB\n",
               "  ~ guest_nic 104/net1\n      model                vmxnet3 → virtio\n",
               "+ guest 105 (new01), with 1 guest_disk, 1 guest_nic\n",
               "- guest 122 (tmpl-ct), with 1 guest_disk\n",
               "~ guest 103 (lim-only)\n    tags                 test → critical,web\n",
               "~ storage data\n    content              images,rootdir → images,iso,rootdir\n")
  tap.equal(out.splitlines()[-1], "4 added, 2 removed, 5 changed, 1 moved")
  tap.true("guest_disk 105" not in out and "guest_disk 122" not in out, "children are folded")
  tap.true("\x1b" not in out, "no colours in a pipe")


def test_nothing_changed(tmp):
  store = take(tmp, AUDITOR, recording(f"{CLUSTER}.auditor.again"))
  for format in ("text", "table", "ndjson"):
    result = diff(store, "-o", format, "--exit-code")
    tap.equal((result.out, result.err), ("", ""), format)
  document = diff(store, "-o", "json").json()
  tap.equal(document["changes"], [])
  tap.equal(diff(store, "-o", "csv").out.count("\r\n"), 1, "csv has its header")
  tap.equal(diff(store, "latest", "latest").out, "", "with itself")


def test_records(tmp):
  store = changed(tmp)
  records = diff(store, "-o", "ndjson").rows()
  moved = next(r for r in records if r["change"] == "moved")
  tap.equal(moved, {
    "cluster": "lab-cluster", "entity": "guest", "key": {"vmid": 104}, "change": "moved",
    "columns": {"name": {"from": "db01", "to": "db01-renamed"}, "node": {"from": "pve1", "to": "pve2"},
                "memory": {"from": 8 << 30, "to": 16 << 30}},
    "from": 1, "to": 2, "fingerprint": moved["fingerprint"]})
  tap.equal(list(moved), ["cluster", "entity", "key", "change", "columns", "from", "to", "fingerprint"],
            "order")
  for record in records:
    for column in record["columns"].values():
      sides = {"added": {"to"}, "removed": {"from"}}.get(record["change"], {"from", "to"})
      tap.equal(set(column), sides, str(record))
  disk = next(r for r in records if r["entity"] == "guest_disk" and r["change"] == "added")
  tap.equal((disk["key"], disk["columns"]["size"]), ({"vmid": 105, "slot": "scsi0"}, {"to": 8 << 30}))


def test_json(tmp):
  store = changed(tmp)
  result = diff(store, "-o", "json", "--state", *COUNTED)
  document = result.json()
  tap.equal(list(document)[:3], ["pveinv", "diff", "changes"])
  tap.equal(document["diff"]["state"], True)
  pair = document["diff"]["clusters"][0]
  tap.equal((pair["cluster"], pair["from"]["snapshot"], pair["to"]["snapshot"]), ("lab-cluster", 1, 2))
  tap.equal(document["changes"], diff(store, "-o", "ndjson", "--state", *COUNTED).rows())
  jq = tap.run("jq", "-r", '.changes[] | select(.change == "removed") | .entity', input=result.out_bytes)
  tap.equal(jq.out.split(), ["guest", "guest_disk"])


def test_csv_has_a_line_for_each_column(tmp):
  store = changed(tmp)
  text = diff(store, "-o", "csv").out_bytes.decode()
  lines = list(csv.DictReader(io.StringIO(text, newline="")))
  records = diff(store, "-o", "ndjson").rows()
  tap.equal(len(lines), sum(max(1, len(r["columns"])) for r in records))
  line = next(x for x in lines if x["key"] == "104" and x["column"] == "memory")
  tap.equal((line["change"], line["from"], line["to"], line["from_snapshot"]),
            ("moved", str(8 << 30), str(16 << 30), "1"))
  tags = next(x for x in lines if x["key"] == "103" and x["column"] == "tags")
  tap.equal(json.loads(tags["to"]), ["critical", "web"])


def test_table(tmp):
  lines = diff(changed(tmp), "-o", "table").out.splitlines()
  tap.equal(lines[0].split(), ["CLUSTER", "ENTITY", "KEY", "CHANGE", "COLUMN", "FROM", "TO", "REASON"])
  tap.true(any(x.split()[1:6] == ["guest", "104", "moved", "name", "db01"] for x in lines), "\n".join(lines))


def test_entities(tmp):
  store = changed(tmp)
  records = diff(store, "-o", "ndjson", "guest_nic", "storages").rows()
  tap.equal({r["entity"] for r in records}, {"guest_nic", "storage"})
  tap.equal(diff(store, "1", "2", "guest_nic", "-o", "ndjson").rows(),
            diff(store, "guest_nic", "-o", "ndjson").rows())
  tap.equal(diff(store, "node", "--exit-code").out, "")


def test_exit_code(tmp):
  store = changed(tmp)
  diff(store, status=0)
  for format in ("text", "table", "json", "ndjson", "csv"):
    diff(store, "--exit-code", "-o", format, status=1)
  diff(store, "--exit-code", "2", "2", status=0)
  diff(store, "--exit-code", "9", status=2)


def test_one_snapshot(tmp):
  store = take(tmp, AUDITOR)
  result = diff(store, "--exit-code")
  tap.equal(result.out, "")
  tap.contains(result.err, "lab-cluster: no snapshot before the newest one to compare with")
  tap.equal(diff(store, "-q").err, "")
  diff(store, "latest~1", status=2)


def test_several_clusters(tmp):
  lab = [AUDITOR, recording(f"{CLUSTER}.auditor.changed")]
  alone = [recording("pve-9.1-standalone.auditor"), recording("pve-9.1-standalone.auditor.changed")]
  store = take(tmp, lab[0], alone[0], lab[1], alone[1])
  records = diff(store, "-o", "ndjson").rows()
  tap.equal({(r["cluster"], r["from"], r["to"]) for r in records}, {("lab-cluster", 1, 3), ("pve9", 2, 4)})
  out = diff(store).out
  tap.contains(out, "lab-cluster: snapshot 1 ", "pve9: snapshot 2 ")
  tap.true("lab-cluster" not in diff(store, "--cluster", "pve9").out, "--cluster")
  tap.equal({r["cluster"] for r in diff(store, "1", "3", "-o", "ndjson").rows()}, {"lab-cluster"},
            "a number is every cluster as of it")


def test_state_is_shown_on_demand(tmp):
  store = take(tmp, recording(f"{CLUSTER}.auditor.changed"), recording(f"{CLUSTER}.auditor.pve2-down"))
  tap.true("quorate" not in diff(store).out, "not by default")
  out = diff(store, "--state").out
  tap.contains(out, "~ node pve2\n    status               online → offline\n",
               "quorate              yes → no")


def test_unknown_is_a_record(tmp):
  store = take(tmp, recording(f"{CLUSTER}.auditor.changed"), recording(f"{CLUSTER}.auditor.pve2-down"))
  records = [r for r in diff(store, "-o", "ndjson").rows() if r["change"] == "unknown"]
  config = next(r for r in records if r["read"] == "guest_config")
  tap.equal({k: config[k] for k in ("cluster", "change", "read", "outcome", "count")},
            {"cluster": "lab-cluster", "change": "unknown", "read": "guest_config", "outcome": "offline",
             "count": 5})
  tap.true("key" not in config and "columns" not in config, "it is no object")
  out = diff(store).out
  tap.contains(out, "? guest_config, 5 times: no longer read, offline: Connection refused")
  tap.contains(out.splitlines()[-1], "unknown")


def test_learned_is_hidden_but_counted(tmp):
  name = AUDITOR
  store = take(tmp, name, options=("--level", "basic"))
  take(tmp, recording(f"{CLUSTER}.auditor.changed"))
  out = diff(store).out
  tap.contains(out.splitlines()[-1], "learned for the first time not shown (--all)")
  tap.true("\n= " not in out, "hidden")
  shown = diff(store, "--all").out
  tap.contains(shown, "\n= ", " learned")
  tap.true(not [r for r in diff(store, "-o", "ndjson").rows() if r["change"] == "learned"], "also in ndjson")
  tap.true([r for r in diff(store, "-o", "ndjson", "--all").rows() if r["change"] == "learned"], "--all")


def test_a_replaced_guest(tmp):
  def reuse(answer):
    if answer["path"] == "/nodes/pve1/qemu/100/config?current=1":
      answer["body"]["data"]["smbios1"] = "uuid=00000000-0000-4000-8000-000000000001"
      answer["body"]["data"]["meta"] = "creation-qemu=9.2.0,ctime=1800000000"
  store = take(tmp, AUDITOR,
               edited(AUDITOR, tmp / "reused.ndjson", reuse))
  out = diff(store).out
  tap.contains(out, "- guest 100 (web01.lab.test), another guest under the same key",
               "+ guest 100 (web01.lab.test), another guest under the same key")
  replaced = [r for r in diff(store, "-o", "ndjson").rows() if r.get("replaced")]
  tap.equal(sorted(r["change"] for r in replaced if r["entity"] == "guest"), ["added", "removed"])


def test_a_nic_moves_to_another_slot(tmp):
  def move(answer):
    if answer["path"] == "/nodes/pve1/qemu/104/config?current=1":
      answer["body"]["data"]["net7"] = answer["body"]["data"].pop("net1")
  store = take(tmp, AUDITOR, edited(AUDITOR, tmp / "moved.ndjson", move))
  records = diff(store, "-o", "ndjson").rows()
  tap.equal([(r["change"], r["key"], r.get("old_key")) for r in records if r["entity"] == "guest_nic"],
            [("moved", {"vmid": 104, "slot": "net7"}, {"vmid": 104, "slot": "net1"})])
  tap.contains(diff(store).out, "  guest 104 (db01)\n  > guest_nic 104/net7, was 104/net1\n")


def test_small_differences_and_long_values(tmp):
  """What human units would hide is shown; what is long is cut, lists by what came and went."""
  notes = "n" * 5000
  tags = ";".join(f"tag-number-{i}" for i in range(20))
  def first(answer):
    if answer["path"] == "/nodes/pve1/qemu/101/config?current=1":
      answer["body"]["data"].update(description="old", balloon=1)
    if answer["path"] == "/cluster/resources":
      for entry in answer["body"]["data"]:
        if entry.get("vmid") == 101:
          entry.update(tags=tags, maxmem=17179869184)
  def second(answer):
    first(answer)
    if answer["path"] == "/nodes/pve1/qemu/101/config?current=1":
      answer["body"]["data"].update(description=notes)
    if answer["path"] == "/cluster/resources":
      for entry in answer["body"]["data"]:
        if entry.get("vmid") == 101:
          entry.update(tags=tags.replace("tag-number-7;", "") + ";edge", maxmem=17179869185)
  store = take(tmp, edited(AUDITOR, tmp / "1.ndjson", first),
               edited(AUDITOR, tmp / "2.ndjson", second))
  out = diff(store, "--state").out
  tap.contains(out, "    tags                 +edge -tag-number-7\n",
               "    maxmem               17179869184 → 17179869185\n", "… (5000 bytes)")
  tap.true(max(map(len, out.splitlines())) < 300, "lines are cut")


def test_hostile_names(tmp):
  def edit(answer):
    if answer["path"] == "/nodes/pve1/qemu/101/config?current=1":
      answer["body"]["data"]["name"] = "a\nb\x1b[31m\u202e"
  store = take(tmp, AUDITOR, edited(AUDITOR, tmp / "2.ndjson", edit))
  out = diff(store).out
  tap.contains(out, "~ guest 101 (a\\u{a}b\\u{1b}[31m\\u{202e})", "plain → a\\u{a}b\\u{1b}[31m\\u{202e}")
  tap.equal(diff(store, "-o", "ndjson").rows()[0]["columns"]["name"]["to"], "a\nb\x1b[31m\u202e")
  cells = list(csv.DictReader(io.StringIO(diff(store, "-o", "csv").out_bytes.decode(), newline="")))
  tap.equal(cells[0]["to"], "a\nb\x1b[31m\u202e")


if __name__ == "__main__":
  tap.main()
