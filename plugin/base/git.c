/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/base/git.h"

#include <errno.h>

#include "plugin/base/auto.h"
#include "plugin/base/process.h"
#include "plugin/base/program.h"

enum {
    ARGUMENTS = 40,
    WORDS_LIMIT = 64 << 10,    /* bytes of a short answer */
    LISTING_LIMIT = 128 << 20, /* of a list of files */
    CLAUSE_LIMIT = 200,        /* of what git complains of that is shown */
};

/* The system's, the user's and much of the repository's own configuration is out of effect. */
static const char *const environment[] = {
    "PATH=/usr/bin:/bin",
    "HOME=/nonexistent",
    "LC_ALL=C",
    "GIT_CONFIG_NOSYSTEM=1",
    "GIT_CONFIG_SYSTEM=/dev/null",
    "GIT_CONFIG_GLOBAL=/dev/null",
    "GIT_ATTR_NOSYSTEM=1",
    "GIT_NO_REPLACE_OBJECTS=1",
    "GIT_NO_LAZY_FETCH=1",
    "GIT_ALLOW_PROTOCOL=none",
    "GIT_OPTIONAL_LOCKS=0",
    "GIT_TERMINAL_PROMPT=0",
    "GIT_PAGER=cat",
    "GIT_EDITOR=false",
    "GIT_ASKPASS=false",
    NULL,
};

static const char *const neutral[] = {
    "--no-pager", "--literal-pathspecs",       "-c", "core.fsmonitor=false",
    "-c",         "core.hooksPath=/dev/null",  "-c", "core.attributesFile=/dev/null",
    "-c",         "core.untrackedCache=false", "-c", "core.commitGraph=false",
    "-c",         "core.quotePath=false",      "-c", "protocol.allow=never",
    "-c",         "protocol.ext.allow=never",  "-c", "diff.external=",
    "-c",         "diff.renameLimit=1000",     "-c", "safe.bareRepository=explicit",
    NULL,
};

/* A question and how much may come back. */
struct question {
    const char *const *words;
    struct hm_str input;
    size_t limit;
};

/* Runs git and gives back how it ended; the set is the caller's. */
static const struct hm_process_result *
ask(const struct hm_git *git, const struct question *question, struct hm_process_set **ret_set)
{
    const char *argv[ARGUMENTS] = { "git" };
    size_t n = 1;

    for (size_t i = 0; neutral[i] != NULL; i++) {
        argv[n++] = neutral[i];
    }
    if (git->is_owned_by_other) {
        argv[n++] = "-c";
        argv[n++] = "safe.directory=*";
    }
    for (size_t i = 0; question->words[i] != NULL && n + 1 < ARGUMENTS; i++) {
        argv[n++] = question->words[i];
    }
    *ret_set = hm_process_set_new(1, git->stop);
    (void)hm_process_add(*ret_set, &(struct hm_process_spec){
                                       .path = git->program,
                                       .argv = argv,
                                       .env = environment,
                                       .cwd = git->folder,
                                       .input = question->input,
                                       .timeout_ms = HM_GIT_SECONDS * 1000,
                                       .out_limit = question->limit,
                                       .is_offline = true,
                                   });
    hm_process_run(*ret_set);
    return hm_process_result(*ret_set, 0);
}

/* The first line of what git complains of, without "fatal: ". */
static struct hm_str
complaint(const struct hm_process_result *result)
{
    struct hm_str text = hm_buf_str(&result->err);
    struct hm_str line = hm_str_sub(text, 0, hm_str_find(text, '\n'));

    line = hm_str_starts(line, "fatal: ") ? hm_str_from(line, 7) : line;
    return hm_str_sub(line, 0, CLAUSE_LIMIT);
}

