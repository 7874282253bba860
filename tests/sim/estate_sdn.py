"""estate_sdn - the software-defined network of a made-up cluster: every type of zone and controller, what is
configured and not applied yet, addresses that were given out."""

from estate import Missing, first_node, listed, not_here, one, release, signed
from recorded import failure

WEB, DB = "10.80.0.0/16", "10.81.0.0/24"
FINGERPRINT = ":".join(f"{number:02X}" for number in range(32))


def zones(cluster):
  first, last = first_node(cluster), list(cluster.nodes)[-1]
  peers = ",".join(node["ip"] for node in cluster.nodes.values())
  rows = [
    {"zone": "simple1", "type": "simple", "ipam": "pve", "dhcp": "dnsmasq", "mtu": 1450, "dns": "pdns",
     "reversedns": "pdns", "dnszone": "lab.test"},
    {"zone": "vlan1", "type": "vlan", "bridge": "vmbr0", "ipam": "pve", "bridge-disable-mac-learning": 1},
    {"zone": "qinq1", "type": "qinq", "bridge": "vmbr1", "tag": 300, "vlan-protocol": "802.1ad",
     "ipam": "pve"},
    {"zone": "vxlan1", "type": "vxlan", "peers": peers, "ipam": "pve", "vxlan-port": 4790},
    {"zone": "evpn1", "type": "evpn", "controller": "evpnctl", "vrf-vxlan": 10000,
     "mac": "BC:24:11:00:00:01",
     "exitnodes": f"{first},{last}" if first != last else first, "exitnodes-primary": first,
     "exitnodes-local-routing": 1, "advertise-subnets": 1, "disable-arp-nd-suppression": 1,
     "rt-import": "65000:10001,65000:10002", "ipam": "pve", "nodes": ",".join(cluster.nodes), "mtu": 1450},
    {"zone": "vlan9", "type": "vlan", "bridge": "vmbr1", "ipam": "pve", "mtu": 9000},
    {"zone": "faucet1", "type": "faucet", "controller": "faucetctl", "dp-id": 1, "bridge": "vmbr0"}]
  if release(cluster) >= (9, 0):
    rows.append({"zone": "vxlan2", "type": "vxlan", "fabric": "spine", "ipam": "pve"})
  if release(cluster) >= (9, 2):
    rows[4]["secondary-controllers"] = ["bgpfirst"]
  return rows


VNETS = [
  {"vnet": "vnweb", "zone": "simple1", "alias": "web servers", "isolate-ports": 1},
         {"vnet": "vndb", "zone": "simple1"},
  {"vnet": "vnvlan", "zone": "vlan1", "tag": 200, "vlanaware": 1}, {"vnet": "vnqinq", "zone": "qinq1",
                                                                    "tag": 301},
  {"vnet": "vnvx", "zone": "vxlan1", "tag": 4000}, {"vnet": "vnevpn", "zone": "evpn1", "tag": 11000}]
SUBNETS = {
  "vnweb": [{"cidr": WEB, "gateway": "10.80.0.1", "snat": 1, "dhcp-dns-server": "192.0.2.53",
             "dnszoneprefix": "web",
             "dhcp-range": [{"start-address": "10.80.1.1", "end-address": "10.80.1.99"}]}],
  "vndb": [{"cidr": DB, "gateway": "10.81.0.1"}],
  "vnevpn": [{"cidr": "2001:db8:20::/64", "gateway": "2001:db8:20::1"}]}
IPAMS = [{"ipam": "pve", "type": "pve"},
         {"ipam": "netbox", "type": "netbox", "url": "https://netbox.lab.test/api",
          "token": "not-to-be-told", "fingerprint": FINGERPRINT},
         {"ipam": "phpipam", "type": "phpipam", "url": "https://ipam.lab.test/api/pve",
          "token": "not-to-be-told", "section": 1}]
DNS = [{"dns": "pdns", "type": "powerdns", "url": "https://dns.lab.test/api/v1/servers/localhost",
        "ttl": 300, "key": "not-to-be-told", "reversemaskv6": 64, "fingerprint": FINGERPRINT}]


def controllers(cluster):
  peers = ",".join(node["ip"] for node in cluster.nodes.values())
  rows = [{"controller": "evpnctl", "type": "evpn", "asn": 65000, "peers": peers},
          {"controller": "bgpfirst", "type": "bgp", "asn": 65001, "node": first_node(cluster),
           "peers": "192.0.2.1",
           "ebgp": 1, "ebgp-multihop": 2, "bgp-multipath-as-path-relax": 1, "loopback": "dummy1"},
          {"controller": "isislast", "type": "isis", "node": list(cluster.nodes)[-1], "isis-domain": "lab",
           "isis-ifaces": "eno1,eno2", "isis-net": "47.0023.0000.0000.0000.0000.0000.0000.1900.0004.00"},
          {"controller": "bgpnew", "type": "bgp", "asn": 65009, "node": first_node(cluster),
           "peers": "192.0.2.9"},
          {"controller": "faucetctl", "type": "faucet"}]
  if release(cluster) >= (9, 0):
    rows.append({"controller": "evpnfab", "type": "evpn", "asn": 65002, "fabric": "spine"})
  if release(cluster) >= (9, 2):
    rows[0].update({"nodes": ",".join(cluster.nodes), "peer-group-name": "VTEP"})
    rows[1]["bgp-mode"] = "external"
  return rows


