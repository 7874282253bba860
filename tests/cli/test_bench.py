#!/usr/bin/env python3
"""The bench works, and its generated cluster, of which we know what has changed, is told right."""

import collections
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
import tap

BENCH = tap.ROOT / "tests/bench"


def generate(tmp, *options):
  result = tap.run(sys.executable, BENCH / "generate", "--nodes", "4", "--guests", "300", *options,
                   tmp / "before.ndjson", tmp / "after.ndjson")
  tap.equal((result.status, result.err), (0, ""), str(result))
  return tmp / "before.ndjson", tmp / "after.ndjson"


def differences(tmp, recordings):
  for recording in recordings:
    tap.ok("snapshot", "--strict", "--store", tmp / "store.db", "--source", f"recording:{recording}")
  return tap.ok("diff", "--store", tmp / "store.db", "-o", "ndjson").rows()


def test_same_seed_same_cluster(tmp):
  first = [path.read_bytes() for path in generate(tmp)]
  tap.true(first == [path.read_bytes() for path in generate(tmp)], "two recordings of one seed differ")
  tap.true(first != [path.read_bytes() for path in generate(tmp, "--seed", "2")], "the seed changes nothing")


def test_moving_metrics_are_no_difference(tmp):
  before, again = generate(tmp, "--share", "0")
  tap.true(before.read_bytes() != again.read_bytes(), "no metric has moved")
  tap.equal(differences(tmp, (before, again)), [], "differences")


def guest_of(record):
  """The number of the guest that a row belongs to: 100, vm:100, 100-0."""
  key = record["key"]
  name = next(key[part] for part in ("vmid", "member", "sid", "id") if part in key)
  return int(re.search(r"\d+", str(name)).group())


def test_changes_are_found(tmp):
  records = differences(tmp, generate(tmp, "--share", "0.1"))
  guests = [record for record in records if record["entity"] == "guest"]
  # of ten: one has moved, one is gone, one is new, seven have more memory and a tag
  tap.equal(dict(collections.Counter(record["change"] for record in guests)),
            {"moved": 3, "removed": 3, "added": 3, "changed": 21}, "guests")
  for record in guests:
    if record["change"] == "changed":
      tap.equal(sorted(record["columns"]), ["memory", "tags"], str(record["key"]))
      memory = record["columns"]["memory"]
      tap.equal(memory["to"], 2 * memory["from"], str(record["key"]))
    elif record["change"] == "moved":
      tap.equal(sorted(record["columns"]), ["node"], str(record["key"]))
  # disks, NICs and the like only come and go with their guests; replication turns round when its guest moves
  touched = {record["key"]["vmid"] for record in guests if record["change"] in ("added", "removed")}
  moved = {record["key"]["vmid"] for record in guests if record["change"] == "moved"}
  for record in records:
    if record["entity"] == "replication_job" and record["change"] == "changed":
      tap.true(guest_of(record) in moved and list(record["columns"]) == ["target"], str(record))
    elif record["entity"] != "guest":
      tap.true(guest_of(record) in touched and record["change"] in ("added", "removed"), str(record))


def test_bench_runs(tmp):
  library = tap.plain_binary().parent / "libpveinv.a"
  tap.true(library.exists(), f"no {library}")
  result = tap.run(sys.executable, BENCH / "run", "--guests", "200", "--nodes", "2", "--runs", "1", "--work",
                   tmp / "work", env={"PVEINV": tap.plain_binary()})
  tap.equal(result.status, 0, str(result))
  tap.contains(result.out, "200 guests, 2 nodes", "ratio", "an unchanged one", " 0 versions")


def test_bench_of_many_snapshots_runs(tmp):
  work = tmp / "work"
  result = tap.run(sys.executable, BENCH / "many", "--guests", "200", "--nodes", "2", "--snapshots", "12",
                   "--share", "0.05", "--runs", "1", "--work", work, env={"PVEINV": tap.plain_binary()})
  tap.equal(result.status, 0, str(result))
  tap.contains(result.out, "12 snapshots of 200 guests", "diff latest~1 latest", "snapshot prune",
               "size of the store")
  # what it made is a history, and keeps the promises of one
  tap.ok("snapshot", "verify", "--store", work / "many.db")
  changes = tap.ok("diff", "latest~1", "latest", "--store", work / "many.db", "-o", "ndjson").rows()
  tap.true(0 < len(changes) <= 10, f"{len(changes)} changes")


def test_live_bench_runs(tmp):
  size = ("--nodes", "2", "--guests", "200", "--far-guests", "60", "--polite-nodes", "2", "--polite-guests",
          "300", "--agent-guests", "40", "--idle", "1", "--runs", "1")
  result = tap.run(sys.executable, BENCH / "live", *size, "--work", tmp / "work",
                   env={"PVEINV": tap.plain_binary()})
  tap.equal(result.status, 0, str(result))
  tap.contains(result.out, "GET /version, during the walk")
  # each part is measured, or says what it lacks
  for part, figure in (("fetch", "curl --parallel"), ("latency", "proxmoxer, once")):
    tap.true(figure in result.out or f"{part}: skipped, not installed" in result.out, f"no {part}: {result}")


if __name__ == "__main__":
  tap.main()
