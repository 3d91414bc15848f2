/* SPDX-License-Identifier: Apache-2.0 */
/* A job of a pipeline: its images, conditions, variables, and what it waits for. */
#include "plugin/manifest/gitlab.h"

/* Exits of programs are a byte. */
enum { CODES_LIMIT = 256 };

/* --- settings --- */

/* Whether `inherit:` lets a job have what is set for all: a key of `default:`, a variable. */
static bool
inherits(struct hm_gitlab *lab, const struct hm_ynode *job, const char *kind, struct hm_str key)
{
    struct hm_ynode *inherit = hm_gitlab_get(lab, hm_gitlab_get(lab, job, "inherit"), kind);

    if (inherit == NULL || inherit->kind == HM_YAML_MAP) {
        return true;
    }
    if (inherit->kind != HM_YAML_LIST) {
        struct hm_scalar value = hm_gitlab_value(lab, inherit, NULL);
        return hm_scalar_is(&value, "false") != HM_YES;
    }
    for (uint32_t i = 0; i < inherit->n; i++) {
        if (hm_str_is(inherit->items[i]->text, key)) {
            return true;
        }
    }
    return false;
}

struct hm_ynode *
hm_gitlab_setting(struct hm_gitlab *lab, const struct hm_ynode *job, const char *key)
{
    static const char *const at_top[] = { "image", "services", "before_script", "after_script",
                                          NULL };
    struct hm_ynode *own = hm_gitlab_get(lab, job, key);

    if (own != NULL || !inherits(lab, job, "default", hm_str_c(key))) {
        return own;
    }
    struct hm_gitlab_entry *defaults = hm_gitlab_entry(lab, HM_S("default"));
    struct hm_ynode *map = defaults == NULL ? NULL : hm_gitlab_deref(lab, defaults->node);
    own = hm_gitlab_get(lab, map, key);
    if (own == NULL && hm_str_in(hm_str_c(key), at_top)) {
        struct hm_gitlab_entry *top = hm_gitlab_entry(lab, hm_str_c(key));
        own = top == NULL ? NULL : hm_gitlab_deref(lab, top->node);
    }
    return own;
}

/* --- variables --- */

static void
open_rules(struct hm_gitlab *lab, struct hm_gitlab_scope *scope, struct hm_ynode *rules,
           unsigned depth)
{
    for (uint32_t i = 0; rules != NULL && rules->kind == HM_YAML_LIST && i < rules->n && depth < 10;
         i++) {
        struct hm_ynode *rule = hm_gitlab_deref(lab, rules->items[i]);
        if (++lab->maker.n_made > HM_NODES_LIMIT) {
            return;
        }
        if (rule != NULL && rule->kind == HM_YAML_LIST) {
            open_rules(lab, scope, rule, depth + 1);
        } else {
            hm_gitlab_scope_open(lab, scope, hm_gitlab_get(lab, rule, "variables"));
        }
    }
}

/* Variables of which each run has another value. */
static void
open_matrix(struct hm_gitlab *lab, struct hm_gitlab_scope *scope, const struct hm_ynode *job)
{
    struct hm_ynode *matrix = hm_gitlab_get(lab, hm_gitlab_get(lab, job, "parallel"), "matrix");

    for (uint32_t i = 0; matrix != NULL && matrix->kind == HM_YAML_LIST && i < matrix->n; i++) {
        hm_gitlab_scope_open(lab, scope, hm_gitlab_deref(lab, matrix->items[i]));
    }
}

/* `secrets:` and `id_tokens:` come from outside, by name. */
static void
read_scope(struct hm_gitlab *lab, const struct hm_ynode *job, const struct hm_gitlab_scope *global,
           struct hm_gitlab_scope *scope)
{
    if (hm_gitlab_get(lab, hm_gitlab_get(lab, job, "inherit"), "variables") != NULL) {
        scope->outer = NULL;
        for (size_t i = 0; i < global->list.n; i++) {
            if (inherits(lab, job, "variables", global->list.p[i].name)) {
                hm_vec_add(lab->arena, &scope->list, global->list.p[i]);
                scope->list.p[scope->list.n - 1].order = 0;
            }
        }
    }
    hm_gitlab_scope_add(lab, scope, hm_gitlab_get(lab, job, "variables"));
    open_matrix(lab, scope, job);
    open_rules(lab, scope, hm_gitlab_get(lab, job, "rules"), 0);
    hm_gitlab_scope_open(lab, scope, hm_gitlab_setting(lab, job, "secrets"));
    hm_gitlab_scope_open(lab, scope, hm_gitlab_setting(lab, job, "id_tokens"));
    hm_gitlab_scope_close(scope);
}

