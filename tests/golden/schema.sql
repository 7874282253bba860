-- user_version 2
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE meta_column (entity TEXT NOT NULL, "column" TEXT NOT NULL,
	revision INTEGER NOT NULL, since INTEGER NOT NULL,
	PRIMARY KEY (entity, "column", since));
CREATE TABLE known_cluster (name TEXT PRIMARY KEY, ca_fingerprint TEXT, pve_name TEXT)
	WITHOUT ROWID;
CREATE TABLE snapshot (id INTEGER PRIMARY KEY AUTOINCREMENT, cluster TEXT NOT NULL,
	taken INTEGER NOT NULL, duration INTEGER NOT NULL, level TEXT NOT NULL,
	complete INTEGER NOT NULL, quorum TEXT NOT NULL, requests INTEGER NOT NULL,
	gaps INTEGER NOT NULL, source TEXT, pve_version TEXT, program TEXT,
	rows INTEGER, added INTEGER, changed INTEGER, state INTEGER, removed INTEGER,
	unchanged INTEGER, learned INTEGER, kept INTEGER);
CREATE INDEX snapshot_cluster ON snapshot (cluster, id);
CREATE TABLE tag (cluster TEXT NOT NULL, name TEXT NOT NULL, snapshot INTEGER NOT NULL,
	PRIMARY KEY (cluster, name)) WITHOUT ROWID;
CREATE TABLE scope_history (cluster TEXT NOT NULL, since INTEGER NOT NULL, until INTEGER,
	entity TEXT NOT NULL, columns TEXT NOT NULL, scope TEXT NOT NULL);
CREATE INDEX scope_key ON scope_history (cluster, entity, columns, scope);
CREATE TABLE outcome_history (cluster TEXT NOT NULL, since INTEGER NOT NULL, until INTEGER,
	read TEXT NOT NULL, target TEXT NOT NULL, entity TEXT NOT NULL, outcome TEXT NOT NULL,
	reason TEXT, path TEXT, expected INTEGER NOT NULL);
CREATE INDEX outcome_key ON outcome_history (cluster, read, target, entity);
CREATE INDEX outcome_open ON outcome_history (cluster, read, target, entity) WHERE until IS NULL;
CREATE INDEX outcome_skipped ON outcome_history (cluster, read) WHERE target = '' AND entity = ''
	AND outcome = 'skipped';
CREATE INDEX outcome_since ON outcome_history (cluster, since);
CREATE INDEX outcome_until ON outcome_history (cluster, until) WHERE until IS NOT NULL;
CREATE TABLE leftover_history (cluster TEXT NOT NULL, since INTEGER NOT NULL, until INTEGER,
	read TEXT NOT NULL, target TEXT NOT NULL, path TEXT NOT NULL, json TEXT);
CREATE INDEX leftover_open ON leftover_history (cluster, read, target)
	WHERE until IS NULL;
CREATE TABLE shape_history (cluster TEXT NOT NULL, since INTEGER NOT NULL, until INTEGER,
	read TEXT NOT NULL, fields TEXT NOT NULL);
