"""A live cluster, from the command line: the first run, trust, tokens, endpoints, exit codes, many
clusters."""

import concurrent.futures
import contextlib
import json
import os
import pathlib
import pty
import re
import shutil
import signal
import socket
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../sim"))
import tap
from client import Simulator

TIME_LIMIT = 400
CLUSTER = tap.RECORDINGS / "pve-8.4-cluster.auditor.ndjson"
CHANGED = tap.RECORDINGS / "pve-8.4-cluster.auditor.changed.ndjson"
STANDALONE = tap.RECORDINGS / "pve-9.1-standalone.auditor.ndjson"
# Made up: whatever is asked is answered, so that a snapshot is complete.
SMALL = ("--nodes", "2", "--guests", "12")
HALF_UP = ("--nodes", "3", "--guests", "12", "--never-up", "1")


def to(sim, token="inv", url=None):
  """The options that reach it."""
  return ("--url", url or sim.url, "--ca-file", sim.ca_file, "--token-file", sim.token_file(token))


def section(name, sim, *more, url=None, token="inv"):
  return "\n".join((f"[cluster {name}]", f"url = {url or sim.url}", f"ca-file = {sim.ca_file}",
                    f"token-file = {sim.token_file(token)}", *more)) + "\n"


def configure(tmp, *sections):
  path = tmp / "config/pveinv/config"
  path.parent.mkdir(parents=True, exist_ok=True)
  path.write_text("\n".join(sections))


def write_token(tmp, text, mode=0o600, name="token"):
  path = tmp / name
  path.write_text(text + "\n")
  path.chmod(mode)
  return path


# --- the first minute

def test_first_run(tmp):
  """Nothing but a URL: certificate, trust, user, role, token, configuration; nothing is sent."""
  with Simulator("--recording", STANDALONE) as sim:
    for verb in (["get", "guests"], ["snapshot"]):
      result = tap.ok(*verb, "--url", sim.url, status=2)
      tap.equal(result.out, "")
      tap.contains(result.err, "CN=pve9.lab.test", sim.fingerprints["pve9"], "/etc/pve/pve-root-ca.pem",
                   "pveum user add pveinv@pve", "pveum acl modify / --users pveinv@pve --roles PVEAuditor",
                   "pveum user token add pveinv@pve inventory --privsep 1",
                   "pveum acl modify / --tokens 'pveinv@pve!inventory' --roles PVEAuditor", "umask 077",
                   f"url         = {sim.url}", "pveinv: no API token was given\n")
      tap.true(result.err.index("pve-root-ca.pem") < result.err.index("fingerprint ="), "the CA comes first")
      readme = (tap.ROOT / "README.md").read_text(encoding="utf-8")
      commands = [line for line in readme.splitlines() if line.startswith("pveum ")]
      tap.equal(len(commands), 4, "the README has the same commands")
      tap.contains(result.err, *(f"     {line}\n" for line in commands))
    tap.equal(sim.requests(), [], "nothing is asked")
    named = tap.ok("get", "guests", "--url", sim.url, "--cluster", "home", status=2)
    tap.contains(named.err, "[cluster home]", "~/.config/pveinv/home.token")
    for bad in ("my lab", "lab; date", "$(date)", ""):  # it would stand in lines that are pasted into a shell
      named = tap.ok("get", "guests", "--url", sim.url, "--cluster", bad, status=2)
      tap.contains(named.err, f"pveinv: --cluster: '{bad}' is no name of a cluster: letters, digits")
      tap.true("scp" not in named.err, named.err)
    for bad in ("my lab", "lab; date", "$(date)", ""):  # it would stand in lines that are pasted into a shell
      named = tap.ok("get", "guests", "--url", sim.url, "--cluster", bad, status=2)
      tap.contains(named.err, f"pveinv: --cluster: '{bad}' is no name of a cluster: letters, digits")
      tap.true("scp" not in named.err, named.err)
    notes = [json.loads(line) for line in
             tap.ok("--errors=json", "get", "guests", "--url", sim.url, status=2).err.splitlines()]
    tap.equal([sorted(note)[0] for note in notes], ["note", "error"])
    tap.equal(notes[1]["exit"], 2)


