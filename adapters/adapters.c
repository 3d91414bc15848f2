/* SPDX-License-Identifier: Apache-2.0 */
#include "adapters/adapter.h"

#define ADAPTER(name) extern const struct hm_adapter hm_adapter_##name;
#include "adapters/adapters.def"
#undef ADAPTER

static const struct hm_adapter *const all[] = {
#define ADAPTER(name) &hm_adapter_##name,
#include "adapters/adapters.def"
#undef ADAPTER
};

enum {
    N_ALL = sizeof all / sizeof all[0],
};

const struct hm_adapter *const *
hm_adapters_all(size_t *ret_n)
{
    *ret_n = N_ALL;
    return all;
}

const struct hm_adapter *
hm_adapters_find(struct hm_str name)
{
    for (size_t i = 0; i < N_ALL; i++) {
        if (hm_str_eq(name, all[i]->name)) {
            return all[i];
        }
    }
    return NULL;
}

const char *
hm_task_name(enum hm_task task)
{
    static const char *const names[HM_TASK_COUNT] = {
        [HM_TASK_CONFIG] = "config",         [HM_TASK_FS] = "fs",
        [HM_TASK_IMAGE] = "image",           [HM_TASK_SIGNATURE] = "signature",
        [HM_TASK_DOCKERFILE] = "dockerfile", [HM_TASK_SHELL] = "shell",
        [HM_TASK_COMPOSE] = "compose",       [HM_TASK_SBOM] = "sbom",
        [HM_TASK_COMMAND] = "command",       [HM_TASK_BILL] = "from-sbom",
    };

    return names[task];
}

struct hm_str
hm_tool_job_image(const struct hm_tool_job *job)
{
    return job->task == HM_TASK_IMAGE  ? job->target
           : job->task == HM_TASK_BILL ? job->image
                                       : HM_S("");
}

enum hm_severity
hm_adapter_severity(const struct hm_adapter *adapter, struct hm_str word)
{
    for (size_t i = 0; i < adapter->n_severities; i++) {
        if (hm_str_eq_nocase(word, hm_str_c(adapter->severities[i].word))) {
            return adapter->severities[i].severity;
        }
    }
    return HM_SEV_NONE;
}

static const struct hm_exit_row *
row_of(const struct hm_adapter *adapter, int code)
{
    for (size_t i = 0; i < adapter->n_exits; i++) {
        if (adapter->exits[i].code == code) {
            return &adapter->exits[i];
        }
    }
    return NULL;
}

enum hm_exit_meaning
hm_adapter_exit(const struct hm_adapter *adapter, int code)
{
    const struct hm_exit_row *row = row_of(adapter, code);

    return row == NULL ? HM_EXIT_FAILED : row->meaning;
}

bool
hm_adapter_doubts(const struct hm_adapter *adapter, int code)
{
    const struct hm_exit_row *row = row_of(adapter, code);

    return row != NULL && row->is_doubted;
}
