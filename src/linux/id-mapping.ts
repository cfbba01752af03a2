// How a user namespace, or a mount, maps ids. The names of the fields are those of the OCI runtime spec.
import { invalidArgument } from "../errors/index.ts";

/** Maps a range of ids of a container to ids of the host. */
export interface IdRange {
  readonly containerID: number;
  readonly hostID: number;
  readonly size: number;
}

export interface IdMappings {
  readonly uids: readonly IdRange[];
  readonly gids: readonly IdRange[];
}

/** The last one that is an id: the next stands for none. */
const maxId = 0xfffffffe;

/** `container:host:size` triples, which are separated by commas. Source: containerd internal/userns/idmap.go. */
export function formatIdRanges(ranges: readonly IdRange[]): string {
  return ranges.map(({ containerID, hostID, size }) => `${containerID}:${hostID}:${size}`).join(",");
}

/** Reads what `formatIdRanges` writes. Invalid argument: it is none of that. */
export function parseIdRanges(text: string): IdRange[] {
  return text.split(",").map((triple) => {
    const match = /^(\d{1,10}):(\d{1,10}):(\d{1,10})$/.exec(triple);
    if (match === null) {
      throw invalidArgument(
        `id mapping ${JSON.stringify(text)}: ${JSON.stringify(triple)} is not CONTAINER:HOST:SIZE`,
      );
    }
    const [containerID, hostID, size] = match.slice(1).map(Number) as [number, number, number];
    const range = { containerID, hostID, size };
    checkIdRange(range);
    return range;
  });
}

/** Invalid argument: a range that is empty or leads past the last id. */
export function checkIdRange({ containerID, hostID, size }: IdRange): void {
  const lasts = [containerID, hostID].map((first) => first + size - 1);
  if (size < 1 || lasts.some((last) => last > maxId)) {
    throw invalidArgument(`id mapping ${containerID}:${hostID}:${size} leads past the last id, or has none`);
  }
}

/** The host's id for one of the container; undefined when it has none. Source: containerd internal/userns/idmap.go, ToHost. */
export function hostIdOf(ranges: readonly IdRange[], id: number): number | undefined {
  const range = ranges.find(({ containerID, size }) => id >= containerID && id < containerID + size);
  return range === undefined ? undefined : range.hostID + id - range.containerID;
}
