"""more_answers - the answers of a made-up cluster that its recordings do not hold: what else is asked.

What the described clusters don't have is empty, as a genuine server says it; what is not installed is an
error, as a genuine server says that.
"""

import datetime

from access import ROLES
from pve_answers import (digest, guest_config, guest_resource, maxcpu, pool_members, storage_nodes,
                         storage_resource)

EMPTY_DIGEST = "da39a3ee5e6b4b0d3255bfef95601890afd80709"
# Lists of a cluster, a node, a guest in which there is nothing.
EMPTY = """
  /cluster/ha/resources /cluster/ha/rules /cluster/backup
  /cluster/jobs/realm-sync /cluster/replication /cluster/firewall/rules /cluster/firewall/groups
  /cluster/firewall/ipset /cluster/firewall/aliases /cluster/firewall/refs /cluster/sdn/zones
  /cluster/sdn/vnets /cluster/sdn/controllers /cluster/sdn/dns /cluster/mapping/pci /cluster/mapping/usb
  /cluster/mapping/dir /cluster/metrics/server /cluster/notifications/matchers /cluster/acme/account
  /cluster/notifications/endpoints/gotify /cluster/notifications/endpoints/smtp
  /cluster/notifications/endpoints/webhook /access/tfa /nodes/{node}/replication
  /nodes/{node}/firewall/rules /nodes/{node}/services /nodes/{node}/netstat
  /nodes/{node}/sdn/zones /nodes/{node}/disks/list /nodes/{node}/disks/directory /nodes/{node}/disks/lvmthin
  /nodes/{node}/hardware/pci /nodes/{node}/apt/versions /nodes/{node}/storage/{storage}/content
  /nodes/{node}/{type}/{vmid}/firewall/rules /nodes/{node}/{type}/{vmid}/firewall/ipset
  /nodes/{node}/{type}/{vmid}/firewall/aliases /nodes/{node}/{type}/{vmid}/firewall/refs
  /nodes/{node}/qemu/{vmid}/cloudinit""".split()
NOT_INSTALLED = {"/cluster/ceph/status": "binary not installed: /usr/bin/ceph-mon",
                 "/cluster/ceph/metadata": "binary not installed: /usr/bin/ceph-mon",
                 "/cluster/ceph/flags": "binary not installed: /usr/bin/ceph-mon",
                 "/nodes/{node}/ceph/**": "binary not installed: /usr/bin/ceph-mon",
                 "/nodes/{node}/disks/zfs": "zfsutils-linux not installed",
                 "/nodes/{node}/disks/zfs/**": "zfsutils-linux not installed",
                 "/cluster/ha/groups": "cannot index groups: ha groups have been migrated to rules"}

TASK_FILTERS = "errors limit since source start statusfilter typefilter until userfilter vmid"

# What vzdump does where a job does not say it, as a node without /etc/vzdump.conf tells.
BACKUP_DEFAULTS = {"all": 0, "bwlimit": 0, "compress": "0", "dumpdir": "/var/lib/vz/dump",
                   "fleecing": {"enabled": 0},
                   "ionice": 7, "lockwait": 180, "mailnotification": "always", "mode": "snapshot",
                   "notification-mode": "auto",
                   "performance": {"max-workers": 16, "pbs-entries-max": 1048576},
                   "pigz": 0, "prune-backups": "keep-all=1", "quiet": 0, "remove": 1, "stdexcludes": 1,
                   "stop": 0, "stopwait": 10, "storage": "local", "zstd": 1}
UPDATES = [{"Package": "dpkg", "OldVersion": "1.22.21", "Version": "1.22.22", "Origin": "Debian",
            "Arch": "amd64",
            "Title": "Debian package management system", "Section": "admin", "Priority": "required",
            "Description": "Debian package management system"}]


def seconds(cluster):
  """The time of the answers."""
  return int(datetime.datetime.fromisoformat(cluster.taken.replace("Z", "+00:00")).timestamp())


