"""describe: one object with all that belongs to it, live and from the store; what was not read is said."""

import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
import tap
from recordings import edited

AUDITOR = tap.RECORDINGS / "pve-8.4-cluster.auditor.ndjson"
CHANGED = tap.RECORDINGS / "pve-8.4-cluster.auditor.changed.ndjson"
LIMITED = tap.RECORDINGS / "pve-8.4-cluster.limited.ndjson"
STANDALONE = tap.RECORDINGS / "pve-9.1-standalone.auditor.ndjson"


def take(tmp, *sources, level="detailed"):
  naming = ("--cluster-name", "lab") if LIMITED in sources else ()
  return tap.store(tmp / "store.db", *sources, options=("--level", level, *naming))


def describe(store, *args, status=0):
  return tap.ok("describe", *args, "--store", store, status=status)


def document(store, *args):
  return describe(store, *args, "-o", "json").json()


def tab(doc, title):
  return next(t for t in doc["tabs"] if t["tab"] == title)


def lists(doc):
  return {(t["tab"], l["entity"]): l for t in doc["tabs"] for l in t["lists"]}


def entities():
  return [json.loads(p.read_text()) for p in sorted((tap.ROOT / "schema").glob("*.json"))
          if "entity" in json.loads(p.read_text())]


def test_no_column_is_left_out(tmp):
  """Each entity that has rows: the tabs hold all its columns, each once, with the values of get."""
  store, seen = take(tmp, AUDITOR), 0
  for spec in entities():
    rows = tap.ok("get", spec["entity"], "--store", store, "-o", "ndjson", "--limit", "1").rows()
    if not rows:
      continue
    row, seen = rows[0], seen + 1
    key = "/".join(str(row[k]) for k in spec["key"])
    doc = document(store, spec["entity"], key)
    tap.equal(doc["key"], {k: row[k] for k in spec["key"]})
    columns, unknown = {}, []
    for t in doc["tabs"]:
      unknown += t["columns"].pop("unknown", [])
      tap.true(not set(columns) & set(t["columns"]), f"{spec['entity']}: a column in two tabs")
      columns.update(t["columns"])
    names = [c["name"] for c in spec["columns"] if c["name"] not in spec["key"]]
    tap.equal(sorted([*columns, *unknown]), sorted(names), spec["entity"])
    tap.equal(columns, {n: row[n] for n in names if n in row}, spec["entity"])
  tap.true(seen > 40, f"only {seen} entities have rows")


def test_what_belongs_to_a_guest(tmp):
  store = take(tmp, AUDITOR)
  doc = document(store, "guest", "100")
  found = lists(doc)
  tap.equal(doc["path"], "lab-cluster/vm/100")
  def expected(entity, condition):
    rows = tap.ok("get", entity, "--store", store, "-o", "ndjson", "--where", condition).rows()
    for row in rows:
      del row["cluster"]
      row.pop("extra", None)
      row["unknown"] = [name for name in row.get("unknown", []) if not name.startswith("extra.")]
      if not row["unknown"]:
        del row["unknown"]
    return rows
  for where, entity, condition in (
      ("Hardware", "guest_disk", "vmid = 100"), ("Hardware", "guest_nic", "vmid = 100"),
      ("Firewall", "firewall_rule", "scope = 'guest' AND owner = '100' ORDER BY pos"),
      ("Snapshots", "guest_snapshot", "vmid = 100"), ("Replication", "replication_job", "vmid = 100"),
      ("Permissions", "pool_member", "vmid = 100"), ("Backup", "backup_volume", "vmid = 100"),
      ("Task History", "task", "vmid = 100")):
    rows = found[where, entity]["rows"]
    wanted = expected(entity, condition.split(" ORDER")[0])
    tap.equal(sorted(map(json.dumps, rows)), sorted(map(json.dumps, wanted)), entity)
  jobs = [row["id"] for row in found["Backup", "backup_job"]["rows"]]
  every = tap.ok("get", "backup_jobs", "--store", store, "-l", "vmids=100", "-o", "ndjson").rows()
  tap.equal(jobs, [row["id"] for row in every], "a list of guests holds this one")
  tap.true(found["Hardware", "guest_disk"]["rows"] and jobs, "the recording has some")


def test_a_key_of_several_parts(tmp):
  """The heading runs them together; each is shown by its name, also where nothing else is set."""
  store = take(tmp, tap.RECORDINGS / "pve-8.4-cluster.root.ndjson")
  text = describe(store, "mapping_entry", "dir/share1/pve1//srv/share").out
  tap.equal([line.split() for line in text.splitlines()[1:]],
            [[], ["Summary"], ["kind", "dir"], ["id", "share1"], ["node", "pve1"], ["path", "/srv/share"]])


