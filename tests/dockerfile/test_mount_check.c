/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/dockerfile/mount.h"

#include <criterion/criterion.h>

#include "plugin/base/auto.h"

/* $U is not known, $T is "tmpfs", $N is empty. */
static void
expand(void *of, struct hm_word *word)
{
    (*(int *)of)++;
    if (hm_str_eq(word->text, "$U")) {
        word->is_known = false;
    } else if (hm_str_eq(word->text, "$T")) {
        word->value = HM_S("tmpfs");
    } else if (hm_str_eq(word->text, "$N")) {
        word->value = HM_S("");
    }
}

static const struct {
    const char *text;
    const char *beginning; /* empty: it is taken */
} rows[] = {
    { "target=/t", "" },
    { "type=Bind,source=s,target=/t,rw", "" },
    { "type=bnd", "unsupported mount type \"bnd\"" },
    { "type=$T,target=/t,size=1g", "" },
    { "type=$N", "unsupported mount type \"\"" },

    { "type=secret", "invalid secret mount. one of source, target required" },
    { "type=secret,id=$N", "invalid secret mount. one of source, target required" },
    { "type=secret,env=E", "invalid secret mount. one of source, target required" },
    { "type=secret,dst=/t", "" },
    { "type=secret,id=a,src=b", "both source and id can't be set" },
    { "type=secret,id=a,id=,src=b", "" },
    { "type=secret,id=a,from=b", "secret mount should not have a from" },
    { "type=secret,id=a,sharing=locked", "secret mount should not define sharing" },
    { "type=secret,id=a,required", "" },
    { "type=secret,id=a,required=perhaps", "invalid value for required: perhaps" },
    { "type=ssh,required=false", "" },
    { "target=/t,required", "unexpected key 'required' for mount type 'bind'" },

    { "type=cache,target=/t,sharing=PRIVATE", "" },
    { "type=cache,target=/t,sharing=all", "unsupported sharing value \"all\"" },
    { "target=/t,sharing=shared", "invalid cache sharing set for bind mount" },

    { "type=cache,target=/t,mode=0755,uid=1,gid=2", "" },
    { "type=cache,target=/t,mode=0999", "invalid value 0999 for mode" },
    { "type=cache,target=/t,uid=-1", "invalid value -1 for uid" },
    { "target=/t,gid=1,uid=1,mode=1", "mode not allowed for \"bind\" type mounts" },
    { "type=tmpfs,target=/t,gid=1,uid=1", "uid not allowed for \"tmpfs\" type mounts" },
    { "gid=1,target=/t,type=cache", "" },

    { "type=tmpfs,target=/t,size=1.5GiB", "" },
    { "type=tmpfs,target=/t,size=1 kb", "" },
    { "type=tmpfs,target=/t,size=1e5", "" },
    { "type=tmpfs,target=/t,size=0x10", "invalid value for size: 0x10" },
    { "type=tmpfs,target=/t,size=-1", "invalid value for size: -1" },
    { "type=tmpfs,target=/t,size=1kk", "invalid value for size: 1kk" },
    { "type=tmpfs,target=/t,size=inf", "invalid value for size: inf" },
    { "type=tmpfs,target=/t,size=", "invalid value for size: " },
    { "size=1,type=tmpfs,target=/t", "unexpected key 'size' for mount type 'bind'" },

    { "target=/t,rw=perhaps", "invalid value for rw: perhaps" },
    { "target", "invalid field 'target' must be a key=value pair" },
    { "Traget=/t", "unexpected key 'traget' in 'Traget=/t'" },
};

Test(mount_check, says_what_buildkit_refuses)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    int n = 0;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct hm_str error = hm_mount_check(&arena, hm_str_c(rows[i].text), expand, &n);
        cr_expect(rows[i].beginning[0] == '\0' ? error.n == 0
                                               : hm_str_starts(error, rows[i].beginning),
                  "%s: %.*s", rows[i].text, HM_FMT(error));
    }
}

Test(mount_check, ends_at_the_first_value_that_is_not_known)
{
    static const char *const unknown[] = { "type=$U,nonsense=1", "nonsense=$U", "id=$U,type=nope" };
    hm_auto_arena struct hm_arena arena = { 0 };

    for (size_t i = 0; i < sizeof unknown / sizeof unknown[0]; i++) {
        int n = 0;
        cr_expect_eq(hm_mount_check(&arena, hm_str_c(unknown[i]), expand, &n).n, 0, "%s",
                     unknown[i]);
        cr_expect_eq(n, 1, "%s", unknown[i]);
    }
}

Test(mount_check, refuses_what_comes_before_a_value_that_is_not_known)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    int n = 0;

    cr_expect_gt(hm_mount_check(&arena, HM_S("type=nope,target=$U"), expand, &n).n, 0);
}
