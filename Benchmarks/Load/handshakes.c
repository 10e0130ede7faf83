/* The workloads that connect anew for every request: full and resumed. */
#include "load.h"

enum { BODY_BYTES = 1024 };

static const char request[] = "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";

static void connected(struct link *link) {
    start_clock();
    link_send(link, request, sizeof request - 1);
}

static void again(struct link *link) {
    link_close(link);
    link_open(link);
}

static void received(struct link *link) {
    unsigned char *end = memmem(link->input, link->count, "\r\n\r\n", 4);
    if (!end || link->input + link->count < end + 4 + BODY_BYTES) return;
    note_latency(now() - link->started);
    note_units(1);
    again(link);
}

const struct workload full_workload = {"full", connected, received, again};
const struct workload resumed_workload = {"resumed", connected, received, again};
