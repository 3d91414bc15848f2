/* SPDX-License-Identifier: Apache-2.0 */
/* One comment in a pull request of GitHub or a merge request of GitLab, which each upload brings up
 * to date: who we are is asked first, then which of our comments has the marker; it is changed, or
 * there is none and one is made. A comment of somebody else that has the marker stays alone: its
 * author could change ours afterwards. */
#include "plugin/base/json.h"
#include "plugin/base/utf8.h"
#include "reports/escape.h"
#include "reports/upload/upload_forge.h"

enum {
    PAGE = 100,     /* comments asked for at a time: as many as both forges give */
    NAME_LIMIT = 64 /* bytes of what tells several comments of ours apart */
};

enum step { ASK_WHO, ASK_WHICH, WRITE };

/* What differs between the forges. */
struct forge {
    const char *target;
    const char *what;   /* "pull request", for people */
    const char *change; /* the method that changes a comment */
    const char *author; /* the member of a comment that says whose it is */
    size_t limit;       /* code points of a comment */
    bool has_bots;      /* the token of a job is nobody: its comments are those of a bot */
    const struct hm_upload_advice *advices;
    const size_t *n_advices;
    const char *otherwise; /* where no advice fits: a question without its mark */
};

static const struct hm_upload_advice github_advices[] = {
    { 401, NULL, HM_E_AUTH,
      "the token is not valid (expired, or of another server); hand a fresh GITHUB_TOKEN to the "
      "step" },
    { 0, "rate limit", HM_E_NETWORK, "the token's rate limit is used up; try again later" },
    { 0, "archived", HM_E_REFUSED, "the repository is archived and takes no comments" },
    { 0, "locked", HM_E_REFUSED, "the conversation of the pull request is locked" },
    { 403, NULL, HM_E_AUTH,
      "the token may not write comments: give the job `permissions: pull-requests: write`; a pull "
      "request from a fork never gets it: comment by workflow_run" },
    { 404, NULL, HM_E_NOT_FOUND,
      "there is no such pull request for this token: check GITHUB_REPOSITORY, GITHUB_REF and "
      "GITHUB_API_URL, and that the token may read it" },
    { 422, NULL, HM_E_SYNTAX, "GitHub does not take the comment" },
    { 429, NULL, HM_E_NETWORK, "the token's rate limit is used up; try again later" },
};

static const size_t n_github_advices = sizeof github_advices / sizeof github_advices[0];

static const struct forge github = {
    .target = "github-comment",
    .what = "pull request",
    .change = "PATCH",
    .author = "user",
    .limit = 65536,
    .has_bots = true,
    .advices = github_advices,
    .n_advices = &n_github_advices,
    .otherwise = "; is GITHUB_API_URL an API of GitHub's",
};

static const struct forge gitlab = {
    .target = "gitlab-note",
    .what = "merge request",
    .change = "PUT",
    .author = "author",
    .limit = 1000000,
    .advices = hm_upload_gitlab_advices,
    .n_advices = &hm_upload_gitlab_advice_count,
    .otherwise = "; is CI_API_V4_URL an API of GitLab's",
};

struct comment {
    const struct forge *forge;
    struct hm_str items;  /* URL of the request's comments */
    struct hm_str one;    /* URL that an id goes behind */
    struct hm_str marker; /* how a comment of ours begins */
    struct hm_str body;   /* JSON */
    struct hm_str user;   /* URL that says who we are */
    uint64_t me;          /* 0: a job's token */
    uint64_t foreign;     /* of a bot's comments, up to this one are not ours to change */
    uint64_t id;          /* of the one that is written; 0: a new one */
    unsigned page;
    enum step step;
};

/* --- the first request --- */

static struct hm_str
name_of(struct hm_str to)
{
    return hm_str_from(to, hm_str_find(to, ':') + 1);
}

static bool
takes_as(const struct forge *forge, struct hm_str to)
{
    return hm_str_eq(hm_str_sub(to, 0, hm_str_find(to, ':')), forge->target);
}

static bool
is_name(struct hm_str name)
{
    for (size_t i = 0; i < name.n; i++) {
        char c = name.p[i];
        if (!hm_is_alpha(c) && !hm_is_digit(c) && c != '.' && c != '_' && c != '-') {
            return false;
        }
    }
    return name.n <= NAME_LIMIT && !hm_str_has(name, "--"); /* "--" would end the marker */
}

