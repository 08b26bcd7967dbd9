#pragma once

#include <cstddef>
#include <cstring>
#include <string_view>

namespace kelpie::executor {

/// Where `needle` begins in the text at or after `from`; npos when nowhere. Linear in the text whatever both hold,
/// unlike find().
[[nodiscard]] inline std::size_t find_text(std::string_view text, std::string_view needle, std::size_t from = 0) {
  if (from > text.size()) return std::string_view::npos;
  if (needle.empty()) return from;
  if (text.empty()) return std::string_view::npos;
  const void* found = memmem(text.data() + from, text.size() - from, needle.data(), needle.size());
  return found == nullptr ? std::string_view::npos
                          : static_cast<std::size_t>(static_cast<const char*>(found) - text.data());
}

}  // namespace kelpie::executor
