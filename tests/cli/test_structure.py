#!/usr/bin/env python3
"""The rules of the house, over all C and Python files; and that the checker sees what it should."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
import tap

STRUCTURE = tap.ROOT / "tests/lint/structure.py"


def test_all_files():
  result = tap.run(sys.executable, STRUCTURE)
  tap.true(result.status == 0, result.out + result.err)


def check(tmp, name, text):
  """What the checker says of a file of this name in a tree of its own."""
  path = tmp / name
  path.parent.mkdir(parents=True, exist_ok=True)
  path.write_text(text)
  checker = tmp / "tests/lint/structure.py"
  checker.parent.mkdir(parents=True, exist_ok=True)
  checker.write_text(STRUCTURE.read_text())
  result = tap.run(sys.executable, checker)
  path.unlink()
  return result.status, [line.split(":")[2].strip() for line in result.out.splitlines()]


def test_sees_each_mistake(tmp):
  body = "".join(f"\tx += {i};\n" for i in range(81))
  for name, text, rule in (
      ("src/base/a.c", '#include "store/store.h"\n', "includes"),
      ("src/base/a.c", '#include "schema/schema.h"\n', "includes"),
      ("src/source/a.c", '#include "walk/walk.h"\n', "includes"),
      ("src/walk/a.h", '#include "store/store.h"\n', "includes"),
      ("src/report/a.c", '#include "source/source.h"\n', "includes"),
      ("cmd/a.c", "void f(void)\n{\n\tstrcpy(a, b);\n}\n", "banned"),
      ("cmd/a.c", "void f(void)\n{\n\tx = atoi (b);\n}\n", "banned"),
      ("src/base/a.c", f"static int f(int a,\n\t\tint b)\n{{\n{body}}}\n", "function"),
      ("src/base/a.c", "int x;\n" * 501, "file"),
      ("src/base/a.c", "/* " + "x" * 110 + " */\n", "line"),
      ("src/base/a.c", "int x; \n", "line"),
      ("src/base/a.h", '#include "base/a.h"\n', "cycle"),
      ("tests/a.py", "#" * 111 + "\n", "line"),
      ("demo/a", "#!/usr/bin/env python3\n" + "#" * 111 + "\n", "line")):
    tap.equal(check(tmp, name, text), (1, [rule]), f"{name}: {rule}")


def test_sees_nothing_else(tmp):
  for name, text in (
      ("src/store/a.c", '#include "base/text.h"\n#include "walk/walk.h"\n#include <stdio.h>\n'),
      ("src/base/a.c", '/* strcpy(a, b) is banned */\nconst char *s = "system(1)";\n'),
      ("src/base/a.c", "void f(void)\n{\n\tlocaltime_r(&a, &b);\n\tmy_system(1);\n}\n"),
      ("src/base/a.c", "static const int x[] = {\n" + "\t1,\n" * 90 + "};\n"),
      ("src/base/a.c", "/* " + "ä" * 100 + " */\n"),
      ("demo/a", "#!/bin/sh\n" + "#" * 111 + "\n"),
      ("tests/a.py", "x = 1\n" * 501)):
    tap.equal(check(tmp, name, text), (0, []), text[:60])


if __name__ == "__main__":
  tap.main()
