"""snapshot export, import, verify, vacuum: stores of genuine answers go from file to file and say the
same."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
import tap

CLUSTER = "pve-8.4-cluster"
SERIES = [f"{CLUSTER}.{name}.ndjson" for name in (
  "root", "auditor", "auditor.again", "auditor.changed", "auditor.pve2-down", "limited",
  "auditor.noaccess-guest", "auditor.starting", "auditor")]
STANDALONE = ["pve-9.1-standalone.auditor.ndjson", "pve-9.1-standalone.auditor.changed.ndjson"]


def walk(store, *recordings, level="detailed"):
  tap.store(store, *(tap.RECORDINGS / name for name in recordings), options=("--level", level))


def listed(store):
  return tap.ok("snapshot", "list", "--store", store, "-o", "ndjson").rows()


def copy(verb, store, file, *refs, status=0):
  return tap.ok("snapshot", verb, file, *refs, "--store", store, status=status)


def says(store, number):
  """Everything that a snapshot says, but for its number."""
  result = {}
  for entity in ("guest", "guest_disk", "guest_nic", "guest_snapshot", "node", "storage", "storage_status",
                 "volume",
                 "backup", "user", "acl", "role", "firewall_rule", "cluster", "outcome", "leftover", "shape"):
    columns = "cluster, read, target, entity, outcome, reason, path, expected" if entity == "outcome" else "*"
    result[entity] = tap.ok("query", "--store", store, "--at", number, "-o", "ndjson",
                            f"SELECT {columns} FROM {entity} ORDER BY 1, 2, 3", plain=True).rows()
  return result


def verify(store):
  result = tap.ok("snapshot", "verify", "--store", store)
  tap.true(result.out.endswith(" promises are kept\n"), result.out)


def test_genuine_answers_keep_the_promises(tmp):
  store = tmp / "s.db"
  for name in SERIES + STANDALONE:
    walk(store, name)
    verify(store)
  tap.ok("snapshot", "prune", "--keep-last", "3", "--store", store)
  verify(store)


def test_export_and_import(tmp):
  store, archive, back = tmp / "s.db", tmp / "archive.db", tmp / "back.db"
  walk(store, *SERIES[1:4], STANDALONE[0])
  tap.equal(copy("export", store, archive).out, "4 snapshots copied\n")
  tap.equal(os.stat(archive).st_mode & 0o777, 0o600, "its mode")
  tap.equal([(row["cluster"], row["taken"]) for row in listed(archive)],
            sorted(((row["cluster"], row["taken"]) for row in listed(store)), key=lambda one: -one[1]),
            "in the order of time")
  verify(archive)
  numbers = {(row["cluster"], row["taken"]): row["id"] for row in listed(archive)}
  for row in listed(store):
    here, there = says(store, row["id"]), says(archive, numbers[row["cluster"], row["taken"]])
    for entity, rows in here.items():
      mine = [r for r in rows if r["cluster"] == row["cluster"]]
      tap.equal([r for r in there[entity] if r["cluster"] == row["cluster"]], mine,
                f"{entity} of {row['id']}")
  # and one of them back into a new store
  newest = max(row["id"] for row in listed(archive) if row["cluster"] == "lab-cluster")
  tap.equal(copy("import", back, archive, str(newest)).out, "1 snapshot copied\n")
  tap.equal([row["id"] for row in listed(back)], [1])
  tap.equal(says(back, 1)["guest"],
            [r for r in says(archive, newest)["guest"] if r["cluster"] == "lab-cluster"])
  verify(back)


def test_again_and_again(tmp):
  """An archive that is fed each month."""
  store, archive = tmp / "s.db", tmp / "archive.db"
  walk(store, SERIES[1])
  tap.ok("snapshot", "tag", "1", "baseline", "--store", store)
  tap.equal(copy("export", store, archive).out, "1 snapshot copied\n")
  tap.equal(copy("export", store, archive).out, "0 snapshots copied, 1 were there already\n")
  refused = copy("export", store, archive, "baseline", status=2)
  tap.contains(refused.err, "snapshot 1 of lab-cluster is in", "already", "name none")
  walk(store, SERIES[3])
  tap.equal(copy("export", store, archive).out, "1 snapshot copied, 1 were there already\n")
  tap.equal(tap.ok("diff", "baseline", "latest", "--store", archive, "-o", "ndjson", "--state").rows(),
            tap.ok("diff", "baseline", "latest", "--store", store, "-o", "ndjson", "--state").rows())
  # a tag that means another snapshot there
  walk(store, SERIES[4])
  tap.ok("snapshot", "tag", "--force", "latest", "baseline", "--store", store)
  left = copy("export", store, archive, "latest")
  tap.contains(left.err, "1 tag was left behind")
  tap.equal([row["tags"] for row in listed(archive)], [None, None, ["baseline"]])


def test_refused(tmp):
  store, archive, text = tmp / "s.db", tmp / "archive.db", tmp / "text"
  walk(store, "pve-8.4-cluster.root.ndjson", "pve-8.4-cluster.auditor.pve2-down.ndjson")
  copy("export", store, archive, "latest")
  older = copy("export", store, archive, "1", status=2)
  tap.contains(older.err, "is older than the newest in", "copy both into a new store")
  tap.contains(copy("export", store, store, status=2).err, "this store itself")
  (tmp / "link.db").symlink_to(store)
  tap.contains(copy("import", store, tmp / "link.db", status=2).err, "this store itself")
  text.write_text("no database, but long enough to be looked at " * 50)
  for verb in ("export", "import"):
    tap.contains(copy(verb, store, text, status=6).err, "SQLite")
  tap.true(text.read_text().startswith("no database"), "it was changed")
  tap.contains(copy("import", store, tmp / "none.db", status=6).err, "none.db", "No such file")
  tap.contains(copy("export", store, tmp / "new.db", "77", status=2).err, "there is no snapshot 77")
  tap.equal(sorted(path.name for path in tmp.glob("new.db*")), [], "a store was made for nothing")
  verify(store)
  verify(archive)


def test_another_cluster_of_the_name(tmp):
  one, two = tmp / "one.db", tmp / "two.db"
  walk(one, "pve-8.4-cluster.root.ndjson")
  walk(two, "pve-9.1-standalone.root.ndjson")
  tap.run("sqlite3", two,
          "UPDATE known_cluster SET name = 'lab-cluster'; UPDATE snapshot SET cluster = 'lab-cluster'")
  refused = copy("import", one, two, status=(2, 6))
  tap.contains(refused.err, "another cluster as lab-cluster", "--cluster-name")
  tap.equal(len(listed(one)), 1)
  tap.ok("snapshot", "import", two, "--cluster-name", "alone", "--store", one)
  tap.equal(sorted(row["cluster"] for row in listed(one)), ["alone", "lab-cluster"])


def test_a_cluster_is_renamed(tmp):
  """By its CA it is known under its name; a copy of the store knows it under the other, and goes on."""
  one, two = tmp / "one.db", tmp / "two.db"
  walk(one, "pve-9.1-standalone.auditor.ndjson", "pve-9.1-standalone.auditor.changed.ndjson")
  tap.ok("snapshot", "tag", "1", "first", "--store", one)
  source = f"recording:{tap.RECORDINGS}/pve-9.1-standalone.auditor.changed.ndjson"
  named = ("snapshot", "--level", "detailed", "--source", source, "--cluster-name", "berlin")
  old = listed(one)[0]["cluster"]
  tap.contains(tap.ok(*named, "--store", one, status=2).err, f"the store knows as {old}",
               f"`pveinv snapshot export NEW.db --cluster {old} --cluster-name berlin`")
  tap.ok("snapshot", "export", two, "--cluster", old, "--cluster-name", "berlin", "--store", one)
  verify(two)
  tap.ok(*named, "--store", two, status=(0, 3))
  tap.equal([(row["cluster"], row["changed"], row["tags"]) for row in listed(two)],
            [("berlin", 0, None), *(("berlin", row["changed"], row["tags"]) for row in listed(one))])
  differences = [[{**row, "cluster": None, "fingerprint": None} for row in
                  tap.ok("diff", "1", "2", "-o", "ndjson", "--store", store).rows()] for store in (one, two)]
  tap.equal(differences[1], differences[0])


def test_verify_says_what_is_broken(tmp):
  store = tmp / "s.db"
  walk(store, *STANDALONE)
  tap.run("sqlite3", store, "UPDATE guest_history SET until = 7 WHERE vmid = 100 AND until IS NULL;"
          "INSERT INTO tag VALUES ('pve9', 'lost', 12)")
  result = tap.ok("snapshot", "verify", "--store", store, status=6)
  tap.contains(result.out, "guest_history", "a version ends in a snapshot of its cluster", "lost of pve9")
  tap.contains(result.err, "promises are broken", "hint: ")
  rows = tap.ok("snapshot", "verify", "--store", store, "-o", "ndjson", status=6).rows()
  tap.true({"tag", "guest_history"} <= {row["table"] for row in rows}, str(rows))
  content = bytearray(store.read_bytes())
  tap.run("sqlite3", store, "PRAGMA wal_checkpoint(TRUNCATE)")
  content = bytearray(store.read_bytes())
  for at in range(len(content) // 2, len(content), 331):
    content[at] ^= 0x55
  store.write_bytes(content)
  tap.ok("snapshot", "verify", "--store", store, status=6)


def test_vacuum(tmp):
  store = tmp / "s.db"
  walk(store, *SERIES[:5])
  tap.ok("snapshot", "delete", "1", "2", "3", "4", "--store", store)
  before = says(store, 5)
  result = tap.ok("snapshot", "vacuum", "--store", store)
  tap.contains(result.out, " → ")
  tap.equal(says(store, 5), before)
  tap.equal(os.stat(store).st_mode & 0o777, 0o600, "its mode")
  verify(store)
  tap.ok("snapshot", "vacuum", "--store", tmp / "none.db", status=6)
  tap.true(not (tmp / "none.db").exists(), "a slip makes no store")


if __name__ == "__main__":
  tap.main()
