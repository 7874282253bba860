"""estate_datacenter - what a made-up cluster has once: its options, corosync, notifications, metric servers,
ACME accounts, mapped hardware, CPU models, tasks."""

from estate import first_node, listed, lot, one, pick, release, seconds, signed
from more_answers import TASK_FILTERS, node_tasks

OPTIONS = {
  "keyboard": "en-us", "mac_prefix": "BC:24", "migration": {"type": "secure", "network": "10.1.0.0/16"},
  "bwlimit": "clone=102400,default=512000,migration=204800,move=102400,restore=51200", "console": "xtermjs",
  "consent-text": "Authorised use only", "crs": {"ha": "static", "ha-rebalance-on-start": 1},
  "description": "The data centre – see the wiki\n", "email_from": "pve@lab.test", "fencing": "watchdog",
  "ha": {"shutdown_policy": "migrate"}, "http_proxy": "http://proxy:3128", "language": "en",
           "max_workers": "4",
  "migration_unsecure": 0, "next-id": {"lower": "1000", "upper": "99999"},
  "notify": {"package-updates": "auto", "fencing": "always", "replication": "never",
             "target-package-updates": "mail-to-root", "target-fencing": "pager",
             "target-replication": "mail-to-root"},
  "registered-tags": ["critical", "gdpr"],
           "tag-style": {"shape": "circle", "color-map": "critical:ff0000:ffffff",
                                                         "ordering": "alphabetical", "case-sensitive": 0},
  "u2f": {"appid": "https://pve.lab.test:8006", "origin": "https://pve.lab.test:8006"},
  "user-tag-access": {"user-allow": "list", "user-allow-list": ["linux", "test"]},
  "webauthn": {"rp": "lab", "origin": "https://pve.lab.test:8006", "id": "lab.test", "allow-subdomains": 1},
}
OPTIONS_9_2 = {
  "crs": {"ha": "dynamic", "ha-rebalance-on-start": 1, "ha-auto-rebalance": 1,
          "ha-auto-rebalance-method": "topsis",
          "ha-auto-rebalance-threshold": "0.3", "ha-auto-rebalance-margin": "0.1",
          "ha-auto-rebalance-hold-duration": "3"},
  "location": "name=Hall 1,latitude=48.2,longitude=16.37",
  "replication": {"type": "secure", "network": "10.1.0.0/16"}}
TOTEM = {"crypto_cipher": "aes256", "crypto_hash": "sha256", "token": "3000", "token_coefficient": "650",
         "token_retransmits_before_loss_const": "10", "join": "50", "consensus": "3600",
         "fail_recv_const": "2500", "netmtu": "1500", "transport": "knet"}


def describe(cluster):
  cluster.options = {**OPTIONS, **(OPTIONS_9_2 if release(cluster) >= (9, 2) else {})}
  cluster.totem = {**TOTEM, "interface": {"0": {"linknumber": "0", "knet_link_priority": "10"},
                                          "1": {"linknumber": "1", "knet_link_priority": "5",
                                                "mcastport": "5407"}}}
  cluster.qdevice = {
    "Model": "Net", "State": "Connected", "QNetd host": "10.0.9.9:5403", "Algorithm": "Fifty-Fifty split",
    "Tie-breaker": "Node with lowest node ID", "Echo reply": "ACK",
    "Last poll call": "2026-11-02T05:59:58 (cast vote)"}


def config_nodes(cluster):
  for number, (name, node) in enumerate(cluster.nodes.items(), 1):
    yield {"name": name, "node": name, "nodeid": str(number), "quorum_votes": "1", "ring0_addr": node["ip"],
           "ring1_addr": f"10.1.0.{number}"}


# --- notifications: what is said of them by their kind

BUILTIN = {"name": "mail-to-root", "comment": "Send mails to root@pam's email address", "origin": "builtin"}
SENDMAIL = [{**BUILTIN, "mailto-user": ["root@pam"]},
            {"name": "mail-ops", "origin": "user-created", "mailto": ["ops@lab.test", "night@lab.test"],
             "author": "Hall 1", "from-address": "pve@lab.test", "disable": True}]
