/* SPDX-License-Identifier: Apache-2.0 */
/* Comments of a form of their own: BuildKit's, Trivy's, Checkov's, KICS's, Semgrep's. */
#include "plugin/model/suppress_comment.h"

/* --- BuildKit: # check=skip=A,B;error=true --- */

/* BuildKit keeps the comments above an instruction; an empty one parts them from what is above. */
static bool
is_kept(const struct hm_instruction *inst, struct hm_str text)
{
    uint32_t low = 0;
    uint32_t high = inst == NULL ? 0 : inst->n_comments;

    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        if (inst->comments[mid].p < text.p) {
            low = mid + 1;
        } else {
            high = mid;
        }
    }
    return inst != NULL && low < inst->n_comments &&
           (inst->comments[low].p == text.p ||
            (low > 0 && inst->comments[low - 1].p + inst->comments[low - 1].n >= text.p));
}

/* The last skip= of the options; false for what BuildKit refuses. */
static bool
read_options(struct hm_str options, struct hm_str *ret_skip)
{
    struct hm_str option;

    while (hm_str_split(&options, ';', &option)) {
        size_t equals = hm_str_find(option, '=');
        struct hm_str name = hm_str_sub(option, 0, equals);
        struct hm_str value = hm_str_from(option, equals + 1);
        bool is_boolean = hm_str_eq(value, "true") || hm_str_eq(value, "false") ||
                          hm_str_eq(value, "1") || hm_str_eq(value, "0");
        if (equals == option.n || (hm_str_eq(name, "error") && !is_boolean)) {
            return false;
        }
        if (hm_str_eq(name, "skip")) {
            *ret_skip = value;
        } else if (!hm_str_eq(name, "error") && !hm_str_eq(name, "experimental")) {
            return false;
        }
    }
    return true;
}

bool
hm_comment_buildkit(struct hm_comment_reader *reader, const struct hm_comment *comment)
{
    struct hm_str rest = comment->text;
    struct hm_str skip = { 0 };
    struct hm_str id;
    const char *wrong = NULL;
    size_t end = 0;

    if (comment->is_trailing || comment->is_in_heredoc ||
        (!comment->is_directive &&
         (!hm_take_word(&rest, "check", true) || !hm_take_word(&rest, "=", false)))) {
        return false;
    }
    hm_take_blanks(&rest);
    while (end < rest.n && !hm_is_space(rest.p[end])) {
        end++;
    }
    if (!read_options(hm_str_sub(rest, 0, end), &skip)) {
        wrong = "BuildKit knows skip=, error= and experimental=, without blanks between";
    } else if (!comment->is_directive && !is_kept(comment->next, comment->text)) {
        wrong = "it stands neither at the top of the file nor above an instruction";
    }
    if (wrong != NULL) {
        hm_comment_fault(reader, comment->text,
                         "This check comment has no effect: %s. The form is "
                         "`# check=skip=StageNameCasing,FromAsCasing;error=true` at the very top.",
                         wrong);
        return true;
    }
    while (!reader->is_full && hm_str_split(&skip, ',', &id)) {
        if (id.n > 0) {
            struct hm_cover cover = { 0 };
            if (!comment->is_directive) {
                cover = hm_cover_instruction(comment->next);
            }
            struct hm_suppression *added = hm_comment_add(reader, HM_SUPPRESS_BUILDKIT, id, cover);
            added->is_all = hm_str_eq(id, "all");
        }
    }
    return true;
}

/* --- Trivy: #trivy:ignore:DS-0002:exp:2027-01-31 --- */

static size_t
find(struct hm_str text, const char *word)
{
    struct hm_str wanted = hm_str_c(word);
    const char *at = text.n == 0 ? NULL : memmem(text.p, text.n, wanted.p, wanted.n);

    return at == NULL ? text.n : (size_t)(at - text.p);
}

/* Moves @p rest behind the next "trivy:ignore:", or "tfsec:ignore:" as it was once called. */
static bool
next_trivy(struct hm_str *rest)
{
    struct hm_str tool = hm_str_sub(*rest, 0, 0);

    for (size_t at = find(*rest, ":ignore:"); at < rest->n; at = find(*rest, ":ignore:")) {
        tool = hm_str_sub(*rest, at < 5 ? 0 : at - 5, at < 5 ? at : 5);
        *rest = hm_str_from(*rest, at + strlen(":ignore:"));
        if (hm_str_eq(tool, "trivy") || hm_str_eq(tool, "tfsec")) {
            return true;
        }
    }
    return false;
}

static bool
is_trivy(struct hm_str text)
{
    return next_trivy(&text);
}

