import type {
  ListFunctionsRequest,
  ListFunctionsResponse,
  ListVersionsByFunctionRequest,
  ListVersionsByFunctionResponse,
} from '@aws-sdk/client-lambda';
import { reads } from '@gatehouse/service-kit';
import { permittedFunction } from '../access.ts';
import type { LambdaDeps } from '../deps.ts';
import { versionName } from '../model.ts';
import { markedPage, pageLimits } from '../paging.ts';
import { functions } from '../repositories/functions.ts';
import { listedVersion } from '../views.ts';

/** https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctions.html */
export const listFunctions = (deps: LambdaDeps) =>
  reads<ListFunctionsRequest, ListFunctionsResponse>(
    {
      event: { name: 'ListFunctions20150331' },
      limits: {
        ...pageLimits,
        FunctionVersion: { oneOf: ['ALL'] },
        MasterRegion: { pattern: 'ALL|[a-z]{2}(-gov)?-[a-z]+-\\d{1}' },
      },
      partial: 'MasterRegion finds nothing: there is no Lambda@Edge.',
    },
    async (input, call) => {
      const { tx, account, region } = call;
      await call.authorize('lambda:ListFunctions', '*');
      if (input.MasterRegion !== undefined) return { Functions: [] };
      const all = input.FunctionVersion === 'ALL';
      const question = { operation: 'ListFunctions', account, region, all };
      const { rows, NextMarker } = await markedPage(deps.pages, question, input, {
        start: ['', -1],
        fetch: ([name, number], limit) =>
          functions.list(tx, call, { name: String(name), number: Number(number) }, { all, limit }),
        positionOf: ({ name, number }) => [name, number],
      });
      return {
        Functions: await Promise.all(
          rows.map((version) =>
            listedVersion(deps, call, version, all ? versionName(version.number) : undefined),
          ),
        ),
        NextMarker,
      };
    },
  );

/** https://docs.aws.amazon.com/lambda/latest/api/API_ListVersionsByFunction.html */
export const listVersionsByFunction = (deps: LambdaDeps) =>
  reads<ListVersionsByFunctionRequest, ListVersionsByFunctionResponse>(
    {
      event: { name: 'ListVersionsByFunction20150331' },
      limits: { ...pageLimits, FunctionName: { minLength: 1, maxLength: 256 } },
    },
    async (input, call) => {
      const { found } = await permittedFunction(
        call,
        'lambda:ListVersionsByFunction',
        input.FunctionName,
      );
      const question = { operation: 'ListVersionsByFunction', id: found.id };
      const { rows, NextMarker } = await markedPage(deps.pages, question, input, {
        start: [-1],
        fetch: ([after], limit) => functions.versions(call.tx, found.id, Number(after), limit),
        positionOf: ({ number }) => [number],
      });
      return {
        Versions: await Promise.all(
          rows.map((version) => listedVersion(deps, call, version, versionName(version.number))),
        ),
        NextMarker,
      };
    },
  );
