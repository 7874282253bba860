"""--record: what is written can be walked again with the same result, and holds no secret."""

import json
import os
import pathlib
import sqlite3
import stat
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../sim"))
import tap
from client import Simulator

AUDITOR = tap.RECORDINGS / "pve-8.4-cluster.auditor.ndjson"
STANDALONE = tap.RECORDINGS / "pve-9.1-standalone.auditor.ndjson"
LIMITED = tap.RECORDINGS / "pve-8.4-cluster.limited.ndjson"
ROOT = tap.RECORDINGS / "pve-8.4-cluster.root.ndjson"


def contents(store):
  """All that a store says, without when and by which way."""
  connection = sqlite3.connect(store)
  views = [name for name, in connection.execute(
    "SELECT name FROM sqlite_schema WHERE type = 'view' AND name NOT LIKE 'snapshot%' ORDER BY name")]
  return {view: sorted(map(repr, connection.execute(f'SELECT * FROM "{view}"'))) for view in views}


def lines_of(path):
  return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def take(source, store, *options):
  return tap.ok("snapshot", "-q", "--source", f"recording:{source}", "--store", store, "--cluster", "lab",
                *options, status=(0, 3))


def check_repeated(tmp, recording, *options):
  """Walk and record, walk the record: the same store."""
  first, second = tmp / "first.db", tmp / "second.db"
  record = tmp / "record.ndjson"
  take(recording, first, "--record", record, *options)
  take(record, second, *options)
  walked, again = contents(first), contents(second)
  tap.true(len(walked["guest"]) > 3, "guests")
  for view, rows in walked.items():
    tap.equal(again[view], rows, f"{recording.name}: {view}")
  return record


def test_walked_again(tmp):
  for name in (AUDITOR, STANDALONE, LIMITED, ROOT):
    folder = tmp / name.stem
    folder.mkdir()
    check_repeated(folder, name)
    check_repeated(folder, name, "--level", "diagnostic")


def test_live(tmp):
  """From the simulator, whose answers jitter; the record says the version, and only its owner reads it."""
  with Simulator("--recording", AUDITOR, "--jitter") as sim:
    options = ("--url", sim.url, "--ca-file", sim.ca_file, "--token-file", sim.ready["token_files"]["inv"],
               "--record", tmp / "r.ndjson", "--store", tmp / "first.db", "--cluster", "lab")
    tap.ok("snapshot", "-q", *options, status=3)
  record = tmp / "r.ndjson"
  tap.equal(stat.S_IMODE(record.stat().st_mode), 0o600)
  header = lines_of(record)[0]
  tap.equal((header["recording"], header["pve"]), (1, "8.4.21"))
  take(record, tmp / "second.db")
  tap.equal(contents(tmp / "second.db"), contents(tmp / "first.db"))
  tap.true(not list(tmp.glob("*.part")), "no .part is left")
  secret = sim.tokens["inv"].split("=")[1]
  tap.true(secret not in record.read_text(), "the token's secret")


def test_get_can_be_recorded(tmp):
  record = tmp / "get.ndjson"
  tap.ok("get", "guests", "--source", f"recording:{STANDALONE}", "--record", record)
  shown = tap.ok("get", "guests", "--source", f"recording:{STANDALONE}").out
  tap.equal(tap.ok("get", "guests", "--source", f"recording:{record}").out, shown)


def test_compressed(tmp):
  plain, packed = tmp / "r.ndjson", tmp / "r.ndjson.zst"
  take(STANDALONE, tmp / "a.db", "--record", plain)
  take(STANDALONE, tmp / "b.db", "--record", packed)
  unpacked = subprocess.run(["zstd", "-dc", packed], stdout=subprocess.PIPE, check=True).stdout
  tap.equal(unpacked.decode(), plain.read_text())
  tap.true(packed.stat().st_size * 2 < plain.stat().st_size, "it is smaller")
  take(packed, tmp / "c.db")
  tap.equal(contents(tmp / "c.db"), contents(tmp / "a.db"))


PLANTED = {
  "cipassword": "Planted01", "env": "A=Planted02\0B=Planted03", "future-password": "Planted04",
  "future-secret-list": ["Planted05", {"x": "Planted06"}], "scsi1": "local:1,size=1G,auth-token=Planted07",
  "future": "a=b,password=Planted08,c=d", "hook": "https://me:Planted09@example.test/x",
  "mirrors": ["https://me:Planted17@a", "see https://me:Planted18@b/"],
}
STORAGE = {"password": "Planted10", "keyring": "Planted11", "portal-cred": 12121212}


