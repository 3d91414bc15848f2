/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/fix/pin_run.h"

#include <criterion/criterion.h>

#include "plugin/base/auto.h"
#include "plugin/fix/pin_groovy.h"
#include "plugin/fix/pin_yaml.h"
#include "tests/rows.h"

#define DIGEST "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
#define VARIABLE " (it comes from a variable: its digest belongs where that is set)"
#define UNKNOWN " (it depends on a variable without a value)"
#define WRITTEN " (it is written with quotes, escapes or over several lines)"

/* What becomes of a file when each of its references has the digest DIGEST, "+" in these texts. */
static const struct {
    const char *path;
    const char *before;
    const char *after;
    const char *left; /* references that are not pinned, and why; "; " between them */
} cases[] = {
    { "run.sh", "docker run --rm alpine:3 true # c\npodman create --name b quay.io/b\n",
      "docker run --rm alpine:3+ true # c\npodman create --name b quay.io/b:latest+\n", "" },
    { "bin/setup", "#!/bin/sh\nif docker run -d \"a:1\" && docker run 'b:1'; then :; fi\n",
      "#!/bin/sh\nif docker run -d \"a:1+\" && docker run 'b:1+'; then :; fi\n", "" },
    { "run.sh", "podman run docker://quay.io/a/b:1 x\nbash -c 'docker run nginx:1'\n",
      "podman run docker://quay.io/a/b:1+ x\nbash -c 'docker run nginx:1+'\n", "" },
    { "run.sh", "i=redis:7\ndocker run $i\ndocker run \"$J\"\ndocker run a@" DIGEST "\n",
      "i=redis:7\ndocker run $i\ndocker run \"$J\"\ndocker run a@" DIGEST "\n",
      "redis:7" VARIABLE "; $J" UNKNOWN },
    { "run.sh", "docker run \"$@\"\ndocker run al\\\npine:3\ndocker run a\"b\":1\n",
      "docker run \"$@\"\ndocker run al\\\npine:3\ndocker run a\"b\":1\n",
      "the image of `docker run` (some of its options stand in a variable); alpine:3" WRITTEN
      "; ab:1" WRITTEN },
    { "run.sh", "docker build -t mine .\ndocker run mine\ndocker ps\n",
      "docker build -t mine .\ndocker run mine\ndocker ps\n", "" },
    { "Makefile",
      "I ?= node:20\nx:\n\tdocker run --rm $(I)\n\t@docker run --rm \\\n\t  golang:1 go\n"
      "y:\n\tdocker run -w /a$$b b:1\n",
      "I ?= node:20\nx:\n\tdocker run --rm $(I)\n\t@docker run --rm \\\n\t  golang:1+ go\n"
      "y:\n\tdocker run -w /a$$b b:1+\n",
      "node:20" VARIABLE },
    { "a.service", "[Service]\nExecStart=/usr/bin/docker run --name x \\\n  redis:7 redis-server\n",
      "[Service]\nExecStart=/usr/bin/docker run --name x \\\n  redis:7+ redis-server\n", "" },
    { "a@.service", "[Service]\nExecStart=docker run a:%i\n",
      "[Service]\nExecStart=docker run a:%i\n", "a:${i}" UNKNOWN },
    { "a.container", "[Container]\nImage=docker.io/library/nginx:1\nExec=/x\n",
      "[Container]\nImage=docker.io/library/nginx:1+\nExec=/x\n", "" },
    { "a.container", "[Container]\nImage = nginx:1  \nVolume=a:/b\n",
      "[Container]\nImage = nginx:1+  \nVolume=a:/b\n", "" },
    { "a.container", "[Container]\nImage=a.build\n", "[Container]\nImage=a.build\n", "" },
    { "a.pod", "[Pod]\nPodName=a\n", "[Pod]\nPodName=a\n", "" },
    { "a.image", "[Unit]\nDescription=a\n[Image]\nImage=docker.io/library/nginx:1\n",
      "[Unit]\nDescription=a\n[Image]\nImage=docker.io/library/nginx:1+\n", "" },
    { "a.image", "[Image]\nImage=nginx:1\nAllTags=true\n", "[Image]\nImage=nginx:1\nAllTags=true\n",
      "" },
    { "a.image", "[Image]\nImage=oci-archive:/srv/nginx.tar\n",
      "[Image]\nImage=oci-archive:/srv/nginx.tar\n", "" },
    { "disk.image", "Image=nginx:1\n", "Image=nginx:1\n", "" },
    { "run.sh",
      "docker pull -q --platform linux/arm64 alpine:3\npodman image pull quay.io/a:1 docker://b:2\n"
      "nerdctl pull c\nbuildah from --name x d:1\ncrictl pull e:1\nctr -n k8s.io images pull f:1\n",
      "docker pull -q --platform linux/arm64 alpine:3+\n"
      "podman image pull quay.io/a:1+ docker://b:2+\nnerdctl pull c:latest+\n"
      "buildah from --name x d:1+\ncrictl pull e:1+\nctr -n k8s.io images pull f:1+\n",
      "" },
    { "run.sh",
      "skopeo copy --src-creds u:p docker://a:1 docker://b:1\nskopeo copy docker-daemon:c:1 "
      "dir:/x\n"
      "docker run b:1\nskopeo copy docker://a@" DIGEST " oci:x\n",
      "skopeo copy --src-creds u:p docker://a:1 docker://b:1\nskopeo copy docker-daemon:c:1 "
      "dir:/x\n"
      "docker run b:1\nskopeo copy docker://a@" DIGEST " oci:x\n",
      "a:1 (skopeo takes no digest behind a tag)" },
    { "mirror.sh",
      "crane copy a:1 r.example/a:1\ncrane pull b:1 c:1 out.tar\ncrane export d:1 - | tar t\n"
      "regctl image copy e:1 r.example/e:1\ncrane digest f:1\ngcrane cp g:1 r.example/g:1\n",
      "crane copy a:1+ r.example/a:1\ncrane pull b:1+ c:1+ out.tar\n"
      "crane export d:1+ - | tar t\nregctl image copy e:1+ r.example/e:1\n"
      "crane digest f:1\ngcrane cp g:1+ r.example/g:1\n",
      "" },
    { "run.sh", "docker pull a:1\ndocker tag a:1 b:1\ndocker pull c:1 && docker run --rm c:1\n",
      "docker pull a:1\ndocker tag a:1 b:1\ndocker pull c:1+ && docker run --rm c:1+\n",
      "a:1 (other commands call it by this name, which it has not when it is fetched by its "
      "digest)" },
    { "run.sh", "docker pull mine:1\ndocker build --cache-from=mine:1 -t mine:1 .\n",
      "docker pull mine:1\ndocker build --cache-from=mine:1 -t mine:1 .\n", "" },
    { "run.sh", "docker buildx create --name b --driver docker-container --use \"$X\"\n",
      "docker buildx create --name b --driver docker-container --use \"$X\"\n", "" },
    { "run.sh", "docker compose pull\ndocker pull -a a\ndocker pull \"$IMAGE\"\n",
      "docker compose pull\ndocker pull -a a\ndocker pull \"$IMAGE\"\n", "$IMAGE" UNKNOWN },
    { "Makefile", "x:\n\t$(DOCKER) pull a:1\n\t@crane pull b:1 x.tar\n",
      "x:\n\t$(DOCKER) pull a:1+\n\t@crane pull b:1+ x.tar\n", "" },
    { "a.service", "[Service]\nExecStartPre=-/usr/bin/docker pull a:1\nExecStart=docker run a:1\n",
      "[Service]\nExecStartPre=-/usr/bin/docker pull a:1+\nExecStart=docker run a:1+\n", "" },
    { "README.md", "docker run a:1\n", "docker run a:1\n", "" },
    { ".github/workflows/ci.yml",
      "on: push\njobs:\n  a:\n    container: c:1\n    env: {V: \"3\"}\n    steps:\n    - run: |\n"
      "        docker run --rm a:1 true\n        docker run b:$V\n"
      "        docker run c:${{ github.sha }}\n    - run: docker run d:1\n    - run: docker pull "
      "e:1\n",
      "on: push\njobs:\n  a:\n    container: c:1+\n    env: {V: \"3\"}\n    steps:\n    - run: |\n"
      "        docker run --rm a:1+ true\n        docker run b:$V\n"
      "        docker run c:${{ github.sha }}\n    - run: docker run d:1+\n    - run: docker pull "
      "e:1+\n",
      "b:3" VARIABLE "; c:${{ github.sha }}" UNKNOWN },
    { ".gitlab-ci.yml",
      "a:\n  image: docker:27\n  script:\n  - docker run a:1\n  - &s docker run b:1\nb:\n"
      "  script: [*s]\n",
      "a:\n  image: docker:27+\n  script:\n  - docker run a:1+\n  - &s docker run b:1+\nb:\n"
      "  script: [*s]\n",
      "" },
    { "Jenkinsfile",
      "pipeline { agent { docker { image 'z:1' } }\n stages { stage('a') { steps {\n"
      "sh 'docker run a:1 x'\nsh \"\"\"\n docker run b:1\n\"\"\"\n } } } }\n",
      "pipeline { agent { docker { image 'z:1+' } }\n stages { stage('a') { steps {\n"
      "sh 'docker run a:1+ x'\nsh \"\"\"\n docker run b:1+\n\"\"\"\n } } } }\n",
      "" },
};

