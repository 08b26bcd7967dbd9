#include <algorithm>
#include <array>
#include <optional>

#include "executor/error.hpp"
#include "executor/functions/regex/pattern.hpp"
#include "executor/functions/text/find.hpp"
#include "executor/operators/text_parser.hpp"

namespace kelpie::executor {

namespace {

constexpr std::size_t nowhere = std::string_view::npos;

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

/// Letters and digits, and whatever is not ASCII.
bool is_word(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || byte >= 0x80;
}

/// Where the pairs found go: the first value of a key stays.
class Cells {
 public:
  Cells(const std::vector<ParseKeyValues::Key>& keys, std::span<std::string_view> cells) : keys_(keys), cells_(cells) {}
  [[nodiscard]] bool wants(std::string_view key) const { return find(key) < keys_.size(); }
  void add(std::string_view key, std::string_view value) {
    const std::size_t at = find(key);
    if (at < keys_.size() && cells_[at].data() == nullptr) cells_[at] = value.data() == nullptr ? std::string_view("") : value;
  }

 private:
  [[nodiscard]] std::size_t find(std::string_view key) const {
    return static_cast<std::size_t>(std::find_if(keys_.begin(), keys_.end(), [&](const auto& known) { return known.name == key; }) - keys_.begin());
  }
  const std::vector<ParseKeyValues::Key>& keys_;
  std::span<std::string_view> cells_;
};

class KeyValueParser : public TextParser {
 public:
  explicit KeyValueParser(const ParseKeyValues& parse) : parse_(parse) {}

 protected:
  /// What stands in quotes at `at`, which moves behind them; nothing where there are none. Quotes that are not closed are text like any other.
  [[nodiscard]] std::optional<std::string_view> quoted(std::string_view text, std::size_t& at, tables::TextArena& arena) const {
    if (at >= text.size()) return std::nullopt;
    for (const std::string& quote : parse_.quotes) {
      if (text[at] != quote.front()) continue;
      std::string unescaped;
      bool escaped = false;
      for (std::size_t i = at + 1; i < text.size(); ++i) {
        if (parse_.escapes.find(text[i]) != std::string::npos && i + 1 < text.size()) {
          if (!escaped) unescaped = text.substr(at + 1, i - at - 1);
          escaped = true;
          unescaped += text[++i];
        } else if (text[i] == quote.back()) {
          const std::string_view plain = text.substr(at + 1, i - at - 1);
          at = i + 1;
          return escaped ? arena.put(unescaped) : plain;
        } else if (escaped) {
          unescaped += text[i];
        }
      }
    }
    return std::nullopt;
  }

  const ParseKeyValues& parse_;
};

class DelimitedParser final : public KeyValueParser {
 public:
  using KeyValueParser::KeyValueParser;

  bool parse(std::string_view text, std::span<std::string_view> found, tables::TextArena& arena) const override {
    Cells cells(parse_.keys, found);
    const std::string& between = parse_.pair_delimiter;
    const std::string& within = parse_.key_value_delimiter;
    for (std::size_t at = 0; at < text.size();) {
      skip_blanks(text, at, between);
      std::size_t begin = at;
      const auto quoted_key = quoted(text, at, arena);
      const std::size_t middle = find_text(text, within, at);
      if (middle == nowhere) break;
      const std::size_t pair_end = find_text(text, between, at);
      if (pair_end < middle) {  // a piece without a value
        at = pair_end + between.size();
        continue;
      }
      const std::string_view key = quoted_key ? *quoted_key : trimmed(text.substr(begin, middle - begin));
      at = middle + within.size();
      skip_blanks(text, at, between);
      begin = at;
      const auto quoted_value = quoted(text, at, arena);
      const std::size_t end = value_end(text, at);
      cells.add(key, quoted_value ? *quoted_value : trimmed(text.substr(begin, end - begin)));
      at = end + between.size();
    }
    return true;
  }

 private:
  static void skip_blanks(std::string_view text, std::size_t& at, std::string_view delimiter) {
    while (at < text.size() && is_blank(text[at]) && !text.substr(at).starts_with(delimiter)) ++at;
  }
  [[nodiscard]] std::size_t value_end(std::string_view text, std::size_t at) const {
    const std::string& between = parse_.pair_delimiter;
    const std::size_t first = std::min(find_text(text, between, at), text.size());
    if (!parse_.greedy || first == text.size()) return first;
    // The last delimiter before the next key's.
    const std::size_t next = find_text(text, parse_.key_value_delimiter, first);
    if (next == nowhere) return text.size();
    std::size_t end = first;
    for (std::size_t more = first; more < next; more = find_text(text, between, more + between.size())) end = more;
    return end;
  }
};

/// Without delimiters: a key is a word, its value the word or the quotes behind it.
class WordParser final : public KeyValueParser {
 public:
  using KeyValueParser::KeyValueParser;

  bool parse(std::string_view text, std::span<std::string_view> found, tables::TextArena& arena) const override {
    Cells cells(parse_.keys, found);
    std::size_t at = 0;
    auto word = next_word(text, at, arena);
    while (word) {
      const auto next = next_word(text, at, arena);
      if (next && cells.wants(*word)) {
        cells.add(*word, *next);
        word = next_word(text, at, arena);
      } else {
        word = next;
      }
    }
    return true;
  }

 private:
  [[nodiscard]] std::optional<std::string_view> next_word(std::string_view text, std::size_t& at, tables::TextArena& arena) const {
    while (at < text.size() && !is_word(text[at])) {
      if (const auto inside = quoted(text, at, arena)) return inside;
      ++at;
    }
    if (at == text.size()) return std::nullopt;
    const std::size_t begin = at;
    while (at < text.size() && is_word(text[at])) ++at;
    return text.substr(begin, at - begin);
  }
};

class MatchParser final : public TextParser {
 public:
  explicit MatchParser(const ParseKeyValues& parse) : parse_(parse), pattern_(parse.regex) {
    if (pattern_.group_count() != 2) {
      throw QueryError("SEM0420", "The regular expression of parse-kv needs two groups, the key and the value; it has " +
                                      std::to_string(pattern_.group_count()) + ".");
    }
  }
  bool parse(std::string_view text, std::span<std::string_view> found, tables::TextArena&) const override {
    Cells cells(parse_.keys, found);
    std::array<std::string_view, 3> groups;
    for_each_match(pattern_, text, groups, [&](std::span<std::string_view> match) {
      if (match[1].data() != nullptr) cells.add(trimmed(match[1]), trimmed(match[2]));
      return true;
    });
    return true;
  }

 private:
  const ParseKeyValues& parse_;
  Pattern pattern_;
};

}  // namespace

std::unique_ptr<TextParser> make_key_value_parser(const ParseKeyValues& parse) {
  if (!parse.regex.empty()) return std::make_unique<MatchParser>(parse);
  if (parse.pair_delimiter.empty()) return std::make_unique<WordParser>(parse);
  return std::make_unique<DelimitedParser>(parse);
}

}  // namespace kelpie::executor
