import SpaceBetween from '@cloudscape-design/components/space-between';
import { useNavigate, useSearchParams } from 'react-router';
import { ApiError } from '../../../api/api-error.ts';
import { detection } from '../../../api/detection/client.ts';
import type { RuleRow } from '../../../api/detection/settings.ts';
import { ConfirmButton } from '../../../shared/confirm.tsx';
import { CopyBlock } from '../../../shared/copy-block.tsx';
import { Facts } from '../../../shared/facts.tsx';
import { FailureOr } from '../../../shared/failure-or.tsx';
import { GoButton } from '../../../shared/go-button.tsx';
import { useNotifications } from '../../../shared/notifications.tsx';
import { Page } from '../../../shared/page.tsx';
import { inWords, Severity } from '../../../shared/severity.tsx';
import { useLoad } from '../../../shared/use-aws.ts';
import { alertsPath, searchPath } from '../shared/paths.ts';
import { Section } from '../shared/section.tsx';
import { Techniques } from '../shared/techniques.tsx';
import { useStatus } from '../shared/use-status.ts';
import { originText } from '../shared/words.ts';
import { RuleSettings } from './settings.tsx';
import { RuleTest } from './test.tsx';

const Overview = ({ rule }: { readonly rule: RuleRow }) => (
  <Section title={rule.question ?? 'Rule'}>
    <SpaceBetween size="m">
      <span>{rule.description}</span>
      <Facts
        items={[
          ['Id', rule.id],
          ['Pack', originText(rule.origin)],
          ['Shipped severity', <Severity key="severity" label={rule.shippedSeverity} />],
          ['Techniques', <Techniques key="techniques" techniques={rule.techniques} />],
          ['Open alerts', rule.open],
          ['References', rule.references.join(', ')],
        ]}
      />
    </SpaceBetween>
  </Section>
);

const Patterns = ({ rule }: { readonly rule: RuleRow }) => (
  <Section
    title="Filter patterns"
    description={
      rule.isMetricFilter
        ? 'They can be a metric filter of CloudWatch Logs, too.'
        : 'The rule looks at more than a filter pattern can say.'
    }
  >
    {rule.patterns.length === 0 ? (
      'It has none: it knows what is usual, or what is a trap.'
    ) : (
      <SpaceBetween size="m">
        {rule.patterns.map((pattern) => (
          <SpaceBetween key={pattern} size="xs">
            <CopyBlock text={pattern} what="pattern" />
            <GoButton to={searchPath({ pattern })}>Search with it</GoButton>
          </SpaceBetween>
        ))}
      </SpaceBetween>
    )}
  </Section>
);

const Remove = ({ rule }: { readonly rule: RuleRow }) => {
  const navigate = useNavigate();
  const { succeeded } = useNotifications();
  return (
    <ConfirmButton
      label="Remove"
      title={`Remove rule ${rule.id}`}
      text="It was imported here. Its alerts stay."
      act={() => detection.removeRule({ id: rule.id })}
      done={() => {
        succeeded(`Rule ${rule.id} removed.`);
        void navigate('/detection/rules');
      }}
    />
  );
};

const findRule = async (id: string, signal: AbortSignal): Promise<RuleRow> => {
  const { rules } = await detection.rules(signal);
  const found = rules.find((rule) => rule.id === id);
  if (found !== undefined) return found;
  throw new ApiError(404, { code: 'NotFound', message: `There is no rule ${id}.` });
};

/** One rule: what it looks for, how it is set, and what it would take. */
export const Component = () => {
  const [search] = useSearchParams();
  const id = search.get('id') ?? '';
  const { data: status } = useStatus();
  const found = useLoad(`rule ${id}`, (signal) => findRule(id, signal));
  const mayChange = status?.may.changeSettings === true;
  const rule = found.data;
  return (
    <Page
      title={rule?.title ?? 'Rule'}
      description={
        rule === undefined ? undefined : `${inWords(rule.severity)}, ${rule.enabled ? 'on' : 'off'}`
      }
      actions={
        <>
          <GoButton to={alertsPath({ rule: id })}>Show alerts</GoButton>
          {mayChange && rule?.imported === true ? <Remove rule={rule} /> : null}
        </>
      }
    >
      <FailureOr of={found}>
        {(row) => (
          <SpaceBetween size="l">
            <Overview rule={row} />
            <RuleSettings
              key={JSON.stringify(row)}
              rule={row}
              mayChange={mayChange}
              changed={found.reload}
            />
            <Patterns rule={row} />
            {row.patterns.length === 0 ? null : <RuleTest patterns={row.patterns} />}
          </SpaceBetween>
        )}
      </FailureOr>
    </Page>
  );
};
