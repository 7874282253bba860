"""estate_jobs - high availability, backup jobs and replication of a made-up cluster, by its guests."""

from estate import Missing, first_node, listed, lot, not_here, one, release, seconds, signed
from pve_answers import size_of
from recorded import failure

HA_SHARE, REPLICATION_SHARE, UNCOVERED = 12, 15, 10
STATES = ("started", "started", "started", "stopped", "ignored", "disabled")
DAY = 86400


def managed(cluster):
  """The guests that are resources of HA."""
  return [vmid for vmid in cluster.guests if lot(cluster, "ha", vmid, HA_SHARE) == 0]


def sid(cluster, vmid):
  return f"{'vm' if cluster.guests[vmid]['type'] == 'qemu' else 'ct'}:{vmid}"


# --- HA


def states(cluster):
  """{VMID: state} of the resources whose manager has one."""
  found = {vmid: resource(cluster, vmid)["state"] for vmid in managed(cluster)}
  return {vmid: state for vmid, state in found.items() if state != "ignored"}


def resource(cluster, vmid):
  state = STATES[lot(cluster, "ha state", vmid, len(STATES))]
  row = {"sid": sid(cluster, vmid), "type": sid(cluster, vmid)[:2], "state": state}
  options = lot(cluster, "ha options", vmid, 8)
  if options & 1:
    row.update(max_restart=2, max_relocate=3)
  if options & 2:
    row["comment"] = "must not be away for long"
  if release(cluster) < (9, 0):
    row.update({"group": "prefer-first"} if options & 4 else {})
  else:
    row["failback"] = int(not options & 4)
  return row


def resources(cluster):
  rows = [resource(cluster, vmid) for vmid in managed(cluster)]
  if rows:
    # A resource whose guest is gone, as the manager finds when it is edited by hand.
    rows.append({"sid": "vm:99999", "type": "vm", "state": "started",
                 "errors": {"sid": "guest does not exist"}})
  return signed(rows)


def groups(cluster):
  if release(cluster) >= (9, 0):
    raise Missing(failure(500, "cannot index groups: ha groups have been migrated to rules"))
  nodes = list(cluster.nodes)
  return signed([
    {"group": "prefer-first", "type": "group", "nodes": ",".join([f"{nodes[0]}:2", *nodes[1:]]),
     "restricted": 0,
     "nofailback": 1, "comment": "the big one first"},
    {"group": "only-last", "type": "group", "nodes": nodes[-1], "restricted": 1, "nofailback": 0}])


def rules(cluster):
  sids = [sid(cluster, vmid) for vmid in managed(cluster)]
  nodes = list(cluster.nodes)
  if len(sids) < 2:
    return []
  return signed([
    {"rule": "licence", "type": "node-affinity", "resources": ",".join(sids[:2]),
     "nodes": f"{nodes[0]}:2,{nodes[-1]}",
     "strict": 1, "comment": "only where it is licensed", "order": 1},
    {"rule": "apart", "type": "resource-affinity", "affinity": "negative", "resources": ",".join(sids[-2:]),
     "order": 2},
    {"rule": "broken", "type": "resource-affinity", "affinity": "positive",
     "resources": ",".join(sids[-2:]),
     "disable": 1, "order": 3, "errors": {"resources": ["together, and apart"]}}])


def crm_state(state):
  return {"started": "started", "stopped": "stopped", "disabled": "stopped"}[state]


def current(cluster):
  first, now = first_node(cluster), seconds(cluster)
  yield {"id": "quorum", "type": "quorum", "node": first, "quorate": 1, "status": "OK"}
  if not managed(cluster):
    return
  newest = release(cluster) >= (9, 2)
  yield {"id": "master", "type": "master", "node": first, "timestamp": now, "status": f"{first} (active)"}
  if newest:
    yield {"id": "fencing", "type": "fencing", "node": first, "status": "armed", "armed-state": "armed",
           "resource_mode": "freeze"}
  for node in cluster.nodes:
    yield {"id": f"lrm:{node}", "type": "lrm", "node": node, "timestamp": now, "status": f"{node} (active)"}
  for vmid in managed(cluster):
    row, node = resource(cluster, vmid), cluster.guests[vmid]["node"]
    if row["state"] != "ignored":
      yield {"id": f"service:{row['sid']}", "type": "service", "sid": row["sid"], "node": node,
             "state": row["state"], "request_state": row["state"], "crm_state": crm_state(row["state"]),
             "status": f"{row['sid']} ({node}, {row['state']})", "max_restart": row.get("max_restart", 1),
             "max_relocate": row.get("max_relocate", 1),
             **({"auto-rebalance": vmid % 2} if newest else {}),
             **{key: row[key] for key in ("group", "comment", "failback") if key in row}}


