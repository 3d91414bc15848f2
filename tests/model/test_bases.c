/* SPDX-License-Identifier: Apache-2.0 */
/* What is known of base images, by reference. */
#include <criterion/criterion.h>

#include "plugin/model/bases.h"

struct base_case {
    const char *ref;
    const char *family; /**< NULL: not known */
    enum hm_package_manager package_manager;
    const char *user;  /**< NULL: not known */
    const char *facts; /**< b build tools, d SDK, s shell, g git, c curl, u sudo, h health check, m
                          minimal, t trusted: capital when it is, small when it is not */
};

/* clang-format off */
static const struct base_case cases[] = {
    { "alpine", "alpine", HM_PM_APK, "0", "bdSgcuhMT" },
    { "alpine:3.22", "alpine", HM_PM_APK, "0", "bdSgcuhMT" },
    { "alpine@sha256:ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff", "alpine", HM_PM_APK, "0", "bdSgcuhMT" },
    { "docker.io/library/alpine:edge", "alpine", HM_PM_APK, "0", "bdSgcuhMT" },
    { "index.docker.io/library/alpine:3", "alpine", HM_PM_APK, "0", "bdSgcuhMT" },
    { "arm64v8/alpine:3", "alpine", HM_PM_APK, "0", "bdSgcuhMT" },
    { "busybox:musl", "busybox", HM_PM_NONE, "0", "bdSgcuhMT" },
    { "scratch", NULL, HM_PM_NONE, "0", "bdsgcuhMT" },
    { "debian", "debian", HM_PM_APT, "0", "bdSgcuhmT" },
    { "debian:bookworm-slim", "debian", HM_PM_APT, "0", "bdSgcuhMT" },
    { "debian:bookworm-20260803-slim", "debian", HM_PM_APT, "0", "bdSgcuhMT" },
    { "ubuntu:24.04", "ubuntu", HM_PM_APT, "0", "bdSgcuhmT" },
    { "fedora:43", "fedora", HM_PM_DNF, "0", "bdSghmT" },
    { "centos:7", "centos", HM_PM_DNF, "0", "bdSghmT" },
    { "quay.io/centos/centos:stream9", "centos", HM_PM_DNF, "0", "bdSgmT" },
    { "quay.io/centos/centos:stream9-minimal", "centos", HM_PM_DNF, "0", "bdSgMT" },
    { "rockylinux/rockylinux:9-minimal", "rocky", HM_PM_DNF, "0", "bdSghMT" },
    { "almalinux:9", "alma", HM_PM_DNF, "0", "bdSghmT" },
    { "almalinux:9-minimal", "alma", HM_PM_DNF, "0", "bdSghMT" },
    { "amazonlinux:2023", "amazon", HM_PM_DNF, "0", "bdSghmT" },
    { "public.ecr.aws/amazonlinux/amazonlinux:2023-minimal", "amazon", HM_PM_DNF, "0", "bdSghMT" },
    { "oraclelinux:9-slim", "oracle", HM_PM_DNF, "0", "bdSghMT" },
    { "archlinux:base-devel", "arch", HM_PM_PACMAN, "0", "BDSUhmT" },
    { "archlinux:latest", "arch", HM_PM_PACMAN, "0", "bdShT" },
    { "opensuse/leap:15.6", "suse", HM_PM_ZYPPER, "0", "bdST" },
    { "registry.suse.com/bci/bci-micro:15.6", "suse", HM_PM_NONE, "0", "bdSMT" },
    { "registry.suse.com/bci/python:3.11", "suse", HM_PM_ZYPPER, NULL, "T" },
    { "registry.fedoraproject.org/fedora-minimal:43", "fedora", HM_PM_DNF, "0", "bdSgMT" },
    { "photon:5.0", "photon", HM_PM_DNF, "0", "bdShT" },
    { "buildpack-deps:curl", "debian", HM_PM_APT, "0", "bdSgCuhmT" },
    { "buildpack-deps:trixie-scm", "debian", HM_PM_APT, "0", "bdSGCuhmT" },
    { "buildpack-deps:trixie", "debian", HM_PM_APT, "0", "BDSGCuhmT" },
    { "gcc:14", "debian", HM_PM_APT, "0", "BDSGCuhmT" },
    { "golang:1.25", "debian", HM_PM_APT, "0", "BDSGCuhmT" },
    { "golang:1.25-alpine3.22", "alpine", HM_PM_APK, "0", "BDSgcuhmT" },
    { "golang:1.25-windowsservercore-ltsc2022", "windows", HM_PM_NONE, NULL, "BDShmT" },
    { "golang:1.25-nanoserver", "windows", HM_PM_NONE, "ContainerUser", "BDShmT" },
    { "mirror.gcr.io/library/golang:1.25", "debian", HM_PM_APT, "0", "BDSGCuhmT" },
    { "rust:1-slim", "debian", HM_PM_APT, "0", "BDSgcuhmT" },
    { "rust:1-alpine", "alpine", HM_PM_APK, "0", "BDSgcuhmT" },
    { "swift:6.0", "ubuntu", HM_PM_APT, "0", "BDSGuhmT" },
    { "swift:6.0-slim", "ubuntu", HM_PM_APT, "0", "bdSuhMT" },
    { "swift:6.0-bookworm-slim", "debian", HM_PM_APT, "0", "bdSuhMT" },
    { "swift:6.0-rhel-ubi9", "ubi", HM_PM_DNF, "0", "BDSGuhmT" },
    { "haskell:9.10", "debian", HM_PM_APT, "0", "BDShmT" },
    { "dart:stable", "debian", HM_PM_APT, "0", "BDShmT" },
    { "python:3.13", "debian", HM_PM_APT, "0", "BdSGCuhmT" },
    { "python:3.13-slim", "debian", HM_PM_APT, "0", "bdSuhMT" },
    { "python:3.13-slim-bookworm", "debian", HM_PM_APT, "0", "bdSuhMT" },
    { "python:3.13-alpine3.22", "alpine", HM_PM_APK, "0", "bdSuhMT" },
    { "python:3.13-windowsservercore", "windows", HM_PM_NONE, NULL, "bdShmT" },
    { "public.ecr.aws/docker/library/python:3.13-slim", "debian", HM_PM_APT, "0", "bdSuhMT" },
    { "registry.hub.docker.com/library/python:3.13", "debian", HM_PM_APT, "0", "BdSGCuhmT" },
    { "node", "debian", HM_PM_APT, "0", "BdSGCuhmT" },
    { "node:lts", "debian", HM_PM_APT, "0", "BdSGCuhmT" },
    { "node:current-alpine", "alpine", HM_PM_APK, "0", "bdSuhMT" },
    { "node:22-bookworm-slim", "debian", HM_PM_APT, "0", "bdSuhMT" },
    { "ruby:3.4", "debian", HM_PM_APT, "0", "BdSGCuhmT" },
    { "ruby:3.4-alpine", "alpine", HM_PM_APK, "0", "bdSuhMT" },
    { "perl:5.42-slim", "debian", HM_PM_APT, "0", "bdSuhMT" },
    { "pypy:3.11-slim", "debian", HM_PM_APT, "0", "bdSuhMT" },
    { "erlang:28", "debian", HM_PM_APT, "0", "BdSGCuhmT" },
    { "elixir:1.19-slim", "debian", HM_PM_APT, "0", "bdSuhMT" },
    { "julia:1.12", "debian", HM_PM_APT, "0", "bdShMT" },
    { "php:8.4-fpm", "debian", HM_PM_APT, "0", "BdSgCuhmT" },
    { "php:8.4-apache-bookworm", "debian", HM_PM_APT, "0", "BdSgCuhmT" },
    { "php:8.4-fpm-alpine", "alpine", HM_PM_APK, "0", "bdSgCuhMT" },
    { "composer:2", "alpine", HM_PM_APK, "0", "BDSGChmT" },
    { "composer/composer:2", NULL, HM_PM_UNKNOWN, NULL, NULL },
    { "oven/bun:1-slim", "debian", HM_PM_APT, "0", "bdSMT" },
    { "oven/bun:1-distroless", "distroless", HM_PM_NONE, "0", "bdsMT" },
    { "denoland/deno:2.4.0", "debian", HM_PM_APT, "0", "bdST" },
    { "denoland/deno:distroless", "distroless", HM_PM_NONE, "0", "bdsMT" },
    { "ghcr.io/astral-sh/uv:0.8", NULL, HM_PM_UNKNOWN, "0", "dT" },
    { "eclipse-temurin:21", "ubuntu", HM_PM_APT, "0", "BDSCuhmT" },
    { "eclipse-temurin:21-jdk-alpine", "alpine", HM_PM_APK, "0", "BDSuhmT" },
    { "eclipse-temurin:21-jre", "ubuntu", HM_PM_APT, "0", "bdSgCuhT" },
    { "eclipse-temurin:21-jre-alpine", "alpine", HM_PM_APK, "0", "bdSguhMT" },
    { "eclipse-temurin:21-jre-ubi9-minimal", "ubi", HM_PM_DNF, "0", "bdSguhMT" },
    { "openjdk:17", NULL, HM_PM_UNKNOWN, "0", "BDShmT" },
    { "openjdk:8-jre-alpine", "alpine", HM_PM_APK, "0", "bdShMT" },
    { "amazoncorretto:21", "amazon", HM_PM_DNF, "0", "BDShmT" },
    { "amazoncorretto:21-alpine", "alpine", HM_PM_APK, "0", "BDShmT" },
    { "maven:3.9-eclipse-temurin-21", "ubuntu", HM_PM_APT, "0", "BDShmT" },
    { "maven:3.9-eclipse-temurin-21-alpine", "alpine", HM_PM_APK, "0", "BDShmT" },
    { "maven:3-amazoncorretto-21", "amazon", HM_PM_DNF, "0", "BDShmT" },
    { "gradle:8-jdk21", NULL, HM_PM_UNKNOWN, "0", "BDShmT" },
    { "gradle:4.4", NULL, HM_PM_UNKNOWN, NULL, "BDShmT" },
    { "groovy:4.0-jdk17", "ubuntu", HM_PM_APT, "1000", "BDShmT" },
    { "jetty:12-jre21-alpine", "alpine", HM_PM_APK, "jetty", "bdShMT" },
    { "tomcat:10.1-jre21", "ubuntu", HM_PM_APT, "0", "bdSCuhT" },
    { "tomcat:10.1", "ubuntu", HM_PM_APT, "0", "BdSuhmT" },
    { "nginx", "debian", HM_PM_APT, "0", "bduhST" },
    { "nginx:1.30-alpine", "alpine", HM_PM_APK, "0", "bdSuhMT" },
    { "nginxinc/nginx-unprivileged:1.30", "debian", HM_PM_APT, "101", "bdSuhT" },
    { "httpd:2.4", "debian", HM_PM_APT, "0", "bdSuhT" },
    { "caddy:2", "alpine", HM_PM_APK, "0", "bdSuhMT" },
    { "caddy:2-builder", "alpine", HM_PM_APK, "0", "BDShmT" },
    { "traefik:v3.6", "alpine", HM_PM_APK, "0", "bdSuhMT" },
    { "haproxy:3.2", "debian", HM_PM_APT, "haproxy", "bdSuhT" },
    { "haproxy:2.4-alpine", "alpine", HM_PM_APK, "haproxy", "bdSuhMT" },
    { "haproxy:1.8", "debian", HM_PM_APT, "0", "bdSuhT" },
    { "haproxy:2.2-alpine", "alpine", HM_PM_APK, "0", "bdSuhMT" },
    { "memcached:1.6-alpine", "alpine", HM_PM_APK, "memcache", "bdSuhMT" },
    { "redis:8", "debian", HM_PM_APT, "0", "bdSuhT" },
    { "postgres:18-alpine", "alpine", HM_PM_APK, "0", "bdSuhMT" },
    { "mysql:8.4", "oracle", HM_PM_DNF, "0", "bdSuhT" },
    { "mysql:8.0-debian", "debian", HM_PM_APT, "0", "bdSuhT" },
    { "mariadb:11.8", "ubuntu", HM_PM_APT, "0", "bdSuhT" },
    { "mariadb:11.8-ubi9", "ubi", HM_PM_DNF, "mysql", "bdSuhT" },
    { "mongo:8", "ubuntu", HM_PM_APT, "0", "bdSuhT" },
    { "rabbitmq:4-management", "ubuntu", HM_PM_APT, "0", "bdSuhT" },
    { "nats:2-scratch", NULL, HM_PM_NONE, "0", "bdsuhMT" },
    { "influxdb:1.8", NULL, HM_PM_UNKNOWN, "0", "bdSuhT" },
    { "influxdb:3-core", "ubuntu", HM_PM_APT, "influxdb3", "bdSuhT" },
    { "elasticsearch:7.17.1", NULL, HM_PM_UNKNOWN, "0", "bdSuhT" },
    { "elasticsearch:8.19.0", "ubuntu", HM_PM_APT, "1000", "bdSuhT" },
    { "docker.elastic.co/elasticsearch/elasticsearch:9.1.0", "ubi", HM_PM_DNF, "1000", "bdSuhT" },
    { "docker.elastic.co/beats/filebeat:9.1.0", NULL, HM_PM_UNKNOWN, NULL, "T" },
    { "kong:3", "ubuntu", HM_PM_APT, "kong", "bdSHT" },
    { "sonarqube:lts-community", "ubuntu", HM_PM_APT, "sonarqube", "dShT" },
    { "solr:9", "ubuntu", HM_PM_APT, "8983", "dShT" },
    { "wordpress:cli", "alpine", HM_PM_APK, "www-data", "bdSuhT" },
    { "wordpress:php8.4-apache", "debian", HM_PM_APT, "0", "BdSuhT" },
    { "docker:29-dind", "alpine", HM_PM_APK, "0", "bdShT" },
    { "docker:29-dind-rootless", "alpine", HM_PM_APK, "rootless", "bdShT" },
    { "gcr.io/distroless/static", "distroless", HM_PM_NONE, "0", "bdsgcuhMT" },
    { "gcr.io/distroless/static-debian13:nonroot", "distroless", HM_PM_NONE, "65532", "bdsgcuhMT" },
    { "gcr.io/distroless/base-debian13:debug", "distroless", HM_PM_NONE, "0", "bdSgcuhMT" },
    { "gcr.io/distroless/cc:debug-nonroot-amd64", "distroless", HM_PM_NONE, "65532", "bdSgcuhMT" },
    { "cgr.dev/chainguard/static", "wolfi", HM_PM_NONE, "65532", "bdsMT" },
    { "cgr.dev/chainguard/python:latest-dev", "wolfi", HM_PM_APK, NULL, "SmT" },
    { "cgr.dev/chainguard/wolfi-base", "wolfi", HM_PM_APK, "0", "bdSMT" },
    { "mcr.microsoft.com/dotnet/sdk:10.0", "ubuntu", HM_PM_APT, "0", "BDSGCuhmT" },
    { "mcr.microsoft.com/dotnet/sdk:8.0", "debian", HM_PM_APT, "0", "BDSGCuhmT" },
    { "mcr.microsoft.com/dotnet/sdk:10.0-alpine", "alpine", HM_PM_APK, "0", "BDSGCuhmT" },
    { "mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled", "ubuntu", HM_PM_NONE, "1654", "bdsuhMT" },
    { "mcr.microsoft.com/dotnet/aspnet:10.0", "ubuntu", HM_PM_APT, "0", "bdSuT" },
    { "mcr.microsoft.com/dotnet/runtime-deps:9.0-azurelinux3.0-distroless", "azurelinux", HM_PM_NONE, "1654", "bdsuhMT" },
    { "mcr.microsoft.com/dotnet/runtime:9.0-nanoserver-ltsc2022", "windows", HM_PM_NONE, "ContainerUser", "bdSuhMT" },
    { "mcr.microsoft.com/dotnet/monitor:8", NULL, HM_PM_UNKNOWN, NULL, "T" },
    { "mcr.microsoft.com/windows/servercore:ltsc2022", "windows", HM_PM_NONE, "ContainerAdministrator", "bdSmT" },
    { "mcr.microsoft.com/windows/nanoserver:ltsc2022", "windows", HM_PM_NONE, "ContainerUser", "bdSMT" },
    { "mcr.microsoft.com/playwright:v1.50.0-noble", "ubuntu", HM_PM_APT, "0", "SmT" },
    { "mcr.microsoft.com/mssql/server:2022-latest", "ubuntu", HM_PM_APT, "mssql", "dST" },
    { "registry.access.redhat.com/ubi9", "ubi", HM_PM_DNF, "0", "bdSmT" },
    { "registry.access.redhat.com/ubi10-minimal:10.0", "ubi", HM_PM_DNF, "0", "bdSMT" },
    { "registry.access.redhat.com/ubi8/ubi-micro", "ubi", HM_PM_NONE, "0", "bdSMT" },
    { "registry.access.redhat.com/ubi9/nodejs-22-minimal:1", "ubi", HM_PM_DNF, "1001", "bdSMT" },
    { "registry.access.redhat.com/ubi9/python-312", "ubi", HM_PM_DNF, "1001", "BdSGmT" },
    { "registry.access.redhat.com/ubi8/openjdk-17-runtime", "ubi", HM_PM_DNF, "185", "bdST" },
    { "registry.access.redhat.com/ubi8/openjdk-17", "ubi", HM_PM_DNF, "185", "BDSmT" },
    { "registry.access.redhat.com/ubi8/php-80", "ubi", HM_PM_UNKNOWN, NULL, "ST" },
    { "registry.access.redhat.com/rhel7", NULL, HM_PM_UNKNOWN, NULL, "T" },
    { "redhat/ubi9-minimal", "ubi", HM_PM_DNF, "0", "bdSMT" },
    { "nvidia/cuda:12.8.0-devel-ubuntu24.04", "ubuntu", HM_PM_APT, "0", "BDSmT" },
    { "nvidia/cuda:12.8.0-runtime-ubi9", "ubi", HM_PM_DNF, "0", "bdST" },
    { "nvcr.io/nvidia/cuda:12.8.0-base-ubuntu24.04", "ubuntu", HM_PM_APT, "0", "bdST" },
    { "nvcr.io/nvidia/pytorch:25.01-py3", NULL, HM_PM_UNKNOWN, NULL, "T" },
    { "pytorch/pytorch:2.6.0-cuda12.4-cudnn9-devel", "ubuntu", HM_PM_APT, "0", "BDSmT" },
    { "quay.io/jupyter/base-notebook", "ubuntu", HM_PM_APT, "1000", "SmT" },
    { "jenkins/jenkins:lts-alpine", "alpine", HM_PM_APK, "jenkins", "dST" },
    { "jenkins/jenkins:lts", "debian", HM_PM_APT, "jenkins", "dSGCT" },
    { "grafana/grafana:12.1.0", "alpine", HM_PM_APK, "472", "bdST" },
    { "prom/prometheus:v3.5.0", "busybox", HM_PM_NONE, "nobody", "bdSMT" },
    { "cimg/node:22.1", "ubuntu", HM_PM_APT, "circleci", "BSGCUmT" },
    { "selenium/standalone-chrome:4", "ubuntu", HM_PM_APT, "1200", "SUmT" },
    { "cypress/included:14.0.0", "debian", HM_PM_APT, "0", "SmT" },
    { "valkey/valkey:8-alpine", "alpine", HM_PM_APK, "0", "bdSuhMT" },
    { "bitnami/redis:8.0", NULL, HM_PM_UNKNOWN, "1001", "S" },
    { "public.ecr.aws/lambda/python:3.13", "amazon", HM_PM_DNF, NULL, "SuT" },
    { "hashicorp/terraform:1.13", NULL, HM_PM_UNKNOWN, NULL, "T" },
    { "vault:1.13.3", NULL, HM_PM_UNKNOWN, NULL, "T" },
    { "xwiki:17", NULL, HM_PM_UNKNOWN, NULL, "T" },
};
/* clang-format on */

