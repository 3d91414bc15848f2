/* SPDX-License-Identifier: Apache-2.0 */
/* The way of a report to its target, and the questions afterwards. */
#include "reports/upload/upload.h"

#include "plugin/base/io.h"

enum {
    HEAD_LIMIT = 4096, /* bytes of .git/HEAD and of a ref's file */
    ANSWER_LIMIT = 1024 * 1024,
};

/* --- what the builders need from files */

static struct hm_str
read_small(struct hm_arena *arena, const char *path)
{
    hm_auto_buf struct hm_buf text = { 0 };

    if (hm_read_file(AT_FDCWD, path, HEAD_LIMIT, &text, NULL) != HM_OK) {
        return (struct hm_str){ 0 };
    }
    return hm_arena_str(arena, hm_str_trim(hm_buf_str(&text)));
}

/* The commit that is checked out, as far as plain files tell; empty is not known. */
static struct hm_str
read_head(struct hm_arena *arena, struct hm_str workspace)
{
    struct hm_str head =
        read_small(arena, hm_arena_printf(arena, "%.*s/.git/HEAD", HM_FMT(workspace)).p);

    if (!hm_str_starts(head, "ref: ")) {
        return head;
    }
    struct hm_str ref = hm_str_from(head, 5);
    if (!hm_str_starts(ref, "refs/") || hm_str_has(ref, "..")) {
        return (struct hm_str){ 0 };
    }
    return read_small(arena,
                      hm_arena_printf(arena, "%.*s/.git/%.*s", HM_FMT(workspace), HM_FMT(ref)).p);
}

static void
read_surroundings(struct hm_arena *arena, struct hm_upload_request *request)
{
    hm_auto_buf struct hm_buf event = { 0 };
    struct hm_str path = hm_env_get(&request->env, "GITHUB_EVENT_PATH");
    struct hm_str workspace = hm_env_get(&request->env, "GITHUB_WORKSPACE");

    if (request->event.n == 0 && path.n > 0 &&
        hm_read_file(AT_FDCWD, hm_arena_c(arena, path), HM_UPLOAD_EVENT, &event, NULL) == HM_OK) {
        request->event = hm_arena_str(arena, hm_buf_str(&event));
    }
    if (request->head.n == 0 && workspace.n > 0) {
        request->head = read_head(arena, workspace);
    }
}

/* --- headers from files */

static void
drop_header(struct hm_upload_plan *plan, struct hm_str name)
{
    for (size_t i = 0; i < plan->n_headers; i++) {
        if (hm_str_eq_nocase(plan->headers[i].name, name)) {
            hm_buf_done(&plan->headers[i].value);
            plan->n_headers--;
            memmove(&plan->headers[i], &plan->headers[i + 1],
                    (plan->n_headers - i) * sizeof plan->headers[0]);
            return;
        }
    }
}

static enum hm_status
add_line(struct hm_arena *arena, struct hm_str line, struct hm_upload_plan *plan,
         struct hm_err *reterr)
{
    size_t colon = hm_str_find(line, ':');
    const struct hm_http_header header = {
        .name = hm_str_trim(hm_str_sub(line, 0, colon)),
        .value = hm_str_trim(hm_str_from(line, colon + 1)),
    };
    bool is_open = hm_str_eq_nocase(header.name, HM_S("content-type")) ||
                   hm_str_eq_nocase(header.name, HM_S("accept"));

    if (colon == line.n || !hm_http_header_is_valid(&header)) {
        return hm_err_set(reterr, HM_E_USAGE, "not a header of the form \"Name: value\"");
    }
    drop_header(plan, header.name);
    if (!hm_upload_add_header(plan, hm_arena_c(arena, header.name), header.value, !is_open)) {
        return hm_err_set(reterr, HM_E_LIMIT, "more than %d headers", HM_UPLOAD_HEADERS);
    }
    return HM_OK;
}

static enum hm_status
add_header_file(struct hm_arena *arena, struct hm_str path, struct hm_upload_plan *plan,
                struct hm_err *reterr)
{
    hm_auto_buf struct hm_buf text = { .is_secret = true };
    struct hm_str line = { 0 };
    size_t number = 0;
    enum hm_status status =
        hm_read_file(AT_FDCWD, hm_arena_c(arena, path), HM_UPLOAD_HEADER_FILE, &text, reterr);
    struct hm_str rest = hm_buf_str(&text);

