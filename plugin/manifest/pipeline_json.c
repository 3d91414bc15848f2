/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/manifest/pipeline_json.h"

#include "plugin/dockerfile/ast_text.h"
#include "plugin/dockerfile/script_json.h"
#include "plugin/manifest/model_json.h"

/* "github", "github-action", "gitlab", "jenkins". */
static const char *
kind_word(enum hm_pipeline_kind kind)
{
    static const char *const words[] = {
        [HM_PIPELINE_GITHUB] = "github",
        [HM_PIPELINE_GITHUB_ACTION] = "github-action",
        [HM_PIPELINE_GITLAB] = "gitlab",
        [HM_PIPELINE_JENKINS] = "jenkins",
    };
    return words[kind];
}

static void
put_flag(const struct hm_json_writer *out, const char *name, bool is_so)
{
    if (is_so) {
        hm_put_bool(out->buf, name, true);
    }
}

static void
put_some(const struct hm_json_writer *out, const char *name, struct hm_str text)
{
    if (text.n > 0) {
        hm_put_text(out->buf, name, text);
    }
}

static void
put_commands(const struct hm_json_writer *out, const struct hm_script *script)
{
    hm_put_text(out->buf, "dialect", hm_str_c(hm_dialect_name(script->dialect)));
    put_flag(out, "unread", script->dialect == HM_SHELL_OTHER);
    put_flag(out, "incomplete", !script->is_complete || script->is_cut);
    hm_put_name(out->buf, "commands");
    hm_buf_putc(out->buf, '[');
    for (uint32_t i = 0; i < script->n_commands; i++) {
        const struct hm_command *cmd = &script->commands[i];
        uint32_t n;
        const struct hm_arg *fields = hm_command_fields(cmd, &n);
        hm_buf_puts(out->buf, i == 0 ? "{\"words\":[" : ",{\"words\":[");
        for (uint32_t k = 0; k < n; k++) {
            hm_buf_puts(out->buf, k == 0 ? "" : ",");
            hm_put_string(out->buf, fields[k].text);
        }
        hm_buf_putc(out->buf, ']');
        hm_json_at(out, cmd->span);
        hm_buf_putc(out->buf, '}');
    }
    hm_buf_putc(out->buf, ']');
}

static void
put_step(const struct hm_json_writer *out, const struct hm_step *step)
{
    hm_buf_putc(out->buf, '{');
    hm_json_scalar(out, "name", &step->name);
    put_some(out, "id", step->id);
    hm_json_scalar(out, "uses", &step->uses);
    hm_json_entries(out, "with", &step->with);
    hm_json_entries(out, "env", &step->env);
    hm_json_scalar(out, "condition", &step->condition);
    hm_json_scalar(out, "ignores_failure", &step->ignores_failure);
    put_flag(out, "runs_always", step->runs_always);
    hm_json_scalar(out, "run", &step->run);
    hm_json_scalars(out, "inserted", &step->inserted);
    if (step->script != NULL) {
        put_commands(out, step->script);
    }
    hm_json_at(out, step->span);
    hm_buf_putc(out->buf, '}');
}

static void
put_image(const struct hm_json_writer *out, const struct hm_job_image *image)
{
    hm_buf_putc(out->buf, '{');
    hm_json_scalar(out, "image", &image->image);
    put_flag(out, "service", image->is_service);
    put_some(out, "alias", image->alias);
    hm_json_scalar(out, "options", &image->options);
    hm_json_scalars(out, "volumes", &image->volumes);
    hm_json_scalar(out, "privileged", &image->privileged);
    hm_json_entries(out, "env", &image->env);
    hm_json_at(out, image->span);
    hm_buf_putc(out->buf, '}');
}

static void
put_job(const struct hm_json_writer *out, const struct hm_job *job)
{
    hm_buf_putc(out->buf, '{');
    hm_put_text(out->buf, "name", job->name);
    if (job->incomplete != NULL) {
        hm_put_text(out->buf, "incomplete", hm_str_c(job->incomplete));
    }
    hm_json_scalar(out, "stage", &job->stage);
    hm_json_scalars(out, "needs", &job->needs);
    hm_json_scalars(out, "runs_on", &job->runs_on);
    hm_json_scalar(out, "condition", &job->condition);
    hm_json_scalar(out, "environment", &job->environment);
    hm_json_scalar(out, "ignores_failure", &job->ignores_failure);
    hm_json_entries(out, "permissions", &job->permissions);
    hm_json_scalar(out, "calls", &job->calls);
    hm_json_entries(out, "with", &job->with);
    hm_json_scalar(out, "secrets", &job->secrets);
    hm_json_entries(out, "env", &job->env);
    hm_put_name(out->buf, "images");
    hm_buf_putc(out->buf, '[');
    for (uint32_t i = 0; i < job->n_images; i++) {
        hm_buf_puts(out->buf, i == 0 ? "" : ",");
        put_image(out, &job->images[i]);
    }
    hm_buf_putc(out->buf, ']');
    hm_put_name(out->buf, "steps");
    hm_buf_putc(out->buf, '[');
    for (uint32_t i = 0; i < job->n_steps; i++) {
        hm_buf_puts(out->buf, i == 0 ? "" : ",");
        put_step(out, &job->steps[i]);
    }
    hm_buf_putc(out->buf, ']');
    hm_json_at(out, job->span);
    hm_buf_putc(out->buf, '}');
}

