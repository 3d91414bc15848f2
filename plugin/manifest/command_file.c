/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/manifest/command_file.h"

#include "plugin/dockerfile/fields.h"
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
    file->run.map = NULL;
    if (script.is_cut) {
        note_cut(file, text);
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

    if (file->run.services.n == 0 && file->problems.n == 0) {
        return false;
    }
    hm_run_finish(&file->run);
    if (file->run.services.n == HM_RUN_SERVICES) {
        struct hm_manifest_problem problem = { 0 };
        problem.text = hm_arena_printf(
            arena, "Only the first %u commands of this file that run containers were judged.",
            HM_RUN_SERVICES);
        hm_vec_add(arena, &file->problems, problem);
    }
    hm_suppressions_read_script(arena, &file->file.source, asked);
    sources[0] = &file->file.source;
    all[0] = asked;
    *ret_manifest = (struct hm_manifests){
        .kind = kind,
        .sources = sources,
        .n_sources = 1,
        .services = file->run.services.p,
        .n_services = (uint32_t)file->run.services.n,
        .problems = file->problems.p,
        .n_problems = (uint32_t)file->problems.n,
        .suppressions = all,
    };
    return true;
}
