/* Stands between a process and its file system, for files below one folder: counts what changes them, fails or kills at
 * the n-th such call, or writes down what was done, with the data. Loaded by LD_PRELOAD, steered from Python by ctypes.
 *
 * Every name given to a call is taken as it is: the tests use absolute paths without links in them.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum { CREATE = 1, WRITE, TRUNCATE, SYNC, RENAME, UNLINK, MKDIR, RMDIR, LINK, NOTE };
#define FDS 65536
#define KILLED -1

static char root[4096];
static size_t root_length;
static unsigned char tracked[FDS];
static int trace = -1, nth, sticky, error_to_give, count, armed;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

struct record { uint32_t op; uint32_t lengths[3]; uint64_t inode; int64_t at; };

#define REAL(name) static __typeof__(name) *real; if (!real) real = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)

static int below(const char *path) {
    return root_length && path && !strncmp(path, root, root_length) && (path[root_length] == '/' || !path[root_length]);
}

static int ours(int fd) { return fd >= 0 && fd < FDS && tracked[fd]; }

/* Whether this call is to go on; if not, errno says why. */
static int pass(void) {
    int wrong = 0;
    pthread_mutex_lock(&lock);
    if (armed) {
        count++;
        if (count == nth || (sticky && count > nth)) wrong = error_to_give;
    }
    pthread_mutex_unlock(&lock);
    if (wrong == KILLED) kill(getpid(), SIGKILL);
    if (wrong) errno = wrong;
    return !wrong;
}

static uint64_t inode_of(int fd) {
    struct stat status;
    return fstat(fd, &status) ? 0 : status.st_ino;
}

static uint64_t inode_at(const char *path) {
    struct stat status;
    return lstat(path, &status) ? 0 : status.st_ino;
}

static void note(uint32_t op, uint64_t inode, int64_t at, const char *a, const char *b, const void *data, size_t size) {
    if (trace < 0) return;
    int before = errno;
    struct record head = {op, {a ? strlen(a) : 0, b ? strlen(b) : 0, size}, inode, at};
    struct iovec parts[] = {{&head, sizeof head}, {(void *)a, head.lengths[0]}, {(void *)b, head.lengths[1]}, {(void *)data, size}};
    pthread_mutex_lock(&lock);
    if (syscall(SYS_writev, trace, parts, 4) < 0) kill(getpid(), SIGABRT);
    pthread_mutex_unlock(&lock);
    errno = before;
}

/* --- for Python ------------------------------------------------------------------------------------------------- */

void shim_root(const char *path) { strncpy(root, path, sizeof root - 1); root_length = strlen(root); }
void shim_arm(int n, int error, int from_then_on) { count = 0; nth = n; error_to_give = error; sticky = from_then_on; armed = 1; }
int shim_disarm(void) { armed = 0; return count; }
void shim_trace(int fd) { trace = fd; }
void shim_note(const char *text) { note(NOTE, 0, 0, NULL, NULL, text, strlen(text)); }

/* --- files ------------------------------------------------------------------------------------------------------ */

static int opened(int fd, const char *path, int flags, int was_there) {
    if (fd < 0 || fd >= FDS) return fd;
    tracked[fd] = below(path);
    if (tracked[fd] && (flags & O_CREAT) && !was_there) note(CREATE, inode_of(fd), 0, path, NULL, NULL, 0);
    if (tracked[fd] && (flags & O_TRUNC) && was_there) note(TRUNCATE, inode_of(fd), 0, NULL, NULL, NULL, 0);
    return fd;
}

#define OPEN(name) \
int name(const char *path, int flags, ...) { \
    REAL(name); \
    va_list rest; va_start(rest, flags); mode_t mode = (flags & O_CREAT) ? va_arg(rest, mode_t) : 0; va_end(rest); \
    int there = 1; \
    if (below(path) && (flags & (O_CREAT | O_TRUNC))) { \
        there = inode_at(path) != 0; \
        if ((!there || (flags & O_TRUNC)) && !pass()) return -1; \
    } \
    return opened(real(path, flags, mode), path, flags, there); \
}
OPEN(open)
OPEN(open64)

#define OPENAT(name) \
int name(int folder, const char *path, int flags, ...) { \
    REAL(name); \
    va_list rest; va_start(rest, flags); mode_t mode = (flags & O_CREAT) ? va_arg(rest, mode_t) : 0; va_end(rest); \
    int there = 1; \
    if (below(path) && (flags & (O_CREAT | O_TRUNC))) { \
        there = inode_at(path) != 0; \
        if ((!there || (flags & O_TRUNC)) && !pass()) return -1; \
    } \
    return opened(real(folder, path, flags, mode), path, flags, there); \
}
OPENAT(openat)
OPENAT(openat64)

