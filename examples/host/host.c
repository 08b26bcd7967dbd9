/* A host of the Kelpie plugin, as small as it can be without losing an event or an alert: pushes the lines of a file,
 * prints alerts as they come, answers a query. docs/plugin.md goes through it step by step.
 *
 *   host LIBRARY CONFIGURATION EVENTS [QUERY]
 *   ./host /usr/lib/libkelpie.so '{"store": "store", "rules": ["rules"]}' signins.jsonl 'SigninLogs | count'
 *
 * Standard output has a line of JSON for each alert, then the rows of the answer. How far EVENTS is stored stands in
 * EVENTS.position: started again, it goes on there. */
#define _POSIX_C_SOURCE 200809L

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kelpie_load.h"

enum { exit_ok = 0, exit_failed = 1, exit_usage = 2 };
enum { batch_bytes = 256 * 1024, patience_ms = 1000, farewell_ms = 5000 };

typedef struct program {
  kelpie_loaded library;
  kelpie_instance* instance;
  FILE* events;
  char* position_file;
} program;

static volatile sig_atomic_t interrupted = 0;
static void interrupt(int signal_number) {
  (void)signal_number;
  interrupted = 1;
}

/* ---- What the plugin may ask of us ---- */

static void take_log(void* context, kelpie_log_level level, kelpie_text message) {
  (void)context;
  if (level == KELPIE_LOG_DEBUG) return;
  fprintf(stderr, "%s: %.*s\n",
          level == KELPIE_LOG_ERROR     ? "error"
          : level == KELPIE_LOG_WARNING ? "warning"
                                        : "info",
          (int)message.size, message.data);
}

/* The plugin keeps an alert until we say that we have it for good: here, when it was written. */
static kelpie_delivery take_alert(void* context, const kelpie_alert* alert, int64_t deadline_ms) {
  (void)context;
  (void)deadline_ms;
  if (printf("%.*s\n", (int)alert->json.size, alert->json.data) < 0 || fflush(stdout) != 0) return KELPIE_RETRY;
  return KELPIE_DELIVERED;
}

/* Everything up to the cookie is on the disk. Our cookies are places in the file, so that this is all there is to
 * remember. */
static void take_durable(void* context, const kelpie_durable* report) {
  const program* self = (const program*)context;
  FILE* position = fopen(self->position_file, "w");
  if (position == NULL) return; /* after a restart some events are pushed twice: the plugin knows them by their ids */
  fprintf(position, "%" PRIu64 "\n", report->cookie);
  fclose(position);
  if (report->refused > 0) fprintf(stderr, "warning: %" PRIu64 " lines are no events\n", report->refused);
}

/* ---- Errors ---- */

/* Tells what went wrong and frees it. */
static void tell(const program* self, const char* what, kelpie_code code, kelpie_error* error) {
  if (error == NULL) {
    fprintf(stderr, "%s: code %d\n", what, (int)code);
    return;
  }
  fprintf(stderr, "%s: %.*s\n", what, (int)error->message.size, error->message.data);
  self->library.plugin.error_free(error);
}

/* ---- A life, step by step ---- */

static int begin(program* self, const char* library, const char* configuration) {
  kelpie_host host;
  memset(&host, 0, sizeof host); /* services that we do not have are NULL */
  host.struct_size = sizeof host;
  host.abi_version = KELPIE_ABI_VERSION;
  host.context = self;
  host.name.data = "example host";
  host.name.size = strlen(host.name.data);
  host.log = take_log;
  host.durable = take_durable;
  host.deliver = take_alert;

  char message[512];
  if (kelpie_load(library, &host, KELPIE_ABI_VERSION, 0, &self->library, message, sizeof message) != KELPIE_OK) {
    fprintf(stderr, "%s\n", message);
    return 0;
  }

  const kelpie_plugin* plugin = &self->library.plugin;
  kelpie_limits limits;
  memset(&limits, 0, sizeof limits); /* 0: what the plugin thinks is right */
  limits.struct_size = sizeof limits;
  limits.memory_bytes = UINT64_C(512) << 20;
  limits.batch_bytes = batch_bytes;
  const kelpie_text text = {configuration, strlen(configuration)};
  kelpie_error* error = NULL;
  kelpie_code code = plugin->init(&host, text, &limits, &self->instance, &error);
  if (code == KELPIE_OK) code = plugin->start(self->instance, &error);
  if (code != KELPIE_OK) tell(self, "the plugin does not start", code, error);
  return code == KELPIE_OK;
}

/* Goes to where the last run ended; how far that is. */
static uint64_t go_on(program* self) {
  uint64_t place = 0;
  FILE* position = fopen(self->position_file, "r");
  if (position != NULL) {
    if (fscanf(position, "%" SCNu64, &place) != 1) place = 0;
    fclose(position);
  }
  if (fseeko(self->events, (off_t)place, SEEK_SET) != 0) place = 0;
  return place;
}

