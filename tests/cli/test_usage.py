"""Command lines: help, mistakes, where errors go. Bad usage prints nothing on stdout."""

import json
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
import tap

VERBS = (["get"], ["diff"], ["explain"], ["snapshot"], ["snapshot", "take"], ["snapshot", "list"],
         ["snapshot", "show"], ["snapshot", "delete"], ["version"], ["help"])


def refused(*args, message, hint=None):
  """Bad usage: exit 2, one line and a hint on stderr, nothing on stdout."""
  result = tap.pveinv(*args)
  tap.equal((result.status, result.out), (2, ""), str(result))
  lines = result.err.splitlines()
  tap.true(len(lines) <= 2, f"more than a line and a hint: {result}")
  tap.equal(lines[0], f"pveinv: {message}")
  if hint is not None:
    tap.equal(lines[1:], [f"hint: {hint}"])
  return result


def test_help_of_each_verb(tmp):
  for verb in VERBS:
    for option in ("-h", "--help"):
      result = tap.ok(*verb, option)
      tap.equal(result.err, "", str(verb))
      tap.contains(result.out, f"usage: pveinv {verb[0]}", "Exit codes:", "Examples:", "--store FILE")
      tap.true(max(map(len, result.out.splitlines())) <= 100, f"{verb}: lines are too long")
    tap.equal(tap.ok("help", *verb).out, tap.ok(*verb, "-h").out, f"help {verb}")
  for option in ("-h", "--help", "help"):
    tap.contains(tap.ok(option).out, "usage: pveinv", "Verbs:", "snapshot", "Exit codes:")
  tap.contains(tap.ok("snapshot", "-h").out, "Verbs:", "list", "show", "delete")


def test_help_wins_over_missing_arguments(tmp):
  tap.ok("get", "-h")
  tap.ok("get", "guests", "-o", "json", "--help")


def test_version(tmp):
  for args in (["version"], ["--version"]):
    tap.contains(tap.ok(*args).out, "pveinv ", "SQLite 3.", "cJSON", "libsmartcols")


def test_unknown_verbs(tmp):
  refused(message="what shall it do? A verb is missing", hint="see 'pveinv -h'")
  refused("gte", message="pveinv has no verb 'gte'", hint="did you mean get? See 'pveinv -h'")
  refused("frobnicate", message="pveinv has no verb 'frobnicate'", hint="see 'pveinv -h'")
  refused("snapshot", "lst", message="pveinv snapshot has no verb 'lst'",
          hint="did you mean list? See 'pveinv snapshot -h'")
  refused("help", "gets", message="pveinv has no verb 'gets'", hint="did you mean get? See 'pveinv -h'")


def test_unknown_options(tmp):
  refused("get", "guests", "--sotr", "name", message="unknown option --sotr",
          hint="did you mean --sort? See 'pveinv get -h'")
  refused("get", "guests", "-z", message="unknown option -z", hint="see 'pveinv get -h'")
  refused("--bogus", "get", message="unknown option --bogus", hint="see 'pveinv -h'")
  refused("get", "guests", "-o", "jsn",
          message="--output 'jsn' is not one of table, wide, json, ndjson, csv, tsv, yaml, markdown or name",
          hint="did you mean json? See 'pveinv get -h'")
  refused("get", "guests", "--limit", "-3", message="--limit needs a number, not '-3'")
  refused("get", "guests", "-o", message="--output needs a value: FORMAT")
  refused("get", "guests", "--quiet=yes", message="--quiet takes no value")


def test_options_given_twice(tmp):
  """Of two values one would be passed over, on which side of the verb it may stand."""
  refused("get", "--cluster", "a", "guests", "--cluster", "b", message="--cluster is given twice",
          hint="see 'pveinv get -h'")
  refused("--store", "a", "get", "guests", "--store=a", message="--store is given twice")
  tap.contains(tap.ok("get", "guests", "-q", "-q", "--limit", "1", "-l", "type=qemu", "-l", "status=running",
                      "-s", f"recording:{tap.ROOT}/demo/before.ndjson").out, "VMID")