CREATE INDEX shape_open ON shape_history (cluster, read) WHERE until IS NULL;
CREATE TABLE cluster_history (
	cluster TEXT NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	unknown TEXT,
	id TEXT NOT NULL,
	name TEXT,
	version TEXT,
	quorate INTEGER CHECK (typeof(quorate) IN ('integer', 'null')),
	nodes_total INTEGER CHECK (typeof(nodes_total) IN ('integer', 'null')),
	pve_release TEXT,
	repoid TEXT,
	description TEXT,
	location_name TEXT,
	latitude REAL CHECK (typeof(latitude) IN ('real', 'null')),
	longitude REAL CHECK (typeof(longitude) IN ('real', 'null')),
	console TEXT,
	keyboard TEXT,
	language TEXT,
	email_from TEXT,
	http_proxy TEXT,
	mac_prefix TEXT,
	max_workers INTEGER CHECK (typeof(max_workers) IN ('integer', 'null')),
	consent_text TEXT,
	fencing TEXT,
	ha_shutdown_policy TEXT,
	migration_type TEXT,
	migration_network TEXT,
	migration_unsecure INTEGER CHECK (typeof(migration_unsecure) IN ('integer', 'null')),
	replication_type TEXT,
	replication_network TEXT,
	bwlimit_default INTEGER CHECK (typeof(bwlimit_default) IN ('integer', 'null')),
	bwlimit_clone INTEGER CHECK (typeof(bwlimit_clone) IN ('integer', 'null')),
	bwlimit_migration INTEGER CHECK (typeof(bwlimit_migration) IN ('integer', 'null')),
	bwlimit_move INTEGER CHECK (typeof(bwlimit_move) IN ('integer', 'null')),
	bwlimit_restore INTEGER CHECK (typeof(bwlimit_restore) IN ('integer', 'null')),
	next_id_lower INTEGER CHECK (typeof(next_id_lower) IN ('integer', 'null')),
	next_id_upper INTEGER CHECK (typeof(next_id_upper) IN ('integer', 'null')),
	crs_ha TEXT,
	crs_ha_rebalance_on_start INTEGER CHECK (typeof(crs_ha_rebalance_on_start) IN ('integer', 'null')),
	crs_ha_auto_rebalance INTEGER CHECK (typeof(crs_ha_auto_rebalance) IN ('integer', 'null')),
	crs_ha_auto_rebalance_method TEXT,
	crs_ha_auto_rebalance_threshold REAL CHECK (typeof(crs_ha_auto_rebalance_threshold) IN ('real', 'null')),
	crs_ha_auto_rebalance_margin REAL CHECK (typeof(crs_ha_auto_rebalance_margin) IN ('real', 'null')),
	crs_ha_auto_rebalance_hold_duration REAL CHECK (typeof(crs_ha_auto_rebalance_hold_duration) IN ('real', 'null')),
	registered_tags TEXT,
	user_tag_access TEXT,
	user_tag_access_list TEXT,
	tag_style_shape TEXT,
	tag_style_ordering TEXT,
	tag_style_case_sensitive INTEGER CHECK (typeof(tag_style_case_sensitive) IN ('integer', 'null')),
	tag_style_color_map TEXT,
	notify_package_updates TEXT,
	notify_target_package_updates TEXT,
	notify_fencing TEXT,
	notify_target_fencing TEXT,
	notify_replication TEXT,
	notify_target_replication TEXT,
	u2f_appid TEXT,
	u2f_origin TEXT,
	webauthn_id TEXT,
	webauthn_origin TEXT,
	webauthn_rp TEXT,
	webauthn_allow_subdomains INTEGER CHECK (typeof(webauthn_allow_subdomains) IN ('integer', 'null')),
	totem_cluster_name TEXT,
	totem_config_version INTEGER CHECK (typeof(totem_config_version) IN ('integer', 'null')),
	totem_version INTEGER CHECK (typeof(totem_version) IN ('integer', 'null')),
	totem_secauth TEXT,
	totem_crypto_cipher TEXT,
	totem_crypto_hash TEXT,
	totem_transport TEXT,
	totem_ip_version TEXT,
	totem_link_mode TEXT,
	totem_interface TEXT,
	totem_token INTEGER CHECK (typeof(totem_token) IN ('integer', 'null')),
	totem_token_coefficient INTEGER CHECK (typeof(totem_token_coefficient) IN ('integer', 'null')),
	totem_token_retransmits_before_loss_const INTEGER CHECK (typeof(totem_token_retransmits_before_loss_const) IN ('integer', 'null')),
	totem_join INTEGER CHECK (typeof(totem_join) IN ('integer', 'null')),
	totem_consensus INTEGER CHECK (typeof(totem_consensus) IN ('integer', 'null')),
	totem_fail_recv_const INTEGER CHECK (typeof(totem_fail_recv_const) IN ('integer', 'null')),
	totem_netmtu INTEGER CHECK (typeof(totem_netmtu) IN ('integer', 'null')),
	qdevice_state TEXT,
	qdevice_model TEXT,
	qdevice_host TEXT,
	qdevice_algorithm TEXT,
	qdevice_tie_breaker TEXT,
	qdevice_echo_reply TEXT,
	extra TEXT
);
CREATE INDEX cluster_since ON cluster_history (since);
CREATE INDEX cluster_until ON cluster_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX cluster_open ON cluster_history (cluster, id) WHERE until IS NULL;
CREATE INDEX cluster_key ON cluster_history (cluster, id) WHERE until IS NOT NULL;
CREATE TABLE cluster_metric (
	cluster TEXT NOT NULL,
	unknown TEXT,
	id TEXT NOT NULL,
	qdevice_last_poll_call TEXT,
	extra TEXT,
	PRIMARY KEY (cluster, id)
) WITHOUT ROWID;
CREATE TABLE corosync_node_history (
	cluster TEXT NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	unknown TEXT,
	node TEXT NOT NULL,
	nodeid INTEGER CHECK (typeof(nodeid) IN ('integer', 'null')),
	quorum_votes INTEGER CHECK (typeof(quorum_votes) IN ('integer', 'null')),
	extra TEXT
);
CREATE INDEX corosync_node_since ON corosync_node_history (since);
CREATE INDEX corosync_node_until ON corosync_node_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX corosync_node_open ON corosync_node_history (cluster, node) WHERE until IS NULL;
CREATE INDEX corosync_node_key ON corosync_node_history (cluster, node) WHERE until IS NOT NULL;
CREATE TABLE corosync_link_history (
	cluster TEXT NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	unknown TEXT,
	node TEXT NOT NULL,
	link INTEGER NOT NULL CHECK (typeof(link) = 'integer'),
	address TEXT,
	extra TEXT
);
CREATE INDEX corosync_link_since ON corosync_link_history (since);
CREATE INDEX corosync_link_until ON corosync_link_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX corosync_link_open ON corosync_link_history (cluster, node, link) WHERE until IS NULL;
CREATE INDEX corosync_link_key ON corosync_link_history (cluster, node, link) WHERE until IS NOT NULL;
CREATE TABLE node_history (
	cluster TEXT NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	unknown TEXT,
	node TEXT NOT NULL,
	status TEXT,
	ip TEXT,
	cpus INTEGER CHECK (typeof(cpus) IN ('integer', 'null')),
	maxmem INTEGER CHECK (typeof(maxmem) IN ('integer', 'null')),
	version TEXT,
	hostname TEXT,
	nodeid INTEGER CHECK (typeof(nodeid) IN ('integer', 'null')),
	level TEXT,
	ha_state TEXT,
	ssl_fingerprint TEXT,
	swap_total INTEGER CHECK (typeof(swap_total) IN ('integer', 'null')),
	cpu_model TEXT,
	cpu_vendor TEXT,
	cpu_family TEXT,
	cpu_sockets INTEGER CHECK (typeof(cpu_sockets) IN ('integer', 'null')),
	cpu_cores INTEGER CHECK (typeof(cpu_cores) IN ('integer', 'null')),
	cpu_flags TEXT,
	cpu_hvm INTEGER CHECK (typeof(cpu_hvm) IN ('integer', 'null')),
	cpu_user_hz INTEGER CHECK (typeof(cpu_user_hz) IN ('integer', 'null')),
	cgroup_mode INTEGER CHECK (typeof(cgroup_mode) IN ('integer', 'null')),
	host_arch TEXT,
	kversion TEXT,
	kernel_release TEXT,
	kernel_version TEXT,
	kernel_sysname TEXT,
	kernel_machine TEXT,
	boot_mode TEXT,
	secureboot INTEGER CHECK (typeof(secureboot) IN ('integer', 'null')),
	pveversion TEXT,
	pve_release TEXT,
	repoid TEXT,
	description TEXT,
	location_name TEXT,
	latitude REAL CHECK (typeof(latitude) IN ('real', 'null')),
	longitude REAL CHECK (typeof(longitude) IN ('real', 'null')),
	startall_onboot_delay INTEGER CHECK (typeof(startall_onboot_delay) IN ('integer', 'null')),
	ballooning_target INTEGER CHECK (typeof(ballooning_target) IN ('integer', 'null')),
	wakeonlan_mac TEXT,
	wakeonlan_bind_interface TEXT,
	wakeonlan_broadcast_address TEXT,
	acme_account TEXT,
	acme_domains TEXT,
	dns_search TEXT,
	dns1 TEXT,
	dns2 TEXT,
	dns3 TEXT,
	timezone TEXT,
	hosts TEXT,
	subscription_status TEXT,
	subscription_key TEXT,
	subscription_product TEXT,
	subscription_sockets INTEGER CHECK (typeof(subscription_sockets) IN ('integer', 'null')),
	subscription_registered TEXT,
	subscription_due TEXT,
	serverid TEXT,
	repository_errors TEXT,
	extra TEXT
);
CREATE INDEX node_since ON node_history (since);
CREATE INDEX node_until ON node_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX node_open ON node_history (cluster, node) WHERE until IS NULL;
CREATE INDEX node_key ON node_history (cluster, node) WHERE until IS NOT NULL;
CREATE TABLE node_metric (
	cluster TEXT NOT NULL,
	unknown TEXT,
	node TEXT NOT NULL,
	cpu REAL CHECK (typeof(cpu) IN ('real', 'null')),
	mem INTEGER CHECK (typeof(mem) IN ('integer', 'null')),
	uptime INTEGER CHECK (typeof(uptime) IN ('integer', 'null')),
	maxdisk INTEGER CHECK (typeof(maxdisk) IN ('integer', 'null')),
	disk INTEGER CHECK (typeof(disk) IN ('integer', 'null')),
	rootfs_avail INTEGER CHECK (typeof(rootfs_avail) IN ('integer', 'null')),
	rootfs_free INTEGER CHECK (typeof(rootfs_free) IN ('integer', 'null')),
	memory_free INTEGER CHECK (typeof(memory_free) IN ('integer', 'null')),
	memory_available INTEGER CHECK (typeof(memory_available) IN ('integer', 'null')),
	swap_used INTEGER CHECK (typeof(swap_used) IN ('integer', 'null')),
	swap_free INTEGER CHECK (typeof(swap_free) IN ('integer', 'null')),
	ksm_shared INTEGER CHECK (typeof(ksm_shared) IN ('integer', 'null')),
	loadavg TEXT,
	wait REAL CHECK (typeof(wait) IN ('real', 'null')),
	idle REAL CHECK (typeof(idle) IN ('real', 'null')),
	cpu_mhz REAL CHECK (typeof(cpu_mhz) IN ('real', 'null')),
	subscription_checked TEXT,
	extra TEXT,
	PRIMARY KEY (cluster, node)
) WITHOUT ROWID;
CREATE TABLE certificate_history (
	cluster TEXT NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	unknown TEXT,
	node TEXT NOT NULL,
	filename TEXT NOT NULL,
	subject TEXT,
	notafter INTEGER CHECK (typeof(notafter) IN ('integer', 'null')),
	notbefore INTEGER CHECK (typeof(notbefore) IN ('integer', 'null')),
	issuer TEXT,
	san TEXT,
	public_key_type TEXT,
	public_key_bits INTEGER CHECK (typeof(public_key_bits) IN ('integer', 'null')),
	fingerprint TEXT,
	pem TEXT,
	extra TEXT
);
CREATE INDEX certificate_since ON certificate_history (since);
CREATE INDEX certificate_until ON certificate_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX certificate_open ON certificate_history (cluster, node, filename) WHERE until IS NULL;
CREATE INDEX certificate_key ON certificate_history (cluster, node, filename) WHERE until IS NOT NULL;
CREATE TABLE certificate_metric (
	cluster TEXT NOT NULL,
	unknown TEXT,
	node TEXT NOT NULL,
	filename TEXT NOT NULL,
	days_left INTEGER CHECK (typeof(days_left) IN ('integer', 'null')),
	extra TEXT,
	PRIMARY KEY (cluster, node, filename)
) WITHOUT ROWID;
CREATE TABLE directory_history (
	cluster TEXT NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	unknown TEXT,
	node TEXT NOT NULL,
	path TEXT NOT NULL,
	device TEXT,
	type TEXT,
	options TEXT,
	unitfile TEXT,
	extra TEXT
);
CREATE INDEX directory_since ON directory_history (since);
CREATE INDEX directory_until ON directory_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX directory_open ON directory_history (cluster, node, path) WHERE until IS NULL;
CREATE INDEX directory_key ON directory_history (cluster, node, path) WHERE until IS NOT NULL;
CREATE TABLE lvm_thinpool_history (
	cluster TEXT NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	unknown TEXT,
	node TEXT NOT NULL,
	vg TEXT NOT NULL,
	lv TEXT NOT NULL,
	lv_size INTEGER CHECK (typeof(lv_size) IN ('integer', 'null')),
	metadata_size INTEGER CHECK (typeof(metadata_size) IN ('integer', 'null')),
	extra TEXT
);
CREATE INDEX lvm_thinpool_since ON lvm_thinpool_history (since);
CREATE INDEX lvm_thinpool_until ON lvm_thinpool_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX lvm_thinpool_open ON lvm_thinpool_history (cluster, node, vg, lv) WHERE until IS NULL;
CREATE INDEX lvm_thinpool_key ON lvm_thinpool_history (cluster, node, vg, lv) WHERE until IS NOT NULL;
CREATE TABLE lvm_thinpool_metric (
	cluster TEXT NOT NULL,
	unknown TEXT,
	node TEXT NOT NULL,
	vg TEXT NOT NULL,
	lv TEXT NOT NULL,
	used INTEGER CHECK (typeof(used) IN ('integer', 'null')),
	metadata_used INTEGER CHECK (typeof(metadata_used) IN ('integer', 'null')),
	extra TEXT,
	PRIMARY KEY (cluster, node, vg, lv)
) WITHOUT ROWID;
CREATE TABLE lvm_vg_history (
	cluster TEXT NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	unknown TEXT,
	node TEXT NOT NULL,
	vg TEXT NOT NULL,
	size INTEGER CHECK (typeof(size) IN ('integer', 'null')),
	lvcount INTEGER CHECK (typeof(lvcount) IN ('integer', 'null')),
	extra TEXT
);
CREATE INDEX lvm_vg_since ON lvm_vg_history (since);
CREATE INDEX lvm_vg_until ON lvm_vg_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX lvm_vg_open ON lvm_vg_history (cluster, node, vg) WHERE until IS NULL;
CREATE INDEX lvm_vg_key ON lvm_vg_history (cluster, node, vg) WHERE until IS NOT NULL;
CREATE TABLE lvm_vg_metric (
	cluster TEXT NOT NULL,
	unknown TEXT,
	node TEXT NOT NULL,
	vg TEXT NOT NULL,
	free INTEGER CHECK (typeof(free) IN ('integer', 'null')),
	extra TEXT,
	PRIMARY KEY (cluster, node, vg)
) WITHOUT ROWID;
CREATE TABLE lvm_pv_history (
	cluster TEXT NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	unknown TEXT,
	node TEXT NOT NULL,
	vg TEXT NOT NULL,
	device TEXT NOT NULL,
	size INTEGER CHECK (typeof(size) IN ('integer', 'null')),
	extra TEXT
);
CREATE INDEX lvm_pv_since ON lvm_pv_history (since);
CREATE INDEX lvm_pv_until ON lvm_pv_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX lvm_pv_open ON lvm_pv_history (cluster, node, vg, device) WHERE until IS NULL;
CREATE INDEX lvm_pv_key ON lvm_pv_history (cluster, node, vg, device) WHERE until IS NOT NULL;
CREATE TABLE lvm_pv_metric (
	cluster TEXT NOT NULL,
	unknown TEXT,
	node TEXT NOT NULL,
	vg TEXT NOT NULL,
	device TEXT NOT NULL,
	free INTEGER CHECK (typeof(free) IN ('integer', 'null')),
	extra TEXT,
	PRIMARY KEY (cluster, node, vg, device)
) WITHOUT ROWID;
CREATE TABLE node_acme_domain_history (
	cluster TEXT NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	unknown TEXT,
	node TEXT NOT NULL,
	slot TEXT NOT NULL,
	domain TEXT,
	domain_alias TEXT,
	plugin TEXT,
	extra TEXT
);
CREATE INDEX node_acme_domain_since ON node_acme_domain_history (since);
CREATE INDEX node_acme_domain_until ON node_acme_domain_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX node_acme_domain_open ON node_acme_domain_history (cluster, node, slot) WHERE until IS NULL;
CREATE INDEX node_acme_domain_key ON node_acme_domain_history (cluster, node, slot) WHERE until IS NOT NULL;
CREATE TABLE node_disk_history (
	cluster TEXT NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	unknown TEXT,
	node TEXT NOT NULL,
	devpath TEXT NOT NULL,
	type TEXT,
	size INTEGER CHECK (typeof(size) IN ('integer', 'null')),
	used TEXT,
	model TEXT,
	serial TEXT,
	health TEXT,
	wearout INTEGER CHECK (typeof(wearout) IN ('integer', 'null')),
	vendor TEXT,
	wwn TEXT,
	rpm INTEGER CHECK (typeof(rpm) IN ('integer', 'null')),
	gpt INTEGER CHECK (typeof(gpt) IN ('integer', 'null')),
	mounted INTEGER CHECK (typeof(mounted) IN ('integer', 'null')),
	by_id_link TEXT,
	parent TEXT,
	osdid INTEGER CHECK (typeof(osdid) IN ('integer', 'null')),
	osdid_list TEXT,
	bluestore INTEGER CHECK (typeof(bluestore) IN ('integer', 'null')),
	osdencrypted INTEGER CHECK (typeof(osdencrypted) IN ('integer', 'null')),
	journals INTEGER CHECK (typeof(journals) IN ('integer', 'null')),
	db INTEGER CHECK (typeof(db) IN ('integer', 'null')),
	wal INTEGER CHECK (typeof(wal) IN ('integer', 'null')),
	smart_type TEXT,
	extra TEXT
);
CREATE INDEX node_disk_since ON node_disk_history (since);
CREATE INDEX node_disk_until ON node_disk_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX node_disk_open ON node_disk_history (cluster, node, devpath) WHERE until IS NULL;
CREATE INDEX node_disk_key ON node_disk_history (cluster, node, devpath) WHERE until IS NOT NULL;
CREATE TABLE node_disk_metric (
	cluster TEXT NOT NULL,
	unknown TEXT,
	node TEXT NOT NULL,
	devpath TEXT NOT NULL,
	smart_attributes TEXT,
	smart_text TEXT,
	extra TEXT,
	PRIMARY KEY (cluster, node, devpath)
) WITHOUT ROWID;
CREATE TABLE node_interface_history (
	cluster TEXT NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	unknown TEXT,
	node TEXT NOT NULL,
	iface TEXT NOT NULL,
	type TEXT,
	cidr TEXT,
	gateway TEXT,
	active INTEGER CHECK (typeof(active) IN ('integer', 'null')),
	autostart INTEGER CHECK (typeof(autostart) IN ('integer', 'null')),
	comments TEXT,
	method TEXT,
	method6 TEXT,
	cidr6 TEXT,
	gateway6 TEXT,
	address TEXT,
	netmask TEXT,
	address6 TEXT,
	netmask6 TEXT,
	mtu INTEGER CHECK (typeof(mtu) IN ('integer', 'null')),
	present INTEGER CHECK (typeof(present) IN ('integer', 'null')),
	families TEXT,
	altnames TEXT,
	link_type TEXT,
	comments6 TEXT,
	options TEXT,
	options6 TEXT,
	bridge_ports TEXT,
	bridge_vlan_aware INTEGER CHECK (typeof(bridge_vlan_aware) IN ('integer', 'null')),
	bridge_vids TEXT,
	bridge_stp TEXT,
	bridge_fd TEXT,
	bridge_access INTEGER CHECK (typeof(bridge_access) IN ('integer', 'null')),
	bridge_learning INTEGER CHECK (typeof(bridge_learning) IN ('integer', 'null')),
	bridge_arp_nd_suppress INTEGER CHECK (typeof(bridge_arp_nd_suppress) IN ('integer', 'null')),
	bridge_multicast_flood INTEGER CHECK (typeof(bridge_multicast_flood) IN ('integer', 'null')),
	bridge_unicast_flood INTEGER CHECK (typeof(bridge_unicast_flood) IN ('integer', 'null')),
	slaves TEXT,
	bond_mode TEXT,
	bond_primary TEXT,
	bond_xmit_hash_policy TEXT,
	bond_miimon INTEGER CHECK (typeof(bond_miimon) IN ('integer', 'null')),
	vlan_id INTEGER CHECK (typeof(vlan_id) IN ('integer', 'null')),
	vlan_raw_device TEXT,
	vlan_protocol TEXT,
	vxlan_id INTEGER CHECK (typeof(vxlan_id) IN ('integer', 'null')),
	vxlan_local_tunnelip TEXT,
	vxlan_physdev TEXT,
	vxlan_svcnodeip TEXT,
	uplink_id TEXT,
	ovs_bridge TEXT,
	ovs_ports TEXT,
	ovs_bonds TEXT,
	ovs_tag INTEGER CHECK (typeof(ovs_tag) IN ('integer', 'null')),
	ovs_mtu INTEGER CHECK (typeof(ovs_mtu) IN ('integer', 'null')),
	ovs_options TEXT,
	extra TEXT
);
CREATE INDEX node_interface_since ON node_interface_history (since);
CREATE INDEX node_interface_until ON node_interface_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX node_interface_open ON node_interface_history (cluster, node, iface) WHERE until IS NULL;
CREATE INDEX node_interface_key ON node_interface_history (cluster, node, iface) WHERE until IS NOT NULL;
CREATE TABLE node_package_history (
	cluster TEXT NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	unknown TEXT,
	node TEXT NOT NULL,
	package TEXT NOT NULL,
	version TEXT,
	candidate TEXT,
	current_state TEXT,
	running_kernel TEXT,
	manager_version TEXT,
	origin TEXT,
	arch TEXT,
	section TEXT,
	priority TEXT,
	title TEXT,
	extra TEXT
);
CREATE INDEX node_package_since ON node_package_history (since);
CREATE INDEX node_package_until ON node_package_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX node_package_open ON node_package_history (cluster, node, package) WHERE until IS NULL;
CREATE INDEX node_package_key ON node_package_history (cluster, node, package) WHERE until IS NOT NULL;
CREATE TABLE node_repository_history (
	cluster TEXT NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	unknown TEXT,
	node TEXT NOT NULL,
	path TEXT NOT NULL,
	repository TEXT NOT NULL,
	enabled INTEGER CHECK (typeof(enabled) IN ('integer', 'null')),
	types TEXT,
	uris TEXT,
	suites TEXT,
	components TEXT,
	options TEXT,
	comment TEXT,
	file_type TEXT,
	extra TEXT
);
CREATE INDEX node_repository_since ON node_repository_history (since);
CREATE INDEX node_repository_until ON node_repository_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX node_repository_open ON node_repository_history (cluster, node, path, repository) WHERE until IS NULL;
CREATE INDEX node_repository_key ON node_repository_history (cluster, node, path, repository) WHERE until IS NOT NULL;
CREATE TABLE node_service_history (
	cluster TEXT NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	unknown TEXT,
	node TEXT NOT NULL,
	service TEXT NOT NULL,
	state TEXT,
	active_state TEXT,
	unit_state TEXT,
	name TEXT,
	description TEXT,
	extra TEXT
);
CREATE INDEX node_service_since ON node_service_history (since);
CREATE INDEX node_service_until ON node_service_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX node_service_open ON node_service_history (cluster, node, service) WHERE until IS NULL;
CREATE INDEX node_service_key ON node_service_history (cluster, node, service) WHERE until IS NOT NULL;
CREATE TABLE node_update_history (
	cluster TEXT NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	unknown TEXT,
	node TEXT NOT NULL,
	package TEXT NOT NULL,
	old_version TEXT,
	version TEXT,
	origin TEXT,
	title TEXT,
	section TEXT,
	priority TEXT,
	arch TEXT,
	extra TEXT
);
CREATE INDEX node_update_since ON node_update_history (since);
CREATE INDEX node_update_until ON node_update_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX node_update_open ON node_update_history (cluster, node, package) WHERE until IS NULL;
CREATE INDEX node_update_key ON node_update_history (cluster, node, package) WHERE until IS NOT NULL;
CREATE TABLE pci_device_history (
	cluster TEXT NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	unknown TEXT,
	node TEXT NOT NULL,
	id TEXT NOT NULL,
	class_code TEXT,
	vendor_name TEXT,
	device_name TEXT,
	iommugroup INTEGER CHECK (typeof(iommugroup) IN ('integer', 'null')),
	mdev INTEGER CHECK (typeof(mdev) IN ('integer', 'null')),
	vendor TEXT,
	device TEXT,
	subsystem_vendor TEXT,
	subsystem_device TEXT,
	subsystem_vendor_name TEXT,
	subsystem_device_name TEXT,
	nvidia INTEGER CHECK (typeof(nvidia) IN ('integer', 'null')),
	physfn TEXT,
	virtfns TEXT,
	mdev_types TEXT,
	extra TEXT
);
CREATE INDEX pci_device_since ON pci_device_history (since);
CREATE INDEX pci_device_until ON pci_device_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX pci_device_open ON pci_device_history (cluster, node, id) WHERE until IS NULL;
CREATE INDEX pci_device_key ON pci_device_history (cluster, node, id) WHERE until IS NOT NULL;
CREATE TABLE usb_device_history (
	cluster TEXT NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	unknown TEXT,
	node TEXT NOT NULL,
	usbpath TEXT NOT NULL,
	vendid TEXT,
	prodid TEXT,
	manufacturer TEXT,
	product TEXT,
	serial TEXT,
	speed TEXT,
	busnum INTEGER CHECK (typeof(busnum) IN ('integer', 'null')),
	devnum INTEGER CHECK (typeof(devnum) IN ('integer', 'null')),
	port INTEGER CHECK (typeof(port) IN ('integer', 'null')),
	level INTEGER CHECK (typeof(level) IN ('integer', 'null')),
	class_code INTEGER CHECK (typeof(class_code) IN ('integer', 'null')),
	extra TEXT
);
CREATE INDEX usb_device_since ON usb_device_history (since);
CREATE INDEX usb_device_until ON usb_device_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX usb_device_open ON usb_device_history (cluster, node, usbpath) WHERE until IS NULL;
CREATE INDEX usb_device_key ON usb_device_history (cluster, node, usbpath) WHERE until IS NOT NULL;
CREATE TABLE zfs_pool_history (
	cluster TEXT NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	unknown TEXT,
	node TEXT NOT NULL,
	pool TEXT NOT NULL,
	health TEXT,
	size INTEGER CHECK (typeof(size) IN ('integer', 'null')),
	state TEXT,
	status TEXT,
	advice TEXT,
	errors TEXT,
	scan TEXT,
	extra TEXT
);
CREATE INDEX zfs_pool_since ON zfs_pool_history (since);
CREATE INDEX zfs_pool_until ON zfs_pool_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX zfs_pool_open ON zfs_pool_history (cluster, node, pool) WHERE until IS NULL;
CREATE INDEX zfs_pool_key ON zfs_pool_history (cluster, node, pool) WHERE until IS NOT NULL;
CREATE TABLE zfs_pool_metric (
	cluster TEXT NOT NULL,
	unknown TEXT,
	node TEXT NOT NULL,
	pool TEXT NOT NULL,
	alloc INTEGER CHECK (typeof(alloc) IN ('integer', 'null')),
	free INTEGER CHECK (typeof(free) IN ('integer', 'null')),
	frag INTEGER CHECK (typeof(frag) IN ('integer', 'null')),
	dedup REAL CHECK (typeof(dedup) IN ('real', 'null')),
	extra TEXT,
	PRIMARY KEY (cluster, node, pool)
) WITHOUT ROWID;
CREATE TABLE zfs_device_history (
	cluster TEXT NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	unknown TEXT,
	node TEXT NOT NULL,
	pool TEXT NOT NULL,
	parent TEXT NOT NULL,
	device TEXT NOT NULL,
	state TEXT,
	msg TEXT,
	extra TEXT
);
CREATE INDEX zfs_device_since ON zfs_device_history (since);
CREATE INDEX zfs_device_until ON zfs_device_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX zfs_device_open ON zfs_device_history (cluster, node, pool, parent, device) WHERE until IS NULL;
CREATE INDEX zfs_device_key ON zfs_device_history (cluster, node, pool, parent, device) WHERE until IS NOT NULL;
CREATE TABLE zfs_device_metric (
	cluster TEXT NOT NULL,
	unknown TEXT,
	node TEXT NOT NULL,
	pool TEXT NOT NULL,
	parent TEXT NOT NULL,
	device TEXT NOT NULL,
	read_errors INTEGER CHECK (typeof(read_errors) IN ('integer', 'null')),
	write_errors INTEGER CHECK (typeof(write_errors) IN ('integer', 'null')),
	cksum INTEGER CHECK (typeof(cksum) IN ('integer', 'null')),
	extra TEXT,
	PRIMARY KEY (cluster, node, pool, parent, device)
) WITHOUT ROWID;
CREATE TABLE storage_history (
	cluster TEXT NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	unknown TEXT,
	storage TEXT NOT NULL,
	type TEXT,
	content TEXT,
	shared INTEGER CHECK (typeof(shared) IN ('integer', 'null')),
	disable INTEGER CHECK (typeof(disable) IN ('integer', 'null')),
	nodes TEXT,
	path TEXT,
	server TEXT,
	export TEXT,
	share TEXT,
	pool TEXT,
	datastore TEXT,
	namespace TEXT,
	vgname TEXT,
	thinpool TEXT,
	portal TEXT,
	target TEXT,
	port INTEGER CHECK (typeof(port) IN ('integer', 'null')),
	username TEXT,
	domain TEXT,
	password TEXT,
	keyring TEXT,
	encryption_key TEXT,
	master_pubkey TEXT,
	fingerprint TEXT,
	skip_cert_verification INTEGER CHECK (typeof(skip_cert_verification) IN ('integer', 'null')),
	keep_all INTEGER CHECK (typeof(keep_all) IN ('integer', 'null')),
	keep_last INTEGER CHECK (typeof(keep_last) IN ('integer', 'null')),
	keep_hourly INTEGER CHECK (typeof(keep_hourly) IN ('integer', 'null')),
	keep_daily INTEGER CHECK (typeof(keep_daily) IN ('integer', 'null')),
	keep_weekly INTEGER CHECK (typeof(keep_weekly) IN ('integer', 'null')),
	keep_monthly INTEGER CHECK (typeof(keep_monthly) IN ('integer', 'null')),
	keep_yearly INTEGER CHECK (typeof(keep_yearly) IN ('integer', 'null')),
	maxfiles INTEGER CHECK (typeof(maxfiles) IN ('integer', 'null')),
	max_protected_backups INTEGER CHECK (typeof(max_protected_backups) IN ('integer', 'null')),
	bwlimit_default INTEGER CHECK (typeof(bwlimit_default) IN ('integer', 'null')),
	bwlimit_clone INTEGER CHECK (typeof(bwlimit_clone) IN ('integer', 'null')),
	bwlimit_migration INTEGER CHECK (typeof(bwlimit_migration) IN ('integer', 'null')),
	bwlimit_move INTEGER CHECK (typeof(bwlimit_move) IN ('integer', 'null')),
	bwlimit_restore INTEGER CHECK (typeof(bwlimit_restore) IN ('integer', 'null')),
	format TEXT,
	preallocation TEXT,
	is_mountpoint TEXT,
	mkdir INTEGER CHECK (typeof(mkdir) IN ('integer', 'null')),
	create_base_path INTEGER CHECK (typeof(create_base_path) IN ('integer', 'null')),
	create_subdirs INTEGER CHECK (typeof(create_subdirs) IN ('integer', 'null')),
	content_dirs TEXT,
	subdir TEXT,
	options TEXT,
	smbversion TEXT,
	snapshot_as_volume_chain INTEGER CHECK (typeof(snapshot_as_volume_chain) IN ('integer', 'null')),
	nocow INTEGER CHECK (typeof(nocow) IN ('integer', 'null')),
	saferemove INTEGER CHECK (typeof(saferemove) IN ('integer', 'null')),
	saferemove_throughput TEXT,
	saferemove_stepsize INTEGER CHECK (typeof(saferemove_stepsize) IN ('integer', 'null')),
	tagged_only INTEGER CHECK (typeof(tagged_only) IN ('integer', 'null')),
	base TEXT,
	sparse INTEGER CHECK (typeof(sparse) IN ('integer', 'null')),
	blocksize TEXT,
	mountpoint TEXT,
	zfs_base_path TEXT,
	iscsiprovider TEXT,
	comstar_hg TEXT,
	comstar_tg TEXT,
	lio_tpg TEXT,
	nowritecache INTEGER CHECK (typeof(nowritecache) IN ('integer', 'null')),
	monhost TEXT,
	fs_name TEXT,
	fuse INTEGER CHECK (typeof(fuse) IN ('integer', 'null')),
	krbd INTEGER CHECK (typeof(krbd) IN ('integer', 'null')),
	data_pool TEXT,
	authsupported TEXT,
	volume TEXT,
	server2 TEXT,
	transport TEXT,
	redundancy INTEGER CHECK (typeof(redundancy) IN ('integer', 'null')),
	extra TEXT
);
CREATE INDEX storage_since ON storage_history (since);
CREATE INDEX storage_until ON storage_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX storage_open ON storage_history (cluster, storage) WHERE until IS NULL;
CREATE INDEX storage_key ON storage_history (cluster, storage) WHERE until IS NOT NULL;
CREATE TABLE storage_status_history (
	cluster TEXT NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	unknown TEXT,
	node TEXT NOT NULL,
	storage TEXT NOT NULL,
	type TEXT,
	status TEXT,
	shared INTEGER CHECK (typeof(shared) IN ('integer', 'null')),
	home TEXT,
	extra TEXT
);
CREATE INDEX storage_status_since ON storage_status_history (since);
CREATE INDEX storage_status_until ON storage_status_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX storage_status_open ON storage_status_history (cluster, node, storage) WHERE until IS NULL;
CREATE INDEX storage_status_key ON storage_status_history (cluster, node, storage) WHERE until IS NOT NULL;
CREATE TABLE storage_status_metric (
	cluster TEXT NOT NULL,
	unknown TEXT,
	node TEXT NOT NULL,
	storage TEXT NOT NULL,
	used INTEGER CHECK (typeof(used) IN ('integer', 'null')),
	total INTEGER CHECK (typeof(total) IN ('integer', 'null')),
	extra TEXT,
	PRIMARY KEY (cluster, node, storage)
) WITHOUT ROWID;
CREATE TABLE volume_history (
	cluster TEXT NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	unknown TEXT,
	storage TEXT NOT NULL,
	home TEXT NOT NULL,
	volid TEXT NOT NULL,
	content TEXT,
	format TEXT,
	size INTEGER CHECK (typeof(size) IN ('integer', 'null')),
	vmid INTEGER CHECK (typeof(vmid) IN ('integer', 'null')),
	name TEXT,
	parent TEXT,
	notes TEXT,
	protected INTEGER CHECK (typeof(protected) IN ('integer', 'null')),
	shown TEXT,
	extra TEXT
);
CREATE INDEX volume_since ON volume_history (since);
CREATE INDEX volume_until ON volume_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX volume_open ON volume_history (cluster, storage, home, volid) WHERE until IS NULL;
CREATE INDEX volume_key ON volume_history (cluster, storage, home, volid) WHERE until IS NOT NULL;
CREATE TABLE volume_metric (
	cluster TEXT NOT NULL,
	unknown TEXT,
	storage TEXT NOT NULL,
	home TEXT NOT NULL,
	volid TEXT NOT NULL,
	used INTEGER CHECK (typeof(used) IN ('integer', 'null')),
	approximate_size INTEGER CHECK (typeof(approximate_size) IN ('integer', 'null')),
	ctime INTEGER CHECK (typeof(ctime) IN ('integer', 'null')),
	extra TEXT,
	PRIMARY KEY (cluster, storage, home, volid)
) WITHOUT ROWID;
CREATE TABLE guest_history (
	cluster TEXT NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	unknown TEXT,
	vmid INTEGER NOT NULL CHECK (typeof(vmid) = 'integer'),
	name TEXT,
	type TEXT,
	status TEXT,
	node TEXT,
	cpus REAL CHECK (typeof(cpus) IN ('real', 'null')),
	maxmem INTEGER CHECK (typeof(maxmem) IN ('integer', 'null')),
	maxdisk INTEGER CHECK (typeof(maxdisk) IN ('integer', 'null')),
	tags TEXT,
	pool TEXT,
	template INTEGER CHECK (typeof(template) IN ('integer', 'null')),
	onboot INTEGER CHECK (typeof(onboot) IN ('integer', 'null')),
	protection INTEGER CHECK (typeof(protection) IN ('integer', 'null')),
	lock TEXT,
	ha_state TEXT,
	description TEXT,
	created INTEGER CHECK (typeof(created) IN ('integer', 'null')),
	creation_qemu TEXT,
	uuid TEXT,
	vmgenid TEXT,
	ostype TEXT,
	arch TEXT,
	cores INTEGER CHECK (typeof(cores) IN ('integer', 'null')),
	sockets INTEGER CHECK (typeof(sockets) IN ('integer', 'null')),
	vcpus INTEGER CHECK (typeof(vcpus) IN ('integer', 'null')),
	cputype TEXT,
	cpu_flags TEXT,
	cpu_hidden INTEGER CHECK (typeof(cpu_hidden) IN ('integer', 'null')),
	cpu_hv_vendor_id TEXT,
	cpu_phys_bits TEXT,
	cpu_guest_phys_bits INTEGER CHECK (typeof(cpu_guest_phys_bits) IN ('integer', 'null')),
	cpu_level INTEGER CHECK (typeof(cpu_level) IN ('integer', 'null')),
	cpu_reported_model TEXT,
	cpulimit REAL CHECK (typeof(cpulimit) IN ('real', 'null')),
	cpuunits INTEGER CHECK (typeof(cpuunits) IN ('integer', 'null')),
	affinity TEXT,
	numa INTEGER CHECK (typeof(numa) IN ('integer', 'null')),
	memory INTEGER CHECK (typeof(memory) IN ('integer', 'null')),
	balloon INTEGER CHECK (typeof(balloon) IN ('integer', 'null')),
	shares INTEGER CHECK (typeof(shares) IN ('integer', 'null')),
	swap INTEGER CHECK (typeof(swap) IN ('integer', 'null')),
	hugepages TEXT,
	keephugepages INTEGER CHECK (typeof(keephugepages) IN ('integer', 'null')),
	allow_ksm INTEGER CHECK (typeof(allow_ksm) IN ('integer', 'null')),
	machine TEXT,
	machine_viommu TEXT,
	machine_aw_bits INTEGER CHECK (typeof(machine_aw_bits) IN ('integer', 'null')),
	machine_enable_s3 INTEGER CHECK (typeof(machine_enable_s3) IN ('integer', 'null')),
	machine_enable_s4 INTEGER CHECK (typeof(machine_enable_s4) IN ('integer', 'null')),
	bios TEXT,
	boot TEXT,
	boot_legacy TEXT,
	bootdisk TEXT,
	scsihw TEXT,
	hotplug TEXT,
	acpi INTEGER CHECK (typeof(acpi) IN ('integer', 'null')),
	kvm INTEGER CHECK (typeof(kvm) IN ('integer', 'null')),
	tablet INTEGER CHECK (typeof(tablet) IN ('integer', 'null')),
	tdf INTEGER CHECK (typeof(tdf) IN ('integer', 'null')),
	localtime INTEGER CHECK (typeof(localtime) IN ('integer', 'null')),
	startdate TEXT,
	freeze INTEGER CHECK (typeof(freeze) IN ('integer', 'null')),
	reboot INTEGER CHECK (typeof(reboot) IN ('integer', 'null')),
	autostart INTEGER CHECK (typeof(autostart) IN ('integer', 'null')),
	smp INTEGER CHECK (typeof(smp) IN ('integer', 'null')),
	args TEXT,
	agent INTEGER CHECK (typeof(agent) IN ('integer', 'null')),
	agent_type TEXT,
	agent_freeze_fs INTEGER CHECK (typeof(agent_freeze_fs) IN ('integer', 'null')),
	agent_fstrim_cloned_disks INTEGER CHECK (typeof(agent_fstrim_cloned_disks) IN ('integer', 'null')),
	vga TEXT,
	vga_memory INTEGER CHECK (typeof(vga_memory) IN ('integer', 'null')),
	vga_clipboard TEXT,
	keyboard TEXT,
	spice_foldersharing INTEGER CHECK (typeof(spice_foldersharing) IN ('integer', 'null')),
	spice_videostreaming TEXT,
	ivshmem_size INTEGER CHECK (typeof(ivshmem_size) IN ('integer', 'null')),
	ivshmem_name TEXT,
	smbios_manufacturer TEXT,
	smbios_product TEXT,
	smbios_version TEXT,
	smbios_serial TEXT,
	smbios_sku TEXT,
	smbios_family TEXT,
	smbios_base64 INTEGER CHECK (typeof(smbios_base64) IN ('integer', 'null')),
	amd_sev TEXT,
	amd_sev_allow_smt INTEGER CHECK (typeof(amd_sev_allow_smt) IN ('integer', 'null')),
	amd_sev_kernel_hashes INTEGER CHECK (typeof(amd_sev_kernel_hashes) IN ('integer', 'null')),
	amd_sev_no_debug INTEGER CHECK (typeof(amd_sev_no_debug) IN ('integer', 'null')),
	amd_sev_no_key_sharing INTEGER CHECK (typeof(amd_sev_no_key_sharing) IN ('integer', 'null')),
	intel_tdx TEXT,
	intel_tdx_attestation INTEGER CHECK (typeof(intel_tdx_attestation) IN ('integer', 'null')),
	intel_tdx_vsock_cid INTEGER CHECK (typeof(intel_tdx_vsock_cid) IN ('integer', 'null')),
	intel_tdx_vsock_port INTEGER CHECK (typeof(intel_tdx_vsock_port) IN ('integer', 'null')),
	startup_order INTEGER CHECK (typeof(startup_order) IN ('integer', 'null')),
	startup_up INTEGER CHECK (typeof(startup_up) IN ('integer', 'null')),
	startup_down INTEGER CHECK (typeof(startup_down) IN ('integer', 'null')),
	migrate_downtime REAL CHECK (typeof(migrate_downtime) IN ('real', 'null')),
	migrate_speed INTEGER CHECK (typeof(migrate_speed) IN ('integer', 'null')),
	hookscript TEXT,
	vmstatestorage TEXT,
	vmstate TEXT,
	parent TEXT,
	snaptime INTEGER CHECK (typeof(snaptime) IN ('integer', 'null')),
	runningmachine TEXT,
	runningmachine_viommu TEXT,
	runningmachine_aw_bits INTEGER CHECK (typeof(runningmachine_aw_bits) IN ('integer', 'null')),
	runningmachine_enable_s3 INTEGER CHECK (typeof(runningmachine_enable_s3) IN ('integer', 'null')),
	runningmachine_enable_s4 INTEGER CHECK (typeof(runningmachine_enable_s4) IN ('integer', 'null')),
	runningcpu TEXT,
	running_nets_host_mtu TEXT,
	citype TEXT,
	ciuser TEXT,
	cipassword TEXT,
	ciupgrade INTEGER CHECK (typeof(ciupgrade) IN ('integer', 'null')),
	sshkeys TEXT,
	cicustom_user TEXT,
	cicustom_network TEXT,
	cicustom_meta TEXT,
	cicustom_vendor TEXT,
	nameserver TEXT,
	searchdomain TEXT,
	unprivileged INTEGER CHECK (typeof(unprivileged) IN ('integer', 'null')),
	console INTEGER CHECK (typeof(console) IN ('integer', 'null')),
	cmode TEXT,
	tty INTEGER CHECK (typeof(tty) IN ('integer', 'null')),
	timezone TEXT,
	entrypoint TEXT,
	env TEXT,
	debug INTEGER CHECK (typeof(debug) IN ('integer', 'null')),
	feature_nesting INTEGER CHECK (typeof(feature_nesting) IN ('integer', 'null')),
	feature_keyctl INTEGER CHECK (typeof(feature_keyctl) IN ('integer', 'null')),
	feature_fuse INTEGER CHECK (typeof(feature_fuse) IN ('integer', 'null')),
	feature_mknod INTEGER CHECK (typeof(feature_mknod) IN ('integer', 'null')),
	feature_force_rw_sys INTEGER CHECK (typeof(feature_force_rw_sys) IN ('integer', 'null')),
	feature_mount TEXT,
	lxc TEXT,
	qmpstatus TEXT,
	running_qemu TEXT,
	running_machine TEXT,
	extra TEXT
);
CREATE INDEX guest_since ON guest_history (since);
CREATE INDEX guest_until ON guest_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX guest_open ON guest_history (cluster, vmid) WHERE until IS NULL;
CREATE INDEX guest_key ON guest_history (cluster, vmid) WHERE until IS NOT NULL;
CREATE TABLE guest_metric (
	cluster TEXT NOT NULL,
	unknown TEXT,
	vmid INTEGER NOT NULL CHECK (typeof(vmid) = 'integer'),
	uptime INTEGER CHECK (typeof(uptime) IN ('integer', 'null')),
	pid INTEGER CHECK (typeof(pid) IN ('integer', 'null')),
	balloon_actual INTEGER CHECK (typeof(balloon_actual) IN ('integer', 'null')),
	cpu REAL CHECK (typeof(cpu) IN ('real', 'null')),
	mem INTEGER CHECK (typeof(mem) IN ('integer', 'null')),
	memhost INTEGER CHECK (typeof(memhost) IN ('integer', 'null')),
	disk INTEGER CHECK (typeof(disk) IN ('integer', 'null')),
	netin INTEGER CHECK (typeof(netin) IN ('integer', 'null')),
	netout INTEGER CHECK (typeof(netout) IN ('integer', 'null')),
	diskread INTEGER CHECK (typeof(diskread) IN ('integer', 'null')),
	diskwrite INTEGER CHECK (typeof(diskwrite) IN ('integer', 'null')),
	extra TEXT,
	PRIMARY KEY (cluster, vmid)
) WITHOUT ROWID;
CREATE TABLE guest_agent_history (
	cluster TEXT NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	unknown TEXT,
	vmid INTEGER NOT NULL CHECK (typeof(vmid) = 'integer'),
	configured INTEGER CHECK (typeof(configured) IN ('integer', 'null')),
	answer TEXT,
	reason TEXT,
	version TEXT,
	host_name TEXT,
	os TEXT,
	os_name TEXT,
	os_id TEXT,
	os_version TEXT,
	os_version_id TEXT,
	os_variant TEXT,
	os_variant_id TEXT,
	kernel_release TEXT,
	kernel_version TEXT,
	machine TEXT,
	timezone TEXT,
	timezone_offset INTEGER CHECK (typeof(timezone_offset) IN ('integer', 'null')),
	memory_block_size INTEGER CHECK (typeof(memory_block_size) IN ('integer', 'null')),
	commands TEXT,
	extra TEXT
);
CREATE INDEX guest_agent_since ON guest_agent_history (since);
CREATE INDEX guest_agent_until ON guest_agent_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX guest_agent_open ON guest_agent_history (cluster, vmid) WHERE until IS NULL;
CREATE INDEX guest_agent_key ON guest_agent_history (cluster, vmid) WHERE until IS NOT NULL;
CREATE TABLE guest_device_history (
	cluster TEXT NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	unknown TEXT,
	vmid INTEGER NOT NULL CHECK (typeof(vmid) = 'integer'),
	slot TEXT NOT NULL,
	kind TEXT,
	host TEXT,
	mapping TEXT,
	mapping_kind TEXT,
	model TEXT,
	mdev TEXT,
	pcie INTEGER CHECK (typeof(pcie) IN ('integer', 'null')),
	x_vga INTEGER CHECK (typeof(x_vga) IN ('integer', 'null')),
	rombar INTEGER CHECK (typeof(rombar) IN ('integer', 'null')),
	romfile TEXT,
	legacy_igd INTEGER CHECK (typeof(legacy_igd) IN ('integer', 'null')),
	vendor_id TEXT,
	device_id TEXT,
	sub_vendor_id TEXT,
	sub_device_id TEXT,
	driver TEXT,
	usb3 INTEGER CHECK (typeof(usb3) IN ('integer', 'null')),
	cache TEXT,
	direct_io INTEGER CHECK (typeof(direct_io) IN ('integer', 'null')),
	expose_acl INTEGER CHECK (typeof(expose_acl) IN ('integer', 'null')),
	expose_xattr INTEGER CHECK (typeof(expose_xattr) IN ('integer', 'null')),
	max_bytes INTEGER CHECK (typeof(max_bytes) IN ('integer', 'null')),
	period INTEGER CHECK (typeof(period) IN ('integer', 'null')),
	watchdog_action TEXT,
	mode TEXT,
	uid INTEGER CHECK (typeof(uid) IN ('integer', 'null')),
	gid INTEGER CHECK (typeof(gid) IN ('integer', 'null')),
	deny_write INTEGER CHECK (typeof(deny_write) IN ('integer', 'null')),
	extra TEXT
);
CREATE INDEX guest_device_since ON guest_device_history (since);
CREATE INDEX guest_device_until ON guest_device_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX guest_device_open ON guest_device_history (cluster, vmid, slot) WHERE until IS NULL;
CREATE INDEX guest_device_key ON guest_device_history (cluster, vmid, slot) WHERE until IS NOT NULL;
CREATE TABLE guest_disk_history (
	cluster TEXT NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	unknown TEXT,
	vmid INTEGER NOT NULL CHECK (typeof(vmid) = 'integer'),
	slot TEXT NOT NULL,
	storage TEXT,
	file TEXT,
	size INTEGER CHECK (typeof(size) IN ('integer', 'null')),
	format TEXT,
	media TEXT,
	mp TEXT,
	cache TEXT,
	backup INTEGER CHECK (typeof(backup) IN ('integer', 'null')),
	replicate INTEGER CHECK (typeof(replicate) IN ('integer', 'null')),
	shared INTEGER CHECK (typeof(shared) IN ('integer', 'null')),
	ro INTEGER CHECK (typeof(ro) IN ('integer', 'null')),
	ssd INTEGER CHECK (typeof(ssd) IN ('integer', 'null')),
	discard TEXT,
	iothread INTEGER CHECK (typeof(iothread) IN ('integer', 'null')),
	aio TEXT,
	detect_zeroes INTEGER CHECK (typeof(detect_zeroes) IN ('integer', 'null')),
	snapshot INTEGER CHECK (typeof(snapshot) IN ('integer', 'null')),
	rerror TEXT,
	werror TEXT,
	model TEXT,
	serial TEXT,
	vendor TEXT,
	product TEXT,
	wwn TEXT,
	queues INTEGER CHECK (typeof(queues) IN ('integer', 'null')),
	scsiblock INTEGER CHECK (typeof(scsiblock) IN ('integer', 'null')),
	bps INTEGER CHECK (typeof(bps) IN ('integer', 'null')),
	bps_rd INTEGER CHECK (typeof(bps_rd) IN ('integer', 'null')),
	bps_wr INTEGER CHECK (typeof(bps_wr) IN ('integer', 'null')),
	bps_max_length INTEGER CHECK (typeof(bps_max_length) IN ('integer', 'null')),
	bps_rd_max_length INTEGER CHECK (typeof(bps_rd_max_length) IN ('integer', 'null')),
	bps_wr_max_length INTEGER CHECK (typeof(bps_wr_max_length) IN ('integer', 'null')),
	mbps REAL CHECK (typeof(mbps) IN ('real', 'null')),
	mbps_rd REAL CHECK (typeof(mbps_rd) IN ('real', 'null')),
	mbps_wr REAL CHECK (typeof(mbps_wr) IN ('real', 'null')),
	mbps_max REAL CHECK (typeof(mbps_max) IN ('real', 'null')),
	mbps_rd_max REAL CHECK (typeof(mbps_rd_max) IN ('real', 'null')),
	mbps_wr_max REAL CHECK (typeof(mbps_wr_max) IN ('real', 'null')),
	iops INTEGER CHECK (typeof(iops) IN ('integer', 'null')),
	iops_rd INTEGER CHECK (typeof(iops_rd) IN ('integer', 'null')),
	iops_wr INTEGER CHECK (typeof(iops_wr) IN ('integer', 'null')),
	iops_max INTEGER CHECK (typeof(iops_max) IN ('integer', 'null')),
	iops_rd_max INTEGER CHECK (typeof(iops_rd_max) IN ('integer', 'null')),
	iops_wr_max INTEGER CHECK (typeof(iops_wr_max) IN ('integer', 'null')),
	iops_max_length INTEGER CHECK (typeof(iops_max_length) IN ('integer', 'null')),
	iops_rd_max_length INTEGER CHECK (typeof(iops_rd_max_length) IN ('integer', 'null')),
	iops_wr_max_length INTEGER CHECK (typeof(iops_wr_max_length) IN ('integer', 'null')),
	efitype TEXT,
	pre_enrolled_keys INTEGER CHECK (typeof(pre_enrolled_keys) IN ('integer', 'null')),
	ms_cert TEXT,
	tpm_version TEXT,
	acl INTEGER CHECK (typeof(acl) IN ('integer', 'null')),
	quota INTEGER CHECK (typeof(quota) IN ('integer', 'null')),
	mountoptions TEXT,
	keepattrs INTEGER CHECK (typeof(keepattrs) IN ('integer', 'null')),
	idmap TEXT,
	extra TEXT
);
CREATE INDEX guest_disk_since ON guest_disk_history (since);
CREATE INDEX guest_disk_until ON guest_disk_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX guest_disk_open ON guest_disk_history (cluster, vmid, slot) WHERE until IS NULL;
CREATE INDEX guest_disk_key ON guest_disk_history (cluster, vmid, slot) WHERE until IS NOT NULL;
CREATE TABLE guest_filesystem_history (
	cluster TEXT NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	unknown TEXT,
	vmid INTEGER NOT NULL CHECK (typeof(vmid) = 'integer'),
	mountpoint TEXT NOT NULL,
	name TEXT,
	type TEXT,
	total INTEGER CHECK (typeof(total) IN ('integer', 'null')),
	total_privileged INTEGER CHECK (typeof(total_privileged) IN ('integer', 'null')),
	devices TEXT,
	slots TEXT,
	disk TEXT,
	extra TEXT
);
CREATE INDEX guest_filesystem_since ON guest_filesystem_history (since);
CREATE INDEX guest_filesystem_until ON guest_filesystem_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX guest_filesystem_open ON guest_filesystem_history (cluster, vmid, mountpoint) WHERE until IS NULL;
CREATE INDEX guest_filesystem_key ON guest_filesystem_history (cluster, vmid, mountpoint) WHERE until IS NOT NULL;
CREATE TABLE guest_filesystem_metric (
	cluster TEXT NOT NULL,
	unknown TEXT,
	vmid INTEGER NOT NULL CHECK (typeof(vmid) = 'integer'),
	mountpoint TEXT NOT NULL,
	used INTEGER CHECK (typeof(used) IN ('integer', 'null')),
	extra TEXT,
	PRIMARY KEY (cluster, vmid, mountpoint)
) WITHOUT ROWID;
CREATE TABLE guest_interface_history (
	cluster TEXT NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	unknown TEXT,
	vmid INTEGER NOT NULL CHECK (typeof(vmid) = 'integer'),
	name TEXT NOT NULL,
	source TEXT,
	mac TEXT,
	extra TEXT
);
CREATE INDEX guest_interface_since ON guest_interface_history (since);
CREATE INDEX guest_interface_until ON guest_interface_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX guest_interface_open ON guest_interface_history (cluster, vmid, name) WHERE until IS NULL;
CREATE INDEX guest_interface_key ON guest_interface_history (cluster, vmid, name) WHERE until IS NOT NULL;
CREATE TABLE guest_interface_metric (
	cluster TEXT NOT NULL,
	unknown TEXT,
	vmid INTEGER NOT NULL CHECK (typeof(vmid) = 'integer'),
	name TEXT NOT NULL,
	rx_bytes INTEGER CHECK (typeof(rx_bytes) IN ('integer', 'null')),
	tx_bytes INTEGER CHECK (typeof(tx_bytes) IN ('integer', 'null')),
	rx_packets INTEGER CHECK (typeof(rx_packets) IN ('integer', 'null')),
	tx_packets INTEGER CHECK (typeof(tx_packets) IN ('integer', 'null')),
	rx_errs INTEGER CHECK (typeof(rx_errs) IN ('integer', 'null')),
	tx_errs INTEGER CHECK (typeof(tx_errs) IN ('integer', 'null')),
	rx_dropped INTEGER CHECK (typeof(rx_dropped) IN ('integer', 'null')),
	tx_dropped INTEGER CHECK (typeof(tx_dropped) IN ('integer', 'null')),
	extra TEXT,
	PRIMARY KEY (cluster, vmid, name)
) WITHOUT ROWID;
CREATE TABLE guest_nic_history (
	cluster TEXT NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	unknown TEXT,
	vmid INTEGER NOT NULL CHECK (typeof(vmid) = 'integer'),
	slot TEXT NOT NULL,
	model TEXT,
	mac TEXT,
	bridge TEXT,
	tag INTEGER CHECK (typeof(tag) IN ('integer', 'null')),
	ip TEXT,
	ip6 TEXT,
	gw TEXT,
	gw6 TEXT,
	firewall INTEGER CHECK (typeof(firewall) IN ('integer', 'null')),
	link_down INTEGER CHECK (typeof(link_down) IN ('integer', 'null')),
	name TEXT,
	trunks TEXT,
	mtu INTEGER CHECK (typeof(mtu) IN ('integer', 'null')),
	rate REAL CHECK (typeof(rate) IN ('real', 'null')),
	queues INTEGER CHECK (typeof(queues) IN ('integer', 'null')),
	host_managed INTEGER CHECK (typeof(host_managed) IN ('integer', 'null')),
	host_tunnel INTEGER CHECK (typeof(host_tunnel) IN ('integer', 'null')),
	extra TEXT
);
CREATE INDEX guest_nic_since ON guest_nic_history (since);
CREATE INDEX guest_nic_until ON guest_nic_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX guest_nic_open ON guest_nic_history (cluster, vmid, slot) WHERE until IS NULL;
CREATE INDEX guest_nic_key ON guest_nic_history (cluster, vmid, slot) WHERE until IS NOT NULL;
CREATE TABLE guest_numa_history (
	cluster TEXT NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	unknown TEXT,
	vmid INTEGER NOT NULL CHECK (typeof(vmid) = 'integer'),
	numa INTEGER NOT NULL CHECK (typeof(numa) = 'integer'),
	cpus TEXT,
	memory INTEGER CHECK (typeof(memory) IN ('integer', 'null')),
	hostnodes TEXT,
	policy TEXT,
	extra TEXT
);
CREATE INDEX guest_numa_since ON guest_numa_history (since);
CREATE INDEX guest_numa_until ON guest_numa_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX guest_numa_open ON guest_numa_history (cluster, vmid, numa) WHERE until IS NULL;
CREATE INDEX guest_numa_key ON guest_numa_history (cluster, vmid, numa) WHERE until IS NOT NULL;
CREATE TABLE guest_pending_history (
	cluster TEXT NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	unknown TEXT,
	vmid INTEGER NOT NULL CHECK (typeof(vmid) = 'integer'),
	option TEXT NOT NULL,
	value TEXT,
	pending TEXT,
	removal INTEGER CHECK (typeof(removal) IN ('integer', 'null')),
	extra TEXT
);
CREATE INDEX guest_pending_since ON guest_pending_history (since);
CREATE INDEX guest_pending_until ON guest_pending_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX guest_pending_open ON guest_pending_history (cluster, vmid, option) WHERE until IS NULL;
CREATE INDEX guest_pending_key ON guest_pending_history (cluster, vmid, option) WHERE until IS NOT NULL;
CREATE TABLE guest_snapshot_history (
	cluster TEXT NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	unknown TEXT,
	vmid INTEGER NOT NULL CHECK (typeof(vmid) = 'integer'),
	name TEXT NOT NULL,
	parent TEXT,
	snaptime INTEGER CHECK (typeof(snaptime) IN ('integer', 'null')),
	vmstate INTEGER CHECK (typeof(vmstate) IN ('integer', 'null')),
	description TEXT,
	snapstate TEXT,
	config TEXT,
	extra TEXT
);
CREATE INDEX guest_snapshot_since ON guest_snapshot_history (since);
CREATE INDEX guest_snapshot_until ON guest_snapshot_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX guest_snapshot_open ON guest_snapshot_history (cluster, vmid, name) WHERE until IS NULL;
CREATE INDEX guest_snapshot_key ON guest_snapshot_history (cluster, vmid, name) WHERE until IS NOT NULL;
CREATE TABLE guest_user_history (
	cluster TEXT NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	unknown TEXT,
	vmid INTEGER NOT NULL CHECK (typeof(vmid) = 'integer'),
	name TEXT NOT NULL,
	domain TEXT,
	login_time INTEGER CHECK (typeof(login_time) IN ('integer', 'null')),
	extra TEXT
);
CREATE INDEX guest_user_since ON guest_user_history (since);
CREATE INDEX guest_user_until ON guest_user_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX guest_user_open ON guest_user_history (cluster, vmid, name) WHERE until IS NULL;
CREATE INDEX guest_user_key ON guest_user_history (cluster, vmid, name) WHERE until IS NOT NULL;
CREATE TABLE guest_vcpu_history (
	cluster TEXT NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	unknown TEXT,
	vmid INTEGER NOT NULL CHECK (typeof(vmid) = 'integer'),
	logical_id INTEGER NOT NULL CHECK (typeof(logical_id) = 'integer'),
	online INTEGER CHECK (typeof(online) IN ('integer', 'null')),
	can_offline INTEGER CHECK (typeof(can_offline) IN ('integer', 'null')),
	extra TEXT
);
CREATE INDEX guest_vcpu_since ON guest_vcpu_history (since);
CREATE INDEX guest_vcpu_until ON guest_vcpu_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX guest_vcpu_open ON guest_vcpu_history (cluster, vmid, logical_id) WHERE until IS NULL;
CREATE INDEX guest_vcpu_key ON guest_vcpu_history (cluster, vmid, logical_id) WHERE until IS NOT NULL;
CREATE TABLE pool_history (
	cluster TEXT NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	unknown TEXT,
	poolid TEXT NOT NULL,
	parent_pool TEXT,
	comment TEXT,
	extra TEXT
);
CREATE INDEX pool_since ON pool_history (since);
CREATE INDEX pool_until ON pool_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX pool_open ON pool_history (cluster, poolid) WHERE until IS NULL;
CREATE INDEX pool_key ON pool_history (cluster, poolid) WHERE until IS NOT NULL;
CREATE TABLE pool_member_history (
	cluster TEXT NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	unknown TEXT,
	poolid TEXT NOT NULL,
	member TEXT NOT NULL,
	type TEXT,
	vmid INTEGER CHECK (typeof(vmid) IN ('integer', 'null')),
	storage TEXT,
	extra TEXT
);
CREATE INDEX pool_member_since ON pool_member_history (since);
CREATE INDEX pool_member_until ON pool_member_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX pool_member_open ON pool_member_history (cluster, poolid, member) WHERE until IS NULL;
CREATE INDEX pool_member_key ON pool_member_history (cluster, poolid, member) WHERE until IS NOT NULL;
CREATE TABLE acl_history (
	cluster TEXT NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	unknown TEXT,
	path TEXT NOT NULL,
	type TEXT NOT NULL,
	ugid TEXT NOT NULL,
	roleid TEXT NOT NULL,
	propagate INTEGER CHECK (typeof(propagate) IN ('integer', 'null')),
	userid TEXT,
	tokenid TEXT,
	groupid TEXT,
	vmid INTEGER CHECK (typeof(vmid) IN ('integer', 'null')),
	storage TEXT,
	pool TEXT,
	node TEXT,
	extra TEXT
);
CREATE INDEX acl_since ON acl_history (since);
CREATE INDEX acl_until ON acl_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX acl_open ON acl_history (cluster, path, type, ugid, roleid) WHERE until IS NULL;
CREATE INDEX acl_key ON acl_history (cluster, path, type, ugid, roleid) WHERE until IS NOT NULL;
CREATE TABLE realm_history (
	cluster TEXT NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	unknown TEXT,
	realm TEXT NOT NULL,
	type TEXT,
	is_default INTEGER CHECK (typeof(is_default) IN ('integer', 'null')),
	tfa TEXT,
	comment TEXT,
	tfa_digits INTEGER CHECK (typeof(tfa_digits) IN ('integer', 'null')),
	tfa_step INTEGER CHECK (typeof(tfa_step) IN ('integer', 'null')),
	tfa_id TEXT,
	tfa_key TEXT,
	tfa_url TEXT,
	server1 TEXT,
	server2 TEXT,
	port INTEGER CHECK (typeof(port) IN ('integer', 'null')),
	mode TEXT,
	secure INTEGER CHECK (typeof(secure) IN ('integer', 'null')),
	verify INTEGER CHECK (typeof(verify) IN ('integer', 'null')),
	sslversion TEXT,
	capath TEXT,
	cert TEXT,
	certkey TEXT,
	base_dn TEXT,
	bind_dn TEXT,
	password TEXT,
	domain TEXT,
	user_attr TEXT,
	user_classes TEXT,
	user_filter TEXT,
	group_dn TEXT,
	group_name_attr TEXT,
	group_classes TEXT,
	group_filter TEXT,
	case_sensitive INTEGER CHECK (typeof(case_sensitive) IN ('integer', 'null')),
	sync_attributes TEXT,
	sync_scope TEXT,
	sync_enable_new INTEGER CHECK (typeof(sync_enable_new) IN ('integer', 'null')),
	sync_remove_vanished TEXT,
	sync_full INTEGER CHECK (typeof(sync_full) IN ('integer', 'null')),
	sync_purge INTEGER CHECK (typeof(sync_purge) IN ('integer', 'null')),
	issuer_url TEXT,
	client_id TEXT,
	client_key TEXT,
	username_claim TEXT,
	autocreate INTEGER CHECK (typeof(autocreate) IN ('integer', 'null')),
	groups_claim TEXT,
	groups_autocreate INTEGER CHECK (typeof(groups_autocreate) IN ('integer', 'null')),
	groups_overwrite INTEGER CHECK (typeof(groups_overwrite) IN ('integer', 'null')),
	acr_values TEXT,
	audiences TEXT,
	prompt TEXT,
	scopes TEXT,
	query_userinfo INTEGER CHECK (typeof(query_userinfo) IN ('integer', 'null')),
	extra TEXT
);
CREATE INDEX realm_since ON realm_history (since);
CREATE INDEX realm_until ON realm_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX realm_open ON realm_history (cluster, realm) WHERE until IS NULL;
CREATE INDEX realm_key ON realm_history (cluster, realm) WHERE until IS NOT NULL;
CREATE TABLE realm_sync_job_history (
	cluster TEXT NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	unknown TEXT,
	id TEXT NOT NULL,
	realm TEXT,
	enabled INTEGER CHECK (typeof(enabled) IN ('integer', 'null')),
	schedule TEXT,
	scope TEXT,
	remove_vanished TEXT,
	enable_new INTEGER CHECK (typeof(enable_new) IN ('integer', 'null')),
	comment TEXT,
	extra TEXT
);
CREATE INDEX realm_sync_job_since ON realm_sync_job_history (since);
CREATE INDEX realm_sync_job_until ON realm_sync_job_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX realm_sync_job_open ON realm_sync_job_history (cluster, id) WHERE until IS NULL;
CREATE INDEX realm_sync_job_key ON realm_sync_job_history (cluster, id) WHERE until IS NOT NULL;
CREATE TABLE realm_sync_job_metric (
	cluster TEXT NOT NULL,
	unknown TEXT,
	id TEXT NOT NULL,
	last_run INTEGER CHECK (typeof(last_run) IN ('integer', 'null')),
	next_run INTEGER CHECK (typeof(next_run) IN ('integer', 'null')),
	extra TEXT,
	PRIMARY KEY (cluster, id)
) WITHOUT ROWID;
CREATE TABLE role_history (
	cluster TEXT NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	unknown TEXT,
	roleid TEXT NOT NULL,
	special INTEGER CHECK (typeof(special) IN ('integer', 'null')),
	privs TEXT,
	extra TEXT
);
CREATE INDEX role_since ON role_history (since);
CREATE INDEX role_until ON role_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX role_open ON role_history (cluster, roleid) WHERE until IS NULL;
CREATE INDEX role_key ON role_history (cluster, roleid) WHERE until IS NOT NULL;
CREATE TABLE user_history (
	cluster TEXT NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	unknown TEXT,
	userid TEXT NOT NULL,
	enable INTEGER CHECK (typeof(enable) IN ('integer', 'null')),
	expire INTEGER CHECK (typeof(expire) IN ('integer', 'null')),
	realm TEXT,
	realm_type TEXT,
	firstname TEXT,
	lastname TEXT,
	email TEXT,
	comment TEXT,
	member_of TEXT,
	totp_locked INTEGER CHECK (typeof(totp_locked) IN ('integer', 'null')),
	tfa_locked_until INTEGER CHECK (typeof(tfa_locked_until) IN ('integer', 'null')),
	keys TEXT,
	extra TEXT
);
CREATE INDEX user_since ON user_history (since);
CREATE INDEX user_until ON user_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX user_open ON user_history (cluster, userid) WHERE until IS NULL;
CREATE INDEX user_key ON user_history (cluster, userid) WHERE until IS NOT NULL;
CREATE TABLE tfa_history (
	cluster TEXT NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	unknown TEXT,
	userid TEXT NOT NULL,
	id TEXT NOT NULL,
	type TEXT,
	enable INTEGER CHECK (typeof(enable) IN ('integer', 'null')),
	created INTEGER CHECK (typeof(created) IN ('integer', 'null')),
	description TEXT,
	extra TEXT
);
CREATE INDEX tfa_since ON tfa_history (since);
CREATE INDEX tfa_until ON tfa_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX tfa_open ON tfa_history (cluster, userid, id) WHERE until IS NULL;
CREATE INDEX tfa_key ON tfa_history (cluster, userid, id) WHERE until IS NOT NULL;
CREATE TABLE token_history (
	cluster TEXT NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	unknown TEXT,
	userid TEXT NOT NULL,
	tokenid TEXT NOT NULL,
	privsep INTEGER CHECK (typeof(privsep) IN ('integer', 'null')),
	expire INTEGER CHECK (typeof(expire) IN ('integer', 'null')),
	comment TEXT,
	extra TEXT
);
CREATE INDEX token_since ON token_history (since);
CREATE INDEX token_until ON token_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX token_open ON token_history (cluster, userid, tokenid) WHERE until IS NULL;
CREATE INDEX token_key ON token_history (cluster, userid, tokenid) WHERE until IS NOT NULL;
CREATE TABLE user_group_history (
	cluster TEXT NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	unknown TEXT,
	groupid TEXT NOT NULL,
	users TEXT,
	comment TEXT,
	extra TEXT
);
CREATE INDEX user_group_since ON user_group_history (since);
CREATE INDEX user_group_until ON user_group_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX user_group_open ON user_group_history (cluster, groupid) WHERE until IS NULL;
CREATE INDEX user_group_key ON user_group_history (cluster, groupid) WHERE until IS NOT NULL;
CREATE TABLE ha_group_history (
	cluster TEXT NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	unknown TEXT,
	name TEXT NOT NULL,
	nodes TEXT,
	node_names TEXT,
	restricted INTEGER CHECK (typeof(restricted) IN ('integer', 'null')),
	nofailback INTEGER CHECK (typeof(nofailback) IN ('integer', 'null')),
	comment TEXT,
	extra TEXT
);
CREATE INDEX ha_group_since ON ha_group_history (since);
CREATE INDEX ha_group_until ON ha_group_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX ha_group_open ON ha_group_history (cluster, name) WHERE until IS NULL;
CREATE INDEX ha_group_key ON ha_group_history (cluster, name) WHERE until IS NOT NULL;
CREATE TABLE ha_resource_history (
	cluster TEXT NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	unknown TEXT,
	sid TEXT NOT NULL,
	state TEXT,
	node TEXT,
	current_state TEXT,
	crm_state TEXT,
	ha_group TEXT,
	max_restart INTEGER CHECK (typeof(max_restart) IN ('integer', 'null')),
	max_relocate INTEGER CHECK (typeof(max_relocate) IN ('integer', 'null')),
	failback INTEGER CHECK (typeof(failback) IN ('integer', 'null')),
	auto_rebalance INTEGER CHECK (typeof(auto_rebalance) IN ('integer', 'null')),
	comment TEXT,
	type TEXT,
	vmid INTEGER CHECK (typeof(vmid) IN ('integer', 'null')),
	target TEXT,
	running INTEGER CHECK (typeof(running) IN ('integer', 'null')),
	failed_nodes TEXT,
	maintenance_node TEXT,
	errors TEXT,
	extra TEXT
);
CREATE INDEX ha_resource_since ON ha_resource_history (since);
CREATE INDEX ha_resource_until ON ha_resource_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX ha_resource_open ON ha_resource_history (cluster, sid) WHERE until IS NULL;
CREATE INDEX ha_resource_key ON ha_resource_history (cluster, sid) WHERE until IS NOT NULL;
CREATE TABLE ha_rule_history (
	cluster TEXT NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	unknown TEXT,
	rule TEXT NOT NULL,
	type TEXT,
	disable INTEGER CHECK (typeof(disable) IN ('integer', 'null')),
	resources TEXT,
	nodes TEXT,
	node_names TEXT,
	strict INTEGER CHECK (typeof(strict) IN ('integer', 'null')),
	affinity TEXT,
	position INTEGER CHECK (typeof(position) IN ('integer', 'null')),
	comment TEXT,
	errors TEXT,
	extra TEXT
);
CREATE INDEX ha_rule_since ON ha_rule_history (since);
CREATE INDEX ha_rule_until ON ha_rule_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX ha_rule_open ON ha_rule_history (cluster, rule) WHERE until IS NULL;
CREATE INDEX ha_rule_key ON ha_rule_history (cluster, rule) WHERE until IS NOT NULL;
CREATE TABLE ha_status_history (
	cluster TEXT NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	unknown TEXT,
	id TEXT NOT NULL,
	type TEXT,
	node TEXT,
	status TEXT,
	quorate INTEGER CHECK (typeof(quorate) IN ('integer', 'null')),
	armed_state TEXT,
	resource_mode TEXT,
	node_state TEXT,
	lrm_state TEXT,
	lrm_mode TEXT,
	extra TEXT
);
CREATE INDEX ha_status_since ON ha_status_history (since);
CREATE INDEX ha_status_until ON ha_status_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX ha_status_open ON ha_status_history (cluster, id) WHERE until IS NULL;
CREATE INDEX ha_status_key ON ha_status_history (cluster, id) WHERE until IS NOT NULL;
CREATE TABLE ha_status_metric (
	cluster TEXT NOT NULL,
	unknown TEXT,
	id TEXT NOT NULL,
	timestamp INTEGER CHECK (typeof(timestamp) IN ('integer', 'null')),
	extra TEXT,
	PRIMARY KEY (cluster, id)
) WITHOUT ROWID;
CREATE TABLE backup_history (
	cluster TEXT NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	unknown TEXT,
	storage TEXT NOT NULL,
	home TEXT NOT NULL,
	volid TEXT NOT NULL,
	vmid INTEGER CHECK (typeof(vmid) IN ('integer', 'null')),
	ctime INTEGER CHECK (typeof(ctime) IN ('integer', 'null')),
	size INTEGER CHECK (typeof(size) IN ('integer', 'null')),
	protected INTEGER CHECK (typeof(protected) IN ('integer', 'null')),
	verification_state TEXT,
	verification_upid TEXT,
	notes TEXT,
	format TEXT,
	subtype TEXT,
	encrypted TEXT,
	extra TEXT
);
CREATE INDEX backup_since ON backup_history (since);
CREATE INDEX backup_until ON backup_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX backup_open ON backup_history (cluster, storage, home, volid) WHERE until IS NULL;
CREATE INDEX backup_key ON backup_history (cluster, storage, home, volid) WHERE until IS NOT NULL;
CREATE TABLE backup_metric (
	cluster TEXT NOT NULL,
	unknown TEXT,
	storage TEXT NOT NULL,
	home TEXT NOT NULL,
	volid TEXT NOT NULL,
	used INTEGER CHECK (typeof(used) IN ('integer', 'null')),
	approximate_size INTEGER CHECK (typeof(approximate_size) IN ('integer', 'null')),
	extra TEXT,
	PRIMARY KEY (cluster, storage, home, volid)
) WITHOUT ROWID;
CREATE TABLE backup_default_history (
	cluster TEXT NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	unknown TEXT,
	node TEXT NOT NULL,
	storage TEXT,
	mode TEXT,
	compress TEXT,
	keep_all INTEGER CHECK (typeof(keep_all) IN ('integer', 'null')),
	keep_last INTEGER CHECK (typeof(keep_last) IN ('integer', 'null')),
	keep_hourly INTEGER CHECK (typeof(keep_hourly) IN ('integer', 'null')),
	keep_daily INTEGER CHECK (typeof(keep_daily) IN ('integer', 'null')),
	keep_weekly INTEGER CHECK (typeof(keep_weekly) IN ('integer', 'null')),
	keep_monthly INTEGER CHECK (typeof(keep_monthly) IN ('integer', 'null')),
	keep_yearly INTEGER CHECK (typeof(keep_yearly) IN ('integer', 'null')),
	remove INTEGER CHECK (typeof(remove) IN ('integer', 'null')),
	bwlimit INTEGER CHECK (typeof(bwlimit) IN ('integer', 'null')),
	notification_mode TEXT,
	mailto TEXT,
	mailnotification TEXT,
	notification_policy TEXT,
	notification_target TEXT,
	script TEXT,
	notes_template TEXT,
	protected INTEGER CHECK (typeof(protected) IN ('integer', 'null')),
	fleecing INTEGER CHECK (typeof(fleecing) IN ('integer', 'null')),
	fleecing_storage TEXT,
	max_workers INTEGER CHECK (typeof(max_workers) IN ('integer', 'null')),
	pbs_entries_max INTEGER CHECK (typeof(pbs_entries_max) IN ('integer', 'null')),
	pbs_change_detection_mode TEXT,
	dumpdir TEXT,
	tmpdir TEXT,
	exclude_path TEXT,
	stdexcludes INTEGER CHECK (typeof(stdexcludes) IN ('integer', 'null')),
	exclude_vmids TEXT,
	all_guests INTEGER CHECK (typeof(all_guests) IN ('integer', 'null')),
	vmids TEXT,
	pool TEXT,
	only_node TEXT,
	ionice INTEGER CHECK (typeof(ionice) IN ('integer', 'null')),
	lockwait INTEGER CHECK (typeof(lockwait) IN ('integer', 'null')),
	stopwait INTEGER CHECK (typeof(stopwait) IN ('integer', 'null')),
	pigz INTEGER CHECK (typeof(pigz) IN ('integer', 'null')),
	zstd INTEGER CHECK (typeof(zstd) IN ('integer', 'null')),
	stop INTEGER CHECK (typeof(stop) IN ('integer', 'null')),
	quiet INTEGER CHECK (typeof(quiet) IN ('integer', 'null')),
	extra TEXT
);
CREATE INDEX backup_default_since ON backup_default_history (since);
CREATE INDEX backup_default_until ON backup_default_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX backup_default_open ON backup_default_history (cluster, node) WHERE until IS NULL;
CREATE INDEX backup_default_key ON backup_default_history (cluster, node) WHERE until IS NOT NULL;
CREATE TABLE backup_job_history (
	cluster TEXT NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	unknown TEXT,
	id TEXT NOT NULL,
	enabled INTEGER CHECK (typeof(enabled) IN ('integer', 'null')),
	schedule TEXT,
	storage TEXT,
	mode TEXT,
	all_guests INTEGER CHECK (typeof(all_guests) IN ('integer', 'null')),
	vmids TEXT,
	pool TEXT,
	exclude_vmids TEXT,
	node TEXT,
	comment TEXT,
	repeat_missed INTEGER CHECK (typeof(repeat_missed) IN ('integer', 'null')),
	compress TEXT,
	pigz INTEGER CHECK (typeof(pigz) IN ('integer', 'null')),
	zstd INTEGER CHECK (typeof(zstd) IN ('integer', 'null')),
	remove_old INTEGER CHECK (typeof(remove_old) IN ('integer', 'null')),
	keep_all INTEGER CHECK (typeof(keep_all) IN ('integer', 'null')),
	keep_last INTEGER CHECK (typeof(keep_last) IN ('integer', 'null')),
	keep_hourly INTEGER CHECK (typeof(keep_hourly) IN ('integer', 'null')),
	keep_daily INTEGER CHECK (typeof(keep_daily) IN ('integer', 'null')),
	keep_weekly INTEGER CHECK (typeof(keep_weekly) IN ('integer', 'null')),
	keep_monthly INTEGER CHECK (typeof(keep_monthly) IN ('integer', 'null')),
	keep_yearly INTEGER CHECK (typeof(keep_yearly) IN ('integer', 'null')),
	maxfiles INTEGER CHECK (typeof(maxfiles) IN ('integer', 'null')),
	protected INTEGER CHECK (typeof(protected) IN ('integer', 'null')),
	notes_template TEXT,
	notification_mode TEXT,
	notification_policy TEXT,
	notification_target TEXT,
	mailto TEXT,
	mailnotification TEXT,
	fleecing INTEGER CHECK (typeof(fleecing) IN ('integer', 'null')),
	fleecing_storage TEXT,
	pbs_change_detection_mode TEXT,
	max_workers INTEGER CHECK (typeof(max_workers) IN ('integer', 'null')),
	pbs_entries_max INTEGER CHECK (typeof(pbs_entries_max) IN ('integer', 'null')),
	bwlimit INTEGER CHECK (typeof(bwlimit) IN ('integer', 'null')),
	ionice INTEGER CHECK (typeof(ionice) IN ('integer', 'null')),
	lockwait INTEGER CHECK (typeof(lockwait) IN ('integer', 'null')),
	stopwait INTEGER CHECK (typeof(stopwait) IN ('integer', 'null')),
	stop INTEGER CHECK (typeof(stop) IN ('integer', 'null')),
	stdexcludes INTEGER CHECK (typeof(stdexcludes) IN ('integer', 'null')),
	exclude_path TEXT,
	script TEXT,
	dumpdir TEXT,
	tmpdir TEXT,
	quiet INTEGER CHECK (typeof(quiet) IN ('integer', 'null')),
	extra TEXT
);
CREATE INDEX backup_job_since ON backup_job_history (since);
CREATE INDEX backup_job_until ON backup_job_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX backup_job_open ON backup_job_history (cluster, id) WHERE until IS NULL;
CREATE INDEX backup_job_key ON backup_job_history (cluster, id) WHERE until IS NOT NULL;
CREATE TABLE backup_job_metric (
	cluster TEXT NOT NULL,
	unknown TEXT,
	id TEXT NOT NULL,
	next_run INTEGER CHECK (typeof(next_run) IN ('integer', 'null')),
	extra TEXT,
	PRIMARY KEY (cluster, id)
) WITHOUT ROWID;
CREATE TABLE backup_volume_history (
	cluster TEXT NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	unknown TEXT,
	id TEXT NOT NULL,
	vmid INTEGER NOT NULL CHECK (typeof(vmid) = 'integer'),
	slot TEXT NOT NULL,
	included INTEGER CHECK (typeof(included) IN ('integer', 'null')),
	reason TEXT,
	volume TEXT,
	extra TEXT
);
CREATE INDEX backup_volume_since ON backup_volume_history (since);
CREATE INDEX backup_volume_until ON backup_volume_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX backup_volume_open ON backup_volume_history (cluster, id, vmid, slot) WHERE until IS NULL;
CREATE INDEX backup_volume_key ON backup_volume_history (cluster, id, vmid, slot) WHERE until IS NOT NULL;
CREATE TABLE not_backed_up_history (
	cluster TEXT NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	unknown TEXT,
	vmid INTEGER NOT NULL CHECK (typeof(vmid) = 'integer'),
	name TEXT,
	type TEXT,
	extra TEXT
);
CREATE INDEX not_backed_up_since ON not_backed_up_history (since);
CREATE INDEX not_backed_up_until ON not_backed_up_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX not_backed_up_open ON not_backed_up_history (cluster, vmid) WHERE until IS NULL;
CREATE INDEX not_backed_up_key ON not_backed_up_history (cluster, vmid) WHERE until IS NOT NULL;
CREATE TABLE replication_job_history (
	cluster TEXT NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	unknown TEXT,
	id TEXT NOT NULL,
	vmid INTEGER CHECK (typeof(vmid) IN ('integer', 'null')),
	source TEXT,
	target TEXT,
	schedule TEXT,
	disable INTEGER CHECK (typeof(disable) IN ('integer', 'null')),
	rate REAL CHECK (typeof(rate) IN ('real', 'null')),
	comment TEXT,
	remove_job TEXT,
	type TEXT,
	jobnum INTEGER CHECK (typeof(jobnum) IN ('integer', 'null')),
	fail_count INTEGER CHECK (typeof(fail_count) IN ('integer', 'null')),
	error TEXT,
	state TEXT,
	extra TEXT
);
CREATE INDEX replication_job_since ON replication_job_history (since);
CREATE INDEX replication_job_until ON replication_job_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX replication_job_open ON replication_job_history (cluster, id) WHERE until IS NULL;
CREATE INDEX replication_job_key ON replication_job_history (cluster, id) WHERE until IS NOT NULL;
CREATE TABLE replication_job_metric (
	cluster TEXT NOT NULL,
	unknown TEXT,
	id TEXT NOT NULL,
	last_sync INTEGER CHECK (typeof(last_sync) IN ('integer', 'null')),
	last_try INTEGER CHECK (typeof(last_try) IN ('integer', 'null')),
	next_sync INTEGER CHECK (typeof(next_sync) IN ('integer', 'null')),
	duration INTEGER CHECK (typeof(duration) IN ('integer', 'null')),
	pid INTEGER CHECK (typeof(pid) IN ('integer', 'null')),
	extra TEXT,
	PRIMARY KEY (cluster, id)
) WITHOUT ROWID;
CREATE TABLE sdn_controller_history (
	cluster TEXT NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	unknown TEXT,
	controller TEXT NOT NULL,
	type TEXT,
	asn INTEGER CHECK (typeof(asn) IN ('integer', 'null')),
	node TEXT,
	peers TEXT,
	state TEXT,
	pending TEXT,
	nodes TEXT,
	fabric TEXT,
	ebgp INTEGER CHECK (typeof(ebgp) IN ('integer', 'null')),
	ebgp_multihop INTEGER CHECK (typeof(ebgp_multihop) IN ('integer', 'null')),
	bgp_mode TEXT,
	bgp_multipath_as_path_relax INTEGER CHECK (typeof(bgp_multipath_as_path_relax) IN ('integer', 'null')),
	peer_group_name TEXT,
	loopback TEXT,
	isis_domain TEXT,
	isis_ifaces TEXT,
	isis_net TEXT,
	extra TEXT
);
CREATE INDEX sdn_controller_since ON sdn_controller_history (since);
CREATE INDEX sdn_controller_until ON sdn_controller_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX sdn_controller_open ON sdn_controller_history (cluster, controller) WHERE until IS NULL;
CREATE INDEX sdn_controller_key ON sdn_controller_history (cluster, controller) WHERE until IS NOT NULL;
CREATE TABLE sdn_dns_history (
	cluster TEXT NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	unknown TEXT,
	dns TEXT NOT NULL,
	type TEXT,
	url TEXT,
	api_key TEXT,
	ttl INTEGER CHECK (typeof(ttl) IN ('integer', 'null')),
	reversemaskv6 INTEGER CHECK (typeof(reversemaskv6) IN ('integer', 'null')),
	fingerprint TEXT,
	extra TEXT
);
CREATE INDEX sdn_dns_since ON sdn_dns_history (since);
CREATE INDEX sdn_dns_until ON sdn_dns_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX sdn_dns_open ON sdn_dns_history (cluster, dns) WHERE until IS NULL;
CREATE INDEX sdn_dns_key ON sdn_dns_history (cluster, dns) WHERE until IS NOT NULL;
CREATE TABLE sdn_fabric_history (
	cluster TEXT NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	unknown TEXT,
	id TEXT NOT NULL,
	protocol TEXT,
	ip_prefix TEXT,
	ip6_prefix TEXT,
	state TEXT,
	pending TEXT,
	area TEXT,
	hello_interval REAL CHECK (typeof(hello_interval) IN ('real', 'null')),
	csnp_interval REAL CHECK (typeof(csnp_interval) IN ('real', 'null')),
	persistent_keepalive REAL CHECK (typeof(persistent_keepalive) IN ('real', 'null')),
	redistribute TEXT,
	route_filter TEXT,
	extra TEXT
);
CREATE INDEX sdn_fabric_since ON sdn_fabric_history (since);
CREATE INDEX sdn_fabric_until ON sdn_fabric_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX sdn_fabric_open ON sdn_fabric_history (cluster, id) WHERE until IS NULL;
CREATE INDEX sdn_fabric_key ON sdn_fabric_history (cluster, id) WHERE until IS NOT NULL;
CREATE TABLE sdn_fabric_node_history (
	cluster TEXT NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	unknown TEXT,
	fabric_id TEXT NOT NULL,
	node_id TEXT NOT NULL,
	ip TEXT,
	ip6 TEXT,
	state TEXT,
	pending TEXT,
	protocol TEXT,
	interfaces TEXT,
	role TEXT,
	endpoint TEXT,
	public_key TEXT,
	allowed_ips TEXT,
	peers TEXT,
	extra TEXT
);
CREATE INDEX sdn_fabric_node_since ON sdn_fabric_node_history (since);
CREATE INDEX sdn_fabric_node_until ON sdn_fabric_node_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX sdn_fabric_node_open ON sdn_fabric_node_history (cluster, fabric_id, node_id) WHERE until IS NULL;
CREATE INDEX sdn_fabric_node_key ON sdn_fabric_node_history (cluster, fabric_id, node_id) WHERE until IS NOT NULL;
CREATE TABLE sdn_ipam_history (
	cluster TEXT NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	unknown TEXT,
	ipam TEXT NOT NULL,
	type TEXT,
	url TEXT,
	token TEXT,
	section INTEGER CHECK (typeof(section) IN ('integer', 'null')),
	fingerprint TEXT,
	extra TEXT
);
CREATE INDEX sdn_ipam_since ON sdn_ipam_history (since);
CREATE INDEX sdn_ipam_until ON sdn_ipam_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX sdn_ipam_open ON sdn_ipam_history (cluster, ipam) WHERE until IS NULL;
CREATE INDEX sdn_ipam_key ON sdn_ipam_history (cluster, ipam) WHERE until IS NOT NULL;
CREATE TABLE guest_address_history (
	cluster TEXT NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	unknown TEXT,
	vmid INTEGER NOT NULL CHECK (typeof(vmid) = 'integer'),
	source TEXT NOT NULL,
	interface TEXT NOT NULL,
	address TEXT NOT NULL,
	prefix INTEGER CHECK (typeof(prefix) IN ('integer', 'null')),
	zone TEXT,
	family TEXT,
	scope TEXT,
	mac TEXT,
	slot TEXT,
	ipam TEXT,
	unfit TEXT,
	preferred INTEGER CHECK (typeof(preferred) IN ('integer', 'null')),
	extra TEXT
);
CREATE INDEX guest_address_since ON guest_address_history (since);
CREATE INDEX guest_address_until ON guest_address_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX guest_address_open ON guest_address_history (cluster, vmid, source, interface, address) WHERE until IS NULL;
CREATE INDEX guest_address_key ON guest_address_history (cluster, vmid, source, interface, address) WHERE until IS NOT NULL;
CREATE TABLE sdn_ipam_entry_history (
	cluster TEXT NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	unknown TEXT,
	ipam TEXT NOT NULL,
	zone TEXT NOT NULL,
	subnet TEXT NOT NULL,
	ip TEXT NOT NULL,
	vmid INTEGER CHECK (typeof(vmid) IN ('integer', 'null')),
	hostname TEXT,
	mac TEXT,
	vnet TEXT,
	gateway INTEGER CHECK (typeof(gateway) IN ('integer', 'null')),
	extra TEXT
);
CREATE INDEX sdn_ipam_entry_since ON sdn_ipam_entry_history (since);
CREATE INDEX sdn_ipam_entry_until ON sdn_ipam_entry_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX sdn_ipam_entry_open ON sdn_ipam_entry_history (cluster, ipam, zone, subnet, ip) WHERE until IS NULL;
CREATE INDEX sdn_ipam_entry_key ON sdn_ipam_entry_history (cluster, ipam, zone, subnet, ip) WHERE until IS NOT NULL;
CREATE TABLE sdn_prefix_list_history (
	cluster TEXT NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	unknown TEXT,
	id TEXT NOT NULL,
	entries TEXT,
	state TEXT,
	pending TEXT,
	extra TEXT
);
CREATE INDEX sdn_prefix_list_since ON sdn_prefix_list_history (since);
CREATE INDEX sdn_prefix_list_until ON sdn_prefix_list_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX sdn_prefix_list_open ON sdn_prefix_list_history (cluster, id) WHERE until IS NULL;
CREATE INDEX sdn_prefix_list_key ON sdn_prefix_list_history (cluster, id) WHERE until IS NOT NULL;
CREATE TABLE sdn_route_map_history (
	cluster TEXT NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	unknown TEXT,
	route_map_id TEXT NOT NULL,
	position INTEGER NOT NULL CHECK (typeof(position) = 'integer'),
	route_action TEXT,
	matches TEXT,
	sets TEXT,
	call TEXT,
	exit_action TEXT,
	state TEXT,
	pending TEXT,
	extra TEXT
);
CREATE INDEX sdn_route_map_since ON sdn_route_map_history (since);
CREATE INDEX sdn_route_map_until ON sdn_route_map_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX sdn_route_map_open ON sdn_route_map_history (cluster, route_map_id, position) WHERE until IS NULL;
CREATE INDEX sdn_route_map_key ON sdn_route_map_history (cluster, route_map_id, position) WHERE until IS NOT NULL;
CREATE TABLE sdn_vnet_history (
	cluster TEXT NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	unknown TEXT,
	vnet TEXT NOT NULL,
	zone TEXT,
	tag INTEGER CHECK (typeof(tag) IN ('integer', 'null')),
	alias TEXT,
	state TEXT,
	pending TEXT,
	vlanaware INTEGER CHECK (typeof(vlanaware) IN ('integer', 'null')),
	isolate_ports INTEGER CHECK (typeof(isolate_ports) IN ('integer', 'null')),
	extra TEXT
);
CREATE INDEX sdn_vnet_since ON sdn_vnet_history (since);
CREATE INDEX sdn_vnet_until ON sdn_vnet_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX sdn_vnet_open ON sdn_vnet_history (cluster, vnet) WHERE until IS NULL;
CREATE INDEX sdn_vnet_key ON sdn_vnet_history (cluster, vnet) WHERE until IS NOT NULL;
CREATE TABLE sdn_subnet_history (
	cluster TEXT NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	unknown TEXT,
	vnet TEXT NOT NULL,
	subnet TEXT NOT NULL,
	cidr TEXT,
	gateway TEXT,
	snat INTEGER CHECK (typeof(snat) IN ('integer', 'null')),
	zone TEXT,
	state TEXT,
	pending TEXT,
	dhcp_range TEXT,
	dhcp_dns_server TEXT,
	dnszoneprefix TEXT,
	extra TEXT
);
CREATE INDEX sdn_subnet_since ON sdn_subnet_history (since);
CREATE INDEX sdn_subnet_until ON sdn_subnet_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX sdn_subnet_open ON sdn_subnet_history (cluster, vnet, subnet) WHERE until IS NULL;
CREATE INDEX sdn_subnet_key ON sdn_subnet_history (cluster, vnet, subnet) WHERE until IS NOT NULL;
CREATE TABLE sdn_zone_history (
	cluster TEXT NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	unknown TEXT,
	zone TEXT NOT NULL,
	type TEXT,
	nodes TEXT,
	bridge TEXT,
	ipam TEXT,
	state TEXT,
	pending TEXT,
	mtu INTEGER CHECK (typeof(mtu) IN ('integer', 'null')),
	tag INTEGER CHECK (typeof(tag) IN ('integer', 'null')),
	vlan_protocol TEXT,
	peers TEXT,
	vxlan_port INTEGER CHECK (typeof(vxlan_port) IN ('integer', 'null')),
	fabric TEXT,
	controller TEXT,
	secondary_controllers TEXT,
	vrf_vxlan INTEGER CHECK (typeof(vrf_vxlan) IN ('integer', 'null')),
	mac TEXT,
	exitnodes TEXT,
	exitnodes_primary TEXT,
	exitnodes_local_routing INTEGER CHECK (typeof(exitnodes_local_routing) IN ('integer', 'null')),
	advertise_subnets INTEGER CHECK (typeof(advertise_subnets) IN ('integer', 'null')),
	disable_arp_nd_suppression INTEGER CHECK (typeof(disable_arp_nd_suppression) IN ('integer', 'null')),
	bridge_disable_mac_learning INTEGER CHECK (typeof(bridge_disable_mac_learning) IN ('integer', 'null')),
	rt_import TEXT,
	dhcp TEXT,
	dns TEXT,
	reversedns TEXT,
	dnszone TEXT,
	dp_id INTEGER CHECK (typeof(dp_id) IN ('integer', 'null')),
	extra TEXT
);
CREATE INDEX sdn_zone_since ON sdn_zone_history (since);
CREATE INDEX sdn_zone_until ON sdn_zone_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX sdn_zone_open ON sdn_zone_history (cluster, zone) WHERE until IS NULL;
CREATE INDEX sdn_zone_key ON sdn_zone_history (cluster, zone) WHERE until IS NOT NULL;
CREATE TABLE sdn_status_history (
	cluster TEXT NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	unknown TEXT,
	node TEXT NOT NULL,
	network TEXT NOT NULL,
	kind TEXT,
	zone TEXT,
	fabric TEXT,
	status TEXT,
	zone_type TEXT,
	protocol TEXT,
	extra TEXT
);
CREATE INDEX sdn_status_since ON sdn_status_history (since);
CREATE INDEX sdn_status_until ON sdn_status_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX sdn_status_open ON sdn_status_history (cluster, node, network) WHERE until IS NULL;
CREATE INDEX sdn_status_key ON sdn_status_history (cluster, node, network) WHERE until IS NOT NULL;
CREATE TABLE sdn_vnet_status_history (
	cluster TEXT NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	unknown TEXT,
	node TEXT NOT NULL,
	network TEXT NOT NULL,
	vnet TEXT NOT NULL,
	status TEXT,
	statusmsg TEXT,
	extra TEXT
);
CREATE INDEX sdn_vnet_status_since ON sdn_vnet_status_history (since);
CREATE INDEX sdn_vnet_status_until ON sdn_vnet_status_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX sdn_vnet_status_open ON sdn_vnet_status_history (cluster, node, network, vnet) WHERE until IS NULL;
CREATE INDEX sdn_vnet_status_key ON sdn_vnet_status_history (cluster, node, network, vnet) WHERE until IS NOT NULL;
CREATE TABLE firewall_alias_history (
	cluster TEXT NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	unknown TEXT,
	scope TEXT NOT NULL,
	owner TEXT NOT NULL,
	name TEXT NOT NULL,
	cidr TEXT,
	comment TEXT,
	vmid INTEGER CHECK (typeof(vmid) IN ('integer', 'null')),
	extra TEXT
);
CREATE INDEX firewall_alias_since ON firewall_alias_history (since);
CREATE INDEX firewall_alias_until ON firewall_alias_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX firewall_alias_open ON firewall_alias_history (cluster, scope, owner, name) WHERE until IS NULL;
CREATE INDEX firewall_alias_key ON firewall_alias_history (cluster, scope, owner, name) WHERE until IS NOT NULL;
CREATE TABLE firewall_group_history (
	cluster TEXT NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	unknown TEXT,
	name TEXT NOT NULL,
	comment TEXT,
	extra TEXT
);
CREATE INDEX firewall_group_since ON firewall_group_history (since);
CREATE INDEX firewall_group_until ON firewall_group_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX firewall_group_open ON firewall_group_history (cluster, name) WHERE until IS NULL;
CREATE INDEX firewall_group_key ON firewall_group_history (cluster, name) WHERE until IS NOT NULL;
CREATE TABLE firewall_options_history (
	cluster TEXT NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	unknown TEXT,
	scope TEXT NOT NULL,
	owner TEXT NOT NULL,
	enable INTEGER CHECK (typeof(enable) IN ('integer', 'null')),
	policy_in TEXT,
	policy_out TEXT,
	policy_forward TEXT,
	ebtables INTEGER CHECK (typeof(ebtables) IN ('integer', 'null')),
	log_ratelimit INTEGER CHECK (typeof(log_ratelimit) IN ('integer', 'null')),
	log_ratelimit_rate TEXT,
	log_ratelimit_burst INTEGER CHECK (typeof(log_ratelimit_burst) IN ('integer', 'null')),
	log_level_in TEXT,
	log_level_out TEXT,
	log_level_forward TEXT,
	dhcp INTEGER CHECK (typeof(dhcp) IN ('integer', 'null')),
	ndp INTEGER CHECK (typeof(ndp) IN ('integer', 'null')),
	radv INTEGER CHECK (typeof(radv) IN ('integer', 'null')),
	ipfilter INTEGER CHECK (typeof(ipfilter) IN ('integer', 'null')),
	macfilter INTEGER CHECK (typeof(macfilter) IN ('integer', 'null')),
	nftables INTEGER CHECK (typeof(nftables) IN ('integer', 'null')),
	nosmurfs INTEGER CHECK (typeof(nosmurfs) IN ('integer', 'null')),
	smurf_log_level TEXT,
	tcpflags INTEGER CHECK (typeof(tcpflags) IN ('integer', 'null')),
	tcp_flags_log_level TEXT,
	protection_synflood INTEGER CHECK (typeof(protection_synflood) IN ('integer', 'null')),
	protection_synflood_rate INTEGER CHECK (typeof(protection_synflood_rate) IN ('integer', 'null')),
	protection_synflood_burst INTEGER CHECK (typeof(protection_synflood_burst) IN ('integer', 'null')),
	nf_conntrack_max INTEGER CHECK (typeof(nf_conntrack_max) IN ('integer', 'null')),
	nf_conntrack_helpers TEXT,
	nf_conntrack_allow_invalid INTEGER CHECK (typeof(nf_conntrack_allow_invalid) IN ('integer', 'null')),
	nf_conntrack_tcp_timeout_established INTEGER CHECK (typeof(nf_conntrack_tcp_timeout_established) IN ('integer', 'null')),
	nf_conntrack_tcp_timeout_syn_recv INTEGER CHECK (typeof(nf_conntrack_tcp_timeout_syn_recv) IN ('integer', 'null')),
	log_nf_conntrack INTEGER CHECK (typeof(log_nf_conntrack) IN ('integer', 'null')),
	node TEXT,
	vmid INTEGER CHECK (typeof(vmid) IN ('integer', 'null')),
	vnet TEXT,
	extra TEXT
);
CREATE INDEX firewall_options_since ON firewall_options_history (since);
CREATE INDEX firewall_options_until ON firewall_options_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX firewall_options_open ON firewall_options_history (cluster, scope, owner) WHERE until IS NULL;
CREATE INDEX firewall_options_key ON firewall_options_history (cluster, scope, owner) WHERE until IS NOT NULL;
CREATE TABLE firewall_rule_history (
	cluster TEXT NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	unknown TEXT,
	scope TEXT NOT NULL,
	owner TEXT NOT NULL,
	rule TEXT NOT NULL,
	pos INTEGER CHECK (typeof(pos) IN ('integer', 'null')),
	enable INTEGER CHECK (typeof(enable) IN ('integer', 'null')),
	type TEXT,
	rule_action TEXT,
	macro TEXT,
	iface TEXT,
	source TEXT,
	dest TEXT,
	proto TEXT,
	sport TEXT,
	dport TEXT,
	icmp_type TEXT,
	log TEXT,
	comment TEXT,
	errors TEXT,
	source_set TEXT,
	source_alias TEXT,
	source_scope TEXT,
	source_owner TEXT,
	dest_set TEXT,
	dest_alias TEXT,
	dest_scope TEXT,
	dest_owner TEXT,
	security_group TEXT,
	owner_group TEXT,
	node TEXT,
	vmid INTEGER CHECK (typeof(vmid) IN ('integer', 'null')),
	vnet TEXT,
	extra TEXT
);
CREATE INDEX firewall_rule_since ON firewall_rule_history (since);
CREATE INDEX firewall_rule_until ON firewall_rule_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX firewall_rule_open ON firewall_rule_history (cluster, scope, owner, rule) WHERE until IS NULL;
CREATE INDEX firewall_rule_key ON firewall_rule_history (cluster, scope, owner, rule) WHERE until IS NOT NULL;
CREATE TABLE ipset_history (
	cluster TEXT NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	unknown TEXT,
	scope TEXT NOT NULL,
	owner TEXT NOT NULL,
	name TEXT NOT NULL,
	comment TEXT,
	vmid INTEGER CHECK (typeof(vmid) IN ('integer', 'null')),
	extra TEXT
);
CREATE INDEX ipset_since ON ipset_history (since);
CREATE INDEX ipset_until ON ipset_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX ipset_open ON ipset_history (cluster, scope, owner, name) WHERE until IS NULL;
CREATE INDEX ipset_key ON ipset_history (cluster, scope, owner, name) WHERE until IS NOT NULL;
CREATE TABLE ipset_entry_history (
	cluster TEXT NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	unknown TEXT,
	scope TEXT NOT NULL,
	owner TEXT NOT NULL,
	name TEXT NOT NULL,
	cidr TEXT NOT NULL,
	nomatch INTEGER CHECK (typeof(nomatch) IN ('integer', 'null')),
	comment TEXT,
	cidr_alias TEXT,
	alias_scope TEXT,
	alias_owner TEXT,
	errors TEXT,
	extra TEXT
);
CREATE INDEX ipset_entry_since ON ipset_entry_history (since);
CREATE INDEX ipset_entry_until ON ipset_entry_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX ipset_entry_open ON ipset_entry_history (cluster, scope, owner, name, cidr) WHERE until IS NULL;
CREATE INDEX ipset_entry_key ON ipset_entry_history (cluster, scope, owner, name, cidr) WHERE until IS NOT NULL;
CREATE TABLE cpu_model_history (
	cluster TEXT NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	unknown TEXT,
	cputype TEXT NOT NULL,
	reported_model TEXT,
	flags TEXT,
	hidden INTEGER CHECK (typeof(hidden) IN ('integer', 'null')),
	hv_vendor_id TEXT,
	phys_bits TEXT,
	guest_phys_bits INTEGER CHECK (typeof(guest_phys_bits) IN ('integer', 'null')),
	level INTEGER CHECK (typeof(level) IN ('integer', 'null')),
	extra TEXT
);
CREATE INDEX cpu_model_since ON cpu_model_history (since);
CREATE INDEX cpu_model_until ON cpu_model_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX cpu_model_open ON cpu_model_history (cluster, cputype) WHERE until IS NULL;
CREATE INDEX cpu_model_key ON cpu_model_history (cluster, cputype) WHERE until IS NOT NULL;
CREATE TABLE mapping_history (
	cluster TEXT NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	unknown TEXT,
	kind TEXT NOT NULL,
	id TEXT NOT NULL,
	description TEXT,
	mdev INTEGER CHECK (typeof(mdev) IN ('integer', 'null')),
	live_migration_capable INTEGER CHECK (typeof(live_migration_capable) IN ('integer', 'null')),
	extra TEXT
);
CREATE INDEX mapping_since ON mapping_history (since);
CREATE INDEX mapping_until ON mapping_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX mapping_open ON mapping_history (cluster, kind, id) WHERE until IS NULL;
CREATE INDEX mapping_key ON mapping_history (cluster, kind, id) WHERE until IS NOT NULL;
CREATE TABLE mapping_entry_history (
	cluster TEXT NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	unknown TEXT,
	kind TEXT NOT NULL,
	id TEXT NOT NULL,
	node TEXT NOT NULL,
	path TEXT NOT NULL,
	device TEXT,
	subsystem_id TEXT,
	iommugroup INTEGER CHECK (typeof(iommugroup) IN ('integer', 'null')),
	description TEXT,
	extra TEXT
);
CREATE INDEX mapping_entry_since ON mapping_entry_history (since);
CREATE INDEX mapping_entry_until ON mapping_entry_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX mapping_entry_open ON mapping_entry_history (cluster, kind, id, node, path) WHERE until IS NULL;
CREATE INDEX mapping_entry_key ON mapping_entry_history (cluster, kind, id, node, path) WHERE until IS NOT NULL;
CREATE TABLE acme_account_history (
	cluster TEXT NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	unknown TEXT,
	name TEXT NOT NULL,
	extra TEXT
);
CREATE INDEX acme_account_since ON acme_account_history (since);
CREATE INDEX acme_account_until ON acme_account_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX acme_account_open ON acme_account_history (cluster, name) WHERE until IS NULL;
CREATE INDEX acme_account_key ON acme_account_history (cluster, name) WHERE until IS NOT NULL;
CREATE TABLE metric_server_history (
	cluster TEXT NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	unknown TEXT,
	id TEXT NOT NULL,
	type TEXT,
	server TEXT,
	port INTEGER CHECK (typeof(port) IN ('integer', 'null')),
	disable INTEGER CHECK (typeof(disable) IN ('integer', 'null')),
	proto TEXT,
	path TEXT,
	mtu INTEGER CHECK (typeof(mtu) IN ('integer', 'null')),
	timeout INTEGER CHECK (typeof(timeout) IN ('integer', 'null')),
	influxdbproto TEXT,
	organization TEXT,
	bucket TEXT,
	api_path_prefix TEXT,
	max_body_size INTEGER CHECK (typeof(max_body_size) IN ('integer', 'null')),
	verify_certificate INTEGER CHECK (typeof(verify_certificate) IN ('integer', 'null')),
	token TEXT,
	otel_protocol TEXT,
	otel_path TEXT,
	otel_timeout INTEGER CHECK (typeof(otel_timeout) IN ('integer', 'null')),
	otel_headers TEXT,
	otel_resource_attributes TEXT,
	otel_compression TEXT,
	otel_max_body_size INTEGER CHECK (typeof(otel_max_body_size) IN ('integer', 'null')),
	otel_verify_ssl INTEGER CHECK (typeof(otel_verify_ssl) IN ('integer', 'null')),
	extra TEXT
);
CREATE INDEX metric_server_since ON metric_server_history (since);
CREATE INDEX metric_server_until ON metric_server_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX metric_server_open ON metric_server_history (cluster, id) WHERE until IS NULL;
CREATE INDEX metric_server_key ON metric_server_history (cluster, id) WHERE until IS NOT NULL;
CREATE TABLE notification_matcher_history (
	cluster TEXT NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	unknown TEXT,
	name TEXT NOT NULL,
	disable INTEGER CHECK (typeof(disable) IN ('integer', 'null')),
	target TEXT,
	mode TEXT,
	invert_match INTEGER CHECK (typeof(invert_match) IN ('integer', 'null')),
	match_severity TEXT,
	match_field TEXT,
	match_calendar TEXT,
	origin TEXT,
	comment TEXT,
	extra TEXT
);
CREATE INDEX notification_matcher_since ON notification_matcher_history (since);
CREATE INDEX notification_matcher_until ON notification_matcher_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX notification_matcher_open ON notification_matcher_history (cluster, name) WHERE until IS NULL;
CREATE INDEX notification_matcher_key ON notification_matcher_history (cluster, name) WHERE until IS NOT NULL;
CREATE TABLE notification_target_history (
	cluster TEXT NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	unknown TEXT,
	name TEXT NOT NULL,
	type TEXT,
	disable INTEGER CHECK (typeof(disable) IN ('integer', 'null')),
	origin TEXT,
	server TEXT,
	url TEXT,
	mailto TEXT,
	mailto_user TEXT,
	comment TEXT,
	from_address TEXT,
	author TEXT,
	port INTEGER CHECK (typeof(port) IN ('integer', 'null')),
	mode TEXT,
	username TEXT,
	method TEXT,
	header TEXT,
	body TEXT,
	url_rest TEXT,
	secret TEXT,
	extra TEXT
);
CREATE INDEX notification_target_since ON notification_target_history (since);
CREATE INDEX notification_target_until ON notification_target_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX notification_target_open ON notification_target_history (cluster, name) WHERE until IS NULL;
CREATE INDEX notification_target_key ON notification_target_history (cluster, name) WHERE until IS NOT NULL;
CREATE TABLE ceph_cluster_history (
	cluster TEXT NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	unknown TEXT,
	fsid TEXT NOT NULL,
	health TEXT,
	health_checks TEXT,
	health_mutes TEXT,
	osds_total INTEGER CHECK (typeof(osds_total) IN ('integer', 'null')),
	osds_up INTEGER CHECK (typeof(osds_up) IN ('integer', 'null')),
	osds_in INTEGER CHECK (typeof(osds_in) IN ('integer', 'null')),
	pools_total INTEGER CHECK (typeof(pools_total) IN ('integer', 'null')),
	pgs_total INTEGER CHECK (typeof(pgs_total) IN ('integer', 'null')),
	quorum_names TEXT,
	mgr_active TEXT,
	mgr_available INTEGER CHECK (typeof(mgr_available) IN ('integer', 'null')),
	mgr_modules TEXT,
	mgr_services TEXT,
	release_min TEXT,
	created TEXT,
	stretch_mode INTEGER CHECK (typeof(stretch_mode) IN ('integer', 'null')),
	osd_flags TEXT,
	node_versions TEXT,
	conf TEXT,
	crush_map TEXT,
	extra TEXT
);
CREATE INDEX ceph_cluster_since ON ceph_cluster_history (since);
CREATE INDEX ceph_cluster_until ON ceph_cluster_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX ceph_cluster_open ON ceph_cluster_history (cluster, fsid) WHERE until IS NULL;
CREATE INDEX ceph_cluster_key ON ceph_cluster_history (cluster, fsid) WHERE until IS NOT NULL;
CREATE TABLE ceph_cluster_metric (
	cluster TEXT NOT NULL,
	unknown TEXT,
	fsid TEXT NOT NULL,
	bytes_total INTEGER CHECK (typeof(bytes_total) IN ('integer', 'null')),
	bytes_used INTEGER CHECK (typeof(bytes_used) IN ('integer', 'null')),
	bytes_avail INTEGER CHECK (typeof(bytes_avail) IN ('integer', 'null')),
	data_bytes INTEGER CHECK (typeof(data_bytes) IN ('integer', 'null')),
	pgs_by_state TEXT,
	objects_total INTEGER CHECK (typeof(objects_total) IN ('integer', 'null')),
	extra TEXT,
	PRIMARY KEY (cluster, fsid)
) WITHOUT ROWID;
CREATE TABLE ceph_config_history (
	cluster TEXT NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	unknown TEXT,
	section TEXT NOT NULL,
	mask TEXT NOT NULL,
	name TEXT NOT NULL,
	value TEXT,
	level TEXT,
	can_update_at_runtime INTEGER CHECK (typeof(can_update_at_runtime) IN ('integer', 'null')),
	fsid TEXT,
	extra TEXT
);
CREATE INDEX ceph_config_since ON ceph_config_history (since);
CREATE INDEX ceph_config_until ON ceph_config_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX ceph_config_open ON ceph_config_history (cluster, section, mask, name) WHERE until IS NULL;
CREATE INDEX ceph_config_key ON ceph_config_history (cluster, section, mask, name) WHERE until IS NOT NULL;
CREATE TABLE ceph_flag_history (
	cluster TEXT NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	unknown TEXT,
	name TEXT NOT NULL,
	value INTEGER CHECK (typeof(value) IN ('integer', 'null')),
	fsid TEXT,
	extra TEXT
);
CREATE INDEX ceph_flag_since ON ceph_flag_history (since);
CREATE INDEX ceph_flag_until ON ceph_flag_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX ceph_flag_open ON ceph_flag_history (cluster, name) WHERE until IS NULL;
CREATE INDEX ceph_flag_key ON ceph_flag_history (cluster, name) WHERE until IS NOT NULL;
CREATE TABLE ceph_fs_history (
	cluster TEXT NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	unknown TEXT,
	name TEXT NOT NULL,
	metadata_pool TEXT,
	data_pool TEXT,
	data_pools TEXT,
	metadata_pool_id INTEGER CHECK (typeof(metadata_pool_id) IN ('integer', 'null')),
	data_pool_ids TEXT,
	fsid TEXT,
	extra TEXT
);
CREATE INDEX ceph_fs_since ON ceph_fs_history (since);
CREATE INDEX ceph_fs_until ON ceph_fs_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX ceph_fs_open ON ceph_fs_history (cluster, name) WHERE until IS NULL;
CREATE INDEX ceph_fs_key ON ceph_fs_history (cluster, name) WHERE until IS NOT NULL;
CREATE TABLE ceph_mds_history (
	cluster TEXT NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	unknown TEXT,
	name TEXT NOT NULL,
	host TEXT,
	state TEXT,
	addr TEXT,
	ceph_version_short TEXT,
	fs_name TEXT,
	rank INTEGER CHECK (typeof(rank) IN ('integer', 'null')),
	standby_replay INTEGER CHECK (typeof(standby_replay) IN ('integer', 'null')),
	ceph_version TEXT,
	ceph_release TEXT,
	service INTEGER CHECK (typeof(service) IN ('integer', 'null')),
	direxists INTEGER CHECK (typeof(direxists) IN ('integer', 'null')),
	fsid TEXT,
	extra TEXT
);
CREATE INDEX ceph_mds_since ON ceph_mds_history (since);
CREATE INDEX ceph_mds_until ON ceph_mds_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX ceph_mds_open ON ceph_mds_history (cluster, name) WHERE until IS NULL;
CREATE INDEX ceph_mds_key ON ceph_mds_history (cluster, name) WHERE until IS NOT NULL;
CREATE TABLE ceph_mds_metric (
	cluster TEXT NOT NULL,
	unknown TEXT,
	name TEXT NOT NULL,
	mem_total_kb INTEGER CHECK (typeof(mem_total_kb) IN ('integer', 'null')),
	mem_swap_kb INTEGER CHECK (typeof(mem_swap_kb) IN ('integer', 'null')),
	extra TEXT,
	PRIMARY KEY (cluster, name)
) WITHOUT ROWID;
CREATE TABLE ceph_mgr_history (
	cluster TEXT NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	unknown TEXT,
	name TEXT NOT NULL,
	host TEXT,
	state TEXT,
	addr TEXT,
	ceph_version_short TEXT,
	ceph_version TEXT,
	ceph_release TEXT,
	service INTEGER CHECK (typeof(service) IN ('integer', 'null')),
	direxists INTEGER CHECK (typeof(direxists) IN ('integer', 'null')),
	fsid TEXT,
	extra TEXT
);
CREATE INDEX ceph_mgr_since ON ceph_mgr_history (since);
CREATE INDEX ceph_mgr_until ON ceph_mgr_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX ceph_mgr_open ON ceph_mgr_history (cluster, name) WHERE until IS NULL;
CREATE INDEX ceph_mgr_key ON ceph_mgr_history (cluster, name) WHERE until IS NOT NULL;
CREATE TABLE ceph_mgr_metric (
	cluster TEXT NOT NULL,
	unknown TEXT,
	name TEXT NOT NULL,
	mem_total_kb INTEGER CHECK (typeof(mem_total_kb) IN ('integer', 'null')),
	mem_swap_kb INTEGER CHECK (typeof(mem_swap_kb) IN ('integer', 'null')),
	extra TEXT,
	PRIMARY KEY (cluster, name)
) WITHOUT ROWID;
CREATE TABLE ceph_mon_history (
	cluster TEXT NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	unknown TEXT,
	name TEXT NOT NULL,
	host TEXT,
	state TEXT,
	addr TEXT,
	ceph_version_short TEXT,
	quorum INTEGER CHECK (typeof(quorum) IN ('integer', 'null')),
	rank INTEGER CHECK (typeof(rank) IN ('integer', 'null')),
	ceph_version TEXT,
	ceph_release TEXT,
	service INTEGER CHECK (typeof(service) IN ('integer', 'null')),
	direxists INTEGER CHECK (typeof(direxists) IN ('integer', 'null')),
	fsid TEXT,
	extra TEXT
);
CREATE INDEX ceph_mon_since ON ceph_mon_history (since);
CREATE INDEX ceph_mon_until ON ceph_mon_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX ceph_mon_open ON ceph_mon_history (cluster, name) WHERE until IS NULL;
CREATE INDEX ceph_mon_key ON ceph_mon_history (cluster, name) WHERE until IS NOT NULL;
CREATE TABLE ceph_mon_metric (
	cluster TEXT NOT NULL,
	unknown TEXT,
	name TEXT NOT NULL,
	mem_total_kb INTEGER CHECK (typeof(mem_total_kb) IN ('integer', 'null')),
	mem_swap_kb INTEGER CHECK (typeof(mem_swap_kb) IN ('integer', 'null')),
	extra TEXT,
	PRIMARY KEY (cluster, name)
) WITHOUT ROWID;
CREATE TABLE ceph_osd_history (
	cluster TEXT NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	unknown TEXT,
	id INTEGER NOT NULL CHECK (typeof(id) = 'integer'),
	host TEXT,
	status TEXT,
	is_in INTEGER CHECK (typeof(is_in) IN ('integer', 'null')),
	device_class TEXT,
	crush_weight REAL CHECK (typeof(crush_weight) IN ('real', 'null')),
	reweight REAL CHECK (typeof(reweight) IN ('real', 'null')),
	total_space INTEGER CHECK (typeof(total_space) IN ('integer', 'null')),
	ceph_version_short TEXT,
	ceph_version TEXT,
	ceph_release TEXT,
	name TEXT,
	osdtype TEXT,
	blfsdev TEXT,
	dbdev TEXT,
	waldev TEXT,
	osd_objectstore TEXT,
	osd_data TEXT,
	devices TEXT,
	device_ids TEXT,
	device_paths TEXT,
	front_addr TEXT,
	back_addr TEXT,
	encrypted INTEGER CHECK (typeof(encrypted) IN ('integer', 'null')),
	hb_front_addr TEXT,
	hb_back_addr TEXT,
	device_details TEXT,
	fsid TEXT,
	extra TEXT
);
CREATE INDEX ceph_osd_since ON ceph_osd_history (since);
CREATE INDEX ceph_osd_until ON ceph_osd_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX ceph_osd_open ON ceph_osd_history (cluster, id) WHERE until IS NULL;
CREATE INDEX ceph_osd_key ON ceph_osd_history (cluster, id) WHERE until IS NOT NULL;
CREATE TABLE ceph_osd_metric (
	cluster TEXT NOT NULL,
	unknown TEXT,
	id INTEGER NOT NULL CHECK (typeof(id) = 'integer'),
	bytes_used INTEGER CHECK (typeof(bytes_used) IN ('integer', 'null')),
	percent_used REAL CHECK (typeof(percent_used) IN ('real', 'null')),
	pgs INTEGER CHECK (typeof(pgs) IN ('integer', 'null')),
	commit_latency_ms REAL CHECK (typeof(commit_latency_ms) IN ('real', 'null')),
	apply_latency_ms REAL CHECK (typeof(apply_latency_ms) IN ('real', 'null')),
	mem_total_kb INTEGER CHECK (typeof(mem_total_kb) IN ('integer', 'null')),
	mem_swap_kb INTEGER CHECK (typeof(mem_swap_kb) IN ('integer', 'null')),
	mem_usage INTEGER CHECK (typeof(mem_usage) IN ('integer', 'null')),
	pid INTEGER CHECK (typeof(pid) IN ('integer', 'null')),
	extra TEXT,
	PRIMARY KEY (cluster, id)
) WITHOUT ROWID;
CREATE TABLE ceph_pool_history (
	cluster TEXT NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	unknown TEXT,
	pool INTEGER NOT NULL CHECK (typeof(pool) = 'integer'),
	pool_name TEXT,
	type TEXT,
	size INTEGER CHECK (typeof(size) IN ('integer', 'null')),
	min_size INTEGER CHECK (typeof(min_size) IN ('integer', 'null')),
	pg_num INTEGER CHECK (typeof(pg_num) IN ('integer', 'null')),
	crush_rule_name TEXT,
	crush_rule INTEGER CHECK (typeof(crush_rule) IN ('integer', 'null')),
	pg_autoscale_mode TEXT,
	pg_num_min INTEGER CHECK (typeof(pg_num_min) IN ('integer', 'null')),
	pg_num_final INTEGER CHECK (typeof(pg_num_final) IN ('integer', 'null')),
	target_size INTEGER CHECK (typeof(target_size) IN ('integer', 'null')),
	target_size_ratio REAL CHECK (typeof(target_size_ratio) IN ('real', 'null')),
	application_metadata TEXT,
	fsid TEXT,
	extra TEXT
);
CREATE INDEX ceph_pool_since ON ceph_pool_history (since);
CREATE INDEX ceph_pool_until ON ceph_pool_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX ceph_pool_open ON ceph_pool_history (cluster, pool) WHERE until IS NULL;
CREATE INDEX ceph_pool_key ON ceph_pool_history (cluster, pool) WHERE until IS NOT NULL;
CREATE TABLE ceph_pool_metric (
	cluster TEXT NOT NULL,
	unknown TEXT,
	pool INTEGER NOT NULL CHECK (typeof(pool) = 'integer'),
	bytes_used INTEGER CHECK (typeof(bytes_used) IN ('integer', 'null')),
	percent_used REAL CHECK (typeof(percent_used) IN ('real', 'null')),
	autoscale_status TEXT,
	extra TEXT,
	PRIMARY KEY (cluster, pool)
) WITHOUT ROWID;
CREATE TABLE ceph_rule_history (
	cluster TEXT NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	unknown TEXT,
	name TEXT NOT NULL,
	fsid TEXT,
	extra TEXT
);
CREATE INDEX ceph_rule_since ON ceph_rule_history (since);
CREATE INDEX ceph_rule_until ON ceph_rule_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX ceph_rule_open ON ceph_rule_history (cluster, name) WHERE until IS NULL;
CREATE INDEX ceph_rule_key ON ceph_rule_history (cluster, name) WHERE until IS NOT NULL;
CREATE TABLE cluster_log_history (
	cluster TEXT NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	unknown TEXT,
	node TEXT NOT NULL,
	time INTEGER NOT NULL CHECK (typeof(time) = 'integer'),
	uid INTEGER NOT NULL CHECK (typeof(uid) = 'integer'),
	user TEXT,
	tag TEXT,
	pri INTEGER CHECK (typeof(pri) IN ('integer', 'null')),
	msg TEXT,
	pid INTEGER CHECK (typeof(pid) IN ('integer', 'null')),
	extra TEXT
);
CREATE INDEX cluster_log_since ON cluster_log_history (since);
CREATE INDEX cluster_log_until ON cluster_log_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX cluster_log_open ON cluster_log_history (cluster, node, time, uid) WHERE until IS NULL;
CREATE INDEX cluster_log_key ON cluster_log_history (cluster, node, time, uid) WHERE until IS NOT NULL;
CREATE TABLE task_history (
	cluster TEXT NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	unknown TEXT,
	upid TEXT NOT NULL,
	node TEXT,
	type TEXT,
	id TEXT,
	user TEXT,
	tokenid TEXT,
	starttime INTEGER CHECK (typeof(starttime) IN ('integer', 'null')),
	endtime INTEGER CHECK (typeof(endtime) IN ('integer', 'null')),
	status TEXT,
	vmid INTEGER CHECK (typeof(vmid) IN ('integer', 'null')),
	extra TEXT
);
CREATE INDEX task_since ON task_history (since);
CREATE INDEX task_until ON task_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX task_open ON task_history (cluster, upid) WHERE until IS NULL;
CREATE INDEX task_key ON task_history (cluster, upid) WHERE until IS NOT NULL;
CREATE VIEW cluster AS SELECT h.cluster,
	h.id,
	h.name,
	h.version,
	h.quorate,
	h.nodes_total,
	h.pve_release,
	h.repoid,
	h.description,
	h.location_name,
	h.latitude,
	h.longitude,
	h.console,
	h.keyboard,
	h.language,
	h.email_from,
	h.http_proxy,
	h.mac_prefix,
	h.max_workers,
	h.consent_text,
	h.fencing,
	h.ha_shutdown_policy,
	h.migration_type,
	h.migration_network,
	h.migration_unsecure,
	h.replication_type,
	h.replication_network,
	h.bwlimit_default,
	h.bwlimit_clone,
	h.bwlimit_migration,
	h.bwlimit_move,
	h.bwlimit_restore,
	h.next_id_lower,
	h.next_id_upper,
	h.crs_ha,
	h.crs_ha_rebalance_on_start,
	h.crs_ha_auto_rebalance,
	h.crs_ha_auto_rebalance_method,
	h.crs_ha_auto_rebalance_threshold,
	h.crs_ha_auto_rebalance_margin,
	h.crs_ha_auto_rebalance_hold_duration,
	h.registered_tags,
	h.user_tag_access,
	h.user_tag_access_list,
	h.tag_style_shape,
	h.tag_style_ordering,
	h.tag_style_case_sensitive,
	h.tag_style_color_map,
	h.notify_package_updates,
	h.notify_target_package_updates,
	h.notify_fencing,
	h.notify_target_fencing,
	h.notify_replication,
	h.notify_target_replication,
	h.u2f_appid,
	h.u2f_origin,
	h.webauthn_id,
	h.webauthn_origin,
	h.webauthn_rp,
	h.webauthn_allow_subdomains,
	h.totem_cluster_name,
	h.totem_config_version,
	h.totem_version,
	h.totem_secauth,
	h.totem_crypto_cipher,
	h.totem_crypto_hash,
	h.totem_transport,
	h.totem_ip_version,
	h.totem_link_mode,
	h.totem_interface,
	h.totem_token,
	h.totem_token_coefficient,
	h.totem_token_retransmits_before_loss_const,
	h.totem_join,
	h.totem_consensus,
	h.totem_fail_recv_const,
	h.totem_netmtu,
	h.qdevice_state,
	h.qdevice_model,
	h.qdevice_host,
	h.qdevice_algorithm,
	h.qdevice_tie_breaker,
	h.qdevice_echo_reply,
	m.qdevice_last_poll_call,
	CASE WHEN (CASE WHEN m.cluster IS NULL THEN '["qdevice_last_poll_call"]' ELSE m.unknown END) IS NULL THEN h.unknown WHEN h.unknown IS NULL THEN (CASE WHEN m.cluster IS NULL THEN '["qdevice_last_poll_call"]' ELSE m.unknown END)
		ELSE substr(h.unknown, 1, length(h.unknown) - 1) || ',' || substr((CASE WHEN m.cluster IS NULL THEN '["qdevice_last_poll_call"]' ELSE m.unknown END), 2) END AS unknown,
	CASE WHEN m.extra IS NULL THEN h.extra WHEN h.extra IS NULL THEN m.extra
		ELSE substr(h.extra, 1, length(h.extra) - 1) || ',' || substr(m.extra, 2) END AS extra
