/* SPDX-License-Identifier: Apache-2.0 */
#include "adapters/trivy.h"

#include "adapters/advisory.h"
#include "plugin/base/auto.h"
#include "plugin/base/json_pull.h"

enum {
    TEXT_LIMIT = 600,
    HELP_LIMIT = 4000,
    TITLE_LIMIT = 72,
    MAX_LINE = 1 << 30,
};

/* Returns the status of a reader that failed. */
struct parser {
    const struct hm_tool_job *job;
    struct hm_collect *out;
    struct hm_arena *arena;
    struct hm_err *reterr;
    struct hm_json_pull pull;
    bool has_packages; /* some package was known, of the system or of a language */
    json_t *lines;     /* unique id of a package -> its first line in the lock file */
};

/* One element of Results, as far as it was read. */
struct result {
    struct hm_str target;
    struct hm_str class;
};

static bool
is_image(const struct parser *p)
{
    return p->job->task == HM_TASK_IMAGE;
}

/* --- what all kinds of findings share */

static enum hm_status
read_severity(const struct parser *p, const struct hm_json *at, enum hm_severity *ret)
{
    struct hm_str word;

    HM_TRY(hm_json_need_str(at, "Severity", &word, p->reterr));
    *ret = hm_adapter_severity(p->job->adapter, word);
    if (*ret == HM_SEV_NONE) {
        return hm_json_error(at, p->reterr, "Severity is no level that is known");
    }
    return HM_OK;
}

/* A finding of a rule at @p path, with everything but the message. */
static struct hm_finding *
add_finding(struct parser *p, const struct hm_rule *rule, enum hm_severity severity,
            struct hm_str path)
{
    struct hm_finding *finding = hm_vec_push(p->arena, &p->out->findings);

    finding->rule = rule;
    finding->severity = severity;
    if (is_image(p)) {
        finding->target_kind = HM_TARGET_IMAGE;
        finding->target = hm_collect_name(p->arena, p->job->target);
        finding->subject = path;
    } else {
        finding->target_kind = HM_TARGET_FILE;
        finding->path = path;
    }
    return finding;
}

/* The layer by the digest of what it unpacks to: other digests change with its compression. */
static enum hm_status
read_layer(const struct parser *p, const struct hm_json *at, struct hm_finding *finding)
{
    struct hm_json layer;
    struct hm_str diff_id = { 0 };

    HM_TRY(hm_json_may(at, "Layer", JSON_OBJECT, &layer, p->reterr));
    if (layer.value == NULL || !is_image(p)) {
        return HM_OK;
    }
    HM_TRY(hm_json_may_str(&layer, "DiffID", &diff_id, p->reterr));
    finding->layer = hm_collect_layer(p->arena, diff_id);
    return HM_OK;
}

static enum hm_status
read_place(const struct parser *p, const struct hm_json *at, struct hm_finding *finding)
{
    uint64_t line;
    uint64_t end;

    HM_TRY(hm_json_may_u64(at, "StartLine", MAX_LINE, &line, p->reterr));
    HM_TRY(hm_json_may_u64(at, "EndLine", MAX_LINE, &end, p->reterr));
    if (line > 0 && !is_image(p)) {
        finding->place.line = (uint32_t)line;
        finding->place.end_line = (uint32_t)(end < line ? line : end);
    }
    return HM_OK;
}

static struct hm_str
with_period(struct hm_arena *arena, struct hm_str text)
{
    return hm_str_ends(text, ".") ? text : hm_arena_printf(arena, "%.*s.", HM_FMT(text));
}

/* --- vulnerabilities */

/* "9.8", or empty. A score counts only where it lies in the band of the level: that of another
 * source may contradict what the distributor says. */
static enum hm_status
read_score(const struct parser *p, const struct hm_json *vuln, struct hm_str source,
           enum hm_severity severity, struct hm_str *ret)
{
    const char *const sources[] = { hm_arena_c(p->arena, source), "nvd", "ghsa", "redhat" };
    struct hm_json cvss;

