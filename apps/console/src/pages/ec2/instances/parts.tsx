import Header from '@cloudscape-design/components/header';
import Table from '@cloudscape-design/components/table';
import { Time } from '../../../shared/time.tsx';
import { IdLink } from '../shared/id-link.tsx';
import { State } from '../shared/state.tsx';
import type { InstanceRow } from './instances.tsx';

interface Props {
  readonly instance: InstanceRow;
}

export const Networking = ({ instance }: Props) => (
  <Table
    header={<Header variant="h2">Network interfaces</Header>}
    items={instance.NetworkInterfaces ?? []}
    empty="None: the instance is gone."
    columnDefinitions={[
      {
        id: 'id',
        header: 'ID',
        isRowHeader: true,
        cell: ({ NetworkInterfaceId }) => <IdLink id={NetworkInterfaceId} />,
      },
      { id: 'state', header: 'State', cell: ({ Status }) => <State of={Status} /> },
      { id: 'subnet', header: 'Subnet', cell: ({ SubnetId }) => <IdLink id={SubnetId} /> },
      { id: 'private', header: 'Private address', cell: (one) => one.PrivateIpAddress ?? '–' },
      { id: 'public', header: 'Public address', cell: (one) => one.Association?.PublicIp ?? '–' },
    ]}
  />
);

export const Storage = ({ instance }: Props) => (
  <Table
    header={<Header variant="h2">Block devices</Header>}
    items={instance.BlockDeviceMappings ?? []}
    empty="None: the instance is gone."
    columnDefinitions={[
      {
        id: 'device',
        header: 'Device',
        isRowHeader: true,
        cell: ({ DeviceName }) =>
          DeviceName === instance.RootDeviceName ? `${DeviceName} (root)` : DeviceName,
      },
      { id: 'volume', header: 'Volume', cell: ({ Ebs }) => <IdLink id={Ebs?.VolumeId} /> },
      { id: 'state', header: 'State', cell: ({ Ebs }) => <State of={Ebs?.Status} /> },
      {
        id: 'end',
        header: 'When the instance ends',
        cell: ({ Ebs }) => (Ebs?.DeleteOnTermination === true ? 'Goes with it' : 'Stays'),
      },
      { id: 'since', header: 'Attached', cell: ({ Ebs }) => <Time at={Ebs?.AttachTime} /> },
    ]}
  />
);
