/* Stands between a server and its disk, in tests: loaded by LD_PRELOAD, never part of the program.
 *
 * Only files below WARROOM_FAULT_FOLDER are looked at. What it does says WARROOM_FAULT:
 *
 *   record:LOG              writes down every write, truncation, sync, creation, rename and removal
 *   kill:POINT:FILE:K       dies (SIGKILL) at the K-th POINT of FILE; POINT is before-write,
 *                           after-write, before-sync or after-sync
 *   eio:FILE:K[:N]          the K-th sync of FILE, and N-1 more, fail with EIO; nothing is synced
 *   full:FILE:K[:N]         the K-th write of FILE writes half and the next N fail with ENOSPC
 *   full-while:MARK         writes fail with ENOSPC for as long as the file MARK exists
 *   readonly-while:MARK     writes fail with EROFS for as long as the file MARK exists
 *   slow:MS                 every sync takes so many milliseconds more
 *
 * FILE is the end of a path. Counting begins when the file WARROOM_FAULT_ARMED exists, or at once
 * where that is not set. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { FDS = 4096, PATH = 512 };
enum mode { OFF, RECORD, KILL, EIO_AT, FULL_AT, FULL_WHILE, READONLY_WHILE, SLOW };
enum point { BEFORE_WRITE, AFTER_WRITE, BEFORE_SYNC, AFTER_SYNC };

static char paths[FDS][PATH];
static const char *folder;
static const char *armed;
static char setting[PATH], *file = "", *mark = "";
static enum mode mode = OFF;
static enum point point;
static long at = 1, times = 1, pause_ms, counted;
static int log_fd = -1;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static int (*real_open)(const char *, int, ...);
static int (*real_openat)(int, const char *, int, ...);
static int (*real_close)(int);
static ssize_t (*real_write)(int, const void *, size_t);
static ssize_t (*real_pwrite)(int, const void *, size_t, off_t);
static int (*real_fsync)(int);
static int (*real_fdatasync)(int);
static int (*real_ftruncate)(int, off_t);
static int (*real_rename)(const char *, const char *);
static int (*real_unlink)(const char *);
static int (*real_mkdir)(const char *, mode_t);

static char *part(char **rest)
{
    char *word = strsep(rest, ":");
    return word ? word : "";
}

static void take_setting(const char *text)
{
    snprintf(setting, sizeof setting, "%s", text);
    char *rest = setting, *what = part(&rest);
    if (!strcmp(what, "record")) {
        mode = RECORD;
        log_fd = real_open(part(&rest), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    } else if (!strcmp(what, "kill")) {
        char *where = part(&rest);
        mode = KILL;
        point = !strcmp(where, "before-write") ? BEFORE_WRITE
              : !strcmp(where, "after-write")  ? AFTER_WRITE
              : !strcmp(where, "before-sync")  ? BEFORE_SYNC : AFTER_SYNC;
        file = part(&rest);
        at = atol(part(&rest));
    } else if (!strcmp(what, "eio") || !strcmp(what, "full")) {
        mode = what[0] == 'e' ? EIO_AT : FULL_AT;
        file = part(&rest);
        at = atol(part(&rest));
        long more = atol(part(&rest));
        times = more > 0 ? more : 1;
    } else if (!strcmp(what, "full-while") || !strcmp(what, "readonly-while")) {
        mode = what[0] == 'f' ? FULL_WHILE : READONLY_WHILE;
        mark = part(&rest);
    } else if (!strcmp(what, "slow")) {
        mode = SLOW;
        pause_ms = atol(part(&rest));
    }
}

__attribute__((constructor)) static void begin(void)
{
    real_open = dlsym(RTLD_NEXT, "open");
    real_openat = dlsym(RTLD_NEXT, "openat");
    real_close = dlsym(RTLD_NEXT, "close");
    real_write = dlsym(RTLD_NEXT, "write");
    real_pwrite = dlsym(RTLD_NEXT, "pwrite");
    real_fsync = dlsym(RTLD_NEXT, "fsync");
    real_fdatasync = dlsym(RTLD_NEXT, "fdatasync");
    real_ftruncate = dlsym(RTLD_NEXT, "ftruncate");
    real_rename = dlsym(RTLD_NEXT, "rename");
    real_unlink = dlsym(RTLD_NEXT, "unlink");
    real_mkdir = dlsym(RTLD_NEXT, "mkdir");
    folder = getenv("WARROOM_FAULT_FOLDER");
    armed = getenv("WARROOM_FAULT_ARMED");
    const char *what = getenv("WARROOM_FAULT");
    if (folder && what)
        take_setting(what);
}

static int is_watched(const char *path)
{
    return mode != OFF && folder && !strncmp(path, folder, strlen(folder));
}

static const char *path_of(int fd)
{
    return fd >= 0 && fd < FDS && paths[fd][0] ? paths[fd] : NULL;
}

static int ends_with(const char *path, const char *end)
{
    size_t long_ = strlen(path), short_ = strlen(end);
    return long_ >= short_ && !strcmp(path + long_ - short_, end);
}

static int exists(const char *path)
{
    return syscall(SYS_access, path, F_OK) == 0;
}

/* Counts one more of what was asked for: its number, or 0 where nothing is counted. */
static long count(const char *path)
{
    if (!ends_with(path, file) || (armed && !exists(armed)))
        return 0;
    return __sync_add_and_fetch(&counted, 1);
}

