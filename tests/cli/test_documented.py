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


# --- the other way round: what the columns look at

def sources_of(entity, column):
  """(source, what the column looks at in it: steps, or None for nothing in the document)"""
  for source in entity["sources"]:
    if source.get("ignores"):
      continue
    if column["name"] in source.get("set", {}):
      yield source, None
      continue
    for text in expressions(column):
      labelled = re.match(r"(\w+):(?!:)", text) if not text.startswith("'") else None
      if labelled[1] == source.get("as", source["read"]) if labelled else not source.get("joins"):
        yield source, claim(steps(source.get("each")), text[labelled.end():] if labelled else text)


def documented_anywhere():
  """What each read may answer, in any version."""
  reads, _ = specs()
  known = {version: endpoints(version) for version in VERSIONS}
  return {name: {path for version in VERSIONS for template in templates(read)
                 for path in documented(known[version].get(template, {}).get("returns"))}
          for name, read in reads.items()}


def undocumented():
  """Columns none of whose places is documented in any version."""
  answers, alias, found = documented_anywhere(), aliases(), {}
  for entity in specs()[1]:
    for column in entity["columns"]:
      looks = list(sources_of(entity, column))
      if not any(at is None or any(covers(at, path, alias) for path in answers[source["read"]]) for source, at in looks):
        found[f"{entity['entity']}.{column['name']}"] = {str(at[-1]) for _, at in looks if at and isinstance(at[-1], str)}
  return found


def text_below(folder, *endings):
  return "\n".join(path.read_text(errors="replace") for path in sorted(folder.rglob("*"))
                   if path.suffix in endings and path.is_file())


def test_every_column_is_documented_or_was_seen():
  """Each is in some version's schema, or in schema/undocumented.json with the place where it was seen."""
  places = json.loads((tap.ROOT / "schema" / "undocumented.json").read_text())
  listed = [name for names in places.values() for name in names]
  found = undocumented()
  tap.equal(sorted(set(found) - set(listed)), [], "in no version's schema, and not in undocumented.json")
  tap.equal(sorted(set(listed) - set(found)), [], "in undocumented.json, but documented, or no column")
  texts = {"recordings": text_below(tap.RECORDINGS, ".ndjson"),
           "fixtures": text_below(tap.SHARED / "reference" / "fixtures", ".json"),
           "reference": text_below(tap.SHARED / "reference", ".md") + text_below(REFERENCE, ".json")}
  for place, text in texts.items():
    for name in places[place]:
      keys = {key for key in found[name] if re.fullmatch(r"[\w -]+", key)}
      tap.true(not keys or any(key in text for key in keys), f"{name} ({', '.join(keys)}) is not in the {place}")


# --- figures

def area_of(entities, read):
  """The area of the first entity for which something is read there."""
  return next((e["area"] for e in entities for s in e["sources"] if s["read"] == read), None)


def say(area, counts):
  print(f"# {area:<13}" + "  ".join(f"{number:4} {what}" for what, number in counts.items()), file=sys.stderr)


def test_figures_by_area():
  """Counts for whoever asks how much of PVE's API is in the inventory: reads, columns, properties."""
  reads, entities = specs()
  areas, answers, alias, missing = {}, documented_anywhere(), aliases(), undocumented()
  for entity in entities:
    count = areas.setdefault(entity["area"], dict.fromkeys(("reads", "columns", "undocumented", "captured", "ignored"), 0))
    names = [f"{entity['entity']}.{column['name']}" for column in entity["columns"]]
    count["columns"] += len(names)
    count["undocumented"] += sum(name in missing for name in names)
  for name in reads:
    if area_of(entities, name) is None:
      continue
    count = areas[area_of(entities, name)]
    count["reads"] += 1
    taken = [at for e in entities for c in e["columns"] for s, at in sources_of(e, c) if at and s["read"] == name]
    captured = sum(any(covers(at, path, alias) for at in taken) for path in answers[name])
    count["captured"] += captured
    count["ignored"] += len(answers[name]) - captured
  for area in json.loads((tap.ROOT / "schema" / "areas.json").read_text()):
    say(area, areas[area])
  total = {what: sum(count[what] for count in areas.values()) for what in areas["node"]}
  say("all", total)
  every = {path for version in VERSIONS for path in endpoints(version)}
  print(f"# {len(reads)} reads; the three versions declare {len(every)} paths", file=sys.stderr)
  tap.true(total["captured"] > 1000 and total["reads"] > 90, "they see the specs")


# --- what is not read

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
