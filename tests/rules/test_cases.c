/* SPDX-License-Identifier: Apache-2.0 */
/* Files that say what is found in them: tests/rules/cases/README.md tells how. */
#include "tests/rules/judge.h"

#define FOLDER "tests/rules/cases"

enum {
    MAX_EXPECTED = 100,
    MAX_ARGS = 8,
    MAX_ONLY = 8,
    MAX_PATH_LENGTH = 300,
    CASES_OF_A_RULE = 4,
};

struct expected {
    struct hm_str path; /* empty: the file of the case itself */
    uint32_t line;
    struct hm_str id;
    enum hm_severity level; /* HM_SEV_NONE: whatever it is */
    bool is_unknown;        /* ?ID: not evaluated */
    bool is_silent;         /* !ID: a place that looks like a fault and is none */
    bool is_met;
};

struct annotations {
    struct expected list[MAX_EXPECTED];
    uint32_t n;
    struct hm_build_arg args[MAX_ARGS];
    struct hm_build build;
    struct hm_str trusted[MAX_ARGS];
    uint32_t n_trusted;
    enum hm_profile profile;
    bool has_hygiene;
    const struct hm_rule *only[MAX_ONLY];
    uint32_t n_only;
};

static void
read_only(struct annotations *notes, struct hm_str ids, const char *name)
{
    struct hm_str id;

    while (hm_str_split(&ids, ' ', &id)) {
        const struct hm_rule *rule = hm_rules_find(id);
        cr_assert_not_null(rule, "%s: no rule %.*s", name, HM_FMT(id));
        cr_assert_lt(notes->n_only, MAX_ONLY);
        notes->only[notes->n_only++] = rule;
    }
}

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
    } else if (hm_str_eq(word, "only")) {
        read_only(notes, rest, name);
    } else if (hm_str_eq(word, "target")) {
        notes->build.target = rest;
    } else if (hm_str_eq(word, "trust")) {
        cr_assert_lt(notes->n_trusted, MAX_ARGS);
        notes->trusted[notes->n_trusted++] = rest;
    } else if (hm_str_eq(word, "build-arg")) {
        size_t equals = hm_str_find(rest, '=');
        cr_assert_lt(notes->build.n_args, MAX_ARGS);
        notes->args[notes->build.n_args++] =
            (struct hm_build_arg){ .name = hm_str_sub(rest, 0, equals),
                                   .value = hm_str_from(rest, equals + 1) };
        notes->build.args = notes->args;
    } else {
        size_t colon = hm_str_find(word, ':');
        struct hm_str path = colon < word.n ? hm_str_sub(word, 0, colon) : HM_S("");
        word = colon < word.n ? hm_str_from(word, colon + 1) : word;
        cr_assert(hm_str_to_u64(word, UINT32_MAX, &line), "%s: what is \"%.*s\"?", name,
                  HM_FMT(note));
        cr_assert_lt(notes->n, MAX_EXPECTED);
        bool is_unknown = hm_str_starts(rest, "?");
        bool is_silent = hm_str_starts(rest, "!");
        struct hm_str id = hm_str_sub(rest, 0, hm_str_find(rest, ' '));
        struct hm_str level = hm_str_trim(hm_str_from(rest, id.n));
        cr_assert(level.n == 0 || hm_severity_parse(level) != HM_SEV_NONE, "%s: no level: \"%.*s\"",
                  name, HM_FMT(note));
        notes->list[notes->n++] =
            (struct expected){ .path = path,
                               .line = (uint32_t)line,
                               .id = hm_str_from(id, is_unknown || is_silent ? 1 : 0),
                               .level = hm_severity_parse(level),
                               .is_unknown = is_unknown,
                               .is_silent = is_silent };
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

/* The next Dockerfile of a file of several, and the number of lines above it. */
static bool
next_part(struct hm_str text, size_t *at, struct hm_str *ret_part, uint32_t *ret_lines_above)
{
    struct hm_str rest = hm_str_from(text, *at);
    struct hm_str line;
    uint32_t above = 0;

    if (rest.n == 0) {
        return false;
    }
    for (size_t i = 0; i < *at; i++) {
        above += text.p[i] == '\n';
    }
    *ret_part = rest;
    while (hm_str_split(&rest, '\n', &line)) {
        if (hm_str_eq(line, "#~ ---")) {
            ret_part->n = (size_t)(line.p - ret_part->p);
            break;
        }
    }
    *at = rest.n == 0 ? text.n : (size_t)(rest.p - text.p);
    *ret_lines_above = above;
    return true;
}

static bool
meet(struct annotations *notes, struct hm_str path, uint32_t line, const char *id,
     enum hm_severity level, bool is_unknown)
{
    for (uint32_t i = 0; i < notes->n; i++) {
        struct expected *e = &notes->list[i];
        if (!e->is_met && !e->is_silent && hm_str_is(e->path, path) && e->line == line &&
            e->is_unknown == is_unknown && hm_str_eq(e->id, id) &&
            (e->level == HM_SEV_NONE || e->level == level)) {
            e->is_met = true;
            return true;
        }
    }
    return false;
}

static size_t
pick_rules(const struct annotations *notes, const struct hm_rule **enabled)
{
    size_t n_all, n = 0;
    const struct hm_rule *const *all = hm_rules_all(&n_all);

    for (uint32_t i = 0; i < notes->n_only; i++) {
        enabled[n++] = notes->only[i];
    }
    for (size_t i = 0; notes->n_only == 0 && i < n_all; i++) {
        if (hm_rule_in_profile(all[i], notes->profile, notes->has_hygiene)) {
            enabled[n++] = all[i];
        }
    }
    return n;
}

/* A silent place counts only for a rule that was asked. */
static bool
is_asked(struct hm_str id, const struct hm_rule *const *enabled, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (hm_str_eq(id, enabled[i]->id)) {
            return true;
        }
    }
    return false;
}

