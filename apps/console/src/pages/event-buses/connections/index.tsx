import { Page } from '../../../shared/page.tsx';
import { UrlTabs } from '../../../shared/url-tabs.tsx';
import { ApiDestinations } from './api-destinations.tsx';
import { Connections } from './connections.tsx';

export const Component = () => (
  <Page
    title="Connections and API destinations"
    description="Where rules send over HTTP, and how they prove who they are there."
  >
    <UrlTabs
      label="Connections and API destinations"
      tabs={[
        ['connections', 'Connections', <Connections key="connections" />],
        ['destinations', 'API destinations', <ApiDestinations key="destinations" />],
      ]}
    />
  </Page>
);