def test_arguments(tmp):
  refused("get", message="argument missing: pveinv get ENTITY [KEY…]", hint="see 'pveinv get -h'")
  refused("snapshot", "show", "1", "2", message="unexpected argument '2'")
  refused("snapshot", message="which cluster? None is configured, and no --url is given",
          hint="begin with 'pveinv get guests --url https://HOST:8006'; it leads on")
  refused("snapshot", "--source", "recording:x", "--url", "https://pve1",
          message="--source and --url exclude each other")
  refused("snapshot", "delete", message="argument missing: pveinv snapshot delete REF…")
  refused("snapshot", "--source", "https://pve1:8006", message="unknown source 'https://pve1:8006'",
          hint="a cluster is given with --url, a source is recording:FILE")
  refused("snapshot", "--source", "recording:", message="unknown source 'recording:'")
  refused("diff", "1", "2", "3", message="a third moment, or: there is no entity '3'")


def test_entities_and_columns(tmp):
  refused("get", "gest", message="there is no entity 'gest'")
  tap.contains(tap.pveinv("get", "gest").err, "did you mean guest?", "'pveinv explain'")
  tap.contains(tap.pveinv("get", "xyz").err, "'pveinv explain' lists all")
  refused("get", "guests", "-c", "nme", message="guest has no column 'nme'", hint="did you mean name?")
  refused("get", "guests", "-c", "+nme", message="guest has no column 'nme'")
  tap.contains(tap.pveinv("get", "guests", "-c", "qqqqqq").err, "its columns are vmid, name, ",
               "…; `pveinv explain guest` has all")
  tap.true("…" not in tap.pveinv("get", "pools", "-c", "qqqqqq").err, "few columns are all named")
  refused("get", "guests", "-c", ",", message="-c names no column")
  refused("get", "guests", "--sort", "nmae-", message="--sort: guest has no column 'nmae'",
          hint="did you mean name?")
  refused("get", "guests", "-l", "status",
          message="condition 'status': there is no = != ~ !~ < <= > >= in it")
  refused("get", "guests", "-l", "memory>lots", message="condition 'memory>lots': 'lots' is no bytes")
  refused("get", "guests", "-l", "nme=x", message="condition 'nme=x': guest has no column 'nme'")
  refused("get", "guests", "-l", "tags<x", message="condition 'tags<x': a list has no order")
  refused("get", "guests", "", message="a key is empty")


def test_sources_exclude_stores(tmp):
  refused("get", "guests", "--source", "recording:x", "--at", "latest",
          message="--source and --at exclude each other")
  refused("get", "guests", "--source", "recording:x", "--store", "y",
          message="--source and --store exclude each other")
  refused("get", "guests", "--level", "basic", message="--level is for a live walk")


def test_errors_as_json(tmp):
  for args in (["--errors=json", "frobnicate"], ["get", "--bogus", "--errors=json"],
               ["get", "guests", "--errors", "json", "--store", "/nonexistent/x.db"]):
    result = tap.pveinv(*args)
    record = json.loads(result.err)
    tap.equal(sorted(record), ["error", "exit", "hint", "message"])
    tap.equal(record["exit"], result.status)
    tap.equal(result.out, "")
  tap.equal(json.loads(tap.pveinv("get", "x", "--errors=json").err)["error"], "usage")


def test_notes_as_json(tmp):
  store = tmp / "s.db"
  source = tap.ROOT / "demo/before.ndjson"
  tap.ok("snapshot", "-q", "--source", f"recording:{source}", "--store", store)
  result = tap.ok("diff", "--errors=json", "--store", store)
  tap.equal(list(json.loads(result.err)), ["note"])


def test_no_store(tmp):
  missing = tap.pveinv("get", "guests")
  tap.equal((missing.status, missing.out), (6, ""))
  tap.contains(missing.err, f"{tmp}/state/pveinv/pveinv.db", "hint: ")
  tap.true(not (tmp / "state").exists(), "reading makes no directory")
  for args in (["diff"], ["snapshot", "list"], ["snapshot", "show"], ["snapshot", "delete", "1"]):
    tap.equal(tap.pveinv(*args).status, 6, str(args))
  tap.true(not (tmp / "state").exists(), "nor does deleting")


