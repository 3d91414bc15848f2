/* SPDX-License-Identifier: Apache-2.0 */
/* The configuration file, .hullmark.yaml: read strictly, so that a slip of the pen is an error and
 * never a setting that is not there. */
#ifndef HM_DRIVER_CONFIG_H
#define HM_DRIVER_CONFIG_H

#include "plugin/base/yaml.h"
#include "plugin/context/ignore.h"
#include "plugin/driver/options.h"
#include "plugin/model/build_use.h"
#include "plugin/model/rule.h"
#include "plugin/model/trust.h"

#define HM_CONFIG_NAME ".hullmark.yaml"

enum {
    HM_CONFIG_LIMIT = 1 << 20, /**< bytes */
    HM_CONFIG_DEPTH = 8,       /**< files that extend each other */
    HM_OVERRIDES_LIMIT = 64,
};

/** What a line of `rules:` says of the rules that it names. */
struct hm_rule_setting {
    struct hm_str id; /**< as written: an id, a concept, or what another tool calls it */
    enum hm_severity level;
    bool is_off;          /**< then `level` is HM_SEV_NONE */
    struct hm_str reason; /**< or empty */
    const struct hm_rule *const *rules;
    size_t n_rules;
    struct hm_given_at at;
};

/** Ordered: of two that name a rule the later counts. */
struct hm_rule_settings {
    struct hm_rule_setting *p;
    size_t n;
    size_t cap;
};

/** What is different for some paths. */
struct hm_override {
    struct hm_str patterns; /**< as written, with ", " between them */
    struct hm_ignore paths; /**< what it is about: paths as reports name them */
    struct hm_rule_settings rules;
    const char *profile; /**< "strict,hygiene", or NULL */
    struct hm_given_at at;
};

/** A command that speaks SARIF (adapters/command.h). */
struct hm_command_tool;

/** What the file says, and what it extends. Zeroed, it says nothing. */
struct hm_config {
    struct hm_str path; /**< as reports name it; empty: there is no file */
    bool is_named;      /**< by --config or HULLMARK_CONFIG: then it may name absolute paths */
    bool has_signatures;
    struct hm_trust_policy signatures;
    struct hm_given_at signatures_at;
    struct hm_values values[HM_OPT_COUNT]; /**< of the options that have a key */
    struct hm_given_at origins[HM_OPT_COUNT];
    struct hm_rule_settings rules;
    HM_VEC(struct hm_override) overrides; /**< the later counts */
    /** Which Dockerfiles make which images: `name`, `dockerfile` and `context` (as reports name
     * them), `target`, `args`. */
    HM_VEC(struct hm_build_use) images;
    struct hm_given_at images_at;
    struct hm_str epoch; /**< "0.1", or empty */
    struct hm_given_at epoch_at;
    HM_VEC(const struct hm_command_tool *) commands;
};

/**
 * Reads the file that --config names, else HULLMARK_CONFIG, else HM_CONFIG_NAME in the current
 * folder, where there is one, after what it extends. All that is wrong with it, and with the files
 * that it names, is HM_E_USAGE with the place: "FILE: line 3, column 5: …". Strings live in the
 * arguments' arena.
 */
enum hm_status hm_config_read(const struct hm_args *args, struct hm_config *ret_config,
                              struct hm_err *reterr) HM_MUST_CHECK;

/** Reads a text as if it were @p path, which need not be there. */
enum hm_status hm_config_read_text(const struct hm_args *args, const char *path, bool is_named,
                                   struct hm_str text, struct hm_config *ret_config,
                                   struct hm_err *reterr) HM_MUST_CHECK;

/** The name of an option's key that is wrong, "there is no tool …": HM_E_USAGE. For words that can
 * only be judged when everything is known. */
enum hm_status hm_config_check_tools(const struct hm_args *args, const struct hm_config *config,
                                     struct hm_err *reterr) HM_MUST_CHECK;

/** Whether a rule that came with version @p since ("0.2", "0.2.1") is newer than @p epoch. */
bool hm_epoch_is_before(struct hm_str epoch, const char *since);

/** The JSON Schema of the file, made from the rows that read it. */
void hm_config_schema(struct hm_buf *out);

/* --- for the readers of its parts --- */

/** What they need to know of the file. */
struct hm_config_reader {
    struct hm_arena *arena;
    const struct hm_args *args;
    const char *folder; /**< absolute, links followed: what relative paths are relative to */
    bool allows_absolute;
    bool is_outer;                        /**< the file lies outside of what is scanned */
    const char *why_inner;                /**< else why it does not */
    struct hm_str file;                   /**< as messages name it */
    const char *real;                     /**< absolute, links followed */
    const struct hm_config_reader *above; /**< of the file that extends this one */
    unsigned depth;
    const struct hm_config_key *key; /**< whose value is read */
};

/** How a value looks, for the schema. */
enum hm_config_shape {
    HM_SHAPE_ONE,
    HM_SHAPE_EACH, /**< a value, or a list of them */
    HM_SHAPE_LIST,
    HM_SHAPE_NAMED, /**< a map from names to values */
};

