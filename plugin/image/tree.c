/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/image/tree.h"

#include "plugin/base/auto.h"

static bool
takes_all(const struct hm_tree_choice *choice)
{
    return choice->platform.n == 0 || hm_str_eq(choice->platform, "all");
}

static bool
has_platform(const struct hm_descriptor *d)
{
    return d->platform.n > 0 && !d->is_attestation;
}

static struct hm_str
join(struct hm_arena *arena, struct hm_str prefix, const char *what)
{
    return hm_arena_printf(arena, "%.*s%s%s", HM_FMT(prefix), prefix.n > 0 ? ": " : "", what);
}

static struct hm_str
numbered(struct hm_arena *arena, struct hm_str prefix, const char *what, size_t index)
{
    return hm_arena_printf(arena, "%.*s%s%s %zu", HM_FMT(prefix), prefix.n > 0 ? ": " : "", what,
                           index + 1);
}

/* --- a manifest: its config and layers */

static bool
has_only_file_systems(const struct hm_manifest *m)
{
    for (size_t i = 0; i < m->children.n; i++) {
        if (!hm_media_is_layer(m->children.p[i].media_type)) {
            return false;
        }
    }
    return true;
}

/* The config's diff ids, when there is one for each layer; else none. */
static struct hm_image_config
check_config(struct hm_tree *t, const struct hm_manifest *m, struct hm_str prefix,
             struct hm_str *ret_digest)
{
    struct hm_check *check = t->check;
    struct hm_str what = join(check->arena, prefix, "config");
    struct hm_image_config config = { 0 };
    hm_auto_buf struct hm_buf bytes = { .limit = HM_MANIFEST_LIMIT };
    struct hm_err err = { 0 };

    if (!hm_media_is_image_config(m->config.media_type) || !has_only_file_systems(m)) {
        hm_check_claim(check, what, &m->config, (struct hm_str){ 0 });
        return config;
    }
    enum hm_document document =
        hm_check_document(check, what, &m->config, false, &bytes, ret_digest);
    if (document != HM_DOCUMENT_RIGHT) {
        return config;
    }
    if (hm_image_config_parse(check->arena, hm_buf_str(&bytes), &config, &err) != HM_OK) {
        hm_check_problem(check, true, what, "%.*s: %s", HM_FMT(what), err.text);
        return (struct hm_image_config){ 0 };
    }
    if (config.diff_ids.n != m->children.n) {
        hm_check_problem(check, true, what,
                         "%.*s lists %zu diff ids, but the manifest has %zu layers", HM_FMT(what),
                         config.diff_ids.n, m->children.n);
        config.diff_ids.n = 0;
    }
    return config;
}

static void
check_manifest(struct hm_tree *t, const struct hm_manifest *m, struct hm_str prefix,
               struct hm_str digest, const struct hm_descriptor *from)
{
    struct hm_check *check = t->check;
    struct hm_str config_digest = { 0 };
    struct hm_image_config config = check_config(t, m, prefix, &config_digest);
    struct hm_str platform = from->platform.n > 0 ? from->platform : config.platform;

    for (size_t i = 0; i < m->children.n; i++) {
        hm_check_claim(check, numbered(check->arena, prefix, "layer", i), &m->children.p[i],
                       i < config.diff_ids.n ? config.diff_ids.p[i] : (struct hm_str){ 0 });
    }
    if (from->is_attestation) {
        return;
    }
    if (platform.n > 0) {
        hm_vec_add(check->arena, &check->result->platforms, platform);
    }
    if (!t->is_later) {
        *hm_vec_push(check->arena, &check->result->images) = (struct hm_image_part){
            .digest = digest,
            .media_type = m->media_type,
            .size = from->size,
            .config_digest = config_digest,
            .platform = platform,
        };
    }
    /* The first one, unless nobody chose and there is a linux/amd64 further on. */
    if (!t->is_later &&
        (!t->is_named || (takes_all(t->choice) && hm_str_eq(platform, "linux/amd64") &&
                          !hm_str_eq(check->result->platform, "linux/amd64")))) {
        t->is_named = true;
        check->result->digest = digest;
        check->result->media_type = m->media_type;
        check->result->size = from->size;
        check->result->config_digest = config_digest;
        check->result->platform = platform;
    }
}

