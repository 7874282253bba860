"""Who stands behind a change: the tasks and cluster-log lines that can, and never a silent guess."""

import datetime
import json
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
import tap

CLUSTER = "pve-8.4-cluster"
TAKEN = {"auditor": "2026-11-20T03:19:56Z", "auditor.changed": "2026-11-20T03:26:50Z"}
IN_WINDOW = "2026-11-20T03:25:00Z"


def recording(name):
  return tap.RECORDINGS / f"{CLUSTER}.{name}.ndjson"


def seconds(time):
  return int(datetime.datetime.fromisoformat(time.replace("Z", "+00:00")).timestamp())


def task(type, id, user="root@pam", start=IN_WINDOW, length=2, node="pve1", status="OK"):
  """As /cluster/tasks tells it, and /nodes/{node}/tasks when it has ended; length None: it runs."""
  begin, (name, _, token) = seconds(start), user.partition("!")
  return {"upid": f"UPID:{node}:00001000:00002000:{begin:08X}:{type}:{id}:{user}:", "node": node,
          "type": type,
          "id": str(id), "user": name, "starttime": begin, **({"tokenid": token} if token else {}),
          **({} if length is None else {"endtime": begin + length, "status": status, "saved": "1"})}


def line(message, user="root@pam", time=IN_WINDOW, node="pve1", uid=7):
  return {"node": node, "time": seconds(time), "uid": str(uid), "id": f"{uid}:{node}", "user": user, "pri": 6,
          "tag": "pvedaemon", "pid": 99, "msg": message}


def tell(answer, tasks):
  """The cluster tells of those that run and of 25 others of each node; a node of 500 that have ended."""
  of_node = re.fullmatch(r"/nodes/(.*)/tasks\?limit=500", answer["path"])
  ended = sorted((t for t in tasks if "endtime" in t), key=lambda t: -t["endtime"])
  if answer["path"] == "/cluster/tasks":
    answer["body"]["data"] = [t for t in tasks if "endtime" not in t] + [
      t for node in sorted({t["node"] for t in ended}) for t in [t for t in ended if t["node"] == node][:25]]
  elif of_node and answer["status"] == 200:
    answer["body"]["data"] = [t for t in ended if t["node"] == of_node[1]][:500]


def made(tmp, file, name="auditor.changed", tasks=None, lines=(), edit=lambda answer: None, taken=None):
  """A copy of a recording with other tasks (None: its own) and lines in the cluster's log."""
  with open(recording(name)) as source, open(tmp / file, "w") as copy:
    for text in source:
      answer = json.loads(text)
      if "recording" in answer and taken:
        answer["taken"] = taken
      if tasks is not None and answer.get("path", "").split("?")[0].endswith("/tasks"):
        tell(answer, tasks)
      if answer.get("path") == "/cluster/log?max=500":
        answer["body"]["data"] = list(lines)
      if "path" in answer:
        edit(answer)
      copy.write(json.dumps(answer, ensure_ascii=False) + "\n")
  return tmp / file


def take(tmp, *sources):
  return tap.store(tmp / "store.db", *sources)


def store_value(store, sql):
  (row,) = tap.ok("query", sql, "-o", "json", "--store", store).json()["rows"]
  return next(value for name, value in row.items() if name != "cluster")


def records(store, *args):
  return tap.ok("diff", *args, "-o", "ndjson", "--store", store).rows()


def who(store, entity, *key, args=()):
  """("by" or "candidates", what is said of each) of one change."""
  for record in records(store, *args):
    if record["entity"] == entity and tuple(record["key"].values()) == key:
      tap.true(not ("by" in record and "candidates" in record), "either or")
      if "by" in record:
        return "by", [record["by"]]
      return ("candidates", record["candidates"]) if "candidates" in record else (None, [])
  raise AssertionError(f"no change of {entity} {key}")


def said(found):
  return found[0], [(event["user"], event["type"]) for event in found[1]]


