/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/model/bases.h"

enum {
    NAME_LIMIT = 320, /* bytes of "registry/repository" that can be known */
};

/* What an image holds or does not; both lists of a row may be silent about it. */
enum {
    SHELL = 1 << 0,
    TOOLS = 1 << 1,
    SDK = 1 << 2,
    SLIM = 1 << 3,
    GIT = 1 << 4,
    CURL = 1 << 5,
    SUDO = 1 << 6,
    HEALTH = 1 << 7,
};

#define TRIT(yes, no, bit)                                                                         \
    (((yes) & (bit)) != 0 ? HM_YES : ((no) & (bit)) != 0 ? HM_NO : HM_UNKNOWN)
#define ROW(name, globs, kin, manager, runs_as, yes, no, instead, from, trust)                     \
    { .repository = (name),                                                                        \
      .tag = (globs),                                                                              \
      .family = (kin),                                                                             \
      .package_manager = HM_PM_##manager,                                                          \
      .user = (runs_as),                                                                           \
      .has_build_tools = TRIT(yes, no, TOOLS),                                                     \
      .is_sdk = TRIT(yes, no, SDK),                                                                \
      .has_shell = TRIT(yes, no, SHELL),                                                           \
      .has_git = TRIT(yes, no, GIT),                                                               \
      .has_curl = TRIT(yes, no, CURL),                                                             \
      .has_sudo = TRIT(yes, no, SUDO),                                                             \
      .has_healthcheck = TRIT(yes, no, HEALTH),                                                    \
      .is_minimal = TRIT(yes, no, SLIM),                                                           \
      .is_trusted = (trust),                                                                       \
      .minimal_variant = (instead),                                                                \
      .source = (from) },

static const struct hm_base bases[] = {
#define BASE(name, globs, kin, manager, runs_as, yes, no, instead, from)                           \
    ROW(name, globs, kin, manager, runs_as, yes, no, instead, from, HM_YES)
#define OTHER(name, globs, kin, manager, runs_as, yes, no, instead, from)                          \
    ROW(name, globs, kin, manager, runs_as, yes, no, instead, from, HM_UNKNOWN)
#include "plugin/model/bases.def"
#undef BASE
#undef OTHER
};

static const struct hm_base_end ends[] = {
#define ENDS(name, tag, day, thing)                                                                \
    { .repository = (name), .version = (tag), .date = (day), .what = (thing) },
#include "plugin/model/base_ends.def"
#undef ENDS
};

enum {
    N_BASES = sizeof bases / sizeof bases[0],
    N_ENDS = sizeof ends / sizeof ends[0],
};

/* Where Docker Hub's official images can be had under other names: mirrors, and the namespaces for
 * one architecture each. */
static const char *const mirrors[] = {
    "public.ecr.aws/docker/library/",
    "mirror.gcr.io/library/",
    "registry.hub.docker.com/library/",
    "mcr.microsoft.com/mirror/docker/library/",
    "index.docker.io/library/",
    "registry-1.docker.io/library/",
    "docker.io/amd64/",
    "docker.io/arm32v5/",
    "docker.io/arm32v6/",
    "docker.io/arm32v7/",
    "docker.io/arm64v8/",
    "docker.io/i386/",
    "docker.io/mips64le/",
    "docker.io/ppc64le/",
    "docker.io/riscv64/",
    "docker.io/s390x/",
    "docker.io/winamd64/",
};

/* Images of others that bring a version of a language: it ends when the official image's does. */
static const struct {
    const char *name;
    const char *official;
} alike[] = {
    { "docker.io/cimg/go", "docker.io/library/golang" },
    { "docker.io/cimg/node", "docker.io/library/node" },
    { "docker.io/cimg/php", "docker.io/library/php" },
    { "docker.io/cimg/python", "docker.io/library/python" },
    { "docker.io/cimg/ruby", "docker.io/library/ruby" },
    { "public.ecr.aws/lambda/nodejs", "docker.io/library/node" },
    { "public.ecr.aws/lambda/python", "docker.io/library/python" },
    { "public.ecr.aws/lambda/ruby", "docker.io/library/ruby" },
};

const struct hm_base *
hm_bases_all(size_t *ret_n)
{
    *ret_n = N_BASES;
    return bases;
}

const struct hm_base_end *
hm_bases_ends(size_t *ret_n)
{
    *ret_n = N_ENDS;
    return ends;
}

/* --- globs and names */

/* '*' stands for any bytes; only the last one is tried again, which is enough. */
static bool
matches_one(const char *glob, size_t n, struct hm_str s)
{
    size_t star = SIZE_MAX;
    size_t retry = 0;
    size_t g = 0;
    size_t i = 0;

    while (i < s.n) {
        if (g < n && glob[g] == '*') {
            star = g++;
            retry = i;
        } else if (g < n && glob[g] == s.p[i]) {
            g++;
            i++;
        } else if (star != SIZE_MAX) {
            g = star + 1;
            i = ++retry;
        } else {
            return false;
        }
    }
    while (g < n && glob[g] == '*') {
        g++;
    }
    return g == n;
}

