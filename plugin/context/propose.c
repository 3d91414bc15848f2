/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/context/propose.h"

#include "plugin/base/buf.h"
#include "plugin/base/auto.h"
#include "plugin/base/path.h"
#include "plugin/base/vec.h"
#include "plugin/context/contents.h"
#include "plugin/context/context.h"
#include "plugin/context/copied.h"
#include "plugin/context/discover.h"
#include "plugin/context/ignore.h"
#include "plugin/model/command.h"
#include "plugin/model/remade.h"

enum {
    TRIES = 16, /* proofs, each of which takes back what the one before it found wrong */
};

/* A line that may be proposed. */
struct candidate {
    struct hm_str line;
    const char *why;
    uint32_t witness;       /* index of a file that it is about */
    struct hm_str back;     /* why it was taken back, or empty */
    bool is_general;        /* "**" "/name": the file's own path may do in its place */
    bool is_worth_a_remark; /* that it was taken back: of what is sensitive */
};

/* One source of a COPY or ADD, or the bind mounts of a RUN. */
struct source {
    const struct hm_dockerfile *file;
    struct hm_instruction inst;
    bool finds; /* something, as things are */
};

struct proposer {
    struct hm_arena *arena;
    const struct hm_context *context;
    const struct hm_dockerfile *const *files;
    uint32_t n_files;
    HM_VEC(struct candidate) candidates;
    HM_VEC(struct source) sources;
    HM_VEC(struct hm_unproposed) unproposed;
    uint32_t *owner; /* of each file: its candidate + 1; 0: it stays as it is */
    bool *ignored;   /* what the proof says */
    bool is_partial;
};

/* --- what the Dockerfiles run */

static bool
runs(const struct hm_dockerfile *file, const char *program, const char *subcommand)
{
    for (uint32_t s = 0; s < file->n_scripts; s++) {
        for (uint32_t c = 0; c < file->scripts[s].n_commands; c++) {
            if (hm_command_is(&file->scripts[s].commands[c], program, subcommand)) {
                return true;
            }
        }
    }
    return false;
}

static bool
reads_history(const struct hm_dockerfile *file)
{
    static const char *const readers[] = { "describe", "rev-parse", "log",      "show",
                                           "rev-list", "status",    "ls-files", "submodule",
                                           "archive",  "tag",       "diff",     "checkout" };

    for (size_t i = 0; i < sizeof readers / sizeof readers[0]; i++) {
        if (runs(file, "git", readers[i])) {
            return true;
        }
    }
    return false;
}

/* What tools leave in folders of sources, and no step needs. */
static const struct rest {
    struct hm_str name;
    const char *why;
} rests[] = {
    { HM_STR("__pycache__"), "Python's cache" },
    { HM_STR(".pytest_cache"), "pytest's cache" },
    { HM_STR(".mypy_cache"), "mypy's cache" },
    { HM_STR(".ruff_cache"), "ruff's cache" },
    { HM_STR(".tox"), "tox's environments" },
    { HM_STR(".nox"), "nox's environments" },
    { HM_STR(".ipynb_checkpoints"), "what Jupyter saves" },
    { HM_STR(".nyc_output"), "what nyc measures" },
    { HM_STR(".terraform"), "Terraform's plug-ins" },
    { HM_STR(".idea"), "an editor's settings" },
    { HM_STR(".vscode"), "an editor's settings" },
    { HM_STR(".DS_Store"), "what macOS leaves in folders" },
};

/* Whether each Dockerfile makes such folders again, so that none is missed. */
static bool
makes_again(const struct proposer *p, const struct hm_remade *kind)
{
    for (uint32_t f = 0; f < p->n_files; f++) {
        const struct hm_dockerfile *file = p->files[f];
        bool is_made = false;
        for (uint32_t s = 0; s < file->n_scripts; s++) {
            for (uint32_t c = 0; c < file->scripts[s].n_commands && !is_made; c++) {
                is_made = hm_remade_by(kind, file, &file->scripts[s].commands[c]);
            }
        }
        if (!is_made) {
            return false;
        }
    }
    return p->n_files > 0;
}

/* --- candidates */

/* A path as a pattern that fits it alone; the empty view for what no line can say. */
static struct hm_str
quote(struct hm_arena *arena, const char *before, struct hm_str path)
{
    char *text = hm_arena_alloc(arena, 2 * path.n + strlen(before) + 1);
    size_t n = strlen(before);

    memcpy(text, before, n);
    for (size_t i = 0; i < path.n; i++) {
        char c = path.p[i];
        if ((unsigned char)c < ' ' || c == '\x7f') {
            return (struct hm_str){ 0 };
        }
        if (c == '*' || c == '?' || c == '[' || c == '\\' || (n == 0 && (c == '!' || c == '#'))) {
            text[n++] = '\\';
        }
        text[n++] = c;
    }
    return hm_str_make(text, n);
}