ROWS_OF(pin_run, apply, cases)

static struct hm_str
with_digests(struct hm_arena *arena, const char *text)
{
    hm_auto_buf struct hm_buf out = { 0 };

    for (; *text != '\0'; text++) {
        if (*text == '+') {
            hm_buf_puts(&out, "@" DIGEST);
        } else {
            hm_buf_putc(&out, *text);
        }
    }
    return hm_arena_str(arena, hm_buf_str(&out));
}

ParameterizedTest(size_t *i, pin_run, apply)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_buf struct hm_buf left = { 0 };
    struct hm_pins pins = { 0 };
    struct hm_err err = { 0 };
    struct hm_str path = hm_str_c(cases[*i].path);
    struct hm_str before = hm_str_c(cases[*i].before);
    struct hm_str after = { 0 };
    hm_pins_find_fn *find = hm_pin_groovy_is_named(path) ? hm_pin_groovy_find
                            : hm_pin_yaml_is_named(path) ? hm_pin_yaml_find
                                                         : hm_pin_run_find;

    cr_assert_eq(find(&arena, path, before, &pins, &err), HM_OK, "%s", err.text);
    for (size_t k = 0; k < pins.all.n; k++) {
        struct hm_pin *pin = &pins.all.p[k];
        if (pin->is_editable) {
            pin->digest = HM_S(DIGEST);
        } else if (!pin->is_pinned) {
            hm_buf_printf(&left, "%s%.*s (%.*s)", left.n > 0 ? "; " : "", HM_FMT(pin->text),
                          HM_FMT(pin->why));
        }
    }
    cr_assert_eq(hm_pins_apply_to(find, &arena, path, before, &pins, &after, &err), HM_OK, "%s",
                 err.text);
    cr_expect(hm_str_is(after, with_digests(&arena, cases[*i].after)), "%.*s", HM_FMT(after));
    cr_expect(hm_str_eq(hm_buf_str(&left), cases[*i].left), "%.*s", HM_FMT(hm_buf_str(&left)));
}

Test(pin_run, two_images_of_one_inline_dockerfile_are_two)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_pins pins = { 0 };
    struct hm_err err = { 0 };

    cr_assert_eq(
        hm_pin_yaml_find(&arena, HM_S("docker-bake.json"),
                         HM_S("{\"target\": {\"a\": {\"dockerfile-inline\": \"FROM a:1 AS x\\n"
                              "FROM b:1\"}}}"),
                         &pins, &err),
        HM_OK, "%s", err.text);
    cr_expect_eq(pins.all.n, 2);
}