/* --- images --- */

static struct hm_scalar
docker_options(struct hm_gitlab *lab, const struct hm_ynode *image)
{
    struct hm_ynode *docker = hm_gitlab_get(lab, image, "docker");
    struct hm_scalar options = hm_ynode_value(docker);
    struct hm_scalar user = hm_gitlab_value(lab, hm_ynode_get(docker, "user"), NULL);
    struct hm_scalar platform = hm_gitlab_value(lab, hm_ynode_get(docker, "platform"), NULL);

    if (user.is_set || platform.is_set) {
        options.text = hm_arena_printf(lab->arena, "%s%.*s%s%.*s", user.is_set ? "--user " : "",
                                       HM_FMT(user.text),
                                       !platform.is_set ? ""
                                       : user.is_set    ? " --platform "
                                                        : "--platform ",
                                       HM_FMT(platform.text));
    }
    return options;
}

struct images {
    HM_VEC(struct hm_job_image) list;
};

static void
add_image(struct hm_gitlab *lab, struct hm_ynode *node, const struct hm_gitlab_scope *scope,
          bool is_service, struct images *images)
{
    struct hm_ynode *found = hm_gitlab_deref(lab, node);
    struct hm_job_image image = { .is_service = is_service };

    if (found == NULL || found->kind == HM_YAML_LIST) {
        return;
    }
    if (found->kind == HM_YAML_MAP) {
        struct hm_gitlab_scope own = { .outer = scope };
        struct hm_ynode *variables = hm_gitlab_get(lab, found, "variables");
        image.image = hm_gitlab_value(lab, hm_ynode_get(found, "name"), scope);
        image.alias = hm_gitlab_value(lab, hm_ynode_get(found, "alias"), scope).text;
        image.options = docker_options(lab, found);
        hm_gitlab_scope_add(lab, &own, variables);
        hm_gitlab_scope_close(&own);
        image.env =
            hm_gitlab_scope_entries(lab, &own, variables == NULL ? found->span : variables->span);
    } else {
        image.image = hm_gitlab_value(lab, found, scope);
    }
    image.span = image.image.is_set ? image.image.span : found->span;
    if (image.image.is_set && image.image.text.n > 0) {
        hm_vec_add(lab->arena, &images->list, image);
    }
}

static void
read_images(struct hm_gitlab *lab, const struct hm_ynode *node, const struct hm_gitlab_scope *scope,
            struct hm_job *job)
{
    struct images images = { 0 };
    struct hm_ynode *services = hm_gitlab_setting(lab, node, "services");

    add_image(lab, hm_gitlab_setting(lab, node, "image"), scope, false, &images);
    for (uint32_t i = 0; services != NULL && services->kind == HM_YAML_LIST && i < services->n;
         i++) {
        struct hm_ynode *item = hm_gitlab_deref(lab, services->items[i]);
        /* A reference to another list of services. */
        for (uint32_t k = 0; item != NULL && item->kind == HM_YAML_LIST && k < item->n; k++) {
            add_image(lab, item->items[k], scope, true, &images);
        }
        add_image(lab, item, scope, true, &images);
    }
    job->images = images.list.p;
    job->n_images = (uint32_t)images.list.n;
}

/* --- when it runs --- */

/* What several rules say of one thing: known where all of them agree. */
struct verdict {
    struct hm_scalar value;
    uint32_t n;
    bool differs;
};

static void
add_verdict(struct verdict *verdict, struct hm_scalar value)
{
    if (verdict->n++ == 0) {
        verdict->value = value;
    } else if (value.is_set != verdict->value.is_set ||
               !hm_str_is(value.text, verdict->value.text)) {
        verdict->differs = true;
        verdict->value = verdict->value.is_set ? verdict->value : value;
    }
}

