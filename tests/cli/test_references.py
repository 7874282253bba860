"""References are the edges of every graph: each value of a column with a 'ref' is the key of a row, or it is
known why it is not. Over the genuine recordings, with all that a diagnostic snapshot has."""

import collections
import contextlib
import json
import os
import sqlite3
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, ".."), os.path.join(HERE, "../sim")]
import made_recording
import tap
from made_cluster import build

SOURCES = ("pve-8.4-cluster.root", "pve-8.4-cluster.auditor.changed", "pve-9.1-standalone.root")
# Columns that may hold what is no row, and why.
OTHERS = {
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
  "cluster_log.user": "the daemons write as root, without a realm; tokens are no users, and users go",
  "guest.cputype": "QEMU's own models are no rows",
  "guest.hookscript": "a configuration may name a file that is gone",
  "guest.cicustom_user": "a configuration may name a file that is gone",
  "guest_address.interface": "only agent and container say what interfaces there are; the configuration has "
                             "NICs",
  "guest_device.host": "PCI addresses (pci_devices has their rows), device files, vendor:product",
  "guest_disk.file": "volumes of storages that are down, or whose images the token may not list",
  "mapping_entry.path": "PCI addresses (pci_devices has their rows), directories",
  "node.acme_account": "a configuration may name an account that was never registered",
  "node_disk.osdid": "-1: none",
  "storage.fs_name": "may be a CephFS of another cluster",
}
# References of which nothing that we have shows an example.
UNREACHED = set("""
backup_job.notification_target: notification_target
ceph_fs.metadata_pool_id: ceph_pool
cluster_log.user: user
firewall_rule.iface: node_interface by node iface
guest.cicustom_meta: volume by * node cicustom_meta
guest.cicustom_meta: volume by * 'shared' cicustom_meta
guest.cicustom_network: volume by * node cicustom_network
guest.cicustom_network: volume by * 'shared' cicustom_network
guest.cicustom_user: volume by * 'shared' cicustom_user
guest.cicustom_vendor: volume by * node cicustom_vendor
guest.cicustom_vendor: volume by * 'shared' cicustom_vendor
guest.cputype: cpu_model
guest.hookscript: volume by * 'shared' hookscript
guest.vmstate: volume by * 'shared' vmstate
guest_device.host: usb_device by vmid.node host
guest_filesystem.slots: guest_disk by vmid slots
guest_user.vmid: guest
node_interface.ovs_bonds: node_interface by node ovs_bonds
sdn_controller.nodes: node
sdn_fabric.route_filter: sdn_prefix_list
sdn_route_map.call: sdn_route_map by call *
sdn_zone.secondary_controllers: sdn_controller
""".strip().splitlines())


def columns():
  """(entity, column, [(reference, its target, the target's key, where the parts of that are)])"""
  specs = {}
  for path in (tap.ROOT / "schema").glob("*.json"):
    spec = json.loads(path.read_text())
    if isinstance(spec, dict) and "entity" in spec:
      specs[spec["entity"]] = spec
  for entity, spec in specs.items():
    for column in spec["columns"]:
      refs = column.get("ref", [])
      targets = []
      for ref in [refs] if isinstance(refs, str) else refs:
        target, _, by = ref.partition(" by ")
        parts = [sql_of(part, column, spec, specs) for part in by.split() or [column["name"]]]
        targets.append((ref, target, specs[target]["key"], parts))
      if targets:
        yield entity, column, targets


def sql_of(part, column, spec, specs):
  """What a row 'e' has as this part of a key; None: it doesn't matter."""
  through, _, name = part.partition(".")
  if part == "*" or part[0] == "'":
    return None if part == "*" else part
  if part == column["name"]:
    return "item.value" if column["type"] == "list" else f'e."{part}"'
  if not name:
    return f'e."{part}"'
  refs = next(c["ref"] for c in spec["columns"] if c["name"] == through)
  target = refs if isinstance(refs, str) else refs[0]
  key = specs[target]["key"][0]
  return f'(SELECT r."{name}" FROM "{target}" r WHERE r.cluster = e.cluster AND r."{key}" = e."{through}")'


