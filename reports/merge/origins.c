/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/merge/origins.h"

#include "plugin/base/auto.h"
#include "reports/merge/accounts.h"
#include "reports/strmap.h"

#define CONCEPT "vulnerable-base-image"

/* The vulnerabilities of one image's base. */
struct base {
    const struct hm_origin *origin;
    struct hm_str target;
    size_t n;
    size_t n_fixed;
    size_t n_accepted; /* besides those */
    size_t n_of[HM_SEV_CRITICAL + 1];
    enum hm_severity worst;
    size_t finding; /* that tells of it: its index */
};

struct placer {
    struct hm_report *report;
    struct hm_arena scratch;
    const struct hm_image_origins *image; /* of the finding before */
    HM_VEC(struct base) bases;
    size_t base;           /* of the finding before */
    struct hm_strmap seen; /* advisory and package of a base */
    struct hm_buf key;
};

/* --- places --- */

static const struct hm_image_origins *
image_of(struct placer *placer, struct hm_str target)
{
    const struct hm_report *report = placer->report;

    for (size_t i = 0; placer->image == NULL || !hm_str_is(placer->image->target, target); i++) {
        if (i == report->origins.n) {
            return NULL;
        }
        placer->image = &report->origins.p[i];
    }
    return placer->image;
}

static int
compare_layer(const void *key, const void *element)
{
    const struct hm_layer_origin *layer = element;

    return hm_str_compare(*(const struct hm_str *)key, layer->diff_id);
}

static const struct hm_origin *
origin_of(const struct hm_image_origins *image, struct hm_str layer)
{
    const struct hm_layer_origin *found =
        image->n_layers == 0 || layer.n == 0
            ? NULL
            : bsearch(&layer, image->layers, image->n_layers, sizeof *image->layers, compare_layer);

    return found == NULL ? image->other : found->origin;
}

static const char *
proof_of(const struct hm_origin *origin)
{
    return origin->is_proven ? "" : ", by the image's history";
}

static struct hm_str
told(struct hm_arena *arena, const struct hm_finding *finding)
{
    const struct hm_origin *origin = finding->origin;
    bool has_fix = finding->advisory.n > 0 && finding->fixed_in.n > 0;

    switch (origin->kind) {
    case HM_ORIGIN_BASE:
        return hm_arena_printf(arena, "%.*s The base image %.*s brought it%s%s",
                               HM_FMT(finding->message), HM_FMT(origin->what), proof_of(origin),
                               has_fix ? ": update the base." : ".");
    case HM_ORIGIN_INSTRUCTION:
        return hm_arena_printf(arena, "%.*s This %.*s brought it%s%s", HM_FMT(finding->message),
                               HM_FMT(origin->what), proof_of(origin),
                               has_fix ? ": update it here." : ".");
    case HM_ORIGIN_UNKNOWN:
        break;
    }
    return hm_arena_printf(arena, "%.*s What brought it is not known: %.*s.",
                           HM_FMT(finding->message), HM_FMT(origin->what));
}

static void
place(struct placer *placer, struct hm_finding *finding)
{
    const struct hm_image_origins *image = image_of(placer, finding->target);

    if (image == NULL) {
        return;
    }
    const struct hm_origin *origin = origin_of(image, finding->layer);
    if (origin->path.n > 0) {
        finding->path = origin->path;
        finding->place = origin->place;
        finding->stage = origin->stage;
    }
    if (finding->advisory.n > 0 || finding->rule->practice == HM_PRACTICE_SECRETS) {
        finding->origin = origin;
        finding->message = told(&placer->report->arena, finding);
    }
}

/* --- vulnerable bases --- */

static bool
is_of_base(const struct hm_finding *finding)
{
    return finding->origin != NULL && finding->origin->kind == HM_ORIGIN_BASE &&
           finding->advisory.n > 0;
}

static bool
is_base(const struct base *base, const struct hm_finding *finding)
{
    const struct hm_origin *origin = finding->origin;

    return hm_str_is(base->target, finding->target) &&
           (base->origin == origin || (hm_str_is(base->origin->path, origin->path) &&
                                       base->origin->place.line == origin->place.line));
}

/* The base that a finding is of, or NULL. */
static struct base *
find_base(struct placer *placer, const struct hm_finding *finding)
{
    size_t n = placer->bases.n;

    for (size_t i = 0; i < n; i++, placer->base = (placer->base + 1) % n) {
        if (is_base(&placer->bases.p[placer->base], finding)) {
            return &placer->bases.p[placer->base];
        }
    }
    return NULL;
}

static void
add_base(struct placer *placer, const struct hm_finding *finding, size_t index)
{
    struct base *base = hm_vec_push(&placer->scratch, &placer->bases);

    base->origin = finding->origin;
    base->target = finding->target;
    base->finding = index;
    base->worst = HM_SEV_HIGH; /* whatever it holds */
    placer->base = placer->bases.n - 1;
}

/* Unmerged, several tools say the same. */
static bool
is_first(struct placer *placer, const struct base *base, const struct hm_finding *finding)
{
    hm_buf_clear(&placer->key);
    hm_buf_printf(&placer->key, "%zu:%zu:", (size_t)(base - placer->bases.p), finding->advisory.n);
    hm_buf_add(&placer->key, finding->advisory);
    hm_buf_add(&placer->key, finding->package);
    uint32_t *is_seen = hm_strmap_at(&placer->seen, hm_buf_str(&placer->key));
    return (*is_seen)++ == 0;
}

