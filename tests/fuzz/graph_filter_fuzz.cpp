// $filter and $orderby of Graph's API: whatever the text, reading ends, and what comes of it is KQL that can be read:
// no value gets out of its literal.

#include <cstdint>
#include <cstdlib>
#include <string>

#include "parser/parse.hpp"
#include "plugin/server/api/graph/filter_query.hpp"
#include "plugin/server/api/graph/order_keys.hpp"
#include "plugin/server/http/router.hpp"
#include "tables/entra_schemas.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace kelpie;
  using namespace kelpie::server::graph;
  static const tables::SchemaSet schemas = tables::entra_schemas();
  const std::string text(reinterpret_cast<const char*>(data), size);
  for (const Resource& resource : resources()) {
    const Names names{resource, true};
    for (const Source& source : resource.sources) {
      const RowSource rows(source, source.table.empty() ? nullptr : schemas.find(source.table));
      std::string query = "Rows";
      try {
        const Conditions conditions = conditions_of(parse_filter(text), text, names, rows);
        for (const std::string& one : conditions.plain) query += " | where " + one;
        for (const std::string& one : conditions.counted) query += " | " + one;
        for (const std::string& one : conditions.afterwards) query += " | where " + one;
      } catch (const server::RequestRefused& refused) {
        if (refused.problem().status != 400 || refused.problem().message.empty()) std::abort();
      }
      try {
        for (const OrderKey& key : order_keys(names, parse_order_by(text))) query += " | order by " + key.value(rows);
      } catch (const server::RequestRefused& refused) {
        if (refused.problem().status != 400) std::abort();
      }
      if (parser::has_errors(parser::parse(query).diagnostics)) std::abort();
    }
  }
  return 0;
}
