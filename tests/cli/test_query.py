"""query: one SELECT over the store, and nothing else; the queries that come with pveinv; schema."""

import csv
import io
import os
import re
import signal
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
import tap

QUERIES = tap.ROOT / "doc/queries"
DEMO = tap.ROOT / "demo"
CLUSTER = tap.RECORDINGS / "pve-8.4-cluster.root.ndjson"
STANDALONE = tap.RECORDINGS / "pve-9.1-standalone.root.ndjson"


def demo_store(tmp):
  return tap.store(tmp / "demo.db", DEMO / "before.ndjson", DEMO / "after.ndjson")


def query(store, sql, *options, status=0, **more):
  return tap.ok("query", "--store", store, sql, *options, status=status, **more)


def rows(store, sql, *options):
  return query(store, sql, "-o", "ndjson", *options).rows()


def test_columns_are_what_the_schema_says(tmp):
  store = demo_store(tmp)
  sql = "SELECT vmid, memory, onboot, tags, created, unknown, memory + 1 AS more FROM guest WHERE vmid = 110"
  row, = rows(store, sql)
  tap.equal((row["memory"], row["onboot"], row["tags"], row["more"]),
            (34359738368, True, ["critical", "db", "prod"], 34359738369))
  tap.contains(row["unknown"], "running_qemu")  # not read at this level
  tap.contains(query(store, sql).out, "32.0 GiB", "yes", "critical,db,prod", "34359738369")
  taken = query(store, "SELECT taken, complete FROM snapshot WHERE id = 1").out
  tap.contains(taken, "2026-11-02T06:00:00Z", "yes")


def test_all_formats(tmp):
  store = demo_store(tmp)
  sql = "SELECT vmid, name FROM guest WHERE vmid IN (100, 110) ORDER BY vmid"
  expected = [{"vmid": 100, "name": "fw01"}, {"vmid": 110, "name": "db01"}]
  tap.equal(rows(store, sql), expected)
  document = query(store, sql, "-o", "json").json()
  tap.equal(document["rows"], expected)
  tap.equal([(c["cluster"], c["snapshot"], c["complete"]) for c in document["clusters"]],
            [("north", 2, True)])
  lines = list(csv.reader(io.StringIO(query(store, sql, "-o", "csv").out, newline="")))
  tap.equal(lines, [["vmid", "name"], ["100", "fw01"], ["110", "db01"]])
  tap.equal(query(store, sql).out.split(), ["VMID", "NAME", "100", "fw01", "110", "db01"])


def test_odd_results(tmp):
  store = demo_store(tmp)
  tap.equal(rows(store, "SELECT 1 AS a, 2 AS a, x'00ff' AS b, NULL AS c, 'x' AS a"),
            [{"a": 1, "a_2": 2, "b": "X'00FF'", "c": None, "a_3": "x"}])
  tap.equal(rows(store, "SELECT 9007199254740993 AS n, 1e400 AS i"), [{"n": 9007199254740993, "i": None}])
  tap.equal(rows(store, "/* a */ SELECT 1 AS a; -- and another\n ;"), [{"a": 1}])
  nothing = query(store, "SELECT 1 WHERE 0")
  tap.equal((nothing.out, nothing.err), ("", "pveinv: no rows\n"))
  tap.contains(query(store, "SELECT 'a' || char(27, 10) || '[31m' AS x").out, "a\\u{1b}\\u{a}[31m")


def test_columns_that_views_work_out(tmp):
  """Lists are lists, under their own names; whatever else has such a name is what it is."""
  store = "derived.db"
  tap.ok("snapshot", "-q", "--store", store, "--source", f"recording:{CLUSTER}", "--cluster-name", "lab",
         "--guest-agent", status=(0, 3))
  sql = ("SELECT actual_ipv4, unknown, guest_interface_name AS name FROM guest_nic WHERE vmid = {} "
         "ORDER BY slot LIMIT 1")
  tap.equal(rows(store, sql.format(101)),
            [{"actual_ipv4": ["192.0.2.101/24"], "unknown": None, "name": "eth0"}])
  missing = rows(store, sql.format(103))[0]
  tap.true(missing["actual_ipv4"] is None and "actual_ipv4" in missing["unknown"], f"{missing}")
  tap.contains(query(store, sql.format(101)).out, "\n192.0.2.101/24 ")
  tap.equal(rows(store, "SELECT 'a \"b' AS actual_ipv4, 7 AS unknown, x'00' AS extra UNION ALL SELECT '[1]', "
                        "NULL, '{}'"),
            [{"actual_ipv4": 'a "b', "unknown": 7, "extra": "X'00'"},
             {"actual_ipv4": [1], "unknown": None, "extra": {}}])


