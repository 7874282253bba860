"""Interrupted, doubled, starved: nothing that was committed is lost, and the message says what happened."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
import recordings
import tap

TIME_LIMIT = 600
SMALL = tap.RECORDINGS / "pve-8.4-cluster.auditor.ndjson"
CHANGED = tap.RECORDINGS / "pve-8.4-cluster.auditor.changed.ndjson"
PLAIN = tap.plain_binary()


def snapshot_args(store, source):
  return ["snapshot", "--source", f"recording:{source}", "--store", str(store)]


def snapshot(store, source, status=(0, 3), **options):
  return tap.ok(*snapshot_args(store, source), status=status, **options)


@tap.once
def large(folder, guests=800):
  """The small recording with many copies of one guest, so that a walk takes some time."""
  return recordings.enlarged(SMALL, folder / "large.ndjson", guests)


def check_integrity(store):
  tap.equal(tap.run("sqlite3", store, "PRAGMA integrity_check").out.strip(), "ok", "integrity")


def check(store, before):
  check_integrity(store)
  tap.true(tap.dump(store) == before, "the store says something else than before")


def start(store, source, binary=PLAIN):
  return subprocess.Popen([binary, *snapshot_args(store, source)], stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=tap.environment())


def duration(store, source):
  begin = time.monotonic()
  process = start(store, source)
  process.communicate()
  tap.true(process.returncode in (0, 3), "the walk alone")
  return time.monotonic() - begin


def test_killed_at_random_moments(tmp):
  source, store = large(), tmp / "store.db"
  snapshot(store, SMALL)
  whole = duration(tmp / "other.db", source)
  rng, killed = random.Random(1), 0
  before = tap.dump(store)
  for _ in range(20):
    process = start(store, source)
    time.sleep(rng.random() * whole * 1.1)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    after = tap.dump(store)
    if process.returncode != -signal.SIGKILL:
      whole *= 0.7  # it was faster than the first
    else:
      killed += 1
      check_integrity(store)
      if after != before:
        # Killed after the commit: then all of it is there.
        count = tap.run("sqlite3", store, "SELECT count(*) FROM guest").out.strip()
        tap.true(int(count) > 800, f"half a snapshot: {count} guests")
    before = after
  tap.true(killed >= 10, f"only {killed} were killed in time")
  snapshot(store, SMALL)


def test_interrupted_by_the_user(tmp):
  source, store = large(), tmp / "store.db"
  snapshot(store, SMALL)
  whole = duration(tmp / "other.db", source)
  rng, interrupted, before = random.Random(2), 0, tap.dump(store)
  for number in (signal.SIGINT, signal.SIGTERM) * 8:
    process = start(store, source)
    time.sleep(0.01 + rng.random() * whole * 0.8)
    process.send_signal(number)
    out, err = process.communicate(timeout=30)
    if process.returncode == 130:
      interrupted += 1
      tap.contains(err.decode(), "interrupted")
      check(store, before)
    else:
      whole *= 0.7  # it was faster than the first
      tap.true(process.returncode in (0, 3, -signal.SIGINT, -signal.SIGTERM),
               f"status {process.returncode}: {err.decode()}")
      before = tap.dump(store)
  tap.true(interrupted >= 3, f"only {interrupted} were interrupted in time")


def locked(process, store):
  """Is the walk's lock held by the process? (/proc/locks, by inode)"""
  try:
    inode = os.stat(f"{store}.lock").st_ino
  except FileNotFoundError:
    return False
  return any(f":{inode} " in line and f" {process.pid} " in line for line in open("/proc/locks"))


def test_two_walks_at_once(tmp):
  source, store = large(3000), tmp / "store.db"
  snapshot(store, SMALL)
  first = start(store, source)
  end = time.monotonic() + 20
  while not locked(first, store):
    tap.true(time.monotonic() < end and first.poll() is None, "the first walk takes no lock")
    time.sleep(0.002)
  first.send_signal(signal.SIGSTOP)
  try:
    begin = time.monotonic()
    second = snapshot(store, SMALL, status=6)
    tap.contains(second.err, str(first.pid), "lab-cluster")
    tap.true(time.monotonic() - begin < 10, "the second walk ends at once")
    # Readers don't wait for a walk.
    tap.ok("get", "guests", "--store", store)
  finally:
    first.send_signal(signal.SIGCONT)
  out, err = first.communicate(timeout=60)
  tap.true(first.returncode in (0, 3), err.decode())
  snapshot(store, SMALL, plain=True)


