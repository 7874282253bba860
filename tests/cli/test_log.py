"""log and blame: every change once, in time order; since when a value is what it is. diff between stores, and
against the live cluster."""

import json
import os
import sqlite3
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
import tap
from recordings import edited

CLUSTER = "pve-8.4-cluster"
AUDITOR = tap.RECORDINGS / f"{CLUSTER}.auditor.ndjson"
SERIES = ("auditor", "auditor.again", "auditor.changed")


def recording(name):
  return tap.RECORDINGS / f"{CLUSTER}.{name}.ndjson"


def take(store, *sources, options=()):
  return tap.store(store, *sources, options=options)


def series(tmp):
  """Three snapshots; all changes of CHANGES.md lie between the second and the third."""
  return take(tmp / "store.db", *map(recording, SERIES))


def config_of(vmid, **values):
  """An edit that sets keys of a guest's configuration; None removes one."""
  def edit(answer):
    if answer["path"].endswith(f"/{vmid}/config?current=1"):
      for key, value in values.items():
        answer["body"]["data"].pop(key, None)
        if value is not None:
          answer["body"]["data"][key] = value
  return edit


def log(store, *args, status=0):
  return tap.ok("log", *args, "--store", store, status=status)


# --- log


def test_the_log_is_the_diffs_of_neighbours(tmp):
  store = take(series(tmp), recording("auditor.noaccess-guest"), recording("auditor"),
               recording("auditor.noaccess-pool"), recording("limited"), recording("noacl"))
  for options in ((), ("--state",), ("--state", "--all"), ("guest", "100", "103"), ("node", "pve1"),
                  ("pool",)):
    rows = log(store, "-o", "ndjson", *options).rows()
    expected = []
    for to in range(8, 1, -1):
      expected += tap.ok("diff", to - 1, to, *options, "-o", "ndjson", "--store", store).rows()
    for row in rows:
      tap.true(row.pop("taken") > 1795140000, "taken")
    tap.equal(rows, expected, str(options))
    tap.true(any(row["change"] == "unknown" for row in rows), f"{options}: nothing was left out")


def test_of_an_object_with_what_belongs_to_it(tmp):
  store = series(tmp)
  tap.equal(log(store, "guest", "104").out,
            "snapshot 3 of lab-cluster, 2026-11-20T03:26:50Z\n"
            "  > guest 104 (db01-renamed): name db01 → db01-renamed; node pve1 → pve2; memory 8.0 GiB → 16.0 "
            "GiB\n  ~ guest_nic 104/net1: model vmxnet3 → virtio; bridge vmbr1 → vmbr0; tag - → 42\n")
  tap.equal([(r["entity"], r["key"]["vmid"])
             for r in log(store, "guest", "122", "105", "-o", "ndjson").rows()],
            [("guest", 105), ("guest", 122), ("guest_agent", 105), ("guest_disk", 105), ("guest_disk", 122),
             ("guest_nic", 105)])
  tap.equal([r["key"] for r in log(store, "guest_nic", "104/net1", "-o", "ndjson").rows()],
            [{"vmid": 104, "slot": "net1"}])
  result = log(store, "guest", "100")
  tap.equal(result.out, "")
  tap.contains(result.err, "no changes")
  tap.contains(log(store, "guest", "4711", status=2).err, "no snapshot knows a guest 4711")
  tap.contains(log(store, "gust", status=2).err, "did you mean guest?", "--since and --until")


def test_like_a_lines_history(tmp):
  store = take(tmp / "store.db", *(edited(AUDITOR, tmp / f"{i}.ndjson", config_of(104, memory=size))
                                   for i, size in enumerate(("8192", "4096", "4096", "2048"))))
  tap.equal(log(store, "guest", "104", "-c", "memory").out.splitlines()[1::3],
            ["  ~ guest 104 (db01): memory 4.0 GiB → 2.0 GiB",
             "  ~ guest 104 (db01): memory 8.0 GiB → 4.0 GiB"])
  tap.equal([r["to"] for r in log(store, "guest", "104", "-c", "memory", "-o", "ndjson", "--reverse").rows()],
            [2, 4])
  tap.equal(log(store, "guest", "104", "-c", "tags").out, "")
  tap.contains(log(store, "guest", "104", "-c", "memry", status=2).err, "did you mean memory")
  log(store, "-c", "memory", status=2)


