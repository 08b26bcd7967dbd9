#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace kelpie::server {

/// Finds where JSON values in any layout (pretty printed, one list, one page) can be cut into parts of whole records.
/// Works on a buffer that grows at its end and is cut off at its beginning.
class DocumentCuts {
 public:
  /// Looks at what is new in the buffer.
  void look(std::string_view buffer);
  /// Behind the last record that is complete; 0: there is none.
  [[nodiscard]] std::size_t cut() const { return cut_; }
  /// Where the list of records begins in the value that is not complete yet, when it is a page.
  [[nodiscard]] std::optional<std::size_t> page() const { return page_; }
  /// From here on a record is an element of that list. The buffer now begins at page().
  void enter_page();
  /// The end of the list that was entered, its bracket's place: what follows belongs to the page, down to page_end().
  [[nodiscard]] std::optional<std::size_t> list_end() const { return list_end_; }
  /// Behind the page's last brace, once it is there.
  [[nodiscard]] std::optional<std::size_t> page_end() const { return page_end_; }
  /// So many bytes were cut off the buffer.
  void dropped(std::size_t bytes);
  /// The next value begins anew.
  void restart() { *this = {}; }

 private:
  void look_at(char c);
  void open(char c);
  void close(char c);

  std::size_t at_ = 0, cut_ = 0;
  std::optional<std::size_t> page_, list_end_, page_end_;
  int page_depth_ = 0;    // within the list at page_
  int record_depth_ = 0;  // at which records end
  int depth_ = 0, lists_ = 0;
  bool inside_text_ = false, escaped_ = false;
  std::string text_;  // the beginning of the last string: a key, perhaps
  char last_ = ' ';   // before at_, blanks left out
};

}  // namespace kelpie::server
