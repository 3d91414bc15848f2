/* SPDX-License-Identifier: Apache-2.0 */
/* Findings, notes, ledger and evidence: what a run has to say, before any format. */
#ifndef HM_MODEL_REPORT_H
#define HM_MODEL_REPORT_H

#include "plugin/base/vec.h"
#include "plugin/model/build_use.h"
#include "plugin/model/deployment.h"
#include "plugin/model/flow.h"
#include "plugin/model/rule.h"
#include "plugin/model/suppression.h"

enum hm_target_kind {
    HM_TARGET_FILE,
    HM_TARGET_IMAGE,
    HM_TARGET_REPOSITORY,
};

/** Another tool (or rule) that made the same finding. */
struct hm_agreement {
    const char *tool;          /**< "trivy" */
    const char *id;            /**< "DS-0002" */
    enum hm_severity severity; /**< that it gave it, HM_SEV_NONE where it is not known */
};

/** What one source says of how bad a vulnerability is. */
struct hm_rating {
    const char *source; /**< "nvd", "debian", "ghsa", or the tool that says no more than a level */
    enum hm_severity severity;
    unsigned tenths;   /**< the CVSS base score, ten times: 98; 0 without one */
    bool is_vendors;   /**< the source is who distributes the package that is installed */
    bool is_exploited; /**< it says that the fault is used by attackers */
};

/** So many ratings are kept of a finding. */
#define HM_RATINGS_LIMIT 12u

/** Ratings on their way into a finding, one for each source. Zero-initialised, it is empty. */
struct hm_ratings {
    struct hm_rating list[HM_RATINGS_LIMIT];
    uint32_t n;
};

/** How many findings of one tool went into the report, and what became of them:
 * n_found = n_merged + n_suppressed + n_reported. */
struct hm_account {
    const char *tool;
    size_t n_found;
    size_t n_merged;     /**< became part of another finding, which names them */
    size_t n_suppressed; /**< are in the report, and accepted */
    size_t n_reported;   /**< are in the report, and count */
};

enum hm_origin_kind {
    HM_ORIGIN_UNKNOWN,
    HM_ORIGIN_BASE,        /**< the image that the Dockerfile is FROM brought it */
    HM_ORIGIN_INSTRUCTION, /**< an instruction of the Dockerfile did */
};

/** Where something in an image comes from, and where a finding about it lies. Shared by all of a
 * layer. Strings live in the run's arena. */
struct hm_origin {
    enum hm_origin_kind kind;
    bool is_proven;       /**< by diff ids; else the image's history says so */
    bool is_base_renewed; /**< BASE: what FROM names is another image by now */
    struct hm_str path;   /**< of the Dockerfile */
    struct hm_place place;
    struct hm_str stage;
    struct hm_str what; /**< BASE: the image as FROM names it; INSTRUCTION: "COPY"; UNKNOWN: why,
                           a clause */
    struct hm_str name; /**< BASE: the image without tag and digest */
};

/** What brought the layer of a diff id. */
struct hm_layer_origin {
    struct hm_str diff_id;
    const struct hm_origin *origin;
};

/** What brought what in an image. */
struct hm_image_origins {
    struct hm_str target;                 /**< the image, as findings name it */
    const struct hm_layer_origin *layers; /**< ascending; none twice */
    size_t n_layers;
    const struct hm_origin *other; /**< of what is in none of them, or nobody knows in which */
};

/** What a baseline says of a finding. */
enum hm_baseline_state {
    HM_BASELINE_NONE, /**< there is no baseline */
    HM_BASELINE_NEW,  /**< it is not in it, or may never be accepted */
    HM_BASELINE_UNCHANGED,
    HM_BASELINE_EASED, /**< it is in it, at a worse level */
    HM_BASELINE_WORSE, /**< it is in it, at a milder level: for a gate it is new */
};

/** Another place that a finding is about: the other end of what is wrong. */
struct hm_related {
    struct hm_str path;    /**< as hm_finding.path has it */
    struct hm_place place; /**< zeroed: the file as a whole */
    struct hm_str message; /**< what is there: a sentence, without secrets */
};

