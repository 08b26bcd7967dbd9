#include "plugin/adapters/rsyslog/store_intake.hpp"

#include <thread>

#include "tables/damaged_data.hpp"
#include "tables/store/store_error.hpp"

namespace kelpie::plugin::rsyslog {

namespace {

constexpr std::chrono::milliseconds between_attempts{500};

}  // namespace

StoreIntake::StoreIntake(Options options) : options_(std::move(options)) {}

void StoreIntake::fail(const std::string& why) {
  intake_.reset();
  writer_.reset();
  if (why == told_) return;
  told_ = why;
  options_.tell(why);
}

bool StoreIntake::open_once() {
  if (intake_) return true;
  try {
    writer_ = std::make_unique<tables::store::Writer>(options_.store, options_.schemas, options_.writing);
    if (options_.keep > 0) writer_->drop_before(options_.ingest.now() - options_.keep);
    intake_ = std::make_unique<tables::EventIntake>(*options_.schemas, *writer_, options_.ingest, "rsyslog");
    return true;
  } catch (const tables::store::StoreError& error) {
    fail(error.what());
    return false;
  }
}

bool StoreIntake::pause(std::chrono::steady_clock::time_point deadline) {
  if (std::chrono::steady_clock::now() >= deadline) return false;
  if ((options_.ingest.stop != nullptr && *options_.ingest.stop) || (options_.abandoned && options_.abandoned()))
    return false;
  std::this_thread::sleep_for(between_attempts);
  return true;
}

bool StoreIntake::open(std::chrono::milliseconds patience) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (!open_once())
    if (!pause(deadline)) return false;
  told_.clear();
  return true;
}

StoreIntake::Outcome StoreIntake::store(std::string_view lines, const std::string& table,
                                        std::chrono::milliseconds patience) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  do {
    if (!open_once()) continue;
    try {
      Outcome outcome;
      outcome.refused = intake_->read(lines, table).refused;
      const tables::Stored stored = intake_->store();
      outcome.rows = stored.rows;
      outcome.duplicates = stored.duplicates;
      outcome.first_refused = intake_->take_refused();
      outcome.stored = true;
      if (!told_.empty()) options_.tell("the store takes events again");
      told_.clear();
      return outcome;
    } catch (const tables::store::StoreError& error) {
      fail(error.what());
    }
  } while (pause(deadline));
  return {};
}

}  // namespace kelpie::plugin::rsyslog
