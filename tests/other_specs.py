"""other_specs.py - a pveinv with other specs, made of the same sources: an older one, or one with a
mistake."""

import json
import os
import shlex
import shutil
import subprocess

import tap


def copy(folder):
  """A copy of the specs, to be changed."""
  shutil.copytree(tap.ROOT / "schema", folder)
  return folder


def change(path, function):
  """Rewrites one spec."""
  spec = json.loads(path.read_text())
  function(spec)
  path.write_text(json.dumps(spec))


def build(specs, program):
  """Compiles and links; the objects are those of the plain build."""
  folder, tables = tap.plain_binary().parent, program.with_suffix(".c")
  with open(tables, "w") as out:
    subprocess.run([folder / "gen", "tables", specs], stdout=out, check=True)
  libraries = subprocess.run(["make", "-s", "-C", tap.ROOT, "print-PKG_LIBS"], check=True,
                             capture_output=True, text=True).stdout
  objects = sorted((folder / "cmd").glob("*.o"))
  command = [os.environ.get("CC", "cc"), "-std=c11", "-D_GNU_SOURCE", "-I", tap.ROOT, "-I", tap.ROOT / "src",
             "-o", program, tables, *objects, folder / "libpveinv.a", *shlex.split(libraries)]
  result = tap.run(*command, timeout=120)
  tap.equal(result.status, 0, str(result))
  return program
