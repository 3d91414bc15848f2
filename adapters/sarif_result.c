/* SPDX-License-Identifier: Apache-2.0 */
#include "adapters/sarif_parts.h"

#include "adapters/advisory.h"
#include "plugin/base/auto.h"

enum {
    ARGUMENTS_MAX = 20,
};

/* --- messages --- */

/* The text of a message that is told by its name in the rule or in the tool. */
static enum hm_status
find_string(struct hm_sarif_reader *reader, const struct hm_sarif_rule *rule, struct hm_str id,
            struct hm_str *ret)
{
    const struct hm_json *owners[] = { &rule->at, &reader->driver };
    static const char *const keys[] = { "messageStrings", "globalMessageStrings" };
    const char *key = hm_arena_c(reader->arena, id);

    for (size_t i = 0; i < 2; i++) {
        struct hm_json strings, string;
        if (owners[i]->value == NULL) {
            continue;
        }
        HM_TRY(hm_json_may(owners[i], keys[i], JSON_OBJECT, &strings, reader->reterr));
        if (strings.value == NULL) {
            continue;
        }
        HM_TRY(hm_json_may(&strings, key, JSON_OBJECT, &string, reader->reterr));
        if (string.value != NULL) {
            return hm_json_need_str(&string, "text", ret, reader->reterr);
        }
    }
    return HM_OK;
}

/* "{0}" is the first argument, "{{" a brace. */
static struct hm_str
with_arguments(struct hm_sarif_reader *reader, struct hm_str text, const struct hm_json *arguments)
{
    hm_auto_buf struct hm_buf buf = { .limit = 64 << 10 };

    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        bool is_doubled = (c == '{' || c == '}') && i + 1 < text.n && text.p[i + 1] == c;
        size_t n = c == '{' && !is_doubled ? hm_str_find(hm_str_from(text, i), '}') : 0;
        uint64_t number = ARGUMENTS_MAX;
        const json_t *argument = NULL;
        if (n > 1 && hm_str_to_u64(hm_str_sub(text, i + 1, n - 1), ARGUMENTS_MAX - 1, &number)) {
            argument = json_array_get(arguments->value, (size_t)number);
        }
        if (json_is_string(argument)) {
            hm_buf_puts(&buf, json_string_value(argument));
            i += n;
        } else {
            hm_buf_putc(&buf, c);
            i += is_doubled;
        }
    }
    return hm_arena_str(reader->arena, hm_buf_str(&buf));
}

static enum hm_status
read_message(struct hm_sarif_reader *reader, const struct hm_json *result,
             const struct hm_sarif_rule *rule, struct hm_str *ret)
{
    struct hm_json message, arguments;
    struct hm_str id;

    HM_TRY(hm_json_need(result, "message", JSON_OBJECT, &message, reader->reterr));
    HM_TRY(hm_json_may_str(&message, "text", ret, reader->reterr));
    HM_TRY(hm_json_may_str(&message, "id", &id, reader->reterr));
    HM_TRY(hm_json_may(&message, "arguments", JSON_ARRAY, &arguments, reader->reterr));
    if (ret->n == 0 && id.n > 0) {
        HM_TRY(find_string(reader, rule, id, ret));
    }
    if (arguments.value != NULL) {
        *ret = with_arguments(reader, *ret, &arguments);
    }
    return HM_OK;
}

static struct hm_str
sentence(struct hm_sarif_reader *reader, const struct hm_finding *finding, struct hm_str message)
{
    hm_auto_buf struct hm_buf text = { 0 };
    struct hm_str tidy = hm_collect_text(reader->arena, message, HM_SARIF_TEXT_MAX);

    hm_buf_add(&text, tidy.n > 0 ? tidy : hm_str_c(hm_rule_title(finding->rule)));
    if (!hm_str_ends(hm_buf_str(&text), ".")) {
        hm_buf_putc(&text, '.');
    }
    if (finding->target_kind == HM_TARGET_REPOSITORY && finding->subject.n > 0) {
        hm_buf_printf(&text, " It was reported for %.*s, which is not below this folder.",
                      HM_FMT(finding->subject));
    }
    return hm_arena_str(reader->arena, hm_buf_str(&text));
}

/* --- suppressions --- */

/* Suppressed only when all that suppresses it is accepted, which is what no status means. */
static enum hm_status
read_suppressions(struct hm_sarif_reader *reader, const struct hm_json *result,
                  struct hm_finding *finding)
{
    struct hm_json list, item;
    struct hm_str kind, state, why;
    bool is_accepted = true;
    struct hm_suppression made = { .dialect = HM_SUPPRESS_SARIF,
                                   .id = hm_str_c(finding->rule->id),
                                   .path = reader->options->name };