    HM_TRY(hm_json_may(vuln, "CVSS", JSON_OBJECT, &cvss, p->reterr));
    *ret = hm_str_c("");
    for (size_t i = 0; cvss.value != NULL && i < sizeof sources / sizeof sources[0]; i++) {
        double score = 0;
        HM_TRY(hm_trivy_score(&cvss, sources[i], &score, p->reterr));
        if (score > 0 && score <= 10 && hm_severity_of_score(score) == severity) {
            *ret = hm_arena_printf(p->arena, "%.1f", score);
            break;
        }
    }
    return HM_OK;
}

static enum hm_status
read_cwes(const struct parser *p, const struct hm_json *vuln, struct hm_rule *rule)
{
    struct hm_json list;
    size_t n = 0;

    HM_TRY(hm_json_may(vuln, "CweIDs", JSON_ARRAY, &list, p->reterr));
    for (size_t i = 0; i < hm_json_count(&list) && n < 4; i++) {
        struct hm_json item;
        uint64_t number = 0;
        HM_TRY(hm_json_item(&list, i, JSON_STRING, &item, p->reterr));
        struct hm_str id = hm_json_text(&item);
        if (hm_str_starts(id, "CWE-") && hm_str_to_u64(hm_str_from(id, 4), 99999, &number)) {
            rule->cwe[n++] = (unsigned)number;
        }
    }
    return HM_OK;
}

struct vulnerability {
    struct hm_str id;
    struct hm_str package;
    struct hm_str installed;
    struct hm_str fixed;
    struct hm_str state;
    struct hm_str title;
    struct hm_str about;
    struct hm_str url;
    struct hm_str path;
    struct hm_str source;
    struct hm_str purl;
    struct hm_str uid;
    struct hm_str score;
    struct hm_advisory_ids aliases;
    struct hm_str record;
    struct hm_ratings ratings;
    enum hm_severity severity;
};

static enum hm_status
read_strings(const struct parser *p, const struct hm_json *at, const char *key, bool is_within,
             struct hm_advisory_ids *to)
{
    struct hm_json list, item;

    HM_TRY(hm_json_may(at, key, JSON_ARRAY, &list, p->reterr));
    for (size_t i = 0; i < hm_json_count(&list); i++) {
        HM_TRY(hm_json_item(&list, i, JSON_STRING, &item, p->reterr));
        if (is_within) {
            hm_advisory_scan(p->arena, to, hm_json_text(&item));
        } else {
            hm_advisory_add(p->arena, to, hm_json_text(&item));
        }
    }
    return HM_OK;
}

/* What the vendor calls it. Where that is nothing, the only other id that its links name: several
 * are those of other faults that it is told apart from. */
static enum hm_status
read_aliases(const struct parser *p, const struct hm_json *at, struct vulnerability *v)
{
    struct hm_advisory_ids named = { 0 };

    HM_TRY(read_strings(p, at, "VendorIDs", false, &v->aliases));
    if (v->aliases.n > 0 && hm_str_starts(v->aliases.ids[0], "GHSA-")) {
        v->record = v->aliases.ids[0];
    }
    hm_advisory_add(p->arena, &named, v->id);
    size_t n_own = named.n;
    hm_advisory_scan(p->arena, &named, v->url);
    HM_TRY(read_strings(p, at, "References", true, &named));
    if (v->aliases.n == 0 && named.n == n_own + 1) {
        hm_advisory_add(p->arena, &v->aliases, named.ids[n_own]);
    }
    return HM_OK;
}

