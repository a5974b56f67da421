import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { type ExplainedRotation, explainRotation } from '../../../api/rotation.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { Actions } from '../../../shared/actions.tsx';
import { ConfirmButton } from '../../../shared/confirm.tsx';
import { Facts } from '../../../shared/facts.tsx';
import { FailureOr } from '../../../shared/failure-or.tsx';
import { OpenButton } from '../../../shared/form-dialog.tsx';
import { PageLink } from '../../../shared/link.tsx';
import { useNotifications } from '../../../shared/notifications.tsx';
import { Time } from '../../../shared/time.tsx';
import { useLoad } from '../../../shared/use-aws.ts';
import { WindowCalendar } from '../schedule/calendar.tsx';
import { expressionOf } from '../schedule/draft.ts';
import {
  functionName,
  isDeleted,
  isReplica,
  isRotating,
  type OfSecret,
  type Secret,
} from '../shared/names.ts';
import { UtcTime } from '../shared/utc-time.tsx';
import { EditRotation } from './edit.tsx';
import { RotationHistory } from './history.tsx';

const WINDOWS = 24;

const useExplained = ({ RotationRules, NextRotationDate }: Secret) => {
  const expression = expressionOf(RotationRules);
  const { Duration } = RotationRules ?? {};
  const key = `schedule ${expression} ${Duration} ${NextRotationDate}`;
  return useLoad<ExplainedRotation>(key, async (signal) =>
    expression === undefined
      ? {}
      : explainRotation(
          {
            schedule: { expression },
            windows: WINDOWS,
            ...(Duration === undefined ? {} : { duration: Duration }),
            ...(NextRotationDate === undefined ? {} : { next: NextRotationDate }),
          },
          signal,
        ),
  );
};

const RotateNow = ({ secret, changed }: OfSecret) => {
  const aws = useAwsClient();
  const { succeeded } = useNotifications();
  return (
    <ConfirmButton
      label="Rotate now"
      title="Rotate the secret now"
      text="New credentials are made and put to use, outside of the window. What uses the secret must be able to read it anew."
      act={() =>
        aws.call('secretsmanager', 'RotateSecret', {
          SecretId: secret.ARN,
          ClientRequestToken: crypto.randomUUID(),
        })
      }
      done={() => {
        succeeded('The secret is being rotated.');
        changed();
      }}
    />
  );
};

const CancelRotation = ({ secret, changed }: OfSecret) => {
  const aws = useAwsClient();
  const { succeeded } = useNotifications();
  return (
    <ConfirmButton
      label="Cancel rotation"
      title="Cancel automatic rotation"
      text="A rotation that runs is not finished, and its version keeps AWSPENDING until somebody takes the label away."
      act={() => aws.call('secretsmanager', 'CancelRotateSecret', { SecretId: secret.ARN })}
      done={() => {
        succeeded('Automatic rotation is off.');
        changed();
      }}
    />
  );
};

const Buttons = (of: OfSecret) => {
  const { region } = useAwsClient();
  const { secret } = of;
  if (isDeleted(secret) || isReplica(secret, region)) return null;
  return (
    <Actions>
      {secret.RotationEnabled === true ? (
        <>
          <CancelRotation {...of} />
          <RotateNow {...of} />
        </>
      ) : null}
      <OpenButton label="Edit rotation">
        {(close) => <EditRotation {...of} close={close} />}
      </OpenButton>
    </Actions>
  );
};

const Status = ({ secret }: { readonly secret: Secret }) =>
  secret.RotationEnabled === true ? (
    <StatusIndicator type="success">Enabled</StatusIndicator>
  ) : (
    <StatusIndicator type="stopped">Disabled</StatusIndicator>
  );

const Configuration = (of: OfSecret & { readonly words: string | undefined }) => {
  const { secret, words } = of;
  const { RotationLambdaARN, RotationRules } = secret;
  const name = functionName(RotationLambdaARN);
  return (
    <Container
      header={
        <Header variant="h2" actions={<Buttons {...of} />}>
          Rotation configuration
        </Header>
      }
    >
      <Facts
        items={[
          ['Rotation status', <Status key="status" secret={secret} />],
          ['Rotation schedule', <code key="rate">{expressionOf(RotationRules) ?? '–'}</code>],
          ['In words', words],
          ['Window duration', RotationRules?.Duration],
          [
            'Rotated by',
            name === undefined ? (
              secret.OwningService
            ) : (
              <PageLink key="function" to={`/lambda/functions/${encodeURIComponent(name)}`}>
                {name}
              </PageLink>
            ),
          ],
          ['Last rotation', <Time key="last" at={secret.LastRotatedDate} />],
          ['Next rotation date', <UtcTime key="next" at={secret.NextRotationDate} />],
          ...(isRotating(secret)
            ? [
                [
                  'At the moment',
                  <StatusIndicator key="now" type="in-progress">
                    A version waits as AWSPENDING
                  </StatusIndicator>,
                ] as const,
              ]
            : []),
        ]}
      />
    </Container>
  );
};

/** When the secret is rotated, by what, how it went, and when it will be. */
export const RotationSection = (of: OfSecret) => {
  const { secret } = of;
  const explained = useExplained(secret);
  return (
    <SpaceBetween size="l">
      <Configuration {...of} words={explained.data?.words} />
      {secret.RotationEnabled === true ? (
        <Container
          header={
            <Header
              variant="h2"
              description="The secret is rotated once in each window, at any time in it. All times are UTC."
            >
              Next windows
            </Header>
          }
        >
          <FailureOr of={explained}>
            {({ windows = [] }) => <WindowCalendar windows={windows} />}
          </FailureOr>
        </Container>
      ) : null}
      <RotationHistory {...of} />
    </SpaceBetween>
  );
};
