/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/upload/upload.h"

#include <criterion/criterion.h>

#include "tests/rows.h"

#define A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define B "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
#define C64 "cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc"

static const struct event {
    const char *name;
    const char *event;
    const char *ref;
    const char *sha;
    const char *head; /* checked out */
    const char *payload;
    const char *user_ref; /* given on the command line */
    const char *user_sha;
    const char *want_ref; /* NULL: HM_E_USAGE */
    const char *want_sha;
} events[] = {
    { "push", "push", "refs/heads/main", A, "", "", "", "", "refs/heads/main", A },
    { "push with sha256", "push", "refs/heads/main", C64, "", "", "", "", "refs/heads/main", C64 },
    { "push of a branch with slashes", "push", "refs/heads/feature/x", A, "", "", "", "",
      "refs/heads/feature/x", A },
    { "tag", "push", "refs/tags/v1.0", A, A, "", "", "", "refs/tags/v1.0", A },
    { "merge queue", "merge_group", "refs/heads/gh-readonly-queue/main/pr-7-" A, A, "", "", "", "",
      "refs/heads/gh-readonly-queue/main/pr-7-" A, A },
    { "pull request", "pull_request", "refs/pull/7/merge", A, A, "", "", "", "refs/pull/7/merge",
      A },
    { "pull request, checkout unknown", "pull_request", "refs/pull/7/merge", A, "", "", "", "",
      "refs/pull/7/merge", A },
    { "pull request, its head checked out", "pull_request", "refs/pull/7/merge", A, B, "", "", "",
      "refs/pull/7/head", B },
    { "push, another commit checked out", "push", "refs/heads/main", A, B, "", "", "",
      "refs/heads/main", A },
    { "pull_request_target", "pull_request_target", "refs/heads/main", A, B,
      "{\"pull_request\":{\"number\":9,\"head\":{\"sha\":\"" B "\"}}}", "", "", "refs/pull/9/head",
      B },
    { "pull_request_target on its base", "pull_request_target", "refs/heads/main", A, A,
      "{\"pull_request\":{\"number\":9,\"head\":{\"sha\":\"" B "\"}}}", "", "", "refs/heads/main",
      A },
    { "pull_request_target without a number", "pull_request_target", "refs/heads/main", A, B,
      "{\"pull_request\":{\"number\":\"9\",\"head\":{\"sha\":\"" B "\"}}}", "", "", NULL, NULL },
    { "pull_request_target without an event", "pull_request_target", "refs/heads/main", A, B, "",
      "", "", NULL, NULL },
    { "workflow_run of a pull request", "workflow_run", "refs/heads/main", A, B,
      "{\"workflow_run\":{\"event\":\"pull_request\",\"head_sha\":\"" B
      "\",\"head_branch\":\"x\",\"pull_requests\":[{\"number\":4}]}}",
      "", "", "refs/pull/4/head", B },
    { "workflow_run of a fork's pull request", "workflow_run", "refs/heads/main", A, B,
      "{\"workflow_run\":{\"event\":\"pull_request\",\"head_sha\":\"" B
      "\",\"head_branch\":\"main\",\"pull_requests\":[]}}",
      "", "", NULL, NULL },
    { "workflow_run of a push", "workflow_run", "refs/heads/main", A, B,
      "{\"workflow_run\":{\"event\":\"push\",\"head_sha\":\"" B
      "\",\"head_branch\":\"x\",\"pull_requests\":[]}}",
      "", "", "refs/heads/x", B },
    { "given", "push", "refs/heads/main", A, "", "", "refs/pull/3/head", B, "refs/pull/3/head", B },
    { "given outside of Actions", "", "", "", "", "", "refs/heads/x", B, "refs/heads/x", B },
    { "given by half", "push", "refs/heads/main", A, "", "", "refs/heads/x", "", NULL, NULL },
    { "given the other half", "push", "refs/heads/main", A, "", "", "", B, NULL, NULL },
    { "nothing known", "", "", "", "", "", "", "", NULL, NULL },
    { "a short commit", "push", "refs/heads/main", "abc1234", "", "", "", "", NULL, NULL },
    { "a branch's name", "push", "main", A, "", "", "", "", NULL, NULL },
    { "an empty branch", "push", "refs/heads/", A, "", "", "", "", NULL, NULL },
    { "a ref with a blank", "push", "refs/heads/a b", A, "", "", "", "", NULL, NULL },
    { "a pull request that is no number", "push", "refs/pull/x/head", A, "", "", "", "", NULL,
      NULL },
    { "a pull request's other ref", "push", "refs/pull/7/base", A, "", "", "", "", NULL, NULL },
};

ROWS_OF(upload_github_ref, event, events)

static const char *
env_of(void *ctx, const char *name)
{
    const struct event *event = ctx;

    if (strcmp(name, "GITHUB_EVENT_NAME") == 0) {
        return event->event;
    }
    if (strcmp(name, "GITHUB_REF") == 0) {
        return event->ref;
    }
    return strcmp(name, "GITHUB_SHA") == 0 ? event->sha : NULL;
}

ParameterizedTest(size_t *i, upload_github_ref, event)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    const struct event *event = &events[*i];
    struct hm_err err = { 0 };
    struct hm_str ref = { 0 };
    struct hm_str sha = { 0 };
    const struct hm_upload_request request = {
        .env = { .get = env_of, .ctx = (void *)(uintptr_t)event },
        .ref = hm_str_c(event->user_ref),
        .sha = hm_str_c(event->user_sha),
        .event = hm_str_c(event->payload),
        .head = hm_str_c(event->head),
    };
    enum hm_status status = hm_upload_github_ref(&arena, &request, &ref, &sha, &err);

    if (event->want_ref == NULL) {
        cr_assert_eq(status, HM_E_USAGE, "%s", event->name);
        return;
    }
    cr_assert_eq(status, HM_OK, "%s: %s", event->name, err.text);
    cr_assert_str_eq(ref.p, event->want_ref, "%s", event->name);
    cr_assert_str_eq(sha.p, event->want_sha, "%s", event->name);
}
