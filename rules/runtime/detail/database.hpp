#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace kelpie::rules::detail {

/// A prepared statement of SQLite. Every failure throws RuntimeStateError. The database must outlive it; for one thread at a time.
class Statement {
 public:
  Statement(sqlite3* database, std::string_view sql, std::string file);

  /// Values for ?1, ?2, ... in order; begins the statement anew.
  template <typename... Values>
  Statement& with(const Values&... values) {
    reset();
    int place = 0;
    (bind(++place, values), ...);
    return *this;
  }
  /// Goes to the next row; false: there is none.
  bool next();
  /// Runs to the end.
  void run();
  [[nodiscard]] std::int64_t integer(int column) const;
  [[nodiscard]] std::string text(int column) const;
  /// Lets go of what it reads, before its end; a statement that is kept would hold up others.
  void reset();

 private:
  void bind(int place, std::int64_t value);
  void bind(int place, std::string_view value);
  void bind(int place, const std::string& value) { bind(place, std::string_view(value)); }
  void bind(int place, std::uint64_t value) { bind(place, static_cast<std::int64_t>(value)); }
  void bind(int place, int value) { bind(place, static_cast<std::int64_t>(value)); }
  void check(int result) const;

  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  sqlite3* database_;
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
  std::string file_;
};

/// A database in a file, or in memory (":memory:"). Writes are on the disk when a transaction has ended. One thread at a time.
class Database {
 public:
  /// Makes the file, for its owner only, when there is none. Throws RuntimeStateError.
  explicit Database(std::string file);

  void run(std::string_view sql);
  [[nodiscard]] Statement prepare(std::string_view sql) { return Statement(database_.get(), sql, file_); }
  [[nodiscard]] const std::string& file() const { return file_; }
  /// Rows that the last statement changed.
  [[nodiscard]] std::uint64_t changes() const;

 private:
  struct Close {
    void operator()(sqlite3* database) const;
  };
  std::string file_;
  std::unique_ptr<sqlite3, Close> database_;
};

/// A transaction: what is not committed at its end has not happened.
class Transaction {
 public:
  explicit Transaction(Database& database) : database_(database) { database_.run("BEGIN IMMEDIATE"); }
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  void commit();

 private:
  Database& database_;
  bool open_ = true;
};

}  // namespace kelpie::rules::detail
