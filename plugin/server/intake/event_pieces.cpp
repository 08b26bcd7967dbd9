#include "plugin/server/intake/event_pieces.hpp"

#include <algorithm>
#include <cstring>

#include "plugin/server/http/router.hpp"

namespace kelpie::server {

namespace {

/// Bytes that mostly show what a body holds, and those after which more would not.
constexpr std::size_t enough_to_see = std::size_t{64} << 10;
/// Decisions are made at multiples of so many bytes of the whole: where is cut does not depend on how it comes.
constexpr std::size_t look_step = std::size_t{64} << 10;
constexpr std::size_t all_to_see = std::size_t{1} << 20;
/// A page that is larger is cut within.
constexpr std::size_t whole_page = std::size_t{8} << 20;

std::size_t behind_last_newline(std::string_view text) {
  const std::size_t found = text.rfind('\n');
  return found == std::string_view::npos ? 0 : found + 1;
}

}  // namespace

EventPieces::EventPieces(Options options, std::function<void(EventPiece)> take)
    : options_(options), take_(std::move(take)) {}

void EventPieces::add(std::string_view bytes) {
  while (!bytes.empty()) {
    const std::size_t step = std::min<std::size_t>(bytes.size(), look_step - this->bytes() % look_step);
    buffer_ += bytes.substr(0, step);
    bytes.remove_prefix(step);
    if (this->bytes() % look_step == 0) look_at_more();
  }
}

void EventPieces::look_at_more() {
  if (!layout_) {
    const bool line = buffer_.size() >= enough_to_see && buffer_.find('\n') < buffer_.size();
    if (!line && buffer_.size() < all_to_see) return;
    recognise(false);
  }
  cut();
}

void EventPieces::recognise(bool whole) {
  tables::readers::MemoryInput input(buffer_);
  const tables::readers::Sniffed sniffed = tables::readers::sniff(input, options_.is_csv);
  if (sniffed.layout == Layout::unreadable) {
    std::string reason = sniffed.reason;
    if (reason.starts_with("the file")) reason.replace(0, 8, "the body");
    throw RequestRefused({400,
                          "UnreadableBody",
                          reason + ". Send JSON, a record a line or in a list or page, or CSV with a header; gzip with "
                                   "'Content-Encoding: gzip'",
                          {}});
  }
  // Blanks only: perhaps something follows.
  if (sniffed.layout == Layout::empty && !whole) return drop(buffer_.size());
  if (sniffed.begin > 0) std::fill_n(buffer_.begin(), sniffed.begin, ' ');
  layout_ = sniffed.layout;
}

void EventPieces::finish() {
  if (!layout_) recognise(true);
  look();
  cut();
  if (*layout_ == Layout::documents && documents_.list_end()) {
    // What follows the list in its page, which has no end.
    if (*documents_.list_end() > 0) hand_on(*documents_.list_end());
    return drop(buffer_.size());
  }
  if (*layout_ != Layout::empty && !skipping_ && buffer_.find_first_not_of(" \t\r\n") != std::string::npos)
    hand_on(buffer_.size());
  else
    drop(buffer_.size());
}

void EventPieces::look_at_rows() {
  for (; looked_ < buffer_.size(); ++looked_) {
    if (buffer_[looked_] == '"') quoted_ = !quoted_;
    if (buffer_[looked_] != '\n' || quoted_) continue;
    cut_ = looked_ + 1;
    if (header_.empty()) {
      header_ = buffer_.substr(0, cut_);
      drop(cut_);
      looked_ = static_cast<std::size_t>(-1);  // and on at 0
    }
  }
}

void EventPieces::look() {
  if (skipping_) *layout_ == Layout::documents ? skip_to_record() : skip_to_line();
  if (skipping_) return;
  if (*layout_ == Layout::lines) {
    const std::size_t found = behind_last_newline(std::string_view(buffer_).substr(looked_));
    if (found > 0) cut_ = looked_ + found;
    looked_ = buffer_.size();
  } else if (*layout_ == Layout::csv) {
    look_at_rows();
  } else if (*layout_ == Layout::documents) {
    documents_.look(buffer_);
  }
}

void EventPieces::cut() {
  if (!layout_) return;
  look();
  if (*layout_ == Layout::documents) return cut_documents();
  if (buffer_.size() < options_.piece_bytes) return;
  if (cut_ > 0) return hand_on(cut_);
  if (buffer_.size() <= options_.record_bytes) return;
  hand_on(buffer_.size());
  skipping_ = true;
}

void EventPieces::cut_documents() {
  for (;;) {
    const auto list_end = documents_.list_end();
    if (list_end && documents_.page_end()) {
      const std::size_t end = *documents_.page_end();
      if (*list_end > 0) {
        const std::size_t rest = end - *list_end;
        hand_on(*list_end);
        drop(rest);
      } else {
        drop(end);
      }
      documents_.restart();
      documents_.look(buffer_);
      continue;
    }
    if (buffer_.size() < options_.piece_bytes) return;
    if (documents_.cut() > 0 && !list_end) return hand_on(documents_.cut());
    if (list_end && *list_end > 0) return hand_on(*list_end);
    if (documents_.page() && buffer_.size() > std::min(whole_page, options_.record_bytes)) {
      drop(*documents_.page());
      documents_.enter_page();
      documents_.look(buffer_);
      continue;
    }
    if (buffer_.size() <= options_.record_bytes) return;
    if (list_end) return drop(buffer_.size());
    hand_on(buffer_.size());
    documents_.restart();
    skipping_ = true;
    return;
  }
}

void EventPieces::skip_to_line() {
  const std::size_t newline = buffer_.find('\n');
  drop(newline == std::string::npos ? buffer_.size() : newline + 1);
  skipping_ = newline == std::string::npos;
  quoted_ = false;
}

void EventPieces::skip_to_record() {
  const std::size_t found = buffer_.find("\n{");
  // The line may end with the buffer.
  drop(found != std::string::npos ? found + 1 : buffer_.size() - (buffer_.ends_with('\n') ? 1 : 0));
  skipping_ = found == std::string::npos;
}

void EventPieces::hand_on(std::size_t size) {
  EventPiece piece;
  piece.layout = *layout_;
  piece.begin = dealt_with_;
  piece.end = dealt_with_ = offset_ + size;
  piece.bytes_before = offset_;
  piece.lines_before = lines_;
  if (header_.empty()) {
    std::string rest = buffer_.substr(size);
    buffer_.resize(size);
    piece.events = std::move(buffer_);
    lines_ += static_cast<std::uint64_t>(std::count(piece.events.begin(), piece.events.end(), '\n'));
    offset_ += size;
    buffer_ = std::move(rest);
    looked_ -= std::min(looked_, size);
    cut_ = 0;
    documents_.dropped(size);
  } else {
    piece.events = header_ + buffer_.substr(0, size);
    piece.bytes_before -= header_.size();
    piece.lines_before -= static_cast<std::uint64_t>(std::count(header_.begin(), header_.end(), '\n'));
    drop(size);
  }
  take_(std::move(piece));
}

void EventPieces::drop(std::size_t size) {
  lines_ += static_cast<std::uint64_t>(
      std::count(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(size), '\n'));
  offset_ += size;
  buffer_.erase(0, size);
  looked_ -= std::min(looked_, size);
  cut_ = 0;
  documents_.dropped(size);
}

}  // namespace kelpie::server