static struct hm_image_ref
parsed(struct hm_arena *arena, const char *text)
{
    struct hm_image_ref ref = { 0 };
    struct hm_err err = { 0 };

    cr_assert_eq(hm_image_ref_parse(arena, hm_str_c(text), &ref, &err), HM_OK, "%s: %s", text,
                 err.text);
    return ref;
}

static struct hm_image_ref
ref_of(const char *registry, const char *repository, const char *tag, const char *digest)
{
    return (struct hm_image_ref){ .registry = hm_str_c(registry),
                                  .repository = hm_str_c(repository),
                                  .tag = hm_str_c(tag),
                                  .digest = hm_str_c(digest) };
}

static void
check_facts(const struct base_case *c, const struct hm_base *base)
{
    const struct {
        char letter;
        enum hm_trit fact;
    } facts[] = {
        { 'b', base->has_build_tools }, { 'd', base->is_sdk },     { 's', base->has_shell },
        { 'g', base->has_git },         { 'c', base->has_curl },   { 'u', base->has_sudo },
        { 'h', base->has_healthcheck }, { 'm', base->is_minimal }, { 't', base->is_trusted },
    };

    for (size_t i = 0; i < sizeof facts / sizeof facts[0]; i++) {
        char small = facts[i].letter;
        enum hm_trit wanted = strchr(c->facts, small) != NULL                 ? HM_NO
                              : strchr(c->facts, small - ('a' - 'A')) != NULL ? HM_YES
                                                                              : HM_UNKNOWN;
        cr_expect_eq(facts[i].fact, wanted, "%s: %c is %d", c->ref, small, facts[i].fact);
    }
}

