/* SPDX-License-Identifier: Apache-2.0 */
/* Files of pipelines: which ones there are by their names, and what they do. */
#ifndef HM_MANIFEST_PIPELINE_READ_H
#define HM_MANIFEST_PIPELINE_READ_H

#include "plugin/manifest/path_reader.h"
#include "plugin/model/pipeline.h"

/** A pipeline has at most so many bytes of scripts, what aliases repeat included. */
#define HM_PIPELINE_SCRIPTS ((size_t)8 << 20)

/**
 * What a file is by its name and folder: ".github/workflows/build.yml" (also of Gitea and Forgejo),
 * ".gitlab-ci.yml", "Jenkinsfile.release". HM_UNKNOWN where what is in it decides too:
 * "action.yml",
 * ".gitlab/ci/test.yml". @p ret_kind is set but for HM_NO.
 */
enum hm_trit hm_pipeline_is_named(struct hm_str path, enum hm_pipeline_kind *ret_kind);

/**
 * Reads the file of a pipeline. @p files reads the others that it is made of; NULL: none is read.
 * What its platform would refuse, or what could not be followed, is a problem of the manifest.
 * Everything lies in the arena; the text is kept, not copied. False when it is no pipeline: neither
 * its name nor what is in it says so.
 */
bool hm_pipeline_read(struct hm_arena *arena, const struct hm_path_reader *files,
                      struct hm_str path, struct hm_str text, struct hm_manifests *ret_manifest);

/** The same for what is known to be a pipeline of this kind, whatever its path. */
bool hm_pipeline_read_as(struct hm_arena *arena, const struct hm_path_reader *files,
                         enum hm_pipeline_kind kind, struct hm_str path, struct hm_str text,
                         struct hm_manifests *ret_manifest);

#endif
