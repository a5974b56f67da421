import { type ReactNode, useState } from 'react';
import { useAwsClient } from '../../../session/session-context.tsx';
import { AwsTable } from '../../../shared/aws-table.tsx';
import type { Column } from '../../../shared/column.ts';
import { ConfirmButton } from '../../../shared/confirm.tsx';
import { PageLink } from '../../../shared/link.tsx';
import { pagesOf } from '../../../shared/lists.ts';
import { useNotifications } from '../../../shared/notifications.tsx';
import { usePageTitle } from '../../../shared/page-title.ts';
import { FilterBar, useFilters } from '../shared/filter-bar.tsx';
import { FormButton } from '../shared/form-button.tsx';
import { nameOf } from '../shared/names.ts';
import { isMoving, State } from '../shared/state.tsx';
import { type Kind, pathOf } from './kind.ts';

const columnsOf = <Item, Output>(kind: Kind<Item, Output>): readonly Column<Item>[] => {
  const { stateOf } = kind;
  return [
    {
      id: 'name',
      header: 'Name',
      cell: (item) => nameOf(kind.tagsOf(item)) || '–',
      text: (item) => nameOf(kind.tagsOf(item)),
    },
    {
      id: 'id',
      header: 'ID',
      isRowHeader: true,
      cell: (item) => <PageLink to={pathOf(kind, kind.idOf(item))}>{kind.idOf(item)}</PageLink>,
      text: kind.idOf,
    },
    ...(stateOf === undefined
      ? []
      : [
          {
            id: 'state',
            header: 'State',
            cell: (item: Item) => <State of={stateOf(item)} />,
            text: stateOf,
          },
        ]),
    ...kind.columns,
  ];
};

interface Props<Item, Output> {
  readonly kind: Kind<Item, Output>;
  readonly extraActions?: (selected: readonly Item[], reload: () => void) => ReactNode;
  /** Asks anew when it changes. */
  readonly turn?: number;
}

interface ButtonProps<Item, Output> extends Props<Item, Output> {
  readonly selected: readonly Item[];
  readonly reload: () => void;
}

const Buttons = <Item, Output>(props: ButtonProps<Item, Output>) => {
  const { kind, extraActions, selected, reload } = props;
  const aws = useAwsClient();
  const { succeeded } = useNotifications();
  const { create, remove } = kind;
  const ids = selected.map(kind.idOf).join(', ');
  return (
    <>
      {remove === undefined ? null : (
        <ConfirmButton
          label={remove.label}
          title={`${remove.label} ${ids}`}
          text={remove.text}
          disabled={selected.length === 0}
          act={async () => {
            for (const item of selected) await remove.act(aws, item);
          }}
          done={() => {
            succeeded(`${ids}: ${remove.label.toLowerCase()} asked for.`);
            reload();
          }}
        />
      )}
      {extraActions?.(selected, reload)}
      {create === undefined ? null : (
        <FormButton
          label={create.label}
          variant="primary"
          text={create.text}
          fields={create.fields}
          act={(values) => create.act(aws, values)}
          done={() => {
            succeeded(`${create.label}: done.`);
            reload();
          }}
        />
      )}
    </>
  );
};

/** The list of a kind of resource, with what can be done to those that are chosen. */
export const KindList = <Item, Output>(props: Props<Item, Output>) => {
  const { kind, turn: outer = 0 } = props;
  const aws = useAwsClient();
  const [selected, select] = useState<readonly Item[]>([]);
  const [turn, setTurn] = useState(0);
  const filters = useFilters(kind.filters);
  usePageTitle(kind.title);
  const { stateOf, operation, count } = kind;
  const input = { ...kind.input, ...filters.input };
  const reload = (): void => {
    select([]);
    setTurn((before) => before + 1);
  };
  return (
    <AwsTable
      title={kind.title}
      headingTag="h1"
      variant="full-page"
      description={kind.description}
      columns={columnsOf(kind)}
      loadKey={`${kind.path} ${aws.region} ${filters.key}`}
      turn={turn + outer}
      {...(stateOf === undefined ? {} : { isMoving: (item: Item) => isMoving(stateOf(item)) })}
      load={pagesOf<Output, Item>(
        aws,
        { service: 'ec2', operation, input, ...(count === undefined ? {} : { count }) },
        kind.pick,
      )}
      idOf={kind.idOf}
      empty={filters.key === '[]' ? kind.empty : 'Nothing has all of what the filters ask for.'}
      filterLabel={`Find ${kind.title.toLowerCase()}`}
      extraFilter={<FilterBar filters={kind.filters} />}
      selection={{ type: 'multi', selected, select }}
      actions={<Buttons {...props} selected={selected} reload={reload} />}
    />
  );
};
