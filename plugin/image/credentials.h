/* SPDX-License-Identifier: Apache-2.0 */
/* The credentials that Docker's and Podman's configuration hold for a registry. */
#ifndef HM_IMAGE_CREDENTIALS_H
#define HM_IMAGE_CREDENTIALS_H

#include <signal.h>

#include "plugin/base/arena.h"
#include "plugin/base/buf.h"
#include "plugin/base/env.h"

/** Empty buffers where there is nothing. All are wiped by hm_credentials_done. */
struct hm_credentials {
    struct hm_buf user;
    struct hm_buf password;
    struct hm_buf identity_token; /**< to be exchanged for an access token */
    struct hm_buf registry_token; /**< to be sent as it is */
    struct hm_str failure;        /**< why the credential helper gave none; else empty */
};

enum {
    HM_CREDENTIALS_LIMIT = 1024 * 1024, /**< bytes of a configuration file */
};

/**
 * Looks for @p registry ("ghcr.io", "127.0.0.1:5000", "docker.io") and @p repository in
 * $DOCKER_AUTH_CONFIG, $REGISTRY_AUTH_FILE, $DOCKER_CONFIG/config.json (or ~/.docker/config.json),
 * $XDG_RUNTIME_DIR/containers/auth.json and ~/.config/containers/auth.json, in this order; the
 * first that knows it wins. Of one configuration `credHelpers` comes before `credsStore`, and both
 * before `auths`; the helper is run, and what ended it without an answer is kept in `failure`, to
 * be told when the registry lets nobody in without. HM_OK also when none knows it. HM_E_SYNTAX,
 * HM_E_IO … for a file that is there but cannot be read: going on without it would look like a
 * missing right. @p stop (may be NULL) ends a helper.
 */
enum hm_status hm_credentials_find(struct hm_arena *arena, const struct hm_env *env,
                                   struct hm_str registry, struct hm_str repository,
                                   const volatile sig_atomic_t *stop,
                                   struct hm_credentials *ret_credentials,
                                   struct hm_err *reterr) HM_MUST_CHECK;

void hm_credentials_done(struct hm_credentials *credentials);

static inline bool
hm_credentials_are_there(const struct hm_credentials *c)
{
    return c->user.n > 0 || c->identity_token.n > 0 || c->registry_token.n > 0;
}

#endif
