"""known_shapes - which keys an answer may have, and of which JSON kind: as recorded, as in the fixtures of
the reference shelf, or as PVE documents it. What the simulator makes up beyond the recordings is held against
this.

Strings, numbers and booleans are one kind, as PVE mixes them.
"""

import json
import re

import fixtures
import tap
from recorded import read_recording
from shapes import NAMED, TYPES, plain_key

VERSIONS = ("7.4", "8.4", "9.2.11")
REFERENCE = tap.SHARED / "reference/schema"
ANY = {"scalar", "object", "list", "null"}
# Known from elsewhere: place → keys, and why.
ELSEWHERE = {
  ("/cluster/config/nodes", "data[]"): "ring1_addr",  # corosync.conf(5): the address in the second link
  ("/cluster/sdn/fabrics/all", "data.fabrics[]"): "state pending",  # pending=1, as of the other SDN lists
  ("/cluster/sdn/fabrics/all", "data.nodes[]"): "state pending",
  ("/cluster/sdn/fabrics/all", "data.fabrics[].redistribute[]"): "protocol metric",  # FRR's words for it
  ("/cluster/sdn/route-maps/entries", "data[]"): "state pending",
  ("/cluster/sdn/vnets/{}/firewall/rules", "data[]"): "digest",  # as all lists of rules
  # smartctl(8): the columns of its table of attributes
  ("/nodes/{}/disks/smart", "data.attributes[]"): "fail flags id name normalized raw threshold value worst",
  ("/nodes/{}/vzdump/defaults", "data.fleecing"): "storage",  # as in jobs
  # what lxc-snapshots and configurations in the making have, too
  ("/nodes/{}/lxc/{}/snapshot", "data[]"): "snapstate", ("/nodes/{}/lxc/{}/config", "data"): "snapstate",
  ("/nodes/{}/qemu/{}/config", "data"): "snapstate",
}
# Objects whose keys are names, not fields.
NAMED_TOO = {"/cluster/ceph/metadata": ("data.mon", "data.mgr", "data.mds", "data.node")}
# Lists and objects that show what a section of a configuration file holds: all options are keys.
SECTIONS = {
  "/access/domains": "domains", "/access/domains/{}": "domains", "/cluster/ha/resources": "ha-resources",
  "/cluster/ha/groups": "ha-groups", "/cluster/ha/rules": "ha-rules", "/cluster/backup": "jobs",
  "/cluster/jobs/realm-sync": "jobs", "/cluster/replication": "replication",
            "/nodes/{}/replication": "replication",
  "/cluster/mapping/pci": "mapping-pci", "/cluster/mapping/usb": "mapping-usb",
            "/cluster/mapping/dir": "mapping-dir",
  "/cluster/metrics/server": "metric-server", "/cluster/metrics/server/{}": "metric-server",
  "/cluster/sdn/zones": "sdn-zones", "/cluster/sdn/vnets": "sdn-vnets",
            "/cluster/sdn/vnets/{}/subnets": "sdn-subnets",
  "/cluster/sdn/controllers": "sdn-controllers", "/cluster/sdn/ipams": "sdn-ipams",
            "/cluster/sdn/dns": "sdn-dns",
  "/cluster/qemu/custom-cpu-models": "cpu-models", "/storage": "storage"}


