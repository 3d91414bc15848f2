/* SPDX-License-Identifier: Apache-2.0 */
/* How a rule is declared, and how it says what it found. To add one, see docs/ARCHITECTURE.md. */
#ifndef HM_MODEL_RULE_H
#define HM_MODEL_RULE_H

#include "plugin/base/buf.h"
#include "plugin/model/facts.h"
#include "plugin/model/severity.h"

struct hm_sink;
struct hm_act; /* plugin/model/pipeline.h, as the two below */
struct hm_job;
struct hm_step;

/** What a rule looks at. The engine walks a file once and calls a rule only for these. */
struct hm_visit {
    const struct hm_facts *facts;
    const struct hm_dockerfile *file;
    const struct hm_stage *stage; /**< NULL for HM_ON_FILE and before the first FROM */
    const struct hm_instruction
        *inst; /**< for instructions and commands; ONBUILD triggers are visited too */
    const struct hm_instruction *onbuild; /**< the ONBUILD when inst is its trigger, else NULL */
    const struct hm_script *script;       /**< for commands, and acts that are one */
    const struct hm_command *cmd;         /**< likewise */

    const struct hm_manifests *manifests; /**< what is judged is one; else NULL, as all below */
    const struct hm_service *service;     /**< for HM_ON(SERVICE) */
    const struct hm_workload *workload;   /**< for HM_ON(WORKLOAD, CONTAINER) */
    const struct hm_container *container; /**< for HM_ON(CONTAINER) */
    const struct hm_pipeline *pipeline;   /**< what is judged is one; else NULL, as all below */
    const struct hm_job *job;             /**< for HM_ON(JOB, STEP, ACT) and commands */
    const struct hm_step *step;           /**< for HM_ON(STEP, ACT) and commands */
    const struct hm_act *act;             /**< for HM_ON(ACT) */
};

/** HM_ON(USER, FROM): the keywords, and besides them STAGE (once at each stage's end) and FILE
 * (once, at the end). Of manifests SERVICE, WORKLOAD, CONTAINER, JOB, STEP, ACT (each once),
 * PIPELINE (once, behind all of its parts) and MANIFEST (once, at the end). The commands of steps
 * are visited as those of Dockerfiles are. */
#define HM_ON(...)                                                                                 \
    HM_ON_PICK_(__VA_ARGS__, HM_ON6_, HM_ON5_, HM_ON4_, HM_ON3_, HM_ON2_, HM_ON1_)(__VA_ARGS__)
#define HM_ON_PICK_(a, b, c, d, e, f, name, ...) name
#define HM_ON1_(a) HM_ON_##a
#define HM_ON2_(a, b) (HM_ON_##a | HM_ON_##b)
#define HM_ON3_(a, b, c) (HM_ON_##a | HM_ON2_(b, c))
#define HM_ON4_(a, b, c, d) (HM_ON_##a | HM_ON3_(b, c, d))
#define HM_ON5_(a, b, c, d, e) (HM_ON_##a | HM_ON4_(b, c, d, e))
#define HM_ON6_(a, b, c, d, e, f) (HM_ON_##a | HM_ON5_(b, c, d, e, f))
enum {
    HM_ON_ADD = 1 << HM_ADD,
    HM_ON_ARG = 1 << HM_ARG,
    HM_ON_CMD = 1 << HM_CMD,
    HM_ON_COPY = 1 << HM_COPY,
    HM_ON_ENTRYPOINT = 1 << HM_ENTRYPOINT,
    HM_ON_ENV = 1 << HM_ENV,
    HM_ON_EXPOSE = 1 << HM_EXPOSE,
    HM_ON_FROM = 1 << HM_FROM,
    HM_ON_HEALTHCHECK = 1 << HM_HEALTHCHECK,
    HM_ON_LABEL = 1 << HM_LABEL,
    HM_ON_MAINTAINER = 1 << HM_MAINTAINER,
    HM_ON_ONBUILD = 1 << HM_ONBUILD,
    HM_ON_RUN = 1 << HM_RUN,
    HM_ON_SHELL = 1 << HM_SHELL,
    HM_ON_STOPSIGNAL = 1 << HM_STOPSIGNAL,
    HM_ON_USER = 1 << HM_USER,
    HM_ON_VOLUME = 1 << HM_VOLUME,
    HM_ON_WORKDIR = 1 << HM_WORKDIR,
    HM_ON_PIPELINE = 1 << 20,
    HM_ON_JOB = 1 << 21,
    HM_ON_STEP = 1 << 22,
    HM_ON_ACT = 1 << 23,
    HM_ON_STAGE = 1 << 24,
    HM_ON_FILE = 1 << 25,
    HM_ON_ANY_COMMAND = 1 << 26, /**< every command of every script; prefer hm_rule.commands */
    HM_ON_SERVICE = 1 << 27,
    HM_ON_WORKLOAD = 1 << 28,
    HM_ON_CONTAINER = 1 << 29,
    HM_ON_MANIFEST = 1 << 30,
};

