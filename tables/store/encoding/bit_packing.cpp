#include "tables/store/encoding/bit_packing.hpp"

#include <cstring>

#include "tables/store/encoding/vector_code.hpp"

namespace kelpie::tables::store {

namespace {

KELPIE_VECTOR_CODE void unpack_run(const std::uint32_t* words, std::uint32_t* __restrict values, unsigned width) {
  constexpr unsigned lanes = 32;
  constexpr unsigned bits = 32;
  const std::uint32_t mask = width == bits ? ~std::uint32_t{0} : (std::uint32_t{1} << width) - 1;
  for (unsigned row = 0; row < packed_run / lanes; ++row) {
    const std::uint32_t* from = words + row * width / bits * lanes;
    std::uint32_t* to = values + row * lanes;
    const unsigned shift = row * width % bits;
    if (shift + width <= bits) {
      for (unsigned lane = 0; lane < lanes; ++lane) to[lane] = from[lane] >> shift & mask;
    } else {
      for (unsigned lane = 0; lane < lanes; ++lane) {
        to[lane] = (from[lane] >> shift | from[lanes + lane] << (bits - shift)) & mask;
      }
    }
  }
}

KELPIE_VECTOR_CODE void unpack_wide_run(const std::uint64_t* words, std::uint64_t* __restrict values, unsigned width) {
  constexpr unsigned lanes = 16;
  constexpr unsigned bits = 64;
  const std::uint64_t mask = width == bits ? ~std::uint64_t{0} : (std::uint64_t{1} << width) - 1;
  for (unsigned row = 0; row < packed_run / lanes; ++row) {
    const std::uint64_t* from = words + row * width / bits * lanes;
    std::uint64_t* to = values + row * lanes;
    const unsigned shift = row * width % bits;
    if (shift + width <= bits) {
      for (unsigned lane = 0; lane < lanes; ++lane) to[lane] = from[lane] >> shift & mask;
    } else {
      for (unsigned lane = 0; lane < lanes; ++lane) {
        to[lane] = (from[lane] >> shift | from[lanes + lane] << (bits - shift)) & mask;
      }
    }
  }
}

/// `words` are zeros.
KELPIE_VECTOR_CODE void pack_run(const std::uint32_t* __restrict values, std::uint32_t* words, unsigned width) {
  constexpr unsigned lanes = 32;
  constexpr unsigned bits = 32;
  for (unsigned row = 0; row < packed_run / lanes; ++row) {
    std::uint32_t* to = words + row * width / bits * lanes;
    const std::uint32_t* from = values + row * lanes;
    const unsigned shift = row * width % bits;
    for (unsigned lane = 0; lane < lanes; ++lane) to[lane] |= from[lane] << shift;
    if (shift + width > bits) {
      for (unsigned lane = 0; lane < lanes; ++lane) to[lanes + lane] |= from[lane] >> (bits - shift);
    }
  }
}

KELPIE_VECTOR_CODE void pack_wide_run(const std::uint64_t* __restrict values, std::uint64_t* words, unsigned width) {
  constexpr unsigned lanes = 16;
  constexpr unsigned bits = 64;
  for (unsigned row = 0; row < packed_run / lanes; ++row) {
    std::uint64_t* to = words + row * width / bits * lanes;
    const std::uint64_t* from = values + row * lanes;
    const unsigned shift = row * width % bits;
    for (unsigned lane = 0; lane < lanes; ++lane) to[lane] |= from[lane] << shift;
    if (shift + width > bits) {
      for (unsigned lane = 0; lane < lanes; ++lane) to[lanes + lane] |= from[lane] >> (bits - shift);
    }
  }
}

// Room for an incomplete run and for reading one word at its last bit.
constexpr std::size_t tail_room = packed_run * 8 + 16;

template <typename T>
void unpack_tail(const char* packed, T* values, std::size_t count, unsigned width) {
  char bytes[tail_room];
  const std::size_t size = packed_size(count, width);
  std::memcpy(bytes, packed, size);
  std::memset(bytes + size, 0, 16);
  const std::uint64_t mask = width == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << width) - 1;
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t bit = i * width;
    std::uint64_t word;
    std::memcpy(&word, bytes + bit / 8, sizeof word);
    const unsigned shift = bit % 8;
    word >>= shift;
    if (shift + width > 64)
      word |= static_cast<std::uint64_t>(static_cast<std::uint8_t>(bytes[bit / 8 + 8])) << (64 - shift);
    values[i] = static_cast<T>(word & mask);
  }
}