    HM_TRY(hm_json_may(result, "suppressions", JSON_ARRAY, &list, reader->reterr));
    for (size_t i = 0; i < hm_json_count(&list); i++) {
        HM_TRY(hm_json_item(&list, i, JSON_OBJECT, &item, reader->reterr));
        HM_TRY(hm_json_need_str(&item, "kind", &kind, reader->reterr));
        HM_TRY(hm_json_may_str(&item, "status", &state, reader->reterr));
        HM_TRY(hm_json_may_str(&item, "justification", &why, reader->reterr));
        is_accepted = is_accepted && (state.n == 0 || hm_str_eq(state, "accepted"));
        made.is_external = made.is_external || !hm_str_eq(kind, "inSource");
        if (made.reason.n == 0) {
            made.reason = hm_collect_text(reader->arena, why, HM_SARIF_TEXT_MAX);
        }
    }
    if (hm_json_count(&list) > 0 && is_accepted && !reader->options->ignores_suppressions) {
        struct hm_suppression *kept = hm_arena_new(reader->arena, struct hm_suppression, 1);
        *kept = made;
        hm_vec_add(reader->arena, &finding->suppressed_by, kept);
    }
    return HM_OK;
}

/* --- packages --- */

/* The rest of the line that begins so. */
static struct hm_str
line_after(struct hm_str text, const char *beginning)
{
    struct hm_str line;

    while (hm_str_split(&text, '\n', &line)) {
        if (hm_str_starts(line, beginning)) {
            return hm_str_trim(hm_str_from(line, strlen(beginning)));
        }
    }
    return HM_S("");
}

/* "pkg:npm/lodash@4.17.11": of distributions the namespace is no part of the name. */
static void
take_purl(struct hm_sarif_reader *reader, struct hm_str purl, struct hm_finding *finding)
{
    static const char *const plain[] = { "deb", "apk", "rpm", "alpm" };
    struct hm_str s = hm_str_sub(purl, 0, hm_str_find(purl, '?'));
    size_t at = hm_str_find_last(s, '@');
    size_t slash = hm_str_find(s, '/');

    if (!hm_str_starts(purl, "pkg:") || at == s.n || slash >= at) {
        return;
    }
    struct hm_str kind = hm_str_sub(s, 4, slash - 4);
    struct hm_str name = hm_str_sub(s, slash + 1, at - slash - 1);
    for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++) {
        if (hm_str_eq(kind, plain[i])) {
            name = hm_str_basename(name);
        }
    }
    size_t last = hm_str_find_last(name, '/');
    finding->package =
        hm_str_eq(kind, "maven") && last < name.n
            ? hm_arena_printf(reader->arena, "%.*s:%.*s", HM_FMT(hm_str_sub(name, 0, last)),
                              HM_FMT(hm_str_from(name, last + 1)))
            : hm_collect_name(reader->arena, name);
    finding->version = hm_collect_name(reader->arena, hm_str_from(s, at + 1));
    finding->purl = hm_collect_name(reader->arena, purl);
}

/* The elements of a list that are ids, whatever else it holds. */
static void
add_ids(struct hm_arena *arena, struct hm_advisory_ids *to, const json_t *list)
{
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *item = json_array_get(list, i);
        hm_advisory_add(arena, to, hm_str_c(json_string_value(item)));
    }
}

/* Snyk names advisories its own way, and says in the rule's description which CVE it is, of what:
 * "(CVE-2021-23337) lodash@4.17.20". */
static enum hm_status
find_snyk(struct hm_sarif_reader *reader, const struct hm_sarif_rule *rule,
          struct hm_finding *finding)
{
    struct hm_json about;
    struct hm_str text;

    if (rule->at.value == NULL || !hm_str_starts(rule->id, "SNYK-")) {
        return HM_OK;
    }
    HM_TRY(hm_json_may(&rule->at, "fullDescription", JSON_OBJECT, &about, reader->reterr));
    if (about.value == NULL) {
        return HM_OK;
    }
    HM_TRY(hm_json_may_str(&about, "text", &text, reader->reterr));
    struct hm_str ids =
        hm_str_starts(text, "(") ? hm_str_sub(text, 1, hm_str_find(text, ')') - 1) : HM_S("");
    struct hm_str rest = hm_str_trim(hm_str_from(text, ids.n > 0 ? ids.n + 2 : 0));
    size_t at = hm_str_find_last(rest, '@');
    size_t n = hm_advisory_length(ids);
    if (n == 0 || n != ids.n || at == 0 || at + 1 >= rest.n || hm_str_find(rest, ' ') < rest.n) {
        return HM_OK; /* several, or none */
    }
    /* Of a distribution it writes source and binary package: "zlib/zlib1g". */
    struct hm_str name = hm_str_sub(rest, 0, at);
    size_t slash = hm_str_find_last(name, '/');
    bool is_scoped = hm_str_starts(name, "@") || hm_str_find(name, '.') < slash;
    finding->package = hm_collect_name(
        reader->arena, slash < name.n && !is_scoped ? hm_str_from(name, slash + 1) : name);
    finding->version = hm_collect_name(reader->arena, hm_str_from(rest, at + 1));
    hm_advisory_name(reader->arena, finding, ids, &(struct hm_advisory_ids){ 0 });
    return HM_OK;
}

