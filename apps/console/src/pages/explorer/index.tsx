import { Page } from '../../shared/page.tsx';
import { Accounts } from './accounts.tsx';
import { PowerTable } from './power.tsx';
import { Who } from './who.tsx';

export const Component = () => (
  <Page
    title="My session"
    description="Who you are to AWS right now, where you can go, and what you may do."
  >
    <Who />
    <PowerTable />
    <Accounts />
  </Page>
);
