/* facts.h - what is known of the answers of PVE beside the specs, compiled from declared.txt and
 * undeclared.txt: which fields PVE documents, in which of its versions; which it sends without documenting
 * them; and which of its paths are not read, and why.
 */
#ifndef PVEINV_FACTS_H
#define PVEINV_FACTS_H

#include <stddef.h>

struct fact_field {
	const char *path;  /* "[].tokens[].comment", "net[n].tag" */
	char type;         /* as declared.txt has it */
	unsigned versions; /* bit i: fact_versions[i] */
	unsigned line;     /* in its file */
};

struct fact_endpoint {
	const char *path; /* "/nodes/{node}/qemu/{vmid}/config" */
	unsigned versions;
	unsigned line;
	const struct fact_field *fields; /* sorted by path */
	size_t n_fields;
};

struct facts {
	const char *file;            /* "schema/declared.txt" */
	const char *const *versions; /* "7.4", …; ended by null */
	const struct fact_endpoint *endpoints;
	size_t n_endpoints;
};

/* A path that PVE offers, and no read asks for. */
struct not_read {
	const char *path, *reason; /* null ends the list */
};

/* A line of a document that lists metadata. */
struct profile_line {
	const char *section;
	const char *entities; /* that the section is about, parted by blanks; or null */
	const char *name;     /* as the document calls it; null ends the list */
	const char *columns;  /* "node.rootfs_*", "storage": what it is here; null: so, or by its alias */
};

extern const struct profile_line profile_cartography[];
extern const struct not_read facts_not_read[];
extern const struct facts facts_declared;
extern const struct facts facts_undeclared; /* its only version is "known" */

#endif
