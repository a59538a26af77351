/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.forkit.posix;

import java.nio.ByteBuffer;

import jnr.ffi.Pointer;
import jnr.ffi.annotations.In;
import jnr.ffi.annotations.Out;

/**
 * The functions of libc that forkit calls, with the types of a 64-bit Linux. Public only
 * because jnr-ffi implements it from another class loader.
 */
public interface LibC {

	int open(Pointer path, int flags, int mode);

	int close(int fd);

	int pipe2(Pointer fds, int flags);

	int fcntl(int fd, int command, int argument);

	int dup3(int fd, int newFd, int flags);

	int flock(int fd, int operation);

	int statx(int directory, Pointer path, int flags, int mask, Pointer result);

	long read(int fd, Pointer buffer, long count);

	long write(int fd, Pointer buffer, long count);

	long read(int fd, @Out ByteBuffer buffer, long count);

	long write(int fd, @In ByteBuffer buffer, long count);

	int memfd_create(String name, int flags);

	int ftruncate(int fd, long length);

	int fallocate(int fd, int mode, long offset, long length);

	int ioctl(int fd, long request, Pointer argument);

	int socket(int domain, int type, int protocol);

	int socketpair(int domain, int type, int protocol, Pointer fds);

	int shutdown(int fd, int how);

	int setsockopt(int fd, int level, int name, Pointer value, int length);

	int getsockopt(int fd, int level, int name, Pointer value, Pointer length);

	int bind(int fd, Pointer address, int length);

	int connect(int fd, Pointer address, int length);

	int listen(int fd, int backlog);

	// Without the address of the peer, which getpeername tells if anybody asks.
	int accept4(int fd, long address, long length, int flags);

	int poll(Pointer fds, long count, int timeout);

	int getsockname(int fd, Pointer address, Pointer length);

	// The address is passed as a number: that is what costs least.
	long send(int fd, long address, long count, int flags);

	long recv(int fd, long address, long count, int flags);

	int getpeername(int fd, Pointer address, Pointer length);

	long sendmsg(int fd, Pointer message, int flags);

	long recvmsg(int fd, Pointer message, int flags);

	int epoll_create1(int flags);

	int epoll_ctl(int epoll, int operation, int fd, Pointer event);

	int epoll_wait(int epoll, Pointer events, int maximum, int timeout);

	int eventfd(int initial, int flags);

	long signal(int signal, long handler);

	int getppid();

	int getpid();

	int clock_gettime(int clock, Pointer result);

	int getpwnam_r(Pointer name, Pointer user, Pointer buffer, long length, Pointer result);

	int getgrouplist(Pointer name, int group, Pointer groups, Pointer count);

	int kill(int pid, int signal);

	int waitid(int type, int id, Pointer info, int options);

	int prctl(int option, long arg2, long arg3, long arg4, long arg5);

	long syscall(long number, long arg1, long arg2, long arg3, long arg4);

	String gnu_get_libc_version();

	int posix_spawn(Pointer pid, Pointer path, Pointer actions, Pointer attributes, Pointer argv, Pointer envp);

	int posix_spawn_file_actions_init(Pointer actions);

	int posix_spawn_file_actions_destroy(Pointer actions);

	int posix_spawn_file_actions_adddup2(Pointer actions, int fd, int newFd);

	int posix_spawn_file_actions_addclose(Pointer actions, int fd);

	int posix_spawn_file_actions_addopen(Pointer actions, int fd, Pointer path, int flags, int mode);

	int posix_spawn_file_actions_addchdir_np(Pointer actions, Pointer path);

	int posix_spawn_file_actions_addclosefrom_np(Pointer actions, int lowest);

	int posix_spawnattr_init(Pointer attributes);

	int posix_spawnattr_destroy(Pointer attributes);

	int posix_spawnattr_setflags(Pointer attributes, short flags);

	int posix_spawnattr_setpgroup(Pointer attributes, int group);

	int posix_spawnattr_setsigmask(Pointer attributes, Pointer set);

	int posix_spawnattr_setsigdefault(Pointer attributes, Pointer set);

}
