import { isRecord, own } from '../json.ts';

/** The broker or the identity provider said no: exit code 1. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  /** As the broker names it, `not-eligible`. */
  readonly code: string;
  readonly details: Readonly<Record<string, unknown>> | undefined;

  constructor(code: string, message: string, details?: Readonly<Record<string, unknown>>) {
    super(message);
    this.code = code;
    this.details = details;
  }
}

export const notSignedIn = (broker: string): Refusal =>
  new Refusal('not-signed-in', `nobody is signed in to ${broker}: run "gatehouse login" first`);

/** What an answer of the broker's says in its one form of errors; undefined where it is of another form. */
export const refusalIn = (value: unknown): Refusal | undefined => {
  const error = isRecord(value) ? own(value, 'error') : undefined;
  if (!isRecord(error)) return undefined;
  const [code, message, details] = [
    own(error, 'code'),
    own(error, 'message'),
    own(error, 'details'),
  ];
  if (typeof code !== 'string' || typeof message !== 'string') return undefined;
  return new Refusal(code, message, isRecord(details) ? details : undefined);
};

const issuesIn = (details: Readonly<Record<string, unknown>>): readonly string[] => {
  const issues = own(details, 'issues');
  if (!Array.isArray(issues)) return [];
  return issues.flatMap((issue: unknown) => {
    if (!isRecord(issue)) return [];
    const [path, message] = [own(issue, 'path'), own(issue, 'message')];
    if (typeof message !== 'string') return [];
    return [typeof path === 'string' && path !== '' ? `${path}: ${message}` : message];
  });
};

const textIn = (details: Readonly<Record<string, unknown>>, name: string): string | undefined => {
  const value = own(details, name);
  return typeof value === 'string' && value !== '' ? value : undefined;
};

/** One sentence, with which field and which rule where the broker says so. */
export const sentenceOf = ({ message, details = {} }: Refusal): string => {
  const [field, rule] = [textIn(details, 'field'), textIn(details, 'ruleId')];
  const more = [
    ...(field === undefined ? [] : [`field ${field}`]),
    ...(rule === undefined ? [] : [`rule ${rule}`]),
    ...issuesIn(details),
  ];
  return more.length === 0 ? message : `${message} (${more.join('; ')})`;
};
