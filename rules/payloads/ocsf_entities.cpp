#include "rules/payloads/ocsf_entities.hpp"

#include <vector>

#include <arpa/inet.h>

#include "rules/payloads/entity_text.hpp"
#include "tables/text.hpp"

namespace kelpie::rules {

namespace {

using tables::DynamicBuilder;
using tables::DynamicView;

struct Observable {
  std::string name;  // the path of the attribute that holds the value
  int type_id = 0;   // OCSF, object observable
  std::string_view type;
  std::string value;
};

/// Lists in the making; each becomes a key of the finding unless it stays empty.
class Lists {
 public:
  /// An evidence with one attribute, which `write` writes.
  template <typename Write>
  void add_evidence(std::string_view attribute, Write write) {
    DynamicBuilder evidence;
    evidence.begin_bag();
    evidence.key(attribute);
    write(evidence);
    evidence.end_bag();
    evidences_.push_back(evidence.finish());
  }
  void add_resource(std::string_view type, std::string_view uid, std::string_view name) {
    DynamicBuilder resource;
    resource.begin_bag();
    for (const auto& [key, value] : {std::pair{"type", type}, std::pair{"uid", uid}, std::pair{"name", name}}) {
      if (value.empty()) continue;
      resource.key(key);
      resource.string(value);
    }
    resource.end_bag();
    resources_.push_back(resource.finish());
  }
  /// Of the attribute below the evidence that was added last.
  void observe(std::string_view path, int type_id, std::string_view type, std::string_view value) {
    if (value.empty()) return;
    observables_.push_back({"evidences[" + std::to_string(evidences_.size() - 1) + "]." + std::string(path), type_id,
                            type, std::string(value)});
  }
  void observe_resource(std::string_view value) {
    if (!value.empty())
      observables_.push_back(
          {"resources[" + std::to_string(resources_.size() - 1) + "].uid", 10, "Resource UID", std::string(value)});
  }

  void write(DynamicBuilder& finding) const {
    write(finding, "evidences", evidences_);
    write(finding, "resources", resources_);
    if (observables_.empty()) return;
    finding.key("observables");
    finding.begin_array();
    for (const Observable& observable : observables_) {
      finding.begin_bag();
      finding.key("name");
      finding.string(observable.name);
      finding.key("type_id");
      finding.long_(observable.type_id);
      finding.key("type");
      finding.string(observable.type);
      finding.key("value");
      finding.string(observable.value);
      finding.end_bag();
    }
    finding.end_array();
  }

 private:
  static void write(DynamicBuilder& finding, std::string_view key, const std::vector<std::string>& items) {
    if (items.empty()) return;
    finding.key(key);
    finding.begin_array();
    for (const std::string& item : items) finding.value(DynamicView(item));
    finding.end_array();
  }

