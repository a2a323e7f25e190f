#include "availability/access.h"
#include "availability/handlers.h"
#include "availability/validate.h"
#include "wire/fields.h"

namespace shortbreaks::availability {

using errors::Error;

absl::StatusOr<v1::CreateProviderResponse> ProviderHandlers::Create(const rpc::Call& call,
                                                                    const v1::CreateProviderRequest& request) const {
  if (call.principal.role != identity::Role::kOfficer) return Error(type::v1::ERROR_REASON_NOT_ALLOWED);
  auto mark = idempotency::MarkOf(call.principal, "CreateProvider", request.request_id(), request);
  if (!mark.ok()) return mark.status();
  errors::FieldErrors fields;
  const ProviderRecord record = ReadProvider("provider.", request.provider(), fields);
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  auto provider = parts_.store.CreateProvider(call, *mark, record);
  if (!provider.ok()) return provider.status();
  v1::CreateProviderResponse response;
  *response.mutable_provider() = *std::move(provider);
  return response;
}

absl::StatusOr<v1::GetProviderResponse> ProviderHandlers::Get(const rpc::Call& call,
                                                              const v1::GetProviderRequest& request) const {
  errors::FieldErrors fields;
  const ids::Uuid id = wire::IdIn("name", "providers", request.name(), fields);
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  auto provider = parts_.store.ReadProvider(call, id);
  if (!provider.ok()) return provider.status();
  if (!*provider) return Error(type::v1::ERROR_REASON_NOT_FOUND);
  v1::GetProviderResponse response;
  *response.mutable_provider() = **std::move(provider);
  return response;
}

absl::StatusOr<v1::ListProvidersResponse> ProviderHandlers::List(const rpc::Call& call,
                                                                 const v1::ListProvidersRequest& request) const {
  errors::FieldErrors fields;
  wire::CheckExternalId("external_id", request.external_id(), false, fields);
  if (auto valid = fields.ToStatus(); !valid.ok()) return valid;
  const std::string scope = paging::ScopeOf(call.principal, "ListProviders", request);
  auto page = paging::PageOf(parts_.page_tokens, request, scope);
  if (!page.ok()) return page.status();
  auto list = parts_.store.ListProviders(call, request.external_id(), *page);
  if (!list.ok()) return list.status();
  v1::ListProvidersResponse response;
  for (v1::Provider& provider : list->providers) *response.add_providers() = std::move(provider);
  response.set_next_page_token(paging::NextToken(parts_.page_tokens, list->next, scope));
  return response;
}

}  // namespace shortbreaks::availability
