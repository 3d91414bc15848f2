/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/signatures/signature_look.h"

#include "plugin/base/auto.h"
#include "plugin/image/referrers.h"

enum {
    MOST_READ = 64,   /* listed manifests whose bytes are checked */
    MOST_KINDS = 8,   /* that are named */
    KIND_BYTES = 100, /* of a name */
};

/* All that is below a reference, held against its digests. */
static enum hm_look
read_all(struct hm_arena *arena, struct hm_str text, const struct hm_image_options *options,
         struct hm_str *ret_why)
{
    struct hm_image_options all = *options;
    struct hm_image_check check = { 0 };
    struct hm_err err = { 0 };
    const struct hm_image_target target = { .kind = HM_IMAGE_REGISTRY, .text = text };

    all.platform = HM_S("all");
    enum hm_status status = hm_image_verify(arena, &target, &all, &check, &err);
    if (status == HM_E_NOT_FOUND) {
        return HM_LOOK_NONE;
    }
    if (status != HM_OK || check.proof != HM_PROOF_VERIFIED) {
        *ret_why = status == HM_OK ? check.text : hm_arena_str(arena, hm_str_c(err.text));
        return HM_LOOK_UNREADABLE;
    }
    return HM_LOOK_WHOLE;
}

enum hm_look
hm_signature_look(struct hm_arena *arena, const struct hm_reference *reference,
                  struct hm_str digest, const char *suffix, const struct hm_image_options *options,
                  struct hm_str *ret_why)
{
    size_t colon = hm_str_find(digest, ':');

    return read_all(arena,
                    hm_arena_printf(arena, "%.*s:%.*s-%.*s%s",
                                    HM_FMT(hm_image_ref_name(arena, &reference->ref)),
                                    HM_FMT(hm_str_sub(digest, 0, colon)),
                                    HM_FMT(hm_str_from(digest, colon + 1)), suffix),
                    options, ret_why);
}

/* "2 of application/spdx+json, 1 of an unknown kind" */
static struct hm_str
name_kinds(struct hm_arena *arena, const struct hm_referrers *list)
{
    struct {
        struct hm_str kind;
        size_t n;
    } kinds[MOST_KINDS];
    size_t n_kinds = 0;
    size_t n_others = 0;
    hm_auto_buf struct hm_buf out = { 0 };

    for (size_t i = 0; i < list->all.n; i++) {
        struct hm_str kind = hm_str_sub(list->all.p[i].artifact_type, 0, KIND_BYTES);
        size_t k = 0;
        while (k < n_kinds && !hm_str_is(kinds[k].kind, kind)) {
            k++;
        }
        if (k == MOST_KINDS) {
            n_others++;
            continue;
        }
        if (k == n_kinds) {
            kinds[k].kind = kind;
            kinds[n_kinds++].n = 0;
        }
        kinds[k].n++;
    }
    for (size_t k = 0; k < n_kinds; k++) {
        struct hm_str kind = kinds[k].kind.n > 0 ? kinds[k].kind : HM_S("an unknown kind");
        hm_buf_printf(&out, "%s%zu of %.*s", k > 0 ? ", " : "", kinds[k].n, HM_FMT(kind));
    }
    if (n_others > 0) {
        hm_buf_printf(&out, ", %zu of other kinds", n_others);
    }
    return hm_arena_str(arena, hm_buf_str(&out));
}

static enum hm_status
list_referrers(struct hm_arena *arena, struct hm_str text, struct hm_str digest,
               const struct hm_image_options *options, struct hm_referrers *ret,
               struct hm_err *reterr)
{
    struct hm_registry *registry = NULL;

    HM_TRY(hm_registry_open(arena, text, options, &registry, reterr));
    enum hm_status status = hm_registry_list_referrers(registry, digest, ret, reterr);
    hm_registry_close(registry);
    return status;
}

enum hm_look
hm_signature_look_at_list(struct hm_arena *arena, const struct hm_reference *reference,
                          struct hm_str digest, const struct hm_image_options *options,
                          struct hm_attached *ret_attached, struct hm_str *ret_why)
{
    struct hm_str name = hm_image_ref_name(arena, &reference->ref);
    struct hm_referrers list = { 0 };
    struct hm_err err = { 0 };
    struct hm_str image = hm_reference_pinned(arena, reference, digest);

    if (list_referrers(arena, image, digest, options, &list, &err) != HM_OK) {
        *ret_why = hm_arena_str(arena, hm_str_c(err.text));
        return HM_LOOK_UNREADABLE;
    }
    ret_attached->kinds = name_kinds(arena, &list);
    for (size_t i = 0; i < list.all.n; i++) {
        struct hm_str kind = list.all.p[i].artifact_type;
        ret_attached->has_bundles |=
            kind.n == 0 || hm_str_starts(kind, "application/vnd.dev.sigstore.bundle");
    }
    if (list.all.n > MOST_READ) {
        *ret_why = hm_arena_printf(arena, "more than %d artifacts refer to it", MOST_READ);
        return HM_LOOK_UNREADABLE;
    }
    for (size_t i = 0; i < list.all.n; i++) {
        struct hm_str listed = list.all.p[i].digest;
        enum hm_look look = HM_LOOK_UNREADABLE;
        *ret_why = HM_S("what is listed has no digest that could be checked");
        if (hm_digest_is_canonical(listed)) {
            *ret_why = HM_S("what is listed is not there");
            look =
                read_all(arena, hm_arena_printf(arena, "%.*s@%.*s", HM_FMT(name), HM_FMT(listed)),
                         options, ret_why);
        }
        if (look != HM_LOOK_WHOLE) {
            return HM_LOOK_UNREADABLE;
        }
    }
    return list.all.n > 0 ? HM_LOOK_WHOLE : HM_LOOK_NONE;
}
