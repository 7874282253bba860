#!/usr/bin/env python3
"""API tokens: where they are read from, who may read them, and that nobody else does."""

import os
import stat
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
import raw_server
import tap
from raw_server import Server, cluster_status

TOKEN, SECRET = raw_server.TOKEN, raw_server.SECRET


def echo(request):
  return request.reply(cluster_status() if request.path == "/cluster/status" else request.path)


def serve(handler=echo):
  return Server(raw_server.authority().node("pve1", "127.0.0.1"), handler)


def ask(server, *args, status=0, **options):
  url = server if isinstance(server, str) else server.url
  result = tap.run(raw_server.fetch_program(), "--url", url, "--ca-file", raw_server.authority().path,
                   *args, "/a", **options)
  tap.equal(result.status, status, f"status\n{result}")
  tap.true(SECRET not in result.out + result.err, f"the secret was printed:\n{result}")
  return result


def sent(server):
  return server.requests[-1].headers["authorization"].removeprefix("PVEAPIToken=")


def write(path, text=TOKEN + "\n", mode=0o600):
  path.write_bytes(text if isinstance(text, bytes) else text.encode())
  path.chmod(mode)
  return path


def refused(path, *words, **options):
  """The file is not taken; says so without showing what is in it."""
  result = ask("https://127.0.0.1:1", "--token-file", path, status=2, **options)
  tap.contains(result.err, f"fetch: {path}: ", *words)
  return result


def test_file(tmp):
  with serve() as pve:
    for text in (TOKEN, f"{TOKEN}\n", f" {TOKEN} \r\n\n", f"PVEAPIToken={TOKEN}\n"):
      ask(pve, "--token-file", write(tmp / "token", text))
      tap.equal(sent(pve), TOKEN)


def test_modes(tmp):
  for mode, words in ((0o644, "others can read"), (0o640, "others can read"), (0o604, "others can read"),
                      (0o620, "others can change"), (0o602, "others can change"),
                      (0o666, "others can change")):
    path = write(tmp / "token", mode=mode)
    refused(path, words, f"(mode {mode:04o})", f"hint: chmod 600 {path}\n")
  for mode in (0o600, 0o400, 0o700, 0o711):
    with serve() as pve:
      ask(pve, "--token-file", write(tmp / "token", mode=mode))


def test_the_chmod_can_be_typed(tmp):
  for name in ("it's mine", "-rf", "a;b"):
    path = write(tmp / name, mode=0o644)
    result = tap.run(raw_server.fetch_program(), "--url", "https://127.0.0.1:1", "--token-file", name, "/a",
                     cwd=tmp)
    hint = result.err.split("hint: ")[1].strip()
    subprocess.run(hint, shell=True, check=True, cwd=tmp)
    tap.equal(stat.S_IMODE(path.stat().st_mode), 0o600, hint)


def test_link(tmp):
  """What counts is the file, not the link to it."""
  write(tmp / "token", mode=0o644)
  (tmp / "link").symlink_to(tmp / "token")
  refused(tmp / "link", "others can read")


def test_no_file(tmp):
  refused(tmp / "nothing", "No such file")
  refused(tmp, "is a directory")


def test_contents(tmp):
  for text, words in (
      ("", "is empty"), ("\n\n", "is empty"), (SECRET, "names no USER@REALM"),
      (f"@pve!inv={SECRET}", "USER@REALM"),
      (f"audit@pve={SECRET}", "!TOKENID"), (f"audit@pve!={SECRET}", "!TOKENID"), ("audit@pve!inv", "=SECRET"),
      ("audit@pve!inv=", "=SECRET"), (f"audit@pve!inv:{SECRET}", "=SECRET"),
      (f"{TOKEN}\n{TOKEN}\n", "one line"),
      (f"audit @pve!inv={SECRET}", "characters"), (f"{TOKEN};x", "characters"),
      (f"{TOKEN}\x07", "characters"), (f"{TOKEN}\0".encode(), "NUL"), (TOKEN + "x" * 5000, "too large")):
    result = refused(write(tmp / "token", text), words)
    tap.contains(result.err, "hint: a token is USER@REALM!TOKENID=SECRET")


def test_standard_input(tmp):
  with serve() as pve:
    ask(pve, "--token-file", "-", input=f"{TOKEN}\n")
    tap.equal(sent(pve), TOKEN)
  tap.contains(ask("https://127.0.0.1:1", "--token-file", "-", input="", status=2).err,
               "standard input: is empty")


