import Button from '@cloudscape-design/components/button';
import { useState } from 'react';
import { uploadObject } from '../../../api/objects.ts';
import { Dialog } from '../../../shared/dialog.tsx';
import { TextField } from '../../../shared/text-field.tsx';
import { useAction } from '../../../shared/use-aws.ts';
import type { Place } from '../shared/place.ts';

interface Props {
  readonly place: Place;
  readonly prefix: string;
  readonly done: () => void;
}

/** A folder is an object of no bytes whose key ends with a slash. */
export const FolderButton = ({ place: { aws, bucket }, prefix, done }: Props) => {
  const [name, setName] = useState<string>();
  const action = useAction();
  const close = (): void => {
    setName(undefined);
    action.clear();
  };
  const create = async (): Promise<void> => {
    const key = `${prefix}${(name ?? '').trim().replace(/\/+$/, '')}/`;
    const nothing = new File([], '', { type: 'application/x-directory' });
    const { signal } = new AbortController();
    const made = await action.run(() =>
      uploadObject({ region: aws.region, bucket, key }, nothing, () => {}, signal),
    );
    if (!made) return;
    close();
    done();
  };
  return (
    <>
      <Button onClick={() => setName('')}>Create folder</Button>
      {name === undefined ? null : (
        <Dialog
          title="Create folder"
          confirmLabel="Create folder"
          busy={action.busy}
          error={action.error}
          disabled={name.trim() === ''}
          close={close}
          confirm={() => void create()}
        >
          <TextField label="Folder name" value={name} change={setName} />
        </Dialog>
      )}
    </>
  );
};
