/* SPDX-License-Identifier: Apache-2.0 */
/* A report's signature: made, and held against what lies there now. */
#include "plugin/driver/commands/cmd.h"

#include <errno.h>
#include <unistd.h>

#include "plugin/base/auto.h"
#include "plugin/base/io.h"
#include "plugin/base/spill.h"
#include "plugin/driver/run.h"
#include "reports/inert.h"
#include "reports/seal/minisign.h"

enum {
    REPORT_LIMIT = 1024 * 1024 * 1024, /* bytes of what is signed */
    PASSWORD_LIMIT = 1024,
};

/* --- what the options name --- */

static enum hm_status
read_password(const struct hm_args *args, struct hm_buf *ret, struct hm_err *reterr)
{
    const char *path = hm_args_text(args, HM_OPT_PASSWORD_FILE);
    const char *variable = getenv("HULLMARK_SEAL_PASSWORD");

    if (path == NULL) {
        hm_buf_puts(ret, variable == NULL ? "" : variable);
        return HM_OK;
    }
    HM_TRY(hm_read_file(AT_FDCWD, path, PASSWORD_LIMIT, ret, reterr));
    hm_buf_cut(ret, hm_str_find(hm_buf_str(ret), '\n'));
    return HM_OK;
}

static enum hm_status
read_secret(const struct hm_args *args, struct hm_minisign_secret *ret, struct hm_err *reterr)
{
    hm_auto_buf struct hm_buf text = { .is_secret = true };
    hm_auto_buf struct hm_buf password = { .is_secret = true };
    const char *path = hm_args_text(args, HM_OPT_SEAL_KEY);
    enum hm_minisign_lock lock = HM_MINISIGN_OPEN;

    HM_TRY(hm_read_file(AT_FDCWD, path, HM_MINISIGN_FILE, &text, reterr));
    HM_TRY(read_password(args, &password, reterr));
    enum hm_status status = hm_minisign_lock_of(hm_buf_str(&text), &lock, reterr);
    if (status == HM_OK && lock == HM_MINISIGN_LOCKED && password.n == 0) {
        status = hm_err_set(reterr, HM_E_AUTH,
                            "the key has a password: hand it over as HULLMARK_SEAL_PASSWORD, or by "
                            "--password-file");
    }
    if (status == HM_OK) {
        status = hm_minisign_read_secret(hm_buf_str(&text), hm_buf_str(&password), ret, reterr);
    }
    if (status != HM_OK) {
        (void)hm_err_prefix(reterr, "%s", path);
    }
    return status;
}

/* A file, or the key itself: what minisign -P takes. */
static enum hm_status
read_public(const struct hm_args *args, struct hm_minisign_public *ret, struct hm_err *reterr)
{
    hm_auto_buf struct hm_buf text = { 0 };
    const char *given = hm_args_text(args, HM_OPT_PUBLIC_KEY);

    if (hm_minisign_read_public(hm_str_c(given), ret, NULL) == HM_OK) {
        return HM_OK;
    }
    HM_TRY(hm_read_file(AT_FDCWD, given, HM_MINISIGN_FILE, &text, reterr));
    if (hm_minisign_read_public(hm_buf_str(&text), ret, reterr) != HM_OK) {
        (void)hm_err_prefix(reterr, "%s", given);
        return HM_E_SYNTAX;
    }
    return HM_OK;
}

static const char *
signature_path(const struct hm_args *args, const char *report)
{
    const char *given = hm_args_text(args, HM_OPT_SIGNATURE);

    return given != NULL ? given : hm_arena_printf(args->arena, "%s.minisig", report).p;
}

/* --- sign --- */

/* As minisign's own: when, and which file. */
static enum hm_status
make_comment(const struct hm_args *args, const char *report, struct hm_str *ret,
             struct hm_err *reterr)
{
    hm_auto_buf struct hm_buf name = { 0 };
    struct hm_str given = hm_str_c(hm_args_text(args, HM_OPT_COMMENT));
    int64_t now = 0;

    for (size_t i = 0; i < given.n; i++) {
        if ((unsigned char)given.p[i] < ' ' && given.p[i] != '\t') {
            return hm_err_set(reterr, HM_E_USAGE, "--comment is one line");
        }
    }
    if (given.n > HM_MINISIGN_COMMENT) {
        return hm_err_set(reterr, HM_E_USAGE, "--comment has at most %d bytes",
                          HM_MINISIGN_COMMENT);
    }
    HM_TRY(hm_run_clock(&now, reterr));
    hm_inert_line(&name, hm_str_basename(hm_str_c(report)));
    *ret = given.n > 0 ? given
                       : hm_arena_printf(args->arena, "timestamp:%jd\tfile:%.*s\thashed",
                                         (intmax_t)now, HM_FMT(hm_buf_str(&name)));
    return HM_OK;
}

static enum hm_status
sign(const struct hm_args *args, const char *report, struct hm_buf *said, struct hm_err *reterr)
{
    struct hm_spill spill = { .dir = hm_temp_folder(), .fd = -1 };
    hm_auto_buf struct hm_buf text = { 0 };
    hm_auto_buf struct hm_buf signature = { 0 };
    struct hm_minisign_secret secret = { 0 };
    struct hm_str content = { 0 };
    struct hm_str comment = { 0 };
    const char *path = signature_path(args, report);
    enum hm_status status = make_comment(args, report, &comment, reterr);

    if (status == HM_OK) {
        status = hm_spill_read_file(&spill, report, REPORT_LIMIT, &text, &content, reterr);
    }
    if (status == HM_OK) {
        status = read_secret(args, &secret, reterr);
    }
    if (status == HM_OK) {
        hm_minisign_sign(&secret, content, comment, &signature);
        status = hm_write_file(path, hm_buf_str(&signature), reterr);
    }
    if (status == HM_OK) {
        hm_buf_printf(said, "%s is signed: %s\n", report, path);
    }
    hm_wipe(&secret, sizeof secret);
    hm_spill_done(&spill);
    return status;
}