static enum hm_status
read_vulnerability(const struct parser *p, const struct hm_json *at, struct vulnerability *v)
{
    struct hm_json identifier;

    HM_TRY(hm_json_need_str(at, "VulnerabilityID", &v->id, p->reterr));
    HM_TRY(hm_json_need_str(at, "PkgName", &v->package, p->reterr));
    HM_TRY(hm_json_need_str(at, "InstalledVersion", &v->installed, p->reterr));
    HM_TRY(hm_json_may_str(at, "FixedVersion", &v->fixed, p->reterr));
    HM_TRY(hm_json_may_str(at, "Status", &v->state, p->reterr));
    HM_TRY(hm_json_may_str(at, "Title", &v->title, p->reterr));
    HM_TRY(hm_json_may_str(at, "Description", &v->about, p->reterr));
    HM_TRY(hm_json_may_str(at, "PrimaryURL", &v->url, p->reterr));
    HM_TRY(hm_json_may_str(at, "PkgPath", &v->path, p->reterr));
    HM_TRY(hm_json_may_str(at, "SeveritySource", &v->source, p->reterr));
    HM_TRY(hm_json_may(at, "PkgIdentifier", JSON_OBJECT, &identifier, p->reterr));
    if (identifier.value != NULL) {
        HM_TRY(hm_json_may_str(&identifier, "PURL", &v->purl, p->reterr));
        HM_TRY(hm_json_may_str(&identifier, "UID", &v->uid, p->reterr));
    }
    HM_TRY(read_aliases(p, at, v));
    HM_TRY(read_severity(p, at, &v->severity));
    return read_score(p, at, v->source, v->severity, &v->score);
}

static enum hm_status
vulnerability_rule(struct parser *p, const struct hm_json *at, const struct vulnerability *v,
                   const struct hm_rule **ret)
{
    bool is_new;
    struct hm_rule *rule = hm_collect_rule(p->out, v->id, &is_new);

    if (is_new) {
        struct hm_str title = v->title.n > 0 ? v->title : v->id;
        rule->title = hm_collect_c(p->arena, title, TITLE_LIMIT);
        rule->why = hm_collect_c(p->arena, v->about, HELP_LIMIT);
        rule->fix = "Upgrade the package to a version that holds the fix, or rebuild on a base "
                    "image that does.";
        rule->url = hm_arena_c(p->arena, hm_collect_url(p->arena, v->url));
        rule->url = rule->url[0] == '\0' ? NULL : rule->url;
        rule->practice = HM_PRACTICE_SCANNED;
        HM_TRY(read_cwes(p, at, rule));
    }
    /* Packages rate the same advisory differently: the rule has the worst. */
    if (v->severity > rule->severity) {
        rule->severity = v->severity;
        rule->score = v->score.n > 0 ? v->score.p : NULL;
    }
    *ret = rule;
    return HM_OK;
}

static struct hm_str
vulnerability_message(const struct parser *p, const struct hm_finding *finding,
                      const struct vulnerability *v)
{
    hm_auto_buf struct hm_buf text = { 0 };
    struct hm_str title = hm_collect_text(p->arena, v->title, TEXT_LIMIT);

    hm_buf_printf(&text, "%.*s %.*s", HM_FMT(finding->package), HM_FMT(finding->version));
    if (is_image(p) && v->path.n > 0) {
        struct hm_str path = hm_collect_name(p->arena, v->path);
        hm_buf_printf(&text, " in %.*s", HM_FMT(path));
    }
    hm_buf_printf(&text, " has %.*s", HM_FMT(finding->advisory));
    if (title.n > 0) {
        hm_buf_printf(&text, ": %.*s", HM_FMT(title));
    }
    if (text.p[text.n - 1] != '.') {
        hm_buf_putc(&text, '.');
    }
    if (finding->fixed_in.n > 0) {
        hm_buf_printf(&text, " Fixed in %.*s.", HM_FMT(finding->fixed_in));
    } else if (hm_str_eq(v->state, "will_not_fix")) {
        hm_buf_puts(&text, " It will not be fixed.");
    } else if (hm_str_eq(v->state, "end_of_life")) {
        hm_buf_puts(&text, " It will not be fixed: this version's support has ended.");
    } else {
        hm_buf_puts(&text, " There is no fix yet.");
    }
    return hm_arena_str(p->arena, hm_buf_str(&text));
}

