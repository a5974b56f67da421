import CollectionPreferences, {
  type CollectionPreferencesProps,
} from '@cloudscape-design/components/collection-preferences';
import { useState } from 'react';
import { COLUMNS, USUAL } from './columns.tsx';

interface ListPreferences {
  readonly size: number;
  readonly columns: readonly string[];
}

const KEY = 'gatehouse.findings';
const SIZES = [20, 50, 100];
const DEFAULT: ListPreferences = { size: 20, columns: USUAL };

const kept = (): ListPreferences => {
  try {
    const parsed: unknown = JSON.parse(localStorage.getItem(KEY) ?? 'null');
    if (parsed === null || typeof parsed !== 'object') return DEFAULT;
    const size: unknown = Reflect.get(parsed, 'size');
    const columns: unknown = Reflect.get(parsed, 'columns');
    return {
      size: SIZES.find((known) => known === size) ?? DEFAULT.size,
      columns: Array.isArray(columns)
        ? COLUMNS.map(({ id }) => id).filter((id) => columns.includes(id))
        : DEFAULT.columns,
    };
  } catch {
    // A browser that keeps nothing.
    return DEFAULT;
  }
};

/** How many rows and which columns, kept in this browser. */
export const useListPreferences = (): readonly [
  ListPreferences,
  (next: ListPreferences) => void,
] => {
  const [preferences, setPreferences] = useState(kept);
  return [
    preferences,
    (next) => {
      setPreferences(next);
      try {
        localStorage.setItem(KEY, JSON.stringify(next));
      } catch {
        // Then they last as long as the page.
      }
    },
  ];
};

interface Props {
  readonly value: ListPreferences;
  readonly change: (next: ListPreferences) => void;
}

export const Preferences = ({ value, change }: Props) => {
  const take = ({ pageSize, visibleContent }: CollectionPreferencesProps.Preferences): void =>
    change({ size: pageSize ?? value.size, columns: visibleContent ?? value.columns });
  return (
    <CollectionPreferences
      title="Preferences"
      confirmLabel="Save"
      cancelLabel="Cancel"
      preferences={{ pageSize: value.size, visibleContent: value.columns }}
      pageSizePreference={{
        title: 'Findings on a page',
        options: SIZES.map((size) => ({ value: size, label: `${size} findings` })),
      }}
      visibleContentPreference={{
        title: 'Columns',
        options: [
          {
            label: 'Findings',
            options: COLUMNS.map(({ id, header }) => ({
              id,
              label: header,
              editable: id !== 'Title',
            })),
          },
        ],
      }}
      onConfirm={({ detail }) => take(detail)}
    />
  );
};
