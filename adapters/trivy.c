/* SPDX-License-Identifier: Apache-2.0 */
#include "adapters/trivy.h"

#include "adapters/image_source.h"
#include "plugin/base/auto.h"

/* Trivy exits 0 whether it found something or not, unless --exit-code says otherwise, which we
 * never do: 1 is its error, and 2 a crash of Go. */
static const struct hm_exit_row exits[] = {
    { .code = 0, .meaning = HM_EXIT_REPORT },
    { .code = 1, .meaning = HM_EXIT_FAILED },
    { .code = 2, .meaning = HM_EXIT_FAILED },
};

/* UNKNOWN is an advisory that nobody has rated yet, which does not make it harmless. */
static const struct hm_severity_word severities[] = {
    { "CRITICAL", HM_SEV_CRITICAL }, { "HIGH", HM_SEV_HIGH },   { "MEDIUM", HM_SEV_MEDIUM },
    { "LOW", HM_SEV_LOW },           { "UNKNOWN", HM_SEV_LOW },
};

#define FETCH "fetch it with: hullmark tools fetch-db"

static const struct hm_adapter_hint hints[] = {
    { "--skip-java-db-update' cannot be specified",
      "the image holds Java archives; fetch their database with: hullmark tools fetch-db --java" },
    { "--skip-db-update cannot be specified", FETCH },
    { "--skip-db-update' cannot be specified", FETCH },
    { "old DB schema", FETCH },
    { "DB schema doesn't match", FETCH },
    { "invalid database", "its database is broken; fetch it again with: hullmark tools fetch-db" },
    { "boltdb", "its database is broken; fetch it again with: hullmark tools fetch-db" },
    { "bbolt", "its database is broken; fetch it again with: hullmark tools fetch-db" },
    { "twirp error unauthenticated", "the server wants its token in TRIVY_TOKEN" },
    { "/twirp/", "the server of --trivy-server cannot be used" },
    { "UNAUTHORIZED", "log in to the registry with: docker login" },
    { "TOOMANYREQUESTS", "the registry limits requests; log in, or try again later" },
    { "x509:", "name the registry's certificate authority with --ca-file or in SSL_CERT_FILE" },
    { "connection refused", "the registry cannot be reached" },
    { "unknown flag", "this Trivy is too old or too new" },
};

/* What names a .jar that does not say what it is. Made anew each week. */
static const struct hm_adapter_data java_data = {
    .name = "trivy-java",
    .env = "TRIVY_CACHE_DIR",
    .folder = "trivy",
    .file = "java-db/trivy-java.db",
    .metadata = "java-db/metadata.json",
    .date_member = "UpdatedAt",
    .record = "java-db/hullmark.json",
    .advice = "fetch it with: hullmark tools fetch-db --java",
    .stale_days = 30,
};

static const struct hm_adapter_data data = {
    .name = "trivy",
    .also = &java_data,
    .env = "TRIVY_CACHE_DIR",
    .folder = "trivy",
    .file = "db/trivy.db",
    .metadata = "db/metadata.json",
    .date_member = "UpdatedAt",
    .record = "db/hullmark.json",
    .advice = FETCH,
    .stale_days = 7,
};

/* All else that starts with TRIVY_ stays out: it could silence it. */
static const char *const registry_env[] = { "TRIVY_USERNAME", "TRIVY_PASSWORD",
                                            "TRIVY_REGISTRY_TOKEN", NULL };

/* A token on the command line could be read by every process of the machine. */
static const char *const server_env[] = { "TRIVY_TOKEN", "TRIVY_TOKEN_HEADER", NULL };

struct planner {
    const struct hm_plan_context *context;
    struct hm_plan *plan;
};

static void
add(struct planner *p, const char *arg)
{
    hm_vec_add(p->context->arena, &p->plan->argv, arg);
}

static void
add2(struct planner *p, const char *name, const char *value)
{
    add(p, name);
    add(p, value);
}

static void
add_link(struct planner *p, const char *name, const char *to)
{
    hm_vec_add(p->context->arena, &p->plan->files,
               ((struct hm_plan_file){ .name = name, .link_to = to }));
}

static void
add_file(struct planner *p, const char *name, struct hm_str content)
{
    hm_vec_add(p->context->arena, &p->plan->files,
               ((struct hm_plan_file){ .name = name, .content = content }));
}

/* What every run gets. Its own configuration and ignore files are switched off, or one that lies in
 * the scanned tree could silence it. The cache is new for each run: Trivy's scan cache is keyed by
 * what a layer claims to be, so an old one can answer for other bytes. */
