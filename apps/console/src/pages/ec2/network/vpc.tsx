import { KindDetail } from '../resources/kind-detail.tsx';
import { VpcMap } from './vpc-map.tsx';
import { VPCS } from './vpcs.tsx';

export const Component = () => (
  <KindDetail
    kind={VPCS}
    tabs={({ VpcId = '' }) => [['map', 'Resource map', <VpcMap key="map" vpc={VpcId} />]]}
  />
);