enum hm_rule_scope {
    HM_SCOPE_FILE,
    HM_SCOPE_IMAGE,
    HM_SCOPE_REPO, /**< after all files were read */
};

enum hm_rule_status {
    HM_RULE_STABLE = 0,
    HM_RULE_PREVIEW,
    HM_RULE_DEPRECATED,
    HM_RULE_REMOVED,
};

/** The smallest profile that holds the rule: default ⊂ strict ⊂ all; hygiene can be added to any.
 */
enum hm_profile {
    HM_PROFILE_DEFAULT = 0,
    HM_PROFILE_STRICT,
    HM_PROFILE_ALL,
    HM_PROFILE_HYGIENE,
};

/** A NULL-terminated list of C strings. */
#define HM_IDS(...) ((const char *const[]){ __VA_ARGS__, NULL })

/**
 * One rule of the catalogue. Rules of other tools that reach the report have the same shape, made
 * at run time, with `producer` set and no `check`.
 */
struct hm_rule {
    const char *id;      /**< HM3001; for another tool's rule that tool's id */
    const char *concept; /**< "runs-as-root": says what is flagged, never no- or avoid- */
    const char *since;
    const char *title; /**< at most 72 characters, no period */
    enum hm_severity severity;
    enum hm_severity severity_before; /**< the configuration; HM_SEV_NONE: it changed nothing */
    enum hm_practice practice;
    enum hm_rule_status status;
    enum hm_profile profile;
    unsigned cwe[4];            /**< 0 ends it */
    const char *cis;            /**< section of the CIS Docker benchmark, or NULL */
    const char *const *same_as; /**< "hadolint:DL3002" …, NULL-terminated, or NULL */
    enum hm_rule_scope scope;
    uint32_t needs; /**< HM_NEEDS_… */
    uint32_t on;    /**< HM_ON(…) */
    const char *const
        *commands;    /**< names of commands to be called for: HM_IDS("apt-get", "apt") */
    const char *why;  /**< a paragraph or two of Markdown: what can happen */
    const char *fix;  /**< what to do about it */
    const char *bad;  /**< a minimal file that fires the rule: of the kind that the rule needs; more
                         files  behind "-- path --" lines */
    const char *good; /**< the mended file: silent */
    void (*check)(const struct hm_visit *at, struct hm_sink *out);
    const char *raised_by; /**< who makes the findings of a rule of ours that has no check, because
                              it is not about facts of a file: "verify", "scan"; else NULL */

    bool is_of_all_builds; /**< it says what no build of the file has: where the repository builds
                              it in several ways, each of them must show it */

    const char *final_because; /**< why no comment and no file suppresses its findings, a clause;
                                  NULL where they may */

    const char *producer; /**< NULL for hullmark's own, else the tool: "trivy" */
    const char *url;      /**< where to read more; NULL for our own page */
    const char
        *score; /**< security-severity of a foreign rule, "9.8"; NULL takes the level's default */
};

/** Whether a profile holds the rule. The profile "all" is the whole catalogue; @p with_hygiene adds
 * the hygiene rules to a smaller one. Removed rules are in none. */
