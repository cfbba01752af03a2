// Generates src/rpc/gen from proto/: protobufjs static code, and beside it a typed module
// with one interface and one codec per message and one descriptor per service.
// `--check` compares instead of writing and fails when something is stale.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import protobuf from "protobufjs";

const top = join(dirname(fileURLToPath(import.meta.url)), "..");
const protoDir = join(top, "proto");
const genDir = join(top, "src/rpc/gen");

/** Module name → the proto files whose messages and services it exports. */
const modules: Record<string, string[]> = {
  bootstrap: ["containerd/runtime/bootstrap/v1/bootstrap.proto"],
  cgroups1: ["io/containerd/cgroups/v1/cgroups.proto"],
  cgroups2: ["io/containerd/cgroups/v2/cgroups.proto"],
  containers: ["containerd/services/containers/v1/containers.proto"],
  content: ["containerd/services/content/v1/content.proto"],
  cri: ["runtime/v1/api.proto"],
  diff: ["containerd/services/diff/v1/diff.proto"],
  event: ["containerd/events/events.proto"],
  events: ["containerd/services/events/v1/events.proto"],
  forward: ["containerd/services/events/ttrpc/v1/ttrpc.proto"],
  health: ["grpc/health/v1/health.proto"],
  images: ["containerd/services/images/v1/images.proto"],
  introspection: ["containerd/services/introspection/v1/introspection.proto"],
  journal: ["tsrt/shim/v1/journal.proto"],
  leases: ["containerd/services/leases/v1/leases.proto"],
  logs: ["tsrt/shim/v1/logs.proto"],
  namespaces: ["containerd/services/namespaces/v1/namespaces.proto"],
  nri: ["nri/v1alpha1/api.proto"],
  pulls: ["tsrt/events/v1/pull.proto"],
  runc: ["containerd/runc/v1/runc.proto"],
  runtimeoptions: ["runtimeoptions/v1/runtimeoptions.proto"],
  sandboxes: ["containerd/services/sandbox/v1/sandbox.proto"],
  snapshots: ["containerd/services/snapshots/v1/snapshots.proto"],
  status: ["google/rpc/status.proto"],
  streaming: ["containerd/services/streaming/v1/streaming.proto"],
  task2: ["containerd/task/v2/task.proto"],
  task3: ["containerd/task/v3/task.proto"],
  tasks: ["containerd/services/tasks/v1/tasks.proto"],
  transfer: ["containerd/services/transfer/v1/transfer.proto", "containerd/types/transfer/transfer.proto"],
  ttrpc: ["ttrpc/ttrpc.proto"],
  types: ["containerd/types/types.proto"],
  version: ["containerd/services/version/v1/version.proto"],
};

/** Modules whose 64-bit fields are bigints, because the kernel's counters and times in nanoseconds use all bits. Others use numbers. */
const exactModules = ["cgroups1", "cgroups2", "cri", "nri"];

const protobufImport = 'import $protobuf from "protobufjs/minimal.js";';

const scalars: Record<string, string> = {
  string: "string",
  bytes: "Uint8Array",
  bool: "boolean",
};

interface Printing {
  readonly names: Names;
  readonly isExact: boolean;
}

function loadRoot(files: string[]): protobuf.Root {
  const root = new protobuf.Root();
  root.resolvePath = (_origin, target) =>
    target.startsWith("google/protobuf/") ? target : join(protoDir, target);
  root.loadSync(files);
  root.resolveAll();
  return root;
}

interface Names {
  /** Full proto name → identifier in the generated module. */
  of(type: protobuf.ReflectionObject): string;
  all(): protobuf.ReflectionObject[];
}

function collectNames(root: protobuf.Root): Names {
  const byFull = new Map<string, string>();
  const taken = new Set<string>();
  const order: protobuf.ReflectionObject[] = [];
  const add = (object: protobuf.ReflectionObject, prefix: string): void => {
    const name = prefix + object.name;
    if (taken.has(name)) {
      throw new Error(`two types of one module are called ${name}: ${object.fullName}`);
    }
    taken.add(name);
    byFull.set(object.fullName, name);
    order.push(object);
    if (object instanceof protobuf.Type) {
      for (const child of object.nestedArray) {
        add(child, name);
      }
    }
  };
  const visit = (ns: protobuf.NamespaceBase): void => {
    for (const object of ns.nestedArray) {
      if (object instanceof protobuf.Type || object instanceof protobuf.Enum) {
        add(object, "");
      } else if (object instanceof protobuf.Namespace && !(object instanceof protobuf.Service)) {
        visit(object);
      }
    }
  };
  visit(root);
  return {
    of(type) {
      const name = byFull.get(type.fullName);
      if (name === undefined) {
        throw new Error(`no name for ${type.fullName}`);
      }
      return name;
    },
    all: () => order,
  };
}

