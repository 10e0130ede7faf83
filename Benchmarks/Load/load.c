/* Load that wrk and h2load cannot make: WebSockets over TLS, and handshakes.
 *
 *     load WORKLOAD PORT CONNECTIONS SECONDS [SIZE]
 *
 * echo     every socket sends a message of SIZE bytes, waits for it to come back, and sends the next
 * idle     opens the sockets, says "ready", and holds them until standard input ends
 * fan      one socket sends, all receive; the next message goes when the last has arrived everywhere
 * full     connects, full TLS 1.3 handshake, GET /, closes, again
 * resumed  the same with a ticket of the connection before
 *
 * The answer is one line of JSON on standard output.
 */
#include "load.h"

#include <time.h>

/* Opening connections at once: below every proxy's backlog. */
enum { OPENING_AT_ONCE = 64, BUCKETS = 64 * 16 };

struct options options;
static const struct workload *workload;
static struct link *links;
static SSL_CTX *context;
static int poller, opened, opening, failures;
static uint64_t clock_start, clock_end, units, resumptions, latencies[BUCKETS], latency_count;

uint64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

struct link *link_at(int index) { return &links[index]; }

/* MARK: Counting */

bool is_measuring(void) { return clock_start != 0; }

void start_clock(void) {
    if (clock_start) return;
    clock_start = now();
    clock_end = clock_start + (uint64_t)(options.seconds * 1e9);
}

void note_units(uint64_t count) { units += count; }
void note_resumed(void) { resumptions++; }

/* A logarithmic histogram, 16 steps in each power of two: within 6 %. */
void note_latency(uint64_t nanoseconds) {
    if (nanoseconds < 16) nanoseconds = 16;
    int power = 63 - __builtin_clzll(nanoseconds);
    latencies[power * 16 + (int)(nanoseconds >> (power - 4) & 15)]++;
    latency_count++;
}

static double percentile(double share) {
    uint64_t wanted = (uint64_t)(share * (double)latency_count), seen = 0;
    for (int bucket = 0; bucket < BUCKETS; bucket++) {
        seen += latencies[bucket];
        if (seen <= wanted) continue;
        return (double)((16ull + (uint64_t)(bucket % 16)) << (bucket / 16 - 4)) / 1e3;
    }
    return 0;
}

static void report(void) {
    double seconds = (double)(now() - clock_start) / 1e9;
    printf(
        "{\"units\": %llu, \"seconds\": %.4f, \"p50_us\": %.1f, \"p99_us\": %.1f, \"resumed\": %llu, \"failures\": %d}\n",
        (unsigned long long)units, seconds, percentile(0.5), percentile(0.99), (unsigned long long)resumptions,
        failures);
}

/* MARK: Links */

void link_open(struct link *link) {
    link->descriptor = connect_to(options.port);
    link->tls = need(SSL_new(context));
    link->phase = CONNECTING;
    link->count = 0;
    link->started = now();
    SSL_set_fd(link->tls, link->descriptor);
    SSL_set_app_data(link->tls, link);
    SSL_set_connect_state(link->tls);
    if (link->session) SSL_set_session(link->tls, link->session);
    struct epoll_event event = {EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, {.ptr = link}};
    epoll_ctl(poller, EPOLL_CTL_ADD, link->descriptor, &event);
}

void link_close(struct link *link) {
    if (!link->tls) return;
    SSL_shutdown(link->tls);
    SSL_free(link->tls);
    close(link->descriptor);
    link->tls = NULL;
}

void link_send(struct link *link, const void *bytes, size_t count) {
    /* One message at a time is always smaller than an empty socket buffer. */
    if (SSL_write(link->tls, bytes, (int)count) != (int)count) failures++;
}

void link_take(struct link *link, size_t count) {
    link->count -= count;
    memmove(link->input, link->input + count, link->count);
}

static void lose(struct link *link) {
    failures++;
    if (failures > 10 * options.connections) fail("the proxy refuses or breaks connections");
    link_close(link);
    workload->lost(link);
}

static void open_more(void) {
    while (opened < options.connections && opening < OPENING_AT_ONCE) {
        links[opened].index = opened;
        link_open(&links[opened++]);
        opening++;
    }
}

/* Reads until the socket is empty; closing and opening anew inside `received` ends it. */
static void receive(struct link *link) {
    SSL *tls = link->tls;
    while (link->tls == tls) {
        int count = SSL_read(tls, link->input + link->count, (int)(INPUT_BYTES - link->count));
        if (count > 0) {
            link->count += (size_t)count;
            workload->received(link);
            continue;
        }
        int reason = SSL_get_error(tls, count);
        if (reason != SSL_ERROR_WANT_READ && reason != SSL_ERROR_WANT_WRITE) lose(link);
        return;
    }
}

static void shake_hands(struct link *link) {
    int done = SSL_do_handshake(link->tls);
    if (done == 1) {
        opening--;
        link->phase = OPENING;
        if (SSL_session_reused(link->tls)) note_resumed();
        workload->connected(link);
        return receive(link);
    }
    int reason = SSL_get_error(link->tls, done);
    if (reason != SSL_ERROR_WANT_READ && reason != SSL_ERROR_WANT_WRITE) lose(link);
}

static int keep_session(SSL *tls, SSL_SESSION *session) {
    struct link *link = SSL_get_app_data(tls);
    SSL_SESSION_free(link->session);
    link->session = session;
    return 1;
}

static void make_context(bool resumes) {
    context = need(SSL_CTX_new(TLS_client_method()));
    SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION);
    SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
    if (!resumes) return;
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
    SSL_CTX_sess_set_new_cb(context, keep_session);
}

/* MARK: Running */

static void turn(int milliseconds) {
    struct epoll_event events[256];
    int ready = epoll_wait(poller, events, 256, milliseconds);
    for (int index = 0; index < ready; index++) {
        struct link *link = events[index].data.ptr;
        if (!link->tls) continue;
        if (link->phase == CONNECTING) shake_hands(link);
        else receive(link);
    }
    ERR_clear_error();
}

static void run(void) {
    uint64_t patience = now() + 60ull * 1000000000u;
    while (!clock_start || now() < clock_end) {
        open_more();
        turn(100);
        if (!clock_start && now() > patience) fail("not all connections came about within 60 s");
    }
}

static const struct workload *find(const char *name) {
    const struct workload *all[] = {
        &echo_workload, &idle_workload, &fan_workload, &full_workload, &resumed_workload};
    for (size_t index = 0; index < sizeof all / sizeof *all; index++)
        if (!strcmp(all[index]->name, name)) return all[index];
    fail("no such workload: echo, idle, fan, full or resumed");
}

int main(int count, char **arguments) {
    if (count < 5) fail("usage: load WORKLOAD PORT CONNECTIONS SECONDS [SIZE]");
    workload = find(arguments[1]);
    options.port = (uint16_t)atoi(arguments[2]);
    options.connections = atoi(arguments[3]);
    options.seconds = atof(arguments[4]);
    options.size = count > 5 ? atoi(arguments[5]) : 128;
    raise_open_files();
    poller = epoll_create1(EPOLL_CLOEXEC);
    links = need(calloc((size_t)options.connections, sizeof *links));
    make_context(workload == &resumed_workload);
    run();
    report();
    return failures ? 2 : 0;
}
