/* store_schema.h - a small schema of its own for the tests of the store: nodes, guests with their disks,
 * an ordered list of rules, and an entity of class state. */
#ifndef PVEINV_STORE_SCHEMA_H
#define PVEINV_STORE_SCHEMA_H

#include "schema/schema.h"

#define WORDS(...)                                                                                           \
	(const char *const[])                                                                                \
	{                                                                                                    \
		__VA_ARGS__, 0                                                                               \
	}
#define PLAIN(name)                                                                                          \
	{                                                                                                    \
		.kind = FROM_PATH, .path = WORDS(name)                                                       \
	}

static const struct entity entity_node, entity_guest, entity_guest_disk, entity_rule, entity_ha;
static const struct parent no_parents[] = { { 0, 0 } };
static const struct read read_nodes, read_node_status, read_resources, read_guest_config, read_rules, read_ha,
	read_nextid;

static const struct column node_columns[] = {
	{ .name = "node", .rule = { .type = TYPE_TEXT, .unit = 1 }, .revision = 1 },
	{ .name = "status", .rule = { .type = TYPE_TEXT, .unit = 1 }, .class = CLASS_STATE, .revision = 1 },
	{ .name = "ip", .rule = { .type = TYPE_TEXT, .unit = 1 }, .revision = 1 },
	{ .name = "cpu", .rule = { .type = TYPE_FRACTION, .unit = 1 }, .class = CLASS_METRIC, .revision = 1 },
};
static const struct entity_source node_sources[] = {
	{ .read = &read_nodes, .label = "nodes", .entity = &entity_node, .rest = CLASS_STATE },
	{ .read = &read_node_status,
	  .label = "st",
	  .entity = &entity_node,
	  .joins = true,
	  .rest = CLASS_METRIC },
};
static const struct entity entity_node = {
	.name = "node",
	.plural = "nodes",
	.parents = no_parents,
	.summary = "Nodes",
	.n_keys = 1,
	.columns = node_columns,
	.n_columns = 4,
	.sources = node_sources,
	.n_sources = 2,
};

enum { VMID, TYPE, NAME, STATUS, NODE, MEMORY, TAGS, CREATED, UUID, PASSWORD, UPTIME };
static const struct column guest_columns[] = {
	[VMID] = { .name = "vmid", .rule = { .type = TYPE_INT, .unit = 1 }, .revision = 1 },
	[TYPE] = { .name = "type", .rule = { .type = TYPE_TEXT, .unit = 1 }, .revision = 1 },
	[NAME] = { .name = "name", .rule = { .type = TYPE_TEXT, .unit = 1 }, .revision = 1 },
	[STATUS] = { .name = "status",
		     .rule = { .type = TYPE_TEXT, .unit = 1 },
		     .class = CLASS_STATE,
		     .observed = true,
		     .revision = 1 },
	[NODE] = { .name = "node", .rule = { .type = TYPE_TEXT, .unit = 1 }, .place = true, .revision = 1 },
	[MEMORY] = { .name = "memory", .rule = { .type = TYPE_BYTES, .unit = 1 }, .revision = 1 },
	[TAGS] = { .name = "tags",
		   .rule = { .type = TYPE_LIST, .unit = 1 },
		   .list_view = "guest_tag",
		   .list_view_column = "tag",
		   .revision = 1 },
	[CREATED] = { .name = "created", .rule = { .type = TYPE_TIMESTAMP, .unit = 1 }, .revision = 1 },
	[UUID] = { .name = "uuid", .rule = { .type = TYPE_TEXT, .unit = 1 }, .revision = 1 },
	[PASSWORD] = { .name = "password",
		       .rule = { .type = TYPE_TEXT, .unit = 1 },
		       .class = CLASS_SECRET,
		       .revision = 1 },
	[UPTIME] = { .name = "uptime",
		     .rule = { .type = TYPE_DURATION, .unit = 1 },
		     .class = CLASS_METRIC,
		     .revision = 1 },
};
static const struct from from_name = PLAIN("name"), from_memory = PLAIN("memory"), from_tags = PLAIN("tags"),
			 from_uptime = PLAIN("uptime"),
			 from_uuid = { .kind = FROM_PATH, .path = WORDS("smbios1", "uuid") };
static const struct fill guest_roster_fills[] = {
	{ .column = &guest_columns[UPTIME], .args = &from_uptime, .n_args = 1 },
	{ .column = &guest_columns[TAGS], .args = &from_tags, .n_args = 1 },
	{ .column = 0 },
};
static const struct fill guest_config_fills[] = {
	{ .column = &guest_columns[NAME], .args = &from_name, .n_args = 1 },
	{ .column = &guest_columns[MEMORY], .args = &from_memory, .n_args = 1 },
	{ .column = &guest_columns[UUID], .args = &from_uuid, .n_args = 1 },
	{ .column = 0 },
};
static const struct entity_source guest_sources[] = {
	{ .read = &read_resources,
	  .label = "resources",
	  .entity = &entity_guest,
	  .rest = CLASS_STATE,
	  .fills = guest_roster_fills },
	{ .read = &read_guest_config,
	  .label = "cfg",
	  .entity = &entity_guest,
	  .joins = true,
	  .fills = guest_config_fills },
};
static const struct column *const guest_replaced[] = { &guest_columns[TYPE], 0, &guest_columns[CREATED],
						       &guest_columns[UUID], 0, 0 };
