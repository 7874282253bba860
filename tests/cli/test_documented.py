"""The specs against what PVE documents, in all versions whose schema is at hand: each field is a column, or
left out with a reason; so is each path. What is mapped beyond that is known from elsewhere. `pveinv coverage`
does the comparison; here its facts are held against the sources they come from."""

import json
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../sim"))
import tap
from client import Simulator

REFERENCE = tap.SHARED / "reference" / "schema"
SCHEMA = tap.ROOT / "schema"
GENUINE = ("pve-8.4-cluster.auditor", "pve-8.4-cluster.auditor.changed", "pve-8.4-cluster.root",
           "pve-9.1-standalone.auditor.changed", "pve-9.1-standalone.root")


def coverage(*options):
  return json.loads(tap.ok("coverage", "-o", "json", *options, status=(0, 3)).out)


def declared(version):
  return coverage("--against", "declared", "--declared-from", version)


def named(units):
  return sorted(f"{unit['read'] or unit['path']} {unit['field']}" for unit in units)


def test_facts_are_those_of_the_reference():
  made = tap.run(sys.executable, SCHEMA / "declare.py", REFERENCE)
  tap.equal(made.status, 0, made.err)
  tap.equal((SCHEMA / "declared.txt").read_text(), made.out,
            "schema/declared.txt; schema/declare.py writes it")


def apidoc(file):
  """What a node serves, made of the reference: a script, with code behind the schema."""
  endpoints = json.loads((REFERENCE / "pve-api-9.2.11-get.json").read_text())["endpoints"]
  nodes = [{"path": e["path"], "info": {"GET": {"returns": e["returns"]}}, "children": []}
           for e in endpoints[1:]]
  tree = [{"path": endpoints[0]["path"], "info": {"GET": {"returns": endpoints[0]["returns"]}},
           "children": nodes}]
  file.write_text(f"const apiSchema = {json.dumps(tree, indent=3)}\n;\n\nlet more = {{ '[': 1 }};\n")
  return file


def test_apidoc_of_a_node(tmp):
  """What a node serves, read by the program: the same fields, but for the parameters of calls that write."""
  apidoc(tmp / "apidoc.js")
  theirs, ours = declared("apidoc.js"), declared("9.2")
  tap.equal(theirs["declared_by"], ["apidoc.js"])
  def fields(report):
    return {f"{u['path']} {u['field']}" for u in report["units"] if u["declared"]}
  written = {f"{path} {field}" for (path, field), _ in lines_of("declared.txt", "p").items()}
  tap.equal(sorted(fields(ours) - fields(theirs) - written), [])
  tap.equal(sorted(fields(theirs) - fields(ours)), [])
  tap.equal(named(u for u in theirs["units"] if u["state"] in ("missed", "phantom")), [])
  for text in ("let x = [1];", "nothing", ""):
    (tmp / "other.js").write_text(text)
    tap.contains(tap.ok("coverage", "--against", "declared", "--declared-from", "other.js", status=2).err,
                 "other.js is no API schema of PVE", "apidoc.js")


def test_asked_from_the_node(tmp):
  """The same over HTTPS, from the first endpoint that has it; the server is verified, and no token sent."""
  node = ("coverage", "--against", "declared", "--declared-from", "node", "-o", "json", "--cluster", "lab")
  recording = tap.RECORDINGS / "pve-8.4-cluster.auditor.ndjson"
  with Simulator("--recording", recording, "--apidoc", apidoc(tmp / "apidoc.js"), "--endpoints", "2") as sim:
    trust = ("--ca-file", sim.ca_file, "--token-file", sim.token_file())
    report = json.loads(tap.ok(*node, "--url", "https://127.0.0.1:1", "--url", sim.url, *trust).out)
    url = sim.url + "/pve-docs/api-viewer/apidoc.js"
    tap.equal((report["declared_by"], report["totals"]), ([url], declared("apidoc.js")["totals"]))
    tap.equal([(row["path"], row["token"], row["status"]) for row in sim.requests()],
              [("/pve-docs/api-viewer/apidoc.js", None, 200)])
    for options, message in ((("--fingerprint", "AA:" * 31 + "AA"), "another fingerprint"),
                             ((), "SSL certificate")):
      result = tap.ok(*node, "--url", sim.url, *options, status=5)
      tap.contains(result.err, message, "pvenode cert info")
    tap.equal(len(sim.requests()), 1, "nothing was sent to who is not verified")
    result = tap.ok(*node, "--url", sim.url, "--insecure")
    tap.contains(result.err, "TLS is NOT verified", "can change the answers")
    tap.true("token" not in result.err, "there is none to be read")


