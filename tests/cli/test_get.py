"""get: entities, keys, columns, conditions, order, formats; live and from the store."""

import csv
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
import tap

AUDITOR = tap.RECORDINGS / "pve-8.4-cluster.auditor.ndjson"
CHANGED = tap.RECORDINGS / "pve-8.4-cluster.auditor.changed.ndjson"
LIMITED = tap.RECORDINGS / "pve-8.4-cluster.limited.ndjson"
STANDALONE = tap.RECORDINGS / "pve-9.1-standalone.auditor.ndjson"
NOACCESS = tap.RECORDINGS / "pve-8.4-cluster.auditor.noaccess-guest.ndjson"

ENTITIES = ("cluster", "node", "node_interface", "guest", "guest_disk", "guest_nic", "storage",
            "storage_status")


def take(tmp, *sources, options=(), file="store.db"):
  return tap.store(tmp / file, *sources, options=options)


def get(store, *args, status=0):
  return tap.ok("get", *args, "--store", store, status=status)


def rows(store, *args, status=0):
  return get(store, *args, "-o", "ndjson", status=status).rows()


def table(text):
  """Cells of a table without blanks in its cells."""
  return [line.split() for line in text.splitlines()]


def read_csv(result):
  text = result.out_bytes.decode("utf-8")
  tap.true(text.endswith("\r\n"), "lines end with CR LF")
  return list(csv.reader(io.StringIO(text, newline="")))


def test_rules_by_position(tmp):
  """Firewall rules come as they are read: by place, then by position; their keys, digests, say nothing."""
  for found in (rows(take(tmp, AUDITOR), "firewall_rules"),
                tap.ok("get", "firewall_rules", "--source", f"recording:{AUDITOR}", "-o", "ndjson", "-c",
                       "scope,owner,rule", status=(0, 3)).rows()):
    tap.true(len(found) > 5, "the recording has some")
    owners = [(row["scope"], row["owner"]) for row in found]
    tap.equal(owners, sorted(owners))
    keys = [row["rule"] for row in found if row["scope"] == "cluster"]
    tap.true(keys != sorted(keys), "by digest")
  by_place = {}
  for row in rows(tmp / "store.db", "firewall_rules"):
    by_place.setdefault((row["scope"], row["owner"]), []).append(row["pos"])
  for place, positions in by_place.items():
    tap.equal(positions, list(range(len(positions))), str(place))


