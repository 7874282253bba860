"""pve_answers - what a PVE API answers about a cluster that is described in a few lines.

Shared by demo/make-recordings, tests/bench/generate and the simulator. A description says what an
administrator would: nodes, storages, pools, guests with their configuration as PVE writes it. What follows
from that (rosters, sizes, sums, digests, privileges) is worked out here, in the shape and with the types of
PVE 9.1: a VM's memory is a string, a container's a number. Metrics are made up, but the same each time.
"""

import datetime
import hashlib
import json
import random

from access import ROLES, Access

KiB, MiB, GiB, TiB = 1 << 10, 1 << 20, 1 << 30, 1 << 40
SIZES = {"K": KiB, "M": MiB, "G": GiB, "T": TiB}
CONFIG_NUMBERS = ("acpi", "autostart", "balloon", "cores", "kvm", "numa", "onboot", "protection", "reboot",
                  "shares", "sockets", "swap", "tablet", "template", "tty", "unprivileged", "vcpus")
KERNEL = "6.17.4-1-pve"
# Keys that have a '_' in PVE's files, too; in descriptions a '_' stands for '-'.
UNDERSCORED = {"migrate_downtime", "migrate_speed", "spice_enhancements", "comstar_hg", "comstar_tg",
               "lio_tpg",
               "saferemove_throughput", "tagged_only", "is_mountpoint"}


class Cluster:
  """A description; 'taken' is the RFC 3339 time at which the answers are given."""

  def __init__(self, name, pve, repoid, taken, note):
    self.name, self.pve, self.repoid, self.taken, self.note = name, pve, repoid, taken, note
    self.options, self.nodes, self.storages, self.guests, self.pools = {}, {}, {}, {}, ()
    self.dns = {"search": f"{name}.example", "dns1": "192.0.2.53"}
    self.acl = []          # (path, type, ugid, role), and whether it goes down where it doesn't
    self.tasks = []        # as /cluster/tasks tells them
    self.asked_by = None   # the token (or user) that asked; None: the first token of the ACL
    self.config_version = 3
    self.seed = None       # of clusters that are made up: these have all the rest, too (estate.py)
    self.groups, self.roles = {}, ROLES
    self.totem, self.qdevice, self.pool_storages, self.networks = {}, {}, {}, None
    self.ha_states = lambda: {}
    self.asked_ids = None  # VMIDs of which the recording knows whether they are free; None: of all guests

  def node(self, name, **facts):
    """ip, cpus, memory, rootfs (sizes in bytes), model, up (seconds), interfaces (/nodes/{node}/network)"""
    self.nodes[name] = facts

  def storage(self, name, type, content, size, used, **settings):
    """size: of each node's, or of the one that all share; used: the share that is taken"""
    self.storages[name] = {"type": type, "content": content, "size": size, "used": used,
                           "settings": settings}

  def task(self, node, type, id, user, start, seconds, status="OK"):
    """start: RFC 3339; user: with the token, if there was one"""
    begin = int(datetime.datetime.fromisoformat(start.replace("Z", "+00:00")).timestamp())
    number = len(self.tasks) + 1
    name, _, token = user.partition("!")
    self.tasks.insert(0, {
      "upid": f"UPID:{node}:{number:08X}:{number << 12:08X}:{begin:08X}:{type}:{id}:{user}:",
      "node": node, "type": type, "id": str(id), "user": name, **({"tokenid": token} if token else {}),
      "starttime": begin, "endtime": begin + seconds, "status": status, "saved": "1"})

  def guest(self, vmid, type, node, status, pool=None, up=0, **config):
    """config: as in the configuration file; '-' in keys is written '_'"""
    config = {dashed(key): value for key, value in config.items()}
    self.guests[vmid] = {"type": type, "node": node, "status": status, "pool": pool, "up": up,
                         "config": config}


# --- small facts


def dashed(key):
  return key if key in UNDERSCORED else key.replace("_", "-")


def fingerprint(text):
  digest = hashlib.sha256(text.encode()).hexdigest().upper()
  return ":".join(digest[i:i + 2] for i in range(0, 64, 2))


def uuid(text):
  digest = hashlib.sha1(text.encode()).hexdigest()
  return f"{digest[:8]}-{digest[8:12]}-4{digest[13:16]}-a{digest[17:20]}-{digest[20:32]}"


def digest(config):
  return hashlib.sha1(json.dumps(config, sort_keys=True).encode()).hexdigest()


