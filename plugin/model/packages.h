/* SPDX-License-Identifier: Apache-2.0 */
/* What a command asks a package manager to do, and which packages it names. */
#ifndef HM_MODEL_PACKAGES_H
#define HM_MODEL_PACKAGES_H

#include "plugin/model/command.h"

enum hm_manager {
    HM_APT, /**< apt-get, apt, aptitude */
    HM_APK,
    HM_DNF, /**< yum, dnf, microdnf, tdnf: cmd->name tells them apart */
    HM_ZYPPER,
    HM_PACMAN,
    HM_PIP, /**< pip, python -m pip, uv pip */
    HM_NPM,
    HM_YARN,
    HM_PNPM,
    HM_GEM,
    HM_GO,
    HM_POETRY,
    HM_PIPX,
    HM_UV, /**< uv add, uv tool install */
    HM_BUN,
    HM_BUNDLER,
    HM_CARGO,
    HM_COMPOSER,
    HM_CONDA, /**< conda, mamba, micromamba */
    HM_CHOCO,
    HM_WINGET,
    HM_POWERSHELL, /**< Install-Module, Install-Package and their like */
    HM_MANAGER_COUNT
};

enum hm_package_action {
    HM_PACKAGES_OTHER,
    HM_PACKAGES_INSTALL, /**< named packages, or what a file of the project lists */
    HM_PACKAGES_REFRESH, /**< the index of what there is: apt-get update, apk update */
    HM_PACKAGES_UPGRADE, /**< all that is installed */
    HM_PACKAGES_REMOVE,
    HM_PACKAGES_CLEAN, /**< the manager's caches: apt-get clean, yum clean all */
};

/** One call of a package manager. */
struct hm_package_call {
    enum hm_manager manager;
    enum hm_package_action action;
    struct hm_str verb; /**< as written: "install", "in", "i" */
    uint32_t operands;  /**< where to look for packages: the field after the verb (of
                           hm_command_fields) */
};

/** Whether the manager installs the distribution's packages, rather than a language's. */
static inline bool
hm_manager_is_system(enum hm_manager manager)
{
    return manager <= HM_PACMAN;
}

/** Whether @p cmd calls a package manager with a verb, and what for, by its words. For whoever
 * makes commands: those of a file have been asked already. */
bool hm_package_call_read(const struct hm_command *cmd, struct hm_package_call *ret_call);

/** The same of a command of a file: what was read once for all rules. */
static inline bool
hm_package_call(const struct hm_command *cmd, struct hm_package_call *ret_call)
{
    if (cmd->package_call == NULL) {
        return false;
    }
    *ret_call = *cmd->package_call;
    return true;
}

/** How well a package that is to be installed is determined. */
enum hm_package_pin {
    HM_PIN_NONE,    /**< whatever the registry has at the time */
    HM_PIN_VERSION, /**< a version, a range with an end, a variable that holds one */
    HM_PIN_LOCAL,   /**< a file or folder, or an address of a file */
    HM_PIN_UNKNOWN, /**< the word is a variable: nobody knows what is in it */
};

struct hm_package {
    const struct hm_arg *arg; /**< is_expanded: it came out of a variable */
    struct hm_str name;       /**< without the version */
    enum hm_package_pin pin;
};

/**
 * The next package of an install from field @p at on, which starts as call->operands and is
 * moved on; false past the last. Files of requirements and constraints are no packages:
 * hm_package_is_locked tells of them.
 */
bool hm_package_next(const struct hm_command *cmd, const struct hm_package_call *call, uint32_t *at,
                     struct hm_package *ret_package);

/** Whether a constraint file or hashes decide the versions of all that is named. */
bool hm_package_is_locked(const struct hm_command *cmd, const struct hm_package_call *call);

#endif
