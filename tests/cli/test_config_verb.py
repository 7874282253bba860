"""config show, check, add: what is configured and who says so; whether it works; a cluster added on a
terminal."""

import os
import pty
import re
import select
import shutil
import stat
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../sim"))
import tap
from client import Simulator

AUDITOR = tap.RECORDINGS / "pve-8.4-cluster.auditor.ndjson"


def write_config(tmp, text):
  path = tmp / "config/pveinv/config"
  path.parent.mkdir(parents=True, exist_ok=True)
  path.write_text(text)
  return path


def settings(*args, env=None):
  rows = tap.ok("config", "show", "-o", "ndjson", *args, env=env).rows()
  return [(row["cluster"], row["key"], row["value"], row["source"]) for row in rows]


def test_show_says_who_says_so(tmp):
  path = write_config(tmp, "store = inventory.db\n\n[cluster lab]\nurl = https://pve1:8006\n"
                           "url = https://pve2\ntoken-file = lab.token\ntimeout = 5\n")
  shown = settings()
  for expected in ((None, "file", str(path), "default"),
                   (None, "store", str(path.parent / "inventory.db"), f"{path}:1"),
                   (None, "default", None, "default"),
                   (None, "token-file-mode", "private", "default"),
                   ("lab", "url", "https://pve1:8006", f"{path}:4"),
                   ("lab", "url", "https://pve2:8006", f"{path}:5"),
                   ("lab", "token-file", str(path.parent / "lab.token"), f"{path}:6"),
                   ("lab", "timeout", "5", f"{path}:7"),
                   ("lab", "guest-timeout", "30", "default"),
                   ("lab", "guest-total-timeout", "1800", "default"),
                   ("lab", "level", "standard", "default"),
                   ("lab", "ca-file", None, "default")):
    tap.true(expected in shown, f"{expected} is not in {shown}")
  tap.true((None, "store", "/else.db", "$PVEINV_STORE") in settings(env={"PVEINV_STORE": "/else.db"}),
           "environment")
  tap.true((None, "store", "/x.db", "--store") in settings("--store", "/x.db"), "option")
  tap.equal({row[0] for row in settings("--cluster", "lab")}, {"lab"})
  tap.contains(tap.ok("config", "show", "--cluster", "lba", status=2).err, "lab")
  tap.contains(tap.ok("config").out, "CLUSTER KEY", "https://pve2:8006")


def test_show_without_a_file(tmp):
  tap.true((None, "file", None, "default") in settings(), "there is none")
  tap.true((None, "store", f"{tmp}/state/pveinv/pveinv.db", "$XDG_STATE_HOME") in settings(), "the default")


def test_show_tells_no_secret(tmp):
  write_config(tmp, "[cluster lab]\nurl = https://pve1:8006\n")
  shown = tap.ok("config", "show", "-o", "json", env={"PVEINV_TOKEN": "a@pve!b=SECRETSECRET"})
  tap.contains(shown.out, "$PVEINV_TOKEN")
  tap.true("SECRETSECRET" not in shown.out + shown.err, "where it is, not what it is")


def configure(tmp, sim, token="inv", more=""):
  file = tmp / "lab.token"
  file.write_text(sim.tokens[token] + "\n")
  file.chmod(0o600)
  shutil.copy(sim.ca_file, tmp / "ca.pem")
  return write_config(tmp, f"[cluster lab]\nurl = {sim.url}\nca-file = {tmp}/ca.pem"
                           f"\ntoken-file = {file}\n{more}")


