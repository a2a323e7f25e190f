#include "registers/children.h"

#include <absl/strings/ascii.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_split.h>

#include <map>
#include <set>

#include "wire/fields.h"
#include "wire/needs.h"

namespace shortbreaks::registers {
namespace {

std::vector<std::string> WordsOf(const std::string& name) {
  return absl::StrSplit(name, absl::ByAnyChar(" \t"), absl::SkipEmpty());
}

// The first character, however many bytes it has.
std::string InitialOf(const std::string& word) {
  const auto point = wire::CodePointAt(word, 0);
  return word.substr(0, point ? point->bytes : 1);
}

std::string CallName(const std::string& name, bool shared) {
  const std::vector<std::string> words = WordsOf(name);
  if (words.empty()) return name;
  return shared && words.size() > 1 ? absl::StrCat(words.front(), " ", InitialOf(words.back())) : words.front();
}

// Names are compared as people hear them: Robin is robin.
std::string HeardAs(const std::string& name) { return absl::AsciiStrToLower(CallName(name, false)); }

v1::RegisterChild ToProto(const ChildOnRegister& child, bool shared) {
  v1::RegisterChild message;
  message.set_child(ids::ResourceName("children", child.child_id));
  message.set_call_name(CallName(child.display_name, shared));
  message.set_age_years(child.age_years);
  wire::AddNeeds(child.needs, *message.mutable_needs());
  message.mutable_support_ratio()->set_staff(child.ratio_staff);
  message.mutable_support_ratio()->set_children(child.ratio_children);
  return message;
}

}  // namespace

std::vector<v1::RegisterChild> RegisterOf(std::vector<ChildOnRegister> children) {
  std::set<ids::Uuid> seen;
  std::erase_if(children, [&](const ChildOnRegister& child) { return !seen.insert(child.child_id).second; });
  std::map<std::string, int> heard;
  for (const ChildOnRegister& child : children) ++heard[HeardAs(child.display_name)];
  std::vector<v1::RegisterChild> messages;
  for (const ChildOnRegister& child : children) {
    messages.push_back(ToProto(child, heard[HeardAs(child.display_name)] > 1));
  }
  return messages;
}

}  // namespace shortbreaks::registers