static uint32_t
add_candidate(struct proposer *p, struct candidate candidate)
{
    for (uint32_t i = 0; i < p->candidates.n; i++) {
        if (hm_str_is(p->candidates.p[i].line, candidate.line)) {
            return i + 1;
        }
    }
    if (candidate.line.n == 0 || p->candidates.n >= HM_PROPOSED_LINES) {
        p->is_partial = true;
        return 0;
    }
    hm_vec_add(p->arena, &p->candidates, candidate);
    return (uint32_t)p->candidates.n;
}

static void
refuse(struct proposer *p, struct hm_str path, const char *what, struct hm_str why)
{
    if (p->unproposed.n < HM_CONTEXT_SENSITIVE) {
        hm_vec_add(p->arena, &p->unproposed,
                   ((struct hm_unproposed){ .path = path, .what = what, .why = why }));
    }
}

/* The folder of the history that a path lies in, ".git", or the empty view. */
static struct hm_str
history_of(struct hm_str path)
{
    static const char *const names[] = { ".git", ".hg", ".svn" };
    struct hm_str part;

    while (hm_str_split(&path, '/', &part)) {
        for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
            if (hm_str_eq(part, names[i])) {
                return part;
            }
        }
    }
    return (struct hm_str){ 0 };
}

/* Whether a line takes back this very file: somebody wants it. */
static bool
is_wanted_back(const struct proposer *p, const struct hm_sensitive_file *file)
{
    if (file->let_in_by != HM_LET_BY_EXCEPTION) {
        return false;
    }
    struct hm_str text = hm_source_text(p->context->ignore_source, file->ignore_span);
    return hm_str_is(hm_path_relative(hm_str_trim(hm_str_from(text, 1))), file->path);
}

static void
propose_sensitive(struct proposer *p, uint32_t at, const struct hm_sensitive_file *file)
{
    struct hm_str base = hm_str_basename(file->path);
    struct candidate candidate = { .why = file->what, .witness = at, .is_worth_a_remark = true };

    if (is_wanted_back(p, file)) {
        refuse(p, file->path, file->what,
               HM_S("a line with ! of the ignore file takes it back: remove that line"));
        return;
    }
    candidate.is_general = hm_sensitive_path(base, NULL) != HM_FILE_PLAIN;
    candidate.line =
        candidate.is_general ? quote(p->arena, "**/", base) : quote(p->arena, "", file->path);
    p->owner[at] = add_candidate(p, candidate);
    if (p->owner[at] == 0) {
        refuse(p, file->path, file->what, HM_S("no line can name it, or there are too many"));
    }
}

static void
propose_history(struct proposer *p, uint32_t at, struct hm_str name)
{
    struct candidate candidate = { .line = quote(p->arena, "**/", name),
                                   .why = "the repository's history",
                                   .witness = at,
                                   .is_worth_a_remark = true };

    p->owner[at] = add_candidate(p, candidate);
}

static void
propose_all_sensitive(struct proposer *p)
{
    const struct hm_context *context = p->context;
    const struct hm_dockerfile *reader = NULL;
    uint32_t k = 0;

    for (uint32_t f = 0; f < p->n_files && reader == NULL; f++) {
        reader = reads_history(p->files[f]) ? p->files[f] : NULL;
    }
    bool is_said = false;
    for (uint32_t i = 0; i < context->n_files; i++) {
        struct hm_str path = context->files[i].path;
        while (k < context->n_sensitive && hm_str_compare(context->sensitive[k].path, path) < 0) {
            k++;
        }
        struct hm_str history = history_of(path);
        if (context->files[i].is_ignored) {
            continue;
        }
        if (history.n > 0 && reader == NULL) {
            propose_history(p, i, history);
        } else if (history.n > 0 && !is_said) {
            is_said = true;
            refuse(p, path, "the repository's history",
                   hm_arena_printf(p->arena, "a command of %.*s reads it: mount it for that step",
                                   HM_FMT(reader->source->path)));
        } else if (history.n == 0 && k < context->n_sensitive &&
                   hm_str_is(context->sensitive[k].path, path)) {
            propose_sensitive(p, i, &context->sensitive[k]);
        }
    }
}

