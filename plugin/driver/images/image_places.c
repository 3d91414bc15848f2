/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/images/image_places.h"

#include "plugin/base/auto.h"
#include "plugin/driver/images/manifest_images.h"
#include "plugin/driver/parsed_input.h"
#include "plugin/dockerfile/stages.h"
#include "plugin/rules/registry.h"
#include "plugin/rules/support.h"

/* What the steps share. */
struct search {
    struct hm_arena *arena; /* the report's */
    struct hm_arena scratch;
    const struct hm_source *source;
    const struct hm_build *build;
    const struct hm_dockerfile *file;
    bool is_assumed; /* nobody is known to build the file this way */
    struct hm_image_places *places;
};

/* The names of the variables of a word: "VERSION", "REGISTRY and VERSION". */
static struct hm_str
variables_of(struct search *search, struct hm_str text)
{
    hm_auto_buf struct hm_buf names = { .limit = 300 };
    struct hm_variable_walk walk = { .text = text, .escape = search->file->escape };
    struct hm_variable_ref ref;

    while (hm_variable_next(&walk, &ref)) {
        hm_buf_printf(&names, "%s%.*s", names.n > 0 ? ", " : "", HM_FMT(ref.name));
    }
    return hm_arena_str(search->arena, hm_buf_str(&names));
}

/* Why an image's name is not known. */
static struct hm_str
reason_of(struct search *search, const struct hm_word *word, bool is_trigger)
{
    struct hm_err err = { 0 };
    struct hm_image_ref ref;

    if (!word->is_known || (is_trigger && word->has_variable)) {
        struct hm_str names = variables_of(search, word->text);
        return hm_arena_printf(
            search->arena, "%.*s %s no known value%s", HM_FMT(names.n > 0 ? names : word->text),
            hm_str_find(names, ',') < names.n ? "have" : "has",
            is_trigger ? ": the build that is triggered gives it" : "; give it by --build-arg");
    }
    if (hm_image_ref_parse(search->arena, word->value, &ref, &err) == HM_OK) {
        return HM_S("");
    }
    return hm_arena_str(search->arena, hm_str_c(err.text));
}

/* Other builds of a file, and aliases, show the same again. What an argument is that only real
 * builds give is known by them. */
static bool
is_there(const struct search *search, const struct hm_image_place *place)
{
    struct hm_image_places *places = search->places;

    for (size_t i = places->list.n; i > 0; i--) {
        struct hm_image_place *other = &places->list.p[i - 1];
        if (other->at.off != place->at.off || !hm_str_is(other->at.path, place->at.path)) {
            continue;
        }
        if (hm_str_is(other->text, place->text) && hm_str_is(other->platform, place->platform)) {
            other->is_unused = other->is_unused && place->is_unused;
            return true;
        }
        if (search->is_assumed && place->why.n > 0 && other->why.n == 0) {
            return true;
        }
    }
    return false;
}

/* The place is what a finding of the rule would have. */
static void
add(struct search *search, const struct hm_visit *visit, struct hm_span span,
    struct hm_image_place place)
{
    const struct hm_rule *rule = hm_rules_find(HM_S("unsigned-image"));
    struct hm_sink sink = { .arena = &search->scratch,
                            .kept = search->arena,
                            .rule = rule,
                            .source = search->source,
                            .visit = visit };

    if (search->places->list.n == HM_IMAGE_PLACES_LIMIT) {
        search->places->is_cut = true;
        return;
    }
    hm_find(&sink, span, "%.*s", HM_FMT(place.text));
    place.at = sink.findings.p[0];
    if (!is_there(search, &place)) {
        hm_vec_add(search->arena, &search->places->list, place);
    }
}

static void
add_word(struct search *search, const struct hm_visit *visit, const struct hm_word *word,
         struct hm_str platform)
{
    const struct hm_stage *stage = visit->stage;
    struct hm_image_place place = {
        .why = reason_of(search, word, visit->onbuild != NULL),
        .platform = hm_arena_str(search->arena, platform),
        .is_unused = stage != NULL && !stage->is_used,
    };

    bool has_value = word->is_known && word->value.n > 0;
    place.text = hm_arena_str(search->arena, has_value ? word->value : word->text);
    if (place.why.n == 0) {
        /* It was parsed before. */
        (void)!hm_image_ref_parse(search->arena, place.text, &place.ref, NULL);
    }
    add(search, visit, word->span, place);
}

static void
visit_instruction(struct search *search, const struct hm_stage *stage,
                  const struct hm_instruction *inst, const struct hm_instruction *onbuild)
{
    const struct hm_visit visit = {
        .file = search->file, .stage = stage, .inst = inst, .onbuild = onbuild
    };
    struct hm_image_use use;

    for (uint32_t i = 0; hm_image_use(&visit, i, &search->scratch, &use); i++) {
        bool is_from = inst->kind == HM_FROM && stage->platform != NULL;
        struct hm_str platform =
            is_from && stage->platform->is_known ? stage->platform->value : HM_S("");
        add_word(search, &visit, use.word, platform);
    }
}

/* The build argument BUILDKIT_SYNTAX stands before the directive; what comes after a space is for
 * the frontend. A finding about it has no better place than the directive, or the first line. */