def test_at_a_moment(tmp):
  store = demo_store(tmp)
  sql = "SELECT memory >> 30 AS gib FROM guest WHERE vmid = 110"
  tap.equal([rows(store, sql, "--at", ref)[0]["gib"] for ref in ("1", "latest~1", "latest", "2026-11-02")],
            [16, 16, 32, 16])
  tap.equal(rows(store, "SELECT vmid FROM guest_tag WHERE tag = 'web' AND vmid > 102", "--at", "1"), [])
  tap.contains(query(store, sql, "--at", "nope", status=2).err, "nope")
  document = query(store, sql, "--at", "1", "-o", "json").json()
  tap.equal([c["snapshot"] for c in document["clusters"]], [1])


def test_one_cluster(tmp):
  store = demo_store(tmp)
  tap.ok("snapshot", "-q", "--store", store, "--source", f"recording:{STANDALONE}", status=(0, 3))
  sql = "SELECT DISTINCT cluster FROM guest ORDER BY 1"
  tap.equal([row["cluster"] for row in rows(store, sql)], ["north", "pve9"])
  tap.equal([row["cluster"] for row in rows(store, sql, "--cluster", "pve9")], ["pve9"])


def test_parameters(tmp):
  store = demo_store(tmp)
  tap.equal(rows(store, "SELECT typeof(:a) a, typeof(@b) b, typeof($c) c, :d d, typeof(:e) e", "--param",
                 "a=5", "--param", "b=1.5", "--param", "c=007", "--param", "d=x=y", "--param", "e="),
            [{"a": "integer", "b": "real", "c": "text", "d": "x=y", "e": "text"}])
  tap.equal(len(rows(store, "SELECT 1 FROM guest WHERE name = :name", "--param", "name=db01")), 1)
  for sql, options, words in (
      ("SELECT :a", [], (":a has no value", "--param a=")),
      ("SELECT ?", [], ("has no name",)),
      ("SELECT 1", ["--param", "a=1"], ("--param a=1", "no such parameter")),
      ("SELECT :a", ["--param", "a"], (":a has no value",))):
    tap.contains(query(store, sql, *options, status=2).err, *words)


def test_the_helpers(tmp):
  store = demo_store(tmp)
  inside = (("192.0.2.7", "192.0.2.0/24"), ("192.0.2.7/24", "192.0.2.0/24"), ("192.0.2.7", "0.0.0.0/0"),
            ("192.0.2.7", "192.0.2.7"), ("192.0.2.127", "192.0.2.0/25"), ("2001:db8::7/64", "2001:db8::/32"),
            ("2001:db8:8000::", "2001:db8:8000::/33"), ("fe80::1%vmbr0", "fe80::/10"))
  outside = (("192.0.3.7", "192.0.2.0/24"), ("192.0.2.128", "192.0.2.0/25"), ("2001:db8::7", "192.0.2.0/24"),
             ("2001:db8:7fff::", "2001:db8:8000::/33"), ("dhcp", "0.0.0.0/0"), ("", "0.0.0.0/0"))
  for pairs, answer in ((inside, 1), (outside, 0)):
    for address, network in pairs:
      got, = rows(store, "SELECT ip_in(:a, :n) AS got", "--param", f"a={address}", "--param", f"n={network}")
      tap.equal(got["got"], answer, f"ip_in({address}, {network})")
  tap.equal(rows(store, "SELECT ip_in(NULL, '::/0') AS a, bytes(NULL) AS b, bytes('') AS c"),
            [{"a": None, "b": None, "c": None}])
  for size in ("x", "8 bananas", "GiB", "-1"):
    tap.contains(query(store, f"SELECT bytes('{size}')", status=2).err,
                 f"SQL: bytes: '{size}' is no size, such as 8GiB")
  for network in ("x", "192.0.2.0/33", "192.0.2/24", "192.0.2.0/", "192.0.2.0/-1"):
    tap.contains(query(store, f"SELECT ip_in('192.0.2.1', '{network}')", status=2).err, "no network")
  sizes = "SELECT bytes('8GiB') AS a, bytes('512M') AS b, bytes(42) AS c, bytes('1.5 TiB') AS d"
  tap.equal(rows(store, sizes),
            [{"a": 8 << 30, "b": 512 << 20, "c": 42, "d": 3 << 39}])
  # … also where a condition is SQL
  names = tap.ok("get", "guests", "--store", store, "--where", "memory >= bytes('32GiB')", "-o", "csv", "-c",
                 "name").out.split()
  tap.true("db01" in names and "dns01" not in names, str(names))


