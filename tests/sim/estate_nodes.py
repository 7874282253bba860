"""estate_nodes - what the nodes of a made-up cluster are configured with: interfaces of every kind, services,
packages, repositories, subscription, options."""

from estate import first_node, listed, lot, node_number, not_here, pick, release, seconds
from pve_answers import digest

PACKAGES = ("proxmox-ve", "pve-manager", "pve-qemu-kvm", "pve-container", "qemu-server", "corosync",
            "ceph-fuse", "zfsutils-linux", "lxc-pve", "libpve-storage-perl", "proxmox-backup-client",
            "openvswitch-switch")
SERVICES = {"pveproxy": "PVE API Proxy Server", "pvedaemon": "PVE API Daemon",
            "pve-cluster": "The Proxmox VE cluster",
            "corosync": "Corosync Cluster Engine", "pve-ha-crm": "PVE Cluster HA Resource Manager",
            "cron": "Regular jobs",
            "postfix": "Postfix Mail Transport Agent", "chrony": "NTP client/server",
            "ksmtuned": "KSM tuning"}
SUITE = {9: "trixie", 8: "bookworm", 7: "bullseye"}
MANUAL = {"method": "manual", "method6": "manual", "families": ["inet"]}


def interfaces(cluster, node):
  """Beside the usual bonds and bridges: each kind once, on every node."""
  number = node_number(cluster, node) + 1
  yield from (
    {"iface": "lo", "type": "loopback", "method": "loopback", "method6": "manual", "families": ["inet"],
     "active": 1,
     "autostart": 1, "priority": 1},
    {"iface": "eno5", "type": "eth", "exists": 1, **MANUAL, "priority": 11,
     "altnames": ["enp5s0", f"site{number}"]},
    {"iface": "eno6", "type": "OVSPort", "ovs_bridge": "vmbr2", "ovs_mtu": 9000, "priority": 12, **MANUAL},
    {"iface": "bond2", "type": "bond", "slaves": "eno5 eno7", "bond_mode": "active-backup",
     "bond-primary": "eno5",
     "bond_miimon": "100", "bond_xmit_hash_policy": "layer3+4", "autostart": 1, "priority": 13, **MANUAL},
    {"iface": "vmbr2", "type": "OVSBridge", "ovs_ports": "bond3 eno6 ovsint", "autostart": 1, "active": 1,
     "priority": 14,
     "comments": "for the lab\n", "mtu": "9000", **MANUAL},
    {"iface": "bond3", "type": "OVSBond", "ovs_bonds": "eno8 eno9", "ovs_bridge": "vmbr2",
     "bond_mode": "balance-slb",
     "ovs_options": "other_config:lacp-time=fast", "priority": 15, **MANUAL},
    {"iface": "ovsint", "type": "OVSIntPort", "ovs_bridge": "vmbr2", "ovs_tag": 50, "method": "static",
     "method6": "manual", "families": ["inet"], "address": f"10.50.0.{number}", "netmask": "24",
     "cidr": f"10.50.0.{number}/24", "priority": 16},
    {"iface": "vlan77", "type": "vlan", "vlan-id": "77", "vlan-raw-device": "bond2",
     "vlan-protocol": "802.1ad",
     "autostart": 1, "priority": 17, "method": "static", "method6": "static", "families": ["inet", "inet6"],
     "address": f"10.77.0.{number}", "netmask": "24", "cidr": f"10.77.0.{number}/24",
     "gateway": "10.77.0.254",
     "address6": f"2001:db8:77::{number:x}", "netmask6": "64", "cidr6": f"2001:db8:77::{number:x}/64",
     "gateway6": "2001:db8:77::ffff", "options": ["up ip route add 10.78.0.0/16 via 10.77.0.253"],
     "options6": ["accept_ra 0"], "comments6": "six\n"},
    {"iface": "vxlan9", "type": "unknown", "link-type": "vxlan", "vxlan-id": 9,
     "vxlan-local-tunnelip": f"10.77.0.{number}",
     "vxlan-physdev": "vlan77", "vxlan-svcnodeip": "10.77.0.200", "priority": 18, **MANUAL},
    {"iface": "vmbr3", "type": "bridge", "bridge_ports": "vxlan9", "bridge_stp": "off", "bridge_fd": "0",
     "priority": 19,
     "uplink-id": "site2", **MANUAL},
    {"iface": "vmbr3p0", "type": "unknown", "bridge-access": 50, "bridge-learning": 1,
     "bridge-arp-nd-suppress": 1,
     "bridge-multicast-flood": 0, "bridge-unicast-flood": 0, "priority": 20, **MANUAL})


def config(cluster, node):
  """Options of a node, as the API tells them: property strings as they are."""
  number = node_number(cluster, node)
  if number % 3 == 2:
    return {}
  settings = {"description": f"Rack {number // 4 + 1}\n", "wakeonlan": f"BC:24:11:FF:00:{number:02X}"}
  if number == 0:
    settings.update({
      "acme": "account=default,domains=pve.lab.test;node01.lab.test", "startall-onboot-delay": "10",
      "acmedomain0": "alt.lab.test,alias=challenge.lab.test,plugin=dns1",
      "wakeonlan": "mac=BC:24:11:FF:00:00,bind-interface=vmbr0,broadcast-address=10.0.255.255"})
    if release(cluster) >= (8, 3):
      settings["ballooning-target"] = "85"
    if release(cluster) >= (9, 2):
      settings["location"] = "name=Hall 1,latitude=48.2082,longitude=16.3738"
  return {**settings, "digest": digest(settings)}