/** The name of a field in generated code. protobufjs bundles google.protobuf.Any and does not convert its `type_url` to camel case. */
function fieldName(field: protobuf.Field): string {
  return field.name === "type_url" ? "typeUrl" : field.name;
}

function fieldType(field: protobuf.Field, printing: Printing): string {
  const single = singleType(field, printing);
  if (field instanceof protobuf.MapField) {
    return `Record<string, ${single}>`;
  }
  if (field.repeated) {
    return `${single}[]`;
  }
  const isMessage = field.resolvedType instanceof protobuf.Type;
  const isOptional = field.getOption("proto3_optional") === true;
  return isMessage || isOptional ? `${single} | null` : single;
}

function singleType(field: protobuf.Field, { names, isExact }: Printing): string {
  if (field.resolvedType instanceof protobuf.Enum) {
    return "number";
  }
  if (field.resolvedType) {
    return names.of(field.resolvedType);
  }
  if (isExact && (field.type === "uint64" || field.type === "int64")) {
    return "bigint";
  }
  return scalars[field.type] ?? "number";
}

function printEnum(object: protobuf.Enum, name: string): string[] {
  const lines = [`export const ${name} = {`];
  for (const [key, value] of Object.entries(object.values)) {
    lines.push(`  ${key}: ${value},`);
  }
  lines.push("} as const;", "");
  return lines;
}

function printMessage(type: protobuf.Type, name: string, printing: Printing): string[] {
  const lines: string[] = [];
  if (type.fieldsArray.length === 0) {
    lines.push(`export type ${name} = Record<never, never>;`);
  } else {
    lines.push(`export interface ${name} {`);
    for (const field of type.fieldsArray) {
      lines.push(`  ${fieldName(field)}: ${fieldType(field, printing)};`);
    }
    lines.push("}");
  }
  const fullName = type.fullName.slice(1);
  const make = printing.isExact ? "exactCodec" : "codec";
  lines.push(`export const ${name}: Codec<${name}> = ${make}("${fullName}", () => root.${fullName});`, "");
  return lines;
}

function printService(service: protobuf.Service, names: Names): string[] {
  const fullName = service.fullName.slice(1);
  const lines = [`export const ${service.name}Service = {`, `  name: "${fullName}",`, "  methods: {"];
  for (const method of service.methodsArray) {
    const kind = method.requestStream
      ? method.responseStream
        ? "duplex"
        : "upload"
      : method.responseStream
        ? "download"
        : "unary";
    const key = method.name.charAt(0).toLowerCase() + method.name.slice(1);
    const input = names.of(method.resolvedRequestType as protobuf.Type);
    const output = names.of(method.resolvedResponseType as protobuf.Type);
    lines.push(
      `    ${key}: {`,
      `      service: "${fullName}",`,
      `      name: "${method.name}",`,
      `      kind: "${kind}",`,
      `      input: ${input},`,
      `      output: ${output},`,
      "    },",
    );
  }
  lines.push("  },", "} as const satisfies Service;", "");
  return lines;
}

function servicesOf(root: protobuf.NamespaceBase): protobuf.Service[] {
  return root.nestedArray.flatMap((object) => {
    if (object instanceof protobuf.Service) {
      return [object];
    }
    return object instanceof protobuf.Namespace ? servicesOf(object) : [];
  });
}

function codecImports(isExact: boolean, hasServices: boolean): string[] {
  if (isExact) {
    const types = hasServices ? "Codec, Service" : "Codec";
    return [
      'import { exactCodec } from "../exact-codec.ts";',
      `import type { ${types} } from "../message.ts";`,
    ];
  }
  return [`import { type Codec, codec${hasServices ? ", type Service" : ""} } from "../message.ts";`];
}

