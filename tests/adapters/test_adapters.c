/* SPDX-License-Identifier: Apache-2.0 */
/* Replays the recorded runs in tests/adapters/<tool>/<case>/: what plan asks for must be `argv`,
 * and what comes of `stdout`, `stderr` and `exit` must be `expect.json`. HULLMARK_UPDATE=1 rewrites
 * argv and expect.json; tests/adapters/record makes the recordings themselves. */
#include "adapters/adapter.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <dirent.h>
#include <sys/stat.h>

#include "adapters/judge.h"
#include "plugin/base/auto.h"
#include "plugin/base/io.h"
#include "plugin/base/json.h"
#include "plugin/model/redact.h"

#define ROOT "tests/adapters"
/* Parts the fake secrets in recordings, so that scanners leave them alone. */
#define SEAM "{{}}"

struct recording {
    const struct hm_adapter *adapter;
    char dir[200];
    struct hm_tool_job job;
    bool has_data;
};

static json_t *
read_json(const char *dir, const char *name, struct hm_arena *arena)
{
    hm_auto_buf struct hm_buf text = { 0 };
    json_t *value = NULL;
    const char *path = hm_arena_printf(arena, "%s/%s", dir, name).p;
    struct hm_err err = { 0 };

    cr_assert_eq(hm_read_file(AT_FDCWD, path, 1 << 24, &text, &err), HM_OK, "%s", err.text);
    cr_assert_eq(hm_json_parse(hm_buf_str(&text), &value, &err), HM_OK, "%s: %s", path, err.text);
    return value;
}

/* A recorded stream without its seams. */
static void
read_stream(const char *dir, const char *name, struct hm_arena *arena, struct hm_buf *ret)
{
    hm_auto_buf struct hm_buf text = { 0 };
    const char *path = hm_arena_printf(arena, "%s/%s", dir, name).p;
    struct hm_err err = { 0 };

    cr_assert_eq(hm_read_file(AT_FDCWD, path, 1 << 24, &text, &err), HM_OK, "%s", err.text);
    for (struct hm_str rest = hm_buf_str(&text); rest.n > 0;) {
        const char *hit = memmem(rest.p, rest.n, SEAM, strlen(SEAM));
        size_t n = hit == NULL ? rest.n : (size_t)(hit - rest.p);
        hm_buf_add(ret, hm_str_sub(rest, 0, n));
        rest = hm_str_from(rest, hit == NULL ? n : n + strlen(SEAM));
    }
}

static struct hm_str
member(const json_t *object, const char *key)
{
    return hm_str_c(json_string_value(json_object_get(object, key)));
}

static enum hm_task
task_of(struct hm_str word)
{
    for (enum hm_task task = 0; task < HM_TASK_COUNT; task++) {
        if (hm_str_eq(word, hm_task_name(task))) {
            return task;
        }
    }
    cr_assert_fail("a task of that name");
    return HM_TASK_COUNT;
}

static void
read_texts(struct recording *r, const json_t *texts, struct hm_arena *arena)
{
    size_t n = json_array_size(texts);
    struct hm_tool_text *to = hm_arena_new(arena, struct hm_tool_text, n);

    for (size_t i = 0; i < n; i++) {
        const json_t *from = json_array_get(texts, i);
        const json_t *pieces = json_object_get(from, "pieces");
        struct hm_text_piece *piece =
            hm_arena_new(arena, struct hm_text_piece, json_array_size(pieces));
        for (size_t k = 0; k < json_array_size(pieces); k++) {
            const json_t *numbers = json_array_get(pieces, k);
            piece[k].off = (uint32_t)json_integer_value(json_array_get(numbers, 0));
            piece[k].line = (uint32_t)json_integer_value(json_array_get(numbers, 1));
            piece[k].column = (uint32_t)json_integer_value(json_array_get(numbers, 2));
        }
        to[i] = (struct hm_tool_text){ .path = member(from, "path"),
                                       .text = member(from, "text"),
                                       .preamble = member(from, "preamble"),
                                       .pieces = piece,
                                       .n_pieces = json_array_size(pieces) };
    }
    r->job.texts = to;
    r->job.n_texts = n;
}

