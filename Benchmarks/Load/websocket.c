#include "websocket.h"

#include <openssl/evp.h>
#include <openssl/sha.h>
#include <stdio.h>
#include <string.h>

static const char magic[] = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

size_t websocket_answer(const char *key, char *answer, size_t capacity) {
    unsigned char text[64], digest[SHA_DIGEST_LENGTH], accept[32];
    size_t length = strcspn(key, "\r\n ");
    if (length > 24) length = 24;
    memcpy(text, key, length);
    memcpy(text + length, magic, sizeof magic - 1);
    SHA1(text, length + sizeof magic - 1, digest);
    EVP_EncodeBlock(accept, digest, sizeof digest);
    return (size_t)snprintf(
        answer, capacity,
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Accept: %s\r\n\r\n",
        accept);
}

/* Bytes of the length field behind the first two. */
static size_t extended(const unsigned char *frame) {
    unsigned char code = frame[1] & 127;
    return code == 126 ? 2 : code == 127 ? 8 : 0;
}

static size_t payload_length(const unsigned char *frame) {
    size_t bytes = extended(frame), length = 0;
    if (!bytes) return frame[1] & 127;
    for (size_t index = 0; index < bytes; index++) length = length << 8 | frame[2 + index];
    return length;
}

size_t websocket_unmask(unsigned char *bytes, size_t count) {
    if (count < 2 || count < 6 + extended(bytes)) return 0;
    size_t start = 6 + extended(bytes), size = payload_length(bytes);
    if (count - start < size) return 0;
    const unsigned char *mask = bytes + start - 4;
    for (size_t index = 0; index < size; index++) bytes[start + index] ^= mask[index & 3];
    return start + size;
}

size_t websocket_server_frame(const unsigned char *frame, unsigned char *out, size_t length) {
    if ((frame[0] & 15) == 8) return 0;
    size_t header = 2 + extended(frame);
    memcpy(out, frame, header);
    out[1] &= 127;
    memcpy(out + header, frame + header + 4, length - header - 4);
    return length - 4;
}

size_t websocket_server_frame_length(size_t size) { return size < 126 ? 2 + size : 4 + size; }

size_t websocket_client_frame(unsigned char *out, size_t size) {
    static const unsigned char mask[4] = {0x37, 0xfa, 0x21, 0x3d};
    size_t start = 6;
    out[0] = 0x82;
    if (size < 126) {
        out[1] = (unsigned char)(0x80 | size);
    } else {
        out[1] = 0x80 | 126;
        out[2] = (unsigned char)(size >> 8);
        out[3] = (unsigned char)size;
        start = 8;
    }
    memcpy(out + start - 4, mask, 4);
    for (size_t index = 0; index < size; index++) out[start + index] = (unsigned char)('a' ^ mask[index & 3]);
    return start + size;
}
