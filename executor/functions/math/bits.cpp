#include <algorithm>
#include <bit>
#include <charconv>

#include "executor/functions/math/math.hpp"
#include "executor/functions/operators/arithmetic_kernel.hpp"
#include "executor/functions/operators/map_kernel.hpp"
#include "executor/functions/row_kernel.hpp"

namespace kelpie::executor {

namespace {

using std::int64_t;
using std::uint64_t;

struct And {
  static int64_t apply(int64_t a, int64_t b) { return a & b; }
};
struct Or {
  static int64_t apply(int64_t a, int64_t b) { return a | b; }
};
struct Xor {
  static int64_t apply(int64_t a, int64_t b) { return a ^ b; }
};
struct Not {
  int64_t apply(int64_t value) const { return ~value; }
};

/// A shift counts modulo 64; a negative one has no result.
struct ShiftLeft {
  static int64_t apply(int64_t value, int64_t shift, std::uint8_t& valid) {
    valid = shift >= 0;
    return static_cast<int64_t>(static_cast<uint64_t>(value) << (shift & 63));
  }
};
struct ShiftRight {
  static int64_t apply(int64_t value, int64_t shift, std::uint8_t& valid) {
    valid = shift >= 0;
    return value >> (shift & 63);
  }
};

template <typename Operation, bool Partial = false>
ScalarFunction of_bits(std::string name, std::string second, std::string summary, std::string example) {
  return {.name = std::move(name),
          .category = "binary",
          .summary = std::move(summary),
          .example = std::move(example),
          .naming = ResultNaming::first_argument,
          .overloads = {{.signature = "(value:integer, " + second + ":integer) -> long",
                         .kernel = elementwise<Operation, int64_t, int64_t, int64_t, Partial>()}}};
}

/// The bits of a value as wide as its type.
uint64_t bits_of(int64_t value, bool narrow) {
  const auto bits = static_cast<uint64_t>(value);
  return narrow ? bits & 0xffffffffu : bits;
}

std::string_view write_hex(tables::TextArena& arena, uint64_t bits, int64_t least_digits) {
  constexpr std::ptrdiff_t most_digits = 16;
  char digits[most_digits];
  const std::ptrdiff_t count = std::to_chars(digits, digits + most_digits, bits, 16).ptr - digits;
  const std::ptrdiff_t width =
      std::max(count, static_cast<std::ptrdiff_t>(std::clamp<int64_t>(least_digits, 1, most_digits)));
  char* out = arena.reserve(most_digits);
  std::fill_n(out, width - count, '0');
  std::copy_n(digits, count, out + (width - count));
  return arena.commit(static_cast<std::size_t>(width));
}

}  // namespace

void add_bit_functions(FunctionRegistry& registry) {
  registry.add(
      of_bits<And>("binary_and", "other", "Gives the bits that both values have.", "print binary_and(12, 10)"));
  registry.add(of_bits<Or>("binary_or", "other", "Gives the bits that either value has.", "print binary_or(5, 3)"));
  registry.add(
      of_bits<Xor>("binary_xor", "other", "Gives the bits in which two values differ.", "print binary_xor(12, 10)"));
  registry.add(of_bits<ShiftLeft, true>("binary_shift_left", "shift", "Moves bits to the left.",
                                        "print binary_shift_left(1, 4)"));
  registry.add(of_bits<ShiftRight, true>("binary_shift_right", "shift", "Moves bits to the right, keeping the sign.",
                                         "print binary_shift_right(16, 2)"));
  registry.add(ScalarFunction{
      .name = "binary_not",
      .category = "binary",
      .summary = "Turns every bit around.",
      .example = "print binary_not(100)",
      .naming = ResultNaming::first_argument,
      .overloads = {{.signature = "(value:integer) -> long", .kernel = mapped<Not, int64_t, int64_t>()}}});
  registry.add(ScalarFunction{
      .name = "bitset_count_ones",
      .category = "binary",
      .summary = "Counts the bits that are set.",
      .example = "print bitset_count_ones(42)",
      .naming = ResultNaming::first_argument,
      .overloads = {{.signature = "(value:integer) -> long", .kernel = prepared([](const CallSite& site) {
                                                               const bool narrow =
                                                                   site.argument_types[0] == tables::Type::int_;
                                                               return [narrow](int64_t value) -> int64_t {
                                                                 return std::popcount(bits_of(value, narrow));
                                                               };
                                                             })}}});
  registry.add(ScalarFunction{.name = "tohex",
                              .category = "binary",
                              .summary = "Writes an integer in hexadecimal digits, a negative one in two's complement.",
                              .example = "print tohex(256), tohex(-1)",
                              .naming = ResultNaming::first_argument,
                              .overloads = {{.signature = "(value:integer, minLength?:integer) -> string",
                                             .kernel = prepared([](const CallSite& site) {
                                               const bool narrow = site.argument_types[0] == tables::Type::int_;
                                               return [narrow](tables::TextArena& arena, int64_t value,
                                                               std::optional<int64_t> least) {
                                                 return write_hex(arena, bits_of(value, narrow), least.value_or(1));
                                               };
                                             })}}});
}

}  // namespace kelpie::executor
