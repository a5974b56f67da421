import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import type { ReactNode } from 'react';

interface Props {
  readonly items: readonly (readonly [label: string, value: ReactNode])[];
  readonly columns?: number;
}

/** What is known of a thing, in columns. An empty value is a dash. */
export const Facts = ({ items, columns = 3 }: Props) => (
  <KeyValuePairs
    columns={columns}
    items={items.map(([label, value]) => ({
      label,
      value: value === undefined || value === '' ? '–' : value,
    }))}
  />
);
