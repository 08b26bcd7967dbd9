#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace kelpie::tables::store {

/// What the store asks of the file system when it writes. Each request may be made to fail by a test.
enum class Operation : std::uint8_t { create, write, sync, rename, truncate, remove };
[[nodiscard]] std::string_view name_of(Operation operation);

/// What a test does with a request.
enum class Fault : std::uint8_t {
  none,
  fail,         // the request fails as on a full disk; of a write the first half is done
  kill_before,  // the process ends as by kill -9
  kill_within,  // half of a write, then the same; as kill_before for others
  kill_after,
};
using FaultHook = std::function<Fault(Operation, const std::string& path)>;

/// A file open for appending. Closed when destroyed.
class OutputFile {
 public:
  OutputFile(int descriptor, std::string path) : descriptor_(descriptor), path_(std::move(path)) {}
  ~OutputFile();
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  [[nodiscard]] int descriptor() const { return descriptor_; }
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  int descriptor_;
  std::string path_;
};

/// The store's way to the file system for everything that changes it. Every failure throws StoreError that names operation and path. Thread-safe
/// as far as the hook is.
class Files {
 public:
  explicit Files(FaultHook hook = {}) : hook_(std::move(hook)) {}

  /// Folders above it are made, too.
  void make_folder(const std::string& path) const;
  /// A new, empty file; one that is there is emptied.
  [[nodiscard]] std::unique_ptr<OutputFile> create(const std::string& path) const;
  /// An existing file, to append to it.
  [[nodiscard]] std::unique_ptr<OutputFile> append_to(const std::string& path) const;
  void write(const OutputFile& file, std::string_view bytes) const;
  /// Returns when the file's bytes are on the disk.
  void sync(const OutputFile& file) const;
  void sync_folder(const std::string& path) const;
  void rename(const std::string& from, const std::string& to) const;
  void truncate(const std::string& path, std::uint64_t size) const;
  /// A file that is not there is as good as removed.
  void remove(const std::string& path) const;

 private:
  template <typename F>
  void request(Operation operation, const std::string& path, F&& f) const;
  FaultHook hook_;
};

}  // namespace kelpie::tables::store
