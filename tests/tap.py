"""tap.py - what the Python tests share: running pveinv, comparing, printing TAP.

A test program is a file tests/cli/test_*.py with functions test_*:

  import os, sys
  sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
  import tap

  def test_version(tmp):                  # 'tmp', if asked for: an empty folder of its own
    result = tap.pveinv("version")
    tap.equal(result.status, 0, "status")

  @tap.once                               # made once for all tests, which only read it
  def store(folder): ...                  # store() returns what it returned

  TIME_LIMIT = 120                        # seconds for the whole program; tests/run's default is 300

  if __name__ == "__main__":
    tap.main()

A test fails by an exception; tap.skip(why) skips. One test alone: tests/cli/test_x.py test_version.
"""

import contextlib
import difflib
import functools
import inspect
import io
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import traceback

ROOT = pathlib.Path(__file__).resolve().parent.parent
SHARED = pathlib.Path(os.environ.get("PVEINV_SHARED", ROOT.parent / "shared")).resolve()
RECORDINGS = SHARED / "recordings"


class Skip(Exception):
  """Raised by skip()."""


def skip(why):
  raise Skip(why)


def binary():
  """The program under test: $PVEINV, else the sanitizer build, else the plain one."""
  given = os.environ.get("PVEINV")
  if given:
    return pathlib.Path(given).resolve()
  for build in ("build-san", "build"):
    if (ROOT / build / "pveinv").exists():
      return ROOT / build / "pveinv"
  raise FileNotFoundError("no build-san/pveinv and no build/pveinv: run make first")


def plain_binary():
  """The program without sanitizers, for tests that measure; the one under test if there is none."""
  plain = pathlib.Path(os.environ.get("PVEINV_PLAIN", ROOT / "build" / "pveinv"))
  return plain if plain.exists() else binary()


class Result:
  """How a command ended: status (negative: the signal), out and err as text."""

  def __init__(self, args, status, out, err):
    self.args, self.status, self.out_bytes, self.err_bytes = args, status, out, err

  @property
  def out(self):
    return self.out_bytes.decode("utf-8", "backslashreplace")

  @property
  def err(self):
    return self.err_bytes.decode("utf-8", "backslashreplace")

  def json(self):
    """stdout as JSON."""
    return json.loads(self.out)

  def rows(self):
    """stdout as NDJSON. (splitlines() would also split at U+2028 and the like.)"""
    return [json.loads(line) for line in self.out.split("\n") if line]

  def __str__(self):
    return (f"$ {' '.join(map(str, self.args))}\nstatus {self.status}\n"
            f"--- stdout\n{_cut(self.out)}\n--- stderr\n{_cut(self.err)}")


def _cut(text, limit=4000):
  return text if len(text) <= limit else f"{text[:limit]}\n… {len(text) - limit} more characters"


# The environment of every command: nothing of the user's, so that tests say the same everywhere.
_KEPT = ("PATH", "ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS", "LLVM_PROFILE_FILE", "TMPDIR")


def environment(tmp=None, **more):
  env = {name: os.environ[name] for name in _KEPT if name in os.environ}
  env.update(LC_ALL="C.UTF-8", TZ="UTC", TERM="dumb")
  home = str(tmp or _current_tmp())
  env.update(HOME=home, XDG_STATE_HOME=f"{home}/state", XDG_CONFIG_HOME=f"{home}/config")
  for name, value in more.items():
    if value is None:
      env.pop(name, None)
    else:
      env[name] = str(value)
  return env


def run(*args, env=None, input=None, cwd=None, timeout=60):
  """Runs a command to its end. 'env' is added to environment(); 'input' is text or bytes for stdin."""
  args = [str(arg) for arg in args]
  if isinstance(input, str):
    input = input.encode()
  process = subprocess.Popen(
    args, stdin=subprocess.PIPE if input is not None else subprocess.DEVNULL, stdout=subprocess.PIPE,
    stderr=subprocess.PIPE, cwd=cwd or _current_tmp(), env=environment(**(env or {})),
    start_new_session=True)
  try:
    out, err = process.communicate(input, timeout=timeout)
  except subprocess.TimeoutExpired:
    os.killpg(process.pid, signal.SIGKILL)
    out, err = process.communicate()
    result = Result(args, process.returncode, out, err)
    raise AssertionError(f"still running after {timeout} s:\n{result}") from None
  result = Result(args, process.returncode, out, err)
  # A sanitizer's report is never what a test expects, whatever else it expects.
  if b"Sanitizer:" in err or b": runtime error: " in err:
    raise AssertionError(f"sanitizer report:\n{result}")
  return result


def pveinv(*args, plain=False, **options):
  """Runs the program under test; options as run(). plain: without sanitizers, for the hundredth time."""
  return run(plain_binary() if plain else binary(), *args, **options)


