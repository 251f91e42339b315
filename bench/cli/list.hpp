#pragma once

namespace parbench {

// `parbench list`: what this build can measure, and what it lacks.
int list();

// `parbench list --json`; docs/list.md describes it.
int list_as_json();

}  // namespace parbench
