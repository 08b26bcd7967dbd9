/* Fails and does not say why. */
#include "whole_table.h"

ENTRY(return KELPIE_REFUSED)