def test_first_run_of_a_section(tmp):
  """A section without a token leads on, too, by its own name."""
  with Simulator("--recording", STANDALONE) as sim:
    configure(tmp, f"[cluster shed]\nurl = {sim.url}\n")
    tap.contains(tap.ok("get", "guests", status=2).err, "[cluster shed]", "no API token was given")


def test_first_run_of_nothing(tmp):
  tap.contains(tap.ok("get", "guests", "--url", "https://127.0.0.1:1", status=5).err, "127.0.0.1")
  result = tap.ok("get", "guests", status=6)
  tap.contains(result.err, "there is no store yet", "--url https://HOST:8006")


# --- trust

def test_trust(tmp):
  with Simulator("--recording", STANDALONE) as sim:
    token = ("--token-file", sim.token_file())
    shown = tap.ok("get", "guests", *to(sim)).out
    print_of = sim.fingerprints["pve9"]
    for given in (print_of, print_of.lower(), print_of.replace(":", "")):
      tap.equal(tap.ok("get", "guests", "--url", sim.url, *token, "--fingerprint", given).out, shown)
    several = ("--fingerprint", ":".join(["00"] * 32), "--fingerprint", print_of)
    tap.equal(tap.ok("get", "guests", "--url", sim.url, *token, *several).out, shown)
    before = len(sim.requests())
    result = tap.ok("get", "guests", "--url", sim.url, *token, status=5)
    tap.equal(result.out, "")
    tap.contains(result.err, print_of, "/etc/pve/pve-root-ca.pem", "pvenode cert info")
    result = tap.ok("get", "guests", "--url", sim.url, *token, "--fingerprint", ":".join(["00"] * 32),
                    status=5)
    tap.contains(result.err, print_of)
    tap.equal(len(sim.requests()), before, "no credential goes to a server that is not trusted")


def test_insecure_is_loud(tmp):
  with Simulator("--recording", STANDALONE) as sim:
    options = ("--url", sim.url, "--token-file", sim.token_file(), "--insecure")
    for quiet in ((), ("-q",)):
      tap.contains(tap.ok("get", "guests", *options, *quiet).err, "TLS is NOT verified", sim.url)
    warned = json.loads(tap.ok("--errors=json", "get", "guests", *options).err)
    tap.contains(warned["warning"], "NOT verified")
    tap.contains(tap.ok("get", "guests", *options, "--ca-file", sim.ca_file, status=2).err,
                 "--insecure and --ca-file exclude each other")


# --- tokens

def test_places_of_tokens(tmp):
  with Simulator("--recording", STANDALONE) as sim:
    trust = ("--url", sim.url, "--ca-file", sim.ca_file)
    text = sim.tokens["inv"]
    tap.ok("get", "guests", *trust, "--token-file", "-", input=text + "\n")
    tap.ok("get", "guests", *trust, env={"PVEINV_TOKEN": text})
    (tmp / "credentials").mkdir()
    write_token(tmp, text, 0o444, "credentials/home.token")
    tap.ok("get", "guests", *trust, "--cluster", "home", env={"CREDENTIALS_DIRECTORY": tmp / "credentials"})
    open_file = write_token(tmp, text, 0o644)
    result = tap.ok("get", "guests", *trust, "--token-file", open_file, status=2)
    tap.contains(result.err, f"chmod 600 {open_file}")
    configure(tmp, "token-file-mode = any\n")
    tap.ok("get", "guests", *trust, "--token-file", open_file)


def test_refused_tokens(tmp):
  with Simulator("--recording", CLUSTER, "--token", "blind=noacl") as sim:
    wrong = write_token(tmp, "audit@pve!inv=00000000-0000-0000-0000-000000000000")
    for verb in (["get", "guests"], ["snapshot"]):
      result = tap.ok(*verb, "--url", sim.url, "--ca-file", sim.ca_file, "--token-file", wrong, status=4)
      tap.equal(result.out, "")
      tap.contains(result.err, "pveum user token list audit@pve", "pveum user token add audit@pve inv")
    result = tap.ok("get", "guests", *to(sim, "blind"), status=3)
    tap.contains(result.err, "privilege separation", "--tokens 'audit@pve!blind' --roles PVEAuditor")
    result = tap.ok("snapshot", *to(sim, "blind"), "--cluster-name", "lab", status=3)
    tap.contains(result.err, "--tokens 'audit@pve!blind' --roles PVEAuditor")


