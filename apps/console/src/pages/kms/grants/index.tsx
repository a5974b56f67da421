import SegmentedControl from '@cloudscape-design/components/segmented-control';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useSearchParams } from 'react-router';
import type { OfKey } from '../shared/of-key.ts';
import { GrantsTable } from './table.tsx';
import { GrantTreeView } from './tree.tsx';

/** Who may use the key beside the policies: as a list, or by who delegated to whom. */
export const Grants = (of: OfKey) => {
  const [search, setSearch] = useSearchParams();
  const view = search.get('view') === 'tree' ? 'tree' : 'table';
  return (
    <SpaceBetween size="m">
      <SegmentedControl
        label="View of the grants"
        selectedId={view}
        options={[
          { id: 'table', text: 'List' },
          { id: 'tree', text: 'Tree' },
        ]}
        onChange={({ detail }) =>
          setSearch(
            { tab: 'grants', ...(detail.selectedId === 'tree' ? { view: 'tree' } : {}) },
            { replace: true },
          )
        }
      />
      {view === 'tree' ? <GrantTreeView {...of} /> : <GrantsTable {...of} />}
    </SpaceBetween>
  );
};
