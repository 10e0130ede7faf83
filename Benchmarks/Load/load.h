/* A client's TLS connections on one epoll, and the clockwork around them; what is measured says the `workload`. */
#ifndef LOAD_H
#define LOAD_H

#include "common.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

enum { INPUT_BYTES = 16 * 1024 };

enum phase { CONNECTING, OPENING, OPEN };

struct link {
    int descriptor;
    SSL *tls;
    enum phase phase;
    int index;
    /* What the handshake is resumed with, and whether this one was. */
    SSL_SESSION *session;
    uint64_t started;
    unsigned char input[INPUT_BYTES];
    size_t count;
};

struct options {
    uint16_t port;
    int connections;
    int size;
    double seconds;
};

/* What a workload does with its links. */
struct workload {
    const char *name;
    /* The TLS handshake is done. */
    void (*connected)(struct link *link);
    /* More bytes are in `input`; the workload takes them by lowering `count`. */
    void (*received)(struct link *link);
    /* The link is gone, before the end. */
    void (*lost)(struct link *link);
};

extern const struct workload echo_workload, idle_workload, fan_workload, full_workload, resumed_workload;
extern struct options options;

/* Nanoseconds on the monotonic clock. */
uint64_t now(void);

/* Opens a link anew; the one before has been closed. */
void link_open(struct link *link);
void link_close(struct link *link);
void link_send(struct link *link, const void *bytes, size_t count);
void link_take(struct link *link, size_t count);

/* Notes how long one unit of work took, in nanoseconds. */
void note_latency(uint64_t nanoseconds);
/* Notes units of work that are done. */
void note_units(uint64_t count);
void note_resumed(void);
/* The clock starts when everybody is there. */
void start_clock(void);
bool is_measuring(void);
struct link *link_at(int index);

#endif
