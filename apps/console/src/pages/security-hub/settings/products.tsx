import type {
  DescribeProductsResponse,
  ListEnabledProductsForImportResponse,
  Product,
} from '@aws-sdk/client-securityhub';
import Button from '@cloudscape-design/components/button';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useState } from 'react';
import type { Aws } from '../../../api/aws.ts';
import type { Json } from '../../../api/json.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { AwsTable } from '../../../shared/aws-table.tsx';
import type { Column } from '../../../shared/column.ts';
import { ConfirmButton } from '../../../shared/confirm.tsx';
import { PageLink } from '../../../shared/link.tsx';
import { allOf, pagesOf } from '../../../shared/lists.ts';
import type { LoadPage } from '../../../shared/use-pages.ts';
import { findingsPath } from '../shared/paths.ts';
import { useChange } from './use-change.ts';

interface Row {
  readonly product: Json<Product>;
  readonly subscription: string | undefined;
}

/** `company/product`: what ARNs of a product and of a subscription to it have in common. */
const tailOf = (arn: string): string => arn.split('/').slice(1).join('/');

const stateOf = ({ subscription }: Row): string =>
  subscription === undefined ? 'Not accepted' : 'Accepting findings';

const columns: readonly Column<Row>[] = [
  {
    id: 'product',
    header: 'Integration',
    isRowHeader: true,
    cell: ({ product: { CompanyName = '', ProductName = '' } }) => `${CompanyName}: ${ProductName}`,
    text: ({ product: { CompanyName = '', ProductName = '' } }) => `${CompanyName}: ${ProductName}`,
  },
  {
    id: 'state',
    header: 'State',
    cell: (row) => (
      <StatusIndicator type={row.subscription === undefined ? 'stopped' : 'success'}>
        {stateOf(row)}
      </StatusIndicator>
    ),
    text: stateOf,
  },
  {
    id: 'category',
    header: 'Categories',
    cell: ({ product: { Categories = [] } }) => Categories.join(', '),
    text: ({ product: { Categories = [] } }) => Categories.join(' '),
  },
  {
    id: 'findings',
    header: 'Findings',
    cell: ({ product: { ProductName = '' } }) => (
      <PageLink to={findingsPath([{ field: 'ProductName', operator: '=', value: ProductName }])}>
        Findings of {ProductName}
      </PageLink>
    ),
  },
];

const loadRows =
  (aws: Aws): LoadPage<Row> =>
  async (token, signal) => {
    const enabled = await allOf(
      pagesOf<ListEnabledProductsForImportResponse, string>(
        aws,
        { service: 'securityhub', operation: 'ListEnabledProductsForImport' },
        ({ ProductSubscriptions }) => ProductSubscriptions,
      ),
      signal,
    );
    const byTail = new Map(enabled.map((arn) => [tailOf(arn), arn]));
    const page = await pagesOf<DescribeProductsResponse, Json<Product>>(
      aws,
      { service: 'securityhub', operation: 'DescribeProducts' },
      ({ Products: products }) => products,
    )(token, signal);
    const items = page.items.map((product) => ({
      product,
      subscription: byTail.get(tailOf(product.ProductArn ?? '')),
    }));
    return { items, token: page.token };
  };

/** Products whose findings are taken, and those whose could be. */
export const Products = () => {
  const aws = useAwsClient();
  const change = useChange();
  const [selected, select] = useState<readonly Row[]>([]);
  const { product, subscription } = selected[0] ?? {};
  const name = product?.ProductName ?? '';
  return (
    <AwsTable
      title="Integrations"
      columns={columns}
      loadKey={`products ${aws.region} ${change.turn}`}
      load={loadRows(aws)}
      idOf={({ product: { ProductArn = '' } }) => ProductArn}
      empty="No integrations"
      filterLabel="Filter integrations"
      name="products"
      selection={{ type: 'single', selected, select }}
      actions={
        <>
          <Button
            disabled={product === undefined || subscription !== undefined}
            loading={change.busy}
            onClick={() =>
              void change
                .run(`Findings of ${name} are accepted.`, () =>
                  aws.call('securityhub', 'EnableImportFindingsForProduct', {
                    ProductArn: product?.ProductArn,
                  }),
                )
                .then(() => select([]))
            }
          >
            Accept findings
          </Button>
          <ConfirmButton
            label="Stop accepting findings"
            title={`Stop accepting findings of ${name}`}
            text="Those that came stay; what it sends from now on is refused."
            disabled={subscription === undefined}
            act={() =>
              aws.call('securityhub', 'DisableImportFindingsForProduct', {
                ProductSubscriptionArn: subscription,
              })
            }
            done={() => {
              change.done(`Findings of ${name} are no longer accepted.`);
              select([]);
            }}
          />
        </>
      }
    />
  );
};
