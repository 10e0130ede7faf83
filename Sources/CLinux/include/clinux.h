/// The Linux calls and macros that Swift's Glibc module does not show.
#pragma once

#include <errno.h>
#include <malloc.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/statfs.h>
#include <sys/timerfd.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

/// open(2)'s flag for a descriptor that is only a place; hidden behind _GNU_SOURCE for the importer.
#define EDGE_O_PATH 010000000

/// openat2(2): with `beneath` nothing outside of the folder is opened, whatever links and dots say; with `cached` nothing that
/// would have to be read from a disk first (EAGAIN). A descriptor, or the negative errno.
int edge_open_beneath(int folder, const char *path, int flags, int beneath, int cached);

/// preadv2(2) of one buffer; with `cached` only what is in memory (RWF_NOWAIT). A count, or the negative errno.
ssize_t edge_read_at(int descriptor, void *bytes, size_t count, int64_t offset, int cached);

/// sendfile(2) from an offset: the kernel's own copy of a file, without its bytes passing through here. A count, 0 behind the file's
/// end, or the negative errno.
ssize_t edge_send_file(int socket, int file, int64_t offset, size_t count);

/// Maps a file for `edge_is_in_memory` alone; NULL where it cannot be mapped, or where the kernel would not tell this process what is
/// in memory.
void *edge_map_file(int file, size_t size);

/// Whether these bytes of a mapped file could be read without a disk (mincore(2)).
int edge_is_in_memory(void *map, size_t offset, size_t count);

/// munmap(2)
void edge_unmap_file(void *map, size_t size);

/// Has the calling thread not ended by writing to a socket that is closed, for sendfile(2) knows no MSG_NOSIGNAL.
void edge_block_pipe_signal(void);

/// accept4(2) with the two flags that every accepted socket gets: hidden behind _GNU_SOURCE for the importer.
int edge_accept(int listener, struct sockaddr *address, socklen_t *length);

/// epoll_ctl(2) with the 64-bit token set in one go; the imported union has no convenient initialiser.
int edge_epoll_control(int poller, int operation, int descriptor, uint32_t events, uint64_t token);

/// The token of an epoll event; the imported union hides it behind a packed struct.
uint64_t edge_epoll_token(const struct epoll_event *event);

/// Names the calling thread, at most 15 bytes.
void edge_name_thread(const char *name);

/// Pins the calling thread to one processor; 0 or an errno value.
int edge_pin_thread(int processor);

/// Bounds the heaps that glibc makes for threads, and has each keep up to 4 MiB at its end (mallopt(3)); before there are threads.
void edge_settle_heaps(int count);

/// Memory for OpenSSL (CRYPTO_set_mem_functions(3)): free blocks are kept by threads that say so, up to 32 of each size below
/// 1 KiB and four as large as a record, 1.1 MiB in all. A handshake takes more of each size than glibc keeps for a thread, and each
/// record that is read or written takes and gives back a block of 17 KiB.
void *edge_tls_allocate(size_t size, const char *file, int line);
void *edge_tls_resize(void *block, size_t size, const char *file, int line);
void edge_tls_free(void *block, const char *file, int line);

/// Whether the calling thread keeps free blocks from now on. A thread that does and ends says no first, which frees them.
void edge_tls_keep_blocks(int keeps);

/// send(2) and recv(2) without a point at which a thread may be cancelled, which costs two atomic operations in a process with
/// threads. Nobody cancels a worker.
ssize_t edge_send(int socket, const void *bytes, size_t count, int flags);
ssize_t edge_receive(int socket, void *room, size_t count, int flags);

/// Gives freed memory back to the kernel (malloc_trim(3)).
void edge_trim_heap(void);

/// The processors that this process may run on.
int edge_processor_count(void);

/// Sends bytes with one descriptor attached (SCM_RIGHTS).
ssize_t edge_send_descriptor(int socket, const void *bytes, size_t count, int descriptor);

/// Receives bytes and, if one came along, a descriptor (else -1).
ssize_t edge_receive_descriptor(int socket, void *bytes, size_t count, int *descriptor);

/// The bind, connect and listen family takes `struct sockaddr *`; this spares Swift the rebinding.
int edge_bind(int socket, const struct sockaddr_storage *address, socklen_t length);
int edge_connect(int socket, const struct sockaddr_storage *address, socklen_t length);
int edge_local_address(int socket, struct sockaddr_storage *address, socklen_t *length);
int edge_peer_address(int socket, struct sockaddr_storage *address, socklen_t *length);

/// Has a spawned process begin without the descriptors from this one on; hidden behind _GNU_SOURCE for the importer.
void edge_close_from(posix_spawn_file_actions_t *actions, int first);

/// crypt(3) with memory of its own, wiped afterwards: the hash of a password under a setting, which may be a whole hash. Its
/// length, or -1. Takes as long as the setting wants.
int edge_hash_password(const char *password, const char *setting, char *hash, int size);

/// A setting with fresh salt from the kernel, for a method by its prefix (`$2b$`). Its length, or -1.
int edge_password_setting(const char *prefix, unsigned long cost, char *setting, int size);

/// Whether this is a hash by a method that is not broken (crypt_checksalt(3)).
int edge_password_hash_is_usable(const char *hash);

/// Whether a terminal shows what is typed; -1 where it is none.
int edge_show_typing(int terminal, int shows);

/// Has the calling thread stand back behind all others (setpriority(2) is by thread on Linux).
int edge_lower_thread_priority(void);

/// A user by name or number, with the first group, the name and the home, each in so many bytes; -1 where there is none.
int edge_find_user(const char *name, unsigned *user, unsigned *group, char *login, char *home, int size);

/// Has the process become another user, for good: groups, group, user, no capability but the one for low ports, no_new_privs. 0 or
/// an errno value. While there is one thread, for capabilities and no_new_privs are a thread's.
int edge_become(const char *name, unsigned user, unsigned group);
