/**
 * Keeps a new descriptor from being inherited by programs that are executed. Every descriptor is opened with it
 * (CVE-2024-21626). SOCK_CLOEXEC, EPOLL_CLOEXEC, EFD_CLOEXEC and IN_CLOEXEC have the same value, on all architectures.
 */
export const O_CLOEXEC = 0o2000000;