FROM cluster_history h
LEFT JOIN cluster_metric m ON m.cluster = h.cluster AND m.id = h.id
WHERE h.until IS NULL;
CREATE VIEW corosync_node AS SELECT cluster,
	node,
	nodeid,
	quorum_votes,
	h.unknown AS unknown,
	h.extra AS extra
FROM corosync_node_history h
WHERE h.until IS NULL;
CREATE VIEW corosync_link AS SELECT cluster,
	node,
	link,
	address,
	h.unknown AS unknown,
	h.extra AS extra
FROM corosync_link_history h
WHERE h.until IS NULL;
CREATE VIEW node AS SELECT h.cluster,
	h.node,
	h.status,
	h.ip,
	h.cpus,
	m.cpu,
	h.maxmem,
	m.mem,
	m.uptime,
	h.version,
	h.hostname,
	h.nodeid,
	h.level,
	h.ha_state,
	h.ssl_fingerprint,
	m.maxdisk,
	m.disk,
	m.rootfs_avail,
	m.rootfs_free,
	m.memory_free,
	m.memory_available,
	h.swap_total,
	m.swap_used,
	m.swap_free,
	m.ksm_shared,
	m.loadavg,
	m.wait,
	m.idle,
	h.cpu_model,
	h.cpu_vendor,
	h.cpu_family,
	h.cpu_sockets,
	h.cpu_cores,
	m.cpu_mhz,
	h.cpu_flags,
	h.cpu_hvm,
	h.cpu_user_hz,
	h.cgroup_mode,
	h.host_arch,
	h.kversion,
	h.kernel_release,
	h.kernel_version,
	h.kernel_sysname,
	h.kernel_machine,
	h.boot_mode,
	h.secureboot,
	h.pveversion,
	h.pve_release,
	h.repoid,
	h.description,
	h.location_name,
	h.latitude,
	h.longitude,
	h.startall_onboot_delay,
	h.ballooning_target,
	h.wakeonlan_mac,
	h.wakeonlan_bind_interface,
	h.wakeonlan_broadcast_address,
	h.acme_account,
	h.acme_domains,
	h.dns_search,
	h.dns1,
	h.dns2,
	h.dns3,
	h.timezone,
	h.hosts,
	h.subscription_status,
	h.subscription_key,
	h.subscription_product,
	h.subscription_sockets,
	h.subscription_registered,
	h.subscription_due,
	m.subscription_checked,
	h.serverid,
	h.repository_errors,
	CASE WHEN (CASE WHEN m.cluster IS NULL THEN '["cpu","mem","uptime","maxdisk","disk","rootfs_avail","rootfs_free","memory_free","memory_available","swap_used","swap_free","ksm_shared","loadavg","wait","idle","cpu_mhz","subscription_checked"]' ELSE m.unknown END) IS NULL THEN h.unknown WHEN h.unknown IS NULL THEN (CASE WHEN m.cluster IS NULL THEN '["cpu","mem","uptime","maxdisk","disk","rootfs_avail","rootfs_free","memory_free","memory_available","swap_used","swap_free","ksm_shared","loadavg","wait","idle","cpu_mhz","subscription_checked"]' ELSE m.unknown END)
		ELSE substr(h.unknown, 1, length(h.unknown) - 1) || ',' || substr((CASE WHEN m.cluster IS NULL THEN '["cpu","mem","uptime","maxdisk","disk","rootfs_avail","rootfs_free","memory_free","memory_available","swap_used","swap_free","ksm_shared","loadavg","wait","idle","cpu_mhz","subscription_checked"]' ELSE m.unknown END), 2) END AS unknown,
	CASE WHEN m.extra IS NULL THEN h.extra WHEN h.extra IS NULL THEN m.extra
		ELSE substr(h.extra, 1, length(h.extra) - 1) || ',' || substr(m.extra, 2) END AS extra
