import { Page } from '../../shared/page.tsx';
import { UrlTabs } from '../../shared/url-tabs.tsx';
import { AccessNotGranted } from './access-not-granted.tsx';
import { NoNewAccess } from './no-new-access.tsx';
import { ValidateForm } from './validate-form.tsx';

export const Component = () => (
  <Page
    title="Policy checks"
    description="What IAM Access Analyzer finds in a policy before it is used."
  >
    <UrlTabs
      label="Policy checks"
      tabs={[
        ['validate', 'Validate', <ValidateForm key="validate" />],
        ['new', 'No new access', <NoNewAccess key="new" />],
        ['granted', 'Access not granted', <AccessNotGranted key="granted" />],
      ]}
    />
  </Page>
);
