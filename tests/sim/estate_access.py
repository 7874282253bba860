"""estate_access - users, groups, roles, realms, second factors of a made-up cluster. The names are of roles,
not of people."""

from access import ROLES
from estate import listed, one, seconds, signed

# userid: what else is said of it
USERS = {
  "root@pam": {"email": "root@lab.test"},
  "inventory@pve": {"comment": "reads everything"},
  "operator@pve": {"firstname": "Chief", "lastname": "Operator", "email": "ops@lab.test", "keys": "x"},
  "deploy@pve": {"comment": "pipelines – no login", "expire": 1893456000},
  "former@pve": {"enable": 0, "comment": "left"},
  "locked@pve": {"tfa-locked-until": 1795000000, "totp-locked": 1, "keys": "x!oath"},
  "dba@ldap1": {"firstname": "Data", "lastname": "Base", "email": "dba@lab.test"},
  "desk@ad1": {"firstname": "Service", "lastname": "Desk"}, "guest@sso": {"email": "guest@lab.test"},
}
GROUPS = {"admins": ("the admins", ["root@pam", "operator@pve"]), "dba": ("databases", ["dba@ldap1"]),
          "empty": (None, [])}
# user: {token: what is said of it}
TOKENS = {"deploy@pve": {"ci": {"comment": "pipeline", "expire": 1893456000, "privsep": 1},
                         "legacy": {"expire": 0, "privsep": 0}},
          "inventory@pve": {"pveinv": {"expire": 0, "privsep": 1}}}
CUSTOM_ROLES = {"VMViewer": "VM.Audit VM.Console",
                "Deployer": "VM.Allocate VM.Clone VM.Config.Disk Datastore.Audit",
                "Nothing": ""}
# (path, type, who, role, whether it goes down)
ACL = [
  ("/vms/100", "user", "dba@ldap1", "PVEVMUser", 1),
  ("/pool/team-2", "group", "dba", "PVEVMAdmin", 1),
  ("/nodes/node01", "user", "operator@pve", "PVESysAdmin", 0),
  ("/storage/local", "user", "deploy@pve", "Deployer", 1),
  ("/", "token", "deploy@pve!ci", "VMViewer", 1),
  ("/access/groups/dba", "user", "desk@ad1", "PVEUserAdmin", 1),
  ("/sdn/zones/simple1", "group", "dba", "PVESDNUser", 1),
  ("/mapping/pci/gpu-vgpu", "group", "dba", "PVEMappingUser", 1),
]
LDAP = {"base_dn": "dc=lab,dc=test", "user_attr": "uid", "bind_dn": "cn=pve,dc=lab,dc=test",
        "server1": "ldap1.lab.test",
        "server2": "ldap2.lab.test", "port": 636, "mode": "ldaps", "verify": 1, "capath": "/etc/ssl/certs",
        "cert": "/etc/pve/priv/ldap.crt", "certkey": "/etc/pve/priv/ldap.key", "sslversion": "tlsv1_2",
        "filter": "(objectClass=person)", "group_filter": "(objectClass=group)",
        "group_dn": "ou=groups,dc=lab,dc=test",
        "group_name_attr": "cn", "group_classes": "groupOfNames", "user_classes": "inetorgperson",
        "sync_attributes": "email=mail,firstname=givenName",
        "sync-defaults-options": "enable-new=1,full=1,purge=1,remove-vanished=acl;entry,scope=both"}