int close(int fd) {
    REAL(close);
    if (fd >= 0 && fd < FDS) tracked[fd] = 0;
    return real(fd);
}

int dup(int fd) {
    REAL(dup);
    int made = real(fd);
    if (made >= 0 && made < FDS) tracked[made] = ours(fd);
    return made;
}

int dup2(int fd, int to) {
    REAL(dup2);
    int made = real(fd, to);
    if (made >= 0 && made < FDS) tracked[made] = ours(fd);
    return made;
}

ssize_t write(int fd, const void *data, size_t size) {
    REAL(write);
    if (!ours(fd)) return real(fd, data, size);
    if (!pass()) return -1;
    struct stat status;
    off_t at = (fcntl(fd, F_GETFL) & O_APPEND) && !fstat(fd, &status) ? status.st_size : lseek(fd, 0, SEEK_CUR);
    ssize_t done = real(fd, data, size);
    if (done > 0) note(WRITE, inode_of(fd), at, NULL, NULL, data, done);
    return done;
}

#define PWRITE(name, offset_type) \
ssize_t name(int fd, const void *data, size_t size, offset_type at) { \
    REAL(name); \
    if (!ours(fd)) return real(fd, data, size, at); \
    if (!pass()) return -1; \
    ssize_t done = real(fd, data, size, at); \
    if (done > 0) note(WRITE, inode_of(fd), at, NULL, NULL, data, done); \
    return done; \
}
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

#define TRUNCATING(name, offset_type) \
int name(int fd, offset_type size) { \
    REAL(name); \
    if (!ours(fd)) return real(fd, size); \
    if (!pass()) return -1; \
    int told = real(fd, size); \
    if (!told) note(TRUNCATE, inode_of(fd), size, NULL, NULL, NULL, 0); \
    return told; \
}
TRUNCATING(ftruncate, off_t)
TRUNCATING(ftruncate64, off64_t)

#define SYNCING(name) \
int name(int fd) { \
    REAL(name); \
    if (!ours(fd)) return real(fd); \
    if (!pass()) return -1; \
    int told = real(fd); \
    if (!told) note(SYNC, inode_of(fd), 0, NULL, NULL, NULL, 0); \
    return told; \
}
SYNCING(fsync)
SYNCING(fdatasync)

/* --- names ------------------------------------------------------------------------------------------------------ */

static int renamed(int told, uint64_t inode, const char *from, const char *to) {
    if (!told) note(RENAME, inode, 0, from, to, NULL, 0);
    return told;
}

int rename(const char *from, const char *to) {
    REAL(rename);
    if (!below(from) && !below(to)) return real(from, to);
    if (!pass()) return -1;
    uint64_t inode = inode_at(from);
    return renamed(real(from, to), inode, from, to);
}

int renameat(int a, const char *from, int b, const char *to) {
    REAL(renameat);
    if (!below(from) && !below(to)) return real(a, from, b, to);
    if (!pass()) return -1;
    uint64_t inode = inode_at(from);
    return renamed(real(a, from, b, to), inode, from, to);
}

static int gone(int told, uint64_t inode, const char *path, int op) {
    if (!told) note(op, inode, 0, path, NULL, NULL, 0);
    return told;
}

int unlink(const char *path) {
    REAL(unlink);
    if (!below(path)) return real(path);
    uint64_t inode = inode_at(path);
    if (inode && !pass()) return -1;
    return gone(real(path), inode, path, UNLINK);
}

int unlinkat(int folder, const char *path, int flags) {
    REAL(unlinkat);
    if (!below(path)) return real(folder, path, flags);
    uint64_t inode = inode_at(path);
    if (inode && !pass()) return -1;
    return gone(real(folder, path, flags), inode, path, (flags & AT_REMOVEDIR) ? RMDIR : UNLINK);
}

int rmdir(const char *path) {
    REAL(rmdir);
    if (!below(path)) return real(path);
    if (!pass()) return -1;
    return gone(real(path), 0, path, RMDIR);
}

int mkdir(const char *path, mode_t mode) {
    REAL(mkdir);
    if (!below(path)) return real(path, mode);
    if (!inode_at(path) && !pass()) return -1;
    int told = real(path, mode);
    if (!told) note(MKDIR, inode_at(path), 0, path, NULL, NULL, 0);
    return told;
}

int link(const char *from, const char *to) {
    REAL(link);
    if (!below(to)) return real(from, to);
    if (!pass()) return -1;
    int told = real(from, to);
    if (!told) note(LINK, inode_at(to), 0, from, to, NULL, 0);
    return told;
}
