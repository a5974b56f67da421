import type { HeadObjectOutput } from '@aws-sdk/client-s3';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import type { Json } from '../../../api/json.ts';
import { EditButtons } from '../../../shared/edit-buttons.tsx';
import { ErrorAlert } from '../../../shared/error-alert.tsx';
import { Facts } from '../../../shared/facts.tsx';
import { type EditedTag, TagEditor } from '../../../shared/tag-editor.tsx';
import { TextField } from '../../../shared/text-field.tsx';
import { useAction } from '../../../shared/use-aws.ts';
import type { Chosen } from './chosen.ts';

const SYSTEM = [
  ['ContentType', 'Content-Type'],
  ['CacheControl', 'Cache-Control'],
  ['ContentDisposition', 'Content-Disposition'],
  ['ContentEncoding', 'Content-Encoding'],
  ['ContentLanguage', 'Content-Language'],
] as const;

interface Edited {
  readonly system: Readonly<Record<string, string>>;
  readonly own: readonly EditedTag[];
}

interface Props {
  readonly chosen: Chosen;
  readonly head: Json<HeadObjectOutput>;
  readonly changed: () => void;
}

const edited = (head: Json<HeadObjectOutput>): Edited => ({
  system: Object.fromEntries(SYSTEM.map(([member]) => [member, head[member] ?? ''])),
  own: Object.entries(head.Metadata ?? {}).map(([key, value]) => ({ key, value })),
});

/** S3 keeps metadata with the content: changing it is copying the object onto itself. */
const copyInput = ({ place, key, versionId }: Chosen, { system, own }: Edited): object => {
  const path = `${place.bucket}/${key.split('/').map(encodeURIComponent).join('/')}`;
  return {
    Bucket: place.bucket,
    Key: key,
    CopySource:
      versionId === undefined ? path : `${path}?versionId=${encodeURIComponent(versionId)}`,
    MetadataDirective: 'REPLACE',
    Metadata: Object.fromEntries(own.map((one) => [one.key, one.value])),
    ...Object.fromEntries(Object.entries(system).filter(([, value]) => value.trim() !== '')),
  };
};

interface FieldsProps {
  readonly draft: Edited;
  readonly change: (draft: Edited) => void;
}

const Fields = ({ draft, change }: FieldsProps) => (
  <>
    {SYSTEM.map(([member, label]) => (
      <TextField
        key={member}
        label={label}
        value={draft.system[member] ?? ''}
        change={(value) => change({ ...draft, system: { ...draft.system, [member]: value } })}
      />
    ))}
    <TagEditor
      tags={draft.own}
      change={(own) => change({ ...draft, own })}
      empty="No metadata of one's own."
      word="header"
    />
  </>
);

export const Metadata = ({ chosen, head, changed }: Props) => {
  const [draft, setDraft] = useState<Edited>();
  const action = useAction();
  const current = edited(head);
  const close = (): void => {
    setDraft(undefined);
    action.clear();
  };
  const save = async (): Promise<void> => {
    if (draft === undefined) return;
    const done = await action.run(() =>
      chosen.place.aws.call('s3', 'CopyObject', copyInput(chosen, draft)),
    );
    if (!done) return;
    close();
    changed();
  };
  const buttons = (
    <EditButtons
      editing={draft !== undefined}
      busy={action.busy}
      editLabel="Edit metadata"
      saveLabel="Save metadata"
      edit={() => setDraft(current)}
      cancel={close}
      save={() => void save()}
    />
  );
  return (
    <Container
      header={
        <Header variant="h2" description="What comes with the object as headers." actions={buttons}>
          Metadata
        </Header>
      }
    >
      <SpaceBetween size="m">
        {draft === undefined ? (
          <Facts
            items={[
              ...SYSTEM.map(([member, label]) => [label, current.system[member]] as const),
              ...current.own.map(({ key, value }) => [`x-amz-meta-${key}`, value] as const),
            ]}
          />
        ) : (
          <Fields draft={draft} change={setDraft} />
        )}
        <ErrorAlert error={action.error} />
      </SpaceBetween>
    </Container>
  );
};
