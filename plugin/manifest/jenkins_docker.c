/* SPDX-License-Identifier: Apache-2.0 */
/* What the Docker plugin does in a Jenkinsfile: docker.build, image.push and their like. */
#include "plugin/manifest/jenkins.h"

#include "plugin/base/auto.h"
#include "plugin/base/buf.h"
#include "plugin/base/path.h"

/* A chain: docker.image('x').inside { … }. */
struct chain {
    struct hm_jenkins *j;
    const struct hm_jenkins_place *place;
    size_t begin;
    struct hm_scalar image;
    hm_jenkins_walk_fn *walk;
};

static struct hm_step *
add_link(struct chain *c, size_t end, const char *uses, const char *name, struct hm_scalar value)
{
    struct hm_jenkins *j = c->j;
    struct hm_step *step =
        hm_jenkins_add_step(j, c->place, (struct hm_jenkins_range){ c->begin, end });
    struct hm_entry *list = hm_arena_new(j->arena, struct hm_entry, 8);

    if (step == NULL) {
        return NULL;
    }
    step->uses =
        hm_jenkins_word(j, (struct hm_jenkins_range){ c->begin, c->begin + 1 }, hm_str_c(uses));
    list[0] = (struct hm_entry){ .name = hm_str_c(name), .value = value, .span = value.span };
    step->with = (struct hm_entries){ .list = list, .n = 1, .span = step->span };
    return step;
}

static void
give(struct hm_step *step, const char *name, struct hm_scalar value)
{
    if (step != NULL && value.is_set && step->with.n < 8) {
        ((struct hm_entry *)step->with.list)[step->with.n++] =
            (struct hm_entry){ .name = hm_str_c(name), .value = value, .span = value.span };
    }
}

static struct hm_str
unquoted(struct hm_str word)
{
    while (word.n > 0 && (word.p[0] == '"' || word.p[0] == '\'')) {
        word = hm_str_from(word, 1);
    }
    while (word.n > 0 && (word.p[word.n - 1] == '"' || word.p[word.n - 1] == '\'')) {
        word.n--;
    }
    return word;
}

/* A path of the step's, as it is from the workspace: it runs in the folder of the dir around it. */
static struct hm_scalar
below(struct hm_jenkins *j, const struct hm_step *step, struct hm_scalar path)
{
    const struct hm_scalar *folder = &step->folder;

    if (!folder->is_set || !path.is_set || hm_str_starts(path.text, "/") ||
        hm_str_has(path.text, "://")) {
        return path;
    }
    if (!folder->is_known || hm_str_starts(folder->text, "/") ||
        hm_str_find(folder->text, '$') < folder->text.n) {
        path.is_known = false;
        path.has_variable = true;
    } else {
        path.text = hm_path_join(j->arena, folder->text, path.text);
    }
    return path;
}

/* What docker build is given by options: `all_args` is a line for each --build-arg. */
static void
give_option(struct hm_jenkins *j, struct hm_step *step, const char *name, struct hm_scalar value,
            struct hm_buf *all_args)
{
    if (strcmp(name, "build-args") == 0) {
        hm_buf_add(all_args, unquoted(value.text));
        hm_buf_putc(all_args, '\n');
    } else if (name[0] != '\0') {
        give(step, name, strcmp(name, "file") == 0 ? below(j, step, value) : value);
    }
}

/* What an option of docker build that has a value says: "file"; "" what nobody asks; NULL: it is no
 * such option. */
static const char *
option_of(struct hm_str name)
{
    static const char *const options[][2] = {
        { "-f", "file" },
        { "--file", "file" },
        { "--target", "target" },
        { "-t", "" },
        { "--build-arg", "build-args" },
        { "--tag", "" },
        { "--platform", "" },
        { "--label", "" },
        { "--network", "" },
        { "--cache-from", "" },
        { "--secret", "" },
        { "--progress", "" },
    };

    for (size_t i = 0; i < sizeof options / sizeof options[0]; i++) {
        if (hm_str_eq(name, options[i][0])) {
            return options[i][1];
        }
    }
    return NULL;
}

