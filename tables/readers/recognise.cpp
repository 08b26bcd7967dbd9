#include "tables/readers/recognise.hpp"

#include <algorithm>
#include <initializer_list>
#include <set>

#include "tables/column_source.hpp"
#include "tables/readers/json_scan.hpp"
#include "tables/readers/json_text.hpp"
#include "tables/readers/portal_sheet.hpp"
#include "tables/readers/record_reader.hpp"

namespace kelpie::tables::readers {

namespace {

constexpr std::size_t max_members = 4000;

std::string folded(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  return result;
}

/// Looks members up regardless of case.
class Keys {
 public:
  explicit Keys(const std::vector<Member>& members) {
    names_.reserve(members.size());
    for (const Member& member : members) names_.push_back({folded(member.key), &member});
    std::stable_sort(names_.begin(), names_.end(),
                     [](const auto& left, const auto& right) { return left.first < right.first; });
  }
  [[nodiscard]] const Member* find(std::string_view lower_case) const {
    const auto at = std::lower_bound(names_.begin(), names_.end(), lower_case,
                                     [](const auto& name, std::string_view key) { return name.first < key; });
    return at != names_.end() && at->first == lower_case ? at->second : nullptr;
  }
  [[nodiscard]] bool has(std::string_view lower_case) const { return find(lower_case) != nullptr; }
  [[nodiscard]] int count(std::initializer_list<std::string_view> lower_case) const {
    int result = 0;
    for (const std::string_view key : lower_case) result += has(key) ? 1 : 0;
    return result;
  }
  /// Text of a string member, "" for any other.
  [[nodiscard]] std::string text(std::string_view lower_case) const {
    const Member* member = find(lower_case);
    return member == nullptr ? std::string() : text_of(member->value);
  }
  static std::string text_of(std::string_view value) {
    std::string result;
    if (value.size() >= 2 && value.front() == '"' && !unescape(value.substr(1, value.size() - 2), result))
      result.clear();
    return result;
  }

