#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "tables/readers/input.hpp"
#include "tables/readers/record_reader.hpp"
#include "tables/readers/rejections.hpp"

namespace kelpie::tables::readers {

/// Reads one JSON value a line, a stretch at a time: several threads may read stretches of one seekable input.
class LineReader {
 public:
  explicit LineReader(std::size_t max_record) : max_record_(max_record) {}
  /// Reads the lines that begin in [begin, end) of the input; `at_line`: one begins at `begin`.
  void read(Input& input, std::uint64_t begin, std::uint64_t end, bool at_line, RecordReader& reader,
            Rejections& rejections);

 private:
  void read_lines(const char* p, const char* end, bool clean, RecordReader& reader);
  void read_line(const char* p, const char* end, RecordReader& reader, const RejectSink& reject);
  void repair_line(const char* p, const char* end, RecordReader& reader, Rejections& rejections);

  std::size_t max_record_;
  std::vector<char> buffer_;
  std::uint64_t offset_ = 0;  // of the buffer's first byte
  std::uint64_t line_ = 0;    // that is being read, from 0
  Rejections* rejections_ = nullptr;
};

}  // namespace kelpie::tables::readers
