"""An upgrade of pveinv is never a change of the cluster: a store written by a program that knows fewer
columns, then used by the full one. The older program is built here, from the same sources."""

import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
import other_specs
import tap

TIME_LIMIT = 300
RECORDING = tap.RECORDINGS / "pve-8.4-cluster.auditor.ndjson"
AGAIN = tap.RECORDINGS / "pve-8.4-cluster.auditor.again.ndjson"
CHANGED = tap.RECORDINGS / "pve-8.4-cluster.auditor.changed.ndjson"

# What the older program does not know: a plain text, one from a property string, a list, a metric.
FEWER = {"guest": ["ostype", "onboot"], "guest_nic": ["mtu"], "storage": ["path", "nodes"],
         "node": ["cpu_model"]}


def build(tmp, fewer, heeded={}):
  """A pveinv without these columns, and which does not ignore these keys."""
  specs = other_specs.copy(tmp / "schema")
  for entity, names in fewer.items():
    path = specs / f"{entity}.json"
    spec = json.loads(path.read_text())
    known = {column["name"] for column in spec["columns"]}
    tap.true(known.issuperset(names), f"{entity} has lost {set(names) - known}: choose other columns")
    spec["columns"] = [column for column in spec["columns"] if column["name"] not in names]
    for tab, listed in spec.get("tabs", {}).items():
      spec["tabs"][tab] = " ".join(word for word in listed.split() if word not in names)
    path.write_text(json.dumps(spec))
  for entity, keys in heeded.items():
    path = specs / f"{entity}.json"
    spec = json.loads(path.read_text())
    for place in (spec, *spec["sources"]):
      for key in keys:
        place.get("ignored", {}).pop(key, None)
    path.write_text(json.dumps(spec))
  return other_specs.build(specs, tmp / "pveinv-older")


def snapshot(program, store, source):
  result = tap.run(program, "snapshot", "--source", f"recording:{source}", "--store", store)
  tap.true(result.status in (0, 3), str(result))


def query(store, sql):
  return tap.run("sqlite3", store, sql).out.strip()


def count(store):
  tables = query(store, "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE '%!_history' "
                        "ESCAPE '!'")
  return {table: query(store, f"SELECT count(*) FROM {table}") for table in sorted(tables.split())}


def real(records):
  return [r for r in records if r["change"] not in ("learned", "unknown")]


def test_more_columns_are_no_change(tmp):
  older, newer, store = build(tmp, FEWER), tap.binary(), tmp / "store.db"
  snapshot(older, store, RECORDING)
  snapshot(older, store, AGAIN)
  before = count(store)
  tap.contains(query(store, "SELECT extra FROM guest WHERE vmid = 100"), '"ostype":"l26"')
  snapshot(newer, store, AGAIN)
  tap.equal(count(store), before, "versions")
  result = tap.ok("diff", "--store", store, "-o", "ndjson", "--state")
  tap.equal(real(result.rows()), [], "differences to the snapshot before the upgrade")
  tap.equal(tap.ok("diff", "1", "3", "--store", store, "-o", "ndjson").rows(), [], "and to the first")
  # The values have moved out of extra, in all versions.
  tap.equal(query(store, "SELECT count(*) FROM guest_history WHERE extra LIKE '%ostype%'"), "0",
            "left in extra")
  tap.equal(query(store, "SELECT ostype, onboot FROM guest WHERE vmid = 100"), "l26|1")
  tap.equal(query(store, "SELECT mtu FROM guest_nic WHERE vmid = 100 AND slot = 'net0'"), "1450")
  tap.equal(query(store, "SELECT path FROM storage WHERE storage = 'local'"), "/var/lib/vz")
  tap.equal(query(store, "SELECT nodes FROM storage WHERE storage = 'tank'"), '["pve2","pve3"]')
  old = tap.ok("get", "guest", "100", "--at", "1", "--store", store, "-o", "json").json()["rows"][0]
  tap.equal(old["ostype"], "l26", "the oldest snapshot has it, too")


def test_changes_after_an_upgrade_are_seen(tmp):
  older, store = build(tmp, FEWER), tmp / "store.db"
  snapshot(older, store, RECORDING)
  snapshot(tap.binary(), store, CHANGED)
  plain = tmp / "plain.db"
  snapshot(tap.binary(), plain, RECORDING)
  snapshot(tap.binary(), plain, CHANGED)
  got, expected = ([json.dumps(r, sort_keys=True) for r in
                    real(tap.ok("diff", "--store", s, "-o", "ndjson").rows())] for s in (store, plain))
  tap.equal("\n".join(sorted(got)), "\n".join(sorted(expected)), "as if the program had always known them")


def test_fewer_columns_are_no_change(tmp):
  """The other way round: columns leave the schema, a key is ignored no more. What they held is in extra
  then."""
  fewer = build(tmp, FEWER, {"storage_status": ["content"], "node": ["digest"]})
  store = tmp / "store.db"
  snapshot(tap.binary(), store, RECORDING)
  snapshot(tap.binary(), store, AGAIN)
  snapshot(fewer, store, AGAIN)
  tap.contains(query(store, "SELECT extra FROM guest WHERE vmid = 100"), '"ostype":"l26"')
  tap.contains(query(store, "SELECT extra FROM storage_status WHERE node = 'pve1' AND storage = 'local'"),
               '"content":')
  for refs in (), ("1", "3"), ("3", "1"):
    result = tap.run(fewer, "diff", *refs, "--store", store, "-o", "ndjson", "--state")
    tap.equal(real(result.rows()), [], f"differences {refs}")
  # What changes later is seen, in extra.
  snapshot(fewer, store, CHANGED)
  found = real(tap.run(fewer, "diff", "--store", store, "-o", "ndjson").rows())
  tap.true(any("extra.storage_cfg.nodes" in r.get("columns", {}) for r in found), str(found))
  # The columns come back.
  snapshot(tap.binary(), store, CHANGED)
  for refs in (), ("4", "5"), ("1", "2"), ("2", "3"):
    result = tap.ok("diff", *refs, "--store", store, "-o", "ndjson", "--state")
    tap.equal(real(result.rows()), [], f"back again: {refs}")
  tap.equal(query(store, "SELECT ostype FROM guest WHERE vmid = 100"), "l26")


def test_a_newer_store_is_left_alone(tmp):
  """The older program would file known facts under extra, and forget them: it may read, not write."""
  older, store = build(tmp, FEWER), tmp / "store.db"
  snapshot(tap.binary(), store, RECORDING)
  query(store, "UPDATE meta SET value = '99.0.0' WHERE key = 'program'")  # both are built from one version
  before = query(store, ".dump")
  refused = tap.run(older, "snapshot", "--source", f"recording:{AGAIN}", "--store", store)
  tap.equal(refused.status, 6, str(refused))
  tap.contains(refused.err, "99.0.0", "reading works")
  tap.equal(query(store, ".dump"), before, "refused, yet changed")
  tap.equal(tap.run(older, "get", "guests", "--store", store).status, 0, "reading")


if __name__ == "__main__":
  tap.main()