def test_reading_only(tmp):
  store = demo_store(tmp)
  before = tap.dump(store)
  other = tmp / "other.db"
  for sql in ("DELETE FROM guest_history", "DELETE FROM guest", "INSERT INTO tag VALUES ('a', 'b', 1)",
              "UPDATE snapshot SET taken = 0", "DROP TABLE tag", "CREATE TABLE t (a)",
              "CREATE TEMP TABLE t (a)",
              f"ATTACH '{other}' AS o", "DETACH main", "PRAGMA journal_mode = DELETE", "PRAGMA user_version",
              "SELECT * FROM pragma_table_info('guest')", f"SELECT load_extension('{other}')", "VACUUM",
              f"VACUUM INTO '{other}'", "BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT a", "REINDEX", "ANALYZE",
              "WITH x AS (SELECT 1) DELETE FROM tag", "SELECT 1; DELETE FROM tag", "", " -- nothing"):
    result = query(store, sql, status=2)
    tap.contains(result.err, "SQL: ")
    tap.equal(result.out, "", sql)
    if not sql.startswith("DELETE FROM guest_h"):
      continue
    tap.contains(result.err, "not authorized", "can't change anything")
  tap.true(not other.exists(), "another file was made")
  tap.true(tap.dump(store) == before, "the store was changed")
  # the views use table functions of their own, whichever comes first
  tap.equal(len(rows(store, "SELECT 1 FROM guest_tag LIMIT 1")), 1)
  tap.equal(rows(store, "SELECT value AS v FROM json_each('[1]')"), [{"v": 1}])


def test_errors_say_where(tmp):
  store = demo_store(tmp)
  for sql, words in (
      ("SELECT memry FROM guest", ("line 1, column 8: no such column: memry", "did you mean memory?")),
      ("SELECT vmid\nFROM guest\nWHERE nam = 'x'", ("line 3, column 7: no such column: nam",)),
      ("SELECT 1 FROM guests", ("line 1, column 15: no such table: guests", "did you mean guest?")),
      ("SELECT 'ü', nope(1)", ("line 1, column 13: no such function: nope",)),
      ("SELECT vmid FROM guest WHERE", ("line 1, column 29: incomplete input",)),
      ("SELECT 1;\n SELECT 2", ("line 2, column 2: a second statement",)),
      ("SELEC 1", ('line 1, column 1: near "SELEC"',))):
    tap.contains(query(store, sql, status=2).err, *words)


