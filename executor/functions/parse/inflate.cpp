#include <array>
#include <cstdint>
#include <span>

#include "executor/functions/parse/deflate.hpp"

namespace kelpie::executor {

namespace {

constexpr int max_code_bits = 15;
constexpr std::size_t literal_codes = 288, distance_codes = 30;

/// Bits from the least significant on. Past the end it gives zeros and is failed.
class BitReader {
 public:
  explicit BitReader(std::string_view bytes) : bytes_(bytes) {}
  std::uint32_t take(int count) {
    while (held_ < count) {
      if (at_ == bytes_.size()) failed_ = true;
      bits_ |= std::uint64_t{at_ < bytes_.size() ? static_cast<unsigned char>(bytes_[at_++]) : 0u} << held_;
      held_ += 8;
    }
    const auto result = static_cast<std::uint32_t>(bits_ & ((std::uint64_t{1} << count) - 1));
    bits_ >>= count;
    held_ -= count;
    return result;
  }
  /// Whole bytes from the next one on; also what is left of them.
  std::string_view take_bytes(std::size_t count) {
    at_ -= static_cast<std::size_t>(held_ / 8);
    bits_ = 0;
    held_ = 0;
    if (count > bytes_.size() - at_) failed_ = true;
    const std::string_view taken = bytes_.substr(at_, count);
    at_ += taken.size();
    return taken;
  }
  [[nodiscard]] std::string_view rest() {
    (void)take_bytes(0);
    return bytes_.substr(at_);
  }
  [[nodiscard]] bool failed() const { return failed_; }

 private:
  std::string_view bytes_;
  std::size_t at_ = 0;
  std::uint64_t bits_ = 0;
  int held_ = 0;
  bool failed_ = false;
};

/// A canonical Huffman code (RFC 1951, 3.2.2).
class HuffmanCode {
 public:
  /// Whether the lengths, one a symbol, make a code: not more of a length than there is room for.
  bool assign(std::span<const std::uint8_t> lengths) {
    counts_.fill(0);
    for (const std::uint8_t length : lengths) ++counts_[length];
    counts_[0] = 0;
    int room = 1;
    std::array<std::uint16_t, max_code_bits + 2> starts{};
    for (int bits = 1; bits <= max_code_bits; ++bits) {
      room = room * 2 - counts_[static_cast<std::size_t>(bits)];
      if (room < 0) return false;
      starts[static_cast<std::size_t>(bits) + 1] =
          static_cast<std::uint16_t>(starts[static_cast<std::size_t>(bits)] + counts_[static_cast<std::size_t>(bits)]);
    }
    for (std::size_t symbol = 0; symbol < lengths.size(); ++symbol) {
      if (lengths[symbol] != 0) symbols_[starts[lengths[symbol]]++] = static_cast<std::uint16_t>(symbol);
    }
    return true;
  }
  /// The next symbol; nothing when the bits are none.
  std::optional<std::uint16_t> take(BitReader& reader) const {
    int code = 0, first = 0, index = 0;
    for (int bits = 1; bits <= max_code_bits && !reader.failed(); ++bits) {
      code |= static_cast<int>(reader.take(1));
      const int count = counts_[static_cast<std::size_t>(bits)];
      if (code - first < count) return symbols_[static_cast<std::size_t>(index + code - first)];
      index += count;
      first = (first + count) * 2;
      code *= 2;
    }
    return std::nullopt;
  }

 private:
  std::array<std::uint16_t, max_code_bits + 1> counts_{};
  std::array<std::uint16_t, literal_codes> symbols_{};
};

class Inflater {
 public:
  explicit Inflater(std::string_view bytes) : reader_(bytes) {}

  std::optional<std::string> inflate(std::string_view& bytes) {
    for (bool last = false; !last;) {
      last = reader_.take(1) == 1;
      const std::uint32_t kind = reader_.take(2);
      const bool done = kind == 0 ? stored() : kind == 1 ? fixed() : kind == 2 && dynamic();
      if (!done || reader_.failed()) return std::nullopt;
    }
    bytes = reader_.rest();
    return std::move(out_);
  }

