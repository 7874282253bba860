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
	id TEXT NOT NULL CHECK (typeof(id) = 'text'),
	name TEXT CHECK (typeof(name) IN ('text', 'null')),
	version TEXT CHECK (typeof(version) IN ('text', 'null')),
	quorate INTEGER CHECK (typeof(quorate) IN ('integer', 'null')),
	nodes_total INTEGER CHECK (typeof(nodes_total) IN ('integer', 'null')),
	pve_release TEXT CHECK (typeof(pve_release) IN ('text', 'null')),
	repoid TEXT CHECK (typeof(repoid) IN ('text', 'null')),
	description TEXT CHECK (typeof(description) IN ('text', 'null')),
	location_name TEXT CHECK (typeof(location_name) IN ('text', 'null')),
	latitude REAL CHECK (typeof(latitude) IN ('real', 'null')),
	longitude REAL CHECK (typeof(longitude) IN ('real', 'null')),
	console TEXT CHECK (typeof(console) IN ('text', 'null')),
	keyboard TEXT CHECK (typeof(keyboard) IN ('text', 'null')),
	language TEXT CHECK (typeof(language) IN ('text', 'null')),
	email_from TEXT CHECK (typeof(email_from) IN ('text', 'null')),
	http_proxy TEXT CHECK (typeof(http_proxy) IN ('text', 'null')),
	mac_prefix TEXT CHECK (typeof(mac_prefix) IN ('text', 'null')),
	max_workers INTEGER CHECK (typeof(max_workers) IN ('integer', 'null')),
	consent_text TEXT CHECK (typeof(consent_text) IN ('text', 'null')),
	fencing TEXT CHECK (typeof(fencing) IN ('text', 'null')),
	ha_shutdown_policy TEXT CHECK (typeof(ha_shutdown_policy) IN ('text', 'null')),
	migration_type TEXT CHECK (typeof(migration_type) IN ('text', 'null')),
	migration_network TEXT CHECK (typeof(migration_network) IN ('text', 'null')),
	migration_unsecure INTEGER CHECK (typeof(migration_unsecure) IN ('integer', 'null')),
	replication_type TEXT CHECK (typeof(replication_type) IN ('text', 'null')),
	replication_network TEXT CHECK (typeof(replication_network) IN ('text', 'null')),
	bwlimit_default INTEGER CHECK (typeof(bwlimit_default) IN ('integer', 'null')),
	bwlimit_clone INTEGER CHECK (typeof(bwlimit_clone) IN ('integer', 'null')),
	bwlimit_migration INTEGER CHECK (typeof(bwlimit_migration) IN ('integer', 'null')),
	bwlimit_move INTEGER CHECK (typeof(bwlimit_move) IN ('integer', 'null')),
	bwlimit_restore INTEGER CHECK (typeof(bwlimit_restore) IN ('integer', 'null')),
	next_id_lower INTEGER CHECK (typeof(next_id_lower) IN ('integer', 'null')),
	next_id_upper INTEGER CHECK (typeof(next_id_upper) IN ('integer', 'null')),
	crs_ha TEXT CHECK (typeof(crs_ha) IN ('text', 'null')),
	crs_ha_rebalance_on_start INTEGER CHECK (typeof(crs_ha_rebalance_on_start) IN ('integer', 'null')),
	crs_ha_auto_rebalance INTEGER CHECK (typeof(crs_ha_auto_rebalance) IN ('integer', 'null')),
	crs_ha_auto_rebalance_method TEXT CHECK (typeof(crs_ha_auto_rebalance_method) IN ('text', 'null')),
	crs_ha_auto_rebalance_threshold REAL CHECK (typeof(crs_ha_auto_rebalance_threshold) IN ('real', 'null')),
	crs_ha_auto_rebalance_margin REAL CHECK (typeof(crs_ha_auto_rebalance_margin) IN ('real', 'null')),
	crs_ha_auto_rebalance_hold_duration REAL CHECK (typeof(crs_ha_auto_rebalance_hold_duration) IN ('real', 'null')),
	registered_tags TEXT CHECK (typeof(registered_tags) IN ('text', 'null')),
	user_tag_access TEXT CHECK (typeof(user_tag_access) IN ('text', 'null')),
	user_tag_access_list TEXT CHECK (typeof(user_tag_access_list) IN ('text', 'null')),
	tag_style_shape TEXT CHECK (typeof(tag_style_shape) IN ('text', 'null')),
	tag_style_ordering TEXT CHECK (typeof(tag_style_ordering) IN ('text', 'null')),
	tag_style_case_sensitive INTEGER CHECK (typeof(tag_style_case_sensitive) IN ('integer', 'null')),
	tag_style_color_map TEXT CHECK (typeof(tag_style_color_map) IN ('text', 'null')),
	notify_package_updates TEXT CHECK (typeof(notify_package_updates) IN ('text', 'null')),
	notify_target_package_updates TEXT CHECK (typeof(notify_target_package_updates) IN ('text', 'null')),
	notify_fencing TEXT CHECK (typeof(notify_fencing) IN ('text', 'null')),
	notify_target_fencing TEXT CHECK (typeof(notify_target_fencing) IN ('text', 'null')),
	notify_replication TEXT CHECK (typeof(notify_replication) IN ('text', 'null')),
	notify_target_replication TEXT CHECK (typeof(notify_target_replication) IN ('text', 'null')),
	u2f_appid TEXT CHECK (typeof(u2f_appid) IN ('text', 'null')),
	u2f_origin TEXT CHECK (typeof(u2f_origin) IN ('text', 'null')),
	webauthn_id TEXT CHECK (typeof(webauthn_id) IN ('text', 'null')),
	webauthn_origin TEXT CHECK (typeof(webauthn_origin) IN ('text', 'null')),
	webauthn_rp TEXT CHECK (typeof(webauthn_rp) IN ('text', 'null')),
	webauthn_allow_subdomains INTEGER CHECK (typeof(webauthn_allow_subdomains) IN ('integer', 'null')),
	totem_cluster_name TEXT CHECK (typeof(totem_cluster_name) IN ('text', 'null')),
	totem_config_version INTEGER CHECK (typeof(totem_config_version) IN ('integer', 'null')),
	totem_version INTEGER CHECK (typeof(totem_version) IN ('integer', 'null')),
	totem_secauth TEXT CHECK (typeof(totem_secauth) IN ('text', 'null')),
	totem_crypto_cipher TEXT CHECK (typeof(totem_crypto_cipher) IN ('text', 'null')),
	totem_crypto_hash TEXT CHECK (typeof(totem_crypto_hash) IN ('text', 'null')),
	totem_transport TEXT CHECK (typeof(totem_transport) IN ('text', 'null')),
	totem_ip_version TEXT CHECK (typeof(totem_ip_version) IN ('text', 'null')),
	totem_link_mode TEXT CHECK (typeof(totem_link_mode) IN ('text', 'null')),
	totem_interface TEXT CHECK (typeof(totem_interface) IN ('text', 'null')),
	totem_token INTEGER CHECK (typeof(totem_token) IN ('integer', 'null')),
	totem_token_coefficient INTEGER CHECK (typeof(totem_token_coefficient) IN ('integer', 'null')),
	totem_token_retransmits_before_loss_const INTEGER CHECK (typeof(totem_token_retransmits_before_loss_const) IN ('integer', 'null')),
	totem_join INTEGER CHECK (typeof(totem_join) IN ('integer', 'null')),
	totem_consensus INTEGER CHECK (typeof(totem_consensus) IN ('integer', 'null')),
	totem_fail_recv_const INTEGER CHECK (typeof(totem_fail_recv_const) IN ('integer', 'null')),
	totem_netmtu INTEGER CHECK (typeof(totem_netmtu) IN ('integer', 'null')),
	qdevice_state TEXT CHECK (typeof(qdevice_state) IN ('text', 'null')),
	qdevice_model TEXT CHECK (typeof(qdevice_model) IN ('text', 'null')),
	qdevice_host TEXT CHECK (typeof(qdevice_host) IN ('text', 'null')),
	qdevice_algorithm TEXT CHECK (typeof(qdevice_algorithm) IN ('text', 'null')),
	qdevice_tie_breaker TEXT CHECK (typeof(qdevice_tie_breaker) IN ('text', 'null')),
	qdevice_echo_reply TEXT CHECK (typeof(qdevice_echo_reply) IN ('text', 'null')),
	extra TEXT
);
CREATE INDEX cluster_since ON cluster_history (since);
CREATE INDEX cluster_until ON cluster_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX cluster_open ON cluster_history (cluster, id) WHERE until IS NULL;
CREATE INDEX cluster_key ON cluster_history (cluster, id) WHERE until IS NOT NULL;
CREATE TABLE cluster_metric (
	cluster TEXT NOT NULL,
	unknown TEXT,
	id TEXT NOT NULL CHECK (typeof(id) = 'text'),
	qdevice_last_poll_call TEXT CHECK (typeof(qdevice_last_poll_call) IN ('text', 'null')),
	extra TEXT,
	PRIMARY KEY (cluster, id)
) WITHOUT ROWID;
CREATE TABLE corosync_node_history (
	cluster TEXT NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	unknown TEXT,
	node TEXT NOT NULL CHECK (typeof(node) = 'text'),
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
	node TEXT NOT NULL CHECK (typeof(node) = 'text'),
	link INTEGER NOT NULL CHECK (typeof(link) = 'integer'),
	address TEXT CHECK (typeof(address) IN ('text', 'null')),
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
	node TEXT NOT NULL CHECK (typeof(node) = 'text'),
	status TEXT CHECK (typeof(status) IN ('text', 'null')),
	ip TEXT CHECK (typeof(ip) IN ('text', 'null')),
	cpus INTEGER CHECK (typeof(cpus) IN ('integer', 'null')),
	maxmem INTEGER CHECK (typeof(maxmem) IN ('integer', 'null')),
	version TEXT CHECK (typeof(version) IN ('text', 'null')),
	hostname TEXT CHECK (typeof(hostname) IN ('text', 'null')),
	nodeid INTEGER CHECK (typeof(nodeid) IN ('integer', 'null')),
	level TEXT CHECK (typeof(level) IN ('text', 'null')),
	ha_state TEXT CHECK (typeof(ha_state) IN ('text', 'null')),
	ssl_fingerprint TEXT CHECK (typeof(ssl_fingerprint) IN ('text', 'null')),
	swap_total INTEGER CHECK (typeof(swap_total) IN ('integer', 'null')),
	cpu_model TEXT CHECK (typeof(cpu_model) IN ('text', 'null')),
	cpu_vendor TEXT CHECK (typeof(cpu_vendor) IN ('text', 'null')),
	cpu_family TEXT CHECK (typeof(cpu_family) IN ('text', 'null')),
	cpu_sockets INTEGER CHECK (typeof(cpu_sockets) IN ('integer', 'null')),
	cpu_cores INTEGER CHECK (typeof(cpu_cores) IN ('integer', 'null')),
	cpu_flags TEXT CHECK (typeof(cpu_flags) IN ('text', 'null')),
	cpu_hvm INTEGER CHECK (typeof(cpu_hvm) IN ('integer', 'null')),
	cpu_user_hz INTEGER CHECK (typeof(cpu_user_hz) IN ('integer', 'null')),
	cgroup_mode INTEGER CHECK (typeof(cgroup_mode) IN ('integer', 'null')),
	host_arch TEXT CHECK (typeof(host_arch) IN ('text', 'null')),
	kversion TEXT CHECK (typeof(kversion) IN ('text', 'null')),
	kernel_release TEXT CHECK (typeof(kernel_release) IN ('text', 'null')),
	kernel_version TEXT CHECK (typeof(kernel_version) IN ('text', 'null')),
	kernel_sysname TEXT CHECK (typeof(kernel_sysname) IN ('text', 'null')),
	kernel_machine TEXT CHECK (typeof(kernel_machine) IN ('text', 'null')),
	boot_mode TEXT CHECK (typeof(boot_mode) IN ('text', 'null')),
	secureboot INTEGER CHECK (typeof(secureboot) IN ('integer', 'null')),
	pveversion TEXT CHECK (typeof(pveversion) IN ('text', 'null')),
	pve_release TEXT CHECK (typeof(pve_release) IN ('text', 'null')),
	repoid TEXT CHECK (typeof(repoid) IN ('text', 'null')),
	description TEXT CHECK (typeof(description) IN ('text', 'null')),
	location_name TEXT CHECK (typeof(location_name) IN ('text', 'null')),
	latitude REAL CHECK (typeof(latitude) IN ('real', 'null')),
	longitude REAL CHECK (typeof(longitude) IN ('real', 'null')),
	startall_onboot_delay INTEGER CHECK (typeof(startall_onboot_delay) IN ('integer', 'null')),
	ballooning_target INTEGER CHECK (typeof(ballooning_target) IN ('integer', 'null')),
	wakeonlan_mac TEXT CHECK (typeof(wakeonlan_mac) IN ('text', 'null')),
	wakeonlan_bind_interface TEXT CHECK (typeof(wakeonlan_bind_interface) IN ('text', 'null')),
	wakeonlan_broadcast_address TEXT CHECK (typeof(wakeonlan_broadcast_address) IN ('text', 'null')),
	acme_account TEXT CHECK (typeof(acme_account) IN ('text', 'null')),
	acme_domains TEXT CHECK (typeof(acme_domains) IN ('text', 'null')),
	dns_search TEXT CHECK (typeof(dns_search) IN ('text', 'null')),
	dns1 TEXT CHECK (typeof(dns1) IN ('text', 'null')),
	dns2 TEXT CHECK (typeof(dns2) IN ('text', 'null')),
	dns3 TEXT CHECK (typeof(dns3) IN ('text', 'null')),
	timezone TEXT CHECK (typeof(timezone) IN ('text', 'null')),
	hosts TEXT CHECK (typeof(hosts) IN ('text', 'null')),
	subscription_status TEXT CHECK (typeof(subscription_status) IN ('text', 'null')),
	subscription_key TEXT CHECK (typeof(subscription_key) IN ('text', 'null')),
	subscription_product TEXT CHECK (typeof(subscription_product) IN ('text', 'null')),
	subscription_sockets INTEGER CHECK (typeof(subscription_sockets) IN ('integer', 'null')),
	subscription_registered TEXT CHECK (typeof(subscription_registered) IN ('text', 'null')),
	subscription_due TEXT CHECK (typeof(subscription_due) IN ('text', 'null')),
	serverid TEXT CHECK (typeof(serverid) IN ('text', 'null')),
	repository_errors TEXT CHECK (typeof(repository_errors) IN ('text', 'null')),
	extra TEXT
);
CREATE INDEX node_since ON node_history (since);
CREATE INDEX node_until ON node_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX node_open ON node_history (cluster, node) WHERE until IS NULL;
CREATE INDEX node_key ON node_history (cluster, node) WHERE until IS NOT NULL;
CREATE TABLE node_metric (
	cluster TEXT NOT NULL,
	unknown TEXT,
	node TEXT NOT NULL CHECK (typeof(node) = 'text'),
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
	loadavg TEXT CHECK (typeof(loadavg) IN ('text', 'null')),
	wait REAL CHECK (typeof(wait) IN ('real', 'null')),
	idle REAL CHECK (typeof(idle) IN ('real', 'null')),
	cpu_mhz REAL CHECK (typeof(cpu_mhz) IN ('real', 'null')),
	subscription_checked TEXT CHECK (typeof(subscription_checked) IN ('text', 'null')),
	extra TEXT,
	PRIMARY KEY (cluster, node)
) WITHOUT ROWID;
CREATE TABLE certificate_history (
	cluster TEXT NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	unknown TEXT,
	node TEXT NOT NULL CHECK (typeof(node) = 'text'),
	filename TEXT NOT NULL CHECK (typeof(filename) = 'text'),
	subject TEXT CHECK (typeof(subject) IN ('text', 'null')),
	notafter INTEGER CHECK (typeof(notafter) IN ('integer', 'null')),
	notbefore INTEGER CHECK (typeof(notbefore) IN ('integer', 'null')),
	issuer TEXT CHECK (typeof(issuer) IN ('text', 'null')),
	san TEXT CHECK (typeof(san) IN ('text', 'null')),
	public_key_type TEXT CHECK (typeof(public_key_type) IN ('text', 'null')),
	public_key_bits INTEGER CHECK (typeof(public_key_bits) IN ('integer', 'null')),
	fingerprint TEXT CHECK (typeof(fingerprint) IN ('text', 'null')),
	pem TEXT CHECK (typeof(pem) IN ('text', 'null')),
	extra TEXT
);
CREATE INDEX certificate_since ON certificate_history (since);
CREATE INDEX certificate_until ON certificate_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX certificate_open ON certificate_history (cluster, node, filename) WHERE until IS NULL;
CREATE INDEX certificate_key ON certificate_history (cluster, node, filename) WHERE until IS NOT NULL;
CREATE TABLE certificate_metric (
	cluster TEXT NOT NULL,
	unknown TEXT,
	node TEXT NOT NULL CHECK (typeof(node) = 'text'),
	filename TEXT NOT NULL CHECK (typeof(filename) = 'text'),
	days_left INTEGER CHECK (typeof(days_left) IN ('integer', 'null')),
	extra TEXT,
	PRIMARY KEY (cluster, node, filename)
) WITHOUT ROWID;
CREATE TABLE directory_history (
	cluster TEXT NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	unknown TEXT,
	node TEXT NOT NULL CHECK (typeof(node) = 'text'),
	path TEXT NOT NULL CHECK (typeof(path) = 'text'),
	device TEXT CHECK (typeof(device) IN ('text', 'null')),
	type TEXT CHECK (typeof(type) IN ('text', 'null')),
	options TEXT CHECK (typeof(options) IN ('text', 'null')),
	unitfile TEXT CHECK (typeof(unitfile) IN ('text', 'null')),
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
	node TEXT NOT NULL CHECK (typeof(node) = 'text'),
	vg TEXT NOT NULL CHECK (typeof(vg) = 'text'),
	lv TEXT NOT NULL CHECK (typeof(lv) = 'text'),
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
	node TEXT NOT NULL CHECK (typeof(node) = 'text'),
	vg TEXT NOT NULL CHECK (typeof(vg) = 'text'),
	lv TEXT NOT NULL CHECK (typeof(lv) = 'text'),
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
	node TEXT NOT NULL CHECK (typeof(node) = 'text'),
	vg TEXT NOT NULL CHECK (typeof(vg) = 'text'),
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
	node TEXT NOT NULL CHECK (typeof(node) = 'text'),
	vg TEXT NOT NULL CHECK (typeof(vg) = 'text'),
	free INTEGER CHECK (typeof(free) IN ('integer', 'null')),
	extra TEXT,
	PRIMARY KEY (cluster, node, vg)
) WITHOUT ROWID;
CREATE TABLE lvm_pv_history (
	cluster TEXT NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	unknown TEXT,
	node TEXT NOT NULL CHECK (typeof(node) = 'text'),
	vg TEXT NOT NULL CHECK (typeof(vg) = 'text'),
	device TEXT NOT NULL CHECK (typeof(device) = 'text'),
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
	node TEXT NOT NULL CHECK (typeof(node) = 'text'),
	vg TEXT NOT NULL CHECK (typeof(vg) = 'text'),
	device TEXT NOT NULL CHECK (typeof(device) = 'text'),
	free INTEGER CHECK (typeof(free) IN ('integer', 'null')),
	extra TEXT,
	PRIMARY KEY (cluster, node, vg, device)
) WITHOUT ROWID;
CREATE TABLE node_acme_domain_history (
	cluster TEXT NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	unknown TEXT,
	node TEXT NOT NULL CHECK (typeof(node) = 'text'),
	slot TEXT NOT NULL CHECK (typeof(slot) = 'text'),
	domain TEXT CHECK (typeof(domain) IN ('text', 'null')),
	domain_alias TEXT CHECK (typeof(domain_alias) IN ('text', 'null')),
	plugin TEXT CHECK (typeof(plugin) IN ('text', 'null')),
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
	node TEXT NOT NULL CHECK (typeof(node) = 'text'),
	devpath TEXT NOT NULL CHECK (typeof(devpath) = 'text'),
	type TEXT CHECK (typeof(type) IN ('text', 'null')),
	size INTEGER CHECK (typeof(size) IN ('integer', 'null')),
	used TEXT CHECK (typeof(used) IN ('text', 'null')),
	model TEXT CHECK (typeof(model) IN ('text', 'null')),
	serial TEXT CHECK (typeof(serial) IN ('text', 'null')),
	health TEXT CHECK (typeof(health) IN ('text', 'null')),
	wearout INTEGER CHECK (typeof(wearout) IN ('integer', 'null')),
	vendor TEXT CHECK (typeof(vendor) IN ('text', 'null')),
	wwn TEXT CHECK (typeof(wwn) IN ('text', 'null')),
	rpm INTEGER CHECK (typeof(rpm) IN ('integer', 'null')),
	gpt INTEGER CHECK (typeof(gpt) IN ('integer', 'null')),
	mounted INTEGER CHECK (typeof(mounted) IN ('integer', 'null')),
	by_id_link TEXT CHECK (typeof(by_id_link) IN ('text', 'null')),
	parent TEXT CHECK (typeof(parent) IN ('text', 'null')),
	osdid INTEGER CHECK (typeof(osdid) IN ('integer', 'null')),
	osdid_list TEXT CHECK (typeof(osdid_list) IN ('text', 'null')),
	bluestore INTEGER CHECK (typeof(bluestore) IN ('integer', 'null')),
	osdencrypted INTEGER CHECK (typeof(osdencrypted) IN ('integer', 'null')),
	journals INTEGER CHECK (typeof(journals) IN ('integer', 'null')),
	db INTEGER CHECK (typeof(db) IN ('integer', 'null')),
	wal INTEGER CHECK (typeof(wal) IN ('integer', 'null')),
	smart_type TEXT CHECK (typeof(smart_type) IN ('text', 'null')),
	extra TEXT
);
CREATE INDEX node_disk_since ON node_disk_history (since);
CREATE INDEX node_disk_until ON node_disk_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX node_disk_open ON node_disk_history (cluster, node, devpath) WHERE until IS NULL;
CREATE INDEX node_disk_key ON node_disk_history (cluster, node, devpath) WHERE until IS NOT NULL;
CREATE TABLE node_disk_metric (
	cluster TEXT NOT NULL,
	unknown TEXT,
	node TEXT NOT NULL CHECK (typeof(node) = 'text'),
	devpath TEXT NOT NULL CHECK (typeof(devpath) = 'text'),
	smart_attributes TEXT CHECK (typeof(smart_attributes) IN ('text', 'null')),
	smart_text TEXT CHECK (typeof(smart_text) IN ('text', 'null')),
	extra TEXT,
	PRIMARY KEY (cluster, node, devpath)
) WITHOUT ROWID;
CREATE TABLE node_interface_history (
	cluster TEXT NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	unknown TEXT,
	node TEXT NOT NULL CHECK (typeof(node) = 'text'),
	iface TEXT NOT NULL CHECK (typeof(iface) = 'text'),
	type TEXT CHECK (typeof(type) IN ('text', 'null')),
	cidr TEXT CHECK (typeof(cidr) IN ('text', 'null')),
	gateway TEXT CHECK (typeof(gateway) IN ('text', 'null')),
	active INTEGER CHECK (typeof(active) IN ('integer', 'null')),
	autostart INTEGER CHECK (typeof(autostart) IN ('integer', 'null')),
	comments TEXT CHECK (typeof(comments) IN ('text', 'null')),
	method TEXT CHECK (typeof(method) IN ('text', 'null')),
	method6 TEXT CHECK (typeof(method6) IN ('text', 'null')),
	cidr6 TEXT CHECK (typeof(cidr6) IN ('text', 'null')),
	gateway6 TEXT CHECK (typeof(gateway6) IN ('text', 'null')),
	address TEXT CHECK (typeof(address) IN ('text', 'null')),
	netmask TEXT CHECK (typeof(netmask) IN ('text', 'null')),
	address6 TEXT CHECK (typeof(address6) IN ('text', 'null')),
	netmask6 TEXT CHECK (typeof(netmask6) IN ('text', 'null')),
	mtu INTEGER CHECK (typeof(mtu) IN ('integer', 'null')),
	present INTEGER CHECK (typeof(present) IN ('integer', 'null')),
	families TEXT CHECK (typeof(families) IN ('text', 'null')),
	altnames TEXT CHECK (typeof(altnames) IN ('text', 'null')),
	link_type TEXT CHECK (typeof(link_type) IN ('text', 'null')),
	comments6 TEXT CHECK (typeof(comments6) IN ('text', 'null')),
	options TEXT CHECK (typeof(options) IN ('text', 'null')),
	options6 TEXT CHECK (typeof(options6) IN ('text', 'null')),
	bridge_ports TEXT CHECK (typeof(bridge_ports) IN ('text', 'null')),
	bridge_vlan_aware INTEGER CHECK (typeof(bridge_vlan_aware) IN ('integer', 'null')),
	bridge_vids TEXT CHECK (typeof(bridge_vids) IN ('text', 'null')),
	bridge_stp TEXT CHECK (typeof(bridge_stp) IN ('text', 'null')),
	bridge_fd TEXT CHECK (typeof(bridge_fd) IN ('text', 'null')),
	bridge_access INTEGER CHECK (typeof(bridge_access) IN ('integer', 'null')),
	bridge_learning INTEGER CHECK (typeof(bridge_learning) IN ('integer', 'null')),
	bridge_arp_nd_suppress INTEGER CHECK (typeof(bridge_arp_nd_suppress) IN ('integer', 'null')),
	bridge_multicast_flood INTEGER CHECK (typeof(bridge_multicast_flood) IN ('integer', 'null')),
	bridge_unicast_flood INTEGER CHECK (typeof(bridge_unicast_flood) IN ('integer', 'null')),
	slaves TEXT CHECK (typeof(slaves) IN ('text', 'null')),
	bond_mode TEXT CHECK (typeof(bond_mode) IN ('text', 'null')),
	bond_primary TEXT CHECK (typeof(bond_primary) IN ('text', 'null')),
	bond_xmit_hash_policy TEXT CHECK (typeof(bond_xmit_hash_policy) IN ('text', 'null')),
	bond_miimon INTEGER CHECK (typeof(bond_miimon) IN ('integer', 'null')),
	vlan_id INTEGER CHECK (typeof(vlan_id) IN ('integer', 'null')),
	vlan_raw_device TEXT CHECK (typeof(vlan_raw_device) IN ('text', 'null')),
	vlan_protocol TEXT CHECK (typeof(vlan_protocol) IN ('text', 'null')),
	vxlan_id INTEGER CHECK (typeof(vxlan_id) IN ('integer', 'null')),
	vxlan_local_tunnelip TEXT CHECK (typeof(vxlan_local_tunnelip) IN ('text', 'null')),
	vxlan_physdev TEXT CHECK (typeof(vxlan_physdev) IN ('text', 'null')),
	vxlan_svcnodeip TEXT CHECK (typeof(vxlan_svcnodeip) IN ('text', 'null')),
	uplink_id TEXT CHECK (typeof(uplink_id) IN ('text', 'null')),
	ovs_bridge TEXT CHECK (typeof(ovs_bridge) IN ('text', 'null')),
	ovs_ports TEXT CHECK (typeof(ovs_ports) IN ('text', 'null')),
	ovs_bonds TEXT CHECK (typeof(ovs_bonds) IN ('text', 'null')),
	ovs_tag INTEGER CHECK (typeof(ovs_tag) IN ('integer', 'null')),
	ovs_mtu INTEGER CHECK (typeof(ovs_mtu) IN ('integer', 'null')),
	ovs_options TEXT CHECK (typeof(ovs_options) IN ('text', 'null')),
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
	node TEXT NOT NULL CHECK (typeof(node) = 'text'),
	package TEXT NOT NULL CHECK (typeof(package) = 'text'),
	version TEXT CHECK (typeof(version) IN ('text', 'null')),
	candidate TEXT CHECK (typeof(candidate) IN ('text', 'null')),
	current_state TEXT CHECK (typeof(current_state) IN ('text', 'null')),
	running_kernel TEXT CHECK (typeof(running_kernel) IN ('text', 'null')),
	manager_version TEXT CHECK (typeof(manager_version) IN ('text', 'null')),
	origin TEXT CHECK (typeof(origin) IN ('text', 'null')),
	arch TEXT CHECK (typeof(arch) IN ('text', 'null')),
	section TEXT CHECK (typeof(section) IN ('text', 'null')),
	priority TEXT CHECK (typeof(priority) IN ('text', 'null')),
	title TEXT CHECK (typeof(title) IN ('text', 'null')),
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
	node TEXT NOT NULL CHECK (typeof(node) = 'text'),
	path TEXT NOT NULL CHECK (typeof(path) = 'text'),
	repository TEXT NOT NULL CHECK (typeof(repository) = 'text'),
	enabled INTEGER CHECK (typeof(enabled) IN ('integer', 'null')),
	types TEXT CHECK (typeof(types) IN ('text', 'null')),
	uris TEXT CHECK (typeof(uris) IN ('text', 'null')),
	suites TEXT CHECK (typeof(suites) IN ('text', 'null')),
	components TEXT CHECK (typeof(components) IN ('text', 'null')),
	options TEXT CHECK (typeof(options) IN ('text', 'null')),
	comment TEXT CHECK (typeof(comment) IN ('text', 'null')),
	file_type TEXT CHECK (typeof(file_type) IN ('text', 'null')),
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
	node TEXT NOT NULL CHECK (typeof(node) = 'text'),
	service TEXT NOT NULL CHECK (typeof(service) = 'text'),
	state TEXT CHECK (typeof(state) IN ('text', 'null')),
	active_state TEXT CHECK (typeof(active_state) IN ('text', 'null')),
	unit_state TEXT CHECK (typeof(unit_state) IN ('text', 'null')),
	name TEXT CHECK (typeof(name) IN ('text', 'null')),
	description TEXT CHECK (typeof(description) IN ('text', 'null')),
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
	node TEXT NOT NULL CHECK (typeof(node) = 'text'),
	package TEXT NOT NULL CHECK (typeof(package) = 'text'),
	old_version TEXT CHECK (typeof(old_version) IN ('text', 'null')),
	version TEXT CHECK (typeof(version) IN ('text', 'null')),
	origin TEXT CHECK (typeof(origin) IN ('text', 'null')),
	title TEXT CHECK (typeof(title) IN ('text', 'null')),
	section TEXT CHECK (typeof(section) IN ('text', 'null')),
	priority TEXT CHECK (typeof(priority) IN ('text', 'null')),
	arch TEXT CHECK (typeof(arch) IN ('text', 'null')),
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
	node TEXT NOT NULL CHECK (typeof(node) = 'text'),
	id TEXT NOT NULL CHECK (typeof(id) = 'text'),
	class_code TEXT CHECK (typeof(class_code) IN ('text', 'null')),
	vendor_name TEXT CHECK (typeof(vendor_name) IN ('text', 'null')),
	device_name TEXT CHECK (typeof(device_name) IN ('text', 'null')),
	iommugroup INTEGER CHECK (typeof(iommugroup) IN ('integer', 'null')),
	mdev INTEGER CHECK (typeof(mdev) IN ('integer', 'null')),
	vendor TEXT CHECK (typeof(vendor) IN ('text', 'null')),
	device TEXT CHECK (typeof(device) IN ('text', 'null')),
	subsystem_vendor TEXT CHECK (typeof(subsystem_vendor) IN ('text', 'null')),
	subsystem_device TEXT CHECK (typeof(subsystem_device) IN ('text', 'null')),
	subsystem_vendor_name TEXT CHECK (typeof(subsystem_vendor_name) IN ('text', 'null')),
	subsystem_device_name TEXT CHECK (typeof(subsystem_device_name) IN ('text', 'null')),
	nvidia INTEGER CHECK (typeof(nvidia) IN ('integer', 'null')),
	physfn TEXT CHECK (typeof(physfn) IN ('text', 'null')),
	virtfns TEXT CHECK (typeof(virtfns) IN ('text', 'null')),
	mdev_types TEXT CHECK (typeof(mdev_types) IN ('text', 'null')),
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
	node TEXT NOT NULL CHECK (typeof(node) = 'text'),
	usbpath TEXT NOT NULL CHECK (typeof(usbpath) = 'text'),
	vendid TEXT CHECK (typeof(vendid) IN ('text', 'null')),
	prodid TEXT CHECK (typeof(prodid) IN ('text', 'null')),
	manufacturer TEXT CHECK (typeof(manufacturer) IN ('text', 'null')),
	product TEXT CHECK (typeof(product) IN ('text', 'null')),
	serial TEXT CHECK (typeof(serial) IN ('text', 'null')),
	speed TEXT CHECK (typeof(speed) IN ('text', 'null')),
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
	node TEXT NOT NULL CHECK (typeof(node) = 'text'),
	pool TEXT NOT NULL CHECK (typeof(pool) = 'text'),
	health TEXT CHECK (typeof(health) IN ('text', 'null')),
	size INTEGER CHECK (typeof(size) IN ('integer', 'null')),
	state TEXT CHECK (typeof(state) IN ('text', 'null')),
	status TEXT CHECK (typeof(status) IN ('text', 'null')),
	advice TEXT CHECK (typeof(advice) IN ('text', 'null')),
	errors TEXT CHECK (typeof(errors) IN ('text', 'null')),
	scan TEXT CHECK (typeof(scan) IN ('text', 'null')),
	extra TEXT
);
CREATE INDEX zfs_pool_since ON zfs_pool_history (since);
CREATE INDEX zfs_pool_until ON zfs_pool_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX zfs_pool_open ON zfs_pool_history (cluster, node, pool) WHERE until IS NULL;
CREATE INDEX zfs_pool_key ON zfs_pool_history (cluster, node, pool) WHERE until IS NOT NULL;
CREATE TABLE zfs_pool_metric (
	cluster TEXT NOT NULL,
	unknown TEXT,
	node TEXT NOT NULL CHECK (typeof(node) = 'text'),
	pool TEXT NOT NULL CHECK (typeof(pool) = 'text'),
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
	node TEXT NOT NULL CHECK (typeof(node) = 'text'),
	pool TEXT NOT NULL CHECK (typeof(pool) = 'text'),
	parent TEXT NOT NULL CHECK (typeof(parent) = 'text'),
	device TEXT NOT NULL CHECK (typeof(device) = 'text'),
	state TEXT CHECK (typeof(state) IN ('text', 'null')),
	msg TEXT CHECK (typeof(msg) IN ('text', 'null')),
	extra TEXT
);
CREATE INDEX zfs_device_since ON zfs_device_history (since);
CREATE INDEX zfs_device_until ON zfs_device_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX zfs_device_open ON zfs_device_history (cluster, node, pool, parent, device) WHERE until IS NULL;
CREATE INDEX zfs_device_key ON zfs_device_history (cluster, node, pool, parent, device) WHERE until IS NOT NULL;
CREATE TABLE zfs_device_metric (
	cluster TEXT NOT NULL,
	unknown TEXT,
	node TEXT NOT NULL CHECK (typeof(node) = 'text'),
	pool TEXT NOT NULL CHECK (typeof(pool) = 'text'),
	parent TEXT NOT NULL CHECK (typeof(parent) = 'text'),
	device TEXT NOT NULL CHECK (typeof(device) = 'text'),
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
	storage TEXT NOT NULL CHECK (typeof(storage) = 'text'),
	type TEXT CHECK (typeof(type) IN ('text', 'null')),
	content TEXT CHECK (typeof(content) IN ('text', 'null')),
	shared INTEGER CHECK (typeof(shared) IN ('integer', 'null')),
	disable INTEGER CHECK (typeof(disable) IN ('integer', 'null')),
	nodes TEXT CHECK (typeof(nodes) IN ('text', 'null')),
	path TEXT CHECK (typeof(path) IN ('text', 'null')),
	server TEXT CHECK (typeof(server) IN ('text', 'null')),
	export TEXT CHECK (typeof(export) IN ('text', 'null')),
	share TEXT CHECK (typeof(share) IN ('text', 'null')),
	pool TEXT CHECK (typeof(pool) IN ('text', 'null')),
	datastore TEXT CHECK (typeof(datastore) IN ('text', 'null')),
	namespace TEXT CHECK (typeof(namespace) IN ('text', 'null')),
	vgname TEXT CHECK (typeof(vgname) IN ('text', 'null')),
	thinpool TEXT CHECK (typeof(thinpool) IN ('text', 'null')),
	portal TEXT CHECK (typeof(portal) IN ('text', 'null')),
	target TEXT CHECK (typeof(target) IN ('text', 'null')),
	port INTEGER CHECK (typeof(port) IN ('integer', 'null')),
	username TEXT CHECK (typeof(username) IN ('text', 'null')),
	domain TEXT CHECK (typeof(domain) IN ('text', 'null')),
	password TEXT CHECK (typeof(password) IN ('text', 'null')),
	keyring TEXT CHECK (typeof(keyring) IN ('text', 'null')),
	encryption_key TEXT CHECK (typeof(encryption_key) IN ('text', 'null')),
	master_pubkey TEXT CHECK (typeof(master_pubkey) IN ('text', 'null')),
	fingerprint TEXT CHECK (typeof(fingerprint) IN ('text', 'null')),
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
	format TEXT CHECK (typeof(format) IN ('text', 'null')),
	preallocation TEXT CHECK (typeof(preallocation) IN ('text', 'null')),
	is_mountpoint TEXT CHECK (typeof(is_mountpoint) IN ('text', 'null')),
	mkdir INTEGER CHECK (typeof(mkdir) IN ('integer', 'null')),
	create_base_path INTEGER CHECK (typeof(create_base_path) IN ('integer', 'null')),
	create_subdirs INTEGER CHECK (typeof(create_subdirs) IN ('integer', 'null')),
	content_dirs TEXT CHECK (typeof(content_dirs) IN ('text', 'null')),
	subdir TEXT CHECK (typeof(subdir) IN ('text', 'null')),
	options TEXT CHECK (typeof(options) IN ('text', 'null')),
	smbversion TEXT CHECK (typeof(smbversion) IN ('text', 'null')),
	snapshot_as_volume_chain INTEGER CHECK (typeof(snapshot_as_volume_chain) IN ('integer', 'null')),
	nocow INTEGER CHECK (typeof(nocow) IN ('integer', 'null')),
	saferemove INTEGER CHECK (typeof(saferemove) IN ('integer', 'null')),
	saferemove_throughput TEXT CHECK (typeof(saferemove_throughput) IN ('text', 'null')),
	saferemove_stepsize INTEGER CHECK (typeof(saferemove_stepsize) IN ('integer', 'null')),
	tagged_only INTEGER CHECK (typeof(tagged_only) IN ('integer', 'null')),
	base TEXT CHECK (typeof(base) IN ('text', 'null')),
	sparse INTEGER CHECK (typeof(sparse) IN ('integer', 'null')),
	blocksize TEXT CHECK (typeof(blocksize) IN ('text', 'null')),
	mountpoint TEXT CHECK (typeof(mountpoint) IN ('text', 'null')),
	zfs_base_path TEXT CHECK (typeof(zfs_base_path) IN ('text', 'null')),
	iscsiprovider TEXT CHECK (typeof(iscsiprovider) IN ('text', 'null')),
	comstar_hg TEXT CHECK (typeof(comstar_hg) IN ('text', 'null')),
	comstar_tg TEXT CHECK (typeof(comstar_tg) IN ('text', 'null')),
	lio_tpg TEXT CHECK (typeof(lio_tpg) IN ('text', 'null')),
	nowritecache INTEGER CHECK (typeof(nowritecache) IN ('integer', 'null')),
	monhost TEXT CHECK (typeof(monhost) IN ('text', 'null')),
	fs_name TEXT CHECK (typeof(fs_name) IN ('text', 'null')),
	fuse INTEGER CHECK (typeof(fuse) IN ('integer', 'null')),
	krbd INTEGER CHECK (typeof(krbd) IN ('integer', 'null')),
	data_pool TEXT CHECK (typeof(data_pool) IN ('text', 'null')),
	authsupported TEXT CHECK (typeof(authsupported) IN ('text', 'null')),
	volume TEXT CHECK (typeof(volume) IN ('text', 'null')),
	server2 TEXT CHECK (typeof(server2) IN ('text', 'null')),
	transport TEXT CHECK (typeof(transport) IN ('text', 'null')),
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
	node TEXT NOT NULL CHECK (typeof(node) = 'text'),
	storage TEXT NOT NULL CHECK (typeof(storage) = 'text'),
	type TEXT CHECK (typeof(type) IN ('text', 'null')),
	status TEXT CHECK (typeof(status) IN ('text', 'null')),
	shared INTEGER CHECK (typeof(shared) IN ('integer', 'null')),
	home TEXT CHECK (typeof(home) IN ('text', 'null')),
	extra TEXT
);
CREATE INDEX storage_status_since ON storage_status_history (since);
CREATE INDEX storage_status_until ON storage_status_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX storage_status_open ON storage_status_history (cluster, node, storage) WHERE until IS NULL;
CREATE INDEX storage_status_key ON storage_status_history (cluster, node, storage) WHERE until IS NOT NULL;
CREATE TABLE storage_status_metric (
	cluster TEXT NOT NULL,
	unknown TEXT,
	node TEXT NOT NULL CHECK (typeof(node) = 'text'),
	storage TEXT NOT NULL CHECK (typeof(storage) = 'text'),
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
	storage TEXT NOT NULL CHECK (typeof(storage) = 'text'),
	home TEXT NOT NULL CHECK (typeof(home) = 'text'),
	volid TEXT NOT NULL CHECK (typeof(volid) = 'text'),
	content TEXT CHECK (typeof(content) IN ('text', 'null')),
	format TEXT CHECK (typeof(format) IN ('text', 'null')),
	size INTEGER CHECK (typeof(size) IN ('integer', 'null')),
	vmid INTEGER CHECK (typeof(vmid) IN ('integer', 'null')),
	name TEXT CHECK (typeof(name) IN ('text', 'null')),
	parent TEXT CHECK (typeof(parent) IN ('text', 'null')),
	notes TEXT CHECK (typeof(notes) IN ('text', 'null')),
	protected INTEGER CHECK (typeof(protected) IN ('integer', 'null')),
	shown TEXT CHECK (typeof(shown) IN ('text', 'null')),
	extra TEXT
);
CREATE INDEX volume_since ON volume_history (since);
CREATE INDEX volume_until ON volume_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX volume_open ON volume_history (cluster, storage, home, volid) WHERE until IS NULL;
CREATE INDEX volume_key ON volume_history (cluster, storage, home, volid) WHERE until IS NOT NULL;
CREATE TABLE volume_metric (
	cluster TEXT NOT NULL,
	unknown TEXT,
	storage TEXT NOT NULL CHECK (typeof(storage) = 'text'),
	home TEXT NOT NULL CHECK (typeof(home) = 'text'),
	volid TEXT NOT NULL CHECK (typeof(volid) = 'text'),
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
	name TEXT CHECK (typeof(name) IN ('text', 'null')),
	type TEXT CHECK (typeof(type) IN ('text', 'null')),
	status TEXT CHECK (typeof(status) IN ('text', 'null')),
	node TEXT CHECK (typeof(node) IN ('text', 'null')),
	cpus REAL CHECK (typeof(cpus) IN ('real', 'null')),
	maxmem INTEGER CHECK (typeof(maxmem) IN ('integer', 'null')),
	maxdisk INTEGER CHECK (typeof(maxdisk) IN ('integer', 'null')),
	tags TEXT CHECK (typeof(tags) IN ('text', 'null')),
	pool TEXT CHECK (typeof(pool) IN ('text', 'null')),
	template INTEGER CHECK (typeof(template) IN ('integer', 'null')),
	onboot INTEGER CHECK (typeof(onboot) IN ('integer', 'null')),
	protection INTEGER CHECK (typeof(protection) IN ('integer', 'null')),
	lock TEXT CHECK (typeof(lock) IN ('text', 'null')),
	ha_state TEXT CHECK (typeof(ha_state) IN ('text', 'null')),
	description TEXT CHECK (typeof(description) IN ('text', 'null')),
	created INTEGER CHECK (typeof(created) IN ('integer', 'null')),
	creation_qemu TEXT CHECK (typeof(creation_qemu) IN ('text', 'null')),
	uuid TEXT CHECK (typeof(uuid) IN ('text', 'null')),
	vmgenid TEXT CHECK (typeof(vmgenid) IN ('text', 'null')),
	ostype TEXT CHECK (typeof(ostype) IN ('text', 'null')),
	arch TEXT CHECK (typeof(arch) IN ('text', 'null')),
	cores INTEGER CHECK (typeof(cores) IN ('integer', 'null')),
	sockets INTEGER CHECK (typeof(sockets) IN ('integer', 'null')),
	vcpus INTEGER CHECK (typeof(vcpus) IN ('integer', 'null')),
	cputype TEXT CHECK (typeof(cputype) IN ('text', 'null')),
	cpu_flags TEXT CHECK (typeof(cpu_flags) IN ('text', 'null')),
	cpu_hidden INTEGER CHECK (typeof(cpu_hidden) IN ('integer', 'null')),
	cpu_hv_vendor_id TEXT CHECK (typeof(cpu_hv_vendor_id) IN ('text', 'null')),
	cpu_phys_bits TEXT CHECK (typeof(cpu_phys_bits) IN ('text', 'null')),
	cpu_guest_phys_bits INTEGER CHECK (typeof(cpu_guest_phys_bits) IN ('integer', 'null')),
	cpu_level INTEGER CHECK (typeof(cpu_level) IN ('integer', 'null')),
	cpu_reported_model TEXT CHECK (typeof(cpu_reported_model) IN ('text', 'null')),
	cpulimit REAL CHECK (typeof(cpulimit) IN ('real', 'null')),
	cpuunits INTEGER CHECK (typeof(cpuunits) IN ('integer', 'null')),
	affinity TEXT CHECK (typeof(affinity) IN ('text', 'null')),
	numa INTEGER CHECK (typeof(numa) IN ('integer', 'null')),
	memory INTEGER CHECK (typeof(memory) IN ('integer', 'null')),
	balloon INTEGER CHECK (typeof(balloon) IN ('integer', 'null')),
	shares INTEGER CHECK (typeof(shares) IN ('integer', 'null')),
	swap INTEGER CHECK (typeof(swap) IN ('integer', 'null')),
	hugepages TEXT CHECK (typeof(hugepages) IN ('text', 'null')),
	keephugepages INTEGER CHECK (typeof(keephugepages) IN ('integer', 'null')),
	allow_ksm INTEGER CHECK (typeof(allow_ksm) IN ('integer', 'null')),
	machine TEXT CHECK (typeof(machine) IN ('text', 'null')),
	machine_viommu TEXT CHECK (typeof(machine_viommu) IN ('text', 'null')),
	machine_aw_bits INTEGER CHECK (typeof(machine_aw_bits) IN ('integer', 'null')),
	machine_enable_s3 INTEGER CHECK (typeof(machine_enable_s3) IN ('integer', 'null')),
	machine_enable_s4 INTEGER CHECK (typeof(machine_enable_s4) IN ('integer', 'null')),
	bios TEXT CHECK (typeof(bios) IN ('text', 'null')),
	boot TEXT CHECK (typeof(boot) IN ('text', 'null')),
	boot_legacy TEXT CHECK (typeof(boot_legacy) IN ('text', 'null')),
	bootdisk TEXT CHECK (typeof(bootdisk) IN ('text', 'null')),
	scsihw TEXT CHECK (typeof(scsihw) IN ('text', 'null')),
	hotplug TEXT CHECK (typeof(hotplug) IN ('text', 'null')),
	acpi INTEGER CHECK (typeof(acpi) IN ('integer', 'null')),
	kvm INTEGER CHECK (typeof(kvm) IN ('integer', 'null')),
	tablet INTEGER CHECK (typeof(tablet) IN ('integer', 'null')),
	tdf INTEGER CHECK (typeof(tdf) IN ('integer', 'null')),
	localtime INTEGER CHECK (typeof(localtime) IN ('integer', 'null')),
	startdate TEXT CHECK (typeof(startdate) IN ('text', 'null')),
	freeze INTEGER CHECK (typeof(freeze) IN ('integer', 'null')),
	reboot INTEGER CHECK (typeof(reboot) IN ('integer', 'null')),
	autostart INTEGER CHECK (typeof(autostart) IN ('integer', 'null')),
	smp INTEGER CHECK (typeof(smp) IN ('integer', 'null')),
	args TEXT CHECK (typeof(args) IN ('text', 'null')),
	agent INTEGER CHECK (typeof(agent) IN ('integer', 'null')),
	agent_type TEXT CHECK (typeof(agent_type) IN ('text', 'null')),
	agent_freeze_fs INTEGER CHECK (typeof(agent_freeze_fs) IN ('integer', 'null')),
	agent_fstrim_cloned_disks INTEGER CHECK (typeof(agent_fstrim_cloned_disks) IN ('integer', 'null')),
	vga TEXT CHECK (typeof(vga) IN ('text', 'null')),
	vga_memory INTEGER CHECK (typeof(vga_memory) IN ('integer', 'null')),
	vga_clipboard TEXT CHECK (typeof(vga_clipboard) IN ('text', 'null')),
	keyboard TEXT CHECK (typeof(keyboard) IN ('text', 'null')),
	spice_foldersharing INTEGER CHECK (typeof(spice_foldersharing) IN ('integer', 'null')),
	spice_videostreaming TEXT CHECK (typeof(spice_videostreaming) IN ('text', 'null')),
	ivshmem_size INTEGER CHECK (typeof(ivshmem_size) IN ('integer', 'null')),
	ivshmem_name TEXT CHECK (typeof(ivshmem_name) IN ('text', 'null')),
	smbios_manufacturer TEXT CHECK (typeof(smbios_manufacturer) IN ('text', 'null')),
	smbios_product TEXT CHECK (typeof(smbios_product) IN ('text', 'null')),
	smbios_version TEXT CHECK (typeof(smbios_version) IN ('text', 'null')),
	smbios_serial TEXT CHECK (typeof(smbios_serial) IN ('text', 'null')),
	smbios_sku TEXT CHECK (typeof(smbios_sku) IN ('text', 'null')),
	smbios_family TEXT CHECK (typeof(smbios_family) IN ('text', 'null')),
	smbios_base64 INTEGER CHECK (typeof(smbios_base64) IN ('integer', 'null')),
	amd_sev TEXT CHECK (typeof(amd_sev) IN ('text', 'null')),
	amd_sev_allow_smt INTEGER CHECK (typeof(amd_sev_allow_smt) IN ('integer', 'null')),
	amd_sev_kernel_hashes INTEGER CHECK (typeof(amd_sev_kernel_hashes) IN ('integer', 'null')),
	amd_sev_no_debug INTEGER CHECK (typeof(amd_sev_no_debug) IN ('integer', 'null')),
	amd_sev_no_key_sharing INTEGER CHECK (typeof(amd_sev_no_key_sharing) IN ('integer', 'null')),
	intel_tdx TEXT CHECK (typeof(intel_tdx) IN ('text', 'null')),
	intel_tdx_attestation INTEGER CHECK (typeof(intel_tdx_attestation) IN ('integer', 'null')),
	intel_tdx_vsock_cid INTEGER CHECK (typeof(intel_tdx_vsock_cid) IN ('integer', 'null')),
	intel_tdx_vsock_port INTEGER CHECK (typeof(intel_tdx_vsock_port) IN ('integer', 'null')),
	startup_order INTEGER CHECK (typeof(startup_order) IN ('integer', 'null')),
	startup_up INTEGER CHECK (typeof(startup_up) IN ('integer', 'null')),
	startup_down INTEGER CHECK (typeof(startup_down) IN ('integer', 'null')),
	migrate_downtime REAL CHECK (typeof(migrate_downtime) IN ('real', 'null')),
	migrate_speed INTEGER CHECK (typeof(migrate_speed) IN ('integer', 'null')),
	hookscript TEXT CHECK (typeof(hookscript) IN ('text', 'null')),
	vmstatestorage TEXT CHECK (typeof(vmstatestorage) IN ('text', 'null')),
	vmstate TEXT CHECK (typeof(vmstate) IN ('text', 'null')),
	parent TEXT CHECK (typeof(parent) IN ('text', 'null')),
	snaptime INTEGER CHECK (typeof(snaptime) IN ('integer', 'null')),
	runningmachine TEXT CHECK (typeof(runningmachine) IN ('text', 'null')),
	runningmachine_viommu TEXT CHECK (typeof(runningmachine_viommu) IN ('text', 'null')),
	runningmachine_aw_bits INTEGER CHECK (typeof(runningmachine_aw_bits) IN ('integer', 'null')),
	runningmachine_enable_s3 INTEGER CHECK (typeof(runningmachine_enable_s3) IN ('integer', 'null')),
	runningmachine_enable_s4 INTEGER CHECK (typeof(runningmachine_enable_s4) IN ('integer', 'null')),
	runningcpu TEXT CHECK (typeof(runningcpu) IN ('text', 'null')),
	running_nets_host_mtu TEXT CHECK (typeof(running_nets_host_mtu) IN ('text', 'null')),
	citype TEXT CHECK (typeof(citype) IN ('text', 'null')),
	ciuser TEXT CHECK (typeof(ciuser) IN ('text', 'null')),
	cipassword TEXT CHECK (typeof(cipassword) IN ('text', 'null')),
	ciupgrade INTEGER CHECK (typeof(ciupgrade) IN ('integer', 'null')),
	sshkeys TEXT CHECK (typeof(sshkeys) IN ('text', 'null')),
	cicustom_user TEXT CHECK (typeof(cicustom_user) IN ('text', 'null')),
	cicustom_network TEXT CHECK (typeof(cicustom_network) IN ('text', 'null')),
	cicustom_meta TEXT CHECK (typeof(cicustom_meta) IN ('text', 'null')),
	cicustom_vendor TEXT CHECK (typeof(cicustom_vendor) IN ('text', 'null')),
	nameserver TEXT CHECK (typeof(nameserver) IN ('text', 'null')),
	searchdomain TEXT CHECK (typeof(searchdomain) IN ('text', 'null')),
	unprivileged INTEGER CHECK (typeof(unprivileged) IN ('integer', 'null')),
	console INTEGER CHECK (typeof(console) IN ('integer', 'null')),
	cmode TEXT CHECK (typeof(cmode) IN ('text', 'null')),
	tty INTEGER CHECK (typeof(tty) IN ('integer', 'null')),
	timezone TEXT CHECK (typeof(timezone) IN ('text', 'null')),
	entrypoint TEXT CHECK (typeof(entrypoint) IN ('text', 'null')),
	env TEXT CHECK (typeof(env) IN ('text', 'null')),
	debug INTEGER CHECK (typeof(debug) IN ('integer', 'null')),
	feature_nesting INTEGER CHECK (typeof(feature_nesting) IN ('integer', 'null')),
	feature_keyctl INTEGER CHECK (typeof(feature_keyctl) IN ('integer', 'null')),
	feature_fuse INTEGER CHECK (typeof(feature_fuse) IN ('integer', 'null')),
	feature_mknod INTEGER CHECK (typeof(feature_mknod) IN ('integer', 'null')),
	feature_force_rw_sys INTEGER CHECK (typeof(feature_force_rw_sys) IN ('integer', 'null')),
	feature_mount TEXT CHECK (typeof(feature_mount) IN ('text', 'null')),
	lxc TEXT CHECK (typeof(lxc) IN ('text', 'null')),
	qmpstatus TEXT CHECK (typeof(qmpstatus) IN ('text', 'null')),
	running_qemu TEXT CHECK (typeof(running_qemu) IN ('text', 'null')),
	running_machine TEXT CHECK (typeof(running_machine) IN ('text', 'null')),
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
	answer TEXT CHECK (typeof(answer) IN ('text', 'null')),
	reason TEXT CHECK (typeof(reason) IN ('text', 'null')),
	version TEXT CHECK (typeof(version) IN ('text', 'null')),
	host_name TEXT CHECK (typeof(host_name) IN ('text', 'null')),
	os TEXT CHECK (typeof(os) IN ('text', 'null')),
	os_name TEXT CHECK (typeof(os_name) IN ('text', 'null')),
	os_id TEXT CHECK (typeof(os_id) IN ('text', 'null')),
	os_version TEXT CHECK (typeof(os_version) IN ('text', 'null')),
	os_version_id TEXT CHECK (typeof(os_version_id) IN ('text', 'null')),
	os_variant TEXT CHECK (typeof(os_variant) IN ('text', 'null')),
	os_variant_id TEXT CHECK (typeof(os_variant_id) IN ('text', 'null')),
	kernel_release TEXT CHECK (typeof(kernel_release) IN ('text', 'null')),
	kernel_version TEXT CHECK (typeof(kernel_version) IN ('text', 'null')),
	machine TEXT CHECK (typeof(machine) IN ('text', 'null')),
	timezone TEXT CHECK (typeof(timezone) IN ('text', 'null')),
	timezone_offset INTEGER CHECK (typeof(timezone_offset) IN ('integer', 'null')),
	memory_block_size INTEGER CHECK (typeof(memory_block_size) IN ('integer', 'null')),
	commands TEXT CHECK (typeof(commands) IN ('text', 'null')),
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
	slot TEXT NOT NULL CHECK (typeof(slot) = 'text'),
	kind TEXT CHECK (typeof(kind) IN ('text', 'null')),
	host TEXT CHECK (typeof(host) IN ('text', 'null')),
	mapping TEXT CHECK (typeof(mapping) IN ('text', 'null')),
	mapping_kind TEXT CHECK (typeof(mapping_kind) IN ('text', 'null')),
	model TEXT CHECK (typeof(model) IN ('text', 'null')),
	mdev TEXT CHECK (typeof(mdev) IN ('text', 'null')),
	pcie INTEGER CHECK (typeof(pcie) IN ('integer', 'null')),
	x_vga INTEGER CHECK (typeof(x_vga) IN ('integer', 'null')),
	rombar INTEGER CHECK (typeof(rombar) IN ('integer', 'null')),
	romfile TEXT CHECK (typeof(romfile) IN ('text', 'null')),
	legacy_igd INTEGER CHECK (typeof(legacy_igd) IN ('integer', 'null')),
	vendor_id TEXT CHECK (typeof(vendor_id) IN ('text', 'null')),
	device_id TEXT CHECK (typeof(device_id) IN ('text', 'null')),
	sub_vendor_id TEXT CHECK (typeof(sub_vendor_id) IN ('text', 'null')),
	sub_device_id TEXT CHECK (typeof(sub_device_id) IN ('text', 'null')),
	driver TEXT CHECK (typeof(driver) IN ('text', 'null')),
	usb3 INTEGER CHECK (typeof(usb3) IN ('integer', 'null')),
	cache TEXT CHECK (typeof(cache) IN ('text', 'null')),
	direct_io INTEGER CHECK (typeof(direct_io) IN ('integer', 'null')),
	expose_acl INTEGER CHECK (typeof(expose_acl) IN ('integer', 'null')),
	expose_xattr INTEGER CHECK (typeof(expose_xattr) IN ('integer', 'null')),
	max_bytes INTEGER CHECK (typeof(max_bytes) IN ('integer', 'null')),
	period INTEGER CHECK (typeof(period) IN ('integer', 'null')),
	watchdog_action TEXT CHECK (typeof(watchdog_action) IN ('text', 'null')),
	mode TEXT CHECK (typeof(mode) IN ('text', 'null')),
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
	slot TEXT NOT NULL CHECK (typeof(slot) = 'text'),
	storage TEXT CHECK (typeof(storage) IN ('text', 'null')),
	file TEXT CHECK (typeof(file) IN ('text', 'null')),
	size INTEGER CHECK (typeof(size) IN ('integer', 'null')),
	format TEXT CHECK (typeof(format) IN ('text', 'null')),
	media TEXT CHECK (typeof(media) IN ('text', 'null')),
	mp TEXT CHECK (typeof(mp) IN ('text', 'null')),
	cache TEXT CHECK (typeof(cache) IN ('text', 'null')),
	backup INTEGER CHECK (typeof(backup) IN ('integer', 'null')),
	replicate INTEGER CHECK (typeof(replicate) IN ('integer', 'null')),
	shared INTEGER CHECK (typeof(shared) IN ('integer', 'null')),
	ro INTEGER CHECK (typeof(ro) IN ('integer', 'null')),
	ssd INTEGER CHECK (typeof(ssd) IN ('integer', 'null')),
	discard TEXT CHECK (typeof(discard) IN ('text', 'null')),
	iothread INTEGER CHECK (typeof(iothread) IN ('integer', 'null')),
	aio TEXT CHECK (typeof(aio) IN ('text', 'null')),
	detect_zeroes INTEGER CHECK (typeof(detect_zeroes) IN ('integer', 'null')),
	snapshot INTEGER CHECK (typeof(snapshot) IN ('integer', 'null')),
	rerror TEXT CHECK (typeof(rerror) IN ('text', 'null')),
	werror TEXT CHECK (typeof(werror) IN ('text', 'null')),
	model TEXT CHECK (typeof(model) IN ('text', 'null')),
	serial TEXT CHECK (typeof(serial) IN ('text', 'null')),
	vendor TEXT CHECK (typeof(vendor) IN ('text', 'null')),
	product TEXT CHECK (typeof(product) IN ('text', 'null')),
	wwn TEXT CHECK (typeof(wwn) IN ('text', 'null')),
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
	efitype TEXT CHECK (typeof(efitype) IN ('text', 'null')),
	pre_enrolled_keys INTEGER CHECK (typeof(pre_enrolled_keys) IN ('integer', 'null')),
	ms_cert TEXT CHECK (typeof(ms_cert) IN ('text', 'null')),
	tpm_version TEXT CHECK (typeof(tpm_version) IN ('text', 'null')),
	acl INTEGER CHECK (typeof(acl) IN ('integer', 'null')),
	quota INTEGER CHECK (typeof(quota) IN ('integer', 'null')),
	mountoptions TEXT CHECK (typeof(mountoptions) IN ('text', 'null')),
	keepattrs INTEGER CHECK (typeof(keepattrs) IN ('integer', 'null')),
	idmap TEXT CHECK (typeof(idmap) IN ('text', 'null')),
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
	mountpoint TEXT NOT NULL CHECK (typeof(mountpoint) = 'text'),
	name TEXT CHECK (typeof(name) IN ('text', 'null')),
	type TEXT CHECK (typeof(type) IN ('text', 'null')),
	total INTEGER CHECK (typeof(total) IN ('integer', 'null')),
	total_privileged INTEGER CHECK (typeof(total_privileged) IN ('integer', 'null')),
	devices TEXT CHECK (typeof(devices) IN ('text', 'null')),
	slots TEXT CHECK (typeof(slots) IN ('text', 'null')),
	disk TEXT CHECK (typeof(disk) IN ('text', 'null')),
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
	mountpoint TEXT NOT NULL CHECK (typeof(mountpoint) = 'text'),
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
	name TEXT NOT NULL CHECK (typeof(name) = 'text'),
	source TEXT CHECK (typeof(source) IN ('text', 'null')),
	mac TEXT CHECK (typeof(mac) IN ('text', 'null')),
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
	name TEXT NOT NULL CHECK (typeof(name) = 'text'),
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
	slot TEXT NOT NULL CHECK (typeof(slot) = 'text'),
	model TEXT CHECK (typeof(model) IN ('text', 'null')),
	mac TEXT CHECK (typeof(mac) IN ('text', 'null')),
	bridge TEXT CHECK (typeof(bridge) IN ('text', 'null')),
	tag INTEGER CHECK (typeof(tag) IN ('integer', 'null')),
	ip TEXT CHECK (typeof(ip) IN ('text', 'null')),
	ip6 TEXT CHECK (typeof(ip6) IN ('text', 'null')),
	gw TEXT CHECK (typeof(gw) IN ('text', 'null')),
	gw6 TEXT CHECK (typeof(gw6) IN ('text', 'null')),
	firewall INTEGER CHECK (typeof(firewall) IN ('integer', 'null')),
	link_down INTEGER CHECK (typeof(link_down) IN ('integer', 'null')),
	name TEXT CHECK (typeof(name) IN ('text', 'null')),
	trunks TEXT CHECK (typeof(trunks) IN ('text', 'null')),
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
	cpus TEXT CHECK (typeof(cpus) IN ('text', 'null')),
	memory INTEGER CHECK (typeof(memory) IN ('integer', 'null')),
	hostnodes TEXT CHECK (typeof(hostnodes) IN ('text', 'null')),
	policy TEXT CHECK (typeof(policy) IN ('text', 'null')),
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
	option TEXT NOT NULL CHECK (typeof(option) = 'text'),
	value TEXT CHECK (typeof(value) IN ('text', 'null')),
	pending TEXT CHECK (typeof(pending) IN ('text', 'null')),
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
	name TEXT NOT NULL CHECK (typeof(name) = 'text'),
	parent TEXT CHECK (typeof(parent) IN ('text', 'null')),
	snaptime INTEGER CHECK (typeof(snaptime) IN ('integer', 'null')),
	vmstate INTEGER CHECK (typeof(vmstate) IN ('integer', 'null')),
	description TEXT CHECK (typeof(description) IN ('text', 'null')),
	snapstate TEXT CHECK (typeof(snapstate) IN ('text', 'null')),
	config TEXT CHECK (typeof(config) IN ('text', 'null')),
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
	name TEXT NOT NULL CHECK (typeof(name) = 'text'),
	domain TEXT CHECK (typeof(domain) IN ('text', 'null')),
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
	poolid TEXT NOT NULL CHECK (typeof(poolid) = 'text'),
	parent_pool TEXT CHECK (typeof(parent_pool) IN ('text', 'null')),
	comment TEXT CHECK (typeof(comment) IN ('text', 'null')),
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
	poolid TEXT NOT NULL CHECK (typeof(poolid) = 'text'),
	member TEXT NOT NULL CHECK (typeof(member) = 'text'),
	type TEXT CHECK (typeof(type) IN ('text', 'null')),
	vmid INTEGER CHECK (typeof(vmid) IN ('integer', 'null')),
	storage TEXT CHECK (typeof(storage) IN ('text', 'null')),
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
	path TEXT NOT NULL CHECK (typeof(path) = 'text'),
	type TEXT NOT NULL CHECK (typeof(type) = 'text'),
	ugid TEXT NOT NULL CHECK (typeof(ugid) = 'text'),
	roleid TEXT NOT NULL CHECK (typeof(roleid) = 'text'),
	propagate INTEGER CHECK (typeof(propagate) IN ('integer', 'null')),
	userid TEXT CHECK (typeof(userid) IN ('text', 'null')),
	tokenid TEXT CHECK (typeof(tokenid) IN ('text', 'null')),
	groupid TEXT CHECK (typeof(groupid) IN ('text', 'null')),
	vmid INTEGER CHECK (typeof(vmid) IN ('integer', 'null')),
	storage TEXT CHECK (typeof(storage) IN ('text', 'null')),
	pool TEXT CHECK (typeof(pool) IN ('text', 'null')),
	node TEXT CHECK (typeof(node) IN ('text', 'null')),
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
	realm TEXT NOT NULL CHECK (typeof(realm) = 'text'),
	type TEXT CHECK (typeof(type) IN ('text', 'null')),
	is_default INTEGER CHECK (typeof(is_default) IN ('integer', 'null')),
	tfa TEXT CHECK (typeof(tfa) IN ('text', 'null')),
	comment TEXT CHECK (typeof(comment) IN ('text', 'null')),
	tfa_digits INTEGER CHECK (typeof(tfa_digits) IN ('integer', 'null')),
	tfa_step INTEGER CHECK (typeof(tfa_step) IN ('integer', 'null')),
	tfa_id TEXT CHECK (typeof(tfa_id) IN ('text', 'null')),
	tfa_key TEXT CHECK (typeof(tfa_key) IN ('text', 'null')),
	tfa_url TEXT CHECK (typeof(tfa_url) IN ('text', 'null')),
	server1 TEXT CHECK (typeof(server1) IN ('text', 'null')),
	server2 TEXT CHECK (typeof(server2) IN ('text', 'null')),
	port INTEGER CHECK (typeof(port) IN ('integer', 'null')),
	mode TEXT CHECK (typeof(mode) IN ('text', 'null')),
	secure INTEGER CHECK (typeof(secure) IN ('integer', 'null')),
	verify INTEGER CHECK (typeof(verify) IN ('integer', 'null')),
	sslversion TEXT CHECK (typeof(sslversion) IN ('text', 'null')),
	capath TEXT CHECK (typeof(capath) IN ('text', 'null')),
	cert TEXT CHECK (typeof(cert) IN ('text', 'null')),
	certkey TEXT CHECK (typeof(certkey) IN ('text', 'null')),
	base_dn TEXT CHECK (typeof(base_dn) IN ('text', 'null')),
	bind_dn TEXT CHECK (typeof(bind_dn) IN ('text', 'null')),
	password TEXT CHECK (typeof(password) IN ('text', 'null')),
	domain TEXT CHECK (typeof(domain) IN ('text', 'null')),
	user_attr TEXT CHECK (typeof(user_attr) IN ('text', 'null')),
	user_classes TEXT CHECK (typeof(user_classes) IN ('text', 'null')),
	user_filter TEXT CHECK (typeof(user_filter) IN ('text', 'null')),
	group_dn TEXT CHECK (typeof(group_dn) IN ('text', 'null')),
	group_name_attr TEXT CHECK (typeof(group_name_attr) IN ('text', 'null')),
	group_classes TEXT CHECK (typeof(group_classes) IN ('text', 'null')),
	group_filter TEXT CHECK (typeof(group_filter) IN ('text', 'null')),
	case_sensitive INTEGER CHECK (typeof(case_sensitive) IN ('integer', 'null')),
	sync_attributes TEXT CHECK (typeof(sync_attributes) IN ('text', 'null')),
	sync_scope TEXT CHECK (typeof(sync_scope) IN ('text', 'null')),
	sync_enable_new INTEGER CHECK (typeof(sync_enable_new) IN ('integer', 'null')),
	sync_remove_vanished TEXT CHECK (typeof(sync_remove_vanished) IN ('text', 'null')),
	sync_full INTEGER CHECK (typeof(sync_full) IN ('integer', 'null')),
	sync_purge INTEGER CHECK (typeof(sync_purge) IN ('integer', 'null')),
	issuer_url TEXT CHECK (typeof(issuer_url) IN ('text', 'null')),
	client_id TEXT CHECK (typeof(client_id) IN ('text', 'null')),
	client_key TEXT CHECK (typeof(client_key) IN ('text', 'null')),
	username_claim TEXT CHECK (typeof(username_claim) IN ('text', 'null')),
	autocreate INTEGER CHECK (typeof(autocreate) IN ('integer', 'null')),
	groups_claim TEXT CHECK (typeof(groups_claim) IN ('text', 'null')),
	groups_autocreate INTEGER CHECK (typeof(groups_autocreate) IN ('integer', 'null')),
	groups_overwrite INTEGER CHECK (typeof(groups_overwrite) IN ('integer', 'null')),
	acr_values TEXT CHECK (typeof(acr_values) IN ('text', 'null')),
	audiences TEXT CHECK (typeof(audiences) IN ('text', 'null')),
	prompt TEXT CHECK (typeof(prompt) IN ('text', 'null')),
	scopes TEXT CHECK (typeof(scopes) IN ('text', 'null')),
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
	id TEXT NOT NULL CHECK (typeof(id) = 'text'),
	realm TEXT CHECK (typeof(realm) IN ('text', 'null')),
	enabled INTEGER CHECK (typeof(enabled) IN ('integer', 'null')),
	schedule TEXT CHECK (typeof(schedule) IN ('text', 'null')),
	scope TEXT CHECK (typeof(scope) IN ('text', 'null')),
	remove_vanished TEXT CHECK (typeof(remove_vanished) IN ('text', 'null')),
	enable_new INTEGER CHECK (typeof(enable_new) IN ('integer', 'null')),
	comment TEXT CHECK (typeof(comment) IN ('text', 'null')),
	extra TEXT
);
CREATE INDEX realm_sync_job_since ON realm_sync_job_history (since);
CREATE INDEX realm_sync_job_until ON realm_sync_job_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX realm_sync_job_open ON realm_sync_job_history (cluster, id) WHERE until IS NULL;
CREATE INDEX realm_sync_job_key ON realm_sync_job_history (cluster, id) WHERE until IS NOT NULL;
CREATE TABLE realm_sync_job_metric (
	cluster TEXT NOT NULL,
	unknown TEXT,
	id TEXT NOT NULL CHECK (typeof(id) = 'text'),
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
	roleid TEXT NOT NULL CHECK (typeof(roleid) = 'text'),
	special INTEGER CHECK (typeof(special) IN ('integer', 'null')),
	privs TEXT CHECK (typeof(privs) IN ('text', 'null')),
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
	userid TEXT NOT NULL CHECK (typeof(userid) = 'text'),
	enable INTEGER CHECK (typeof(enable) IN ('integer', 'null')),
	expire INTEGER CHECK (typeof(expire) IN ('integer', 'null')),
	realm TEXT CHECK (typeof(realm) IN ('text', 'null')),
	realm_type TEXT CHECK (typeof(realm_type) IN ('text', 'null')),
	firstname TEXT CHECK (typeof(firstname) IN ('text', 'null')),
	lastname TEXT CHECK (typeof(lastname) IN ('text', 'null')),
	email TEXT CHECK (typeof(email) IN ('text', 'null')),
	comment TEXT CHECK (typeof(comment) IN ('text', 'null')),
	member_of TEXT CHECK (typeof(member_of) IN ('text', 'null')),
	totp_locked INTEGER CHECK (typeof(totp_locked) IN ('integer', 'null')),
	tfa_locked_until INTEGER CHECK (typeof(tfa_locked_until) IN ('integer', 'null')),
	keys TEXT CHECK (typeof(keys) IN ('text', 'null')),
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
	userid TEXT NOT NULL CHECK (typeof(userid) = 'text'),
	id TEXT NOT NULL CHECK (typeof(id) = 'text'),
	type TEXT CHECK (typeof(type) IN ('text', 'null')),
	enable INTEGER CHECK (typeof(enable) IN ('integer', 'null')),
	created INTEGER CHECK (typeof(created) IN ('integer', 'null')),
	description TEXT CHECK (typeof(description) IN ('text', 'null')),
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
	userid TEXT NOT NULL CHECK (typeof(userid) = 'text'),
	tokenid TEXT NOT NULL CHECK (typeof(tokenid) = 'text'),
	privsep INTEGER CHECK (typeof(privsep) IN ('integer', 'null')),
	expire INTEGER CHECK (typeof(expire) IN ('integer', 'null')),
	comment TEXT CHECK (typeof(comment) IN ('text', 'null')),
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
	groupid TEXT NOT NULL CHECK (typeof(groupid) = 'text'),
	users TEXT CHECK (typeof(users) IN ('text', 'null')),
	comment TEXT CHECK (typeof(comment) IN ('text', 'null')),
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
	name TEXT NOT NULL CHECK (typeof(name) = 'text'),
	nodes TEXT CHECK (typeof(nodes) IN ('text', 'null')),
	node_names TEXT CHECK (typeof(node_names) IN ('text', 'null')),
	restricted INTEGER CHECK (typeof(restricted) IN ('integer', 'null')),
	nofailback INTEGER CHECK (typeof(nofailback) IN ('integer', 'null')),
	comment TEXT CHECK (typeof(comment) IN ('text', 'null')),
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
	sid TEXT NOT NULL CHECK (typeof(sid) = 'text'),
	state TEXT CHECK (typeof(state) IN ('text', 'null')),
	node TEXT CHECK (typeof(node) IN ('text', 'null')),
	current_state TEXT CHECK (typeof(current_state) IN ('text', 'null')),
	crm_state TEXT CHECK (typeof(crm_state) IN ('text', 'null')),
	ha_group TEXT CHECK (typeof(ha_group) IN ('text', 'null')),
	max_restart INTEGER CHECK (typeof(max_restart) IN ('integer', 'null')),
	max_relocate INTEGER CHECK (typeof(max_relocate) IN ('integer', 'null')),
	failback INTEGER CHECK (typeof(failback) IN ('integer', 'null')),
	auto_rebalance INTEGER CHECK (typeof(auto_rebalance) IN ('integer', 'null')),
	comment TEXT CHECK (typeof(comment) IN ('text', 'null')),
	type TEXT CHECK (typeof(type) IN ('text', 'null')),
	vmid INTEGER CHECK (typeof(vmid) IN ('integer', 'null')),
	target TEXT CHECK (typeof(target) IN ('text', 'null')),
	running INTEGER CHECK (typeof(running) IN ('integer', 'null')),
	failed_nodes TEXT CHECK (typeof(failed_nodes) IN ('text', 'null')),
	maintenance_node TEXT CHECK (typeof(maintenance_node) IN ('text', 'null')),
	errors TEXT CHECK (typeof(errors) IN ('text', 'null')),
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
	rule TEXT NOT NULL CHECK (typeof(rule) = 'text'),
	type TEXT CHECK (typeof(type) IN ('text', 'null')),
	disable INTEGER CHECK (typeof(disable) IN ('integer', 'null')),
	resources TEXT CHECK (typeof(resources) IN ('text', 'null')),
	nodes TEXT CHECK (typeof(nodes) IN ('text', 'null')),
	node_names TEXT CHECK (typeof(node_names) IN ('text', 'null')),
	strict INTEGER CHECK (typeof(strict) IN ('integer', 'null')),
	affinity TEXT CHECK (typeof(affinity) IN ('text', 'null')),
	position INTEGER CHECK (typeof(position) IN ('integer', 'null')),
	comment TEXT CHECK (typeof(comment) IN ('text', 'null')),
	errors TEXT CHECK (typeof(errors) IN ('text', 'null')),
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
	id TEXT NOT NULL CHECK (typeof(id) = 'text'),
	type TEXT CHECK (typeof(type) IN ('text', 'null')),
	node TEXT CHECK (typeof(node) IN ('text', 'null')),
	status TEXT CHECK (typeof(status) IN ('text', 'null')),
	quorate INTEGER CHECK (typeof(quorate) IN ('integer', 'null')),
	armed_state TEXT CHECK (typeof(armed_state) IN ('text', 'null')),
	resource_mode TEXT CHECK (typeof(resource_mode) IN ('text', 'null')),
	node_state TEXT CHECK (typeof(node_state) IN ('text', 'null')),
	lrm_state TEXT CHECK (typeof(lrm_state) IN ('text', 'null')),
	lrm_mode TEXT CHECK (typeof(lrm_mode) IN ('text', 'null')),
	extra TEXT
);
CREATE INDEX ha_status_since ON ha_status_history (since);
CREATE INDEX ha_status_until ON ha_status_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX ha_status_open ON ha_status_history (cluster, id) WHERE until IS NULL;
CREATE INDEX ha_status_key ON ha_status_history (cluster, id) WHERE until IS NOT NULL;
CREATE TABLE ha_status_metric (
	cluster TEXT NOT NULL,
	unknown TEXT,
	id TEXT NOT NULL CHECK (typeof(id) = 'text'),
	timestamp INTEGER CHECK (typeof(timestamp) IN ('integer', 'null')),
	extra TEXT,
	PRIMARY KEY (cluster, id)
) WITHOUT ROWID;
CREATE TABLE backup_history (
	cluster TEXT NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	unknown TEXT,
	storage TEXT NOT NULL CHECK (typeof(storage) = 'text'),
	home TEXT NOT NULL CHECK (typeof(home) = 'text'),
	volid TEXT NOT NULL CHECK (typeof(volid) = 'text'),
	vmid INTEGER CHECK (typeof(vmid) IN ('integer', 'null')),
	ctime INTEGER CHECK (typeof(ctime) IN ('integer', 'null')),
	size INTEGER CHECK (typeof(size) IN ('integer', 'null')),
	protected INTEGER CHECK (typeof(protected) IN ('integer', 'null')),
	verification_state TEXT CHECK (typeof(verification_state) IN ('text', 'null')),
	verification_upid TEXT CHECK (typeof(verification_upid) IN ('text', 'null')),
	notes TEXT CHECK (typeof(notes) IN ('text', 'null')),
	format TEXT CHECK (typeof(format) IN ('text', 'null')),
	subtype TEXT CHECK (typeof(subtype) IN ('text', 'null')),
	encrypted TEXT CHECK (typeof(encrypted) IN ('text', 'null')),
	extra TEXT
);
CREATE INDEX backup_since ON backup_history (since);
CREATE INDEX backup_until ON backup_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX backup_open ON backup_history (cluster, storage, home, volid) WHERE until IS NULL;
CREATE INDEX backup_key ON backup_history (cluster, storage, home, volid) WHERE until IS NOT NULL;
CREATE TABLE backup_metric (
	cluster TEXT NOT NULL,
	unknown TEXT,
	storage TEXT NOT NULL CHECK (typeof(storage) = 'text'),
	home TEXT NOT NULL CHECK (typeof(home) = 'text'),
	volid TEXT NOT NULL CHECK (typeof(volid) = 'text'),
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
	node TEXT NOT NULL CHECK (typeof(node) = 'text'),
	storage TEXT CHECK (typeof(storage) IN ('text', 'null')),
	mode TEXT CHECK (typeof(mode) IN ('text', 'null')),
	compress TEXT CHECK (typeof(compress) IN ('text', 'null')),
	keep_all INTEGER CHECK (typeof(keep_all) IN ('integer', 'null')),
	keep_last INTEGER CHECK (typeof(keep_last) IN ('integer', 'null')),
	keep_hourly INTEGER CHECK (typeof(keep_hourly) IN ('integer', 'null')),
	keep_daily INTEGER CHECK (typeof(keep_daily) IN ('integer', 'null')),
	keep_weekly INTEGER CHECK (typeof(keep_weekly) IN ('integer', 'null')),
	keep_monthly INTEGER CHECK (typeof(keep_monthly) IN ('integer', 'null')),
	keep_yearly INTEGER CHECK (typeof(keep_yearly) IN ('integer', 'null')),
	remove INTEGER CHECK (typeof(remove) IN ('integer', 'null')),
	bwlimit INTEGER CHECK (typeof(bwlimit) IN ('integer', 'null')),
	notification_mode TEXT CHECK (typeof(notification_mode) IN ('text', 'null')),
	mailto TEXT CHECK (typeof(mailto) IN ('text', 'null')),
	mailnotification TEXT CHECK (typeof(mailnotification) IN ('text', 'null')),
	notification_policy TEXT CHECK (typeof(notification_policy) IN ('text', 'null')),
	notification_target TEXT CHECK (typeof(notification_target) IN ('text', 'null')),
	script TEXT CHECK (typeof(script) IN ('text', 'null')),
	notes_template TEXT CHECK (typeof(notes_template) IN ('text', 'null')),
	protected INTEGER CHECK (typeof(protected) IN ('integer', 'null')),
	fleecing INTEGER CHECK (typeof(fleecing) IN ('integer', 'null')),
	fleecing_storage TEXT CHECK (typeof(fleecing_storage) IN ('text', 'null')),
	max_workers INTEGER CHECK (typeof(max_workers) IN ('integer', 'null')),
	pbs_entries_max INTEGER CHECK (typeof(pbs_entries_max) IN ('integer', 'null')),
	pbs_change_detection_mode TEXT CHECK (typeof(pbs_change_detection_mode) IN ('text', 'null')),
	dumpdir TEXT CHECK (typeof(dumpdir) IN ('text', 'null')),
	tmpdir TEXT CHECK (typeof(tmpdir) IN ('text', 'null')),
	exclude_path TEXT CHECK (typeof(exclude_path) IN ('text', 'null')),
	stdexcludes INTEGER CHECK (typeof(stdexcludes) IN ('integer', 'null')),
	exclude_vmids TEXT CHECK (typeof(exclude_vmids) IN ('text', 'null')),
	all_guests INTEGER CHECK (typeof(all_guests) IN ('integer', 'null')),
	vmids TEXT CHECK (typeof(vmids) IN ('text', 'null')),
	pool TEXT CHECK (typeof(pool) IN ('text', 'null')),
	only_node TEXT CHECK (typeof(only_node) IN ('text', 'null')),
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
	id TEXT NOT NULL CHECK (typeof(id) = 'text'),
	enabled INTEGER CHECK (typeof(enabled) IN ('integer', 'null')),
	schedule TEXT CHECK (typeof(schedule) IN ('text', 'null')),
	storage TEXT CHECK (typeof(storage) IN ('text', 'null')),
	mode TEXT CHECK (typeof(mode) IN ('text', 'null')),
	all_guests INTEGER CHECK (typeof(all_guests) IN ('integer', 'null')),
	vmids TEXT CHECK (typeof(vmids) IN ('text', 'null')),
	pool TEXT CHECK (typeof(pool) IN ('text', 'null')),
	exclude_vmids TEXT CHECK (typeof(exclude_vmids) IN ('text', 'null')),
	node TEXT CHECK (typeof(node) IN ('text', 'null')),
	comment TEXT CHECK (typeof(comment) IN ('text', 'null')),
	repeat_missed INTEGER CHECK (typeof(repeat_missed) IN ('integer', 'null')),
	compress TEXT CHECK (typeof(compress) IN ('text', 'null')),
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
	notes_template TEXT CHECK (typeof(notes_template) IN ('text', 'null')),
	notification_mode TEXT CHECK (typeof(notification_mode) IN ('text', 'null')),
	notification_policy TEXT CHECK (typeof(notification_policy) IN ('text', 'null')),
	notification_target TEXT CHECK (typeof(notification_target) IN ('text', 'null')),
	mailto TEXT CHECK (typeof(mailto) IN ('text', 'null')),
	mailnotification TEXT CHECK (typeof(mailnotification) IN ('text', 'null')),
	fleecing INTEGER CHECK (typeof(fleecing) IN ('integer', 'null')),
	fleecing_storage TEXT CHECK (typeof(fleecing_storage) IN ('text', 'null')),
	pbs_change_detection_mode TEXT CHECK (typeof(pbs_change_detection_mode) IN ('text', 'null')),
	max_workers INTEGER CHECK (typeof(max_workers) IN ('integer', 'null')),
	pbs_entries_max INTEGER CHECK (typeof(pbs_entries_max) IN ('integer', 'null')),
	bwlimit INTEGER CHECK (typeof(bwlimit) IN ('integer', 'null')),
	ionice INTEGER CHECK (typeof(ionice) IN ('integer', 'null')),
	lockwait INTEGER CHECK (typeof(lockwait) IN ('integer', 'null')),
	stopwait INTEGER CHECK (typeof(stopwait) IN ('integer', 'null')),
	stop INTEGER CHECK (typeof(stop) IN ('integer', 'null')),
	stdexcludes INTEGER CHECK (typeof(stdexcludes) IN ('integer', 'null')),
	exclude_path TEXT CHECK (typeof(exclude_path) IN ('text', 'null')),
	script TEXT CHECK (typeof(script) IN ('text', 'null')),
	dumpdir TEXT CHECK (typeof(dumpdir) IN ('text', 'null')),
	tmpdir TEXT CHECK (typeof(tmpdir) IN ('text', 'null')),
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
	id TEXT NOT NULL CHECK (typeof(id) = 'text'),
	next_run INTEGER CHECK (typeof(next_run) IN ('integer', 'null')),
	extra TEXT,
	PRIMARY KEY (cluster, id)
) WITHOUT ROWID;
CREATE TABLE backup_volume_history (
	cluster TEXT NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	unknown TEXT,
	id TEXT NOT NULL CHECK (typeof(id) = 'text'),
	vmid INTEGER NOT NULL CHECK (typeof(vmid) = 'integer'),
	slot TEXT NOT NULL CHECK (typeof(slot) = 'text'),
	included INTEGER CHECK (typeof(included) IN ('integer', 'null')),
	reason TEXT CHECK (typeof(reason) IN ('text', 'null')),
	volume TEXT CHECK (typeof(volume) IN ('text', 'null')),
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
	name TEXT CHECK (typeof(name) IN ('text', 'null')),
	type TEXT CHECK (typeof(type) IN ('text', 'null')),
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
	id TEXT NOT NULL CHECK (typeof(id) = 'text'),
	vmid INTEGER CHECK (typeof(vmid) IN ('integer', 'null')),
	source TEXT CHECK (typeof(source) IN ('text', 'null')),
	target TEXT CHECK (typeof(target) IN ('text', 'null')),
	schedule TEXT CHECK (typeof(schedule) IN ('text', 'null')),
	disable INTEGER CHECK (typeof(disable) IN ('integer', 'null')),
	rate REAL CHECK (typeof(rate) IN ('real', 'null')),
	comment TEXT CHECK (typeof(comment) IN ('text', 'null')),
	remove_job TEXT CHECK (typeof(remove_job) IN ('text', 'null')),
	type TEXT CHECK (typeof(type) IN ('text', 'null')),
	jobnum INTEGER CHECK (typeof(jobnum) IN ('integer', 'null')),
	fail_count INTEGER CHECK (typeof(fail_count) IN ('integer', 'null')),
	error TEXT CHECK (typeof(error) IN ('text', 'null')),
	state TEXT CHECK (typeof(state) IN ('text', 'null')),
	extra TEXT
);
CREATE INDEX replication_job_since ON replication_job_history (since);
CREATE INDEX replication_job_until ON replication_job_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX replication_job_open ON replication_job_history (cluster, id) WHERE until IS NULL;
CREATE INDEX replication_job_key ON replication_job_history (cluster, id) WHERE until IS NOT NULL;
CREATE TABLE replication_job_metric (
	cluster TEXT NOT NULL,
	unknown TEXT,
	id TEXT NOT NULL CHECK (typeof(id) = 'text'),
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
	controller TEXT NOT NULL CHECK (typeof(controller) = 'text'),
	type TEXT CHECK (typeof(type) IN ('text', 'null')),
	asn INTEGER CHECK (typeof(asn) IN ('integer', 'null')),
	node TEXT CHECK (typeof(node) IN ('text', 'null')),
	peers TEXT CHECK (typeof(peers) IN ('text', 'null')),
	state TEXT CHECK (typeof(state) IN ('text', 'null')),
	pending TEXT CHECK (typeof(pending) IN ('text', 'null')),
	nodes TEXT CHECK (typeof(nodes) IN ('text', 'null')),
	fabric TEXT CHECK (typeof(fabric) IN ('text', 'null')),
	ebgp INTEGER CHECK (typeof(ebgp) IN ('integer', 'null')),
	ebgp_multihop INTEGER CHECK (typeof(ebgp_multihop) IN ('integer', 'null')),
	bgp_mode TEXT CHECK (typeof(bgp_mode) IN ('text', 'null')),
	bgp_multipath_as_path_relax INTEGER CHECK (typeof(bgp_multipath_as_path_relax) IN ('integer', 'null')),
	peer_group_name TEXT CHECK (typeof(peer_group_name) IN ('text', 'null')),
	loopback TEXT CHECK (typeof(loopback) IN ('text', 'null')),
	isis_domain TEXT CHECK (typeof(isis_domain) IN ('text', 'null')),
	isis_ifaces TEXT CHECK (typeof(isis_ifaces) IN ('text', 'null')),
	isis_net TEXT CHECK (typeof(isis_net) IN ('text', 'null')),
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
	dns TEXT NOT NULL CHECK (typeof(dns) = 'text'),
	type TEXT CHECK (typeof(type) IN ('text', 'null')),
	url TEXT CHECK (typeof(url) IN ('text', 'null')),
	api_key TEXT CHECK (typeof(api_key) IN ('text', 'null')),
	ttl INTEGER CHECK (typeof(ttl) IN ('integer', 'null')),
	reversemaskv6 INTEGER CHECK (typeof(reversemaskv6) IN ('integer', 'null')),
	fingerprint TEXT CHECK (typeof(fingerprint) IN ('text', 'null')),
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
	id TEXT NOT NULL CHECK (typeof(id) = 'text'),
	protocol TEXT CHECK (typeof(protocol) IN ('text', 'null')),
	ip_prefix TEXT CHECK (typeof(ip_prefix) IN ('text', 'null')),
	ip6_prefix TEXT CHECK (typeof(ip6_prefix) IN ('text', 'null')),
	state TEXT CHECK (typeof(state) IN ('text', 'null')),
	pending TEXT CHECK (typeof(pending) IN ('text', 'null')),
	area TEXT CHECK (typeof(area) IN ('text', 'null')),
	hello_interval REAL CHECK (typeof(hello_interval) IN ('real', 'null')),
	csnp_interval REAL CHECK (typeof(csnp_interval) IN ('real', 'null')),
	persistent_keepalive REAL CHECK (typeof(persistent_keepalive) IN ('real', 'null')),
	redistribute TEXT CHECK (typeof(redistribute) IN ('text', 'null')),
	route_filter TEXT CHECK (typeof(route_filter) IN ('text', 'null')),
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
	fabric_id TEXT NOT NULL CHECK (typeof(fabric_id) = 'text'),
	node_id TEXT NOT NULL CHECK (typeof(node_id) = 'text'),
	ip TEXT CHECK (typeof(ip) IN ('text', 'null')),
	ip6 TEXT CHECK (typeof(ip6) IN ('text', 'null')),
	state TEXT CHECK (typeof(state) IN ('text', 'null')),
	pending TEXT CHECK (typeof(pending) IN ('text', 'null')),
	protocol TEXT CHECK (typeof(protocol) IN ('text', 'null')),
	interfaces TEXT CHECK (typeof(interfaces) IN ('text', 'null')),
	role TEXT CHECK (typeof(role) IN ('text', 'null')),
	endpoint TEXT CHECK (typeof(endpoint) IN ('text', 'null')),
	public_key TEXT CHECK (typeof(public_key) IN ('text', 'null')),
	allowed_ips TEXT CHECK (typeof(allowed_ips) IN ('text', 'null')),
	peers TEXT CHECK (typeof(peers) IN ('text', 'null')),
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
	ipam TEXT NOT NULL CHECK (typeof(ipam) = 'text'),
	type TEXT CHECK (typeof(type) IN ('text', 'null')),
	url TEXT CHECK (typeof(url) IN ('text', 'null')),
	token TEXT CHECK (typeof(token) IN ('text', 'null')),
	section INTEGER CHECK (typeof(section) IN ('integer', 'null')),
	fingerprint TEXT CHECK (typeof(fingerprint) IN ('text', 'null')),
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
	source TEXT NOT NULL CHECK (typeof(source) = 'text'),
	interface TEXT NOT NULL CHECK (typeof(interface) = 'text'),
	address TEXT NOT NULL CHECK (typeof(address) = 'text'),
	prefix INTEGER CHECK (typeof(prefix) IN ('integer', 'null')),
	zone TEXT CHECK (typeof(zone) IN ('text', 'null')),
	family TEXT CHECK (typeof(family) IN ('text', 'null')),
	scope TEXT CHECK (typeof(scope) IN ('text', 'null')),
	mac TEXT CHECK (typeof(mac) IN ('text', 'null')),
	slot TEXT CHECK (typeof(slot) IN ('text', 'null')),
	ipam TEXT CHECK (typeof(ipam) IN ('text', 'null')),
	unfit TEXT CHECK (typeof(unfit) IN ('text', 'null')),
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
	ipam TEXT NOT NULL CHECK (typeof(ipam) = 'text'),
	zone TEXT NOT NULL CHECK (typeof(zone) = 'text'),
	subnet TEXT NOT NULL CHECK (typeof(subnet) = 'text'),
	ip TEXT NOT NULL CHECK (typeof(ip) = 'text'),
	vmid INTEGER CHECK (typeof(vmid) IN ('integer', 'null')),
	hostname TEXT CHECK (typeof(hostname) IN ('text', 'null')),
	mac TEXT CHECK (typeof(mac) IN ('text', 'null')),
	vnet TEXT CHECK (typeof(vnet) IN ('text', 'null')),
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
	id TEXT NOT NULL CHECK (typeof(id) = 'text'),
	entries TEXT CHECK (typeof(entries) IN ('text', 'null')),
	state TEXT CHECK (typeof(state) IN ('text', 'null')),
	pending TEXT CHECK (typeof(pending) IN ('text', 'null')),
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
	route_map_id TEXT NOT NULL CHECK (typeof(route_map_id) = 'text'),
	position INTEGER NOT NULL CHECK (typeof(position) = 'integer'),
	route_action TEXT CHECK (typeof(route_action) IN ('text', 'null')),
	matches TEXT CHECK (typeof(matches) IN ('text', 'null')),
	sets TEXT CHECK (typeof(sets) IN ('text', 'null')),
	call TEXT CHECK (typeof(call) IN ('text', 'null')),
	exit_action TEXT CHECK (typeof(exit_action) IN ('text', 'null')),
	state TEXT CHECK (typeof(state) IN ('text', 'null')),
	pending TEXT CHECK (typeof(pending) IN ('text', 'null')),
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
	vnet TEXT NOT NULL CHECK (typeof(vnet) = 'text'),
	zone TEXT CHECK (typeof(zone) IN ('text', 'null')),
	tag INTEGER CHECK (typeof(tag) IN ('integer', 'null')),
	alias TEXT CHECK (typeof(alias) IN ('text', 'null')),
	state TEXT CHECK (typeof(state) IN ('text', 'null')),
	pending TEXT CHECK (typeof(pending) IN ('text', 'null')),
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
	vnet TEXT NOT NULL CHECK (typeof(vnet) = 'text'),
	subnet TEXT NOT NULL CHECK (typeof(subnet) = 'text'),
	cidr TEXT CHECK (typeof(cidr) IN ('text', 'null')),
	gateway TEXT CHECK (typeof(gateway) IN ('text', 'null')),
	snat INTEGER CHECK (typeof(snat) IN ('integer', 'null')),
	zone TEXT CHECK (typeof(zone) IN ('text', 'null')),
	state TEXT CHECK (typeof(state) IN ('text', 'null')),
	pending TEXT CHECK (typeof(pending) IN ('text', 'null')),
	dhcp_range TEXT CHECK (typeof(dhcp_range) IN ('text', 'null')),
	dhcp_dns_server TEXT CHECK (typeof(dhcp_dns_server) IN ('text', 'null')),
	dnszoneprefix TEXT CHECK (typeof(dnszoneprefix) IN ('text', 'null')),
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
	zone TEXT NOT NULL CHECK (typeof(zone) = 'text'),
	type TEXT CHECK (typeof(type) IN ('text', 'null')),
	nodes TEXT CHECK (typeof(nodes) IN ('text', 'null')),
	bridge TEXT CHECK (typeof(bridge) IN ('text', 'null')),
	ipam TEXT CHECK (typeof(ipam) IN ('text', 'null')),
	state TEXT CHECK (typeof(state) IN ('text', 'null')),
	pending TEXT CHECK (typeof(pending) IN ('text', 'null')),
	mtu INTEGER CHECK (typeof(mtu) IN ('integer', 'null')),
	tag INTEGER CHECK (typeof(tag) IN ('integer', 'null')),
	vlan_protocol TEXT CHECK (typeof(vlan_protocol) IN ('text', 'null')),
	peers TEXT CHECK (typeof(peers) IN ('text', 'null')),
	vxlan_port INTEGER CHECK (typeof(vxlan_port) IN ('integer', 'null')),
	fabric TEXT CHECK (typeof(fabric) IN ('text', 'null')),
	controller TEXT CHECK (typeof(controller) IN ('text', 'null')),
	secondary_controllers TEXT CHECK (typeof(secondary_controllers) IN ('text', 'null')),
	vrf_vxlan INTEGER CHECK (typeof(vrf_vxlan) IN ('integer', 'null')),
	mac TEXT CHECK (typeof(mac) IN ('text', 'null')),
	exitnodes TEXT CHECK (typeof(exitnodes) IN ('text', 'null')),
	exitnodes_primary TEXT CHECK (typeof(exitnodes_primary) IN ('text', 'null')),
	exitnodes_local_routing INTEGER CHECK (typeof(exitnodes_local_routing) IN ('integer', 'null')),
	advertise_subnets INTEGER CHECK (typeof(advertise_subnets) IN ('integer', 'null')),
	disable_arp_nd_suppression INTEGER CHECK (typeof(disable_arp_nd_suppression) IN ('integer', 'null')),
	bridge_disable_mac_learning INTEGER CHECK (typeof(bridge_disable_mac_learning) IN ('integer', 'null')),
	rt_import TEXT CHECK (typeof(rt_import) IN ('text', 'null')),
	dhcp TEXT CHECK (typeof(dhcp) IN ('text', 'null')),
	dns TEXT CHECK (typeof(dns) IN ('text', 'null')),
	reversedns TEXT CHECK (typeof(reversedns) IN ('text', 'null')),
	dnszone TEXT CHECK (typeof(dnszone) IN ('text', 'null')),
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
	node TEXT NOT NULL CHECK (typeof(node) = 'text'),
	network TEXT NOT NULL CHECK (typeof(network) = 'text'),
	kind TEXT CHECK (typeof(kind) IN ('text', 'null')),
	zone TEXT CHECK (typeof(zone) IN ('text', 'null')),
	fabric TEXT CHECK (typeof(fabric) IN ('text', 'null')),
	status TEXT CHECK (typeof(status) IN ('text', 'null')),
	zone_type TEXT CHECK (typeof(zone_type) IN ('text', 'null')),
	protocol TEXT CHECK (typeof(protocol) IN ('text', 'null')),
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
	node TEXT NOT NULL CHECK (typeof(node) = 'text'),
	network TEXT NOT NULL CHECK (typeof(network) = 'text'),
	vnet TEXT NOT NULL CHECK (typeof(vnet) = 'text'),
	status TEXT CHECK (typeof(status) IN ('text', 'null')),
	statusmsg TEXT CHECK (typeof(statusmsg) IN ('text', 'null')),
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
	scope TEXT NOT NULL CHECK (typeof(scope) = 'text'),
	owner TEXT NOT NULL CHECK (typeof(owner) = 'text'),
	name TEXT NOT NULL CHECK (typeof(name) = 'text'),
	cidr TEXT CHECK (typeof(cidr) IN ('text', 'null')),
	comment TEXT CHECK (typeof(comment) IN ('text', 'null')),
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
	name TEXT NOT NULL CHECK (typeof(name) = 'text'),
	comment TEXT CHECK (typeof(comment) IN ('text', 'null')),
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
	scope TEXT NOT NULL CHECK (typeof(scope) = 'text'),
	owner TEXT NOT NULL CHECK (typeof(owner) = 'text'),
	enable INTEGER CHECK (typeof(enable) IN ('integer', 'null')),
	policy_in TEXT CHECK (typeof(policy_in) IN ('text', 'null')),
	policy_out TEXT CHECK (typeof(policy_out) IN ('text', 'null')),
	policy_forward TEXT CHECK (typeof(policy_forward) IN ('text', 'null')),
	ebtables INTEGER CHECK (typeof(ebtables) IN ('integer', 'null')),
	log_ratelimit INTEGER CHECK (typeof(log_ratelimit) IN ('integer', 'null')),
	log_ratelimit_rate TEXT CHECK (typeof(log_ratelimit_rate) IN ('text', 'null')),
	log_ratelimit_burst INTEGER CHECK (typeof(log_ratelimit_burst) IN ('integer', 'null')),
	log_level_in TEXT CHECK (typeof(log_level_in) IN ('text', 'null')),
	log_level_out TEXT CHECK (typeof(log_level_out) IN ('text', 'null')),
	log_level_forward TEXT CHECK (typeof(log_level_forward) IN ('text', 'null')),
	dhcp INTEGER CHECK (typeof(dhcp) IN ('integer', 'null')),
	ndp INTEGER CHECK (typeof(ndp) IN ('integer', 'null')),
	radv INTEGER CHECK (typeof(radv) IN ('integer', 'null')),
	ipfilter INTEGER CHECK (typeof(ipfilter) IN ('integer', 'null')),
	macfilter INTEGER CHECK (typeof(macfilter) IN ('integer', 'null')),
	nftables INTEGER CHECK (typeof(nftables) IN ('integer', 'null')),
	nosmurfs INTEGER CHECK (typeof(nosmurfs) IN ('integer', 'null')),
	smurf_log_level TEXT CHECK (typeof(smurf_log_level) IN ('text', 'null')),
	tcpflags INTEGER CHECK (typeof(tcpflags) IN ('integer', 'null')),
	tcp_flags_log_level TEXT CHECK (typeof(tcp_flags_log_level) IN ('text', 'null')),
	protection_synflood INTEGER CHECK (typeof(protection_synflood) IN ('integer', 'null')),
	protection_synflood_rate INTEGER CHECK (typeof(protection_synflood_rate) IN ('integer', 'null')),
	protection_synflood_burst INTEGER CHECK (typeof(protection_synflood_burst) IN ('integer', 'null')),
	nf_conntrack_max INTEGER CHECK (typeof(nf_conntrack_max) IN ('integer', 'null')),
	nf_conntrack_helpers TEXT CHECK (typeof(nf_conntrack_helpers) IN ('text', 'null')),
	nf_conntrack_allow_invalid INTEGER CHECK (typeof(nf_conntrack_allow_invalid) IN ('integer', 'null')),
	nf_conntrack_tcp_timeout_established INTEGER CHECK (typeof(nf_conntrack_tcp_timeout_established) IN ('integer', 'null')),
	nf_conntrack_tcp_timeout_syn_recv INTEGER CHECK (typeof(nf_conntrack_tcp_timeout_syn_recv) IN ('integer', 'null')),
	log_nf_conntrack INTEGER CHECK (typeof(log_nf_conntrack) IN ('integer', 'null')),
	node TEXT CHECK (typeof(node) IN ('text', 'null')),
	vmid INTEGER CHECK (typeof(vmid) IN ('integer', 'null')),
	vnet TEXT CHECK (typeof(vnet) IN ('text', 'null')),
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
	scope TEXT NOT NULL CHECK (typeof(scope) = 'text'),
	owner TEXT NOT NULL CHECK (typeof(owner) = 'text'),
	rule TEXT NOT NULL CHECK (typeof(rule) = 'text'),
	pos INTEGER CHECK (typeof(pos) IN ('integer', 'null')),
	enable INTEGER CHECK (typeof(enable) IN ('integer', 'null')),
	type TEXT CHECK (typeof(type) IN ('text', 'null')),
	rule_action TEXT CHECK (typeof(rule_action) IN ('text', 'null')),
	macro TEXT CHECK (typeof(macro) IN ('text', 'null')),
	iface TEXT CHECK (typeof(iface) IN ('text', 'null')),
	source TEXT CHECK (typeof(source) IN ('text', 'null')),
	dest TEXT CHECK (typeof(dest) IN ('text', 'null')),
	proto TEXT CHECK (typeof(proto) IN ('text', 'null')),
	sport TEXT CHECK (typeof(sport) IN ('text', 'null')),
	dport TEXT CHECK (typeof(dport) IN ('text', 'null')),
	icmp_type TEXT CHECK (typeof(icmp_type) IN ('text', 'null')),
	log TEXT CHECK (typeof(log) IN ('text', 'null')),
	comment TEXT CHECK (typeof(comment) IN ('text', 'null')),
	errors TEXT CHECK (typeof(errors) IN ('text', 'null')),
	source_set TEXT CHECK (typeof(source_set) IN ('text', 'null')),
	source_alias TEXT CHECK (typeof(source_alias) IN ('text', 'null')),
	source_scope TEXT CHECK (typeof(source_scope) IN ('text', 'null')),
	source_owner TEXT CHECK (typeof(source_owner) IN ('text', 'null')),
	dest_set TEXT CHECK (typeof(dest_set) IN ('text', 'null')),
	dest_alias TEXT CHECK (typeof(dest_alias) IN ('text', 'null')),
	dest_scope TEXT CHECK (typeof(dest_scope) IN ('text', 'null')),
	dest_owner TEXT CHECK (typeof(dest_owner) IN ('text', 'null')),
	security_group TEXT CHECK (typeof(security_group) IN ('text', 'null')),
	owner_group TEXT CHECK (typeof(owner_group) IN ('text', 'null')),
	node TEXT CHECK (typeof(node) IN ('text', 'null')),
	vmid INTEGER CHECK (typeof(vmid) IN ('integer', 'null')),
	vnet TEXT CHECK (typeof(vnet) IN ('text', 'null')),
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
	scope TEXT NOT NULL CHECK (typeof(scope) = 'text'),
	owner TEXT NOT NULL CHECK (typeof(owner) = 'text'),
	name TEXT NOT NULL CHECK (typeof(name) = 'text'),
	comment TEXT CHECK (typeof(comment) IN ('text', 'null')),
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
	scope TEXT NOT NULL CHECK (typeof(scope) = 'text'),
	owner TEXT NOT NULL CHECK (typeof(owner) = 'text'),
	name TEXT NOT NULL CHECK (typeof(name) = 'text'),
	cidr TEXT NOT NULL CHECK (typeof(cidr) = 'text'),
	nomatch INTEGER CHECK (typeof(nomatch) IN ('integer', 'null')),
	comment TEXT CHECK (typeof(comment) IN ('text', 'null')),
	cidr_alias TEXT CHECK (typeof(cidr_alias) IN ('text', 'null')),
	alias_scope TEXT CHECK (typeof(alias_scope) IN ('text', 'null')),
	alias_owner TEXT CHECK (typeof(alias_owner) IN ('text', 'null')),
	errors TEXT CHECK (typeof(errors) IN ('text', 'null')),
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
	cputype TEXT NOT NULL CHECK (typeof(cputype) = 'text'),
	reported_model TEXT CHECK (typeof(reported_model) IN ('text', 'null')),
	flags TEXT CHECK (typeof(flags) IN ('text', 'null')),
	hidden INTEGER CHECK (typeof(hidden) IN ('integer', 'null')),
	hv_vendor_id TEXT CHECK (typeof(hv_vendor_id) IN ('text', 'null')),
	phys_bits TEXT CHECK (typeof(phys_bits) IN ('text', 'null')),
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
	kind TEXT NOT NULL CHECK (typeof(kind) = 'text'),
	id TEXT NOT NULL CHECK (typeof(id) = 'text'),
	description TEXT CHECK (typeof(description) IN ('text', 'null')),
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
	kind TEXT NOT NULL CHECK (typeof(kind) = 'text'),
	id TEXT NOT NULL CHECK (typeof(id) = 'text'),
	node TEXT NOT NULL CHECK (typeof(node) = 'text'),
	path TEXT NOT NULL CHECK (typeof(path) = 'text'),
	device TEXT CHECK (typeof(device) IN ('text', 'null')),
	subsystem_id TEXT CHECK (typeof(subsystem_id) IN ('text', 'null')),
	iommugroup INTEGER CHECK (typeof(iommugroup) IN ('integer', 'null')),
	description TEXT CHECK (typeof(description) IN ('text', 'null')),
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
	name TEXT NOT NULL CHECK (typeof(name) = 'text'),
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
	id TEXT NOT NULL CHECK (typeof(id) = 'text'),
	type TEXT CHECK (typeof(type) IN ('text', 'null')),
	server TEXT CHECK (typeof(server) IN ('text', 'null')),
	port INTEGER CHECK (typeof(port) IN ('integer', 'null')),
	disable INTEGER CHECK (typeof(disable) IN ('integer', 'null')),
	proto TEXT CHECK (typeof(proto) IN ('text', 'null')),
	path TEXT CHECK (typeof(path) IN ('text', 'null')),
	mtu INTEGER CHECK (typeof(mtu) IN ('integer', 'null')),
	timeout INTEGER CHECK (typeof(timeout) IN ('integer', 'null')),
	influxdbproto TEXT CHECK (typeof(influxdbproto) IN ('text', 'null')),
	organization TEXT CHECK (typeof(organization) IN ('text', 'null')),
	bucket TEXT CHECK (typeof(bucket) IN ('text', 'null')),
	api_path_prefix TEXT CHECK (typeof(api_path_prefix) IN ('text', 'null')),
	max_body_size INTEGER CHECK (typeof(max_body_size) IN ('integer', 'null')),
	verify_certificate INTEGER CHECK (typeof(verify_certificate) IN ('integer', 'null')),
	token TEXT CHECK (typeof(token) IN ('text', 'null')),
	otel_protocol TEXT CHECK (typeof(otel_protocol) IN ('text', 'null')),
	otel_path TEXT CHECK (typeof(otel_path) IN ('text', 'null')),
	otel_timeout INTEGER CHECK (typeof(otel_timeout) IN ('integer', 'null')),
	otel_headers TEXT CHECK (typeof(otel_headers) IN ('text', 'null')),
	otel_resource_attributes TEXT CHECK (typeof(otel_resource_attributes) IN ('text', 'null')),
	otel_compression TEXT CHECK (typeof(otel_compression) IN ('text', 'null')),
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
	name TEXT NOT NULL CHECK (typeof(name) = 'text'),
	disable INTEGER CHECK (typeof(disable) IN ('integer', 'null')),
	target TEXT CHECK (typeof(target) IN ('text', 'null')),
	mode TEXT CHECK (typeof(mode) IN ('text', 'null')),
	invert_match INTEGER CHECK (typeof(invert_match) IN ('integer', 'null')),
	match_severity TEXT CHECK (typeof(match_severity) IN ('text', 'null')),
	match_field TEXT CHECK (typeof(match_field) IN ('text', 'null')),
	match_calendar TEXT CHECK (typeof(match_calendar) IN ('text', 'null')),
	origin TEXT CHECK (typeof(origin) IN ('text', 'null')),
	comment TEXT CHECK (typeof(comment) IN ('text', 'null')),
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
	name TEXT NOT NULL CHECK (typeof(name) = 'text'),
	type TEXT CHECK (typeof(type) IN ('text', 'null')),
	disable INTEGER CHECK (typeof(disable) IN ('integer', 'null')),
	origin TEXT CHECK (typeof(origin) IN ('text', 'null')),
	server TEXT CHECK (typeof(server) IN ('text', 'null')),
	url TEXT CHECK (typeof(url) IN ('text', 'null')),
	mailto TEXT CHECK (typeof(mailto) IN ('text', 'null')),
	mailto_user TEXT CHECK (typeof(mailto_user) IN ('text', 'null')),
	comment TEXT CHECK (typeof(comment) IN ('text', 'null')),
	from_address TEXT CHECK (typeof(from_address) IN ('text', 'null')),
	author TEXT CHECK (typeof(author) IN ('text', 'null')),
	port INTEGER CHECK (typeof(port) IN ('integer', 'null')),
	mode TEXT CHECK (typeof(mode) IN ('text', 'null')),
	username TEXT CHECK (typeof(username) IN ('text', 'null')),
	method TEXT CHECK (typeof(method) IN ('text', 'null')),
	header TEXT CHECK (typeof(header) IN ('text', 'null')),
	body TEXT CHECK (typeof(body) IN ('text', 'null')),
	url_rest TEXT CHECK (typeof(url_rest) IN ('text', 'null')),
	secret TEXT CHECK (typeof(secret) IN ('text', 'null')),
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
	fsid TEXT NOT NULL CHECK (typeof(fsid) = 'text'),
	health TEXT CHECK (typeof(health) IN ('text', 'null')),
	health_checks TEXT CHECK (typeof(health_checks) IN ('text', 'null')),
	health_mutes TEXT CHECK (typeof(health_mutes) IN ('text', 'null')),
	osds_total INTEGER CHECK (typeof(osds_total) IN ('integer', 'null')),
	osds_up INTEGER CHECK (typeof(osds_up) IN ('integer', 'null')),
	osds_in INTEGER CHECK (typeof(osds_in) IN ('integer', 'null')),
	pools_total INTEGER CHECK (typeof(pools_total) IN ('integer', 'null')),
	pgs_total INTEGER CHECK (typeof(pgs_total) IN ('integer', 'null')),
	quorum_names TEXT CHECK (typeof(quorum_names) IN ('text', 'null')),
	mgr_active TEXT CHECK (typeof(mgr_active) IN ('text', 'null')),
	mgr_available INTEGER CHECK (typeof(mgr_available) IN ('integer', 'null')),
	mgr_modules TEXT CHECK (typeof(mgr_modules) IN ('text', 'null')),
	mgr_services TEXT CHECK (typeof(mgr_services) IN ('text', 'null')),
	release_min TEXT CHECK (typeof(release_min) IN ('text', 'null')),
	created TEXT CHECK (typeof(created) IN ('text', 'null')),
	stretch_mode INTEGER CHECK (typeof(stretch_mode) IN ('integer', 'null')),
	osd_flags TEXT CHECK (typeof(osd_flags) IN ('text', 'null')),
	node_versions TEXT CHECK (typeof(node_versions) IN ('text', 'null')),
	conf TEXT CHECK (typeof(conf) IN ('text', 'null')),
	crush_map TEXT CHECK (typeof(crush_map) IN ('text', 'null')),
	extra TEXT
);
CREATE INDEX ceph_cluster_since ON ceph_cluster_history (since);
CREATE INDEX ceph_cluster_until ON ceph_cluster_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX ceph_cluster_open ON ceph_cluster_history (cluster, fsid) WHERE until IS NULL;
CREATE INDEX ceph_cluster_key ON ceph_cluster_history (cluster, fsid) WHERE until IS NOT NULL;
CREATE TABLE ceph_cluster_metric (
	cluster TEXT NOT NULL,
	unknown TEXT,
	fsid TEXT NOT NULL CHECK (typeof(fsid) = 'text'),
	bytes_total INTEGER CHECK (typeof(bytes_total) IN ('integer', 'null')),
	bytes_used INTEGER CHECK (typeof(bytes_used) IN ('integer', 'null')),
	bytes_avail INTEGER CHECK (typeof(bytes_avail) IN ('integer', 'null')),
	data_bytes INTEGER CHECK (typeof(data_bytes) IN ('integer', 'null')),
	pgs_by_state TEXT CHECK (typeof(pgs_by_state) IN ('text', 'null')),
	objects_total INTEGER CHECK (typeof(objects_total) IN ('integer', 'null')),
	extra TEXT,
	PRIMARY KEY (cluster, fsid)
) WITHOUT ROWID;
CREATE TABLE ceph_config_history (
	cluster TEXT NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	unknown TEXT,
	section TEXT NOT NULL CHECK (typeof(section) = 'text'),
	mask TEXT NOT NULL CHECK (typeof(mask) = 'text'),
	name TEXT NOT NULL CHECK (typeof(name) = 'text'),
	value TEXT CHECK (typeof(value) IN ('text', 'null')),
	level TEXT CHECK (typeof(level) IN ('text', 'null')),
	can_update_at_runtime INTEGER CHECK (typeof(can_update_at_runtime) IN ('integer', 'null')),
	fsid TEXT CHECK (typeof(fsid) IN ('text', 'null')),
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
	name TEXT NOT NULL CHECK (typeof(name) = 'text'),
	value INTEGER CHECK (typeof(value) IN ('integer', 'null')),
	fsid TEXT CHECK (typeof(fsid) IN ('text', 'null')),
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
	name TEXT NOT NULL CHECK (typeof(name) = 'text'),
	metadata_pool TEXT CHECK (typeof(metadata_pool) IN ('text', 'null')),
	data_pool TEXT CHECK (typeof(data_pool) IN ('text', 'null')),
	data_pools TEXT CHECK (typeof(data_pools) IN ('text', 'null')),
	metadata_pool_id INTEGER CHECK (typeof(metadata_pool_id) IN ('integer', 'null')),
	data_pool_ids TEXT CHECK (typeof(data_pool_ids) IN ('text', 'null')),
	fsid TEXT CHECK (typeof(fsid) IN ('text', 'null')),
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
	name TEXT NOT NULL CHECK (typeof(name) = 'text'),
	host TEXT CHECK (typeof(host) IN ('text', 'null')),
	state TEXT CHECK (typeof(state) IN ('text', 'null')),
	addr TEXT CHECK (typeof(addr) IN ('text', 'null')),
	ceph_version_short TEXT CHECK (typeof(ceph_version_short) IN ('text', 'null')),
	fs_name TEXT CHECK (typeof(fs_name) IN ('text', 'null')),
	rank INTEGER CHECK (typeof(rank) IN ('integer', 'null')),
	standby_replay INTEGER CHECK (typeof(standby_replay) IN ('integer', 'null')),
	ceph_version TEXT CHECK (typeof(ceph_version) IN ('text', 'null')),
	ceph_release TEXT CHECK (typeof(ceph_release) IN ('text', 'null')),
	service INTEGER CHECK (typeof(service) IN ('integer', 'null')),
	direxists INTEGER CHECK (typeof(direxists) IN ('integer', 'null')),
	fsid TEXT CHECK (typeof(fsid) IN ('text', 'null')),
	extra TEXT
);
CREATE INDEX ceph_mds_since ON ceph_mds_history (since);
CREATE INDEX ceph_mds_until ON ceph_mds_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX ceph_mds_open ON ceph_mds_history (cluster, name) WHERE until IS NULL;
CREATE INDEX ceph_mds_key ON ceph_mds_history (cluster, name) WHERE until IS NOT NULL;
CREATE TABLE ceph_mds_metric (
	cluster TEXT NOT NULL,
	unknown TEXT,
	name TEXT NOT NULL CHECK (typeof(name) = 'text'),
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
	name TEXT NOT NULL CHECK (typeof(name) = 'text'),
	host TEXT CHECK (typeof(host) IN ('text', 'null')),
	state TEXT CHECK (typeof(state) IN ('text', 'null')),
	addr TEXT CHECK (typeof(addr) IN ('text', 'null')),
	ceph_version_short TEXT CHECK (typeof(ceph_version_short) IN ('text', 'null')),
	ceph_version TEXT CHECK (typeof(ceph_version) IN ('text', 'null')),
	ceph_release TEXT CHECK (typeof(ceph_release) IN ('text', 'null')),
	service INTEGER CHECK (typeof(service) IN ('integer', 'null')),
	direxists INTEGER CHECK (typeof(direxists) IN ('integer', 'null')),
	fsid TEXT CHECK (typeof(fsid) IN ('text', 'null')),
	extra TEXT
);
CREATE INDEX ceph_mgr_since ON ceph_mgr_history (since);
CREATE INDEX ceph_mgr_until ON ceph_mgr_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX ceph_mgr_open ON ceph_mgr_history (cluster, name) WHERE until IS NULL;
CREATE INDEX ceph_mgr_key ON ceph_mgr_history (cluster, name) WHERE until IS NOT NULL;
CREATE TABLE ceph_mgr_metric (
	cluster TEXT NOT NULL,
	unknown TEXT,
	name TEXT NOT NULL CHECK (typeof(name) = 'text'),
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
	name TEXT NOT NULL CHECK (typeof(name) = 'text'),
	host TEXT CHECK (typeof(host) IN ('text', 'null')),
	state TEXT CHECK (typeof(state) IN ('text', 'null')),
	addr TEXT CHECK (typeof(addr) IN ('text', 'null')),
	ceph_version_short TEXT CHECK (typeof(ceph_version_short) IN ('text', 'null')),
	quorum INTEGER CHECK (typeof(quorum) IN ('integer', 'null')),
	rank INTEGER CHECK (typeof(rank) IN ('integer', 'null')),
	ceph_version TEXT CHECK (typeof(ceph_version) IN ('text', 'null')),
	ceph_release TEXT CHECK (typeof(ceph_release) IN ('text', 'null')),
	service INTEGER CHECK (typeof(service) IN ('integer', 'null')),
	direxists INTEGER CHECK (typeof(direxists) IN ('integer', 'null')),
	fsid TEXT CHECK (typeof(fsid) IN ('text', 'null')),
	extra TEXT
);
CREATE INDEX ceph_mon_since ON ceph_mon_history (since);
CREATE INDEX ceph_mon_until ON ceph_mon_history (until) WHERE until IS NOT NULL;
CREATE UNIQUE INDEX ceph_mon_open ON ceph_mon_history (cluster, name) WHERE until IS NULL;
CREATE INDEX ceph_mon_key ON ceph_mon_history (cluster, name) WHERE until IS NOT NULL;
CREATE TABLE ceph_mon_metric (
	cluster TEXT NOT NULL,
	unknown TEXT,
	name TEXT NOT NULL CHECK (typeof(name) = 'text'),
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
	host TEXT CHECK (typeof(host) IN ('text', 'null')),
	status TEXT CHECK (typeof(status) IN ('text', 'null')),
	is_in INTEGER CHECK (typeof(is_in) IN ('integer', 'null')),
	device_class TEXT CHECK (typeof(device_class) IN ('text', 'null')),
	crush_weight REAL CHECK (typeof(crush_weight) IN ('real', 'null')),
	reweight REAL CHECK (typeof(reweight) IN ('real', 'null')),
	total_space INTEGER CHECK (typeof(total_space) IN ('integer', 'null')),
	ceph_version_short TEXT CHECK (typeof(ceph_version_short) IN ('text', 'null')),
	ceph_version TEXT CHECK (typeof(ceph_version) IN ('text', 'null')),
	ceph_release TEXT CHECK (typeof(ceph_release) IN ('text', 'null')),
	name TEXT CHECK (typeof(name) IN ('text', 'null')),
	osdtype TEXT CHECK (typeof(osdtype) IN ('text', 'null')),
	blfsdev TEXT CHECK (typeof(blfsdev) IN ('text', 'null')),
	dbdev TEXT CHECK (typeof(dbdev) IN ('text', 'null')),
	waldev TEXT CHECK (typeof(waldev) IN ('text', 'null')),
	osd_objectstore TEXT CHECK (typeof(osd_objectstore) IN ('text', 'null')),
	osd_data TEXT CHECK (typeof(osd_data) IN ('text', 'null')),
	devices TEXT CHECK (typeof(devices) IN ('text', 'null')),
	device_ids TEXT CHECK (typeof(device_ids) IN ('text', 'null')),
	device_paths TEXT CHECK (typeof(device_paths) IN ('text', 'null')),
	front_addr TEXT CHECK (typeof(front_addr) IN ('text', 'null')),
	back_addr TEXT CHECK (typeof(back_addr) IN ('text', 'null')),
	encrypted INTEGER CHECK (typeof(encrypted) IN ('integer', 'null')),
	hb_front_addr TEXT CHECK (typeof(hb_front_addr) IN ('text', 'null')),
	hb_back_addr TEXT CHECK (typeof(hb_back_addr) IN ('text', 'null')),
	device_details TEXT CHECK (typeof(device_details) IN ('text', 'null')),
	fsid TEXT CHECK (typeof(fsid) IN ('text', 'null')),
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
	pool_name TEXT CHECK (typeof(pool_name) IN ('text', 'null')),
	type TEXT CHECK (typeof(type) IN ('text', 'null')),
	size INTEGER CHECK (typeof(size) IN ('integer', 'null')),
	min_size INTEGER CHECK (typeof(min_size) IN ('integer', 'null')),
	pg_num INTEGER CHECK (typeof(pg_num) IN ('integer', 'null')),
	crush_rule_name TEXT CHECK (typeof(crush_rule_name) IN ('text', 'null')),
	crush_rule INTEGER CHECK (typeof(crush_rule) IN ('integer', 'null')),
	pg_autoscale_mode TEXT CHECK (typeof(pg_autoscale_mode) IN ('text', 'null')),
	pg_num_min INTEGER CHECK (typeof(pg_num_min) IN ('integer', 'null')),
	pg_num_final INTEGER CHECK (typeof(pg_num_final) IN ('integer', 'null')),
	target_size INTEGER CHECK (typeof(target_size) IN ('integer', 'null')),
	target_size_ratio REAL CHECK (typeof(target_size_ratio) IN ('real', 'null')),
	application_metadata TEXT CHECK (typeof(application_metadata) IN ('text', 'null')),
	fsid TEXT CHECK (typeof(fsid) IN ('text', 'null')),
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
	autoscale_status TEXT CHECK (typeof(autoscale_status) IN ('text', 'null')),
	extra TEXT,
	PRIMARY KEY (cluster, pool)
) WITHOUT ROWID;
CREATE TABLE ceph_rule_history (
	cluster TEXT NOT NULL,
	since INTEGER NOT NULL,
	until INTEGER,
	unknown TEXT,
	name TEXT NOT NULL CHECK (typeof(name) = 'text'),
	fsid TEXT CHECK (typeof(fsid) IN ('text', 'null')),
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
	node TEXT NOT NULL CHECK (typeof(node) = 'text'),
	time INTEGER NOT NULL CHECK (typeof(time) = 'integer'),
	uid INTEGER NOT NULL CHECK (typeof(uid) = 'integer'),
	user TEXT CHECK (typeof(user) IN ('text', 'null')),
	tag TEXT CHECK (typeof(tag) IN ('text', 'null')),
	pri INTEGER CHECK (typeof(pri) IN ('integer', 'null')),
	msg TEXT CHECK (typeof(msg) IN ('text', 'null')),
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
	upid TEXT NOT NULL CHECK (typeof(upid) = 'text'),
	node TEXT CHECK (typeof(node) IN ('text', 'null')),
	type TEXT CHECK (typeof(type) IN ('text', 'null')),
	id TEXT CHECK (typeof(id) IN ('text', 'null')),
	user TEXT CHECK (typeof(user) IN ('text', 'null')),
	tokenid TEXT CHECK (typeof(tokenid) IN ('text', 'null')),
	starttime INTEGER CHECK (typeof(starttime) IN ('integer', 'null')),
	endtime INTEGER CHECK (typeof(endtime) IN ('integer', 'null')),
	status TEXT CHECK (typeof(status) IN ('text', 'null')),
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
CREATE VIEW corosync_node AS SELECT h.cluster,
	h.node,
	h.nodeid,
	h.quorum_votes,
	h.unknown AS unknown,
	h.extra AS extra
FROM corosync_node_history h
WHERE h.until IS NULL;
CREATE VIEW corosync_link AS SELECT h.cluster,
	h.node,
	h.link,
	h.address,
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
CREATE VIEW directory AS SELECT h.cluster,
	h.node,
	h.path,
	h.device,
	h.type,
	h.options,
	h.unitfile,
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
CREATE VIEW node_acme_domain AS SELECT h.cluster,
	h.node,
	h.slot,
	h.domain,
	h.domain_alias,
	h.plugin,
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
CREATE VIEW node_interface AS SELECT h.cluster,
	h.node,
	h.iface,
	h.type,
	h.cidr,
	h.gateway,
	h.active,
	h.autostart,
	h.comments,
	h.method,
	h.method6,
	h.cidr6,
	h.gateway6,
	h.address,
	h.netmask,
	h.address6,
	h.netmask6,
	h.mtu,
	h.present,
	h.families,
	h.altnames,
	h.link_type,
	h.comments6,
	h.options,
	h.options6,
	h.bridge_ports,
	h.bridge_vlan_aware,
	h.bridge_vids,
	h.bridge_stp,
	h.bridge_fd,
	h.bridge_access,
	h.bridge_learning,
	h.bridge_arp_nd_suppress,
	h.bridge_multicast_flood,
	h.bridge_unicast_flood,
	h.slaves,
	h.bond_mode,
	h.bond_primary,
	h.bond_xmit_hash_policy,
	h.bond_miimon,
	h.vlan_id,
	h.vlan_raw_device,
	h.vlan_protocol,
	h.vxlan_id,
	h.vxlan_local_tunnelip,
	h.vxlan_physdev,
	h.vxlan_svcnodeip,
	h.uplink_id,
	h.ovs_bridge,
	h.ovs_ports,
	h.ovs_bonds,
	h.ovs_tag,
	h.ovs_mtu,
	h.ovs_options,
	h.unknown AS unknown,
	h.extra AS extra
FROM node_interface_history h
WHERE h.until IS NULL;
CREATE VIEW node_package AS SELECT h.cluster,
	h.node,
	h.package,
	h.version,
	h.candidate,
	h.current_state,
	h.running_kernel,
	h.manager_version,
	h.origin,
	h.arch,
	h.section,
	h.priority,
	h.title,
	h.unknown AS unknown,
	h.extra AS extra
FROM node_package_history h
WHERE h.until IS NULL;
CREATE VIEW node_repository AS SELECT h.cluster,
	h.node,
	h.path,
	h.repository,
	h.enabled,
	h.types,
	h.uris,
	h.suites,
	h.components,
	h.options,
	h.comment,
	h.file_type,
	h.unknown AS unknown,
	h.extra AS extra
FROM node_repository_history h
WHERE h.until IS NULL;
CREATE VIEW node_service AS SELECT h.cluster,
	h.node,
	h.service,
	h.state,
	h.active_state,
	h.unit_state,
	h.name,
	h.description,
	h.unknown AS unknown,
	h.extra AS extra
FROM node_service_history h
WHERE h.until IS NULL;
CREATE VIEW node_update AS SELECT h.cluster,
	h.node,
	h.package,
	h.old_version,
	h.version,
	h.origin,
	h.title,
	h.section,
	h.priority,
	h.arch,
	h.unknown AS unknown,
	h.extra AS extra
FROM node_update_history h
WHERE h.until IS NULL;
CREATE VIEW pci_device AS SELECT h.cluster,
	h.node,
	h.id,
	h.class_code,
	h.vendor_name,
	h.device_name,
	h.iommugroup,
	h.mdev,
	h.vendor,
	h.device,
	h.subsystem_vendor,
	h.subsystem_device,
	h.subsystem_vendor_name,
	h.subsystem_device_name,
	h.nvidia,
	h.physfn,
	h.virtfns,
	h.mdev_types,
	h.unknown AS unknown,
	h.extra AS extra
FROM pci_device_history h
WHERE h.until IS NULL;
CREATE VIEW usb_device AS SELECT h.cluster,
	h.node,
	h.usbpath,
	h.vendid,
	h.prodid,
	h.manufacturer,
	h.product,
	h.serial,
	h.speed,
	h.busnum,
	h.devnum,
	h.port,
	h.level,
	h.class_code,
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
CREATE VIEW storage AS SELECT h.cluster,
	h.storage,
	h.type,
	h.content,
	h.shared,
	h.disable,
	h.nodes,
	h.path,
	h.server,
	h.export,
	h.share,
	h.pool,
	h.datastore,
	h.namespace,
	h.vgname,
	h.thinpool,
	h.portal,
	h.target,
	h.port,
	h.username,
	h.domain,
	h.password,
	h.keyring,
	h.encryption_key,
	h.master_pubkey,
	h.fingerprint,
	h.skip_cert_verification,
	h.keep_all,
	h.keep_last,
	h.keep_hourly,
	h.keep_daily,
	h.keep_weekly,
	h.keep_monthly,
	h.keep_yearly,
	h.maxfiles,
	h.max_protected_backups,
	h.bwlimit_default,
	h.bwlimit_clone,
	h.bwlimit_migration,
	h.bwlimit_move,
	h.bwlimit_restore,
	h.format,
	h.preallocation,
	h.is_mountpoint,
	h.mkdir,
	h.create_base_path,
	h.create_subdirs,
	h.content_dirs,
	h.subdir,
	h.options,
	h.smbversion,
	h.snapshot_as_volume_chain,
	h.nocow,
	h.saferemove,
	h.saferemove_throughput,
	h.saferemove_stepsize,
	h.tagged_only,
	h.base,
	h.sparse,
	h.blocksize,
	h.mountpoint,
	h.zfs_base_path,
	h.iscsiprovider,
	h.comstar_hg,
	h.comstar_tg,
	h.lio_tpg,
	h.nowritecache,
	h.monhost,
	h.fs_name,
	h.fuse,
	h.krbd,
	h.data_pool,
	h.authsupported,
	h.volume,
	h.server2,
	h.transport,
	h.redundancy,
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
	(SELECT a.source || ': ' || a.interface || CASE WHEN n.slot <> a.interface THEN ' (' || n.slot || ')' ELSE '' END || coalesce(', preferred network ' || a.preferred, '') || CASE WHEN a.source IN ('agent', 'container') AND h.status <> 'running' THEN ', as last known' ELSE '' END FROM guest_address a LEFT JOIN guest_nic n ON n.cluster = a.cluster AND n.vmid = a.vmid AND (n.slot = a.slot OR upper(n.mac) = a.mac) WHERE a.cluster = h.cluster AND a.vmid = h.vmid AND a.unfit IS NULL ORDER BY CASE a.source WHEN 'agent' THEN 1 WHEN 'container' THEN 1 WHEN 'cloud-init' THEN 2 WHEN 'config' THEN 2 ELSE 3 END, a.preferred IS NULL, a.preferred, a.family = 'ipv6', a.scope = 'site-local', n.slot IS NULL, length(n.slot), n.slot, a.interface, a.address LIMIT 1) AS primary_reason,
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
CREATE VIEW guest_agent AS SELECT h.cluster,
	h.vmid,
	(CASE WHEN h.configured = 0 THEN 'not configured' WHEN (SELECT g.status FROM guest g WHERE g.cluster = h.cluster AND g.vmid = h.vmid) <> 'running' THEN 'not running' ELSE h.answer END) AS availability,
	h.configured,
	h.answer,
	h.reason,
	h.version,
	h.host_name,
	h.os,
	h.os_name,
	h.os_id,
	h.os_version,
	h.os_version_id,
	h.os_variant,
	h.os_variant_id,
	h.kernel_release,
	h.kernel_version,
	h.machine,
	h.timezone,
	h.timezone_offset,
	h.memory_block_size,
	h.commands,
	(CASE WHEN (CASE WHEN h.answer IS NOT NULL OR h.configured = 0 OR (SELECT g.status FROM guest g WHERE g.cluster = h.cluster AND g.vmid = h.vmid) <> 'running' THEN NULL ELSE '["availability"]' END) IS NULL THEN h.unknown WHEN h.unknown IS NULL THEN (CASE WHEN h.answer IS NOT NULL OR h.configured = 0 OR (SELECT g.status FROM guest g WHERE g.cluster = h.cluster AND g.vmid = h.vmid) <> 'running' THEN NULL ELSE '["availability"]' END)
		ELSE substr(h.unknown, 1, length(h.unknown) - 1) || ',' || substr((CASE WHEN h.answer IS NOT NULL OR h.configured = 0 OR (SELECT g.status FROM guest g WHERE g.cluster = h.cluster AND g.vmid = h.vmid) <> 'running' THEN NULL ELSE '["availability"]' END), 2) END) AS unknown,
	h.extra AS extra
FROM guest_agent_history h
WHERE h.until IS NULL;
CREATE VIEW guest_device AS SELECT h.cluster,
	h.vmid,
	h.slot,
	h.kind,
	h.host,
	h.mapping,
	h.mapping_kind,
	h.model,
	h.mdev,
	h.pcie,
	h.x_vga,
	h.rombar,
	h.romfile,
	h.legacy_igd,
	h.vendor_id,
	h.device_id,
	h.sub_vendor_id,
	h.sub_device_id,
	h.driver,
	h.usb3,
	h.cache,
	h.direct_io,
	h.expose_acl,
	h.expose_xattr,
	h.max_bytes,
	h.period,
	h.watchdog_action,
	h.mode,
	h.uid,
	h.gid,
	h.deny_write,
	h.unknown AS unknown,
	h.extra AS extra
FROM guest_device_history h
WHERE h.until IS NULL;
CREATE VIEW guest_disk AS SELECT h.cluster,
	h.vmid,
	h.slot,
	h.storage,
	h.file,
	h.size,
	h.format,
	h.media,
	h.mp,
	h.cache,
	h.backup,
	h.replicate,
	h.shared,
	h.ro,
	h.ssd,
	h.discard,
	h.iothread,
	h.aio,
	h.detect_zeroes,
	h.snapshot,
	h.rerror,
	h.werror,
	h.model,
	h.serial,
	h.vendor,
	h.product,
	h.wwn,
	h.queues,
	h.scsiblock,
	h.bps,
	h.bps_rd,
	h.bps_wr,
	h.bps_max_length,
	h.bps_rd_max_length,
	h.bps_wr_max_length,
	h.mbps,
	h.mbps_rd,
	h.mbps_wr,
	h.mbps_max,
	h.mbps_rd_max,
	h.mbps_wr_max,
	h.iops,
	h.iops_rd,
	h.iops_wr,
	h.iops_max,
	h.iops_rd_max,
	h.iops_wr_max,
	h.iops_max_length,
	h.iops_rd_max_length,
	h.iops_wr_max_length,
	h.efitype,
	h.pre_enrolled_keys,
	h.ms_cert,
	h.tpm_version,
	h.acl,
	h.quota,
	h.mountoptions,
	h.keepattrs,
	h.idmap,
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
CREATE VIEW guest_nic AS SELECT h.cluster,
	h.vmid,
	h.slot,
	h.model,
	h.mac,
	h.bridge,
	h.tag,
	h.ip,
	h.ip6,
	h.gw,
	h.gw6,
	h.firewall,
	h.link_down,
	h.name,
	h.trunks,
	h.mtu,
	h.rate,
	h.queues,
	h.host_managed,
	h.host_tunnel,
	(SELECT '["' || group_concat(x, '","') || '"]' FROM (SELECT a.address || coalesce('/' || a.prefix, '') AS x FROM guest_address a WHERE a.cluster = h.cluster AND a.vmid = h.vmid AND a.mac = upper(h.mac) AND a.source IN ('agent', 'container') AND a.family = 'ipv4' ORDER BY a.interface, a.address)) AS actual_ipv4,
	(SELECT '["' || group_concat(x, '","') || '"]' FROM (SELECT a.address || coalesce('/' || a.prefix, '') AS x FROM guest_address a WHERE a.cluster = h.cluster AND a.vmid = h.vmid AND a.mac = upper(h.mac) AND a.source IN ('agent', 'container') AND a.family = 'ipv6' ORDER BY a.interface, a.address)) AS actual_ipv6,
	(SELECT i.name FROM guest_interface i WHERE i.cluster = h.cluster AND i.vmid = h.vmid AND i.mac = upper(h.mac) ORDER BY instr(i.name, '.') + instr(i.name, ':') + instr(i.name, '@') > 0, length(i.name), i.name LIMIT 1) AS guest_interface_name,
	(CASE WHEN (CASE WHEN EXISTS (SELECT 1 FROM guest_interface i WHERE i.cluster = h.cluster AND i.vmid = h.vmid) THEN NULL ELSE '["actual_ipv4","actual_ipv6","guest_interface_name"]' END) IS NULL THEN h.unknown WHEN h.unknown IS NULL THEN (CASE WHEN EXISTS (SELECT 1 FROM guest_interface i WHERE i.cluster = h.cluster AND i.vmid = h.vmid) THEN NULL ELSE '["actual_ipv4","actual_ipv6","guest_interface_name"]' END)
		ELSE substr(h.unknown, 1, length(h.unknown) - 1) || ',' || substr((CASE WHEN EXISTS (SELECT 1 FROM guest_interface i WHERE i.cluster = h.cluster AND i.vmid = h.vmid) THEN NULL ELSE '["actual_ipv4","actual_ipv6","guest_interface_name"]' END), 2) END) AS unknown,
	h.extra AS extra
FROM guest_nic_history h
WHERE h.until IS NULL;
CREATE VIEW guest_numa AS SELECT h.cluster,
	h.vmid,
	h.numa,
	h.cpus,
	h.memory,
	h.hostnodes,
	h.policy,
	h.unknown AS unknown,
	h.extra AS extra
FROM guest_numa_history h
WHERE h.until IS NULL;
CREATE VIEW guest_pending AS SELECT h.cluster,
	h.vmid,
	h.option,
	h.value,
	h.pending,
	h.removal,
	h.unknown AS unknown,
	h.extra AS extra
FROM guest_pending_history h
WHERE h.until IS NULL;
CREATE VIEW guest_snapshot AS SELECT h.cluster,
	h.vmid,
	h.name,
	h.parent,
	h.snaptime,
	h.vmstate,
	h.description,
	h.snapstate,
	h.config,
	h.unknown AS unknown,
	h.extra AS extra
FROM guest_snapshot_history h
WHERE h.until IS NULL;
CREATE VIEW guest_user AS SELECT h.cluster,
	h.vmid,
	h.name,
	h.domain,
	h.login_time,
	h.unknown AS unknown,
	h.extra AS extra
FROM guest_user_history h
WHERE h.until IS NULL;
CREATE VIEW guest_vcpu AS SELECT h.cluster,
	h.vmid,
	h.logical_id,
	h.online,
	h.can_offline,
	h.unknown AS unknown,
	h.extra AS extra
FROM guest_vcpu_history h
WHERE h.until IS NULL;
CREATE VIEW pool AS SELECT h.cluster,
	h.poolid,
	h.parent_pool,
	h.comment,
	h.unknown AS unknown,
	h.extra AS extra
FROM pool_history h
WHERE h.until IS NULL;
CREATE VIEW pool_member AS SELECT h.cluster,
	h.poolid,
	h.member,
	h.type,
	h.vmid,
	h.storage,
	h.unknown AS unknown,
	h.extra AS extra
FROM pool_member_history h
WHERE h.until IS NULL;
CREATE VIEW acl AS SELECT h.cluster,
	h.path,
	h.type,
	h.ugid,
	h.roleid,
	h.propagate,
	h.userid,
	h.tokenid,
	h.groupid,
	h.vmid,
	h.storage,
	h.pool,
	h.node,
	h.unknown AS unknown,
	h.extra AS extra
FROM acl_history h
WHERE h.until IS NULL;
CREATE VIEW realm AS SELECT h.cluster,
	h.realm,
	h.type,
	h.is_default,
	h.tfa,
	h.comment,
	h.tfa_digits,
	h.tfa_step,
	h.tfa_id,
	h.tfa_key,
	h.tfa_url,
	h.server1,
	h.server2,
	h.port,
	h.mode,
	h.secure,
	h.verify,
	h.sslversion,
	h.capath,
	h.cert,
	h.certkey,
	h.base_dn,
	h.bind_dn,
	h.password,
	h.domain,
	h.user_attr,
	h.user_classes,
	h.user_filter,
	h.group_dn,
	h.group_name_attr,
	h.group_classes,
	h.group_filter,
	h.case_sensitive,
	h.sync_attributes,
	h.sync_scope,
	h.sync_enable_new,
	h.sync_remove_vanished,
	h.sync_full,
	h.sync_purge,
	h.issuer_url,
	h.client_id,
	h.client_key,
	h.username_claim,
	h.autocreate,
	h.groups_claim,
	h.groups_autocreate,
	h.groups_overwrite,
	h.acr_values,
	h.audiences,
	h.prompt,
	h.scopes,
	h.query_userinfo,
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
CREATE VIEW role AS SELECT h.cluster,
	h.roleid,
	h.special,
	h.privs,
	h.unknown AS unknown,
	h.extra AS extra
FROM role_history h
WHERE h.until IS NULL;
CREATE VIEW role_privilege AS SELECT e.cluster, e.roleid, item.value AS privilege
FROM role e, json_each(e.privs) item;
CREATE VIEW user AS SELECT h.cluster,
	h.userid,
	h.enable,
	h.expire,
	h.realm,
	h.realm_type,
	h.firstname,
	h.lastname,
	h.email,
	h.comment,
	h.member_of,
	h.totp_locked,
	h.tfa_locked_until,
	h.keys,
	h.unknown AS unknown,
	h.extra AS extra
FROM user_history h
WHERE h.until IS NULL;
CREATE VIEW tfa AS SELECT h.cluster,
	h.userid,
	h.id,
	h.type,
	h.enable,
	h.created,
	h.description,
	h.unknown AS unknown,
	h.extra AS extra
FROM tfa_history h
WHERE h.until IS NULL;
CREATE VIEW token AS SELECT h.cluster,
	h.userid,
	h.tokenid,
	h.privsep,
	h.expire,
	h.comment,
	h.unknown AS unknown,
	h.extra AS extra
FROM token_history h
WHERE h.until IS NULL;
CREATE VIEW user_group AS SELECT h.cluster,
	h.groupid,
	h.users,
	h.comment,
	h.unknown AS unknown,
	h.extra AS extra
FROM user_group_history h
WHERE h.until IS NULL;
CREATE VIEW user_group_member AS SELECT e.cluster, e.groupid, item.value AS userid
FROM user_group e, json_each(e.users) item;
CREATE VIEW ha_group AS SELECT h.cluster,
	h.name,
	h.nodes,
	h.node_names,
	h.restricted,
	h.nofailback,
	h.comment,
	h.unknown AS unknown,
	h.extra AS extra
FROM ha_group_history h
WHERE h.until IS NULL;
CREATE VIEW ha_group_node AS SELECT e.cluster, e.name, item.value AS node
FROM ha_group e, json_each(e.node_names) item;
CREATE VIEW ha_resource AS SELECT h.cluster,
	h.sid,
	h.state,
	h.node,
	h.current_state,
	h.crm_state,
	h.ha_group,
	h.max_restart,
	h.max_relocate,
	h.failback,
	h.auto_rebalance,
	h.comment,
	h.type,
	h.vmid,
	h.target,
	h.running,
	h.failed_nodes,
	h.maintenance_node,
	h.errors,
	h.unknown AS unknown,
	h.extra AS extra
FROM ha_resource_history h
WHERE h.until IS NULL;
CREATE VIEW ha_rule AS SELECT h.cluster,
	h.rule,
	h.type,
	h.disable,
	h.resources,
	h.nodes,
	h.node_names,
	h.strict,
	h.affinity,
	h.position,
	h.comment,
	h.errors,
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
CREATE VIEW backup_default AS SELECT h.cluster,
	h.node,
	h.storage,
	h.mode,
	h.compress,
	h.keep_all,
	h.keep_last,
	h.keep_hourly,
	h.keep_daily,
	h.keep_weekly,
	h.keep_monthly,
	h.keep_yearly,
	h.remove,
	h.bwlimit,
	h.notification_mode,
	h.mailto,
	h.mailnotification,
	h.notification_policy,
	h.notification_target,
	h.script,
	h.notes_template,
	h.protected,
	h.fleecing,
	h.fleecing_storage,
	h.max_workers,
	h.pbs_entries_max,
	h.pbs_change_detection_mode,
	h.dumpdir,
	h.tmpdir,
	h.exclude_path,
	h.stdexcludes,
	h.exclude_vmids,
	h.all_guests,
	h.vmids,
	h.pool,
	h.only_node,
	h.ionice,
	h.lockwait,
	h.stopwait,
	h.pigz,
	h.zstd,
	h.stop,
	h.quiet,
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
CREATE VIEW backup_volume AS SELECT h.cluster,
	h.id,
	h.vmid,
	h.slot,
	h.included,
	h.reason,
	h.volume,
	h.unknown AS unknown,
	h.extra AS extra
FROM backup_volume_history h
WHERE h.until IS NULL;
CREATE VIEW not_backed_up AS SELECT h.cluster,
	h.vmid,
	h.name,
	h.type,
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
CREATE VIEW sdn_controller AS SELECT h.cluster,
	h.controller,
	h.type,
	h.asn,
	h.node,
	h.peers,
	h.state,
	h.pending,
	h.nodes,
	h.fabric,
	h.ebgp,
	h.ebgp_multihop,
	h.bgp_mode,
	h.bgp_multipath_as_path_relax,
	h.peer_group_name,
	h.loopback,
	h.isis_domain,
	h.isis_ifaces,
	h.isis_net,
	h.unknown AS unknown,
	h.extra AS extra
FROM sdn_controller_history h
WHERE h.until IS NULL;
CREATE VIEW sdn_dns AS SELECT h.cluster,
	h.dns,
	h.type,
	h.url,
	h.api_key,
	h.ttl,
	h.reversemaskv6,
	h.fingerprint,
	h.unknown AS unknown,
	h.extra AS extra
FROM sdn_dns_history h
WHERE h.until IS NULL;
CREATE VIEW sdn_fabric AS SELECT h.cluster,
	h.id,
	h.protocol,
	h.ip_prefix,
	h.ip6_prefix,
	h.state,
	h.pending,
	h.area,
	h.hello_interval,
	h.csnp_interval,
	h.persistent_keepalive,
	h.redistribute,
	h.route_filter,
	h.unknown AS unknown,
	h.extra AS extra
FROM sdn_fabric_history h
WHERE h.until IS NULL;
CREATE VIEW sdn_fabric_node AS SELECT h.cluster,
	h.fabric_id,
	h.node_id,
	h.ip,
	h.ip6,
	h.state,
	h.pending,
	h.protocol,
	h.interfaces,
	h.role,
	h.endpoint,
	h.public_key,
	h.allowed_ips,
	h.peers,
	h.unknown AS unknown,
	h.extra AS extra
FROM sdn_fabric_node_history h
WHERE h.until IS NULL;
CREATE VIEW sdn_ipam AS SELECT h.cluster,
	h.ipam,
	h.type,
	h.url,
	h.token,
	h.section,
	h.fingerprint,
	h.unknown AS unknown,
	h.extra AS extra
FROM sdn_ipam_history h
WHERE h.until IS NULL;
CREATE VIEW guest_address AS SELECT h.cluster,
	h.vmid,
	h.source,
	h.interface,
	h.address,
	h.prefix,
	h.zone,
	h.family,
	h.scope,
	h.mac,
	h.slot,
	h.ipam,
	h.unfit,
	h.preferred,
	h.unknown AS unknown,
	h.extra AS extra
FROM guest_address_history h
WHERE h.until IS NULL;
CREATE VIEW sdn_ipam_entry AS SELECT h.cluster,
	h.ipam,
	h.zone,
	h.subnet,
	h.ip,
	h.vmid,
	h.hostname,
	h.mac,
	h.vnet,
	h.gateway,
	h.unknown AS unknown,
	h.extra AS extra
FROM sdn_ipam_entry_history h
WHERE h.until IS NULL;
CREATE VIEW sdn_prefix_list AS SELECT h.cluster,
	h.id,
	h.entries,
	h.state,
	h.pending,
	h.unknown AS unknown,
	h.extra AS extra
FROM sdn_prefix_list_history h
WHERE h.until IS NULL;
CREATE VIEW sdn_route_map AS SELECT h.cluster,
	h.route_map_id,
	h.position,
	h.route_action,
	h.matches,
	h.sets,
	h.call,
	h.exit_action,
	h.state,
	h.pending,
	h.unknown AS unknown,
	h.extra AS extra
FROM sdn_route_map_history h
WHERE h.until IS NULL;
CREATE VIEW sdn_vnet AS SELECT h.cluster,
	h.vnet,
	h.zone,
	h.tag,
	h.alias,
	h.state,
	h.pending,
	h.vlanaware,
	h.isolate_ports,
	h.unknown AS unknown,
	h.extra AS extra
FROM sdn_vnet_history h
WHERE h.until IS NULL;
CREATE VIEW sdn_subnet AS SELECT h.cluster,
	h.vnet,
	h.subnet,
	h.cidr,
	h.gateway,
	h.snat,
	h.zone,
	h.state,
	h.pending,
	h.dhcp_range,
	h.dhcp_dns_server,
	h.dnszoneprefix,
	h.unknown AS unknown,
	h.extra AS extra
FROM sdn_subnet_history h
WHERE h.until IS NULL;
CREATE VIEW sdn_zone AS SELECT h.cluster,
	h.zone,
	h.type,
	h.nodes,
	h.bridge,
	h.ipam,
	h.state,
	h.pending,
	h.mtu,
	h.tag,
	h.vlan_protocol,
	h.peers,
	h.vxlan_port,
	h.fabric,
	h.controller,
	h.secondary_controllers,
	h.vrf_vxlan,
	h.mac,
	h.exitnodes,
	h.exitnodes_primary,
	h.exitnodes_local_routing,
	h.advertise_subnets,
	h.disable_arp_nd_suppression,
	h.bridge_disable_mac_learning,
	h.rt_import,
	h.dhcp,
	h.dns,
	h.reversedns,
	h.dnszone,
	h.dp_id,
	h.unknown AS unknown,
	h.extra AS extra
FROM sdn_zone_history h
WHERE h.until IS NULL;
CREATE VIEW sdn_status AS SELECT h.cluster,
	h.node,
	h.network,
	h.kind,
	h.zone,
	h.fabric,
	h.status,
	h.zone_type,
	h.protocol,
	h.unknown AS unknown,
	h.extra AS extra
FROM sdn_status_history h
WHERE h.until IS NULL;
CREATE VIEW sdn_vnet_status AS SELECT h.cluster,
	h.node,
	h.network,
	h.vnet,
	h.status,
	h.statusmsg,
	h.unknown AS unknown,
	h.extra AS extra
FROM sdn_vnet_status_history h
WHERE h.until IS NULL;
CREATE VIEW firewall_alias AS SELECT h.cluster,
	h.scope,
	h.owner,
	h.name,
	h.cidr,
	h.comment,
	h.vmid,
	h.unknown AS unknown,
	h.extra AS extra
FROM firewall_alias_history h
WHERE h.until IS NULL;
CREATE VIEW firewall_group AS SELECT h.cluster,
	h.name,
	h.comment,
	h.unknown AS unknown,
	h.extra AS extra
FROM firewall_group_history h
WHERE h.until IS NULL;
CREATE VIEW firewall_options AS SELECT h.cluster,
	h.scope,
	h.owner,
	h.enable,
	h.policy_in,
	h.policy_out,
	h.policy_forward,
	h.ebtables,
	h.log_ratelimit,
	h.log_ratelimit_rate,
	h.log_ratelimit_burst,
	h.log_level_in,
	h.log_level_out,
	h.log_level_forward,
	h.dhcp,
	h.ndp,
	h.radv,
	h.ipfilter,
	h.macfilter,
	h.nftables,
	h.nosmurfs,
	h.smurf_log_level,
	h.tcpflags,
	h.tcp_flags_log_level,
	h.protection_synflood,
	h.protection_synflood_rate,
	h.protection_synflood_burst,
	h.nf_conntrack_max,
	h.nf_conntrack_helpers,
	h.nf_conntrack_allow_invalid,
	h.nf_conntrack_tcp_timeout_established,
	h.nf_conntrack_tcp_timeout_syn_recv,
	h.log_nf_conntrack,
	h.node,
	h.vmid,
	h.vnet,
	h.unknown AS unknown,
	h.extra AS extra
FROM firewall_options_history h
WHERE h.until IS NULL;
CREATE VIEW firewall_rule AS SELECT h.cluster,
	h.scope,
	h.owner,
	h.rule,
	h.pos,
	h.enable,
	h.type,
	h.rule_action,
	h.macro,
	h.iface,
	h.source,
	h.dest,
	h.proto,
	h.sport,
	h.dport,
	h.icmp_type,
	h.log,
	h.comment,
	h.errors,
	h.source_set,
	h.source_alias,
	h.source_scope,
	h.source_owner,
	h.dest_set,
	h.dest_alias,
	h.dest_scope,
	h.dest_owner,
	h.security_group,
	h.owner_group,
	h.node,
	h.vmid,
	h.vnet,
	h.unknown AS unknown,
	h.extra AS extra
FROM firewall_rule_history h
WHERE h.until IS NULL;
CREATE VIEW ipset AS SELECT h.cluster,
	h.scope,
	h.owner,
	h.name,
	h.comment,
	h.vmid,
	h.unknown AS unknown,
	h.extra AS extra
FROM ipset_history h
WHERE h.until IS NULL;
CREATE VIEW ipset_entry AS SELECT h.cluster,
	h.scope,
	h.owner,
	h.name,
	h.cidr,
	h.nomatch,
	h.comment,
	h.cidr_alias,
	h.alias_scope,
	h.alias_owner,
	h.errors,
	h.unknown AS unknown,
	h.extra AS extra
FROM ipset_entry_history h
WHERE h.until IS NULL;
CREATE VIEW cpu_model AS SELECT h.cluster,
	h.cputype,
	h.reported_model,
	h.flags,
	h.hidden,
	h.hv_vendor_id,
	h.phys_bits,
	h.guest_phys_bits,
	h.level,
	h.unknown AS unknown,
	h.extra AS extra
FROM cpu_model_history h
WHERE h.until IS NULL;
CREATE VIEW mapping AS SELECT h.cluster,
	h.kind,
	h.id,
	h.description,
	h.mdev,
	h.live_migration_capable,
	h.unknown AS unknown,
	h.extra AS extra
FROM mapping_history h
WHERE h.until IS NULL;
CREATE VIEW mapping_entry AS SELECT h.cluster,
	h.kind,
	h.id,
	h.node,
	h.path,
	h.device,
	h.subsystem_id,
	h.iommugroup,
	h.description,
	h.unknown AS unknown,
	h.extra AS extra
FROM mapping_entry_history h
WHERE h.until IS NULL;
CREATE VIEW acme_account AS SELECT h.cluster,
	h.name,
	h.unknown AS unknown,
	h.extra AS extra
FROM acme_account_history h
WHERE h.until IS NULL;
CREATE VIEW metric_server AS SELECT h.cluster,
	h.id,
	h.type,
	h.server,
	h.port,
	h.disable,
	h.proto,
	h.path,
	h.mtu,
	h.timeout,
	h.influxdbproto,
	h.organization,
	h.bucket,
	h.api_path_prefix,
	h.max_body_size,
	h.verify_certificate,
	h.token,
	h.otel_protocol,
	h.otel_path,
	h.otel_timeout,
	h.otel_headers,
	h.otel_resource_attributes,
	h.otel_compression,
	h.otel_max_body_size,
	h.otel_verify_ssl,
	h.unknown AS unknown,
	h.extra AS extra
FROM metric_server_history h
WHERE h.until IS NULL;
CREATE VIEW notification_matcher AS SELECT h.cluster,
	h.name,
	h.disable,
	h.target,
	h.mode,
	h.invert_match,
	h.match_severity,
	h.match_field,
	h.match_calendar,
	h.origin,
	h.comment,
	h.unknown AS unknown,
	h.extra AS extra
FROM notification_matcher_history h
WHERE h.until IS NULL;
CREATE VIEW notification_matcher_target AS SELECT e.cluster, e.name, item.value AS target
FROM notification_matcher e, json_each(e.target) item;
CREATE VIEW notification_target AS SELECT h.cluster,
	h.name,
	h.type,
	h.disable,
	h.origin,
	h.server,
	h.url,
	h.mailto,
	h.mailto_user,
	h.comment,
	h.from_address,
	h.author,
	h.port,
	h.mode,
	h.username,
	h.method,
	h.header,
	h.body,
	h.url_rest,
	h.secret,
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
CREATE VIEW ceph_config AS SELECT h.cluster,
	h.section,
	h.mask,
	h.name,
	h.value,
	h.level,
	h.can_update_at_runtime,
	h.fsid,
	h.unknown AS unknown,
	h.extra AS extra
FROM ceph_config_history h
WHERE h.until IS NULL;
CREATE VIEW ceph_flag AS SELECT h.cluster,
	h.name,
	h.value,
	h.fsid,
	h.unknown AS unknown,
	h.extra AS extra
FROM ceph_flag_history h
WHERE h.until IS NULL;
CREATE VIEW ceph_fs AS SELECT h.cluster,
	h.name,
	h.metadata_pool,
	h.data_pool,
	h.data_pools,
	h.metadata_pool_id,
	h.data_pool_ids,
	h.fsid,
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
CREATE VIEW ceph_rule AS SELECT h.cluster,
	h.name,
	h.fsid,
	h.unknown AS unknown,
	h.extra AS extra
FROM ceph_rule_history h
WHERE h.until IS NULL;
CREATE VIEW cluster_log AS SELECT h.cluster,
	h.node,
	h.time,
	h.uid,
	h.user,
	h.tag,
	h.pri,
	h.msg,
	h.pid,
	h.unknown AS unknown,
	h.extra AS extra
FROM cluster_log_history h
WHERE h.until IS NULL;
CREATE VIEW task AS SELECT h.cluster,
	h.upid,
	h.node,
	h.type,
	h.id,
	h.user,
	h.tokenid,
	h.starttime,
	h.endtime,
	h.status,
	h.vmid,
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