def test_what_refers_by_a_key_of_several_parts(tmp):
  """A set's entries and no other's; the rules that name it as source or destination; an alias' rules and
  sets."""
  store = take(tmp, AUDITOR)
  found = {entity: rows["rows"] for (_, entity),
           rows in lists(document(store, "ipset", "cluster//management")).items()}
  tap.equal({row["name"] for row in found["ipset_entry"]}, {"management"})
  tap.equal([row["source"] for row in found["firewall_rule"]], ["+dc/management"])
  found = {entity: rows["rows"] for (_, entity),
           rows in lists(document(store, "ipset", "cluster//blacklist")).items()}
  tap.equal([row["dest"] for row in found["firewall_rule"]], ["+dc/blacklist"])
  found = {entity: rows["rows"] for (_, entity), rows in
           lists(document(store, "firewall_alias", "cluster//lan")).items()}
  tap.equal([row["source"] for row in found["firewall_rule"]], ["dc/lan"])
  tap.equal([row["name"] for row in found["ipset_entry"]], ["management"])
  found = {entity: rows["rows"] for (_, entity), rows in
           lists(document(store, "firewall_alias", "guest/100/self")).items()}
  tap.equal([(row["owner"], row["source"]) for row in found["firewall_rule"]], [("100", "guest/self")])


def related(store, entity, key):
  return {entity: rows["rows"] for (_, entity), rows in lists(document(store, entity, key)).items()}


def test_what_refers_through_another_row(tmp):
  """NICs have the bridge of their guest's node; disks a shared volume, or one of that node."""
  store = take(tmp, tap.RECORDINGS / "pve-8.4-cluster.root.ndjson")
  nodes = {node: {row["vmid"] for row in tap.ok("get", "guests", "--store", store, "--at", "latest", "-l",
                                                f"node={node}",
                                                "-o", "ndjson").rows()} for node in ("pve1", "pve2")}
  for node, guests in nodes.items():
    nics = related(store, "node_interface", f"{node}/vmbr0")["guest_nic"]
    tap.true(nics, f"{node}: no NICs")
    tap.true({nic["vmid"] for nic in nics} <= guests, f"{node}: {nics}")
    tap.equal({nic["bridge"] for nic in nics}, {"vmbr0"})
  volumes = tap.ok("get", "volumes", "--store", store, "--at", "latest", "-o", "ndjson").rows()
  used = {}
  for volume in volumes:
    key = f"{volume['storage']}/{volume['home']}/{volume['volid']}"
    used[key] = {(disk["vmid"], disk["file"]) for disk in related(store, "volume", key).get("guest_disk", [])}
  tap.equal(used["data/pve1/data:100/vm-100-disk-0.qcow2"], {(100, "data:100/vm-100-disk-0.qcow2")})
  tap.equal(used["data/pve1/data:100/vm-100-disk-8.qcow2"], set(), "disks on a volume that none uses")


def test_what_refers_to_functions_of_a_card(tmp):
  """A whole card means all of its functions; several addresses stand behind one another."""
  host = "00:01;0000:00:02.0;00:09"  # the last one is not there
  def pass_through(answer):
    data = (answer.get("body") or {}).get("data")
    if "/qemu/100/config" in answer["path"]:
      data["hostpci0"] = f"{host},pcie=1"
    if answer["path"] == "/cluster/mapping/pci":
      data[0]["map"] = ["id=10de:2204,node=pve1,path=0000:00:02;0000:00:03.0"]
    if data and "/hardware/pci?" in answer["path"]:
      data += [{**data[1], "id": f"0000:00:01.{n}"} for n in (1, 2)] + [{**data[1], "id": "0000:00:02.1"}]
  root = tap.RECORDINGS / "pve-8.4-cluster.root.ndjson"
  store = take(tmp, edited(root, tmp / "pci.ndjson", pass_through))
  def devices(entity, *columns):
    rows = tap.ok("get", entity, "--store", store, "-o", "ndjson", "-c", "+pci_devices").rows()
    return {tuple(row[name] for name in columns): row.get("pci_devices", "?") for row in rows}
  functions = [f"0000:00:01.{n}" for n in range(3)]
  of_guest = devices("guest_device", "vmid", "slot")
  tap.equal(of_guest[100, "hostpci0"], functions + ["0000:00:02.0"])
  tap.equal(of_guest[100, "usb0"], None)
  tap.equal(devices("mapping_entry", "kind", "node")["pci", "pve1"],
            ["0000:00:02.0", "0000:00:02.1", "0000:00:03.0"])
  for device, guests, mappings in ((functions[2], 1, 0), ("0000:00:02.0", 1, 1), ("0000:00:02.1", 0, 1),
                                   ("0000:00:05.0", 0, 0)):
    rows = related(store, "pci_device", f"pve1/{device}")
    tap.equal([len(rows[name]) for name in ("guest_device", "mapping_entry")], [guests, mappings], device)
  tap.equal(related(store, "pci_device", f"pve2/{functions[0]}")["guest_device"], [], "another node's")
  standard = tap.store(tmp / "standard.db", root)
  row = tap.ok("get", "guest_device", "100/hostpci0", "--store", standard, "-o", "ndjson").rows()[0]
  tap.true("pci_devices" in row["unknown"], "the node's devices were not read")


