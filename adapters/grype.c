/* SPDX-License-Identifier: Apache-2.0 */
#include "adapters/adapter.h"

#include "adapters/advisory.h"
#include "adapters/image_source.h"
#include "plugin/base/auto.h"
#include "plugin/base/json_pull.h"

enum {
    TEXT_LIMIT = 600,
    HELP_LIMIT = 4000,
    MAX_LINE = 1 << 30,
};

/* --fail-on is never given, so 2 is nothing that was asked for. */
static const struct hm_exit_row exits[] = {
    { .code = 0, .meaning = HM_EXIT_REPORT },
    { .code = 1, .meaning = HM_EXIT_FAILED },
    { .code = 2, .meaning = HM_EXIT_FAILED },
};

/* What nobody has rated yet is not harmless for that. */
static const struct hm_severity_word severities[] = {
    { "Critical", HM_SEV_CRITICAL }, { "High", HM_SEV_HIGH },       { "Medium", HM_SEV_MEDIUM },
    { "Low", HM_SEV_LOW },           { "Negligible", HM_SEV_INFO }, { "Unknown", HM_SEV_LOW },
};

/* The name of a bill of materials in the job's folder. */
#define BILL "bill.json"

#define FETCH "fetch it with: grype db update"

static const struct hm_adapter_hint hints[] = {
    { "failed to load vulnerability db", FETCH },
    { "database does not exist", FETCH },
    { "UNAUTHORIZED", "log in to the registry with: docker login" },
    { "TOOMANYREQUESTS", "the registry limits requests; log in, or try again later" },
    { "x509:", "name the registry's certificate authority with --ca-file or in SSL_CERT_FILE" },
    { "connection refused", "the registry cannot be reached" },
    { "unknown flag", "this Grype is too old or too new" },
};

static const struct hm_adapter_data data = {
    .name = "grype",
    .env = "GRYPE_DB_CACHE_DIR",
    .folder = "grype/db",
    .metadata = "6/import.json",
    .date_member = "built", /* its output says it, this file does not */
    .advice = FETCH,
    .stale_days = 7,
};

static const char *const env[] = {
    "GRYPE_DB_AUTO_UPDATE=false",
    "GRYPE_DB_VALIDATE_AGE=false",
    "GRYPE_DB_REQUIRE_UPDATE_CHECK=false",
    "GRYPE_CHECK_FOR_APP_UPDATE=false",
};

static enum hm_status
plan(const struct hm_tool_job *job, const struct hm_plan_context *context, struct hm_plan *ret,
     struct hm_err *reterr)
{
    struct hm_arena *arena = context->arena;
    const char *source = NULL;

    if (context->data_dir == NULL) {
        return hm_err_set(reterr, HM_E_NOT_FOUND, "there is no vulnerability database; %s", FETCH);
    }
    if (job->task == HM_TASK_BILL) {
        source = "sbom:../" BILL;
        hm_vec_add(arena, &ret->files,
                   ((struct hm_plan_file){ .name = BILL, .content = job->texts[0].text }));
    } else {
        HM_TRY(hm_image_source_named(job, context, ret, &source, reterr));
    }
    if (job->kind == HM_AT_REGISTRY && job->platform.n > 0) {
        hm_vec_add(arena, &ret->argv, "--platform");
        hm_vec_add(arena, &ret->argv, hm_arena_c(arena, job->platform));
    }
    const char *const argv[] = { "--output", "json", "--", source };
    for (size_t i = 0; i < sizeof argv / sizeof argv[0]; i++) {
        hm_vec_add(arena, &ret->argv, argv[i]);
    }
    for (size_t i = 0; i < sizeof env / sizeof env[0]; i++) {
        hm_vec_add(arena, &ret->env, env[i]);
    }
    if (job->is_plain_http) {
        hm_vec_add(arena, &ret->env, "GRYPE_REGISTRY_INSECURE_USE_HTTP=true");
    }
    hm_vec_add(arena, &ret->env,
               hm_arena_printf(arena, "GRYPE_DB_CACHE_DIR=%s/db", context->dir).p);
    hm_vec_add(arena, &ret->files,
               ((struct hm_plan_file){ .name = "db", .link_to = context->data_dir }));
    ret->uses_data = true;
    return HM_OK;
}

/* --- what it said --- */

struct match {
    struct hm_str id;
    struct hm_advisory_ids related;
    struct hm_str about;
    struct hm_str url;
    struct hm_str package;
    struct hm_str version;
    struct hm_str purl;
    struct hm_str path;
    struct hm_str layer;
    struct hm_str fixed;
    struct hm_str fix_state;
    struct hm_str score;
    struct hm_ratings ratings;
    enum hm_severity severity;
};

