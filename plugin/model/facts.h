/* SPDX-License-Identifier: Apache-2.0 */
/* What is known of the scanned things: the only thing that rules read. */
#ifndef HM_MODEL_FACTS_H
#define HM_MODEL_FACTS_H

#include "plugin/model/base_config.h"
#include "plugin/model/bases.h"
#include "plugin/model/command.h"
#include "plugin/model/image_ref.h"
#include "plugin/model/instruction.h"
#include "plugin/model/manifests.h"
#include "plugin/model/sensitive.h"

/** `# syntax=`, `# escape=`, `# check=`. */
struct hm_directive {
    struct hm_str name; /**< lower case */
    struct hm_str value;
    struct hm_span span;
};

/** When BuildKit meets a problem: a build ends at the first problem of the lowest phase. */
enum hm_phase {
    HM_PHASE_OPTIONS,  /**< reading `# check=`, before anything else */
    HM_PHASE_PARSE,    /**< of the text, and the check of each instruction's arguments */
    HM_PHASE_GLOBALS,  /**< values of the ARGs before the first FROM */
    HM_PHASE_FROM,     /**< FROM's words, of all stages */
    HM_PHASE_TARGET,   /**< --target */
    HM_PHASE_SOURCES,  /**< the stages that COPY --from and mounts name, in all stages */
    HM_PHASE_CYCLE,    /**< stages that need each other */
    HM_PHASE_BASES,    /**< the images' references */
    HM_PHASE_TRIGGERS, /**< reading what ONBUILD left to a stage */
    HM_PHASE_RUN,      /**< everything else, of the stages that are built */
    HM_PHASE_MARSHAL,  /**< putting the operations together that then are run */
};

/** Something that BuildKit would refuse or warn about. */
struct hm_problem {
    struct hm_str text; /**< BuildKit's own message */
    struct hm_span span;
    uint32_t line;  /**< the line that BuildKit blames, from 1 */
    bool is_fatal;  /**< the build stops; otherwise a warning */
    bool is_parser; /**< said by the parser; otherwise by what comes after it */
    bool is_build;  /**< said when stages are put together and words expanded; with neither, by the
                       check of an instruction's arguments */
    bool is_unplaced; /**< BuildKit itself names no line */
    enum hm_phase phase;
};

/** A variable that is set in a stage, or before the first FROM. */
struct hm_variable {
    struct hm_str name;
    struct hm_word value;                /**< expanded */
    const struct hm_instruction *set_by; /**< NULL for what the base or BuildKit itself gives */
    bool has_value;                      /**< false for an ARG without default that nobody gave */
    bool is_arg;                         /**< ARG; otherwise ENV */
    bool is_given;                       /**< the value came by --build-arg */
};

/** How we know who a stage's processes run as. */
enum hm_user_origin {
    HM_USER_SET,     /**< a USER instruction of the stage or of a parent stage */
    HM_USER_OF_BASE, /**< the base image is known, by its configuration or from the table, and so
                        is its user */
    HM_USER_DEFAULT, /**< no USER anywhere, and nothing is known of the base: Docker's default, root
                      */
    HM_USER_UNKNOWN, /**< USER's value holds a variable that cannot be known, or a named context is
                        in the base's place */
};

/** An effective setting: who set it, and to what. `set_by` NULL: nobody in the file. */
struct hm_setting {
    const struct hm_instruction *set_by;
    struct hm_word word; /**< its value where it is one word: USER, WORKDIR, STOPSIGNAL */
};

struct hm_stage {
    uint32_t index;
    struct hm_str name; /**< after AS, as written; empty when there is none */
    const struct hm_instruction *from;
    const struct hm_word *base;     /**< FROM's image word */
    const struct hm_word *platform; /**< --platform, or NULL */
    uint32_t parent;                /**< the stage FROM names, or HM_NONE for an image */
    uint32_t root;           /**< the stage at the end of the parents: its base is an image */
    bool is_scratch;         /**< FROM scratch */
    bool is_from_context;    /**< what FROM names stands for a named context that is no image:
                                nothing is known of it */
    bool has_ref;            /**< ref is valid: the base is known, and is a reference */
    struct hm_image_ref ref; /**< of FROM's image; not for parent stages and scratch */
    const struct hm_base *known_base;    /**< of the root stage's image, or NULL */
    const struct hm_base_config *config; /**< of the root stage's image; NULL when nobody read it */
    /** What ONBUILD of its parent or of its base image has it run before its own instructions.
        They are expanded here; their spans are those of the ONBUILD, or of FROM for an image's. */
    const struct hm_instruction *triggers;
    uint32_t n_triggers;
    uint32_t first; /**< instructions [first, end), FROM included */
    uint32_t end;
    uint32_t first_copy;  /**< the first COPY or ADD among them, HM_NONE without one */
    uint32_t first_shell; /**< likewise, the first SHELL */
    bool is_target;       /**< what a build would ship: --target, else the last stage */
    bool is_ancestor; /**< the target is FROM it, directly or not: its settings and files are in the
                         image */
    bool is_used;     /**< the target, or it reaches the target by FROM, COPY --from or a mount */
    bool is_windows;  /**< by its base, its shell or the escape directive */
    bool has_windows_paths; /**< its platform is Windows, as far as that is known */

