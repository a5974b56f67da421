import type {
  DescribeProductsRequest,
  DescribeProductsResponse,
  DisableImportFindingsForProductRequest,
  EnableImportFindingsForProductRequest,
  EnableImportFindingsForProductResponse,
  ListEnabledProductsForImportRequest,
  ListEnabledProductsForImportResponse,
  Product as ProductView,
} from '@aws-sdk/client-securityhub';
import { type Call, reads, writes } from '@gatehouse/service-kit';
import type { SecurityHubDeps } from '../deps.ts';
import { noSuchProduct, productEnabled, resourceNotFound } from '../errors.ts';
import { pageOfList, permittedHub } from '../hub/access.ts';
import type { HubRef } from '../ports.ts';
import { type Product, productArn, productOf, PRODUCTS } from './catalogue.ts';
import { productSubscriptions } from './subscriptions.ts';

type Deps = Pick<SecurityHubDeps, 'acceptsLooseInput'>;

const PAGE = { limits: { MaxResults: { minValue: 1, maxValue: 100 } } } as const;

const subscriptionArn = ({ account, region }: HubRef, { path }: Product): string =>
  `arn:aws:securityhub:${region}:${account}:product-subscription/${path}`;

const INTEGRATIONS = {
  send: ['SEND_FINDINGS_TO_SECURITY_HUB'],
  receive: ['RECEIVE_FINDINGS_FROM_SECURITY_HUB'],
  both: ['SEND_FINDINGS_TO_SECURITY_HUB', 'RECEIVE_FINDINGS_FROM_SECURITY_HUB'],
} as const;

/** What a subscription lets the provider, and the account itself, do. */
const subscriptionPolicy = (hub: HubRef, product: Product): string => {
  const allow = (account: string, resource: string) => ({
    Effect: 'Allow',
    Principal: { AWS: account },
    Action: ['securityhub:BatchImportFindings'],
    Resource: resource,
    Condition: { StringEquals: { 'securityhub:TargetAccount': hub.account } },
  });
  const provider =
    product.account === '' ? [] : [allow(product.account, subscriptionArn(hub, product))];
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [...provider, allow(hub.account, productArn(product, hub.region))],
  });
};

const view = (hub: HubRef, product: Product): ProductView => ({
  ProductArn: productArn(product, hub.region),
  ProductName: product.name,
  CompanyName: product.company,
  Description: product.description,
  Categories: [product.category],
  IntegrationTypes: [...INTEGRATIONS[product.direction]],
  ...(product.direction === 'receive'
    ? {}
    : { ProductSubscriptionResourcePolicy: subscriptionPolicy(hub, product) }),
});

/** https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_DescribeProducts.html */
export const describeProducts = (deps: Deps & Pick<SecurityHubDeps, 'pages'>) =>
  reads<DescribeProductsRequest, DescribeProductsResponse>(
    {
      ...PAGE,
      partial: 'a part of the catalogue; products name neither MarketplaceUrl nor ActivationUrl',
    },
    async (input, call) => {
      await permittedHub(deps, call, 'DescribeProducts');
      const { ProductArn } = input;
      const one = ProductArn === undefined ? undefined : productOf(ProductArn);
      if (ProductArn !== undefined && one === undefined) throw noSuchProduct(ProductArn);
      const rows = one === undefined ? PRODUCTS : [one];
      const page = await pageOfList(
        deps,
        call,
        'DescribeProducts',
        input,
        rows,
        ({ path }) => path,
      );
      return { Products: page.items.map((product) => view(call, product)), ...page.more };
    },
  );

const requireProduct = (call: Call, arn = ''): Product => {
  const product = productOf(arn);
  if (product === undefined || productArn(product, call.region) !== arn) throw noSuchProduct(arn);
  return product;
};

/** https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_EnableImportFindingsForProduct.html */
export const enableImportFindingsForProduct = (deps: Deps) =>
  writes<EnableImportFindingsForProductRequest, EnableImportFindingsForProductResponse>(
    {},
    async (input, call) => {
      await permittedHub(deps, call, 'EnableImportFindingsForProduct');
      const product = requireProduct(call, input.ProductArn);
      if (await productSubscriptions.isEnabled(call.tx, call, product)) throw productEnabled();
      await productSubscriptions.set(call.tx, call, product, true);
      const arn = subscriptionArn(call, product);
      call.touch({ type: 'AWS::SecurityHub::ProductSubscription', name: arn });
      return { ProductSubscriptionArn: arn };
    },
  );

/** https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_DisableImportFindingsForProduct.html */
export const disableImportFindingsForProduct = (deps: Deps) =>
  writes<DisableImportFindingsForProductRequest, object>({}, async (input, call) => {
    await permittedHub(deps, call, 'DisableImportFindingsForProduct');
    const arn = input.ProductSubscriptionArn ?? '';
    const product = PRODUCTS.find((known) => subscriptionArn(call, known) === arn);
    if (product === undefined || !(await productSubscriptions.isEnabled(call.tx, call, product)))
      throw resourceNotFound(arn);
    await productSubscriptions.set(call.tx, call, product, false);
    call.touch({ type: 'AWS::SecurityHub::ProductSubscription', name: arn });
    return {};
  });

/** https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_ListEnabledProductsForImport.html */
export const listEnabledProductsForImport = (deps: Deps & Pick<SecurityHubDeps, 'pages'>) =>
  reads<ListEnabledProductsForImportRequest, ListEnabledProductsForImportResponse>(
    PAGE,
    async (input, call) => {
      await permittedHub(deps, call, 'ListEnabledProductsForImport');
      const enabled = await productSubscriptions.list(call.tx, call);
      const arns = enabled.map((product) => subscriptionArn(call, product));
      const page = await pageOfList(
        deps,
        call,
        'ListEnabledProductsForImport',
        input,
        arns,
        (arn) => arn,
      );
      return { ProductSubscriptions: [...page.items], ...page.more };
    },
  );
