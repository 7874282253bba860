#!/usr/bin/env python3
"""The generator: compiles the specs as they are, and names every mistake with file and place.

Each test copies schema/ to a folder of its own, plants one mistake and runs `gen tables schema` there.
The program is $GEN, else the one beside the pveinv under test.
"""

import json
import os
import pathlib
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
import tap

ABSENT = object()


def gen():
  given = os.environ.get("GEN")
  return pathlib.Path(given).resolve() if given else tap.binary().parent / "gen"


def specs(tmp):
  """A fresh copy of the specs."""
  folder = tmp / "schema"
  shutil.rmtree(folder, ignore_errors=True)
  folder.mkdir()
  for path in (tap.ROOT / "schema").glob("*.json"):
    shutil.copy(path, folder)
  return folder


def load(tmp, name):
  return json.loads((tmp / "schema" / name).read_text())


def store(tmp, name, spec):
  (tmp / "schema" / name).write_text(json.dumps(spec))


def named(items, key, name):
  return next(item for item in items if item.get(key) == name)


def put(item, values):
  """Sets keys of an object; ABSENT takes one out."""
  for key, value in values.items():
    if value is ABSENT:
      item.pop(key, None)
    else:
      item[key] = value


def run_gen(tmp):
  return tap.run(gen(), "tables", "schema", cwd=tmp)


def expect(tmp, *messages):
  """The generator ends with status 1, writes nothing to stdout, and says these lines, once each."""
  result = run_gen(tmp)
  tap.equal(result.status, 1, f"status of\n{result}\n")
  tap.equal(result.out, "", "stdout")
  lines = result.err.splitlines()
  for message in messages:
    tap.true(lines.count(message) == 1, f"not said once: {message}\n{result.err}")


def column_mistake(tmp, entity, column, values, message):
  specs(tmp)
  spec = load(tmp, f"{entity}.json")
  put(named(spec["columns"], "name", column), values)
  store(tmp, f"{entity}.json", spec)
  expect(tmp, f"schema/{entity}.json: {values.get('name', column)}: {message}")


def source_mistake(tmp, entity, label, values, message, place=None):
  specs(tmp)
  spec = load(tmp, f"{entity}.json")
  source = next(s for s in spec["sources"] if s.get("as", s["read"]) == label)
  put(source, values)
  store(tmp, f"{entity}.json", spec)
  expect(tmp, f"schema/{entity}.json: source {place or label}: {message}")


def entity_mistake(tmp, entity, values, message):
  specs(tmp)
  spec = load(tmp, f"{entity}.json")
  put(spec, values)
  store(tmp, f"{entity}.json", spec)
  expect(tmp, f"schema/{entity}.json: {message}")


def read_mistake(tmp, read, values, message):
  specs(tmp)
  reads = load(tmp, "reads.json")
  put(named(reads, "read", read), values)
  store(tmp, "reads.json", reads)
  expect(tmp, f"schema/reads.json: {values.get('read', read)}: {message}")


def format_mistake(tmp, name, values, message):
  specs(tmp)
  formats = load(tmp, "formats.json")
  put(formats[name], values)
  store(tmp, "formats.json", formats)
  expect(tmp, f"schema/formats.json: {name}: {message}")


# --- the specs as they are

def test_specs_compile(tmp):
  specs(tmp)
  result = run_gen(tmp)
  tap.equal(result.err, "", "stderr")
  tap.equal(result.status, 0, "status")
  tap.contains(result.out, "schema_entities[] = {", "schema_reads[] = {", "secret_words[] = {")


def test_output_is_the_same_every_time(tmp):
  specs(tmp)
  tap.equal(run_gen(tmp).out, run_gen(tmp).out, "output")


def json_schema_errors(name, spec):
  try:
    import jsonschema
  except ImportError:
    tap.skip("python3-jsonschema is not installed")
  schema = json.loads((tap.ROOT / "schema" / "spec.schema.json").read_text())
  jsonschema.Draft202012Validator.check_schema(schema)
  kind = {"reads.json": "reads", "formats.json": "formats", "secrets.json": "secrets",
          "areas.json": "text_map", "not_read.json": "not_read"}.get(name, "entity")
  validator = jsonschema.Draft202012Validator({"$defs": schema["$defs"], "$ref": f"#/$defs/{kind}"})
  return [f"{name}: {error.json_path}: {error.message}" for error in validator.iter_errors(spec)]


