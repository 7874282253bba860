"""simulator - a cluster behind addresses: who asks what of which node, and what comes back when.

The answers come from a cluster (recorded.py, made.py); over them lie, in this order: the condition of the
nodes (node_states.py), what the token may see (limits.py), what the asked node says of itself, jitter.
"""

import asyncio
import fnmatch
import json
import pathlib
import random
import re
import socket
import time
from urllib.parse import parse_qsl, unquote

import faults
import jitter
import limits
import workers
from certificates import server_context
from commands import Commands, View
from http_server import Listener, Reply
from node_states import Condition, answered_by, never_up, overlaid, without_quorum
from recorded import RecordedCluster, canonical
from tickets import TicketOffice
from tokens import Door, owner_acl

API = "/api2/json"
APIDOC = "/pve-docs/api-viewer/apidoc.js"


class Endpoint:
  """A node that listens."""

  def __init__(self, number, node, address, view, listener, certificate):
    self.number, self.node, self.address, self.view = number, node, address, view
    self.listener, self.certificate = listener, certificate
    self.connections = set()


class BlackHole:
  """An address that swallows connections: nobody accepts, and the queue is full."""

  def __init__(self, address, port):
    self.socket = socket.socket()
    self.socket.bind((address, port))
    self.socket.listen(0)
    self.fillers = []
    for _ in range(4):
      filler = socket.socket()
      filler.setblocking(False)
      filler.connect_ex((address, port))
      self.fillers.append(filler)


