"""Killed, starved, locked out in the middle of pruning, importing, upgrading: what was committed stays."""

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
AUDITOR = tap.RECORDINGS / "pve-8.4-cluster.auditor.ndjson"
CHANGED = tap.RECORDINGS / "pve-8.4-cluster.auditor.changed.ndjson"
PLAIN = tap.plain_binary()


def walk(store, source):
  tap.ok("snapshot", "-q", "--source", f"recording:{source}", "--store", store, status=(0, 3), plain=True)


@tap.once
def large(folder):
  """The recording with many copies of one guest."""
  return recordings.enlarged(AUDITOR, folder / "large.ndjson", 300)


@tap.once
def six_snapshots(folder):
  """Between them many guests come and go."""
  store = folder / "history.db"
  for source in (AUDITOR, large(), CHANGED, large(), AUDITOR, large()):
    walk(store, source)
  tap.run("sqlite3", store, "PRAGMA wal_checkpoint(TRUNCATE)")
  return store


def history(tmp):
  """A store of six snapshots of its own, with the files that lie beside a store."""
  copy(six_snapshots(), tmp / "history.db")
  tap.ok("snapshot", "list", "--store", tmp / "history.db", plain=True)
  return tmp / "history.db"


def copy(store, target):
  for ending in ("", "-wal", "-shm", ".lock"):
    (target.parent / (target.name + ending)).unlink(missing_ok=True)
  shutil.copy(store, target)


def sound(store):
  tap.equal(tap.run("sqlite3", store, "PRAGMA integrity_check").out.strip(), "ok", "integrity")
  tap.ok("snapshot", "verify", "--store", store, plain=True)


def kill_at_random(tmp, store, arguments, between=()):
  """The command, killed again and again: the store is as before or as after, or as one of 'between'."""
  work = tmp / "work.db"
  command = [PLAIN, *arguments, "--store", work]

  def start():
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                            env=tap.environment())

  copy(store, work)
  before, begin = tap.dump(work), time.monotonic()
  out, err = start().communicate()
  whole, after = time.monotonic() - begin, tap.dump(work)
  tap.true(after != before, f"it changes nothing: {err.decode()}")
  sound(work)
  rng, killed = random.Random(len(arguments)), 0
  for _ in range(8):
    copy(store, work)
    process = start()
    time.sleep(rng.random() * whole)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    if process.returncode == -signal.SIGKILL:
      killed += 1
    else:
      whole *= 0.7  # it was faster than the first
    tap.true(tap.dump(work) in (before, after, *between), "neither before nor after")
    # and it can be done again
    tap.ok(*arguments, "--store", work, status=(0, 2), plain=True)
    tap.true(tap.dump(work) == after, "done again, it is another store")
  sound(work)
  tap.true(killed >= 2, f"only {killed} were killed in time")


def test_killed_while_pruning(tmp):
  store = history(tmp)
  kill_at_random(tmp, store, ["snapshot", "delete", "2", "4", "6"])


def test_killed_while_importing(tmp):
  store, other = history(tmp), tmp / "other.db"
  walk(other, tap.RECORDINGS / "pve-9.1-standalone.auditor.ndjson")
  tap.run("sqlite3", other, "PRAGMA wal_checkpoint(TRUNCATE)")
  before = tap.dump(store)
  kill_at_random(tmp, other, ["snapshot", "import", store])
  tap.true(tap.dump(store) == before, "what is only read was changed")


def test_killed_while_vacuuming(tmp):
  """It changes no row, whenever it ends."""
  store, work = history(tmp), tmp / "work.db"
  tap.ok("snapshot", "delete", "2", "4", "--store", store)
  tap.run("sqlite3", store, "PRAGMA wal_checkpoint(TRUNCATE)")
  before, rng = tap.dump(store), random.Random(3)
  for _ in range(5):
    copy(store, work)
    process = subprocess.Popen([PLAIN, "snapshot", "vacuum", "--store", work], stdout=subprocess.DEVNULL,
                               env=tap.environment())
    time.sleep(rng.random() * 0.1)
    process.kill()
    process.wait()
    tap.true(tap.dump(work) == before, "a row changed")
  sound(work)


