/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/manifest/bake.h"

#include "plugin/base/auto.h"
#include "plugin/base/io.h"
#include "plugin/manifest/hcl.h"

enum {
    DEPTH = 16, /* of variables, and of targets that inherit each other */
    MATRIX_AXES = 8,
    NAMES_LIMIT = 1000,  /* variables, names in groups */
    PARENTS_LIMIT = 32,  /* of one target */
    ENTRIES_LIMIT = 256, /* args, or contexts, of one target */
    TEXT_LIMIT = 4096,   /* of a value with its variables replaced */
};

/* A target as its files say it, before what it inherits. */
struct draft {
    struct hm_str name;
    struct hm_str path;
    uint32_t line;
    HM_VEC(struct hm_hcl_pair) attributes; /* the later counts; args and contexts are joined */
    bool is_inherited;
    bool is_grouped;
};

/* What a name of a matrix stands for. */
struct axis {
    struct hm_str name;
    struct hm_str value;
};

struct loader {
    struct hm_arena *arena;
    HM_VEC(struct draft) drafts;
    HM_VEC(struct hm_hcl_pair) variables; /* with their defaults; UNKNOWN without one */
    HM_VEC(struct hm_str) grouped;
    struct axis axes[MATRIX_AXES];
    size_t n_axes;
    HM_VEC(struct hm_bake_target) targets;
};

bool
hm_bake_is_named(struct hm_str path)
{
    struct hm_str name = hm_str_basename(path);

    return hm_str_starts(name, "docker-bake") && name.n > 11 && strchr(".-_", name.p[11]) != NULL &&
           (hm_str_ends(name, ".hcl") || hm_str_ends(name, ".json"));
}

bool
hm_bake_is_default(struct hm_str path)
{
    static const char *const names[] = { "docker-bake.json", "docker-bake.hcl",
                                         "docker-bake.override.json", "docker-bake.override.hcl",
                                         NULL };

    return hm_str_in(hm_str_basename(path), names);
}

/* --- values --- */

/* Appends the text of a value; false where it cannot be known. */
static bool
append(const struct loader *l, const struct hm_hcl_value *value, unsigned depth, struct hm_buf *to)
{
    if (depth == DEPTH || to->n > TEXT_LIMIT) {
        return false;
    }
    if (value->kind == HM_HCL_TEXT) {
        hm_buf_add(to, value->text);
        return true;
    }
    if (value->kind == HM_HCL_JOIN) {
        for (uint32_t i = 0; i < value->n; i++) {
            if (!append(l, &value->items[i], depth + 1, to)) {
                return false;
            }
        }
        return true;
    }
    if (value->kind != HM_HCL_NAME) {
        return false;
    }
    for (size_t i = 0; i < l->n_axes; i++) {
        if (hm_str_is(l->axes[i].name, value->text)) {
            hm_buf_add(to, l->axes[i].value);
            return true;
        }
    }
    for (size_t i = l->variables.n; i > 0; i--) {
        if (hm_str_is(l->variables.p[i - 1].key, value->text)) {
            return append(l, &l->variables.p[i - 1].value, depth + 1, to);
        }
    }
    return false;
}

static struct hm_scalar
scalar(const struct loader *l, const struct hm_hcl_value *value)
{
    hm_auto_buf struct hm_buf text = { 0 };
    struct hm_scalar made = { 0 };

    if (value == NULL || value->kind == HM_HCL_NULL) {
        return made;
    }
    made.is_set = true;
    made.has_variable = value->kind != HM_HCL_TEXT;
    made.is_known = append(l, value, 0, &text) && text.n <= TEXT_LIMIT;
    made.text = made.is_known ? hm_arena_str(l->arena, hm_buf_str(&text)) : HM_S("");
    return made;
}

static struct hm_scalars
scalars(const struct loader *l, const struct hm_hcl_value *value)
{
    struct hm_scalars made = { 0 };

    if (value == NULL || value->kind != HM_HCL_LIST) {
        return made;
    }
    struct hm_scalar *list = hm_arena_new(l->arena, struct hm_scalar, value->n);
    for (uint32_t i = 0; i < value->n; i++) {
        list[i] = scalar(l, &value->items[i]);
    }
    made.list = list;
    made.n = value->n;
    made.is_set = true;
    return made;
}

/* --- files --- */

static struct draft *
draft_of(struct loader *l, struct hm_str name)
{
    for (size_t i = 0; i < l->drafts.n; i++) {
        if (hm_str_is(l->drafts.p[i].name, name)) {
            return &l->drafts.p[i];
        }
    }
    return NULL;
}

static void
add_targets(struct loader *l, const struct hm_hcl_value *list)
{
    struct hm_scalars names = scalars(l, list);

    for (uint32_t i = 0; i < names.n && l->grouped.n < NAMES_LIMIT; i++) {
        hm_vec_add(l->arena, &l->grouped, names.list[i].text);
    }
}

