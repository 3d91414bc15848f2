/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/dockerfile/mount.h"

#include <criterion/criterion.h>

#include "plugin/base/auto.h"

static struct hm_str
read_flags(struct hm_arena *arena, struct hm_instruction *inst, struct hm_flag *flags, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        flags[i].value.span.len = (uint32_t)flags[i].value.text.n;
    }
    inst->flags = flags;
    inst->n_flags = n;
    return hm_mounts_read(arena, inst);
}

static struct hm_str
read_one(struct hm_arena *arena, struct hm_instruction *inst, const char *value)
{
    struct hm_flag *flag = hm_arena_new(arena, struct hm_flag, 1);

    *flag = (struct hm_flag){ .name = HM_STR("mount"),
                              .has_value = true,
                              .value = { .text = hm_str_c(value) } };
    return read_flags(arena, inst, flag, 1);
}

Test(mount, options_have_many_names)
{
    static const struct {
        const char *value;
        const char *type;
        const char *source;
        const char *target;
        const char *id;
    } rows[] = {
        { "target=/t", "bind", "", "/t", "" },
        { "type=bind,src=s,dst=/t", "bind", "s", "/t", "" },
        { "source=a,src=b,source=c,destination=/t", "bind", "c", "/t", "" },
        { "TYPE=Cache,Target=/T,ID=X", "cache", "", "/T", "X" },
        { "type=$TYPE,target=/t", "$TYPE", "", "/t", "" },
        { "type=secret,id=a=b", "secret", "", "", "a=b" },
        { "type=secret,\"id=a,b\",target=\"/t\"", "secret", "", "\"/t\"", "a,b" },
        { "target,source=s", "bind", "s", "", "" },
        { "", "bind", "", "", "" },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        hm_auto_arena struct hm_arena arena = { 0 };
        struct hm_instruction inst = { 0 };
        struct hm_str error = read_one(&arena, &inst, rows[i].value);
        if (strchr(rows[i].target, '"') != NULL) {
            cr_expect_gt(error.n, 0, "%s", rows[i].value);
            continue;
        }
        const struct hm_mount *mount = &inst.mounts[0];
        cr_expect(hm_str_eq(mount->type, rows[i].type), "%s", rows[i].value);
        cr_expect(hm_str_eq(mount->source.text, rows[i].source), "%s", rows[i].value);
        cr_expect(hm_str_eq(mount->target.text, rows[i].target), "%s", rows[i].value);
        cr_expect(hm_str_eq(mount->id.text, rows[i].id), "%s", rows[i].value);
    }
}

Test(mount, only_scratchpads_can_be_written_to_unasked)
{
    static const struct {
        const char *value;
        bool is_writable;
    } rows[] = {
        { "target=/t", false },
        { "target=/t,rw", true },
        { "target=/t,readonly=false", true },
        { "target=/t,rw,ro", false },
        { "target=/t,ro,readwrite=1", true },
        { "target=/t,rw=perhaps", false },
        { "type=cache,target=/t", true },
        { "target=/t,type=cache", true },
        { "type=cache,target=/t,ro", false },
        { "type=tmpfs,target=/t", true },
        { "type=secret,id=a", false },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        hm_auto_arena struct hm_arena arena = { 0 };
        struct hm_instruction inst = { 0 };
        (void)read_one(&arena, &inst, rows[i].value);
        cr_expect_eq(inst.mounts[0].is_writable, rows[i].is_writable, "%s", rows[i].value);
    }
}

Test(mount, a_value_lies_where_it_is_written)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_instruction inst = { 0 };

    (void)read_one(&arena, &inst, "type=bind,source=here,target=/t");
    cr_expect_eq(inst.mounts[0].source.span.off, 17);
    cr_expect_eq(inst.mounts[0].source.span.len, 4);
}

Test(mount, of_several_flags_the_first_refusal_counts)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_instruction inst = { 0 };
    struct hm_flag flags[] = {
        { .name = HM_STR("mount") },
        { .name = HM_STR("network"), .has_value = true, .value = { .text = HM_STR("none") } },
        { .name = HM_STR("mount"), .has_value = true, .value = { .text = HM_STR("from=$") } },
        { .name = HM_STR("mount"), .has_value = true, .value = { .text = HM_STR("from=a$B") } },
        { .name = HM_STR("mount"), .has_value = true, .value = { .text = HM_STR("a\"") } },
    };
    struct hm_str error = read_flags(&arena, &inst, flags, 5);

    cr_expect_eq(inst.n_mounts, 3);
    cr_expect(
        hm_str_eq(error, "'from' doesn't support variable expansion, define alias stage instead"));
}

Test(mount, devices_have_a_name)
{
    static const struct {
        const char *value;
        const char *beginning;
    } rows[] = {
        { "vendor.com/gpu=all", "" },
        { "name=a,required", "" },
        { "Required=false,vendor.com/gpu=all", "" },
        { "name=a,name=b", "device name already set to a" },
        { "a,name=b", "device name already set to a" },
        { "a,required=perhaps", "invalid value for required: perhaps" },
        { "a,b", "invalid field 'b' must be a key=value pair" },
        { "a,nmae=b", "unexpected key 'nmae' in 'nmae=b'" },
        { "a\"", "failed to parse csv devices: " },
    };
    hm_auto_arena struct hm_arena arena = { 0 };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct hm_str error = hm_device_check(&arena, hm_str_c(rows[i].value));
        cr_expect(rows[i].beginning[0] == '\0' ? error.n == 0
                                               : hm_str_starts(error, rows[i].beginning),
                  "%s: %.*s", rows[i].value, HM_FMT(error));
    }
}
