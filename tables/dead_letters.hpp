#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>

namespace kelpie::tables {

/// Bytes of a refused record that are kept at most.
inline constexpr std::size_t max_dead_letter_bytes = std::size_t{64} * 1024;

/// A record that was refused.
struct DeadLetter {
  std::string_view source;   // the file as it was named
  std::uint64_t line = 0;    // from 1; 0: the whole file
  std::uint64_t offset = 0;  // of the place in the file, in bytes; of a compressed one in what it holds
  std::string_view reason;
  std::string_view record;  // its bytes; those beyond max_dead_letter_bytes are not written
  bool truncated = false;   // the record was longer than that already
};

/// A file to which refused records are appended, for people and for another attempt: one JSON object a line,
///   {"source":...,"line":...,"offset":...,"reason":...,"record":...,"truncated":...}
/// with "record_base64" in place of "record" where its bytes are no UTF-8. Other processes may append to the same file.
/// Nothing is thrown: what could not be written is counted and said. Thread-safe.
class DeadLetters {
 public:
  /// Opens the file or makes it, readable by its owner only, since logs hold personal data. See error().
  explicit DeadLetters(std::string path);
  /// Writes what is left; call flush() before to learn how it went.
  ~DeadLetters();
  DeadLetters(const DeadLetters&) = delete;
  DeadLetters& operator=(const DeadLetters&) = delete;

  void write(const DeadLetter& letter);
  /// Hands all to the operating system. False: letters were lost, now or before; see error().
  bool flush();

  [[nodiscard]] const std::string& path() const { return path_; }
  /// Letters that are in the file.
  [[nodiscard]] std::uint64_t written() const;
  /// Letters that could not be written.
  [[nodiscard]] std::uint64_t lost() const;
  /// What first went wrong in opening or writing; empty: nothing.
  [[nodiscard]] std::string error() const;

 private:
  void write_out();
  void fail(const char* what);

  std::string path_;
  int descriptor_ = -1;
  mutable std::mutex mutex_;
  std::string waiting_;  // lines not yet written
  std::uint64_t waiting_count_ = 0;
  bool broken_line_ = false;  // the file's last line has no end
  std::uint64_t written_ = 0;
  std::uint64_t lost_ = 0;
  std::string error_;
};

}  // namespace kelpie::tables
