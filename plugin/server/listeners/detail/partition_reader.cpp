#include "plugin/server/listeners/detail/partition_reader.hpp"

#include <algorithm>

namespace kelpie::server::listening {

namespace {

constexpr std::chrono::milliseconds pause_without_room{5}, pause_after_failure{250};

}  // namespace

void SourcesUnderWay::begin(const std::string& source) {
  const std::lock_guard lock(mutex_);
  ++sources_[source];
}

void SourcesUnderWay::end(const std::string& source) {
  const std::lock_guard lock(mutex_);
  if (const auto found = sources_.find(source); found != sources_.end() && --found->second == 0) sources_.erase(found);
  ++endings_;
  ended_.notify_all();
}

bool SourcesUnderWay::wait_for(const std::string& source, std::chrono::steady_clock::time_point deadline) {
  std::unique_lock lock(mutex_);
  return ended_.wait_until(lock, deadline, [&] { return !sources_.contains(source); });
}

void SourcesUnderWay::wait_for_any(std::chrono::steady_clock::time_point deadline) {
  std::unique_lock lock(mutex_);
  ended_.wait_until(lock, deadline, [&] { return endings_ != seen_; });
  seen_ = endings_;
}

PartitionReader::PartitionReader(std::string source, std::string table, std::shared_ptr<SourcesUnderWay> under_way)
    : source_(std::move(source)), table_(std::move(table)), under_way_(std::move(under_way)) {}

void PartitionReader::begin(IntakeService& intake) {
  const tables::store::SourceProgress progress = intake.progress(source_);
  if (progress.done.empty()) return;
  position_ = static_cast<std::int64_t>(progress.done.back().second);
  incarnation_ = progress.head_hash;
}

void PartitionReader::begin_anew() {
  ++incarnation_;
  position_.reset();
}

bool PartitionReader::take(std::int64_t offset, std::string_view payload) {
  if (position_ && offset < *position_) return false;
  // What lies between (records of transactions, compacted ones) is read as well.
  if (messages_ == 0) begin_ = position_.value_or(offset);
  position_ = offset + 1;
  ++messages_;
  const std::size_t begin = events_.size();
  events_ += payload;
  std::replace_if(
      events_.begin() + static_cast<std::ptrdiff_t>(begin), events_.end(),
      [](char letter) { return letter == '\n' || letter == '\r'; }, ' ');
  if (!payload.empty()) events_ += '\n';
  return true;
}

void PartitionReader::make_batch() {
  batch_ = std::make_unique<IntakeBatch>();
  batch_->table = table_;
  batch_->events.swap(events_);
  batch_->from = source_;
  batch_->sources.push_back({source_, 0, incarnation_, static_cast<std::uint64_t>(begin_), static_cast<std::uint64_t>(*position_)});
  batch_messages_ = messages_;
  messages_ = 0;
}

void PartitionReader::offer(IntakeService& intake, Moment now) {
  if (ended_ || offered_ || now < again_) return;
  if (batch_ == nullptr) {
    if (messages_ == 0) return;
    make_batch();
  }
  answer_ = std::make_shared<Answer>();
  under_way_->begin(source_);
  const bool taken =
      intake.offer(*batch_, [answer = answer_, under_way = under_way_, source = source_](const IntakeAnswer& got) {
        {
          const std::lock_guard lock(answer->mutex);
          answer->outcome = got.outcome;
        }
        under_way->end(source);
      });
  if (taken) {
    offered_ = true;
    return;
  }
  under_way_->end(source_);
  again_ = now + pause_without_room;
}

std::optional<PartitionReader::Stored> PartitionReader::take_stored(Moment now) {
  if (!offered_) return std::nullopt;
  std::optional<IntakeAnswer::Outcome> outcome;
  {
    const std::lock_guard lock(answer_->mutex);
    outcome = answer_->outcome;
  }
  if (!outcome) return std::nullopt;
  offered_ = false;
  switch (*outcome) {
    case IntakeAnswer::Outcome::stored: {
      const Stored stored{batch_messages_, static_cast<std::int64_t>(batch_->sources.front().end)};
      batch_.reset();
      return stored;
    }
    case IntakeAnswer::Outcome::ending:
      ended_ = true;
      break;
    default:
      again_ = now + pause_after_failure;
  }
  return std::nullopt;
}

}  // namespace kelpie::server::listening
