/* SPDX-License-Identifier: Apache-2.0 */
/* Which command lines are a container engine's, what they ask it for, and which images they make.
 */
#ifndef HM_MANIFEST_RUN_CALL_H
#define HM_MANIFEST_RUN_CALL_H

#include "plugin/manifest/run_command.h"

/** `docker --host x container run -d alpine`. */
struct hm_run_call {
    struct hm_str program; /**< "docker", or the variable that it stands in */
    struct hm_str verb;    /**< "run": behind "container", "image", "buildx" and "service" */
    bool is_swarm;         /**< behind "service" */
    bool is_image; /**< behind "image", "buildx" or "builder": `buildx create` runs nothing */
    const struct hm_arg *args;
    uint32_t n_args;
    uint32_t rest; /**< the first word behind the verb */
};

/** False for a command that is no call of an engine, or one whose verb cannot be told. */
bool hm_run_call_read(const struct hm_command *cmd, struct hm_run_call *ret_call);

/** Adds the images that the command fetches; one that fetches none may speak of those of others. */
void hm_run_note_pulls(struct hm_run_reader *reader, const struct hm_command *cmd);

/** Whether a registry is asked for the image of this name; others lie in a folder or an archive. */
bool hm_run_is_fetched(struct hm_str image);

/** Says of each image that is fetched whether the commands make it, or call it by its name. */
void hm_run_judge_pulls(struct hm_run_reader *reader);

/** Keeps the names that the command gives to an image, as hm_run_note_made does, one by one. */
void hm_run_note_name(struct hm_run_reader *reader, struct hm_str image);

/** Keeps the names that the command gives to an image. */
void hm_run_note_made(struct hm_run_reader *reader, const struct hm_command *cmd);

/** Whether one of these names is @p image; ":latest" is no difference. */
bool hm_run_is_made(const struct hm_run_reader *reader, struct hm_str image);

/** Where a byte of a text stands in the file. */
uint32_t hm_run_text_at(const struct hm_shell_text *text, uint32_t at);

/** Where a span of the commands stands in the file. */
struct hm_span hm_run_map(const struct hm_run_reader *reader, struct hm_span span);

#endif
