#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace kelpie::parser::detail {

/// Lays out text in a given width. What is added is a stream of words, possible line breaks and groups; a group is
/// printed on one line if it fits and holds no forced break, else each of its own breaks becomes a new line. Blanks at
/// the ends of lines and empty lines that nobody asked for never come out, so a break may be asked for twice.
class Layout {
 public:
  /// May hold newlines (a string of several lines); they are printed as they are.
  void text(std::string_view text);
  /// The last text of a line; its width does not break the groups before it.
  void comment(std::string_view text);
  void space() { add(Kind::space); }
  /// A blank, or a new line where its group is broken.
  void line() { add(Kind::line); }
  /// Nothing, or a new line where its group is broken.
  void soft() { add(Kind::soft); }
  /// A new line, whatever the group.
  void hard() { add(Kind::hard); }
  /// An empty line.
  void blank() { add(Kind::blank); }

  void open_group() { add(Kind::open); }
  void close_group() { add(Kind::close); }
  /// Lines that begin until the matching dedent stand four columns further right.
  void indent() { add(Kind::indent); }
  void dedent() { add(Kind::dedent); }

  /// Opens a group for its lifetime; an Indented also indents.
  class Group {
   public:
    explicit Group(Layout& layout) : layout_(layout) { layout_.open_group(); }
    ~Group() { layout_.close_group(); }
    Group(const Group&) = delete;
    Group& operator=(const Group&) = delete;

   private:
    Layout& layout_;
  };
  class Indented {
   public:
    explicit Indented(Layout& layout) : layout_(layout) { layout_.indent(); }
    ~Indented() { layout_.dedent(); }
    Indented(const Indented&) = delete;
    Indented& operator=(const Indented&) = delete;

   private:
    Layout& layout_;
  };

  [[nodiscard]] std::string print(std::size_t width) const;

 private:
  enum class Kind : std::uint8_t { text, comment, space, line, soft, hard, blank, open, close, indent, dedent };
  struct Item {
    Kind kind;
    std::uint32_t begin = 0;  // of a text in text_
    std::uint32_t size = 0;
  };
  void add(Kind kind) { items_.push_back({kind}); }
  [[nodiscard]] std::vector<bool> broken_groups() const;
  [[nodiscard]] bool fits(std::size_t item, std::size_t room, const std::vector<bool>& broken) const;
  [[nodiscard]] std::string_view text_of(const Item& item) const {
    return std::string_view(text_).substr(item.begin, item.size);
  }

  std::vector<Item> items_;
  std::string text_;
};

}  // namespace kelpie::parser::detail