FROM node_history h
LEFT JOIN node_metric m ON m.cluster = h.cluster AND m.node = h.node
WHERE h.until IS NULL;
CREATE VIEW certificate AS SELECT h.cluster,
	h.node,
	h.filename,
	h.subject,
	h.notafter,
	m.days_left,
	h.notbefore,
	h.issuer,
	h.san,
	h.public_key_type,
	h.public_key_bits,
	h.fingerprint,
	h.pem,
	CASE WHEN (CASE WHEN m.cluster IS NULL THEN '["days_left"]' ELSE m.unknown END) IS NULL THEN h.unknown WHEN h.unknown IS NULL THEN (CASE WHEN m.cluster IS NULL THEN '["days_left"]' ELSE m.unknown END)
		ELSE substr(h.unknown, 1, length(h.unknown) - 1) || ',' || substr((CASE WHEN m.cluster IS NULL THEN '["days_left"]' ELSE m.unknown END), 2) END AS unknown,
	CASE WHEN m.extra IS NULL THEN h.extra WHEN h.extra IS NULL THEN m.extra
		ELSE substr(h.extra, 1, length(h.extra) - 1) || ',' || substr(m.extra, 2) END AS extra
FROM certificate_history h
LEFT JOIN certificate_metric m ON m.cluster = h.cluster AND m.node = h.node AND m.filename = h.filename
WHERE h.until IS NULL;
CREATE VIEW directory AS SELECT cluster,
	node,
	path,
	device,
	type,
	options,
	unitfile,
	h.unknown AS unknown,
	h.extra AS extra
