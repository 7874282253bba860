"""completion: what `pveinv complete` offers, and that bash, zsh and fish take it; no network, and quick."""

import os
import pty
import re
import select
import shutil
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
import tap

AUDITOR = tap.RECORDINGS / "pve-8.4-cluster.auditor.ndjson"


def take(tmp):
  """A store where the program looks for it."""
  tap.ok("snapshot", "-q", "--source", f"recording:{AUDITOR}", status=(0, 3))


def offered(*words, env=None):
  """Candidates, and the directives."""
  result = tap.ok("complete", "--", *words, env=env)
  tap.equal(result.err, "", "silent")
  lines = [line.partition("\t") for line in result.out.splitlines()]
  return [word for word, _, _ in lines if word[0] != ":"], [word for word, _, _ in lines if word[0] == ":"]


def words(*args, **options):
  return offered(*args, **options)[0]


def verbs():
  text = tap.ok("help").out.split("\nVerbs:\n")[1].split("\n\n")[0]
  return re.findall(r"^  (\w+)", text, re.MULTILINE)


def test_verbs_and_options(tmp):
  tap.equal(words(""), verbs(), "all but the hidden ones")
  tap.equal(words("des"), ["describe"])
  tap.equal(words("snapshot", "sh"), ["show"])
  tap.equal(words("help", "snapshot", "sh"), ["show"])
  tap.equal(words("--errors", ""), ["text", "json"])
  for verb in verbs():
    text = tap.ok("help", verb).out
    listed = set(re.findall(r"^ +(?:-\w, |    )?(--[\w-]+)", text, re.MULTILINE))
    tap.equal(set(words(verb, "--")), listed, f"options of {verb}: those of its help")
  tap.equal(words("get", "guest", "--out"), ["--output"])
  tap.equal(words("get", "guest", "--output=ya"), ["--output=yaml"])
  tap.equal(words("get", "guest", "-o", "ya"), ["yaml"])
  tap.equal(words("get", "--", "--out"), [], "behind -- there are no options")
  tap.equal(words("nonsense", ""), [])


def test_every_word_in_capitals_has_a_meaning(tmp):
  """What a verb takes is one of those that complete_words.c knows, or a choice."""
  source = (tap.ROOT / "cmd/complete_words.c").read_text()
  known = set(re.findall(r'^\t\{ "([A-Z]+)", offer_', source, re.MULTILINE))
  for path in sorted((tap.ROOT / "cmd").glob("*.c")):
    text = re.sub(r'"\s*\n?\s*"', "", path.read_text())
    if path.name.startswith("complete"):
      continue
    for option in re.finditer(r"OPTION_(TEXT|NUMBER|LIST), (?:0|'.'), \"([a-z-]+)\",\s*\"([A-Z]+)", text):
      tap.true(option.group(3) in known, f"{path.name}: --{option.group(2)} {option.group(3)}")
    for arguments in re.finditer(r'\.arguments = "([^"]*)"', text):
      for word in re.findall(r"(?<![a-z-])[A-Z]{2,}", arguments.group(1)):
        tap.true(word in known, f"{path.name}: {word} of '{arguments.group(1)}'")


def test_the_schema(tmp):
  tap.contains(words("get", "guest_d"), "guest_disk", "guest_device")
  tap.equal(words("get", "guest_disks"), ["guest_disks"], "the plural, once it is typed")
  tap.contains(words("get", "guest", "-c", "vmid,mem"), "vmid,memory", "vmid,mem")
  tap.contains(words("get", "guest", "-c", "+mem"), "+memory")
  tap.equal(words("get", "guest", "--sort", "startup_o"), ["startup_order"])
  tap.equal(offered("get", "guest", "-l", "status=running,onb"), (["status=running,onboot"], [":nospace"]))
  tap.contains(words("explain", "guest.mem"), "guest.memory")
  tap.equal(words("snapshot", "--expect-gap", "read/node_dn"), ["read/node_dns"])