def changed(tmp, tasks=None, lines=(), **options):
  """The changes of CHANGES.md, with these tasks."""
  return take(tmp, recording("auditor"), made(tmp, "after.ndjson", tasks=tasks, lines=lines, **options))


# --- tasks


def test_the_genuine_one(tmp):
  """CHANGES.md: guest 103 got other tags by qmconfig; that it is in a pool now has nothing to do with it."""
  store = take(tmp, recording("auditor"), recording("auditor.changed"))
  kind, (event,) = who(store, "guest", 103)
  tap.equal((kind, event), ("by", {
    "user": "root@pam!full", "type": "qmconfig", "id": "103", "node": "pve1", "status": "OK",
    "upid": "UPID:pve1:00000905:0006C86B:6AFFBDEE:qmconfig:103:root@pam!full:", "start": 1795145198,
    "end": 1795145198, "columns": ["tags"]}))
  others = [r for r in records(store) if r["key"] != {"vmid": 103}]
  tap.true(not any("by" in r or "candidates" in r for r in others), "nobody knows of the others")
  tap.contains(tap.ok("diff", "--store", store).out,
               "    pool                 - → prod\n    by root@pam!full: qmconfig, 2026-11-20T03:26:38Z "
               "(tags)\n")


def test_one_is_the_cause_two_are_candidates(tmp):
  one, two = task("qmconfig", 104, "root@pam!full"), task("qmconfig", 104, "ops@pve", "2026-11-20T03:26:00Z")
  tap.equal(said(who(changed(tmp, [one]), "guest", 104)), ("by", [("root@pam!full", "qmconfig")]))
  (tmp / "2").mkdir()
  store = changed(tmp / "2", [two, one])
  tap.equal(said(who(store, "guest", 104)),
            ("candidates", [("root@pam!full", "qmconfig"), ("ops@pve", "qmconfig")]), "as time goes")
  tap.contains(tap.ok("diff", "guest", "104", "--store", store).out,
               "    candidate root@pam!full: qmconfig, 2026-11-20T03:25:00Z (name, memory)\n"
               "    candidate ops@pve: qmconfig, 2026-11-20T03:26:00Z (name, memory)\n  ~ guest_nic")


def test_what_each_does(tmp):
  store = changed(tmp, [task("qmigrate", 104), task("vzdestroy", 122, "ops@pve"),
                        task("qmcreate", 105, "a@pve!ci"),
                        task("vncproxy", 121), task("vzdump", ""), task("qmconfig", 100)])
  kind, (event,) = who(store, "guest", 104)
  tap.equal((kind, event["type"], event["columns"]), ("by", "qmigrate", ["node"]))
  tap.equal(said(who(store, "guest_nic", 104, "net1")), (None, []), "a migration changes no NIC")
  tap.equal(said(who(store, "guest", 122)), ("by", [("ops@pve", "vzdestroy")]))
  tap.equal(said(who(store, "guest", 105)), ("by", [("a@pve!ci", "qmcreate")]))
  tap.equal(said(who(store, "guest_disk", 105, "scsi0")), ("by", [("a@pve!ci", "qmcreate")]))
  tap.equal(said(who(store, "guest", 121)), (None, []), "a console changes nothing")
  back = records(store, "2", "1", "guest")
  tap.equal({r["key"]["vmid"]: r["by"]["type"] for r in back if r["change"] in ("added", "removed")},
            {105: "qmcreate", 122: "vzdestroy"}, "backward, too")


def test_what_is_not_sure_is_a_candidate(tmp):
  for number, tasks in enumerate((
      [task("qmconfig", 104, status="unable to parse")],        # failed, perhaps after a part of its work
      [task("qmconfig", 104, length=None)],                     # runs
      [task("qmreboot", 104)])):                                # puts in force what was pending
    (tmp / str(number)).mkdir()
    store = changed(tmp / str(number), tasks)
    tap.equal(who(store, "guest", 104)[0], "candidates", str(tasks))
  (tmp / "clone").mkdir()
  store = changed(tmp / "clone", [task("qmclone", 100)])
  tap.equal(said(who(store, "guest", 105)), ("candidates", [("root@pam", "qmclone")]),
            "it does not say which is new")
  tap.equal(said(who(store, "guest", 104)), (None, []))


