/* Fails and says why. */
#include "whole_table.h"

ENTRY({
  snprintf(message, message_size, "the licence ended yesterday");
  return KELPIE_UNAVAILABLE;
})
