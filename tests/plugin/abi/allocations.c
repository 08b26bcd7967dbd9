/* Lets the Nth allocation of a call fail, for N from 1 until the call needs no more: it then says OUT_OF_MEMORY, or
 * goes well all the same. The process lives, nothing that was acknowledged is lost, and afterwards the same call goes
 * well.
 *
 * Not among the calls is rules_prepare(): libstdc++'s recursive_directory_iterator (12.2) ends the process where it
 * finds no memory.
 *
 *   kelpie_abi_allocations LIBRARY FOLDER */
#define _POSIX_C_SOURCE 200809L

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plugin/abi/kelpie_load.h"
#include "tests/plugin/abi/fake_host.h"

/* ---- malloc() of this process ---- */

extern void* __libc_malloc(size_t size);
extern void* __libc_calloc(size_t count, size_t size);
extern void* __libc_realloc(void* old, size_t size);
extern void* __libc_memalign(size_t alignment, size_t size);

/* Of this thread: allocations until one fails; 0: none does. */
static __thread long until_failure = 0;
static __thread int failed = 0;

static int fails(void) {
  if (until_failure == 0 || --until_failure > 0) return 0;
  failed = 1;
  errno = ENOMEM;
  return 1;
}

void* malloc(size_t size) { return fails() ? NULL : __libc_malloc(size); }
void* calloc(size_t count, size_t size) { return fails() ? NULL : __libc_calloc(count, size); }
void* realloc(void* old, size_t size) { return fails() ? NULL : __libc_realloc(old, size); }
void* aligned_alloc(size_t alignment, size_t size) { return fails() ? NULL : __libc_memalign(alignment, size); }
int posix_memalign(void** to, size_t alignment, size_t size) {
  if (fails()) return ENOMEM;
  *to = __libc_memalign(alignment, size);
  return *to == NULL ? ENOMEM : 0;
}

/* ---- Calls ---- */

typedef struct program {
  kelpie_loaded library;
  kelpie_instance* instance;
  fake_host* host;
  uint64_t cookie;
  char event[300];
} program;

static kelpie_text text_of(const char* text) {
  const kelpie_text made = {text, strlen(text)};
  return made;
}

static kelpie_code push(program* self, kelpie_error** error) {
  kelpie_batch batch;
  memset(&batch, 0, sizeof batch);
  batch.struct_size = sizeof batch;
  batch.cookie = self->cookie + 1;
  batch.table = text_of("SigninLogs");
  batch.lines = text_of(self->event);
  const kelpie_code code = self->library.plugin.push(self->instance, &batch, 1000, NULL, error);
  if (code == KELPIE_OK) ++self->cookie;
  return code;
}

static kelpie_code query(program* self, kelpie_error** error) {
  kelpie_query asked;
  memset(&asked, 0, sizeof asked);
  asked.struct_size = sizeof asked;
  asked.text =
      text_of("SigninLogs | where ResultType == '0' | summarize n = count() by UserPrincipalName | order by n desc");
  kelpie_cursor* cursor = NULL;
  kelpie_code code = self->library.plugin.query_open(self->instance, &asked, &cursor, error);
  while (code == KELPIE_OK) {
    kelpie_rows rows;
    memset(&rows, 0, sizeof rows);
    rows.struct_size = sizeof rows;
    code = self->library.plugin.cursor_next(cursor, &rows, error);
  }
  self->library.plugin.cursor_close(cursor);
  return code == KELPIE_END ? KELPIE_OK : code;
}

