#pragma once

#include <vector>

#include "plugin/server/api/graph/resource.hpp"

namespace kelpie::server::graph {

/// Each adds the resources of one family.
void add_sign_ins(std::vector<Resource>& all);
void add_sign_in_summaries(std::vector<Resource>& all);
void add_audits(std::vector<Resource>& all);
void add_provisioning(std::vector<Resource>& all);
void add_risks(std::vector<Resource>& all);
void add_usage_reports(std::vector<Resource>& all);
void add_users(std::vector<Resource>& all);

}  // namespace kelpie::server::graph
