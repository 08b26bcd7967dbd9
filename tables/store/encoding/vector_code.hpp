#pragma once

// Loops for the compiler to vectorise: compiled twice, the right form is picked when the program starts. The
// sanitizers' runtime is not there yet when that happens, so they get one form.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(KELPIE_SANITIZED)
#define KELPIE_VECTOR_CODE __attribute__((target_clones("avx2", "default"), optimize("O3")))
#else
#define KELPIE_VECTOR_CODE
#endif
