/* SPDX-License-Identifier: Apache-2.0 */
/* A file of the spool: whatever is read has a target and a report that is all of the rest. */
#include "plugin/base/auto.h"
#include "plugin/base/crypto.h"
#include "plugin/driver/upload/spool_text.h"
#include "tests/fuzz/fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct hm_str text = hm_str_make((const char *)data, size);
    struct hm_arena arena = { 0 };
    struct hm_spool_upload upload;
    struct hm_err err = { 0 };

    require(hm_crypto_init(NULL) == HM_OK);
    if (hm_spool_read(&arena, text, &upload, &err) == HM_OK) {
        const struct hm_upload_request *request = &upload.request;
        require(hm_upload_find(request->to) != NULL);
        require(request->report.p + request->report.n == text.p + text.n);
        require(request->n_header_files <= HM_UPLOAD_HEADERS);
        (void)hm_env_get(&request->env, "GITHUB_REPOSITORY");
    } else {
        require(err.status == HM_E_SYNTAX && err.text[0] != '\0');
    }
    hm_arena_done(&arena);
    return 0;
}