def test_what_the_store_knows(tmp):
  take(tmp)
  tap.equal(words("describe", "guest", "12"), ["120", "121", "122"])
  tap.equal(words("get", "guest", "100", "12"), ["120", "121", "122"])
  tap.contains(words("get", "guest_disk", "100/sc"), "100/scsi0")
  tap.equal(words("get", "guest", "-l", "status="), ["status=running", "status=stopped"])
  tap.contains(words("get", "guest", "-l", "tags=pr"), "tags=prod")
  tap.contains(words("get", "--at", "l"), "latest", "latest~1")
  for verb in ("get", "describe", "coverage"):
    tap.equal(words(verb, "--at", "li"), ["live"], verb)
  tap.equal(words("diff", "li"), ["live"])
  for stored in (("blame", "--at"), ("query", "--at"), ("log", "--since"), ("snapshot", "show")):
    tap.equal(words(*stored, "li"), [], f"{stored}: no cluster is asked")
  tap.equal(words("snapshot", "show", "1"), ["1"])
  tap.equal(words("--cluster", "lab"), ["lab-cluster"])
  tap.equal(words("describe", "guest", "12", env={"PVEINV_STORE": "/nowhere"}), [])
  tap.equal(words("--store", tmp / "state/pveinv/pveinv.db", "describe", "guest", "12",
                  env={"PVEINV_STORE": "/nowhere"}), ["120", "121", "122"])


def test_the_configuration(tmp):
  config = tmp / "config/pveinv/config"
  config.parent.mkdir(parents=True)
  config.write_text("[cluster here]\nurl = https://pve1:8006\n[cluster there]\nurl = https://pve2:8006\n")
  tap.equal(words("get", "--cluster", ""), ["here", "there"])
  config.write_text("nonsense\n")
  tap.equal(words("get", "--cluster", ""), [])


def test_files(tmp):
  tap.equal(tap.ok("complete", "--", "--store", "/tm").out, ":files\t\n")
  tap.equal(tap.ok("complete", "--", "--store=/tm").out, ":files\t--store=\n")
  tap.equal(tap.ok("complete", "--", "get", "-s", "recording:x").out, ":files\trecording:\n")
  tap.equal(offered("get", "-s", "rec"), (["recording:"], [":nospace"]))


def test_it_is_quick(tmp):
  """In less than 10 ms on an idle machine; the best of some tries, in a plain build."""
  take(tmp)
  env = tap.environment()
  def once():
    began = time.perf_counter()
    subprocess.run([tap.plain_binary(), "complete", "--", "describe", "guest", "1"], env=env, check=True,
                   stdout=subprocess.DEVNULL)
    return time.perf_counter() - began
  best = min(once() for _ in range(20))
  tap.true(best < 0.05, f"{best * 1000:.1f} ms")


# --- real shells

def command_path(tmp):
  folder = tmp / "bin"
  folder.mkdir()
  (folder / "pveinv").symlink_to(tap.binary())
  return f"{folder}:{os.environ['PATH']}"


def need(shell):
  if not shutil.which(shell):
    tap.skip(f"no {shell} here")


class Terminal:
  """A shell on a terminal."""

  def __init__(self, tmp, *command, **env):
    self.pid, self.fd = pty.fork()
    if self.pid == 0:
      os.chdir(tmp)
      os.execvpe(command[0], command, {**tap.environment(tmp), "TERM": "vt100", "COLUMNS": "200", **env})
    self.seen = ""

  def wait_for(self, pattern, seconds=20):
    end = time.monotonic() + seconds
    while not (found := re.search(pattern, self.seen)):
      left = end - time.monotonic()
      if left <= 0 or not select.select([self.fd], [], [], left)[0]:
        raise AssertionError(f"{pattern!r} does not come:\n{self.seen!r}")
      self.seen += os.read(self.fd, 4096).decode("utf-8", "replace")
    self.seen = self.seen[found.end():]
    return found

  def type(self, text):
    os.write(self.fd, text.encode())

  def completed(self, line):
    """What Tab makes of the line: it is not run, but printed."""
    self.type(line + "\t\x01printf '<%s>' \x05 END\r")
    found = self.wait_for(r"((?:<[^>\r\n]*>)+)<END>")
    return re.findall(r"<([^>]*)>", found.group(1))

  def close(self):
    os.close(self.fd)
    os.waitpid(self.pid, 0)


