/* SPDX-License-Identifier: Apache-2.0 */
/* Things that close or free themselves at the end of their block. */
#ifndef HM_BASE_AUTO_H
#define HM_BASE_AUTO_H

#include <dirent.h>
#include <jansson.h>

#include "plugin/base/arena.h"
#include "plugin/base/buf.h"

static inline void
hm_auto_close_(const int *fd)
{
    if (*fd >= 0) {
        (void)close(*fd);
    }
}

static inline void
hm_auto_closedir_(DIR **dir)
{
    if (*dir != NULL) {
        (void)closedir(*dir);
    }
}

static inline void
hm_auto_free_(void *p)
{
    free(*(void **)p);
}

/** `hm_auto_fd int fd = -1;` */
#define hm_auto_fd __attribute__((cleanup(hm_auto_close_)))
#define hm_auto_dir __attribute__((cleanup(hm_auto_closedir_)))
#define hm_auto_free __attribute__((cleanup(hm_auto_free_)))
/** `hm_auto_arena struct hm_arena arena = { 0 };` */
#define hm_auto_arena __attribute__((cleanup(hm_arena_done)))
/** `hm_auto_buf struct hm_buf buf = { 0 };` */
#define hm_auto_buf __attribute__((cleanup(hm_buf_done)))
/** `hm_auto_json json_t *root = NULL;` */
/** `hm_auto_json json_t *root = NULL;` */
#define hm_auto_json __attribute__((cleanup(json_decrefp)))

#endif