FULL_DISK = """
import os, subprocess, sys
program, small, large, folder = sys.argv[1:]
subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", folder], check=True)
store = folder + "/store.db"
first = subprocess.run([program, "snapshot", "--source", "recording:" + small, "--store", store])
assert first.returncode in (0, 3), first
before = subprocess.run(["sqlite3", store, "SELECT * FROM guest"], capture_output=True).stdout
second = subprocess.run([program, "snapshot", "--source", "recording:" + large, "--store", store],
                        capture_output=True, text=True, env={**os.environ, "SQLITE_TMPDIR": "/var/tmp"})
print("status", second.returncode)
print(second.stderr)
after = subprocess.run(["sqlite3", store, "SELECT * FROM guest"], capture_output=True).stdout
assert before == after and before, "the store lost something"
assert subprocess.run(["sqlite3", store, "PRAGMA integrity_check"], capture_output=True).stdout == b"ok\\n"
third = subprocess.run([program, "snapshot", "--source", "recording:" + small, "--store", store])
print("third", third.returncode)
"""


def test_full_disk(tmp):
  source = large(6000)
  folder = tmp / "disk"
  folder.mkdir()
  namespace = ["unshare", "--mount"] if os.geteuid() == 0 else ["unshare", "--mount", "--map-root-user"]
  result = tap.run(*namespace, sys.executable, "-c", FULL_DISK, PLAIN, SMALL, source, folder, timeout=120)
  tap.equal(result.status, 0, str(result))
  tap.contains(result.out, "status 6", "full")


def test_files_that_are_no_store(tmp):
  text = tmp / "text.db"
  text.write_text("hello, I am no database, and I am long enough to be looked at " * 20)
  other = tmp / "other.db"
  tap.run("sqlite3", other, "CREATE TABLE t (a); PRAGMA application_id = 42;")
  newer = tmp / "newer.db"
  snapshot(newer, SMALL)
  tap.run("sqlite3", newer, "PRAGMA user_version = 9999")
  for store, words in ((text, ["SQLite"]), (other, ["another program"]), (newer, ["newer"])):
    before = store.read_bytes()
    for args in (snapshot_args(store, SMALL), ["get", "guests", "--store", store],
                 ["snapshot", "list", "--store", store], ["diff", "--store", store]):
      result = tap.ok(*args, status=6)
      tap.contains(result.err, store.name, *words)
      tap.equal(result.out, "", "stdout")
    tap.true(store.read_bytes() == before, f"{store.name} was changed")
  missing = tap.ok("get", "guests", "--store", tmp / "missing.db", status=6)
  tap.contains(missing.err, "missing.db", "snapshot")
  tap.true(not (tmp / "missing.db").exists(), "reading creates no store")
  tap.ok(*snapshot_args(tmp, SMALL), status=6)


def test_a_damaged_store(tmp):
  store = tmp / "store.db"
  snapshot(store, SMALL)
  tap.run("sqlite3", store, "PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode = DELETE;")
  content = bytearray(store.read_bytes())
  for at in range(4096 * 3, len(content), 97):
    content[at] ^= 0x55
  store.write_bytes(content)
  result = tap.pveinv("get", "guests", "--store", store)
  tap.equal(result.status, 6, str(result))


def as_nobody(*args):
  if os.geteuid() != 0:
    return tap.run(*args)
  return tap.run("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", *args,
                 env={"ASAN_OPTIONS": ""})


def test_read_only_store(tmp):
  store = tmp / "store.db"
  snapshot(store, SMALL)
  program = tmp / "pveinv"
  shutil.copy(PLAIN, program)
  source = tmp / "source.ndjson"
  shutil.copy(SMALL, source)
  for path, mode in ((tmp, 0o555), (program, 0o755), (source, 0o444)):
    path.chmod(mode)
  for file in tmp.glob("store.db*"):
    file.chmod(0o444)
  before = tap.dump(store)
  readable = as_nobody(program, "get", "guests", "--store", store)
  tap.equal(readable.status, 0, str(readable))
  refused = as_nobody(program, *snapshot_args(store, source))
  tap.equal(refused.status, 6, str(refused))
  tap.contains(refused.err, "store.db")
  tmp.chmod(0o755)
  tap.true(tap.dump(store) == before, "it was changed")


def test_modes(tmp):
  store = tmp / "store.db"
  snapshot(store, SMALL)
  tap.equal(oct(store.stat().st_mode & 0o777), "0o600")
  for file in (store, *tmp.glob("store.db-*")):
    file.chmod(0o640)
  snapshot(store, CHANGED)
  tap.equal(oct(store.stat().st_mode & 0o777), "0o640", "an existing mode is kept")


def test_full_stdout(tmp):
  store = tmp / "store.db"
  snapshot(store, SMALL)
  with open("/dev/full", "w") as full:
    for format in ("table", "json", "csv"):
      result = subprocess.run([tap.binary(), "get", "guests", "--store", store, "-o", format], stdout=full,
                              stderr=subprocess.PIPE, env=tap.environment())
      tap.true(result.returncode not in (0, 1), f"{format}: status {result.returncode}")


def test_closed_pipe(tmp):
  store = tmp / "store.db"
  snapshot(store, SMALL)
  result = tap.run("sh", "-c", f"'{tap.binary()}' get guests --store '{store}' -o json | head -c 10")
  tap.equal((result.status, result.err), (0, ""))


if __name__ == "__main__":
  tap.main()