def test_specs_fit_their_json_schema(tmp):
  for path in sorted(specs(tmp).glob("*.json")):
    if path.name != "spec.schema.json":
      tap.equal(json_schema_errors(path.name, load(tmp, path.name)), [], path.name)


def test_json_schema_finds_mistakes(tmp):
  specs(tmp)
  for values in ({"hepl": "x"}, {"help": ABSENT}, {"help": "Cores."}, {"type": "itn"}, {"name": "Cores"},
                 {"from": "a..b"}, {"from": "'x"}, {"from": []}, {"unit": "MiB"}, {"class": "sate"},
                 {"compute": "x"},
                 {"args": ["cores"], "compute": "x", "from": "cores"}, {"list_view": "a:b"}, {"revision": 0}):
    spec = load(tmp, "guest.json")
    column = named(spec["columns"], "name", "cores")
    column.pop("from")
    put(column, values)
    tap.true(json_schema_errors("guest.json", spec), f"column: {values}")
  for values in ({"join": True}, {"read": ABSENT}, {"where": "type"}, {"where": "a=b && c=d"},
                 {"each": "[].x["},
                 {"complete": "VM.Audit"}, {"ignored": {"digest": ""}}, {"joins": 1}, {"rest": "none"}):
    spec = load(tmp, "guest.json")
    put(spec["sources"][0], values)
    tap.true(json_schema_errors("guest.json", spec), f"source: {values}")
  for values in ({"level": "bsaic"}, {"cost": "F"}, {"path": "nodes"}, {"needs": "Sys.Audit"},
                 {"when": {"x": "empty"}}, {"where": "a=b"}, {"level": ABSENT}):
    reads = load(tmp, "reads.json")
    put(named(reads, "read", "nodes"), values)
    tap.true(json_schema_errors("reads.json", reads), f"read: {values}")


def test_one_column_a_line():
  for path in sorted((tap.ROOT / "schema").glob("*.json")):
    if path.name in ("spec.schema.json", "reads.json", "formats.json", "secrets.json", "areas.json",
                     "not_read.json"):
      continue
    lines = path.read_text().splitlines()
    for column in json.loads(path.read_text())["columns"]:
      same = [line for line in lines if line.strip().rstrip(",") == json.dumps(column, ensure_ascii=False)]
      tap.true(len(same) == 1, f"{path.name}: {column['name']} is not one line in json.dumps' form")


def test_mistakes_are_reported_together(tmp):
  specs(tmp)
  spec = load(tmp, "guest.json")
  named(spec["columns"], "name", "cores")["type"] = "itn"
  named(spec["columns"], "name", "memory")["unit"] = "MB"
  store(tmp, "guest.json", spec)
  reads = load(tmp, "reads.json")
  named(reads, "read", "version")["level"] = "bsaic"
  store(tmp, "reads.json", reads)
  expect(tmp, "schema/guest.json: cores: 'itn' is no type",
         "schema/guest.json: memory: 'MB' is no unit (B KiB MiB GiB TiB)",
         "schema/reads.json: version: 'bsaic' is no level (basic standard detailed diagnostic)")


# --- files

def test_no_folder(tmp):
  result = tap.run(gen(), "tables", "schema", cwd=tmp)
  tap.equal(result.status, 1, "status")
  tap.contains(result.err, "schema: no such folder")


def test_usage(tmp):
  result = tap.run(gen(), cwd=tmp)
  tap.equal(result.status, 2, "status")
  tap.contains(result.err, "usage: gen tables FOLDER")


def test_missing_file(tmp):
  for name in ("reads.json", "formats.json", "secrets.json", "areas.json"):
    (specs(tmp) / name).unlink()
    expect(tmp, f"schema/{name}: cannot be read")


def test_no_json(tmp):
  path = specs(tmp) / "guest.json"
  lines = path.read_text().splitlines()
  lines[3] = lines[3].replace(":", "")
  path.write_text("\n".join(lines))
  expect(tmp, "schema/guest.json: line 4: no JSON from here on")


def test_wrong_kind_of_file(tmp):
  specs(tmp)
  store(tmp, "guest.json", [])
  store(tmp, "reads.json", {})
  expect(tmp, "schema/guest.json: must be one object", "schema/reads.json: must be a list of objects")


def test_output_that_cannot_be_written(tmp):
  specs(tmp)
  with open("/dev/full", "wb") as full:
    process = subprocess.run([gen(), "tables", "schema"], cwd=tmp, stdout=full, stderr=subprocess.PIPE)
  tap.equal(process.returncode, 1, "status")
  tap.contains(process.stderr.decode(), "gen: stdout")


