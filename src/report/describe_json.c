/* describe_json.c - an object as a JSON document: what is in the text, with all columns and raw values. */
#include "base/json.h"
#include "report/describe_format.h"
#include "report/print_format.h"
#include "report/render.h"

static void add_columns(struct text *t, const struct object *object, const struct column *const *columns)
{
	AUTO_TEXT struct text unknown = TEXT_INIT;
	const char *comma = "";
	text_add(t, "\"columns\":{");
	for (; *columns; columns++) {
		const struct value *value = &object->values[*columns - object->entity->columns];
		if (value->kind == VALUE_UNKNOWN) {
			text_addf(&unknown, "%s\"%s\"", unknown.size ? "," : "", (*columns)->name);
			continue;
		}
		text_addf(t, "%s\"%s\":", comma, (*columns)->name);
		render_json(t, (*columns)->rule.type, value);
		comma = ",";
	}
	if (unknown.size)
		text_addf(t, "%s\"unknown\":[%s]", comma, unknown.data);
	text_add_char(t, '}');
}

static bool add_list(struct text *t, sqlite3 *db, const struct object *object, const struct related *related,
		     struct fault *f)
{
	struct related_list list;
	const char *comma = "\n";
	int found;
	if (!related_open(&list, db, object, related, true, f))
		return false;
	struct printer printer = { .sheet = &list.sheet };
	text_addf(t, "{\"entity\":\"%s\",\"complete\":%s,", related->entity->name,
		  list.why.size ? "false" : "true");
	if (list.why.size) {
		text_add(t, "\"missing\":");
		json_add_string(t, list.why.data);
		text_add_char(t, ',');
	}
	text_add(t, "\"rows\":[");
	while ((found = related_next(&list, f)) == 1) {
		text_add(t, comma);
		print_add_object(t, &printer, list.values);
		comma = ",\n";
	}
	text_add(t, "]}");
	related_close(&list);
	return found == 0;
}

static bool add_tab(struct text *t, sqlite3 *db, const struct object *object, const struct tab *tab,
		    struct fault *f)
{
	const char *comma = "\n";
	text_add(t, "{\"tab\":");
	json_add_string(t, tab->title);
	text_add_char(t, ',');
	add_columns(t, object, tab->columns);
	text_add(t, ",\"lists\":[");
	for (const struct related *r = tab->related; r->entity; r++, comma = ",\n") {
		text_add(t, comma);
		if (!add_list(t, db, object, r, f))
			return false;
	}
	text_add(t, "]}");
	return true;
}

static void add_key(struct text *t, const struct object *object)
{
	text_add(t, ",\"key\":{");
	for (unsigned i = 0; i < object->entity->n_keys; i++) {
		text_addf(t, "%s\"%s\":", i > 0 ? "," : "", object->entity->columns[i].name);
		render_json(t, object->entity->columns[i].rule.type, &object->values[i]);
	}
	text_add_char(t, '}');
}

bool describe_json(struct text *t, sqlite3 *db, const struct object *object,
		   const struct describe_style *style, struct fault *f)
{
	const char *comma = "\n";
	text_addf(t, "{\"pveinv\":1,%s,\"cluster\":", style->envelope);
	json_add_string(t, object->cluster);
	text_add(t, ",\"path\":");
	json_add_string(t, object->path);
	add_key(t, object);
	text_add(t, ",\"tabs\":[");
	for (const struct tab *tab = object->entity->tabs; tab->title; tab++, comma = ",\n") {
		text_add(t, comma);
		if (!add_tab(t, db, object, tab, f))
			return false;
	}
	text_addf(t, "\n],\"extra\":%s}\n", object->extra ? object->extra : "null");
	return true;
}
