/* SPDX-License-Identifier: Apache-2.0 */
/* The table of upload targets and the way a report takes to one. To add a target: a builder and a
 * judge, both pure, in a file of its own, and a row in uploads.def. */
#ifndef HM_REPORTS_UPLOAD_H
#define HM_REPORTS_UPLOAD_H

#include <signal.h>

#include "plugin/base/env.h"
#include "plugin/net/http.h"
#include "reports/upload/upload_advice.h"

enum {
    HM_UPLOAD_HEADERS = 64,             /**< of one request */
    HM_UPLOAD_HEADER_FILE = 64 * 1024,  /**< bytes of a header file */
    HM_UPLOAD_EVENT = 32 * 1024 * 1024, /**< bytes of a CI event's payload */
    HM_UPLOAD_POLL_MS = 1000,           /**< before the first question; then doubled */
    HM_UPLOAD_POLLS = 7,                /**< two minutes in all */
    HM_UPLOAD_STEPS = 200,              /**< requests of one talk, questions included */
    HM_UPLOAD_RESTARTS = 2,             /**< of a talk that converges, after a lost answer */
};

struct hm_upload_talk;

/** What is to be sent where. Zeroed but for `to` and `report`, it is a plain upload. */
struct hm_upload_request {
    struct hm_str to;         /**< a target, as its row takes it */
    struct hm_str report;     /**< borrowed */
    struct hm_str media_type; /**< of the report; empty: application/sarif+json */
    struct hm_str verdict; /**< "pass", "fail" or "incomplete"; empty where the report says none */
    struct hm_str reason;  /**< of the verdict */
    struct hm_env env;     /**< GITHUB_* and the token */
    const struct hm_str *header_files; /**< paths; a file has lines "Name: value" */
    size_t n_header_files;
    struct hm_str ref;        /**< github: what the user says instead of the environment … */
    struct hm_str sha;        /**< … with its commit: both or none */
    struct hm_str started_at; /**< RFC 3339 in UTC, or empty */
    bool is_dry_run;          /**< nothing is sent; result->shown has the request */
    struct hm_str ca_file;
    bool allows_http; /**< plain http to other hosts than loopback */
    bool is_offline;  /**< HM_E_REFUSED, but for a dry run */
    int64_t deadline; /**< hm_clock_ms, over tries, waits and questions; 0 for none */
    const volatile sig_atomic_t *stop; /**< or NULL */
    int64_t poll_ms;                   /**< 0: HM_UPLOAD_POLL_MS */
    /** Called once when it is clear what will be sent where, before anything is; also where only
     * the token is missing. An error ends the upload. NULL: nobody wants to know. */
    enum hm_status (*keep)(void *ctx, const struct hm_upload_talk *talk, struct hm_err *reterr);
    void *keep_ctx;

    /* Read by hm_upload_send from files that the environment names; builders find them here. */
    struct hm_str event; /**< $GITHUB_EVENT_PATH: JSON, or empty */
    struct hm_str head;  /**< the commit that is checked out in $GITHUB_WORKSPACE, or empty */
};

/** A header of a plan. */
struct hm_upload_header {
    struct hm_str name;
    struct hm_buf value;
    bool is_secret; /**< shown as "****", wiped afterwards */
};

/** A request that is ready to be sent. */
struct hm_upload_plan {
    const char *method;
    struct hm_str url;
    bool has_secret_query; /**< a pre-signed URL: its query is a credential, shown as "****" */
    struct hm_upload_header headers[HM_UPLOAD_HEADERS];
    size_t n_headers;
    struct hm_str body;
    bool is_repeatable; /**< sent twice it has the effect of once */
    /** The answer that a dry run takes for granted, to show what would be sent after it; 0: this is
     * the last request whose contents are known before. */
    long assumed_status;
    struct hm_str assumed_body;
    HM_VEC(struct hm_str)
    notes; /**< sentences without their period: what the target will do with it */
};

/** What came of it. Zeroed before; hm_upload_result_done afterwards. */
struct hm_upload_result {
    struct hm_arena arena;
    long status;         /**< of the last answer; 0 when nothing was sent */
    bool is_pending;     /**< taken, but not known to be processed */
    struct hm_str id;    /**< the target's name for the upload, or empty */
    struct hm_str url;   /**< where it can be seen, or empty */
    struct hm_str text;  /**< a sentence without its period: what happened */
    struct hm_buf shown; /**< of a dry run: the exact request, secrets masked */
    HM_VEC(struct hm_str) notes;
};

