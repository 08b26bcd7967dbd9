#pragma once

#include <cstddef>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

namespace kelpie::server {

/// A body that is not what its Content-Encoding says, or is longer than it may be.
class CodingError : public std::runtime_error {
 public:
  CodingError(bool too_long, const std::string& message) : std::runtime_error(message), too_long_(too_long) {}
  [[nodiscard]] bool too_long() const { return too_long_; }

 private:
  bool too_long_;
};

/// Undoes gzip and deflate (RFC 1950 to 1952), piece by piece.
class BodyDecoder {
 public:
  /// `coding`: a Content-Encoding's value. nullptr: one that is not known.
  [[nodiscard]] static std::unique_ptr<BodyDecoder> make(std::string_view coding);
  virtual ~BodyDecoder() = default;
  /// Calls `out` with what a piece holds, a piece of at most 64 KiB at a time. Throws CodingError, and what `out` throws.
  template <typename Out>
  void take(std::string_view piece, Out&& out) {
    begin(piece);
    while (next(buffer_)) out(std::string_view(buffer_));
  }
  /// Throws CodingError where the end is missing.
  virtual void finish() = 0;

 private:
  virtual void begin(std::string_view piece) = 0;
  virtual bool next(std::string& out) = 0;
  std::string buffer_;
};

/// Makes gzip of what is appended.
class BodyEncoder {
 public:
  BodyEncoder();
  ~BodyEncoder();
  BodyEncoder(const BodyEncoder&) = delete;
  BodyEncoder& operator=(const BodyEncoder&) = delete;
  /// What can be sent for it by now. `flush`: everything; `end`: the last piece.
  enum class Until { enough, flush, end };
  [[nodiscard]] std::string take(std::string_view piece, Until until);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Whether an Accept-Encoding's value takes gzip (RFC 9110, section 12.5.3).
[[nodiscard]] bool accepts_gzip(std::string_view accept_encoding);

}  // namespace kelpie::server
