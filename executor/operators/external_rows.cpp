#include "executor/operators/external_rows.hpp"

#include "executor/error.hpp"
#include "executor/operators/execution.hpp"

namespace kelpie::executor {

namespace {

class ExternalRows final : public RowsFunction {
 public:
  explicit ExternalRows(ExternalRowsOptions options) : options_(std::move(options)) {}

  [[nodiscard]] std::string describe() const override {
    std::string text = "externaldata";
    for (const std::string& address : options_.addresses) text += " " + address;
    return text;
  }

  [[nodiscard]] Batch run(std::span<const Batch>, const PlanNode&, Execution& execution) const override {
    if (!options_.files) throw QueryError("KB900", "External files are not read here.", options_.span);
    tables::ExternalRecords records(options_.columns, options_.ignore_first_record);
    try {
      for (const std::string& address : options_.addresses) {
        execution.check();
        const std::string text = options_.files->read(address);
        execution.account(static_cast<std::int64_t>(text.size()));  // about what its columns hold, which stay
        const auto format = options_.format.value_or(tables::external_format_of_file(address));
        records.read(text, format, address, [&execution] { execution.check(); });
      }
    } catch (const tables::ExternalFileError& failure) {
      throw QueryError("KB904", "The external file " + std::string(failure.what()) + ".", options_.span);
    }
    const std::size_t rows = records.rows();
    return {rows, records.finish(), 0};
  }

 private:
  ExternalRowsOptions options_;
};

}  // namespace

std::shared_ptr<const RowsFunction> make_external_rows(ExternalRowsOptions options) {
  return std::make_shared<ExternalRows>(std::move(options));
}

}  // namespace kelpie::executor
