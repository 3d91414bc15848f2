/* SPDX-License-Identifier: Apache-2.0 */
/* Of reports/merge/across*.c alone: which deployment runs which product, and how both are told of.
 */
#ifndef HM_REPORTS_ACROSS_LINKS_H
#define HM_REPORTS_ACROSS_LINKS_H

#include "plugin/model/report.h"
#include "reports/strmap.h"

/** So many products or deployments of one name are looked at. */
#define HM_ACROSS_LIMIT 256u

/** A product and a deployment that runs it. Both have a list of theirs. */
struct hm_across_link {
    uint32_t product;
    uint32_t deployment;
    uint32_t next_of_product; /**< index + 1 */
    uint32_t next_of_deployment;
};

/** One of the things of one key, newest first. */
struct hm_across_chain {
    uint32_t index;
    uint32_t next; /**< index + 1 */
};

struct hm_across_chains {
    struct hm_strmap heads;
    HM_VEC(struct hm_across_chain) list;
};

struct hm_across {
    struct hm_report *report;
    struct hm_arena scratch;
    HM_VEC(struct hm_across_link) links;
    uint32_t *of_product; /**< first link + 1 */
    uint32_t *of_deployment;
    struct hm_across_chains products;    /**< by Dockerfile and stage */
    struct hm_across_chains deployments; /**< by file and part */
    struct hm_across_chains places;      /**< deployments by file and line */
};

/** Finds the links. @p a is the caller's; hm_across_end gives back what it holds. */
void hm_across_begin(struct hm_across *a, struct hm_report *report);

void hm_across_end(struct hm_across *a);

/** The key of two strings. Lives in the scratch arena. */
struct hm_str hm_across_pair(struct hm_across *a, struct hm_str one, struct hm_str two);

/** The key of a line, likewise. */
struct hm_str hm_across_line(struct hm_across *a, struct hm_str path, uint32_t line);

/** Adds something to the chain of a key. */
void hm_across_chain(struct hm_across *a, struct hm_across_chains *chains, struct hm_str key,
                     size_t index);

/** Products of a deployment that a finding speaks of. */
struct hm_across_made {
    const struct hm_product *list[8];
    uint32_t n;
    bool is_all; /**< all that it may run are here, and there is one */
};

/** What a deployment, by its index, runs. */
void hm_across_made_by(const struct hm_across *a, uint32_t deployment, struct hm_across_made *made);

/** "the container web of Deployment/web", "the service web". In the arena. */
struct hm_str hm_across_label(struct hm_arena *arena, const struct hm_deployment *deployment);

/** Adds another place to a finding, while there is room. The message must last as it does. */
void hm_across_relate(struct hm_report *report, struct hm_finding *finding, struct hm_str path,
                      struct hm_place place, struct hm_str message);

/** Adds a sentence to a finding's message. */
void hm_across_say(struct hm_report *report, struct hm_finding *finding, struct hm_str words);

/** Suppresses a finding by what stands at a place. Path and reason must last as it does. */
void hm_across_close(struct hm_report *report, struct hm_finding *finding, struct hm_str path,
                     struct hm_place place, struct hm_str reason);

/** Changes what is said of images that a workflow pushes by what other workflows of the repository
 * do to them: HM8001, HM8002, HM8003. */
void hm_across_flows(struct hm_report *report);

#endif
