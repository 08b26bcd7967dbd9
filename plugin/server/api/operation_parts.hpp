#pragma once

#include <string>
#include <string_view>

namespace kelpie::server {

/// Writes Route::parameters: what an operation of the OpenAPI document takes beside the names in its path, which come
/// by themselves.
class OperationParts {
 public:
  /// `schema` is a JSON Schema: {"type":"string"} when it is empty.
  OperationParts& argument(std::string_view name, std::string_view description, std::string_view schema = {});
  OperationParts& header(std::string_view name, std::string_view description);
  /// A JSON body.
  OperationParts& body(std::string_view description, std::string_view schema, bool required = true);
  /// An answer of that status, of this media type.
  OperationParts& answer(int status, std::string_view description, std::string_view media_type = "application/json");
  [[nodiscard]] std::string done() const;

 private:
  void parameter(std::string_view in, std::string_view name, std::string_view description, std::string_view schema);
  std::string parameters_, body_, answers_;
};

}  // namespace kelpie::server
