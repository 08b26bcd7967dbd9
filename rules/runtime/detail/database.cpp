#include "rules/runtime/detail/database.hpp"

#include <sys/stat.h>

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include "rules/runtime/runtime.hpp"

namespace kelpie::rules::detail {

namespace {

constexpr int busy_milliseconds = 5000;

[[noreturn]] void fail(sqlite3* database, const std::string& file, int result) {
  const char* reason = database != nullptr ? sqlite3_errmsg(database) : sqlite3_errstr(result);
  throw RuntimeStateError("the state of the rules, " + file + ": " + reason);
}

}  // namespace

void Statement::Finalize::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }

Statement::Statement(sqlite3* database, std::string_view sql, std::string file) : database_(database), file_(std::move(file)) {
  sqlite3_stmt* statement = nullptr;
  check(sqlite3_prepare_v2(database_, sql.data(), static_cast<int>(sql.size()), &statement, nullptr));
  statement_.reset(statement);
}

void Statement::check(int result) const {
  if (result != SQLITE_OK) fail(database_, file_, result);
}

void Statement::reset() {
  // The result of a reset is that of the step before, which has been told.
  sqlite3_reset(statement_.get());
  sqlite3_clear_bindings(statement_.get());
}

void Statement::bind(int place, std::int64_t value) { check(sqlite3_bind_int64(statement_.get(), place, value)); }
void Statement::bind(int place, std::string_view value) {
  check(sqlite3_bind_text64(statement_.get(), place, value.data() == nullptr ? "" : value.data(), value.size(), SQLITE_TRANSIENT, SQLITE_UTF8));
}

bool Statement::next() {
  const int result = sqlite3_step(statement_.get());
  if (result == SQLITE_ROW) return true;
  if (result != SQLITE_DONE) {
    // A statement that stands open keeps its transaction's locks.
    const std::string reason = sqlite3_errmsg(database_);
    sqlite3_reset(statement_.get());
    throw RuntimeStateError("the state of the rules, " + file_ + ": " + reason);
  }
  sqlite3_reset(statement_.get());
  return false;
}

void Statement::run() {
  while (next()) {
  }
}

std::int64_t Statement::integer(int column) const { return sqlite3_column_int64(statement_.get(), column); }

std::string Statement::text(int column) const {
  const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement_.get(), column));
  return bytes == nullptr ? std::string() : std::string(bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column)));
}

void Database::Close::operator()(sqlite3* database) const { sqlite3_close_v2(database); }

Database::Database(std::string file) : file_(std::move(file)) {
  if (file_ != ":memory:") {
    // Alerts hold what the logs hold: the file is nobody else's to read.
    const int descriptor = ::open(file_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (descriptor >= 0) ::close(descriptor);
  }
  sqlite3* database = nullptr;
  const int result = sqlite3_open_v2(file_.c_str(), &database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
  database_.reset(database);
  if (result != SQLITE_OK) fail(database, file_, result);
  sqlite3_extended_result_codes(database, 1);
  sqlite3_busy_timeout(database, busy_milliseconds);
  run("PRAGMA journal_mode = WAL");
  run("PRAGMA synchronous = FULL");
  run("PRAGMA foreign_keys = ON");
}

void Database::run(std::string_view sql) { prepare(sql).run(); }

std::uint64_t Database::changes() const { return static_cast<std::uint64_t>(sqlite3_changes64(database_.get())); }

Transaction::~Transaction() {
  if (!open_) return;
  try {
    database_.run("ROLLBACK");
  } catch (const RuntimeStateError&) {
    // It failed for the reason that is on its way already; SQLite drops what was not committed.
  }
}

void Transaction::commit() {
  database_.run("COMMIT");
  open_ = false;
}

}  // namespace kelpie::rules::detail
