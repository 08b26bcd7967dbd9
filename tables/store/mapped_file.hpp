#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace kelpie::tables::store {

/// A file mapped for reading, as large as it was when it was opened. The file may be removed meanwhile. A file that shrinks under it would end the
/// process: the store never shrinks what it names. Thread-safe.
class MappedFile {
 public:
  /// nullptr when there is no such file. Throws StoreError when it cannot be read.
  static std::shared_ptr<const MappedFile> open(const std::string& path);
  ~MappedFile();
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;

  [[nodiscard]] std::string_view bytes() const { return {data_, size_}; }
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  MappedFile(std::string path, const char* data, std::size_t size) : path_(std::move(path)), data_(data), size_(size) {}
  std::string path_;
  const char* data_;
  std::size_t size_;
};

}  // namespace kelpie::tables::store
