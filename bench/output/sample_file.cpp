#include "bench/output/sample_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <stdexcept>

#include "bench/output/csv.hpp"
#include "bench/output/sample_rows.hpp"
#include "bench/system_error.hpp"

namespace parbench {
namespace {

std::string place(const std::filesystem::path& path, std::uint64_t line) {
  return path.string() + ", line " + std::to_string(line) + ": ";
}

std::string csv_rows(const std::vector<std::vector<std::string>>& rows) {
  std::string text;
  for (const std::vector<std::string>& fields : rows) text += csv_row(fields);
  return text;
}

constexpr const char* cut_off = "the last row is incomplete, as after an interrupted write";

}  // namespace

RowFile::RowFile(std::filesystem::path path, const std::string& header) : path_(std::move(path)) {
  descriptor_ = open(path_.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  if (descriptor_ < 0) fail("cannot open", errno);
  try {
    check_and_trim(header);
  } catch (...) {
    close(descriptor_);
    throw;
  }
}

RowFile::~RowFile() { close(descriptor_); }

void RowFile::fail(const char* what, int error) const {
  throw std::runtime_error(std::string(what) + ' ' + path_.string() + ": " +
                           system_error_text(error));
}

void RowFile::check_and_trim(const std::string& header) {
  std::ifstream file(path_, std::ios::binary);
  if (!file) fail("cannot read", errno);
  CsvReader reader(file);
  std::vector<std::string> fields;
  CsvReader::Outcome outcome = reader.next(fields);
  const bool headed = outcome == CsvReader::Outcome::row;
  if (headed && csv_row(fields) != header + '\n') {
    throw std::runtime_error(place(path_, 1) +
                             "the header is not of this version; start a new run");
  }
  while (outcome == CsvReader::Outcome::row) outcome = reader.next(fields);
  if (outcome == CsvReader::Outcome::broken) {
    throw std::runtime_error(place(path_, reader.line()) + reader.problem() +
                             "; repair or remove it, or start a new run");
  }
  if (outcome == CsvReader::Outcome::unfinished) {
    // An open quote that swallowed whole lines is damage: cutting them off would lose measurements.
    file.clear();
    file.seekg(static_cast<std::streamoff>(reader.complete_bytes()));
    std::string line;
    std::getline(file, line);
    if (!file.eof()) {
      throw std::runtime_error(place(path_, reader.line()) +
                               "a quote is never closed; repair it, or start a new run");
    }
    if (ftruncate(descriptor_, static_cast<off_t>(reader.complete_bytes())) != 0) {
      fail("cannot cut the incomplete last row off", errno);
    }
  }
  if (!headed) append(header + '\n');
}

void RowFile::append(const std::string& rows) {
  if (rows.empty()) return;
  struct stat before {};
  if (fstat(descriptor_, &before) != 0) fail("cannot write", errno);
  ssize_t written;
  do {
    written = write(descriptor_, rows.data(), rows.size());
  } while (written < 0 && errno == EINTR);
  if (written == static_cast<ssize_t>(rows.size())) return;
  int error = errno;
  if (written >= 0) {
    // A short write does not say why it was short. The next one does, and is undone as well.
    const std::size_t done = static_cast<std::size_t>(written);
    error = write(descriptor_, rows.data() + done, rows.size() - done) < 0 ? errno : ENOSPC;
  }
  const bool whole = ftruncate(descriptor_, before.st_size) == 0;
  fail(whole ? "cannot write" : "cannot write, and half a row remains in", error);
}

SampleFile::SampleFile(const std::filesystem::path& folder)
    : samples_(folder / "samples.csv", header_of(samples_columns())),
      workers_(folder / "workers.csv", header_of(workers_columns())),
      spans_(folder / "spans.csv", header_of(spans_columns())),
      spread_(folder / "spread.csv", header_of(spread_columns())),
      outside_load_(folder / "outside_load.csv", header_of(outside_load_columns())),
      hosts_(folder / "hosts.csv", header_of(hosts_columns())),
      pauses_(folder / "pauses.csv", header_of(pauses_columns())),
      service_(folder / "service.csv", header_of(service_columns())),
      latency_(folder / "latency.csv", header_of(latency_columns())) {}

void SampleFile::append(const Sample& sample) {
  spans_.append(csv_rows(span_fields(sample)));
  spread_.append(csv_rows(spread_fields(sample)));
  outside_load_.append(csv_rows(outside_load_fields(sample)));
  hosts_.append(csv_rows(host_fields(sample)));
  pauses_.append(csv_rows(pause_fields(sample)));
  service_.append(csv_rows(service_fields(sample)));
  latency_.append(csv_rows(latency_fields(sample)));
  samples_.append(csv_row(sample_fields(sample)));
  workers_.append(csv_rows(worker_fields(sample)));
}

ReadResult read_samples(const std::filesystem::path& path,
                        const std::function<void(const Sample&)>& callback) {
  constexpr std::size_t most_errors = 20;
  ReadResult result;
  const auto note = [&](std::uint64_t line, const std::string& problem) {
    ++result.bad_rows;
    if (result.errors.size() < most_errors) result.errors.push_back(place(path, line) + problem);
  };
  std::ifstream file(path, std::ios::binary);
  CsvReader reader(file);
  std::vector<std::string> fields;
  if (!file || reader.next(fields) != CsvReader::Outcome::row) {
    note(1, file.is_open() ? "no header of a samples.csv" : "cannot be read");
    return result;
  }
  std::optional<SampleParser> parser;
  try {
    parser.emplace(fields);
  } catch (const std::runtime_error& error) {
    note(1, error.what());
    return result;
  }
  for (;;) {
    const CsvReader::Outcome outcome = reader.next(fields);
    if (outcome == CsvReader::Outcome::end) return result;
    if (outcome == CsvReader::Outcome::broken) note(reader.line(), reader.problem());
    if (outcome == CsvReader::Outcome::unfinished) note(reader.line(), cut_off);
    if (outcome != CsvReader::Outcome::row) return result;
    std::optional<Sample> sample;
    try {
      sample = parser->parse(fields);
    } catch (const std::runtime_error& error) {
      note(reader.line(), error.what());
      continue;
    }
    callback(*sample);
    ++result.rows;
  }
}

}  // namespace parbench