/* --- verify --- */

static enum hm_status
verify(const struct hm_args *args, const char *report, struct hm_buf *said, struct hm_err *reterr)
{
    struct hm_spill spill = { .dir = hm_temp_folder(), .fd = -1 };
    hm_auto_buf struct hm_buf text = { 0 };
    hm_auto_buf struct hm_buf signature = { 0 };
    hm_auto_buf struct hm_buf shown = { 0 };
    struct hm_minisign_public key;
    struct hm_str content = { 0 };
    struct hm_str comment = { 0 };
    const char *path = signature_path(args, report);
    enum hm_status status = read_public(args, &key, reterr);

    if (status == HM_OK) {
        status = hm_read_file(AT_FDCWD, path, HM_MINISIGN_FILE, &signature, reterr);
    }
    if (status == HM_OK) {
        status = hm_spill_read_file(&spill, report, REPORT_LIMIT, &text, &content, reterr);
    }
    if (status == HM_OK) {
        status = hm_minisign_verify(args->arena, &key, content, hm_buf_str(&signature), &comment,
                                    reterr);
        if (status != HM_OK) {
            (void)hm_err_prefix(reterr, "%s, by %s", report, path);
        }
    }
    if (status == HM_OK) {
        hm_inert_line(&shown, comment);
        hm_buf_printf(said, "%s is as it was signed (%.*s).\n", report, HM_FMT(hm_buf_str(&shown)));
    }
    hm_spill_done(&spill);
    return status;
}

/* --- keygen --- */

/* A new file, for its owner alone where it is a secret. */
static enum hm_status
write_new(const char *path, mode_t mode, struct hm_str content, struct hm_err *reterr)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);

    if (fd < 0) {
        return hm_err_set(reterr, HM_E_IO, "%s: %s", path, strerror(errno));
    }
    enum hm_status status = hm_write_fd(fd, content, path, reterr);
    if (status == HM_OK && fsync(fd) != 0) {
        status = hm_err_set(reterr, HM_E_IO, "%s: %s", path, strerror(errno));
    }
    if (status != HM_OK) {
        (void)unlink(path);
    }
    (void)close(fd);
    return status;
}

static enum hm_status
keygen(const struct hm_args *args, struct hm_buf *said, struct hm_err *reterr)
{
    hm_auto_buf struct hm_buf password = { .is_secret = true };
    hm_auto_buf struct hm_buf secret = { .is_secret = true };
    hm_auto_buf struct hm_buf open = { 0 };
    const char *secret_path = hm_args_text(args, HM_OPT_SEAL_KEY);
    const char *public_path = hm_args_text(args, HM_OPT_PUBLIC_KEY);

    HM_TRY(read_password(args, &password, reterr));
    if (!hm_minisign_generate(hm_buf_str(&password), &open, &secret)) {
        return hm_err_set(reterr, HM_E_LIMIT, "there is no memory (1 GiB) to lock the key in");
    }
    HM_TRY(write_new(secret_path, 0600, hm_buf_str(&secret), reterr));
    enum hm_status status = write_new(public_path, 0644, hm_buf_str(&open), reterr);
    if (status != HM_OK) {
        (void)unlink(secret_path);
        return status;
    }
    hm_buf_printf(said, "%s signs%s, %s verifies.\n", secret_path,
                  password.n > 0 ? "" : " (it has no password: keep it as a secret of CI)",
                  public_path);
    return HM_OK;
}

/* --- the command --- */

int
hm_cmd_seal(const struct hm_args *args)
{
    hm_auto_buf struct hm_buf said = { 0 };
    struct hm_err err = { 0 };
    bool has_key = hm_args_has(args, HM_OPT_SEAL_KEY);
    bool has_public = hm_args_has(args, HM_OPT_PUBLIC_KEY);
    const char *word = args->operands.n > 0 ? args->operands.p[0] : "";
    bool is_verify = strcmp(word, "verify") == 0 && args->operands.n == 2;
    enum hm_status status;

    if (args->operands.n == 0 || args->operands.n > (is_verify ? 2U : 1U)) {
        return hm_complain_usage(args, "name the report: seal REPORT, or seal verify REPORT");
    }
    if (is_verify) {
        if (!has_public) {
            return hm_complain_usage(args,
                                     "say by which key: --public-key FILE, or the key itself");
        }
        status = verify(args, args->operands.p[1], &said, &err);
    } else if (strcmp(word, "keygen") == 0) {
        if (!has_key || !has_public) {
            return hm_complain_usage(args,
                                     "say where the keys go: --key-file FILE --public-key FILE");
        }
        status = keygen(args, &said, &err);
    } else {
        if (!has_key) {
            return hm_complain_usage(args, "say with which key: --key-file FILE");
        }
        status = sign(args, word, &said, &err);
    }
    if (status == HM_E_MISMATCH) {
        (void)!hm_complain(&err);
        return HM_EXIT_FAIL;
    }
    return status == HM_OK ? (hm_args_has(args, HM_OPT_QUIET) ? HM_EXIT_PASS : hm_print(&said))
                           : hm_complain(&err);
}
