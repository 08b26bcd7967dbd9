/* Has a function of a capability that it does not claim. */
#include "whole_table.h"

ENTRY(plugin->capabilities = 0)
