"""snapshot: taking, listing, explaining and deleting them."""

import csv
import io
import json
import os
import signal
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
import tap
from recordings import edited

CLUSTER = "pve-8.4-cluster"
AUDITOR = tap.RECORDINGS / f"{CLUSTER}.auditor.ndjson"
CHANGED = tap.RECORDINGS / f"{CLUSTER}.auditor.changed.ndjson"
STANDALONE = tap.RECORDINGS / "pve-9.1-standalone.auditor.ndjson"
LIMITED = tap.RECORDINGS / f"{CLUSTER}.limited.ndjson"


def snapshot(store, source, *options, status=0):
  return tap.ok("snapshot", "--source", f"recording:{source}", "--store", store, *options, status=status)


def listed(store, *options):
  return tap.ok("snapshot", "list", "--store", store, "-o", "ndjson", *options).rows()


def shown(store, *refs):
  return tap.ok("snapshot", "show", *refs, "--store", store, "-o", "json").json()["snapshots"]


def test_take(tmp):
  store = tmp / "s.db"
  first = snapshot(store, STANDALONE)
  tap.equal(first.out.split(":")[0], "snapshot 1 of pve9")
  tap.equal(first.err, "")
  tap.contains(first.out, " learned\n")
  again = tap.ok("snapshot", "take", "--source", f"recording:{STANDALONE}", "--store", store)
  tap.contains(again.out, "snapshot 2 of pve9: ", " unchanged\n")
  tap.equal(snapshot(store, STANDALONE, "-q").out, "", "-q")


def test_it_counts_what_a_diff_shows(tmp):
  """What came and went with the state of things (a guest without a backup) has changed its state."""
  store = tmp / "s.db"
  snapshot(store, tap.ROOT / "demo/before.ndjson")
  result = snapshot(store, tap.ROOT / "demo/after.ndjson")
  counts = shown(store, "2")[0]
  total = {}
  for row in tap.ok("diff", "--store", store, "-o", "ndjson").rows():
    total[row["change"]] = total.get(row["change"], 0) + 1
  tap.equal(counts["added"], total["added"], "added")
  tap.equal(counts["removed"], total["removed"], "removed")
  tap.equal(counts["changed"], total["changed"] + total["moved"], "changed")
  hidden = len(tap.ok("diff", "--store", store, "--state", "-o", "ndjson").rows()) - sum(total.values())
  tap.equal(counts["state"], hidden, "changed state")
  tap.equal(counts["rows"], 157)
  tap.contains(result.out, f" {hidden} changed state, ")
  tap.contains(tap.ok("snapshot", "show", "2", "--store", store).out, result.out.partition(": ")[2])


def test_a_partial_walk_is_stored_and_said(tmp):
  store = tmp / "s.db"
  result = snapshot(store, AUDITOR, status=3)
  tap.contains(result.out, "(incomplete)\n")
  tap.equal(len(result.err.splitlines()), 2, result.err)
  tap.contains(result.err, "pveinv: snapshot 1 of lab-cluster is incomplete: offline: ", "pve3",
               "hint: 'pveinv snapshot show 1' explains it")
  tap.equal(listed(store)[0]["complete"], False)
  record = json.loads(snapshot(store, AUDITOR, "--errors=json", status=3).err)
  tap.equal((record["error"], record["exit"]), ("partial", 3))


def test_alternatives_are_said_in_words(tmp):
  """Where either of several privileges will do, nobody reads "A|B"."""
  store, denied = tmp / "s.db", tmp / "denied.ndjson"
  def edit(answer):
    if answer["path"].startswith("/access/domains/"):
      answer.update(status=403, reason="Permission check failed (/access/realm, Realm.Allocate|Sys.Audit)",
                    body={"data": None, "message": "Permission check failed"})

  edited(AUDITOR, denied, edit)
  walk = ["--source", f"recording:{denied}"]
  tap.ok("snapshot", *walk, "--store", store, "--expect-gap", "node/pve3", status=3)
  for verb in (["snapshot", *walk, "--store", store, "--expect-gap", "node/pve3"],
               ["snapshot", "show", "--store", store], ["snapshot", "show", "--store", store, "-o", "json"],
               ["get", "realms", "--store", store, "-o", "json"],
               ["snapshot", "--dry-run", *walk, "--store", store], ["explain", "realm.tfa_step"],
               ["explain", "realm", "-o", "json"]):
    result = tap.ok(*verb, status=(0, 3))
    said = result.out + result.err
    tap.contains(said.replace("\n" + " " * 26, " "), "Realm.Allocate or Sys.Audit on /access/realm")
    tap.true("Allocate|" not in said, f"alternatives raw: {said}")


