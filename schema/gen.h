/* gen.h - what the generator knows between reading the specs and writing the tables.
 *
 * The generator is a program of its own: it links nothing of src/, only takes the types of schema.h.
 * It lives for milliseconds and leaves its memory to exit().
 */
#ifndef PVEINV_GEN_H
#define PVEINV_GEN_H

#include <cjson/cJSON.h>

#include "schema/schema.h"

/* A place where a value is found: "cfg:memory.current" has the label "cfg". */
struct expression {
	const char *label; /* source that it belongs to, or null: those that make rows */
	struct from from;
};

/* See struct key_part. */
struct key_part_spec {
	enum part_kind kind;
	const struct column_spec *column;
	const struct entity_spec *entity; /* whose column that is */
	const struct column_spec *through;
	const char *text;
};

struct reference_spec {
	struct entity_spec *entity;
	struct key_part_spec *parts; /* one for each column of its key */
};

struct column_spec {
	const cJSON *json;
	const char *name;
	enum value_type type;
	const char *compute;
	bool takes_args; /* 'from' holds the arguments of 'compute': of one place after the other */
	struct expression *from;
	unsigned n_from;
	unsigned *places, n_places; /* with takes_args: where in 'from' the arguments of each place begin */
	struct reference_spec *refs;
	unsigned n_refs;
};

struct binding { /* one member of "set" */
	struct column_spec *column;
	struct expression expression;
};

struct source_spec {
	const cJSON *json;
	struct entity_spec *entity;
	struct read_spec *read;
	const char *label;
	const char *place; /* for messages: "source cfg" */
	bool joins, ignores;
	struct step *each;
	struct term *where, *of, *whole, *complete; /* null: none */
	struct binding *set;
	unsigned n_set;
};

struct parent_spec {
	struct entity_spec *entity;
	const struct column_spec **columns; /* by its key; null: no column holds it */
};

struct entity_spec {
	const cJSON *json;
	const char *file;
	const char *name;
	struct column_spec *columns;
	unsigned n_columns, n_keys;
	struct source_spec *sources;
	unsigned n_sources;
	struct parent_spec *parents;
	unsigned n_parents;
	bool placed; /* in spec.entity_order */
	bool open;   /* on the path of a search through the graph of entities */
};

struct read_spec {
	const cJSON *json;
	const char *name, *path;
	struct entity_spec *per;
	struct read_spec *after;
	struct term *where, *up, *needs;
	int phase;
};

struct spec {
	const char *folder;
	struct entity_spec *entities;
	struct entity_spec **entity_order; /* parents first, else by area and name */
	unsigned n_entities;
	struct read_spec *reads;
	struct read_spec **read_order; /* by phase, else as in reads.json */
	unsigned n_reads;
	const cJSON *formats, *words, *exceptions;
	const cJSON *areas; /* name: title, in order */
	char *reads_file, *formats_file, *secrets_file, *areas_file; /* for messages */
	unsigned mistakes;
};
extern struct spec spec;

/* What one source says about one column. */
struct fill_spec {
	const struct column_spec *column;
	unsigned alternative;
	const struct expression *args;
	unsigned n_args;
};

/* gen.c */

