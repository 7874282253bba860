#!/usr/bin/env python3
"""Every column is filled by some answer: of a genuine server, of the reference shelf, or at least of the
simulator, whose answers prove nothing: those columns are listed in tests/sim/unproven.txt."""

import concurrent.futures
import contextlib
import functools
import json
import os
import pathlib
import sqlite3
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, ".."), os.path.join(HERE, "../sim")]
import fixtures
import tap
from client import Simulator

TIME_LIMIT = 300
UNPROVEN = tap.ROOT / "tests/sim/unproven.txt"
# A path that a release lacks is not asked of it.
RELEASES = ("9.2.11", "7.4")
MADE = ("9.2.11", "8.4.1", "7.4.3")
_FOLDER = tempfile.TemporaryDirectory(prefix="pveinv-filled.")
STORES = pathlib.Path(_FOLDER.name)


@functools.cache
def columns():
  """{entity: [column]} of all that can be filled with a value."""
  plain = tap.plain_binary()
  entities = [entry["entity"] for entry in json.loads(tap.run(plain, "explain", "-o", "json").out)]
  found = {}
  for entity in entities:
    told = json.loads(tap.run(plain, "explain", entity, "-o", "json").out)
    found[entity] = [column["column"] for column in told["columns"] if column["class"] != "secret"]
  return found


def filled_in(store):
  """{(entity, column)} that the newest snapshots of a store have a value of."""
  found = set()
  with contextlib.closing(sqlite3.connect(store)) as db:
    for entity, names in columns().items():
      counts = ", ".join(f'count("{name}")' for name in names)
      row = db.execute(f'SELECT {counts} FROM "{entity}"').fetchone()
      found.update((entity, name) for name, count in zip(names, row) if count)
  return found


def walked(file):
  store = f"{file}.db"
  result = tap.run(tap.plain_binary(), "snapshot", "--guest-agent", "--level", "diagnostic", "--store", store,
                   "--source", f"recording:{file}", "--cluster-name", "filled", cwd=file.parent)
  tap.true(result.status in (0, 3), str(result))
  return filled_in(store)


def filled_by(files):
  with concurrent.futures.ThreadPoolExecutor(2) as pool:
    return set().union(*pool.map(walked, files))


@functools.cache
def recorded():
  """Filled by recordings."""
  links = []
  for file in tap.RECORDINGS.glob("pve-*.ndjson"):
    if "exchanges" not in file.name:
      links.append(STORES / file.name)
      links[-1].symlink_to(file)
  tap.true(len(links) > 10, "no recordings")
  return filled_by(links)


@functools.cache
def shelved():
  """Filled by fixtures."""
  return filled_by([file for release in RELEASES for file in fixtures.recordings(STORES, release)])


def configuration(sim, release):
  file = STORES / f"config-{release}"
  file.write_text(f"[cluster made]\nurl = {sim.url}\nca-file = {sim.ca_file}"
                  f"\ntoken-file = {sim.token_file('root')}\n"
                  "preferred-networks = 192.0.2.0/24, 10.0.0.0/8\n")
  return file


@functools.cache
def simulated():
  """Filled by clusters that are made up."""
  found = set()
  for release in MADE:
    store = STORES / f"simulated-{release}.db"
    with Simulator("--nodes", 3, "--guests", 60, "--token", "root=root", "--release", release) as sim:
      result = tap.run(tap.plain_binary(), "snapshot", "--guest-agent", "--level", "diagnostic", "--store",
                       store, "--config", configuration(sim, release))
    tap.equal(result.status, 0, str(result))
    found |= filled_in(store)
  return found


def everything():
  return {(entity, name) for entity, names in columns().items() for name in names}


def listed(found):
  return "".join(f"{entity}.{name}\n" for entity, name in sorted(found))


def test_every_column_is_filled_by_something():
  genuine, shelf, made = recorded(), shelved(), simulated()
  every = everything()
  tap.note(f"{len(every)} columns: {len(genuine)} filled by recordings, {len(shelf - genuine)} more by "
           f"fixtures, {len(made - genuine - shelf)} by the simulator alone")
  tap.equal(listed(every - genuine - shelf - made), "", "columns that nothing fills")


def test_the_list_of_unproven_columns_is_right():
  """Shorter is better: a column leaves the list when a genuine answer with it is found."""
  unproven = simulated() - recorded() - shelved()
  lines = UNPROVEN.read_text().splitlines(True)
  if os.environ.get("PVEINV_RENEW"):
    UNPROVEN.write_text("".join(line for line in lines if line.startswith("#")) + listed(unproven))
    tap.skip("renewed")
  given = "".join(line for line in lines if not line.startswith("#"))
  tap.equal(listed(unproven), given, f"{UNPROVEN.name} (PVEINV_RENEW=1 writes it)")


if __name__ == "__main__":
  tap.main()
