/* SPDX-License-Identifier: Apache-2.0 */
/* What files say of how containers are run: services of Compose files and command lines, workloads
 * of Kubernetes, and the pipelines that make their images. */
#ifndef HM_MODEL_MANIFESTS_H
#define HM_MODEL_MANIFESTS_H

#include "plugin/model/bases.h"
#include "plugin/model/source.h"

struct hm_dockerfile;
struct hm_object;   /* plugin/model/workload.h */
struct hm_pipeline; /* plugin/model/pipeline.h */
struct hm_suppressions;
struct hm_workload;

/** A value that a manifest gives, or could have given. */
struct hm_scalar {
    struct hm_str text; /**< variables replaced; a variable that cannot be known stays as written */
    struct hm_span span;  /**< where a finding about it points: the key, and the value beside it */
    struct hm_span value; /**< of the value alone */
    bool is_set;          /**< false: nobody gave it, and the default holds */
    bool is_known;        /**< no variable in it whose value cannot be known */
    bool has_variable;    /**< as written it had variables */
};

/** A list of values, and the key that begins it. `span` lasts where the list is empty. */
struct hm_scalars {
    const struct hm_scalar *list;
    uint32_t n;
    struct hm_span span;
    bool is_set;
};

/** "NAME=value" of environments, labels, build arguments, sysctls. */
struct hm_entry {
    struct hm_str name;
    struct hm_scalar value; /**< not set where only the name is given: it comes from outside */
    struct hm_span span;
};

struct hm_entries {
    const struct hm_entry *list;
    uint32_t n;
    struct hm_span span;
};

enum hm_volume_kind {
    HM_VOLUME_OTHER, /**< npipe, cluster, or a kind that cannot be known */
    HM_VOLUME_BIND,  /**< a path of the host */
    HM_VOLUME_NAMED,
    HM_VOLUME_ANONYMOUS,
    HM_VOLUME_TMPFS,
    HM_VOLUME_IMAGE, /**< what an image holds */
};

/** Something that is mounted into a container. */
struct hm_volume {
    enum hm_volume_kind kind; /**< a named one whose driver binds a path of the host is a bind */
    struct hm_scalar source;  /**< of the host for a bind, as written; a volume's name, an image */
    struct hm_str path; /**< of a bind, clean: absolute, or relative to the project ("./x"); empty
                           where it cannot be known */
    struct hm_scalar target;
    enum hm_trit is_read_only;
    struct hm_scalar propagation; /**< "shared", "rslave" … */
    struct hm_scalar options; /**< of a tmpfs or the short form, as written: "noexec,size=64m" */
    struct hm_span span;
};

/** A port of the container that can be reached through the host. */
struct hm_published {
    struct hm_scalar whole;     /**< the entry as it is written in the short form */
    struct hm_scalar address;   /**< of the host; not set: all of its addresses */
    struct hm_scalar published; /**< of the host, "8080" or "8000-8010"; not set: any free one */
    struct hm_scalar target;
    struct hm_str protocol; /**< "tcp" where none is given */
    struct hm_span span;
};

/** A file that gives environment variables. */
struct hm_env_file {
    struct hm_scalar path;
    struct hm_str file;   /**< relative to the scan's root; empty where it cannot be known */
    bool is_read;         /**< it lies in what is scanned */
    struct hm_str secret; /**< the first variable of it that is given a secret; or empty */
};

/** A secret or configuration that a container is given at run time. */
struct hm_grant {
    struct hm_scalar source;
    struct hm_scalar target;
    struct hm_span span;
};

/** A secret or configuration that the project itself gives: of `secrets:` or `configs:`. */
struct hm_given {
    struct hm_str name;
    bool is_secret;
    struct hm_scalar content; /**< what is written out */
    struct hm_scalar file;
    struct hm_str path; /**< of that file, relative to the scan's root; empty where it cannot be
                           known */
};

/** A command that is run in a container that has started, or is about to end. */
struct hm_hook {
    struct hm_scalar user;
    struct hm_scalar privileged;
};