def dangling(store, entity, column, targets):
  """Values that are set, and part of the key of no row. A reference that is not set in all parts names
  none."""
  name, is_list = column["name"], column["type"] == "list"
  source = f'"{entity}" e, json_each(e."{name}") item' if is_list else f'"{entity}" e'
  value = "item.value" if is_list else f'e."{name}"'
  some, found = [], []
  for _, target, key, parts in targets:
    pairs = [(k, part) for k, part in zip(key, parts) if part]
    some.append(" AND ".join(f"{part} IS NOT NULL" for _, part in pairs))
    equal = " AND ".join(f'CAST(t."{k}" AS TEXT) = CAST({part} AS TEXT)' for k, part in pairs)
    found.append(f'EXISTS (SELECT 1 FROM "{target}" t WHERE t.cluster = e.cluster AND {equal})')
  return [row[0] for row in store.execute(
    f'SELECT DISTINCT {value} FROM {source} WHERE {value} IS NOT NULL AND ({" OR ".join(some)}) '
    f'AND NOT ({" OR ".join(found)})')]


def found(store, entity, column, targets):
  """How many values are part of the key of a row, for each reference."""
  name, is_list = column["name"], column["type"] == "list"
  source = f'"{entity}" e, json_each(e."{name}") item' if is_list else f'"{entity}" e'
  for ref, target, key, parts in targets:
    equal = " AND ".join(f'CAST(t."{k}" AS TEXT) = CAST({part} AS TEXT)' for k, part in zip(key, parts)
                         if part)
    yield ref, store.execute(f'SELECT count(*) FROM {source} WHERE EXISTS (SELECT 1 FROM "{target}" t '
                                f'WHERE t.cluster = e.cluster AND {equal})').fetchone()[0]


def stores(tmp):
  """What a diagnostic snapshot has of the recordings, and, at last, of a made-up cluster."""
  made = tmp / "made.ndjson"
  made.write_text(made_recording.recording(build(4, 40, 3), made_recording.ALL))
  for number, file in enumerate([*(tap.RECORDINGS / f"{source}.ndjson" for source in SOURCES), made]):
    path = tmp / f"{number}.db"
    tap.run(tap.plain_binary(), "snapshot", "-q", "--guest-agent", "--level", "diagnostic", "--source",
            f"recording:{file}", "--store", path)
    with contextlib.closing(sqlite3.connect(path)) as store:
      yield store, file == made


def test_every_value_is_a_row_or_explained_and_every_reference_has_rows(tmp):
  lost, held, reached = collections.defaultdict(set), set(), set()
  for store, made in stores(tmp):
    for entity, column, targets in columns():
      name = f"{entity}.{column['name']}"
      if store.execute(f'SELECT count("{column["name"]}") FROM "{entity}"').fetchone()[0]:
        held.add(name)
      if not made:  # its parts need not fit together
        lost[name].update(dangling(store, entity, column, targets))
      reached.update(f"{name}: {ref}" for ref, rows in found(store, entity, column, targets) if rows)
  text = "\n".join(f"{name}: {', '.join(map(str, sorted(values, key=str)))}"
                   for name, values in sorted(lost.items())
                   if values and name not in OTHERS)
  tap.equal(text, "", "values that are no key of a row")
  tap.true(len(held) > 60, f"only {len(held)} columns with a reference hold anything: {sorted(held)}")
  wanted = {f"{entity}.{column['name']}: {ref}" for entity, column, targets in columns()
            for ref, *_ in targets}
  tap.equal(sorted(wanted - reached - UNREACHED), [], "references that reach no row anywhere")
  tap.equal(sorted(UNREACHED - wanted), [], "no references")


def test_list_views_have_the_type_of_the_key(tmp):
  path = tmp / "s.db"
  tap.run(tap.plain_binary(), "snapshot", "-q", "--source", f"recording:{tap.RECORDINGS / SOURCES[0]}.ndjson",
          "--store", path)
  store = sqlite3.connect(path)
  kinds = store.execute("SELECT DISTINCT typeof(vmid) FROM backup_job_guest").fetchall()
  tap.equal(kinds, [("integer",)], "so that it can be joined with guest.vmid")
  joined = store.execute("SELECT count(*) FROM backup_job_guest JOIN guest USING (cluster, vmid)")
  tap.true(joined.fetchone()[0], "it can")
  tap.equal(store.execute("SELECT DISTINCT typeof(tag) FROM guest_tag").fetchall(), [("text",)])
  store.close()


def test_explained_columns_exist():
  names = {f"{entity}.{column['name']}" for entity, column, _ in columns()}
  tap.equal(sorted(set(OTHERS) - names), [])


if __name__ == "__main__":
  tap.main()
