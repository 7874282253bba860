"""recorded - a cluster that answers what was recorded of one; several recordings are its states in time."""

import copy
import json
import pathlib
import re
import subprocess
from urllib.parse import parse_qsl, quote, unquote

from access import Access
from node_states import no_such_node

GUEST = re.compile(r"/nodes/([^/]+)/(qemu|lxc)/([^/]+)(/.*)?")
NOT_DEFINED = "property is not defined in schema and the schema does not allow additional properties"
INVALID = "Parameter verification failed."
# Of the paths whose parameters are checked, those that they have.
PARAMETERS = {re.compile(r"/nodes/[^/]+/(qemu|lxc)/\d+/config"): {"current", "snapshot"},
              re.compile(r"/cluster/nextid"): {"vmid"}, re.compile(r"/version"): set()}


class Answer:
  """status, reason, and the body: as JSON ('body'), as other 'text', or neither."""

  __slots__ = ("status", "reason", "body", "text", "recorded")

  def __init__(self, status, reason, body=None, text=None, recorded=True):
    self.status, self.reason, self.body, self.text, self.recorded = status, reason, body, text, recorded


def failure(status, message, **more):
  """As PVE tells it: the reason phrase has the first line, the message all."""
  end = "" if status == 501 else "\n"
  return Answer(status, message.split("\n")[0], {"data": None, "message": message + end, **more})


def no_guest(node, type, vmid):
  folder = "qemu-server" if type == "qemu" else "lxc"
  return failure(500, f"Configuration file 'nodes/{node}/{folder}/{vmid}.conf' does not exist")


def unimplemented(path):
  return failure(501, f"Method 'GET {path}' not implemented")


def verification(**errors):
  return failure(400, INVALID, errors=errors)


def wrong_parameters(path, query):
  """The 400 that parameters or a guest's number deserve; None if they are right."""
  found = GUEST.fullmatch(path)
  if found and found.group(4) and not found.group(3).isdigit():
    return verification(vmid=f"type check ('integer') failed - got '{found.group(3)}'")
  for pattern, known in PARAMETERS.items():
    if pattern.fullmatch(path):
      unknown = [name for name in query if name not in known]
      return verification(**dict.fromkeys(unknown, NOT_DEFINED)) if unknown else None
  return None


def next_id(taken, query):
  """/cluster/nextid: of every guest that there is, seen or not."""
  if "vmid" not in query:
    return Answer(200, "OK", {"data": str(next(n for n in range(100, 10**9) if n not in taken))})
  vmid = query["vmid"]
  if not vmid.isdigit():
    return verification(vmid=f"type check ('integer') failed - got '{vmid}'")
  if int(vmid) in taken:
    return verification(vmid=f"VM {vmid} already exists")
  return Answer(200, "OK", {"data": vmid})


def canonical(target):
  """One spelling of a path with its query."""
  path, _, query = target.partition("?")
  path = "/".join(quote(unquote(part), safe="") for part in path.split("/"))
  pairs = [f"{quote(name, safe='')}={quote(value, safe='')}"
           for name, value in sorted(parse_qsl(query, keep_blank_values=True))]
  return f"{path}?{'&'.join(pairs)}" if pairs else path


def read_recording(path):
  """(header, {canonical path: [Answer…]})"""
  path = pathlib.Path(path)
  if path.suffix == ".zst":
    text = subprocess.run(["zstd", "-dcq", path], check=True, capture_output=True).stdout.decode()
  else:
    text = path.read_text(encoding="utf-8")
  lines = [json.loads(line) for line in text.split("\n") if line.strip()]
  answers = {}
  for line in lines[1:]:
    answer = Answer(line["status"], line["reason"], line.get("body"), line.get("text"))
    answers.setdefault(canonical(line["path"]), []).append(answer)
  return lines[0], answers


