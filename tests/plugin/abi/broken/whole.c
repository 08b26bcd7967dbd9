/* Nothing is wrong with it: struct_size stays as the host set it. */
#include "whole_table.h"

ENTRY((void)0)
