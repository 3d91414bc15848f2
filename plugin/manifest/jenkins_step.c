/* SPDX-License-Identifier: Apache-2.0 */
/* Steps of a Jenkinsfile: shells, what the Docker plugin does, and all others by name. */
#include "plugin/manifest/jenkins.h"

/* Whether Jenkins or a widespread plugin has a step of this name, which does nothing to images. */
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

    return hm_str_in(name, names);
}

static struct hm_scalar
word_at(const struct hm_jenkins *j, struct hm_jenkins_range range, struct hm_str text)
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
    step->uses = word_at(j, (struct hm_jenkins_range){ at, at + 1 }, name);
    add_args(j, place, call, step);
    if (!is_known_step(name) && place->job->job.incomplete == NULL) {
        place->job->job.incomplete =
            hm_arena_printf(j->arena, "it calls %.*s, which is kept elsewhere", HM_FMT(name)).p;
    }
}

/* --- Docker --- */

/* A chain: docker.image('x').inside { … }. */
struct chain {
    struct hm_jenkins *j;
    const struct hm_jenkins_place *place;
    size_t begin;
    struct hm_scalar image;
    hm_jenkins_walk_fn *walk;
};

static struct hm_step *
add_link(struct chain *c, size_t end, const char *uses, const char *name, struct hm_scalar value)
{
    struct hm_jenkins *j = c->j;
    struct hm_step *step =
        hm_jenkins_add_step(j, c->place, (struct hm_jenkins_range){ c->begin, end });
    struct hm_entry *list = hm_arena_new(j->arena, struct hm_entry, 8);

    if (step == NULL) {
        return NULL;
    }
    step->uses = word_at(j, (struct hm_jenkins_range){ c->begin, c->begin + 1 }, hm_str_c(uses));
    list[0] = (struct hm_entry){ .name = hm_str_c(name), .value = value, .span = value.span };
    step->with = (struct hm_entries){ .list = list, .n = 1, .span = step->span };
    return step;
}

static void
give(struct hm_step *step, const char *name, struct hm_scalar value)
{
    if (step != NULL && value.is_set && step->with.n < 8) {
        ((struct hm_entry *)step->with.list)[step->with.n++] =
            (struct hm_entry){ .name = hm_str_c(name), .value = value, .span = value.span };
    }
}

/* The words of docker build: which file, target and context. */
static void
give_build_words(struct hm_step *step, struct hm_scalar args)
{
    static const char *const options[][3] = { { "-f", "--file", "file" },
                                              { "--target", "--target", "target" } };
    struct hm_str rest = args.text;
    struct hm_str word;
    const char *wanted = NULL;
    struct hm_scalar last = { 0 };

    give(step, "args", args);
    while (hm_str_split(&rest, ' ', &word)) {
        struct hm_scalar value = args;
        size_t equals = hm_str_find(word, '=');
        struct hm_str name = hm_str_sub(word, 0, equals);
        value.text = word;
        if (word.n == 0) {
            continue;
        }
        if (wanted != NULL) {
            if (wanted[0] != '\0') {
                give(step, wanted, value);
            }
            wanted = NULL;
            continue;
        }
        bool is_option = hm_str_starts(word, "-");
        if (!is_option) {
            last = value;
        }
        for (size_t i = 0; is_option && i < 2; i++) {
            bool is_this = hm_str_eq(name, options[i][0]) || hm_str_eq(name, options[i][1]);
            value.text = hm_str_from(word, equals + 1);
            if (is_this && equals < word.n) {
                give(step, options[i][2], value);
            }
            wanted = is_this && equals == word.n ? options[i][2] : wanted;
        }
        if (hm_str_eq(word, "--build-arg") || hm_str_eq(word, "--platform") ||
            hm_str_eq(word, "--label") || hm_str_eq(word, "-t") || hm_str_eq(word, "--tag") ||
            hm_str_eq(word, "--network") || hm_str_eq(word, "--cache-from")) {
            wanted = "";
        }
    }
    give(step, "context", last);
}

/* The image with the tag that push gives it. */
static struct hm_scalar
tagged(struct chain *c, struct hm_scalar tag)
{
    struct hm_scalar image = c->image;
    size_t slash = hm_str_find_last(image.text, '/');
    struct hm_str name = hm_str_from(image.text, slash < image.text.n ? slash + 1 : 0);
    size_t colon = hm_str_find(name, ':');

    if (tag.is_set && image.is_set) {
        struct hm_str without = hm_str_sub(image.text, 0, image.text.n - (name.n - colon));
        image.text = hm_arena_printf(c->j->arena, "%.*s:%.*s", HM_FMT(without), HM_FMT(tag.text));
        image.is_known = image.is_known && tag.is_known;
        image.span = image.value = tag.span;
    }
    return image;
}

