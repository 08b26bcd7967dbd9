#include "executor/functions/regex/pattern.hpp"
#include "executor/operators/text_parser.hpp"

namespace kelpie::executor {

namespace {

/// Names of our own groups: the query's expressions may have groups too, with or without names.
std::string group_name(std::size_t cell) { return "parsed_column_" + std::to_string(cell); }

/// The pattern as one expression. It begins where the text begins; what it leaves over at the end does not matter. Columns take as much as
/// they can, unless flags=U turns that round.
std::string expression_of(const ParseText& parse) {
  std::string expression = parse.flags.empty() ? std::string() : "(?" + parse.flags + ")";
  expression += "\\A";
  std::size_t cell = 0;
  for (const ParseText::Item& item : parse.items) {
    switch (item.kind) {
      case ParseText::Item::Kind::literal: expression += "(?:" + item.text + ")"; break;
      case ParseText::Item::Kind::star: expression += ".*"; break;
      case ParseText::Item::Kind::column:
        expression += "(?P<" + group_name(cell++) + (tables::is_integer(item.type) ? ">[-+]?\\d+)" : ">.*)");
        break;
    }
  }
  return expression;
}

class RegexParser final : public TextParser {
 public:
  explicit RegexParser(const ParseText& parse) : pattern_(expression_of(parse)) {
    for (std::size_t cell = 0;; ++cell) {
      const auto group = pattern_.group_number(group_name(cell));
      if (!group) break;
      groups_.push_back(*group);
    }
  }
  bool parse(std::string_view text, std::span<std::string_view> cells, tables::TextArena&) const override {
    std::vector<std::string_view> groups(pattern_.group_count() + 1);
    if (!pattern_.find(text, 0, groups)) return false;
    for (std::size_t cell = 0; cell < groups_.size(); ++cell) cells[cell] = groups[groups_[cell]];
    return true;
  }

 private:
  Pattern pattern_;
  std::vector<std::size_t> groups_;  // of the cells
};

}  // namespace

std::unique_ptr<TextParser> make_regex_parser(const ParseText& parse) { return std::make_unique<RegexParser>(parse); }

}  // namespace kelpie::executor
