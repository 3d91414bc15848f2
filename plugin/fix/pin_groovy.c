/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/fix/pin_groovy.h"

#include "plugin/fix/pin_run.h"
#include "plugin/fix/pin_yaml.h"
#include "plugin/manifest/groovy.h"

enum {
    TOKENS = 256, /* of a value */
    TEXT = 200,   /* bytes of one that is quoted */
    BUILT = 200,  /* names that are remembered */
};

/* A bracket that is open. */
struct frame {
    char bracket;
    struct hm_str name;    /* of what stands before it: "docker {", "containerTemplate(" */
    struct hm_str command; /* the first word of the statement that is being read in it */
    size_t n_before;       /* pins that were found before it */
    bool has_registry;     /* another registry holds the images in it */
};

struct finding {
    struct hm_arena *arena;
    struct hm_str text; /* of the file */
    const struct hm_groovy_token *tokens;
    size_t n;
    HM_VEC(struct frame) frames; /* the file's own first */
    struct hm_str closed;        /* the name of the call whose ')' came last */
    bool is_registry_closed;     /* that call set a registry */
    HM_VEC(struct hm_str) built; /* names of `docker.build(…)`, as they are written */
    struct hm_pins pins;
};

static const struct hm_groovy_token *
at(const struct finding *f, size_t i)
{
    return i < f->n ? &f->tokens[i] : NULL;
}

static bool
is_string(const struct hm_groovy_token *token)
{
    return token != NULL && token->kind == HM_GROOVY_STRING;
}

/* "docker.NAME(" at @p i. */
static bool
is_docker_call(const struct finding *f, size_t i, const char *name)
{
    return hm_groovy_is_word(at(f, i), "docker") && hm_groovy_is_mark(at(f, i + 1), '.') &&
           hm_groovy_is_word(at(f, i + 2), name) && hm_groovy_is_mark(at(f, i + 3), '(');
}

/* --- what a value is */

/* Behind the last token of the value that begins at @p i: at a comma, a bracket that closes, the
 * end of a line. */
static size_t
find_end(const struct finding *f, size_t i)
{
    uint32_t depth = 0;
    size_t n = f->n - i < TOKENS ? f->n : i + TOKENS;

    for (size_t k = i; k < n; k++) {
        const struct hm_groovy_token *token = &f->tokens[k];
        bool opens = token->kind == HM_GROOVY_MARK && strchr("([{", token->text.p[0]) != NULL;
        bool closes = token->kind == HM_GROOVY_MARK && strchr(")]}", token->text.p[0]) != NULL;
        if (depth == 0 && k > i && token->begins_line) {
            return k;
        }
        if (depth == 0 &&
            (closes || hm_groovy_is_mark(token, ',') || hm_groovy_is_mark(token, ';'))) {
            return k;
        }
        depth += opens;
        depth -= closes;
    }
    return n;
}

/* The tokens from @p i up to @p end, as they are written. */
static struct hm_str
slice(const struct finding *f, size_t i, size_t end)
{
    const struct hm_groovy_token *last = &f->tokens[end - 1];

    return hm_str_sub(f->text, f->tokens[i].off, last->off + last->len - f->tokens[i].off);
}

static bool
is_built(const struct finding *f, struct hm_str name)
{
    for (size_t i = 0; i < f->built.n; i++) {
        if (hm_str_is(f->built.p[i], name)) {
            return true;
        }
    }
    return false;
}

static void
fill(struct finding *f, const struct hm_groovy_token *string, struct hm_pin *pin)
{
    pin->text = string->text;
    if (string->has_variable) {
        pin->is_pinned = hm_str_has(string->text, "@sha256:");
        pin->why = HM_S("it has a variable");
    } else if (string->has_escape) {
        pin->why = HM_S("it is written with escapes");
    } else if (hm_image_ref_parse(f->arena, string->text, &pin->ref, NULL) != HM_OK) {
        pin->why = HM_S("it is no valid reference");
    } else if (pin->ref.digest.n > 0) {
        pin->is_pinned = true;
    } else {
        pin->is_editable = true;
        pin->off = (uint32_t)(string->text.p - f->text.p) + (uint32_t)string->text.n;
    }
}

/* The image that the tokens from @p i on give. */
static void
add(struct finding *f, size_t i)
{
    size_t end = find_end(f, i);
    const struct hm_groovy_token *first = at(f, i);

    if (end == i || is_built(f, slice(f, i, end))) {
        return;
    }
    struct hm_str whole = slice(f, i, end);
    struct hm_pin *pin = hm_vec_push(f->arena, &f->pins.all);
    *pin = (struct hm_pin){
        .span = { first->off, (uint32_t)whole.n },
        .line = first->line,
    };
    if (end == i + 1 && is_string(first)) {
        fill(f, first, pin);
        return;
    }
    pin->text = whole.n > TEXT || hm_str_find(whole, '\n') < whole.n ? HM_S("an image") : whole;
    pin->why = HM_S("it is put together when the pipeline runs");
}

/* --- the YAML of pods */

