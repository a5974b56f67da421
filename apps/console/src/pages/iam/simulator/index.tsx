import type { EvaluationResult, SimulatePolicyResponse } from '@aws-sdk/client-iam';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import type { Json } from '../../../api/json.ts';
import { useAwsClient, useSession } from '../../../session/session-context.tsx';
import { ErrorAlert } from '../../../shared/error-alert.tsx';
import { Page } from '../../../shared/page.tsx';
import { TagEditor } from '../../../shared/tag-editor.tsx';
import { TextField } from '../../../shared/text-field.tsx';
import { useAction } from '../../../shared/use-aws.ts';
import { Results } from './results.tsx';

interface Question {
  readonly source: string;
  readonly actions: string;
  readonly resources: string;
  readonly context: readonly { readonly key: string; readonly value: string }[];
}

const words = (text: string): readonly string[] =>
  text.split(/[\s,]+/).filter((word) => word !== '');

const simulateInput = ({ source, actions, resources, context }: Question): object => ({
  PolicySourceArn: source.trim(),
  ActionNames: words(actions),
  ...(words(resources).length === 0 ? {} : { ResourceArns: words(resources) }),
  ...(context.length === 0
    ? {}
    : {
        ContextEntries: context.map(({ key, value }) => ({
          ContextKeyName: key,
          ContextKeyType: 'string',
          ContextKeyValues: [value],
        })),
      }),
});

/** The question that an address asks. */
const questionOf = (search: URLSearchParams, self: string): Question => ({
  source: search.get('source') ?? self,
  actions: search.get('actions') ?? '',
  resources: search.get('resources') ?? '',
  context: search
    .getAll('context')
    .map((entry) => ({ key: entry.split('=')[0] ?? '', value: entry.replace(/^[^=]*=/, '') })),
});

const addressOf = ({ source, actions, resources, context }: Question): URLSearchParams =>
  new URLSearchParams([
    ['source', source],
    ['actions', actions],
    ['resources', resources],
    ...context.map(({ key, value }) => ['context', `${key}=${value}`]),
  ]);

interface FormProps {
  readonly question: Question;
  readonly change: (change: Partial<Question>) => void;
}

const QuestionForm = ({ question, change }: FormProps) => (
  <SpaceBetween size="m">
    <TextField
      label="User, group or role"
      description="ARN of who asks. Its identity policies, boundary and control policies take part."
      name="source"
      value={question.source}
      change={(source) => change({ source })}
    />
    <TextField
      label="Actions"
      description="For example ecs:CreateCluster ecs:RunTask, separated by spaces or commas."
      name="actions"
      value={question.actions}
      change={(actions) => change({ actions })}
    />
    <TextField
      label="Resources"
      description="ARNs, separated by spaces. Empty: any resource."
      name="resources"
      value={question.resources}
      change={(resources) => change({ resources })}
    />
    <SpaceBetween size="xs">
      <Header
        variant="h3"
        description="Condition keys of the request, for example aws:RequestTag/owner."
      >
        Context
      </Header>
      <TagEditor
        tags={question.context}
        change={(context) => change({ context })}
        empty="No context keys."
        word="context key"
      />
    </SpaceBetween>
  </SpaceBetween>
);

/** What policies would say to requests that nobody makes. */
export const Component = () => {
  const aws = useAwsClient();
  const { home, role } = useSession();
  const [search, setSearch] = useSearchParams();
  const [question, setQuestion] = useState(() => questionOf(search, role?.roleArn ?? home.arn));
  const [results, setResults] = useState<readonly Json<EvaluationResult>[]>();
  const action = useAction();

  const simulate = (): Promise<boolean> => {
    setSearch(addressOf(question), { replace: true });
    return action.run(async () => {
      setResults(undefined);
      const answer = await aws.call<SimulatePolicyResponse>(
        'iam',
        'SimulatePrincipalPolicy',
        simulateInput(question),
      );
      setResults(answer.EvaluationResults ?? []);
    });
  };
  return (
    <Page
      title="Policy simulator"
      description="Asks the policy engine what it would decide, and why. Nothing is done."
    >
      <Container
        header={
          <Header
            variant="h2"
            actions={
              <Button
                variant="primary"
                loading={action.busy}
                disabled={question.source.trim() === '' || words(question.actions).length === 0}
                onClick={() => void simulate()}
              >
                Simulate
              </Button>
            }
          >
            Request
          </Header>
        }
      >
        <QuestionForm
          question={question}
          change={(part) => setQuestion((before) => ({ ...before, ...part }))}
        />
      </Container>
      <ErrorAlert error={action.error} retry={() => void simulate()} />
      {results === undefined ? null : <Results results={results} />}
    </Page>
  );
};
