# SPDX-License-Identifier: Apache-2.0
# One Makefile for everything. `make help` lists the targets; V=1 shows commands, WERROR=1 makes warnings errors,
# SAN=address,undefined builds with sanitizers into a folder of its own.

VERSION  := 0.1.0
PREFIX   ?= /usr/local
DESTDIR  ?=
CC       ?= cc
SAN      ?=
comma    := ,
B        := build$(if $(SAN),/san-$(subst $(comma),-,$(SAN)))
Q        := $(if $(V),,@)

# --- libraries: package of pkg-config = package of Debian and Ubuntu
LIBS     := libcurl=libcurl4-openssl-dev jansson=libjansson-dev libsodium=libsodium-dev yaml-0.1=libyaml-dev zlib=zlib1g-dev libzstd=libzstd-dev
PKGS     := $(foreach l,$(LIBS),$(firstword $(subst =, ,$l)))
BUILDING := $(filter-out help clean format dist,$(or $(MAKECMDGOALS),all))
ifneq ($(BUILDING),)
  ifeq ($(shell command -v pkg-config),)
    $(error hullmark needs pkg-config: apt-get install pkg-config)
  endif
  MISSING := $(foreach l,$(LIBS),$(if $(shell pkg-config --exists $(firstword $(subst =, ,$l)) && echo y),,$(lastword $(subst =, ,$l))))
  ifneq ($(strip $(MISSING)),)
    $(error hullmark needs these libraries: apt-get install $(strip $(MISSING)))
  endif
  PKG_CFLAGS := $(shell pkg-config --cflags $(PKGS))
  PKG_LIBS   := $(shell pkg-config --libs $(PKGS))
endif

WARN     := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith -Wwrite-strings -Wundef \
            -Wvla -Wformat=2 -Wcast-align -Wno-unknown-warning-option $(if $(WERROR),-Werror)
OPT      ?= $(if $(SAN),-O1,-O2)
HARDEN   := -fstack-protector-strong -fPIE $(if $(SAN),,-D_FORTIFY_SOURCE=2)
CPPFLAGS += -I. -D_GNU_SOURCE -DHM_VERSION='"$(VERSION)"' $(if $(SAN),-DHM_SANITIZED) $(PKG_CFLAGS)
CFLAGS   += -std=c17 -g $(OPT) $(WARN) $(HARDEN) -pthread $(if $(SAN),-fsanitize=$(SAN) -fno-omit-frame-pointer -fno-sanitize-recover=all)
LDFLAGS  += -pie -Wl,-z,relro -Wl,--as-needed -pthread $(if $(SAN),-fsanitize=$(SAN))

