"""estate_firewall - the firewall of a made-up cluster, at all its scopes."""

from estate import listed, lot, not_here, one, signed
from more_answers import EMPTY_DIGEST

OPTIONS = {"enable": 1, "ebtables": 1, "policy_in": "DROP", "policy_out": "ACCEPT",
           "policy_forward": "ACCEPT", "log_ratelimit": "enable=1,burst=10,rate=5/second"}
CLUSTER_RULES = [
  {"type": "in", "action": "ACCEPT", "macro": "SSH", "source": "+dc/management", "log": "nolog",
   "comment": "admins"},
  {"type": "in", "action": "ACCEPT", "proto": "tcp", "dport": "8006", "iface": "vmbr0", "source": "dc/lan",
   "ipversion": 4},
  {"type": "group", "action": "webserver"}, {"type": "out", "action": "DROP", "dest": "+dc/blocked",
                                             "log": "warning"},
  {"type": "in", "action": "ACCEPT", "proto": "icmp", "icmp-type": "echo-request"},
  {"type": "out", "action": "ACCEPT", "proto": "udp", "dport": "123", "dest": "dc/lan"},
  {"type": "forward", "action": "DROP", "source": "10.66.0.0/16", "dest": "10.67.0.0/16", "proto": "udp",
   "sport": "53"},
  {"type": "in", "action": "ACCEPT", "macro": "Nothing", "enable": 0,
   "errors": {"macro": "unknown macro 'Nothing'"}},
]
GROUPS = {
  "webserver": ("all that serves web pages", [
    {"type": "in", "action": "ACCEPT", "macro": "HTTP"}, {"type": "in", "action": "ACCEPT",
                                                          "macro": "HTTPS"}]),
  "database": (None, [{"type": "in", "action": "ACCEPT", "proto": "tcp", "dport": "5432",
                       "source": "dc/lan"}])}
IPSETS = {
  "management": ("who may administer", [{"cidr": "192.0.2.0/24", "comment": "the office"},
                                        {"cidr": "192.0.2.66", "nomatch": 1}, {"cidr": "dc/lan"}]),
  "blocked": (None, [{"cidr": "198.51.100.0/24"},
                     {"cidr": "dc/gone", "errors": {"cidr": "no such alias 'gone'"}}])}
ALIASES = [{"name": "lan", "cidr": "10.64.0.0/12", "ipversion": 4, "comment": "all guests"},
           {"name": "six", "cidr": "2001:db8::/32", "ipversion": 6}]
NODE_OPTIONS = {
  "enable": 1, "nosmurfs": 1, "tcpflags": 1, "smurf_log_level": "nolog", "tcp_flags_log_level": "info",
  "log_level_in": "info", "log_level_out": "nolog", "log_level_forward": "nolog", "log_nf_conntrack": 1,
                "ndp": 1,
  "nf_conntrack_allow_invalid": 0, "nf_conntrack_helpers": "ftp,sip", "nf_conntrack_max": 262144,
  "nf_conntrack_tcp_timeout_established": 7875, "nf_conntrack_tcp_timeout_syn_recv": 60, "nftables": 0,
  "protection_synflood": 1, "protection_synflood_burst": 1000, "protection_synflood_rate": 200}
GUEST_OPTIONS = {"enable": 1, "dhcp": 1, "ipfilter": 1, "macfilter": 0, "ndp": 1, "radv": 0,
                 "policy_in": "REJECT",
                 "policy_out": "ACCEPT", "log_level_in": "warning", "log_level_out": "nolog"}
VNET_OPTIONS = {"enable": 1, "policy_forward": "DROP", "log_level_forward": "info"}
GUARDED = 3  # one guest in so many


def placed(rules):
  return signed([{"enable": 1, **rule, "pos": position} for position, rule in enumerate(rules)])


def with_digest(options):
  return {**options, "digest": signed([options])[0]["digest"]}


def names(found, key):
  return signed([{key: name, **({"comment": comment} if comment else {})} for name,
                 (comment, _) in found.items()])


def node_rules(cluster, node):
  return placed([{"type": "in", "action": "ACCEPT", "proto": "udp", "dport": "161",
                  "source": cluster.nodes[node]["ip"], "comment": "snmp"}])


