#!/usr/bin/env python3
"""structure.py - the rules of the house that a compiler doesn't know; `make lint` and `make check` run it.

  tests/lint/structure.py [FILE...]      all C and Python files of the repository, or those given

Prints "file:line: rule: what" and exits with 1 if there is anything to print:

  banned     functions that overrun, hide state or start shells
  includes   point down only: cmd -> report, store, walk -> source -> base; schema's tables from all but base
  cycle      no header includes itself through others
  function   no longer than 80 lines
  file       no longer than 500 lines
  line       no longer than 110 columns, no blanks at its end; in Python files, too
"""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
FUNCTION_LINES, FILE_LINES, COLUMNS, TAB = 80, 500, 110, 8

BANNED = re.compile(r"\b(strcpy|strcat|sprintf|vsprintf|strtok|gets|gmtime|localtime|ctime|asctime|system"
                    r"|popen|atoi|atol|atof|alloca|tmpnam|mktemp|rand)\s*\(")
# What each room may include. Only main's room knows all; reports read the store, and nothing reads them.
ROOMS = {
  "base": {"base"},
  "source": {"base", "source", "schema"},
  "walk": {"base", "source", "walk", "schema"},
  "store": {"base", "store", "walk", "schema"},
  "report": {"base", "store", "report", "walk", "schema"},
  "coverage": {"base", "store", "report", "coverage", "walk", "schema"},
  "doctor": {"base", "source", "walk", "store", "report", "doctor", "schema"},
  "cmd": {"base", "source", "walk", "store", "report", "coverage", "doctor", "cmd", "schema"},
  "schema": {"base", "walk", "schema"},
}
# The tables name value types of base and the compute functions of walk; base knows no tables.
INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"')
FUNCTION_END = re.compile(r"^\}")
FUNCTION_BEGIN = re.compile(r"^\{")
FUNCTION_NAME = re.compile(r"(\w+)\s*\(")


def c_files():
  for folder in ("cmd", "src", "schema", "tests"):
    for path in sorted((ROOT / folder).rglob("*.[ch]")):
      yield path


def python_files():
  for path in sorted(path for folder in ("demo", "schema", "tests") for path in (ROOT / folder).rglob("*")):
    if path.suffix == ".py" or (not path.suffix and path.is_file() and "python" in first_line(path)):
      yield path


def first_line(path):
  with open(path, "rb") as file:
    return file.readline(80).decode(errors="replace")


def without_comments(text):
  """The text with comments and the contents of strings blanked, line for line."""
  pattern = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.DOTALL)
  return pattern.sub(lambda found: re.sub(r"[^\n]", " ", found.group()), text)


def room_of(path):
  parts = path.relative_to(ROOT).parts
  return parts[1] if parts[0] == "src" else parts[0]


def check_includes(path, lines):
  allowed = ROOMS.get(room_of(path))
  if allowed is None:
    return
  for number, line in enumerate(lines, 1):
    found = INCLUDE.match(line)
    if found and "/" in found.group(1) and found.group(1).split("/")[0] not in allowed:
      yield number, "includes", f"{room_of(path)} must not know {found.group(1)}"


def headers_of(path):
  """The headers of the house that a file includes."""
  names = (found.group(1) for found in map(INCLUDE.match, path.read_text().splitlines()) if found)
  paths = (folder / name for name in names for folder in (ROOT / "src", ROOT))
  return [path for path in paths if path.exists()]


def check_cycles(path):
  """Only headers: what a .c includes is how it does its work."""
  todo, seen = [path] if path.suffix == ".h" else [], set()
  while todo:
    for header in headers_of(todo.pop()):
      if header == path:
        yield 1, "cycle", "includes itself through others"
        return
      if header not in seen:
        seen.add(header)
        todo.append(header)


def check_banned(lines):
  for number, line in enumerate(lines, 1):
    for found in BANNED.finditer(line):
      yield number, "banned", found.group(1)


def check_functions(lines):
  begin = name = None
  for number, line in enumerate(lines, 1):
    if FUNCTION_BEGIN.match(line):
      # The name is on one of the lines before, where they are not indented.
      head = next((lines[i] for i in range(number - 2, max(number - 8, -1), -1)
                   if lines[i] and not lines[i][0].isspace()), "")
      found = FUNCTION_NAME.search(head)
      begin, name = number, found.group(1) if found else None
    elif FUNCTION_END.match(line) and begin:
      if name and number - begin - 1 > FUNCTION_LINES:
        yield begin, "function", f"{name} has {number - begin - 1} lines, {FUNCTION_LINES} are the most"
      begin = None


def check_length(lines):
  if len(lines) > FILE_LINES:
    yield len(lines), "file", f"{len(lines)} lines, {FILE_LINES} are the most"


def check_lines(lines):
  for number, line in enumerate(lines, 1):
    width = len(line.expandtabs(TAB))
    if width > COLUMNS:
      yield number, "line", f"{width} columns, {COLUMNS} are the most"
    if line != line.rstrip():
      yield number, "line", "blanks at the end"


def check_file(path):
  text = path.read_text()
  if path.suffix not in (".c", ".h"):
    yield from check_lines(text.splitlines())
    return
  lines, code = text.splitlines(), without_comments(text).splitlines()
  yield from check_includes(path, lines)
  yield from check_banned(code)
  yield from check_cycles(path)
  yield from check_functions(code)
  yield from check_length(lines)
  yield from check_lines(lines)


def main():
  paths = [pathlib.Path(name).resolve() for name in sys.argv[1:]] or [*c_files(), *python_files()]
  found = 0
  for path in paths:
    for number, rule, what in check_file(path):
      print(f"{path.relative_to(ROOT)}:{number}: {rule}: {what}")
      found += 1
  return 1 if found else 0


if __name__ == "__main__":
  sys.exit(main())