static enum hm_status
add_vulnerability(struct parser *p, const struct result *result, const struct hm_json *at)
{
    struct vulnerability v = { 0 };
    const struct hm_rule *rule = NULL;

    HM_TRY(read_vulnerability(p, at, &v));
    HM_TRY(hm_trivy_ratings(at, v.source, hm_str_eq(result->class, "os-pkgs"), p->arena, &v.ratings,
                            p->reterr));
    HM_TRY(vulnerability_rule(p, at, &v, &rule));
    struct hm_str path = is_image(p) ? v.path : result->target;
    struct hm_finding *finding =
        add_finding(p, rule, v.severity, hm_trivy_path(p->job, p->arena, path));
    finding->score = v.score;
    hm_finding_rate(p->arena, finding, &v.ratings);
    hm_advisory_name(p->arena, finding, v.id, &v.aliases);
    finding->record = hm_str_starts(v.id, "GHSA-") ? hm_collect_name(p->arena, v.id) : v.record;
    finding->package = hm_collect_name(p->arena, v.package);
    finding->version = hm_collect_name(p->arena, v.installed);
    finding->fixed_in = hm_collect_name(p->arena, v.fixed);
    finding->purl = hm_collect_name(p->arena, v.purl);
    finding->url = hm_collect_url(p->arena, v.url);
    finding->message = vulnerability_message(p, finding, &v);
    finding->subject = hm_arena_printf(p->arena, "%.*s%s%.*s", HM_FMT(finding->package),
                                       finding->subject.n > 0 ? " " : "", HM_FMT(finding->subject));
    const json_t *line = json_object_getn(p->lines, v.uid.n > 0 ? v.uid.p : "", v.uid.n);
    if (line != NULL && !is_image(p)) {
        finding->place.line = (uint32_t)json_integer_value(line);
        finding->place.end_line = finding->place.line;
    }
    return read_layer(p, at, finding);
}

/* Where a package of a lock file is named in it. */
static enum hm_status
add_package(struct parser *p, const struct result *result, const struct hm_json *at)
{
    struct hm_json identifier, places, place;
    struct hm_str uid;
    uint64_t line;

    (void)result;
    p->has_packages = true;
    HM_TRY(hm_json_may(at, "Identifier", JSON_OBJECT, &identifier, p->reterr));
    HM_TRY(hm_json_may(at, "Locations", JSON_ARRAY, &places, p->reterr));
    if (is_image(p) || identifier.value == NULL || hm_json_count(&places) == 0) {
        return HM_OK;
    }
    HM_TRY(hm_json_may_str(&identifier, "UID", &uid, p->reterr));
    HM_TRY(hm_json_item(&places, 0, JSON_OBJECT, &place, p->reterr));
    HM_TRY(hm_json_may_u64(&place, "StartLine", MAX_LINE, &line, p->reterr));
    if (uid.n > 0 && line > 0) {
        (void)json_object_setn_new(p->lines, uid.p, uid.n, json_integer((json_int_t)line));
    }
    return HM_OK;
}

/* --- misconfigurations and secrets */

static enum hm_status
add_misconfiguration(struct parser *p, const struct result *result, const struct hm_json *at)
{
    struct hm_str id, title, about, message, resolution, url, state;
    struct hm_json cause;
    enum hm_severity severity;
    bool is_new;

    HM_TRY(hm_json_need_str(at, "ID", &id, p->reterr));
    HM_TRY(hm_json_need_str(at, "Status", &state, p->reterr));
    HM_TRY(hm_json_may_str(at, "Title", &title, p->reterr));
    HM_TRY(hm_json_may_str(at, "Description", &about, p->reterr));
    HM_TRY(hm_json_may_str(at, "Message", &message, p->reterr));
    HM_TRY(hm_json_may_str(at, "Resolution", &resolution, p->reterr));
    HM_TRY(hm_json_may_str(at, "PrimaryURL", &url, p->reterr));
    HM_TRY(hm_json_may(at, "CauseMetadata", JSON_OBJECT, &cause, p->reterr));
    HM_TRY(read_severity(p, at, &severity));
    if (!hm_str_eq(state, "FAIL")) {
        return HM_OK;
    }
    if (hm_str_starts(id, "AVD-")) {
        id = hm_str_from(id, 4);
    }
    struct hm_rule *rule = hm_collect_rule(p->out, id, &is_new);
    if (is_new) {
        rule->title = hm_collect_c(p->arena, title.n > 0 ? title : id, TITLE_LIMIT);
        rule->why = hm_collect_c(p->arena, about, HELP_LIMIT);
        rule->fix = hm_collect_c(p->arena, resolution, HELP_LIMIT);
        rule->url = hm_collect_c(p->arena, hm_collect_url(p->arena, url), HELP_LIMIT);
        rule->severity = severity;
    }
    struct hm_finding *finding =
        add_finding(p, rule, severity, hm_trivy_path(p->job, p->arena, result->target));
    finding->url = hm_collect_url(p->arena, url);
    message = hm_collect_text(p->arena,
                              message.n > 0 ? message
                              : title.n > 0 ? title
                                            : id,
                              TEXT_LIMIT);
    finding->message = with_period(p->arena, message);
    return cause.value == NULL ? HM_OK : read_place(p, &cause, finding);
}

