import type { Access } from '../../../api/keys.ts';
import { ResultView, resultText } from '../../../shared/access-result.tsx';
import type { Column } from '../../../shared/column.ts';
import { PrincipalView } from '../../../shared/principal.tsx';

/** `AdministratorAccess` of its ARN; `Resource policy`. */
const policyName = (id: string): string =>
  id.startsWith('arn:')
    ? id.slice(id.lastIndexOf('/') + 1)
    : id.slice(0, 1).toUpperCase() + id.slice(1);

// AWS's own key policies have sentences for ids.
const LONGEST_ID = 40;

const statementName = (sid: string | undefined, index: number): string =>
  sid === undefined || sid.length > LONGEST_ID ? `statement ${index + 1}` : sid;

/** What decides, in a few words: `Resource policy: statement 1`. */
export const deciders = ({ statements, grants }: Access): readonly string[] => [
  ...new Set([
    ...statements
      .filter(({ layer }) => layer !== 'grant')
      .map(({ policyId, sid, index }) => `${policyName(policyId)}: ${statementName(sid, index)}`),
    ...grants.map((id) => `Grant ${id.slice(0, 8)}…`),
  ]),
];

export const COLUMNS: readonly Column<Access>[] = [
  {
    id: 'principal',
    header: 'Principal',
    isRowHeader: true,
    width: 300,
    cell: ({ name }) => <PrincipalView principal={name} />,
    text: ({ name }) => name,
  },
  { id: 'kind', header: 'Kind', width: 110, cell: ({ kind }) => kind, text: ({ kind }) => kind },
  {
    id: 'result',
    header: 'Answer',
    width: 170,
    cell: ({ result }) => <ResultView result={result} />,
    text: ({ result }) => resultText(result),
  },
  {
    id: 'decides',
    header: 'What decides',
    width: 300,
    cell: (access) => deciders(access).map((text) => <div key={text}>{text}</div>),
    text: (access) => deciders(access).join(' '),
  },
];