FROM directory_history h
WHERE h.until IS NULL;
CREATE VIEW lvm_thinpool AS SELECT h.cluster,
	h.node,
	h.vg,
	h.lv,
	h.lv_size,
	m.used,
	h.metadata_size,
	m.metadata_used,
	CASE WHEN (CASE WHEN m.cluster IS NULL THEN '["used","metadata_used"]' ELSE m.unknown END) IS NULL THEN h.unknown WHEN h.unknown IS NULL THEN (CASE WHEN m.cluster IS NULL THEN '["used","metadata_used"]' ELSE m.unknown END)
		ELSE substr(h.unknown, 1, length(h.unknown) - 1) || ',' || substr((CASE WHEN m.cluster IS NULL THEN '["used","metadata_used"]' ELSE m.unknown END), 2) END AS unknown,
	CASE WHEN m.extra IS NULL THEN h.extra WHEN h.extra IS NULL THEN m.extra
		ELSE substr(h.extra, 1, length(h.extra) - 1) || ',' || substr(m.extra, 2) END AS extra
FROM lvm_thinpool_history h
LEFT JOIN lvm_thinpool_metric m ON m.cluster = h.cluster AND m.node = h.node AND m.vg = h.vg AND m.lv = h.lv
WHERE h.until IS NULL;
CREATE VIEW lvm_vg AS SELECT h.cluster,
	h.node,
	h.vg,
	h.size,
	m.free,
	h.lvcount,
	CASE WHEN (CASE WHEN m.cluster IS NULL THEN '["free"]' ELSE m.unknown END) IS NULL THEN h.unknown WHEN h.unknown IS NULL THEN (CASE WHEN m.cluster IS NULL THEN '["free"]' ELSE m.unknown END)
		ELSE substr(h.unknown, 1, length(h.unknown) - 1) || ',' || substr((CASE WHEN m.cluster IS NULL THEN '["free"]' ELSE m.unknown END), 2) END AS unknown,
	CASE WHEN m.extra IS NULL THEN h.extra WHEN h.extra IS NULL THEN m.extra
		ELSE substr(h.extra, 1, length(h.extra) - 1) || ',' || substr(m.extra, 2) END AS extra
