"""Values as nobody wants them: loose types, huge numbers, NUL, broken UTF-8, names that attack terminals."""

import csv
import io
import json
import os
import pty
import select
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
import tap

TIME_LIMIT = 300
BASE = tap.RECORDINGS / "pve-9.1-standalone.auditor.ndjson"
CONFIG = "/nodes/pve9/qemu/100/config?current=1"


def recording(tmp, edit=None, raw=None):
  """A copy of a genuine recording; edit(answer) changes parsed answers, raw(path, line) lines of bytes."""
  path = tmp / "hostile.ndjson"
  with open(BASE, "rb") as source, open(path, "wb") as copy:
    for line in source:
      answer = json.loads(line)
      if edit and "path" in answer:
        edit(answer)
        line = json.dumps(answer).encode() + b"\n"
      if raw and "path" in answer:
        line = raw(answer["path"], line)
      copy.write(line)
  return path


def stored(tmp, **how):
  store = tmp / "store.db"
  tap.ok("snapshot", "--source", f"recording:{recording(tmp, **how)}", "--store", store, status=(0, 3))
  return store


def guest(store, vmid=100):
  rows = tap.ok("get", "guest", vmid, "--store", store, "-o", "json").json()["rows"]
  tap.equal(len(rows), 1, "rows")
  return rows[0]


def config(change):
  """Edits the config of guest 100."""
  def edit(answer):
    if answer["path"] == CONFIG:
      change(answer["body"]["data"])
  return edit


def test_scalars_of_any_kind(tmp):
  """The same facts as string, number, boolean: the same row, and no difference."""
  def loose(answer):
    if answer["path"] == "/cluster/resources":
      for entry in answer["body"]["data"]:
        for key in ("vmid", "maxmem", "maxcpu", "template", "maxdisk", "shared"):
          if key in entry:
            entry[key] = str(entry[key])
    if answer["path"] == CONFIG:
      data = answer["body"]["data"]
      data.update(onboot=True, protection="1", cores="4", balloon="1024", memory="current=4096", numa="yes")
  store = stored(tmp)
  tap.ok("snapshot", "--source", f"recording:{recording(tmp, edit=loose)}", "--store", store, status=(0, 3))
  tap.equal(tap.ok("diff", "--store", store, "-o", "ndjson", "--state").rows(), [])


def test_null_is_not_set(tmp):
  row = guest(stored(tmp, edit=config(lambda data: data.update(cores=None, onboot=None, description=None))))
  tap.equal((row["cores"], row["onboot"], row["description"]), (None, False, None))


def test_numbers_beyond_doubles(tmp):
  def big(answer):
    if answer["path"] == "/cluster/resources":
      for entry in answer["body"]["data"]:
        if entry.get("vmid") == 100:
          entry["maxmem"] = 9007199254740993
          entry["maxdisk"] = 9223372036854775807
    if answer["path"] == CONFIG:
      answer["body"]["data"]["future-number"] = 18446744073709551615
      answer["body"]["data"]["cores"] = 18446744073709551615
  row = guest(stored(tmp, edit=big))
  tap.equal(row["maxmem"], 9007199254740993)
  tap.equal(row["maxdisk"], 9223372036854775807)
  tap.true("cores" in row.get("unknown", []) and "cores" not in row, "a number out of range is unknown")
  text = json.dumps(row)
  tap.true(text.count("18446744073709551615") == 2, "both are kept in extra, digit by digit")


def test_unreadable_values_are_unknown_and_kept(tmp):
  row = guest(stored(tmp, edit=config(lambda data: data.update(cores="many", cpulimit="1,5",
                                                               onboot="perhaps"))))
  for column, value in (("cores", "many"), ("cpulimit", "1,5"), ("onboot", "perhaps")):
    tap.true(column in row["unknown"], f"{column} is unknown")
    tap.contains(json.dumps(row["extra"]), value)


def test_nul_in_strings(tmp):
  row = guest(stored(tmp, edit=config(lambda data: data.update(description="a\u0000b"))))
  tap.true(row["description"].startswith("a") and row["description"].endswith("b"), row["description"])
  tap.equal(len(row["description"]), 3)


