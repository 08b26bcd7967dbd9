#define _POSIX_C_SOURCE 200809L

#include "kelpie_load.h"

#include <dlfcn.h>
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#ifndef S_ISVTX /* the sticky bit; an extension of POSIX */
#define S_ISVTX 01000
#endif

#if UINTPTR_MAX > 0xffffffffu
typedef Elf64_Ehdr file_head;
typedef Elf64_Phdr segment_head;
#else
typedef Elf32_Ehdr file_head;
typedef Elf32_Phdr segment_head;
#endif

enum { most_links = 40 };

/* Where a reason goes. */
typedef struct reason {
  char* text;
  size_t size;
} reason;

/* Written by a library that is not known yet, or made of file names: a line break is the only control character in it.
 */
static void make_harmless(reason to) {
  if (to.text == NULL || to.size == 0) return;
  to.text[to.size - 1] = '\0';
  for (char* at = to.text; *at != '\0'; ++at) {
    if (((unsigned char)*at < 0x20 && *at != '\n') || *at == 0x7f) *at = '?';
  }
}

#if defined(__GNUC__)
__attribute__((format(printf, 3, 4)))
#endif
static kelpie_code
because(reason to, kelpie_code code, const char* format, ...) {
  if (to.text != NULL && to.size > 0) {
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(to.text, to.size, format, arguments);
    va_end(arguments);
    make_harmless(to);
  }
  return code;
}

/* ---- Who could change a path ---- */

/* A path on its way to the file that it means: `done` has no link in it. */
typedef struct walk {
  char done[PATH_MAX];
  char rest[PATH_MAX];
  int links;
} walk;

static kelpie_code too_long(reason to, const char* path) {
  return because(to, KELPIE_UNAVAILABLE, "'%.200s...': the path is too long", path);
}

static kelpie_code judge(reason to, const char* path, const struct stat* what, int on_the_way) {
  const unsigned mode = (unsigned)what->st_mode & 07777u;
  if (what->st_uid != 0 && what->st_uid != geteuid()) {
    return because(to, KELPIE_REFUSED,
                   "'%s' (mode %04o) belongs to user %lu, who is neither root nor user %lu, as whom this process runs: "
                   "its owner could change what is "
                   "done here. chown root '%s'",
                   path, mode, (unsigned long)what->st_uid, (unsigned long)geteuid(), path);
  }
  if (S_ISLNK(what->st_mode) || (what->st_mode & S_IWOTH) == 0) return KELPIE_OK;
  if (S_ISDIR(what->st_mode) && on_the_way && (what->st_mode & S_ISVTX) != 0) return KELPIE_OK;
  return because(
      to, KELPIE_REFUSED,
      "'%s' (mode %04o, of user %lu) may be written by anyone: whoever does decides what is done here. chmod o-w '%s'",
      path, mode, (unsigned long)what->st_uid, path);
}

/* Takes the first name of `rest` off into `name`; 0: there is none. */
static int next_name(walk* at, char name[NAME_MAX + 2]) {
  const size_t slashes = strspn(at->rest, "/");
  const size_t length = strcspn(at->rest + slashes, "/");
  if (length == 0) return 0;
  const size_t kept = length > NAME_MAX ? NAME_MAX + 1u : length; /* too long for any file: lstat() says so */
  memcpy(name, at->rest + slashes, kept);
  name[kept] = '\0';
  memmove(at->rest, at->rest + slashes + length, strlen(at->rest + slashes + length) + 1);
  return 1;
}

static void drop_last_name(walk* at) {
  char* slash = strrchr(at->done, '/');
  if (slash != NULL) *slash = '\0';
}

/* Puts what the link `done` says in front of the rest. */
static kelpie_code follow_link(reason to, walk* at, const char* path) {
  char target[PATH_MAX];
  const ssize_t length = readlink(at->done, target, sizeof target - 1);
  if (length < 0) return because(to, KELPIE_UNAVAILABLE, "'%s': %s", at->done, strerror(errno));
  target[length] = '\0';
  if (++at->links > most_links)
    return because(to, KELPIE_UNAVAILABLE, "'%s': symbolic links that lead to one another", path);
  const size_t rest = strlen(at->rest);
  if ((size_t)length + rest >= sizeof at->rest) return too_long(to, path);
  memmove(at->rest + length, at->rest, rest + 1);
  memcpy(at->rest, target, (size_t)length);
  if (target[0] == '/') {
    at->done[0] = '\0';
  } else {
    drop_last_name(at);
  }
  return KELPIE_OK;
}

/* Goes from the root to the file, through each link; judges all that it meets unless `trust`. Then `at->done` is the
 * file, and `last` what it is. */
