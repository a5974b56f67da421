import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useSearchParams } from 'react-router';
import type { ComplianceRow } from '../../../api/secrets.ts';
import { STATUS_OPTIONS } from './columns.tsx';

export interface Filters {
  readonly rule: string;
  readonly status: string;
}

const ANY = 'any';

export const isShown =
  ({ rule, status }: Filters) =>
  (row: ComplianceRow): boolean =>
    (rule === ANY || row.rule === rule) && (status === ANY || row.status === status);

/** In the address, so that a link shows the same; what fails is asked about first. */
export const useFilters = (): readonly [Filters, (part: Partial<Filters>) => void] => {
  const [search, setSearch] = useSearchParams();
  const filters = { rule: search.get('rule') ?? ANY, status: search.get('status') ?? 'failed' };
  const change = (part: Partial<Filters>): void =>
    setSearch(
      (before) => {
        const next = new URLSearchParams(before);
        for (const [name, value] of Object.entries(part)) next.set(name, value);
        return next;
      },
      { replace: true },
    );
  return [filters, change];
};

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly change: (value: string) => void;
}

const Choice = ({ label, value, options, change }: ChoiceProps) => (
  <Select
    ariaLabel={label}
    selectedOption={options.find((option) => option.value === value) ?? null}
    options={options}
    onChange={({ detail }) => change(detail.selectedOption.value ?? ANY)}
  />
);

interface Props {
  readonly rows: readonly ComplianceRow[];
  readonly filters: Filters;
  readonly change: (part: Partial<Filters>) => void;
}

export const FilterFields = ({ rows, filters, change }: Props) => {
  const rules = [...new Set(rows.map(({ rule }) => rule))].toSorted();
  return (
    <SpaceBetween direction="horizontal" size="xs" alignItems="center">
      <Choice
        label="Rule"
        value={filters.rule}
        options={[
          { value: ANY, label: 'Every rule' },
          ...rules.map((rule) => ({ value: rule, label: rule })),
        ]}
        change={(rule) => change({ rule })}
      />
      <Choice
        label="Status"
        value={filters.status}
        options={[
          { value: ANY, label: 'Every status' },
          ...STATUS_OPTIONS.map(([value, label]) => ({ value, label })),
        ]}
        change={(status) => change({ status })}
      />
    </SpaceBetween>
  );
};
