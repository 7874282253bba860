/* gen_write_reads.c - the reads of the C source. */
#include "schema/gen.h"

#include <stdio.h>
#include <string.h>

/* "500 not installed": status and words. */
static void put_when(const cJSON *when)
{
	const cJSON *item;
	printf("\t.when = (const struct when[]){ ");
	cJSON_ArrayForEach (item, when) {
		const char *words = strchr(item->string, ' ');
		printf("{ %.3s, ", item->string);
		put_text(words ? words + 1 : 0);
		printf(", ");
		put_enumerator("OUTCOME", item->valuestring);
		printf(" }, ");
	}
	printf("{ .status = 0 } },\n");
}

static void put_read_sources(const struct read_spec *r)
{
	printf("\t.sources = (const struct entity_source *const[]){ ");
	for (unsigned i = 0; i < spec.n_entities; i++) {
		const struct entity_spec *e = spec.entity_order[i];
		for (unsigned j = 0; j < e->n_sources; j++) {
			if (e->sources[j].read == r)
				printf("&%s_sources[%u], ", e->name, j);
		}
	}
	printf("0 },\n};\n");
}

static void put_optional(const char *name, const char *text)
{
	if (text) {
		printf("\t.%s = ", name);
		put_text(text);
		printf(",\n");
	}
}

static void put_needs(const struct term *needs)
{
	if (!needs)
		return;
	printf("\t.privilege = \"");
	for (size_t i = 0; needs->words[i]; i++)
		printf("%s%s", i ? " or " : "", needs->words[i]);
	printf("\",\n\t.area = \"%s\",\n", needs->area);
}

void put_read(const struct read_spec *r, unsigned index)
{
	const char *level = text_of(r->json, "level");
	const char *at = text_of(r->json, "at");
	printf("\nstatic const struct read read_%s = {\n\t.index = %u,\n", r->name, index);
	printf("\t.name = \"%s\",\n\t.path = ", r->name);
	put_text(r->path);
	printf(",\n");
	if (r->per)
		printf("\t.per = &entity_%s", r->per->name);
	if (r->per)
		put_terms("where", r->where);
	if (r->per)
		put_terms("up", r->up);
	if (r->per)
		printf(",\n");
	if (member(r->json, "once")) {
		printf("\t.once = true,\n\t.once_columns = ");
		put_json_words(member(r->json, "once"));
		printf(",\n");
	}
	printf("\t.level = ");
	put_enumerator("LEVEL", level ? level : "basic");
	printf(",\n");
	put_needs(r->needs);
	put_optional("beyond", text_of(r->json, "beyond"));
	printf("\t.at_node = %s,\n", at                          ? !strcmp(at, "node") ? "true" : "false"
				     : strstr(r->path, "{node}") ? "true"
								 : "false");
	printf("\t.cost = '%s',\n", text_of(r->json, "cost"));
	put_optional("since", text_of(r->json, "since"));
	put_optional("until", text_of(r->json, "until"));
	put_when(member(r->json, "when"));
	if (flag_of(r->json, "agent"))
		printf("\t.agent = true,\n");
	if (r->after)
		printf("\t.after = &read_%s,\n", r->after->name);
	if (text_of(r->json, "refused")) {
		printf("\t.refused = ");
		put_words((const char *const *)split_words(text_of(r->json, "refused"), "."));
		printf(",\n");
	}
	put_optional("moved", text_of(r->json, "moved"));
	if (flag_of(r->json, "null"))
		printf("\t.may_be_null = true,\n");
	if (flag_of(r->json, "scalar"))
		printf("\t.scalar = true,\n");
	printf("\t.confirms = %s,\n", flag_of(r->json, "confirms") ? "true" : "false");
	put_optional("use", text_of(r->json, "use"));
	printf("\t.phase = %d,\n", r->phase);
	put_read_sources(r);
}