/** So many are kept of a finding. */
#define HM_RELATED_LIMIT 8u

/** One fault at one place. Strings live in the run's arena. */
struct hm_finding {
    const struct hm_rule *rule;
    enum hm_target_kind target_kind;
    struct hm_str target; /**< the image as the user named it; empty for files */
    struct hm_str
        path; /**< repository-relative; empty when it has no file (then the report places it) */
    struct hm_place place;   /**< zeroed when there is no region */
    uint32_t off;            /**< byte offset, for sorting */
    struct hm_str line_text; /**< the first line of the place, for excerpts; redacted where it holds
                                a secret */
    struct hm_str line_hash; /**< primaryLocationLineHash as GitHub computes it, or empty */
    struct hm_str stage;     /**< the stage's name, or its number; of a manifest the service or
                                workload; empty outside */
    struct hm_str
        subject; /**< the normalised instruction, or what else tells two findings of a rule apart */
    struct hm_str message;
    struct hm_str fault; /**< findings of a rule with the same one here are one fault that shows at
                            several places (reports/merge/gather.h); empty: each is its own */
    enum hm_severity severity;
    struct hm_str score;    /**< security-severity of this finding, "9.8"; empty takes the rule's */
    struct hm_str advisory; /**< CVE-…, GHSA-…: vulnerabilities only */
    struct hm_str record; /**< the GHSA that the record which was matched has for id: there before a
                             CVE is assigned; empty where the record has another */
    /** Its other ids, ascending (hm_finding_add_alias). */
    HM_VEC(struct hm_str) aliases;
    struct hm_str package;
    struct hm_str version;  /**< installed */
    struct hm_str fixed_in; /**< empty when there is no fix */
    struct hm_str purl;
    struct hm_str url;
    /** The images that a file's finding is about, as the repository names them, ascending: what is
     * built of the Dockerfile, what the service or container runs (hm_finding_add_image). */
    HM_VEC(struct hm_str) images;
    struct hm_str layer; /**< of an image: the diff id of the layer that holds it, or empty */
    const struct hm_origin *origin;        /**< of an image; NULL: nobody looked for it */
    struct hm_str fingerprint;             /**< hullmark/v1; filled by reports */
    HM_VEC(struct hm_agreement) agreed_by; /**< the producers besides rule->producer */
    HM_VEC(struct hm_related) related;     /**< other places, the most telling first */
    /** What is known of how bad it is (hm_finding_rate): vulnerabilities only. */
    const struct hm_rating *ratings;
    uint32_t n_ratings;
    uint32_t n_silent;
    /** Tools that looked at the place, have a rule for the fault and did not say it, ascending. */
    const char *const *silent;
    /** What its producer made of it, where the report decided otherwise; else HM_SEV_NONE. */
    enum hm_severity claimed;
    /** The rule of ours whose level a foreign finding has, or NULL (reports/merge/level.h). */
    const struct hm_rule *level_of;
    /** What accepts it: it stays in the report and does not gate. Empty for most. */
    HM_VEC(const struct hm_suppression *) suppressed_by;
    /** The last word of VEX documents on it, whatever its status; or NULL. */
    const struct hm_suppression *stated;
    bool is_failing; /**< the gate fails because of it */
    enum hm_baseline_state baseline;
    bool is_inferred; /**< path and place were chosen by the report: nobody saw the fault there */
    bool
        is_masked; /**< nothing in its texts looks like a secret any more (plugin/model/redact.h) */
    bool is_ungated; /**< reported, but no build fails by it: its rule is newer than the epoch */
    bool is_hashed;  /**< line_hash was decided on: where it is empty, it is meant to be */
};

/** So many aliases are kept of an advisory. */
#define HM_ALIASES_LIMIT 16u

enum hm_note_level {
    HM_NOTE_INFO,
    HM_NOTE_WARNING,
    HM_NOTE_ERROR,
};

/** A tool missing, timed out, a file unreadable, a limit reached: becomes a notification, never
 * silence. */
