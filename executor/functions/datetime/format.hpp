#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace kelpie::executor {

/// A format of format_datetime() or format_timespan(), taken apart once. Kusto reference: "format_datetime()",
/// "format_timespan()": only the specifiers listed there, and as delimiters / - : , . _ [ ] and the blank. A longer run
/// of a letter is several specifiers: ddd is dd and d.
class TimeFormat {
 public:
  enum class Of : std::uint8_t { datetime, timespan };

  /// Throws QueryError for anything else in the format, with what stands where.
  TimeFormat(std::string_view format, Of of);

  /// The text of a time, appended. A negative timespan begins with its sign.
  void append(std::int64_t ticks, std::string& out) const;

 private:
  struct Piece {
    char letter;      // of a specifier; 0 for a delimiter
    unsigned length;  // of a specifier
    char delimiter;
  };
  static unsigned longest(char letter, Of of);
  void append_datetime(const Piece& piece, std::int64_t ticks, std::string& out) const;

  Of of_;
  std::vector<Piece> pieces_;
};

}  // namespace kelpie::executor
