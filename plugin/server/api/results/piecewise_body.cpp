#include "plugin/server/api/results/piecewise_body.hpp"

#include <utility>

namespace kelpie::server {

Response piecewise_json(std::shared_ptr<PiecewiseBody> body) {
  std::string text;
  const bool whole = body->append(text);
  Response response = Response::json(std::move(text));
  if (!whole) {
    response.more = [body = std::move(body)] {
      BodyPiece piece;
      piece.state = body->append(piece.bytes) ? BodyPiece::State::end : BodyPiece::State::more;
      return piece;
    };
  }
  return response;
}

}  // namespace kelpie::server