struct hm_note {
    enum hm_note_level level;
    const char *id;     /**< "tool-missing", "file-unreadable" …: stable */
    struct hm_str tool; /**< empty for hullmark itself */
    struct hm_str path; /**< the file or target it is about, or empty */
    struct hm_str text; /**< a sentence with what to do, ends in a period */
};

enum hm_ledger_state {
    HM_LEDGER_DONE,
    HM_LEDGER_FAILED,
    HM_LEDGER_SKIPPED,
    HM_LEDGER_NOT_APPLICABLE,
};

/** One (tool × target): what was asked for and what came of it. */
struct hm_ledger_row {
    struct hm_str tool; /**< "hullmark" for the embedded engine */
    struct hm_str version;
    /** "config", "fs", "image", "signature", "digest", "rules", "base", "import",
     * "from-sbom" or "change". */
    struct hm_str task;
    struct hm_str target;
    enum hm_ledger_state state;
    bool has_exit_code;
    int exit_code;
    bool is_required;        /**< --require */
    bool is_allowed;         /**< --allow-incomplete: a failure does not make the run incomplete */
    struct hm_str reason;    /**< why it failed or was skipped */
    struct hm_str data_date; /**< of the vulnerability database, RFC 3339, or empty */
    double seconds;          /**< shown on the console and with --timings only */
    struct hm_str sha256;    /**< `pin` is "verified": of the program that was run */
    const char *pin; /**< what hullmark.lock made of it: "verified", "refused" … or NULL */
    bool is_online;  /**< the network, which it did not need, was not taken from it */
    bool is_exposed; /**< other programs of the user were not hidden from it */
};

enum hm_proof {
    HM_PROOF_VERIFIED,
    HM_PROOF_WRONG,        /**< checked, and it is not what it should be */
    HM_PROOF_ABSENT,       /**< checked: there is none (an unsigned image) */
    HM_PROOF_UNVERIFIABLE, /**< could not be checked: never a pass, never an accusation */
    HM_PROOF_ACCEPTED,     /**< not asked for, since a policy accepts it so, for a time */
    HM_PROOF_STATED,       /**< said by what is not relied upon (docker trust): never a pass */
    HM_PROOF_UNCOVERED,    /**< no rule of the policy says what it must be: never a pass */
};

/** One thing that was checked against bytes. */
struct hm_evidence {
    const char *kind;      /**< "digest", "signature", "attestation" */
    struct hm_str subject; /**< the image as the user named it */
    struct hm_str digest;  /**< the manifest's digest, as computed */
    enum hm_proof proof;
    struct hm_str detail;
    uint64_t bytes; /**< hashed */
    uint32_t blobs;
};

/** A rule that could not be decided for a target. */
struct hm_not_evaluated {
    const struct hm_rule *rule;
    struct hm_str path;
    uint32_t line; /**< 0 when it is about the whole target */
    struct hm_str reason;
};

/** Lines [line, end_line] of a file, from 1. */
struct hm_lines {
    struct hm_str name; /**< of a stage: as hm_finding.stage has it; empty for instructions */
    uint32_t line;
    uint32_t end_line;
};

/** Where a Dockerfile's stages and instructions lie: by it, findings that know only a line find
 * those of the same instruction or stage after the file itself is gone. Both lists ascend. */
struct hm_outline {
    struct hm_str path;
    const struct hm_lines *stages;
    uint32_t n_stages;
    const struct hm_lines *instructions;
    uint32_t n_instructions;
    uint32_t target;    /**< index of the stage that is the image, HM_NONE without one */
    uint64_t text_hash; /**< hm_str_hash of the text that was judged; 0: nobody asked for it */
};

/** A line of a judged file as a report may show it. */
struct hm_listed_line {
    struct hm_str text; /**< secrets masked */
    bool is_hidden; /**< a secret was found in it or its instruction: `text` is what may be seen */
    bool is_cut;    /**< it goes on */
};

/** A judged file's lines, from its first on. */
struct hm_listing {
    struct hm_str path;
    const struct hm_listed_line *lines;
    uint32_t n_lines;
    uint32_t n_left_out; /**< lines behind these */
};