def test_gaps_that_cannot_be(tmp):
  """What would never match is an error, before anything is asked."""
  store = tmp / "s.db"
  for gap, words in (("nonsense", "'nonsense' is no gap"),
                     ("read/node_statsu", "did you mean read/node_status?")):
    refused = snapshot(store, AUDITOR, "--expect-gap", gap, status=2)
    tap.contains(refused.err, "--expect-gap: ", words, "hint: ")
  tap.true(not store.exists(), "a store was made")


def test_expected_gaps(tmp):
  store = tmp / "s.db"
  result = snapshot(store, AUDITOR, "--expect-gap", "node/pve3")
  tap.equal(result.err, "")
  tap.equal(listed(store)[0]["complete"], True)
  gaps = shown(store)[0]["gaps"]
  tap.true(gaps and all(gap["expected"] for gap in gaps), str(gaps))
  tap.contains(tap.ok("snapshot", "show", "--store", store).out, "Not read, as expected:")
  snapshot(store, AUDITOR, "--expect-gap", "node/pve3", "--strict", status=3)
  snapshot(store, AUDITOR, "--expect-gap", "node/pve9", status=3)
  snapshot(store, AUDITOR, "--expect-gap", "node/pve9", "--expect-gap", "node/pve3")


def test_list(tmp):
  store = tmp / "s.db"
  snapshot(store, AUDITOR, status=3)
  snapshot(store, STANDALONE)
  snapshot(store, CHANGED, "--level", "basic", status=(0, 3))
  rows = listed(store)
  tap.equal([(row["id"], row["cluster"], row["level"]) for row in rows],
            [(3, "lab-cluster", "basic"), (2, "pve9", "standard"), (1, "lab-cluster", "standard")])
  tap.equal([row["id"] for row in listed(store, "--cluster", "pve9")], [2])
  tap.equal(rows[2]["pve_version"], "8.4.21")
  tap.equal(rows[1]["complete"], True)
  table = tap.ok("snapshot", "list", "--store", store).out.splitlines()
  tap.equal(table[0].split()[:3], ["ID", "CLUSTER", "TAKEN"])
  tap.equal(len(table), 4)
  text = tap.ok("snapshot", "list", "--store", store, "-o", "csv").out_bytes.decode()
  tap.equal([row["id"] for row in csv.DictReader(io.StringIO(text, newline=""))], ["3", "2", "1"])
  tap.equal(tap.ok("snapshot", "list", "--store", store, "-o", "json").json()["rows"], rows)


def test_show(tmp):
  store = tmp / "s.db"
  snapshot(store, AUDITOR, status=3)
  snapshot(store, LIMITED, status=3)
  out = tap.ok("snapshot", "show", "1", "--store", store).out
  tap.contains(out, "snapshot 1 of lab-cluster, 2026-11-20T03:19:56Z, incomplete",
               "level standard, quorum held", "PVE 8.4.21",
               "offline: address lookup for 'pve3' did not find any IP address\n", "2 × guest_config (300, "
                                                                                   "320)",
               "May lack rows or columns: ", "unknown, not gone", "--expect-gap node/NAME")
  tap.true("storage" not in out.split("May lack")[1].split(".")[0], "storages were complete")
  limited = tap.ok("snapshot", "show", "--store", store).out
  tap.contains(limited, "filtered: needs VM.Audit on /vms\n", "resources of guests",
               "denied: needs Sys.Audit on /", "give the privilege")
  document = shown(store, "1")[0]
  tap.equal((document["id"], document["quorum"], document["complete"]), (1, "held", False))
  tap.true({"guest", "guest_disk", "guest_nic", "node", "node_interface"} <= set(document["incomplete"]),
           str(document["incomplete"]))
  tap.true("storage" not in document["incomplete"], "storages were complete")
  config = next(gap for gap in document["gaps"] if gap["read"] == "guest_config")
  tap.equal((config["outcome"], config["count"], config["targets"]), ("offline", 2, ["300", "320"]))
  tap.true(document["reads"]["offline"] >= 7, str(document["reads"]))


