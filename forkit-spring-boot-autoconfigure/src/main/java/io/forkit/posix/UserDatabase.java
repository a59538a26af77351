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

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;

import jnr.ffi.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * Looks up users by name, see {@code getpwnam(3)} and {@code getgrouplist(3)}.
 */
final class UserDatabase {

	private static final int RECORD_SIZE = 64;

	private static final int UID = 16;

	private static final int GID = 20;

	private static final int BUFFER_SIZE = 64 * 1024;

	// NGROUPS_MAX
	private static final int MAX_GROUPS = 65536;

	private UserDatabase() {
	}

	static @Nullable Credentials find(String name) throws ErrnoException {
		Pointer cName = Native.cString(name.getBytes(StandardCharsets.UTF_8));
		Pointer user = Native.allocate(RECORD_SIZE);
		Pointer buffer = Native.allocate(BUFFER_SIZE);
		Pointer result = Native.allocate(8);
		Native.checkReturned("getpwnam of " + name, Native.LIBC.getpwnam_r(cName, user, buffer, BUFFER_SIZE, result));
		if (result.getLong(0) == 0) {
			return null;
		}
		int gid = user.getInt(GID);
		return new Credentials(user.getInt(UID), gid, groups(cName, gid), false);
	}

	private static List<Integer> groups(Pointer name, int gid) {
		Pointer list = Native.allocate(4L * MAX_GROUPS);
		Pointer count = Native.allocate(4);
		count.putInt(0, MAX_GROUPS);
		Native.LIBC.getgrouplist(name, gid, list, count);
		return IntStream.range(0, Math.min(MAX_GROUPS, count.getInt(0))).mapToObj((i) -> list.getInt(4L * i)).toList();
	}

}
