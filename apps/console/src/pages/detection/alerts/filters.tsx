import Button from '@cloudscape-design/components/button';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import type { AlertsAnswer } from '../../../api/detection/alerts.ts';
import { SEVERITIES } from '../../../api/detection/model.ts';
import { ChoiceField } from '../../../shared/choice-field.tsx';
import { inWords } from '../../../shared/severity.tsx';
import { ORIGIN_CHOICES } from '../shared/words.ts';
import { type AlertFilters, EVERY, OPEN } from './load.ts';

const SEVERITY_CHOICES: readonly (readonly [value: string, label: string])[] = [
  ['', 'All severities'],
  ['CRITICAL,HIGH', 'High and above'],
  ['CRITICAL,HIGH,MEDIUM', 'Medium and above'],
  ...SEVERITIES.map((name) => [name, inWords(name)] as const),
];

const STATUS_CHOICES: readonly (readonly [value: string, label: string])[] = [
  ['', 'Open'],
  ['NEW', 'New'],
  ['NOTIFIED', 'Notified'],
  ['RESOLVED', 'Resolved'],
  ['SUPPRESSED', 'Suppressed'],
  [EVERY, 'All'],
];

type Counts = AlertsAnswer['counts']['byStatus'];

/** The choices of a status with how many alerts there are in it. */
const statusChoices = (
  counts: Counts | undefined,
): readonly (readonly [value: string, label: string])[] =>
  STATUS_CHOICES.map(([value, label]) => {
    if (counts === undefined) return [value, label];
    const wanted = (value === '' ? OPEN : value).split(',');
    const count = Object.entries(counts).reduce(
      (sum, [status, number]) => (wanted.includes(status) ? sum + number : sum),
      0,
    );
    return [value, `${label} (${count})`];
  });

interface Props {
  readonly filters: AlertFilters;
  readonly counts: Counts | undefined;
  readonly change: (part: Partial<AlertFilters>) => void;
}

const TEXTS = [
  ['text', 'Actor, resource, address or title'],
  ['rule', 'Rule, may hold *'],
  ['account', 'Account'],
] as const;

/** What is chosen counts at once; what is written, once it is asked for. */
export const Filters = ({ filters, counts, change }: Props) => {
  const [draft, setDraft] = useState(filters);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        change({ text: draft.text, rule: draft.rule, account: draft.account });
      }}
    >
      <SpaceBetween size="s">
        <ColumnLayout columns={3}>
          <ChoiceField
            label="Severity"
            value={filters.severities}
            options={SEVERITY_CHOICES}
            change={(severities) => change({ severities })}
          />
          <ChoiceField
            label="Status"
            value={filters.statuses === OPEN ? '' : filters.statuses}
            options={statusChoices(counts)}
            change={(statuses) => change({ statuses })}
          />
          <ChoiceField
            label="Pack"
            value={filters.origins}
            options={[['', 'All packs'], ...ORIGIN_CHOICES]}
            change={(origins) => change({ origins })}
          />
          {TEXTS.map(([name, label]) => (
            <FormField key={name} label={label}>
              <Input
                value={draft[name]}
                onChange={({ detail }) => setDraft({ ...draft, [name]: detail.value })}
              />
            </FormField>
          ))}
        </ColumnLayout>
        <Button formAction="submit">Find alerts</Button>
      </SpaceBetween>
    </form>
  );
};