static const struct entity entity_guest = {
	.name = "guest",
	.plural = "guests",
	.parents = no_parents,
	.summary = "Guests",
	.n_keys = 1,
	.columns = guest_columns,
	.n_columns = 11,
	.sources = guest_sources,
	.n_sources = 2,
	.replaced = guest_replaced,
	.retained = true,
};

static const struct column disk_columns[] = {
	{ .name = "vmid", .rule = { .type = TYPE_INT, .unit = 1 }, .revision = 1 },
	{ .name = "slot", .rule = { .type = TYPE_TEXT, .unit = 1 }, .revision = 1 },
	{ .name = "volume", .rule = { .type = TYPE_TEXT, .unit = 1 }, .identity = true, .revision = 1 },
	{ .name = "size", .rule = { .type = TYPE_BYTES, .unit = 1 }, .revision = 1 },
};
static const struct column *const disk_vmid[] = { &disk_columns[0], 0 };
static const struct parent disk_parents[] = { { &entity_guest, disk_vmid }, { 0, 0 } };
static const struct entity_source disk_sources[] = {
	{ .read = &read_guest_config, .label = "cfg", .entity = &entity_guest_disk },
};
static const struct entity entity_guest_disk = {
	.name = "guest_disk",
	.plural = "guest_disks",
	.summary = "Disks",
	.parents = disk_parents,
	.n_keys = 2,
	.columns = disk_columns,
	.n_columns = 4,
	.sources = disk_sources,
	.n_sources = 1,
};

static const struct column rule_columns[] = {
	{ .name = "owner", .rule = { .type = TYPE_TEXT, .unit = 1 }, .revision = 1 },
	{ .name = "rule", .rule = { .type = TYPE_TEXT, .unit = 1 }, .revision = 1 },
	{ .name = "pos", .rule = { .type = TYPE_INT, .unit = 1 }, .revision = 1 },
	{ .name = "comment", .rule = { .type = TYPE_TEXT, .unit = 1 }, .revision = 1 },
};
static const struct entity_source rule_sources[] = {
	{ .read = &read_rules, .label = "rules", .entity = &entity_rule },
};
static const struct entity entity_rule = {
	.name = "rule",
	.plural = "rules",
	.parents = no_parents,
	.summary = "Rules",
	.n_keys = 2,
	.columns = rule_columns,
	.n_columns = 4,
	.order = &rule_columns[2],
	.twins = true,
	.sources = rule_sources,
	.n_sources = 1,
};

static const struct column ha_columns[] = {
	{ .name = "sid", .rule = { .type = TYPE_TEXT, .unit = 1 }, .revision = 1 },
	{ .name = "service", .rule = { .type = TYPE_TEXT, .unit = 1 }, .revision = 1 },
};
static const struct entity_source ha_sources[] = {
	{ .read = &read_ha, .label = "ha", .entity = &entity_ha },
};
static const struct entity entity_ha = {
	.name = "ha",
	.plural = "has",
	.parents = no_parents,
	.summary = "HA",
	.class = CLASS_STATE,
	.n_keys = 1,
	.columns = ha_columns,
	.n_columns = 2,
	.sources = ha_sources,
	.n_sources = 1,
};

static const struct entity_source *const config_sources[] = { &guest_sources[1], &disk_sources[0], 0 };
static const struct entity_source *const no_sources[] = { 0 };
static const struct read
	read_nodes = { .name = "nodes", .path = "/nodes", .sources = no_sources },
	read_node_status = { .name = "node_status", .per = &entity_node, .sources = no_sources },
	read_resources = { .name = "resources", .sources = no_sources },
	read_guest_config = { .name = "guest_config", .per = &entity_guest, .sources = config_sources },
	read_rules = { .name = "rules", .sources = no_sources },
	read_ha = { .name = "ha", .sources = no_sources },
	read_nextid = { .name = "nextid", .per = &entity_guest, .confirms = true, .sources = no_sources };

static const struct entity *const fixture_entities[] = { &entity_node, &entity_guest, &entity_guest_disk,
							 &entity_rule, &entity_ha,    0 };
static const struct read *const fixture_reads[] = { &read_nodes,     &read_node_status,
						    &read_resources, &read_guest_config,
						    &read_rules,     &read_ha,
						    &read_nextid,    0 };

#endif
