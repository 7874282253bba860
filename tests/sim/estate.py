"""estate - all the rest of a made-up cluster, beside its nodes, guests and storages: one module an area.

Each module has ROUTES: (template of a path, the parameters that it takes, function). A function takes the
MadeCluster and the path's variables, and returns the data, or raises Missing. Everything follows from the
described cluster, its seed and the time of the answers: the same question has the same answer.
"""

import datetime
import zlib

from pve_answers import digest
from recorded import failure, no_guest, unimplemented  # noqa: F401

# The releases that brought a path, or did away with it, of those since 7.4 (reference: schema/reads.json).
SINCE = {"/cluster/jobs/realm-sync": "8.0", "/cluster/mapping/pci": "8.0", "/cluster/mapping/usb": "8.0",
         "/cluster/notifications/**": "8.1", "/nodes/{node}/lxc/{vmid}/interfaces": "8.1",
         "/cluster/sdn/ipams/{ipam}/status": "8.1",
         "/cluster/notifications/endpoints/webhook": "8.3", "/cluster/sdn/vnets/{vnet}/firewall/**": "8.3",
         "/cluster/mapping/dir": "8.4", "/cluster/ha/rules": "9.0", "/cluster/sdn/fabrics/**": "9.0",
         "/cluster/sdn/route-maps/**": "9.2", "/cluster/sdn/prefix-lists": "9.2",
         "/cluster/qemu/custom-cpu-models": "9.2"}


class Missing(Exception):
  """An Answer that stands for what isn't there."""


def release(cluster):
  """(9, 1) of "9.1.4" """
  return tuple(int(part) for part in cluster.pve.split(".")[:2])


def lot(cluster, what, key, of):
  """A number below 'of', by chance, but always the same for the same thing."""
  return zlib.crc32(f"{cluster.seed}/{what}/{key}".encode()) % of


def pick(cluster, what, key, choices):
  return choices[lot(cluster, what, key, len(choices))]


def seconds(cluster):
  """The time of the answers."""
  return int(datetime.datetime.fromisoformat(cluster.taken.replace("Z", "+00:00")).timestamp())


def signed(rows):
  """With the digest of the file that they are from."""
  common = digest(rows)
  return [{**row, "digest": common} for row in rows]


def first_node(cluster):
  return next(iter(cluster.nodes))


def node_number(cluster, node):
  return list(cluster.nodes).index(node)


def one(rows, key, value, what):
  """The row whose key has the value."""
  for row in rows:
    if row[key] == value:
      return row
  raise Missing(failure(500, f"{what} '{value}' does not exist"))


def not_here(path):
  raise Missing(unimplemented(path))


def constant(value):
  return lambda made, **variables: value


def listed(function):
  """A function of the described cluster, as a route's."""
  return lambda made, **variables: function(made.cluster, **variables)
