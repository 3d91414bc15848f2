/* SPDX-License-Identifier: Apache-2.0 */
/* References of a Dockerfile that have no digest, and where one is to be written. */
#ifndef HM_FIX_PIN_H
#define HM_FIX_PIN_H

#include "plugin/base/vec.h"
#include "plugin/dockerfile/parse.h"

/** One reference: of FROM, COPY --from, RUN --mount=from or # syntax=. */
struct hm_pin {
    struct hm_str text; /**< the reference; with variables where its value is not known */
    struct hm_image_ref ref;
    struct hm_span span; /**< the word that names it */
    uint32_t line;       /**< where the reference stands */
    uint32_t off;        /**< where the digest is to be written: at an ARG's default for some */
    bool is_pinned;      /**< it has a digest already */
    bool is_editable;    /**< off is right */
    bool is_run;         /**< a command runs it: it may be what the repository builds */
    struct hm_str
        before;        /**< what goes before the digest in place of '@', and of a tag; or empty */
    struct hm_str why; /**< why not, a clause */
    struct hm_str digest; /**< filled by the caller, who knows it; empty leaves the reference as it
                             is */
};

enum {
    HM_PINS_WITH_VARIABLES = 200, /**< references of a file whose variables are looked up */
};

struct hm_pins {
    HM_VEC(struct hm_pin) all; /**< in the order of the file, the frontend first */
    size_t n_with_variables;
};

/** Finds all references. Strings point into the arena, the file or literals. */
void hm_pins_find(struct hm_arena *arena, const struct hm_dockerfile *file,
                  struct hm_pins *ret_pins);

/**
 * The file's text with `@digest` behind each editable reference that has one, and `:latest` before
 * it where there was no tag: that is what the reference meant. The new text is parsed again, with
 * the same @p build: HM_E_SYNTAX unless it uses the same images in the same order, each with the
 * digest it was given, and no others changed.
 */
enum hm_status hm_pins_apply(struct hm_arena *arena, const struct hm_dockerfile *file,
                             const struct hm_build *build, const struct hm_pins *pins,
                             struct hm_str *ret_text, struct hm_err *reterr) HM_MUST_CHECK;

/** Puts them into the order of the file; of those that say the same of one place one
 * stays. */
void hm_pins_sort(struct hm_pins *pins);

/** Finds the references of a file that is no Dockerfile; @p path may tell which kind it is. */
typedef enum hm_status hm_pins_find_fn(struct hm_arena *arena, struct hm_str path,
                                       struct hm_str text, struct hm_pins *ret_pins,
                                       struct hm_err *reterr);

/** As hm_pins_apply, for such a file: @p find must find the same images in the new text. */
enum hm_status hm_pins_apply_to(hm_pins_find_fn *find, struct hm_arena *arena, struct hm_str path,
                                struct hm_str text, const struct hm_pins *pins,
                                struct hm_str *ret_text, struct hm_err *reterr) HM_MUST_CHECK;

#endif
