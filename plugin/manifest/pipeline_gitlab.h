/* SPDX-License-Identifier: Apache-2.0 */
/* GitLab's pipelines: .gitlab-ci.yml with what it includes, as GitLab puts them together. */
#ifndef HM_MANIFEST_PIPELINE_GITLAB_H
#define HM_MANIFEST_PIPELINE_GITLAB_H

#include "plugin/manifest/compose.h"
#include "plugin/model/pipeline.h"

/** A pipeline has at most so many files, and files include each other at most so deep. */
#define HM_GITLAB_FILES 150u
#define HM_GITLAB_DEPTH 16u

/** GitLab's own limits: of jobs that extend each other, and of !reference in !reference. */
#define HM_GITLAB_EXTENDS 11u
#define HM_GITLAB_REFERENCES 10u

/** All scripts of a pipeline together have at most so many bytes, what they share counted for each
 * job. */
#define HM_GITLAB_TEXT ((size_t)16 << 20)

/** Whether a file's name is one of a pipeline: ".gitlab-ci.yml", "build.gitlab-ci.yml". */
bool hm_gitlab_is_named(struct hm_str path);

/** Whether a text looks like a pipeline: a key at the beginning of a line that only pipelines
 * have, and jobs with a script. */
bool hm_gitlab_is_meant(struct hm_str text);

/**
 * Reads a pipeline. Files that it includes by `local:` are read with @p reader (may be NULL: none
 * can be). Other files are its `includes`: "https://…", "template:NAME", "component:NAME",
 * "project:PATH@REF:FILE", and a local one that could not be read by its path. Whatever GitLab
 * would refuse is a problem. Of a job the texts before_script and script are one step, since one
 * shell runs them.
 *
 * Everything lies in the arena; the text is kept, not copied. False where the text is no pipeline:
 * then nothing is set.
 */
bool hm_gitlab_read(struct hm_arena *arena, const struct hm_path_reader *reader, struct hm_str path,
                    struct hm_str text, struct hm_manifests *ret_manifest);

#endif
