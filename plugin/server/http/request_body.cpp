#include "plugin/server/http/request_body.hpp"

#include <string>

#include "tables/readers/json_text.hpp"

namespace kelpie::server {

namespace {

[[noreturn]] void refuse_coding(const CodingError& wrong) { throw RequestRefused({400, "BadRequest", wrong.what(), {}}); }

}  // namespace

RequestBody::RequestBody(const Route& route, Request& request, std::optional<std::uint64_t> length) : route_(route), request_(request) {
  const auto coding = request.header("Content-Encoding");
  // Some clients name the letters' coding here.
  if (coding && !coding->empty() && *coding != "identity" && *coding != "utf-8" && *coding != "UTF-8") {
    decoder_ = BodyDecoder::make(*coding);
    const bool text = tables::readers::is_utf8(*coding) && coding->size() <= 60;
    if (decoder_ == nullptr)
      throw RequestRefused(
          {415, "UnsupportedMediaType", "the Content-Encoding '" + std::string(text ? *coding : "...") + "' is not known; expected gzip, deflate or none", {}});
  } else if (length && route.most_body > 0 && *length > route.most_body) {
    throw RequestRefused({413, "PayloadTooLarge",
                          "the body has " + std::to_string(*length) + " bytes; " + std::to_string(route.most_body) + " are the most: send it in several requests",
                          {}});
  }
  if (route.stream) receiver_ = route.stream(request);
}

void RequestBody::keep(std::string_view bytes) {
  bytes_ += bytes.size();
  if (route_.most_body > 0 && bytes_ > route_.most_body)
    throw RequestRefused({413, "PayloadTooLarge", "the body has more than " + std::to_string(route_.most_body) + " bytes; send it in several requests", {}});
  if (receiver_ != nullptr)
    receiver_->take(bytes);
  else
    request_.body.append(bytes);
}

void RequestBody::take(std::string_view piece) {
  if (decoder_ == nullptr) return keep(piece);
  try {
    decoder_->take(piece, [this](std::string_view bytes) { keep(bytes); });
  } catch (const CodingError& wrong) {
    refuse_coding(wrong);
  }
}

void RequestBody::finish() {
  if (decoder_ == nullptr) return;
  try {
    decoder_->finish();
  } catch (const CodingError& wrong) {
    refuse_coding(wrong);
  }
}

Response RequestBody::answer() { return receiver_ != nullptr ? receiver_->finish() : route_.handler(request_); }

}  // namespace kelpie::server
