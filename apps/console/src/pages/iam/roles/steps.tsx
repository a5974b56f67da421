import Box from '@cloudscape-design/components/box';
import Checkbox from '@cloudscape-design/components/checkbox';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Tiles from '@cloudscape-design/components/tiles';
import { Facts } from '../../../shared/facts.tsx';
import { JsonEditor } from '../../../shared/json-editor.tsx';
import { TagEditor } from '../../../shared/tag-editor.tsx';
import { TextField } from '../../../shared/text-field.tsx';
import { usePolicyRemarks } from '../../../shared/use-policy-remarks.ts';
import { type RoleDraft, type TrustedEntity, trustPolicy } from './draft.ts';

interface Props {
  readonly draft: RoleDraft;
  readonly change: (change: Partial<RoleDraft>) => void;
}

const ENTITIES = [
  {
    value: 'account',
    label: 'Another AWS account',
    description: 'Users and roles of this or another account may assume the role.',
  },
  {
    value: 'service',
    label: 'AWS service',
    description: 'A service such as ECS acts for you with the role.',
  },
  {
    value: 'custom',
    label: 'Custom trust policy',
    description: 'Write the trust policy as JSON.',
  },
] as const;

const isEntity = (value: string): value is TrustedEntity =>
  ENTITIES.some((entity) => entity.value === value);

const OfAccount = ({ draft, change }: Props) => (
  <SpaceBetween size="m">
    <TextField
      label="Account ID"
      description="The account whose users and roles may be allowed to assume this role."
      constraint="12 digits"
      name="accountId"
      value={draft.account}
      change={(account) => change({ account })}
    />
    <FormField label="Options" stretch>
      <SpaceBetween size="xs">
        <Checkbox
          checked={draft.requiresExternalId}
          description="Best when a third party will assume this role."
          onChange={({ detail }) => change({ requiresExternalId: detail.checked })}
        >
          Require external ID
        </Checkbox>
        <Checkbox
          checked={draft.requiresMfa}
          description="Only sessions that were proven with an MFA device may assume the role."
          onChange={({ detail }) => change({ requiresMfa: detail.checked })}
        >
          Require MFA
        </Checkbox>
      </SpaceBetween>
    </FormField>
    {draft.requiresExternalId ? (
      <TextField
        label="External ID"
        value={draft.externalId}
        change={(externalId) => change({ externalId })}
      />
    ) : null}
  </SpaceBetween>
);

const CustomTrust = ({ draft, change }: Props) => {
  const remarks = usePolicyRemarks(
    draft.customTrust,
    'RESOURCE_POLICY',
    'AWS::IAM::AssumeRolePolicyDocument',
  );
  return (
    <JsonEditor
      label="Trust policy"
      value={draft.customTrust}
      change={(customTrust) => change({ customTrust })}
      remarks={remarks}
    />
  );
};

export const TrustStep = ({ draft, change }: Props) => (
  <SpaceBetween size="l">
    <Container header={<Header variant="h2">Trusted entity type</Header>}>
      <Tiles
        ariaLabel="Trusted entity type"
        columns={3}
        value={draft.entity}
        items={[...ENTITIES]}
        onChange={({ detail }) => {
          if (!isEntity(detail.value)) return;
          change({ entity: detail.value, customTrust: draft.customTrust || trustPolicy(draft) });
        }}
      />
    </Container>
    <Container header={<Header variant="h2">Who may assume the role</Header>}>
      {draft.entity === 'account' ? <OfAccount draft={draft} change={change} /> : null}
      {draft.entity === 'service' ? (
        <TextField
          label="Service principal"
          description="For example ecs-tasks.amazonaws.com."
          value={draft.service}
          change={(service) => change({ service })}
        />
      ) : null}
      {draft.entity === 'custom' ? <CustomTrust draft={draft} change={change} /> : null}
    </Container>
  </SpaceBetween>
);

export const TagsStep = ({ draft, change }: Props) => (
  <Container
    header={
      <Header
        variant="h2"
        description="Tags of a role are compared with those of resources by attribute-based policies, as aws:PrincipalTag."
      >
        Tags
      </Header>
    }
  >
    <TagEditor tags={draft.tags} change={(tags) => change({ tags })} />
  </Container>
);

export const ReviewStep = ({ draft, change }: Props) => (
  <SpaceBetween size="l">
    <Container header={<Header variant="h2">Role details</Header>}>
      <SpaceBetween size="m">
        <TextField
          label="Role name"
          constraint="Up to 64 letters, digits and +=,.@-_"
          name="roleName"
          value={draft.name}
          change={(name) => change({ name })}
        />
        <TextField
          label="Description"
          value={draft.description}
          change={(description) => change({ description })}
        />
      </SpaceBetween>
    </Container>
    <Container header={<Header variant="h2">Trust policy</Header>}>
      <JsonEditor label="Trust policy" value={trustPolicy(draft)} minimumLines={6} />
    </Container>
    <Container header={<Header variant="h2">Permissions</Header>}>
      {draft.policies.length === 0 ? (
        <Box>No policy is attached: the role may do nothing yet.</Box>
      ) : (
        <ul>
          {draft.policies.map(({ Arn, PolicyName }) => (
            <li key={Arn}>{PolicyName}</li>
          ))}
        </ul>
      )}
    </Container>
    <Container header={<Header variant="h2">Tags</Header>}>
      {draft.tags.length === 0 ? (
        'No tags.'
      ) : (
        <Facts items={draft.tags.map(({ key, value }) => [key, value])} />
      )}
    </Container>
  </SpaceBetween>
);
