import type { DescribeLogGroupsResponse } from '@aws-sdk/client-cloudwatch-logs';
import type { ListRulesResponse } from '@aws-sdk/client-eventbridge';
import Container from '@cloudscape-design/components/container';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import Form from '@cloudscape-design/components/form';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import { useAccount, useAwsClient } from '../../../session/session-context.tsx';
import { ChoiceField } from '../../../shared/choice-field.tsx';
import { ErrorAlert } from '../../../shared/error-alert.tsx';
import { FormButtons } from '../../../shared/form-buttons.tsx';
import { JsonField } from '../../../shared/json-field.tsx';
import { useNotifications } from '../../../shared/notifications.tsx';
import { Page } from '../../../shared/page.tsx';
import { SuggestField } from '../../../shared/suggest-field.tsx';
import { TextField } from '../../../shared/text-field.tsx';
import { useAction, useLoad } from '../../../shared/use-aws.ts';
import { useLater } from '../../../shared/use-later.ts';
import { EXAMPLES } from '../../event-buses/tester/examples.ts';
import { usePatternRemarks } from '../../event-buses/tester/pattern-remarks.ts';
import { FilterTester } from '../../logs/filters/tester.tsx';
import { functionArn, functionPath } from '../shared/names.ts';
import {
  addLogsTrigger,
  addRuleTrigger,
  type LogsTrigger,
  type RuleTrigger,
} from './add-trigger.ts';

const LogsFields = ({
  draft,
  change,
}: {
  readonly draft: LogsTrigger;
  readonly change: (part: Partial<LogsTrigger>) => void;
}) => {
  const aws = useAwsClient();
  const prefix = useLater(draft.group.trim());
  const groups = useLoad(`groups ${aws.region} ${prefix}`, async (signal) => {
    const { logGroups = [] } = await aws.call<DescribeLogGroupsResponse>(
      'logs',
      'DescribeLogGroups',
      { limit: 50, ...(prefix === '' ? {} : { logGroupNamePrefix: prefix }) },
      signal,
    );
    return logGroups.map(({ logGroupName = '' }) => logGroupName);
  });
  return (
    <>
      <SuggestField
        label="Log group"
        description="Its events call the function."
        value={draft.group}
        change={(group) => change({ group })}
        choices={groups}
      />
      <TextField label="Filter name" value={draft.filter} change={(filter) => change({ filter })} />
      <TextField
        label="Filter pattern - optional"
        constraint="Empty: every event"
        value={draft.pattern}
        change={(pattern) => change({ pattern })}
      />
      <ExpandableSection headerText="Test the pattern">
        <FilterTester pattern={draft.pattern} />
      </ExpandableSection>
    </>
  );
};

const RuleFields = ({
  draft,
  change,
}: {
  readonly draft: RuleTrigger;
  readonly change: (part: Partial<RuleTrigger>) => void;
}) => {
  const aws = useAwsClient();
  const remarks = usePatternRemarks(draft.pattern ?? '');
  const prefix = useLater(draft.rule.trim());
  const rules = useLoad(`rules ${aws.region} ${prefix}`, async (signal) => {
    const { Rules = [] } = await aws.call<ListRulesResponse>(
      'events',
      'ListRules',
      { Limit: 50, ...(prefix === '' ? {} : { NamePrefix: prefix }) },
      signal,
    );
    return Rules.map(({ Name = '' }) => Name);
  });
  return (
    <>
      <ChoiceField
        label="Rule"
        value={draft.pattern === undefined ? 'present' : 'new'}
        options={[
          ['present', 'One that exists on the default bus'],
          ['new', 'A new one'],
        ]}
        change={(kind) =>
          change({
            pattern:
              kind === 'present' ? undefined : JSON.stringify(EXAMPLES[0]?.pattern, undefined, 2),
          })
        }
      />
      {draft.pattern === undefined ? (
        <SuggestField
          label="Rule name"
          value={draft.rule}
          change={(rule) => change({ rule })}
          choices={rules}
        />
      ) : (
        <>
          <TextField label="Rule name" value={draft.rule} change={(rule) => change({ rule })} />
          <JsonField
            label="Event pattern"
            value={draft.pattern}
            change={(pattern) => change({ pattern })}
            remarks={remarks}
          />
        </>
      )}
    </>
  );
};

const SOURCES = [
  ['logs', 'CloudWatch Logs'],
  ['events', 'EventBridge'],
] as const;

export const Component = () => {
  const { name = '' } = useParams();
  const aws = useAwsClient();
  const account = useAccount();
  const navigate = useNavigate();
  const { succeeded } = useNotifications();
  const action = useAction();
  const [kind, setKind] = useState('logs');
  const [logs, setLogs] = useState<LogsTrigger>({ group: '', filter: '', pattern: '' });
  const [rule, setRule] = useState<RuleTrigger>({ rule: '', pattern: undefined });
  const owner = { account, name, arn: functionArn(aws.region, account, name) };
  const ready =
    kind === 'logs'
      ? logs.group.trim() !== '' && logs.filter.trim() !== ''
      : rule.rule.trim() !== '';
  const add = async (): Promise<void> => {
    const done = await action.run(() =>
      kind === 'logs'
        ? addLogsTrigger(aws, owner, { ...logs, group: logs.group.trim() })
        : addRuleTrigger(aws, owner, { ...rule, rule: rule.rule.trim() }),
    );
    if (!done) return;
    succeeded(`Trigger added to ${name}.`);
    await navigate(`${functionPath(name)}?tab=triggers`);
  };
  const buttons = (
    <FormButtons
      back={functionPath(name)}
      label="Add"
      busy={action.busy}
      disabled={!ready}
      submit={() => void add()}
    />
  );
  return (
    <Page title="Add trigger" description={`What calls the function ${name}.`}>
      <Form actions={buttons}>
        <SpaceBetween size="l">
          <Container header={<Header variant="h2">Trigger configuration</Header>}>
            <SpaceBetween size="m">
              <ChoiceField label="Source" value={kind} options={SOURCES} change={setKind} />
              {kind === 'logs' ? (
                <LogsFields draft={logs} change={(part) => setLogs({ ...logs, ...part })} />
              ) : (
                <RuleFields draft={rule} change={(part) => setRule({ ...rule, ...part })} />
              )}
            </SpaceBetween>
          </Container>
          <ErrorAlert error={action.error} />
        </SpaceBetween>
      </Form>
    </Page>
  );
};
