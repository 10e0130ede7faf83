#define _GNU_SOURCE
#include "clinux.h"
#include <crypt.h>
#include <limits.h>
#include <malloc.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/openat2.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <termios.h>

int edge_accept(int listener, struct sockaddr *address, socklen_t *length) {
    return accept4(listener, address, length, SOCK_NONBLOCK | SOCK_CLOEXEC);
}

int edge_epoll_control(int poller, int operation, int descriptor, uint32_t events, uint64_t token) {
    struct epoll_event event = {.events = events, .data = {.u64 = token}};
    return epoll_ctl(poller, operation, descriptor, &event);
}

uint64_t edge_epoll_token(const struct epoll_event *event) { return event->data.u64; }

void edge_name_thread(const char *name) { pthread_setname_np(pthread_self(), name); }

int edge_pin_thread(int processor) {
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(processor, &set);
    return pthread_setaffinity_np(pthread_self(), sizeof set, &set);
}

int edge_processor_count(void) {
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) != 0) return 1;
    int count = CPU_COUNT(&set);
    return count > 0 ? count : 1;
}

ssize_t edge_send_descriptor(int socket, const void *bytes, size_t count, int descriptor) {
    struct iovec vector = {.iov_base = (void *)bytes, .iov_len = count};
    union {
        char space[CMSG_SPACE(sizeof(int))];
        struct cmsghdr align;
    } control;
    memset(&control, 0, sizeof control);
    struct msghdr message = {.msg_iov = &vector, .msg_iovlen = 1};
    if (descriptor >= 0) {
        message.msg_control = control.space;
        message.msg_controllen = sizeof control.space;
        struct cmsghdr *header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(sizeof(int));
        memcpy(CMSG_DATA(header), &descriptor, sizeof(int));
    }
    return sendmsg(socket, &message, MSG_NOSIGNAL);
}

ssize_t edge_receive_descriptor(int socket, void *bytes, size_t count, int *descriptor) {
    struct iovec vector = {.iov_base = bytes, .iov_len = count};
    union {
        char space[CMSG_SPACE(sizeof(int))];
        struct cmsghdr align;
    } control;
    struct msghdr message = {
        .msg_iov = &vector, .msg_iovlen = 1, .msg_control = control.space, .msg_controllen = sizeof control.space};
    *descriptor = -1;
    ssize_t received = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
    if (received < 0) return received;
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    if (header && header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_RIGHTS)
        memcpy(descriptor, CMSG_DATA(header), sizeof(int));
    return received;
}

int edge_bind(int socket, const struct sockaddr_storage *address, socklen_t length) {
    return bind(socket, (const struct sockaddr *)address, length);
}

int edge_connect(int socket, const struct sockaddr_storage *address, socklen_t length) {
    return connect(socket, (const struct sockaddr *)address, length);
}

int edge_local_address(int socket, struct sockaddr_storage *address, socklen_t *length) {
    return getsockname(socket, (struct sockaddr *)address, length);
}

int edge_peer_address(int socket, struct sockaddr_storage *address, socklen_t *length) {
    return getpeername(socket, (struct sockaddr *)address, length);
}

void edge_settle_heaps(int count) {
    mallopt(M_ARENA_MAX, count);
    /* Setting one of these switches off that glibc adjusts them by itself: so all are set. */
    mallopt(M_TRIM_THRESHOLD, 4 << 20);
    mallopt(M_TOP_PAD, 256 << 10);
    mallopt(M_MMAP_THRESHOLD, 1 << 20);
}

void edge_trim_heap(void) { malloc_trim(0); }

/* Free blocks of a thread, by what they hold: 16 bytes for each class and 8 more, which is what glibc makes of any size;
   behind them those as large as a TLS record. */
enum {
    step = 16, extra = 8, small_classes = 65, record_class = small_classes, no_class, kept_small = 32, kept_records = 4,
    /* 16 KiB of plaintext with what OpenSSL puts around it. */
    smallest_record = 15 << 10, largest_record = 18 << 10,
};
struct free_block {
    struct free_block *next;
};
static _Thread_local struct {
    struct free_block *blocks[small_classes + 1];
    unsigned char counts[small_classes + 1];
    int keeps;
} kept;

