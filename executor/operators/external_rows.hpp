#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "executor/plan/rows_function.hpp"
#include "parser/span.hpp"
#include "tables/external/external_files.hpp"
#include "tables/external/external_records.hpp"

namespace kelpie::executor {

/// The rows of files that a query names, one file after the other.
struct ExternalRowsOptions {
  std::vector<std::string> addresses;
  std::vector<tables::ExternalColumn> columns;
  std::optional<tables::ExternalFormat> format;  // absent: as the file's name says
  bool ignore_first_record = false;
  std::shared_ptr<const tables::ExternalFiles> files;  // nullptr: running it is an error
  parser::Span span;
};
/// Reads when it is run; what cannot be read is a QueryError.
[[nodiscard]] std::shared_ptr<const RowsFunction> make_external_rows(ExternalRowsOptions options);

}  // namespace kelpie::executor
