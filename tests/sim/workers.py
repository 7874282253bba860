"""workers - the processes of a node that answer: three of pveproxy, three of pvedaemon, each one at a time.

A connection stays with the pveproxy worker that accepted it. What needs root goes to a worker of pvedaemon
that happens to take it, however busy: so three slow calls can block a node. A worker retires after 1000
requests and ends its connections early.
"""

import asyncio
import re

RETIRES_AFTER = 1000
PROTECTED = re.compile(
  r"/cluster/(status|ceph/.*|config/qdevice|backup-info/.*|notifications/.+|acme/.+|metrics/export)"
  r"|/access/(users|tfa.*)"
  r"|/nodes/[^/]+/((qemu|lxc)|(qemu|lxc)/[^/]+/(status/current|snapshot|agent/.*|feature|interfaces)"
  r"|storage|storage/[^/]+/.+|disks/.+|services|hardware/.+|replication.*|sdn/zones.*|apt/update|report"
  r"|hosts|scan/.+|syslog|journal|firewall/log|tasks/.+)")
# Seconds of work, measured on a genuine server; those of lists grow with the guests.
PLAIN, PROXIED, DAEMON = 0.0007, 0.0010, 0.0040
STORAGE, DEAD_AGENT = 0.27, 3.01
PER_GUEST = {"/cluster/resources": 0.00007, "qemu": 0.0002, "lxc": 0.0002}


def work(path, guests):
  """Seconds that the answer takes whoever works on it; 'guests': how many there are."""
  if path == "/cluster/resources":
    return 0.0019 + PER_GUEST[path] * guests
  if "/agent/" in path:
    return DEAD_AGENT
  if re.fullmatch(r"/nodes/[^/]+/storage(/[^/]+/status)?", path):
    return STORAGE
  found = re.fullmatch(r"/nodes/[^/]+/(qemu|lxc)", path)
  if found:
    return DAEMON + PER_GUEST[found.group(1)] * guests
  return DAEMON if PROTECTED.fullmatch(path) else PLAIN


class Worker:
  def __init__(self, slowness):
    self.slowness, self.free_at, self.served, self.connections = slowness, 0.0, 0, set()

  async def occupy(self, seconds):
    """Waits for its turn, then works."""
    loop = asyncio.get_running_loop()
    now = loop.time()
    self.free_at = max(now, self.free_at) + self.slowness * seconds
    await asyncio.sleep(self.free_at - now)

  def count(self):
    """One more request; after the last one its connections end."""
    self.served += 1
    if self.served >= RETIRES_AFTER:
      for connection in self.connections:
        connection.retiring = True
      self.connections, self.served = set(), 0


class Node:
  """The workers of a node, which need 'slowness' times as long as genuine ones."""

  def __init__(self, chance, count=3, slowness=1):
    self.chance = chance
    self.proxies, self.daemons = ([Worker(slowness) for _ in range(count)] for _ in range(2))

  def accept(self, connection):
    worker = self.chance.choice(self.proxies)
    worker.connections.add(connection)
    return worker

  async def answer(self, worker, path, seconds, other=None):
    """Spends the time that an answer takes; 'other' is the Node that a request is passed on to."""
    if other is not None:
      await worker.occupy(PROXIED)
      await other.answer(other.chance.choice(other.proxies), path, seconds)
    elif PROTECTED.fullmatch(path):
      await worker.occupy(PLAIN)
      await self.chance.choice(self.daemons).occupy(seconds)
    else:
      await worker.occupy(seconds)
