/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/commands/cmd.h"

#include <errno.h>

#include "plugin/base/auto.h"
#include "plugin/base/io.h"
#include "plugin/base/path.h"
#include "plugin/base/utf8.h"
#include "plugin/context/context.h"
#include "plugin/context/propose.h"
#include "plugin/context/summary.h"
#include "plugin/driver/build_options.h"
#include "plugin/driver/builds/image_map.h"
#include "plugin/driver/inputs.h"
#include "reports/escape.h"
#include "reports/json_out.h"

enum {
    TREE_ROWS = 40, /* of a context's own files and folders */
};

/* One context, and the Dockerfile it is of. */
struct shown {
    struct hm_arena *arena;
    struct hm_str dockerfile; /* empty: there is none */
    struct hm_str why;
    const struct hm_context *context;
    const struct hm_dockerfile *file; /* or NULL */
    struct hm_context_summary sum;
};

/* A file or a folder at the top of the context, with all that is sent of it. */
struct row {
    struct hm_str name;
    struct hm_amount amount;
};

struct rows {
    HM_VEC(struct row) list;
};

static int
compare_rows(const void *a, const void *b)
{
    const struct row *left = a;
    const struct row *right = b;

    if (left->amount.bytes != right->amount.bytes) {
        return left->amount.bytes < right->amount.bytes ? 1 : -1;
    }
    return hm_str_compare(left->name, right->name);
}

static struct rows
list_top(const struct shown *shown)
{
    struct rows rows = { 0 };

    for (uint32_t i = 0; i < shown->context->n_files; i++) {
        const struct hm_context_file *file = &shown->context->files[i];
        size_t slash = hm_str_find(file->path, '/');
        struct hm_str name = hm_str_sub(file->path, 0, slash < file->path.n ? slash + 1 : slash);
        if (file->is_ignored) {
            continue;
        }
        if (rows.list.n == 0 || !hm_str_is(rows.list.p[rows.list.n - 1].name, name)) {
            hm_vec_add(shown->arena, &rows.list, ((struct row){ .name = name }));
        }
        rows.list.p[rows.list.n - 1].amount.files++;
        rows.list.p[rows.list.n - 1].amount.bytes += file->size;
    }
    if (rows.list.n > 1) {
        qsort(rows.list.p, rows.list.n, sizeof rows.list.p[0], compare_rows);
    }
    return rows;
}

/* --- text --- */

static void
put_size(struct hm_buf *out, uint64_t bytes)
{
    static const char *const units[] = { "B", "KiB", "MiB", "GiB", "TiB" };
    double size = (double)bytes;
    size_t unit = 0;

    while (size >= 1024 && unit < 4) {
        size /= 1024;
        unit++;
    }
    hm_buf_printf(out, unit == 0 ? "%.0f %s" : "%.1f %s", size, units[unit]);
}

static void
put_amount(struct hm_buf *out, const struct hm_amount *amount)
{
    hm_buf_printf(out, "%llu file%s, ", (unsigned long long)amount->files,
                  amount->files == 1 ? "" : "s");
    put_size(out, amount->bytes);
}

static void
put_row(struct hm_buf *out, const struct hm_amount *amount, struct hm_str name)
{
    hm_auto_buf struct hm_buf size = { 0 };

    put_size(&size, amount->bytes);
    hm_buf_printf(out, "  %10.*s  %7llu  ", HM_FMT(hm_buf_str(&size)),
                  (unsigned long long)amount->files);
    hm_escape_terminal(out, name);
    hm_buf_putc(out, '\n');
}

static void
print_copies(const struct shown *shown, struct hm_buf *out)
{
    for (uint32_t i = 0; i < shown->sum.n_copies; i++) {
        const struct hm_copy_amount *copy = &shown->sum.copies[i];
        hm_buf_printf(out, "  line %-4u  ", (unsigned)copy->inst->line);
        hm_escape_terminal(out, hm_str_sub(hm_str_trim(copy->inst->logical), 0, 100));
        hm_buf_puts(out, ": ");
        put_amount(out, &copy->taken);
        hm_buf_puts(out, copy->is_certain
                             ? "\n"
                             : ", and perhaps more: a variable in it is not known, or it fails\n");
    }
}