static bool
is_image(const struct hm_tool_job *job)
{
    return hm_tool_job_image(job).n > 0;
}

/* What a record says of how bad it is: the one that matched, or a related one. The namespace is
 * "debian:distro:debian:12" for a distributor's record of its own package, "github:language:go",
 * "nvd:cpe". */
static enum hm_status
read_ratings(const struct hm_tool_job *job, const struct hm_json *at, struct hm_arena *arena,
             struct match *m, struct hm_err *reterr)
{
    struct hm_str space, word, source;
    struct hm_json list, item, metrics;

    HM_TRY(hm_json_may_str(at, "namespace", &space, reterr));
    HM_TRY(hm_json_may_str(at, "severity", &word, reterr));
    HM_TRY(hm_json_may(at, "knownExploited", JSON_ARRAY, &list, reterr));
    if (space.n > 0 && word.n > 0 && !hm_str_eq_nocase(word, HM_S("Unknown"))) {
        hm_ratings_add(&m->ratings, (struct hm_rating){
                                        .source = hm_advisory_source(
                                            arena, hm_str_sub(space, 0, hm_str_find(space, ':'))),
                                        .severity = hm_adapter_severity(job->adapter, word),
                                        .is_vendors = hm_str_has(space, ":distro:"),
                                    });
    }
    if (hm_json_count(&list) > 0) {
        hm_ratings_add(&m->ratings, (struct hm_rating){ .source = "kev", .is_exploited = true });
    }
    HM_TRY(hm_json_may(at, "cvss", JSON_ARRAY, &list, reterr));
    for (size_t i = 0; i < hm_json_count(&list); i++) {
        double score = 0;
        HM_TRY(hm_json_item(&list, i, JSON_OBJECT, &item, reterr));
        HM_TRY(hm_json_may_str(&item, "source", &source, reterr));
        HM_TRY(hm_json_may_str(&item, "version", &word, reterr));
        HM_TRY(hm_json_may(&item, "metrics", JSON_OBJECT, &metrics, reterr));
        if (metrics.value != NULL) {
            HM_TRY(hm_json_may_number(&metrics, "baseScore", &score, reterr));
        }
        if (score > 0 && score <= 10 && !hm_str_starts(word, "2")) {
            source = source.n > 0 ? source : hm_str_sub(space, 0, hm_str_find(space, ':'));
            hm_ratings_add(&m->ratings,
                           (struct hm_rating){ .source = hm_advisory_source(arena, source),
                                               .severity = hm_severity_of_score(score),
                                               .tenths = (unsigned)(score * 10 + 0.5) });
        }
    }
    return HM_OK;
}

static enum hm_status
read_related(const struct hm_tool_job *job, const struct hm_json *at, struct hm_arena *arena,
             struct match *m, struct hm_err *reterr)
{
    struct hm_json list, item;
    struct hm_str id;

    HM_TRY(hm_json_may(at, "relatedVulnerabilities", JSON_ARRAY, &list, reterr));
    for (size_t i = 0; i < hm_json_count(&list); i++) {
        HM_TRY(hm_json_item(&list, i, JSON_OBJECT, &item, reterr));
        HM_TRY(hm_json_need_str(&item, "id", &id, reterr));
        hm_advisory_add(arena, &m->related, id);
        HM_TRY(read_ratings(job, &item, arena, m, reterr));
    }
    return HM_OK;
}

/* A score counts only where it lies in the band of the level. */
static enum hm_status
read_score(const struct hm_json *at, struct hm_arena *arena, struct match *m, struct hm_err *reterr)
{
    struct hm_json list, item, metrics;

    HM_TRY(hm_json_may(at, "cvss", JSON_ARRAY, &list, reterr));
    for (size_t i = 0; i < hm_json_count(&list) && m->score.n == 0; i++) {
        double score = 0;
        HM_TRY(hm_json_item(&list, i, JSON_OBJECT, &item, reterr));
        HM_TRY(hm_json_may(&item, "metrics", JSON_OBJECT, &metrics, reterr));
        if (metrics.value != NULL) {
            HM_TRY(hm_json_may_number(&metrics, "baseScore", &score, reterr));
        }
        if (score > 0 && score <= 10 && hm_severity_of_score(score) == m->severity) {
            m->score = hm_arena_printf(arena, "%.1f", score);
        }
    }
    return HM_OK;
}

