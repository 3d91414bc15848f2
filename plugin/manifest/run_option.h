/* SPDX-License-Identifier: Apache-2.0 */
/* Of plugin/manifest/run_*.c alone: what the options of `docker run` say of a service. */
#ifndef HM_MANIFEST_RUN_OPTION_H
#define HM_MANIFEST_RUN_OPTION_H

#include "plugin/manifest/run_command.h"

enum hm_run_what {
    HM_RUN_IGNORED,
    HM_RUN_API_SOCKET,
    HM_RUN_CAP_ADD,
    HM_RUN_CAP_DROP,
    HM_RUN_CGROUP,
    HM_RUN_CGROUP_PARENT,
    HM_RUN_CPUS,
    HM_RUN_DETACH,
    HM_RUN_DEVICE,
    HM_RUN_DEVICE_CGROUP_RULE,
    HM_RUN_ENTRYPOINT,
    HM_RUN_ENV,
    HM_RUN_ENV_FILE,
    HM_RUN_GROUP_ADD,
    HM_RUN_HEALTH_CMD,
    HM_RUN_HELP,
    HM_RUN_IPC,
    HM_RUN_LOG_DRIVER,
    HM_RUN_MEMORY,
    HM_RUN_MOUNT,
    HM_RUN_NAME,
    HM_RUN_NETWORK,
    HM_RUN_NO_HEALTHCHECK,
    HM_RUN_OOM_KILL_DISABLE,
    HM_RUN_PID,
    HM_RUN_PIDS,
    HM_RUN_PRIVILEGED,
    HM_RUN_PUBLISH,
    HM_RUN_PUBLISH_ALL,
    HM_RUN_READ_ONLY,
    HM_RUN_REMOVED,
    HM_RUN_RESTART,
    HM_RUN_ATTEMPTS, /**< of a swarm: how often at most */
    HM_RUN_MODE,     /**< of a swarm: "replicated", "global-job" */
    HM_RUN_ROOTFS,
    HM_RUN_RUNTIME,
    HM_RUN_SECRET,
    HM_RUN_SECURITY_OPT,
    HM_RUN_SYSCTL,
    HM_RUN_TMPFS,
    HM_RUN_ULIMIT,
    HM_RUN_USER,
    HM_RUN_USERNS,
    HM_RUN_UTS,
    HM_RUN_VOLUME,
    HM_RUN_VOLUMES_FROM,
    HM_RUN_WATCHED,
};

struct hm_run_option {
    const char *name; /**< without its dashes */
    char letter;      /**< or NUL */
    bool has_value;
    enum hm_run_what what;
};

/** A command line that is taken apart. */
struct hm_run {
    struct hm_run_reader *reader;
    const struct hm_arg *args;
    uint32_t n;
    uint32_t at;
    struct hm_service *service;
    HM_VEC(struct hm_volume) volumes;
    HM_VEC(struct hm_published) ports;
    HM_VEC(struct hm_entry) environment;
    HM_VEC(struct hm_entry) sysctls;
    HM_VEC(struct hm_entry) ulimits;
    HM_VEC(struct hm_env_file) env_files;
    HM_VEC(struct hm_grant) secrets;
    HM_VEC(struct hm_scalar) lists[6];
    bool is_detached;
    bool is_removed;
    bool is_job;               /**< a swarm runs it to its end */
    struct hm_scalar attempts; /**< of --restart-max-attempts */
    bool is_watched;
    bool is_rootfs;
    bool is_help;
};

enum { LIST_CAP_ADD, LIST_CAP_DROP, LIST_SECURITY_OPT, LIST_GROUP_ADD, LIST_DEVICES, LIST_RULES };

/** The option of a name without its dashes, or of a letter; NULL for one that is not known. */
const struct hm_run_option *hm_run_option_long(struct hm_str name);
const struct hm_run_option *hm_run_option_letter(char letter);

/** What a flag says; the node's text is what stands behind '=', or empty. */
void hm_run_take_flag(struct hm_run *run, enum hm_run_what what, const struct hm_ynode *node);

/** What an option says whose value is @p text: the word @p arg, or what is behind '=' in it. @p
 * span is that of option and value. */
void hm_run_take_value(struct hm_run *run, enum hm_run_what what, const struct hm_arg *arg,
                       struct hm_str text, struct hm_span span);

/** A word, or the part @p text of it, as a value with its place. */
struct hm_ynode hm_run_node(const struct hm_run *run, const struct hm_arg *arg, struct hm_str text,
                            struct hm_span span);

/** Gives a value its node's text and places. */
void hm_run_set(struct hm_scalar *to, const struct hm_ynode *node);

/** Gives the service what was collected. */
void hm_run_keep(const struct hm_run *run);

#endif