static bool
matches(const char *globs, struct hm_str s)
{
    struct hm_str rest = hm_str_c(globs);
    struct hm_str glob;

    while (hm_str_split(&rest, '|', &glob)) {
        if (matches_one(glob.p, glob.n, s)) {
            return true;
        }
    }
    return false;
}

/* "docker.io/library/alpine" into @p ret_name; empty when it is longer than any known name. */
static struct hm_str
name_of(const struct hm_image_ref *ref, char ret_name[NAME_LIMIT])
{
    struct hm_str name = { .p = ret_name, .n = ref->registry.n + 1 + ref->repository.n };

    if (name.n >= NAME_LIMIT) {
        return hm_str_make(ret_name, 0);
    }
    memcpy(ret_name, ref->registry.p, ref->registry.n);
    ret_name[ref->registry.n] = '/';
    memcpy(ret_name + ref->registry.n + 1, ref->repository.p, ref->repository.n);
    for (size_t i = 0; i < sizeof mirrors / sizeof mirrors[0]; i++) {
        if (hm_str_starts(name, mirrors[i])) {
            struct hm_str rest = hm_str_from(name, strlen(mirrors[i]));
            static const char library[] = "docker.io/library/";
            memmove(ret_name + sizeof library - 1, rest.p, rest.n);
            memcpy(ret_name, library, sizeof library - 1);
            return hm_str_make(ret_name, sizeof library - 1 + rest.n);
        }
    }
    return name;
}

/* Without tag and digest Docker takes "latest"; with a digest alone the tag is not known. */
static struct hm_str
tag_of(const struct hm_image_ref *ref)
{
    return ref->tag.n == 0 && ref->digest.n == 0 ? HM_S("latest") : ref->tag;
}

/* "…/ubi9/python-312" as "…/ubi#/python-#" into @p ret_folded. */
static struct hm_str
fold_digits(struct hm_str name, char ret_folded[NAME_LIMIT])
{
    size_t n = 0;

    for (size_t i = 0; i < name.n; i++) {
        bool is_digit = hm_is_digit(name.p[i]);
        if (!is_digit || n == 0 || ret_folded[n - 1] != '#') {
            ret_folded[n++] = is_digit ? '#' : name.p[i];
        }
    }
    return hm_str_make(ret_folded, n);
}

/* Puts "*" for the last component of @p name, which lies in @p buffer; false when only the
 * registry's is left. */
static bool
widen(struct hm_str *name, char buffer[NAME_LIMIT])
{
    struct hm_str within = *name;

    if (hm_str_ends(within, "/*")) {
        within.n -= 2;
    }
    size_t slash = hm_str_find_last(within, '/');
    if (slash >= within.n || slash + 2 > NAME_LIMIT) {
        return false;
    }
    buffer[slash + 1] = '*';
    *name = hm_str_make(buffer, slash + 2);
    return true;
}

/* The first of @p n sorted rows, which begin with their name, that is not before @p name. */
static size_t
lower_bound(const void *rows, size_t size, size_t n, struct hm_str name)
{
    size_t from = 0;

    while (n > 0) {
        size_t half = n / 2;
        const char *const *row =
            (const char *const *)(const void *)((const char *)rows + (from + half) * size);
        if (strncmp(*row, name.p, name.n) < 0) {
            from += half + 1;
            n -= half + 1;
        } else {
            n = half;
        }
    }
    return from;
}

/* --- what an image holds */

static const struct hm_base *
find_exactly(struct hm_str name, struct hm_str tag)
{
    for (size_t i = lower_bound(bases, sizeof bases[0], N_BASES, name);
         i < N_BASES && hm_str_eq(name, bases[i].repository); i++) {
        if (bases[i].tag == NULL || (tag.n > 0 && matches(bases[i].tag, tag))) {
            return &bases[i];
        }
    }
    return NULL;
}

static const struct hm_base *
find_base(struct hm_str name, struct hm_str tag)
{
    char folded[NAME_LIMIT];
    const struct hm_base *found = find_exactly(name, tag);

    if (found != NULL || name.n == 0) {
        return found;
    }
    struct hm_str wide = fold_digits(name, folded);
    do {
        found = find_exactly(wide, tag);
    } while (found == NULL && widen(&wide, folded));
    return found;
}

const struct hm_base *
hm_bases_find(const struct hm_image_ref *ref)
{
    char buffer[NAME_LIMIT];
    struct hm_str name = name_of(ref, buffer);

    return find_base(name, tag_of(ref));
}

/* --- when it ends */

