#pragma once

// One loop, compiled for several instruction sets, picked at run time. A loop is a struct with a static function `run`
// that the compiler must inline (KELPIE_INLINE_LOOP), so that its code takes the instruction set of the function it is
// inlined into:
//
//   struct Add { KELPIE_INLINE_LOOP static void run(const std::int64_t* a, std::int64_t* out, std::size_t rows) { ... }
//   }; run_loop<Add>(a, out, rows);

#include <cstdint>

#define KELPIE_INLINE_LOOP [[gnu::always_inline]] inline

namespace kelpie::executor {

/// The instruction sets that loops are compiled for.
enum class InstructionSet : std::uint8_t { baseline, avx2, avx512 };

/// The best one that this processor has; asked once.
[[nodiscard]] InstructionSet instruction_set();

namespace simd_detail {

#if defined(__x86_64__)
template <typename Loop, typename... Arguments>
__attribute__((target("avx2,bmi,bmi2,lzcnt,popcnt"))) void run_avx2(Arguments... arguments) {
  Loop::run(arguments...);
}
template <typename Loop, typename... Arguments>
__attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,bmi,bmi2,lzcnt,popcnt"))) void run_avx512(
    Arguments... arguments) {
  Loop::run(arguments...);
}
#endif
template <typename Loop, typename... Arguments>
void run_baseline(Arguments... arguments) {
  Loop::run(arguments...);
}

}  // namespace simd_detail

template <typename Loop, typename... Arguments>
void run_loop(Arguments... arguments) {
#if defined(__x86_64__)
  switch (instruction_set()) {
    case InstructionSet::avx512:
      return simd_detail::run_avx512<Loop>(arguments...);
    case InstructionSet::avx2:
      return simd_detail::run_avx2<Loop>(arguments...);
    case InstructionSet::baseline:
      break;
  }
#endif
  simd_detail::run_baseline<Loop>(arguments...);
}

}  // namespace kelpie::executor
