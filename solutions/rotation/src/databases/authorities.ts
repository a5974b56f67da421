import { existsSync, readFileSync } from 'node:fs';
import { rootCertificates } from 'node:tls';
import { RotationFailure } from '../frame/errors.ts';
import type { RotationTools } from '../frame/tools.ts';
import type { Authorities } from './model.ts';

/** Where Lambda's Node.js runtimes keep Amazon's own authorities, those of RDS among them. */
const LAMBDA_AUTHORITIES = '/var/runtime/ca-cert.pem';

const isThere = (path: string): boolean => {
  try {
    return existsSync(path);
  } catch {
    // A runtime with permissions refuses the question.
    return false;
  }
};

/**
 * Authorities that may sign a database server's certificate. `DATABASE_CA`, a PEM text or a file, replaces all others; without it they
 * are those of Node and of the Lambda runtime. @throws RotationFailure
 */
export const authoritiesOf = ({ variable }: RotationTools): Authorities => {
  const given = variable('DATABASE_CA');
  if (given === undefined)
    return isThere(LAMBDA_AUTHORITIES)
      ? [...rootCertificates, readFileSync(LAMBDA_AUTHORITIES, 'utf8')]
      : undefined;
  if (given.includes('-----BEGIN CERTIFICATE-----')) return [given];
  try {
    return [readFileSync(given, 'utf8')];
  } catch {
    throw new RotationFailure('DATABASE_CA is neither a PEM text nor a file that can be read');
  }
};
