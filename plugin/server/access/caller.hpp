#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace kelpie::server {

/// What a caller may do. Each is for itself but `admin`, who may everything.
enum class Role : std::uint8_t {
  ingest = 1,  // send events
  query = 2,   // ask
  rules = 4,   // see and reload rules, work on alerts and incidents
  admin = 8,   // everything, and see what others do
  metrics = 16,  // read /metrics: for whoever collects them, and may do nothing else
};
[[nodiscard]] std::string_view name_of(Role role);

/// A set of roles.
class Roles {
 public:
  constexpr Roles() = default;
  constexpr Roles(Role role) : bits_(static_cast<std::uint8_t>(role)) {}  // NOLINT: a role is a set of one
  constexpr Roles operator|(Roles other) const {
    Roles both;
    both.bits_ = static_cast<std::uint8_t>(bits_ | other.bits_);
    return both;
  }
  [[nodiscard]] constexpr bool holds(Role role) const {
    return (bits_ & (static_cast<std::uint8_t>(role) | static_cast<std::uint8_t>(Role::admin))) != 0;
  }
  [[nodiscard]] constexpr bool empty() const { return bits_ == 0; }
  constexpr bool operator==(const Roles&) const = default;

 private:
  std::uint8_t bits_ = 0;
};
constexpr Roles operator|(Role one, Role other) { return Roles(one) | Roles(other); }

/// The name of a caller who did not say who he is.
inline constexpr std::string_view anonymous = "anonymous";

/// Who asks: a token's name, a JWT's subject, a client certificate's, or nobody in particular where the server asks for none.
struct Caller {
  std::string name{anonymous};
  std::string address;  // of the peer, without port
  Roles roles;
};

}  // namespace kelpie::server