def test_broken_utf8(tmp):
  def raw(path, line):
    return line.replace(b'"description"', b'"description": "\xff\xfe \xc3(", "old"',
                        1) if path == CONFIG else line
  result = stored(tmp, raw=raw)
  row = guest(result)
  tap.contains(row["description"], "\ufffd")
  tap.ok("get", "guests", "--store", result, "-o", "csv").out_bytes.decode("utf-8")


def test_duplicate_keys(tmp):
  def raw(path, line):
    return line.replace(b'"cores"', b'"cores": 2, "cores"', 1) if path == CONFIG else line
  row = guest(stored(tmp, raw=raw))
  tap.equal(row["cores"], 2)
  tap.contains(json.dumps(row["extra"]), '"cores')


def test_deep_nesting(tmp):
  """An absurd answer makes the recording unusable: said so, nothing is stored."""
  def raw(path, line):
    if path != CONFIG:
      return line
    return line.replace(b'"cores"', b'"deep": ' + b"[" * 5000 + b"]" * 5000 + b', "cores"', 1)
  store = tmp / "store.db"
  source = recording(tmp, raw=raw)
  result = tap.ok("snapshot", "--source", f"recording:{source}", "--store", store, status=2)
  tap.contains(result.err, "hostile.ndjson", "deep")
  tap.true(not store.exists(), "no store is made")


def test_a_mebibyte_of_notes(tmp):
  notes = "ä<\n" * (1 << 18)
  row = guest(stored(tmp, edit=config(lambda data: data.update(description=notes))))
  tap.equal(row["description"], notes)


HOSTILE = "\x1b[31mred\x1b]0;title\x07 \u202egnp.exe \u2028line\nnext\r\tend\x00"


def name_guests(answer):
  if answer["path"] == "/cluster/resources":
    for entry in answer["body"]["data"]:
      if entry.get("vmid") == 100:
        entry["name"] = HOSTILE.replace("\x00", "")
        entry["tags"] = "=cmd|'/c calc'!A1;\x1b[2J"
  if answer["path"] == CONFIG:
    answer["body"]["data"]["name"] = HOSTILE.replace("\x00", "")


def on_terminal(*args):
  """What a terminal would get."""
  pid, master = pty.fork()
  if pid == 0:
    env = tap.environment()
    env["TERM"] = "xterm"
    os.execve(str(tap.binary()), [str(tap.binary()), *map(str, args)], env)
  output, end = b"", time.monotonic() + 30
  while time.monotonic() < end:
    ready, _, _ = select.select([master], [], [], 1)
    try:
      block = os.read(master, 65536) if ready else None
    except OSError:
      break
    if block == b"":
      break
    output += block or b""
  os.close(master)
  os.waitpid(pid, 0)
  return output.decode("utf-8", "replace")


def test_hostile_names_in_a_pipe(tmp):
  store = stored(tmp, edit=name_guests)
  name = HOSTILE.replace("\x00", "")
  tap.equal(guest(store)["name"], name, "json has the raw name")
  rows = list(csv.reader(io.StringIO(tap.ok("get", "guests", "--store", store, "-o",
                                            "csv").out_bytes.decode(),
                                     newline="")))
  column = rows[0].index("name")
  tap.true(name in [row[column] for row in rows[1:]], "csv has the raw name")
  tap.true(all(len(row) == len(rows[0]) for row in rows), "csv keeps its columns")
  table = tap.ok("get", "guests", "--store", store).out
  tap.equal(len(table.splitlines()), len(rows), "a line in the table for each row")


def test_hostile_names_on_a_terminal(tmp):
  store = stored(tmp, edit=name_guests)
  for options in ((), ("-o", "json"), ("-o", "csv"), ("-o", "ndjson"), ("-o", "wide")):
    out = on_terminal("get", "guests", "--store", store, "--no-pager", "--color", "never", *options)
    tap.true("red" in out, f"{options}: {out[:300]}")
    for bad in ("\x1b", "\u202e", "\u2028", "\x07"):
      tap.true(bad not in out, f"{bad!r} reaches the terminal with {options}")