static enum hm_status
make_body(struct hm_upload_talk *talk, struct comment *comment, struct hm_err *reterr)
{
    struct hm_arena *arena = &talk->result->arena;
    const struct hm_upload_request *request = talk->request;
    struct hm_str name = name_of(request->to);
    hm_auto_buf struct hm_buf body = { 0 };

    if (!is_name(name)) {
        return hm_err_set(reterr, HM_E_USAGE,
                          "--to %s:NAME takes letters, digits, \".\", \"_\" and single \"-\", at "
                          "most %d of them",
                          comment->forge->target, NAME_LIMIT);
    }
    comment->marker = hm_arena_printf(arena, "<!-- hullmark report%s%.*s -->",
                                      name.n > 0 ? " " : "", HM_FMT(name));
    if (hm_utf8_length(request->report) + comment->marker.n + 1 > comment->forge->limit) {
        return hm_err_set(reterr, HM_E_LIMIT, "a comment has at most %zu characters",
                          comment->forge->limit);
    }
    hm_buf_puts(&body, "{\"body\":\"");
    hm_escape_json(&body, comment->marker);
    hm_buf_puts(&body, "\\n");
    hm_escape_json(&body, request->report);
    hm_buf_puts(&body, "\"}");
    comment->body = hm_arena_str(arena, hm_buf_str(&body));
    return HM_OK;
}

static enum hm_status
start(struct hm_upload_talk *talk, const struct forge *forge, struct comment **ret,
      struct hm_err *reterr)
{
    struct comment *comment = hm_arena_new(&talk->result->arena, struct comment, 1);

    *comment = (struct comment){ .forge = forge, .page = 1 };
    talk->state = comment;
    *ret = comment;
    return make_body(talk, comment, reterr);
}

static void
ask_who(struct hm_upload_talk *talk, struct comment *comment)
{
    comment->step = ASK_WHO;
    talk->plan.method = "GET";
    talk->plan.url = comment->user;
    talk->plan.assumed_status = 200;
    talk->plan.assumed_body = HM_S("{\"id\":1}");
}

/* N of refs/pull/N/merge; nothing for a branch. */
static struct hm_str
pull_number(struct hm_str ref)
{
    if (!hm_str_starts(ref, "refs/pull/")) {
        return (struct hm_str){ 0 };
    }
    ref = hm_str_from(ref, 10);
    return hm_str_sub(ref, 0, hm_str_find(ref, '/'));
}

/* The place of a comment: the request and its marker, whoever sends it. */
static void
set_places(struct hm_upload_talk *talk, struct comment *comment, struct hm_str items,
           struct hm_str one)
{
    comment->items = items;
    comment->one = one;
    talk->place =
        hm_arena_printf(&talk->result->arena, "%.*s %.*s", HM_FMT(items), HM_FMT(comment->marker));
    ask_who(talk, comment);
}

static enum hm_status
github_begin(struct hm_upload_talk *talk, struct hm_err *reterr)
{
    struct hm_arena *arena = &talk->result->arena;
    struct comment *comment = NULL;
    struct hm_upload_api api = { 0 };

    HM_TRY(start(talk, &github, &comment, reterr));
    HM_TRY(hm_upload_github_api(arena, &talk->request->env, &api, reterr));
    HM_TRY(hm_upload_github_ref(arena, talk->request, &talk->ref, &talk->sha, reterr));
    struct hm_str number = pull_number(talk->ref);
    if (number.n == 0) {
        return hm_err_set(reterr, HM_E_USAGE,
                          "there is no pull request to comment in: %.*s is none's ref; run this "
                          "step `if: github.event_name == 'pull_request'`",
                          HM_FMT(talk->ref));
    }
    comment->user = hm_arena_printf(arena, "%.*s/user", HM_FMT(api.base));
    set_places(
        talk, comment,
        hm_arena_printf(arena, "%.*s/issues/%.*s/comments", HM_FMT(api.project), HM_FMT(number)),
        hm_arena_printf(arena, "%.*s/issues/comments", HM_FMT(api.project)));
    return hm_upload_github_headers(talk->request, "pull-requests: write", &talk->plan, reterr);
}

