/* The upstream that every proxy is measured with: one thread, one epoll, as little work per request as will do.
 *
 *     upstream PORT
 *
 * GET  /          1 KiB
 * GET  /down      100 MiB
 * POST /up        takes a body of any length, answers with 1 KiB
 * GET  /echo      WebSocket: every frame comes back
 * GET  /fan       WebSocket: every frame goes to everyone here
 */
#include "common.h"
#include "websocket.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <strings.h>

enum { HEAD_BYTES = 1024, BODY_BYTES = 1024, READ_BYTES = 256 * 1024 };
static const size_t DOWN_BYTES = 100u * 1024 * 1024;

enum phase { IN_HEAD, IN_BODY, IN_CHUNK_LINE, IN_CHUNK, IN_CHUNK_END, IN_DOWNLOAD, IN_ECHO, IN_FAN };

struct client {
    int descriptor;
    enum phase phase;
    /* What of a body, a chunk or a download is still to come. */
    size_t remaining;
    unsigned char *kept;
    size_t kept_count;
    size_t kept_capacity;
    /* WebSocket output that the socket did not take. */
    unsigned char *unsent;
    size_t unsent_count;
    struct client *next_fan, *previous_fan;
};

static int poller;
static struct client fans = {.next_fan = &fans, .previous_fan = &fans};
static unsigned char room[READ_BYTES + HEAD_BYTES];
static unsigned char payload[READ_BYTES];
static char small_answer[2 * BODY_BYTES];
static size_t small_answer_count;

static void drop(struct client *client) {
    if (client->phase == IN_FAN) {
        client->next_fan->previous_fan = client->previous_fan;
        client->previous_fan->next_fan = client->next_fan;
    }
    close(client->descriptor);
    free(client->kept);
    free(client->unsent);
    client->descriptor = -1;
}

static void keep_unsent(struct client *client, const unsigned char *bytes, size_t count) {
    client->unsent = need(realloc(client->unsent, client->unsent_count + count));
    memcpy(client->unsent + client->unsent_count, bytes, count);
    client->unsent_count += count;
}

/* Sends now, keeps what the socket does not take. */
static void put(struct client *client, const void *bytes, size_t count) {
    ssize_t sent = client->unsent_count ? 0 : send(client->descriptor, bytes, count, MSG_NOSIGNAL);
    if (sent < 0) sent = 0;
    if ((size_t)sent < count) keep_unsent(client, (const unsigned char *)bytes + sent, count - (size_t)sent);
}

static void put_unsent(struct client *client) {
    if (!client->unsent_count) return;
    ssize_t sent = send(client->descriptor, client->unsent, client->unsent_count, MSG_NOSIGNAL);
    if (sent <= 0) return;
    client->unsent_count -= (size_t)sent;
    memmove(client->unsent, client->unsent + sent, client->unsent_count);
}

static void put_download(struct client *client) {
    while (client->remaining > 0) {
        size_t wanted = client->remaining < sizeof payload ? client->remaining : sizeof payload;
        ssize_t sent = send(client->descriptor, payload, wanted, MSG_NOSIGNAL);
        if (sent <= 0) return;
        client->remaining -= (size_t)sent;
    }
    client->phase = IN_HEAD;
}

static const char *field(const char *head, const char *name) {
    size_t length = strlen(name);
    for (const char *line = strstr(head, "\r\n"); line; line = strstr(line + 2, "\r\n")) {
        if (strncasecmp(line + 2, name, length) || line[2 + length] != ':') continue;
        const char *value = line + 3 + length;
        while (*value == ' ') value++;
        return value;
    }
    return NULL;
}

static void accept_websocket(struct client *client, const char *head, bool is_fan) {
    char answer[256];
    const char *key = field(head, "sec-websocket-key");
    if (!key) return drop(client);
    put(client, answer, websocket_answer(key, answer, sizeof answer));
    client->phase = is_fan ? IN_FAN : IN_ECHO;
    if (!is_fan) return;
    client->next_fan = fans.next_fan;
    client->previous_fan = &fans;
    fans.next_fan->previous_fan = client;
    fans.next_fan = client;
}

static void answer(struct client *client, const char *head) {
    const char *target = strchr(head, ' ') + 1;
    const char *length = field(head, "content-length");
    const char *coding = field(head, "transfer-encoding");
    if (!strncmp(target, "/echo", 5) || !strncmp(target, "/fan", 4))
        return accept_websocket(client, head, target[1] == 'f');
    if (!strncmp(target, "/down", 5)) {
        char start[128];
        int count = snprintf(start, sizeof start, "HTTP/1.1 200 OK\r\nContent-Length: %zu\r\n\r\n", DOWN_BYTES);
        put(client, start, (size_t)count);
        client->remaining = DOWN_BYTES;
        client->phase = IN_DOWNLOAD;
        return put_download(client);
    }
    if (coding) {
        client->phase = IN_CHUNK_LINE;
    } else if (length && strtoull(length, NULL, 10) > 0) {
        client->remaining = strtoull(length, NULL, 10);
        client->phase = IN_BODY;
    } else {
        put(client, small_answer, small_answer_count);
    }
}

static size_t take_head(struct client *client, unsigned char *bytes, size_t count) {
    unsigned char *end = memmem(bytes, count, "\r\n\r\n", 4);
    if (!end) return 0;
    end[2] = 0;
    answer(client, (const char *)bytes);
    return (size_t)(end + 4 - bytes);
}