CASES = (
  ("pveinv descr", ["pveinv", "describe"]),
  ("pveinv get guest --output=yam", ["pveinv", "get", "guest", "--output=yaml"]),
  ("pveinv get guest_disk 100/efi", ["pveinv", "get", "guest_disk", "100/efidisk0"]),
  ("pveinv get guest -c vmid,startup_o", ["pveinv", "get", "guest", "-c", "vmid,startup_order"]),
  ("pveinv get -s recording:lab.nd", ["pveinv", "get", "-s", "recording:lab.ndjson"]),
  ("pveinv --store inv", ["pveinv", "--store", "inventory.db"]),
  # more has to follow: no blank
  ("pveinv get guest -l startup_o", ["pveinv", "get", "guest", "-l", "startup_order"]),
  ("pveinv get -s rec", ["pveinv", "get", "-s", "recording:"]),
  # in quotes, and what needs some
  ("pveinv get 'guest_dev", ["pveinv", "get", "guest_device"]),
  ('pveinv get guest -c "vmid,startup_o', ["pveinv", "get", "guest", "-c", "vmid,startup_order"]),
  ("pveinv get 'guest' -c startup_o", ["pveinv", "get", "guest", "-c", "startup_order"]),
  ("pveinv get -s 'recording:lab.nd", ["pveinv", "get", "-s", "recording:lab.ndjson"]),
  ("pveinv --store my", ["pveinv", "--store", "my store.db"]),
  ("pveinv get realm -l comment=Linux",
   ["pveinv", "get", "realm", "-l", "comment=Linux PAM standard authentication"]),
)


def try_cases(terminal):
  for line, expected in CASES:
    tap.equal(terminal.completed(line), expected, line)


def prepare(tmp):
  take(tmp)
  for name in ("lab.ndjson", "inventory.db", "my store.db"):
    (tmp / name).write_text("")
  return command_path(tmp)


def test_bash(tmp):
  need("bash")
  path = prepare(tmp)
  terminal = Terminal(tmp, "bash", "--norc", "--noprofile", "-i", PATH=path, PS1="ready$ ")
  terminal.wait_for(r"ready\$ ")
  terminal.type(f"source {tap.ROOT}/completions/pveinv.bash; bind 'set bell-style none'; echo so''urced\r")
  terminal.wait_for("sourced")
  try_cases(terminal)
  terminal.type("pveinv describe guest 12\t\t")
  terminal.wait_for(r"120\s+121\s+122")
  terminal.close()


def test_zsh(tmp):
  need("zsh")
  path = prepare(tmp)
  terminal = Terminal(tmp, "zsh", "-f", "-i", PATH=path, PS1="ready%% ")
  terminal.wait_for(r"ready% ")
  terminal.type(f"fpath=({tap.ROOT}/completions $fpath); autoload -U compinit; compinit -u -D; bindkey -e; "
                "unsetopt beep prompt_cr prompt_sp zle_bracketed_paste; echo so''urced\r")
  terminal.wait_for("sourced")
  try_cases(terminal)
  terminal.type("pveinv describe guest 12\t\t")
  terminal.wait_for(r"120\s+-- dns01")
  terminal.close()


def test_fish(tmp):
  """fish can be asked without a terminal."""
  need("fish")
  path = prepare(tmp)
  def complete(line):
    script = f"source {tap.ROOT}/completions/pveinv.fish; complete -C $argv[1]"
    result = tap.run("fish", "--no-config", "-c", script, line, env={"PATH": path})
    return [line.partition("\t")[0] for line in result.out.splitlines()]
  for line, expected in CASES:
    tap.equal(complete(line), [expected[-1]], line)
  tap.equal(complete("pveinv describe guest 12"), ["120", "121", "122"])


if __name__ == "__main__":
  tap.main()