/* The class whose requests a block of so many bytes satisfies, whichever malloc it is from: rounded down. */
static size_t class_of_block(size_t size) {
    if (size >= largest_record && size < largest_record + 4 * step) return record_class;
    if (size < step + extra) return no_class;
    size_t class = (size - extra) / step;
    return class < small_classes ? class : no_class;
}

/* The class whose blocks hold so many bytes: rounded up. */
static size_t class_of_request(size_t size) {
    if (size == largest_record) return record_class;
    if (size <= step + extra) return 1;
    size_t class = (size - extra + step - 1) / step;
    return class < small_classes ? class : no_class;
}

void *edge_tls_allocate(size_t size, const char *file, int line) {
    (void)file, (void)line;
    if (size == 0) return NULL;
    if (size >= smallest_record && size <= largest_record) size = largest_record;
    size_t class = class_of_request(size);
    if (class == no_class || !kept.blocks[class]) return malloc(size);
    struct free_block *block = kept.blocks[class];
    kept.blocks[class] = block->next;
    kept.counts[class]--;
    return block;
}

void edge_tls_free(void *block, const char *file, int line) {
    (void)file, (void)line;
    if (!block || !kept.keeps) return free(block);
    size_t class = class_of_block(malloc_usable_size(block));
    if (class == no_class || kept.counts[class] >= (class == record_class ? kept_records : kept_small)) return free(block);
    struct free_block *first = block;
    first->next = kept.blocks[class];
    kept.blocks[class] = first;
    kept.counts[class]++;
}

void edge_tls_keep_blocks(int keeps) {
    kept.keeps = keeps;
    for (size_t class = 0; !keeps && class <= record_class; class++) {
        for (struct free_block *block = kept.blocks[class], *next; block; block = next) {
            next = block->next;
            free(block);
        }
        kept.blocks[class] = NULL;
        kept.counts[class] = 0;
    }
}

void *edge_tls_resize(void *block, size_t size, const char *file, int line) {
    if (size) return realloc(block, size);
    edge_tls_free(block, file, line);
    return NULL;
}

ssize_t edge_send(int socket, const void *bytes, size_t count, int flags) {
    return syscall(SYS_sendto, socket, bytes, count, flags, NULL, 0);
}

ssize_t edge_receive(int socket, void *room, size_t count, int flags) {
    return syscall(SYS_recvfrom, socket, room, count, flags, NULL, NULL);
}

int edge_open_beneath(int folder, const char *path, int flags, int beneath, int cached) {
    struct open_how how = {.flags = (uint64_t)(unsigned)flags};
    if (beneath) how.resolve |= RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;
    if (cached) how.resolve |= RESOLVE_CACHED;
    long result = syscall(SYS_openat2, folder, path, &how, sizeof how);
    return result < 0 ? -errno : (int)result;
}

ssize_t edge_read_at(int descriptor, void *bytes, size_t count, int64_t offset, int cached) {
    struct iovec vector = {.iov_base = bytes, .iov_len = count};
    ssize_t result = preadv2(descriptor, &vector, 1, offset, cached ? RWF_NOWAIT : 0);
    // A file system that cannot say what is in memory.
    if (result < 0 && cached && errno == EOPNOTSUPP) return -EAGAIN;
    return result < 0 ? -errno : result;
}

ssize_t edge_send_file(int socket, int file, int64_t offset, size_t count) {
    off_t from = offset;
    ssize_t sent;
    do sent = sendfile(socket, file, &from, count);
    while (sent < 0 && errno == EINTR);
    return sent < 0 ? -errno : sent;
}

/// Whom the kernel does not trust with it, it tells that everything is in memory (mm/mincore.c): one has to own the file or be
/// allowed to write it.
static int is_told_what_is_in_memory(int file) {
    struct stat status;
    if (fstat(file, &status) != 0) return 0;
    return status.st_uid == geteuid() || syscall(SYS_faccessat2, file, "", W_OK, AT_EMPTY_PATH | AT_EACCESS) == 0;
}

void *edge_map_file(int file, size_t size) {
    if (!is_told_what_is_in_memory(file)) return NULL;
    void *map = mmap(NULL, size, PROT_READ, MAP_SHARED, file, 0);
    return map == MAP_FAILED ? NULL : map;
}

