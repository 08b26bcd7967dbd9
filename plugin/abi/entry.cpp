// The one symbol that libkelpie.so exports.

#include "plugin/abi/plugin_table.hpp"

kelpie_code kelpie_plugin_query(const kelpie_host* host, kelpie_plugin* plugin, char* message, size_t message_size) {
  return kelpie::plugin::answer_query(host, plugin, message, message_size);
}
