import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import type { Aws } from '../../../api/aws.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { EditButtons } from '../../../shared/edit-buttons.tsx';
import { ErrorAlert } from '../../../shared/error-alert.tsx';
import { Facts } from '../../../shared/facts.tsx';
import { type EditedTag, TagEditor } from '../../../shared/tag-editor.tsx';
import { useAction } from '../../../shared/use-aws.ts';

interface Attribute {
  readonly Name?: string | undefined;
  readonly Value?: string | undefined;
}

interface Props {
  readonly pool: string;
  readonly name: string;
  readonly attributes: readonly Attribute[];
  readonly changed: () => void;
}

/** The pool makes these itself and lets nobody change them. */
const FIXED = new Set(['sub', 'identities']);

const editable = (attributes: readonly Attribute[]): readonly EditedTag[] =>
  attributes.flatMap(({ Name = '', Value = '' }) =>
    FIXED.has(Name) ? [] : [{ key: Name, value: Value }],
  );

const saveAttributes = async (
  aws: Aws,
  user: { readonly UserPoolId: string; readonly Username: string },
  before: readonly EditedTag[],
  after: readonly EditedTag[],
): Promise<void> => {
  const removed = before.filter(({ key }) => !after.some((one) => one.key === key));
  const set = after.filter(
    ({ key, value }) => !before.some((one) => one.key === key && one.value === value),
  );
  if (removed.length > 0)
    await aws.call('cognito-idp', 'AdminDeleteUserAttributes', {
      ...user,
      UserAttributeNames: removed.map(({ key }) => key),
    });
  if (set.length > 0)
    await aws.call('cognito-idp', 'AdminUpdateUserAttributes', {
      ...user,
      UserAttributes: set.map(({ key, value }) => ({ Name: key, Value: value })),
    });
};

export const UserAttributes = ({ pool, name, attributes, changed }: Props) => {
  const aws = useAwsClient();
  const action = useAction();
  const [edited, setEdited] = useState<readonly EditedTag[]>();
  const close = (): void => {
    setEdited(undefined);
    action.clear();
  };
  const save = async (): Promise<void> => {
    const user = { UserPoolId: pool, Username: name };
    const done = await action.run(() =>
      saveAttributes(aws, user, editable(attributes), edited ?? []),
    );
    if (!done) return;
    close();
    changed();
  };
  const buttons = (
    <EditButtons
      editing={edited !== undefined}
      busy={action.busy}
      editLabel="Edit attributes"
      saveLabel="Save attributes"
      edit={() => setEdited(editable(attributes))}
      cancel={close}
      save={() => void save()}
    />
  );
  return (
    <Container
      header={
        <Header variant="h2" counter={`(${attributes.length})`} actions={buttons}>
          Attributes
        </Header>
      }
    >
      <SpaceBetween size="m">
        {edited === undefined ? (
          <Facts items={attributes.map(({ Name = '', Value }) => [Name, Value])} />
        ) : (
          <TagEditor tags={edited} change={setEdited} word="attribute" empty="No attributes." />
        )}
        <ErrorAlert error={action.error} />
      </SpaceBetween>
    </Container>
  );
};