def planted(tmp):
  """The recording of a stand-alone node with credentials in its answers."""
  lines = lines_of(STANDALONE)
  for line in lines[1:]:
    data = (line.get("body") or {}).get("data")
    if line["path"].endswith("/qemu/100/config?current=1"):
      data.update(PLANTED, description="password=notes are stored as they are", args="-k secret=de")
    if line["path"].endswith("/qemu/100/pending"):
      data.append({"key": "cipassword", "value": "Planted14", "pending": "Planted15"})
      data.append({"key": "future0", "value": "x=1,password=Planted24", "pending": "password=Planted25,x=1"})
    if line["path"].endswith("/lxc/120/config?current=1"):
      data["lxc"] = [["lxc.environment", "A=Planted16"], ["lxc.apparmor.profile", "generated"]]
    if line["path"] == "/storage":
      data[0].update(STORAGE)
    if line["path"] == "/cluster/ha/rules":
      line.update(status=500, reason="no way to https://me:Planted19@h", body={"data": None})
    if line["path"] == "/cluster/options":
      data["http_proxy"] = "http://me:Planted13@proxy.test:3128"
  path = tmp / "planted.ndjson"
  path.write_text("".join(json.dumps(line) + "\n" for line in lines))
  tap.true(any(line["path"].endswith("/qemu/100/config?current=1") for line in lines[1:]), "guest 100")
  return path


def test_holds_no_secret(tmp):
  record = check_repeated(tmp, planted(tmp), "--level", "diagnostic")
  for file in (record, tmp / "first.db", tmp / "second.db", tmp / "first.db-wal"):
    if file.exists():
      data = file.read_bytes()
      tap.true(b"Planted" not in data and b"12121212" not in data, f"a secret is in {file.name}")
  config = next(line for line in lines_of(record)[1:] if line["path"].endswith("/qemu/100/config?current=1"))
  data = config["body"]["data"]
  tap.equal({key: data[key] for key in PLANTED}, {
    "cipassword": "set", "env": "set", "future-password": "set", "future-secret-list": ["set", {"x": "set"}],
    "scsi1": "local:1,size=1G,auth-token=set", "future": "a=b,password=set,c=d",
    "hook": "https://example.test/x", "mirrors": ["https://a", "see https://b/"]})
  tap.equal(data["description"], "password=notes are stored as they are")
  tap.equal(data["args"], "-k secret=de")


def test_shapes(tmp):
  """Keys and types, nothing else: no name and no number of the cluster."""
  record = tmp / "shapes.ndjson"
  take(planted(tmp), tmp / "a.db", "--record", record, "--record-shapes")
  text = record.read_text()
  for word in ("Planted", "pve9", "127.0.0", "local-", "vmbr0", "BC:24", "notes are"):
    tap.true(word not in text, f"{word} is in it")
  lines = lines_of(record)
  paths = [line["path"] for line in lines[1:]]
  tap.true("/nodes/{node}/{type}/{vmid}/config?current=1" in paths, str(paths))
  tap.equal(len(lines), len({json.dumps(line) for line in lines}), "each shape once")
  config = [line["body"]["data"] for line in lines[1:] if line["path"].endswith("/config?current=1")]
  tap.true(any("cipassword" in data and data["cores"] == 0 for data in config), "keys are kept")


def test_refused(tmp):
  source = f"recording:{STANDALONE}"
  def refused(*options, message, status=2):
    result = tap.ok("snapshot", "--source", source, *options, status=status)
    tap.contains(result.err, message)
  refused("--record-shapes", message="--record-shapes needs --record FILE")
  refused("--record", "/dev/null", message="/dev/null: is there, and no regular file")
  refused("--record", tmp / "no/such/folder", message="No such file or directory")
  refused("--record", tmp, message="no regular file")
  # What is there stays: another file, the recording that is read, a store, also one that begins just now.
  store, notes, copy = tmp / "store.db", tmp / "notes.txt", tmp / "copy.ndjson"
  notes.write_text("precious\n")
  refused("--record", notes, message="notes.txt: is there, and no recording")
  tap.equal(notes.read_text(), "precious\n")
  copy.write_bytes(STANDALONE.read_bytes())
  tap.contains(tap.ok("snapshot", "--source", f"recording:{copy}", "--record", copy, status=2).err,
               "is the recording that is read")
  tap.equal(copy.read_bytes(), STANDALONE.read_bytes())
  for _ in range(2):
    refused("--record", store, "--store", store, message="store.db: is there, and no recording")
    tap.true(store.read_bytes().startswith(b"SQLite format 3"), "the store is one")
  tap.true(pathlib.Path("/dev/null").is_char_device(), "/dev/null is what it was")


def test_failed_walk_replaces_nothing(tmp):
  """A record that is there stays when the cluster can't be walked."""
  record = tmp / "r.ndjson"
  record.write_text('{"recording":1}\n')
  (tmp / "token").write_text("a@pve!b=c\n")
  (tmp / "token").chmod(0o600)
  tap.ok("snapshot", "--url", "https://127.0.0.1:1", "--token-file", tmp / "token", "--record", record,
         status=5)
  tap.equal(record.read_text(), '{"recording":1}\n')
  tap.equal([path.name for path in tmp.glob("r.*")], ["r.ndjson"])


if __name__ == "__main__":
  tap.main()