class Known:
  """keys: {(endpoint, way): {key: kinds}}; free: the places of which documents say "an object", and no
  more"""

  def vague(self):
    """The endpoints whose answers are documented as any object."""
    return {endpoint for endpoint, way in self.free if way in ("data", "data[]")}

  def __init__(self):
    self.keys, self.free, self._endpoints = {}, set(), []
    documents = {version: json.loads((REFERENCE / f"pve-api-{version}-get.json").read_text())["endpoints"]
                 for version in VERSIONS}
    for endpoints in documents.values():
      for path in {re.sub(r"\{[^}]*\}", "{}", entry["path"]) for entry in endpoints} - set(self._endpoints):
        self._endpoints.append(path)
    self._endpoints.sort(key=lambda path: path.count("{}"))  # /cluster/x before /cluster/{}
    self._patterns = [(re.compile(re.escape(path).replace(r"\{\}", "[^/]+")), path)
                      for path in self._endpoints]
    for endpoints in documents.values():
      for entry in endpoints:
        self._document(re.sub(r"\{[^}]*\}", "{}", entry["path"]), "data", entry.get("returns"))
    self._sections()
    self._table()
    self._parameters()
    for (endpoint, way), keys in ELSEWHERE.items():
      for key in keys.split():
        self._add(endpoint, way, key, ANY)
      self.free.add((endpoint, f"{way}.pending"))

  def endpoint(self, path):
    """ "/nodes/pve1/dns?x=1" → "/nodes/{}/dns" """
    path = path.partition("?")[0]
    if "/firewall/" in path:
      path = path.replace("/lxc/", "/qemu/")  # one code answers both
    path = re.sub(r"/snapshot/[^/]+/config$", "/config", path)  # which has a configuration's keys
    return next((endpoint for pattern, endpoint in self._patterns if pattern.fullmatch(path)), path)

  def _add(self, endpoint, way, key, kinds):
    self.keys.setdefault((endpoint, way), {}).setdefault(plain_key(key.replace("[n]", "0")),
                                                         set()).update(kinds)

  # --- documents

  def _document(self, endpoint, way, schema):
    if not isinstance(schema, dict):
      return
    if schema.get("type") == "object" and not schema.get("properties"):
      self.free.add((endpoint, way))
    if isinstance(schema.get("items"), dict):
      self._document(endpoint, way + "[]", schema["items"])
    for key, inner in (schema.get("properties") or {}).items():
      self._property(endpoint, way, key, inner)

  def _property(self, endpoint, way, key, inner):
    """A property string comes as text, or taken apart; a list of them, too."""
    kinds = {"object": {"object"}, "array": {"list"}}.get(inner.get("type"), {"scalar"}) | {"null"}
    way_in = f"{way}.{plain_key(key.replace('[n]', '0'))}"
    if isinstance(inner.get("format"), dict):
      kinds |= {"scalar", "object"}
      for name, part in inner["format"].items():
        self._property(endpoint, way_in, name, part)
    if str(inner.get("format", "")).endswith("-list"):
      kinds |= {"list"}
    self._add(endpoint, way, key, kinds)
    self._document(endpoint, way_in, inner)

  def _sections(self):
    found = json.loads((REFERENCE / "pve-formats-9.2.11.json").read_text())["sections"]
    for endpoint, name in SECTIONS.items():
      for way in ("data", "data[]", "data[].pending"):
        for key, inner in found[name]["propertyList"].items():
          self._property(endpoint, way, key, inner)
        for key in ("type", "digest", *(("state", "pending") if name.startswith("sdn") else ())):
          self._add(endpoint, way, key, ANY)

  def _table(self):
    """The shelf's own table of endpoints names fields that PVE's schema does not: words of the row."""
    for line in (tap.SHARED / "reference/pve-api.md").read_text().split("\n"):
      found = re.match(r"\| `(/[^`?]*)", line)
      if found:
        endpoint = re.sub(r"\{[^}]*\}", "{}", found.group(1)).replace("/{}/{}/{}/", "/{}/qemu/{}/")
        words = re.findall(r"[A-Za-z][\w-]*", " ".join(line.split("|")[7:]))
        for way in ("data", "data[]", *(("data.children[]",) if "children" in words else ()),
                    *(("data.fabrics[]", "data.nodes[]") if "fabrics" in words else ())):
          for word in words:
            if word not in self.keys.get((endpoint, way), {}):
              self._add(endpoint, way, word, ANY)
              self.free.update({(endpoint, f"{way}.{word}"), (endpoint, f"{way}.{word}[]")})

  def _parameters(self):
    """What can be set can be told: parameters of POST and PUT, of all releases."""
    for name in json.loads((REFERENCE / "since.json").read_text())["params"]:
      found = re.match(r"(POST|PUT) ([^#]*)#(.*)", name)
      if found:
        endpoint = re.sub(r"\{[^}]*\}", "{}", found.group(2))
        self._add(endpoint, "data[]" if found.group(1) == "POST" else "data", found.group(3), {"scalar"})

  # --- answers

  def learn(self, path, data):
    endpoint = self.endpoint(path)
    for way, value in objects(endpoint, data):
      for key, item in value.items():
        self._add(endpoint, way, key, {TYPES[type(item)]})

  def _is_free(self, endpoint, way):
    """It, or what it is in, is documented as any object."""
    parts = way.split(".")
    return any((endpoint, ".".join(parts[:count])) in self.free for count in range(1, len(parts) + 1))

  def unknown(self, path, data):
    """Lines about what nothing knows."""
    endpoint = self.endpoint(path)
    for way, value in objects(endpoint, data):
      if self._is_free(endpoint, way):
        continue
      known = self.keys.get((endpoint, way), {})
      for key, item in value.items():
        kinds = known.get(plain_key(key))
        if kinds is None:
          yield f"{endpoint} {way}.{plain_key(key)}"
        elif TYPES[type(item)] not in kinds | {"null"}:
          is_known = "/".join(sorted(kinds))
          yield f"{endpoint} {way}.{plain_key(key)} is {TYPES[type(item)]}, known as {is_known}"


def objects(endpoint, data):
  """(way, object) of all objects in an answer."""
  named = NAMED.get(endpoint.replace("{}", "*"), ()) + NAMED_TOO.get(endpoint, ())

  def walk(way, value, lower=False):
    if isinstance(value, dict):
      if way in named:
        for item in value.values():
          yield from walk(way, item) if not isinstance(item, dict) else inside(way + ".*", item)
      else:
        yield from inside(way, value)
    elif isinstance(value, list):
      for item in value:
        yield from walk(way if lower else way + "[]", item)

  def inside(way, value):
    yield way, value
    for key, item in value.items():
      # A tree's lower levels are as its first.
      yield from walk(way if key == "children" and way.endswith(".children[]")
                      else f"{way}.{plain_key(key)}", item,
                      key == "children" and way.endswith(".children[]"))

  yield from walk("data", data)


def known():
  """All that recordings, fixtures and documents know."""
  found = Known()
  for file in sorted(tap.RECORDINGS.glob("pve-*.ndjson")):
    if "exchanges" not in file.name:
      for path, answers in read_recording(file)[1].items():
        for answer in answers:
          if answer.status == 200 and answer.body:
            found.learn(path, answer.body.get("data"))
  for template, variables, data in fixtures.bodies():
    found.learn(template.format(**variables), data)
  return found
