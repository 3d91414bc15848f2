/* SPDX-License-Identifier: Apache-2.0 */
/* Volumes and ports in the short form that Compose and `docker run` share: "./data:/data:ro",
 * "127.0.0.1:8080:80". */
#ifndef HM_MANIFEST_SHORT_FORM_H
#define HM_MANIFEST_SHORT_FORM_H

#include "plugin/manifest/ynode.h"

/** The parts of "source:target:options". A Windows drive ("C:\data") and a variable's braces hold
 * colons that part nothing. */
struct hm_volume_parts {
    struct hm_str source; /**< empty: an anonymous volume */
    struct hm_str target;
    struct hm_str options;
};
struct hm_volume_parts hm_volume_split(struct hm_str text);

/** Where an item of `volumes:` is mounted; empty where that cannot be known. */
struct hm_str hm_volume_target(struct hm_arena *arena, const struct hm_ynode *item);

/** Reads an item of `volumes:` in either form. */
struct hm_volume hm_volume_read(struct hm_arena *arena, const struct hm_ynode *item);

/** Reads an item of `tmpfs:`: "/run:noexec,size=64m". */
struct hm_volume hm_tmpfs_read(const struct hm_ynode *item);

/** Reads what --mount is given: "type=bind,src=/data,dst=/data,readonly". */
struct hm_volume hm_mount_read(struct hm_arena *arena, const struct hm_ynode *item);

/** Reads the long form of --publish: "published=8080,target=80,mode=host". */
struct hm_published hm_publish_read(const struct hm_ynode *item);

/** Reads an item of `ports:` in either form. */
struct hm_published hm_published_read(const struct hm_ynode *item);

/** What two items of `ports:` share that mean the same, in whatever form each is written. */
struct hm_str hm_published_identity(struct hm_arena *arena, const struct hm_ynode *item);

#endif
