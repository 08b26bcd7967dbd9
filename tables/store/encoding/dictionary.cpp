#include "tables/store/encoding/dictionary.hpp"

#include <mutex>
#include <optional>

#include "tables/store/encoding/bit_packing.hpp"
#include "tables/store/encoding/entries.hpp"
#include "tables/store/encoding/vector_code.hpp"

namespace kelpie::tables::store {

namespace {

// Not inlined: there it is forgotten that `out` is nothing else's.
template <typename From, typename To>
[[gnu::noinline]] void rename(const From* codes, std::size_t count, const std::uint32_t* names, To* __restrict out) {
#pragma GCC unroll 8
  for (std::size_t i = 0; i < count; ++i) out[i] = static_cast<To>(names[codes[i]]);
}

KELPIE_VECTOR_CODE std::uint32_t largest_of(const std::uint32_t* codes, std::size_t count) {
  std::uint32_t largest = 0;
  for (std::size_t i = 0; i < count; ++i) largest = std::max(largest, codes[i]);
  return largest;
}

KELPIE_VECTOR_CODE void narrow_to_bytes(const std::uint32_t* codes, std::size_t count, std::uint8_t* __restrict out) {
  for (std::size_t i = 0; i < count; ++i) out[i] = static_cast<std::uint8_t>(codes[i]);
}

KELPIE_VECTOR_CODE void narrow_to_pairs(const std::uint32_t* codes, std::size_t count, std::uint16_t* __restrict out) {
  for (std::size_t i = 0; i < count; ++i) out[i] = static_cast<std::uint16_t>(codes[i]);
}

struct CodeRange {
  std::uint32_t min;  // of the codes that are not null
  std::uint32_t max;
  std::uint32_t nulls;
};

/// `nulls` is 1 when code 0 is null, else 0.
KELPIE_VECTOR_CODE void widen(CodeRange& range, const std::uint32_t* codes, std::size_t count, std::uint32_t nulls) {
  std::uint32_t min = range.min;
  std::uint32_t max = range.max;
  std::uint32_t null_codes = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint32_t code = codes[i];
    min = std::min(min, code - nulls);
    max = std::max(max, code);
    null_codes += code < nulls ? 1 : 0;
  }
  range = {min, max, range.nulls + null_codes};
}

template <typename Code>
std::vector<BlockSummary> append_codes(std::string& out, const Code* codes, std::size_t rows,
                                       std::span<const std::uint32_t> ranks, unsigned width, bool has_null) {
  std::vector<BlockSummary> blocks;
  const std::uint32_t null_codes = has_null ? 1 : 0;
  std::uint32_t run[packed_run];
  for (std::size_t block = 0; block < rows; block += block_rows) {
    CodeRange range{UINT32_MAX, 0, 0};
    const std::size_t end = std::min(rows, block + block_rows);
    for (std::size_t at = block; at < end; at += packed_run) {
      const std::size_t count = std::min(packed_run, end - at);
      rename(codes + at, count, ranks.data(), run);
      widen(range, run, count, null_codes);
      append_packed(out, run, count, width);
    }
    const bool all_null = range.nulls == end - block;
    blocks.push_back(all_null ? empty_block(range.nulls)
                              : BlockSummary{std::int64_t{range.min} + null_codes, range.max, range.nulls});
  }
  return blocks;
}

/// Number of entries, whether the first is null, block summaries, entries, packed codes.
class DictionaryColumn final : public ColumnBase {
 public:
  explicit DictionaryColumn(Source source) : ColumnBase(std::move(source)) {
    ByteCursor cursor(source_.bytes);
    size_ = cursor.take_varint("entries of a dictionary", source_.rows);
    const auto null_first = cursor.take<std::uint8_t>("whether a dictionary has null");
    if (null_first > 1) throw_damaged("whether a dictionary has null", null_first, "0 or 1");
    if (size_ == 0) throw_damaged("entries of a dictionary", size_, "one at least");
    if (null_first == 1 && source_.type == Type::string)
      throw_damaged("whether a dictionary has null", null_first, "0, as a string is never null");
    null_first_ = null_first == 1;
    blocks_ = take_summaries(cursor, source_.rows);
    entries_ = StoredEntries(cursor, source_.type, size_ - null_first);
    const unsigned width = width_of(size_ - 1);
    codes_ = PackedValues(cursor.take_bytes(PackedValues::bytes_of(source_.rows, width), "codes"), source_.rows, width);
    cursor.expect_end("codes");
    // Where every code that can be written is one of the dictionary's, none needs a look.
    checked_ = size_ != std::size_t{1} << width;
  }

  Form form() const override { return Form::dictionary; }
  std::string_view encoding_name() const override { return "dictionary"; }
  std::size_t dictionary_size() const override { return size_; }

