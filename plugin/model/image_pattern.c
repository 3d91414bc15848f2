/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/model/image_pattern.h"

#include "plugin/model/path_pattern.h"

/* --- taking it apart --- */

struct parts {
    struct hm_str path; /* without the tag */
    struct hm_str registry;
    struct hm_str repository;
    struct hm_str tag;
    bool has_tag;
};

static struct parts
split(struct hm_str pattern)
{
    size_t last = hm_str_find_last(pattern, '/');
    size_t name = last == pattern.n ? 0 : last + 1;
    size_t colon =
        last == pattern.n ? pattern.n : name + hm_str_find(hm_str_from(pattern, name), ':');
    struct parts parts = { .has_tag = colon < pattern.n, .tag = hm_str_from(pattern, colon + 1) };

    parts.path = pattern = hm_str_sub(pattern, 0, colon);
    size_t slash = hm_str_find(pattern, '/');
    parts.registry = hm_str_sub(pattern, 0, slash);
    parts.repository = hm_str_from(pattern, slash + 1);
    return parts;
}

static bool
is_letter_of_pattern(char c)
{
    return hm_is_alpha(c) || hm_is_digit(c) || (c != '\0' && strchr("._-*?:/[]", c) != NULL);
}

/* What take_registry in image_ref.c takes for a registry, and what may stand for one. */
static bool
may_be_registry(struct hm_str part)
{
    return hm_str_eq(part, "localhost") || hm_str_find(part, '.') < part.n ||
           hm_str_find(part, ':') < part.n || hm_str_find(part, '*') < part.n ||
           hm_str_find(part, '?') < part.n;
}

static enum hm_status
check_repository(struct hm_str repository, struct hm_str pattern, struct hm_err *reterr)
{
    struct hm_str rest = repository;
    struct hm_str part;

    for (size_t i = 0; i < repository.n; i++) {
        if (hm_ascii_lower(repository.p[i]) != repository.p[i]) {
            return hm_err_set(reterr, HM_E_SYNTAX,
                              "\"%.*s\" fits no image: the names of repositories are lower case",
                              HM_FMT(pattern));
        }
    }
    while (hm_str_split(&rest, '/', &part)) {
        if (part.n == 0) {
            return hm_err_set(reterr, HM_E_SYNTAX, "\"%.*s\" fits no image: a part of it is empty",
                              HM_FMT(pattern));
        }
        if (hm_str_has(part, "**") && part.n > 2) {
            return hm_err_set(reterr, HM_E_SYNTAX,
                              "\"%.*s\": ** stands for whole parts between slashes; within one "
                              "write *",
                              HM_FMT(pattern));
        }
    }
    return HM_OK;
}

enum hm_status
hm_image_pattern_check(struct hm_str pattern, struct hm_err *reterr)
{
    struct parts parts = split(pattern);

    if (pattern.n == 0 || pattern.n > HM_IMAGE_PATTERN_LIMIT) {
        return hm_err_set(reterr, HM_E_SYNTAX, "a pattern has from 1 to %d characters",
                          HM_IMAGE_PATTERN_LIMIT);
    }
    for (size_t i = 0; i < pattern.n; i++) {
        if (pattern.p[i] == '@') {
            return hm_err_set(reterr, HM_E_SYNTAX,
                              "\"%.*s\": a pattern has no digest; an image's digest is looked at "
                              "in any case",
                              HM_FMT(pattern));
        }
        if (!is_letter_of_pattern(pattern.p[i])) {
            return hm_err_set(reterr, HM_E_SYNTAX, "\"%.*s\" fits no image: no reference has '%c'",
                              HM_FMT(pattern), pattern.p[i]);
        }
    }
    if (hm_str_eq(pattern, "**")) {
        return HM_OK;
    }
    if (hm_str_find(pattern, '/') == pattern.n || !may_be_registry(parts.registry)) {
        bool is_one_part = hm_str_find(pattern, '/') == pattern.n;
        return hm_err_set(reterr, HM_E_SYNTAX,
                          "\"%.*s\" begins with no registry; did you mean \"docker.io/%s%.*s\"?",
                          HM_FMT(pattern), is_one_part ? "library/" : "", HM_FMT(pattern));
    }
    if (hm_str_eq(parts.registry, "index.docker.io")) {
        return hm_err_set(reterr, HM_E_SYNTAX,
                          "\"%.*s\" fits no image: index.docker.io is called docker.io",
                          HM_FMT(pattern));
    }
    if (parts.has_tag && parts.tag.n == 0) {
        return hm_err_set(reterr, HM_E_SYNTAX, "\"%.*s\": there is no tag after the colon",
                          HM_FMT(pattern));
    }
    return check_repository(parts.repository, pattern, reterr);
}

/* --- fitting --- */

bool
hm_image_pattern_fits(struct hm_str pattern, const struct hm_image_ref *ref)
{
    struct parts parts = split(pattern);

    if (hm_str_eq(pattern, "**")) {
        return true;
    }
    if (parts.has_tag) {
        bool is_latest = ref->tag.n == 0 && ref->digest.n == 0;
        struct hm_str tag = is_latest ? HM_S("latest") : ref->tag;
        if (tag.n == 0 || !hm_part_pattern_fits(parts.tag, tag, false)) {
            return false;
        }
    }
    if (hm_str_eq(parts.registry, "**")) {
        /* It stands for the registry at least, and so for none of the rest, too. */
        return hm_path_pattern_fits_whole(parts.path, ref->repository);
    }
    return hm_part_pattern_fits(parts.registry, ref->registry, true) &&
           hm_path_pattern_fits_whole(parts.repository, ref->repository);
}
