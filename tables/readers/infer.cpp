#include "tables/readers/infer.hpp"

#include "tables/readers/iso_time.hpp"
#include "tables/readers/json_text.hpp"
#include "tables/text.hpp"

namespace kelpie::tables::readers {

namespace {

/// 2024-05-06T07:08:09 with what may follow; a bare date or number that Kusto would read as a datetime is not taken for
/// one.
bool looks_like_time(std::string_view text) {
  return text.size() >= 19 && text.size() <= 40 && text[4] == '-' && text[7] == '-' &&
         (text[10] == 'T' || text[10] == ' ') && text[13] == ':' && parse_event_time(text).has_value();
}

}  // namespace

std::string text_of_token(std::string_view token) {
  if (!token.starts_with('"')) return std::string(token);
  std::string text;
  if (!unescape(token.substr(1, token.size() - 2), text)) text = token.substr(1, token.size() - 2);
  return text;
}

void TypeInference::see(std::string_view token) {
  if (token.empty() || token == "\"\"") return;
  switch (token.front()) {
    case '"':
      text_ = true;
      if (!other_text_) other_text_ = !looks_like_time(text_of_token(token));
      break;
    case '{':
    case '[':
      container_ = true;
      break;
    case 't':
    case 'f':
      boolean_ = true;
      break;
    default:
      (parse_long(token) ? integer_ : real_) = true;
      break;
  }
}

Type TypeInference::type() const {
  if (container_) return Type::dynamic;
  if (text_) return other_text_ || boolean_ || integer_ || real_ ? Type::string : Type::datetime;
  if (boolean_) return integer_ || real_ ? Type::string : Type::boolean;
  return real_ ? Type::real : integer_ ? Type::long_ : Type::string;
}

}  // namespace kelpie::tables::readers
