#!/usr/bin/env python3
"""What a fresh store and the sample cluster look like: a change of the schema shows in tests/golden/."""

import importlib.machinery
import importlib.util
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
import console
import tap

GOLDEN = tap.ROOT / "tests/golden"


def update_program():
  loader = importlib.machinery.SourceFileLoader("update", str(GOLDEN / "update"))
  module = importlib.util.module_from_spec(importlib.util.spec_from_loader("update", loader))
  loader.exec_module(module)
  return module


def check_session(name):
  console.check(GOLDEN / name)


def test_schema_of_a_fresh_store(tmp):
  got = update_program().schema(tmp)
  tap.equal(got, (GOLDEN / "schema.sql").read_text(encoding="utf-8"),
            "tests/golden/schema.sql (if this is meant: make golden)")


def test_get():
  check_session("get.console")


def test_diff():
  check_session("diff.console")


def test_snapshot():
  check_session("snapshot.console")


def test_every_session_is_checked():
  names = sorted(path.name for path in GOLDEN.glob("*.console"))
  tap.equal(names, ["diff.console", "get.console", "snapshot.console"], "sessions")


if __name__ == "__main__":
  tap.main()
