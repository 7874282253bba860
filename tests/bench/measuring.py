"""measuring - what commands cost: seconds, processor seconds, memory. Shared by run and live."""

import os
import pathlib
import statistics
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
HERE = ROOT / "tests/bench"
PVEINV = pathlib.Path(os.environ.get("PVEINV", ROOT / "build/pveinv")).resolve()


class Cost:
  """Of one command, over all runs."""

  def __init__(self):
    self.seconds, self.processor, self.memory = [], [], 0

  def add(self, seconds, memory, processor):
    self.seconds.append(seconds)
    self.processor.append(processor)
    self.memory = max(self.memory, memory)

  @property
  def median(self):
    return statistics.median(self.seconds)


def measure(work, *command, accept=(0,)):
  """Runs a command; (seconds, peak memory in KiB, seconds of processor). Its output is made, but goes
  nowhere."""
  result = work / "result"
  subprocess.run([work / "measure", result, *map(str, command)], check=True, stdin=subprocess.DEVNULL,
                 stdout=subprocess.DEVNULL, cwd=work, env={**os.environ, "TZ": "UTC", "LC_ALL": "C.UTF-8"})
  seconds, memory, status, processor = result.read_text().split()
  if int(status) not in accept:
    sys.exit(f"bench: status {status}: {' '.join(map(str, command))}")
  return float(seconds), int(memory), float(processor)


def library_packages():
  """What the library of the build that is measured is linked with."""
  packages = ["libcjson", "sqlite3", "smartcols", "libcurl", "libssl", "libcrypto"]
  has_zstd = subprocess.run(["pkg-config", "--exists", "libzstd"]).returncode == 0
  return [*packages, "libzstd"] if has_zstd else packages


def compile_program(work, name, packages=(), library=False):
  """One of the helpers; with 'library' against that of the build that is measured."""
  flags = ["-lm", "-pthread"]
  if library:
    packages = library_packages()
  if packages:
    flags += subprocess.run(["pkg-config", "--cflags", "--libs", *packages], check=True, capture_output=True,
                            text=True).stdout.split()
  subprocess.run([os.environ.get("CC", "cc"), "-O2", "-D_GNU_SOURCE", f"-I{ROOT}", f"-I{ROOT}/src", "-o",
                  work / name, HERE / f"{name}.c", *([PVEINV.parent / "libpveinv.a"] if library else []),
                  *flags], check=True)


def simulator_stamp():
  """Another one when what the simulator answers may be another."""
  return str(max(path.stat().st_mtime_ns for path in (HERE.parent / "sim").glob("*.py")))


def remove_store(path):
  for suffix in ("", "-wal", "-shm", ".lock"):
    path.with_name(path.name + suffix).unlink(missing_ok=True)
