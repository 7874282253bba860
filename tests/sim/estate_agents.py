"""estate_agents - what answers inside made-up guests: most agents do, one in ten is dead, and some are odd: a
hundred interfaces that share MACs, zones in IPv6 addresses, names that Windows gives, commands that are
switched off."""

import json
import re

from estate import Missing, lot, release
from recorded import failure

DEAD = 10  # one running VM in so many
CROWDED, SHY = 25, 15  # so many interfaces; so few commands
ANSWER, DEAD_AGENT = 0.1, 3.01  # seconds of work, measured on a genuine server
COMMANDS = ("get-fsinfo get-host-name get-memory-block-info get-osinfo get-timezone get-users get-vcpus "
            "network-get-interfaces ping info exec").split()
LINUX = {"id": "debian", "name": "Debian GNU/Linux", "pretty-name": "Debian GNU/Linux 13 (trixie)",
         "version": "13 (trixie)",
         "version-id": "13", "machine": "x86_64", "kernel-release": "6.12.63+deb13-cloud-amd64",
         "kernel-version": "#1 SMP PREEMPT_DYNAMIC Debian 6.12.63-1"}
WINDOWS = {"id": "mswindows", "name": "Microsoft Windows", "pretty-name": "Windows Server 2022 Standard",
           "version": "Microsoft Windows Server 2022", "version-id": "2022", "machine": "x86_64",
           "variant": "server", "variant-id": "server", "kernel-release": "20348", "kernel-version": "10.0"}


# What qemu-ga's documents know, beyond what was recorded: of Windows, of root's share, of disks with serial
# numbers, of
# users, of whom the recorded guest has none.
DOCUMENTED = {"get-osinfo": {".variant", ".variant-id"},
              "get-fsinfo": {"[].total-bytes-privileged", "[].disk[].serial"},
              "get-users": {"[]", "[].user", "[].domain", "[].login-time"}}


def genuine(recordings):
  """{command: result} as qemu-ga of a live guest answered; PVE hands it on as the "result"."""
  return {name: json.loads((recordings / f"libvirt/agent/guest-{name}.json").read_text())["return"]
          for name in COMMANDS if name not in ("exec", "ping")}


def is_windows(guest):
  return guest["config"].get("ostype", "").startswith("w")


def is_dead(cluster, vmid):
  return lot(cluster, "agent", vmid, DEAD) == 0


def trouble(cluster, vmid, guest):
  """Why the agent does not answer, or None."""
  if guest["status"] != "running":
    return f"VM {vmid} is not running"
  if not str(guest["config"].get("agent", "0")).startswith(("1", "enabled=1")):
    return "No QEMU guest agent configured"
  return "QEMU guest agent is not running" if is_dead(cluster, vmid) else None


def work(cluster, path):
  """Seconds that a call takes, or None where it is none."""
  found = re.fullmatch(r"/nodes/[^/]+/qemu/(\d+)/agent/.*", path)
  if not found:
    return None
  vmid = int(found.group(1))
  guest = cluster.guests.get(vmid)
  why = guest and trouble(cluster, vmid, guest)
  if not guest or (why and "agent is not" not in why):
    return 0.003
  return DEAD_AGENT if why else ANSWER


def _address(text, prefix):
  return {"ip-address": text, "ip-address-type": "ipv6" if ":" in text else "ipv4", "prefix": prefix}


def nics(guest):
  """[(number, MAC)] as configured."""
  for number in range(32):
    text = guest["config"].get(f"net{number}", "")
    mac = next((part.split("=")[1] for part in text.split(",") if part.count(":") == 5), None)
    if mac:
      yield number, mac


def _counters(number):
  return {f"{way}-{what}": number if what == "bytes" else 0 for way in ("rx", "tx")
          for what in ("bytes", "packets", "errs", "dropped")}


def _interface(name, mac, addresses, number=1):
  found = {"name": name, "statistics": _counters(number * 1000)}
  if mac:
    found["hardware-address"] = mac.lower()
  if addresses:
    found["ip-addresses"] = addresses
  return found


