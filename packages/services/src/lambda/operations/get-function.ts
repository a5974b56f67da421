import type {
  FunctionConfiguration,
  GetFunctionConfigurationRequest,
  GetFunctionRequest,
  GetFunctionResponse,
} from '@aws-sdk/client-lambda';
import { reads, tagStore } from '@gatehouse/service-kit';
import { permittedFunction, requireVersion } from '../access.ts';
import type { LambdaDeps } from '../deps.ts';
import { shownVersion } from '../views.ts';
import { codeLink } from '../web.ts';

const limits = {
  FunctionName: { minLength: 1, maxLength: 256 },
  Qualifier: { minLength: 1, maxLength: 128, pattern: '\\$LATEST|[a-zA-Z0-9_-]+' },
};

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetFunction.html */
export const getFunction = (deps: LambdaDeps) =>
  reads<GetFunctionRequest, GetFunctionResponse>(
    { limits, event: { name: 'GetFunction20150331v2' } },
    async (input, call) => {
      const owner = await permittedFunction(
        call,
        'lambda:GetFunction',
        input.FunctionName,
        input.Qualifier,
      );
      const version = await requireVersion(call.tx, owner);
      const tags = await tagStore.of(call.tx, owner.ref.arn);
      const { reservedConcurrency } = owner.found;
      return {
        Configuration: await shownVersion(deps, call, version, owner.qualifier),
        Code: { RepositoryType: 'S3', Location: codeLink(deps, version.code, call.now) },
        ...(tags.size === 0 ? {} : { Tags: Object.fromEntries(tags) }),
        ...(reservedConcurrency === undefined
          ? {}
          : { Concurrency: { ReservedConcurrentExecutions: reservedConcurrency } }),
      };
    },
  );

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionConfiguration.html */
export const getFunctionConfiguration = (deps: LambdaDeps) =>
  reads<GetFunctionConfigurationRequest, FunctionConfiguration>(
    { limits, event: { name: 'GetFunctionConfiguration20150331v2' } },
    async (input, call) => {
      const owner = await permittedFunction(
        call,
        'lambda:GetFunctionConfiguration',
        input.FunctionName,
        input.Qualifier,
      );
      const version = await requireVersion(call.tx, owner);
      return shownVersion(deps, call, version, owner.qualifier);
    },
  );
