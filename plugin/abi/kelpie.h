/* kelpie.h: Kelpie as a plugin. This file is the manual of the interface; docs/plugin.md shows a host from the first line to the last.
 *
 * Kelpie takes events of Microsoft Entra ID, stores them, runs Sentinel's detection rules over them and answers KQL. A host (a SIEM, a log shipper)
 * loads libkelpie.so and speaks to it through the functions of `kelpie_plugin`; the plugin speaks to the host through those of `kelpie_host`.
 *
 *   host                                          plugin
 *   ----                                          ------
 *   kelpie_plugin_query(&host, &plugin, ...)  ->  fills `plugin`
 *   plugin.init(&host, configuration, ...)    ->  opens store and state, reads the rules; no thread runs yet
 *   plugin.start(instance)                    ->  its threads begin
 *   plugin.push(instance, batch, ...)         ->  OK: the plugin has the batch. BUSY: it has not; push it again later
 *   host.durable(context, report)             <-  all batches up to this cookie are on the disk
 *   host.deliver(context, alert, ...)         <-  an alert; kept and told again until the host has it
 *   plugin.query_open(...), cursor_next(...)  ->  an answer, a piece at a time
 *   plugin.drain(instance), plugin.stop(...)  ->  everything done; its threads have ended
 *   plugin.close(instance)                    ->  nothing of it is left
 *
 * CONVENTIONS, true of every function unless it says otherwise
 *
 * Handles. kelpie_instance, kelpie_rules and kelpie_cursor are opaque. Each is closed by exactly one call, which may be given NULL and does nothing then.
 *
 * Text. kelpie_text is a pointer and a length in bytes, UTF-8, not ended by a zero; {NULL, 0} is no text. Text that a call is given is read during the call
 * only. Text within a struct that the plugin gives belongs to that struct.
 *
 * Structs. Every struct but kelpie_text begins with `struct_size`, which whoever makes it sets to sizeof of what it was compiled with. Members are only ever
 * added, at the end. Whoever reads looks at no member beyond struct_size, and takes a missing one as zero. A struct that the plugin fills (`kelpie_plugin`,
 * `kelpie_limits`, `kelpie_push_result`, ...) is filled up to the struct_size that the host set, which stays as it was. `reserved` members are zero.
 *
 * Ownership. What the plugin hands out (kelpie_error, kelpie_document) is freed by the plugin: error_free, document_free. What the host hands in stays the
 * host's; nothing of it is kept after the call but the table `kelpie_host` and its context, which init() copies and which must stay usable until close().
 *
 * Results. Functions return a kelpie_code. On anything else than KELPIE_OK, KELPIE_BUSY, KELPIE_TIMEOUT and KELPIE_END a kelpie_error is stored in `*error`,
 * if `error` is not NULL; otherwise `*error` is set to NULL. A query that ran out of time is KELPIE_TIMEOUT with an error that says so. It is the caller's alone: no two threads share a last error. Output arguments are set on
 * KELPIE_OK only, and to NULL otherwise, unless a function says that it fills them in any case.
 *
 * Deadlines are milliseconds from the call on; 0 does not wait at all. A negative one is KELPIE_WRONG_USE: nothing waits for ever.
 *
 * Times are nanoseconds since 1970-01-01T00:00:00Z.
 *
 * Threads. Functions on one instance may be called from any thread and at the same time, but for start(), stop() and close(): no call on the instance may
 * run beside close(), and start() and stop() are for one thread at a time. A kelpie_cursor is used by one thread at a time, except cursor_cancel(), which any
 * thread may call until cursor_close() is called. Functions of the host are called from the plugin's threads, several at a time unless they say otherwise;
 * the host must not call stop(), drain() or close() from within one of them (it is KELPIE_WRONG_USE, or waits for its deadline, and never a deadlock).
 *
 * What the plugin never does: throw across this interface, install signal handlers (its threads block all signals), fork, exit, abort on the host's account,
 * change locale, umask, working directory or environment, close a descriptor that it did not open, or write to standard output or standard error.
 * Memory that cannot be had is KELPIE_OUT_OF_MEMORY of the call that needed it; what was acknowledged stays.
 *
 * fork(). An instance belongs to the process that made it. Between init() and start() there are no threads, but a store and its lock are open: call init()
 * after a daemon has forked.
 *
 * Versions. KELPIE_ABI_VERSION is major * 65536 + minor. The major number changes when something here changes its meaning; the minor one when something is
 * added. kelpie_plugin_query() refuses a host of another major number and says both; a host refuses a plugin of another major number, or of a lower minor
 * number than it needs (kelpie_load.h does this). Events and rules have version numbers of their own, in describe().
 *
 * Evidence. Events are only added. Nothing in this interface changes or deletes one; retention drops what is older than the configuration says.
 */
