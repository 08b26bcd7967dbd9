#pragma once

#include <cstdint>

namespace kelpie::tables {

/// A seed for hashing: nobody can write texts that all fall into one place. The system's device is asked once a thread,
/// because that takes longer than a column of few rows. Thread-safe.
[[nodiscard]] std::uint64_t new_hash_seed();

}  // namespace kelpie::tables
