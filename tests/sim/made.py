"""made - a cluster that is described (pve_answers.Cluster) and answers by its description, path by path."""

import copy
import datetime

import estate_agents
import more_answers as more
import pve_answers as answers
from estate import Missing
from estate_of_all import find_route
from limits import pattern_of
from node_states import no_such_node
from recorded import NOT_DEFINED, Answer, failure, next_id, no_guest, unimplemented, verification

RESOURCE_TYPES = {"vm": ("qemu", "lxc"), "storage": ("storage",), "node": ("node",), "sdn": ("sdn",),
                  "network": ("network",)}


def plain(function):
  return lambda made, **variables: function(made.cluster, **variables)


def of_guest(function):
  """Of the guest that the path names, if it is there, on that node and of that type."""
  def find(made, node, type, vmid, **query):
    guest = made.cluster.guests.get(int(vmid)) if vmid.isdigit() else None
    if not vmid.isdigit():
      raise Missing(verification(vmid=f"type check ('integer') failed - got '{vmid}'"))
    if not guest or guest["node"] != node or guest["type"] != type:
      raise Missing(no_guest(node, type, vmid))
    return function(made.cluster, int(vmid), guest, **query)
  return find


def of_node(function):
  def find(made, node, **query):
    if node not in made.cluster.nodes:
      raise Missing(failure(*no_such_node(node)))
    return function(made, node, **query)
  return find


def resources(made, type=None):
  rows = list(answers.resources(made.cluster))
  return [row for row in rows if type is None or row["type"] in RESOURCE_TYPES.get(type, ())]


def pools(made, poolid=None):
  if poolid is None:
    return more.pools(made.cluster)
  if poolid not in made.cluster.pools:
    raise Missing(failure(500, f"no such pool '{poolid}'"))
  return [more.pool(made.cluster, poolid)]


def one_pool(made, pool):
  # A slash in a name is one in the path, too: such a path does not exist.
  if "%2F" in pool:
    raise Missing(unimplemented("/pools/" + pool.replace("%2F", "/")))
  return pools(made, pool)[0]


def storages_of_node(made, node, **_):
  return [more.storage_status(made.cluster, name, node) for name in made.cluster.storages]


def storage_of_node(made, node, storage):
  if storage not in made.cluster.storages:
    raise Missing(failure(500, f"storage '{storage}' does not exist"))
  return more.storage_status(made.cluster, storage, node, listed=False)


def certificates(made, node):
  return made.certificates(node) or answers.certificates(made.cluster, node)


def nodes(made):
  rows = answers.nodes(made.cluster)
  for row in rows:
    found = made.certificates(row["node"])
    if found:
      row["ssl_fingerprint"] = found[1]["fingerprint"]
  return rows


def agent(cluster, vmid, guest, **command):
  raise Missing(failure(500, more.agent_trouble(vmid, guest)))


def unasked(value):
  return lambda made, **variables: copy.deepcopy(value)


def guest_firewall(made, **variables):
  return {"digest": more.EMPTY_DIGEST}


