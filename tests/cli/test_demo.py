#!/usr/bin/env python3
"""`make demo`: its script runs, is quick, fits, leaves nothing behind, and shows the main job."""

import os
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
import tap

WIDTH = 100


def demo(tmp, **env):
  return tap.run(tap.ROOT / "demo/run", env={"tmp": tmp, "TMPDIR": tmp, "PVEINV": tap.binary(), **env})


@tap.once
def shown(folder):
  """What it prints."""
  result = demo(folder)
  tap.equal(result.status, 0, str(result))
  tap.equal(result.err, "", "stderr")
  tap.equal(sorted(path.name for path in folder.iterdir()), [], "files left behind")
  return result.out


def test_shows_the_main_job():
  out = shown()
  for command in ("$ pveinv get guests", "$ pveinv get guest_disk", "$ pveinv snapshot", "$ pveinv diff",
                  "$ pveinv snapshot list"):
    tap.contains(out, f"\n{command}")
  # one of each: a guest that moved, more memory, another VLAN, a limit removed, storage, option, tag
  tap.contains(out, "https://127.0.0.1:", "[cluster north]", "db01", "web02", "wiki-old", "web03", "bergen",
               "tromso", "16", "32", "mbps_wr", "45", "snippets", "198.51.100.0/24", "critical")


def test_fits():
  for line in shown().splitlines():
    tap.true(len(line) <= WIDTH, f"{len(line)} columns: {line}")


def test_plain_when_not_a_terminal():
  tap.true("\033" not in shown(), "escape sequences in a pipe")


def test_is_quick(tmp):
  started = time.monotonic()
  demo(tmp, PVEINV=tap.plain_binary())
  seconds = time.monotonic() - started
  tap.true(seconds < 10, f"{seconds:.1f} s")  # under 3 s on an idle machine; tests run beside others


def test_works_from_another_folder(tmp):
  result = tap.run(tap.ROOT / "demo/run", cwd="/", env={"tmp": tmp, "TMPDIR": tmp, "PVEINV": tap.binary()})
  tap.equal(result.status, 0, str(result))


def test_fails_when_a_step_fails(tmp):
  result = demo(tmp, PVEINV="/bin/false")
  tap.true(result.status != 0, "a failing step is not noticed")


def test_recordings_hold_every_answer_that_a_walk_asks_for(tmp):
  for name in ("before", "after"):
    tap.ok("snapshot", "--strict", "--store", tmp / "store.db", "--source",
           f"recording:{tap.ROOT}/demo/{name}.ndjson")


def test_recordings_are_what_the_description_says(tmp):
  result = tap.run(sys.executable, tap.ROOT / "demo/make-recordings", "--check")
  tap.equal((result.status, result.err), (0, ""), "demo/make-recordings --check")


if __name__ == "__main__":
  tap.main()
