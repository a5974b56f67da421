import Button from '@cloudscape-design/components/button';
import { useState } from 'react';
import { toApiError } from '../../../api/api-error.ts';
import { detection } from '../../../api/detection/client.ts';
import type { Shown, TrapView } from '../../../api/detection/traps.ts';
import { AwsTable } from '../../../shared/aws-table.tsx';
import { ConfirmButton } from '../../../shared/confirm.tsx';
import { OpenButton } from '../../../shared/form-dialog.tsx';
import { GoButton } from '../../../shared/go-button.tsx';
import { useNotifications } from '../../../shared/notifications.tsx';
import { usePageTitle } from '../../../shared/page-title.ts';
import { useLoad } from '../../../shared/use-aws.ts';
import { NotFound } from '../../../shell/not-found.tsx';
import { alertsPath } from '../shared/paths.ts';
import { TRAP_COLUMNS } from './columns.tsx';
import { CreateTrap } from './create.tsx';
import { ShownOnce } from './shown-once.tsx';

const NOT_FOUND = 404;

interface Told {
  readonly name: string;
  readonly secret: Shown;
}

interface ActionsProps {
  readonly trap: TrapView | undefined;
  readonly changed: () => void;
  readonly tell: (told: Told) => void;
}

const nameOf = (trap: TrapView | undefined): string => trap?.name ?? 'the trap';

/** What one does with a trap, told of when it is done. */
const useTrapAction = ({ trap, changed, tell }: ActionsProps) => {
  const { succeeded, failed } = useNotifications();
  const [busy, setBusy] = useState(false);
  const id = trap?.id ?? '';
  const act = async (work: () => Promise<string>): Promise<void> => {
    setBusy(true);
    try {
      succeeded(await work());
    } catch (error) {
      failed(toApiError(error), `${nameOf(trap)} was not changed`);
    }
    setBusy(false);
    changed();
  };
  const verify = async (): Promise<string> => {
    const { trap: seen } = await detection.verifyTrap({ id });
    return seen.drift.length === 0
      ? `${nameOf(seen)} is as it was made.`
      : `${nameOf(seen)}: ${seen.drift.join('; ')}`;
  };
  const reveal = async (): Promise<string> => {
    const { secret } = await detection.revealTrap({ id });
    if (secret === undefined) return 'There is nothing that was not shown yet.';
    tell({ name: nameOf(trap), secret });
    return 'Shown this once.';
  };
  return { busy, verify: () => void act(verify), reveal: () => void act(reveal) };
};

const RowActions = (props: ActionsProps) => {
  const { trap, changed, tell } = props;
  const { succeeded } = useNotifications();
  const { busy, verify, reveal } = useTrapAction(props);
  const id = trap?.id ?? '';
  const isThere = trap !== undefined && trap.state !== 'removed' && trap.state !== 'removing';
  const done = (what: string) => (): void => {
    succeeded(`${nameOf(trap)} is being ${what}.`);
    changed();
  };
  return (
    <>
      {trap?.hasSecret === true ? (
        <Button loading={busy} onClick={reveal}>
          Show credentials once
        </Button>
      ) : null}
      <Button disabled={!isThere} loading={busy} onClick={verify}>
        Verify
      </Button>
      <ConfirmButton
        label="Rotate"
        title={`Rotate ${nameOf(trap)}`}
        text="It gets a new name, key and contents. The old ones are still watched for a while."
        disabled={!isThere}
        act={async () => {
          const { trap: next, secret } = await detection.rotateTrap({ id });
          if (secret !== undefined) tell({ name: nameOf(next), secret });
        }}
        done={done('rotated')}
      />
      <ConfirmButton
        label="Remove"
        title={`Remove ${nameOf(trap)}`}
        text="What was made for it is deleted. Its credentials stay watched."
        disabled={!isThere}
        act={() => detection.removeTrap({ id })}
        done={done('removed')}
      />
    </>
  );
};

interface CreateProps extends Pick<ActionsProps, 'changed' | 'tell'> {
  readonly accounts: readonly string[];
}

const CreateButton = ({ accounts, changed, tell }: CreateProps) => {
  const { succeeded } = useNotifications();
  return (
    <OpenButton label="Create trap" variant="primary">
      {(close) => (
        <CreateTrap
          accounts={accounts}
          close={close}
          made={({ trap, secret }) => {
            close();
            changed();
            succeeded(`Trap ${nameOf(trap)} is set.`);
            if (secret !== undefined) tell({ name: nameOf(trap), secret });
          }}
        />
      )}
    </OpenButton>
  );
};

/** Traps, for who administers Security Hub; everybody else is told that there is nothing here. */
export const Component = () => {
  const [selected, select] = useState<readonly TrapView[]>([]);
  const [turn, setTurn] = useState(0);
  const [told, tell] = useState<Told>();
  const places = useLoad(
    'trap accounts',
    async (signal) => (await detection.traps(signal)).accounts,
  );
  usePageTitle(places.data === undefined ? 'Detection' : 'Traps');
  const changed = (): void => {
    select([]);
    setTurn((before) => before + 1);
  };
  const actions = (
    <>
      <GoButton to={alertsPath({ origins: 'trap' })}>Alerts of traps</GoButton>
      <RowActions trap={selected[0]} changed={changed} tell={tell} />
      <CreateButton accounts={places.data ?? []} changed={changed} tell={tell} />
    </>
  );
  // Who may not know of traps learns no more here than of any address that there is not.
  if (places.error?.status === NOT_FOUND) return <NotFound />;
  if (places.data === undefined && places.error === undefined) return null;
  return (
    <>
      <AwsTable
        title="Traps"
        headingTag="h1"
        variant="full-page"
        description="Users, roles, keys and stores that nobody needs: whoever touches one is looking around."
        columns={TRAP_COLUMNS}
        loadKey="traps"
        load={async (_token, signal) => ({ items: (await detection.traps(signal)).traps })}
        turn={turn}
        live
        idOf={({ id }) => id}
        empty="No traps yet"
        filterLabel="Filter traps"
        wrapLines
        {...(places.data === undefined
          ? {}
          : { selection: { type: 'single' as const, selected, select }, actions })}
      />
      {told === undefined ? null : (
        <ShownOnce name={told.name} secret={told.secret} close={() => tell(undefined)} />
      )}
    </>
  );
};
