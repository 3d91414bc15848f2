/* SPDX-License-Identifier: Apache-2.0 */
/* Which ref and commit an analysis belongs to: GitHub's events tell it in different places. */
#include "reports/upload/upload.h"

#include "plugin/base/json.h"

struct place {
    struct hm_str ref;
    struct hm_str sha;
};

static bool
is_hex(struct hm_str s)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = hm_ascii_lower(s.p[i]);
        if (!hm_is_digit(c) && (c < 'a' || c > 'f')) {
            return false;
        }
    }
    return true;
}

static bool
is_commit(struct hm_str s)
{
    return (s.n == 40 || s.n == 64) && is_hex(s);
}

static bool
is_number(struct hm_str s)
{
    uint64_t number = 0;

    return s.n > 0 && s.p[0] != '0' && hm_str_to_u64(s, INT32_MAX, &number);
}

/* refs/heads/…, refs/tags/…, refs/pull/N/merge, refs/pull/N/head. */
static bool
is_ref(struct hm_str s)
{
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] <= ' ' || s.p[i] == 0x7f || strchr("~^:?*[\\", s.p[i]) != NULL) {
            return false;
        }
    }
    if (hm_str_starts(s, "refs/heads/") || hm_str_starts(s, "refs/tags/")) {
        return s.n > hm_str_find(hm_str_from(s, 5), '/') + 6;
    }
    if (!hm_str_starts(s, "refs/pull/")) {
        return false;
    }
    s = hm_str_from(s, 10);
    size_t slash = hm_str_find(s, '/');
    struct hm_str kind = hm_str_from(s, slash);
    return is_number(hm_str_sub(s, 0, slash)) &&
           (hm_str_eq(kind, "/merge") || hm_str_eq(kind, "/head"));
}

static enum hm_status
check(struct hm_str ref, struct hm_str sha, const char *where, struct hm_err *reterr)
{
    if (!is_ref(ref)) {
        return hm_err_set(
            reterr, HM_E_USAGE,
            "the ref of %s, \"%.*s\", is not one that GitHub takes: refs/heads/BRANCH, "
            "refs/tags/TAG, refs/pull/N/merge or refs/pull/N/head",
            where, HM_FMT(hm_str_sub(ref, 0, 100)));
    }
    if (!is_commit(sha)) {
        return hm_err_set(reterr, HM_E_USAGE,
                          "the commit of %s, \"%.*s\", is not a full hash of 40 or 64 digits",
                          where, HM_FMT(hm_str_sub(sha, 0, 80)));
    }
    return HM_OK;
}

/* --- events whose GITHUB_SHA is not what was analysed */

static const json_t *
member(const json_t *value, const char *a, const char *b)
{
    value = json_object_get(value, a);
    return b == NULL ? value : json_object_get(value, b);
}

static struct hm_str
text(struct hm_arena *arena, const json_t *value)
{
    return hm_arena_str(arena, hm_str_make(json_string_value(value), json_string_length(value)));
}

static struct hm_str
pull_ref(struct hm_arena *arena, const json_t *number, const char *kind)
{
    if (!json_is_integer(number) || json_integer_value(number) <= 0) {
        return (struct hm_str){ 0 };
    }
    return hm_arena_printf(arena, "refs/pull/%jd/%s", (intmax_t)json_integer_value(number), kind);
}

/* pull_request_target runs on the base branch; what is judged is the pull request's head. */
static struct place
of_pull_request(struct hm_arena *arena, const json_t *event)
{
    const json_t *pull = member(event, "pull_request", NULL);

    return (struct place){
        .ref = pull_ref(arena, member(pull, "number", NULL), "head"),
        .sha = text(arena, member(pull, "head", "sha")),
    };
}

/* workflow_run runs on the default branch after another workflow; it names no pull request when
 * that came from a fork. */
