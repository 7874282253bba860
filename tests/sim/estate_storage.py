"""estate_storage - storages of every type of a made-up cluster, and what is on them."""

from estate import Missing, first_node, lot, not_here, release
from pve_answers import GiB, MiB, TiB, size_of, storage_nodes
from recorded import failure

FINGERPRINT = ":".join(["ab"] * 32)
# name, type, content, size, share that is used, settings; '-' in keys is written '_', but where PVE has a
# '_'.
STORAGES = (
  ("nfs", "nfs", "images,backup,iso", 40 * TiB, 0.3, {
    "server": "10.0.1.2", "export": "/export/pve", "path": "/mnt/pve/nfs", "options": "vers=4.2,soft",
                                                      "shared": 1,
    "prune-backups": "keep-daily=7,keep-hourly=12,keep-last=3,keep-monthly=6,keep-weekly=4,keep-yearly=1",
    "max-protected-backups": 5, "preallocation": "off", "format": "qcow2", "mkdir": 0,
                                                      "create-base-path": 1,
    "create-subdirs": 0, "content-dirs": "iso=images/iso", "snapshot-as-volume-chain": 1,
    "bwlimit": "clone=10240,default=51200,migration=20480,move=20480,restore=10240"}),
  ("smb", "cifs", "backup", 10 * TiB, 0.5, {
    "server": "10.0.1.3", "share": "backup", "path": "/mnt/pve/smb", "username": "svc", "domain": "LAB",
    "smbversion": "3.11", "subdir": "/pve", "options": "noserverino", "shared": 1,
                                            "prune-backups": "keep-all=1"}),
  ("cephfs", "cephfs", "snippets,vztmpl", 100 * TiB, 0.2, {
    "fs-name": "cephfs", "monhost": "10.0.0.1 10.0.0.2", "path": "/mnt/pve/cephfs", "username": "admin",
                                                           "fuse": 1,
    "subdir": "/pve", "shared": 1, "options": "noatime"}),
  ("rbd-outer", "rbd", "images", 50 * TiB, 0.1, {
    "pool": "vms", "data-pool": "vms-ec", "monhost": "10.9.0.1;10.9.0.2", "username": "pve",
                                                 "namespace": "lab",
    "krbd": 1, "authsupported": "cephx", "shared": 1}),
  ("iscsi", "iscsi", "none", 0, 0, {"portal": "10.0.1.4", "target": "iqn.2003-01.test.lab:target1",
                                    "shared": 1}),
  ("iscsi-direct", "iscsidirect", "images", 1 * TiB, 0, {
    "portal": "10.0.1.4", "target": "iqn.2003-01.test.lab:target2", "shared": 1}),
  ("zfs-over-iscsi", "zfs", "images", 20 * TiB, 0.4, {
    "portal": "10.0.1.5", "target": "iqn.2003-01.test.lab:zfs", "pool": "tank", "iscsiprovider": "LIO",
                                                      "blocksize": "16k",
    "lio_tpg": "tpg1", "comstar_hg": "hosts", "comstar_tg": "targets", "nowritecache": 1, "sparse": 1,
    "zfs-base-path": "/dev/zvol", "shared": 1}),
  ("thin", "lvmthin", "images,rootdir", 800 * GiB, 0.6, {"vgname": "pve", "thinpool": "data",
                                                         "nodes": None}),
  ("slow", "lvm", "images", 4 * TiB, 0.5, {
    "vgname": "vg_slow", "base": "iscsi:0.0.0.scsi-1", "saferemove": 1,
                                           "saferemove_throughput": "-10485760",
    "saferemove-stepsize": 32, "tagged_only": 1, "shared": 1}),
  ("butter", "btrfs", "images", 2 * TiB, 0.3, {"path": "/srv/butter", "nocow": 1, "is_mountpoint": "yes",
                                               "nodes": None}),
  ("esxi", "esxi", "import", 5 * TiB, 0.3, {
    "server": "10.0.1.6", "username": "root", "skip-cert-verification": 1, "nodes": None}),
  ("off", "cifs", "backup", 1 * TiB, 0, {
    "server": "10.0.1.9", "share": "old", "path": "/mnt/pve/off", "disable": 1, "shared": 1}),
)
PBS = {"fingerprint": FINGERPRINT, "username": "backup@pbs!pve", "namespace": "lab/pve", "port": 8007,
       "encryption-key": FINGERPRINT, "master-pubkey": "1", "prune-backups": "keep-daily=14,keep-last=1"}
OLD = (("drbd", "drbd", "images", 1 * TiB, 0.1, {"redundancy": 2, "shared": 1}),
       ("old", "dir", "backup", 1 * TiB, 0.1, {"path": "/srv/old", "maxfiles": 3, "nodes": None}),
       ("gluster", "glusterfs", "images", 9 * TiB, 0.4, {
         "server": "10.0.1.7", "server2": "10.0.1.8", "volume": "pve", "transport": "tcp",
         "path": "/mnt/pve/gluster", "shared": 1}))


