/* SPDX-License-Identifier: Apache-2.0 */
/* Images that lie in a container engine on this machine: they are taken out as an archive. */
#ifndef HM_IMAGE_DAEMON_H
#define HM_IMAGE_DAEMON_H

#include "plugin/image/verify.h"

/** Bytes of an exported image at most. */
#define HM_DAEMON_LIMIT ((uint64_t)64 << 30)

/** Whether a text names an image in an engine, "docker-daemon://app:1", "podman://app:1": it has
 * "://", which no reference has. */
bool hm_daemon_is_named(struct hm_str text);

/** Whether the engine and the image's name are well-formed: HM_E_USAGE if not. An engine that is
 * known but not spoken to passes; hm_daemon_export says what to do instead. */
enum hm_status hm_daemon_check(struct hm_str text, struct hm_err *reterr) HM_MUST_CHECK;

/**
 * Has the image written as an archive to the file @p path, which @p fd has open for writing and
 * which is empty: docker-daemon and podman are asked for it (GET /images/NAME/get over a unix
 * socket), containerd's by hm_containerd_export. The socket is that of $DOCKER_HOST or
 * $CONTAINER_HOST (unix:// only), or where the engine has it by itself. Not refused by is_offline:
 * nothing leaves the machine. HM_E_USAGE: an engine or a name that is none; HM_E_NOT_FOUND: no such
 * socket or image; HM_E_UNSUPPORTED: an engine that is not spoken to, or not by a unix socket;
 * HM_E_IO; HM_E_LIMIT; HM_E_AUTH; what hm_http_send and hm_containerd_export return.
 */
enum hm_status hm_daemon_export(struct hm_str text, const struct hm_image_options *options,
                                const char *path, int fd, struct hm_err *reterr) HM_MUST_CHECK;

#endif