/** How an image is made of a folder. */
struct hm_service_build {
    bool is_set;
    struct hm_span span;
    struct hm_scalar context;
    struct hm_scalar dockerfile;
    struct hm_scalar inline_text; /**< dockerfile_inline */
    struct hm_scalar target;
    struct hm_scalar privileged;
    struct hm_scalar network;
    struct hm_entries args;
    struct hm_entries contexts; /**< additional_contexts: "app" = "docker-image://alpine:3.22" */
    struct hm_scalars tags;     /**< names that the image gets besides the service's */
    struct hm_scalars entitlements;
    struct hm_str path;   /**< of the Dockerfile, relative to the scan's root; empty if unknown */
    struct hm_str folder; /**< of the context, likewise; empty if unknown or not a local folder */
    const struct hm_dockerfile *file; /**< of dockerfile_inline: parsed; else NULL */
};

/** In whose words a service is written. */
enum hm_service_form {
    HM_SERVICE_COMPOSE,
    HM_SERVICE_COMMAND, /**< `docker run` and its like */
    HM_SERVICE_QUADLET, /**< a unit that Podman makes a service of systemd from */
};

/**
 * How a container is run. What is not set has the engine's default. All that is here was merged
 * from all files that speak of the service; spans tell which of them did.
 */
struct hm_service {
    enum hm_service_form form;
    /** It does one task, ends with it and leaves nothing: `docker run --rm` in a script, a job of
     * a swarm (`deploy.mode: replicated-job`). What only
     * lasting services need is not asked of it, and its faults are one level lower (finding.c). */
    bool is_passing;
    bool is_podman;         /**< Podman runs it, whose defaults differ */
    bool is_swarm;          /**< `docker service create`, which knows no security options */
    bool is_image_made;     /**< the file that runs the image also makes it, or gives it its name */
    struct hm_str name;     /**< of a command without --name that of its image */
    struct hm_span span;    /**< of the name where the service is last defined; of a command its
                               first words: "docker run" */
    struct hm_span body;    /**< of all that stands below that name; of all of a command */
    const char *incomplete; /**< why not all of it is known, a clause ("it extends a file that …");
                               NULL: all is known. Absence of anything proves nothing then */
    struct hm_scalars profiles;

    struct hm_scalar image;
    struct hm_service_build build;
    struct hm_scalar container_name;

    struct hm_scalar user;
    struct hm_scalar privileged;
    struct hm_scalar read_only;
    struct hm_scalars cap_add;
    struct hm_scalars cap_drop;
    struct hm_scalars security_opt;
    struct hm_scalars group_add;
    struct hm_scalar network_mode;
    struct hm_scalar pid;
    struct hm_scalar ipc;
    struct hm_scalar uts;
    struct hm_scalar userns_mode;
    struct hm_scalar cgroup;
    struct hm_scalar cgroup_parent;
    struct hm_scalar runtime;
    struct hm_scalars networks;    /**< names */
    struct hm_scalar host_network; /**< Compose: the one of them that the project says is the
                                      engine's "host" */

    const struct hm_volume *volumes; /**< tmpfs among them */
    uint32_t n_volumes;
    bool has_shared_volumes; /**< those of other containers too: volumes_from */
    struct hm_scalars devices;
    struct hm_scalars device_cgroup_rules;
    const struct hm_published *ports;
    uint32_t n_ports;
    struct hm_scalars expose; /**< Compose: ports that other containers may reach, "3000/tcp" */

    struct hm_entries environment;
    const struct hm_env_file *env_files;
    uint32_t n_env_files;
    const struct hm_grant *secrets;
    uint32_t n_secrets;
    const struct hm_grant *configs;
    uint32_t n_configs;
    struct hm_entries sysctls;
    struct hm_entries ulimits;
    struct hm_scalars command;
    struct hm_scalars entrypoint;

    struct hm_scalar memory; /**< mem_limit or deploy.resources.limits.memory */
    struct hm_scalar cpus;   /**< cpus, cpu_quota, deploy.resources.limits.cpus */
    struct hm_scalar pids;
    struct hm_scalar restart;         /**< "no", "always", "on-failure:5", "unless-stopped" */
    struct hm_scalar healthcheck;     /**< its test; not set: the image's own, if it has one */
    enum hm_trit has_healthcheck_off; /**< disable: true, or test: NONE */
    struct hm_scalar logging;         /**< the driver */
    struct hm_scalar oom_kill_disable;
    struct hm_scalar api_socket; /**< use_api_socket: the engine's socket is mounted */
    const struct hm_hook *hooks; /**< post_start and pre_stop */
    uint32_t n_hooks;
};

