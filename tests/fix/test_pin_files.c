/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/fix/pin_files.h"

#include <criterion/criterion.h>

#include "plugin/fix/pin_bake.h"
#include "plugin/fix/pin_groovy.h"
#include "plugin/fix/pin_yaml.h"

Test(pin_files, readers)
{
    cr_expect_eq(hm_pin_files_reader(HM_S("a/Jenkinsfile")), hm_pin_groovy_find);
    cr_expect_eq(hm_pin_files_reader(HM_S("docker-bake.override.hcl")), hm_pin_bake_find);
    cr_expect_eq(hm_pin_files_reader(HM_S("docker-bake.json")), hm_pin_yaml_find);
    cr_expect_eq(hm_pin_files_reader(HM_S("a.yaml")), hm_pin_yaml_find);
    cr_expect_null(hm_pin_files_reader(HM_S("Dockerfile")));
    cr_expect_null(hm_pin_files_reader(HM_S("package.json")));
}

Test(pin_files, what_is_missed_when_it_cannot_be_read)
{
    cr_expect(hm_pin_files_is_missed(HM_S("Jenkinsfile"), HM_S("'")));
    cr_expect(hm_pin_files_is_missed(HM_S("docker-bake.hcl"), HM_S("\"")));
    cr_expect(hm_pin_files_is_missed(HM_S("a.yaml"), HM_S("{{ x }}\nimage: a\n")));
    cr_expect(hm_pin_files_is_missed(HM_S("docker-bake.json"), HM_S("{\"docker-image://a")));
    cr_expect_not(hm_pin_files_is_missed(HM_S("a.yaml"), HM_S("{{ x }}\n")));
}
