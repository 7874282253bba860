"""`pveinv coverage`: states of fields, ratios, conditions and exit codes; each format is read by a real
reader."""

import html
import json
import os
import re
import shutil
import sys
import xml.etree.ElementTree

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../sim"))
import other_specs
import tap
from client import Simulator
from recordings import edited

STANDALONE = tap.RECORDINGS / "pve-9.1-standalone.auditor.ndjson"
BEFORE, AFTER = (tap.ROOT / "demo" / name for name in ("before.ndjson", "after.ndjson"))


def snapshot(source, *options, store="s.db", name="lab"):
  tap.ok("snapshot", "-q", "--store", store, "--cluster-name", name, "--source", f"recording:{source}",
         *options, status=(0, 3), plain=True)


def coverage(*options, status=0):
  here = () if "--store" in options else ("--store", "s.db")
  return tap.ok("coverage", *here, *options, status=status)


def report(*options, status=0):
  return json.loads(coverage("-o", "json", *options, status=status).out)


def units(document, state):
  return {f"{u['read'] or u['path']} {u['field']}": u for u in document["units"] if u["state"] == state}


def changed(source, target, path, change):
  """A recording in which the answers of one path are others."""
  found = []
  def edit(answer):
    if answer["path"] == path:
      change(answer["body"])
      found.append(path)

  edited(source, target, edit)
  tap.true(found, f"no {path} in {source.name}")
  return target


# --- states

def test_all_is_captured():
  snapshot(AFTER)
  document = report()
  tap.equal((document["cluster"], document["snapshot"], document["complete"]), ("lab", 1, True))
  tap.equal(document["declared_by"], ["9.2"], "the facts of the same major version")
  tap.equal(document["totals"]["schema_percent"], 100)
  tap.equal(document["totals"]["live_percent"], 100)
  tag = units(document, "captured")["guest_config net[n].tag"]
  tap.equal((tag["columns"], tag["area"], tag["seen"], tag["declared"]),
            (["guest_nic.tag"], "guest", True, True))
  tap.true("guest_config audio0.driver" in units(document, "unseen"), "mapped, and not here")
  digest = units(document, "excluded")["guest_config digest"]
  tap.true(digest["reason"], "why")
  index = units(document, "excluded")["/access [].subdir"]
  tap.equal(index["reason"], "an index of the paths below it")


def test_level_is_no_gap():
  """What the level leaves out is unseen, and says so."""
  snapshot(AFTER, "--level", "basic")
  document = report()
  tap.equal(units(document, "unseen")["guest_config net[n].tag"]["reason"], "needs level standard")
  tap.equal((units(document, "denied"), units(document, "unreachable")), ({}, {}))


def test_new_field(tmp):
  """A field that no facts know is new, is kept in extra, and fails the condition."""
  def add(body):
    body["data"][0]["warp-factor"] = 9
  snapshot(changed(AFTER, tmp / "new.ndjson", "/storage", add))
  document = report("--fail-on", "new", status=1)
  tap.equal(list(units(document, "new")), ["storage_cfg [].warp-factor"])
  tap.contains(tap.run("sqlite3", "s.db", "SELECT extra FROM storage WHERE extra IS NOT NULL").out,
               '"warp-factor":9')
  tap.true(document["totals"]["live_percent"] < 100, "it counts")
  tap.equal(document["gates"],
            [{"gate": "--fail-on new", "met": False, "detail": "1 new: storage_cfg [].warp-factor"}])
  said = coverage("--fail-on", "new", "--fail-on", "phantom,dead", status=1).out
  tap.contains(said, "NOT MET --fail-on new: 1 new: storage_cfg [].warp-factor",
               "met     --fail-on phantom: 0 phantom", "\nnew: 1, ", "storage_cfg")
  coverage("--fail-on", "missed,phantom,dead")


