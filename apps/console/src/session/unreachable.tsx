import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';

export const Unreachable = ({ retry }: { readonly retry: () => void }) => (
  <main className="gh-sign-in">
    <Alert
      type="error"
      header="The server cannot be reached"
      action={<Button onClick={retry}>Retry</Button>}
    >
      Check that Gatehouse runs, then try again.
    </Alert>
  </main>
);
