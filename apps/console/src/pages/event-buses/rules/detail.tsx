import type { DescribeRuleResponse } from '@aws-sdk/client-eventbridge';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import type { Json } from '../../../api/json.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { ConfirmButton } from '../../../shared/confirm.tsx';
import { Copyable } from '../../../shared/copyable.tsx';
import { EditButtons } from '../../../shared/edit-buttons.tsx';
import { ErrorAlert } from '../../../shared/error-alert.tsx';
import { Facts } from '../../../shared/facts.tsx';
import { FailureOr } from '../../../shared/failure-or.tsx';
import { GoButton } from '../../../shared/go-button.tsx';
import { JsonEditor } from '../../../shared/json-editor.tsx';
import { indented } from '../../../shared/json-fault.ts';
import { PageLink } from '../../../shared/link.tsx';
import { useNotifications } from '../../../shared/notifications.tsx';
import { Page } from '../../../shared/page.tsx';
import { UrlTabs } from '../../../shared/url-tabs.tsx';
import { useAction, useAws } from '../../../shared/use-aws.ts';
import { Deliveries } from '../deliveries/report.tsx';
import { EventsTags } from '../shared/events-tags.tsx';
import { busPath } from '../shared/names.ts';
import { deleteRule } from './delete-rule.ts';
import { NextFirings, type RuleDraft, RuleFields, ruleInput } from './form.tsx';
import { RuleState } from './state.tsx';
import { Targets } from './targets.tsx';

type Rule = Json<DescribeRuleResponse>;

interface Props {
  readonly rule: Rule;
  readonly bus: string;
  readonly changed: () => void;
}

const draftOf = (rule: Rule): RuleDraft => ({
  description: rule.Description ?? '',
  state: rule.State ?? 'ENABLED',
  kind: rule.ScheduleExpression === undefined ? 'pattern' : 'schedule',
  pattern: indented(rule.EventPattern ?? ''),
  schedule: rule.ScheduleExpression ?? '',
});

const Shown = ({ rule: { EventPattern, ScheduleExpression } }: { readonly rule: Rule }) => (
  <SpaceBetween size="m">
    {ScheduleExpression === undefined ? null : (
      <>
        <Facts items={[['Schedule expression', ScheduleExpression]]} />
        <NextFirings expression={ScheduleExpression} />
      </>
    )}
    {EventPattern === undefined ? null : (
      <JsonEditor label="Event pattern" value={indented(EventPattern)} />
    )}
  </SpaceBetween>
);

/** What PutRule would take away where it is left out: a rule can have a pattern and a schedule, and a role. */
const unedited = ({ EventPattern, ScheduleExpression, RoleArn }: Rule): object => ({
  ...(EventPattern === undefined || ScheduleExpression === undefined
    ? {}
    : { EventPattern, ScheduleExpression }),
  ...(RoleArn === undefined ? {} : { RoleArn }),
});

const testerPath = ({ EventPattern = '' }: Rule): string =>
  `/eventbridge/pattern-tester?pattern=${encodeURIComponent(indented(EventPattern))}`;

const Definition = ({ rule, bus, changed }: Props) => {
  const aws = useAwsClient();
  const action = useAction();
  const [edited, setEdited] = useState<RuleDraft>();
  const save = async (): Promise<void> => {
    if (edited === undefined) return;
    const done = await action.run(() =>
      aws.call('events', 'PutRule', {
        Name: rule.Name,
        EventBusName: bus,
        ...unedited(rule),
        ...ruleInput(edited),
      }),
    );
    if (!done) return;
    setEdited(undefined);
    changed();
  };
  const buttons = (
    <SpaceBetween direction="horizontal" size="xs">
      {edited === undefined && rule.EventPattern !== undefined ? (
        <GoButton to={testerPath(rule)}>Test pattern</GoButton>
      ) : null}
      <EditButtons
        editing={edited !== undefined}
        busy={action.busy}
        editLabel="Edit rule"
        saveLabel="Save rule"
        edit={() => setEdited(draftOf(rule))}
        cancel={() => {
          setEdited(undefined);
          action.clear();
        }}
        save={() => void save()}
      />
    </SpaceBetween>
  );
  return (
    <Container
      header={
        <Header variant="h2" actions={buttons}>
          What sets it off
        </Header>
      }
    >
      <SpaceBetween size="m">
        {edited === undefined ? (
          <Shown rule={rule} />
        ) : (
          <RuleFields
            draft={edited}
            bus={bus}
            change={(part) => setEdited({ ...edited, ...part })}
          />
        )}
        <ErrorAlert error={action.error} />
      </SpaceBetween>
    </Container>
  );
};

const Content = ({ rule, bus, changed }: Props) => (
  <SpaceBetween size="l">
    <Container header={<Header variant="h2">Summary</Header>}>
      <Facts
        items={[
          ['ARN', <Copyable key="arn" text={rule.Arn} what="ARN" />],
          ['State', <RuleState key="state" state={rule.State} />],
          [
            'Event bus',
            <PageLink key="bus" to={busPath(bus)}>
              {bus}
            </PageLink>,
          ],
          ['Description', rule.Description],
          ['Made by', rule.CreatedBy],
        ]}
      />
    </Container>
    <UrlTabs
      label="Parts of the rule"
      tabs={[
        [
          'definition',
          'Pattern or schedule',
          <Definition key="definition" rule={rule} bus={bus} changed={changed} />,
        ],
        ['targets', 'Targets', <Targets key="targets" bus={bus} rule={rule.Name ?? ''} />],
        ['deliveries', 'Deliveries', <Deliveries key="deliveries" ruleArn={rule.Arn ?? ''} />],
        ['tags', 'Tags', <EventsTags key="tags" arn={rule.Arn ?? ''} />],
      ]}
    />
  </SpaceBetween>
);

const TurnButton = ({ rule, bus, changed }: Props) => {
  const aws = useAwsClient();
  const action = useAction();
  const disabled = rule.State === 'DISABLED';
  const turn = async (): Promise<void> => {
    const operation = disabled ? 'EnableRule' : 'DisableRule';
    const input = { Name: rule.Name, EventBusName: bus };
    if (await action.run(() => aws.call('events', operation, input))) changed();
  };
  return (
    <>
      <Button loading={action.busy} onClick={() => void turn()}>
        {disabled ? 'Enable' : 'Disable'}
      </Button>
      <ErrorAlert error={action.error} />
    </>
  );
};

export const Component = () => {
  const { bus = '', rule: name = '' } = useParams();
  const aws = useAwsClient();
  const navigate = useNavigate();
  const { succeeded } = useNotifications();
  const found = useAws<DescribeRuleResponse>({
    service: 'events',
    operation: 'DescribeRule',
    input: { Name: name, EventBusName: bus },
  });
  return (
    <Page
      title={name}
      actions={
        <>
          {found.data === undefined ? null : (
            <TurnButton rule={found.data} bus={bus} changed={found.reload} />
          )}
          <ConfirmButton
            label="Delete"
            title={`Delete rule ${name}`}
            text="Its targets are taken off, then it is deleted. What already waits for them is still delivered."
            act={() => deleteRule(aws, bus, name)}
            done={() => {
              succeeded(`Rule ${name} deleted.`);
              void navigate(busPath(bus));
            }}
          />
        </>
      }
    >
      <FailureOr of={found}>
        {(rule) => <Content rule={rule} bus={bus} changed={found.reload} />}
      </FailureOr>
    </Page>
  );
};
