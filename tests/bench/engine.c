/* SPDX-License-Identifier: Apache-2.0 */
/* Times the engine inside one process, without start, reading or report.
 *
 * engine ROUNDS <NAMES: reads the files named on standard input, a line each, and prints as JSON
 * the nanoseconds that a round over all of them takes, round by round: "parse" (instructions,
 * expansion, stages, shell) and "judge" (the same and the whole catalogue). Also what the arena of
 * the largest file took and how many findings there are.
 */
#include <fcntl.h>
#include <inttypes.h>

#include "plugin/base/auto.h"
#include "plugin/base/clock.h"
#include "plugin/base/io.h"
#include "plugin/base/keeper.h"
#include "plugin/base/vec.h"
#include "plugin/dockerfile/parse.h"
#include "plugin/rules/engine.h"
#include "plugin/rules/registry.h"

enum {
    TODAY = 20261122,
};

struct work {
    struct hm_arena kept;
    HM_VEC(struct hm_str) texts;
    size_t bytes;
    struct hm_arena file;
    struct hm_engine engine;
    size_t most_taken;
};

static int
read_files(struct work *work)
{
    hm_auto_buf struct hm_buf names = { 0 };
    struct hm_err err;
    struct hm_str name;

    if (hm_read_fd(0, "standard input", HM_BUF_LIMIT, &names, &err) != HM_OK) {
        fprintf(stderr, "engine: %s\n", err.text);
        return 1;
    }
    for (struct hm_str rest = hm_buf_str(&names); hm_str_split(&rest, '\n', &name) && name.n > 0;) {
        hm_auto_buf struct hm_buf text = { 0 };
        const char *path = hm_arena_c(&work->kept, name);
        if (hm_read_file(AT_FDCWD, path, HM_SOURCE_LIMIT, &text, &err) != HM_OK) {
            fprintf(stderr, "engine: %s\n", err.text);
            return 1;
        }
        hm_vec_add(&work->kept, &work->texts, hm_arena_str(&work->kept, hm_buf_str(&text)));
        work->bytes += text.n;
    }
    return 0;
}

/* One file; @p sink may be NULL: then it is parsed only. */
static void
examine(struct work *work, struct hm_str text, struct hm_sink *sink)
{
    struct hm_source source;
    struct hm_dockerfile file;
    struct hm_facts facts = { .have = HM_NEEDS_DOCKERFILE, .dockerfile = &file, .today = TODAY };

    hm_arena_reset(&work->file);
    hm_source_init(&source, &work->file, HM_S("Dockerfile"), text);
    hm_dockerfile_parse(&work->file, &source, NULL, &file);
    if (sink != NULL) {
        hm_engine_run(&work->engine, &facts, sink);
    }
    if (work->file.taken > work->most_taken) {
        work->most_taken = work->file.taken;
    }
}

/* Nanoseconds for all files once. */
static int64_t
round_over_all(struct work *work, bool is_judged, size_t *ret_findings)
{
    hm_auto_arena struct hm_arena found = { 0 };
    struct hm_sink sink = { .arena = &found };
    int64_t start = hm_monotonic_ns();

    for (size_t i = 0; i < work->texts.n; i++) {
        examine(work, work->texts.p[i], is_judged ? &sink : NULL);
    }
    *ret_findings = sink.findings.n;
    return hm_monotonic_ns() - start;
}

static void
print_rounds(const char *name, const int64_t *ns, unsigned n)
{
    printf(", \"%s\": [", name);
    for (unsigned i = 0; i < n; i++) {
        printf("%s%" PRId64, i == 0 ? "" : ", ", ns[i]);
    }
    printf("]");
}

int
main(int argc, char **argv)
{
    struct work work = { 0 };
    uint64_t rounds = 0;
    size_t n_rules;
    size_t n_findings = 0;

    if (argc != 2 || !hm_str_to_u64(hm_str_c(argv[1]), 1000000, &rounds) || rounds == 0) {
        fprintf(stderr, "usage: engine ROUNDS <NAMES\n");
        return 2;
    }
    if (read_files(&work) != 0) {
        return 1;
    }
    const struct hm_rule *const *rules = hm_rules_all(&n_rules);
    hm_engine_init(&work.engine, &work.kept, rules, n_rules);
    int64_t *parse = hm_arena_new(&work.kept, int64_t, rounds);
    int64_t *judge = hm_arena_new(&work.kept, int64_t, rounds);
    for (uint64_t i = 0; i < rounds; i++) {
        parse[i] = round_over_all(&work, false, &n_findings);
        judge[i] = round_over_all(&work, true, &n_findings);
    }
    printf("{\"files\": %zu, \"bytes\": %zu, \"rules\": %zu, \"findings\": %zu, \"arena\": %zu",
           work.texts.n, work.bytes, n_rules, n_findings, work.most_taken);
    print_rounds("parse", parse, (unsigned)rounds);
    print_rounds("judge", judge, (unsigned)rounds);
    printf("}\n");
    hm_arena_done(&work.file);
    hm_arena_done(&work.kept);
    return 0;
}