static void
add_common(struct planner *p, const char *command)
{
    struct hm_arena *arena = p->context->arena;

    add(p, command);
    add2(p, "--config", "");
    add2(p, "--ignorefile", "");
    add2(p, "--format", "json");
    add2(p, "--cache-dir", hm_arena_printf(arena, "%s/cache", p->context->dir).p);
    add2(p, "--timeout", hm_arena_printf(arena, "%us", p->context->timeout_s + 60).p);
    if (strcmp(command, "sbom") != 0) { /* it checks no configurations, and does not know it */
        add(p, "--skip-check-update");
    }
    hm_vec_add(arena, &p->plan->env, "TRIVY_SKIP_VERSION_CHECK=true");
    hm_vec_add(arena, &p->plan->env, "TRIVY_DISABLE_TELEMETRY=true");
}

static enum hm_status
add_server(struct planner *p, const struct hm_tool_job *job, struct hm_err *reterr)
{
    if (p->context->is_offline) {
        return hm_err_set(reterr, HM_E_REFUSED, "a Trivy server needs the network");
    }
    add2(p, "--server", hm_arena_c(p->context->arena, job->server));
    p->plan->needs_server = true;
    p->plan->uses_data = true;
    return HM_OK;
}

/* The databases are only read, and nobody but a server is asked. */
static void
add_offline(struct planner *p)
{
    add(p, "--skip-db-update");
    add(p, "--skip-java-db-update");
    add(p, "--offline-scan");
    add(p, "--no-progress");
}

static enum hm_status
plan_bill(struct planner *p, const struct hm_tool_job *job, struct hm_err *reterr)
{
    struct hm_arena *arena = p->context->arena;
    const char *from = p->context->data_dir;

    add_common(p, "sbom");
    add_offline(p);
    if (job->server.n > 0) {
        HM_TRY(add_server(p, job, reterr));
    } else if (from == NULL) {
        return hm_err_set(reterr, HM_E_NOT_FOUND, "there is no vulnerability database; %s", FETCH);
    } else {
        p->plan->uses_data = true;
        add_link(p, "cache/db", hm_arena_printf(arena, "%s/db", from).p);
    }
    add2(p, "--scanners", job->wants_licences ? "vuln,license" : "vuln");
    add_file(p, HM_TRIVY_BILL, job->texts[0].text);
    add2(p, "--", "../" HM_TRIVY_BILL);
    return HM_OK;
}

/* For what looks for packages and secrets. Only the databases are shared, and only read. A server
 * has the one of vulnerabilities; that of Java archives is always read here. */
static enum hm_status
add_scanners(struct planner *p, const struct hm_tool_job *job, struct hm_err *reterr)
{
    const char *licences = job->wants_licences ? ",license" : "";
    const char *vulnerabilities = "vuln,";
    struct hm_arena *arena = p->context->arena;
    const char *from = p->context->data_dir;

    add2(p, "--secret-config", "");
    add_offline(p);
    if (job->server.n > 0) {
        HM_TRY(add_server(p, job, reterr));
    } else if (from == NULL) {
        vulnerabilities = "";
        p->plan->shortfall = hm_arena_printf(
            arena,
            "only secrets%s were looked for, not vulnerable packages: there is no vulnerability "
            "database",
            job->wants_licences ? " and licences" : "");
    } else {
        p->plan->uses_data = true;
        add_link(p, "cache/db", hm_arena_printf(arena, "%s/db", from).p);
    }
    if (from != NULL) {
        p->plan->uses_also = job->task == HM_TASK_IMAGE;
        add_link(p, "cache/java-db", hm_arena_printf(arena, "%s/java-db", from).p);
    }
    add2(p, "--scanners", hm_arena_printf(arena, "%ssecret%s", vulnerabilities, licences).p);
    return HM_OK;
}

/* Trivy cuts a path at ':' or '@'. */
static enum hm_status
add_layout(struct planner *p, const struct hm_tool_job *job, struct hm_err *reterr)
{
    struct hm_str tag;

    HM_TRY(hm_image_source_layout(job, p->context->arena, p->plan, &tag, reterr));
    add2(p, "--input",
         tag.n > 0 ? hm_arena_printf(p->context->arena, "../image:%.*s", HM_FMT(tag)).p
                   : "../image");
    return HM_OK;
}