#ifndef KELPIE_H
#define KELPIE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define KELPIE_ABI_MAJOR 1u
#define KELPIE_ABI_MINOR 0u
#define KELPIE_ABI_VERSION (KELPIE_ABI_MAJOR * 65536u + KELPIE_ABI_MINOR)

/* The one symbol that libkelpie.so exports. */
#define KELPIE_ENTRY_NAME "kelpie_plugin_query"

#if defined(__GNUC__)
#define KELPIE_EXPORT __attribute__((visibility("default")))
#else
#define KELPIE_EXPORT
#endif

/* ---- Results ---- */

typedef int32_t kelpie_code;
enum {
  KELPIE_OK = 0,
  KELPIE_BUSY = 1,          /* no room now: nothing was taken, nothing is lost; again later */
  KELPIE_TIMEOUT = 2,       /* the deadline passed; what was under way goes on, nothing is lost */
  KELPIE_END = 3,           /* of a cursor: there is no more */
  KELPIE_REFUSED = 4,       /* what was given is wrong: configuration, rule, query, event. A person can mend it; the error says where */
  KELPIE_LIMIT = 5,         /* larger than a limit that was agreed on */
  KELPIE_CANCELLED = 6,     /* cursor_cancel() or stop() was called meanwhile */
  KELPIE_STOPPED = 7,       /* the instance was not started yet, is draining, or was stopped: not in this state */
  KELPIE_UNAVAILABLE = 8,   /* the system: disk full, file unreadable, store locked by another process. May go well later */
  KELPIE_OUT_OF_MEMORY = 9, /* or the host's memory_take() refused it */
  KELPIE_WRONG_USE = 10,    /* the caller broke a rule of this file: a NULL, a struct_size, a cookie, an order of calls */
  KELPIE_VERSION = 11,      /* the two sides do not understand each other */
  KELPIE_BUG = 12           /* the plugin is at fault; please report it with the message */
};

typedef struct kelpie_text {
  const char *data;
  size_t size;
} kelpie_text;

/* Why a call failed. Made by the plugin, freed by error_free(). */
typedef struct kelpie_error {
  uint32_t struct_size;
  kelpie_code code;
  kelpie_text message; /* one or more lines for a person: where, what was found, what was expected, what to do */
  kelpie_text file;    /* of a rule, a configured file; none where it is about the call's own text */
  uint32_t line;       /* from 1; 0: there is no place */
  uint32_t column;     /* from 1, in bytes */
  kelpie_text detail;  /* a JSON array of all diagnostics, each {"code","severity","message","hint","file","line","column"}; may be none */
} kelpie_error;

/* A text that the plugin hands out. Freed by document_free(). */
typedef struct kelpie_document {
  uint32_t struct_size;
  uint32_t reserved;
  kelpie_text text;
} kelpie_document;

/* ---- Handles ---- */

typedef struct kelpie_instance kelpie_instance; /* one store with its rules */
typedef struct kelpie_rules kelpie_rules;       /* rules that are ready to take the place of those that run */
typedef struct kelpie_cursor kelpie_cursor;     /* a query and its answer */

/* ---- Limits ---- */

/* What the instance may use. The host says what it allows (0: the plugin's own default), init() answers with what holds: never more than was allowed.
 * init() refuses with KELPIE_LIMIT what it cannot work with, and the message says the least that it needs. */
typedef struct kelpie_limits {
  uint32_t struct_size;
  uint32_t threads;      /* that the plugin makes, all together; at least 3 */
  uint64_t memory_bytes; /* for queued events, rules and queries together */
  uint64_t event_bytes;  /* of one event; a larger one is refused as an event, not as a batch */
  uint64_t batch_bytes;  /* of one push(); a larger one is KELPIE_LIMIT */
  uint64_t queue_bytes;  /* pushed and not durable yet; beyond it push() is KELPIE_BUSY */
} kelpie_limits;