static enum judge_kind
kind_of(const char *name)
{
    static const struct {
        const char *end;
        enum judge_kind kind;
    } rows[] = {
        { ".compose.yaml", JUDGE_COMPOSE },
        { ".k8s.yaml", JUDGE_KUBERNETES },
        { ".github.yaml", JUDGE_GITHUB },
        { ".action.yaml", JUDGE_ACTION },
        { ".gitlab.yaml", JUDGE_GITLAB },
        { ".jenkins", JUDGE_JENKINS },
        { ".sh", JUDGE_SCRIPT },
        { ".mk", JUDGE_MAKEFILE },
        { ".service", JUDGE_UNIT },
        { ".container", JUDGE_QUADLET },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (hm_str_ends(hm_str_c(name), rows[i].end)) {
            return rows[i].kind;
        }
    }
    return JUDGE_DOCKERFILE;
}

/* Lines of the case's own file are counted from the top of all of its parts. */
static bool
is_met(struct annotations *notes, const char *name, struct hm_str path, uint32_t above,
       uint32_t line, const struct hm_rule *rule, enum hm_severity level, bool is_unknown)
{
    bool is_own = hm_str_eq(path, judge_names[kind_of(name)]);

    return meet(notes, is_own ? HM_S("") : path, is_own ? above + line : line, rule->id, level,
                is_unknown);
}

