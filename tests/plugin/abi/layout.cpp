// The same layout for C++.
#include "tests/plugin/abi/layout.c"  // NOLINT
