#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>

#include "plugin/abi/plugin_table.hpp"

namespace kelpie::plugin {

namespace {

/// A reason, as much of it as there is room for.
struct Answer {
  char* message;
  std::size_t size;

  template <typename... Values>
  kelpie_code refuse(kelpie_code code, const char* format, Values... values) const noexcept {
    if (message != nullptr && size > 0) std::snprintf(message, size, format, values...);
    return code;
  }
};

unsigned major_of(std::uint32_t version) { return version >> 16; }
unsigned minor_of(std::uint32_t version) { return version & 0xffffu; }

}  // namespace

kelpie_code answer_query(const kelpie_host* host, kelpie_plugin* plugin, char* message,
                         std::size_t message_size) noexcept {
  const Answer answer{message, message_size};
  if (message != nullptr && message_size > 0) message[0] = 0;
  if (host == nullptr) return answer.refuse(KELPIE_WRONG_USE, "%s", "host is NULL");
  if (plugin == nullptr) return answer.refuse(KELPIE_WRONG_USE, "%s", "plugin is NULL");
  // Up to abi_version every version has the same members.
  constexpr std::size_t least_host = offsetof(kelpie_host, context);
  if (host->struct_size < least_host)
    return answer.refuse(KELPIE_WRONG_USE, "host.struct_size is %u: set it to sizeof(kelpie_host)",
                         static_cast<unsigned>(host->struct_size));
  if (major_of(host->abi_version) != KELPIE_ABI_MAJOR)
    return answer.refuse(
        KELPIE_VERSION,
        "the host speaks version %u.%u of the interface, this plugin %u.%u: the first numbers must be equal",
        major_of(host->abi_version), minor_of(host->abi_version), KELPIE_ABI_MAJOR, KELPIE_ABI_MINOR);
  kelpie_host known{};
  std::memcpy(&known, host, std::min<std::size_t>(host->struct_size, sizeof known));
  if ((known.memory_take == nullptr) != (known.memory_give == nullptr))
    return answer.refuse(KELPIE_WRONG_USE, "the host has memory_%s() but no memory_%s(): they go together",
                         known.memory_take != nullptr ? "take" : "give",
                         known.memory_take != nullptr ? "give" : "take");
  // Everything that is required lies before push().
  constexpr std::size_t least_plugin = offsetof(kelpie_plugin, push);
  if (plugin->struct_size < least_plugin)
    return answer.refuse(KELPIE_VERSION,
                         "plugin.struct_size is %u; the required functions need %zu: set it to sizeof(kelpie_plugin)",
                         static_cast<unsigned>(plugin->struct_size), least_plugin);
  const kelpie_plugin own = plugin_table();
  const std::uint32_t size = plugin->struct_size;
  // What lies beyond what this version knows is no function.
  std::memset(plugin, 0, size);
  std::memcpy(plugin, &own, std::min<std::size_t>(size, sizeof own));
  plugin->struct_size = size;
  return KELPIE_OK;
}

}  // namespace kelpie::plugin
