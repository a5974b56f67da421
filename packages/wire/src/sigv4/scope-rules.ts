import { AwsError } from '@gatehouse/core';
import { type Dialect, faultError } from './dialect.ts';
import type { SignatureParameters } from './parameters.ts';
import type { CredentialScope } from './signing-key.ts';

/** What the request is sent to, as far as its address tells. */
export interface Addressed {
  /** The names a scope may give the service; AWS's own signing name first. */
  readonly services: readonly string[];
  /** The Region in the host name, if there is one. */
  readonly region: string | undefined;
}

const TERMINATOR = 'aws4_request';

/**
 * The scope must name this service, this Region, this day. AWS answers all that is wrong in one message.
 * @throws AwsError
 */
export const checkScope = (
  scope: CredentialScope,
  parameters: SignatureParameters,
  addressed: Addressed,
  dialect: Dialect,
): void => {
  const regionFits =
    addressed.region === undefined ? scope.isRegional : scope.region === addressed.region;
  const serviceFits = addressed.services.includes(scope.service);
  const terminatorFits = scope.terminator === TERMINATOR;
  const day = parameters.timestamp.slice(0, 8);
  const dayFits = scope.date === day;
  if (regionFits && serviceFits && terminatorFits && dayFits) return;

  const service = addressed.services[0] ?? '';
  if (dialect === 's3') {
    const wrong: string[] = [];
    if (!dayFits)
      wrong.push(
        `Invalid credential date "${scope.date}". This date is not the same as X-Amz-Date: "${day}".`,
      );
    if (!regionFits)
      wrong.push(
        `the region '${scope.region}' is wrong; expecting '${addressed.region ?? 'us-east-1'}'`,
      );
    if (!serviceFits)
      wrong.push(`incorrect service "${scope.service}". This endpoint belongs to "${service}".`);
    if (!terminatorFits)
      wrong.push(`incorrect terminal "${scope.terminator}". This endpoint uses "${TERMINATOR}".`);
    throw s3ScopeError(parameters.placement, wrong[0] ?? '');
  }
  const wrong: string[] = [];
  if (!regionFits)
    wrong.push(`Credential should be scoped to a valid region, not '${scope.region}'. `);
  if (!serviceFits) wrong.push(`Credential should be scoped to correct service: '${service}'. `);
  if (!terminatorFits)
    wrong.push(
      `Credential should be scoped with a valid terminator: '${TERMINATOR}', not '${scope.terminator}'. `,
    );
  if (!dayFits)
    wrong.push(
      `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${scope.date}' != '${day}', from '${parameters.timestamp}'. `,
    );
  throw faultError(dialect, 'mismatch', wrong.join('').trimEnd());
};

const s3ScopeError = (placement: 'header' | 'query', what: string): AwsError =>
  placement === 'header'
    ? new AwsError(
        'AuthorizationHeaderMalformed',
        `The authorization header is malformed; ${what}`,
        { status: 400 },
      )
    : new AwsError(
        'AuthorizationQueryParametersError',
        `Error parsing the X-Amz-Credential parameter; ${what}`,
        { status: 400 },
      );
