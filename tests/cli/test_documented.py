"""The specs against what PVE documents: every property of every walked read is a column, or ignored with a
reason, in all three versions whose schema is at hand. Unknown is zero."""

import json
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
import tap

VERSIONS = ("7.4", "8.4", "9.2.11")
REFERENCE = tap.SHARED / "reference" / "schema"


def endpoints(version):
  """Endpoint templates without the names of their variables."""
  listed = json.loads((REFERENCE / f"pve-api-{version}-get.json").read_text())["endpoints"]
  return {re.sub(r"\{[^}]*\}", "{}", e["path"]): e for e in listed}


def templates(read):
  """The endpoints of a read: {type} stands for qemu and lxc."""
  path = read["path"].split("?")[0]
  paths = [path.replace("{type}", kind) for kind in ("qemu", "lxc")] if "{type}" in path else [path]
  return [re.sub(r"\{[^}]*\}", "{}", p) for p in paths]


def documented(schema, path=()):
  """All leaves that a schema names, as paths; '[]' is an element."""
  if not isinstance(schema, dict):
    return
  if "alias" in schema:
    return
  if isinstance(schema.get("items"), dict) and (schema["items"].get("properties") or
                                                isinstance(schema["items"].get("items"), dict)):
    yield from documented(schema["items"], path + ("[]",))
  elif isinstance(schema.get("properties"), dict) and schema["properties"]:
    for name, inner in schema["properties"].items():
      yield from documented(inner, path + (name,))
  elif isinstance(schema.get("format"), dict):
    for name, inner in schema["format"].items():
      yield from documented(inner, path + (name,))
  elif path:
    yield path


def steps(each):
  """The path to a source's elements; a tuple stands for any of its names."""
  found = []
  for text in re.findall(r"\{[^}]*\}|\[\]\*|\[\]|[^.\[\]{}]+", each or ""):
    if text[0] == "{":
      found.append(tuple(text[1:-1].split()))
    else:
      found.append("[]" if text == "[]*" else text)
  return found


def expressions(column):
  found = column.get("args") if "args" in column else column.get("from", column["name"])
  return found if isinstance(found, list) else [found]


def claim(base, text):
  """What an expression looks at, as steps; None: nothing in the document."""
  up = len(text) - len(text.lstrip("^"))
  text = text[up:]
  if text.startswith("'") or (text.startswith("@") and text != "@value"):
    return None
  base = base[:len(base) - up] if up else base
  return base if text == "@value" else base + [part for part in text.split(".") if part]


def claims(entity, source):
  """Everything that one source looks at or ignores."""
  base = steps(source.get("each"))
  label = source.get("as", source["read"])
  found = []
  for place in (source.get("ignored", {}), entity.get("ignored", {})):
    found += [base if key == "*" else base + key.split(".") for key in place]
  for predicate in (source.get("where", ""), source.get("whole", "")):
    found += [base + [key] for key in re.findall(r"([\w-]+)(?:=|!=| in |\?)", predicate)]
  if source.get("ignores"):
    return found
  columns = {c["name"]: expressions(c) for c in entity["columns"]}
  columns.update({name: [text] for name, text in source.get("set", {}).items()})
  for texts in columns.values():
    for text in texts:
      labelled = re.match(r"(\w+):(?!:)", text) if not text.startswith("'") else None
      if labelled and labelled[1] != label:
        continue
      found.append(claim(base, text[labelled.end():] if labelled else text))
  return [c for c in found if c is not None]


def aliases():
  """Sub-keys of property strings that mean another one: what the parser does with them."""
  formats = json.loads((tap.ROOT / "schema" / "formats.json").read_text())
  formats = formats.values() if isinstance(formats, dict) else formats
  found = {}
  for entry in formats:
    found.update(entry.get("aliases", entry.get("alias", {})) if isinstance(entry, dict) else {})
  return found


def covers(claimed, path, alias):
  """Does a claim speak of this leaf, of something above it, or of its parts (a property string whose parts
  this version does not document)?"""
  def same(step, part):
    names = {part, alias.get(part, part)}
    return bool(names & set(step)) if isinstance(step, tuple) else step in names
  return all(same(step, part) for step, part in zip(claimed, path))


def specs():
  folder = tap.ROOT / "schema"
  reads = {r["read"]: r for r in json.loads((folder / "reads.json").read_text())}
  entities = []
  for path in sorted(folder.glob("*.json")):
    spec = json.loads(path.read_text())
    if isinstance(spec, dict) and "entity" in spec:
      entities.append(spec)
  return reads, entities


def unclaimed(version):
  """Documented properties of walked reads that no spec names: {read: [path]}; and how many there are."""
  reads, entities = specs()
  known, missing, total, alias = endpoints(version), {}, 0, aliases()
  for name, read in reads.items():
    sources = [(e, s) for e in entities for s in e["sources"] if s["read"] == name]
    named = [c for e, s in sources for c in claims(e, s)]
    for template in templates(read) if sources else []:
      for path in set(documented(known.get(template, {}).get("returns"))):
        total += 1
        if not any(covers(c, path, alias) for c in named):
          missing.setdefault(name, set()).add(".".join(path))
  return missing, total


def check(version):
  missing, total = unclaimed(version)
  tap.true(total > 100, f"only {total} documented properties found: the test does not see them")
  text = "\n".join(f"{read}: {', '.join(sorted(paths))}" for read, paths in sorted(missing.items()))
  tap.true(not missing, f"{sum(map(len, missing.values()))} of {total} documented properties of PVE {version} "
           f"are no columns, and not ignored:\n{text}")


def nameless(path):
  return re.sub(r"\{[^}]*\}", "{}", path)


def test_every_path_is_read_or_has_a_reason():
  reads, _ = specs()
  walked = {template for read in reads.values() for template in templates(read)}
  reasons = json.loads((tap.ROOT / "schema" / "not_read.json").read_text())
  listed = [nameless(path) for paths in reasons.values() for path in paths]
  known = {path for version in VERSIONS for path in endpoints(version)}
  tap.equal(sorted(known - walked - set(listed)), [], "neither read nor listed in not_read.json")
  tap.equal(sorted(set(listed) & walked), [], "read, and listed in not_read.json")
  tap.equal(sorted(set(listed) - known), [], "in not_read.json, but in no version")
  tap.equal(sorted(p for p in set(listed) if listed.count(p) > 1), [], "listed twice")


def test_pve_7_4():
  check("7.4")


def test_pve_8_4():
  check("8.4")


def test_pve_9_2():
  check("9.2.11")


if __name__ == "__main__":
  tap.main()
