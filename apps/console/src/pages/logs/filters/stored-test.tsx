import type { FilterLogEventsResponse } from '@aws-sdk/client-cloudwatch-logs';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useState } from 'react';
import type { Aws } from '../../../api/aws.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { ChoiceField } from '../../../shared/choice-field.tsx';
import { ErrorAlert } from '../../../shared/error-alert.tsx';
import { PageLink } from '../../../shared/link.tsx';
import { useAction } from '../../../shared/use-aws.ts';
import { LogLines } from '../events/lines.tsx';
import type { Line } from '../events/question.ts';
import { groupPath } from '../shared/names.ts';

const HOUR = 3_600_000;
const PAGE = 1000;
// Each may look at a megabyte of events.
const MOST_PAGES = 30;
const SHOWN = 5;

const RANGES: readonly (readonly [value: string, label: string])[] = [
  ['1', 'Last hour'],
  ['24', 'Last day'],
  ['168', 'Last 7 days'],
  ['720', 'Last 30 days'],
];

interface Taken {
  readonly count: number;
  /** The newest ones. */
  readonly lines: readonly Line[];
  /** The search did not reach the end. */
  readonly more: boolean;
}

/** What the filter would have counted. */
const countStored = async (
  aws: Aws,
  group: string,
  pattern: string,
  startTime: number,
): Promise<Taken> => {
  let count = 0;
  let lines: readonly Line[] = [];
  let nextToken: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const found = await aws.call<FilterLogEventsResponse>('logs', 'FilterLogEvents', {
      logGroupName: group,
      startTime,
      limit: PAGE,
      ...(pattern.trim() === '' ? {} : { filterPattern: pattern.trim() }),
      ...(nextToken === undefined ? {} : { nextToken }),
    });
    const { events = [] } = found;
    count += events.length;
    const taken = events.slice(-SHOWN).map((event) => ({
      id: event.eventId ?? '',
      at: event.timestamp ?? 0,
      message: event.message ?? '',
      stream: event.logStreamName ?? '',
    }));
    lines = [...lines, ...taken].slice(-SHOWN);
    nextToken = found.nextToken;
    if (nextToken === undefined) break;
  }
  return { count, lines, more: nextToken !== undefined };
};

const verdict = ({ count, more }: Taken): string =>
  `${count === 1 ? '1 event matches' : `${count} events match`}${more ? ', and there is more to search' : ''}`;

interface Props {
  readonly group: string;
  readonly pattern: string;
}

/** Tries a filter pattern on what the group has stored. */
export const StoredTest = ({ group, pattern }: Props) => {
  const aws = useAwsClient();
  const action = useAction();
  const [hours, setHours] = useState('24');
  const [taken, setTaken] = useState<Taken>();
  const run = async (): Promise<void> => {
    setTaken(undefined);
    await action.run(async () =>
      setTaken(await countStored(aws, group, pattern, Date.now() - Number(hours) * HOUR)),
    );
  };
  return (
    <SpaceBetween size="s">
      <ChoiceField label="Stored events of" value={hours} options={RANGES} change={setHours} />
      <Button formAction="none" loading={action.busy} onClick={() => void run()}>
        Test on stored events
      </Button>
      <ErrorAlert error={action.error} />
      {taken === undefined ? null : (
        <>
          <StatusIndicator type={taken.count === 0 ? 'stopped' : 'success'}>
            {verdict(taken)}
          </StatusIndicator>
          <LogLines lines={taken.lines} group={group} />
          {taken.count > taken.lines.length ? (
            <PageLink to={`${groupPath(group)}?tab=search&pattern=${encodeURIComponent(pattern)}`}>
              Show them in the log events
            </PageLink>
          ) : null}
        </>
      )}
    </SpaceBetween>
  );
};