Test(bases, known)
{
    struct hm_arena arena = { 0 };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct base_case *c = &cases[i];
        struct hm_image_ref ref = parsed(&arena, c->ref);
        const struct hm_base *base = hm_bases_find(&ref);
        if (c->facts == NULL) {
            cr_expect_null(base, "%s", c->ref);
            continue;
        }
        cr_assert_not_null(base, "%s", c->ref);
        check_facts(c, base);
        cr_expect_eq(base->package_manager, c->package_manager, "%s", c->ref);
        cr_expect(hm_str_is(hm_str_c(base->user), hm_str_c(c->user)), "%s runs as %s", c->ref,
                  base->user);
        cr_expect(hm_str_is(hm_str_c(base->family), hm_str_c(c->family)), "%s is %s", c->ref,
                  base->family);
    }
    hm_arena_done(&arena);
}

Test(bases, strangers_are_not_known)
{
    struct hm_image_ref ref = ref_of("ghcr.io", "acme/library/alpine", "3", "");
    struct hm_image_ref port = ref_of("docker.io:5000", "library/alpine", "3", "");

    cr_expect_null(hm_bases_find(&ref));
    cr_expect_null(hm_bases_find(&port));
}

Test(bases, a_name_longer_than_any_known_is_not_known)
{
    static char name[2000];
    struct hm_image_ref ref;

    memset(name, 'a', sizeof name - 1);
    ref = ref_of("docker.io", name, "1", "");
    cr_expect_null(hm_bases_find(&ref));
}

