#define _POSIX_C_SOURCE 200809L

#include "tests/plugin/abi/fake_host.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { most_answers = 16, most_records = 200000, most_log = 4000000 };

typedef struct metric_record {
  char name[64];
  size_t count;
  double last;
} metric_record;

struct fake_host {
  kelpie_host services;
  pthread_mutex_t mutex;
  pthread_cond_t changed;

  int64_t time;
  int refuses_memory;
  kelpie_delivery answers[most_answers];
  size_t answer_count, answered;
  int64_t deliver_ms, durable_ms;
  int holds_durable;
  void (*called)(void* context);
  void* called_context;
  int sealed;

  fake_report* reports;
  size_t report_count;
  fake_delivery* deliveries;
  size_t delivery_count;
  char* last_json;
  char* log; /* lines, each ended by a newline */
  size_t log_size;
  metric_record metrics[64];
  size_t metric_count;
  int64_t memory, memory_peak;
  size_t memory_refusals;
  int in_durable, in_deliver;
  size_t faults;
  char first_fault[200];
};

/* ---- Inside ---- */

static int64_t clock_of(clockid_t clock) {
  struct timespec now;
  clock_gettime(clock, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static void sleep_for(int64_t milliseconds) {
  struct timespec wait;
  wait.tv_sec = (time_t)(milliseconds / 1000);
  wait.tv_nsec = (long)(milliseconds % 1000) * 1000000;
  while (milliseconds > 0 && nanosleep(&wait, &wait) != 0 && errno == EINTR) {
  }
}

static void fault(fake_host* host, const char* what) {
  if (host->faults++ == 0) snprintf(host->first_fault, sizeof host->first_fault, "%s", what);
}

/* Every service begins with this. */
static fake_host* enter(void* context, const char* service) {
  fake_host* host = (fake_host*)context;
  pthread_mutex_lock(&host->mutex);
  if (host->sealed) fault(host, service);
  return host;
}
static void leave(fake_host* host) {
  pthread_cond_broadcast(&host->changed);
  pthread_mutex_unlock(&host->mutex);
}

/* Room for one more of `size` bytes; 0: there is none, which no test should reach. */
static int grow(void** records, size_t count, size_t size) {
  if (count >= most_records) return 0;
  if (count != 0 && (count < 16 || (count & (count - 1)) != 0)) return 1;
  void* larger = realloc(*records, (count < 16 ? 16 : 2 * count) * size);
  if (larger == NULL) return 0;
  *records = larger;
  return 1;
}

static void copy_text(fake_host* host, char* to, size_t size, kelpie_text text) {
  if (text.data == NULL && text.size != 0) fault(host, "a text without data has a size");
  const size_t length = text.data == NULL ? 0 : text.size < size - 1 ? text.size : size - 1;
  if (length > 0) memcpy(to, text.data, length);
  to[length] = '\0';
}

/* ---- Services ---- */

static void take_log(void* context, kelpie_log_level level, kelpie_text message) {
  fake_host* host = enter(context, "log() after the end");
  if (level < KELPIE_LOG_ERROR || level > KELPIE_LOG_DEBUG) fault(host, "a level of the log that there is not");
  if (message.size > 0 && message.data[message.size - 1] == '\n') fault(host, "a line of the log ends in a newline");
  if (host->log_size + message.size + 1 <= most_log) {
    if (message.size > 0) memcpy(host->log + host->log_size, message.data, message.size);
    host->log_size += message.size;
    host->log[host->log_size++] = '\n';
    host->log[host->log_size] = '\0';
  }
  leave(host);
}

static int64_t tell_time(void* context) {
  fake_host* host = enter(context, "now() after the end");
  const int64_t now = host->time != 0 ? host->time : clock_of(CLOCK_REALTIME);
  leave(host);
  return now;
}

static int64_t tell_monotonic(void* context) {
  leave(enter(context, "monotonic() after the end"));
  return clock_of(CLOCK_MONOTONIC);
}

static int32_t grant(void* context, uint64_t bytes) {
  fake_host* host = enter(context, "memory_take() after the end");
  const int refuse = host->refuses_memory;
  if (refuse) {
    ++host->memory_refusals;
  } else {
    host->memory += (int64_t)bytes;
    if (host->memory > host->memory_peak) host->memory_peak = host->memory;
  }
  leave(host);
  return refuse;
}

static void take_back(void* context, uint64_t bytes) {
  fake_host* host = (fake_host*)context;
  pthread_mutex_lock(&host->mutex);
  host->memory -= (int64_t)bytes;
  if (host->memory < 0) fault(host, "more memory came back than was taken");
  leave(host);
}

static void take_metric(void* context, kelpie_text name, kelpie_metric_kind kind, double value) {
  fake_host* host = enter(context, "metric() after the end");
  char text[sizeof host->metrics[0].name];
  copy_text(host, text, sizeof text, name);
  if (kind != KELPIE_COUNTER && kind != KELPIE_GAUGE) fault(host, "a kind of metric that there is not");
  size_t i = 0;
  while (i < host->metric_count && strcmp(host->metrics[i].name, text) != 0) ++i;
  if (i < sizeof host->metrics / sizeof *host->metrics) {
    metric_record* metric = &host->metrics[i];
    if (i == host->metric_count) {
      ++host->metric_count;
      memcpy(metric->name, text, sizeof text);
    }
    if (kind == KELPIE_COUNTER && metric->count > 0 && value < metric->last) fault(host, "a counter that falls");
    ++metric->count;
    metric->last = value;
  }
  leave(host);
}

static void take_report(void* context, const kelpie_durable* report) {
  fake_host* host = enter(context, "durable() after the end");
  if (host->in_durable) fault(host, "two reports of durable batches at a time");
  host->in_durable = 1;
  if (report->struct_size < sizeof *report) fault(host, "a report that is too short");
  if (host->report_count > 0 && report->cookie <= host->reports[host->report_count - 1].report.cookie) {
    fault(host, "a report whose cookie does not rise");
  }
  if (grow((void**)&host->reports, host->report_count, sizeof *host->reports)) {
    fake_report* kept = &host->reports[host->report_count++];
    kept->report = *report;
    kept->at = clock_of(CLOCK_MONOTONIC);
    kept->thread = (uint64_t)pthread_self();
  }
  void (*const called)(void*) = host->called;
  void* const called_context = host->called_context;
  const int64_t delay = host->durable_ms;
  pthread_cond_broadcast(&host->changed);
  pthread_mutex_unlock(&host->mutex);
  if (called != NULL) called(called_context);
  sleep_for(delay);
  pthread_mutex_lock(&host->mutex);
  while (host->holds_durable) pthread_cond_wait(&host->changed, &host->mutex);
  host->in_durable = 0;
  leave(host);
}

static kelpie_delivery take_alert(void* context, const kelpie_alert* alert, int64_t deadline_ms) {
  fake_host* host = enter(context, "deliver() after the end");
  if (host->in_deliver) fault(host, "two alerts at a time");
  host->in_deliver = 1;
  if (deadline_ms <= 0) fault(host, "an alert without time for it");
  if (alert->struct_size < sizeof *alert) fault(host, "an alert that is too short");
  if (alert->id.size != 32) fault(host, "an alert's id that has not 32 digits");
  if (alert->json.size < 2 || alert->json.data[0] != '{') fault(host, "an alert whose JSON is no object");
  kelpie_delivery answer = KELPIE_DELIVERED;
  if (host->answer_count > 0) {
    answer = host->answers[host->answered];
    if (host->answered + 1 < host->answer_count) ++host->answered;
  }
  if (grow((void**)&host->deliveries, host->delivery_count, sizeof *host->deliveries)) {
    fake_delivery* kept = &host->deliveries[host->delivery_count++];
    copy_text(host, kept->id, sizeof kept->id, alert->id);
    copy_text(host, kept->title, sizeof kept->title, alert->title);
    copy_text(host, kept->rule_id, sizeof kept->rule_id, alert->rule_id);
    kept->severity = alert->severity;
    kept->origin = alert->origin;
    kept->row_count = alert->row_count;
    kept->answer = answer;
    kept->at = clock_of(CLOCK_MONOTONIC);
  }
  free(host->last_json);
  host->last_json = (char*)malloc(alert->json.size + 1);
  if (host->last_json != NULL) copy_text(host, host->last_json, alert->json.size + 1, alert->json);
  void (*const called)(void*) = host->called;
  void* const called_context = host->called_context;
  const int64_t delay = host->deliver_ms;
  pthread_cond_broadcast(&host->changed);
  pthread_mutex_unlock(&host->mutex);
  if (called != NULL) called(called_context);
  sleep_for(delay);
  pthread_mutex_lock(&host->mutex);
  host->in_deliver = 0;
  leave(host);
  return answer;
}

/* ---- Life ---- */

fake_host* fake_host_new(void) {
  fake_host* host = (fake_host*)calloc(1, sizeof *host);
  if (host == NULL) return NULL;
  host->log = (char*)calloc(1, most_log + 1);
  if (host->log == NULL) {
    free(host);
    return NULL;
  }
  pthread_condattr_t monotonic;
  pthread_condattr_init(&monotonic);
  pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
  pthread_mutex_init(&host->mutex, NULL);
  pthread_cond_init(&host->changed, &monotonic);
  pthread_condattr_destroy(&monotonic);
  kelpie_host* services = &host->services;
  services->struct_size = (uint32_t)sizeof *services;
  services->abi_version = KELPIE_ABI_VERSION;
  services->context = host;
  services->name.data = "fake host 1";
  services->name.size = strlen(services->name.data);
  services->log = take_log;
  services->now = tell_time;
  services->monotonic = tell_monotonic;
  services->memory_take = grant;
  services->memory_give = take_back;
  services->metric = take_metric;
  services->durable = take_report;
  services->deliver = take_alert;
  return host;
}

void fake_host_free(fake_host* host) {
  if (host == NULL) return;
  pthread_mutex_destroy(&host->mutex);
  pthread_cond_destroy(&host->changed);
  free(host->reports);
  free(host->deliveries);
  free(host->last_json);
  free(host->log);
  free(host);
}

const kelpie_host* fake_host_services(fake_host* host) { return &host->services; }

/* ---- The script ---- */

static void lock(fake_host* host) { pthread_mutex_lock(&host->mutex); }

void fake_host_set_time(fake_host* host, int64_t nanoseconds) {
  lock(host);
  host->time = nanoseconds;
  leave(host);
}

void fake_host_refuse_memory(fake_host* host, int refuse) {
  lock(host);
  host->refuses_memory = refuse;
  leave(host);
}

void fake_host_answer(fake_host* host, const kelpie_delivery* answers, size_t count) {
  lock(host);
  host->answer_count = count < (size_t)most_answers ? count : (size_t)most_answers;
  host->answered = 0;
  memcpy(host->answers, answers, host->answer_count * sizeof *answers);
  leave(host);
}

void fake_host_delay(fake_host* host, int64_t deliver_ms, int64_t durable_ms) {
  lock(host);
  host->deliver_ms = deliver_ms;
  host->durable_ms = durable_ms;
  leave(host);
}

void fake_host_hold_durable(fake_host* host, int hold) {
  lock(host);
  host->holds_durable = hold;
  leave(host);
}

void fake_host_on_call(fake_host* host, void (*called)(void* context), void* context) {
  lock(host);
  host->called = called;
  host->called_context = context;
  leave(host);
}

void fake_host_seal(fake_host* host) {
  lock(host);
  host->sealed = 1;
  leave(host);
}

/* ---- What the plugin said ---- */

size_t fake_host_report_count(fake_host* host) {
  lock(host);
  const size_t count = host->report_count;
  leave(host);
  return count;
}

int fake_host_report(fake_host* host, size_t number, fake_report* report) {
  lock(host);
  const int there = number < host->report_count;
  if (there) *report = host->reports[number];
  leave(host);
  return there;
}

size_t fake_host_delivery_count(fake_host* host) {
  lock(host);
  const size_t count = host->delivery_count;
  leave(host);
  return count;
}

int fake_host_delivery(fake_host* host, size_t number, fake_delivery* delivery) {
  lock(host);
  const int there = number < host->delivery_count;
  if (there) *delivery = host->deliveries[number];
  leave(host);
  return there;
}

char* fake_host_last_json(fake_host* host) {
  lock(host);
  char* copy = NULL;
  if (host->last_json != NULL) {
    copy = (char*)malloc(strlen(host->last_json) + 1);
    if (copy != NULL) strcpy(copy, host->last_json);
  }
  leave(host);
  return copy;
}

size_t fake_host_logged(fake_host* host, const char* part) {
  size_t count = 0;
  lock(host);
  for (const char* line = host->log; *line != '\0';) {
    const char* found = strstr(line, part);
    if (found == NULL) break;
    ++count;
    line = strchr(found, '\n');
    if (line == NULL) break;
    ++line;
  }
  leave(host);
  return count;
}

size_t fake_host_metrics(fake_host* host, const char* name, double* last) {
  size_t count = 0;
  lock(host);
  for (size_t i = 0; i < host->metric_count; ++i) {
    if (strcmp(host->metrics[i].name, name) != 0) continue;
    count = host->metrics[i].count;
    if (last != NULL) *last = host->metrics[i].last;
  }
  leave(host);
  return count;
}

int64_t fake_host_memory(fake_host* host) {
  lock(host);
  const int64_t memory = host->memory;
  leave(host);
  return memory;
}

int64_t fake_host_memory_peak(fake_host* host) {
  lock(host);
  const int64_t peak = host->memory_peak;
  leave(host);
  return peak;
}

size_t fake_host_memory_refusals(fake_host* host) {
  lock(host);
  const size_t count = host->memory_refusals;
  leave(host);
  return count;
}

size_t fake_host_faults(fake_host* host, char* first, size_t size) {
  lock(host);
  const size_t count = host->faults;
  if (first != NULL && size > 0) snprintf(first, size, "%s", host->first_fault);
  leave(host);
  return count;
}

/* ---- Waiting ---- */

static int wait_for(fake_host* host, int (*is_so)(const fake_host*, uint64_t), uint64_t wanted, int64_t milliseconds) {
  const int64_t until = clock_of(CLOCK_MONOTONIC) + milliseconds * 1000000;
  struct timespec moment;
  moment.tv_sec = (time_t)(until / 1000000000);
  moment.tv_nsec = (long)(until % 1000000000);
  lock(host);
  int so = is_so(host, wanted);
  while (!so && pthread_cond_timedwait(&host->changed, &host->mutex, &moment) != ETIMEDOUT) so = is_so(host, wanted);
  so = is_so(host, wanted);
  pthread_mutex_unlock(&host->mutex);
  return so;
}

static int is_durable(const fake_host* host, uint64_t cookie) {
  return host->report_count > 0 && host->reports[host->report_count - 1].report.cookie >= cookie;
}
static int is_delivered(const fake_host* host, uint64_t count) { return host->delivery_count >= count; }

int fake_host_wait_durable(fake_host* host, uint64_t cookie, int64_t milliseconds) {
  return wait_for(host, is_durable, cookie, milliseconds);
}
int fake_host_wait_deliveries(fake_host* host, size_t count, int64_t milliseconds) {
  return wait_for(host, is_delivered, count, milliseconds);
}
