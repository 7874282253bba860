"""The manual: complete by the tables, clean to mandoc; its examples run."""

import datetime
import json
import os
import re
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../sim"))
import console
import tap
from client import Simulator

STANDALONE = tap.RECORDINGS / "pve-9.1-standalone.auditor.ndjson"
AUDITOR = tap.RECORDINGS / "pve-8.4-cluster.auditor.ndjson"


def pages(tmp):
  """All pages, by name and section."""
  tap.ok("manual", tap.ROOT, tmp / "man", "November 20, 2026")
  return {path.name: path for path in (tmp / "man").rglob("*.*")}


def rendered(path):
  text = tap.run("mandoc", "-T", "utf8", "-O", "width=100", path).out
  text = re.sub(".\b", "", text)
  return re.sub(r"\s+", " ", text.replace("\u2010", "-").replace("\u2212", "-"))


def need_mandoc():
  if not shutil.which("mandoc"):
    tap.skip("no mandoc here")


def verbs(*above):
  listed = re.search(r"\nVerbs:\n(.*?)\n\n", tap.ok("help", *above).out, re.DOTALL)
  return re.findall(r"^  (\w+)", listed.group(1), re.MULTILINE) if listed else []


def test_mandoc_finds_no_fault(tmp):
  need_mandoc()
  made = pages(tmp)
  result = tap.run("mandoc", "-T", "lint", *made.values())
  # mandoc looks for other pages where they are installed; here they are beside.
  missing = re.compile(r"referenced manual not found: Xr (\S+) (\d)")
  faults = []
  for line in result.out.splitlines() + result.err.splitlines():
    found = missing.search(line)
    if not found or f"{found.group(1)}.{found.group(2)}" not in made:
      faults.append(line)
  tap.equal("\n".join(faults), "")


def test_every_verb_and_option_is_explained(tmp):
  need_mandoc()
  made = pages(tmp)
  tap.equal(sorted(made), sorted(["pveinv.1", "pveinv-config.5", "pveinv-schema.7",
                                  *(f"pveinv-{verb}.1" for verb in verbs())]))
  common = rendered(made["pveinv.1"])
  for verb in verbs():
    tap.contains(common, f"pveinv-{verb}(1)")
    page = rendered(made[f"pveinv-{verb}.1"])
    for below in [()] + [(name,) for name in verbs(verb)]:
      for option in re.findall(r"^ +(?:-\w, |    )?(--[\w-]+)", tap.ok("help", verb, *below).out,
                               re.MULTILINE):
        tap.true(option in page or option in common or option == "--help", f"pveinv-{verb}(1) lacks {option}")


def test_every_column_is_explained(tmp):
  page = pages(tmp)["pveinv-schema.7"].read_text()
  parts = dict(re.findall(r"^\.Ss (\w+)\n(.*?)(?=^\.S[sh] )", page, re.MULTILINE | re.DOTALL))
  specs = {}
  for path in sorted((tap.ROOT / "schema").glob("*.json")):
    spec = json.loads(path.read_text())
    if "entity" in spec:
      specs[spec["entity"]] = spec
  tap.equal(sorted(parts), sorted(specs))
  for name, spec in specs.items():
    columns = re.findall(r"^\.It Cm (\w+)", parts[name], re.MULTILINE)
    tap.equal(columns, [column["name"] for column in spec["columns"]], name)


def test_every_key_is_explained(tmp):
  page = pages(tmp)["pveinv-config.5"].read_text()
  keys = re.findall(r"^\.It Cm (\S+)", page, re.MULTILINE)
  tap.true(len(keys) >= 11, f"{keys}")
  source = (tap.ROOT / "src/source/config_keys.c").read_text()
  tap.equal(sorted(re.findall(r'\{ "([\w-]+)", KEY_\w+,', source)), sorted(keys))


def test_queries_are_shown(tmp):
  page = pages(tmp)["pveinv-query.1"].read_text()
  for path in (tap.ROOT / "doc/queries").glob("*.sql"):
    tap.contains(page, path.read_text().splitlines()[0][3:].split()[0], path.name.replace("-", "\\-"))


