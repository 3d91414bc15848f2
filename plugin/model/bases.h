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
    const char *repository; /**< "docker.io/library/golang"; '#' stands for digits, "/" and a star
                               at the end for all below */
    const char *tag;        /**< globs over the tag, parted by '|' ("*-alpine*"), NULL for any */
    const char *family;     /**< "debian", "alpine", "distroless", "ubi", "windows" … or NULL */
    enum hm_package_manager package_manager;
    const char *user; /**< the default user: "0", "65532", "node"; NULL when not known */
    enum hm_trit has_build_tools; /**< a compiler, make, or a language's full development kit */
    enum hm_trit is_sdk; /**< made for building alone: what it builds runs without it (golang, a
                            JDK, CUDA's devel); python and node are not */
    enum hm_trit has_shell;
    enum hm_trit has_git;
    enum hm_trit has_curl;
    enum hm_trit has_sudo;
    enum hm_trit has_healthcheck; /**< the image sets HEALTHCHECK */
    enum hm_trit is_minimal;      /**< slim, alpine, distroless, scratch, -minimal … */
    enum hm_trit is_trusted; /**< official, or published by the distribution's or the language's own
                                makers */
    const char *minimal_variant; /**< what to use instead: "golang:1-alpine for the build, then
                                    distroless", or NULL */
    const char *source; /**< where the row was read: "nodejs/docker-node" on GitHub, or a page */
};

/** When the makers stop mending a version of a base image. */
struct hm_base_end {
    const char *repository; /**< as in struct hm_base, but without '#' */
    const char *version;    /**< the tag, or its beginning up to a '.', '-', '_'; "*" for any */
    uint32_t date;          /**< 20240630: the last day, of long-term support where that is free */
    const char *what;       /**< what ends: "Python 3.8", "the official image java" */
};

/**
 * The row for an image's tag, whether its day has come or not, or NULL. Where a tag names a
 * distribution too ("python:3.12-buster"), the one of both that ends first.
 */
const struct hm_base_end *hm_bases_end(const struct hm_image_ref *ref);

/** The first row that fits, or NULL. Mirrors of Docker Hub's official images count as them. Only
 * the name and the tag count, so a digest without tag may fit fewer rows. */
const struct hm_base *hm_bases_find(const struct hm_image_ref *ref);

/** All rows, for those who check or print the tables. */
const struct hm_base *hm_bases_all(size_t *ret_n);
const struct hm_base_end *hm_bases_ends(size_t *ret_n);

#endif
