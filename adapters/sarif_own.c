/* SPDX-License-Identifier: Apache-2.0 */
/* Reads back what our own SARIF says besides the standard: nothing is lost by writing it. */
#include "adapters/sarif_parts.h"

enum {
    PRODUCER_MAX = 60,
    AGREEMENTS_MAX = 100,
    IMAGES_MAX = 1000, /* that a finding is about */
    FINGERPRINT_LENGTH = 32,
};

static struct hm_str
text_of(struct hm_sarif_reader *reader, const struct hm_json *bag, const char *key)
{
    const json_t *value = json_object_get(bag->value, key);

    return json_is_string(value)
               ? hm_collect_name(reader->arena,
                                 hm_str_make(json_string_value(value), json_string_length(value)))
               : HM_S("");
}

enum hm_status
hm_sarif_own_producer(struct hm_sarif_reader *reader, const struct hm_json *result)
{
    struct hm_json bag;

    HM_TRY(hm_json_may(result, "properties", JSON_OBJECT, &bag, reader->reterr));
    struct hm_str producer = hm_str_trim(text_of(reader, &bag, "producer"));
    reader->run->found.producer =
        producer.n == 0 || producer.n > PRODUCER_MAX
            ? HM_SARIF_OWN
            : hm_arena_c(reader->arena, hm_collect_text(reader->arena, producer, PRODUCER_MAX));
    return HM_OK;
}

const struct hm_rule *
hm_sarif_own_rule(const struct hm_sarif_reader *reader, struct hm_str id)
{
    const struct hm_sarif_options *options = reader->options;

    if (!reader->is_own || strcmp(reader->run->found.producer, HM_SARIF_OWN) != 0) {
        return NULL;
    }
    /* "HM4012:low" is what destinations get that show the level of a rule. */
    id = hm_str_sub(id, 0, hm_str_find(id, ':'));
    for (size_t i = 0; i < options->n_catalogue; i++) {
        if (hm_str_eq(id, options->catalogue[i]->id)) {
            return options->catalogue[i];
        }
    }
    return NULL;
}

static bool
is_hex(struct hm_str text, size_t least, size_t most)
{
    for (size_t i = 0; i < text.n; i++) {
        if (!hm_is_digit(text.p[i]) && (text.p[i] < 'a' || text.p[i] > 'f')) {
            return false;
        }
    }
    return text.n >= least && text.n <= most;
}

static enum hm_status
read_identity(struct hm_sarif_reader *reader, const struct hm_json *result,
              struct hm_finding *finding)
{
    struct hm_json prints;

    HM_TRY(hm_json_may(result, "partialFingerprints", JSON_OBJECT, &prints, reader->reterr));
    struct hm_str identity = text_of(reader, &prints, "hullmark/v1");
    struct hm_str line = text_of(reader, &prints, "primaryLocationLineHash");
    size_t colon = hm_str_find(line, ':');
    uint64_t count = 0;
    if (is_hex(identity, FINGERPRINT_LENGTH, FINGERPRINT_LENGTH)) {
        finding->fingerprint = identity;
    }
    if (is_hex(hm_str_sub(line, 0, colon), 1, 16) && colon < line.n &&
        hm_str_to_u64(hm_str_from(line, colon + 1), UINT32_MAX, &count)) {
        finding->line_hash = line;
        finding->is_hashed = true;
    }
    return HM_OK;
}

static enum hm_status
read_stage(struct hm_sarif_reader *reader, const struct hm_json *result, struct hm_finding *finding)
{
    struct hm_json locations, location, list, item;

    HM_TRY(hm_json_may(result, "locations", JSON_ARRAY, &locations, reader->reterr));
    if (hm_json_count(&locations) == 0) {
        return HM_OK;
    }
    HM_TRY(hm_json_item(&locations, 0, JSON_OBJECT, &location, reader->reterr));
    HM_TRY(hm_json_may(&location, "logicalLocations", JSON_ARRAY, &list, reader->reterr));
    for (size_t i = 0; i < hm_json_count(&list); i++) {
        HM_TRY(hm_json_item(&list, i, JSON_OBJECT, &item, reader->reterr));
        if (hm_str_eq(text_of(reader, &item, "kind"), "module")) {
            finding->stage = text_of(reader, &item, "name");
        }
    }
    return HM_OK;
}

static enum hm_status
read_agreement(struct hm_sarif_reader *reader, const struct hm_json *bag,
               struct hm_finding *finding)
{
    struct hm_json list, item;

