/* session.h: one opened libkelpie.so with its store, shared by all destinations of the same configuration and kept
 * while syslog-ng reloads: a store can be opened once only. Knows nothing of syslog-ng. */
#ifndef KELPIE_ADAPTER_SESSION_H
#define KELPIE_ADAPTER_SESSION_H

#include <glib.h>

#include "plugin/abi/kelpie.h"

typedef struct KelpieSession KelpieSession;

/* A line for the host's log, ended by a zero. From any thread. */
typedef void (*KelpieSessionLog)(kelpie_log_level level, const char* line);

typedef struct KelpieSessionOptions {
  const char* library;            /* path of libkelpie.so */
  const char* configuration_file; /* path of the JSON object that init() takes */
  const char* alerts_file;
  const char* host_name; /* "syslog-ng 3.38.1" */
  KelpieSessionLog log;
} KelpieSessionOptions;

/* The session of this library and configuration: the one that is there, if its file says the same as when it was
 * opened, or a new one. Strings are copied. NULL: no such file, the library is refused, the configuration is wrong; the
 * log says what a person can do. A store that cannot be opened just now (locked by another process, a full disk) is no
 * reason for NULL: see kelpie_session_connect(). */
KelpieSession* kelpie_session_acquire(const KelpieSessionOptions* options);
KelpieSession* kelpie_session_share(KelpieSession* self);
/* The last one drains, stops, closes and unloads. NULL is allowed. */
void kelpie_session_release(gpointer self);

/* Opens the store, if that is not done. FALSE: not now; the log says why. Thread-safe. */
gboolean kelpie_session_connect(KelpieSession* self);
/* Bytes of one line at most, with its newline; known after connect(). */
gsize kelpie_session_line_bytes(const KelpieSession* self);

/* Hands whole lines over, and returns TRUE when all of them are on the disk, but for those that are no events. FALSE:
 * not now, and the caller still has them; those that were stored nevertheless are recognised by their ids next time.
 * Waits for `patience_ms`, and from when `*ending` is set for five seconds at most. Thread-safe; what several threads
 * hand over is stored together. */
gboolean kelpie_session_store(KelpieSession* self, const char* table, const char* lines, gsize size, gint64 patience_ms,
                              const volatile gboolean* ending);

#endif