def test_empty_values_are_not_seen(tmp):
  def add(body):
    body["data"][0].update({"warp-factor": "", "warp-list": [], "warp-null": None})
  snapshot(changed(AFTER, tmp / "new.ndjson", "/storage", add))
  tap.equal(units(report(), "new"), {})


def test_misspelt_source_is_phantom(tmp):
  """Built with specs in which one place is misspelt: it is a phantom, and the field is new or missed."""
  def misspell(spec):
    column = next(c for c in spec["columns"] if c["name"] == "mtu")
    column["from"] = "mtuu"
  specs = other_specs.copy(tmp / "schema")
  other_specs.change(specs / "guest_nic.json", misspell)
  program = other_specs.build(specs, tmp / "pveinv-misspelt")
  snapshot(AFTER)
  result = tap.run(program, "coverage", "--against", "declared", "--fail-on", "phantom", "-o", "json")
  tap.equal(result.status, 1, str(result))
  document = json.loads(result.out)
  tap.equal(list(units(document, "phantom")), ["guest_config net[n].mtuu"])
  tap.equal(list(units(document, "missed")), ["guest_config net[n].mtu"])
  tap.true(document["totals"]["schema_percent"] < 100, "missed counts")


def test_dead_column(tmp):
  """Received, and the column is empty all the same: here, because it can't be read as its type."""
  def spoil(body):
    for storage in body["data"]:
      storage["disable"] = "perhaps"
  snapshot(changed(AFTER, tmp / "dead.ndjson", "/storage", spoil))
  tap.equal(list(units(report("--fail-on", "dead", status=1), "dead")), ["storage_cfg [].disable"])


# --- tokens

def test_tokens():
  """Each token gets the right list of what it may not read; incomplete is 3, whatever the conditions say."""
  found = {}
  for token in ("auditor", "limited", "noacl", "root"):
    snapshot(tap.RECORDINGS / f"pve-8.4-cluster.{token}.ndjson", store=f"{token}.db")
    document = report("--store", f"{token}.db", "--min-live", "100", status=3)
    tap.true(not document["complete"], token)
    found[token] = {u["read"]: u["reason"] for u in units(document, "denied").values()}
    tap.equal(units(document, "missed"), {}, token)
    tap.equal(document["totals"]["schema_percent"], 100, f"{token}: rights don't change what is mapped")
  tap.equal((found["auditor"], found["root"]), ({}, {}))
  tap.equal(found["limited"], found["noacl"], "the same lists are refused to both")
  for read, reason in (("node_dns", "needs Sys.Audit on /nodes/…"), ("node_hosts", "needs Sys.Audit on /"),
                       ("realm", "needs Realm.Allocate or Sys.Audit on /access/realm")):
    tap.equal(found["noacl"].get(read), reason, read)
  tap.true("storage_cfg" not in found["noacl"], "an empty list is no refusal")


def test_unreachable_node():
  """What was not seen may be on the node that is down: nobody can say that nothing has it."""
  snapshot(tap.RECORDINGS / "pve-8.4-cluster.auditor.ndjson")
  result = coverage("--min-schema", "100", status=3)
  tap.contains(result.out, ", its node or agent did not answer (--list unreachable)\n", "\nNot read:\n",
               "offline: ", "pve3")
  tap.contains(result.err, "snapshot 1 of lab is incomplete")
  document = report(status=3)
  found = {unit["read"]: unit["reason"] for unit in units(document, "unreachable").values()}
  why = "address lookup for 'pve3' did not find any IP address"
  tap.equal((found["node_status"], found["guest_config"]), (f"pve3: {why}", f"300, 320: {why}"))
  tap.true("guest_config ide[n].aio" in units(document, "unreachable"), "seen nowhere else")
  tap.true("guest_config net[n].tag" in units(document, "captured"), "seen on another node")
  tap.contains(coverage("--list", "unreachable", status=3).out, f"guest_config: 300, 320: {why}\n",
               "ide[n].aio")
  tap.contains(coverage("-o", "markdown", status=3).out, "**Not all could be read.**\n\n- offline: address")


