/* SPDX-License-Identifier: Apache-2.0 */
/* The configuration file, .hullmark.yaml: read strictly, so that a slip of the pen is an error and
 * never a setting that is not there. */
#ifndef HM_DRIVER_CONFIG_H
#define HM_DRIVER_CONFIG_H

#include "plugin/base/yaml.h"
#include "plugin/driver/options.h"
#include "plugin/model/trust.h"

#define HM_CONFIG_NAME ".hullmark.yaml"

enum {
    HM_CONFIG_LIMIT = 1 << 20, /**< bytes */
};

/** What the file says. Zeroed, it says nothing. */
struct hm_config {
    struct hm_str path; /**< as reports name it; empty: there is no file */
    bool is_named;      /**< by --config: then it may name absolute paths */
    bool has_signatures;
    struct hm_trust_policy signatures;
};

/**
 * Reads the file that --config names, else HM_CONFIG_NAME in the current folder, where there is
 * one. All that is wrong with it, and with the files that it names, is HM_E_USAGE with the place:
 * "FILE: line 3, column 5: …". Strings live in the arguments' arena.
 */
enum hm_status hm_config_read(const struct hm_args *args, struct hm_config *ret_config,
                              struct hm_err *reterr) HM_MUST_CHECK;

/* --- for the readers of its parts --- */

/** What they need to know of the file. */
struct hm_config_reader {
    struct hm_arena *arena;
    const char *folder; /**< absolute, links followed: what relative paths are relative to */
    bool allows_absolute;
};

/** A key of a map. @p to is what hm_config_map was given. */
struct hm_config_key {
    const char *name;
    enum hm_status (*read)(struct hm_config_reader *reader, const struct hm_yaml *value, void *to,
                           struct hm_err *reterr);
    bool is_required;
};

/** Reads a map of these keys, in the order of the table. Another key is an error that names the
 * nearest right one. A key without a value is missing. */
enum hm_status hm_config_map(struct hm_config_reader *reader, const struct hm_yaml *map,
                             const struct hm_config_key *keys, size_t n_keys, void *to,
                             struct hm_err *reterr) HM_MUST_CHECK;

/** Text that is not empty, on one line. */
enum hm_status hm_config_text(const struct hm_yaml *value, struct hm_str *ret,
                              struct hm_err *reterr) HM_MUST_CHECK;

/** The index of one of @p n words; another is an error that names the nearest. */
enum hm_status hm_config_word(const struct hm_yaml *value, const char *const *words, size_t n,
                              size_t *ret, struct hm_err *reterr) HM_MUST_CHECK;

/**
 * The absolute path of a file (or a folder) that is there. A relative path is below the
 * configuration's own folder, also after all links were followed; an absolute one is allowed only
 * where --config named the file.
 */
enum hm_status hm_config_path(struct hm_config_reader *reader, const struct hm_yaml *value,
                              bool is_folder, struct hm_str *ret,
                              struct hm_err *reterr) HM_MUST_CHECK;

/** Reads `signatures:`; @p to is the hm_config. */
enum hm_status hm_config_signatures(struct hm_config_reader *reader, const struct hm_yaml *value,
                                    void *to, struct hm_err *reterr) HM_MUST_CHECK;

/** Whether a file holds a public key in PEM; otherwise HM_E_USAGE says what it is. */
enum hm_status hm_config_check_key(const char *path, struct hm_err *reterr) HM_MUST_CHECK;

#endif
