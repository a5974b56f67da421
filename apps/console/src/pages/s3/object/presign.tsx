import Button from '@cloudscape-design/components/button';
import { useState } from 'react';
import { presignObject } from '../../../api/objects.ts';
import { ChoiceField } from '../../../shared/choice-field.tsx';
import { CopyBlock } from '../../../shared/copy-block.tsx';
import { Dialog } from '../../../shared/dialog.tsx';
import { useAction } from '../../../shared/use-aws.ts';
import type { Chosen } from './chosen.ts';

const LIFETIMES = [
  ['300', '5 minutes'],
  ['3600', '1 hour'],
  ['43200', '12 hours'],
] as const;

const PresignDialog = ({
  chosen,
  close,
}: {
  readonly chosen: Chosen;
  readonly close: () => void;
}) => {
  const { place, key, versionId } = chosen;
  const [seconds, setSeconds] = useState('300');
  const [url, setUrl] = useState<string>();
  const action = useAction();
  const make = async (): Promise<void> => {
    const object = { region: place.aws.region, bucket: place.bucket, key, versionId };
    await action.run(async () =>
      setUrl(await presignObject({ ...object, seconds: Number(seconds) })),
    );
  };
  return (
    <Dialog
      title={`Share ${key} by address`}
      confirmLabel={url === undefined ? 'Make address' : 'Done'}
      busy={action.busy}
      error={action.error}
      size="large"
      close={close}
      confirm={url === undefined ? () => void make() : close}
    >
      <span>
        Whoever has the address gets the object as you could, until it ends or you lose the right.
      </span>
      {url === undefined ? (
        <ChoiceField label="Lives for" value={seconds} options={LIFETIMES} change={setSeconds} />
      ) : (
        <CopyBlock text={url} what="address" />
      )}
    </Dialog>
  );
};

/** A presigned URL of the object. */
export const PresignButton = ({ chosen }: { readonly chosen: Chosen }) => {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>Share by address</Button>
      {open ? <PresignDialog chosen={chosen} close={() => setOpen(false)} /> : null}
    </>
  );
};
