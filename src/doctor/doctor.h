/* doctor.h - why is less seen than expected? Checks produce findings; reports print them.
 *
 *   endpoints (source/probe.h) ─┐
 *   powers, privileges, grant  ─┼─▶ findings ─▶ report
 *   roster (a walk's lists)    ─┤
 *   host (files, store)        ─┘
 */
#ifndef PVEINV_DOCTOR_H
#define PVEINV_DOCTOR_H

#include "doctor/finding.h"
#include "doctor/powers.h"
#include "source/probe.h"
#include "store/store.h"

/* One cluster under examination. */
struct examination {
	char *cluster; /* its name in the configuration, else as it says; or null */
	char *source;  /* for people: "recording lab.ndjson"; null: live */
	enum level level;
	bool agents;                 /* guests are asked inside, too */
	const char *const *expected; /* gaps that are no surprise; or null */
	struct probe *probes;        /* of each endpoint; none for a recording */
	size_t n_probes;
	struct powers powers;
	bool asked; /* 'powers' and 'lacks' are filled */
	struct lacks lacks;
	struct names commands; /* that grant what is lacking */
	struct findings findings;
};
void examination_clear(struct examination *examination);

struct checkup {
	struct examination *clusters;
	size_t count;
	struct findings host; /* of this machine */
};
void checkup_clear(struct checkup *checkup);
/* 0, or the worst exit code of all findings. */
int checkup_exit(const struct checkup *checkup);

/* --- checks. Each adds to the findings of the examination. */

/* What was found at the endpoints. */
void check_endpoints(struct examination *examination);
/* The same of a recording. */
void check_cluster_quorum(struct examination *examination);

/* Fills lacks and commands from the powers. 'db' has the lists of a walk; or null: it could not be walked. */
bool check_privileges(struct examination *examination, sqlite3 *db, struct fault *f);

/* The lists that are compared, as walk_options.wanted and walk_options.offered; with whether agents answer.
 */
const bool **roster_wanted(bool agents);
bool *roster_offered(bool agents);
void roster_free(const bool **wanted, bool *offered);
/* Compares them. */
bool check_roster(struct examination *examination, sqlite3 *db, struct fault *f);

/* Adds the first column of the rows of a query. */
bool roster_select(sqlite3 *db, const char *sql, struct names *ret, struct fault *f);

/* A file on which 'what' depends, such as "the configuration". */
enum file_kind { FILE_CONFIGURATION, FILE_SECRET, FILE_STORE };
void check_file(struct findings *findings, enum file_kind kind, const char *path);
/* Room where the store lies, and its promises. */
void check_store(struct findings *findings, struct store *store, const char *path);
/* The newest snapshot of the cluster, and what it says of agents. */
void check_history(struct examination *examination, struct store *store);

#endif
