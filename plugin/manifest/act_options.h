/* SPDX-License-Identifier: Apache-2.0 */
/* Options of the commands that acts are read from, and what makes a scanner's exit tell. */
#ifndef HM_MANIFEST_ACT_OPTIONS_H
#define HM_MANIFEST_ACT_OPTIONS_H

#include "plugin/manifest/act_maker.h"

/** What became of tools that are retired: sentences for reports. Sources: Docker's documentation of
 * `docker scan` ("removed"; Docker Scout in its place) and of Docker Content Trust, and the
 * READMEs of anchore/anchore-cli and aquasecurity/microscanner. */
extern const char hm_retired_docker_scan[];
extern const char hm_retired_content_trust[];
extern const char hm_retired_anchore_cli[];
extern const char hm_retired_microscanner[];
#define HM_RETIRED_MICROSCANNER hm_retired_microscanner
#define HM_RETIRED_DOCKER_SCAN hm_retired_docker_scan
#define HM_RETIRED_CONTENT_TRUST hm_retired_content_trust
#define HM_RETIRED_ANCHORE_CLI hm_retired_anchore_cli

/** The indexes of a command's arguments that are neither options nor their values, at most
 * @p max. @p valued: options that take the next word, each followed by a blank. */
uint32_t hm_option_operands(const struct hm_command *cmd, const char *valued, uint32_t *ret_list,
                            uint32_t max);

/** A walk over the values of one option: "--tag a", "--tag=a", "-ta". */
struct hm_option_walk {
    const struct hm_command *cmd; /**< its args are looked at */
    struct hm_str name;           /**< with its dashes */
    uint32_t at;                  /**< 0 to begin with */
    struct hm_str value;          /**< empty where the option is the last word */
    struct hm_span span;          /**< of the word that holds the value */
    bool is_joined;               /**< in one word with the option */
};

/** The next value; false behind the last. */
bool hm_option_next(struct hm_option_walk *walk);

/** Sets what a scanner's own options say about its failure. @p gate is that of acts.def. */
void hm_option_judge_gate(const struct hm_act_maker *maker, const struct hm_command *cmd,
                          const char *tool, const char *gate, struct hm_act *act);

#endif