static enum hm_status
judge(const struct hm_process_result *result, struct hm_err *reterr)
{
    switch (result->end) {
    case HM_PROCESS_EXITED:
        break;
    case HM_PROCESS_TIMED_OUT:
        return hm_err_set(reterr, HM_E_TIMEOUT, "git did not answer within %d seconds",
                          HM_GIT_SECONDS);
    case HM_PROCESS_FLOODED:
        return hm_err_set(reterr, HM_E_LIMIT, "git printed more than is read");
    case HM_PROCESS_CANCELLED:
        return hm_err_set(reterr, HM_E_TOOL, "git was stopped");
    default:
        return hm_err_set(reterr, HM_E_TOOL, "git could not be run to its end");
    }
    if (result->code != 0) {
        struct hm_str said = complaint(result);
        return hm_err_set(reterr, HM_E_TOOL, "git exits with %d%s%.*s", result->code,
                          said.n > 0 ? ": " : "", HM_FMT(said));
    }
    return HM_OK;
}

/* What git prints, in the arena. */
static enum hm_status
answer(const struct hm_git *git, const struct question *question, struct hm_str *ret, int *ret_code,
       struct hm_err *reterr)
{
    struct hm_process_set *set = NULL;
    const struct hm_process_result *result = ask(git, question, &set);
    enum hm_status status = judge(result, reterr);

    *ret_code = result->end == HM_PROCESS_EXITED ? result->code : -1;
    if (status == HM_OK) {
        *ret = hm_arena_str(git->arena, hm_process_out(result));
    }
    hm_process_set_free(set);
    return status;
}

/* A name of a commit, alone on a line. */
static enum hm_status
answer_id(const struct hm_git *git, const char *const *words, struct hm_str *ret_id, int *ret_code,
          struct hm_err *reterr)
{
    struct hm_str text = { 0 };

    HM_TRY(answer(git, &(struct question){ .words = words, .limit = WORDS_LIMIT }, &text, ret_code,
                  reterr));
    text = hm_str_sub(text, 0, hm_str_find(text, '\n'));
    if (!hm_git_is_id(text)) {
        return hm_err_set(reterr, HM_E_TOOL, "git names a commit that is none");
    }
    *ret_id = text;
    return HM_OK;
}

/* --- opening --- */

/* Whether the user's own configuration, or the system's, calls a repository of somebody else safe.
 * Reading it runs nothing; it is asked from outside of the repository. */
static bool
is_called_safe(const struct hm_git *git, const struct hm_env *env)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_str home = hm_env_get(env, "HOME");
    struct hm_str xdg = hm_env_get(env, "XDG_CONFIG_HOME");
    struct hm_str global = hm_env_get(env, "GIT_CONFIG_GLOBAL");
    const char *env_list[] = { "PATH=/usr/bin:/bin",
                               "LC_ALL=C",
                               hm_arena_printf(&arena, "HOME=%.*s", HM_FMT(home)).p,
                               hm_arena_printf(&arena, "XDG_CONFIG_HOME=%.*s", HM_FMT(xdg)).p,
                               NULL,
                               NULL };
    const char *const argv[] = { "git", "config", "-z", "--get-all", "safe.directory", NULL };
    struct hm_str text, value;
    bool is_safe = false;

    if (global.n > 0) {
        env_list[4] = hm_arena_printf(&arena, "GIT_CONFIG_GLOBAL=%.*s", HM_FMT(global)).p;
    }
    struct hm_process_set *set = hm_process_set_new(1, git->stop);
    (void)hm_process_add(set, &(struct hm_process_spec){ .path = git->program,
                                                         .argv = argv,
                                                         .env = env_list,
                                                         .cwd = "/",
                                                         .timeout_ms = HM_GIT_SECONDS * 1000,
                                                         .out_limit = WORDS_LIMIT,
                                                         .is_offline = true });
    hm_process_run(set);
    const struct hm_process_result *result = hm_process_result(set, 0);
    text = result->end == HM_PROCESS_EXITED ? hm_process_out(result) : HM_S("");
    while (hm_str_split(&text, '\0', &value)) {
        struct hm_str folder = hm_str_c(git->folder);
        if (value.n == 0) {
            is_safe = false; /* an empty value takes back what came before */
        } else if (hm_str_eq(value, "*") || hm_str_is(value, folder) ||
                   (hm_str_starts(folder, hm_arena_c(&arena, value)) && folder.p[value.n] == '/')) {
            is_safe = true;
        }
    }
    hm_process_set_free(set);
    return is_safe;
}

