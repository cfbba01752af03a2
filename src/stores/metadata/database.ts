// Opens the database file. The Worker has a connection that writes, the main thread one that only reads.
import { Database } from "bun:sqlite";
import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { dataLoss, Fault, failedPrecondition } from "../../errors/index.ts";
import { applicationId, migrations, schemaVersion } from "./schema.ts";

/**
 * Makes the database, or brings it to the current schema. Failed precondition: it is not one of tsrt's, or of a newer release.
 * Data loss: it is damaged. A database that is refused stays as it is.
 */
export function prepareDatabase(path: string): void {
  if (!existsSync(path)) {
    create(path);
  } else if (inspect(path) < schemaVersion) {
    const database = openWriter(path);
    migrate(database);
    database.close();
  }
}

/** The file may be locked for a moment: by a user's sqlite3, or by whoever opens it first after a crash and recovers its log. */
const busyTimeout = "PRAGMA busy_timeout = 5000";

/** The connection that changes are made with. */
export function openWriter(path: string): Database {
  const database = new Database(path, { readwrite: true, strict: true });
  database.run(busyTimeout);
  database.run("PRAGMA synchronous = FULL");
  database.run("PRAGMA foreign_keys = ON");
  database.run("PRAGMA cache_size = -8000");
  database.run("PRAGMA temp_store = MEMORY");
  return database;
}

/** A connection that only reads. */
export function openReader(path: string): Database {
  const database = new Database(path, { readonly: true, strict: true });
  database.run(busyTimeout);
  database.run("PRAGMA query_only = ON");
  database.run("PRAGMA cache_size = -16000");
  return database;
}

/**
 * Makes a new database under another name and renames it. So a file of this name is a whole database from its first moment,
 * and an empty one is damage: if it were taken for a new database, the next collection would remove every blob there is.
 */
function create(path: string): void {
  const temporary = `${path}.new`;
  try {
    rmSync(temporary, { force: true });
    rmSync(`${temporary}-journal`, { force: true });
    const database = new Database(temporary, { create: true, readwrite: true, strict: true });
    try {
      migrate(database);
      database.run("PRAGMA journal_mode = WAL");
    } finally {
      database.close();
    }
    renameSync(temporary, path);
    syncDirectory(dirname(path));
  } catch (cause) {
    throw new Error(`create metadata database ${path}`, { cause });
  }
}

function syncDirectory(path: string): void {
  const directory = openSync(path, "r");
  try {
    fsyncSync(directory);
  } finally {
    closeSync(directory);
  }
}

/** Gives the version of the schema. The connection cannot write, so that a file that is refused stays as it was found. */
function inspect(path: string): number {
  let database: Database | undefined;
  try {
    checkSize(path, statSync(path).size, smallestPage);
    database = new Database(path, { readonly: true, strict: true });
    if (pragma(database, "application_id") !== applicationId) {
      throw failedPrecondition(`metadata database ${path} is not one of tsrt's`);
    }
    const version = pragma(database, "user_version");
    if (version > schemaVersion) {
      throw failedPrecondition(
        `metadata database ${path} has schema version ${version}, but this tsrt knows only up to ${schemaVersion}: use a newer tsrt`,
      );
    }
    checkIntegrity(database, path);
    return version;
  } catch (cause) {
    if (cause instanceof Fault) {
      throw cause;
    }
    throw dataLoss(`metadata database ${path} cannot be read`, { cause });
  } finally {
    database?.close();
  }
}

/** SQLite takes a file that is smaller than a page for a new database. */
const smallestPage = 512;

/** A larger database is not read as a whole at every start. Damage in it shows when it is met. */
const maxChecked = 64 << 20;

function checkIntegrity(database: Database, path: string): void {
  const { size } = statSync(path);
  const logSize = statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0;
  if (logSize === 0) {
    checkSize(path, size, pragma(database, "page_count") * pragma(database, "page_size"));
  }
  if (size > maxChecked) {
    return;
  }
  const verdict = String(database.query("PRAGMA quick_check(1)").values()[0]?.[0]);
  if (verdict !== "ok") {
    throw dataLoss(`metadata database ${path} is damaged: ${verdict.replace(/^.*\n/, "")}`);
  }
}

function checkSize(path: string, size: number, expected: number): void {
  if (size < expected) {
    throw dataLoss(`metadata database ${path} is truncated: ${size} bytes of at least ${expected}`);
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

type Pragma = "user_version" | "application_id" | "page_count" | "page_size";

function pragma(database: Database, name: Pragma): number {
  return Number(database.query(`PRAGMA ${name}`).values()[0]?.[0]);
}
