/* SPDX-License-Identifier: Apache-2.0 */
/* The tree of a manifest as it counts in the end: merge keys and aliases resolved, variables
 * replaced, several files laid over one another; and each value knows where it was written. */
#ifndef HM_MANIFEST_YNODE_H
#define HM_MANIFEST_YNODE_H

#include "plugin/base/yaml.h"
#include "plugin/manifest/interpolate.h"
#include "plugin/model/manifests.h"

/** A file of a manifest. */
struct hm_manifest_file {
    struct hm_source source;
    struct hm_str folder; /**< that relative paths in it are relative to; from the scan's root */
    const struct hm_dotenv *env;
};

struct hm_ynode {
    enum hm_yaml_kind kind;
    struct hm_str text; /**< of what is no list and no map; variables replaced */
    struct hm_str key;  /**< in its map; empty in a list */
    struct hm_str tag;  /**< "!reset", "!override", or empty */
    bool is_known;
    bool has_variable;
    struct hm_span span;  /**< where a finding points: the key with the value beside it */
    struct hm_span value; /**< of the value alone */
    const struct hm_manifest_file *file;
    struct hm_ynode **items; /**< of a list or map */
    uint32_t n;
    const char *incomplete; /**< of a service: why not all of what it extends is known; or NULL */
};

/** What trees are made with. */
struct hm_ynode_maker {
    struct hm_arena *arena;
    bool is_ruby; /**< GitLab's: values stay as they are written, and of keys that a map has and
                     merges the last counts */
    HM_VEC(struct hm_manifest_problem) problems;
    uint32_t n_made;
    bool is_full; /**< HM_NODES_LIMIT was reached: the tree is not all of it */
};

/** A project has at most so many values, aliases written out. */
#define HM_NODES_LIMIT 200000u

/** Makes the tree of a document. Problems of variables are added to the maker's. */
struct hm_ynode *hm_ynode_make(struct hm_ynode_maker *maker, const struct hm_manifest_file *file,
                               const struct hm_yaml *yaml);

/** The member of a map, or NULL; also for NULL and what is no map. One that is null counts as
 * missing. */
struct hm_ynode *hm_ynode_get(const struct hm_ynode *map, const char *key);

enum {
    HM_LEVEL_DOCUMENT = 0,
    HM_LEVEL_SERVICE = 2, /**< below the document and its `services:` */
};

/** Lays @p over over @p base, as Compose lays an override file over another, or a service over the
 * one that it extends: maps are joined, lists put together, other values replaced. Neither is
 * changed; either may be NULL. @p level: HM_LEVEL_…, what they are. */
struct hm_ynode *hm_ynode_merge(struct hm_ynode_maker *maker, struct hm_ynode *base,
                                struct hm_ynode *over, unsigned level);

/** The node as a value; NULL gives one that is not set. A list or map gives its place. */
struct hm_scalar hm_ynode_value(const struct hm_ynode *node);

/** Items of a list, or one value, as values. */
struct hm_scalars hm_ynode_values(struct hm_arena *arena, const struct hm_ynode *node);

/** A map, or a list of "NAME=value" (or "NAME<sep>value"), as entries. */
struct hm_entries hm_ynode_entries(struct hm_arena *arena, const struct hm_ynode *node, char sep);

/** Adds a problem. */
void hm_ynode_problem(struct hm_ynode_maker *maker, struct hm_span span, bool is_fatal,
                      const char *fmt, ...) HM_PRINTF(4, 5);

#endif