def test_where_the_store_is(tmp):
  """--store, PVEINV_STORE, $STATE_DIRECTORY, $XDG_STATE_HOME, ~/.local/state."""
  variables = {"PVEINV_STORE": f"{tmp}/2.db", "STATE_DIRECTORY": f"{tmp}/3:{tmp}/other",
               "XDG_STATE_HOME": f"{tmp}/4", "HOME": f"{tmp}/5"}
  expected = [f"{tmp}/2.db", f"{tmp}/3/pveinv.db", f"{tmp}/4/pveinv/pveinv.db",
              f"{tmp}/5/.local/state/pveinv/pveinv.db"]
  result = tap.pveinv("get", "guests", "--store", f"{tmp}/1.db", env=variables)
  tap.contains(result.err, f"{tmp}/1.db")
  for path, variable in zip(expected, list(variables)):
    tap.contains(tap.pveinv("get", "guests", env=variables).err, path)
    variables[variable] = None
  result = tap.pveinv("get", "guests", env={"HOME": None, "XDG_STATE_HOME": "relative"})
  tap.equal(result.status, 2, "relative directories do not count")
  tap.contains(result.err, "--store")


def test_closed_descriptors(tmp):
  """A closed stdout is an error, and the store never becomes it."""
  source = tap.ROOT / "demo/before.ndjson"
  result = tap.run("sh", "-c",
                   f"'{tap.binary()}' snapshot --source 'recording:{source}' --store '{tmp}/s.db' >&-")
  tap.equal(result.status, 6, str(result))
  tap.contains(result.err, "stdout: ")
  tap.equal(tap.run("sqlite3", tmp / "s.db", "SELECT count(*) FROM snapshot").out, "1\n")
  result = tap.run("sh", "-c", f"'{tap.binary()}' get guests --store '{tmp}/s.db' <&- 2>&-")
  tap.equal(result.status, 0)
  tap.contains(result.out, "VMID")


def test_color(tmp):
  """Colours: --color wins, NO_COLOR and a dumb terminal switch them off, pipes never have them."""
  for name in ("before", "after"):
    tap.ok("snapshot", "--source", f"recording:{tap.ROOT}/demo/{name}.ndjson", "--store", tmp / "s.db")
  def colored(*args, **env):
    return "\x1b[" in tap.ok("diff", "--store", tmp / "s.db", *args, env=env).out
  tap.true(not colored(TERM="xterm"), "a pipe has no colours")
  tap.true(colored("--color=always", TERM="xterm"), "unless they are asked for")
  tap.true(not colored("--color=never"), "never")


def test_pager(tmp):
  tap.ok("snapshot", "--source", f"recording:{tap.ROOT}/demo/before.ndjson", "--store", tmp / "s.db")
  marker = tmp / "paged"
  pager = tmp / "pager"
  pager.write_text(f"#!/bin/sh\necho \"$LESS\" >'{marker}'\nexec cat\n")
  pager.chmod(0o755)

  def on_terminal(*args):
    """Runs under script(1)'s pseudo-terminal, if there is one: Python's pty here."""
    marker.unlink(missing_ok=True)
    program = ("import os, pty, sys\n"
               "sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))\n")
    result = subprocess.run([sys.executable, "-c", program, str(tap.binary()), *map(str, args)],
                            stdin=subprocess.DEVNULL, capture_output=True, timeout=60,
                            env=tap.environment(PAGER=pager, TERM="xterm"))
    tap.true(b"VMID" in result.stdout or b"vmid" in result.stdout, str(result))
    return marker.exists()

  store = ("--store", tmp / "s.db")
  tap.true(on_terminal("get", "guests", *store), "a table is paged")
  tap.equal(marker.read_text(), "FRX\n", "LESS")
  tap.true(not on_terminal("get", "guests", "--no-pager", *store), "--no-pager")
  tap.true(not on_terminal("get", "guests", "-o", "json", *store), "JSON is not paged")
  marker.unlink(missing_ok=True)
  tap.ok("get", "guests", *store, env={"PAGER": pager})
  tap.true(not marker.exists(), "nor is a pipe")


if __name__ == "__main__":
  tap.main()