SMTP = [{"name": "relay", "origin": "user-created", "server": "mail.lab.test", "port": 465, "mode": "tls",
         "username": "pve", "from-address": "pve@lab.test", "author": "pve", "mailto": ["ops@lab.test"],
         "mailto-user": ["operator@pve"], "comment": "by the relay"}]
GOTIFY = [{"name": "pager", "origin": "user-created", "server": "https://push.lab.test",
           "comment": "who is on call"}]
WEBHOOK = [{"name": "tickets", "origin": "user-created", "method": "post",
            "url": "https://tickets.lab.test/api",
            "header": ["name=X-Token,value=e3sgc2VjcmV0cy50b2tlbiB9fQ=="], "body": "e3sgbWVzc2FnZSB9fQ==",
            "secret": ["name=token"], "comment": "opens tickets"}]
KINDS = {"sendmail": SENDMAIL, "smtp": SMTP, "gotify": GOTIFY, "webhook": WEBHOOK}
MATCHERS = [
  {"name": "default-matcher", "origin": "modified-builtin", "mode": "all", "target": ["mail-to-root"],
   "comment": "Route all notifications to mail-to-root"},
  {"name": "night", "origin": "user-created", "mode": "any", "target": ["pager", "tickets"],
   "invert-match": True,
   "match-severity": ["warning,error"], "match-field": ["exact:type=vzdump", "regex:hostname=^node"],
   "match-calendar": ["mon..fri 22:00-6:00"], "disable": True, "comment": "only at night"}]


def targets(cluster):
  for kind, rows in KINDS.items():
    if kind != "webhook" or release(cluster) >= (8, 3):
      for row in rows:
        yield {**{key: row[key] for key in ("name", "comment", "origin") if key in row}, "type": kind,
               "disable": row.get("disable")}


# --- metric servers

METRIC_SERVERS = [
  {"id": "carbon", "type": "graphite", "server": "carbon.lab.test", "port": 2003, "disable": 0,
   "proto": "tcp",
   "path": "proxmox.lab", "mtu": 1400, "timeout": 2},
  {"id": "influx", "type": "influxdb", "server": "influx.lab.test", "port": 8086, "disable": 0,
   "influxdbproto": "https", "organization": "lab", "bucket": "pve", "max-body-size": 25000000,
   "api-path-prefix": "influx", "token": "not-to-be-told", "verify-certificate": 0, "mtu": 1500},
  {"id": "otel", "type": "opentelemetry", "server": "otel.lab.test", "port": 4318, "disable": 1,
   "otel-protocol": "https", "otel-path": "/v1/metrics", "otel-timeout": 5,
   "otel-headers": "WC1Ub2tlbjogeA==",
   "otel-verify-ssl": 1, "otel-max-body-size": 10000000, "otel-compression": "gzip",
   "otel-resource-attributes": "eyJzaXRlIjoibGFiIn0="}]
SHORT = ("id", "type", "server", "port", "disable")


def metric_servers(cluster):
  return [server for server in METRIC_SERVERS if server["type"] != "opentelemetry"
          or release(cluster) >= (9, 0)]


def metric_server(cluster, id):
  found = one(metric_servers(cluster), "id", id, "status server entry")
  return {key: value for key, value in found.items() if key != "id"}


# --- mapped hardware

def pci_map(cluster):
  for node in cluster.nodes:
    yield (f"node={node},path=0000:01:00.0,id=10de:2204,iommugroup=14,subsystem-id=1458:4043,"
           "description=front slot")


def mapping_pci(cluster):
  rows = [{"id": "gpu-vgpu", "type": "pci", "description": "GPUs to be shared", "mdev": 1,
           "map": list(pci_map(cluster)), **({"live-migration-capable": 1} if release(cluster) >= (8, 4)
                                             else {})},
          {"id": "nic-vf", "type": "pci",
           "map": [f"node={first_node(cluster)},path=0000:03:00.1,id=8086:1889"]}]
  return signed(rows)


