import SpaceBetween from '@cloudscape-design/components/space-between';
import { ChoiceField } from '../../../shared/choice-field.tsx';
import { CopyBlock } from '../../../shared/copy-block.tsx';
import { FileField } from '../../../shared/file-field.tsx';
import { TextField } from '../../../shared/text-field.tsx';
import type { FieldsProps } from './draft.ts';
import { OwnWrapping } from './own-wrapping.tsx';
import { materialBytes } from './wrap.ts';

interface Props extends FieldsProps {
  /** The key is made of raw bytes, which the browser can wrap. */
  readonly raw: boolean;
  readonly hasMaterial: boolean;
}

const WrappedHere = ({ metadata, draft, change }: FieldsProps) => {
  const size = materialBytes(metadata.KeySpec) ?? 0;
  return (
    <SpaceBetween size="m">
      <FileField
        label="File with the key material"
        description="It is wrapped in this browser with KMS's public key, and leaves it wrapped only."
        constraint={`Exactly ${size} random bytes`}
        file={draft.file}
        choose={(file) => change({ file })}
      />
      <CopyBlock text={`openssl rand -out material.bin ${size}`} what="command" />
    </SpaceBetween>
  );
};

export const ImportFields = ({ raw, hasMaterial, ...props }: Props) => {
  const { draft, change } = props;
  return (
    <SpaceBetween size="m">
      {raw ? (
        <ChoiceField
          label="Wrapping"
          value={draft.way}
          options={[
            ['here', 'This page wraps the material'],
            ['own', 'I wrap it myself: download the wrapping key, upload what comes out'],
          ]}
          change={(way) => change({ way: way === 'own' ? 'own' : 'here', file: undefined })}
        />
      ) : null}
      {draft.way === 'here' ? <WrappedHere {...props} /> : <OwnWrapping {...props} />}
      {hasMaterial ? (
        <ChoiceField
          label="What it is"
          value={draft.type}
          options={[
            ['EXISTING_KEY_MATERIAL', 'Material that the key had before, again'],
            ['NEW_KEY_MATERIAL', 'New material, for the next rotation on demand'],
          ]}
          change={(type) => change({ type })}
        />
      ) : null}
      <TextField
        label="Expires (optional)"
        description="KMS deletes the material then; the key can be used again once it is imported again."
        constraint="A date of the next 365 days, such as 2027-12-31"
        value={draft.expires}
        change={(expires) => change({ expires })}
      />
    </SpaceBetween>
  );
};
