"""The configuration: what is understood, and every mistake with its file and line."""

import os
import pathlib
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../sim"))
import tap
from client import Simulator

AUDITOR = tap.RECORDINGS / "pve-8.4-cluster.auditor.ndjson"
PRINT = ":".join(["AB"] * 32)


def write(tmp, text, name="config/pveinv/config"):
  path = tmp / name
  path.parent.mkdir(parents=True, exist_ok=True)
  path.write_bytes(text if isinstance(text, bytes) else text.encode())
  return path


def refused(tmp, text, line, message, hint=None, args=("snapshot",)):
  """A configuration that is refused: exit 2, with file and line, nothing on stdout."""
  path = write(tmp, text)
  result = tap.pveinv(*args)
  tap.equal((result.status, result.out), (2, ""), str(result))
  lines = result.err.splitlines()
  tap.equal(lines[0], f"pveinv: {path}:{line}: {message}")
  if hint is not None:
    tap.equal(lines[1:], [f"hint: {hint}"])


def sections(sim, *names, more=""):
  return "".join(f"[cluster {name}]\nurl = {sim.url}\nca-file = {sim.ca_file}\n"
                 f"token-file = {sim.ready['token_files']['inv']}\n{more}" for name in names)


def test_unknown_sections_and_keys(tmp):
  refused(tmp, "[lab]\n", 1, "unknown section [lab]", "sections are [cluster NAME]")
  refused(tmp, "\n[clusters lab]\n", 2, "unknown section [clusters lab]")
  refused(tmp, "[cluster]\n", 1, "unknown section [cluster]")
  refused(tmp, "[cluster lab]\nurl = https://pve1\n\ncafile = x\n", 4,
          "unknown key 'cafile' in a section [cluster NAME]", "did you mean ca-file?")
  refused(tmp, "[cluster lab]\ntoken = audit@pve!inv=1234\n", 2,
          "unknown key 'token' in a section [cluster NAME]",
          "a token is kept in a file of its own: token-file = FILE")
  refused(tmp, "url = https://pve1\n", 1, "unknown key 'url' before the sections",
          "it belongs below a section [cluster NAME]")
  refused(tmp, "[cluster lab]\nstore = x\n", 2, "unknown key 'store' in a section [cluster NAME]",
          "it belongs before the first section")
  refused(tmp, "Store = x\n", 1, "unknown key 'Store' before the sections")


def test_a_secret_in_the_wrong_place_is_not_shown(tmp):
  write(tmp, "[cluster lab]\nurl = https://audit:Planted1@pve1\n")
  result = tap.ok("snapshot", status=2)
  tap.true("Planted1" not in result.err, str(result))
  write(tmp, "[cluster lab]\nproxy = http://me:Planted2@proxy\n")
  result = tap.ok("snapshot", status=2)
  tap.true("Planted2" not in result.err, str(result))
  write(tmp, "[cluster lab]\ntoken = audit@pve!inv=Planted3\n")
  tap.true("Planted3" not in tap.ok("snapshot", status=2).err, "the token")


def test_doubled(tmp):
  refused(tmp, "store = a\nstore = b\n", 2, "store is given twice")
  refused(tmp, "[cluster lab]\ntimeout = 5\n# x\ntimeout = 5\n", 4, "timeout is given twice")
  refused(tmp, "[cluster lab]\nlevel=basic\nlevel=basic\n", 3, "level is given twice")
  refused(tmp, "[cluster lab]\nurl = https://a\n[cluster home]\n[cluster lab]\n", 4,
          "section [cluster lab] is there already, in line 1")


