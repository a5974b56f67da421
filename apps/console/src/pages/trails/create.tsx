import type { DescribeLogGroupsResponse } from '@aws-sdk/client-cloudwatch-logs';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Toggle from '@cloudscape-design/components/toggle';
import type { Aws } from '../../api/aws.ts';
import { useAwsClient } from '../../session/session-context.tsx';
import { FormDialog } from '../../shared/form-dialog.tsx';
import { SuggestField } from '../../shared/suggest-field.tsx';
import { TextField } from '../../shared/text-field.tsx';
import { useLoad } from '../../shared/use-aws.ts';
import type { ChangeDraft } from '../../shared/use-draft.ts';
import { useForm } from '../../shared/use-form.ts';

interface Props {
  readonly close: () => void;
  readonly created: () => void;
}

const useLogGroups = () => {
  const aws = useAwsClient();
  return useLoad(`log group ARNs ${aws.region}`, async (signal) => {
    const { logGroups = [] } = await aws.call<DescribeLogGroupsResponse>(
      'logs',
      'DescribeLogGroups',
      { limit: 50 },
      signal,
    );
    return logGroups.map(({ logGroupArn = '' }) => `${logGroupArn}:*`);
  });
};

interface Draft {
  readonly name: string;
  readonly bucket: string;
  readonly everywhere: boolean;
  readonly validated: boolean;
  readonly group: string;
  readonly role: string;
}

const NEW: Draft = {
  name: '',
  bucket: '',
  everywhere: true,
  validated: true,
  group: '',
  role: '',
};

const create = async (aws: Aws, draft: Draft): Promise<void> => {
  const [name, group, role] = [draft.name.trim(), draft.group.trim(), draft.role.trim()];
  await aws.call('cloudtrail', 'CreateTrail', {
    Name: name,
    S3BucketName: draft.bucket.trim(),
    IsMultiRegionTrail: draft.everywhere,
    EnableLogFileValidation: draft.validated,
    ...(group === '' ? {} : { CloudWatchLogsLogGroupArn: group }),
    ...(role === '' ? {} : { CloudWatchLogsRoleArn: role }),
  });
  await aws.call('cloudtrail', 'StartLogging', { Name: name });
};

interface FieldsProps {
  readonly draft: Draft;
  readonly change: ChangeDraft<Draft>;
}

const LogGroupFields = ({ draft, change }: FieldsProps) => (
  <ExpandableSection headerText="Log group">
    <SpaceBetween size="m">
      <SuggestField
        label="ARN of the log group"
        description="Events come there at once: metric filters and alarms need it. It ends with :*"
        value={draft.group}
        change={(group) => change({ group })}
        choices={useLogGroups()}
      />
      <TextField
        label="ARN of the role"
        description="CloudTrail takes it to write to the log group."
        value={draft.role}
        change={(role) => change({ role })}
      />
    </SpaceBetween>
  </ExpandableSection>
);

/** A trail that logs from the start. */
export const CreateTrail = ({ close, created }: Props) => {
  const aws = useAwsClient();
  const form = useForm(
    NEW,
    (draft) => create(aws, draft),
    () => {
      close();
      created();
    },
  );
  const { draft, change } = form;
  return (
    <FormDialog
      title="Create trail"
      confirmLabel="Create trail"
      form={form}
      disabled={draft.name.trim() === '' || draft.bucket.trim() === ''}
      close={close}
    >
      <TextField label="Trail name" value={draft.name} change={(name) => change({ name })} />
      <TextField
        label="S3 bucket"
        description="Its policy lets cloudtrail.amazonaws.com read its ACL and write objects."
        value={draft.bucket}
        change={(bucket) => change({ bucket })}
      />
      <Toggle
        checked={draft.everywhere}
        onChange={({ detail }) => change({ everywhere: detail.checked })}
      >
        Events of all Regions
      </Toggle>
      <Toggle
        checked={draft.validated}
        onChange={({ detail }) => change({ validated: detail.checked })}
      >
        Signed digest files
      </Toggle>
      <LogGroupFields draft={draft} change={change} />
    </FormDialog>
  );
};
