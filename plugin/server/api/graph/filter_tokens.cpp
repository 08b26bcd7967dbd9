#include "plugin/server/api/graph/filter_tokens.hpp"

#include "plugin/server/api/graph/filter_parser.hpp"
#include "tables/guid.hpp"
#include "tables/text.hpp"

namespace kelpie::server::graph {

namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '@' || c == '$'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Characters of the run at the place that could be a number, a date or a GUID.
std::size_t length_of_number(std::string_view text, std::size_t from) {
  std::size_t end = from;
  while (end < text.size() && (is_letter(text[end]) || is_digit(text[end]) || text[end] == '-' || text[end] == '+' ||
                               text[end] == '.' || text[end] == ':'))
    ++end;
  return end - from;
}

bool is_guid(std::string_view text) { return text.size() == 36 && tables::parse_guid(text).has_value(); }

/// YYYY-MM-DD, and a time behind T (RFC 3339).
bool looks_like_time(std::string_view text) {
  return text.size() >= 10 && is_digit(text[0]) && text[4] == '-' && text[7] == '-';
}

}  // namespace

void FilterTokens::refuse(std::string_view expected) const {
  const std::string found = now_.kind == Token::Kind::end ? "the end" : "'" + std::string(now_.text) + "'";
  refuse_filter(text_, now_.at, std::string(expected) + " was expected and " + found + " found");
}

void FilterTokens::next() {
  while (place_ < text_.size() && (text_[place_] == ' ' || text_[place_] == '\t')) ++place_;
  now_ = {};
  now_.at = place_;
  if (place_ == text_.size()) return;
  const char c = text_[place_];
  if (c == '\'') return read_text(place_);
  if (is_digit(c) || c == '-' || c == '+') return read_number();
  if (is_letter(c)) return read_name();
  if (std::string_view("(),/:=").find(c) == std::string_view::npos) {
    std::string shown =
        static_cast<unsigned char>(c) < 0x20 ? std::string("a control character") : "'" + std::string(1, c) + "'";
    if (static_cast<unsigned char>(c) >= 0x80) shown = "a character that is no letter of a name";
    refuse_filter(text_, place_, shown + " begins nothing here; texts stand in single quotes");
  }
  now_.kind = Token::Kind::mark;
  now_.text = text_.substr(place_++, 1);
}

void FilterTokens::read_text(std::size_t at) {
  const std::size_t begin = place_++;
  std::string value;
  for (;;) {
    if (place_ == text_.size())
      refuse_filter(text_, begin,
                    "the quote that begins here is not closed; a quote inside a text is written twice, 'O''Brien'");
    if (text_[place_] == '\'') {
      if (place_ + 1 == text_.size() || text_[place_ + 1] != '\'') break;
      ++place_;
    }
    value += text_[place_++];
  }
  ++place_;
  now_.kind = Token::Kind::literal;
  now_.at = at;
  now_.text = text_.substr(at, place_ - at);
  now_.literal = {.kind = Literal::Kind::text, .text = std::move(value), .at = at};
}

void FilterTokens::read_number() {
  const std::string_view run = text_.substr(place_, length_of_number(text_, place_));
  now_.kind = Token::Kind::literal;
  now_.text = run;
  now_.literal = {.kind = Literal::Kind::guid, .text = std::string(run), .at = place_};
  if (is_guid(run)) {
    // done
  } else if (looks_like_time(run)) {
    const auto ticks = tables::parse_datetime(run);
    if (!ticks)
      refuse_filter(
          text_, place_,
          "'" + std::string(run) + "' is no date; write 2026-03-01T00:00:00Z, and a '+' in an address as %2B");
    now_.literal.kind = Literal::Kind::time;
    now_.literal.whole = *ticks;
  } else if (const auto whole = tables::parse_long(run); whole && run.find_first_of("xX") == std::string_view::npos) {
    now_.literal.kind = Literal::Kind::whole;
    now_.literal.whole = *whole;
    now_.literal.real = static_cast<double>(*whole);
  } else if (const auto real = tables::parse_real(run)) {
    now_.literal.kind = Literal::Kind::real;
    now_.literal.real = *real;
  } else {
    refuse_filter(text_, place_,
                  "'" + std::string(run) + "' is neither a number nor a date nor a GUID; texts stand in single quotes");
  }
  place_ += run.size();
}

void FilterTokens::read_name() {
  // A GUID may begin with a letter.
  const std::string_view run = text_.substr(place_, length_of_number(text_, place_));
  if (is_guid(run)) return read_number();
  std::size_t end = place_;
  while (end < text_.size() && (is_letter(text_[end]) || is_digit(text_[end]) || text_[end] == '.')) ++end;
  const std::size_t at = place_;
  now_.text = text_.substr(place_, end - place_);
  place_ = end;
  // microsoft.graph.riskLevel'high': a member of an enumeration with its type.
  if (place_ < text_.size() && text_[place_] == '\'') return read_text(at);
  now_.kind = Token::Kind::name;
  now_.literal.at = at;
  if (now_.text == "null" || now_.text == "true" || now_.text == "false") {
    now_.kind = Token::Kind::literal;
    now_.literal.kind = now_.text == "null" ? Literal::Kind::null : Literal::Kind::boolean;
    now_.literal.boolean = now_.text == "true";
    now_.literal.text = now_.text;
  }
}

}  // namespace kelpie::server::graph
