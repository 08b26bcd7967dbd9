#pragma once

#include <string>
#include <string_view>

#include "rules/alert.hpp"

namespace kelpie::rules {

/// The entity's value of that identifier; "" when it has none.
[[nodiscard]] std::string_view identifier_of(const AlertEntity& entity, std::string_view identifier);

/// What people call an account: its UPN, else DOMAIN\name, a name, or any identifier that it has.
[[nodiscard]] std::string account_text(const AlertEntity& account);
/// A host's full name: its name with its domain where both are known.
[[nodiscard]] std::string host_text(const AlertEntity& host);
/// An entity as one text: accounts and hosts as above, others their values in order.
[[nodiscard]] std::string entity_text(const AlertEntity& entity);

}  // namespace kelpie::rules
