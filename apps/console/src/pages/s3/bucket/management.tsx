import type {
  GetBucketLifecycleConfigurationOutput,
  NotificationConfiguration,
} from '@aws-sdk/client-s3';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useState } from 'react';
import { ConfirmButton } from '../../../shared/confirm.tsx';
import { EditButtons } from '../../../shared/edit-buttons.tsx';
import { ErrorAlert } from '../../../shared/error-alert.tsx';
import { FailureOr } from '../../../shared/failure-or.tsx';
import { JsonEditor } from '../../../shared/json-editor.tsx';
import { jsonFault } from '../../../shared/json-fault.ts';
import { useAction } from '../../../shared/use-aws.ts';
import { type Place, useOptionalSetting, useSetting } from '../shared/place.ts';

interface Props {
  readonly place: Place;
}

const TEMPLATE = JSON.stringify(
  [
    {
      ID: 'old-versions-go',
      Status: 'Enabled',
      Filter: { Prefix: '' },
      NoncurrentVersionExpiration: { NoncurrentDays: 30 },
      AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
    },
  ],
  null,
  2,
);

const isEmpty = (text: string): boolean => text.trim() === '' || text.trim() === '[]';

const saveRules = ({ aws, bucket }: Place, text: string): Promise<unknown> =>
  isEmpty(text)
    ? aws.call('s3', 'DeleteBucketLifecycle', { Bucket: bucket })
    : aws.call('s3', 'PutBucketLifecycleConfiguration', {
        Bucket: bucket,
        LifecycleConfiguration: { Rules: JSON.parse(text) },
      });

interface RulesProps {
  readonly edited: string | undefined;
  readonly current: string;
  readonly change: (text: string) => void;
}

const RulesText = ({ edited, current, change }: RulesProps) => {
  if (edited !== undefined)
    return <JsonEditor label="Lifecycle rules" value={edited} change={change} />;
  return current === '' ? (
    'No rules: objects stay as they are.'
  ) : (
    <JsonEditor label="Lifecycle rules" value={current} />
  );
};

const Lifecycle = ({ place }: Props) => {
  const loaded = useOptionalSetting<GetBucketLifecycleConfigurationOutput>(
    place,
    'GetBucketLifecycleConfiguration',
    'NoSuchLifecycleConfiguration',
  );
  const [edited, setEdited] = useState<string>();
  const action = useAction();
  const rules = loaded.data?.value?.Rules ?? [];
  const current = rules.length === 0 ? '' : JSON.stringify(rules, null, 2);
  const close = (): void => {
    setEdited(undefined);
    action.clear();
  };
  const save = async (text: string): Promise<void> => {
    if (!isEmpty(text) && jsonFault(text) !== undefined) return;
    if (!(await action.run(() => saveRules(place, text)))) return;
    close();
    loaded.reload();
  };
  const buttons = (
    <EditButtons
      editing={edited !== undefined}
      busy={action.busy}
      editLabel="Edit lifecycle rules"
      saveLabel="Save lifecycle rules"
      disabled={loaded.data === undefined}
      edit={() => setEdited(current === '' ? TEMPLATE : current)}
      cancel={close}
      save={() => void save(edited ?? '')}
    />
  );
  return (
    <Container
      header={
        <Header
          variant="h2"
          counter={`(${rules.length})`}
          description="Kept and told as data: Gatehouse moves and expires nothing by them. An empty list takes them away."
          actions={buttons}
        >
          Lifecycle rules
        </Header>
      }
    >
      <SpaceBetween size="m">
        <FailureOr of={loaded}>
          {() => <RulesText edited={edited} current={current} change={setEdited} />}
        </FailureOr>
        <ErrorAlert error={action.error} />
      </SpaceBetween>
    </Container>
  );
};

const Notifications = ({ place }: Props) => {
  const { aws, bucket } = place;
  const loaded = useSetting<NotificationConfiguration>(place, 'GetBucketNotificationConfiguration');
  const isOn = loaded.data?.EventBridgeConfiguration !== undefined;
  const label = isOn ? 'Turn off' : 'Turn on';
  const change = (): Promise<unknown> => {
    const { EventBridgeConfiguration: _before, ...others } = loaded.data ?? {};
    return aws.call('s3', 'PutBucketNotificationConfiguration', {
      Bucket: bucket,
      NotificationConfiguration: { ...others, ...(isOn ? {} : { EventBridgeConfiguration: {} }) },
    });
  };
  return (
    <Container
      header={
        <Header
          variant="h2"
          description="Whether the default event bus hears of objects that are created and deleted."
          actions={
            <ConfirmButton
              label={label}
              title={`${label} notifications to EventBridge`}
              text={
                isOn
                  ? 'Rules that wait for events of this bucket hear nothing any more.'
                  : 'Every object that is created or deleted becomes an event of the default bus.'
              }
              disabled={loaded.data === undefined}
              act={change}
              done={loaded.reload}
            />
          }
        >
          Amazon EventBridge
        </Header>
      }
    >
      <FailureOr of={loaded}>
        {() => (
          <StatusIndicator type={isOn ? 'success' : 'stopped'}>
            {isOn ? 'On' : 'Off'}
          </StatusIndicator>
        )}
      </FailureOr>
    </Container>
  );
};

export const Management = ({ place }: Props) => (
  <SpaceBetween size="l">
    <Lifecycle place={place} />
    <Notifications place={place} />
  </SpaceBetween>
);