Test(bases, a_digest_without_tag_fits_no_row_with_a_tag)
{
    struct hm_image_ref ref = ref_of("docker.io", "library/python", "", "sha256:00");

    cr_expect_null(hm_bases_find(&ref)->tag);
}

static bool
is_name(const char *name)
{
    for (const char *p = name; *p != '\0'; p++) {
        bool is_last = p[1] == '\0';
        if (*p == '*' ? !is_last || p == name || p[-1] != '/'
                      : strchr("abcdefghijklmnopqrstuvwxyz0123456789./_-#", *p) == NULL) {
            return false;
        }
    }
    return strchr(name, '/') != NULL;
}

Test(bases, rows_are_sorted_and_whole)
{
    size_t n;
    const struct hm_base *rows = hm_bases_all(&n);

    for (size_t i = 0; i < n; i++) {
        const struct hm_base *row = &rows[i];
        int order = i == 0 ? -1 : strcmp(rows[i - 1].repository, row->repository);
        cr_expect(is_name(row->repository), "%s", row->repository);
        cr_expect(order <= 0, "%s stands behind %s", row->repository, rows[i - 1].repository);
        cr_expect(order < 0 || (rows[i - 1].tag != NULL &&
                                (row->tag == NULL || strcmp(rows[i - 1].tag, row->tag) != 0)),
                  "%s: a row that is never reached", row->repository);
        cr_expect(row->source != NULL && row->source[0] != '\0', "%s", row->repository);
        cr_expect(row->user == NULL || row->user[0] != '\0', "%s", row->repository);
        cr_expect(row->package_manager == HM_PM_UNKNOWN || row->package_manager == HM_PM_NONE ||
                      row->has_shell != HM_NO,
                  "%s: a package manager without a shell", row->repository);
        cr_expect(row->is_sdk != HM_YES || row->has_build_tools == HM_YES, "%s", row->repository);
        cr_expect(row->is_minimal != HM_YES || row->minimal_variant == NULL, "%s", row->repository);
    }
}