def test_unknown_is_neither_empty_nor_gone(tmp):
  """A list that no snapshot read is not among those of which there is none."""
  store = take(tmp, AUDITOR, level="standard")
  doc = lists(document(store, "guest", "101"))
  tap.equal(doc["Snapshots", "guest_snapshot"], {"entity": "guest_snapshot", "complete": False,
                                                 "missing": "skipped: needs level detailed", "rows": []})
  tap.equal(doc["Replication", "replication_job"],
            {"entity": "replication_job", "complete": True, "rows": []})
  text = describe(store, "guest", "101").out
  none, missing = text.split("\nNone\n")[1].split("\nNot read, or not all of it\n")
  tap.contains(none, "replication_jobs")
  tap.contains(missing, "guest_snapshots", "needs level detailed")
  tap.true("guest_snapshots" not in none, "unknown is not empty")
  offline = document(store, "guest", "300")
  tap.contains(json.dumps(lists(offline)["Hardware", "guest_disk"]), "offline")
  tap.true("memory" in tab(offline, "Hardware")["columns"]["unknown"], "its configuration was not read")
  tap.true("?  " in describe(store, "guest", "300").out, "in the text, too")


def test_moments(tmp):
  store = take(tmp, AUDITOR, CHANGED)
  def name(*args):
    return tab(document(store, "guest", "104", *args), "Summary")["columns"]["name"]
  tap.equal((name(), name("--at", "1"), name("--at", "latest~1")), ("db01-renamed", "db01", "db01"))
  tap.contains(describe(store, "guest", "104", "--at", "1").out,
               "guest 104 (db01) of lab-cluster, snapshot 1, ")
  tap.contains(describe(store, "guest", "104", "--at", "nonsense", status=2).err, "nonsense")


def test_live(tmp):
  """It reads the object and the lists of the cluster, but not the other guests; nothing is stored."""
  doc = tap.ok("describe", "guest", "100", "--source", f"recording:{AUDITOR}", "-o", "json").json()
  tap.equal(doc["clusters"][0]["snapshot"], None)
  tap.equal(tab(doc, "Hardware")["columns"]["memory"], 4 << 30)
  tap.equal(lists(doc)["Backup", "backup"]["missing"], "not asked")
  log = tmp / "asked.ndjson"
  tap.ok("describe", "guest", "100", "--source", f"recording:{AUDITOR}", "--record", log)
  paths = [json.loads(line)["path"] for line in log.read_text().split("\n")[1:] if line]
  tap.true(any("/qemu/100/config" in path for path in paths), "its configuration is read")
  tap.true(not any("/qemu/101/" in path or "/lxc/" in path for path in paths), "no other guest's is")
  log.unlink()
  node = tap.ok("describe", "node", "pve1", "--source", f"recording:{AUDITOR}", "--record", log, "-o", "json",
                status=3)
  tap.contains(node.err, "storage_content (local-lvm/pve1, nfs-iso/shared, pbs1/shared, san-lvm/shared)")
  paths = [json.loads(line)["path"] for line in log.read_text().split("\n")[1:] if line]
  tap.true(not any(path.startswith("/nodes/pve2/") and "certificates" not in path for path in paths),
           "nor is another node, but to see which cluster this is")
  tap.true(lists(node.json())["System", "node_interface"]["rows"], "its interfaces are")
  tap.true(not (tmp / "state").exists(), "nothing is stored")


def test_without_a_key(tmp):
  store = take(tmp, AUDITOR)
  doc = document(store, "cluster")
  tap.equal(doc["path"], "lab-cluster/cluster/cluster")
  tap.equal(len(lists(doc)["Storage", "storage"]["rows"]),
            len(tap.ok("get", "storages", "--store", store, "-o", "ndjson").rows()), "all of them")
  tap.contains(describe(store, "guest", status=2).err, "which guest?", "pveinv get guests")


def test_which_cluster(tmp):
  store = take(tmp, AUDITOR, STANDALONE)
  tap.contains(describe(store, "guest", "100", status=2).err, "several clusters", "--cluster")
  tap.equal(document(store, "guest", "100", "--cluster", "pve9")["path"], "pve9/vm/100")


def test_what_is_not_there(tmp):
  store = take(tmp, STANDALONE)
  tap.contains(describe(store, "guest", "4711", status=2).err, "there is no guest 4711")
  tap.contains(describe(store, "gest", "100", status=2).err, "did you mean guest")
  other = tmp / "limited"
  other.mkdir()
  tap.contains(describe(take(other, LIMITED), "guest", "4711", status=3).err, "no guest 4711 was seen")


def test_yaml_is_the_same(tmp):
  import yaml
  store = take(tmp, AUDITOR)
  tap.equal(yaml.safe_load(describe(store, "guest", "100", "-o", "yaml").out),
            document(store, "guest", "100"))


if __name__ == "__main__":
  tap.main()
