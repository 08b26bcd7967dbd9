#include "plugin/server/listeners/detail/intake_window.hpp"

#include <algorithm>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>

namespace kelpie::server::listening {

namespace {

constexpr std::chrono::milliseconds first_pause{2}, longest_pause{100};
/// Until a batch is offered again that the disk did not take.
constexpr std::chrono::milliseconds pause_after_failure{250};

}  // namespace

IntakeWindow::IntakeWindow(asio::any_io_executor strand, IntakeService& intake, std::shared_ptr<Lives> lives,
                           std::size_t most_bytes, std::function<void(const Entry&)> stored)
    : strand_(std::move(strand)),
      intake_(intake),
      lives_(std::move(lives)),
      most_bytes_(most_bytes),
      stored_(std::move(stored)),
      changed_(strand_) {}

bool IntakeWindow::offer(const std::shared_ptr<Entry>& entry) {
  // The life ends with the callback, after it was posted: the executor is there until then.
  return intake_.offer(
      entry->batch, [life = Lives::One(lives_), self = shared_from_this(), entry](const IntakeAnswer& answer) {
        asio::post(self->strand_, [life, self, entry, outcome = answer.outcome] { self->answered(entry, outcome); });
      });
}

asio::awaitable<bool> IntakeWindow::offer_until_taken(std::shared_ptr<Entry> entry) {
  auto wait = first_pause;
  while (!ended_) {
    const IntakeService::Load load = intake_.load();
    // A batch larger than all there may be is the intake's to judge.
    const bool room = load.bytes == 0 || load.bytes + entry->batch.events.size() <= load.most;
    if (room && offer(entry)) co_return true;
    co_await pause(strand_, wait);
    wait = std::min(wait * 2, longest_pause);
  }
  co_return false;
}

asio::awaitable<bool> IntakeWindow::put(Entry made) {
  const auto entry = std::make_shared<Entry>(std::move(made));
  const std::size_t size = entry->batch.events.size() + entry->answers.size();
  while (!ended_ && bytes_ > 0 && bytes_ + size > most_bytes_) co_await changed_.wait();
  if (ended_) co_return false;
  entries_.push_back(entry);
  bytes_ += size;
  if (entry->batch.events.empty()) {
    answered(entry, IntakeAnswer::Outcome::stored);
    co_return true;
  }
  co_return co_await offer_until_taken(entry);
}

asio::awaitable<bool> IntakeWindow::put_lines(SyslogLines lines, std::string table, std::string from,
                                              std::string answers, std::uint64_t messages) {
  // A batch's table is also that of records that name another one, so rows of Syslog go by themselves.
  const auto entry_of = [&](std::string table_name, std::string text) {
    Entry entry;
    entry.batch.table = std::move(table_name);
    entry.batch.events = std::move(text);
    entry.batch.from = from;
    return entry;
  };
  if (!lines.rows.empty() && !lines.events.empty()) {
    if (!co_await put(entry_of("Syslog", std::move(lines.rows)))) co_return false;
    lines.rows.clear();
  }
  const bool rows = !lines.rows.empty();
  if (lines.size() == 0 && answers.empty()) co_return !ended_;
  Entry last = entry_of(rows ? "Syslog" : std::move(table), std::move(rows ? lines.rows : lines.events));
  last.answers = std::move(answers);
  last.messages = messages;
  co_return co_await put(std::move(last));
}

void IntakeWindow::answered(const std::shared_ptr<Entry>& entry, IntakeAnswer::Outcome outcome) {
  if (ended_) return;
  if (outcome == IntakeAnswer::Outcome::ending) return end();
  if (outcome != IntakeAnswer::Outcome::stored) {
    const auto again = [](Lives::One, std::shared_ptr<IntakeWindow> self,
                          std::shared_ptr<Entry> one) -> asio::awaitable<void> {
      co_await pause(self->strand_, pause_after_failure);
      co_await self->offer_until_taken(std::move(one));
    };
    asio::co_spawn(strand_, again(Lives::One(lives_), shared_from_this(), entry), asio::detached);
    return;
  }
  entry->stored = true;
  while (!entries_.empty() && entries_.front()->stored) {
    const Entry& front = *entries_.front();
    bytes_ -= front.batch.events.size() + front.answers.size();
    stored_(front);
    entries_.pop_front();
  }
  changed_.tell();
}

asio::awaitable<bool> IntakeWindow::drain() {
  while (!ended_ && !entries_.empty()) co_await changed_.wait();
  co_return !ended_;
}

void IntakeWindow::end() {
  ended_ = true;
  changed_.tell();
}

}  // namespace kelpie::server::listening