def test_unreachable_agents(tmp):
  """Nobody inside answers: what only an agent tells is unreachable, and each guest is named."""
  def change(answer):
    if "/qemu/101/agent/" in answer["path"]:
      answer.update(status=500, reason="QEMU guest agent is not running", body=None)
  snapshot(edited(tap.RECORDINGS / "pve-8.4-cluster.root.ndjson", tmp / "silent.ndjson", change),
           "--guest-agent")
  found = units(report(status=3), "unreachable")
  tap.equal(found["agent_info result.version"]["reason"], "101, 103: QEMU guest agent is not running")


# --- conditions

def test_conditions():
  snapshot(AFTER)
  coverage("--min-live", "100", "--min-schema", "99.5%", "--min", "guest=100", "--min", "ceph=100")
  for options, message in (
      (("--min-live", "101"), "no percentage"), (("--min-live", "much"), "no percentage"),
      (("--min", "guest"), "is not AREA=PERCENT"), (("--min", "gest=5"), "there is no area 'gest'"),
      (("--fail-on", "missing"), "there is no state 'missing'"), (("--list", "x"), "there is no state 'x'"),
      (("--no-decrease",), "--no-decrease needs --baseline"), (("--baseline", "none.json"), "No such file"),
      (("--declared-from", "6.4"), "is not known, nor is it a file"),
      (("--against", "declared", "--min-live", "1"), "needs a snapshot"),
      (("--baseline", "s.db"), "is no coverage report")):
    result = coverage(*options, status=2)
    tap.contains(result.err, message)
    tap.equal(result.out, "", f"nothing is printed: {options}")


def test_baseline(tmp):
  snapshot(AFTER)
  (tmp / "base.json").write_text(coverage("-o", "json").out)
  coverage("--baseline", "base.json", "--no-decrease")
  def add(body):
    body["data"][0]["warp-factor"] = 9
  snapshot(changed(AFTER, tmp / "new.ndjson", "/storage", add))
  result = coverage("--baseline", "base.json", "--no-decrease", status=1)
  tap.contains(result.out,
               "NOT MET --no-decrease: storage: schema coverage 100.0% → 100.0%, live coverage 100.0% → ")
  coverage("--baseline", "base.json")


def test_ratchet():
  """What is mapped never becomes less, what is left out never more, without this file saying so."""
  totals = json.loads(tap.ok("coverage", "--against", "declared", "--declared-from", "all", "-o",
                             "json").out)["totals"]
  ratchet = json.loads((tap.ROOT / "tests/golden/coverage.json").read_text())
  for name in ("mapped", "endpoints_read"):
    tap.true(totals[name] >= ratchet["totals"][name],
             f"{name}: {totals[name]}, were {ratchet['totals'][name]}")
  tap.true(totals["states"]["excluded"] <= ratchet["totals"]["states"]["excluded"],
           f"excluded: {totals['states']['excluded']}, were {ratchet['totals']['states']['excluded']}")
  tap.ok("coverage", "--against", "declared", "--declared-from", "all", "--baseline",
         tap.ROOT / "tests/golden/coverage.json", "--no-decrease")


# --- comparing, and the document

def test_compare_versions():
  """What PVE's own schemas differ in."""
  rows = json.loads(tap.ok("coverage", "--compare", "8.4", "9.2", "-o", "json").out)["fields"]
  found = {(row["change"], row["place"], row["field"]): row["state"] for row in rows}
  tap.equal(found["added", "ha_rules", "[].rule"], "captured")
  back = json.loads(tap.ok("coverage", "--compare", "9.2", "8.4", "-o", "json").out)["fields"]
  tap.equal(sorted((row["place"], row["field"]) for row in rows if row["change"] == "added"),
            sorted((row["place"], row["field"]) for row in back if row["change"] == "removed"))
  tap.equal(tap.ok("coverage", "--compare", "9.2", "9.2").out, "")


