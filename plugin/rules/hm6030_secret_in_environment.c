/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/services.h"

#include "plugin/model/secret.h"

static void
check_one(const struct hm_service *service, const struct hm_entry *entry, struct hm_sink *out)
{
    struct hm_str value = entry->value.text;
    struct hm_span span = entry->value.value;
    struct hm_secret secret;
    size_t at = 0;

    if (!entry->value.is_set) {
        return;
    }
    if (hm_secret_next(value, &at, &secret)) {
        hm_find_secret(out, secret.shape == HM_SECRET_URL ? HM_SEV_HIGH : HM_SEV_CRITICAL, span,
                       "%.*s of the %s %.*s holds %s.", HM_FMT(entry->name), HM_SERVICE(service),
                       secret.kind);
    } else if (entry->value.is_known && ((hm_secret_name(entry->name) == HM_NAME_SECRET &&
                                          hm_secret_value(value) == HM_VALUE_LITERAL) ||
                                         hm_secret_of_connection(value).n > 0)) {
        hm_find_secret(out, HM_SEV_HIGH, span, "%.*s of the %s %.*s is given its value here%s.",
                       HM_FMT(entry->name), HM_SERVICE(service),
                       entry->value.has_variable ? ", as a default" : "");
    }
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    for (uint32_t i = 0; i < at->service->environment.n; i++) {
        check_one(at->service, &at->service->environment.list[i], out);
    }
    for (uint32_t i = 0; i < at->service->build.args.n; i++) {
        check_one(at->service, &at->service->build.args.list[i], out);
    }
}

const struct hm_rule hm6030_secret_in_environment = {
    .id = "HM6030",
    .concept = "secret-in-environment",
    .since = "0.1",
    .title = "A secret stands in a service's environment",
    .severity = HM_SEV_HIGH,
    .practice = HM_PRACTICE_SECRETS,
    .cwe = { 798 },
    .same_as = HM_IDS("compose-lint:CL-0020", "compose-lint:CL-0021",
                      "docksec:compose-plaintext-secret-env"),
    .needs = HM_NEEDS_SERVICES,
    .on = HM_ON(SERVICE),
    .why = "The file is committed, and so is the secret: whoever can read the "
           "repository, a fork or an old clone has it. In the running container `docker "
           "inspect` shows it, every process inherits it, and crash reports carry it "
           "away. A default in a variable (`${DB_PASSWORD:-changeme}`) is a value that "
           "everybody knows and that is used wherever nobody thought of it.\n\nName and "
           "value both count: a path, an empty value, a variable or a placeholder is not "
           "reported. What has the shape of a vendor's token, or a connection with its "
           "password, is, whatever its name; a token is critical.",
    .fix = "Replace the value, for it is known. Use `secrets:` and the image's `…_FILE` "
           "variable, or give the name alone (`- DB_PASSWORD`) or `${DB_PASSWORD:?}` and "
           "set it where the service is deployed."
           " On a command line: `-e NAME` without a value takes it from the environment, and "
           "`--env-file` or `podman run --secret` keep it out of the script.",
    .bad = "services:\n"
           "  db:\n"
           "    image: postgres:17.2\n"
           "    environment:\n"
           "      POSTGRES_PASSWORD: Tr0ub4dor-and-3\n",
    .good = "services:\n"
            "  db:\n"
            "    image: postgres:17.2\n"
            "    environment:\n"
            "      POSTGRES_PASSWORD_FILE: /run/secrets/db_password\n"
            "    secrets: [db_password]\n"
            "secrets:\n"
            "  db_password:\n"
            "    file: ./db_password.txt\n",
    .check = check,
};
