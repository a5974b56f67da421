import type { DescribeSecurityGroupRulesResult } from '@aws-sdk/client-ec2';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useState } from 'react';
import type { Aws } from '../../../api/aws.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { AwsTable } from '../../../shared/aws-table.tsx';
import type { Column } from '../../../shared/column.ts';
import { ConfirmButton } from '../../../shared/confirm.tsx';
import { pagesOf } from '../../../shared/lists.ts';
import type { LoadPage } from '../../../shared/use-pages.ts';
import { column } from '../resources/kind.ts';
import type { Field } from '../shared/fields.tsx';
import { FormButton } from '../shared/form-button.tsx';
import { IdLink } from '../shared/id-link.tsx';
import {
  isEverybody,
  peerOf,
  permissionOf,
  portText,
  PRESET_CHOICES,
  protocolText,
  type Rule,
} from './permission.ts';

type Direction = 'Ingress' | 'Egress';

const Peer = ({ rule }: { readonly rule: Rule }) => {
  const peer = peerOf(rule);
  if (!isEverybody(rule)) return peer.includes('/') ? peer : <IdLink id={peer} />;
  const text = `${peer} (everybody)`;
  return rule.IsEgress === true ? text : <StatusIndicator type="warning">{text}</StatusIndicator>;
};

const columnsOf = (direction: Direction): readonly Column<Rule>[] => [
  {
    ...column('id', 'Rule ID', ({ SecurityGroupRuleId }: Rule) => SecurityGroupRuleId),
    isRowHeader: true,
  },
  column('protocol', 'Protocol', protocolText),
  column('ports', 'Ports', portText),
  {
    id: 'peer',
    header: direction === 'Ingress' ? 'Source' : 'Destination',
    cell: (rule) => <Peer rule={rule} />,
    text: peerOf,
  },
  column('description', 'Description', ({ Description }) => Description),
];

const fieldsOf = (direction: Direction): readonly Field[] => [
  { id: 'preset', label: 'Traffic', options: PRESET_CHOICES, initial: 'https' },
  {
    id: 'ports',
    label: 'Ports',
    optional: true,
    description: 'For TCP and UDP of your own: 8080, or 8000-8100.',
  },
  {
    id: 'peer',
    label: direction === 'Ingress' ? 'Source' : 'Destination',
    description:
      'A CIDR block, a security group (sg-…) or a prefix list (pl-…). 0.0.0.0/0 is everybody.',
  },
  { id: 'description', label: 'Description', optional: true },
];

interface Props {
  readonly group: string;
  readonly direction: Direction;
}

interface ButtonProps extends Props {
  readonly selected: readonly Rule[];
  readonly again: () => void;
}

const wordOf = (direction: Direction): string => (direction === 'Ingress' ? 'Inbound' : 'Outbound');

const RuleButtons = ({ group, direction, selected, again }: ButtonProps) => {
  const aws = useAwsClient();
  return (
    <>
      <ConfirmButton
        label="Remove rules"
        title={`Remove ${selected.length} rules`}
        text="Traffic that no other rule allows ends."
        disabled={selected.length === 0}
        act={() =>
          aws.call('ec2', `RevokeSecurityGroup${direction}`, {
            GroupId: group,
            SecurityGroupRuleIds: selected.map(({ SecurityGroupRuleId }) => SecurityGroupRuleId),
          })
        }
        done={again}
      />
      <FormButton
        label={`Add ${wordOf(direction).toLowerCase()} rule`}
        variant="primary"
        fields={fieldsOf(direction)}
        act={({ preset = '', ports = '', peer = '', description = '' }) =>
          aws.call('ec2', `AuthorizeSecurityGroup${direction}`, {
            GroupId: group,
            IpPermissions: [permissionOf(preset, ports, peer, description)],
          })
        }
        done={again}
      />
    </>
  );
};

const loadRules =
  (aws: Aws, group: string, direction: Direction): LoadPage<Rule> =>
  async (token, signal) => {
    const input = { Filters: [{ Name: 'group-id', Values: [group] }] };
    const load = pagesOf<DescribeSecurityGroupRulesResult, Rule>(
      aws,
      { service: 'ec2', operation: 'DescribeSecurityGroupRules', input },
      ({ SecurityGroupRules }) => SecurityGroupRules,
    );
    const page = await load(token, signal);
    const isEgress = direction === 'Egress';
    return { ...page, items: page.items.filter((rule) => (rule.IsEgress === true) === isEgress) };
  };

/** The rules of a group in one direction, added and removed one by one. */
export const Rules = ({ group, direction }: Props) => {
  const aws = useAwsClient();
  const [selected, select] = useState<readonly Rule[]>([]);
  const [turn, setTurn] = useState(0);
  const word = wordOf(direction);
  const again = (): void => {
    select([]);
    setTurn((before) => before + 1);
  };
  return (
    <AwsTable
      title={`${word} rules`}
      name={direction.toLowerCase()}
      columns={columnsOf(direction)}
      loadKey={`rules ${aws.region} ${group} ${direction}`}
      turn={turn}
      load={loadRules(aws, group, direction)}
      idOf={({ SecurityGroupRuleId = '' }) => SecurityGroupRuleId}
      empty={direction === 'Ingress' ? 'Nothing gets in.' : 'Nothing gets out.'}
      filterLabel={`Find ${word.toLowerCase()} rules`}
      selection={{ type: 'multi', selected, select }}
      actions={
        <RuleButtons group={group} direction={direction} selected={selected} again={again} />
      }
    />
  );
};