def test_from_a_file_and_from_a_pipe(tmp):
  store = demo_store(tmp)
  file = tmp / "q.sql"
  file.write_text("-- how many?\nSELECT count(*) AS n\nFROM guest;\n")
  answers = [tap.ok("query", "--store", store, "-o", "ndjson", "-f", file).rows(),
             tap.ok("query", "--store", store, "-o", "ndjson", input=file.read_text()).rows(),
             tap.ok("query", "--store", store, "-o", "ndjson", "-f", "-", input=file.read_text()).rows()]
  tap.true(answers[0] == answers[1] == answers[2] and answers[0][0]["n"] > 5, str(answers))
  tap.contains(tap.ok("query", "--store", store, "-f", tmp / "no.sql", status=2).err, "no.sql",
               "No such file")
  tap.contains(tap.ok("query", "--store", store, "-f", file, "SELECT 1", status=2).err, "exclude each other")
  (tmp / "zero.sql").write_bytes(b"SELECT 1\0")
  tap.contains(tap.ok("query", "--store", store, "-f", tmp / "zero.sql", status=2).err, "no text")


def test_interrupted(tmp):
  """^C ends a query that would never end."""
  store = demo_store(tmp)
  endless = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c"
  process = subprocess.Popen([tap.binary(), "query", "--store", str(store), endless], stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE, env=tap.environment())
  time.sleep(0.3)
  tap.true(process.poll() is None, "it ended by itself")
  process.send_signal(signal.SIGINT)
  out, err = process.communicate(timeout=20)
  tap.equal((process.returncode, out), (130, b""), err.decode())
  tap.contains(err.decode(), "interrupted")


def test_a_reader_that_leaves(tmp):
  store = demo_store(tmp)
  endless = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x FROM c"
  command = f"'{tap.binary()}' query --store '{store}' -o ndjson '{endless}' | head -n 1"
  tap.equal(tap.run("sh", "-c", command).out, '{"x":1}\n')


# --- the queries that come with pveinv

# What they find in the recordings of two genuine servers, 8.4 and 9.1: the first columns of each row, without
# the cluster; None: not the same everywhere, it only has to be something.
FOUND = {
  "addresses-in-a-network": [(100, "web01.lab.test"), (120, "dns01")],
  "certificates-that-end": [],
  "disks-on-a-storage": None,
  "full-storages": [],
  "guests-changed-most": [],
  "guests-without-backup": [],
  "macs-used-twice": None,
  "nics-without-firewall": [(101, "plain"), (103, "lim-only")],
  "old-guest-snapshots": None,
  "over-committed-nodes": None,
  "running-but-not-at-boot": [(101, "plain"), (103, "lim-only")],
  "unused-volumes": None,
  "users-without-second-factor": None,
  "vlans-in-use": None,
  "who-has-a-privilege": None,
}
# Where the example's value finds nothing there.
OTHER_VALUES = {"certificates-that-end": "days=100000", "disks-on-a-storage": "storage=data",
                "full-storages": "share=0.01"}


def example_of(path):
  found = re.search(r"^-- example: (.+)$", path.read_text(), re.MULTILINE)
  return found.group(1).split(" ") if found else []


def ask(store, path, *options):
  result = tap.ok("query", "--store", store, "-f", path, "-o", "ndjson", *(options or example_of(path)))
  return result.rows()


def test_the_queries_are_described():
  paths = sorted(QUERIES.glob("*.sql"))
  tap.true(len(paths) >= 12, f"only {len(paths)}")
  tap.equal([path.stem for path in paths], sorted(FOUND), "the queries and what is known of them")
  for path in paths:
    first = path.read_text().splitlines()[0]
    tap.true(re.fullmatch(r"-- [A-Z].*[^.]", first), f"{path.name}: no title: {first}")
    tap.equal(bool(re.search(r":[a-z]", path.read_text())), bool(example_of(path)),
              f"{path.name}: an example")


def test_the_queries_answer(tmp):
  store = tap.store(tmp / "store.db", CLUSTER, STANDALONE, options=("--level", "diagnostic"))
  for path in sorted(QUERIES.glob("*.sql")):
    found, expected = ask(store, path), FOUND[path.stem]
    if path.stem in OTHER_VALUES:
      found = found or ask(store, path, "--param", OTHER_VALUES[path.stem])
      tap.true(found, f"{path.name} finds nothing with {OTHER_VALUES[path.stem]}")
      continue
    if expected is None:
      tap.true(found, f"{path.name} finds nothing")
      continue
    for cluster in ("lab-cluster", "pve9"):
      mine = [tuple(row.values())[1:3] for row in found if row["cluster"] == cluster]
      tap.equal(mine, expected, f"{path.name} in {cluster}")


