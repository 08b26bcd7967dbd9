#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace kelpie::tables {

/// The scalar types of KQL (Kusto reference: "Scalar data types").
enum class Type : std::uint8_t { boolean, int_, long_, real, decimal, string, datetime, timespan, guid, dynamic };

/// How the values of a type lie in memory: one C++ type each.
///   boolean -> std::uint8_t (0, 1)            byte
///   int, long -> std::int64_t                 integer (an int is kept sign-extended)
///   datetime -> ticks of 100 ns since 0001-01-01; timespan -> ticks        integer
///   real -> double                            real
///   decimal -> Decimal                        decimal
///   guid -> Guid                              guid
///   string -> std::string_view of UTF-8; dynamic -> std::string_view of the binary form (tables/dynamic.hpp)        text
enum class Physical : std::uint8_t { byte, integer, real, decimal, guid, text };

[[nodiscard]] constexpr Physical physical_of(Type type) {
  switch (type) {
    case Type::boolean: return Physical::byte;
    case Type::int_:
    case Type::long_:
    case Type::datetime:
    case Type::timespan: return Physical::integer;
    case Type::real: return Physical::real;
    case Type::decimal: return Physical::decimal;
    case Type::guid: return Physical::guid;
    case Type::string:
    case Type::dynamic: return Physical::text;
  }
  return Physical::text;
}

/// "bool", "int", "long", "real", "decimal", "string", "datetime", "timespan", "guid", "dynamic".
[[nodiscard]] std::string_view name_of(Type type);
/// The .NET name that getschema shows: "System.SByte", "System.Int64", "System.Data.SqlTypes.SqlDecimal", ...
[[nodiscard]] std::string_view dotnet_name_of(Type type);
/// The type of a name or alias (boolean, date, time, double, uuid, uniqueid ...); nothing for an unknown one.
[[nodiscard]] std::optional<Type> type_from_name(std::string_view name);

[[nodiscard]] constexpr bool is_numeric(Type type) {
  return type == Type::int_ || type == Type::long_ || type == Type::real || type == Type::decimal;
}
[[nodiscard]] constexpr bool is_integer(Type type) { return type == Type::int_ || type == Type::long_; }

}  // namespace kelpie::tables
