/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/dockerfile/operation_mounts.h"

#include "plugin/base/path.h"
#include "plugin/dockerfile/ast_text.h"
#include "plugin/dockerfile/build_path.h"

struct hm_str
hm_put_source(const struct hm_put *put, uint32_t stage, struct hm_str name)
{
    if (stage == HM_NONE) {
        return hm_outcome_image(put->arena, name);
    }
    /* A trigger may take files from the stage that it was left to. */
    if (stage == put->stage->index) {
        return put->at->made_by;
    }
    return put->all->is_done[stage] ? put->all->ends[stage].made_by : HM_S("?");
}

static void
put_mount(struct hm_put *put, const char *type, struct hm_str source, struct hm_item path,
          struct hm_item target, const struct hm_mount *mount)
{
    struct hm_buf *buf = put->buf;
    bool is_cache = strcmp(type, "cache") == 0;
    bool is_given = hm_str_eq(mount->type, "secret") || hm_str_eq(mount->type, "ssh");
    struct hm_item sharing = hm_item_known(HM_S(""));

    if (is_cache) {
        sharing = hm_item_of_word(&mount->sharing);
        sharing.text = sharing.text.n == 0 ? HM_S("shared") : sharing.text;
    }
    hm_buf_putc(buf, '{');
    hm_put_text(buf, "type", hm_str_c(type));
    hm_put_text(buf, "source", source);
    hm_put_item(buf, "path", path);
    hm_put_item(buf, "target", target);
    hm_put_bool(buf, "readonly", !mount->is_writable && !is_given);
    hm_put_item(buf, "sharing", sharing);
    hm_put_bool(buf, "required", is_given && mount->is_required);
}

static void
put_secret(struct hm_put *put, const struct hm_mount *mount)
{
    struct hm_item id = hm_item_of_word(mount->source.value.n > 0 ? &mount->source : &mount->id);
    struct hm_item target = hm_item_of_word(&mount->target);
    struct hm_item none = hm_item_known(HM_S(""));
    bool has_target = target.text.n > 0;

    target.text =
        hm_path_to_slash(put->arena, target.text, hm_str_eq(put->at->platform.os, "windows"));
    if (id.text.n == 0) {
        id = (struct hm_item){ .text = hm_path_base(target.text), .is_known = target.is_known };
    }
    if (mount->has_env) {
        put_mount(put, "secret", HM_S(""), none, none, mount);
        hm_put_item(put->buf, "id", id);
        hm_put_item(put->buf, "env", hm_item_of_word(&mount->env));
        hm_buf_puts(put->buf, "},");
        if (!has_target) {
            return;
        }
    }
    if (!has_target) {
        target.is_known = id.is_known;
        target.text = hm_arena_concat(put->arena, HM_S("/run/secrets/"), hm_path_base(id.text));
    }
    put_mount(put, "secret", HM_S(""), none, target, mount);
    hm_put_item(put->buf, "id", id);
    hm_put_text(put->buf, "env", HM_S(""));
    hm_buf_puts(put->buf, "},");
}

static void
put_ssh(struct hm_put *put, const struct hm_mount *mount, uint32_t nth)
{
    struct hm_item target = hm_item_of_word(&mount->target);

    if (target.is_known && target.text.n == 0) {
        target.text = hm_arena_printf(put->arena, "/run/buildkit/ssh_agent.%u", nth);
    }
    put_mount(put, "ssh", HM_S(""), hm_item_known(HM_S("")), target, mount);
    hm_put_item(put->buf, "id", hm_item_of_word(&mount->id));
    hm_put_text(put->buf, "env", HM_S(""));
    hm_buf_puts(put->buf, "},");
}

/* Where a mount is put: relative to the folder that the command runs in. */
static struct hm_item
target_of(const struct hm_put *put, const struct hm_mount *mount)
{
    struct hm_item target = hm_item_of_word(&mount->target);

    if (!hm_str_starts(target.text, "/")) {
        target.is_known = target.is_known && put->at->folder.is_known;
        target.text = hm_path_rooted(
            put->arena, hm_arena_concat(put->arena, put->at->folder.text, HM_S("/"), target.text));
    }
    return target;
}

static void
put_files_mount(struct hm_put *put, const struct hm_mount *mount)
{
    bool is_cache = hm_str_eq(mount->type, "cache");
    bool is_tmpfs = hm_str_eq(mount->type, "tmpfs");
    struct hm_item path = hm_item_of_word(&mount->source);
    struct hm_item id = hm_item_known(HM_S(""));
    struct hm_str source = HM_S("");

    path.text = hm_path_rooted(put->arena, path.text);
    if (path.is_known && hm_str_eq(path.text, "/")) {
        path.text = mount->has_owner && is_cache ? HM_S("/cache") : HM_S("");
    }
    if (is_cache) {
        id = hm_item_of_word(mount->id.value.n > 0 ? &mount->id : &mount->target);
        id.text = mount->id.value.n > 0 ? id.text : hm_path_clean(put->arena, id.text);
    }
    if (!is_tmpfs) {
        source = mount->from.value.n > 0 ? hm_put_source(put, mount->from_stage, mount->from.value)
                                         : hm_str_c(is_cache ? "scratch" : HM_CONTEXT_SOURCE);
    }
    put_mount(put,
              is_cache   ? "cache"
              : is_tmpfs ? "tmpfs"
                         : "bind",
              source, path, target_of(put, mount), mount);
    hm_put_item(put->buf, "id", id);
    hm_put_text(put->buf, "env", HM_S(""));
    hm_buf_puts(put->buf, "},");
}

void
hm_put_mounts(struct hm_put *put, const struct hm_instruction *inst, bool has_script)
{
    uint32_t n_ssh = 0;

    hm_put_name(put->buf, "mounts");
    hm_buf_putc(put->buf, '[');
    if (has_script) {
        const struct hm_mount plain = { 0 };
        put_mount(put, "bind", HM_S("document"), hm_item_known(HM_S("/")),
                  hm_item_known(HM_S("/dev/pipes/")), &plain);
        hm_put_text(put->buf, "id", HM_S(""));
        hm_put_text(put->buf, "env", HM_S(""));
        hm_buf_puts(put->buf, "},");
    }
    for (uint32_t i = 0; i < inst->n_mounts; i++) {
        if (hm_str_eq(inst->mounts[i].type, "secret")) {
            put_secret(put, &inst->mounts[i]);
        } else if (hm_str_eq(inst->mounts[i].type, "ssh")) {
            put_ssh(put, &inst->mounts[i], n_ssh++);
        } else {
            put_files_mount(put, &inst->mounts[i]);
        }
    }
    if (put->buf->n > 0 && put->buf->p[put->buf->n - 1] == ',') {
        put->buf->n--;
    }
    hm_buf_putc(put->buf, ']');
}
