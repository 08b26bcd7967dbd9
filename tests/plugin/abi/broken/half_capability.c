/* Claims to store events, without flush(). */
#include "whole_table.h"

ENTRY(plugin->flush = NULL)
