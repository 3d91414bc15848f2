/* SPDX-License-Identifier: Apache-2.0 */
#include "adapters/vex_in.h"

#include "adapters/locate.h"
#include "plugin/base/auto.h"
#include "plugin/base/json.h"
#include "plugin/model/redact.h"

enum {
    TEXT_LIMIT = 1000, /* bytes of a text that people read */
};

struct reader {
    struct hm_arena *arena;
    struct hm_vex_document *document;
    struct hm_err *reterr;
    struct hm_str path;
    struct hm_str id;
    struct hm_str author;
    int64_t time;
    uint32_t order;
};

static struct hm_str
text_of(struct reader *reader, struct hm_str text)
{
    return hm_arena_str(reader->arena,
                        hm_redact(reader->arena, hm_str_sub(hm_str_trim(text), 0, TEXT_LIMIT)));
}

static struct hm_str
kept(struct reader *reader, struct hm_str text)
{
    return hm_arena_str(reader->arena, text);
}

/* --- times --- */

/* Nanoseconds since 1970, or -1. */
static int64_t
time_of(struct hm_str text)
{
    int64_t seconds = hm_rfc3339_seconds(text);
    struct hm_str rest = hm_str_from(text, 19);
    int64_t nanos = 0;
    uint64_t hours = 0;
    uint64_t minutes = 0;

    if (seconds < 0 || seconds > INT32_MAX * INT64_C(4)) {
        return -1;
    }
    if (hm_str_starts(rest, ".")) {
        int64_t unit = 100000000;
        for (rest = hm_str_from(rest, 1); rest.n > 0 && hm_is_digit(rest.p[0]);
             rest = hm_str_from(rest, 1), unit /= 10) {
            nanos += (rest.p[0] - '0') * unit;
        }
    }
    if (!hm_str_eq(rest, "Z")) {
        bool is_offset = rest.n == 6 && (rest.p[0] == '+' || rest.p[0] == '-') &&
                         rest.p[3] == ':' && hm_str_to_u64(hm_str_sub(rest, 1, 2), 23, &hours) &&
                         hm_str_to_u64(hm_str_sub(rest, 4, 2), 59, &minutes);
        if (!is_offset) {
            return -1;
        }
        int64_t offset = (int64_t)(hours * 3600 + minutes * 60);
        seconds += rest.p[0] == '+' ? -offset : offset;
    }
    return seconds * 1000000000 + nanos;
}

static enum hm_status
read_time(struct reader *reader, const struct hm_json *at, struct hm_str text, int64_t *ret)
{
    int64_t time = time_of(text);

    if (time < 0) {
        return hm_json_error(at, reader->reterr, "its timestamp is no time as RFC 3339 writes it");
    }
    *ret = time;
    return HM_OK;
}

/* --- products --- */

struct names {
    HM_VEC(struct hm_str) list;
};

static void
add_name(struct reader *reader, struct names *names, struct hm_str name)
{
    name = hm_str_trim(name);
    if (name.n > 0) {
        hm_vec_add(reader->arena, &names->list, kept(reader, name));
    }
}

/* @id, identifiers.purl and the one hash that is compared. */
static enum hm_status
read_names(struct reader *reader, const struct hm_json *at, struct names *names)
{
    struct hm_json identifiers, hashes;
    struct hm_str id, purl, hash = { 0 };

    HM_TRY(hm_json_may_str(at, "@id", &id, reader->reterr));
    HM_TRY(hm_json_may(at, "identifiers", JSON_OBJECT, &identifiers, reader->reterr));
    HM_TRY(hm_json_may(at, "hashes", JSON_OBJECT, &hashes, reader->reterr));
    if (id.n == 0 && identifiers.value == NULL) {
        return hm_json_error(at, reader->reterr, "it has neither @id nor identifiers");
    }
    add_name(reader, names, id);
    if (identifiers.value != NULL) {
        HM_TRY(hm_json_may_str(&identifiers, "purl", &purl, reader->reterr));
        add_name(reader, names, purl);
    }
    if (hashes.value != NULL) {
        HM_TRY(hm_json_may_str(&hashes, "sha-256", &hash, reader->reterr));
    }
    if (hash.n > 0) {
        add_name(reader, names, hm_arena_printf(reader->arena, "sha256:%.*s", HM_FMT(hash)));
    }
    return HM_OK;
}