def test_days_left(tmp):
  """Days until a certificate expires are counted from when it was read, and are never a change."""
  store = take(tmp, STANDALONE)
  taken = get(store, "certificates", "-o", "json").json()["clusters"][0]["taken"]
  found = rows(store, "certificates", "-c", "notafter,days_left")
  tap.true(found, "the recording has certificates")
  for row in found:
    tap.equal(row["days_left"], (row["notafter"] - taken) // 86400)
  lines = STANDALONE.read_text().split("\n")
  later = json.loads(lines[0])
  later["taken"] = "2027-06-01T00:00:00Z"
  (tmp / "later.ndjson").write_text("\n".join([json.dumps(later), *lines[1:]]))
  take(tmp, tmp / "later.ndjson")
  tap.true(all(row["days_left"] < old["days_left"] for row, old in
               zip(rows(store, "certificates", "-c", "days_left"), found)), "they get fewer")
  tap.equal(tap.ok("diff", "--store", store, "--state").out, "")


def test_equal_entries_are_two_rows(tmp):
  """A repository that stands twice in a file: the second is marked, and neither is lost."""
  lines = STANDALONE.read_text().split("\n")
  for number, line in enumerate(lines):
    if '"path": "/nodes/pve9/apt/repositories"' in line:
      answer = json.loads(line)
      entries = answer["body"]["data"]["files"][0]["repositories"]
      entries.append({**entries[0], "Enabled": False})
      lines[number] = json.dumps(answer)
  (tmp / "twice.ndjson").write_text("\n".join(lines))
  found = rows(take(tmp, tmp / "twice.ndjson", options=("--level", "detailed")), "node_repositories")
  line = "deb http://mirror.example.org/debian bookworm main contrib"
  tap.equal({row["repository"]: row["enabled"] for row in found}, {line: True, line + "#2": False})


def test_names_of_entities(tmp):
  store = take(tmp, AUDITOR)
  for name in ENTITIES:
    one = get(store, name, "-o", "json").json()
    tap.equal(one["entity"], name)
    tap.true(one["rows"], f"no rows of {name}")
    plural = {"storage_status": "storage_statuses"}.get(name, name + "s")
    tap.equal(get(store, plural, "-o", "json").json(), one, plural)


def test_keys_pick_rows(tmp):
  store = take(tmp, AUDITOR)
  tap.equal([row["vmid"] for row in rows(store, "guest", "104", "100")], [100, 104])
  tap.equal([row["node"] for row in rows(store, "node", "pve2")], ["pve2"])
  disk = rows(store, "guest_disk", "100/scsi0")
  tap.equal([(row["vmid"], row["slot"]) for row in disk], [(100, "scsi0")])
  below = rows(store, "guest_disk", "100")
  tap.true(len(below) > 3 and {row["vmid"] for row in below} == {100}, "all disks of a guest")
  tap.equal(rows(store, "guest_disk", "10", status=3), [], "a prefix of a number is no key")


def test_missing_keys(tmp):
  """Not there, or only not seen? Exit code and hint differ."""
  store = take(tmp, STANDALONE)
  result = get(store, "guest", "100", "4711", status=2)
  tap.contains(result.out, " 100 ")
  tap.contains(result.err, "there is no guest 4711")
  hidden = take(tmp, NOACCESS, file="hidden.db")
  result = get(hidden, "guest", "103", status=3)
  tap.equal(result.out, "")
  tap.contains(result.err, "no guest 103 was seen", "it may be there all the same", "VM.Audit on /vms")


def test_columns(tmp):
  store = take(tmp, AUDITOR)
  def header(*args):
    return table(get(store, "guests", *args).out)[0]
  tap.equal(header("-c", "name,node"), ["NAME", "NODE"])
  tap.equal(header("-c", "name", "-c", "node"), ["NAME", "NODE"])
  tap.equal(header("-c", "node,name,node"), ["NODE", "NAME"], "each once, in that order")
  plain = header()
  tap.equal(header("-c", "+memory"), plain + ["MEMORY"])
  tap.equal(header("-c", "+name"), plain)
  tap.equal(header("-c", "vmid,+memory"), ["VMID", "MEMORY"])
  wide = header("-o", "wide")
  tap.equal(wide[:len(plain)], plain)
  tap.true(len(wide) > len(plain), "wide has more")
  tap.equal(header("-c", "cluster,vmid,unknown"), ["CLUSTER", "VMID", "UNKNOWN"])
  row = rows(store, "guest", "100", "-c", "node,extra")[0]
  tap.equal(list(row)[:2], ["cluster", "node"], "rows begin with their cluster")
  tap.true("extra" in row, "extra can be asked for")


def test_order_and_limit(tmp):
  store = take(tmp, AUDITOR)
  vmids = [row["vmid"] for row in rows(store, "guests")]
  tap.equal(vmids, sorted(vmids), "by key")
  memory = [row.get("memory") for row in rows(store, "guests", "--sort", "memory-", "-c", "memory")]
  known = [m for m in memory if m is not None]
  tap.equal(memory, sorted(known, reverse=True) + [None] * (len(memory) - len(known)),
            "unset and unknown last")
  memory = [row.get("memory") for row in rows(store, "guests", "--sort", "memory", "-c", "memory")]
  tap.equal(memory, sorted(known) + [None] * (len(memory) - len(known)))
  tap.equal(len(rows(store, "guests", "--limit", "3")), 3)
  tap.equal(rows(store, "guests", "--limit", "0"), [])


def test_conditions(tmp):
  store = take(tmp, AUDITOR)
  guests = rows(store, "guests")
  def picked(*conditions):
    args = [arg for condition in conditions for arg in ("-l", condition)]
    return [row["vmid"] for row in rows(store, "guests", *args, "-c", "vmid")]
  def expected(test):
    return [row["vmid"] for row in guests if test(row)]
  tap.equal(picked("type=lxc"), expected(lambda r: r.get("type") == "lxc"))
  tap.equal(picked("type!=lxc"), expected(lambda r: r.get("type") != "lxc"))
  tap.equal(picked("tags~prod"), expected(lambda r: "prod" in (r.get("tags") or [])))
  tap.equal(picked("tags=prod,type=lxc"), picked("tags=prod", "type=lxc"))
  tap.equal(picked("tags!~prod"), expected(lambda r: "tags" in r and "prod" not in (r["tags"] or [])))
  tap.equal(picked("tags="), expected(lambda r: "tags" in r and not r["tags"]), "not set")
  tap.equal(picked("tags!="), expected(lambda r: r.get("tags")), "set")
  tap.equal(picked("memory>=4GiB"), expected(lambda r: (r.get("memory") or 0) >= 4 << 30))
  tap.equal(picked("memory>4294967295"), picked("memory>=4GiB"), "bare numbers are bytes")
  tap.equal(picked("memory<1G"), expected(lambda r: r.get("memory") is not None and r["memory"] < 1 << 30))
  tap.equal(picked("onboot=yes"), expected(lambda r: r.get("onboot") is True))
  tap.equal(picked("name~WEB"), expected(lambda r: "web" in (r.get("name") or "").lower()))


def test_unknown_meets_no_condition(tmp):
  """300 and 320 run on a node that never was up: their memory is unknown, which is said."""
  store = take(tmp, AUDITOR)
  for condition in ("memory>0", "memory<1", "memory=", "memory!="):
    result = get(store, "guests", "-l", condition, "-c", "vmid", "-o", "ndjson")
    tap.true(not {300, 320} & {row["vmid"] for row in result.rows()}, condition)
    tap.contains(result.err, "left out: 2 guests of which a column of -l is unknown")


def test_where(tmp):
  store = take(tmp, AUDITOR)
  result = rows(store, "guests", "--where", "memory > 4e9 AND node = 'pve1'")
  tap.true(result and all(r["memory"] > 4e9 and r["node"] == "pve1" for r in result), str(result))
  by_nic = rows(store, "guests", "--where", "vmid IN (SELECT vmid FROM guest_nic WHERE bridge = 'vmbr1')")
  tap.true(by_nic, "other tables can be asked")
  for bad in ("memory >", "1) --", "1; DROP TABLE snapshot", "1); DROP TABLE snapshot; --", "nme = 1",
              "load_extension('x')", "1 IN (SELECT 1 FROM pragma_database_list) AND attach('x')"):
    result = get(store, "guests", "--where", bad, status=2)
    tap.equal(result.out, "", bad)
    tap.contains(result.err, "pveinv: --where: ")
  tap.true(rows(store, "guests"), "nothing was dropped")


def test_the_place_of_a_mistake_in_where(tmp):
  """It is one in what the user wrote: nothing of ours stands around it, nor can it be left."""
  store = take(tmp, AUDITOR)
  hint = "it is the condition of a SELECT, such as: memory > 8e9 AND pool IS NOT NULL"
  for bad, message in (("nmae = 1", "line 1, column 1: no such column: nmae"),
                       ("memory > 1 AND", "line 1, column 15: incomplete input"),
                       ("name = 'x", "line 1, column 8: unrecognized token: \"'x\""),
                       ("1) OR (1", "line 1, column 2: near \")\": syntax error"),
                       ("1; SELECT 2", "line 1, column 4: a second statement"),
                       ("vmid = :vmid", "a condition has no parameters"),
                       ("bytes('8 bananas') < memory", "bytes: '8 bananas' is no size, such as 8GiB")):
    err = get(store, "guests", "--where", bad, status=2).err.splitlines()
    tap.equal(err[0], f"pveinv: --where: {message}")
    tap.equal(err[1:], [] if "bytes" in bad else
              ["hint: did you mean name? 'pveinv schema' shows all" if "nmae" in bad else f"hint: {hint}"])


def test_a_filter_is_data(tmp):
  """Values are bound, whatever they hold."""
  store = take(tmp, AUDITOR)
  for evil in ("x' OR '1'='1", "'; DROP TABLE snapshot; --", "\"", "%", "*"):
    tap.equal(rows(store, "guests", "-l", f"name={evil}"), [])
    tap.equal(get(store, "guest", evil, status=2).out, "")


def test_json(tmp):
  store = take(tmp, AUDITOR)
  result = get(store, "guests", "-o", "json")
  document = result.json()
  tap.equal(list(document), ["pveinv", "entity", "clusters", "rows"])
  tap.equal((document["pveinv"], document["entity"]), (1, "guest"))
  cluster = document["clusters"][0]
  tap.equal(list(cluster), ["cluster", "snapshot", "taken", "complete", "gaps"])
  tap.equal((cluster["cluster"], cluster["snapshot"], cluster["complete"]), ("lab-cluster", 1, False))
  tap.equal([(gap["read"], gap["outcome"], gap["count"]) for gap in cluster["gaps"]],
            [("guest_config", "offline", 2)])
  row = next(row for row in document["rows"] if row["vmid"] == 100)
  tap.equal(list(row)[:3], ["cluster", "vmid", "name"])
  tap.equal((row["memory"], row["onboot"], row["tags"], row["arch"]), (4 << 30, True, ["prod", "web"], None))
  tap.true("unknown" not in row or all(name not in row for name in row["unknown"]), "unknown is left out")
  dark = next(row for row in document["rows"] if row["vmid"] == 300)
  tap.true("memory" not in dark and "memory" in dark["unknown"], str(dark))
  tap.equal(get(store, "guests", "-o", "ndjson").rows(), document["rows"], "ndjson has the same rows")
  jq = tap.run("jq", "-r", ".rows | length", input=result.out_bytes)
  tap.equal((jq.status, int(jq.out)), (0, len(document["rows"])), "jq")


def test_all_formats_agree(tmp):
  """CSV, JSON and NDJSON of each entity say the same."""
  store = take(tmp, AUDITOR)
  for entity in ENTITIES:
    header, *lines = read_csv(get(store, entity, "-o", "csv"))
    objects = rows(store, entity)
    tap.equal(len(lines), len(objects), entity)
    tap.equal(header[-1], "unknown")
    for line, row in zip(lines, objects):
      unknown = json.loads(line[-1]) if line[-1] else []
      tap.equal(unknown, row.get("unknown", []), entity)
      for name, cell in zip(header[:-1], line):
        if name in unknown:
          tap.equal(cell, "", name)
          continue
        value = row[name]
        if isinstance(value, (list, dict)):
          tap.equal(json.loads(cell), value, name)
        elif value is None:
          tap.equal(cell, "", name)
        elif isinstance(value, bool):
          tap.equal(cell, str(value).lower(), name)
        elif isinstance(value, (int, float)):
          tap.equal(float(cell), float(value), name)
        else:
          tap.equal(cell, value, name)


def test_yaml_and_tsv_agree(tmp):
  """YAML is the document of JSON; a genuine YAML reader and a split at tabs find the same values."""
  import yaml
  store = take(tmp, AUDITOR)
  for entity in ENTITIES:
    document = get(store, entity, "-o", "json").json()
    tap.equal(yaml.safe_load(get(store, entity, "-o", "yaml").out), document, entity)
    _, *lines = read_csv(get(store, entity, "-o", "csv"))
    plain = [[cell.replace("\\n", "\n").replace("\\\\", "\\") for cell in line.split("\t")]
             for line in get(store, entity, "-o", "tsv").out.split("\n")[1:-1]]
    tap.equal(plain, lines, entity)


def test_names(tmp):
  store = take(tmp, AUDITOR, STANDALONE)
  tap.equal(get(store, "guest", "100", "104", "-o", "name", "--cluster", "lab-cluster").out,
            "lab-cluster/vm/100\nlab-cluster/vm/104\n")
  tap.equal(get(store, "guest_disk", "100/scsi0", "-o", "name", "--cluster", "lab-cluster").out,
            "lab-cluster/vm/100/disk/scsi0\n")
  tap.contains(get(store, "guests", "-o", "name", "-c", "name", status=2).err, "it takes no -c")
  paths = [path for entity in ENTITIES for path in get(store, entity, "-o", "name").out.split()]
  tap.equal(len(paths), len(set(paths)), "each has its own")


def test_markdown(tmp):
  store = take(tmp, AUDITOR)
  lines = get(store, "guest", "100", "-o", "markdown", "-c", "vmid,name,memory").out.splitlines()
  tap.equal(lines, ["| vmid | name | memory |", "| ---: | --- | ---: |",
                    "| 100 | web01.lab.test | 4.0 GiB |"])


def test_watch(tmp):
  """The same again at an interval, until ^C or until nobody reads."""
  take(tmp, AUDITOR)
  command = [str(tap.binary()), "get", "node", "pve1", "--store", str(tmp / "store.db"), "--watch", "1",
             "-o", "name"]
  process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=tap.environment())
  seen = [process.stdout.readline() for _ in range(2)]
  process.send_signal(signal.SIGINT)
  tap.equal((seen, process.wait(10)), ([b"lab-cluster/node/pve1\n"] * 2, 130))
  process.communicate()
  process = subprocess.Popen(command, stdout=subprocess.PIPE, env=tap.environment())
  process.stdout.readline()
  process.stdout.close()
  tap.equal(process.wait(10), 0, "a closed pipe is no error")
  tap.contains(get(tmp / "store.db", "nodes", "--watch", "0", status=2).err, "--watch")
  tap.contains(get(tmp / "store.db", "gests", "--watch", "1", status=2).err, "guests")