static void
print_patterns(const struct shown *shown, struct hm_buf *out)
{
    for (uint32_t i = 0; i < shown->sum.n_patterns; i++) {
        const struct hm_pattern_amount *row = &shown->sum.patterns[i];
        hm_buf_printf(out, "  line %-4u  ", (unsigned)row->line);
        hm_escape_terminal(out, hm_source_text(shown->context->ignore_source, row->span));
        if (row->is_exception) {
            hm_buf_puts(out, ": an exception\n");
        } else {
            hm_buf_puts(out, ": ");
            put_amount(out, &row->kept_out);
            hm_buf_putc(out, '\n');
        }
    }
}

static void
print_text(const struct shown *shown, struct hm_buf *out)
{
    const struct hm_context *context = shown->context;
    struct rows rows = list_top(shown);

    hm_escape_terminal(out, shown->dockerfile.n > 0 ? shown->dockerfile : context->root);
    hm_buf_puts(out, "\ncontext  ");
    hm_escape_terminal(out, context->root);
    hm_buf_printf(out, " (%.*s)\nignore   ", HM_FMT(shown->why));
    hm_escape_terminal(out, context->ignore_path.n > 0 ? context->ignore_path : HM_S("none"));
    hm_buf_puts(out, "\nsends    ");
    put_amount(out, &shown->sum.sent);
    hm_buf_puts(out, context->is_complete ? "" : " at least: something could not be looked at");
    hm_buf_puts(out, "\nkept out ");
    put_amount(out, &shown->sum.ignored);
    if (shown->file != NULL) {
        hm_buf_puts(out, "\ncopied   ");
        put_amount(out, &shown->sum.asked);
        hm_buf_puts(out, ": BuildKit asks for no more");
    }
    hm_buf_puts(out, "\n\nIn it, by size\n");
    for (size_t i = 0; i < rows.list.n && i < TREE_ROWS; i++) {
        put_row(out, &rows.list.p[i].amount, rows.list.p[i].name);
    }
    if (rows.list.n > TREE_ROWS) {
        hm_buf_printf(out, "  and %zu more\n", rows.list.n - TREE_ROWS);
    }
    hm_buf_puts(out, "Largest files\n");
    for (uint32_t i = 0; i < shown->sum.n_largest; i++) {
        struct hm_amount one = { 1, shown->sum.largest[i]->size };
        put_row(out, &one, shown->sum.largest[i]->path);
    }
    hm_buf_puts(out, shown->sum.n_copies > 0 ? "Taken\n" : "");
    print_copies(shown, out);
    hm_buf_puts(out, shown->sum.n_patterns > 0 ? "Kept out by\n" : "");
    print_patterns(shown, out);
    hm_buf_puts(out, context->n_sensitive > 0 ? "No business in an image\n" : "");
    for (uint32_t i = 0; i < context->n_sensitive; i++) {
        hm_buf_puts(out, "  ");
        hm_escape_terminal(out, context->sensitive[i].path);
        hm_buf_printf(out, ": %s%s\n", context->sensitive[i].what,
                      context->sensitive[i].is_seen ? "" : " by its name");
    }
}

/* --- JSON --- */

static void
json_amount(struct hm_json_out *json, const char *key, const struct hm_amount *amount)
{
    hm_json_out_object(json, key);
    hm_json_out_uint(json, "files", amount->files);
    hm_json_out_uint(json, "bytes", amount->bytes);
    hm_json_out_end_object(json);
}

static void
json_lists(struct hm_json_out *json, const struct shown *shown)
{
    const struct hm_context *context = shown->context;

    hm_json_out_array(json, "copies");
    for (uint32_t i = 0; i < shown->sum.n_copies; i++) {
        const struct hm_copy_amount *copy = &shown->sum.copies[i];
        hm_json_out_object(json, NULL);
        hm_json_out_uint(json, "line", copy->inst->line);
        json_amount(json, "taken", &copy->taken);
        hm_json_out_bool(json, "isCertain", copy->is_certain);
        hm_json_out_end_object(json);
    }
    hm_json_out_end_array(json);
    hm_json_out_array(json, "patterns");
    for (uint32_t i = 0; i < shown->sum.n_patterns; i++) {
        const struct hm_pattern_amount *row = &shown->sum.patterns[i];
        hm_json_out_object(json, NULL);
        hm_json_out_uint(json, "line", row->line);
        hm_json_out_str(json, "text", hm_source_text(context->ignore_source, row->span));
        hm_json_out_bool(json, "isException", row->is_exception);
        json_amount(json, "keptOut", &row->kept_out);
        hm_json_out_end_object(json);
    }
    hm_json_out_end_array(json);
    hm_json_out_array(json, "sensitive");
    for (uint32_t i = 0; i < context->n_sensitive; i++) {
        hm_json_out_object(json, NULL);
        hm_json_out_str(json, "path", context->sensitive[i].path);
        hm_json_out_c(json, "what", context->sensitive[i].what);
        hm_json_out_bool(json, "byContent", context->sensitive[i].is_seen);
        hm_json_out_end_object(json);
    }
    hm_json_out_end_array(json);
    hm_json_out_array(json, "files");
    for (uint32_t i = 0; i < context->n_files; i++) {
        if (!context->files[i].is_ignored) {
            hm_json_out_object(json, NULL);
            hm_json_out_str(json, "path", context->files[i].path);
            hm_json_out_uint(json, "bytes", context->files[i].size);
            hm_json_out_end_object(json);
        }
    }
    hm_json_out_end_array(json);
}

