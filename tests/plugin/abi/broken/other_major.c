/* Of another major version, which it did not notice. */
#include "whole_table.h"

ENTRY(plugin->abi_version = 2u * 65536u + 3u)
