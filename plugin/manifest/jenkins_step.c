/* SPDX-License-Identifier: Apache-2.0 */
/* Steps of a Jenkinsfile: shells, and all others by name. */
#include "plugin/manifest/jenkins.h"

/* Whether Jenkins or a widespread plugin has a step of this name. */
static bool
is_known_step(struct hm_str name)
{
    static const char *const names[] = {
        "addBadge",
        "addShortText",
        "allOf",
        "allure",
        "ansiColor",
        "ansiblePlaybook",
        "anyOf",
        "archive",
        "archiveArtifacts",
        "authorizationMatrix",
        "bat",
        "booleanParam",
        "bitbucketStatusNotify",
        "branch",
        "build",
        "buildDiscarder",
        "catchError",
        "changeRequest",
        "changelog",
        "changeset",
        "checkout",
        "checkpoint",
        "choice",
        "cleanWs",
        "cobertura",
        "configFileProvider",
        "container",
        "containerTemplate",
        "copyArtifacts",
        "credentials",
        "cron",
        "deleteDir",
        "dependencyCheck",
        "dependencyCheckPublisher",
        "dir",
        "disableConcurrentBuilds",
        "disableResume",
        "discoverGitReferenceBuild",
        "discoverReferenceBuild",
        "dockerFingerprintFrom",
        "dockerNode",
        "durabilityHint",
        "echo",
        "emailext",
        "emailextrecipients",
        "equals",
        "error",
        "expression",
        "fileExists",
        "findFiles",
        "fingerprint",
        "git",
        "githubNotify",
        "githubPush",
        "gitlabBuilds",
        "gitlabCommitStatus",
        "hudsonNotify",
        "input",
        "isUnix",
        "jacoco",
        "javadoc",
        "jiraComment",
        "jobDsl",
        "junit",
        "kubernetesDeploy",
        "label",
        "libraryResource",
        "lock",
        "logRotator",
        "mail",
        "mattermostSend",
        "milestone",
        "mineRepository",
        "mstest",
        "node",
        "nodejs",
        "not",
        "notifyBitbucket",
        "nunit",
        "office365ConnectorSend",
        "options",
        "overrideIndexTriggers",
        "parallel",
        "parallelsAlwaysFailFast",
        "parameters",
        "password",
        "perfReport",
        "pipelineTriggers",
        "podTemplate",
        "pollSCM",
        "powershell",
        "preserveStashes",
        "print",
        "println",
        "process",
        "properties",
        "publishChecks",
        "publishCoverage",
        "publishHTML",
        "pwd",
        "pwsh",
        "quietPeriod",
        "rateLimitBuilds",
        "readCSV",
        "readFile",
        "readJSON",
        "readManifest",
        "readMavenPom",
        "readProperties",
        "readTrusted",
        "readYaml",
        "recordCoverage",
        "recordIssues",
        "resolveScm",
        "retry",
        "rtp",
        "scanForIssues",
        "script",
        "sh",
        "skipDefaultCheckout",
        "skipStagesAfterUnstable",
        "slackSend",
        "sleep",
        "sonarqube",
        "sshCommand",
        "sshagent",
        "sshPublisher",
        "stage",
        "stash",
        "step",
        "string",
        "tag",
        "telegramSend",
        "text",
        "throttle",
        "timeout",
        "timestamps",
        "tm",
        "tool",
        "triggeredBy",
        "unarchive",
        "unstable",
        "unstash",
        "unzip",
        "updateGitlabCommitStatus",
        "upstream",
        "usernamePassword",
        "validateDeclarativePipeline",
        "waitForQualityGate",
        "waitUntil",
        "warnError",
        "withAWS",
        "withAnt",
        "withChecks",
        "withCredentials",
        "withDockerContainer",
        "withDockerRegistry",
        "withEnv",
        "withGradle",
        "withKubeConfig",
        "withKubeCredentials",
        "withMaven",
        "withSonarQubeEnv",
        "withVault",
        "wrap",
        "writeCSV",
        "writeFile",
        "writeJSON",
        "writeMavenPom",
        "writeYaml",
        "ws",
        "xunit",
        "zip",
        NULL,
    };
    /* What these do is an act. */
#define USES(...)
#define USES_GITLAB(...)
#define USES_JENKINS(name, ...) name,
    static const char *const acting[] = {
#include "plugin/manifest/act_uses.def"
        NULL,
    };
#undef USES
#undef USES_GITLAB
#undef USES_JENKINS

    return hm_str_in(name, names) || hm_str_in(name, acting);
}

struct hm_scalar
hm_jenkins_word(const struct hm_jenkins *j, struct hm_jenkins_range range, struct hm_str text)
{
    struct hm_span span = hm_jenkins_range_span(j, range);

    return (struct hm_scalar){
        .text = text, .span = span, .value = span, .is_set = true, .is_known = true
    };
}

struct hm_step *
hm_jenkins_add_step(struct hm_jenkins *j, const struct hm_jenkins_place *place,
                    struct hm_jenkins_range body)
{
    if (place->job == NULL) {
        return NULL;
    }
    if (++j->n_steps > HM_JENKINS_STEPS) {
        j->reader->is_full = true;
        return NULL;
    }
    struct hm_step *step = hm_vec_push(j->arena, &place->job->steps);
    step->env = hm_jenkins_entries(j, place->step_env, NULL);
    step->condition = place->condition;
    step->ignores_failure = place->ignores;
    step->folder = place->folder;
    step->runs_always = place->runs_always;
    step->span = hm_jenkins_span(j, &j->tokens[body.from]);
    step->body = hm_jenkins_range_span(j, body);
    return step;
}

