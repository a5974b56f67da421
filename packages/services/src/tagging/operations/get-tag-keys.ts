import type {
  GetTagKeysInput,
  GetTagKeysOutput,
  GetTagValuesInput,
  GetTagValuesOutput,
} from '@aws-sdk/client-resource-groups-tagging-api';
import { cutPage, reads, type ServiceDeps } from '@gatehouse/service-kit';
import { pagesOf } from '../pages.ts';
import { taggedResources } from '../repositories/tagged-resources.ts';

type Deps = Pick<ServiceDeps, 'pages'>;

const PAGE = 500;
const TOKEN = { maxLength: 2048 };

/** https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_GetTagKeys.html */
export const getTagKeys = ({ pages }: Deps) =>
  reads<GetTagKeysInput, GetTagKeysOutput>(
    { limits: { PaginationToken: TOKEN } },
    async (input, call) => {
      await call.authorize('tag:GetTagKeys', '*');

      const asked = { operation: 'GetTagKeys', filters: null };
      const { after, next } = pagesOf({ pages }, call, asked, input.PaginationToken);
      const found = await taggedResources.keys(call.tx, call, { after, limit: PAGE + 1 });
      const { page, last } = cutPage(found, PAGE);
      return { PaginationToken: next(last), TagKeys: [...page] };
    },
  );

/** https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_GetTagValues.html */
export const getTagValues = ({ pages }: Deps) =>
  reads<GetTagValuesInput, GetTagValuesOutput>(
    { limits: { PaginationToken: TOKEN, Key: { minLength: 1, maxLength: 128 } } },
    async (input, call) => {
      await call.authorize('tag:GetTagValues', '*');

      const key = input.Key ?? '';
      const asked = { operation: 'GetTagValues', filters: key };
      const { after, next } = pagesOf({ pages }, call, asked, input.PaginationToken);
      // The last value of a page is never the empty one, which comes first.
      const found = await taggedResources.values(call.tx, call, key, {
        after: after === '' ? undefined : after,
        limit: PAGE + 1,
      });
      const { page, last } = cutPage(found, PAGE);
      return { PaginationToken: next(last), TagValues: [...page] };
    },
  );
