#include "plugin/instance/intake_thread.hpp"

#include "tables/damaged_data.hpp"
#include "tables/store/store_error.hpp"

namespace kelpie::plugin {

namespace {

constexpr std::chrono::seconds between_attempts{1};
/// Refused events that the log describes after one write.
constexpr int told_at_once = 3;
/// Lines that are read before they are stored: what one append holds in memory.
constexpr std::size_t append_bytes = std::size_t{64} << 20;

}  // namespace

IntakeThread::IntakeThread(BatchQueue& queue, EventStore& store, HostServices& host, Statistics& statistics,
                           std::int64_t retention, std::function<void()> stored)
    : queue_(queue),
      store_(store),
      host_(host),
      statistics_(statistics),
      retention_(retention),
      stored_(std::move(stored)) {
  const SignalsBlocked blocked;
  thread_ = std::thread([this] { run(); });
}

IntakeThread::~IntakeThread() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  changed_.notify_all();
  queue_.interrupt();
  thread_.join();
}

void IntakeThread::run() {
  const PluginThread here;
  while (!ending_) {
    const std::deque<QueuedBatch>& batches = queue_.next();
    if (ending_) break;
    if (batches.empty()) {  // the queue is closed
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return ending_.load(); });
      break;
    }
    if (store(batches)) continue;
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, between_attempts, [this] { return ending_.load(); });
  }
}

bool IntakeThread::store(const std::deque<QueuedBatch>& batches) {
  try {
    if (failing_) store_.reopen();
    tables::EventIntake& intake = store_.intake();
    tables::Stored all;
    std::uint64_t refused = 0;
    std::size_t bytes = 0;
    const auto append = [&] {
      const tables::Stored stored = intake.store();
      all.rows += stored.rows;
      all.duplicates += stored.duplicates;
      bytes = 0;
    };
    for (const QueuedBatch& batch : batches) {
      refused += intake.read(batch.lines, batch.table).refused;
      bytes += batch.lines.size();
      if (bytes >= append_bytes) append();
    }
    append();
    int told = 0;
    for (const tables::RejectedRecord& one : intake.take_refused()) {
      if (++told > told_at_once) break;
      host_.log(KELPIE_LOG_WARNING, "an event was refused: " + one.reason + " (line " + std::to_string(one.line) +
                                        " of all that were pushed)");
    }
    if (const std::string lost = refused > 0 ? store_.flush_dead_letters() : std::string(); !lost.empty())
      host_.log(KELPIE_LOG_ERROR, "refused events could not be kept: " + lost);
    const std::uint64_t cookie = batches.back().cookie;
    statistics_.batches += batches.size();
    queue_.done();
    if (failing_) host_.log(KELPIE_LOG_INFO, "the store takes events again");
    failing_ = false;
    report(all, refused, cookie);
    retention_.drop_old(store_, host_.now());
    return true;
  } catch (const std::exception& failure) {
    ++statistics_.store_failures;
    if (!failing_)
      host_.log(KELPIE_LOG_ERROR,
                std::string("events cannot be stored, they are kept and tried again: ") + failure.what());
    failing_ = true;
    store_.close();
    return false;
  }
}

void IntakeThread::report(const tables::Stored& stored, std::uint64_t refused, std::uint64_t cookie) {
  statistics_.events_stored += stored.rows;
  statistics_.events_duplicate += stored.duplicates;
  statistics_.events_refused += refused;
  kelpie_durable told{};
  told.struct_size = sizeof told;
  told.cookie = cookie;
  told.stored = stored.rows;
  told.duplicates = stored.duplicates;
  told.refused = refused;
  host_.durable(told);
  stored_();
}

}  // namespace kelpie::plugin