/* The comments right above the instruction, one below the other, count together. */
static bool
is_trivy_chain(struct hm_comment_reader *reader, const struct hm_comment *comment)
{
    uint32_t line = comment->line + 1;

    if (comment->covers != NULL) {
        return comment->covers->line > 0;
    }
    if (comment->is_trailing) {
        return comment->inside->end_line == comment->inside->line;
    }
    if (comment->inside != NULL || comment->next == NULL) {
        return false;
    }
    if (comment->line >= reader->chain_from && comment->line < reader->chain_to) {
        return reader->is_chain;
    }
    while (line < comment->next->line) {
        struct hm_str text = hm_str_trim(hm_source_line(reader->file->source, line));
        if (text.n == 0 || !is_trivy(text)) {
            break;
        }
        line++;
    }
    reader->chain_from = comment->line;
    reader->chain_to = line;
    reader->is_chain = line == comment->next->line;
    return reader->is_chain;
}

/* ":exp:2027-01-31" and ":ws:name" behind an id, or an "exp:" that a blank parts from it. */
static const char *
read_trivy_rest(struct hm_str *rest, uint32_t *ret_until)
{
    struct hm_str loose = *rest;

    while (rest->n > 0 && *rest->p == ':') {
        bool is_day = hm_take_word(rest, ":exp:", false);
        *rest = hm_str_from(*rest, is_day ? 0 : 1);
        struct hm_str value = hm_take_id(rest, "-_*.");
        if (is_day && !hm_day_parse(value, ret_until)) {
            return "its exp: is no day of the form 2027-01-31";
        }
    }
    if (*ret_until == 0 && hm_take_word(&loose, "exp:", false)) {
        return "exp: must follow the id and a colon";
    }
    return NULL;
}

bool
hm_comment_trivy(struct hm_comment_reader *reader, const struct hm_comment *comment)
{
    struct hm_str rest = comment->text;
    struct hm_cover cover = { 0 };
    const struct hm_instruction *inst = comment->is_trailing ? comment->inside : comment->next;
    bool is_placed = false;

    if (comment->is_in_heredoc || !is_trivy(rest)) {
        return false;
    }
    is_placed = is_trivy_chain(reader, comment);
    if (comment->covers != NULL) {
        cover = *comment->covers;
    } else if (inst != NULL) {
        cover = hm_cover_instruction(inst);
    }
    while (!reader->is_full && next_trivy(&rest)) {
        struct hm_str id = hm_take_id(&rest, "-_*");
        uint32_t until = 0;
        const char *wrong = read_trivy_rest(&rest, &until);
        if (wrong == NULL && (id.n == 0 || (rest.n > 0 && !hm_is_space(*rest.p)))) {
            wrong = "its id is none";
        } else if (wrong == NULL && !is_placed) {
            wrong = comment->covers != NULL ? "nothing stands below it"
                                            : "Trivy reads it only right above an instruction";
        }
        if (wrong != NULL) {
            hm_comment_fault(reader, id.n > 0 ? id : comment->text,
                             "This ignore comment has no effect: %s. The form is "
                             "`#trivy:ignore:DS-0002:exp:2027-01-31`.",
                             wrong);
            continue;
        }
        struct hm_suppression *added = hm_comment_add(reader, HM_SUPPRESS_TRIVY, id, cover);
        added->until = until;
        added->is_all = hm_str_eq(id, "*");
    }
    return true;
}

/* --- Checkov: # checkov:skip=CKV_DOCKER_3:why --- */

bool
hm_comment_checkov(struct hm_comment_reader *reader, const struct hm_comment *comment)
{
    struct hm_str rest = comment->text;
    size_t at = find(rest, "checkov:skip=");
    size_t old = find(rest, "bridgecrew:skip=");

    if (comment->is_in_heredoc || comment->is_trailing || (at == rest.n && old == rest.n)) {
        return false;
    }
    rest = hm_str_from(rest,
                       at < old ? at + strlen("checkov:skip=") : old + strlen("bridgecrew:skip="));
    struct hm_str id = hm_take_id(&rest, "-_");
    if (id.n == 0 || (rest.n > 0 && *rest.p != ':' && !hm_is_space(*rest.p))) {
        hm_comment_fault(reader, comment->text,
                         "This skip comment has no effect: it names one check. The form is "
                         "`# checkov:skip=CKV_DOCKER_3:why`, a comment for each check.");
        return true;
    }
    struct hm_suppression *added =
        hm_comment_add(reader, HM_SUPPRESS_CHECKOV, id,
                       comment->document != NULL ? *comment->document : (struct hm_cover){ 0 });
    added->wants_reason = true;
    added->reason = rest.n > 0 && *rest.p == ':' ? hm_str_trim(hm_str_from(rest, 1)) : rest;
    return true;
}

/* --- KICS: # kics-scan ignore-line --- */