def interfaces(cluster, vmid, guest):
  windows = is_windows(guest)
  loopback = "Loopback Pseudo-Interface 1" if windows else "lo"
  rows = [_interface(loopback, None if windows else "00:00:00:00:00:00",
                     [_address("127.0.0.1", 8), _address("::1", 128)])]
  for number, mac in nics(guest):
    name = f"Ethernet {number + 1}" if windows else f"ens{18 + number}"
    zone = f"%{number + 5}" if windows else ""
    rows.append(_interface(name, mac, [_address(f"10.{64 + number}.{vmid >> 8 & 255}.{vmid & 255}", 16),
                                       _address(f"2001:db8:{number:x}::{vmid:x}", 64),
                                       _address(f"fe80::{vmid:x}{zone}", 64)], number))
    if lot(cluster, "crowd", vmid, CROWDED) == 0:
      rows += [_interface(f"{name}:{alias}", mac, [_address(f"172.20.{number}.{alias}", 32)])
               for alias in range(1, 110)]
  rows.append(_interface("docker0", "02:42:ac:11:00:02", [_address("172.17.0.1", 16)]))
  rows.append(_interface("wg0", None, [_address("10.200.0.2", 24)]))
  return rows


def filesystems(guest):
  if is_windows(guest):
    return [{"name": f"\\\\?\\Volume{{{letter}}}\\", "mountpoint": f"{letter}:\\", "type": "NTFS",
             "total-bytes": 10 ** 11,
             "used-bytes": 10 ** 10,
             "disk": [{"dev": "\\\\.\\PhysicalDrive0", "bus-type": "scsi", "serial": "QM00005"}]}
            for letter in "CE"]
  disk = {"bus-type": "scsi", "bus": 0, "target": 0, "unit": 0, "dev": "/dev/sda1",
          "serial": "0QEMU_QEMU_HARDDISK_drive-scsi0",
          "pci-controller": {"domain": 0, "bus": 9, "slot": 1, "function": 0}}
  return [{"name": "sda1", "mountpoint": "/", "type": "ext4", "total-bytes": 33_000_000_000,
           "total-bytes-privileged": 34_000_000_000, "used-bytes": 12_000_000_000, "disk": [disk]},
          {"name": "loop0", "mountpoint": "/snap/core/1", "type": "squashfs", "total-bytes": 1 << 20,
           "used-bytes": 1 << 20, "disk": []}]


def result(cluster, vmid, guest, command):
  commands = [name for name in COMMANDS if lot(cluster, "shy", vmid, SHY) or name in ("ping", "info")]
  if command == "info":
    return {"version": "9.2.0", "supported_commands": [
      {"name": f"guest-{name}", "enabled": name in commands, "success-response": True} for name in COMMANDS]}
  if command not in commands:
    return {"error": {"class": "CommandNotFound", "desc": f"Command guest-{command} has been disabled"}}
  return {
    "get-host-name": lambda: {"host-name": guest["config"].get("name", f"vm{vmid}")},
    "get-osinfo": lambda: WINDOWS if is_windows(guest) else LINUX,
    "get-fsinfo": lambda: filesystems(guest),
    "get-users": lambda: [{"user": "administrator", "domain": "EXAMPLE", "login-time": 1780000000.25}],
    "get-vcpus": lambda: [{"logical-id": number, "online": True, "can-offline": number > 0}
                          for number in range(int(guest["config"].get("cores", 1)))],
    "get-timezone": lambda: {"zone": "CET", "offset": 3600},
    "get-memory-block-info": lambda: {"size": 134217728},
    "network-get-interfaces": lambda: interfaces(cluster, vmid, guest),
  }[command]()


def agent(cluster, vmid, guest, command):
  why = trouble(cluster, vmid, guest)
  if why:
    raise Missing(failure(500, why))
  return {"result": result(cluster, vmid, guest, command)}


def container_interfaces(cluster, vmid, guest):
  """null for one that is stopped; older servers say one address of each family."""
  if guest["status"] != "running":
    return None
  rows = [("lo", "00:00:00:00:00:00", [("127.0.0.1", 8), ("::1", 128)])]
  rows += [(f"eth{number}", mac.lower(), [(f"10.{64 + number}.{vmid >> 8 & 255}.{vmid & 255}", 16),
                                          (f"fe80::{vmid:x}", 64)])
           for number, mac in nics(guest)]
  old = release(cluster) < (8, 4)
  return [{"name": name, "hwaddr": mac, **({} if old else {"hardware-address": mac, "ip-addresses": [
    {"ip-address": text, "prefix": prefix, "ip-address-type": "inet6" if ":" in text else "inet"}
    for text, prefix in addresses]}),
           **{"inet6" if ":" in text else "inet": f"{text}/{prefix}" for text, prefix in addresses}}
          for name, mac, addresses in rows]
