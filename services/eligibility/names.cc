#include "eligibility/names.h"

#include <absl/strings/ascii.h>
#include <absl/strings/match.h>
#include <absl/strings/str_join.h>

#include <algorithm>
#include <iterator>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

namespace shortbreaks::eligibility {
namespace {

constexpr size_t kLettersApartMax = 2;

bool IsLetter(char c) {
  // Every byte of a letter beyond ASCII is one.
  return absl::ascii_isalnum(static_cast<unsigned char>(c)) || static_cast<unsigned char>(c) >= 0x80;
}

// In lower case and in order.
std::vector<std::string> WordsOf(std::string_view name) {
  std::vector<std::string> words(1);
  for (const char c : name) {
    if (IsLetter(c)) {
      words.back() += absl::ascii_tolower(static_cast<unsigned char>(c));
    } else if (!words.back().empty() && c != '\'') {
      words.emplace_back();
    }
  }
  if (words.back().empty()) words.pop_back();
  std::sort(words.begin(), words.end());
  return words;
}

// How many letters are put in, left out or changed to get from one to the other (Levenshtein).
size_t LettersApart(std::string_view a, std::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), size_t{0});
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = std::exchange(row[0], i);
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t changed = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, changed});
    }
  }
  return row.back();
}

// The words that both have aside, those that are left begin alike.
bool Shortened(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  std::vector<std::string> of_a, of_b;
  std::set_difference(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(of_a));
  std::set_difference(b.begin(), b.end(), a.begin(), a.end(), std::back_inserter(of_b));
  return of_a.size() == of_b.size() &&
         std::equal(of_a.begin(), of_a.end(), of_b.begin(), [](const auto& one, const auto& other) {
           return absl::StartsWith(one, other) || absl::StartsWith(other, one);
         });
}

}  // namespace

bool SameName(std::string_view a, std::string_view b) { return WordsOf(a) == WordsOf(b); }

bool SimilarNames(std::string_view a, std::string_view b) {
  const auto first = WordsOf(a), second = WordsOf(b);
  if (first == second || Shortened(first, second)) return true;
  return LettersApart(absl::StrJoin(first, " "), absl::StrJoin(second, " ")) <= kLettersApartMax;
}

}  // namespace shortbreaks::eligibility
