/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/services.h"

#include "plugin/base/arena.h"
#include "plugin/model/report.h"

void
hm_service_lacks(const struct hm_visit *at, struct hm_sink *out, enum hm_service_key key,
                 const char *fmt, ...)
{
    const struct hm_service *service = at->service;
    va_list ap;

    if (service->is_passing) {
        return;
    }
    if (service->incomplete != NULL) {
        hm_cannot_tell(out, service->span, "Not all of the %s is known: %s.",
                       hm_service_noun(service), service->incomplete);
        return;
    }
    va_start(ap, fmt);
    struct hm_str what = hm_arena_vprintf(out->arena, fmt, ap);
    va_end(ap);
    if (service->form == HM_SERVICE_COMPOSE) {
        hm_find(out, service->span, "The %s %.*s %.*s.", HM_SERVICE(service), HM_FMT(what));
    } else {
        hm_find(out, service->span, "The %s %.*s %.*s: `%s` is not given.", HM_SERVICE(service),
                HM_FMT(what), hm_service_spelling(service, key));
    }
}

void
hm_service_find_unlimited(const struct hm_visit *at, struct hm_sink *out,
                          const struct hm_scalar *limit, enum hm_service_key key,
                          const char *const *none, const char *what)
{
    if (!limit->is_set) {
        hm_service_lacks(at, out, key, "has no limit on %s", what);
    } else if (!limit->is_known) {
        hm_cannot_tell(out, limit->span, "The limit depends on a variable.");
    } else if (hm_str_in_nocase(limit->text, none)) {
        hm_find(out, limit->span, "The %s %.*s has no limit on %s.", HM_SERVICE(at->service), what);
    }
}

const struct hm_scalar *
hm_service_image(const struct hm_visit *at)
{
    const struct hm_scalar *image = &at->service->image;

    return image->is_set && !hm_service_is_built(at->service) ? image : NULL;
}

bool
hm_service_image_may_be_made(const struct hm_visit *at, const struct hm_image_ref *ref)
{
    const struct hm_base *base = hm_bases_find(ref);

    return at->service->form == HM_SERVICE_COMMAND && ref->is_official &&
           hm_str_find(at->service->image.text, '/') == at->service->image.text.n &&
           (base == NULL || hm_str_ends(hm_str_c(base->repository), "/*"));
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
                     enum hm_service_key key, const char *why)
{
    switch (hm_scalar_is(mode, "host")) {
    case HM_YES:
        hm_find(out, mode->span, "The %s %.*s %s", HM_SERVICE(at->service), why);
        break;
    case HM_UNKNOWN:
        hm_cannot_tell(out, mode->span, "What `%s` is depends on a variable.",
                       hm_service_spelling(at->service, key));
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