static void
add_unread(struct finding *f, const struct hm_groovy_token *token, struct hm_str why)
{
    struct hm_pin *pin = hm_vec_push(f->arena, &f->pins.all);

    *pin = (struct hm_pin){
        .text = HM_S("what the YAML of a pod names"),
        .span = { token->off, token->len },
        .line = token->line,
        .why = why,
    };
}

static uint32_t
count_lines(struct hm_str text)
{
    uint32_t n = 0;

    for (size_t i = 0; i < text.n; i++) {
        n += text.p[i] == '\n';
    }
    return n;
}

static void
take_pods(struct finding *f, const struct hm_groovy_token *string, struct hm_str yaml,
          const struct hm_pins *pods)
{
    uint32_t before = (uint32_t)(yaml.p - f->text.p);
    struct hm_str above = hm_str_sub(f->text, string->off, before - string->off);

    for (size_t i = 0; i < pods->all.n; i++) {
        struct hm_pin pin = pods->all.p[i];
        pin.span.off += before;
        pin.off += before;
        pin.line += string->line + count_lines(above) - 1;
        hm_vec_add(f->arena, &f->pins.all, pin);
    }
}

static void
add_pods(struct finding *f, size_t i)
{
    const struct hm_groovy_token *string = at(f, i);
    struct hm_pins pods = { 0 };

    if (!is_string(string) || find_end(f, i) != i + 1) {
        add_unread(f, string, HM_S("it is put together when the pipeline runs"));
        return;
    }
    /* A backslash before the first line's end is a habit, so that the text begins with the YAML. */
    struct hm_str yaml = string->text;
    yaml = hm_str_from(yaml, hm_str_starts(yaml, "\\\n") ? 2 : 0);
    if (hm_str_find(yaml, '\\') < yaml.n) {
        add_unread(f, string, HM_S("it is written with escapes"));
    } else if (hm_pin_yaml_find_pods(f->arena, yaml, &pods, NULL) != HM_OK) {
        add_unread(f, string, HM_S("it is no YAML as it is written"));
    } else {
        take_pods(f, string, yaml, &pods);
    }
}

/* --- where images are named */

static struct frame *
top(struct finding *f)
{
    return &f->frames.p[f->frames.n - 1];
}

/* Whose argument or setting the word @p i is: "docker { image 'a' }", "docker(image: 'a')",
 * "docker image: 'a'". */
static struct hm_str
owner(struct finding *f, size_t i)
{
    bool is_named = hm_groovy_is_mark(at(f, i + 1), ':');

    return is_named && top(f)->bracket == '{' ? top(f)->command : top(f)->name;
}

/* A value behind a word: "image 'a'", "image('a')", "image: 'a'"; 0 for none. */
static size_t
find_value(const struct finding *f, size_t i)
{
    if (hm_groovy_is_mark(at(f, i + 1), ':') || hm_groovy_is_mark(at(f, i + 1), '(')) {
        return at(f, i + 2) == NULL ? 0 : i + 2;
    }
    bool is_command =
        is_string(at(f, i + 1)) || (at(f, i + 1) != NULL && at(f, i + 1)->kind == HM_GROOVY_WORD);
    return is_command && !f->tokens[i + 1].begins_line ? i + 1 : 0;
}

static bool
is_member(const struct finding *f, size_t i)
{
    return i > 0 && hm_groovy_is_mark(&f->tokens[i - 1], '.');
}

/* Whether the image of "docker.image(" at @p i is tagged or pushed: then it was made here. */
static bool
is_made(const struct finding *f, size_t i)
{
    size_t end = find_end(f, i + 4);

    return hm_groovy_is_mark(at(f, end), ')') && hm_groovy_is_mark(at(f, end + 1), '.') &&
           (hm_groovy_is_word(at(f, end + 2), "push") || hm_groovy_is_word(at(f, end + 2), "tag"));
}

/* "docker 'a'" as an agent, "dockerNode('a')", "withDockerContainer('a')": the image alone. */
static void
find_short(struct finding *f, size_t i)
{
    bool is_agent = hm_groovy_is_word(&f->tokens[i], "docker") && hm_str_eq(owner(f, i), "agent");
    bool is_step = hm_groovy_is_word(&f->tokens[i], "dockerNode") ||
                   hm_groovy_is_word(&f->tokens[i], "withDockerContainer");
    size_t value = is_agent || is_step ? find_value(f, i) : 0;

    if (value > 0 && !hm_groovy_is_mark(at(f, value), '[') &&
        !hm_groovy_is_mark(at(f, value + 1), ':')) {
        add(f, value);
    }
}

static void
find_in_word(struct finding *f, size_t i)
{
    static const char *const holders[] = { "docker",     "dockerContainer",     "containerTemplate",
                                           "dockerNode", "withDockerContainer", NULL };
    static const char *const pods[] = { "kubernetes", "podTemplate", NULL };
    const struct hm_groovy_token *word = &f->tokens[i];

    if (is_docker_call(f, i, "image")) {
        if (!is_made(f, i)) {
            add(f, i + 4);
        }
    } else if (is_member(f, i)) {
        return;
    } else if (hm_groovy_is_word(word, "image") && hm_str_in(owner(f, i), holders)) {
        size_t value = find_value(f, i);
        if (value > 0) {
            add(f, value);
        }
    } else if (hm_groovy_is_word(word, "yaml") && hm_str_in(owner(f, i), pods)) {
        size_t value = find_value(f, i);
        if (value > 0) {
            add_pods(f, value);
        }
    } else if (hm_groovy_is_word(word, "registryUrl") && hm_str_eq(owner(f, i), "docker")) {
        top(f)->has_registry = true;
    } else {
        find_short(f, i);
    }
}

