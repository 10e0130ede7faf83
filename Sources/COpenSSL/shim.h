/// What Swift cannot see of OpenSSL: function-like macros and flags whose types do not import.
#pragma once
#include <string.h>
#include <openssl/ssl.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <openssl/evp.h>
#include <openssl/ec.h>
#include <openssl/hmac.h>
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
static inline EVP_PKEY *edge_generate_ec(const char *curve) { return EVP_PKEY_Q_keygen(NULL, NULL, "EC", curve); }
static inline EVP_PKEY *edge_generate_rsa(size_t bits) { return EVP_PKEY_Q_keygen(NULL, NULL, "RSA", bits); }

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

/// Asks for subject alternative names in a request, in OpenSSL's configuration syntax. 1 or 0.
static inline int edge_request_names(X509_REQ *request, const char *names) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, NULL, NULL, request, NULL, 0);
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, NID_subject_alt_name, names);
    STACK_OF(X509_EXTENSION) *extensions = sk_X509_EXTENSION_new_null();
    int added = extension && extensions && sk_X509_EXTENSION_push(extensions, extension) > 0
        && X509_REQ_add_extensions(request, extensions) == 1;
    sk_X509_EXTENSION_free(extensions);
    X509_EXTENSION_free(extension);
    return added;
}

/// Adds the critical acmeIdentifier extension with its 32 bytes (RFC 8737 section 3): OpenSSL has no name for it. 1 or 0.
static inline int edge_add_acme_identifier(X509 *certificate, const unsigned char *digest) {
    unsigned char value[34] = {V_ASN1_OCTET_STRING, 32};
    memcpy(value + 2, digest, 32);
    ASN1_OBJECT *identifier = OBJ_txt2obj("1.3.6.1.5.5.7.1.31", 1);
    ASN1_OCTET_STRING *string = ASN1_OCTET_STRING_new();
    X509_EXTENSION *extension = NULL;
    if (identifier && string && ASN1_OCTET_STRING_set(string, value, sizeof value))
        extension = X509_EXTENSION_create_by_OBJ(NULL, identifier, 1, string);
    int added = extension && X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
    ASN1_OCTET_STRING_free(string);
    ASN1_OBJECT_free(identifier);
    return added;
}
