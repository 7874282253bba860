"""tokens - the API tokens that a simulator knows, what limits them, and who a request is from."""

import re
import urllib.parse
import uuid

USER = "audit@pve"
NAMES = uuid.UUID("5f6e1c1e-8f2b-4f0a-9a3c-70766569006e")
_HEADER = re.compile(r"PVEAPIToken[= ](?P<id>[^=]+)=(?P<secret>.+)", re.DOTALL)
_GRANT = re.compile(r"(?P<role>[A-Za-z]\w*)@(?P<path>/.*)")


class Token:
  """'limit' says what it may:

    auditor            PVEAuditor on everything
    noacl              nothing: the token has no entry in the ACL
    pool:NAME          PVEAuditor on that pool alone
    noaccess:PATH      PVEAuditor on everything but that path
    root               everything, a token of root@pam
    ROLE@PATH[+…]      those roles on those paths
    recording:FILE     answers from another recording, which was made with such a token
  """

  def __init__(self, name, limit, seed=0):
    self.name, self.limit, self.recording = name, limit, None
    self.user = "root@pam" if limit == "root" else USER
    self.id = f"{self.user}!{name}"
    self.secret = str(uuid.uuid5(NAMES, f"{seed}/{self.id}"))
    self.valid = True
    kind, _, value = limit.partition(":")
    self._grants = {"auditor": [("PVEAuditor", "/")], "noacl": [], "root": [], "recording": [],
                    "pool": [("PVEAuditor", f"/pool/{value}")],
                    "noaccess": [("PVEAuditor", "/"), ("NoAccess", value)]}.get(kind)
    if kind == "recording":
      self.recording = value
    if self._grants is None:
      grants = [_GRANT.fullmatch(part) for part in limit.split("+")]
      if not all(grants):
        raise ValueError(f"no limit of a token: {limit}")
      self._grants = [(grant.group("role"), grant.group("path")) for grant in grants]

  @property
  def text(self):
    return f"{self.id}={self.secret}"

  @property
  def separated(self):
    return 0 if self.limit == "root" else 1

  def acl(self):
    """Its entries of the ACL."""
    return [{"path": path, "type": "token", "ugid": self.id, "roleid": role, "propagate": 1}
            for role, path in self._grants]


def owner_acl(limit=None):
  """The owner may all that any of its tokens may, or what a limit says."""
  if limit:
    return [{**entry, "type": "user", "ugid": USER} for entry in Token("owner", limit).acl()]
  return [{"path": "/", "type": "user", "ugid": USER, "roleid": "PVEAuditor", "propagate": 1},
          {"path": "/", "type": "user", "ugid": USER, "roleid": "PVEAdmin", "propagate": 1}]


class Door:
  """Tells tokens from strangers."""

  def __init__(self, tokens, office):
    self.tokens = {token.id: token for token in tokens}
    self._by_name = {token.name: token for token in tokens}
    self.office, self._known = office, {}

  def enter(self, headers):
    """The Token, or the reason of a 401."""
    authorization = headers.get("authorization")
    if "cookie" in headers and "PVEAuthCookie=" in headers["cookie"]:
      # It counts before the token.
      ticket = urllib.parse.unquote(headers["cookie"].split("PVEAuthCookie=", 1)[1].split(";")[0])
      user = self.office.holder(ticket)
      return self._by_name[user.token] if user else "Authentication failed!"
    if authorization is None:
      return "No ticket"
    token = self._known.get(authorization)
    if token is None:
      if not authorization.startswith(("PVEAPIToken=", "PVEAPIToken ")):
        return "No ticket"
      found = _HEADER.fullmatch(authorization)
      token = found and self.tokens.get(found.group("id"))
      if not token or token.secret != found.group("secret"):
        return "Authentication failed!"
      self._known[authorization] = token
    return token if token.valid else "Authentication failed!"
