/* Stands in front of the system's calls that change files: the n-th one fails as it is told to. See project_faults.py. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

static long countdown = 0; /* 0: nothing is armed */
static int error_number = 0, for_ever = 0, hit = 0;

/* Returns whether the fault before this one was reached. */
int arm(long number, int error, int ever) {
    int before = hit;
    countdown = number;
    error_number = error;
    for_ever = ever;
    hit = 0;
    return before;
}

static int is_file(int descriptor) {
    struct stat status;
    return fstat(descriptor, &status) == 0 && (S_ISREG(status.st_mode) || S_ISDIR(status.st_mode));
}

static int due(void) {
    if (hit && for_ever) return 1;
    if (countdown == 0 || --countdown > 0) return 0;
    hit = 1;
    return 1;
}

static int refused(void) {
    if (error_number == 0) raise(SIGKILL);
    errno = error_number;
    return -1;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

#define WRITES(name, place) \
    ssize_t name(int descriptor, const void *data, size_t size, place offset) { \
        if (!is_file(descriptor) || !due()) return REAL(name)(descriptor, data, size, offset); \
        if (error_number == 0) REAL(name)(descriptor, data, size / 2, offset); \
        return refused(); \
    }
WRITES(pwrite, off_t)
WRITES(pwrite64, off64_t)

ssize_t write(int descriptor, const void *data, size_t size) {
    if (!is_file(descriptor) || !due()) return REAL(write)(descriptor, data, size);
    if (error_number == 0) REAL(write)(descriptor, data, size / 2);
    return refused();
}

#define SYNCS(name) \
    int name(int descriptor) { return is_file(descriptor) && due() ? refused() : REAL(name)(descriptor); }
SYNCS(fsync)
SYNCS(fdatasync)

int ftruncate(int descriptor, off_t size) { return due() ? refused() : REAL(ftruncate)(descriptor, size); }
int ftruncate64(int descriptor, off64_t size) { return due() ? refused() : REAL(ftruncate64)(descriptor, size); }
int unlink(const char *path) { return due() ? refused() : REAL(unlink)(path); }