/** An image that a command fetches and does not run: `docker pull`, `skopeo copy` out of a
 * registry, a Quadlet's Image=. */
struct hm_pull {
    struct hm_scalar image; /**< without its transport */
    bool is_image_made;     /**< the file that fetches the image also makes it */
    const char *no_digest;  /**< why no digest can be written there, a clause; NULL: one can */
};

enum hm_manifests_kind {
    HM_MANIFEST_COMPOSE,
    HM_MANIFEST_KUBERNETES,
    HM_MANIFEST_PIPELINE,
    HM_MANIFEST_COMMANDS, /**< a script, a Makefile, a unit: services by `docker run` */
    HM_MANIFEST_QUADLET,
};

/** Something about a manifest that its own program would refuse, or that could not be followed. */
struct hm_manifest_problem {
    struct hm_span span;
    struct hm_str text; /**< a sentence */
    bool is_fatal;      /**< the program refuses the file; otherwise something is not known */
};

/**
 * One or several files that are read as one: a Compose project with its overrides, or a file of
 * Kubernetes. The bytes of all sources lie behind one another (hm_source.base), so that a span says
 * which of them it means.
 */
struct hm_manifests {
    enum hm_manifests_kind kind;
    const struct hm_source *const
        *sources; /**< by base; the first is the file that was asked for */
    uint32_t n_sources;
    const struct hm_service *services;
    uint32_t n_services;
    const struct hm_workload *workloads;
    uint32_t n_workloads;
    const struct hm_object *const *objects; /**< Kubernetes: all, workloads among them */
    uint32_t n_objects;
    const struct hm_pipeline *pipeline; /**< what a pipeline's file says; else NULL */
    const struct hm_act *builds; /**< commands of scripts and Makefiles that build images: acts of
                                    pipeline.h, spans in the first source */
    uint32_t n_builds;
    const struct hm_named_files *named; /**< by commands that are no pipeline's: pipeline.h */
    uint32_t n_named;
    const struct hm_pull *pulls; /**< of commands and Quadlets */
    uint32_t n_pulls;
    const struct hm_manifest_problem *problems;
    uint32_t n_problems;
    const struct hm_suppressions *const *suppressions; /**< one for each source */
    const struct hm_given *given; /**< Compose: what the project gives its services */
    uint32_t n_given;
    bool has_name;            /**< Compose: `name:` is given */
    struct hm_scalar version; /**< Compose: the obsolete `version:` */
};

/** The source that holds a span; the first when none does. */
const struct hm_source *hm_manifests_source(const struct hm_manifests *manifest,
                                            struct hm_span span);

/** Whether a value is "true": HM_NO where it is not set, HM_UNKNOWN where it depends on a variable
 * without a value. */
enum hm_trit hm_scalar_is_true(const struct hm_scalar *value);

/** Whether a value is @p text, likewise; the case of letters does not matter. */
enum hm_trit hm_scalar_is(const struct hm_scalar *value, const char *text);

/** What a fault of a service is mended with. */
enum hm_service_key {
#define KEY(name, compose, command, quadlet) HM_KEY_##name,
#include "plugin/model/service_keys.def"
#undef KEY
    HM_KEY_COUNT
};

/** How it is spelled where the service is written: "read_only: true", "--read-only",
 * "ReadOnly=true". */
const char *hm_service_spelling(const struct hm_service *service, enum hm_service_key key);

/** What a message calls it: "service", "container". */
const char *hm_service_noun(const struct hm_service *service);

/** For "%s %.*s" of a message: "service web". */
#define HM_SERVICE(service) hm_service_noun(service), HM_FMT((service)->name)

/** The entry of this name, or NULL. */
const struct hm_entry *hm_entries_find(const struct hm_entries *entries, const char *name);

#endif
