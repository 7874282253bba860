"""References are the edges of every graph: each value of a column with a 'ref' is the key of a row, or it is known
why it is not. Over the genuine recordings, with all that a diagnostic snapshot has."""

import collections
import json
import os
import sqlite3
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
import tap

SOURCES = ("pve-8.4-cluster.root", "pve-8.4-cluster.auditor.changed", "pve-9.1-standalone.root")
# Columns that may hold what is no row, and why.
OTHERS = {
  "guest_nic.bridge": "a bridge of the guest's node is a node_interface; only virtual networks are rows of their own",
  "volume.home": "'shared': on no node's own disks",
  "backup.home": "'shared': on no node's own disks",
  "storage_status.home": "'shared': on no node's own disks",
  "volume.vmid": "volumes outlive their guests",
  "backup.vmid": "backups outlive their guests",
  "task.vmid": "tasks outlive their guests",
  "task.user": "users go, root@pam and the cluster's own jobs are no users of the list",
  "acl.vmid": "rights may be given before there is a guest, and stay after it",
  "acl.storage": "rights may be given before there is a storage",
  "acl.pool": "rights may be given before there is a pool",
  "acl.userid": "rights of users who are gone stay",
  "acl.tokenid": "rights of tokens that are gone stay",
  "acl.groupid": "rights of groups that are gone stay",
  "acl.node": "rights may be given before there is a node",
  "backup_job.vmids": "jobs may name guests that are gone",
  "backup_job.exclude_vmids": "jobs may name guests that are gone",
  "ha_resource.vmid": "its configuration may outlive the guest",
  "replication_job.vmid": "its configuration may outlive the guest",
  "mapping_entry.node": "mappings may name nodes that are gone",
  "notification_target.mailto_user": "users may be gone",
  "guest_disk.storage": "a configuration may name a storage that is gone",
  "backup_volume.slot": "the job's answer is made from all configurations, also those on nodes that are down",
  "sdn_status.zone": "localnetwork, the zone of plain bridges, is in no configuration",
  "sdn_ipam_entry.vmid": "addresses may outlive the guest",
}


def columns():
  """(entity, column, is it a list, target, its key, the columns that hold it)"""
  specs = {}
  for path in (tap.ROOT / "schema").glob("*.json"):
    spec = json.loads(path.read_text())
    if isinstance(spec, dict) and "entity" in spec:
      specs[spec["entity"]] = spec
  for entity, spec in specs.items():
    for column in spec["columns"]:
      if "ref" in column:
        target, _, by = column["ref"].partition(" by ")
        yield entity, column, target, specs[target]["key"], by.split() or [column["name"]]


def dangling(store, entity, column, target, key, by):
  """Values that are set, and are no key of a row."""
  name, is_list = column["name"], column["type"] == "list"
  source = f'"{entity}" e, json_each(e."{name}") item' if is_list else f'"{entity}" e'
  values = {c: "item.value" if is_list and c == name else f'e."{c}"' for c in by}
  found = " AND ".join(f'CAST(t."{k}" AS TEXT) = CAST({values[c]} AS TEXT)' for k, c in zip(key, by))
  some = " AND ".join(f"{value} IS NOT NULL" for value in values.values())
  return [row[0] for row in store.execute(
    f'SELECT DISTINCT {values[name]} FROM {source} WHERE {some} AND NOT EXISTS '
    f'(SELECT 1 FROM "{target}" t WHERE t.cluster = e.cluster AND {found})')]


def test_every_value_is_a_row_or_explained(tmp):
  lost, held = collections.defaultdict(set), set()
  for number, source in enumerate(SOURCES):
    path = tmp / f"{number}.db"
    tap.run(tap.plain_binary(), "snapshot", "-q", "--level", "diagnostic", "--source",
            f"recording:{tap.RECORDINGS / source}.ndjson", "--store", path)
    store = sqlite3.connect(path)
    for entity, column, target, key, by in columns():
      name = f"{entity}.{column['name']}"
      if store.execute(f'SELECT count("{column["name"]}") FROM "{entity}"').fetchone()[0]:
        held.add(name)
      lost[name].update(dangling(store, entity, column, target, key, by))
    store.close()
  text = "\n".join(f"{name}: {', '.join(map(str, sorted(values, key=str)))}" for name, values in sorted(lost.items())
                   if values and name not in OTHERS)
  tap.equal(text, "", "values that are no key of a row")
  tap.true(len(held) > 60, f"only {len(held)} columns with a reference hold anything: {sorted(held)}")


def test_list_views_have_the_type_of_the_key(tmp):
  path = tmp / "s.db"
  tap.run(tap.plain_binary(), "snapshot", "-q", "--source", f"recording:{tap.RECORDINGS / SOURCES[0]}.ndjson",
          "--store", path)
  store = sqlite3.connect(path)
  kinds = store.execute("SELECT DISTINCT typeof(vmid) FROM backup_job_guest").fetchall()
  tap.equal(kinds, [("integer",)], "so that it can be joined with guest.vmid")
  tap.true(store.execute("SELECT count(*) FROM backup_job_guest JOIN guest USING (cluster, vmid)").fetchone()[0], "it can")
  tap.equal(store.execute("SELECT DISTINCT typeof(tag) FROM guest_tag").fetchall(), [("text",)])
  store.close()


def test_explained_columns_exist():
  names = {f"{entity}.{column['name']}" for entity, column, *_ in columns()}
  tap.equal(sorted(set(OTHERS) - names), [])


if __name__ == "__main__":
  tap.main()