static void
propose_rest(struct proposer *p, const struct rest *rest)
{
    const struct hm_context *context = p->context;
    struct candidate candidate = { .line = quote(p->arena, "**/", rest->name), .why = rest->why };

    for (uint32_t i = 0; i < context->n_files; i++) {
        struct hm_str path = context->files[i].path;
        if (context->files[i].is_ignored || p->owner[i] != 0) {
            continue;
        }
        for (size_t from = 0; from < path.n;) {
            size_t n = hm_str_find(hm_str_from(path, from), '/');
            if (hm_str_is(hm_str_sub(path, from, n), rest->name)) {
                candidate.witness = i;
                p->owner[i] = add_candidate(p, candidate);
                break;
            }
            from += n + 1;
        }
    }
}

static void
propose_remade(struct proposer *p, const struct hm_remade *kind)
{
    struct hm_remade_walk walk = { .kind = kind, .context = p->context };
    struct hm_remade_folder folder;
    struct candidate candidate = {
        .line = quote(p->arena, "**/", hm_remade_name(kind)),
        .why = hm_arena_printf(p->arena, "%s, which a step makes again", hm_remade_what(kind)).p,
    };

    while (hm_remade_next(&walk, p->arena, &folder)) {
        for (uint32_t i = folder.first; i < folder.end; i++) {
            if (!p->context->files[i].is_ignored && p->owner[i] == 0) {
                candidate.witness = i;
                p->owner[i] = add_candidate(p, candidate);
            }
        }
    }
}

/* --- what copies take */

static void
list_sources(struct proposer *p, const struct hm_dockerfile *file)
{
    for (uint32_t i = 0; i < file->n_instructions; i++) {
        const struct hm_instruction *inst =
            file->instructions[i].trigger != NULL && file->instructions[i].kind == HM_ONBUILD
                ? file->instructions[i].trigger
                : &file->instructions[i];
        const struct hm_copied *copied = hm_copied_make(p->arena, p->context, inst);
        if (copied == NULL) {
            continue;
        }
        p->is_partial = p->is_partial || !copied->is_certain || p->sources.n >= HM_COPIES;
        uint32_t n = inst->kind == HM_RUN ? inst->n_mounts : inst->n_words - 1;
        for (uint32_t k = 0; k < n && p->sources.n < HM_COPIES; k++) {
            struct source source = { .file = file, .inst = *inst };
            if (inst->kind == HM_RUN) {
                source.inst.mounts = &inst->mounts[k];
                source.inst.n_mounts = 1;
            } else {
                struct hm_word *words = hm_arena_new(p->arena, struct hm_word, 2);
                words[0] = inst->words[k];
                words[1] = inst->words[n];
                source.inst.words = words;
                source.inst.n_words = 2;
            }
            hm_vec_add(p->arena, &p->sources, source);
        }
    }
}

/* The context as it would be, with what the proof keeps out. */
static struct hm_context
seen_through(struct hm_arena *arena, const struct hm_context *context, const bool *ignored)
{
    struct hm_context view = *context;
    struct hm_context_file *files = hm_arena_new(arena, struct hm_context_file, view.n_files);
    uint32_t *links = hm_arena_new(arena, uint32_t, view.n_links);

    view.n_links = 0;
    for (uint32_t i = 0; i < view.n_files; i++) {
        files[i] = context->files[i];
        files[i].is_ignored = ignored[i];
        if (files[i].is_link && !ignored[i] && !context->files[i].is_ignored) {
            links[view.n_links++] = i;
        }
    }
    view.files = files;
    view.links = links;
    return view;
}

/* The first file that a source takes of those that are sent and, with @p only, are marked there;
 * HM_NONE when there is none. */
static uint32_t
first_taken(struct hm_arena *arena, const struct hm_context *context, const struct source *source,
            const bool *only)
{
    const struct hm_copied *copied = hm_copied_make(arena, context, &source->inst);

    for (uint32_t i = 0; copied != NULL && i < context->n_files; i++) {
        if (!context->files[i].is_ignored && (only == NULL || only[i]) &&
            copied->takes(copied, context->files[i].path)) {
            return i;
        }
    }
    return HM_NONE;
}