def test_the_queries_on_the_sample_cluster(tmp):
  store = demo_store(tmp)
  tap.equal([(row["vmid"], row["slot"]) for row in ask(store, QUERIES / "disks-on-a-storage.sql")][:3],
            [(110, "scsi1"), (130, "virtio0"), (120, "scsi0")])
  vlans = {row["vlan"]: row["names"].split(",") for row in ask(store, QUERIES / "vlans-in-use.sql")}
  tap.true({"web01", "web02", "web03"} < set(vlans[20]) and vlans[45] == ["rds01"], str(vlans))
  tap.equal([row["vmid"] for row in ask(store, QUERIES / "guests-changed-most.sql")], [102, 110, 200])
  bare = [row["vmid"] for row in ask(store, QUERIES / "guests-without-backup.sql")]
  tap.equal(bare, [100, 101, 102, 103, 110, 120, 130, 200, 201, 210], "no job, but for the template")
  shares = {row["node"]: row["committed"] for row in ask(store, QUERIES / "over-committed-nodes.sql")}
  tap.equal(shares, {"bergen": 0.3, "tromso": 0.25})


def test_backups_that_were_not_read(tmp):
  """That no job is known is no finding where the jobs were not read."""
  store = tap.store(tmp / "store.db", CLUSTER, options=("--level", "basic"))
  why = {row["why"] for row in ask(store, QUERIES / "guests-without-backup.sql")}
  tap.equal(why, {"unknown: not all jobs were read"})
  tap.store(store, CLUSTER, options=("--level", "detailed"))
  why = {row["why"] for row in ask(store, QUERIES / "guests-without-backup.sql")}
  tap.true(why <= {"no job"}, str(why))


def test_unused_volumes(tmp):
  """In the recordings: one disk that no configuration names, one that a guest keeps, a file of its own."""
  store = tap.store(tmp / "store.db", CLUSTER, options=("--level", "detailed"))
  found = [(row["volid"], row["kept_as"]) for row in ask(store, QUERIES / "unused-volumes.sql")]
  tap.equal(found, [("data:100/vm-100-disk-8.qcow2", None), ("data:100/vm-100-disk-7.qcow2", "unused1"),
                    ("data:103/run.raw", None)])


# --- schema

def plain(sql):
  """An SQL text without comments and blanks."""
  return re.sub(r"\s+", " ", re.sub(r"^\s*--.*$", "", sql, flags=re.MULTILINE)).strip()


def test_schema_makes_what_a_store_has(tmp):
  store = demo_store(tmp)
  script = tap.ok("schema").out
  made = tmp / "made.db"
  tap.equal(tap.run("sqlite3", made, input=script).status, 0)
  listed = "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'"
  both = [{(row[0], row[1]): plain(row[2]) for row in map(tuple, csv.reader(io.StringIO(
    tap.run("sqlite3", "-csv", file, listed).out, newline="")))} for file in (store, made)]
  tap.equal(both[1], both[0])


def test_schema_explains_each_column(tmp):
  one = tap.ok("schema", "guests", "pool").out
  tap.contains(one, "-- guest: ", "CREATE TABLE guest_history", "CREATE VIEW guest AS",
               "CREATE TABLE guest_metric",
               "CREATE VIEW guest_tag AS", "(bytes)\n\tmemory INTEGER", "-- pool: ",
               "('set', or NULL)\n\tcipassword")
  tap.true("CREATE TABLE node_history" not in one, "only what was asked for")
  begin = one.index("CREATE TABLE guest_history")
  table = one[begin:one.index(");", begin)]
  lines = table.splitlines()[5:-1]
  tap.true(all(line.startswith("\t-- ") for line in lines[::2]), "a column without a word about it")
  tap.contains(tap.ok("schema", "gest", status=2).err, "did you mean guest?")


if __name__ == "__main__":
  tap.main()