static kelpie_code walk_path(reason to, const char* path, int trust, walk* at, struct stat* last) {
  char name[NAME_MAX + 2];
  at->done[0] = '\0';
  at->links = 0;
  at->rest[0] = '\0';
  if (path[0] != '/') {
    if (getcwd(at->rest, sizeof at->rest) == NULL)
      return because(to, KELPIE_UNAVAILABLE, "the working folder: %s", strerror(errno));
    if (strlen(at->rest) + 1 >= sizeof at->rest) return too_long(to, path);
    strcat(at->rest, "/");
  }
  if (strlen(at->rest) + strlen(path) >= sizeof at->rest) return too_long(to, path);
  strcat(at->rest, path);
  if (lstat("/", last) != 0) return because(to, KELPIE_UNAVAILABLE, "'/': %s", strerror(errno));
  for (;;) {
    const int more = at->rest[strspn(at->rest, "/")] != '\0';
    const char* where = at->done[0] == '\0' ? "/" : at->done;
    if (!trust) {
      const kelpie_code code = judge(to, where, last, more);
      if (code != KELPIE_OK) return code;
    }
    if (S_ISLNK(last->st_mode)) {
      const kelpie_code code = follow_link(to, at, path);
      if (code != KELPIE_OK) return code;
    } else if (more && !S_ISDIR(last->st_mode)) {
      return because(to, KELPIE_UNAVAILABLE, "'%s': '%s' is no folder", path, where);
    }
    if (!next_name(at, name)) break;
    if (strcmp(name, "..") == 0) {
      drop_last_name(at);
    } else if (strcmp(name, ".") != 0) {
      if (strlen(at->done) + 1 + strlen(name) >= sizeof at->done) return too_long(to, path);
      strcat(at->done, "/");
      strcat(at->done, name);
    }
    where = at->done[0] == '\0' ? "/" : at->done;
    if (lstat(where, last) != 0) return because(to, KELPIE_UNAVAILABLE, "'%s': %s", where, strerror(errno));
  }
  if (at->done[0] == '\0') strcpy(at->done, "/");
  return KELPIE_OK;
}

kelpie_code kelpie_trusted_path(const char* path, char* message, size_t message_size) {
  const reason to = {message, message_size};
  walk at;
  struct stat last;
  if (path == NULL || path[0] == '\0') return because(to, KELPIE_WRONG_USE, "there is no path");
  return walk_path(to, path, 0, &at, &last);
}

/* ---- What a library gave ---- */

typedef struct member {
  const char* name;
  size_t offset;
  uint64_t capability; /* 0: every plugin has it */
} member;

