import type {
  DBEngineVersion,
  DBEngineVersionMessage,
  DescribeDBEngineVersionsMessage,
  DescribeOrderableDBInstanceOptionsMessage,
  OrderableDBInstanceOption,
  OrderableDBInstanceOptionsMessage,
} from '@aws-sdk/client-rds';
import { type Call, cutPage, type PageTokens, reads } from '@gatehouse/service-kit';
import type { RdsDeps } from '../deps.ts';
import { badMarker, filtering, pageSize } from '../describing.ts';
import { CLASSES, type Engine, engineNamed, ENGINES, familyOf, isOrderable } from '../engines.ts';

const CERTIFICATES = ['rds-ca-rsa2048-g1', 'rds-ca-rsa4096-g1', 'rds-ca-ecc384-g1'];

const majorOf = (engine: Engine, version: string): string =>
  version.split('.').slice(0, engine.familyParts).join('.');

const shownVersion = (engine: Engine, version: string): DBEngineVersion => ({
  Engine: engine.name,
  MajorEngineVersion: majorOf(engine, version),
  EngineVersion: version,
  DBParameterGroupFamily: familyOf(engine, version),
  DBEngineDescription: engine.description,
  DBEngineVersionDescription: `${engine.title} ${version}`,
  ValidUpgradeTarget: engine.versions.slice(engine.versions.indexOf(version) + 1).map((target) => ({
    Engine: engine.name,
    EngineVersion: target,
    Description: `${engine.title} ${target}`,
    AutoUpgrade: false,
    IsMajorVersionUpgrade: majorOf(engine, target) !== majorOf(engine, version),
  })),
  ExportableLogTypes: [...engine.logs],
  SupportsLogExportsToCloudwatchLogs: true,
  SupportsReadReplica: false,
  SupportedEngineModes: engine.aurora ? ['provisioned'] : [],
  SupportedFeatureNames: [],
  Status: 'available',
  SupportsParallelQuery: false,
  SupportsGlobalDatabases: false,
  TagList: [],
  SupportsBabelfish: false,
  SupportsCertificateRotationWithoutRestart: true,
  SupportedCACertificateIdentifiers: CERTIFICATES,
});

/** A page of a table that never changes: the marker says how much of it was told. */
const paged = <Row>(
  pages: PageTokens,
  { account, region }: Pick<Call, 'account' | 'region'>,
  question: {
    readonly operation: string;
    readonly input: { MaxRecords?: number | undefined; Marker?: string | undefined };
  },
  rows: readonly Row[],
): { readonly page: readonly Row[]; readonly next: { readonly Marker?: string } } => {
  const { MaxRecords, Marker, ...asked } = question.input;
  const size = pageSize(MaxRecords);
  const sealed = { operation: question.operation, account, region, asked };
  const [told] = Marker === undefined ? [0] : (pages.open(sealed, Marker) ?? []);
  if (typeof told !== 'number') throw badMarker();
  const { page, last } = cutPage(rows.slice(told, told + size + 1), size);
  return {
    page,
    next: last === undefined ? {} : { Marker: pages.seal(sealed, [told + page.length]) },
  };
};

const VERSION_FILTERS = {
  'db-parameter-group-family': ({ DBParameterGroupFamily }: DBEngineVersion) =>
    DBParameterGroupFamily,
  engine: ({ Engine: name }: DBEngineVersion) => name,
  'engine-mode': ({ SupportedEngineModes }: DBEngineVersion) => SupportedEngineModes,
  'engine-version': ({ EngineVersion }: DBEngineVersion) => EngineVersion,
  status: ({ Status }: DBEngineVersion) => Status,
};

const startsWith = (version: string, given: string | undefined): boolean =>
  given === undefined || version === given || version.startsWith(`${given}.`);