static enum hm_status
plan_image(struct planner *p, const struct hm_tool_job *job, struct hm_err *reterr)
{
    struct hm_arena *arena = p->context->arena;

    add_common(p, "image");
    HM_TRY(add_scanners(p, job, reterr));
    add2(p, "--image-config-scanners", "secret");
    switch (job->kind) {
    case HM_AT_LAYOUT:
        return add_layout(p, job, reterr);
    case HM_AT_ARCHIVE:
        hm_image_source_archive(job, arena, p->plan);
        add2(p, "--input", "../image.tar");
        return HM_OK;
    case HM_AT_REGISTRY:
        break;
    case HM_AT_PATH:
    case HM_AT_TEXTS:
        return hm_err_set(reterr, HM_E_UNSUPPORTED, "a folder is no image");
    }
    if (p->context->is_offline) {
        return hm_err_set(reterr, HM_E_REFUSED, "an image in a registry needs the network");
    }
    p->plan->needs_registry = true;
    /* Else an image of the same name in a local engine would stand in. */
    add2(p, "--image-src", "remote");
    if (job->is_plain_http) {
        add(p, "--insecure"); /* its only word for it; the digest is what is held against */
    }
    if (job->platform.n > 0) {
        add2(p, "--platform", hm_arena_c(arena, job->platform));
    }
    add2(p, "--", hm_arena_c(arena, job->location));
    return HM_OK;
}

/* Comments of this kind make a result vanish without a trace, whichever line they stand in. */
static const char *const silencers[] = { "trivy:ignore:", "tfsec:ignore:" };

static const char *
find_silencer(struct hm_str text)
{
    const char *first = NULL;

    for (size_t i = 0; text.n > 0 && i < sizeof silencers / sizeof silencers[0]; i++) {
        const char *at = memmem(text.p, text.n, silencers[i], strlen(silencers[i]));
        first = first == NULL || (at != NULL && at < first) ? at : first;
    }
    return first;
}

static bool
wants_text(struct hm_str text)
{
    return find_silencer(text) != NULL;
}

/* A copy in which those comments say nothing and every line is where it was. */
static struct hm_str
without_silencers(struct hm_arena *arena, struct hm_str text)
{
    char *copy = hm_arena_alloc(arena, text.n + 1);
    struct hm_str rest = hm_str_make(copy, text.n);
    const char *at;

    memcpy(copy, text.p, text.n);
    copy[text.n] = '\0';
    while ((at = find_silencer(rest)) != NULL) {
        copy[at + strlen("trivy") - copy] = '-';
        rest = hm_str_from(rest, (size_t)(at - rest.p) + 1);
    }
    return hm_str_make(copy, text.n);
}

static void
add_texts(struct planner *p, const struct hm_tool_job *job)
{
    struct hm_arena *arena = p->context->arena;

    for (size_t i = 0; i < job->n_texts; i++) {
        add_file(p, hm_arena_printf(arena, HM_TRIVY_TEXTS "/" HM_TRIVY_TEXT_NAME "%zu", i).p,
                 without_silencers(arena, job->texts[i].text));
    }
    add2(p, "--", "../" HM_TRIVY_TEXTS);
}

static enum hm_status
plan(const struct hm_tool_job *job, const struct hm_plan_context *context, struct hm_plan *ret,
     struct hm_err *reterr)
{
    struct planner p = { .context = context, .plan = ret };

    if (job->task == HM_TASK_IMAGE) {
        return plan_image(&p, job, reterr);
    }
    if (job->task == HM_TASK_BILL) {
        return plan_bill(&p, job, reterr);
    }
    if (job->task == HM_TASK_DOCKERFILE && job->kind == HM_AT_TEXTS) {
        add_common(&p, "config");
        add_texts(&p, job);
        return HM_OK;
    }
    if (job->kind != HM_AT_PATH) {
        return hm_err_set(reterr, HM_E_UNSUPPORTED, "an image is no folder");
    }
    add_common(&p, job->task == HM_TASK_CONFIG ? "config" : "fs");
    if (job->task == HM_TASK_FS) {
        HM_TRY(add_scanners(&p, job, reterr));
    }
    add2(&p, "--", hm_arena_c(context->arena, job->location));
    return HM_OK;
}

const struct hm_adapter hm_adapter_trivy = {
    .name = "trivy",
    .summary = "vulnerable packages, secrets and misconfigurations in folders and images",
    .homepage = "https://trivy.dev",
    .program = "trivy",
    .program_env = "HULLMARK_TRIVY",
    .version_arg = "--version",
    .min_version = "0.58.0",
    .tasks = 1U << HM_TASK_CONFIG | 1U << HM_TASK_FS | 1U << HM_TASK_IMAGE |
             1U << HM_TASK_DOCKERFILE | 1U << HM_TASK_BILL,
    .timeout_s = 300,
    .out_limit = (size_t)256 << 20,
    .exits = exits,
    .n_exits = sizeof exits / sizeof exits[0],
    .severities = severities,
    .n_severities = sizeof severities / sizeof severities[0],
    .hints = hints,
    .n_hints = sizeof hints / sizeof hints[0],
    .registry_env = registry_env,
    .server_env = server_env,
    .data = &data,
    .wants_text = wants_text,
    .says_version = hm_trivy_says_version,
    .plan = plan,
    .parse = hm_trivy_parse,
};