/* Says that something failed, beside the file that armed it. */
static void tell_failed(void)
{
    char said[PATH];
    if (!armed || snprintf(said, sizeof said, "%s-failed", armed) >= (int)sizeof said)
        return;
    int fd = (int)syscall(SYS_openat, AT_FDCWD, said, O_CREAT | O_WRONLY, 0600);
    if (fd >= 0)
        syscall(SYS_close, fd);
}

static void perhaps_die(const char *path, enum point here)
{
    if (mode == KILL && point == here && count(path) == at)
        syscall(SYS_kill, getpid(), SIGKILL);
}

/* One note: a head of text, and bytes behind it. All in one write, so that notes never mix. */
static void note(const char *head, const void *bytes, size_t length)
{
    if (mode != RECORD || log_fd < 0)
        return;
    size_t text = strlen(head);
    char *all = malloc(text + length);
    memcpy(all, head, text);
    if (length)
        memcpy(all + text, bytes, length);
    pthread_mutex_lock(&lock);
    for (size_t done = 0; done < text + length;) {
        ssize_t wrote = syscall(SYS_write, log_fd, all + done, text + length - done);
        if (wrote <= 0)
            abort();
        done += (size_t)wrote;
    }
    pthread_mutex_unlock(&lock);
    free(all);
}

static unsigned long inode(int fd)
{
    struct stat about;
    return fstat(fd, &about) == 0 ? (unsigned long)about.st_ino : 0;
}

static int opened(int fd, const char *path, int was_there)
{
    if (fd < 0 || fd >= FDS)
        return fd;
    paths[fd][0] = 0;
    if (!is_watched(path))
        return fd;
    snprintf(paths[fd], PATH, "%s", path);
    if (!was_there) {
        char head[PATH + 64];
        snprintf(head, sizeof head, "create %lu %s\n", inode(fd), path);
        note(head, NULL, 0);
    }
    return fd;
}

static int may_open(const char *path, int flags)
{
    int writes = (flags & O_ACCMODE) != O_RDONLY;
    if (mode == READONLY_WHILE && writes && is_watched(path) && exists(mark)) {
        errno = EROFS;
        return 0;
    }
    return 1;
}

#define OPENS(name, real, before, args)                                     \
    int name before                                                         \
    {                                                                       \
        mode_t rights = 0;                                                  \
        if (flags & (O_CREAT | O_TMPFILE)) {                                \
            va_list more;                                                   \
            va_start(more, flags);                                          \
            rights = va_arg(more, mode_t);                                  \
            va_end(more);                                                   \
        }                                                                   \
        if (!may_open(path, flags))                                         \
            return -1;                                                      \
        int was_there = !(flags & O_CREAT) || exists(path);                 \
        int fd = real args;                                                 \
        if (fd >= 0 && (flags & O_TRUNC) && was_there && is_watched(path)) { \
            char head[128];                                                 \
            snprintf(head, sizeof head, "truncate %lu 0\n", inode(fd));     \
            note(head, NULL, 0);                                            \
        }                                                                   \
        return opened(fd, path, was_there);                                 \
    }

OPENS(open, real_open, (const char *path, int flags, ...), (path, flags, rights))
OPENS(open64, real_open, (const char *path, int flags, ...), (path, flags, rights))
OPENS(openat, real_openat, (int folder_fd, const char *path, int flags, ...),
      (folder_fd, path, flags, rights))
OPENS(openat64, real_openat, (int folder_fd, const char *path, int flags, ...),
      (folder_fd, path, flags, rights))

int close(int fd)
{
    if (fd >= 0 && fd < FDS)
        paths[fd][0] = 0;
    return real_close(fd);
}

