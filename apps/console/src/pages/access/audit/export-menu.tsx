import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import { useBroker } from '../../../access/person-context.tsx';
import { toApiError } from '../../../api/api-error.ts';
import { useNotifications } from '../../../shared/notifications.tsx';
import { saveFile } from '../../../shared/save-file.ts';
import { useAction } from '../../../shared/use-aws.ts';
import { type Filters, queryOf } from './filters.tsx';

const FILES = {
  csv: 'requests.csv',
  json: 'requests.json',
  ocsf: 'requests-ocsf.ndjson',
} as const;

const isFormat = (id: string): id is keyof typeof FILES => id in FILES;

/** What the filters show, as a file. */
export const ExportMenu = ({ filters }: { readonly filters: Filters }) => {
  const broker = useBroker();
  const action = useAction();
  const notifications = useNotifications();
  const download = async (id: string): Promise<void> => {
    if (!isFormat(id)) return;
    await action.run(async () => {
      try {
        const query = { ...queryOf(filters), format: id };
        const response = await broker.download('GET /v1/audit/export', query);
        saveFile(await response.blob(), FILES[id]);
      } catch (error) {
        notifications.failed(toApiError(error), 'The export failed');
      }
    });
  };
  return (
    <ButtonDropdown
      loading={action.busy}
      items={[
        { id: 'csv', text: 'CSV' },
        { id: 'json', text: 'JSON' },
        { id: 'ocsf', text: 'OCSF events' },
      ]}
      onItemClick={({ detail }) => void download(detail.id)}
    >
      Export
    </ButtonDropdown>
  );
};