def config_nodes(cluster):
  return [{"name": name, "node": name, "nodeid": str(number), "quorum_votes": "1", "ring0_addr": node["ip"]}
          for number, (name, node) in enumerate(cluster.nodes.items(), 1)]


def node_tasks(tasks, node, limit="50", **_):
  """What its index has of these tasks: the last that have ended, the newest first."""
  ended = sorted((row for row in tasks if row["node"] == node and "endtime" in row),
                 key=lambda row: -row["endtime"])
  return [{**{key: value for key, value in row.items() if key != "saved"},
           "pid": int(row["upid"].split(":")[2], 16),
           "pstart": int(row["upid"].split(":")[3], 16)} for row in ended[:int(limit)]]


def node_time(cluster):
  return {"timezone": "Etc/UTC", "time": seconds(cluster), "localtime": seconds(cluster)}


def ha_status(cluster):
  node = next(iter(cluster.nodes))
  return [{"id": "quorum", "type": "quorum", "node": node, "quorate": 1, "status": "OK"}]


def ha_manager(cluster):
  """As the status says: no manager was ever needed."""
  return {"manager_status": {"node_status": {}},
          "quorum": {"node": next(iter(cluster.nodes)), "quorate": "1"}}


def not_backed_up(cluster):
  """No job, so all."""
  return [{"vmid": vmid, "type": guest["type"],
           "name": guest["config"].get("name") or guest["config"].get("hostname") or f"VM {vmid}"}
          for vmid, guest in cluster.guests.items()]


MAIL = {"name": "mail-to-root", "comment": "Send mails to root@pam's email address", "origin": "builtin"}
TARGETS = [{**MAIL, "type": "sendmail", "disable": None}]
SENDMAIL = [{**MAIL, "mailto-user": ["root@pam"]}]


def agent_trouble(vmid, guest):
  """Why a guest's agent doesn't answer: here none ever does."""
  if guest["status"] != "running":
    return f"VM {vmid} is not running"
  if not str(guest["config"].get("agent", "0")).startswith(("1", "enabled=1")):
    return "No QEMU guest agent configured"
  return "QEMU guest agent is not running"


def pools(cluster):
  return [{"poolid": pool, **_pool_comment(cluster, pool)} for pool in cluster.pools]


def _pool_comment(cluster, name):
  return {"comment": f"what {name} has"} if cluster.seed is not None and len(name) % 2 else {}


def pool(cluster, name):
  """With its members, as /pools?poolid= has them: without pool and tags."""
  members = pool_members(cluster)[name]
  rows = [guest_resource(cluster, vmid, cluster.guests[vmid]) for vmid in members["vms"]]
  for storage in members["storages"]:
    rows += [storage_resource(storage, cluster.storages[storage], node)
             for node in storage_nodes(cluster, cluster.storages[storage])]
  return {"poolid": name, **_pool_comment(cluster, name), "members": [
    {key: value for key, value in row.items() if key not in ("pool", "tags", "lock")} for row in rows]}


# --- users


def _user_ids(cluster):
  ids = {entry[2].split("!")[0] for entry in cluster.acl if entry[1] in ("user", "token")}
  return sorted({"root@pam", *ids})


def users(cluster, full=False):
  for user in _user_ids(cluster):
    row = {"userid": user, "enable": 1, "expire": 0, "realm-type": user.split("@")[1]}
    if full:
      names = sorted({entry[2].split("!")[1] for entry in cluster.acl
                      if entry[1] == "token" and entry[2].startswith(user + "!")})
      row["groups"] = ""
      row["tokens"] = [{"tokenid": name, "expire": 0, "privsep": 1} for name in names] or None
    yield row


def groups(cluster):
  return [{"groupid": name, "users": "", "comment": f"the {name}"}
          for name in sorted({entry[2] for entry in cluster.acl if entry[1] == "group"})]


