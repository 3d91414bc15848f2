/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/ports.h"
#include "plugin/rules/support.h"

/* The port behind localhost: or behind --port; false when there is none. */
static bool
port_in(struct hm_str text, const char *mark, uint64_t *ret_port)
{
    size_t n = strlen(mark);

    for (size_t i = 0; i + n < text.n; i++) {
        if (memcmp(text.p + i, mark, n) != 0) {
            continue;
        }
        struct hm_str number = hm_str_from(text, i + n);
        size_t digits = 0;
        while (digits < number.n && hm_is_digit(number.p[digits])) {
            digits++;
        }
        return hm_str_to_u64(hm_str_sub(number, 0, digits), 65535, ret_port) && *ret_port > 0;
    }
    return false;
}

static bool
port_of(const struct hm_instruction *inst, uint64_t *ret_port)
{
    static const char *const marks[] = { "localhost:", "127.0.0.1:", "--port=",
                                         "--port ",    "0.0.0.0:",   "[::1]:" };

    for (uint32_t i = 0; i < inst->n_words; i++) {
        struct hm_str text = inst->words[i].text;
        for (size_t k = 0; k < sizeof marks / sizeof marks[0]; k++) {
            if (port_in(text, marks[k], ret_port)) {
                return true;
            }
        }
        if (hm_str_eq(text, "--port") && i + 1 < inst->n_words) {
            return hm_str_to_u64(inst->words[i + 1].text, 65535, ret_port);
        }
    }
    return false;
}

/* Whether a stage of the image declares the port, or one that is not known. */
static bool
is_declared(const struct hm_dockerfile *file, uint64_t number)
{
    for (uint32_t i = 0; i < file->n_instructions; i++) {
        const struct hm_instruction *inst = &file->instructions[i];
        if (inst->kind != HM_EXPOSE || inst->stage >= file->n_stages ||
            !hm_stage_ships(&file->stages[inst->stage])) {
            continue;
        }
        for (uint32_t k = 0; k < inst->n_words; k++) {
            struct hm_port port;
            if (!inst->words[k].is_known || (hm_port_parse(&inst->words[k], &port) &&
                                             number >= port.first && number <= port.last)) {
                return true;
            }
        }
    }
    return false;
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    const struct hm_instruction *const places[] = { at->stage->healthcheck.set_by,
                                                    at->stage->entrypoint.set_by,
                                                    at->stage->cmd.set_by };
    uint64_t number;

    for (size_t i = 0; at->stage->is_target && i < sizeof places / sizeof places[0]; i++) {
        if (places[i] != NULL && port_of(places[i], &number) && !is_declared(at->file, number)) {
            hm_find(out, places[i]->span, "Port %u is not declared by EXPOSE.", (unsigned)number);
            return;
        }
    }
}

const struct hm_rule hm3018_port_not_exposed = {
    .id = "HM3018",
    .concept = "port-not-exposed",
    .since = "0.1",
    .title = "A port that the image answers on is not declared",
    .severity = HM_SEV_INFO,
    .practice = HM_PRACTICE_REVIEWABLE,
    .profile = HM_PROFILE_HYGIENE,
    .cwe = { 1059 },
    .cis = "5.9",
    .same_as = HM_IDS("droast:DF022", "cis:5.9"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(STAGE),
    .why = "EXPOSE is how an image says where it can be reached: `docker run -P`, compose, "
           "development tools and readers go by it. Here the health check or the command names a "
           "port of this container that no EXPOSE declares.",
    .fix = "Declare it: `EXPOSE 8080`.",
    .bad = "FROM alpine:3.22\nHEALTHCHECK CMD wget -qO- http://localhost:8080/health\nCMD "
           "[\"/server\"]\n",
    .good = "FROM alpine:3.22\nEXPOSE 8080\nHEALTHCHECK CMD wget -qO- "
            "http://localhost:8080/health\nCMD [\"/server\"]\n",
    .check = check,
};
