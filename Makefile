# pveinv - inventory of Proxmox VE clusters.
#
#   make            build ./build/pveinv
#   make demo       install what is missing, build, show the main job on a sample cluster
#   make check      the same for the tests
#   make SAN=address,undefined   with sanitizers (in build-san/)
#   make WERROR=1   warnings are errors (our own builds; `make check` sets it)

PREFIX  ?= /usr/local
BINDIR  ?= $(PREFIX)/bin
DESTDIR ?=
CC      ?= cc
CC_FOR_BUILD ?= $(CC)
PKG_CONFIG ?= pkg-config
PYTHON  ?= python3
CFLAGS  ?= -O2 -g
SAN     ?=
V       ?= 0
Q       := $(if $(filter 1,$(V)),,@)
say      = $(if $(filter 1,$(V)),,@printf '  %-8s%s\n' $(1) $(2))

VERSION := 0.1.0
BUILD   := $(if $(SAN),build-san,build)

PACKAGES  := libcjson sqlite3 smartcols
PKG_CFLAGS = $(shell $(PKG_CONFIG) --cflags $(PACKAGES) 2>/dev/null)
PKG_LIBS   = $(shell $(PKG_CONFIG) --libs $(PACKAGES) 2>/dev/null)

WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wstrict-prototypes \
	-Wmissing-prototypes -Wold-style-definition -Wwrite-strings -Wformat=2 -Wundef -Wvla \
	-Wpointer-arith -Wcast-qual -Wnull-dereference -Wdouble-promotion -Wswitch-enum \
	-Wimplicit-fallthrough -Wdate-time
# A compiler may lack these: each is asked for once.
PROBED   := -Wlogical-op -Wduplicated-cond -Wduplicated-branches -Wjump-misses-init -Wtrampolines \
	-fstack-protector-strong -fstack-clash-protection -fcf-protection=full \
	-ftrivial-auto-var-init=zero
probe     = $(shell echo 'int x;' | $(CC) -Werror $(1) -c -x c -o /dev/null - 2>/dev/null && echo $(1))
ALL_CPPFLAGS = -I. -Isrc -D_GNU_SOURCE -DPVEINV_VERSION='"$(VERSION)"' $(PKG_CFLAGS) $(CPPFLAGS)

ifneq ($(SAN),)
HARDENING := -fsanitize=$(SAN) -fno-sanitize-recover=all -fno-omit-frame-pointer
LINKING   := -fsanitize=$(SAN)
else
HARDENING := -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2 -fno-common -fPIE
LINKING   := -pie -Wl,-z,relro,-z,now -Wl,-z,noexecstack -Wl,--as-needed
endif

SOURCES := $(sort $(wildcard src/*/*.c)) schema/schema.c
COMMANDS := $(sort $(wildcard cmd/*.c))
SPECS   := $(sort $(wildcard schema/*.json))
GENERATOR := $(sort $(wildcard schema/gen*.c))
OBJECTS := $(patsubst %.c,$(BUILD)/%.o,$(SOURCES)) $(BUILD)/schema_tables.o
COMMAND_OBJECTS := $(patsubst %.c,$(BUILD)/%.o,$(COMMANDS))

all: $(BUILD)/pveinv

include Makefile.tests

# Flags are probed once per compiler, not once per make.
$(BUILD)/flags.mk: Makefile
	@mkdir -p $(BUILD)
	@printf 'PROBED_FLAGS := %s\n' '$(foreach flag,$(PROBED),$(call probe,$(flag)))' >$@
-include $(BUILD)/flags.mk

COMPILE = $(CC) -std=c11 $(ALL_CPPFLAGS) $(WARNINGS) $(PROBED_FLAGS) $(if $(WERROR),-Werror) \
	$(HARDENING) $(CFLAGS) -MMD -MP

$(BUILD)/%.o: %.c $(BUILD)/flags.mk
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(COMPILE) -c -o $@ $<

$(BUILD)/gen: $(GENERATOR) schema/gen.h schema/schema.h $(BUILD)/flags.mk
	@mkdir -p $(@D)
	$(call say,HOSTCC,$@)
	$(Q)$(CC_FOR_BUILD) -std=c11 -I. -Isrc -D_GNU_SOURCE $(WARNINGS) $(if $(WERROR),-Werror) -O1 -g \
		$(PKG_CFLAGS) -o $@ $(GENERATOR) $(shell $(PKG_CONFIG) --libs libcjson)

$(BUILD)/schema_tables.c: $(BUILD)/gen $(SPECS)
	$(call say,GEN,$@)
	$(Q)$(BUILD)/gen tables schema >$@

$(BUILD)/schema_tables.o: $(BUILD)/schema_tables.c
	$(call say,CC,$<)
	$(Q)$(COMPILE) -c -o $@ $<

$(BUILD)/libpveinv.a: $(OBJECTS)
	$(call say,AR,$@)
	$(Q)rm -f $@ && ar rcs $@ $^

$(BUILD)/pveinv: $(COMMAND_OBJECTS) $(BUILD)/libpveinv.a
	$(call say,LD,$@)
	$(Q)$(CC) $(LINKING) $(LDFLAGS) -o $@ $^ $(PKG_LIBS) $(LDLIBS)

-include $(OBJECTS:.o=.d) $(COMMAND_OBJECTS:.o=.d)

clean:
	rm -rf build build-san

.DELETE_ON_ERROR:
.PHONY: all clean
