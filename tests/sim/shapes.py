"""shapes - which keys and JSON types answers have: what genuine ones show, held against made-up ones.

An answer is taken apart into objects, each at a place: the path's template, the way into the body, and the
kind of object (the type and status of a row). Numbers and strings count as one type, as PVE mixes them.
"""

import re

TYPES = {dict: "object", list: "list", type(None): "null", bool: "scalar", int: "scalar", float: "scalar",
         str: "scalar"}
# What people set: all of it can be missing but for a little.
SETTINGS = {"/cluster/options": {"allowed-tags"}, "/nodes/*/config": set(), "/nodes/*/dns": set(),
            "/storage": {"storage", "type", "content", "digest"}, "/nodes/*/qemu/*/config": {"digest"},
            "/nodes/*/lxc/*/config": {"digest", "rootfs"}, "/nodes/*/network": {"iface", "type", "method"},
            "/cluster/firewall/options": {"digest"}, "/nodes/*/firewall/options": {"digest"},
            "/nodes/*/qemu/*/firewall/options": {"digest"}, "/nodes/*/lxc/*/firewall/options": {"digest"}}
# The newest release is that of a stand-alone node, which says nothing of these.
CLUSTERED = ("/cluster/status",)
# Objects whose keys are names, not fields.
NAMED = {"/access/permissions": ("data",), "/cluster/config/totem": ("data.interface",),
         "/cluster/ha/status/manager_status": ("data.lrm_status", "data.manager_status.node_status",
                                               "data.manager_status.service_status")}


def template(path):
  """ "/nodes/pve1/qemu/100/config" → "/nodes/*/qemu/*/config" """
  path = re.sub(r"^/nodes/[^/?]+", "/nodes/*", path)
  path = re.sub(r"/(qemu|lxc)/\d+", r"/\1/*", path)
  path = re.sub(r"/storage/[^/?]+", "/storage/*", path)
  path = re.sub(r"(vmid|poolid)=[^&]+", r"\1=*", path)
  return re.sub(r"^/pools/[^?]+", "/pools/*", path)


def plain_key(key):
  """ net0 and net1 are one """
  return re.sub(r"^([a-z]+)\d+$", r"\1#", key)


def kind(row, where):
  """Rows of lists are compared with their like."""
  kind = str(row.get("type", ""))
  if "vmid" in row:
    return "guest unknown" if row.get("status") == "unknown" else "guest"
  if where.startswith("/nodes/*/network"):
    return ""  # the lab's bonds and bridges were not up, so that they lack what others show
  if kind == "storage" and row.get("status") == "unknown":
    return "storage unknown"
  return f"{kind} {row['status']}" if kind == "node" and "status" in row else kind


class Shapes:
  """seen: {place: [number of objects, {key: [times, types]}]}"""

  def __init__(self):
    self.seen = {}

  def add(self, path, body):
    for place, value in parts(path, body):
      count, keys = entry = self.seen.setdefault(place, [0, {}])
      entry[0] = count + 1
      for key, item in value.items():
        times = keys.setdefault(plain_key(key), [set(), set()])
        times[0].add(entry[0])
        times[1].add(TYPES[type(item)])

  def keys(self, place):
    """{key: types} of a place, or None if none was seen."""
    return {key: types for key, (_, types) in self.seen[place][1].items()} if place in self.seen else None

  def always(self, place):
    """The keys that every object at the place has."""
    if place not in self.seen:
      return set()
    count, keys = self.seen[place]
    return {key for key, (times, _) in keys.items() if len(times) == count}


def parts(path, body):
  """(place, object) of all objects in an answer."""
  where = template(path)
  named = NAMED.get(where, ())

  def walk(way, value, discriminator=""):
    if isinstance(value, dict):
      if way in named:
        for item in value.values():
          yield from walk(way + ".*", item)
        return
      yield (where, way, discriminator), value
      for key, item in value.items():
        yield from walk(f"{way}.{plain_key(key)}", item)
    elif isinstance(value, list):
      for item in value:
        yield from walk(way + "[]", item, kind(item, where) if isinstance(item, dict) else "")

  yield from walk("data", body.get("data"))


def required(place, genuine, newest):
  """The keys without which an object at the place is no genuine one."""
  where, way, _ = place
  path = where.partition("?")[0]
  if path in SETTINGS:
    return SETTINGS[path] if way in ("data", "data[]") else set()
  alone = place in newest.seen and path not in CLUSTERED
  return (newest if alone else genuine).always(place)


def compare(made, genuine, newest):
  """Lines that say where made-up answers have other types than genuine ones, or lack what these always have.
  'newest' are the shapes of the release that is made up; they decide what is always there."""
  for place in sorted(made.seen):
    known = genuine.keys(place)
    if known is None:
      continue  # known_shapes says whether documents know it
    for key, types in made.keys(place).items():
      if key in known and not types <= known[key]:
        yield f"{place}: {key} is {types - known[key]}, genuine ones have {known[key]}"
    for key in sorted(required(place, genuine, newest) - made.always(place)):
      yield f"{place}: genuine answers always have {key}"
