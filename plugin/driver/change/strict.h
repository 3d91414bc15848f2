/* SPDX-License-Identifier: Apache-2.0 */
/* The configuration and the lock of a change, held against those of its base: what is no less
 * strict counts, of all else what the base revision says. */
#ifndef HM_DRIVER_STRICT_H
#define HM_DRIVER_STRICT_H

#include "adapters/lock.h"
#include "plugin/driver/change/change.h"
#include "plugin/driver/config/config.h"

/**
 * Makes the configuration no weaker than that of the base revision, where its file lies in the
 * repository and the base is known; what it loosens is added to the change's loosenings (HM9021).
 * Of settings that nobody can order (a gate, a target, overrides, a signature policy) those of the
 * base count where they differ.
 */
void hm_strict_config(struct hm_args *args, struct hm_config *config);

/** The same for a lock: rows that are gone come back, data may be no older, and what is pinned to
 * something else is only said (HM9023). *lock may be NULL before, and is made then. */
void hm_strict_lock(const struct hm_args *args, const char *path, struct hm_lock **lock);

#endif