def ok(*args, status=0, **options):
  """pveinv() that must end with 'status' (a number or several)."""
  result = pveinv(*args, **options)
  allowed = status if isinstance(status, (tuple, list, set)) else (status,)
  if result.status not in allowed:
    raise AssertionError(f"status {result.status}, expected {status}:\n{result}")
  return result


def dump(store):
  """Everything that a store says, whatever its files look like."""
  return run("sqlite3", store, ".dump").out


def equal(got, expected, what=""):
  """Fails with a readable difference."""
  if got == expected:
    return
  left, right = _printed(expected), _printed(got)
  lines = difflib.unified_diff(left.splitlines(), right.splitlines(), "expected", "got", lineterm="", n=3)
  difference = "\n".join(lines)
  raise AssertionError(_cut(f"{what or 'values'} differ:\n{difference or f'{expected!r} {got!r}'}", 8000))


def _printed(value):
  if isinstance(value, str):
    return value
  try:
    return json.dumps(value, indent=1, sort_keys=True, ensure_ascii=False)
  except (TypeError, ValueError):
    return repr(value)


def contains(text, *parts):
  """Fails unless each part is in the text."""
  for part in parts:
    if part not in text:
      raise AssertionError(f"{part!r} is not in:\n{_cut(str(text))}")


def true(condition, message):
  if not condition:
    raise AssertionError(message)


# --- running the tests of the main program

_tmp, _kept = [], []


def once(make):
  """Decorates make(folder, …): with the same arguments it is called once in a program; the folder lasts."""
  @functools.cache
  def made(*args):
    _kept.append(tempfile.TemporaryDirectory(prefix="pveinv-test.", ignore_cleanup_errors=True))
    return make(pathlib.Path(_kept[-1].name).resolve(), *args)
  return made


def store(path, *recordings, options=()):
  """A store to read from, or one that is there: it gets a snapshot of each recording, by the plain build.
  Of recordings that no test writes it is made once, and copied."""
  known = all(pathlib.Path(name).parent in (RECORDINGS, ROOT / "demo") for name in recordings)
  if known and not path.exists():
    shutil.copy(_stored(recordings, tuple(options)), path)
  else:
    _snapshots(path, recordings, options)
  return path


@once
def _stored(folder, recordings, options):
  _snapshots(folder / "store.db", recordings, options)
  return folder / "store.db"


def _snapshots(path, recordings, options):
  for recording in recordings:
    ok("snapshot", "-q", "--source", f"recording:{recording}", "--store", path, *options, status=(0, 3),
       plain=True)


def _current_tmp():
  return _tmp[-1] if _tmp else pathlib.Path.cwd()


_notes = []


def note(text):
  """A diagnostic line that is shown even if the test passes."""
  _notes.append(str(text))


def _comment(text, out):
  for line in text.rstrip().splitlines():
    print("#", line, file=out)


def _run_one(number, name, test, out):
  printed = io.StringIO()
  state, note, trouble = "ok", "", ""
  with tempfile.TemporaryDirectory(prefix="pveinv-test.", ignore_cleanup_errors=True) as folder:
    tmp = pathlib.Path(folder).resolve()
    _tmp.append(tmp)
    try:
      # What a test prints is a diagnostic; it must not look like TAP.
      with contextlib.redirect_stdout(printed):
        test(**({"tmp": tmp} if "tmp" in inspect.signature(test).parameters else {}))
    except Skip as reason:
      note = f" # SKIP {reason}"
    except AssertionError as error:
      state = "not ok"
      frame = traceback.extract_tb(error.__traceback__)
      at = next((f for f in reversed(frame) if f.filename != __file__), frame[-1])
      trouble = f"{os.path.basename(at.filename)}:{at.lineno}: {error or at.line}"
    except Exception:
      state, trouble = "not ok", traceback.format_exc()
    finally:
      _tmp.pop()
  print(f"{state} {number} - {name.removeprefix('test_').replace('_', ' ')}{note}", file=out)
  _comment("\n".join(_notes), out)
  _notes.clear()
  if state != "ok":
    _comment(trouble, out)
    _comment(printed.getvalue(), out)
  out.flush()
  return state == "ok"


def main():
  """Runs the test_* functions of the main program, in their order, and exits."""
  module = sys.modules["__main__"]
  tests = [(name, value) for name, value in vars(module).items()
           if name.startswith("test_") and callable(value)]
  wanted = sys.argv[1:]
  if wanted:
    tests = [(name, test) for name, test in tests if any(word in name for word in wanted)]
  out = sys.stdout
  print(f"1..{len(tests)}", file=out, flush=True)
  good = [_run_one(number, name, test, out) for number, (name, test) in enumerate(tests, 1)]
  sys.exit(0 if all(good) else 1)
