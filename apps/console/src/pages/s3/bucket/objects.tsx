import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Toggle from '@cloudscape-design/components/toggle';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { toApiError } from '../../../api/api-error.ts';
import { saveObject } from '../../../api/objects.ts';
import { AwsTable } from '../../../shared/aws-table.tsx';
import type { Column } from '../../../shared/column.ts';
import { ConfirmButton } from '../../../shared/confirm.tsx';
import { PageLink } from '../../../shared/link.tsx';
import { useNotifications } from '../../../shared/notifications.tsx';
import { Time } from '../../../shared/time.tsx';
import { bucketPath, objectPath, type Place, sizeText } from '../shared/place.ts';
import { removeLatest, removeObjects } from '../shared/remove.ts';
import { FolderButton } from './folder.tsx';
import { lastPart, loadRows, type Row, rowId } from './rows.ts';
import { UploadButton } from './upload.tsx';

const nameCell = (bucket: string, prefix: string) => (row: Row) => {
  const name = lastPart(row.key, prefix);
  if (row.kind === 'folder') return <PageLink to={bucketPath(bucket, row.key)}>{name}</PageLink>;
  if (row.kind === 'marker') return `${name} (deleted)`;
  return <PageLink to={objectPath(bucket, row.key, row.versionId)}>{name}</PageLink>;
};

const columnsOf = (bucket: string, prefix: string, versions: boolean): readonly Column<Row>[] => [
  {
    id: 'name',
    header: 'Name',
    isRowHeader: true,
    cell: nameCell(bucket, prefix),
    text: ({ key }) => lastPart(key, prefix),
  },
  ...(versions
    ? [
        {
          id: 'version',
          header: 'Version',
          cell: ({ versionId, isLatest }: Row) =>
            versionId === undefined ? '–' : `${versionId}${isLatest === true ? ' (latest)' : ''}`,
          text: ({ versionId }: Row) => versionId,
        },
      ]
    : []),
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
  {
    id: 'class',
    header: 'Storage class',
    cell: ({ storageClass }) => storageClass ?? '–',
    text: ({ storageClass }) => storageClass,
  },
];

/** Where one is in the bucket, and the way back up. */
const Crumbs = ({ bucket, prefix }: { readonly bucket: string; readonly prefix: string }) => {
  const parts = prefix.split('/').filter((part) => part !== '');
  return (
    <nav className="gh-actions" aria-label="Folders">
      <PageLink to={bucketPath(bucket)}>{bucket}</PageLink>
      {parts.map((part, at) => {
        const path = `${parts.slice(0, at + 1).join('/')}/`;
        return (
          <span key={path}>
            / <PageLink to={bucketPath(bucket, path)}>{part}</PageLink>
          </span>
        );
      })}
    </nav>
  );
};

interface ChosenProps {
  readonly place: Place;
  readonly selected: readonly Row[];
  readonly versions: boolean;
  readonly again: () => void;
}

const DownloadButton = ({ place: { aws, bucket }, selected }: ChosenProps) => {
  const { failed } = useNotifications();
  const [row] = selected;
  const save = async (one: Row): Promise<void> => {
    const version = one.versionId === undefined ? {} : { VersionId: one.versionId };
    try {
      // Whether one may, and whether it is there, is told here rather than by the browser.
      await aws.call('s3', 'HeadObject', { Bucket: bucket, Key: one.key, ...version });
      const { key, versionId } = one;
      await saveObject({ region: aws.region, bucket, key, versionId });
    } catch (error) {
      failed(toApiError(error), `Download ${one.key}`);
    }
  };
  return (
    <Button
      disabled={selected.length !== 1 || row?.kind !== 'object'}
      onClick={() => {
        if (row !== undefined) void save(row);
      }}
    >
      Download
    </Button>
  );
};

const RemoveButton = ({ place, selected, versions, again }: ChosenProps) => {
  const { succeeded } = useNotifications();
  const what =
    selected.length === 1 ? (selected[0]?.key ?? '') : `${selected.length} objects and folders`;
  return (
    <ConfirmButton
      label="Delete"
      title={`Delete ${what}`}
      text={
        versions
          ? 'These versions are gone for good. Folders lose the latest of what is in them.'
          : 'Where the bucket keeps versions, older ones stay and a mark says that it was deleted; else it is gone. A folder goes with all that is in it.'
      }
      disabled={selected.length === 0}
      act={async () => {
        for (const { kind, key } of selected) if (kind === 'folder') await removeLatest(place, key);
        const objects = selected
          .filter(({ kind }) => kind !== 'folder')
          .map(({ key, versionId }) => ({ Key: key, VersionId: versionId }));
        await removeObjects(place, objects);
      }}
      done={() => {
        succeeded(`Deleted ${what}.`);
        again();
      }}
    />
  );
};

/** What is in a folder of the bucket. */
const Listing = ({ place, prefix }: { readonly place: Place; readonly prefix: string }) => {
  const { bucket } = place;
  const [selected, select] = useState<readonly Row[]>([]);
  const [versions, setVersions] = useState(false);
  const [turn, setTurn] = useState(0);
  const again = (): void => {
    select([]);
    setTurn((before) => before + 1);
  };
  const chosen = { place, selected, versions, again };
  return (
    <AwsTable
      title="Objects"
      description={prefix === '' ? undefined : <Crumbs bucket={bucket} prefix={prefix} />}
      columns={columnsOf(bucket, prefix, versions)}
      loadKey={`objects ${bucket} ${prefix} ${versions}`}
      turn={turn}
      load={loadRows(place, prefix, versions)}
      idOf={rowId}
      empty="Nothing here. Upload files to begin."
      filterLabel="Find by name"
      selection={{ type: 'multi', selected, select }}
      extraFilter={
        <Toggle
          checked={versions}
          onChange={({ detail }) => {
            select([]);
            setVersions(detail.checked);
          }}
        >
          Show versions
        </Toggle>
      }
      actions={
        <>
          <DownloadButton {...chosen} />
          <RemoveButton {...chosen} />
          <FolderButton place={place} prefix={prefix} done={again} />
          <UploadButton place={place} prefix={prefix} done={again} />
        </>
      }
    />
  );
};

export const Objects = ({ place }: { readonly place: Place }) => {
  const [search] = useSearchParams();
  const prefix = search.get('prefix') ?? '';
  return (
    <SpaceBetween size="s">
      <Listing key={prefix} place={place} prefix={prefix} />
    </SpaceBetween>
  );
};