static void
run_part(struct hm_str text, uint32_t above, const char *name)
{
    struct annotations notes = { 0 };
    struct judged judged;
    const struct hm_rule *enabled[1000];
    struct hm_str example = read_notes(&notes, text, name);
    size_t n = pick_rules(&notes, enabled);

    judge_trusting(&judged, kind_of(name), example, &notes.build, notes.trusted, notes.n_trusted,
                   enabled, n);
    for (size_t i = 0; i < judged.sink.findings.n; i++) {
        const struct hm_finding *f = &judged.sink.findings.p[i];
        cr_expect(is_met(&notes, name, f->path, above, f->place.line, f->rule, f->severity, false),
                  "%s: unexpected: %u %s %s %.*s", name, above + f->place.line, f->rule->id,
                  hm_severity_row(f->severity)->word, HM_FMT(f->message));
    }
    for (size_t i = 0; i < judged.sink.not_evaluated.n; i++) {
        const struct hm_not_evaluated *u = &judged.sink.not_evaluated.p[i];
        /* Without context files nothing is said of the rules that need them. */
        cr_expect(u->line == 0 ||
                      is_met(&notes, name, u->path, above, u->line, u->rule, HM_SEV_NONE, true),
                  "%s: unexpectedly unknown: %u ?%s %.*s", name, above + u->line, u->rule->id,
                  HM_FMT(u->reason));
    }
    for (uint32_t i = 0; i < notes.n; i++) {
        const struct expected *e = &notes.list[i];
        cr_expect(e->is_met || e->is_silent, "%s: missing: %u %s%.*s", name, e->line,
                  e->is_unknown ? "?" : "", HM_FMT(e->id));
        cr_expect(!e->is_silent || is_asked(e->id, enabled, n), "%s: %.*s was not asked", name,
                  HM_FMT(e->id));
    }
    hm_arena_done(&judged.arena);
}

static void
read_case(const char *name, struct hm_buf *text)
{
    struct hm_err err;
    char path[MAX_PATH_LENGTH];

    snprintf(path, sizeof path, FOLDER "/%s", name);
    cr_assert_eq(hm_read_file(AT_FDCWD, path, 1 << 20, text, &err), HM_OK, "%s", err.text);
}

/* Calls @p each with every case of the folder. */
static size_t
walk_cases(void (*each)(struct hm_str part, uint32_t above, const char *name))
{
    hm_auto_dir DIR *dir = opendir(FOLDER);
    struct dirent *entry;
    size_t n = 0;

    cr_assert_not_null(dir, "run from the root of the repository");
    while ((entry = readdir(dir)) != NULL) {
        if (!hm_str_ends(hm_str_c(entry->d_name), ".dockerfile") &&
            kind_of(entry->d_name) == JUDGE_DOCKERFILE) {
            continue;
        }
        hm_auto_buf struct hm_buf text = { 0 };
        struct hm_str part;
        size_t at = 0;
        uint32_t above;
        read_case(entry->d_name, &text);
        while (next_part(hm_buf_str(&text), &at, &part, &above)) {
            each(part, above, entry->d_name);
            n++;
        }
    }
    return n;
}

Test(cases, exactly_what_they_say)
{
    cr_expect_gt(walk_cases(run_part), 10);
}

/* How many places each rule is asked about, and how many of them are faults. */
struct tally {
    uint32_t places;
    uint32_t faults;
};

static struct tally tallies[1000];

static void
count_part(struct hm_str text, uint32_t above, const char *name)
{
    struct annotations notes = { 0 };
    size_t n;
    const struct hm_rule *const *rules = hm_rules_all(&n);

    (void)above;
    (void)read_notes(&notes, text, name);
    for (uint32_t i = 0; i < notes.n; i++) {
        for (size_t k = 0; k < n; k++) {
            if (hm_str_eq(notes.list[i].id, rules[k]->id)) {
                tallies[k].places++;
                tallies[k].faults += !notes.list[i].is_unknown && !notes.list[i].is_silent;
            }
        }
    }
}

Test(cases, every_rule_has_its_cases)
{
    size_t n;
    const struct hm_rule *const *rules = hm_rules_all(&n);

    (void)walk_cases(count_part);
    for (size_t i = 0; i < n; i++) {
        if (rules[i]->check == NULL) {
            continue;
        }
        cr_expect_geq(tallies[i].places, CASES_OF_A_RULE, "%s has %u annotated places",
                      rules[i]->id, tallies[i].places);
        cr_expect_geq(tallies[i].faults, 1, "%s has no annotated fault", rules[i]->id);
        cr_expect_gt(tallies[i].places, tallies[i].faults, "%s is silent nowhere", rules[i]->id);
    }
}