static enum hm_status
gitlab_begin(struct hm_upload_talk *talk, struct hm_err *reterr)
{
    struct hm_arena *arena = &talk->result->arena;
    const struct hm_env *env = &talk->request->env;
    struct comment *comment = NULL;
    struct hm_upload_api api = { 0 };
    uint64_t number = 0;

    HM_TRY(start(talk, &gitlab, &comment, reterr));
    if (!hm_str_to_u64(hm_env_get(env, "CI_MERGE_REQUEST_IID"), INT64_MAX, &number)) {
        return hm_err_set(reterr, HM_E_USAGE,
                          "there is no merge request to comment in: CI_MERGE_REQUEST_IID is not "
                          "set; it is in pipelines of merge requests (rules: - if: "
                          "$CI_PIPELINE_SOURCE == \"merge_request_event\")");
    }
    HM_TRY(hm_upload_gitlab_api(arena, env, "CI_MERGE_REQUEST_PROJECT_ID", &api, reterr));
    comment->user = hm_arena_printf(arena, "%.*s/user", HM_FMT(api.base));
    struct hm_str items = hm_arena_printf(arena, "%.*s/merge_requests/%ju/notes",
                                          HM_FMT(api.project), (uintmax_t)number);
    set_places(talk, comment, items, items);
    return hm_upload_gitlab_headers(talk->request, &talk->plan, reterr);
}

/* --- answers --- */

static void
ask_which(struct hm_upload_talk *talk, struct comment *comment)
{
    comment->step = ASK_WHICH;
    talk->plan.method = "GET";
    talk->plan.url = hm_arena_printf(&talk->result->arena, "%.*s?per_page=%d&page=%u",
                                     HM_FMT(comment->items), PAGE, comment->page);
    talk->plan.body = (struct hm_str){ 0 };
    talk->plan.assumed_status = 200;
    talk->plan.assumed_body = HM_S("[]");
}

/* @p id 0: a new one. */
static void
write_it(struct hm_upload_talk *talk, struct comment *comment, uint64_t id)
{
    comment->step = WRITE;
    comment->id = id;
    talk->plan.is_repeatable = id != 0;
    talk->plan.method = id != 0 ? comment->forge->change : "POST";
    talk->plan.url = id == 0 ? comment->items
                             : hm_arena_printf(&talk->result->arena, "%.*s/%ju",
                                               HM_FMT(comment->one), (uintmax_t)id);
    talk->plan.body = comment->body;
}

static enum hm_upload_verdict
fail(struct hm_upload_talk *talk, const struct forge *forge,
     const struct hm_http_response *response, struct hm_err *reterr)
{
    struct hm_str question = hm_arena_printf(&talk->result->arena, "%s?", forge->otherwise);
    hm_upload_explain(&talk->result->arena, response, forge->advices, *forge->n_advices, question.p,
                      reterr);
    return HM_UPLOAD_FAILED;
}

static enum hm_upload_verdict
read_who(struct hm_upload_talk *talk, struct comment *comment,
         const struct hm_http_response *response, struct hm_err *reterr)
{
    hm_auto_json json_t *document = NULL;
    struct hm_json root;

    /* The token of a job is no user: GitHub answers 403 to it. */
    bool is_nobody =
        comment->forge->has_bots && (response->status == 403 || response->status == 404);
    if (!is_nobody) {
        if (response->status != 200) {
            return fail(talk, comment->forge, response, reterr);
        }
        if (hm_json_parse(hm_buf_str(&response->body), &document, reterr) != HM_OK) {
            return HM_UPLOAD_FAILED;
        }
        root = hm_json_root(document);
        if (hm_json_need_u64(&root, "id", INT64_MAX, &comment->me, reterr) != HM_OK) {
            return HM_UPLOAD_FAILED;
        }
    }
    ask_which(talk, comment);
    return HM_UPLOAD_NEXT;
}

static bool
is_ours(const struct comment *comment, const json_t *item)
{
    const json_t *author = json_object_get(item, comment->forge->author);
    const json_t *body = json_object_get(item, "body");
    json_int_t id = json_integer_value(json_object_get(author, "id"));
    const char *type = json_string_value(json_object_get(author, "type"));
    bool is_of_us = comment->me != 0 ? id > 0 && (uint64_t)id == comment->me
                                     : type != NULL && strcmp(type, "Bot") == 0;

    return is_of_us && hm_str_starts(hm_str_make(json_string_value(body), json_string_length(body)),
                                     comment->marker.p);
}

