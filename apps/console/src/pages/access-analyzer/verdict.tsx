import type { ReasonSummary } from '@aws-sdk/client-accessanalyzer';
import Alert from '@cloudscape-design/components/alert';
import type { Json } from '../../api/json.ts';

export interface Checked {
  readonly result?: string | undefined;
  readonly message?: string | undefined;
  readonly reasons?: readonly Json<ReasonSummary>[] | undefined;
}

const placeOf = ({ statementId, statementIndex }: Json<ReasonSummary>): string =>
  statementId ?? (statementIndex === undefined ? '' : `statement ${statementIndex + 1}`);

/** PASS or FAIL, with the statements that made it. */
export const Verdict = ({ checked }: { readonly checked: Checked }) => (
  <Alert
    type={checked.result === 'PASS' ? 'success' : 'error'}
    header={checked.result === 'PASS' ? 'The check passed' : 'The check failed'}
  >
    {checked.message}
    <ul>
      {(checked.reasons ?? []).map((reason) => (
        <li key={`${placeOf(reason)} ${reason.description ?? ''}`}>
          {reason.description} ({placeOf(reason)})
        </li>
      ))}
    </ul>
  </Alert>
);
