#include "tables/ingest/event_intake.hpp"

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

  Stored store() {
    waiting_ = 0;
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
Stored EventIntake::store() { return state_->store(); }
std::vector<RejectedRecord> EventIntake::take_refused() { return state_->take_refused(); }

}  // namespace kelpie::tables