# --- keys and their forms

def test_unknown_keys(tmp):
  column_mistake(tmp, "guest", "cores", {"hepl": "x"}, "'hepl' is no key here")
  source_mistake(tmp, "guest", "cfg", {"join": True}, "'join' is no key here")
  entity_mistake(tmp, "guest", {"keys": []}, "'keys' is no key here")
  read_mistake(tmp, "nodes", {"need": "x"}, "'need' is no key here")
  format_mistake(tmp, "drive", {"aliases": {}}, "'aliases' is no key here")


def test_key_given_twice(tmp):
  path = specs(tmp) / "guest.json"
  path.write_text(path.read_text().replace('{"name": "cores",', '{"name": "cores", "type": "int",'))
  expect(tmp, "schema/guest.json: cores: 'type' is given twice")


def test_missing_keys(tmp):
  column_mistake(tmp, "guest", "cores", {"help": ABSENT}, "'help' is missing")
  column_mistake(tmp, "guest", "cores", {"type": ABSENT}, "'type' is missing")
  entity_mistake(tmp, "guest", {"summary": ABSENT}, "'summary' is missing")
  entity_mistake(tmp, "guest", {"key": ABSENT}, "'key' is missing")
  source_mistake(tmp, "guest", "cfg", {"read": ABSENT}, "'read' is missing")
  read_mistake(tmp, "nodes", {"path": ABSENT}, "'path' is missing")
  read_mistake(tmp, "nodes", {"cost": ABSENT}, "'cost' is missing")
  format_mistake(tmp, "drive", {"keys": ABSENT}, "'keys' is missing")


def test_column_without_name(tmp):
  specs(tmp)
  spec = load(tmp, "storage.json")
  del spec["columns"][1]["name"]
  store(tmp, "storage.json", spec)
  expect(tmp, "schema/storage.json: column 2: 'name' is missing")


def test_misformed_keys(tmp):
  column_mistake(tmp, "guest", "cores", {"help": ""}, "'help' must be a text")
  column_mistake(tmp, "guest", "node", {"place": 1}, "'place' must be true or false")
  column_mistake(tmp, "guest", "cores", {"revision": 0}, "'revision' must be a whole number from 1 on")
  column_mistake(tmp, "guest", "cores", {"revision": 1.5}, "'revision' must be a whole number from 1 on")
  column_mistake(tmp, "guest", "cores", {"from": []}, "'from' must be a text or a list of texts")
  column_mistake(tmp, "guest", "cores", {"default": None}, "'default' must be a value")
  entity_mistake(tmp, "guest", {"key": "vmid"}, "'key' must be a list of texts")
  entity_mistake(tmp, "guest", {"columns": {}}, "'columns' must be a list of objects")
  entity_mistake(tmp, "guest", {"replaced": ["type"]}, "'replaced' must be a list of lists of texts")
  format_mistake(tmp, "net", {"key_alias": []}, "'key_alias' must be an object")


def test_ignored_key_without_reason(tmp):
  entity_mistake(tmp, "storage", {"ignored": {"digest": ""}}, "'ignored': 'digest' has no text")
  source_mistake(tmp, "guest", "cfg", {"ignored": {"digest": None}}, "'ignored': 'digest' has no text")
  source_mistake(tmp, "guest", "cfg", {"ignored": ["digest"]}, "'ignored' must be an object of texts")


# --- columns

def test_types(tmp):
  column_mistake(tmp, "guest", "memory", {"type": "byts"}, "'byts' is no type")
  column_mistake(tmp, "guest", "memory", {"unit": "MB"}, "'MB' is no unit (B KiB MiB GiB TiB)")
  column_mistake(tmp, "guest", "cores", {"unit": "MiB"}, "'unit' of a column that is no bytes")
  column_mistake(tmp, "guest", "cores", {"ordered": True}, "'ordered' column that is no list and no JSON")
  column_mistake(tmp, "guest", "cores", {"items": "int"}, "'items' of a column that is no list")
  column_mistake(tmp, "guest", "tags", {"items": "text"}, "'text' is no kind of items (int real)")


def test_words(tmp):
  column_mistake(tmp, "guest", "status", {"class": "sate"}, "'sate' is no class (config state metric secret)")
  column_mistake(tmp, "guest", "status", {"view": "tabel"}, "'tabel' is no view (table wide)")
  source_mistake(tmp, "guest", "cfg", {"rest": "none"}, "'none' is no rest (config state metric secret)")
  entity_mistake(tmp, "storage_status", {"class": "sate"}, "'sate' is no class (state event)")


