"""tickets - users with passwords: POST /access/ticket, as recorded in pve-8.4-auth-exchanges.ndjson.

A ticket may what the token says that the user is given with: USER@REALM=PASSWORD[,totp=CODE][,as=TOKEN]. The
challenge of a second factor is described in reference/pve-api.md 2.2; no genuine one is recorded.
"""

import base64
import hashlib
import json
import time
import urllib.parse

LIFE = 7200


class User:
  def __init__(self, name, settings):
    self.name = name
    self.password, *more = settings.split(",")
    more = dict(part.partition("=")[::2] for part in more)
    self.totp, self.token = more.get("totp"), more.get("as", "inv")


class TicketOffice:
  """Who logs in, and which tickets are still good."""

  def __init__(self, users, life=LIFE):
    self.users = {user.name: user for user in users}
    self.life, self._good, self._half, self._count = life, {}, {}, 0

  def _made(self, user, kind=""):
    self._count += 1
    stamp = f"{int(time.time()):08X}"
    signed = base64.b64encode(hashlib.sha512(f"{user}{self._count}".encode()).digest() * 4).decode()
    return f"PVE:{kind or user}:{stamp}::{signed}"

  def _ticket(self, user):
    ticket = self._made(user.name)
    self._good[ticket] = (user, time.monotonic() + self.life)
    return {"username": user.name, "ticket": ticket, "clustername": "lab-cluster", "cap": {},
            "CSRFPreventionToken": f"{int(time.time()):08X}:{'x' * 43}"}

  def _challenge(self, user):
    what = json.dumps({"totp": True, "recovery": None}).replace(":", "%3A")
    ticket = self._made(user.name, f"!tfa!{what}")
    self._half[ticket] = user
    return {"username": user.name, "ticket": ticket, "NeedTFA": 1, "cap": {},
            "CSRFPreventionToken": f"{int(time.time()):08X}:{'x' * 43}"}

  def holder(self, ticket):
    """The user of a ticket that is good now, or None."""
    user, until = self._good.get(ticket, (None, 0))
    return user if user and time.monotonic() < until else None

  def login(self, form):
    """The data of the answer; None: 401."""
    given = dict(urllib.parse.parse_qsl(form, keep_blank_values=True))
    name = given.get("username", "")
    if "realm" in given and "@" not in name:
      name = f"{name}@{given['realm']}"
    user, password = self.users.get(name), given.get("password", "")
    if not user:
      return None
    if "tfa-challenge" in given:
      known = self._half.pop(given["tfa-challenge"], None)
      return self._ticket(user) if known is user and password == f"totp:{user.totp}" else None
    if self.holder(password) is user:
      return self._ticket(user)
    if password != user.password:
      return None
    return self._challenge(user) if user.totp else self._ticket(user)