def size_of(drive):
  """Bytes of "local:vm-1-disk-0,size=32G"; 0 without a size."""
  for part in drive.split(","):
    if part.startswith("size="):
      number, unit = part[5:], 1
      if number[-1] in SIZES:
        number, unit = number[:-1], SIZES[number[-1]]
      return int(float(number) * unit)
  return 0


def boot_disk(config):
  order = str(config.get("boot", "")).removeprefix("order=").split(";")
  for key in [*order, "rootfs", "scsi0", "virtio0", "sata0", "ide0"]:
    if key in config and "media=cdrom" not in config[key] and not key.startswith("net"):
      return size_of(config[key])
  return 0


def maxmem(guest):
  return int(guest["config"].get("memory", 512)) * MiB


def maxcpu(cluster, guest):
  config, cpus = guest["config"], cluster.nodes[guest["node"]]["cpus"]
  cores = config.get("cores", 1 if guest["type"] == "qemu" else cpus)
  return min(cpus, int(cores) * int(config.get("sockets", 1)))


# --- /cluster/resources


def guest_resource(cluster, vmid, guest, states=frozenset()):
  config, type = guest["config"], guest["type"]
  chance = random.Random(f"{cluster.taken}/{vmid}")
  running = guest["status"] == "running"
  memory = maxmem(guest)
  row = {
    "id": f"{type}/{vmid}", "type": type, "vmid": vmid, "node": guest["node"],
    "name": config.get("name") or config.get("hostname") or f"VM {vmid}", "status": guest["status"],
    "template": config.get("template", 0), "maxcpu": maxcpu(cluster, guest), "maxmem": memory,
    "maxdisk": boot_disk(config), "uptime": guest["up"] if running else 0,
    "cpu": round(chance.uniform(0.002, 0.4), 15) if running else 0,
    "mem": int(memory * chance.uniform(0.2, 0.9)) if running else 0,
    "disk": int(boot_disk(config) * chance.uniform(0.1, 0.8)) if running and type == "lxc" else 0,
  }
  row["memhost"] = row["mem"] + (memory >> 6) if running else 0
  for counter in ("netin", "netout", "diskread", "diskwrite"):
    row[counter] = chance.randrange(GiB) * 8 if running else 0
  if guest["pool"]:
    row["pool"] = guest["pool"]
  if "tags" in config:
    row["tags"] = config["tags"]
  if "lock" in config:
    row["lock"] = config["lock"]
  if vmid in states:
    row["hastate"] = states[vmid]
  return row


def pool_resource(pool, rows):
  row = {"id": f"/pool/{pool}", "pool": pool, "type": "pool"}
  for key in ("cpu", "maxcpu", "mem", "maxmem", "uptime"):
    values = [member[key] for member in rows if member.get("pool") == pool
              and member["status"] == "running"]
    if values:
      row[key] = max(values) if key == "uptime" else sum(values)
  return row


def node_metrics(cluster, name):
  node = cluster.nodes[name]
  chance = random.Random(f"{cluster.taken}/{name}")
  return {"cpu": round(chance.uniform(0.03, 0.4), 15), "maxcpu": node["cpus"],
          "mem": int(node["memory"] * chance.uniform(0.3, 0.7)), "maxmem": node["memory"],
          "disk": int(node["rootfs"] * chance.uniform(0.1, 0.4)), "maxdisk": node["rootfs"],
          "uptime": node["up"]}


def node_resource(cluster, name):
  row = {"id": f"node/{name}", "type": "node", "node": name, "status": "online", "level": "",
         "cgroup-mode": 2, **node_metrics(cluster, name)}
  more = {"host-arch": cluster.nodes[name]["arch"]} if "arch" in cluster.nodes[name] else {}
  return {**row, **more, **({"hastate": "online"} if cluster.ha_states() else {})}


def storage_resource(name, storage, node):
  shared = storage["settings"].get("shared", 0)
  used = random.Random(name if shared else f"{node}/{name}").uniform(0.9, 1.1) * storage["used"]
  return {"id": f"storage/{node}/{name}", "type": "storage", "storage": name, "node": node,
          "plugintype": storage["type"], "status": "available", "shared": shared,
          "content": storage["content"], "disk": int(storage["size"] * used), "maxdisk": storage["size"]}


def storage_nodes(cluster, storage):
  if storage["settings"].get("disable"):
    return []
  return storage["settings"].get("nodes", ",".join(cluster.nodes)).split(",")


