"""limits - what a token may not see: refused paths, silently shorter lists, missing keys.

refusal() knows the privilege that each path demands; filtered() leaves out of a full answer what the token
may not see, as PVE does: without a word. Both ask access.Access, so that they agree with each other, with
/access/permissions and with /access/acl. tests/cli/test_sim.py holds them against genuine answers.
"""

import re

# Paths by what they demand; {x} is one part of a path, ** everything below.
# "A|B on PATH": any of them. "A or B on PATH": the same, but the refusal doesn't say which.
DEMANDS = {
  "Sys.Audit on /": """
    /cluster/status /cluster/config /cluster/config/** /cluster/backup /cluster/backup/** /cluster/ceph/flags
    /cluster/backup-info/not-backed-up /cluster/firewall/aliases /cluster/firewall/aliases/**
    /cluster/firewall/groups/** /cluster/firewall/ipset /cluster/firewall/ipset/** /cluster/firewall/options
    /cluster/firewall/refs /cluster/firewall/rules /cluster/firewall/rules/** /cluster/ha /cluster/ha/groups
    /cluster/ha/groups/** /cluster/ha/resources /cluster/ha/resources/** /cluster/ha/rules
    /cluster/ha/rules/** /cluster/ha/status/current /cluster/ha/status/manager_status
    /cluster/jobs/realm-sync /cluster/jobs/realm-sync/** /cluster/metrics/export /cluster/metrics/server
    /cluster/metrics/server/** /nodes/{node}/config /nodes/{node}/disks/directory /nodes/{node}/disks/lvm
    /nodes/{node}/disks/lvmthin /nodes/{node}/disks/smart /nodes/{node}/disks/zfs
    /nodes/{node}/disks/zfs/** /nodes/{node}/hosts""",
  "Sys.Audit|Datastore.Audit on /": """
    /cluster/ceph/metadata /cluster/ceph/status /nodes/{node}/ceph /nodes/{node}/ceph/**""",
  "Sys.Audit or Sys.Audit on /nodes/{node}": "/nodes/{node}/disks/list",
  "Sys.Audit|Sys.Modify on /": "/nodes/{node}/hardware/pci /nodes/{node}/hardware/pci/**",
  "Sys.Modify on /": "/cluster/acme/plugins /cluster/acme/plugins/** /nodes/{node}/hardware/usb",
  "Sys.Audit on /nodes/{node}": """
    /nodes/{node}/apt/repositories /nodes/{node}/apt/versions /nodes/{node}/dns
    /nodes/{node}/firewall/options /nodes/{node}/firewall/rules /nodes/{node}/firewall/rules/**
    /nodes/{node}/netstat /nodes/{node}/network/{iface} /nodes/{node}/report /nodes/{node}/rrd
    /nodes/{node}/rrddata /nodes/{node}/services /nodes/{node}/services/** /nodes/{node}/status
    /nodes/{node}/time""",
  "Sys.Modify on /nodes/{node}": "/nodes/{node}/apt/changelog /nodes/{node}/apt/update",
  "Sys.Syslog on /nodes/{node}": "/nodes/{node}/firewall/log /nodes/{node}/journal /nodes/{node}/syslog",
  "VM.Audit on /vms/{vmid}": """
    /nodes/{node}/{type}/{vmid}/config /nodes/{node}/{type}/{vmid}/pending
    /nodes/{node}/{type}/{vmid}/feature /nodes/{node}/{type}/{vmid}/status/current
    /nodes/{node}/{type}/{vmid}/snapshot /nodes/{node}/{type}/{vmid}/rrd /nodes/{node}/{type}/{vmid}/rrddata
    /nodes/{node}/{type}/{vmid}/firewall/aliases /nodes/{node}/{type}/{vmid}/firewall/aliases/**
    /nodes/{node}/{type}/{vmid}/firewall/ipset /nodes/{node}/{type}/{vmid}/firewall/ipset/**
    /nodes/{node}/{type}/{vmid}/firewall/options /nodes/{node}/{type}/{vmid}/firewall/refs
    /nodes/{node}/{type}/{vmid}/firewall/rules /nodes/{node}/{type}/{vmid}/firewall/rules/**
    /nodes/{node}/qemu/{vmid}/cloudinit /nodes/{node}/qemu/{vmid}/cloudinit/dump
    /nodes/{node}/lxc/{vmid}/interfaces""",
  "VM.Snapshot|VM.Snapshot.Rollback|VM.Audit on /vms/{vmid}":
    "/nodes/{node}/{type}/{vmid}/snapshot/{name}/config",
  "VM.GuestAgent.Audit|VM.GuestAgent.Unrestricted on /vms/{vmid}": "/nodes/{node}/qemu/{vmid}/agent/**",
  "Datastore.Audit|Datastore.AllocateSpace on /storage/{storage}":
    "/nodes/{node}/storage/{storage} /nodes/{node}/storage/{storage}/**",
  "Datastore.Allocate on /storage/{storage}": "/storage/{storage}",
  "Datastore.Allocate on /storage": "/nodes/{node}/scan/**",
  "Pool.Audit on /pool/{pool}": "/pools/{pool}",
  "Realm.Allocate|Sys.Audit on /access/realm": "/access/domains/{realm}",
  "Sys.Audit|Group.Allocate on /access/groups": "/access/groups/{group}",
  "User.Modify or Sys.Audit on /access/groups": """
    /access/tfa/** /access/users/{user} /access/users/{user}/tfa""",
  "User.Modify or User.Modify on /access/groups": "/access/users/{user}/token /access/users/{user}/token/**",
  "Mapping.Audit on /mapping/notifications": """
    /cluster/notifications/endpoints/gotify /cluster/notifications/endpoints/webhook""",
  "Mapping.Modify or Mapping.Audit on /mapping/notifications": """
    /cluster/notifications/endpoints/** /cluster/notifications/matchers /cluster/notifications/matchers/**
    /cluster/notifications/targets /cluster/notifications/targets/**""",
  "Mapping.Use or Mapping.Modify or Mapping.Audit on /mapping/{kind}/{id}": "/cluster/mapping/{kind}/{id}",
  "SDN.Allocate on /sdn/zones/{zone}": "/cluster/sdn/zones/{zone}",
  "SDN.Allocate on /sdn/controllers/{name}": "/cluster/sdn/controllers/{name}",
  "SDN.Allocate on /sdn/ipams/{name}": "/cluster/sdn/ipams/{name}",
  "SDN.Allocate on /sdn/dns/{name}": "/cluster/sdn/dns/{name}",
  "SDN.Audit on /sdn/zones/{zone}": "/nodes/{node}/sdn/zones/{zone} /nodes/{node}/sdn/zones/{zone}/content",
}


