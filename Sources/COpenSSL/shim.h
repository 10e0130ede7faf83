/// What Swift cannot see of OpenSSL: function-like macros and flags whose types do not import.
#pragma once
#include <openssl/ssl.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <openssl/evp.h>
#include <openssl/ec.h>
#include <openssl/rand.h>
#include <openssl/core_names.h>

/// SSL_OP_* are shifts with a cast: the importer drops them.
static const uint64_t EDGE_SSL_OP_NO_RENEGOTIATION = SSL_OP_NO_RENEGOTIATION;
static const uint64_t EDGE_SSL_OP_NO_COMPRESSION = SSL_OP_NO_COMPRESSION;
static const uint64_t EDGE_SSL_OP_NO_TICKET = SSL_OP_NO_TICKET;
static const uint64_t EDGE_SSL_OP_CIPHER_SERVER_PREFERENCE = SSL_OP_CIPHER_SERVER_PREFERENCE;
static const uint64_t EDGE_SSL_OP_PRIORITIZE_CHACHA = SSL_OP_PRIORITIZE_CHACHA;

/// Compositions of other macros.
static const int EDGE_BIO_FLAGS_RWS = BIO_FLAGS_RWS;
static const unsigned long EDGE_NAME_FLAGS = XN_FLAG_ONELINE & ~ASN1_STRFLGS_ESC_MSB;

/// EVP_PKEY_Q_keygen is variadic. A new P-256 key, or NULL.
static inline EVP_PKEY *edge_generate_p256(void) { return EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256"); }

/// The stack macros of X509 cast their way around C's lack of generics.
static inline STACK_OF(X509) *edge_x509_stack_new(void) { return sk_X509_new_null(); }
static inline int edge_x509_stack_push(STACK_OF(X509) *stack, X509 *certificate) {
    return sk_X509_push(stack, certificate);
}
/// Frees the stack, not what is in it.
static inline void edge_x509_stack_free(STACK_OF(X509) *stack) { sk_X509_free(stack); }

/// One subject alternative name: its GEN_* type, its bytes (not terminated) and their count; 0 beyond the last, and for
/// types other than DNS names and IP addresses a count of 0.
static inline int edge_general_name(
    const GENERAL_NAMES *names, int index, int *type, const unsigned char **bytes, int *count) {
    if (!names || index >= sk_GENERAL_NAME_num(names)) return 0;
    const GENERAL_NAME *name = sk_GENERAL_NAME_value(names, index);
    const ASN1_STRING *string = NULL;
    *type = name->type;
    if (name->type == GEN_DNS) string = name->d.dNSName;
    if (name->type == GEN_IPADD) string = name->d.iPAddress;
    *bytes = string ? ASN1_STRING_get0_data(string) : NULL;
    *count = string ? ASN1_STRING_length(string) : 0;
    return 1;
}

/// Adds an extension in OpenSSL's configuration syntax. X509V3_set_ctx_nodb is a macro. 1 or 0.
static inline int edge_add_extension(X509 *certificate, X509 *issuer, int nid, const char *value) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, certificate, NULL, NULL, 0);
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, nid, value);
    if (!extension) return 0;
    int added = X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
    return added;
}

/// Keys the MAC of a session ticket: the names of OSSL_PARAMs are string macros, which do not convert to char *.
static inline int edge_key_ticket_mac(EVP_MAC_CTX *mac, const unsigned char *key, size_t count) {
    OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_octet_string(OSSL_MAC_PARAM_KEY, (void *)key, count),
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, (char *)"SHA256", 0),
        OSSL_PARAM_construct_end(),
    };
    return EVP_MAC_CTX_set_params(mac, parameters);
}