/** What a target makes of an answer. */
enum hm_upload_verdict {
    HM_UPLOAD_DONE,
    HM_UPLOAD_NEXT,   /**< talk->plan is the request that comes now */
    HM_UPLOAD_LATER,  /**< talk->plan is to be asked after a while; reterr may say why */
    HM_UPLOAD_FAILED, /**< reterr says why and what to do */
};

/** What is said between us and a target about one report. */
struct hm_upload_talk {
    const struct hm_upload_request *request;
    struct hm_upload_result *result; /**< its arena is the talk's */
    struct hm_upload_plan plan;      /**< what is sent next; headers stay from one to the next */
    struct hm_str ref;   /**< what the target found of event and checkout, for another time */
    struct hm_str sha;   /**< with it */
    struct hm_str place; /**< names what a later upload to the same takes the place of; empty: each
                            one stays */
    bool is_taken;       /**< the report has arrived: what fails now undoes nothing */
    void *state;         /**< the target's own, in the arena */
};

/** A target. Its functions are pure: they know requests and answers, and no network. */
struct hm_upload {
    const char *name;
    const char *summary; /**< for --help */
    const char *format;  /**< what a scan sends it (reports/formats.def) */
    /** The variables that its requests are made of, but for its token's; ends with NULL. */
    const char *const *variables;
    bool wants_event;   /**< request->event and head are to be read first */
    bool is_convergent; /**< begun anew after a lost answer, it finds what it did before */
    /** Whether `to` means this target. */
    bool (*takes)(struct hm_str to);
    /** Makes the first request from what it is given, checks what the target would refuse.
     * HM_E_AUTH (no token) comes last: all else of the talk is there then. */
    enum hm_status (*begin)(struct hm_upload_talk *talk, struct hm_err *reterr);
    /** Reads the answer to talk->plan and makes the request that follows, if any. */
    enum hm_upload_verdict (*answer)(struct hm_upload_talk *talk,
                                     const struct hm_http_response *response,
                                     struct hm_err *reterr);
};

/** The rows in the table's order. */
const struct hm_upload *const *hm_uploads(size_t *ret_n);

/** The target that `to` means, or NULL. */
const struct hm_upload *hm_upload_find(struct hm_str to);

/** Adds a header to a plan; false when there are too many. */
bool hm_upload_add_header(struct hm_upload_plan *plan, const char *name, struct hm_str value,
                          bool is_secret);

/** Wipes the plan's secrets. */
void hm_upload_plan_done(struct hm_upload_plan *plan);

/** Writes a plan as the request it is, secrets masked. */
void hm_upload_show(const struct hm_upload_plan *plan, struct hm_buf *buf);

/** Appends @p bytes as one gzip member without a time. */
void hm_upload_gzip(struct hm_str bytes, struct hm_buf *buf);

/**
 * Holds a SARIF document against what GitHub takes. HM_E_LIMIT or HM_E_SYNTAX with what it would
 * refuse; what it would leave out goes to @p plan->notes.
 */
enum hm_status hm_upload_check_sarif(struct hm_arena *arena, struct hm_str sarif,
                                     struct hm_upload_plan *plan,
                                     struct hm_err *reterr) HM_MUST_CHECK;

/** The ref and commit that GitHub files an analysis under, for each kind of event. HM_E_USAGE when
 * they cannot be told, with what to give instead. */
enum hm_status hm_upload_github_ref(struct hm_arena *arena, const struct hm_upload_request *request,
                                    struct hm_str *ret_ref, struct hm_str *ret_sha,
                                    struct hm_err *reterr) HM_MUST_CHECK;

/**
 * Builds, sends, retries and follows up. HM_OK: the target took the report (result->is_pending: but
 * has not said yet what came of it), or it was a dry run. HM_E_USAGE, HM_E_LIMIT, HM_E_SYNTAX: not
 * sent, it would be refused; HM_E_AUTH, HM_E_NOT_FOUND, HM_E_REFUSED: the target refuses;
 * HM_E_NETWORK, HM_E_TIMEOUT: it could not be delivered and may be tried later.
 */
enum hm_status hm_upload_send(const struct hm_upload_request *request,
                              struct hm_upload_result *result, struct hm_err *reterr) HM_MUST_CHECK;

void hm_upload_result_done(struct hm_upload_result *result);

#define UPLOAD(ident) extern const struct hm_upload hm_upload_##ident;
#include "reports/upload/uploads.def"
#undef UPLOAD

#endif