def cpu_of(process):
  """Seconds of CPU that it has used."""
  with open(f"/proc/{process.pid}/stat", encoding="ascii") as file:
    fields = file.read().rsplit(")", 1)[1].split()
  return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def test_endless_sql(tmp):
  """SQL that would run for ever ends with ^C, whatever is asked."""
  endless = "(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n) > 0"
  store = take(tmp, AUDITOR, CHANGED)
  for where_from in (["--store", store], ["--store", store, "--at", "1"],
                     ["--source", f"recording:{STANDALONE}"]):
    command = [str(word) for word in (tap.binary(), "get", "guests", *where_from, "--where", endless)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=tap.environment())
    try:
      while process.poll() is None and cpu_of(process) < 0.7:
        time.sleep(0.02)
      process.send_signal(signal.SIGINT)
      out, err = process.communicate(timeout=20)
    finally:
      process.kill()
    tap.equal((process.returncode, out, err), (130, b"", b"pveinv: interrupted\n"), str(command))


def test_sql_that_fails_while_it_runs(tmp):
  """No JSON, a sum that overflows: no fault of the store, and the message says of what."""
  store = take(tmp, AUDITOR)
  for bad, words in (("json_extract(name, '$.a')", "malformed JSON"),
                     ("(SELECT sum(9223372036854775807) FROM guest) > 0", "integer overflow")):
    tap.contains(get(store, "guests", "--where", bad, status=2).err, "pveinv: --where: ", words)