/* ---- Events in ---- */

typedef uint32_t kelpie_batch_form;
enum {
  KELPIE_LINES = 0, /* `lines`: JSON values, one a line, the last newline may be missing */
  KELPIE_EVENTS = 1 /* `events`: one JSON value each, which may hold newlines */
};

typedef struct kelpie_batch {
  uint32_t struct_size;
  kelpie_batch_form form;
  uint64_t cookie;           /* the host's number of this batch: higher than that of any batch that this instance took before; not 0 */
  kelpie_text table;         /* of events that do not say it themselves ("SigninLogs"); may be none */
  kelpie_text lines;         /* of KELPIE_LINES */
  const kelpie_text *events; /* of KELPIE_EVENTS */
  size_t event_count;
} kelpie_batch;

/* What the plugin can take just now. */
typedef struct kelpie_credit {
  uint32_t struct_size;
  uint32_t reserved;
  uint64_t bytes;       /* that may be pushed before KELPIE_BUSY */
  uint64_t bytes_of;    /* of so many: the agreed queue_bytes */
  uint64_t durable;     /* cookie: this batch and all before it are on the disk; 0: none yet */
  uint64_t in_flight;   /* batches that were taken and are not */
} kelpie_credit;

/* What happened to batches since the last report. */
typedef struct kelpie_durable {
  uint32_t struct_size;
  uint32_t reserved;
  uint64_t cookie;     /* all batches up to this one are on the disk, whatever happens now */
  uint64_t stored;     /* events, since the last report */
  uint64_t duplicates; /* that were there already, by the event's id: left out */
  uint64_t refused;    /* that are no events; counted, told in the log, kept in the file `dead_letters` of the configuration */
} kelpie_durable;

/* ---- Alerts out ---- */

typedef int32_t kelpie_severity;
enum { KELPIE_INFORMATIONAL = 0, KELPIE_LOW = 1, KELPIE_MEDIUM = 2, KELPIE_HIGH = 3 };

typedef int32_t kelpie_origin;
enum {
  KELPIE_DETECTION = 0, /* a rule found something */
  KELPIE_HEALTH = 1     /* a rule does not work any more; the title says why */
};

/* Belongs to the call of deliver() that it is given to. */
typedef struct kelpie_alert {
  uint32_t struct_size;
  kelpie_severity severity;
  kelpie_origin origin;
  uint32_t reserved;
  kelpie_text id; /* 32 hexadecimal digits: the same alert has the same id after any restart, so that one told twice is known */
  kelpie_text rule_id;
  kelpie_text rule_name;
  kelpie_text title;
  kelpie_text incident_id; /* none: it belongs to no incident */
  int64_t window_start;    /* of the events that were looked at: from, inclusive */
  int64_t window_end;      /* to, exclusive */
  uint64_t row_count;      /* rows of the query behind this alert */
  kelpie_text json;        /* all of the alert, one JSON object: docs/plugin.md lists its keys */
} kelpie_alert;

typedef int32_t kelpie_delivery;
enum {
  KELPIE_DELIVERED = 0, /* the host has it for good; it is not told again */
  KELPIE_RETRY = 1,     /* not now: told again later, after about a second, then twice as long each time up to five minutes */
  KELPIE_REJECT = 2     /* never: counted, told in the log, and not told again */
};

/* ---- The host's side ---- */

typedef int32_t kelpie_log_level;
enum { KELPIE_LOG_ERROR = 0, KELPIE_LOG_WARNING = 1, KELPIE_LOG_INFO = 2, KELPIE_LOG_DEBUG = 3 };

typedef int32_t kelpie_metric_kind;
enum { KELPIE_COUNTER = 0, KELPIE_GAUGE = 1 };

