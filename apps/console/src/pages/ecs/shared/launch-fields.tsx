import SpaceBetween from '@cloudscape-design/components/space-between';
import { ChoiceField } from '../../../shared/choice-field.tsx';
import { TextField } from '../../../shared/text-field.tsx';

/** Where tasks run and in which network. */
export interface Launch {
  readonly type: string;
  readonly subnets: string;
  readonly securityGroups: string;
}

export const NEW_LAUNCH: Launch = { type: 'FARGATE', subnets: '', securityGroups: '' };

const words = (text: string): readonly string[] =>
  text.split(/[\s,]+/).filter((word) => word !== '');

export const launchInput = ({ type, subnets, securityGroups }: Launch): object => ({
  launchType: type,
  ...(words(subnets).length === 0
    ? {}
    : {
        networkConfiguration: {
          awsvpcConfiguration: {
            subnets: words(subnets),
            ...(words(securityGroups).length === 0
              ? {}
              : { securityGroups: words(securityGroups) }),
          },
        },
      }),
});

interface Props {
  readonly launch: Launch;
  readonly change: (launch: Launch) => void;
}

export const LaunchFields = ({ launch, change }: Props) => (
  <SpaceBetween size="m">
    <ChoiceField
      label="Launch type"
      value={launch.type}
      options={[
        ['FARGATE', 'Fargate'],
        ['EC2', 'EC2'],
        ['EXTERNAL', 'External'],
      ]}
      change={(type) => change({ ...launch, type })}
    />
    <TextField
      label="Subnets"
      description="Needed where the task definition uses the awsvpc network mode."
      constraint="Subnet IDs, separated by commas or spaces"
      name="subnets"
      value={launch.subnets}
      change={(subnets) => change({ ...launch, subnets })}
    />
    <TextField
      label="Security groups"
      constraint="Optional; IDs, separated by commas or spaces"
      value={launch.securityGroups}
      change={(securityGroups) => change({ ...launch, securityGroups })}
    />
  </SpaceBetween>
);
