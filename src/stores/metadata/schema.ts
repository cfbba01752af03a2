// The tables. A released migration is never edited: a change of the schema is one more at the end of the list.

/** `application_id` of the file: "tsrt". A database of anybody else's is left alone. */
export const applicationId = 0x74737274;

/**
 * object         one row a noun; `record` is CBOR. Snapshots' keys are `<snapshotter>/<name>`. Ids are never used again.
 * label          the labels, of which the record holds none.
 * reference      what keeps what alive: gc.ref labels, a lease's resources, an image's target, a container's snapshot, …;
 *                `structural` ones hold even where a flat lease follows no labels.
 * back_reference gc.bref labels: the object lives while the named one does.
 * snapshot       what the drivers know: numbers, kinds and parents.
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

/** `migrations[n]` brings a database of version n to n + 1. */
export const migrations: readonly string[] = [first];

export const schemaVersion: number = migrations.length;
