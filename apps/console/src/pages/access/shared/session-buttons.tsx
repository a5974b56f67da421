import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Tabs from '@cloudscape-design/components/tabs';
import { useState } from 'react';
import type { Issued, NamedTarget } from '../../../access/broker-types.ts';
import { useBroker } from '../../../access/person-context.tsx';
import { CopyBlock } from '../../../shared/copy-block.tsx';
import { ErrorAlert } from '../../../shared/error-alert.tsx';
import { Time } from '../../../shared/time.tsx';
import { useAction } from '../../../shared/use-aws.ts';

type Credentials = NonNullable<Issued['credentials']>;

const asEnvironment = (keys: Credentials): string =>
  [
    `export AWS_ACCESS_KEY_ID=${keys.AccessKeyId}`,
    `export AWS_SECRET_ACCESS_KEY=${keys.SecretAccessKey}`,
    `export AWS_SESSION_TOKEN=${keys.SessionToken}`,
  ].join('\n');

const asProcess = (requestId: string, grant: number): string =>
  [
    '[profile elevated]',
    `credential_process = gatehouse creds ${requestId} --grant ${grant} --format process`,
  ].join('\n');

interface Props {
  readonly requestId: string;
  /** From 1. */
  readonly grant: number;
  readonly target: NamedTarget;
  /** After a session was given out. */
  readonly done?: () => void;
}

const CredentialsDialog = ({
  issued,
  props,
  close,
}: {
  readonly issued: Credentials;
  readonly props: Props;
  readonly close: () => void;
}) => (
  <Modal
    visible
    size="large"
    header={`Credentials of ${props.target.roleName} in ${props.target.account}`}
    closeAriaLabel="Close"
    onDismiss={close}
  >
    <SpaceBetween size="m">
      <Alert type="info">
        They end at <Time at={issued.Expiration} /> and are shown this once. Nobody keeps them.
      </Alert>
      <Tabs
        ariaLabel="Forms of the credentials"
        tabs={[
          {
            id: 'shell',
            label: 'Shell',
            content: <CopyBlock text={asEnvironment(issued)} what="environment variables" />,
          },
          {
            id: 'json',
            label: 'JSON',
            content: <CopyBlock text={JSON.stringify(issued, null, 2)} what="JSON" />,
          },
          {
            id: 'process',
            label: 'AWS profile',
            content: <CopyBlock text={asProcess(props.requestId, props.grant)} what="profile" />,
          },
        ]}
      />
    </SpaceBetween>
  </Modal>
);

/** Opens a tab with what `find` answers. It opens at once, because browsers let only a click do so, and it knows no way back here. */
const openTab = async (find: () => Promise<string | undefined>): Promise<void> => {
  const tab = window.open('', '_blank');
  const url = await find().catch((error: unknown) => {
    tab?.close();
    throw error;
  });
  if (url === undefined) return;
  if (tab === null) return window.location.assign(url);
  tab.opener = null;
  tab.location.replace(url);
};

/** The two ways into live access: the console in a new tab, or credentials for the AWS CLI. */
export const SessionButtons = (props: Props) => {
  const { requestId, grant, target, done } = props;
  const broker = useBroker();
  const action = useAction();
  const [credentials, setCredentials] = useState<Credentials>();

  const invoke = (kind: 'cli' | 'console'): Promise<Issued> =>
    broker.call('POST /v1/requests/{id}/sessions', {
      path: { id: requestId },
      body: { grant, kind },
    });
  const start = async (work: () => Promise<void>): Promise<void> => {
    await action.run(work);
    done?.();
  };
  const of = `${target.roleName} in ${target.account}`;
  return (
    <SpaceBetween size="xs">
      <SpaceBetween direction="horizontal" size="xs">
        <Button
          variant="primary"
          iconName="external"
          iconAlign="right"
          disabled={action.busy}
          ariaLabel={`Access console: ${of}`}
          onClick={() => void start(() => openTab(async () => (await invoke('console')).url))}
        >
          Access console
        </Button>
        <Button
          disabled={action.busy}
          ariaLabel={`CLI: ${of}`}
          onClick={() => void start(async () => setCredentials((await invoke('cli')).credentials))}
        >
          CLI
        </Button>
      </SpaceBetween>
      <ErrorAlert error={action.error} />
      {credentials === undefined ? null : (
        <CredentialsDialog
          issued={credentials}
          props={props}
          close={() => setCredentials(undefined)}
        />
      )}
    </SpaceBetween>
  );
};
