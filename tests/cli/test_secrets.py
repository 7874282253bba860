#!/usr/bin/env python3
"""Credentials planted in every place of a made-up cluster's answers: none reaches the store, a recording, an
output or a message."""

import base64
import copy
import functools
import json
import os
import sys
from urllib.parse import quote

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, ".."), os.path.join(HERE, "../sim")]
import made_recording
import tap
from client import Simulator
from made_cluster import build
from made_recording import endpoint_of
from recordings import edited

MARK = "Planted"
# Objects whose keys are names of things, so that what is planted in them would be a thing.
MAPS = ("/access/permissions",)
MAPS_WITHIN = ("service_status", "node_status", "lrm_status")
# Kept as people wrote them; the README says so.
WRITTEN = ("description", "args", "comment", "notes", "text", "data", "consent-text", "searchdomain")
URL = "https://me:{}@hidden.test/x"


@functools.cache
def entities():
  plain = tap.plain_binary()
  names = [entry["entity"] for entry in json.loads(tap.run(plain, "explain", "-o", "json").out)]
  return {name: json.loads(tap.run(plain, "explain", name, "-o", "json").out) for name in names}


def secret_columns():
  """(entity, column, read, the path of keys in an element) of class secret."""
  for entity, told in entities().items():
    for column in told["columns"]:
      for source in column["from"] if column["class"] == "secret" else ():
        place = source["from"].rpartition(":")[2] or column["column"]
        yield entity, column["column"], source["read"], place.split(".")


class Gardener:
  """Plants marks, each of its own, and knows where they are."""

  def __init__(self, first=1):
    self.number, self.places = first, {}

  def mark(self, place):
    text = f"{MARK}{self.number:06}"
    self.places[text], self.number = place, self.number + 1
    return text

  def columns(self, read, data):
    """In the columns of class secret that a read fills: in every row."""
    rows = data if isinstance(data, list) else [data]
    for entity, column, where, keys in secret_columns():
      for row in rows if where == read else ():
        if isinstance(row, dict):
          mark = self.mark(f"{entity}.{column}")
          row[keys[0]] = mark if len(keys) == 1 else f"{row.get(keys[0], 'x=1')},{keys[1]}={mark}"

  def unknown(self, path, value, key=None):
    """Under keys that nothing knows, and in URLs, at every depth."""
    if isinstance(value, list):
      return [self.unknown(path, item, key) for item in value]
    if isinstance(value, dict):
      found = {name: self.unknown(path, item, name) for name, item in value.items()}
      return found if key in MAPS_WITHIN else {**found, **self._keys(path)}
    if isinstance(value, str) and path.endswith("/ceph/cfg/raw"):
      return (f"{value}[client.x]\n\tkey = {self.mark(f'{path}: key')}\n\t# rgw admin-password="
              f"{self.mark(f'{path}: comment')}, \\\n{self.mark(f'{path}: second line')}\nmon host = a\n")
    if isinstance(value, str) and value.startswith("https://") and key not in WRITTEN:
      return value.replace("https://", f"https://me:{self.mark(f'{path}: URL in {key}')}@")
    return value

  def _keys(self, path):
    def mark(name):
      return self.mark(f"{path}: {name}")
    return {"future-password": mark("password"), "x-auth": {"inner": mark("x-auth.inner")},
            "SecretList": [mark("secret list"), {"deep": mark("deep in a secret list")}],
            "api-token": mark("api-token"),
            "newer": f"a=b,private-key={mark('property string')},c=d", "mirror": URL.format(mark("URL")),
            "mirrors": [f"see {URL.format(mark('URL in a list'))}"],
            "nested": {"cookie": mark("nested.cookie"), "plain": {"passphrase": mark("deeper")}}}


def planted(gardener, file):
  """A recording of a made-up cluster with marks wherever a credential could be."""
  cluster = build(2, 40, 1, "9.2.11")
  cluster.asked_by = "root@pam"
  reads = made_recording.endpoints()
  lines = made_recording.recording(cluster, made_recording.ALL).splitlines()
  with open(file, "w", encoding="utf-8") as out:
    out.write(lines[0] + "\n")
    for text in lines[1:]:
      line = json.loads(text)
      path = line["path"]
      if line["status"] == 200 and path not in MAPS:
        data = copy.deepcopy(line["body"]["data"])
        for read in endpoint_of(reads, path):
          gardener.columns(read, data)
        line["body"]["data"] = gardener.unknown(path, data)
      elif line["status"] >= 400:
        line["reason"] = URL.format(gardener.mark(f"{path}: reason")) + " " + line["reason"]
      out.write(json.dumps(line) + "\n")
  return file


def check(gardener, name, data):
  """No mark in the bytes or text."""
  text = data.decode("utf-8", "replace") if isinstance(data, bytes) else data
  found = sorted({gardener.places.get(text[at:at + len(MARK) + 6], "?") for at in positions(text)})
  tap.true(not found, f"{name} tells {len(found)} secrets:\n" + "\n".join(found[:40]))


