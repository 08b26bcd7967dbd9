#include "rules/entity_types.hpp"

#include <algorithm>

namespace kelpie::rules {

namespace {

const std::vector<EntityType>& types() {
  static const std::vector<EntityType> all = {
      {"Account",
       {"Name", "FullName", "NTDomain", "DnsDomain", "UPNSuffix", "Sid", "AadTenantId", "AadUserId", "PUID", "IsDomainJoined", "DisplayName",
        "ObjectGuid", "CloudAppAccountId", "IsAnonymized"},
       {},
       {}},
      {"Host",
       {"DnsDomain", "NTDomain", "HostName", "FullName", "NetBiosName", "AzureID", "OMSAgentID", "OSFamily", "OSVersion", "IsDomainJoined"},
       {},
       {}},
      {"IP", {"Address", "AddressScope"}, {{"Address"}}, "Address"},
      {"URL", {"Url"}, {}, {}},
      {"CloudApplication", {"AppId", "Name", "InstanceName"}, {}, {}},
      {"AzureResource", {"ResourceId"}, {}, {}},
      {"DNS", {"DomainName"}, {}, {}},
      {"File", {"Directory", "Name"}, {{"Name"}}, "Name"},
      {"FileHash", {"Algorithm", "Value"}, {{"Algorithm", "Value"}}, "Algorithm and Value"},
      {"Malware", {"Name", "Category"}, {{"Name"}}, "Name"},
      {"Process",
       {"ProcessId", "CommandLine", "ElevationToken", "CreationTimeUtc"},
       {{"CommandLine"}, {"ProcessId"}},
       "CommandLine or ProcessId"},
      {"RegistryKey", {"Hive", "Key"}, {{"Hive", "Key"}}, "Hive and Key"},
      {"RegistryValue", {"Name", "Value", "ValueType"}, {{"Name"}}, "Name"},
      {"SecurityGroup", {"DistinguishedName", "SID", "ObjectGuid"}, {}, {}},
      {"IoTDevice", {}, {}, {}},
      {"Mailbox", {"MailboxPrimaryAddress", "DisplayName", "Upn", "ExternalDirectoryObjectId", "RiskLevel"}, {}, {}},
      {"MailCluster", {}, {}, {}},
      {"MailMessage", {}, {}, {}},
      {"SubmissionMail", {}, {}, {}},
  };
  return all;
}

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](char x, char y) { return lower(x) == lower(y); });
}

}  // namespace

bool EntityType::is_complete(const EntityMapping& mapping) const {
  const auto has = [&](std::string_view identifier) {
    return std::any_of(mapping.fields.begin(), mapping.fields.end(), [&](const EntityField& field) { return field.identifier == identifier; });
  };
  return required.empty() || std::any_of(required.begin(), required.end(), [&](const auto& set) { return std::all_of(set.begin(), set.end(), has); });
}

const EntityType* entity_type_named(std::string_view name) {
  for (const EntityType& type : types()) {
    if (equal_ignoring_case(type.name, name)) return &type;
  }
  return nullptr;
}

std::vector<std::string> entity_type_names() {
  std::vector<std::string> names;
  for (const EntityType& type : types()) names.emplace_back(type.name);
  return names;
}

}  // namespace kelpie::rules
