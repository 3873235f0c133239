# `make` or `make help` says what there is. Each target brings what it needs by scripts/bootstrap.
PREFIX ?= /usr/local
# Without debug information, in which the folder of the build stands: what is installed has none either, and by what
# it would be found, the build-id, hashes it. Symbols are bound at the start, so that their table is read-only after it.
# Small: it waits for servers most of its time (docs/decisions/0288).
RELEASE := scripts/swift build -c release --static-swift-stdlib --disable-local-rpath --product invitectl --manifest-cache none \
  -debug-info-format none --disable-index-store -Xlinker -z -Xlinker now \
  -Xswiftc -Osize -Xswiftc -Xfrontend -Xswiftc -function-sections -Xswiftc -use-ld=lld \
  -Xlinker "--version-script=$(CURDIR)/packaging/exports.map" -Xlinker -T -Xlinker "$(CURDIR)/packaging/sections.ld" \
  -Xlinker --icf=all -Xlinker -z -Xlinker pack-relative-relocs
# Without the check a target may import what it does not list, if that happens to be built before.
# The product, since --build-tests makes every target of every package.
BUILD_TESTS := scripts/swift build --product invitectlPackageTests --explicit-target-dependency-import-check error
TEST := scripts/sandbox run scripts/run-tests
# What also runs on the newest servers each time: cheap, and all that the catalogues of both may change.
SLICE := (Integration|Operator)Tests\.(SyncCounts|MigrateAlembic|MigrateRole|Grants|DoctorPostgres|DoctorRedis|DatabaseMetrics)Tests
SCRIPTS = $(shell grep -lE '^\#!.*sh$$' scripts/* Benchmarks/run .ci/run)

.DEFAULT_GOAL := help
.PHONY: swift can-deb reproduce readme-picture docs lint-texts lint-built monitoring-demo monitoring-check help demo test test-matrix build lint pictures install uninstall deb test-deb image test-image torture torture-audit torture-failover torture-follow torture-faults torture-inputs torture-campaign clean bench packages deb-packages tests-built test-repeat

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1|/p' $(MAKEFILE_LIST) | \
	  while IFS='|' read -r target text; do printf '  make %-16s %s\n' "$$target" "$$text"; done
	@echo
	@echo '  make install PREFIX=$$HOME/.local    make bench ONLY=startup    make test FILTER=Migrate'

# Said before anything is installed.
swift:
	@command -v swift >/dev/null || scripts/swift

test test-matrix lint-built torture torture-failover torture-follow torture-audit torture-inputs torture-campaign: swift

packages: swift
	@scripts/bootstrap --minimal packages

deb-packages:
	@scripts/bootstrap --minimal --deb packages

build: packages ## the release binary, Swift runtime linked in
	@# SwiftPM keeps what Package.swift said, and with it the commit that --version shows.
	@touch Package.swift
	$(RELEASE)

demo: build ## everything once, on private servers: migrate, redeem, sync, metrics
	@scripts/bootstrap --minimal
	@scripts/demo

monitoring-demo: build ## a real Prometheus against the sandbox; every panel answered
	@scripts/bootstrap
	@scripts/monitoring demo

monitoring-check: ## alert rules, their tests, and whether the dashboards are stale
	@scripts/bootstrap packages
	@scripts/monitoring check

# All of them as CI has them (scripts/checked), and the slice beside; some after the debug build that one edits and
# steps through. The slice begins with the longest suites; BUILT=yes when somebody has built the tests just now.
test: ## all tests against private PostgreSQL, Redis and Celery (FILTER=Suite for some)
	@scripts/bootstrap
ifeq ($(FILTER)$(INVITECTL_CHECKED),)
	@scripts/checked $(MAKE) --no-print-directory test BUILT=$(BUILT)
else
	$(if $(BUILT),,$(BUILD_TESTS))
	$(TEST) $(if $(FILTER),--filter '$(FILTER)',--beside "scripts/test-matrix --jobs 2 --filter '$(SLICE)' 18/valkey-9.1")
endif

test-repeat: ## make test TIMES times in a row, a line a run (TIMES=10, LOAD=2 busy loops beside, WHO=user)
	@scripts/repeat --times $(or $(TIMES),10) --load $(or $(LOAD),0) $(if $(WHO),--user '$(WHO)')

test-matrix: ## the tests that need servers on PostgreSQL 14 to 18, Redis 6.2 to 8, Valkey (CORNERS=14/6.2)
	@scripts/bootstrap
ifeq ($(FILTER)$(INVITECTL_CHECKED),)
	@scripts/checked $(MAKE) --no-print-directory test-matrix CORNERS='$(CORNERS)'
else
	$(BUILD_TESTS)
	scripts/test-matrix $(if $(FILTER),--filter '$(FILTER)') $(CORNERS)
endif

lint: lint-texts lint-built ## swift-format, shellcheck, a build without warnings, documents that are not stale

lint-texts:
	@scripts/bootstrap packages
	git ls-files -z '*.swift' | xargs -0 scripts/swift format lint --strict --parallel
	shellcheck $(SCRIPTS)
	scripts/architecture --check
	scripts/check-documents
	scripts/pictures --check

lint-built: tests-built
	scripts/docs --check --built

tests-built:
	@scripts/bootstrap packages
	$(BUILD_TESTS)

docs: packages ## man pages and completions anew, from the commands; the picture of the modules
	@scripts/architecture
	@scripts/docs

pictures: build ## the README's pictures anew, from real runs: of a terminal, and of a dashboard
	@scripts/bootstrap
	@INVITECTL_SANDBOX=pictures scripts/sandbox run scripts/pictures

install: ## what make build made, into PREFIX (default /usr/local), with completions and man pages
	@[ -x .build/release/invitectl ] || \
	  { echo 'make: there is no binary yet: run make build first, not as root' >&2; exit 1; }
	install -d "$(DESTDIR)$(PREFIX)/bin"
	install -s -m 755 .build/release/invitectl "$(DESTDIR)$(PREFIX)/bin/invitectl"
	install -d $(addprefix "$(DESTDIR)$(PREFIX)"/share/,man/man1 man/zh_CN/man1 bash-completion/completions \
	  zsh/site-functions fish/vendor_completions.d)
	install -m 644 man/*.1 "$(DESTDIR)$(PREFIX)/share/man/man1/"
	install -m 644 man/zh_CN/*.1 "$(DESTDIR)$(PREFIX)/share/man/zh_CN/man1/"
	install -m 644 completions/invitectl.bash \
	  "$(DESTDIR)$(PREFIX)/share/bash-completion/completions/invitectl"
	install -m 644 completions/_invitectl "$(DESTDIR)$(PREFIX)/share/zsh/site-functions/"
	install -m 644 completions/invitectl.fish \
	  "$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/"
	@echo 'installed; a new shell completes commands (bash: with bash-completion, zsh: with'
	@echo "$(PREFIX)/share/zsh/site-functions in its fpath)"
	@echo 'next: (umask 077; invitectl config example >my.env), fill it in, invitectl doctor --env-file my.env'

uninstall: ## takes away what make install put into PREFIX
	rm -f "$(DESTDIR)$(PREFIX)/bin/invitectl" \
	  $(addprefix "$(DESTDIR)$(PREFIX)/share/man/man1"/,$(notdir $(wildcard man/*.1))) \
	  $(addprefix "$(DESTDIR)$(PREFIX)/share/man/zh_CN/man1"/,$(notdir $(wildcard man/zh_CN/*.1))) \
	  "$(DESTDIR)$(PREFIX)/share/bash-completion/completions/invitectl" \
	  "$(DESTDIR)$(PREFIX)/share/zsh/site-functions/_invitectl" \
	  "$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/invitectl.fish"

can-deb:
	@scripts/build-deb --can $(ARCH)

deb: can-deb build deb-packages ## a Debian package in .build/deb/, judged by lintian
	@scripts/build-deb

test-deb: deb ## installs the package on a clean Debian (debootstrap, as root), runs and removes it
	@scripts/sandbox run scripts/test-deb

image: build ## an OCI image in .build/image/, without a container engine, with its SBOM
	@scripts/bootstrap --minimal --image packages
	@scripts/build-image

test-image: image ## unpacks it, and runs it as its user on a read-only root (as root)
	@scripts/sandbox run scripts/test-image

reproduce: packages ## two builds in two folders, which must have equal bytes (PACKAGES=1: the package and the image, too)
	@scripts/reproduce $(if $(PACKAGES),--packages)

readme-picture: ## both READMEs as a browser shows them, in .build/readme/, to be looked at
	@scripts/bootstrap --minimal --readme packages
	@scripts/readme-picture

torture: ## sync-counts and force-resync killed at every point, crossed with every event, and a long load (SECONDS=300)
	@scripts/bootstrap
	$(BUILD_TESTS)
	INVITECTL_TORTURE=$(or $(SECONDS),300) INVITECTL_LOAD_SECONDS=$(or $(SECONDS),300) \
	  $(TEST) --limit $$(($(or $(SECONDS),300) + 600)) \
	  --filter 'SyncCrashTests|SyncLoadTests|ForceResyncTests'

torture-failover: ## a replica promoted in mid-traffic, of Redis and of PostgreSQL (ROUNDS=200, SEED=…)
	@scripts/bootstrap
	$(BUILD_TESTS)
	INVITECTL_FAILOVER_ROUNDS=$(or $(ROUNDS),200) $(if $(SEED),INVITECTL_FAILOVER_SEED=$(SEED)) \
	  $(TEST) --verbose --limit 86400 --filter 'RedisFailoverTests|PostgresFailoverTests'

torture-follow: ## sync-counts --follow under random changes and lost names (ROUNDS=1000)
	@scripts/bootstrap
	$(BUILD_TESTS)
	INVITECTL_FOLLOW_ROUNDS=$(or $(ROUNDS),1000) $(TEST) --verbose --limit 86400 --filter FollowFaultTests

torture-audit: ## redemptions killed between two steps, and syncs, and what force-resync audit says (KILLS=1000)
	@scripts/bootstrap
	$(BUILD_TESTS)
	INVITECTL_AUDIT_KILLS=$(or $(KILLS),1000) $(TEST) --limit 86400 --filter AuditCrashTests

torture-faults: build ## 10,000 commands over connections that break at any byte (RUNS=…, SEED=…)
	@scripts/bootstrap
	$(BUILD_TESTS)
	INVITECTL_FAULT_RUNS=$(or $(RUNS),10000) INVITECTL_FAULT_SEED=$(SEED) \
	  INVITECTL_FAULT_BINARY=$(CURDIR)/.build/release/invitectl \
	  $(TEST) --limit 86400 --filter FaultTests

torture-inputs: ## 20,000 hostile inputs into every field of everything that is read (RUNS=…, LANES=…, SEED=…)
	@scripts/bootstrap
	$(BUILD_TESTS)
	INVITECTL_INPUT_RUNS=$(or $(RUNS),20000) INVITECTL_INPUT_LANES=$(or $(LANES),16) $(if $(SEED),INVITECTL_INPUT_SEED=$(SEED)) \
	  $(TEST) --limit 86400 --filter OutsideInputTests

torture-campaign: ## ten campaigns on paper and with a real worker (SIZE=300 redemptions each)
	@scripts/bootstrap
	$(BUILD_TESTS)
	INVITECTL_CAMPAIGN_SIZE=$(or $(SIZE),300) $(TEST) --limit 86400 --filter 'OperatorTests\.QuietCampaignTests'

bench: build ## beside its peers and the floor (ONLY=job,…; ONLY=against OLD=…/invitectl); tables in docs/performance/
	@scripts/bootstrap
	@$(if $(OLD),BENCH_OLD='$(abspath $(OLD))') Benchmarks/run $(ONLY)

clean: ## build products, sandboxes and virtual environments
	@for dir in .sandbox .sandbox-*; do \
	  [ ! -d "$$dir" ] || INVITECTL_SANDBOX="$$(echo "$$dir" | sed 's/^\.sandbox-*//')" scripts/sandbox down; \
	done
	rm -rf .build .venv .venv-celery53 .servers
