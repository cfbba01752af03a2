/** Path of the cgroup of a container below the one of its pod. A parent that ends in `.slice` is systemd's. */
export function cgroupPath(parent: string, id: string): string {
  const name = parent.slice(parent.lastIndexOf("/") + 1);
  return name.endsWith(".slice") ? `${name}:cri-containerd:${id}` : `${parent.replace(/\/+$/, "")}/${id}`;
}
