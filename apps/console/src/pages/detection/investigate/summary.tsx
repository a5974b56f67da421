import ColumnLayout from '@cloudscape-design/components/column-layout';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type {
  Counted,
  InvestigateAnswer,
  SubjectKind,
} from '../../../api/detection/investigation.ts';
import { Facts } from '../../../shared/facts.tsx';
import { Time } from '../../../shared/time.tsx';
import { InvestigateLink } from '../shared/investigate-link.tsx';
import { Section } from '../shared/section.tsx';

const SHOWN = 8;

interface ListProps {
  readonly title: string;
  readonly values: Counted;
  /** Where each leads on. */
  readonly kind?: SubjectKind;
  readonly within: { readonly from: string; readonly to: string };
}

const Values = ({ title, values, kind, within }: ListProps) =>
  values.length === 0 ? null : (
    <section aria-label={title}>
      <h3>{title}</h3>
      <ul className="gh-plain-list">
        {values.slice(0, SHOWN).map(({ value, count }) => (
          <li key={value}>
            {kind === undefined ? (
              value
            ) : (
              <InvestigateLink kind={kind} value={value} within={within} />
            )}{' '}
            ({count})
          </li>
        ))}
        {values.length > SHOWN ? <li>and {values.length - SHOWN} more</li> : null}
      </ul>
    </section>
  );

/** What the subject did, in numbers and names. */
export const Summary = ({ answer }: { readonly answer: InvestigateAnswer }) => {
  const { summary, from, to } = answer;
  const within = { from, to };
  return (
    <Section title="Summary">
      <SpaceBetween size="m">
        <Facts
          columns={4}
          items={[
            ['Events', summary.events],
            ['Refused or failed', summary.errors],
            ['Changes', summary.writes],
            ['Looked at', answer.searched],
            ['First', <Time key="first" at={summary.firstAt} />],
            ['Last', <Time key="last" at={summary.lastAt} />],
            ['Asked from', <Time key="from" at={from} />],
            ['Until', <Time key="to" at={to} />],
          ]}
        />
        <ColumnLayout columns={3}>
          <Values title="Who" values={summary.actors} kind="principal" within={within} />
          <Values title="Sessions" values={summary.sessions} kind="session" within={within} />
          <Values
            title="Access keys"
            values={summary.accessKeys}
            kind="access-key"
            within={within}
          />
          <Values title="Addresses" values={summary.addresses} kind="address" within={within} />
          <Values title="Actions" values={summary.actions} within={within} />
          <Values title="Refusals and errors" values={summary.errorCodes} within={within} />
          <Values title="Resources" values={summary.resources} kind="resource" within={within} />
          <Values title="User agents" values={summary.userAgents} within={within} />
          <Values title="Accounts" values={summary.accounts} within={within} />
          <Values title="Regions" values={summary.regions} within={within} />
          <Values
            title="Techniques"
            values={summary.techniques.map(({ id, name, count }) => ({
              value: `${id} ${name}`,
              count,
              firstAt: from,
              lastAt: to,
            }))}
            within={within}
          />
        </ColumnLayout>
      </SpaceBetween>
    </Section>
  );
};
