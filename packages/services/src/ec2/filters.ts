import type { Filter, Tag } from '@aws-sdk/client-ec2';
import { filterInvalid, tooManyFilterValues } from './errors.ts';
import { matchesWildcard } from './wildcard.ts';

type FilterValue = string | number | boolean | Date | undefined;

/** What a filter looks at in a resource as the API shows it: it matches when any of these values does. */
export type FilterTable<Shown> = Readonly<
  Record<string, (shown: Shown) => FilterValue | readonly FilterValue[]>
>;

const MOST_VALUES = 200;

const text = (value: FilterValue): string | undefined => {
  if (value === undefined) return undefined;
  return value instanceof Date ? value.toISOString() : String(value);
};

const isList = (value: unknown): value is readonly FilterValue[] => Array.isArray(value);

const tagFilter = (
  name: string,
):
  | ((shown: { readonly Tags?: readonly Tag[] | undefined }) => readonly FilterValue[])
  | undefined => {
  if (name === 'tag-key') return ({ Tags = [] }) => Tags.map(({ Key }) => Key);
  if (name === 'tag-value') return ({ Tags = [] }) => Tags.map(({ Value }) => Value);
  if (!name.startsWith('tag:')) return undefined;
  const wanted = name.slice('tag:'.length);
  return ({ Tags = [] }) => Tags.filter(({ Key }) => Key === wanted).map(({ Value }) => Value);
};

/** All filters must match, each by any of its values (Amazon EC2 User Guide, "List and filter your resources"). */
export const filtering = <Shown extends { readonly Tags?: Tag[] | undefined }>(
  table: FilterTable<Shown>,
  filters: readonly Filter[] | undefined,
): ((shown: Shown) => boolean) => {
  const count = (filters ?? []).reduce((sum, { Values }) => sum + (Values?.length ?? 0), 0);
  if (count > MOST_VALUES) throw tooManyFilterValues();
  const tests = (filters ?? []).map(({ Name, Values = [] }) => {
    const look =
      Name === undefined
        ? undefined
        : (tagFilter(Name) ?? (Object.hasOwn(table, Name) ? table[Name] : undefined));
    if (look === undefined) throw filterInvalid(Name ?? 'null');
    return (shown: Shown): boolean => {
      const found = look(shown);
      const values = (isList(found) ? found : [found])
        .map(text)
        .filter((value) => value !== undefined);
      return Values.some((wanted) => values.some((value) => matchesWildcard(wanted, value)));
    };
  });
  return (shown) => tests.every((test) => test(shown));
};