  const std::shared_ptr<const Dictionary>& dictionary() const override {
    std::call_once(decoded_, [this] {
      Vector values = entries_.decode(null_first_, source_.owner);
      // Dynamic values and reals may be equal though their bytes are not: {"a":1} and {"a":1.0}, 0 and -0.
      const bool distinct = source_.type != Type::dynamic && source_.type != Type::real;
      dictionary_ = std::make_shared<const Dictionary>(std::move(values), distinct);
    });
    return dictionary_;
  }

  Vector read(std::size_t offset, std::size_t count) const override {
    require_range(offset, count);
    const std::shared_ptr<const Dictionary>& entries = dictionary();
    switch (width_for(size_)) {
      case CodeWidth::one:
        return read_codes<std::uint8_t>(entries, offset, count);
      case CodeWidth::two:
        return read_codes<std::uint16_t>(entries, offset, count);
      case CodeWidth::four:
        break;
    }
    return read_codes<std::uint32_t>(entries, offset, count);
  }

  void read_translated(std::size_t offset, std::size_t count, std::span<const std::uint32_t> ids, CodeWidth width,
                       void* out) const override {
    require_range(offset, count);
    if (ids.size() < size_) throw std::logic_error("fewer ids than entries of the dictionary");
    const auto read_as = [&]<typename Id>(Id* to) {
      each_run(offset, count, [&](const std::uint32_t* codes, std::size_t taken, std::size_t at) {
        rename(codes, taken, ids.data(), to + at);
      });
    };
    switch (width) {
      case CodeWidth::one:
        return read_as(static_cast<std::uint8_t*>(out));
      case CodeWidth::two:
        return read_as(static_cast<std::uint16_t*>(out));
      case CodeWidth::four:
        return read_as(static_cast<std::uint32_t*>(out));
    }
  }

 private:
  template <typename F>
  void each_run(std::size_t offset, std::size_t count, F&& f) const {
    codes_.each_run(offset, count, [&](const std::uint32_t* codes, std::size_t taken, std::size_t at) {
      if (checked_) {
        if (const std::uint32_t largest = largest_of(codes, taken); largest >= size_)
          throw_damaged("a code", largest, "an entry of the dictionary");
      }
      f(codes, taken, at);
    });
  }

  template <typename Code>
  Vector read_codes(const std::shared_ptr<const Dictionary>& entries, std::size_t offset, std::size_t count) const {
    auto owner = std::make_shared_for_overwrite<Code[]>(count);
    Code* out = owner.get();
    each_run(offset, count, [out](const std::uint32_t* codes, std::size_t taken, std::size_t at) {
      if constexpr (sizeof(Code) == 1) {
        narrow_to_bytes(codes, taken, out + at);
      } else if constexpr (sizeof(Code) == 2) {
        narrow_to_pairs(codes, taken, out + at);
      } else {
        std::copy_n(codes, taken, out + at);
      }
    });
    return Vector::dictionary(entries, static_cast<CodeWidth>(sizeof(Code)), out, count, std::move(owner));
  }

  std::size_t size_ = 0;
  bool null_first_ = false;
  bool checked_ = true;
  StoredEntries entries_;
  PackedValues codes_;
  mutable std::once_flag decoded_;
  mutable std::shared_ptr<const Dictionary> dictionary_;
};

}  // namespace

void append_dictionary(std::string& out, const Vector& values, const OrderedEntries& entries,
                       std::span<const std::uint32_t> ranks, const void* codes, CodeWidth width, std::size_t rows) {
  const std::size_t size = entries.positions.size();
  std::string packed;
  packed.reserve(PackedValues::bytes_of(rows, width_of(size - 1)) + packed_run);
  const auto append_as = [&]<typename Code>(const Code* typed) {
    return append_codes(packed, typed, rows, ranks, width_of(size - 1), entries.has_null);
  };
  const std::vector<BlockSummary> blocks = width == CodeWidth::one ? append_as(static_cast<const std::uint8_t*>(codes))
                                           : width == CodeWidth::two
                                               ? append_as(static_cast<const std::uint16_t*>(codes))
                                               : append_as(static_cast<const std::uint32_t*>(codes));
  append_value(out, EncodingKind::dictionary);
  append_varint(out, size);
  append_value(out, static_cast<std::uint8_t>(entries.has_null ? 1 : 0));
  append_summaries(out, blocks);
  append_entries(out, values, std::span(entries.positions).subspan(entries.has_null ? 1 : 0));
  out += packed;
}

std::unique_ptr<EncodedColumn> open_dictionary(Source source) {
  return std::make_unique<DictionaryColumn>(std::move(source));
}

}  // namespace kelpie::tables::store
