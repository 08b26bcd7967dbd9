#include "tables/store/encoding/guids.hpp"

#include <cstring>

#include "tables/store/encoding/validity.hpp"

namespace kelpie::tables::store {

namespace {

constexpr std::size_t text_size = 36;

/// The eight hexadecimal digits of a number, as the bytes of their characters, the first lowest.
std::uint64_t hexadecimal(std::uint32_t number) {
  constexpr std::uint64_t ones = 0x0101010101010101;
  std::uint64_t digits = __builtin_bswap32(number);
  digits = (digits | digits << 16) & 0x0000ffff0000ffff;
  digits = (digits | digits << 8) & 0x00ff00ff00ff00ff;
  digits = (digits >> 4 | digits << 8) & (ones * 0x0f);
  const std::uint64_t letters = (digits + ones * 6) >> 4 & ones;
  return digits + ones * '0' + letters * ('a' - '0' - 10);
}

/// What write_guid writes, eight digits at a time.
void write_text(const Guid& guid, char* out) {
  const std::uint64_t parts[] = {
      hexadecimal(static_cast<std::uint32_t>(guid.high >> 32)), hexadecimal(static_cast<std::uint32_t>(guid.high)),
      hexadecimal(static_cast<std::uint32_t>(guid.low >> 32)), hexadecimal(static_cast<std::uint32_t>(guid.low))};
  char digits[sizeof parts];
  std::memcpy(digits, parts, sizeof parts);
  std::memcpy(out, digits, 8);
  std::memcpy(out + 9, digits + 8, 4);
  std::memcpy(out + 14, digits + 12, 4);
  std::memcpy(out + 19, digits + 16, 4);
  std::memcpy(out + 24, digits + 20, 12);
  out[8] = out[13] = out[18] = out[23] = '-';
}

bool is_canonical(std::string_view text, Guid& guid) {
  if (text.size() != text_size) return false;
  const std::optional<Guid> read = parse_guid(text);
  if (!read) return false;
  guid = *read;
  char written[text_size];
  write_text(guid, written);
  return std::memcmp(written, text.data(), text_size) == 0;
}

struct GuidCells {
  std::unique_ptr<Guid[]> values;
  std::unique_ptr<std::uint8_t[]> validity;
};

struct TextCells {
  std::unique_ptr<std::string_view[]> values;
  std::unique_ptr<char[]> bytes;
};

/// Block summaries, nulls (of strings: the empty ones), 16 bytes a row.
class GuidColumn final : public ColumnBase {
 public:
  explicit GuidColumn(Source source) : ColumnBase(std::move(source)) {
    if (source_.type != Type::guid && source_.type != Type::string) {
      throw_damaged("type of a column of GUIDs", static_cast<std::uint64_t>(source_.type), "guid or string");
    }
    ByteCursor cursor(source_.bytes);
    blocks_ = take_summaries(cursor, source_.rows);
    validity_ = Validity(cursor, source_.rows, blocks_);
    if (source_.type == Type::string) {
      for (BlockSummary& block : blocks_) block = unknown_block(0);
    }
    guids_ = cursor.take_bytes(std::uint64_t{source_.rows} * sizeof(Guid), "GUIDs").data();
    cursor.expect_end("GUIDs");
  }

  std::string_view encoding_name() const override { return "GUIDs"; }

  Vector read(std::size_t offset, std::size_t count) const override {
    require_range(offset, count);
    return source_.type == Type::guid ? read_guids(offset, count) : read_texts(offset, count);
  }

 private:
  Vector read_guids(std::size_t offset, std::size_t count) const {
    auto cells = std::make_shared<GuidCells>();
    cells->values = std::make_unique_for_overwrite<Guid[]>(count);
    cells->validity = validity_.read(offset, count);
    if (count > 0)
      std::memcpy(static_cast<void*>(cells->values.get()), guids_ + offset * sizeof(Guid), count * sizeof(Guid));
    const Guid* values = cells->values.get();
    const std::uint8_t* validity = cells->validity.get();
    return Vector::flat(source_.type, count, values, validity, std::move(cells));
  }

  Vector read_texts(std::size_t offset, std::size_t count) const {
    auto cells = std::make_shared<TextCells>();
    cells->values = std::make_unique_for_overwrite<std::string_view[]>(count);
    cells->bytes = std::make_unique_for_overwrite<char[]>(count * text_size);
    const std::unique_ptr<std::uint8_t[]> validity = validity_.read(offset, count);
    char* text = cells->bytes.get();
    for (std::size_t i = 0; i < count; ++i) {
      if (validity && validity[i] == 0) {
        cells->values[i] = {};
        continue;
      }
      Guid guid;
      std::memcpy(&guid, guids_ + (offset + i) * sizeof guid, sizeof guid);
      cells->values[i] = {text, text_size};
      write_text(guid, text);
      text += text_size;
    }
    const std::string_view* values = cells->values.get();
    return Vector::flat(source_.type, count, values, nullptr, std::move(cells));
  }

  Validity validity_;
  const char* guids_ = nullptr;
};

}  // namespace

std::optional<GuidRows> guids_of_texts(const Vector& column) {
  const std::string_view* texts = column.values<std::string_view>();
  GuidRows rows;
  rows.guids.resize(column.size());
  for (std::size_t i = 0; i < column.size(); ++i) {
    if (is_canonical(texts[i], rows.guids[i])) continue;
    if (!texts[i].empty()) return std::nullopt;
    if (rows.validity.empty()) rows.validity.assign(column.size(), 1);
    rows.validity[i] = 0;
  }
  return rows;
}

void append_guids(std::string& out, const Guid* guids, const std::uint8_t* validity, std::size_t rows) {
  append_value(out, EncodingKind::guids);
  append_summaries(out, unknown_blocks(count_nulls(validity, rows), rows));
  append_validity(out, validity, rows);
  if (validity == nullptr) {
    out.append(reinterpret_cast<const char*>(guids), rows * sizeof(Guid));
  } else {
    for (std::size_t i = 0; i < rows; ++i) append_value(out, validity[i] != 0 ? guids[i] : Guid{});
  }
}

std::unique_ptr<EncodedColumn> open_guids(Source source) { return std::make_unique<GuidColumn>(std::move(source)); }

}  // namespace kelpie::tables::store