# (template, parameters that it takes, function); the frequent ones first.
ROUTES = [(pattern_of(template), set(parameters.split()), function) for template, parameters, function in [
  ("/nodes/{node}/{type}/{vmid}/config", "current snapshot",
   of_guest(lambda cluster, vmid, guest, **query: answers.guest_config(guest))),
  ("/nodes/{node}/{type}/{vmid}/pending", "", of_guest(lambda cluster, vmid, guest: more.pending(guest))),
  ("/nodes/{node}/{type}/{vmid}/status/current", "", of_guest(more.current)),
  ("/nodes/{node}/{type}/{vmid}/snapshot", "", of_guest(lambda cluster, vmid,
                                                        guest: more.snapshots(guest))),
  ("/nodes/{node}/{type}/{vmid}/firewall/options", "", guest_firewall),
  ("/version", "", lambda made: {**answers.version(made.cluster), "console": "html5"}),
  ("/access/permissions", "", plain(answers.permissions)),
  ("/access/acl", "", plain(answers.acl)),
  ("/access/users", "full enabled", lambda made, full="0",
   **_: list(more.users(made.cluster, full == "1"))),
  ("/access/groups", "", plain(more.groups)),
  ("/access/roles", "", lambda made: more.roles()),
  ("/access/domains", "", unasked(more.DOMAINS)),
  ("/cluster/status", "", lambda made: list(answers.cluster_status(made.cluster))),
  ("/cluster/resources", "type", resources),
  ("/cluster/options", "", plain(answers.options)),
  ("/cluster/tasks", "", lambda made: list(made.cluster.tasks)),
  ("/cluster/log", "max", lambda made, max=None: []),
  ("/cluster/config/totem", "", plain(answers.totem)),
  ("/cluster/config/qdevice", "", unasked({})),
  ("/cluster/config/nodes", "", plain(more.config_nodes)),
  ("/cluster/config/apiversion", "", unasked("1")),
  ("/cluster/ha/status/current", "", plain(more.ha_status)),
  ("/cluster/ha/status/manager_status", "", plain(more.ha_manager)),
  ("/cluster/backup-info/not-backed-up", "", plain(more.not_backed_up)),
  ("/cluster/notifications/targets", "", unasked(more.TARGETS)),
  ("/cluster/notifications/endpoints/sendmail", "", unasked(more.SENDMAIL)),
  ("/cluster/firewall/options", "", unasked({"digest": more.EMPTY_DIGEST})),
  ("/cluster/sdn/fabrics/all", "pending running", unasked({"fabrics": [], "nodes": []})),
  ("/cluster/sdn/ipams", "", unasked([{"ipam": "pve", "type": "pve", "digest": more.EMPTY_DIGEST}])),
  ("/pools", "poolid type", lambda made, poolid=None, **_: pools(made, poolid)),
  ("/pools/{pool}", "type", lambda made, pool, **_: one_pool(made, pool)),
  ("/storage", "type", lambda made, **_: answers.storage_settings(made.cluster)),
  ("/nodes", "", nodes),
  ("/nodes/{node}/status", "", of_node(lambda made, node: answers.node_status(made.cluster, node))),
  ("/nodes/{node}/version", "", of_node(lambda made, node: answers.version(made.cluster))),
  ("/nodes/{node}/config", "property",
   of_node(lambda made, node, **_: made.cluster.nodes[node].get("config", {}))),
  ("/nodes/{node}/time", "", of_node(lambda made, node: more.node_time(made.cluster))),
  ("/nodes/{node}/apt/repositories", "", unasked({"files": [], "errors": [], "infos": [],
                                                  "standard-repos": [],
                                                  "digest": more.EMPTY_DIGEST})),
  ("/nodes/{node}/apt/update", "", unasked(more.UPDATES)),
  ("/nodes/{node}/vzdump/defaults", "storage", lambda made, node, **_: dict(more.BACKUP_DEFAULTS)),
  ("/nodes/{node}/dns", "", of_node(lambda made, node: made.cluster.dns)),
  ("/nodes/{node}/network", "type", of_node(
    lambda made, node, type=None: [row for row in made.cluster.nodes[node]["interfaces"]
                                   if type in (None, row["type"])])),
  ("/nodes/{node}/certificates/info", "", of_node(certificates)),
  ("/nodes/{node}/{type}/{vmid}/agent/{command}", "", of_guest(agent)),
  ("/nodes/{node}/qemu", "full", of_node(
    lambda made, node, full="0": list(more.node_guests(made.cluster, node, "qemu", full == "1")))),
  ("/nodes/{node}/lxc", "", of_node(lambda made, node: list(more.node_guests(made.cluster, node, "lxc")))),
  ("/nodes/{node}/storage", "enabled content format storage target", of_node(storages_of_node)),
  ("/nodes/{node}/storage/{storage}/status", "", of_node(storage_of_node)),
  ("/nodes/{node}/tasks", more.TASK_FILTERS,
   of_node(lambda made, node, **query: more.node_tasks(made.cluster.tasks, node, **query))),
  ("/nodes/{node}/hosts", "", of_node(lambda made, node: more.hosts(made.cluster, node))),
  ("/nodes/{node}/subscription", "", unasked(more.SUBSCRIPTION)),
  ("/nodes/{node}/firewall/options", "", unasked({"digest": more.EMPTY_DIGEST})),
  ("/nodes/{node}/disks/lvm", "", unasked({"leaf": 0, "children": []})),
]]
EMPTY = [pattern_of(template) for template in more.EMPTY]
NOT_INSTALLED = [(pattern_of(template), text) for template, text in more.NOT_INSTALLED.items()]


