import { Page } from '../../../shared/page.tsx';
import { UrlTabs } from '../../../shared/url-tabs.tsx';
import { Administration } from './administration.tsx';
import { CustomActions } from './custom-actions.tsx';
import { Hubs } from './hubs.tsx';
import { Members } from './members.tsx';
import { Products } from './products.tsx';
import { AutomationRules } from './rules.tsx';
import { Standards } from './standards.tsx';

export const Component = () => (
  <Page title="Security Hub settings">
    <UrlTabs
      label="Settings"
      tabs={[
        ['hubs', 'Regions', <Hubs key="hubs" />],
        ['members', 'Members', <Members key="members" />],
        ['administration', 'Administration', <Administration key="administration" />],
        ['products', 'Integrations', <Products key="products" />],
        ['actions', 'Custom actions', <CustomActions key="actions" />],
        ['rules', 'Automation rules', <AutomationRules key="rules" />],
        ['standards', 'Standards', <Standards key="standards" />],
      ]}
    />
  </Page>
);