static const struct hm_trust *
read_trust(const json_t *job, struct hm_arena *arena)
{
    struct hm_trust *trust = hm_arena_new(arena, struct hm_trust, 1);

    *trust = (struct hm_trust){
        .kind = json_object_get(job, "server") != NULL   ? HM_TRUST_DOCKER
                : json_object_get(job, "policy") != NULL ? HM_TRUST_NOTATION
                : json_object_get(job, "key") != NULL    ? HM_TRUST_KEY
                                                         : HM_TRUST_IDENTITY,
        .key = member(job, "key"),
        .identity = member(job, "identity"),
        .identity_regexp = member(job, "identity_regexp"),
        .issuer = member(job, "issuer"),
        .issuer_regexp = member(job, "issuer_regexp"),
        .trusted_root = member(job, "trusted_root"),
        .policy = member(job, "policy"),
        .store = member(job, "store"),
        .server = member(job, "server"),
        .root = member(job, "root"),
        .signed_as = member(job, "signed_as"),
    };
    return trust;
}

static void
read_job(struct recording *r, const json_t *job, struct hm_arena *arena)
{
    static const char *const kinds[] = { "path", "registry", "layout", "archive", "texts" };
    struct hm_str kind = member(job, "kind");

    r->job = (struct hm_tool_job){
        .adapter = r->adapter,
        .task = task_of(member(job, "task")),
        .target = member(job, "target"),
        .location = member(job, "location"),
        .prefix = member(job, "prefix"),
        .tag = member(job, "tag"),
        .platform = member(job, "platform"),
        .digest = member(job, "digest"),
        .config_digest = member(job, "config_digest"),
        .media_type = member(job, "media_type"),
        .size = (uint64_t)json_integer_value(json_object_get(job, "size")),
        .trust = read_trust(job, arena),
        .predicate = member(job, "predicate"),
        .policy_text = member(job, "policy"),
        .image = member(job, "image"),
        .server = member(job, "server_url"),
        .wants_licences = json_is_true(json_object_get(job, "licences")),
        .is_plain_http = json_is_true(json_object_get(job, "plain_http")),
        .is_old_form = json_is_true(json_object_get(job, "is_old_form")),
    };
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (hm_str_eq(kind, kinds[i])) {
            r->job.kind = (enum hm_location_kind)i;
        }
    }
    r->has_data = !json_is_false(json_object_get(job, "data"));
    read_texts(r, json_object_get(job, "texts"), arena);
}

/* --- what plan asked for, as text */

static void
add_one_line(struct hm_buf *to, struct hm_str text)
{
    for (size_t i = 0; i < text.n; i++) {
        hm_buf_puts(to, text.p[i] == '\n' ? "\\n" : (char[]){ text.p[i], '\0' });
    }
    hm_buf_putc(to, '\n');
}

static void
write_plan(const struct recording *r, struct hm_arena *arena, struct hm_buf *text)
{
    struct hm_plan plan = { 0 };
    struct hm_err err = { 0 };
    struct hm_plan_context context = { .arena = arena,
                                       .dir = "/dir",
                                       .data_dir = r->has_data ? "/data" : NULL,
                                       .timeout_s = r->adapter->timeout_s };

    if (r->adapter->plan(&r->job, &context, &plan, &err) != HM_OK) {
        hm_buf_printf(text, "refused %s: %s\n", hm_status_name(err.status), err.text);
        return;
    }
    for (size_t i = 0; i < plan.env.n; i++) {
        hm_buf_printf(text, "env %s\n", plan.env.p[i]);
    }
    for (size_t i = 0; i < plan.files.n; i++) {
        const struct hm_plan_file *file = &plan.files.p[i];
        if (file->link_to != NULL) {
            hm_buf_printf(text, "link %s -> %s\n", file->name, file->link_to);
        } else {
            hm_buf_printf(text, "file %s ", file->name);
            add_one_line(text, file->content);
        }
    }
    hm_buf_printf(text, "%s", plan.needs_registry ? "registry\n" : "");
    for (size_t i = 0; i < plan.argv.n; i++) {
        hm_buf_printf(text, "arg %s\n", plan.argv.p[i]);
    }
    if (plan.shortfall.n > 0) {
        hm_buf_printf(text, "shortfall %.*s\n", HM_FMT(plan.shortfall));
    }
}

/* --- what came of it, as JSON */

static void
set(json_t *object, const char *key, struct hm_str text)
{
    if (text.n > 0) {
        (void)json_object_set_new(object, key, json_stringn(text.p, text.n));
    }
}

