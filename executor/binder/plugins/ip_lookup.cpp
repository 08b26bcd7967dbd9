#include "executor/binder/plugins/plugin.hpp"
#include "executor/binder/plugins/repeatable.hpp"
#include "executor/binder/plugins/timeline.hpp"
#include "executor/operators/execution.hpp"
#include "executor/operators/group_keys.hpp"
#include "executor/operators/plugins/ip_networks.hpp"

namespace kelpie::executor {

using tables::Type;
using tables::Vector;

namespace {

using ParseAddress = std::optional<Ipv6> (*)(std::string_view text);

std::optional<Ipv6> parse_mapped_ipv4(std::string_view text) {
  const auto ip = parse_ipv4(text);
  if (!ip) return std::nullopt;
  return Ipv6{0, std::uint64_t{0xFFFF} << 32 | ip->address, ip->prefix + 96};
}

std::optional<Ipv6> parse_any(std::string_view text) {
  const auto ip = parse_ipv6(text);
  return ip ? std::optional(ip->as_mapped()) : std::nullopt;
}

/// Inputs: addresses and extra keys; networks, extra keys and other columns. One row for each network that an address
/// lies in with the same extra keys: the first input's columns, then the second's but its extra keys.
class IpLookup final : public RowsFunction {
 public:
  IpLookup(std::string name, ParseAddress parse, std::size_t extra_keys)
      : name_(std::move(name)), parse_(parse), extra_keys_(extra_keys) {}

  [[nodiscard]] std::string describe() const override { return name_; }

  [[nodiscard]] Batch run(std::span<const Batch> inputs, const PlanNode&, Execution& execution) const override {
    const Batch &addresses = inputs[0], &table = inputs[1];
    std::vector<std::uint32_t> group_of_address(addresses.rows, 0), group_of_network(table.rows, 0);
    if (extra_keys_ > 0) number_extra_keys(addresses, table, group_of_address, group_of_network);
    execution.account(static_cast<std::int64_t>(table.rows * 48));
    IpNetworks networks;
    const Vector texts = table.columns[0].flattened();
    for (std::size_t row = 0; row < table.rows; ++row) {
      const auto network = parse_(texts.values<std::string_view>()[row]);
      if (network) networks.add(group_of_network[row], *network, static_cast<std::uint32_t>(row));
    }
    networks.finish();
    const Vector looked_up = addresses.columns[0].flattened();
    std::vector<std::uint32_t> address_rows, network_rows;
    for (std::size_t row = 0; row < addresses.rows; ++row) {
      const auto address = parse_(looked_up.values<std::string_view>()[row]);
      if (!address) continue;
      networks.find(group_of_address[row], *address, network_rows);
      const std::size_t found = network_rows.size() - address_rows.size();
      execution.count_intermediate(found);
      execution.account(static_cast<std::int64_t>(found * 2 * sizeof(std::uint32_t)));
      address_rows.resize(network_rows.size(), static_cast<std::uint32_t>(row));
      if (row % 4096 == 0) execution.check();
    }
    Batch result{address_rows.size(), {}, 0};
    for (const Vector& column : addresses.columns) result.columns.push_back(column.gather(address_rows));
    for (std::size_t i = 1 + extra_keys_; i < table.columns.size(); ++i) {
      result.columns.push_back(table.columns[i].gather(network_rows));
    }
    return result;
  }

 private:
  void number_extra_keys(const Batch& addresses, const Batch& table, std::vector<std::uint32_t>& of_addresses,
                         std::vector<std::uint32_t>& of_networks) const {
    std::vector<Type> types;
    for (std::size_t i = 1; i <= extra_keys_; ++i) types.push_back(table.columns[i].type());
    GroupKeys::Shared shared(types);
    GroupKeys keys(shared);
    if (table.rows > 0) keys.groups(std::span(table.columns).subspan(1, extra_keys_), table.rows, of_networks.data());
    if (addresses.rows == 0) return;
    GroupKeys::Prober(keys).groups(std::span(addresses.columns).subspan(1, extra_keys_), addresses.rows,
                                   of_addresses.data());
  }

