"""made_cluster - a big cluster that is made up: the same for the same seed.

Shared by tests/bench/generate, which writes it as recordings, and by the simulator, which serves it.
"""

import copy
import random

from pve_answers import GiB, TiB, Cluster, uuid

DAY = 86400
ROLES = ("web", "app", "db", "cache", "queue", "proxy", "build", "mail", "file", "log", "test", "batch")
TAGS = ("critical", "gdpr", "linux", "owner-a", "owner-b")
STAGES = ("prod", "staging", "dev")
POOLS = 40
VLANS = range(100, 180)
DISK_SIZES = (8, 16, 32, 40, 64, 100, 250, 500)


def interfaces(number):
  manual = {"method": "manual", "method6": "manual", "families": ["inet"]}
  ports = [f"eno{port}" for port in range(1, 5)]
  yield from ({"iface": port, "type": "eth", "exists": 1, "active": 1, "priority": priority, **manual}
              for priority, port in enumerate(ports, 3))
  for bond in (0, 1):
    pair = f"{ports[2 * bond]} {ports[2 * bond + 1]}"
    yield {"iface": f"bond{bond}", "type": "bond", "slaves": pair, "bond_mode": "802.3ad", "autostart": 1,
           "active": 1, "priority": 7 + 2 * bond, **manual}
    address = f"10.{bond}.0.{number}"
    yield {"iface": f"vmbr{bond}", "type": "bridge", "bridge_ports": f"bond{bond}", "bridge_stp": "off",
           "bridge_fd": "0", "bridge_vlan_aware": 1, "bridge_vids": "2-4094", "autostart": 1, "active": 1,
           "priority": 8 + 2 * bond, **manual, "method": "static", "address": address, "netmask": "16",
           "cidr": f"{address}/16"}


def volume(chance, vmid, number):
  storage = chance.choice(("ceph-nvme", "ceph-hdd", "local-zfs", f"san{chance.randrange(4)}"))
  return f"{storage}:vm-{vmid}-disk-{number}", chance.choice(DISK_SIZES)


def mac(vmid, number):
  return f"BC:24:{vmid >> 16 & 255:02X}:{vmid >> 8 & 255:02X}:{vmid & 255:02X}:{number:02X}"


def address(vmid, number):
  return f"10.{64 + number}.{vmid >> 8 & 255}.{vmid & 255}"


def vm_config(chance, vmid):
  config = {
    "ostype": chance.choice(("l26", "l26", "l26", "win11", "win10")), "sockets": 1,
    "cores": chance.choice((1, 2, 4, 8, 16)), "memory": 1024 * chance.choice((1, 2, 4, 8, 16, 32)),
    "agent": chance.choice(("1", "1,fstrim_cloned_disks=1")),
    "cpu": chance.choice(("host", "x86-64-v2-AES", "x86-64-v3")), "numa": chance.randrange(2),
    "scsihw": "virtio-scsi-single", "boot": "order=scsi0;ide2;net0", "ide2": "none,media=cdrom",
    "smbios1": f"uuid={uuid(f'smbios {vmid}')}", "vmgenid": uuid(f"generation {vmid}"),
    "meta": f"creation-qemu=10.1.2,ctime={1700000000 + vmid * 997}",
  }
  for number in range(chance.randint(1, 4)):
    name, size = volume(chance, vmid, number)
    limits = f",iops_rd={chance.randrange(1, 9)}000,mbps_wr={chance.randrange(50, 500)}"
    limits = limits if chance.random() < 0.2 else ""
    config[f"scsi{number}"] = f"{name},discard=on,iothread=1{limits},size={size}G,ssd=1"
  for number in range(chance.randint(1, 3)):
    config[f"net{number}"] = (f"virtio={mac(vmid, number)},bridge=vmbr{number % 2},"
                              f"firewall={chance.randrange(2)},tag={chance.choice(VLANS)}")
    config[f"ipconfig{number}"] = f"ip={address(vmid, number)}/16,gw=10.{64 + number}.0.1"
  return config