    if (status != HM_OK) {
        (void)hm_err_prefix(reterr, "--header-file");
        return HM_E_USAGE;
    }
    while (status == HM_OK && hm_str_split(&rest, '\n', &line)) {
        number++;
        line = hm_str_trim(line);
        if (line.n > 0) {
            status = add_line(arena, line, plan, reterr);
        }
    }
    if (status != HM_OK) {
        (void)hm_err_prefix(reterr, "--header-file %.*s, line %zu", HM_FMT(path), number);
    }
    return status;
}

/* The first request, with the user's headers. */
static enum hm_status
begin(const struct hm_upload *target, struct hm_upload_talk *talk, struct hm_err *reterr)
{
    const struct hm_upload_request *request = talk->request;
    enum hm_status status = target->begin(talk, reterr);

    for (size_t i = 0; status == HM_OK && i < request->n_header_files; i++) {
        status =
            add_header_file(&talk->result->arena, request->header_files[i], &talk->plan, reterr);
    }
    return status;
}

/* --- sending */

/* A server may send back what it was sent; what it says ends up in messages. */
static void
mask(struct hm_buf *body, struct hm_str secret)
{
    enum {
        SHORTEST = 6, /* bytes that are worth hiding wherever they occur */
    };
    char *p = body->p;

    while (secret.n >= SHORTEST && p != NULL &&
           (p = memmem(p, body->n - (size_t)(p - body->p), secret.p, secret.n)) != NULL) {
        memset(p, '*', secret.n);
        p += secret.n;
    }
}

static void
mask_secrets(const struct hm_upload_plan *plan, struct hm_buf *body)
{
    for (size_t i = 0; i < plan->n_headers; i++) {
        struct hm_str value = hm_buf_str(&plan->headers[i].value);
        if (plan->headers[i].is_secret) {
            mask(body, hm_str_from(value, hm_str_find(value, ' ') + 1)); /* behind "Bearer" */
            mask(body, value);
        }
    }
}

static enum hm_status
send(struct hm_http *http, const struct hm_upload_plan *plan, struct hm_http_response *response,
     struct hm_err *reterr)
{
    struct hm_http_header headers[HM_UPLOAD_HEADERS];

    for (size_t i = 0; i < plan->n_headers; i++) {
        headers[i] =
            (struct hm_http_header){ plan->headers[i].name, hm_buf_str(&plan->headers[i].value) };
    }
    const struct hm_http_request request = {
        .method = plan->method,
        .url = plan->url,
        .headers = headers,
        .n_headers = plan->n_headers,
        .body = plan->body,
        .limit = ANSWER_LIMIT,
        .is_repeatable = plan->is_repeatable,
    };
    enum hm_status status = hm_http_send(http, &request, response, reterr);
    mask_secrets(plan, &response->body);
    return status;
}

/* Requests and answers until the target has no more to say. */
static enum hm_status
converse(struct hm_http *http, const struct hm_upload *target, struct hm_upload_talk *talk,
         struct hm_err *reterr)
{
    int64_t wait = talk->request->poll_ms > 0 ? talk->request->poll_ms : HM_UPLOAD_POLL_MS;
    int polls = 0;

    for (int i = 0; i < HM_UPLOAD_STEPS; i++) {
        hm_auto_response struct hm_http_response response = { 0 };
        *reterr = (struct hm_err){ 0 };
        enum hm_status status = send(http, &talk->plan, &response, reterr);
        if (status != HM_OK) {
            return status;
        }
        talk->result->status = response.status;
        switch (target->answer(talk, &response, reterr)) {
        case HM_UPLOAD_DONE:
            return HM_OK;
        case HM_UPLOAD_FAILED:
            talk->is_taken = false;
            return reterr->status;
        case HM_UPLOAD_NEXT:
            break;
        case HM_UPLOAD_LATER:
            if (polls++ == HM_UPLOAD_POLLS || !hm_http_wait(http, wait)) {
                return reterr->status != HM_OK ? reterr->status : HM_E_TIMEOUT;
            }
            wait *= 2;
            break;
        }
    }
    return hm_err_set(reterr, HM_E_LIMIT, "%s has more pages than are read", target->name);
}