def resources(cluster):
  states = cluster.ha_states()
  guests = [guest_resource(cluster, vmid, guest, states) for vmid, guest in cluster.guests.items()]
  yield from (pool_resource(pool, guests) for pool in cluster.pools)
  yield from guests
  yield from (node_resource(cluster, name) for name in cluster.nodes)
  for name, storage in cluster.storages.items():
    yield from (storage_resource(name, storage, node) for node in storage_nodes(cluster, storage))
  if cluster.networks:
    yield from cluster.networks(cluster)
    return
  for node in cluster.nodes:
    yield {"id": f"network/{node}/zone/localnetwork", "type": "network", "node": node, "status": "ok",
           "network": "localnetwork", "network-type": "zone"}


# --- the other documents


def cluster_status(cluster):
  yield {"type": "cluster", "id": "cluster", "name": cluster.name, "version": cluster.config_version,
         "nodes": len(cluster.nodes), "quorate": 1}
  for number, (name, node) in enumerate(cluster.nodes.items(), 1):
    yield {"type": "node", "id": f"node/{name}", "name": name, "nodeid": number, "ip": node["ip"],
           "online": 1, "local": int(number == 1), "level": ""}


def totem(cluster):
  return {"cluster_name": cluster.name, "config_version": str(cluster.config_version), "version": "2",
          "interface": {"0": {"linknumber": "0"}}, "ip_version": "ipv4-6", "link_mode": "passive",
          "secauth": "on", **cluster.totem}


def storage_settings(cluster):
  settings = {name: {"storage": name, "type": storage["type"], "content": storage["content"],
                     **{dashed(key): value for key, value in storage["settings"].items()}}
              for name, storage in cluster.storages.items()}
  return [{**setting, "digest": digest(settings)} for setting in settings.values()]


def version(cluster):
  return {"version": cluster.pve, "release": ".".join(cluster.pve.split(".")[:2]), "repoid": cluster.repoid}


def node_status(cluster, name):
  node, now = cluster.nodes[name], node_metrics(cluster, name)
  swap = node.get("swap", 8 * GiB)
  return {
    "cpu": now["cpu"], "wait": round(now["cpu"] / 50, 15), "idle": 0, "uptime": node["up"],
    "loadavg": [f"{now['cpu'] * node['cpus'] * part:.2f}" for part in (1.1, 1, 0.9)],
    "memory": {"total": node["memory"], "used": now["mem"], "free": node["memory"] - now["mem"],
               "available": node["memory"] - now["mem"]},
    "rootfs": {"total": node["rootfs"], "used": now["disk"], "free": node["rootfs"] - now["disk"],
               "avail": node["rootfs"] - now["disk"]},
    "swap": {"total": swap, "used": 0, "free": swap}, "ksm": {"shared": 0},
    "cpuinfo": {"model": node["model"], "sockets": 1, "cores": node["cpus"] // 2, "cpus": node["cpus"],
                "mhz": "2994.375", "hvm": "1", "user_hz": 100, "flags": "fpu sse2 ht nx aes avx avx2",
                "vendor": "AuthenticAMD", "family": "25"},
    "boot-info": {"mode": "efi", "secureboot": node.get("secureboot", 0)},
    "kversion": f"Linux {KERNEL} #1 SMP PREEMPT_DYNAMIC PMX {KERNEL.rsplit('-', 1)[0]}",
    "current-kernel": {"sysname": "Linux", "release": KERNEL, "machine": "x86_64",
                       "version": f"#1 SMP PREEMPT_DYNAMIC PMX {KERNEL.rsplit('-', 1)[0]}"},
    "pveversion": f"pve-manager/{cluster.pve}/{cluster.repoid}",
  }


def certificates(cluster, name):
  authority = f"/CN=Proxmox Virtual Environment/OU={uuid(cluster.name)}/O=PVE Cluster Manager CA"
  common = {"issuer": authority, "public-key-type": "rsaEncryption", "notbefore": 1735689600}
  return [
    {**common, "filename": "pve-root-ca.pem", "subject": authority, "san": [], "public-key-bits": 4096,
     "notafter": 2051049600, "fingerprint": fingerprint(f"{cluster.name} CA")},
    {**common, "filename": "pve-ssl.pem",
     "subject": f"/OU=PVE Cluster Node/O=Proxmox Virtual Environment/CN={name}",
     "san": [cluster.nodes[name]["ip"], name], "public-key-bits": 2048, "notafter": 1798761600,
     "fingerprint": fingerprint(f"{cluster.name}/{name}")},
  ]


