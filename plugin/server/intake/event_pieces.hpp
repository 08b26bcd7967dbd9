#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "plugin/server/intake/document_cuts.hpp"
#include "tables/readers/sniff.hpp"

namespace kelpie::server {

/// Whole records, a part of something larger. What is a table in CSV has its header in every part.
struct EventPiece {
  std::string events;
  tables::readers::Sniffed::Layout layout = tables::readers::Sniffed::Layout::lines;
  std::uint64_t lines_before = 0, bytes_before = 0;
  std::uint64_t begin = 0, end = 0;  // the bytes of the whole that this piece deals with
};

/// Cuts events of any form that the readers know into pieces of whole records, as they come. The same bytes give the
/// same pieces, however they come. Holds a piece, or a record that is larger.
class EventPieces {
 public:
  struct Options {
    std::size_t piece_bytes = std::size_t{4} << 20;
    std::size_t record_bytes = std::size_t{16}
                               << 20;  // at most; of a larger one the beginning is handed on and the rest left out
    bool is_csv = false;               // that is known
  };
  EventPieces(Options options, std::function<void(EventPiece)> take);

  /// Throws RequestRefused when the bytes are of no form with events, and what `take` throws.
  void add(std::string_view bytes);
  void finish();
  [[nodiscard]] std::uint64_t bytes() const { return offset_ + buffer_.size(); }

 private:
  using Layout = tables::readers::Sniffed::Layout;
  void look_at_more();
  void recognise(bool whole);
  void cut();
  void cut_documents();
  void look();
  void look_at_rows();
  void skip_to_line();
  void skip_to_record();
  void hand_on(std::size_t size);
  void drop(std::size_t size);

  const Options options_;
  const std::function<void(EventPiece)> take_;
  std::optional<Layout> layout_;
  std::string buffer_;
  std::uint64_t offset_ = 0, lines_ = 0;  // of the buffer's first byte
  std::uint64_t dealt_with_ = 0;          // bytes that pieces so far stand for
  std::size_t looked_ = 0, cut_ = 0;      // lines and rows: how far was looked, behind the last complete one
  bool quoted_ = false;                   // rows: at looked_
  std::string header_;
  bool skipping_ = false;  // the rest of what was too large
  DocumentCuts documents_;
};

}  // namespace kelpie::server
