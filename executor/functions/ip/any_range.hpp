#pragma once

#include "executor/functions/kernel.hpp"

namespace kelpie::executor {

/// Kernels of ipv4_is_in_any_range() and ipv6_is_in_any_range(): the first argument is an address, the others are
/// networks or dynamic arrays of them. What is no network is passed over; an address that is none gives null. Constant
/// networks are sorted once.
[[nodiscard]] KernelFactory ipv4_in_any_range();
[[nodiscard]] KernelFactory ipv6_in_any_range();

}  // namespace kelpie::executor
