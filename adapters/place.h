/* SPDX-License-Identifier: Apache-2.0 */
/* What a tool finds around it: a private folder, and an environment with nothing in it by chance.
 */
#ifndef HM_ADAPTERS_PLACE_H
#define HM_ADAPTERS_PLACE_H

#include "adapters/adapter.h"
#include "plugin/base/env.h"

/**
 * Completes the plan's environment and ends it with a NULL. Of ours it gets only what is named
 * here, and credentials only where the plan needs a registry: whatever a scanned file makes a tool
 * do, it cannot give away the tokens of the pipeline. @p ca_file, a path or NULL, is what a tool
 * that talks to anybody trusts in place of the user's $SSL_CERT_FILE.
 */
void hm_place_env(struct hm_arena *arena, const struct hm_env *env,
                  const struct hm_adapter *adapter, const char *dir, const char *ca_file,
                  struct hm_plan *plan);

/** Makes the folder @p dir with home, tmp and work in it, and the plan's files. */
enum hm_status hm_place_make(struct hm_arena *arena, const char *dir, const struct hm_plan *plan,
                             struct hm_err *reterr) HM_MUST_CHECK;

#endif
