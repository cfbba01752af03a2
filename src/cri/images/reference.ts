import { completeName, normalizeReference } from "../../oci/reference-docker.ts";

/** The full reference that a name of kubelet's or of a person stands for. An error, in the words of containerd, when it is no name. */
export function parseImageName(name: string): string {
  try {
    return normalizeReference(name);
  } catch {
    const failure = `failed to parse image reference ${JSON.stringify(name)}: invalid reference format`;
    const whole = completeName(name);
    const [repository = ""] = whole.slice(whole.indexOf("/") + 1).split(":");
    const isLowerCase = repository === repository.toLowerCase();
    throw new Error(isLowerCase ? failure : `${failure}: repository name (${repository}) must be lowercase`);
  }
}

/** The same, but undefined for what is no name: it may be the beginning of an id. */
export function imageNameOf(text: string): string | undefined {
  try {
    return normalizeReference(text);
  } catch {
    return undefined;
  }
}
