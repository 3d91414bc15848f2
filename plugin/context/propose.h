/* SPDX-License-Identifier: Apache-2.0 */
/* The lines that an ignore file lacks, each of them proven against the files that are there. */
#ifndef HM_CONTEXT_PROPOSE_H
#define HM_CONTEXT_PROPOSE_H

#include "plugin/model/facts.h"

/** So many lines are proposed. */
#define HM_PROPOSED_LINES 64u

/** What nothing takes is not worth a line unless it has so many bytes, or files (where sizes were
 * not asked for): BuildKit does not ask for it, and a classic build copes with less. */
#define HM_UNTAKEN_BYTES ((uint64_t)1 << 20)
#define HM_UNTAKEN_FILES 100u

/** A line to add. */
struct hm_proposed_line {
    struct hm_str text;
    const char *why; /**< "a private key", "pytest's cache" …: may be shown */
    uint64_t files;  /**< that are sent now, and would not be any more */
    uint64_t bytes;
};

/** What should stay out of the build, and cannot be kept out by a line. */
struct hm_unproposed {
    struct hm_str path; /**< a file of the context */
    const char *what;
    struct hm_str why; /**< "line 3 of Dockerfile takes it by its name" */
};

struct hm_ignore_proposal {
    struct hm_str path; /**< of the ignore file, relative as the context's root is */
    bool is_new;        /**< there is none yet */
    struct hm_str text; /**< all of the file with the lines at its end */
    const struct hm_proposed_line *lines;
    uint32_t n_lines; /**< 0: `text` is what is there */
    const struct hm_unproposed *unproposed;
    uint32_t n_unproposed;
    bool is_partial; /**< a source of a COPY is not known, or the walk was cut: what nothing takes
                        could not be told */
};

/**
 * What should be added to the ignore file of @p context, which @p files, all Dockerfiles that are
 * built with it, share: its sensitive files; what tools leave behind and what a step makes again;
 * what is large at the top of the context and no COPY, ADD or bind mount takes. The lines come
 * last, so that no exception undoes them. It is proven on the context's files: with the lines, none
 * of them comes in, only those that are meant to go out do, each of those does, and every source
 * that found something still does. Without Dockerfile nothing can be proven of copies, and nothing
 * but sensitive files is proposed. All lives in @p arena. HM_E_LIMIT when that takes too long.
 */
enum hm_status hm_ignore_propose(struct hm_arena *arena, const struct hm_context *context,
                                 const struct hm_dockerfile *const *files, uint32_t n_files,
                                 struct hm_ignore_proposal *ret_proposal,
                                 struct hm_err *reterr) HM_MUST_CHECK;

#endif
