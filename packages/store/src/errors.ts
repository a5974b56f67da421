/** The database was written by a newer release: running on it would lose what that release stored. */
export class NewerDatabaseError extends Error {
  override readonly name = 'NewerDatabaseError';
  readonly component: string;
  readonly databaseVersion: number;
  readonly knownVersion: number;

  constructor(component: string, databaseVersion: number, knownVersion: number) {
    super(
      `The database holds version ${databaseVersion} of "${component}", this release knows versions up to ` +
        `${knownVersion}. Start the release that wrote it or a newer one.`,
    );
    this.component = component;
    this.databaseVersion = databaseVersion;
    this.knownVersion = knownVersion;
  }
}

/** A migration that the database has already taken reads differently now. */
export class EditedMigrationError extends Error {
  override readonly name = 'EditedMigrationError';
  readonly component: string;
  readonly version: number;

  constructor(component: string, version: number) {
    super(
      `Migration ${version} of "${component}" differs from the one this database was built with. ` +
        'A merged migration is never edited; add a new one.',
    );
    this.component = component;
    this.version = version;
  }
}

/** Another process has the SQLite file open. */
export class DatabaseInUseError extends Error {
  override readonly name = 'DatabaseInUseError';
  readonly file: string;

  constructor(file: string, cause: unknown) {
    super(
      `${file} is in use by another process. Stop it first, or use PostgreSQL to run several nodes.`,
      { cause },
    );
    this.file = file;
  }
}

const member = (error: unknown, name: 'code' | 'errcode'): unknown =>
  typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined;

// https://sqlite.org/rescode.html: SQLITE_CONSTRAINT_{UNIQUE,PRIMARYKEY,ROWID,FOREIGNKEY}
const SQLITE_UNIQUE: readonly unknown[] = [2067, 1555, 2579];
const SQLITE_FOREIGN_KEY = 787;

/** Whether a statement failed because a row with the same unique or primary key exists. */
export const isUniqueViolation = (error: unknown): boolean =>
  SQLITE_UNIQUE.includes(member(error, 'errcode')) || member(error, 'code') === '23505';

/** Whether a statement failed because a row it refers to is missing, or is still referred to. */
export const isForeignKeyViolation = (error: unknown): boolean =>
  member(error, 'errcode') === SQLITE_FOREIGN_KEY || member(error, 'code') === '23503';