def test_bounds(tmp):
  sizes = ("1024", "2048", "3072", "4096", "5120")
  store = take(tmp / "store.db", *(edited(AUDITOR, tmp / f"{i}.ndjson", config_of(104, memory=size))
                                   for i, size in enumerate(sizes)))
  def seen(*args):
    return [r["to"] for r in log(store, *args, "-o", "ndjson").rows()]
  tap.equal(seen(), [5, 4, 3, 2])
  tap.equal(seen("--since", "2"), [5, 4, 3])
  tap.equal(seen("--until", "3"), [3, 2])
  tap.equal(seen("--since", "2", "--until", "latest~1"), [4, 3])
  tap.equal(seen("-n", "1"), [5])
  tap.equal(seen("--limit", "2", "guest", "104"), [5, 4])
  tap.equal(seen("--since", "2001-01-01"), [5, 4, 3, 2], "before the first")
  tap.equal(seen("--until", "2001-01-01"), [])
  log(store, "--since", "nonsense", status=2)
  log(store, "latest", "guest", status=2)
  # The log of what is left says the same of it.
  tap.ok("snapshot", "delete", "3", "--store", store)
  tap.equal([(r["from"], r["to"], r["columns"]["memory"]["from"] >> 20) for r in
             log(store, "guest", "-o", "ndjson").rows()], [(4, 5, 4096), (2, 4, 2048), (1, 2, 1024)])


def test_patch_is_the_diff(tmp):
  store = series(tmp)
  tap.equal(log(store, "-p").out, tap.ok("diff", "--store", store).out)
  tap.equal(log(store, "-p", "storage", "acl").out, tap.ok("diff", "storage", "acl", "--store", store).out)


def test_a_moved_disk_is_followed(tmp):
  first = config_of(104, scsi5="data:vm-104-disk-7,size=1G")
  second = config_of(104, scsi6="data:vm-104-disk-7,size=1G")
  store = take(tmp / "store.db", edited(AUDITOR, tmp / "1", first), edited(AUDITOR, tmp / "2", second))
  for key in ("104/scsi5", "104/scsi6"):
    rows = log(store, "guest_disk", key, "-o", "ndjson").rows()
    tap.equal([(r["change"], r["old_key"]["slot"]) for r in rows], [("moved", "scsi5")], key)
  lines = tap.ok("blame", "guest_disk", "104/scsi6", "-o", "ndjson", "-c", "size", "--store", store).rows()
  tap.equal([(x["how"], x["snapshot"]) for x in lines], [("known", 1)], "it was there before, elsewhere")


# --- blame


def blame(store, *args, status=0):
  return tap.ok("blame", *args, "--store", store, status=status)


def of(store, *args):
  return {row["column"]: row for row in blame(store, *args, "-o", "ndjson").rows()}