  std::string name_;
  ParseAddress parse_;
  std::size_t extra_keys_;
};

/// What stands behind the three arguments that every lookup has.
struct Options {
  std::vector<std::pair<PlanColumn, PlanColumn>> extra_keys;  // in the input, in the table
  bool return_unmatched = false;
};

std::optional<Options> read_options(PluginArguments& arguments, const Relation& input, const Relation& table,
                                    bool extra_keys) {
  Options options;
  for (const parser::Argument* argument : arguments.list()) {
    if (argument->name && argument->name->text != "return_unmatched" && argument->name->text != "ExtraKey") {
      arguments.error(arguments.plugin() + " has no parameter '" + argument->name->text + "'.", argument->name->span,
                      "return_unmatched = true keeps the rows that match nothing");
      return std::nullopt;
    }
    const bool key = !(argument->name && argument->name->text == "return_unmatched") &&
                     std::holds_alternative<parser::Name>(argument->value.node) &&
                     PluginArguments::is_column(arguments.binder(), *argument, input, arguments.environment());
    if (key && extra_keys) {
      const auto of_input = arguments.column(*argument), of_table = arguments.column(*argument, table);
      if (!of_input || !of_table) return std::nullopt;
      if (of_input->type != of_table->type || of_input->type == Type::dynamic) {
        arguments.error("'" + of_input->name + "' must have one type in both tables, and not dynamic.", argument->span);
        return std::nullopt;
      }
      options.extra_keys.emplace_back(*of_input, *of_table);
      continue;
    }
    const auto value = arguments.constant(*argument);
    if (!value) return std::nullopt;
    if (value->type() != Type::boolean || value->is_null()) {
      arguments.error("return_unmatched of " + arguments.plugin() + " must be true or false.", argument->span);
      return std::nullopt;
    }
    options.return_unmatched = value->as_bool();
  }
  return options;
}

/// The different addresses (with the extra keys) are looked up, and what is found is joined to the rows: so the rows'
/// other columns are only read where they are needed, and an address is looked up once.
std::optional<Relation> bind_lookup(Binder& binder, const parser::EvaluateOperator& op, Relation input,
                                    const EnvironmentPtr& environment, bool version6) {
  const char* source_key = version6 ? "SourceIPv6Key" : "SourceIPv4Key";
  const char* table_key = version6 ? "IPv6LookupKey" : "IPv4LookupKey";
  PluginArguments arguments(binder, op, input, environment, {"LookupTable", source_key, table_key}, 3,
                            PluginArguments::Names::free);
  if (!arguments.sound()) return std::nullopt;
  const auto address = arguments.column(source_key);
  auto table = binder.bind_table(arguments.find("LookupTable")->value, environment);
  if (!address || !table) return std::nullopt;
  table = binder.without_hidden(std::move(*table));
  const auto network = arguments.column(*arguments.find(table_key), *table);
  const auto options = network ? read_options(arguments, input, *table, !version6) : std::nullopt;
  if (!options) return std::nullopt;
  for (const PlanColumn& key : {*address, *network}) {
    if (key.type == Type::string || key.type == Type::dynamic) continue;
    arguments.error("'" + key.name + "' must be a column of addresses in text.", op.call.span);
    return std::nullopt;
  }

  input.plan = repeatable(input.plan);
  Join join{options->return_unmatched ? JoinKind::leftouter : JoinKind::inner, {}, {}};
  std::vector<PlanColumn> found;
  Aggregate distinct;
  Project networks;
  std::vector<PlanColumn> distinct_columns, network_columns;
  const auto add_key = [&](const PlanColumn& of_input, const PlanColumn& of_table, Type type) {
    distinct.keys.push_back(binder.cast(Binder::reference(of_input), type));
    distinct_columns.push_back(binder.new_column(of_input.name, type));
    networks.expressions.push_back(binder.cast(Binder::reference(of_table), type));
    network_columns.push_back(binder.new_column(of_table.name, type));
    found.push_back(binder.new_column(of_input.name, type));
    join.left_keys.push_back(binder.cast(Binder::reference(of_input), type));
    join.right_keys.push_back(Binder::reference(found.back()));
  };
  add_key(*address, *network, Type::string);
  for (const auto& [of_input, of_table] : options->extra_keys) add_key(of_input, of_table, of_input.type);
  for (const PlanColumn& column : table->columns()) {
    bool key = false;
    for (const auto& extra : options->extra_keys) key |= extra.second.id == column.id;
    if (key) continue;
    networks.expressions.push_back(Binder::reference(column));
    network_columns.push_back(binder.new_column(column.name, column.type));
    found.push_back(binder.new_column(column.name, column.type));
  }
  const PlanPtr looked_up =
      make_plan(ComputeRows{std::make_shared<IpLookup>(arguments.plugin(), version6 ? parse_any : parse_mapped_ipv4,
                                                       options->extra_keys.size()),
                            {}},
                {make_plan(std::move(distinct), {input.plan}, std::move(distinct_columns), op.span),
                 make_plan(std::move(networks), {table->plan}, std::move(network_columns), op.span)},
                found, op.span);

  // Kusto shows the input's columns first in ipv4_lookup, the table's in ipv6_lookup.
  const std::vector<PlanColumn> payload(found.begin() + static_cast<std::ptrdiff_t>(join.right_keys.size()),
                                        found.end());
  std::vector<PlanColumn> joined = input.columns(), shown;
  joined.insert(joined.end(), payload.begin(), payload.end());
  UniqueNames names;
  Project order;
  const auto show = [&](const std::vector<PlanColumn>& columns) {
    for (const PlanColumn& column : columns) {
      shown.push_back({column.id, names.add(column.name), column.type});
      order.expressions.push_back(Binder::reference(column));
    }
  };
  show(version6 ? payload : input.columns());
  show(version6 ? input.columns() : payload);
  Relation result;
  result.open = input.open || table->open;
  result.plan = make_plan(std::move(join), {input.plan, looked_up}, std::move(joined), op.span);
  result.plan = make_plan(std::move(order), {result.plan}, std::move(shown), op.span);
  return result;
}

}  // namespace

std::optional<Relation> bind_ipv4_lookup(Binder& binder, const parser::EvaluateOperator& op, Relation input,
                                         const EnvironmentPtr& environment) {
  return bind_lookup(binder, op, std::move(input), environment, false);
}

std::optional<Relation> bind_ipv6_lookup(Binder& binder, const parser::EvaluateOperator& op, Relation input,
                                         const EnvironmentPtr& environment) {
  return bind_lookup(binder, op, std::move(input), environment, true);
}

}  // namespace kelpie::executor