/* --- shells --- */

/* What reads a text: `sh` has -e unless its text begins with a line of its own that says what does.
 */
static struct hm_shell
shell_of(struct hm_str name, struct hm_str text)
{
    struct hm_shell shell = { .dialect = HM_SHELL_SH, .has_errexit = true };
    struct hm_str words[8];
    size_t n = 0;

    if (hm_str_eq(name, "bat")) {
        return (struct hm_shell){ .dialect = HM_SHELL_CMD };
    }
    if (!hm_str_eq(name, "sh")) {
        return (struct hm_shell){ .dialect = HM_SHELL_POWERSHELL };
    }
    if (!hm_str_starts(text, "#!")) {
        return shell;
    }
    struct hm_str line = hm_str_sub(text, 2, hm_str_find(text, '\n') - 2);
    while (n < 8 && line.n > 0) {
        struct hm_str word;
        line = hm_str_trim(line);
        if (line.n > 0 && hm_str_split(&line, ' ', &word)) {
            words[n++] = word;
        }
    }
    return hm_shell_of(words, n);
}

/* Whether a call is a statement, so that nobody looks at what it gives. */
static bool
is_statement(const struct hm_jenkins *j, size_t at)
{
    const struct hm_groovy_token *before = at == 0 ? NULL : &j->tokens[at - 1];
    bool is_alone = before == NULL || hm_groovy_is_mark(before, '{') ||
                    hm_groovy_is_mark(before, '}') || hm_groovy_is_mark(before, ';') ||
                    hm_groovy_is_mark(before, '>');
    bool goes_on = before != NULL && before->kind == HM_GROOVY_MARK &&
                   strchr("=(,+&|!?:[", before->text.p[0]) != NULL;

    return is_alone || (j->tokens[at].begins_line && !goes_on);
}

void
hm_jenkins_shell(struct hm_jenkins *j, const struct hm_jenkins_place *place, size_t at,
                 const struct hm_jenkins_call *call)
{
    const struct hm_jenkins_arg *script = hm_jenkins_first(call, "script");
    const struct hm_jenkins_arg *status = hm_jenkins_arg(call, "returnStatus");
    struct hm_joined_text text = { .arena = j->arena };
    struct hm_jenkins_inserted inserted = { 0 };
    struct hm_jenkins_range body = { at, call->inside.to > at ? call->inside.to : at + 1 };
    struct hm_step *step = hm_jenkins_add_step(j, place, body);

    if (step == NULL || script == NULL) {
        return;
    }
    j->n_expanded = 0;
    bool is_known = hm_jenkins_join(j, place, script->value, &text, &inserted);
    if (!hm_pipeline_has_room(j->reader, text.text.n)) {
        return;
    }
    struct hm_shell shell = shell_of(j->tokens[at].text, hm_str_make(text.text.p, text.text.n));
    struct hm_span span = hm_jenkins_range_span(j, script->value);
    step->script = hm_pipeline_script(j->reader, &text, &shell, NULL);
    step->run = (struct hm_scalar){ .text = step->script->text->text,
                                    .span = span,
                                    .value = span,
                                    .is_set = true,
                                    .is_known = is_known,
                                    .has_variable = inserted.list.n > 0 };
    step->inserted = (struct hm_scalars){ .list = inserted.list.p,
                                          .n = (uint32_t)inserted.list.n,
                                          .span = span,
                                          .is_set = inserted.list.n > 0 };
    step->name = hm_jenkins_given(j, place, hm_jenkins_arg(call, "label"));
    struct hm_scalar asks = hm_jenkins_given(j, place, status);
    if (hm_scalar_is_true(&asks) == HM_YES) {
        step->ignores_failure = asks;
        step->ignores_failure.is_known = is_statement(j, at);
    }
    if (hm_str_eq(text.text.n <= 6 ? step->run.text : HM_S(""), "${...}") &&
        place->job->job.incomplete == NULL) {
        place->job->job.incomplete = "a script of it is made while it runs";
    }
}

/* --- others --- */

static void
add_args(struct hm_jenkins *j, const struct hm_jenkins_place *place,
         const struct hm_jenkins_call *call, struct hm_step *step)
{
    struct hm_entry *list = hm_arena_new(j->arena, struct hm_entry, call->n_args);

    for (uint32_t i = 0; i < call->n_args; i++) {
        struct hm_scalar value = hm_jenkins_value(j, place, call->args[i].value);
        list[i] =
            (struct hm_entry){ .name = call->args[i].name, .value = value, .span = value.span };
    }
    step->with = (struct hm_entries){ .list = list, .n = call->n_args, .span = step->span };
}

void
hm_jenkins_other(struct hm_jenkins *j, const struct hm_jenkins_place *place, size_t at,
                 struct hm_str name, const struct hm_jenkins_call *call)
{
    struct hm_step *step = hm_jenkins_add_step(
        j, place, (struct hm_jenkins_range){ at, call->end > at ? call->end : at + 1 });

    if (step == NULL) {
        return;
    }
    step->uses = hm_jenkins_word(j, (struct hm_jenkins_range){ at, at + 1 }, name);
    add_args(j, place, call, step);
    if (!is_known_step(name) && place->job->job.incomplete == NULL) {
        place->job->job.incomplete =
            hm_arena_printf(j->arena, "it calls %.*s, which is kept elsewhere", HM_FMT(name)).p;
    }
}
