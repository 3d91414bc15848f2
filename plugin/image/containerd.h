/* SPDX-License-Identifier: Apache-2.0 */
/* Images in containerd, taken out by its own client, ctr: its API is no HTTP. */
#ifndef HM_IMAGE_CONTAINERD_H
#define HM_IMAGE_CONTAINERD_H

#include "plugin/image/verify.h"

/**
 * Has ctr export the image @p name ("acme/app:1" is "docker.io/acme/app:1" there) into the file
 * @p path. The socket is $CONTAINERD_ADDRESS, or containerd's own; the namespace is
 * $CONTAINERD_NAMESPACE, or "default" ("k8s.io" has those of Kubernetes). ctr is the one in PATH;
 * it runs without a shell, without network, under the options' deadline, and gets nothing of the
 * environment. HM_E_NOT_FOUND: no such socket, or no ctr; HM_E_USAGE: a namespace that is none;
 * HM_E_TOOL with what ctr said; HM_E_TIMEOUT; HM_E_REFUSED when stopped.
 */
enum hm_status hm_containerd_export(struct hm_str name, const struct hm_image_options *options,
                                    const char *path, struct hm_err *reterr) HM_MUST_CHECK;

#endif