static bool
may_be_lost(enum hm_status status)
{
    return status == HM_E_NETWORK || status == HM_E_TIMEOUT;
}

static enum hm_status
deliver(struct hm_http *http, const struct hm_upload *target, struct hm_upload_talk *talk,
        struct hm_err *reterr)
{
    enum hm_status status = converse(http, target, talk, reterr);

    for (int i = 0; i < HM_UPLOAD_RESTARTS && target->is_convergent && !talk->is_taken &&
                    !talk->plan.is_repeatable && may_be_lost(status);
         i++) {
        hm_upload_plan_done(&talk->plan);
        talk->plan = (struct hm_upload_plan){ 0 };
        status = begin(target, talk, reterr);
        if (status == HM_OK) {
            status = converse(http, target, talk, reterr);
        }
    }
    if (status != HM_OK && talk->is_taken) {
        /* Not knowing what came of it is no failure: the report was taken. */
        talk->result->is_pending = true;
        talk->result->text = hm_arena_printf(
            &talk->result->arena,
            "%s took the report as %.*s; what comes of it is not known yet%s%s", target->name,
            HM_FMT(talk->result->id), reterr->text[0] != '\0' ? ": " : "", reterr->text);
        return HM_OK;
    }
    if (!target->is_convergent && !talk->plan.is_repeatable && may_be_lost(status) &&
        talk->result->status == 0) {
        (void)hm_err_prefix(reterr, "the report may or may not have arrived");
    }
    return status;
}

/* Every request whose contents are known without an answer. */
static enum hm_status
preview(const struct hm_upload *target, struct hm_upload_talk *talk, struct hm_err *reterr)
{
    struct hm_upload_result *result = talk->result;
    enum hm_upload_verdict verdict = HM_UPLOAD_NEXT;

    for (int i = 0; i < HM_UPLOAD_STEPS && verdict == HM_UPLOAD_NEXT; i++) {
        hm_upload_show(&talk->plan, &result->shown);
        if (talk->plan.assumed_status == 0) {
            break;
        }
        hm_auto_response struct hm_http_response response = { .status = talk->plan.assumed_status };
        hm_buf_add(&response.body, talk->plan.assumed_body);
        hm_buf_putc(&result->shown, '\n');
        talk->plan.assumed_status = 0;
        verdict = target->answer(talk, &response, reterr);
    }
    result->text = HM_S("nothing was sent");
    return verdict == HM_UPLOAD_FAILED ? reterr->status : HM_OK;
}

enum hm_status
hm_upload_send(const struct hm_upload_request *request, struct hm_upload_result *result,
               struct hm_err *reterr)
{
    struct hm_upload_request full = *request;
    struct hm_upload_talk talk = { .request = &full, .result = result };
    struct hm_err err = { 0 };
    const struct hm_upload *target = hm_upload_find(request->to);

    if (target == NULL) {
        return hm_err_set(reterr, HM_E_USAGE, "\"%.*s\" is no target of an upload",
                          HM_FMT(request->to));
    }
    if (target->wants_event) {
        read_surroundings(&result->arena, &full);
    }
    enum hm_status status = begin(target, &talk, &err);
    for (size_t i = 0; i < talk.plan.notes.n; i++) {
        hm_vec_add(&result->arena, &result->notes, talk.plan.notes.p[i]);
    }
    if (request->keep != NULL && !request->is_dry_run && (status == HM_OK || status == HM_E_AUTH)) {
        enum hm_status kept = request->keep(request->keep_ctx, &talk, &err);
        status = kept != HM_OK ? kept : status;
    }
    if (status == HM_OK && request->is_dry_run) {
        status = preview(target, &talk, &err);
    } else if (status == HM_OK) {
        const struct hm_http_options options = {
            .ca_file = request->ca_file,
            .deadline = request->deadline,
            .allows_http = request->allows_http,
            .is_offline = request->is_offline,
            .stop = request->stop,
        };
        hm_auto_http struct hm_http *http = hm_http_new(&options);
        status = deliver(http, target, &talk, &err);
    }
    hm_upload_plan_done(&talk.plan);
    if (status != HM_OK && reterr != NULL) {
        *reterr = err;
    }
    return status;
}
