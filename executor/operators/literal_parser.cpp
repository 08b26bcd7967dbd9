#include <algorithm>
#include <optional>

#include "executor/functions/text/find.hpp"
#include "executor/operators/text_parser.hpp"
#include "tables/text.hpp"

namespace kelpie::executor {

using tables::Type;

namespace {

constexpr std::size_t no_cell = SIZE_MAX;
constexpr std::size_t longest_shape = 64;  // bytes of a datetime, a guid ... written out

struct Step {
  enum class Kind {
    literal,
    gap,    // any text, as short as may be
    shape,  // a number, a time ...: what is of the type's form
  } kind = Kind::gap;
  std::string text;
  std::size_t cell = no_cell;
  Type type = Type::string;
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::size_t digits(std::string_view text, std::size_t at) {
  while (at < text.size() && is_digit(text[at])) ++at;
  return at;
}

std::size_t sign(std::string_view text) { return !text.empty() && (text.front() == '-' || text.front() == '+') ? 1 : 0; }

std::size_t whole_number(std::string_view text) {
  const std::size_t first = sign(text);
  const std::size_t end = digits(text, first);
  return end == first ? 0 : end;
}

std::size_t number(std::string_view text) {
  const std::size_t first = sign(text);
  std::size_t end = digits(text, first);
  if (end == first) return 0;
  if (end + 1 < text.size() && text[end] == '.' && is_digit(text[end + 1])) end = digits(text, end + 1);
  if (end < text.size() && (text[end] == 'e' || text[end] == 'E')) {
    const std::size_t exponent = end + 1 + sign(text.substr(end + 1));
    if (const std::size_t after = digits(text, exponent); after > exponent) end = after;
  }
  return end;
}

/// Bytes at the begin of the text that are of the type's form; 0: none.
std::size_t shape(std::string_view text, Type type) {
  if (tables::is_integer(type)) return whole_number(text);
  if (type == Type::real || type == Type::decimal) return number(text);
  for (std::size_t size = std::min(text.size(), longest_shape); size > 0; --size) {
    const char last = text[size - 1];
    if (last == ' ' || last == ',') continue;
    if (!tables::value_from_text(type, text.substr(0, size)).is_null()) return size;
  }
  return 0;
}

class LiteralParser final : public TextParser {
 public:
  explicit LiteralParser(const ParseText& parse) {
    std::size_t cells = 0;
    for (std::size_t i = 0; i < parse.items.size(); ++i) {
      const ParseText::Item& item = parse.items[i];
      switch (item.kind) {
        case ParseText::Item::Kind::literal: steps_.push_back({Step::Kind::literal, item.text, no_cell, Type::string}); break;
        case ParseText::Item::Kind::star: steps_.push_back({Step::Kind::gap, {}, no_cell, Type::string}); break;
        case ParseText::Item::Kind::column: {
          // A typed column that nothing ends is as long as its type's form is.
          const bool ended = i + 1 == parse.items.size() || parse.items[i + 1].kind == ParseText::Item::Kind::literal;
          const bool shaped = item.type != Type::string && !ended;
          steps_.push_back({shaped ? Step::Kind::shape : Step::Kind::gap, {}, cells++, item.type});
          break;
        }
      }
    }
  }

  // No literal is looked for twice: where gaps are short, the first place of a literal leaves the most text to the rest of the pattern.
  bool parse(std::string_view text, std::span<std::string_view> cells, tables::TextArena&) const override {
    std::size_t at = 0;
    const Step* gap = nullptr;  // begins at `at`
    const auto close_gap = [&](std::size_t end) {
      if (gap != nullptr && gap->cell != no_cell) cells[gap->cell] = text.substr(at, end - at);
      gap = nullptr;
    };
    for (std::size_t i = 0; i < steps_.size(); ++i) {
      const Step& step = steps_[i];
      if (step.kind == Step::Kind::gap) {
        close_gap(at);
        gap = &step;
        continue;
      }
      const auto found = place(text, at, i, gap != nullptr);
      if (!found) return false;
      close_gap(found->at);
      if (step.cell != no_cell) cells[step.cell] = text.substr(found->at, found->size);
      at = found->at + found->size;
    }
    const bool whole = gap != nullptr || at == text.size();
    close_gap(text.size());
    return whole;
  }

 private:
  struct Place {
    std::size_t at;
    std::size_t size;
  };
  /// Where step `i` lies: right here, or somewhere behind when a gap stands before it.
  [[nodiscard]] std::optional<Place> place(std::string_view text, std::size_t from, std::size_t i, bool gap) const {
    const Step& step = steps_[i];
    if (step.kind == Step::Kind::shape) {
      for (; from < text.size(); ++from) {
        if (const std::size_t size = shape(text.substr(from), step.type); size > 0) return Place{from, size};
        if (!gap) break;
      }
      return std::nullopt;
    }
    const std::size_t size = step.text.size();
    if (!gap) return text.substr(from).starts_with(step.text) ? std::optional(Place{from, size}) : std::nullopt;
    if (i + 1 == steps_.size()) {  // the pattern ends where the text ends
      if (text.size() - from < size || !text.ends_with(step.text)) return std::nullopt;
      return Place{text.size() - size, size};
    }
    const bool shaped = steps_[i + 1].kind == Step::Kind::shape;
    for (;;) {
      const std::size_t found = find_text(text.substr(from), step.text);
      if (found == std::string_view::npos) return std::nullopt;
      from += found;
      if (!shaped || shape(text.substr(from + size), steps_[i + 1].type) > 0) return Place{from, size};
      ++from;
    }
  }

  std::vector<Step> steps_;
};

}  // namespace

std::unique_ptr<TextParser> make_literal_parser(const ParseText& parse) { return std::make_unique<LiteralParser>(parse); }

}  // namespace kelpie::executor
