# What people run. `make test` on a fresh machine with a Swift toolchain does everything it needs.

packages := libopenblas-dev libyaml-dev libpng-dev libjpeg-dev libgif-dev libcairo2-dev libpango1.0-dev libzip-dev zlib1g-dev libxxhash-dev libssl-dev pkg-config
lint_paths := Package.swift Sources Plugins Tests Benchmarks Examples BuildTools
# A target may import only what Package.swift says it depends on.
checks := --explicit-target-dependency-import-check error
# SwiftPM compiles C without optimization in debug builds, and kernels take most of the tests' time then. Clang reads this: kernels are
# tested as releases have them.
export CCC_OVERRIDE_OPTIONS := \# x-O0 +-O2

# Root's program in another user's checkout, such as a container's, believes the checkout only if it is named.
ifneq ($(shell stat -c %u .),$(shell id -u))
export GANZOO_HOME ?= $(CURDIR)
endif

.PHONY: setup build install test poisoning oracles examples schema interoperation published evidence results faults reliability ranks installed hostile demo demo-color bench counts lint docs long fuzz sanitize test-torch release deb released reproducible device-archive nightly

# Installs the system packages that are missing; silent when none is.
setup:
	@missing=$$(for package in $(packages); do \
		dpkg-query -W -f='$${Status}\n' $$package 2>/dev/null | grep -q '^install ok installed$$' || echo $$package; \
	done); \
	if [ -n "$$missing" ]; then sh .ci/install-packages $$missing; fi

build: setup
	swift build -c release $(checks)

# The program, recipes, weights of features, the sources that interfaces are printed from, and the modules that plugins need, below PREFIX.
PREFIX ?= /usr/local
install: build
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/ganzoo
	install .build/release/ganzoo .build/release/ganzoo-dashboard $(DESTDIR)$(PREFIX)/bin/
	cp -R recipes features Sources/GANCore Sources/GANData Sources/GANModule Sources/GANTensor $(DESTDIR)$(PREFIX)/share/ganzoo/
	install -m 644 Sources/CGANFont/LICENSE $(DESTDIR)$(PREFIX)/share/ganzoo/font-license.txt
	BuildTools/release/development .build/release $(DESTDIR)$(PREFIX)/lib/ganzoo/development
	install -m 644 Sources/CGANPage/LICENSE $(DESTDIR)$(PREFIX)/share/ganzoo/chart-license.txt
	install -m 644 .build/checkouts/FlyingFox/LICENSE $(DESTDIR)$(PREFIX)/share/ganzoo/flyingfox-license.txt

# Every test on the plain backend, then those of the engine on the one that poisons outputs before each kernel; `make poisoning` runs all that
# compute tensors on it. One composes every recipe, data included.
# Formats of images whose library is missing and scripts whose font is missing are not tested, and the tests say so.
test: packages += dataset-fashion-mnist libwebp7 libwebpmux3 libtiff6 libheif1 liblcms2-2 fonts-noto-core fonts-noto-cjk fonts-noto-color-emoji
test: setup
	swift build --build-tests $(checks)
	swift test --skip-build
	suites=$$(.ci/backend-suites GANTensorTests GANModuleTests) && GANZOO_TEST_BACKEND=poisoning swift test --skip-build --filter "$$suites"

# Every test that computes tensors, on the backend that poisons outputs before each kernel.
poisoning: setup
	swift build --build-tests $(checks)
	suites=$$(.ci/backend-suites) && GANZOO_TEST_BACKEND=poisoning swift test --skip-build --filter "$$suites"

# Suites outside of OracleTests that read oracles, too.
oracle_suites := ADATests|DiffAugmentTests|GradientPenaltyTests|HeadLossTests|LeCamTests|LossTests|NoisyEmbeddingTests|NoisyTwinsTests|TwinObjectiveTests
# The tests against published implementations alone. GANZOO_ORACLES=FOLDER reads other files of the same names.
oracles: setup
	swift build --build-tests $(checks)
	swift test --skip-build --filter 'OracleTests|$(oracle_suites)'

# A package of a third party, linked and as a plugin; uses the ganzoo that `make test` builds.
examples: setup
	swift build --product ganzoo
	Examples/check

# The recipes' schema, with PyPI's jsonschema; uses the ganzoo that `make test` builds.
schema: setup
	swift build --product ganzoo
	python3 -m venv .build-python
	.build-python/bin/pip install --quiet jsonschema ruamel.yaml
	.build-python/bin/python Tests/Interoperation/recipe_schema.py .build/debug/ganzoo