def test_several_clusters(tmp):
  store = take(tmp, AUDITOR, STANDALONE)
  tap.equal(table(get(store, "nodes").out)[0][0], "CLUSTER", "a table of two clusters says which")
  tap.equal({row["cluster"] for row in rows(store, "nodes")}, {"lab-cluster", "pve9"})
  tap.equal({row["cluster"] for row in rows(store, "nodes", "--cluster", "pve9")}, {"pve9"})
  tap.equal(table(get(store, "nodes", "--cluster", "pve9").out)[0][0], "NODE")
  tap.contains(get(store, "nodes", "--cluster", "lba", status=2).err, "lab-cluster")
  order = [(row["cluster"], row["vmid"]) for row in rows(store, "guests")]
  tap.equal(order, sorted(order))


def test_moments(tmp):
  store = take(tmp, AUDITOR, CHANGED)
  def name(*args):
    return rows(store, "guest", "104", "-c", "name", *args)[0]["name"]
  tap.equal(name(), "db01-renamed")
  tap.equal(name("--at", "latest"), "db01-renamed")
  tap.equal(name("--at", "latest~1"), "db01")
  tap.equal(name("--at", "1"), "db01")
  tap.equal(name("--at", "2026-11-20T03:21:00Z"), "db01")
  tap.equal([r["vmid"] for r in rows(store, "guest", "122", "--at", "1")], [122], "it was there then")
  for bad in ("latest~9", "77", "1999-01-01", "nonsense"):
    result = get(store, "guests", "--at", bad, status=2)
    tap.equal(result.out, "")
  old = rows(store, "guest", "101", "--at", "1")[0]
  tap.true("uptime" in old["unknown"], "metrics are known of the newest snapshot only")
  tap.true("uptime" in rows(store, "guest", "101")[0], "there they are")


