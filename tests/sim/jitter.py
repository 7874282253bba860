"""jitter - what differs from one genuine answer to the next though nothing has changed.

Perl's hashes come out in another order each time, so do lists that are made from them, and a scalar is a
string or a number by what was last done to it.
"""

# Strings that some code paths turn into numbers.
NUMERIC = {"memory", "cores", "sockets", "nodeid", "quorum_votes", "version", "config_version", "vlan-id",
           "priority", "bridge_fd", "mtu", "linknumber", "balloon", "shares", "vmid"}
# Lists in strings whose order means nothing.
SHUFFLED = {"content", "nodes", "users", "privs"}
SHARE = 0.15


def _is_ordered(rows):
  """Lists whose order means something have positions, or are made of scalars."""
  return not rows or any(not isinstance(row, dict) or "pos" in row for row in rows)


def jittered(value, chance, key=None):
  """The value as another worker of the server would have told it; 'chance' is a random.Random."""
  if isinstance(value, dict):
    keys = list(value)
    chance.shuffle(keys)
    return {key: jittered(value[key], chance, key) for key in keys}
  if isinstance(value, list):
    rows = [jittered(row, chance) for row in value]
    if not _is_ordered(rows):
      chance.shuffle(rows)
    return rows
  if isinstance(value, str) and key in SHUFFLED and "," in value:
    parts = value.split(",")
    chance.shuffle(parts)
    return ",".join(parts)
  if chance.random() >= SHARE:
    return value
  if isinstance(value, (int, float)) and not isinstance(value, bool):
    return str(value)
  if isinstance(value, str) and key in NUMERIC and value.isdigit() and value == str(int(value)):
    return int(value)
  return value