def test_compare_snapshots(tmp):
  """What was received; a read that was made on one side only is neither new nor gone."""
  def add(body):
    body["data"][0]["warp-factor"] = 9
  snapshot(AFTER)
  snapshot(changed(AFTER, tmp / "new.ndjson", "/storage", add))
  snapshot(AFTER, "--level", "basic")
  def compare(*sides):
    result = coverage("--compare", *sides, "-o", "json")
    rows = json.loads(result.out)["fields"]
    return [(row["change"], row["place"], row["field"], row["state"]) for row in rows], result
  tap.equal(compare("1", "2")[0], [("added", "storage_cfg", "[].warp-factor", "new")])
  tap.equal(compare("2", "1")[0], [("removed", "storage_cfg", "[].warp-factor", "new")])
  rows, result = compare("1", "3")
  tap.equal(rows, [])
  tap.contains(result.err, "received on one side only, so not compared: ", "guest_config")
  for sides, message in ((("1",), "needs two snapshots"), (("1", "9.2"), "can't be compared"),
                         (("1", "99"), "no snapshot 99")):
    tap.contains(coverage("--compare", *sides, status=2).err, message)
  tap.contains(coverage("1", status=2).err, "no arguments without --compare")
  tap.contains(coverage("--compare", "1", "2", "-o", "html", status=2).err, "-o html is for the whole report")


def test_profile():
  """Each line of the document that the project began with is captured, but for what reads the guest agent
  until there is such an entity."""
  result = tap.ok("coverage", "--against", "declared", "--profile", "cartography", "-o", "json",
                  status=(0, 1))
  lines = json.loads(result.out)["lines"]
  agent = (tap.ROOT / "schema/guest_agent.json").exists()
  missed = [line["name"] for line in lines if line["state"] != "captured"]
  tap.true(all(name.startswith(("guest_", "agent_", "actual_")) or name in ("logged_in_users", "vcpu_info")
               for name in missed), str(missed))
  tap.equal((bool(missed), result.status), (not agent, 0 if agent else 1))
  by_name = {(line["section"], line["name"]): line["columns"] for line in lines}
  tap.equal(by_name["VM/Container", "cpu_cores"], ["guest.cores"])
  tap.equal(by_name["Network Interface", "mac_address"], ["guest_nic.mac"])
  tap.true("node_interface.ovs_bridge" in by_name["Node Network Interface", "ovs_*"], "a pattern")


def test_profile_is_the_document():
  """Its lines are those of the document."""
  text = (tap.SHARED / "reference/requirements/cartography-coverage.md").read_text().split("## Future")[0]
  named = {name for line in re.findall(r"^\s*- (`.*)$", text, re.MULTILINE)
           for name in re.findall(r"`([^`]+)`", line.split(" - ")[0])}
  named |= {"hostpci[n]", "usb[n]", "serial[n]", "parallel[n]"}
  lines = json.loads(tap.ok("coverage", "--against", "declared", "--profile", "cartography", "-o", "json",
                            status=(0, 1)).out)["lines"]
  tap.equal(sorted(named - {line["name"] for line in lines}), [])


# --- stores

def test_several_clusters():
  snapshot(AFTER)
  tap.ok("snapshot", "-q", "--store", "s.db", "--source", f"recording:{STANDALONE}", status=(0, 3))
  tap.contains(coverage(status=2).err, "several clusters: lab, pve9")
  tap.equal(report("--cluster", "pve9", status=(0, 3))["cluster"], "pve9")


def test_older_snapshot():
  snapshot(BEFORE)
  snapshot(AFTER)
  document = report("--at", "1")
  tap.equal((document["snapshot"], units(document, "dead")), (1, {}))
  elsewhere = json.loads(tap.ok("coverage", "-o", "json", "--store", "none.db", "--at", "s.db@latest~1").out)
  tap.equal(elsewhere, document, "FILE@REF")
  tap.contains(tap.ok("coverage", "--at", "nowhere.db@1", status=(2, 6)).err, "nowhere.db")


