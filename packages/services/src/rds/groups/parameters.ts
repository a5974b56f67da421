import type { Parameter } from '@aws-sdk/client-rds';
import { invalidValue } from '../errors.ts';
import type { Resource } from '../model.ts';

interface KnownParameter {
  readonly name: string;
  readonly families: RegExp;
  readonly value?: string;
  readonly allowed: string;
  readonly type: 'boolean' | 'integer' | 'string';
  readonly apply: 'dynamic' | 'static';
  readonly description: string;
}

const MYSQL = /mysql|mariadb/;
const POSTGRES = /postgres/;

const known = (
  families: RegExp,
  name: string,
  [type, allowed, value]: readonly [KnownParameter['type'], string, string?],
  apply: KnownParameter['apply'],
  description: string,
): KnownParameter => ({
  families,
  name,
  type,
  allowed,
  apply,
  description,
  ...(value === undefined ? {} : { value }),
});

/** What people set who care about access, encryption and logs; the engines have hundreds more. */
const PARAMETERS: readonly KnownParameter[] = [
  known(
    MYSQL,
    'character_set_server',
    ['string', 'latin1,utf8,utf8mb4'],
    'dynamic',
    'The server default character set.',
  ),
  known(
    MYSQL,
    'general_log',
    ['boolean', '0,1', '0'],
    'dynamic',
    'Whether every statement is logged.',
  ),
  known(
    MYSQL,
    'local_infile',
    ['boolean', '0,1', '1'],
    'dynamic',
    'Whether clients may load local files.',
  ),
  known(
    MYSQL,
    'log_output',
    ['string', 'TABLE,FILE,NONE', 'TABLE'],
    'dynamic',
    'Where logs are written.',
  ),
  known(
    MYSQL,
    'long_query_time',
    ['integer', '0-31536000', '10'],
    'dynamic',
    'Seconds after which a query is slow.',
  ),
  known(
    MYSQL,
    'max_connections',
    ['integer', '1-100000'],
    'dynamic',
    'How many clients may be connected.',
  ),
  known(
    MYSQL,
    'require_secure_transport',
    ['boolean', '0,1', '0'],
    'dynamic',
    'Whether clients must use TLS.',
  ),
  known(
    MYSQL,
    'slow_query_log',
    ['boolean', '0,1', '0'],
    'dynamic',
    'Whether slow queries are logged.',
  ),
  known(
    MYSQL,
    'tls_version',
    ['string', 'TLSv1.2,TLSv1.3'],
    'static',
    'The versions of TLS that clients may use.',
  ),
  known(
    POSTGRES,
    'log_connections',
    ['boolean', '0,1', '0'],
    'dynamic',
    'Whether connections are logged.',
  ),
  known(
    POSTGRES,
    'log_disconnections',
    ['boolean', '0,1', '0'],
    'dynamic',
    'Whether ends of sessions are logged.',
  ),
  known(
    POSTGRES,
    'log_min_duration_statement',
    ['integer', '-1-2147483647', '-1'],
    'dynamic',
    'Milliseconds after which a statement is logged.',
  ),
  known(
    POSTGRES,
    'log_statement',
    ['string', 'none,ddl,mod,all', 'none'],
    'dynamic',
    'Which statements are logged.',
  ),
  known(
    POSTGRES,
    'max_connections',
    ['integer', '6-8388607'],
    'static',
    'How many clients may be connected.',
  ),
  known(
    POSTGRES,
    'password_encryption',
    ['string', 'md5,scram-sha-256', 'scram-sha-256'],
    'dynamic',
    'How passwords are hashed.',
  ),
  known(
    POSTGRES,
    'rds.force_ssl',
    ['boolean', '0,1', '1'],
    'dynamic',
    'Whether clients must use TLS.',
  ),
  known(
    POSTGRES,
    'rds.log_retention_period',
    ['integer', '1440-10080', '4320'],
    'dynamic',
    'Minutes that logs are kept.',
  ),
  known(
    POSTGRES,
    'shared_preload_libraries',
    ['string', 'auto_explain,pg_cron,pg_stat_statements,pgaudit', 'pg_stat_statements'],
    'static',
    'Libraries that are loaded at the start.',
  ),
  known(
    POSTGRES,
    'ssl_min_protocol_version',
    ['string', 'TLSv1,TLSv1.1,TLSv1.2,TLSv1.3', 'TLSv1.2'],
    'dynamic',
    'The oldest version of TLS.',
  ),
];

type Group = Resource<'pg' | 'cluster-pg'>;

export const knownParameters = (family: string): readonly KnownParameter[] =>
  PARAMETERS.filter(({ families }) => families.test(family));

/** A group's parameters as the API shows them, by name. */
export const shownParameters = ({ details }: Group): readonly Parameter[] =>
  knownParameters(details.family).map(({ name, description, value, allowed, type, apply }) => {
    const set = Object.hasOwn(details.values, name) ? details.values[name] : undefined;
    const shown = set ?? value;
    return {
      ParameterName: name,
      ...(shown === undefined ? {} : { ParameterValue: shown }),
      Description: description,
      Source: set === undefined ? (value === undefined ? 'engine-default' : 'system') : 'user',
      ApplyType: apply,
      DataType: type,
      AllowedValues: allowed,
      IsModifiable: true,
      ApplyMethod: apply === 'static' ? 'pending-reboot' : 'immediate',
    };
  });

const RANGE = /^(-?[0-9]+)-([0-9]+)$/;

const isAllowed = ({ allowed, type, name }: KnownParameter, value: string): boolean => {
  if (type === 'integer') {
    const [, least, most] = RANGE.exec(allowed) ?? [];
    const number = Number(value);
    return /^-?[0-9]{1,10}$/.test(value) && number >= Number(least) && number <= Number(most);
  }
  const one = new Set(allowed.split(','));
  // Both hold a list.
  return name === 'tls_version' || name === 'shared_preload_libraries'
    ? value.split(',').every((part) => one.has(part))
    : one.has(value);
};

/** The values of a group with changes made, each checked. */
export const withValues = (
  { details }: Group,
  changes: readonly Parameter[],
): Readonly<Record<string, string>> => {
  const values = new Map(Object.entries(details.values));
  for (const { ParameterName = '', ParameterValue, ApplyMethod } of changes) {
    const parameter = knownParameters(details.family).find(({ name }) => name === ParameterName);
    if (parameter === undefined)
      throw invalidValue(`Could not find parameter with name: ${ParameterName}`);
    if (ParameterValue === undefined || !isAllowed(parameter, ParameterValue))
      throw invalidValue(
        `Invalid parameter value: ${ParameterValue ?? ''} for: ${ParameterName} allowed values are: ${parameter.allowed}`,
      );
    if (parameter.apply === 'static' && ApplyMethod === 'immediate')
      throw invalidValue(`cannot use immediate apply method for static parameter`);
    values.set(ParameterName, ParameterValue);
  }
  return Object.fromEntries(values);
};