def test_values(tmp):
  lab = "[cluster lab]\n"
  refused(tmp, f"{lab}url =\n", 2, "url has no value")
  refused(tmp, f"{lab}url = ; none\n", 2, "url has no value")
  refused(tmp, "store =   \n", 1, "store has no value")
  refused(tmp, f"{lab}url = http://pve1:8006\n", 2, "http://pve1:8006: only https is spoken")
  refused(tmp, f"{lab}url = https://pve1:8006 # first\n", 2, "a comment behind a value begins with ';'")
  refused(tmp, f"{lab}fingerprint = AA:BB\n", 2, "'AA:BB' is no SHA-256 fingerprint",
          "it is 32 pairs of hexadecimal digits: AA:BB:…")
  for seconds in ("0", "-1", "5s", "1e3", "99999999999999999999"):
    refused(tmp, f"{lab}timeout = {seconds}\n", 2, f"'{seconds}' is no number of seconds from 1 to 86400")
  refused(tmp, f"{lab}level = full\n", 2,
          "level 'full' is not one of basic, standard, detailed or diagnostic")
  for gap in ("pve3", "node/", "read/", "nodes/pve3", "node/pve3/x", "guest/100"):
    refused(tmp, f"{lab}expect-gap = {gap}\n", 2, f"'{gap}' is no gap",
            "a gap is node/NAME, read/NAME or read/NAME/TARGET; 'pveinv snapshot show' names them")
  refused(tmp, f"{lab}expect-gap = read/node_statsu\n", 2, "there is no read 'node_statsu'",
          "did you mean read/node_status?")
  refused(tmp, f"{lab}expect-gap = read/guest_nic\n", 2, "there is no read 'guest_nic'",
          "that is a table; 'pveinv explain guest_nic' names its reads")
  refused(tmp, f"{lab}token-file = ~root/token\n", 2,
          "'~root/token': only ~/ is expanded, not the home directory of another user")
  refused(tmp, "token-file-mode = 644\n", 1, "token-file-mode '644' is neither private nor any")
  refused(tmp, f"# x\ndefault = home\n{lab}", 2, "default: there is no section [cluster home]")


def test_lines(tmp):
  lab = "[cluster lab]\n"
  refused(tmp, f"{lab}url\n", 2, "neither [cluster NAME] nor KEY = VALUE")
  refused(tmp, f"{lab}# fine\nurl = https://pve1\n  https://pve2\n", 4,
          "unknown key 'https' in a section [cluster NAME]")
  refused(tmp, f"{lab}ca-file = {'x' * 200}\n", 2, "the line is too long: 198 bytes are the most")
  refused(tmp, f"{lab}ca-file = {'x' * 5000}\n", 2, "the line is too long: 198 bytes are the most")
  refused(tmp, f"[cluster {'x' * 60}]\n", 1, "the name of the section is too long")
  refused(tmp, "[cluster lab\n", 1, "a section is a line of its own: [cluster NAME]")
  refused(tmp, "[cluster lab] url = https://pve1\n", 1, "a section is a line of its own: [cluster NAME]")
  refused(tmp, "[cluster a/b]\n", 1, "'a/b' is no name of a cluster: letters, digits, '.', '-' and '_'")
  refused(tmp, b"[cluster lab]\nurl = https://a\0b\n", 2, "a NUL byte: this is no text")


def test_longest_line_is_whole(tmp):
  """198 bytes are taken as they are: inih's limit cuts nothing."""
  value = "x" * (198 - len("ca-file = /"))
  write(tmp, f"[cluster lab]\nurl = https://127.0.0.1:1\nca-file = /{value}\ntoken-file = t\n")
  write(tmp, "a@pve!b=c\n", "config/pveinv/t").chmod(0o600)
  tap.contains(tap.ok("snapshot", status=2).err, f"/{value}: ")


def test_what_is_understood(tmp):
  """Blanks, comments, a byte order mark, CR LF, several values; paths from ~ and from the file's folder."""
  with Simulator("--recording", AUDITOR) as sim:
    (tmp / "ca.pem").write_bytes(pathlib.Path(sim.ca_file).read_bytes())
    write(tmp, f"{sim.tokens['inv']}\n", "config/pveinv/lab.token").chmod(0o600)
    text = f"""\ufeff; the clusters
    store = here.db   ; beside this file
  [ cluster   lab ]  ; the only one
\turl = https://127.0.0.1:1
url = {sim.url}\t; the second
\t  token-file=lab.token
ca-file: ~/ca.pem
expect-gap = node/pve3

  timeout = 20
level = basic
"""
    write(tmp, text.replace("\n", "\r\n"))
    result = tap.ok("snapshot")
    tap.contains(result.out, "of lab:")
    tap.contains(result.err, "passed over https://127.0.0.1:1: ")
    tap.true((tmp / "config/pveinv/here.db").exists(), "store = here.db")
    shown = tap.ok("snapshot", "show", "-o", "json").json()
    tap.equal(shown["snapshots"][0]["level"], "basic", "level = basic")


