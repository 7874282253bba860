#!/usr/bin/env python3
"""The Makefile: what it rebuilds, what it says when something is missing, what it installs."""

import os
import re
import shutil
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
import tap

TREE = ("Makefile", "Makefile.deps", "Makefile.tests", "README.md", ".ci", "src", "cmd", "schema")


def make(*args, cwd, status=0, env=None):
  # Not as part of the make that runs the tests.
  result = tap.run("make", *args, cwd=cwd, timeout=240, env={"MAKEFLAGS": None, **(env or {})})
  tap.equal(result.status, status, str(result))
  return result


def tree(tmp):
  """A copy of the sources."""
  copy = tmp / "tree"
  copy.mkdir()
  for name in TREE:
    source = tap.ROOT / name
    if source.is_dir():
      shutil.copytree(source, copy / name)
    elif source.exists():
      shutil.copy2(source, copy / name)
  return copy


def compiled(result):
  return [line.split()[1] for line in result.out.splitlines() if line.split()[0] in ("CC", "HOSTCC", "GEN")]


def test_rebuilds_what_changed_and_no_more(tmp):
  cwd, target = tree(tmp), "build/src/base/human.o"
  tap.equal(compiled(make(target, cwd=cwd)), ["src/base/human.c"], "first")
  tap.equal(compiled(make(target, cwd=cwd)), [], "again")
  os.utime(cwd / "src/base/text.h", (2**31, 2**31))
  tap.equal(compiled(make(target, cwd=cwd)), ["src/base/human.c"], "a header")
  os.utime(cwd / "src/base/text.h", (1, 1))
  tap.equal(compiled(make(target, "CFLAGS=-O0", cwd=cwd)), ["src/base/human.c"], "other flags")
  tap.equal(compiled(make(target, "CFLAGS=-O0", cwd=cwd)), [], "the same flags")
  tap.equal(compiled(make(target, "CFLAGS=-O0", "WERROR=1", cwd=cwd)), [], "WERROR changes no object")
  tap.equal(compiled(make(target, "CFLAGS=-O0", "CC=gcc -pipe", cwd=cwd)), ["src/base/human.c"], "a compiler")


def test_a_failed_generation_is_not_fresh(tmp):
  cwd, target = tree(tmp), "build/schema_tables.c"
  make(target, cwd=cwd)
  spec = cwd / "schema/guest.json"
  good = spec.read_text()
  spec.write_text(good[:-20])
  make(target, cwd=cwd, status=2)
  tap.true(not (cwd / target).exists(), "half a table was left")
  spec.write_text(good)
  tap.equal(compiled(make(target, cwd=cwd)), [target], "after the repair")
  spec.unlink()
  tap.contains(make(target, cwd=cwd, status=2).out, "GEN")


def test_missing_libraries(tmp):
  result = make("PKG_CONFIG=false", cwd=tree(tmp), status=2)
  tap.contains(result.err, "libcjson", "make deps")


def test_missing_compiler(tmp):
  result = make("CC=no-such-compiler", cwd=tree(tmp), status=2)
  tap.contains(result.err, "C compiler (no-such-compiler)", "make deps")


