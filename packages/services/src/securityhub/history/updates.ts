import type { AwsSecurityFinding, FindingHistoryUpdate } from '@aws-sdk/client-securityhub';

/** API_GetFindingHistory: every change counts but those of the top-level times. */
const TIMES = new Set([
  'CreatedAt',
  'UpdatedAt',
  'FirstObservedAt',
  'LastObservedAt',
  'ProcessedAt',
]);
const MOST_CHARACTERS = 8192;

const shown = (value: unknown): string | undefined => {
  if (value === undefined) return undefined;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  // API_FindingHistoryUpdate: values that are too much for the record are left out.
  return text.length > MOST_CHARACTERS ? undefined : text;
};

const update = (field: string, before: unknown, after: unknown): FindingHistoryUpdate => {
  const OldValue = shown(before);
  const NewValue = shown(after);
  return {
    UpdatedField: field,
    ...(OldValue === undefined ? {} : { OldValue }),
    ...(NewValue === undefined ? {} : { NewValue }),
  };
};

const isStructure = (value: unknown): value is object =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

const same = (left: unknown, right: unknown): boolean =>
  left === right || JSON.stringify(left) === JSON.stringify(right);

/** What differs, by member; of structures, by the members in them: `Workflow.Status`. */
export const updatesBetween = (
  before: AwsSecurityFinding,
  after: AwsSecurityFinding,
): readonly FindingHistoryUpdate[] => {
  const updates: FindingHistoryUpdate[] = [];
  compare('', before, after, updates);
  return updates;
};

const compare = (
  path: string,
  before: object,
  after: object,
  updates: FindingHistoryUpdate[],
): void => {
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const field = path === '' ? name : `${path}.${name}`;
    if (path === '' && TIMES.has(name)) continue;
    const old: unknown = Reflect.get(before, name);
    const fresh: unknown = Reflect.get(after, name);
    if (same(old, fresh)) continue;
    const isDeeper = path === '' && isStructure(old) && isStructure(fresh);
    if (isDeeper) compare(field, old, fresh, updates);
    else updates.push(update(field, old, fresh));
  }
};
