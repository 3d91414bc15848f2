/* SPDX-License-Identifier: Apache-2.0 */
/* Values that BuildKit reads only when it builds: signals, ports, modes, platforms, owners. */
#ifndef HM_DOCKERFILE_BUILD_VALUES_H
#define HM_DOCKERFILE_BUILD_VALUES_H

#include "plugin/base/vec.h"

/** What BuildKit says to STOPSIGNAL's value, or the empty view. */
struct hm_str hm_signal_check(struct hm_arena *arena, struct hm_str text);

/** What BuildKit says to COPY's or ADD's --chmod, or the empty view. */
struct hm_str hm_chmod_check(struct hm_arena *arena, struct hm_str text);

/** --chmod as an octal number, "" for one that is written in letters. */
struct hm_str hm_chmod_octal(struct hm_arena *arena, struct hm_str text);

/** Whether --chown names a user or a group, rather than giving numbers: refused with --link. */
bool hm_chown_is_name(struct hm_str text);

/** --chown as "USER:GROUP" with numbers as numbers (0 for "root" and nothing); "USER" without a
 * group. */
struct hm_str hm_chown_format(struct hm_arena *arena, struct hm_str text);

/** A range of EXPOSE. */
struct hm_ports {
    uint32_t first;
    uint32_t last;
    struct hm_str protocol; /**< lower case */
};

/** Reads one word of EXPOSE after expansion: [[IP:]HOST:]PORT[-PORT][/PROTOCOL]. Returns what
 * BuildKit says to a wrong one, or the empty view. */
struct hm_str hm_ports_read(struct hm_arena *arena, struct hm_str text, struct hm_ports *ret_ports);

struct hm_platform {
    struct hm_str os;
    struct hm_str architecture;
    struct hm_str variant;
    struct hm_str os_version;
};

/** Reads "linux/arm64/v8", "arm64", "windows". Returns what BuildKit says to a wrong one, or the
 * empty view. Where a word leaves something open, it is as on linux/amd64. */
struct hm_str hm_platform_parse(struct hm_arena *arena, struct hm_str text,
                                struct hm_platform *ret_platform);

/** "linux/arm64", "windows(10.0.17763)/amd64". */
struct hm_str hm_platform_format(struct hm_arena *arena, const struct hm_platform *platform);

/** The names of an operating system, an architecture and a variant in their usual form. */
struct hm_platform hm_platform_normal(struct hm_arena *arena, const struct hm_platform *platform);

/** What BuildKit says to the value of `# check=`, or the empty view. */
struct hm_str hm_check_options(struct hm_arena *arena, struct hm_str text);

/** What go-digest says to ADD --checksum's value, or the empty view. */
struct hm_str hm_digest_check(struct hm_str text);

#endif