static bool
is_date(uint32_t date)
{
    uint32_t year = date / 10000;
    uint32_t month = date / 100 % 100;
    uint32_t day = date % 100;
    static const uint32_t days[] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

    return year >= 2009 && year <= 2045 && month >= 1 && month <= 12 && day >= 1 &&
           day <= days[month - 1];
}

Test(bases, ends_are_sorted_and_whole)
{
    size_t n;
    const struct hm_base_end *rows = hm_bases_ends(&n);

    for (size_t i = 0; i < n; i++) {
        const struct hm_base_end *row = &rows[i];
        int order = i == 0 ? -1 : strcmp(rows[i - 1].repository, row->repository);
        cr_expect(is_name(row->repository) && strchr(row->repository, '#') == NULL, "%s",
                  row->repository);
        cr_expect(order < 0 || (order == 0 && strcmp(rows[i - 1].version, row->version) < 0),
                  "%s %s is out of order", row->repository, row->version);
        cr_expect(is_date(row->date), "%s %s: %u", row->repository, row->version, row->date);
        cr_expect(row->what[0] != '\0', "%s %s", row->repository, row->version);
    }
}

/* Each repository whose end is listed is one that is known to be what it is called. */
Test(bases, ends_are_those_of_known_images)
{
    struct hm_arena arena = { 0 };
    size_t n;
    const struct hm_base_end *rows = hm_bases_ends(&n);

    for (size_t i = 0; i < n; i++) {
        if (strchr(rows[i].repository, '*') == NULL &&
            !hm_str_starts(hm_str_c(rows[i].repository), "docker.io/haproxytech/") &&
            !hm_str_starts(hm_str_c(rows[i].repository), "quay.io/almalinuxorg/")) {
            struct hm_image_ref ref = parsed(&arena, rows[i].repository);
            cr_expect_not_null(hm_bases_find(&ref), "%s", rows[i].repository);
        }
    }
    hm_arena_done(&arena);
}

