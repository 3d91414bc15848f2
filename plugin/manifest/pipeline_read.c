/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/manifest/pipeline_read.h"

#include "plugin/manifest/pipeline_acts.h"
#include "plugin/manifest/pipeline_reader.h"
#include "plugin/model/pipeline_chain.h"

static bool
is_yaml(struct hm_str name)
{
    return hm_str_ends(name, ".yml") || hm_str_ends(name, ".yaml");
}

/* Whether the last folders of a path are these: "a/.github/workflows". */
static bool
is_folder(struct hm_str folder, const char *last)
{
    size_t n = strlen(last);

    return hm_str_ends(folder, last) && (folder.n == n || folder.p[folder.n - n - 1] == '/');
}

static bool
is_below(struct hm_str path, const char *folder)
{
    struct hm_str part;

    while (hm_str_split(&path, '/', &part)) {
        if (path.n > 0 && hm_str_eq(part, folder)) {
            return true;
        }
    }
    return false;
}

static bool
is_jenkinsfile(struct hm_str name)
{
    bool has_more = hm_str_starts(name, "Jenkinsfile") && name.n > 11;

    return hm_str_eq(name, "Jenkinsfile") || hm_str_ends(name, ".jenkinsfile") ||
           (has_more && strchr(".-_", name.p[11]) != NULL && !hm_str_ends(name, ".md"));
}

enum hm_trit
hm_pipeline_is_named(struct hm_str path, enum hm_pipeline_kind *ret_kind)
{
    struct hm_str name = hm_str_basename(path);
    struct hm_str folder = hm_str_dirname(path);

    if (is_jenkinsfile(name)) {
        *ret_kind = HM_PIPELINE_JENKINS;
        return HM_YES;
    }
    if (!is_yaml(name)) {
        return HM_NO;
    }
    if (is_folder(folder, ".github/workflows") || is_folder(folder, ".gitea/workflows") ||
        is_folder(folder, ".forgejo/workflows")) {
        *ret_kind = HM_PIPELINE_GITHUB;
        return HM_YES;
    }
    if (hm_str_ends(name, ".gitlab-ci.yml") || hm_str_ends(name, ".gitlab-ci.yaml")) {
        *ret_kind = HM_PIPELINE_GITLAB;
        return HM_YES;
    }
    if (hm_str_eq(name, "action.yml") || hm_str_eq(name, "action.yaml")) {
        *ret_kind = HM_PIPELINE_GITHUB_ACTION;
        return HM_UNKNOWN;
    }
    if (is_below(path, ".gitlab") || is_below(path, ".gitlab-ci")) {
        *ret_kind = HM_PIPELINE_GITLAB;
        return HM_UNKNOWN;
    }
    return HM_NO;
}

static bool
kind_of(struct hm_str path, struct hm_str text, enum hm_pipeline_kind *ret_kind)
{
    enum hm_pipeline_kind meant;
    enum hm_trit is_named = hm_pipeline_is_named(path, ret_kind);

    if (is_named == HM_YES) {
        return true;
    }
    if (!hm_pipeline_is_meant(text, &meant) || (is_named == HM_UNKNOWN && meant != *ret_kind)) {
        return false;
    }
    *ret_kind = meant;
    return true;
}

bool
hm_pipeline_read(struct hm_arena *arena, const struct hm_path_reader *files, struct hm_str path,
                 struct hm_str text, struct hm_manifests *ret_manifest)
{
    enum hm_pipeline_kind kind;

    return kind_of(path, text, &kind) &&
           hm_pipeline_read_as(arena, files, kind, path, text, ret_manifest);
}

bool
hm_pipeline_read_as(struct hm_arena *arena, const struct hm_path_reader *files,
                    enum hm_pipeline_kind kind, struct hm_str path, struct hm_str text,
                    struct hm_manifests *ret_manifest)
{
    struct hm_pipeline_reader reader = { .arena = arena, .files = files, .kind = kind };
    struct hm_pipeline *pipeline = hm_arena_new(arena, struct hm_pipeline, 1);
    struct hm_chains *chains = hm_arena_new(arena, struct hm_chains, 1);

    pipeline->kind = kind;
    reader.shells = hm_shell_parser_new(arena);
    (void)hm_pipeline_add(&reader, path, text);
    switch (reader.kind) {
    case HM_PIPELINE_GITHUB:
    case HM_PIPELINE_GITHUB_ACTION:
        hm_pipeline_github(&reader, pipeline);
        break;
    case HM_PIPELINE_GITLAB:
        hm_pipeline_gitlab(&reader, pipeline);
        break;
    case HM_PIPELINE_JENKINS:
        hm_pipeline_jenkins(&reader, pipeline);
        break;
    }
    pipeline->is_cut = reader.is_full;
    hm_pipeline_end_scripts(&reader, pipeline);
    hm_pipeline_acts(arena, pipeline);
    if (pipeline->is_cut) {
        hm_pipeline_problem(&reader, (struct hm_span){ 0 }, false,
                            "It is larger than any pipeline that people write, and not all of it "
                            "was judged.");
    }
    *chains = hm_pipeline_chains(arena, pipeline);
    pipeline->chains = chains;
    *ret_manifest = (struct hm_manifests){
        .kind = HM_MANIFEST_PIPELINE,
        .sources = reader.sources.p,
        .n_sources = (uint32_t)reader.sources.n,
        .pipeline = pipeline,
        .suppressions = reader.suppressions.p,
    };
    hm_pipeline_services(&reader, pipeline, ret_manifest);
    ret_manifest->problems = reader.problems.p;
    ret_manifest->n_problems = (uint32_t)reader.problems.n;
    return true;
}