/* Fills in advisory, package, version and fix where the tool says them in a form that is known. */
static enum hm_status
find_package(struct hm_sarif_reader *reader, const struct hm_sarif_rule *rule,
             struct hm_str message, struct hm_finding *finding)
{
    struct hm_json bag = { 0 };
    struct hm_json help = { 0 };
    struct hm_str about = HM_S("");
    size_t n = hm_advisory_length(rule->id);

    if (n == 0) {
        return find_snyk(reader, rule, finding);
    }
    if (rule->at.value != NULL) {
        HM_TRY(hm_json_may(&rule->at, "properties", JSON_OBJECT, &bag, reader->reterr));
        HM_TRY(hm_json_may(&rule->at, "help", JSON_OBJECT, &help, reader->reterr));
    }
    if (help.value != NULL) {
        HM_TRY(hm_json_may_str(&help, "text", &about, reader->reterr));
    }
    /* Trivy says it in the message, Grype in the rule, which is of one package. */
    finding->package = hm_collect_name(reader->arena, line_after(message, "Package: "));
    finding->version = hm_collect_name(reader->arena, line_after(message, "Installed Version: "));
    finding->fixed_in = hm_collect_name(
        reader->arena, line_after(finding->package.n > 0 ? message : about,
                                  finding->package.n > 0 ? "Fixed Version: " : "Fix Version: "));
    const json_t *purls = json_object_get(bag.value, "purls");
    if (finding->package.n == 0 && json_array_size(purls) == 1) {
        take_purl(reader, hm_str_c(json_string_value(json_array_get(purls, 0))), finding);
    }
    if (finding->package.n > 0 && finding->version.n > 0) {
        struct hm_advisory_ids others = { 0 };
        add_ids(reader->arena, &others, json_object_get(rule->at.value, "deprecatedIds"));
        add_ids(reader->arena, &others, json_object_get(bag.value, "tags"));
        hm_advisory_name(reader->arena, finding, hm_str_sub(rule->id, 0, n), &others);
    }
    return HM_OK;
}

/* --- results --- */

/* What is read of a result; code flows, fixes and graphs can be long. */
static const char *const result_members[] = {
    "ruleId",
    "ruleIndex",
    "rule",
    "kind",
    "level",
    "message",
    "locations",
    "relatedLocations",
    "suppressions",
    "properties",
    "partialFingerprints",
    "baselineState",
    NULL,
};

enum outcome {
    FAILED,
    UNDECIDED,
    NO_FINDING,
};

static enum hm_status
read_outcome(struct hm_sarif_reader *reader, const struct hm_json *result, enum outcome *ret)
{
    static const struct {
        const char *word;
        enum outcome outcome;
    } kinds[] = {
        { "fail", FAILED },     { "open", UNDECIDED },           { "review", UNDECIDED },
        { "pass", NO_FINDING }, { "notApplicable", NO_FINDING }, { "informational", NO_FINDING },
    };
    struct hm_str kind, level, baseline;

    HM_TRY(hm_json_may_str(result, "kind", &kind, reader->reterr));
    HM_TRY(hm_json_may_str(result, "level", &level, reader->reterr));
    HM_TRY(hm_json_may_str(result, "baselineState", &baseline, reader->reterr));
    /* "none" is the level of what has none because it did not fail: Dockle writes only that. */
    *ret = FAILED;
    if (kind.n == 0 && hm_str_eq(level, "none")) {
        *ret = NO_FINDING;
    } else if (kind.n > 0) {
        size_t i = 0;
        while (i < sizeof kinds / sizeof kinds[0] && !hm_str_eq(kind, kinds[i].word)) {
            i++;
        }
        if (i == sizeof kinds / sizeof kinds[0]) {
            return hm_json_error(result, reader->reterr, "its kind is none that is known");
        }
        *ret = kinds[i].outcome;
    }
    /* Found once, and gone since. */
    *ret = hm_str_eq(baseline, "absent") ? NO_FINDING : *ret;
    return HM_OK;
}

