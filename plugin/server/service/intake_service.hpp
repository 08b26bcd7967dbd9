#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tables/readers/sniff.hpp"
#include "tables/schema_set.hpp"
#include "tables/store/snapshot.hpp"

namespace kelpie::server {

/// Events on their way into the store.
struct IntakeBatch {
  std::string table;   // that events belong to which do not say it themselves; may be empty
  std::string events;  // JSON values, one a line, unless `layout` says otherwise
  std::string from;    // whom they come from, for refused events: "ingest of shipper-1", "relp 10.0.0.7"
  /// What is read of sources with it, stored in the same transaction (offsets of a Kafka partition); may be empty.
  std::vector<tables::store::SourceRange> sources;
  tables::readers::Sniffed::Layout layout = tables::readers::Sniffed::Layout::lines;
  /// Where it is a part of something larger: what is before it there.
  std::uint64_t lines_before = 0, bytes_before = 0;
};

struct RecordProblem {
  std::uint64_t line = 0;  // of the batch, from 0, and the lines before it
  std::string reason;
  std::uint64_t offset = 0;  // of the place in bytes, counted in the same way
};

struct IntakeAnswer {
  enum class Outcome {
    stored,  // all that could be read is on the disk; what could not is in `problems`, and in the file of refused
             // events
    busy,    // no room: nothing of it is kept, worth another try
    failed,  // the disk does not take it: nothing of it is promised, worth another try; what was stored nevertheless,
             // `sources` among it, was stored as a whole
    ending,  // the server stops: nothing of it is kept
  };
  Outcome outcome = Outcome::stored;
  std::uint64_t rows = 0;               // that were read, those that were there before among them
  std::uint64_t refused = 0;            // records
  std::vector<RecordProblem> problems;  // the first hundred
  std::string message;                  // of busy, failed, ending: why
};

/// Events from everywhere to one writer: many batches share one write. Thread-safe.
class IntakeService {
 public:
  virtual ~IntakeService() = default;
  /// Takes a batch when there is room for its bytes; `done` is called once, on a thread of the intake, when the batch
  /// is durable or is not going to be. False: no room, `done` is never called. `done` must be short, throw nothing, and
  /// may offer more.
  [[nodiscard]] virtual bool offer(IntakeBatch batch, std::function<void(IntakeAnswer)> done) = 0;
  /// The same, and the batch stays the caller's when there is no room.
  [[nodiscard]] virtual bool offer_from(IntakeBatch& batch, std::function<void(IntakeAnswer)> done) {
    return offer(IntakeBatch(batch), std::move(done));
  }
  /// The same, waiting: for room until the deadline, then for the disk.
  [[nodiscard]] virtual IntakeAnswer put(IntakeBatch batch, std::chrono::steady_clock::time_point deadline) = 0;
  /// Bytes that are taken and not durable, and how many there may be.
  struct Load {
    std::uint64_t bytes = 0, most = 0;
  };
  [[nodiscard]] virtual Load load() const = 0;
  /// Why nothing can be stored at the moment, for a person; empty: it can.
  [[nodiscard]] virtual std::string failure() const { return {}; }
  [[nodiscard]] virtual const tables::SchemaSet& schemas() const = 0;
  /// Bytes of an event at most; larger ones are refused.
  [[nodiscard]] virtual std::uint64_t event_bytes() const { return std::uint64_t{16} << 20; }
  /// What was read of a source by all durable batches. Throws StoreError.
  [[nodiscard]] virtual tables::store::SourceProgress progress(const std::string& source) = 0;
};

}  // namespace kelpie::server