FROM lvm_vg_history h
LEFT JOIN lvm_vg_metric m ON m.cluster = h.cluster AND m.node = h.node AND m.vg = h.vg
WHERE h.until IS NULL;
CREATE VIEW lvm_pv AS SELECT h.cluster,
	h.node,
	h.vg,
	h.device,
	h.size,
	m.free,
	CASE WHEN (CASE WHEN m.cluster IS NULL THEN '["free"]' ELSE m.unknown END) IS NULL THEN h.unknown WHEN h.unknown IS NULL THEN (CASE WHEN m.cluster IS NULL THEN '["free"]' ELSE m.unknown END)
		ELSE substr(h.unknown, 1, length(h.unknown) - 1) || ',' || substr((CASE WHEN m.cluster IS NULL THEN '["free"]' ELSE m.unknown END), 2) END AS unknown,
	CASE WHEN m.extra IS NULL THEN h.extra WHEN h.extra IS NULL THEN m.extra
		ELSE substr(h.extra, 1, length(h.extra) - 1) || ',' || substr(m.extra, 2) END AS extra
FROM lvm_pv_history h
LEFT JOIN lvm_pv_metric m ON m.cluster = h.cluster AND m.node = h.node AND m.vg = h.vg AND m.device = h.device
WHERE h.until IS NULL;
CREATE VIEW node_acme_domain AS SELECT cluster,
	node,
	slot,
	domain,
	domain_alias,
	plugin,
	h.unknown AS unknown,
	h.extra AS extra
FROM node_acme_domain_history h
WHERE h.until IS NULL;
CREATE VIEW node_disk AS SELECT h.cluster,
	h.node,
	h.devpath,
	h.type,
	h.size,
	h.used,
	h.model,
	h.serial,
	h.health,
	h.wearout,
	h.vendor,
	h.wwn,
	h.rpm,
	h.gpt,
	h.mounted,
	h.by_id_link,
	h.parent,
	h.osdid,
	h.osdid_list,
	h.bluestore,
	h.osdencrypted,
	h.journals,
	h.db,
	h.wal,
	h.smart_type,
	m.smart_attributes,
	m.smart_text,
	CASE WHEN (CASE WHEN m.cluster IS NULL THEN '["smart_attributes","smart_text"]' ELSE m.unknown END) IS NULL THEN h.unknown WHEN h.unknown IS NULL THEN (CASE WHEN m.cluster IS NULL THEN '["smart_attributes","smart_text"]' ELSE m.unknown END)
		ELSE substr(h.unknown, 1, length(h.unknown) - 1) || ',' || substr((CASE WHEN m.cluster IS NULL THEN '["smart_attributes","smart_text"]' ELSE m.unknown END), 2) END AS unknown,
	CASE WHEN m.extra IS NULL THEN h.extra WHEN h.extra IS NULL THEN m.extra
		ELSE substr(h.extra, 1, length(h.extra) - 1) || ',' || substr(m.extra, 2) END AS extra
FROM node_disk_history h
LEFT JOIN node_disk_metric m ON m.cluster = h.cluster AND m.node = h.node AND m.devpath = h.devpath
WHERE h.until IS NULL;
CREATE VIEW node_interface AS SELECT cluster,
	node,
	iface,
	type,
	cidr,
	gateway,
	active,
	autostart,
	comments,
	method,
	method6,
	cidr6,
	gateway6,
	address,
	netmask,
	address6,
	netmask6,
	mtu,
	present,
	families,
	altnames,
	link_type,
	comments6,
	options,
	options6,
	bridge_ports,
	bridge_vlan_aware,
	bridge_vids,
	bridge_stp,
	bridge_fd,
	bridge_access,
	bridge_learning,
	bridge_arp_nd_suppress,
	bridge_multicast_flood,
	bridge_unicast_flood,
	slaves,
	bond_mode,
	bond_primary,
	bond_xmit_hash_policy,
	bond_miimon,
	vlan_id,
	vlan_raw_device,
	vlan_protocol,
	vxlan_id,
	vxlan_local_tunnelip,
	vxlan_physdev,
	vxlan_svcnodeip,
	uplink_id,
	ovs_bridge,
	ovs_ports,
	ovs_bonds,
	ovs_tag,
	ovs_mtu,
	ovs_options,
	h.unknown AS unknown,
	h.extra AS extra
FROM node_interface_history h
WHERE h.until IS NULL;
CREATE VIEW node_package AS SELECT cluster,
	node,
	package,
	version,
	candidate,
	current_state,
	running_kernel,
	manager_version,
	origin,
	arch,
	section,
	priority,
	title,
	h.unknown AS unknown,
	h.extra AS extra
FROM node_package_history h
WHERE h.until IS NULL;
CREATE VIEW node_repository AS SELECT cluster,
	node,
	path,
	repository,
	enabled,
	types,
	uris,
	suites,
	components,
	options,
	comment,
	file_type,
	h.unknown AS unknown,
	h.extra AS extra
FROM node_repository_history h
WHERE h.until IS NULL;
CREATE VIEW node_service AS SELECT cluster,
	node,
	service,
	state,
	active_state,
	unit_state,
	name,
	description,
	h.unknown AS unknown,
	h.extra AS extra
FROM node_service_history h
WHERE h.until IS NULL;
CREATE VIEW node_update AS SELECT cluster,
	node,
	package,
	old_version,
	version,
	origin,
	title,
	section,
	priority,
	arch,
	h.unknown AS unknown,
	h.extra AS extra
FROM node_update_history h
WHERE h.until IS NULL;
CREATE VIEW pci_device AS SELECT cluster,
	node,
	id,
	class_code,
	vendor_name,
	device_name,
	iommugroup,
	mdev,
	vendor,
	device,
	subsystem_vendor,
	subsystem_device,
	subsystem_vendor_name,
	subsystem_device_name,
	nvidia,
	physfn,
	virtfns,
	mdev_types,
	h.unknown AS unknown,
	h.extra AS extra
FROM pci_device_history h
WHERE h.until IS NULL;
CREATE VIEW usb_device AS SELECT cluster,
	node,
	usbpath,
	vendid,
	prodid,
	manufacturer,
	product,
	serial,
	speed,
	busnum,
	devnum,
	port,
	level,
	class_code,
	h.unknown AS unknown,
	h.extra AS extra
FROM usb_device_history h
WHERE h.until IS NULL;
CREATE VIEW zfs_pool AS SELECT h.cluster,
	h.node,
	h.pool,
	h.health,
	h.size,
	m.alloc,
	m.free,
	m.frag,
	m.dedup,
	h.state,
	h.status,
	h.advice,
	h.errors,
	h.scan,
	CASE WHEN (CASE WHEN m.cluster IS NULL THEN '["alloc","free","frag","dedup"]' ELSE m.unknown END) IS NULL THEN h.unknown WHEN h.unknown IS NULL THEN (CASE WHEN m.cluster IS NULL THEN '["alloc","free","frag","dedup"]' ELSE m.unknown END)
		ELSE substr(h.unknown, 1, length(h.unknown) - 1) || ',' || substr((CASE WHEN m.cluster IS NULL THEN '["alloc","free","frag","dedup"]' ELSE m.unknown END), 2) END AS unknown,
	CASE WHEN m.extra IS NULL THEN h.extra WHEN h.extra IS NULL THEN m.extra
		ELSE substr(h.extra, 1, length(h.extra) - 1) || ',' || substr(m.extra, 2) END AS extra
FROM zfs_pool_history h
LEFT JOIN zfs_pool_metric m ON m.cluster = h.cluster AND m.node = h.node AND m.pool = h.pool
WHERE h.until IS NULL;
CREATE VIEW zfs_device AS SELECT h.cluster,
	h.node,
	h.pool,
	h.parent,
	h.device,
	h.state,
	m.read_errors,
	m.write_errors,
	m.cksum,
	h.msg,
	CASE WHEN (CASE WHEN m.cluster IS NULL THEN '["read_errors","write_errors","cksum"]' ELSE m.unknown END) IS NULL THEN h.unknown WHEN h.unknown IS NULL THEN (CASE WHEN m.cluster IS NULL THEN '["read_errors","write_errors","cksum"]' ELSE m.unknown END)
		ELSE substr(h.unknown, 1, length(h.unknown) - 1) || ',' || substr((CASE WHEN m.cluster IS NULL THEN '["read_errors","write_errors","cksum"]' ELSE m.unknown END), 2) END AS unknown,
	CASE WHEN m.extra IS NULL THEN h.extra WHEN h.extra IS NULL THEN m.extra
		ELSE substr(h.extra, 1, length(h.extra) - 1) || ',' || substr(m.extra, 2) END AS extra
FROM zfs_device_history h
LEFT JOIN zfs_device_metric m ON m.cluster = h.cluster AND m.node = h.node AND m.pool = h.pool AND m.parent = h.parent AND m.device = h.device
WHERE h.until IS NULL;
CREATE VIEW storage AS SELECT cluster,
	storage,
	type,
	content,
	shared,
	disable,
	nodes,
	path,
	server,
	export,
	share,
	pool,
	datastore,
	namespace,
	vgname,
	thinpool,
	portal,
	target,
	port,
	username,
	domain,
	password,
	keyring,
	encryption_key,
	master_pubkey,
	fingerprint,
	skip_cert_verification,
	keep_all,
	keep_last,
	keep_hourly,
	keep_daily,
	keep_weekly,
	keep_monthly,
	keep_yearly,
	maxfiles,
	max_protected_backups,
	bwlimit_default,
	bwlimit_clone,
	bwlimit_migration,
	bwlimit_move,
	bwlimit_restore,
	format,
	preallocation,
	is_mountpoint,
	mkdir,
	create_base_path,
	create_subdirs,
	content_dirs,
	subdir,
	options,
	smbversion,
	snapshot_as_volume_chain,
	nocow,
	saferemove,
	saferemove_throughput,
	saferemove_stepsize,
	tagged_only,
	base,
	sparse,
	blocksize,
	mountpoint,
	zfs_base_path,
	iscsiprovider,
	comstar_hg,
	comstar_tg,
	lio_tpg,
	nowritecache,
	monhost,
	fs_name,
	fuse,
	krbd,
	data_pool,
	authsupported,
	volume,
	server2,
	transport,
	redundancy,
	h.unknown AS unknown,
	h.extra AS extra
FROM storage_history h
WHERE h.until IS NULL;
CREATE VIEW storage_status AS SELECT h.cluster,
	h.node,
	h.storage,
	h.type,
	h.status,
	h.shared,
	h.home,
	m.used,
	m.total,
	CASE WHEN (CASE WHEN m.cluster IS NULL THEN '["used","total"]' ELSE m.unknown END) IS NULL THEN h.unknown WHEN h.unknown IS NULL THEN (CASE WHEN m.cluster IS NULL THEN '["used","total"]' ELSE m.unknown END)
		ELSE substr(h.unknown, 1, length(h.unknown) - 1) || ',' || substr((CASE WHEN m.cluster IS NULL THEN '["used","total"]' ELSE m.unknown END), 2) END AS unknown,
	CASE WHEN m.extra IS NULL THEN h.extra WHEN h.extra IS NULL THEN m.extra
		ELSE substr(h.extra, 1, length(h.extra) - 1) || ',' || substr(m.extra, 2) END AS extra
FROM storage_status_history h
LEFT JOIN storage_status_metric m ON m.cluster = h.cluster AND m.node = h.node AND m.storage = h.storage
WHERE h.until IS NULL;
CREATE VIEW volume AS SELECT h.cluster,
	h.storage,
	h.home,
	h.volid,
	h.content,
	h.format,
	h.size,
	h.vmid,
	h.name,
	h.parent,
	m.used,
	m.approximate_size,
	m.ctime,
	h.notes,
	h.protected,
	h.shown,
	CASE WHEN (CASE WHEN m.cluster IS NULL THEN '["used","approximate_size","ctime"]' ELSE m.unknown END) IS NULL THEN h.unknown WHEN h.unknown IS NULL THEN (CASE WHEN m.cluster IS NULL THEN '["used","approximate_size","ctime"]' ELSE m.unknown END)
		ELSE substr(h.unknown, 1, length(h.unknown) - 1) || ',' || substr((CASE WHEN m.cluster IS NULL THEN '["used","approximate_size","ctime"]' ELSE m.unknown END), 2) END AS unknown,
	CASE WHEN m.extra IS NULL THEN h.extra WHEN h.extra IS NULL THEN m.extra
		ELSE substr(h.extra, 1, length(h.extra) - 1) || ',' || substr(m.extra, 2) END AS extra
FROM volume_history h
LEFT JOIN volume_metric m ON m.cluster = h.cluster AND m.storage = h.storage AND m.home = h.home AND m.volid = h.volid
WHERE h.until IS NULL;
CREATE VIEW guest AS SELECT h.cluster,
	h.vmid,
	h.name,
	h.type,
	h.status,
	h.node,
	h.cpus,
	h.maxmem,
	h.maxdisk,
	h.tags,
	m.uptime,
	h.pool,
	h.template,
	h.onboot,
	h.protection,
	h.lock,
	h.ha_state,
	h.description,
	h.created,
	h.creation_qemu,
	h.uuid,
	h.vmgenid,
	h.ostype,
	h.arch,
	h.cores,
	h.sockets,
	h.vcpus,
	h.cputype,
	h.cpu_flags,
	h.cpu_hidden,
	h.cpu_hv_vendor_id,
	h.cpu_phys_bits,
	h.cpu_guest_phys_bits,
	h.cpu_level,
	h.cpu_reported_model,
	h.cpulimit,
	h.cpuunits,
	h.affinity,
	h.numa,
	h.memory,
	h.balloon,
	h.shares,
	h.swap,
	h.hugepages,
	h.keephugepages,
	h.allow_ksm,
	h.machine,
	h.machine_viommu,
	h.machine_aw_bits,
	h.machine_enable_s3,
	h.machine_enable_s4,
	h.bios,
	h.boot,
	h.boot_legacy,
	h.bootdisk,
	h.scsihw,
	h.hotplug,
	h.acpi,
	h.kvm,
	h.tablet,
	h.tdf,
	h.localtime,
	h.startdate,
	h.freeze,
	h.reboot,
	h.autostart,
	h.smp,
	h.args,
	h.agent,
	h.agent_type,
	h.agent_freeze_fs,
	h.agent_fstrim_cloned_disks,
	h.vga,
	h.vga_memory,
	h.vga_clipboard,
	h.keyboard,
	h.spice_foldersharing,
	h.spice_videostreaming,
	h.ivshmem_size,
	h.ivshmem_name,
	h.smbios_manufacturer,
	h.smbios_product,
	h.smbios_version,
	h.smbios_serial,
	h.smbios_sku,
	h.smbios_family,
	h.smbios_base64,
	h.amd_sev,
	h.amd_sev_allow_smt,
	h.amd_sev_kernel_hashes,
	h.amd_sev_no_debug,
	h.amd_sev_no_key_sharing,
	h.intel_tdx,
	h.intel_tdx_attestation,
	h.intel_tdx_vsock_cid,
	h.intel_tdx_vsock_port,
	h.startup_order,
	h.startup_up,
	h.startup_down,
	h.migrate_downtime,
	h.migrate_speed,
	h.hookscript,
	h.vmstatestorage,
	h.vmstate,
	h.parent,
	h.snaptime,
	h.runningmachine,
	h.runningmachine_viommu,
	h.runningmachine_aw_bits,
	h.runningmachine_enable_s3,
	h.runningmachine_enable_s4,
	h.runningcpu,
	h.running_nets_host_mtu,
	h.citype,
	h.ciuser,
	h.cipassword,
	h.ciupgrade,
	h.sshkeys,
	h.cicustom_user,
	h.cicustom_network,
	h.cicustom_meta,
	h.cicustom_vendor,
	h.nameserver,
	h.searchdomain,
	h.unprivileged,
	h.console,
	h.cmode,
	h.tty,
	h.timezone,
	h.entrypoint,
	h.env,
	h.debug,
	h.feature_nesting,
	h.feature_keyctl,
	h.feature_fuse,
	h.feature_mknod,
	h.feature_force_rw_sys,
	h.feature_mount,
	h.lxc,
	h.qmpstatus,
	h.running_qemu,
	h.running_machine,
	m.pid,
	m.balloon_actual,
	m.cpu,
	m.mem,
	m.memhost,
	m.disk,
	m.netin,
	m.netout,
	m.diskread,
	m.diskwrite,
	(SELECT a.address FROM guest_address a LEFT JOIN guest_nic n ON n.cluster = a.cluster AND n.vmid = a.vmid AND (n.slot = a.slot OR upper(n.mac) = a.mac) WHERE a.cluster = h.cluster AND a.vmid = h.vmid AND a.unfit IS NULL ORDER BY CASE a.source WHEN 'agent' THEN 1 WHEN 'container' THEN 1 WHEN 'cloud-init' THEN 2 WHEN 'config' THEN 2 ELSE 3 END, a.preferred IS NULL, a.preferred, a.family = 'ipv6', a.scope = 'site-local', n.slot IS NULL, length(n.slot), n.slot, a.interface, a.address LIMIT 1) AS primary_address,
	(SELECT a.source || ': ' || a.interface || CASE WHEN n.slot <> a.interface THEN ' (' || n.slot || ')' ELSE '' END || coalesce(', preferred network ' || a.preferred, '') || CASE WHEN a.source IN ('agent', 'container') AND NOT EXISTS (SELECT 1 FROM outcome o WHERE o.cluster = h.cluster AND o.read = CASE a.source WHEN 'agent' THEN 'agent_interfaces' ELSE 'container_interfaces' END AND o.target = CAST(h.vmid AS TEXT) AND o.outcome = 'ok') THEN ', as last known' ELSE '' END FROM guest_address a LEFT JOIN guest_nic n ON n.cluster = a.cluster AND n.vmid = a.vmid AND (n.slot = a.slot OR upper(n.mac) = a.mac) WHERE a.cluster = h.cluster AND a.vmid = h.vmid AND a.unfit IS NULL ORDER BY CASE a.source WHEN 'agent' THEN 1 WHEN 'container' THEN 1 WHEN 'cloud-init' THEN 2 WHEN 'config' THEN 2 ELSE 3 END, a.preferred IS NULL, a.preferred, a.family = 'ipv6', a.scope = 'site-local', n.slot IS NULL, length(n.slot), n.slot, a.interface, a.address LIMIT 1) AS primary_reason,
	(CASE WHEN (CASE WHEN EXISTS (SELECT 1 FROM guest_address a WHERE a.cluster = h.cluster AND a.vmid = h.vmid AND (a.unfit IS NULL OR a.source IN ('agent', 'container'))) THEN NULL ELSE '["primary_address","primary_reason"]' END) IS NULL THEN CASE WHEN (CASE WHEN m.cluster IS NULL THEN '["uptime","pid","balloon_actual","cpu","mem","memhost","disk","netin","netout","diskread","diskwrite"]' ELSE m.unknown END) IS NULL THEN h.unknown WHEN h.unknown IS NULL THEN (CASE WHEN m.cluster IS NULL THEN '["uptime","pid","balloon_actual","cpu","mem","memhost","disk","netin","netout","diskread","diskwrite"]' ELSE m.unknown END)
		ELSE substr(h.unknown, 1, length(h.unknown) - 1) || ',' || substr((CASE WHEN m.cluster IS NULL THEN '["uptime","pid","balloon_actual","cpu","mem","memhost","disk","netin","netout","diskread","diskwrite"]' ELSE m.unknown END), 2) END WHEN CASE WHEN (CASE WHEN m.cluster IS NULL THEN '["uptime","pid","balloon_actual","cpu","mem","memhost","disk","netin","netout","diskread","diskwrite"]' ELSE m.unknown END) IS NULL THEN h.unknown WHEN h.unknown IS NULL THEN (CASE WHEN m.cluster IS NULL THEN '["uptime","pid","balloon_actual","cpu","mem","memhost","disk","netin","netout","diskread","diskwrite"]' ELSE m.unknown END)
		ELSE substr(h.unknown, 1, length(h.unknown) - 1) || ',' || substr((CASE WHEN m.cluster IS NULL THEN '["uptime","pid","balloon_actual","cpu","mem","memhost","disk","netin","netout","diskread","diskwrite"]' ELSE m.unknown END), 2) END IS NULL THEN (CASE WHEN EXISTS (SELECT 1 FROM guest_address a WHERE a.cluster = h.cluster AND a.vmid = h.vmid AND (a.unfit IS NULL OR a.source IN ('agent', 'container'))) THEN NULL ELSE '["primary_address","primary_reason"]' END)
		ELSE substr(CASE WHEN (CASE WHEN m.cluster IS NULL THEN '["uptime","pid","balloon_actual","cpu","mem","memhost","disk","netin","netout","diskread","diskwrite"]' ELSE m.unknown END) IS NULL THEN h.unknown WHEN h.unknown IS NULL THEN (CASE WHEN m.cluster IS NULL THEN '["uptime","pid","balloon_actual","cpu","mem","memhost","disk","netin","netout","diskread","diskwrite"]' ELSE m.unknown END)
		ELSE substr(h.unknown, 1, length(h.unknown) - 1) || ',' || substr((CASE WHEN m.cluster IS NULL THEN '["uptime","pid","balloon_actual","cpu","mem","memhost","disk","netin","netout","diskread","diskwrite"]' ELSE m.unknown END), 2) END, 1, length(CASE WHEN (CASE WHEN m.cluster IS NULL THEN '["uptime","pid","balloon_actual","cpu","mem","memhost","disk","netin","netout","diskread","diskwrite"]' ELSE m.unknown END) IS NULL THEN h.unknown WHEN h.unknown IS NULL THEN (CASE WHEN m.cluster IS NULL THEN '["uptime","pid","balloon_actual","cpu","mem","memhost","disk","netin","netout","diskread","diskwrite"]' ELSE m.unknown END)
		ELSE substr(h.unknown, 1, length(h.unknown) - 1) || ',' || substr((CASE WHEN m.cluster IS NULL THEN '["uptime","pid","balloon_actual","cpu","mem","memhost","disk","netin","netout","diskread","diskwrite"]' ELSE m.unknown END), 2) END) - 1) || ',' || substr((CASE WHEN EXISTS (SELECT 1 FROM guest_address a WHERE a.cluster = h.cluster AND a.vmid = h.vmid AND (a.unfit IS NULL OR a.source IN ('agent', 'container'))) THEN NULL ELSE '["primary_address","primary_reason"]' END), 2) END) AS unknown,
	CASE WHEN m.extra IS NULL THEN h.extra WHEN h.extra IS NULL THEN m.extra
		ELSE substr(h.extra, 1, length(h.extra) - 1) || ',' || substr(m.extra, 2) END AS extra
