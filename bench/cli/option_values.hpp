// Parsers of the values of options. Each takes the text as given and throws std::invalid_argument
// with one line that names it and what is allowed.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace parbench::option_values {

std::string text(const std::string& value);

// Of a file or folder to read or write. What begins with "-" was meant as an option: ./-x is a
// folder of that name.
std::string path(const std::string& value);

// The same, or "-" for stdout.
std::string path_or_stdout(const std::string& value);

// "400/s" or "400" -> 400 per second; above 0.
double rate(const std::string& value);

int pid(const std::string& value);

int blocks(const std::string& value);
std::uint64_t seed(const std::string& value);

// A duration within these limits, in seconds.
std::function<double(const std::string&)> seconds(double least_s, double most_s);

// "5%" -> 0.05: above 0 % to 50 %.
double small_share(const std::string& value);

// The same from 0.1 % to 100 %.
double width(const std::string& value);

// "slower" -> 0, "slower:5%" -> 0.05
double slower(const std::string& value);

std::string preset(const std::string& value);

// One line of a table or a legend: whole characters, and none that steers a terminal.
std::string label(const std::string& value);

std::string color(const std::string& value);

}  // namespace parbench::option_values