struct end_case {
    const char *ref;
    uint32_t date; /**< 0: not listed */
    const char *what;
};

/* clang-format off */
static const struct end_case end_cases[] = {
    { "debian:buster-slim", 20240630, "Debian 10 \"buster\"" },
    { "debian:10.13", 20240630, "Debian 10 \"buster\"" },
    { "debian:100", 0, NULL },
    { "debian:oldstable", 0, NULL },
    { "debian:bullseye-20260803-slim", 20260831, "Debian 11 \"bullseye\"" },
    { "arm64v8/debian:9", 20220630, "Debian 9 \"stretch\"" },
    { "ubuntu:focal", 20250531, "Ubuntu 20.04 \"focal\"" },
    { "ubuntu:focal-20240410", 20250531, "Ubuntu 20.04 \"focal\"" },
    { "ubuntu:20.04", 20250531, "Ubuntu 20.04 \"focal\"" },
    { "ubuntu:24.04", 20290531, "Ubuntu 24.04 \"noble\"" },
    { "ubuntu", 0, NULL },
    { "alpine:3.2", 20170501, "Alpine 3.2" },
    { "alpine:3.20.3", 20260401, "Alpine 3.20" },
    { "alpine:3", 0, NULL },
    { "alpine:edge", 0, NULL },
    { "centos", 20211231, "CentOS 8" },
    { "centos:7.9.2009", 20240630, "CentOS 7" },
    { "centos:centos6.10", 20201130, "CentOS 6" },
    { "quay.io/centos/centos:stream8", 20240531, "CentOS Stream 8" },
    { "fedora:39", 20241126, "Fedora 39" },
    { "fedora", 0, NULL },
    { "rockylinux:8.9", 20290531, "Rocky Linux 8" },
    { "oraclelinux:7-slim", 20241231, "Oracle Linux 7" },
    { "amazonlinux:2", 20260630, "Amazon Linux 2" },
    { "amazonlinux:2023", 20290630, "Amazon Linux 2023" },
    { "public.ecr.aws/amazonlinux/amazonlinux:2018.03", 20231231, "Amazon Linux 1" },
    { "opensuse/leap:15.5", 20241231, "openSUSE Leap 15.5" },
    { "python:3.8-slim-bullseye", 20241007, "Python 3.8" },
    { "python:3.13-slim-buster", 20240630, "Debian 10 \"buster\"" },
    { "python:3.13-slim-bookworm", 20280630, "Debian 12 \"bookworm\"" },
    { "python:3.1", 20120409, "Python 3.1" },
    { "python:3", 0, NULL },
    { "python:3-slim-stretch", 20220630, "Debian 9 \"stretch\"" },
    { "python:2", 20200101, "Python 2" },
    { "python:2.7.18-alpine3.11", 20200101, "Python 2.7" },
    { "python:3.10", 20261031, "Python 3.10" },
    { "python@sha256:ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff", 0, NULL },
    { "public.ecr.aws/docker/library/python:3.7", 20230627, "Python 3.7" },
    { "public.ecr.aws/lambda/python:3.8", 20241007, "Python 3.8" },
    { "cimg/python:3.9.1", 20251031, "Python 3.9" },
    { "node:24-alpine3.16", 20240523, "Alpine 3.16" },
    { "node:18.20.1-alpine", 20250430, "Node.js 18" },
    { "node:lts", 0, NULL },
    { "node:lts-alpine3.15", 20231101, "Alpine 3.15" },
    { "node:carbon-jessie", 20191231, "Node.js 8" },
    { "node:hydrogen", 20250430, "Node.js 18" },
    { "node:0.12", 20161231, "Node.js 0.12" },
    { "php:7-fpm", 20221128, "PHP 7" },
    { "php:7.4.33-apache-bullseye", 20221128, "PHP 7.4" },
    { "php:8", 0, NULL },
    { "ruby:2.7-slim", 20230331, "Ruby 2.7" },
    { "ruby:2", 20230331, "Ruby 2" },
    { "golang:1.26", 0, NULL },
    { "golang:1.23-bookworm", 20250812, "Go 1.23" },
    { "golang:1-buster", 20240630, "Debian 10 \"buster\"" },
    { "golang:alpine", 0, NULL },
    { "openjdk:8-jre-slim", 20220819, "the official image openjdk:8" },
    { "openjdk:8u212-jdk", 20220819, "the official image openjdk:8" },
    { "openjdk:11.0.16-jdk", 20220819, "the official image openjdk:11" },
    { "eclipse-temurin:17-jre", 20271031, "Eclipse Temurin 17" },
    { "eclipse-temurin:19", 20230331, "Eclipse Temurin 19" },
    { "eclipse-temurin:21-jre-alpine-3.19", 20251101, "Alpine 3.19" },
    { "eclipse-temurin:8u402-b06-jre-focal", 20250531, "Ubuntu 20.04 \"focal\"" },
    { "java:8", 20170517, "the official image java" },
    { "java@sha256:ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff", 20170517, "the official image java" },
    { "vault:1.13.3", 20240617, "the official image vault" },
    { "clearlinux", 20250718, "the official image clearlinux" },
    { "postgres:9.6-alpine", 20211111, "PostgreSQL 9.6" },
    { "postgres:12.22-bullseye", 20241121, "PostgreSQL 12" },
    { "postgres:18", 20301114, "PostgreSQL 18" },
    { "mysql:5.7", 20231031, "MySQL 5.7" },
    { "mysql:5", 20231031, "MySQL 5" },
    { "mysql:8.0.40", 20260430, "MySQL 8.0" },
    { "mariadb:10.3", 20230525, "MariaDB 10.3" },
    { "mongo:4.4-focal", 20240229, "MongoDB 4.4" },
    { "redis:5-alpine", 20220427, "Redis 5" },
    { "redis:6.0.20", 20220531, "Redis 6.0" },
    { "nginx:1.25-alpine", 20240529, "nginx 1.25" },
    { "nginx:1", 0, NULL },
    { "nginx:stable", 0, NULL },
    { "elasticsearch:7.17.20", 20260115, "Elasticsearch 7" },
    { "docker.elastic.co/kibana/kibana:6.8.23", 20220210, "Kibana 6" },
    { "rabbitmq:3-management", 20240917, "RabbitMQ 3" },
    { "rabbitmq:3.1", 20140430, "RabbitMQ 3.1" },
    { "rabbitmq:3.13", 20240917, "RabbitMQ 3.13" },
    { "tomcat:8.5-jdk8", 20240331, "Tomcat 8.5" },
    { "tomcat:9-jdk17", 20270331, "Tomcat 9.0" },
    { "haproxy:1.8-alpine", 20221209, "HAProxy 1.8" },
    { "traefik:v1.7", 20211231, "Traefik 1.7" },
    { "erlang:25-slim", 20250517, "Erlang/OTP 25" },
    { "elixir:1.14", 20251016, "Elixir 1.14" },
    { "perl:5.36", 20250527, "Perl 5.36" },
    { "mcr.microsoft.com/dotnet/aspnet:6.0-focal", 20241112, ".NET 6" },
    { "mcr.microsoft.com/dotnet/aspnet:8.0", 20261110, ".NET 8" },
    { "mcr.microsoft.com/dotnet/core/sdk:2.1", 20210821, ".NET Core 2.1" },
    { "mcr.microsoft.com/dotnet/core/sdk:3.1-buster", 20221213, ".NET Core 3.1" },
    { "mcr.microsoft.com/windows/servercore:1903", 20201208, "Windows Server, version 1903" },
    { "nvidia/cuda:11.8.0-devel-ubuntu18.04", 20230531, "Ubuntu 18.04 \"bionic\"" },
    { "nvidia/cuda:11.8.0-base-centos7", 20240630, "CentOS 7" },
    { "gcr.io/distroless/java11-debian11", 20260831, "Debian 11 \"bullseye\"" },
    { "gcr.io/distroless/base-debian10:nonroot", 20240630, "Debian 10 \"buster\"" },
    { "gcr.io/distroless/static", 0, NULL },
    { "registry.access.redhat.com/ubi7/ubi-minimal", 20240630, "Red Hat Enterprise Linux 7" },
    { "registry.access.redhat.com/ubi8/nodejs-16:1", 20290531, "Red Hat Enterprise Linux 8" },
    { "registry.access.redhat.com/ubi7", 20240630, "Red Hat Enterprise Linux 7" },
    { "acme/debian:buster", 0, NULL },
    { "acme/app:1.0-buster", 0, NULL },
};
/* clang-format on */

Test(bases, ends)
{
    struct hm_arena arena = { 0 };

    for (size_t i = 0; i < sizeof end_cases / sizeof end_cases[0]; i++) {
        const struct end_case *c = &end_cases[i];
        struct hm_image_ref ref = parsed(&arena, c->ref);
        const struct hm_base_end *end = hm_bases_end(&ref);
        cr_expect_eq(end == NULL ? 0 : end->date, c->date, "%s: %u", c->ref,
                     end == NULL ? 0 : end->date);
        cr_expect(hm_str_is(hm_str_c(end == NULL ? NULL : end->what), hm_str_c(c->what)), "%s: %s",
                  c->ref, end == NULL ? "-" : end->what);
    }
    hm_arena_done(&arena);
}