static enum hm_upload_verdict
read_list(struct hm_upload_talk *talk, struct comment *comment,
          const struct hm_http_response *response, struct hm_err *reterr)
{
    hm_auto_json json_t *document = NULL;
    uint64_t found = 0;
    size_t i = 0;
    json_t *item = NULL;

    if (response->status != 200) {
        return fail(talk, comment->forge, response, reterr);
    }
    if (hm_json_parse(hm_buf_str(&response->body), &document, reterr) != HM_OK ||
        !json_is_array(document)) {
        (void)hm_err_set(reterr, HM_E_REFUSED,
                         "%.*s does not answer with a list of comments; is there a proxy in "
                         "between?",
                         HM_FMT(response->origin));
        return HM_UPLOAD_FAILED;
    }
    json_array_foreach (document, i, item) {
        json_int_t id = json_integer_value(json_object_get(item, "id"));
        if (found == 0 && id > 0 && (uint64_t)id > comment->foreign && is_ours(comment, item)) {
            found = (uint64_t)id;
        }
    }
    if (found == 0 && json_array_size(document) >= PAGE) {
        comment->page++;
        ask_which(talk, comment);
    } else {
        write_it(talk, comment, found);
    }
    return HM_UPLOAD_NEXT;
}

static enum hm_upload_verdict
read_written(struct hm_upload_talk *talk, struct comment *comment,
             const struct hm_http_response *response, struct hm_err *reterr)
{
    hm_auto_json json_t *document = NULL;
    struct hm_upload_result *result = talk->result;
    bool is_new = strcmp(talk->plan.method, "POST") == 0;

    if (!is_new && response->status == 404) {
        write_it(talk, comment, 0); /* somebody removed it meanwhile */
        return HM_UPLOAD_NEXT;
    }
    if (!is_new && response->status == 403 && comment->me == 0) {
        comment->foreign = comment->id; /* another bot's, or none may be written at all */
        comment->page = 1;
        ask_which(talk, comment);
        return HM_UPLOAD_NEXT;
    }
    if (response->status != 200 && response->status != 201) {
        return fail(talk, comment->forge, response, reterr);
    }
    if (hm_json_parse(hm_buf_str(&response->body), &document, NULL) != HM_OK ||
        json_integer_value(json_object_get(document, "id")) <= 0) {
        (void)hm_err_set(reterr, HM_E_REFUSED,
                         "%.*s answers %ld without the comment%s, or is there a proxy in between?",
                         HM_FMT(response->origin), response->status, comment->forge->otherwise);
        return HM_UPLOAD_FAILED;
    }
    const json_t *url = json_object_get(document, "html_url");
    result->url =
        hm_arena_str(&result->arena, hm_str_make(json_string_value(url), json_string_length(url)));
    result->text = hm_arena_printf(&result->arena, "The comment in the %s is %s",
                                   comment->forge->what, is_new ? "written" : "up to date");
    return HM_UPLOAD_DONE;
}

static enum hm_upload_verdict
answer(struct hm_upload_talk *talk, const struct hm_http_response *response, struct hm_err *reterr)
{
    struct comment *comment = talk->state;

    switch (comment->step) {
    case ASK_WHO:
        return read_who(talk, comment, response, reterr);
    case ASK_WHICH:
        return read_list(talk, comment, response, reterr);
    case WRITE:
        break;
    }
    return read_written(talk, comment, response, reterr);
}

static bool
github_takes(struct hm_str to)
{
    return takes_as(&github, to);
}

static bool
gitlab_takes(struct hm_str to)
{
    return takes_as(&gitlab, to);
}

static const char *const gitlab_variables[] = { "CI_API_V4_URL", "CI_MERGE_REQUEST_PROJECT_ID",
                                                "CI_MERGE_REQUEST_IID", NULL };

const struct hm_upload hm_upload_github_comment = {
    .name = "github-comment",
    .format = "markdown",
    .summary = "a comment in the pull request, kept up to date (token: GITHUB_TOKEN); "
               "github-comment:NAME for one of several",
    .variables = hm_upload_github_variables,
    .wants_event = true,
    .is_convergent = true,
    .takes = github_takes,
    .begin = github_begin,
    .answer = answer,
};

const struct hm_upload hm_upload_gitlab_note = {
    .name = "gitlab-note",
    .format = "markdown",
    .summary = "a note in the merge request, kept up to date (token: GITLAB_TOKEN); "
               "gitlab-note:NAME for one of several",
    .variables = gitlab_variables,
    .is_convergent = true,
    .takes = gitlab_takes,
    .begin = gitlab_begin,
    .answer = answer,
};
