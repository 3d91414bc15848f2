/* SPDX-License-Identifier: Apache-2.0 */
/* What a pipeline does: GitHub's workflows and actions, GitLab's pipelines, Jenkinsfiles. */
#ifndef HM_MODEL_PIPELINE_H
#define HM_MODEL_PIPELINE_H

#include "plugin/model/command.h"
#include "plugin/model/manifests.h"

enum hm_pipeline_kind {
    HM_PIPELINE_GITHUB,        /**< a workflow */
    HM_PIPELINE_GITHUB_ACTION, /**< action.yml: its steps are one job */
    HM_PIPELINE_GITLAB,
    HM_PIPELINE_JENKINS, /**< declarative; of a scripted one what its blocks say */
};

/** An image that a job runs in, or beside itself. */
struct hm_job_image {
    struct hm_scalar image;
    struct hm_str alias;         /**< by which a service is reached; may be empty */
    struct hm_scalar options;    /**< GitHub's `options`, Jenkins's `args`: words of docker run */
    struct hm_scalars volumes;   /**< GitHub's, as they are written */
    struct hm_scalar privileged; /**< where the image itself is given it; not set: nobody says */
    struct hm_entries env;
    bool is_service;
    struct hm_span span;
};

/** One thing that a job does. */
struct hm_step {
    struct hm_scalar name;
    struct hm_str id; /**< by which other steps speak of its outputs; may be empty */
    /** What it calls that others keep: "docker/build-push-action@v6" of GitHub, a component of
     * GitLab, a step of Jenkins ("docker.build", "withCredentials"). Not set: it runs commands. */
    struct hm_scalar uses;
    struct hm_entries with; /**< what is given to that, the names as written */
    struct hm_entries env;  /**< the variables of this step alone */
    struct hm_scalar run;   /**< the text that a shell runs, as the shell gets it */
    /** That text, read; spans are the file's. Of a shell that is not read it has no commands and is
     * not complete. NULL: nothing is run. */
    const struct hm_script *script;
    /** What the pipeline's own language puts into `run` before a shell reads it, as written:
     * "github.head_ref" of GitHub, "env.TOKEN" of a Jenkinsfile, "inputs.x" of GitLab. */
    struct hm_scalars inserted;
    struct hm_scalar condition; /**< `if`, `when`, `rules`: as written */
    /** Where it says that its failure does not count: continue-on-error, catchError, returnStatus.
     * Its value tells whether it does. */
    struct hm_scalar ignores_failure;
    bool runs_always;        /**< also after a failure: always(), after_script, post */
    struct hm_scalar folder; /**< where its commands run: GitHub's working-directory, its own or the
                                default; not set: the root of the repository */
    uint32_t call;  /**< 1 + index in hm_pipeline.calls of the action that it uses and whose steps
                       stand behind it; 0: what it uses was not read */
    uint32_t scope; /**< 1 + index likewise of the action that it is a step of; 0: the job's own */
    struct hm_span span; /**< of its name or of its first key */
    struct hm_span body; /**< of all of it */
};

/** What runs on one machine, one step after the other. A stage of Jenkins is one. */
struct hm_job {
    struct hm_str name;
    struct hm_span span; /**< of its name */
    struct hm_span body;
    const char *incomplete; /**< why not all of it is known, a clause; NULL: all is known */
    struct hm_scalar calls; /**< another pipeline that it is as a whole: a reusable workflow, a
                               trigger; its inputs are `with` */
    struct hm_entries with;
    struct hm_scalar secrets; /**< what the pipeline that it `calls` gets: "inherit", or a map */
    struct hm_scalars needs;  /**< names of the jobs that it waits for */
    struct hm_scalar stage;   /**< GitLab: its stage; not set: "test" */
    struct hm_scalars runs_on;
    struct hm_scalar condition;
    struct hm_scalar environment;     /**< the deployment that it belongs to */
    struct hm_scalar ignores_failure; /**< continue-on-error, allow_failure; of GitLab's exit_codes
                                         those that do not count, "1,2", which is not known */
    struct hm_entries permissions;    /**< of its token, "contents" = "read"; "" = "write-all" */
    struct hm_entries env;            /**< its own variables, over those of the pipeline */
    struct hm_entries outputs;        /**< what later jobs may ask of it, as written */
    uint32_t called_by; /**< 1 + index of the job whose workflow it belongs to; 0: the file's own */
    uint32_t call;      /**< 1 + index in hm_pipeline.calls: what it `calls` was read, and its jobs
                           stand behind it; 0: it was not */
    const struct hm_job_image *images;
    uint32_t n_images;
    const struct hm_step *steps; /**< in the order in which they run */
    uint32_t n_steps;
};

/** A workflow or action of the same repository that a job calls, and that was read with it. */
struct hm_pipeline_call {
    struct hm_span at;         /**< where it is called */
    struct hm_str by;          /**< the job that calls it */
    struct hm_span file;       /**< all of the file that is called */
    struct hm_entries outputs; /**< of an action, as written; those of a workflow are its job's */
};

