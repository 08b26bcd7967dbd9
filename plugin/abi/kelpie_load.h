/* kelpie_load.h: what a host compiles in, with kelpie_load.c, to load libkelpie.so without trusting the wrong file. C99
 * or C++, Linux; needs nothing but the C library (-ldl before glibc 2.34). docs/plugin.md shows its use. */
#ifndef KELPIE_LOAD_H
#define KELPIE_LOAD_H

#include "kelpie.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The library may belong to, and be written by, anyone. For a developer's own machine. */
#define KELPIE_LOAD_TRUST_OTHERS 1u

typedef struct kelpie_loaded {
  void* library; /* NULL: nothing is loaded */
  kelpie_plugin plugin;
} kelpie_loaded;

/* Loads the library at `path` (RTLD_NOW, RTLD_LOCAL), asks its entry, and looks at what that gave. `needed_abi` is the
 * least version that the host can do with, as KELPIE_ABI_VERSION counts; `flags` is 0 or KELPIE_LOAD_TRUST_OTHERS.
 *
 * KELPIE_OK: `loaded->plugin` can be used until kelpie_unload(): the functions that every plugin has are there, and all
 * functions of the capabilities that it claims. Otherwise nothing stays loaded, `*loaded` is zero, and a reason for a
 * person, ended by a zero, is in `message` (up to `message_size` bytes with it; NULL and 0 are allowed):
 *
 *   - KELPIE_WRONG_USE: an argument is NULL, the path has no slash (no search path is gone through) or has a '$' (the
 *     loader of programs would replace it), a flag is unknown, the needed version has another major number than this
 *     header.
 *
 *   - KELPIE_UNAVAILABLE: the file is not there or cannot be read.
 *
 *   - KELPIE_REFUSED: others could change the file (see kelpie_trusted_path), it is no regular file, no library, or no
 *     Kelpie plugin.
 *
 *   - KELPIE_VERSION: the plugin's major number is another one, or its minor number is lower than needed.
 *
 *   - KELPIE_BUG: the plugin broke a rule of kelpie.h: a function is missing, it wrote more than it was told to.
 *
 *   - another one: what the plugin's entry answered, with its reason.
 *
 * What is loaded is the file that was looked at: the check follows each symbolic link itself, and the file must be the
 * same one afterwards. The libraries that libkelpie.so needs are found as for any program. Thread-safe. */
kelpie_code kelpie_load(const char* path, const kelpie_host* host, uint32_t needed_abi, uint32_t flags,
                        kelpie_loaded* loaded, char* message, size_t message_size);

/* Unloads the library, after every instance was closed, every document and error freed. NULL, and one that is not
 * loaded, are allowed. */
void kelpie_unload(kelpie_loaded* loaded);

/* Whether nobody but root and this process's user could put something else at `path`, a file or a folder. KELPIE_OK:
 * nobody could. KELPIE_REFUSED: it, a folder above it or a symbolic link on the way belongs to someone else, or may be
 * written by anyone (o+w); `message` says which, its mode and owner, and what to do. KELPIE_UNAVAILABLE: it is not
 * there or cannot be looked at. A folder with the sticky bit (/tmp) is no danger on the way to a file of one's own.
 * Write permission of a group is the administrator's choice, and is not looked at; nor are access control lists. */
kelpie_code kelpie_trusted_path(const char* path, char* message, size_t message_size);

#ifdef __cplusplus
}
#endif

#endif
