#include "executor/functions/operators/elementwise.hpp"

namespace kelpie::executor {

namespace {

struct And {
  KELPIE_INLINE_LOOP static void run(const std::uint8_t* a, const std::uint8_t* b, std::uint8_t* out,
                                     std::size_t rows) {
    for (std::size_t row = 0; row < rows; ++row) out[row] = a[row] & b[row];
  }
};

struct Or {
  KELPIE_INLINE_LOOP static void run(const std::uint8_t* a, const std::uint8_t* b, std::uint8_t* out,
                                     std::size_t rows) {
    for (std::size_t row = 0; row < rows; ++row) out[row] = a[row] | b[row];
  }
};

}  // namespace

void and_bytes(const std::uint8_t* a, const std::uint8_t* b, std::uint8_t* out, std::size_t rows) {
  run_loop<And>(a, b, out, rows);
}
void or_bytes(const std::uint8_t* a, const std::uint8_t* b, std::uint8_t* out, std::size_t rows) {
  run_loop<Or>(a, b, out, rows);
}
bool all_set(const std::uint8_t* bytes, std::size_t rows) {
  return rows == 0 || std::memchr(bytes, 0, rows) == nullptr;
}

}  // namespace kelpie::executor