def test_the_window(tmp):
  for number, (start, length, expected) in enumerate((
      ("2026-11-20T03:18:50Z", 5, None), ("2026-11-20T03:18:50Z", 6, "by"),
      ("2026-11-20T03:26:50Z", 9, "by"))):
    (tmp / str(number)).mkdir()
    store = changed(tmp / str(number), [task("qmconfig", 104, start=start, length=length)])
    tap.equal(who(store, "guest", 104)[0], expected, f"{start} + {length} s")


def test_a_task_that_runs_over_two_snapshots(tmp):
  """It began before the first of them; when its end is known, it is the cause."""
  runs = task("qmigrate", 104, "ops@pve", start="2026-11-20T03:00:00Z", length=None)
  ended = {**runs, "endtime": seconds(IN_WINDOW), "status": "OK"}
  for name, after, expected in (("ended", ended, "by"), ("still", runs, "candidates")):
    folder = tmp / name
    folder.mkdir()
    store = take(folder, made(folder, "1", "auditor", tasks=[runs]), made(folder, "2", tasks=[after]))
    tap.equal(said(who(store, "guest", 104)), (expected, [("ops@pve", "qmigrate")]), name)
  take(tmp / "still", made(tmp, "3", tasks=[{**ended, "endtime": seconds("2026-11-20T04:00:00Z")}],
                           taken="2026-11-20T05:00:00Z"))
  tap.equal(who(tmp / "still" / "store.db", "guest", 104, args=("1", "2"))[0], "by", "told by the next walk")


def test_several_users_in_one_window(tmp):
  """Each change has those that can have made it, and no others."""
  tasks = [task("qmconfig", 104, "a@pve"), task("qmigrate", 104, "b@pve", "2026-11-20T03:25:30Z"),
           task("qmcreate", 105, "c@pve!ci"), task("vzdestroy", 122, "d@pve")]
  store = changed(tmp, tasks, [line("update VM 104: -memory 16384", "e@pve", uid=9)])
  kind, events = who(store, "guest", 104)
  tap.equal((kind, [(e["user"], e["columns"]) for e in events]),
            ("candidates", [("a@pve", ["name", "memory"]), ("e@pve", ["memory"]), ("b@pve", ["node"])]))
  tap.equal(said(who(store, "guest", 105)), ("by", [("c@pve!ci", "qmcreate")]))
  tap.equal(said(who(store, "guest", 122)), ("by", [("d@pve", "vzdestroy")]))
  tap.equal(said(who(store, "guest", 121)), (None, []))


def test_clocks_of_nodes(tmp):
  """What the later walk told began before that ended, though the node's clock is ahead; what the walk after
  it told may have begun later, or was told late."""
  ahead = task("qmconfig", 104, start="2026-11-20T04:30:00Z")
  tap.equal(who(changed(tmp, [ahead]), "guest", 104)[0], "by")
  for number, (start, expected) in enumerate((("2026-11-20T03:26:00Z", "by"),
                                              ("2026-11-20T03:27:30Z", None))):
    (tmp / str(number)).mkdir()
    store = changed(tmp / str(number), [])
    take(tmp / str(number), made(tmp, "3", tasks=[task("qmconfig", 104, start=start)],
                                 taken="2026-11-20T05:00:00Z"))
    tap.equal(who(store, "guest", 104, args=("1", "2"))[0], expected, start)


def test_the_window_begins_when_it_was_last_read(tmp):
  """The configuration could not be read for a while: the change may be as old as that."""
  def deny(answer):
    if answer["path"].endswith("/104/config?current=1"):
      answer.update(status=403, reason="Permission check failed", body={"data": None})
  store = take(tmp, recording("auditor"), made(tmp, "1", "auditor", edit=deny, taken="2026-11-20T03:26:00Z"),
               made(tmp, "2", tasks=[task("qmconfig", 104)]))
  kind, events = who(store, "guest_nic", 104, "net1")
  tap.equal((kind, events[0]["start"]), ("by", seconds(IN_WINDOW)))


