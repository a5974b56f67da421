import { type FieldKind, fieldOf } from './fields.ts';

/** One condition of the filter bar. */
export interface Condition {
  readonly field: string;
  readonly operator: string;
  readonly value: string;
}

/** AwsSecurityFindingFilters as JSON has them. */
export type Filters = Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;

const COMPARISONS: readonly (readonly [operator: string, comparison: string])[] = [
  ['=', 'EQUALS'],
  ['!=', 'NOT_EQUALS'],
  ['^', 'PREFIX'],
  ['!^', 'PREFIX_NOT_EQUALS'],
  [':', 'CONTAINS'],
  ['!:', 'NOT_CONTAINS'],
];
const NUMBER_MEMBERS: readonly (readonly [operator: string, member: string])[] = [
  ['=', 'Eq'],
  ['>=', 'Gte'],
  ['<=', 'Lte'],
  ['>', 'Gt'],
  ['<', 'Lt'],
];

export const operatorsOf = (kind: FieldKind): readonly string[] => {
  switch (kind) {
    case 'text':
      return COMPARISONS.map(([operator]) => operator);
    case 'map':
      return ['=', '!=', ':', '!:'];
    case 'number':
      return NUMBER_MEMBERS.map(([operator]) => operator);
    case 'date':
      return ['=', '>=', '<='];
    case 'ip':
    case 'keyword':
      return ['='];
    default:
      return kind satisfies never;
  }
};

/** `7 days`: what a date may be compared to beside an instant. */
const DAYS = /^(\d{1,5}) days?$/;

const dateFilter = (operator: string, value: string): Record<string, unknown> | undefined => {
  const [, days] = DAYS.exec(value.trim()) ?? [];
  if (days !== undefined) return { DateRange: { Value: Number(days), Unit: 'DAYS' } };
  const at = new Date(value);
  if (Number.isNaN(at.getTime())) return undefined;
  const day = at.toISOString();
  if (operator === '>=') return { Start: day };
  if (operator === '<=') return { End: day };
  // A day by itself is all of it.
  const end = new Date(at.getTime() + 24 * 3600 * 1000 - 1);
  return { Start: day, End: end.toISOString() };
};

const filterOf = (
  kind: FieldKind,
  { operator, value }: Condition,
): Record<string, unknown> | undefined => {
  const comparison = COMPARISONS.find(([known]) => known === operator)?.[1];
  if (value.trim() === '') return undefined;
  switch (kind) {
    case 'text':
      return comparison === undefined ? undefined : { Value: value, Comparison: comparison };
    case 'keyword':
      return { Value: value };
    case 'map': {
      const at = value.indexOf('=');
      return at < 1 || at === value.length - 1
        ? undefined
        : { Key: value.slice(0, at), Value: value.slice(at + 1), Comparison: comparison };
    }
    case 'number': {
      const member = NUMBER_MEMBERS.find(([known]) => known === operator)?.[1];
      const number = Number(value);
      return member === undefined || Number.isNaN(number) ? undefined : { [member]: number };
    }
    case 'date':
      return dateFilter(operator, value);
    case 'ip':
      return { Cidr: value };
    default:
      return kind satisfies never;
  }
};

/** Why a condition cannot be asked; undefined when it can. */
export const conditionFault = (condition: Condition): string | undefined => {
  const field = fieldOf(condition.field);
  if (field === undefined) return 'There is no such field.';
  if (!operatorsOf(field.kind).includes(condition.operator))
    return `${field.label} is not compared by ${condition.operator}.`;
  if (filterOf(field.kind, condition) !== undefined) return undefined;
  switch (field.kind) {
    case 'date':
      return `${field.label} is compared to a time like 2026-03-01 or to a number of days like 7 days.`;
    case 'map':
      return `${field.label} is compared to key=value.`;
    case 'number':
      return `${field.label} is compared to a number.`;
    default:
      return `${field.label} needs a value.`;
  }
};