def test_live():
  """Read now, and not stored: the same as of a snapshot."""
  snapshot(AFTER)
  stored = report()
  live = ("coverage", "--store", "none.db", "--at", "live", "--source", f"recording:{AFTER}")
  document = json.loads(tap.ok(*live, "-o", "json").out)
  tap.equal((document["snapshot"], document["taken"]), (None, stored["taken"]))
  for name in ("totals", "areas", "units"):
    tap.equal(document[name], stored[name], name)
  tap.contains(tap.ok(*live).out, "north: live (2026-11-03T06:00:00Z), PVE 9.1.4; declared: PVE 9.2\n")
  unseen = tap.ok(*live, "--level", "basic", "--list", "unseen").out
  tap.contains(unseen, "guest_config: needs level standard")
  tap.true(not os.path.exists("none.db"), "nothing is stored")
  tap.equal(tap.ok("coverage", "--store", "s.db", "--compare", "latest", "live", "--source",
                   f"recording:{AFTER}").out, "")
  result = tap.ok("coverage", "--at", "live", "--source",
                  f"recording:{tap.RECORDINGS}/pve-8.4-cluster.noacl.ndjson", status=3)
  tap.contains(result.out, "\nNot read:\n", "\ndenied: ")
  tap.contains(result.err, "what was read of", "is incomplete", "pveinv doctor")
  for options, message in ((("--url", "https://a:8006"), "--url is for what is live"),
                           (("--level", "basic"), "--level is for a live walk")):
    tap.contains(coverage(*options, status=2).err, message)


def test_new_field_of_a_cluster():
  """As in a recording, over HTTPS: kept in extra, new, and a condition that is not met."""
  with Simulator("--recording", AFTER) as sim:
    sim.command({"do": "set", "vmid": 101, "key": "warp-factor", "value": 9})
    cluster = ("--url", sim.url, "--token-file", sim.token_file(), "--ca-file", sim.ca_file)
    tap.ok("snapshot", "-q", "--store", "s.db", *cluster)
    tap.contains(coverage("--fail-on", "new", status=1).out,
                 "NOT MET --fail-on new: 1 new: guest_config warp-factor")
    tap.equal(tap.run("sqlite3", "s.db", "SELECT vmid, extra FROM guest WHERE extra LIKE '%warp%'").out,
              '101|{"cfg":{"warp-factor":9}}\n')
    tap.ok("coverage", "--at", "live", *cluster, "--fail-on", "new", status=1)


def test_live_over_https(tmp):
  """A cluster that is asked, and what its own release documents."""
  with Simulator("--recording", AFTER, "--apidoc", tmp / "apidoc.js") as sim:
    (tmp / "apidoc.js").write_text('const apiSchema = [{"path": "/version", "info": {"GET": {"returns": '
                                   '{"properties": '
                                   '{"version": {"type": "string"}, "warp": {"type": "string"}}}}}}];')
    document = json.loads(tap.ok("coverage", "--at", "live", "--declared-from", "node", "-o", "json", "--url",
                                 sim.url, "--token-file", sim.token_file(), "--ca-file", sim.ca_file).out)
    tap.equal(list(units(document, "missed")), ["version warp"])
    tap.true(document["totals"]["seen"] > 200, "seen")


def test_a_store_without_shapes():
  """A snapshot of an older pveinv says nothing of what was received."""
  snapshot(AFTER)
  tap.run("sqlite3", "s.db", "DELETE FROM shape_history")
  tap.contains(coverage(status=2).err, "does not say what was received", "pveinv snapshot")


def test_a_store_of_an_older_pveinv():
  """It is brought up to date by the next snapshot, and asked for until then."""
  snapshot(BEFORE)
  older = "DROP VIEW shape; DROP TABLE shape_history; PRAGMA user_version = 1; UPDATE meta SET value = '' " \
          "WHERE key = 'schema'"
  tap.equal(tap.run("sqlite3", "s.db", older).status, 0)
  tap.contains(coverage(status=6).err, "written by an older pveinv")
  snapshot(AFTER)
  tap.equal(report()["snapshot"], 2)
  tap.contains(coverage("--at", "1", status=2).err, "does not say what was received")


