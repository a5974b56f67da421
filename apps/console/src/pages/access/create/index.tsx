import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import Checkbox from '@cloudscape-design/components/checkbox';
import Container from '@cloudscape-design/components/container';
import DatePicker from '@cloudscape-design/components/date-picker';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import Form from '@cloudscape-design/components/form';
import FormField from '@cloudscape-design/components/form-field';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import TimeInput from '@cloudscape-design/components/time-input';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { useBroker } from '../../../access/person-context.tsx';
import { ChoiceField } from '../../../shared/choice-field.tsx';
import { ErrorAlert } from '../../../shared/error-alert.tsx';
import { GoButton } from '../../../shared/go-button.tsx';
import { JsonEditor } from '../../../shared/json-editor.tsx';
import { Page } from '../../../shared/page.tsx';
import { TextField } from '../../../shared/text-field.tsx';
import { useAction } from '../../../shared/use-aws.ts';
import { durationChoices, durationText } from '../shared/duration.ts';
import { requestPath } from '../shared/request-columns.tsx';
import { type Draft, EMPTY, fieldsOf, longest, offersBreakGlass, requestOf } from './choice.ts';
import { Consequences } from './consequences.tsx';
import { TargetField } from './target-field.tsx';
import { TemplateField } from './template-field.tsx';

interface PartProps {
  readonly draft: Draft;
  readonly change: (changes: Partial<Draft>) => void;
}

const Reason = ({ draft, change }: PartProps) => (
  <SpaceBetween size="l">
    <FormField
      label="Justification"
      description="Why you need this access now. Approvers and auditors read it."
    >
      <Textarea
        value={draft.justification}
        rows={3}
        onChange={({ detail }) => change({ justification: detail.value })}
      />
    </FormField>
    {fieldsOf(draft).map(({ name, label, required, pattern }) => (
      <TextField
        key={name}
        label={required ? label : `${label} (optional)`}
        value={draft.fields[name] ?? ''}
        {...(pattern === undefined ? {} : { constraint: `Must match ${pattern}` })}
        change={(value) => change({ fields: { ...draft.fields, [name]: value } })}
      />
    ))}
  </SpaceBetween>
);

const When = ({ draft, change }: PartProps) => {
  const maximum = longest(draft);
  const choices = durationChoices(maximum);
  return (
    <SpaceBetween size="l">
      <ChoiceField
        label="Duration"
        description="How long you can open sessions, counted from the approval or from the start below."
        value={String(Math.min(draft.durationSeconds, maximum))}
        options={choices.map((seconds) => [String(seconds), durationText(seconds)] as const)}
        change={(value) => change({ durationSeconds: Number(value) })}
      />
      <ExpandableSection headerText="Start later (optional)">
        <SpaceBetween direction="horizontal" size="s">
          <FormField label="Start date">
            <DatePicker
              value={draft.startDate}
              placeholder="YYYY/MM/DD"
              openCalendarAriaLabel={(date) =>
                `Choose a date${date === null ? '' : `, ${date} is chosen`}`
              }
              onChange={({ detail }) => change({ startDate: detail.value })}
            />
          </FormField>
          <FormField label="Start time">
            <TimeInput
              value={draft.startTime}
              format="hh:mm"
              placeholder="hh:mm"
              onChange={({ detail }) => change({ startTime: detail.value })}
            />
          </FormField>
        </SpaceBetween>
      </ExpandableSection>
    </SpaceBetween>
  );
};

const Narrower = ({ draft, change }: PartProps) => (
  <ExpandableSection headerText="Less than the role (optional)">
    <FormField
      label="Session policy"
      description="An IAM policy. You get what both it and the role allow."
    >
      <JsonEditor
        label="Session policy"
        value={draft.sessionPolicy}
        minimumLines={6}
        change={(sessionPolicy) => change({ sessionPolicy })}
      />
    </FormField>
  </ExpandableSection>
);

const BreakGlass = ({ draft, change }: PartProps) =>
  offersBreakGlass(draft) ? (
    <SpaceBetween size="s">
      <Checkbox
        checked={draft.breakGlass}
        onChange={({ detail }) => change({ breakGlass: detail.checked })}
        description="For an emergency in which nobody can approve in time."
      >
        Break-glass: start now, without approval
      </Checkbox>
      {draft.breakGlass ? (
        <Alert type="warning">
          Every approver is told at once, and the use is reviewed. Until then you cannot use
          break-glass again.
        </Alert>
      ) : null}
    </SpaceBetween>
  ) : null;

const isComplete = (draft: Draft): boolean =>
  draft.chosen.length > 0 &&
  draft.justification.trim() !== '' &&
  fieldsOf(draft).every(({ name, required }) => !required || (draft.fields[name] ?? '') !== '');

export const Component = () => {
  const broker = useBroker();
  const navigate = useNavigate();
  const action = useAction();
  const [draft, setDraft] = useState(EMPTY);
  // One key for one filled-in form: a second click, or a repeat after a broken connection, asks for nothing new.
  const [key] = useState(() => crypto.randomUUID());
  const change = (changes: Partial<Draft>): void => setDraft((now) => ({ ...now, ...changes }));
  const parts = { draft, change };

  const submit = (): Promise<boolean> =>
    action.run(async () => {
      const body = requestOf(draft);
      const idempotencyKey = `${key}-${await digest(JSON.stringify(body))}`;
      const made = await broker.call('POST /v1/requests', { body, idempotencyKey });
      await navigate(requestPath(made));
    });
  return (
    <Page title="Request access" description="Ask for a role in an account, for a while.">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <Form
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              <GoButton to="/access" variant="link">
                Cancel
              </GoButton>
              <Button variant="primary" loading={action.busy} disabled={!isComplete(draft)}>
                Send request
              </Button>
            </SpaceBetween>
          }
        >
          <SpaceBetween size="l">
            <Container>
              <SpaceBetween size="l">
                <TemplateField apply={change} />
                <TargetField chosen={draft.chosen} choose={(chosen) => change({ chosen })} />
                <Reason {...parts} />
                {draft.chosen.length === 0 ? null : <When {...parts} />}
                <Narrower {...parts} />
                <BreakGlass {...parts} />
              </SpaceBetween>
            </Container>
            <Consequences draft={draft} />
            <ErrorAlert error={action.error} />
          </SpaceBetween>
        </Form>
      </form>
    </Page>
  );
};

const SHORT = 16;

/** What is sent decides whether it is the same request: an edited form is another. */
const digest = async (text: string): Promise<string> => {
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return [...new Uint8Array(hash)]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('')
    .slice(0, SHORT);
};
