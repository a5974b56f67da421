import type { SecretListEntry } from '@aws-sdk/client-secrets-manager';
import Badge from '@cloudscape-design/components/badge';
import type { Json } from '../../../api/json.ts';
import type { Column } from '../../../shared/column.ts';
import { PageLink } from '../../../shared/link.tsx';
import { Time } from '../../../shared/time.tsx';
import { expressionOf } from '../schedule/draft.ts';
import { secretPath } from '../shared/names.ts';

export type SecretRow = Json<SecretListEntry>;

const DAY = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeZone: 'UTC' });

const rotationText = ({ RotationEnabled, RotationRules }: SecretRow): string =>
  RotationEnabled === true ? (expressionOf(RotationRules) ?? 'Enabled') : 'Disabled';

export const COLUMNS: readonly Column<SecretRow>[] = [
  {
    id: 'name',
    header: 'Secret name',
    isRowHeader: true,
    cell: ({ Name = '', DeletedDate, OwningService }) => (
      <>
        <PageLink to={secretPath(Name)}>{Name}</PageLink>{' '}
        {DeletedDate === undefined ? null : <Badge color="red">Scheduled for deletion</Badge>}
        {OwningService === undefined ? null : <Badge>{OwningService}</Badge>}
      </>
    ),
    text: ({ Name }) => Name,
  },
  {
    id: 'description',
    header: 'Description',
    cell: ({ Description }) => Description ?? '–',
    text: ({ Description }) => Description,
  },
  {
    id: 'retrieved',
    header: 'Last retrieved (UTC)',
    // Secrets Manager keeps the day of it, not the time.
    cell: ({ LastAccessedDate }) =>
      LastAccessedDate === undefined ? 'Never' : DAY.format(new Date(LastAccessedDate)),
    text: ({ LastAccessedDate }) => LastAccessedDate,
  },
  { id: 'rotation', header: 'Rotation', cell: rotationText, text: rotationText },
  {
    id: 'next',
    header: 'Next rotation',
    cell: ({ NextRotationDate }) => <Time at={NextRotationDate} />,
    text: ({ NextRotationDate }) => NextRotationDate,
  },
];