def test_blame(tmp):
  store = series(tmp)
  rows = of(store, "guest", "104")
  tap.equal([(rows[c]["how"], rows[c]["snapshot"], rows[c]["value"], rows[c]["was"])
             for c in ("name", "memory", "cores", "lock")],
            [("changed", 3, "db01-renamed", "db01"), ("changed", 3, 16 << 30, 8 << 30),
             ("known", 1, rows["cores"]["value"], None), ("known", 1, None, None)])
  tap.equal((rows["memory"]["since"], rows["memory"]["not_yet"]), (1795145210, 1795144831),
            "between these two")
  rows = of(store, "guest", "105")
  tap.equal({(row["how"], row["snapshot"]) for row in rows.values() if row["how"] != "unknown"},
            {("added", 3)})
  tap.equal(of(store, "guest", "104", "--at", "latest~1")["name"]["value"], "db01")
  blame(store, "guest", "105", "--at", "1", status=2)
  blame(store, "guest", "4711", status=2)
  lines = blame(store, "guest", "103", "-c", "tags,memory").out.splitlines()
  tap.equal(lines[0].split(), ["COLUMN", "VALUE", "SINCE", "SNAPSHOT", "HOW", "WAS", "WHO"])
  tap.contains(lines[1], "critical,web", "changed", "test", "root@pam!full: qmconfig")
  tap.contains(lines[2], "known since")


def test_blame_agrees_with_the_log(tmp):
  """What blame calls changed or added is in the log as that; what the log has, blame knows."""
  store = take(series(tmp), recording("auditor"))
  for vmid in (103, 104, 121):
    newest = {}
    for row in log(store, "guest", vmid, "--state", "-o", "ndjson").rows():
      if row["entity"] == "guest":
        for name, values in row["columns"].items():
          newest.setdefault(name, (row["to"], values.get("from"), values.get("to")))
    for name, row in of(store, "guest", vmid).items():
      if name in newest:
        tap.equal((row["snapshot"], row["was"], row["value"]), newest[name], f"{vmid}.{name}")
      else:
        tap.true(row["how"] in ("known", "unknown"), f"{vmid}.{name}: {row}")


def test_learned_is_known_since(tmp):
  store = take(tmp / "store.db", recording("auditor"), options=("--level", "basic"))
  take(store, recording("auditor.again"))
  rows = of(store, "guest", "104")
  tap.equal((rows["name"]["how"], rows["name"]["snapshot"]), ("known", 1))
  tap.equal((rows["memory"]["how"], rows["memory"]["snapshot"]), ("known", 2))


def test_a_new_column_is_known_since_the_upgrade(tmp):
  """A column that this program fills since a later snapshot may have had its value for ever."""
  store = series(tmp)
  database = sqlite3.connect(store)
  database.execute("INSERT INTO meta_column VALUES ('guest', 'cores', 1, 2)")
  database.commit()
  database.close()
  rows = of(store, "guest", "104")
  tap.equal((rows["cores"]["how"], rows["cores"]["snapshot"]), ("known", 2))
  tap.equal((rows["memory"]["how"], rows["memory"]["snapshot"]), ("changed", 3))


# --- diff: objects, files, live


def diff(store, *args, status=0):
  return tap.ok("diff", *args, "--store", store, status=status)


def test_diff_of_objects(tmp):
  store = series(tmp)
  everything = diff(store, "-o", "ndjson").rows()
  rows = diff(store, "guest", "104", "105", "-o", "ndjson").rows()
  tap.equal(rows, [r for r in everything if r["key"].get("vmid") in (104, 105)])
  tap.equal(diff(store, "guest", "105").out.splitlines()[2],
            "+ guest 105 (new01), with 1 guest_agent, 1 guest_disk, 1 guest_nic")
  selected = diff(store, "guest", "-l", "tags~prod", "-o", "ndjson").rows()
  tap.equal({r["key"]["vmid"] for r in selected}, {104})
  tap.equal(diff(store, "guest", "-l", "name=db01", "-o", "ndjson").rows(), selected, "as it was before, too")
  tap.equal(diff(store, "storage", "data", "guest", "103", "-o", "ndjson").rows(),
            [r for r in everything
             if r["key"] in ({"storage": "data"}, {"vmid": 103}, {"poolid": "prod", "member": "103"})])
  for wrong in (("-l", "tags~prod"), ("guest", "100", "-l", "tags~prod"), ("1", "2", "3"), ("guest", "7")):
    diff(store, *wrong, status=2)