def test_defaults(tmp):
  column_mistake(tmp, "guest", "onboot", {"default": 2}, "default '2' is not readable as bool")
  column_mistake(tmp, "guest", "cores", {"default": "one"}, "default 'one' is not readable as int")
  column_mistake(tmp, "guest", "memory", {"default": 1.5}, "default '1.5' is not readable as bytes")
  column_mistake(tmp, "guest", "cpulimit", {"default": "x"}, "default 'x' is not readable as real")


def test_secrets_are_texts(tmp):
  column_mistake(tmp, "guest", "env", {"type": "json"}, "a column of class secret is of type text")


def test_column_names(tmp):
  column_mistake(tmp, "guest", "cores", {"name": "Cores", "from": "cfg:cores"}, "'Cores' is not snake_case")
  column_mistake(tmp, "guest", "cores", {"name": "a__b", "from": "cfg:cores"}, "'a__b' is not snake_case")
  column_mistake(tmp, "guest", "cores", {"name": "order", "from": "cfg:cores"}, "'order' is an SQL keyword")
  column_mistake(tmp, "guest", "cores", {"name": "extra", "from": "cfg:cores"},
                 "'extra' is a column of the store's own")


def test_doubled_columns(tmp):
  specs(tmp)
  spec = load(tmp, "guest.json")
  spec["columns"].append(dict(named(spec["columns"], "name", "cores"), help="Other"))
  store(tmp, "guest.json", spec)
  expect(tmp, "schema/guest.json: cores: column is given twice")


def test_help(tmp):
  tags = next(c["help"] for c in json.loads((tap.ROOT / "schema/guest.json").read_text())["columns"]
              if c["name"] == "tags")
  column_mistake(tmp, "guest", "sockets", {"help": tags}, "same help as tags")
  column_mistake(tmp, "guest", "cores", {"help": "Cores."}, "help begins with a blank or ends with a period")
  column_mistake(tmp, "guest", "cores", {"help": "x" * 111}, "help is longer than 110 characters")


def test_references(tmp):
  column_mistake(tmp, "guest", "node", {"ref": "nod"}, "'ref': 'nod' is no entity")
  column_mistake(tmp, "guest", "cores", {"alias": "cores"}, "alias is the name itself")
  column_mistake(tmp, "ipset_entry", "name", {"ref": "ipset by scope ownr name"},
                 "'ref': 'ownr' is no column")
  wrong = "'ref' must be ENTITY by as many parts as the key of ipset has (3), itself among them"
  for ref in ("ipset", "ipset by scope name", "ipset by scope owner cidr", "ipset by 'dc' * owner"):
    column_mistake(tmp, "ipset_entry", "name", {"ref": ref}, wrong)
  column_mistake(tmp, "ipset_entry", "name", {"ref": "ipset of scope owner name"},
                 "'ref': 'ipset of scope owner name' is not ENTITY by PART")


def test_references_through_rows(tmp):
  """A part of a key may be a column of the row that another column names, by its whole key."""
  for part in ("vmid.nod", "slot.node", "bridge.", ".node", "vmd.node"):
    column_mistake(tmp, "guest_nic", "bridge", {"ref": ["sdn_vnet", f"node_interface by {part} bridge"]},
                   f"'ref': '{part}' is no column")
  column_mistake(tmp, "guest_nic", "bridge", {"ref": "node_interface by vmid.node slot"},
                 "'ref' must be ENTITY by as many parts as the key of node_interface has (2), "
                 "itself among them")


def test_views_that_read_each_other(tmp):
  """SQLite would say so only when the view is read."""
  derived = {"sql": "SELECT g.node FROM guest g WHERE g.cluster = h.cluster AND g.vmid = h.vmid",
             "known": "1", "from": ABSENT, "of": ["guest"], "ref": ABSENT}
  circle = "'of': views that read each other in a circle"
  column_mistake(tmp, "guest_nic", "bridge", derived, f"{circle}: guest_nic, guest, guest_nic")
  column_mistake(tmp, "guest_nic", "bridge",
                 {**derived, "sql": "SELECT 1 FROM guest_nic", "of": ["guest_nic"]},
                 f"{circle}: guest_nic, guest_nic")
  column_mistake(tmp, "guest_nic", "bridge", {**derived, "of": ["guest_agent"]},
                 "'sql' reads guest, which is not in 'of'")
  column_mistake(tmp, "guest_nic", "bridge",
                 {**derived, "known": "EXISTS(SELECT 1 FROM (SELECT 1 FROM node))"},
                 "'known' reads node, which is not in 'of'")


