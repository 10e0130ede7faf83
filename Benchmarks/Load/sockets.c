/* The workloads over WebSockets: echo, idle, fan. */
#include "load.h"
#include "websocket.h"

/* Sockets that have got their 101. */
static int open_sockets;
/* Deliveries of the message on its way that are still to come. */
static int missing;
static unsigned char frame[INPUT_BYTES];
static size_t frame_length, answer_length;

static void upgrade(struct link *link, const char *path) {
    char request[256];
    int count = snprintf(
        request, sizeof request,
        "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n",
        path);
    link_send(link, request, (size_t)count);
}

static bool is_upgraded(struct link *link) {
    unsigned char *end = memmem(link->input, link->count, "\r\n\r\n", 4);
    if (!end) return false;
    if (memcmp(link->input, "HTTP/1.1 101", 12)) fail("no 101 for a WebSocket");
    link_take(link, (size_t)(end + 4 - link->input));
    link->phase = OPEN;
    open_sockets++;
    return true;
}

static void prepare(void) {
    frame_length = websocket_client_frame(frame, (size_t)options.size);
    answer_length = websocket_server_frame_length((size_t)options.size);
}

static void lost(struct link *link) {
    (void)link;
    fail("a WebSocket was closed");
}

/* MARK: Echo */

static void send_message(struct link *link) {
    link->started = now();
    link_send(link, frame, frame_length);
}

static void echo_connected(struct link *link) { upgrade(link, "/echo"); }

static void echo_received(struct link *link) {
    if (link->phase != OPEN) {
        if (!is_upgraded(link) || open_sockets < options.connections) return;
        prepare();
        start_clock();
        for (int index = 0; index < options.connections; index++) send_message(link_at(index));
    }
    while (link->count >= answer_length && answer_length) {
        link_take(link, answer_length);
        note_latency(now() - link->started);
        note_units(1);
        send_message(link);
    }
}

const struct workload echo_workload = {"echo", echo_connected, echo_received, lost};

/* MARK: Idle */

static void idle_received(struct link *link) {
    if (link->phase == OPEN || !is_upgraded(link) || open_sockets < options.connections) return;
    puts("ready");
    fflush(stdout);
    while (getchar() != EOF) continue;
    note_units((uint64_t)open_sockets);
    options.seconds = 0;
    start_clock();
}

const struct workload idle_workload = {"idle", echo_connected, idle_received, lost};

/* MARK: Fan-out */

static void publish(void) {
    missing = options.connections;
    send_message(link_at(0));
}

static void fan_connected(struct link *link) { upgrade(link, "/fan"); }

static void fan_received(struct link *link) {
    if (link->phase != OPEN) {
        if (!is_upgraded(link) || open_sockets < options.connections) return;
        prepare();
        start_clock();
        publish();
    }
    while (link->count >= answer_length && answer_length) {
        link_take(link, answer_length);
        note_latency(now() - link_at(0)->started);
        note_units(1);
        if (--missing == 0) publish();
    }
}

const struct workload fan_workload = {"fan", fan_connected, fan_received, lost};
