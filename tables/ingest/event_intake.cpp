#include "tables/ingest/event_intake.hpp"

#include <limits>
#include <random>

#include "tables/ingest/ingest_worker.hpp"

namespace kelpie::tables {

class EventIntake::State {
 public:
  State(const SchemaSet& schemas, store::Writer& writer, IngestOptions options, std::string source)
      : options_(std::move(options)),
        source_(std::move(source)),
        shared_{schemas, writer, options_, new_seed(), {}, {}, {}},
        worker_(shared_) {
    // Only store() stores.
    options_.flush_rows = std::numeric_limits<std::size_t>::max();
    options_.flush_bytes = std::numeric_limits<std::uint64_t>::max();
    shared_.told = [this](const Stored& stored) {
      stored_.rows += stored.rows;
      stored_.duplicates += stored.duplicates;
    };
  }

  Read read(std::string_view lines, const std::string& table) {
    readers::Rejections refused = shared_.rejections();
    readers::MemoryInput input(lines, offset_);
    const std::uint64_t before = worker_.reader().rows();
    worker_.reader().begin(++order_, {table, {}});
    worker_.lines().read(input, offset_, offset_ + lines.size(), true, worker_.reader(), refused);
    shared_.add(source_, refused, lines_);
    lines_ += refused.lines;
    offset_ += lines.size();
    const std::uint64_t rows = worker_.reader().rows() - before;
    waiting_ += rows;
    return {rows, refused.count};
  }

  HandedRead read(const Handed& handed) {
    using Layout = readers::Sniffed::Layout;
    std::vector<RejectedRecord> others = std::exchange(shared_.report.first_rejected, {});
    const std::uint64_t rejected = shared_.report.rejected;
    const std::uint64_t before = worker_.reader().rows_to_give();
    const std::string from(handed.from.empty() ? std::string_view(source_) : handed.from);
    const readers::Expectation expected{std::string(handed.table), {}};
    readers::MemoryInput input(handed.events, handed.bytes_before);
    if (handed.layout == Layout::lines) {
      readers::Rejections refused = shared_.rejections();
      worker_.reader().begin(++order_, expected);
      worker_.lines().read(input, handed.bytes_before, handed.bytes_before + handed.events.size(), true,
                           worker_.reader(), refused);
      shared_.add(from, refused, handed.lines_before);
    } else {
      std::atomic<std::uint64_t> order{order_};
      static_cast<void>(worker_.read_all(input, {handed.layout, handed.bytes_before, {}}, expected, from, order,
                                         handed.lines_before));
      order_ = order;
    }
    HandedRead result{worker_.reader().rows_to_give() - before, shared_.report.rejected - rejected,
                      std::exchange(shared_.report.first_rejected, std::move(others))};
    waiting_ += result.rows;
    return result;
  }

  Stored store(std::vector<store::SourceRange> sources) {
    waiting_ = 0;
    for (store::SourceRange& range : sources) worker_.covered(std::move(range));
    stored_ = {};
    worker_.flush();
    return stored_;
  }

  std::vector<RejectedRecord> take_refused() { return std::exchange(shared_.report.first_rejected, {}); }
  [[nodiscard]] std::uint64_t waiting() const { return waiting_; }

 private:
  static std::uint64_t new_seed() {
    std::random_device device;
    return (std::uint64_t{device()} << 32) | device();
  }

  IngestOptions options_;
  std::string source_;
  IngestShared shared_;
  IngestWorker worker_;
  std::uint64_t order_ = 0, offset_ = 0, lines_ = 0, waiting_ = 0;
  Stored stored_;
};

EventIntake::EventIntake(const SchemaSet& schemas, store::Writer& writer, IngestOptions options, std::string source)
    : state_(std::make_unique<State>(schemas, writer, std::move(options), std::move(source))) {}
EventIntake::~EventIntake() = default;

EventIntake::Read EventIntake::read(std::string_view lines, const std::string& table) {
  return state_->read(lines, table);
}
std::uint64_t EventIntake::waiting() const { return state_->waiting(); }
EventIntake::HandedRead EventIntake::read(const Handed& handed) { return state_->read(handed); }
Stored EventIntake::store() { return state_->store({}); }
Stored EventIntake::store(std::vector<store::SourceRange> sources) { return state_->store(std::move(sources)); }
std::vector<RejectedRecord> EventIntake::take_refused() { return state_->take_refused(); }

}  // namespace kelpie::tables
