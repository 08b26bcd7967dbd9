/* The layout of the plugin's interface, version 1.0, on LP64 (x86-64, AArch64, ...): what was compiled against it once
 * goes on. Within a major version places and values are never changed; a minor one adds members at the end of structs,
 * which raises their sizes, and lines here. Compiled as C99 and as C++. */
#include "plugin/abi/kelpie.h"

#if UINTPTR_MAX == 0xffffffffffffffffu

/* ISO C99 has no static assertions; an array of a negative size is one. */
#define HOLDS(name, condition) typedef char name[(condition) ? 1 : -1]
#define SIZE(type, size) HOLDS(size_of_##type, sizeof(type) == size)
#define PLACE(type, member, place) HOLDS(place_of_##type##_##member, offsetof(type, member) == place)
#define VALUE(name, value) HOLDS(value_of_##name, (name) == (value))

SIZE(kelpie_text, 16);
PLACE(kelpie_text, data, 0);
PLACE(kelpie_text, size, 8);

SIZE(kelpie_error, 64);
PLACE(kelpie_error, struct_size, 0);
PLACE(kelpie_error, code, 4);
PLACE(kelpie_error, message, 8);
PLACE(kelpie_error, file, 24);
PLACE(kelpie_error, line, 40);
PLACE(kelpie_error, column, 44);
PLACE(kelpie_error, detail, 48);

SIZE(kelpie_document, 24);
PLACE(kelpie_document, struct_size, 0);
PLACE(kelpie_document, reserved, 4);
PLACE(kelpie_document, text, 8);

SIZE(kelpie_limits, 40);
PLACE(kelpie_limits, struct_size, 0);
PLACE(kelpie_limits, threads, 4);
PLACE(kelpie_limits, memory_bytes, 8);
PLACE(kelpie_limits, event_bytes, 16);
PLACE(kelpie_limits, batch_bytes, 24);
PLACE(kelpie_limits, queue_bytes, 32);

SIZE(kelpie_batch, 64);
PLACE(kelpie_batch, struct_size, 0);
PLACE(kelpie_batch, form, 4);
PLACE(kelpie_batch, cookie, 8);
PLACE(kelpie_batch, table, 16);
PLACE(kelpie_batch, lines, 32);
PLACE(kelpie_batch, events, 48);
PLACE(kelpie_batch, event_count, 56);

SIZE(kelpie_credit, 40);
PLACE(kelpie_credit, struct_size, 0);
PLACE(kelpie_credit, reserved, 4);
PLACE(kelpie_credit, bytes, 8);
PLACE(kelpie_credit, bytes_of, 16);
PLACE(kelpie_credit, durable, 24);
PLACE(kelpie_credit, in_flight, 32);

SIZE(kelpie_durable, 40);
PLACE(kelpie_durable, struct_size, 0);
PLACE(kelpie_durable, reserved, 4);
PLACE(kelpie_durable, cookie, 8);
PLACE(kelpie_durable, stored, 16);
PLACE(kelpie_durable, duplicates, 24);
PLACE(kelpie_durable, refused, 32);

SIZE(kelpie_alert, 136);
PLACE(kelpie_alert, struct_size, 0);
PLACE(kelpie_alert, severity, 4);
PLACE(kelpie_alert, origin, 8);
PLACE(kelpie_alert, reserved, 12);
PLACE(kelpie_alert, id, 16);
PLACE(kelpie_alert, rule_id, 32);
PLACE(kelpie_alert, rule_name, 48);
PLACE(kelpie_alert, title, 64);
PLACE(kelpie_alert, incident_id, 80);
PLACE(kelpie_alert, window_start, 96);
PLACE(kelpie_alert, window_end, 104);
PLACE(kelpie_alert, row_count, 112);
PLACE(kelpie_alert, json, 120);

SIZE(kelpie_host, 96);
PLACE(kelpie_host, struct_size, 0);
PLACE(kelpie_host, abi_version, 4);
PLACE(kelpie_host, context, 8);
PLACE(kelpie_host, name, 16);
PLACE(kelpie_host, log, 32);
PLACE(kelpie_host, now, 40);
PLACE(kelpie_host, monotonic, 48);
PLACE(kelpie_host, memory_take, 56);
PLACE(kelpie_host, memory_give, 64);
PLACE(kelpie_host, metric, 72);
PLACE(kelpie_host, durable, 80);
PLACE(kelpie_host, deliver, 88);

SIZE(kelpie_query, 72);
PLACE(kelpie_query, struct_size, 0);
PLACE(kelpie_query, reserved, 4);
PLACE(kelpie_query, text, 8);
PLACE(kelpie_query, parameters, 24);
PLACE(kelpie_query, now, 40);
PLACE(kelpie_query, timespan_start, 48);
PLACE(kelpie_query, timespan_end, 56);
PLACE(kelpie_query, deadline_ms, 64);