def test_killed_while_upgrading(tmp):
  """A store as an older program would have left it: a column is not there yet, the views are others."""
  store, migrated = history(tmp), tmp / "migrated.db"
  views = tap.run("sqlite3", store,
                  "SELECT 'DROP VIEW \"' || name || '\";' FROM sqlite_master WHERE type = 'view'").out
  tap.run("sqlite3", store, views + "ALTER TABLE guest_history DROP COLUMN description;"
          "DELETE FROM meta_column WHERE entity = 'guest' AND \"column\" = 'description';"
          "UPDATE meta SET value = 'older' WHERE key = 'schema'; UPDATE meta SET value = '' WHERE key = "
          "'views';PRAGMA wal_checkpoint(TRUNCATE)")
  copy(store, migrated)
  tap.ok("snapshot", "tag", "--delete", "nobody", "--store", migrated, status=2)  # opens it to write
  tap.true(tap.dump(migrated) != tap.dump(store), "it was not upgraded")
  kill_at_random(tmp, store, ["snapshot", "tag", "1", "first"], between=[tap.dump(migrated)])


# --- several at once

def locked(process, store):
  """Is the walk's lock held by the process? (/proc/locks, by inode)"""
  try:
    inode = os.stat(f"{store}.lock").st_ino
  except FileNotFoundError:
    return False
  return any(f":{inode} " in line and f" {process.pid} " in line for line in open("/proc/locks"))


def test_two_writers(tmp):
  """While one walks, another prunes and tags: both are done."""
  store = history(tmp)
  process = subprocess.Popen([PLAIN, "snapshot", "--source", f"recording:{large()}", "--store", store],
                             stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                             env=tap.environment())
  end = time.monotonic() + 30
  while not locked(process, store):
    tap.true(time.monotonic() < end and process.poll() is None, "the walk takes no lock")
    time.sleep(0.002)
  process.send_signal(signal.SIGSTOP)
  try:
    tap.ok("snapshot", "tag", "3", "baseline", "--store", store)
    tap.ok("snapshot", "prune", "--keep-last", "1", "--store", store)
  finally:
    process.send_signal(signal.SIGCONT)
  out, err = process.communicate(timeout=60)
  tap.true(process.returncode in (0, 3), err.decode())
  rows = tap.ok("snapshot", "list", "--store", store, "-o", "ndjson").rows()
  # its base was kept, or is gone with what it began
  tap.true({3, 7} <= {row["id"] for row in rows} and len(rows) <= 3, str(rows))
  sound(store)