  std::vector<std::string> evidences_, resources_;  // finished values
  std::vector<Observable> observables_;
};

void write_text(DynamicBuilder& bag, std::string_view key, std::string_view text) {
  if (text.empty()) return;
  bag.key(key);
  bag.string(text);
}

bool is_address(std::string_view text) {
  unsigned char bytes[16];
  const std::string terminated(text);
  return inet_pton(AF_INET, terminated.c_str(), bytes) == 1 || inet_pton(AF_INET6, terminated.c_str(), bytes) == 1;
}

void add_account(const AlertEntity& entity, Lists& lists) {
  const std::string name = account_text(entity);
  if (name.empty()) return;
  lists.add_evidence("user", [&](DynamicBuilder& evidence) {
    evidence.begin_bag();
    write_text(evidence, "name", name);
    write_text(evidence, "full_name", identifier_of(entity, "DisplayName"));
    const std::string_view object = identifier_of(entity, "AadUserId");
    write_text(evidence, "uid", object.empty() ? identifier_of(entity, "ObjectGuid") : object);
    write_text(evidence, "uid_alt", identifier_of(entity, "Sid"));
    const std::string_view domain = identifier_of(entity, "NTDomain");
    write_text(evidence, "domain", domain.empty() ? identifier_of(entity, "UPNSuffix") : domain);
    evidence.end_bag();
  });
  lists.observe("user.name", 4, "User Name", name);
}

/// One attribute of an object.
void add_object(Lists& lists, std::string_view object, std::string_view attribute, std::string_view value,
                bool type_is_unknown = false) {
  lists.add_evidence(object, [&](DynamicBuilder& evidence) {
    evidence.begin_bag();
    write_text(evidence, attribute, value);
    if (type_is_unknown) {
      evidence.key("type_id");
      evidence.long_(0);
    }
    evidence.end_bag();
  });
}

void add_file(const AlertEntity& entity, Lists& lists) {
  const std::string_view name = identifier_of(entity, "Name");
  lists.add_evidence("file", [&](DynamicBuilder& evidence) {
    evidence.begin_bag();
    write_text(evidence, "name", name);
    write_text(evidence, "parent_folder", identifier_of(entity, "Directory"));
    evidence.key("type_id");
    evidence.long_(0);
    evidence.end_bag();
  });
  lists.observe("file.name", 7, "File Name", name);
}

void add_process(const AlertEntity& entity, std::int64_t pid, Lists& lists) {
  lists.add_evidence("process", [&](DynamicBuilder& evidence) {
    evidence.begin_bag();
    evidence.key("pid");
    evidence.long_(pid);
    write_text(evidence, "cmd_line", identifier_of(entity, "CommandLine"));
    evidence.end_bag();
  });
}

void add_data(const AlertEntity& entity, Lists& lists) {
  lists.add_evidence("data", [&](DynamicBuilder& evidence) {
    evidence.begin_bag();
    write_text(evidence, "type", entity.type);
    for (const auto& [identifier, value] : entity.identifiers) write_text(evidence, identifier, value);
    evidence.end_bag();
  });
  if (entity.type == "FileHash")
    lists.observe("data.Value", 8, "Hash", identifier_of(entity, "Value"));
  else if (entity.type == "Mailbox")
    lists.observe("data.MailboxPrimaryAddress", 5, "Email Address", identifier_of(entity, "MailboxPrimaryAddress"));
}

void add(const AlertEntity& entity, Lists& lists) {
  const std::string_view address = identifier_of(entity, "Address");
  const std::string_view url = identifier_of(entity, "Url");
  const std::string_view domain = identifier_of(entity, "DomainName");
  const auto pid = tables::parse_long(identifier_of(entity, "ProcessId"));
  if (entity.type == "Account") {
    add_account(entity, lists);
  } else if (entity.type == "IP" && is_address(address)) {
    add_object(lists, "src_endpoint", "ip", address);
    lists.observe("src_endpoint.ip", 2, "IP Address", address);
  } else if (entity.type == "Host") {
    const std::string name = host_text(entity);
    add_object(lists, "device", "hostname", name, true);
    lists.observe("device.hostname", 1, "Hostname", name);
  } else if (entity.type == "URL" && !url.empty()) {
    add_object(lists, "url", "url_string", url);
    lists.observe("url.url_string", 6, "URL String", url);
  } else if (entity.type == "DNS" && !domain.empty()) {
    add_object(lists, "query", "hostname", domain);
    lists.observe("query.hostname", 1, "Hostname", domain);
  } else if (entity.type == "File" && !identifier_of(entity, "Name").empty()) {
    add_file(entity, lists);
  } else if (entity.type == "Process" && pid) {
    add_process(entity, *pid, lists);
  } else if (entity.type == "AzureResource" && !identifier_of(entity, "ResourceId").empty()) {
    lists.add_resource("Azure resource", identifier_of(entity, "ResourceId"), {});
    lists.observe_resource(identifier_of(entity, "ResourceId"));
  } else if (entity.type == "CloudApplication" && !entity_text(entity).empty()) {
    const std::string_view uid = identifier_of(entity, "AppId");
    const std::string_view name = identifier_of(entity, "Name");
    lists.add_resource("Cloud application", uid, uid.empty() && name.empty() ? entity_text(entity) : name);
    lists.observe_resource(uid);
  } else {
    add_data(entity, lists);
  }
}

}  // namespace

void write_ocsf_entities(const Alert& alert, DynamicBuilder& finding) {
  Lists lists;
  for (const AlertEntity& entity : alert.entities) add(entity, lists);
  for (const std::string& row : alert.rows) {
    if (const auto value = tables::parse_json(row)) {
      lists.add_evidence("data", [&](DynamicBuilder& evidence) { evidence.value(DynamicView(*value)); });
    }
  }
  lists.write(finding);
}

}  // namespace kelpie::rules