def test_between_stores(tmp):
  one, two = tmp / "one.db", tmp / "two.db"
  take(one, recording("auditor"))
  take(two, recording("auditor.again"), recording("auditor.changed"))
  together = diff(series(tmp), "1", "3", "-o", "ndjson").rows()
  rows = tap.ok("diff", f"{one}@latest", f"{two}@2", "-o", "ndjson").rows()
  def bare(records):
    return [{k: v for k, v in r.items() if k not in ("from", "to", "by", "candidates")} for r in records]
  tap.equal(bare(rows), bare(together), "the same changes, with the same fingerprints")
  tap.equal({(r["from"], r["to"]) for r in rows}, {(1, 2)})
  document = tap.ok("diff", f"{one}@1", "latest", "-o", "json", "--store", two).json()
  side = document["diff"]["clusters"][0]
  tap.equal((side["from"]["store"], side["from"]["snapshot"], side["to"]["snapshot"]), (str(one), 1, 2))
  tap.equal(tap.ok("diff", f"{one}@1", f"{two}@1", "--exit-code").out, "")
  back = tap.ok("diff", f"{two}@2", f"{one}@1", "guest", "-o", "ndjson").rows()
  tap.equal([r["key"] for r in back if r["change"] == "removed"], [{"vmid": 105}])
  tap.ok("diff", f"{tmp}/none.db@1", "latest", "--store", two, status=6)


def test_live(tmp):
  store = take(tmp / "store.db", recording("auditor"), recording("auditor.again"))
  size = store.stat().st_size
  source = ("--source", f"recording:{recording('auditor.changed')}")
  stored = diff(take(tmp / "other.db", *map(recording, SERIES)), "-o", "ndjson").rows()
  rows = diff(store, "latest", "live", "-o", "ndjson", *source, status=3).rows()
  tap.equal([r["fingerprint"] for r in rows], [r["fingerprint"] for r in stored])
  tap.equal({(r["from"], r["to"]) for r in rows}, {(2, None)})
  tap.equal(next(r for r in rows if r["key"] == {"vmid": 103})["by"]["user"], "root@pam!full")
  out = diff(store, "live", *source, status=3).out
  tap.contains(out.splitlines()[0], "lab-cluster: snapshot 2 (2026-11-20T03:20:31Z, incomplete) → live (")
  back = diff(store, "live", "1", "guest", "104", *source, status=3).out
  tap.contains(back, "live (", "memory               16.0 GiB → 8.0 GiB")
  tap.equal(len(tap.ok("snapshot", "list", "-o", "ndjson", "--store", store).rows()), 2, "nothing is stored")
  tap.equal(store.stat().st_size, size)
  diff(store, "live", "live", *source, status=2)
  diff(store, *source, status=2)


# --- formats


def test_markdown(tmp):
  lines = diff(series(tmp), "guest", "103", "104", "-o", "markdown").out.splitlines()
  tap.true(lines[0].startswith("### lab-cluster: snapshot 2 "), lines[0])
  tap.equal(lines[2:7], [
    "| | object | column | change |", "| --- | --- | --- | --- |",
    "| `~` | guest 103 (lim-only) | tags | test → critical,web |", "| `~` | | pool | - → prod |",
    "| ` ` | | | by root@pam!full: qmconfig, 2026-11-20T03:26:38Z (tags) |"])
  tap.equal(lines[-1], "1 added, 2 changed, 1 moved")


def test_stat(tmp):
  store = series(tmp)
  rows = diff(store, "--stat", "-o", "ndjson").rows()
  counted = {}
  for record in diff(store, "-o", "ndjson").rows():
    counted.setdefault(record["entity"], {}).setdefault(record["change"], 0)
    counted[record["entity"]][record["change"]] += 1
  tap.equal({r["entity"]: {k: n for k, n in r.items() if k not in ("cluster", "entity") and n} for r in rows},
            counted)
  tap.equal(diff(store, "--stat").out.splitlines()[0].split()[:4], ["CLUSTER", "ENTITY", "ADDED", "REMOVED"])
  tap.equal(diff(store, "latest", "latest", "--stat", "--exit-code").out, "")


