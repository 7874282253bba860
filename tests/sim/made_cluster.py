"""made_cluster - a big cluster that is made up: the same for the same seed.

Shared by tests/bench/generate, which writes it as recordings, and by the simulator, which serves it.
"""

import copy
import random

import estate_of_all
from made_guests import ROLES, container_config, specimen, specimen_config, vm_config
from pve_answers import GiB, TiB, Cluster

DAY = 86400
TAGS = ("critical", "gdpr", "linux", "owner-a", "owner-b")
STAGES = ("prod", "staging", "dev")
POOLS = 40


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


def add_guest(cluster, seed, vmid):
  chance = random.Random(f"{seed}/{vmid}")
  found = specimen(random.Random(f"{seed}/specimen/{vmid}"), vmid)
  type = "lxc" if chance.random() < 0.3 else "qemu"
  type = found[0] if found else type
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
  if found:
    specimen_config(config, vmid, *found)
  running = chance.random() < 0.8 and "template" not in config
  pool = cluster.pools[chance.randrange(POOLS)] if chance.random() < 0.8 else None
  cluster.guest(vmid, type, chance.choice(list(cluster.nodes)), "running" if running else "stopped", pool,
                chance.randrange(400 * DAY), **config)


def build(nodes, guests, seed, release="9.1.4"):
  c = Cluster("bench", release, "5ac30304265fbd8e", "2026-11-02T06:00:00Z",
              f"{nodes} nodes, {guests} guests, made up")
  c.seed = seed
  c.acl = [("/", "user", "inventory@pve", "PVEAuditor"), ("/", "token", "inventory@pve!pveinv",
                                                          "PVEAuditor"),
           ("/", "group", "admins", "Administrator")]
  c.pools = ["prod", "prod/db", *(f"team-{number}" for number in range(2, POOLS))]
  for number in range(1, nodes + 1):
    c.node(f"node{number:02}", ip=f"10.0.0.{number}", cpus=128, memory=2 * TiB, rootfs=200 * GiB,
           up=200 * DAY, model="AMD EPYC 9554P 64-Core Processor", interfaces=list(interfaces(number)))
  c.storage("local", "dir", "iso,snippets,vztmpl", 200 * GiB, 0.2, path="/var/lib/vz")
  c.storage("local-zfs", "zfspool", "images,rootdir", 30 * TiB, 0.5, pool="rpool/data",
            mountpoint="/rpool/data",
            sparse=1)
  c.storage("ceph-nvme", "rbd", "images,rootdir", 400 * TiB, 0.6, pool="nvme", shared=1)
  c.storage("ceph-hdd", "rbd", "images,rootdir", 900 * TiB, 0.4, pool="hdd", shared=1)
  for number in range(4):
    c.storage(f"san{number}", "lvm", "images,rootdir", 50 * TiB, 0.7, vgname=f"vg_san{number}", shared=1)
  c.storage("pbs", "pbs", "backup", 800 * TiB, 0.5, server="10.0.1.1", datastore="main", shared=1)
  c.dns = {"search": "bench.example", "dns1": "192.0.2.53", "dns2": "192.0.2.54", "dns3": "2001:db8::53"}
  estate_of_all.describe(c)
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