class MadeCluster:
  """The same methods as RecordedCluster has."""

  agent_privilege = None

  def __init__(self, cluster, never_up=0):
    self.cluster, self.name = cluster, cluster.name
    cluster.asked_ids = None
    self.nodes = dict.fromkeys(cluster.nodes)
    self.never_up = set(list(cluster.nodes)[len(cluster.nodes) - never_up:] if never_up else ())
    self.down = self.never_up
    self.certificates = lambda node: None  # set by the simulator: what /nodes/{node}/certificates/info has

  def frozen(self):
    other = copy.copy(self)
    other.cluster = copy.deepcopy(self.cluster)
    return other

  def work(self, path):
    """Seconds that an answer takes, where that depends on what is asked for."""
    return estate_agents.work(self.cluster, path) if self.cluster.seed is not None else None

  # --- answers

  def find(self, target, path, query):
    if path == "/cluster/nextid":
      return next_id(self.cluster.guests, query)
    if self.cluster.seed is not None:
      # A made-up cluster has more than one that was described by hand.
      try:
        found = find_route(self.cluster, path)
      except Missing as missing:
        return missing.args[0]
      if found:
        return self._answered(*found, query)
    for pattern, parameters, function in ROUTES:
      found = pattern.fullmatch(path)
      if found:
        return self._answered(parameters, function, found.groupdict(), query)
    return self._nothing(path)

  def _answered(self, parameters, function, variables, query):
    unknown = [name for name in query if name not in parameters]
    if unknown:
      return verification(**dict.fromkeys(unknown, NOT_DEFINED))
    try:
      query = {name.replace("-", "_"): value for name, value in query.items()}
      return Answer(200, "OK", {"data": function(self, **variables, **query)})
    except Missing as missing:
      return missing.args[0]

  def _nothing(self, path):
    if any(pattern.fullmatch(path) for pattern in EMPTY):
      return Answer(200, "OK", {"data": []})
    for pattern, text in NOT_INSTALLED:
      if pattern.fullmatch(path):
        return failure(500, text)
    return unimplemented(path)

  def implements(self, target):
    return True

  def refuses(self, target):
    return False

  def data(self, target):
    path, _, query = target.partition("?")
    answer = self.find(target, path, dict(part.split("=", 1) for part in query.split("&") if part))
    return answer.body["data"] if answer.status == 200 else None

  def repeats(self, target):
    return True

  def guests(self):
    return [{"vmid": vmid, "node": guest["node"], "type": guest["type"],
             "tags": guest["config"].get("tags")} for vmid, guest in self.cluster.guests.items()]

  def access(self, more_acl=(), more_tokens=None):
    return answers.access(self.cluster, more_acl, more_tokens)

  # --- changes

  def _guest(self, vmid):
    if vmid not in self.cluster.guests:
      raise ValueError(f"no guest {vmid}")
    return self.cluster.guests[vmid]

  def move_on(self):
    raise ValueError("a made-up cluster has no further recording")

  def migrate(self, vmid, to):
    if to not in self.cluster.nodes:
      raise ValueError(f"no node {to}")
    self._guest(vmid)["node"] = to

  def remove_guest(self, vmid):
    self._guest(vmid)
    del self.cluster.guests[vmid]

  def add_guest(self, vmid, node, type="qemu", status="stopped", pool=None, config=None):
    if vmid in self.cluster.guests or node not in self.cluster.nodes:
      raise ValueError(f"guest {vmid} is there already, or there is no node {node}")
    self.cluster.guest(vmid, type, node, status, pool, **(config or {}))

  def set_config(self, vmid, key, value):
    config = self._guest(vmid)["config"]
    config[key] = value
    if value is None:
      del config[key]

  def tick(self, seconds):
    """Time passes: metrics move."""
    taken = datetime.datetime.fromisoformat(self.cluster.taken.replace("Z", "+00:00"))
    taken += datetime.timedelta(seconds=seconds)
    self.cluster.taken = taken.strftime("%Y-%m-%dT%H:%M:%SZ")
    for thing in (*self.cluster.nodes.values(), *self.cluster.guests.values()):
      thing["up"] += seconds
