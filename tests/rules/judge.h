/* SPDX-License-Identifier: Apache-2.0 */
/* Judges an example: a Dockerfile with the files of its context, a Compose file or a pipeline with
 * the files that it speaks of, behind "-- path --" lines; or a manifest of Kubernetes, a script, a
 * Makefile, a unit. */
#ifndef HM_TESTS_RULES_JUDGE_H
#define HM_TESTS_RULES_JUDGE_H

#include <criterion/criterion.h>
#include <sys/stat.h>

#include "plugin/base/auto.h"
#include "plugin/base/io.h"
#include "plugin/context/context.h"
#include "plugin/context/copied.h"
#include "plugin/dockerfile/parse.h"
#include "plugin/manifest/command_read.h"
#include "plugin/manifest/compose.h"
#include "plugin/manifest/kubernetes.h"
#include "plugin/manifest/pipeline_read.h"
#include "plugin/rules/engine.h"
#include "plugin/rules/registry.h"

struct judged {
    struct hm_arena arena;
    struct hm_source source;
    struct hm_dockerfile file;
    struct hm_context context;
    struct hm_manifests manifests;
    struct hm_facts facts;
    struct hm_sink sink;
};

/* Which kind of file an example is: what its rule needs, or the end of a case's name. */
enum judge_kind {
    JUDGE_DOCKERFILE,
    JUDGE_COMPOSE,
    JUDGE_KUBERNETES,
    JUDGE_SCRIPT,
    JUDGE_MAKEFILE,
    JUDGE_UNIT,
    JUDGE_QUADLET,
    JUDGE_GITHUB,
    JUDGE_ACTION,
    JUDGE_GITLAB,
    JUDGE_JENKINS,
};

/* Which pipeline an example is, by what is in it. */
static inline enum judge_kind
judge_pipeline_kind(struct hm_str example)
{
    enum hm_pipeline_kind kind = HM_PIPELINE_GITHUB;

    (void)hm_pipeline_is_meant(example, &kind);
    return kind == HM_PIPELINE_GITHUB          ? JUDGE_GITHUB
           : kind == HM_PIPELINE_GITHUB_ACTION ? JUDGE_ACTION
           : kind == HM_PIPELINE_GITLAB        ? JUDGE_GITLAB
                                               : JUDGE_JENKINS;
}

static inline enum judge_kind
judge_kind_of(const struct hm_rule *rule, const char *example)
{
    return (rule->needs & (HM_NEEDS_COMPOSE | HM_NEEDS_SERVICES)) != 0 ? JUDGE_COMPOSE
           : (rule->needs & HM_NEEDS_KUBERNETES) != 0                  ? JUDGE_KUBERNETES
           : (rule->needs & HM_NEEDS_PIPELINE) != 0 ? judge_pipeline_kind(hm_str_c(example))
                                                    : JUDGE_DOCKERFILE;
}

static const char *const judge_names[] = {
    [JUDGE_DOCKERFILE] = "Dockerfile",    [JUDGE_COMPOSE] = "compose.yaml",
    [JUDGE_KUBERNETES] = "manifest.yaml", [JUDGE_GITHUB] = ".github/workflows/build.yml",
    [JUDGE_ACTION] = "action.yml",        [JUDGE_GITLAB] = ".gitlab-ci.yml",
    [JUDGE_JENKINS] = "Jenkinsfile",      [JUDGE_SCRIPT] = "script.sh",
    [JUDGE_MAKEFILE] = "Makefile",        [JUDGE_UNIT] = "web.service",
    [JUDGE_QUADLET] = "web.container",
};

/* Makes the folders that a file below @p root lies in. */
static void
judge_make_folders(const char *root, char *path)
{
    for (char *p = strchr(path + strlen(root) + 1, '/'); p != NULL; p = strchr(p + 1, '/')) {
        *p = '\0';
        (void)mkdir(path, 0700);
        *p = '/';
    }
}

/* Writes the files below @p root, the first with @p name, and returns that one's text. */
static struct hm_str
judge_unpack(const char *root, const char *name, struct hm_str example, bool *ret_has_context)
{
    struct hm_str rest = example;
    struct hm_str dockerfile = hm_str_sub(example, 0, 0);
    struct hm_str file = dockerfile;
    struct hm_str line;
    char path[600];
    bool is_first = true;

    snprintf(path, sizeof path, "%s/%s", root, name);
    judge_make_folders(root, path);
    while (true) {
        bool is_end = !hm_str_split(&rest, '\n', &line);
        bool is_mark = !is_end && hm_str_starts(line, "-- ") && hm_str_ends(line, " --");
        if (is_end || is_mark) {
            struct hm_err err;
            dockerfile = is_first ? file : dockerfile;
            is_first = false;
            cr_assert_eq(hm_write_file(path, file, &err), HM_OK, "%s", err.text);
        }
        if (is_end) {
            return dockerfile;
        }
        if (is_mark) {
            *ret_has_context = true;
            snprintf(path, sizeof path, "%s/%.*s", root, HM_FMT(hm_str_sub(line, 3, line.n - 6)));
            judge_make_folders(root, path);
            file = hm_str_sub(rest, 0, 0);
        } else {
            file.n = (size_t)(line.p - file.p) + line.n + (line.p + line.n < example.p + example.n);
        }
    }
}

