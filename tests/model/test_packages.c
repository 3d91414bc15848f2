/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/model/packages.h"

#include <criterion/criterion.h>

static struct hm_arg args[32];

/* A command of plain words; '$' makes a word a variable. */
static struct hm_command
command(const char *words)
{
    struct hm_command cmd = { .args = args };
    struct hm_str rest = hm_str_c(words);
    struct hm_str word;
    while (hm_str_split(&rest, ' ', &word)) {
        args[cmd.n_args++] = (struct hm_arg){ .text = word, .is_literal = !hm_str_has(word, "$") };
    }
    cmd.name = hm_str_basename(args[0].text);
    return cmd;
}

Test(packages, knows_calls)
{
    static const struct {
        const char *words;
        enum hm_manager manager;
        enum hm_package_action action;
    } cases[] = {
        { "apt-get -qq install a", HM_APT, HM_PACKAGES_INSTALL },
        { "apt-get -o a=b update", HM_APT, HM_PACKAGES_REFRESH },
        { "apt-get $O install a", HM_APT, HM_PACKAGES_INSTALL },
        { "apt full-upgrade", HM_APT, HM_PACKAGES_UPGRADE },
        { "apt-get autoremove", HM_APT, HM_PACKAGES_REMOVE },
        { "apt-get download a", HM_APT, HM_PACKAGES_OTHER },
        { "pacman -Sy --noconfirm a", HM_PACMAN, HM_PACKAGES_INSTALL },
        { "pacman -Syu --noconfirm", HM_PACMAN, HM_PACKAGES_UPGRADE },
        { "pacman -Scc", HM_PACMAN, HM_PACKAGES_CLEAN },
        { "pacman -Rns a", HM_PACMAN, HM_PACKAGES_REMOVE },
        { "apk --no-cache add a", HM_APK, HM_PACKAGES_INSTALL },
        { "yum -y update", HM_DNF, HM_PACKAGES_UPGRADE },
        { "microdnf clean all", HM_DNF, HM_PACKAGES_CLEAN },
        { "zypper -n in a", HM_ZYPPER, HM_PACKAGES_INSTALL },
        { "pip3 install a", HM_PIP, HM_PACKAGES_INSTALL },
        { "pip3.12 install a", HM_PIP, HM_PACKAGES_INSTALL },
        { "python3 -m pip install a", HM_PIP, HM_PACKAGES_INSTALL },
        { "uv pip install a", HM_PIP, HM_PACKAGES_INSTALL },
        { "npm i a", HM_NPM, HM_PACKAGES_INSTALL },
        { "npm ci", HM_NPM, HM_PACKAGES_OTHER },
        { "yarn", HM_YARN, HM_PACKAGES_INSTALL },
        { "yarn global add a", HM_YARN, HM_PACKAGES_INSTALL },
        { "gem install a", HM_GEM, HM_PACKAGES_INSTALL },
        { "go get a", HM_GO, HM_PACKAGES_INSTALL },
        { "aptitude -y install a", HM_APT, HM_PACKAGES_INSTALL },
        { "aptitude safe-upgrade", HM_APT, HM_PACKAGES_UPGRADE },
        { "tdnf install -y a", HM_DNF, HM_PACKAGES_INSTALL },
        { "pacman --noconfirm -Syu a", HM_PACMAN, HM_PACKAGES_INSTALL },
        { "pacman --noconfirm --sync a", HM_PACMAN, HM_PACKAGES_INSTALL },
        { "poetry -C x add a", HM_POETRY, HM_PACKAGES_INSTALL },
        { "poetry install --no-root", HM_POETRY, HM_PACKAGES_INSTALL },
        { "pipx install a", HM_PIPX, HM_PACKAGES_INSTALL },
        { "python3 -m pipx install a", HM_PIPX, HM_PACKAGES_INSTALL },
        { "uv tool install a", HM_UV, HM_PACKAGES_INSTALL },
        { "uv add a", HM_UV, HM_PACKAGES_INSTALL },
        { "bun add a", HM_BUN, HM_PACKAGES_INSTALL },
        { "bun run build", HM_BUN, HM_PACKAGES_OTHER },
        { "bundle install", HM_BUNDLER, HM_PACKAGES_INSTALL },
        { "bundle exec a", HM_BUNDLER, HM_PACKAGES_OTHER },
        { "cargo +nightly install a", HM_CARGO, HM_PACKAGES_INSTALL },
        { "cargo build", HM_CARGO, HM_PACKAGES_OTHER },
        { "composer global require a/b", HM_COMPOSER, HM_PACKAGES_INSTALL },
        { "composer install", HM_COMPOSER, HM_PACKAGES_INSTALL },
        { "conda install -y a", HM_CONDA, HM_PACKAGES_INSTALL },
        { "micromamba create -n x a", HM_CONDA, HM_PACKAGES_INSTALL },
        { "mamba clean -afy", HM_CONDA, HM_PACKAGES_CLEAN },
        { "conda env create -f e.yml", HM_CONDA, HM_PACKAGES_OTHER },
        { "choco install -y a", HM_CHOCO, HM_PACKAGES_INSTALL },
        { "choco upgrade all", HM_CHOCO, HM_PACKAGES_UPGRADE },
        { "winget install a", HM_WINGET, HM_PACKAGES_INSTALL },
        { "install-module a", HM_POWERSHELL, HM_PACKAGES_INSTALL },
        { "Install-Package a", HM_POWERSHELL, HM_PACKAGES_INSTALL },
        { "update-module a", HM_POWERSHELL, HM_PACKAGES_UPGRADE },
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct hm_command cmd = command(cases[i].words);
        struct hm_package_call call;
        cr_assert(hm_package_call_read(&cmd, &call), "%s", cases[i].words);
        cr_expect_eq(call.manager, cases[i].manager, "%s", cases[i].words);
        cr_expect_eq(call.action, cases[i].action, "%s", cases[i].words);
    }
}