static enum hm_status
read_vulnerability(const struct hm_tool_job *job, const struct hm_json *at, struct hm_arena *arena,
                   struct match *m, struct hm_err *reterr)
{
    struct hm_json fix, versions, first;
    struct hm_str word;

    HM_TRY(hm_json_need_str(at, "id", &m->id, reterr));
    HM_TRY(hm_json_need_str(at, "severity", &word, reterr));
    HM_TRY(hm_json_may_str(at, "description", &m->about, reterr));
    HM_TRY(hm_json_may_str(at, "dataSource", &m->url, reterr));
    HM_TRY(hm_json_need(at, "fix", JSON_OBJECT, &fix, reterr));
    HM_TRY(hm_json_need_str(&fix, "state", &m->fix_state, reterr));
    HM_TRY(hm_json_may(&fix, "versions", JSON_ARRAY, &versions, reterr));
    if (hm_json_count(&versions) > 0) {
        HM_TRY(hm_json_item(&versions, 0, JSON_STRING, &first, reterr));
        m->fixed = hm_json_text(&first);
    }
    m->severity = hm_adapter_severity(job->adapter, word);
    if (m->severity == HM_SEV_NONE) {
        return hm_json_error(at, reterr, "severity is no level that is known");
    }
    return read_score(at, arena, m, reterr);
}

/* "pkg:maven/group/name@1": other tools call it group:name. */
static struct hm_str
package_name(struct hm_arena *arena, struct hm_str name, struct hm_str purl)
{
    if (hm_str_starts(purl, "pkg:maven/")) {
        struct hm_str path = hm_str_sub(purl, 0, hm_str_find(purl, '@'));
        struct hm_str group = hm_str_dirname(hm_str_from(path, strlen("pkg:maven/")));
        if (group.n > 0 && hm_str_is(hm_str_basename(path), name)) {
            return hm_arena_printf(arena, "%.*s:%.*s", HM_FMT(group), HM_FMT(name));
        }
    }
    return hm_collect_name(arena, name);
}

/* All packages of a distribution are found in one file, which the last layer that installs anything
 * writes anew: its layer is not theirs. */
static bool
is_in_one_database(struct hm_str type)
{
    static const char *const types[] = { "deb", "apk", "rpm", "alpm", "portage", NULL };

    return hm_str_in(type, types);
}

static enum hm_status
read_artifact(const struct hm_json *at, struct hm_arena *arena, struct match *m,
              struct hm_err *reterr)
{
    struct hm_json locations, first;
    struct hm_str name, type;

    HM_TRY(hm_json_need_str(at, "name", &name, reterr));
    HM_TRY(hm_json_need_str(at, "version", &m->version, reterr));
    HM_TRY(hm_json_may_str(at, "type", &type, reterr));
    HM_TRY(hm_json_may_str(at, "purl", &m->purl, reterr));
    HM_TRY(hm_json_may(at, "locations", JSON_ARRAY, &locations, reterr));
    if (hm_json_count(&locations) > 0) {
        HM_TRY(hm_json_item(&locations, 0, JSON_OBJECT, &first, reterr));
        HM_TRY(hm_json_need_str(&first, "path", &m->path, reterr));
        HM_TRY(hm_json_may_str(&first, "layerID", &m->layer, reterr));
        m->layer = is_in_one_database(type) ? hm_str_make(NULL, 0) : m->layer;
    }
    while (hm_str_starts(m->path, "/")) {
        m->path = hm_str_from(m->path, 1);
    }
    m->package = package_name(arena, name, m->purl);
    return HM_OK;
}

static const struct hm_rule *
rule_of(struct hm_collect *out, const struct match *m)
{
    bool is_new;
    struct hm_rule *rule = hm_collect_rule(out, m->id, &is_new);

    if (is_new) {
        rule->title = hm_collect_c(out->arena, m->id, 72);
        rule->why = hm_collect_c(out->arena, m->about, HELP_LIMIT);
        rule->fix = "Upgrade the package to a version that holds the fix, or rebuild on a base "
                    "image that does.";
        rule->url = hm_collect_c(out->arena, hm_collect_url(out->arena, m->url), HELP_LIMIT);
        rule->practice = HM_PRACTICE_SCANNED;
    }
    if (m->severity > rule->severity) {
        rule->severity = m->severity;
        rule->score = m->score.n > 0 ? m->score.p : NULL;
    }
    return rule;
}