def test_a_writer_and_ten_readers(tmp):
  """Readers never wait, never fail, and see whole snapshots only."""
  store = history(tmp)
  small, big = (len(tap.ok("get", "guests", "--at", ref, "--store", store, "-o", "ndjson").rows())
                for ref in "12")
  count = f"'{PLAIN}' get guests --at latest --store '{store}' -o csv -c vmid | wc -l"
  script = f"for i in 1 2 3; do {count}; done"
  readers = [subprocess.Popen(["sh", "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              env=tap.environment()) for _ in range(10)]
  for source in (AUDITOR, large(), AUDITOR):
    walk(store, source)
  tap.ok("snapshot", "prune", "--keep-last", "2", "--store", store)
  for reader in readers:
    out, err = reader.communicate(timeout=120)
    tap.equal((reader.returncode, err), (0, b""))
    counts = {int(word) - 1 for word in out.split()}
    tap.true(counts <= {small, big}, f"{counts}, not {small} or {big}")
  sound(store)


# --- no room, no right

FULL_DISK = """
import os, pathlib, shutil, subprocess, sys, tempfile
program, history, folder = sys.argv[1:]
subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", folder], check=True)
store, filler = folder + "/store.db", pathlib.Path(folder, "filler")
shutil.copy(history, store)
environment = {**os.environ, "SQLITE_TMPDIR": "/var/tmp"}

def dump():  # of a copy: sqlite3 itself wants room beside the file
  with tempfile.TemporaryDirectory() as elsewhere:
    for name in ("store.db", "store.db-wal"):
      if os.path.exists(folder + "/" + name):
        shutil.copy(folder + "/" + name, elsewhere)
    return subprocess.run(["sqlite3", elsewhere + "/store.db", ".dump"], capture_output=True).stdout

def run(*arguments):
  command = [program, *arguments, "--store", store]
  result = subprocess.run(command, capture_output=True, text=True, env=environment)
  print(arguments[1], "status", result.returncode, result.stderr.strip().replace("\\n", " | "))
  return result.returncode

assert run("snapshot", "tag", "1", "first") == 0 # -wal and -shm are there from now on
before = dump()
assert before
file = os.open(filler, os.O_CREAT | os.O_WRONLY)
try:
  while True:
    os.write(file, bytes(4096))
except OSError:
  os.close(file)
for arguments in (["snapshot", "delete", "2", "4"], ["snapshot", "vacuum"],
                  ["snapshot", "import", history, "--cluster-name", "other"]):
  assert run(*arguments) == 6, arguments
  assert dump() == before, "the store lost something"
  assert run("query", "SELECT count(*) FROM guest") == 0, "reading needs no room"
assert run("snapshot", "export", folder + "/new.db") == 6
assert not [name for name in os.listdir(folder) if name.startswith("new.db")], "half a store is left"
filler.unlink()
assert subprocess.run(["sqlite3", store, "PRAGMA integrity_check"], capture_output=True).stdout == b"ok\\n"
assert run("snapshot", "delete", "2", "4") == 0
assert run("snapshot", "verify") == 0
"""


def test_full_disk(tmp):
  store, folder = history(tmp), tmp / "disk"
  folder.mkdir()
  tap.run("sqlite3", store, "UPDATE known_cluster SET ca_fingerprint = NULL; PRAGMA wal_checkpoint(TRUNCATE)")
  namespace = ["unshare", "--mount"] if os.geteuid() == 0 else ["unshare", "--mount", "--map-root-user"]
  result = tap.run(*namespace, sys.executable, "-c", FULL_DISK, PLAIN, store, folder, timeout=120)
  tap.equal(result.status, 0, str(result))
  tap.contains(result.out, "delete status 6", "import status 6", "vacuum status 6", "full", "hint: ",
               "make room")


def as_nobody(*args):
  if os.geteuid() != 0:
    tap.skip("needs root, to be somebody else")
  return tap.run("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", *args,
                 env={"ASAN_OPTIONS": ""})


def foreign(tmp, mode):
  """A store, and a program, that nobody else may write; 'mode' for nobody's group."""
  store, program = history(tmp), tmp / "pveinv"
  shutil.copy(PLAIN, program)
  program.chmod(0o755)
  for file in tmp.glob("history.db*"):
    os.chown(file, 0, 65534)
    file.chmod(mode)
  tmp.chmod(0o755)
  return store, program


def refused(program, store):
  for arguments in (["tag", "1", "x"], ["prune", "--keep-last", "1"], ["delete", "1"], ["vacuum"],
                    ["import", str(store.parent / "other.db")]):
    result = as_nobody(program, "snapshot", *arguments, "--store", store)
    tap.equal((result.status, result.out), (6, ""), str(result))
    tap.contains(result.err, "hint: ")


def test_a_reader_of_the_group(tmp):
  """As Grafana, or a colleague: reads everything, changes nothing."""
  if os.geteuid() != 0:
    tap.skip("needs root, to be somebody else")
  store, program = foreign(tmp, 0o640)
  walk(tmp / "other.db", tap.RECORDINGS / "pve-9.1-standalone.auditor.ndjson")
  before = tap.dump(store)
  for arguments in (["get", "guests", "--at", "1"], ["diff", "1", "latest"], ["snapshot", "list"],
                    ["snapshot", "verify"], ["query", "SELECT count(*) FROM guest"],
                    ["snapshot", "prune", "--keep-last", "1", "--dry-run"]):
    result = as_nobody(program, *arguments, "--store", store)
    tap.equal(result.status, 0, str(result))
  # while somebody writes, too
  walk(store, AUDITOR)
  newest = as_nobody(program, "snapshot", "list", "--store", store, "-o", "ndjson").rows()[0]["id"]
  tap.equal(newest, 7)
  tap.ok("snapshot", "delete", "7", "--store", store)
  refused(program, store)
  tap.true("INSERT INTO snapshot" in before, "nothing was compared")
  tap.equal(len(tap.ok("snapshot", "list", "--store", store, "-o", "ndjson").rows()), 6)
  sound(store)


def test_a_read_only_file(tmp):
  if os.geteuid() != 0:
    tap.skip("needs root, to be somebody else")
  store, program = foreign(tmp, 0o444)
  walk(tmp / "other.db", tap.RECORDINGS / "pve-9.1-standalone.auditor.ndjson")
  before = tap.dump(store)
  refused(program, store)
  tap.equal(as_nobody(program, "snapshot", "verify", "--store", store).status, 0)
  tap.true(tap.dump(store) == before, "it was changed")


if __name__ == "__main__":
  tap.main()
