"""estate_guests - what is kept beside the configuration of a made-up guest: pending changes and snapshots."""

from estate import lot, one
from pve_answers import guest_config

SNAPSHOTS = 5  # one guest in so many has some
PENDING = 12
NAMES = ("clean", "before-upgrade", "after-upgrade", "test")


def pending(cluster, vmid, guest):
  """All that is in force, and what waits for the next start."""
  rows = [{"key": key, "value": value} for key, value in guest_config(guest).items() if key != "lxc"]
  if lot(cluster, "pending", vmid, PENDING) == 0:
    by_key = {row["key"]: row for row in rows}
    by_key["memory"]["pending"] = str(int(by_key["memory"]["value"]) * 2)
    if "net1" in by_key:
      by_key["net1"]["delete"] = 1
    rows.append({"key": "net3", "pending": "virtio=BC:24:11:00:00:03,bridge=vmbr1"}
                if guest["type"] == "qemu" else
                {"key": "cpulimit", "pending": "2"})
  return rows


def taken(cluster, vmid, guest):
  """The snapshots of a guest: [(name, parent)]; a branch in the tree of some."""
  if lot(cluster, "snapshots", vmid, SNAPSHOTS) or "template" in guest["config"]:
    return []
  count = 1 + lot(cluster, "count", vmid, len(NAMES))
  return [(name, None if number == 0 else NAMES[0] if number == 3 else NAMES[number - 1])
          for number, name in enumerate(NAMES[:count])]


def snapshot(vmid, guest, name, parent):
  number = NAMES.index(name)
  row = {"name": name, "description": f"{name} – by hand\n" if number % 2 else "", "snaptime":
         1780000000 + vmid * 100 + number * 86400}
  if guest["type"] == "qemu":
    row["vmstate"] = int(number == 2)
  if parent:
    row["parent"] = parent
  if number == 3:
    row["snapstate"] = "delete"
  return row


def snapshots(cluster, vmid, guest):
  rows = [snapshot(vmid, guest, name, parent) for name, parent in taken(cluster, vmid, guest)]
  now = {"name": "current", "description": "You are here!", "digest": guest_config(guest)["digest"],
         "running": int(guest["status"] == "running")}
  return [*rows, {**now, "parent": rows[-1]["name"]} if rows else now]


def snapshot_config(cluster, vmid, guest, name):
  """What the guest was like: with less memory, and no tags."""
  row = one(snapshots(cluster, vmid, guest), "name", name, "snapshot")
  config = {key: value for key, value in guest_config(guest).items()
            if key not in ("digest", "tags", "lock", "parent")}
  config.update({key: row[key] for key in ("description", "snaptime", "parent", "snapstate") if key in row})
  config["memory"] = type(config["memory"])(512)
  if row.get("vmstate"):
    config.update(vmstate=f"local-zfs:vm-{vmid}-state-{name}", runningmachine="pc-q35-10.1+pve0",
                  runningcpu="host")
  return config
