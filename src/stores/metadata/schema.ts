// The tables of the database. A released migration is never edited: a change of the schema is a new one at the end of the list.

/** The `application_id` of the file, which is "tsrt" in ASCII. A database of another program is left alone. */
export const applicationId = 0x74737274;

/**
 * object         a row for each object of any kind. `record` is CBOR. The key of a snapshot is `<snapshotter>/<name>`. An id is
 *                never used again.
 * label          the labels of objects; records hold none.
 * reference      what an object keeps alive: the target of an image, the resources of a lease, what labels name. References
 *                that do not come from labels are `structural`: they hold even where a flat lease follows no labels.
 * back_reference labels by which the object lives as long as the named one.
 * snapshot       what drivers know of snapshots: numbers, kinds and parents.
 */
const first = `
CREATE TABLE object (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  namespace TEXT NOT NULL,
  kind TEXT NOT NULL,
  key TEXT NOT NULL,
  expires REAL,
  rooted INTEGER NOT NULL DEFAULT 0,
  flat INTEGER NOT NULL DEFAULT 0,
  record BLOB NOT NULL,
  UNIQUE (namespace, kind, key)
) STRICT;

CREATE TABLE label (
  object INTEGER NOT NULL REFERENCES object ON DELETE CASCADE,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (object, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX label_condition ON label (key)
WHERE key >= 'containerd.io/gc.cond.' AND key < 'containerd.io/gc.cond/';

CREATE TABLE reference (
  object INTEGER NOT NULL REFERENCES object ON DELETE CASCADE,
  structural INTEGER NOT NULL,
  kind TEXT NOT NULL,
  key TEXT NOT NULL,
  PRIMARY KEY (object, structural, kind, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE back_reference (
  object INTEGER NOT NULL REFERENCES object ON DELETE CASCADE,
  namespace TEXT NOT NULL,
  kind TEXT NOT NULL,
  key TEXT NOT NULL,
  PRIMARY KEY (object, kind, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX back_reference_target ON back_reference (namespace, kind, key);

CREATE TABLE snapshot (
  object INTEGER PRIMARY KEY REFERENCES object ON DELETE CASCADE,
  snapshotter TEXT NOT NULL,
  number INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('view', 'active', 'committed')),
  parent INTEGER,
  UNIQUE (snapshotter, number)
) STRICT;
CREATE INDEX snapshot_parent ON snapshot (parent);
CREATE INDEX content_of_any_namespace ON object (key) WHERE kind = 'content';
CREATE INDEX ingest_of_any_namespace ON object (id) WHERE kind = 'ingest';
`;

/** `migrations[n]` brings a database of version n to version n + 1. */
export const migrations: readonly string[] = [first];

/** The version that this release reads and writes. */
export const schemaVersion: number = migrations.length;