/* Numbers of jobs and steps count from 0, as their lists do. */
static void
put_act(const struct hm_json_writer *out, const struct hm_act *act)
{
    static const char *const kinds[] = {
        [HM_ACT_BUILD] = "build",   [HM_ACT_PUSH] = "push",         [HM_ACT_TAG] = "tag",
        [HM_ACT_SCAN] = "scan",     [HM_ACT_SCAN_ALL] = "scan-all", [HM_ACT_SIGN] = "sign",
        [HM_ACT_VERIFY] = "verify", [HM_ACT_ATTEST] = "attest",     [HM_ACT_LOGIN] = "login",
        [HM_ACT_RUN] = "run",       [HM_ACT_DEPLOY] = "deploy",
    };
    static const char *const trits[] = {
        [HM_NO] = "no", [HM_YES] = "yes", [HM_UNKNOWN] = "unknown"
    };

    hm_buf_putc(out->buf, '{');
    hm_put_text(out->buf, "kind", hm_str_c(kinds[act->kind]));
    hm_put_text(out->buf, "tool", hm_str_c(act->tool));
    if (act->job != HM_NONE) {
        hm_put_number(out->buf, "job", act->job);
    }
    if (act->step != HM_NONE) {
        hm_put_number(out->buf, "step", act->step);
    }
    hm_json_scalar(out, "image", &act->image);
    hm_json_scalars(out, "names", &act->names);
    put_flag(out, "by_digest", act->has_digest);
    hm_json_scalar(out, "dockerfile", &act->dockerfile);
    hm_json_scalar(out, "context", &act->context);
    hm_json_scalar(out, "target", &act->target);
    hm_json_entries(out, "args", &act->args);
    hm_put_text(out->buf, "ignores_failure", hm_str_c(trits[act->ignores_failure]));
    if (act->ignored_by != NULL) {
        hm_put_text(out->buf, "ignored_by", hm_str_c(act->ignored_by));
    }
    if (act->retired != NULL) {
        hm_put_text(out->buf, "retired", hm_str_c(act->retired));
    }
    hm_json_at(out, act->span);
    hm_buf_putc(out->buf, '}');
}

void
hm_pipeline_json(const struct hm_manifests *manifest, struct hm_buf *buf)
{
    const struct hm_json_writer out = { .manifest = manifest, .buf = buf };
    const struct hm_pipeline *pipeline = manifest->pipeline;

    hm_buf_putc(buf, '{');
    hm_put_text(buf, "file", manifest->sources[0]->path);
    hm_put_text(buf, "kind", hm_str_c(kind_word(pipeline->kind)));
    hm_json_sources(&out);
    hm_json_problems(&out);
    hm_json_scalar(&out, "name", &pipeline->name);
    hm_json_scalars(&out, "triggers", &pipeline->triggers);
    hm_json_scalars(&out, "follows", &pipeline->follows);
    hm_json_scalars(&out, "stages", &pipeline->stages);
    hm_json_entries(&out, "permissions", &pipeline->permissions);
    hm_json_entries(&out, "env", &pipeline->env);
    hm_json_scalars(&out, "includes", &pipeline->includes);
    hm_put_name(buf, "jobs");
    hm_buf_putc(buf, '[');
    for (uint32_t i = 0; i < pipeline->n_jobs; i++) {
        hm_buf_puts(buf, i == 0 ? "" : ",");
        put_job(&out, &pipeline->jobs[i]);
    }
    hm_buf_putc(buf, ']');
    hm_put_name(buf, "acts");
    hm_buf_putc(buf, '[');
    for (uint32_t i = 0; i < pipeline->n_acts; i++) {
        hm_buf_puts(buf, i == 0 ? "" : ",");
        put_act(&out, &pipeline->acts[i]);
    }
    hm_buf_putc(buf, ']');
    put_flag(&out, "cut", pipeline->is_cut);
    hm_buf_putc(buf, '}');
}
