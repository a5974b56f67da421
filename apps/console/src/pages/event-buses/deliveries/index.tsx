import { Page } from '../../../shared/page.tsx';
import { Deliveries } from './report.tsx';

export const Component = () => (
  <Page
    title="Deliveries"
    description="What became of events on their way from rules to targets, in this account and Region."
  >
    <Deliveries />
  </Page>
);
