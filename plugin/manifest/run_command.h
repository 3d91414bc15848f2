/* SPDX-License-Identifier: Apache-2.0 */
/* `docker run`, `podman create`, `docker service create` and their like as services: how a command
 * line runs a container. */
#ifndef HM_MANIFEST_RUN_COMMAND_H
#define HM_MANIFEST_RUN_COMMAND_H

#include "plugin/manifest/ynode.h"
#include "plugin/model/command.h"

/** Who runs the commands: how long their containers last depends on it. */
enum hm_run_place {
    HM_RUN_BY_SCRIPT,   /**< a person, a Makefile, a machine's setup */
    HM_RUN_BY_UNIT,     /**< systemd's ExecStart=: it lasts whatever its options are */
    HM_RUN_BY_PIPELINE, /**< a job's machine goes, and takes its containers with it */
};

/** Reads commands, one script after the other. `arena`, `file` and `place` must be set, the rest
 * zeroed. */
struct hm_run_reader {
    struct hm_arena *arena;
    const struct hm_manifest_file *file; /**< whose bytes spans speak of; relative paths are
                                            relative to its folder */
    enum hm_run_place place;
    /** Spans of the commands lie in this text, whose joins say where it stands in the file; NULL:
     * they are the file's. */
    const struct hm_shell_text *map;
    HM_VEC(struct hm_service) services;
    HM_VEC(struct hm_pull) pulls;
    HM_VEC(struct hm_str) made;   /**< names of images that the commands so far made or gave */
    HM_VEC(struct hm_str) spoken; /**< words by which other commands may speak of images */
};

/** A reader has at most so many services; what comes after is not read. */
#define HM_RUN_SERVICES 2000u

/** And so many images that are fetched; likewise. */
#define HM_RUN_PULLS 2000u

/** Whether a text names a program that runs containers, and whether it also may have it run or
 * build one: reading others finds nothing. */
bool hm_run_has_engine(struct hm_str text);
bool hm_run_is_likely(struct hm_str text);

/** Adds the services of a script to the reader's, what images it fetches, and which it makes. */
void hm_run_script(struct hm_run_reader *reader, const struct hm_script *script);

/** Gives the services and pulls of an image which the commands make their `is_image_made`: to be
 * called once, when all scripts of a file were read. */
void hm_run_finish(struct hm_run_reader *reader);

/** Reads words that are options of run alone, as a Quadlet's keys stand for: fills in what they say
 * of @p service, of which the rest stays. */
void hm_run_options(struct hm_run_reader *reader, const struct hm_arg *args, uint32_t n,
                    struct hm_service *service);

#endif
