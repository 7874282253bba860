#!/usr/bin/env python3
"""Random failures and limited tokens over all entities, at the level diagnostic: no record that is not true.

The clusters are made up; what has changed between two of their states is known from a walk of the whole.
"""

import json
import os
import random
import shutil
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, ".."), os.path.join(HERE, "../sim")]
import estate_of_all
import made_recording
import tap
from client import Simulator
from made_cluster import build, change
from test_failures import broken, facts, snapshot

TIME_LIMIT = 900
RUNS = int(os.environ.get("PVEINV_FAILURE_RUNS", "300")) // 10
RELEASES = ("9.2.11", "8.4.1")
DIAGNOSTIC = ("--level", "diagnostic")
# Tokens that see less and less, or other things.
LIMITS = ("noacl", "pool:prod", "noaccess:/vms/103", "noaccess:/nodes/node02",
          "noaccess:/sdn/zones/simple1",
          "noaccess:/storage/nfs", "noaccess:/access", "noaccess:/mapping", "noaccess:/pool/prod",
          "noaccess:/sdn/fabrics/spine", "noaccess:/sdn", "PVESysAdmin@/",
          "PVEVMUser@/vms+PVEDatastoreUser@/storage",
          "PVESDNUser@/sdn+PVEMappingUser@/mapping", "root")


def written(cluster, file):
  cluster.asked_by = "root@pam"
  file.write_text(made_recording.recording(cluster, made_recording.ALL), encoding="utf-8")
  return file


def shortened(file, chance):
  """Rows of some lists are gone: of those that no other answer depends on."""
  lines = file.read_text(encoding="utf-8").splitlines()
  for number, text in enumerate(lines[1:], 1):
    line = json.loads(text)
    data = (line.get("body") or {}).get("data")
    if (isinstance(data, list) and len(data) > 1 and estate_of_all.answers(line["path"])
            and chance.random() < 0.2):
      del data[chance.randrange(len(data))]
      lines[number] = json.dumps(line)
  file.write_text("\n".join(lines) + "\n", encoding="utf-8")


def states(tmp, release):
  """Recordings of a cluster before and after changes of all kinds."""
  cluster = build(3, 45, 1, release)
  before = written(cluster, tmp / "before.ndjson")
  later = change(cluster, 1, 0.3)
  later.seed = 2  # other guests are managed by HA, have snapshots, firewalls …
  after = written(later, tmp / "after.ndjson")
  shortened(after, random.Random(release))
  return before, after


def check_runs(tmp, release, before, after, truth):
  first, store, damaged = tmp / "first.db", tmp / "store.db", tmp / "damaged.ndjson"
  lines = after.read_text(encoding="utf-8").splitlines(True)
  tap.true(snapshot(first, before, *DIAGNOSTIC), "the first snapshot")
  for number in range(RUNS // len(RELEASES)):
    for old in tmp.glob("store.db*"):
      old.unlink()
    shutil.copy(first, store)
    broken(lines, damaged, random.Random(f"{release}/{number}"))
    taken = snapshot(store, damaged, *DIAGNOSTIC)
    if taken:
      tap.equal(sorted(facts(store, "1", "2") - truth), [],
                f"{release}, run {number}, half way: false records")
    tap.true(snapshot(store, after, *DIAGNOSTIC), f"run {number}: the last snapshot")
    tap.equal(sorted(facts(store, "1", "latest")), sorted(truth), f"{release}, run {number}, whole")


def test_random_failures(tmp):
  for release in RELEASES:
    folder = tmp / release
    folder.mkdir()
    before, after = states(folder, release)
    for file in (before, after):
      snapshot(folder / "truth.db", file, *DIAGNOSTIC)
    truth = facts(folder / "truth.db", "1", "2")
    entities = {entity for entity, *_ in truth}
    tap.note(f"{release}: {len(truth)} true differences of {len(entities)} entities")
    tap.true(len(entities) > 25, f"only differences of {sorted(entities)}")
    check_runs(folder, release, before, after, truth)


def test_tokens_with_limits(tmp):
  """Walks with less and less rights, and back: nothing has changed, whoever asks."""
  names = {f"t{number}": limit for number, limit in enumerate(LIMITS)}
  options = [part for name, limit in names.items() for part in ("--token", f"{name}={limit}")]
  for release in RELEASES:
    with Simulator("--nodes", 3, "--guests", 45, "--release", release, "--jitter", *options) as sim:
      store = tmp / f"{release}.db"

      def walk(token):
        result = tap.run(tap.plain_binary(), "snapshot", *DIAGNOSTIC, "--store", store, "--url", sim.url,
                         "--token-file",
                         sim.token_file(token), "--ca-file", sim.ca_file)
        tap.true(result.status in (0, 3, 4), str(result))
        return result.status in (0, 3)

      tap.true(walk("inv"), "the auditor")
      count = 1
      order = [token for number, name in enumerate(names) for token in (name, *(("inv",) if number % 3 == 2
                                                                                else ()))]
      for token in order:
        if walk(token):
          count += 1
          # Of two limited views one may be wider: what one sees more is learned, never added.
          for since in (count - 1, 1):
            tap.equal(sorted(facts(store, str(since), str(count))), [],
                      f"{release}, {names.get(token, 'auditor')}, since {since}")
      tap.true(count > 15, f"only {count} walks")


if __name__ == "__main__":
  tap.main()
