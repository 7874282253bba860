"""estate_ceph - Ceph on the first nodes of a made-up cluster: monitors, managers, metadata servers, OSDs,
pools."""

from estate import listed, lot, not_here
from pve_answers import GiB, TiB, uuid

VERSION = "ceph version 19.2.3 (c92aebb279828e9c3c1f5d24613efca272649e62) squid (stable)"
SHORT, RELEASE = "19.2.3", "squid"
OSDS_PER_NODE, NODES = 2, 3
FLAGS = ("nobackfill", "nodeep-scrub", "nodown", "noin", "noout", "norebalance", "norecover", "noscrub",
         "notieragent", "noup", "pause")


def nodes(cluster):
  return list(cluster.nodes)[:NODES]


def fsid(cluster):
  return uuid(f"{cluster.name}/ceph")


def known(cluster, node):
  if node not in cluster.nodes:
    not_here(f"/nodes/{node}/ceph")


def address(cluster, node):
  return cluster.nodes[node]["ip"]


def status(cluster, node):
  known(cluster, node)
  hosts = nodes(cluster)
  osds, pgs = len(hosts) * OSDS_PER_NODE, 97
  total = osds * 4 * TiB
  used = total // 3
  return {
    "fsid": fsid(cluster), "election_epoch": 42, "quorum": list(range(len(hosts))), "quorum_names": hosts,
    "quorum_age": 86400, "health": {"status": "HEALTH_WARN", "mutes": [], "checks": {
      "OSDMAP_FLAGS": {"severity": "HEALTH_WARN", "muted": False, "detail": [{"message": "noscrub is set"}],
                       "summary": {"message": "noscrub flag(s) set", "count": 1}}}},
    "osdmap": {"epoch": 1234, "num_osds": osds, "num_up_osds": osds, "num_in_osds": osds,
               "osd_up_since": 1780000000, "osd_in_since": 1780000000, "num_remapped_pgs": 0},
    "pgmap": {"pgs_by_state": [{"state_name": "active+clean", "count": pgs}], "num_pgs": pgs,
              "num_pools": 3, "num_objects": 123456, "data_bytes": used // 3, "bytes_used": used,
              "bytes_avail": total - used, "bytes_total": total},
    "monmap": {"epoch": 3, "fsid": fsid(cluster), "modified": "2026-02-01T09:00:00.000000Z",
               "created": "2026-01-31T09:00:00.000000Z", "min_mon_release": 19,
               "min_mon_release_name": RELEASE,
               "election_strategy": 1, "disallowed_leaders": "", "stretch_mode": False,
               "tiebreaker_mon": "",
               "removed_ranks": "", "features": {"persistent": [], "optional": []}, "mons": []},
    "mgrmap": {"epoch": 99, "active_name": hosts[0], "available": True, "modules": ["iostat", "nfs"],
               "services": {"prometheus": "http://10.0.0.1:9283/"}, "standbys": [],
               "available_modules": []},
    "fsmap": {"epoch": 7, "id": 1, "up": 1, "in": 1, "max": 1, "by_rank": []}, "progress_events": {},
    "servicemap": {"epoch": 8, "modified": "2026-02-01T09:00:00.000000Z", "services": {}}}


# --- daemons


def monitors(cluster, node):
  known(cluster, node)
  for rank, host in enumerate(nodes(cluster)):
    yield {"name": host, "host": host, "addr": f"{address(cluster, host)}:6789/0", "rank": rank,
           "quorum": 1, "state": "running", "service": 1, "direxists": 1, "ceph_version": VERSION,
           "ceph_version_short": SHORT}


def managers(cluster, node):
  known(cluster, node)
  for number, host in enumerate(nodes(cluster)):
    yield {"name": host, "host": host, "addr": address(cluster, host), "state": "standby" if number
           else "active",
           "service": 1, "direxists": 1, "ceph_version": VERSION, "ceph_version_short": SHORT}


def metadata_servers(cluster, node):
  known(cluster, node)
  for number, host in enumerate(nodes(cluster)):
    row = {"name": host, "host": host, "addr": f"{address(cluster, host)}:6801/1", "service": 1,
           "direxists": 1, "state": "up:standby", "ceph_version": VERSION, "ceph_version_short": SHORT,
           "standby_replay": number}
    yield {**row, "state": "up:active", "rank": 0, "fs_name": "cephfs"} if number == 0 else row