/* Asks where the work tree begins; false for a repository that git calls somebody else's. */
static enum hm_status
find_top(struct hm_git *git, struct hm_str *ret, bool *ret_is_dubious, struct hm_err *reterr)
{
    static const char *const words[] = { "rev-parse", "--is-shallow-repository", "--show-toplevel",
                                         NULL };
    struct question question = { .words = words, .limit = WORDS_LIMIT };
    struct hm_process_set *set = NULL;
    const struct hm_process_result *result = ask(git, &question, &set);
    enum hm_status status = judge(result, reterr);

    *ret_is_dubious = status == HM_E_TOOL && result->end == HM_PROCESS_EXITED &&
                      hm_str_has(hm_buf_str(&result->err), "dubious ownership");
    if (status == HM_E_TOOL && hm_str_has(hm_buf_str(&result->err), "not a git repository")) {
        status = hm_err_set(reterr, HM_E_NOT_FOUND, "%s is in no git repository", git->folder);
    }
    if (status == HM_OK) {
        *ret = hm_arena_str(git->arena, hm_process_out(result));
    }
    hm_process_set_free(set);
    return status;
}

enum hm_status
hm_git_open(struct hm_git *git, struct hm_arena *arena, const struct hm_env *env,
            const char *folder, const volatile sig_atomic_t *stop, struct hm_err *reterr)
{
    hm_auto_buf struct hm_buf program = { 0 };
    hm_auto_free char *real = realpath(folder, NULL);
    struct hm_str text = { 0 };
    struct hm_str shallow;
    bool is_dubious = false;

    *git = (struct hm_git){ .arena = arena, .stop = stop };
    if (real == NULL) {
        return hm_err_set(reterr, HM_E_NOT_FOUND, "%s: %s", folder, strerror(errno));
    }
    if (!hm_program_find(hm_env_get(env, "PATH"), "git", &program)) {
        return hm_err_set(reterr, HM_E_NOT_FOUND, "there is no git program in PATH");
    }
    git->program = hm_arena_c(arena, hm_buf_str(&program));
    git->folder = hm_arena_c(arena, hm_str_c(real));
    enum hm_status status = find_top(git, &text, &is_dubious, reterr);
    if (is_dubious && is_called_safe(git, env)) {
        git->is_owned_by_other = true;
        status = find_top(git, &text, &is_dubious, reterr);
    }
    if (is_dubious) {
        return hm_err_set(reterr, HM_E_REFUSED,
                          "the repository that holds %s belongs to another user; if it is to be "
                          "trusted: git config --global --add safe.directory %s",
                          folder, git->folder);
    }
    HM_TRY(status);
    size_t end = hm_str_find(text, '\n');
    shallow = hm_str_sub(text, 0, end);
    struct hm_str top = hm_str_from(text, end + 1);
    if (top.n < 2 || top.p[0] != '/' || top.p[top.n - 1] != '\n') {
        return hm_err_set(reterr, HM_E_UNSUPPORTED, "the repository has no work tree");
    }
    top.n--;
    git->is_shallow = !hm_str_eq(shallow, "false");
    git->top = hm_arena_c(arena, top);
    size_t n = top.n == 1 ? 0 : top.n;
    struct hm_str here = hm_str_c(git->folder);
    if (here.n < top.n || memcmp(here.p, top.p, top.n) != 0 || (here.n > n && here.p[n] != '/')) {
        return hm_err_set(reterr, HM_E_UNSUPPORTED, "the work tree of the repository is elsewhere");
    }
    git->prefix = here.n > n + 1 ? hm_arena_printf(arena, "%s/", here.p + n + 1) : HM_S("");
    return HM_OK;
}

