#include "parser/detail/layout.hpp"

#include <algorithm>

namespace kelpie::parser::detail {
namespace {

constexpr std::size_t indent_width = 4;

std::size_t code_points(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0u) != 0x80u; }));
}

/// The page as it is written: indentation and blanks come out only when a word follows.
class Page {
 public:
  void word(std::string_view text) {
    if (at_line_start_)
      out_.append(indent_ * indent_width, ' ');
    else if (blank_)
      out_ += ' ';
    column_ = (at_line_start_ ? indent_ * indent_width : column_ + (blank_ ? 1 : 0));
    at_line_start_ = blank_ = false;
    out_ += text;
    const std::size_t newline = text.rfind('\n');
    column_ = newline == std::string_view::npos ? column_ + code_points(text) : code_points(text.substr(newline + 1));
  }
  void blank() { blank_ = !at_line_start_; }
  void new_line() {
    if (!at_line_start_) out_ += '\n';
    at_line_start_ = true;
    blank_ = false;
  }
  void empty_line() {
    new_line();
    if (!out_.empty() && !out_.ends_with("\n\n")) out_ += '\n';
  }
  void indent(int by) { indent_ += static_cast<std::size_t>(by); }

  /// Where the next word would begin.
  [[nodiscard]] std::size_t column() const {
    return at_line_start_ ? indent_ * indent_width : column_ + (blank_ ? 1 : 0);
  }
  [[nodiscard]] std::string take() {
    new_line();
    return std::move(out_);
  }

 private:
  std::string out_;
  std::size_t indent_ = 0;
  std::size_t column_ = 0;
  bool at_line_start_ = true;
  bool blank_ = false;
};

}  // namespace

void Layout::text(std::string_view text) {
  items_.push_back({Kind::text, static_cast<std::uint32_t>(text_.size()), static_cast<std::uint32_t>(text.size())});
  text_ += text;
}

void Layout::comment(std::string_view text) {
  this->text(text);
  items_.back().kind = Kind::comment;
}

/// Groups with a forced break in them; indexed like items_.
std::vector<bool> Layout::broken_groups() const {
  std::vector<bool> broken(items_.size(), false);
  std::vector<std::size_t> open;
  for (std::size_t i = 0; i < items_.size(); ++i) {
    const Kind kind = items_[i].kind;
    if (kind == Kind::open) open.push_back(i);
    if (kind == Kind::close) {
      const std::size_t inner = open.back();
      open.pop_back();
      if (broken[inner] && !open.empty()) broken[open.back()] = true;
    }
    if ((kind == Kind::hard || kind == Kind::blank) && !open.empty()) broken[open.back()] = true;
  }
  return broken;
}

/// Whether the group that opens at `item` fits, with whatever follows it up to the next place where the line may end.
bool Layout::fits(std::size_t item, std::size_t room, const std::vector<bool>& broken) const {
  if (broken[item]) return false;
  std::size_t depth = 0;
  bool own = true;  // still inside the group; after it, any break will do
  std::size_t used = 0;
  for (std::size_t i = item; i < items_.size(); ++i) {
    switch (items_[i].kind) {
      case Kind::open:
        ++depth;
        break;
      case Kind::close:
        depth -= depth > 0 ? 1 : 0;
        own = own && depth > 0;
        break;
      case Kind::space:
        ++used;
        break;
      case Kind::line:
        if (!own) return used <= room;
        ++used;
        break;
      case Kind::soft:
        if (!own) return used <= room;
        break;
      case Kind::comment:
      case Kind::hard:
      case Kind::blank:
        return used <= room;
      case Kind::text: {
        const std::string_view word = text_of(items_[i]);
        const std::size_t newline = word.find('\n');
        used += code_points(word.substr(0, newline));
        if (newline != std::string_view::npos) return used <= room;
        break;
      }
      default:
        break;
    }
    if (used > room) return false;
  }
  return used <= room;
}

std::string Layout::print(std::size_t width) const {
  const std::vector<bool> broken = broken_groups();
  Page page;
  std::vector<bool> flat{false};
  for (std::size_t i = 0; i < items_.size(); ++i) {
    switch (items_[i].kind) {
      case Kind::text:
      case Kind::comment:
        page.word(text_of(items_[i]));
        break;
      case Kind::space:
        page.blank();
        break;
      case Kind::line:
        flat.back() ? page.blank() : page.new_line();
        break;
      case Kind::soft:
        if (!flat.back()) page.new_line();
        break;
      case Kind::hard:
        page.new_line();
        break;
      case Kind::blank:
        page.empty_line();
        break;
      case Kind::open:
        flat.push_back(flat.back() || fits(i, width > page.column() ? width - page.column() : 0, broken));
        break;
      case Kind::close:
        flat.pop_back();
        break;
      case Kind::indent:
        page.indent(1);
        break;
      case Kind::dedent:
        page.indent(-1);
        break;
    }
  }
  return page.take();
}

}  // namespace kelpie::parser::detail
