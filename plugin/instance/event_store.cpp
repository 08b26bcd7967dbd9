#include "plugin/instance/event_store.hpp"

#include "plugin/instance/plugin_error.hpp"
#include "tables/store/store_error.hpp"

namespace kelpie::plugin {

EventStore::EventStore(Options options, std::shared_ptr<const tables::SchemaSet> schemas)
    : options_(std::move(options)), schemas_(std::move(schemas)) {
  if (!options_.dead_letters.empty()) {
    dead_letters_ = std::make_unique<tables::DeadLetters>(options_.dead_letters);
    if (!dead_letters_->error().empty())
      throw PluginError(KELPIE_UNAVAILABLE, "dead_letters: " + dead_letters_->error());
  }
  reopen();
}

std::string EventStore::flush_dead_letters() {
  return dead_letters_ == nullptr || dead_letters_->flush() ? std::string() : dead_letters_->error();
}

std::shared_ptr<const tables::Catalog> EventStore::snapshot() {
  std::shared_ptr<tables::store::Writer> writer;
  {
    const std::lock_guard lock(mutex_);
    writer = writer_;
    if (writer == nullptr) return last_;
  }
  std::shared_ptr<const tables::Catalog> seen;
  try {
    seen = writer->snapshot();
  } catch (const tables::store::StoreError&) {
    // The writer has failed; what was there is there.
  }
  const std::lock_guard lock(mutex_);
  if (seen != nullptr) last_ = std::move(seen);
  return last_;
}

std::optional<std::int64_t> EventStore::newest_arrival(const tables::Catalog& snapshot) const {
  // What a writer gives is the store's own.
  const std::int64_t newest = static_cast<const tables::store::Snapshot&>(snapshot).state().last_stored;
  return newest > 0 ? std::optional(newest) : std::nullopt;
}

tables::EventIntake& EventStore::intake() {
  const std::lock_guard lock(mutex_);
  if (intake_ == nullptr) throw tables::store::StoreError("the store is not open");
  return *intake_;
}

void EventStore::close() {
  std::shared_ptr<tables::store::Writer> writer;
  const std::lock_guard lock(mutex_);
  intake_.reset();
  writer.swap(writer_);
}

void EventStore::reopen() {
  tables::store::WriterOptions writing;
  writing.holder = options_.holder;
  writing.faults = options_.faults;
  auto writer = std::make_shared<tables::store::Writer>(options_.folder, schemas_, std::move(writing));
  tables::IngestOptions reading;
  reading.workspace_id = options_.workspace_id;
  reading.max_record_bytes = options_.event_bytes;
  reading.dead_letters = dead_letters_.get();
  reading.max_reported = options_.max_reported;
  reading.now = options_.now;
  auto intake = std::make_unique<tables::EventIntake>(*schemas_, *writer, std::move(reading), options_.source);
  auto seen = writer->snapshot();
  const std::lock_guard lock(mutex_);
  writer_ = std::move(writer);
  intake_ = std::move(intake);
  last_ = std::move(seen);
}

tables::store::SourceProgress EventStore::progress(const std::string& source) {
  std::shared_ptr<tables::store::Writer> writer;
  {
    const std::lock_guard lock(mutex_);
    writer = writer_;
  }
  if (writer == nullptr) throw tables::store::StoreError("the store is not open");
  return writer->progress(source);
}

void EventStore::drop_before(std::int64_t ticks) {
  std::shared_ptr<tables::store::Writer> writer;
  {
    const std::lock_guard lock(mutex_);
    writer = writer_;
  }
  if (writer != nullptr) writer->drop_before(ticks);
}

}  // namespace kelpie::plugin