/* --- revisions --- */

enum hm_status
hm_git_resolve(const struct hm_git *git, struct hm_str revision, struct hm_str *ret_id,
               struct hm_err *reterr)
{
    if (revision.n == 0 || revision.n > HM_GIT_REVISION_MAX || revision.p[0] == '-') {
        return hm_err_set(reterr, HM_E_USAGE, "\"%.*s\" is no revision",
                          HM_FMT(hm_str_sub(revision, 0, CLAUSE_LIMIT)));
    }
    for (size_t i = 0; i < revision.n; i++) {
        if ((unsigned char)revision.p[i] < ' ' || revision.p[i] == 0x7f) {
            return hm_err_set(reterr, HM_E_USAGE, "a revision has no control characters");
        }
    }
    const char *const words[] = { "rev-parse",
                                  "--verify",
                                  "--quiet",
                                  "--end-of-options",
                                  hm_arena_printf(git->arena, "%.*s^{commit}", HM_FMT(revision)).p,
                                  NULL };
    int code = 0;
    enum hm_status status = answer_id(git, words, ret_id, &code, reterr);
    if (status == HM_E_TOOL && code > 0) {
        return hm_err_set(reterr, HM_E_NOT_FOUND, "there is no revision \"%.*s\"%s",
                          HM_FMT(revision),
                          git->is_shallow ? " in this clone, which is a shallow one" : "");
    }
    return status;
}

enum hm_status
hm_git_merge_base(const struct hm_git *git, struct hm_str left, struct hm_str right,
                  struct hm_str *ret_id, struct hm_err *reterr)
{
    const char *const words[] = { "merge-base", hm_arena_c(git->arena, left),
                                  hm_arena_c(git->arena, right), NULL };
    int code = 0;

    if (!hm_git_is_id(left) || !hm_git_is_id(right)) {
        return hm_err_set(reterr, HM_E_USAGE, "only commits have a merge base");
    }
    enum hm_status status = answer_id(git, words, ret_id, &code, reterr);
    if (status == HM_E_TOOL && code == 1) {
        return hm_err_set(reterr, HM_E_NOT_FOUND, "%.12s and %.12s have no commit in common%s",
                          left.p, right.p,
                          git->is_shallow ? " in this clone, which is a shallow one" : "");
    }
    return status;
}

const char *
hm_git_depth_advice(const struct hm_env *env)
{
    if (hm_env_get(env, "GITHUB_ACTIONS").n > 0) {
        return "set fetch-depth: 0 for actions/checkout";
    }
    if (hm_env_get(env, "GITLAB_CI").n > 0) {
        return "set GIT_DEPTH: 0 in the job's variables";
    }
    if (hm_env_get(env, "JENKINS_URL").n > 0) {
        return "add the behaviour \"Advanced clone behaviours\" without a shallow clone "
               "(CloneOption, shallow: false, noTags: false, and honorRefspec: false)";
    }
    return "run git fetch --unshallow, or fetch the branch that is missing";
}

/* --- what is in them --- */

enum hm_status
hm_git_list(const struct hm_git *git, struct hm_str commit, struct hm_git_tree *ret,
            struct hm_err *reterr)
{
    const char *const words[] = { "ls-tree", "-r",          "-z",
                                  "-l",      "--full-tree", hm_arena_c(git->arena, commit),
                                  NULL };
    struct hm_str text = { 0 };
    int code = 0;

    if (!hm_git_is_id(commit)) {
        return hm_err_set(reterr, HM_E_USAGE, "only a commit has files");
    }
    HM_TRY(answer(git, &(struct question){ .words = words, .limit = LISTING_LIMIT }, &text, &code,
                  reterr));
    return hm_git_tree_parse(git->arena, text, ret, reterr);
}

