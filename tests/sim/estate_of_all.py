"""estate_of_all - the areas of a made-up cluster put together: who answers a path, and since which
release."""

from urllib.parse import unquote

import estate
import estate_access
import estate_agents
import estate_ceph
import estate_datacenter
import estate_firewall
import estate_guests
import estate_hardware
import estate_jobs
import estate_nodes
import estate_sdn
import estate_storage
from limits import pattern_of

AREAS = (estate_access, estate_datacenter, estate_jobs, estate_firewall, estate_sdn, estate_nodes,
         estate_hardware,
         estate_storage, estate_ceph)


def of_guest(function):
  """A route to what is kept beside a guest's configuration."""
  def find(made, node, type, vmid, **more):
    guest = made.cluster.guests.get(int(vmid)) if vmid.isdigit() else None
    if not guest or (guest["node"], guest["type"]) != (node, type):
      raise estate.Missing(estate.no_guest(node, type, vmid))
    return function(made.cluster, int(vmid), guest, **more)
  return find


def of_kind(kind, function):
  def find(made, type, **more):
    if type != kind:
      estate.not_here("")
    return function(made, type=type, **more)
  return find


GUEST_ROUTES = [
  ("/nodes/{node}/{type}/{vmid}/agent/{command}", "", of_kind("qemu", of_guest(estate_agents.agent))),
  ("/nodes/{node}/{type}/{vmid}/interfaces", "",
   of_kind("lxc", of_guest(estate_agents.container_interfaces))),
  ("/nodes/{node}/{type}/{vmid}/pending", "", of_guest(estate_guests.pending)),
  ("/nodes/{node}/{type}/{vmid}/snapshot", "", of_guest(estate_guests.snapshots)),
  ("/nodes/{node}/{type}/{vmid}/snapshot/{name}/config", "", of_guest(estate_guests.snapshot_config))]
# The frequent ones first.
_ROUTES = [(pattern_of(template), set(parameters.split()), function)
           for routes in (GUEST_ROUTES, *(area.ROUTES for area in AREAS)) for template, parameters,
           function in routes]
_SINCE = [(pattern_of(template), tuple(map(int, since.split(".")))) for template,
          since in estate.SINCE.items()]


def answers(path):
  """Whether the path is one of these areas'."""
  return any(pattern.fullmatch(path.partition("?")[0]) for pattern, _, _ in _ROUTES)


def find_route(cluster, path):
  """(parameters, function, variables) of a path, or None."""
  for pattern, parameters, function in _ROUTES:
    found = pattern.fullmatch(path)
    if found:
      for known, since in _SINCE:
        if since > estate.release(cluster) and known.fullmatch(path):
          estate.not_here(path)
      return parameters, function, {name: unquote(value) for name, value in found.groupdict().items()}
  return None


def describe(cluster):
  """Adds to a described cluster what follows from its nodes and its seed."""
  for area in (estate_access, estate_datacenter, estate_nodes, estate_storage):
    area.describe(cluster)
  cluster.networks = estate_sdn.resources
  cluster.ha_states = lambda: estate_jobs.states(cluster)