int edge_is_in_memory(void *map, size_t offset, size_t count) {
    /* 2 MiB of pages of 4 KiB, and one more where they begin within a page. */
    unsigned char pages[513];
    const size_t page = (size_t)sysconf(_SC_PAGESIZE), end = offset + count;
    for (size_t start = offset / page * page; start < end; start += sizeof pages * page) {
        const size_t length = end - start < sizeof pages * page ? end - start : sizeof pages * page;
        if (mincore((char *)map + start, length, pages) != 0) return 0;
        for (size_t index = 0; index < (length + page - 1) / page; index++)
            if (!(pages[index] & 1)) return 0;
    }
    return 1;
}

void edge_unmap_file(void *map, size_t size) { munmap(map, size); }

void edge_block_pipe_signal(void) {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
}

void edge_close_from(posix_spawn_file_actions_t *actions, int first) {
    posix_spawn_file_actions_addclosefrom_np(actions, first);
}

int edge_hash_password(const char *password, const char *setting, char *hash, int size) {
    void *work = NULL;
    int room = 0;
    const char *made = crypt_ra(password, setting, &work, &room);
    int length = -1;
    // What begins with a star is crypt(3)'s word for failure.
    if (made && made[0] != '*' && (int)strlen(made) < size) {
        length = (int)strlen(made);
        memcpy(hash, made, (size_t)length + 1);
    }
    if (work) explicit_bzero(work, (size_t)room);
    free(work);
    return length;
}

int edge_password_setting(const char *prefix, unsigned long cost, char *setting, int size) {
    const char *made = crypt_gensalt_rn(prefix, cost, NULL, 0, setting, size);
    return made ? (int)strlen(made) : -1;
}

int edge_password_hash_is_usable(const char *hash) {
    int verdict = crypt_checksalt(hash);
    return verdict == CRYPT_SALT_OK || verdict == CRYPT_SALT_TOO_CHEAP;
}

int edge_show_typing(int terminal, int shows) {
    struct termios settings;
    if (tcgetattr(terminal, &settings) != 0) return -1;
    if (shows) settings.c_lflag |= ECHO;
    else settings.c_lflag &= ~(tcflag_t)ECHO;
    return tcsetattr(terminal, TCSAFLUSH, &settings);
}

int edge_lower_thread_priority(void) { return setpriority(PRIO_PROCESS, (id_t)gettid(), 10); }

int edge_find_user(const char *name, unsigned *user, unsigned *group, char *login, char *home, int size) {
    char *end = NULL;
    unsigned long number = strtoul(name, &end, 10);
    struct passwd *entry = getpwnam(name);
    if (!entry && *name && !*end && number <= UINT_MAX) entry = getpwuid((uid_t)number);
    if (!entry || (int)strlen(entry->pw_dir) >= size || (int)strlen(entry->pw_name) >= size) return -1;
    *user = entry->pw_uid;
    *group = entry->pw_gid;
    strcpy(login, entry->pw_name);
    strcpy(home, entry->pw_dir);
    return 0;
}

/// Keeps one capability out of all that there are, for whatever this process becomes by exec(3) too.
static int keep_capability(unsigned capability) {
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
    struct __user_cap_data_struct sets[2];
    if (syscall(SYS_capget, &header, sets) != 0) return errno;
    unsigned kept = sets[0].permitted & (1u << capability);
    memset(sets, 0, sizeof sets);
    sets[0].permitted = sets[0].effective = sets[0].inheritable = kept;
    if (syscall(SYS_capset, &header, sets) != 0) return errno;
    if (kept) prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, capability, 0, 0);
    return 0;
}

int edge_become(const char *name, unsigned user, unsigned group) {
    if (prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) != 0) return errno;
    if (initgroups(name, group) != 0) return errno;
    if (setresgid(group, group, group) != 0 || setresuid(user, user, user) != 0) return errno;
    int failure = keep_capability(CAP_NET_BIND_SERVICE);
    if (failure) return failure;
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return errno;
    // Becoming another user hides /proc/self from the process itself, which counts its descriptors there.
    if (prctl(PR_SET_DUMPABLE, 1, 0, 0, 0) != 0) return errno;
    // There must be no way back.
    if (setresuid(0, 0, 0) == 0) return EPERM;
    return 0;
}
