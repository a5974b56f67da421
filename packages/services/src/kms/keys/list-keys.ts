import type { ListKeysRequest, ListKeysResponse } from '@aws-sdk/client-kms';
import { reads } from '@gatehouse/service-kit';
import type { KmsParts } from '../parts.ts';
import { keys } from '../repositories/keys.ts';
import { keyArn } from './names.ts';
import { page, PAGE } from './pages.ts';

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_ListKeys.html */
export const listKeys = ({ pages }: KmsParts) =>
  reads<ListKeysRequest, ListKeysResponse>({ limits: PAGE }, async (input, call) => {
    await call.authorize('kms:ListKeys', '*');
    const { account, region } = call;
    const { rows, truncation } = await page(
      pages,
      call,
      { name: ['ListKeys'], limit: 100 },
      input,
      (after, limit) => keys.ids(call.tx, call, after, limit),
      (id) => id,
    );
    return {
      Keys: rows.map((id) => ({ KeyId: id, KeyArn: keyArn({ account, region, id }) })),
      ...truncation,
    };
  });
