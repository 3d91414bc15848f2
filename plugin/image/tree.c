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
    return d->platform.n > 0 && !d->is_attestation && !hm_platform_is_unknown(d->platform);
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

static const uint64_t *
sizes_of(struct hm_arena *arena, const struct hm_manifest *m)
{
    uint64_t *sizes = hm_arena_new(arena, uint64_t, m->children.n + 1);

    for (size_t i = 0; i < m->children.n; i++) {
        sizes[i] = m->children.p[i].size;
    }
    return sizes;
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
    if (from->is_attestation || (hm_platform_is_unknown(platform) && !has_only_file_systems(m))) {
        return;
    }
    if (!takes_all(t->choice) && !t->choice->takes_only_one && platform.n > 0 &&
        !hm_platform_is_listed(t->choice->platform, platform)) {
        hm_check_problem(check, false, join(check->arena, prefix, "config"),
                         "the image is made for %.*s, not for %.*s", HM_FMT(platform),
                         HM_FMT(t->choice->platform));
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
        struct hm_image_layers layers = hm_image_config_layers(&config);
        layers.sizes = sizes_of(check->arena, m);
        hm_vec_add(check->arena, &check->result->layers, layers);
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

/* --- a document, index or manifest */

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

/* False when it could not be read, or was before; what is wrong was said then. */
static bool
read_document(struct hm_tree *t, const struct hm_descriptor *from, struct hm_str prefix,
              bool may_be_absent, struct hm_manifest *ret_manifest, struct hm_str *ret_digest)
{
    struct hm_check *check = t->check;
    struct hm_str what = join(check->arena, prefix, "manifest");
    hm_auto_buf struct hm_buf bytes = { .limit = HM_MANIFEST_LIMIT };
    struct hm_err err = { 0 };

    if (!is_new(t, from, what)) {
        return false;
    }
    enum hm_document document =
        hm_check_document(check, what, from, may_be_absent, &bytes, ret_digest);
    if (document == HM_DOCUMENT_UNREAD) {
        return false;
    }
    enum hm_status status =
        hm_manifest_parse(check->arena, hm_buf_str(&bytes), from->media_type, ret_manifest, &err);
    if (status != HM_OK && document == HM_DOCUMENT_RIGHT) {
        hm_check_problem(check, status == HM_E_SYNTAX, what, "%.*s: %s", HM_FMT(what), err.text)
            ->computed = *ret_digest;
    }
    if (status == HM_OK) {
        t->n_children += ret_manifest->children.n;
    }
    return status == HM_OK;
}

/* --- an index: what lies below it, through the indexes below it */

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

/* What an index says of another one holds for all that lies below that. */
static struct hm_descriptor
inherit(const struct hm_descriptor *child, const struct hm_descriptor *index)
{
    struct hm_descriptor d = *child;

    if (d.platform.n == 0) {
        d.platform = index->platform;
    }
    if (index->is_attestation && hm_platform_is_unknown(d.platform)) {
        d.is_attestation = true;
        d.attests = index->attests;
    }
    return d;
}

/* Lists all manifests and other blobs below an index. */
static void
gather(struct hm_tree *t, const struct hm_manifest *index, const struct hm_descriptor *from,
       struct hm_str prefix, int depth)
{
    struct hm_check *check = t->check;

    if (depth >= HM_TREE_DEPTH && index->children.n > 0) {
        struct hm_str what = join(check->arena, prefix, "manifest");
        hm_check_problem(check, false, what, "%.*s: indexes nested more than %d deep", HM_FMT(what),
                         HM_TREE_DEPTH);
        t->has_gap = true;
        return;
    }
    for (size_t i = 0; i < index->children.n; i++) {
        struct hm_descriptor child = inherit(&index->children.p[i], from);
        struct hm_str name = name_of(check->arena, index, i, prefix);
        struct hm_manifest below = { 0 };
        struct hm_str digest = { 0 };
        if (hm_media_of(child.media_type) != HM_MEDIA_INDEX) {
            hm_vec_add(check->arena, &t->leaves,
                       ((struct hm_tree_leaf){ .descriptor = child, .name = name }));
            continue;
        }
        size_t n = check->result->problems.n;
        if (read_document(t, &child, name, t->choice->may_lack_some, &below, &digest)) {
            gather(t, &below, &child, name, depth + 1);
        }
        t->has_gap = t->has_gap || check->result->problems.n > n;
    }
}

static void
list(struct hm_tree *t, const struct hm_manifest *index, const struct hm_descriptor *from,
     struct hm_str prefix)
{
    t->leaves.n = 0;
    t->has_gap = false;
    gather(t, index, from, prefix, 0);
}

void
hm_tree_list(struct hm_tree *tree, const struct hm_manifest *index,
             const struct hm_descriptor *from)
{
    list(tree, index, from, (struct hm_str){ 0 });
}

static int
compare_digests(const void *a, const void *b)
{
    return hm_str_compare(*(const struct hm_str *)a, *(const struct hm_str *)b);
}

struct digests {
    struct hm_str *p; /* sorted, each once */
    size_t n;
};

/* Of the images; of the chosen ones only, or of all. */
static struct digests
image_digests(const struct hm_tree *t, bool only_taken)
{
    struct digests all = { .p = hm_arena_new(t->check->arena, struct hm_str, t->leaves.n + 1) };
    size_t n = 0;

    for (size_t i = 0; i < t->leaves.n; i++) {
        const struct hm_tree_leaf *leaf = &t->leaves.p[i];
        if (only_taken ? leaf->is_taken : has_platform(&leaf->descriptor)) {
            all.p[all.n++] = leaf->descriptor.digest;
        }
    }
    qsort(all.p, all.n, sizeof all.p[0], compare_digests);
    for (size_t i = 0; i < all.n; i++) {
        if (n == 0 || !hm_str_is(all.p[n - 1], all.p[i])) {
            all.p[n++] = all.p[i];
        }
    }
    all.n = n;
    return all;
}

/* Whether there is an image for each platform that was asked for. */
static bool
has_all_asked(const struct hm_tree *t)
{
    struct hm_str rest = t->choice->platform;
    struct hm_str want;

    while (hm_str_split(&rest, ',', &want)) {
        bool is_there = false;
        for (size_t i = 0; i < t->leaves.n && !is_there; i++) {
            const struct hm_descriptor *d = &t->leaves.p[i].descriptor;
            is_there = has_platform(d) && hm_platform_fits(hm_str_trim(want), d->platform);
        }
        if (!is_there) {
            return false;
        }
    }
    return true;
}

static void
say_no_platform(struct hm_tree *t, struct hm_str prefix)
{
    hm_auto_buf struct hm_buf list = { .limit = 300 };

    for (size_t i = 0; i < t->leaves.n; i++) {
        const struct hm_descriptor *d = &t->leaves.p[i].descriptor;
        if (has_platform(d)) {
            hm_buf_printf(&list, "%s%.*s", list.n > 0 ? ", " : "", HM_FMT(d->platform));
        }
    }
    hm_check_problem(t->check, false, join(t->check->arena, prefix, "index"),
                     "the image is not made for %.*s but for %s; choose with --platform",
                     HM_FMT(t->choice->platform), list.n > 0 ? list.p : "no platform it names");
}

/* Marks the leaves that are looked at. False when the asked platform is not among them. */
static bool
choose(struct hm_tree *t, size_t n_images)
{
    const struct hm_tree_choice *choice = t->choice;
    bool all = takes_all(choice) || n_images == 0;

    if (!all && !has_all_asked(t)) {
        if (!choice->takes_only_one || n_images != 1) {
            return false;
        }
        all = true;
    }
    for (size_t i = 0; i < t->leaves.n; i++) {
        const struct hm_descriptor *d = &t->leaves.p[i].descriptor;
        t->leaves.p[i].is_taken =
            all || (has_platform(d) && hm_platform_is_listed(choice->platform, d->platform));
    }
    if (!all) { /* and the attestations of what is taken */
        const struct digests taken = image_digests(t, true);
        for (size_t i = 0; i < t->leaves.n; i++) {
            const struct hm_descriptor *d = &t->leaves.p[i].descriptor;
            if (d->is_attestation && bsearch(&d->attests, taken.p, taken.n, sizeof taken.p[0],
                                             compare_digests) != NULL) {
                t->leaves.p[i].is_taken = true;
            }
        }
    }
    return true;
}

static void
check_leaf(struct hm_tree *t, const struct hm_descriptor *d, struct hm_str name)
{
    struct hm_check *check = t->check;
    struct hm_manifest m = { 0 };
    struct hm_str digest = { 0 };

    if (hm_media_of(d->media_type) == HM_MEDIA_BLOB && d->media_type.n > 0) {
        hm_check_claim(check, join(check->arena, name, "blob"), d, (struct hm_str){ 0 });
        return;
    }
    if (!read_document(t, d, name, t->choice->may_lack_some && takes_all(t->choice), &m, &digest)) {
        return;
    }
    if (m.media == HM_MEDIA_INDEX) {
        hm_check_problem(check, true, name, "%.*s is an index, and its descriptor does not say so",
                         HM_FMT(name))
            ->computed = digest;
        return;
    }
    check_manifest(t, &m, name, digest, d);
}

static void
check_index(struct hm_tree *t, const struct hm_manifest *index, const struct hm_descriptor *from,
            struct hm_str prefix)
{
    list(t, index, from, prefix);
    size_t n_images = image_digests(t, false).n;
    if (!t->is_later) {
        t->check->result->n_offered = (uint32_t)n_images;
    }
    if (!choose(t, n_images)) {
        if (!t->has_gap) { /* else it may be in what could not be read */
            say_no_platform(t, prefix);
        }
        return;
    }
    /* Images first: none hides behind an attestation that has its digest. */
    for (int attestations = 0; attestations < 2; attestations++) {
        for (size_t i = 0; i < t->leaves.n; i++) {
            const struct hm_tree_leaf *leaf = &t->leaves.p[i];
            if (leaf->is_taken && leaf->descriptor.is_attestation == (attestations == 1)) {
                check_leaf(t, &leaf->descriptor, leaf->name);
            }
        }
    }
}

void
hm_tree_check(struct hm_tree *tree, const struct hm_descriptor *root, bool is_alone)
{
    struct hm_check *check = tree->check;
    struct hm_str prefix = { 0 };
    struct hm_manifest m = { 0 };
    struct hm_str digest = { 0 };

    if (!is_alone) {
        prefix = root->ref_name.n > 0 ? root->ref_name : root->digest;
    }
    if (hm_media_of(root->media_type) == HM_MEDIA_BLOB && root->media_type.n > 0) {
        hm_check_claim(check, join(check->arena, prefix, "blob"), root, (struct hm_str){ 0 });
    } else if (read_document(tree, root, prefix, false, &m, &digest)) {
        if (m.media == HM_MEDIA_INDEX) {
            if (!tree->is_later) {
                check->result->index_digest = digest;
            }
            check_index(tree, &m, root, prefix);
        } else {
            check_manifest(tree, &m, prefix, digest, root);
        }
    }
    tree->is_later = true;
}
