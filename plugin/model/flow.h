/* SPDX-License-Identifier: Apache-2.0 */
/* What workflows do to images, as far as other workflows of the repository ask: kept until all are
 * read, and held against each other then. */
#ifndef HM_MODEL_FLOW_H
#define HM_MODEL_FLOW_H

#include "plugin/model/pipeline_chain.h"
#include "plugin/model/source.h"

struct hm_sink;

/** So many names of workflows that one waits for are kept. */
#define HM_FLOW_FOLLOWS 16u

/** When a workflow runs, as seen from one that it does not wait for. */
enum hm_flow_start {
    HM_FLOW_NEVER,   /**< for pull requests and the like: what is pushed is not there */
    HM_FLOW_BY_HAND, /**< when somebody or something else asks for it */
    HM_FLOW_BESIDE,  /**< by itself, at a time of its own: on a schedule, a release, a push */
};

/** Names of an image that mean the same in all workflows of a repository. */
struct hm_flow_names {
    const struct hm_str *list;
    uint32_t n;
    bool is_open; /**< tags are made while it runs: a name without one stands for all of them */
};

/** An image that a workflow pushes. */
struct hm_flow_image {
    struct hm_str path;
    struct hm_place place; /**< of its first push, where findings about it lie */
    struct hm_flow_names names;
};

/** Something that a workflow does to an image that it did not build itself. */
struct hm_flow_act {
    enum hm_act_kind kind; /**< HM_ACT_SIGN is also an attestation that is signed */
    const char *tool;
    bool has_digest; /**< by a digest that is not written there: that of the run */
    struct hm_str path;
    struct hm_place place;
    struct hm_flow_names names;
};

/** A workflow. */
struct hm_flow {
    struct hm_str path;
    struct hm_str folder;         /**< that its ".github" lies in: of which repository it is */
    struct hm_str name;           /**< by which others wait for it: its path where it has none */
    const struct hm_str *follows; /**< names of the workflows on whose end it runs */
    uint32_t n_follows;
    enum hm_flow_start start;
    struct hm_str event; /**< that starts it; empty for HM_FLOW_NEVER */
    const struct hm_flow_image *images;
    uint32_t n_images;
    const struct hm_flow_act *acts;
    uint32_t n_acts;
};

/** Keeps what a workflow of GitHub does, copied into the sink's arena; nothing of what only others
 * call, since it is part of them. */
void hm_sink_flow(struct hm_sink *sink, const struct hm_manifests *manifests);

/**
 * Whether what an act names is certainly what was pushed: one repository, and tags that do not
 * contradict. @p is_behind: the act runs because that push is done; tags that are made while they
 * run, and digests, are taken to be of that run then.
 */
bool hm_flow_is_about(const struct hm_flow_act *act, const struct hm_flow_image *image,
                      bool is_behind);

#endif
