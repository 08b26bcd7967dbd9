#include "tables/readers/portal_sheet.hpp"

#include <algorithm>
#include <array>

#include "tables/readers/json_scan.hpp"
#include "tables/readers/json_text.hpp"

namespace kelpie::tables::readers {

namespace {

using Cell = PortalSheet::Cell;

struct PortalColumn {
  std::string_view header;  // in lower case, blanks once
  std::string_view path;    // in Graph's signIn
  Cell says;
};

/// The sheets of all four kinds of sign-ins. Where two columns have one path, the first that says something goes.
constexpr PortalColumn columns[] = {
    {"date (utc)", "createdDateTime", Cell::text},
    {"request id", "id", Cell::text},
    {"user agent", "userAgent", Cell::text},
    {"correlation id", "correlationId", Cell::text},
    {"user id", "userId", Cell::text},
    {"user", "userDisplayName", Cell::text},
    {"username", "userPrincipalName", Cell::text},
    {"user type", "userType", Cell::text},
    {"cross tenant access type", "crossTenantAccessType", Cell::word},
    {"incoming token type", "incomingTokenType", Cell::word},
    {"authentication protocol", "authenticationProtocol", Cell::word},
    {"unique token identifier", "uniqueTokenIdentifier", Cell::text},
    {"original transfer method", "originalTransferMethod", Cell::word},
    {"client credential type", "clientCredentialType", Cell::word},
    {"token protection - sign in session", "tokenProtectionStatusDetails.signInSessionStatus", Cell::word},
    {"token protection - sign in session statuscode", "tokenProtectionStatusDetails.signInSessionStatusCode",
     Cell::number},
    {"application", "appDisplayName", Cell::text},
    {"application id", "appId", Cell::text},
    {"app owner tenant id", "appOwnerTenantId", Cell::text},
    {"resource", "resourceDisplayName", Cell::text},
    {"resource id", "resourceId", Cell::text},
    {"resource tenant id", "resourceTenantId", Cell::text},
    {"resource owner tenant id", "resourceOwnerTenantId", Cell::text},
    {"home tenant id", "homeTenantId", Cell::text},
    {"home tenant name", "homeTenantName", Cell::text},
    {"service principal id", "servicePrincipalId", Cell::text},
    {"service principal name", "servicePrincipalName", Cell::text},
    {"credential key id", "servicePrincipalCredentialKeyId", Cell::text},
    {"credential thumbprint", "servicePrincipalCredentialThumbprint", Cell::text},
    {"ip address", "ipAddress", Cell::text},
    {"location", "location.city", Cell::city},
    {"location", "location.state", Cell::state},
    {"location", "location.countryOrRegion", Cell::country},
    {"sign-in error code", "status.errorCode", Cell::number},
    {"status", "status.errorCode", Cell::success},
    {"failure reason", "status.failureReason", Cell::text},
    {"multifactor authentication result", "status.additionalDetails", Cell::text},
    {"multifactor authentication auth method", "mfaDetail.authMethod", Cell::text},
    {"multifactor authentication auth detail", "mfaDetail.authDetail", Cell::text},
    {"client app", "clientAppUsed", Cell::text},
    {"device id", "deviceDetail.deviceId", Cell::text},
    {"browser", "deviceDetail.browser", Cell::text},
    {"operating system", "deviceDetail.operatingSystem", Cell::text},
    {"compliant", "deviceDetail.isCompliant", Cell::boolean},
    {"managed", "deviceDetail.isManaged", Cell::boolean},
    {"join type", "deviceDetail.trustType", Cell::text},
    {"authentication requirement", "authenticationRequirement", Cell::word},
    {"sign-in identifier", "signInIdentifier", Cell::text},
    {"session id", "sessionId", Cell::text},
    {"ip address (seen by resource)", "ipAddressFromResourceProvider", Cell::text},
    {"through global secure access", "isThroughGlobalSecureAccess", Cell::boolean},
    {"global secure access ip address", "globalSecureAccessIpAddress", Cell::text},
    {"autonomous system number", "autonomousSystemNumber", Cell::number},
    {"flagged for review", "flaggedForReview", Cell::boolean},
    {"token issuer type", "tokenIssuerType", Cell::text},
    {"token issuer name", "tokenIssuerName", Cell::text},
    {"latency", "processingTimeInMilliseconds", Cell::text},
    {"conditional access", "conditionalAccessStatus", Cell::word},
    {"managed identity type", "managedServiceIdentity.msiType", Cell::word},
    {"associated resource id", "managedServiceIdentity.associatedResourceId", Cell::text},
    {"federated token id", "managedServiceIdentity.federatedTokenId", Cell::text},
    {"federated token issuer", "managedServiceIdentity.federatedTokenIssuer", Cell::text},
};

/// Words that are not spelt as their letters say.
constexpr std::pair<std::string_view, std::string_view> words[] = {
    {"multifactor authentication", "multiFactorAuthentication"},
    {"b2b collaboration", "b2bCollaboration"},
    {"b2b direct connect", "b2bDirectConnect"},
    {"oauth 2.0", "oAuth2"},
    {"saml 2.0", "saml20"},
    {"saml 1.1", "saml11"},
};

struct Download {
  std::string_view name;  // in lower case
  std::string_view table;
};
constexpr Download downloads[] = {
    {"noninteractivesignins", "AADNonInteractiveUserSignInLogs"},
    {"interactivesignins", "SigninLogs"},
    {"applicationsignins", "AADServicePrincipalSignInLogs"},
    {"msisignins", "AADManagedIdentitySignInLogs"},
};

/// Lower case, without blanks at the ends, one where there are several.
std::string plain(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (is_blank(c)) {
      if (!result.empty() && result.back() != ' ') result += ' ';
    } else {
      result += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    }
  }
  if (!result.empty() && result.back() == ' ') result.pop_back();
  return result;
}

/// "Not Applied" -> notApplied; what is no run of words stays as it is.
std::string as_word(std::string_view text) {
  const std::string lower = plain(text);
  for (const auto& [written, meant] : words) {
    if (lower == written) return std::string(meant);
  }
  const bool simple =
      std::all_of(lower.begin(), lower.end(), [](char c) { return (c >= 'a' && c <= 'z') || c == ' ' || c == '-'; });
  if (!simple || text.empty() || (text.front() >= 'a' && text.front() <= 'z')) return std::string(text);
  std::string result;
  bool begins = false;
  for (const char c : lower) {
    if (c == ' ' || c == '-') {
      begins = true;
      continue;
    }
    result += begins && !result.empty() ? static_cast<char>(c - 32) : c;
    begins = false;
  }
  return result;
}

/// City, state and country of "Paris, Ile-de-France, FR"; the city may have commas, and what is missing is empty.
std::array<std::string_view, 3> parts_of_place(std::string_view text) {
  const auto take_last = [&]() -> std::string_view {
    const auto comma = text.rfind(',');
    std::string_view last = comma == std::string_view::npos ? text : text.substr(comma + 1);
    text = comma == std::string_view::npos ? std::string_view() : text.substr(0, comma);
    while (!last.empty() && is_blank(last.front())) last.remove_prefix(1);
    while (!last.empty() && is_blank(last.back())) last.remove_suffix(1);
    return last;
  };
  std::array<std::string_view, 3> parts;
  if (text.find(',') == std::string_view::npos) {
    parts[text.size() == 2 ? 2 : 0] = text;
    return parts;
  }
  parts[2] = take_last();
  if (text.find(',') != std::string_view::npos) parts[1] = take_last();
  parts[0] = text;
  return parts;
}

/// What a cell says as JSON; false: nothing.
bool append_value(Cell says, std::string_view cell, std::string& json) {
  const auto text = [&](std::string_view value) {
    if (value.empty()) return false;
    json += '"';
    append_escaped(value, json);
    json += '"';
    return true;
  };
  const std::string lower = plain(cell);
  switch (says) {
    case Cell::text:
      return text(cell);
    case Cell::number:
      if (!is_json_scalar(lower.data(), lower.data() + lower.size())) return text(cell);
      json += lower;
      return true;
    case Cell::boolean:
      if (lower != "true" && lower != "false" && lower != "yes" && lower != "no") return text(cell);
      json += lower == "true" || lower == "yes" ? "true" : "false";
      return true;
    case Cell::word:
      return text(as_word(cell));
    case Cell::success:
      if (lower == "success") json += '0';
      return lower == "success";
    case Cell::city:
      return text(parts_of_place(cell)[0]);
    case Cell::state:
      return text(parts_of_place(cell)[1]);
    case Cell::country:
      return text(parts_of_place(cell)[2]);
  }
  return false;
}

}  // namespace

