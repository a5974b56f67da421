import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { toApiError } from '../../../api/api-error.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { ConfirmButton } from '../../../shared/confirm.tsx';
import { CopyBlock } from '../../../shared/copy-block.tsx';
import { FailureOr } from '../../../shared/failure-or.tsx';
import { GoButton } from '../../../shared/go-button.tsx';
import { useNotifications } from '../../../shared/notifications.tsx';
import { Page } from '../../../shared/page.tsx';
import { usePolling } from '../../../shared/refresh.ts';
import { UrlTabs } from '../../../shared/url-tabs.tsx';
import { useLoad } from '../../../shared/use-aws.ts';
import { ALARMS, editAlarmPath } from '../shared/paths.ts';
import { AlarmChart } from './chart.tsx';
import { AlarmActions, AlarmDetails, Children, StateSection } from './facts.tsx';
import { AlarmHistory } from './history.tsx';
import { type AnyAlarm, findAlarm, nameOf } from './load.ts';
import { SetState } from './set-state.tsx';

interface Props {
  readonly of: AnyAlarm;
  readonly changed: () => void;
}

const Buttons = ({ of, changed }: Props) => {
  const aws = useAwsClient();
  const navigate = useNavigate();
  const { succeeded, failed } = useNotifications();
  const [setting, setSetting] = useState(false);
  const name = nameOf(of);
  const isOn = of.alarm.ActionsEnabled !== false;
  const toggle = async (): Promise<void> => {
    try {
      const operation = isOn ? 'DisableAlarmActions' : 'EnableAlarmActions';
      await aws.call('cloudwatch', operation, { AlarmNames: [name] });
      changed();
    } catch (error) {
      failed(toApiError(error), 'The actions were not changed');
    }
  };
  return (
    <>
      <Button onClick={() => setSetting(true)}>Set state</Button>
      <Button onClick={() => void toggle()}>{isOn ? 'Disable actions' : 'Enable actions'}</Button>
      {of.kind === 'metric' ? <GoButton to={editAlarmPath(name)}>Edit</GoButton> : null}
      <ConfirmButton
        label="Delete"
        title={`Delete alarm ${name}`}
        text="Nothing watches its metric any more."
        act={() => aws.call('cloudwatch', 'DeleteAlarms', { AlarmNames: [name] })}
        done={() => {
          succeeded(`Alarm ${name} deleted.`);
          void navigate(ALARMS);
        }}
      />
      {setting ? (
        <SetState
          name={name}
          state={of.alarm.StateValue ?? ''}
          close={() => setSetting(false)}
          done={() => {
            setSetting(false);
            changed();
          }}
        />
      ) : null}
    </>
  );
};

const Overview = ({ of }: Pick<Props, 'of'>) => (
  <SpaceBetween size="l">
    {of.kind === 'metric' ? <AlarmChart alarm={of.alarm} /> : <Children of={of} />}
    <AlarmDetails of={of} />
    <AlarmActions of={of} />
  </SpaceBetween>
);

const Content = ({ of }: Pick<Props, 'of'>) => (
  <SpaceBetween size="l">
    <StateSection of={of} />
    <UrlTabs
      label="Parts of the alarm"
      keep={['name']}
      tabs={[
        ['overview', 'Overview', <Overview key="overview" of={of} />],
        ['history', 'History', <AlarmHistory key="history" name={nameOf(of)} />],
        [
          'json',
          'JSON',
          <CopyBlock key="json" text={JSON.stringify(of.alarm, undefined, 2)} what="JSON" />,
        ],
      ]}
    />
  </SpaceBetween>
);

/** One alarm: what it watches, what it said, and whom it tells. */
export const Component = () => {
  const [search] = useSearchParams();
  const aws = useAwsClient();
  const name = search.get('name') ?? '';
  const found = useLoad(`alarm ${aws.region} ${name}`, (signal) => findAlarm(aws, name, signal));
  usePolling(true, found.reload);
  const any = found.data ?? undefined;
  return (
    <Page
      title={name}
      actions={any === undefined ? undefined : <Buttons of={any} changed={found.reload} />}
    >
      <FailureOr of={found}>
        {(of) =>
          of === null ? (
            <Alert type="info" header="No such alarm">
              There is no alarm {name} in this account and Region.
            </Alert>
          ) : (
            <Content of={of} />
          )
        }
      </FailureOr>
    </Page>
  );
};