# Logs of a run with PyPI's tensorboard, and generators as ONNX with its onnxruntime.
interoperation:
	python3 -m venv .build-python
	.build-python/bin/pip install --quiet tensorboard numpy onnx onnxruntime safetensors
	.build-python/bin/python Tests/Interoperation/run_logs.py verify
	GANZOO_PYTHON=$(CURDIR)/.build-python/bin/python swift test $(checks) --filter ONNXExportTests

# The Python of exports' notes with the published programs: PUBLISHED is a folder with checkouts of them, which the script names. Uses
# the ganzoo that `make test` builds.
published: setup
	swift build --product ganzoo
	python3 -m venv .build-python
	.build-python/bin/pip install --quiet torch numpy safetensors onnxruntime
	.build-python/bin/python Tests/Interoperation/published_programs.py .build/debug/ganzoo "$(PUBLISHED)"

# The statistics of the experiments' tables.
evidence:
	python3 -m doctest Benchmarks/Evidence/measures.py Benchmarks/Evidence/results.py Benchmarks/Evidence/run_all.py Benchmarks/Evidence/dose_response.py Benchmarks/Evidence/color_distance.py

# The tables and figures of the documents about experiments, from docs/results; fails if they differ from those in the documents.
results:
	python3 -m venv .build-python
	.build-python/bin/pip install --quiet matplotlib==3.10.8
	python3 Benchmarks/Evidence/results.py docs/results/gray --check docs/long-tail.md
	.build-python/bin/python Benchmarks/Evidence/figures.py docs/results/gray docs/long-tail
	changed=$$(git status --porcelain -- docs/long-tail) && { [ -z "$$changed" ] || { echo "$$changed"; exit 1; }; }

# Trains a conditional StyleGAN2 on long-tailed Fashion-MNIST, from a fresh machine to a sheet of pictures: minutes on two cores.
demo: packages += dataset-fashion-mnist
demo: setup
	swift build -c release --product ganzoo $(checks)
	.build/release/ganzoo train fashion_mnist/demo

# Trains a conditional DCGAN on emoji of the system's font, in color. Pillow is Debian's, so python3 is Debian's, too.
demo-color: packages += fonts-noto-color-emoji unicode-data python3-pil
demo-color: setup
	swift build -c release --product ganzoo $(checks)
	rm -rf .build-demo-color
	/usr/bin/python3 Benchmarks/Evidence/color.py demo .build-demo-color
	.build/release/ganzoo train emoji/demo data.path=.build-demo-color/train

# Training runs that are killed, or whose disk is full, at every kind of step of saving: resumed, they end with the same files. Uses the
# ganzoo that `make test` builds. `make nightly` does it to more runs of the release build.
faults: configuration ?= debug
faults: kills ?= 18
faults: setup
	swift build -c $(configuration) --product ganzoo $(checks)
	python3 Tests/Faults/check.py .build/$(configuration)/ganzoo --kills $(kills)

# Kills, failing disks, removed folders and damaged files, hundreds of trials; fails if what survived is not the table of docs/reliability.md.
# As root.
reliability: setup
	swift build -c release --product ganzoo $(checks)
	python3 Tests/Faults/programme.py .build/release/ganzoo --check docs/reliability.md

# Processes that train together, with both MPIs of Debian and on two network namespaces, killed and resumed on other numbers. As root.
ranks: configuration ?= debug
ranks: kills ?= 24
ranks: packages += openmpi-bin mpich iproute2
ranks: setup
	swift build -c $(configuration) --product ganzoo $(checks)
	python3 Tests/Faults/ranks.py .build/$(configuration)/ganzoo --kills $(kills) --hosts

# The installed release build, used where the checkout cannot be seen.
installed: setup
	Tests/Installation/check

# Checkpoints of others that are damaged or were made to do harm: refused in words, within a second and 200 MB each.
hostile: setup
	swift build -c release --product ganzoo $(checks)
	python3 Tests/Faults/imports.py .build/release/ganzoo

bench: setup
	swift run -c release ganzoo-bench

# Accepts the present counts of a training step's work as those that StepCountTests demands. Uses the build of `make test`.
counts: setup
	swift build --build-tests $(checks)
	GANZOO_COUNTS=accept swift test --skip-build --filter StepCountTests/aStepDoesTheWorkThatWasAccepted
	git diff --stat -- Benchmarks/step-counts.json

