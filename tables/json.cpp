#include <charconv>
#include <cstring>
#include <system_error>

#include "tables/detail/json_characters.hpp"
#include "tables/dynamic.hpp"
#include "tables/number_text.hpp"
#include "tables/utf8.hpp"

namespace kelpie::tables {

namespace {

/// A value takes at most six bytes for each byte of its text, so this keeps every value far below 4 GiB.
constexpr std::size_t longest_json = std::size_t{256} << 20;

/// Recursive descent over one text, written straight into the builder.
class JsonReader {
 public:
  JsonReader(std::string_view text, DynamicBuilder& out)
      : at_(text.data()), end_(text.data() + text.size()), out_(out) {}

  bool read() {
    if (!read_value(0)) return false;
    skip_blanks();
    return at_ == end_;
  }

 private:
  void skip_blanks() {
    while (at_ != end_ && (*at_ == ' ' || *at_ == '\n' || *at_ == '\r' || *at_ == '\t')) ++at_;
  }
  bool take(char c) {
    if (at_ == end_ || *at_ != c) return false;
    ++at_;
    return true;
  }
  bool take(std::string_view word) {
    if (static_cast<std::size_t>(end_ - at_) < word.size() || std::memcmp(at_, word.data(), word.size()) != 0)
      return false;
    at_ += word.size();
    return true;
  }

  bool read_value(std::size_t depth) {
    skip_blanks();
    if (at_ == end_) return false;
    switch (*at_) {
      case '{':
        return read_bag(depth);
      case '[':
        return read_array(depth);
      case '"': {
        std::string_view text;
        if (!read_string(text)) return false;
        out_.string(text);
        return true;
      }
      case 't':
        if (!take("true")) return false;
        out_.boolean(true);
        return true;
      case 'f':
        if (!take("false")) return false;
        out_.boolean(false);
        return true;
      case 'n':
        if (!take("null")) return false;
        out_.null();
        return true;
      default:
        return read_number();
    }
  }

  bool read_bag(std::size_t depth) {
    if (depth == max_dynamic_depth) return false;
    ++at_;
    out_.begin_bag();
    skip_blanks();
    if (!take('}')) {
      do {
        skip_blanks();
        std::string_view key;
        if (!read_string(key)) return false;
        out_.key(key);
        skip_blanks();
        if (!take(':') || !read_value(depth + 1)) return false;
        skip_blanks();
      } while (take(','));
      if (!take('}')) return false;
    }
    out_.end_bag();
    return true;
  }

  bool read_array(std::size_t depth) {
    if (depth == max_dynamic_depth) return false;
    ++at_;
    out_.begin_array();
    skip_blanks();
    if (!take(']')) {
      do {
        if (!read_value(depth + 1)) return false;
        skip_blanks();
      } while (take(','));
      if (!take(']')) return false;
    }
    out_.end_array();
    return true;
  }

  bool skip_digits() {
    const char* const start = at_;
    while (at_ != end_ && is_digit(*at_)) ++at_;
    return at_ != start;
  }

  bool read_number() {
    const char* const start = at_;
    const bool negative = take('-');
    const char* const digits = at_;
    if (!skip_digits() || (*digits == '0' && at_ - digits > 1)) return false;
    const bool integer = at_ == end_ || (*at_ != '.' && *at_ != 'e' && *at_ != 'E');
    if (integer && at_ - digits <= 18) {
      std::int64_t value = 0;
      for (const char* digit = digits; digit != at_; ++digit) value = value * 10 + (*digit - '0');
      out_.long_(negative ? -value : value);
      return true;
    }
    if (integer) {
      std::int64_t value = 0;
      if (std::from_chars(start, at_, value).ec == std::errc()) {
        out_.long_(value);
        return true;
      }
    } else {
      if (take('.') && !skip_digits()) return false;
      if (take('e') || take('E')) {
        if (!take('+')) take('-');
        if (!skip_digits()) return false;
      }
    }
    const auto value = real_of({start, static_cast<std::size_t>(at_ - start)});
    if (!value) return false;
    out_.real(*value);
    return true;
  }

