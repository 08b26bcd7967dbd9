#include "rules/findings/formats/uri.hpp"

#include <filesystem>

#include <fmt/format.h>

namespace kelpie::rules {

std::string uri_of_path(std::string_view path) {
  const std::string normal = std::filesystem::path(path).lexically_normal().generic_string();
  std::string uri = normal.starts_with('/') ? "file://" : "";
  for (const char c : normal) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       std::string_view("-._~/").find(c) != std::string_view::npos;
    uri += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return uri;
}

}  // namespace kelpie::rules
