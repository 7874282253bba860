"""explain: what the specs say, as text and JSON; the JSON Schema, and that real output obeys it."""

import contextlib
import functools
import json
import os
import sqlite3
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
import tap

import jsonschema

TIME_LIMIT = 400
SOURCES = ("pve-8.4-cluster.auditor", "pve-8.4-cluster.limited", "pve-8.4-cluster.root",
           "pve-8.4-cluster.auditor.pve2-down", "pve-9.1-standalone.root")


@functools.cache
def entities():
  return [entity["entity"] for entity in tap.ok("explain", "-o", "json").json()]


def specs():
  """What schema/*.json says, by entity."""
  found = {}
  for path in (tap.ROOT / "schema").glob("*.json"):
    spec = json.loads(path.read_text())
    if isinstance(spec, dict) and "entity" in spec:
      found[spec["entity"]] = spec
  return found


def test_overview(tmp):
  tap.equal(sorted(entities()), sorted(specs()))
  text = tap.ok("explain").out
  for name, spec in specs().items():
    lines = [line for line in text.splitlines() if line.split()[:1] == [name]]
    tap.equal(len(lines), 1, f"{name} has a line")
    tap.contains(lines[0], spec["summary"])  # all of it
  tap.contains(text, "\n  guest  ", "\n    guest_disk  ")
  tap.true(max(map(len, text.splitlines())) <= 100, "it fits")


def test_entities(tmp):
  for name, spec in specs().items():
    text = tap.ok("explain", name).out
    tap.contains(text, spec["summary"].split()[0], "Reads:", "Columns:", "  key ")
    shown = tap.ok("explain", spec["names"][1], "-o", "json").json()
    tap.equal((shown["entity"], shown["key"]), (name, spec["key"]))
    tap.equal([column["column"] for column in shown["columns"]],
              [column["name"] for column in spec["columns"]])
    for column, declared in zip(shown["columns"], spec["columns"]):
      tap.equal((column["type"], column["class"], column["help"]),
                (declared["type"], declared.get("class", "config"), declared["help"]))
      tap.true(column["from"], f"{name}.{column['column']} comes from somewhere")
    tap.true(all(source["path"].startswith("/") for source in shown["sources"]), "paths")


def test_guest(tmp):
  text = " ".join(tap.ok("explain", "guests").out.split())
  tap.contains(text, "guest (guests): Virtual machines", "guest_agent, guest_device, guest_disk,",
               "guest_nic", "/nodes/{node}/{type}/{vmid}/config?current=1", "VM.Audit on /vms/{vmid}",
               "to see all: VM.Audit on /vms cfg", "place (a change is a move)", "refers to node",
               "the view guest_tag(tag)")
  disk = tap.ok("explain", "guest_disk").out
  tap.contains(disk, "guest, by vmid")


def test_columns(tmp):
  text = tap.ok("explain", "guest.memory").out
  tap.contains(text, "guest.memory: Memory as configured", "bytes (PVE counts MiB), config",
               "from cfg: memory.current", "cfg (guest_config)")
  tap.contains(" ".join(tap.ok("explain", "guest.name").out.split()),
               "from cfg: name, else cfg: hostname, else resources: name")
  # five reads, most columns from the same place
  text = " ".join(tap.ok("explain", "firewall_rule").out.split())
  tap.contains(text, "from each: enable", "from cluster: '', else security_group: @name",
               "needs no privilege")
  column = tap.ok("explain", "guest.name", "-o", "json").json()
  tap.equal([(place["source"], place["from"]) for place in column["from"]],
            [("cfg", "name"), ("cfg", "hostname"), ("resources", "name")])
  tap.equal(tap.ok("explain", "guest.onboot", "-o", "json").json()["default"], False)
  tap.contains(tap.ok("explain", "guest.onboot").out, "bool, config, default no")
  tap.contains(" ".join(tap.ok("explain", "guest.smbios_serial").out.split()),
               "computed of smbios1.base64, smbios1.serial")