static json_t *
finding_json(const struct hm_finding *f)
{
    json_t *to = json_object();

    set(to, "rule", hm_str_c(f->rule->id));
    set(to, "title", hm_str_c(f->rule->title));
    set(to, "severity", hm_str_c(hm_severity_row(f->severity)->word));
    set(to, "score", f->score);
    set(to, "path", f->path);
    set(to, "target", f->target);
    if (f->place.line > 0) {
        (void)json_object_set_new(to, "line", json_integer(f->place.line));
        (void)json_object_set_new(to, "end_line", json_integer(f->place.end_line));
    }
    if (f->place.column > 0) {
        (void)json_object_set_new(to, "column", json_integer(f->place.column));
        (void)json_object_set_new(to, "end_column", json_integer(f->place.end_column));
    }
    set(to, "subject", f->subject);
    set(to, "advisory", f->advisory);
    for (size_t i = 0; i < f->aliases.n; i++) {
        json_t *aliases = i == 0 ? json_array() : json_object_get(to, "aliases");
        (void)json_array_append_new(aliases, json_stringn(f->aliases.p[i].p, f->aliases.p[i].n));
        (void)(i == 0 && json_object_set_new(to, "aliases", aliases));
    }
    set(to, "package", f->package);
    set(to, "version", f->version);
    set(to, "fixed_in", f->fixed_in);
    set(to, "purl", f->purl);
    set(to, "url", f->url);
    set(to, "layer", f->layer);
    for (uint32_t i = 0; i < f->n_ratings; i++) {
        if (f->ratings[i].is_vendors) {
            set(to, "distributor", hm_str_c(f->ratings[i].source));
            set(to, "distributor_says", hm_str_c(hm_severity_row(f->ratings[i].severity)->word));
        }
    }
    set(to, "message", f->message);
    return to;
}

static void
add_rows(json_t *to, const struct hm_collect *out)
{
    static const char *const proofs[] = { [HM_PROOF_VERIFIED] = "verified",
                                          [HM_PROOF_WRONG] = "wrong",
                                          [HM_PROOF_ABSENT] = "absent",
                                          [HM_PROOF_UNVERIFIABLE] = "unverifiable",
                                          [HM_PROOF_STATED] = "stated" };
    json_t *findings = json_array();
    json_t *notes = json_array();
    json_t *unread = json_array();

    for (size_t i = 0; i < out->findings.n; i++) {
        (void)json_array_append_new(findings, finding_json(&out->findings.p[i]));
    }
    for (size_t i = 0; i < out->notes.n; i++) {
        json_t *note = json_object();
        set(note, "id", hm_str_c(out->notes.p[i].id));
        set(note, "text", out->notes.p[i].text);
        (void)json_array_append_new(notes, note);
    }
    for (size_t i = 0; i < out->unread.n; i++) {
        json_t *file = json_object();
        set(file, "path", out->unread.p[i].path);
        set(file, "reason", out->unread.p[i].reason);
        (void)json_array_append_new(unread, file);
    }
    (void)json_object_set_new(to, "findings", findings);
    (void)json_object_set_new(to, "notes", notes);
    (void)json_object_set_new(to, "unread", unread);
    if (out->has_evidence) {
        set(to, "proof", hm_str_c(proofs[out->evidence.proof]));
        set(to, "digest", out->evidence.digest);
        set(to, "detail", out->evidence.detail);
    }
    set(to, "version", out->version);
    set(to, "data_date", out->data_date);
    if (out->document.n > 0) {
        (void)json_object_set_new(to, "document_bytes", json_integer((json_int_t)out->document.n));
    }
}

/* "0", "signal 9", "timeout" or "flood" */
static void
read_exit(struct hm_process_result *result, struct hm_str text)
{
    uint64_t code = 0;

    text = hm_str_trim(text);
    result->end = hm_str_eq(text, "timeout")       ? HM_PROCESS_TIMED_OUT
                  : hm_str_eq(text, "flood")       ? HM_PROCESS_FLOODED
                  : hm_str_starts(text, "signal ") ? HM_PROCESS_SIGNALED
                                                   : HM_PROCESS_EXITED;
    text = hm_str_starts(text, "signal ") ? hm_str_from(text, 7) : text;
    if (hm_str_to_u64(text, 255, &code)) {
        result->code = (int)code;
    }
}

static json_t *
replay(const struct recording *r, const json_t *job, struct hm_arena *arena)
{
    struct hm_rule_table rules = { 0 };
    struct hm_collect out = { .arena = arena, .rules = &rules, .producer = r->adapter->name };
    struct hm_process_result result = { 0 };
    hm_auto_buf struct hm_buf exit_text = { 0 };
    json_t *to = json_object();

    read_stream(r->dir, "stdout", arena, &result.out);
    read_stream(r->dir, "stderr", arena, &result.err);
    read_stream(r->dir, "exit", arena, &exit_text);
    read_exit(&result, hm_buf_str(&exit_text));
    result.is_err_cut = json_is_true(json_object_get(job, "is_err_cut"));
    struct hm_judgement judgement = hm_judge(&r->job, &result, "/dir", &out);
    hm_buf_done(&result.out);
    hm_buf_done(&result.err);
    set(to, "state", hm_str_c(judgement.state == HM_LEDGER_DONE ? "done" : "failed"));
    set(to, "note", hm_str_c(judgement.note_id));
    set(to, "reason", judgement.reason);
    set(to, "advice", hm_str_c(judgement.advice));
    add_rows(to, &out);
    return to;
}

