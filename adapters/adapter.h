/* SPDX-License-Identifier: Apache-2.0 */
/* How a tool is declared. To add one: a file with one const struct, a line in adapters.def, and
 * recorded runs in tests/adapters/. */
#ifndef HM_ADAPTERS_ADAPTER_H
#define HM_ADAPTERS_ADAPTER_H

#include "adapters/collect.h"
#include "plugin/model/command.h"
#include "plugin/model/trust.h"

/** What a tool can be asked to do with one target. */
enum hm_task {
    HM_TASK_CONFIG,     /**< judge Dockerfiles and manifests below a path */
    HM_TASK_FS,         /**< find vulnerable packages and secrets below a path */
    HM_TASK_IMAGE,      /**< find vulnerable packages and secrets in an image */
    HM_TASK_SIGNATURE,  /**< verify an image's signature */
    HM_TASK_DOCKERFILE, /**< judge the text of Dockerfiles */
    HM_TASK_SHELL,      /**< judge the shell text in Dockerfiles */
    HM_TASK_COMPOSE,    /**< judge Compose files: those whose paths are in `texts`, below a path */
    HM_TASK_SBOM,       /**< list what an image or a folder holds */
    HM_TASK_BILL,       /**< find vulnerable packages among those that a bill of materials lists:
                           the only one of `texts` */
    HM_TASK_COMMAND,    /**< whatever a command of the configuration does below a path; the
                           Dockerfiles in `texts` have absolute paths */
    HM_TASK_COUNT
};

/** The ledger's word: "config", "fs", "image", "signature". */
const char *hm_task_name(enum hm_task task);

enum hm_location_kind {
    HM_AT_PATH,     /**< a file or folder */
    HM_AT_REGISTRY, /**< an image reference, with a digest */
    HM_AT_LAYOUT,   /**< a folder: an OCI layout */
    HM_AT_ARCHIVE,  /**< a file: what docker save writes */
    HM_AT_TEXTS,    /**< texts that were read already: the tool judges the bytes that we judged */
};

struct hm_adapter;

/** Where a part of a text, at most to its line's end, lies in the file that it was taken from. */
struct hm_text_piece {
    uint32_t off;    /**< in hm_tool_text.text */
    uint32_t line;   /**< in the file, from 1 */
    uint32_t column; /**< in the file, from 1, in UTF-16 code units */
};

/** A text for a tool to judge. */
struct hm_tool_text {
    struct hm_str path; /**< of the Dockerfile, as the report names it */
    struct hm_str text;
    struct hm_str preamble;             /**< whole lines that the tool gets in front of the text */
    const struct hm_text_piece *pieces; /**< ascending; NULL when the text is the file */
    size_t n_pieces;
    enum hm_dialect dialect; /**< of shell text */
    size_t tree;             /**< of the PATHs of the command line */
};

/** Sets the place in the file of what the tool reports from (line, column) to (end_line,
 * end_column) of preamble and text, counted from 1, columns in code points; 0 is "not said". A
 * place outside the text is taken to its nearest end. */
struct hm_place hm_tool_text_place(const struct hm_tool_text *text, uint64_t line, uint64_t column,
                                   uint64_t end_line, uint64_t end_column);

