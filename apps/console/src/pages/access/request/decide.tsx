import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Textarea from '@cloudscape-design/components/textarea';
import { useState } from 'react';
import type { AccessRequest } from '../../../access/broker-types.ts';
import { useBroker } from '../../../access/person-context.tsx';
import { ChoiceField } from '../../../shared/choice-field.tsx';
import { Dialog } from '../../../shared/dialog.tsx';
import { useAction } from '../../../shared/use-aws.ts';
import { durationChoices, durationText } from '../shared/duration.ts';
import { targetsText } from '../shared/target-list.tsx';

interface Props {
  readonly request: AccessRequest;
  readonly done: () => void;
}

const CommentField = ({
  label,
  value,
  change,
}: {
  readonly label: string;
  readonly value: string;
  readonly change: (value: string) => void;
}) => (
  <FormField label={label}>
    <Textarea value={value} rows={2} onChange={({ detail }) => change(detail.value)} />
  </FormField>
);

/** Approves what the page shows: the broker refuses when it has changed meanwhile. */
export const ApproveButton = ({ request, done }: Props) => {
  const broker = useBroker();
  const action = useAction();
  const [open, setOpen] = useState(false);
  const [comment, setComment] = useState('');
  const [seconds, setSeconds] = useState(request.durationSeconds);
  const approve = async (): Promise<void> => {
    const { id, version } = request;
    const shorter = seconds < request.durationSeconds ? { durationSeconds: seconds } : {};
    const approved = await action.run(() =>
      broker.call('POST /v1/requests/{id}/approve', {
        path: { id },
        body: { version, comment, ...shorter },
      }),
    );
    if (!approved) return;
    setOpen(false);
    done();
  };
  return (
    <>
      <Button variant="primary" onClick={() => setOpen(true)}>
        Approve
      </Button>
      {open ? (
        <Dialog
          title={`Approve ${targetsText(request.targets)} for ${request.requester.name}`}
          confirmLabel="Approve"
          busy={action.busy}
          error={action.error}
          close={() => setOpen(false)}
          confirm={() => void approve()}
        >
          <ChoiceField
            label="Duration"
            description="You can make it shorter than what was asked for."
            value={String(seconds)}
            options={durationChoices(request.durationSeconds).map(
              (one) => [String(one), durationText(one)] as const,
            )}
            change={(value) => setSeconds(Number(value))}
          />
          <CommentField label="Comment (optional)" value={comment} change={setComment} />
        </Dialog>
      ) : null}
    </>
  );
};

interface ReasonProps extends Props {
  readonly label: string;
  readonly title: string;
  readonly question: string;
  readonly act: (text: string) => Promise<unknown>;
}

/** A button that asks for a reason before it acts. */
const ReasonButton = ({ label, title, question, act, done }: Omit<ReasonProps, 'request'>) => {
  const action = useAction();
  const [open, setOpen] = useState(false);
  const [text, setText] = useState('');
  const confirm = async (): Promise<void> => {
    if (!(await action.run(() => act(text)))) return;
    setOpen(false);
    done();
  };
  return (
    <>
      <Button onClick={() => setOpen(true)}>{label}</Button>
      {open ? (
        <Dialog
          title={title}
          confirmLabel={label}
          busy={action.busy}
          error={action.error}
          close={() => setOpen(false)}
          confirm={() => void confirm()}
        >
          <CommentField label={question} value={text} change={setText} />
        </Dialog>
      ) : null}
    </>
  );
};

export const RejectButton = ({ request, done }: Props) => {
  const broker = useBroker();
  const { id, version, requester } = request;
  return (
    <ReasonButton
      label="Reject"
      title={`Reject the request of ${requester.name}`}
      question="Reason (the requester reads it)"
      act={(comment) =>
        broker.call('POST /v1/requests/{id}/reject', { path: { id }, body: { version, comment } })
      }
      done={done}
    />
  );
};

export const EndButton = ({ request, done }: Props) => {
  const broker = useBroker();
  const { id, targets, requester } = request;
  return (
    <ReasonButton
      label="End early"
      title={`End the access of ${requester.name} to ${targetsText(targets)}`}
      question="Reason"
      act={(reason) =>
        broker.call('POST /v1/requests/{id}/end', { path: { id }, body: { reason } })
      }
      done={done}
    />
  );
};

export const ReviewButtons = ({ request, done }: Props) => {
  const broker = useBroker();
  const { id, requester } = request;
  const verdict = (label: string, value: 'accepted' | 'abuse') => (
    <ReasonButton
      label={label}
      title={`${label}: break-glass of ${requester.name}`}
      question="Comment"
      act={(comment) =>
        broker.call('POST /v1/requests/{id}/review', {
          path: { id },
          body: { verdict: value, comment },
        })
      }
      done={done}
    />
  );
  return (
    <>
      {verdict('Accept the use', 'accepted')}
      {verdict('Report abuse', 'abuse')}
    </>
  );
};
