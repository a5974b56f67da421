import type { AwsSecurityFinding } from '@aws-sdk/client-securityhub';
import type { Tx } from '@gatehouse/store';
import type { FindingId, HubRef, VisibleAccount } from '../../ports.ts';
import { findingOf } from '../document.ts';
import { keysOfId } from '../keys.ts';
import type { StoredFinding } from '../model.ts';
import { inSlices, marks, valueLists } from './slices.ts';

interface FindingRow {
  readonly number: number;
  readonly finding_key: Uint8Array;
  readonly account: string;
  readonly region: string;
  readonly imported_at: number;
  readonly imported_by: string;
  readonly customer_fields: string;
  readonly document: string;
}

const toFinding = (row: FindingRow): StoredFinding => ({
  number: row.number,
  key: row.finding_key,
  account: row.account,
  region: row.region,
  finding: findingOf(row.document),
  customerFields: row.customer_fields === '' ? [] : row.customer_fields.split(','),
  importedAt: new Date(row.imported_at),
  importedBy: row.imported_by,
});

const COLUMNS =
  'number, finding_key, account, region, imported_at, imported_by, customer_fields, document';

/** A finding to be written, its document already as text. */
export interface FindingToWrite {
  readonly stored: StoredFinding;
  readonly document: string;
  readonly expiresAt: number;
}

export const findings = {
  async ofKeys(tx: Tx, keys: readonly Uint8Array[]): Promise<readonly StoredFinding[]> {
    const found: StoredFinding[] = [];
    for (const slice of inSlices(keys)) {
      const rows = await tx.all<FindingRow>(
        `SELECT ${COLUMNS} FROM securityhub_finding WHERE finding_key IN (${marks(slice.length)})`,
        slice,
      );
      for (const row of rows) found.push(toFinding(row));
    }
    return found;
  },

  /** All with this Id whose owner and Region are visible. */
  async ofId(
    tx: Tx,
    visible: readonly VisibleAccount[],
    id: string,
  ): Promise<readonly StoredFinding[]> {
    const { from, to } = keysOfId(id);
    const rows = await tx.all<FindingRow>(
      `SELECT ${COLUMNS} FROM securityhub_finding WHERE finding_key >= ? AND finding_key <= ? ORDER BY number`,
      [from, to],
    );
    return rows
      .map(toFinding)
      .filter(
        ({ account, region, finding }) =>
          finding.Id === id &&
          visible.some((seen) => seen.account === account && seen.regions.includes(region)),
      );
  },

  /** In the order of `numbers`; those that are gone are absent. */
  async ofNumbers(tx: Tx, numbers: readonly number[]): Promise<readonly StoredFinding[]> {
    const found = new Map<number, StoredFinding>();
    for (const slice of inSlices(numbers)) {
      const rows = await tx.all<FindingRow>(
        `SELECT ${COLUMNS} FROM securityhub_finding WHERE number IN (${marks(slice.length)})`,
        slice,
      );
      for (const row of rows) found.set(row.number, toFinding(row));
    }
    return numbers.flatMap((number) => found.get(number) ?? []);
  },

  /** Inserts what is new and replaces what is there. */
  async put(tx: Tx, all: readonly FindingToWrite[]): Promise<void> {
    for (const slice of inSlices(all)) {
      await tx.run(
        `INSERT INTO securityhub_finding (number, finding_key, account, region, expires_at, imported_at, imported_by,
           customer_fields, document) VALUES ${valueLists(9, slice.length)}
         ON CONFLICT (number) DO UPDATE SET expires_at = excluded.expires_at,
           customer_fields = excluded.customer_fields, document = excluded.document`,
        slice.flatMap(({ stored, document, expiresAt }) => [
          stored.number,
          stored.key,
          stored.account,
          stored.region,
          expiresAt,
          stored.importedAt.getTime(),
          stored.importedBy,
          stored.customerFields.join(','),
          document,
        ]),
      );
    }
  },

  /** Numbers of findings whose time is over, the longest first. */
  async expired(tx: Tx, now: Date, limit: number): Promise<readonly number[]> {
    const rows = await tx.all<{ number: number }>(
      'SELECT number FROM securityhub_finding WHERE expires_at <= ? ORDER BY expires_at, number LIMIT ?',
      [now.getTime(), limit],
    );
    return rows.map(({ number }) => number);
  },

  /** The next numbers after `after`, with whose they are; for work that goes through all findings. */
  async owners(
    tx: Tx,
    after: number,
    limit: number,
  ): Promise<readonly (HubRef & { readonly number: number })[]> {
    return tx.all<HubRef & { readonly number: number }>(
      `SELECT number, account, region FROM securityhub_finding_facets WHERE number > ?
       ORDER BY number LIMIT ?`,
      [after, limit],
    );
  },

  async remove(tx: Tx, numbers: readonly number[]): Promise<void> {
    for (const slice of inSlices(numbers))
      await tx.run(
        `DELETE FROM securityhub_finding WHERE number IN (${marks(slice.length)})`,
        slice,
      );
  },
};

export const identifierOf = ({ Id = '', ProductArn = '' }: AwsSecurityFinding): FindingId => ({
  Id,
  ProductArn,
});