def positions(text):
  at = text.find(MARK)
  while at >= 0:
    yield at
    at = text.find(MARK, at + 1)


def check_files(gardener, folder, *names):
  for pattern in names:
    files = list(folder.glob(pattern))
    tap.true(files or "-" in pattern, f"no {pattern}")
    for file in files:
      check(gardener, file.name, file.read_bytes())


def run(gardener, *args, status=(0, 1, 3)):
  result = tap.ok(*args, status=status)
  check(gardener, " ".join(map(str, args[:4])), result.out + result.err)
  return result


def test_nothing_planted_is_kept_or_told(tmp):
  gardener, store = Gardener(), tmp / "s.db"
  for name in ("first", "second"):
    source = planted(gardener, tmp / f"{name}.planted")
    run(gardener, "snapshot", "--level", "diagnostic", "--source", f"recording:{source}", "--store", store,
        "--record",
        tmp / f"{name}.ndjson")
  tap.note(f"{len(gardener.places)} secrets planted")
  tap.true(len({place for place in gardener.places.values()}) > 500, "hardly a place")
  check_files(gardener, tmp, "s.db", "s.db-*", "first.ndjson", "second.ndjson")
  run(gardener, "snapshot", "--level", "diagnostic", "--source", f"recording:{tmp / 'first.planted'}",
      "--store",
      tmp / "t.db", "--record", tmp / "shapes.ndjson", "--record-shapes")
  check_files(gardener, tmp, "shapes.ndjson")
  # Another secret is no difference: that one is set is all that is known.
  tap.equal(run(gardener, "diff", "--all", "--state", "--store", store).out, "", "differences")
  run(gardener, "snapshot", "--level", "diagnostic", "--source", f"recording:{tmp / 'second.ndjson'}",
      "--store", store)
  tap.equal(run(gardener, "diff", "--all", "--state", "--store", store).out, "",
            "the recording says something else")
  run(gardener, "snapshot", "show", "--store", store)
  for entity in entities():
    run(gardener, "get", entity, "--at", "latest", "-o", "json", "--store", store)
  for entity in ("storage", "guest", "realm", "notification_target"):
    run(gardener, "get", entity, "-o", "json", "--source", f"recording:{tmp / 'second.planted'}")


def test_that_secrets_are_set_is_kept(tmp):
  """Each column of class secret says "set" somewhere: what was planted was read."""
  store = tmp / "s.db"
  tap.ok("snapshot", "--level", "diagnostic", "--source", f"recording:{planted(Gardener(), tmp / 'p')}",
         "--store",
         store, status=(0, 3))
  for entity, column, _, _ in secret_columns():
    rows = tap.ok("get", entity, "-c", column, "--at", "latest", "-o", "ndjson", "--store", store).rows()
    tap.true(any(row.get(column) == "set" for row in rows), f"{entity}.{column}: {rows[:3]}")


def test_what_looks_like_none(tmp):
  """In the path of a web hook, as chat servers have it; in a URL within base64 or percent-encoding."""
  store, hook = tmp / "s.db", "/cluster/notifications/endpoints/webhook"
  coded = base64.b64encode(f"ds=nocloud;s=http://me:{MARK}1@seed.test/".encode()).decode()
  with open(tap.RECORDINGS / "pve-9.1-standalone.root.ndjson") as source, open(tmp / "planted", "w") as copy:
    for answer in map(json.loads, source):
      if answer.get("path", "").startswith("/nodes/pve9/qemu/100/config"):
        answer["body"]["data"].update(smbios1=f"base64=1,serial={coded}",
                                      sshkeys=f"ssh-rsa%20AAAA%20http%3A%2F%2Fme%3A{MARK}2%40keys.test%2F")
      elif answer.get("path") == hook:
        chat = {"name": "chat", "method": "post", "origin": "user-created",
                "url": f"https://hooks.test:8443/services/{MARK}3?x={MARK}4"}
        answer.update(status=200, body={"data": [chat]})
      elif answer.get("path") == "/cluster/notifications/targets":
        answer.update(status=200,
                      body={"data": [{"name": "chat", "type": "webhook", "origin": "user-created"}]})
      copy.write(json.dumps(answer) + "\n")
  for source in ("planted", "again"):
    tap.ok("snapshot", "-q", "--source", f"recording:{tmp / source}", "--store", store,
           *(("--record", tmp / "again") if source == "planted" else ()), status=(0, 3))
    target, = tap.ok("get", "notification_targets", "--at", "latest", "-o", "ndjson", "--store", store).rows()
    tap.equal((target["url"], target["url_rest"]), ("https://hooks.test:8443", "set"), source)
  tap.equal(tap.ok("diff", "--all", "--store", store).out, "", "the recording says something else")
  guest, = tap.ok("get", "guest", "100", "--at", "1", "-o", "ndjson", "--store", store).rows()
  tap.equal((guest["smbios_serial"], guest["sshkeys"]),
            ("ds=nocloud;s=http://seed.test/", "ssh-rsa AAAA http://keys.test/"))
  tap.true(MARK.encode() not in store.read_bytes(), "it is in the store")
  for number in "34":
    tap.true(f"{MARK}{number}" not in (tmp / "again").read_text(), "it is in the recording")


