#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>

#include "plugin/instance/plugin_error.hpp"

namespace kelpie::plugin {

/// The caller's struct as this version knows it: members beyond its struct_size are zero. Throws PluginError (wrong
/// use).
template <typename Struct>
[[nodiscard]] Struct read_struct(const Struct* from, const char* name) {
  if (from == nullptr) throw PluginError(KELPIE_WRONG_USE, std::string(name) + " is NULL");
  if (from->struct_size < 2 * sizeof(std::uint32_t))
    throw PluginError(KELPIE_WRONG_USE, std::string(name) + ".struct_size is " + std::to_string(from->struct_size) +
                                            "; set it to sizeof(" + name + ")");
  Struct own{};
  std::memcpy(&own, from, std::min<std::size_t>(from->struct_size, sizeof own));
  return own;
}

/// Fills the caller's struct as far as its struct_size goes.
template <typename Struct>
void fill_struct(Struct* to, const Struct& own) {
  const std::uint32_t size = to->struct_size;
  std::memcpy(to, &own, std::min<std::size_t>(size, sizeof own));
  to->struct_size = size;
}

/// Throws where fill_struct() could not.
template <typename Struct>
void require_struct(const Struct* to, const char* name) {
  static_cast<void>(read_struct(to, name));
}

}  // namespace kelpie::plugin
