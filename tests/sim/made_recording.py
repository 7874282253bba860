"""made_recording - the recording of a described cluster: all that a usual snapshot asks, with its answers.

What the description is about comes from pve_answers; the other reads of schema/reads.json (lists in which there
is nothing, and the like) are asked of the cluster as the simulator would answer them.
"""

import copy
import io
import json
import pathlib
import re
from urllib.parse import parse_qsl, quote

from made import MadeCluster
from pve_answers import write

READS = pathlib.Path(__file__).resolve().parents[2] / "schema/reads.json"
LEVELS = ("basic", "standard")


def bindings(cluster, path):
  """The values that a path's variables take, for the variables that this cluster knows."""
  names = set(re.findall(r"{(\w+)}", path))
  choices = {
    frozenset(): [{}],
    frozenset({"node"}): [{"node": node} for node in cluster.nodes],
    frozenset({"node", "type", "vmid"}): [{"node": guest["node"], "type": guest["type"], "vmid": vmid}
                                          for vmid, guest in cluster.guests.items()],
    frozenset({"poolid"}): [{"poolid": pool} for pool in cluster.pools],
    frozenset({"realm"}): [{"realm": realm} for realm in ("pam", "pve")],
    frozenset({"ipam"}): [{"ipam": "pve"}],
  }
  return choices.get(frozenset(names), [])


def more_lines(cluster, held):
  """The answers to all reads of a usual snapshot that the recording does not hold yet."""
  made = MadeCluster(copy.deepcopy(cluster))
  for read in json.loads(READS.read_text(encoding="utf-8")):
    if read.get("level") not in LEVELS:
      continue
    for values in bindings(cluster, read["path"]):
      target = read["path"].format(**{name: quote(str(value), safe="") for name, value in values.items()})
      path, _, query = target.partition("?")
      if target in held:
        continue
      held.add(target)
      answer = made.find(target, path, dict(parse_qsl(query)))
      line = {"path": target, "status": answer.status, "reason": answer.reason}
      yield {**line, "body": answer.body} if answer.body is not None else line


def recording(cluster):
  text = io.StringIO()
  write(cluster, text)
  held = {json.loads(line).get("path") for line in text.getvalue().splitlines()}
  for line in more_lines(cluster, held):
    text.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n")
  return text.getvalue()
