#include "rules/detail/scalar_offsets.hpp"

namespace kelpie::rules::detail {

namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

/// How many bytes of the file an escape of a double-quoted scalar takes, and how many bytes of UTF-8 it stands for.
struct Escape {
  std::size_t length = 2;
  std::size_t bytes = 1;
};

std::size_t utf8_bytes(std::uint32_t code_point) { return code_point < 0x80 ? 1 : code_point < 0x800 ? 2 : code_point < 0x10000 ? 3 : 4; }

class Alignment {
 public:
  Alignment(std::string_view file, std::size_t begin) : file_(file), at_(begin) {}

  std::vector<std::uint32_t> run(std::string_view value) {
    skip_properties();
    open();
    offsets_.reserve(value.size() + 1);
    for (std::size_t i = 0; i < value.size();) i += step(value.substr(i));
    push();
    return std::move(offsets_);
  }

 private:
  [[nodiscard]] char here(std::size_t ahead = 0) const { return at_ + ahead < file_.size() ? file_[at_ + ahead] : '\0'; }
  void push() { offsets_.push_back(static_cast<std::uint32_t>(at_)); }

  void skip_properties() {
    while (here() == '!' || here() == '&') {
      while (at_ < file_.size() && !is_blank(here())) ++at_;
      while (at_ < file_.size() && is_blank(here())) ++at_;
    }
  }

  void open() {
    style_ = here();
    if (style_ == '"' || style_ == '\'') ++at_;
    if (style_ != '|' && style_ != '>') return;
    const std::size_t line_end = file_.find('\n', at_);
    at_ = line_end == std::string_view::npos ? file_.size() : line_end + 1;
    // The first line that is not blank says how deep the text is indented; a blank line before it cannot be deeper.
    for (std::size_t line = at_; line < file_.size();) {
      std::size_t end = line;
      while (end < file_.size() && file_[end] == ' ') ++end;
      if (end < file_.size() && file_[end] != '\n' && file_[end] != '\r') {
        indent_ = end - line;
        break;
      }
      const std::size_t next = file_.find('\n', end);
      if (next == std::string_view::npos) break;
      line = next + 1;
    }
    line_begins_ = true;
  }

  void skip_indent() {
    for (std::size_t i = 0; i < indent_ && here() == ' '; ++i) ++at_;
    line_begins_ = false;
  }

  [[nodiscard]] Escape escape() const {
    const std::size_t digits = here(1) == 'x' ? 2 : here(1) == 'u' ? 4 : here(1) == 'U' ? 8 : 0;
    if (digits == 0) {
      const char c = here(1);
      return {2, c == 'N' || c == '_' ? 2u : c == 'L' || c == 'P' ? 3u : 1u};
    }
    std::uint32_t code_point = 0;
    for (std::size_t i = 0; i < digits; ++i) {
      const char c = here(2 + i);
      const int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : 0;
      code_point = code_point * 16 + static_cast<std::uint32_t>(digit);
    }
    return {2 + digits, utf8_bytes(code_point)};
  }

  /// Places the next bytes of the value; gives how many.
  std::size_t step(std::string_view rest) {
    if (line_begins_) skip_indent();
    while (style_ == '"' && here() == '\\' && (here(1) == '\n' || here(1) == '\r')) {  // a line break that is none
      ++at_;
      while (is_blank(here())) ++at_;
    }
    if (style_ == '"' && here() == '\\') return step_escape(rest);
    if (is_blank(rest.front())) {
      step_blank(rest.front());
      return 1;
    }
    while (at_ < file_.size() && is_blank(here()) && here() != rest.front()) ++at_;
    if (style_ == '"' && here() == '\\') return step_escape(rest);
    push();
    if (here() != rest.front()) return 1;  // not this scalar's value
    at_ += style_ == '\'' && rest.front() == '\'' ? 2 : 1;
    return 1;
  }

  std::size_t step_escape(std::string_view rest) {
    const Escape found = escape();
    const std::size_t bytes = found.bytes < rest.size() ? found.bytes : rest.size();
    for (std::size_t i = 0; i < bytes; ++i) push();
    at_ += found.length;
    if (at_ > file_.size()) at_ = file_.size();
    return bytes;
  }

  void step_blank(char blank) {
    push();
    if (here() == '\r' && here(1) == '\n' && blank != '\r') {
      at_ += 2;
      line_begins_ = true;
    } else if (here() == '\n') {  // kept, or folded into the blank
      ++at_;
      line_begins_ = true;
    } else if (here() == blank) {
      ++at_;
    }
  }

  std::string_view file_;
  std::size_t at_;
  char style_ = '\0';
  std::size_t indent_ = 0;
  bool line_begins_ = false;
  std::vector<std::uint32_t> offsets_;
};

}  // namespace

std::vector<std::uint32_t> scalar_offsets(std::string_view file, std::size_t begin, std::string_view value) {
  return Alignment(file, begin < file.size() ? begin : file.size()).run(value);
}

}  // namespace kelpie::rules::detail
