import type { ListKeyRotationsResponse, RotationsListEntry } from '@aws-sdk/client-kms';
import type { Json } from '../../../api/json.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { AwsTable } from '../../../shared/aws-table.tsx';
import type { Column } from '../../../shared/column.ts';
import { pagesOf } from '../../../shared/lists.ts';
import { Time } from '../../../shared/time.tsx';
import type { Metadata } from '../shared/names.ts';

type Row = Json<RotationsListEntry>;

const TYPES: Readonly<Record<string, string>> = { AUTOMATIC: 'Automatic', ON_DEMAND: 'On demand' };
const STATES: Readonly<Record<string, string>> = {
  CURRENT: 'Encrypts now',
  NON_CURRENT: 'Decrypts what it encrypted',
  PENDING_ROTATION: 'Waits for a rotation',
  PENDING_MULTI_REGION_IMPORT_AND_ROTATION: 'Waits for import in the other Regions',
};

const typeText = ({ RotationType }: Row): string => TYPES[RotationType ?? ''] ?? '';

const stateText = ({ KeyMaterialState: state }: Row): string => STATES[state ?? ''] ?? state ?? '';

const COLUMNS: readonly Column<Row>[] = [
  {
    id: 'date',
    header: 'Rotated',
    isRowHeader: true,
    cell: ({ RotationDate }) =>
      RotationDate === undefined ? 'First material' : <Time at={RotationDate} />,
    text: ({ RotationDate }) => RotationDate,
  },
  { id: 'type', header: 'How', cell: (row) => typeText(row) || '–', text: typeText },
  {
    id: 'material',
    header: 'Key material ID',
    cell: ({ KeyMaterialId }) => <code>{KeyMaterialId ?? '–'}</code>,
    text: ({ KeyMaterialId }) => KeyMaterialId,
  },
  { id: 'state', header: 'State', cell: (row) => stateText(row) || '–', text: stateText },
];

const IMPORTED_COLUMNS: readonly Column<Row>[] = [
  ...COLUMNS,
  {
    id: 'import',
    header: 'Import',
    cell: ({ ImportState }) =>
      ImportState === 'PENDING_IMPORT' ? 'Missing' : ImportState === 'IMPORTED' ? 'Imported' : '–',
    text: ({ ImportState }) => ImportState,
  },
  {
    id: 'expires',
    header: 'Expires',
    cell: ({ ValidTo }) => (ValidTo === undefined ? 'Never' : <Time at={ValidTo} />),
    text: ({ ValidTo }) => ValidTo,
  },
  {
    id: 'description',
    header: 'Description',
    cell: ({ KeyMaterialDescription }) => KeyMaterialDescription ?? '–',
    text: ({ KeyMaterialDescription }) => KeyMaterialDescription,
  },
];

interface Props {
  readonly metadata: Metadata;
  readonly turn: number;
}

/** Every material that the key has, the oldest too: what was encrypted with it is read with it. */
export const RotationHistory = ({ metadata: { KeyId, Origin }, turn }: Props) => {
  const aws = useAwsClient();
  return (
    <AwsTable
      title="Key material"
      name="rotations"
      columns={Origin === 'EXTERNAL' ? IMPORTED_COLUMNS : COLUMNS}
      loadKey={`rotations ${aws.region} ${KeyId ?? ''}`}
      turn={turn}
      load={pagesOf<ListKeyRotationsResponse, Row>(
        aws,
        {
          service: 'kms',
          operation: 'ListKeyRotations',
          input: { KeyId, IncludeKeyMaterial: 'ALL_KEY_MATERIAL' },
        },
        ({ Rotations }) => Rotations,
      )}
      idOf={({ KeyMaterialId = '', RotationDate = '' }) => `${KeyMaterialId} ${RotationDate}`}
      empty="The key has not been rotated"
      filterLabel="Filter key material"
    />
  );
};