template <typename T>
void append_tail(std::string& out, const T* values, std::size_t count, unsigned width) {
  char bytes[tail_room];
  const std::size_t size = packed_size(count, width);
  std::memset(bytes, 0, size + 16);
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t bit = i * width;
    const unsigned shift = bit % 8;
    const std::uint64_t value = values[i];
    std::uint64_t word;
    std::memcpy(&word, bytes + bit / 8, sizeof word);
    word |= value << shift;
    std::memcpy(bytes + bit / 8, &word, sizeof word);
    if (shift + width > 64) bytes[bit / 8 + 8] = static_cast<char>(value >> (64 - shift));
  }
  out.append(bytes, size);
}

}  // namespace

// The words of a run lie in an array of their own, as those of a column may lie at any address.

void append_packed(std::string& out, const std::uint32_t* values, std::size_t count, unsigned width) {
  if (count < packed_run) return append_tail(out, values, count, width);
  if (width == 0) return;
  alignas(64) std::uint32_t words[packed_run];
  std::memset(words, 0, packed_size(packed_run, width));
  pack_run(values, words, width);
  out.append(reinterpret_cast<const char*>(words), packed_size(packed_run, width));
}

void append_packed(std::string& out, const std::uint64_t* values, std::size_t count, unsigned width) {
  if (count < packed_run) return append_tail(out, values, count, width);
  if (width <= 32) {
    std::uint32_t narrow[packed_run];
    for (std::size_t i = 0; i < packed_run; ++i) narrow[i] = static_cast<std::uint32_t>(values[i]);
    return append_packed(out, narrow, count, width);
  }
  alignas(64) std::uint64_t words[packed_run];
  std::memset(words, 0, packed_size(packed_run, width));
  pack_wide_run(values, words, width);
  out.append(reinterpret_cast<const char*>(words), packed_size(packed_run, width));
}

void unpack(const char* packed, std::uint32_t* values, std::size_t count, unsigned width) {
  if (width == 0) {
    std::fill_n(values, count, 0);
  } else if (count < packed_run) {
    unpack_tail(packed, values, count, width);
  } else {
    alignas(64) std::uint32_t words[packed_run];
    std::memcpy(words, packed, packed_size(packed_run, width));
    unpack_run(words, values, width);
  }
}

void unpack(const char* packed, std::uint64_t* values, std::size_t count, unsigned width) {
  if (width == 0) {
    std::fill_n(values, count, 0);
  } else if (count < packed_run) {
    unpack_tail(packed, values, count, width);
  } else if (width <= 32) {
    alignas(64) std::uint32_t narrow[packed_run];
    unpack(packed, narrow, packed_run, width);
    for (std::size_t i = 0; i < packed_run; ++i) values[i] = narrow[i];
  } else {
    alignas(64) std::uint64_t words[packed_run];
    std::memcpy(words, packed, packed_size(packed_run, width));
    unpack_wide_run(words, values, width);
  }
}

void append_all_packed(std::string& out, std::span<const std::uint32_t> values, unsigned width) {
  for (std::size_t at = 0; at < values.size(); at += packed_run) {
    append_packed(out, values.data() + at, std::min(packed_run, values.size() - at), width);
  }
}

}  // namespace kelpie::tables::store
