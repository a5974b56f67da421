import type { RouteTable } from '@aws-sdk/client-ec2';
import type { Json } from '../../../api/json.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { FailureOr } from '../../../shared/failure-or.tsx';
import { useLoad } from '../../../shared/use-aws.ts';
import { KindDetail } from '../resources/kind-detail.tsx';
import { subnetsOf } from '../shared/sources.ts';
import { ROUTE_TABLES } from './route-tables.tsx';
import { Associations, Routes } from './routes.tsx';

interface Props {
  readonly table: Json<RouteTable>;
  readonly changed: () => void;
}

const Subnets = ({ table, changed }: Props) => {
  const aws = useAwsClient();
  const { VpcId = '' } = table;
  const subnets = useLoad(`subnets ${aws.region} ${VpcId}`, (signal) =>
    subnetsOf(VpcId)(aws, signal),
  );
  return (
    <FailureOr of={subnets}>
      {(found) => <Associations table={table} changed={changed} subnets={found} />}
    </FailureOr>
  );
};

export const Component = () => (
  <KindDetail
    kind={ROUTE_TABLES}
    tabs={(table, changed) => [
      ['routes', 'Routes', <Routes key="routes" table={table} changed={changed} />],
      ['subnets', 'Subnets', <Subnets key="subnets" table={table} changed={changed} />],
    ]}
  />
);