/** How the repository has a Dockerfile built, and which folder that sends. */
struct hm_report_build {
    struct hm_build_use use;
    const struct hm_context *context; /**< NULL: not obtained */
    struct hm_str root;               /**< its folder as the report names it; empty: not known */
    enum hm_build_by root_by;         /**< by whose word */
};

/** So many findings of a clause are named. */
#define HM_GATE_EXAMPLES 5u

/** One alternative of a gate: what stands between its outermost "or". */
struct hm_gate_clause {
    struct hm_str text;   /**< as written */
    bool is_about_run;    /**< no finding makes it hold: the age of data, a tool that failed */
    bool holds;           /**< so that the gate fails */
    bool is_unknown;      /**< about_run: it holds because what it asks for is not known */
    struct hm_str reason; /**< of one that is about the run and holds: a clause, no period */
    size_t n;             /**< findings for which it holds */
    size_t n_unknown;     /**< of those, the ones of which something that it asks is not known */
    uint32_t examples[HM_GATE_EXAMPLES]; /**< the worst of them: indices of findings */
    uint32_t n_examples;
};

/** What a gate made of a report. */
struct hm_gate_decision {
    struct hm_str expression; /**< empty: no gate was asked */
    const struct hm_gate_clause *clauses;
    size_t n_clauses;
    size_t n_failing; /**< findings that make it fail, each once */
    bool is_short;    /**< the expression is a level and no more: --fail-on */
    bool is_failed;
};

/** A finding that a baseline holds and the report does not. */
struct hm_baseline_absent {
    struct hm_str identity;
    struct hm_str tool;
    struct hm_str rule;
    struct hm_str path; /**< or the image; may be empty */
    enum hm_severity severity;
};

/** What a report was compared with. */
struct hm_baseline_summary {
    struct hm_str name; /**< of the file; empty: with nothing */
    size_t n_new;
    size_t n_unchanged;
    size_t n_eased;
    size_t n_worse;
    HM_VEC(struct hm_baseline_absent) absent;
};

/** A layer of an image. */
struct hm_layer {
    struct hm_str diff_id;
    uint64_t size;  /**< bytes, as it is stored and sent; 0: not known */
    const char *by; /**< the instruction's keyword in the image's history, "COPY"; "" where it says
                       nothing that can be read. Its words are left out: they may hold secrets */
};

/** An image's layers, the lowest first. */
struct hm_layers {
    struct hm_str target; /**< the image, as findings name it */
    struct hm_str platform;
    const struct hm_layer *list;
    size_t n;
};

enum hm_verdict {
    HM_VERDICT_PASS,
    HM_VERDICT_FAIL,
    HM_VERDICT_INCOMPLETE,
};

/** Everything a run says. Lists are sorted by hm_report_sort before they are written. */
/** What a Compose project does with a file that it names. */
enum hm_given_role {
    HM_GIVEN_SECRET,    /**< `secrets:` with `file:` */
    HM_GIVEN_VARIABLES, /**< `env_file:` */
    HM_GIVEN_CONFIG,    /**< `configs:` with `file:` */
};

/** A file that a Compose project gives its services. */
struct hm_given_file {
    struct hm_str path; /**< as hm_finding.path has it */
    enum hm_given_role role;
    struct hm_str by; /**< the file that names it */
    struct hm_place place;
};