    /* Effective at the stage's end, parents included. */
    enum hm_user_origin user_origin;
    struct hm_setting user;
    struct hm_setting
        workdir; /**< word.value is absolute and clean, joined over all WORKDIRs, when is_known */
    struct hm_setting shell;
    struct hm_setting entrypoint;
    struct hm_setting cmd;
    struct hm_setting healthcheck;
    struct hm_setting stopsignal;
    const struct hm_variable *variables; /**< ENV and ARG of this stage in the order they are set */
    uint32_t n_variables;
};

struct hm_suppressions;

/** The frontend that a file asks for, in any of the forms that BuildKit detects: "# syntax=",
 * "// syntax=", a JSON object. */
struct hm_syntax {
    bool is_given;
    struct hm_str ref;     /**< the image; may be empty */
    struct hm_str cmdline; /**< the whole value */
    uint32_t line;         /**< as BuildKit counts it: in a JSON object 0, or 1 behind "#!" */
};

/** One file. */
struct hm_dockerfile {
    const struct hm_source *source;
    char escape; /**< '\\' or '`' */
    const struct hm_directive *directives;
    uint32_t n_directives;
    struct hm_syntax syntax;
    const struct hm_instruction *instructions;
    uint32_t n_instructions;
    const struct hm_stage *stages;
    uint32_t n_stages;
    uint32_t target; /**< index of the stage that is the image; HM_NONE when there is no stage */
    const struct hm_variable *globals; /**< ARGs before the first FROM */
    uint32_t n_globals;
    const struct hm_script *scripts;
    uint32_t n_scripts;
    const struct hm_problem *problems; /**< in the order of their lines */
    uint32_t n_problems;
    const struct hm_suppressions *suppressions; /**< plugin/model/suppression.h */
    bool is_too_large; /**< it has more pieces than HM_PIECES_LIMIT: what is here is not all of it,
                          and must not be judged */
};

/** A file that a build of this context could send. */
struct hm_context_file {
    struct hm_str path;  /**< relative to the context's root */
    uint64_t size;       /**< 0 where sizes were not asked for: a scan does not */
    bool is_ignored;     /**< by the ignore file: a build does not send it */
    bool is_link;        /**< a symbolic link, which is sent as such */
    uint32_t ignored_by; /**< of one that is ignored: the pattern that has the last word */
    struct hm_str link;  /**< of a link that is sent: what it says, or empty */
};

/** What a COPY or ADD takes out of its context (plugin/context/copied.h). For one thread. */
struct hm_copied {
    /** Whether it takes a file that the build sends (its path in the context). */
    bool (*takes)(const struct hm_copied *copied, struct hm_str path);
    bool is_certain; /**< false: it may take more, for a source's variable is not known, or the
                        build fails there */
};

/** How the ignore file comes to let a file in. */
enum hm_let_in {
    HM_LET_BY_NOTHING,   /**< no pattern is about it */
    HM_LET_BY_EXCEPTION, /**< a line with '!' takes it back */
    HM_LET_BY_TOP_ONLY,  /**< a pattern would fit, were it not about the root alone: "*.pem" */
};

/** One that should not get into an image. */
struct hm_sensitive_file {
    struct hm_str path;
    enum hm_sensitive kind;
    const char *what; /**< "a private key": may be shown */
    bool is_seen;     /**< its content says so; otherwise its name alone */
    uint32_t line;    /**< where in it, from 1, or 0 */
    enum hm_let_in let_in_by;
    struct hm_span ignore_span; /**< in the ignore file; not for HM_LET_BY_NOTHING */
};

/** As many sensitive files of a context are listed. */
#define HM_CONTEXT_SENSITIVE 500u

/** A file that says what a project is made of: package.json, composer.json, Gemfile … */
struct hm_project_file {
    struct hm_str path;
    enum hm_trit has_development; /**< it lists packages that only development needs; HM_UNKNOWN
                                     when it could not be read */
};

