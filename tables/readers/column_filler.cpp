#include "tables/readers/column_filler.hpp"

#include <algorithm>

#include "tables/dynamic.hpp"
#include "tables/readers/iso_time.hpp"
#include "tables/readers/json_scan.hpp"
#include "tables/readers/json_text.hpp"
#include "tables/text.hpp"
#include "tables/vector.hpp"

namespace kelpie::tables::readers {

namespace {

std::size_t size_of(Type type) {
  return with_physical(physical_of(type), []<typename T>(T*) { return sizeof(T); });
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

/// A dynamic value of text that may be JSON: exported tables and some events carry objects and lists so.
std::optional<std::string> dynamic_of_text(std::string_view text) {
  const std::string_view inner = trimmed(text);
  if (inner.starts_with('{') || inner.starts_with('[')) {
    if (auto parsed = parse_json(inner)) return parsed;
  }
  DynamicBuilder builder;
  builder.string(text);
  return builder.finish();
}

constexpr std::size_t example_bytes = 100;

}  // namespace

ColumnFiller::ColumnFiller(Type type, bool inferred, std::uint64_t seed)
    : type_(type), inferred_(inferred), text_(inferred || physical_of(type) == Physical::text) {
  if (!text_) return;
  dictionary_ = std::make_unique<TextDictionary>(seed);
  dictionary_->code_of({});
}

void ColumnFiller::fill_codes(std::uint32_t row) {
  if (row >= capacity_) {  // grows, since there may be many columns with few rows
    capacity_ =
        static_cast<std::uint32_t>(std::min(piece_rows, std::max<std::size_t>(256, (row + 1) * std::size_t{2})));
    auto larger = std::make_unique_for_overwrite<std::uint32_t[]>(capacity_);
    std::copy_n(codes_.get(), filled_, larger.get());
    codes_ = std::move(larger);
  }
  for (; filled_ < row; ++filled_) codes_[filled_] = 0;
}

void ColumnFiller::fill_values(std::uint32_t row) {
  const std::size_t size = size_of(type_);
  if (filled_ >= row) return;
  std::memset(values_.get() + filled_ * size, 0, (row - filled_) * size);
  std::memset(validity_.get() + filled_, 0, row - filled_);
  filled_ = row;
}

void ColumnFiller::allocate_values() {
  values_ = std::make_unique_for_overwrite<std::byte[]>(piece_rows * size_of(type_));
  validity_ = std::make_unique_for_overwrite<std::uint8_t[]>(piece_rows);
}

void ColumnFiller::set_repeated(std::uint32_t code, std::string_view token, char quote) {
  repeated_.clear();
  if (quote != 0) repeated_ += quote;
  repeated_ += token;
  if (quote != 0) repeated_ += quote;
  repeated_data_ = repeated_.data();
  repeated_size_ = static_cast<std::uint32_t>(repeated_.size());
  repeated_code_ = code;
  repeated_head_ = 0;
  repeated_mask_ = 0;
  const std::size_t bytes = std::min(repeated_.size(), sizeof(repeated_head_));
  std::memcpy(&repeated_head_, repeated_.data(), bytes);
  std::memset(&repeated_mask_, 0xff, bytes);
}

bool ColumnFiller::put_looked_up(std::uint32_t row, std::uint32_t code, std::string_view token, char quote) {
  put_code(row, code, token.size());
  if (code == last_code_) set_repeated(code, token, quote);
  last_code_ = code;
  return true;
}

bool ColumnFiller::put_kept(std::uint32_t row, std::string_view value) {
  for (; filled_ < row; ++filled_) views_[filled_] = {};
  views_[row] = texts_->put(value);
  filled_ = row + 1;
  return true;
}

bool ColumnFiller::put_unescaped(std::uint32_t row, std::string_view raw) {
  char* begin = texts_->reserve(raw.size());
  const char* end = unescape(raw, begin);
  if (end == nullptr) return false;
  for (; filled_ < row; ++filled_) views_[filled_] = {};
  views_[row] = texts_->commit(static_cast<std::size_t>(end - begin));
  filled_ = row + 1;
  return true;
}

bool ColumnFiller::put_final(std::uint32_t row, std::string_view value) {
  if (gave_up_) return put_kept(row, value);
  put_code(row, dictionary_->code_of(value), value.size());
  return true;
}

bool ColumnFiller::put_string(std::uint32_t row, std::string_view raw, bool escaped) {
  if (inferred_) {
    scratch2_.assign(1, '"').append(raw) += '"';
    if (escaped && !unescape(raw, scratch_)) return false;
    return put_final(row, scratch2_);
  }
  if (raw.empty()) return true;
  if (!text_ || type_ == Type::dynamic || gave_up_) {
    if (type_ == Type::dynamic && !gave_up_) {
      scratch2_.assign(1, '"').append(raw);
      const std::uint32_t code = dictionary_->find_raw(scratch2_);
      if (code != TextDictionary::none) return put_looked_up(row, code, raw, '"');
    }
    if (escaped) {
      if (type_ == Type::string) return put_unescaped(row, raw);
      if (!unescape(raw, scratch_)) return false;
    }
    if (type_ == Type::string) return put_kept(row, raw);
    return put_read(row, escaped ? std::string_view(scratch_) : raw);
  }
  if (!escaped) return put_looked_up(row, raw == "<null>" ? 0 : dictionary_->code_of(raw), raw, '"');
  std::uint32_t code = dictionary_->find_raw(raw);
  if (code == TextDictionary::none) {
    if (!unescape(raw, scratch_)) return false;
    code = dictionary_->code_of(scratch_);
    dictionary_->add_raw(raw, code);
  }
  return put_looked_up(row, code, raw, '"');
}

bool ColumnFiller::put(std::uint32_t row, const Waiting& waiting) {
  if (waiting.container) {
    const std::uint32_t code = dictionary_->find_raw(waiting.raw, waiting.hash);
    return code != TextDictionary::none ? put_looked_up(row, code, waiting.raw, 0) : put_container(row, waiting.raw);
  }
  return put_looked_up(row, waiting.raw == "<null>" ? 0 : dictionary_->code_of(waiting.raw, waiting.hash), waiting.raw, '"');
}

/// Text for any type but string; in dictionaries of dynamic values `scratch2_` is its spelling.
bool ColumnFiller::put_read(std::uint32_t row, std::string_view text) {
  switch (type_) {
    case Type::dynamic: {
      const auto value = dynamic_of_text(text);
      if (gave_up_) return put_kept(row, *value);
      const std::uint32_t code = dictionary_->code_of(*value);
      dictionary_->add_raw(scratch2_, code);
      put_code(row, code, text.size());
      return true;
    }
    case Type::datetime:
      if (const auto ticks = parse_event_time(text)) {
        put_value<std::int64_t>(row, *ticks);
        return true;
      }
      break;
    default: {
      const Value value = value_from_text(type_, text);
      if (value.is_null()) break;
      switch (physical_of(type_)) {
        case Physical::byte:
          put_value<std::uint8_t>(row, value.as_bool() ? 1 : 0);
          break;
        case Physical::integer:
          put_value<std::int64_t>(row, value.as_integer());
          break;
        case Physical::real:
          put_value<double>(row, value.as_real());
          break;
        case Physical::decimal:
          put_value<Decimal>(row, value.as_decimal());
          break;
        case Physical::guid:
          put_value<Guid>(row, value.as_guid());
          break;
        case Physical::text:
          break;
      }
      return true;
    }
  }
  if (!trimmed(text).empty()) note_unreadable(1, text);
  return true;
}

void ColumnFiller::note_unreadable(std::uint64_t count, std::string_view example) {
  if (unreadable_ == 0) unreadable_example_ = example.substr(0, example_bytes);
  unreadable_ += count;
}

bool ColumnFiller::put_container(std::uint32_t row, std::string_view raw) {
  if (!text_) {
    note_unreadable(1, raw);
    return true;
  }
  return put_encoded(row, raw, true);
}

bool ColumnFiller::put_scalar(std::uint32_t row, std::string_view raw) {
  if (!is_json_scalar(raw.data(), raw.data() + raw.size())) return false;
  if (raw == "null") return true;
  if (text_) return inferred_ || type_ == Type::string ? put_final(row, raw) : put_encoded(row, raw, false);
  if (physical_of(type_) == Physical::integer && type_ != Type::datetime && type_ != Type::timespan) {
    if (const auto number = parse_long(raw)) {
      put_value<std::int64_t>(row, *number);
      return true;
    }
    const auto real = parse_real(raw);  // 4.0 in a column of whole numbers
    if (real && *real >= -9.2e18 && *real <= 9.2e18) {
      put_value<std::int64_t>(row, static_cast<std::int64_t>(*real));
      return true;
    }
  }
  return put_read(row, raw);
}

/// JSON that becomes text or a dynamic value, once for each spelling.
bool ColumnFiller::put_encoded(std::uint32_t row, std::string_view raw, bool container) {
  if (!gave_up_) {
    const std::uint32_t code = dictionary_->find_raw(raw);
    if (code != TextDictionary::none)
      return container ? put_looked_up(row, code, raw, 0) : (put_code(row, code, raw.size()), true);
  }
  if (type_ == Type::dynamic && !inferred_) {
    const auto value = parse_json(raw);
    if (!value) return false;
    if (gave_up_) return put_kept(row, *value);
    const std::uint32_t code = dictionary_->code_of(*value);
    dictionary_->add_raw(raw, code);
    return container ? put_looked_up(row, code, raw, 0) : (put_code(row, code, raw.size()), true);
  }
  if (!compact_json(raw, scratch_)) return false;
  if (!gave_up_ && !parse_json(raw)) return false;
  if (gave_up_) return put_kept(row, scratch_);
  const std::uint32_t code = dictionary_->code_of(scratch_);
  dictionary_->add_raw(raw, code);
  return container ? put_looked_up(row, code, raw, 0) : (put_code(row, code, raw.size()), true);
}

bool ColumnFiller::put_text(std::uint32_t row, std::string_view text) {
  if (text.empty()) return true;
  if (inferred_) {
    const bool token = is_json_scalar(text.data(), text.data() + text.size());
    if (token && text == "null") return true;
    if (token) return put_final(row, text);
    if ((text.front() == '{' || text.front() == '[') && compact_json(text, scratch_) && parse_json(text))
      return put_final(row, scratch_);
    scratch2_.assign(1, '"');
    append_escaped(text, scratch2_);
    scratch2_ += '"';
    return put_final(row, scratch2_);
  }
  if (type_ == Type::string) return text == "<null>" ? true : put_final(row, text);
  if (type_ == Type::dynamic && !gave_up_) {
    scratch2_ = text;
    const std::uint32_t code = dictionary_->find_raw(scratch2_);
    if (code != TextDictionary::none) {
      put_code(row, code, text.size());
      return true;
    }
    const std::string_view inner = trimmed(text);  // a cell holds numbers and words as text of JSON, too
    if (is_json_scalar(inner.data(), inner.data() + inner.size())) return put_encoded(row, inner, false);
  }
  return put_read(row, text);
}

/// A dictionary is kept while it saves bytes: a few short texts among long distinct ones do not make one worth its
/// while.
void ColumnFiller::consider_giving_up() {
  if (puts_ < 8 * 1024) return;
  const double most = puts_ >= 512 * 1024 ? 0.7 : puts_ >= 256 * 1024 ? 0.8 : puts_ >= 64 * 1024 ? 0.9 : 0.98;
  if (static_cast<double>(distinct_bytes_) <= static_cast<double>(put_bytes_) * most) return;
  gave_up_ = true;
  dictionary_->drop_index();
  repeated_head_ = 1;  // no token has it under the mask
  repeated_mask_ = 0;
  codes_.reset();
  capacity_ = 0;
  views_ = std::make_unique_for_overwrite<std::string_view[]>(piece_rows);
  texts_ = std::make_shared<TextArena>();
}

template <typename Code>
ColumnPiece ColumnFiller::narrow(std::size_t rows, ColumnPiece::Form form) const {
  ColumnPiece piece;
  piece.form = form;
  piece.data = std::make_unique_for_overwrite<std::byte[]>(rows * sizeof(Code));
  auto* out = reinterpret_cast<Code*>(piece.data.get());
  for (std::size_t i = 0; i < rows; ++i) out[i] = static_cast<Code>(codes_[i]);
  return piece;
}

ColumnPiece ColumnFiller::seal_codes(std::size_t rows) {
  if (filled_ < rows) {
    fill_codes(static_cast<std::uint32_t>(rows - 1));
    if (filled_ < rows) codes_[filled_++] = 0;
  }
  ColumnPiece piece;
  switch (width_for(dictionary_->size())) {
    case CodeWidth::one:
      piece = narrow<std::uint8_t>(rows, ColumnPiece::Form::codes1);
      break;
    case CodeWidth::two:
      piece = narrow<std::uint16_t>(rows, ColumnPiece::Form::codes2);
      break;
    case CodeWidth::four:
      piece = narrow<std::uint32_t>(rows, ColumnPiece::Form::codes4);
      break;
  }
  consider_giving_up();
  return piece;
}

ColumnPiece ColumnFiller::seal(std::size_t rows) {
  ColumnPiece piece;
  const std::uint32_t filled = filled_;
  if (filled != 0 && text_ && !gave_up_) {
    piece = seal_codes(rows);
  } else if (filled != 0 && text_) {
    for (; filled_ < rows; ++filled_) views_[filled_] = {};
    piece.form = ColumnPiece::Form::texts;
    piece.data = std::make_unique_for_overwrite<std::byte[]>(rows * sizeof(std::string_view));
    std::memcpy(piece.data.get(), views_.get(), rows * sizeof(std::string_view));
  } else if (filled != 0) {
    fill_values(static_cast<std::uint32_t>(rows));
    const std::size_t bytes = rows * size_of(type_);
    piece.form = ColumnPiece::Form::values;
    piece.data = std::make_unique_for_overwrite<std::byte[]>(bytes);
    std::memcpy(piece.data.get(), values_.get(), bytes);
    if (std::memchr(validity_.get(), 0, rows) != nullptr) {
      piece.validity = std::make_unique_for_overwrite<std::uint8_t[]>(rows);
      std::memcpy(piece.validity.get(), validity_.get(), rows);
    }
  }
  filled_ = 0;
  return piece;
}

}  // namespace kelpie::tables::readers
