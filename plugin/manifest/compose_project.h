/* SPDX-License-Identifier: Apache-2.0 */
/* What reading a Compose project shares between its parts. */
#ifndef HM_MANIFEST_COMPOSE_PROJECT_H
#define HM_MANIFEST_COMPOSE_PROJECT_H

#include "plugin/manifest/compose.h"
#include "plugin/manifest/ynode.h"

/** A file that was read, and its tree before anything is laid over it. */
struct hm_compose_file {
    struct hm_manifest_file file;
    struct hm_ynode *root; /**< NULL: it has none that can be used */
};

struct hm_compose {
    struct hm_arena *arena;
    const struct hm_path_reader *reader;
    struct hm_ynode_maker maker;
    HM_VEC(struct hm_compose_file *) files;
    HM_VEC(const struct hm_suppressions *) suppressions;
    uint32_t next_base;
    bool is_cut; /**< HM_COMPOSE_FILES was reached */
};

/** Reads a file, once: asked again with the same folder it gives the same tree. */
enum hm_status hm_compose_open(struct hm_compose *compose, struct hm_str path, struct hm_str folder,
                               const struct hm_dotenv *env, struct hm_compose_file **ret_file,
                               struct hm_err *reterr) HM_MUST_CHECK;

/** The file's tree with all that its services extend; where that is not known a service says why
 * (hm_ynode.incomplete). As Compose does before it lays files over one another. */
struct hm_ynode *hm_compose_extend_all(struct hm_compose *compose, struct hm_ynode *root);

/** Adds what Compose refuses in a file by its keys and their kinds to the problems. */
void hm_compose_check(struct hm_compose *compose, const struct hm_ynode *root);

/** Reads what a service says. */
void hm_compose_service(struct hm_compose *compose, const struct hm_ynode *node,
                        struct hm_service *service);

/** Reads its build:. */
void hm_compose_build(struct hm_compose *compose, const struct hm_ynode *node,
                      struct hm_service_build *build);

#endif