def pattern_of(template):
  text = re.escape(template).replace(r"\*\*", ".+")
  return re.compile(re.sub(r"\\\{(\w+)\\\}", lambda found: f"(?P<{found.group(1)}>[^/]+)", text))


# The first that fits counts.
_DEMANDS = [(pattern_of(template), *demand.split(" on "))
            for demand, templates in DEMANDS.items() for template in templates.split()]
# VM.Monitor is PVE 8's.
AGENT_BEFORE_9 = "VM.Monitor"


def demanded(path):
  """(privileges, path of the ACL, whether a refusal names them) of what the path demands; None: nothing."""
  for pattern, privileges, area in _DEMANDS:
    found = pattern.fullmatch(path)
    if found:
      named = " or " not in privileges
      return re.split(r"\||\sor\s", privileges), area.format(**found.groupdict()), named
  return None


def refusal(who, path, query, agent_privilege=None):
  """The text of a 403, or None. 'who' is a Viewer, 'query' a dict of the parameters."""
  if path == "/pools" and "poolid" in query:
    path = "/pools/" + query["poolid"].replace("/", "%2F")
  demand = demanded(path)
  if not demand:
    return None
  privileges, area, named = demand
  if "/agent/" in path and agent_privilege:
    privileges = [agent_privilege]
  area = area.replace("%2F", "/")
  if who.has(area, *privileges):
    return None
  return f"Permission check failed ({area}, {'|'.join(privileges)})" if named else "Permission check failed"


