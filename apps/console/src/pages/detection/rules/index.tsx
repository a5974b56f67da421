import { Page } from '../../../shared/page.tsx';
import { UrlTabs } from '../../../shared/url-tabs.tsx';
import { useStatus } from '../shared/use-status.ts';
import { Changes } from './changes.tsx';
import { Parameters } from './parameters.tsx';
import { Rules } from './table.tsx';

/** What detection looks for, and what it knows of the environment. */
export const Component = () => {
  const { data: status } = useStatus();
  const mayChange = status?.may.changeSettings === true;
  return (
    <Page title="Detection rules">
      <UrlTabs
        label="Settings of detection"
        tabs={[
          ['rules', 'Rules', <Rules key="rules" mayChange={mayChange} />],
          ['parameters', 'Parameters', <Parameters key="parameters" mayChange={mayChange} />],
          ['changes', 'Changes', <Changes key="changes" />],
        ]}
      />
    </Page>
  );
};
