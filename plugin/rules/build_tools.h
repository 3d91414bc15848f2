/* SPDX-License-Identifier: Apache-2.0 */
/* Which packages and commands are there to build things. */
#ifndef HM_RULES_BUILD_TOOLS_H
#define HM_RULES_BUILD_TOOLS_H

#include "plugin/rules/support.h"

/** The group that `apk add --virtual NAME` puts its packages under, or the empty view. */
struct hm_str hm_package_group(const struct hm_command *cmd);

enum hm_tool_kind {
    HM_TOOL_NONE = 0,
    HM_TOOL_HELPER,  /**< fetches things: curl, wget */
    HM_TOOL_BUILDER, /**< compilers, headers, SDKs, source control, language package managers */
};

enum hm_tool_kind hm_tool_kind(struct hm_str package);

/** Whether a command compiles or bundles: make, go build, npm run build … */
bool hm_is_build_command(const struct hm_command *cmd);

#endif
