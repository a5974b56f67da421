import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { ErrorAlert } from './error-alert.tsx';
import { Facts } from './facts.tsx';
import { type EditedTag, TagEditor } from './tag-editor.tsx';
import { useAction } from './use-aws.ts';

interface Props {
  readonly tags: readonly EditedTag[];
  readonly save?: (added: readonly EditedTag[], removedKeys: readonly string[]) => Promise<unknown>;
  readonly saved?: () => void;
}

interface Difference {
  readonly added: readonly EditedTag[];
  readonly removed: readonly string[];
}

const difference = (before: readonly EditedTag[], after: readonly EditedTag[]): Difference => ({
  added: after.filter(
    ({ key, value }) => !before.some((tag) => tag.key === key && tag.value === value),
  ),
  removed: before.map(({ key }) => key).filter((key) => !after.some((tag) => tag.key === key)),
});

/** The tags of a thing, to be seen and, in place, changed. */
export const TagsSection = ({ tags, save, saved }: Props) => {
  const [edited, setEdited] = useState<readonly EditedTag[]>();
  const action = useAction();
  const close = (): void => {
    setEdited(undefined);
    action.clear();
  };
  const submit = async (): Promise<void> => {
    const { added, removed } = difference(tags, edited ?? []);
    if (!(await action.run(async () => save?.(added, removed)))) return;
    close();
    saved?.();
  };
  const buttons =
    edited === undefined ? (
      <Button onClick={() => setEdited(tags)}>Manage tags</Button>
    ) : (
      <SpaceBetween direction="horizontal" size="xs">
        <Button onClick={close}>Cancel</Button>
        <Button variant="primary" loading={action.busy} onClick={() => void submit()}>
          Save tags
        </Button>
      </SpaceBetween>
    );
  return (
    <Container
      header={
        <Header
          variant="h2"
          counter={`(${tags.length})`}
          actions={save === undefined ? undefined : buttons}
        >
          Tags
        </Header>
      }
    >
      <SpaceBetween size="m">
        {edited === undefined ? (
          tags.length === 0 ? (
            'No tags.'
          ) : (
            <Facts items={tags.map(({ key, value }) => [key, value])} />
          )
        ) : (
          <TagEditor tags={edited} change={setEdited} />
        )}
        <ErrorAlert error={action.error} />
      </SpaceBetween>
    </Container>
  );
};