# --- endpoints

def test_isolated_endpoint_is_left(tmp):
  """The first endpoint has no quorum and old state: the second answers."""
  with Simulator("--nodes", "3", "--guests", "12", "--endpoints", "2", "--isolated", "1") as sim:
    options = (*to(sim, url=sim.urls[0]), "--url", sim.urls[1])
    result = tap.ok("snapshot", *options)
    tap.contains(result.err, f"passed over {sim.urls[0]}: no quorum")
    tap.equal(tap.ok("snapshot", "-q", *options).err, "")
    tap.equal({request["endpoint"] for request in sim.requests("/cluster/resources")}, {"node02"})


def test_nobody_has_quorum(tmp):
  """The walk goes on, says so, and takes nothing for gone."""
  with Simulator("--recording", CLUSTER, "--recording", CHANGED) as sim:
    tap.ok("snapshot", *to(sim), status=3)
    sim.command({"do": "next"})
    sim.command({"do": "isolate", "endpoint": 1})
    result = tap.ok("snapshot", *to(sim), status=3)
    tap.contains(result.err, "no quorum")
    shown = tap.ok("snapshot", "list", "-o", "json").json()["rows"][0]
    tap.equal((shown["quorum"], shown["removed"]), ("lost", 0))


def test_anchor_dies(tmp):
  """The walk begins again with the next endpoint, and says so."""
  with Simulator("--recording", CLUSTER, "--endpoints", "2") as sim:
    options = (*to(sim, url=sim.urls[0]), "--url", sim.urls[1])
    sim.command({"do": "stop", "node": "pve1", "after": "/cluster/resources"})
    result = tap.ok("snapshot", *options, "--record", tmp / "r.ndjson", status=3)
    tap.contains(result.err, "starting again with the next endpoint", sim.urls[0])
    tap.contains(result.out, "snapshot 1 of lab-cluster")
    tap.true({request["endpoint"] for request in sim.requests("/cluster/resources")} == {"pve1", "pve2"},
             "both were asked")
    lines = [json.loads(line) for line in (tmp / "r.ndjson").read_text().splitlines()]
    tap.equal(len([line for line in lines if line.get("path") == "/version"]), 1,
              "the record begins again, too")
    guests = tap.ok("get", "guests", "--at", "latest", "-o", "ndjson").rows()
    tap.true(len(guests) > 10, "all guests are there")


def test_all_endpoints_die(tmp):
  with Simulator("--recording", CLUSTER, "--endpoints", "2") as sim:
    options = (*to(sim, url=sim.urls[0]), "--url", sim.urls[1])
    sim.command({"do": "stop", "node": "pve1", "after": "/cluster/resources"})
    sim.command({"do": "stop", "node": "pve2", "after": "/cluster/resources"})
    result = tap.ok("snapshot", *options, status=5)
    tap.equal(result.out, "")
    tap.contains(tap.ok("snapshot", "list", status=6).err, "there is no store yet")


# --- what a walk sees

def test_guest_that_migrates(tmp):
  """Between the list and its configuration a guest moves: it is found on its new node."""
  with Simulator("--nodes", "3", "--guests", "30") as sim:
    before = tap.ok("get", "guests", *to(sim), "-o", "ndjson", "-c", "vmid,node").rows()[0]
    target = next(node for node in ("node01", "node02", "node03") if node != before["node"])
    sim.command({"do": "migrate", "vmid": before["vmid"], "to": target, "after": "/cluster/resources"})
    result = tap.ok("snapshot", *to(sim))
    tap.equal(result.err, "")
    after = tap.ok("get", "guest", before["vmid"], "--at", "latest", "-o", "ndjson", "-c",
                   "node,memory").rows()[0]
    tap.equal(after["node"], target)
    tap.true(after.get("memory"), "its configuration was read there")


def test_nested_pool(tmp):
  """A pool in a pool is just a name."""
  lines = [json.loads(line) for line in STANDALONE.read_text().splitlines()]
  for line in lines:
    for row in (line.get("body") or {}).get("data") or [] if line.get("path") == "/cluster/resources" else []:
      if row.get("vmid") == 100:
        row["pool"] = "prod/db"
  recording = tmp / "nested.ndjson"
  recording.write_text("".join(json.dumps(line) + "\n" for line in lines))
  with Simulator("--recording", recording) as sim:
    rows = tap.ok("get", "guests", *to(sim), "-l", "pool=prod/db", "-o", "ndjson").rows()
    tap.true((100, "prod/db") in [(row["vmid"], row["pool"]) for row in rows], str(rows))
    tap.ok("snapshot", *to(sim), status=(0, 3))


