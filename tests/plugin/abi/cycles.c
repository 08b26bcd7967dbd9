/* Many lives of the plugin in one process, each from loading the library to unloading it: memory, descriptors and
 * threads must not grow.
 *
 *   kelpie_abi_cycles LIBRARY FOLDER CYCLES */
#define _POSIX_C_SOURCE 200809L

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "plugin/abi/kelpie_load.h"
#include "tests/plugin/abi/fake_host.h"

/* Before growth is measured: caches fill, arenas of threads come. */
enum { warm_up = 8, allowed_growth_kib = 8192, bytes_a_cycle_of_many = 512 };

typedef struct usage {
  long rss_kib;
  long descriptors;
  long threads;
} usage;

static long entries_of(const char* folder) {
  long count = 0;
  DIR* directory = opendir(folder);
  while (directory != NULL && readdir(directory) != NULL) ++count;
  if (directory != NULL) closedir(directory);
  return count;
}

static usage usage_now(void) {
  usage now = {0, entries_of("/proc/self/fd"), entries_of("/proc/self/task")};
  long total = 0, resident = 0;
  FILE* file = fopen("/proc/self/statm", "r");
  if (file != NULL && fscanf(file, "%ld %ld", &total, &resident) == 2)
    now.rss_kib = resident * (sysconf(_SC_PAGESIZE) / 1024);
  if (file != NULL) fclose(file);
  return now;
}

static void print(const char* when, usage now) {
  printf("%-8s %ld KiB, %ld descriptors, %ld threads\n", when, now.rss_kib, now.descriptors - 3, now.threads - 2);
  fflush(stdout);
}

static kelpie_text text_of(const char* text) {
  const kelpie_text made = {text, strlen(text)};
  return made;
}

static int is_answered(const kelpie_plugin* plugin, kelpie_instance* instance) {
  kelpie_query query;
  kelpie_rows rows;
  kelpie_cursor* cursor = NULL;
  memset(&query, 0, sizeof query);
  memset(&rows, 0, sizeof rows);
  query.struct_size = sizeof query;
  rows.struct_size = sizeof rows;
  query.text = text_of("SigninLogs | summarize n = count() by Id");
  kelpie_code code = plugin->query_open(instance, &query, &cursor, NULL);
  if (code == KELPIE_OK) code = plugin->cursor_next(cursor, &rows, NULL);
  const int well = code == KELPIE_OK && rows.row_count == 1;
  plugin->cursor_close(cursor);
  return well;
}

static int prepares_rules(const kelpie_plugin* plugin, kelpie_instance* instance) {
  kelpie_rules* rules = NULL;
  return plugin->rules_prepare(instance, NULL, 0, &rules, NULL, NULL) == KELPIE_OK &&
         plugin->rules_commit(instance, rules, NULL) == KELPIE_OK;
}

/* NULL: well; else what failed. The same event each time: the store does not grow. */
static const char* live(const char* path, const char* configuration) {
  static const char event[] =
      "{\"TimeGenerated\":\"2026-03-01T08:00:00Z\",\"Id\":\"a\",\"UserPrincipalName\":\"anna@contoso.example\","
      "\"ResultType\":\"0\"}\n";
  char message[512];
  kelpie_loaded library;
  kelpie_instance* instance = NULL;
  kelpie_batch batch;
  const char* failure = NULL;
  fake_host* host = fake_host_new();
  if (host == NULL) return "no memory for a host";
  if (kelpie_load(path, fake_host_services(host), KELPIE_ABI_VERSION, KELPIE_LOAD_TRUST_OTHERS, &library, message,
                  sizeof message) != KELPIE_OK) {
    fake_host_free(host);
    return "kelpie_load";
  }
  const kelpie_plugin* plugin = &library.plugin;
  memset(&batch, 0, sizeof batch);
  batch.struct_size = sizeof batch;
  batch.cookie = 1;
  batch.table = text_of("SigninLogs");
  batch.lines = text_of(event);
  if (plugin->init(fake_host_services(host), text_of(configuration), NULL, &instance, NULL) != KELPIE_OK) {
    failure = "init";
  } else if (plugin->start(instance, NULL) != KELPIE_OK) {
    failure = "start";
  } else if (plugin->push(instance, &batch, 10000, NULL, NULL) != KELPIE_OK ||
             plugin->flush(instance, 10000, NULL) != KELPIE_OK) {
    failure = "push";
  } else if (!prepares_rules(plugin, instance)) {
    failure = "rules";
  } else if (!is_answered(plugin, instance)) {
    failure = "query";
  } else if (plugin->stop(instance, 10000, NULL) != KELPIE_OK) {
    failure = "stop";
  }
  plugin->close(instance);
  if (failure == NULL && (fake_host_memory(host) != 0 || fake_host_faults(host, message, sizeof message) != 0))
    failure = "what the host saw";
  kelpie_unload(&library);
  fake_host_free(host);
  return failure;
}

int main(int argc, char** argv) {
  char configuration[1000];
  usage before = {0, 0, 0};
  const long cycles = argc == 4 ? strtol(argv[3], NULL, 10) : 0;
  if (cycles < 1) {
    fprintf(stderr, "usage: kelpie_abi_cycles LIBRARY FOLDER CYCLES\n");
    return 2;
  }
  snprintf(configuration, sizeof configuration, "{\"store\": \"%s/store\", \"rules\": [\"%s/rules\"]}", argv[2],
           argv[2]);
  for (long i = 0; i < warm_up + cycles; ++i) {
    if (i == warm_up) print("before", before = usage_now());
    const char* failure = live(argv[1], configuration);
    if (failure != NULL) {
      printf("FAILED in cycle %ld: %s\n", i, failure);
      return 1;
    }
    if (i > warm_up && (i - warm_up) % 1000 == 0) print("...", usage_now());
  }
  const usage after = usage_now();
  print("after", after);
  const long allowed = allowed_growth_kib + cycles * bytes_a_cycle_of_many / 1024;
  if (after.descriptors <= before.descriptors && after.threads <= before.threads &&
      after.rss_kib - before.rss_kib <= allowed)
    return 0;
  printf("FAILED: it grows; %ld KiB were allowed\n", allowed);
  return 1;
}
