"""console - console sessions in text files: the README and the goldens.

A session is a fenced block ```console in a Markdown file, or a whole file *.console:

  $ pveinv get guests --at latest
  … what it printed, stdout and stderr together …

A command that ends in a backslash, within quotes or in a here-document goes on in the next line, which begins
with "> ". A line that is only "…" stands for any number of lines. The sessions of one file share a folder, in
which demo/ is the sample cluster, and a store of their own, and run from top to bottom.

In Markdown "<!-- console: live -->" lets the following sessions run in another home, where the sample cluster
is alive as LIVE_URL; scp brings its CA, and "cat >….token" is typed a token ("helpdesk" one that may see
guests). There "<!-- simulator: next -->" is the next day. "<!-- console: demo -->" leads back.
"""

import contextlib
import os
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

import tap

FENCE = "```"
LIVE_URL = "https://oslo.north.example:8006"
LIVE_HOST = "oslo.north.example"
# What differs from run to run.
VARIES = (
  (re.compile(r"\b\d+(\.\d+)? (s|ms)\b"), "N s"),
  (re.compile(r"\b\ds\b"), "Ns"),
  (re.compile(r"(,\d+),\d+(?:\.\d+)?(,[^,]*,held,)"), r"\1,N\2"),
  (re.compile(r'("duration": ?)[0-9.]+'), r"\1N"),
  (re.compile(r'("program": ?)"[^"]*"'), r'\1"N"'),
)
# … and of the live cluster, which was made just now.
VARIES_LIVE = VARIES + (
  (re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"), "TIME"),
  (re.compile(r"\b(?:[0-9A-F]{2}:){31}[0-9A-F]{2}\b"), "SHA256"),
  (re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"), "UUID"),
  (re.compile(r"(names +).*"), r"\1NAMES"),
)
MARK = re.compile(r"<!-- (console|simulator): (\w+) -->")


class Command:
  def __init__(self, line, live=False, next_day=False):
    self.line = line  # where its output begins, counted from 0
    self.text, self.output = "", []
    self.live, self.next_day = live, next_day

  def varies(self):
    return VARIES_LIVE if self.live else VARIES


def goes_on(command):
  if command.output:
    return False
  lines = command.text.split("\n")
  document = re.search(r"<<'?(\w+)'?", lines[0])
  if document:
    return len(lines) == 1 or lines[-1] != document.group(1)
  try:
    shlex.split(command.text)
  except ValueError:
    return True
  return False


def commands_of(text, markdown):
  """The commands of a file, with the output that the file says they have."""
  found, inside, live, next_day = [], not markdown, False, False
  for number, line in enumerate(text.splitlines()):
    mark = MARK.fullmatch(line) if markdown else None
    if mark and mark.group(1) == "console":
      live = mark.group(2) == "live"
    elif mark:
      next_day = True
    elif markdown and line.startswith(FENCE):
      inside = line == FENCE + "console"
    elif inside and line.startswith("$ "):
      found.append(Command(number + 1, live, next_day))
      found[-1].text, next_day = line[2:], False
    elif inside and found and line.startswith("> ") and goes_on(found[-1]):
      found[-1].text = found[-1].text + "\n" + line[2:]
      found[-1].line = number + 1
    elif inside and found:
      found[-1].output.append(line)
    if not inside and found and found[-1].text:
      found.append(Command(number))  # what stands outside belongs to no command
  return [command for command in found if command.text]


class Session:
  """A folder in which commands are run."""

  def __init__(self, tmp, **env):
    self.tmp = tmp
    (tmp / "bin").mkdir(parents=True)
    (tmp / "bin/pveinv").symlink_to(tap.binary())
    for folder in ("demo", "doc"):
      (tmp / folder).symlink_to(tap.ROOT / folder)
    path = f"{tmp}/bin:{os.environ.get('PATH', '/usr/bin:/bin')}"
    self.environment = tap.environment(tmp=tmp, PATH=path, COLUMNS=100, **env)

  def typed(self, command):
    """What somebody types while it runs."""
    return b""

  def run(self, command):
    return subprocess.run(["/bin/sh", "-c", command.text], input=self.typed(command), cwd=self.tmp,
                          timeout=60, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=self.environment
                          ).stdout.decode("utf-8", "backslashreplace").replace(str(self.tmp), "/home/you")


class LiveSession(Session):
  """One in which the sample cluster is alive."""

  def __init__(self, tmp, simulator):
    super().__init__(tmp, XDG_CONFIG_HOME=None, XDG_STATE_HOME=None)
    self.simulator = simulator
    scp = tmp / "bin/scp"
    scp.write_text(f"#!/bin/sh\nexec cp {simulator.ca_file} \"$2\"\n")
    scp.chmod(0o755)

  def typed(self, command):
    found = re.search(r"cat >\S*?(\w+)\.token", command.text)
    tokens = self.simulator.tokens
    return f"{tokens.get(found.group(1), tokens['inv'])}\n".encode() if found else b""

  def run(self, command):
    if command.next_day:
      self.simulator.command({"do": "next"})
    there = Command(command.line)
    there.text = command.text.replace(LIVE_URL, self.simulator.url)
    return super().run(there).replace(self.simulator.url, LIVE_URL).replace("root@127.0.0.1:",
                                                                            f"root@{LIVE_HOST}:")


@contextlib.contextmanager
def live_session(tmp):
  sys.path.insert(0, str(tap.ROOT / "tests/sim"))
  from client import Simulator
  days = [option for day in ("before", "after")
          for option in ("--recording", tap.ROOT / f"demo/{day}.ndjson")]
  domain = LIVE_HOST.partition(".")[2]
  with Simulator(*days, "--domain", domain, "--token", "helpdesk=PVEAuditor@/vms") as simulator:
    yield LiveSession(tmp, simulator)


def run_all(commands, env=None):
  """Runs them in new folders; what each printed, as lines."""
  printed = []
  with tempfile.TemporaryDirectory(prefix="pveinv-console.") as folder, contextlib.ExitStack() as stack:
    tmp = pathlib.Path(folder).resolve()
    demo, live = Session(tmp / "demo-home", PVEINV_STORE="inventory.db", **(env or {})), None
    for command in commands:
      if command.live and not live:
        live = stack.enter_context(live_session(tmp / "live-home"))
      output = (live if command.live else demo).run(command)
      if "Sanitizer:" in output or ": runtime error: " in output:
        raise AssertionError(f"sanitizer report:\n$ {command.text}\n{output}")
      printed.append(output.splitlines())
  return printed


def normal(lines, varies=VARIES):
  """Without what differs from run to run, and without empty lines at the end."""
  lines = list(lines)
  while lines and not lines[-1].strip():
    lines.pop()
  for pattern, replacement in varies:
    lines = [pattern.sub(replacement, line).rstrip() for line in lines]
  return lines


def matches(got, expected, varies=VARIES):
  got, expected = normal(got, varies), normal(expected, varies)
  if "…" not in expected:
    return got == expected
  at = expected.index("…")
  if got[:at] != expected[:at]:
    return False
  rest = expected[at + 1:]
  return any(matches(got[start:], rest, varies) for start in range(at, len(got) + 1))


def check(path):
  """Fails where the file says something else than the program."""
  markdown = path.suffix == ".md"
  commands = commands_of(path.read_text(encoding="utf-8"), markdown)
  tap.true(commands, f"{path.name} has no console sessions")
  for command, got in zip(commands, run_all(commands)):
    varies = command.varies()
    if not matches(got, command.output, varies):
      tap.equal("\n".join(normal(got, varies)), "\n".join(normal(command.output, varies)),
                f"{path.name}:{command.line}: the output of\n$ {command.text}\n")


def update(path):
  """Writes the outputs anew where they differ; true if the file has changed."""
  text = path.read_text(encoding="utf-8")
  lines = text.splitlines()
  commands = commands_of(text, path.suffix == ".md")
  for command, got in reversed(list(zip(commands, run_all(commands)))):
    if not matches(got, command.output, command.varies()):
      # Empty lines before the next command are the author's.
      end = command.line + len(command.output)
      while end > command.line and not lines[end - 1].strip():
        end -= 1
      lines[command.line:end] = [line.rstrip() for line in got]
  new = "\n".join(lines) + "\n"
  if new != text:
    path.write_text(new, encoding="utf-8")
  return new != text