def test_live_as_recorded(tmp):
  """What get prints from the simulator is what it prints from the recording that it serves."""
  with Simulator("--recording", CLUSTER, "--keep-addresses", "--jitter") as sim:
    for entity in ("guest", "guest_disk", "guest_nic", "storage", "cluster"):
      live = tap.ok("get", entity, *to(sim), "-o", "ndjson", status=(0, 3)).rows()
      recorded = tap.ok("get", entity, "--source", f"recording:{CLUSTER}", "-o", "ndjson",
                        status=(0, 3)).rows()
      tap.equal(live, recorded, entity)


# --- many clusters

def test_all_clusters(tmp):
  with Simulator(*HALF_UP) as lab, Simulator(*SMALL) as home:
    configure(tmp, section("lab", lab, "expect-gap = node/node03"), section("home", home))
    result = tap.ok("snapshot", "--all-clusters")
    tap.equal(sorted(re.sub(r"snapshot \d+ ", "", line).split(":")[0] for line in result.out.splitlines()),
              ["of home", "of lab"])
    rows = tap.ok("get", "nodes", "--all-clusters", "-o", "ndjson", "-c", "node").rows()
    tap.equal([(row["cluster"], row["node"]) for row in rows],
              [("home", "node01"), ("home", "node02"), ("lab", "node01"), ("lab", "node02"),
               ("lab", "node03")])
    document = tap.ok("get", "guests", "--all-clusters", "-o", "json").json()
    tap.equal([cluster["cluster"] for cluster in document["clusters"]], ["home", "lab"])
    tap.equal(tap.ok("get", "guests", "--cluster", "home", "-o", "json").json()["clusters"][0]["cluster"],
              "home")
    rows = tap.ok("get", "nodes", "--at", "latest", "-o", "ndjson", "-c", "node").rows()
    tap.equal(len(rows), 5, "the store has both")


def test_all_clusters_are_walked_at_once(tmp):
  """Each cluster is called before any has answered: the three servers hang up only when all have been
  called."""
  token = write_token(tmp, "audit@pve!inv=11111111-2222-4333-8444-555555555501")
  with contextlib.ExitStack() as stack:
    servers = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(3)]
    configure(tmp, *(f"[cluster c{at}]\nurl = https://127.0.0.1:{server.getsockname()[1]}\ntoken-file = "
                     f"{token}\n"
                     for at, server in enumerate(servers)))
    with concurrent.futures.ThreadPoolExecutor() as pool:
      walk = pool.submit(tap.pveinv, "snapshot", "--all-clusters")
      called = []
      for server in servers:
        server.settimeout(30)
        called.append(server.accept()[0])
      for connection, server in zip(called, servers):
        connection.close()
        server.close()
      tap.equal(walk.result().status, 5, "none has answered")


def test_one_of_all_clusters_fails(tmp):
  """The others are stored; the worst exit code counts; each fault names its cluster."""
  left = tmp / "left"
  left.mkdir()
  env = {"TMPDIR": left}
  with Simulator(*SMALL) as home:
    configure(tmp, section("home", home), section("away", home, url="https://127.0.0.1:1"))
    result = tap.ok("snapshot", "--all-clusters", status=5, env=env)
    tap.contains(result.out, "snapshot 1 of home")
    tap.contains(result.err, "pveinv: away: https://127.0.0.1:1: ")
    result = tap.ok("get", "nodes", "--all-clusters", "-o", "ndjson", "-c", "node", status=5, env=env)
    tap.equal([row["cluster"] for row in result.rows()], ["home", "home"])
    wrong = write_token(tmp, "audit@pve!inv=0")
    configure(tmp, section("home", home).replace(home.token_file(), str(wrong)),
              section("away", home, url="https://127.0.0.1:1"))
    result = tap.ok("get", "nodes", "--all-clusters", status=4, env=env)
    tap.equal(result.out, "")
  tap.equal(list(left.iterdir()), [], "nothing is left")


