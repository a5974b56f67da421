import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import { useState } from 'react';
import type { PolicyDocument, PolicyPlan } from '../../../access/broker-types.ts';
import { useMe } from '../../../access/me-context.tsx';
import { useBroker } from '../../../access/person-context.tsx';
import { ErrorAlert } from '../../../shared/error-alert.tsx';
import { useNotifications } from '../../../shared/notifications.tsx';
import { TextField } from '../../../shared/text-field.tsx';
import { useAction } from '../../../shared/use-aws.ts';
import { PlanView } from './plan-view.tsx';

const ROWS = 28;

interface Props {
  readonly current: PolicyDocument;
  /** After a proposal was made. */
  readonly done: () => void;
}

const ProposeForm = ({
  document,
  plan,
  done,
}: {
  readonly document: string;
  readonly plan: PolicyPlan;
  readonly done: () => void;
}) => {
  const broker = useBroker();
  const notifications = useNotifications();
  const action = useAction();
  const [comment, setComment] = useState('');
  const propose = async (): Promise<void> => {
    const proposed = await action.run(() =>
      broker.call('POST /v1/policy/proposals', { body: { document, comment } }),
    );
    if (!proposed) return;
    notifications.succeeded('The change is proposed. A second person has to approve it.');
    setComment('');
    done();
  };
  return (
    <SpaceBetween size="s">
      <TextField
        label="Comment"
        description="Why, for the second person and for auditors."
        value={comment}
        change={setComment}
      />
      <ErrorAlert error={action.error} />
      <Button
        variant="primary"
        loading={action.busy}
        disabled={
          comment.trim() === '' || plan.problems.some(({ severity }) => severity === 'error')
        }
        onClick={() => void propose()}
      >
        Propose change
      </Button>
    </SpaceBetween>
  );
};

/** Change, look at what it would do, propose. A second person puts it in force. */
export const PolicyEditor = ({ current, done }: Props) => {
  const broker = useBroker();
  const { data: me } = useMe();
  const action = useAction();
  const [document, setDocument] = useState(current.document);
  // A plan belongs to the text that it was made from.
  const [planned, setPlanned] = useState<{ readonly of: string; readonly plan: PolicyPlan }>();
  const plan = planned?.of === document ? planned.plan : undefined;
  const mayPropose = me?.may.administerPolicy === true;

  const makePlan = (): Promise<boolean> =>
    action.run(async () =>
      setPlanned({
        of: document,
        plan: await broker.call('POST /v1/policy/plan', { body: { document } }),
      }),
    );
  return (
    <Container
      header={
        <Header
          variant="h2"
          description={`Version ${current.version}, SHA-256 ${current.sha256.slice(0, 16)}`}
          actions={
            <Button loading={action.busy} onClick={() => void makePlan()}>
              Plan
            </Button>
          }
        >
          Document
        </Header>
      }
    >
      <SpaceBetween size="m">
        <FormField label="Access policy (YAML or JSON)" stretch>
          <Textarea
            value={document}
            rows={ROWS}
            spellcheck={false}
            readOnly={!mayPropose}
            onChange={({ detail }) => setDocument(detail.value)}
          />
        </FormField>
        <ErrorAlert error={action.error} />
        {plan === undefined ? null : <PlanView plan={plan} />}
        {plan === undefined || !mayPropose ? null : (
          <ProposeForm document={document} plan={plan} done={done} />
        )}
      </SpaceBetween>
    </Container>
  );
};