# --- formats

def test_table():
  """The last line is what GitLab looks for; without a store there is no live coverage."""
  snapshot(AFTER)
  last = coverage().out.splitlines()[-1]
  tap.true(last.startswith("TOTAL ") and last.endswith(" 100.0%"), last)
  alone = tap.ok("coverage", "--against", "declared", "--store", "nowhere.db").out
  tap.true("LIVE%" not in alone and alone.splitlines()[-1].endswith(" 100.0%"), alone)
  tap.contains(coverage("--list", "excluded").out, "an index of the paths below it")
  both, observed = report(), report("--against", "observed")
  tap.equal(len(observed["units"]), len([unit for unit in both["units"] if unit["seen"]]))
  for name in ("seen", "captured", "live_percent"):
    tap.equal(observed["totals"][name], both["totals"][name], name)


def test_json_is_as_its_schema_says():
  import jsonschema
  schema = json.loads(tap.ok("explain", "coverage", "-o", "json-schema").out)
  jsonschema.Draft202012Validator.check_schema(schema)
  snapshot(STANDALONE)
  for document in (report(), report("--against", "declared"), report("--min-live", "1", "--fail-on", "new")):
    jsonschema.validate(document, schema)
    sums = document["totals"]
    tap.equal(sum(area["declared"] for area in document["areas"]), sums["declared"])
    tap.equal(sum(sums["states"].values()), len(document["units"]))


# The published structure of Cobertura's reports, and what CI systems take for JUnit's.
COBERTURA = """<!ELEMENT coverage (sources?, packages)>
<!ATTLIST coverage line-rate CDATA #REQUIRED branch-rate CDATA #REQUIRED lines-covered CDATA #REQUIRED
  lines-valid CDATA #REQUIRED branches-covered CDATA #REQUIRED branches-valid CDATA #REQUIRED
  complexity CDATA #REQUIRED version CDATA #REQUIRED timestamp CDATA #REQUIRED>
<!ELEMENT sources (source*)> <!ELEMENT source (#PCDATA)> <!ELEMENT packages (package*)>
<!ELEMENT package (classes)>
<!ATTLIST package name CDATA #REQUIRED line-rate CDATA #REQUIRED branch-rate CDATA #REQUIRED
  complexity CDATA #REQUIRED>
<!ELEMENT classes (class*)> <!ELEMENT class (methods, lines)>
<!ATTLIST class name CDATA #REQUIRED filename CDATA #REQUIRED line-rate CDATA #REQUIRED
  branch-rate CDATA #REQUIRED complexity CDATA #REQUIRED>
<!ELEMENT methods EMPTY> <!ELEMENT lines (line*)> <!ELEMENT line EMPTY>
<!ATTLIST line number CDATA #REQUIRED hits CDATA #REQUIRED branch CDATA "false">
"""
JUNIT = """<!ELEMENT testsuites (testsuite*)>
<!ATTLIST testsuites name CDATA #IMPLIED tests CDATA #REQUIRED failures CDATA #REQUIRED errors CDATA #REQUIRED
  time CDATA #REQUIRED>
<!ELEMENT testsuite (testcase*)>
<!ATTLIST testsuite name CDATA #REQUIRED tests CDATA #REQUIRED failures CDATA #REQUIRED errors CDATA #REQUIRED
  skipped CDATA #REQUIRED time CDATA #REQUIRED>
<!ELEMENT testcase (failure?, skipped?)>
<!ATTLIST testcase classname CDATA #REQUIRED name CDATA #REQUIRED time CDATA #REQUIRED>
<!ELEMENT failure EMPTY> <!ATTLIST failure message CDATA #REQUIRED>
<!ELEMENT skipped EMPTY> <!ATTLIST skipped message CDATA #REQUIRED>
"""


