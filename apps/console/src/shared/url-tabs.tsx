import Tabs from '@cloudscape-design/components/tabs';
import type { ReactNode } from 'react';
import { useSearchParams } from 'react-router';

interface Props {
  readonly label: string;
  readonly tabs: readonly (readonly [id: string, label: string, content: ReactNode])[];
}

/** Tabs whose choice is in the address. */
export const UrlTabs = ({ label, tabs }: Props) => {
  const [search, setSearch] = useSearchParams();
  const first = tabs[0]?.[0] ?? '';
  const active = search.get('tab') ?? first;
  return (
    <Tabs
      ariaLabel={label}
      activeTabId={active}
      tabs={tabs.map(([id, text, content]) => ({ id, label: text, content }))}
      onChange={({ detail }) =>
        setSearch(detail.activeTabId === first ? {} : { tab: detail.activeTabId }, {
          replace: true,
        })
      }
    />
  );
};
