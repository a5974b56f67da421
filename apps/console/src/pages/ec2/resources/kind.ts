import type { ReactNode } from 'react';
import type { Aws } from '../../../api/aws.ts';
import type { Json } from '../../../api/json.ts';
import type { Column } from '../../../shared/column.ts';
import type { Field, Values } from '../shared/fields.tsx';
import type { Filter } from '../shared/filter-bar.tsx';
import type { Tags } from '../shared/names.ts';

/** Something that is done to one resource; it asks first, and for what it needs to know. */
export interface KindAction<Item> {
  readonly label: string;
  readonly text?: ReactNode;
  readonly fields?: (item: Item) => readonly Field[];
  readonly can?: (item: Item) => boolean;
  readonly act: (aws: Aws, item: Item, values: Values) => Promise<unknown>;
}

/** What the list and the page of a kind of resource are made of. */
export interface Kind<Item, Output> {
  /** In the address: `/ec2/subnets`. */
  readonly path: string;
  readonly title: string;
  /** `subnet` */
  readonly one: string;
  readonly description: string;
  readonly empty: string;
  readonly operation: string;
  readonly input?: object;
  /** 0 where the operation takes no MaxResults. */
  readonly count?: number;
  readonly pick: (output: Json<Output>) => readonly Item[] | undefined;
  /** The member of the request that names some: `SubnetIds`. */
  readonly idMember: string;
  readonly idOf: (item: Item) => string;
  readonly tagsOf: (item: Item) => Tags;
  /** `subnet`, as ARNs and tag specifications have it. */
  readonly type: string;
  /** ARNs of images and snapshots name no account. */
  readonly ownerless?: true;
  readonly columns: readonly Column<Item>[];
  readonly filters: readonly Filter[];
  readonly stateOf?: (item: Item) => string | undefined;
  readonly facts: (item: Item) => readonly (readonly [label: string, value: ReactNode])[];
  readonly create?: {
    readonly label: string;
    readonly text?: ReactNode;
    readonly fields: readonly Field[];
    readonly act: (aws: Aws, values: Values) => Promise<unknown>;
  };
  readonly actions?: readonly KindAction<Item>[];
  readonly remove?: {
    /** `Delete`, `Release` … */
    readonly label: string;
    readonly text: string;
    readonly act: (aws: Aws, item: Item) => Promise<unknown>;
  };
}

export const pathOf = (kind: { readonly path: string }, id: string): string =>
  `/ec2/${kind.path}/${encodeURIComponent(id)}`;

/** A column of plain text. */
export const column = <Item>(
  id: string,
  header: string,
  text: (item: Item) => string | number | undefined,
): Column<Item> => ({ id, header, cell: (item) => text(item) ?? '–', text });
