/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/platform.h"

static const struct hm_platform_variable github[] = {
    { "GITHUB_TOKEN", "--upload github has no token",
      "env: {GITHUB_TOKEN: ${{ github.token }}} for the step, and permissions: {security-events: "
      "write} for the job, if findings are to be uploaded",
      false },
    { "GITHUB_REPOSITORY", "--upload github does not know where to",
      "in a container of its own, hand the GITHUB_ variables on (-e GITHUB_REPOSITORY)", false },
    { "GITHUB_STEP_SUMMARY", "there is no job summary to write to",
      "in a container of its own, mount the file and hand the variable on", false },
};

static const struct hm_platform_variable gitlab[] = {
    { "CI_PROJECT_DIR", "reports cannot be told from where they are taken",
      "in a container of its own, hand the CI_ variables on", false },
    { "CI_COMMIT_SHA", "reports do not name the commit",
      "in a container of its own, hand the CI_ variables on", false },
};

static const struct hm_platform_variable jenkins[] = {
    { "WORKSPACE", "reports cannot be told from where they are taken",
      "run hullmark in a step of a node", false },
};

#define VARIABLES(list) list, sizeof list / sizeof list[0]

static const struct hm_platform_row rows[HM_PLATFORM_COUNT] = {
    [HM_PLATFORM_NONE] = { .title = "no CI" },
    [HM_PLATFORM_GITHUB] = { "GitHub Actions", "GITHUB_ACTIONS", ".github",
                             ".github/workflows/hullmark.yml",
                             "name: hullmark\n"
                             "on: [push, pull_request]\n"
                             "permissions: {}\n"
                             "jobs:\n"
                             "  scan:\n"
                             "    runs-on: ubuntu-24.04\n"
                             "    permissions:\n"
                             "      contents: read\n"
                             "      security-events: write # for the upload\n"
                             "    steps:\n"
                             "      - uses: actions/checkout@v7 # better: its commit\n"
                             "      # here a step that puts hullmark on the PATH\n"
                             "      - run: hullmark scan . -o sarif=hullmark.sarif -o "
                             "markdown=\"$GITHUB_STEP_SUMMARY\"\n"
                             "      - if: ${{ !cancelled() }}\n"
                             "        env: {GITHUB_TOKEN: \"${{ github.token }}\"}\n"
                             "        run: hullmark upload hullmark.sarif --to github\n",
                             VARIABLES(github) },
    [HM_PLATFORM_GITLAB] = { "GitLab CI", "GITLAB_CI", ".gitlab-ci.yml", ".gitlab-ci.yml",
                             "# GitLab takes reports only from jobs that pass: one scans, the next "
                             "one decides.\n"
                             "hullmark:\n"
                             "  stage: test # its image has hullmark on the PATH\n"
                             "  script:\n"
                             "    - hullmark scan . --exit-zero -o json=hullmark.json -o "
                             "junit=hullmark.junit.xml\n"
                             "      -o codequality=gl-code-quality-report.json\n"
                             "  artifacts:\n"
                             "    when: always\n"
                             "    paths: [hullmark.json]\n"
                             "    reports:\n"
                             "      codequality: gl-code-quality-report.json\n"
                             "      junit: hullmark.junit.xml\n"
                             "hullmark-gate:\n"
                             "  stage: test\n"
                             "  needs: [hullmark]\n"
                             "  script: hullmark gate hullmark.json\n",
                             VARIABLES(gitlab) },
    [HM_PLATFORM_JENKINS] = { "Jenkins", "JENKINS_URL", "Jenkinsfile", "Jenkinsfile",
                              "stage('hullmark') {\n"
                              "    steps {\n"
                              "        sh 'hullmark scan . -o sarif:jenkins=hullmark.sarif' // on "
                              "the PATH of the agent\n"
                              "    }\n"
                              "    post {\n"
                              "        always {\n"
                              "            recordIssues enabledForFailure: true, "
                              "sourceCodeEncoding: 'UTF-8',\n"
                              "                tools: [sarif(pattern: 'hullmark.sarif', id: "
                              "'hullmark', name: "
                              "'hullmark')]\n"
                              "        }\n"
                              "    }\n"
                              "}\n",
                              VARIABLES(jenkins) },
};

const struct hm_platform_row *
hm_platform_row(enum hm_platform platform)
{
    return &rows[platform];
}

enum hm_platform
hm_platform_of_run(const struct hm_env *env)
{
    for (int i = HM_PLATFORM_NONE + 1; i < HM_PLATFORM_COUNT; i++) {
        if (hm_env_get(env, rows[i].variable).n > 0) {
            return (enum hm_platform)i;
        }
    }
    return HM_PLATFORM_NONE;
}