def with_trouble(tmp):
  """A snapshot in which something is new, with a name that markup must not believe."""
  def add(body):
    body["data"][0]["warp-factor"] = 9
  snapshot(changed(AFTER, tmp / "new.ndjson", "/storage", add), store="trouble.db", name="<b>&\"lab")


def valid_xml(text, structure, tmp):
  """Read by xmllint, and by Python."""
  (tmp / "report.xml").write_text(text)
  (tmp / "structure.dtd").write_text(structure)
  if not shutil.which("xmllint"):
    tap.skip("no xmllint: apt install libxml2-utils")
  result = tap.run("xmllint", "--noout", "--nonet", "--dtdvalid", "structure.dtd", "report.xml")
  tap.equal(result.status, 0, result.err)
  return xml.etree.ElementTree.fromstring(text)


def test_cobertura(tmp):
  """Its lines are those of declared.txt, and add up to the live coverage."""
  snapshot(AFTER)
  fields = (tap.ROOT / "schema/declared.txt").read_text().splitlines()
  root = valid_xml(coverage("-o", "cobertura").out, COBERTURA, tmp)
  lines = {}
  for each in root.iter("class"):
    tap.equal(each.get("filename"), "schema/declared.txt")
    for line in each.iter("line"):
      lines[int(line.get("number"))] = (each.get("name"), int(line.get("hits")))
  tap.equal((int(root.get("lines-valid")), int(root.get("lines-covered"))),
            (len(list(root.iter("line"))),) * 2)
  path, hits = lines[next(n for n, text in enumerate(fields, 1) if text == "\tnet[n].tag\ti" and n in lines)]
  tap.true(path.endswith("/config") and hits > 3, f"{path}: {hits} NICs have a tag")
  for number, (path, _) in lines.items():
    tap.true(fields[number - 1][0] in "\t/", f"line {number} of declared.txt is no field of {path}")
  with_trouble(tmp)
  root = valid_xml(coverage("--store", "trouble.db", "-o", "cobertura").out, COBERTURA, tmp)
  tap.equal([each.get("name") for each in root.iter("class")
             if any(n.get("hits") == "0" for n in each.iter("line"))],
            ["/storage"])


def test_cobertura_of_what_the_list_does_not_have(tmp):
  """A newer PVE, as its node says: fields of known paths on their line, new paths on the first."""
  warp = {"properties": {"warp": {"type": "string"}}}
  (tmp / "apidoc.js").write_text(json.dumps([
    {"path": path, "info": {"GET": {"returns": returns}}}
    for path, returns in (("/version", warp), ("/cluster/warp-drive", warp), ("/cluster/silent", {}))]))
  options = ("--against", "declared", "--declared-from", "apidoc.js")
  root = valid_xml(coverage(*options, "-o", "cobertura").out, COBERTURA, tmp)
  found = {each.get("name"): [(int(n.get("number")), n.get("hits")) for n in each.iter("line")]
           for each in root.iter("class")}
  fields = (tap.ROOT / "schema/declared.txt").read_text().splitlines()
  number = next(n for n, text in enumerate(fields, 1) if text.startswith("/version"))
  tap.equal(found, {"/version": [(number, "0")], "/cluster/warp-drive": [(1, "0")],
                    "/cluster/silent": [(1, "0")]})
  tap.equal((root.get("lines-valid"), root.get("line-rate")), ("3", "0.0000"), "nothing is left out")
  missed = coverage(*options, "--fail-on", "missed", status=1).out
  tap.contains(missed, "\nmissed: 3, ", "  /cluster/silent: the path is not read\n      @value\n")


