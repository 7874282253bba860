"""What belongs to a thing ends with it, whatever else it belongs to: the lists that are read for a node, a
virtual network or a storage are not read any more when it has gone, so nothing else would ever close them."""

import collections
import json
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, ".."), os.path.join(HERE, "../sim")]
import made_recording
import tap
from made_cluster import build
from recordings import edited

RECORDING = tap.RECORDINGS / "pve-8.4-cluster.root.ndjson"

# What goes: where it is listed, and under which paths more of it is told.
GONE = {
  "node": ("pve1", ("/nodes", "/cluster/resources", "/cluster/status", "/cluster/config/nodes"),
           "/nodes/pve1/"),
  "vnet": ("vnet1", ("/cluster/sdn/vnets", "/cluster/sdn/vnets?pending=1"), "/cluster/sdn/vnets/vnet1/"),
  "group": ("webserver", ("/cluster/firewall/groups",), "/cluster/firewall/groups/webserver"),
  "storage": ("data", ("/storage", "/cluster/resources"), "/storage/data/content"),
}
# Rows that belong to it and to nothing else of their list: table, column.
PARTS = {
  "node": [("firewall_rule", "node"), ("firewall_options", "node"), ("storage_status", "node"),
           ("volume", "home"),
           ("backup", "home"), ("sdn_status", "node"), ("sdn_vnet_status", "node"), ("certificate", "node"),
           ("lvm_pv", "node"), ("node_interface", "node")],
  "vnet": [("firewall_rule", "vnet"), ("firewall_options", "vnet"), ("sdn_subnet", "vnet")],
  "group": [("firewall_rule", "owner_group")],
  "storage": [("volume", "storage"), ("backup", "storage"), ("storage_status", "storage")],
}


def names(element):
  """What an element of a list may be called."""
  return {element.get(key) for key in ("node", "name", "vnet", "group", "storage")}


def without(kind, path):
  """The recording without one thing."""
  name, lists, below = GONE[kind]
  def edit(answer):
    where = answer["path"]
    if where in lists:
      answer["body"]["data"] = [e for e in answer["body"]["data"] if name not in names(e)]
    return below not in where and where != below.rstrip("/")

  return edited(RECORDING, path, edit)


def snapshot(store, source):
  tap.store(store, source, options=("--level", "detailed"))


def counted(store, kind):
  return {f"{table}.{column}": int(tap.run("sqlite3", store, f"SELECT count(*) FROM {table} WHERE {column} = "
                                           f"'{GONE[kind][0]}'").out) for table, column in PARTS[kind]}


def check(tmp, kind, present):
  store = tmp / "store.db"
  snapshot(store, RECORDING)
  before = counted(store, kind)
  for part in present:
    tap.true(before[part] > 0, f"{part}: the recording has none")
  snapshot(store, without(kind, tmp / "without.ndjson"))
  tap.equal(counted(store, kind), dict.fromkeys(before, 0), f"still open after the {kind} has gone")
  removed = [r for r in tap.ok("diff", "--store", store, "--state", "-o", "ndjson").rows()
             if r["change"] == "removed"]
  for part in present:
    entity = part.split(".")[0]
    tap.true(any(r["entity"] == entity for r in removed), f"no removed {entity} in the diff")


def test_node(tmp):
  check(tmp, "node", ["firewall_options.node", "storage_status.node", "volume.home", "certificate.node"])


def test_vnet(tmp):
  check(tmp, "vnet", ["firewall_options.vnet"])


def test_security_group(tmp):
  check(tmp, "group", ["firewall_rule.owner_group"])


def test_storage(tmp):
  check(tmp, "storage", ["storage_status.storage"])


def test_lists_end_with_what_they_are_of(tmp):
  """A vnet that returns has rules that nobody knew: learned, unless its list was read while it was new."""
  store = tmp / "store.db"
  snapshot(store, RECORDING)
  snapshot(store, without("vnet", tmp / "without.ndjson"))
  left = tap.run("sqlite3", store, "SELECT count(*) FROM scope_history WHERE until IS NULL AND "
                 "scope LIKE '%\"vnet1\"%'").out.strip()
  tap.equal(left, "0", "lists of vnet1 that are still known")


# --- under the same key with another parent

CEPH = {"ceph_config", "ceph_flag", "ceph_fs", "ceph_mds", "ceph_mgr", "ceph_mon", "ceph_osd", "ceph_pool",
        "ceph_rule"}
OTHER = "99999999-9999-9999-9999-999999999999"


def made(tmp):
  path = tmp / "made.ndjson"
  path.write_text(made_recording.recording(build(4, 20, 3), made_recording.ALL))
  return path


def other_ceph(source, path, fsid, *failing):
  """The recording with another Ceph cluster, whose things have the same names; some reads fail."""
  lines = [json.loads(line.replace(fsid, OTHER)) for line in source.read_text().splitlines()]
  for answer in lines[1:]:
    if answer["path"].endswith(failing or "never"):
      answer.update(status=596, reason="timed out", body=None)
  path.write_text("".join(json.dumps(line) + "\n" for line in lines))
  return path


def changes(store, first, second, *options):
  """{(entity, change, …)} with how many there are, of what belongs to Ceph."""
  rows = tap.ok("diff", first, second, "--store", store, "-o", "ndjson", *options).rows()
  return collections.Counter((row["entity"], row["change"]) for row in rows
                             if row.get("entity") in CEPH | {"ceph_cluster"})


def test_osd_0_of_another_ceph_is_another_one(tmp):
  """Whatever else could be read: all of the old Ceph is gone, what is seen of the new one is added, and what
  is seen later has not come since."""
  source = made(tmp)
  whole, part = tmp / "whole.db", tmp / "part.db"
  snapshot(whole, source)
  fsid = tap.run("sqlite3", whole, "SELECT fsid FROM ceph_cluster").out.strip()
  held = {table: int(tap.run("sqlite3", whole, f"SELECT count(*) FROM {table}").out) for table in CEPH}
  tap.true(all(held.values()), held)
  snapshot(whole, other_ceph(source, tmp / "other.ndjson", fsid))
  gone, new = ({(table, change): held.get(table, 1) for table in CEPH | {"ceph_cluster"}}
               for change in ("removed", "added"))
  tap.equal(dict(changes(whole, "1", "2")), {**gone, **new})
  snapshot(part, source)
  snapshot(part, other_ceph(source, tmp / "failing.ndjson", fsid, "/ceph/osd", "/ceph/mon"))
  unread = {("ceph_osd", "added"), ("ceph_mon", "added")}
  tap.equal(dict(changes(part, "1", "2")), {**gone, **{key: new[key] for key in new if key not in unread}})
  snapshot(part, tmp / "other.ndjson")
  tap.equal(dict(changes(part, "2", "3")), {})
  tap.equal(changes(part, "2", "3", "--all")["ceph_osd", "learned"], held["ceph_osd"])
  tap.equal(dict(changes(part, "1", "3")), {**gone, **new})


if __name__ == "__main__":
  tap.main()
