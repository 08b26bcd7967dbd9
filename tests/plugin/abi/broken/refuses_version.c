/* Of another major version, which it says. */
#include "whole_table.h"

ENTRY({
  snprintf(message, message_size, "the plugin speaks version 2.3 of the interface, and the host %u.%u",
           KELPIE_ABI_MAJOR, KELPIE_ABI_MINOR);
  return KELPIE_VERSION;
})
