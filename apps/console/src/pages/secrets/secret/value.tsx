import type { GetSecretValueResponse } from '@aws-sdk/client-secrets-manager';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useCallback, useEffect, useState } from 'react';
import type { Json } from '../../../api/json.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { Actions } from '../../../shared/actions.tsx';
import { CopyBlock } from '../../../shared/copy-block.tsx';
import { ErrorAlert } from '../../../shared/error-alert.tsx';
import { Facts } from '../../../shared/facts.tsx';
import { OpenButton } from '../../../shared/form-dialog.tsx';
import { useAction } from '../../../shared/use-aws.ts';
import { isReplica, type OfSecret } from '../shared/names.ts';
import { pairsOf } from '../value/draft.ts';
import { EditValue } from './edit-value.tsx';

const SHOWN_MILLISECONDS = 60_000;

type Value = Json<GetSecretValueResponse>;

/** A value for as long as somebody looks at it: a minute at most, and no longer than the tab is seen. */
export const useShownValue = (): readonly [Value | undefined, (value?: Value) => void] => {
  const [value, setValue] = useState<Value>();
  useEffect(() => {
    if (value === undefined) return undefined;
    const forget = (): void => setValue(undefined);
    const timer = setTimeout(forget, SHOWN_MILLISECONDS);
    document.addEventListener('visibilitychange', forget);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', forget);
    };
  }, [value]);
  const show = useCallback((shown?: Value) => setValue(shown), []);
  return [value, show];
};

export const ShownValue = ({ value }: { readonly value: Value }) => {
  if (value.SecretString === undefined)
    return <CopyBlock text={value.SecretBinary ?? ''} what="bytes in base64" />;
  const pairs = pairsOf(value.SecretString);
  return pairs === undefined ? (
    <CopyBlock text={value.SecretString} what="value" />
  ) : (
    <Facts items={pairs.map((pair) => [pair.key, <code key="value">{pair.value}</code>])} />
  );
};

const Hidden = ({ isThere }: { readonly isThere: boolean }) => (
  <Box color="text-body-secondary">
    {isThere
      ? 'Hidden. Retrieving it is recorded in the event history; it is hidden again after a minute, and when the tab is left.'
      : 'The secret has no value yet.'}
  </Box>
);

const hasCurrent = ({ VersionIdsToStages = {} }: OfSecret['secret']): boolean =>
  Object.values(VersionIdsToStages).some((stages) => stages.includes('AWSCURRENT'));

/** The value, which nobody sees who has not asked for it: each time is in the event history. */
export const SecretValue = (of: OfSecret) => {
  const { secret, changed } = of;
  const aws = useAwsClient();
  const action = useAction();
  const [value, show] = useShownValue();
  const isThere = hasCurrent(secret);
  const mayEdit = !isReplica(secret, aws.region) && secret.OwningService === undefined;
  const retrieve = async (): Promise<void> =>
    show(
      await aws.call<GetSecretValueResponse>('secretsmanager', 'GetSecretValue', {
        SecretId: secret.ARN,
      }),
    );
  const edited = (): void => {
    show();
    changed();
  };
  const buttons = (
    <Actions>
      {mayEdit ? (
        <OpenButton label="Edit value">
          {(close) => <EditValue secret={secret} changed={edited} close={close} />}
        </OpenButton>
      ) : null}
      {value === undefined ? (
        <Button disabled={!isThere} loading={action.busy} onClick={() => void action.run(retrieve)}>
          Retrieve secret value
        </Button>
      ) : (
        <Button onClick={() => show()}>Hide value</Button>
      )}
    </Actions>
  );
  return (
    <Container
      header={
        <Header variant="h2" actions={buttons}>
          Secret value
        </Header>
      }
    >
      <SpaceBetween size="m">
        {value === undefined ? <Hidden isThere={isThere} /> : <ShownValue value={value} />}
        <ErrorAlert error={action.error} />
      </SpaceBetween>
    </Container>
  );
};
