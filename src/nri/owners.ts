// Who has set what: two plugins must not set the same thing of the same container. Source: containerd/nri pkg/api/owners.go.
import { failedPrecondition } from "../errors/index.ts";
import { marked, unmarked } from "../messages/removal-mark.ts";
import { Field, type OwningPlugins } from "../rpc/gen/nri.ts";
import { type Init, valueName } from "../rpc/message.ts";

/** A claim is made in the name of one plugin, on fields of one container. */
export interface Claims {
  /** Failed precondition: another plugin has set it. A field with parts is claimed by the `key` of the part. */
  claim(field: number, key?: string): void;
  /** The plugin has removed the value, whoever has set it. */
  clear(field: number, key?: string): void;
  /** For a field that all plugins may add to. */
  join(field: number): void;
}

/** Names of plugins. A marked one has removed what others had set: only that plugin may set it anew. */
interface FieldOwners {
  readonly simple: Map<number, string>;
  readonly compound: Map<number, Map<string, string>>;
}

export class Owners {
  readonly #byContainer = new Map<string, FieldOwners>();

  claims(containerId: string, plugin: string): Claims {
    const owners = this.#ownersOf(containerId);
    return {
      claim: (field, key) => {
        checkFree(ownerIn(owners, field, key), plugin, field, key);
        setOwner(owners, field, key, plugin);
      },
      clear: (field, key) => setOwner(owners, field, key, marked(plugin)),
      join: (field) => {
        const others = owners.simple.get(field);
        owners.simple.set(field, others === undefined ? plugin : `${others},${plugin}`);
      },
    };
  }

  /** For those who validate. */
  message(): Init<OwningPlugins> {
    const messages = [...this.#byContainer].map(([id, { simple, compound }]) => {
      const parts = [...compound].map(([field, owners]) => [field, { owners: Object.fromEntries(owners) }]);
      return [id, { simple: Object.fromEntries(simple), compound: Object.fromEntries(parts) }] as const;
    });
    return { owners: Object.fromEntries(messages) };
  }

  #ownersOf(containerId: string): FieldOwners {
    const known = this.#byContainer.get(containerId);
    if (known !== undefined) {
      return known;
    }
    const owners = { simple: new Map(), compound: new Map() };
    this.#byContainer.set(containerId, owners);
    return owners;
  }
}

function ownerIn({ simple, compound }: FieldOwners, field: number, key?: string): string | undefined {
  return key === undefined ? simple.get(field) : compound.get(field)?.get(key);
}

function setOwner(
  { simple, compound }: FieldOwners,
  field: number,
  key: string | undefined,
  owner: string,
): void {
  if (key === undefined) {
    simple.set(field, owner);
    return;
  }
  const parts = compound.get(field) ?? new Map<string, string>();
  parts.set(key, owner);
  compound.set(field, parts);
}

function checkFree(owner: string | undefined, plugin: string, field: number, key = ""): void {
  if (owner === undefined || owner === marked(plugin)) {
    return;
  }
  const what = `${nameOf(field)} ${key}`.trimEnd();
  throw failedPrecondition(
    `plugins ${JSON.stringify(plugin)} and ${JSON.stringify(unmarked(owner))} both tried to set ${what}`,
  );
}

function nameOf(field: number): string {
  return valueName(Field, field) ?? String(field);
}
