import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useSearchParams } from 'react-router';

/** What DescribeParameters itself can look for. */
const KEYS = [
  { value: 'contains', label: 'Name contains', placeholder: 'A part of the name' },
  { value: 'path', label: 'Path', placeholder: '/app/prod' },
  { value: 'type', label: 'Type', placeholder: 'SecureString' },
  { value: 'tier', label: 'Tier', placeholder: 'Advanced' },
  { value: 'key', label: 'Key', placeholder: 'alias/aws/ssm' },
  { value: 'tag', label: 'Tag', placeholder: 'key=value' },
];

export interface ParameterFilter {
  readonly by: string;
  readonly value: string;
}

const filterOf = (by: string, value: string): object => {
  switch (by) {
    case 'path':
      return { Key: 'Path', Option: 'Recursive', Values: [value] };
    case 'type':
      return { Key: 'Type', Option: 'BeginsWith', Values: [value] };
    case 'tier':
      return { Key: 'Tier', Values: [value] };
    case 'key':
      return { Key: 'KeyId', Option: 'BeginsWith', Values: [value] };
    case 'tag': {
      const [key = '', ...rest] = value.split('=');
      return { Key: `tag:${key}`, ...(rest.length === 0 ? {} : { Values: [rest.join('=')] }) };
    }
    default:
      return { Key: 'Name', Option: 'Contains', Values: [value] };
  }
};

/** What of it goes to the API. */
export const inputOf = ({ by, value }: ParameterFilter): object => {
  const wanted = value.trim();
  return wanted === '' ? {} : { ParameterFilters: [filterOf(by, wanted)] };
};

/** The filter in the address, so that a link shows the same. */
export const useParameterFilter = (): readonly [
  ParameterFilter,
  (part: Partial<ParameterFilter>) => void,
] => {
  const [search, setSearch] = useSearchParams();
  const by = KEYS.find(({ value }) => value === search.get('by'))?.value ?? 'contains';
  const filter = { by, value: search.get('value') ?? '' };
  const change = (part: Partial<ParameterFilter>): void => {
    const after = { ...filter, ...part };
    setSearch(
      (before) => {
        const next = new URLSearchParams(before);
        next.set('by', after.by);
        if (after.value === '') next.delete('value');
        else next.set('value', after.value);
        return next;
      },
      { replace: true },
    );
  };
  return [filter, change];
};

interface Props {
  readonly filter: ParameterFilter;
  readonly change: (part: Partial<ParameterFilter>) => void;
}

export const ParameterFilterFields = ({ filter, change }: Props) => {
  const chosen = KEYS.find(({ value }) => value === filter.by);
  return (
    <SpaceBetween direction="horizontal" size="xs" alignItems="center">
      <Select
        selectedOption={chosen ?? null}
        options={KEYS}
        ariaLabel="Search in"
        onChange={({ detail }) => change({ by: detail.selectedOption.value ?? 'contains' })}
      />
      <Input
        type="search"
        value={filter.value}
        placeholder={chosen?.placeholder ?? ''}
        ariaLabel="Search all parameters"
        clearAriaLabel="Clear search"
        onChange={({ detail }) => change({ value: detail.value })}
      />
    </SpaceBetween>
  );
};