static void
visit_syntax(struct search *search)
{
    const struct hm_dockerfile *file = search->file;
    const struct hm_visit visit = { .file = file };
    struct hm_str given = { 0 };
    struct hm_word word = { .text = file->syntax.ref, .value = file->syntax.ref, .is_known = true };

    if (hm_build_value(search->build, HM_S("BUILDKIT_SYNTAX"), &given)) {
        given = hm_str_trim(given);
        word.text = HM_S("BUILDKIT_SYNTAX");
        word.value = hm_str_sub(given, 0, hm_str_find(given, ' '));
    } else if (!file->syntax.is_given || file->syntax.ref.n == 0) {
        return;
    }
    for (uint32_t i = 0; i < file->n_directives; i++) {
        if (hm_str_eq(file->directives[i].name, "syntax")) {
            word.span = file->directives[i].span;
        }
    }
    add_word(search, &visit, &word, HM_S(""));
}

static void
visit_file(struct search *search)
{
    const struct hm_dockerfile *file = search->file;

    visit_syntax(search);
    for (uint32_t i = 0; i < file->n_instructions; i++) {
        const struct hm_instruction *inst = &file->instructions[i];
        const struct hm_stage *stage =
            inst->stage < file->n_stages ? &file->stages[inst->stage] : NULL;
        visit_instruction(search, stage, inst, NULL);
        if (inst->trigger != NULL) {
            visit_instruction(search, stage, inst->trigger, inst);
        }
    }
    for (uint32_t s = 0; s < file->n_stages; s++) {
        for (uint32_t t = 0; t < file->stages[s].n_triggers; t++) {
            visit_instruction(search, &file->stages[s], &file->stages[s].triggers[t], NULL);
        }
    }
}

/* --- what other files name */

/* Neither tag nor digest are a part of what a finding is about. */
static struct hm_str
subject_of(struct search *search, const struct hm_image_place *place)
{
    return place->why.n > 0 ? place->text
                            : hm_arena_concat(search->arena, HM_S("image "),
                                              hm_image_ref_name(search->arena, &place->ref));
}

static void
take_image(void *ctx, const struct hm_visit *visit, const struct hm_source *source,
           const struct hm_pin *pin)
{
    struct search *search = ctx;
    struct hm_image_place place = { .text = hm_arena_str(search->arena, pin->text) };
    size_t n = search->places->list.n;

    if (pin->ref.repository.n == 0) {
        place.why =
            pin->why.n > 0 ? hm_arena_str(search->arena, pin->why) : HM_S("it cannot be read");
    } else if (hm_image_ref_parse(search->arena, hm_arena_str(search->arena, pin->ref.text),
                                  &place.ref, NULL) != HM_OK) {
        return; /* it was parsed before, so this does not happen */
    }
    hm_arena_reset(&search->scratch);
    search->source = source;
    add(search, visit, pin->span, place);
    if (search->places->list.n > n) {
        search->places->list.p[n].at.subject = subject_of(search, &place);
    }
}

/* What the command line gives is for the Dockerfiles that are built by themselves. */
static void
take_dockerfile(void *ctx, const struct hm_dockerfile *file)
{
    static const struct hm_build none = { .has_all_args = false };
    struct search *search = ctx;

    hm_arena_reset(&search->scratch);
    search->build = &none;
    search->source = file->source;
    search->file = file;
    search->is_assumed = false;
    visit_file(search);
}

static void
take_build(void *ctx, const struct hm_parsed_build *built)
{
    struct search *search = ctx;

    search->build = built->build;
    search->source = built->file->source;
    search->file = built->file;
    search->is_assumed = built->is_assumed;
    visit_file(search);
}

static void
take_unread(void *ctx, struct hm_str path, struct hm_str why)
{
    struct search *search = ctx;
    struct hm_source source;
    const struct hm_source *const sources[] = { &source };
    const struct hm_manifests manifests = { .sources = sources, .n_sources = 1 };
    const struct hm_visit visit = { .manifests = &manifests };
    const struct hm_image_place place = {
        .text = hm_arena_printf(search->arena, "what %.*s names", HM_FMT(path)),
        .why =
            hm_arena_printf(search->arena, "the file cannot be read as it is: %.*s", HM_FMT(why)),
    };

    hm_arena_reset(&search->scratch);
    hm_source_init(&source, &search->scratch, path, HM_S(""));
    search->source = &source;
    add(search, &visit, (struct hm_span){ 0 }, place);
}

void
hm_image_places_find(const struct hm_inputs *inputs, const struct hm_build *build,
                     struct hm_arena *arena, struct hm_image_places *ret)
{
    struct search search = { .arena = arena, .places = ret };

    for (size_t i = 0; i < inputs->files.n; i++) {
        struct hm_err err = { 0 };
        hm_arena_reset(&search.scratch);
        (void)!hm_inputs_each_build(inputs, &inputs->files.p[i], build, &search.scratch, take_build,
                                    &search, &err);
    }
    const struct hm_manifest_images others = {
        .ctx = &search,
        .image = take_image,
        .dockerfile = take_dockerfile,
        .unread = take_unread,
    };
    hm_manifest_images_each(inputs, &others);
    hm_arena_done(&search.scratch);
}