static void
print_json(const struct shown *shown, struct hm_buf *out)
{
    struct hm_json_out json = { .buf = out };

    hm_json_out_object(&json, NULL);
    hm_json_out_some(&json, "dockerfile", shown->dockerfile);
    hm_json_out_str(&json, "context", shown->context->root);
    hm_json_out_str(&json, "because", shown->why);
    hm_json_out_some(&json, "ignoreFile", shown->context->ignore_path);
    hm_json_out_bool(&json, "isComplete", shown->context->is_complete);
    json_amount(&json, "sent", &shown->sum.sent);
    json_amount(&json, "keptOut", &shown->sum.ignored);
    json_amount(&json, "copied", &shown->sum.asked);
    json_lists(&json, shown);
    hm_json_out_end_object(&json);
    hm_buf_putc(out, '\n');
}

/* --- the command --- */

/* The Dockerfiles that share a context and its ignore file. */
struct group {
    const struct hm_context *context;
    HM_VEC(const struct hm_dockerfile *) files;
};

/* What all Dockerfiles of a PATH share. */
struct request {
    const struct hm_args *args;
    struct hm_build build;
    const char *root;
    const char *folder; /* --context, or NULL */
    struct hm_contexts contexts;
    struct hm_buf out;
    HM_VEC(struct group) groups; /* with --propose */
};

/* --- the ignore file that is proposed */

static struct group *
group_of(struct request *request, const struct hm_context *context)
{
    for (size_t i = 0; i < request->groups.n; i++) {
        if (request->groups.p[i].context == context) {
            return &request->groups.p[i];
        }
    }
    struct group *group = hm_vec_push(request->args->arena, &request->groups);
    *group = (struct group){ .context = context };
    return group;
}

static enum hm_status
add_to_group(struct request *request, struct hm_str dockerfile, const struct hm_context *context,
             struct hm_err *reterr)
{
    struct hm_arena *arena = request->args->arena;
    struct group *group = group_of(request, context);
    hm_auto_buf struct hm_buf text = { 0 };

    if (dockerfile.n == 0) {
        return HM_OK;
    }
    struct hm_str path = hm_path_join(arena, hm_str_c(request->root), dockerfile);
    HM_TRY(hm_read_file(AT_FDCWD, hm_arena_c(arena, path), HM_SOURCE_LIMIT, &text, reterr));
    struct hm_source *source = hm_arena_new(arena, struct hm_source, 1);
    struct hm_dockerfile *file = hm_arena_new(arena, struct hm_dockerfile, 1);
    hm_source_init(source, arena, dockerfile, hm_arena_str(arena, hm_buf_str(&text)));
    hm_dockerfile_parse(arena, source, &request->build, file);
    hm_vec_add(arena, &group->files, file);
    return HM_OK;
}

static void
print_proposal(const struct hm_ignore_proposal *proposal, const struct group *group,
               struct hm_buf *out)
{
    hm_buf_puts(out, out->n > 0 ? "\n# " : "# ");
    hm_escape_terminal(out, proposal->path);
    hm_buf_puts(out, proposal->is_new ? " (new)" : "");
    hm_buf_printf(out, ", for %zu Dockerfile%s\n", group->files.n, group->files.n == 1 ? "" : "s");
    for (uint32_t i = 0; i < proposal->n_lines; i++) {
        const struct hm_proposed_line *line = &proposal->lines[i];
        struct hm_amount amount = { line->files, line->bytes };
        hm_buf_printf(out, "# %s: ", line->why);
        put_amount(out, &amount);
        hm_buf_putc(out, '\n');
        hm_escape_terminal(out, line->text);
        hm_buf_putc(out, '\n');
    }
    hm_buf_puts(out, proposal->n_lines == 0 ? "# nothing to add\n" : "");
    for (uint32_t i = 0; i < proposal->n_unproposed; i++) {
        const struct hm_unproposed *left = &proposal->unproposed[i];
        hm_buf_puts(out, "# not kept out: ");
        hm_escape_terminal(out, left->path);
        hm_buf_printf(out, ", %s: ", left->what);
        hm_escape_terminal(out, left->why);
        hm_buf_putc(out, '\n');
    }
    if (group->files.n == 0) {
        hm_buf_puts(out, "# no Dockerfile was found: what steps take could not be told\n");
    } else if (proposal->is_partial) {
        hm_buf_puts(out, "# what no step takes could not be told: a source of a COPY is not "
                         "known, or not all of the context could be looked at\n");
    }
}

