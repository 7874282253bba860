"""access - who may do what, by the rules of PVE's access control: roles on paths, inherited downwards.

One model for all that depends on it: refusals, filtered lists (limits.py), /access/permissions and
/access/acl. An entry of the ACL is a dict as /access/acl has it: path, type, ugid, roleid, propagate.
"""

GUEST_AGENT = ("VM.GuestAgent.Audit VM.GuestAgent.FileRead VM.GuestAgent.FileSystemMgmt "
               "VM.GuestAgent.FileWrite VM.GuestAgent.Unrestricted")
VM_ADMIN = ("VM.Allocate VM.Audit VM.Backup VM.Clone VM.Config.CDROM VM.Config.CPU VM.Config.Cloudinit "
            "VM.Config.Disk VM.Config.HWType VM.Config.Memory VM.Config.Network VM.Config.Options "
            f"VM.Console {GUEST_AGENT} VM.Migrate VM.PowerMgmt VM.Replicate VM.Snapshot "
            "VM.Snapshot.Rollback")
ADMIN = ("Datastore.Allocate Datastore.AllocateSpace Datastore.AllocateTemplate Datastore.Audit "
         "Group.Allocate Mapping.Audit Mapping.Use Pool.Allocate Pool.Audit Realm.AllocateUser "
         f"SDN.Allocate SDN.Audit SDN.Use Sys.Audit Sys.Console Sys.Syslog User.Modify {VM_ADMIN}")
# The roles that PVE 9.1 comes with.
ROLES = {name: frozenset(privileges.split()) for name, privileges in {
  "Administrator": f"{ADMIN} Mapping.Modify Permissions.Modify Realm.Allocate Sys.AccessNetwork "
                   "Sys.Incoming Sys.Modify Sys.PowerMgmt",
  "NoAccess": "",
  "PVEAdmin": ADMIN,
  "PVEAuditor": "Datastore.Audit Mapping.Audit Pool.Audit SDN.Audit Sys.Audit VM.Audit "
                "VM.GuestAgent.Audit",
  "PVEDatastoreAdmin": "Datastore.Allocate Datastore.AllocateSpace Datastore.AllocateTemplate "
                       "Datastore.Audit",
  "PVEDatastoreUser": "Datastore.AllocateSpace Datastore.Audit",
  "PVEMappingAdmin": "Mapping.Audit Mapping.Modify Mapping.Use",
  "PVEMappingUser": "Mapping.Audit Mapping.Use",
  "PVEPoolAdmin": "Pool.Allocate Pool.Audit",
  "PVEPoolUser": "Pool.Audit",
  "PVESDNAdmin": "SDN.Allocate SDN.Audit SDN.Use",
  "PVESDNUser": "SDN.Audit SDN.Use",
  "PVESysAdmin": "Sys.Audit Sys.Console Sys.Syslog",
  "PVETemplateUser": "VM.Audit VM.Clone",
  "PVEUserAdmin": "Group.Allocate Realm.AllocateUser User.Modify",
  "PVEVMAdmin": VM_ADMIN,
  "PVEVMUser": "VM.Audit VM.Backup VM.Config.CDROM VM.Config.Cloudinit VM.Console VM.GuestAgent.Audit "
               "VM.GuestAgent.FileRead VM.GuestAgent.FileSystemMgmt VM.GuestAgent.FileWrite VM.PowerMgmt",
}.items()}
# /access/permissions looks at these always.
TOP = ("/", "/access", "/access/groups", "/nodes", "/pool", "/sdn", "/storage", "/vms")
ALMIGHTY = "root@pam"


def owner_of(user):
  """The user of a token ID ("audit@pve!inv"); None for a user."""
  return user.split("!")[0] if "!" in user else None


def ancestors(path):
  """ "/vms/100" → "/", "/vms", "/vms/100" """
  parts = path.strip("/").split("/") if path != "/" else []
  return ["/", *("/" + "/".join(parts[:count]) for count in range(1, len(parts) + 1))]