static void
run_in(struct chain *c, const struct hm_jenkins_call *call, bool is_service)
{
    struct hm_jenkins *j = c->j;
    struct hm_scalar args = hm_jenkins_given(j, c->place, hm_jenkins_first(call, "args"));
    struct hm_step *step =
        add_link(c, call->end, is_service ? "docker.run" : "docker.inside", "image", c->image);

    give(step, "args", args);
    if (c->place->job != NULL && c->image.is_set) {
        struct hm_job_image *image = hm_vec_push(j->arena, &c->place->job->images);
        *image = (struct hm_job_image){
            .image = c->image, .options = args, .is_service = is_service, .span = c->image.span
        };
    }
}

/* One method; @p at is its name. */
static void
link_of(struct chain *c, size_t at, const struct hm_jenkins_call *call)
{
    struct hm_jenkins *j = c->j;
    struct hm_str name = j->tokens[at].text;
    struct hm_scalar first = hm_jenkins_given(j, c->place, hm_jenkins_first(call, "url"));

    if (hm_str_eq(name, "image")) {
        c->image = first;
    } else if (hm_str_eq(name, "build")) {
        c->image = first;
        struct hm_step *step = add_link(c, call->end, "docker.build", "image", first);
        struct hm_scalar args = { 0 };
        if (call->n_args > 1) {
            args = hm_jenkins_value(j, c->place, call->args[1].value);
        }
        if (step != NULL && args.is_set) {
            give_build_words(step, args);
        }
    } else if (hm_str_eq(name, "push")) {
        (void)add_link(c, call->end, "docker.push", "image", tagged(c, first));
    } else if (hm_str_eq(name, "pull")) {
        (void)add_link(c, call->end, "docker.pull", "image", c->image);
    } else if (hm_str_eq(name, "tag")) {
        give(add_link(c, call->end, "docker.tag", "image", c->image), "tag", first);
    } else if (hm_str_eq(name, "inside")) {
        run_in(c, call, false);
    } else if (hm_str_eq(name, "withRun") || hm_str_eq(name, "run")) {
        run_in(c, call, true);
    } else if (hm_str_eq(name, "withRegistry")) {
        struct hm_step *step = add_link(c, call->end, "docker.withRegistry", "url", first);
        const struct hm_jenkins_arg *id = hm_jenkins_arg(call, "credentialsId");
        id = id == NULL && call->n_args > 1 ? &call->args[1] : id;
        give(step, "credentialsId", hm_jenkins_given(j, c->place, id));
    }
}

static struct hm_jenkins_variable *
image_variable(const struct hm_jenkins *j, struct hm_str name)
{
    for (size_t i = j->images.n; i > 0; i--) {
        if (hm_str_is(j->images.p[i - 1].name, name)) {
            return &j->images.p[i - 1];
        }
    }
    return NULL;
}

bool
hm_jenkins_is_image(const struct hm_jenkins *j, size_t at)
{
    static const char *const methods[] = {
        "push", "pull", "tag", "inside", "withRun", "run", NULL
    };

    return j->tokens[at].kind == HM_GROOVY_WORD &&
           hm_groovy_is_mark(hm_jenkins_at(j, at + 1), '.') && at + 2 < j->n &&
           hm_str_in(j->tokens[at + 2].text, methods) &&
           image_variable(j, j->tokens[at].text) != NULL;
}

/* `name = docker.…`: what the variable holds from here on. */
static void
remember(struct chain *c)
{
    struct hm_jenkins *j = c->j;

    if (c->begin < 2 || !hm_groovy_is_mark(&j->tokens[c->begin - 1], '=') ||
        j->tokens[c->begin - 2].kind != HM_GROOVY_WORD || j->images.n >= HM_JENKINS_FUNCTIONS) {
        return;
    }
    struct hm_jenkins_variable *held = image_variable(j, j->tokens[c->begin - 2].text);
    if (held == NULL) {
        held = hm_vec_push(j->arena, &j->images);
        held->name = j->tokens[c->begin - 2].text;
    }
    held->image = c->image;
}

size_t
hm_jenkins_docker(struct hm_jenkins *j, const struct hm_jenkins_place *place, size_t at, size_t to,
                  hm_jenkins_walk_fn *walk)
{
    struct chain c = { .j = j, .place = place, .begin = at, .walk = walk };
    const struct hm_jenkins_variable *held = image_variable(j, j->tokens[at].text);
    size_t i = at + 1;

    if (held != NULL) {
        c.image = held->image;
    }
    while (i + 1 < to && hm_groovy_is_mark(&j->tokens[i], '.') &&
           j->tokens[i + 1].kind == HM_GROOVY_WORD) {
        struct hm_jenkins_call call;
        size_t name = i + 1;
        bool is_call = hm_groovy_is_mark(hm_jenkins_at(j, name + 1), '(') ||
                       hm_groovy_is_mark(hm_jenkins_at(j, name + 1), '{');
        if (!is_call) {
            i += 2;
            continue;
        }
        hm_jenkins_call(j, name + 1, to, &call);
        link_of(&c, name, &call);
        if (call.has_block) {
            walk(j, call.block, place);
        }
        i = call.end;
    }
    remember(&c);
    return i;
}
