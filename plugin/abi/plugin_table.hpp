#pragma once

#include <cstddef>

#include "plugin/abi/kelpie.h"

namespace kelpie::plugin {

/// All functions of the interface. struct_size is that of this version.
[[nodiscard]] kelpie_plugin plugin_table() noexcept;

/// What kelpie_plugin_query() does.
[[nodiscard]] kelpie_code answer_query(const kelpie_host* host, kelpie_plugin* plugin, char* message,
                                       std::size_t message_size) noexcept;

}  // namespace kelpie::plugin
