#pragma once

#include <vector>

#include "tables/readers/input.hpp"

namespace kelpie::tables::readers {

/// An input that only goes forward. Its beginning is kept until something behind it is read, so that whoever looks at
/// it first does not take it away. Not thread-safe.
class SequentialInput : public Input {
 public:
  [[nodiscard]] bool seekable() const final { return false; }
  [[nodiscard]] std::optional<std::uint64_t> size() const final { return std::nullopt; }
  /// Throws std::logic_error when the offset does not follow what was read before.
  std::size_t read(std::uint64_t offset, char* to, std::size_t count, std::string& error) final;

 private:
  /// The next bytes, fewer than wanted only at the end or on an error, which is described.
  virtual std::size_t next(char* to, std::size_t count, std::string& error) = 0;

  static constexpr std::size_t head_bytes = std::size_t{1} << 20;
  std::vector<char> head_;
  std::uint64_t position_ = 0;  // of what next() gives
  bool ended_ = false;
  std::string failure_;  // what ended it
};

}  // namespace kelpie::tables::readers