/** A key of a map. @p to is what hm_config_map was given. */
struct hm_config_key {
    const char *name;
    enum hm_status (*read)(struct hm_config_reader *reader, const struct hm_yaml *value, void *to,
                           struct hm_err *reterr);
    bool is_required;
    enum hm_config_shape shape;
    const char *schema;               /**< of a value, JSON; NULL: text, or a map of `rows` */
    const char *about;                /**< for editors: a sentence without its period, or NULL */
    const struct hm_config_key *rows; /**< the last has no name */
    int option;                       /**< hm_option_id, of keys that are options */
};

/** Reads a map of these keys (a table may end with a row without a name), in their order. Another
 * key is an error that names the nearest right one. A key without a value is missing. */
enum hm_status hm_config_map(struct hm_config_reader *reader, const struct hm_yaml *map,
                             const struct hm_config_key *keys, size_t n_keys, void *to,
                             struct hm_err *reterr) HM_MUST_CHECK;

/** A value, or each of a list of 1 to @p limit of them. */
enum hm_status hm_config_each(struct hm_config_reader *reader, const struct hm_yaml *value,
                              uint32_t limit, void *to,
                              enum hm_status (*read)(struct hm_config_reader *,
                                                     const struct hm_yaml *, void *,
                                                     struct hm_err *),
                              struct hm_err *reterr) HM_MUST_CHECK;

/** Text that is not empty, on one line. */
enum hm_status hm_config_text(const struct hm_yaml *value, struct hm_str *ret,
                              struct hm_err *reterr) HM_MUST_CHECK;

/** The index of one of @p n words; another is an error that names the nearest. */
enum hm_status hm_config_word(const struct hm_yaml *value, const char *const *words, size_t n,
                              size_t *ret, struct hm_err *reterr) HM_MUST_CHECK;

/** The error for a word that is none of @p n: "there is no <what> …", with the nearest. */
enum hm_status hm_config_unknown(const struct hm_yaml *at, const char *what,
                                 const char *const *words, size_t n, struct hm_err *reterr);

/**
 * The absolute path of a file (or a folder) that is there. A relative path is below the
 * configuration's own folder, also after all links were followed; an absolute one is allowed only
 * where --config named the file.
 */
enum hm_status hm_config_path(struct hm_config_reader *reader, const struct hm_yaml *value,
                              bool is_folder, struct hm_str *ret,
                              struct hm_err *reterr) HM_MUST_CHECK;

/** Where a value stands. */
struct hm_given_at hm_config_at(const struct hm_config_reader *reader, const struct hm_yaml *value);

/** HM_E_SYNTAX, with the reason, where the file lies in what is scanned. */
enum hm_status hm_config_need_outer(const struct hm_config_reader *reader, const struct hm_yaml *at,
                                    const char *what, struct hm_err *reterr) HM_MUST_CHECK;

/** Whether a file lies outside of what the command line has scanned: of each PATH (of the current
 * folder, without one), and of the work tree of Git that holds it. @p path is absolute, links
 * followed. Else *ret_tree is what it lies in. */
bool hm_config_is_outside(const struct hm_args *args, const char *path, const char **ret_tree);

/** The keys of the file: the parts', then those that are options. @p ret_n is how many. */
const struct hm_config_key *hm_config_keys(struct hm_arena *arena, size_t *ret_n);

/** Readers of keys; @p to is the hm_config. */
enum hm_status hm_config_signatures(struct hm_config_reader *reader, const struct hm_yaml *value,
                                    void *to, struct hm_err *reterr) HM_MUST_CHECK;
enum hm_status hm_config_rules(struct hm_config_reader *reader, const struct hm_yaml *value,
                               void *to, struct hm_err *reterr) HM_MUST_CHECK;
enum hm_status hm_config_overrides(struct hm_config_reader *reader, const struct hm_yaml *value,
                                   void *to, struct hm_err *reterr) HM_MUST_CHECK;
enum hm_status hm_config_images(struct hm_config_reader *reader, const struct hm_yaml *value,
                                void *to, struct hm_err *reterr) HM_MUST_CHECK;
enum hm_status hm_config_epoch(struct hm_config_reader *reader, const struct hm_yaml *value,
                               void *to, struct hm_err *reterr) HM_MUST_CHECK;
enum hm_status hm_config_commands(struct hm_config_reader *reader, const struct hm_yaml *value,
                                  void *to, struct hm_err *reterr) HM_MUST_CHECK;
enum hm_status hm_config_option(struct hm_config_reader *reader, const struct hm_yaml *value,
                                void *to, struct hm_err *reterr) HM_MUST_CHECK;

/** The rows of maps, for the schema. */
extern const struct hm_config_key hm_config_signature_keys[];
extern const struct hm_config_key hm_config_override_keys[];
extern const struct hm_config_key hm_config_image_keys[];
extern const struct hm_config_key hm_config_command_keys[];

/** Whether a file holds a public key in PEM; otherwise HM_E_USAGE says what it is. */
enum hm_status hm_config_check_key(const char *path, struct hm_err *reterr) HM_MUST_CHECK;

#endif
