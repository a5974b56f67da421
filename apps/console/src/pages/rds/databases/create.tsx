import type { DBEngineVersionMessage } from '@aws-sdk/client-rds';
import Button from '@cloudscape-design/components/button';
import Checkbox from '@cloudscape-design/components/checkbox';
import Container from '@cloudscape-design/components/container';
import Form from '@cloudscape-design/components/form';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { useAwsClient } from '../../../session/session-context.tsx';
import { ChoiceField } from '../../../shared/choice-field.tsx';
import { ErrorAlert } from '../../../shared/error-alert.tsx';
import { useNotifications } from '../../../shared/notifications.tsx';
import { Page } from '../../../shared/page.tsx';
import { type EditedTag, TagEditor } from '../../../shared/tag-editor.tsx';
import { TextField } from '../../../shared/text-field.tsx';
import { useAction, useAws } from '../../../shared/use-aws.ts';
import { databasePath } from '../paths.ts';

interface Draft {
  readonly id: string;
  readonly engine: string;
  readonly version: string;
  readonly instanceClass: string;
  readonly storage: string;
  readonly username: string;
  readonly password: string;
  readonly key: string;
  readonly encrypted: boolean;
  readonly public: boolean;
  readonly protected: boolean;
  readonly iam: boolean;
  readonly multiAz: boolean;
}

/** The safe choices are made already. */
const NEW: Draft = {
  id: '',
  engine: 'postgres',
  version: '',
  instanceClass: 'db.t4g.micro',
  storage: '20',
  username: 'postgres',
  password: '',
  key: '',
  encrypted: true,
  public: false,
  protected: true,
  iam: true,
  multiAz: false,
};

const ENGINES = [
  ['postgres', 'PostgreSQL'],
  ['mysql', 'MySQL'],
  ['mariadb', 'MariaDB'],
  ['aurora-postgresql', 'Aurora (PostgreSQL)'],
  ['aurora-mysql', 'Aurora (MySQL)'],
] as const;

const CLASSES = ['db.t4g.micro', 'db.t4g.medium', 'db.m6g.large', 'db.r6g.large'] as const;

interface Section {
  readonly draft: Draft;
  readonly change: (part: Partial<Draft>) => void;
}

const isAurora = ({ engine }: Draft): boolean => engine.startsWith('aurora');

const EngineSection = ({ draft, change }: Section) => {
  const versions = useAws<DBEngineVersionMessage>({
    service: 'rds',
    operation: 'DescribeDBEngineVersions',
    input: { Engine: draft.engine },
  });
  const known = (versions.data?.DBEngineVersions ?? []).map(
    ({ EngineVersion = '' }) => EngineVersion,
  );
  return (
    <Container header={<Header variant="h2">Engine</Header>}>
      <SpaceBetween size="m">
        <ChoiceField
          label="Engine"
          value={draft.engine}
          options={ENGINES}
          change={(engine) =>
            change({
              engine,
              version: '',
              instanceClass: engine.startsWith('aurora') ? 'db.r6g.large' : draft.instanceClass,
            })
          }
        />
        <ChoiceField
          label="Version"
          value={draft.version}
          options={[
            ['', 'The latest'],
            ...known.toReversed().map((version) => [version, version] as const),
          ]}
          loading={versions.loading}
          change={(version) => change({ version })}
        />
      </SpaceBetween>
    </Container>
  );
};

const Details = ({ draft, change }: Section) => (
  <Container header={<Header variant="h2">Details</Header>}>
    <SpaceBetween size="m">
      <TextField
        label="DB identifier"
        constraint="Up to 63 letters, digits and hyphens; a letter first"
        value={draft.id}
        change={(id) => change({ id })}
      />
      <ChoiceField
        label="Instance class"
        value={draft.instanceClass}
        options={CLASSES.map((one) => [one, one] as const)}
        change={(instanceClass) => change({ instanceClass })}
      />
      {isAurora(draft) ? null : (
        <TextField
          label="Storage in GiB"
          value={draft.storage}
          change={(storage) => change({ storage })}
        />
      )}
      <TextField
        label="Master user name"
        value={draft.username}
        change={(username) => change({ username })}
      />
      <TextField
        label="Master password"
        type="password"
        constraint="8 printable characters or more, without / @ double quotes and spaces"
        value={draft.password}
        change={(password) => change({ password })}
      />
    </SpaceBetween>
  </Container>
);

