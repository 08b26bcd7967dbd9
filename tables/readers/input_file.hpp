#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace kelpie::tables::readers {

/// A file opened for reading at any place, by any thread.
class InputFile {
 public:
  /// Not open when the file cannot be read; see error().
  explicit InputFile(const std::string& path);
  ~InputFile();
  InputFile(const InputFile&) = delete;
  InputFile& operator=(const InputFile&) = delete;

  [[nodiscard]] bool is_open() const { return descriptor_ >= 0; }
  [[nodiscard]] const std::string& error() const { return error_; }
  [[nodiscard]] std::uint64_t size() const { return size_; }
  /// Bytes read, fewer than wanted only at the end of the file or on an error, which it then describes.
  std::size_t read(std::uint64_t offset, char* to, std::size_t count, std::string& error) const;

 private:
  int descriptor_ = -1;
  std::uint64_t size_ = 0;
  std::string error_;
};

}  // namespace kelpie::tables::readers