/* One batch, until the plugin has it. */
static int push(program* self, const char* bytes, size_t size, uint64_t cookie) {
  kelpie_batch batch;
  memset(&batch, 0, sizeof batch);
  batch.struct_size = sizeof batch;
  batch.form = KELPIE_LINES;
  batch.cookie = cookie;
  batch.lines.data = bytes;
  batch.lines.size = size;
  kelpie_error* error = NULL;
  kelpie_code code = KELPIE_BUSY;
  while (code == KELPIE_BUSY && !interrupted) { /* a host with a source that can wait makes it wait here */
    code = self->library.plugin.push(self->instance, &batch, patience_ms, NULL, &error);
  }
  if (code != KELPIE_OK && code != KELPIE_BUSY) tell(self, "events are not taken", code, error);
  return code == KELPIE_OK;
}

/* Whole lines, as many as fit into a batch. A line that does not fit is no event, and is left out. */
static int push_file(program* self) {
  char* buffer = (char*)malloc(batch_bytes);
  uint64_t place = go_on(self);
  size_t kept = 0;
  int skips = 0, well = buffer != NULL;
  while (well && !interrupted) {
    const size_t got = fread(buffer + kept, 1, batch_bytes - kept, self->events);
    const size_t size = kept + got;
    size_t used = size;
    if (size == 0) break;
    if (skips) { /* to the end of a line that is too long */
      const char* newline = (const char*)memchr(buffer, '\n', size);
      if (newline != NULL) used = (size_t)(newline - buffer) + 1;
      skips = newline == NULL;
    } else { /* at the end of the file the last newline may be missing */
      while (got > 0 && used > 0 && buffer[used - 1] != '\n') --used;
      if (used > 0) {
        well = push(self, buffer, used, place + used);
      } else if (size == batch_bytes) {
        fprintf(stderr, "warning: a line of more than %d bytes is left out\n", (int)batch_bytes);
        skips = 1;
        used = size;
      }
    }
    place += used;
    kept = size - used;
    memmove(buffer, buffer + used, kept);
  }
  free(buffer);
  return well;
}

static int answer(program* self, const char* text) {
  const kelpie_plugin* plugin = &self->library.plugin;
  kelpie_query query;
  memset(&query, 0, sizeof query);
  query.struct_size = sizeof query;
  query.text.data = text;
  query.text.size = strlen(text);
  kelpie_cursor* cursor = NULL;
  kelpie_error* error = NULL;
  kelpie_code code = plugin->query_open(self->instance, &query, &cursor, &error);
  while (code == KELPIE_OK) {
    kelpie_rows rows;
    memset(&rows, 0, sizeof rows);
    rows.struct_size = sizeof rows;
    code = plugin->cursor_next(cursor, &rows, &error);
    if (code == KELPIE_OK) printf("%.*s", (int)rows.rows.size, rows.rows.data);
  }
  plugin->cursor_close(cursor);
  if (code != KELPIE_END) tell(self, "no answer", code, error);
  return code == KELPIE_END;
}

/* Everything that was pushed is stored, alerts of rules that are due are told. What does not get done in time is kept
 * for the next start. */
static int end(program* self) {
  const kelpie_plugin* plugin = &self->library.plugin;
  int well = 1;
  if (self->instance != NULL) {
    kelpie_error* error = NULL;
    kelpie_code code = plugin->drain(self->instance, farewell_ms, &error);
    if (code != KELPIE_OK) tell(self, "not everything was done", code, error);
    well = code == KELPIE_OK;
    code = plugin->stop(self->instance, patience_ms, &error);
    if (code != KELPIE_OK) tell(self, "not everything was stored", code, error);
    well = well && code == KELPIE_OK;
    plugin->close(self->instance);
  }
  kelpie_unload(&self->library);
  return well;
}

int main(int argc, char** argv) {
  program self;
  memset(&self, 0, sizeof self);
  if (argc != 4 && argc != 5) {
    fprintf(stderr, "usage: host LIBRARY CONFIGURATION EVENTS [QUERY]\n");
    return exit_usage;
  }
  self.events = fopen(argv[3], "rb");
  if (self.events == NULL) {
    perror(argv[3]);
    return exit_usage;
  }
  self.position_file = (char*)malloc(strlen(argv[3]) + sizeof ".position");
  if (self.position_file == NULL) return exit_failed;
  strcpy(self.position_file, argv[3]);
  strcat(self.position_file, ".position");

  struct sigaction on_interrupt;
  memset(&on_interrupt, 0, sizeof on_interrupt);
  on_interrupt.sa_handler = interrupt;
  sigaction(SIGINT, &on_interrupt, NULL);
  sigaction(SIGTERM, &on_interrupt, NULL);

  int well = begin(&self, argv[1], argv[2]);
  if (well) {
    kelpie_error* error = NULL;
    well = push_file(&self);
    const kelpie_code code =
        self.library.plugin.flush(self.instance, farewell_ms, &error); /* rows are seen when they are durable */
    if (code != KELPIE_OK) tell(&self, "not everything is stored yet", code, error);
    if (argc == 5) well = answer(&self, argv[4]) && well;
  }
  well = end(&self) && well;
  free(self.position_file);
  fclose(self.events);
  return well ? exit_ok : exit_failed;
}
