"""Who is this cluster? No row is ever added to the wrong one; whatever is doubtful is refused, with what to
say."""

import hashlib
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
import recordings
import tap

AUDITOR = tap.RECORDINGS / "pve-8.4-cluster.auditor.ndjson"
NAMELESS = tap.RECORDINGS / "pve-8.4-cluster.noacl.ndjson"
STANDALONE = tap.RECORDINGS / "pve-9.1-standalone.auditor.ndjson"


def edited(tmp, file, ca=None, name=None, source=AUDITOR):
  """A copy of a recording whose cluster has another CA ("AA": its first byte; "": unreadable), another
  name."""
  def certificates(answer):
    if ca == "":
      answer.update(status=403, reason="Permission check failed", body={"data": None})
    for entry in answer["body"]["data"] or []:
      if entry["filename"] == "pve-root-ca.pem":
        entry["fingerprint"] = ca + entry["fingerprint"][2:]

  def edit(answer):
    where = answer["path"]
    if ca is not None and where.endswith("/certificates/info") and answer["status"] == 200:
      certificates(answer)
    if name and where == "/cluster/status":
      answer["body"]["data"][0]["name"] = name

  return recordings.edited(source, tmp / file, edit)


def snapshot(store, source, *options, status=(0, 3)):
  return tap.ok("snapshot", "--source", f"recording:{source}", "--store", store, *options, status=status)


def refused(store, source, *options, words):
  """Exit status 2, what is wrong and what to say; the store is byte by byte what it was."""
  before = hashlib.sha256(store.read_bytes()).hexdigest()
  result = snapshot(store, source, *options, status=2)
  tap.contains(result.err, "hint: ", *words)
  tap.equal(hashlib.sha256(store.read_bytes()).hexdigest(), before, "the store")


def clusters(store):
  return [row["cluster"] for row in tap.ok("snapshot", "list", "--store", store, "-o", "ndjson").rows()]


def test_a_renamed_cluster_is_the_same(tmp):
  store = tmp / "s.db"
  snapshot(store, AUDITOR)
  snapshot(store, edited(tmp, "renamed.ndjson", name="renamed"))
  tap.equal(clusters(store), ["lab-cluster"] * 2)


def test_a_renewed_ca(tmp):
  """Refused, until --adopt says that it is no other cluster; from then on it is known by the new CA."""
  store = tmp / "s.db"
  snapshot(store, AUDITOR)
  renewed = edited(tmp, "renewed.ndjson", ca="AA")
  refused(store, renewed, words=["another cluster as lab-cluster", "--adopt", "--cluster-name"])
  refused(store, renewed, "--cluster", "lab-cluster", words=["another cluster as lab-cluster", "--adopt"])
  snapshot(store, renewed, "--adopt")
  changed = tap.ok("diff", "--store", store, "-o", "ndjson").rows()
  tap.equal({(row["entity"], row["change"]) for row in changed} - {("certificate", "changed")}, set(),
            "nothing but certificates has changed")
  snapshot(store, renewed)
  tap.equal(clusters(store), ["lab-cluster"] * 3)
  refused(store, AUDITOR, words=["another cluster as lab-cluster"])


def test_another_cluster_of_that_name(tmp):
  store = tmp / "s.db"
  snapshot(store, AUDITOR)
  snapshot(store, edited(tmp, "other.ndjson", ca="AA"), "--cluster-name", "other")
  snapshot(store, edited(tmp, "other.ndjson", ca="AA"))
  tap.equal(clusters(store), ["other", "other", "lab-cluster"])


def test_a_name_that_its_ca_denies(tmp):
  """The user says which cluster it is, and its CA says another: nothing is written, not even to the right
  one."""
  store = tmp / "s.db"
  snapshot(store, AUDITOR)
  words = ["this cluster is not prod: by its CA", "lab-cluster"]
  for options in (["--cluster-name", "prod"], ["--cluster", "prod"], ["--cluster-name", "prod", "--adopt"]):
    refused(store, AUDITOR, *options, words=words)
  snapshot(store, STANDALONE)
  refused(store, AUDITOR, "--cluster", "pve9", words=["this cluster is not pve9", "lab-cluster"])
  snapshot(store, AUDITOR, "--cluster", "lab-cluster")


def test_namesakes_without_a_ca(tmp):
  """Two clusters call themselves alike, and this one's CA could not be read."""
  store = tmp / "s.db"
  unread = edited(tmp, "unread.ndjson", ca="")
  snapshot(store, AUDITOR)
  snapshot(store, unread)  # one cluster of that name: it must be that
  snapshot(store, edited(tmp, "other.ndjson", ca="AA"), "--cluster-name", "other")
  refused(store, unread, words=["calls itself lab-cluster", "it may be lab-cluster or other",
                                "--cluster NAME"])
  third = edited(tmp, "third.ndjson", ca="BB")
  refused(store, third, words=["its CA is a new one: it may be lab-cluster or other", "--cluster-name NAME"])
  refused(store, third, "--adopt", words=["it may be lab-cluster or other"])
  snapshot(store, unread, "--cluster", "other")
  snapshot(store, third, "--adopt", "--cluster", "other")
  tap.equal(clusters(store), ["other", "other", "other", "lab-cluster", "lab-cluster"])


def test_a_cluster_without_a_name(tmp):
  """A snapshot needs one. A live answer does not: it is called after its file, or its host."""
  store = tmp / "s.db"
  snapshot(store, STANDALONE)
  refused(store, NAMELESS, words=["does not say its name", "--cluster-name"])
  snapshot(store, NAMELESS, "--cluster-name", "lab")
  tap.equal(clusters(store), ["lab", "pve9"])
  document = tap.ok("get", "nodes", "--source", f"recording:{NAMELESS}", "-o", "json", status=3).json()
  tap.equal([cluster["cluster"] for cluster in document["clusters"]], ["pve-8.4-cluster.noacl"])


if __name__ == "__main__":
  tap.main()
