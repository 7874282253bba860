#include "cmd/dry_run.h"

#include <string.h>

#include "report/requests.h"

/* The newest snapshot of the cluster that is meant; none if nobody says which of several that is. */
static const struct moment_cluster *find_snapshot(const struct moment *moment, const char *cluster)
{
	if (!cluster)
		return moment->count == 1 ? &moment->clusters[0] : NULL;
	for (size_t i = 0; i < moment->count; i++) {
		if (strcmp(moment->clusters[i].cluster, cluster) == 0)
			return &moment->clusters[i];
	}
	return NULL;
}

static void say_total(struct command *command, const struct moment_cluster *known, int64_t total)
{
	if (known)
		command_note(command, "%lld requests by snapshot %lld of %s; nothing was asked",
			     (long long)total, (long long)known->snapshot, known->cluster);
	else
		command_note(command, "no snapshot says how many; nothing was asked");
}

bool dry_run(const struct connection *connection, struct command *command, const struct walk_options *options,
	     const struct print_options *print, struct fault *f)
{
	struct fault ignored = FAULT_INIT;
	struct walk_options walk = *options;
	struct moment moment = { .count = 0 };
	const struct moment_cluster *known = NULL;
	int64_t total = 0;
	connection_set_guests(connection, &walk);
	struct store *store = command_open_store(command, STORE_READ, &ignored);
	if (store && store_resolve(store, "latest", NULL, &moment, &ignored))
		known = find_snapshot(&moment, connection->cluster);
	fault_clear(&ignored);
	bool narrow = print->format == PRINT_TABLE;
	struct printer *printer =
		printer_new(&command->out, print, narrow ? &requests_table_sheet : &requests_sheet);
	bool ok = requests_print(&walk, store ? store_database(store) : NULL, known ? known->cluster : NULL,
				 printer, &total, f);
	if (ok) {
		printer_end(printer);
		say_total(command, known, total);
	}
	printer_free(printer);
	moment_clear(&moment);
	store_close(store);
	return ok;
}
