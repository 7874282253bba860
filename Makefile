# pveinv - inventory of Proxmox VE clusters.
#
#   make              build build/pveinv                    make V=1 shows the commands
#   make demo         install what is missing, build, show the main job on a sample cluster
#   make check        build with sanitizers, run all tests  make check TESTS=store runs some
#   make install      into PREFIX (/usr/local), below DESTDIR; `make uninstall` takes it back
#   make deps         install what `make` needs             make deps-check: what the tests need
#   make dev          build, warnings are errors (WERROR=1)
#   make SAN=address,undefined                              build build-san/pveinv with sanitizers
#   make lint bench golden dist clean
#
# CC, CFLAGS, CPPFLAGS, LDFLAGS, LDLIBS, PKG_CONFIG, BUILD (where to build) and ZSTD=no may be given.

VERSION  := 0.1.0
RELEASED := November 20, 2026

PREFIX  ?= /usr/local
BINDIR  ?= $(PREFIX)/bin
DOCDIR  ?= $(PREFIX)/share/doc/pveinv
MANDIR  ?= $(PREFIX)/share/man
BASHDIR ?= $(PREFIX)/share/bash-completion/completions
ZSHDIR  ?= $(PREFIX)/share/zsh/site-functions
FISHDIR ?= $(PREFIX)/share/fish/vendor_completions.d
UNITDIR ?= $(PREFIX)/lib/systemd/system
DESTDIR ?=

CC           ?= cc
CC_FOR_BUILD ?= $(CC)
PKG_CONFIG   ?= pkg-config
PYTHON       ?= python3
INSTALL      ?= install
CFLAGS       ?= $(if $(SAN),-O1,-O2) -g
SAN          ?=
WERROR       ?=

BUILD := $(if $(SAN),build-san,build)

# --- quiet unless V=1
V  ?= 0
Q  := $(if $(filter 1,$(V)),,@)
say = $(if $(filter 1,$(V)),,@printf '  %-8s%s\n' $(1) $(2))

# --- libraries
PACKAGES := libcjson sqlite3 smartcols libcurl libssl libcrypto inih
has       = $(shell $(PKG_CONFIG) --exists $(1) 2>/dev/null && echo yes)
ifeq ($(if $(filter no,$(ZSTD)),,$(call has,libzstd)),yes)
PACKAGES += libzstd
FEATURES += -DHAVE_ZSTD
endif
PKG_CFLAGS := $(shell $(PKG_CONFIG) --cflags $(PACKAGES) 2>/dev/null)
# libcurl is loaded by src/source/libcurl.c
PKG_LIBS   := $(shell $(PKG_CONFIG) --libs $(filter-out libcurl,$(PACKAGES)) 2>/dev/null) -lm -ldl -pthread

# --- flags
WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wstrict-prototypes \
	-Wmissing-prototypes -Wold-style-definition -Wwrite-strings -Wformat=2 -Wundef -Wvla \
	-Wpointer-arith -Wcast-qual -Wnull-dereference -Wdouble-promotion -Wswitch-enum \
	-Wimplicit-fallthrough -Wdate-time
# A compiler may lack these; it is asked for each once.
PROBED   := -Wlogical-op -Wduplicated-cond -Wduplicated-branches -Wjump-misses-init -Wtrampolines \
	-fstack-protector-strong -fstack-clash-protection -fcf-protection=full \
	-ftrivial-auto-var-init=zero
ifneq ($(SAN),)
HARDENING := -fsanitize=$(SAN) -fno-sanitize-recover=all -fno-omit-frame-pointer -Wno-format-truncation
LINKING   := -fsanitize=$(SAN)
else
HARDENING := -fno-common -fPIE $(if $(findstring _FORTIFY_SOURCE,$(CPPFLAGS) $(CFLAGS)),, \
	-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2)
LINKING   := -pie -Wl,-z,relro,-z,now -Wl,-z,noexecstack -Wl,--as-needed
endif

INCLUDES = -I. -Isrc -D_GNU_SOURCE
FLAGS    = -std=c11 -pthread $(INCLUDES) -DPVEINV_VERSION='"$(VERSION)"' $(FEATURES) $(WARNINGS) $(HARDENING) \
	$(PKG_CFLAGS) $(CPPFLAGS) $(CFLAGS)
COMPILE  = $(CC) $(FLAGS) $(shell cat $(BUILD)/probed) $(if $(WERROR),-Werror) -MMD -MP
LINK     = $(CC) $(LINKING) $(CFLAGS) $(LDFLAGS)

