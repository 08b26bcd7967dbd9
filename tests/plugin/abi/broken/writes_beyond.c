/* Writes a table that is larger than the host's, and says how large it is. */
#include "whole_table.h"

ENTRY({
  memset((char*)plugin + sizeof *plugin, 1, 64);
  plugin->struct_size += 64;
})