def test_pipe(tmp):
  """--token-file <(pass show lab)"""
  with serve() as pve:
    line = f"exec {raw_server.fetch_program()} --url {pve.url} --ca-file {raw_server.authority().path} " \
           f"--token-file <(echo '{TOKEN}') /a"
    result = tap.run("bash", "-c", line)
    tap.equal(result.status, 0, str(result.err))
    tap.equal(sent(pve), TOKEN)


def test_credentials_directory(tmp):
  """systemd's LoadCredential: of the cluster's name, then "token"; its modes are systemd's business."""
  folder = tmp / "credentials"
  folder.mkdir()
  env = {"CREDENTIALS_DIRECTORY": folder}
  with serve() as pve:
    write(folder / "token", "audit@pve!any=1", mode=0o444)
    ask(pve, "--cluster", "lab", env=env)
    tap.equal(sent(pve), "audit@pve!any=1")
    write(folder / "lab.token", "audit@pve!lab=1", mode=0o444)
    ask(pve, "--cluster", "lab", env={**env, "PVEINV_TOKEN": TOKEN})
    tap.equal(sent(pve), "audit@pve!lab=1")
    ask(pve, env=env)
    tap.equal(sent(pve), "audit@pve!any=1")
    ask(pve, "--token-file", folder / "lab.token", env=env)
    tap.equal(sent(pve), "audit@pve!lab=1")
  # A file beside it is none of systemd's.
  outside = write(tmp / "token", mode=0o644)
  refused(outside, "others can read", env=env)
  refused(f"{folder}/../token", "others can read", env=env)


def test_nothing_given():
  tap.contains(ask("https://127.0.0.1:1", status=2).err, "no API token was given", "hint: ")


def test_environment(tmp):
  with serve() as pve:
    ask(pve, env={"PVEINV_TOKEN": TOKEN})
    tap.equal(sent(pve), TOKEN)
  result = ask("https://127.0.0.1:1", env={"PVEINV_TOKEN": SECRET}, status=2)
  tap.contains(result.err, "PVEINV_TOKEN: holds no API token")


def test_environment_is_overwritten(tmp):
  """Others of the same user, and a crash dump, find nothing in it."""
  seen = {}
  def handler(request):
    for name in ("environ", "cmdline"):
      with open(f"/proc/{seen['pid']}/{name}", "rb") as file:
        seen[name] = file.read()
    return echo(request)
  with serve(handler) as pve:
    words = raw_server.command([pve], "/a")
    words = [word for word in words if word != "--token-file" and not word.endswith("/token")]
    process = subprocess.Popen(words, env=tap.environment(PVEINV_TOKEN=TOKEN), stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE)
    seen["pid"] = process.pid
    process.communicate(timeout=30)
    tap.equal(process.returncode, 0)
    tap.equal(sent(pve), TOKEN)
  for name in ("environ", "cmdline"):
    tap.true(seen[name] and SECRET.encode() not in seen[name], f"{name} shows it: {seen[name]}")
  tap.true(b"PVEINV_TOKEN=\0\0\0" in seen["environ"], "overwritten in place")


def memory_of(pid):
  """All that can be read of a process' memory."""
  parts = []
  with open(f"/proc/{pid}/maps", encoding="utf-8") as maps, open(f"/proc/{pid}/mem", "rb", 0) as memory:
    for line in maps:
      bounds, rights, *_ = line.split()
      begin, end = (int(word, 16) for word in bounds.split("-"))
      if not rights.startswith("rw") or "[v" in line or end - begin > 1 << 28:
        continue
      try:
        memory.seek(begin)
        parts.append(memory.read(end - begin))
      except OSError:
        pass
  return parts


def test_no_copies_are_left():
  """In the memory of a program at work the token stands in the header that it sends, and nowhere else."""
  found = {"header": 0, "bare": 0}
  header = b"PVEAPIToken="
  def handler(request):
    for part in memory_of(found["pid"]) if request.path == "/a" else []:
      all_of_them, in_header = part.count(TOKEN.encode()), part.count(header + TOKEN.encode())
      found["header"] += in_header
      found["bare"] += all_of_them - in_header
    return echo(request)
  with serve(handler) as pve:
    process = subprocess.Popen(raw_server.command([pve], "/a"), env=tap.environment(), stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE)
    found["pid"] = process.pid
    process.communicate(timeout=60)
  tap.true(found["header"], "the header was not found: the test is of no use")
  tap.equal(found["bare"], 0, "copies beside the header")


if __name__ == "__main__":
  tap.main()
