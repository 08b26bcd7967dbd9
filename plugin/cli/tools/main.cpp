#include <climits>
#include <cstdint>
#include <cstdlib>

#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

#include "plugin/cli/command.hpp"

namespace {

constexpr int large_page = 2 * 1024 * 1024;

std::uintptr_t heap_end() { return reinterpret_cast<std::uintptr_t>(sbrk(0)); }

/// Takes addresses for the heap at once and lets the kernel back them by large pages (madvise(2), MADV_HUGEPAGE): what
/// is kept of many events is some hundred faults instead of hundred thousands, and hash tables miss the address cache
/// less. What is not used takes no memory. Where the addresses cannot be had the heap grows as usual.
void reserve_heap() {
  constexpr int room = 1024 * 1024 * 1024;
  const std::uintptr_t before = heap_end();
  mallopt(M_TOP_PAD, room);
  void* volatile taken = std::malloc(large_page);  // volatile: compilers leave out what is given back at once
  std::free(taken);
  mallopt(M_TOP_PAD, large_page);
  const std::uintptr_t begin = (before + large_page - 1) / large_page * large_page;
  const std::uintptr_t end = heap_end() / large_page * large_page;
  if (begin < end) madvise(reinterpret_cast<void*>(begin), end - begin, MADV_HUGEPAGE);
}

}  // namespace

int main(int argc, char** argv) {
  // Queries take and give back vectors of some hundred kilobytes all the time: memory that was faulted in once is kept
  // for the next one.
  mallopt(M_MMAP_THRESHOLD, 32 * 1024 * 1024);
  mallopt(M_TRIM_THRESHOLD, INT_MAX);
  // What they give back would have all small pieces merged each time; threads keep those by themselves.
  mallopt(M_MXFAST, 0);
  reserve_heap();
  return kelpie::plugin::run_command(argc, argv);
}