static struct hm_str
message_of(struct hm_arena *arena, const struct hm_finding *f, const struct match *m,
           bool is_in_image)
{
    hm_auto_buf struct hm_buf text = { 0 };
    struct hm_str path = hm_collect_name(arena, m->path);

    hm_buf_printf(&text, "%.*s %.*s", HM_FMT(f->package), HM_FMT(f->version));
    if (is_in_image && path.n > 0) {
        hm_buf_printf(&text, " in %.*s", HM_FMT(path));
    }
    hm_buf_printf(&text, " has %.*s.", HM_FMT(f->advisory));
    if (f->fixed_in.n > 0) {
        hm_buf_printf(&text, " Fixed in %.*s.", HM_FMT(f->fixed_in));
    } else {
        hm_buf_puts(&text, hm_str_eq(m->fix_state, "wont-fix") ? " It will not be fixed."
                                                               : " There is no fix yet.");
    }
    return hm_arena_str(arena, hm_buf_str(&text));
}

static enum hm_status
add_match(const struct hm_tool_job *job, const struct hm_json *at, struct hm_collect *out,
          struct hm_err *reterr)
{
    struct hm_arena *arena = out->arena;
    struct hm_json vulnerability, artifact;
    struct match m = { 0 };

    HM_TRY(hm_json_need(at, "vulnerability", JSON_OBJECT, &vulnerability, reterr));
    HM_TRY(hm_json_need(at, "artifact", JSON_OBJECT, &artifact, reterr));
    HM_TRY(read_vulnerability(job, &vulnerability, arena, &m, reterr));
    HM_TRY(read_ratings(job, &vulnerability, arena, &m, reterr));
    HM_TRY(read_related(job, at, arena, &m, reterr));
    HM_TRY(read_artifact(&artifact, arena, &m, reterr));
    struct hm_finding *f = hm_vec_push(arena, &out->findings);
    f->rule = rule_of(out, &m);
    f->severity = m.severity;
    f->score = m.score;
    hm_finding_rate(arena, f, &m.ratings);
    hm_advisory_name(arena, f, m.id, &m.related);
    f->record = hm_str_starts(m.id, "GHSA-") ? hm_collect_name(arena, m.id) : HM_S("");
    f->package = m.package;
    f->version = hm_collect_name(arena, m.version);
    f->fixed_in = hm_collect_name(arena, m.fixed);
    f->purl = hm_collect_name(arena, m.purl);
    f->url = hm_collect_url(arena, m.url);
    f->subject = f->package;
    if (is_image(job)) {
        f->target_kind = HM_TARGET_IMAGE;
        f->target = hm_collect_name(arena, hm_tool_job_image(job));
        f->layer = hm_collect_layer(arena, m.layer);
        f->subject =
            hm_collect_name(arena, hm_arena_printf(arena, "%.*s%s%.*s", HM_FMT(f->package),
                                                   m.path.n > 0 ? " " : "", HM_FMT(m.path)));
    } else if (job->task == HM_TASK_BILL) {
        f->path = job->texts[0].path;
    } else if (m.path.n > 0) {
        f->path = hm_collect_name(
            arena, hm_arena_printf(arena, "%.*s%.*s", HM_FMT(job->prefix), HM_FMT(m.path)));
    }
    f->message = message_of(arena, f, &m, is_image(job));
    return HM_OK;
}

/* Whether it looked at what it was asked to look at. */
static enum hm_status
check_source(const struct hm_tool_job *job, const struct hm_json *root, struct hm_err *reterr)
{
    struct hm_json source, target;
    struct hm_str type, id, digest;

    HM_TRY(hm_json_need(root, "source", JSON_OBJECT, &source, reterr));
    HM_TRY(hm_json_need_str(&source, "type", &type, reterr));
    if (job->task == HM_TASK_BILL) {
        return HM_OK; /* the source is what the bill says that it lists */
    }
    if (!hm_str_eq(type, is_image(job) ? "image" : "directory") &&
        !(!is_image(job) && hm_str_eq(type, "file"))) {
        return hm_json_error(&source, reterr, "type is not what was asked for");
    }
    if (!is_image(job)) {
        return HM_OK;
    }
    HM_TRY(hm_json_need(&source, "target", JSON_OBJECT, &target, reterr));
    HM_TRY(hm_json_need_str(&target, "imageID", &id, reterr));
    HM_TRY(hm_json_need_str(&target, "manifestDigest", &digest, reterr));
    bool is_other = job->config_digest.n > 0 ? !hm_str_is(id, job->config_digest)
                                             : job->kind == HM_AT_REGISTRY && job->digest.n > 0 &&
                                                   !hm_str_is(digest, job->digest);
    return is_other
               ? hm_err_set(reterr, HM_E_TOOL, "it scanned the image %.*s instead of %.*s",
                            HM_FMT(id),
                            HM_FMT(job->config_digest.n > 0 ? job->config_digest : job->digest))
               : HM_OK;
}