# --- files
SOURCES   := $(sort $(wildcard src/*/*.c)) schema/schema.c
COMMANDS  := $(sort $(wildcard cmd/*.c))
SPECS     := $(sort $(wildcard schema/*.json))
FACTS     := declared undeclared not_read cartography
GENERATOR := $(sort $(wildcard schema/gen*.c))

OBJECTS           := $(SOURCES:%.c=$(BUILD)/%.o) $(BUILD)/schema_tables.o \
	$(FACTS:%=$(BUILD)/facts_%.o)
COMMAND_OBJECTS   := $(COMMANDS:%.c=$(BUILD)/%.o)
GENERATOR_OBJECTS := $(GENERATOR:%.c=$(BUILD)/host/%.o)
ALL_OBJECTS        = $(OBJECTS) $(COMMAND_OBJECTS) $(GENERATOR_OBJECTS) $(TEST_OBJECTS)

all: $(BUILD)/pveinv $(BUILD)/man/made

include Makefile.deps
include Makefile.tests

# --- what everything depends on
# $(BUILD)/flags changes when the compiler or a flag does, the other two when a file comes or goes.
quoted   = '$(subst ','\'',$(1))'
remember = @mkdir -p $(@D) && printf '%s\n' $(1) >$@.$$$$ && \
	if cmp -s $@.$$$$ $@; then rm $@.$$$$; else mv $@.$$$$ $@; fi

$(BUILD)/flags: FORCE
	$(need_packages)
	$(call remember,$(call quoted,$(CC) $(FLAGS)) $(call quoted,$(LINK) $(PKG_LIBS) $(LDLIBS)) \
		"$$($(CC) --version | head -n 1)" $(call quoted,$(CC_FOR_BUILD)))

$(BUILD)/files: FORCE
	$(call remember,$(SOURCES) $(COMMANDS))

$(BUILD)/spec_files: FORCE
	$(call remember,$(GENERATOR) $(SPECS))

$(BUILD)/probed: $(BUILD)/flags
	@for flag in $(PROBED); do \
		if echo 'int x;' | $(CC) -Werror $$flag -c -x c -o $@.o - 2>/dev/null; then \
			printf '%s ' $$flag; fi; done >$@.new
	@rm -f $@.o && mv $@.new $@

# --- the program
$(BUILD)/%.o: %.c $(BUILD)/probed
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(COMPILE) -c -o $@ $<

$(BUILD)/%.o: $(BUILD)/%.c $(BUILD)/probed
	$(call say,CC,$<)
	$(Q)$(COMPILE) -c -o $@ $<

$(BUILD)/libpveinv.a: $(OBJECTS) $(BUILD)/files
	$(call say,AR,$@)
	$(Q)rm -f $@ && $(AR) rcs $@ $(OBJECTS)

$(BUILD)/pveinv: $(COMMAND_OBJECTS) $(BUILD)/libpveinv.a
	$(call say,LD,$@)
	$(Q)$(LINK) -o $@ $^ $(PKG_LIBS) $(LDLIBS)

# --- the manual: the program knows its tables, man/ has the prose
$(BUILD)/man/made: $(BUILD)/pveinv $(sort $(wildcard man/*.md doc/queries/*.sql)) $(BUILD)/files
	$(call say,MAN,$(BUILD)/man)
	$(Q)rm -rf $(@D) && mkdir -p $(@D) && $(BUILD)/pveinv manual . $(@D) '$(RELEASED)' && touch $@

# --- the schema: a generator for the machine that builds, tables for the one that runs
$(BUILD)/host/%.o: %.c $(BUILD)/probed
	@mkdir -p $(@D)
	$(call say,HOSTCC,$<)
	$(Q)$(CC_FOR_BUILD) -std=c11 $(INCLUDES) $(WARNINGS) $(if $(WERROR),-Werror) -O1 -g $(PKG_CFLAGS) \
		-MMD -MP -c -o $@ $<

$(BUILD)/gen: $(GENERATOR_OBJECTS) $(BUILD)/spec_files
	$(call say,HOSTLD,$@)
	$(Q)$(CC_FOR_BUILD) -o $@ $(GENERATOR_OBJECTS) $(shell $(PKG_CONFIG) --libs libcjson)

$(BUILD)/schema_tables.c: $(BUILD)/gen $(SPECS) $(BUILD)/spec_files
	$(call say,GEN,$@)
	$(Q)$(BUILD)/gen tables schema >$@

# The fields that PVE is known to send, documented and not.
$(BUILD)/facts_%.c: schema/%.txt $(BUILD)/gen
	$(call say,GEN,$@)
	$(Q)$(BUILD)/gen facts $* $< >$@

$(BUILD)/facts_cartography.c: schema/cartography.txt $(BUILD)/gen
	$(call say,GEN,$@)
	$(Q)$(BUILD)/gen profile cartography $< >$@

$(BUILD)/facts_not_read.c: schema/not_read.json $(BUILD)/gen
	$(call say,GEN,$@)
	$(Q)$(BUILD)/gen not_read $< >$@

# What a variable holds: make -s print-PKG_LIBS
print-%:
	@printf '%s\n' '$($*)'

# --- targets for people
MANUAL = $(patsubst $(BUILD)/man/%,%,$(sort $(wildcard $(BUILD)/man/man*/*)))
UNITS := pveinv.service pveinv.timer