def manager(cluster):
  now, services = seconds(cluster), {}
  for vmid in managed(cluster):
    row, node = resource(cluster, vmid), cluster.guests[vmid]["node"]
    if row["state"] != "ignored":
      services[row["sid"]] = {"node": node, "state": crm_state(row["state"]), "uid": f"{vmid:022}",
                              **({"running": 1} if row["state"] == "started" else {})}
  if services:
    services[next(iter(services))].update(failed_nodes=[list(cluster.nodes)[-1]],
                                          target=first_node(cluster),
                                          maintenance_node=list(cluster.nodes)[-1])
  lrm = {"mode": "active", "results": {}, "state": "active" if services else "wait_for_agent_lock",
         "timestamp": now}
  return {"manager_status": {"master_node": first_node(cluster), "timestamp": now,
                             "service_status": services,
                             "node_status": dict.fromkeys(cluster.nodes, "online")},
          "lrm_status": {name: dict(lrm) for name in cluster.nodes},
          "quorum": {"node": first_node(cluster), "quorate": "1"}}


# --- backup

NIGHTLY = {"id": "backup-nightly", "type": "vzdump", "schedule": "mon..sat 02:30", "storage": "pbs",
           "mode": "snapshot",
           "enabled": 1, "all": 1, "prune-backups": {"keep-daily": "7", "keep-last": "3",
                                                     "keep-weekly": "4"},
           "fleecing": {"enabled": "1", "storage": "local-zfs"},
           "notes-template": "{{guestname}} on {{node}}",
           "performance": {"max-workers": "4", "pbs-entries-max": "1048576"},
           "notification-mode": "notification-system",
           "pbs-change-detection-mode": "metadata", "repeat-missed": 1, "comment": "nightly – all",
           "protected": 0}
BY_POOL = {"id": "backup-pool", "type": "vzdump", "schedule": "sun 01:00", "storage": "nfs", "mode": "stop",
           "enabled": 0,
           "pool": "prod", "compress": "zstd", "zstd": 4, "bwlimit": 102400, "ionice": 7, "lockwait": 180,
           "stopwait": 10, "stop": 0, "stdexcludes": 1, "exclude-path": ["/tmp/?*", "/var/cache/?*"],
           "script": "/usr/local/bin/after", "tmpdir": "/var/tmp", "quiet": 1, "remove": 1,
           "prune-backups": {"keep-all": "1"}, "mailto": "ops@lab.test", "mailnotification": "failure",
           "notification-mode": "legacy-sendmail"}
LISTED = {"id": "backup-listed", "type": "vzdump", "schedule": "*/6:00", "mode": "suspend", "enabled": 1,
          "compress": "gzip", "pigz": 2, "dumpdir": "/srv/dump", "prune-backups": {"keep-hourly": "6",
                                                                                 "keep-monthly": "2",
                                                                                   "keep-yearly": "1"}}
# Of old releases.
OLD = {"id": "backup-old", "type": "vzdump", "schedule": "fri 04:00", "storage": "local",
       "mode": "snapshot",
       "enabled": 1, "maxfiles": 3, "compress": "lzo", "notification-policy": "failure",
       "notification-target": "pager"}


# What vzdump.conf of a node says, or PVE itself.
DEFAULTS = {"storage": "local", "mode": "snapshot", "compress": "0", "remove": 1, "bwlimit": 0, "ionice": 7,
            "lockwait": 180, "stopwait": 10, "stdexcludes": 1, "pigz": 0, "zstd": 1, "quiet": 0, "stop": 0,
            "mailnotification": "always", "notification-mode": "auto", "prune-backups": "keep-all=1",
            "performance": {"max-workers": 16, "pbs-entries-max": 1048576},
            "fleecing": {"enabled": 0},
            "all": 0}
OWN_DEFAULTS = {
  "storage": "pbs", "mailto": "ops@lab.test", "exclude": "100", "exclude-path": ["/tmp/?*"], "protected": 1,
  "notes-template": "{{guestname}}", "notification-target": "pager", "notification-policy": "always",
  "pbs-change-detection-mode": "data", "script": "/usr/local/bin/hook", "tmpdir": "/var/tmp",
  "dumpdir": "/srv/dump", "pool": "prod", "vmid": "100", "fleecing": {"enabled": 1, "storage": "local-zfs"},
  "prune-backups": "keep-daily=7,keep-hourly=6,keep-last=3,keep-monthly=6,keep-weekly=4,keep-yearly=1"}


def defaults(cluster, node, **_):
  if node not in cluster.nodes:
    not_here(f"/nodes/{node}/vzdump/defaults")
  own = {**OWN_DEFAULTS, "node": node} if node == first_node(cluster) else {}
  return {**DEFAULTS, **own}


def left_out(cluster):
  return [vmid for vmid in cluster.guests if lot(cluster, "no backup", vmid, UNCOVERED) == 0]


def by_list(cluster):
  return [vmid for vmid in left_out(cluster) if vmid % 2]


def backup_jobs(cluster):
  next_run = seconds(cluster) // DAY * DAY + DAY + 9000
  yield {**NIGHTLY, "exclude": ",".join(map(str, left_out(cluster))), "next-run": next_run}
  yield {**BY_POOL, "node": first_node(cluster), "next-run": next_run}
  yield {**LISTED, "vmid": ",".join(map(str, by_list(cluster))), "next-run": next_run}
  if release(cluster) < (9, 0):
    yield {**OLD, "vmid": "100", "next-run": next_run}


