#pragma once

#include <stdexcept>

namespace kelpie::tables {

/// Stored bytes are not what was written: a checksum or a structure is wrong. The message names the file and the place.
class DamagedData : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace kelpie::tables
