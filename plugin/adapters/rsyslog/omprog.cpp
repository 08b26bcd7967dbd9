#include "plugin/adapters/rsyslog/omprog.hpp"

#include <chrono>
#include <iostream>

#include <poll.h>

#include "plugin/adapters/rsyslog/answers.hpp"
#include "plugin/adapters/rsyslog/deferred_events.hpp"
#include "plugin/adapters/rsyslog/input_lines.hpp"
#include "plugin/adapters/rsyslog/store_intake.hpp"
#include "plugin/output/terminal.hpp"

namespace kelpie::plugin::rsyslog {

namespace {

using namespace std::chrono_literals;

// Of one message: rsyslog's maxMessageSize is a few hundred kilobytes at most.
constexpr std::size_t max_line_bytes = std::size_t{16} << 20;
// A transaction of more is stored as it comes; what it repeats is known as duplicates.
constexpr std::size_t max_deferred_bytes = std::size_t{64} << 20;
// omprog waits ten seconds for an answer or a dot unless confirmTimeout says less.
constexpr auto dot_pause = 500ms;
constexpr auto opening_patience = 8s;
constexpr auto storing_patience = 60s;
constexpr std::size_t told_refusals = 5;

void tell(const std::string& line) { std::cerr << "kelpie: " << line << std::endl; }

/// Whether rsyslog has closed its end.
bool closed(int descriptor) {
  pollfd asked{descriptor, POLLIN, 0};
  return ::poll(&asked, 1, 0) > 0 && (asked.revents & (POLLHUP | POLLERR)) != 0 && (asked.revents & POLLIN) == 0;
}

/// Beside the store's folder, as the state of rules is.
std::string deferred_file(std::string store) {
  while (store.size() > 1 && store.back() == '/') store.pop_back();
  return store + ".omprog";
}

class Conversation {
 public:
  explicit Conversation(OmprogOptions options)
      : options_(std::move(options)),
        lines_(options_.input, max_line_bytes),
        answers_(options_.output, dot_pause),
        intake_({options_.store, options_.schemas, options_.writing, options_.ingest, options_.keep,
                 [input = options_.input] { return closed(input); }, tell}),
        deferred_(deferred_file(options_.store)) {}

  bool run() {
    answers_.begin();
    if (!intake_.open(opening_patience)) return false;
    if (!deferred_.open()) {
      tell(deferred_.error());
      return false;
    }
    if (!store_deferred()) return false;  // of a process that was killed
    bool listens = answers_.answer("OK");
    while (listens) {
      const InputLines::Found found = lines_.next();
      if (found == InputLines::Found::end) break;
      answers_.begin();
      const char* answer = found == InputLines::Found::oversize ? oversize() : respond(lines_.line());
      if (answer == nullptr) return false;
      listens = answers_.answer(answer);
    }
    return store_deferred();
  }

 private:
  /// Null: it could not be stored.
  const char* respond(std::string_view line) {
    if (line == "BEGIN TRANSACTION") {
      in_transaction_ = true;
      return "OK";
    }
    if (line == "COMMIT TRANSACTION") {
      in_transaction_ = false;
      return store_deferred() ? "OK" : nullptr;
    }
    if (!deferred_.add(line)) {
      // No room for another line: once what waits is stored, there may be.
      tell(deferred_.error());
      if (!store_deferred() || !deferred_.add(line)) return nullptr;
    }
    if ((!in_transaction_ || deferred_.lines().size() >= max_deferred_bytes) && !store_deferred()) return nullptr;
    return in_transaction_ ? "DEFER_COMMIT" : "OK";
  }

  const char* oversize() {
    ++messages_refused_;
    tell("refused: a message of more than " + std::to_string(max_line_bytes >> 20) + " MiB");
    if (options_.ingest.dead_letters != nullptr)
      options_.ingest.dead_letters->write(
          {.source = "rsyslog", .reason = "longer than a message may be", .record = lines_.line(), .truncated = true});
    flush_dead_letters();
    return in_transaction_ ? "DEFER_COMMIT" : "OK";
  }

  bool store_deferred() {
    if (deferred_.lines().empty()) return true;
    const StoreIntake::Outcome outcome = intake_.store(deferred_.lines(), options_.table, storing_patience);
    if (!outcome.stored) {
      tell("events could not be stored; ending, so that rsyslog repeats them");
      return false;
    }
    if (outcome.refused > 0) tell_refused(outcome);
    if (!deferred_.clear()) tell(deferred_.error());  // they are stored once more some day, and known then
    return true;
  }

  void tell_refused(const StoreIntake::Outcome& outcome) {
    messages_refused_ += outcome.refused;
    for (std::size_t i = 0; i < outcome.first_refused.size() && i < told_refusals; ++i)
      tell("refused: " + harmless(outcome.first_refused[i].reason));
    tell(std::to_string(outcome.refused) + " refused, " + std::to_string(messages_refused_) + " since the start; " +
         (options_.ingest.dead_letters != nullptr ? "see " + options_.ingest.dead_letters->path()
                                                  : "--dead-letters FILE keeps them"));
    flush_dead_letters();
  }

  void flush_dead_letters() {
    tables::DeadLetters* letters = options_.ingest.dead_letters;
    if (letters != nullptr && !letters->flush())
      tell("refused records could not be written to " + letters->path() + ": " + letters->error());
  }

  OmprogOptions options_;
  InputLines lines_;
  Answers answers_;
  StoreIntake intake_;
  DeferredEvents deferred_;
  bool in_transaction_ = false;
  std::uint64_t messages_refused_ = 0;
};

}  // namespace

bool run_omprog(OmprogOptions options) { return Conversation(std::move(options)).run(); }

}  // namespace kelpie::plugin::rsyslog
