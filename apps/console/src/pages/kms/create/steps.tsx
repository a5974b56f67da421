import Checkbox from '@cloudscape-design/components/checkbox';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useAccount } from '../../../session/session-context.tsx';
import { Facts } from '../../../shared/facts.tsx';
import { JsonEditor } from '../../../shared/json-editor.tsx';
import { TagEditor } from '../../../shared/tag-editor.tsx';
import { TextField } from '../../../shared/text-field.tsx';
import { usePolicyRemarks } from '../../../shared/use-policy-remarks.ts';
import { specLabel, usageLabel } from '../shared/specs.ts';
import { aliasOf, canRotate, policyOf, type StepProps } from './draft.ts';
import { PrincipalsField } from './principals-field.tsx';

export const LabelsStep = ({ draft, change }: StepProps) => (
  <SpaceBetween size="l">
    <Container header={<Header variant="h2">Alias and description</Header>}>
      <SpaceBetween size="m">
        <TextField
          label="Alias"
          constraint="Letters, digits, and / _ -. Not aws/ at the beginning, which is for AWS managed keys."
          placeholder="orders"
          value={draft.alias}
          change={(alias) => change({ alias })}
        />
        <TextField
          label="Description (optional)"
          value={draft.description}
          change={(description) => change({ description })}
        />
      </SpaceBetween>
    </Container>
    <Container header={<Header variant="h2">Tags</Header>}>
      <TagEditor tags={draft.tags} change={(tags) => change({ tags })} />
    </Container>
  </SpaceBetween>
);

export const AdministratorsStep = ({ draft, change }: StepProps) => (
  <Container
    header={
      <Header
        variant="h2"
        description="They change the policy, states and tags. They do not encrypt or decrypt, but can give themselves that right."
      >
        Key administrators
      </Header>
    }
  >
    <SpaceBetween size="m">
      <PrincipalsField
        label="Users and roles who administer the key"
        chosen={draft.administrators}
        choose={(administrators) => change({ administrators, policy: '' })}
      />
      <Checkbox
        checked={draft.mayDelete}
        onChange={({ detail }) => change({ mayDelete: detail.checked, policy: '' })}
      >
        Administrators may delete this key
      </Checkbox>
    </SpaceBetween>
  </Container>
);

export const UsersStep = ({ draft, change }: StepProps) => (
  <Container
    header={
      <Header
        variant="h2"
        description="They use the key themselves, and through services such as EBS, for which they may make grants."
      >
        Key users
      </Header>
    }
  >
    <SpaceBetween size="m">
      <PrincipalsField
        label="Users and roles who use the key"
        chosen={draft.users}
        choose={(users) => change({ users, policy: '' })}
      />
      <TextField
        label="Other accounts (optional)"
        description="Who of them may use the key is said there, by IAM policies."
        constraint="Account numbers, separated by commas"
        value={draft.accounts}
        change={(accounts) => change({ accounts, policy: '' })}
      />
    </SpaceBetween>
  </Container>
);

export const ReviewStep = ({ draft, change }: StepProps) => {
  const account = useAccount();
  const policy = policyOf(draft, account);
  const remarks = usePolicyRemarks(policy, 'RESOURCE_POLICY');
  return (
    <SpaceBetween size="l">
      <Container header={<Header variant="h2">Key</Header>}>
        <Facts
          items={[
            ['Usage', usageLabel(draft.usage)],
            ['Key spec', specLabel(draft.spec)],
            ['Origin', draft.origin === 'EXTERNAL' ? 'Imported' : 'KMS'],
            ['Regions', draft.multiRegion ? 'Multi-Region' : 'This Region'],
            ['Rotation', canRotate(draft) && draft.rotates ? 'Every year' : 'Off'],
            ['Alias', aliasOf(draft)],
            ['Description', draft.description],
            ['Tags', draft.tags.map(({ key, value }) => `${key} = ${value}`).join(', ')],
          ]}
        />
      </Container>
      <Container
        header={
          <Header
            variant="h2"
            description="Made of the choices; it can be written anew here. A choice that changes makes it again."
          >
            Key policy
          </Header>
        }
      >
        <JsonEditor
          label="Key policy"
          value={policy}
          change={(text) => change({ policy: text })}
          remarks={remarks}
        />
      </Container>
    </SpaceBetween>
  );
};
