/* SPDX-License-Identifier: Apache-2.0 */
/* What several rules about services ask. */
#ifndef HM_RULES_SERVICES_H
#define HM_RULES_SERVICES_H

#include "plugin/rules/registry.h"

/**
 * Reports at the service's name that it lacks something; where not all of the service is known,
 * that this cannot be told. @p fmt goes on behind "The service NAME ", and @p key says what would
 * mend it. Nothing where the service does one task and ends: it needs no such thing.
 */
void hm_service_lacks(const struct hm_visit *at, struct hm_sink *out, enum hm_service_key key,
                      const char *fmt, ...) HM_PRINTF(4, 5);

/** Reports a limit that is not set, or that is one of @p none, which means no limit. @p what it is
 * on follows "has no limit on ". */
void hm_service_find_unlimited(const struct hm_visit *at, struct hm_sink *out,
                               const struct hm_scalar *limit, enum hm_service_key key,
                               const char *const *none, const char *what);

/** What the service at hand runs; NULL where that is its own build, and `image:` only the name that
 * the result gets. */
const struct hm_scalar *hm_service_image(const struct hm_visit *at);

/** Whether the image of a command could be one that is made on the machine that runs it: it has a
 * name without registry and folder, and no official image is called so. */
bool hm_service_image_may_be_made(const struct hm_visit *at, const struct hm_image_ref *ref);

/** Whether one of the values is @p text, in any case; HM_UNKNOWN where one that depends on a
 * variable could be it. */
enum hm_trit hm_scalars_have(const struct hm_scalars *values, const char *text);

/** Reports a mode such as `network_mode: host`, or says that it cannot be told. @p key is what sets
 * it, @p why follows "The service NAME ". */
void hm_service_find_host(const struct hm_visit *at, struct hm_sink *out,
                          const struct hm_scalar *mode, enum hm_service_key key, const char *why);

/** Whether an option of security_opt is @p name (behind it '=' or ':') with @p value. */
bool hm_security_option_is(struct hm_str option, const char *name, const char *value);

/** Whether a service's image is made here: `image:` is only the name that the result gets. */
static inline bool
hm_service_is_built(const struct hm_service *service)
{
    return service->build.is_set || service->is_image_made;
}

#endif
