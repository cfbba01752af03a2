// Opens the database file: one connection that writes, in the Worker, and one that only reads, on the main thread.
import { Database } from "bun:sqlite";
import { existsSync, statSync } from "node:fs";
import { dataLoss, failedPrecondition } from "../../errors/index.ts";
import { applicationId, migrations, schemaVersion } from "./schema.ts";

/** Makes or migrates the database. Refuses one it does not understand, and leaves that as it is. */
export function openWriter(path: string): Database {
  if (existsSync(path) && statSync(path).size > 0) {
    inspect(path);
  }
  const database = new Database(path, { create: true, readwrite: true, strict: true });
  database.run("PRAGMA journal_mode = WAL");
  database.run("PRAGMA synchronous = FULL");
  database.run("PRAGMA foreign_keys = ON");
  database.run("PRAGMA cache_size = -8000");
  migrate(database);
  return database;
}

export function openReader(path: string): Database {
  const database = new Database(path, { readonly: true, strict: true });
  database.run("PRAGMA query_only = ON");
  database.run("PRAGMA cache_size = -16000");
  return database;
}

/** Looks with a connection that cannot write, so that a file we refuse stays as it was found. */
function inspect(path: string): void {
  let database: Database | undefined;
  try {
    database = new Database(path, { readonly: true, strict: true });
    const version = pragma(database, "user_version");
    const application = pragma(database, "application_id");
    if (application !== applicationId) {
      throw failedPrecondition(`metadata database ${path} is not one of tsrt's`);
    }
    if (version > schemaVersion) {
      throw failedPrecondition(
        `metadata database ${path} has schema version ${version}, but this tsrt knows only up to ${schemaVersion}: use a newer tsrt`,
      );
    }
    checkIntegrity(database, path);
  } catch (cause) {
    if (cause instanceof Error && "kind" in cause) {
      throw cause;
    }
    throw dataLoss(`metadata database ${path} cannot be read: ${(cause as Error).message}`, { cause });
  } finally {
    database?.close();
  }
}

function checkIntegrity(database: Database, path: string): void {
  const rows = database.query("PRAGMA quick_check(1)").values();
  const verdict = String(rows[0]?.[0]);
  if (verdict !== "ok") {
    throw dataLoss(`metadata database ${path} is damaged: ${verdict}`);
  }
}

function migrate(database: Database): void {
  for (let version = pragma(database, "user_version"); version < schemaVersion; version++) {
    database.transaction(() => {
      database.run(migrations[version] ?? "");
      database.run(`PRAGMA application_id = ${applicationId}`);
      database.run(`PRAGMA user_version = ${version + 1}`);
    })();
  }
}

function pragma(database: Database, name: "user_version" | "application_id"): number {
  return Number(database.query(`PRAGMA ${name}`).values()[0]?.[0]);
}
