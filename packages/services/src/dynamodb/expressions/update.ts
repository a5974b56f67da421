import type { Value } from '../values/value.ts';
import type { Path } from './path.ts';

/** What a SET action assigns. */
export type Source =
  | { readonly kind: 'value'; readonly value: Value }
  | { readonly kind: 'path'; readonly path: Path }
  | { readonly kind: 'if-not-exists'; readonly path: Path; readonly otherwise: Source }
  | { readonly kind: 'append' | '+' | '-'; readonly left: Source; readonly right: Source };

/** What an update does, each part with paths that do not meet those of the others. */
export interface Update {
  readonly set: readonly { readonly path: Path; readonly source: Source }[];
  readonly remove: readonly Path[];
  readonly add: readonly { readonly path: Path; readonly value: Value }[];
  readonly delete: readonly { readonly path: Path; readonly value: Value }[];
  /** It does not make an item that is not there: legacy parameters that only delete. */
  readonly leavesMissing?: boolean;
}

/** The paths that it changes. */
export const changedPaths = ({ set, remove, add, delete: deleted }: Update): readonly Path[] => [
  ...set.map(({ path }) => path),
  ...remove,
  ...add.map(({ path }) => path),
  ...deleted.map(({ path }) => path),
];

const readNames = (source: Source): readonly string[] => {
  switch (source.kind) {
    case 'value':
      return [];
    case 'path':
      return [source.path[0]];
    case 'if-not-exists':
      return [source.path[0], ...readNames(source.otherwise)];
    case 'append':
    case '+':
    case '-':
      return [...readNames(source.left), ...readNames(source.right)];
    default:
      return source satisfies never;
  }
};

/** The attributes that it changes or reads, for `dynamodb:Attributes`. */
export const updateAttributes = (update: Update): readonly string[] => [
  ...changedPaths(update).map(([name]) => name),
  ...update.set.flatMap(({ source }) => readNames(source)),
];
