#define _GNU_SOURCE /* memrchr */
#include "session.h"

#include <string.h>

#include "alert_file.h"
#include "plugin/abi/kelpie_load.h"

enum { DRAIN_MS = 20000, STOP_MS = 10000, ENDING_US = 5000000, SLICE_US = 100000 };

struct KelpieSession {
  gint references; /* of the registry below */
  gchar *library, *configuration_file, *configuration, *alerts_file, *host_name;
  KelpieSessionLog log;
  gint told; /* atomic: of a failure, and no second line until something goes well */

  GMutex opening; /* of what follows, and of push(), whose cookies rise */
  kelpie_host host;
  kelpie_loaded loaded;
  kelpie_limits limits;
  kelpie_instance* instance; /* NULL: not open yet */
  guint64 taken;             /* the last cookie */

  GMutex waiting; /* of what follows */
  GCond progress;
  guint64 durable;
  guint64 stored, duplicates, refused;

  AlertFile* alerts; /* of the plugin's thread that delivers */
};

/* A store belongs to one instance in a process, whichever destination opens it first. */
static GMutex registry_lock;
static GSList* registry;

static void say(const KelpieSession* self, kelpie_log_level level, const char* format, ...) G_GNUC_PRINTF(3, 4);
static void say(const KelpieSession* self, kelpie_log_level level, const char* format, ...) {
  va_list arguments;
  va_start(arguments, format);
  gchar* text = g_strdup_vprintf(format, arguments);
  va_end(arguments);
  gchar** lines = g_strsplit(text, "\n", -1);
  for (gchar** line = lines; *line != NULL; ++line)
    if (**line != 0) self->log(level, *line);
  g_strfreev(lines);
  g_free(text);
}

/* Frees the error. */
static void say_error(const KelpieSession* self, kelpie_log_level level, const char* what, kelpie_code code,
                      kelpie_error* error) {
  if (error == NULL) {
    say(self, level, "%s: code %d", what, code);
    return;
  }
  say(self, level, "%s: %.*s", what, (int)error->message.size, error->message.data);
  self->loaded.plugin.error_free(error);
}

/* Frees the error. */
static void say_once(KelpieSession* self, kelpie_log_level level, const char* what, kelpie_code code,
                     kelpie_error* error) {
  if (g_atomic_int_compare_and_exchange(&self->told, 0, 1))
    say_error(self, level, what, code, error);
  else
    self->loaded.plugin.error_free(error);
}

/* ---- What the plugin calls ---- */

static void on_log(void* context, kelpie_log_level level, kelpie_text message) {
  say(context, level, "%.*s", (int)message.size, message.data);
}

static void on_durable(void* context, const kelpie_durable* report) {
  KelpieSession* self = context;
  g_mutex_lock(&self->waiting);
  self->durable = report->cookie;
  self->stored += report->stored;
  self->duplicates += report->duplicates;
  self->refused += report->refused;
  g_cond_broadcast(&self->progress);
  g_mutex_unlock(&self->waiting);
}

static kelpie_delivery on_alert(void* context, const kelpie_alert* alert, int64_t deadline_ms) {
  KelpieSession* self = context;
  char message[512];
  (void)deadline_ms;
  if (alert_file_append(self->alerts, alert->json.data, alert->json.size, message, sizeof message))
    return KELPIE_DELIVERED;
  say(self, KELPIE_LOG_ERROR, "an alert waits, it cannot be written: %s", message);
  return KELPIE_RETRY;
}

/* ---- Opening and closing ---- */

static gboolean load(KelpieSession* self) {
  char message[1024] = "";
  self->host = (kelpie_host){.struct_size = sizeof self->host, .abi_version = KELPIE_ABI_VERSION, .context = self};
  self->host.name = (kelpie_text){self->host_name, strlen(self->host_name)};
  self->host.log = on_log;
  self->host.durable = on_durable;
  self->host.deliver = on_alert;
  const kelpie_code code =
      kelpie_load(self->library, &self->host, KELPIE_ABI_VERSION, 0, &self->loaded, message, sizeof message);
  if (code != KELPIE_OK) {
    say(self, KELPIE_LOG_ERROR, "the library cannot be used: %s", message);
    return FALSE;
  }
  if ((self->loaded.plugin.capabilities & KELPIE_CAN_STORE) == 0) {
    say(self, KELPIE_LOG_ERROR, "%s cannot store events", self->library);
    return FALSE;
  }
  kelpie_error* error = NULL;
  const kelpie_text configuration = {self->configuration, strlen(self->configuration)};
  const kelpie_code checked = self->loaded.plugin.configuration_check(configuration, &error);
  if (checked == KELPIE_OK) return TRUE;
  say_error(self, KELPIE_LOG_ERROR, self->configuration_file, checked, error);
  return FALSE;
}

