/* SPDX-License-Identifier: Apache-2.0 */
/* Namespaces, capabilities and limits between a program and the rest of the machine. */
#ifndef HM_BASE_ISOLATE_H
#define HM_BASE_ISOLATE_H

#include "plugin/base/process.h"

/* Called between fork and exec: all of it is async-signal-safe. */

/** What the system gave. */
struct hm_isolation {
    bool has_pids;    /**< the next fork is the first process of a PID namespace, in which there is
                           nothing of ours; mounts are private too */
    bool has_users;   /**< a user namespace, with our own number and no other */
    bool has_network; /**< a network in which there is nothing */
    bool has_proc;    /**< /proc shows that PID namespace */
};

/** Moves the caller into namespaces of its own, the network's only where asked for. */
struct hm_isolation hm_isolate_enter(bool is_offline);

/** In the first process of the PID namespace: mounts its /proc. */
bool hm_isolate_proc(void);

/**
 * Gives up every capability but those that let root read and write files, so that a program cannot
 * look into what has more: into us, and into whatever else runs as root. Returns whether there was
 * something to give up and all of it is gone, so that this holds.
 */
bool hm_isolate_drop(void);

/** Sets the limits of the specification, and no core dumps. The number of processes only in a user
 * namespace of its own: elsewhere it would count what else the user runs, and root is exempt. */
void hm_isolate_limit(const struct hm_process_spec *spec, const struct hm_isolation *isolation);

#endif