/* The words of docker build: which file, target and context, and its arguments. */
static void
give_build_words(struct hm_jenkins *j, struct hm_step *step, struct hm_scalar args)
{
    hm_auto_buf struct hm_buf all_args = { .limit = HM_SOURCE_LIMIT };
    struct hm_str rest = args.text;
    struct hm_str word;
    const char *wanted = NULL;
    struct hm_scalar last = { 0 };

    give(step, "args", args);
    while (hm_str_split(&rest, ' ', &word)) {
        struct hm_scalar value = args;
        word = hm_str_trim(word);
        size_t equals = hm_str_find(word, '=');
        bool is_value = wanted != NULL;
        value.text = word;
        if (word.n == 0) {
            continue;
        }
        if (is_value) {
            give_option(j, step, wanted, value, &all_args);
            wanted = NULL;
        } else if (!hm_str_starts(word, "-")) {
            last = value;
        } else {
            wanted = option_of(hm_str_sub(word, 0, equals));
        }
        if (!is_value && wanted != NULL && equals < word.n) {
            value.text = hm_str_from(word, equals + 1);
            give_option(j, step, wanted, value, &all_args);
            wanted = NULL;
        }
    }
    give(step, "context", below(j, step, last));
    if (all_args.n > 0) {
        args.text = hm_arena_str(j->arena, hm_buf_str(&all_args));
        give(step, "build-args", args);
    }
}

/* The image with the tag that push gives it. */
static struct hm_scalar
tagged(struct chain *c, struct hm_scalar tag)
{
    struct hm_scalar image = c->image;
    size_t slash = hm_str_find_last(image.text, '/');
    struct hm_str name = hm_str_from(image.text, slash < image.text.n ? slash + 1 : 0);
    size_t colon = hm_str_find(name, ':');

    if (tag.is_set && image.is_set) {
        struct hm_str without = hm_str_sub(image.text, 0, image.text.n - (name.n - colon));
        image.text = hm_arena_printf(c->j->arena, "%.*s:%.*s", HM_FMT(without), HM_FMT(tag.text));
        image.is_known = image.is_known && tag.is_known;
        image.span = image.value = tag.span;
    }
    return image;
}

static void
run_in(struct chain *c, const struct hm_jenkins_call *call, bool is_service)
{
    struct hm_jenkins *j = c->j;
    struct hm_scalar args = hm_jenkins_given(j, c->place, hm_jenkins_first(call, "args"));
    struct hm_step *step =
        add_link(c, call->end, is_service ? "docker.run" : "docker.inside", "image", c->image);

    give(step, "args", args);
    if (c->place->job != NULL && c->image.is_set) {
        struct hm_job_image *image = hm_vec_push(j->arena, &c->place->job->images);
        *image = (struct hm_job_image){
            .image = c->image, .options = args, .is_service = is_service, .span = c->image.span
        };
    }
}

