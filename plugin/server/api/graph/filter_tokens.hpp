#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "plugin/server/api/graph/filter_tree.hpp"

namespace kelpie::server::graph {

/// A word, literal or mark of a $filter.
struct Token {
  enum class Kind : std::uint8_t { end, name, literal, mark };
  Kind kind = Kind::end;
  std::size_t at = 0;
  std::string_view text;  // as written
  Literal literal;
};

/// Takes a $filter apart, a token at a time. The text must outlive it.
class FilterTokens {
 public:
  explicit FilterTokens(std::string_view text) : text_(text) { next(); }
  [[nodiscard]] const Token& now() const { return now_; }
  /// Goes on to the next one. Throws RequestRefused.
  void next();
  [[nodiscard]] bool is_mark(char mark) const { return now_.kind == Token::Kind::mark && now_.text.front() == mark; }
  [[nodiscard]] bool is_name(std::string_view name) const {
    return now_.kind == Token::Kind::name && now_.text == name;
  }
  [[nodiscard]] std::string_view text() const { return text_; }
  /// Throws: what was expected and what stands there.
  [[noreturn]] void refuse(std::string_view expected) const;

 private:
  void read_text(std::size_t at);
  void read_number();
  void read_name();

  std::string_view text_;
  std::size_t place_ = 0;
  Token now_;
};

}  // namespace kelpie::server::graph
