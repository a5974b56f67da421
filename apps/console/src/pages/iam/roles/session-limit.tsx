import type { Role } from '@aws-sdk/client-iam';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import type { Json } from '../../../api/json.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { ChoiceField } from '../../../shared/choice-field.tsx';
import { ErrorAlert } from '../../../shared/error-alert.tsx';
import { useAction } from '../../../shared/use-aws.ts';

const DURATIONS = [1, 2, 4, 8, 12].map(
  (hours) => [String(hours * 3600), hours === 1 ? '1 hour' : `${hours} hours`] as const,
);

interface Props {
  readonly role: Json<Role>;
  readonly changed: () => void;
}

export const SessionLimit = ({ role, changed }: Props) => {
  const aws = useAwsClient();
  const current = String(role.MaxSessionDuration ?? 3600);
  const [seconds, setSeconds] = useState(current);
  const action = useAction();
  const save = async (): Promise<void> => {
    const done = await action.run(() =>
      aws.call('iam', 'UpdateRole', {
        RoleName: role.RoleName,
        MaxSessionDuration: Number(seconds),
        ...(role.Description === undefined ? {} : { Description: role.Description }),
      }),
    );
    if (done) changed();
  };
  const options = DURATIONS.some(([value]) => value === current)
    ? DURATIONS
    : [...DURATIONS, [current, `${Number(current) / 60} minutes`] as const];
  return (
    <Container
      header={
        <Header
          variant="h2"
          actions={
            <Button
              disabled={seconds === current}
              loading={action.busy}
              onClick={() => void save()}
            >
              Save
            </Button>
          }
        >
          Session limits
        </Header>
      }
    >
      <SpaceBetween size="m">
        <ChoiceField
          label="Maximum session duration"
          description="Sessions that a session of another role starts last one hour at most."
          value={seconds}
          options={options}
          change={setSeconds}
        />
        <ErrorAlert error={action.error} />
      </SpaceBetween>
    </Container>
  );
};