SIZE(kelpie_rows, 48);
PLACE(kelpie_rows, struct_size, 0);
PLACE(kelpie_rows, table, 4);
PLACE(kelpie_rows, columns, 8);
PLACE(kelpie_rows, rows, 24);
PLACE(kelpie_rows, row_count, 40);

SIZE(kelpie_plugin, 208);
PLACE(kelpie_plugin, struct_size, 0);
PLACE(kelpie_plugin, abi_version, 4);
PLACE(kelpie_plugin, capabilities, 8);
PLACE(kelpie_plugin, error_free, 16);
PLACE(kelpie_plugin, document_free, 24);
PLACE(kelpie_plugin, describe, 32);
PLACE(kelpie_plugin, configuration_schema, 40);
PLACE(kelpie_plugin, configuration_check, 48);
PLACE(kelpie_plugin, init, 56);
PLACE(kelpie_plugin, start, 64);
PLACE(kelpie_plugin, drain, 72);
PLACE(kelpie_plugin, stop, 80);
PLACE(kelpie_plugin, close, 88);
PLACE(kelpie_plugin, quiesce, 96);
PLACE(kelpie_plugin, resume, 104);
PLACE(kelpie_plugin, push, 112);
PLACE(kelpie_plugin, credit, 120);
PLACE(kelpie_plugin, flush, 128);
PLACE(kelpie_plugin, rules_prepare, 136);
PLACE(kelpie_plugin, rules_commit, 144);
PLACE(kelpie_plugin, rules_abort, 152);
PLACE(kelpie_plugin, close_incident, 160);
PLACE(kelpie_plugin, query_open, 168);
PLACE(kelpie_plugin, cursor_next, 176);
PLACE(kelpie_plugin, cursor_cancel, 184);
PLACE(kelpie_plugin, cursor_close, 192);
PLACE(kelpie_plugin, inspect, 200);

VALUE(KELPIE_OK, 0);
VALUE(KELPIE_BUSY, 1);
VALUE(KELPIE_TIMEOUT, 2);
VALUE(KELPIE_END, 3);
VALUE(KELPIE_REFUSED, 4);
VALUE(KELPIE_LIMIT, 5);
VALUE(KELPIE_CANCELLED, 6);
VALUE(KELPIE_STOPPED, 7);
VALUE(KELPIE_UNAVAILABLE, 8);
VALUE(KELPIE_OUT_OF_MEMORY, 9);
VALUE(KELPIE_WRONG_USE, 10);
VALUE(KELPIE_VERSION, 11);
VALUE(KELPIE_BUG, 12);

VALUE(KELPIE_LINES, 0);
VALUE(KELPIE_EVENTS, 1);

VALUE(KELPIE_INFORMATIONAL, 0);
VALUE(KELPIE_LOW, 1);
VALUE(KELPIE_MEDIUM, 2);
VALUE(KELPIE_HIGH, 3);

VALUE(KELPIE_DETECTION, 0);
VALUE(KELPIE_HEALTH, 1);

VALUE(KELPIE_DELIVERED, 0);
VALUE(KELPIE_RETRY, 1);
VALUE(KELPIE_REJECT, 2);

VALUE(KELPIE_LOG_ERROR, 0);
VALUE(KELPIE_LOG_WARNING, 1);
VALUE(KELPIE_LOG_INFO, 2);
VALUE(KELPIE_LOG_DEBUG, 3);

VALUE(KELPIE_COUNTER, 0);
VALUE(KELPIE_GAUGE, 1);

VALUE(KELPIE_TABLES, 0);
VALUE(KELPIE_FUNCTIONS, 1);
VALUE(KELPIE_RULES, 2);
VALUE(KELPIE_PLAN, 3);
VALUE(KELPIE_STATISTICS, 4);
VALUE(KELPIE_INCIDENTS, 5);
VALUE(KELPIE_DIAGNOSTICS, 6);

VALUE(KELPIE_CAN_STORE, 1u);
VALUE(KELPIE_CAN_DETECT, 2u);
VALUE(KELPIE_CAN_QUERY, 4u);
VALUE(KELPIE_CAN_INSPECT, 8u);
VALUE(KELPIE_ABI_VERSION, 65536u);

SIZE(kelpie_code, 4);
SIZE(kelpie_batch_form, 4);
SIZE(kelpie_severity, 4);
SIZE(kelpie_origin, 4);
SIZE(kelpie_delivery, 4);
SIZE(kelpie_log_level, 4);
SIZE(kelpie_metric_kind, 4);
SIZE(kelpie_subject, 4);

#endif

/* A translation unit that has nothing but types is none of ISO C. */
extern const int kelpie_layout_is_checked;
