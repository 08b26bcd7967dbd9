#pragma once

#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>

namespace kelpie::generate {

/// A file that is written through one large buffer. Not thread-safe.
///
/// `room()` makes space for a whole event once; the appends after it do not check, which is what makes them cheap.
class Output {
 public:
  /// The most that may be appended between two calls of `room()`.
  static constexpr std::size_t event_limit = 64 * 1024;

  /// Creates or truncates `path`; "-" is standard output. Throws std::runtime_error that names the file and the cause.
  explicit Output(std::string path);
  ~Output();
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;

  /// Guarantees space for `event_limit` bytes. Throws std::runtime_error when the file cannot be written.
  void room() {
    if (capacity - used_ < event_limit) flush();
  }

  void append(std::string_view text) {
    std::memcpy(buffer_.get() + used_, text.data(), text.size());
    used_ += text.size();
  }
  void append(char character) { buffer_[used_++] = character; }
  void append_number(std::uint64_t value);
  /// The number with leading zeros up to `width` digits.
  void append_digits(std::uint64_t value, int width);

  /// Writes what is left and closes the file. Throws std::runtime_error when that fails.
  void close();

  std::uint64_t bytes() const { return written_ + used_; }

 private:
  static constexpr std::size_t capacity = 4 * 1024 * 1024;

  void flush();

  std::string path_;
  int descriptor_ = 1;  ///< standard output, unless a file was opened
  std::unique_ptr<char[]> buffer_;
  std::size_t used_ = 0;
  std::uint64_t written_ = 0;
};

}  // namespace kelpie::generate