def test_show_of_several_clusters(tmp):
  store = tmp / "s.db"
  snapshot(store, AUDITOR, status=3)
  snapshot(store, STANDALONE)
  tap.equal([s["cluster"] for s in shown(store)], ["lab-cluster", "pve9"])
  tap.equal([s["id"] for s in shown(store, "2")], [2], "a number is that snapshot alone")
  tap.equal([s["id"] for s in shown(store, "latest", "--cluster", "lab-cluster")], [1])
  tap.contains(tap.ok("snapshot", "show", "2", "--store", store).out, "pve9", ", complete\n")


def test_delete(tmp):
  store = tmp / "s.db"
  for source in (AUDITOR, CHANGED, AUDITOR, STANDALONE):
    snapshot(store, source, status=(0, 3))
  before = {n: tap.ok("get", "guests", "--at", n, "--store", store, "-o", "ndjson", "--cluster",
                      "lab-cluster").rows() for n in ("1", "3")}
  tap.equal(tap.ok("snapshot", "delete", "2", "--store", store).out, "snapshot 2 deleted\n")
  tap.equal([row["id"] for row in listed(store)], [4, 3, 1])
  for number, rows in before.items():
    again = tap.ok("get", "guests", "--at", number, "--store", store, "-o", "ndjson", "--cluster",
                   "lab-cluster").rows()
    tap.equal(again, rows, f"what {number} says")
  refused = tap.ok("snapshot", "delete", "2", "--store", store, status=2)
  tap.equal(refused.out, "")
  refused = tap.ok("snapshot", "delete", "latest", "--store", store, status=2)
  tap.contains(refused.err, "of each of 2 clusters", "--cluster")
  refused = tap.ok("snapshot", "delete", "1", "77", "--store", store, status=2)
  tap.equal([row["id"] for row in listed(store)], [4, 3, 1], "all or none, when a name is wrong")
  tap.ok("snapshot", "delete", "latest", "latest~1", "--cluster", "lab-cluster", "--store", store)
  tap.equal([row["id"] for row in listed(store)], [4])
  tap.equal(tap.ok("snapshot", "delete", "-q", "4", "--store", store).out, "")
  result = tap.ok("snapshot", "list", "--store", store)
  tap.equal(result.out, "")


def test_delete_of_a_name(tmp):
  """A name was given so that the snapshot stays: deleting it must be meant."""
  store = tmp / "s.db"
  for source in (AUDITOR, CHANGED):
    snapshot(store, source, status=(0, 3))
  tap.ok("snapshot", "tag", "1", "baseline", "--store", store)
  refused = tap.ok("snapshot", "delete", "2", "1", "--store", store, status=2)
  tap.contains(refused.err, "snapshot 1 of lab-cluster has a name: baseline; nothing was deleted", "--force",
               "`pveinv snapshot tag --delete baseline`")
  tap.equal([row["id"] for row in listed(store)], [2, 1])
  tap.ok("snapshot", "delete", "--force", "baseline", "--store", store)
  tap.equal([row["id"] for row in listed(store)], [2])
  tap.equal(tap.ok("get", "guests", "--at", "baseline", "--store", store, status=2).out, "")


def test_interrupted(tmp):
  """^C while it walks: nothing is stored, 130."""
  store = tmp / "s.db"
  snapshot(store, STANDALONE)
  fifo = tmp / "slow.ndjson"
  os.mkfifo(fifo)
  process = subprocess.Popen([tap.binary(), "snapshot", "--source", f"recording:{fifo}", "--store", store],
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=tap.environment())
  time.sleep(0.5)
  process.send_signal(signal.SIGINT)
  time.sleep(0.2)
  if process.poll() is None:
    process.send_signal(signal.SIGINT)
  process.communicate(timeout=20)
  tap.true(process.returncode in (130, -signal.SIGINT, 2), f"status {process.returncode}")
  tap.equal(len(listed(store)), 1)


if __name__ == "__main__":
  tap.main()