def nodes(cluster):
  return [{"id": f"node/{name}", "type": "node", "node": name, "status": "online", "level": "",
           "ssl_fingerprint": fingerprint(f"{cluster.name}/{name}"), **node_metrics(cluster, name)}
          for name in cluster.nodes]


def guest_config(guest):
  config = {key: (int(value) if key in CONFIG_NUMBERS else value if isinstance(value, list) else str(value))
            for key, value in guest["config"].items()}
  if guest["type"] == "lxc" and "memory" in config:
    config["memory"] = int(config["memory"])
  return {**config, "digest": digest(config)}


def pool_members(cluster):
  members = {pool: {"vms": [], "storages": cluster.pool_storages.get(pool, [])} for pool in cluster.pools}
  for vmid, guest in cluster.guests.items():
    if guest["pool"]:
      members[guest["pool"]]["vms"].append(vmid)
  return members


def access(cluster, more_acl=(), more_tokens=None):
  """The model of who may do what; tokens have privileges of their own."""
  tokens = {entry[2]: 1 for entry in cluster.acl if entry[1] == "token"}
  return Access([*acl(cluster), *more_acl], cluster.groups, pool_members(cluster),
                {**tokens, **(more_tokens or {})},
                cluster.roles)


def permissions(cluster):
  asking = cluster.asked_by or next(entry[2] for entry in cluster.acl if entry[1] == "token")
  return access(cluster).permissions(asking)


def acl(cluster):
  return [{"path": path, "type": type, "ugid": ugid, "roleid": role, "propagate": more[0] if more else 1}
          for path, type, ugid, role, *more in cluster.acl]


def options(cluster):
  """With the tags that this user may set: those that are named, or those of guests; but for registered
  ones."""
  access, tags = cluster.options.get("user-tag-access", {}), set()
  if access.get("user-allow", "free") in ("free", "existing"):
    tags = {tag for guest in cluster.guests.values() for tag in guest["config"].get("tags", "").split(";")}
  tags.update(access.get("user-allow-list", ()))
  tags -= {"", *cluster.options.get("registered-tags", ())}
  return {**cluster.options, "allowed-tags": sorted(tags)}


def documents(cluster):
  """(path, data) of everything that is readable."""
  yield "/version", {**version(cluster), "console": "html5"}
  yield "/access/permissions", permissions(cluster)
  yield "/access/acl", acl(cluster)
  yield "/cluster/status", list(cluster_status(cluster))
  yield "/cluster/resources", list(resources(cluster))
  yield "/cluster/options", options(cluster)
  yield "/cluster/config/totem", totem(cluster)
  yield "/cluster/config/qdevice", cluster.qdevice
  yield "/nodes", nodes(cluster)
  yield "/storage", storage_settings(cluster)
  for name, node in cluster.nodes.items():
    yield f"/nodes/{name}/status", node_status(cluster, name)
    yield f"/nodes/{name}/version", version(cluster)
    yield f"/nodes/{name}/config", node.get("config", {})
    yield f"/nodes/{name}/dns", cluster.dns
    yield f"/nodes/{name}/network", node["interfaces"]
    yield f"/nodes/{name}/certificates/info", certificates(cluster, name)
  for vmid, guest in cluster.guests.items():
    yield f"/nodes/{guest['node']}/{guest['type']}/{vmid}/config?current=1", guest_config(guest)


def id_answers(cluster):
  """Whether a VMID is free: said to anyone, also about guests that the asking user may not see."""
  for vmid in sorted(cluster.guests if cluster.asked_ids is None else cluster.asked_ids):
    path = f"/cluster/nextid?vmid={vmid}"
    if vmid in cluster.guests:
      message = "Parameter verification failed."
      yield {"path": path, "status": 400, "reason": message,
             "body": {"data": None, "message": message + "\n",
                      "errors": {"vmid": f"VM {vmid} already exists"}}}
    else:
      yield {"path": path, "status": 200, "reason": "OK", "body": {"data": str(vmid)}}


def write(cluster, file):
  """The recording of a cluster: a header, then one answer a line."""

  def line(value):
    file.write(json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n")

  line({"recording": 1, "pve": cluster.pve, "taken": cluster.taken, "note": cluster.note})
  for path, data in documents(cluster):
    line({"path": path, "status": 200, "reason": "OK", "body": {"data": data}})
  for answer in id_answers(cluster):
    line(answer)
