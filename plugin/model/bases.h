/* SPDX-License-Identifier: Apache-2.0 */
/* What is known, without a network, of well-known base images. The rows are in bases.def, each with
 * its source. */
#ifndef HM_MODEL_BASES_H
#define HM_MODEL_BASES_H

#include "plugin/model/image_ref.h"

/** A fact that may be unknown; unknown is neither yes nor no. */
enum hm_trit {
    HM_UNKNOWN = 0,
    HM_NO,
    HM_YES,
};

enum hm_package_manager {
    HM_PM_UNKNOWN = 0,
    HM_PM_NONE, /**< distroless, scratch-like */
    HM_PM_APT,
    HM_PM_APK,
    HM_PM_DNF, /**< dnf, yum, microdnf */
    HM_PM_ZYPPER,
    HM_PM_PACMAN,
};

struct hm_base {
    const char
        *repository; /**< "docker.io/library/golang"; a trailing slash and star means all below */
    const char *tag; /**< a glob over the tag ("*-alpine*", "*:nonroot"), NULL for any */
    const char *family; /**< "debian", "alpine", "distroless", "ubi" … or NULL */
    enum hm_package_manager package_manager;
    const char *user; /**< the default user: "0", "65532", "node"; NULL when not known */
    enum hm_trit has_build_tools; /**< a compiler, make, or a language's full development kit */
    enum hm_trit is_sdk; /**< made for building alone: what it builds runs without it (golang, a
                            JDK, CUDA's devel); python and node are not */
    enum hm_trit has_shell;
    enum hm_trit is_minimal; /**< slim, alpine, distroless, scratch, -minimal … */
    enum hm_trit is_trusted; /**< official, or published by the distribution's or the language's own
                                makers */
    const char *minimal_variant; /**< what to use instead: "golang:1-alpine for the build, then
                                    distroless", or NULL */
};

/** When the makers stop mending a version of a base image. */
struct hm_base_end {
    const char *repository;
    const char *version; /**< the tag, or its beginning up to a '.' or '-' */
    uint32_t date;       /**< 20240630: the last day, of long-term support where that is free */
};

/** The row for an image's tag, whether its day has come or not, or NULL. "python:3.12-buster" ends
 * with its Debian. */
const struct hm_base_end *hm_bases_end(const struct hm_image_ref *ref);

/** The first row that fits, or NULL. Mirrors of Docker Hub's official images count as them. Only
 * the name and the tag count, so a digest without tag may fit fewer rows. */
const struct hm_base *hm_bases_find(const struct hm_image_ref *ref);

#endif