static kelpie_code inspect(program* self, kelpie_subject subject, const char* argument, kelpie_error** error) {
  kelpie_document* document = NULL;
  const kelpie_code code = self->library.plugin.inspect(self->instance, subject, text_of(argument), &document, error);
  self->library.plugin.document_free(document);
  return code;
}
static kelpie_code inspect_tables(program* self, kelpie_error** error) {
  return inspect(self, KELPIE_TABLES, "", error);
}
static kelpie_code inspect_plan(program* self, kelpie_error** error) {
  return inspect(self, KELPIE_PLAN, "SigninLogs | count", error);
}
static kelpie_code inspect_rules(program* self, kelpie_error** error) { return inspect(self, KELPIE_RULES, "", error); }
static kelpie_code check(program* self, kelpie_error** error) {
  return self->library.plugin.configuration_check(
      text_of("{\"store\": \"s\", \"rules\": [\"a\", \"b\"], \"delay\": \"5m\"}"), error);
}
/* 0: well. */
static int starve(program* self, const char* name, kelpie_code (*call)(program*, kelpie_error**)) {
  long tried = 0, refused = 0;
  for (long n = 1;; n += 1 + n / 40) {
    kelpie_error* error = NULL;
    until_failure = n;
    failed = 0;
    const kelpie_code code = call(self, &error);
    until_failure = 0;
    if (code != KELPIE_OK && code != KELPIE_OUT_OF_MEMORY) {
      printf("FAILED %s: allocation %ld failed, and the code is %d: %.*s\n", name, n, (int)code,
             error == NULL ? 0 : (int)error->message.size, error == NULL ? "" : error->message.data);
      return 1;
    }
    if (code != KELPIE_OK && error == NULL) {
      printf("FAILED %s: allocation %ld failed, and there is no error\n", name, n);
      return 1;
    }
    self->library.plugin.error_free(error);
    ++tried;
    refused += code != KELPIE_OK;
    if (!failed) break;
  }
  kelpie_error* error = NULL;
  const kelpie_code code = call(self, &error);
  printf("%-10s %ld allocations failed, %ld of them were told\n", name, tried - 1, refused);
  if (code == KELPIE_OK && tried > 1) return 0;
  printf("FAILED %s: afterwards the code is %d: %.*s\n", name, (int)code, error == NULL ? 0 : (int)error->message.size,
         error == NULL ? "" : error->message.data);
  return 1;
}

int main(int argc, char** argv) {
  program self;
  char configuration[1000], message[512];
  kelpie_error* error = NULL;
  int failures = 0;
  if (argc != 3) {
    fprintf(stderr, "usage: kelpie_abi_allocations LIBRARY FOLDER\n");
    return 2;
  }
  memset(&self, 0, sizeof self);
  self.host = fake_host_new();
  snprintf(configuration, sizeof configuration, "{\"store\": \"%s/store\", \"rules\": [\"%s/rules\"]}", argv[2],
           argv[2]);
  snprintf(self.event, sizeof self.event,
           "{\"TimeGenerated\":\"2026-03-01T08:00:00Z\",\"Id\":\"a\",\"UserPrincipalName\":\"anna@contoso.example\","
           "\"ResultType\":\"0\"}\n");
  if (kelpie_load(argv[1], fake_host_services(self.host), KELPIE_ABI_VERSION, KELPIE_LOAD_TRUST_OTHERS, &self.library,
                  message, sizeof message) != KELPIE_OK) {
    fprintf(stderr, "%s\n", message);
    return 2;
  }
  const kelpie_plugin* plugin = &self.library.plugin;
  if (plugin->init(fake_host_services(self.host), text_of(configuration), NULL, &self.instance, &error) != KELPIE_OK ||
      plugin->start(self.instance, &error) != KELPIE_OK || push(&self, &error) != KELPIE_OK ||
      plugin->flush(self.instance, 10000, &error) != KELPIE_OK) {
    fprintf(stderr, "%.*s\n", error == NULL ? 0 : (int)error->message.size, error == NULL ? "" : error->message.data);
    return 2;
  }
  failures += starve(&self, "check", check);
  failures += starve(&self, "push", push);
  failures += starve(&self, "query", query);
  failures += starve(&self, "tables", inspect_tables);
  failures += starve(&self, "plan", inspect_plan);
  failures += starve(&self, "rules", inspect_rules);
  if (plugin->drain(self.instance, 10000, NULL) != KELPIE_OK || plugin->stop(self.instance, 10000, NULL) != KELPIE_OK) {
    printf("FAILED: it does not end well\n");
    ++failures;
  }
  plugin->close(self.instance);
  if (fake_host_memory(self.host) != 0) {
    printf("FAILED: %ld bytes were not given back\n", (long)fake_host_memory(self.host));
    ++failures;
  }
  kelpie_unload(&self.library);
  fake_host_free(self.host);
  return failures == 0 ? 0 : 1;
}