/** Start and end of one field are one range: as two filters, each would find everything that the other leaves out. */
const joined = (
  before: readonly Readonly<Record<string, unknown>>[],
  next: Record<string, unknown>,
): readonly Readonly<Record<string, unknown>>[] => {
  const isOpen = (one: Readonly<Record<string, unknown>>, own: string, other: string): boolean =>
    own in next && !(other in next) && other in one && !(own in one);
  const pairs = [
    ['Start', 'End'],
    ['End', 'Start'],
    ['Gte', 'Lte'],
    ['Lte', 'Gte'],
    ['Gt', 'Lt'],
    ['Lt', 'Gt'],
  ] as const;
  const at = before.findIndex((one) => pairs.some(([own, other]) => isOpen(one, own, other)));
  return at < 0
    ? [...before, next]
    : before.map((one, index) => (index === at ? { ...one, ...next } : one));
};

/** The filters that the API is asked with; conditions that are none are left out. */
export const filtersOf = (conditions: readonly Condition[]): Filters => {
  const filters = new Map<string, readonly Readonly<Record<string, unknown>>[]>();
  for (const condition of conditions) {
    const field = fieldOf(condition.field);
    if (field === undefined || conditionFault(condition) !== undefined) continue;
    const filter = filterOf(field.kind, condition);
    if (filter !== undefined) filters.set(field.key, joined(filters.get(field.key) ?? [], filter));
  }
  return Object.fromEntries(filters);
};

const textOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';

const conditionsOfFilter = (
  field: string,
  filter: Readonly<Record<string, unknown>>,
): readonly Condition[] => {
  const { Value: value, Comparison: comparison, Key: key, Cidr: cidr, DateRange: range } = filter;
  if (range !== null && typeof range === 'object')
    return [{ field, operator: '=', value: `${textOf(Reflect.get(range, 'Value'))} days` }];
  if (cidr !== undefined) return [{ field, operator: '=', value: textOf(cidr) }];
  if (value !== undefined) {
    const operator = COMPARISONS.find(([, known]) => known === comparison)?.[0] ?? '=';
    const shown = key === undefined ? textOf(value) : `${textOf(key)}=${textOf(value)}`;
    return [{ field, operator, value: shown }];
  }
  const ends = [
    ['Start', '>='],
    ['End', '<='],
    ...NUMBER_MEMBERS.map(([operator, member]) => [member, operator] as const),
  ] as const;
  return ends.flatMap(([member, operator]) =>
    filter[member] === undefined ? [] : [{ field, operator, value: textOf(filter[member]) }],
  );
};

/** An insight's filters, as conditions of the bar. Those that the bar has no field for are answered by name. */
export const conditionsOf = (
  filters: Filters,
): { readonly conditions: readonly Condition[]; readonly others: readonly string[] } => {
  const entries = Object.entries(filters).filter(([, list]) => (list ?? []).length > 0);
  return {
    conditions: entries
      .filter(([name]) => fieldOf(name) !== undefined)
      .flatMap(([name, list]) => list.flatMap((filter) => conditionsOfFilter(name, filter))),
    others: entries.map(([name]) => name).filter((name) => fieldOf(name) === undefined),
  };
};

const equals = (field: string, value: string): Condition => ({ field, operator: '=', value });

/** What AWS's console shows first: what is open. */
export const OPEN: readonly Condition[] = [
  equals('WorkflowStatus', 'NEW'),
  equals('WorkflowStatus', 'NOTIFIED'),
  equals('RecordState', 'ACTIVE'),
];

/** The post's own filter for what its solution resolved. */
export const RESOLVED_BY_RESOLVER: readonly Condition[] = [
  equals('WorkflowStatus', 'RESOLVED'),
  equals('NoteUpdatedBy', 'DeletedResourceFindingResolver'),
];

export const isOpenFilter = (conditions: readonly Condition[]): boolean =>
  JSON.stringify(conditions) === JSON.stringify(OPEN);

/** Conditions for an address. */
export const written = (conditions: readonly Condition[]): string =>
  JSON.stringify(conditions.map(({ field, operator, value }) => [field, operator, value]));

/** What an address says; what is wrong in it is left out. */
export const read = (text: string | null): readonly Condition[] => {
  if (text === null) return OPEN;
  try {
    const parsed: unknown = JSON.parse(text);
    if (!Array.isArray(parsed)) return OPEN;
    return parsed.flatMap((item: unknown) => {
      if (!Array.isArray(item)) return [];
      const [field, operator, value] = item.map(textOf);
      const condition = { field: field ?? '', operator: operator ?? '', value: value ?? '' };
      return conditionFault(condition) === undefined ? [condition] : [];
    });
  } catch {
    return OPEN;
  }
};
