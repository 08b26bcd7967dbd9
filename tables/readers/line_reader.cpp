#include "tables/readers/line_reader.hpp"

#include <algorithm>
#include <cstring>

#include "tables/readers/json_scan.hpp"
#include "tables/readers/json_text.hpp"

namespace kelpie::tables::readers {

namespace {

constexpr std::size_t block_bytes = std::size_t{1} << 20;

const char* find_newline(const char* p, const char* end) {
  const void* found = std::memchr(p, '\n', static_cast<std::size_t>(end - p));
  return found == nullptr ? end : static_cast<const char*>(found);
}

const char* behind_last_newline(const char* p, const char* end) {
  const void* found = ::memrchr(p, '\n', static_cast<std::size_t>(end - p));
  return found == nullptr ? p : static_cast<const char*>(found) + 1;
}

std::string too_long(std::size_t most) {
  return "the line is longer than the largest record, " + std::to_string(most) + " bytes";
}

}  // namespace

void LineReader::read_line(const char* p, const char* end, RecordReader& reader, const RejectSink& reject) {
  for (p = skip_blanks(p, end); p < end; p = skip_blanks(p, end)) {
    if (*p == ',' || *p == ']') {  // the lines of a list
      ++p;
    } else if (*p == '[' && skip_blanks(p + 1, end) == end) {
      return;
    } else if (*p == '{' || *p == '[') {
      p = reader.read(p, end, reject);
      if (p == nullptr) return;
    } else {
      reject(p, "expected a JSON object", {});
      return;
    }
  }
}

/// A line with bytes that are no UTF-8.
void LineReader::repair_line(const char* p, const char* end, RecordReader& reader, Rejections& rejections) {
  std::string repaired;
  if (!repair_utf8({p, static_cast<std::size_t>(end - p)}, repaired)) return;
  ++rejections.repaired;
  const std::size_t size = repaired.size();
  repaired.append(scan_padding, '\n');
  read_line(repaired.data(), repaired.data() + size, reader, [&](const char*, std::string reason, std::string_view) {
    rejections.add(line_, offset_ + static_cast<std::uint64_t>(p - buffer_.data()), std::move(reason),
                   {p, static_cast<std::size_t>(end - p)});
  });
}

void LineReader::read_lines(const char* p, const char* end, bool clean, RecordReader& reader) {
  std::string_view line;
  const RejectSink reject = [this, &line](const char* at, std::string reason, std::string_view record) {
    rejections_->add(line_, offset_ + static_cast<std::uint64_t>(at - buffer_.data()), std::move(reason),
                     record.empty() ? line : record);
  };
  while (p < end) {
    const char* newline = find_newline(p, end);
    line = {p, static_cast<std::size_t>(newline - p)};
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.size() > max_record_) {
      reject(p, too_long(max_record_), {});
    } else if (newline > p) {
      if (clean || is_utf8({p, static_cast<std::size_t>(newline - p)})) {
        read_line(p, newline, reader, reject);
      } else {
        repair_line(p, newline, reader, *rejections_);
      }
    }
    ++line_;
    p = newline + 1;
  }
}

void LineReader::read(Input& input, std::uint64_t begin, std::uint64_t end, bool at_line, RecordReader& reader,
                      Rejections& rejections) {
  rejections_ = &rejections;
  line_ = 0;
  // A stretch owns the lines that begin in it; whether its first byte begins one, the byte before tells.
  bool inside = !at_line;
  offset_ = inside ? begin - 1 : begin;
  std::size_t filled = 0;
  std::string error;
  for (;;) {
    const std::size_t wanted = filled + std::max(block_bytes, filled);
    if (buffer_.size() < wanted + scan_padding) buffer_.resize(wanted + scan_padding);
    const std::size_t got = input.read(offset_ + filled, buffer_.data() + filled, wanted - filled, error);
    const bool last = got < wanted - filled;
    filled += got;
    std::memset(buffer_.data() + filled, '\n', scan_padding);
    const char* p = buffer_.data();
    const char* const all = p + filled;
    if (inside) {
      const char* newline = find_newline(p, all);
      if (newline == all && !last) {
        offset_ += filled;
        filled = 0;
        if (offset_ >= end) break;
        continue;
      }
      p = std::min(newline + 1, all);
      inside = false;
    }
    // A line that an error cuts off is the error's.
    const char* stop = last && error.empty() ? all : behind_last_newline(p, all);
    // Lines that begin at or behind `end` are another stretch's.
    const std::uint64_t left = end > offset_ ? end - offset_ : 0;
    if (left < static_cast<std::uint64_t>(stop - buffer_.data())) {
      const char* bound = buffer_.data() + left;
      if (bound <= p) break;
      stop = bound[-1] == '\n' ? bound : std::min(find_newline(bound, stop) + 1, stop);
    }
    read_lines(p, stop, is_utf8({p, static_cast<std::size_t>(stop - p)}), reader);
    if (static_cast<std::uint64_t>(stop - buffer_.data()) >= left) break;
    if (!error.empty()) rejections.add(line_, offset_ + filled, "the input cannot be read further: " + error);
    if (last) break;
    const auto used = static_cast<std::size_t>(stop - buffer_.data());
    if (filled - used > max_record_) {
      rejections.add(line_, offset_ + used,
                     too_long(max_record_),
                     {stop, filled - used});
      inside = true;  // go on behind its newline
      offset_ += filled;
      filled = 0;
      ++line_;
      continue;
    }
    std::memmove(buffer_.data(), stop, filled - used);
    offset_ += used;
    filled -= used;
  }
  rejections.lines = line_;
}

}  // namespace kelpie::tables::readers
