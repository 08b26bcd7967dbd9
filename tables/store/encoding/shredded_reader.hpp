#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tables/store/encoding/shredded_node.hpp"

namespace kelpie::tables::store {

/// Puts the values of a node in one block together again, one after another. Throws DamagedData.
class ShreddedReader {
 public:
  ShreddedReader(const ShreddedNode& node, std::size_t block);

  [[nodiscard]] std::size_t size() const { return forms_.size(); }
  /// Appends the binary form of the next value, to `limit` bytes in all or a few more;
  /// false, and nothing, when it is a null without bytes.
  bool append_next(std::string& out, std::uint64_t limit);

 private:
  struct Contents {
    Vector column;
    std::size_t next = 0;
  };
  template <typename T>
  T next_content(FormKind kind);
  void append_members(std::string& out, std::uint64_t limit, const ShreddedNode::Form& form);

  const ShreddedNode& node_;
  std::vector<std::uint16_t> forms_;
  std::size_t next_ = 0;
  std::array<Contents, form_kinds> contents_;
  std::vector<ShreddedReader> children_;  // those of the keys, then that of the elements
};

}  // namespace kelpie::tables::store