def test_check(tmp):
  tap.contains(tap.ok("config", "check", status=2).err, "config add")
  with Simulator("--recording", AUDITOR, "--token", "poor=pool:prod") as sim:
    configure(tmp, sim)
    tap.contains(tap.ok("config", "check").out, "lab\n", "PVE 8.4.21, cluster lab-cluster, quorate",
                 "the privileges suffice", "  ok\n")
    configure(tmp, sim, token="poor")
    result = tap.ok("config", "check", status=3)
    tap.contains(result.out, "missing: Sys.Audit on /nodes, for ", "missing: Sys.Audit on /, for ")
    tap.contains(result.err, "lacks privileges", "pveinv doctor --cluster lab")
    (tmp / "lab.token").write_text("a@pve!b=wrong\n")
    tap.contains(tap.ok("config", "check", status=4).err, "not accepted")
    tap.ok("config", "check", "--offline")
    (tmp / "lab.token").chmod(0o644)
    tap.contains(tap.ok("config", "check", "--offline", status=2).err, "chmod 600")
  (tmp / "lab.token").chmod(0o600)
  tap.contains(tap.ok("config", "check", status=5).err, sim.url)
  write_config(tmp, "[cluster lab]\nulr = x\n")
  tap.contains(tap.ok("config", "check", status=2).err, ":2:", "url")


def test_check_goes_on(tmp):
  """A cluster that fails does not hide the next; the worst exit code counts."""
  with Simulator("--recording", AUDITOR) as sim:
    path = configure(tmp, sim)
    path.write_text("[cluster down]\nurl = https://127.0.0.1:1\n"
                    f"token-file = {tmp}/lab.token\n" + path.read_text())
    result = tap.ok("config", "check", status=5)
    tap.contains(result.out, "down\n", "lab\n", "the privileges suffice")


# --- on a terminal

class Terminal:
  def __init__(self, tmp, *args):
    self.pid, self.fd = pty.fork()
    if self.pid == 0:
      os.chdir(tmp)
      os.execve(tap.binary(), ["pveinv", *map(str, args)], tap.environment(tmp))
    self.seen = self.all = ""

  def answer(self, pattern, line, seconds=30):
    """Waits for the question, then types the answer."""
    end = time.monotonic() + seconds
    while not (found := re.search(pattern, self.seen)):
      left = end - time.monotonic()
      if left <= 0 or not select.select([self.fd], [], [], left)[0]:
        raise AssertionError(f"{pattern!r} does not come:\n{self.seen}")
      try:
        got = os.read(self.fd, 4096).decode("utf-8", "replace")
      except OSError:
        raise AssertionError(f"it ended without {pattern!r}:\n{self.all}") from None
      self.seen += got
      self.all += got
    self.seen = self.seen[found.end():]
    if line is not None:
      os.write(self.fd, line.encode() if line in ("\x03", "\x04") else f"{line}\n".encode())

  def wait(self):
    while select.select([self.fd], [], [], 60)[0]:
      try:
        got = os.read(self.fd, 4096).decode("utf-8", "replace")
      except OSError:
        got = ""
      if not got:
        break
      self.all += got
    os.close(self.fd)
    return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


def add(tmp, sim, trust, before_token=()):
  terminal = Terminal(tmp, "config", "add")
  terminal.answer("Name of the cluster: ", "lab")
  terminal.answer("URL of a node .*: ", "https://127.0.0.1:1")
  terminal.answer("URL of a node .*: ", sim.url.removeprefix("https://"))
  terminal.answer(r"shows this certificate, not verified yet(.|\n)*CA file, or yes: ", "/nowhere.pem")
  terminal.answer("/nowhere.pem: No such file(.|\n)*CA file, or yes: ", trust)
  for wrong in before_token:
    terminal.answer("API token .*: ", wrong)
  terminal.answer("API token .*: ", sim.tokens["inv"])
  status = terminal.wait()
  tap.true(sim.tokens["inv"].split("=")[1] not in terminal.all, "the token is not shown")
  tap.equal(status, 0, terminal.all)
  return terminal.all


def test_add(tmp):
  with Simulator("--recording", AUDITOR) as sim:
    shown = add(tmp, sim, str(sim.ca_file), before_token=("nonsense", "a@pve!b=wrong"))
    tap.contains(shown, "holds no API token", "not accepted", "PVE 8.4.21, cluster lab-cluster, quorate",
                 "the privileges suffice", "pveinv snapshot --cluster lab")
    path, token = tmp / "config/pveinv/config", tmp / "config/pveinv/lab.token"
    tap.equal(stat.S_IMODE(token.stat().st_mode), 0o600)
    tap.equal(token.read_text(), sim.tokens["inv"] + "\n")
    tap.equal(path.read_text(), f"[cluster lab]\nurl         = {sim.url}\nca-file     = {sim.ca_file}\n"
                                "token-file  = lab.token\n")
    tap.ok("config", "check")
    tap.ok("get", "nodes")


