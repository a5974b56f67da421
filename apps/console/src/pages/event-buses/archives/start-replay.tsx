import type { Archive, DescribeArchiveResponse } from '@aws-sdk/client-eventbridge';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import type { Json } from '../../../api/json.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { Dialog } from '../../../shared/dialog.tsx';
import { useNotifications } from '../../../shared/notifications.tsx';
import { TextAreaField } from '../../../shared/text-area-field.tsx';
import { TextField } from '../../../shared/text-field.tsx';
import { useAction } from '../../../shared/use-aws.ts';

interface Props {
  readonly archive: Json<Archive>;
  readonly close: () => void;
}

const linesOf = (text: string): readonly string[] =>
  text.split('\n').flatMap((line) => (line.trim() === '' ? [] : [line.trim()]));

interface RangeProps {
  readonly from: string;
  readonly to: string;
  readonly setFrom: (text: string) => void;
  readonly setTo: (text: string) => void;
}

const RangeFields = ({ from, to, setFrom, setTo }: RangeProps) => (
  <>
    <TextField
      label="Events from"
      constraint="In UTC, as 2026-03-14T09:26:53Z"
      value={from}
      change={setFrom}
    />
    <TextField label="Events until" value={to} change={setTo} />
  </>
);

/** Sends what an archive kept to the rules of its bus again. */
export const StartReplay = ({ archive, close }: Props) => {
  const aws = useAwsClient();
  const navigate = useNavigate();
  const { succeeded } = useNotifications();
  const action = useAction();
  const { ArchiveName = '', EventSourceArn, CreationTime = '' } = archive;
  const [name, setName] = useState('');
  const [from, setFrom] = useState(CreationTime);
  const [to, setTo] = useState(() => new Date().toISOString());
  const [rules, setRules] = useState('');
  const start = async (): Promise<void> => {
    const done = await action.run(async () => {
      const { ArchiveArn } = await aws.call<DescribeArchiveResponse>('events', 'DescribeArchive', {
        ArchiveName,
      });
      const FilterArns = linesOf(rules);
      await aws.call('events', 'StartReplay', {
        ReplayName: name.trim(),
        EventSourceArn: ArchiveArn,
        EventStartTime: from.trim(),
        EventEndTime: to.trim(),
        Destination: {
          Arn: EventSourceArn,
          ...(FilterArns.length === 0 ? {} : { FilterArns }),
        },
      });
    });
    if (!done) return;
    succeeded(`Replay ${name.trim()} started.`);
    await navigate('/eventbridge/archives?tab=replays');
  };
  return (
    <Dialog
      title={`Replay ${ArchiveName}`}
      confirmLabel="Start replay"
      busy={action.busy}
      error={action.error}
      disabled={name.trim() === ''}
      close={close}
      confirm={() => void start()}
    >
      <TextField
        label="Replay name"
        constraint="Up to 64 letters, digits, dots, hyphens and underscores"
        value={name}
        change={setName}
      />
      <RangeFields from={from} to={to} setFrom={setFrom} setTo={setTo} />
      <TextAreaField
        label="Only these rules"
        constraint="One rule ARN a line; empty: all rules of the bus"
        rows={3}
        value={rules}
        change={setRules}
      />
    </Dialog>
  );
};
