import type { Tx } from '@gatehouse/store';
import type { BehaviourSettings } from '../../behaviour/index.ts';
import type { Severity } from '../../model.ts';
import type { RuleParameters } from '../../rules/model.ts';
import type { ChangesAnswer, SuppressionForm } from '../api/index.ts';

/** What was set here for a rule. */
export interface RuleSetting {
  readonly enabled?: boolean | undefined;
  readonly severity?: Severity | undefined;
  readonly exclusions?: readonly string[] | undefined;
}

/** All that was set, and not what is default. */
export interface StoredSettings {
  readonly rules: Readonly<Record<string, RuleSetting>>;
  readonly parameters: Partial<RuleParameters>;
  readonly behaviour: Partial<BehaviourSettings>;
}

export interface StoredSuppression {
  readonly id: string;
  readonly form: SuppressionForm;
  readonly createdAt: number;
  readonly createdBy: string;
  readonly held: number;
  readonly lastHeldAt: number | undefined;
}

export interface StoredRule {
  readonly id: string;
  readonly file: string;
  readonly source: string;
}

/** Told when rules, parameters or suppressions changed, on every node. */
export const SETTINGS = 'detection.settings';

const SETTING_NAMES = ['rules', 'parameters', 'behaviour'] as const;

export const settingRows = {
  async all(tx: Tx): Promise<StoredSettings> {
    const rows = await tx.all<{ name: string; value: string }>(
      'SELECT name, value FROM detection_setting',
    );
    const found = new Map(rows.map(({ name, value }) => [name, value]));
    const [rules, parameters, behaviour] = SETTING_NAMES.map((name) => found.get(name) ?? '{}');
    // Each was checked before it was written.
    return {
      rules: JSON.parse(rules ?? '{}') as StoredSettings['rules'],
      parameters: JSON.parse(parameters ?? '{}') as StoredSettings['parameters'],
      behaviour: JSON.parse(behaviour ?? '{}') as StoredSettings['behaviour'],
    };
  },

  async save(tx: Tx, name: (typeof SETTING_NAMES)[number], value: unknown): Promise<void> {
    await tx.run(
      `INSERT INTO detection_setting (name, value) VALUES (?, ?)
       ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
      [name, JSON.stringify(value)],
    );
    tx.notify(SETTINGS, name);
  },
};

interface SuppressionRow {
  readonly id: string;
  readonly document: string;
  readonly created_at: number;
  readonly created_by: string;
  readonly held: number;
  readonly last_held_at: number | null;
}

export const suppressionRows = {
  async all(tx: Tx): Promise<readonly StoredSuppression[]> {
    const rows = await tx.all<SuppressionRow>(
      'SELECT * FROM detection_suppression ORDER BY created_at, id',
    );
    return rows.map((row) => ({
      id: row.id,
      form: JSON.parse(row.document) as SuppressionForm,
      createdAt: row.created_at,
      createdBy: row.created_by,
      held: row.held,
      lastHeldAt: row.last_held_at ?? undefined,
    }));
  },

  async insert(
    tx: Tx,
    { id, form, createdAt, createdBy }: Omit<StoredSuppression, 'held' | 'lastHeldAt'>,
  ): Promise<void> {
    await tx.run(
      `INSERT INTO detection_suppression (id, document, created_at, created_by, held)
       VALUES (?, ?, ?, ?, 0)`,
      [id, JSON.stringify(form), createdAt, createdBy],
    );
    tx.notify(SETTINGS, 'suppressions');
  },

  async remove(tx: Tx, id: string): Promise<boolean> {
    const { changes } = await tx.run('DELETE FROM detection_suppression WHERE id = ?', [id]);
    tx.notify(SETTINGS, 'suppressions');
    return changes > 0;
  },

  async held(tx: Tx, id: string, number: number, lastAt: number): Promise<void> {
    await tx.run(
      'UPDATE detection_suppression SET held = held + ?, last_held_at = ? WHERE id = ?',
      [number, lastAt, id],
    );
  },
};

export const ruleRows = {
  async all(tx: Tx): Promise<readonly StoredRule[]> {
    return tx.all<StoredRule>('SELECT id, file, source FROM detection_rule ORDER BY id');
  },

  async save(tx: Tx, rule: StoredRule, at: number, by: string): Promise<void> {
    await tx.run(
      `INSERT INTO detection_rule (id, file, source, created_at, created_by) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET file = excluded.file, source = excluded.source,
         created_at = excluded.created_at, created_by = excluded.created_by`,
      [rule.id, rule.file, rule.source, at, by],
    );
    tx.notify(SETTINGS, 'imported');
  },

  async remove(tx: Tx, id: string): Promise<boolean> {
    const { changes } = await tx.run('DELETE FROM detection_rule WHERE id = ?', [id]);
    tx.notify(SETTINGS, 'imported');
    return changes > 0;
  },
};

export interface Change {
  readonly at: number;
  readonly by: string;
  readonly what: string;
  readonly before: unknown;
  readonly after: unknown;
}

interface ChangeRow {
  readonly at: number;
  readonly id: string;
  readonly actor: string;
  readonly what: string;
  readonly before_value: string | null;
  readonly after_value: string | null;
}

const textOf = (value: unknown): string | null =>
  value === undefined ? null : JSON.stringify(value);

const valueOf = (text: string | null): unknown => (text === null ? undefined : JSON.parse(text));

export const changeRows = {
  async add(tx: Tx, change: Change): Promise<void> {
    const last = await tx.get<{ id: string | null }>(
      'SELECT MAX(id) AS id FROM detection_change WHERE at = ?',
      [change.at],
    );
    // In order, also within a millisecond.
    const next = Number.parseInt(last?.id ?? '0', 16) + 1;
    await tx.run(
      `INSERT INTO detection_change (at, id, actor, what, before_value, after_value)
       VALUES (?, ?, ?, ?, ?, ?)`,
      [
        change.at,
        next.toString(16).padStart(16, '0'),
        change.by,
        change.what,
        textOf(change.before),
        textOf(change.after),
      ],
    );
  },

  /** The latest first. */
  async list(
    tx: Tx,
    limit: number,
    after: { readonly at: number; readonly id: string } | undefined,
  ): Promise<
    readonly (ChangesAnswer['changes'][number] & { readonly id: string; readonly atMs: number })[]
  > {
    const rows = await tx.all<ChangeRow>(
      `SELECT * FROM detection_change${after === undefined ? '' : ' WHERE (at, id) < (?, ?)'}
       ORDER BY at DESC, id DESC LIMIT ?`,
      [...(after === undefined ? [] : [after.at, after.id]), limit],
    );
    return rows.map((row) => ({
      id: row.id,
      atMs: row.at,
      at: new Date(row.at).toISOString(),
      by: row.actor,
      what: row.what,
      before: valueOf(row.before_value),
      after: valueOf(row.after_value),
    }));
  },
};
