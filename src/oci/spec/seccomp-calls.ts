// Facts of the default system call filter, by what the calls are for.
// Source of the facts: containerd contrib/seccomp/seccomp_default.go.

const words = (text: string): string[] => text.trim().split(/\s+/);

/** Allowed for everybody. */
export const allowed: Readonly<Record<string, readonly string[]>> = {
  time: words(`
    adjtimex alarm clock_adjtime clock_adjtime64 clock_getres clock_getres_time64 clock_gettime
    clock_gettime64 clock_nanosleep clock_nanosleep_time64 getitimer gettimeofday nanosleep setitimer
    time timer_create timer_delete timer_getoverrun timer_gettime timer_gettime64 timer_settime
    timer_settime64 timerfd_create timerfd_gettime timerfd_gettime64 timerfd_settime timerfd_settime64
    times utime
  `),
  signals: words(`
    kill pause pidfd_send_signal restart_syscall rt_sigaction rt_sigpending rt_sigprocmask
    rt_sigqueueinfo rt_sigreturn rt_sigsuspend rt_sigtimedwait rt_sigtimedwait_time64 rt_tgsigqueueinfo
    sigaltstack signalfd signalfd4 sigprocmask sigreturn tgkill tkill
  `),
  sockets: words(`
    accept accept4 bind connect getpeername getsockname getsockopt listen recv recvfrom recvmmsg
    recvmmsg_time64 recvmsg send sendmmsg sendmsg sendto setsockopt shutdown socketcall socketpair
  `),
  waiting: words(`
    _newselect epoll_create epoll_create1 epoll_ctl epoll_ctl_old epoll_pwait epoll_pwait2 epoll_wait
    epoll_wait_old eventfd eventfd2 fanotify_mark inotify_add_watch inotify_init inotify_init1
    inotify_rm_watch poll ppoll ppoll_time64 pselect6 pselect6_time64 select
  `),
  asynchronous: words(`
    io_cancel io_destroy io_getevents io_pgetevents io_pgetevents_time64 io_setup io_submit
  `),
  messages: words(`
    ipc mq_getsetattr mq_notify mq_open mq_timedreceive mq_timedreceive_time64 mq_timedsend
    mq_timedsend_time64 mq_unlink msgctl msgget msgrcv msgsnd semctl semget semop semtimedop
    semtimedop_time64 shmat shmctl shmdt shmget
  `),
  memory: words(`
    brk madvise map_shadow_stack membarrier memfd_create memfd_secret mincore mlock mlock2 mlockall mmap
    mmap2 mprotect mremap mseal msync munlock munlockall munmap pkey_alloc pkey_free pkey_mprotect
    remap_file_pages
  `),
  scheduling: words(`
    getcpu getpriority ioprio_get ioprio_set rseq sched_get_priority_max sched_get_priority_min
    sched_getaffinity sched_getattr sched_getparam sched_getscheduler sched_rr_get_interval
    sched_rr_get_interval_time64 sched_setaffinity sched_setattr sched_setparam sched_setscheduler
    sched_yield setpriority
  `),
  credentials: words(`
    capget capset getegid getegid32 geteuid geteuid32 getgid getgid32 getgroups getgroups32 getresgid
    getresgid32 getresuid getresuid32 getuid getuid32 setfsgid setfsgid32 setfsuid setfsuid32 setgid
    setgid32 setgroups setgroups32 setregid setregid32 setresgid setresgid32 setresuid setresuid32
    setreuid setreuid32 setuid setuid32 umask
  `),
  security: words(`
    landlock_add_rule landlock_create_ruleset landlock_restrict_self lsm_get_self_attr lsm_list_modules
    lsm_set_self_attr prctl seccomp
  `),
  "extended attributes": words(`
    fgetxattr flistxattr fremovexattr fsetxattr getxattr getxattrat lgetxattr listxattr listxattrat
    llistxattr lremovexattr lsetxattr removexattr removexattrat setxattr setxattrat
  `),
  processes: words(`
    execve execveat exit exit_group fork futex futex_requeue futex_time64 futex_wait futex_waitv
    futex_wake get_robust_list get_thread_area getpgid getpgrp getpid getppid getrandom getrlimit
    getrusage getsid gettid pidfd_open prlimit64 process_mrelease set_robust_list set_thread_area
    set_tid_address setpgid setrlimit setsid sysinfo ugetrlimit uname uretprobe vfork wait4 waitid
    waitpid
  `),
  "names and metadata": words(`
    access chdir chmod chown chown32 faccessat faccessat2 fchdir fchmod fchmodat fchmodat2 fchown
    fchown32 fchownat fstat fstat64 fstatat64 fstatfs fstatfs64 futimesat getcwd lchown lchown32 link
    linkat listmount lstat lstat64 mkdir mkdirat mknod mknodat name_to_handle_at newfstatat readlink
    readlinkat rename renameat renameat2 rmdir stat stat64 statfs statfs64 statmount statx symlink
    symlinkat truncate truncate64 unlink unlinkat utimensat utimensat_time64 utimes
  `),
  files: words(`
    _llseek cachestat close close_range copy_file_range creat dup dup2 dup3 fadvise64 fadvise64_64
    fallocate fcntl fcntl64 fdatasync flock fsync ftruncate ftruncate64 getdents getdents64 ioctl lseek
    open openat openat2 pipe pipe2 pread64 preadv preadv2 pwrite64 pwritev pwritev2 read readahead readv
    sendfile sendfile64 splice sync sync_file_range syncfs tee vmsplice write writev
  `),
};

