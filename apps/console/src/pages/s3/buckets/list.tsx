import type { Bucket, ListBucketsOutput } from '@aws-sdk/client-s3';
import Input from '@cloudscape-design/components/input';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import type { Aws } from '../../../api/aws.ts';
import type { Json } from '../../../api/json.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { AwsTable } from '../../../shared/aws-table.tsx';
import type { Column } from '../../../shared/column.ts';
import { GoButton } from '../../../shared/go-button.tsx';
import { PageLink } from '../../../shared/link.tsx';
import { usePageTitle } from '../../../shared/page-title.ts';
import { Time } from '../../../shared/time.tsx';
import type { LoadPage } from '../../../shared/use-pages.ts';
import { bucketPath, locate } from '../shared/place.ts';
import { DeleteButton, EmptyButton } from './removal.tsx';

type Row = Json<Bucket>;

const COLUMNS: readonly Column<Row>[] = [
  {
    id: 'name',
    header: 'Bucket name',
    isRowHeader: true,
    cell: ({ Name = '' }) => <PageLink to={bucketPath(Name)}>{Name}</PageLink>,
    text: ({ Name }) => Name,
  },
  {
    id: 'region',
    header: 'Region',
    cell: ({ BucketRegion }) => BucketRegion ?? '–',
    text: ({ BucketRegion }) => BucketRegion,
  },
  {
    id: 'created',
    header: 'Created',
    cell: ({ CreationDate }) => <Time at={CreationDate} />,
    text: ({ CreationDate }) => CreationDate,
  },
];

const PAGE_SIZE = 100;

const load =
  (aws: Aws, prefix: string): LoadPage<Row> =>
  async (token, signal) => {
    const found = await aws.call<ListBucketsOutput>(
      's3',
      'ListBuckets',
      {
        MaxBuckets: PAGE_SIZE,
        ...(prefix === '' ? {} : { Prefix: prefix }),
        ...(token === undefined ? {} : { ContinuationToken: token }),
      },
      signal,
    );
    return { items: found.Buckets ?? [], token: found.ContinuationToken };
  };

/** Found by S3 itself, however many there are. */
const PrefixField = ({
  prefix,
  choose,
}: {
  readonly prefix: string;
  readonly choose: (prefix: string) => void;
}) => {
  const [typed, setTyped] = useState(prefix);
  return (
    <Input
      ariaLabel="Name begins with"
      placeholder="Name begins with"
      type="search"
      value={typed}
      onChange={({ detail }) => {
        setTyped(detail.value);
        if (detail.value === '') choose('');
      }}
      onKeyDown={({ detail }) => {
        if (detail.key === 'Enter') choose(typed.trim());
      }}
    />
  );
};

/** The buckets of the account, of every Region. */
export const Component = () => {
  const aws = useAwsClient();
  const [search, setSearch] = useSearchParams();
  const [selected, select] = useState<readonly Row[]>([]);
  const [turn, setTurn] = useState(0);
  usePageTitle('Buckets');
  const prefix = search.get('prefix') ?? '';
  const name = selected[0]?.Name;
  const again = (): void => {
    select([]);
    setTurn((before) => before + 1);
  };
  const of = { bucket: name, place: () => locate(aws, name ?? ''), done: again };
  return (
    <AwsTable
      title="Buckets"
      headingTag="h1"
      variant="full-page"
      description="Of this account, in every Region."
      columns={COLUMNS}
      loadKey={`buckets ${prefix}`}
      turn={turn}
      load={load(aws, prefix)}
      idOf={({ Name = '' }) => Name}
      empty={prefix === '' ? 'No buckets' : `No name begins with ${prefix}.`}
      filterLabel="Find buckets"
      extraFilter={
        <PrefixField
          prefix={prefix}
          choose={(next) => setSearch(next === '' ? {} : { prefix: next }, { replace: true })}
        />
      }
      selection={{ type: 'single', selected, select }}
      actions={
        <>
          <EmptyButton {...of} />
          <DeleteButton {...of} />
          <GoButton to="/s3/buckets/create" variant="primary">
            Create bucket
          </GoButton>
        </>
      }
    />
  );
};
