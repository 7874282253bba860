#!/usr/bin/env python3
"""What could not be seen is said, with its reason, and nothing is made of it: neither gone, nor current."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
import tap
from recordings import edited

LIMITED = tap.RECORDINGS / "pve-8.4-cluster.limited.ndjson"
AUDITOR = tap.RECORDINGS / "pve-8.4-cluster.auditor.ndjson"
ISO = {"content": "iso", "ctime": 1763600000, "format": "iso", "size": 4096, "volid": "nfs-iso:iso/a.iso"}


def made(tmp, name, edit, source=AUDITOR):
  return edited(source, tmp / name, edit)


def take(store, source, *options, status=(0, 3)):
  return tap.ok("snapshot", "--source", f"recording:{source}", "--store", store, *options, status=status)


def outcomes(store, read):
  """{target: (outcome, reason, expected)} of the newest snapshot."""
  rows = tap.ok("query", "SELECT target, outcome, reason, expected FROM outcome WHERE read = :read AND "
                "entity IS NULL", "--param", f"read={read}", "--store", store, "-o", "ndjson").rows()
  return {row["target"]: (row["outcome"], row["reason"], bool(row["expected"])) for row in rows}


def changes(store):
  rows = tap.ok("diff", "--store", store, "--all", "--state", "-o", "ndjson").rows()
  return [(row["entity"], row["change"]) for row in rows if row["change"] not in ("unknown", "learned")]


# --- a storage of which nobody knows whether it is there

UNKNOWN = ("offline", "not asked: its status is unknown")


def storages(status, iso=200):
  """An edit: {(storage, node): status}, and how the nodes answer for nfs-iso."""
  def edit(answer):
    if answer["path"] == "/cluster/resources":
      for row in answer["body"]["data"]:
        if row["type"] == "storage":
          row["status"] = status.get((row["storage"], row["node"]), row["status"])
    elif answer["path"].endswith("/storage/nfs-iso/content") and iso:
      answer.update(status=iso, reason="OK", body={"data": [ISO]})

  return edit


def test_a_storage_that_is_not_available(tmp):
  """As recorded: neither of the nodes that are up can say what it holds."""
  store = tmp / "s.db"
  tap.contains(take(store, AUDITOR, "--level", "detailed", status=3).err, "its status is unknown: 13 × ")
  found = outcomes(store, "storage_content")
  tap.equal({target for target, said in found.items() if said[0] == "ok"},
            {"local/pve1", "local/pve2", "data/pve1", "data/pve2"})
  tap.equal({said for said in found.values() if said[0] != "ok"}, {(*UNKNOWN, False)})
  tap.contains(tap.ok("snapshot", "show", "--store", store).out, "not asked: its status is unknown\n")
  said = tap.ok("describe", "storage", "nfs-iso", "--store", store).out
  tap.contains(" ".join(said.split("Not read")[1].split()), "volumes, backups", UNKNOWN[1])
  units = tap.ok("coverage", "--store", store, "-o", "json", status=3).out
  tap.contains(units, UNKNOWN[1])


def test_what_it_held_stays(tmp):
  store = tmp / "s.db"
  take(store, AUDITOR, "--level", "detailed")
  volumes = tap.ok("get", "volumes", "--at", "latest", "--store", store, "-o", "name").out
  tap.contains(volumes, "/pve1/")
  take(store, made(tmp, "1", storages({("local", "pve1"): "unknown"})), "--level", "detailed")
  tap.equal(outcomes(store, "storage_content")["local/pve1"], (*UNKNOWN, False))
  tap.equal(changes(store), [])
  tap.contains(tap.ok("diff", "--store", store).out, "storage_content", "its status is unknown")
  tap.equal(tap.ok("get", "volumes", "--at", "latest", "--store", store, "-o", "name").out, volumes)


def test_a_lower_level_says_nothing_of_it(tmp):
  store = tmp / "s.db"
  take(store, AUDITOR, "--expect-gap", "node/pve3", status=0)
  tap.equal(outcomes(store, "storage_content"), {"": ("skipped", "needs level detailed", True)})


def test_another_node_serves(tmp):
  """A shared storage is read where it is available, in whatever order the nodes are listed, and whatever
  became of the others."""
  for name, status in (("first", {("nfs-iso", "pve1"): "available"}),
                       ("last", {("nfs-iso", "pve2"): "available"}),
                       ("behind one that is down", {("nfs-iso", "pve3"): "available",
                                                    ("nfs-iso", "pve2"): "available"})):
    store = tmp / f"{name}.db"
    take(store, made(tmp, name, storages(status)), "--level", "detailed")
    tap.equal(outcomes(store, "storage_content")["nfs-iso/shared"], ("ok", None, True), name)
  store = tmp / "refused.db"
  take(store, made(tmp, "refused", storages({("nfs-iso", "pve1"): "available"}, iso=500)), "--level",
       "detailed")
  tap.equal(outcomes(store, "storage_content")["nfs-iso/shared"][0], "error", "who could be asked counts")


def test_storages_that_are_meant_to_be_off(tmp):
  """A node explains those that only it has; a read with its target one storage."""
  store = tmp / "s.db"
  take(store, AUDITOR, "--level", "detailed", "--expect-gap", "node/pve3", "--expect-gap",
       "read/storage_content/pbs1/shared")
  found = outcomes(store, "storage_content")
  expected = {target for target, said in found.items() if said[0] == "offline" and said[2]}
  tap.equal(expected, {"pbs1/shared", "cfs/shared", "ceph-ext/shared", "iscsi1/shared", "local/pve3",
                       "tank/pve3", "local-lvm/pve3", "data/pve3"})
  tap.equal({target for target, said in found.items() if not said[2]},
            {"nfs-iso/shared", "san-lvm/shared", "local-lvm/pve1", "local-lvm/pve2", "tank/pve2"})


def test_doctor_names_storages(tmp):
  said = tap.ok("doctor", "--source", f"recording:{AUDITOR}", "-o", "json", status=3).json()
  finding, = [one for one in said["clusters"][0]["findings"] if one["code"] == "storage-inactive"]
  tap.contains(finding["message"], "nfs-iso on pve1 (unknown)", "tank on pve2 (unknown)")
  tap.true("pve3" not in finding["message"], "that of a node that is down is no finding of its own")


# --- rows of things that are not seen themselves


def test_describe_misses_what_the_list_before_misses(tmp):
  """The configurations of all guests that the token sees were read: but it does not see all guests."""
  store = tmp / "s.db"
  take(store, LIMITED, "--cluster-name", "lab", "--level", "detailed", "--expect-gap", "node/pve3")
  tap.equal({said[0] for said in outcomes(store, "guest_config").values()}, {"ok"})
  said = tap.ok("describe", "storage", "data", "--store", store, "-o", "json").json()
  lists = {found["entity"]: found for tab in said["tabs"] for found in tab["lists"]}
  tap.true(lists["guest_disk"]["rows"], "disks that are seen")
  tap.equal((lists["guest_disk"]["complete"], lists["guest_disk"]["missing"]),
            (False, "filtered: needs VM.Audit on /vms"))


if __name__ == "__main__":
  tap.main()
