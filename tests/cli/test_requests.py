"""How many requests a walk makes at each level, as README's table says; and none of them twice."""

import collections
import json
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../sim"))
import tap
from client import Simulator

LEVELS = ("basic", "standard", "detailed", "diagnostic")
CLUSTERS = ((1, 5), (3, 24))  # nodes and guests
READS = json.loads((tap.ROOT / "schema" / "reads.json").read_text())


def in_order(path):
  """The parameters of its query sorted: the simulator's log has them so."""
  path, _, query = path.partition("?")
  return path + ("?" + "&".join(sorted(query.split("&"))) if query else "")


def pattern(read):
  """Matches the requests of a read, with their query; a value that is put into it holds neither '/' nor
  '&'."""
  return re.compile("".join("[^/&]+" if part[0] == "{" else re.escape(part)
                            for part in re.findall(r"\{[^}]*\}|[^{]+", in_order(read["path"]))))


PATTERNS = [(pattern(read), read) for read in READS]


def read_of(path):
  found = [read for regex, read in PATTERNS if regex.fullmatch(in_order(path))]
  tap.true(found, f"{path} is no read of the schema")
  # /nodes/{node}/{type}/{vmid}/config also looks like other paths: the one with the fewest variables is
  # meant.
  return min(found, key=lambda read: read["path"].count("{"))


def table():
  """README's table: {level: (cluster, node, guest, [words about other objects])}."""
  rows, objects = {}, collections.Counter()
  for line in (tap.ROOT / "README.md").read_text().splitlines():
    cells = [cell.strip() for cell in line.strip("|").split("|")]
    if len(cells) == 5 and cells[0].strip("`") in LEVELS:
      for number, name in re.findall(r"(?:(\d+) × )?`(\w+)`", cells[4]):
        objects[name] += int(number or 1)
      rows[cells[0].strip("`")] = (*map(int, cells[1:4]), dict(objects))
  tap.equal(tuple(rows), LEVELS, "levels in README's table")
  return rows


def walk(sim, level, tmp):
  before = len(sim.requests())
  tap.ok("snapshot", "-q", "--level", level, "--url", sim.url, "--ca-file", sim.ca_file, "--token-file",
         sim.token_file("inv"), "--store", tmp / f"{level}.db", "--cluster-name", "made", status=(0, 3))
  return [request["path"] for request in sim.requests()[before:]]


def counted(paths, level):
  """Requests by the entity for whose rows they are made. What one node tells for all is the cluster's: its CA
  at basic, and whether there is Ceph."""
  found = collections.Counter()
  for path in paths:
    read = read_of(path)
    above = LEVELS.index(read["level"]) > LEVELS.index(level)
    one_for_all = above or (read.get("per") == "node" and read.get("once") == [])
    found["cluster" if one_for_all else read.get("per", "cluster")] += 1
  return found


def rows(tmp, level, entity):
  return int(tap.run("sqlite3", tmp / f"{level}.db", f"SELECT count(*) FROM {entity}").out)


def check(tmp, nodes, guests, level, paths):
  what = f"{level}, {nodes} nodes, {guests} guests"
  twice = [path for path, times in collections.Counter(paths).items() if times > 1]
  tap.equal(twice, [], f"asked twice: {what}")
  got, (cluster, node, guest, others) = counted(paths, level), table()[level]
  expected = {"cluster": cluster, "node": node * nodes, "guest": guest * guests}
  tap.equal({name: got.pop(name, 0) for name in expected}, expected, what)
  for entity, number in got.items():
    tap.true(entity in others, f"{what}: {number} requests for each {entity}, not in the table")
    tap.true(number <= others[entity] * rows(tmp, level, entity), f"{what}: {number} for each {entity}")
  if level == "standard":
    objects = sum(number * rows(tmp, level, entity) for entity, number in others.items())
    tap.true(len(paths) <= 60 + objects + 12 * nodes + guests, f"{len(paths)} requests")


def test_each_level(tmp):
  for nodes, guests in CLUSTERS:
    with Simulator("--nodes", nodes, "--guests", guests) as sim:
      for level in LEVELS:
        check(tmp, nodes, guests, level, walk(sim, level, tmp))
        (tmp / f"{level}.db").unlink()


def test_the_table_names_all_objects():
  """What the simulated cluster has none of is counted in the specs."""
  for number, level in enumerate(LEVELS):
    expected = collections.Counter(
      read["per"] for read in READS if not read.keys() & {"confirms", "agent"}
      and read.get("per") not in (None, "node", "guest") and
      LEVELS.index(read["level"]) <= number and "until" not in read)
    expected["ipset"] = min(expected["ipset"], 1)  # one read for the cluster's, another for guests'
    tap.equal(table()[level][3], {name: times for name, times in expected.items() if times}, level)


if __name__ == "__main__":
  tap.main()