/* As nobody else has changed the file since it was read. */
static enum hm_status
write_proposal(struct request *request, const struct hm_ignore_proposal *proposal,
               const struct hm_context *context, struct hm_err *reterr)
{
    struct hm_arena *arena = request->args->arena;
    const char *path =
        hm_arena_c(arena, hm_path_join(arena, hm_str_c(request->root), proposal->path));
    hm_auto_buf struct hm_buf now = { 0 };
    enum hm_status status = hm_read_file(AT_FDCWD, path, HM_SOURCE_LIMIT, &now, reterr);
    bool is_as_read = proposal->is_new ? status == HM_E_NOT_FOUND
                                       : status == HM_OK && hm_str_is(hm_buf_str(&now),
                                                                      context->ignore_source->text);

    if (!is_as_read) {
        return hm_err_set(reterr, HM_E_REFUSED, "%s: it has changed since it was read", path);
    }
    *reterr = (struct hm_err){ 0 };
    HM_TRY(hm_write_file(path, proposal->text, reterr));
    hm_buf_puts(&request->out, proposal->is_new ? "# written: " : "# added to ");
    hm_escape_terminal(&request->out, hm_str_c(path));
    hm_buf_putc(&request->out, '\n');
    return HM_OK;
}

static enum hm_status
propose_all(struct request *request, struct hm_err *reterr)
{
    for (size_t i = 0; i < request->groups.n; i++) {
        const struct group *group = &request->groups.p[i];
        struct hm_ignore_proposal proposal;
        HM_TRY(hm_ignore_propose(request->args->arena, group->context, group->files.p,
                                 (uint32_t)group->files.n, &proposal, reterr));
        print_proposal(&proposal, group, &request->out);
        if (hm_args_has(request->args, HM_OPT_WRITE) && proposal.n_lines > 0) {
            HM_TRY(write_proposal(request, &proposal, group->context, reterr));
        }
    }
    return HM_OK;
}

/* @p folder is relative to the request's root; empty for the Dockerfile's own. */
static enum hm_status
show(struct request *request, struct hm_str dockerfile, struct hm_str folder, struct hm_str why,
     struct hm_err *reterr)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_buf struct hm_buf text = { 0 };
    struct hm_source source;
    struct hm_dockerfile file;
    struct shown shown = { .arena = &arena, .dockerfile = dockerfile, .why = why };

    HM_TRY(hm_contexts_get(&request->contexts, folder, dockerfile, &shown.context, reterr));
    if (hm_args_has(request->args, HM_OPT_PROPOSE)) {
        return add_to_group(request, dockerfile, shown.context, reterr);
    }
    if (dockerfile.n > 0) {
        struct hm_str path = hm_path_join(&arena, hm_str_c(request->root), dockerfile);
        HM_TRY(hm_read_file(AT_FDCWD, hm_arena_c(&arena, path), HM_SOURCE_LIMIT, &text, reterr));
        hm_source_init(&source, &arena, dockerfile, hm_buf_str(&text));
        hm_dockerfile_parse(&arena, &source, &request->build, &file);
        shown.file = &file;
    }
    hm_context_sum(&arena, shown.context, shown.file, &shown.sum);
    if (hm_args_has(request->args, HM_OPT_JSON)) {
        print_json(&shown, &request->out);
    } else {
        hm_buf_puts(&request->out, request->out.n > 0 ? "\n" : "");
        print_text(&shown, &request->out);
    }
    return HM_OK;
}

/* What a use names, where it lies in what was asked for. */
static bool
is_shown(const struct hm_input_file *file, uint32_t index)
{
    const struct hm_input_build *build = &file->builds[index];

    if (build->context == NULL || build->use.context.n == 0) {
        return false;
    }
    for (uint32_t i = 0; i < index; i++) {
        if (file->builds[i].context == build->context && file->builds[i].use.context.n > 0) {
            return false;
        }
    }
    return true;
}

