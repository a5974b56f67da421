import type { DescribeDBSnapshotAttributesResult } from '@aws-sdk/client-rds';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useAwsClient } from '../../../session/session-context.tsx';
import { ErrorAlert } from '../../../shared/error-alert.tsx';
import { FailureOr } from '../../../shared/failure-or.tsx';
import { TextField } from '../../../shared/text-field.tsx';
import { useAction, useAws } from '../../../shared/use-aws.ts';

const nameOf = (grantee: string): string => (grantee === 'all' ? 'Everybody' : grantee);

interface GranteesProps {
  readonly names: readonly string[];
  readonly stop: (name: string) => void;
}

const Grantees = ({ names, stop }: GranteesProps) =>
  names.length === 0
    ? 'Shared with nobody.'
    : names.map((name) => (
        <SpaceBetween key={name} direction="horizontal" size="s" alignItems="center">
          <span>{nameOf(name)}</span>
          <Button ariaLabel={`Stop sharing with ${nameOf(name)}`} onClick={() => stop(name)}>
            Stop sharing
          </Button>
        </SpaceBetween>
      ));

/** Who else may restore and copy a snapshot. */
export const Sharing = ({ id }: { readonly id: string }) => {
  const aws = useAwsClient();
  const action = useAction();
  const [account, setAccount] = useState('');
  const attributes = useAws<DescribeDBSnapshotAttributesResult>({
    service: 'rds',
    operation: 'DescribeDBSnapshotAttributes',
    input: { DBSnapshotIdentifier: id },
  });
  const change = async (values: object): Promise<void> => {
    const input = { DBSnapshotIdentifier: id, AttributeName: 'restore', ...values };
    if (!(await action.run(() => aws.call('rds', 'ModifyDBSnapshotAttribute', input)))) return;
    setAccount('');
    attributes.reload();
  };
  return (
    <Container
      header={
        <Header
          variant="h2"
          description="What is encrypted can be shared with accounts that may use its key, never with everybody."
        >
          Sharing
        </Header>
      }
    >
      <FailureOr of={attributes}>
        {({ DBSnapshotAttributesResult: result }) => {
          const grantees = result?.DBSnapshotAttributes?.[0]?.AttributeValues ?? [];
          return (
            <SpaceBetween size="m">
              <Grantees
                names={grantees}
                stop={(grantee) => void change({ ValuesToRemove: [grantee] })}
              />
              <SpaceBetween direction="horizontal" size="s" alignItems="end">
                <TextField label="Account ID" value={account} change={setAccount} />
                <Button
                  loading={action.busy}
                  disabled={account.trim() === ''}
                  onClick={() => void change({ ValuesToAdd: [account.trim()] })}
                >
                  Share
                </Button>
              </SpaceBetween>
              <ErrorAlert error={action.error} />
            </SpaceBetween>
          );
        }}
      </FailureOr>
    </Container>
  );
};