def coded(option, gardener, place):
  """An option that PVE keeps encoded, with marks, and what of it is to be seen."""
  if option == "sshkeys":
    keys = (f'environment="DB={gardener.mark(place)}",no-pty ssh-rsa AAAA a@lab\n'
            f'command="backup --password {gardener.mark(place)} '
            f'https://me:{gardener.mark(place)}@store.test/" '
            'ssh-ed25519 BBBB b@lab\n')
    return quote(keys), ['environment="DB=set",no-pty ssh-rsa AAAA a@lab',
                         'command="backup --password set https://store.test/" ssh-ed25519 BBBB b@lab']
  serial = f"ds=nocloud;s=http://me:{gardener.mark(place)}@seed.test/;token={gardener.mark(place)}"
  return (f"base64=1,serial={base64.b64encode(serial.encode()).decode()}",
          ["ds=nocloud;s=http://seed.test/;token=set"])


def test_encoded_options(tmp):
  """In SSH keys, and in what the firmware tells: of a guest, of what will change in it, of its snapshots."""
  gardener, store, plain = Gardener(), tmp / "s.db", {}
  secrets = []
  def encoded(option, place):
    first = gardener.number
    value, plain[option] = coded(option, gardener, place)
    marks = [f"{MARK}{number:06}" for number in range(first, gardener.number)]
    secrets.extend([*marks, *(quote(mark) for mark in marks), value])
    return value
  def plant(answer):
    path = answer.get("path", "")
    options = ("sshkeys", "smbios1")
    of_snapshot = "/qemu/100/snapshot/" in path and path.endswith("/config")
    if path.startswith("/nodes/pve9/qemu/100/config") or of_snapshot:
      answer["body"]["data"].update({option: encoded(option, path) for option in options})
    elif path == "/nodes/pve9/qemu/100/pending":
      rows = [row for row in answer["body"]["data"] if row["key"] not in options]
      answer["body"]["data"] = rows + [{"key": option, "pending": encoded(option, path)}
                                       for option in options]
  source = edited(tap.RECORDINGS / "pve-9.1-standalone.root.ndjson", tmp / "planted", plant)
  tap.true(len(secrets) >= 3 * 2 * 3, f"planted: {len(secrets)}")
  for file in (source, tmp / "again"):
    tap.ok("snapshot", "-q", "--level", "detailed", "--source", f"recording:{file}", "--store", store,
           *(("--record", tmp / "again") if file == source else ()), status=(0, 3))
  for file in (store, tmp / "again"):
    text = file.read_bytes()
    tap.equal([secret for secret in secrets if secret.encode() in text], [], f"secrets in {file.name}")
  guest, = tap.ok("get", "guest", "100", "--at", "1", "-o", "ndjson", "--store", store).rows()
  tap.equal(guest["sshkeys"].split("\n")[:2], plain["sshkeys"])
  tap.equal([guest["smbios_serial"]], plain["smbios1"])
  pending = tap.ok("get", "guest_pendings", "--at", "1", "-l", "vmid=100", "-o", "ndjson", "--store",
                   store).rows()
  tap.true({"sshkeys", "smbios1"} <= {row["option"] for row in pending}, pending)
  tap.equal(tap.ok("diff", "--all", "--state", "--store", store).out, "", "the recording says something else")


def test_errors_over_https(tmp):
  """What a server says in a message, and what it sends in place of JSON, is not told."""
  gardener = Gardener()
  with Simulator("--nodes", 2, "--guests", 5) as sim:
    to = ("--url", sim.url, "--token-file", sim.token_file(), "--ca-file", sim.ca_file, "--store",
          tmp / "s.db")
    for fault in (f"/nodes/*/dns=500:no way to {URL.format(gardener.mark('500'))}",
                  f"/cluster/options=403:ask {URL.format(gardener.mark('403'))}",
                  f"/storage=status:502:proxy {URL.format(gardener.mark('reason'))}"):
      sim.command({"do": "fault", "fault": fault})
    run(gardener, "snapshot", *to, "--record", tmp / "r.ndjson")
    run(gardener, "snapshot", "show", "--store", tmp / "s.db")
    check_files(gardener, tmp, "s.db", "r.ndjson")
    for token in sim.tokens.values():
      for file in tmp.iterdir():
        tap.true(token.partition("=")[2].encode() not in file.read_bytes(), f"the token is in {file.name}")


if __name__ == "__main__":
  tap.main()