class Access:
  """pools: {pool: {"vms": [vmid…], "storages": [name…]}}; groups: {group: [user…]};
  separated: {token ID: whether its privileges are its own}, of all tokens."""

  def __init__(self, acl, groups=None, pools=None, separated=None, roles=ROLES):
    self.acl, self.groups, self.pools, self.roles = list(acl), groups or {}, pools or {}, roles
    self.separated = separated or {}
    self._nodes, self._pool_roles, self._privileges = {}, {}, {}
    for entry in self.acl:
      holders = self._nodes.setdefault(entry["path"], {})
      roles_of = holders.setdefault((entry["type"], entry["ugid"]), {})
      roles_of[entry["roleid"]] = int(entry.get("propagate", 1))

  # --- roles: a deeper entry replaces those above it; the user's own replaces the groups' beside it

  def _held_at(self, path, user, final):
    holders = self._nodes.get(path)
    if not holders:
      return None

    def applying(kind, name):
      return {role: propagate for role, propagate in holders.get((kind, name), {}).items()
              if final or propagate}

    held = applying("token" if "!" in user else "user", user)
    if not held:
      for group in self.groups:
        if user in self.groups[group]:
          held.update(applying("group", group))
    return held or None

  def _roles(self, user, path):
    if owner_of(user) and not self.separated.get(user):
      return self._roles(owner_of(user), path)
    roles = {}
    for step in ancestors(path):
      held = self._held_at(step, user, step == path)
      if held is not None:
        roles = held
    if "NoAccess" in roles:
      return {"NoAccess": roles["NoAccess"]}
    return roles

  def _roles_by_pools(self, user):
    """What the roles on pools say of their members: {path: {role: 1}}."""
    if user not in self._pool_roles:
      found = self._pool_roles[user] = {}
      for pool, members in self.pools.items():
        roles = self._roles(user, f"/pool/{pool}")
        if roles:
          for path in (*(f"/vms/{vmid}" for vmid in members["vms"]),
                       *(f"/storage/{name}" for name in members["storages"])):
            found.setdefault(path, {}).update(dict.fromkeys(roles, 1))
    return self._pool_roles[user]

  # --- privileges

  def privileges(self, user, path):
    """{privilege: whether it propagates}; empty if nothing is held."""
    key = user, path
    if key not in self._privileges:
      self._privileges[key] = self._find_privileges(user, path)
    return self._privileges[key]

  def _find_privileges(self, user, path):
    if user == ALMIGHTY:
      return dict.fromkeys(self.roles["Administrator"], 1)
    owner = owner_of(user)
    if owner and not self.separated.get(user):
      return self.privileges(owner, path)
    roles = dict(self._roles(user, path))
    by_pools = self._roles_by_pools(user).get(path)
    if by_pools and "NoAccess" not in roles:
      if "NoAccess" in by_pools:
        roles = {"NoAccess": 0}
      else:
        # Members of a pool do not pass on what they have from it.
        for role in by_pools:
          roles.setdefault(role, 0)
    held = {}
    for role, propagate in roles.items():
      for privilege in self.roles.get(role, ()):
        held[privilege] = held.get(privilege) or propagate
    if owner and owner != ALMIGHTY:
      limit = self.privileges(owner, path)
      held = {privilege: int(bool(propagate and limit[privilege]))
              for privilege, propagate in held.items() if privilege in limit}
    return held

  def has(self, user, path, *privileges):
    """Whether any of the privileges is held."""
    held = self.privileges(user, path)
    return any(privilege in held for privilege in privileges)

  def examined(self):
    """The paths that /access/permissions looks at: of the ACL, with those between, and of pools' members."""
    paths = set(TOP)
    for path in self._nodes:
      paths.update(ancestors(path))
    for members in self.pools.values():
      paths.update(f"/vms/{vmid}" for vmid in members["vms"])
      paths.update(f"/storage/{name}" for name in members["storages"])
    return paths

  def permissions(self, user):
    """What /access/permissions answers: paths on which nothing is held are left out."""
    found = ((path, self.privileges(user, path)) for path in sorted(self.examined()))
    return {path: dict(sorted(held.items())) for path, held in found if held}