def roles():
  return [{"roleid": name, "special": 1, "privs": ",".join(sorted(privileges))}
          for name, privileges in ROLES.items()]


DOMAINS = [{"realm": "pam", "type": "pam", "comment": "Linux PAM standard authentication"},
           {"realm": "pve", "type": "pve", "comment": "Proxmox VE authentication server"}]


# --- nodes


def node_guests(cluster, node, type, full=False):
  for vmid, guest in cluster.guests.items():
    if guest["node"] == node and guest["type"] == type:
      yield (full_status if full else guest_status)(cluster, vmid, guest)


PRESSURE = ("pressurecpusome", "pressurecpufull", "pressureiosome", "pressureiofull", "pressurememorysome",
            "pressurememoryfull")


def guest_status(cluster, vmid, guest):
  """A row of /nodes/{node}/qemu or …/lxc."""
  row, running = guest_resource(cluster, vmid, guest), guest["status"] == "running"
  status = {key: row[key] for key in ("vmid", "name", "status", "uptime", "cpu", "maxmem", "mem", "maxdisk",
                                      "disk", "netin", "netout", "tags", "template", "lock") if key in row}
  if not status["template"]:
    del status["template"]
  status["cpus"] = maxcpu(cluster, guest)
  if guest["type"] == "lxc":
    swap = int(guest["config"].get("swap", 512)) << 20
    return {**status, "type": "lxc", "swap": 0, "maxswap": swap, "diskread": row["diskread"],
            "diskwrite": row["diskwrite"]}
  status["memhost"] = row["memhost"]
  if running:
    status.update({"pid": 2000 + vmid, **dict.fromkeys(PRESSURE, 0)})
  return status


def full_status(cluster, vmid, guest):
  """A row of /nodes/{node}/qemu?full=1."""
  status = {**guest_status(cluster, vmid, guest), "qmpstatus": guest["status"]}
  if guest["status"] == "running":
    machine = str(guest["config"].get("machine", "pc")).split(",")[0]
    status.update({"running-qemu": "9.2.0", "running-machine": f"{machine}-9.2+pve1",
                   "balloon": status["maxmem"]})
  return status


def current(cluster, vmid, guest):
  """/nodes/{node}/{type}/{vmid}/status/current"""
  status = {**guest_status(cluster, vmid, guest), "ha": {"managed": int(vmid in cluster.ha_states())}}
  if guest["type"] == "qemu":
    status["qmpstatus"] = guest["status"]
    if str(guest["config"].get("agent", "0")).startswith(("1", "enabled=1")):
      status["agent"] = 1
  return status


def pending(guest):
  return [{"key": key, "value": value} for key, value in guest_config(guest).items()]


def snapshots(guest):
  return [{"name": "current", "description": "You are here!", "digest": guest_config(guest)["digest"],
           "running": int(guest["status"] == "running")}]


def storage_status(cluster, name, node, listed=True):
  storage = cluster.storages[name]
  row, here = storage_resource(name, storage, node), node in storage_nodes(cluster, storage)
  status = {"type": storage["type"], "content": storage["content"], "shared": row["shared"],
            "enabled": int(here), "active": int(here), "total": row["maxdisk"] if here else 0,
            "used": row["disk"] if here else 0, "avail": row["maxdisk"] - row["disk"] if here else 0}
  if listed:
    status["storage"] = name
    if here and row["maxdisk"]:
      status["used_fraction"] = row["disk"] / row["maxdisk"]
  return status


def hosts(cluster, node):
  text = f"127.0.0.1 localhost\n{cluster.nodes[node]['ip']} {node}.{cluster.dns['search']} {node}\n"
  return {"data": text, "digest": digest(text)}


SUBSCRIPTION = {"status": "notfound", "message": "There is no subscription key", "serverid": "0" * 32,
                "url": "https://www.proxmox.com/en/proxmox-virtual-environment/pricing"}