def test_moments_of_other_files(tmp):
  """FILE@REF is understood wherever a moment is read; live only where a cluster can be asked."""
  old, store = take(tmp, AUDITOR, file="old.db"), take(tmp, CHANGED)
  for what in (["get", "guest", "104", "-c", "name", "-o", "ndjson"],
               ["blame", "guest", "104", "-c", "name", "-o", "ndjson"],
               ["query", "SELECT name FROM guest WHERE vmid = 104", "-o", "ndjson"],
               ["describe", "guest", "104", "-o", "json"]):
    here, there = (tap.ok(*what, "--store", store, "--at", at, status=(0, 3)).out
                   for at in ("latest", f"{old}@1"))
    tap.true("db01-renamed" in here and "db01-renamed" not in there and "db01" in there, what[0])
    tap.equal(tap.ok(*what, "--store", store, "--at", f"{old}@", status=(0, 3)).out, there)
  tap.contains(tap.ok("snapshot", "show", f"{old}@1", "--store", store).out, AUDITOR.name)
  tap.contains(tap.ok("get", "guests", "--at", f"{tmp}/none.db@1", status=6).err, "none.db: No such file")
  shutil.copy(old, tmp / "my old.db")  # the hint is a command that can be run
  here = {"PVEINV_STORE": store}
  for command, listing in ((["get", "guests", "--at", "my old.db@99"], "list --store 'my old.db'"),
                           (["diff", "my old.db@99", "latest"], "list --store 'my old.db'"),
                           (["get", "guests", "--at", "99", "--store", old], f"list --store {old}"),
                           (["get", "guests", "--at", "99"], "list")):
    tap.contains(tap.ok(*command, env=here, status=2).err, "there is no snapshot 99",
                 f"hint: `pveinv snapshot {listing}` shows")
  live = ["get", "guest", "104", "-c", "name", "-o", "ndjson", "--at", "live"]
  tap.contains(tap.ok(*live, "--source", f"recording:{CHANGED}", status=(0, 3)).out, "db01-renamed")
  tap.contains(tap.ok(*live, "--store", store, status=2).err, "exclude each other")
  tap.contains(tap.ok("query", "SELECT 1", "--store", store, "--at", "live", status=2).err,
               "no moment of a store")