/* --- an index: which of its children */

static void walk(struct hm_tree *t, const struct hm_descriptor *from, struct hm_str prefix,
                 int depth);

static size_t
count_platforms(const struct hm_manifest *index)
{
    size_t n = 0;

    for (size_t i = 0; i < index->children.n; i++) {
        n += has_platform(&index->children.p[i]) ? 1 : 0;
    }
    return n;
}

static bool
has_one_for(const struct hm_manifest *index, struct hm_str platform)
{
    for (size_t i = 0; i < index->children.n; i++) {
        const struct hm_descriptor *child = &index->children.p[i];
        if (has_platform(child) && hm_platform_fits(platform, child->platform)) {
            return true;
        }
    }
    return false;
}

/* Whether there is an image for each platform that was asked for. */
static bool
has_all_asked(const struct hm_tree_choice *choice, const struct hm_manifest *index)
{
    struct hm_str rest = choice->platform;
    struct hm_str want;

    while (hm_str_split(&rest, ',', &want)) {
        if (!has_one_for(index, hm_str_trim(want))) {
            return false;
        }
    }
    return true;
}

static void
say_no_platform(struct hm_tree *t, const struct hm_manifest *index, struct hm_str prefix)
{
    hm_auto_buf struct hm_buf list = { .limit = 300 };

    for (size_t i = 0; i < index->children.n; i++) {
        if (has_platform(&index->children.p[i])) {
            hm_buf_printf(&list, "%s%.*s", list.n > 0 ? ", " : "",
                          HM_FMT(index->children.p[i].platform));
        }
    }
    hm_check_problem(t->check, false, join(t->check->arena, prefix, "index"),
                     "the image is not made for %.*s but for %s; choose with --platform",
                     HM_FMT(t->choice->platform), list.n > 0 ? list.p : "no platform it names");
}

/* Marks the children that are looked at. False when the asked platform is not among them. */
static bool
choose(const struct hm_tree_choice *choice, const struct hm_manifest *index, bool *takes)
{
    size_t platforms = count_platforms(index);
    bool all = takes_all(choice) || platforms == 0;

    if (!all && !has_all_asked(choice, index)) {
        if (!choice->takes_only_one || platforms != 1) {
            return false;
        }
        all = true;
    }
    for (size_t i = 0; i < index->children.n; i++) {
        const struct hm_descriptor *child = &index->children.p[i];
        takes[i] =
            all ||
            (has_platform(child) && hm_platform_is_listed(choice->platform, child->platform)) ||
            hm_media_of(child->media_type) == HM_MEDIA_INDEX;
    }
    /* The attestations of what is taken. */
    for (size_t i = 0; !all && i < index->children.n; i++) {
        const struct hm_descriptor *child = &index->children.p[i];
        for (size_t k = 0; child->is_attestation && k < index->children.n; k++) {
            takes[i] = takes[i] || (takes[k] && !index->children.p[k].is_attestation &&
                                    hm_str_is(child->attests, index->children.p[k].digest));
        }
    }
    return true;
}

static struct hm_str
name_of(struct hm_arena *arena, const struct hm_manifest *index, size_t i, struct hm_str prefix)
{
    const struct hm_descriptor *child = &index->children.p[i];

    if (child->is_attestation) {
        return numbered(arena, prefix, "attestation", i);
    }
    if (child->platform.n == 0) {
        return index->children.n == 1 ? prefix : numbered(arena, prefix, "entry", i);
    }
    return hm_arena_printf(arena, "%.*s%s%.*s", HM_FMT(prefix), prefix.n > 0 ? ": " : "",
                           HM_FMT(child->platform));
}

