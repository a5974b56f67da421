import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useAwsClient } from '../../../session/session-context.tsx';
import { Copyable } from '../../../shared/copyable.tsx';
import { Facts } from '../../../shared/facts.tsx';
import { FormDialog, OpenButton } from '../../../shared/form-dialog.tsx';
import { RelatedLinks } from '../../../shared/related-links.tsx';
import { TextField } from '../../../shared/text-field.tsx';
import { Time } from '../../../shared/time.tsx';
import { useForm } from '../../../shared/use-form.ts';
import { KeyField } from '../shared/key-field.tsx';
import { DEFAULT_KEY, isDeleted, isReplica, type OfSecret } from '../shared/names.ts';
import { SecretValue } from './value.tsx';

const EditDialog = ({ secret, changed, close }: OfSecret & { readonly close: () => void }) => {
  const aws = useAwsClient();
  const before = { description: secret.Description ?? '', key: secret.KmsKeyId ?? '' };
  const form = useForm(
    before,
    ({ description, key }) =>
      aws.call('secretsmanager', 'UpdateSecret', {
        SecretId: secret.ARN,
        ClientRequestToken: crypto.randomUUID(),
        Description: description,
        ...(key === before.key ? {} : { KmsKeyId: key === '' ? `alias/${DEFAULT_KEY}` : key }),
      }),
    () => {
      close();
      changed();
    },
  );
  const { draft, change } = form;
  return (
    <FormDialog title="Edit secret" confirmLabel="Save" form={form} close={close}>
      <TextField
        label="Description"
        value={draft.description}
        change={(description) => change({ description })}
      />
      <KeyField value={draft.key} change={(key) => change({ key })} />
    </FormDialog>
  );
};

export const Details = (of: OfSecret) => {
  const { region } = useAwsClient();
  const { secret } = of;
  const { ARN = '' } = secret;
  const isFixed = isDeleted(secret) || isReplica(secret, region);
  return (
    <SpaceBetween size="l">
      <Container
        header={
          <Header
            variant="h2"
            actions={
              isFixed ? undefined : (
                <OpenButton label="Edit secret">
                  {(close) => <EditDialog {...of} close={close} />}
                </OpenButton>
              )
            }
          >
            Secret details
          </Header>
        }
      >
        <SpaceBetween size="m">
          <Facts
            items={[
              ['Encryption key', secret.KmsKeyId ?? DEFAULT_KEY],
              ['Secret name', <Copyable key="name" text={secret.Name} what="name" />],
              ['Secret ARN', <Copyable key="arn" text={ARN} what="ARN" />],
              ['Description', secret.Description],
              ['Created', <Time key="created" at={secret.CreatedDate} />],
              ['Last changed', <Time key="changed" at={secret.LastChangedDate} />],
              [
                'Last retrieved (day, UTC)',
                secret.LastAccessedDate === undefined
                  ? 'Never'
                  : secret.LastAccessedDate.slice(0, 10),
              ],
              ['Managed by', secret.OwningService ?? 'This account'],
              ['Primary Region', secret.PrimaryRegion],
            ]}
          />
          <RelatedLinks arn={ARN} name={ARN} />
        </SpaceBetween>
      </Container>
      {isDeleted(secret) ? null : <SecretValue {...of} />}
    </SpaceBetween>
  );
};