static void
add_variable(struct loader *l, struct hm_str name, const struct hm_hcl_value *value)
{
    if (l->variables.n < NAMES_LIMIT) {
        hm_vec_add(
            l->arena, &l->variables,
            ((struct hm_hcl_pair){ .key = name,
                                   .value = value != NULL ? *value : (struct hm_hcl_value){ 0 } }));
    }
}

static enum hm_status
take_block(struct loader *l, const struct hm_hcl_block *block, struct hm_str path,
           struct hm_err *reterr)
{
    if (hm_str_eq(block->type, "variable")) {
        add_variable(l, block->label, hm_hcl_attribute(block, "default"));
    } else if (hm_str_eq(block->type, "group")) {
        add_targets(l, hm_hcl_attribute(block, "targets"));
    } else if (hm_str_eq(block->type, "target") && block->label.n == 0) {
        return hm_err_set(reterr, HM_E_SYNTAX, "line %u: the target has no name", block->line);
    } else if (hm_str_eq(block->type, "target")) {
        struct draft *draft = draft_of(l, block->label);
        if (draft == NULL) {
            if (l->drafts.n == HM_BAKE_TARGETS) {
                return hm_err_set(reterr, HM_E_LIMIT, "there are more than %u targets",
                                  HM_BAKE_TARGETS);
            }
            draft = hm_vec_push(l->arena, &l->drafts);
            draft->name = block->label;
        }
        draft->path = path;
        draft->line = block->line;
        for (size_t i = 0; i < block->attributes.n; i++) {
            hm_vec_add(l->arena, &draft->attributes, block->attributes.p[i]);
        }
    }
    return HM_OK;
}

static enum hm_status
take_file(struct loader *l, const struct hm_path_reader *reader, struct hm_str path,
          struct hm_err *reterr)
{
    hm_auto_buf struct hm_buf text = { .limit = HM_SOURCE_LIMIT };
    struct hm_hcl file = { 0 };

    HM_TRY(reader->read(reader->ctx, path, &text, reterr));
    struct hm_str kept = hm_arena_str(l->arena, hm_buf_str(&text));
    enum hm_status status = hm_str_ends(path, ".json")
                                ? hm_hcl_parse_json(l->arena, kept, &file, reterr)
                                : hm_hcl_parse(l->arena, kept, &file, reterr);
    for (size_t i = 0; status == HM_OK && i < file.attributes.n; i++) {
        add_variable(l, file.attributes.p[i].key, &file.attributes.p[i].value);
    }
    for (size_t i = 0; status == HM_OK && i < file.blocks.n; i++) {
        status = take_block(l, &file.blocks.p[i], path, reterr);
    }
    return status == HM_OK ? HM_OK : hm_err_prefix(reterr, "%.*s", HM_FMT(path));
}

/* --- targets --- */

static const struct hm_hcl_value *
own(const struct draft *draft, const char *name)
{
    for (size_t i = draft->attributes.n; i > 0; i--) {
        if (hm_str_eq(draft->attributes.p[i - 1].key, name)) {
            return &draft->attributes.p[i - 1].value;
        }
    }
    return NULL;
}

/* A target on its way: maps are joined, what comes later counts. */
struct filling {
    struct hm_bake_target *to;
    struct entries {
        HM_VEC(struct hm_entry) list;
    } args, contexts;
    unsigned budget; /* of those that inherit many that inherit many */
};

/* Puts an entry over one of the same name. */
static void
set_entry(struct loader *l, struct entries *to, struct hm_str name,
          const struct hm_hcl_value *value)
{
    struct hm_entry entry = { .name = name, .value = scalar(l, value) };

    for (size_t i = 0; i < to->list.n; i++) {
        if (hm_str_is(to->list.p[i].name, name)) {
            to->list.p[i] = entry;
            return;
        }
    }
    if (to->list.n < ENTRIES_LIMIT) {
        hm_vec_add(l->arena, &to->list, entry);
    }
}

static void
set_entries(struct loader *l, const struct draft *draft, const char *name, struct entries *to)
{
    for (size_t i = 0; i < draft->attributes.n; i++) {
        const struct hm_hcl_pair *pair = &draft->attributes.p[i];
        if (!hm_str_eq(pair->key, name) || pair->value.kind != HM_HCL_MAP) {
            continue;
        }
        for (uint32_t k = 0; k < pair->value.n; k++) {
            set_entry(l, to, pair->value.pairs[k].key, &pair->value.pairs[k].value);
        }
    }
}

static void
set_scalar(const struct loader *l, const struct draft *draft, const char *name,
           struct hm_scalar *to)
{
    const struct hm_hcl_value *value = own(draft, name);

    if (value != NULL) {
        *to = scalar(l, value);
    }
}

