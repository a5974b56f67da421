import type { SubjectKind } from '../../../api/detection/investigation.ts';

type Search = Readonly<Record<string, string | undefined>>;

const withSearch = (path: string, search: Search): string => {
  const pairs = Object.entries(search).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [[name, value]],
  );
  return pairs.length === 0 ? path : `${path}?${new URLSearchParams(pairs).toString()}`;
};

export const alertPath = (id: string): string => withSearch('/detection/alerts/detail', { id });

export const alertsPath = (search: Search): string => withSearch('/detection/alerts', search);

export const rulePath = (id: string): string => withSearch('/detection/rules/detail', { id });

export const investigatePath = (question: {
  readonly kind: SubjectKind;
  readonly value: string;
  readonly from?: string;
  readonly to?: string;
}): string => withSearch('/detection/investigate', question);

export const searchPath = (search: Search): string => withSearch('/detection/search', search);