def many(count, begin=seconds(IN_WINDOW), node="pve1"):
  """Others, a second apart."""
  return [{**task("vncproxy", 200, node=node),
           "upid": f"UPID:{node}:{n:08X}:0:{begin + n:08X}:vncproxy:200:root@pam:",
           "starttime": begin + n, "endtime": begin + n} for n in range(count)]


def test_a_busy_node(tmp):
  """Of those that the cluster's list has forgotten the node tells."""
  store = changed(tmp, [task("qmconfig", 104), *many(60)])
  tap.equal(said(who(store, "guest", 104)), ("by", [("root@pam", "qmconfig")]))
  tap.equal(store_value(store, "SELECT count(*) FROM task"), 61 + 3, "three are of the first walk")


def test_too_many_tasks_to_be_sure(tmp):
  """Where all that a node told is new and does not reach back to the last walk, there may have been more."""
  sure = {"reaches back": [task("qmconfig", 104), *many(498),
                           task("qmstart", 1, start="2026-11-20T03:00:00Z")]}
  unsure = {"500": [task("qmconfig", 104), *many(499)],
            "long texts": [task("qmconfig", 104), *({**t, "status": "x" * 500} for t in many(98))]}
  for expected, cases in (("by", sure), ("candidates", unsure)):
    for name, tasks in cases.items():
      (tmp / name).mkdir()
      tap.equal(who(changed(tmp / name, tasks), "guest", 104)[0], expected, name)


def test_a_node_that_was_not_asked(tmp):
  """It may have others, also one that was away before, too: nobody knows for how long."""
  def down(answer):
    if answer["path"].startswith("/nodes/pve2/"):
      answer.update(status=595, reason="Connection refused", body=None)
  def silent(answer):
    if answer["path"] == "/nodes/pve2/tasks?limit=500":
      answer.update(status=500, reason="got timeout", body={"data": None})
  def denied(answer):
    if answer["path"] == "/nodes/pve2/status":
      answer.update(status=403, reason="Permission check (/nodes/pve2, Sys.Audit)", body={"data": None})
  for name, first, edit, expected in (("down", [], down, "candidates"), ("silent", [], silent, "candidates"),
                                      ("still down", [down], down, "candidates"),
                                      ("still silent", [silent], silent, "candidates"),
                                      ("still denied", [denied], denied, "candidates")):
    folder = tmp / name
    folder.mkdir()
    before = made(folder, "before.ndjson", "auditor", edit=first[0]) if first else recording("auditor")
    store = take(folder, before, made(folder, "after.ndjson", tasks=[task("qmconfig", 104)], edit=edit))
    tap.equal(who(store, "guest", 104)[0], expected, name)
  take(tmp / "down", made(tmp, "3", tasks=[task("qmconfig", 104)], taken="2026-11-20T05:00:00Z"))
  tap.equal(who(tmp / "down" / "store.db", "guest", 104, args=("1", "2"))[0], "by", "it told later")


def test_a_guest_that_was_elsewhere(tmp):
  """A node that may have more to tell has nothing to do with a guest that was on another the whole time."""
  def down(answer):
    if answer["path"].startswith("/nodes/pve2/"):
      answer.update(status=595, reason="Connection refused", body=None)
  def down_with_ha(answer):
    down(answer)
    if answer["path"] == "/cluster/resources":
      for row in answer["body"]["data"]:
        row.update({"hastate": "started"} if row.get("vmid") == 103 else {})
  mine, moved = task("qmconfig", 103), task("qmigrate", 103, start="2026-11-20T03:24:00Z")
  for name, tasks, edit, expected in (("it was", [mine], down, "by"),
                                      ("it was away and came back", [moved, mine], down, "candidates"),
                                      ("it may have been recovered", [mine], down_with_ha, "candidates")):
    folder = tmp / name
    folder.mkdir()
    store = take(folder, made(folder, "before.ndjson", "auditor", edit=edit),
                 made(folder, "after.ndjson", tasks=tasks, edit=edit))
    tap.equal(who(store, "guest", 103)[0], expected, name)


