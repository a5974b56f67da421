import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Toggle from '@cloudscape-design/components/toggle';
import { useState } from 'react';
import { detection } from '../../../api/detection/client.ts';
import { SEVERITIES, type Severity as Label } from '../../../api/detection/model.ts';
import type { RuleRow } from '../../../api/detection/settings.ts';
import { ChoiceField } from '../../../shared/choice-field.tsx';
import { EditedSection } from '../../../shared/edited-section.tsx';
import { Facts } from '../../../shared/facts.tsx';
import { useNotifications } from '../../../shared/notifications.tsx';
import { inWords, Severity } from '../../../shared/severity.tsx';
import { TextAreaField } from '../../../shared/text-area-field.tsx';
import { useAction } from '../../../shared/use-aws.ts';
import { Section } from '../shared/section.tsx';

interface Props {
  readonly rule: RuleRow;
  readonly mayChange: boolean;
  readonly changed: () => void;
}

interface Draft {
  readonly enabled: boolean;
  readonly severity: Label;
  /** One a line. */
  readonly exclusions: string;
}

const draftOf = ({ enabled, severity, exclusions }: RuleRow): Draft => ({
  enabled,
  severity,
  exclusions: exclusions.join('\n'),
});

const Values = ({ rule }: { readonly rule: RuleRow }) => (
  <Facts
    items={[
      [
        'State',
        <StatusIndicator key="state" type={rule.enabled ? 'success' : 'stopped'}>
          {rule.enabled ? 'On' : 'Off'}
        </StatusIndicator>,
      ],
      ['Severity', <Severity key="severity" label={rule.severity} />],
      [
        'Exclusions',
        rule.exclusions.length === 0 ? (
          'None'
        ) : (
          <ul key="exclusions" className="gh-plain-list">
            {rule.exclusions.map((pattern) => (
              <li key={pattern}>
                <code>{pattern}</code>
              </li>
            ))}
          </ul>
        ),
      ],
    ]}
  />
);

interface FieldsProps {
  readonly draft: Draft;
  readonly change: (part: Partial<Draft>) => void;
}

const Fields = ({ draft, change }: FieldsProps) => (
  <SpaceBetween size="m">
    <Toggle checked={draft.enabled} onChange={({ detail }) => change({ enabled: detail.checked })}>
      The rule is on
    </Toggle>
    <ChoiceField
      label="Severity"
      value={draft.severity}
      options={SEVERITIES.map((name) => [name, inWords(name)])}
      change={(name) =>
        change({ severity: SEVERITIES.find((one) => one === name) ?? draft.severity })
      }
    />
    <TextAreaField
      label="Exclusions"
      description="Filter patterns of what the rule is not to speak of."
      constraint={'One a line: { $.userIdentity.arn = "*:role/backup" }'}
      value={draft.exclusions}
      change={(exclusions) => change({ exclusions })}
    />
  </SpaceBetween>
);

/** How a rule is set here. */
export const RuleSettings = ({ rule, mayChange, changed }: Props) => {
  const { succeeded } = useNotifications();
  const action = useAction();
  const [draft, setDraft] = useState<Draft>();
  const save = async (): Promise<void> => {
    if (draft === undefined) return;
    const done = await action.run(() =>
      detection.changeRule({
        id: rule.id,
        enabled: draft.enabled,
        severity: draft.severity === rule.shippedSeverity ? null : draft.severity,
        exclusions: draft.exclusions
          .split('\n')
          .map((line) => line.trim())
          .filter((line) => line !== ''),
      }),
    );
    if (!done) return;
    succeeded(`Rule ${rule.id} saved.`);
    setDraft(undefined);
    changed();
  };
  if (!mayChange)
    return (
      <Section title="Settings">
        <Values rule={rule} />
      </Section>
    );
  return (
    <EditedSection
      title="Settings"
      editing={draft !== undefined}
      action={action}
      editLabel="Edit rule"
      saveLabel="Save rule"
      edit={() => setDraft(draftOf(rule))}
      cancel={() => setDraft(undefined)}
      save={() => void save()}
    >
      {draft === undefined ? (
        <Values rule={rule} />
      ) : (
        <Fields draft={draft} change={(part) => setDraft({ ...draft, ...part })} />
      )}
    </EditedSection>
  );
};
