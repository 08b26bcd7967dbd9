#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

namespace kelpie::plugin {

/// When a file is put aside and a new one begun. PATH becomes PATH.1, PATH.1 becomes PATH.2, ...
struct Rotation {
  std::uint64_t bytes = 0;  // before the file would become longer; 0: never
  bool daily = false;       // before the first line of a new day, in UTC
  unsigned keep = 10;       // files put aside; older ones are deleted
};

/// The file cannot be written: why, for a person.
class LogFileError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A file of lines that only grows, and that other programs may read, move away or delete meanwhile.
class LogFile {
 public:
  LogFile(std::string path, Rotation rotation);
  ~LogFile();
  LogFile(const LogFile&) = delete;
  LogFile& operator=(const LogFile&) = delete;

  /// Appends whole lines with one write and returns when they are on disk. Opens the file where that is needed: at
  /// first, after a rotation, and when the path leads to another file than before. A last line without an end, which a
  /// crash left, is cut off then: it was not confirmed to anybody. Throws LogFileError; the file then ends as before.
  void append(std::string_view lines);

 private:
  void open();
  void close_file();
  void mend(std::uint64_t size);
  void rotate_if_due(std::uint64_t more);
  void put_aside();
  [[nodiscard]] bool is_current() const;

  std::string path_;
  Rotation rotation_;
  int file_ = -1;
  bool regular_ = true;
};

}  // namespace kelpie::plugin