def test_install_and_uninstall(tmp):
  cwd = tree(tmp)
  result = make("install", "DESTDIR=" + str(tmp / "to"), cwd=cwd, status=2)
  tap.contains(result.err, "run `make` first")
  (cwd / "build").mkdir()
  (cwd / "build/pveinv").write_text("#!/bin/sh\necho installed\n")
  (cwd / "build/pveinv").chmod(0o755)
  (cwd / "build/man/man1").mkdir(parents=True)
  (cwd / "build/man/man1/pveinv.1").write_text("see /usr/local/share/doc/pveinv/queries\n")
  for folder in ("contrib", "doc", "completions", "man"):
    shutil.copytree(tap.ROOT / folder, cwd / folder)
  make("install", f"DESTDIR={tmp}/to", "PREFIX=/opt/x", cwd=cwd)
  tap.equal(tap.run(tmp / "to/opt/x/bin/pveinv").out, "installed\n")
  documents = tmp / "to/opt/x/share/doc/pveinv"
  links = set(re.findall(r"\]\(([^)#]+)\)", (documents / "README.md").read_text(encoding="utf-8")))
  tap.true(len(links) > 10, links)
  tap.equal([link for link in links if not (documents / link).exists()], [], "links of the README")
  queries = {path.name for path in (tmp / "to/opt/x/share/doc/pveinv/queries").iterdir()}
  tap.equal(queries, {path.name for path in (tap.ROOT / "doc/queries").iterdir()})
  for file in ("bash-completion/completions/pveinv", "zsh/site-functions/_pveinv",
               "fish/vendor_completions.d/pveinv.fish"):
    tap.contains((tmp / "to/opt/x/share" / file).read_text(), "asks `pveinv complete`")
  tap.equal((tmp / "to/opt/x/share/man/man1/pveinv.1").read_text(), "see /opt/x/share/doc/pveinv/queries\n")
  unit = (tmp / "to/opt/x/lib/systemd/system/pveinv.service").read_text()
  tap.contains(unit, "ExecStart=/opt/x/bin/pveinv snapshot", "file:///opt/x/share/doc/pveinv/README.md")
  tap.true("/usr/local" not in unit, unit)
  make("uninstall", f"DESTDIR={tmp}/to", "PREFIX=/opt/x", cwd=cwd)
  tap.equal([str(path) for path in (tmp / "to").rglob("*") if path.is_file()], [])


# --- installing packages, with an apt-get that only says how it was called

def fake(tmp, **programs):
  """A PATH on which only these programs differ from the machine's."""
  folder = tmp / "bin"
  folder.mkdir(exist_ok=True)
  for name, script in programs.items():
    path = folder / name.replace("_", "-")
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
  return f"{folder}:{os.environ['PATH']}"


def install(tmp, *packages, **programs):
  programs.setdefault("dpkg_query", "exit 1")
  programs.setdefault("apt_get", 'echo "apt-get $* ($DEBIAN_FRONTEND)" >>"$HOME/log"')
  programs.setdefault("id", "echo 0")
  log = tmp / "log"
  log.unlink(missing_ok=True)
  result = tap.run(tap.ROOT / ".ci/install-packages", "to test", *packages,
                   env={"PATH": fake(tmp, **programs)})
  return result, log.read_text().splitlines() if log.exists() else []


def test_installs_without_questions(tmp):
  result, calls = install(tmp, "one", "two")
  tap.equal(result.status, 0, str(result))
  tap.contains(result.err, "installing, to test: one two")
  tap.equal(len(calls), 1)
  tap.contains(calls[0], "-y", "install", "one two", "(noninteractive)")


def test_installs_nothing_that_is_there(tmp):
  result, calls = install(tmp, "one", dpkg_query='echo "install ok installed"')
  tap.equal((result.status, result.err, calls), (0, "", []))


def test_updates_the_lists_when_they_are_old(tmp):
  result, calls = install(tmp, "one", apt_get="""echo "$*" >>"$HOME/log"
case "$*" in *update*) touch "$HOME/updated" ;; *) test -e "$HOME/updated" ;; esac""")
  tap.equal(result.status, 0, str(result))
  tap.equal([call.split()[-1] for call in calls], ["one", "update", "one"])


def test_says_why_it_cannot(tmp):
  result, _ = install(tmp, "one", apt_get="exit 100")
  tap.equal(result.status, 1)
  tap.contains(result.err, "wanted to test: one", "apt-get")


def test_uses_sudo(tmp):
  result, calls = install(tmp, "one", id="echo 1000", sudo='test "$1" = -n && exit 0; "$@"')
  tap.equal(result.status, 0, str(result))
  tap.contains(calls[0], "install")
  result, calls = install(tmp, "one", id="echo 1000", sudo="exit 1")
  tap.equal((result.status, calls), (1, []))
  tap.contains(result.err, "sudo wants a password", "wanted to test: one")


if __name__ == "__main__":
  tap.main()
