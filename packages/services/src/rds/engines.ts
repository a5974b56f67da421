import { invalidCombination, invalidValue } from './errors.ts';

export interface Engine {
  readonly name: string;
  readonly description: string;
  /** What the description of a version begins with. */
  readonly title: string;
  readonly port: number;
  readonly licenses: readonly string[];
  readonly versions: readonly string[];
  /** Aurora stores a cluster's data once for all of its instances. */
  readonly aurora: boolean;
  readonly logs: readonly string[];
  /** How many leading parts of a version name its parameter group family. */
  readonly familyParts: number;
}

const MYSQL_LOGS = ['audit', 'error', 'general', 'slowquery'];
const POSTGRES_LOGS = ['postgresql', 'upgrade'];
const SQL_SERVER = ['15.00.4415.2.v1', '16.00.4165.4.v1'];

const sqlServer = (name: string, edition: string): Engine => ({
  name,
  description: `Microsoft SQL Server ${edition}`,
  title: 'SQL Server',
  port: 1433,
  licenses: ['license-included'],
  versions: SQL_SERVER,
  aurora: false,
  logs: ['agent', 'error'],
  familyParts: 1,
});

/** The engines that can be asked for, each with a few of its versions in their order. */
export const ENGINES: readonly Engine[] = [
  {
    name: 'aurora-mysql',
    description: 'Aurora MySQL',
    title: 'Aurora MySQL',
    port: 3306,
    licenses: ['general-public-license'],
    versions: ['8.0.mysql_aurora.3.04.3', '8.0.mysql_aurora.3.05.2', '8.0.mysql_aurora.3.08.0'],
    aurora: true,
    logs: MYSQL_LOGS,
    familyParts: 2,
  },
  {
    name: 'aurora-postgresql',
    description: 'Aurora (PostgreSQL)',
    title: 'Aurora PostgreSQL (Compatible with PostgreSQL)',
    port: 5432,
    licenses: ['postgresql-license'],
    versions: ['13.18', '14.15', '15.10', '16.6'],
    aurora: true,
    logs: ['postgresql'],
    familyParts: 1,
  },
  {
    name: 'mariadb',
    description: 'MariaDb Community Edition',
    title: 'MariaDB',
    port: 3306,
    licenses: ['general-public-license'],
    versions: ['10.6.20', '10.11.10', '11.4.4'],
    aurora: false,
    logs: MYSQL_LOGS,
    familyParts: 2,
  },
  {
    name: 'mysql',
    description: 'MySQL Community Edition',
    title: 'MySQL',
    port: 3306,
    licenses: ['general-public-license'],
    versions: ['5.7.44', '8.0.39', '8.0.40', '8.4.3'],
    aurora: false,
    logs: MYSQL_LOGS,
    familyParts: 2,
  },
  {
    name: 'oracle-se2',
    description: 'Oracle Database Standard Edition Two',
    title: 'Oracle',
    port: 1521,
    licenses: ['bring-your-own-license', 'license-included'],
    versions: ['19.0.0.0.ru-2024-10.rur-2024-10.r1', '21.0.0.0.ru-2024-10.rur-2024-10.r1'],
    aurora: false,
    logs: ['alert', 'audit', 'listener', 'trace'],
    familyParts: 1,
  },
  {
    name: 'postgres',
    description: 'PostgreSQL',
    title: 'PostgreSQL',
    port: 5432,
    licenses: ['postgresql-license'],
    versions: ['13.18', '14.15', '15.10', '16.6', '17.2'],
    aurora: false,
    logs: POSTGRES_LOGS,
    familyParts: 1,
  },
  sqlServer('sqlserver-ex', 'Express Edition'),
  sqlServer('sqlserver-se', 'Standard Edition'),
];

export const engineNamed = (name: string | undefined): Engine => {
  const found = ENGINES.find((engine) => engine.name === name?.toLowerCase());
  if (found === undefined) throw invalidValue('Invalid DB engine');
  return found;
};

/** A version that is named in full or by its beginning, as 16 or 8.0; the latest where none is. */
export const versionOf = (engine: Engine, given: string | undefined): string => {
  const found = engine.versions.findLast(
    (version) => given === undefined || version === given || version.startsWith(`${given}.`),
  );
  if (found === undefined)
    throw invalidCombination(`Cannot find version ${given ?? ''} for ${engine.name}`);
  return found;
};

/** `postgres16`, `mysql8.0`, `sqlserver-ex-16.0` */
export const familyOf = (engine: Engine, version: string): string => {
  const major = version.split('.').slice(0, engine.familyParts).join('.');
  if (engine.name.startsWith('sqlserver')) return `${engine.name}-${major}.0`;
  return engine.name.startsWith('oracle') ? `${engine.name}-${major}` : `${engine.name}${major}`;
};

export const FAMILIES: readonly string[] = [
  ...new Set(
    ENGINES.flatMap((engine) => engine.versions.map((version) => familyOf(engine, version))),
  ),
];

/** The classes that can be ordered here, smallest first. */
export const CLASSES: readonly string[] = [
  'db.t3.micro',
  'db.t3.small',
  'db.t3.medium',
  'db.t4g.micro',
  'db.t4g.small',
  'db.t4g.medium',
  'db.m5.large',
  'db.m5.xlarge',
  'db.m6g.large',
  'db.m6g.xlarge',
  'db.r5.large',
  'db.r6g.large',
  'db.r6g.xlarge',
];

// Far more classes exist than the table orders; any of their form is taken.
const CLASS = /^db\.(?:serverless|[a-z][a-z0-9-]{1,15}\.[a-z0-9]{1,15})$/;

export const checkedClass = (given: string): string => {
  if (!CLASS.test(given)) throw invalidValue(`Invalid DB Instance class: ${given}`);
  return given;
};

/** Aurora's smallest machines are larger. */
export const isOrderable = (engine: Engine, instanceClass: string): boolean =>
  !engine.aurora || !/\.(?:micro|small)$/.test(instanceClass);
