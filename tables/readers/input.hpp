#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

namespace kelpie::tables::readers {

/// Bytes with events, wherever they come from.
class Input {
 public:
  virtual ~Input() = default;
  /// True: any place may be read at any time, by several threads at once. False: one thread reads, each time where it
  /// stopped before; only the first megabyte may be read again, as long as nothing behind it has been.
  [[nodiscard]] virtual bool seekable() const = 0;
  /// Bytes in all; nothing where only reading tells.
  [[nodiscard]] virtual std::optional<std::uint64_t> size() const = 0;
  /// Bytes read, fewer than wanted only at the end or on an error, which `error` then describes; it is not touched
  /// otherwise. Behind an error nothing follows.
  virtual std::size_t read(std::uint64_t offset, char* to, std::size_t count, std::string& error) = 0;
};

/// Bytes in memory, for instance a batch that came over the network. They must outlive the input.
class MemoryInput final : public Input {
 public:
  /// `offset`: of the first byte, where the bytes are a part of something; nothing is before it.
  explicit MemoryInput(std::string_view bytes, std::uint64_t offset = 0) : bytes_(bytes), offset_(offset) {}
  [[nodiscard]] bool seekable() const override { return true; }
  [[nodiscard]] std::optional<std::uint64_t> size() const override { return offset_ + bytes_.size(); }
  std::size_t read(std::uint64_t offset, char* to, std::size_t count, std::string&) override {
    if (offset < offset_ || offset - offset_ >= bytes_.size()) return 0;
    return bytes_.copy(to, count, static_cast<std::size_t>(offset - offset_));
  }

 private:
  std::string_view bytes_;
  std::uint64_t offset_;
};

}  // namespace kelpie::tables::readers
