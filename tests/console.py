"""console - console sessions in text files: the README and the goldens.

A session is a fenced block ```console in a Markdown file, or a whole file *.console:

  $ pveinv get guests --at latest
  … what it printed, stdout and stderr together …

A command that ends in a backslash, or within quotes, goes on in the next line, which begins with "> ".
A line that is only "…" stands for any number of lines. The sessions of one file share a folder, in which demo/ is the sample
cluster, and a store of their own, and run from top to bottom.
"""

import os
import pathlib
import re
import shlex
import subprocess
import tempfile

import tap

FENCE = "```"
# What differs from run to run.
VARIES = (
  (re.compile(r"\b\d+(\.\d+)? (s|ms)\b"), "N s"),
  (re.compile(r'("duration": ?)[0-9.]+'), r"\1N"),
  (re.compile(r'("program": ?)"[^"]*"'), r'\1"N"'),
)


class Command:
  def __init__(self, line):
    self.line = line  # where its output begins, counted from 0
    self.text, self.output = "", []


def goes_on(command):
  try:
    shlex.split(command.text)
  except ValueError:
    return not command.output
  return False


def commands_of(text, markdown):
  """The commands of a file, with the output that the file says they have."""
  found, inside = [], not markdown
  for number, line in enumerate(text.splitlines()):
    if markdown and line.startswith(FENCE):
      inside = line == FENCE + "console"
    elif inside and line.startswith("$ "):
      found.append(Command(number + 1))
      found[-1].text = line[2:]
    elif inside and found and line.startswith("> ") and goes_on(found[-1]):
      found[-1].text = found[-1].text + "\n" + line[2:]
      found[-1].line = number + 1
    elif inside and found:
      found[-1].output.append(line)
    if not inside and found and found[-1].text:
      found.append(Command(number))  # what stands outside belongs to no command
  return [command for command in found if command.text]


def run_all(commands, env=None):
  """Runs them in a new folder; what each printed, as lines."""
  printed = []
  with tempfile.TemporaryDirectory(prefix="pveinv-console.") as folder:
    tmp = pathlib.Path(folder).resolve()
    (tmp / "bin").mkdir()
    (tmp / "bin/pveinv").symlink_to(tap.binary())
    (tmp / "demo").symlink_to(tap.ROOT / "demo")
    path = f"{tmp}/bin:{os.environ.get('PATH', '/usr/bin:/bin')}"
    environment = tap.environment(tmp=tmp, PATH=path, PVEINV_STORE="inventory.db", COLUMNS=100, **(env or {}))
    for command in commands:
      result = subprocess.run(["/bin/sh", "-c", command.text], stdin=subprocess.DEVNULL, cwd=tmp, timeout=60,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment)
      output = result.stdout.decode("utf-8", "backslashreplace").replace(str(tmp), "/home/you")
      if "Sanitizer:" in output or ": runtime error: " in output:
        raise AssertionError(f"sanitizer report:\n$ {command.text}\n{output}")
      printed.append(output.splitlines())
  return printed


def normal(lines):
  """Without what differs from run to run, and without empty lines at the end."""
  lines = list(lines)
  while lines and not lines[-1].strip():
    lines.pop()
  for pattern, replacement in VARIES:
    lines = [pattern.sub(replacement, line).rstrip() for line in lines]
  return lines


def matches(got, expected):
  got, expected = normal(got), normal(expected)
  if "…" not in expected:
    return got == expected
  at = expected.index("…")
  if got[:at] != expected[:at]:
    return False
  rest = expected[at + 1:]
  return any(matches(got[start:], rest) for start in range(at, len(got) + 1))


def check(path):
  """Fails where the file says something else than the program."""
  markdown = path.suffix == ".md"
  commands = commands_of(path.read_text(encoding="utf-8"), markdown)
  tap.true(commands, f"{path.name} has no console sessions")
  for command, got in zip(commands, run_all(commands)):
    if not matches(got, command.output):
      tap.equal("\n".join(normal(got)), "\n".join(normal(command.output)),
                f"{path.name}:{command.line}: the output of\n$ {command.text}\n")


def update(path):
  """Writes the outputs anew where they differ; true if the file has changed."""
  text = path.read_text(encoding="utf-8")
  lines = text.splitlines()
  commands = commands_of(text, path.suffix == ".md")
  for command, got in reversed(list(zip(commands, run_all(commands)))):
    if not matches(got, command.output):
      # Empty lines before the next command are the author's.
      end = command.line + len(command.output)
      while end > command.line and not lines[end - 1].strip():
        end -= 1
      lines[command.line:end] = [line.rstrip() for line in got]
  new = "\n".join(lines) + "\n"
  if new != text:
    path.write_text(new, encoding="utf-8")
  return new != text
