/* SPDX-License-Identifier: Apache-2.0 */
/* Credential helpers: the programs `docker-credential-NAME` that keep what a registry is told. */
#ifndef HM_IMAGE_HELPER_H
#define HM_IMAGE_HELPER_H

#include <signal.h>

#include "plugin/base/buf.h"
#include "plugin/base/env.h"

enum {
    HM_HELPER_MS = 30 * 1000,     /**< until a helper is killed */
    HM_HELPER_LIMIT = 256 * 1024, /**< bytes of its answer */
};

/** Whom to ask for what. */
struct hm_helper_question {
    const struct hm_env
        *env;             /**< PATH is searched for the helper, and what it may need handed on */
    struct hm_str name;   /**< "ecr-login" */
    struct hm_str server; /**< "ghcr.io", "https://index.docker.io/v1/" */
    const volatile sig_atomic_t *stop; /**< non-zero kills it; may be NULL */
};

/**
 * Runs `docker-credential-NAME get`, without a shell. HM_OK with both buffers (which are secret)
 * filled; HM_E_NOT_FOUND: the helper knows no credentials for the server; HM_E_USAGE: a name that
 * is none, or a program that is not there; HM_E_TOOL, HM_E_TIMEOUT, HM_E_LIMIT: it failed. What it
 * printed is never quoted.
 */
enum hm_status hm_helper_ask(const struct hm_helper_question *question, struct hm_buf *ret_user,
                             struct hm_buf *ret_secret, struct hm_err *reterr) HM_MUST_CHECK;

/** Reads a helper's answer, {"ServerURL":…,"Username":…,"Secret":…}. HM_E_SYNTAX. */
enum hm_status hm_helper_read(struct hm_str answer, struct hm_buf *ret_user,
                              struct hm_buf *ret_secret, struct hm_err *reterr) HM_MUST_CHECK;

#endif
