import type { Grant } from '@aws-sdk/client-s3';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Table from '@cloudscape-design/components/table';
import { useState } from 'react';
import type { Json } from '../../../api/json.ts';
import { ChoiceField } from '../../../shared/choice-field.tsx';
import { EditButtons } from '../../../shared/edit-buttons.tsx';
import { ErrorAlert } from '../../../shared/error-alert.tsx';
import { useAction } from '../../../shared/use-aws.ts';
import { OWNERSHIPS } from '../shared/choices.ts';
import type { Place } from '../shared/place.ts';
import { isPublicGrant } from './publicity.ts';

interface Props {
  readonly place: Place;
  readonly ownership: string | undefined;
  readonly grants: readonly Json<Grant>[];
  readonly owner: string | undefined;
  readonly saved: () => void;
}

const Grants = ({ grants, owner }: Pick<Props, 'grants' | 'owner'>) => (
  <Table
    variant="embedded"
    header={<Header variant="h3">Access control list</Header>}
    items={[...grants]}
    empty="The list grants nothing."
    columnDefinitions={[
      {
        id: 'who',
        header: 'Grantee',
        isRowHeader: true,
        cell: (grant) => {
          const { Grantee } = grant;
          if (isPublicGrant(grant))
            return <StatusIndicator type="warning">{Grantee?.URI}</StatusIndicator>;
          const who = Grantee?.URI ?? Grantee?.ID ?? Grantee?.EmailAddress ?? '–';
          return who === owner ? 'Bucket owner' : who;
        },
      },
      { id: 'what', header: 'Permission', cell: ({ Permission }) => Permission ?? '–' },
    ]}
  />
);

/** Whether ACLs count at all, and what the bucket's says. */
export const OwnershipSection = (props: Props) => {
  const { place, ownership, grants, owner, saved } = props;
  const [edited, setEdited] = useState<string>();
  const action = useAction();
  const close = (): void => {
    setEdited(undefined);
    action.clear();
  };
  const save = async (): Promise<void> => {
    const done = await action.run(() =>
      place.aws.call('s3', 'PutBucketOwnershipControls', {
        Bucket: place.bucket,
        OwnershipControls: { Rules: [{ ObjectOwnership: edited }] },
      }),
    );
    if (!done) return;
    close();
    saved();
  };
  const label = OWNERSHIPS.find(([value]) => value === ownership)?.[1] ?? ownership;
  return (
    <Container
      header={
        <Header
          variant="h2"
          description="Policies say all that ACLs can. Leave ACLs disabled unless something old needs them."
          actions={
            <EditButtons
              editing={edited !== undefined}
              busy={action.busy}
              editLabel="Edit ownership"
              saveLabel="Save ownership"
              edit={() => setEdited(ownership ?? 'BucketOwnerEnforced')}
              cancel={close}
              save={() => void save()}
            />
          }
        >
          Object ownership and ACL
        </Header>
      }
    >
      <SpaceBetween size="m">
        {edited === undefined ? (
          <span>{label}</span>
        ) : (
          <ChoiceField
            label="Object ownership"
            value={edited}
            options={OWNERSHIPS}
            change={setEdited}
          />
        )}
        <ErrorAlert error={action.error} />
        <Grants grants={grants} owner={owner} />
      </SpaceBetween>
    </Container>
  );
};
