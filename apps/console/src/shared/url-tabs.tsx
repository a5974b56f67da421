import Tabs from '@cloudscape-design/components/tabs';
import type { ReactNode } from 'react';
import { useSearchParams } from 'react-router';

interface Props {
  readonly label: string;
  readonly tabs: readonly (readonly [id: string, label: string, content: ReactNode])[];
  /** What of the address says what the page is about; the rest was about the tab that one leaves. */
  readonly keep?: readonly string[];
}

/** Tabs whose choice is in the address. */
export const UrlTabs = ({ label, tabs, keep = [] }: Props) => {
  const [search, setSearch] = useSearchParams();
  const first = tabs[0]?.[0] ?? '';
  const active = search.get('tab') ?? first;
  return (
    <Tabs
      ariaLabel={label}
      activeTabId={active}
      tabs={tabs.map(([id, text, content]) => ({ id, label: text, content }))}
      onChange={({ detail }) =>
        setSearch(
          [
            ...[...search].filter(([name]) => keep.includes(name)),
            ...(detail.activeTabId === first
              ? []
              : [['tab', detail.activeTabId] as [string, string]]),
          ],
          { replace: true },
        )
      }
    />
  );
};
