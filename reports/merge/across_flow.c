/* SPDX-License-Identifier: Apache-2.0 */
/* What workflows push, held against what other workflows of the repository do to it. */
#include "reports/merge/across_links.h"

enum {
    MOST_STEPS = 256, /* workflows that are gone through to find out who waits for whom */
    MOST_DEPTH = 3,   /* the platform lets no more workflows wait for each other */
};

/* Something that is done to images of one repository. */
struct deed {
    uint32_t flow;
    uint32_t act;
};

struct flows {
    struct hm_across a;
    struct hm_across_chains images; /* index of a spot, by file and line */
    struct hm_across_chains acts;   /* index of a deed, by folder and repository */
    struct hm_across_chains names;  /* flows by folder and name */
    HM_VEC(struct deed) spots;      /* `act` is an image here */
    HM_VEC(struct deed) deeds;
};

/* How much another workflow makes up for what one lacks: the most of all that is known. */
enum weight {
    NOTHING,
    ASKED_FOR, /* when somebody starts it */
    BESIDE,    /* by itself, at a time of its own */
    BEHIND,    /* when the push is done */
};

struct found {
    enum weight weight;
    const struct hm_flow *flow;
    const struct hm_flow_act *act;
};

static int
compare_flows(const void *left, const void *right)
{
    const struct hm_flow *a = left;
    const struct hm_flow *b = right;

    return hm_str_compare(a->path, b->path);
}

static struct hm_str
repository_key(struct flows *f, const struct hm_flow *flow, struct hm_str name)
{
    struct hm_str text = hm_pipeline_repository(name);
    char *lower = hm_arena_new(&f->a.scratch, char, text.n);

    for (size_t i = 0; i < text.n; i++) {
        lower[i] = hm_ascii_lower(text.p[i]);
    }
    return hm_across_pair(&f->a, flow->folder, hm_str_make(lower, text.n));
}

/* Newest first is what chains give: the last file is put in first. */
static void
begin(struct flows *f, struct hm_report *report)
{
    *f = (struct flows){ .a.report = report };
    hm_strmap_init(&f->images.heads, &f->a.scratch);
    hm_strmap_init(&f->acts.heads, &f->a.scratch);
    hm_strmap_init(&f->names.heads, &f->a.scratch);
    hm_vec_sort(&report->flows, compare_flows);
    for (size_t i = report->flows.n; i > 0; i--) {
        const struct hm_flow *flow = &report->flows.p[i - 1];
        uint32_t index = (uint32_t)i - 1;
        hm_across_chain(&f->a, &f->names, hm_across_pair(&f->a, flow->folder, flow->name), index);
        for (uint32_t k = flow->n_images; k > 0; k--) {
            const struct hm_flow_image *image = &flow->images[k - 1];
            hm_vec_add(&f->a.scratch, &f->spots, ((struct deed){ .flow = index, .act = k - 1 }));
            hm_across_chain(&f->a, &f->images,
                            hm_across_line(&f->a, image->path, image->place.line), f->spots.n - 1);
        }
        for (uint32_t k = flow->n_acts; k > 0; k--) {
            const struct hm_flow_act *act = &flow->acts[k - 1];
            hm_vec_add(&f->a.scratch, &f->deeds, ((struct deed){ .flow = index, .act = k - 1 }));
            for (uint32_t n = 0; n < act->names.n; n++) {
                hm_across_chain(&f->a, &f->acts, repository_key(f, flow, act->names.list[n]),
                                f->deeds.n - 1);
            }
        }
    }
}

