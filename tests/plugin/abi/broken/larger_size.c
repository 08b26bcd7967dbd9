/* Says that it filled more than the host has. */
#include "whole_table.h"

ENTRY(plugin->struct_size += 8)