def test_a_node_that_does_not_have_it(tmp):
  """Not installed, something else, too large: each is said, and nothing is printed."""
  node = ("coverage", "--against", "declared", "--declared-from", "node")
  recording = tap.RECORDINGS / "pve-8.4-cluster.auditor.ndjson"
  with Simulator("--recording", recording) as sim:
    result = tap.ok(*node, "--url", sim.url, "--url", "https://127.0.0.1:1", "--ca-file", sim.ca_file,
                    status=2)
    tap.contains(result.err, "/pve-docs/api-viewer/apidoc.js: 500 no such file",
                 "where pve-docs is installed", "7.4, 8.4, 9.2, all")
    tap.equal(result.out, "")
  file = tmp / "apidoc.js"
  for content, status, message in ((b"<html>", 2, "is no API schema of PVE"),
                                   (b" " * ((32 << 20) + 1), 5, "the answer is larger than 33554432 bytes")):
    file.write_bytes(content)
    with Simulator("--recording", recording, "--apidoc", file) as sim:
      result = tap.ok(*node, "--url", sim.url, "--ca-file", sim.ca_file, status=status)
      tap.contains(result.err, message)
  tap.contains(tap.ok(*node, "--source", f"recording:{recording}", status=2).err,
               "a recording does not hold it")
  tap.contains(tap.ok(*node, status=2).err, "which cluster?")
  tap.contains(tap.ok(*node, "--url", "https://127.0.0.1:1", status=5).err, "Connection refused")


def test_everything_documented_is_mapped_or_has_a_reason():
  for version, least in (("7.4", 800), ("8.4", 1000), ("9.2", 1300), ("all", 1400)):
    report = declared(version)
    tap.equal(named(u for u in report["units"] if u["state"] in ("missed", "phantom")), [], f"PVE {version}")
    tap.equal([e["path"] for e in report["endpoints"] if e["state"] == "missed"], [], f"PVE {version}")
    tap.true(report["totals"]["mapped"] >= least, f"PVE {version}: {report['totals']}")
    tap.equal(report["totals"]["schema_percent"], 100)
    for unit in report["units"]:
      tap.true(unit["state"] != "excluded" or unit["reason"], f"no reason: {unit}")


def test_paths_that_are_not_read():
  """What not_read.json lists is there, is not read, and is listed once."""
  known = {re.sub(r"\{[^}]*\}", "{}", e["path"]): e for e in declared("all")["endpoints"]}
  listed = [re.sub(r"\{[^}]*\}", "{}", path)
            for paths in json.loads((SCHEMA / "not_read.json").read_text()).values() for path in paths]
  tap.equal(sorted(set(listed) - set(known)), [], "in no version")
  tap.equal(sorted(path for path in listed if path in known and known[path]["read"]), [], "read all the same")
  tap.equal(sorted(path for path in set(listed) if listed.count(path) > 1), [], "listed twice")


def lines_of(name, wanted=None):
  """{(path, field): the words behind it} of a list of facts; of one type only."""
  found, path = {}, None
  for line in (SCHEMA / name).read_text().splitlines():
    line = line.split(" #")[0]
    if line.startswith("\t"):
      field, kind, words = (line[1:] + "\t").split("\t")[:3]
      if wanted in (None, kind):
        found[path, field] = words
    elif line.startswith("/"):
      path = line.split()[0]
  return found


def test_what_is_undeclared_was_recorded():
  """Each field that undeclared.txt calls recorded is in a genuine recording, and not documented."""
  listed, seen = lines_of("undeclared.txt"), set()
  tap.equal(sorted(set(listed) & set(lines_of("declared.txt"))), [], "documented all the same")
  for name in GENUINE:
    store = f"{name}.db"
    tap.ok("snapshot", "-q", "--guest-agent", "--level", "diagnostic", "--store", store, "--source",
           f"recording:{tap.RECORDINGS / name}.ndjson", "--cluster-name", "lab", status=(0, 3))
    report = coverage("--store", store, "--declared-from", "all")
    tap.equal(named(u for u in report["units"] if u["state"] in ("new", "missed", "dead", "phantom")),
              [], name)
    seen |= {(u["path"], u["field"]) for u in report["units"] if u["seen"] and not u["declared"]
             and u["mapped"]}
  recorded = {place for place, how in listed.items() if how == "recorded"}
  tap.equal(sorted(seen - recorded), [], "recorded, but not in undeclared.txt")
  tap.equal(sorted(recorded - seen), [], "undeclared.txt calls it recorded")


def text_below(folder, *endings):
  return "\n".join(path.read_text(errors="replace") for path in sorted(folder.rglob("*"))
                   if path.suffix in endings and path.is_file())


def test_what_is_undeclared_has_a_source():
  """What was not recorded is in the answers that others published, or in what was read of PVE."""
  reference = tap.SHARED / "reference"
  texts = {"published": text_below(reference / "fixtures", ".json"),
           "read": text_below(reference, ".md") + text_below(REFERENCE, ".json")}
  for (path, field), how in lines_of("undeclared.txt").items():
    key = field.replace("[]", "").split(".")[-1]
    tap.true(how not in texts or key == "@value" or key in texts[how], f"{path} {field} is not {how}")


if __name__ == "__main__":
  tap.main()