static void
propose_untaken(struct proposer *p)
{
    const struct hm_context *context = p->context;
    bool *taken = hm_arena_new(p->arena, bool, context->n_files);

    for (size_t s = 0; s < p->sources.n; s++) {
        const struct hm_copied *copied = hm_copied_make(p->arena, context, &p->sources.p[s].inst);
        for (uint32_t i = 0; copied != NULL && i < context->n_files; i++) {
            taken[i] = taken[i] || (!context->files[i].is_ignored &&
                                    copied->takes(copied, context->files[i].path));
        }
    }
    for (size_t k = 0; k < p->unproposed.n; k++) {
        const struct hm_context_file *left = hm_context_find(context, p->unproposed.p[k].path);
        if (left != NULL) {
            taken[left - context->files] = true;
        }
    }
    for (uint32_t i = 0, end = 0; i < context->n_files; i = end) {
        struct hm_str path = context->files[i].path;
        struct hm_str top = hm_str_sub(path, 0, hm_str_find(path, '/'));
        bool is_used = hm_name_kind(top) == HM_NAME_DOCKERFILE || hm_str_ends(top, ".dockerignore");
        uint32_t witness = HM_NONE;
        uint64_t bytes = 0;
        uint32_t n = 0;
        for (end = i;
             end < context->n_files && (hm_str_is(context->files[end].path, top) ||
                                        hm_path_is_below(context->files[end].path, top, NULL));
             end++) {
            is_used = is_used || taken[end];
            if (!context->files[end].is_ignored && p->owner[end] == 0) {
                witness = end;
                bytes += context->files[end].size;
                n++;
            }
        }
        if (!is_used && (bytes >= HM_UNTAKEN_BYTES || n >= HM_UNTAKEN_FILES)) {
            struct candidate candidate = { .line = quote(p->arena, "", top),
                                           .why = "no step takes it",
                                           .witness = witness };
            uint32_t owner = add_candidate(p, candidate);
            for (uint32_t k = i; k < end; k++) {
                p->owner[k] =
                    context->files[k].is_ignored || p->owner[k] != 0 ? p->owner[k] : owner;
            }
        }
    }
}

/* --- the proof */

static struct hm_str
write_text(struct proposer *p)
{
    hm_auto_buf struct hm_buf text = { 0 };
    struct hm_str before =
        p->context->ignore_source == NULL ? HM_S("") : p->context->ignore_source->text;
    const char *end = hm_str_has(before, "\r\n") ? "\r\n" : "\n";

    hm_buf_add(&text, before);
    for (size_t i = 0; i < p->candidates.n; i++) {
        if (p->candidates.p[i].back.n == 0) {
            if (text.n > 0 && text.p[text.n - 1] != '\n') {
                hm_buf_puts(&text, end);
            }
            hm_buf_add(&text, p->candidates.p[i].line);
            hm_buf_puts(&text, end);
        }
    }
    return hm_arena_str(p->arena, hm_buf_str(&text));
}

static bool
is_meant(const struct proposer *p, uint32_t file)
{
    return p->owner[file] != 0 && p->candidates.p[p->owner[file] - 1].back.n == 0;
}

/* Takes a line back; one that spoke of a name in all folders becomes one of the path alone. */
static void
take_back(struct proposer *p, uint32_t index, struct hm_str why)
{
    struct candidate *candidate = &p->candidates.p[index];

    candidate->back = why;
    if (!candidate->is_general) {
        return;
    }
    for (uint32_t i = 0; i < p->context->n_files; i++) {
        if (p->owner[i] == index + 1) {
            struct candidate own = { .line = quote(p->arena, "", p->context->files[i].path),
                                     .why = p->candidates.p[index].why,
                                     .witness = i,
                                     .is_worth_a_remark = true };
            p->owner[i] = add_candidate(p, own);
        }
    }
}

/* A line of the proposal that fits a file which is not meant to go. */
static bool
take_back_of(struct proposer *p, uint32_t file)
{
    for (uint32_t i = 0; i < p->candidates.n; i++) {
        struct hm_ignore one = { 0 };
        struct hm_err err = { 0 };
        if (p->candidates.p[i].back.n == 0 &&
            hm_ignore_make(p->arena, &p->candidates.p[i].line, 1, &one, &err) == HM_OK &&
            hm_ignore_matches(&one, p->context->files[file].path) != HM_NO) {
            take_back(p, i, HM_S("a line would keep out other files too"));
            return true;
        }
    }
    return false;
}

/* True when nothing had to be taken back. */
static bool
is_exact(struct proposer *p)
{
    for (uint32_t i = 0; i < p->context->n_files; i++) {
        bool was = p->context->files[i].is_ignored;
        if (p->ignored[i] == (was || is_meant(p, i))) {
            continue;
        }
        if (is_meant(p, i)) {
            take_back(p, p->owner[i] - 1, HM_S("no line keeps it out"));
        } else if (was || !take_back_of(p, i)) {
            for (uint32_t k = 0; k < p->candidates.n; k++) {
                p->candidates.p[k].back = HM_S("the ignore file's other lines do not allow it");
            }
        }
        return false;
    }
    return true;
}

