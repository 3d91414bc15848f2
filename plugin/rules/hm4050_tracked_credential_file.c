/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"

const struct hm_rule hm4050_tracked_credential_file = {
    .id = "HM4050",
    .concept = "tracked-credential-file",
    .since = "0.1",
    .title = "A file of credentials is tracked by git",
    .severity = HM_SEV_HIGH,
    .practice = HM_PRACTICE_SECRETS,
    .cwe = { 540, 312 },
    .why =
        "Whoever may read the repository, or a clone or a build's cache of it, has what it holds, "
        "and keeps it when the file is deleted: it stays in the history. No COPY has to take it. "
        "Reported are files that git's index lists and whose content was looked at: an `.env` "
        "with values, a private key whatever its name, a login of npm, PyPI, a registry, a cloud "
        "or a cluster, Terraform's state, a dump. Empty values, placeholders, references "
        "(`${TOKEN}`) and files encrypted by SOPS, git-crypt or Ansible's vault are none. What a "
        "Compose project names in `env_file:` is judged as an `.env` whatever its name, and what "
        "it gives as one of its `secrets:` is one.\n\nOf "
        "an `.env` in which no value is a secret by its name or shape, and of what lies in a "
        "folder of tests or examples, the level is low.",
    .fix =
        "Replace what was committed: it counts as known. Then `git rm --cached` the file, name it "
        "in .gitignore, and keep a model without values beside it (`.env.example`).",
    .raised_by = "scan",
};
