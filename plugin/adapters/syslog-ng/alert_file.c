#include "alert_file.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct AlertFile {
  char* path;
  char* folder;
  int file; /* -1: not open */
};

AlertFile* alert_file_new(const char* path) {
  AlertFile* self = calloc(1, sizeof *self);
  if (self == NULL) return NULL;
  self->path = strdup(path);
  self->folder = strdup(path);
  self->file = -1;
  if (self->path == NULL || self->folder == NULL) {
    alert_file_free(self);
    return NULL;
  }
  char* slash = strrchr(self->folder, '/');
  if (slash == NULL)
    strcpy(self->folder, *self->folder != 0 ? "." : "");
  else
    slash[slash == self->folder ? 1 : 0] = 0;
  return self;
}

static void close_file(AlertFile* self) {
  if (self->file >= 0) close(self->file);
  self->file = -1;
}

void alert_file_free(AlertFile* self) {
  if (self == NULL) return;
  close_file(self);
  free(self->path);
  free(self->folder);
  free(self);
}

static int failed(const AlertFile* self, const char* what, char* message, size_t message_size) {
  snprintf(message, message_size, "%s: %s: %s", self->path, what, strerror(errno));
  return 0;
}

/* The length without a last line that has no end; -1: it cannot be read. */
static off_t whole_lines(int file, off_t size) {
  char block[4096];
  while (size > 0) {
    const off_t from = size > (off_t)sizeof block ? size - (off_t)sizeof block : 0;
    const ssize_t got = pread(file, block, (size_t)(size - from), from);
    if (got != (ssize_t)(size - from)) return -1;
    for (ssize_t i = got; i > 0; --i)
      if (block[i - 1] == '\n') return from + i;
    size = from;
  }
  return 0;
}

/* A new file is there after a crash only when its folder has been synchronised. */
static int synchronise_folder(const AlertFile* self) {
  const int folder = open(self->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) return 0;
  const int done = fsync(folder) == 0 || errno == EINVAL;
  close(folder);
  return done;
}

static int open_file(AlertFile* self, char* message, size_t message_size) {
  if (mkdir(self->folder, 0750) != 0 && errno != EEXIST)
    return failed(self, "its folder cannot be made", message, message_size);
  self->file = open(self->path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY, 0640);
  if (self->file < 0) return failed(self, "cannot be opened", message, message_size);
  struct stat found;
  if (fstat(self->file, &found) != 0) return failed(self, "cannot be looked at", message, message_size);
  if (S_ISREG(found.st_mode)) {
    const off_t whole = whole_lines(self->file, found.st_size);
    if (whole < 0 || (whole < found.st_size && ftruncate(self->file, whole) != 0))
      return failed(self, "its last line has no end and cannot be cut off", message, message_size);
    if (!synchronise_folder(self)) return failed(self, "its folder cannot be synchronised", message, message_size);
  }
  return 1;
}

static int is_current(const AlertFile* self) {
  struct stat ours, theirs;
  return fstat(self->file, &ours) == 0 && stat(self->path, &theirs) == 0 && ours.st_dev == theirs.st_dev &&
         ours.st_ino == theirs.st_ino;
}

static int write_all(int file, const char* text, size_t size) {
  while (size > 0) {
    const ssize_t written = write(file, text, size);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return 0;
    text += written;
    size -= (size_t)written;
  }
  return 1;
}

int alert_file_append(AlertFile* self, const char* text, size_t size, char* message, size_t message_size) {
  if (self->file >= 0 && !is_current(self)) close_file(self);
  if (self->file < 0 && !open_file(self, message, message_size)) {
    close_file(self);
    return 0;
  }
  char* line = malloc(size + 1);
  if (line == NULL) return failed(self, "no memory for a line", message, message_size);
  memcpy(line, text, size);
  line[size] = '\n';
  const off_t before = lseek(self->file, 0, SEEK_END);
  const int written = write_all(self->file, line, size + 1) && (fsync(self->file) == 0 || errno == EINVAL);
  free(line);
  if (written) return 1;
  failed(self, "cannot be written", message, message_size);
  /* What cannot be undone now is cut off when the file is opened again. */
  if (before >= 0 && ftruncate(self->file, before) != 0) close_file(self);
  return 0;
}