static bool
are_sources_served(struct proposer *p)
{
    struct hm_context view = seen_through(p->arena, p->context, p->ignored);
    bool is_served = true;

    for (size_t s = 0; s < p->sources.n; s++) {
        const struct source *source = &p->sources.p[s];
        if (!source->finds || first_taken(p->arena, &view, source, NULL) != HM_NONE) {
            continue;
        }
        uint32_t file = first_taken(p->arena, p->context, source, p->ignored);
        if (file != HM_NONE && is_meant(p, file)) {
            struct candidate *candidate = &p->candidates.p[p->owner[file] - 1];
            candidate->is_general = false;
            candidate->witness = file;
            candidate->back =
                hm_arena_printf(p->arena, "line %u of %.*s takes it, and nothing else",
                                (unsigned)source->inst.line, HM_FMT(source->file->source->path));
            is_served = false;
        }
    }
    return is_served;
}

static enum hm_status
prove(struct proposer *p, struct hm_str *ret_text, struct hm_err *reterr)
{
    for (unsigned t = 0; t < TRIES; t++) {
        struct hm_ignore ignore = { 0 };
        *ret_text = write_text(p);
        HM_TRY(hm_ignore_parse(p->arena, *ret_text, &ignore, reterr));
        HM_TRY(hm_context_judge(p->arena, p->context, &ignore, p->ignored, reterr));
        if (is_exact(p) && are_sources_served(p)) {
            return HM_OK;
        }
    }
    return hm_err_set(reterr, HM_E_LIMIT, "no lines could be proven to keep out what they should");
}

/* --- */

static void
list_lines(struct proposer *p, struct hm_ignore_proposal *proposal)
{
    HM_VEC(struct hm_proposed_line) lines = { 0 };

    for (uint32_t k = 0; k < p->candidates.n; k++) {
        const struct candidate *candidate = &p->candidates.p[k];
        struct hm_proposed_line line = { .text = candidate->line, .why = candidate->why };
        if (candidate->back.n > 0) {
            if (candidate->is_worth_a_remark && !candidate->is_general) {
                refuse(p, p->context->files[candidate->witness].path, candidate->why,
                       candidate->back);
            }
            continue;
        }
        for (uint32_t i = 0; i < p->context->n_files; i++) {
            if (p->owner[i] == k + 1) {
                line.files++;
                line.bytes += p->context->files[i].size;
            }
        }
        hm_vec_add(p->arena, &lines, line);
    }
    proposal->lines = lines.p;
    proposal->n_lines = (uint32_t)lines.n;
    proposal->unproposed = p->unproposed.p;
    proposal->n_unproposed = (uint32_t)p->unproposed.n;
}

enum hm_status
hm_ignore_propose(struct hm_arena *arena, const struct hm_context *context,
                  const struct hm_dockerfile *const *files, uint32_t n_files,
                  struct hm_ignore_proposal *ret_proposal, struct hm_err *reterr)
{
    struct proposer p = { .arena = arena, .context = context, .files = files, .n_files = n_files };
    struct hm_ignore_proposal proposal = { .is_new = context->ignore_path.n == 0 };

    p.owner = hm_arena_new(arena, uint32_t, context->n_files);
    p.ignored = hm_arena_new(arena, bool, context->n_files);
    p.is_partial = !context->is_complete || context->are_contents_cut || n_files == 0;
    for (uint32_t f = 0; f < n_files; f++) {
        list_sources(&p, files[f]);
    }
    for (size_t s = 0; s < p.sources.n; s++) {
        p.sources.p[s].finds = first_taken(arena, context, &p.sources.p[s], NULL) != HM_NONE;
    }
    propose_all_sensitive(&p);
    for (size_t i = 0; !p.is_partial && i < sizeof rests / sizeof rests[0]; i++) {
        propose_rest(&p, &rests[i]);
    }
    for (size_t n = 0; !p.is_partial && hm_remade_kind(n) != NULL; n++) {
        if (makes_again(&p, hm_remade_kind(n))) {
            propose_remade(&p, hm_remade_kind(n));
        }
    }
    if (!p.is_partial) {
        propose_untaken(&p);
    }
    HM_TRY(prove(&p, &proposal.text, reterr));
    list_lines(&p, &proposal);
    proposal.path = proposal.is_new ? hm_path_join(arena, context->root, HM_S(".dockerignore"))
                                    : context->ignore_path;
    proposal.is_partial = p.is_partial;
    *ret_proposal = proposal;
    return HM_OK;
}