/* --- the cases */

static bool
is_updating(void)
{
    return getenv("HULLMARK_UPDATE") != NULL && getenv("CI") == NULL;
}

static int
is_case(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

/* All cases of all tools, in their order. */
static size_t
list(struct recording *to, size_t max)
{
    size_t n_adapters = 0;
    size_t n = 0;
    const struct hm_adapter *const *adapters = hm_adapters_all(&n_adapters);

    for (size_t i = 0; i < n_adapters; i++) {
        char dir[100];
        struct dirent **entries = NULL;
        (void)snprintf(dir, sizeof dir, ROOT "/%s", adapters[i]->name);
        int count = scandir(dir, &entries, is_case, alphasort);
        for (int k = 0; k < count; k++) {
            cr_assert_lt(n, max, "MAX_CASES is too small");
            to[n].adapter = adapters[i];
            (void)snprintf(to[n].dir, sizeof to[n].dir, "%s/%.90s", dir, entries[k]->d_name);
            n++;
            free(entries[k]);
        }
        free(entries);
    }
    return n;
}

enum {
    MAX_CASES = 600,
};

ParameterizedTestParameters(adapters, replays_recorded_runs)
{
    static struct recording cases[MAX_CASES];
    static size_t index[MAX_CASES];
    size_t n = list(cases, MAX_CASES);

    for (size_t i = 0; i < n; i++) {
        index[i] = i;
    }
    return cr_make_param_array(size_t, index, n);
}

static void
compare_plan(const struct recording *r, struct hm_arena *arena)
{
    hm_auto_buf struct hm_buf plan = { 0 };
    hm_auto_buf struct hm_buf recorded = { 0 };
    const char *path = hm_arena_printf(arena, "%s/argv", r->dir).p;

    write_plan(r, arena, &plan);
    if (is_updating()) {
        cr_assert_eq(hm_write_file(path, hm_buf_str(&plan), NULL), HM_OK);
    }
    read_stream(r->dir, "argv", arena, &recorded);
    cr_assert_str_eq(plan.p, recorded.p, "%s asks for\n%s", r->dir, plan.p);
}

ParameterizedTest(const size_t *i, adapters, replays_recorded_runs)
{
    static struct recording cases[MAX_CASES];
    hm_auto_arena struct hm_arena arena = { 0 };
    struct recording *r = &cases[*i];

    cr_assert_gt(list(cases, MAX_CASES), *i);
    hm_auto_json json_t *expected = read_json(r->dir, "expect.json", &arena);
    json_t *job = json_object_get(expected, "job");
    read_job(r, job, &arena);
    compare_plan(r, &arena);
    if (access(hm_arena_printf(&arena, "%s/stdout", r->dir).p, F_OK) != 0 && is_updating()) {
        return;
    }
    hm_auto_json json_t *actual = replay(r, job, &arena);
    (void)json_object_set(actual, "job", job);
    char *text = json_dumps(actual, JSON_INDENT(1));
    struct hm_str shown = hm_arena_printf(&arena, "%s\n", text);
    free(text);
    cr_expect(hm_str_is(hm_redact(&arena, shown), shown), "%s: a secret is shown", r->dir);
    if (is_updating()) {
        cr_assert_eq(
            hm_write_file(hm_arena_printf(&arena, "%s/expect.json", r->dir).p, shown, NULL), HM_OK);
        return;
    }
    cr_assert(json_equal(actual, expected), "%s gives\n%.*s", r->dir, HM_FMT(shown));
}

Test(adapters, have_the_recordings_that_each_tool_must_have)
{
    static const char *const obligatory[] = { "clean", "findings",      "garbage",
                                              "crash", "unknown-shape", "empty",
                                              "cut",   "timeout",       "flood" };
    size_t n = 0;
    const struct hm_adapter *const *adapters = hm_adapters_all(&n);

    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < sizeof obligatory / sizeof obligatory[0]; k++) {
            char path[200];
            (void)snprintf(path, sizeof path, ROOT "/%s/%s/stdout", adapters[i]->name,
                           obligatory[k]);
            cr_expect_eq(access(path, R_OK), 0, "%s", path);
        }
    }
}