/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeDBEngineVersions.html */
export const describeDBEngineVersions = ({ pages }: RdsDeps) =>
  reads<DescribeDBEngineVersionsMessage, DBEngineVersionMessage>(
    { partial: 'a few engines and versions; no character sets or time zones' },
    async (input, call) => {
      await call.authorize('rds:DescribeDBEngineVersions', '*');
      const matches = filtering<DBEngineVersion>(VERSION_FILTERS, input.Filters);
      const rows = ENGINES.filter(
        ({ name }) => input.Engine === undefined || name === input.Engine.toLowerCase(),
      ).flatMap((engine) => {
        const versions = engine.versions.filter((one) => startsWith(one, input.EngineVersion));
        const chosen = input.DefaultOnly === true ? versions.slice(-1) : versions;
        return chosen.map((version) => shownVersion(engine, version));
      });
      const family = input.DBParameterGroupFamily;
      const wanted = rows.filter(
        (row) => matches(row) && (family === undefined || row.DBParameterGroupFamily === family),
      );
      const question = { operation: 'DescribeDBEngineVersions', input };
      const { page, next } = paged(pages, call, question, wanted);
      return { DBEngineVersions: [...page], ...next };
    },
  );

const ZONES = ['a', 'b', 'c'];

const option = (
  call: Pick<Call, 'region'>,
  engine: Engine,
  version: string,
  instanceClass: string,
): readonly OrderableDBInstanceOption[] =>
  (engine.aurora ? ['aurora'] : ['gp2', 'gp3', 'io1']).flatMap((StorageType) =>
    engine.licenses.map((LicenseModel) => ({
      Engine: engine.name,
      EngineVersion: version,
      DBInstanceClass: instanceClass,
      LicenseModel,
      AvailabilityZones: ZONES.map((letter) => ({ Name: `${call.region}${letter}` })),
      MultiAZCapable: !engine.aurora,
      ReadReplicaCapable: false,
      Vpc: true,
      SupportsStorageEncryption: true,
      StorageType,
      SupportsIops: StorageType === 'io1',
      SupportsStorageThroughput: StorageType === 'gp3',
      SupportsEnhancedMonitoring: true,
      SupportsIAMDatabaseAuthentication: /mysql|mariadb|postgres/.test(engine.name),
      SupportsPerformanceInsights: true,
      SupportedEngineModes: engine.aurora ? ['provisioned'] : [],
      SupportsStorageAutoscaling: !engine.aurora,
      SupportsKerberosAuthentication: false,
      OutpostCapable: false,
      SupportsGlobalDatabases: false,
      SupportedNetworkTypes: ['IPV4'],
      SupportsClusters: engine.aurora,
      SupportsDedicatedLogVolume: false,
    })),
  );

/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeOrderableDBInstanceOptions.html */
export const describeOrderableDBInstanceOptions = ({ pages }: RdsDeps) =>
  reads<DescribeOrderableDBInstanceOptionsMessage, OrderableDBInstanceOptionsMessage>(
    { partial: 'a few classes of each engine' },
    async (input, call) => {
      await call.authorize('rds:DescribeOrderableDBInstanceOptions', '*');
      const engine = engineNamed(input.Engine);
      filtering({}, input.Filters);
      const rows = engine.versions
        .filter((version) => startsWith(version, input.EngineVersion))
        .flatMap((version) =>
          CLASSES.filter(
            (one) =>
              isOrderable(engine, one) &&
              (input.DBInstanceClass === undefined || one === input.DBInstanceClass),
          ).flatMap((one) => option(call, engine, version, one)),
        )
        .filter(
          ({ LicenseModel }) =>
            input.LicenseModel === undefined || LicenseModel === input.LicenseModel,
        );
      // There is nothing outside of a VPC.
      const wanted = input.Vpc === false ? [] : rows;
      const question = { operation: 'DescribeOrderableDBInstanceOptions', input };
      const { page, next } = paged(pages, call, question, wanted);
      return { OrderableDBInstanceOptions: [...page], ...next };
    },
  );