/* Whether a workflow runs on the end of another, or of one that does. */
static bool
follows(const struct flows *f, struct hm_arena *scratch, const struct hm_flow *later,
        const struct hm_flow *earlier, unsigned depth, unsigned *left)
{
    for (uint32_t i = 0; i < later->n_follows; i++) {
        if (hm_str_is(later->follows[i], earlier->name)) {
            return true;
        }
    }
    for (uint32_t i = 0; i < later->n_follows && depth < MOST_DEPTH; i++) {
        struct hm_str key = hm_arena_printf(scratch, "%.*s\n%.*s", HM_FMT(later->folder),
                                            HM_FMT(later->follows[i]));
        uint32_t at = hm_strmap_find(&f->names.heads, key);
        for (; at > 0 && *left > 0; at = f->names.list.p[at - 1].next) {
            const struct hm_flow *next = &f->a.report->flows.p[f->names.list.p[at - 1].index];
            (*left)--;
            if (next != later && follows(f, scratch, next, earlier, depth + 1, left)) {
                return true;
            }
        }
    }
    return false;
}

static enum weight
weigh(struct flows *f, const struct hm_flow *flow, const struct hm_flow_act *act,
      const struct hm_flow *pusher, const struct hm_flow_image *image)
{
    unsigned left = MOST_STEPS;
    bool is_behind = flow->n_follows > 0 && follows(f, &f->a.scratch, flow, pusher, 1, &left);

    if (!hm_flow_is_about(act, image, is_behind)) {
        return NOTHING;
    }
    return is_behind                        ? BEHIND
           : flow->start == HM_FLOW_BESIDE  ? BESIDE
           : flow->start == HM_FLOW_BY_HAND ? ASKED_FOR
                                            : NOTHING;
}

typedef bool is_asked_fn(const struct hm_flow_act *act);

/* The most that is done to an image by the other workflows. */
static struct found
look_for(struct flows *f, const struct deed *spot, is_asked_fn *is_asked)
{
    const struct hm_flow *pusher = &f->a.report->flows.p[spot->flow];
    const struct hm_flow_image *image = &pusher->images[spot->act];
    struct found best = { 0 };

    for (uint32_t n = 0; n < image->names.n; n++) {
        uint32_t at =
            hm_strmap_find(&f->acts.heads, repository_key(f, pusher, image->names.list[n]));
        for (unsigned left = HM_ACROSS_LIMIT; at > 0 && left > 0; left--) {
            const struct deed *deed = &f->deeds.p[f->acts.list.p[at - 1].index];
            const struct hm_flow *flow = &f->a.report->flows.p[deed->flow];
            const struct hm_flow_act *act = &flow->acts[deed->act];
            enum weight weight = deed->flow != spot->flow && is_asked(act)
                                     ? weigh(f, flow, act, pusher, image)
                                     : NOTHING;
            if (weight > best.weight) {
                best = (struct found){ .weight = weight, .flow = flow, .act = act };
            }
            at = f->acts.list.p[at - 1].next;
        }
    }
    return best;
}

/* What is done to all that is pushed at the place of a finding: the least of it. */
static struct found
look_at(struct flows *f, const struct hm_finding *finding, is_asked_fn *is_asked)
{
    uint32_t at =
        hm_strmap_find(&f->images.heads, hm_across_line(&f->a, finding->path, finding->place.line));
    struct found least = { 0 };
    bool is_first = true;

    for (unsigned left = HM_ACROSS_LIMIT; at > 0; at = f->images.list.p[at - 1].next) {
        const struct deed *spot = &f->spots.p[f->images.list.p[at - 1].index];
        const struct hm_flow_image *image = &f->a.report->flows.p[spot->flow].images[spot->act];
        if (image->place.column != finding->place.column) {
            continue;
        }
        if (left-- == 0) {
            return (struct found){ 0 };
        }
        struct found found = look_for(f, spot, is_asked);
        least = is_first || found.weight < least.weight ? found : least;
        is_first = false;
    }
    return least;
}

/* --- words --- */

static bool
is_scan(const struct hm_flow_act *act)
{
    return act->kind == HM_ACT_SCAN;
}

static bool
is_signature(const struct hm_flow_act *act)
{
    return act->kind == HM_ACT_SIGN;
}

static bool
is_verification(const struct hm_flow_act *act)
{
    return act->kind == HM_ACT_VERIFY;
}

