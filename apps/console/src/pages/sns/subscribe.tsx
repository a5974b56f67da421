import type { SubscribeResponse } from '@aws-sdk/client-sns';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Form from '@cloudscape-design/components/form';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import { useAccount, useAwsClient } from '../../session/session-context.tsx';
import { ChoiceField } from '../../shared/choice-field.tsx';
import { ErrorAlert } from '../../shared/error-alert.tsx';
import { JsonEditor } from '../../shared/json-editor.tsx';
import { useNotifications } from '../../shared/notifications.tsx';
import { Page } from '../../shared/page.tsx';
import { TextField } from '../../shared/text-field.tsx';
import { useAction } from '../../shared/use-aws.ts';
import { topicArn, topicPath } from './topic.ts';

const ENDPOINTS: Readonly<Record<string, string>> = {
  email: 'An address, which must confirm: alice@example.com',
  https: 'An address that answers the confirmation: https://example.com/notices',
  sqs: 'The ARN of a queue whose policy lets the topic send',
};

interface Draft {
  readonly protocol: string;
  readonly endpoint: string;
  readonly filter: string;
}

const Fields = ({
  draft,
  change,
}: {
  readonly draft: Draft;
  readonly change: (part: Partial<Draft>) => void;
}) => (
  <>
    <ChoiceField
      label="Protocol"
      value={draft.protocol}
      options={[
        ['email', 'Email'],
        ['https', 'HTTPS'],
        ['sqs', 'Amazon SQS'],
      ]}
      change={(protocol) => change({ protocol })}
    />
    <TextField
      label="Endpoint"
      constraint={ENDPOINTS[draft.protocol]}
      value={draft.endpoint}
      change={(endpoint) => change({ endpoint })}
    />
    <FormField
      label="Filter policy"
      description="Optional: which attributes a message must have to be sent here."
      stretch
    >
      <JsonEditor
        label="Filter policy"
        value={draft.filter}
        change={(filter) => change({ filter })}
        minimumLines={6}
      />
    </FormField>
  </>
);

export const Component = () => {
  const { name = '' } = useParams();
  const aws = useAwsClient();
  const account = useAccount();
  const navigate = useNavigate();
  const { succeeded } = useNotifications();
  const action = useAction();
  const [draft, setDraft] = useState<Draft>({ protocol: 'email', endpoint: '', filter: '' });
  const change = (part: Partial<Draft>): void => setDraft((before) => ({ ...before, ...part }));
  const { protocol, endpoint, filter } = draft;
  const arn = topicArn(aws.region, account, name);
  const create = async (): Promise<void> => {
    const done = await action.run(async () => {
      const { SubscriptionArn } = await aws.call<SubscribeResponse>('sns', 'Subscribe', {
        TopicArn: arn,
        Protocol: protocol,
        Endpoint: endpoint.trim(),
        ...(filter.trim() === '' ? {} : { Attributes: { FilterPolicy: filter } }),
      });
      succeeded(
        SubscriptionArn?.startsWith('arn:') === true
          ? `${endpoint} has subscribed.`
          : `${endpoint} was asked to confirm.`,
      );
    });
    if (done) await navigate(topicPath(arn));
  };
  return (
    <Page title="Create subscription" description={arn}>
      <Form
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={() => void navigate(topicPath(arn))}>
              Cancel
            </Button>
            <Button
              variant="primary"
              loading={action.busy}
              disabled={endpoint.trim() === ''}
              onClick={() => void create()}
            >
              Create subscription
            </Button>
          </SpaceBetween>
        }
      >
        <Container header={<Header variant="h2">Details</Header>}>
          <SpaceBetween size="m">
            <Fields draft={draft} change={change} />
            <ErrorAlert error={action.error} />
          </SpaceBetween>
        </Container>
      </Form>
    </Page>
  );
};