/* What may be written of so many bytes; -1 with errno where nothing may. */
static ssize_t may_write(const char *path, size_t length)
{
    if (mode == FULL_WHILE && exists(mark)) {
        errno = ENOSPC;
        return -1;
    }
    if (mode == READONLY_WHILE && exists(mark)) {
        errno = EROFS;
        return -1;
    }
    if (mode == FULL_AT) {
        long now = count(path);
        if (now == at) {
            tell_failed();
            return (ssize_t)(length / 2);
        }
        if (now > at && now <= at + times) {
            errno = ENOSPC;
            return -1;
        }
    }
    return (ssize_t)length;
}

static void wrote(int fd, off_t where, const void *bytes, ssize_t length)
{
    if (length <= 0)
        return;
    char head[128];
    snprintf(head, sizeof head, "write %lu %lld %zd\n", inode(fd), (long long)where, length);
    note(head, bytes, (size_t)length);
}

ssize_t write(int fd, const void *bytes, size_t length)
{
    const char *path = path_of(fd);
    if (!path)
        return real_write(fd, bytes, length);
    ssize_t most = may_write(path, length);
    if (most < 0)
        return -1;
    perhaps_die(path, BEFORE_WRITE);
    int appends = fcntl(fd, F_GETFL) & O_APPEND;
    off_t where = appends ? lseek(fd, 0, SEEK_END) : lseek(fd, 0, SEEK_CUR);
    ssize_t done = real_write(fd, bytes, (size_t)most);
    wrote(fd, where, bytes, done);
    perhaps_die(path, AFTER_WRITE);
    return done;
}

ssize_t pwrite(int fd, const void *bytes, size_t length, off_t where)
{
    const char *path = path_of(fd);
    if (!path)
        return real_pwrite(fd, bytes, length, where);
    ssize_t most = may_write(path, length);
    if (most < 0)
        return -1;
    perhaps_die(path, BEFORE_WRITE);
    ssize_t done = real_pwrite(fd, bytes, (size_t)most, where);
    wrote(fd, where, bytes, done);
    perhaps_die(path, AFTER_WRITE);
    return done;
}

ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t where)
{
    return pwrite(fd, bytes, length, where);
}

static int synced(int fd, int (*real)(int))
{
    const char *path = path_of(fd);
    if (!path)
        return real(fd);
    if (mode == SLOW) {
        struct timespec rest = { pause_ms / 1000, pause_ms % 1000 * 1000000 };
        nanosleep(&rest, NULL);
    }
    perhaps_die(path, BEFORE_SYNC);
    if (mode == EIO_AT) {
        long now = count(path);
        if (now >= at && now < at + times) {
            tell_failed();
            errno = EIO;
            return -1;
        }
    }
    char head[128];
    snprintf(head, sizeof head, "syncing %lu\n", inode(fd));
    note(head, NULL, 0);
    int done = real(fd);
    if (done == 0) {
        snprintf(head, sizeof head, "synced %lu\n", inode(fd));
        note(head, NULL, 0);
    }
    perhaps_die(path, AFTER_SYNC);
    return done;
}

int fsync(int fd) { return synced(fd, real_fsync); }
int fdatasync(int fd) { return synced(fd, real_fdatasync); }

int ftruncate(int fd, off_t length)
{
    const char *path = path_of(fd);
    if (path && mode == READONLY_WHILE && exists(mark)) {
        errno = EROFS;
        return -1;
    }
    int done = real_ftruncate(fd, length);
    if (path && done == 0) {
        char head[128];
        snprintf(head, sizeof head, "truncate %lu %lld\n", inode(fd), (long long)length);
        note(head, NULL, 0);
    }
    return done;
}

int ftruncate64(int fd, off64_t length) { return ftruncate(fd, length); }

int rename(const char *from, const char *to)
{
    if (is_watched(to) && mode == READONLY_WHILE && exists(mark)) {
        errno = EROFS;
        return -1;
    }
    int done = real_rename(from, to);
    if (done == 0 && is_watched(to)) {
        char head[2 * PATH + 64];
        snprintf(head, sizeof head, "rename %s\t%s\n", from, to);
        note(head, NULL, 0);
    }
    return done;
}

int mkdir(const char *path, mode_t rights)
{
    int done = real_mkdir(path, rights);
    struct stat about;
    if (done == 0 && is_watched(path) && stat(path, &about) == 0) {
        char head[PATH + 64];
        snprintf(head, sizeof head, "mkdir %lu %s\n", (unsigned long)about.st_ino, path);
        note(head, NULL, 0);
    }
    return done;
}

int unlink(const char *path)
{
    int done = real_unlink(path);
    if (done == 0 && is_watched(path)) {
        char head[PATH + 64];
        snprintf(head, sizeof head, "remove %s\n", path);
        note(head, NULL, 0);
    }
    return done;
}