struct hm_pipeline {
    enum hm_pipeline_kind kind;
    struct hm_scalar name;
    /** What starts it, by GitHub's words: "push", "pull_request", "schedule"; empty where its file
     * does not say. */
    struct hm_scalars triggers;
    /** GitHub: the workflows on whose end it runs, by their names: `workflow_run`. */
    struct hm_scalars follows;
    /** GitLab: its stages, in the order in which they run; not set: build, test, deploy. */
    struct hm_scalars stages;
    struct hm_entries permissions; /**< of all jobs' tokens that say nothing themselves */
    struct hm_entries env;
    /** Other files that it is made of: include: of GitLab, @Library of Jenkins. Local files that
     * were read are not among them. */
    struct hm_scalars includes;
    bool includes_are_known; /**< all of them are templates of the platform's own, and the jobs that
                                they bring which are about images are among `jobs` */
    const struct hm_job *jobs;
    uint32_t n_jobs;
    const struct hm_act *acts; /**< in the order of jobs and steps */
    uint32_t n_acts;
    const struct hm_named_files *named; /**< by commands */
    uint32_t n_named;
    const struct hm_chains *chains; /**< the acts by image: pipeline_chain.h */
    bool
        is_cut; /**< a limit ended what was read of it: that something is not here proves nothing */
    const struct hm_pipeline_call
        *calls; /**< of GitHub; the same file may be there several times */
    uint32_t n_calls;
};

/** What is done to an image, whatever tool does it. */
enum hm_act_kind {
    HM_ACT_BUILD,
    HM_ACT_PUSH,
    HM_ACT_TAG,      /**< gives `image` the other names */
    HM_ACT_SCAN,     /**< looks for vulnerabilities in the image */
    HM_ACT_SCAN_ALL, /**< scans without naming an image: files, configuration */
    HM_ACT_SIGN,
    HM_ACT_VERIFY, /**< a signature */
    HM_ACT_ATTEST, /**< provenance, a bill of materials */
    HM_ACT_LOGIN,
    HM_ACT_RUN, /**< a container */
    HM_ACT_DEPLOY,
};

/** A pipeline has at most so many acts; one with more is_cut. */
#define HM_ACTS_LIMIT 4000u

/** What the paths of a command are relative to. */
enum hm_act_base {
    HM_ACT_FROM_START,  /**< where its script was started: of a pipeline the root */
    HM_ACT_FROM_SCRIPT, /**< the folder of the script: "$(dirname "$0")" */
    HM_ACT_FROM_ROOT,   /**< that of the repository: "$(git rev-parse --show-toplevel)" */
};

/** Files that a command gives to Compose or a swarm (one project, in the order of -f), or to a
 * cluster. */
struct hm_named_files {
    enum hm_manifests_kind kind; /**< HM_MANIFEST_COMPOSE, HM_MANIFEST_KUBERNETES */
    enum hm_act_base base;       /**< what the paths are relative to */
    const struct hm_str *paths;
    uint32_t n;
};

/** Something that a job does to an image. */
struct hm_act {
    enum hm_act_kind kind;
    uint32_t job;  /**< index in hm_pipeline.jobs; HM_NONE: by what the pipeline includes */
    uint32_t step; /**< index in its steps, or HM_NONE: the job as a whole */
    const struct hm_command *cmd; /**< the command of the step that does it, or NULL: the step */
    const char *tool;             /**< "trivy", "docker buildx", "cosign" */
    struct hm_scalar image; /**< variables of the pipeline replaced; not set where none is named */
    /** All names that the image has by this act, `image` the first of them: of a build all its
     * tags. */
    struct hm_scalars names;
    /** So many of the last `names` are what it was made of: images of another place, an archive. */
    uint32_t n_sources;
    enum hm_act_base base;       /**< of a build: of its Dockerfile and context */
    struct hm_scalar dockerfile; /**< of a build */
    struct hm_scalar context;    /**< of a build: a folder, a URL */
    struct hm_scalar target;     /**< of a build: the stage */
    struct hm_entries args;      /**< of a build: --build-arg */
    bool is_copy;                /**< what is pushed lies in a registry already */
    bool has_digest; /**< the image is named by its digest, or by an output that is one */
    enum hm_trit ignores_failure; /**< the tool's failure does not end the job; HM_UNKNOWN where
                                     something else may look at its result */
    const char *ignored_by;       /**< "|| true", "--exit-code 0": the words that do it; or NULL */
    struct hm_span ignored_span;
    const char *retired; /**< what became of the tool, a sentence; NULL: it is alive */
    struct hm_span span;
};

/** What a text is by its lines, readable or not: a Jenkinsfile by its `pipeline {` or `node {`, the
 * others by their keys, where all lines without blanks in front look like YAML. A Dockerfile or
 * a manifest of Kubernetes is none of them. */
bool hm_pipeline_is_meant(struct hm_str text, enum hm_pipeline_kind *ret_kind);

/** Whether it runs only where others call it, or when somebody starts it by hand: an action, a
 * workflow with `workflow_call`. */
bool hm_pipeline_is_called(const struct hm_pipeline *pipeline);

#endif