FROM guest_history h
LEFT JOIN guest_metric m ON m.cluster = h.cluster AND m.vmid = h.vmid
WHERE h.until IS NULL;
CREATE VIEW guest_tag AS SELECT e.cluster, e.vmid, item.value AS tag
FROM guest e, json_each(e.tags) item;
CREATE VIEW guest_agent AS SELECT cluster,
	vmid,
	(CASE WHEN h.configured = 0 THEN 'not configured' WHEN (SELECT g.status FROM guest g WHERE g.cluster = h.cluster AND g.vmid = h.vmid) <> 'running' THEN 'not running' WHEN EXISTS (SELECT 1 FROM outcome o WHERE o.cluster = h.cluster AND o.read = 'agent_info' AND o.target = CAST(h.vmid AS TEXT) AND (o.outcome <> 'skipped' OR h.answer = 'not asked')) THEN h.answer END) AS availability,
	configured,
	answer,
	reason,
	version,
	host_name,
	os,
	os_name,
	os_id,
	os_version,
	os_version_id,
	os_variant,
	os_variant_id,
	kernel_release,
	kernel_version,
	machine,
	timezone,
	timezone_offset,
	memory_block_size,
	commands,
	(CASE WHEN (CASE WHEN h.configured = 0 OR (SELECT g.status FROM guest g WHERE g.cluster = h.cluster AND g.vmid = h.vmid) <> 'running' OR h.answer IS NOT NULL AND EXISTS (SELECT 1 FROM outcome o WHERE o.cluster = h.cluster AND o.read = 'agent_info' AND o.target = CAST(h.vmid AS TEXT) AND (o.outcome <> 'skipped' OR h.answer = 'not asked')) THEN NULL ELSE '["availability"]' END) IS NULL THEN h.unknown WHEN h.unknown IS NULL THEN (CASE WHEN h.configured = 0 OR (SELECT g.status FROM guest g WHERE g.cluster = h.cluster AND g.vmid = h.vmid) <> 'running' OR h.answer IS NOT NULL AND EXISTS (SELECT 1 FROM outcome o WHERE o.cluster = h.cluster AND o.read = 'agent_info' AND o.target = CAST(h.vmid AS TEXT) AND (o.outcome <> 'skipped' OR h.answer = 'not asked')) THEN NULL ELSE '["availability"]' END)
		ELSE substr(h.unknown, 1, length(h.unknown) - 1) || ',' || substr((CASE WHEN h.configured = 0 OR (SELECT g.status FROM guest g WHERE g.cluster = h.cluster AND g.vmid = h.vmid) <> 'running' OR h.answer IS NOT NULL AND EXISTS (SELECT 1 FROM outcome o WHERE o.cluster = h.cluster AND o.read = 'agent_info' AND o.target = CAST(h.vmid AS TEXT) AND (o.outcome <> 'skipped' OR h.answer = 'not asked')) THEN NULL ELSE '["availability"]' END), 2) END) AS unknown,
	h.extra AS extra
FROM guest_agent_history h
WHERE h.until IS NULL;
CREATE VIEW guest_device AS SELECT cluster,
	vmid,
	slot,
	kind,
	host,
	(SELECT '["' || group_concat(id, '","') || '"]' FROM (SELECT p.id FROM guest g JOIN pci_device p ON p.cluster = g.cluster AND p.node = g.node WHERE g.cluster = h.cluster AND g.vmid = h.vmid AND h.kind = 'hostpci' AND (instr(';' || h.host || ';', ';' || p.id || ';') OR instr(';' || h.host || ';', ';' || substr(p.id, 1, instr(p.id, '.') - 1) || ';')) ORDER BY p.id)) AS pci_devices,
	mapping,
	mapping_kind,
	model,
	mdev,
	pcie,
	x_vga,
	rombar,
	romfile,
	legacy_igd,
	vendor_id,
	device_id,
	sub_vendor_id,
	sub_device_id,
	driver,
	usb3,
	cache,
	direct_io,
	expose_acl,
	expose_xattr,
	max_bytes,
	period,
	watchdog_action,
	mode,
	uid,
	gid,
	deny_write,
	(CASE WHEN (CASE WHEN h.kind <> 'hostpci' OR h.host IS NULL OR EXISTS (SELECT 1 FROM guest g JOIN pci_device p ON p.cluster = g.cluster AND p.node = g.node WHERE g.cluster = h.cluster AND g.vmid = h.vmid AND h.kind = 'hostpci') THEN NULL ELSE '["pci_devices"]' END) IS NULL THEN h.unknown WHEN h.unknown IS NULL THEN (CASE WHEN h.kind <> 'hostpci' OR h.host IS NULL OR EXISTS (SELECT 1 FROM guest g JOIN pci_device p ON p.cluster = g.cluster AND p.node = g.node WHERE g.cluster = h.cluster AND g.vmid = h.vmid AND h.kind = 'hostpci') THEN NULL ELSE '["pci_devices"]' END)
		ELSE substr(h.unknown, 1, length(h.unknown) - 1) || ',' || substr((CASE WHEN h.kind <> 'hostpci' OR h.host IS NULL OR EXISTS (SELECT 1 FROM guest g JOIN pci_device p ON p.cluster = g.cluster AND p.node = g.node WHERE g.cluster = h.cluster AND g.vmid = h.vmid AND h.kind = 'hostpci') THEN NULL ELSE '["pci_devices"]' END), 2) END) AS unknown,
	h.extra AS extra
FROM guest_device_history h
WHERE h.until IS NULL;
CREATE VIEW guest_disk AS SELECT cluster,
	vmid,
	slot,
	storage,
	file,
	size,
	format,
	media,
	mp,
	cache,
	backup,
	replicate,
	shared,
	ro,
	ssd,
	discard,
	iothread,
	aio,
	detect_zeroes,
	snapshot,
	rerror,
	werror,
	model,
	serial,
	vendor,
	product,
	wwn,
	queues,
	scsiblock,
	bps,
	bps_rd,
	bps_wr,
	bps_max_length,
	bps_rd_max_length,
	bps_wr_max_length,
	mbps,
	mbps_rd,
	mbps_wr,
	mbps_max,
	mbps_rd_max,
	mbps_wr_max,
	iops,
	iops_rd,
	iops_wr,
	iops_max,
	iops_rd_max,
	iops_wr_max,
	iops_max_length,
	iops_rd_max_length,
	iops_wr_max_length,
	efitype,
	pre_enrolled_keys,
	ms_cert,
	tpm_version,
	acl,
	quota,
	mountoptions,
	keepattrs,
	idmap,
	h.unknown AS unknown,
	h.extra AS extra
FROM guest_disk_history h
WHERE h.until IS NULL;
CREATE VIEW guest_filesystem AS SELECT h.cluster,
	h.vmid,
	h.mountpoint,
	h.name,
	h.type,
	h.total,
	m.used,
	h.total_privileged,
	h.devices,
	h.slots,
	h.disk,
	CASE WHEN (CASE WHEN m.cluster IS NULL THEN '["used"]' ELSE m.unknown END) IS NULL THEN h.unknown WHEN h.unknown IS NULL THEN (CASE WHEN m.cluster IS NULL THEN '["used"]' ELSE m.unknown END)
		ELSE substr(h.unknown, 1, length(h.unknown) - 1) || ',' || substr((CASE WHEN m.cluster IS NULL THEN '["used"]' ELSE m.unknown END), 2) END AS unknown,
	CASE WHEN m.extra IS NULL THEN h.extra WHEN h.extra IS NULL THEN m.extra
		ELSE substr(h.extra, 1, length(h.extra) - 1) || ',' || substr(m.extra, 2) END AS extra
FROM guest_filesystem_history h
LEFT JOIN guest_filesystem_metric m ON m.cluster = h.cluster AND m.vmid = h.vmid AND m.mountpoint = h.mountpoint
WHERE h.until IS NULL;
CREATE VIEW guest_interface AS SELECT h.cluster,
	h.vmid,
	h.name,
	h.source,
	h.mac,
	m.rx_bytes,
	m.tx_bytes,
	m.rx_packets,
	m.tx_packets,
	m.rx_errs,
	m.tx_errs,
	m.rx_dropped,
	m.tx_dropped,
	CASE WHEN (CASE WHEN m.cluster IS NULL THEN '["rx_bytes","tx_bytes","rx_packets","tx_packets","rx_errs","tx_errs","rx_dropped","tx_dropped"]' ELSE m.unknown END) IS NULL THEN h.unknown WHEN h.unknown IS NULL THEN (CASE WHEN m.cluster IS NULL THEN '["rx_bytes","tx_bytes","rx_packets","tx_packets","rx_errs","tx_errs","rx_dropped","tx_dropped"]' ELSE m.unknown END)
		ELSE substr(h.unknown, 1, length(h.unknown) - 1) || ',' || substr((CASE WHEN m.cluster IS NULL THEN '["rx_bytes","tx_bytes","rx_packets","tx_packets","rx_errs","tx_errs","rx_dropped","tx_dropped"]' ELSE m.unknown END), 2) END AS unknown,
	CASE WHEN m.extra IS NULL THEN h.extra WHEN h.extra IS NULL THEN m.extra
		ELSE substr(h.extra, 1, length(h.extra) - 1) || ',' || substr(m.extra, 2) END AS extra
FROM guest_interface_history h
LEFT JOIN guest_interface_metric m ON m.cluster = h.cluster AND m.vmid = h.vmid AND m.name = h.name
WHERE h.until IS NULL;
CREATE VIEW guest_nic AS SELECT cluster,
	vmid,
	slot,
	model,
	mac,
	bridge,
	tag,
	ip,
	ip6,
	gw,
	gw6,
	firewall,
	link_down,
	name,
	trunks,
	mtu,
	rate,
	queues,
	host_managed,
	host_tunnel,
	(SELECT '["' || group_concat(x, '","') || '"]' FROM (SELECT a.address || coalesce('/' || a.prefix, '') AS x FROM guest_address a WHERE a.cluster = h.cluster AND a.vmid = h.vmid AND a.mac = upper(h.mac) AND a.source IN ('agent', 'container') AND a.family = 'ipv4' ORDER BY a.interface, a.address)) AS actual_ipv4,
	(SELECT '["' || group_concat(x, '","') || '"]' FROM (SELECT a.address || coalesce('/' || a.prefix, '') AS x FROM guest_address a WHERE a.cluster = h.cluster AND a.vmid = h.vmid AND a.mac = upper(h.mac) AND a.source IN ('agent', 'container') AND a.family = 'ipv6' ORDER BY a.interface, a.address)) AS actual_ipv6,
	(SELECT i.name FROM guest_interface i WHERE i.cluster = h.cluster AND i.vmid = h.vmid AND i.mac = upper(h.mac) ORDER BY instr(i.name, '.') + instr(i.name, ':') + instr(i.name, '@') > 0, length(i.name), i.name LIMIT 1) AS guest_interface_name,
	(CASE WHEN (CASE WHEN EXISTS (SELECT 1 FROM guest_interface i WHERE i.cluster = h.cluster AND i.vmid = h.vmid) THEN NULL ELSE '["actual_ipv4","actual_ipv6","guest_interface_name"]' END) IS NULL THEN h.unknown WHEN h.unknown IS NULL THEN (CASE WHEN EXISTS (SELECT 1 FROM guest_interface i WHERE i.cluster = h.cluster AND i.vmid = h.vmid) THEN NULL ELSE '["actual_ipv4","actual_ipv6","guest_interface_name"]' END)
		ELSE substr(h.unknown, 1, length(h.unknown) - 1) || ',' || substr((CASE WHEN EXISTS (SELECT 1 FROM guest_interface i WHERE i.cluster = h.cluster AND i.vmid = h.vmid) THEN NULL ELSE '["actual_ipv4","actual_ipv6","guest_interface_name"]' END), 2) END) AS unknown,
	h.extra AS extra
FROM guest_nic_history h
WHERE h.until IS NULL;
CREATE VIEW guest_numa AS SELECT cluster,
	vmid,
	numa,
	cpus,
	memory,
	hostnodes,
	policy,
	h.unknown AS unknown,
	h.extra AS extra
FROM guest_numa_history h
WHERE h.until IS NULL;
CREATE VIEW guest_pending AS SELECT cluster,
	vmid,
	option,
	value,
	pending,
	removal,
	h.unknown AS unknown,
	h.extra AS extra
FROM guest_pending_history h
WHERE h.until IS NULL;
CREATE VIEW guest_snapshot AS SELECT cluster,
	vmid,
	name,
	parent,
	snaptime,
	vmstate,
	description,
	snapstate,
	config,
	h.unknown AS unknown,
	h.extra AS extra
FROM guest_snapshot_history h
WHERE h.until IS NULL;
CREATE VIEW guest_user AS SELECT cluster,
	vmid,
	name,
	domain,
	login_time,
	h.unknown AS unknown,
	h.extra AS extra
FROM guest_user_history h
WHERE h.until IS NULL;
CREATE VIEW guest_vcpu AS SELECT cluster,
	vmid,
	logical_id,
	online,
	can_offline,
	h.unknown AS unknown,
	h.extra AS extra
FROM guest_vcpu_history h
WHERE h.until IS NULL;
CREATE VIEW pool AS SELECT cluster,
	poolid,
	parent_pool,
	comment,
	h.unknown AS unknown,
	h.extra AS extra
FROM pool_history h
WHERE h.until IS NULL;
CREATE VIEW pool_member AS SELECT cluster,
	poolid,
	member,
	type,
	vmid,
	storage,
	h.unknown AS unknown,
	h.extra AS extra
FROM pool_member_history h
WHERE h.until IS NULL;
CREATE VIEW acl AS SELECT cluster,
	path,
	type,
	ugid,
	roleid,
	propagate,
	userid,
	tokenid,
	groupid,
	vmid,
	storage,
	pool,
	node,
	h.unknown AS unknown,
	h.extra AS extra
FROM acl_history h
WHERE h.until IS NULL;
CREATE VIEW realm AS SELECT cluster,
	realm,
	type,
	is_default,
	tfa,
	comment,
	tfa_digits,
	tfa_step,
	tfa_id,
	tfa_key,
	tfa_url,
	server1,
	server2,
	port,
	mode,
	secure,
	verify,
	sslversion,
	capath,
	cert,
	certkey,
	base_dn,
	bind_dn,
	password,
	domain,
	user_attr,
	user_classes,
	user_filter,
	group_dn,
	group_name_attr,
	group_classes,
	group_filter,
	case_sensitive,
	sync_attributes,
	sync_scope,
	sync_enable_new,
	sync_remove_vanished,
	sync_full,
	sync_purge,
	issuer_url,
	client_id,
	client_key,
	username_claim,
	autocreate,
	groups_claim,
	groups_autocreate,
	groups_overwrite,
	acr_values,
	audiences,
	prompt,
	scopes,
	query_userinfo,
	h.unknown AS unknown,
	h.extra AS extra
FROM realm_history h
WHERE h.until IS NULL;
CREATE VIEW realm_sync_job AS SELECT h.cluster,
	h.id,
	h.realm,
	h.enabled,
	h.schedule,
	h.scope,
	h.remove_vanished,
	h.enable_new,
	h.comment,
	m.last_run,
	m.next_run,
	CASE WHEN (CASE WHEN m.cluster IS NULL THEN '["last_run","next_run"]' ELSE m.unknown END) IS NULL THEN h.unknown WHEN h.unknown IS NULL THEN (CASE WHEN m.cluster IS NULL THEN '["last_run","next_run"]' ELSE m.unknown END)
		ELSE substr(h.unknown, 1, length(h.unknown) - 1) || ',' || substr((CASE WHEN m.cluster IS NULL THEN '["last_run","next_run"]' ELSE m.unknown END), 2) END AS unknown,
	CASE WHEN m.extra IS NULL THEN h.extra WHEN h.extra IS NULL THEN m.extra
		ELSE substr(h.extra, 1, length(h.extra) - 1) || ',' || substr(m.extra, 2) END AS extra
FROM realm_sync_job_history h
LEFT JOIN realm_sync_job_metric m ON m.cluster = h.cluster AND m.id = h.id
WHERE h.until IS NULL;
CREATE VIEW role AS SELECT cluster,
	roleid,
	special,
	privs,
	h.unknown AS unknown,
	h.extra AS extra
FROM role_history h
WHERE h.until IS NULL;
CREATE VIEW role_privilege AS SELECT e.cluster, e.roleid, item.value AS privilege
FROM role e, json_each(e.privs) item;
CREATE VIEW user AS SELECT cluster,
	userid,
	enable,
	expire,
	realm,
	realm_type,
	firstname,
	lastname,
	email,
	comment,
	member_of,
	totp_locked,
	tfa_locked_until,
	keys,
	h.unknown AS unknown,
	h.extra AS extra
FROM user_history h
WHERE h.until IS NULL;
CREATE VIEW tfa AS SELECT cluster,
	userid,
	id,
	type,
	enable,
	created,
	description,
	h.unknown AS unknown,
	h.extra AS extra
FROM tfa_history h
WHERE h.until IS NULL;
CREATE VIEW token AS SELECT cluster,
	userid,
	tokenid,
	privsep,
	expire,
	comment,
	h.unknown AS unknown,
	h.extra AS extra
FROM token_history h
WHERE h.until IS NULL;
CREATE VIEW user_group AS SELECT cluster,
	groupid,
	users,
	comment,
	h.unknown AS unknown,
	h.extra AS extra
FROM user_group_history h
WHERE h.until IS NULL;
CREATE VIEW user_group_member AS SELECT e.cluster, e.groupid, item.value AS userid
FROM user_group e, json_each(e.users) item;
CREATE VIEW ha_group AS SELECT cluster,
	name,
	nodes,
	node_names,
	restricted,
	nofailback,
	comment,
	h.unknown AS unknown,
	h.extra AS extra
FROM ha_group_history h
WHERE h.until IS NULL;
CREATE VIEW ha_group_node AS SELECT e.cluster, e.name, item.value AS node
FROM ha_group e, json_each(e.node_names) item;
CREATE VIEW ha_resource AS SELECT cluster,
	sid,
	state,
	node,
	current_state,
	crm_state,
	ha_group,
	max_restart,
	max_relocate,
	failback,
	auto_rebalance,
	comment,
	type,
	vmid,
	target,
	running,
	failed_nodes,
	maintenance_node,
	errors,
	h.unknown AS unknown,
	h.extra AS extra
FROM ha_resource_history h
WHERE h.until IS NULL;
CREATE VIEW ha_rule AS SELECT cluster,
	rule,
	type,
	disable,
	resources,
	nodes,
	node_names,
	strict,
	affinity,
	position,
	comment,
	errors,
	h.unknown AS unknown,
	h.extra AS extra
FROM ha_rule_history h
WHERE h.until IS NULL;
CREATE VIEW ha_rule_resource AS SELECT e.cluster, e.rule, item.value AS sid
FROM ha_rule e, json_each(e.resources) item;
CREATE VIEW ha_rule_node AS SELECT e.cluster, e.rule, item.value AS node
FROM ha_rule e, json_each(e.node_names) item;
CREATE VIEW ha_status AS SELECT h.cluster,
	h.id,
	h.type,
	h.node,
	h.status,
	h.quorate,
	h.armed_state,
	h.resource_mode,
	h.node_state,
	h.lrm_state,
	h.lrm_mode,
	m.timestamp,
	CASE WHEN (CASE WHEN m.cluster IS NULL THEN '["timestamp"]' ELSE m.unknown END) IS NULL THEN h.unknown WHEN h.unknown IS NULL THEN (CASE WHEN m.cluster IS NULL THEN '["timestamp"]' ELSE m.unknown END)
		ELSE substr(h.unknown, 1, length(h.unknown) - 1) || ',' || substr((CASE WHEN m.cluster IS NULL THEN '["timestamp"]' ELSE m.unknown END), 2) END AS unknown,
	CASE WHEN m.extra IS NULL THEN h.extra WHEN h.extra IS NULL THEN m.extra
		ELSE substr(h.extra, 1, length(h.extra) - 1) || ',' || substr(m.extra, 2) END AS extra
FROM ha_status_history h
LEFT JOIN ha_status_metric m ON m.cluster = h.cluster AND m.id = h.id
WHERE h.until IS NULL;
CREATE VIEW backup AS SELECT h.cluster,
	h.storage,
	h.home,
	h.volid,
	h.vmid,
	h.ctime,
	h.size,
	h.protected,
	h.verification_state,
	h.verification_upid,
	h.notes,
	h.format,
	h.subtype,
	h.encrypted,
	m.used,
	m.approximate_size,
	CASE WHEN (CASE WHEN m.cluster IS NULL THEN '["used","approximate_size"]' ELSE m.unknown END) IS NULL THEN h.unknown WHEN h.unknown IS NULL THEN (CASE WHEN m.cluster IS NULL THEN '["used","approximate_size"]' ELSE m.unknown END)
		ELSE substr(h.unknown, 1, length(h.unknown) - 1) || ',' || substr((CASE WHEN m.cluster IS NULL THEN '["used","approximate_size"]' ELSE m.unknown END), 2) END AS unknown,
	CASE WHEN m.extra IS NULL THEN h.extra WHEN h.extra IS NULL THEN m.extra
		ELSE substr(h.extra, 1, length(h.extra) - 1) || ',' || substr(m.extra, 2) END AS extra
FROM backup_history h
LEFT JOIN backup_metric m ON m.cluster = h.cluster AND m.storage = h.storage AND m.home = h.home AND m.volid = h.volid
WHERE h.until IS NULL;
CREATE VIEW backup_default AS SELECT cluster,
	node,
	storage,
	mode,
	compress,
	keep_all,
	keep_last,
	keep_hourly,
	keep_daily,
	keep_weekly,
	keep_monthly,
	keep_yearly,
	remove,
	bwlimit,
	notification_mode,
	mailto,
	mailnotification,
	notification_policy,
	notification_target,
	script,
	notes_template,
	protected,
	fleecing,
	fleecing_storage,
	max_workers,
	pbs_entries_max,
	pbs_change_detection_mode,
	dumpdir,
	tmpdir,
	exclude_path,
	stdexcludes,
	exclude_vmids,
	all_guests,
	vmids,
	pool,
	only_node,
	ionice,
	lockwait,
	stopwait,
	pigz,
	zstd,
	stop,
	quiet,
	h.unknown AS unknown,
	h.extra AS extra
