import SpaceBetween from '@cloudscape-design/components/space-between';
import { useSearchParams } from 'react-router';
import type { AlertAnswer } from '../../../api/detection/alerts.ts';
import { detection } from '../../../api/detection/client.ts';
import type { ReportedAlert } from '../../../api/detection/model.ts';
import { CopyBlock } from '../../../shared/copy-block.tsx';
import { FailureOr } from '../../../shared/failure-or.tsx';
import { GoButton } from '../../../shared/go-button.tsx';
import { Page } from '../../../shared/page.tsx';
import { UrlTabs } from '../../../shared/url-tabs.tsx';
import { useLoad } from '../../../shared/use-aws.ts';
import { useWatch } from '../../../shared/use-watch.ts';
import { ChangeButtons } from '../alerts/change.tsx';
import { investigatePath } from '../shared/paths.ts';
import { Section } from '../shared/section.tsx';
import { kindOf, Timeline, type TimelineItem } from '../shared/timeline.tsx';
import { useStatus } from '../shared/use-status.ts';
import { suppressionLike } from '../suppressions/draft.ts';
import { SuppressButton } from '../suppressions/form.tsx';
import { Answer, NextSteps, Overview, Score, Who } from './answer.tsx';
import { Steps } from './history.tsx';

/** Evidence and what the session did besides, in order of time. */
const itemsOf = ({ evidence, context }: ReportedAlert): readonly TimelineItem[] =>
  [
    ...evidence.map((event): TimelineItem => ({ event, kind: 'evidence' })),
    ...context.map((event): TimelineItem => ({ event, kind: kindOf(event) })),
  ].toSorted((left, right) => Date.parse(left.event.at) - Date.parse(right.event.at));

const Events = ({ alert }: { readonly alert: ReportedAlert }) => (
  <Section
    title="Events"
    description={
      alert.count > alert.evidence.length
        ? `${alert.count} events are in it; the first and the last of them are shown, and what the same session did within 30 minutes.`
        : 'The evidence, and what the same session did within 30 minutes.'
    }
  >
    <Timeline label="Events of the alert" items={itemsOf(alert)} />
  </Section>
);

const Details = ({ of }: { readonly of: AlertAnswer }) => (
  <SpaceBetween size="l">
    <Answer of={of} />
    <Overview of={of} />
    <Who of={of} />
    <Events alert={of.alert} />
    <NextSteps of={of} />
    <Score of={of} />
  </SpaceBetween>
);

const Buttons = ({ of, changed }: { readonly of: AlertAnswer; readonly changed: () => void }) => {
  const { data: status } = useStatus();
  const { alert } = of;
  return (
    <>
      <GoButton to={investigatePath({ kind: 'alert', value: alert.id })}>Investigate</GoButton>
      {status?.may.changeSettings === true ? (
        <SuppressButton
          label="Suppress similar"
          initial={suppressionLike(alert)}
          saved={() => changed()}
        />
      ) : null}
      {status?.may.changeAlerts === true ? (
        <ChangeButtons ids={[alert.id]} changed={changed} />
      ) : null}
    </>
  );
};

/** One alert: the question, the answer, the events behind it, and what is done with it. */
export const Component = () => {
  const [search] = useSearchParams();
  const id = search.get('id') ?? '';
  const found = useLoad(`alert ${id}`, (signal) => detection.alert(id, signal));
  useWatch(found.reload);
  return (
    <Page
      title={found.data?.alert.rule.title ?? 'Alert'}
      actions={
        found.data === undefined ? undefined : <Buttons of={found.data} changed={found.reload} />
      }
    >
      <FailureOr of={found}>
        {(of) => (
          <UrlTabs
            label="Parts of the alert"
            keep={['id']}
            tabs={[
              ['details', 'Details', <Details key="details" of={of} />],
              ['history', 'History', <Steps key="history" steps={of.steps} />],
              [
                'json',
                'JSON',
                <CopyBlock key="json" text={JSON.stringify(of, undefined, 2)} what="JSON" />,
              ],
            ]}
          />
        )}
      </FailureOr>
    </Page>
  );
};
