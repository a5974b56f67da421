import Button from '@cloudscape-design/components/button';
import type { Access } from '../../../api/keys.ts';
import { ResultView, resultText } from '../../../shared/access-result.tsx';
import type { Column } from '../../../shared/column.ts';
import { PrincipalView } from '../../../shared/principal.tsx';
import { shortId } from '../shared/names.ts';

/** `identity` as a person says it. */
const LAYERS: Readonly<Record<string, string>> = {
  resource: 'Key policy',
  identity: 'IAM policy',
  boundary: 'Permissions boundary',
  scp: 'Service control policy',
  rcp: 'Resource control policy',
  session: 'Session policy',
};

export const layerText = (layer: string): string => LAYERS[layer] ?? layer;

/** What decides, in a few words; a grant is no statement. */
export const decidersOf = ({ statements, grants }: Access): readonly string[] => [
  ...statements
    .filter(({ layer }) => layer !== 'grant')
    .map(({ layer, sid, index, policyId }) => {
      const where = layer === 'resource' ? layerText(layer) : `${layerText(layer)} ${policyId}`;
      return `${where}: ${sid ?? `statement ${index + 1}`}`;
    }),
  ...grants.map((id) => `Grant ${shortId(id)}`),
];

export const accessColumns = (explain: (access: Access) => void): readonly Column<Access>[] => [
  {
    id: 'principal',
    header: 'Principal',
    isRowHeader: true,
    cell: ({ name }) => <PrincipalView principal={name} />,
    text: ({ name }) => name,
  },
  { id: 'kind', header: 'Kind', cell: ({ kind }) => kind, text: ({ kind }) => kind },
  {
    id: 'result',
    header: 'Answer',
    width: 190,
    cell: ({ result }) => <ResultView result={result} />,
    text: ({ result }) => resultText(result),
  },
  {
    id: 'decides',
    header: 'What decides',
    cell: (access) => decidersOf(access).map((text) => <div key={text}>{text}</div>),
    text: (access) => decidersOf(access).join(' '),
  },
  {
    id: 'why',
    header: 'Explanation',
    cell: (access) => (
      <Button
        variant="inline-link"
        ariaLabel={`Why: ${access.name}`}
        onClick={() => explain(access)}
      >
        Why?
      </Button>
    ),
  },
];
