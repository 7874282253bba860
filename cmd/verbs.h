/* verbs.h - the table of verbs: dispatch, help, manual and completion come from it. */
#ifndef PVEINV_VERBS_H
#define PVEINV_VERBS_H

#include "cmd/command.h"

struct verb {
	const char *name;
	const struct syntax *syntax;
	/* 'options' is a copy of 'defaults' that the command line has filled in (syntax->options). */
	bool (*run)(struct command *command, void *options, struct fault *f);
	size_t options_size;
	const void *defaults; /* null: all zero */
	/* What the help lists beside the options, or null. */
	void (*add_help)(struct text *t, size_t width);
	/* A section of the manual page, as Markdown, or null. */
	void (*add_page)(struct text *t);
	bool hidden;                     /* for scripts: in no help */
	const struct verb *const *verbs; /* below this one ("snapshot list"), ended by null; or null */
};

extern const struct verb *const verbs[]; /* ended by null */
extern const struct verb verb_blame, verb_log;
extern const struct verb verb_coverage, verb_doctor;
extern const struct verb verb_config, verb_config_show, verb_config_check, verb_config_add;
extern const struct verb verb_complete, verb_describe, verb_diff, verb_explain, verb_get, verb_help;
extern const struct verb verb_manual, verb_query, verb_schema, verb_snapshot, verb_version;
extern const struct verb verb_snapshot_list, verb_snapshot_show, verb_snapshot_delete, verb_snapshot_tag,
	verb_snapshot_prune, verb_snapshot_verify, verb_snapshot_export, verb_snapshot_import,
	verb_snapshot_vacuum;
extern const struct syntax program_syntax;

/* The verb called 'name', or null with a fault that suggests one; 'command' is what the table belongs to
 * ("pveinv", "pveinv snapshot"). */
const struct verb *verb_find(const struct verb *const *table, const char *name, const char *command,
			     struct fault *f);

/* Help of the program; of one verb. */
void program_add_help(struct text *t, size_t width);
void verb_add_help(struct text *t, const struct verb *verb, size_t width);

#endif
