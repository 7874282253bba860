"""Random failures: any part of the answers replaced by errors must never make a record that is not true."""

import json
import os
import random
import shutil
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
import tap

TIME_LIMIT = 900
RUNS = int(os.environ.get("PVEINV_FAILURE_RUNS", "300"))
CLUSTER = tap.RECORDINGS / "pve-8.4-cluster.auditor.ndjson"
AGAIN = tap.RECORDINGS / "pve-8.4-cluster.auditor.again.ndjson"
CHANGED = tap.RECORDINGS / "pve-8.4-cluster.auditor.changed.ndjson"


def snapshot(store, source, *options):
  # The plain build: this is about thousands of walks; others test it with sanitizers.
  result = tap.run(tap.plain_binary(), "snapshot", "--source", f"recording:{source}", "--store", store,
                   "--cluster-name", "lab-cluster", *options)
  tap.true(result.status in (0, 3, 4, 5), str(result))
  return result.status in (0, 3)


def facts(store, *refs):
  """The true differences as a set: what was added, removed, and each changed column with its values."""
  result = tap.run(tap.plain_binary(), "diff", *refs, "--store", store, "-o", "ndjson")
  tap.equal(result.status, 0, str(result))
  found = set()
  for record in result.rows():
    if record["change"] in ("unknown", "learned"):
      continue
    key = (record["entity"], json.dumps(record["key"], sort_keys=True))
    if record["change"] in ("added", "removed"):
      found.add(key + (record["change"],))
    elif record["change"] in ("changed", "moved"):
      for name, values in record["columns"].items():
        found.add(key + (name, json.dumps(values)))
  return found


def broken(lines, path, rng):
  """Replaces 2 to 95 % of the answers by 403, 500, 595 and the like, or by nothing."""
  share = rng.choice((0.02, 0.1, 0.3, 0.7, 0.95))
  with open(path, "w") as copy:
    copy.write(lines[0])
    for line in lines[1:]:
      if rng.random() >= share:
        copy.write(line)
        continue
      status = rng.choice((403, 500, 595, 596, 501, 200, 0))
      if status == 0:
        continue
      answer = json.loads(line)
      answer.update(status=status, reason="broken")
      if status == 200:  # cut in the middle, or no JSON at all
        text = json.dumps(answer.pop("body", None))
        answer["text"] = text[:rng.randrange(len(text))]
      else:
        answer["body"] = {"data": None, "message": "broken\n"}
      copy.write(json.dumps(answer) + "\n")


def run(tmp, base, between, after, check):
  lines = open(between).readlines()
  first = tmp / "first.db"
  tap.true(snapshot(first, base), "the first snapshot")
  for number in range(RUNS // 2):
    rng = random.Random(number)
    store, damaged = tmp / "store.db", tmp / "damaged.ndjson"
    for old in tmp.glob("store.db*"):
      old.unlink()
    shutil.copy(first, store)
    broken(lines, damaged, rng)
    taken = snapshot(store, damaged)
    tap.true(snapshot(store, after), f"run {number}: the last snapshot")
    check(store, number, taken)


def test_unchanged_cluster(tmp):
  def check(store, number, taken):
    for refs in (("1", "2"), ("2", "3"), ("1", "3")) if taken else (("1", "2"),):
      tap.equal(sorted(facts(store, *refs)), [], f"run {number}, diff {' '.join(refs)}")

  run(tmp, CLUSTER, AGAIN, AGAIN, check)


def test_changed_cluster(tmp):
  truth_store = tmp / "truth.db"
  snapshot(truth_store, CLUSTER)
  snapshot(truth_store, CHANGED)
  truth = facts(truth_store, "1", "2")
  tap.true(len(truth) > 15, f"only {len(truth)} true differences")

  def check(store, number, taken):
    tap.equal(sorted(facts(store, "1", "latest")), sorted(truth), f"run {number}, whole")
    if taken:
      false = facts(store, "1", "2") - truth
      tap.equal(sorted(false), [], f"run {number}, half way")

  run(tmp, CLUSTER, CHANGED, CHANGED, check)


if __name__ == "__main__":
  tap.main()
