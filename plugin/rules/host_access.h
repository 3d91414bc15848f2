/* SPDX-License-Identifier: Apache-2.0 */
/* What a container should not get of its host, whoever runs it: sockets, folders, capabilities. */
#ifndef HM_RULES_HOST_ACCESS_H
#define HM_RULES_HOST_ACCESS_H

#include "plugin/base/str.h"

/** Whether a path of the host is the socket of a container engine or runtime. */
bool hm_is_engine_socket(struct hm_str path);

/** What a folder of the host is, or a file in it ("which holds …"), when it is one that the host
 * itself lives on; else NULL. The path is absolute (or begins with "~", or a drive of Windows); a
 * slash at its end is no matter. What says nothing and changes nothing, as /etc/localtime, is none.
 */
const char *hm_host_path_danger(struct hm_str path);

/** A capability's name without CAP_, as it was written otherwise. */
struct hm_str hm_capability_name(struct hm_str word);

enum hm_capability_reach {
    HM_CAPABILITY_USUAL = 0, /**< engines give it to every container */
    HM_CAPABILITY_ODD,       /**< they do not */
    HM_CAPABILITY_HIGH,      /**< it reaches what belongs to others */
    HM_CAPABILITY_CRITICAL,  /**< it runs code on the host; "ALL" is one */
};

/** How far a capability reaches, by its name without CAP_; @p ret_what (may be NULL) gets a clause
 * for the last two: "it can load code into the host's kernel". */
enum hm_capability_reach hm_capability_reach(struct hm_str name, const char **ret_what);

#endif
