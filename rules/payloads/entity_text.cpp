#include "rules/payloads/entity_text.hpp"

namespace kelpie::rules {

namespace {

std::string first_of(const AlertEntity& entity, std::initializer_list<std::string_view> identifiers) {
  for (const std::string_view identifier : identifiers) {
    if (const std::string_view value = identifier_of(entity, identifier); !value.empty()) return std::string(value);
  }
  return entity.identifiers.empty() ? std::string() : entity.identifiers.front().second;
}

}  // namespace

std::string_view identifier_of(const AlertEntity& entity, std::string_view identifier) {
  for (const auto& [name, value] : entity.identifiers) {
    if (name == identifier) return value;
  }
  return {};
}

std::string account_text(const AlertEntity& account) {
  const std::string_view full = identifier_of(account, "FullName");
  const std::string_view name = identifier_of(account, "Name");
  const std::string_view suffix = identifier_of(account, "UPNSuffix");
  const std::string_view domain = identifier_of(account, "NTDomain");
  if (!full.empty()) return std::string(full);
  if (!name.empty() && !suffix.empty() && name.find('@') == std::string_view::npos)
    return std::string(name) + "@" + std::string(suffix);
  if (!name.empty() && !domain.empty()) return std::string(domain) + "\\" + std::string(name);
  return first_of(account, {"Name", "DisplayName", "AadUserId", "Sid", "ObjectGuid"});
}

std::string host_text(const AlertEntity& host) {
  const std::string_view name = identifier_of(host, "HostName");
  const std::string_view domain = identifier_of(host, "DnsDomain");
  if (const std::string_view full = identifier_of(host, "FullName"); !full.empty()) return std::string(full);
  if (!name.empty() && !domain.empty()) return std::string(name) + "." + std::string(domain);
  return first_of(host, {"HostName", "NetBiosName", "AzureID"});
}

std::string entity_text(const AlertEntity& entity) {
  if (entity.type == "Account") return account_text(entity);
  if (entity.type == "Host") return host_text(entity);
  std::string text;
  for (const auto& [identifier, value] : entity.identifiers) text += (text.empty() ? "" : " ") + value;
  return text;
}

}  // namespace kelpie::rules
