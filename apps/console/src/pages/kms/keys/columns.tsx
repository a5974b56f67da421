import Badge from '@cloudscape-design/components/badge';
import type { Column } from '../../../shared/column.ts';
import { PageLink } from '../../../shared/link.tsx';
import { Time } from '../../../shared/time.tsx';
import { keyPath } from '../shared/names.ts';
import { specLabel, usageLabel } from '../shared/specs.ts';
import { KeyStateView, stateText } from '../shared/state.tsx';
import type { KeyRow } from './rows.ts';

const nameOf = ({ aliases, id }: KeyRow): string => aliases[0] ?? id;

const pathOf = ({ id, metadata }: KeyRow): string => keyPath(id, metadata?.KeyManager);

const tagTexts = ({ tags }: KeyRow): readonly string[] =>
  tags?.map(([key, value]) => `${key} = ${value}`) ?? [];

const rotationText = ({ rotates }: KeyRow): string =>
  rotates === undefined ? '–' : rotates ? 'On' : 'Off';

const ALIAS: Column<KeyRow> = {
  id: 'alias',
  header: 'Aliases',
  isRowHeader: true,
  cell: (row) => (
    <>
      <PageLink to={pathOf(row)}>{nameOf(row)}</PageLink>
      {row.aliases.slice(1).map((alias) => (
        <div key={alias}>{alias}</div>
      ))}
    </>
  ),
  text: ({ aliases, id }) => (aliases.length === 0 ? id : aliases.join(' ')),
};

const ID: Column<KeyRow> = {
  id: 'id',
  header: 'Key ID',
  cell: ({ id }) => <code>{id}</code>,
  text: ({ id }) => id,
};

const STATE: Column<KeyRow> = {
  id: 'state',
  header: 'Status',
  cell: ({ metadata }) => <KeyStateView state={metadata?.KeyState} />,
  text: ({ metadata }) => stateText(metadata?.KeyState),
};

const CREATED: Column<KeyRow> = {
  id: 'created',
  header: 'Created',
  cell: ({ metadata }) => <Time at={metadata?.CreationDate} />,
  text: ({ metadata }) => metadata?.CreationDate,
};

const SPEC: Column<KeyRow> = {
  id: 'spec',
  header: 'Key spec',
  cell: ({ metadata }) => (
    <>
      {specLabel(metadata?.KeySpec) || '–'}{' '}
      {metadata?.MultiRegion === true ? (
        <Badge>
          {metadata.MultiRegionConfiguration?.MultiRegionKeyType === 'REPLICA'
            ? 'Multi-Region replica'
            : 'Multi-Region primary'}
        </Badge>
      ) : null}
    </>
  ),
  text: ({ metadata }) =>
    `${specLabel(metadata?.KeySpec)}${metadata?.MultiRegion === true ? ' Multi-Region' : ''}`,
};

const USAGE: Column<KeyRow> = {
  id: 'usage',
  header: 'Usage',
  cell: ({ metadata }) => usageLabel(metadata?.KeyUsage) || '–',
  text: ({ metadata }) => usageLabel(metadata?.KeyUsage),
};

const ROTATION: Column<KeyRow> = {
  id: 'rotation',
  header: 'Rotation',
  cell: rotationText,
  text: rotationText,
};

const TAGS: Column<KeyRow> = {
  id: 'tags',
  header: 'Tags',
  cell: (row) => tagTexts(row).join(', ') || '–',
  text: (row) => tagTexts(row).join(' '),
};

export const CUSTOMER_COLUMNS = [ALIAS, ID, STATE, SPEC, USAGE, ROTATION, TAGS];

export const AWS_COLUMNS = [ALIAS, ID, STATE, CREATED];
