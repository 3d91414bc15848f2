/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/hostile.h"

#include "reports/merge/prepare.h"

const char *const *
hostile_attacks(size_t *ret_n)
{
    static const char *const attacks[] = {
        "::error file=x::pwned",
        " \t::set-output name=x::pwned",
        "a\n::stop-commands::x\nb",
        "x ##[error]pwned",
        "x ##vso[task.setvariable variable=x]y",
        "\x1b]0;pwned\x07\x1b[31m",
        "\xc2\x9b"
        "31m\xe2\x80\xaegnp.exe\xe2\x81\xa6",
        "</script><script>alert(1)</script><img src=x onerror=alert(1)>",
        "]]></failure><testcase name=\"x\"/><!-- ",
        "\"' onmouseover=\"alert(1)",
        "[click](javascript:alert(1)) ![i](http://evil.test/i.png)",
        "<http://evil.test> http://evil.test www.evil.test",
        "@octocat @org/team a@octocat.test",
        "#123 GH-123 octo/repo#1 !12 ~label %milestone &epic",
        "| a | b |\n\n# Heading\n\n- [x] list",
        "\\| @octocat `` ` ``",
        "``` \n@octocat\n```",
        "`@octocat",
        "=cmd|' /C calc'!A0",
        "+1+1;=1+1",
        "-2+3\t=1",
        "@SUM(1+1)*cmd|' /C calc'!A0",
        "\t=1+1",
        "\r=1+1",
        "\xef\xbc\x9d"
        "1+1",
        "\",=1+1,\"",
        "%0A::error::x",
        "\xff\xfe\xef\xbf\xbf\xf0\x9f",
        "AKIAABCDEFGH12345678 https://u:hunter2secret@h/x",
    };

    *ret_n = sizeof attacks / sizeof attacks[0];
    return attacks;
}

/* Paths name a file, and a rule is another tool's own text, masked where it is read: what is no
 * report's to mask. */
static struct hm_str
name_of(struct hm_str text)
{
    return hm_str_has(text, "hunter2secret") ? HM_S("Dockerfile") : text;
}

static struct hm_finding *
add(struct hm_report *report, const struct hm_rule *rule, struct hm_str text)
{
    struct hm_finding *finding = hm_vec_push(&report->arena, &report->findings);

    *finding = (struct hm_finding){
        .rule = rule,
        .path = name_of(text),
        .place = { 3, 1, 3, 9 },
        .line_text = text,
        .stage = text,
        .message = text,
        .severity = rule->severity,
        .score = text,
        .url = text,
    };
    hm_vec_add(&report->arena, &finding->agreed_by,
               ((struct hm_agreement){ .tool = "trivy", .id = name_of(text).p }));
    return finding;
}

static void
add_findings(struct hm_report *report, struct hm_str text)
{
    const struct hm_rule ours = { .id = "HM3001",
                                  .concept = "runs-as-root",
                                  .title = "The image runs as root",
                                  .severity = HM_SEV_CRITICAL,
                                  .practice = HM_PRACTICE_NON_ROOT,
                                  .why = "Why.",
                                  .fix = "Fix." };
    struct hm_rule *rules = hm_arena_new(&report->arena, struct hm_rule, 4);
    const char *name = name_of(text).p;

    rules[0] = ours;
    for (int i = 1; i < 4; i++) {
        rules[i] = (struct hm_rule){ .id = name,
                                     .title = name,
                                     .why = name,
                                     .fix = name,
                                     .url = name,
                                     .score = name,
                                     .producer = "trivy",
                                     .severity = HM_SEV_HIGH };
    }
    rules[2].practice = HM_PRACTICE_SECRETS;
    (void)add(report, &rules[0], text);
    (void)add(report, &rules[1], text);
    (void)add(report, &rules[2], text);
    struct hm_finding *of_image = add(report, &rules[3], text);
    of_image->target_kind = HM_TARGET_IMAGE;
    of_image->target = text;
    of_image->advisory = text;
    of_image->package = text;
    of_image->version = text;
    of_image->fixed_in = text;
    of_image->purl = text;
    hm_finding_add_alias(&report->arena, of_image, text);
    struct hm_finding *accepted = add(report, &rules[0], text);
    accepted->place.line = accepted->place.end_line = 9;
    struct hm_suppression *by = hm_arena_new(&report->arena, struct hm_suppression, 1);
    *by = (struct hm_suppression){
        .id = name_of(text), .path = name_of(text), .place = { 1, 1, 1, 2 }, .reason = name_of(text)
    };
    hm_vec_add(&report->arena, &accepted->suppressed_by, by);
    report->catalogue = hm_arena_new(&report->arena, const struct hm_rule *, 1);
    *(const struct hm_rule **)(uintptr_t)report->catalogue = &rules[0];
    report->n_catalogue = 1;
    hm_vec_add(
        &report->arena, &report->not_evaluated,
        ((struct hm_not_evaluated){ .rule = &rules[0], .path = name_of(text), .reason = text }));
}

/* Every file holds the attack. */
static bool
read_text(void *ctx, struct hm_str path, struct hm_buf *buf)
{
    const struct hm_str *text = ctx;

    (void)path;
    for (int i = 0; i < 10; i++) {
        hm_buf_add(buf, *text);
        hm_buf_putc(buf, '\n');
    }
    return true;
}

void
hostile_report(struct hm_report *ret_report, const char *attack)
{
    static const char *const tasks[] = { "rules", "fs", "image", NULL };

    *ret_report = (struct hm_report){ .version = "0.1.0" };
    struct hm_str text = hm_arena_str(&ret_report->arena, hm_str_c(attack));
    text.p = hm_arena_c(&ret_report->arena, text);
    ret_report->started_at = HM_S("2026-11-22T04:00:00Z");
    ret_report->command = text;
    ret_report->verdict = HM_VERDICT_INCOMPLETE;
    ret_report->verdict_reason = text;
    ret_report->exit_code = 3;
    add_findings(ret_report, text);
    for (int i = 0; i < 4; i++) {
        struct hm_ledger_row *row = hm_report_ledger(ret_report);
        *row = (struct hm_ledger_row){
            .tool = text,
            .version = text,
            .task = tasks[i] == NULL ? text : hm_str_c(tasks[i]),
            .target = text,
            .state = i == 3 ? HM_LEDGER_FAILED : HM_LEDGER_DONE,
            .has_exit_code = true,
            .exit_code = 9,
            .reason = text,
            .data_date = text,
        };
    }
    hm_report_note(ret_report, HM_NOTE_ERROR, "tool-failed", text, text, "%.*s", HM_FMT(text));
    hm_vec_add(&ret_report->arena, &ret_report->paths, name_of(text));
    struct hm_lines *stage = hm_arena_new(&ret_report->arena, struct hm_lines, 1);
    *stage = (struct hm_lines){ .name = name_of(text), .line = 1, .end_line = 9 };
    hm_vec_add(&ret_report->arena, &ret_report->outlines,
               ((struct hm_outline){ .path = name_of(text), .stages = stage, .n_stages = 1 }));
    hm_vec_add(&ret_report->arena, &ret_report->evidence,
               ((struct hm_evidence){ .kind = "digest",
                                      .subject = text,
                                      .digest = text,
                                      .proof = HM_PROOF_WRONG,
                                      .detail = text }));
    hm_report_prepare(ret_report, &(struct hm_prepare_options){
                                      .with_listings = true, .read = read_text, .ctx = &text });
}
