/* codes.c - every finding that there is, by what it is about. The manual and the JSON Schema are made of it.
 */
#include "doctor/finding.h"

#define TRUST                                                                                                \
	"Compare the certificate with what `pvenode cert info` shows on the node. Then say `ca-file = "      \
	"FILE` "                                                                                             \
	"with a copy of `/etc/pve/pve-root-ca.pem`, or `fingerprint = SHA256`."

const struct code codes[] = {
	/* --- the way to the cluster */
	{ "name-unknown", SEVERITY_PROBLEM, 5, "The name of an endpoint has no address.",
	  "Check its spelling, and that this machine's resolver knows it (`getent hosts NAME`)." },
	{ "connection-failed", SEVERITY_PROBLEM, 5, "Nothing answers at the address and port of an endpoint.",
	  "Is the node up, and `pveproxy` on it? Does a firewall let this machine through to port 8006?" },
	{ "tls-failed", SEVERITY_PROBLEM, 5, "Something listens there, but it does not speak TLS.",
	  "Check the port: PVE's API is on 8006. A proxy in between may be in the way." },
	{ "certificate-refused", SEVERITY_PROBLEM, 5,
	  "The certificate of an endpoint is not the one that it has to be: of another CA, for another name, "
	  "with another fingerprint, or it has ended. Nothing was sent there.",
	  TRUST },
	{ "certificate-ends", SEVERITY_WARNING, 0, "The certificate of an endpoint ends within two weeks.",
	  "PVE renews its own certificates; `pvecm updatecerts --force` does it now. A fingerprint in the "
	  "configuration changes with it, a CA does not." },
	{ "tls-unverified", SEVERITY_WARNING, 0,
	  "With `--insecure` nobody knows who answers: whoever is in between can read the credentials.",
	  TRUST },
	{ "no-answer", SEVERITY_PROBLEM, 5,
	  "The endpoint was reached, but what it says is no answer of PVE's API.",
	  "`systemctl status pveproxy pvedaemon` on the node; `journalctl -u pveproxy` says more." },
	{ "clock-apart", SEVERITY_WARNING, 0,
	  "The clocks of this machine and of the endpoint are more than five seconds apart. Times of "
	  "snapshots "
	  "come from here, times of tasks from there: who did what is then found less often.",
	  "Let both follow a time server: `chronyc tracking` or `timedatectl timesync-status` on each." },
	{ "no-quorum", SEVERITY_PROBLEM, 3,
	  "The endpoint's part of the cluster has no majority. What it tells is old, and nothing that it "
	  "does "
	  "not tell counts as gone.",
	  "`pvecm status` on the node. When the other nodes are up, look at corosync's network." },
	{ "versions-differ", SEVERITY_NOTE, 0, "The endpoints run several versions of PVE.",
	  "Normal during an upgrade. What only the newer one tells is seen when it answers for the "
	  "cluster." },
	{ "clusters-differ", SEVERITY_PROBLEM, 3, "The endpoints belong to several clusters.",
	  "Give each cluster a section of its own in the configuration." },
	/* --- who asks */
	{ "settings-unusable", SEVERITY_PROBLEM, 2,
	  "There is no token or password, or it can't be used: its file is missing, others can read it, or "
	  "what is in it is none. The same for the CA's file and fingerprints.",
	  "The message says what to type. `pveinv config show` says where it is looked for." },
	{ "not-accepted", SEVERITY_PROBLEM, 4,
	  "The endpoint does not accept the token or the password: wrong, expired, or of a user who is "
	  "disabled.",
	  "`pveum user list` and `pveum user token list USER` on a node. A new secret comes with a new "
	  "token: "
	  "`pveum user token add`." },
	{ "credentials-end", SEVERITY_WARNING, 0, "The token or its user expires within two weeks.",
	  "`pveum user token modify USER TOKENID --expire 0`, or `pveum user modify USER --expire 0`." },
	{ "powerless", SEVERITY_PROBLEM, 4,
	  "The token has no privilege on anything. A token with privilege separation has none of its user's: "
	  "it needs a role of its own, and so does its user.",
	  "The commands at the end give both the role PVEAuditor." },
	{ "privilege-missing", SEVERITY_PROBLEM, 3,
	  "A privilege that the recommended role has is lacking on a path. Reads that need it are denied; "
	  "lists "
	  "are shorter without a word, so that nothing in them is ever taken for gone; rows come with a few "
	  "of "
	  "their columns.",
	  "The commands at the end give what is lacking. What is kept from the token on purpose is known by "
	  "`expect-gap`, or stays unknown." },
	{ "privilege-beyond", SEVERITY_NOTE, 0,
	  "Some reads need more than the role PVEAuditor has, often a privilege to change things. They are "
	  "made, refused, and don't count as missing.",
	  "Nothing; or give the privilege, if what they show is worth it." },
	{ "groups-unseen", SEVERITY_NOTE, 0,
	  "What the user has through groups can't be seen from here. An entry of its own on a path, as the "
	  "commands at the end make it, takes the place of its groups' entries there.",
	  "For a user that is in no group, nothing. For another, give the role to a group instead." },
	{ "privileges-unknown", SEVERITY_WARNING, 3,
	  "The cluster does not tell what the token may see: no list counts as complete.",
	  "PVE tells it since 6.2. A recording may have been made without it." },
	/* --- the cluster */
	{ "not-walked", SEVERITY_PROBLEM, 3, "The lists of the cluster could not be read to the end.",
	  "The message says why; `pveinv get nodes` tries the same." },
	{ "list-unread", SEVERITY_WARNING, 3, "A list that other findings are made of could not be read.",
	  "Mostly for want of a privilege, which is a finding of its own." },
	{ "node-offline", SEVERITY_PROBLEM, 3, "A node is down, or the others don't see it.",
	  "If it is known to be down, say `expect-gap = node/NAME` in the cluster's section." },
	{ "node-unlisted", SEVERITY_PROBLEM, 3,
	  "A node of corosync's configuration is not in the list of nodes: nothing of it is read.",
	  "It never joined wholly, or was removed by half: `pvecm nodes` and `ls /etc/pve/nodes` on a "
	  "node." },
	{ "node-unconfigured", SEVERITY_WARNING, 0,
	  "A node is listed that corosync's configuration does not have.",
	  "Left over after `pvecm delnode`: its folder in `/etc/pve/nodes` may go." },
	{ "status-unknown", SEVERITY_WARNING, 3,
	  "The cluster does not know the status of these at the moment, as in the seconds after a start: "
	  "what is "
	  "known of them is kept.",
	  "Try again. When it stays so, `systemctl status pvestatd` on their node." },
	{ "guest-unseen", SEVERITY_PROBLEM, 3,
	  "Pools, HA, replication or backup jobs name guests that the token does not see, and the list of "
	  "guests "
	  "is not complete for it.",
	  "Give it VM.Audit there, as the commands at the end say." },
	{ "guest-gone", SEVERITY_WARNING, 0,
	  "Pools, HA, replication or backup jobs name guests that don't exist.",
	  "Take them out there: a job that names a guest that is gone fails or does nothing." },
	{ "storage-inactive", SEVERITY_WARNING, 0,
	  "A storage is not available on a node that is up: what it holds can't be listed there, and a "
	  "snapshot of the level detailed is incomplete.",
	  "`pvesm status` on the node. A storage that is not meant for it has `nodes` to say so; one that is "
	  "meant to be off is known by `expect-gap = read/storage_content/STORAGE/NODE`, or `…/shared`." },
	{ "agent-silent", SEVERITY_WARNING, 0,
	  "A VM that runs is set up for a guest agent, which did not answer when it was asked last.",
	  "Install and start `qemu-guest-agent` inside, or switch the option off. A VM needs a full stop and "
	  "start before the option counts." },
	/* --- this machine */
	{ "configuration-missing", SEVERITY_NOTE, 0, "There is no configuration.",
	  "`pveinv config add` makes one." },
	{ "configuration-writable", SEVERITY_WARNING, 0,
	  "Others can write the configuration: they can send the token elsewhere.", "`chmod go-w FILE`." },
	{ "secret-readable", SEVERITY_WARNING, 0,
	  "Others can read a file with a token or a password. (With `token-file-mode = any` it is used all "
	  "the "
	  "same.)",
	  "`chmod 600 FILE`." },
	{ "store-missing", SEVERITY_NOTE, 0, "There is no store yet.", "`pveinv snapshot` makes it." },
	{ "store-readable", SEVERITY_NOTE, 0,
	  "All users of this machine can read the store: an inventory tells an attacker much.",
	  "`chmod o= FILE`, and a group for those who are to read it." },
	{ "store-writable", SEVERITY_WARNING, 0, "Others can change the store.", "`chmod go-w FILE`." },
	{ "store-unusable", SEVERITY_PROBLEM, 6, "The store can't be read.", "The message says what to do." },
	{ "store-broken", SEVERITY_PROBLEM, 6, "The store does not keep what it promises.",
	  "`pveinv snapshot verify` lists all that is broken; here only what can be told quickly is looked "
	  "at. "
	  "Restore a copy." },
	{ "disk-low", SEVERITY_WARNING, 0,
	  "Where the store lies there is less room than it takes itself, or less than 100 MB: `snapshot "
	  "vacuum` "
	  "and upgrades need as much.",
	  "Make room, or prune: `pveinv snapshot prune`." },
	{ "snapshot-missing", SEVERITY_NOTE, 0, "The store has no snapshot of the cluster.",
	  "`pveinv snapshot` takes one." },
	{ "snapshot-old", SEVERITY_WARNING, 0,
	  "The newest snapshot of the cluster is more than two days old.",
	  "Does the timer run? `systemctl list-timers pveinv.timer`, or the mail of cron." },
	{ "snapshot-incomplete", SEVERITY_NOTE, 0, "The newest snapshot of the cluster is incomplete.",
	  "`pveinv snapshot show` explains it." },
	{ NULL, SEVERITY_NOTE, 0, NULL, NULL },
};
