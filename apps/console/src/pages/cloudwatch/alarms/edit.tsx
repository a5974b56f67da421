import Alert from '@cloudscape-design/components/alert';
import { useLocation, useNavigate, useSearchParams } from 'react-router';
import { useAwsClient } from '../../../session/session-context.tsx';
import { ErrorAlert } from '../../../shared/error-alert.tsx';
import { FailureOr } from '../../../shared/failure-or.tsx';
import { FormButtons } from '../../../shared/form-buttons.tsx';
import { useNotifications } from '../../../shared/notifications.tsx';
import { Page } from '../../../shared/page.tsx';
import { useLoad } from '../../../shared/use-aws.ts';
import { useForm } from '../../../shared/use-form.ts';
import { ALARMS, alarmPath } from '../shared/paths.ts';
import { type AlarmDraft, draftOf, inputOf, isIncomplete, newDraft } from './draft.ts';
import { AlarmFields } from './form.tsx';
import { findAlarm } from './load.ts';

const AlarmForm = ({ initial }: { readonly initial: AlarmDraft }) => {
  const aws = useAwsClient();
  const navigate = useNavigate();
  const { succeeded } = useNotifications();
  const isNew = initial.kept === undefined;
  const form = useForm(
    initial,
    // What is no JSON fails as the call would.
    async (draft) => aws.call('cloudwatch', 'PutMetricAlarm', inputOf(draft)),
    ({ name }) => {
      succeeded(`Alarm ${name.trim()} ${isNew ? 'created' : 'saved'}.`);
      void navigate(alarmPath(name.trim()));
    },
  );
  return (
    <>
      <AlarmFields draft={form.draft} change={form.change} />
      <ErrorAlert error={form.error} />
      <FormButtons
        back={isNew ? ALARMS : alarmPath(initial.name)}
        label={isNew ? 'Create alarm' : 'Save alarm'}
        busy={form.busy}
        disabled={isIncomplete(form.draft)}
        submit={form.submit}
      />
    </>
  );
};

const Edit = ({ name }: { readonly name: string }) => {
  const aws = useAwsClient();
  const found = useLoad(`edit alarm ${aws.region} ${name}`, (signal) =>
    findAlarm(aws, name, signal),
  );
  return (
    <Page title={`Edit ${name}`}>
      <FailureOr of={found}>
        {(of) =>
          of?.kind === 'metric' ? (
            <AlarmForm initial={draftOf(of.alarm)} />
          ) : (
            <Alert type="info">There is no metric alarm {name} in this account and Region.</Alert>
          )
        }
      </FailureOr>
    </Page>
  );
};

/** A new alarm, or one to be changed. */
export const Component = () => {
  const { pathname } = useLocation();
  const [search] = useSearchParams();
  if (pathname.endsWith('/edit')) return <Edit name={search.get('name') ?? ''} />;
  return (
    <Page title="Create alarm">
      <AlarmForm key={search.toString()} initial={newDraft(search)} />
    </Page>
  );
};