/* `opening` is held. */
static kelpie_code open_instance(KelpieSession* self) {
  if (self->instance != NULL) return KELPIE_OK;
  const kelpie_plugin* plugin = &self->loaded.plugin;
  const kelpie_text configuration = {self->configuration, strlen(self->configuration)};
  kelpie_instance* instance = NULL;
  kelpie_error* error = NULL;
  self->limits = (kelpie_limits){.struct_size = sizeof self->limits};
  kelpie_code code = plugin->init(&self->host, configuration, &self->limits, &instance, &error);
  if (code == KELPIE_OK) {
    code = plugin->start(instance, &error);
    if (code != KELPIE_OK) plugin->close(instance);
  }
  if (code != KELPIE_OK) {
    say_once(self, KELPIE_LOG_ERROR, "the store is not open, messages wait", code, error);
    return code;
  }
  g_atomic_int_set(&self->told, 0);
  self->instance = instance;
  self->taken = self->durable = 0;
  return KELPIE_OK;
}

static void close_instance(KelpieSession* self) {
  if (self->instance == NULL) return;
  const kelpie_plugin* plugin = &self->loaded.plugin;
  kelpie_error* error = NULL;
  kelpie_code code = plugin->drain(self->instance, DRAIN_MS, &error);
  if (code != KELPIE_OK)
    say_error(self, KELPIE_LOG_WARNING, "not all was done in time, and is kept for the next start", code, error);
  code = plugin->stop(self->instance, STOP_MS, &error);
  if (code != KELPIE_OK) say_error(self, KELPIE_LOG_WARNING, "stopping", code, error);
  plugin->close(self->instance);
  self->instance = NULL;
  say(self, KELPIE_LOG_INFO,
      "closed: %" G_GUINT64_FORMAT " events stored, %" G_GUINT64_FORMAT " were there already, %" G_GUINT64_FORMAT
      " refused",
      self->stored, self->duplicates, self->refused);
}

static void session_free(KelpieSession* self) {
  close_instance(self);
  kelpie_unload(&self->loaded);
  alert_file_free(self->alerts);
  g_mutex_clear(&self->opening);
  g_mutex_clear(&self->waiting);
  g_cond_clear(&self->progress);
  g_free(self->library);
  g_free(self->configuration_file);
  g_free(self->configuration);
  g_free(self->alerts_file);
  g_free(self->host_name);
  g_free(self);
}

/* A reload with another content of the file: the session before has the store until it is released. The registry is
 * locked. */
static gboolean replaces_another(const KelpieSessionOptions* options) {
  for (GSList* one = registry; one != NULL; one = one->next)
    if (strcmp(((KelpieSession*)one->data)->configuration_file, options->configuration_file) == 0) return TRUE;
  return FALSE;
}

static KelpieSession* session_new(const KelpieSessionOptions* options, gchar* configuration) {
  KelpieSession* self = g_new0(KelpieSession, 1);
  self->references = 1;
  self->library = g_strdup(options->library);
  self->configuration_file = g_strdup(options->configuration_file);
  self->configuration = configuration;
  self->alerts_file = g_strdup(options->alerts_file);
  self->host_name = g_strdup(options->host_name);
  self->log = options->log;
  g_mutex_init(&self->opening);
  g_mutex_init(&self->waiting);
  g_cond_init(&self->progress);
  self->alerts = alert_file_new(self->alerts_file);
  if (load(self)) {
    if (replaces_another(options)) return self;
    g_mutex_lock(&self->opening);
    const kelpie_code code = open_instance(self);
    g_mutex_unlock(&self->opening);
    /* What time or another process can mend is tried again; what a person must mend is said now. */
    if (code == KELPIE_OK || code == KELPIE_UNAVAILABLE || code == KELPIE_OUT_OF_MEMORY) return self;
  }
  session_free(self);
  return NULL;
}

static KelpieSession* find_session(const KelpieSessionOptions* options, const gchar* configuration) {
  for (GSList* one = registry; one != NULL; one = one->next) {
    KelpieSession* session = one->data;
    if (strcmp(session->library, options->library) == 0 &&
        strcmp(session->configuration_file, options->configuration_file) == 0 &&
        strcmp(session->configuration, configuration) == 0 && strcmp(session->alerts_file, options->alerts_file) == 0)
      return session;
  }
  return NULL;
}

