import type { ReactNode } from 'react';
import { UrlTabs } from '../../../shared/url-tabs.tsx';
import { Aliases } from '../aliases/table.tsx';
import { GrantsAuditView } from '../audit/index.tsx';
import { Grants } from '../grants/index.tsx';
import { KeyMaterial } from '../material/index.tsx';
import { KeyPolicySection } from '../policy/index.tsx';
import { Regions } from '../regions/index.tsx';
import { Rotation } from '../rotation/index.tsx';
import { isOwn, type OfKey } from '../shared/of-key.ts';
import { Trial } from '../trial/index.tsx';
import { Usage } from '../usage/index.tsx';
import { WhoCanUse } from '../who/index.tsx';
import { Details } from './details.tsx';
import { KeyTags } from './tags.tsx';

interface Props extends OfKey {
  readonly aliases: readonly string[];
  readonly renamed: () => void;
}

type Tab = readonly [id: string, label: string, content: ReactNode];

/** Tabs that this kind of key has. */
const tabsOf = ({ metadata, changed, aliases, renamed }: Props): readonly Tab[] => {
  const of = { metadata, changed };
  const own = isOwn(metadata);
  return [
    ['details', 'Details', <Details key="details" {...of} aliases={aliases} />],
    ['policy', 'Key policy', <KeyPolicySection key="policy" {...of} />],
    ['grants', 'Grants', <Grants key="grants" {...of} />],
    ['audit', 'Grants audit', <GrantsAuditView key="audit" {...of} />],
    ['who', 'Who can use it', <WhoCanUse key="who" {...of} />],
    ['usage', 'Usage', <Usage key="usage" {...of} />],
    ['rotation', 'Rotation', <Rotation key="rotation" {...of} />],
    ...(own
      ? ([['aliases', 'Aliases', <Aliases key="aliases" {...of} changed={renamed} />]] as const)
      : []),
    ...(own ? ([['tags', 'Tags', <KeyTags key="tags" {...of} />]] as const) : []),
    ...(metadata.MultiRegion === true
      ? ([['regions', 'Regions', <Regions key="regions" {...of} />]] as const)
      : []),
    ...(metadata.Origin === 'EXTERNAL'
      ? ([['material', 'Key material', <KeyMaterial key="material" {...of} />]] as const)
      : []),
    ['trial', 'Try it', <Trial key="trial" {...of} />],
  ];
};

export const KeyTabs = (props: Props) => <UrlTabs label="Key" tabs={tabsOf(props)} />;
