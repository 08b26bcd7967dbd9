/* Fails with a code that there is not, and a message without an end, of control characters. */
#include "whole_table.h"

ENTRY({
  memset(message, 27, message_size);
  return -4711;
})