KelpieSession* kelpie_session_acquire(const KelpieSessionOptions* options) {
  gchar* configuration = NULL;
  GError* failure = NULL;
  if (!g_file_get_contents(options->configuration_file, &configuration, NULL, &failure)) {
    options->log(KELPIE_LOG_ERROR, failure->message);
    g_error_free(failure);
    return NULL;
  }
  g_mutex_lock(&registry_lock);
  KelpieSession* session = find_session(options, configuration);
  if (session != NULL) {
    ++session->references;
    g_free(configuration);
  } else {
    session = session_new(options, configuration);
    if (session != NULL) registry = g_slist_prepend(registry, session);
  }
  g_mutex_unlock(&registry_lock);
  return session;
}

KelpieSession* kelpie_session_share(KelpieSession* self) {
  g_mutex_lock(&registry_lock);
  ++self->references;
  g_mutex_unlock(&registry_lock);
  return self;
}

void kelpie_session_release(gpointer self) {
  KelpieSession* session = self;
  if (session == NULL) return;
  g_mutex_lock(&registry_lock);
  if (--session->references == 0) {
    registry = g_slist_remove(registry, session);
    session_free(session);
  }
  g_mutex_unlock(&registry_lock);
}

gboolean kelpie_session_connect(KelpieSession* self) {
  g_mutex_lock(&self->opening);
  const kelpie_code code = open_instance(self);
  g_mutex_unlock(&self->opening);
  return code == KELPIE_OK;
}

gsize kelpie_session_line_bytes(const KelpieSession* self) { return self->limits.batch_bytes; }

/* ---- Events ---- */

/* Now, or as soon as the host ends, five seconds after that. */
static gboolean time_is_up(gint64* deadline, gboolean* shortened, const volatile gboolean* ending) {
  if (*ending && !*shortened) {
    *deadline = MIN(*deadline, g_get_monotonic_time() + ENDING_US);
    *shortened = TRUE;
  }
  return g_get_monotonic_time() >= *deadline;
}

/* The cookie, or 0: it was not taken. */
static guint64 push(KelpieSession* self, const char* table, const char* lines, gsize size, kelpie_code* code,
                    kelpie_error** error) {
  kelpie_batch batch = {.struct_size = sizeof batch, .form = KELPIE_LINES};
  if (table != NULL) batch.table = (kelpie_text){table, strlen(table)};
  batch.lines = (kelpie_text){lines, size};
  g_mutex_lock(&self->opening);
  batch.cookie = self->taken + 1;
  *code = self->instance == NULL ? KELPIE_STOPPED : self->loaded.plugin.push(self->instance, &batch, 0, NULL, error);
  if (*code == KELPIE_OK) self->taken = batch.cookie;
  g_mutex_unlock(&self->opening);
  return *code == KELPIE_OK ? batch.cookie : 0;
}

static gsize first_piece(const char* lines, gsize size, gsize limit) {
  if (size <= limit) return size;
  const char* end = memrchr(lines, '\n', limit);
  return end == NULL ? size : (gsize)(end - lines) + 1;
}

gboolean kelpie_session_store(KelpieSession* self, const char* table, const char* lines, gsize size, gint64 patience_ms,
                              const volatile gboolean* ending) {
  gint64 deadline = g_get_monotonic_time() + patience_ms * 1000;
  gboolean shortened = FALSE;
  guint64 last = 0;
  while (size > 0) {
    const gsize piece = first_piece(lines, size, self->limits.batch_bytes);
    kelpie_code code;
    kelpie_error* error = NULL;
    const guint64 cookie = push(self, table, lines, piece, &code, &error);
    if (cookie != 0) {
      last = cookie;
      lines += piece;
      size -= piece;
      continue;
    }
    if (code != KELPIE_BUSY || time_is_up(&deadline, &shortened, ending)) {
      say_once(self, KELPIE_LOG_WARNING,
               code == KELPIE_BUSY ? "no room for more events for a long time, messages wait"
                                   : "events are not taken, messages wait",
               code, error);
      return FALSE;
    }
    g_mutex_lock(&self->waiting);
    g_cond_wait_until(&self->progress, &self->waiting, g_get_monotonic_time() + SLICE_US);
    g_mutex_unlock(&self->waiting);
  }
  g_mutex_lock(&self->waiting);
  while (self->durable < last && !time_is_up(&deadline, &shortened, ending))
    g_cond_wait_until(&self->progress, &self->waiting, MIN(deadline, g_get_monotonic_time() + SLICE_US));
  const gboolean done = self->durable >= last;
  g_mutex_unlock(&self->waiting);
  if (done)
    g_atomic_int_set(&self->told, 0);
  else
    say_once(self, KELPIE_LOG_WARNING, "events are not on the disk after a long time, messages wait", KELPIE_TIMEOUT,
             NULL);
  return done;
}