# --- OSDs


def osd_ids(cluster):
  return [(number * OSDS_PER_NODE + part, host) for number, host in enumerate(nodes(cluster))
          for part in range(OSDS_PER_NODE)]


def osd(cluster, id, host):
  used = lot(cluster, "osd", id, 60)
  return {"id": str(id), "name": f"osd.{id}", "type": "osd", "host": host, "leaf": 1, "status": "up",
          "in": 1, "device_class": "nvme" if id % 2 else "hdd", "crush_weight": 3.63869, "reweight": 1,
          "total_space": 4 * TiB,
          "bytes_used": 4 * TiB * used // 100, "percent_used": float(used), "pgs": 48,
          "commit_latency_ms": 1,
          "apply_latency_ms": 1, "ceph_version": VERSION, "ceph_version_short": SHORT,
          "osdtype": "bluestore",
          "osd_objectstore": "bluestore", "blfsdev": f"/dev/dm-{id}", "dbdev": "/dev/nvme1n1"
          if id % 2 == 0 else None,
          "waldev": "/dev/nvme1n1" if id % 2 == 0 else None}


def osds(cluster, node):
  known(cluster, node)
  hosts = [{"id": str(-3 - 2 * number), "name": host, "type": "host", "leaf": 0, "pgs": 96, "reweight": -1,
            "version": SHORT,
            "children": [osd(cluster, id, where) for id, where in osd_ids(cluster) if where == host]}
           for number, host in enumerate(nodes(cluster))]
  return {"flags": "noscrub,sortbitwise,recovery_deletes,purged_snapdirs,pglog_hardlimit",
          "root": {"leaf": 0, "children": [{"id": "-1", "name": "default", "type": "root", "leaf": 0,
                                            "pgs": 288, "children": hosts}]}}


def common(cluster, host, name):
  return {"hostname": host, "name": name, "ceph_release": RELEASE, "ceph_version": VERSION,
          "ceph_version_short": SHORT,
          "mem_total_kb": 2 * TiB >> 10, "mem_swap_kb": 8 * GiB >> 10, "kernel_version": "6.17.4-1-pve",
          "arch": "x86_64"}


def metadata(cluster, scope="all", **_):
  hosts = nodes(cluster)
  found = {kind: {f"{host}@{host}": {**common(cluster, host, host), "addr": address(cluster, host),
                                     "service": 1,
                                     "direxists": 1} for host in hosts} for kind in ("mon", "mgr", "mds")}
  found["node"] = {host: {"buildcommit": "c92aebb2", "version": {"parts": SHORT.split("."), "str": SHORT}}
                   for host in hosts}
  found["osd"] = [{**common(cluster, host, ""), "id": id, "osd_data": f"/var/lib/ceph/osd/ceph-{id}",
                   "osd_objectstore": "bluestore", "devices": "nvme0n1",
                   "device_ids": f"nvme0n1=LAB_{id:03}",
                   "device_paths": "nvme0n1=/dev/disk/by-path/pci-0000:04:00.0-nvme-1",
                   "front_addr": f"[v2:{address(cluster, host)}:68{id:02}/1,"
                                 f"v1:{address(cluster, host)}:69{id:02}/1]",
                   "back_addr": f"[v2:10.1.0.{id}:68{id:02}/1]"} for id, host in osd_ids(cluster)]
  for row in found["osd"]:
    for key in ("name", "arch", "kernel_version"):
      del row[key]
  return found


def osd_metadata(cluster, node, id):
  known(cluster, node)
  host = dict((str(number), host) for number, host in osd_ids(cluster)).get(id) or not_here(f"/osd/{id}")
  return {
    "osd": {"id": int(id), "hostname": host, "version": f"{SHORT} (squid)",
            "osd_data": f"/var/lib/ceph/osd/ceph-{id}",
            "osd_objectstore": "bluestore", "pid": 4000 + int(id), "mem_usage": 4 * GiB, "encrypted": 0,
            "front_addr": f"[v2:{address(cluster, host)}:6802/1]", "back_addr": "[v2:10.1.0.1:6803/1]",
            "hb_front_addr": f"[v2:{address(cluster, host)}:6804/1]",
            "hb_back_addr": "[v2:10.1.0.1:6805/1]"},
    "devices": [{"device": "block", "dev_node": f"/dev/dm-{id}", "physical_device": "nvme0n1",
                 "size": 4 * TiB, "support_discard": 1, "type": "nvme"}]}