static struct hm_cover
cover_stage(const struct hm_dockerfile *file, const struct hm_instruction *from)
{
    struct hm_cover cover = hm_cover_instruction(from);

    if (from->stage < file->n_stages) {
        cover.end_line = file->instructions[file->stages[from->stage].end - 1].end_line;
    }
    return cover;
}

static void
disable(struct hm_comment_reader *reader, struct hm_str ids)
{
    struct hm_str id;

    while (!reader->is_full && hm_str_split(&ids, ',', &id)) {
        id = hm_str_trim(id);
        if (id.n > 0) {
            (void)hm_comment_add(reader, HM_SUPPRESS_KICS, id, (struct hm_cover){ 0 });
        }
    }
}

bool
hm_comment_kics(struct hm_comment_reader *reader, const struct hm_comment *comment)
{
    struct hm_str rest = comment->text;
    struct hm_cover cover = { 0 };
    const char *wrong = NULL;

    if (comment->is_in_heredoc || comment->is_trailing || hm_comment_is_behind(comment) ||
        !hm_take_word(&rest, "kics-scan", false) || (rest.n > 0 && !hm_is_space(*rest.p))) {
        return false;
    }
    struct hm_str command = hm_str_trim(rest);
    bool is_line = hm_str_eq(command, "ignore-line");
    bool is_block = hm_str_eq(command, "ignore-block");
    bool is_file = hm_str_eq(command, "ignore");
    bool is_disable = hm_take_word(&rest, "disable=", false);
    if ((is_line || is_block) && comment->covers != NULL) {
        wrong = hm_comment_is_close(comment) ? NULL : "it must stand right above a key";
    } else if (is_line && !hm_comment_is_adjacent(comment)) {
        wrong = "ignore-line must stand right above an instruction";
    } else if (is_block && (!hm_comment_is_adjacent(comment) || comment->next->kind != HM_FROM)) {
        wrong = "in a Dockerfile ignore-block must stand right above a FROM";
    } else if ((is_file || is_disable) && !comment->is_head) {
        wrong = comment->covers != NULL ? "it must stand above everything"
                                        : "it must stand above the first instruction";
    } else if (!is_line && !is_block && !is_file && !is_disable) {
        wrong = hm_str_starts(command, "enable=") ? "hullmark does not narrow what it checks by it"
                                                  : "KICS has no such command";
    }
    if (wrong != NULL) {
        hm_comment_fault(reader, comment->text,
                         "This comment has no effect: %s. There are `# kics-scan ignore-line`, "
                         "`ignore-block`, `ignore` and `disable=`.",
                         wrong);
        return true;
    }
    if (is_disable) {
        disable(reader, rest);
        return true;
    }
    if (!is_file && comment->covers != NULL) {
        cover = *comment->covers;
        cover.end_line = is_line ? cover.line : cover.end_line;
    } else if (!is_file) {
        cover = is_line ? hm_cover_instruction(comment->next)
                        : cover_stage(reader->file, comment->next);
    }
    hm_comment_add(reader, HM_SUPPRESS_KICS, command, cover)->is_all = true;
    return true;
}

/* --- Semgrep: # nosemgrep: rule-id --- */

bool
hm_comment_semgrep(struct hm_comment_reader *reader, const struct hm_comment *comment)
{
    struct hm_str rest = comment->text;
    struct hm_str id;

    if (comment->is_in_heredoc ||
        (!hm_take_word(&rest, "nosemgrep", true) && !hm_take_word(&rest, "nosem", true)) ||
        (rest.n > 0 && *rest.p != ':' && !hm_is_space(*rest.p))) {
        return false;
    }
    if (!comment->is_trailing && !hm_comment_is_adjacent(comment) &&
        !hm_comment_is_close(comment)) {
        hm_comment_fault(
            reader, comment->text,
            "This comment has no effect: Semgrep reads it on %s first line or right above "
            "it. The form is `# nosemgrep: rule-id`.",
            comment->covers != NULL ? "a finding's" : "an instruction's");
        return true;
    }
    struct hm_cover cover =
        comment->covers != NULL
            ? *comment->covers
            : hm_cover_instruction(comment->is_trailing ? comment->inside : comment->next);
    hm_take_blanks(&rest);
    if (rest.n == 0 || *rest.p != ':') {
        struct hm_str word = hm_str_sub(comment->text, 0, hm_str_find(comment->text, ' '));
        hm_comment_add(reader, HM_SUPPRESS_SEMGREP, word, cover)->is_all = true;
        return true;
    }
    rest = hm_str_from(rest, 1);
    while (!reader->is_full && hm_str_split(&rest, ',', &id)) {
        hm_take_blanks(&id);
        id = hm_take_id(&id, "-_.");
        if (id.n > 0) {
            (void)hm_comment_add(reader, HM_SUPPRESS_SEMGREP, id, cover);
        }
    }
    return true;
}
