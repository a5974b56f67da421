import Box from '@cloudscape-design/components/box';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { TagEditor } from '../../../shared/tag-editor.tsx';
import { TextAreaField } from '../../../shared/text-area-field.tsx';
import { inForm, pairsOf, type ValueDraft } from './draft.ts';

interface Props {
  readonly value: ValueDraft;
  readonly change: (value: ValueDraft) => void;
}

/** What is kept secret: pairs, which are stored as JSON, or any text. */
export const ValueFields = ({ value, change }: Props) => {
  const isStuck =
    value.as === 'text' && value.text.trim() !== '' && pairsOf(value.text) === undefined;
  return (
    <SpaceBetween size="m">
      <SegmentedControl
        label="Form of the secret"
        selectedId={value.as}
        options={[
          { id: 'pairs', text: 'Key/value', disabled: isStuck },
          { id: 'text', text: 'Plaintext' },
        ]}
        onChange={({ detail }) =>
          change(inForm(value, detail.selectedId === 'text' ? 'text' : 'pairs'))
        }
      />
      {value.as === 'pairs' ? (
        <TagEditor
          tags={value.pairs}
          change={(pairs) => change({ ...value, pairs })}
          word="pair"
          empty="No pairs."
          most={100}
        />
      ) : (
        <TextAreaField
          label="Plaintext"
          constraint="At most 65 536 bytes"
          value={value.text}
          rows={8}
          change={(text) => change({ ...value, text })}
        />
      )}
      {isStuck ? (
        <Box color="text-body-secondary">
          This text is no JSON object of texts, so it cannot be shown as pairs.
        </Box>
      ) : null}
    </SpaceBetween>
  );
};
