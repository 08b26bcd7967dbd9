/* Without a function that is required. */
#include "whole_table.h"

ENTRY(plugin->resume = NULL)
