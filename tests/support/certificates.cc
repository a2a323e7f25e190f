#include "support/certificates.h"

#include <absl/strings/escaping.h>
#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include <cstdio>
#include <cstdlib>
#include <utility>

namespace shortbreaks::support {
namespace {

void Must(bool done, const char* what) {
  if (done) return;
  std::fprintf(stderr, "certificates: %s failed\n", what);
  std::abort();
}

void AddExtension(X509* certificate, X509* issuer, int nid, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str());
  Must(extension != nullptr && X509_add_ext(certificate, extension, -1) == 1, value.c_str());
  X509_EXTENSION_free(extension);
}

FILE* Open(const std::string& path, const char* mode) {
  FILE* file = std::fopen(path.c_str(), mode);
  Must(file != nullptr, path.c_str());
  return file;
}

}  // namespace

CertificateAuthority::CertificateAuthority(std::string folder, const std::string& name)
    : folder_(std::move(folder)), file_(folder_ + "/" + name + ".pem"), key_(EVP_EC_gen("P-256")) {
  certificate_ = Make(key_.get(), name, {});
  X509_set_issuer_name(certificate_.get(), X509_get_subject_name(certificate_.get()));
  AddExtension(certificate_.get(), certificate_.get(), NID_basic_constraints, "critical,CA:TRUE");
  AddExtension(certificate_.get(), certificate_.get(), NID_key_usage, "critical,keyCertSign,cRLSign");
  AddExtension(certificate_.get(), certificate_.get(), NID_subject_key_identifier, "hash");
  Must(X509_sign(certificate_.get(), key_.get(), EVP_sha256()) > 0, "signing");
  Write(folder_ + "/" + name, certificate_.get(), nullptr);
}

CertificateAuthority::Certificate CertificateAuthority::Make(EVP_PKEY* key, const std::string& subject,
                                                             const CertificateOptions& options) {
  Certificate certificate(X509_new());
  unsigned char serial[8];
  Must(RAND_bytes(serial, sizeof serial) == 1, "RAND_bytes");
  serial[0] &= 0x7f;
  BIGNUM* number = BN_bin2bn(serial, sizeof serial, nullptr);
  BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate.get()));
  BN_free(number);
  X509_set_version(certificate.get(), X509_VERSION_3);
  ASN1_TIME_set(X509_getm_notBefore(certificate.get()), absl::ToTimeT(options.from));
  ASN1_TIME_set(X509_getm_notAfter(certificate.get()), absl::ToTimeT(options.until));
  X509_set_pubkey(certificate.get(), key);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(subject.c_str()), -1, -1, 0);
  return certificate;
}

CertificateFiles CertificateAuthority::Issue(const std::string& name, const CertificateOptions& options) const {
  const Key key(EVP_EC_gen("P-256"));
  const Certificate certificate = Make(key.get(), name, options);
  X509_set_issuer_name(certificate.get(), X509_get_subject_name(certificate_.get()));
  AddExtension(certificate.get(), certificate_.get(), NID_basic_constraints, "CA:FALSE");
  AddExtension(certificate.get(), certificate_.get(), NID_authority_key_identifier, "keyid");
  AddExtension(certificate.get(), certificate_.get(), NID_subject_alt_name, options.names);
  Must(X509_sign(certificate.get(), key_.get(), EVP_sha256()) > 0, "signing");
  const std::string path = folder_ + "/" + name;
  Write(path, certificate.get(), key.get());
  return {path + ".pem", path + ".key"};
}

void CertificateAuthority::Write(const std::string& path, X509* certificate, EVP_PKEY* key) const {
  FILE* file = Open(path + ".pem", "w");
  Must(PEM_write_X509(file, certificate) == 1, "writing");
  std::fclose(file);
  if (key == nullptr) return;
  file = Open(path + ".key", "w");
  Must(PEM_write_PrivateKey(file, key, nullptr, nullptr, 0, nullptr, nullptr) == 1, "writing");
  std::fclose(file);
}

std::string CertificateSha256(const std::string& path) {
  FILE* file = Open(path, "r");
  X509* certificate = PEM_read_X509(file, nullptr, nullptr, nullptr);
  std::fclose(file);
  Must(certificate != nullptr, path.c_str());
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  X509_digest(certificate, EVP_sha256(), digest, &size);
  X509_free(certificate);
  return absl::WebSafeBase64Escape(absl::string_view(reinterpret_cast<char*>(digest), size));
}

}  // namespace shortbreaks::support