std::string_view table_of_download(std::string_view file_name) {
  const std::string lower = plain(file_name);
  if (lower.find("authdetails") != std::string::npos) return {};
  for (const Download& download : downloads) {
    if (lower.find(download.name) != std::string::npos) return download.table;
  }
  return {};
}

void PortalSheet::add(std::string_view path, Source source) {
  const auto dot = path.find('.');
  const std::string_view object = dot == std::string_view::npos ? std::string_view() : path.substr(0, dot);
  const std::string_view key = dot == std::string_view::npos ? path : path.substr(dot + 1);
  auto in = std::find_if(objects_.begin(), objects_.end(), [&](const Object& known) { return known.key == object; });
  if (in == objects_.end()) {
    objects_.push_back({std::string(object), {}});
    in = objects_.end() - 1;
  }
  for (Field& field : in->fields) {
    if (field.key == key) return field.sources.push_back(source);
  }
  in->fields.push_back({std::string(key), {source}});
}

std::optional<PortalSheet> PortalSheet::recognise(std::span<const std::string> header, std::string_view hint,
                                                  std::string_view table) {
  std::vector<std::string> names;
  for (const std::string& name : header) names.push_back(plain(name));
  const auto has = [&](std::string_view name) { return std::find(names.begin(), names.end(), name) != names.end(); };
  if (!has("date (utc)") || !has("request id") || !has("application id") || !has("status")) return std::nullopt;
  PortalSheet sheet;
  sheet.table_ = table.empty() ? table_of_download(hint) : table;
  if (sheet.table_.empty()) {
    sheet.table_ = has("user id") || has("username") ? "SigninLogs"
                   : has("managed identity type")    ? "AADManagedIdentitySignInLogs"
                                                     : "AADServicePrincipalSignInLogs";
  }
  sheet.objects_.push_back({"", {}});
  std::vector<bool> known(names.size(), false);
  for (const PortalColumn& column : columns) {
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (names[i] != column.header) continue;
      sheet.add(column.path, {i, column.says});
      known[i] = true;
    }
  }
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (!known[i] && !names[i].empty()) sheet.objects_.front().fields.push_back({header[i], {{i, Cell::text}}, false});
  }
  return sheet;
}

void PortalSheet::write(std::span<const std::string_view> cells, std::string& json) const {
  json = table_ == "SigninLogs"                        ? R"({"isInteractive":true)"
         : table_ == "AADNonInteractiveUserSignInLogs" ? R"({"isInteractive":false)"
                                                       : R"({"isInteractive":null)";
  for (const Object& object : objects_) {
    const std::size_t object_begin = json.size();
    if (!object.key.empty()) json += ",\"" + object.key + "\":{";
    bool first = !object.key.empty();
    bool any = false;
    for (const Field& field : object.fields) {
      const std::size_t begin = json.size();
      if (!first) json += ',';
      json += '"';
      append_escaped(field.key, json);
      json += "\":";
      bool said = false;  // anything
      for (const Source& source : field.sources) said = said || append_value(source.says, cells[source.cell], json);
      if (!said && !field.known) {
        json.resize(begin);
        continue;
      }
      any |= said;
      const Cell says = field.sources.front().says;
      if (!said) json += says == Cell::number || says == Cell::boolean ? "null" : "\"\"";
      first = false;
    }
    if (!object.key.empty()) json += '}';
    if (!any && !object.key.empty()) json.resize(object_begin);
  }
  json += '}';
}

}  // namespace kelpie::tables::readers
