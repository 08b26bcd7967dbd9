#include "executor/functions/ip/ip_functions.hpp"
#include "tables/vector.hpp"

namespace kelpie::executor {

namespace {

/// No database of locations comes with the engine, and an address that one does not know is null.
class UnknownLocationKernel final : public Kernel {
 public:
  [[nodiscard]] tables::Vector evaluate(std::span<const tables::Vector>, std::size_t rows) const override {
    return tables::Vector::null(tables::Type::dynamic, rows);
  }
};

}  // namespace

void add_ip_location_functions(FunctionRegistry& registry) {
  registry.add(ScalarFunction{
      .name = "geo_info_from_ip_address",
      .category = "ip",
      .summary = "Gives null: where an address is, is known to databases of others alone.",
      .example = "print geo_info_from_ip_address('10.1.2.3')",
      .overloads = {{.signature = "(ip_address:string) -> dynamic",
                     .kernel = [](const CallSite&) { return std::make_shared<const UnknownLocationKernel>(); }}}});
}

}  // namespace kelpie::executor
