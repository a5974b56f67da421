import type { FunctionConfiguration, ListFunctionsResponse } from '@aws-sdk/client-lambda';
import type { Json } from '../../../api/json.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { allOf, pagesOf } from '../../../shared/lists.ts';
import { type Loaded, useLoad } from '../../../shared/use-aws.ts';

type Named = readonly [arn: string, name: string];

/** The functions of this Region, any of which may be one that rotates. */
export const useFunctions = (): Loaded<readonly Named[]> => {
  const aws = useAwsClient();
  return useLoad(`functions ${aws.region}`, async (signal) => {
    const found = await allOf(
      pagesOf<ListFunctionsResponse, Json<FunctionConfiguration>>(
        aws,
        { service: 'lambda', operation: 'ListFunctions' },
        ({ Functions }) => Functions,
      ),
      signal,
    );
    return found
      .map(({ FunctionArn = '', FunctionName = '' }): Named => [FunctionArn, FunctionName])
      .toSorted(([, a], [, b]) => a.localeCompare(b));
  });
};