def test_all_clusters_have_tokens_of_their_own(tmp):
  """The credential "token" is sent to a cluster alone, never to one of several."""
  with Simulator(*SMALL) as lab, Simulator(*SMALL) as home:
    credentials = tmp / "credentials"
    credentials.mkdir()
    env = {"CREDENTIALS_DIRECTORY": credentials}
    sections = [f"[cluster {name}]\nurl = {sim.url}\nca-file = {sim.ca_file}\n" for name, sim in
                (("lab", lab), ("home", home))]
    (credentials / "token").write_text(home.tokens["inv"])
    (credentials / "lab.token").write_text(lab.tokens["inv"])
    configure(tmp, *sections)
    result = tap.ok("snapshot", "--all-clusters", status=2, env=env)
    tap.contains(result.out, "snapshot 1 of lab")
    tap.contains(result.err, "home: no API token was given", f"hint: {credentials}/token", "home.token")
    tap.equal(home.requests(), [], "what was asked of home")
    tap.ok("snapshot", "--cluster", "home", env=env)
    configure(tmp, sections[1])
    tap.ok("snapshot", "--all-clusters", env=env)
    (credentials / "home.token").write_text(home.tokens["inv"])
    configure(tmp, *sections)
    tap.ok("snapshot", "--all-clusters", env=env)


def test_who_takes_all_clusters(tmp):
  """Others don't offer it, nor pass it over."""
  for verb in ("coverage", "describe", "diff", "doctor", "get", "snapshot"):
    takes = verb in ("get", "snapshot")
    tap.equal("--all-clusters" in tap.ok(verb, "-h").out, takes, verb)
    if not takes:
      tap.contains(tap.ok(verb, "--all-clusters", status=2).err, "unknown option --all-clusters")


def test_all_clusters_options(tmp):
  with Simulator("--recording", STANDALONE) as sim:
    configure(tmp, section("home", sim))
    for option in (("--cluster", "home"), ("--url", sim.url), ("--record", "x"), ("--token-file", "x")):
      tap.contains(tap.ok("snapshot", "--all-clusters", *option, status=2).err,
                   f"--all-clusters and {option[0]} exclude each other")
    tap.contains(tap.ok("snapshot", "--all-clusters", "--config", "none", status=2).err, "none is configured")
    # One token can't be meant for all of them.
    configure(tmp, f"[cluster home]\nurl = {sim.url}\nca-file = {sim.ca_file}\n")
    before = len(sim.requests())
    tap.contains(tap.ok("snapshot", "--all-clusters", status=2, env={"PVEINV_TOKEN": sim.tokens["inv"]}).err,
                 "home: no API token was given")
    tap.equal(len(sim.requests()), before)


def test_two_walks_of_one_cluster(tmp):
  """The second ends at once, and says who walks."""
  with Simulator(*SMALL, "--fault", "/nodes/*/network=hold,times=1") as sim:
    first = alive("snapshot", *to(sim), tmp=tmp)
    sim.wait_for_held()
    second = tap.ok("snapshot", *to(sim), status=6)
    tap.contains(second.err, "is walking bench already")
    sim.command({"do": "clear-faults"})
    first.communicate(timeout=60)
    tap.equal(first.returncode, 0)


# --- dry run

def test_dry_run(tmp):
  """As many requests as are then made; nothing is asked, no token is needed, no endpoint has to be there."""
  with Simulator(*SMALL) as sim:
    nowhere = ("--url", "https://127.0.0.1:1", "--dry-run")
    result = tap.ok("snapshot", *nowhere)
    tap.contains(result.out, "/cluster/resources", "to see all: VM.Audit on /vms", "VM.Audit on /vms/{vmid}",
                 "each guest", "?")
    tap.contains(result.err, "nothing was asked")
    tap.ok("snapshot", *to(sim))
    for i, level in enumerate(("basic", "standard", "detailed", "diagnostic"), 2):
      before = len(sim.requests())
      tap.ok("snapshot", *to(sim), "--level", level)
      made = len(sim.requests()) - before
      tap.contains(tap.ok("snapshot", *nowhere, "--level", level).err,
                   f"{made} requests by snapshot {i} of bench")
    before = len(sim.requests())
    tap.ok("get", "guest_disk", *to(sim))
    made = len(sim.requests()) - before
    result = tap.ok("get", "guest_disk", *nowhere, "-o", "json")
    tap.equal(sum(row["times"] for row in result.json()["rows"]), made)
    tap.equal(tap.ok("get", "guests", *nowhere, "-o", "ndjson").rows()[-1]["read"], "certificates")
    tap.contains(tap.ok("get", "guests", "--at", "latest", "--dry-run", status=2).err, "no cluster is asked")


