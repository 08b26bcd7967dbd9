/* A host that does as it is told, for tests of a plugin: a clock that jumps, memory that is refused, deliveries that
 * fail, services that are slow; all that the plugin says to it is kept. C99 and threads of POSIX. Every function is
 * thread-safe. */
#ifndef KELPIE_FAKE_HOST_H
#define KELPIE_FAKE_HOST_H

#include "plugin/abi/kelpie.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct fake_host fake_host;

/* Without a script it grants memory, says DELIVERED at once, and has the system's time. NULL: no memory. */
fake_host* fake_host_new(void);
/* After the plugin's instance was closed. NULL is allowed. */
void fake_host_free(fake_host* host);
/* The table for init(), all services in it; belongs to the host. A copy may be changed: members left out, struct_size
 * shortened. */
const kelpie_host* fake_host_services(fake_host* host);

/* ---- The script ---- */

/* The time of day, nanoseconds since 1970, which then stands still; 0: the system's. May be set at any time, also back.
 */
void fake_host_set_time(fake_host* host, int64_t nanoseconds);
/* Whether memory is refused, from now on. */
void fake_host_refuse_memory(fake_host* host, int refuse);
/* What deliver() answers: the first of `answers` to the first call from now on, and so on; the last one is answered for
 * ever. At most 16. */
void fake_host_answer(fake_host* host, const kelpie_delivery* answers, size_t count);
/* How long deliver() and durable() take. */
void fake_host_delay(fake_host* host, int64_t deliver_ms, int64_t durable_ms);
/* While held, durable() does not return: nothing more becomes durable, and queues fill. */
void fake_host_hold_durable(fake_host* host, int hold);
/* Called from within durable() and deliver(), after they were recorded; NULL: nothing is. */
void fake_host_on_call(fake_host* host, void (*called)(void* context), void* context);
/* From now on calls of any service but memory_give() are counted as wrong: after stop(). */
void fake_host_seal(fake_host* host);

/* ---- What the plugin said ---- */

typedef struct fake_report {
  kelpie_durable report;
  int64_t at;      /* monotonic, nanoseconds */
  uint64_t thread; /* a number of the thread that told it */
} fake_report;

typedef struct fake_delivery {
  char id[40];
  kelpie_severity severity;
  kelpie_origin origin;
  uint64_t row_count;
  kelpie_delivery answer;
  int64_t at;
  char title[200];
  char rule_id[64];
} fake_delivery;

size_t fake_host_report_count(fake_host* host);
/* 0: there is none of this number, from 0. */
int fake_host_report(fake_host* host, size_t number, fake_report* report);
size_t fake_host_delivery_count(fake_host* host);
int fake_host_delivery(fake_host* host, size_t number, fake_delivery* delivery);
/* The JSON of the last alert, to be freed by the caller; NULL: there was none. */
char* fake_host_last_json(fake_host* host);
/* Lines of the log that have `part` in them. */
size_t fake_host_logged(fake_host* host, const char* part);
/* Metrics that were told under this name, and the last value. */
size_t fake_host_metrics(fake_host* host, const char* name, double* last);
/* Bytes that are granted and did not come back; the most there were; grants that were refused. Negative: more came back
 * than was taken. */
int64_t fake_host_memory(fake_host* host);
int64_t fake_host_memory_peak(fake_host* host);
size_t fake_host_memory_refusals(fake_host* host);
/* Rules of kelpie.h that the plugin broke: two reports at a time, a cookie that does not rise, a text that is none, a
 * call after fake_host_seal(), ... `first` (may be NULL) gets a sentence about the first one, "" where there is none.
 */
size_t fake_host_faults(fake_host* host, char* first, size_t size);

/* Waits until `cookie` was reported, or until there were so many deliveries; 0: the time passed first. */
int fake_host_wait_durable(fake_host* host, uint64_t cookie, int64_t milliseconds);
int fake_host_wait_deliveries(fake_host* host, size_t count, int64_t milliseconds);

#ifdef __cplusplus
}
#endif

#endif
