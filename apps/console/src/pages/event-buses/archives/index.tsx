import { Page } from '../../../shared/page.tsx';
import { UrlTabs } from '../../../shared/url-tabs.tsx';
import { Archives } from './archives.tsx';
import { Replays } from './replays.tsx';

export const Component = () => (
  <Page
    title="Archives and replays"
    description="Archives keep what passed over a bus; a replay sends it to the bus's rules again."
  >
    <UrlTabs
      label="Archives and replays"
      tabs={[
        ['archives', 'Archives', <Archives key="archives" />],
        ['replays', 'Replays', <Replays key="replays" />],
      ]}
    />
  </Page>
);
