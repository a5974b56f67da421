import { KindDetail } from '../resources/kind-detail.tsx';
import { GROUPS } from './groups.tsx';
import { Rules } from './rules.tsx';

export const Component = () => (
  <KindDetail
    kind={GROUPS}
    tabs={({ GroupId = '' }) => [
      ['inbound', 'Inbound rules', <Rules key="in" group={GroupId} direction="Ingress" />],
      ['outbound', 'Outbound rules', <Rules key="out" group={GroupId} direction="Egress" />],
    ]}
  />
);
