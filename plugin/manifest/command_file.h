/* SPDX-License-Identifier: Apache-2.0 */
/* Of the readers of scripts, Makefiles and units alone: a file whose commands run containers. */
#ifndef HM_MANIFEST_COMMAND_FILE_H
#define HM_MANIFEST_COMMAND_FILE_H

#include "plugin/dockerfile/shell.h"
#include "plugin/manifest/run_command.h"
#include "plugin/model/pipeline.h"

struct hm_command_file {
    struct hm_manifest_file file;
    struct hm_run_reader run;
    struct hm_shell_parser *parser;
    HM_VEC(struct hm_act) builds;
    HM_VEC(struct hm_named_files) named;
    HM_VEC(struct hm_manifest_problem) problems;
};

/** Begins one in @p arena. */
struct hm_command_file *hm_command_file_new(struct hm_arena *arena, struct hm_str path,
                                            struct hm_str text, enum hm_run_place place);

/** Reads a text of the file for a shell: the variables that it sets itself are known in it.
 * @p text->joins (may be NULL) say where it stands in the file. */
void hm_command_file_shell(struct hm_command_file *file, const struct hm_shell_text *text,
                           const struct hm_shell *shell);

/** Makes the manifest of what was read. False where it holds no service; its `builds`, `named` and
 * `pulls` are there even so. */
bool hm_command_file_finish(struct hm_command_file *file, enum hm_manifests_kind kind,
                            struct hm_manifests *ret_manifest);

#endif