static void
check_index(struct hm_tree *t, const struct hm_manifest *index, struct hm_str prefix, int depth)
{
    struct hm_arena *arena = t->check->arena;
    bool *takes = hm_arena_new(arena, bool, index->children.n + 1);

    if (!t->is_later && depth == 0) {
        t->check->result->n_offered = (uint32_t)count_platforms(index);
    }
    if (!choose(t->choice, index, takes)) {
        say_no_platform(t, index, prefix);
        return;
    }
    for (size_t i = 0; i < index->children.n; i++) {
        if (takes[i]) {
            walk(t, &index->children.p[i], name_of(arena, index, i, prefix), depth + 1);
        }
    }
}

/* --- both */

/* Whether a document is still to be read. One that was read already holds the same claims. */
static bool
is_new(struct hm_tree *t, const struct hm_descriptor *from, struct hm_str what)
{
    struct hm_check *check = t->check;

    for (size_t i = 0; i < t->seen.n; i++) {
        if (!hm_str_is(t->seen.p[i].digest, from->digest)) {
            continue;
        }
        if (t->seen.p[i].size != from->size) {
            hm_check_problem(check, true, what, "%.*s: two descriptors disagree about its size",
                             HM_FMT(what))
                ->expected = from->digest;
        }
        return false;
    }
    if (t->seen.n >= HM_TREE_DOCUMENTS || t->n_children > HM_CHECK_CLAIMS) {
        if (!t->is_full) {
            hm_check_problem(check, false, what,
                             "more than %d manifests or %d entries; from %.*s on they are not "
                             "checked",
                             HM_TREE_DOCUMENTS, HM_CHECK_CLAIMS, HM_FMT(what));
        }
        t->is_full = true;
        return false;
    }
    hm_vec_add(check->arena, &t->seen,
               ((struct hm_tree_seen){ .digest = from->digest, .size = from->size }));
    return true;
}

static void
walk(struct hm_tree *t, const struct hm_descriptor *from, struct hm_str prefix, int depth)
{
    struct hm_check *check = t->check;
    struct hm_str what = join(check->arena, prefix, "manifest");
    hm_auto_buf struct hm_buf bytes = { .limit = HM_MANIFEST_LIMIT };
    struct hm_str digest = { 0 };
    struct hm_manifest m = { 0 };
    struct hm_err err = { 0 };
    bool may_be_absent = depth > 0 && t->choice->may_lack_some && takes_all(t->choice);

    if (hm_media_of(from->media_type) == HM_MEDIA_BLOB && from->media_type.n > 0) {
        hm_check_claim(check, join(check->arena, prefix, "blob"), from, (struct hm_str){ 0 });
        return;
    }
    if (depth > HM_TREE_DEPTH) {
        hm_check_problem(check, false, what, "%.*s: indexes nested more than %d deep", HM_FMT(what),
                         HM_TREE_DEPTH);
        return;
    }
    if (!is_new(t, from, what)) {
        return;
    }
    enum hm_document document =
        hm_check_document(check, what, from, may_be_absent, &bytes, &digest);
    if (document == HM_DOCUMENT_UNREAD) {
        return;
    }
    enum hm_status status =
        hm_manifest_parse(check->arena, hm_buf_str(&bytes), from->media_type, &m, &err);
    hm_buf_done(&bytes); /* not kept while going down */
    if (status != HM_OK && document == HM_DOCUMENT_WRONG) {
        return;
    }
    if (status != HM_OK) {
        hm_check_problem(check, status == HM_E_SYNTAX, what, "%.*s: %s", HM_FMT(what), err.text)
            ->computed = digest;
        return;
    }
    t->n_children += m.children.n;
    if (m.media == HM_MEDIA_INDEX) {
        if (depth == 0 && !t->is_later) {
            check->result->index_digest = digest;
        }
        check_index(t, &m, prefix, depth);
    } else {
        check_manifest(t, &m, prefix, digest, from);
    }
}

void
hm_tree_check(struct hm_tree *tree, const struct hm_descriptor *root, bool is_alone)
{
    struct hm_str prefix = { 0 };

    if (!is_alone) {
        prefix = root->ref_name.n > 0 ? root->ref_name : root->digest;
    }
    walk(tree, root, prefix, 0);
    tree->is_later = true;
}
