/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/services.h"

#include "plugin/base/arena.h"
#include "plugin/model/report.h"

void
hm_service_lacks(const struct hm_visit *at, struct hm_sink *out, const char *fmt, ...)
{
    va_list ap;

    if (at->service->incomplete != NULL) {
        hm_cannot_tell(out, at->service->span, "Not all of the service is known: %s.",
                       at->service->incomplete);
        return;
    }
    va_start(ap, fmt);
    struct hm_str what = hm_arena_vprintf(out->arena, fmt, ap);
    va_end(ap);
    hm_find(out, at->service->span, "The service %.*s %.*s", HM_FMT(at->service->name),
            HM_FMT(what));
}

void
hm_service_find_unlimited(const struct hm_visit *at, struct hm_sink *out,
                          const struct hm_scalar *limit, const char *const *none, const char *what)
{
    if (!limit->is_set) {
        hm_service_lacks(at, out, "has no limit on %s.", what);
    } else if (!limit->is_known) {
        hm_cannot_tell(out, limit->span, "The limit depends on a variable.");
    } else if (hm_str_in_nocase(limit->text, none)) {
        hm_find(out, limit->span, "The service %.*s has no limit on %s.", HM_FMT(at->service->name),
                what);
    }
}

const struct hm_scalar *
hm_service_image(const struct hm_visit *at)
{
    const struct hm_scalar *image = &at->service->image;

    return image->is_set && !hm_service_is_built(at->service) ? image : NULL;
}

enum hm_trit
hm_scalars_have(const struct hm_scalars *values, const char *text)
{
    enum hm_trit result = HM_NO;

    for (uint32_t i = 0; i < values->n; i++) {
        switch (hm_scalar_is(&values->list[i], text)) {
        case HM_YES:
            return HM_YES;
        case HM_UNKNOWN:
            result = HM_UNKNOWN;
            break;
        case HM_NO:
            break;
        }
    }
    return result;
}

void
hm_service_find_host(const struct hm_visit *at, struct hm_sink *out, const struct hm_scalar *mode,
                     const char *what, const char *why)
{
    switch (hm_scalar_is(mode, "host")) {
    case HM_YES:
        hm_find(out, mode->span, "The service %.*s %s", HM_FMT(at->service->name), why);
        break;
    case HM_UNKNOWN:
        hm_cannot_tell(out, mode->span, "What `%s` is depends on a variable.", what);
        break;
    case HM_NO:
        break;
    }
}

bool
hm_security_option_is(struct hm_str option, const char *name, const char *value)
{
    size_t n = strlen(name);

    return hm_str_eq_nocase(hm_str_sub(option, 0, n), hm_str_c(name)) && option.n > n &&
           (option.p[n] == '=' || option.p[n] == ':') &&
           hm_str_eq_nocase(hm_str_trim(hm_str_from(option, n + 1)), hm_str_c(value));
}