def test_default_store_of_reading(tmp):
  write(tmp, "store = here.db\n")
  tap.contains(tap.ok("snapshot", "list", status=6).err, "config/pveinv/here.db")
  tap.contains(tap.ok("snapshot", "list", "--store", "there.db", status=6).err, "there.db")
  tap.contains(tap.ok("snapshot", "list", status=6, env={"PVEINV_STORE": "env.db"}).err, "env.db")
  write(tmp, "nonsense\n")
  tap.contains(tap.ok("snapshot", "list", "--store", "there.db", status=6).err, "there.db")
  tap.contains(tap.ok("snapshot", "list", status=2).err, ":1: neither")


def test_which_file(tmp):
  write(tmp, "[cluster one]\n")
  other = write(tmp, "[cluster two]\n", "other")
  tap.contains(tap.ok("snapshot", status=2).err, "[cluster one] has no url")
  tap.contains(tap.ok("snapshot", "--config", other, status=2).err, "[cluster two] has no url")
  tap.contains(tap.ok("snapshot", "--config", "none", status=2).err, "None is configured")
  tap.contains(tap.ok("snapshot", "--config", tmp / "missing", status=2).err, "missing: No such file")
  tap.contains(tap.ok("snapshot", "--config", tmp, status=2).err, "Is a directory")
  env = {"XDG_CONFIG_HOME": None}
  write(tmp, "[cluster three]\n", ".config/pveinv/config")
  tap.contains(tap.ok("snapshot", status=2, env=env).err, "[cluster three] has no url")


def test_which_cluster(tmp):
  write(tmp, "[cluster lab]\n[cluster home]\n")
  result = tap.ok("snapshot", status=2)
  tap.contains(result.err, "which cluster? ", "has lab, home", "default = NAME")
  result = tap.ok("get", "guests", "--cluster", "hom", status=2)
  tap.contains(result.err, "has no section [cluster hom]", "did you mean home? There are lab, home")
  tap.contains(tap.ok("snapshot", "--cluster", "home", status=2).err, "[cluster home] has no url")
  write(tmp, "default = home\n[cluster lab]\n[cluster home]\n")
  tap.contains(tap.ok("snapshot", status=2).err, "[cluster home] has no url")
  write(tmp, "store = x\n")
  tap.contains(tap.ok("snapshot", status=2).err, "which cluster? ", "names none")


def test_live_or_stored(tmp):
  """get asks the configured cluster, unless --at or --store is given."""
  with Simulator("--recording", AUDITOR) as sim:
    result = tap.ok("get", "guests", "--source", f"recording:{AUDITOR}", "-o", "json")
    tap.equal(result.json()["clusters"][0]["snapshot"], None, "without a configuration, from a recording")
    write(tmp, sections(sim, "lab"))
    live = tap.ok("get", "guests", "-o", "json").json()
    tap.equal((live["clusters"][0]["cluster"], live["clusters"][0]["snapshot"]), ("lab", None))
    tap.ok("snapshot", status=(0, 3))
    for option in (("--at", "latest"), ("--store", tmp / "state/pveinv/pveinv.db")):
      stored = tap.ok("get", "guests", "-o", "json", *option).json()
      tap.equal((stored["clusters"][0]["cluster"], stored["clusters"][0]["snapshot"]), ("lab", 1))
    tap.contains(tap.ok("get", "guests", "--at", "latest", "--url", sim.url, status=2).err,
                 "--url and --at exclude each other")


def test_options_replace_keys(tmp):
  with Simulator("--recording", AUDITOR, "--endpoints", "2") as sim:
    text = sections(sim, "lab", more="timeout = 5\n")
    write(tmp, text.replace(sim.url, "https://127.0.0.1:1").replace(sim.ca_file, str(tmp / "nothing.pem")))
    tap.contains(tap.ok("get", "nodes", status=2).err, "nothing.pem")
    options = ("--cluster", "lab", "--url", sim.url, "--fingerprint", sim.fingerprints["pve1"])
    rows = tap.ok("get", "nodes", *options, "-o", "ndjson").rows()
    tap.equal({row["cluster"] for row in rows}, {"lab"})


def test_expected_gaps(tmp):
  with Simulator("--nodes", "3", "--guests", "12", "--never-up", "1") as sim:
    write(tmp, sections(sim, "lab"))
    tap.ok("snapshot", status=3)
    write(tmp, sections(sim, "lab", more="expect-gap = node/node03\n"))
    result = tap.ok("snapshot")
    tap.equal(result.err, "")
    tap.contains(result.out, "snapshot 2 of lab: ")
    tap.ok("snapshot", "--strict", status=3)


if __name__ == "__main__":
  tap.main()