bool hm_rule_in_profile(const struct hm_rule *rule, enum hm_profile profile, bool with_hygiene);

/** Whether @p rule covers what @p tool calls @p id, in any spelling that the tool has used for it
 * (Trivy: DS-0002, DS002, AVD-DS-0002). Case does not matter. */
bool hm_rule_covers(const struct hm_rule *rule, struct hm_str tool, struct hm_str id);

/** Whether a person may mean the rule by @p name: its id, its concept, what hm_rule_covers takes
 * for an id of some tool ("DL3008", "AVD-DS-0002"), and that with its tool ("hadolint:DL3008"). */
bool hm_rule_is_named(const struct hm_rule *rule, struct hm_str name);

/** Appends one spelling for all that a tool has used for an id: "trivy:ds-2" for AVD-DS-0002,
 * DS-0002 and DS002, "semgrep:missing-user" whatever folders are in front. Equal keys are what
 * hm_rule_covers takes for the same. */
void hm_rule_key(struct hm_str tool, struct hm_str id, struct hm_buf *buf);

/** Whether the rule speaks of what a stage is in the end, not of each instruction of a kind:
 * another tool may put the same fault on another line of the stage. */
bool hm_rule_is_by_stage(const struct hm_rule *rule);

/** What an example of the rule is written in, as fences of Markdown name it: "dockerfile", "yaml",
 * "groovy". */
const char *hm_rule_language(const struct hm_rule *rule, struct hm_str example);

/** Appends the concept in SARIF's spelling, "runs-as-root" as "RunsAsRoot"; of a rule without
 * concept its title or id. ASCII letters and digits only, at most 255, starts with a letter. */
void hm_rule_name(const struct hm_rule *rule, struct hm_buf *buf);

/** The title, or the id of a foreign rule that has none. */
static inline const char *
hm_rule_title(const struct hm_rule *rule)
{
    return rule->title == NULL || rule->title[0] == '\0' ? rule->id : rule->title;
}

/** Where the project lives: every link that the program writes begins with it. */
#define HM_HOME_URL "https://github.com/hullmark/hullmark"

/** Appends where to read more: our own page, or the foreign rule's url as it came (nothing when it
 * has none). */
void hm_rule_url(const struct hm_rule *rule, struct hm_buf *buf);

/** The tool that a rule belongs to: its producer, or "hullmark". */
static inline const char *
hm_rule_tool(const struct hm_rule *rule)
{
    return rule->producer == NULL ? "hullmark" : rule->producer;
}

/**
 * Reports a finding of the running rule at @p span. The message is a sentence about this place,
 * ends in a period, and never holds a secret. At most once per rule and span.
 */
void hm_find(struct hm_sink *out, struct hm_span span, const char *fmt, ...) HM_PRINTF(3, 4);

/**
 * The same for a place that holds a secret itself: neither the excerpt nor the subject is made from
 * the span's bytes. (Known shapes of secrets are masked in all findings.)
 */
void hm_find_secret(struct hm_sink *out, enum hm_severity severity, struct hm_span span,
                    const char *fmt, ...) HM_PRINTF(4, 5);

/** The same at another level than the rule's own (never below a floor of the four vulnerability
 * classes). */
void hm_find_at(struct hm_sink *out, enum hm_severity severity, struct hm_span span,
                const char *fmt, ...) HM_PRINTF(4, 5);

/**
 * Names another place of the finding that the running rule reported last; nothing when that one
 * was left out. @p source is the other file, of which @p span is the place, or NULL for the file
 * @p path as a whole. The message is a sentence as hm_find's is.
 */
void hm_find_related(struct hm_sink *out, struct hm_str path, const struct hm_source *source,
                     struct hm_span span, const char *fmt, ...) HM_PRINTF(5, 6);

/** Says that the running rule could not be decided here, and why: it becomes "not evaluated", never
 * a pass. */
void hm_cannot_tell(struct hm_sink *out, struct hm_span span, const char *fmt, ...) HM_PRINTF(3, 4);

#endif