static enum hm_status
check_count(struct reader *reader, const struct hm_json *list)
{
    return hm_json_count(list) <= HM_VEX_NAMES_LIMIT
               ? HM_OK
               : hm_json_error(list, reader->reterr, "it has more than %d entries",
                               HM_VEX_NAMES_LIMIT);
}

static enum hm_status
read_product(struct reader *reader, const struct hm_json *at, struct hm_vex_product *ret)
{
    struct names ids = { 0 };
    struct names parts = { 0 };
    struct hm_json list, item;

    HM_TRY(read_names(reader, at, &ids));
    HM_TRY(hm_json_may(at, "subcomponents", JSON_ARRAY, &list, reader->reterr));
    HM_TRY(check_count(reader, &list));
    for (size_t i = 0; i < hm_json_count(&list); i++) {
        HM_TRY(hm_json_item(&list, i, JSON_OBJECT, &item, reader->reterr));
        HM_TRY(read_names(reader, &item, &parts));
    }
    *ret = (struct hm_vex_product){ .ids = ids.list.p,
                                    .n_ids = (uint32_t)ids.list.n,
                                    .parts = parts.list.p,
                                    .n_parts = (uint32_t)parts.list.n,
                                    .has_parts = hm_json_count(&list) > 0 };
    return HM_OK;
}

static enum hm_status
read_products(struct reader *reader, const struct hm_json *statement, struct hm_vex *vex)
{
    struct hm_json list, item;

    HM_TRY(hm_json_may(statement, "products", JSON_ARRAY, &list, reader->reterr));
    HM_TRY(check_count(reader, &list));
    size_t n = hm_json_count(&list);
    struct hm_vex_product *products = hm_arena_new(reader->arena, struct hm_vex_product, n);
    for (size_t i = 0; i < n; i++) {
        HM_TRY(hm_json_item(&list, i, JSON_OBJECT, &item, reader->reterr));
        HM_TRY(read_product(reader, &item, &products[i]));
    }
    vex->products = products;
    vex->n_products = (uint32_t)n;
    return HM_OK;
}

/* --- statements --- */

static enum hm_status
read_vulnerability(struct reader *reader, const struct hm_json *statement, struct hm_str *ret_name,
                   struct hm_vex *vex)
{
    struct hm_json at, list, item;
    struct names aliases = { 0 };
    struct hm_str name;

    HM_TRY(hm_json_need(statement, "vulnerability", JSON_OBJECT, &at, reader->reterr));
    HM_TRY(hm_json_need_str(&at, "name", &name, reader->reterr));
    HM_TRY(hm_json_may(&at, "aliases", JSON_ARRAY, &list, reader->reterr));
    HM_TRY(check_count(reader, &list));
    for (size_t i = 0; i < hm_json_count(&list); i++) {
        HM_TRY(hm_json_item(&list, i, JSON_STRING, &item, reader->reterr));
        add_name(reader, &aliases, hm_json_text(&item));
    }
    if (hm_str_trim(name).n == 0) {
        return hm_json_error(&at, reader->reterr, "its name is empty");
    }
    *ret_name = kept(reader, hm_str_trim(name));
    vex->aliases = aliases.list.p;
    vex->n_aliases = (uint32_t)aliases.list.n;
    return HM_OK;
}

static bool
is_justification(struct hm_str word)
{
    return hm_str_in(word, hm_vex_justifications);
}

static enum hm_status
read_status(struct reader *reader, const struct hm_json *at, struct hm_vex *vex)
{
    struct hm_str status, justification, impact, action;

    HM_TRY(hm_json_need_str(at, "status", &status, reader->reterr));
    HM_TRY(hm_json_may_str(at, "justification", &justification, reader->reterr));
    HM_TRY(hm_json_may_str(at, "impact_statement", &impact, reader->reterr));
    HM_TRY(hm_json_may_str(at, "action_statement", &action, reader->reterr));
    vex->status = hm_vex_parse(status);
    if (vex->status == HM_VEX_NONE) {
        return hm_json_error(at, reader->reterr, "OpenVEX has no such status");
    }
    if (justification.n > 0 && !is_justification(justification)) {
        return hm_json_error(at, reader->reterr, "OpenVEX has no such justification");
    }
    if (vex->status == HM_VEX_NOT_AFFECTED && justification.n == 0 && impact.n == 0) {
        return hm_json_error(at, reader->reterr,
                             "not_affected needs a justification or an impact_statement");
    }
    vex->justification = kept(reader, justification);
    vex->impact = text_of(reader, impact);
    vex->action = text_of(reader, action);
    return HM_OK;
}