/* Neither Match nor Code is read: they quote the secret's surroundings. */
static enum hm_status
add_secret(struct parser *p, const struct result *result, const struct hm_json *at)
{
    struct hm_str id, title;
    enum hm_severity severity;
    bool is_new;

    HM_TRY(hm_json_need_str(at, "RuleID", &id, p->reterr));
    HM_TRY(hm_json_may_str(at, "Title", &title, p->reterr));
    HM_TRY(read_severity(p, at, &severity));
    /* Baked into an image it is critical whatever it is. */
    severity = is_image(p) ? HM_SEV_CRITICAL : severity;
    title = hm_collect_text(p->arena, title.n > 0 ? title : id, TITLE_LIMIT);
    struct hm_rule *rule = hm_collect_rule(p->out, id, &is_new);
    if (is_new) {
        rule->title = hm_arena_c(p->arena, title);
        rule->why = "Whoever can read the file or pull the image has the secret, later versions "
                    "that delete it notwithstanding.";
        rule->fix = "Revoke the secret, then remove it and give it at build or run time by a "
                    "secret mount.";
        rule->practice = HM_PRACTICE_SECRETS;
        rule->cwe[0] = 798;
        rule->severity = severity;
    }
    bool is_config = is_image(p) && !hm_str_starts(result->target, "/");
    struct hm_str path = hm_trivy_path(p->job, p->arena, is_config ? hm_str_c("") : result->target);
    struct hm_finding *finding = add_finding(p, rule, severity, path);
    uint64_t line;
    HM_TRY(hm_json_may_u64(at, "StartLine", MAX_LINE, &line, p->reterr));
    if (is_config) {
        finding->subject = HM_S("configuration");
        finding->message = hm_arena_printf(
            p->arena, "%.*s in the image's configuration (ENV, LABEL or history).", HM_FMT(title));
    } else if (is_image(p)) {
        finding->message = hm_arena_printf(p->arena, "%.*s in /%.*s, line %u.", HM_FMT(title),
                                           HM_FMT(path), (unsigned)line);
    } else {
        finding->message = hm_arena_printf(p->arena, "%.*s in this file.", HM_FMT(title));
    }
    HM_TRY(read_layer(p, at, finding));
    return read_place(p, at, finding);
}

static enum hm_status
add_licence(struct parser *p, const struct result *result, const struct hm_json *at)
{
    return hm_trivy_read_licence(p->job, at, result->target, p->out, p->reterr);
}

/* --- the document */

/* What is read of an element; what else there is can be long. */
static const char *const package_members[] = { "Identifier", "Locations", NULL };
static const char *const vulnerability_members[] = { "VulnerabilityID",
                                                     "PkgName",
                                                     "InstalledVersion",
                                                     "FixedVersion",
                                                     "Status",
                                                     "Title",
                                                     "PrimaryURL",
                                                     "PkgPath",
                                                     "VendorIDs",
                                                     "SeveritySource",
                                                     "PkgIdentifier",
                                                     "References",
                                                     "Severity",
                                                     "CVSS",
                                                     "Layer",
                                                     NULL };
static const char *const advisory_members[] = {
    "VulnerabilityID", "PkgName",       "InstalledVersion",
    "FixedVersion",    "Status",        "Title",
    "PrimaryURL",      "PkgPath",       "VendorIDs",
    "SeveritySource",  "PkgIdentifier", "References",
    "Severity",        "CVSS",          "Layer",
    "Description",     "CweIDs",        NULL
};