 private:
  std::vector<std::pair<std::string, const Member*>> names_;
};

/// The table of an object as Graph returns it, which is also what an envelope holds; "" for none.
std::string_view graph_table(const Keys& keys) {
  const bool service_principal = keys.has("serviceprincipalid") && !keys.text("serviceprincipalid").empty();
  if (keys.has("activitydisplayname") &&
      keys.count({"initiatedby", "targetresources", "loggedbyservice", "activitydatetime"}) >= 2) {
    return "AuditLogs";
  }
  if (keys.count({"provisioningaction", "provisioningsteps", "provisioningstatusinfo", "sourceidentity",
                  "targetidentity", "cycleid"}) >= 3) {
    return "AADProvisioningLogs";
  }
  if (keys.has("riskeventtype") || (keys.has("risktype") && keys.has("detecteddatetime"))) {
    if (keys.has("agentid")) return "AADAgentRiskEvents";
    return service_principal ? "AADServicePrincipalRiskEvents" : "AADUserRiskEvents";
  }
  if (keys.has("risklastmodifieddatetime") && keys.has("agentdisplayname")) return "AADRiskyAgents";
  if (keys.has("risklastupdateddatetime") && keys.has("risklevel"))
    return keys.has("appid") ? "AADRiskyServicePrincipals" : "AADRiskyUsers";
  if (keys.count({"traffictype", "transactionid", "connectionid", "destinationip", "destinationfqdn"}) >= 3)
    return "NetworkAccessTraffic";
  if (!keys.has("createddatetime") || !keys.has("appid") ||
      keys.count({"status", "ipaddress", "correlationid", "conditionalaccessstatus", "resourcedisplayname",
                  "clientappused"}) < 3) {
    return "";
  }
  const Member* types = keys.find("signineventtypes");
  const auto says = [&](std::string_view type) {
    return types != nullptr && folded(types->value).find(type) != std::string::npos;
  };
  if (says("noninteractiveuser")) return "AADNonInteractiveUserSignInLogs";
  if (says("interactiveuser")) return "SigninLogs";
  if (says("managedidentity")) return "AADManagedIdentitySignInLogs";
  if (says("serviceprincipal")) return "AADServicePrincipalSignInLogs";
  if (keys.text("tokenissuertype") == "ADFederationServices") return "ADFSSignInLogs";
  if (keys.text("userid").empty() && keys.text("userprincipalname").empty() && service_principal)
    return "AADServicePrincipalSignInLogs";
  const Member* interactive = keys.find("isinteractive");
  return interactive != nullptr && interactive->value == "false" ? "AADNonInteractiveUserSignInLogs" : "SigninLogs";
}

/// The same, where the name of a file that the portal made for download may tell what sign-ins without a kind are.
std::string_view graph_table(const Keys& keys, std::string_view hint) {
  const std::string_view table = graph_table(keys);
  const bool sign_ins = table == "SigninLogs" || table.ends_with("SignInLogs");
  const std::string_view download = sign_ins && !keys.has("signineventtypes") ? table_of_download(hint) : "";
  return download.empty() ? table : download;
}

Discriminator exactly(const Keys& keys, std::string_view lower_case, std::string_view spelling) {
  const Member* member = keys.find(lower_case);
  if (member == nullptr) return {std::string(spelling), "", true};
  return {std::string(member->key), std::string(member->value), false};
}

/// The keys that decide about a Graph object's table, those with a value that matters first.
std::vector<Discriminator> graph_discriminators(const Keys& keys) {
  std::vector<Discriminator> result = {exactly(keys, "signineventtypes", "signInEventTypes"),
                                       exactly(keys, "isinteractive", "isInteractive")};
  for (const std::string_view key :
       {"properties", "createdDateTime", "appId", "activityDisplayName", "provisioningAction", "provisioningSteps",
        "riskEventType", "riskLastUpdatedDateTime", "riskLastModifiedDateTime", "agentId", "trafficType"}) {
    const Member* member = keys.find(folded(key));
    result.push_back({std::string(member == nullptr ? key : member->key), "", member == nullptr});
  }
  if (keys.has("riskeventtype")) {
    const Member* member = keys.find("serviceprincipalid");
    result.push_back({member == nullptr ? "servicePrincipalId" : std::string(member->key), "", member == nullptr});
  }
  return result;
}

Discriminator any_value(const Keys& keys, std::string_view lower_case) {
  return {std::string(keys.find(lower_case)->key), "", false};
}

/// The schema with most of the keys among its columns, if it has half of them. Of equals the one that the hint names,
/// then the widest.
const TableSchema* most_alike(const std::vector<Member>& members, const SchemaSet& schemas, std::string_view hint) {
  const TableSchema* best = nullptr;
  std::size_t most = 0;
  for (const TableSchema& schema : schemas.all()) {
    std::size_t hits = 0;
    for (const Member& member : members) hits += schema.find(member.key).has_value() ? 2u : 0u;
    if (folded(hint).find(folded(schema.name)) != std::string::npos) ++hits;
    if (hits > most || (best != nullptr && hits == most && schema.columns.size() > best->columns.size())) {
      most = hits;
      best = &schema;
    }
  }
  return most >= members.size() ? best : nullptr;
}

/// The table whose category a storage container's name in the hint says; nullptr when there is none.
const TableSchema* schema_of_container(const SchemaSet& schemas, std::string_view hint) {
  constexpr std::string_view prefix = "insights-logs-";
  if (!hint.starts_with(prefix)) return nullptr;
  hint.remove_prefix(prefix.size());
  return schemas.find_ignoring_case(hint.substr(0, hint.find('/')));
}

std::optional<Recognised> recognise_envelope(const Keys& keys, const SchemaSet& schemas, const Expectation& expected,
                                             const TableSchema* forced) {
  const Member* properties = keys.find("properties");
  Recognised result;
  result.form = Form::envelope;
  result.discriminators = {exactly(keys, "category", "category"), any_value(keys, "properties")};
  const std::string category = keys.text("category");
  result.schema = forced != nullptr ? forced : schemas.find_ignoring_case(category);
  if (result.schema == nullptr && category.empty()) result.schema = schema_of_container(schemas, expected.hint);
  if (result.schema == nullptr) {
    if (const auto inner =
            read_members(properties->value.data(), properties->value.data() + properties->value.size())) {
      result.schema = schemas.find(graph_table(Keys(*inner)));
    }
  }
  if (result.schema == nullptr) {
    if (category.empty()) return std::nullopt;
    result.form = Form::open;
    result.table = category;
  } else {
    result.table = result.schema->name;
  }
  return result;
}

std::optional<Recognised> recognise_row(const std::vector<Member>& members, const Keys& keys, const SchemaSet& schemas,
                                        const Expectation& expected, const TableSchema* forced) {
  const auto member = [&](std::string_view key) -> const Member* {
    for (const Member& m : members) {
      if (m.key == key) return &m;
    }
    return nullptr;
  };
  const Member* type = member("Type");
  const std::string name = type == nullptr ? std::string() : Keys::text_of(type->value);
  Recognised result;
  result.discriminators = {
      type == nullptr ? Discriminator{"Type", "", true} : Discriminator{"Type", std::string(type->value), false},
      {"properties", "", true}};
  result.schema = forced != nullptr ? forced : schemas.find_ignoring_case(name);
  const bool row =
      member("TimeGenerated") != nullptr || member("SourceSystem") != nullptr || member("TenantId") != nullptr;
  if (result.schema == nullptr && !name.empty() && row) {
    result.form = Form::open;
    result.table = name;
    return result;
  }
  if (result.schema == nullptr && row) {
    if (const Member* category = member("Category")) {
      result.schema = schemas.find_ignoring_case(Keys::text_of(category->value));
      result.discriminators.push_back({"Category", std::string(category->value), false});
    }
    if (result.schema == nullptr) {
      result.discriminators.resize(2);
      result.schema = most_alike(members, schemas, expected.hint);
    }
  }
  if (result.schema == nullptr) return std::nullopt;
  if (forced == nullptr && !row && graph_table(keys) != "") return std::nullopt;
  result.table = result.schema->name;
  return result;
}

/// A list of objects under a key of pages; not where the table has a column of that name.
bool is_page(const std::vector<Member>& members, const TableSchema& schema) {
  return std::any_of(members.begin(), members.end(), [&](const Member& member) {
    if (!is_page_key(member.key) || !member.value.starts_with('[') || schema.find(member.key)) return false;
    const char* end = member.value.data() + member.value.size();
    const char* first = skip_blanks(member.value.data() + 1, end);
    return *first == '{' || *first == ']';
  });
}

/// A record of the table's own making, known by the keys that its columns come from; nothing when fewer of these are
/// there than of the columns' names.
std::optional<Recognised> recognise_own_record(const std::vector<Member>& members, const Keys& keys,
                                               const TableSchema& schema) {
  std::set<std::string> sources;
  Recognised result{Form::envelope, &schema, schema.name, {}};
  for (const ColumnSchema& column : schema.columns) {
    for (const SourceAlternative& alternative : parse_column_source(column.source)) {
      if (alternative.where != SourceAlternative::Where::record) continue;
      const std::string key = folded(alternative.path.front());
      if (!keys.has(key) || !sources.insert(key).second || !result.discriminators.empty()) continue;
      if (!schema.find(keys.find(key)->key)) result.discriminators.push_back(any_value(keys, key));
    }
  }
  const auto named = std::count_if(members.begin(), members.end(),
                                   [&](const Member& member) { return schema.find(member.key).has_value(); });
  if (sources.size() <= static_cast<std::size_t>(named)) return std::nullopt;
  return result;
}

}  // namespace

std::optional<std::vector<Member>> read_members(const char* p, const char* end) {
  std::vector<Member> members;
  if (p >= end || *p != '{') return std::nullopt;
  p = skip_blanks(p + 1, end);
  if (p < end && *p == '}') return members;
  while (members.size() < max_members) {
    if (p >= end || *p != '"') return std::nullopt;
    const char* quote = find_string_end(p + 1).quote;
    if (quote == nullptr || quote >= end) return std::nullopt;
    Member member;
    member.key = {p + 1, static_cast<std::size_t>(quote - p - 1)};
    p = skip_blanks(quote + 1, end);
    if (p >= end || *p != ':') return std::nullopt;
    p = skip_blanks(p + 1, end);
    const char* next = skip_value(p, end);
    if (next == nullptr) return std::nullopt;
    member.value = {p, static_cast<std::size_t>(next - p)};
    members.push_back(member);
    p = skip_blanks(next, end);
    if (p < end && *p == '}') return members;
    if (p >= end || *p != ',') return std::nullopt;
    p = skip_blanks(p + 1, end);
  }
  return members;
}

std::optional<Recognised> recognise(const std::vector<Member>& members, const SchemaSet& schemas,
                                    const Expectation& expected) {
  const TableSchema* forced = expected.table.empty() ? nullptr : schemas.find_ignoring_case(expected.table);
  if (!expected.table.empty() && forced == nullptr) return Recognised{Form::open, nullptr, expected.table, {}};
  const Keys keys(members);
  const Member* properties = keys.find("properties");
  if (properties != nullptr && properties->value.starts_with('{') &&
      keys.count({"category", "operationname", "time", "resourceid"}) >= 1) {
    if (auto result = recognise_envelope(keys, schemas, expected, forced)) return result;
  }
  if (auto row = recognise_row(members, keys, schemas, expected, nullptr)) {
    if (forced == nullptr || row->schema == forced) return row;
  }
  if (const std::string_view table = graph_table(keys, expected.hint); !table.empty()) {
    Recognised result;
    result.form = Form::graph;
    result.schema = forced != nullptr ? forced : schemas.find(table);
    if (result.schema == nullptr) return std::nullopt;
    result.table = result.schema->name;
    result.discriminators = graph_discriminators(keys);
    return result;
  }
  if (forced == nullptr || is_page(members, *forced)) return std::nullopt;
  if (auto record = recognise_own_record(members, keys, *forced)) return record;
  return recognise_row(members, keys, schemas, expected, forced);
}

}  // namespace kelpie::tables::readers