struct hm_report {
    struct hm_arena arena; /**< holds all below */
    HM_VEC(struct hm_finding) findings;
    HM_VEC(struct hm_note) notes;
    HM_VEC(struct hm_ledger_row) ledger;
    HM_VEC(struct hm_evidence) evidence;
    HM_VEC(struct hm_str) documents; /**< that were asked for besides: bills of materials */
    HM_VEC(struct hm_not_evaluated) not_evaluated;
    HM_VEC(struct hm_str) paths;              /**< files that were judged */
    HM_VEC(struct hm_outline) outlines;       /**< of the Dockerfiles among them */
    HM_VEC(struct hm_report_build) builds;    /**< of those Dockerfiles, by path */
    HM_VEC(struct hm_product) products;       /**< what they make */
    HM_VEC(struct hm_deployment) deployments; /**< what is run where, by the manifests */
    HM_VEC(struct hm_pod_account) pods;       /**< those that say nothing of a token themselves */
    HM_VEC(struct hm_kube_account) kube_accounts;
    HM_VEC(struct hm_flow) flows; /**< what workflows do to images, in no order */
    HM_VEC(struct hm_str)
    called; /**< files of pipelines that were judged as part of who calls them */
    HM_VEC(struct hm_given_file) given_files; /**< in no order */
    HM_VEC(struct hm_image_origins) origins;  /**< of images, where Dockerfiles were judged too */
    /** Their lines, where a format shows them (reports/listings.h): those with the worst findings
     * first. */
    HM_VEC(struct hm_listing) listings;
    size_t n_unlisted;               /**< files with findings that are left out of `listings` */
    HM_VEC(struct hm_layers) layers; /**< of images, where a format shows them */
    /** What comments and ignore files ask for; findings point into it
     * (reports/suppress/suppress.h). */
    HM_VEC(struct hm_suppression) suppressions;
    const struct hm_rule *const *applied; /**< the rules of this run; NULL: the catalogue */
    size_t n_applied;
    size_t n_merged;                        /**< findings that became part of another */
    HM_VEC(struct hm_account) accounts;     /**< by tool; filled by reports */
    const struct hm_rule *const *catalogue; /**< hullmark's own rules, whether they fired or not */
    size_t n_catalogue;
    const char *version;      /**< of hullmark */
    struct hm_str started_at; /**< RFC 3339, UTC */
    struct hm_str command;    /**< the command line, redacted */
    struct hm_str rule_set;   /**< of a report that was read back: which rules judged */
    struct hm_gate_decision gate;
    struct hm_baseline_summary baseline;
    enum hm_verdict verdict;
    struct hm_str verdict_reason;
    int exit_code;
};

/** A rule reports so many findings in one file, and says then that there are more. */
#define HM_FINDINGS_PER_RULE 500u

/** How often a rule spoke in the file at hand. */
struct hm_rule_count {
    const struct hm_rule *rule;
    uint32_t n;
};

/** What hm_find writes to. One per worker; joined into the report afterwards. */
struct hm_sink {
    struct hm_arena *arena; /**< for what a rule needs while it looks at a file */
    struct hm_arena *kept;  /**< where what findings keep is copied to; NULL: `arena`, which must
                               last then */
    HM_VEC(struct hm_finding) findings;
    HM_VEC(struct hm_not_evaluated) not_evaluated;
    HM_VEC(struct hm_outline) outlines;
    HM_VEC(struct hm_suppression) suppressions;
    HM_VEC(struct hm_product) products;
    HM_VEC(struct hm_deployment) deployments;
    HM_VEC(struct hm_pod_account) pods;
    HM_VEC(struct hm_kube_account) kube_accounts;
    HM_VEC(struct hm_flow) flows;
    HM_VEC(struct hm_str) called; /**< files of pipelines that others, which run, call */
    HM_VEC(struct hm_given_file) given_files;
    const struct hm_rule *rule;     /**< the running rule */
    const struct hm_source *source; /**< the file it looks at */
    const struct hm_visit *visit;   /**< what it looks at, for stage and subject */

    /* Of plugin/model/finding.c alone. */
    bool has_found; /* what the running rule said last became a finding */
    uint64_t *seen; /**< open addressing; what was reported where */
    size_t n_seen;
    size_t cap_seen;
    HM_VEC(struct hm_rule_count) counts;
    const struct hm_source *kept_source; /**< whose path is in kept_path */
    struct hm_str kept_path;
    const void *kept_for; /**< the instruction or command whose subject is in kept_subject */
    struct hm_str kept_subject;
    const struct hm_stage *kept_stage; /**< whose name is in kept_stage_name */
    struct hm_str kept_stage_name;
    uint32_t kept_line; /**< whose excerpt is in kept_excerpt; 0: none */
    struct hm_str kept_excerpt;
};

