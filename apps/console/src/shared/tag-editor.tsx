import AttributeEditor from '@cloudscape-design/components/attribute-editor';
import Input from '@cloudscape-design/components/input';

export interface EditedTag {
  readonly key: string;
  readonly value: string;
}

interface Props {
  readonly tags: readonly EditedTag[];
  readonly change: (tags: readonly EditedTag[]) => void;
  readonly empty?: string;
  /** What one of them is called, where it is not a tag. */
  readonly word?: string;
  readonly most?: number;
}

const MOST = 50;

const replaced = (
  tags: readonly EditedTag[],
  index: number,
  change: Partial<EditedTag>,
): readonly EditedTag[] => tags.map((tag, at) => (at === index ? { ...tag, ...change } : tag));

/** Keys and values of tags. What AWS does not accept it says itself: the same words as everywhere. */
export const TagEditor = ({
  tags,
  change,
  empty = 'No tags.',
  word = 'tag',
  most = MOST,
}: Props) => (
  <AttributeEditor
    items={[...tags]}
    addButtonText={`Add ${word}`}
    removeButtonText="Remove"
    removeButtonAriaLabel={(tag) => `Remove ${word} ${tag.key}`}
    empty={empty}
    disableAddButton={tags.length >= most}
    additionalInfo={`${most - tags.length} more ${word}s can be added.`}
    onAddButtonClick={() => change([...tags, { key: '', value: '' }])}
    onRemoveButtonClick={({ detail }) => change(tags.filter((_, at) => at !== detail.itemIndex))}
    definition={[
      {
        label: 'Key',
        control: (tag, index) => (
          <Input
            value={tag.key}
            ariaLabel={`Key of ${word} ${index + 1}`}
            onChange={({ detail }) => change(replaced(tags, index, { key: detail.value }))}
          />
        ),
      },
      {
        label: 'Value',
        control: (tag, index) => (
          <Input
            value={tag.value}
            ariaLabel={`Value of ${word} ${index + 1}`}
            onChange={({ detail }) => change(replaced(tags, index, { value: detail.value }))}
          />
        ),
      },
    ]}
  />
);
