"""What runs pveinv every night: the units and the cron line, as the README has them, run against the
simulator."""

import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../sim"))
import tap
from client import Simulator

UNITS = tap.ROOT / "contrib/systemd"
README = (tap.ROOT / "README.md").read_text(encoding="utf-8")
INSTALLED = "/usr/local/bin/pveinv"


def block(kind):
  """A fenced block of the README."""
  found = re.search(rf"^```{kind}\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
  tap.true(found, f"no block {kind} in the README")
  return found.group(1)


def settings(unit, key):
  return re.findall(rf"^{key}=(.*)$", (UNITS / unit).read_text(), re.MULTILINE)


def test_units_are_right(tmp):
  """By systemd's own judgement, with the README's drop-in."""
  if not shutil.which("systemd-analyze"):
    tap.skip("systemd-analyze is not there: apt install systemd")
  for unit in UNITS.iterdir():
    (tmp / unit.name).write_text(unit.read_text().replace(INSTALLED, str(tap.binary())))
  (tmp / "pveinv.service.d").mkdir()
  (tmp / "pveinv.service.d/tokens.conf").write_text(block("systemd"))
  for unit in ("pveinv.service", "pveinv.timer"):
    result = tap.run("systemd-analyze", "verify", "--man=no", tmp / unit)
    ours = [line for line in result.err.splitlines() if "pveinv" in line]
    tap.equal((result.status, ours), (0, []), str(result))
  (tmp / "pveinv.service").write_text((tmp / "pveinv.service").read_text().replace("Type=oneshot",
                                                                                   "Typo=oneshot"))
  tap.contains(tap.run("systemd-analyze", "verify", "--man=no", tmp / "pveinv.service").err, "Typo")


def test_service_walks(tmp):
  """Its command line, with the state and credentials that systemd gives it, and the README's
  configuration."""
  with Simulator("--recording", tap.ROOT / "demo/before.ndjson") as sim:
    config = tmp / "config/pveinv"
    config.mkdir(parents=True)
    (config / "north-ca.pem").write_bytes(pathlib.Path(sim.ca_file).read_bytes())
    (tmp / "credentials").mkdir()
    name = block("systemd").split("LoadCredential=")[1].split(":")[0]
    (tmp / "credentials" / name).write_text(sim.tokens["inv"])
    text = block("ini").replace("https://oslo.north.example:8006", sim.url)
    (config / "config").write_text(text.replace("/var/lib/pveinv", str(tmp / "state")))
    (tmp / "state").mkdir()
    command, = settings("pveinv.service", "ExecStart")
    words = shlex.split(command)
    tap.equal(words[0], INSTALLED)
    env = {"CREDENTIALS_DIRECTORY": tmp / "credentials", "STATE_DIRECTORY": tmp / "state", "HOME": None}
    result = tap.ok(*words[1:], env=env)
    tap.contains(result.out, "snapshot 1 of north: ", " learned")
    tap.contains(tap.ok("snapshot", "list").out, "north")
    (config / "config").write_text("\n".join(line for line in (config / "config").read_text().splitlines()
                                             if not line.startswith("store")))
    result = tap.ok(*words[1:], env=env)
    tap.true(re.fullmatch(r"snapshot 2 of north: \d+ unchanged\n", result.out), result.out)
    tap.equal(settings("pveinv.service", "StateDirectory"), ["pveinv"])


def test_timer_starts_the_service(tmp):
  tap.equal(settings("pveinv.timer", "WantedBy"), ["timers.target"])
  calendar, = settings("pveinv.timer", "OnCalendar")
  if shutil.which("systemd-analyze"):
    tap.equal(tap.run("systemd-analyze", "calendar", calendar).status, 0)


def test_cron(tmp):
  """The line of the README: nothing is printed when nothing changed, and what changed is."""
  line = block("crontab").strip()
  fields = line.split(None, 5)
  tap.true(all(re.fullmatch(r"[\d*/,-]+", field) for field in fields[:5]), line)
  tap.true("%" not in fields[5], "cron would cut it there")
  command = fields[5].replace(INSTALLED, str(tap.binary()))
  with Simulator("--recording", tap.ROOT / "demo/before.ndjson", "--recording",
                 tap.ROOT / "demo/after.ndjson") as sim:
    config = tmp / ".config/pveinv/config"
    config.parent.mkdir(parents=True)
    config.write_text(f"[cluster north]\nurl = {sim.url}\nca-file = {sim.ca_file}"
                      f"\ntoken-file = {sim.token_file()}\n")
    def night():
      # As cron does it: /bin/sh, hardly an environment, no terminal.
      result = subprocess.run(["/bin/sh", "-c", command], cwd=tmp, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60, check=False,
                              env={"HOME": str(tmp), "PATH": "/usr/bin:/bin", "LOGNAME": "you",
                                   "SHELL": "/bin/sh"})
      return result.stdout.decode()
    tap.equal(night(), "pveinv: north: no snapshot before the newest one to compare with\n",
              "the first night")
    tap.equal(night(), "", "nothing changed")
    sim.command({"do": "next"})
    tap.contains(night(), "guest 102 (web02)", "bergen → tromso")
    tap.equal(night(), "")


if __name__ == "__main__":
  tap.main()