static void
read_rules(struct hm_gitlab *lab, struct hm_ynode *rules, unsigned depth, struct verdict *when,
           struct verdict *allowed)
{
    for (uint32_t i = 0; rules->kind == HM_YAML_LIST && i < rules->n && depth < 10; i++) {
        struct hm_ynode *rule = hm_gitlab_deref(lab, rules->items[i]);
        if (++lab->maker.n_made > HM_NODES_LIMIT) {
            return;
        }
        if (rule != NULL && rule->kind == HM_YAML_LIST) {
            read_rules(lab, rule, depth + 1, when, allowed);
            continue;
        }
        struct hm_scalar condition = hm_gitlab_value(lab, hm_ynode_get(rule, "if"), NULL);
        struct hm_scalar manner = hm_gitlab_value(lab, hm_ynode_get(rule, "when"), NULL);
        if (hm_scalar_is(&manner, "never") == HM_YES) {
            continue;
        }
        add_verdict(when, manner.is_set ? manner : condition);
        add_verdict(allowed, hm_gitlab_value(lab, hm_ynode_get(rule, "allow_failure"), NULL));
    }
}

/* `allow_failure: {exit_codes: [137, 255]}` allows some failures: "137,255", which is not known. */
static struct hm_scalar
allow_failure(struct hm_gitlab *lab, const struct hm_ynode *node)
{
    struct hm_ynode *own = hm_gitlab_get(lab, node, "allow_failure");
    struct hm_scalar value = hm_gitlab_value(lab, own, NULL);

    if (own != NULL && own->kind == HM_YAML_MAP) {
        struct hm_scalars codes =
            hm_gitlab_values(lab, hm_gitlab_get(lab, own, "exit_codes"), NULL);
        value.text = HM_S("");
        for (uint32_t i = 0; i < codes.n && i < CODES_LIMIT; i++) {
            value.text =
                i == 0 ? codes.list[i].text
                       : hm_arena_concat(lab->arena, value.text, HM_S(","), codes.list[i].text);
        }
        value.is_known = false;
    }
    return value;
}

static void
read_conditions(struct hm_gitlab *lab, const struct hm_ynode *node, struct hm_job *job)
{
    static const char *const others[] = { "when", "only", "except" };
    struct hm_ynode *rules = hm_gitlab_get(lab, node, "rules");
    struct verdict when = { 0 };
    struct verdict allowed = { 0 };

    job->ignores_failure = allow_failure(lab, node);
    if (rules != NULL) {
        read_rules(lab, rules, 0, &when, &allowed);
        job->condition = when.value;
        job->condition.is_set = true;
        job->condition.is_known = job->condition.is_known && !when.differs && when.n > 0;
        job->condition.span = rules->span;
        if (allowed.value.is_set) {
            job->ignores_failure = allowed.value;
            job->ignores_failure.is_known = allowed.value.is_known && !allowed.differs;
        }
    }
    for (size_t i = 0; i < sizeof others / sizeof others[0] && !job->condition.is_set; i++) {
        struct hm_scalars values = hm_gitlab_values(lab, hm_gitlab_get(lab, node, others[i]), NULL);
        if (values.is_set) {
            job->condition = values.n > 0 ? values.list[0] : (struct hm_scalar){ 0 };
            job->condition.is_set = true;
            job->condition.is_known = values.n == 1 && i == 0;
            job->condition.span = values.span;
        }
    }
}

/* --- other jobs --- */

static void
read_needs(struct hm_gitlab *lab, const struct hm_ynode *node, struct hm_job *job)
{
    struct hm_ynode *needs = hm_gitlab_get(lab, node, "needs");
    HM_VEC(struct hm_scalar) list = { 0 };

    if (needs == NULL || needs->kind != HM_YAML_LIST) {
        job->needs = hm_gitlab_values(lab, needs, NULL);
        return;
    }
    for (uint32_t i = 0; i < needs->n; i++) {
        struct hm_ynode *item = hm_gitlab_deref(lab, needs->items[i]);
        bool is_here = item != NULL && item->kind == HM_YAML_MAP &&
                       hm_ynode_get(item, "project") == NULL &&
                       hm_ynode_get(item, "pipeline") == NULL;
        struct hm_scalars names = { 0 };
        if (is_here) {
            names = hm_gitlab_values(lab, hm_ynode_get(item, "job"), NULL);
        } else if (item != NULL && item->kind != HM_YAML_MAP) {
            names = hm_gitlab_values(lab, item, NULL);
        }
        for (uint32_t k = 0; k < names.n; k++) {
            hm_vec_add(lab->arena, &list, names.list[k]);
        }
    }
    job->needs = (struct hm_scalars){
        .list = list.p, .n = (uint32_t)list.n, .span = needs->span, .is_set = true
    };
}