/** Adds another place to a finding, once, and not past HM_RELATED_LIMIT. */
void hm_finding_relate(struct hm_arena *arena, struct hm_finding *finding,
                       const struct hm_related *related);

/** Appends a note; everything is copied, and what looks like a secret in the text is masked. */
void hm_report_note(struct hm_report *report, enum hm_note_level level, const char *id,
                    struct hm_str tool, struct hm_str path, const char *fmt, ...) HM_PRINTF(6, 7);

/** Appends a zeroed row, to be filled by the caller; the pointer lasts until the next append. */
struct hm_ledger_row *hm_report_ledger(struct hm_report *report);

/** Appends a row of hullmark's own: @p task was not done for all of @p target, a name that lasts,
 * because of what the format says. */
void hm_report_fail(struct hm_report *report, const char *task, struct hm_str target,
                    const char *fmt, ...) HM_PRINTF(4, 5);

/** Where what a sink holds lies. */
static inline struct hm_arena *
hm_sink_kept(const struct hm_sink *sink)
{
    return sink->kept == NULL ? sink->arena : sink->kept;
}

/** Moves what a sink holds over, and its arena with it: that is the report's from then on. */
void hm_report_take(struct hm_report *report, struct hm_sink *sink);

/** Records where the stages and instructions of a file lie, copied into the sink's arena. */
void hm_sink_outline(struct hm_sink *sink, const struct hm_dockerfile *file);

/** The same for the services of manifests, one outline for each of their sources. */
void hm_sink_outline_manifests(struct hm_sink *sink, const struct hm_manifests *manifests,
                               bool with_hash);

/** Keeps what a file's comments ask for (NULL: nothing), copied into the sink's arena. */
void hm_sink_suppressions(struct hm_sink *sink, const struct hm_suppressions *asked);

static inline bool
hm_finding_is_suppressed(const struct hm_finding *finding)
{
    return finding->suppressed_by.n > 0;
}

/** The outline of a path, or NULL. Only after hm_report_sort. */
const struct hm_outline *hm_report_outline(const struct hm_report *report, struct hm_str path);

/** The stage or instruction of an ascending list that holds a line, or NULL. */
const struct hm_lines *hm_lines_find(const struct hm_lines *lines, uint32_t n, uint32_t line);

/** Keeps another id of the finding's advisory, once and in order; what is beyond
 * HM_ALIASES_LIMIT is left out. The id must last as long as the finding. */
void hm_finding_add_alias(struct hm_arena *arena, struct hm_finding *finding, struct hm_str id);

/** So many images are kept of a finding. */
#define HM_IMAGES_LIMIT 16u

/** Keeps an image that the finding is about, copied, once and in order; what is beyond
 * HM_IMAGES_LIMIT is left out. */
void hm_finding_add_image(struct hm_arena *arena, struct hm_finding *finding, struct hm_str image);

/** Adds a rating. Where its source said something already, the worse stays. */
void hm_ratings_add(struct hm_ratings *to, struct hm_rating rating);

/** Gives a finding the ratings, copied into the arena; their sources must last as long as it. */
void hm_finding_rate(struct hm_arena *arena, struct hm_finding *finding,
                     const struct hm_ratings *ratings);

/** Whether some source says that attackers use the fault. */
bool hm_finding_is_exploited(const struct hm_finding *finding);

/** Puts findings in the order that hm_report_sort gives them. */
void hm_findings_sort(struct hm_finding *findings, size_t n);

/** Orders findings by path, line, column, rule id, message, target, package; the other lists
 * likewise: output never depends on timing. A note that is there twice is kept once. */
void hm_report_sort(struct hm_report *report);

/** The words that reports use: "warning", "not-applicable", "verified", "incomplete" … */
const char *hm_note_word(enum hm_note_level level);
const char *hm_ledger_word(enum hm_ledger_state state);
const char *hm_proof_word(enum hm_proof proof);
const char *hm_verdict_word(enum hm_verdict verdict);

/** Whether a tool ended with a code that tells of trouble and that `reason` does not begin with. */
bool hm_ledger_lacks_code(const struct hm_ledger_row *row);

void hm_report_done(struct hm_report *report);

#endif
