#!/usr/bin/env python3
"""The test runner itself: whatever a test program does, a failure is never counted as anything else."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
import tap


def run_programs(tmp, **programs):
  """Runs tests/run on a tree that holds just these programs; returns its result."""
  (tmp / "tests/cli").mkdir(parents=True, exist_ok=True)
  (tmp / "tests/run").write_text((tap.ROOT / "tests/run").read_text())
  for old in (tmp / "tests/cli").iterdir():
    old.unlink()
  for name, text in programs.items():
    (tmp / f"tests/cli/test_{name}.py").write_text(text)
  return tap.run(sys.executable, tmp / "tests/run")


def check(tmp, program, closing, status):
  result = run_programs(tmp, it=program)
  tap.equal(result.out.splitlines()[-1], closing, result.out)
  tap.equal(result.status, status, "status")
  return result.out


def test_counts(tmp):
  check(tmp, 'print("1..3\\nok 1 - a\\nok 2 - b # SKIP no\\nok 3")', "2 passed, 0 failed, 1 skipped", 0)
  out = check(tmp, 'print("1..2\\nok 1 - a\\nnot ok 2 - broken\\n# why")\nexit(1)',
              "1 passed, 1 failed, 0 skipped", 1)
  tap.contains(out, "FAILED tests/cli/test_it.py: broken", "# why")


def test_several_programs(tmp):
  result = run_programs(tmp, a='print("1..1\\nok 1")', b='print("1..1\\nnot ok 1 - x")', c='print("1..0")')
  tap.equal(result.out.splitlines()[-1], "1 passed, 1 failed, 0 skipped")
  tap.equal(result.status, 1)


def test_no_plan(tmp):
  check(tmp, "", "0 passed, 1 failed, 0 skipped", 1)
  check(tmp, 'print("ok 1 - a")', "1 passed, 1 failed, 0 skipped", 1)


def test_crash(tmp):
  out = check(tmp, 'import os\nprint("1..2\\nok 1 - a", flush=True)\nos.kill(os.getpid(), 11)',
              "1 passed, 1 failed, 0 skipped", 1)
  tap.contains(out, "planned 2 tests, printed 1", "SIGSEGV")


def test_bad_status(tmp):
  out = check(tmp, 'print("1..1\\nok 1 - a")\nprint("leaked 32 bytes")\nexit(23)',
              "1 passed, 1 failed, 0 skipped", 1)
  tap.contains(out, "exit status 23", "leaked 32 bytes")


def test_too_many_results(tmp):
  check(tmp, 'print("1..1\\nok 1\\nok 2")', "2 passed, 1 failed, 0 skipped", 1)


def test_time_limit(tmp):
  out = check(tmp, 'TIME_LIMIT = 1\nprint("1..1", flush=True)\nimport time\ntime.sleep(30)',
              "0 passed, 2 failed, 0 skipped", 1)
  tap.contains(out, "still running after 1 s")


def test_nothing_to_run(tmp):
  result = run_programs(tmp)
  tap.equal(result.status, 1)
  tap.equal(result.out.splitlines()[-1], "0 passed, 1 failed, 0 skipped")


def test_tap_library(tmp):
  program = tmp / "test_program.py"
  program.write_text(f"""
import sys
sys.path.insert(0, {str(tap.ROOT / "tests")!r})
import tap
def test_good(tmp):
  print("ok 7 - not a result")
  tap.equal(list(tmp.iterdir()), [])
def test_different(): tap.equal("a", "b", "letters")
def test_error(): {{}}["x"]
def test_left_out(): tap.skip("for a reason")
if __name__ == "__main__": tap.main()
""")
  result = tap.run(sys.executable, program)
  tap.equal([line for line in result.out.splitlines() if not line.startswith("#")],
            ["1..4", "ok 1 - good", "not ok 2 - different", "not ok 3 - error",
             "ok 4 - left out # SKIP for a reason"])
  tap.contains(result.out, "# test_program.py:8: letters differ", "# KeyError: 'x'")
  tap.equal(result.status, 1)
  tap.equal(tap.run(sys.executable, program, "good").status, 0)


if __name__ == "__main__":
  tap.main()
