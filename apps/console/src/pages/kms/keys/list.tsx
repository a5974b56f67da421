import { useMemo, useState } from 'react';
import { useAwsClient } from '../../../session/session-context.tsx';
import { AwsTable } from '../../../shared/aws-table.tsx';
import { GoButton } from '../../../shared/go-button.tsx';
import { usePageTitle } from '../../../shared/page-title.ts';
import { isMoving } from '../shared/state.tsx';
import { CUSTOMER_COLUMNS } from './columns.tsx';
import { type KeyRow, keyPages } from './rows.ts';
import { SelectedButtons } from './selected.tsx';

/** The keys that the account made, and decides about. */
export const Component = () => {
  const aws = useAwsClient();
  const [selected, select] = useState<readonly KeyRow[]>([]);
  const [turn, setTurn] = useState(0);
  const load = useMemo(() => keyPages(aws, 'CUSTOMER'), [aws]);
  usePageTitle('Customer managed keys');
  const create = (
    <GoButton to="/kms/keys/create" variant="primary">
      Create key
    </GoButton>
  );
  return (
    <AwsTable
      title="Customer managed keys"
      headingTag="h1"
      variant="full-page"
      description="Keys that this account made and decides about, in this Region."
      columns={CUSTOMER_COLUMNS}
      loadKey={`keys ${aws.region}`}
      turn={turn}
      load={load}
      idOf={({ id }) => id}
      empty="No customer managed keys in this Region"
      emptyAction={create}
      filterLabel="Filter by alias, ID, status, spec or tag"
      isMoving={({ metadata }) => isMoving(metadata?.KeyState)}
      selection={{ type: 'multi', selected, select }}
      actions={
        <>
          <SelectedButtons
            keys={selected}
            changed={() => {
              select([]);
              setTurn((before) => before + 1);
            }}
          />
          {create}
        </>
      }
    />
  );
};
