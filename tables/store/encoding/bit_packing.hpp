#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace kelpie::tables::store {

/// Values packed together. A full run is transposed: value 32 * row + lane lies in bits [row * width, (row + 1) *
/// width) of the stream of its lane, and the 32-bit words of the 32 lanes' streams are interleaved; so one instruction
/// handles neighbouring values. Widths above 32 use 16 lanes of 64-bit words. A run that is not full has its values one
/// behind another, from the lowest bit on.
inline constexpr std::size_t packed_run = 1024;

/// Bits of the largest value.
[[nodiscard]] constexpr unsigned width_of(std::uint64_t largest) {
  return static_cast<unsigned>(std::bit_width(largest));
}
/// Bytes of a run of so many values, at most packed_run.
[[nodiscard]] constexpr std::size_t packed_size(std::size_t count, unsigned width) {
  return count == packed_run ? packed_run / 8 * width : (count * width + 7) / 8;
}

// One run of `count` values of at most `width` bits; the 32-bit forms need width <= 32, the others width <= 64.
// `values` has room for packed_run, of which all may be written.
void append_packed(std::string& out, const std::uint32_t* values, std::size_t count, unsigned width);
void append_packed(std::string& out, const std::uint64_t* values, std::size_t count, unsigned width);
/// `packed` holds packed_size(count, width) bytes.
void unpack(const char* packed, std::uint32_t* values, std::size_t count, unsigned width);
void unpack(const char* packed, std::uint64_t* values, std::size_t count, unsigned width);

/// Any number of values of at most `width` bits, as runs one behind another.
void append_all_packed(std::string& out, std::span<const std::uint32_t> values, unsigned width);

/// Values of one width, packed run by run.
class PackedValues {
 public:
  PackedValues() = default;
  /// `bytes` must hold bytes_of(count, width); width <= 32.
  PackedValues(std::string_view bytes, std::size_t count, unsigned width)
      : bytes_(bytes), count_(count), width_(width) {}

  [[nodiscard]] static std::uint64_t bytes_of(std::uint64_t count, unsigned width) {
    return count / packed_run * packed_size(packed_run, width) + packed_size(count % packed_run, width);
  }
  [[nodiscard]] std::size_t size() const { return count_; }
  [[nodiscard]] unsigned width() const { return width_; }

  /// Calls f(values, count, position) with the values of [offset, offset + count), run by run; `position` counts from
  /// 0.
  template <typename F>
  void each_run(std::size_t offset, std::size_t count, F&& f) const {
    alignas(64) std::uint32_t values[packed_run];
    for (std::size_t done = 0; done < count;) {
      const std::size_t at = offset + done;
      const std::size_t run = at / packed_run;
      const std::size_t within = at % packed_run;
      const std::size_t in_run = std::min(packed_run, count_ - run * packed_run);
      unpack(bytes_.data() + run * packed_size(packed_run, width_), values, in_run, width_);
      const std::size_t taken = std::min(in_run - within, count - done);
      f(static_cast<const std::uint32_t*>(values) + within, taken, done);
      done += taken;
    }
  }

 private:
  std::string_view bytes_;
  std::size_t count_ = 0;
  unsigned width_ = 0;
};

}  // namespace kelpie::tables::store
