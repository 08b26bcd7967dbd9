#include "plugin/server/intake/numbered_events.hpp"

#include <algorithm>

namespace kelpie::server {

namespace {

/// An answer describes so many refused lines of a batch, that is, all.
constexpr std::uint64_t most_in_batch = 100;
constexpr std::size_t most_bytes = std::size_t{4} << 20;

}  // namespace

NumberedEvents::NumberedEvents(IntakeService& intake, std::string from)
    : batches_(intake, std::numeric_limits<std::size_t>::max()), from_(std::move(from)) {}

void NumberedEvents::send() {
  if (in_batch_ == 0) return;
  batch_.from = from_;
  batches_.add(std::exchange(batch_, {}));
  in_batch_ = 0;
}

void NumberedEvents::add(std::string_view event, std::string_view table) {
  if (in_batch_ == most_in_batch || batch_.table != table || batch_.events.size() + event.size() > most_bytes) send();
  if (in_batch_ == 0) {
    batch_.table = table;
    batch_.lines_before = count_;
  }
  const std::size_t begin = batch_.events.size();
  batch_.events += event;
  // Within JSON these are blanks; in a string they would be no JSON.
  std::replace_if(
      batch_.events.begin() + static_cast<std::ptrdiff_t>(begin), batch_.events.end(),
      [](char c) { return c == '\n' || c == '\r'; }, ' ');
  batch_.events += '\n';
  ++in_batch_;
  ++count_;
}

std::vector<RecordProblem> NumberedEvents::finish() {
  send();
  IntakeAnswer answer = batches_.finish();
  std::stable_sort(answer.problems.begin(), answer.problems.end(),
                   [](const RecordProblem& one, const RecordProblem& other) { return one.line < other.line; });
  return std::move(answer.problems);
}

}  // namespace kelpie::server