# --- what is configured, and not applied: asked for with pending=1


def new(row, key):
  """As one that was added since: all of it is pending."""
  identity = {name: row[name] for name in (key, "type") if name in row}
  return {**identity, "state": "new", "pending": {name: value for name, value in row.items()
                                                  if name != key}}


def laid_over(rows, key, changes):
  """The rows with pending=1: {name: what has changed, or "deleted" or "new"}."""
  for row in rows:
    change = changes.get(row[key])
    row = {**row, "digest": None}
    if change == "deleted":
      row["state"] = "deleted"
    elif change == "new":
      row = new(row, key)
    elif change:
      row.update(state="changed", pending=change)
    yield row


ZONE_CHANGES = {"simple1": {"mtu": 1400}, "faucet1": "deleted", "vlan9": "new"}
VNET_CHANGES = {"vnvx": "new", "vndb": {"alias": "databases"}}
CONTROLLER_CHANGES = {"bgpfirst": {"asn": 65101}, "bgpnew": "new"}
SUBNET_CHANGES = {"simple1-10.81.0.0-24": {"gateway": "10.81.0.254"}}


def with_pending(function, key, changes):
  """A route that answers with or without what is pending."""
  def answer(made, pending="0", **variables):
    rows = list(function(made.cluster, **{name: value for name, value in variables.items()
                                          if name != "running"}))
    return list(laid_over(rows, key, changes)) if pending == "1" else signed(rows)
  return answer


def vnets(cluster):
  return [{"type": "vnet", **vnet} for vnet in VNETS]


def subnets(cluster, vnet):
  zone = one(VNETS, "vnet", vnet, "vnet")["zone"]
  for subnet in SUBNETS.get(vnet, ()):
    network, _, mask = subnet["cidr"].partition("/")
    name = f"{zone}-{network}-{mask}"
    yield {"id": name, "subnet": name, "type": "subnet", "vnet": vnet, "zone": zone, "network": network,
           "mask": mask, "dhcp-range": [], **subnet}


# --- addresses


def ipam_status(cluster, ipam):
  if one(IPAMS, "ipam", ipam, "ipam")["type"] != "pve":
    raise Missing(failure(500, "Currently only PVE IPAM is supported!"))
  rows = [{"zone": "simple1", "vnet": "vnweb", "subnet": WEB, "ip": "10.80.0.1", "gateway": 1},
          {"zone": "simple1", "vnet": "vndb", "subnet": DB, "ip": "10.81.0.1", "gateway": 1}]
  for vmid, guest in cluster.guests.items():
    if "bridge=vnweb" in str(guest["config"].get("net5", "")):
      rows.append({"zone": "simple1", "vnet": "vnweb", "subnet": WEB,
                   "ip": f"10.80.{vmid >> 8 & 255}.{vmid & 255}",
                   "vmid": vmid, "mac": guest["config"]["net5"].split("=")[1].split(",")[0],
                   "hostname": guest["config"].get("name", f"VM {vmid}")})
  return rows


# --- fabrics, route maps, prefix lists

SPINE = {"id": "spine", "protocol": "openfabric", "ip_prefix": "10.99.0.0/24",
         "ip6_prefix": "2001:db8:99::/64", "hello_interval": 3, "csnp_interval": 10}


def fabrics(cluster, **_):
  rows = [dict(SPINE), {"id": "edge", "protocol": "ospf", "area": "0.0.0.0", "ip_prefix": "10.98.0.0/24",
                        "state": "changed", "pending": {"area": "0.0.0.1"}}]
  nodes = [{"fabric_id": "spine", "node_id": node, "protocol": "openfabric", "ip": f"10.99.0.{number}",
            "ip6": f"2001:db8:99::{number}",
            "interfaces": [f"name=eno3,hello_multiplier=5,ip=10.99.{number}.1/31"]}
           for number, node in enumerate(cluster.nodes, 1)]
  nodes.append({"fabric_id": "edge", "node_id": first_node(cluster), "protocol": "ospf", "ip": "10.98.0.1",
                "interfaces": ["name=eno4"], "state": "new",
                "pending": {"ip": "10.98.0.1", "protocol": "ospf"}})
  if release(cluster) >= (9, 2):
    rows[0].update(route_filter="spine-only")
    rows += [{"id": "tunnel", "protocol": "wireguard", "persistent_keepalive": 25,
              "ip_prefix": "10.97.0.0/24"},
             {"id": "border", "protocol": "bgp", "redistribute": [{"protocol": "connected", "metric": 10}]}]
    nodes.append({"fabric_id": "tunnel", "node_id": first_node(cluster), "protocol": "wireguard",
                  "role": "internal", "ip": "10.97.0.1", "endpoint": "pve.lab.test:51820",
                  "allowed_ips": ["10.97.0.0/24", "10.64.0.0/12"],
                  "public_key": "cHVibGljIGtleSBvZiB0aGUgbm9kZSwgMzIgYnl0ZXM=",
                  "interfaces": ["name=wg0,listen_port=51820"],
                  "peers": ["node=elsewhere,type=external,iface=wg0,endpoint=site2.lab.test:51820"]})
  return {"fabrics": signed(rows), "nodes": signed(nodes)}


