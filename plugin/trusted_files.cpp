#include "plugin/trusted_files.hpp"

#include <array>
#include <filesystem>
#include <string_view>

#include "plugin/abi/kelpie_load.h"

namespace kelpie::plugin {

namespace {

namespace fs = std::filesystem;

std::optional<std::string> judge(const std::string& path) {
  std::array<char, 8192> message{};
  if (kelpie_trusted_path(path.c_str(), message.data(), message.size()) != KELPIE_REFUSED) return std::nullopt;
  return message.data();
}

bool is_read(const fs::path& path) {
  const fs::path extension = path.extension();
  return extension == ".yaml" || extension == ".yml" || extension == ".kql";
}

}  // namespace

std::optional<std::string> why_not_trusted(const std::string& path) {
  if (auto why = judge(path)) return why;
  std::error_code failure;
  if (!fs::is_directory(path, failure)) return std::nullopt;
  auto at = fs::recursive_directory_iterator(path, fs::directory_options::skip_permission_denied, failure);
  for (; !failure && at != fs::recursive_directory_iterator(); at.increment(failure)) {
    std::error_code unknown;
    if (!is_read(at->path()) && !at->is_directory(unknown)) continue;
    if (auto why = judge(at->path().string())) return why;
  }
  return std::nullopt;
}

std::optional<std::string> why_not_trusted(const std::vector<std::string>& paths) {
  for (const std::string& path : paths) {
    if (auto why = why_not_trusted(path)) return why;
  }
  return std::nullopt;
}

}  // namespace kelpie::plugin