Test(packages, knows_what_is_no_call)
{
    static const char *const cases[] = {
        "echo apt-get install a", "install-windowsfeature a", "install a b", "uv run a", "poetry",
        "python3 -m venv pip",    "python3 setup.py install", "uv sync",     "apt-get",  "npm"
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct hm_command cmd = command(cases[i]);
        struct hm_package_call call;
        cr_expect_not(hm_package_call_read(&cmd, &call), "%s", cases[i]);
    }
}

/* The packages, each with - (not pinned), = (pinned), / (local), ? (unknown) in front. */
static const struct {
    const char *words;
    const char *expected;
} pins[] = {
    { "apt-get install -y a b=1 c=$V d/stable ./e.deb $F -t x g=1.2*",
      "-a =b =c =d /./e.deb ?$F =g" },
    { "apt-get -y install -o x=y a", "-a" },
    { "apk add --no-cache -t .x a b=1 c~2 d>3 e@edge !f g.apk $H",
      "-a =b =c =d -e@edge /g.apk ?$H" },
    { "apk add --virtual .x a", "-a" },
    { "apk add --virtual=.x a", "-a" },
    { "yum install -y a b-1.2 c-1.2-3.el8 java-11-openjdk @d https://e/f.rpm g-$V --enablerepo x",
      "-a =b =c-1.2 -java-11-openjdk =@d /https://e/f.rpm =g" },
    { "zypper -n in a b=1 c>=2 d.rpm", "-a =b =c /d.rpm" },
    { "pip install a b==1 c>=2 d<3 e~=4 f[x] g[y]==1 . ./h i.whl https://j/k.tar.gz",
      "-a =b -c =d =e -f =g /. /./h /i.whl /https://j/k.tar.gz" },
    { "pip install -r r.txt -e . --index-url https://x a==$V $B", "=a ?$B" },
    { "pip install git+https://a/b git+https://a/b@v1 c@https://d/e.whl",
      "-git+https://a/b =git+https://a/b@v1 /c" },
    { "npm install -g a b@1 c@^2 d@latest @e/f @e/f@3 g@$V ./h i.tgz j/k#l m/n",
      "-a =b =c -d -@e/f =@e/f =g /./h /i.tgz =j/k#l -m/n" },
    { "npm install --omit dev", "" },
    { "gem install a b:1", "-a =b" },
    { "gem install a -v 1", "=a" },
    { "aptitude install -t x a b=1", "-a =b" },
    { "pacman -S --needed --noconfirm a core/b c=1 --overwrite x", "-a -b =c" },
    { "pacman -U ./a.zst https://b/c.zst", "/./a.zst /https://b/c.zst" },
    { "poetry add a b@^1 c@latest d==2 -G x git+https://e/f --source y", "-a =b -c =d "
                                                                         "-git+https://e/f" },
    { "poetry install --only main", "" },
    { "pipx install a b==1 --python 3.12 --pip-args x", "-a =b" },
    { "pipx inject a b c==1", "-b =c" },
    { "uv tool install a@1 b --with x -p 3.12", "/a -b" },
    { "uv add a>=1 b==2 --group x", "-a =b" },
    { "bun add -g a b@1 c@latest --registry x", "-a =b -c" },
    { "bun install", "" },
    { "bundle install --without a b --jobs 4", "" },
    { "bundle add a -g x", "-a" },
    { "bundle add a -v 1", "=a" },
    { "cargo install a b@1 --features x -j 4 --root y --locked", "-a =b" },
    { "cargo install --version 1 a", "=a" },
    { "cargo install --git https://x a", "-a" },
    { "cargo install --git https://x --rev y a", "=a" },
    { "cargo install --path .", "" },
    { "composer require a/b c/d:^1 e/f ^2.0 g/h=1 -d x", "-a/b =c/d =e/f =g/h" },
    { "composer install --no-dev", "" },
    { "conda install -y -n x -c y a b=1 c==2 d>=1 e>=1,<2 z::f=1 z::g ./h.conda --file i",
      "-a =b "
      "=c -d "
      "=e =f "
      "-g "
      "/./"
      "h."
      "conda" },
    { "micromamba install -p /x python=3.12", "=python" },
    { "choco install -y a b --params x -s y", "-a -b" },
    { "choco install a -version 1 -y", "=a" },
    { "choco install a --version=1", "=a" },
    { "choco install packages.config -y", "/packages.config" },
    { "winget install --id A.B -e -s winget", "-A.B" },
    { "winget install A.B -v 1 --scope machine", "=A.B" },
    { "install-module -Name a -Force -Scope AllUsers -Repository x", "-a" },
    { "install-module a -RequiredVersion 1", "=a" },
    { "Install-Package a -ProviderName x -source y", "-a" },
    { "go install a.b/c@v1 a.b/c@latest a.b/c ./d e/f a.b/c@$V",
      "=a.b/c -a.b/c -a.b/c /./d /e/f =a.b/c" },
};

