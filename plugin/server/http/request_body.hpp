#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "plugin/server/http/content_coding.hpp"
#include "plugin/server/http/router.hpp"

namespace kelpie::server {

/// Where the body of one request goes: into the request, or to the route's receiver; its coding undone, within the route's bound. Every member throws
/// RequestRefused, and what the receiver throws.
class RequestBody {
 public:
  /// Both are borrowed. `length`: what the head says of it.
  RequestBody(const Route& route, Request& request, std::optional<std::uint64_t> length);

  /// Whether take() may do more than to keep the bytes, so that it is not for a thread that others wait for.
  [[nodiscard]] bool works() const { return decoder_ != nullptr || receiver_ != nullptr; }
  void take(std::string_view piece);
  /// That was all.
  void finish();
  /// What the route says to it.
  [[nodiscard]] Response answer();
  [[nodiscard]] std::uint64_t bytes() const { return bytes_; }

 private:
  void keep(std::string_view bytes);

  const Route& route_;
  Request& request_;
  std::unique_ptr<BodyDecoder> decoder_;
  std::unique_ptr<BodyReceiver> receiver_;
  std::uint64_t bytes_ = 0;
};

}  // namespace kelpie::server