REALMS = {
  "pam": {"type": "pam", "comment": "Linux PAM standard authentication", "plugin": "PVE::Auth::PAM"},
  "pve": {"type": "pve", "comment": "Proxmox VE authentication server", "plugin": "PVE::Auth::PVE",
          "tfa": "type=yubico,id=12345,url=https://yubico.lab.test/verify"},
  "ldap1": {"type": "ldap", "comment": "staff", "default": 1, **LDAP, "tfa": "type=oath,digits=6,step=30"},
  "ad1": {"type": "ad", "domain": "lab.test", "server1": "dc1.lab.test", "case-sensitive": 0,
          "mode": "ldap+starttls", "secure": 1, "port": 389, "verify": 0},
  "sso": {"type": "openid", "issuer-url": "https://sso.lab.test/realms/lab", "client-id": "pve",
          "autocreate": 1, "username-claim": "email", "groups-claim": "groups", "groups-autocreate": 1,
          "groups-overwrite": 0,
          "acr-values": "loa-2", "audiences": "pve", "prompt": "login", "scopes": "email profile",
          "query-userinfo": 1, "comment": "single sign-on"},
}
TFA = [
  {"userid": "operator@pve", "entries": [
    {"id": "webauthn:1", "type": "webauthn", "created": 1750000000, "description": "key in the safe",
     "enable": True},
    {"id": "recovery", "type": "recovery", "created": 1750000100, "description": "", "enable": True}]},
  {"userid": "locked@pve", "tfa-locked-until": 1795000000, "totp-locked": True, "entries": [
    {"id": "totp:1", "type": "totp", "created": 1750000200, "description": "phone", "enable": False}]},
]


def describe(cluster):
  """Adds to the description what others need to know of it."""
  cluster.groups = {name: members for name, (_, members) in GROUPS.items()}
  cluster.roles = {**ROLES, **{name: frozenset(held.split()) for name, held in CUSTOM_ROLES.items()}}
  cluster.acl = [*cluster.acl, *ACL]


def known_tokens():
  """{token ID: whether its privileges are its own}"""
  return {f"{user}!{name}": token["privsep"] for user, tokens in TOKENS.items() for name,
          token in tokens.items()}


def users(cluster, full="0", **_):
  def groups_of(user):
    return ",".join(sorted(name for name, members in cluster.groups.items() if user in members))
  for user, facts in USERS.items():
    realm = user.split("@")[1]
    row = {"userid": user, "enable": 1, "expire": 0, "realm-type": REALMS[realm]["type"], **facts}
    if full == "1":
      row["groups"] = groups_of(user)
      row["tokens"] = [{"tokenid": name, **token} for name, token in TOKENS.get(user, {}).items()] or None
    yield row


def groups(cluster):
  return [{"groupid": name, "users": ",".join(members), **({"comment": comment} if comment else {})}
          for name, (comment, members) in GROUPS.items()]


def roles(cluster):
  return [{"roleid": name, **({} if name in CUSTOM_ROLES else {"special": 1}),
           "privs": ",".join(sorted(held))}
          for name, held in cluster.roles.items()]


def realms(cluster):
  """The list says of the second factor only its kind."""
  for name, settings in REALMS.items():
    row = {"realm": name, **{key: settings[key] for key in ("type", "comment", "default")
                             if key in settings}}
    if "tfa" in settings:
      row["tfa"] = settings["tfa"].split(",")[0].removeprefix("type=")
    yield row


def realm(cluster, realm):
  rows = signed([{"realm": name, **settings} for name, settings in REALMS.items()])
  return {key: value for key, value in one(rows, "realm", realm, "domain").items() if key != "realm"}


def sync_jobs(cluster):
  return [{"id": "ldap-nightly", "type": "realm-sync", "realm": "ldap1", "schedule": "daily", "enabled": 1,
           "scope": "both", "remove-vanished": "acl;entry", "comment": "staff", "enable-new": 1,
           "last-run": seconds(cluster) // 86400 * 86400, "next-run": seconds(cluster) // 86400 * 86400
           + 86400}]


ROUTES = [
  ("/access/users", "full enabled", lambda made, **query: list(users(made.cluster, **query))),
  ("/access/groups", "", listed(groups)), ("/access/roles", "", listed(roles)),
  ("/access/domains", "", lambda made: list(realms(made.cluster))), ("/access/domains/{realm}", "",
                                                                     listed(realm)),
  ("/access/tfa", "", lambda made: TFA), ("/cluster/jobs/realm-sync", "", listed(sync_jobs)),
]