SRC      := $(sort $(wildcard plugin/*/*.c plugin/*/*/*.c adapters/*.c reports/*.c reports/*/*.c))
HDR      := $(sort $(wildcard plugin/*/*.h plugin/*/*/*.h adapters/*.h reports/*.h reports/*/*.h))
OBJ      := $(SRC:%.c=$B/%.o) $B/reports/html/html_assets.o
ASSETS   := reports/html/style.css reports/html/script.js
LIB      := $B/libhullmark.a
TEST_SRC := $(sort $(wildcard tests/*/test_*.c tests/*/*/test_*.c tests/*.c))
TEST_OBJ := $(TEST_SRC:%.c=$B/%.o)
FUZZ     := $(patsubst tests/fuzz/%.c,%,$(sort $(wildcard tests/fuzz/fuzz_*.c)))

.DEFAULT_GOAL := all
.PHONY: all help test check e2e asan valgrind fuzz fuzz-replay conformance bench differential lint format docs docs-check \
        golden-update install uninstall dist clean
.DELETE_ON_ERROR:

all: $B/hullmark ## build build/hullmark

help: ## list the targets
	@grep -hE '^[a-z0-9-]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 16

$B/%.o: %.c Makefile
	@mkdir -p $(@D)
	$(if $Q,@echo "  CC      $<")
	$Q$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

$B/reports/html/html_assets.c: reports/html/embed.awk $(ASSETS)
	@mkdir -p $(@D)
	$Qawk -f $< hm_html $(ASSETS) > $@

$B/reports/html/html_assets.o: $B/reports/html/html_assets.c Makefile
	$(if $Q,@echo "  CC      $<")
	$Q$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

$(LIB): $(filter-out $B/plugin/driver/main.o,$(OBJ))
	@rm -f $@
	$Q$(AR) rcs $@ $^

$B/hullmark: $B/plugin/driver/main.o $(LIB)
	$(if $Q,@echo "  LINK    $@")
	$Q$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(PKG_LIBS)

$B/unit-tests: $(TEST_OBJ) $(LIB)
	$(if $Q,@echo "  LINK    $@")
	$Q$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $(TEST_OBJ) $(LIB) $$(pkg-config --libs criterion libarchive) $(PKG_LIBS)

test: $B/hullmark $B/unit-tests ## run the unit tests (T=pattern picks some: T='str/*')
	$QHULLMARK=$B/hullmark $B/unit-tests $(if $T,--filter '$T')

check: all ## everything: units, lint, generated docs, end-to-end (what README tells people to run)
	$Qtests/check

e2e: all ## end-to-end cases with the real tools (E2E=require: a missing tool fails)
	$Qtests/e2e/run

asan: ## unit tests under the address and undefined-behaviour sanitizers
	$Qrm -f build/san-address-undefined/said.*
	$QASAN_OPTIONS="$${ASAN_OPTIONS:+$$ASAN_OPTIONS:}log_path=$(CURDIR)/build/san-address-undefined/said" \
	    $(MAKE) --no-print-directory SAN=address,undefined test; code=$$?; \
	cat build/san-address-undefined/said.* 2>/dev/null; \
	if grep -qs '^SUMMARY: ' build/san-address-undefined/said.*; then exit 1; fi; exit $$code

valgrind: $B/hullmark $B/unit-tests ## unit tests under valgrind (T=pattern picks some)
	$QHULLMARK=$B/hullmark valgrind -q --trace-children=yes --leak-check=full --errors-for-leak-kinds=definite --error-exitcode=9 \
	    $B/unit-tests --timeout 600 $(if $T,--filter '$T')

$B/fuzz/%: tests/fuzz/%.c $(LIB)
	@mkdir -p $(@D)
	$Q$(CC) $(CPPFLAGS) $(CFLAGS) $(FUZZ_FLAGS) -o $@ $< $(LDFLAGS) $(LIB) $(PKG_LIBS)

fuzz-replay: FUZZ_FLAGS := -include tests/fuzz/replay.inc
fuzz-replay: $(FUZZ:%=$B/fuzz/%) ## run every fuzz target over its corpus (gcc is enough)
	$Qfor t in $(FUZZ); do $B/fuzz/$$t tests/fuzz/corpus/$$t || exit 1; done

fuzz: ## fuzz every parser for SECONDS_EACH=30 seconds (needs clang)
	$Qtests/fuzz/run $(or $(SECONDS_EACH),30) $(FUZZ)

conformance: all ## compare the parse with BuildKit's own (needs Go)
	$Qtests/oracle/run

differential: all ## compare the findings with hadolint's, tally's and BuildKit's on N=5000 generated files
	$Qtests/differential/run --generated $(or $N,5000)
	$Qtests/differential/compose.py
	$Qtests/differential/kubernetes.py
	$Qtests/differential/gitlab.py

bench: all ## measure against the peers in one run
	$Qtests/bench/run $(BENCH)

lint: ## layers, self-contained headers, catalogue and files, symbols, format, static analysis
	$Qtests/lint/run

format: ## clang-format all sources
	$Qclang-format -i $(SRC) $(HDR) $(TEST_SRC) $(wildcard tests/*/*.h)

docs: all ## regenerate the rule pages, the parity table and the man page
	$Qtests/docs write

docs-check: all ## fail when the generated pages are not what the program says
	$Qtests/docs check

golden-update: all ## rewrite the golden files from the program's output (refused under CI)
	$Qtests/golden/update

install: all ## install below $(DESTDIR)$(PREFIX)
	install -Dm755 $B/hullmark $(DESTDIR)$(PREFIX)/bin/hullmark
	install -Dm644 docs/hullmark.1 $(DESTDIR)$(PREFIX)/share/man/man1/hullmark.1

uninstall: ## remove what install put there
	rm -f $(DESTDIR)$(PREFIX)/bin/hullmark $(DESTDIR)$(PREFIX)/share/man/man1/hullmark.1

dist: ## a reproducible source archive
	@mkdir -p build
	git archive --format=tar --prefix=hullmark-$(VERSION)/ HEAD | gzip -n9 > build/hullmark-$(VERSION).tar.gz

clean: ## remove build/
	rm -rf build

-include $(OBJ:.o=.d) $(TEST_OBJ:.o=.d)
