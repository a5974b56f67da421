import Alert from '@cloudscape-design/components/alert';
import { Time } from '../../../shared/time.tsx';
import type { OfKey } from '../shared/of-key.ts';
import { CancelDeletion, EnableButton } from './buttons.tsx';

/** What a state means for whoever uses the key, and the way out of it. */
export const StateAlert = (of: OfKey) => {
  const { KeyState, DeletionDate, PendingDeletionWindowInDays } = of.metadata;
  switch (KeyState) {
    case 'Disabled':
      return (
        <Alert type="info" header="This key is disabled" action={<EnableButton {...of} />}>
          Nobody can use it. What it encrypted is there, and readable again when it is enabled.
        </Alert>
      );
    case 'PendingDeletion':
      return (
        <Alert
          type="warning"
          header="This key is about to be deleted"
          action={<CancelDeletion {...of} />}
        >
          On <Time at={DeletionDate} />. From then on nobody can ever read what it encrypted. Until
          then nobody can use it.
        </Alert>
      );
    case 'PendingReplicaDeletion':
      return (
        <Alert
          type="warning"
          header="This key waits for its replicas to be deleted"
          action={<CancelDeletion {...of} />}
        >
          {PendingDeletionWindowInDays} days after the last replica is gone it is deleted, too.
        </Alert>
      );
    case 'PendingImport':
      return (
        <Alert type="info" header="This key has no key material">
          It can be used once material has been imported, on the tab Key material.
        </Alert>
      );
    case 'Unavailable':
      return (
        <Alert type="error" header="This key is unavailable">
          Its key material cannot be reached at the moment.
        </Alert>
      );
    default:
      return null;
  }
};
