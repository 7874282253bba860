#!/usr/bin/env python3
"""The README's examples are real: every command is run on the sample cluster, its output compared."""

import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
import console
import tap

README = tap.ROOT / "README.md"


def test_examples_print_what_the_readme_says():
  console.check(README)


def test_lines_fit():
  inside = False
  for number, line in enumerate(README.read_text(encoding="utf-8").splitlines(), 1):
    inside = line.startswith("```") != inside  # a fence opens or closes
    limit = 200 if line.startswith(("{", "|", "hint:")) else 100 if inside else 120
    tap.true(len(line) <= limit, f"README.md:{number}: {len(line)} characters")


def test_links_lead_somewhere():
  text = README.read_text(encoding="utf-8")
  headings = {re.sub(r"[^\w -]", "", title).strip().lower().replace(" ", "-")
              for title in re.findall(r"^#+ (.*)$", text, re.MULTILINE)}
  for target in re.findall(r"\]\(([^)]+)\)", text):
    if target.startswith("#"):
      tap.true(target[1:] in headings, f"README.md: no heading for {target}")
    elif "://" not in target:
      tap.true((tap.ROOT / target.split("#")[0]).exists(), f"README.md: no file {target}")


def test_configurations_are_understood(tmp):
  """Those that are shown here and in the manual. (A line that is not understood is an error.)"""
  config = tmp / "config"
  for path in (README, tap.ROOT / "man/pveinv-config.md"):
    blocks = re.findall(r"^```ini\n(.*?)^```", path.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    tap.true(blocks, f"{path.name} has no configuration")
    for block in blocks:
      config.write_text(block)
      tap.contains(tap.ok("--config", config, "config", "show").out, f"{config}:1")


def test_names_every_package():
  text = README.read_text(encoding="utf-8")
  makefile = (tap.ROOT / "Makefile.deps").read_text(encoding="utf-8")
  makefile = makefile.replace("\\\n", "")
  for line in re.findall(r"^DEPS\w* *:= (.*)$", makefile, re.MULTILINE):
    tap.contains(text, *(f"`{package}`" for package in line.split()))


if __name__ == "__main__":
  tap.main()
