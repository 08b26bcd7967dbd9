/* alert_file.h: a file of alerts, one JSON object a line, that other programs may read, move away (logrotate) or delete
 * meanwhile. */
#ifndef KELPIE_ADAPTER_ALERT_FILE_H
#define KELPIE_ADAPTER_ALERT_FILE_H

#include <stddef.h>

typedef struct AlertFile AlertFile;

/* Opens nothing yet. `path` is copied. */
AlertFile* alert_file_new(const char* path);
/* NULL is allowed. */
void alert_file_free(AlertFile* self);

/* Appends the text and a newline; 1: they are on the disk. 0: they are not, the file ends as before, and a reason is in
 * `message` (of `message_size` bytes). Makes the file (mode 0640) and the folder above it (0750) where they are
 * missing, opens it again where the path leads to another one than before, and cuts off a last line without an end,
 * which a crash left: it was confirmed to nobody. From one thread at a time. */
int alert_file_append(AlertFile* self, const char* text, size_t size, char* message, size_t message_size);

#endif
