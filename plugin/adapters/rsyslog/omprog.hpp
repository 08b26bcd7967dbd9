#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "tables/dead_letters.hpp"
#include "tables/ingest/ingest.hpp"
#include "tables/schema_set.hpp"
#include "tables/store/writer.hpp"

namespace kelpie::plugin::rsyslog {

struct OmprogOptions {
  std::string store;
  std::string table;  // of events that do not say it
  std::shared_ptr<const tables::SchemaSet> schemas;
  tables::store::WriterOptions writing;
  /// Its dead_letters may be null; `stop` is set by a signal.
  tables::IngestOptions ingest;
  /// What is older is dropped when the store is opened, in ticks; 0: nothing is.
  std::int64_t keep = 0;
  int input = 0;
  int output = 1;
};

/// Speaks with rsyslog's omprog (confirmMessages="on"; rsyslog's plugins/external/INTERFACE.md) until it closes the
/// input: says OK when the store is open, then answers each line. With useTransactions="on" an event between `BEGIN
/// TRANSACTION` and `COMMIT TRANSACTION` is deferred, and the commit is confirmed when all of them are on the disk
/// (until then the file STORE.omprog has them: see DeferredEvents); without, each event is. Nothing is ever refused: of
/// a refused message within a transaction rsyslog forgets those before it. An event that cannot be read is counted,
/// told on standard error, written to the dead letters, and confirmed. While a store does not take events the answer is
/// held back with dots; after a minute the program ends without an answer, and rsyslog starts it again and repeats the
/// transaction. False: it ended that way, and why is on standard error.
bool run_omprog(OmprogOptions options);

}  // namespace kelpie::plugin::rsyslog