/* --- brackets */

static void
open_frame(struct finding *f, size_t i)
{
    const struct hm_groovy_token *before = i > 0 ? &f->tokens[i - 1] : NULL;
    struct frame frame = {
        .bracket = f->tokens[i].text.p[0],
        .n_before = f->pins.all.n,
    };

    if (before != NULL && before->kind == HM_GROOVY_WORD) {
        frame.name = before->text;
    } else if (frame.bracket == '{' && hm_groovy_is_mark(before, ')')) {
        frame.name = f->closed;
        frame.has_registry = f->is_registry_closed;
    } else if (frame.bracket == '[') {
        frame.name = top(f)->bracket == '{' ? top(f)->command : top(f)->name;
    }
    /* withRegistry(''): Docker Hub, with credentials. */
    if (frame.bracket == '(' && hm_str_eq(frame.name, "withRegistry")) {
        frame.has_registry = !is_string(at(f, i + 1)) || at(f, i + 1)->text.n > 0;
    }
    hm_vec_add(f->arena, &f->frames, frame);
}

static void
close_frame(struct finding *f)
{
    const struct frame *frame = top(f);

    f->closed = frame->name;
    f->is_registry_closed = frame->has_registry;
    for (size_t i = frame->n_before; frame->has_registry && i < f->pins.all.n; i++) {
        struct hm_pin *pin = &f->pins.all.p[i];
        if (pin->ref.repository.n > 0) {
            pin->ref = (struct hm_image_ref){ 0 };
            pin->is_editable = false;
            pin->why = HM_S("the registry that is set for it is put before it");
        }
    }
    f->frames.n--;
}

static void
find_built(struct finding *f)
{
    for (size_t i = 0; i < f->n && f->built.n < BUILT; i++) {
        if (is_docker_call(f, i, "build") && find_end(f, i + 4) > i + 4) {
            hm_vec_add(f->arena, &f->built, slice(f, i + 4, find_end(f, i + 4)));
        }
    }
}

static bool
begins_statement(const struct finding *f, size_t i)
{
    const struct hm_groovy_token *before = i > 0 ? &f->tokens[i - 1] : NULL;

    return before == NULL || hm_groovy_is_mark(before, '{') || hm_groovy_is_mark(before, ';') ||
           hm_groovy_is_mark(before, '>') ||
           (f->tokens[i].begins_line && !hm_groovy_is_mark(before, ','));
}

static void
visit(struct finding *f, size_t i)
{
    const struct hm_groovy_token *token = &f->tokens[i];

    if (token->kind == HM_GROOVY_MARK && strchr("([{", token->text.p[0]) != NULL) {
        open_frame(f, i);
    } else if (token->kind == HM_GROOVY_MARK && strchr(")]}", token->text.p[0]) != NULL) {
        close_frame(f);
    } else if (token->kind == HM_GROOVY_WORD) {
        if (top(f)->bracket == '{' && begins_statement(f, i)) {
            top(f)->command = token->text;
        }
        find_in_word(f, i);
    }
}

enum hm_status
hm_pin_groovy_find(struct hm_arena *arena, struct hm_str path, struct hm_str text,
                   struct hm_pins *ret_pins, struct hm_err *reterr)
{
    struct finding f = { .arena = arena, .text = text };
    struct hm_groovy groovy = { 0 };

    HM_TRY(hm_groovy_read(arena, text, &groovy, reterr));
    f.tokens = groovy.tokens;
    f.n = groovy.n;
    hm_vec_push(arena, &f.frames)->bracket = '{';
    find_built(&f);
    for (size_t i = 0; i < f.n; i++) {
        visit(&f, i);
    }
    hm_pins_add_steps(arena, path, text, &f.pins);
    hm_pins_sort(&f.pins);
    *ret_pins = f.pins;
    return HM_OK;
}

/* --- names */

bool
hm_pin_groovy_is_named(struct hm_str path)
{
    static const char *const documents[] = { "md", "rst", "adoc", "txt", "html", NULL };
    struct hm_str name = hm_str_basename(path);
    struct hm_str word = HM_S("jenkinsfile");
    size_t dot = hm_str_find_last(name, '.');

    if (name.n < word.n || hm_str_in_nocase(hm_str_from(name, dot + 1), documents)) {
        return false;
    }
    if (hm_str_eq_nocase(hm_str_sub(name, 0, word.n), word)) {
        return name.n == word.n || strchr(".-_", name.p[word.n]) != NULL;
    }
    return dot < name.n && hm_str_eq_nocase(hm_str_from(name, dot + 1), word);
}
