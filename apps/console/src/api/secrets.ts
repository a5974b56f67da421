import type { Access } from './keys.ts';
import { request } from './request.ts';

/**
 * `POST /api/secrets/{who,compliance}`: what the judgement of secrets (solutions/compliance) says, asked of the embedded
 * cloud through the AWS API as whoever is signed in. No value is read.
 */
interface Unread {
  readonly what: string;
  readonly because: string;
}

export interface ReadersAnswer {
  readonly answers: readonly Access[];
  /** What keeps everybody from it for now. */
  readonly blocked?: string;
  /** What could not be read, so that somebody may be missing or too many. */
  readonly unread: readonly Unread[];
}

export type ComplianceStatus = 'failed' | 'unknown' | 'passed' | 'not-applicable';

/** A rule's word on a secret: `Row` of solutions/compliance. */
export interface ComplianceRow {
  readonly account: string;
  readonly region: string;
  readonly secret: string;
  readonly arn: string;
  readonly rule: string;
  /** `SecretsManager.1` */
  readonly control?: string;
  readonly requirements: readonly string[];
  readonly title: string;
  readonly status: ComplianceStatus;
  readonly severity: 'CRITICAL' | 'HIGH' | 'MEDIUM' | 'LOW' | 'INFORMATIONAL';
  readonly text: string;
  readonly evidence: readonly { readonly name: string; readonly value: string }[];
  readonly remedy: string;
  /** ISO 8601: until when it holds if nobody does anything. */
  readonly until?: string;
  readonly valueSince?: string;
  readonly schedule: string;
}

export interface ComplianceSummary {
  readonly at: string;
  readonly secrets: number;
  /** Scheduled for deletion. */
  readonly excluded: readonly { readonly name: string; readonly arn: string }[];
  readonly regions: number;
  readonly rows: readonly ComplianceRow[];
  readonly unread: readonly Unread[];
}

const ask = <Answer>(what: string, body: object, signal?: AbortSignal): Promise<Answer> =>
  request(`/api/secrets/${what}`, { method: 'POST', body, signal });

export const whoCanRead = (
  place: { readonly region: string; readonly secretId: string },
  signal?: AbortSignal,
): Promise<ReadersAnswer> => ask('who', place, signal);

/** In all Regions. */
export const judgeSecrets = (region: string, signal?: AbortSignal): Promise<ComplianceSummary> =>
  ask('compliance', { region }, signal);
