/* SPDX-License-Identifier: Apache-2.0 */
/* A configuration: whatever is accepted names values that its options take, and whatever is not
 * says in which line. The first byte says whether the file was named, from outside. */
#include "plugin/base/auto.h"
#include "plugin/driver/config/levels.h"
#include "tests/fuzz/fuzz.h"

/* Values come with a place, and rules with a name that is one. */
static void
look(const struct hm_config *config)
{
    for (int i = 0; i < HM_OPT_COUNT; i++) {
        bool is_set = config->origins[i].kind == HM_GIVEN_BY_FILE;
        require(is_set || config->values[i].n == 0);
        require(!is_set || (hm_options[i].key.name != NULL && config->origins[i].line > 0));
        require(!is_set || config->is_named || !hm_options[i].key.is_outer);
    }
    for (size_t i = 0; i < config->rules.n; i++) {
        require(config->rules.p[i].n_rules > 0 && config->rules.p[i].at.line > 0);
        require(config->rules.p[i].is_off == (config->rules.p[i].level == HM_SEV_NONE));
    }
    require(config->overrides.n <= HM_OVERRIDES_LIMIT);
    require(config->is_named || config->commands.n == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_args args = { .command = HM_COMMAND_SCAN, .arena = &arena };
    struct hm_config config = { 0 };
    struct hm_levels levels = { 0 };
    struct hm_selection selection = { 0 };
    struct hm_err err = { 0 };
    bool is_named = size > 0 && data[0] == '+';
    struct hm_str text = hm_str_from(hm_str_make((const char *)data, size), size > 0);

    hm_vec_add(&arena, &args.operands, "-");
    if (hm_config_read_text(&args, "fuzz.yaml", is_named, text, &config, &err) != HM_OK) {
        require(err.status == HM_E_USAGE && hm_str_has(hm_str_c(err.text), "line "));
        return 0;
    }
    look(&config);
    args.config = &config;
    if (hm_profile_pick(&arena, hm_str_c(NULL), &selection, &err) == HM_OK &&
        hm_levels_init(&levels, &args, &selection, &err) == HM_OK) {
        require(selection.n <= levels.n);
    }
    return 0;
}