static struct place
of_workflow_run(struct hm_arena *arena, const json_t *event)
{
    const json_t *run = member(event, "workflow_run", NULL);
    struct hm_str branch = text(arena, member(run, "head_branch", NULL));
    struct hm_str kind = text(arena, member(run, "event", NULL));
    struct place place = { .sha = text(arena, member(run, "head_sha", NULL)) };

    if (hm_str_starts(kind, "pull_request")) {
        const json_t *pull = json_array_get(member(run, "pull_requests", NULL), 0);
        place.ref = pull_ref(arena, member(pull, "number", NULL), "head");
    } else if (branch.n > 0) {
        place.ref = hm_arena_printf(arena, "refs/heads/%.*s", HM_FMT(branch));
    }
    return place;
}

static enum hm_status
from_event(struct hm_arena *arena, const struct hm_upload_request *request, struct hm_str name,
           struct place *place, struct hm_err *reterr)
{
    hm_auto_json json_t *event = NULL;

    if (hm_json_parse(request->event, &event, reterr) != HM_OK) {
        (void)hm_err_prefix(reterr, "the event in $GITHUB_EVENT_PATH");
        return HM_E_USAGE;
    }
    *place = hm_str_eq(name, "workflow_run") ? of_workflow_run(arena, event)
                                             : of_pull_request(arena, event);
    if (place->ref.n == 0 || place->sha.n == 0) {
        return hm_err_set(reterr, HM_E_USAGE,
                          "the event %.*s does not tell which pull request or branch was analysed "
                          "(it came from a fork?); give --ref and --sha",
                          HM_FMT(name));
    }
    return HM_OK;
}

/* refs/pull/N/merge is a commit that GitHub makes; when another one is checked out, it is the pull
 * request's own head that was analysed. */
static void
follow_checkout(struct hm_arena *arena, struct hm_str head, struct place *place)
{
    if (hm_str_ends(place->ref, "/merge") && hm_str_starts(place->ref, "refs/pull/") &&
        is_commit(head) && !hm_str_eq_nocase(head, place->sha)) {
        place->ref = hm_arena_printf(arena, "%.*s/head",
                                     HM_FMT(hm_str_sub(place->ref, 0, place->ref.n - 6)));
        place->sha = head;
    }
}

enum hm_status
hm_upload_github_ref(struct hm_arena *arena, const struct hm_upload_request *request,
                     struct hm_str *ret_ref, struct hm_str *ret_sha, struct hm_err *reterr)
{
    const struct hm_env *env = &request->env;
    struct hm_str name = hm_env_get(env, "GITHUB_EVENT_NAME");
    struct place place = {
        .ref = hm_env_get(env, "GITHUB_REF"),
        .sha = hm_env_get(env, "GITHUB_SHA"),
    };
    enum hm_status status = HM_OK;
    bool is_elsewhere = hm_str_eq(name, "pull_request_target") || hm_str_eq(name, "workflow_run");

    if ((request->ref.n > 0) != (request->sha.n > 0)) {
        return hm_err_set(reterr, HM_E_USAGE, "--ref and --sha belong together: give both or none");
    }
    if (request->ref.n > 0) {
        place = (struct place){ .ref = request->ref, .sha = request->sha };
    } else if (is_elsewhere && !hm_str_eq_nocase(request->head, place.sha)) {
        status = from_event(arena, request, name, &place, reterr);
    } else {
        follow_checkout(arena, request->head, &place);
    }
    if (status == HM_OK && place.ref.n == 0) {
        status = hm_err_set(reterr, HM_E_USAGE,
                            "the branch and commit are not known: GITHUB_REF is not set; outside "
                            "GitHub Actions give --ref and --sha");
    }
    if (status == HM_OK) {
        status = check(place.ref, place.sha,
                       request->ref.n > 0 ? "the command line" : "the environment", reterr);
    }
    if (status != HM_OK) {
        return status;
    }
    *ret_ref = hm_arena_str(arena, place.ref);
    *ret_sha = hm_arena_str(arena, place.sha);
    return HM_OK;
}