/* What readers of the report see as the reason: OpenVEX documents are not signed. */
static struct hm_str
reason_of(struct reader *reader, const struct hm_vex *vex)
{
    return hm_arena_printf(
        reader->arena, "%s%s%.*s%s%.*s (says %.*s, in a document that nobody signed)",
        hm_vex_word(vex->status), vex->justification.n > 0 ? ", " : "", HM_FMT(vex->justification),
        vex->impact.n > 0 ? ": " : "", HM_FMT(vex->impact), HM_FMT(vex->author));
}

static enum hm_status
read_statement(struct reader *reader, const struct hm_json *at)
{
    struct hm_vex vex = { .author = reader->author, .document = reader->id, .time = reader->time };
    struct hm_str name = { 0 };
    struct hm_str time;

    HM_TRY(read_vulnerability(reader, at, &name, &vex));
    HM_TRY(read_status(reader, at, &vex));
    HM_TRY(read_products(reader, at, &vex));
    HM_TRY(hm_json_may_str(at, "timestamp", &time, reader->reterr));
    if (time.n > 0) {
        HM_TRY(read_time(reader, at, time, &vex.time));
    }
    reader->document->n_idle += vex.n_products == 0;
    vex.order = reader->order++;
    struct hm_vex *made = hm_arena_new(reader->arena, struct hm_vex, 1);
    *made = vex;
    struct hm_suppression from = { .dialect = HM_SUPPRESS_VEX,
                                   .is_external = true,
                                   .id = name,
                                   .path = reader->path,
                                   .off = vex.order,
                                   .reason = reason_of(reader, made),
                                   .vex = made };
    hm_vec_add(reader->arena, &reader->document->list, from);
    return HM_OK;
}

/* --- the document --- */

static enum hm_status
check_kind(const struct hm_json *root, struct hm_err *reterr)
{
    struct hm_str context;

    HM_TRY(hm_json_expect(root, JSON_OBJECT, reterr));
    if (json_object_get(root->value, "bomFormat") != NULL) {
        return hm_json_error(root, reterr,
                             "it is CycloneDX, whose VEX is not read; write it as OpenVEX 0.2.0");
    }
    const json_t *csaf = json_object_get(root->value, "document");
    if (csaf != NULL && json_object_get(csaf, "csaf_version") != NULL) {
        return hm_json_error(root, reterr,
                             "it is CSAF, which is not read; write it as OpenVEX 0.2.0");
    }
    HM_TRY(hm_json_need_str(root, "@context", &context, reterr));
    return hm_str_eq(context, "https://openvex.dev/ns/v0.2.0")
               ? HM_OK
               : hm_json_error(root, reterr,
                               "its @context is not https://openvex.dev/ns/v0.2.0: no other "
                               "version is read");
}

enum hm_status
hm_vex_read(struct hm_arena *arena, struct hm_str path, struct hm_str text, uint32_t order,
            struct hm_vex_document *ret, struct hm_err *reterr)
{
    struct hm_vex_document document = { 0 };
    struct reader reader = {
        .arena = arena, .document = &document, .reterr = reterr, .path = path, .order = order
    };
    hm_auto_json json_t *value = NULL;
    struct hm_json list, item;
    struct hm_str id, author, time;

    HM_TRY(hm_json_parse(text, &value, reterr));
    struct hm_json root = hm_json_root(value);
    HM_TRY(check_kind(&root, reterr));
    HM_TRY(hm_json_need_str(&root, "@id", &id, reterr));
    HM_TRY(hm_json_need_str(&root, "author", &author, reterr));
    HM_TRY(hm_json_need_str(&root, "timestamp", &time, reterr));
    HM_TRY(read_time(&reader, &root, time, &reader.time));
    HM_TRY(hm_json_need(&root, "statements", JSON_ARRAY, &list, reterr));
    if (hm_json_count(&list) == 0 || hm_json_count(&list) > HM_VEX_STATEMENTS_LIMIT) {
        return hm_json_error(&list, reterr, "it should have 1 to %d statements",
                             HM_VEX_STATEMENTS_LIMIT);
    }
    reader.id = text_of(&reader, id);
    reader.author = text_of(&reader, author);
    for (size_t i = 0; i < hm_json_count(&list); i++) {
        HM_TRY(hm_json_item(&list, i, JSON_OBJECT, &item, reterr));
        HM_TRY(read_statement(&reader, &item));
    }
    *ret = document;
    return HM_OK;
}