def test_list_views(tmp):
  column_mistake(tmp, "guest", "tags", {"list_view": "guest_tag"}, "list_view 'guest_tag' is not VIEW:COLUMN")
  column_mistake(tmp, "guest", "cores", {"list_view": "guest_core:core"},
                 "list_view of a column that is no list")
  column_mistake(tmp, "guest", "tags", {"list_view": "guest_disk:tag"},
                 "list_view 'guest_disk:tag' is used twice")


def test_places(tmp):
  column_mistake(tmp, "guest", "cores", {"from": "cgf:cores"}, "'cgf' is no source")
  column_mistake(tmp, "guest", "cores", {"from": "cfg:a..b"}, "'cfg:a..b' has an empty member name")
  column_mistake(tmp, "guest", "cores", {"from": "cfg:a/b"}, "'cfg:a/b' is no path of member names")
  column_mistake(tmp, "guest", "cores", {"from": "cfg:"}, "'cfg:' is empty")
  column_mistake(tmp, "guest", "cores", {"from": "@"}, "'@' is no name of a variable")
  column_mistake(tmp, "guest", "cores", {"from": "'x"}, "''x' has no closing quote")


def test_column_that_no_source_fills(tmp):
  specs(tmp)
  spec = load(tmp, "storage_status.json")
  put(named(spec["columns"], "name", "used"), {"compute": "x", "from": ABSENT, "args": []})
  store(tmp, "storage_status.json", spec)
  # 'args' of two sources can be had from neither
  spec["sources"].append({"read": "storage_cfg", "each": "[]", "joins": True})
  named(spec["columns"], "name", "used")["args"] = ["disk", "storage_cfg:path"]
  store(tmp, "storage_status.json", spec)
  expect(tmp, "schema/storage_status.json: used: no source fills it")


def test_compute(tmp):
  column_mistake(tmp, "guest_disk", "storage", {"from": ABSENT}, "'compute' without 'from' or 'args'")
  column_mistake(tmp, "guest_disk", "storage", {"args": ["file"]}, "both 'from' and 'args'")
  column_mistake(tmp, "guest_disk", "cache", {"args": ["file"]}, "'args' without 'compute'")
  column_mistake(tmp, "guest_disk", "storage", {"compute": "A b"}, "'A b' is no name of a function")


# --- entities

def test_entity_names(tmp):
  entity_mistake(tmp, "guest", {"names": ["guest"]}, "names: must be the entity's name and its plural")
  entity_mistake(tmp, "guest", {"names": ["guests", "guest"]},
                 "names: must be the entity's name and its plural")
  entity_mistake(tmp, "guest", {"names": ["guest", "nodes"]}, "names: 'nodes' is used twice")
  entity_mistake(tmp, "guest", {"names": ["guest", "Guests"]}, "Guests: 'Guests' is not snake_case")
  entity_mistake(tmp, "guest", {"entity": "gest"}, "holds entity 'gest'")


def test_doubled_entity(tmp):
  folder = specs(tmp)
  shutil.copy(folder / "guest.json", folder / "guest2.json")
  expect(tmp, "schema/guest2.json: entity 'guest' is in schema/guest.json, too")


def test_entity_keyword(tmp):
  folder = specs(tmp)
  spec = load(tmp, "storage_status.json")
  put(spec, {"entity": "index", "names": ["index", "indexes"]})
  store(tmp, "index.json", spec)
  (folder / "storage_status.json").unlink()
  expect(tmp, "schema/index.json: index: 'index' is an SQL keyword")


def test_keys(tmp):
  entity_mistake(tmp, "storage", {"key": []}, "key: is empty")
  entity_mistake(tmp, "storage", {"key": ["name"]}, "key: 'name' is no column")
  entity_mistake(tmp, "guest_disk", {"key": ["slot", "vmid"]},
                 "key: 'slot' is not column 1: key columns come first")
  column_mistake(tmp, "storage", "storage", {"class": "state"}, "key column with a class")


def test_key_column_without_source(tmp):
  column_mistake(tmp, "guest", "vmid", {"from": "xyz:vmid"}, "'xyz' is no source")
  specs(tmp)
  spec = load(tmp, "guest.json")
  named(spec["columns"], "name", "vmid")["from"] = ["resources:vmid"]
  store(tmp, "guest.json", spec)
  expect(tmp, "schema/guest.json: source cfg: joins without key column 'vmid'")