def describe(cluster):
  for name, node in cluster.nodes.items():
    node["interfaces"] = [*node["interfaces"], *interfaces(cluster, name)]
    node["config"] = config(cluster, name)
    if release(cluster) >= (9, 2) and name == list(cluster.nodes)[-1] != first_node(cluster):
      node["arch"] = "aarch64"  # said of what is not x86 alone
    node["swap"], node["secureboot"] = (0, 1) if node_number(cluster, name) % 2 else (8 << 30, 0)


def known(cluster, node):
  if node not in cluster.nodes:
    not_here(f"/nodes/{node}")


def services(cluster, node):
  known(cluster, node)
  for name, text in SERVICES.items():
    state = ("dead", "inactive", "not-found") if name == "postfix" else ("running", "active", "enabled")
    if name == "chrony" and lot(cluster, "chrony", node, 4) == 0:
      state = ("failed", "failed", "enabled")
    yield {"name": name, "service": name, "desc": text, "state": state[0], "active-state": state[1],
           "unit-state": state[2]}


def packages(cluster, node):
  known(cluster, node)
  manager = ".".join(cluster.pve.split(".")[:3])
  for name in PACKAGES:
    version = (manager if name == "pve-manager"
               else f"{release(cluster)[0]}.{lot(cluster, 'version', name, 9)}.2-1")
    row = {"Package": name, "Title": name, "Description": name, "Arch": "amd64", "Priority": "optional",
           "Section": "admin", "Origin": "Proxmox", "Version": version, "CurrentState": "Installed",
           "OldVersion": version}
    if name == "ceph-fuse":
      row.update(CurrentState="NotInstalled", Origin="Debian")
      del row["OldVersion"]
    elif lot(cluster, f"behind {name}", node, 6) == 0:
      row["Version"] = version[:-1] + "3"
    if name == "proxmox-ve":
      row["RunningKernel"] = "6.17.4-1-pve"
    if name == "pve-manager":
      row["ManagerVersion"] = f"{manager}/{cluster.repoid}"
    yield row


def updates(cluster, node):
  """The packages of which there is a newer version."""
  for row in packages(cluster, node):
    if row["Version"] != row.get("OldVersion", row["Version"]):
      yield {key: row[key] for key in ("Package", "Title", "Description", "Arch", "Priority", "Section",
                                       "Origin", "Version", "OldVersion")}


def repositories(cluster, node):
  known(cluster, node)
  suite, number = SUITE[release(cluster)[0]], node_number(cluster, node)

  def repository(uri, suites, components, **more):
    return {"Types": ["deb"], "URIs": [uri], "Suites": suites, "Components": components, "Enabled": True,
            "Comment": "", "Options": [], "FileType": "sources", **more}
  debian = repository("http://deb.debian.org/debian", [suite, f"{suite}-updates"], ["main", "contrib"])
  paid = repository("https://enterprise.proxmox.com/debian/pve", [suite], ["pve-enterprise"],
                    Enabled=number % 4 == 0,
                    Options=[{"Key": "Signed-By",
                              "Values": ["/usr/share/keyrings/proxmox-archive-keyring.gpg"]}])
  free = repository("http://download.proxmox.com/debian/pve", [suite], ["pve-no-subscription"],
                    FileType="list",
                    Comment=" for the lab", Enabled=number % 4 != 0)
  files = [{"path": f"/etc/apt/sources.list.d/{name}", "file-type": row["FileType"],
            "digest": list(range(32)), "repositories": [row]}
           for name, row in (("debian.sources", debian), ("pve-enterprise.sources", paid),
                             ("pve.list", free))]
  errors = [{"path": "/etc/apt/sources.list.d/old.list",
             "error": "failed to parse line 1"}] if number == 1 else []
  return {"files": files, "errors": errors, "infos": [], "digest": digest(files), "standard-repos": [
    {"handle": "enterprise", "name": "Enterprise", "status": number % 4 == 0}, {"handle": "no-subscription",
                                                                                "name": "No-Subscription"}]}


def subscription(cluster, node):
  known(cluster, node)
  number, common = node_number(cluster, node), {"serverid": digest(node)[:32].upper()}
  if number % 4:
    return {**common, "status": "notfound", "message": "There is no subscription key",
            "url": "https://www.proxmox.com/en/proxmox-virtual-environment/pricing"}
  return {**common, "status": "active", "key": f"pve4p-{number:010x}", "level": "p", "sockets": 4,
          "regdate":
          "2025-11-02 00:00:00", "nextduedate": "2026-11-30",
          "productname": "Proxmox VE Premium Subscription 4 CPUs",
          "checktime": seconds(cluster) // 86400 * 86400, "message": ""}


def node_time(cluster, node):
  known(cluster, node)
  zone, offset = pick(cluster, "zone", "cluster", (("Etc/UTC", 0), ("Europe/Vienna", 3600)))
  return {"timezone": zone, "time": seconds(cluster), "localtime": seconds(cluster) + offset}


ROUTES = [
  ("/nodes/{node}/services", "", lambda made, node: list(services(made.cluster, node))),
  ("/nodes/{node}/apt/versions", "", lambda made, node: list(packages(made.cluster, node))),
  ("/nodes/{node}/apt/update", "", lambda made, node: list(updates(made.cluster, node))),
  ("/nodes/{node}/apt/repositories", "", listed(repositories)),
  ("/nodes/{node}/subscription", "", listed(subscription)), ("/nodes/{node}/time", "", listed(node_time)),
]