static enum hm_status
judge_read(void *ctx, struct hm_str path, struct hm_buf *buf, struct hm_err *reterr)
{
    char full[600];

    snprintf(full, sizeof full, "%s/%.*s", (const char *)ctx, HM_FMT(path));
    return hm_read_file(AT_FDCWD, full, 1 << 20, buf, reterr);
}

static void
judge_dockerfile(struct judged *ret, const char *root, struct hm_str text,
                 const struct hm_build *build, bool has_context)
{
    struct hm_err err;

    hm_source_init(&ret->source, &ret->arena, HM_S("Dockerfile"), text);
    hm_dockerfile_parse(&ret->arena, &ret->source, build, &ret->file);
    ret->facts.have = HM_NEEDS_DOCKERFILE;
    ret->facts.dockerfile = &ret->file;
    if (has_context) {
        cr_assert_eq(
            hm_context_make(&ret->arena, root, HM_S(""), HM_S("Dockerfile"), &ret->context, &err),
            HM_OK, "%s", err.text);
        ret->facts.context = &ret->context;
        ret->facts.have |= HM_NEEDS_CONTEXT;
        ret->facts.copies = hm_copies_make(&ret->arena, &ret->context, &ret->file);
    }
}

static void
judge_compose(struct judged *ret, char *root)
{
    const struct hm_path_reader reader = { .read = judge_read, .ctx = root };
    const struct hm_str path = HM_S("compose.yaml");
    struct hm_err err;

    cr_assert_eq(hm_compose_load(&ret->arena, &reader, &path, 1, &ret->manifests, &err), HM_OK,
                 "%s", err.text);
    ret->facts.have = HM_NEEDS_COMPOSE | HM_NEEDS_SERVICES;
    ret->facts.manifests = &ret->manifests;
}

static void
judge_kubernetes(struct judged *ret, struct hm_str text)
{
    cr_assert(hm_kubernetes_read(&ret->arena, HM_S("manifest.yaml"), text, &ret->manifests),
              "this is no manifest of Kubernetes");
    ret->facts.have = HM_NEEDS_KUBERNETES;
    ret->facts.manifests = &ret->manifests;
}

static void
judge_pipeline(struct judged *ret, char *root, const char *name, struct hm_str text)
{
    const struct hm_path_reader reader = { .read = judge_read, .ctx = root };

    cr_assert(hm_pipeline_read(&ret->arena, &reader, hm_str_c(name), text, &ret->manifests),
              "this is no pipeline");
    ret->facts.have = HM_NEEDS_PIPELINE | HM_NEEDS_SERVICES;
    ret->facts.manifests = &ret->manifests;
}

static void
judge_commands(struct judged *ret, const char *path, struct hm_str text)
{
    cr_assert(hm_command_read(&ret->arena, hm_str_c(path), text, &ret->manifests),
              "this runs no container");
    ret->facts.have = HM_NEEDS_SERVICES;
    ret->facts.manifests = &ret->manifests;
}

/* The Dockerfiles that stand in it. */
static void
judge_embedded(struct judged *ret, const struct hm_engine *engine)
{
    for (uint32_t i = 0; i < ret->manifests.n_services; i++) {
        const struct hm_service_build *build = &ret->manifests.services[i].build;
        if (build->file != NULL) {
            struct hm_facts facts = ret->facts;
            facts.have = HM_NEEDS_DOCKERFILE;
            facts.manifests = NULL;
            facts.dockerfile = build->file;
            hm_engine_run(engine, &facts, &ret->sink);
        }
    }
}

/* Runs rules over an example. The day is fixed, so that ends of life do not come of themselves. */
static void
judge_trusting(struct judged *ret, enum judge_kind kind, struct hm_str example,
               const struct hm_build *build, const struct hm_str *trusted, uint32_t n_trusted,
               const struct hm_rule *const *rules, size_t n_rules)
{
    struct hm_engine engine;
    struct hm_err err;
    bool has_context = false;
    hm_auto_buf struct hm_buf root = { 0 };

    *ret = (struct judged){ .sink = { .arena = NULL } };
    ret->sink.arena = &ret->arena;
    cr_assert_eq(hm_make_temp_dir(&root, &err), HM_OK, "%s", err.text);
    struct hm_str text = judge_unpack(root.p, judge_names[kind], example, &has_context);
    ret->facts = (struct hm_facts){ .today = 20261122, .trusted = trusted, .n_trusted = n_trusted };
    if (kind == JUDGE_COMPOSE) {
        judge_compose(ret, root.p);
    } else if (kind == JUDGE_KUBERNETES) {
        judge_kubernetes(ret, text);
    } else if (kind >= JUDGE_GITHUB) {
        judge_pipeline(ret, root.p, judge_names[kind], text);
    } else if (kind != JUDGE_DOCKERFILE) {
        judge_commands(ret, judge_names[kind], text);
    } else {
        judge_dockerfile(ret, root.p, text, build, has_context);
    }
    hm_remove_tree(root.p);
    hm_engine_init(&engine, &ret->arena, rules, n_rules);
    hm_engine_run(&engine, &ret->facts, &ret->sink);
    judge_embedded(ret, &engine);
}

static inline void
judge(struct judged *ret, enum judge_kind kind, struct hm_str example, const struct hm_build *build,
      const struct hm_rule *const *rules, size_t n_rules)
{
    judge_trusting(ret, kind, example, build, NULL, 0, rules, n_rules);
}

#endif
