#include "common.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/resource.h>

void fail(const char *words) {
    if (errno) fprintf(stderr, "error: %s: %s\n", words, strerror(errno));
    else fprintf(stderr, "error: %s\n", words);
    exit(1);
}

void *need(void *pointer) {
    if (!pointer) fail("out of memory");
    return pointer;
}

void raise_open_files(void) {
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

static int loopback(uint16_t port, struct sockaddr_in *address) {
    *address = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons(port)};
    address->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), one = 1;
    if (descriptor < 0) fail("socket");
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    return descriptor;
}

int listen_on(uint16_t port) {
    struct sockaddr_in address;
    int descriptor = loopback(port, &address);
    if (bind(descriptor, (struct sockaddr *)&address, sizeof address) || listen(descriptor, 4096)) fail("listen");
    return descriptor;
}

int connect_to(uint16_t port) {
    struct sockaddr_in address;
    int descriptor = loopback(port, &address);
    if (connect(descriptor, (struct sockaddr *)&address, sizeof address) && errno != EINPROGRESS) fail("connect");
    return descriptor;
}