/* Once for each folder that the repository builds the file with. */
static enum hm_status
show_file(struct request *request, const struct hm_inputs *inputs, const struct hm_input_file *file,
          struct hm_err *reterr)
{
    struct hm_arena *arena = request->args->arena;
    struct hm_str path = hm_str_from(file->path, inputs->trees.p[file->tree].prefix.n);
    bool has_use = false;

    if (request->folder != NULL) {
        return show(request, path, hm_str_c(request->folder), HM_S("--context says so"), reterr);
    }
    for (uint32_t i = 0; i < file->n_builds; i++) {
        const struct hm_build_use *use = &file->builds[i].use;
        if (is_shown(file, i)) {
            struct hm_str why = hm_arena_printf(arena, "%.*s of %.*s, line %u, says so",
                                                HM_FMT(hm_build_use_title(arena, use)),
                                                HM_FMT(use->said_in), (unsigned)use->line);
            has_use = true;
            HM_TRY(show(request, path, file->builds[i].context->root, why, reterr));
        }
    }
    return has_use ? HM_OK : show(request, path, HM_S(""), HM_S("the Dockerfile's folder"), reterr);
}

static enum hm_status
show_tree(struct request *request, const struct hm_inputs *inputs, struct hm_err *reterr)
{
    struct hm_arena *arena = request->args->arena;
    struct hm_walk walk;

    request->root = inputs->trees.p[0].root;
    hm_contexts_init(&request->contexts, arena, request->root);
    if (request->folder == NULL) {
        HM_TRY(hm_walk(arena, request->root, NULL, &walk, reterr));
        hm_contexts_take_walk(&request->contexts, &walk);
    }
    for (size_t i = 0; i < inputs->files.n; i++) {
        HM_TRY(show_file(request, inputs, &inputs->files.p[i], reterr));
    }
    if (inputs->files.n > 0) {
        return HM_OK;
    }
    return request->folder != NULL
               ? show(request, HM_S(""), hm_str_c(request->folder), HM_S("--context says so"),
                      reterr)
               : show(request, HM_S(""), HM_S("."), HM_S("the folder that was named"), reterr);
}

/* Dockerfiles and their builds are found as a scan finds them. */
static enum hm_status
show_all(struct request *request, struct hm_err *reterr)
{
    struct hm_report report = { 0 };
    struct hm_inputs inputs = { 0 };
    enum hm_status status = hm_image_map_check(request->args, reterr);

    if (status == HM_OK) {
        status = hm_inputs_find(request->args, false, &report, &inputs, reterr);
    }
    if (status == HM_OK) {
        status = show_tree(request, &inputs, reterr);
        status = status == HM_OK ? propose_all(request, reterr) : status;
        hm_inputs_done(&inputs);
    }
    hm_report_done(&report);
    return status;
}

int
hm_cmd_context(const struct hm_args *args)
{
    struct request request = { .args = args };
    struct hm_err err = { 0 };
    hm_auto_free char *folder = NULL;
    int exit_code = HM_EXIT_PASS;

    if (hm_args_has(args, HM_OPT_WRITE) && !hm_args_has(args, HM_OPT_PROPOSE)) {
        return hm_complain_usage(args, "--write goes with --propose");
    }
    if (hm_args_has(args, HM_OPT_JSON) && hm_args_has(args, HM_OPT_PROPOSE)) {
        return hm_complain_usage(args, "--propose prints an ignore file, not JSON");
    }
    if (args->operands.n > 1) {
        return hm_complain_usage(args, "name one folder or Dockerfile");
    }
    if (hm_args_text(args, HM_OPT_CONTEXT) != NULL) {
        folder = realpath(hm_args_text(args, HM_OPT_CONTEXT), NULL);
        if (folder == NULL) {
            return hm_complain_usage(args, "--context: %s", strerror(errno));
        }
        request.folder = folder;
    }
    if (args->operands.n == 1 && strcmp(args->operands.p[0], "-") == 0) {
        return hm_complain_usage(args, "name a folder or a Dockerfile, not standard input");
    }
    if (hm_build_read(args, &request.build, &err) != HM_OK || show_all(&request, &err) != HM_OK) {
        exit_code = hm_complain(&err);
    } else {
        exit_code = hm_print(&request.out);
    }
    hm_buf_done(&request.out);
    return exit_code;
}
