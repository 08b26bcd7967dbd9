#include "plugin/server/api/operation_parts.hpp"

#include "plugin/output/json_object.hpp"

namespace kelpie::server {

using plugin::JsonObject;

void OperationParts::parameter(std::string_view in, std::string_view name, std::string_view description,
                               std::string_view schema) {
  if (!parameters_.empty()) parameters_ += ',';
  parameters_ += JsonObject()
                     .text("name", name)
                     .text("in", in)
                     .text("description", description)
                     .raw("schema", schema.empty() ? R"({"type":"string"})" : schema)
                     .done();
}

OperationParts& OperationParts::argument(std::string_view name, std::string_view description, std::string_view schema) {
  parameter("query", name, description, schema);
  return *this;
}

OperationParts& OperationParts::header(std::string_view name, std::string_view description) {
  parameter("header", name, description, {});
  return *this;
}

OperationParts& OperationParts::body(std::string_view description, std::string_view schema, bool required) {
  const std::string content = JsonObject().raw("application/json", JsonObject().raw("schema", schema).done()).done();
  body_ = JsonObject().text("description", description).boolean("required", required).raw("content", content).done();
  return *this;
}

OperationParts& OperationParts::answer(int status, std::string_view description, std::string_view media_type) {
  JsonObject answer;
  answer.text("description", description);
  const std::string schema =
      media_type == "application/json" ? R"({"schema":{"type":"object"}})" : R"({"schema":{"type":"string"}})";
  answer.raw("content", JsonObject().raw(media_type, schema).done());
  if (!answers_.empty()) answers_ += ',';
  answers_ += "\"" + std::to_string(status) + "\":" + answer.done();
  return *this;
}

std::string OperationParts::done() const {
  std::string parts;
  const auto add = [&](std::string_view name, const std::string& value) {
    if (!parts.empty()) parts += ',';
    parts.append("\"").append(name).append("\":").append(value);
  };
  if (!parameters_.empty()) add("parameters", "[" + parameters_ + "]");
  if (!body_.empty()) add("requestBody", body_);
  if (!answers_.empty()) add("responses", "{" + answers_ + "}");
  return parts;
}

}  // namespace kelpie::server
