#include <map>
#include <vector>

#include "executor/functions/parse/parse_functions.hpp"
#include "executor/functions/parse/url_parts.hpp"
#include "executor/functions/row_kernel.hpp"

namespace kelpie::executor {

namespace {

/// The parameters of a query string by name, as they are written; those without a name or a value are left out.
void write_parameters(tables::DynamicBuilder& out, std::string_view query) {
  std::map<std::string_view, std::vector<std::string_view>> parameters;
  while (!query.empty()) {
    const std::size_t end = std::min(query.find('&'), query.size());
    const std::string_view parameter = query.substr(0, end);
    query.remove_prefix(std::min(end + 1, query.size()));
    const std::size_t equals = parameter.find('=');
    if (equals == std::string_view::npos || equals == 0 || equals + 1 == parameter.size()) continue;
    parameters[parameter.substr(0, equals)].push_back(parameter.substr(equals + 1));
  }
  out.key("Query Parameters");
  out.begin_bag();
  for (const auto& [name, values] : parameters) {
    out.key(name);
    if (values.size() > 1) out.begin_array();
    for (const std::string_view value : values) out.string(value);
    if (values.size() > 1) out.end_array();
  }
  out.end_bag();
}

void parse_url(tables::DynamicBuilder& out, std::string_view url) {
  const UrlParts parts = split_url(url);
  const auto write = [&](std::string_view key, std::string_view part) {
    out.key(key);
    out.string(part);
  };
  out.begin_bag();
  write("Scheme", parts.scheme);
  write("Host", parts.host);
  write("Port", parts.port);
  write("Path", parts.path);
  write("Username", parts.user);
  write("Password", parts.password);
  write_parameters(out, parts.query);
  write("Fragment", parts.fragment);
  out.end_bag();
}

void parse_url_query(tables::DynamicBuilder& out, std::string_view query) {
  out.begin_bag();
  write_parameters(out, query);
  out.end_bag();
}

}  // namespace

void add_url_functions(FunctionRegistry& registry) {
  registry.add(ScalarFunction{
      .name = "parse_url",
      .aliases = {"parseurl"},
      .category = "string",
      .summary = "Takes a URL apart into a bag of scheme, host, port, path, user, query parameters and fragment.",
      .example = "print parse_url('https://contoso.com:8443/kelp?depth=7#top').Host",
      .overloads = {{.signature = "(url:string) -> dynamic", .kernel = rows(parse_url)}}});
  registry.add(
      ScalarFunction{.name = "parse_urlquery",
                     .aliases = {"parseurlquery"},
                     .category = "string",
                     .summary = "Takes the query string of a URL apart into a bag of its parameters.",
                     .example = "print parse_urlquery('depth=7&kind=kelp')",
                     .overloads = {{.signature = "(query:string) -> dynamic", .kernel = rows(parse_url_query)}}});
  registry.add(ScalarFunction{.name = "url_encode",
                              .category = "string",
                              .summary = "Percent-encodes a text as forms do, blanks as plus signs.",
                              .example = "print url_encode('kelp & seal')",
                              .overloads = {{.signature = "(url:string) -> string",
                                             .kernel = rows([](tables::TextArena& arena, std::string_view text) {
                                               return arena.put(url_encode(text, "+"));
                                             })}}});
  registry.add(ScalarFunction{.name = "url_encode_component",
                              .category = "string",
                              .summary = "Percent-encodes a text, blanks as %20.",
                              .example = "print url_encode_component('kelp & seal')",
                              .overloads = {{.signature = "(url:string) -> string",
                                             .kernel = rows([](tables::TextArena& arena, std::string_view text) {
                                               return arena.put(url_encode(text, "%20"));
                                             })}}});
  registry.add(ScalarFunction{.name = "url_decode",
                              .category = "string",
                              .summary = "Decodes a percent-encoded text.",
                              .example = "print url_decode('kelp%20%26+seal')",
                              .overloads = {{.signature = "(encoded_url:string) -> string",
                                             .kernel = rows([](tables::TextArena& arena, std::string_view text) {
                                               return arena.put(url_decode(text));
                                             })}}});
}

}  // namespace kelpie::executor