def mapping_usb(cluster):
  return signed([{"id": "dongle", "type": "usb", "description": "licence of the desk",
                  "map": [f"node={node},id=046d:c52b,path=1-2" for node in cluster.nodes]}])


def mapping_dir(cluster):
  return signed([{"id": "share1", "type": "dir", "description": "for all desks",
                  "map": [f"node={node},path=/srv/share" for node in cluster.nodes]}])


CPU_MODELS = [
  {"cputype": "custom-old", "reported-model": "kvm64", "flags": "+aes;+pdpe1gb;-pcid", "hidden": 1,
   "hv-vendor-id": "lab", "phys-bits": "46", "guest-phys-bits": 46, "level": 22},
  {"cputype": "custom-new", "reported-model": "EPYC-Genoa", "phys-bits": "host"}]


# --- tasks: what was done in the last hours

TASKS = ("vzdump", "qmstart", "qmsnapshot", "vzstart", "aptupdate", "srvreload", "qmigrate", "imgcopy")
USERS = (("root@pam", None), ("operator@pve", None), ("deploy@pve", "ci"))
ENDS = ("OK",) * 6 + ("WARNINGS: 1", "job errors")


def task(cluster, number):
  node = pick(cluster, "task node", number, list(cluster.nodes))
  kind, (user, token) = pick(cluster, "task", number, TASKS), pick(cluster, "task user", number, USERS)
  start, id = 1795600000 - number * 977, "" if kind in ("aptupdate", "srvreload") else str(100 + number)
  pid = 0x1000 + lot(cluster, "pid", number, 60000)
  who = f"{user}!{token}" if token else user
  upid = f"UPID:{node}:{pid:08X}:{start % 2**31:08X}:{start:08X}:{kind}:{id}:{who}:"
  row = {"upid": upid, "node": node, "pid": pid, "starttime": start, "type": kind, "id": id,
         "user": user, "saved": "1"}
  if token:
    row["tokenid"] = token
  if number:  # the newest one still runs
    row.update(endtime=start + 1 + lot(cluster, "seconds", number, 600), status=pick(cluster, "end", number,
                                                                                     ENDS))
  return row


def tasks(cluster, count=25):
  return [task(cluster, number) for number in range(count)]


ROUTES = [
  ("/cluster/config/nodes", "", lambda made: list(config_nodes(made.cluster))),
  ("/cluster/config/qdevice", "", lambda made: made.cluster.qdevice),
  ("/cluster/notifications/targets", "", lambda made: list(targets(made.cluster))),
  ("/cluster/notifications/matchers", "", lambda made: MATCHERS),
  *((f"/cluster/notifications/endpoints/{kind}", "", lambda made, rows=rows: rows) for kind,
    rows in KINDS.items()),
  ("/cluster/metrics/server", "", lambda made: [{key: server[key] for key in SHORT}
                                                for server in metric_servers(made.cluster)]),
  ("/cluster/metrics/server/{id}", "", listed(metric_server)),
  ("/cluster/acme/account", "", lambda made: [{"name": "default"}, {"name": "staging"}]),
  ("/cluster/mapping/pci", "check-node", listed(lambda cluster, **_: mapping_pci(cluster))),
  ("/cluster/mapping/usb", "check-node", listed(lambda cluster, **_: mapping_usb(cluster))),
  ("/cluster/mapping/dir", "check-node", listed(lambda cluster, **_: mapping_dir(cluster))),
  ("/cluster/qemu/custom-cpu-models", "", lambda made: signed(CPU_MODELS)),
  ("/cluster/tasks", "", listed(tasks)),
  ("/nodes/{node}/tasks", TASK_FILTERS,
   lambda made, node, **query: node_tasks(tasks(made.cluster, 200), node, **query)),
]