def test_a_node_that_nobody_has_ever_seen(tmp):
  """As the genuine pve3: its address is not known, so it was not up since the endpoint is."""
  store = changed(tmp, [task("qmconfig", 104)])
  tap.equal((who(store, "guest", 104)[0], store_value(store, "SELECT count(*) FROM outcome WHERE "
             "read = 'node_tasks' AND outcome = 'offline'")), ("by", 1))


def without_node_lists(tmp, name, source):
  """As it was recorded when only the cluster was asked."""
  kept = [line for line in source.read_text().splitlines(True) if "/tasks?limit=500\"" not in line]
  (tmp / name).write_text("".join(kept))
  return tmp / name


def test_recordings_with_the_cluster_s_list_alone(tmp):
  for count, expected in ((23, "by"), (24, "candidates")):
    folder = tmp / str(count)
    folder.mkdir()
    after = made(folder, "made", tasks=[task("qmconfig", 104, start="2026-11-20T03:26:30Z"), *many(count)])
    store = take(folder, without_node_lists(folder, "1", recording("auditor")),
                 without_node_lists(folder, "2", after))
    tap.equal(who(store, "guest", 104)[0], expected, f"{count} others: a node tells of 25")


def test_a_genuine_node_tells_what_the_cluster_has_lost(tmp):
  """Some seconds after a restart /cluster/tasks was empty; the node's own list was not."""
  store = take(tmp, recording("auditor.starting"))
  tap.equal(store_value(store, "SELECT count(*) FROM task WHERE type = 'qmconfig' AND vmid = 103"), 1)


def test_without_the_right_to_see_all(tmp):
  def deny(answer):
    if answer["path"] == "/cluster/status":
      answer.update(status=403, reason="Permission check failed (/, Sys.Audit)", body={"data": None})
  store = changed(tmp, [task("qmconfig", 104)], edit=deny)
  tap.equal(who(store, "guest", 104)[0], "candidates")


def test_tasks_are_kept(tmp):
  """The nodes forget them; the store doesn't."""
  first = made(tmp, "1", "auditor", tasks=[task("qmstart", 100, start="2026-11-20T01:00:00Z", length=None)])
  second = made(tmp, "2",
                tasks=[{**task("qmstart", 100, start="2026-11-20T01:00:00Z"), "endtime": 1795145000}])
  store = take(tmp, first, second, made(tmp, "3", tasks=[], taken="2026-11-20T04:00:00Z"))
  rows = tap.ok("get", "task", "--at", "latest", "-o", "ndjson", "--store", store).rows()
  tap.equal([(r["type"], r["endtime"]) for r in rows], [("qmstart", 1795145000)])
  listed = tap.ok("snapshot", "show", "latest", "-o", "json", "--store", store).json()["snapshots"][0]
  tap.equal((listed["kept"], listed["learned"], listed["changed"]), (0, 0, 0), "an event is no change")


# --- the cluster's log


def test_a_line_says_what_was_set(tmp):
  store = changed(tmp, [], [line("update VM 104: -memory 16384 -net1 virtio=AA,bridge=vmbr0", "ops@pve!gui"),
                            line("successful auth for user 'ops@pve'", "ops@pve", uid=8)])
  kind, (event,) = who(store, "guest", 104)
  tap.equal((kind, event["user"], event["type"], event["columns"]), ("by", "ops@pve!gui", "log", ["memory"]))
  tap.equal(who(store, "guest_nic", 104, "net1")[0], "by")
  tap.equal(who(store, "guest", 121)[0], None)
  tap.contains(tap.ok("diff", "guest", "104", "--store", store).out,
               "    by ops@pve!gui: update VM 104: -memory 16384 -net1 virtio=AA,bridge=vmbr0, 2026-")


