import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import { GoButton } from '../shared/go-button.tsx';
import { Page } from '../shared/page.tsx';

export const NotFound = () => (
  <Page title="Page not found">
    <Alert type="info" action={<GoButton to="/">Go to home</GoButton>}>
      There is no such page in the console.
    </Alert>
  </Page>
);

/** The code of a page could not be loaded or failed: loading anew is what helps. */
export const PageFailed = () => (
  <Alert
    type="error"
    header="This page could not be shown"
    action={<Button onClick={() => window.location.reload()}>Reload</Button>}
  >
    The server may have been updated or stopped meanwhile.
  </Alert>
);