    HM_TRY(hm_json_may(bag, "agreedBy", JSON_ARRAY, &list, reader->reterr));
    for (size_t i = 0; i < hm_json_count(&list) && i < AGREEMENTS_MAX; i++) {
        HM_TRY(hm_json_item(&list, i, JSON_OBJECT, &item, reader->reterr));
        struct hm_agreement agreement = {
            .tool = hm_collect_c(reader->arena, text_of(reader, &item, "tool"), PRODUCER_MAX),
            .id = hm_collect_c(reader->arena, text_of(reader, &item, "id"), HM_SARIF_TEXT_MAX),
            .severity = hm_severity_parse(text_of(reader, &item, "severity")),
        };
        if (agreement.tool != NULL && agreement.id != NULL) {
            hm_vec_add(reader->arena, &finding->agreed_by, agreement);
        }
    }
    return HM_OK;
}

static void
read_package(struct hm_sarif_reader *reader, const struct hm_json *bag, struct hm_finding *finding)
{
    const json_t *aliases = json_object_get(bag->value, "aliases");

    finding->advisory = text_of(reader, bag, "advisory");
    for (size_t i = 0; i < json_array_size(aliases) && i < HM_ALIASES_LIMIT; i++) {
        struct hm_str id = hm_str_c(json_string_value(json_array_get(aliases, i)));
        if (id.n > 0) {
            hm_finding_add_alias(reader->arena, finding, hm_collect_name(reader->arena, id));
        }
    }
    finding->package = text_of(reader, bag, "package");
    finding->version = text_of(reader, bag, "installedVersion");
    finding->fixed_in = text_of(reader, bag, "fixedVersion");
    finding->purl = text_of(reader, bag, "purl");
}

static bool
says(const json_t *object, const char *key, const char *word)
{
    const char *text = json_string_value(json_object_get(object, key));

    return text != NULL && strcmp(text, word) == 0;
}

void
hm_sarif_own_states(struct hm_arena *arena, const json_t *result, const json_t *bag,
                    struct hm_finding *finding)
{
    const json_t *from = json_object_get(bag, "origin");
    bool is_worse = json_is_true(json_object_get(bag, "worseThanBaseline"));

    finding->baseline = says(result, "baselineState", "new")         ? HM_BASELINE_NEW
                        : says(result, "baselineState", "unchanged") ? HM_BASELINE_UNCHANGED
                        : !says(result, "baselineState", "updated")  ? HM_BASELINE_NONE
                        : is_worse                                   ? HM_BASELINE_WORSE
                                                                     : HM_BASELINE_EASED;
    finding->is_ungated = json_is_true(json_object_get(bag, "ungated"));
    const json_t *images = json_object_get(bag, "images");
    for (size_t i = 0; i < json_array_size(images) && i < IMAGES_MAX; i++) {
        const char *name = json_string_value(json_array_get(images, i));
        if (name != NULL && name[0] != '\0') {
            hm_vec_add(arena, &finding->images, hm_collect_name(arena, hm_str_c(name)));
        }
    }
    if (from != NULL) {
        struct hm_origin *origin = hm_arena_new(arena, struct hm_origin, 1);
        origin->kind = says(from, "kind", "base")          ? HM_ORIGIN_BASE
                       : says(from, "kind", "instruction") ? HM_ORIGIN_INSTRUCTION
                                                           : HM_ORIGIN_UNKNOWN;
        finding->origin = origin;
    }
}

enum hm_status
hm_sarif_own_restore(struct hm_sarif_reader *reader, const struct hm_json *result,
                     struct hm_finding *finding)
{
    struct hm_json bag;

    HM_TRY(hm_json_may(result, "properties", JSON_OBJECT, &bag, reader->reterr));
    if (bag.value == NULL) {
        return HM_OK;
    }
    enum hm_severity severity = hm_severity_parse(text_of(reader, &bag, "severity"));
    finding->severity = severity != HM_SEV_NONE ? severity : finding->severity;
    finding->score = text_of(reader, &bag, "security-severity");
    finding->claimed = hm_severity_parse(text_of(reader, &bag, "claimedSeverity"));
    finding->target = text_of(reader, &bag, "target");
    finding->url = hm_collect_url(reader->arena, text_of(reader, &bag, "url"));
    finding->is_inferred = json_is_true(json_object_get(bag.value, "inferredLocation"));
    hm_sarif_own_states(reader->arena, result->value, bag.value, finding);
    read_package(reader, &bag, finding);
    HM_TRY(read_agreement(reader, &bag, finding));
    HM_TRY(read_stage(reader, result, finding));
    return read_identity(reader, result, finding);
}
