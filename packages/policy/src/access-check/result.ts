import type { Statement } from './statements.ts';

/** https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_ReasonSummary.html */
export interface ReasonSummary {
  readonly description: string;
  readonly statementIndex: number;
  readonly statementId?: string;
}

export interface AccessCheckResult {
  readonly result: 'PASS' | 'FAIL';
  readonly message: string;
  /** One for each statement that made the check fail. */
  readonly reasons: readonly ReasonSummary[];
}

/** The words that AWS answers with. */
export interface Wording {
  readonly pass: string;
  readonly fail: string;
  /** What precedes the statement: `New access in the`. */
  readonly reason: string;
}

export const checkResult = (guilty: readonly Statement[], wording: Wording): AccessCheckResult => ({
  result: guilty.length === 0 ? 'PASS' : 'FAIL',
  message: guilty.length === 0 ? wording.pass : wording.fail,
  reasons: guilty.map(({ document: { index, sid } }) =>
    sid === undefined || sid === ''
      ? { description: `${wording.reason} statement with index: ${index}.`, statementIndex: index }
      : {
          description: `${wording.reason} statement with sid: ${sid}.`,
          statementIndex: index,
          statementId: sid,
        },
  ),
});