/* What Trivy says is a table, with the message in it. */
static struct hm_str
told(const struct hm_sarif_reader *reader, const struct hm_finding *finding, struct hm_str message)
{
    struct hm_str line = strcmp(reader->run->found.producer, "trivy") == 0
                             ? line_after(message, "Message: ")
                             : HM_S("");

    if (finding->advisory.n > 0) {
        return hm_arena_printf(reader->arena, "%.*s %.*s has %.*s.%s%.*s%s",
                               HM_FMT(finding->package), HM_FMT(finding->version),
                               HM_FMT(finding->advisory),
                               finding->fixed_in.n > 0 ? " Fixed in " : "",
                               HM_FMT(finding->fixed_in), finding->fixed_in.n > 0 ? "." : "");
    }
    return line.n > 0 ? line : message;
}

static enum hm_status
read_result(struct hm_sarif_reader *reader, const struct hm_json *result)
{
    struct hm_finding finding = { 0 };
    struct hm_sarif_rule rule;
    struct hm_sarif_level level;
    struct hm_str message;
    enum outcome outcome;

    HM_TRY(read_outcome(reader, result, &outcome));
    HM_TRY(hm_sarif_find_rule(reader, result, &rule));
    HM_TRY(hm_sarif_find_level(reader, result, &rule, &level));
    HM_TRY(read_message(reader, result, &rule, &message));
    if (outcome != FAILED) {
        reader->run->n_undecided += outcome == UNDECIDED;
        return HM_OK;
    }
    if (reader->is_own) {
        HM_TRY(hm_sarif_own_producer(reader, result));
    }
    HM_TRY(hm_sarif_make_rule(reader, &rule, &level, &finding.rule));
    finding.severity = level.severity;
    finding.score = level.score;
    finding.target = reader->image;
    HM_TRY(hm_sarif_find_place(reader, result, &finding));
    HM_TRY(hm_sarif_find_related(reader, result, &finding));
    finding.target_kind = finding.target.n > 0 ? HM_TARGET_IMAGE
                          : finding.path.n > 0 ? HM_TARGET_FILE
                                               : HM_TARGET_REPOSITORY;
    if (reader->is_own) {
        HM_TRY(hm_sarif_own_restore(reader, result, &finding));
        finding.target_kind = finding.target.n > 0 ? HM_TARGET_IMAGE : finding.target_kind;
        finding.message = sentence(reader, &finding, message);
        HM_TRY(read_suppressions(reader, result, &finding));
        hm_vec_add(reader->arena, &reader->run->found.findings, finding);
        return HM_OK;
    }
    HM_TRY(find_package(reader, &rule, message, &finding));
    if (finding.advisory.n > 0 && finding.target.n > 0) {
        finding.subject = hm_arena_printf(reader->arena, "%.*s %.*s", HM_FMT(finding.package),
                                          HM_FMT(finding.subject));
    }
    finding.url = hm_str_c(finding.rule->url);
    finding.message = sentence(reader, &finding, told(reader, &finding, message));
    HM_TRY(read_suppressions(reader, result, &finding));
    hm_vec_add(reader->arena, &reader->run->found.findings, finding);
    return HM_OK;
}

static enum hm_status
pull_results(struct hm_sarif_reader *reader, struct hm_json_pull *pull, const struct hm_json *at)
{
    struct hm_json result;
    bool has = false;

    HM_TRY(hm_json_pull_enter(pull, JSON_ARRAY, reader->reterr));
    for (;;) {
        hm_auto_json json_t *owner = NULL;
        HM_TRY(hm_json_pull_next(pull, &has, reader->reterr));
        if (!has) {
            return HM_OK;
        }
        if (reader->run->n_results == HM_SARIF_RESULTS_LIMIT) {
            (void)hm_json_error(at, reader->reterr, "more than %u results", HM_SARIF_RESULTS_LIMIT);
            return reader->reterr == NULL ? HM_E_LIMIT : (reader->reterr->status = HM_E_LIMIT);
        }
        HM_TRY(hm_json_pull_take_only(pull, result_members, &owner, &result, reader->reterr));
        HM_TRY(hm_json_expect(&result, JSON_OBJECT, reader->reterr));
        HM_TRY(read_result(reader, &result));
        reader->run->n_results++;
    }
}

enum hm_status
hm_sarif_read_results(struct hm_sarif_reader *reader)
{
    struct hm_json at = { .up = &reader->at, .key = "results" };
    struct hm_json_pull pull;

    if (reader->results.n == 0 || hm_str_eq(reader->results, "null")) {
        reader->run->failure = HM_S("it holds no results, not even an empty list of them");
        return HM_OK;
    }
    hm_json_pull_begin_within(&pull, reader->results, reader->options->is_mapped, &at);
    enum hm_status status = pull_results(reader, &pull, &at);
    hm_json_pull_done(&pull);
    return status;
}