/** Only some architectures have these. Keys are Node's names. */
export const allowedOn: Readonly<Record<string, readonly string[]>> = {
  x64: words("arch_prctl modify_ldt"),
  arm64: words("arm_fadvise64_64 arm_sync_file_range sync_file_range2 breakpoint cacheflush set_tls"),
  riscv64: words("riscv_flush_icache riscv_hwprobe"),
  s390x: words("s390_pci_mmio_read s390_pci_mmio_write s390_runtime_instr"),
  ppc64: words("sync_file_range2 swapcontext"),
};

/** The ABIs a process of the architecture can switch to. */
export const architectures: Readonly<Record<string, readonly string[]>> = {
  x64: words("SCMP_ARCH_X86_64 SCMP_ARCH_X86 SCMP_ARCH_X32"),
  arm64: words("SCMP_ARCH_ARM SCMP_ARCH_AARCH64"),
  riscv64: words("SCMP_ARCH_RISCV64"),
  s390x: words("SCMP_ARCH_S390 SCMP_ARCH_S390X"),
};

/** Calls to trace processes. They are allowed because since Linux 4.8 ptrace cannot be used to slip past the filter. */
export const tracing = words("process_vm_readv process_vm_writev ptrace");

/** Calls that are allowed to a process with a capability, by the capability's name. */
export const allowedWith: Readonly<Record<string, readonly string[]>> = {
  CAP_DAC_READ_SEARCH: words("open_by_handle_at"),
  CAP_SYS_ADMIN: words(`
    bpf clone clone3 fanotify_init fsconfig fsmount fsopen fspick lookup_dcookie mount mount_setattr
    move_mount open_tree perf_event_open quotactl quotactl_fd setdomainname sethostname setns syslog
    umount umount2 unshare
  `),
  CAP_SYS_BOOT: words("reboot"),
  CAP_SYS_CHROOT: words("chroot"),
  CAP_SYS_MODULE: words("delete_module init_module finit_module"),
  CAP_SYS_PACCT: words("acct"),
  CAP_SYS_PTRACE: words("kcmp pidfd_getfd process_madvise process_vm_readv process_vm_writev ptrace"),
  CAP_SYS_RAWIO: words("iopl ioperm"),
  CAP_SYS_TIME: words("settimeofday stime clock_settime clock_settime64"),
  CAP_SYS_TTY_CONFIG: words("vhangup"),
  CAP_SYS_NICE: words("get_mempolicy mbind set_mempolicy set_mempolicy_home_node"),
  CAP_SYSLOG: words("syslog"),
  CAP_BPF: words("bpf"),
  CAP_PERFMON: words("perf_event_open"),
};

/** Values of personality(2) that only choose an ABI: PER_LINUX, PER_LINUX32, both with UNAME26, and the query. */
export const personalities: readonly number[] = [0x0, 0x8, 0x20000, 0x20008, 0xffffffff];