/** One thing that one tool is asked to do. Strings are borrowed until the run is finished. */
struct hm_tool_job {
    const struct hm_adapter *adapter;
    enum hm_task task;
    enum hm_location_kind kind;
    struct hm_str target;        /**< as the report names it: the image, or the scanned path */
    struct hm_str location;      /**< absolute path, or "registry/name@sha256:…" */
    struct hm_str prefix;        /**< put before paths that the tool reports: "" or "sub/" */
    struct hm_str tag;           /**< of an image in a layout; empty takes the first */
    struct hm_str platform;      /**< "linux/arm64", in a registry's index; empty: the tool's own */
    struct hm_str digest;        /**< of the manifest, as we computed it: what the tool must see */
    struct hm_str config_digest; /**< of the image's configuration (its id), or empty */
    struct hm_str media_type; /**< of that manifest; with it and `size` the tool is given a layout
                                 of this one manifest, the only way to a platform in an index */
    uint64_t size;            /**< of that manifest in bytes */
    const struct hm_trust *trust; /**< signature: what it is held against */
    struct hm_str predicate; /**< signature: an attestation of this in-toto predicate type is asked
                                for, and not a signature of the image; empty for the latter */
    struct hm_str image; /**< bill: the image that it lists, as the report names it, where that is
                            scanned too; or empty */
    bool is_old_form;   /**< signature: only those that cosign made before it made bundles, which it
                           does not look at where there are bundles */
    bool is_plain_http; /**< the registry of `location` has answered without TLS */
    struct hm_str server;      /**< packages: the URL of a server of the tool's that knows the
                                  vulnerabilities, in place of data on this machine; or empty */
    bool wants_licences;       /**< packages: their licences are judged too */
    struct hm_str policy_text; /**< of trust->policy, which hm_tool_job_complete reads */
    const struct hm_tool_text *texts;
    size_t n_texts;
    bool is_required;   /**< its absence makes the run incomplete */
    bool is_allowed;    /**< its failure does not make the run incomplete */
    unsigned timeout_s; /**< 0 takes the adapter's */
};

/** The image that what is found is in, as the report names it; empty where it is in files. */
struct hm_str hm_tool_job_image(const struct hm_tool_job *job);

/** What a tool's exit code says. Codes without a row are HM_EXIT_FAILED. */
enum hm_exit_meaning {
    HM_EXIT_FAILED = 0,
    HM_EXIT_CLEAN,    /**< done, and nothing found; a document with findings contradicts it */
    HM_EXIT_FINDINGS, /**< done, and something found; a document without contradicts it */
    HM_EXIT_REPORT,   /**< parse says what came of it */
};

struct hm_exit_row {
    int code;
    enum hm_exit_meaning meaning;
    bool is_doubted; /**< believed only when the tool, asked again, says the same; should it then
                        give a code that is not doubted, that stands */
};

/** A word of the tool's and our level. */
struct hm_severity_word {
    const char *word;
    enum hm_severity severity;
};

/** What to advise when the tool failed and said this on standard error. */
struct hm_adapter_hint {
    const char *needle;
    const char *advice; /**< a sentence without its period */
};

/** The data that a tool judges by: where it lies, and how old it is. */
struct hm_adapter_data {
    const char *name;        /**< what hullmark.lock calls them: data[].tool */
    const char *env;         /**< the variable that names the folder */
    const char *folder;      /**< else this one below $XDG_CACHE_HOME or ~/.cache */
    const char *file;        /**< the file in it that holds them, or NULL */
    const char *metadata;    /**< a JSON file in it */
    const char *date_member; /**< its member with an RFC 3339 time */
    const char *record;      /**< a file in it: what `tools fetch-db` writes there of what it
                                fetched (adapters/database.h); NULL: it does not fetch these */
    const char *advice;      /**< how to get the data: a sentence without its period */
    unsigned stale_days;     /**< older data gets a note */
    const struct hm_adapter_data *also; /**< others, in the same folder, for some jobs; or NULL */
};

/** What plan is given besides the job. */
struct hm_plan_context {
    struct hm_arena *arena;
    const char *dir;      /**< absolute: a folder of this job alone, which the tool may write to */
    const char *data_dir; /**< the folder of hm_adapter_data, or NULL when there is no data */
    bool is_offline;      /**< nothing may touch the network */
    unsigned timeout_s;   /**< when the tool will be killed */
};

/** Something that must lie in the job's folder before the tool starts. */
struct hm_plan_file {
    const char *name;    /**< relative to the folder; its parent folder is made */
    const char *link_to; /**< a symbolic link to this; NULL: a file */
    struct hm_str content;
};

/** How the tool is to be run: it starts in the empty folder `dir`/work, with HOME and TMPDIR in
 * `dir`. Everything lies in the context's arena. */