const Security = ({ draft, change }: Section) => (
  <Container header={<Header variant="h2">Security and availability</Header>}>
    <SpaceBetween size="m">
      <Checkbox
        checked={draft.encrypted}
        onChange={({ detail }) => change({ encrypted: detail.checked })}
      >
        Encrypt the storage
      </Checkbox>
      {draft.encrypted ? (
        <TextField
          label="KMS key"
          description="Its id, alias or ARN. Snapshots can be shared with other accounts only under a key of your own."
          placeholder="alias/aws/rds"
          value={draft.key}
          change={(key) => change({ key })}
        />
      ) : null}
      <Checkbox
        checked={draft.public}
        onChange={({ detail }) => change({ public: detail.checked })}
      >
        Publicly accessible
      </Checkbox>
      <Checkbox checked={draft.iam} onChange={({ detail }) => change({ iam: detail.checked })}>
        IAM database authentication
      </Checkbox>
      <Checkbox
        checked={draft.protected}
        onChange={({ detail }) => change({ protected: detail.checked })}
      >
        Deletion protection
      </Checkbox>
      {isAurora(draft) ? null : (
        <Checkbox
          checked={draft.multiAz}
          onChange={({ detail }) => change({ multiAz: detail.checked })}
        >
          A standby in another zone (Multi-AZ)
        </Checkbox>
      )}
    </SpaceBetween>
  </Container>
);

/** What an instance and a cluster are asked for alike. */
const common = (draft: Draft, tags: readonly EditedTag[]): object => ({
  Engine: draft.engine,
  ...(draft.version === '' ? {} : { EngineVersion: draft.version }),
  MasterUsername: draft.username,
  MasterUserPassword: draft.password,
  StorageEncrypted: draft.encrypted,
  ...(draft.encrypted && draft.key.trim() !== '' ? { KmsKeyId: draft.key.trim() } : {}),
  DeletionProtection: draft.protected,
  EnableIAMDatabaseAuthentication: draft.iam,
  Tags: tags.map(({ key, value }) => ({ Key: key, Value: value })),
});

/** The calls that make it: of Aurora, the cluster and its first instance. */
const callsOf = (
  draft: Draft,
  tags: readonly EditedTag[],
): readonly (readonly [operation: string, input: object])[] => {
  const id = draft.id.trim();
  if (!isAurora(draft))
    return [
      [
        'CreateDBInstance',
        {
          ...common(draft, tags),
          DBInstanceIdentifier: id,
          DBInstanceClass: draft.instanceClass,
          AllocatedStorage: Number(draft.storage),
          PubliclyAccessible: draft.public,
          MultiAZ: draft.multiAz,
        },
      ],
    ];
  return [
    ['CreateDBCluster', { ...common(draft, tags), DBClusterIdentifier: id }],
    [
      'CreateDBInstance',
      {
        DBInstanceIdentifier: `${id}-instance-1`,
        DBClusterIdentifier: id,
        DBInstanceClass: draft.instanceClass,
        Engine: draft.engine,
        PubliclyAccessible: draft.public,
      },
    ],
  ];
};

export const Component = () => {
  const aws = useAwsClient();
  const navigate = useNavigate();
  const { succeeded } = useNotifications();
  const action = useAction();
  const [draft, setDraft] = useState(NEW);
  const [tags, setTags] = useState<readonly EditedTag[]>([]);
  const change = (part: Partial<Draft>): void => setDraft((before) => ({ ...before, ...part }));
  const id = draft.id.trim();
  const create = async (): Promise<void> => {
    const done = await action.run(async () => {
      for (const [operation, input] of callsOf(draft, tags))
        await aws.call('rds', operation, input);
    });
    if (!done) return;
    succeeded(`Database ${id} is being created.`);
    await navigate(isAurora(draft) ? '/rds/databases' : databasePath(id.toLowerCase()));
  };
  return (
    <Page title="Create database">
      <Form
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={() => void navigate('/rds/databases')}>
              Cancel
            </Button>
            <Button
              variant="primary"
              loading={action.busy}
              disabled={id === '' || draft.password === ''}
              onClick={() => void create()}
            >
              Create database
            </Button>
          </SpaceBetween>
        }
      >
        <SpaceBetween size="l">
          <EngineSection draft={draft} change={change} />
          <Details draft={draft} change={change} />
          <Security draft={draft} change={change} />
          <Container header={<Header variant="h2">Tags</Header>}>
            <TagEditor tags={tags} change={setTags} />
          </Container>
          <ErrorAlert error={action.error} />
        </SpaceBetween>
      </Form>
    </Page>
  );
};