/* One method; @p at is its name. */
static void
link_of(struct chain *c, size_t at, const struct hm_jenkins_call *call)
{
    struct hm_jenkins *j = c->j;
    struct hm_str name = j->tokens[at].text;
    struct hm_scalar first = hm_jenkins_given(j, c->place, hm_jenkins_first(call, "url"));

    if (hm_str_eq(name, "image")) {
        c->image = first;
    } else if (hm_str_eq(name, "build")) {
        c->image = first;
        struct hm_step *step = add_link(c, call->end, "docker.build", "image", first);
        struct hm_scalar args = { 0 };
        if (call->n_args > 1) {
            args = hm_jenkins_value(j, c->place, call->args[1].value);
        }
        if (step != NULL && args.is_set) {
            give_build_words(j, step, args);
        } else if (step != NULL && step->folder.is_set) {
            struct hm_scalar here = step->folder;
            here.text = HM_S(".");
            give(step, "context", below(j, step, here));
        }
    } else if (hm_str_eq(name, "push")) {
        (void)add_link(c, call->end, "docker.push", "image", tagged(c, first));
    } else if (hm_str_eq(name, "pull")) {
        (void)add_link(c, call->end, "docker.pull", "image", c->image);
    } else if (hm_str_eq(name, "tag")) {
        give(add_link(c, call->end, "docker.tag", "image", c->image), "tag", first);
    } else if (hm_str_eq(name, "inside")) {
        run_in(c, call, false);
    } else if (hm_str_eq(name, "withRun") || hm_str_eq(name, "run")) {
        run_in(c, call, true);
    } else if (hm_str_eq(name, "withRegistry")) {
        struct hm_step *step = add_link(c, call->end, "docker.withRegistry", "url", first);
        const struct hm_jenkins_arg *id = hm_jenkins_arg(call, "credentialsId");
        id = id == NULL && call->n_args > 1 ? &call->args[1] : id;
        give(step, "credentialsId", hm_jenkins_given(j, c->place, id));
    }
}

static struct hm_jenkins_variable *
image_variable(const struct hm_jenkins *j, struct hm_str name)
{
    for (size_t i = j->images.n; i > 0; i--) {
        if (hm_str_is(j->images.p[i - 1].name, name)) {
            return &j->images.p[i - 1];
        }
    }
    return NULL;
}

bool
hm_jenkins_is_image(const struct hm_jenkins *j, size_t at)
{
    static const char *const methods[] = {
        "push", "pull", "tag", "inside", "withRun", "run", NULL
    };

    return j->tokens[at].kind == HM_GROOVY_WORD &&
           hm_groovy_is_mark(hm_jenkins_at(j, at + 1), '.') && at + 2 < j->n &&
           hm_str_in(j->tokens[at + 2].text, methods) &&
           image_variable(j, j->tokens[at].text) != NULL;
}

/* `name = docker.…`: what the variable holds from here on. */
static void
remember(struct chain *c)
{
    struct hm_jenkins *j = c->j;

    if (c->begin < 2 || !hm_groovy_is_mark(&j->tokens[c->begin - 1], '=') ||
        j->tokens[c->begin - 2].kind != HM_GROOVY_WORD || j->images.n >= HM_JENKINS_FUNCTIONS) {
        return;
    }
    struct hm_jenkins_variable *held = image_variable(j, j->tokens[c->begin - 2].text);
    if (held == NULL) {
        held = hm_vec_push(j->arena, &j->images);
        held->name = j->tokens[c->begin - 2].text;
    }
    held->image = c->image;
}

size_t
hm_jenkins_docker(struct hm_jenkins *j, const struct hm_jenkins_place *place, size_t at, size_t to,
                  hm_jenkins_walk_fn *walk)
{
    struct chain c = { .j = j, .place = place, .begin = at, .walk = walk };
    const struct hm_jenkins_variable *held = image_variable(j, j->tokens[at].text);
    size_t i = at + 1;

    if (held != NULL) {
        c.image = held->image;
    }
    while (i + 1 < to && hm_groovy_is_mark(&j->tokens[i], '.') &&
           j->tokens[i + 1].kind == HM_GROOVY_WORD) {
        struct hm_jenkins_call call;
        size_t name = i + 1;
        bool is_call = hm_groovy_is_mark(hm_jenkins_at(j, name + 1), '(') ||
                       hm_groovy_is_mark(hm_jenkins_at(j, name + 1), '{');
        if (!is_call) {
            i += 2;
            continue;
        }
        hm_jenkins_call(j, name + 1, to, &call);
        link_of(&c, name, &call);
        if (call.has_block) {
            walk(j, call.block, place);
        }
        i = call.end;
    }
    remember(&c);
    return i;
}
