import type { RuleState } from '@aws-sdk/client-eventbridge';
import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { type Firings, nextFirings } from '../../../api/explain.ts';
import { ChoiceField } from '../../../shared/choice-field.tsx';
import { FailureOr } from '../../../shared/failure-or.tsx';
import { JsonField } from '../../../shared/json-field.tsx';
import { TextField } from '../../../shared/text-field.tsx';
import { Time } from '../../../shared/time.tsx';
import { useLoad } from '../../../shared/use-aws.ts';
import { useLater } from '../../../shared/use-later.ts';
import { DEFAULT_BUS } from '../shared/names.ts';
import { EXAMPLES } from '../tester/examples.ts';
import { usePatternRemarks } from '../tester/pattern-remarks.ts';
import { stateText } from './state.tsx';

export interface RuleDraft {
  readonly description: string;
  readonly state: RuleState;
  readonly kind: 'pattern' | 'schedule';
  readonly pattern: string;
  readonly schedule: string;
}

export const ruleInput = (draft: RuleDraft): object => ({
  Description: draft.description,
  State: draft.state,
  ...(draft.kind === 'pattern'
    ? { EventPattern: draft.pattern }
    : { ScheduleExpression: draft.schedule.trim() }),
});

const NOTHING: Firings = {};

/** When a schedule comes due next. */
export const NextFirings = ({ expression }: { readonly expression: string }) => {
  const asked = useLater(expression.trim());
  const found = useLoad(`firings ${asked}`, async (signal) =>
    asked === '' ? NOTHING : nextFirings(asked, signal),
  );
  return (
    <FailureOr of={found}>
      {({ firings = [], refusal }) =>
        refusal === undefined ? (
          <div>
            <Box variant="awsui-key-label">Next due times</Box>
            {firings.length === 0 ? (
              <Box color="text-body-secondary">None</Box>
            ) : (
              <ol className="gh-plain-list" aria-label="Next due times">
                {firings.map((at) => (
                  <li key={at}>
                    <Time at={at} />
                  </li>
                ))}
              </ol>
            )}
          </div>
        ) : (
          <Box color="text-status-error">{refusal}</Box>
        )
      }
    </FailureOr>
  );
};

interface Props {
  readonly draft: RuleDraft;
  readonly bus: string;
  readonly change: (part: Partial<RuleDraft>) => void;
}

const Pattern = ({ draft, change }: Props) => {
  const remarks = usePatternRemarks(draft.pattern);
  return (
    <SpaceBetween size="m">
      <ChoiceField
        label="Begin with an example"
        value=""
        options={EXAMPLES.map(({ name }) => [name, name] as const)}
        change={(name) => {
          const found = EXAMPLES.find((example) => example.name === name);
          if (found !== undefined) change({ pattern: JSON.stringify(found.pattern, undefined, 2) });
        }}
      />
      <JsonField
        label="Event pattern"
        value={draft.pattern}
        change={(pattern) => change({ pattern })}
        remarks={remarks}
      />
    </SpaceBetween>
  );
};

const STATES: readonly RuleState[] = [
  'ENABLED',
  'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS',
  'DISABLED',
];

/** What a rule is, but for its name and its bus. */
export const RuleFields = (props: Props) => {
  const { draft, bus, change } = props;
  return (
    <SpaceBetween size="m">
      <TextField
        label="Description"
        value={draft.description}
        change={(description) => change({ description })}
      />
      <ChoiceField
        label="State"
        value={draft.state}
        options={STATES.map((state) => [state, stateText(state)] as const)}
        change={(state) => change({ state: STATES.find((one) => one === state) ?? 'ENABLED' })}
      />
      <ChoiceField
        label="Set off by"
        value={draft.kind}
        description={
          bus === DEFAULT_BUS ? undefined : 'Schedules are rules of the default bus only.'
        }
        options={
          bus === DEFAULT_BUS
            ? [
                ['pattern', 'Events that match a pattern'],
                ['schedule', 'A schedule'],
              ]
            : [['pattern', 'Events that match a pattern']]
        }
        change={(kind) => change({ kind: kind === 'schedule' ? 'schedule' : 'pattern' })}
      />
      {draft.kind === 'pattern' ? (
        <Pattern {...props} />
      ) : (
        <>
          <TextField
            label="Schedule expression"
            constraint="rate(5 minutes), or cron(0 8 ? * MON-FRI *) in UTC"
            value={draft.schedule}
            change={(schedule) => change({ schedule })}
          />
          <NextFirings expression={draft.schedule} />
        </>
      )}
    </SpaceBetween>
  );
};