def test_live(tmp):
  """A live get reads what its columns need, and stores nothing."""
  source = ("--source", f"recording:{AUDITOR}")
  tap.equal(tap.ok("get", "guests", *source).out, get(take(tmp, AUDITOR), "guests").out)
  document = tap.ok("get", "guests", *source, "-o", "json").json()
  tap.equal(document["clusters"][0]["snapshot"], None)
  row = next(row for row in document["rows"] if row["vmid"] == 100)
  tap.true("name" in row and "memory" not in row and "unknown" not in row, "only the reads of the table")
  deep = tap.ok("get", "guest", "100", *source, "-o", "json", "--level", "standard", status=(0, 3)).json()
  tap.equal(deep["rows"][0]["memory"], 4 << 30)
  row = tap.ok("get", "guest", "100", *source, "-c", "name,memory", "-o", "ndjson").rows()
  tap.equal(row, [{"cluster": "lab-cluster", "name": "web01.lab.test", "memory": 4 << 30}])
  partial = tap.ok("get", "guests", *source, "-c", "vmid,memory", status=3)
  tap.contains(partial.err, "pve3")
  tap.equal([line for line in table(partial.out) if line[0] in ("100", "300")],
            [["100", "4.0", "GiB"], ["300", "?"]])
  tap.true(not (tmp / "state").exists(), "nothing is stored")


def test_partial_lists_are_announced(tmp):
  store = take(tmp, LIMITED, options=("--cluster-name", "lab"))
  result = get(store, "guests")
  tap.contains(result.err, "rows may be missing", "VM.Audit on /vms")
  tap.equal(get(store, "guests", "-q").err, "")
  document = get(store, "guests", "-o", "json").json()
  tap.equal(document["clusters"][0]["complete"], False)
  tap.true(any(gap["outcome"] == "filtered" and gap["entity"] == "guest"
               for gap in document["clusters"][0]["gaps"]), "the filtered list is a gap")


def test_nothing_to_print(tmp):
  store = take(tmp, AUDITOR)
  result = get(store, "guests", "-l", "name=nobody")
  tap.equal(result.out, "", "no lonely heading")
  tap.contains(result.err, "no guests")
  tap.equal(get(store, "guests", "-l", "name=nobody", "-o", "json").json()["rows"], [])
  tap.equal(get(store, "guests", "-l", "name=nobody", "-o", "ndjson").out, "")
  tap.equal(len(read_csv(get(store, "guests", "-l", "name=nobody", "-o", "csv"))), 1, "a header")


if __name__ == "__main__":
  tap.main()
