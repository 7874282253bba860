"""made_recording - the recording of a described cluster: all that a usual snapshot asks, with its answers.

What the description is about comes from pve_answers; the other reads of schema/reads.json (lists in which
there is nothing, and the like) are asked of the cluster as the simulator would answer them.
"""

import copy
import io
import json
import pathlib
import re
from urllib.parse import parse_qsl, quote

from made import MadeCluster
from pve_answers import storage_nodes, write

READS = pathlib.Path(__file__).resolve().parents[2] / "schema/reads.json"
USUAL = ("basic", "standard")
ALL = (*USUAL, "detailed", "diagnostic")
# Where the last variable of a path comes from: the list of those things, and the key of their names.
LISTS = {
  "/access/domains/{realm}": ("/access/domains", "realm"),
  "/cluster/firewall/groups/{name}": ("/cluster/firewall/groups", "group"),
  "/cluster/firewall/ipset/{name}": ("/cluster/firewall/ipset", "name"),
  "/cluster/metrics/server/{id}": ("/cluster/metrics/server", "id"),
  "/cluster/backup/{id}/included_volumes": ("/cluster/backup", "id"),
  "/cluster/sdn/ipams/{ipam}/status": ("/cluster/sdn/ipams", "ipam"),
  "/cluster/sdn/vnets/{vnet}/": ("/cluster/sdn/vnets", "vnet"),
  "/nodes/{node}/{type}/{vmid}/firewall/ipset/{name}": ("/nodes/{node}/{type}/{vmid}/firewall/ipset",
                                                        "name"),
  "/nodes/{node}/{type}/{vmid}/snapshot/{name}/": ("/nodes/{node}/{type}/{vmid}/snapshot", "name"),
  "/nodes/{node}/disks/smart?disk={devpath}": ("/nodes/{node}/disks/list", "devpath"),
  "/nodes/{node}/disks/zfs/{pool}": ("/nodes/{node}/disks/zfs", "name"),
  "/nodes/{node}/hardware/pci/{id}/": ("/nodes/{node}/hardware/pci", "id"),
  "/nodes/{node}/ceph/osd/{id}/": ("/cluster/ceph/metadata", "id"),
  "/nodes/{node}/sdn/zones/{network}/": ("/nodes/{node}/sdn/zones", "zone"),
}


def reads():
  return json.loads(READS.read_text(encoding="utf-8"))


def endpoints():
  """[(pattern of the path, name)] of all reads."""
  return [(re.compile(re.sub(r"\\{\w+\\}", "[^/?&]+", re.escape(read["path"]))), read["read"])
          for read in reads()]


def endpoint_of(patterns, path):
  """The names of the reads that ask a path."""
  return [name for pattern, name in patterns if pattern.fullmatch(path)]


def filled(path, values):
  return path.format(**{name: quote(str(value), safe="") for name, value in values.items()})


def ask(made, target):
  path, _, query = target.partition("?")
  return made.find(target, path, dict(parse_qsl(query)))


def bindings(made, path):
  """The values that a path's variables take."""
  cluster, names = made.cluster, set(re.findall(r"{(\w+)}", path))
  choices = {
    frozenset(): lambda: [{}],
    frozenset({"node"}): lambda: [{"node": node} for node in cluster.nodes],
    frozenset({"node", "type", "vmid"}): lambda: [
      {"node": guest["node"], "type": guest["type"], "vmid": vmid} for vmid,
                                                  guest in cluster.guests.items()],
    frozenset({"poolid"}): lambda: [{"poolid": pool} for pool in cluster.pools],
    frozenset({"node", "storage"}): lambda: [
      {"node": node, "storage": name} for name, storage in cluster.storages.items()
      for node in storage_nodes(cluster, storage)[:1 if storage["settings"].get("shared") else None]],
  }
  if frozenset(names) in choices:
    return choices[frozenset(names)]()
  return listed(made, path)


def listed(made, path):
  """By the list of those things."""
  place = next((place for place in LISTS if path.startswith(place)), None)
  if not place:
    return
  source, key = LISTS[place]
  variable = re.findall(r"{(\w+)}", place)[-1]
  outer = bindings(made, "".join(re.findall(r"{\w+}", place)[:-1]))
  for values in outer:
    answer = ask(made, filled(source, values))
    rows = answer.body["data"] if answer.status == 200 else ()
    for row in rows["osd"] if isinstance(rows, dict) else rows:
      if row[key] != "current":  # which is in the list of snapshots, and none
        yield {**values, variable: row[key]}


def more_lines(cluster, held, levels):
  """The answers to all reads of the levels that the recording does not hold yet."""
  made = MadeCluster(copy.deepcopy(cluster))
  for read in reads():
    if read.get("level") not in levels:
      continue
    for values in bindings(made, read["path"]):
      target = filled(read["path"], values)
      if target in held:
        continue
      held.add(target)
      answer = ask(made, target)
      line = {"path": target, "status": answer.status, "reason": answer.reason}
      yield {**line, "body": answer.body} if answer.body is not None else line


def recording(cluster, levels=USUAL):
  text = io.StringIO()
  write(cluster, text)
  held = {json.loads(line).get("path") for line in text.getvalue().splitlines()}
  for line in more_lines(cluster, held, levels):
    text.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n")
  return text.getvalue()