def test_columns_named_elsewhere(tmp):
  entity_mistake(tmp, "guest", {"order": "pos"}, "order: 'pos' is no column")
  entity_mistake(tmp, "guest", {"area": "guests"}, "'guests' is no area")
  entity_mistake(tmp, "guest", {"summary": "x" * 55}, "summary is longer than 54 characters")
  entity_mistake(tmp, "guest", {"replaced": [["typ"]]}, "replaced: 'typ' is no column")


def test_parents(tmp):
  entity_mistake(tmp, "storage_status", {"parent": "storag"}, "'parent': 'storag' is no entity")
  entity_mistake(tmp, "storage", {"parent": "guest"}, "parent: no column holds 'vmid' of guest")
  entity_mistake(tmp, "storage", {"parent": "storage_status"}, "parent: is its own ancestor")
  entity_mistake(tmp, "volume", {"parent": ["storage", "node of home"]},
                 "'parent': 'node of home' is not ENTITY by COLUMN")
  entity_mistake(tmp, "volume", {"parent": ["storage", "node by hme"]},
                 "parent: no column holds 'node' of node")
  entity_mistake(tmp, "volume", {"parent": ["storage", "node by home volid"]},
                 "parent: 'volid': the key of node is shorter")
  entity_mistake(tmp, "firewall_rule", {"parent": ["guest", "sdn_vnet", "firewall_group by owner_group"]},
                 "source node: rows outlive the node for which they are read: 'parent' must name it")


def test_tabs(tmp):
  def mistake(words, message):
    entity_mistake(tmp, "pool", {"tabs": {"Summary": words}}, f"tabs: Summary: {message}")
  mistake("comments", "'comments' is no column, and no plural of an entity")
  mistake("pool_member", "'pool_member' is no column, and no plural of an entity")
  mistake("realms", "'realms': no column of realm refers to pool")
  mistake("backup_jobs.pol", "'backup_jobs.pol': backup_job has no such column")


# --- sources

def test_entity_without_rows(tmp):
  source_mistake(tmp, "storage", "storage_cfg", {"read": "stroage"}, "'stroage' is no read", place="stroage")
  specs(tmp)
  spec = load(tmp, "storage.json")
  spec["sources"][0]["joins"] = True
  store(tmp, "storage.json", spec)
  expect(tmp, "schema/storage.json: sources: none makes rows")


def test_steps_and_predicates(tmp):
  source_mistake(tmp, "guest", "resources", {"each": "[].x[?]"},
                 "'each' stops being a path of a.b [] []* {pattern} at '[?]'")
  for wrong in ("type", "type==", "type in", "Sys.Audit on vms", "audit on /vms", "a=b && c=d", "=x", "!a=b",
                "a=", "a=b c", ""):
    for where in (wrong, f"type=qemu & {wrong}", f"{wrong} || type=lxc"):
      if where:
        source_mistake(tmp, "guest", "resources", {"where": where},
                       f"'where' has the term '{wrong}', which is none of k=v, k!=v, k in a b, k has a, k?, "
                       "!k?, PRIVILEGE on /path")


def test_source_flags(tmp):
  source_mistake(tmp, "guest", "cfg", {"ignores": True}, "both 'joins' and 'ignores'")
  source_mistake(tmp, "node", "dns", {"ignores": True, "joins": ABSENT}, "'ignores' without 'ignored'")
  source_mistake(tmp, "storage", "storage_cfg", {"of": "type=dir"}, "'of' without 'joins'")
  source_mistake(tmp, "guest", "cfg", {"of": "typ=qemu"}, "'of': 'typ' is no column")
  source_mistake(tmp, "guest", "cfg", {"parse": {"agent": "agnet"}}, "'agnet' is no format")
  source_mistake(tmp, "guest", "cfg", {"read": "nextid"}, "read 'nextid' only confirms")


def test_labels(tmp):
  source_mistake(tmp, "node", "dns", {"as": "cfg"}, "label is given twice: use 'as'", place="cfg")
  source_mistake(tmp, "node", "dns", {"as": "DNS"}, "'DNS' is not snake_case", place="DNS")


def test_complete(tmp):
  source_mistake(tmp, "guest", "resources", {"complete": "status=running"},
                 "'complete' must be PRIVILEGE on /path (several with &), always or never")
  source_mistake(tmp, "guest", "resources", {"complete": "VM.Audit on /vms || Sys.Audit on /"},
                 "'complete' must be PRIVILEGE on /path (several with &), always or never")
  source_mistake(tmp, "guest", "resources", {"complete": ABSENT},
                 "opens a list that any user may read: 'complete' must say which privilege shows all of it "
                 "(or always, or never)")


