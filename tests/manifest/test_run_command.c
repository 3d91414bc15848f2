/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/manifest/described.h"

#include "plugin/manifest/shell_file.h"

static const struct {
    const char *script;
    const char *services; /* NULL: no container is run */
} rows[] = {
    { "docker run nginx", "nginx: image=nginx passing" },
    { "docker run -d nginx:1.29", "nginx: image=nginx:1.29" },
    { "docker run -d --rm nginx:1.29", "nginx: image=nginx:1.29 passing" },
    { "docker run --restart always x/y", "y: image=x/y restart=always" },
    { "docker run --restart=no x", "x: image=x restart=no passing" },
    { "docker create --name web x", "web: image=x" },
    { "docker create --rm x", "x: image=x passing" },
    { "docker container run x", "x: image=x passing" },
    { "docker container create x", "x: image=x passing" },
    { "i=$(docker create x); docker cp $i:/a .", "x: image=x passing" },
    { "docker create --restart always x", "x: image=x restart=always" },
    { "podman run x", "x: image=x passing podman" },
    { "podman --log-level debug container create x", "x: image=x passing podman" },
    { "nerdctl -n k8s.io run x", "x: image=x passing" },
    { "/usr/bin/docker -H tcp://h:1 --tls run x", "x: image=x passing" },
    { "docker --context prod run x", "x: image=x passing" },
    { "sudo -E docker run x", "x: image=x passing" },
    { "bash -c 'docker run x'", "x: image=x passing" },
    { "A=$(docker run --rm x cat /y)", "x: image=x cmd=cat cmd=/y passing" },
    { "docker run --help", NULL },
    { "docker ps; docker exec x run; docker compose run web", NULL },
    { "echo docker run x", NULL },
    { "docker run", NULL },
    { "docker service ls; docker service run x; docker service update --image x y", NULL },
    /* options */
    { "docker run -it --rm -v/a:/b:ro -p8080:80 x",
      "x: image=x b(/a>/b ro) port(|8080|80) passing" },
    { "docker run -dit x", "x: image=x" },
    { "docker run -dp 127.0.0.1:80:80 x", "x: image=x port(127.0.0.1|80|80)" },
    { "docker run -P x", "x: image=x port(||) passing" },
    { "docker run --detach=false --privileged=false x", "x: image=x privileged=false passing" },
    { "docker run --privileged=T --read-only x",
      "x: image=x privileged=true read_only=true passing" },
    { "docker run --cap-add SYS_ADMIN --cap-add=NET_ADMIN --cap-drop all x",
      "x: image=x add=SYS_ADMIN add=NET_ADMIN drop=all passing" },
    { "podman run --cap-drop=CHOWN,KILL x", "x: image=x drop=CHOWN drop=KILL passing podman" },
    { "docker run --security-opt seccomp=unconfined --security-opt=no-new-privileges x",
      "x: image=x opt=seccomp=unconfined opt=no-new-privileges passing" },
    { "docker run --net=host --pid host --ipc=host --uts host --userns=host --cgroupns host x",
      "x: image=x net=host pid=host ipc=host uts=host userns=host cgroup=host passing" },
    { "docker run --network a --network host x", "x: image=x net=host passing" },
    { "docker run -m 1g --cpus=.5 --pids-limit 10 -u 1000:1000 x",
      "x: image=x user=1000:1000 memory=1g cpus=.5 pids=10 passing" },
    { "docker run --memory=1g --cpu-quota 5 --user=app x",
      "x: image=x user=app memory=1g cpus=5 passing" },
    { "docker run --device /dev/sda:/dev/sda x", "x: image=x device=/dev/sda:/dev/sda passing" },
    { "docker run -e A=1 --env B --env-file .env x",
      "x: image=x env:A =1 env:B env_file=.env passing" },
    { "docker run --ulimit nofile=-1 --sysctl net.a=1 x",
      "x: image=x ulimit:nofile =-1 sysctl:net.a =1 passing" },
    { "docker run --health-cmd 'curl x' --log-driver none x",
      "x: image=x health=curl x log=none passing" },
    { "docker run --no-healthcheck x", "x: image=x health=true unchecked passing" },
    { "docker run --no-healthcheck=false x", "x: image=x health=false passing" },
    { "docker run --mount type=bind,src=/etc,dst=/e,readonly --mount "
      "type=volume,source=v,target=/v x",
      "x: image=x b(/etc>/e ro) n(v>/v) passing" },
    { "docker run --mount type=tmpfs,destination=/t --tmpfs /run:exec -v /data x",
      "x: image=x t(>/t) t(>/run) a(>/data) passing" },
    { "docker run --mount type=bind,source=\"$PWD\"/x,target=/x,ro=false x",
      "x: image=x b(./x>/x) passing" },
    { "docker run -v $PWD:/a -v \"$(pwd)\"/b:/b -v `pwd`:/c -v ${HOME}/.ssh:/s -v ./d:/d x",
      "x: image=x b(./.>/a) b(./b>/b) b(./.>/c) b(~/.ssh>/s) b(./d>/d) passing" },
    { "docker run -v $DIR:/a -v `mktemp -d`:/b x",
      "x: image=x o($DIR>/a) o($mktemp -d$>/b) passing" },
    { "docker run -- x -v /:/h", "x: image=x cmd=-v cmd=/:/h passing" },
    { "docker run x --privileged -v /:/h", "x: image=x cmd=--privileged cmd=-v cmd=/:/h passing" },
    { "docker run -a stdout --gpus all -h name --link a:b -l a=b -w /x --init x",
      "x: image=x passing" },
    { "podman run --rootfs /x ls", "podman: cmd=ls passing podman" },
    { "podman run --pod p --secret s,type=env x", "x: image=x passing podman" },
    /* variables */
    { "I=x/y:1\ndocker run --rm $I", "y: image=x/y:1 passing" },
    { "O='--privileged -d'\ndocker run $O x", "x: image=x privileged=true" },
    { "docker run --rm \"$IMAGE\" --x", "$IMAGE: image?$IMAGE cmd=--x passing" },
    { "docker run --rm $REPO/app:$TAG", "app:$TAG: image?$REPO/app:$TAG passing" },
    { "docker run $OPTS x", "x: image=x incomplete" },
    { "docker run $OPTS --rm x", "x: image=x passing incomplete" },
    { "docker run \"${ARGS[@]}\" --net host x", "x: image=x net=host incomplete" },
    { "docker run $WHAT --net host x", "x: image=x net=host incomplete" },
    { "docker run --rm $WHAT sh", "$WHAT: image?$WHAT cmd=sh passing incomplete" },
    { "docker run --unheard-of x y", "docker: incomplete" },
    { "docker run --net $N -u $(id -u) --read-only=$R x",
      "x: image=x user?$(id -u) read_only?$R net?$N passing" },
    { "$DOCKER run x", "x: image=x passing" },
    { "${CONTAINER_ENGINE:-docker} run x", "x: image=x passing" },
    { "$DOCKER_COMPOSE run x", NULL },
    { "D=podman; $D run x", "x: image=x passing podman" },
    { "for i in a b; do docker run --name web-$i -d x; done", "x: image=x" },
    /* images that are made here */
    { "docker build -t app . && docker run app:latest", "app: image=app:latest passing made" },
    { "docker run app\ndocker buildx build --tag=app .", "app: image=app passing made" },
    /* services of a swarm */
    { "docker service create x", "x: image=x" },
    { "docker service create --name web --replicas 3 --limit-memory 1g --limit-cpu .5 "
      "--limit-pids=9 --with-registry-auth -u 5 --read-only --cap-drop ALL x:1 run",
      "web: image=x:1 user=5 read_only=true drop=ALL memory=1g cpus=.5 pids=9 cmd=run" },
    { "docker service create -p published=8080,target=80,mode=host --publish 81:81 "
      "--mount type=bind,src=/,dst=/h --secret s --config c --group 7 x",
      "x: image=x b(/>/h) port(|8080|80) port(|81|81)" },
    { "docker tag a:1 b:2; docker run b:2", "b: image=b:2 passing made" },
    { "podman build -t $I .; podman run $I", "$I: image?$I passing podman made" },
    { "buildah bud -t app .; podman run app:2", "app: image=app:2 passing podman" },
};

