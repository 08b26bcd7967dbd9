#pragma once

#include <string>

namespace kelpie::plugin {

/// Puts the text in place of the file at once: whatever happens on the way, the file is the old one or the new one. A
/// link stays a link; a file that is not there is made. UsageError where it cannot be written.
void replace_file(const std::string& file, const std::string& text);

}  // namespace kelpie::plugin
