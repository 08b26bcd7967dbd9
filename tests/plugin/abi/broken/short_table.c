/* Fills less than is required, and leaves struct_size alone. */
#include "whole_table.h"

ENTRY({
  const size_t end = offsetof(kelpie_plugin, start);
  memset((char*)plugin + end, 0, sizeof *plugin - end);
})
