"""Users with passwords: tickets, second factors, renewal; where the password comes from, and where it never
is."""

import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../sim"))
import tap
from client import Simulator
from test_config_verb import Terminal

AUDITOR = tap.RECORDINGS / "pve-8.4-cluster.auditor.ndjson"
EXCHANGES = tap.RECORDINGS / "pve-8.4-auth-exchanges.ndjson"
PASSWORD = "correct horse & battery=staple+ä"


def simulator(*options):
  return Simulator("--recording", AUDITOR, "--user", f"audit@pve={PASSWORD}", "--user",
                   "second@pve=other,totp=123456", *options)


def password_file(tmp, text=PASSWORD, name="password"):
  path = tmp / name
  path.write_text(text + "\n")
  path.chmod(0o600)
  return path


def where(sim):
  return ("--url", sim.url, "--ca-file", sim.ca_file)


def posts(sim):
  return [request for request in sim.requests() if request["method"] == "POST"]


def test_a_login_reads_as_a_token_does(tmp):
  with simulator() as sim:
    file = password_file(tmp)
    by_password = tap.ok("get", "guests", *where(sim), "--user", "audit@pve", "--password-file", file)
    (tmp / "token").write_text(sim.tokens["inv"])
    (tmp / "token").chmod(0o600)
    by_token = tap.ok("get", "guests", *where(sim), "--token-file", tmp / "token")
    tap.equal(by_password.out, by_token.out)
    tap.equal([(request["path"], request["status"]) for request in posts(sim)], [("/access/ticket", 200)])
    stdin = tap.ok("get", "nodes", *where(sim), "--user", "audit@pve", "--password-file", "-", input=PASSWORD)
    tap.contains(stdin.out, "pve1")


def test_the_simulator_answers_as_recorded(tmp):
  """The exchanges of a genuine server: what is asked how, and what comes back."""
  seen = set()
  with Simulator("--recording", AUDITOR, "--user", "audit@pve=secretpw") as sim:
    for line in EXCHANGES.read_text().split("\n"):
      exchange = json.loads(line) if line else {}
      if exchange.get("method") != "POST" or "PVE%3A" in exchange["request_body"]:
        continue
      with sim.connect() as connection:
        connection.request("POST", "/access/ticket", body=exchange["request_body"].encode())
        got = connection.response()
      tap.equal((got.status, got.reason), (exchange["status"], exchange["reason"]), exchange["request_body"])
      if got.status == 200:
        tap.equal(set(got.data) ^ set(exchange["body"]["data"]), set(), "the members of the answer")
        tap.equal(got.data["ticket"].split(":")[:2], exchange["body"]["data"]["ticket"].split(":")[:2])
      seen.add(got.status)
  tap.equal(seen, {200, 401}, "both kinds")


def test_a_wrong_password_is_tried_once(tmp):
  """Not at every endpoint: it could lock the user out."""
  with simulator("--endpoints", "2") as sim:
    result = tap.ok("get", "guests", "--url", sim.urls[0], "--url", sim.urls[1], "--ca-file", sim.ca_file,
                    "--user", "audit@pve", "--password-file", password_file(tmp, "wrong"), status=4)
    tap.contains(result.err, "authentication failure", "audit@pve")
    tap.true("wrong" not in result.err.replace("wrong usage", ""), "it is not told")
    tap.equal(len(posts(sim)), 1)


def test_the_second_factor(tmp):
  with simulator() as sim:
    command = ("get", "nodes", "--no-pager", *where(sim), "--user", "second@pve", "--password-file",
               password_file(tmp, "other"))
    tap.contains(tap.ok(*command, status=2).err, "the code of second@pve", "no terminal", "API token")
    terminal = Terminal(tmp, *command)
    terminal.answer("Code of second@pve's app .*: ", "123456")
    tap.equal(terminal.wait(), 0, terminal.all)
    tap.contains(terminal.all, "pve1")
    tap.true("123456" not in terminal.all, "without echo")
    terminal = Terminal(tmp, *command)
    terminal.answer("Code of second@pve's app .*: ", "000000")
    tap.equal(terminal.wait(), 4)
    tap.contains(terminal.all, "authentication failure")


