#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace kelpie::server {

/// The bytes of a message whose length was told before: as they lie where they are all there, and only the beginning of
/// one that is longer than allowed.
class CountedBytes {
 public:
  explicit CountedBytes(std::size_t most_bytes) : most_bytes_(most_bytes) {}

  /// Of a message that is longer than allowed, this much is kept.
  static constexpr std::size_t kept_bytes = std::size_t{64} << 10;

  void begin(std::uint64_t size) {
    left_ = size;
    cut_ = size > most_bytes_;
    beginning_.clear();
  }
  /// True: message() is complete, taken from the front of `bytes`, and valid until these change.
  [[nodiscard]] bool take(std::string_view& bytes) {
    if (!cut_) {
      if (bytes.size() < left_) return false;
      message_ = bytes.substr(0, static_cast<std::size_t>(left_));
      bytes.remove_prefix(message_.size());
      return true;
    }
    const std::size_t here = static_cast<std::size_t>(std::min<std::uint64_t>(left_, bytes.size()));
    beginning_ += bytes.substr(0, std::min(here, kept_bytes - beginning_.size()));
    bytes.remove_prefix(here);
    left_ -= here;
    message_ = beginning_;
    return left_ == 0;
  }
  [[nodiscard]] std::string_view message() const { return message_; }
  [[nodiscard]] bool cut() const { return cut_; }

 private:
  std::size_t most_bytes_;
  std::uint64_t left_ = 0;
  bool cut_ = false;
  std::string beginning_;
  std::string_view message_;
};

}  // namespace kelpie::server