static size_t take_body(struct client *client, size_t count, enum phase next) {
    size_t used = count < client->remaining ? count : client->remaining;
    client->remaining -= used;
    if (client->remaining == 0) {
        client->phase = next;
        if (next == IN_HEAD) put(client, small_answer, small_answer_count);
    }
    return used;
}

static size_t take_chunk_line(struct client *client, unsigned char *bytes, size_t count) {
    unsigned char *end = memmem(bytes, count, "\r\n", 2);
    if (!end) return 0;
    client->remaining = strtoull((const char *)bytes, NULL, 16);
    client->phase = client->remaining ? IN_CHUNK : IN_CHUNK_END;
    return (size_t)(end + 2 - bytes);
}

/* The line end behind a chunk, or the empty trailer section behind the last. */
static size_t take_chunk_end(struct client *client, size_t count, bool is_last) {
    if (count < 2) return 0;
    client->phase = is_last ? IN_HEAD : IN_CHUNK_LINE;
    if (is_last) put(client, small_answer, small_answer_count);
    return 2;
}

static size_t take_frame(struct client *client, unsigned char *bytes, size_t count) {
    size_t length = websocket_unmask(bytes, count);
    if (!length) return 0;
    size_t answer_length = websocket_server_frame(bytes, room, length);
    if (!answer_length) {
        drop(client);
        return length;
    }
    if (client->phase == IN_ECHO) {
        put(client, room, answer_length);
    } else {
        for (struct client *fan = fans.next_fan; fan != &fans; fan = fan->next_fan) put(fan, room, answer_length);
    }
    return length;
}

static size_t take(struct client *client, unsigned char *bytes, size_t count) {
    switch (client->phase) {
    case IN_HEAD: return take_head(client, bytes, count);
    case IN_BODY: return take_body(client, count, IN_HEAD);
    case IN_CHUNK_LINE: return take_chunk_line(client, bytes, count);
    case IN_CHUNK: return client->remaining ? take_body(client, count, IN_CHUNK) : take_chunk_end(client, count, false);
    case IN_CHUNK_END: return take_chunk_end(client, count, true);
    case IN_DOWNLOAD: return 0;
    case IN_ECHO:
    case IN_FAN: return take_frame(client, bytes, count);
    }
    return 0;
}

static void keep(struct client *client, const unsigned char *bytes, size_t count) {
    if (count > client->kept_capacity) {
        client->kept = need(realloc(client->kept, count));
        client->kept_capacity = count;
    }
    memmove(client->kept, bytes, count);
    client->kept_count = count;
}

static void receive(struct client *client) {
    static unsigned char input[READ_BYTES + HEAD_BYTES];
    while (client->descriptor >= 0) {
        size_t have = client->kept_count;
        if (have) memcpy(input, client->kept, have);
        ssize_t count = recv(client->descriptor, input + have, READ_BYTES - have, 0);
        if (count == 0 || (count < 0 && errno != EAGAIN)) return drop(client);
        if (count < 0) return;
        size_t total = have + (size_t)count, used = 0;
        while (used < total && client->descriptor >= 0) {
            size_t step = take(client, input + used, total - used);
            if (!step) break;
            used += step;
        }
        if (client->descriptor < 0) return;
        keep(client, input + used, total - used);
        if ((size_t)count < READ_BYTES - have) return;
    }
}

static void accept_all(int listener) {
    int descriptor;
    while ((descriptor = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
        int one = 1;
        setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        struct client *client = need(calloc(1, sizeof *client));
        client->descriptor = descriptor;
        struct epoll_event event = {EPOLLIN | EPOLLOUT | EPOLLET, {.ptr = client}};
        epoll_ctl(poller, EPOLL_CTL_ADD, descriptor, &event);
    }
}

static void serve(struct epoll_event *event) {
    struct client *client = event->data.ptr;
    if (client->descriptor >= 0 && event->events & EPOLLOUT) {
        put_unsent(client);
        if (client->phase == IN_DOWNLOAD) put_download(client);
    }
    if (client->descriptor >= 0 && event->events & (EPOLLIN | EPOLLHUP | EPOLLERR)) receive(client);
    /* One event for a descriptor in a turn, so nobody else points here any more. */
    if (client->descriptor < 0) free(client);
}

int main(int count, char **arguments) {
    if (count != 2) fail("usage: upstream PORT");
    raise_open_files();
    int listener = listen_on((uint16_t)atoi(arguments[1]));
    poller = epoll_create1(EPOLL_CLOEXEC);
    struct epoll_event event = {EPOLLIN, {.ptr = NULL}};
    epoll_ctl(poller, EPOLL_CTL_ADD, listener, &event);
    memset(payload, 'x', sizeof payload);
    small_answer_count = (size_t)snprintf(
        small_answer, sizeof small_answer,
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n\r\n%.*s", BODY_BYTES, BODY_BYTES,
        (const char *)payload);
    struct epoll_event events[256];
    for (;;) {
        int ready = epoll_wait(poller, events, 256, -1);
        for (int index = 0; index < ready; index++) {
            if (events[index].data.ptr) serve(&events[index]);
            else accept_all(listener);
        }
    }
}
