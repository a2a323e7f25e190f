// A little certificate authority of a test's own.
#pragma once

#include <absl/time/clock.h>
#include <absl/time/time.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <memory>
#include <string>

namespace shortbreaks::support {

struct CertificateFiles {
  std::string certificate, key;  // PEM
};

struct CertificateOptions {
  // As OpenSSL writes them: `DNS:localhost,IP:127.0.0.1,URI:spiffe://council/bookings`.
  std::string names = "DNS:localhost";
  absl::Time from = absl::Now() - absl::Hours(1);
  absl::Time until = absl::Now() + absl::Hours(24);
};

class CertificateAuthority {
 public:
  // Its certificate is `folder`/`name`.pem.
  CertificateAuthority(std::string folder, const std::string& name);
  const std::string& file() const { return file_; }

  // Writes `folder`/`name`.pem and .key, over what is there.
  CertificateFiles Issue(const std::string& name, const CertificateOptions& options = {}) const;

 private:
  struct Free {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
    void operator()(X509* certificate) const { X509_free(certificate); }
  };
  using Key = std::unique_ptr<EVP_PKEY, Free>;
  using Certificate = std::unique_ptr<X509, Free>;

  static Certificate Make(EVP_PKEY* key, const std::string& subject, const CertificateOptions& options);
  void Write(const std::string& path, X509* certificate, EVP_PKEY* key) const;

  const std::string folder_, file_;
  Key key_;
  Certificate certificate_;
};

// The `x5t#S256` of a certificate's file.
std::string CertificateSha256(const std::string& file);

}  // namespace shortbreaks::support