def test_csv_safe(tmp):
  store = stored(tmp, edit=name_guests)
  out = tap.ok("get", "guests", "--store", store, "-o", "csv", "--csv-safe").out_bytes.decode()
  for row in csv.reader(io.StringIO(out, newline="")):
    for cell in row:
      tap.true(not cell or cell[0] not in "=+@" and not cell.startswith("-c"),
               f"a spreadsheet executes {cell!r}")


def test_hostile_messages_on_stderr(tmp):
  """The server's own texts are hostile, too."""
  def edit(answer):
    if answer["path"].startswith("/nodes/pve9/status"):
      answer.update(status=500, reason="x", body={"data": None, "message": "\x1b[31mboom\u202e\n"})
  out = on_terminal("snapshot", "--source", f"recording:{recording(tmp, edit=edit)}", "--store", tmp / "s.db")
  tap.true("\x1b[31m" not in out and "\u202e" not in out, out)


def test_secrets_never_arrive(tmp):
  """Credentials in every place where the API could put one."""
  def edit(answer):
    if answer["path"] == CONFIG:
      answer["body"]["data"].update({"cipassword": "HUNTER2", "x-api-token": "HUNTER2",
                                     "new": {"auth-header": ["HUNTER2"], "url": "https://u:HUNTER2@h/"},
                                     "nameserver": "ftp://u:HUNTER2@a ftp://u:HUNTER2@b",
                                     "mirrors": ["x", "see https://u:HUNTER2@h/"]})
    if answer["path"] == "/cluster/options":
      answer["body"]["data"]["http_proxy"] = "http://u:HUNTER2@proxy:3128"
    if answer["path"] == "/storage":
      for entry in answer["body"]["data"]:
        entry.update(password="HUNTER2", keyring="HUNTER2", server="https://u:HUNTER2@h",
                     monhost="http://a,http://u:HUNTER2@b")
    if answer["path"].startswith("/nodes/pve9/status"):
      answer.update(status=500, reason="x", body={"data": None, "message": "no way to https://u:HUNTER2@h/"})
    if answer["path"] == "/cluster/resources":
      answer["body"]["data"].append({"type": "future", "id": "x", "secret": "HUNTER2",
                                     "cookie": {"a": "HUNTER2"}})
  store = stored(tmp, edit=edit)
  tap.true("HUNTER2" not in tap.ok("snapshot", "show", "--store", store).out, "a message holds a secret")
  for file in sorted(tmp.glob("store.db*")):
    tap.true(b"HUNTER2" not in file.read_bytes(), f"{file.name} holds a secret")
  dump = tap.dump(store)
  tap.true("HUNTER2" not in dump, "the dump holds a secret")
  row = tap.ok("get", "cluster", "--store", store, "-o", "json").json()["rows"][0]
  tap.equal(row["http_proxy"], "set")


def test_no_notes(tmp):
  edit = config(lambda data: data.update(description="HUNTER2"))
  source = recording(tmp, edit=edit)
  tap.ok("snapshot", "--source", f"recording:{source}", "--store", tmp / "s.db", "--no-notes", status=(0, 3))
  tap.true("HUNTER2" not in tap.dump(tmp / "s.db"), "notes were stored")
  row = guest(tmp / "s.db")
  tap.true("description" not in row and "description" in row["unknown"], "unknown, not empty")


def test_malformed_recordings(tmp):
  cases = {"empty": b"", "text": b"hello\n", "array": b"[]\n",
           "no header": b'{"path":"/version","status":200}\n',
           "newer": b'{"recording": 2}\n', "cut line": b'{"recording": 1}\n{"path":"/version","sta',
           "no path": b'{"recording": 1}\n{"status":200}\n', "binary": bytes(range(256)),
           "zstd": b"\x28\xb5\x2f\xfd" + b"rubbish" * 10}
  for name, content in cases.items():
    path = tmp / "bad.ndjson"
    path.write_bytes(content)
    result = tap.pveinv("snapshot", "--source", f"recording:{path}", "--store", tmp / "s.db")
    tap.equal(result.status, 2, f"{name}: {result}")
    tap.equal(result.out, "", name)
    tap.true(len(result.err.splitlines()) <= 2 and "bad.ndjson" in result.err, f"{name}: {result.err}")
  tap.true(not (tmp / "s.db").exists(), "a bad source creates no store")


if __name__ == "__main__":
  tap.main()