/* Whether @p tag is the version or goes on from it: "3.8" in "3.8.1-slim", "8" in "8u402-b06". */
static bool
is_version(struct hm_str tag, const char *version)
{
    size_t n = strlen(version);

    return hm_str_starts(tag, version) &&
           (tag.n == n || strchr(".-_", tag.p[n]) != NULL ||
            (tag.p[n] == 'u' && tag.n > n + 1 && hm_is_digit(tag.p[n + 1])));
}

/* The row of the longest version that fits. */
static const struct hm_base_end *
find_end(struct hm_str name, struct hm_str tag)
{
    const struct hm_base_end *found = NULL;
    size_t longest = 0;

    for (size_t i = lower_bound(ends, sizeof ends[0], N_ENDS, name);
         i < N_ENDS && hm_str_eq(name, ends[i].repository); i++) {
        size_t n = strlen(ends[i].version);
        if (strcmp(ends[i].version, "*") == 0 ||
            (n > longest && tag.n > 0 && is_version(tag, ends[i].version))) {
            found = &ends[i];
            longest = n;
        }
    }
    return found;
}

/* The end of the software that gives the image its name. */
static const struct hm_base_end *
end_of_image(struct hm_str name, struct hm_str tag)
{
    char buffer[NAME_LIMIT];
    struct hm_str wide = hm_str_make(buffer, name.n);
    const struct hm_base_end *found = find_end(name, tag);

    for (size_t i = 0; found == NULL && i < sizeof alike / sizeof alike[0]; i++) {
        if (hm_str_eq(name, alike[i].name)) {
            return find_end(hm_str_c(alike[i].official), tag);
        }
    }
    memcpy(buffer, name.p, name.n);
    while (found == NULL && widen(&wide, buffer)) {
        found = find_end(wide, tag);
    }
    return found;
}

/* The distribution that "bookworm", "alpine3.16" or "ubuntu18.04" names. */
static const struct hm_base_end *
end_of_word(struct hm_str word)
{
    static const struct {
        const char *word;
        struct hm_str name;
    } families[] = {
        { "al", HM_STR("docker.io/library/amazonlinux") },
        { "almalinux", HM_STR("docker.io/library/almalinux") },
        { "alpine", HM_STR("docker.io/library/alpine") },
        { "amazonlinux", HM_STR("docker.io/library/amazonlinux") },
        { "centos", HM_STR("docker.io/library/centos") },
        { "debian", HM_STR("docker.io/library/debian") },
        { "fedora", HM_STR("docker.io/library/fedora") },
        { "oraclelinux", HM_STR("docker.io/library/oraclelinux") },
        { "rockylinux", HM_STR("docker.io/library/rockylinux") },
        { "ubuntu", HM_STR("docker.io/library/ubuntu") },
    };
    size_t n = 0;

    while (n < word.n && hm_is_alpha(word.p[n])) {
        n++;
    }
    for (size_t i = 0; n > 0 && n < word.n && i < sizeof families / sizeof families[0]; i++) {
        if (hm_str_eq(hm_str_sub(word, 0, n), families[i].word)) {
            return find_end(families[i].name, hm_str_from(word, n));
        }
    }
    if (n < word.n || n < 4) {
        return NULL;
    }
    const struct hm_base_end *found = find_end(HM_S("docker.io/library/debian"), word);
    return found != NULL ? found : find_end(HM_S("docker.io/library/ubuntu"), word);
}

/* The one that a tag names beside the version: "3.12-slim-buster", "21-jdk-alpine-3.18". */
static const struct hm_base_end *
end_of_distribution(struct hm_str tag)
{
    struct hm_str part;
    bool is_after_alpine = false;

    while (hm_str_split(&tag, '-', &part)) {
        const struct hm_base_end *found =
            is_after_alpine ? find_end(HM_S("docker.io/library/alpine"), part) : end_of_word(part);
        if (found != NULL) {
            return found;
        }
        is_after_alpine = hm_str_eq(part, "alpine");
    }
    return NULL;
}

static const struct hm_base_end *
earlier(const struct hm_base_end *a, const struct hm_base_end *b)
{
    return a == NULL || (b != NULL && b->date < a->date) ? b : a;
}

const struct hm_base_end *
hm_bases_end(const struct hm_image_ref *ref)
{
    char buffer[NAME_LIMIT];
    struct hm_str name = name_of(ref, buffer);
    struct hm_str tag = tag_of(ref);
    const struct hm_base_end *found = end_of_image(name, tag);
    const struct hm_base *base = find_base(name, tag);

    /* What strangers call their tags proves nothing. */
    if (base == NULL || base->is_trusted != HM_YES) {
        return found;
    }
    found = earlier(found, end_of_distribution(tag));
    return hm_str_starts(name, "gcr.io/distroless/")
               ? earlier(found, end_of_distribution(hm_str_basename(name)))
               : found;
}
