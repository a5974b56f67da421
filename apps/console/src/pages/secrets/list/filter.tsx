import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Toggle from '@cloudscape-design/components/toggle';
import { useSearchParams } from 'react-router';

/** Secrets Manager API Reference, Filter: what ListSecrets itself can look for. */
const KEYS = [
  { value: 'all', label: 'Everything' },
  { value: 'name', label: 'Name' },
  { value: 'description', label: 'Description' },
  { value: 'tag-key', label: 'Tag key' },
  { value: 'tag-value', label: 'Tag value' },
  { value: 'primary-region', label: 'Primary Region' },
  { value: 'owning-service', label: 'Managed by' },
];

export interface SecretFilter {
  readonly by: string;
  readonly value: string;
  readonly withDeleted: boolean;
}

const CHARACTERS = /[^a-zA-Z0-9 :_@/+=.\-!]/g;
const MOST = 512;

/** What of it goes to the API. */
export const inputOf = ({ by, value, withDeleted }: SecretFilter): object => {
  const wanted = value.replaceAll(CHARACTERS, '').trim().slice(0, MOST);
  return {
    ...(wanted === '' ? {} : { Filters: [{ Key: by, Values: [wanted] }] }),
    ...(withDeleted ? { IncludePlannedDeletion: true } : {}),
  };
};

/** The filter in the address, so that a link shows the same. */
export const useSecretFilter = (): readonly [
  SecretFilter,
  (part: Partial<SecretFilter>) => void,
] => {
  const [search, setSearch] = useSearchParams();
  const by = KEYS.find(({ value }) => value === search.get('by'))?.value ?? 'all';
  const filter = {
    by,
    value: search.get('value') ?? '',
    withDeleted: search.get('deleted') === 'shown',
  };
  const change = (part: Partial<SecretFilter>): void => {
    const after = { ...filter, ...part };
    setSearch(
      (before) => {
        const next = new URLSearchParams(before);
        const set = (name: string, value: string): void =>
          value === '' ? next.delete(name) : next.set(name, value);
        set('by', after.by === 'all' ? '' : after.by);
        set('value', after.value);
        set('deleted', after.withDeleted ? 'shown' : '');
        return next;
      },
      { replace: true },
    );
  };
  return [filter, change];
};

interface Props {
  readonly filter: SecretFilter;
  readonly change: (part: Partial<SecretFilter>) => void;
}

export const SecretFilterFields = ({ filter, change }: Props) => (
  <SpaceBetween direction="horizontal" size="xs" alignItems="center">
    <Select
      selectedOption={KEYS.find(({ value }) => value === filter.by) ?? null}
      options={KEYS}
      ariaLabel="Search in"
      onChange={({ detail }) => change({ by: detail.selectedOption.value ?? 'all' })}
    />
    <Input
      type="search"
      value={filter.value}
      placeholder="Begins with; !: not"
      ariaLabel="Search all secrets"
      clearAriaLabel="Clear search"
      onChange={({ detail }) => change({ value: detail.value })}
    />
    <Toggle
      checked={filter.withDeleted}
      onChange={({ detail }) => change({ withDeleted: detail.checked })}
    >
      Show secrets scheduled for deletion
    </Toggle>
  </SpaceBetween>
);
