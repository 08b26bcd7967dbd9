#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace kelpie::tables::readers {

/// What went wrong in one part of an input. Lines count from the part's beginning, offsets from the input's.
struct Rejections {
  struct Place {
    std::uint64_t line = 0;
    std::uint64_t offset = 0;
    std::string reason;
  };
  struct Record {
    Place place;
    std::string bytes;
    bool truncated = false;  // there were more
  };
  std::size_t kept = 100;  // places to keep
  std::vector<Place> first;
  std::uint64_t count = 0;
  std::uint64_t repaired = 0;
  std::uint64_t lines = 0;  // of the part

  /// Whether the refused records themselves are wanted, each up to `max_record` bytes.
  bool keep_records = false;
  std::size_t max_record = std::size_t{64} * 1024;
  std::vector<Record> records;
  /// Takes the records away; called when there are many.
  std::function<void(std::vector<Record>&&)> take;

  /// `record`: the refused bytes, where they are known.
  void add(std::uint64_t line, std::uint64_t offset, std::string reason, std::string_view record = {}) {
    ++count;
    if (keep_records)
      keep({{line, offset, reason}, std::string(record.substr(0, max_record)), record.size() > max_record});
    if (first.size() < kept) first.push_back({line, offset, std::move(reason)});
  }
  /// Hands over what is kept.
  void hand_over() {
    if (records.empty() || !take) return;
    take(std::move(records));
    records = {};
    record_bytes_ = 0;
  }

 private:
  void keep(Record record) {
    static constexpr std::size_t many = std::size_t{1} << 20;
    record_bytes_ += record.bytes.size() + record.place.reason.size() + sizeof(Record);
    records.push_back(std::move(record));
    if (record_bytes_ > many) hand_over();
  }
  std::size_t record_bytes_ = 0;
};

}  // namespace kelpie::tables::readers