FROM backup_default_history h
WHERE h.until IS NULL;
CREATE VIEW backup_job AS SELECT h.cluster,
	h.id,
	h.enabled,
	h.schedule,
	h.storage,
	h.mode,
	h.all_guests,
	h.vmids,
	h.pool,
	h.exclude_vmids,
	h.node,
	h.comment,
	m.next_run,
	h.repeat_missed,
	h.compress,
	h.pigz,
	h.zstd,
	h.remove_old,
	h.keep_all,
	h.keep_last,
	h.keep_hourly,
	h.keep_daily,
	h.keep_weekly,
	h.keep_monthly,
	h.keep_yearly,
	h.maxfiles,
	h.protected,
	h.notes_template,
	h.notification_mode,
	h.notification_policy,
	h.notification_target,
	h.mailto,
	h.mailnotification,
	h.fleecing,
	h.fleecing_storage,
	h.pbs_change_detection_mode,
	h.max_workers,
	h.pbs_entries_max,
	h.bwlimit,
	h.ionice,
	h.lockwait,
	h.stopwait,
	h.stop,
	h.stdexcludes,
	h.exclude_path,
	h.script,
	h.dumpdir,
	h.tmpdir,
	h.quiet,
	CASE WHEN (CASE WHEN m.cluster IS NULL THEN '["next_run"]' ELSE m.unknown END) IS NULL THEN h.unknown WHEN h.unknown IS NULL THEN (CASE WHEN m.cluster IS NULL THEN '["next_run"]' ELSE m.unknown END)
		ELSE substr(h.unknown, 1, length(h.unknown) - 1) || ',' || substr((CASE WHEN m.cluster IS NULL THEN '["next_run"]' ELSE m.unknown END), 2) END AS unknown,
	CASE WHEN m.extra IS NULL THEN h.extra WHEN h.extra IS NULL THEN m.extra
		ELSE substr(h.extra, 1, length(h.extra) - 1) || ',' || substr(m.extra, 2) END AS extra
FROM backup_job_history h
LEFT JOIN backup_job_metric m ON m.cluster = h.cluster AND m.id = h.id
WHERE h.until IS NULL;
CREATE VIEW backup_job_guest AS SELECT e.cluster, e.id, CAST(item.value AS INTEGER) AS vmid
FROM backup_job e, json_each(e.vmids) item;
CREATE VIEW backup_volume AS SELECT cluster,
	id,
	vmid,
	slot,
	included,
	reason,
	volume,
	h.unknown AS unknown,
	h.extra AS extra
FROM backup_volume_history h
WHERE h.until IS NULL;
CREATE VIEW not_backed_up AS SELECT cluster,
	vmid,
	name,
	type,
	h.unknown AS unknown,
	h.extra AS extra
FROM not_backed_up_history h
WHERE h.until IS NULL;
CREATE VIEW replication_job AS SELECT h.cluster,
	h.id,
	h.vmid,
	h.source,
	h.target,
	h.schedule,
	h.disable,
	h.rate,
	h.comment,
	h.remove_job,
	h.type,
	h.jobnum,
	h.fail_count,
	h.error,
	h.state,
	m.last_sync,
	m.last_try,
	m.next_sync,
	m.duration,
	m.pid,
	CASE WHEN (CASE WHEN m.cluster IS NULL THEN '["last_sync","last_try","next_sync","duration","pid"]' ELSE m.unknown END) IS NULL THEN h.unknown WHEN h.unknown IS NULL THEN (CASE WHEN m.cluster IS NULL THEN '["last_sync","last_try","next_sync","duration","pid"]' ELSE m.unknown END)
		ELSE substr(h.unknown, 1, length(h.unknown) - 1) || ',' || substr((CASE WHEN m.cluster IS NULL THEN '["last_sync","last_try","next_sync","duration","pid"]' ELSE m.unknown END), 2) END AS unknown,
	CASE WHEN m.extra IS NULL THEN h.extra WHEN h.extra IS NULL THEN m.extra
		ELSE substr(h.extra, 1, length(h.extra) - 1) || ',' || substr(m.extra, 2) END AS extra
FROM replication_job_history h
LEFT JOIN replication_job_metric m ON m.cluster = h.cluster AND m.id = h.id
WHERE h.until IS NULL;
CREATE VIEW sdn_controller AS SELECT cluster,
	controller,
	type,
	asn,
	node,
	peers,
	state,
	pending,
	nodes,
	fabric,
	ebgp,
	ebgp_multihop,
	bgp_mode,
	bgp_multipath_as_path_relax,
	peer_group_name,
	loopback,
	isis_domain,
	isis_ifaces,
	isis_net,
	h.unknown AS unknown,
	h.extra AS extra
FROM sdn_controller_history h
WHERE h.until IS NULL;
CREATE VIEW sdn_dns AS SELECT cluster,
	dns,
	type,
	url,
	api_key,
	ttl,
	reversemaskv6,
	fingerprint,
	h.unknown AS unknown,
	h.extra AS extra
FROM sdn_dns_history h
WHERE h.until IS NULL;
CREATE VIEW sdn_fabric AS SELECT cluster,
	id,
	protocol,
	ip_prefix,
	ip6_prefix,
	state,
	pending,
	area,
	hello_interval,
	csnp_interval,
	persistent_keepalive,
	redistribute,
	route_filter,
	h.unknown AS unknown,
	h.extra AS extra
FROM sdn_fabric_history h
WHERE h.until IS NULL;
CREATE VIEW sdn_fabric_node AS SELECT cluster,
	fabric_id,
	node_id,
	ip,
	ip6,
	state,
	pending,
	protocol,
	interfaces,
	role,
	endpoint,
	public_key,
	allowed_ips,
	peers,
	h.unknown AS unknown,
	h.extra AS extra
FROM sdn_fabric_node_history h
WHERE h.until IS NULL;
CREATE VIEW sdn_ipam AS SELECT cluster,
	ipam,
	type,
	url,
	token,
	section,
	fingerprint,
	h.unknown AS unknown,
	h.extra AS extra
FROM sdn_ipam_history h
WHERE h.until IS NULL;
CREATE VIEW guest_address AS SELECT cluster,
	vmid,
	source,
	interface,
	address,
	prefix,
	zone,
	family,
	scope,
	mac,
	slot,
	ipam,
	unfit,
	preferred,
	h.unknown AS unknown,
	h.extra AS extra
FROM guest_address_history h
WHERE h.until IS NULL;
CREATE VIEW sdn_ipam_entry AS SELECT cluster,
	ipam,
	zone,
	subnet,
	ip,
	vmid,
	hostname,
	mac,
	vnet,
	gateway,
	h.unknown AS unknown,
	h.extra AS extra
FROM sdn_ipam_entry_history h
WHERE h.until IS NULL;
CREATE VIEW sdn_prefix_list AS SELECT cluster,
	id,
	entries,
	state,
	pending,
	h.unknown AS unknown,
	h.extra AS extra
FROM sdn_prefix_list_history h
WHERE h.until IS NULL;
CREATE VIEW sdn_route_map AS SELECT cluster,
	route_map_id,
	position,
	route_action,
	matches,
	sets,
	call,
	exit_action,
	state,
	pending,
	h.unknown AS unknown,
	h.extra AS extra
FROM sdn_route_map_history h
WHERE h.until IS NULL;
CREATE VIEW sdn_vnet AS SELECT cluster,
	vnet,
	zone,
	tag,
	alias,
	state,
	pending,
	vlanaware,
	isolate_ports,
	h.unknown AS unknown,
	h.extra AS extra
FROM sdn_vnet_history h
WHERE h.until IS NULL;
CREATE VIEW sdn_subnet AS SELECT cluster,
	vnet,
	subnet,
	cidr,
	gateway,
	snat,
	zone,
	state,
	pending,
	dhcp_range,
	dhcp_dns_server,
	dnszoneprefix,
	h.unknown AS unknown,
	h.extra AS extra
FROM sdn_subnet_history h
WHERE h.until IS NULL;
CREATE VIEW sdn_zone AS SELECT cluster,
	zone,
	type,
	nodes,
	bridge,
	ipam,
	state,
	pending,
	mtu,
	tag,
	vlan_protocol,
	peers,
	vxlan_port,
	fabric,
	controller,
	secondary_controllers,
	vrf_vxlan,
	mac,
	exitnodes,
	exitnodes_primary,
	exitnodes_local_routing,
	advertise_subnets,
	disable_arp_nd_suppression,
	bridge_disable_mac_learning,
	rt_import,
	dhcp,
	dns,
	reversedns,
	dnszone,
	dp_id,
	h.unknown AS unknown,
	h.extra AS extra
FROM sdn_zone_history h
WHERE h.until IS NULL;
CREATE VIEW sdn_status AS SELECT cluster,
	node,
	network,
	kind,
	zone,
	fabric,
	status,
	zone_type,
	protocol,
	h.unknown AS unknown,
	h.extra AS extra
FROM sdn_status_history h
WHERE h.until IS NULL;
CREATE VIEW sdn_vnet_status AS SELECT cluster,
	node,
	network,
	vnet,
	status,
	statusmsg,
	h.unknown AS unknown,
	h.extra AS extra
FROM sdn_vnet_status_history h
WHERE h.until IS NULL;
CREATE VIEW firewall_alias AS SELECT cluster,
	scope,
	owner,
	name,
	cidr,
	comment,
	vmid,
	h.unknown AS unknown,
	h.extra AS extra
FROM firewall_alias_history h
WHERE h.until IS NULL;
CREATE VIEW firewall_group AS SELECT cluster,
	name,
	comment,
	h.unknown AS unknown,
	h.extra AS extra
FROM firewall_group_history h
WHERE h.until IS NULL;
CREATE VIEW firewall_options AS SELECT cluster,
	scope,
	owner,
	enable,
	policy_in,
	policy_out,
	policy_forward,
	ebtables,
	log_ratelimit,
	log_ratelimit_rate,
	log_ratelimit_burst,
	log_level_in,
	log_level_out,
	log_level_forward,
	dhcp,
	ndp,
	radv,
	ipfilter,
	macfilter,
	nftables,
	nosmurfs,
	smurf_log_level,
	tcpflags,
	tcp_flags_log_level,
	protection_synflood,
	protection_synflood_rate,
	protection_synflood_burst,
	nf_conntrack_max,
	nf_conntrack_helpers,
	nf_conntrack_allow_invalid,
	nf_conntrack_tcp_timeout_established,
	nf_conntrack_tcp_timeout_syn_recv,
	log_nf_conntrack,
	node,
	vmid,
	vnet,
	h.unknown AS unknown,
	h.extra AS extra
FROM firewall_options_history h
WHERE h.until IS NULL;
CREATE VIEW firewall_rule AS SELECT cluster,
	scope,
	owner,
	rule,
	pos,
	enable,
	type,
	rule_action,
	macro,
	iface,
	source,
	dest,
	proto,
	sport,
	dport,
	icmp_type,
	log,
	comment,
	errors,
	source_set,
	source_alias,
	source_scope,
	source_owner,
	dest_set,
	dest_alias,
	dest_scope,
	dest_owner,
	security_group,
	owner_group,
	node,
	vmid,
	vnet,
	h.unknown AS unknown,
	h.extra AS extra
FROM firewall_rule_history h
WHERE h.until IS NULL;
CREATE VIEW ipset AS SELECT cluster,
	scope,
	owner,
	name,
	comment,
	vmid,
	h.unknown AS unknown,
	h.extra AS extra
FROM ipset_history h
WHERE h.until IS NULL;
CREATE VIEW ipset_entry AS SELECT cluster,
	scope,
	owner,
	name,
	cidr,
	nomatch,
	comment,
	cidr_alias,
	alias_scope,
	alias_owner,
	errors,
	h.unknown AS unknown,
	h.extra AS extra
FROM ipset_entry_history h
WHERE h.until IS NULL;
CREATE VIEW cpu_model AS SELECT cluster,
	cputype,
	reported_model,
	flags,
	hidden,
	hv_vendor_id,
	phys_bits,
	guest_phys_bits,
	level,
	h.unknown AS unknown,
	h.extra AS extra
FROM cpu_model_history h
WHERE h.until IS NULL;
CREATE VIEW mapping AS SELECT cluster,
	kind,
	id,
	description,
	mdev,
	live_migration_capable,
	h.unknown AS unknown,
	h.extra AS extra
FROM mapping_history h
WHERE h.until IS NULL;
CREATE VIEW mapping_entry AS SELECT cluster,
	kind,
	id,
	node,
	path,
	(SELECT '["' || group_concat(id, '","') || '"]' FROM (SELECT p.id FROM pci_device p WHERE p.cluster = h.cluster AND p.node = h.node AND h.kind = 'pci' AND (instr(';' || h.path || ';', ';' || p.id || ';') OR instr(';' || h.path || ';', ';' || substr(p.id, 1, instr(p.id, '.') - 1) || ';')) ORDER BY p.id)) AS pci_devices,
	device,
	subsystem_id,
	iommugroup,
	description,
	(CASE WHEN (CASE WHEN h.kind <> 'pci' OR EXISTS (SELECT 1 FROM pci_device p WHERE p.cluster = h.cluster AND p.node = h.node AND h.kind = 'pci') THEN NULL ELSE '["pci_devices"]' END) IS NULL THEN h.unknown WHEN h.unknown IS NULL THEN (CASE WHEN h.kind <> 'pci' OR EXISTS (SELECT 1 FROM pci_device p WHERE p.cluster = h.cluster AND p.node = h.node AND h.kind = 'pci') THEN NULL ELSE '["pci_devices"]' END)
		ELSE substr(h.unknown, 1, length(h.unknown) - 1) || ',' || substr((CASE WHEN h.kind <> 'pci' OR EXISTS (SELECT 1 FROM pci_device p WHERE p.cluster = h.cluster AND p.node = h.node AND h.kind = 'pci') THEN NULL ELSE '["pci_devices"]' END), 2) END) AS unknown,
	h.extra AS extra
FROM mapping_entry_history h
WHERE h.until IS NULL;
CREATE VIEW acme_account AS SELECT cluster,
	name,
	h.unknown AS unknown,
	h.extra AS extra
FROM acme_account_history h
WHERE h.until IS NULL;
CREATE VIEW metric_server AS SELECT cluster,
	id,
	type,
	server,
	port,
	disable,
	proto,
	path,
	mtu,
	timeout,
	influxdbproto,
	organization,
	bucket,
	api_path_prefix,
	max_body_size,
	verify_certificate,
	token,
	otel_protocol,
	otel_path,
	otel_timeout,
	otel_headers,
	otel_resource_attributes,
	otel_compression,
	otel_max_body_size,
	otel_verify_ssl,
	h.unknown AS unknown,
	h.extra AS extra
FROM metric_server_history h
WHERE h.until IS NULL;
CREATE VIEW notification_matcher AS SELECT cluster,
	name,
	disable,
	target,
	mode,
	invert_match,
	match_severity,
	match_field,
	match_calendar,
	origin,
	comment,
	h.unknown AS unknown,
	h.extra AS extra
FROM notification_matcher_history h
WHERE h.until IS NULL;
CREATE VIEW notification_matcher_target AS SELECT e.cluster, e.name, item.value AS target
FROM notification_matcher e, json_each(e.target) item;
CREATE VIEW notification_target AS SELECT cluster,
	name,
	type,
	disable,
	origin,
	server,
	url,
	mailto,
	mailto_user,
	comment,
	from_address,
	author,
	port,
	mode,
	username,
	method,
	header,
	body,
	url_rest,
	secret,
	h.unknown AS unknown,
	h.extra AS extra
FROM notification_target_history h
WHERE h.until IS NULL;
CREATE VIEW ceph_cluster AS SELECT h.cluster,
	h.fsid,
	h.health,
	h.health_checks,
	h.health_mutes,
	h.osds_total,
	h.osds_up,
	h.osds_in,
	m.bytes_total,
	m.bytes_used,
	m.bytes_avail,
	m.data_bytes,
	h.pools_total,
	h.pgs_total,
	m.pgs_by_state,
	m.objects_total,
	h.quorum_names,
	h.mgr_active,
	h.mgr_available,
	h.mgr_modules,
	h.mgr_services,
	h.release_min,
	h.created,
	h.stretch_mode,
	h.osd_flags,
	h.node_versions,
	h.conf,
	h.crush_map,
	CASE WHEN (CASE WHEN m.cluster IS NULL THEN '["bytes_total","bytes_used","bytes_avail","data_bytes","pgs_by_state","objects_total"]' ELSE m.unknown END) IS NULL THEN h.unknown WHEN h.unknown IS NULL THEN (CASE WHEN m.cluster IS NULL THEN '["bytes_total","bytes_used","bytes_avail","data_bytes","pgs_by_state","objects_total"]' ELSE m.unknown END)
		ELSE substr(h.unknown, 1, length(h.unknown) - 1) || ',' || substr((CASE WHEN m.cluster IS NULL THEN '["bytes_total","bytes_used","bytes_avail","data_bytes","pgs_by_state","objects_total"]' ELSE m.unknown END), 2) END AS unknown,
	CASE WHEN m.extra IS NULL THEN h.extra WHEN h.extra IS NULL THEN m.extra
		ELSE substr(h.extra, 1, length(h.extra) - 1) || ',' || substr(m.extra, 2) END AS extra
FROM ceph_cluster_history h
LEFT JOIN ceph_cluster_metric m ON m.cluster = h.cluster AND m.fsid = h.fsid
WHERE h.until IS NULL;
CREATE VIEW ceph_config AS SELECT cluster,
	section,
	mask,
	name,
	value,
	level,
	can_update_at_runtime,
	fsid,
	h.unknown AS unknown,
	h.extra AS extra
FROM ceph_config_history h
WHERE h.until IS NULL;
CREATE VIEW ceph_flag AS SELECT cluster,
	name,
	value,
	fsid,
	h.unknown AS unknown,
	h.extra AS extra
FROM ceph_flag_history h
WHERE h.until IS NULL;
CREATE VIEW ceph_fs AS SELECT cluster,
	name,
	metadata_pool,
	data_pool,
	data_pools,
	metadata_pool_id,
	data_pool_ids,
	fsid,
	h.unknown AS unknown,
	h.extra AS extra
FROM ceph_fs_history h
WHERE h.until IS NULL;
CREATE VIEW ceph_mds AS SELECT h.cluster,
	h.name,
	h.host,
	h.state,
	h.addr,
	h.ceph_version_short,
	h.fs_name,
	h.rank,
	h.standby_replay,
	h.ceph_version,
	h.ceph_release,
	m.mem_total_kb,
	m.mem_swap_kb,
	h.service,
	h.direxists,
	h.fsid,
	CASE WHEN (CASE WHEN m.cluster IS NULL THEN '["mem_total_kb","mem_swap_kb"]' ELSE m.unknown END) IS NULL THEN h.unknown WHEN h.unknown IS NULL THEN (CASE WHEN m.cluster IS NULL THEN '["mem_total_kb","mem_swap_kb"]' ELSE m.unknown END)
		ELSE substr(h.unknown, 1, length(h.unknown) - 1) || ',' || substr((CASE WHEN m.cluster IS NULL THEN '["mem_total_kb","mem_swap_kb"]' ELSE m.unknown END), 2) END AS unknown,
	CASE WHEN m.extra IS NULL THEN h.extra WHEN h.extra IS NULL THEN m.extra
		ELSE substr(h.extra, 1, length(h.extra) - 1) || ',' || substr(m.extra, 2) END AS extra
FROM ceph_mds_history h
LEFT JOIN ceph_mds_metric m ON m.cluster = h.cluster AND m.name = h.name
WHERE h.until IS NULL;
CREATE VIEW ceph_mgr AS SELECT h.cluster,
	h.name,
	h.host,
	h.state,
	h.addr,
	h.ceph_version_short,
	h.ceph_version,
	h.ceph_release,
	m.mem_total_kb,
	m.mem_swap_kb,
	h.service,
	h.direxists,
	h.fsid,
	CASE WHEN (CASE WHEN m.cluster IS NULL THEN '["mem_total_kb","mem_swap_kb"]' ELSE m.unknown END) IS NULL THEN h.unknown WHEN h.unknown IS NULL THEN (CASE WHEN m.cluster IS NULL THEN '["mem_total_kb","mem_swap_kb"]' ELSE m.unknown END)
		ELSE substr(h.unknown, 1, length(h.unknown) - 1) || ',' || substr((CASE WHEN m.cluster IS NULL THEN '["mem_total_kb","mem_swap_kb"]' ELSE m.unknown END), 2) END AS unknown,
	CASE WHEN m.extra IS NULL THEN h.extra WHEN h.extra IS NULL THEN m.extra
		ELSE substr(h.extra, 1, length(h.extra) - 1) || ',' || substr(m.extra, 2) END AS extra
FROM ceph_mgr_history h
LEFT JOIN ceph_mgr_metric m ON m.cluster = h.cluster AND m.name = h.name
WHERE h.until IS NULL;
CREATE VIEW ceph_mon AS SELECT h.cluster,
	h.name,
	h.host,
	h.state,
	h.addr,
	h.ceph_version_short,
	h.quorum,
	h.rank,
	h.ceph_version,
	h.ceph_release,
	m.mem_total_kb,
	m.mem_swap_kb,
	h.service,
	h.direxists,
	h.fsid,
	CASE WHEN (CASE WHEN m.cluster IS NULL THEN '["mem_total_kb","mem_swap_kb"]' ELSE m.unknown END) IS NULL THEN h.unknown WHEN h.unknown IS NULL THEN (CASE WHEN m.cluster IS NULL THEN '["mem_total_kb","mem_swap_kb"]' ELSE m.unknown END)
		ELSE substr(h.unknown, 1, length(h.unknown) - 1) || ',' || substr((CASE WHEN m.cluster IS NULL THEN '["mem_total_kb","mem_swap_kb"]' ELSE m.unknown END), 2) END AS unknown,
	CASE WHEN m.extra IS NULL THEN h.extra WHEN h.extra IS NULL THEN m.extra
		ELSE substr(h.extra, 1, length(h.extra) - 1) || ',' || substr(m.extra, 2) END AS extra
FROM ceph_mon_history h
LEFT JOIN ceph_mon_metric m ON m.cluster = h.cluster AND m.name = h.name
WHERE h.until IS NULL;
CREATE VIEW ceph_osd AS SELECT h.cluster,
	h.id,
	h.host,
	h.status,
	h.is_in,
	h.device_class,
	h.crush_weight,
	h.reweight,
	h.total_space,
	m.bytes_used,
	m.percent_used,
	m.pgs,
	m.commit_latency_ms,
	m.apply_latency_ms,
	h.ceph_version_short,
	h.ceph_version,
	h.ceph_release,
	h.name,
	h.osdtype,
	h.blfsdev,
	h.dbdev,
	h.waldev,
	h.osd_objectstore,
	h.osd_data,
	h.devices,
	h.device_ids,
	h.device_paths,
	h.front_addr,
	h.back_addr,
	m.mem_total_kb,
	m.mem_swap_kb,
	h.encrypted,
	h.hb_front_addr,
	h.hb_back_addr,
	m.mem_usage,
	m.pid,
	h.device_details,
	h.fsid,
	CASE WHEN (CASE WHEN m.cluster IS NULL THEN '["bytes_used","percent_used","pgs","commit_latency_ms","apply_latency_ms","mem_total_kb","mem_swap_kb","mem_usage","pid"]' ELSE m.unknown END) IS NULL THEN h.unknown WHEN h.unknown IS NULL THEN (CASE WHEN m.cluster IS NULL THEN '["bytes_used","percent_used","pgs","commit_latency_ms","apply_latency_ms","mem_total_kb","mem_swap_kb","mem_usage","pid"]' ELSE m.unknown END)
		ELSE substr(h.unknown, 1, length(h.unknown) - 1) || ',' || substr((CASE WHEN m.cluster IS NULL THEN '["bytes_used","percent_used","pgs","commit_latency_ms","apply_latency_ms","mem_total_kb","mem_swap_kb","mem_usage","pid"]' ELSE m.unknown END), 2) END AS unknown,
	CASE WHEN m.extra IS NULL THEN h.extra WHEN h.extra IS NULL THEN m.extra
		ELSE substr(h.extra, 1, length(h.extra) - 1) || ',' || substr(m.extra, 2) END AS extra
FROM ceph_osd_history h
LEFT JOIN ceph_osd_metric m ON m.cluster = h.cluster AND m.id = h.id
WHERE h.until IS NULL;
CREATE VIEW ceph_pool AS SELECT h.cluster,
	h.pool,
	h.pool_name,
	h.type,
	h.size,
	h.min_size,
	h.pg_num,
	h.crush_rule_name,
	m.bytes_used,
	m.percent_used,
	h.crush_rule,
	h.pg_autoscale_mode,
	h.pg_num_min,
	h.pg_num_final,
	h.target_size,
	h.target_size_ratio,
	h.application_metadata,
	m.autoscale_status,
	h.fsid,
	CASE WHEN (CASE WHEN m.cluster IS NULL THEN '["bytes_used","percent_used","autoscale_status"]' ELSE m.unknown END) IS NULL THEN h.unknown WHEN h.unknown IS NULL THEN (CASE WHEN m.cluster IS NULL THEN '["bytes_used","percent_used","autoscale_status"]' ELSE m.unknown END)
		ELSE substr(h.unknown, 1, length(h.unknown) - 1) || ',' || substr((CASE WHEN m.cluster IS NULL THEN '["bytes_used","percent_used","autoscale_status"]' ELSE m.unknown END), 2) END AS unknown,
	CASE WHEN m.extra IS NULL THEN h.extra WHEN h.extra IS NULL THEN m.extra
		ELSE substr(h.extra, 1, length(h.extra) - 1) || ',' || substr(m.extra, 2) END AS extra
FROM ceph_pool_history h
LEFT JOIN ceph_pool_metric m ON m.cluster = h.cluster AND m.pool = h.pool
WHERE h.until IS NULL;
CREATE VIEW ceph_rule AS SELECT cluster,
	name,
	fsid,
	h.unknown AS unknown,
	h.extra AS extra
FROM ceph_rule_history h
WHERE h.until IS NULL;
CREATE VIEW cluster_log AS SELECT cluster,
	node,
	time,
	uid,
	user,
	tag,
	pri,
	msg,
	pid,
	h.unknown AS unknown,
	h.extra AS extra
FROM cluster_log_history h
WHERE h.until IS NULL;
CREATE VIEW task AS SELECT cluster,
	upid,
	node,
	type,
	id,
	user,
	tokenid,
	starttime,
	endtime,
	status,
	vmid,
	h.unknown AS unknown,
	h.extra AS extra
FROM task_history h
WHERE h.until IS NULL;
CREATE VIEW outcome AS SELECT v.cluster, v.read, v.target, nullif(v.entity, '') AS entity,
	v.outcome, v.reason, v.path, v.expected, v.since
FROM outcome_history v WHERE v.until IS NULL
AND NOT ((v.target <> '' OR v.entity <> '') AND EXISTS (SELECT 1 FROM outcome_history w
	WHERE w.cluster = v.cluster AND w.read = v.read AND w.target = ''
	AND w.entity = '' AND w.outcome = 'skipped' AND w.until IS NULL));
CREATE VIEW leftover AS SELECT v.cluster, v.read, v.target, v.path, v.json
FROM leftover_history v WHERE v.until IS NULL;
CREATE VIEW shape AS SELECT v.cluster, v.read, f.key AS field, f.value AS kinds
FROM shape_history v, json_each(v.fields) f WHERE v.until IS NULL
AND EXISTS (SELECT 1 FROM outcome o WHERE o.cluster = v.cluster AND o.read = v.read
	AND o.outcome = 'ok');
