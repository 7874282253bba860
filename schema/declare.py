#!/usr/bin/env python3
"""declare.py - writes declared.txt, the fields that PVE documents for its GET calls, from its API schemas.

  schema/declare.py FOLDER >schema/declared.txt

FOLDER holds pve-api-VERSION-get.json, one for each version, and since.json. Taken are facts alone: paths,
names, types. Where PVE documents no fields of an object that can be written, the parameters of the call that
writes it are the fields that are expected; they are marked with "p".
"""

import json
import pathlib
import re
import sys

LETTERS = {"string": "s", "integer": "i", "number": "n", "boolean": "b", "array": "a", "object": "o"}
# Lists that document next to nothing of elements which come as they were written.
WRITTEN_LISTS = ("/storage", "/cluster/ha/resources", "/cluster/ha/rules", "/cluster/sdn/ipams",
                 "/cluster/sdn/dns")
# Parameters that say how to write, not what.
ABOUT_WRITING = {"delete", "digest", "force", "revert", "skiplock", "lock-token", "check-connection", "purge",
                 "rename"}

HEADING = """\
# What PVE documents of its answers to GET, by endpoint: path, versions; below it field, type, and the
# versions if not all of the endpoint's. Types: s text, i integer, n number, b boolean, a list, o object, -
# not said. "p": not documented as an answer, but a parameter of the call that writes it. Only names and
# types, from the API schemas of Proxmox VE; written by declare.py. Reports refer to the lines of this file.
"""


def leaves(schema, path=""):
  """All that a schema names and that has no parts: (path, type)."""
  if not isinstance(schema, dict) or "alias" in schema:
    return
  items = schema.get("items")
  inner = items if isinstance(items, dict) else {}
  parts = schema.get("properties") or (schema["format"] if isinstance(schema.get("format"), dict) else {})
  if inner.get("properties") or isinstance(inner.get("items"), dict):
    yield from leaves(inner, path + "[]")
  elif parts:
    for name, part in parts.items():
      yield from leaves(part, f"{path}.{name}" if path else name)
  elif path:
    yield path, LETTERS.get(schema.get("type"), "-")
  elif schema.get("type") == "array" and inner.get("type") in ("string", "integer", "number"):
    yield "[]", LETTERS[inner["type"]]


def number(version):
  return tuple(int(part) for part in version.split("."))


def parameters(since, method, path, version):
  """Names that a call takes in this version, but for those in its path."""
  for key, first in since["params"].items():
    call, name = key.split("#")
    if call == f"{method} {path}" and number(first) <= number(version):
      if f"{{{name}}}" not in path and name not in ABOUT_WRITING:
        yield name


def fields(endpoint, since, version):
  """{field: type} of one endpoint in one version."""
  path = endpoint["path"]
  found = dict(leaves(endpoint.get("returns")))
  if not found:
    found.update((name, "p") for name in parameters(since, "PUT", path, version))
  if path in WRITTEN_LISTS:
    for name in parameters(since, "POST", path, version):
      found.setdefault("[]." + name, "p")
  return found


def main():
  folder = pathlib.Path(sys.argv[1])
  since = json.loads((folder / "since.json").read_text())
  names = [re.match(r"pve-api-(.*)-get", p.name)[1] for p in folder.glob("pve-api-*-get.json")]
  names.sort(key=number)
  versions = [".".join(name.split(".")[:2]) for name in names]
  known = {}  # path without names of variables: [path, {version: {field: type}}]
  for name, version in zip(names, versions):
    for endpoint in json.loads((folder / f"pve-api-{name}-get.json").read_text())["endpoints"]:
      entry = known.setdefault(re.sub(r"\{[^}]*\}", "{}", endpoint["path"]), ["", {}])
      entry[0] = endpoint["path"]
      entry[1][version] = fields(endpoint, since, name)
  print(HEADING + "versions", *versions)
  for path, by_version in sorted(known.values(), key=lambda entry: entry[0]):
    print(path, *by_version)
    for field in sorted({field for there in by_version.values() for field in there}):
      having = [version for version in by_version if field in by_version[version]]
      letter = by_version[having[-1]][field]
      print(f"\t{field}\t{letter}" + ("" if having == list(by_version) else "\t" + " ".join(having)))


if __name__ == "__main__":
  main()
