#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace kelpie::tables::readers {

/// What went wrong in one part of a file. Lines count from the part's beginning.
struct Rejections {
  struct Place {
    std::uint64_t line = 0;
    std::uint64_t offset = 0;  // in the file
    std::string reason;
  };
  std::size_t kept = 100;  // places to keep
  std::vector<Place> first;
  std::uint64_t count = 0;
  std::uint64_t repaired = 0;
  std::uint64_t lines = 0;  // of the part

  void add(std::uint64_t line, std::uint64_t offset, std::string reason) {
    ++count;
    if (first.size() < kept) first.push_back({line, offset, std::move(reason)});
  }
};

}  // namespace kelpie::tables::readers