def test_junit(tmp):
  with_trouble(tmp)
  result = coverage("--store", "trouble.db", "-o", "junit", "--fail-on", "new", "--min-live", "1", status=1)
  tap.contains(result.err, "--fail-on new is not met: 1 new: storage_cfg [].warp-factor")
  root = valid_xml(result.out, JUNIT, tmp)
  failed = {(c.get("classname"), c.get("name")): c.find("failure").get("message")
            for c in root.iter("testcase") if c.find("failure") is not None}
  tap.equal(failed, {("storage", "storage_cfg"): "new: [].warp-factor",
                     ("conditions", "--fail-on new"): "1 new: storage_cfg [].warp-factor"})
  tap.equal(int(root.get("failures")), 2)
  tap.equal(int(root.get("tests")), len(list(root.iter("testcase"))))
  snapshot(tap.RECORDINGS / "pve-8.4-cluster.noacl.ndjson", store="noacl.db")
  root = valid_xml(coverage("--store", "noacl.db", "-o", "junit", status=3).out, JUNIT, tmp)
  skipped = {c.get("name"): c.find("skipped").get("message") for c in root.iter("testcase")
             if c.find("skipped") is not None}
  tap.equal(skipped["node_dns"], "denied: needs Sys.Audit on /nodes/…")


def test_markdown(tmp):
  with_trouble(tmp)
  text = coverage("--store", "trouble.db", "-o", "markdown", "--fail-on", "new", status=1).out
  tap.contains(text, "## Metadata coverage", "**not met**", "<details><summary>new: 1", "| TOTAL |")
  tap.true("<b>" not in text, "a name is no markup")
  longest = coverage("--store", "trouble.db", "-o", "markdown", "--list", "excluded,unseen").out
  tap.true(len(longest.encode()) < 1 << 20, "fits a step summary")


def contrast(a, b):
  """As WCAG defines it."""
  def luminance(color):
    parts = [c / 255 / 12.92 if c / 255 <= 0.03928 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in color]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
  low, high = sorted((luminance(a), luminance(b)))
  return (high + 0.05) / (low + 0.05)


# What a browser makes of the page: colours of all that has text, as JSON in the title.
LOOK = """<script>
const seen = {};
const texts = "body, h1, p, td, th, li, dt, dd, code, summary, .good, .poor, .bad, .dim";
for (const e of document.querySelectorAll(texts))
  seen[e.tagName + "." + e.className] = getComputedStyle(e).color;
document.title = JSON.stringify({background: getComputedStyle(document.body).backgroundColor, seen,
  wide: document.documentElement.scrollWidth > innerWidth,
  details: document.querySelectorAll("details").length});
</script>"""


def test_html(tmp):
  """Read by a real browser, in light and dark: enough contrast, nothing beyond the edge."""
  with_trouble(tmp)
  page = coverage("--store", "trouble.db", "-o", "html", "--fail-on", "new", status=1).out
  tap.true("<b>" not in page and "&lt;b&gt;&amp;&quot;lab" in page, "a name is no markup")
  tap.true(not re.search(r"(src|href)=|@import|url\(|<script", page), "the page needs nothing else")
  browser = shutil.which("chromium") or shutil.which("chromium-browser")
  if not browser:
    tap.skip("no browser: apt install chromium")
  (tmp / "look.html").write_text(page.replace("</body>", LOOK + "</body>"))
  for scheme, dark in ((1, False), (0, True)):
    result = tap.run(browser, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp}/browser",
                     f"--blink-settings=preferredColorScheme={scheme}", "--window-size=1000,800",
                     "--dump-dom", f"file://{tmp}/look.html", timeout=100)
    title = html.unescape(re.search(r"<title>(.*?)</title>", result.out, re.DOTALL)[1])
    look = json.loads(title)
    color = lambda text: [int(n) for n in re.findall(r"\d+", text)[:3]]
    tap.equal(sum(color(look["background"])) < 200, dark, f"the background is {look['background']}")
    for what, text in look["seen"].items():
      tap.true(contrast(color(text), color(look["background"])) >= 4.5,
               f"{what}: {text} on {look['background']}")
    tap.equal((look["wide"], look["details"] >= 3), (False, True),
              "nothing beyond the edge; lists can be opened")


if __name__ == "__main__":
  tap.main()
