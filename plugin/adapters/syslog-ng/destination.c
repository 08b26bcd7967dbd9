/* What a worker of syslog-ng gathers in insert() it hands over in flush(), and waits there until it is on the disk.
 * Several workers, and batches that grow while the disk is busy, make one wait do for many messages. */
#include "destination.h"

#include <string.h>

#include "logthrdest/logthrdestdrv.h"
#include "messages.h"
#include "session.h"

typedef struct KelpieDestination {
  LogThreadedDestDriver super;
  gchar *library, *config, *table, *alerts;
  LogTemplate* form;
  LogTemplateOptions template_options;
  gint64 timeout_ms;
  KelpieSession* session; /* from init() to deinit() */
} KelpieDestination;

typedef struct KelpieWorker {
  LogThreadedDestWorker super;
  GString* lines;
} KelpieWorker;

enum { FLUSH_BYTES = 4 << 20 };

static void log_line(kelpie_log_level level, const char* line) {
  gchar* text = g_strconcat("kelpie: ", line, NULL);
  switch (level) {
    case KELPIE_LOG_ERROR:
      msg_error(text);
      break;
    case KELPIE_LOG_WARNING:
      msg_warning(text);
      break;
    case KELPIE_LOG_DEBUG:
      msg_debug(text);
      break;
    default:
      msg_info(text);
      break;
  }
  g_free(text);
}

/* ---- A worker: all of it runs in the worker's own thread ---- */

static gboolean worker_connect(LogThreadedDestWorker* s) {
  return kelpie_session_connect(((KelpieDestination*)s->owner)->session);
}

static void worker_disconnect(LogThreadedDestWorker* s) { g_string_truncate(((KelpieWorker*)s)->lines, 0); }

static LogThreadedResult worker_flush(LogThreadedDestWorker* s, LogThreadedFlushMode mode) {
  KelpieWorker* self = (KelpieWorker*)s;
  KelpieDestination* owner = (KelpieDestination*)s->owner;
  (void)mode; /* before a reload the batch is stored like any other */
  if (self->lines->len == 0) return LTR_SUCCESS;
  const gboolean stored = kelpie_session_store(owner->session, owner->table, self->lines->str, self->lines->len,
                                               owner->timeout_ms, &owner->super.under_termination);
  g_string_truncate(self->lines, 0);
  /* Not connected: the whole batch goes back into the queue and comes again after time-reopen(), for ever. Any other
   * failure is dropped after some times. */
  return stored ? LTR_SUCCESS : LTR_NOT_CONNECTED;
}

/* A message is one line, whatever the template puts at its end; newlines within are spaces, which JSON does not mind.
 */
static void end_line(GString* lines, gsize begin) {
  while (lines->len > begin && (lines->str[lines->len - 1] == '\n' || lines->str[lines->len - 1] == '\r'))
    g_string_truncate(lines, lines->len - 1);
  for (char* found = lines->str + begin;
       (found = memchr(found, '\n', (gsize)(lines->str + lines->len - found))) != NULL;)
    *found = ' ';
  g_string_append_c(lines, '\n');
}

static LogThreadedResult worker_insert(LogThreadedDestWorker* s, LogMessage* msg) {
  KelpieWorker* self = (KelpieWorker*)s;
  KelpieDestination* owner = (KelpieDestination*)s->owner;
  LogTemplateEvalOptions options = {&owner->template_options, LTZ_SEND, s->seq_num, NULL, LM_VT_STRING};
  const gsize begin = self->lines->len;
  log_template_append_format(owner->form, msg, &options, self->lines);
  end_line(self->lines, begin);
  const gsize size = self->lines->len - begin;
  if (size > kelpie_session_line_bytes(owner->session)) {
    /* It would never be taken, and hold up all that comes behind it. */
    msg_error("kelpie: a message is longer than a batch may be, and is left out", evt_tag_long("bytes", (long)size),
              evt_tag_long("most", (long)kelpie_session_line_bytes(owner->session)));
    g_string_truncate(self->lines, begin);
  }
  if (self->lines->len >= FLUSH_BYTES) return log_threaded_dest_worker_flush(s, LTF_FLUSH_NORMAL);
  return LTR_QUEUED;
}

static void worker_free(LogThreadedDestWorker* s) {
  g_string_free(((KelpieWorker*)s)->lines, TRUE);
  log_threaded_dest_worker_free_method(s);
}

static LogThreadedDestWorker* worker_new(LogThreadedDestDriver* owner, gint index) {
  KelpieWorker* self = g_new0(KelpieWorker, 1);
  log_threaded_dest_worker_init_instance(&self->super, owner, index);
  self->lines = g_string_sized_new(64 << 10);
  self->super.connect = worker_connect;
  self->super.disconnect = worker_disconnect;
  self->super.insert = worker_insert;
  self->super.flush = worker_flush;
  self->super.free_fn = worker_free;
  return &self->super;
}

/* ---- The driver: the main thread ---- */

/* Of the queue on the disk, and of the statistics. */
static const gchar* persist_name(const LogPipe* s) {
  static gchar name[1024];
  const KelpieDestination* self = (const KelpieDestination*)s;
  if (s->persist_name != NULL)
    g_snprintf(name, sizeof name, "kelpie.%s", s->persist_name);
  else
    g_snprintf(name, sizeof name, "kelpie(%s,%s)", self->config, self->table != NULL ? self->table : "");
  return name;
}

