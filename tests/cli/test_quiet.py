"""Two snapshots at the widest level of a cluster in which nobody does anything differ in nothing, not even in
states: what changes by itself is a metric, or is left out. The simulator's answers jitter as genuine ones do,
and time passes."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../sim"))
import tap
from client import Simulator

RELEASES = ("7.4.3", "8.4.1", "9.2.11")


def differences(store):
  return tap.ok("diff", "--state", "--store", store).out


def test_of_recordings(tmp):
  for name in ("auditor", "auditor.again"):
    tap.ok("snapshot", "-q", "--level", "diagnostic", "--store", tmp / "lab.db", "--source",
           f"recording:{tap.RECORDINGS}/pve-8.4-cluster.{name}.ndjson", status=3)
  tap.equal(differences(tmp / "lab.db"), "", "auditor → again")


def test_of_made_up_clusters(tmp):
  for release in RELEASES:
    store = tmp / f"{release}.db"
    with Simulator("--nodes", 3, "--guests", 40, "--token", "root=root", "--release", release,
                   "--jitter") as sim:
      for _ in range(3):
        tap.ok("snapshot", "-q", "--level", "diagnostic", "--store", store, "--url", sim.url, "--token-file",
               sim.token_file("root"), "--ca-file", sim.ca_file, "--cluster-name", "made")
        tap.equal(differences(store), "", release)
        sim.command({"do": "tick", "seconds": 3600})
    tap.equal(tap.ok("query", "--store", store, "-o", "ndjson", "SELECT read, path FROM leftover").rows(), [],
              f"{release}: told, and in no entity")


if __name__ == "__main__":
  tap.main()
