"""estate_hardware - disks, volume groups, pools, PCI and USB devices of the nodes of a made-up cluster."""

from estate import listed, lot, node_number, not_here, one
from pve_answers import GiB, MiB, TiB

HDD, SSD, NVME = 4 * TiB, 960 * GiB, 3840 * GiB


def known(cluster, node):
  if node not in cluster.nodes:
    not_here(f"/nodes/{node}")


# --- disks: (device, type, size, used for, what is said more)
DISKS = (
  ("/dev/nvme0n1", "nvme", NVME, "LVM", {"osdid": "0", "osdid-list": ["0"], "bluestore": 1,
                                         "osdencrypted": 0}),
  ("/dev/nvme1n1", "nvme", NVME, "LVM", {"journals": 2, "db": 1, "wal": 1}),
  ("/dev/sda", "ssd", SSD, "BIOS boot", {}), ("/dev/sdb", "ssd", SSD, "ZFS", {}),
         ("/dev/sdc", "hdd", HDD, "LVM", {}),
  ("/dev/sdd", "hdd", HDD, None, {"mounted": 1}), ("/dev/sde", "usb", 32 * GiB, "mounted", {"mounted": 1}))
PARTITIONS = (("/dev/sda1", MiB, "BIOS boot"), ("/dev/sda2", GiB, "EFI"),
              ("/dev/sda3", SSD - 2 * GiB, "ZFS"),
              ("/dev/sdd1", HDD, "mounted"))


def disk(cluster, node, device, type, size, used, more):
  number, name = node_number(cluster, node), device.rpartition("/")[2]
  serial = f"S{number:03}{name.upper()}"
  row = {"devpath": device, "type": type, "size": size, "gpt": int(type != "usb"),
         "model": f"LAB {type.upper()} 1",
         "vendor": "LAB     " if type in ("hdd", "usb") else "unknown", "serial": serial, "osdid": -1,
         "osdid-list": None,
         "wwn": f"0x5000c5{number:02x}{len(name):08x}", "rpm": 7200 if type == "hdd" else 0,
         "by_id_link": f"/dev/disk/by-id/{'nvme' if type == 'nvme' else 'ata'}-LAB_{serial}", **more}
  return {**row, "used": used} if used else row


def wear(cluster, node, device, type):
  if type == "hdd":
    return "N/A"
  return 100 - lot(cluster, f"wear {device}", node, 60)


def disks(cluster, node, skipsmart="0", **query):
  known(cluster, node)
  rows = []
  for device, type, size, used, more in DISKS:
    row = disk(cluster, node, device, type, size, used, more)
    if skipsmart != "1":
      row.update(health="FAILED" if failing(cluster, node, device) else "PASSED",
                 wearout=wear(cluster, node, device, type))
    rows.append(row)
  if query.get("include_partitions") == "1":
    for device, size, used in PARTITIONS:
      rows.append({"devpath": device, "parent": device[:8], "size": size, "used": used, "type": "partition",
                   "gpt": 1, "osdid": -1, "osdid-list": None, "mounted": int(used == "mounted")})
  return rows


def failing(cluster, node, device):
  return device == "/dev/sdc" and lot(cluster, "failing disk", node, 5) == 0


def smart(cluster, node, disk, **_):
  known(cluster, node)
  device = one([{"devpath": row[0], "type": row[1]} for row in DISKS], "devpath", disk, "disk")
  health = "FAILED" if failing(cluster, node, disk) else "PASSED"
  if device["type"] == "nvme":
    return {"type": "text", "health": health,
            "text": f"\nSMART/Health Information (NVMe Log 0x02)\nPower On Hours: "
                    f"{lot(cluster, 'hours', node, 40000)}\n"}
  return {"type": "ata", "health": health, "attributes": [
    {"id": "  5", "name": "Reallocated_Sector_Ct", "value": "100", "worst": "100", "threshold": "10",
     "flags": "PO--CK",
     "raw": "0", "fail": "-", "normalized": 100.0},
    {"id": "  9", "name": "Power_On_Hours", "value": "98", "worst": "98", "threshold": "0",
     "flags": "-O--CK",
     "raw": str(lot(cluster, f"hours {disk}", node, 40000)), "fail": "-", "normalized": 98.0}]}


# --- volume groups and pools


def lvm(cluster, node):
  known(cluster, node)
  return {"leaf": 0, "children": [
    {"name": "pve", "leaf": 0, "size": SSD, "free": 16 * GiB, "lvcount": 4,
     "children": [{"name": "/dev/sdc", "leaf": 1, "size": HDD, "free": 16 * GiB}]},
    {"name": "ceph-block", "leaf": 0, "size": 2 * NVME, "free": 0, "lvcount": 2,
     "children": [{"name": "/dev/nvme0n1", "leaf": 1, "size": NVME, "free": 0},
                  {"name": "/dev/nvme1n1", "leaf": 1, "size": NVME, "free": 0}]}]}


def thin(cluster, node):
  known(cluster, node)
  return [{"lv": "data", "vg": "pve", "lv_size": 800 * GiB, "used": lot(cluster, "thin", node, 700) * GiB,
           "metadata_size": 8 * GiB, "metadata_used": lot(cluster, "metadata", node, 4000) * MiB}]


def degraded(cluster, node):
  return lot(cluster, "degraded", node, 3) == 0


def zfs(cluster, node):
  known(cluster, node)
  used = lot(cluster, "zfs", node, 900) * GiB
  return [{"name": "rpool", "size": 2 * SSD, "alloc": used, "free": 2 * SSD - used, "frag": 21, "dedup": 1,
           "health": "DEGRADED" if degraded(cluster, node) else "ONLINE"},
          {"name": "backup", "size": HDD, "alloc": 0, "free": HDD, "frag": 0, "dedup": 1.25,
           "health": "ONLINE"}]


