import type { PutTargetsResponse } from '@aws-sdk/client-eventbridge';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useAwsClient } from '../../../session/session-context.tsx';
import { ChoiceField } from '../../../shared/choice-field.tsx';
import { Dialog } from '../../../shared/dialog.tsx';
import { jsonFault } from '../../../shared/json-fault.ts';
import { JsonField } from '../../../shared/json-field.tsx';
import { TextAreaField } from '../../../shared/text-area-field.tsx';
import { TextField } from '../../../shared/text-field.tsx';
import { useAction } from '../../../shared/use-aws.ts';
import { requireAll } from './delete-rule.ts';
import { type InputKind, type TargetDraft, targetOf } from './target-draft.ts';

interface FieldsProps {
  readonly draft: TargetDraft;
  readonly change: (part: Partial<TargetDraft>) => void;
}

const INPUTS: readonly (readonly [InputKind, string])[] = [
  ['whole', 'The whole event'],
  ['path', 'A part of the event'],
  ['constant', 'Always the same JSON'],
  ['transformer', 'Made of the event by an input transformer'],
];

const InputFields = ({ draft, change }: FieldsProps) => (
  <SpaceBetween size="m">
    <ChoiceField
      label="What the target is given"
      value={draft.input}
      options={INPUTS}
      change={(input) => change({ input: INPUTS.find(([kind]) => kind === input)?.[0] ?? 'whole' })}
    />
    {draft.input === 'path' ? (
      <TextField label="Input path" value={draft.path} change={(path) => change({ path })} />
    ) : null}
    {draft.input === 'constant' ? (
      <JsonField
        label="Constant input"
        value={draft.constant}
        change={(constant) => change({ constant })}
        minimumLines={4}
      />
    ) : null}
    {draft.input === 'transformer' ? (
      <>
        <JsonField
          label="Input paths"
          description="Names for parts of the event."
          value={draft.paths}
          change={(paths) => change({ paths })}
          minimumLines={4}
        />
        <TextAreaField
          label="Input template"
          description="JSON or text, with the names in angle brackets."
          value={draft.template}
          change={(template) => change({ template })}
        />
      </>
    ) : null}
  </SpaceBetween>
);

const DeliveryFields = ({ draft, change }: FieldsProps) => (
  <SpaceBetween size="m">
    <TextField
      label="Retry attempts"
      constraint="0 to 185; empty: 185"
      value={draft.attempts}
      change={(attempts) => change({ attempts })}
    />
    <TextField
      label="Maximum age of an event in seconds"
      constraint="60 to 86400; empty: 86400"
      value={draft.age}
      change={(age) => change({ age })}
    />
    <TextField
      label="ARN of the dead-letter queue"
      constraint="Empty: events that could not be delivered are lost"
      value={draft.deadLetters}
      change={(deadLetters) => change({ deadLetters })}
    />
    <JsonField
      label="Parameters of the target"
      description="EcsParameters of a cluster, HttpParameters of an API destination, SqsParameters of a FIFO queue."
      value={draft.parameters}
      change={(parameters) => change({ parameters })}
      minimumLines={4}
    />
  </SpaceBetween>
);

interface Props {
  readonly bus: string;
  readonly rule: string;
  readonly initial: TargetDraft;
  readonly adding: boolean;
  readonly close: () => void;
  readonly done: () => void;
}

/** Adds a target to a rule or replaces one. */
export const TargetForm = ({ bus, rule, initial, adding, close, done }: Props) => {
  const aws = useAwsClient();
  const action = useAction();
  const [draft, setDraft] = useState(initial);
  const change = (part: Partial<TargetDraft>): void =>
    setDraft((before) => ({ ...before, ...part }));
  const unreadable = [
    draft.parameters,
    ...(draft.input === 'transformer' ? [draft.paths] : []),
  ].some((text) => jsonFault(text) !== undefined);
  const label = adding ? 'Add target' : 'Save target';
  const confirm = async (): Promise<void> => {
    const finished = await action.run(async () => {
      const { FailedEntries = [] } = await aws.call<PutTargetsResponse>('events', 'PutTargets', {
        Rule: rule,
        EventBusName: bus,
        Targets: [targetOf(draft)],
      });
      requireAll(FailedEntries);
    });
    if (finished) done();
  };
  return (
    <Dialog
      title={adding ? `Add a target to ${rule}` : `Edit target ${draft.id}`}
      confirmLabel={label}
      size="large"
      busy={action.busy}
      error={action.error}
      disabled={unreadable || draft.id.trim() === '' || draft.arn.trim() === ''}
      close={close}
      confirm={() => void confirm()}
    >
      <TextField
        label="Target ID"
        constraint={adding ? 'A target of that ID is replaced' : undefined}
        disabled={!adding}
        value={draft.id}
        change={(id) => change({ id })}
      />
      <TextField
        label="ARN of the target"
        description="A function, queue, topic, log group, event bus, ECS cluster or API destination."
        value={draft.arn}
        change={(arn) => change({ arn })}
      />
      <TextField
        label="ARN of the role"
        constraint="Needed for buses, clusters and API destinations. Functions, queues and topics can do with their own policy."
        value={draft.role}
        change={(role) => change({ role })}
      />
      <InputFields draft={draft} change={change} />
      <ExpandableSection headerText="Retries, dead letters and parameters">
        <DeliveryFields draft={draft} change={change} />
      </ExpandableSection>
    </Dialog>
  );
};
