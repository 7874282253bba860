"""fixtures - single API answers from the reference shelf, put together to recordings that can be walked.

A fixture is one body. For a walk to ask for it, the things that its path names must exist: rosters are made
up around it, with hardly more than names. Fixtures of one path go into different recordings.
"""

import json
import re

import tap

FOLDER = tap.SHARED / "reference/fixtures"
READS = tap.ROOT / "schema/reads.json"
# What must be listed for a path to be asked for: the list, and a row of it with the path's variables.
ROSTERS = {
  "/nodes/{node}/": ("/nodes", {"node": "{node}", "type": "node", "id": "node/{node}", "status": "online"}),
  "/nodes/{node}/{type}/{vmid}/": ("/cluster/resources", {
    "id": "{type}/{vmid}", "type": "{type}", "vmid": "{vmid}", "node": "{node}", "status": "running",
    "name": "named"}),
  "/nodes/{node}/storage/{storage}/": ("/cluster/resources", {
    "id": "storage/{node}/{storage}", "type": "storage", "storage": "{storage}", "node": "{node}",
    "status": "available", "plugintype": "dir", "content": "images", "shared": 0}),
  "/nodes/{node}/sdn/zones/{network}/": ("/cluster/resources", {
    "id": "network/{node}/zone/{network}", "type": "network", "network": "{network}", "node": "{node}",
    "status": "ok", "network-type": "zone"}),
  "/nodes/{node}/{type}/{vmid}/snapshot/{name}/": ("/nodes/{node}/{type}/{vmid}/snapshot",
                                                   {"name": "{name}"}),
  "/nodes/{node}/{type}/{vmid}/firewall/ipset/{name}": ("/nodes/{node}/{type}/{vmid}/firewall/ipset",
                                                        {"name": "{name}"}),
  "/nodes/{node}/disks/zfs/{pool}": ("/nodes/{node}/disks/zfs", {"name": "{pool}", "health": "ONLINE"}),
  "/nodes/{node}/disks/smart?disk={devpath}": ("/nodes/{node}/disks/list", {"devpath": "{devpath}"}),
  "/nodes/{node}/hardware/pci/{id}/": ("/nodes/{node}/hardware/pci?pci-class-blacklist=zz",
                                       {"id": "{id}", "class": "0x030000", "mdev": 1}),
  "/access/domains/{realm}": ("/access/domains", {"realm": "{realm}", "type": "pam"}),
  "/pools/{poolid}": ("/pools", {"poolid": "{poolid}"}),
  "/pools?poolid={poolid}": ("/pools", {"poolid": "{poolid}"}),
  "/cluster/firewall/groups/{name}": ("/cluster/firewall/groups", {"group": "{name}"}),
  "/cluster/firewall/ipset/{name}": ("/cluster/firewall/ipset", {"name": "{name}"}),
  "/cluster/sdn/vnets/{vnet}/": ("/cluster/sdn/vnets?pending=1", {"vnet": "{vnet}", "zone": "z"}),
  "/cluster/sdn/ipams/{ipam}/": ("/cluster/sdn/ipams", {"ipam": "{ipam}", "type": "pve"}),
  "/cluster/backup/{id}/": ("/cluster/backup", {"id": "{id}"}),
  "/cluster/metrics/server/{id}": ("/cluster/metrics/server", {"id": "{id}", "type": "graphite"}),
  "/nodes/{node}/ceph/osd/{id}/": ("/nodes/{node}/ceph/osd", None),
}
CEPH_OSD = {"root": {"leaf": 0, "children": [{"id": "-1", "name": "default", "type": "root", "children": [
  {"id": "-3", "name": "{node}", "type": "host", "children": [{"id": "{id}", "name": "osd.{id}",
                                                               "type": "osd",
                                                              "host": "{node}"}]}]}]}}