/* "FILE: PLACE: what is wrong" on stderr; an empty place is left out. Returns false. */
bool mistake(const char *file, const char *place, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
void *allocate(size_t count, size_t size); /* zeroed */
char *format_text(const char *format, ...) __attribute__((format(printf, 1, 2)));
const char *text_of(const cJSON *object, const char *key); /* null unless it is a text */
char *scalar_text(const cJSON *value); /* a number, boolean or text as text; null gives null */
bool flag_of(const cJSON *object, const char *key);
const cJSON *member(const cJSON *object, const char *key); /* null when absent */
struct entity_spec *find_entity(const char *name);
struct column_spec *find_column(const struct entity_spec *e, const char *name);

/* gen_parse.c: the small languages of the specs. False or null: *why says what is wrong. */
bool parse_expression(const char *text, struct expression *ret, const char **why);
struct term *parse_predicate(const char *text, const char **why); /* ended by TERM_END */
struct step *parse_steps(const char *text, const char **why);     /* ended by STEP_END */
char **split_words(const char *text, const char *separators);     /* ended by null */
size_t count_words(char *const *words);
char **path_variables(const char *path); /* names in {braces}, ended by null */

/* gen_form.c: which keys an object may have, and what they hold. */
enum form {
	FORM_TEXT,
	FORM_TEXTS, /* a list of texts */
	FORM_TEXT_OR_TEXTS,
	FORM_ARGS, /* a list of texts, or of such lists */
	FORM_FLAG,
	FORM_NUMBER, /* whole and positive */
	FORM_SCALAR,
	FORM_OBJECTS,  /* a list of objects */
	FORM_TEXT_MAP, /* an object of texts */
	FORM_OBJECT,
	FORM_GROUPS, /* a list of lists of texts */
};

struct key_form {
	const char *key; /* null ends the list */
	enum form form;
	bool required;
};
extern const struct key_form entity_form[], source_form[], column_form[], read_form[], format_form[],
	key_alias_form[], secrets_form[];
/* Names unknown, doubled, misformed and missing keys. False: don't use the object. */
bool check_form(const char *file, const char *place, const cJSON *object, const struct key_form *forms);
bool is_text(const cJSON *item); /* and not empty */
bool is_object(const cJSON *item);
bool all_items(const cJSON *items, bool (*is)(const cJSON *item));

/* gen_load.c: JSON into the structures above, with every mistake of form. */
bool load_specs(const char *folder); /* false: a file could not be read at all */

/* gen_check.c and, called by it, gen_check_sources.c, gen_check_reads.c: mistakes of meaning. */
void check_specs(void);
void check_source(const struct source_spec *s);
void check_reads(void);
void check_formats(void);
bool is_snake_case(const char *name);
bool is_one_of(const char *word, const char *words); /* words parted by blanks */
/* Names the member 'key' if it is there and none of the words. */
void check_word(const char *file, const char *place, const cJSON *json, const char *key, const char *words);

/* gen_fill.c: what follows from the specs: fills, parents, order, phases. */
unsigned source_fills(const struct source_spec *source, const struct column_spec *column,
		      struct fill_spec **ret);
bool is_bound(const struct from *from); /* known before an element is seen */
/* Its rows are never closed, and of two that are told of one the later counts: any read may make them. */
bool is_event(const struct entity_spec *e);
bool is_retained(const struct entity_spec *e);
bool is_key(const struct entity_spec *e, const struct column_spec *column);
bool makes_rows(const struct source_spec *source);
void find_parents(void);
unsigned area_index(const struct entity_spec *e); /* in spec.areas; their number where it is none */
void order_entities(void);
void order_reads(void);

/* gen_refs.c: references */
void find_references(void);
bool refers_to(const struct column_spec *c, const struct entity_spec *e);
/* What the items of a list column are: said, or that part of the key to which they refer. */
enum value_type item_type(const struct column_spec *c);
bool parts_equal(const struct key_part_spec *a, const struct key_part_spec *b);
void put_key_part(const struct entity_spec *e, const struct key_part_spec *part); /* a row of 'e' has it */
void put_references(const struct entity_spec *e, const struct column_spec *c);

/* gen_put.c: small pieces of C source, on stdout. */
void put_text(const char *text);          /* a C string; 0 for null */
void put_words(const char *const *words); /* an array ended by null */
void put_json_words(const cJSON *words);
void put_enumerator(const char *prefix, const char *word); /* "CLASS_STATE" */
void put_flag(const char *name, bool set);                 /* ", .name = true", or nothing */
void put_member(const char *name, const char *text);       /* ", .name = "text"", or nothing for null */
void put_from(const struct from *from);
void put_terms(const char *name, const struct term *terms);
void put_steps(const struct step *steps);

/* gen_scope.c: what lists are lists of: the table before the sources, and the members of the source. */
void put_scope(const struct source_spec *s);
void put_scope_members(const struct source_spec *s);

/* gen_tabs.c: how an object is arranged. */
void check_tabs(const struct entity_spec *e);
void put_tabs(const struct entity_spec *e);
unsigned count_tabs(const struct entity_spec *e); /* with the end */

/* gen_write_reads.c */
void put_read(const struct read_spec *r, unsigned index);

/* gen_write.c: the whole C source, on stdout; SQL with the entity's {phrases} in their places. */
char *fill_phrases(const struct entity_spec *e, const char *sql);
void write_tables(void);
void put_fill(const struct entity_spec *e, const struct fill_spec *fill);
/* Not a constant of the source. */
bool is_place_of(const struct expression *place, const struct column_spec *c);

/* Null, with the mistake named, unless the file holds one JSON value of the wanted kind. */
const cJSON *load_json(const char *path, bool (*is)(const cJSON *item), const char *should);

/* gen_facts.c: writes the tables of one list of fields; of the paths that are not read; of a document. */
bool write_facts(const char *name, const char *file);
bool write_not_read(const char *file);
bool write_profile(const char *name, const char *file);

#endif
