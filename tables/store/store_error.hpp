#pragma once

#include <stdexcept>

namespace kelpie::tables::store {

/// The store cannot do what was asked, and its data are not to blame: another process writes, the disk is full, the format is newer. The message says
/// what to do. Damage of stored bytes is DamagedData.
class StoreError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace kelpie::tables::store
