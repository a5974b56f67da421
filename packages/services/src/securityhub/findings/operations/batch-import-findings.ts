import type {
  AwsSecurityFinding,
  BatchImportFindingsRequest,
  BatchImportFindingsResponse,
  ImportFindingsError,
} from '@aws-sdk/client-securityhub';
import { type Call, principalArn, writes } from '@gatehouse/service-kit';
import { notSubscribed } from '../../errors.ts';
import type { Hubs } from '../../ports.ts';
import { productArnInvalid } from '../errors.ts';
import { type Candidate, failed, formatFailure, importBatch } from '../import.ts';
import type { Write } from '../write.ts';

interface Deps {
  readonly hubs: Pick<Hubs, 'isEnabled' | 'mayImport' | 'product' | 'automation'>;
  readonly write: Write;
}

const PRODUCT_ARN = /^arn:[a-z-]+:securityhub:([a-z0-9-]+):(\d{12})?:product\/([^/]+)\/([^/]+)$/;
/** What the account's own product is called where the finding does not say. */
const DEFAULT_PRODUCT = { company: 'Personal', name: 'Default' };

/** https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_BatchImportFindings.html */
export const batchImportFindings = ({ hubs, write }: Deps) =>
  writes<BatchImportFindingsRequest, BatchImportFindingsResponse>(
    { limits: { Findings: { minLength: 1, maxLength: 100 } }, redact: ['Findings'] },
    async (input, call) => {
      const given = input.Findings ?? [];
      await authorizeProducts(call, given);
      const owner = { account: call.account, region: call.region };
      if (!(await hubs.isEnabled(call.tx, owner))) throw notSubscribed(call.account);

      const failures: ImportFindingsError[] = [];
      const candidates: Candidate[] = [];
      const products = new Map<string, boolean>();
      for (const finding of given) {
        const failure =
          formatFailure(finding) ?? (await accessFailure(call, hubs, products, finding));
        if (failure === undefined) candidates.push(candidateOf(call, hubs, finding));
        else failures.push(failure);
      }
      const batch = await importBatch(call.tx, candidates, {
        identity: principalArn(call.principal),
        rules: await hubs.automation(call.tx, owner),
      });
      await write(call.tx, batch.writes, call.now);
      const FailedFindings = [...failures, ...batch.failures];
      return {
        FailedCount: FailedFindings.length,
        SuccessCount: given.length - FailedFindings.length,
        FailedFindings,
      };
    },
  );

/** Each product, for each account that its findings are about, is a decision of its own. */
const authorizeProducts = async (
  call: Call,
  given: readonly AwsSecurityFinding[],
): Promise<void> => {
  const asked = new Set<string>();
  for (const { ProductArn = '', AwsAccountId = '' } of given) {
    const question = `${ProductArn} ${AwsAccountId}`;
    if (asked.has(question)) continue;
    asked.add(question);
    const region = PRODUCT_ARN.exec(ProductArn)?.[1];
    if (region !== call.region) {
      // Nobody may import for another Region: what the caller may do elsewhere is not told.
      await call.authorize('securityhub:BatchImportFindings', ownProduct(call), {
        'securityhub:TargetAccount': AwsAccountId,
      });
      throw productArnInvalid(ProductArn);
    }
    await call.authorize('securityhub:BatchImportFindings', ProductArn, {
      'securityhub:TargetAccount': AwsAccountId,
    });
  }
};

const ownProduct = ({ partition, region, account }: Call): string =>
  `arn:${partition}:securityhub:${region}:${account}:product/${account}/default`;

const accessFailure = async (
  call: Call,
  hubs: Deps['hubs'],
  products: Map<string, boolean>,
  finding: AwsSecurityFinding,
): Promise<ImportFindingsError | undefined> => {
  const { ProductArn = '', AwsAccountId = '' } = finding;
  if (AwsAccountId !== call.account)
    return failed(
      finding,
      'InvalidAccess',
      `Account ${call.account} is not authorized to import findings for account ${AwsAccountId}`,
    );
  if (ProductArn === ownProduct(call)) return undefined;
  const hub = { account: call.account, region: call.region };
  const may = products.get(ProductArn) ?? (await hubs.mayImport(call.tx, hub, ProductArn));
  products.set(ProductArn, may);
  return may
    ? undefined
    : failed(finding, 'InvalidAccess', `Product ${ProductArn} is not enabled for import`);
};

const candidateOf = (call: Call, hubs: Deps['hubs'], given: AwsSecurityFinding): Candidate => {
  const { ProductArn = '', ProductName, CompanyName } = given;
  const product =
    ProductArn === ownProduct(call)
      ? {
          company: CompanyName ?? DEFAULT_PRODUCT.company,
          name: ProductName ?? DEFAULT_PRODUCT.name,
        }
      : (hubs.product(ProductArn) ?? productOfArn(ProductArn));
  return {
    given,
    arrival: {
      owner: { account: call.account, region: call.region },
      partition: call.partition,
      product,
      now: call.now,
    },
  };
};

const productOfArn = (arn: string): { readonly company: string; readonly name: string } => {
  const [, , , company = '', name = ''] = PRODUCT_ARN.exec(arn) ?? [];
  return { company, name };
};
