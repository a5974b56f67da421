import type { Route, RouteTable } from '@aws-sdk/client-ec2';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import Table from '@cloudscape-design/components/table';
import { useState } from 'react';
import type { Json } from '../../../api/json.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { Actions } from '../../../shared/actions.tsx';
import { ConfirmButton } from '../../../shared/confirm.tsx';
import { FormButton } from '../shared/form-button.tsx';
import { IdLink } from '../shared/id-link.tsx';
import { type Choice, routeTargets } from '../shared/sources.ts';
import { State } from '../shared/state.tsx';

interface Props {
  readonly table: Json<RouteTable>;
  readonly changed: () => void;
}

export const destinationOf = (route: Json<Route>): string =>
  route.DestinationCidrBlock ??
  route.DestinationIpv6CidrBlock ??
  route.DestinationPrefixListId ??
  '';

export const targetOf = (route: Json<Route>): string =>
  route.GatewayId ?? route.NatGatewayId ?? route.NetworkInterfaceId ?? route.InstanceId ?? 'local';

const destinationMember = (text: string): object =>
  text.includes(':') ? { DestinationIpv6CidrBlock: text } : { DestinationCidrBlock: text };

const MEMBERS: Readonly<Record<string, string>> = {
  igw: 'GatewayId',
  nat: 'NatGatewayId',
  eni: 'NetworkInterfaceId',
  i: 'InstanceId',
};

const targetMember = (target: string): object => ({
  [MEMBERS[target.split('-')[0] ?? ''] ?? 'GatewayId']: target,
});

interface ButtonProps extends Props {
  readonly route: Json<Route> | undefined;
}

const RouteButtons = ({ table: { RouteTableId }, route, changed }: ButtonProps) => {
  const aws = useAwsClient();
  const destination = route === undefined ? '' : destinationOf(route);
  return (
    <Actions>
      <ConfirmButton
        label="Remove route"
        title={`Remove the route to ${destination}`}
        text="Packets to there go by the next wider route, or nowhere."
        disabled={route === undefined}
        act={() =>
          aws.call('ec2', 'DeleteRoute', { RouteTableId, ...destinationMember(destination) })
        }
        done={changed}
      />
      <FormButton
        label="Add route"
        variant="primary"
        fields={[
          { id: 'to', label: 'Destination', initial: '0.0.0.0/0' },
          { id: 'by', label: 'Target', source: routeTargets },
        ]}
        act={({ to = '', by = '' }) =>
          aws.call('ec2', 'CreateRoute', {
            RouteTableId,
            ...destinationMember(to),
            ...targetMember(by),
          })
        }
        done={changed}
      />
    </Actions>
  );
};

/** Where packets go, edited route by route. */
export const Routes = ({ table, changed }: Props) => {
  const [selected, select] = useState<readonly Json<Route>[]>([]);
  const { Routes: routes = [] } = table;
  const again = (): void => {
    select([]);
    changed();
  };
  return (
    <Table
      items={routes}
      trackBy={destinationOf}
      selectionType="single"
      selectedItems={selected}
      onSelectionChange={({ detail }) => select(detail.selectedItems)}
      isItemDisabled={(one) => one.Origin === 'CreateRouteTable'}
      ariaLabels={{
        selectionGroupLabel: 'Routes: selection',
        itemSelectionLabel: (_data, one) => `Select route ${destinationOf(one)}`,
      }}
      columnDefinitions={[
        { id: 'to', header: 'Destination', isRowHeader: true, cell: destinationOf },
        { id: 'by', header: 'Target', cell: (one) => <IdLink id={targetOf(one)} /> },
        { id: 'state', header: 'State', cell: ({ State: state }) => <State of={state} /> },
      ]}
      header={
        <Header
          variant="h2"
          counter={`(${routes.length})`}
          actions={<RouteButtons table={table} route={selected[0]} changed={again} />}
        >
          Routes
        </Header>
      }
    />
  );
};

interface AssociationProps extends Props {
  readonly subnets: readonly Choice[];
}

/** Which subnets use the table. */
export const Associations = ({ table, changed, subnets }: AssociationProps) => {
  const aws = useAwsClient();
  const { RouteTableId, Associations: all = [] } = table;
  const own = all.filter(({ SubnetId }) => SubnetId !== undefined);
  return (
    <Container
      header={
        <Header
          variant="h2"
          counter={`(${own.length})`}
          actions={
            <FormButton
              label="Associate subnet"
              fields={[{ id: 'subnet', label: 'Subnet', options: subnets }]}
              act={({ subnet }) =>
                aws.call('ec2', 'AssociateRouteTable', { RouteTableId, SubnetId: subnet })
              }
              done={changed}
            />
          }
        >
          Subnets of its own
        </Header>
      }
    >
      {own.length === 0 ? 'No subnet names this table.' : null}
      <ul className="gh-checks">
        {own.map(({ SubnetId, RouteTableAssociationId }) => (
          <li key={SubnetId}>
            <Actions>
              <IdLink id={SubnetId} />
              <ConfirmButton
                label={`Disassociate ${SubnetId}`}
                title={`Disassociate ${SubnetId}`}
                text="The subnet uses the main table of the VPC then."
                act={() =>
                  aws.call('ec2', 'DisassociateRouteTable', {
                    AssociationId: RouteTableAssociationId,
                  })
                }
                done={changed}
              />
            </Actions>
          </li>
        ))}
      </ul>
    </Container>
  );
};
