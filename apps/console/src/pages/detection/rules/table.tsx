import Button from '@cloudscape-design/components/button';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { toApiError } from '../../../api/api-error.ts';
import { detection } from '../../../api/detection/client.ts';
import type { RuleRow } from '../../../api/detection/settings.ts';
import { AwsTable } from '../../../shared/aws-table.tsx';
import { ChoiceField } from '../../../shared/choice-field.tsx';
import type { Column } from '../../../shared/column.ts';
import { PageLink } from '../../../shared/link.tsx';
import { useNotifications } from '../../../shared/notifications.tsx';
import { inWords, Severity } from '../../../shared/severity.tsx';
import { alertsPath, rulePath } from '../shared/paths.ts';
import { ORIGIN_CHOICES, originText } from '../shared/words.ts';
import { ImportButton } from './import.tsx';

const COLUMNS: readonly Column<RuleRow>[] = [
  {
    id: 'title',
    header: 'Rule',
    width: 300,
    isRowHeader: true,
    cell: ({ id, title, question }) => (
      <>
        <PageLink to={rulePath(id)}>{title}</PageLink>
        {question === undefined ? null : <div>{question}</div>}
      </>
    ),
    text: ({ id, title, question = '' }) => `${title} ${id} ${question}`,
  },
  {
    id: 'pack',
    header: 'Pack',
    cell: ({ origin }) => originText(origin),
    text: ({ origin }) => originText(origin),
  },
  {
    id: 'severity',
    header: 'Severity',
    cell: ({ severity, shippedSeverity }) => (
      <>
        <Severity label={severity} />
        {severity === shippedSeverity ? null : ` was ${inWords(shippedSeverity).toLowerCase()}`}
      </>
    ),
    text: ({ severity }) => severity,
  },
  {
    id: 'techniques',
    header: 'Techniques',
    cell: ({ techniques }) => techniques.map(({ id }) => id).join(', ') || '–',
    text: ({ techniques }) => techniques.map(({ id, name }) => `${id} ${name}`).join(' '),
  },
  {
    id: 'exclusions',
    header: 'Exclusions',
    cell: ({ exclusions }) => exclusions.length,
    text: ({ exclusions }) => exclusions.length,
  },
  {
    id: 'open',
    header: 'Open alerts',
    cell: ({ id, open }) =>
      open === 0 ? '0' : <PageLink to={alertsPath({ rule: id })}>{String(open)}</PageLink>,
    text: ({ open }) => open,
  },
  {
    id: 'state',
    header: 'State',
    cell: ({ enabled }) => (
      <StatusIndicator type={enabled ? 'success' : 'stopped'}>
        {enabled ? 'On' : 'Off'}
      </StatusIndicator>
    ),
    text: ({ enabled }) => (enabled ? 'On' : 'Off'),
  },
];

interface SwitchProps {
  readonly rules: readonly RuleRow[];
  readonly on: boolean;
  readonly done: () => void;
}

const Switch = ({ rules, on, done }: SwitchProps) => {
  const { succeeded, failed } = useNotifications();
  const [busy, setBusy] = useState(false);
  const turn = async (): Promise<void> => {
    setBusy(true);
    try {
      for (const { id } of rules) await detection.changeRule({ id, enabled: on });
      succeeded(
        `${rules.length === 1 ? '1 rule is' : `${rules.length} rules are`} ${on ? 'on' : 'off'}.`,
      );
    } catch (error) {
      failed(toApiError(error), 'Not all rules were changed');
    }
    setBusy(false);
    done();
  };
  return (
    <Button
      loading={busy}
      disabled={rules.every(({ enabled }) => enabled === on)}
      onClick={() => void turn()}
    >
      {on ? 'Turn on' : 'Turn off'}
    </Button>
  );
};

/** Rules of all packs. */
export const Rules = ({ mayChange }: { readonly mayChange: boolean }) => {
  const [search, setSearch] = useSearchParams();
  const [selected, select] = useState<readonly RuleRow[]>([]);
  const [turn, setTurn] = useState(0);
  const pack = search.get('pack') ?? '';
  const changed = (): void => {
    select([]);
    setTurn((before) => before + 1);
  };
  return (
    <AwsTable
      title="Rules"
      columns={COLUMNS}
      loadKey={`rules ${pack}`}
      load={async (_token, signal) => {
        const { rules } = await detection.rules(signal);
        return { items: rules.filter(({ origin }) => pack === '' || origin === pack) };
      }}
      turn={turn}
      idOf={({ id }) => id}
      empty="No rules in this pack"
      filterLabel="Filter rules"
      wrapLines
      extraFilter={
        <ChoiceField
          label="Pack"
          value={pack}
          options={[['', 'All packs'], ...ORIGIN_CHOICES]}
          change={(next) => setSearch(next === '' ? {} : { pack: next }, { replace: true })}
        />
      }
      {...(mayChange
        ? {
            selection: { type: 'multi' as const, selected, select },
            actions: (
              <>
                <Switch rules={selected} on={false} done={changed} />
                <Switch rules={selected} on done={changed} />
                <ImportButton done={changed} />
              </>
            ),
          }
        : {})}
    />
  );
};