static const gchar* stats_instance(LogThreadedDestDriver* s) {
  static gchar name[1024];
  const KelpieDestination* self = (const KelpieDestination*)s;
  g_snprintf(name, sizeof name, "kelpie,%s,%s", self->config, self->table != NULL ? self->table : "");
  return name;
}

/* Under this name a session outlives a reload. */
static gchar* session_name(const KelpieDestination* self) {
  return g_strdup_printf("%s.session", persist_name(&self->super.super.super.super));
}

static gboolean missing(const KelpieDestination* self, const gchar* value, const gchar* option) {
  if (value != NULL) return FALSE;
  msg_error("kelpie: an option is missing in the destination", evt_tag_str("option", option),
            log_pipe_location_tag((LogPipe*)&self->super.super.super.super));
  return TRUE;
}

static gboolean destination_init(LogPipe* s) {
  KelpieDestination* self = (KelpieDestination*)s;
  GlobalConfig* cfg = log_pipe_get_config(s);
  if (missing(self, self->library, "library") || missing(self, self->config, "config")) return FALSE;
  const KelpieSessionOptions options = {self->library, self->config, self->alerts, "syslog-ng " SYSLOG_NG_VERSION,
                                        log_line};
  gchar* name = session_name(self);
  KelpieSession* before = cfg_persist_config_fetch(cfg, name);
  KelpieSession* session = kelpie_session_acquire(&options);
  if (session == NULL && before != NULL) {
    /* The configuration before this one comes back to it. */
    cfg_persist_config_add(cfg, name, before, kelpie_session_release, FALSE);
    before = NULL;
  }
  g_free(name);
  kelpie_session_release(before);
  if (session == NULL) {
    msg_error("kelpie: the destination cannot be used, see the lines above", log_pipe_location_tag(s));
    return FALSE;
  }
  kelpie_session_connect(session);
  log_template_options_init(&self->template_options, cfg);
  self->session = session;
  if (log_threaded_dest_driver_init_method(s)) return TRUE;
  self->session = NULL;
  kelpie_session_release(session);
  return FALSE;
}

static gboolean destination_deinit(LogPipe* s) {
  KelpieDestination* self = (KelpieDestination*)s;
  GlobalConfig* cfg = log_pipe_get_config(s);
  const gboolean done = log_threaded_dest_driver_deinit_method(s); /* no worker runs any more */
  if (self->session != NULL && !cfg_is_shutting_down(cfg)) {
    gchar* name = session_name(self);
    cfg_persist_config_add(cfg, name, kelpie_session_share(self->session), kelpie_session_release, FALSE);
    g_free(name);
  }
  kelpie_session_release(self->session);
  self->session = NULL;
  return done;
}

static void destination_free(LogPipe* s) {
  KelpieDestination* self = (KelpieDestination*)s;
  g_free(self->library);
  g_free(self->config);
  g_free(self->table);
  g_free(self->alerts);
  log_template_unref(self->form);
  log_template_options_destroy(&self->template_options);
  log_threaded_dest_driver_free(s);
}

LogDriver* kelpie_destination_new(GlobalConfig* cfg) {
  KelpieDestination* self = g_new0(KelpieDestination, 1);
  log_threaded_dest_driver_init_instance(&self->super, cfg);
  LogPipe* pipe = &self->super.super.super.super;
  pipe->init = destination_init;
  pipe->deinit = destination_deinit;
  pipe->free_fn = destination_free;
  pipe->generate_persist_name = persist_name;
  self->super.format_stats_instance = stats_instance;
  self->super.stats_source = stats_register_type("kelpie");
  self->super.worker.construct = worker_new;
  /* A batch is what came while the one before was stored: no time is spent waiting for it to fill, unless
   * batch-timeout() says so. */
  self->super.batch_lines = 10000;
  self->super.time_reopen = 1;
  self->timeout_ms = 60000;
  self->alerts = g_strdup("/var/log/kelpie/alerts.json");
  self->form = log_template_new(cfg, NULL);
  log_template_compile(self->form, "$MSG", NULL);
  log_template_options_defaults(&self->template_options);
  return &self->super.super.super;
}

static void replace(gchar** place, const gchar* value) {
  g_free(*place);
  *place = g_strdup(value);
}

void kelpie_destination_set_library(LogDriver* driver, const gchar* path) {
  replace(&((KelpieDestination*)driver)->library, path);
}
void kelpie_destination_set_config(LogDriver* driver, const gchar* path) {
  replace(&((KelpieDestination*)driver)->config, path);
}
void kelpie_destination_set_table(LogDriver* driver, const gchar* name) {
  replace(&((KelpieDestination*)driver)->table, name);
}
void kelpie_destination_set_alerts(LogDriver* driver, const gchar* path) {
  replace(&((KelpieDestination*)driver)->alerts, path);
}
void kelpie_destination_set_timeout(LogDriver* driver, gint seconds) {
  ((KelpieDestination*)driver)->timeout_ms = (gint64)seconds * 1000;
}

void kelpie_destination_set_template(LogDriver* driver, LogTemplate* form) {
  KelpieDestination* self = (KelpieDestination*)driver;
  log_template_unref(self->form);
  self->form = form;
}

LogTemplateOptions* kelpie_destination_template_options(LogDriver* driver) {
  return &((KelpieDestination*)driver)->template_options;
}
