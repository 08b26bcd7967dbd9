#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>

namespace kelpie::tables::store {

/// Throws DamagedData: "<what>: found <found>, expected <expected>".
[[noreturn]] void throw_damaged(std::string_view what, std::uint64_t found, std::string_view expected);

/// Numbers are stored little endian and unaligned.
template <typename T>
void append_value(std::string& out, const T& value) {
  static_assert(std::is_trivially_copyable_v<T>);
  out.append(reinterpret_cast<const char*>(&value), sizeof value);
}
/// Seven bits a byte, the lowest first (LEB128).
void append_varint(std::string& out, std::uint64_t value);

/// Reads bytes from front to back; every step is checked. `what` names what is read in errors.
class ByteCursor {
 public:
  explicit ByteCursor(std::string_view bytes) : rest_(bytes) {}

  [[nodiscard]] std::string_view rest() const { return rest_; }
  std::string_view take_bytes(std::uint64_t size, std::string_view what) {
    if (size > rest_.size()) fail(size, what);
    const std::string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return taken;
  }
  template <typename T>
  T take(std::string_view what) {
    static_assert(std::is_trivially_copyable_v<T>);
    T value;
    std::memcpy(&value, take_bytes(sizeof value, what).data(), sizeof value);
    return value;
  }
  std::uint64_t take_varint(std::string_view what);
  /// The same, at most `limit`.
  std::uint64_t take_varint(std::string_view what, std::uint64_t limit);
  void expect_end(std::string_view what) const {
    if (!rest_.empty()) throw_damaged(what, rest_.size(), "no byte behind the end");
  }

 private:
  [[noreturn]] void fail(std::uint64_t size, std::string_view what) const;

  std::string_view rest_;
};

}  // namespace kelpie::tables::store