def test_prose_is_true():
  """The sessions in man/ print what they say."""
  found = 0
  for path in sorted((tap.ROOT / "man").glob("*.md")):
    if "```console" in path.read_text():
      console.check(path)
      found += 1
  tap.true(found >= 2, "the prose has sessions")


def test_no_page_without_its_parts(tmp):
  (tmp / "doc").mkdir()
  (tmp / "man").mkdir()
  shutil.copy(tap.ROOT / "man/pveinv-query.md", tmp / "man")
  result = tap.ok("manual", tmp, tmp / "out", "November 20, 2026", status=2)
  tap.contains(result.err, "doc/queries")


# --- the examples of the verbs

def examples():
  found = []
  for verb in [()] + [(verb,) for verb in verbs()] + [("snapshot", below) for below in verbs("snapshot")]:
    text = tap.ok("help", *verb).out
    if "\nExamples:\n" in text:
      found += re.findall(r"^  (\S.*)$", text.split("\nExamples:\n")[1], re.MULTILINE)
  return list(dict.fromkeys(found))


def make_home(tmp, simulator):
  """What the examples take for granted: a cluster "lab", two weeks of its snapshots, files."""
  recording = AUDITOR.read_text().replace("lab-cluster", "lab")
  store = tmp / "store.db"
  for day in range(14):
    taken = datetime.date(2026, 10, 25) + datetime.timedelta(day)
    dated = re.sub(r'"taken": "[^"T]*', f'"taken": "{taken}', recording, count=1)
    (tmp / "lab.ndjson").write_text(dated)
    tap.ok("snapshot", "-q", "--source", "recording:lab.ndjson", "--store", store, status=(0, 3), cwd=tmp)
  for _ in range(12):
    tap.ok("snapshot", "-q", "--source", f"recording:{STANDALONE}", "--store", tmp / "archive.db",
           status=(0, 3))
  shutil.copy(simulator.ca_file, tmp / "lab-ca.pem")
  (tmp / "lab.token").write_text(simulator.tokens["inv"] + "\n")
  (tmp / "lab.token").chmod(0o600)
  (tmp / "config/pveinv").mkdir(parents=True)
  (tmp / "config/pveinv/config").write_text(
    f"store = {tmp}/now.db\n[cluster lab]\nurl = {simulator.url}\nca-file = {tmp}/lab-ca.pem\n"
    f"token-file = {tmp}/lab.token\n")
  (tmp / "bin").mkdir()
  (tmp / "bin/pveinv").symlink_to(tap.binary())


def test_examples_run(tmp):
  """Every example of every verb does something: no wrong usage, no bug."""
  recording = tmp / "sim.ndjson"
  recording.write_text(AUDITOR.read_text().replace("lab-cluster", "lab"))
  (tmp / "apidoc.js").write_text(
    'const apiSchema = [{"path": "/version", "info": {"GET": {"returns": {}}}}];')
  with Simulator("--recording", recording, "--apidoc", tmp / "apidoc.js") as simulator:
    make_home(tmp, simulator)
    env = tap.environment(tmp, PATH=f"{tmp}/bin:{os.environ['PATH']}")
    tried = examples()
    tap.true(len(tried) > 20, f"{len(tried)} examples")
    for example in tried:
      for copy in ("now.db", "copy.db", "old.db"):
        shutil.copy(tmp / "store.db", tmp / copy)
      if "snapshot tag" not in example or "--delete" in example:
        tap.ok("snapshot", "tag", "3", "baseline", "--store", tmp / "now.db")
      command = re.sub(r"https://pve1:8006(?: |$)", simulator.url + " ", example)
      command = command.replace("/usr/local/share/doc/pveinv", str(tap.ROOT / "doc"))
      result = subprocess.run(["/bin/sh", "-c", command], cwd=tmp, env=env, stdin=subprocess.DEVNULL,
                              capture_output=True, timeout=120)
      # the first try shows the certificate, asks for a token
      first_try = "--url" in example and "--token-file" not in example
      tap.true(result.returncode in ((2,) if first_try else (0, 1, 3)),
               f"status {result.returncode} of\n{example}\n{result.stderr.decode()}")
      (tmp / "empty.db").unlink(missing_ok=True)


if __name__ == "__main__":
  tap.main()
