#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "compare/storage.hpp"
#include "executor/functions/registry.hpp"
#include "executor/query_context.hpp"
#include "generate/query.hpp"
#include "reference/coverage.hpp"

namespace kelpie::differential {

/// How the engine runs a query.
struct Way {
  Storage storage = Storage::flat;
  bool optimized = true;
  unsigned threads = 1;
  std::size_t batch_rows = 4096;
  [[nodiscard]] std::string text() const;
};

/// Rows, or the failure that the query ended with.
struct Outcome {
  std::optional<Relation> rows;
  std::string failure;
  /// Not the query's fault: something that must never be thrown was.
  bool broken = false;
};

/// Tables, and what becomes of queries over them. Catalogs are made when first asked for.
class World {
 public:
  World(GeneratedTables tables, std::shared_ptr<const executor::FunctionRegistry> functions)
      : tables_(std::move(tables)), functions_(std::move(functions)) {}

  [[nodiscard]] const GeneratedTables& tables() const { return tables_; }
  [[nodiscard]] const std::shared_ptr<const executor::FunctionRegistry>& functions() const { return functions_; }
  /// The columns of the query's one result; nothing when it does not bind. None at all when binding breaks: then it is
  /// worth a check.
  [[nodiscard]] std::optional<std::vector<Column>> columns_of(const std::string& text);
  /// Throws NotForReference where the query makes too many rows.
  [[nodiscard]] Outcome engine(const std::string& text, const Way& way);
  /// Throws NotForReference.
  [[nodiscard]] Outcome reference(const std::string& text, Coverage& coverage);
  /// The plan as explain shows it.
  [[nodiscard]] std::string plan(const std::string& text, const Way& way);

 private:
  [[nodiscard]] const tables::Catalog& catalog(Storage storage);
  /// nullptr: it does not bind.
  [[nodiscard]] executor::PlanPtr bound(const std::string& text, Storage storage);

  GeneratedTables tables_;
  std::shared_ptr<const executor::FunctionRegistry> functions_;
  std::map<Storage, std::shared_ptr<const tables::Catalog>> catalogs_;
};

}  // namespace kelpie::differential
