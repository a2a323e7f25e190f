#include "eligibility/decisions.h"

#include <absl/strings/str_cat.h>
#include <openssl/sha.h>

#include "eligibility/cancelling.h"
#include "eligibility/rules.h"

namespace shortbreaks::eligibility {
namespace {

// The first half of the SHA-256 of the basis.
ids::Uuid IdOf(const v1::DecisionBasis& basis) {
  const std::string bytes = basis.SerializeAsString();
  std::string digest(SHA256_DIGEST_LENGTH, '\0');
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
         reinterpret_cast<unsigned char*>(digest.data()));
  return digest.substr(0, 16);
}

}  // namespace

v1::Decision Remake(const v1::DecisionBasis& basis, const policy::Policy* policy) {
  v1::Decision decision;
  if (!basis.session().empty()) {
    decision = Decide(basis, policy);
    decision.set_session(basis.session());
    decision.set_session_etag(absl::StrCat(basis.terms().version()));
    decision.set_diary_etag(absl::StrCat(basis.diary_version()));
    // Decisions from before cancelling was part of them come out as they were.
    if (basis.terms().has_notice_hours()) *decision.mutable_cancellation() = CancellationOf(basis.terms(), policy);
  } else if (const auto* offer = policy == nullptr ? nullptr : FindOffer(*policy, basis.offer())) {
    decision = DecideOffer(basis, *policy, *offer);
  }
  decision.set_child(basis.child().name());
  decision.set_child_etag(basis.child().etag());
  decision.set_engine(basis.engine());
  decision.set_name(ids::ResourceName("decisions", IdOf(basis)));
  return decision;
}

v1::Decision DecideOn(v1::DecisionBasis& basis, const ids::Uuid& policy_id, const policy::Policy* policy) {
  basis.set_engine(kEngine);
  if (policy != nullptr) {
    basis.set_policy(ids::ResourceName("policies", policy_id));
    basis.set_policy_digest(policy->digest);
  }
  return Remake(basis, policy);
}

}  // namespace shortbreaks::eligibility