dev:
	$(Q)$(MAKE) --no-print-directory WERROR=1 all

demo: ensure-deps-demo
	$(Q)$(MAKE) --no-print-directory all
	$(Q)PVEINV=$(abspath $(BUILD)/pveinv) demo/run

# A file whose text names places: those where they are installed.
placed = sed 's|/usr/local/bin|$(BINDIR)|g; s|/usr/local/share/doc/pveinv|$(DOCDIR)|g; s|](doc/|](|g' $(1) \
	>$(DESTDIR)$(2) && chmod 644 $(DESTDIR)$(2)

# Builds nothing: it may run as root.
install:
	@test -x $(BUILD)/pveinv || { echo '$(BUILD)/pveinv is not there: run `make` first' >&2; exit 1; }
	$(INSTALL) -d $(DESTDIR)$(BINDIR) $(DESTDIR)$(DOCDIR)
	$(INSTALL) -m 755 $(BUILD)/pveinv $(DESTDIR)$(BINDIR)/pveinv
	$(INSTALL) -d $(DESTDIR)$(DOCDIR)/queries $(DESTDIR)$(DOCDIR)/man
	$(INSTALL) -m 644 doc/queries/*.sql $(DESTDIR)$(DOCDIR)/queries
	for file in README.md man/*.md; do $(call placed,$$file,$(DOCDIR)/$$file) || exit; done
	for page in $(MANUAL); do \
		$(INSTALL) -d $(DESTDIR)$(MANDIR)/$${page%/*}; \
		$(call placed,$(BUILD)/man/$$page,$(MANDIR)/$$page) || exit; done
	$(INSTALL) -D -m 644 completions/pveinv.bash $(DESTDIR)$(BASHDIR)/pveinv
	$(INSTALL) -D -m 644 completions/_pveinv $(DESTDIR)$(ZSHDIR)/_pveinv
	$(INSTALL) -D -m 644 completions/pveinv.fish $(DESTDIR)$(FISHDIR)/pveinv.fish
	$(INSTALL) -d $(DESTDIR)$(UNITDIR)
	for unit in $(UNITS); do $(call placed,contrib/systemd/$$unit,$(UNITDIR)/$$unit) || exit; done

uninstall:
	rm -f $(DESTDIR)$(BINDIR)/pveinv $(DESTDIR)$(DOCDIR)/README.md $(UNITS:%=$(DESTDIR)$(UNITDIR)/%)
	rm -f $(MANUAL:%=$(DESTDIR)$(MANDIR)/%)
	rm -f $(DESTDIR)$(BASHDIR)/pveinv $(DESTDIR)$(ZSHDIR)/_pveinv $(DESTDIR)$(FISHDIR)/pveinv.fish
	rm -f $(patsubst doc/%,$(DESTDIR)$(DOCDIR)/%,$(wildcard doc/queries/*.sql))
	rm -f $(patsubst %,$(DESTDIR)$(DOCDIR)/%,$(wildcard man/*.md))
	-rmdir $(DESTDIR)$(DOCDIR)/queries $(DESTDIR)$(DOCDIR)/man $(DESTDIR)$(DOCDIR) 2>/dev/null

dist:
	@mkdir -p $(BUILD)
	git archive --format=tar.gz --prefix=pveinv-$(VERSION)/ -o $(BUILD)/pveinv-$(VERSION).tar.gz HEAD

clean:
	rm -rf build build-san

-include $(ALL_OBJECTS:.o=.d)

# A failed generation must not look fresh.
.DELETE_ON_ERROR:
# Made on the way, kept: they are what a second build starts from.
.SECONDARY:
.PHONY: all dev demo install uninstall dist clean FORCE
