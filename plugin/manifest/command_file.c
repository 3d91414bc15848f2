/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/manifest/command_file.h"

#include "plugin/dockerfile/fields.h"
#include "plugin/manifest/act_maker.h"
#include "plugin/manifest/run_call.h"
#include "plugin/model/suppression.h"

struct hm_command_file *
hm_command_file_new(struct hm_arena *arena, struct hm_str path, struct hm_str text,
                    enum hm_run_place place)
{
    struct hm_command_file *file = hm_arena_new(arena, struct hm_command_file, 1);

    hm_source_init(&file->file.source, arena, path, text);
    file->parser = hm_shell_parser_new(arena);
    file->run.arena = arena;
    file->run.file = &file->file;
    file->run.place = place;
    return file;
}

static void
note_cut(struct hm_command_file *file, const struct hm_shell_text *text)
{
    struct hm_manifest_problem problem = {
        .text = HM_S("Its commands are nested too deeply to be read to their end: what follows in "
                     "them was not judged."),
    };

    problem.span.off = hm_run_text_at(text, 0);
    hm_vec_add(file->run.arena, &file->problems, problem);
}

/* A script builds as a job of one step does; its variables are in the commands' fields already.
 * What names neither context nor Dockerfile reads what it builds elsewhere: Compose, bake,
 * buildpacks. */
static void
add_builds(struct hm_command_file *file, const struct hm_script *script)
{
    const struct hm_step step = { .script = script };
    const struct hm_job job = { .steps = &step, .n_steps = 1 };
    const struct hm_pipeline pipeline = { .jobs = &job, .n_jobs = 1 };
    struct hm_act_maker maker = {
        .arena = file->run.arena, .pipeline = &pipeline, .job = &job, .step = &step, .is_file = true
    };

    for (uint32_t i = 0; i < script->n_commands; i++) {
        hm_act_command(&maker, script, &script->commands[i]);
    }
    for (size_t i = 0; i < maker.named.n; i++) {
        hm_vec_add(file->run.arena, &file->named, maker.named.p[i]);
    }
    for (size_t i = 0; i < maker.acts.n && file->builds.n < HM_ACTS_LIMIT; i++) {
        struct hm_act act = maker.acts.p[i];
        if (act.kind == HM_ACT_BUILD && (act.context.is_set || act.dockerfile.is_set)) {
            act.span = hm_run_map(&file->run, act.span);
            act.cmd = NULL;
            hm_vec_add(file->run.arena, &file->builds, act);
        }
    }
}

void
hm_command_file_shell(struct hm_command_file *file, const struct hm_shell_text *text,
                      const struct hm_shell *shell)
{
    struct hm_arena *arena = file->run.arena;
    struct hm_source *made = hm_arena_new(arena, struct hm_source, 1);
    struct hm_shell_text own = { .text = text->text };
    struct hm_script script;

    /* Its words are read again where variables are put in: by places in the text itself. */
    made->text = text->text;
    hm_shell_parse(file->parser, &own, shell, &script);
    script.text = &own;
    hm_fields_make_script(arena, file->parser, made, &script);
    file->run.map = text;
    hm_run_script(&file->run, &script);
    add_builds(file, &script);
    file->run.map = NULL;
    if (script.is_cut) {
        note_cut(file, text);
    }
}

static void
note_limit(struct hm_command_file *file, bool is_reached, uint32_t limit, const char *what)
{
    if (is_reached) {
        struct hm_manifest_problem problem = { 0 };
        problem.text =
            hm_arena_printf(file->run.arena, "Only the first %u commands of this file that %s.",
                            (unsigned)limit, what);
        hm_vec_add(file->run.arena, &file->problems, problem);
    }
}

bool
hm_command_file_finish(struct hm_command_file *file, enum hm_manifests_kind kind,
                       struct hm_manifests *ret_manifest)
{
    struct hm_arena *arena = file->run.arena;
    const struct hm_source **sources = hm_arena_new(arena, const struct hm_source *, 1);
    struct hm_suppressions *asked = hm_arena_new(arena, struct hm_suppressions, 1);
    const struct hm_suppressions **all = hm_arena_new(arena, const struct hm_suppressions *, 1);

    sources[0] = &file->file.source;
    hm_run_finish(&file->run);
    note_limit(file, file->run.services.n == HM_RUN_SERVICES, HM_RUN_SERVICES,
               "run containers were judged");
    note_limit(file, file->run.pulls.n == HM_RUN_PULLS, HM_RUN_PULLS, "fetch images were read");
    *ret_manifest = (struct hm_manifests){
        .kind = kind,
        .sources = sources,
        .n_sources = 1,
        .builds = file->builds.p,
        .n_builds = (uint32_t)file->builds.n,
        .named = file->named.p,
        .n_named = (uint32_t)file->named.n,
        .pulls = file->run.pulls.p,
        .n_pulls = (uint32_t)file->run.pulls.n,
    };
    if (file->run.services.n == 0 && file->problems.n == 0) {
        return false;
    }
    hm_suppressions_read_script(arena, &file->file.source, asked);
    all[0] = asked;
    ret_manifest->services = file->run.services.p;
    ret_manifest->n_services = (uint32_t)file->run.services.n;
    ret_manifest->problems = file->problems.p;
    ret_manifest->n_problems = (uint32_t)file->problems.n;
    ret_manifest->suppressions = all;
    return true;
}