/* Services of the host. Members but struct_size and abi_version are optional (NULL), but memory_take and memory_give go together. */
typedef struct kelpie_host {
  uint32_t struct_size;
  uint32_t abi_version; /* KELPIE_ABI_VERSION that the host was compiled with */
  void *context;        /* handed to each function below */
  kelpie_text name;     /* for the log and the store's lock: "syslog-ng 3.38" */

  /* Something for the log, without a newline at its end; what is wrong with a rule has several lines. */
  void (*log)(void *context, kelpie_log_level level, kelpie_text message);
  /* The time of day; NULL: the system's. Simulated time is given here: rules run, and now() in a query is, what this says. It may jump and stand still. */
  int64_t (*now)(void *context);
  /* Nanoseconds that only grow, for durations in statistics; NULL: the system's. Waiting is always real. */
  int64_t (*monotonic)(void *context);
  /* The plugin is about to use so many bytes for queued events or an answer. 0: it may; anything else: it must not, and the call that needed them is
   * KELPIE_OUT_OF_MEMORY (push: KELPIE_BUSY). What was granted comes back through memory_give(), all of it before close() returns. */
  int32_t (*memory_take)(void *context, uint64_t bytes);
  void (*memory_give)(void *context, uint64_t bytes);
  /* A number of statistics, after it changed, a few times a second at most, and at the end of stop(); names are those of inspect(KELPIE_STATISTICS), which has some more. */
  void (*metric)(void *context, kelpie_text name, kelpie_metric_kind kind, double value);
  /* Batches are on the disk. From one thread at a time, cookies rising. The host may call push() and credit() from within. */
  void (*durable)(void *context, const kelpie_durable *report);
  /* An alert for the host. From one thread at a time, oldest first. It should return within `deadline_ms`. Without this function alerts wait in the outbox
   * for a start that has it. An unknown answer is KELPIE_RETRY. */
  kelpie_delivery (*deliver)(void *context, const kelpie_alert *alert, int64_t deadline_ms);
} kelpie_host;

/* ---- Queries ---- */

typedef struct kelpie_query {
  uint32_t struct_size;
  uint32_t reserved;
  kelpie_text text;        /* KQL */
  kelpie_text parameters;  /* a JSON object: values of `declare query_parameters`, each a text; may be none */
  int64_t now;             /* what now() is; 0: the clock */
  int64_t timespan_start;  /* rows whose TimeGenerated lies outside are not seen; both 0: all are */
  int64_t timespan_end;    /* exclusive */
  int64_t deadline_ms;     /* for the whole answer; 0: what the configuration says */
} kelpie_query;

/* A piece of the answer. Belongs to the cursor until its next call. */
typedef struct kelpie_rows {
  uint32_t struct_size;
  uint32_t table;     /* number of the result, from 0; a query may give several */
  kelpie_text columns; /* {"name":..., "columns":[{"name","type"}...]} of that result */
  kelpie_text rows;   /* JSON lines, one array a row, values in the order of the columns; dynamic values as JSON, datetimes and the like as text */
  uint64_t row_count; /* in this piece; may be 0: a result without rows comes as one piece */
} kelpie_rows;

/* ---- Introspection ---- */

typedef uint32_t kelpie_subject;
enum {
  KELPIE_TABLES = 0,      /* tables with columns, types, rows and the time that they cover */
  KELPIE_FUNCTIONS = 1,   /* functions, operators and aggregates of the language, as `kelpie functions --format json` */
  KELPIE_RULES = 2,       /* rules that run: state, next run, alerts, failures, late events */
  KELPIE_PLAN = 3,        /* argument: a query. Its plan as text within {"plan":...} */
  KELPIE_STATISTICS = 4,  /* counters and gauges: events, alerts, queue, memory, threads, uptime */
  KELPIE_INCIDENTS = 5,   /* incidents with their alerts' ids */
  KELPIE_DIAGNOSTICS = 6  /* argument: path of a rule file or folder; none: the configured ones. What `kelpie validate --format json` says */
};

/* ---- The plugin's side ---- */

/* Capabilities, in `capabilities`. A function that belongs to one that is missing is NULL. All that this file knows are there in version 1.0. */
#define KELPIE_CAN_STORE (UINT64_C(1) << 0)   /* push, credit, flush */
#define KELPIE_CAN_DETECT (UINT64_C(1) << 1)  /* rules_prepare, rules_commit, rules_abort, close_incident */
#define KELPIE_CAN_QUERY (UINT64_C(1) << 2)   /* query_open, cursor_next, cursor_cancel, cursor_close */
#define KELPIE_CAN_INSPECT (UINT64_C(1) << 3) /* inspect */