class Simulator(Commands):
  def __init__(self, cluster, authority, options, tokens):
    self.loop = asyncio.get_running_loop()
    self.cluster, self.authority, self.options, self.tokens = cluster, authority, options, tokens
    self.chance = random.Random(options.seed)
    self.office = TicketOffice(options.user, options.ticket_life)
    self.door = Door(tokens, self.office)
    condition = Condition()
    condition.never_up |= cluster.never_up
    self.view = View(cluster, condition)
    self.endpoints, self.addresses, self.holes = {}, {}, []
    self.faults, self.pending = [], []
    self.workers = {}
    self.in_flight, self._busy = {}, {}  # requests by node; the node that a connection's request is for
    self.requests = self.connects = 0
    self._cache, self._access, self._told = {}, {}, {}
    self._log = open(options.log, "a", encoding="utf-8") if options.log else None
    self._recordings = {token.name: RecordedCluster([token.recording]) for token in tokens
                        if token.recording}

  # --- nodes and addresses

  def listen(self):
    """Each node that is up gets an address of its own, all the same port."""
    nodes = [node for node in self.cluster.nodes if node not in self.cluster.never_up]
    for attempt in range(20):
      try:
        return self._listen(nodes, self.options.port)
      except OSError:
        if self.options.port or attempt == 19:
          raise
        for endpoint in self.endpoints.values():
          endpoint.listener.close()
        self.endpoints = {}

  def _listen(self, nodes, port):
    for number, node in enumerate(nodes, 1):
      address = self.cluster.nodes[node] or ""
      if not address.startswith("127."):
        address = f"127.0.0.{number}"
      certificate = self.authority.node(node, address, self.options.domain,
                                        self.options.wrong_certificate.get(node))
      endpoint = Endpoint(number, node, address, self.view, None, certificate)
      endpoint.listener = Listener(self, endpoint, address, port, server_context(certificate))
      endpoint.listener.round_trip = self.options.latency / 1000
      port = endpoint.listener.port
      self.endpoints[node], self.addresses[node] = endpoint, address
      self.workers[node] = workers.Node(self.chance, self.options.workers or 3, self.options.slowness)
    self.port = port
    for node, how in self.options.unreachable.items():
      self.make_unreachable(node, how)
    self.cluster.certificates = self.certificates
    for endpoint in self.endpoints.values():
      endpoint.listener.start()
    self._follow()

  def _follow(self):
    """Nodes that are down in a recording do not listen."""
    for node, endpoint in self.endpoints.items():
      if node in self.cluster.down | self.view.condition.stopped:
        endpoint.listener.close()
      elif endpoint.listener.closed:
        self._relisten(endpoint)

  def _relisten(self, endpoint):
    context, latency = endpoint.listener.context, endpoint.listener.round_trip
    endpoint.listener = Listener(self, endpoint, endpoint.address, self.port, context)
    endpoint.listener.round_trip = latency
    endpoint.listener.start()

  def make_unreachable(self, node, how):
    """The address that the cluster tells of the node is one at which nobody answers."""
    address = f"127.0.1.{len(self.holes) + 1}"
    if how == "swallowed":
      self.holes.append(BlackHole(address, self.port))
    elif how == "silent":
      listener = Listener(self, self.endpoints[node], address, self.port, None)
      listener.silent = True
      listener.start()
      self.holes.append(listener)
    else:
      self.holes.append(None)
    self.addresses[node] = address
    self.changed()

  def certificates(self, node):
    """What /nodes/{node}/certificates/info tells; None for a node without any."""
    endpoint = self.endpoints.get(node)
    if not endpoint:
      return None
    if self._told.get(node, (None,))[0] is not endpoint.certificate:
      self._told[node] = endpoint.certificate, [self.authority.certificate.info("pve-root-ca.pem"),
                                                endpoint.certificate.info("pve-ssl.pem")]
    return self._told[node][1]

  def urls(self):
    return [f"https://{endpoint.address}:{self.port}" for node, endpoint in self.endpoints.items()
            if node not in self.cluster.down]

  def fingerprints(self):
    return {node: endpoint.certificate.fingerprint for node, endpoint in self.endpoints.items()}

  def changed(self):
    """What was prepared is stale."""
    self._cache.clear()
    self._access.clear()

  # --- the server's side of connections

  def opened(self, connection):
    connection.endpoint.connections.add(connection)
    connection.worker = self.workers[connection.endpoint.node].accept(connection)
    self.connects += 1
    self.log(event="connect", connection=connection.id, endpoint=connection.endpoint.node)

  def closed(self, connection):
    connection.endpoint.connections.discard(connection)
    connection.worker.connections.discard(connection)
    self._leave(connection)
    self.log(event="close", connection=connection.id, endpoint=connection.endpoint.node,
             requests=connection.served)

  def refused(self, endpoint, error):
    self.log(event="tls-failed", endpoint=endpoint.node, error=str(error) or type(error).__name__)

  def log(self, **entry):
    if self._log:
      self._log.write(json.dumps({"time": round(time.time(), 4), **entry}) + "\n")

  def flush(self):
    if self._log:
      self._log.flush()

  def respond(self, request):
    """A Reply, or an awaitable."""
    self.requests += 1
    endpoint, token = request.connection.endpoint, self.door.enter(request.headers)
    request.connection.worker.count()
    target = canonical_target(request.target)
    node = answered_by(target.partition("?")[0]) or endpoint.node
    entry = self._entry(request, endpoint, token, target, node)
    awaitable = self._awaitable(request, endpoint, token, target, node)
    if isinstance(awaitable, Reply):
      self._logged(entry, awaitable)
      return awaitable
    self._enter(request.connection, node)
    return self._counted(awaitable, entry, request.connection)

  def _entry(self, request, endpoint, token, target, node):
    if not self._log:
      return None
    return {"event": "request", "connection": request.connection.id, "endpoint": endpoint.node,
            "token": getattr(token, "name", None), "method": request.method, "path": target,
            "node": node, "in_flight": self.in_flight.get(node, 0) + 1,
            "in_flight_all": len(self._busy) + 1, "start": round(time.time(), 4)}

  def _logged(self, entry, reply):
    if entry:
      self.log(**entry, status=reply.status if reply else None)

  def _enter(self, connection, node):
    """Counted when it comes, not when its task begins: many come at once."""
    self._busy[connection] = node
    self.in_flight[node] = self.in_flight.get(node, 0) + 1

  def _leave(self, connection):
    """Also of a connection that is lost before its task has begun."""
    node = self._busy.pop(connection, None)
    if node is not None:
      self.in_flight[node] -= 1

  async def _counted(self, awaitable, entry, connection):
    reply = None
    try:
      reply = await awaitable
      return reply
    finally:
      self._leave(connection)
      self._logged(entry, reply)

  def _awaitable(self, request, endpoint, token, target, node):
    path = target.partition("?")[0]
    if request.method == "POST" and path == "/access/ticket":
      return self._log_in(request)
    if not request.target.startswith(API):
      return self._file(request)
    if isinstance(token, str) and path != "/access/domains":
      return self._unauthorized(token)
    if request.method != "GET":
      return self._not_there(request, path)
    fault = next((fault for fault in self.faults if fault.strikes(
      target, endpoint.number, getattr(token, "name", None))), None)
    if fault:
      return self._fault(fault, request, endpoint, token, target, node)
    if self.options.workers or self.options.latency:
      return self._timed(request, endpoint, token, target, node)
    return self.reply(endpoint, token, target)

  def _log_in(self, request):
    data = self.office.login(request.body.decode())
    if data:
      return Reply(200, "OK", json.dumps({"data": data}).encode())
    text = "authentication failure"
    return self._unauthorized(text, encoded(failing(text)))

  async def _unauthorized(self, reason, body=None):
    await asyncio.sleep(0.05 if self.options.fast_401 else 3.0)
    return Reply(401, reason, body)

  def _file(self, request):
    """What pveproxy serves beside the API, whoever asks."""
    path = request.target.partition("?")[0]
    if path == APIDOC and self.options.apidoc:
      return Reply(200, "OK", pathlib.Path(self.options.apidoc).read_bytes(), "application/javascript")
    text = f"no such file '{path}'"
    return Reply(500, text, text.encode(), "application/octet-stream")

  def _not_there(self, request, path):
    text = f"Method '{request.method} {path}' not implemented"
    return Reply(501, text, json.dumps({"data": None, "message": text}).encode())

  async def _timed(self, request, endpoint, token, target, node):
    if self.options.latency:
      await asyncio.sleep(self.options.latency / 1000)
    if self.options.workers:
      path = target.partition("?")[0]
      other = self.workers.get(node) if node != endpoint.node else None
      guests = len(self.cluster.guests()) if path.startswith(("/cluster/resources", "/nodes/")) else 0
      seconds = getattr(self.cluster, "work", lambda path: None)(path) or workers.work(path, guests)
      await self.workers[endpoint.node].answer(request.connection.worker, path, seconds, other)
    return self.reply(endpoint, token, target)

  # --- faults

  async def _fault(self, fault, request, endpoint, token, target, node):
    connection, kind = request.connection, fault.kind
    if kind == "596":
      await asyncio.sleep(fault.number(30))
      return Reply(596, "Connection timed out")
    if kind == "401":
      return await self._unauthorized("Authentication failed!")
    if kind == "hang":
      await asyncio.sleep(10**6)
    if kind == "hold":
      await fault.cleared.wait()
    if kind == "reset":
      connection.reset()
      return None
    if kind == "delay":
      await asyncio.sleep(fault.number(1))
    path = target.partition("?")[0]
    demand = limits.demanded(path) or (["Sys.Audit"], "/", True)
    reply = faults.instead(fault, node, path, f"Permission check failed ({demand[1]}, {'|'.join(demand[0])})")
    if reply:
      return reply
    return await self._spoilt(fault, connection, self.reply(endpoint, token, target, kind == "unknown"))

  async def _spoilt(self, fault, connection, right):
    kind = fault.kind
    if kind == "slow":
      await faults.slowly(connection, right, fault.number(10))
    elif kind in ("truncated", "cut"):
      await faults.partly(connection, right, kind == "cut")
    elif kind == "huge":
      await faults.hugely(connection, int(fault.number(10**9)))
    elif kind == "bomb":
      return faults.bomb(int(fault.number(10**9)))
    elif kind == "malformed":
      body, headers = faults.broken(fault.value, right)
      return Reply(200, "OK", body, headers=headers)
    elif kind == "earlyclose":
      return Reply(right.status, right.reason, right.body, close=True)
    elif kind == "silentclose":
      connection.transport.write(right.head(True, None, len(right.body)) + right.body)
      connection.close()
    else:
      return right
    return None

  # --- answers

  def reply(self, endpoint, token, target, starting=False):
    """The Reply as bytes, from the cache if nothing has changed; changes that wait for it are made."""
    if self.pending:
      self._due(target, "before")
    key = endpoint.node, token if isinstance(token, str) else token.name, target, starting
    reply = self._cache.get(key)
    if reply is None:
      reply, repeats = self._prepare(endpoint, token, target, starting)
      if repeats:
        self._cache[key] = reply
    if self.pending:
      self._due(target, "after")
    return reply

  def _due(self, target, when):
    """Makes the changes that were asked for before or after just this request."""
    due = [change for change in self.pending if when in change and
           fnmatch.fnmatchcase(target, canonical_target(API + change[when]).replace("%2A", "*"))]
    for change in due:
      self.pending.remove(change)
      self.do({key: value for key, value in change.items() if key != when})

  def _prepare(self, endpoint, token, target, starting):
    path, _, query = target.partition("?")
    query = dict(parse_qsl(query, keep_blank_values=True))
    status, reason, body, text, repeats = self._answer(endpoint, token, target, path, query, starting)
    if self.options.old_errors and status >= 400 and body is not None:
      body = {key: value for key, value in body.items() if key != "message"}
    if body is None:
      return Reply(status, reason, text.encode() if text else None), repeats
    if self.options.jitter:
      body, repeats = jitter.jittered(body, self.chance), False
    return Reply(status, reason, encoded(body)), repeats

  def _answer(self, endpoint, token, target, path, query, starting):
    """(status, reason, body, text, whether it is the same each time)"""
    view, cluster = endpoint.view, endpoint.view.cluster
    recording = self._recordings.get(getattr(token, "name", None))
    cluster = recording or cluster
    who = None if recording or isinstance(token, str) else self.viewer(view, token)
    refusal = who and limits.refusal(who, unquote_parts(path), query, cluster.agent_privilege)
    if refusal and cluster.implements(target):
      return (403, refusal, failing(refusal), None, True)
    gone = self._gone(view, endpoint, path)
    if gone and not cluster.refuses(target):
      return (*gone, True)
    if who and path == "/access/permissions" and "userid" in query:
      return self._permissions_of(who, query["userid"])
    answer = cluster.find(target, path, query)
    repeats, body = cluster.repeats(target), answer.body
    if answer.status == 200 and body is not None:
      try:
        data = self._overlaid(view, endpoint, who, path, query, body.get("data"), starting)
      except limits.Refused as refused:
        return (403, str(refused), failing(str(refused)), None, repeats)
      body = {**body, "data": data}
    return (answer.status, answer.reason, body, answer.text, repeats)

  def _gone(self, view, endpoint, path):
    """What is said in place of a node that does not answer, or without quorum; None: the answer."""
    node, condition = answered_by(path), view.condition
    failed = None
    if node and node != endpoint.node and node in condition.stopped:
      return 595, "Connection refused", None, None
    if node and node != endpoint.node and node in condition.never_up:
      failed = never_up(node)
    elif not condition.plain() and not view.quorate():
      failed = without_quorum(path)
    return (*failed, failing(failed[1]), None) if failed else None

  @staticmethod
  def _permissions_of(who, user):
    """Of oneself, of one's tokens, and of others with Sys.Audit."""
    owned = user == who.user or user.startswith(f"{who.user}!")
    if not owned and not who.access.has(who.user, "/access", "Sys.Audit"):
      refusal = "Permission check failed (/access, Sys.Audit)"
      return 403, refusal, failing(refusal), None, True
    return 200, "OK", {"data": who.access.permissions(user)}, None, True

  def _overlaid(self, view, endpoint, who, path, query, data, starting):
    condition = view.condition
    if starting and not condition.starting:
      condition = Condition()
      condition.starting, condition.never_up = True, set(view.condition.never_up)
    if path == "/access/permissions" and who:
      return who.access.permissions(who.user)
    data = overlaid(condition, path, data, condition.plain() or view.quorate())
    if path == "/cluster/status":
      data = self._status(endpoint, data)
    if self.options.live_fingerprints:
      data = self._fingerprints(path, data)
    if path == "/access/acl" and who:
      data = who.access.acl
    return limits.filtered(who, unquote_parts(path), data) if who else data

  def _status(self, endpoint, rows):
    """The asked node is the local one; addresses are those at which the simulator listens."""
    rows = [dict(row) for row in rows]
    for row in rows:
      if row["type"] == "node":
        row["local"] = type(row["local"])(int(row["name"] == endpoint.node))
        if "ip" in row and not self.options.keep_addresses:
          row["ip"] = self.addresses.get(row["name"], row["ip"])
    return rows

  def _fingerprints(self, path, data):
    """A recording's own certificates are not those that a client meets here."""
    if path == "/nodes":
      told = self.fingerprints()
      return [{**row, "ssl_fingerprint": told[row["node"]]}
              if row.get("ssl_fingerprint") and row["node"] in told else row for row in data]
    parts = path.split("/")
    return self.certificates(parts[2]) or data if parts[3:] == ["certificates", "info"] else data

  def viewer(self, view, token):
    """What limits a token; None if the recorded answers were made for it."""
    if token.limit == "auditor" and isinstance(view.cluster, RecordedCluster):
      return None
    if view not in self._access:
      own = [*owner_acl(self.options.owner), *(entry for token in self.tokens for entry in token.acl())]
      self._access[view] = view.cluster.access(own, {token.id: token.separated for token in self.tokens})
    return limits.Viewer(self._access[view], token.id, view.cluster.guests,
                         lambda: view.cluster.data("/cluster/sdn/vnets") or ())


def canonical_target(target):
  """A request's path below /api2/json with its query, in one spelling."""
  known = _canonical.get(target)
  if known is None:
    path, mark, query = target.partition("?")
    path = re.sub("/+", "/", path.removeprefix(API)).rstrip("/") or "/"
    known = canonical(path + mark + query)
    if len(_canonical) > 200_000:
      _canonical.clear()
    _canonical[target] = known
  return known


_canonical = {}


def unquote_parts(path):
  """For comparing: a nested pool's slash stays one."""
  return "/".join(unquote(part).replace("/", "%2F") for part in path.split("/"))


def failing(text):
  return {"data": None, "message": text + "\n"}


def encoded(body):
  text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
  try:
    return text.encode()
  except UnicodeEncodeError:
    return json.dumps(body, separators=(",", ":")).encode()
