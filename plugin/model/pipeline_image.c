/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/model/pipeline_image.h"

/* Where the digest or the tag of a name begins, the tag being what stands behind the last ':'
 * behind the last '/', as far as it is no part of a variable. @p ret_end: where the digest does. */
static size_t
repository_end(struct hm_str text, size_t *ret_end)
{
    unsigned depth = 0;
    size_t end = text.n;

    *ret_end = text.n;
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        depth += c == '{';
        depth -= c == '}' && depth > 0;
        if (depth > 0) {
            continue;
        }
        if (c == '@') {
            *ret_end = i;
            return end < i ? end : i;
        }
        if (c == '/') {
            end = text.n;
        } else if (c == ':') {
            end = i;
        }
    }
    return end;
}

struct hm_str
hm_pipeline_repository(struct hm_str text)
{
    size_t end;

    text = hm_str_sub(text, 0, repository_end(text, &end));
    if (hm_str_starts(text, "docker.io/")) {
        text = hm_str_from(text, 10);
    }
    return hm_str_starts(text, "library/") ? hm_str_from(text, 8) : text;
}

struct hm_str
hm_pipeline_tag(struct hm_str text)
{
    size_t end;
    size_t at = repository_end(text, &end);

    return at < end ? hm_str_sub(text, at + 1, end - at - 1) : HM_S("");
}

/* The last part of a repository, where no variable is in it. */
static struct hm_str
plain_basename(struct hm_str repository)
{
    struct hm_str last = hm_str_basename(repository);

    return hm_str_find(last, '$') < last.n || hm_str_find(last, '}') < last.n ? hm_str_make(NULL, 0)
                                                                              : last;
}

/* How much two texts begin with in common, whole variables only: "${A}/x" and "${A}/y" have 5. */
static size_t
common_front(struct hm_str a, struct hm_str b)
{
    size_t n = 0;
    size_t last = 0; /* behind the last byte that is no part of a variable, or ends one */
    unsigned depth = 0;

    for (; n < a.n && n < b.n && a.p[n] == b.p[n]; n++) {
        bool is_bare = a.p[n] == '$' && (n + 1 >= a.n || a.p[n + 1] != '{');
        if (is_bare) {
            return last;
        }
        depth += a.p[n] == '{';
        depth -= a.p[n] == '}' && depth > 0;
        last = depth == 0 && a.p[n] != '$' ? n + 1 : last;
    }
    return last;
}

/* Whether texts with variables could come to the same: what they begin with in common is the same
 * whatever its variables are, and what is literal in front of the next one must not contradict. */
static bool
could_be(struct hm_str a, struct hm_str b)
{
    size_t front = common_front(a, b);

    a = hm_str_from(a, front);
    b = hm_str_from(b, front);
    size_t n_a = hm_str_find(a, '$');
    size_t n_b = hm_str_find(b, '$');
    size_t n = n_a < n_b ? n_a : n_b;

    if (n_a == a.n && n_b == b.n) {
        return false;
    }
    /* "acme/${X}" could be a name of Docker Hub, "ghcr.io/acme/${X}" could not be "acme/web". */
    return hm_str_is(hm_str_sub(a, 0, n), hm_str_sub(b, 0, n));
}

enum hm_trit
hm_pipeline_same_image(struct hm_str a, struct hm_str b)
{
    struct hm_str one = hm_pipeline_repository(a);
    struct hm_str other = hm_pipeline_repository(b);
    struct hm_str name = plain_basename(one);

    if (hm_str_eq_nocase(one, other)) {
        return HM_YES;
    }
    if (name.n > 0 && hm_str_eq_nocase(name, plain_basename(other))) {
        return HM_UNKNOWN;
    }
    return could_be(one, other) ? HM_UNKNOWN : HM_NO;
}