def test_add_by_fingerprint(tmp):
  with Simulator("--recording", AUDITOR) as sim:
    path = write_config(tmp, "store = here.db")
    add(tmp, sim, "yes")
    tap.true(path.read_text().startswith("store = here.db\n[cluster"), "what was there stays")
    tap.contains(path.read_text(), "fingerprint = ")
    tap.ok("config", "check")


def test_add_writes_nothing_before_the_end(tmp):
  """^C, or the end of the input, at any of the questions."""
  with Simulator("--recording", AUDITOR) as sim:
    questions = (("Name of the cluster: ", "lab"), ("URL of a node .*: ", sim.url),
                 ("CA file, or yes: ", "yes"), ("API token .*: ", "\x03"))
    for count in range(len(questions)):
      for end in ("\x03", "\x04"):
        terminal = Terminal(tmp, "config", "add")
        for question, line in questions[:count]:
          terminal.answer(question, line)
        terminal.answer(questions[count][0], end)
        tap.equal(terminal.wait(), 130, terminal.all)
        tap.contains(terminal.all, "nothing was written")
  tap.true(not (tmp / "config").exists(), "^C")


def test_a_name_is_asked_again(tmp):
  write_config(tmp, "[cluster lab]\nurl = https://pve1:8006\n")
  terminal = Terminal(tmp, "config", "add")
  for name in ("lab", "a b", ""):
    terminal.answer("Name of the cluster: ", name)
  terminal.answer("Name of the cluster: ", "other")
  terminal.answer("URL of a node .*: ", "\x03")
  tap.equal(terminal.wait(), 130)
  tap.contains(terminal.all, "has a cluster lab already", "no name of a cluster")


def test_what_cannot_be_written_is_said_first(tmp):
  """Not after all questions, with the token typed."""
  def refused(*args):
    terminal = Terminal(tmp, "config", "add", "lab", *args)
    tap.equal((terminal.wait(), "URL of a node" in terminal.all), (2, False), terminal.all)
    return terminal.all
  tap.contains(refused("--config", "none"), "--config none is no file")
  path = write_config(tmp, "")
  (path.parent / "lab.token").write_text("other")
  tap.contains(refused(), "lab.token is there already", "another name")
  (tmp / "file").write_text("")
  tap.contains(refused("--config", tmp / "file" / "config"), "Not a directory")
  if os.geteuid() != 0:  # who may write everywhere
    path.chmod(0o400)
    (path.parent / "lab.token").unlink()
    tap.contains(refused(), f"{path}: Permission denied", "another place")


def test_add_makes_the_file_that_is_named(tmp):
  with Simulator("--recording", AUDITOR) as sim:
    terminal = Terminal(tmp, "config", "add", "lab", "--config", "new.conf")
    for question, line in (("URL of a node .*: ", sim.url), ("CA file, or yes: ", "yes"),
                           ("API token .*: ", sim.tokens["inv"])):
      terminal.answer(question, line)
    tap.equal(terminal.wait(), 0, terminal.all)
    tap.contains((tmp / "new.conf").read_text(), "[cluster lab]", "token-file  = lab.token")
    tap.contains(tap.run(tap.binary(), "config", "check", "--config", "new.conf", cwd=tmp).out, "suffice")


def test_add_refuses(tmp):
  tap.contains(tap.ok("config", "add", status=2).err, "needs a terminal", "pveinv-config(5)")
  write_config(tmp, "[cluster lab]\nurl = https://pve1:8006\n")
  for name, reason in (("lab", "has a cluster lab already"), ("a b", "no name of a cluster")):
    terminal = Terminal(tmp, "config", "add", name)
    tap.equal(terminal.wait(), 2)
    tap.contains(terminal.all, reason)


if __name__ == "__main__":
  tap.main()