class RecordedCluster:
  def __init__(self, files):
    self.files = [pathlib.Path(file) for file in files]
    self.position, self._read = 0, {}
    self._load()

  def _load(self):
    file = self.files[self.position]
    if file not in self._read:
      self._read[file] = read_recording(file)
    self.header, answers = self._read[file]
    self.answers = {path: list(given) for path, given in answers.items()}
    self.served, self.removed = {}, set()
    self._owned = False
    rows = self.data("/cluster/status") or []
    self.name = next((row["name"] for row in rows if row["type"] == "cluster"), None)
    # The one that was asked comes first.
    found = [(not int(row["local"]), row["name"], row.get("ip"), int(row["online"]))
             for row in rows if row["type"] == "node"]
    found = found or [(row["status"] != "online", row["node"], None, row["status"] == "online")
                      for row in self.data("/nodes") or ()]
    self.nodes = {name: ip for _, name, ip, _ in sorted(found, key=lambda node: node[:2])} or {"node": None}
    self.down = {name for _, name, _, online in found if not online}
    # Their answers are recorded; without an address they don't listen.
    self.never_up = frozenset()
    self.name = self.name or next(iter(self.nodes), "cluster")
    self.pve = self.header.get("pve", "")

  def frozen(self):
    """The same, standing still."""
    other = copy.copy(self)
    other.answers, other.removed = copy.deepcopy(self.answers), set(self.removed)
    other.served = {}
    return other

  # --- answers

  def data(self, path):
    """The data of what was answered with 200, or None."""
    given = self.answers.get(canonical(path))
    answer = given[0] if given else None
    return answer.body.get("data") if answer and answer.status == 200 and answer.body else None

  def guests(self):
    return [row for row in self.data("/cluster/resources") or () if row["type"] in ("qemu", "lxc")]

  def _saw_all_guests(self):
    """Nothing of the ACL is hidden from the token of the recording: what is listed is all that there is."""
    held, acl = self.data("/access/permissions") or {}, self.data("/access/acl") or ()
    below = [row["path"] for row in acl if row["path"].startswith(("/vms", "/pool"))]
    return all("VM.Audit" in held.get(path, ()) for path in ("/", *below))

  def find(self, target, path, query):
    """The Answer to a request for 'target', which is 'path' with 'query' (a dict)."""
    given = self.answers.get(target)
    if given:
      # Several answers to one path come in their order, the last of them for ever.
      number = self.served.get(target, 0)
      self.served[target] = number + 1
      return given[min(number, len(given) - 1)]
    return self._unrecorded(target, path, query)

  def implements(self, target):
    """Whether the recorded release has the path."""
    given = self.answers.get(target)
    return not given or given[0].status != 501

  def refuses(self, target):
    """Whether the token of the recording was refused: then no other node was asked."""
    given = self.answers.get(target)
    return bool(given) and given[0].status == 403

  def repeats(self, target):
    """Whether the path is answered the same each time."""
    return len(self.answers.get(target, ())) < 2

  def _unrecorded(self, target, path, query):
    wrong = wrong_parameters(path, query)
    if wrong:
      return wrong
    if path == "/cluster/nextid":
      taken = {guest["vmid"] for guest in self.guests()}
      asked = query.get("vmid", "")
      # Whether an id is free is not known where the recording's token may have missed a guest.
      if self._saw_all_guests() or (asked.isdigit() and int(asked) in taken | self.removed):
        return next_id(taken, query)
    if path == "/cluster/resources" and set(query) == {"type"}:
      kinds = {"vm": ("qemu", "lxc")}.get(query["type"], (query["type"],))
      rows = self.data(path) or ()
      return Answer(200, "OK", {"data": [row for row in rows if row["type"] in kinds]})
    node = path.split("/")[2] if path.startswith("/nodes/") else None
    if node and self.nodes and node not in self.nodes:
      return failure(*no_such_node(node))
    found = GUEST.fullmatch(path)
    if found:
      node, type, vmid = found.group(1), found.group(2), int(found.group(3))
      if not any((guest["node"], guest["type"], guest["vmid"]) == (node, type, vmid)
                 for guest in self.guests()):
        return no_guest(node, type, vmid)
    # Not what any server says, so that nobody takes it for an answer.
    message = f"simulator: the recording does not hold {target}"
    return Answer(500, message, {"data": None, "message": message + "\n"}, recorded=False)

  # --- who may do what, as far as the recording tells

  def access(self, more_acl=(), more_tokens=None):
    groups = {row["groupid"]: [user for user in row["users"].split(",") if user]
              for row in self.data("/access/groups") or ()}
    tokens = {f"{user['userid']}!{token['tokenid']}": int(token.get("privsep") or 0)
              for user in self.data("/access/users?full=1") or () for token in user.get("tokens") or ()}
    roles = {role["roleid"]: frozenset(filter(None, role["privs"].split(",")))
             for role in self.data("/access/roles") or ()}
    pools = {}
    for row in self.data("/pools") or ():
      whole = self.data(f"/pools?poolid={quote(row['poolid'], safe='')}") or [{}]
      members = whole[0].get("members", ())
      pools[row["poolid"]] = {"vms": [row["vmid"] for row in members if "vmid" in row],
                              "storages": sorted({row["storage"] for row in members if "storage" in row})}
    model = {"roles": roles} if roles else {}
    return Access([*(self.data("/access/acl") or ()), *more_acl], groups, pools,
                  {**tokens, **(more_tokens or {})}, **model)

  @property
  def agent_privilege(self):
    return "VM.Monitor" if self.pve and int(self.pve.split(".")[0]) < 9 else None

  # --- changes

  def _own(self):
    """What is changed from here on is a copy."""
    if not self._owned:
      self.answers = copy.deepcopy(self.answers)
      self._owned = True

  def move_on(self):
    if self.position + 1 >= len(self.files):
      raise ValueError("no further recording")
    self.position += 1
    self._load()

  def _bodies(self):
    return (answer.body for given in self.answers.values() for answer in given
            if answer.status == 200 and answer.body)

  def _rows(self):
    """Every list in the answers in which guests are listed."""
    for body in self._bodies():
      data = body.get("data")
      if isinstance(data, list):
        yield data
        yield from (row["members"] for row in data if isinstance(row, dict) and "members" in row)
      elif isinstance(data, dict) and isinstance(data.get("members"), list):
        yield data["members"]

  def _guest(self, vmid):
    guest = next((row for row in self.guests() if row["vmid"] == vmid), None)
    if not guest:
      raise ValueError(f"no guest {vmid}")
    return guest

  def migrate(self, vmid, to):
    self._own()
    guest = self._guest(vmid)
    here, type = guest["node"], guest["type"]
    before, after = f"/nodes/{here}/{type}/{vmid}/", f"/nodes/{to}/{type}/{vmid}/"
    self.answers = {after + path[len(before):] if path.startswith(before) else path: given
                    for path, given in self.answers.items()}
    for rows in self._rows():
      for row in rows:
        if isinstance(row, dict) and row.get("vmid") == vmid and row.get("node") == here:
          row["node"] = to
    for query in ("", "?full=1"):
      source = self.data(f"/nodes/{here}/{type}{query}") or []
      target = self.data(f"/nodes/{to}/{type}{query}")
      moving = [row for row in source if row["vmid"] == vmid]
      source[:] = [row for row in source if row["vmid"] != vmid]
      if target is not None:
        target += moving

  def remove_guest(self, vmid):
    self._own()
    self._guest(vmid)
    self.removed.add(vmid)
    self.answers = {path: given for path, given in self.answers.items()
                    if f"/{vmid}/" not in path and f"vmid={vmid}" not in path}
    for rows in self._rows():
      rows[:] = [row for row in rows if not isinstance(row, dict) or row.get("vmid") != vmid]

  def set_config(self, vmid, key, value):
    self._own()
    guest = self._guest(vmid)
    base = f"/nodes/{guest['node']}/{guest['type']}/{vmid}/config"
    for query in ("", "?current=1"):
      config = self.data(base + query)
      if config is not None:
        config[key] = value
        if value is None:
          del config[key]
