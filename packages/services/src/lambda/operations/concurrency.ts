import type {
  Concurrency,
  DeleteFunctionConcurrencyRequest,
  GetAccountSettingsRequest,
  GetAccountSettingsResponse,
  GetFunctionConcurrencyRequest,
  GetFunctionConcurrencyResponse,
  PutFunctionConcurrencyRequest,
} from '@aws-sdk/client-lambda';
import { reads, writes } from '@gatehouse/service-kit';
import { permittedFunction } from '../access.ts';
import { reservedTooLarge } from '../errors.ts';
import { functions } from '../repositories/functions.ts';
import { MOST_UNZIPPED_BYTES, MOST_ZIPPED_BYTES } from '../zip.ts';

/** Lambda quotas: of an account's concurrency, at least 100 stay for functions without a share of their own. */
const CONCURRENCY = 1000;
const LEAST_UNRESERVED = 100;
const CODE_BYTES = 80_530_636_800;

const limits = { FunctionName: { minLength: 1, maxLength: 256 } };

/** https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionConcurrency.html */
export const putFunctionConcurrency = () =>
  writes<PutFunctionConcurrencyRequest, Concurrency>(
    {
      limits: { ...limits, ReservedConcurrentExecutions: { minValue: 0 } },
      event: { name: 'PutFunctionConcurrency20171031' },
      partial: 'Counted on each node by itself.',
    },
    async (input, call) => {
      const { tx } = call;
      const { found } = await permittedFunction(
        call,
        'lambda:PutFunctionConcurrency',
        input.FunctionName,
      );
      const reserved = input.ReservedConcurrentExecutions ?? 0;
      const others = await functions.reserved(tx, call, found.id);
      if (reserved + others > CONCURRENCY - LEAST_UNRESERVED)
        throw reservedTooLarge(LEAST_UNRESERVED);
      await functions.setReserved(tx, found.id, reserved);
      return { ReservedConcurrentExecutions: reserved };
    },
  );

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionConcurrency.html */
export const getFunctionConcurrency = () =>
  reads<GetFunctionConcurrencyRequest, GetFunctionConcurrencyResponse>(
    { limits, event: { name: 'GetFunctionConcurrency20190930' } },
    async (input, call) => {
      const { found } = await permittedFunction(
        call,
        'lambda:GetFunctionConcurrency',
        input.FunctionName,
      );
      return found.reservedConcurrency === undefined
        ? {}
        : { ReservedConcurrentExecutions: found.reservedConcurrency };
    },
  );

/** https://docs.aws.amazon.com/lambda/latest/api/API_DeleteFunctionConcurrency.html */
export const deleteFunctionConcurrency = () =>
  writes<DeleteFunctionConcurrencyRequest, object>(
    { limits, event: { name: 'DeleteFunctionConcurrency20171031' } },
    async (input, call) => {
      const { found } = await permittedFunction(
        call,
        'lambda:DeleteFunctionConcurrency',
        input.FunctionName,
      );
      await functions.setReserved(call.tx, found.id, undefined);
      return {};
    },
  );

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetAccountSettings.html */
export const getAccountSettings = () =>
  reads<GetAccountSettingsRequest, GetAccountSettingsResponse>(
    { event: { name: 'GetAccountSettings20160819' } },
    async (_input, call) => {
      await call.authorize('lambda:GetAccountSettings', '*');
      const reserved = await functions.reserved(call.tx, call, '');
      const { count, bytes } = await functions.usage(call.tx, call);
      return {
        AccountLimit: {
          TotalCodeSize: CODE_BYTES,
          CodeSizeUnzipped: MOST_UNZIPPED_BYTES,
          CodeSizeZipped: MOST_ZIPPED_BYTES,
          ConcurrentExecutions: CONCURRENCY,
          UnreservedConcurrentExecutions: CONCURRENCY - reserved,
        },
        AccountUsage: { TotalCodeSize: bytes, FunctionCount: count },
      };
    },
  );