# --- secrets

def alive(*args, env=None, tmp=None):
  """pveinv, running."""
  return subprocess.Popen([str(tap.binary()), *map(str, args)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, env={**tap.environment(tmp), **(env or {})}, cwd=tmp)


def test_secret_is_nowhere(tmp):
  """Not in argv, not in the environment of the process or its children, not in what is written."""
  with Simulator(*SMALL, "--fault", "/nodes/*/network=hold,times=1") as sim:
    secret = sim.tokens["inv"].split("=")[1]
    process = alive("snapshot", "--url", sim.url, "--ca-file", sim.ca_file, "--record", tmp / "r.ndjson",
                    env={"PVEINV_TOKEN": sim.tokens["inv"], "SSLKEYLOGFILE": str(tmp / "keys")}, tmp=tmp)
    sim.wait_for_held()
    for name in ("cmdline", "environ"):
      data = pathlib.Path(f"/proc/{process.pid}/{name}").read_bytes()
      tap.true(data and secret.encode() not in data, f"the secret is in {name}")
    sim.command({"do": "clear-faults"})
    out, err = process.communicate()
    tap.equal(process.returncode, 0, err.decode())
    tap.true(not (tmp / "keys").exists(), "SSLKEYLOGFILE")
    for path in [path for path in tmp.rglob("*") if path.is_file()]:
      tap.true(secret.encode() not in path.read_bytes(), f"the secret is in {path}")
    tap.true(secret not in out.decode() + err.decode(), "the secret is printed")


def test_pager_does_not_get_the_token(tmp):
  """Even where it was not needed."""
  pager = tmp / "pager"
  pager.write_text(f"#!/bin/sh\nenv >{tmp}/environment\ncat\n")
  pager.chmod(0o755)
  result = on_terminal("explain", env={"PVEINV_TOKEN": "a@pve!b=PlantedSecret", "PAGER": str(pager)}, tmp=tmp)
  tap.contains(result, "guest_disk")
  tap.true("PlantedSecret" not in (tmp / "environment").read_text(),
           "the token is in the pager's environment")


def on_terminal(*args, env=None, tmp=None, stderr=None):
  """What appears on a terminal. With 'stderr' only that is one."""
  reader, writer = pty.openpty()
  process = subprocess.Popen([str(tap.binary()), *map(str, args)], stdin=subprocess.DEVNULL,
                             stdout=subprocess.DEVNULL if stderr else writer, stderr=writer,
                             env={**tap.environment(tmp), "TERM": "xterm", **(env or {})}, cwd=tmp)
  os.close(writer)
  data = b""
  while True:
    try:
      piece = os.read(reader, 65536)
    except OSError:
      piece = b""
    if not piece:
      break
    data += piece
  os.close(reader)
  process.wait()
  return data.decode()


# --- progress, time, interruption

def test_progress(tmp):
  """On a terminal: what is read, how far, how fast each node answers; gone in the end. Nowhere else."""
  with Simulator("--nodes", "3", "--guests", "150", "--latency", "40") as sim:
    shown = on_terminal("snapshot", *to(sim), tmp=tmp, stderr=True)
    tap.contains(shown, "\rreading guest_config: ", " of 2", "/s  node01 ")
    tap.true(shown.endswith("\r\x1b[K"), repr(shown[-100:]))
    tap.true(max(len(line) for line in shown.split("\r")) < 90, "it fits a line")
    tap.equal(on_terminal("snapshot", "-q", *to(sim), tmp=tmp, stderr=True), "")
    tap.equal(tap.ok("snapshot", *to(sim)).err, "")
    tap.equal(on_terminal("snapshot", *to(sim), tmp=tmp, stderr=True, env={"TERM": "dumb"}), "")


def test_progress_of_all_clusters(tmp):
  """One line says of each cluster what is read, and how far; messages and results have lines of their own."""
  some = ("--nodes", "3", "--guests", "60", "--latency", "100")
  with Simulator(*some) as lab, Simulator(*some) as home:
    configure(tmp, section("lab", lab), section("home", home),
              section("away", home, url="https://127.0.0.1:1"))
    shown = on_terminal("snapshot", "--all-clusters", tmp=tmp)
    drawn = [line.replace("\x1b[K", "") for line in re.split(r"[\r\n]+", shown)]
    both = r"reading lab \w+ \d+ of \d+, home \w+ \d+ of \d+"
    tap.true(any(re.fullmatch(both, line) for line in drawn), shown)
    tap.true(max(map(len, drawn)) < 120, "it fits a line, but for what fails")
    for said in ("snapshot 1 of ", "snapshot 2 of ", "pveinv: away: "):
      tap.equal(sum(line.startswith(said) for line in drawn), 1, f"lines that begin with {said}: {shown!r}")
    tap.true("reading" not in tap.ok("snapshot", "--all-clusters", status=5).err, "without a terminal")


def test_timeouts(tmp):
  with Simulator("--recording", STANDALONE, "--fault", "/nodes/*/network=hang") as sim:
    started = time.monotonic()
    result = tap.ok("snapshot", *to(sim), "--timeout", "1", status=3)
    tap.contains(result.err, "node_network")
    result = tap.ok("snapshot", *to(sim), "--total-timeout", "2", status=3)
    tap.contains(result.err, "not done within 2 s")
    tap.true(time.monotonic() - started < 20, "it took too long")
  tap.contains(tap.ok("snapshot", "--url", "https://x", "--timeout", "100000", status=2).err,
               "--timeout: at most 86400 seconds")


def interrupted(tmp, sim, number, *args):
  process = alive("snapshot", *args, tmp=tmp)
  sim.wait_for_held()
  process.send_signal(number)
  _, err = process.communicate(timeout=20)
  tap.equal(process.returncode, 130, err.decode())
  listed = tap.ok("snapshot", "list", status=(0, 6)).err  # a store for all clusters stays
  tap.true("there is no store yet" in listed or "no snapshots" in listed, listed)


def test_interrupted(tmp):
  with Simulator("--recording", STANDALONE, "--fault", "/nodes/*/network=hold") as sim:
    interrupted(tmp, sim, signal.SIGINT, *to(sim))
    interrupted(tmp, sim, signal.SIGTERM, *to(sim))
    configure(tmp, section("home", sim))
    interrupted(tmp, sim, signal.SIGTERM, "--all-clusters")


def test_environment_is_ignored(tmp):
  """Proxies, netrc and other settings of curl's own."""
  with Simulator("--recording", STANDALONE) as sim:
    (tmp / ".netrc").write_text("machine 127.0.0.1 login me password PlantedNetrc\n")
    env = {"https_proxy": "http://127.0.0.1:1", "ALL_PROXY": "http://127.0.0.1:1",
           "HTTPS_PROXY": "http://x:1", "CURL_CA_BUNDLE": "/nowhere", "SSL_CERT_FILE": "/nowhere"}
    tap.ok("get", "guests", *to(sim), env=env)
    tap.contains(tap.ok("get", "guests", *to(sim), "--proxy", "http://127.0.0.1:1", status=5).err,
                 "127.0.0.1")


def test_exit_codes(tmp):
  """One of each, from one simulator."""
  with Simulator(*HALF_UP) as sim:
    tap.ok("snapshot", *to(sim), "--expect-gap", "node/node03")
    tap.ok("snapshot", *to(sim), status=3)
    tap.ok("snapshot", "--url", "ftp://x", "--token-file", sim.token_file(), status=2)
    wrong = write_token(tmp, "audit@pve!inv=0")
    tap.ok("snapshot", "--url", sim.url, "--ca-file", sim.ca_file, "--token-file", wrong, status=4)
    tap.ok("snapshot", "--url", "https://127.0.0.1:1", "--token-file", sim.token_file(), status=5)
    shutil.rmtree(tmp / "state")
    (tmp / "state").write_text("no folder")
    tap.ok("snapshot", *to(sim), status=6)


if __name__ == "__main__":
  tap.main()