static enum hm_status
read_descriptor(const struct hm_json *root, struct hm_collect *out, struct hm_err *reterr)
{
    struct hm_json descriptor, db, state;
    struct hm_str name;

    HM_TRY(hm_json_need(root, "descriptor", JSON_OBJECT, &descriptor, reterr));
    HM_TRY(hm_json_need_str(&descriptor, "name", &name, reterr));
    if (!hm_str_eq(name, "grype")) {
        return hm_json_error(&descriptor, reterr, "name is not grype");
    }
    HM_TRY(hm_json_may_str(&descriptor, "version", &out->version, reterr));
    out->version = hm_collect_name(out->arena, out->version);
    HM_TRY(hm_json_need(&descriptor, "db", JSON_OBJECT, &db, reterr));
    HM_TRY(hm_json_may(&db, "status", JSON_OBJECT, &state, reterr));
    HM_TRY(hm_json_may_str(state.value != NULL ? &state : &db, "built", &out->data_date, reterr));
    out->data_date = hm_collect_name(out->arena, out->data_date);
    return HM_OK;
}

static enum hm_status
read_matches(const struct hm_tool_job *job, struct hm_json_pull *pull, struct hm_collect *out,
             struct hm_err *reterr)
{
    bool has = false;

    HM_TRY(hm_json_pull_enter(pull, JSON_ARRAY, reterr));
    for (;;) {
        hm_auto_json json_t *owner = NULL;
        struct hm_json item;
        HM_TRY(hm_json_pull_next(pull, &has, reterr));
        if (!has) {
            return HM_OK;
        }
        HM_TRY(hm_json_pull_take(pull, &owner, &item, reterr));
        HM_TRY(hm_json_expect(&item, JSON_OBJECT, reterr));
        HM_TRY(add_match(job, &item, out, reterr));
    }
}

static enum hm_status
read_document(const struct hm_tool_job *job, struct hm_json_pull *pull, struct hm_collect *out,
              struct hm_err *reterr)
{
    hm_auto_json json_t *head = json_object(); /* all but the matches */
    bool has_matches = false;
    bool has = false;

    HM_TRY(hm_json_pull_enter(pull, JSON_OBJECT, reterr));
    for (;;) {
        HM_TRY(hm_json_pull_next(pull, &has, reterr));
        if (!has) {
            break;
        }
        if (hm_str_eq(pull->key, "matches")) {
            has_matches = true;
            HM_TRY(read_matches(job, pull, out, reterr));
        } else {
            HM_TRY(hm_json_pull_keep(pull, head, reterr));
        }
    }
    HM_TRY(hm_json_pull_end(pull, reterr));
    struct hm_json root = hm_json_root(head);
    HM_TRY(read_descriptor(&root, out, reterr));
    HM_TRY(check_source(job, &root, reterr));
    struct hm_json matches = { .up = &root, .key = "matches" };
    return has_matches ? HM_OK : hm_json_expect(&matches, JSON_ARRAY, reterr);
}

static enum hm_status
parse(const struct hm_tool_job *job, const struct hm_tool_run *run, struct hm_collect *out,
      struct hm_err *reterr)
{
    struct hm_json_pull pull;

    hm_json_pull_begin(&pull, run->out, run->is_out_mapped);
    enum hm_status status = read_document(job, &pull, out, reterr);
    hm_json_pull_done(&pull);
    return status;
}

const struct hm_adapter hm_adapter_grype = {
    .name = "grype",
    .summary = "a second opinion on vulnerable packages, from another database",
    .homepage = "https://github.com/anchore/grype",
    .program = "grype",
    .program_env = "HULLMARK_GRYPE",
    .version_arg = "version",
    .min_version = "0.88.0",
    .tasks = 1U << HM_TASK_FS | 1U << HM_TASK_IMAGE | 1U << HM_TASK_BILL,
    .timeout_s = 300,
    .out_limit = (size_t)256 << 20,
    .exits = exits,
    .n_exits = sizeof exits / sizeof exits[0],
    .severities = severities,
    .n_severities = sizeof severities / sizeof severities[0],
    .hints = hints,
    .n_hints = sizeof hints / sizeof hints[0],
    .data = &data,
    .plan = plan,
    .parse = parse,
};