ROUTE_MAPS = [
  {"route-map-id": "inbound", "order": 10, "action": "permit", "call": "communities",
   "exit-action": "key=continue,value=20",
   "match": ["key=vni,value=10000", "key=ip-address-prefix-list,value=spine-only"],
   "set": ["key=local-preference,value=200"]},
  {"route-map-id": "inbound", "order": 20, "action": "deny", "state": "changed",
   "pending": {"action": "permit"}},
]
PREFIX_LISTS = [
  {"id": "spine-only", "entries": ["action=permit,prefix=10.99.0.0/16,ge=24,le=32,seq=10"]},
  {"id": "nothing", "entries": ["action=deny,prefix=0.0.0.0/0,le=32,seq=5"], "state": "new",
   "pending": {"entries": ["action=deny,prefix=0.0.0.0/0,le=32,seq=5"]}}]


# --- what nodes say


def networks(cluster):
  """Rows of /cluster/resources: (name, kind, what is said more)."""
  yield "localnetwork", "zone", {}
  for zone in zones(cluster):
    yield zone["zone"], "zone", {"zone-type": zone["type"]}
  if release(cluster) >= (9, 0):
    for fabric in fabrics(cluster)["fabrics"]:
      yield fabric["id"], "fabric", {"protocol": fabric["protocol"]}


def resources(cluster):
  for node in cluster.nodes:
    for name, kind, more in networks(cluster):
      status = "error" if name == "faucet1" else "pending" if name == "vlan9" else "ok"
      if release(cluster) >= (9, 0):
        yield {"id": f"network/{node}/{kind}/{name}", "type": "network", "node": node, "network": name,
               "network-type": kind, "status": status, **more}
      else:
        yield {"id": f"sdn/{node}/{name}", "type": "sdn", "node": node, "sdn": name, "status": status}


def zone_status(cluster, node):
  return [{"zone": name, "status": "available"} for name, kind, _ in networks(cluster) if kind == "zone"]


def content(cluster, node, zone):
  if node not in cluster.nodes:
    not_here(f"/nodes/{node}/sdn/zones/{zone}/content")
  if zone == "localnetwork":
    return [{"vnet": "vmbr0", "status": "available"}, {"vnet": "vmbr1", "status": "available"}]
  one(zones(cluster), "zone", zone, "zone")
  return [{"vnet": vnet["vnet"], "status": "pending" if vnet["vnet"] == "vnvx" else "available",
           **({"statusmsg": "vnet is not generated"} if vnet["vnet"] == "vnvx" else {})}
          for vnet in VNETS if vnet["zone"] == zone]


ROUTES = [
  ("/cluster/sdn/zones", "pending running type", with_pending(zones, "zone", ZONE_CHANGES)),
  ("/cluster/sdn/vnets", "pending running", with_pending(vnets, "vnet", VNET_CHANGES)),
  ("/cluster/sdn/vnets/{vnet}/subnets", "pending running", with_pending(subnets, "subnet", SUBNET_CHANGES)),
  ("/cluster/sdn/controllers", "pending running type", with_pending(controllers, "controller",
                                                                    CONTROLLER_CHANGES)),
  ("/cluster/sdn/ipams", "type", lambda made, **_: signed(IPAMS)),
  ("/cluster/sdn/ipams/{ipam}/status", "", listed(ipam_status)),
  ("/cluster/sdn/dns", "type", lambda made, **_: signed(DNS)),
  ("/cluster/sdn/fabrics/all", "pending running", listed(fabrics)),
  ("/cluster/sdn/route-maps/entries", "pending running", lambda made, **_: signed(ROUTE_MAPS)),
  ("/cluster/sdn/prefix-lists", "pending running verbose", lambda made, **_: signed(PREFIX_LISTS)),
  ("/nodes/{node}/sdn/zones", "", listed(zone_status)),
  ("/nodes/{node}/sdn/zones/{zone}/content", "", listed(content)),
]