static void
count(struct placer *placer, const struct hm_finding *finding)
{
    struct base *base = is_of_base(finding) ? find_base(placer, finding) : NULL;

    if (base == NULL || !is_first(placer, base, finding)) {
        return;
    }
    if (hm_finding_is_suppressed(finding)) {
        base->n_accepted++;
        return;
    }
    base->n++;
    base->n_fixed += finding->fixed_in.n > 0;
    base->n_of[finding->severity]++;
    base->worst = finding->severity > base->worst ? finding->severity : base->worst;
}

static struct hm_str
base_message(struct hm_arena *arena, const struct base *base)
{
    hm_auto_buf struct hm_buf text = { 0 };
    const struct hm_origin *origin = base->origin;
    const char *before = ": ";

    hm_buf_printf(&text, "%.*s brings %zu known vulnerabilit%s", HM_FMT(origin->what), base->n,
                  base->n == 1 ? "y" : "ies");
    for (int i = HM_SEV_CRITICAL; i > HM_SEV_NONE; i--) {
        if (base->n_of[i] > 0) {
            hm_buf_printf(&text, "%s%zu %s", before, base->n_of[i],
                          hm_severity_row((enum hm_severity)i)->word);
            before = ", ";
        }
    }
    hm_buf_printf(&text, "; %zu %s fixed in newer packages.", base->n_fixed,
                  base->n_fixed == 1 ? "is" : "are");
    if (base->n_accepted > 0) {
        hm_buf_printf(&text, " %zu more %s accepted.", base->n_accepted,
                      base->n_accepted == 1 ? "is" : "are");
    }
    if (origin->is_base_renewed) {
        hm_buf_puts(&text, " The image was built on other layers than the base has now: rebuild it "
                           "on those first.");
    } else if (origin->is_proven) {
        hm_buf_puts(&text, " The image was built on the very base that was read: building it again "
                           "mends nothing, another tag may.");
    } else {
        hm_buf_puts(&text, " That these are the base's is told by the image's history.");
    }
    return hm_arena_str(arena, hm_buf_str(&text));
}

static void
raise(struct placer *placer, const struct hm_rule *rule, const struct base *base)
{
    struct hm_report *report = placer->report;
    struct hm_finding *finding = hm_vec_push(&report->arena, &report->findings);

    finding->rule = rule;
    finding->severity = base->worst;
    finding->target_kind = HM_TARGET_IMAGE;
    finding->target = base->target;
    finding->path = base->origin->path;
    finding->place = base->origin->place;
    finding->stage = base->origin->stage;
    finding->subject = base->origin->name;
    finding->origin = base->origin;
    finding->is_inferred = true;
}

static bool
is_raised(const struct hm_finding *finding)
{
    return finding->origin != NULL && finding->rule->producer == NULL &&
           finding->rule->concept != NULL && strcmp(finding->rule->concept, CONCEPT) == 0;
}

/* The rule as the run applies it, or NULL. */
static const struct hm_rule *
rule_of(const struct hm_report *report)
{
    const struct hm_rule *const *rules =
        report->applied != NULL ? report->applied : report->catalogue;
    size_t n = report->applied != NULL ? report->n_applied : report->n_catalogue;

    for (size_t i = 0; i < n; i++) {
        if (rules[i]->concept != NULL && strcmp(rules[i]->concept, CONCEPT) == 0) {
            return rules[i];
        }
    }
    return NULL;
}

void
hm_report_place_origins(struct hm_report *report)
{
    struct placer placer = { .report = report };
    const struct hm_rule *rule = rule_of(report);
    size_t n = report->findings.n;

    if (report->origins.n == 0) {
        return;
    }
    for (size_t i = 0; i < n; i++) {
        struct hm_finding *finding = &report->findings.p[i];
        if (finding->target_kind != HM_TARGET_IMAGE || !finding->is_inferred) {
            continue;
        }
        place(&placer, finding);
        if (is_of_base(finding) && find_base(&placer, finding) == NULL) {
            add_base(&placer, finding, i);
        }
    }
    for (size_t i = 0; rule != NULL && i < placer.bases.n; i++) {
        raise(&placer, rule, &placer.bases.p[i]);
    }
    hm_arena_done(&placer.scratch);
}

/* Takes out those whose every vulnerability is accepted. */
static void
tell(struct placer *placer)
{
    struct hm_report *report = placer->report;
    size_t n_bases = 0;
    size_t n = 0;

    for (size_t i = 0; i < report->findings.n; i++) {
        const struct base *base = n_bases < placer->bases.n ? &placer->bases.p[n_bases] : NULL;
        if (base != NULL && base->finding == i) {
            struct hm_finding *finding = &report->findings.p[i];
            n_bases++;
            if (base->n == 0) {
                hm_account_of(report, finding->rule)->n_found--;
                continue;
            }
            finding->severity = base->worst;
            finding->message = base_message(&report->arena, base);
        }
        report->findings.p[n++] = report->findings.p[i];
    }
    report->findings.n = n;
}

void
hm_report_count_bases(struct hm_report *report)
{
    struct placer placer = { .report = report };

    for (size_t i = 0; i < report->findings.n; i++) {
        if (is_raised(&report->findings.p[i])) {
            add_base(&placer, &report->findings.p[i], i);
        }
    }
    if (placer.bases.n > 0) {
        hm_strmap_init(&placer.seen, &placer.scratch);
        for (size_t i = 0; i < report->findings.n; i++) {
            count(&placer, &report->findings.p[i]);
        }
        tell(&placer);
        hm_buf_done(&placer.key);
    }
    hm_arena_done(&placer.scratch);
}
