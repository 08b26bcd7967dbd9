#include "plugin/server/intake/document_cuts.hpp"

#include "tables/readers/json_scan.hpp"
#include "tables/readers/record_reader.hpp"

namespace kelpie::server {

namespace {

/// Pages lie within so many objects at most.
constexpr int deepest_page = 6;
/// No key of a page is longer.
constexpr std::size_t longest_key = 16;

}  // namespace

void DocumentCuts::open(char c) {
  // The brackets of a list that holds all records say nothing.
  if (c == '[' && depth_ == 0) return;
  ++depth_;
  if (c != '[') return;
  if (!page_ && record_depth_ == 0 && lists_ == 0 && depth_ <= deepest_page && last_ == ':' &&
      tables::readers::is_page_key(text_)) {
    page_ = at_ + 1;
    page_depth_ = depth_;
  }
  ++lists_;
}

void DocumentCuts::close(char c) {
  if (depth_ == 0) return;
  --depth_;
  if (c == ']' && lists_ > 0) --lists_;
  if (record_depth_ > 0) {
    if (depth_ == record_depth_) cut_ = at_ + 1;
    if (depth_ == record_depth_ - 1 && !list_end_) list_end_ = at_;
    if (depth_ == 0) page_end_ = at_ + 1;
  } else if (depth_ == 0) {
    cut_ = at_ + 1;
    page_.reset();
  }
}

void DocumentCuts::look_at(char c) {
  if (inside_text_) {
    // A string does not go over the end of a line: what is broken shall not swallow all that follows.
    if (escaped_)
      escaped_ = false;
    else if (c == '\\')
      escaped_ = true;
    else if (c == '"' || c == '\n')
      inside_text_ = false;
    if (inside_text_ && text_.size() <= longest_key) text_ += c;
    return;
  }
  switch (c) {
    case '"':
      inside_text_ = true;
      text_.clear();
      break;
    case '{':
    case '[':
      open(c);
      break;
    case '}':
    case ']':
      close(c);
      break;
    default:
      break;
  }
  if (!tables::readers::is_blank(c)) last_ = c;
}

void DocumentCuts::look(std::string_view buffer) {
  for (; at_ < buffer.size() && !page_end_; ++at_) look_at(buffer[at_]);
}

void DocumentCuts::enter_page() {
  const int depth = page_depth_;
  restart();
  depth_ = record_depth_ = depth;
  lists_ = 1;
}

void DocumentCuts::dropped(std::size_t bytes) {
  const auto less = [bytes](std::size_t& place) { place = place > bytes ? place - bytes : 0; };
  less(at_);
  less(cut_);
  for (auto* place : {&page_, &list_end_, &page_end_})
    if (*place) less(**place);
}

}  // namespace kelpie::server
