/* SPDX-License-Identifier: Apache-2.0 */
/* Files that say what is found in them: tests/rules/cases/README.md tells how. */
#include "tests/rules/judge.h"

#define FOLDER "tests/rules/cases"

enum {
    MAX_EXPECTED = 100,
    MAX_ARGS = 8,
};

struct expected {
    uint32_t line;
    struct hm_str id;
    bool is_unknown; /* ?ID: not evaluated */
    bool is_met;
};

struct annotations {
    struct expected list[MAX_EXPECTED];
    uint32_t n;
    struct hm_build_arg args[MAX_ARGS];
    struct hm_build build;
    enum hm_profile profile;
    bool has_hygiene;
};

static void
read_note(struct annotations *notes, struct hm_str note, const char *name)
{
    struct hm_str word = hm_str_sub(note, 0, hm_str_find(note, ' '));
    struct hm_str rest = hm_str_trim(hm_str_from(note, word.n));
    uint64_t line;

    if (hm_str_eq(word, "profile")) {
        notes->profile = hm_str_starts(rest, "strict") ? HM_PROFILE_STRICT
                         : hm_str_starts(rest, "all")  ? HM_PROFILE_ALL
                                                       : HM_PROFILE_DEFAULT;
        notes->has_hygiene = hm_str_has(rest, "hygiene");
    } else if (hm_str_eq(word, "target")) {
        notes->build.target = rest;
    } else if (hm_str_eq(word, "build-arg")) {
        size_t equals = hm_str_find(rest, '=');
        cr_assert_lt(notes->build.n_args, MAX_ARGS);
        notes->args[notes->build.n_args++] =
            (struct hm_build_arg){ .name = hm_str_sub(rest, 0, equals),
                                   .value = hm_str_from(rest, equals + 1) };
        notes->build.args = notes->args;
    } else {
        cr_assert(hm_str_to_u64(word, UINT32_MAX, &line), "%s: what is \"%.*s\"?", name,
                  HM_FMT(note));
        cr_assert_lt(notes->n, MAX_EXPECTED);
        bool is_unknown = hm_str_starts(rest, "?");
        notes->list[notes->n++] = (struct expected){ .line = (uint32_t)line,
                                                     .id = hm_str_from(rest, is_unknown ? 1 : 0),
                                                     .is_unknown = is_unknown };
    }
}

/* Takes the notes off the end. */
static struct hm_str
read_notes(struct annotations *notes, struct hm_str text, const char *name)
{
    struct hm_str rest = text;
    struct hm_str line;
    size_t end = text.n;

    while (hm_str_split(&rest, '\n', &line)) {
        if (hm_str_starts(line, "#~ ")) {
            size_t at = (size_t)(line.p - text.p);
            end = at < end ? at : end;
            read_note(notes, hm_str_from(line, 3), name);
        }
    }
    return hm_str_sub(text, 0, end);
}

static bool
meet(struct annotations *notes, uint32_t line, const char *id, bool is_unknown)
{
    for (uint32_t i = 0; i < notes->n; i++) {
        struct expected *e = &notes->list[i];
        if (!e->is_met && e->line == line && e->is_unknown == is_unknown && hm_str_eq(e->id, id)) {
            e->is_met = true;
            return true;
        }
    }
    return false;
}

static void
run_case(const char *name)
{
    hm_auto_buf struct hm_buf text = { 0 };
    struct annotations notes = { .profile = HM_PROFILE_DEFAULT };
    struct hm_err err;
    struct judged judged;
    char path[400];
    size_t n_all, n = 0;
    const struct hm_rule *const *all = hm_rules_all(&n_all);
    const struct hm_rule *enabled[1000];

    snprintf(path, sizeof path, FOLDER "/%s", name);
    cr_assert_eq(hm_read_file(AT_FDCWD, path, 1 << 20, &text, &err), HM_OK, "%s", err.text);
    struct hm_str example = read_notes(&notes, hm_buf_str(&text), name);
    for (size_t i = 0; i < n_all; i++) {
        if (hm_rule_in_profile(all[i], notes.profile, notes.has_hygiene)) {
            enabled[n++] = all[i];
        }
    }
    judge(&judged, example, &notes.build, enabled, n);
    for (size_t i = 0; i < judged.sink.findings.n; i++) {
        const struct hm_finding *f = &judged.sink.findings.p[i];
        cr_expect(meet(&notes, f->place.line, f->rule->id, false), "%s: unexpected: %u %s %.*s",
                  name, f->place.line, f->rule->id, HM_FMT(f->message));
    }
    for (size_t i = 0; i < judged.sink.not_evaluated.n; i++) {
        const struct hm_not_evaluated *u = &judged.sink.not_evaluated.p[i];
        /* Without context files nothing is said of the rules that need them. */
        cr_expect(u->line == 0 || meet(&notes, u->line, u->rule->id, true),
                  "%s: unexpectedly unknown: %u ?%s %.*s", name, u->line, u->rule->id,
                  HM_FMT(u->reason));
    }
    for (uint32_t i = 0; i < notes.n; i++) {
        cr_expect(notes.list[i].is_met, "%s: missing: %u %s%.*s", name, notes.list[i].line,
                  notes.list[i].is_unknown ? "?" : "", HM_FMT(notes.list[i].id));
    }
    hm_arena_done(&judged.arena);
}

Test(cases, exactly_what_they_say)
{
    hm_auto_dir DIR *dir = opendir(FOLDER);
    struct dirent *entry;
    size_t n = 0;

    cr_assert_not_null(dir, "run from the root of the repository");
    while ((entry = readdir(dir)) != NULL) {
        if (hm_str_ends(hm_str_c(entry->d_name), ".dockerfile")) {
            run_case(entry->d_name);
            n++;
        }
    }
    cr_expect_gt(n, 10);
}