lint:
	swift format lint --strict --recursive --configuration .swift-format $(lint_paths)

# Reference pages of the libraries under docs/api, one folder a module; a warning of DocC is an error. Uses the build of `make test`.
docs: setup
	swift build
	sh docs/build

# The suites that compute tensors, oracles and trajectories among them, on the CPU device of PyTorch 2.10 or newer: by tolerance, without
# those about bits and memory of the CPU backend. PyTorch is that of GANZOO_TORCH, else that of python3; `make test-torch install=2.13.0` lets
# pip install one in .build-torch, with the compiler of CUDA. Without one it fails, and says that nothing was tested. Uses the build of
# `make test`.
test-torch: setup
	.ci/find-torch $(install) >/dev/null
	swift build --build-tests $(checks)
	GANZOO_TORCH=$$(.ci/find-torch $(install)) .ci/test-torch

# The program with Swift's libraries and its own, for systems without them: .build-release/*.tar.xz, the part for plugins apart.
release: packages += patchelf
release: setup
	swift build -c release --product ganzoo $(checks)
	swift build -c release --product ganzoo-dashboard $(checks)
	BuildTools/release/archive .build/release .build-release

# The same as Debian packages, which depend on the system's libraries: .build-release/*.deb.
deb: packages += dpkg-dev help2man lintian patchelf
deb: setup
	swift build -c release --product ganzoo $(checks)
	swift build -c release --product ganzoo-dashboard $(checks)
	BuildTools/release/deb .build/release .build-release
	lintian --fail-on error,warning --suppress-tags-from-file BuildTools/release/lintian-exceptions .build-release/*.deb

# Both on bare systems that debootstrap makes: Debian 12 and 13, without compiler and Swift, and with them for plugins. As root.
released: packages += debootstrap
released: release deb
	Tests/Installation/bare .build-release bookworm
	Tests/Installation/bare .build-release trixie

# Builds a clone of HEAD twice, in two folders, and fails if archives or packages differ.
reproducible: packages += dpkg-dev help2man patchelf
reproducible: setup
	Tests/Installation/reproducible

# The archive with what measures a machine with a GPU, below 30 MiB: .build-release/ganzoo-device.tar.xz.
device-archive: release
	BuildTools/release/device-archive .build-release/ganzoo-linux-$(shell uname -m)

# The suites that leave something out of `make test` for its length, with all of it: minutes. Uses the build of `make test`.
long: setup
	swift build --build-tests $(checks)
	suites=$$(grep -rl --include='*Tests.swift' LongTests.run Tests | sed 's|.*/||; s|\.swift$$||' | sort | paste -sd '|') && \
		GANZOO_LONG_TESTS=1 swift test --skip-build --filter "$$suites"

# Random inputs for every parser of files that strangers make, under the address sanitizer; fails on a finding. A minute for each, or
# `make fuzz seconds=600 parser=png`.
fuzz: packages += libwebp7 libtiff6 libheif1 liblcms2-2
fuzz: setup
	Tests/Fuzz/run $(or $(seconds),60) $(parser)

# The tests with the sanitizers of addresses and threads, and with that of undefined behavior in the C targets. Three builds.
sanitize: setup
	.ci/sanitize address
	.ci/sanitize thread
	.ci/sanitize undefined

# What CI leaves out: networks on the backend that poisons outputs; the release build, installed and used without the checkout, and killed at
# more points; the archive and the packages on bare Debians, built twice; the tests on PyTorch 2.13, or on that of GANZOO_TORCH; damaged and
# malicious checkpoints, a minute of random inputs for each parser, the tests with sanitizers, long tests, both demos from their beginning, and
# the published implementations' numbers again where GANZOO_ORACLES names a folder of new files.
nightly:
	$(MAKE) poisoning
	$(MAKE) installed
	$(MAKE) released
	$(MAKE) reproducible
	$(MAKE) test-torch install=2.13.0
	$(MAKE) faults configuration=release kills=48
	$(MAKE) reliability
	$(MAKE) ranks configuration=release
	$(MAKE) hostile
	$(MAKE) fuzz
	$(MAKE) sanitize
	$(MAKE) long
	$(if $(GANZOO_ORACLES),$(MAKE) oracles)
	$(MAKE) demo
	$(MAKE) demo-color
