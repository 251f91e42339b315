// The columns of service.csv and latency.csv, and so the keys of the record's `latency`: see columns.hpp.
#pragma once

#include "bench/columns.hpp"

namespace parbench {

template <typename Visit>
void visit_service_columns(Visit&& visit) {
  constexpr std::string_view none = "no request was served after the warm-up";
  visit_trial_columns(visit);
  visit({"rate_per_s", "1/s", "", "Rate of arrivals that was asked for."}, &Latency::rate_per_s);
  visit({"achieved_per_s", "1/s", "",
         "Requests that were served, by the time until the last one was: below offered_per_s where "
         "the workers fell behind."},
        &Latency::achieved_per_s);
  visit({"requests", "", "",
         "Served requests of all timed passes, without those of the warm-up; the next nine columns "
         "are of these."},
        &Latency::requests);
  visit({"queue_wait_s", "s", none, "From the intended arrival until the work began: the mean."},
        &Latency::queue_wait_s);
  visit({"service_s", "s", none, "From the start of the work to its end: the mean."},
        &Latency::service_s);
  visit({"latency_s", "s", none, "From the intended arrival to the end: the mean."},
        &Latency::latency_s);
  visit({"p50_s", "s", "fewer than 2 requests",
         "Half of the requests had at most this latency, in a bucket of latency.csv; the bucket's "
         "upper end, at most max_s, is given."},
        &Latency::p50_s);
  visit({"p90_s", "s", "fewer than 10 requests", "90 % of them had at most this latency."},
        &Latency::p90_s);
  visit({"p99_s", "s", "fewer than 100 requests, which say nothing of it",
         "99 % of them had at most this latency."},
        &Latency::p99_s);
  visit({"p999_s", "s", "fewer than 1000 requests", "99.9 % of them had at most this latency."},
        &Latency::p999_s);
  visit({"max_s", "s", none, "The longest latency, exactly."}, &Latency::max_s);
  visit({"utilisation", "", "",
         "Share of the workers' time in which they worked on a request (waits within it included), "
         "from the first arrival's pass start to the last completion."},
        &Latency::utilisation);
  visit({"unserved", "", "",
         "Requests that had arrived and were not begun when the last one of a pass arrived (the "
         "queue at the end): the mean over the passes."},
        &Latency::unserved);
  visit({"errors", "", "",
         "Requests that failed, of all in the timed passes; they are in no other column but "
         "utilisation, unserved and offered_per_s."},
        &Latency::errors);
  visit({"offered_per_s", "1/s", "",
         "Rate of the arrivals as they were drawn: all requests, by the time until the last one "
         "arrived."},
        &Latency::offered_per_s);
}

template <typename Visit>
void visit_latency_columns(Visit&& visit) {
  visit_trial_columns(visit);
  visit({"lower_s", "s", "", "The shortest latency of the bucket."}, &LatencyBucket::lower_s);
  visit({"upper_s", "s", "", "End of the bucket: latencies are below this."},
        &LatencyBucket::upper_s);
  visit({"requests", "", "", "Requests in the bucket; their sum is that of service.csv."},
        &LatencyBucket::requests);
}

}  // namespace parbench