/* Whether the recordings of a tool hold this exit code. */
static bool
has_exit(const struct recording *cases, size_t n, const struct hm_adapter *adapter, int code)
{
    for (size_t i = 0; i < n; i++) {
        hm_auto_buf struct hm_buf text = { 0 };
        char path[220];
        uint64_t recorded = 0;
        (void)snprintf(path, sizeof path, "%s/exit", cases[i].dir);
        if (cases[i].adapter == adapter &&
            hm_read_file(AT_FDCWD, path, 100, &text, NULL) == HM_OK &&
            hm_str_to_u64(hm_str_trim(hm_buf_str(&text)), 255, &recorded) &&
            recorded == (uint64_t)code) {
            return true;
        }
    }
    return false;
}

Test(adapters, have_a_recording_of_each_exit_code_in_their_table)
{
    static struct recording cases[MAX_CASES];
    size_t n_cases = list(cases, MAX_CASES);
    size_t n = 0;
    const struct hm_adapter *const *adapters = hm_adapters_all(&n);

    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < adapters[i]->n_exits; k++) {
            cr_expect(has_exit(cases, n_cases, adapters[i], adapters[i]->exits[k].code), "%s %d",
                      adapters[i]->name, adapters[i]->exits[k].code);
        }
    }
}

/* What a recording comes to: the state, or of a signature what is proven. */
static struct hm_str
outcome_of(const char *dir, struct hm_arena *arena)
{
    hm_auto_json json_t *expected = read_json(dir, "expect.json", arena);
    struct hm_str proof = member(expected, "proof");

    return hm_arena_str(arena, proof.n > 0 ? proof : member(expected, "state"));
}

static void
check_end(const struct hm_str *cell, struct hm_arena *arena)
{
    hm_auto_buf struct hm_buf exit_text = { 0 };
    const char *dir = hm_arena_printf(arena, ROOT "/%.*s/%.*s", HM_FMT(cell[0]), HM_FMT(cell[2])).p;

    read_stream(dir, "exit", arena, &exit_text);
    cr_expect(hm_str_is(hm_str_trim(hm_buf_str(&exit_text)), cell[1]), "%s: exit %s", dir,
              exit_text.p);
    struct hm_str outcome = outcome_of(dir, arena);
    cr_expect(hm_str_is(outcome, cell[3]), "%s: %.*s", dir, HM_FMT(outcome));
}

/* exits.tsv says how the real tools end; no tool is without rows. */
Test(adapters, have_a_recording_of_each_known_end)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_buf struct hm_buf table = { 0 };
    size_t n = 0;
    size_t n_rows[32] = { 0 };
    const struct hm_adapter *const *adapters = hm_adapters_all(&n);
    struct hm_str rest, line;

    cr_assert_leq(n, sizeof n_rows / sizeof n_rows[0]);
    cr_assert_eq(hm_read_file(AT_FDCWD, ROOT "/exits.tsv", 1 << 20, &table, NULL), HM_OK);
    rest = hm_buf_str(&table);
    while (hm_str_split(&rest, '\n', &line)) {
        struct hm_str cell[5] = { { 0 } };
        if (line.n == 0 || hm_str_starts(line, "#")) {
            continue;
        }
        struct hm_str row = line;
        for (size_t i = 0; i < 5; i++) {
            cr_assert(hm_str_split(&row, '\t', &cell[i]), "%.*s", HM_FMT(line));
        }
        cr_assert(row.n == 0 && cell[4].n > 0, "%.*s", HM_FMT(line));
        const struct hm_adapter *adapter = hm_adapters_find(cell[0]);
        cr_assert_not_null(adapter, "%.*s", HM_FMT(line));
        check_end(cell, &arena);
        for (size_t i = 0; i < n; i++) {
            n_rows[i] += adapters[i] == adapter;
        }
    }
    for (size_t i = 0; i < n; i++) {
        cr_expect_gt(n_rows[i], 3, "%s has no rows", adapters[i]->name);
    }
}

Test(adapters, are_found_by_name_and_say_what_they_are)
{
    size_t n = 0;
    const struct hm_adapter *const *adapters = hm_adapters_all(&n);

    for (size_t i = 0; i < n; i++) {
        const struct hm_adapter *a = adapters[i];
        cr_expect_eq(hm_adapters_find(hm_str_c(a->name)), a);
        cr_expect(a->summary != NULL && a->homepage != NULL && a->program != NULL &&
                      a->version_arg != NULL && a->min_version != NULL && a->tasks != 0 &&
                      a->timeout_s > 0 && a->out_limit > 0 && a->n_exits > 0,
                  "%s", a->name);
        cr_expect(hm_str_starts(hm_str_c(a->program_env), "HULLMARK_"), "%s", a->name);
    }
    cr_expect_null(hm_adapters_find(HM_S("nobody")));
}
