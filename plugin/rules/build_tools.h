/* SPDX-License-Identifier: Apache-2.0 */
/* Package managers' commands, and which packages and commands are there to build things. */
#ifndef HM_RULES_BUILD_TOOLS_H
#define HM_RULES_BUILD_TOOLS_H

#include "plugin/model/packages.h"
#include "plugin/rules/support.h"

/** What a command does to the system's packages: apt-get, apk, dnf and their kin. */
enum hm_package_action hm_package_action(const struct hm_command *cmd);

/** The group that `apk add --virtual NAME` puts its packages under, or the empty view. */
struct hm_str hm_package_group(const struct hm_command *cmd);

/** A package's name without version and architecture: "gcc=4:12", "gcc-12" stays, "make:amd64". */
struct hm_str hm_package_name(struct hm_str arg);

enum hm_tool_kind {
    HM_TOOL_NONE = 0,
    HM_TOOL_HELPER,  /**< fetches things: curl, wget */
    HM_TOOL_BUILDER, /**< compilers, headers, SDKs, source control, language package managers */
};

enum hm_tool_kind hm_tool_kind(struct hm_str package);

/** Whether a command compiles or bundles: make, go build, npm run build … */
bool hm_is_build_command(const struct hm_command *cmd);

#endif
