/* SPDX-License-Identifier: Apache-2.0 */
#include "adapters/bill_in.h"

#include "adapters/collect.h"
#include "plugin/base/auto.h"
#include "plugin/base/json_pull.h"

enum {
    FORM_MAX = 20,
    HEX = 64,
};

struct reader {
    struct hm_arena *arena;
    struct hm_json_pull pull;
    struct hm_bill *bill;
    struct hm_err *reterr;
    struct hm_str cyclonedx; /* specVersion, where bomFormat says CycloneDX */
    bool is_cyclonedx;
    struct hm_str spdx; /* spdxVersion */
    bool is_spdx3;
    bool has_list;
};

/* Digests stand alone, behind '@', and escaped in a purl. */
static void
add_digest(struct reader *r, struct hm_str text)
{
    static const char *const marks[] = { "sha256:", "sha256%3A", "sha256%3a" };

    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
        size_t n = strlen(marks[i]);
        const char *at = text.n == 0 ? NULL : memmem(text.p, text.n, marks[i], n);
        if (at == NULL || r->bill->digests.n >= HM_BILL_DIGESTS) {
            continue;
        }
        struct hm_str hex = hm_str_sub(hm_str_from(text, (size_t)(at - text.p) + n), 0, HEX);
        bool is_hex = hex.n == HEX;
        for (size_t k = 0; is_hex && k < hex.n; k++) {
            is_hex = hm_is_digit(hex.p[k]) || (hex.p[k] >= 'a' && hex.p[k] <= 'f');
        }
        if (is_hex) {
            hm_vec_add(r->arena, &r->bill->digests,
                       hm_arena_printf(r->arena, "sha256:%.*s", HM_FMT(hex)));
        }
    }
}

static void
add_digest_of(struct reader *r, const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);

    add_digest(r, hm_str_make(json_string_value(value), json_string_length(value)));
}

/* CycloneDX: what it is of is metadata.component; Syft says the digest as its version, Trivy in its
 * purl and in properties. */
static enum hm_status
read_metadata(struct reader *r)
{
    hm_auto_json json_t *owner = NULL;
    struct hm_json at;

    HM_TRY(hm_json_pull_take(&r->pull, &owner, &at, r->reterr));
    const json_t *component = json_object_get(at.value, "component");
    const json_t *properties = json_object_get(component, "properties");
    add_digest_of(r, component, "version");
    add_digest_of(r, component, "purl");
    for (size_t i = 0; i < json_array_size(properties); i++) {
        add_digest_of(r, json_array_get(properties, i), "value");
    }
    return HM_OK;
}

/* SPDX: an image is a package among the others. */
static enum hm_status
read_package(struct reader *r)
{
    static const char *const members[] = { "primaryPackagePurpose", "versionInfo", NULL };
    hm_auto_json json_t *owner = NULL;
    struct hm_json at;

    HM_TRY(hm_json_pull_take_only(&r->pull, members, &owner, &at, r->reterr));
    const char *purpose = json_string_value(json_object_get(at.value, "primaryPackagePurpose"));
    if (purpose != NULL && strcmp(purpose, "CONTAINER") == 0) {
        add_digest_of(r, at.value, "versionInfo");
    }
    return HM_OK;
}

static enum hm_status
read_list(struct reader *r, bool is_spdx)
{
    bool has = false;

    r->has_list = true;
    if (hm_json_pull_is_null(&r->pull)) {
        return hm_json_pull_skip(&r->pull, r->reterr);
    }
    HM_TRY(hm_json_pull_enter(&r->pull, JSON_ARRAY, r->reterr));
    for (;;) {
        HM_TRY(hm_json_pull_next(&r->pull, &has, r->reterr));
        if (!has) {
            return HM_OK;
        }
        HM_TRY(is_spdx ? read_package(r) : hm_json_pull_skip(&r->pull, r->reterr));
        r->bill->n_packages++;
    }
}

static enum hm_status
read_word(struct reader *r, struct hm_str *ret)
{
    hm_auto_json json_t *owner = NULL;
    struct hm_json at;

    HM_TRY(hm_json_pull_take(&r->pull, &owner, &at, r->reterr));
    HM_TRY(hm_json_expect(&at, JSON_STRING, r->reterr));
    *ret = hm_collect_text(r->arena, hm_json_text(&at), FORM_MAX);
    return HM_OK;
}

static enum hm_status
read_member(struct reader *r)
{
    struct hm_str key = r->pull.key;
    struct hm_str word = { 0 };

    if (hm_str_eq(key, "bomFormat")) {
        HM_TRY(read_word(r, &word));
        r->is_cyclonedx = hm_str_eq(word, "CycloneDX");
        return HM_OK;
    }
    if (hm_str_eq(key, "specVersion")) {
        return read_word(r, &r->cyclonedx);
    }
    if (hm_str_eq(key, "spdxVersion")) {
        return read_word(r, &r->spdx);
    }
    if (hm_str_eq(key, "metadata")) {
        return read_metadata(r);
    }
    if (hm_str_eq(key, "components") || hm_str_eq(key, "packages")) {
        return read_list(r, hm_str_eq(key, "packages"));
    }
    r->is_spdx3 |= hm_str_eq(key, "@graph");
    return hm_json_pull_skip(&r->pull, r->reterr);
}

static enum hm_status
read_document(struct reader *r)
{
    bool has = false;

    HM_TRY(hm_json_pull_enter(&r->pull, JSON_OBJECT, r->reterr));
    for (;;) {
        HM_TRY(hm_json_pull_next(&r->pull, &has, r->reterr));
        if (!has) {
            break;
        }
        HM_TRY(read_member(r));
    }
    HM_TRY(hm_json_pull_end(&r->pull, r->reterr));
    if (r->is_cyclonedx && r->cyclonedx.n > 0) {
        r->bill->form = hm_arena_printf(r->arena, "CycloneDX %.*s", HM_FMT(r->cyclonedx));
        return HM_OK;
    }
    if (hm_str_starts(r->spdx, "SPDX-2.") && r->has_list) {
        r->bill->form = r->spdx;
        return HM_OK;
    }
    if (r->is_spdx3 || hm_str_starts(r->spdx, "SPDX-")) {
        return hm_err_set(r->reterr, HM_E_UNSUPPORTED,
                          "it is SPDX, but not a document of SPDX 2, which is what is read");
    }
    return hm_err_set(r->reterr, HM_E_SYNTAX,
                      "it is no bill of materials: neither CycloneDX nor SPDX 2 in JSON");
}

enum hm_status
hm_bill_read(struct hm_arena *arena, struct hm_str text, struct hm_bill *ret, struct hm_err *reterr)
{
    struct hm_bill bill = { 0 };
    struct reader r = { .arena = arena, .bill = &bill, .reterr = reterr };

    hm_json_pull_begin(&r.pull, text, false);
    enum hm_status status = read_document(&r);
    hm_json_pull_done(&r.pull);
    if (status == HM_OK) {
        *ret = bill;
    }
    return status;
}

bool
hm_bill_names(const struct hm_bill *bill, struct hm_str digest)
{
    for (size_t i = 0; digest.n > 0 && i < bill->digests.n; i++) {
        if (hm_str_is(bill->digests.p[i], digest)) {
            return true;
        }
    }
    return false;
}