Test(run_command, services_of_scripts)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        hm_auto_arena struct hm_arena arena = { 0 };
        struct hm_manifests manifest;
        bool is_read =
            hm_shell_file_read(&arena, HM_S("a.sh"), hm_str_c(rows[i].script), &manifest);
        cr_expect_eq(is_read, rows[i].services != NULL, "%s", rows[i].script);
        if (is_read && rows[i].services != NULL) {
            struct hm_str got = describe_all(&arena, &manifest);
            cr_expect(hm_str_eq(got, rows[i].services), "%s\n  %s\n  %.*s", rows[i].script,
                      rows[i].services, HM_FMT(got));
        }
    }
}

Test(run_command, places_are_those_of_the_file)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_manifests manifest;
    struct hm_str text =
        HM_S("sudo docker run \\\n  -v /a:/b --user=root \\\n  -e K=v \\\n x:1 ls\n");

    cr_assert(hm_shell_file_read(&arena, HM_S("a.sh"), text, &manifest));
    const struct hm_service *service = &manifest.services[0];
    cr_expect(hm_str_eq(described_text(&manifest, service->span), "docker run"));
    cr_expect(hm_str_starts(described_text(&manifest, service->body), "docker run"));
    cr_expect(hm_str_ends(described_text(&manifest, service->body), "ls"));
    cr_expect(hm_str_eq(described_text(&manifest, service->volumes[0].span), "-v /a:/b"));
    cr_expect(hm_str_eq(described_text(&manifest, service->user.span), "--user=root"));
    cr_expect(hm_str_eq(described_text(&manifest, service->user.value), "root"));
    cr_expect(hm_str_eq(described_text(&manifest, service->environment.list[0].value.value), "v"));
    cr_expect(hm_str_eq(described_text(&manifest, service->image.span), "x:1"));
}

Test(run_command, a_script_has_only_so_many)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_buf struct hm_buf text = { 0 };
    struct hm_manifests manifest;

    for (unsigned i = 0; i < 2100; i++) {
        hm_buf_puts(&text, "docker run x\n");
    }
    cr_assert(hm_shell_file_read(&arena, HM_S("a.sh"), hm_buf_str(&text), &manifest));
    cr_expect_eq(manifest.n_services, 2000);
    cr_assert_eq(manifest.n_problems, 1);
    cr_expect(hm_str_has(manifest.problems[0].text, "2000"));
}
