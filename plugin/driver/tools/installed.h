/* SPDX-License-Identifier: Apache-2.0 */
/* The tools as they are on this machine. */
#ifndef HM_DRIVER_INSTALLED_H
#define HM_DRIVER_INSTALLED_H

#include "adapters/copies.h"
#include "adapters/locate.h"
#include "adapters/lock.h"
#include "plugin/driver/config/config.h"

struct hm_installed {
    const struct hm_adapter *adapter;
    const char *path;      /**< NULL: not found */
    struct hm_err why;     /**< why it was not found */
    struct hm_str version; /**< empty: it does not say */
    struct hm_tool_data data;
    struct hm_tool_data also;     /**< hm_adapter_data.also */
    struct hm_sealed_result copy; /**< HM_SEALED_WORKING when no copy was asked for */
    size_t process;
};

/**
 * Looks for all tools and asks them for their versions, side by side; into the arena. Behind them
 * come the commands of @p config (NULL: none), which are asked by --version. With
 * @p copies each program is hashed too, and it is that copy which is asked.
 */
struct hm_installed *hm_installed_find(struct hm_arena *arena, const struct hm_config *config,
                                       struct hm_copies *copies, size_t *ret_n);

/** How a tool that was hashed compares with the lock, which may be NULL: "verified", "differs",
 * "not-pinnable" (a script), "unlisted", "missing" or "unreadable". */
const char *hm_installed_pin(const struct hm_lock *lock, const struct hm_installed *tool);

#endif
