/* What both programs need: ends with words, sockets, the limit of open files. */
#ifndef COMMON_H
#define COMMON_H

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

/* Says why on standard error and ends with 1. */
_Noreturn void fail(const char *words);

/* The pointer, or the end where memory is out. */
void *need(void *pointer);

/* Raises the soft limit of open files to the hard one. */
void raise_open_files(void);

/* A listening socket on 127.0.0.1. */
int listen_on(uint16_t port);

/* A socket that is connecting to 127.0.0.1; never waits. */
int connect_to(uint16_t port);

#endif