def container_config(chance, vmid):
  name, size = volume(chance, vmid, 0)
  config = {
    "ostype": chance.choice(("debian", "ubuntu", "alpine")), "arch": "amd64",
    "cores": chance.choice((1, 2, 4)), "memory": 512 * chance.choice((1, 2, 4, 8)), "swap": 512,
    "unprivileged": 1, "features": "nesting=1", "rootfs": f"{name},size={size}G",
  }
  for number in range(chance.randint(0, 3)):
    name, size = volume(chance, vmid, number + 1)
    config[f"mp{number}"] = f"{name},mp=/srv/data{number},backup=1,mountoptions=noatime,size={size}G"
  for number in range(chance.randint(1, 3)):
    config[f"net{number}"] = (f"name=eth{number},bridge=vmbr{number % 2},firewall=1,gw=10.{64 + number}.0.1,"
                              f"hwaddr={mac(vmid, number)},ip={address(vmid, number)}/16,"
                              f"tag={chance.choice(VLANS)},type=veth")
  return config


def add_guest(cluster, seed, vmid):
  chance = random.Random(f"{seed}/{vmid}")
  type = "lxc" if chance.random() < 0.3 else "qemu"
  role, stage = chance.choice(ROLES), chance.choice(STAGES)
  config = vm_config(chance, vmid) if type == "qemu" else container_config(chance, vmid)
  config["name" if type == "qemu" else "hostname"] = f"{stage}-{role}-{vmid}"
  config["onboot"] = chance.randrange(2)
  config["tags"] = ";".join(sorted({role, stage, *chance.sample(TAGS, 2)}))
  if chance.random() < 0.3:
    config["description"] = (f"{role} of {stage}, ordered by team {chance.randrange(30)}\n"
                             f"See the wiki – page {vmid}.\n")
  if chance.random() < 0.02:
    config["template"] = 1
  running = chance.random() < 0.8 and "template" not in config
  pool = cluster.pools[chance.randrange(POOLS)] if chance.random() < 0.8 else None
  cluster.guest(vmid, type, chance.choice(list(cluster.nodes)), "running" if running else "stopped", pool,
                chance.randrange(400 * DAY), **config)


def build(nodes, guests, seed):
  c = Cluster("bench", "9.1.4", "5ac30304265fbd8e", "2026-11-02T06:00:00Z",
              f"{nodes} nodes, {guests} guests, made up")
  c.options = {"keyboard": "en-us", "mac_prefix": "BC:24",
               "migration": {"type": "secure", "network": "10.1.0.0/16"}}
  c.acl = [("/", "user", "inventory@pve", "PVEAuditor"), ("/", "token", "inventory@pve!pveinv", "PVEAuditor"),
           ("/", "group", "admins", "Administrator")]
  c.pools = ["prod", "prod/db", *(f"team-{number}" for number in range(2, POOLS))]
  for number in range(1, nodes + 1):
    c.node(f"node{number:02}", ip=f"10.0.0.{number}", cpus=128, memory=2 * TiB, rootfs=200 * GiB,
           up=200 * DAY, model="AMD EPYC 9554P 64-Core Processor", interfaces=list(interfaces(number)))
  c.storage("local", "dir", "iso,snippets,vztmpl", 200 * GiB, 0.2, path="/var/lib/vz")
  c.storage("local-zfs", "zfspool", "images,rootdir", 30 * TiB, 0.5, pool="rpool/data")
  c.storage("ceph-nvme", "rbd", "images,rootdir", 400 * TiB, 0.6, pool="nvme", shared=1)
  c.storage("ceph-hdd", "rbd", "images,rootdir", 900 * TiB, 0.4, pool="hdd", shared=1)
  for number in range(4):
    c.storage(f"san{number}", "lvm", "images,rootdir", 50 * TiB, 0.7, vgname=f"vg_san{number}", shared=1)
  c.storage("pbs", "pbs", "backup", 800 * TiB, 0.5, server="10.0.1.1", datastore="main", shared=1)
  for vmid in range(100, 100 + guests):
    add_guest(c, seed, vmid)
  c.asked_ids = ()
  return c


def change(before, seed, share):
  """Of ten changed guests one has moved, one is gone, one is new; the others were reconfigured."""
  c = copy.deepcopy(before)
  c.taken = "2026-11-02T07:00:00Z"
  chance = random.Random(f"{seed}/changes")
  chosen = chance.sample(sorted(c.guests), round(len(c.guests) * share))
  c.asked_ids = []
  for number, vmid in enumerate(chosen):
    guest, turn = c.guests[vmid], number % 10
    if turn == 0:
      guest["node"] = chance.choice([node for node in c.nodes if node != guest["node"]])
    elif turn == 1:
      del c.guests[vmid]
      c.asked_ids.append(vmid)
    elif turn == 2:
      add_guest(c, seed, max(c.guests) + 1)
    else:
      guest["config"]["memory"] = int(guest["config"]["memory"]) * 2
      guest["config"]["tags"] += ";resized"
  return c