def test_a_line_of_a_task_is_no_second_candidate(tmp):
  store = changed(tmp, [task("qmconfig", 104)], [line("update VM 104: -name db01-renamed -delete net7")])
  kind, (event,) = who(store, "guest", 104)
  tap.equal((kind, event["type"], event["columns"]), ("by", "qmconfig", ["name"]), "more exact than its kind")
  tap.equal(who(store, "guest_nic", 104, "net1")[0], None)


def test_deleted_options(tmp):
  store = changed(tmp, [], [line("update CT 121: -delete swap,searchdomain -tags edge")])
  kind, (event,) = who(store, "guest", 121)
  tap.equal((kind, sorted(event["columns"])), ("by", ["swap", "tags"]))


def test_a_task_that_only_the_log_tells(tmp):
  upid = task("qmconfig", 104, "ops@pve!gui")["upid"]
  store = changed(tmp, [], [line(f"starting task {upid}", "ops@pve!gui"),
                            line(f"end task {upid} OK", "ops@pve!gui", uid=8)])
  kind, (event,) = who(store, "guest", 104)
  tap.equal((kind, event["user"], event["type"], event["start"]),
            ("by", "ops@pve!gui", "qmconfig", seconds(IN_WINDOW)))
  (tmp / "2").mkdir()
  store = changed(tmp / "2", [], [line(f"starting task {upid}", "ops@pve!gui")])
  tap.equal(who(store, "guest", 104)[0], "candidates", "nobody says how it ended")


def test_log_and_blame_say_it_too(tmp):
  store = changed(tmp, [task("qmconfig", 104, "ops@pve")])
  tap.contains(tap.ok("log", "guest", "104", "--store", store).out,
               "\n      by ops@pve: qmconfig, 2026-11-20T03:25:00Z (name, memory)\n")
  rows = {r["column"]: r for r in tap.ok("blame", "guest", "104", "-o", "ndjson", "--store", store).rows()}
  tap.equal((rows["memory"]["who"]["by"]["user"], rows["node"]["who"]), ("ops@pve", None))


def test_hostile_users(tmp):
  store = changed(tmp, [task("qmconfig", 104, "x\x1b[31m@pve")])
  tap.contains(tap.ok("diff", "guest", "104", "--store", store).out, "by x\\u{1b}[31m@pve: qmconfig")


def test_the_rules_name_what_there_is(tmp):
  """Every entity and column of the rules is one of the schema."""
  text = (tap.ROOT / "src/report/who_rules.c").read_text()
  macros = dict(re.findall(r'#define (\w+)((?:\s*\\?\s*(?:"[^"]*"|[A-Z_]+))+)\n', text))
  def resolve(expression):
    return "".join(part[1:-1] if part[0] == '"' else resolve(macros[part])
                   for part in re.findall(r'"[^"]*"|[A-Z_]+', expression))
  table = text[text.index("who_rules[] = {"):text.index("{ NULL")]
  table = re.sub(r"/\*.*?\*/", "", table)
  found = re.findall(r"\{([^{}]*?),\s*(WHO_\w+),([^{}]*?),\s*(\"[ARC]+\"),([^{}]*?),\s*(true|false)\s*\}",
                     table)
  tap.equal(len(found), table.count("WHO_"), "all rules are read")
  entities = {e["entity"]: {c["column"] for c in e["columns"]}
              for e in (tap.ok("explain", name, "-o", "json").json() for name in
                        sorted({n for rule in found for n in resolve(rule[2]).split()}))}
  for types, _, names, _, columns, _ in found:
    for name in resolve(names).split():
      for column in ([] if columns.strip() == "NULL" else resolve(columns).lstrip("!").split()):
        tap.true(column in entities[name], f"{resolve(types)}: {name} has no {column}")


if __name__ == "__main__":
  tap.main()
