import ColumnLayout from '@cloudscape-design/components/column-layout';
import DatePicker from '@cloudscape-design/components/date-picker';
import FormField from '@cloudscape-design/components/form-field';
import { useSearchParams } from 'react-router';
import type { RequestState } from '../../../access/broker-types.ts';
import { ChoiceField } from '../../../shared/choice-field.tsx';
import { TextField } from '../../../shared/text-field.tsx';
import { stateText } from '../shared/request-state.tsx';

const STATES: readonly RequestState[] = [
  'pending',
  'scheduled',
  'active',
  'ended',
  'revoked',
  'rejected',
  'cancelled',
  'expired',
];

const NAMES = ['state', 'account', 'text', 'from', 'to'] as const;
type Name = (typeof NAMES)[number];
export type Filters = Readonly<Record<Name, string>>;

const DAY_MILLISECONDS = 86_400_000;

/** The filters of the audit, kept in the address so that a link shows the same. */
export const useFilters = (): readonly [Filters, (changes: Partial<Filters>) => void] => {
  const [search, setSearch] = useSearchParams();
  const filters: Filters = {
    state: search.get('state') ?? '',
    account: search.get('account') ?? '',
    text: search.get('text') ?? '',
    from: search.get('from') ?? '',
    to: search.get('to') ?? '',
  };
  const change = (changes: Partial<Filters>): void => {
    const next = { ...filters, ...changes };
    const kept = NAMES.filter((name) => next[name] !== '').map((name) => [name, next[name]]);
    setSearch(new URLSearchParams(kept), { replace: true });
  };
  return [filters, change];
};

const midnight = (date: string): Date => new Date(`${date}T00:00`);

/** As the broker's API takes them; days are the reader's own, the last one included. */
export const queryOf = ({ state, account, text, from, to }: Filters) => ({
  ...(STATES.some((known) => known === state) ? { state } : {}),
  ...(/^\d{12}$/.test(account) ? { account } : {}),
  ...(text === '' ? {} : { text }),
  ...(from === '' ? {} : { from: midnight(from).toISOString() }),
  ...(to === '' ? {} : { to: new Date(midnight(to).getTime() + DAY_MILLISECONDS).toISOString() }),
});

const DateField = ({
  label,
  value,
  change,
}: {
  readonly label: string;
  readonly value: string;
  readonly change: (value: string) => void;
}) => (
  <FormField label={label}>
    <DatePicker
      value={value}
      placeholder="YYYY/MM/DD"
      openCalendarAriaLabel={(date) => `Choose a date${date === null ? '' : `, ${date} is chosen`}`}
      onChange={({ detail }) => change(detail.value)}
    />
  </FormField>
);

export const FilterFields = ({
  filters,
  change,
}: {
  readonly filters: Filters;
  readonly change: (changes: Partial<Filters>) => void;
}) => (
  <ColumnLayout columns={4}>
    <TextField
      label="Text"
      description="In id, justification, name or fields"
      value={filters.text}
      type="search"
      change={(text) => change({ text })}
    />
    <TextField
      label="Account ID"
      description="Twelve digits"
      value={filters.account}
      change={(account) => change({ account })}
    />
    <ChoiceField
      label="State"
      description="Of the request"
      value={filters.state}
      options={[['', 'Any'], ...STATES.map((state) => [state, stateText(state)] as const)]}
      change={(state) => change({ state })}
    />
    <ColumnLayout columns={2}>
      <DateField label="From" value={filters.from} change={(from) => change({ from })} />
      <DateField label="To" value={filters.to} change={(to) => change({ to })} />
    </ColumnLayout>
  </ColumnLayout>
);
