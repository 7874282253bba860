#!/usr/bin/env python3
"""delay - a network path of a given length to each of some addresses: a proxy that passes everything on
later.

  delay MILLISECONDS PORT TARGET-PORT ADDRESS…

Says one line when it listens; ends with stdin. Half of the time each way; a connection's first bytes wait
for the handshake of TCP, too, which a proxy cannot delay.
"""

import asyncio
import sys
import threading


class Side(asyncio.Protocol):
  """One end of a connection; what it receives leaves by the other."""

  def __init__(self, seconds):
    self.seconds, self.other, self.transport, self.early, self.not_before = seconds, None, None, [], 0.0

  def connection_made(self, transport):
    self.transport = transport

  def later(self, function, *args):
    loop = asyncio.get_running_loop()
    loop.call_at(max(loop.time() + self.seconds, self.not_before), function, *args)

  def pass_on(self, data):
    if self.other is None:
      self.early.append(data)
    elif not self.other.transport.is_closing():
      self.other.transport.write(data)

  def end(self):
    if self.other is not None:
      self.other.transport.close()

  def data_received(self, data):
    self.later(self.pass_on, data)

  def connection_lost(self, error):
    self.later(self.end)


class Accepted(Side):
  def __init__(self, seconds, address, port):
    super().__init__(seconds)
    self.target = address, port

  def connection_made(self, transport):
    super().connection_made(transport)
    loop = asyncio.get_running_loop()
    # SYN and its answer
    self.not_before = loop.time() + 3 * self.seconds
    self.task = loop.create_task(self.connect())

  async def connect(self):
    loop = asyncio.get_running_loop()
    _, other = await loop.create_connection(lambda: Side(self.seconds), *self.target)
    other.other, self.other = self, other
    for data in self.early:
      self.pass_on(data)


async def serve(seconds, port, target, addresses):
  loop = asyncio.get_running_loop()
  end = asyncio.Event()
  for address in addresses:
    await loop.create_server(lambda address=address: Accepted(seconds, address, target), address, port)
  print("ready", flush=True)
  threading.Thread(target=lambda: (sys.stdin.read(), loop.call_soon_threadsafe(end.set)), daemon=True).start()
  await end.wait()


if __name__ == "__main__":
  asyncio.run(serve(float(sys.argv[1]) / 2000, int(sys.argv[2]), int(sys.argv[3]), sys.argv[4:]))