static bool
is_by_digest(const struct hm_flow_act *act)
{
    return act->has_digest;
}

/* "The workflow Nightly scans it on `schedule`" */
static struct hm_str
sentence(struct hm_arena *arena, const struct found *found, const char *does)
{
    if (found->weight == BESIDE) {
        return hm_arena_printf(arena, "The workflow %.*s %s it on `%.*s`",
                               HM_FMT(found->flow->name), does, HM_FMT(found->flow->event));
    }
    return hm_arena_printf(arena, "The workflow %.*s %s it %s", HM_FMT(found->flow->name), does,
                           found->weight == ASKED_FOR ? "when somebody starts it"
                                                      : "when this one is done");
}

static void
lower(struct flows *f, struct hm_finding *finding, const struct found *found,
      enum hm_severity severity, const char *does, const char *rest)
{
    struct hm_report *report = f->a.report;
    struct hm_arena *arena = &report->arena;
    struct hm_str said = sentence(arena, found, does);

    if (found->weight > ASKED_FOR && finding->severity > severity) {
        finding->severity = severity;
    }
    hm_across_say(report, finding, hm_arena_printf(arena, "%.*s%s", HM_FMT(said), rest));
    hm_across_relate(report, finding, found->act->path, found->act->place,
                     hm_arena_printf(arena, "Here another workflow %s it.", does));
}

static void
close_by(struct flows *f, struct hm_finding *finding, const struct found *found, const char *does)
{
    struct hm_arena *arena = &f->a.report->arena;
    struct hm_str said = sentence(arena, found, does);

    hm_across_close(f->a.report, finding, found->act->path, found->act->place,
                    hm_arena_printf(arena, "by another workflow: %.*s (%.*s)",
                                    HM_FMT(hm_str_from(said, 4)), HM_FMT(found->act->path)));
}

static void
settle_scan(struct flows *f, struct hm_finding *finding)
{
    struct found found = look_at(f, finding, is_scan);

    if (found.weight != NOTHING) {
        lower(f, finding, &found, HM_SEV_LOW, "scans",
              found.weight == BEHIND ? ": it was shipped by then."
                                     : ", and the push does not wait for that.");
    }
}

static void
settle_signature(struct flows *f, struct hm_finding *finding)
{
    struct found found = look_at(f, finding, is_signature);

    if (found.weight == BEHIND) {
        close_by(f, finding, &found, "signs");
        return;
    }
    if (found.weight == NOTHING) {
        found = look_at(f, finding, is_verification);
        if (found.weight == BEHIND) {
            lower(f, finding, &found, HM_SEV_INFO, "verifies",
                  ", so that somebody has to sign it; who does is not known.");
        }
        return;
    }
    lower(f, finding, &found, HM_SEV_INFO, "signs",
          ", and nothing makes sure that this is done for all that is pushed.");
}

static void
settle_digest(struct flows *f, struct hm_finding *finding)
{
    struct found found = look_at(f, finding, is_by_digest);

    if (found.weight == BEHIND) {
        close_by(f, finding, &found, "uses the digest of");
    }
}

static const struct {
    const char *id;
    void (*settle)(struct flows *f, struct hm_finding *finding);
} settled[] = {
    { "HM8001", settle_scan },
    { "HM8002", settle_signature },
    { "HM8003", settle_digest },
};

void
hm_across_flows(struct hm_report *report)
{
    struct flows f;

    if (report->flows.n < 2) {
        return;
    }
    begin(&f, report);
    for (size_t i = 0; i < report->findings.n && f.spots.n > 0 && f.deeds.n > 0; i++) {
        struct hm_finding *finding = &report->findings.p[i];
        for (size_t k = 0; k < sizeof settled / sizeof settled[0]; k++) {
            if (finding->rule->producer == NULL && !hm_finding_is_suppressed(finding) &&
                strcmp(finding->rule->id, settled[k].id) == 0) {
                settled[k].settle(&f, finding);
                break;
            }
        }
    }
    hm_arena_done(&f.a.scratch);
}
