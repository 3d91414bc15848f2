/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/base/program.h"

#include <sys/stat.h>

bool
hm_program_is(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 && S_ISREG(st.st_mode) && access(path, X_OK) == 0;
}

bool
hm_program_find(struct hm_str folders, const char *program, struct hm_buf *ret_path)
{
    struct hm_str folder;

    while (hm_str_split(&folders, ':', &folder)) {
        if (hm_str_starts(folder, "/")) {
            hm_buf_clear(ret_path);
            hm_buf_printf(ret_path, "%.*s/%s", HM_FMT(folder), program);
            if (hm_program_is(ret_path->p)) {
                return true;
            }
        }
    }
    hm_buf_clear(ret_path);
    return false;
}