def test_set(tmp):
  source_mistake(tmp, "guest_disk", "guest_config", {"set": {"nosuch": "'x'"}},
                 "'set': 'nosuch' is no column")
  source_mistake(tmp, "guest_disk", "guest_config", {"set": {"vmid": "@"}},
                 "'set': '@' is no name of a variable")
  source_mistake(tmp, "guest_disk", "guest_config", {"set": {"mp": "@node"}},
                 "'set': 'mp' is neither a key column nor a constant")
  source_mistake(tmp, "guest_disk", "guest_config", {"set": {"mp": "x:mp"}}, "'set': 'mp' has a label")


def second_maker(tmp, **values):
  """guest_disk with a second row-making source."""
  specs(tmp)
  spec = load(tmp, "guest_disk.json")
  first = spec["sources"][0]
  spec["sources"].append(dict(first, **{"as": "second", **values}))
  return spec


def test_makers_of_the_same_rows(tmp):
  message = ("schema/guest_disk.json: source second: may make the same rows as source guest_config: give "
             "them different constants in 'set' or a different 'where'")
  cases = [({}, True),
           ({"where": "media=cdrom"}, True),
           ({"where": "media=cdrom"}, False, "media!=cdrom"),
           ({"where": "media in cdrom dvd"}, False, "media=disk"),
           ({"where": "media in cdrom disk"}, True, "media=disk"),
           ({"where": "!media?"}, False, "media?"),
           ({"where": "!media?"}, False, "media=disk"),
           ({"where": "media=a || media=b"}, False, "media=c || media=d"),
           ({"where": "media=a || media=b"}, True, "media=c || media=b"),
           ({"where": "media=a & shared=1"}, False, "media=b & shared=1"),
           ({"where": "VM.Audit on /vms"}, True, "media=a")]
  for values, wrong, *first in cases:
    spec = second_maker(tmp, **values)
    if first:
      spec["sources"][0]["where"] = first[0]
    store(tmp, "guest_disk.json", spec)
    result = run_gen(tmp)
    tap.equal(message in result.err.splitlines(), wrong, f"{values} {first}\n{result.err}\n")


def test_makers_with_constants(tmp):
  for one, other, wrong in (("'a'", "'b'", False), ("'a'", "'a'", True), ("'{n}'", "'b'", True)):
    spec = second_maker(tmp, set={"mp": one})
    spec["sources"][0]["set"] = {"mp": other}
    store(tmp, "guest_disk.json", spec)
    tap.equal("may make the same rows" in run_gen(tmp).err, wrong, f"{one} {other}")


def test_binding(tmp):
  specs(tmp)
  spec = load(tmp, "node_interface.json")
  named(spec["columns"], "name", "node")["from"] = "^node"
  store(tmp, "node_interface.json", spec)
  expect(tmp, "schema/node_interface.json: source node_network: no key column is bound by @node, for which "
              "the read is made")


def test_binding_of_once_reads(tmp):
  specs(tmp)
  reads = load(tmp, "reads.json")
  put(named(reads, "read", "node_network"), {"once": ["status"]})
  store(tmp, "reads.json", reads)
  expect(tmp, "schema/node_interface.json: source node_network: no key column is bound by @status, for which "
              "the read is made")


def test_joined_document(tmp):
  specs(tmp)
  spec = load(tmp, "guest.json")
  named(spec["columns"], "name", "vmid")["from"] = ["vmid", "cfg:vmid"]
  store(tmp, "guest.json", spec)
  expect(tmp, "schema/guest.json: source cfg: joins a whole document: key column 'vmid' must be bound by @")


# --- reads

def test_read_words(tmp):
  read_mistake(tmp, "nodes", {"level": "bsaic"}, "'bsaic' is no level (basic standard detailed diagnostic)")
  read_mistake(tmp, "nodes", {"level": ABSENT}, "'level' is missing")
  read_mistake(tmp, "nodes", {"cost": "F"}, "'F' is no cost (A B C D E)")
  read_mistake(tmp, "agent_info", {"refused": "error"}, "'refused': 'error' is no MEMBER.MEMBER")
  read_mistake(tmp, "nodes", {"at": "here"}, "'here' is no at (node any)")
  read_mistake(tmp, "nodes", {"since": "9"}, "'9' is no version")
  read_mistake(tmp, "nodes", {"until": "x.y"}, "'x.y' is no version")
  read_mistake(tmp, "nodes", {"path": "nodes"}, "'nodes' is no path")
  read_mistake(tmp, "nodes", {"per": "nod"}, "'per': 'nod' is no entity")