struct hm_plan {
    HM_VEC(const char *) argv; /**< without the program's name and without a final NULL */
    HM_VEC(const char *) env;  /**< "NAME=value", besides what every tool gets */
    HM_VEC(struct hm_plan_file) files;
    struct hm_str input;
    struct hm_str shortfall; /**< what this run leaves out and why: the job counts as failed */
    bool uses_data;          /**< hm_adapter_data matters to this job */
    bool uses_also;          /**< so does hm_adapter_data.also, where there is any */
    const char *output;      /**< the file in `dir`/work that stands for its standard output */
    bool needs_network;      /**< gets it, without credentials */
    bool needs_registry;     /**< gets the registry's credentials, proxies and `registry_env` */
    bool needs_server;       /**< talks to the job's server: gets proxies and `server_env`, and
                                hm_adapter_data says nothing of what it is judged by */
};

/** A run that ended by itself. */
struct hm_tool_run {
    int exit_code;
    struct hm_str out;
    struct hm_str err;
    bool is_out_mapped; /**< `out` is a private mapping of a file (hm_json_pull_begin) */
    bool is_err_cut;    /**< earlier lines of standard error are lost */
};

/** A tool. `plan` and `parse` start nothing and read no file, so recorded runs test them. */
struct hm_adapter {
    const char *name;    /**< also the producer of its findings */
    const char *summary; /**< what it adds, one line */
    const char *homepage;
    const char *program;     /**< looked for in PATH */
    const char *program_env; /**< the variable that names another program or path, or NULL */
    const char *version_arg; /**< makes it print its version, or NULL */
    const char *min_version;
    unsigned tasks;     /**< bits 1 << HM_TASK_…: what it can do */
    unsigned trusts;    /**< bits 1 << HM_TRUST_…: what it holds signatures against */
    unsigned timeout_s; /**< per job */
    size_t out_limit;   /**< bytes of standard output */
    const struct hm_exit_row *exits;
    size_t n_exits;
    const struct hm_severity_word *severities;
    size_t n_severities;
    const struct hm_adapter_hint *hints;
    size_t n_hints;
    const char *const *registry_env;    /**< variables it gets where needs_registry; NULL-ended */
    const char *const *server_env;      /**< and where needs_server: what it logs in with */
    const struct hm_adapter_data *data; /**< or NULL */

    /** Whether HM_TASK_DOCKERFILE is asked of this text below a PATH that the tool also sees as a
     * whole; NULL: it is asked of every text. */
    bool (*wants_text)(struct hm_str text);

    /** Whether what it wrote says its version, which then need not be asked for: that start would
     * compete with the work itself. NULL: it never does. */
    bool (*says_version)(struct hm_str out);

    /** HM_E_UNSUPPORTED when the tool cannot do this job, HM_E_REFUSED when the job would need the
     * network and must not. */
    enum hm_status (*plan)(const struct hm_tool_job *job, const struct hm_plan_context *context,
                           struct hm_plan *ret, struct hm_err *reterr);

    /** Called when the exit code has a row. HM_E_SYNTAX or HM_E_LIMIT when the output is not what
     * it should be, HM_E_TOOL when it says that the work was not done. */
    enum hm_status (*parse)(const struct hm_tool_job *job, const struct hm_tool_run *run,
                            struct hm_collect *out, struct hm_err *reterr);
};

/** All tools, in the order of adapters.def. */
const struct hm_adapter *const *hm_adapters_all(size_t *ret_n);

/** The tool of this name, or NULL. */
const struct hm_adapter *hm_adapters_find(struct hm_str name);

/** Our level of a tool's word, whatever its case; HM_SEV_NONE for a word without a row. */
enum hm_severity hm_adapter_severity(const struct hm_adapter *adapter, struct hm_str word);

enum hm_exit_meaning hm_adapter_exit(const struct hm_adapter *adapter, int code);

/** Whether this exit code is believed only when the tool says the same twice. */
bool hm_adapter_doubts(const struct hm_adapter *adapter, int code);

#endif