def device(name, state="ONLINE", message="", children=None):
  found = {"name": name, "state": state, "read": 0, "write": 0, "cksum": int(state != "ONLINE"),
           "msg": message}
  return {**found, "leaf": 0, "children": children} if children else {**found, "leaf": 1}


def zfs_pool(cluster, node, name):
  one(zfs(cluster, node), "name", name, "pool")
  if name == "backup":
    return {"name": name, "state": "ONLINE", "errors": "No known data errors",
            "children": [device("backup", children=[device("sdd")])]}
  bad = degraded(cluster, node)
  state = "DEGRADED" if bad else "ONLINE"
  second = device("sdb", "FAULTED", "too many errors") if bad else device("sdb")
  more = {"status": "One or more devices are faulted in response to persistent errors.",
          "action": "Replace the faulted device, or use 'zpool clear' to mark the device repaired."}
  more = more if bad else {}
  return {"name": name, "state": state, "errors": "No known data errors", **more,
          "scan": "scrub repaired 0B in 00:12:33 with 0 errors on Sun Oct 11 00:36:34 2026",
          "children": [device("rpool", state,
                              children=[device("mirror-0", state, children=[device("sda3"), second])]),
                       device("logs", children=[device("nvme1n1p1")])]}


def directories(cluster, node):
  known(cluster, node)
  return [{"path": "/mnt/pve/scratch", "device": "/dev/disk/by-uuid/0b1c2d3e", "type": "ext4",
           "options": "defaults", "unitfile": "/etc/systemd/system/mnt-pve-scratch.mount"}]


# --- PCI and USB

VENDORS = {"0x8086": "Intel Corporation", "0x10de": "NVIDIA Corporation",
           "0x1022": "Advanced Micro Devices, Inc. [AMD]"}
PCI = (
  ("0000:00:00.0", "0x060000", "0x1022", "0x14a4", "Root Complex", -1, {}),
  ("0000:01:00.0", "0x030000", "0x10de", "0x2204", "GA102 [GeForce RTX 3090]", 14, {
    "subsystem_vendor": "0x1458", "subsystem_vendor_name": "Gigabyte Technology Co., Ltd",
    "subsystem_device": "0x4043", "subsystem_device_name": "Gaming OC", "mdev": 1, "nvidia": 1}),
  ("0000:03:00.0", "0x020000", "0x8086", "0x1592", "Ethernet Controller E810-C", 20, {
    "virtfns": {"virtfn0": "0000:03:01.0", "virtfn1": "0000:03:01.1"}}),
  ("0000:03:01.0", "0x020000", "0x8086", "0x1889", "Ethernet Adaptive Virtual Function", 21,
   {"physfn": "0000:03:00.0"}),
  ("0000:03:01.1", "0x020000", "0x8086", "0x1889", "Ethernet Adaptive Virtual Function", 22,
   {"physfn": "0000:03:00.0"}),
  ("0000:04:00.0", "0x010802", "0x8086", "0x0b60", "NVMe DC SSD", 30, {}))


def pci(cluster, node, **_):
  known(cluster, node)
  return [{"id": id, "class": kind, "vendor": vendor, "vendor_name": VENDORS[vendor], "device": device,
           "device_name": name,
           "iommugroup": group, **more} for id, kind, vendor, device, name, group, more in PCI]


def mdev(cluster, node, id):
  found = one(pci(cluster, node), "id", id, "PCI device")
  return [{"type": f"nvidia-{number}", "available": lot(cluster, f"vgpu {number}", node, 8),
           "name": f"GRID A40-{size}Q", "description": f"num_heads=4, frl_config=60, framebuffer={size}G"}
          for number, size in ((558, 4), (560, 12))] if found.get("mdev") else []


def usb(cluster, node):
  known(cluster, node)
  root = {"vendid": "1d6b", "manufacturer": "Linux Foundation", "class": 9, "level": 0, "port": 0,
          "devnum": 1}
  return [{**root, "busnum": 1, "prodid": "0002", "product": "2.0 root hub", "speed": "480"},
          {**root, "busnum": 2, "prodid": "0003", "product": "3.0 root hub", "speed": "10000"},
          {"busnum": 1, "devnum": 2, "port": 2, "level": 1, "class": 0, "vendid": "046d", "prodid": "c52b",
           "speed": "12", "product": "USB Receiver", "manufacturer": "Logitech", "usbpath": "2",
           "serial": f"L{node_number(cluster, node):04}"},
          {"busnum": 2, "devnum": 2, "port": 2, "level": 1, "class": 0, "vendid": "0951", "prodid": "1666",
           "speed": "5000", "product": "DataTraveler", "manufacturer": "Kingston", "usbpath": "2"}]


ROUTES = [
  ("/nodes/{node}/disks/list", "skipsmart include-partitions type", listed(disks)),
  ("/nodes/{node}/disks/smart", "disk healthonly", listed(smart)), ("/nodes/{node}/disks/lvm", "",
                                                                    listed(lvm)),
  ("/nodes/{node}/disks/lvmthin", "", listed(thin)), ("/nodes/{node}/disks/zfs", "", listed(zfs)),
  ("/nodes/{node}/disks/zfs/{name}", "", listed(zfs_pool)), ("/nodes/{node}/disks/directory", "",
                                                             listed(directories)),
  ("/nodes/{node}/hardware/pci", "pci-class-blacklist verbose", listed(pci)),
  ("/nodes/{node}/hardware/pci/{id}/mdev", "", listed(mdev)), ("/nodes/{node}/hardware/usb", "",
                                                               listed(usb)),
]
