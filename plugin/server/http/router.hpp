#pragma once

#include <chrono>
#include <cstddef>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plugin/server/http/message.hpp"

namespace kelpie::server {

/// Why a request was not served, before an API says it in its own form.
struct Problem {
  int status = 400;
  std::string code;     // a word for programs: "Unauthorized", "PayloadTooLarge"
  std::string message;  // for a person: what was found, what was expected, what to do
  std::optional<std::chrono::seconds> retry_after;  // of 429 and 503
};
/// The answer to a problem as clients of an API expect it. Retry-After and WWW-Authenticate are added by the server.
using ProblemWriter = Response (*)(const Problem& problem, const Request& request);
/// {"error":{"code":...,"message":...}}: of our own API.
[[nodiscard]] Response plain_problem(const Problem& problem, const Request& request);

/// Thrown by a handler: the route's ProblemWriter makes the answer.
class RequestRefused : public std::exception {
 public:
  explicit RequestRefused(Problem problem) : problem_(std::move(problem)) {}
  [[nodiscard]] const Problem& problem() const { return problem_; }
  [[nodiscard]] const char* what() const noexcept override { return problem_.message.c_str(); }

 private:
  Problem problem_;
};

/// On which threads a handler runs: a slow one of one kind keeps none of another waiting.
enum class Work {
  quick,   // looks something up; a few milliseconds
  query,   // runs queries; seconds, minutes
  intake,  // waits for the disk
};

/// Takes a body piece by piece as it comes, for bodies of any size. Its members are called one after the other on the threads of the route's kind.
class BodyReceiver {
 public:
  virtual ~BodyReceiver() = default;
  /// Content-Encoding is undone. May throw RequestRefused: the answer is sent at once and the connection ends.
  virtual void take(std::string_view piece) = 0;
  [[nodiscard]] virtual Response finish() = 0;
};

using Handler = std::function<Response(const Request&)>;
/// Called when the head is there; the request has no body and outlives the receiver.
using StreamHandler = std::function<std::unique_ptr<BodyReceiver>(const Request&)>;

/// One thing that the server answers.
struct Route {
  std::string methods;  // "GET", "GET POST"
  /// "/v1/ingest/{table}": a name stands for one segment; "{rest*}" at the end for all that follows. Segments are compared without case where `any_case`.
  std::string pattern;
  Handler handler;
  StreamHandler stream;            // in place of handler
  std::optional<Role> role;        // nothing: anybody, without a token
  Work work = Work::quick;
  std::size_t most_body = std::size_t{1} << 20;  // bytes, unpacked; of a stream: no bound but this one's, 0 for none
  ProblemWriter problem = plain_problem;
  bool any_case = false;
  std::string summary;      // a line for the OpenAPI document; empty: not in it
  std::string parameters;   // JSON members of its OpenAPI operation ("parameters":[...],"requestBody":{...}); may be empty
};

class Router {
 public:
  /// Throws std::logic_error for a pattern that is there or is none.
  void add(Route route);
  /// What belongs to a path that no route has, in the form of the API that has the prefix; the longest prefix counts.
  void add_problem_form(std::string prefix, ProblemWriter writer);

  struct Found {
    const Route* route = nullptr;        // nullptr: none
    std::vector<std::pair<std::string, std::string>> parameters;
    std::string rest;
    std::string allowed;                 // methods of the path, when the method is not one of them
    ProblemWriter problem = plain_problem;
  };
  /// `path` is percent-encoded. An encoded slash, "." and ".." as a segment, NUL and bad encodings match nothing.
  [[nodiscard]] Found find(std::string_view method, std::string_view path) const;
  [[nodiscard]] const std::vector<std::unique_ptr<Route>>& routes() const { return routes_; }

 private:
  std::vector<std::unique_ptr<Route>> routes_;
  std::vector<std::pair<std::string, ProblemWriter>> forms_;
};

}  // namespace kelpie::server