def test_read_names(tmp):
  read_mistake(tmp, "permissions", {"read": "Rights"}, "'Rights' is not snake_case")
  specs(tmp)
  reads = load(tmp, "reads.json")
  reads.append(dict(named(reads, "read", "acl")))
  store(tmp, "reads.json", reads)
  expect(tmp, "schema/reads.json: acl: read is given twice", "schema/reads.json: acl: same path as acl")


def test_needs(tmp):
  read_mistake(tmp, "cluster_status", {"needs": "Sys.Audit"},
               "'needs' has the term 'Sys.Audit', which is none of k=v, k!=v, k in a b, k has a, k?, !k?, "
               "PRIVILEGE on /path")
  read_mistake(tmp, "cluster_status", {"needs": "a=b"}, "'needs' must be one PRIVILEGE on /path")


def test_when(tmp):
  read_mistake(tmp, "node_status", {"when": {"500": "gone"}}, "'gone' is no outcome")
  read_mistake(tmp, "node_status", {"when": {"not installed": "absent"}},
               "'when': 'not installed' begins with no HTTP status")


def test_rows_of_reads(tmp):
  read_mistake(tmp, "nodes", {"where": "a=b"},
               "'once', 'where', 'up', 'confirms', 'moved' and 'after' need 'per'")
  read_mistake(tmp, "node_status", {"where": "sattus=online"}, "'where': 'sattus' is no column of node")
  read_mistake(tmp, "node_status", {"up": "sattus=online"}, "'up': 'sattus' is no column of node")
  read_mistake(tmp, "node_status", {"up": "status=online & node=n"}, "'up' must be one condition of a column")
  read_mistake(tmp, "certificates", {"once": ["nod"]}, "'once': 'nod' is no column of node")


def test_variables_nobody_binds(tmp):
  read_mistake(tmp, "node_status", {"path": "/nodes/{nod}/status"},
               "nobody binds {nod} of '/nodes/{nod}/status'")
  read_mistake(tmp, "nodes", {"path": "/nodes/{node}"}, "nobody binds {node} of '/nodes/{node}'")
  read_mistake(tmp, "guest_config", {"needs": "VM.Audit on /vms/{id}"}, "nobody binds {id} of '/vms/{id}'")


def test_read_that_nobody_uses(tmp):
  read_mistake(tmp, "permissions", {"use": ABSENT}, "no source names it, and it has no 'use'")


def test_circle(tmp):
  specs(tmp)
  reads = load(tmp, "reads.json")
  put(named(reads, "read", "nodes"), {"per": "node_interface"})
  store(tmp, "reads.json", reads)
  expect(tmp, "schema/node.json: rows wait for themselves: node for node_interface for node")


def test_rows_that_are_made_for_themselves(tmp):
  specs(tmp)
  spec = load(tmp, "guest.json")
  spec["sources"][0]["read"] = "guest_config"
  spec["sources"][0]["as"] = "resources"
  store(tmp, "guest.json", spec)
  expect(tmp, "schema/guest.json: rows wait for themselves: guest for guest")


# --- formats and secrets

def test_formats(tmp):
  format_mistake(tmp, "drive", {"default": "fiel"}, "'fiel' is none of its keys")
  format_mistake(tmp, "drive", {"alias": {"volume": "fiel"}}, "'fiel' is none of its keys")
  format_mistake(tmp, "memory", {"keys": ["current", "current"]}, "'keys' are not sorted at 'current'")
  specs(tmp)
  formats = load(tmp, "formats.json")
  formats["unused"] = {"keys": []}
  formats["Bad"] = {"keys": []}
  formats["net"]["key_alias"]["value"] = "mac"
  store(tmp, "formats.json", formats)
  expect(tmp, "schema/formats.json: unused: no source parses it",
         "schema/formats.json: Bad: 'Bad' is not snake_case",
         "schema/formats.json: net: 'mac' is none of its keys")


def test_secrets(tmp):
  specs(tmp)
  store(tmp, "secrets.json", {"words": "pass", "exceptions": {"sshkeys": ""}})
  expect(tmp, "schema/secrets.json: 'words' must be a list of texts",
         "schema/secrets.json: 'exceptions': 'sshkeys' has no text")


if __name__ == "__main__":
  tap.main()