def describe(cluster):
  found = [*STORAGES, *(OLD if release(cluster) < (9, 0) else ())]
  for name, type, content, size, used, settings in found:
    settings = {key: first_node(cluster) if key == "nodes" else value for key, value in settings.items()}
    cluster.storage(name, type, content, size, used, **settings)
  cluster.storages["pbs"]["settings"].update(PBS)
  cluster.pool_storages = {"prod": ["local-zfs", "pbs"], "team-2": ["nfs"]}


# --- content

FORMATS = {"nfs": "qcow2", "butter": "raw"}
FILES = {"iso": (("iso/debian-13.iso", "iso", 700), ("iso/virtio-win.iso", "iso", 600)),
         "vztmpl": (("vztmpl/debian-13-standard_13.1-1_amd64.tar.zst", "tzst", 120),),
         "snippets": (("snippets/hook.pl", "snippet", 1), ("snippets/user.yml", "snippet", 1)),
         "import": (("ha-datacenter/store/old/old.vmx", "vmx", 0),)}
CTIME = 1780000000


def volumes(cluster, storage, node):
  """The images of the guests whose configuration names them; of local storages those of the node."""
  shared, prefix = cluster.storages[storage]["settings"].get("shared"), storage + ":"
  for vmid, guest in cluster.guests.items():
    if not shared and guest["node"] != node:
      continue
    for value in guest["config"].values():
      if isinstance(value, str) and value.startswith(prefix):
        yield vmid, guest["type"], value


def image(cluster, vmid, type, value):
  volume = value.split(",")[0]
  size = size_of(value) or 4 * MiB
  row = {"volid": volume, "content": "rootdir" if type == "lxc" else "images", "vmid": vmid, "size": size,
         "format": FORMATS.get(volume.split(":")[0], "raw"), "ctime": CTIME + vmid, "parent": None}
  if row["format"] != "raw":
    row["used"] = size // 3
    if lot(cluster, "cloned", volume, 3) == 0:
      row["parent"] = "../9000/base-9000-disk-0.qcow2"
  if release(cluster) >= (9, 2) and volume.startswith("nfs:"):
    row["approximate-size"] = row.pop("size")
  if volume.startswith("local-zfs:"):
    row["name"] = volume.split(":")[1]
    if lot(cluster, "cloned", volume, 10) == 0:
      row["parent"] = "base-9000-disk-0@__base__"
  return row


def backup_time(number):
  return 1793500200 + number * 86400


def backups(cluster, storage):
  """Of every fifth guest or so, two nights each."""
  on_pbs = cluster.storages[storage]["type"] == "pbs"
  for vmid, guest in cluster.guests.items():
    if lot(cluster, f"backup on {storage}", vmid, 5):
      continue
    for night in (0, 1):
      kind = "vm" if guest["type"] == "qemu" else "ct"
      row = {"content": "backup", "vmid": vmid, "subtype": guest["type"], "ctime": backup_time(night)}
      if on_pbs:
        row.update(volid=f"{storage}:backup/{kind}/{vmid}/2026-11-0{night + 1}T02:30:00Z",
                   format=f"pbs-{kind}",
                   size=8 * GiB, verification={
                     "state": "failed" if lot(cluster, "rotten", vmid, 9) == 0 else "ok",
                     "upid": f"UPID:pbs:0000{vmid:04X}:00000001:6A{night:06X}:verify:main:root@pam:"})
        if night:
          row["encrypted"] = FINGERPRINT
        if release(cluster) >= (9, 2):
          row["approximate-size"] = row.pop("size")
      else:
        form = "vma.zst" if kind == "vm" else "tar.zst"
        file = f"vzdump-{guest['type']}-{vmid}-2026_11_0{night + 1}-02_30_00.{form}"
        row.update(volid=f"{storage}:backup/{file}", format=form, size=3 * GiB, used=3 * GiB)
      if night == 0:
        row.update(notes=f"{guest['config'].get('name', vmid)} – the first", protected=1)
      yield row


def files(cluster, storage, kind):
  for name, form, size in FILES.get(kind, ()):
    row = {"volid": f"{storage}:{name}", "content": kind, "format": form, "size": size * MiB or 1,
           "ctime": CTIME}
    yield {**row, "notes": "for new guests"} if "virtio" in name else row


def content(cluster, node, storage, **_):
  if node not in cluster.nodes:
    not_here(f"/nodes/{node}/storage/{storage}/content")
  if storage not in cluster.storages:
    raise Missing(failure(500, f"storage '{storage}' does not exist"))
  found = cluster.storages[storage]
  if found["settings"].get("disable"):
    raise Missing(failure(500, f"storage '{storage}' is disabled"))
  if node not in storage_nodes(cluster, found):
    raise Missing(failure(500, f"storage '{storage}' is not available on node '{node}'"))
  kinds, rows = found["content"].split(","), []
  if "images" in kinds or "rootdir" in kinds:
    rows += [image(cluster, vmid, type, value) for vmid, type, value in volumes(cluster, storage, node)]
  if "backup" in kinds:
    rows += backups(cluster, storage)
  for kind in kinds:
    rows += files(cluster, storage, kind)
  return rows


ROUTES = [("/nodes/{node}/storage/{storage}/content", "content vmid",
           lambda made, node, storage, **_: content(made.cluster, node, storage))]
