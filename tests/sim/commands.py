"""commands - what can be done to a simulated cluster while it runs: {"do": WHAT, …}, see pve-sim -h."""

import faults
from certificates import server_context
from node_states import Condition, quorate


class View:
  """The cluster as the nodes of one partition see it."""

  def __init__(self, cluster, condition):
    self.cluster, self.condition = cluster, condition

  def quorate(self):
    rows = self.cluster.data("/cluster/status") or []
    return quorate(self.condition, rows)


class Commands:
  """A part of Simulator: do() and a method for each WHAT."""

  def do(self, command):
    """Does what is asked; returns what there is to tell. Raises ValueError, KeyError, TypeError."""
    command = dict(command)
    if "after" in command or "before" in command:
      self.pending.append(command)
      return {"pending": len(self.pending)}
    name = command.pop("do")
    method = getattr(self, "do_" + name.replace("-", "_"), None)
    if not method:
      raise ValueError(f"nobody knows how to do {name}")
    told = method(**command) or {}
    self.changed()
    return told

  def do_next(self):
    self.cluster.move_on()
    self._follow()

  def do_migrate(self, vmid, to):
    self.cluster.migrate(vmid, to)

  def do_remove(self, vmid):
    self.cluster.remove_guest(vmid)

  def do_add(self, **guest):
    self.cluster.add_guest(**guest)

  def do_set(self, vmid, key, value=None):
    self.cluster.set_config(vmid, key, value)

  def do_tick(self, seconds=3600):
    self.cluster.tick(seconds)

  def do_fault(self, fault):
    self.faults.append(faults.Fault(fault))

  def do_clear_faults(self):
    for fault in self.faults:
      fault.cleared.set()
    self.faults = []

  def do_stop(self, node):
    """The machine is gone."""
    self.view.condition.stopped.add(node)
    self._follow()
    for connection in list(self.endpoints[node].connections) if node in self.endpoints else ():
      connection.cut()

  def do_start(self, node):
    self.view.condition.stopped.discard(node)
    self._follow()

  def do_isolate(self, endpoint):
    """The node of that number loses the others: its state stands still, it has no quorum."""
    found = self._endpoint(endpoint)
    condition = Condition()
    condition.never_up = set(self.view.condition.never_up)
    condition.isolated, condition.stopped = True, set(self.cluster.nodes) - {found.node} - condition.never_up
    found.view = View(self.cluster.frozen(), condition)
    self.view.condition.cut_off.add(found.node)

  def do_rejoin(self, endpoint):
    found = self._endpoint(endpoint)
    found.view = self.view
    self.view.condition.cut_off.discard(found.node)

  def do_restart(self, seconds=None):
    """The daemons of all nodes are restarted: connections end, for a while all statuses are unknown."""
    self.view.condition.starting = True
    for endpoint in self.endpoints.values():
      for connection in list(endpoint.connections):
        connection.close()
    if seconds is not None:
      self.loop.call_later(seconds, lambda: self.do({"do": "settle"}))

  def do_settle(self):
    self.view.condition.starting = False

  def do_renew(self, ca=False):
    """New certificates for all nodes; with 'ca' from a new CA."""
    if ca:
      self.authority.renew_ca()
    for endpoint in self.endpoints.values():
      endpoint.certificate = self.authority.node(endpoint.node, endpoint.address, self.options.domain,
                                                 again=True)
      endpoint.listener.context = server_context(endpoint.certificate)
    return {"fingerprints": self.fingerprints()}

  def do_unreachable(self, node, how="refused"):
    self.make_unreachable(node, how)

  def do_revoke(self, token):
    next(known for known in self.tokens if known.name == token).valid = False

  def do_close(self):
    """Ends all connections."""
    for endpoint in self.endpoints.values():
      for connection in list(endpoint.connections):
        connection.close()

  def do_stats(self):
    self.flush()
    return {"requests": self.requests, "connections": self.connects, "in_flight": len(self._busy)}

  def _endpoint(self, number):
    return next(endpoint for endpoint in self.endpoints.values() if endpoint.number == number)
