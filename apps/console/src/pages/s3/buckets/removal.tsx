import Button from '@cloudscape-design/components/button';
import { type ReactNode, useState } from 'react';
import { Dialog } from '../../../shared/dialog.tsx';
import { useNotifications } from '../../../shared/notifications.tsx';
import { TextField } from '../../../shared/text-field.tsx';
import { useAction } from '../../../shared/use-aws.ts';
import type { Place } from '../shared/place.ts';
import { removeAll } from '../shared/remove.ts';

interface Props {
  readonly bucket: string | undefined;
  readonly place: () => Promise<Place>;
  readonly done: () => void;
}

interface TypedProps {
  readonly label: string;
  readonly bucket: string;
  readonly text: ReactNode;
  readonly act: () => Promise<unknown>;
  readonly close: () => void;
  readonly done: () => void;
}

/** What nobody brings back is asked for by name. */
const TypedDialog = ({ label, bucket, text, act, close, done }: TypedProps) => {
  const [typed, setTyped] = useState('');
  const action = useAction();
  const confirm = async (): Promise<void> => {
    if (!(await action.run(act))) return;
    close();
    done();
  };
  return (
    <Dialog
      title={`${label} bucket ${bucket}`}
      confirmLabel={label}
      busy={action.busy}
      error={action.error}
      disabled={typed !== bucket}
      close={close}
      confirm={() => void confirm()}
    >
      {text}
      <TextField label={`Type ${bucket} to confirm`} value={typed} change={setTyped} />
    </Dialog>
  );
};

export const EmptyButton = ({ bucket, place, done }: Props) => {
  const [open, setOpen] = useState(false);
  const [count, setCount] = useState(0);
  const { succeeded } = useNotifications();
  return (
    <>
      <Button disabled={bucket === undefined} onClick={() => setOpen(true)}>
        Empty
      </Button>
      {open && bucket !== undefined ? (
        <TypedDialog
          label="Empty"
          bucket={bucket}
          text={
            <span aria-live="polite">
              Every object and every version of it is deleted for good.
              {count > 0 ? ` ${count} deleted so far.` : ''}
            </span>
          }
          act={async () => {
            setCount(0);
            await removeAll(await place(), '', setCount);
          }}
          close={() => setOpen(false)}
          done={() => {
            succeeded(`Bucket ${bucket} emptied.`);
            done();
          }}
        />
      ) : null}
    </>
  );
};

export const DeleteButton = ({ bucket, place, done }: Props) => {
  const [open, setOpen] = useState(false);
  const { succeeded } = useNotifications();
  return (
    <>
      <Button disabled={bucket === undefined} onClick={() => setOpen(true)}>
        Delete
      </Button>
      {open && bucket !== undefined ? (
        <TypedDialog
          label="Delete"
          bucket={bucket}
          text="The bucket must be empty. Its name may be taken by anybody afterwards, and whoever still writes to it writes to them."
          act={async () => {
            const { aws } = await place();
            await aws.call('s3', 'DeleteBucket', { Bucket: bucket });
          }}
          close={() => setOpen(false)}
          done={() => {
            succeeded(`Bucket ${bucket} deleted.`);
            done();
          }}
        />
      ) : null}
    </>
  );
};