# --- pools


def pools(cluster, node):
  known(cluster, node)
  for number, (name, kind, application) in enumerate((("nvme", "replicated", "rbd"),
                                                      ("hdd", "erasure", "rbd"),
                                                      ("cephfs_data", "replicated", "cephfs")), 1):
    yield {"pool": number, "pool_name": name, "type": kind, "size": 3, "min_size": 2, "pg_num": 32,
           "pg_num_min": 16,
           "pg_num_final": 32, "pg_autoscale_mode": "warn" if number == 2 else "on", "crush_rule": 0,
           "crush_rule_name": "replicated_rule", "bytes_used": lot(cluster, "pool", name, 900) * GiB,
           "percent_used": 0.25,
           "target_size": 10 * TiB, "target_size_ratio": 0.5, "application_metadata": {application: {}},
           "autoscale_status": {"would_adjust": False, "pg_num_final": 32}}


def filesystems(cluster, node):
  known(cluster, node)
  return [{"name": "cephfs", "metadata_pool": "cephfs_metadata", "metadata_pool_id": 4,
           "data_pool": "cephfs_data", "data_pools": ["cephfs_data"], "data_pool_ids": [3]}]


CONFIG = (("global", "", "public_network", "10.0.0.0/24", "advanced", 0), ("mgr", "", "mgr/dashboard/ssl",
                                                                           "true", "advanced", 1),
          ("osd", "host:node01", "osd_memory_target", "4294967296", "basic", 1),
          ("mgr", "", "mgr/dashboard/key", "not-to-be-told", "advanced", 1))


def config(cluster, node):
  known(cluster, node)
  return [dict(zip(("section", "mask", "name", "value", "level", "can_update_at_runtime"), row))
          for row in CONFIG]


def conf(cluster, node):
  known(cluster, node)
  return (f"[global]\n\tauth_client_required = cephx\n\tauth cluster required = cephx\n\tfsid = "
          f"{fsid(cluster)}\n"
          f"\tmon_host = {' '.join(address(cluster, host) for host in nodes(cluster))}\n\n"
          "[client]\n\tkeyring = /etc/pve/priv/$cluster.$name.keyring\n\n[client.crash]\n"
          "\tkeyring = /etc/pve/ceph/$cluster.$name.keyring\n")


def crush(cluster, node):
  known(cluster, node)
  return "# begin crush map\ntunable choose_total_tries 50\n" + "".join(
    f"device {id} osd.{id} class {'nvme' if id % 2 else 'hdd'}\n" for id,
    _ in osd_ids(cluster)) + "# end crush map\n"


def flags(cluster):
  return [{"name": name, "value": int(name == "noscrub"), "description": name} for name in FLAGS]


def every(function):
  return lambda made, node: list(function(made.cluster, node))


ROUTES = [
  ("/nodes/{node}/ceph/status", "", listed(status)), ("/cluster/ceph/status", "", lambda made: status(
    made.cluster, nodes(made.cluster)[0])),
  ("/cluster/ceph/metadata", "scope", listed(metadata)), ("/cluster/ceph/flags", "", listed(flags)),
  ("/nodes/{node}/ceph/mon", "", every(monitors)), ("/nodes/{node}/ceph/mgr", "", every(managers)),
  ("/nodes/{node}/ceph/mds", "", every(metadata_servers)), ("/nodes/{node}/ceph/osd", "", listed(osds)),
  ("/nodes/{node}/ceph/osd/{id}/metadata", "", listed(osd_metadata)), ("/nodes/{node}/ceph/pool", "",
                                                                       every(pools)),
  ("/nodes/{node}/ceph/fs", "", listed(filesystems)),
  ("/nodes/{node}/ceph/rules", "", lambda made, node: [{"name": "replicated_rule"}, {"name": "nvme_only"}]),
  ("/nodes/{node}/ceph/cfg/db", "", listed(config)), ("/nodes/{node}/ceph/cfg/raw", "", listed(conf)),
  ("/nodes/{node}/ceph/crush", "", listed(crush)),
]
