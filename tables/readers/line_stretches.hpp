#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "tables/readers/input.hpp"

namespace kelpie::tables::readers {

/// A run of whole lines.
struct LineStretch {
  std::size_t number = 0;    // from 0
  std::uint64_t offset = 0;  // of its first byte
  std::vector<char> buffer;  // at least `size` bytes
  std::size_t size = 0;
  std::string failure;     // what is wrong with what follows the lines; empty: nothing
  bool long_line = false;  // that is one line, of which the lines' bytes are the beginning
  [[nodiscard]] std::string_view bytes() const { return {buffer.data(), size}; }
};

/// Cuts an input that only goes forward into runs of lines, so that several threads can read them: one thread gets the
/// next run while the others work on theirs. Thread-safe.
class LineStretches {
 public:
  /// `begin`: where the first line begins. The input must outlive the object.
  LineStretches(Input& input, std::uint64_t begin, std::size_t max_record)
      : input_(input), offset_(begin), max_record_(max_record) {}
  /// The next run; its buffer is used again. False: nothing is left.
  bool next(LineStretch& stretch);

 private:
  bool read(LineStretch& stretch);
  void skip_line(LineStretch& stretch);

  std::mutex mutex_;
  Input& input_;
  std::uint64_t offset_;  // of what is handed out next
  std::size_t max_record_;
  std::size_t number_ = 0;
  std::vector<char> rest_;  // read, not yet handed out: the beginning of a line
  bool ended_ = false;
  bool inside_ = false;  // of a line that is too long
  std::string failure_;
};

}  // namespace kelpie::tables::readers
