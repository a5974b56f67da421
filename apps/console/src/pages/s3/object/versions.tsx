import { AwsTable } from '../../../shared/aws-table.tsx';
import type { Column } from '../../../shared/column.ts';
import { PageLink } from '../../../shared/link.tsx';
import { Time } from '../../../shared/time.tsx';
import { loadRows, type Row, rowId } from '../bucket/rows.ts';
import { objectPath, sizeText } from '../shared/place.ts';
import type { Chosen } from './chosen.ts';

const columnsOf = (bucket: string): readonly Column<Row>[] => [
  {
    id: 'version',
    header: 'Version',
    isRowHeader: true,
    cell: ({ kind, key, versionId = 'null' }) =>
      kind === 'marker' ? (
        `${versionId} (deleted)`
      ) : (
        <PageLink to={objectPath(bucket, key, versionId)}>{versionId}</PageLink>
      ),
    text: ({ versionId }) => versionId,
  },
  {
    id: 'latest',
    header: 'Latest',
    cell: ({ isLatest }) => (isLatest === true ? 'Yes' : 'No'),
    text: ({ isLatest }) => (isLatest === true ? 'Yes' : 'No'),
  },
  {
    id: 'modified',
    header: 'Last modified',
    cell: ({ modified }) => <Time at={modified} />,
    text: ({ modified }) => modified,
  },
  {
    id: 'size',
    header: 'Size',
    cell: ({ size }) => sizeText(size),
    text: ({ size }) => size ?? -1,
  },
];

/** Every version of one key. S3 lists by the beginning of keys, so others may lie between. */
export const Versions = ({ chosen: { place, key } }: { readonly chosen: Chosen }) => (
  <AwsTable
    title="Versions"
    name="versions"
    columns={columnsOf(place.bucket)}
    loadKey={`versions ${place.bucket} ${key}`}
    load={async (token, signal) => {
      const page = await loadRows(place, key, true)(token, signal);
      const items = page.items.filter((row) => row.kind !== 'folder' && row.key === key);
      // Keys come in order: behind the last of this one nothing of it follows.
      const isPast = page.items.some((row) => row.kind !== 'folder' && row.key > key);
      return { items, token: isPast ? undefined : page.token };
    }}
    idOf={rowId}
    empty="No versions"
    filterLabel="Find versions"
  />
);