def node_options(cluster, node):
  known(cluster, node)
  return with_digest(NODE_OPTIONS if lot(cluster, "node firewall", node, 2) else {"enable": 0})


def known(cluster, node):
  if node not in cluster.nodes:
    not_here(f"/nodes/{node}")


# --- guests


def guarded(cluster, vmid):
  return lot(cluster, "firewall", vmid, GUARDED) == 0


def guest_rules(cluster, vmid):
  if not guarded(cluster, vmid):
    return []
  rules = [{"type": "group", "action": "webserver" if vmid % 2 else "database", "iface": "net0"},
           {"type": "in", "action": "ACCEPT", "macro": "Ping", "source": "+guest/friends"},
           {"type": "in", "action": "ACCEPT", "proto": "tcp", "dport": str(8000 + vmid % 100),
            "log": "info"}]
  return placed(rules[:1 + lot(cluster, "rules", vmid, 3)])


def guest_set(cluster, vmid):
  """Every other guarded guest has an IP set and an alias of its own."""
  return guarded(cluster, vmid) and lot(cluster, "ipset", vmid, 2) == 0


def guest_sets(cluster, vmid):
  return names({"friends": ("of this guest", [])}, "name") if guest_set(cluster, vmid) else []


def guest_set_entries(cluster, vmid, name):
  one(guest_sets(cluster, vmid), "name", name, "IPSet")
  return signed([{"cidr": f"10.64.{vmid >> 8 & 255}.{vmid & 255}"},
                 {"cidr": "guest/self", "comment": "itself"}])


def guest_aliases(cluster, vmid):
  if not guest_set(cluster, vmid):
    return []
  return signed([{"name": "self", "cidr": f"10.65.{vmid >> 8 & 255}.{vmid & 255}", "ipversion": 4}])


def of_firewall(function):
  """Read from a file that any node has; the guest must be there."""
  def find(made, node, type, vmid, **more):
    guest = made.cluster.guests.get(int(vmid)) if vmid.isdigit() else None
    if not guest or guest["type"] != type:
      not_here(f"/nodes/{node}/{type}/{vmid}")
    return function(made.cluster, int(vmid), **more)
  return find


def vnet_rules(cluster, vnet):
  return placed([{"type": "forward", "action": "ACCEPT", "macro": "DNS",
                  "dest": "10.80.0.2"}]) if vnet == "vnweb" else []


ROUTES = [
  ("/cluster/firewall/options", "", lambda made: with_digest(OPTIONS)),
  ("/cluster/firewall/rules", "", lambda made: placed(CLUSTER_RULES)),
  ("/cluster/firewall/groups", "", lambda made: names(GROUPS, "group")),
  ("/cluster/firewall/groups/{name}", "", lambda made, name: placed(
    GROUPS[one(names(GROUPS, "group"), "group", name, "security group")["group"]][1])),
  ("/cluster/firewall/ipset", "", lambda made: names(IPSETS, "name")),
  ("/cluster/firewall/ipset/{name}", "", lambda made, name: signed(
    IPSETS[one(names(IPSETS, "name"), "name", name, "IPSet")["name"]][1])),
  ("/cluster/firewall/aliases", "", lambda made: signed(ALIASES)),
  ("/nodes/{node}/firewall/options", "", listed(node_options)),
  ("/nodes/{node}/firewall/rules", "", listed(node_rules)),
  ("/nodes/{node}/{type}/{vmid}/firewall/options", "", of_firewall(
    lambda cluster, vmid: with_digest(GUEST_OPTIONS) if guarded(cluster, vmid)
    else {"digest": EMPTY_DIGEST})),
  ("/nodes/{node}/{type}/{vmid}/firewall/rules", "", of_firewall(guest_rules)),
  ("/nodes/{node}/{type}/{vmid}/firewall/ipset", "", of_firewall(guest_sets)),
  ("/nodes/{node}/{type}/{vmid}/firewall/ipset/{name}", "", of_firewall(guest_set_entries)),
  ("/nodes/{node}/{type}/{vmid}/firewall/aliases", "", of_firewall(guest_aliases)),
  ("/cluster/sdn/vnets/{vnet}/firewall/options", "", lambda made, vnet: with_digest(
    VNET_OPTIONS if vnet == "vnweb" else {})),
  ("/cluster/sdn/vnets/{vnet}/firewall/rules", "", listed(vnet_rules)),
]
