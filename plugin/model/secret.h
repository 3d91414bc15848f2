/* SPDX-License-Identifier: Apache-2.0 */
/* Secrets in text, told by their shape, by the name they are given to, and by what a value looks
 * like. */
#ifndef HM_MODEL_SECRET_H
#define HM_MODEL_SECRET_H

#include "plugin/base/str.h"

enum hm_secret_shape {
    HM_SECRET_TOKEN, /**< a vendor's token, or a signed web token */
    HM_SECRET_KEY,   /**< a private key in PEM */
    HM_SECRET_URL,   /**< the password of scheme://user:password@host */
};

/** A secret by its shape: bytes [off, off + len) of the text that was searched. */
struct hm_secret {
    enum hm_secret_shape shape;
    size_t off;
    size_t len;
    const char *kind;   /**< "a GitHub personal access token": may be shown */
    const char *prefix; /**< the vendor's public prefix, may be shown; "" when there is none */
};

/**
 * Finds the next secret from @p at on, and moves @p at behind it. Returns false at the end. Values
 * that are evidently placeholders (all the same letter, `<…>`, variables) are none. Linear time.
 */
bool hm_secret_next(struct hm_str text, size_t *at, struct hm_secret *ret_secret);

/** Whether a secret begins at @p at; of a URL that is the ':' after the scheme. */
bool hm_secret_at(struct hm_str text, size_t at, struct hm_secret *ret_secret);

/** Whether @p text begins as a vendor's token or a web token does, whatever follows. */
bool hm_secret_begins(struct hm_str text);

enum hm_secret_name {
    HM_NAME_PLAIN = 0, /**< denotes no secret: KEY_FILE, PUBLIC_KEY, TOKEN_TTL */
    HM_NAME_DOUBTFUL,  /**< has a word of that kind, but may be harmless: KEY, AUTH_MODE */
    HM_NAME_SECRET,    /**< denotes the secret itself: DB_PASSWORD, GITHUB_TOKEN, apiKey */
};

/** What a variable's name says of its value. */
enum hm_secret_name hm_secret_name(struct hm_str name);

enum hm_secret_value {
    HM_VALUE_NONE = 0,  /**< empty, a placeholder, a word such as "true" or "none" */
    HM_VALUE_REFERENCE, /**< a variable, a path, a URL without credentials: where the secret is */
    HM_VALUE_LITERAL,   /**< could be the secret itself */
};

/** Whether a value says itself that it only satisfies a build: "build", "precompile", "tmp". In an
 * image it would be a default that everybody knows. */
bool hm_secret_is_filler(struct hm_str value);

/** The password in "Server=db;User Id=sa;Password=…", where it looks like one; else the empty
 * view. */
struct hm_str hm_secret_of_connection(struct hm_str value);

/** What the value of a variable with a secret's name looks like. */
enum hm_secret_value hm_secret_value(struct hm_str value);

#endif