BASICS = {"/cluster/status": [{"type": "cluster", "id": "cluster", "name": "fixtures", "nodes": 1,
                               "version": 1,
                               "quorate": 1}],
          "/nodes": [{"node": "n", "type": "node", "id": "node/n", "status": "online"}],
          "/cluster/resources": [],
          "/access/permissions": {"/": dict.fromkeys((
            "Sys.Audit", "Sys.Modify", "VM.Audit", "Datastore.Audit", "Datastore.Allocate", "Pool.Audit",
            "SDN.Audit", "Mapping.Audit"), 1)}, "/access/acl": []}


def _pattern(template):
  text = re.escape(template).replace(r"\{type\}", "(?P<type>qemu|lxc)")
  return re.compile(re.sub(r"\\\{(\w+)\\\}", lambda found: f"(?P<{found.group(1)}>[^/&]+)", text))


def _reads():
  """[(pattern, template)] of all reads; of a query only what has variables decides."""
  found = []
  for read in json.loads(READS.read_text(encoding="utf-8")):
    path, _, query = read["path"].partition("?")
    if not read.get("confirms"):
      found.append((_pattern(read["path"] if "{" in query else path), read["path"]))
  return found


def bodies():
  """(template of the read, variables, data) of all fixtures that a walk would ask for."""
  reads = _reads()
  for line in (FOLDER / "INDEX.tsv").read_text(encoding="utf-8").split("\n")[1:]:
    file, path, *_, method, status, _ = line.split("\t") if line else [""] * 9
    if (method, status) != ("GET", "200") or path == "/access/permissions":
      continue
    for pattern, template in reads:
      found = pattern.fullmatch(path) or ("{" not in template.partition("?")[2]
                                          and pattern.fullmatch(path.partition("?")[0]))
      data = _data(FOLDER / file) if found else None
      if data is not None:
        yield template, found.groupdict(), data


def _data(file):
  """The body; those taken behind a client library have no {"data": …} around them."""
  try:
    body = json.loads(file.read_text(encoding="utf-8"))
  except ValueError:
    return None
  return body.get("data", body) if isinstance(body, dict) else body


def _filled(value, variables):
  if isinstance(value, dict):
    return {key: _filled(item, variables) for key, item in value.items()}
  if isinstance(value, list):
    return [_filled(item, variables) for item in value]
  return value.format(**variables) if isinstance(value, str) else value


class Layer:
  """A recording in the making: paths and their data."""

  def __init__(self, version):
    self.answers = {**json.loads(json.dumps(BASICS)), "/version": {"version": version}}
    self.real = set()

  def takes(self, path):
    return path not in self.real

  def add(self, template, variables, path, data):
    if isinstance(data, list) and isinstance(self.answers.get(path), list):
      data = data + self.answers[path]
    self.answers[path] = data
    self.real.add(path)
    for prefix, (roster, row) in ROSTERS.items():
      if template.startswith(prefix):
        self._list(_filled(roster, variables), row, variables)

  def _list(self, path, row, variables):
    if row is None:
      self.answers.setdefault(path, _filled(CEPH_OSD, variables))
      return
    row = _filled(row, variables)
    rows = self.answers.setdefault(path, [])
    if isinstance(rows, list):
      name = next(key for key in row if key not in ("id", "type") or len(row) < 4)
      if not any(isinstance(old, dict) and str(old.get("id", old.get(name))) == row.get("id", row[name])
                 for old in rows):
        rows.append(row)

  def write(self, file, version):
    lines = [{"recording": 1, "pve": version}]
    lines += [{"path": path, "status": 200, "reason": "OK", "body": {"data": data}}
              for path, data in {**self.answers, "/version": {"version": version}}.items()]
    file.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")


def recordings(folder, version):
  """Writes as many recordings as the most frequent path has fixtures; their files."""
  layers = []
  for template, variables, data in bodies():
    path = template.format(**variables)
    if isinstance(BASICS.get(path), list) and not isinstance(data, list):
      continue  # without a roster there is no walk
    layer = next((layer for layer in layers if layer.takes(path)), None)
    if layer is None:
      layer = Layer(version)
      layers.append(layer)
    layer.add(template, variables, path, data)
  files = [folder / f"fixtures-{version}-{number}.ndjson" for number in range(len(layers))]
  for layer, file in zip(layers, files):
    layer.write(file, version)
  return files