def test_the_terminal_is_asked(tmp):
  with simulator() as sim:
    command = ("get", "nodes", "--no-pager", *where(sim), "--user", "audit@pve")
    tap.contains(tap.ok(*command, status=2).err, "the password of audit@pve", "--password-file")
    terminal = Terminal(tmp, *command)
    terminal.answer("Password of audit@pve at .*: ", PASSWORD)
    tap.equal(terminal.wait(), 0, terminal.all)
    tap.true("battery" not in terminal.all, "without echo")


def test_the_configuration(tmp):
  with simulator() as sim:
    config = tmp / "config/pveinv/config"
    config.parent.mkdir(parents=True)
    password_file(config.parent, name="lab.password")
    base = f"[cluster lab]\nurl = {sim.url}\nca-file = {sim.ca_file}\nuser = audit@pve\n"
    config.write_text(base + "password-file = lab.password\n")
    tap.ok("get", "nodes")
    tap.contains(tap.ok("config", "check").out, "audit@pve", "the privileges suffice")
    (tmp / "credentials").mkdir()
    password_file(tmp / "credentials", name="lab.password")
    config.write_text(base)
    tap.ok("get", "nodes", env={"CREDENTIALS_DIRECTORY": tmp / "credentials"})
    config.write_text(base + "token-file = x\n")
    tap.contains(tap.ok("get", "nodes", status=2).err, "one of them")
    config.write_text(base + "password-file = lab.password\n")
    (config.parent / "lab.password").chmod(0o644)
    tap.contains(tap.ok("get", "nodes", status=2).err, "others can read this password", "chmod 600")


def test_options_that_contradict(tmp):
  base = ("get", "nodes", "--url", "https://127.0.0.1:1")
  for args, said in ((("--user", "a@pve", "--token-file", "x"), "exclude each other"),
                     (("--password-file", "x", "--token-file", "y"), "needs --user"),
                     (("--user", "audit", "--password-file", password_file(tmp)), "no USER@REALM"),
                     (("--user", "a@pve", "--password-file", password_file(tmp, "a\nb", "two")),
                      "more than one line")):
    tap.contains(tap.ok(*base, *args, status=2).err, said)
  tap.contains(tap.ok("get", "nodes", "--source", "recording:x", "--user", "a@pve", status=2).err, "exclude")


def fetch(sim, tmp, *args, status=0):
  program = tap.binary().parent / "tests/tools/fetch"
  result = tap.run(program, "--url", sim.url, "--ca-file", sim.ca_file, "--user", "audit@pve",
                   "--password-file", password_file(tmp), *args)
  tap.equal(result.status, status, str(result))
  return result.rows()


def test_tickets_are_renewed(tmp):
  """A walk may last longer than a ticket: it is renewed with itself, and the password is sent once."""
  with simulator("--ticket-life", "4") as sim:
    rows = fetch(sim, tmp, "--renew", "400", "--sequential", "--pause", "300", "--repeat", "18", "/version")
    tap.equal({row["status"] for row in rows}, {200}, "no answer is refused, twice the life of a ticket long")
    tap.true(len(posts(sim)) >= 3, "it was renewed")
    tap.equal({request["status"] for request in posts(sim)}, {200})


def test_an_expired_ticket_is_an_answer(tmp):
  with simulator("--ticket-life", "0.5") as sim:
    rows = fetch(sim, tmp, "--renew", "60000", "--sequential", "--pause", "400", "--repeat", "4", "/version")
    tap.equal([row["status"] for row in rows][-1], 401)


def test_nothing_secret_is_recorded(tmp):
  with simulator() as sim:
    tap.ok("get", "guests", *where(sim), "--user", "audit@pve", "--password-file", password_file(tmp),
           "--record", tmp / "out.ndjson")
    text = (tmp / "out.ndjson").read_text()
    tap.true("battery" not in text and "PVE:audit" not in text and "/access/ticket" not in text, "no ticket")


if __name__ == "__main__":
  tap.main()