class Viewer:
  """A user or token, and all that filters need: 'guests' and 'vnets' give the full lists when asked."""

  def __init__(self, access, user, guests=lambda: (), vnets=lambda: ()):
    self.access, self.user, self.guests, self.vnets = access, user, guests, vnets

  def has(self, path, *privileges):
    return self.access.has(self.user, path, *privileges)

  def sees_guest(self, vmid):
    return self.has(f"/vms/{vmid}", "VM.Audit")

  def sees_below(self, path, *privileges):
    """On the path or on any below it that the ACL names."""
    return self.has(path, *privileges) or any(
      self.has(below, *privileges) for below in self.access.examined() if below.startswith(path + "/"))


# --- filters: (who, data, variables of the path) → data; the data that comes in is never changed


NODE_METRICS = ("cpu", "maxcpu", "mem", "maxmem", "disk", "maxdisk", "uptime")


def without(row, keys):
  return {key: value for key, value in row.items() if key not in keys}


def _node_row(who, row):
  return row if who.has(f"/nodes/{row['node']}", "Sys.Audit") else without(row, NODE_METRICS)


def _sees_resource(who, row):
  kind = row["type"]
  if kind in ("qemu", "lxc"):
    return who.sees_guest(row["vmid"])
  if kind == "storage":
    return who.has(f"/storage/{row['storage']}", "Datastore.Audit")
  if kind == "pool":
    return who.has(f"/pool/{row['pool']}", "Pool.Audit")
  if kind in ("sdn", "network"):
    return who.has(f"/sdn/zones/{row.get('sdn') or row.get('network')}", "SDN.Audit")
  return True


def resources(who, rows):
  return [_node_row(who, row) if row["type"] == "node" else row for row in rows if _sees_resource(who, row)]


def nodes(who, rows):
  return [_node_row(who, row) for row in rows]


def options(who, data):
  """Tags of guests that one may not see are not allowed ones; without Sys.Audit little is left."""
  data = dict(data)
  access = data.get("user-tag-access", {})
  listed = set(access.get("user-allow-list", ()))
  if access.get("user-allow", "free") in ("free", "existing"):
    for guest in who.guests():
      if guest.get("tags") and who.sees_guest(guest["vmid"]):
        listed.update(guest["tags"].split(";"))
  if not who.has("/", "Sys.Modify"):
    listed.difference_update(data.get("registered-tags", ()))
  data["allowed-tags"] = [tag for tag in data.get("allowed-tags", ()) if tag in listed]
  if not who.has("/", "Sys.Audit"):
    data = {key: data[key] for key in ("allowed-tags", "console", "tag-style") if key in data}
  return data


def acl(who, rows):
  everything = who.has("/access", "Sys.Audit")
  return [row for row in rows if everything or who.has(row["path"], "Permissions.Modify")]


def users(who, rows):
  if who.has("/access/groups", "User.Modify", "Sys.Audit"):
    return rows
  seen = {user for group, members in who.access.groups.items()
          if who.has(f"/access/groups/{group}", "User.Modify", "Sys.Audit") for user in members}
  return [row for row in rows if row["userid"] in seen or row["userid"] == who.user]


def groups(who, rows):
  return [row for row in rows
          if who.has(f"/access/groups/{row['groupid']}", "User.Modify", "Sys.Audit", "Group.Allocate")]


def by(path, *privileges):
  """A filter of rows: any of the privileges on a path made of the row's values."""
  return lambda who, rows: [row for row in rows if who.has(path.format_map(row), *privileges)]


def guests(who, rows):
  return [row for row in rows if who.sees_guest(row["vmid"])]