def guests_of(cluster, id):
  if id == "backup-nightly":
    return sorted(set(cluster.guests) - set(left_out(cluster)))
  if id == "backup-pool":
    return [vmid for vmid, guest in cluster.guests.items() if guest["pool"] == "prod"]
  return by_list(cluster) if id == "backup-listed" else [100] if 100 in cluster.guests else []


def volumes(guest):
  """(key, volume, whether it is saved, why) of a guest's disks."""
  for key, value in guest["config"].items():
    if guest["type"] == "lxc" and key == "rootfs":
      yield key, value.split(",")[0], 1, "rootfs"
    elif guest["type"] == "lxc" and key.startswith("mp"):
      saved = int("backup=1" in value)
      yield key, value.split(",")[0], saved, "enabled" if saved else "disabled"
    elif guest["type"] == "qemu" and size_of(str(value)) and "media=cdrom" not in value and ":" in value:
      saved = int("backup=0" not in value)
      yield key, value.split(",")[0], saved, f"backup={'yes' if saved else 'no'}"


def included(cluster, id):
  one(list(backup_jobs(cluster)), "id", id, "job")
  children = []
  for vmid in guests_of(cluster, id):
    guest = cluster.guests[vmid]
    children.append({
      "id": vmid, "type": guest["type"], "leaf": 0, "name": guest["config"].get("name")
                     or guest["config"].get("hostname"),
      "children": [{"id": f"{vmid}:{key}", "name": name, "included": saved, "reason": reason, "leaf": 1}
                   for key, name, saved, reason in volumes(guest)]})
  return {"children": children}


def not_backed_up(cluster):
  """Those that no job covers; it is no matter whether a job is enabled."""
  covered = set().union(*(guests_of(cluster, job["id"]) for job in backup_jobs(cluster)))
  return [{"vmid": vmid, "type": guest["type"],
           "name": guest["config"].get("name") or guest["config"].get("hostname") or f"VM {vmid}"}
          for vmid, guest in cluster.guests.items() if vmid not in covered]


# --- replication


def replicated(cluster):
  return [vmid for vmid in cluster.guests if len(cluster.nodes) > 1
          and lot(cluster, "replication", vmid, REPLICATION_SHARE) == 0]


def target(cluster, vmid):
  others = [node for node in cluster.nodes if node != cluster.guests[vmid]["node"]]
  return others[lot(cluster, "target", vmid, len(others))]


def replication_job(cluster, vmid):
  options = lot(cluster, "replication options", vmid, 8)
  row = {"id": f"{vmid}-0", "guest": vmid, "jobnum": 0, "type": "local",
         "source": cluster.guests[vmid]["node"],
         "target": target(cluster, vmid), "schedule": "*/15" if options & 1 else "mon..fri 22:00"}
  row.update({"rate": 20, "comment": "to the other hall"} if options & 2 else {})
  row.update({"disable": 1} if options & 4 else {})
  row.update({"remove_job": "full"} if options == 7 else {})
  return row


def replication(cluster):
  rows = [replication_job(cluster, vmid) for vmid in replicated(cluster)]
  if rows:
    rows[0]["remove_job"] = "local"
  return rows


def node_replication(cluster, node, **_):
  if node not in cluster.nodes:
    not_here(f"/nodes/{node}/replication")
  now = seconds(cluster)
  rows = [dict(row) for row in replication(cluster) if row["source"] == node]
  for row in rows:
    row.update(vmtype=cluster.guests[row["guest"]]["type"], fail_count=0, last_try=now - 600,
               last_sync=now - 600,
               next_sync=now + 300, duration=4.25)
    if lot(cluster, "replication fails", row["guest"], 3) == 0:
      row.update(fail_count=3, error="no connection to the target", last_sync=now - 86400, state="error")
    elif lot(cluster, "replication runs", row["guest"], 3) == 0:
      row.update(pid=4711)
  return rows


ROUTES = [
  ("/cluster/ha/resources", "type", listed(lambda cluster, **_: resources(cluster))),
  ("/cluster/ha/groups", "", listed(groups)),
  ("/cluster/ha/rules", "resource type", listed(lambda cluster, **_: rules(cluster))),
  ("/cluster/ha/status/current", "", lambda made: list(current(made.cluster))),
  ("/cluster/ha/status/manager_status", "", listed(manager)),
  ("/cluster/backup", "", lambda made: list(backup_jobs(made.cluster))),
  ("/cluster/backup/{id}/included_volumes", "", listed(included)),
  ("/cluster/backup-info/not-backed-up", "", listed(not_backed_up)),
  ("/cluster/replication", "", listed(replication)),
  ("/nodes/{node}/replication", "guest", listed(node_replication)),
  ("/nodes/{node}/vzdump/defaults", "storage", listed(defaults)),
]
