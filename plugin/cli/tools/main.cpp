#include <malloc.h>

#include <climits>

#include "plugin/cli/command.hpp"

int main(int argc, char** argv) {
  // Queries take and give back vectors of some hundred kilobytes all the time: memory that was faulted in once is kept for the next one.
  mallopt(M_MMAP_THRESHOLD, 32 * 1024 * 1024);
  mallopt(M_TRIM_THRESHOLD, INT_MAX);
  return kelpie::plugin::run_command(argc, argv);
}
