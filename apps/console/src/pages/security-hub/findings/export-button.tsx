import Button from '@cloudscape-design/components/button';
import { toApiError } from '../../../api/api-error.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { useNotifications } from '../../../shared/notifications.tsx';
import { saveJson } from '../../../shared/save-file.ts';
import { useAction } from '../../../shared/use-aws.ts';
import type { Filters } from '../shared/filter.ts';
import { allFindings } from '../shared/findings-api.ts';

// What a browser holds without trouble.
const MOST = 10_000;

/** What the filters find, in ASFF, as a file. */
export const ExportButton = ({ filters }: { readonly filters: Filters }) => {
  const aws = useAwsClient();
  const action = useAction();
  const { failed, succeeded } = useNotifications();
  const save = async (): Promise<void> => {
    await action.run(async () => {
      try {
        const { findings, isWhole } = await allFindings(aws, filters, MOST);
        saveJson({ Findings: findings }, 'findings.json');
        succeeded(
          isWhole
            ? `${findings.length} findings exported.`
            : `The first ${findings.length} findings exported: narrow the filter for the others.`,
        );
      } catch (error) {
        failed(toApiError(error), 'The export failed');
      }
    });
  };
  return (
    <Button loading={action.busy} onClick={() => void save()}>
      Export JSON
    </Button>
  );
};
