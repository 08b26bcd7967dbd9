#include "executor/aggregates/zeroed_array.hpp"

#include <cstdint>
#include <cstdlib>
#include <new>

#if defined(__linux__)
#include <sys/mman.h>
#endif

namespace kelpie::executor {

namespace {

constexpr std::size_t huge_page = std::size_t{2} << 20;

constexpr std::size_t whole_pages(std::size_t bytes) { return (bytes + huge_page - 1) / huge_page * huge_page; }

}  // namespace

void* allocate_zeroed(std::size_t bytes) {
  if (bytes == 0) return nullptr;
#if defined(__linux__)
  if (bytes >= huge_page) {
    // Huge pages must be aligned: ask for one more, give the ends back.
    const std::size_t kept = whole_pages(bytes);
    void* const memory = mmap(nullptr, kept + huge_page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) throw std::bad_alloc();
    auto* const start = static_cast<char*>(memory);
    const std::size_t before = (huge_page - reinterpret_cast<std::uintptr_t>(memory) % huge_page) % huge_page;
    if (before != 0) munmap(start, before);
    if (before != huge_page) munmap(start + before + kept, huge_page - before);
    (void)madvise(start + before, kept, MADV_HUGEPAGE);  // advice only: without it the pages are small
    return start + before;
  }
#endif
  void* const memory = std::calloc(bytes, 1);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

void free_zeroed(void* memory, std::size_t bytes) noexcept {
#if defined(__linux__)
  if (bytes >= huge_page) {
    munmap(memory, whole_pages(bytes));
    return;
  }
#endif
  std::free(memory);
}

}  // namespace kelpie::executor
