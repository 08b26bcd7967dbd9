#pragma once

#include <cstddef>
#include <cstdint>

#include "executor/functions/operators/simd.hpp"

namespace kelpie::executor {

/// out = 1 where a code is `wanted`; `negated` is 1: where it is not.
template <typename Code>
struct EqualCodes {
  KELPIE_INLINE_LOOP static void run(const Code* codes, Code wanted, std::uint8_t negated,
                                     std::uint8_t* __restrict out, std::size_t rows) {
    for (std::size_t row = 0; row < rows; ++row) out[row] = static_cast<std::uint8_t>(codes[row] == wanted) ^ negated;
  }
};

}  // namespace kelpie::executor
