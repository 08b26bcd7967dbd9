#include <algorithm>
#include <cctype>
#include <system_error>

#include <fmt/format.h>

#include "tables/external/external_files.hpp"
#include "tables/readers/decompress.hpp"

namespace kelpie::tables {

namespace {

int digit_of(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/// The path of file:///a%20b, file://localhost/a, or of the address itself.
std::string path_of(const std::string& address) {
  const std::string scheme = scheme_of(address);
  if (scheme.empty()) return address;
  if (scheme != "file")
    throw ExternalFileError(fmt::format("'{}' is no file here: only paths and file:// addresses are read", address));
  std::string_view rest = std::string_view(address).substr(scheme.size() + 3);
  if (rest.starts_with("localhost/")) rest.remove_prefix(std::string_view("localhost").size());
  if (!rest.starts_with('/'))
    throw ExternalFileError(fmt::format("'{}' is a file of another host: file:/// and a path are read", address));
  std::string path;
  for (std::size_t i = 0; i < rest.size(); ++i) {
    const int high = rest[i] == '%' && i + 2 < rest.size() ? digit_of(rest[i + 1]) : -1;
    const int low = high >= 0 ? digit_of(rest[i + 2]) : -1;
    if (low >= 0) {
      path += static_cast<char>(high * 16 + low);
      i += 2;
    } else {
      path += rest[i];
    }
  }
  return path;
}

bool lies_in(const std::filesystem::path& path, const std::filesystem::path& folder) {
  return std::mismatch(folder.begin(), folder.end(), path.begin(), path.end()).first == folder.end();
}

}  // namespace

std::string scheme_of(std::string_view address) {
  const std::size_t end = address.find("://");
  if (end == std::string_view::npos || end == 0) return {};
  std::string scheme;
  for (const char c : address.substr(0, end)) {
    if (std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '+' && c != '-' && c != '.') return {};
    scheme += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return scheme;
}

ExternalFolders::ExternalFolders(const std::vector<std::string>& folders, std::size_t most_bytes)
    : most_bytes_(most_bytes) {
  for (const std::string& folder : folders) {
    std::error_code failure;
    std::filesystem::path real = std::filesystem::canonical(folder, failure);
    if (failure || !std::filesystem::is_directory(real, failure))
      throw std::runtime_error("there is no folder '" + folder + "'");
    folders_.push_back(std::move(real));
  }
}

std::filesystem::path ExternalFolders::locate(const std::string& address) const {
  const std::string written = path_of(address);
  if (written.empty() || written.find('\0') != std::string::npos)
    throw ExternalFileError("the address of the file is empty, or no path");
  const std::filesystem::path path(written);
  bool outside = false;
  std::error_code failure;
  for (const std::filesystem::path& folder : folders_) {
    const std::filesystem::path real = std::filesystem::canonical(path.is_absolute() ? path : folder / path, failure);
    if (failure) continue;
    // Whether there is a file outside is nobody's business: it is refused as one that is not there would be.
    if (lies_in(real, folder)) return real;
    outside = true;
  }
  if (outside || path.is_absolute()) {
    const bool within = !outside && std::any_of(folders_.begin(), folders_.end(), [&](const auto& folder) {
      return lies_in(path.lexically_normal(), folder);
    });
    if (!within) throw ExternalFileError(fmt::format("'{}' does not lie in a folder that queries may read", address));
  }
  throw ExternalFileError(fmt::format("there is no file '{}' in a folder that queries may read", address));
}

std::string ExternalFolders::read(const std::string& address) const {
  const std::filesystem::path path = locate(address);
  std::error_code failure;
  if (!std::filesystem::is_regular_file(path, failure))
    throw ExternalFileError(fmt::format("'{}' is no regular file", address));
  std::string error;
  const auto input = readers::open_input(path.string(), error);
  if (!input) throw ExternalFileError(fmt::format("'{}' cannot be read: {}", address, error));
  constexpr std::size_t block = std::size_t{1} << 20;
  std::string text;
  for (;;) {
    const std::size_t before = text.size();
    text.resize(before + block);
    const std::size_t got = input->read(before, text.data() + before, block, error);
    text.resize(before + got);
    if (!error.empty()) throw ExternalFileError(fmt::format("'{}' cannot be read: {}", address, error));
    if (text.size() > most_bytes_)
      throw ExternalFileError(fmt::format("'{}' holds more than {} bytes, which is the limit", address, most_bytes_));
    if (got < block) return text;
  }
}

}  // namespace kelpie::tables
