#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace kelpie::tables::store {

struct VerifyReport {
  std::uint64_t segments = 0;
  std::uint64_t rows = 0;
  std::uint64_t bytes = 0;
  /// What is damaged or missing: each names its file and place.
  std::vector<std::string> damages;
  /// What is no damage and worth knowing: files that a writer that died left behind, a record that it did not finish.
  std::vector<std::string> remarks;
};

/// Reads every byte of a store and decodes every value. Another process may write meanwhile. Throws StoreError when there is no store, or
/// one of another format.
[[nodiscard]] VerifyReport verify_store(const std::string& folder, const std::function<void(std::uint64_t done, std::uint64_t total)>& progress = {});

}  // namespace kelpie::tables::store
