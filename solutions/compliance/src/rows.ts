import { scheduleInWords, valueSince } from './dates.ts';
import type { Evidence, Judgement, Report, SecretFacts, Status } from './model.ts';
import { RULE_FACTS } from './rules/rules.ts';

/** A verdict, as a table has it: one line for a secret and a rule. */
export interface Row {
  readonly account: string;
  readonly region: string;
  readonly secret: string;
  readonly arn: string;
  readonly rule: string;
  readonly control: string | undefined;
  readonly requirements: readonly string[];
  readonly title: string;
  readonly status: Status;
  readonly severity: string;
  readonly text: string;
  readonly evidence: readonly Evidence[];
  readonly remedy: string;
  readonly until: string | undefined;
  readonly valueSince: string | undefined;
  readonly schedule: string;
}

const rowOf = (secret: SecretFacts, judgement: Judgement): Row => {
  const { control, requirements, title, remedy } = RULE_FACTS[judgement.rule];
  return {
    account: secret.account,
    region: secret.region,
    secret: secret.name,
    arn: secret.arn,
    rule: judgement.rule,
    control,
    requirements,
    title,
    status: judgement.status,
    severity: judgement.severity,
    text: judgement.text,
    evidence: judgement.evidence,
    remedy,
    until: judgement.until?.toISOString(),
    valueSince: valueSince(secret)?.at.toISOString(),
    schedule: scheduleInWords(secret.rotation),
  };
};

const ORDER: readonly Status[] = ['failed', 'unknown', 'passed', 'not-applicable'];

/** What fails first, the secrets in order. */
export const rowsOf = ({ secrets }: Report): readonly Row[] =>
  secrets
    .flatMap(({ secret, judgements }) => judgements.map((one) => rowOf(secret, one)))
    .toSorted((one, other) => ORDER.indexOf(one.status) - ORDER.indexOf(other.status));

export interface Summary {
  readonly at: string;
  readonly secrets: number;
  readonly excluded: readonly { readonly name: string; readonly arn: string }[];
  readonly regions: number;
  readonly rows: readonly Row[];
  readonly unread: Report['unread'];
}

export const summaryOf = (report: Report): Summary => ({
  at: report.at.toISOString(),
  secrets: report.secrets.length,
  excluded: report.excluded.map(({ name, arn }) => ({ name, arn })),
  regions: new Set(report.places.map(({ region }) => region)).size,
  rows: rowsOf(report),
  unread: report.unread,
});
