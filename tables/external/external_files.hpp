#pragma once

#include <cstddef>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace kelpie::tables {

/// A file that a query names cannot be read: the message says which one, where in it, and why.
class ExternalFileError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Files that queries name themselves (externaldata). Whoever runs queries says which there are. Thread-safe.
class ExternalFiles {
 public:
  virtual ~ExternalFiles() = default;
  /// All that the file holds, decompressed. Throws ExternalFileError.
  [[nodiscard]] virtual std::string read(const std::string& address) const = 0;
};

/// The files in folders and in those below them. An address is an absolute path or file:// address that leads into one
/// of the folders, or a path from one of them on; symbolic links and `..` are followed first. Only regular files are
/// read.
class ExternalFolders final : public ExternalFiles {
 public:
  /// The largest file that is read, decompressed: as much as Kusto's reference advises.
  static constexpr std::size_t max_file_bytes = 100 * 1024 * 1024;

  /// Throws std::runtime_error where one is no folder.
  explicit ExternalFolders(const std::vector<std::string>& folders, std::size_t most_bytes = max_file_bytes);
  [[nodiscard]] std::string read(const std::string& address) const override;

 private:
  /// Where the file really lies, within a folder.
  [[nodiscard]] std::filesystem::path locate(const std::string& address) const;

  std::vector<std::filesystem::path> folders_;  // as they really are
  std::size_t most_bytes_;
};

/// What stands before the :// of an address, in lower case: "https"; empty for a path.
[[nodiscard]] std::string scheme_of(std::string_view address);

}  // namespace kelpie::tables