def guest_tree(who, data):
  return {**data, "children": [child for child in data["children"] if who.sees_guest(child["id"])]}


def interfaces(who, rows):
  """Bridges by the rights on them or on one of their VLANs."""
  def seen(row):
    if row["type"] in ("bridge", "OVSBridge"):
      return who.sees_below(f"/sdn/zones/localnetwork/{row['iface']}", "SDN.Audit", "SDN.Use")
    if row["type"] == "vnet":
      zones = [vnet["zone"] for vnet in who.vnets() if vnet["vnet"] == row["iface"]]
      return any(who.sees_below(f"/sdn/zones/{zone}/{row['iface']}", "SDN.Audit", "SDN.Use")
                 for zone in zones)
    return True
  return [row for row in rows if seen(row)]


def tasks(who, rows):
  return [row for row in rows if row["user"] == who.user.split("!")[0]
          or who.has(f"/nodes/{row['node']}", "Sys.Audit")]


def cpu_models(who, rows):
  sees_custom = who.has("/nodes", "Sys.Audit")
  return [row for row in rows if sees_custom or not int(row.get("custom") or 0)]


def subscription(who, data, node):
  return data if who.has(f"/nodes/{node}", "Sys.Audit") else without(data, ("serverid",))


def backup_defaults(who, data, node):
  area = f"/storage/{data.get('storage', 'local')}"
  if not who.has(area, "Datastore.Audit", "Datastore.AllocateSpace"):
    raise Refused(f"Permission check failed ({area}, Datastore.Audit|Datastore.AllocateSpace)")
  return data if who.has(f"/nodes/{node}", "Sys.Audit") else without(data, ("ionice", "dumpdir", "tmpdir"))


def content(who, rows, storage):
  """Disks and backups are for those who may use them; images and templates for all who see the storage."""
  area = f"/storage/{storage}"

  def seen(row):
    kind, guest = row["content"], f"/vms/{row.get('vmid')}"
    if kind in ("iso", "vztmpl", "import") or who.has(area, "Datastore.Allocate"):
      return True
    if kind == "backup":
      return who.has(area, "Datastore.AllocateSpace") and who.has(guest, "VM.Backup")
    return kind in ("images", "rootdir") and who.has(guest, "VM.Config.Disk")
  return [row for row in rows if seen(row)]


def replication_of_node(who, rows):
  for row in rows:
    if not who.sees_guest(row["guest"]):
      raise Refused(f"Permission check failed (/vms/{row['guest']}, VM.Audit)")
  return rows


def zone_of(vnet):
  """What is new has its zone among what is pending."""
  return vnet.get("zone") or vnet.get("pending", {}).get("zone")


def vnet_firewall(who, data, vnet):
  for row in who.vnets():
    area = f"/sdn/zones/{zone_of(row)}/{vnet}"
    if row["vnet"] == vnet and not who.has(area, "SDN.Audit", "SDN.Allocate"):
      raise Refused(f"Permission check failed ({area}, SDN.Audit|SDN.Allocate)")
  return data


def fabrics(who, data):
  """Fabrics by the rights on them; their nodes by those on the nodes, too."""
  def seen(fabric):
    return who.has(f"/sdn/fabrics/{fabric}", "SDN.Audit", "SDN.Allocate")
  return {"fabrics": [row for row in data["fabrics"] if seen(row.get("id", ""))],
          "nodes": [row for row in data["nodes"] if seen(row["fabric_id"])
                    and who.has(f"/nodes/{row['node_id']}", "Sys.Audit", "Sys.Modify")]}


class Refused(Exception):
  """A 403 that only the full answer can tell; its text."""