  /// The characters between the quotes: a part of the text, or of scratch_ when there were escapes.
  bool read_string(std::string_view& result) {
    if (!take('"')) return false;
    const char* start = at_;
    bool escaped = false;
    while (true) {
      skip_plain();
      if (at_ == end_) return false;
      const auto byte = static_cast<unsigned char>(*at_);
      if (byte == '"') break;
      if (byte == '\\') {
        if (!escaped) scratch_.clear();
        escaped = true;
        scratch_.append(start, at_);
        ++at_;
        if (!read_escape()) return false;
        start = at_;
      } else if (byte < 0x20) {
        return false;
      } else {
        const std::size_t length = utf8_sequence(at_, end_);
        if (length == 0) return false;
        at_ += length;
      }
    }
    if (escaped) {
      scratch_.append(start, at_);
      result = scratch_;
    } else {
      result = {start, static_cast<std::size_t>(at_ - start)};
    }
    ++at_;
    return true;
  }

  /// Passes over ASCII that stands for itself, eight bytes at a time.
  void skip_plain() {
    while (end_ - at_ >= 8) {
      const std::uint64_t special = ascii_specials(at_) | beyond_ascii(at_);
      if (special != 0) {
        at_ += static_cast<unsigned>(__builtin_ctzll(special)) / 8;
        return;
      }
      at_ += 8;
    }
    while (at_ != end_ && *at_ != '"' && *at_ != '\\' && static_cast<signed char>(*at_) >= 0x20) ++at_;
  }

  bool read_escape() {
    if (at_ == end_) return false;
    switch (*at_++) {
      case '"':
        scratch_ += '"';
        return true;
      case '\\':
        scratch_ += '\\';
        return true;
      case '/':
        scratch_ += '/';
        return true;
      case 'b':
        scratch_ += '\b';
        return true;
      case 'f':
        scratch_ += '\f';
        return true;
      case 'n':
        scratch_ += '\n';
        return true;
      case 'r':
        scratch_ += '\r';
        return true;
      case 't':
        scratch_ += '\t';
        return true;
      case 'u':
        return read_code_point();
      default:
        return false;
    }
  }

  bool read_hex(char32_t& unit) {
    unsigned value = 0;
    if (end_ - at_ < 4) return false;
    const auto read = std::from_chars(at_, at_ + 4, value, 16);
    if (read.ec != std::errc() || read.ptr != at_ + 4) return false;
    at_ += 4;
    unit = value;
    return true;
  }

  /// After \u. Half of a surrogate pair has no UTF-8 and becomes the replacement character.
  bool read_code_point() {
    char32_t unit = 0;
    if (!read_hex(unit)) return false;
    while (unit >= 0xd800 && unit < 0xdc00) {
      if (!take("\\u")) {
        append_utf8(0xfffd, scratch_);
        return true;
      }
      char32_t low = 0;
      if (!read_hex(low)) return false;
      if (low >= 0xdc00 && low < 0xe000) {
        append_utf8(0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00), scratch_);
        return true;
      }
      append_utf8(0xfffd, scratch_);
      unit = low;
    }
    append_utf8(unit >= 0xdc00 && unit < 0xe000 ? 0xfffd : unit, scratch_);
    return true;
  }

  const char* at_;
  const char* end_;
  DynamicBuilder& out_;
  std::string scratch_;
};

}  // namespace

bool parse_json(std::string_view text, DynamicBuilder& into) {
  if (text.empty() || text.size() > longest_json) return false;
  const std::size_t bytes = into.size_;
  const std::size_t offsets = into.offsets_.size();
  const std::size_t open = into.open_.size();
  if (JsonReader(text, into).read()) return true;
  into.size_ = bytes;
  into.offsets_.resize(offsets);
  into.open_.resize(open);
  return false;
}

std::optional<std::string> parse_json(std::string_view text) {
  DynamicBuilder builder;
  if (!parse_json(text, builder)) return std::nullopt;
  return builder.finish();
}

}  // namespace kelpie::tables