def test_equal_changes_fold(tmp):
  """A field that is new on every guest is one line; what differs besides stays."""
  def first(answer):
    if answer["path"] == "/cluster/resources":
      data = answer["body"]["data"]
      guest = next(x for x in data if x.get("vmid") == 101)
      data += [{**guest, "vmid": vmid, "id": f"qemu/{vmid}", "name": f"g{vmid}"}
               for vmid in range(1000, 1030)]
  configs = {}
  def collect(answer):
    first(answer)
    if answer["path"] == "/nodes/pve1/qemu/101/config?current=1":
      configs["line"] = answer
  plain = edited(AUDITOR, tmp / "plain.ndjson", collect)
  def write(file, extra):
    text = plain.read_text()
    for vmid in range(1000, 1030):
      line = json.loads(json.dumps(configs["line"]))
      line["path"] = f"/nodes/pve1/qemu/{vmid}/config?current=1"
      line["body"]["data"].update(extra(vmid))
      text += json.dumps(line) + "\n"
    (tmp / file).write_text(text)
    return tmp / file
  store = take(tmp / "store.db", write("1", lambda vmid: {}),
               write("2", lambda vmid: {"newfield": vmid, "onboot": 1,
                                        **({"cores": 7} if vmid == 1007 else {})}))
  out = diff(store, "guest").out
  tap.contains(out, "~ 30 guests (1000, 1001, 1002, 1003, 1004, 1005, 1006, 1007, …): onboot no → yes\n",
               "): extra.cfg.newfield - → 30 different values\n", "~ guest 1007 (plain)\n    cores ")
  tap.equal(out.count("newfield"), 1)
  tap.equal(out.splitlines()[-1], "30 changed")
  tap.equal(len(diff(store, "guest", "-o", "ndjson").rows()), 30, "programs get them all")
  tap.equal(log(store, "guest").out.count("newfield"), 1)


def test_fingerprints(tmp):
  """The same change, the same number: in another run, another store, another range, another format."""
  rows = diff(series(tmp), "-o", "ndjson").rows()
  prints = [r["fingerprint"] for r in rows]
  tap.equal(len(set(prints)), len(prints), "each its own")
  other = take(tmp / "other.db", recording("auditor"), recording("auditor.changed"))
  tap.equal([r["fingerprint"] for r in diff(other, "-o", "json").json()["changes"]], prints)
  tap.equal([r["fingerprint"] for r in diff(other, "--state", "-o", "ndjson").rows()
             if r["fingerprint"] in prints],
            prints, "whatever else is asked for")
  tap.equal([r["fingerprint"] for r in rows if r["key"] == {"vmid": 103}], [FINGERPRINT_OF_103])


FINGERPRINT_OF_103 = "31b6baabe2164a5f"


def validate(schema, document):
  import jsonschema
  jsonschema.Draft202012Validator.check_schema(schema)
  jsonschema.Draft202012Validator(schema).validate(document)


def test_documents_follow_their_schema(tmp):
  store = take(series(tmp), recording("auditor.pve2-down"), recording("auditor"))
  schema = tap.ok("explain", "diff", "-o", "json-schema").json()
  for args in (("2", "3"), ("3", "4", "--state"), ("4", "5", "--all", "--state"), ("3", "2"),
               ("latest", "latest")):
    validate(schema, diff(store, *args, "-o", "json").json())
  validate(schema, log(store, "--all", "--state", "-o", "json").json())
  validate(schema, diff(store, "live", "-o", "json", "--source", f"recording:{recording('auditor.changed')}",
                        status=3).json())
  record = {"$defs": schema["$defs"], "$ref": "#/$defs/change"}
  for row in log(store, "-o", "ndjson").rows():
    validate(record, row)


if __name__ == "__main__":
  tap.main()