struct list {
    const char *key;
    const char *const *members; /* that are read; NULL: all */
    enum hm_status (*add)(struct parser *, const struct result *, const struct hm_json *);
};

static const struct list lists[] = {
    { "Packages", package_members, add_package },
    { "Vulnerabilities", vulnerability_members, add_vulnerability },
    { "Misconfigurations", NULL, add_misconfiguration },
    { "Licenses", NULL, add_licence },
    { "Secrets", NULL, add_secret },
};

static enum hm_status
read_element(struct parser *p, const struct result *result, const struct list *list)
{
    hm_auto_json json_t *owner = NULL;
    const char *const *members = list->members;
    struct hm_json at;

    /* What an advisory says of itself is the same for all packages: it is read once. */
    if (members == vulnerability_members &&
        !hm_collect_has_rule(p->out, hm_json_pull_peek(&p->pull, HM_S("VulnerabilityID")))) {
        members = advisory_members;
    }
    if (members == NULL) {
        HM_TRY(hm_json_pull_take(&p->pull, &owner, &at, p->reterr));
    } else {
        HM_TRY(hm_json_pull_take_only(&p->pull, members, &owner, &at, p->reterr));
    }
    HM_TRY(hm_json_expect(&at, JSON_OBJECT, p->reterr));
    return list->add(p, result, &at);
}

static enum hm_status
check_result(const struct parser *p, const struct result *result, const struct hm_json *at)
{
    static const char *const classes[] = { "os-pkgs", "lang-pkgs",    "config", "secret",
                                           "license", "license-file", "custom", NULL };

    struct hm_json target = { .up = at, .key = "Target" };
    struct hm_json class = { .up = at, .key = "Class" };

    if (result->target.p == NULL || result->class.p == NULL) {
        return hm_json_expect(result->target.p == NULL ? &target : &class, JSON_STRING, p->reterr);
    }
    if (!hm_str_in(result->class, classes)) {
        return hm_json_error(at, p->reterr, "Class is none that is known");
    }
    if (p->job->kind == HM_AT_TEXTS && hm_trivy_path(p->job, p->arena, result->target).n == 0) {
        return hm_json_error(at, p->reterr, "Target is none of the files it was given");
    }
    return HM_OK;
}

static enum hm_status
read_list(struct parser *p, const struct result *result, const struct list *list)
{
    bool has = false;

    if (hm_json_pull_is_null(&p->pull)) {
        return hm_json_pull_skip(&p->pull, p->reterr);
    }
    HM_TRY(hm_json_pull_enter(&p->pull, JSON_ARRAY, p->reterr));
    for (;;) {
        HM_TRY(hm_json_pull_next(&p->pull, &has, p->reterr));
        if (!has) {
            return HM_OK;
        }
        HM_TRY(read_element(p, result, list));
    }
}

static const struct list *
find_list(struct hm_str key)
{
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        if (hm_str_eq(key, lists[i].key)) {
            return &lists[i];
        }
    }
    return NULL;
}

static enum hm_status
read_text(struct parser *p, struct hm_str *ret)
{
    hm_auto_json json_t *owner = NULL;
    struct hm_json at;

    HM_TRY(hm_json_pull_take(&p->pull, &owner, &at, p->reterr));
    HM_TRY(hm_json_expect(&at, JSON_STRING, p->reterr));
    *ret = hm_arena_str(p->arena, hm_json_text(&at));
    return HM_OK;
}

/* Trivy writes Target and Class in front of the lists, which are read by them. */
static enum hm_status
read_result(struct parser *p, const struct hm_json *at)
{
    struct result result = { 0 };
    bool has = false;

    (void)json_object_clear(p->lines);
    HM_TRY(hm_json_pull_enter(&p->pull, JSON_OBJECT, p->reterr));
    for (;;) {
        HM_TRY(hm_json_pull_next(&p->pull, &has, p->reterr));
        if (!has) {
            break;
        }
        const struct list *list = find_list(p->pull.key);
        if (list != NULL) {
            HM_TRY(check_result(p, &result, at));
            HM_TRY(read_list(p, &result, list));
        } else if (hm_str_eq(p->pull.key, "Target")) {
            HM_TRY(read_text(p, &result.target));
        } else if (hm_str_eq(p->pull.key, "Class")) {
            HM_TRY(read_text(p, &result.class));
        } else {
            HM_TRY(hm_json_pull_skip(&p->pull, p->reterr));
        }
    }
    p->has_packages |= hm_str_ends(result.class, "-pkgs");
    return check_result(p, &result, at);
}

