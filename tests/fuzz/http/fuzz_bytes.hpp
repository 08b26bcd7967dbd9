#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace kelpie::fuzz {

/// What the input says next; zeros and empty texts when it is at its end.
class FuzzBytes {
 public:
  FuzzBytes(const std::uint8_t* data, std::size_t size) : left_(reinterpret_cast<const char*>(data), size) {}
  [[nodiscard]] bool left() const { return !left_.empty(); }
  std::uint8_t byte() {
    if (left_.empty()) return 0;
    const auto first = static_cast<std::uint8_t>(left_.front());
    left_.remove_prefix(1);
    return first;
  }
  /// A text up to the next zero byte.
  std::string text() {
    const std::size_t end = left_.find('\0');
    std::string found(left_.substr(0, end));
    left_.remove_prefix(end == std::string_view::npos ? left_.size() : end + 1);
    return found;
  }
  std::string rest() {
    std::string found(left_);
    left_ = {};
    return found;
  }
  template <typename List>
  auto one_of(const List& list) {
    return list[byte() % std::size(list)];
  }

 private:
  std::string_view left_;
};

}  // namespace kelpie::fuzz
