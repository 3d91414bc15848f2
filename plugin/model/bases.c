/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/model/bases.h"

enum {
    NAME_LIMIT = 320, /* bytes of "registry/repository" that can be known */
};

#define Y HM_YES
#define N HM_NO
#define U HM_UNKNOWN

static const struct hm_base bases[] = {
#define BASE(name, glob, kin, manager, runs_as, tools, sdk, shell, minimal, trusted, instead)      \
    { .repository = (name),                                                                        \
      .tag = (glob),                                                                               \
      .family = (kin),                                                                             \
      .package_manager = HM_PM_##manager,                                                          \
      .user = (runs_as),                                                                           \
      .has_build_tools = (tools),                                                                  \
      .is_sdk = (sdk),                                                                             \
      .has_shell = (shell),                                                                        \
      .is_minimal = (minimal),                                                                     \
      .is_trusted = (trusted),                                                                     \
      .minimal_variant = (instead) },
#include "plugin/model/bases.def"
#undef BASE
};

#undef Y
#undef N
#undef U

/* Bytes of each row's name, so that most rows are passed by at a glance. */
static const uint16_t name_lengths[] = {
#define BASE(name, glob, kin, manager, runs_as, tools, sdk, shell, minimal, trusted, instead)      \
    sizeof(name) - 1,
#include "plugin/model/bases.def"
#undef BASE
};

static const struct hm_base_end ends[] = {
#define ENDS(name, tag, day) { .repository = (name), .version = (tag), .date = (day) },
#include "plugin/model/base_ends.def"
#undef ENDS
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

/* '*' stands for any bytes; only the last one is tried again, which is enough. */
static bool
matches(const char *glob, struct hm_str s)
{
    const char *star = NULL;
    size_t retry = 0;
    size_t i = 0;

    while (i < s.n) {
        if (*glob == '*') {
            star = glob++;
            retry = i;
        } else if (*glob == s.p[i]) {
            glob++;
            i++;
        } else if (star != NULL) {
            glob = star + 1;
            i = ++retry;
        } else {
            return false;
        }
    }
    while (*glob == '*') {
        glob++;
    }
    return *glob == '\0';
}

/* "docker.io/library/alpine" into @p ret_name; empty when it is longer than any known name. */
static struct hm_str
name_of(const struct hm_image_ref *ref, char ret_name[NAME_LIMIT])
{
    int n =
        snprintf(ret_name, NAME_LIMIT, "%.*s/%.*s", HM_FMT(ref->registry), HM_FMT(ref->repository));
    struct hm_str name = hm_str_make(ret_name, n > 0 && n < NAME_LIMIT ? (size_t)n : 0);

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

/* Whether row @p i is about this name; most rows have no star, and another length. */
static bool
is_named(size_t i, struct hm_str name)
{
    struct hm_str wanted = hm_str_make(bases[i].repository, name_lengths[i]);

    return hm_str_is(wanted, name) ||
           (hm_str_find(wanted, '*') < wanted.n && matches(wanted.p, name));
}

const struct hm_base *
hm_bases_find(const struct hm_image_ref *ref)
{
    char buffer[NAME_LIMIT];
    struct hm_str name = name_of(ref, buffer);
    struct hm_str tag = tag_of(ref);

    for (size_t i = 0; i < sizeof bases / sizeof bases[0]; i++) {
        if (is_named(i, name) &&
            (bases[i].tag == NULL || (tag.n > 0 && matches(bases[i].tag, tag)))) {
            return &bases[i];
        }
    }
    return NULL;
}

/* Whether @p tag is the version or goes on after a '.' or '-'. */
static bool
is_version(struct hm_str tag, const char *version)
{
    size_t n = strlen(version);

    return hm_str_starts(tag, version) &&
           (tag.n == n || tag.p[n] == '.' || tag.p[n] == '-' || tag.p[n] == '_');
}

/* The end of the distribution that a language's tag names: "3.12-slim-buster", "20-alpine3.16". */
static const struct hm_base_end *
end_of_distribution(struct hm_str tag)
{
    struct hm_str part;

    while (hm_str_split(&tag, '-', &part)) {
        bool is_alpine = hm_str_starts(part, "alpine") && part.n > 6;
        for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
            struct hm_str owner = hm_str_basename(hm_str_c(ends[i].repository));
            bool is_codename = hm_is_alpha(ends[i].version[0]) &&
                               (hm_str_eq(owner, "debian") || hm_str_eq(owner, "ubuntu"));
            if ((is_codename && hm_str_eq(part, ends[i].version)) ||
                (is_alpine && hm_str_eq(owner, "alpine") &&
                 is_version(hm_str_from(part, 6), ends[i].version))) {
                return &ends[i];
            }
        }
    }
    return NULL;
}

const struct hm_base_end *
hm_bases_end(const struct hm_image_ref *ref)
{
    char buffer[NAME_LIMIT];
    struct hm_str name = name_of(ref, buffer);
    struct hm_str tag = tag_of(ref);
    const struct hm_base_end *found = NULL;

    for (size_t i = 0; i < sizeof ends / sizeof ends[0] && found == NULL; i++) {
        if (hm_str_eq(name, ends[i].repository) && is_version(tag, ends[i].version)) {
            found = &ends[i];
        }
    }
    if (!hm_str_starts(name, "docker.io/library/")) {
        return found;
    }
    const struct hm_base_end *below = end_of_distribution(tag);
    return found == NULL || (below != NULL && below->date < found->date) ? below : found;
}