#define MEMBER(name, capability) \
  { #name, offsetof(kelpie_plugin, name), capability }
static const member members[] = {
    MEMBER(error_free, 0),
    MEMBER(document_free, 0),
    MEMBER(describe, 0),
    MEMBER(configuration_schema, 0),
    MEMBER(configuration_check, 0),
    MEMBER(init, 0),
    MEMBER(start, 0),
    MEMBER(drain, 0),
    MEMBER(stop, 0),
    MEMBER(close, 0),
    MEMBER(quiesce, 0),
    MEMBER(resume, 0),
    MEMBER(push, KELPIE_CAN_STORE),
    MEMBER(credit, KELPIE_CAN_STORE),
    MEMBER(flush, KELPIE_CAN_STORE),
    MEMBER(rules_prepare, KELPIE_CAN_DETECT),
    MEMBER(rules_commit, KELPIE_CAN_DETECT),
    MEMBER(rules_abort, KELPIE_CAN_DETECT),
    MEMBER(close_incident, KELPIE_CAN_DETECT),
    MEMBER(query_open, KELPIE_CAN_QUERY),
    MEMBER(cursor_next, KELPIE_CAN_QUERY),
    MEMBER(cursor_cancel, KELPIE_CAN_QUERY),
    MEMBER(cursor_close, KELPIE_CAN_QUERY),
    MEMBER(inspect, KELPIE_CAN_INSPECT),
};
#undef MEMBER

static const char* capability_name(uint64_t capability) {
  switch (capability) {
    case KELPIE_CAN_STORE:
      return "KELPIE_CAN_STORE";
    case KELPIE_CAN_DETECT:
      return "KELPIE_CAN_DETECT";
    case KELPIE_CAN_QUERY:
      return "KELPIE_CAN_QUERY";
    default:
      return "KELPIE_CAN_INSPECT";
  }
}

static int is_there(const kelpie_plugin* plugin, size_t offset) {
  void (*function)(void);
  memcpy(&function, (const unsigned char*)plugin + offset, sizeof function);
  return function != NULL;
}

static kelpie_code check_version(reason to, const char* path, uint32_t version, uint32_t needed) {
  const unsigned major = (unsigned)(version >> 16), minor = (unsigned)(version & 0xffffu);
  const unsigned needed_major = (unsigned)(needed >> 16), needed_minor = (unsigned)(needed & 0xffffu);
  if (major == needed_major && minor >= needed_minor) return KELPIE_OK;
  return because(to, KELPIE_VERSION,
                 "'%s' speaks version %u.%u of the plugin interface, and this program needs %u.%u%s: install two that "
                 "fit each other",
                 path, major, minor, needed_major, needed_minor,
                 major == needed_major ? " or a later minor number" : "");
}

static kelpie_code check_members(reason to, const char* path, const kelpie_plugin* plugin) {
  for (size_t i = 0; i < sizeof members / sizeof *members; ++i) {
    const member* one = &members[i];
    const int wanted = one->capability == 0 || (plugin->capabilities & one->capability) != 0;
    if (wanted == is_there(plugin, one->offset)) continue;
    if (one->capability == 0)
      return because(to, KELPIE_BUG, "'%s' has no function %s(), which every plugin has", path, one->name);
    return because(to, KELPIE_BUG,
                   wanted ? "'%s' has half of %s: the function %s() is missing"
                          : "'%s' does not claim %s, but has its function %s()",
                   path, capability_name(one->capability), one->name);
  }
  return KELPIE_OK;
}

/* A plugin that writes more than it was told to meets bytes that are known. */
enum { guarded_size = 4096, guard = 0xa5 };
typedef union guarded_plugin {
  kelpie_plugin plugin;
  unsigned char bytes[guarded_size];
} guarded_plugin;

static kelpie_code ask(reason to, const char* path, void* symbol, const kelpie_host* host, uint32_t needed,
                       kelpie_plugin* plugin) {
  kelpie_plugin_query_function entry;
  guarded_plugin table;
  char told[1024] = "";
  memcpy(&entry, &symbol, sizeof entry); /* ISO C knows no cast from an object to a function */
  memset(&table, guard, sizeof table);
  memset(&table.plugin, 0, sizeof table.plugin);
  table.plugin.struct_size = (uint32_t)sizeof table.plugin;
  const kelpie_code code = entry(host, &table.plugin, told, sizeof told - 1);
  told[sizeof told - 1] = '\0';
  if (code != KELPIE_OK) {
    const kelpie_code known = code > KELPIE_END && code <= KELPIE_BUG ? code : KELPIE_BUG;
    if (told[0] == '\0')
      return because(to, known, "'%s' refused this program with code %ld, and gave no reason", path, (long)code);
    return because(to, known, "'%s': %s", path, told);
  }
  for (size_t i = sizeof table.plugin; i < sizeof table; ++i) {
    if (table.bytes[i] != guard)
      return because(to, KELPIE_BUG, "'%s' wrote beyond the %lu bytes that it was told of", path,
                     (unsigned long)sizeof table.plugin);
  }
  const kelpie_code version = check_version(to, path, table.plugin.abi_version, needed);
  if (version != KELPIE_OK) return version;
  if (table.plugin.struct_size != sizeof table.plugin) {
    return because(to, KELPIE_BUG, "'%s' changed struct_size, which is the host's, from %lu to %lu", path,
                   (unsigned long)sizeof table.plugin, (unsigned long)table.plugin.struct_size);
  }
  const kelpie_code complete = check_members(to, path, &table.plugin);
  if (complete == KELPIE_OK) *plugin = table.plugin;
  return complete;
}

/* ---- Loading ---- */

static int is_same(const struct stat* one, const struct stat* other) {
  return one->st_dev == other->st_dev && one->st_ino == other->st_ino;
}

/* dlopen() maps what the head of a library names, and dies where a file that is still being copied ends before. */
static kelpie_code check_length(reason to, const walk* at, int file, uint64_t length) {
  file_head head;
  segment_head segment;
  if (pread(file, &head, sizeof head, 0) != (ssize_t)sizeof head || memcmp(head.e_ident, ELFMAG, SELFMAG) != 0 ||
      head.e_phentsize != sizeof segment) {
    return because(to, KELPIE_REFUSED, "'%s' is no library for this machine", at->done);
  }
  for (unsigned i = 0; i < head.e_phnum; ++i) {
    const off_t place = (off_t)(head.e_phoff + (uint64_t)i * sizeof segment);
    if (place < 0 || pread(file, &segment, sizeof segment, place) != (ssize_t)sizeof segment ||
        segment.p_offset > length || segment.p_filesz > length - segment.p_offset) {
      return because(to, KELPIE_REFUSED,
                     "'%s' is not whole: its end is missing. Install it again; rename a library into its place, do not "
                     "copy it there",
                     at->done);
    }
  }
  return KELPIE_OK;
}

/* The library of the file that is open as `file`, which `at->done` names. */
static kelpie_code open_library(reason to, const walk* at, int file, void** library) {
  struct stat opened, now;
  if (fstat(file, &opened) != 0) return because(to, KELPIE_UNAVAILABLE, "'%s': %s", at->done, strerror(errno));
  const kelpie_code whole = check_length(to, at, file, (uint64_t)opened.st_size);
  if (whole != KELPIE_OK) return whole;
  *library = dlopen(at->done, RTLD_NOW | RTLD_LOCAL);
  if (*library == NULL) {
    const char* why = dlerror();
    return because(to, KELPIE_REFUSED, "'%s' cannot be loaded: %s", at->done,
                   why != NULL ? why : "no reason was given");
  }
  if (lstat(at->done, &now) == 0 && is_same(&opened, &now)) return KELPIE_OK;
  (void)dlclose(*library);
  *library = NULL;
  return because(to, KELPIE_REFUSED, "'%s' was replaced while it was loaded; load it again when it is in place",
                 at->done);
}

/* Opens what the walk found, and looks whether it is that. */
static kelpie_code open_file(reason to, const walk* at, const struct stat* found, int* file) {
  struct stat opened;
  if (!S_ISREG(found->st_mode)) return because(to, KELPIE_REFUSED, "'%s' is no regular file", at->done);
  *file = open(at->done, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
  if (*file < 0) return because(to, KELPIE_UNAVAILABLE, "'%s': %s", at->done, strerror(errno));
  if (fstat(*file, &opened) == 0 && is_same(found, &opened)) return KELPIE_OK;
  (void)close(*file);
  return because(to, KELPIE_REFUSED, "'%s' was replaced while it was looked at; load it again when it is in place",
                 at->done);
}

kelpie_code kelpie_load(const char* path, const kelpie_host* host, uint32_t needed_abi, uint32_t flags,
                        kelpie_loaded* loaded, char* message, size_t message_size) {
  const reason to = {message, message_size};
  walk at;
  struct stat found;
  void* library = NULL;
  int file = -1;
  if (to.text != NULL && to.size > 0) to.text[0] = '\0';
  if (loaded == NULL) return because(to, KELPIE_WRONG_USE, "kelpie_load() was given no place for what it loads");
  memset(loaded, 0, sizeof *loaded);
  if (path == NULL || host == NULL)
    return because(to, KELPIE_WRONG_USE, "kelpie_load() was given no %s", path == NULL ? "path" : "host");
  if ((flags & ~KELPIE_LOAD_TRUST_OTHERS) != 0)
    return because(to, KELPIE_WRONG_USE, "kelpie_load() knows no flags 0x%lx", (unsigned long)flags);
  if (needed_abi >> 16 != KELPIE_ABI_MAJOR) {
    return because(to, KELPIE_WRONG_USE,
                   "kelpie_load() was compiled with version %u.%u of the plugin interface and cannot ask for %lu.%lu",
                   KELPIE_ABI_MAJOR, KELPIE_ABI_MINOR, (unsigned long)needed_abi >> 16,
                   (unsigned long)needed_abi & 0xffffu);
  }
  if (strchr(path, '/') == NULL) {
    return because(to, KELPIE_WRONG_USE,
                   "'%s' is a name without a folder, and libraries are not searched for: say /usr/lib/%s, or ./%s",
                   path, path, path);
  }
  kelpie_code code = walk_path(to, path, (flags & KELPIE_LOAD_TRUST_OTHERS) != 0, &at, &found);
  if (code != KELPIE_OK) return code;
  if (strchr(at.done, '$') != NULL)
    return because(to, KELPIE_WRONG_USE, "'%s' has a '$', which the loader of programs would replace; rename it",
                   at.done);
  code = open_file(to, &at, &found, &file);
  if (code != KELPIE_OK) return code;
  code = open_library(to, &at, file, &library);
  (void)close(file);
  if (code != KELPIE_OK) return code;

  void* symbol = dlsym(library, KELPIE_ENTRY_NAME);
  if (symbol == NULL) {
    code = because(to, KELPIE_REFUSED, "'%s' is no Kelpie plugin: it has no %s()", at.done, KELPIE_ENTRY_NAME);
  } else {
    code = ask(to, at.done, symbol, host, needed_abi, &loaded->plugin);
  }
  if (code == KELPIE_OK) {
    loaded->library = library;
  } else {
    (void)dlclose(library);
  }
  return code;
}

void kelpie_unload(kelpie_loaded* loaded) {
  if (loaded == NULL || loaded->library == NULL) return;
  void* library = loaded->library;
  memset(loaded, 0, sizeof *loaded);
  (void)dlclose(library);
}
