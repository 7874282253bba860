"""node_states - what a cluster answers when nodes are gone, never were there, or have just been started.

States are laid over answers of a healthy cluster, recorded or made up, so that both kinds have them:

  stopped    was there, is gone: 595; its guests keep their last values, itself some of them
  never-up   configured, but no node has ever seen it: 500; its guests have hardly a value
  starting   the daemons were restarted some seconds ago: everything is "unknown"
  cut-off    has lost the others: offline for them, though its web server still answers
"""

import re

OFFLINE_LACKS = ("cpu", "mem", "disk", "uptime")
# What is known of a guest or node of which no status ever came.
GUEST_BASICS = ("id", "type", "node", "vmid", "pool", "tags", "lock", "hastate")
NODE_BASICS = ("id", "type", "node", "hastate", "ssl_fingerprint")
STORAGE_METRICS = ("disk", "maxdisk")
# Read from files that all nodes share, by whichever node is asked.
ANYWHERE = re.compile(r"/nodes/[^/]+/((qemu|lxc)/[^/]+/firewall(/(aliases|ipset|refs|rules).*)?"
                      r"|capabilities(/qemu(/cpu)?)?|(qemu|lxc)/[^/]+/(rrd|rrddata)|rrd|rrddata)?")


class Condition:
  """What state the nodes are in, as one endpoint sees them."""

  def __init__(self):
    self.stopped, self.never_up, self.cut_off = set(), set(), set()
    self.starting = self.isolated = False

  def plain(self):
    return not (self.stopped or self.never_up or self.cut_off or self.starting or self.isolated)

  def offline(self, node):
    return node in self.stopped or node in self.cut_off


def answered_by(path):
  """The node that must answer a path itself, or None."""
  found = re.match(r"/nodes/([^/]+)/", path)
  return found.group(1) if found and not ANYWHERE.fullmatch(path) else None


def never_up(node):
  return 500, f"address lookup for '{node}' did not find any IP address"


def no_such_node(node):
  return 500, (f"hostname lookup '{node}' failed - failed to get address info for: {node}: "
               "Temporary failure in name resolution")


def without_quorum(path):
  """(status, text) of what cannot even be read without quorum, or None."""
  if re.fullmatch(r"/nodes/[^/]+/replication", path):
    return 500, "cfs-lock 'file-replication_cfg' error: no quorum!"
  return None


def keep(row, keys, **more):
  return {**{key: row[key] for key in keys if key in row}, **more}


def drop(row, keys, **more):
  return {**{key: value for key, value in row.items() if key not in keys}, **more}


def quorate(condition, rows):
  """Whether the nodes that are up have more than half of the votes; rows of /cluster/status. Where one was
  cut off, the others keep quorum, as with a QDevice."""
  nodes = [row for row in rows if row["type"] == "node"]
  up = sum(int(row["online"]) and row["name"] not in condition.stopped | condition.never_up
           for row in nodes)
  return int(not condition.isolated and 2 * up > len(nodes))


def _cluster_status(condition, rows):
  for row in rows:
    if row["type"] == "cluster":
      yield {**row, "quorate": quorate(condition, rows)}
    elif row["name"] in condition.never_up:
      yield drop(row, ("ip",), online=0)
    else:
      yield {**row, "online": 0} if condition.offline(row["name"]) else row


def _node(condition, row):
  name = row["node"]
  if name in condition.never_up:
    row = keep(row, ("id", "type", "node", "ssl_fingerprint"), status="offline")
    return {**row, "ssl_fingerprint": None} if "ssl_fingerprint" in row else row
  if condition.offline(name):
    return drop(row, OFFLINE_LACKS, status="offline")
  if condition.starting and row.get("status") != "offline":
    return keep(row, NODE_BASICS, status="unknown")
  return row


def _resource(condition, row):
  """A row of /cluster/resources or a member of a pool; None if it is missing."""
  kind = row["type"]
  unseen = condition.starting or row.get("node") in condition.never_up
  if kind == "node":
    return _node(condition, row)
  if kind == "pool":
    return keep(row, ("id", "type", "pool")) if condition.starting else row
  if kind in ("sdn", "network"):
    local = "localnetwork" in (row.get("sdn"), row.get("network"))
    return None if condition.starting and not local else row
  if not unseen:
    return row
  if kind == "storage":
    return drop(row, STORAGE_METRICS, status="unknown")
  return keep(row, GUEST_BASICS, status="unknown")


def _resources(condition, rows):
  return [new for row in rows if (new := _resource(condition, row)) is not None]


def _pool(condition, pool):
  return {**pool, "members": _resources(condition, pool["members"])} if "members" in pool else pool


def _ha_status(condition, rows, quorum):
  for row in rows:
    if row["type"] == "quorum" and not quorum:
      yield {**row, "quorate": 0, "status": f"No quorum on node '{row['node']}'!"}
    else:
      yield row


def overlaid(condition, path, data, quorum):
  """The data of a healthy cluster's answer, as it is in this condition."""
  if data is None or condition.plain():
    return data
  if path == "/cluster/status":
    return list(_cluster_status(condition, data))
  if path == "/cluster/resources":
    return _resources(condition, data)
  if path == "/nodes":
    return [_node(condition, row) for row in data]
  if path == "/pools":
    return [_pool(condition, pool) for pool in data]
  if path.startswith("/pools/"):
    return _pool(condition, data)
  if path == "/cluster/ha/status/current":
    return list(_ha_status(condition, data, quorum))
  return data
