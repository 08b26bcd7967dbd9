#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace kelpie::plugin::rsyslog {

/// Lines from a descriptor, none of which takes more memory than was agreed on. The descriptor stays the caller's.
class InputLines {
 public:
  InputLines(int descriptor, std::size_t max_line_bytes);

  enum class Found {
    line,
    oversize,  // line() is its beginning; the rest was skipped
    end,       // of the input; a last line without a newline is no line. Or a signal came
  };
  /// Waits for the next one.
  Found next();
  /// Without its newline; until the next call of next().
  [[nodiscard]] std::string_view line() const { return line_; }

 private:
  bool read_more();

  int descriptor_;
  std::size_t max_line_bytes_;
  std::vector<char> read_;
  std::string buffer_;
  std::size_t begin_ = 0, searched_ = 0;
  std::string_view line_;
};

}  // namespace kelpie::plugin::rsyslog