Test(packages, tells_what_is_pinned)
{
    static const char marks[] = {
        [HM_PIN_NONE] = '-', [HM_PIN_VERSION] = '=', [HM_PIN_LOCAL] = '/', [HM_PIN_UNKNOWN] = '?'
    };
    for (size_t i = 0; i < sizeof(pins) / sizeof(pins[0]); i++) {
        struct hm_command cmd = command(pins[i].words);
        struct hm_package_call call;
        struct hm_package package;
        char got[256];
        size_t n = 0;
        got[0] = '\0';
        cr_assert(hm_package_call_read(&cmd, &call));
        for (uint32_t at = call.operands; hm_package_next(&cmd, &call, &at, &package);) {
            n += (size_t)snprintf(got + n, sizeof got - n, "%s%c%.*s", n == 0 ? "" : " ",
                                  marks[package.pin], HM_FMT(package.name));
        }
        cr_expect_str_eq(got, pins[i].expected, "%s: got %s", pins[i].words, got);
    }
}

Test(packages, tells_what_is_locked)
{
    static const struct {
        const char *words;
        bool is_locked;
    } cases[] = {
        { "pip install a -c c.txt", true }, { "pip install a --require-hashes -r x", true },
        { "pip install a", false },         { "yarn add a --frozen-lockfile", true },
        { "gem install -g", true },         { "apt-get install a", false },
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct hm_command cmd = command(cases[i].words);
        struct hm_package_call call;
        cr_assert(hm_package_call_read(&cmd, &call));
        cr_expect_eq(hm_package_is_locked(&cmd, &call), cases[i].is_locked, "%s", cases[i].words);
    }
}
