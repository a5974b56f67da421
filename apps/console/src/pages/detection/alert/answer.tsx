import Box from '@cloudscape-design/components/box';
import ProgressBar from '@cloudscape-design/components/progress-bar';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { AlertAnswer } from '../../../api/detection/alerts.ts';
import { CopyBlock } from '../../../shared/copy-block.tsx';
import { Copyable } from '../../../shared/copyable.tsx';
import { Facts } from '../../../shared/facts.tsx';
import { PageLink } from '../../../shared/link.tsx';
import { inWords, Severity, WorkflowStatus } from '../../../shared/severity.tsx';
import { Time } from '../../../shared/time.tsx';
import { InvestigateLink } from '../shared/investigate-link.tsx';
import { rulePath } from '../shared/paths.ts';
import { Section } from '../shared/section.tsx';
import { Techniques } from '../shared/techniques.tsx';
import { around, originText } from '../shared/words.ts';

interface Props {
  readonly of: AlertAnswer;
}

/** The question that the rule asks, and what speaks for the unwelcome answer. */
export const Answer = ({ of: { alert } }: Props) => (
  <Section title={alert.rule.question ?? 'Why it was opened'}>
    <SpaceBetween size="m">
      <ul>
        {alert.because.map((reason) => (
          <li key={reason}>{reason}</li>
        ))}
      </ul>
      <Box color="text-body-secondary">{alert.rule.description}</Box>
    </SpaceBetween>
  </Section>
);

const findingPath = ({ id, productArn }: AlertAnswer['finding']): string =>
  `/security-hub/findings/detail?${new URLSearchParams({ id, product: productArn }).toString()}`;

const Finding = ({ of: { finding } }: Props) => {
  if (finding.importedAt === undefined)
    return finding.problem === undefined ? 'Waits' : `Waits: ${finding.problem}`;
  return <PageLink to={findingPath(finding)}>Finding in Security Hub</PageLink>;
};

/** How bad, what of it was done, and where it is from. */
export const Overview = ({ of }: Props) => {
  const { alert } = of;
  return (
    <Section title="Overview">
      <Facts
        items={[
          ['Severity', <Severity key="severity" label={alert.severity} />],
          ['Status', <WorkflowStatus key="status" status={of.status} />],
          ['Events', alert.count],
          ['First event', <Time key="first" at={alert.firstAt} />],
          ['Last event', <Time key="last" at={alert.lastAt} />],
          ['Opened', <Time key="opened" at={of.openedAt} />],
          [
            'Rule',
            <PageLink key="rule" to={rulePath(alert.rule.id)}>
              {alert.rule.id}
            </PageLink>,
          ],
          ['Pack', originText(alert.rule.origin)],
          ['Security Hub', <Finding key="finding" of={of} />],
          ['Techniques', <Techniques key="techniques" techniques={alert.rule.techniques} />],
          ['Note', of.note],
          ['Alert ID', <Copyable key="id" text={alert.id} what="Alert ID" />],
        ]}
      />
    </Section>
  );
};

const listText = (values: readonly string[]): string => values.join(', ');

/** Who, from where, how, on what; each leads to what else they did. */
export const Who = ({ of: { alert } }: Props) => {
  const within = around(alert.firstAt, alert.lastAt);
  const linked = (kind: 'principal' | 'address' | 'resource', values: readonly string[]) =>
    values.length === 0 ? (
      '–'
    ) : (
      <ul className="gh-plain-list">
        {values.map((value) => (
          <li key={value}>
            <InvestigateLink kind={kind} value={value} within={within} />
          </li>
        ))}
      </ul>
    );
  const resources = alert.resources.map(({ id }) => id);
  return (
    <Section title="Who, from where, how">
      <Facts
        items={[
          ['Who', linked('principal', alert.actors)],
          ['From', linked('address', alert.sourceIps)],
          ['How', listText(alert.userAgents)],
          ['On', linked('resource', resources)],
          ['Accounts', listText(alert.accounts)],
          ['Regions', listText(alert.regions)],
        ]}
      />
    </Section>
  );
};

const MEANING: readonly (readonly [least: number, text: string])[] = [
  [90, 'Hardly anything usual looks like this.'],
  [70, 'Rare, and it came with other unusual things.'],
  [40, 'Unusual for who did it; there may be a good reason.'],
  [0, 'A hint beside others.'],
];

const COMPLETE = 100;

/** What the score stands on: each reason is one of the values that made it. */
export const Score = ({ of: { alert } }: Props) => {
  const { score } = alert;
  if (score === null) return null;
  return (
    <Section title="Score">
      <SpaceBetween size="s">
        <ProgressBar
          label={`${score} of ${COMPLETE}`}
          value={score}
          description={MEANING.find(([least]) => score >= least)?.[1]}
          ariaLabel="Score"
        />
        <Box>
          It is {inWords(alert.severity).toLowerCase()} by the rule. The score says how sure and
          unusual, and comes from:
        </Box>
        <ul>
          {alert.because.map((reason) => (
            <li key={reason}>{reason}</li>
          ))}
        </ul>
      </SpaceBetween>
    </Section>
  );
};

/** What a person does now. */
export const NextSteps = ({ of: { alert } }: Props) => (
  <Section title="Next steps">
    <SpaceBetween size="m">
      <ol>
        {alert.rule.nextSteps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      {alert.rule.references.length === 0 ? null : (
        <CopyBlock text={alert.rule.references.join('\n')} what="references" />
      )}
    </SpaceBetween>
  </Section>
);
