/* compute.h - see compute.c; the generated tables name these functions. */
#ifndef PVEINV_COMPUTE_H
#define PVEINV_COMPUTE_H

#include "schema/schema.h"

compute_function compute_address_alone;
compute_function compute_address_prefix;
compute_function compute_address_zone;
compute_function compute_address_family;
compute_function compute_address_scope;
compute_function compute_address_unfit;
compute_function compute_address_preferred;
compute_function compute_capitals;

compute_function compute_address_set;
compute_function compute_address_alias;
compute_function compute_address_keeper;
compute_function compute_address_owner;

/* Words of guest_agent.answer that decide when the guest is asked the next time. */
#define ANSWER_NONE      "no answer"
#define ANSWER_STOPPED   "stopped answering"
#define ANSWER_NOT_ASKED "not asked"
compute_function compute_agent_answer;
compute_function compute_agent_commands;
compute_function compute_agent_disk_devices;
compute_function compute_agent_disk_slots;

compute_function compute_volume_storage;
compute_function compute_digest;
compute_function compute_percent_decoded;
compute_function compute_smbios_text;
compute_function compute_encoded_once;

compute_function compute_nonzero;
compute_function compute_value_if;
compute_function compute_user_realm;
compute_function compute_acl_user;
compute_function compute_acl_token;
compute_function compute_path_item;
compute_function compute_path_parent;
compute_function compute_after_colon;
compute_function compute_days_until;
compute_function compute_url_origin;
compute_function compute_without_credentials;
compute_function compute_without_priority;
compute_function compute_guest_number;
compute_function compute_without_clock;
compute_function compute_home;
compute_function compute_option_value;
compute_function compute_raw_lxc;
compute_function compute_ceph_conf;
compute_function compute_snapshot_config;
compute_function compute_usb_path;
compute_function compute_device_host;
compute_function compute_words;

#endif
