#include "rules/entity_types.hpp"

#include <algorithm>

namespace kelpie::rules {

namespace {

using Set = std::vector<std::string_view>;
using Sets = std::vector<Set>;

/// The identifiers that a mapping may hold, those of which it must hold one set, and those that are strong.
const std::vector<EntityType>& types() {
  static const std::vector<EntityType> all = {
      {"Account",
       {"Name", "FullName", "NTDomain", "DnsDomain", "UPNSuffix", "Sid", "AadTenantId", "AadUserId", "PUID",
        "IsDomainJoined", "DisplayName", "ObjectGuid", "CloudAppAccountId", "IsAnonymized"},
       {{"FullName"}, {"Sid"}, {"Name"}, {"AadUserId"}, {"PUID"}, {"ObjectGuid"}},
       "FullName, Sid, Name, AadUserId, PUID or ObjectGuid",
       {{"Name", "UPNSuffix"},
        {"AadUserId"},
        {"Sid"},
        {"Name", "NTDomain"},
        {"Name", "DnsDomain"},
        {"PUID"},
        {"ObjectGuid"}}},
      {"Host",
       {"DnsDomain", "NTDomain", "HostName", "FullName", "NetBiosName", "AzureID", "OMSAgentID", "OSFamily",
        "OSVersion", "IsDomainJoined"},
       {{"FullName"}, {"HostName"}, {"NetBiosName"}, {"AzureID"}, {"OMSAgentID"}},
       "FullName, HostName, NetBiosName, AzureID or OMSAgentID",
       {{"HostName", "NTDomain"},
        {"HostName", "DnsDomain"},
        {"NetBiosName", "NTDomain"},
        {"NetBiosName", "DnsDomain"},
        {"AzureID"},
        {"OMSAgentID"}}},
      {"IP", {"Address", "AddressScope"}, {{"Address"}}, "Address", {{"Address"}}},
      {"URL", {"Url"}, {{"Url"}}, "Url", {{"Url"}}},
      {"CloudApplication",
       {"AppId", "Name", "InstanceName"},
       {{"AppId"}, {"Name"}},
       "AppId or Name",
       {{"AppId"}, {"Name"}}},
      {"AzureResource", {"ResourceId"}, {{"ResourceId"}}, "ResourceId", {{"ResourceId"}}},
      {"DNS", {"DomainName"}, {{"DomainName"}}, "DomainName", {}},
      {"File", {"Directory", "Name"}, {{"Name"}}, "Name", {{"Directory", "Name"}}},
      {"FileHash", {"Algorithm", "Value"}, {{"Algorithm", "Value"}}, "Algorithm and Value", {{"Algorithm", "Value"}}},
      {"Malware", {"Name", "Category"}, {{"Name"}}, "Name", {{"Name", "Category"}}},
      {"Process",
       {"ProcessId", "CommandLine", "ElevationToken", "CreationTimeUtc"},
       {{"CommandLine"}, {"ProcessId"}},
       "CommandLine or ProcessId",
       {}},
      {"RegistryKey", {"Hive", "Key"}, {{"Key"}, {"Hive"}}, "Key or Hive", {{"Hive", "Key"}}},
      {"RegistryValue", {"Name", "Value", "ValueType"}, {{"Name"}}, "Name", {}},
      {"SecurityGroup",
       {"DistinguishedName", "SID", "ObjectGuid"},
       {{"DistinguishedName"}, {"SID"}, {"ObjectGuid"}},
       "DistinguishedName, SID or ObjectGuid",
       {{"DistinguishedName"}, {"SID"}, {"ObjectGuid"}}},
      {"IoTDevice",
       {"DeviceId", "DeviceName", "Manufacturer", "Model", "FirmwareVersion", "OperatingSystem", "MacAddress",
        "Protocols", "SerialNumber", "Source", "IoTSecurityAgentId", "DeviceType"},
       {{"DeviceId"}},
       "DeviceId",
       {{"DeviceId"}}},
      {"Mailbox",
       {"MailboxPrimaryAddress", "DisplayName", "Upn", "ExternalDirectoryObjectId", "RiskLevel"},
       {{"MailboxPrimaryAddress"}},
       "MailboxPrimaryAddress",
       {{"MailboxPrimaryAddress"}}},
      {"MailCluster",
       {"NetworkMessageIds", "CountByDeliveryStatus", "CountByThreatType", "CountByProtectionStatus", "Threats",
        "Query", "QueryTime", "MailCount", "IsVolumeAnomaly", "Source", "ClusterSourceIdentifier", "ClusterSourceType",
        "ClusterQueryStartTime", "ClusterQueryEndTime", "ClusterGroup"},
       {{"Query"}, {"Source"}},
       "Query or Source",
       {{"Query", "Source"}}},
      {"MailMessage",
       {"Recipient",
        "Urls",
        "Threats",
        "Sender",
        "P1Sender",
        "P1SenderDisplayName",
        "P1SenderDomain",
        "SenderIP",
        "P2Sender",
        "P2SenderDisplayName",
        "P2SenderDomain",
        "ReceivedDate",
        "NetworkMessageId",
        "InternetMessageId",
        "Subject",
        "BodyFingerprintBin1",
        "BodyFingerprintBin2",
        "BodyFingerprintBin3",
        "BodyFingerprintBin4",
        "BodyFingerprintBin5",
        "AntispamDirection",
        "DeliveryAction",
        "DeliveryLocation",
        "Language",
        "ThreatDetectionMethods"},
       {{"NetworkMessageId"}, {"Recipient"}},
       "NetworkMessageId or Recipient",
       {{"NetworkMessageId", "Recipient"}}},
      {"SubmissionMail",
       {"NetworkMessageId", "Timestamp", "Recipient", "Sender", "SenderIp", "Subject", "ReportType", "SubmissionId",
        "SubmissionDate", "Submitter"},
       {{"SubmissionId"}, {"NetworkMessageId"}, {"Recipient"}, {"Submitter"}},
       "SubmissionId, NetworkMessageId, Recipient or Submitter",
       {}},  // it takes four identifiers to tell one from all others, and a mapping holds three
  };
  return all;
}

bool holds_one(const Sets& sets, const EntityMapping& mapping) {
  const auto has = [&](std::string_view identifier) {
    return std::any_of(mapping.fields.begin(), mapping.fields.end(),
                       [&](const EntityField& field) { return field.identifier == identifier; });
  };
  return std::any_of(sets.begin(), sets.end(),
                     [&](const Set& set) { return std::all_of(set.begin(), set.end(), has); });
}

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](char x, char y) { return lower(x) == lower(y); });
}

}  // namespace

bool EntityType::is_complete(const EntityMapping& mapping) const {
  return required.empty() || holds_one(required, mapping);
}
bool EntityType::is_strong(const EntityMapping& mapping) const { return holds_one(strong, mapping); }

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