/* The targets that a target inherits. */
static struct hm_scalars
parents_of(const struct loader *l, const struct draft *draft)
{
    struct hm_scalars parents = scalars(l, own(draft, "inherits"));

    parents.n = parents.n > PARENTS_LIMIT ? PARENTS_LIMIT : parents.n;
    return parents;
}

/* What it inherits, then its own. */
static void
fill(struct loader *l, const struct draft *draft, unsigned depth, struct filling *filling)
{
    struct hm_scalars parents = parents_of(l, draft);
    struct hm_bake_target *to = filling->to;

    if (depth == DEPTH || filling->budget == 0) {
        return;
    }
    filling->budget--;
    for (uint32_t i = 0; i < parents.n; i++) {
        const struct draft *parent = draft_of(l, parents.list[i].text);
        if (parent != NULL) {
            fill(l, parent, depth + 1, filling);
        }
    }
    set_scalar(l, draft, "context", &to->context);
    set_scalar(l, draft, "dockerfile", &to->dockerfile);
    set_scalar(l, draft, "dockerfile-inline", &to->inline_text);
    set_scalar(l, draft, "target", &to->target);
    set_entries(l, draft, "args", &filling->args);
    set_entries(l, draft, "contexts", &filling->contexts);
    if (own(draft, "tags") != NULL) {
        to->tags = scalars(l, own(draft, "tags"));
    }
}

static void
make_target(struct loader *l, const struct draft *draft)
{
    struct hm_bake_target target = { .name = draft->name,
                                     .path = draft->path,
                                     .line = draft->line };
    struct hm_scalar name = scalar(l, l->n_axes > 0 ? own(draft, "name") : NULL);
    struct filling filling = { .to = &target, .budget = 2 * DEPTH };

    if (l->targets.n == HM_BAKE_TARGETS) {
        return;
    }
    target.name = name.is_known && name.text.n > 0 ? name.text : target.name;
    fill(l, draft, 0, &filling);
    target.args.list = filling.args.list.p;
    target.args.n = (uint32_t)filling.args.list.n;
    target.contexts.list = filling.contexts.list.p;
    target.contexts.n = (uint32_t)filling.contexts.list.n;
    hm_vec_add(l->arena, &l->targets, target);
}

/* Each combination of a matrix is a target. */
static void
make_matrix(struct loader *l, const struct draft *draft, const struct hm_hcl_value *matrix,
            uint32_t axis)
{
    if (axis == matrix->n || axis == MATRIX_AXES) {
        make_target(l, draft);
        return;
    }
    const struct hm_hcl_pair *pair = &matrix->pairs[axis];
    struct hm_scalars values = scalars(l, &pair->value);
    for (uint32_t i = 0; i < values.n && l->targets.n < HM_BAKE_TARGETS; i++) {
        bool is_known = values.list[i].is_known;
        if (is_known) {
            l->axes[l->n_axes++] = (struct axis){ pair->key, values.list[i].text };
        }
        make_matrix(l, draft, matrix, axis + 1);
        l->n_axes -= is_known;
    }
    if (values.n == 0) {
        make_matrix(l, draft, matrix, axis + 1);
    }
}

static void
mark_grouped(struct loader *l)
{
    for (size_t i = 0; i < l->grouped.n; i++) {
        struct draft *draft = draft_of(l, l->grouped.p[i]);
        if (draft != NULL) {
            draft->is_grouped = true;
        }
    }
    for (size_t i = 0; i < l->drafts.n; i++) {
        struct hm_scalars parents = parents_of(l, &l->drafts.p[i]);
        for (uint32_t k = 0; k < parents.n; k++) {
            struct draft *parent = draft_of(l, parents.list[k].text);
            if (parent != NULL) {
                parent->is_inherited = true;
            }
        }
    }
}

enum hm_status
hm_bake_load(struct hm_arena *arena, const struct hm_path_reader *reader,
             const struct hm_str *paths, size_t n_paths, struct hm_bake *ret, struct hm_err *reterr)
{
    struct loader l = { .arena = arena };

    for (size_t i = 0; i < n_paths; i++) {
        HM_TRY(take_file(&l, reader, paths[i], reterr));
    }
    mark_grouped(&l);
    for (size_t i = 0; i < l.drafts.n; i++) {
        const struct draft *draft = &l.drafts.p[i];
        const struct hm_hcl_value *matrix = own(draft, "matrix");
        if (draft->is_inherited && !draft->is_grouped) {
            continue;
        }
        if (matrix != NULL && matrix->kind == HM_HCL_MAP) {
            make_matrix(&l, draft, matrix, 0);
        } else {
            make_target(&l, draft);
        }
    }
    ret->targets = l.targets.p;
    ret->n_targets = (uint32_t)l.targets.n;
    return HM_OK;
}
