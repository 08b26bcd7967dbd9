#include "tables/type.hpp"

#include <array>
#include <utility>

namespace kelpie::tables {

namespace {

struct TypeNames {
  std::string_view name;
  std::string_view dotnet;
};

constexpr std::array<TypeNames, 10> names{{{"bool", "System.SByte"},
                                           {"int", "System.Int32"},
                                           {"long", "System.Int64"},
                                           {"real", "System.Double"},
                                           {"decimal", "System.Data.SqlTypes.SqlDecimal"},
                                           {"string", "System.String"},
                                           {"datetime", "System.DateTime"},
                                           {"timespan", "System.TimeSpan"},
                                           {"guid", "System.Guid"},
                                           {"dynamic", "System.Object"}}};

constexpr std::array<std::pair<std::string_view, Type>, 17> aliases{{{"boolean", Type::boolean},
                                                                     {"int32", Type::int_},
                                                                     {"int64", Type::long_},
                                                                     {"double", Type::real},
                                                                     {"float", Type::real},
                                                                     {"date", Type::datetime},
                                                                     {"time", Type::timespan},
                                                                     {"uuid", Type::guid},
                                                                     {"uniqueid", Type::guid},
                                                                     {"int16", Type::int_},
                                                                     {"int8", Type::int_},
                                                                     {"uint", Type::int_},
                                                                     {"uint16", Type::int_},
                                                                     {"uint32", Type::int_},
                                                                     {"uint64", Type::long_},
                                                                     {"ulong", Type::long_},
                                                                     {"object", Type::dynamic}}};

}  // namespace

std::string_view name_of(Type type) { return names[static_cast<std::size_t>(type)].name; }

std::string_view dotnet_name_of(Type type) { return names[static_cast<std::size_t>(type)].dotnet; }

std::optional<Type> type_from_name(std::string_view name) {
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i].name == name) return static_cast<Type>(i);
  }
  for (const auto& [alias, type] : aliases) {
    if (alias == name) return type;
  }
  return std::nullopt;
}

}  // namespace kelpie::tables
