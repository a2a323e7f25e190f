#include "policy/parse.h"

#include <absl/strings/escaping.h>
#include <absl/strings/str_cat.h>
#include <openssl/sha.h>
#include <yaml-cpp/eventhandler.h>

#include <algorithm>
#include <sstream>

#include "policy/cancellation.h"
#include "policy/check.h"
#include "policy/deciders.h"

namespace shortbreaks::policy {
namespace {

constexpr size_t kBytesMax = 256 * 1024;
constexpr size_t kNodesMax = 20'000;

std::vector<std::string> Words(std::initializer_list<const char*> words) { return {words.begin(), words.end()}; }

// How many values a walk through the file meets, up to more than is allowed: aliases can make a short file endless.
size_t CountNodes(const YAML::Node& node, size_t so_far, int depth) {
  if (so_far > kNodesMax || depth > 50) return kNodesMax + 1;
  ++so_far;
  if (node.IsSequence()) {
    for (const auto& item : node) so_far = CountNodes(item, so_far, depth + 1);
  } else if (node.IsMap()) {
    for (const auto& pair : node) so_far = CountNodes(pair.second, so_far, depth + 1);
  }
  return so_far;
}

// Where documents begin.
class DocumentStarts : public YAML::EventHandler {
 public:
  void OnDocumentStart(const YAML::Mark& mark) override { marks.push_back(mark); }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark&, YAML::anchor_t) override {}
  void OnAlias(const YAML::Mark&, YAML::anchor_t) override {}
  void OnScalar(const YAML::Mark&, const std::string&, YAML::anchor_t, const std::string&) override {}
  void OnSequenceStart(const YAML::Mark&, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {}
  void OnSequenceEnd() override {}
  void OnMapStart(const YAML::Mark&, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {}
  void OnMapEnd() override {}

  std::vector<YAML::Mark> marks;
};

// The first document, with a mistake where there is another. YAML::LoadAll would never end on a file that begins with a
// comma: yaml-cpp 0.7 reads an empty document there, and again, without going on (its issue 1040).
YAML::Node LoadOne(const std::string& yaml, Mistakes& mistakes) {
  std::istringstream stream(yaml);
  YAML::Parser parser(stream);
  DocumentStarts starts;
  while (starts.marks.size() < 2 && parser.HandleNextDocument(starts)) continue;
  if (starts.marks.size() > 1) {
    const YAML::Mark &first = starts.marks[0], &second = starts.marks[1];
    if (second.pos == first.pos) throw YAML::ParserException(first, "nothing can begin like this");
    mistakes.Add(Position{second.line + 1, second.column + 1},
                 "the file holds more than one document; keep one policy in each file");
  }
  return YAML::Load(yaml);
}

// Calls `read` with each item of the list at `key`.
template <typename Read>
void Each(Mapping& words, std::string_view key, Read read) {
  const auto list = words.Take(key);
  if (!list) return;
  if (!list->IsSequence() || list->size() == 0) {
    words.mistakes().Add(*list, absl::StrCat("`", std::string(key), "` is a list of at least one, each after a dash"));
    return;
  }
  for (const auto& item : *list) read(item);
}

Band BandOf(const YAML::Node& node, size_t number, Mistakes& mistakes) {
  Mapping words(node, "an amount", mistakes);
  Band band;
  band.position = PositionOf(node);
  if (const auto when = words.Take("when")) {
    band.when = ParseCriterion(*when, absl::StrCat("gives_", number), mistakes, 1);
  }
  band.give = words.Quantity("amount", true).value_or(Quantity{});
  band.or_give = words.Quantity("or");
  if (const auto per = words.Need("per")) {
    const auto choice = ChoiceOf(*per, Words({"year", "term", "week", "month", "once"}), mistakes);
    if (choice) band.per = static_cast<Per>(*choice);
  }
  words.NoOthers();
  return band;
}

ProRata ProRataOf(const YAML::Node& node, Mistakes& mistakes) {
  Mapping words(node, "`pro_rata`", mistakes);
  ProRata pro_rata;
  if (const auto by = words.Need("by")) {
    const auto choice = ChoiceOf(*by, Words({"none", "days", "weeks", "months"}), mistakes);
    if (choice) pro_rata.by = static_cast<Pace>(*choice);
  }
  if (const auto step = words.Quantity("step")) pro_rata.step = *step;
  words.NoOthers();
  return pro_rata;
}

Unused UnusedOf(const YAML::Node& node, Mistakes& mistakes) {
  Mapping words(node, "`unused`", mistakes);
  Unused unused;
  unused.carry_over = words.YesNo("carry_over").value_or(false);
  unused.at_most = words.Quantity("at_most");
  unused.months = words.Number("months", 1, 12).value_or(0);
  words.NoOthers();
  if (!unused.carry_over && (unused.at_most || unused.months > 0)) {
    mistakes.Add(node, "`at_most` and `months` need `carry_over: true`");
  }
  return unused;
}

Caps CapsOf(const YAML::Node& node, Mistakes& mistakes) {
  Mapping words(node, "`caps`", mistakes);
  Caps caps{words.Quantity("booking"),
            words.Quantity("stay"),
            words.Quantity("provider"),
            words.Number("providers", 1, 1000),
            {}};
  Each(words, "per", [&](const YAML::Node& item) {
    Mapping one(item, "a cap for a period", mistakes);
    PeriodCap cap{one.Quantity("amount", true).value_or(Quantity{})};
    if (const auto in = one.Need("in")) {
      const auto choice = ChoiceOf(*in, Words({"week", "month", "term", "holiday", "year"}), mistakes);
      if (choice) cap.in = static_cast<PeriodKind>(*choice);
    }
    one.NoOthers();
    caps.periods.push_back(cap);
  });
  words.NoOthers();
  return caps;
}

// `the panel`, or `{by: the panel, where: refer}`.
std::optional<RequiredDecider> DecidedByOf(const YAML::Node& node, Mistakes& mistakes) {
  if (node.IsScalar()) {
    const auto by = ScalarOf(node, mistakes);
    return by ? std::optional(RequiredDecider{*by}) : std::nullopt;
  }
  Mapping words(node, "`decided_by`", mistakes);
  RequiredDecider decided{words.Text("by", true)};
  if (const auto where = words.Take("where")) {
    decided.only_where_referred = ChoiceOf(*where, Words({"always", "refer"}), mistakes).value_or(0) == 1;
  }
  words.NoOthers();
  return decided;
}

PaysFor PaysForOf(const YAML::Node& node, Mistakes& mistakes) {
  Mapping words(node, "`pays_for`", mistakes);
  PaysFor pays;
  if (const auto tiers = words.Take("tiers")) {
    pays.tiers = ListOf(*tiers, mistakes);
    for (const auto& tier : *tiers) ChoiceOf(tier, Words({"targeted", "specialist"}), mistakes);
  }
  pays.overnight = words.YesNo("overnight");
  words.NoOthers();
  if (words.ok() && node.size() == 0) mistakes.Add(node, "say what it pays for with `tiers:` or `overnight:`");
  return pays;
}

Charge ChargeOf(const YAML::Node& node, size_t number, Mistakes& mistakes) {
  Mapping words(node, "a charge", mistakes);
  Charge charge{.position = PositionOf(node)};
  if (const auto when = words.Need("when")) {
    charge.when = ParseCriterion(*when, absl::StrCat("charges_", number), mistakes, 1);
  }
  if (const auto times = words.Need("times")) charge.times = NumberOf(*times, 2, 10, mistakes).value_or(1);
  words.NoOthers();
  return charge;
}

Then ThenOf(Mapping& words) {
  const auto then = words.Need("then");
  if (!then) return Then::kRefer;
  if (then->IsScalar() && (then->Scalar() == "decline" || then->Scalar() == "declined" || then->Scalar() == "refuse")) {
    words.mistakes().Add(*then, "rules never decline a family; write `then: refer`, and a named officer decides");
    return Then::kRefer;
  }
  const auto choice = ChoiceOf(*then, Words({"eligible", "indicative", "refer"}), words.mistakes());
  return choice ? static_cast<Then>(*choice) : Then::kRefer;
}

Offer OfferOf(const YAML::Node& node, Mistakes& mistakes) {
  Mapping words(node, "an offer", mistakes);
  Offer offer;
  offer.position = PositionOf(node);
  offer.id = words.Text("offer", true);
  offer.title = words.Text("title", true);
  if (const auto tier = words.Need("tier")) {
    if (ChoiceOf(*tier, Words({"universal", "targeted", "specialist"}), mistakes)) offer.tier = tier->Scalar();
  }
  if (const auto needs = words.Need("needs")) offer.needs = ParseCriterion(*needs, "", mistakes);
  if (words.ok()) offer.then = ThenOf(words);
  Each(words, "gives",
       [&](const YAML::Node& item) { offer.bands.push_back(BandOf(item, offer.bands.size() + 1, mistakes)); });
  if (const auto pro_rata = words.Take("pro_rata")) offer.pro_rata = ProRataOf(*pro_rata, mistakes);
  if (const auto unused = words.Take("unused")) offer.unused = UnusedOf(*unused, mistakes);
  if (const auto caps = words.Take("caps")) offer.caps = CapsOf(*caps, mistakes);
  offer.review_months = words.Number("review_months", 1, 36);
  offer.accept_working_days = words.Number("accept_working_days", 1, 60);
  offer.evidence_days = words.Number("evidence_days", 1, 365);
  if (const auto pays = words.Take("pays_for")) offer.pays_for = PaysForOf(*pays, mistakes);
  Each(words, "charges",
       [&](const YAML::Node& item) { offer.charges.push_back(ChargeOf(item, offer.charges.size() + 1, mistakes)); });
  if (const auto decided = words.Take("decided_by")) offer.decided_by = DecidedByOf(*decided, mistakes);
  words.NoOthers();
  return offer;
}

void YearOf(const YAML::Node& node, Policy& policy, Mistakes& mistakes) {
  Mapping words(node, "`year`", mistakes);
  const std::string starts = words.Text("starts", true);
  absl::CivilDay day;
  if (starts.size() == 5 && absl::ParseCivilTime(absl::StrCat("2025-", starts), &day)) {
    policy.year_month = day.month();
    policy.year_day = day.day();
  } else if (!starts.empty()) {
    mistakes.Add(node, "`starts` is a day of every year, written MM-DD, for example 04-01");
  }
  words.NoOthers();
}

// `hours`, or `{stream: innovation fund}`, or both.
Payer PayerOf(const YAML::Node& node, Mistakes& mistakes) {
  const auto kinds = Words({"hours", "nights", "sessions", "pounds"});
  if (node.IsScalar()) return ChoiceOf(node, kinds, mistakes) ? Payer{.kind = node.Scalar()} : Payer{};
  Mapping words(node, "what pays", mistakes);
  Payer payer;
  if (const auto kind = words.Take("kind"); kind && ChoiceOf(*kind, kinds, mistakes)) payer.kind = kind->Scalar();
  payer.stream = words.Text("stream", true);
  words.NoOthers();
  return payer;
}

void MoneyAndTime(Mapping& words, Policy& policy, Mistakes& mistakes) {
  Each(words, "pays_first", [&](const YAML::Node& item) { policy.pays_first.push_back(PayerOf(item, mistakes)); });
  Each(words, "conversions", [&](const YAML::Node& item) {
    Mapping pair(item, "a conversion", mistakes);
    const auto from = pair.Quantity("from", true), to = pair.Quantity("to", true);
    pair.NoOthers();
    if (from && to) policy.conversions.push_back({*from, *to, PositionOf(item)});
  });
  Each(words, "deciders", [&](const YAML::Node& item) {
    Mapping decider(item, "a decider", mistakes);
    policy.deciders.push_back({decider.Text("by", true), decider.Quantity("up_to"), PositionOf(item)});
    decider.NoOthers();
  });
  policy.second_key_above = words.Quantity("second_key_above");
  if (const auto second = words.Take("second_key")) {
    Mapping key(*second, "`second_key`", mistakes);
    if (policy.second_key_above)
      mistakes.Add(*second, "`second_key` and `second_key_above` are both written; keep one");
    policy.second_key_above = key.Quantity("above", true);
    policy.second_key_by = key.Text("by");
    if (IsPanel(policy.second_key_by))
      mistakes.Add(*second, absl::StrCat("`", policy.second_key_by, "` is a meeting; name the one who confirms"));
    key.NoOthers();
  }
}

Regulation48 Regulation48Of(const YAML::Node& node, Mistakes& mistakes) {
  Mapping words(node, "`regulation_48`", mistakes);
  Regulation48 rule;
  rule.stay_max = words.Number("stay_max", 1, 17).value_or(17);
  rule.year_max = words.Number("year_max", 1, 75).value_or(75);
  if (const auto count = words.Need("count")) {
    rule.nights = ChoiceOf(*count, Words({"days", "nights"}), mistakes).value_or(0) == 1;
  }
  words.NoOthers();
  return rule;
}

void Heading(Mapping& words, Policy& policy, Mistakes& mistakes) {
  policy.id = words.Text("policy", true);
  policy.council = words.Text("council", true);
  policy.title = words.Text("title", true);
  policy.sample = words.YesNo("sample").value_or(false);
  policy.from = words.Day("from", true).value_or(absl::CivilDay());
  policy.to = words.Day("to");
  if (policy.to && *policy.to < policy.from)
    mistakes.Add(words.position(), "`to` is before `from`; the policy would never apply");
  Each(words, "sources", [&](const YAML::Node& item) {
    Mapping source(item, "a source", mistakes);
    policy.sources.push_back({source.Text("title", true), source.Text("url")});
    source.NoOthers();
  });
  policy.readings = words.Texts("readings");
}

Policy PolicyOf(const YAML::Node& root, Mistakes& mistakes) {
  Policy policy;
  Mapping words(root, "a policy", mistakes);
  if (!words.ok()) return policy;
  Heading(words, policy, mistakes);
  if (const auto year = words.Take("year")) YearOf(*year, policy, mistakes);
  Each(words, "terms", [&](const YAML::Node& item) {
    Mapping term(item, "a term", mistakes);
    policy.terms.push_back({term.Text("term", true), term.Day("from", true).value_or(absl::CivilDay()),
                            term.Day("to", true).value_or(absl::CivilDay()), PositionOf(item)});
    term.NoOthers();
  });
  Each(words, "benefits", [&](const YAML::Node& item) {
    Mapping kind(item, "a benefit", mistakes);
    policy.benefits.push_back({kind.Text("name", true), kind.Text("component"), kind.Texts("rates"), PositionOf(item)});
    kind.NoOthers();
  });
  Each(words, "offers", [&](const YAML::Node& item) { policy.offers.push_back(OfferOf(item, mistakes)); });
  if (policy.offers.empty() && !mistakes.fatal()) mistakes.Add(root, "a policy needs `offers:`");
  MoneyAndTime(words, policy, mistakes);
  if (const auto node = words.Take("cancellation")) policy.cancellation = ParseCancellation(*node, mistakes);
  if (const auto node = words.Take("regulation_48")) policy.regulation_48 = Regulation48Of(*node, mistakes);
  if (const auto months = words.Number("section_17_review_months", 1, 6)) policy.section_17_review_months = months;
  words.NoOthers();
  return policy;
}

std::string Sha256(const std::string& text) {
  std::string digest(SHA256_DIGEST_LENGTH, '\0');
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(),
         reinterpret_cast<unsigned char*>(digest.data()));
  return absl::BytesToHexString(digest);
}

}  // namespace

Policy Parse(const std::string& yaml, Mistakes& mistakes) {
  if (yaml.size() > kBytesMax) {
    mistakes.Add(Position{1, 1},
                 absl::StrCat("the file has ", yaml.size(), " bytes; at most ", kBytesMax, " are read"));
    return {};
  }
  YAML::Node root;
  try {
    root.reset(LoadOne(yaml, mistakes));
  } catch (const YAML::Exception& error) {
    mistakes.Add(Position{error.mark.line + 1, error.mark.column + 1}, absl::StrCat("this is not YAML: ", error.msg));
    return {};
  }
  if (CountNodes(root, 0, 0) > kNodesMax) {
    mistakes.Add(Position{1, 1},
                 absl::StrCat("the file is nested too deep, or holds more than ", kNodesMax, " values"));
    return {};
  }
  Policy policy = PolicyOf(root, mistakes);
  policy.digest = Sha256(yaml);
  if (!mistakes.fatal()) Check(policy, mistakes);
  mistakes.Sort();
  return policy;
}

}  // namespace shortbreaks::policy