enum hm_status
hm_git_compare(const struct hm_git *git, struct hm_str from, struct hm_str to,
               struct hm_git_differences *ret, struct hm_err *reterr)
{
    const char *const words[] = { "diff-tree",
                                  "-r",
                                  "-z",
                                  "--raw",
                                  "--no-abbrev",
                                  "-M",
                                  "--no-ext-diff",
                                  "--no-textconv",
                                  "--ignore-submodules=none",
                                  "--end-of-options",
                                  hm_arena_c(git->arena, from),
                                  hm_arena_c(git->arena, to),
                                  NULL };
    struct hm_str text = { 0 };
    int code = 0;

    if (!hm_git_is_id(from) || !hm_git_is_id(to)) {
        return hm_err_set(reterr, HM_E_USAGE, "only commits are compared");
    }
    HM_TRY(answer(git, &(struct question){ .words = words, .limit = LISTING_LIMIT }, &text, &code,
                  reterr));
    return hm_git_differences_parse(git->arena, text, ret, reterr);
}

enum hm_status
hm_git_compare_blobs(const struct hm_git *git, struct hm_str from, struct hm_str to,
                     struct hm_git_hunks *ret, bool *ret_is_binary, struct hm_err *reterr)
{
    const char *const words[] = { "diff",
                                  "-U0",
                                  "--no-color",
                                  "--no-ext-diff",
                                  "--no-textconv",
                                  "--diff-algorithm=histogram",
                                  "--inter-hunk-context=0",
                                  "--end-of-options",
                                  hm_arena_c(git->arena, from),
                                  hm_arena_c(git->arena, to),
                                  NULL };
    struct hm_str text = { 0 };
    int code = 0;

    if (!hm_git_is_id(from) || !hm_git_is_id(to)) {
        return hm_err_set(reterr, HM_E_USAGE, "only blobs are compared");
    }
    HM_TRY(answer(git, &(struct question){ .words = words, .limit = LISTING_LIMIT }, &text, &code,
                  reterr));
    return hm_git_hunks_parse(git->arena, text, ret, ret_is_binary, reterr);
}

enum hm_status
hm_git_read_blobs(const struct hm_git *git, const struct hm_str *ids, size_t n, size_t limit,
                  struct hm_str *ret_contents, struct hm_err *reterr)
{
    static const char *const words[] = { "cat-file", "--batch", NULL };
    hm_auto_buf struct hm_buf input = { 0 };
    struct hm_str rest = { 0 };
    enum hm_status status = HM_OK;
    int code = 0;

    for (size_t i = 0; i < n; i++) {
        if (!hm_git_is_id(ids[i])) {
            return hm_err_set(reterr, HM_E_USAGE, "only blobs are read");
        }
        hm_buf_add(&input, ids[i]);
        hm_buf_putc(&input, '\n');
    }
    if (n == 0) {
        return HM_OK;
    }
    struct question question = { .words = words,
                                 .input = hm_buf_str(&input),
                                 .limit = limit + n * (HM_GIT_ID_MAX + 32) };
    HM_TRY(answer(git, &question, &rest, &code, reterr));
    for (size_t i = 0; i < n; i++) {
        if (!hm_git_next_blob(&rest, ids[i], &ret_contents[i], &status, reterr)) {
            return status != HM_OK ? status
                                   : hm_err_set(reterr, HM_E_SYNTAX, "git printed too few objects");
        }
    }
    return rest.n == 0 ? HM_OK : hm_err_set(reterr, HM_E_SYNTAX, "git printed too many objects");
}

struct hm_str
hm_git_origin(const struct hm_git *git)
{
    static const char *const words[] = { "config", "--local", "--no-includes",
                                         "-z",     "--get",   "remote.origin.url",
                                         NULL };
    struct hm_str text = { 0 };
    struct hm_str url = { 0 };
    int code = 0;

    if (answer(git, &(struct question){ .words = words, .limit = WORDS_LIMIT }, &text, &code,
               NULL) == HM_OK) {
        (void)hm_git_clean_url(git->arena, hm_str_sub(text, 0, hm_str_find(text, '\0')), &url);
    }
    return url;
}
