import Select from '@cloudscape-design/components/select';
import { useState } from 'react';
import { usePageTitle } from '../../../shared/page-title.ts';
import { SnapshotTable } from './table.tsx';

const WHOSE = [
  { value: 'manual', label: 'Own' },
  { value: 'shared', label: 'Shared with me' },
  { value: 'public', label: 'Public' },
] as const;

export const Component = () => {
  usePageTitle('Snapshots');
  const [whose, setWhose] = useState<(typeof WHOSE)[number]>(WHOSE[0]);
  return (
    <SnapshotTable
      headingTag="h1"
      input={{ SnapshotType: whose.value }}
      empty={
        whose.value === 'manual'
          ? 'No snapshots. Take one on the page of a database.'
          : 'No snapshots of other accounts'
      }
      extraFilter={
        <Select
          ariaLabel="Whose snapshots"
          selectedOption={whose}
          options={WHOSE}
          onChange={({ detail }) =>
            setWhose(WHOSE.find(({ value }) => value === detail.selectedOption.value) ?? WHOSE[0])
          }
        />
      }
    />
  );
};
