/* SPDX-License-Identifier: Apache-2.0 */
/* What several rules ask of a RUN's commands: downloads, clean-up, options, pins. */
#ifndef HM_RULES_COMMANDS_H
#define HM_RULES_COMMANDS_H

#include "plugin/model/packages.h"
#include "plugin/model/report.h"

/** The script of the visited instruction, or NULL. */
const struct hm_script *hm_visit_script(const struct hm_visit *at);

/** Whether the visited instruction is a RUN that a Unix shell reads. */
bool hm_visit_is_unix_run(const struct hm_visit *at);

/** Whether what the instruction leaves in the file system is in the image, or in images built from
 * it: the stage is the target or below it. */
bool hm_visit_ships(const struct hm_visit *at);

/** Whether the variable is set (to anything but nothing) where the command runs: in the stage's
 * environment or in front of the command. */
bool hm_visit_has_variable(const struct hm_visit *at, const struct hm_command *cmd,
                           const char *name);

/** Whether an option is there in its short or long form; a NUL letter or a NULL name is none.
 * Letters behind one that takes a value (@p valued) are that value. */
bool hm_command_flag(const struct hm_command *cmd, char letter, const char *valued,
                     const char *name);

/** Whether a word means "off": 0, false, no, off, in any case. */
bool hm_is_off(struct hm_str word);

/** Whether the command fetches from the network what is at an address: curl, wget and their like,
 * PowerShell's included. */
bool hm_command_downloads(const struct hm_command *cmd);

/** The first address among a download's operands, or NULL. */
const struct hm_arg *hm_command_url(const struct hm_command *cmd);

/** The host of a URL without user and port: all that a message may show of it. */
struct hm_str hm_download_host(struct hm_str url);

/** Whether a host is this machine: localhost, 127.0.0.1, ::1 … */
bool hm_host_is_local(struct hm_str host);

/** The file that curl or wget writes, or the empty view: standard output, or not known. */
struct hm_str hm_download_target(const struct hm_command *cmd);

/** Whether the command compares a checksum or a signature. */
bool hm_command_verifies(const struct hm_command *cmd);

/** Whether a --mount of type cache or tmpfs lies over @p path. */
bool hm_run_mounts_over(const struct hm_instruction *inst, const char *path);

/** Whether `rm -r` or `find -delete` takes @p folder away, or all in it. */
bool hm_command_removes(const struct hm_command *cmd, const char *folder);

/** The mode a chmod, install -m or mkdir -m sets, as written; the empty view when there is none. */
struct hm_str hm_command_mode(const struct hm_command *cmd);

/** A file mode in numbers or symbols: what it gives. */
struct hm_mode {
    bool is_known; /**< false when it holds a variable */
    bool is_world_writable;
    bool is_sticky;
    bool is_setuid;
};

struct hm_mode hm_mode_of(struct hm_str word);

/**
 * Reports the packages of an install by @p manager that have no version, in one finding. @p example
 * says how a version is written, "curl=8.14.1-2". Does nothing where versions are decided
 * elsewhere. All stages count: what a builder installs decides what it builds.
 */
void hm_report_unpinned(const struct hm_visit *at, struct hm_sink *out, enum hm_manager manager,
                        const char *example);

#endif