def test_mistakes(tmp):
  tap.contains(tap.ok("explain", "gest", status=2).err, "there is no entity 'gest'", "did you mean guest?")
  tap.contains(tap.ok("explain", "guest.memroy", status=2).err, "memroy", "memory")
  tap.contains(tap.ok("explain", "guest.", status=2).err, "hint: ")
  tap.contains(tap.ok("explain", "guest.memory", "-o", "json-schema", status=2).err, "a whole entity")
  tap.contains(tap.ok("explain", "guest", "node", status=2).err, "unexpected argument 'node'")


@functools.cache
def validator(*name):
  schema = tap.ok("explain", *name, "-o", "json-schema").json()
  jsonschema.Draft202012Validator.check_schema(schema)
  return jsonschema.Draft202012Validator(schema)


def check(rule, document, what):
  for error in rule.iter_errors(document):
    best = jsonschema.exceptions.best_match([error])
    raise AssertionError(f"{what}: {'/'.join(map(str, best.absolute_path))}: {best.message[:500]}")


def filled(store):
  """The entities of which the store has rows."""
  with contextlib.closing(sqlite3.connect(store)) as connection:
    return {name for name in entities() if connection.execute(f"SELECT 1 FROM {name}").fetchone()}


def test_schema_fits_all_output(tmp):
  """Of every entity: stored, of all rights, with gaps and unknowns; and live, of one of them in turn."""
  whole = validator()
  for turn, source in enumerate(SOURCES):
    recording = f"recording:{tap.RECORDINGS / source}.ndjson"
    store = tmp / f"{source}.db"
    tap.ok("snapshot", "-q", "--source", recording, "--store", store, "--cluster", "lab", "--level",
           "diagnostic", status=(0, 3))
    rows = filled(store)
    for number, name in enumerate(entities()):
      in_turn = number % len(SOURCES) == turn
      if in_turn or name in rows:
        document = tap.ok("get", name, "--store", store, "-o", "json", plain=not in_turn).json()
        tap.equal(bool(document["rows"]), name in rows, "rows")
        check(validator(name), document, f"{source}: {name}")
      if name == "guest":
        check(whole, document, "any entity")
      if in_turn or name in ("guest", "node", "storage"):
        live = tap.ok("get", name, "--source", recording, "-o", "json", "--cluster", "lab", status=(0, 3),
                      plain=name != "guest").json()
        check(validator(name), live, f"{source}: live {name}")


def test_schema_fits_chosen_columns(tmp):
  recording = f"recording:{tap.RECORDINGS / SOURCES[0]}.ndjson"
  for columns in ("vmid", "name,extra", "+unknown"):
    document = tap.ok("get", "guest", "--source", recording, "-o", "json", "-c", columns,
                      status=(0, 3)).json()
    check(validator("guest"), document, columns)


def test_schema_refuses(tmp):
  """It says something: a wrong document does not fit."""
  recording = f"recording:{tap.RECORDINGS / SOURCES[0]}.ndjson"
  text = tap.ok("get", "guest", "--source", recording, "-o", "json", status=(0, 3)).out
  rule = validator("guest")
  def refused(change):
    document = json.loads(text)
    change(document)
    tap.true(not rule.is_valid(document), "a wrong document fits")
  refused(lambda d: d["rows"][0].update(memory="4 GiB"))
  refused(lambda d: d["rows"][0].update(vmid=None))
  refused(lambda d: d["rows"][0].update(memroy=1))
  refused(lambda d: d["rows"][0].update(cipassword="hunter2"))
  refused(lambda d: d["rows"][0].pop("cluster"))
  refused(lambda d: d.update(entity="node"))
  refused(lambda d: d["clusters"][0].update(gaps=[{"read": "x"}]))
  refused(lambda d: d.pop("rows"))


if __name__ == "__main__":
  tap.main()