typedef struct kelpie_plugin {
  uint32_t struct_size; /* set by the host before kelpie_plugin_query() */
  uint32_t abi_version; /* KELPIE_ABI_VERSION that the plugin was compiled with */
  uint64_t capabilities;

  /* -- Without an instance; from any thread. -- */

  /* Required. Frees an error; NULL is allowed. */
  void (*error_free)(kelpie_error *error);
  /* Required. Frees a document; NULL is allowed. */
  void (*document_free)(kelpie_document *document);
  /* Required. {"name","version","abi","event_schema","rule_language","kql","capabilities":[...],"limits":{...}}: what this plugin is. */
  kelpie_code (*describe)(kelpie_document **description, kelpie_error **error);
  /* Required. The JSON Schema (2020-12) of the configuration that init() takes. */
  kelpie_code (*configuration_schema)(kelpie_document **schema, kelpie_error **error);
  /* Required. Looks at a configuration without using it: KELPIE_OK, or KELPIE_REFUSED with everything that is wrong in `detail`. Nothing is opened. */
  kelpie_code (*configuration_check)(kelpie_text configuration, kelpie_error **error);

  /* -- The life of an instance. -- */

  /* Required. Opens the store (making it where there is none) and the state, reads the rules. No thread runs yet. `configuration` is a JSON object:
   *   {"store": "/var/lib/kelpie", "rules": ["/etc/kelpie/rules"]}
   * `limits` says what is allowed and is filled with what holds; NULL: the defaults. Rules that are refused are told in the log and left out, unless
   * the configuration says "rules_must_be_sound". KELPIE_REFUSED: the configuration, a rule, a file that others may write. KELPIE_UNAVAILABLE: the store is locked
   * by another process, or cannot be read. `host` is copied. */
  kelpie_code (*init)(const kelpie_host *host, kelpie_text configuration, kelpie_limits *limits, kelpie_instance **instance, kelpie_error **error);
  /* Required. Its threads begin: events are taken, rules run, alerts are delivered. KELPIE_STOPPED when it was stopped, KELPIE_WRONG_USE when it runs. */
  kelpie_code (*start)(kelpie_instance *instance, kelpie_error **error);
  /* Required. No batch is taken any more (KELPIE_STOPPED); what was taken becomes durable, rules that are due run, alerts are delivered. KELPIE_OK: nothing is
   * left. KELPIE_TIMEOUT: the deadline came first; what is left is kept, events on the disk and alerts in the outbox. */
  kelpie_code (*drain)(kelpie_instance *instance, int64_t deadline_ms, kelpie_error **error);
  /* Required. Ends queries and rule runs, makes what was taken durable if that goes within the deadline, and joins all threads before it returns, whatever it
   * returns. KELPIE_TIMEOUT: batches were taken and are not durable; the host pushes them again at the next start. No function of the host is called
   * after it. A second call does nothing. A drain() or quiesce() in another thread is waited for until its own deadline. */
  kelpie_code (*stop)(kelpie_instance *instance, int64_t deadline_ms, kelpie_error **error);
  /* Required. Frees the instance; stops it first (deadline 0) if that was not done. Cursors and prepared rules of it are closed before by the host. */
  void (*close)(kelpie_instance *instance);
  /* Required. Rules do not run and alerts are not delivered until resume(); events are taken and become durable. Returns when nothing of that is under way: the
   * folder of the state can be copied then. */
  kelpie_code (*quiesce)(kelpie_instance *instance, int64_t deadline_ms, kelpie_error **error);
  /* Required. Ends quiesce(). */
  kelpie_code (*resume)(kelpie_instance *instance, kelpie_error **error);

  /* -- Events. -- */

  /* Takes a batch, all of it or nothing; waits up to the deadline for room. KELPIE_OK: it is queued, and host.durable() or credit() will say when it is on the
   * disk; until then the host keeps it. KELPIE_BUSY: no room came. KELPIE_LIMIT: the batch is larger than batch_bytes; split it. KELPIE_WRONG_USE: the
   * cookie is not higher than the last one. The bytes are copied. `credit` may be NULL; it is filled in any case. An event that cannot be
   * read does not hold its batch up: see kelpie_durable. Rows become visible to queries and rules when they are durable.
   *   kelpie_batch batch = {sizeof batch, KELPIE_LINES, ++cookie, {NULL, 0}, {bytes, size}, NULL, 0};
   *   while ((code = plugin.push(instance, &batch, 1000, NULL, &error)) == KELPIE_BUSY) {} */
  kelpie_code (*push)(kelpie_instance *instance, const kelpie_batch *batch, int64_t deadline_ms, kelpie_credit *credit, kelpie_error **error);
  /* What can be taken, and what is durable, without waiting. */
  kelpie_code (*credit)(kelpie_instance *instance, kelpie_credit *credit, kelpie_error **error);
  /* Returns when everything that was taken before the call is durable, or KELPIE_TIMEOUT. host.durable() may say so a moment later. */
  kelpie_code (*flush)(kelpie_instance *instance, int64_t deadline_ms, kelpie_error **error);

  /* -- Rules. -- */

  /* Reads and compiles the rules of files and folders (`path_count` 0: those of the configuration) while the old ones run. KELPIE_OK: `*rules` is ready for
   * rules_commit(); KELPIE_REFUSED: at least one is not sound, all diagnostics are in `error->detail`. `warnings` (may be NULL) gets a JSON array like `detail`. */
  kelpie_code (*rules_prepare)(kelpie_instance *instance, const kelpie_text *paths, size_t path_count, kelpie_rules **rules, kelpie_document **warnings,
                               kelpie_error **error);
  /* The prepared rules run from the next step on, all at once. A rule of an id that ran before goes on where that was. `rules` is used up, on success
   * and on failure. KELPIE_WRONG_USE: they were prepared for another instance. */
  kelpie_code (*rules_commit)(kelpie_instance *instance, kelpie_rules *rules, kelpie_error **error);
  /* Frees prepared rules that are not wanted; NULL is allowed. */
  void (*rules_abort)(kelpie_rules *rules);
  /* An incident that an analyst has dealt with. KELPIE_REFUSED: there is none of this id, or it is closed. */
  kelpie_code (*close_incident)(kelpie_instance *instance, kelpie_text id, kelpie_error **error);

  /* -- Queries. -- */

  /* Binds a query. KELPIE_REFUSED: it is wrong; line, column and all diagnostics are in the error. It does not run yet. */
  kelpie_code (*query_open)(kelpie_instance *instance, const kelpie_query *query, kelpie_cursor **cursor, kelpie_error **error);
  /* The next piece of the answer; the first call runs the query. KELPIE_END: that was all. After any other failure there is nothing more. */
  kelpie_code (*cursor_next)(kelpie_cursor *cursor, kelpie_rows *rows, kelpie_error **error);
  /* Ends a cursor_next() that runs in another thread, or the next one, with KELPIE_CANCELLED. */
  void (*cursor_cancel)(kelpie_cursor *cursor);
  /* Frees the cursor; NULL is allowed. */
  void (*cursor_close)(kelpie_cursor *cursor);

  /* -- Introspection. -- */

  /* A JSON document about the instance. KELPIE_REFUSED: there is no such subject here, or the argument (a query, a path) is wrong. */
  kelpie_code (*inspect)(kelpie_instance *instance, kelpie_subject subject, kelpie_text argument, kelpie_document **document, kelpie_error **error);
} kelpie_plugin;

/* The entry. `plugin->struct_size` is set by the host; the rest is filled. KELPIE_VERSION: the major numbers differ, or the host's struct is too small for the
 * required functions; KELPIE_WRONG_USE: a NULL, half of a pair of host functions. A reason, ended by a zero, is written to `message` (up to `message_size` bytes; NULL and 0 are
 * allowed). May be called any number of times, from any thread. Keeps nothing.
 *   kelpie_plugin plugin = {.struct_size = sizeof plugin};
 *   char message[256];
 *   if (query(&host, &plugin, message, sizeof message) != KELPIE_OK) ... */
KELPIE_EXPORT kelpie_code kelpie_plugin_query(const kelpie_host *host, kelpie_plugin *plugin, char *message, size_t message_size);
typedef kelpie_code (*kelpie_plugin_query_function)(const kelpie_host *host, kelpie_plugin *plugin, char *message, size_t message_size);

#ifdef __cplusplus
}
#endif

#endif
