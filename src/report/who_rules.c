/* who_rules.c - what the tasks of Proxmox VE do to what (types as its web interface lists them).
 *
 * Tasks that change nothing that is kept (consoles, downloads of logs) have no rule. A start puts pending
 * changes in force, so it may stand behind any change of a guest's configuration, but did not choose it.
 */
#include <string.h>

#include "report/who.h"

#define PARTS "guest_disk guest_nic guest_device guest_numa guest_pending"
#define ALL_PARTS PARTS " guest_snapshot firewall_options firewall_rule firewall_alias ipset ipset_entry"
#define RUNS                                                                                                 \
	"qmstart qmstop qmshutdown qmreboot qmreset qmsuspend qmresume qmpause vzstart vzstop vzshutdown "   \
	"vzreboot vzsuspend vzresume hastart hastop hashutdown"

const struct who_rule who_rules[] = {
	/* guests */
	{ "qmconfig", WHO_GUEST, "guest", "C", "!node pool status ha_state", false },
	{ "qmconfig", WHO_GUEST, PARTS, "ARC", NULL, false },
	{ "qmcreate vzcreate qmrestore vzrestore", WHO_GUEST, "guest " ALL_PARTS, "ARC", NULL, false },
	{ "qmclone vzclone", WHO_ANYONE, "guest " PARTS, "A", NULL, true }, /* its id is the original */
	{ "qmdestroy vzdestroy", WHO_GUEST,
	  "guest pool_member ha_resource replication_job backup volume " ALL_PARTS, "R", NULL, false },
	{ "qmigrate vzmigrate hamigrate", WHO_GUEST, "guest", "C", "node", false },
	{ "qmigrate vzmigrate", WHO_GUEST, "guest_disk", "C", "file storage format size", false },
	{ "qmtemplate vztemplate", WHO_GUEST, "guest", "C", "template", false },
	{ "qmtemplate vztemplate", WHO_GUEST, "guest_disk", "C", "file", false },
	{ "qmmove move_volume", WHO_GUEST, "guest_disk", "ARC", NULL, false },
	{ "resize", WHO_GUEST, "guest_disk", "C", "size", false },
	{ "resize", WHO_GUEST, "guest", "C", "maxdisk", false },
	{ "qmsnapshot qmdelsnapshot vzsnapshot vzdelsnapshot", WHO_GUEST, "guest_snapshot", "ARC", NULL,
	  false },
	{ "qmsnapshot qmdelsnapshot vzsnapshot vzdelsnapshot", WHO_GUEST, "guest", "C",
	  "parent vmstate snaptime lock", false },
	{ "qmrollback vzrollback", WHO_GUEST, "guest", "C", "!node pool ha_state", false },
	{ "qmrollback vzrollback", WHO_GUEST, PARTS " guest_snapshot", "ARC", NULL, false },
	{ RUNS, WHO_GUEST, "guest", "C", "status lock ha_state vmstate runningmachine runningcpu", false },
	{ RUNS, WHO_GUEST, "guest", "C", "!node pool tags template description", true },
	{ RUNS, WHO_GUEST, PARTS, "ARC", NULL, true },
	{ "hastart hastop hashutdown hamigrate", WHO_GUEST, "ha_resource", "C", NULL, false },
	{ "startall stopall suspendall", WHO_ANYONE, "guest", "C", "status lock", true },
	{ "migrateall", WHO_ANYONE, "guest", "C", "node", true },
	{ "vzdump", WHO_GUEST, "backup", "AR", NULL, false },
	{ "vzdump", WHO_ANYONE, "backup", "AR", NULL, true }, /* a job's */
	{ "vzdump vzmount vzumount", WHO_GUEST, "guest", "C", "lock", false },
	/* storages */
	{ "imgcopy imgdel unknownimgdel download upload prunebackups", WHO_ANYONE, "volume backup", "AR",
	  NULL, true },
	/* nodes */
	{ "srvstart srvstop srvrestart srvreload", WHO_ID, "node_service", "C", NULL, false },
	{ "srvreload", WHO_NODE, "node_interface", "ARC", NULL, false },
	{ "aptupdate", WHO_NODE, "node_package node_repository", "ARC", NULL, false },
	{ "acmenewcert acmerenew acmerevoke", WHO_NODE, "certificate", "ARC", NULL, false },
	{ "dircreate dirremove", WHO_NODE, "directory node_disk", "ARC", NULL, false },
	{ "lvmcreate lvmremove", WHO_NODE, "lvm_vg lvm_pv node_disk", "ARC", NULL, false },
	{ "lvmthincreate lvmthinremove", WHO_NODE, "lvm_thinpool lvm_vg lvm_pv node_disk", "ARC", NULL,
	  false },
	{ "zfscreate zfsremove", WHO_NODE, "zfs_pool zfs_device node_disk", "ARC", NULL, false },
	{ "diskinit wipedisk", WHO_NODE, "node_disk", "ARC", NULL, false },
	{ "dircreate lvmcreate lvmthincreate zfscreate cephfscreate cephcreatepool", WHO_ANYONE, "storage",
	  "A", NULL, true },
	/* the cluster */
	{ "acmeregister acmeupdate acmerefresh acmedeactivate", WHO_ID, "acme_account", "ARC", NULL, false },
	{ "auth-realm-sync", WHO_ANYONE, "user user_group", "ARC", NULL, true },
	{ "clustercreate clusterjoin", WHO_ANYONE, "node corosync_node corosync_link", "A", NULL, true },
	{ "reloadnetworkall", WHO_ANYONE,
	  "sdn_zone sdn_vnet sdn_subnet sdn_controller sdn_fabric sdn_fabric_node sdn_status "
	  "sdn_vnet_status",
	  "ARC", NULL, true },
	{ "cephcreatemon cephdestroymon", WHO_ANYONE, "ceph_mon", "AR", NULL, true },
	{ "cephcreatemgr cephdestroymgr", WHO_ANYONE, "ceph_mgr", "AR", NULL, true },
	{ "cephcreatemds cephdestroymds", WHO_ANYONE, "ceph_mds", "AR", NULL, true },
	{ "cephcreateosd cephdestroyosd", WHO_ANYONE, "ceph_osd node_disk", "ARC", NULL, true },
	{ "cephcreatepool cephdestroypool cephsetpool", WHO_ID, "ceph_pool", "ARC", NULL, false },
	{ "cephfscreate", WHO_ANYONE, "ceph_fs ceph_pool", "A", NULL, true },
	{ NULL, WHO_ANYONE, NULL, NULL, NULL, false },
};

bool who_has_word(const char *list, const char *word)
{
	size_t size = strlen(word);

	for (const char *s = list; *s; s += strcspn(s, " "), s += strspn(s, " "))
		if (strcspn(s, " ") == size && strncmp(s, word, size) == 0)
			return true;
	return false;
}