function printModule(module: string, files: string[]): string {
  const root = loadRoot(files);
  const names = collectNames(root);
  const services = servicesOf(root);
  const isExact = exactModules.includes(module);
  const lines = [
    "// Generated from proto/ by scripts/generate.ts. Do not edit.",
    ...codecImports(isExact, services.length > 0),
    `import root from "./${module}.pb.js";`,
    "",
  ];
  for (const object of names.all()) {
    const name = names.of(object);
    if (object instanceof protobuf.Enum) {
      lines.push(...printEnum(object, name));
    } else {
      lines.push(...printMessage(object as protobuf.Type, name, { names, isExact }));
    }
  }
  for (const service of services) {
    lines.push(...printService(service, names));
  }
  return `${lines.join("\n").trimEnd()}\n`;
}

function runPbjs(module: string, files: string[], out: string): string {
  const pbjs = join(top, "node_modules/protobufjs-cli/bin/pbjs");
  const flags =
    "-t static-module -w es6 --no-comments --no-verify --no-convert --no-delimited --no-typeurl --no-service --force-number";
  const args = [pbjs, ...flags.split(" "), "-r", `tsrt_${module}`, "-p", protoDir, "-o", out];
  const run = spawnSync("node", [...args, ...files.map((file) => join(protoDir, file))], {
    encoding: "utf8",
  });
  if (run.status !== 0) {
    throw new Error(`pbjs failed for ${module}: ${run.stderr}`);
  }
  const code = readFileSync(out, "utf8").replaceAll("type_url", "typeUrl");
  return makeLazy(exactModules.includes(module) ? makeExact(code) : code);
}

/** Replaces numbers by bigints in the code for 64-bit fields: their defaults, and comparisons with these. */
function makeExact(code: string): string {
  const comparison =
    /typeof (\(value = reader\.u?int64\(\)\)|message\.\w+) === "object" \? [^:]+ : [\w.]+ !== 0\b/g;
  return code
    .replaceAll("$util.Long ? $util.Long.fromBits(0,0,true) : 0;", "0n;")
    .replaceAll("$util.Long ? $util.Long.fromBits(0,0,false) : 0;", "0n;")
    .replace(comparison, (_all, value) => `${value} !== 0n`);
}

/**
 * Makes the code of each package, message and enum run when it is first used, because most processes use few of them, and a
 * short-lived shim should not spend time on the others.
 */
function makeLazy(code: string): string {
  const begin = /^( *)([\w$]+)\.([\w$]+) = \(function\(\) \{$/;
  const ends: string[] = [];
  const lines = code.split("\n").map((line) => {
    const match = begin.exec(line);
    if (match !== null) {
      const [, indent, owner, name] = match;
      ends.push(`${indent}})();`);
      return `${indent}lazy(${owner}, "${name}", function() {`;
    }
    if (line === ends.at(-1)) {
      return ends.pop()?.replace("})();", "});");
    }
    return line;
  });
  if (ends.length > 0 || !code.includes(protobufImport)) {
    throw new Error("protobufjs-cli prints code of another shape");
  }
  return lines.join("\n").replace(protobufImport, `${protobufImport}\nimport { lazy } from "../lazy.ts";`);
}

function generate(): Map<string, string> {
  const scratch = mkdtempSync(join(tmpdir(), "tsrt-generate-"));
  const files = new Map<string, string>();
  try {
    for (const [module, sources] of Object.entries(modules)) {
      files.set(`${module}.pb.js`, runPbjs(module, sources, join(scratch, `${module}.js`)));
      files.set(
        `${module}.pb.d.ts`,
        "// biome-ignore lint/suspicious/noExplicitAny: the typed module beside it gives the types\ndeclare const root: any;\nexport default root;\n",
      );
      files.set(`${module}.ts`, printModule(module, sources));
    }
  } finally {
    rmSync(scratch, { recursive: true });
  }
  return files;
}

function check(files: Map<string, string>): void {
  const stale = [...files].filter(([name, text]) => {
    try {
      return readFileSync(join(genDir, name), "utf8") !== text;
    } catch {
      return true;
    }
  });
  const foreign = readdirSync(genDir).filter((name) => !files.has(name));
  const names = [...stale.map(([name]) => name), ...foreign];
  if (names.length > 0) {
    console.error(`stale generated code, run \`npm run generate\`: ${names.join(", ")}`);
    process.exit(1);
  }
}

const files = generate();
if (process.argv.includes("--check")) {
  check(files);
} else {
  rmSync(genDir, { recursive: true, force: true });
  mkdirSync(genDir, { recursive: true });
  for (const [name, text] of files) {
    writeFileSync(join(genDir, name), text);
  }
}
