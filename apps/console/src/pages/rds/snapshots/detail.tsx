import type { DBSnapshot, DBSnapshotMessage } from '@aws-sdk/client-rds';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useNavigate, useParams } from 'react-router';
import type { Json } from '../../../api/json.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { ConfirmButton } from '../../../shared/confirm.tsx';
import { Copyable } from '../../../shared/copyable.tsx';
import { Facts } from '../../../shared/facts.tsx';
import { FailureOr } from '../../../shared/failure-or.tsx';
import { useNotifications } from '../../../shared/notifications.tsx';
import { Page } from '../../../shared/page.tsx';
import { usePolling } from '../../../shared/refresh.ts';
import { Time } from '../../../shared/time.tsx';
import { useAws } from '../../../shared/use-aws.ts';
import { databasePath, isMoving, snapshotPath } from '../paths.ts';
import { RdsTags } from '../tags.tsx';
import { NamedAction } from './named-action.tsx';
import { Sharing } from './sharing.tsx';

type Snapshot = Json<DBSnapshot>;

const Summary = ({ snapshot }: { readonly snapshot: Snapshot }) => (
  <Container header={<Header variant="h2">Summary</Header>}>
    <Facts
      items={[
        ['Status', snapshot.Status],
        ['Database', snapshot.DBInstanceIdentifier],
        ['Engine', `${snapshot.Engine ?? ''} ${snapshot.EngineVersion ?? ''}`],
        ['ARN', <Copyable key="arn" text={snapshot.DBSnapshotArn} what="ARN" />],
        ['Taken', <Time key="taken" at={snapshot.SnapshotCreateTime} />],
        ['Storage', `${snapshot.AllocatedStorage ?? 0} GiB`],
        ['KMS key', snapshot.Encrypted === true ? snapshot.KmsKeyId : 'Not encrypted'],
        ['Copied from', snapshot.SourceDBSnapshotIdentifier],
      ]}
    />
  </Container>
);

interface Props {
  readonly snapshot: Snapshot;
  /** It belongs to another account, which shares it. */
  readonly foreign: boolean;
}

const Buttons = ({ snapshot, foreign }: Props) => {
  const aws = useAwsClient();
  const navigate = useNavigate();
  const { succeeded } = useNotifications();
  const id = snapshot.DBSnapshotIdentifier ?? '';
  return (
    <>
      <NamedAction
        label="Restore"
        title={`Restore ${id}`}
        field="DB identifier"
        act={(DBInstanceIdentifier) =>
          aws.call('rds', 'RestoreDBInstanceFromDBSnapshot', {
            DBInstanceIdentifier,
            DBSnapshotIdentifier: id,
            PubliclyAccessible: false,
          })
        }
        done={(name) => {
          succeeded(`Database ${name} is being created.`);
          void navigate(databasePath(name.toLowerCase()));
        }}
      />
      <NamedAction
        label="Copy"
        title={`Copy ${id}`}
        field="Snapshot name"
        optionalField="KMS key"
        act={(TargetDBSnapshotIdentifier, KmsKeyId) =>
          aws.call('rds', 'CopyDBSnapshot', {
            SourceDBSnapshotIdentifier: id,
            TargetDBSnapshotIdentifier,
            ...(KmsKeyId === '' ? {} : { KmsKeyId }),
          })
        }
        done={(name) => {
          succeeded(`Snapshot ${name} is being made.`);
          void navigate(snapshotPath(name.toLowerCase()));
        }}
      />
      <ConfirmButton
        label="Delete"
        title={`Delete snapshot ${id}`}
        text="The snapshot is gone for good, also for those it is shared with."
        disabled={foreign || snapshot.Status !== 'available'}
        act={() => aws.call('rds', 'DeleteDBSnapshot', { DBSnapshotIdentifier: id })}
        done={() => {
          succeeded(`Snapshot ${id} deleted.`);
          void navigate('/rds/snapshots');
        }}
      />
    </>
  );
};

export const Component = () => {
  const { id = '' } = useParams();
  const found = useAws<DBSnapshotMessage>({
    service: 'rds',
    operation: 'DescribeDBSnapshots',
    input: { DBSnapshotIdentifier: id },
  });
  const snapshot = found.data?.DBSnapshots?.[0];
  // AWS names by ARN what others share.
  const foreign = snapshot?.DBSnapshotIdentifier?.startsWith('arn:') === true;
  usePolling(isMoving(snapshot?.Status), found.reload);
  return (
    <Page
      title={id}
      actions={snapshot === undefined ? null : <Buttons snapshot={snapshot} foreign={foreign} />}
    >
      <FailureOr of={found}>
        {({ DBSnapshots = [] }) =>
          DBSnapshots.map((one) => (
            <SpaceBetween key={one.DBSnapshotArn} size="l">
              <Summary snapshot={one} />
              {foreign ? null : <Sharing id={id} />}
              {foreign ? null : (
                <RdsTags arn={one.DBSnapshotArn} tags={one.TagList} changed={found.reload} />
              )}
            </SpaceBetween>
          ))
        }
      </FailureOr>
    </Page>
  );
};