static enum hm_status
read_results(struct parser *p)
{
    struct hm_json root = { 0 };
    struct hm_json list = { .up = &root, .key = "Results" };
    bool has = false;

    if (hm_json_pull_is_null(&p->pull)) {
        return hm_json_pull_skip(&p->pull, p->reterr);
    }
    HM_TRY(hm_json_pull_enter(&p->pull, JSON_ARRAY, p->reterr));
    for (size_t i = 0;; i++) {
        struct hm_json at = { .up = &list, .index = i };
        HM_TRY(hm_json_pull_next(&p->pull, &has, p->reterr));
        if (!has) {
            return HM_OK;
        }
        HM_TRY(read_result(p, &at));
    }
}

/* What the document says of itself: @p head is all of it but the results. */
static enum hm_status
read_head(struct parser *p, const json_t *head)
{
    struct hm_json root = hm_json_root(head);
    struct hm_str type;
    uint64_t schema;

    HM_TRY(hm_json_need_u64(&root, "SchemaVersion", UINT32_MAX, &schema, p->reterr));
    if (schema != 2) {
        return hm_json_error(&root, p->reterr, "SchemaVersion is %u where 2 is read",
                             (unsigned)schema);
    }
    HM_TRY(hm_json_need_str(&root, "ArtifactType", &type, p->reterr));
    if (!hm_str_eq(type, is_image(p) ? "container_image" : "filesystem")) {
        return hm_json_error(&root, p->reterr, "ArtifactType is not what was asked for");
    }
    return hm_trivy_read_about(p->job, &root, p->out, p->reterr);
}

static enum hm_status
read_document(struct parser *p)
{
    hm_auto_json json_t *head = json_object();
    bool was_read = false;
    bool has = false;

    HM_TRY(hm_json_pull_enter(&p->pull, JSON_OBJECT, p->reterr));
    for (;;) {
        HM_TRY(hm_json_pull_next(&p->pull, &has, p->reterr));
        if (!has) {
            break;
        }
        struct hm_str key = p->pull.key;
        if (hm_str_eq(key, "Results")) {
            /* Trivy says first what it looked at. */
            was_read = json_object_get(head, "ArtifactType") != NULL;
            HM_TRY(was_read ? read_head(p, head) : HM_OK);
            HM_TRY(read_results(p));
        } else {
            json_t *owner = NULL;
            struct hm_json at;
            HM_TRY(hm_json_pull_take(&p->pull, &owner, &at, p->reterr));
            (void)json_object_setn_new(head, key.p, key.n, owner);
        }
    }
    HM_TRY(hm_json_pull_end(&p->pull, p->reterr));
    HM_TRY(was_read ? HM_OK : read_head(p, head));
    if (is_image(p) && !p->has_packages) {
        hm_collect_note(p->out, HM_NOTE_INFO, "no-packages", p->job->target,
                        "Trivy knows no package in this image, neither of a distribution nor of a "
                        "language, so it cannot know a vulnerability either.");
    }
    return HM_OK;
}

enum hm_status
hm_trivy_parse(const struct hm_tool_job *job, const struct hm_tool_run *run, struct hm_collect *out,
               struct hm_err *reterr)
{
    hm_auto_json json_t *lines = json_object();
    struct parser p = {
        .job = job, .out = out, .arena = out->arena, .reterr = reterr, .lines = lines
    };

    hm_json_pull_begin(&p.pull, run->out, run->is_out_mapped);
    enum hm_status status = read_document(&p);
    hm_json_pull_done(&p.pull);
    return status == HM_OK ? hm_trivy_read_log(job, run, out, reterr) : status;
}
