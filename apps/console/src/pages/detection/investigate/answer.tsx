import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { detection } from '../../../api/detection/client.ts';
import type {
  InvestigateAnswer,
  InvestigateQuestion,
  TimelineEvent,
} from '../../../api/detection/investigation.ts';
import { ErrorAlert } from '../../../shared/error-alert.tsx';
import { FailureOr } from '../../../shared/failure-or.tsx';
import { PageLink } from '../../../shared/link.tsx';
import { UnreadAlert } from '../../../shared/unread-alert.tsx';
import { useAction, useLoad } from '../../../shared/use-aws.ts';
import { alertPath } from '../shared/paths.ts';
import { Section } from '../shared/section.tsx';
import { kindOf, Timeline } from '../shared/timeline.tsx';
import { Chain } from './chain.tsx';
import { together } from './merge.ts';
import { Summary } from './summary.tsx';

const SHORT_ID = 8;

/** What rules know of an event. */
const Known = ({ event }: { readonly event: TimelineEvent }) => (
  <>
    {event.techniques.length === 0 ? null : (
      <div className="gh-quiet">
        {event.techniques.map(({ id, name }) => `${id} ${name}`).join(', ')}
      </div>
    )}
    {event.rules.length === 0 ? null : (
      <div className="gh-quiet">Rules: {event.rules.join(', ')}</div>
    )}
    {event.alerts.length === 0 ? null : (
      <div className="gh-actions">
        {event.alerts.map((id) => (
          <PageLink key={id} to={alertPath(id)}>
            {`Alert ${id.slice(0, SHORT_ID)}`}
          </PageLink>
        ))}
      </div>
    )}
  </>
);

interface Props {
  readonly question: InvestigateQuestion;
}

interface FoundProps extends Props {
  readonly first: InvestigateAnswer;
}

const Found = ({ question, first }: FoundProps) => {
  const action = useAction();
  const [answer, setAnswer] = useState(first);
  const { next, timeline } = answer;
  const more = async (): Promise<void> => {
    await action.run(async () => {
      if (next === undefined) return;
      setAnswer(together(answer, await detection.investigate({ ...question, token: next })));
    });
  };
  return (
    <SpaceBetween size="l">
      <UnreadAlert unread={answer.unread.map(({ place, because }) => ({ what: place, because }))} />
      <Summary answer={answer} />
      <Chain answer={answer} />
      <Section title="Timeline">
        <SpaceBetween size="m">
          {next === undefined ? null : (
            <Button loading={action.busy} onClick={() => void more()}>
              Search what is older
            </Button>
          )}
          <ErrorAlert error={action.error} />
          {timeline.length === 0 ? (
            <Alert type="info">No stored events in this time.</Alert>
          ) : (
            <Timeline
              label="Timeline"
              items={timeline.map((event) => ({
                event,
                kind: event.alerts.length > 0 ? 'evidence' : kindOf(event),
                more: <Known event={event} />,
              }))}
            />
          )}
        </SpaceBetween>
      </Section>
    </SpaceBetween>
  );
};

/** What a principal, a session, a key, an address or a resource was in. */
export const Investigation = ({ question }: Props) => {
  const key = JSON.stringify(question);
  const first = useLoad(`investigate ${key}`, (signal) => detection.investigate(question, signal));
  return (
    <FailureOr of={first}>
      {(answer) => <Found key={key} question={question} first={answer} />}
    </FailureOr>
  );
};
