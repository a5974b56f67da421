import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { EditButtons } from '../../../shared/edit-buttons.tsx';
import { ErrorAlert } from '../../../shared/error-alert.tsx';
import { useAction } from '../../../shared/use-aws.ts';
import { type Block, BlockFields } from '../shared/block-fields.tsx';
import type { Place } from '../shared/place.ts';

interface Props {
  readonly place: Place;
  readonly block: Block;
  readonly saved: () => void;
}

/** Block Public Access of one bucket. */
export const BlockSection = ({ place: { aws, bucket }, block, saved }: Props) => {
  const [edited, setEdited] = useState<Block>();
  const action = useAction();
  const close = (): void => {
    setEdited(undefined);
    action.clear();
  };
  const save = async (): Promise<void> => {
    const done = await action.run(() =>
      aws.call('s3', 'PutPublicAccessBlock', {
        Bucket: bucket,
        PublicAccessBlockConfiguration: edited,
      }),
    );
    if (!done) return;
    close();
    saved();
  };
  return (
    <Container
      header={
        <Header
          variant="h2"
          description="Keeps strangers out whatever policies and ACLs say."
          actions={
            <EditButtons
              editing={edited !== undefined}
              busy={action.busy}
              editLabel="Edit Block Public Access"
              saveLabel="Save Block Public Access"
              edit={() => setEdited(block)}
              cancel={close}
              save={() => void save()}
            />
          }
        >
          Block Public Access
        </Header>
      }
    >
      <SpaceBetween size="m">
        {edited === undefined ? (
          <BlockFields block={block} />
        ) : (
          <BlockFields block={edited} change={setEdited} />
        )}
        <ErrorAlert error={action.error} />
      </SpaceBetween>
    </Container>
  );
};