MAPPING = ("Mapping.Modify", "Mapping.Use", "Mapping.Audit")
STORE = ("Datastore.Audit", "Datastore.AllocateSpace")
FILTERS = [(pattern_of(template), filter) for template, filter in {
  "/cluster/resources": resources,
  "/cluster/options": options,
  "/cluster/tasks": tasks,
  "/cluster/log": lambda who, rows: rows if who.has("/", "Sys.Syslog") else [],
  "/cluster/replication": by("/vms/{guest}", "VM.Audit"),
  "/cluster/backup-info/not-backed-up": guests,
  "/cluster/backup/{id}/included_volumes": lambda who, data, id: guest_tree(who, data),
  "/cluster/sdn/zones": by("/sdn/zones/{zone}", "SDN.Audit", "SDN.Use", "SDN.Allocate"),
  "/cluster/sdn/vnets": lambda who, rows: [row for row in rows if who.has(
    f"/sdn/zones/{zone_of(row)}/{row['vnet']}", "SDN.Audit", "SDN.Use", "SDN.Allocate")],
  "/cluster/sdn/vnets/{vnet}/subnets": lambda who, rows, vnet: by(
    "/sdn/zones/{zone}/" + vnet, "SDN.Audit", "SDN.Use", "SDN.Allocate")(who, rows),
  "/cluster/sdn/vnets/{vnet}/firewall/**": lambda who, data, vnet: vnet_firewall(who, data, vnet),
  "/cluster/sdn/ipams/{ipam}/status": lambda who, rows, ipam: by(
    "/sdn/zones/{zone}/{vnet}", "SDN.Audit", "SDN.Allocate")(who, rows),
  "/cluster/sdn/fabrics/all": fabrics,
  "/cluster/sdn/route-maps/entries": by("/sdn/route-maps/{route-map-id}", "SDN.Audit", "SDN.Allocate"),
  "/cluster/sdn/prefix-lists": by("/sdn/prefix-lists/{id}", "SDN.Audit", "SDN.Allocate"),
  "/cluster/qemu/custom-cpu-models": by("/mapping/cpu/{cputype}", "Mapping.Modify", "Mapping.Use",
                                        "Mapping.Audit"),
  "/cluster/sdn/controllers": by("/sdn/controllers/{controller}", "SDN.Audit", "SDN.Allocate"),
  "/cluster/sdn/ipams": by("/sdn/ipams/{ipam}", "SDN.Audit", "SDN.Allocate"),
  "/cluster/sdn/dns": by("/sdn/dns/{dns}", "SDN.Audit", "SDN.Allocate"),
  "/cluster/mapping/pci": by("/mapping/pci/{id}", *MAPPING),
  "/cluster/mapping/usb": by("/mapping/usb/{id}", *MAPPING),
  "/cluster/mapping/dir": by("/mapping/dir/{id}", *MAPPING),
  "/access/acl": acl,
  "/access/users": users,
  "/access/groups": groups,
  "/access/tfa": users,
  "/pools": by("/pool/{poolid}", "Pool.Audit"),
  "/storage": by("/storage/{storage}", *STORE),
  "/nodes": nodes,
  "/nodes/{node}/qemu": lambda who, rows, node: guests(who, rows),
  "/nodes/{node}/lxc": lambda who, rows, node: guests(who, rows),
  "/nodes/{node}/storage": lambda who, rows, node: by("/storage/{storage}", *STORE)(who, rows),
  "/nodes/{node}/storage/{storage}/content": lambda who, rows, node, storage: content(who, rows, storage),
  "/nodes/{node}/network": lambda who, rows, node: interfaces(who, rows),
  "/nodes/{node}/tasks": lambda who, rows, node: tasks(who, [{"node": node, **row} for row in rows]),
  "/nodes/{node}/replication": lambda who, rows, node: replication_of_node(who, rows),
  "/nodes/{node}/subscription": subscription,
  "/nodes/{node}/vzdump/defaults": backup_defaults,
  "/nodes/{node}/capabilities/qemu/cpu": lambda who, rows, node: cpu_models(who, rows),
}.items()]


def filtered(who, path, data):
  """What is left of a full answer's data. Raises Refused."""
  if data is None:
    return data
  for pattern, filter in FILTERS:
    found = pattern.fullmatch(path)
    if found:
      return filter(who, data, **found.groupdict())
  return data
