/* As much of RFC 6455 as a measurement needs. */
#ifndef WEBSOCKET_H
#define WEBSOCKET_H

#include <stddef.h>

/* The 101 to a request with this key; the number of bytes. */
size_t websocket_answer(const char *key, char *answer, size_t capacity);

/* Unmasks the client's frame at the start of `bytes` in place; its whole length, or 0 while it is not whole. */
size_t websocket_unmask(unsigned char *bytes, size_t count);

/* Writes a client's unmasked frame as a server's; its length, or 0 for a Close. */
size_t websocket_server_frame(const unsigned char *frame, unsigned char *out, size_t length);

/* Writes a masked binary frame of `size` bytes; its length. */
size_t websocket_client_frame(unsigned char *out, size_t size);

/* How long a server's frame with this payload is. */
size_t websocket_server_frame_length(size_t size);

#endif
