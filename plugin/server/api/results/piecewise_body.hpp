#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "plugin/server/http/message.hpp"

namespace kelpie::server {

/// A body that is written some of it at a time.
class PiecewiseBody {
 public:
  /// How much is made at once: enough to be worth a packet or two, little beside a large result.
  static constexpr std::size_t piece_bytes = std::size_t{256} << 10;

  virtual ~PiecewiseBody() = default;
  /// Appends about piece_bytes; true when that was the last of it. Not called again then.
  virtual bool append(std::string& out) = 0;
};

/// One text where the body is short, else its beginning and a way to the rest.
[[nodiscard]] Response piecewise_json(std::shared_ptr<PiecewiseBody> body);

}  // namespace kelpie::server