/* `trigger:` starts another project's pipeline, or one of files of this one. */
static void
read_trigger(struct hm_gitlab *lab, const struct hm_ynode *node, struct hm_ynode *trigger,
             const struct hm_gitlab_scope *scope, struct hm_job *job)
{
    static const char *const names[] = { "local",    "project",   "remote",
                                         "template", "component", "artifact" };

    job->calls = hm_gitlab_value(lab, trigger, scope);
    if (trigger->kind == HM_YAML_MAP) {
        struct hm_ynode *include = hm_gitlab_get(lab, trigger, "include");
        struct hm_ynode *project = hm_gitlab_get(lab, trigger, "project");
        if (include != NULL && include->kind == HM_YAML_LIST && include->n > 0) {
            include = hm_gitlab_deref(lab, include->items[0]);
        }
        for (size_t i = 0;
             include != NULL && include->kind == HM_YAML_MAP && i < sizeof names / sizeof names[0];
             i++) {
            struct hm_ynode *named = hm_gitlab_get(lab, include, names[i]);
            include = named != NULL ? named : include;
        }
        struct hm_ynode *called = project != NULL ? project : include;
        struct hm_scalar value = hm_gitlab_value(lab, called, scope);
        job->calls.text = value.text;
        job->calls.is_known = value.is_set && value.is_known;
        job->with = hm_ynode_entries(lab->arena, hm_gitlab_get(lab, trigger, "inputs"), '=');
    }
    if (job->with.n == 0) {
        job->with = hm_ynode_entries(lab->arena, hm_gitlab_get(lab, node, "variables"), '=');
    }
}

static struct hm_scalar
environment_of(struct hm_gitlab *lab, const struct hm_ynode *node,
               const struct hm_gitlab_scope *scope)
{
    struct hm_ynode *environment = hm_gitlab_get(lab, node, "environment");

    if (environment != NULL && environment->kind == HM_YAML_MAP) {
        environment = hm_gitlab_get(lab, environment, "name");
    }
    return hm_gitlab_value(lab, environment, scope);
}

/* --- the whole --- */

void
hm_gitlab_job(struct hm_gitlab *lab, const struct hm_gitlab_scope *global,
              const struct hm_gitlab_entry *entry, struct hm_job *job)
{
    struct hm_ynode *node = hm_gitlab_deref(lab, entry->node);
    struct hm_gitlab_scope scope = { .outer = global };
    struct hm_ynode *trigger = hm_gitlab_get(lab, node, "trigger");

    *job = (struct hm_job){ .name = entry->node->key,
                            .span = entry->node->span,
                            .body = entry->node->value,
                            .incomplete = entry->incomplete };
    lab->has_unknown = false;
    read_scope(lab, node, global, &scope);
    struct hm_ynode *variables = hm_gitlab_get(lab, node, "variables");
    job->env = hm_gitlab_scope_entries(lab, &scope,
                                       variables == NULL ? entry->node->span : variables->span);
    job->stage = hm_gitlab_value(lab, hm_ynode_get(node, "stage"), NULL);
    job->runs_on = hm_gitlab_values(lab, hm_gitlab_setting(lab, node, "tags"), &scope);
    job->environment = environment_of(lab, node, &scope);
    read_conditions(lab, node, job);
    read_needs(lab, node, job);
    if (trigger != NULL) {
        read_trigger(lab, node, trigger, &scope, job);
    } else {
        read_images(lab, node, &scope, job);
        hm_gitlab_steps(lab, node, job);
    }
    if (job->incomplete == NULL && lab->has_unknown) {
        job->incomplete = "it refers to what other files keep";
    }
}