 private:
  bool stored() {
    const std::string_view header = reader_.take_bytes(4);
    if (header.size() != 4) return false;
    const auto byte = [&](std::size_t index) {
      return static_cast<unsigned>(static_cast<unsigned char>(header[index]));
    };
    const unsigned size = byte(0) | byte(1) << 8;
    if (size != ((byte(2) | byte(3) << 8) ^ 0xFFFF) || out_.size() + size > max_inflated_size) return false;
    out_.append(reader_.take_bytes(size));
    return true;
  }

  bool fixed() {
    std::array<std::uint8_t, literal_codes> lengths{};
    for (std::size_t i = 0; i < lengths.size(); ++i) lengths[i] = i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8;
    std::array<std::uint8_t, distance_codes> distances{};
    distances.fill(5);
    return literals_.assign(lengths) && distances_.assign(distances) && symbols();
  }

  bool dynamic() {
    constexpr std::uint8_t order[] = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};
    const std::size_t literal_count = reader_.take(5) + 257, distance_count = reader_.take(5) + 1,
                      order_count = reader_.take(4) + 4;
    if (literal_count > 286 || distance_count > distance_codes) return false;
    std::array<std::uint8_t, 19> code_lengths{};
    for (std::size_t i = 0; i < order_count; ++i) code_lengths[order[i]] = static_cast<std::uint8_t>(reader_.take(3));
    HuffmanCode code;
    if (!code.assign(code_lengths)) return false;
    std::array<std::uint8_t, 286 + distance_codes> lengths{};
    for (std::size_t i = 0; i < literal_count + distance_count;) {
      const auto symbol = code.take(reader_);
      if (!symbol) return false;
      if (*symbol < 16) {
        lengths[i++] = static_cast<std::uint8_t>(*symbol);
        continue;
      }
      if (*symbol == 16 && i == 0) return false;
      const std::uint8_t repeated = *symbol == 16 ? lengths[i - 1] : 0;
      std::size_t times = *symbol == 16   ? 3 + reader_.take(2)
                          : *symbol == 17 ? 3 + reader_.take(3)
                                          : 11 + reader_.take(7);
      if (i + times > literal_count + distance_count) return false;
      for (; times > 0; --times) lengths[i++] = repeated;
    }
    const std::span<const std::uint8_t> all(lengths);
    return lengths[256] != 0 && literals_.assign(all.first(literal_count)) &&
           distances_.assign(all.subspan(literal_count, distance_count)) && symbols();
  }

  bool symbols() {
    constexpr std::uint16_t length_bases[] = {3,  4,  5,  6,  7,  8,  9,  10, 11,  13,  15,  17,  19,  23, 27,
                                              31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258};
    constexpr std::uint8_t length_bits[] = {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2,
                                            2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0};
    constexpr std::uint16_t distance_bases[] = {1,    2,    3,    4,    5,    7,    9,    13,    17,    25,
                                                33,   49,   65,   97,   129,  193,  257,  385,   513,   769,
                                                1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577};
    for (;;) {
      const auto symbol = literals_.take(reader_);
      if (!symbol || out_.size() >= max_inflated_size + 1) return false;
      if (*symbol == 256) return true;
      if (*symbol < 256) {
        out_.push_back(static_cast<char>(*symbol));
        continue;
      }
      const std::size_t code = *symbol - 257u;
      if (code >= std::size(length_bases)) return false;
      std::size_t length = length_bases[code] + reader_.take(length_bits[code]);
      const auto distance_code = distances_.take(reader_);
      if (!distance_code || *distance_code >= std::size(distance_bases)) return false;
      const int extra = *distance_code < 2 ? 0 : *distance_code / 2 - 1;
      const std::size_t distance = distance_bases[*distance_code] + reader_.take(extra);
      if (distance > out_.size() || out_.size() + length > max_inflated_size) return false;
      for (; length > 0; --length) out_.push_back(out_[out_.size() - distance]);
    }
  }

  BitReader reader_;
  HuffmanCode literals_, distances_;
  std::string out_;
};

}  // namespace

std::optional<std::string> inflate(std::string_view& bytes) { return Inflater(bytes).inflate(bytes); }

}  // namespace kelpie::executor