/** As many project files of a context are read, each up to so many bytes. */
#define HM_CONTEXT_PROJECTS 64u
#define HM_PROJECT_LIMIT ((size_t)256 * 1024)

struct hm_ignore;
struct hm_ignore_fault; /* plugin/context/ignore.h */

/** The build context of a Dockerfile. */
struct hm_context {
    struct hm_str root;   /**< relative to the scan's root; "." for itself */
    struct hm_str prefix; /**< in front of `root` and `ignore_path` it makes the report's paths */
    struct hm_str
        ignore_path; /**< the ignore file in force, relative as `root` is; empty: there is none */
    const struct hm_source *ignore_source; /**< its text, or NULL */
    const struct hm_ignore *ignore;        /**< as it was parsed, for `ignores`; NULL without one */
    /** Of a context that could not be made, for BuildKit refuses its ignore file; else NULL. Such a
        one has nothing but what is above. */
    const struct hm_ignore_fault *ignore_fault;
    bool has_exceptions; /**< it has lines with '!' */
    /** Whether the ignore file takes out a path (relative, clean), existing or not, or a folder
        above it: the question that BuildKit's lint asks. HM_UNKNOWN when a build would fail there.
        NULL without an ignore file. */
    enum hm_trit (*ignores)(const struct hm_ignore *ignore, struct hm_str path);
    const struct hm_context_file *files; /**< files and links, sorted by path */
    uint32_t n_files;
    const uint32_t *links; /**< indexes of the links that are sent */
    uint32_t n_links;
    /** Those of them that a build sends and that are sensitive, the first HM_CONTEXT_SENSITIVE; of
        files of a history that follow each other only the first. */
    const struct hm_sensitive_file *sensitive;
    uint32_t n_sensitive;
    bool are_contents_cut; /**< some files were judged by their names alone: too many to read */
    /** The project files that a build sends, but for those of installed packages. */
    const struct hm_project_file *projects;
    uint32_t n_projects;
    bool are_projects_cut; /**< there are more than HM_CONTEXT_PROJECTS */
    bool is_complete; /**< false when a limit ended the walk: absence of a file proves nothing then
                       */
};

/** Bits of hm_facts.have and hm_rule.needs. */
enum {
    HM_NEEDS_DOCKERFILE = 1 << 0,
    HM_NEEDS_CONTEXT = 1 << 1,
    HM_NEEDS_IMAGE = 1 << 2,
    HM_NEEDS_COMPOSE = 1 << 3,
    HM_NEEDS_KUBERNETES = 1 << 4,
    HM_NEEDS_PIPELINE = 1 << 5,
    HM_NEEDS_SERVICES =
        1 << 6, /**< how containers are run: Compose files, `docker run`, Quadlets */
};

/** What a target is: a rule that needs another kind of these is not about it. */
#define HM_NEEDS_KINDS                                                                             \
    (HM_NEEDS_DOCKERFILE | HM_NEEDS_COMPOSE | HM_NEEDS_KUBERNETES | HM_NEEDS_PIPELINE |            \
     HM_NEEDS_SERVICES)

/** What a rule sees of one target. */
struct hm_facts {
    uint32_t have; /**< what was really obtained */
    const struct hm_dockerfile *dockerfile;
    const struct hm_manifests *manifests; /**< instead of a Dockerfile; else NULL */
    const struct hm_context *context;
    /** What each instruction of the Dockerfile takes out of the context, by its index; NULL for one
        that takes nothing from there. NULL as a whole without context. */
    const struct hm_copied *const *copies;
    uint32_t today; /**< 20261122; 0 when not known. Driver reads the clock, nobody else */
    const struct hm_str *trusted; /**< patterns (image_pattern.h) over images that somebody vouches
                                     for: the allow-list beside what hullmark knows */
    uint32_t n_trusted;
};

/** The file or link of a context at a path below its root, or NULL. */
const struct hm_context_file *hm_context_find(const struct hm_context *context, struct hm_str path);

/** The user's name or number of a stage without its group, or the empty view when not known. */
struct hm_str hm_stage_user(const struct hm_stage *stage);

/** Whether that user is root: HM_YES for root, 0, or Docker's default on an unknown base. */
enum hm_trit hm_stage_runs_as_root(const struct hm_stage *stage);

/**
 * The variable that @p name means at @p inst: the last set before it in its stage, else in the
 * parents, else NULL. ARGs before the first FROM do not count inside a stage unless declared there
 * again (then has_value is theirs).
 */
const struct hm_variable *hm_stage_variable(const struct hm_dockerfile *file,
                                            const struct hm_instruction *inst, struct hm_str name);

#endif
