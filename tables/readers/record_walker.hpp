#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

#include "tables/readers/route.hpp"
#include "tables/readers/unknown_fields.hpp"

namespace kelpie::tables::readers {

/// Puts the values of one JSON object into the columns of a route's table. It expects the keys in the order of the last
/// object, so that a key costs one comparison; any other order is right, too, and learned. Not thread-safe.
class RecordWalker {
 public:
  enum class Outcome : std::uint8_t {
    row,        // every value is put; the row is to be committed
    malformed,  // see error(); the row is to be discarded
    elsewhere,  // the object does not belong to the route; the row is to be discarded
  };
  /// `p` stands on the opening brace and moves behind the closing one. Bytes as json_scan.hpp wants them. `forced`: the
  /// object is known to belong to the route.
  Outcome walk(const char*& p, const char* end, Route& route, bool forced);

  /// What is wrong, and where.
  [[nodiscard]] const char* error() const { return error_; }
  [[nodiscard]] const char* error_at() const { return error_at_; }

 private:
  bool object(const char*& p, std::size_t node);
  bool fail(const char* at, const char* what);
  KeyNode::Edge* find_edge(KeyNode& node, std::uint32_t& last, const char*& p);
  KeyNode::Edge* look_up(KeyNode& node, std::uint32_t& last, const char*& p);
  void add_column(KeyNode::Edge& edge, std::string_view key);
  bool put(ColumnFiller& column, const char*& p);
  bool put_soon(ColumnFiller& column, const char*& p);
  bool put_waiting();
  bool put_general(const KeyNode& node, const KeyNode::Edge& edge, std::string_view key, const char*& p);
  void keep_unknown(const KeyNode& node, const KeyNode::Edge* edge, std::string_view key, const char* p,
                    const char* next);
  void put_unknown();
  bool put_changed(const KeyNode::Target& target, const char* p, const char* next);
  bool check(const KeyNode::Edge& edge, std::string_view token);

  Route* route_ = nullptr;
  TableFiller* filler_ = nullptr;
  const char* end_ = nullptr;
  std::uint32_t row_ = 0;
  bool forced_ = false;
  bool elsewhere_ = false;
  std::uint32_t known_ = 0;
  std::uint32_t unknown_ = 0;
  std::uint64_t seen_ = 0;  // discriminators, a bit each
  static constexpr std::size_t max_waiting = 64;
  std::array<ColumnFiller::Waiting, max_waiting> waiting_;  // values of the record that are not put yet
  std::size_t waiting_count_ = 0;
  const char* error_ = "";
  const char* error_at_ = nullptr;
  std::string scratch_;
  UnknownFields fields_;
};

}  // namespace kelpie::tables::readers
