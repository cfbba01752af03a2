// The root filesystem of the images that critest wants: busybox, and scripts for what it lacks.
import { chmodSync, copyFileSync, linkSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const directories = ["bin", "dev", "etc", "home", "proc", "root", "run", "sys", "tmp", "usr", "var", "www"];

const passwd = `root:x:0:0:root:/root:/bin/sh
nobody:x:65534:65534:nobody:/home:/bin/false
www-data:x:33:33:www-data:/www:/bin/false
default-user:x:1000:1000::/home:/bin/sh
`;

const group = `root:x:0:
www-data:x:33:
users:x:100:
nobody:x:65534:
default-user:x:1000:
group-defined-in-image:x:50000:default-user
`;

/** The shared libraries of a program, by what the dynamic linker says. */
function librariesOf(program: string): string[] {
  const listed = Bun.spawnSync(["ldd", program]).stdout.toString();
  return [...listed.matchAll(/(\/\S+) \(0x/g)].map(([, path]) => path as string);
}

/** Copies a program with its libraries. */
function copyProgram(root: string, program: string, target: string): void {
  copyFileSync(program, join(root, target));
  for (const library of librariesOf(program)) {
    mkdirSync(join(root, dirname(library)), { recursive: true });
    copyFileSync(library, join(root, library));
  }
}

/** Writes the files that all images have, with this busybox. */
export function writeRootfs(root: string, busybox: string): void {
  for (const name of directories) {
    mkdirSync(join(root, name), { recursive: true });
  }
  symlinkSync("../run", join(root, "var/run"));
  copyProgram(root, busybox, "bin/busybox");
  const applets = Bun.spawnSync([busybox, "--list"]).stdout.toString().split("\n");
  for (const applet of applets.filter((name) => name !== "" && name !== "busybox")) {
    // A symbolic link would lead to all applets, and hiding one would hide them all.
    linkSync(join(root, "bin/busybox"), join(root, "bin", applet));
  }
  writeFileSync(join(root, "etc/passwd"), passwd);
  writeFileSync(join(root, "etc/group"), group);
  writeFileSync(join(root, "www/index.html"), "a page\n");
  chmodSync(join(root, "tmp"), 0o1777);
  writeScripts(root);
}

/** Programs that Debian's busybox lacks, and servers that critest knows by the names of their processes. */
function writeScripts(root: string): void {
  writeScript(
    join(root, "bin/pgrep"),
    `for directory in /proc/[0-9]*; do
  read -r name < "$directory/comm" && [ "$name" = "$1" ] && echo "\${directory#/proc/}"
done 2>/dev/null`,
  );
  writeScript(join(root, "bin/ipcs"), "cat /proc/sysvipc/shm");
  writeScript(
    join(root, "bin/nginx"),
    `echo $$ > /var/run/nginx.pid
busybox httpd -f -p "$2" -h /www &
wait`,
  );
  writeScript(
    join(root, "bin/apache"),
    `echo "httpd listens on port $1"
exec busybox httpd -f -p "$1" -h /www`,
  );
}

function writeScript(path: string, body: string): void {
  writeFileSync(path, `#!/bin/sh\n${body}\n`);
  chmodSync(path, 0o755);
}

/** Adds a shell with the set-uid bit, which `-p` makes keep the user that the bit gives it. busybox drops it. */
export function writeSetuidShell(root: string): void {
  mkdirSync(join(root, "bin"), { recursive: true });
  copyProgram(root, "/bin/dash", "bin/setuid-sh");
  chmodSync(join(root, "bin/setuid-sh"), 0o4755);
}

/** Entrypoint that prints `Effective uid: N`. */
export const printEffectiveUid: readonly string[] = [
  "/bin/setuid-sh",
  "-p",
  "-c",
  `while read -r name real effective rest; do
  [ "$name" = Uid: ] && echo "Effective uid: $effective"
done < /proc/self/status
true`,
];
