import type {
  DeleteFunctionEventInvokeConfigRequest,
  DestinationConfig,
  FunctionEventInvokeConfig,
  GetFunctionEventInvokeConfigRequest,
  ListFunctionEventInvokeConfigsRequest,
  ListFunctionEventInvokeConfigsResponse,
  PutFunctionEventInvokeConfigRequest,
  UpdateFunctionEventInvokeConfigRequest,
} from '@aws-sdk/client-lambda';
import { parseArn } from '@gatehouse/core';
import { type Call, type Limits, reads, writes } from '@gatehouse/service-kit';
import { type PermittedFunction, permittedFunction, requireVersion } from '../access.ts';
import { qualifiedArn } from '../arns.ts';
import type { LambdaDeps } from '../deps.ts';
import {
  destinationInvalid,
  destinationIsSelf,
  invokeConfigEmpty,
  invokeConfigNotFound,
} from '../errors.ts';
import { type EventInvokeConfig, type FunctionRef, LATEST } from '../model.ts';
import { markedPage } from '../paging.ts';
import { invokeConfigs } from '../repositories/invoke-configs.ts';

const DESTINATIONS = new Set(['events', 'lambda', 'sns', 'sqs']);

const named: Limits = {
  FunctionName: { minLength: 1, maxLength: 140 },
  Qualifier: { minLength: 1, maxLength: 128, pattern: '\\$LATEST|[a-zA-Z0-9_-]+' },
};
const limits: Limits = {
  ...named,
  MaximumRetryAttempts: { minValue: 0, maxValue: 2 },
  MaximumEventAgeInSeconds: { minValue: 60, maxValue: 21_600 },
  'DestinationConfig.OnSuccess.Destination': { maxLength: 350 },
  'DestinationConfig.OnFailure.Destination': { maxLength: 350 },
};

const permitted = async (
  call: Call,
  action: string,
  input: { readonly FunctionName: string | undefined; readonly Qualifier?: string | undefined },
): Promise<PermittedFunction & { readonly key: string }> => {
  const owner = await permittedFunction(call, action, input.FunctionName, input.Qualifier);
  await requireVersion(call.tx, owner);
  return { ...owner, key: owner.qualifier ?? LATEST };
};

const shown = (ref: FunctionRef, config: EventInvokeConfig): FunctionEventInvokeConfig => ({
  LastModified: config.modifiedAt,
  FunctionArn: qualifiedArn(ref, config.qualifier),
  ...(config.maximumRetries === undefined ? {} : { MaximumRetryAttempts: config.maximumRetries }),
  ...(config.maximumAgeSeconds === undefined
    ? {}
    : { MaximumEventAgeInSeconds: config.maximumAgeSeconds }),
  DestinationConfig: {
    OnSuccess: config.onSuccess === undefined ? {} : { Destination: config.onSuccess },
    OnFailure: config.onFailure === undefined ? {} : { Destination: config.onFailure },
  },
});

const destination = (ref: FunctionRef, arn: string | undefined): string | undefined => {
  if (arn === undefined || arn === '') return undefined;
  const service = parseArn(arn)?.service;
  if (service === undefined || !DESTINATIONS.has(service) || arn.endsWith('.fifo'))
    throw destinationInvalid(arn);
  if (arn === ref.arn || arn.startsWith(`${ref.arn}:`)) throw destinationIsSelf();
  return arn;
};

const destinationsOf = (ref: FunctionRef, given: DestinationConfig | undefined) => ({
  onSuccess: destination(ref, given?.OnSuccess?.Destination),
  onFailure: destination(ref, given?.OnFailure?.Destination),
});

const requireSomething = (input: PutFunctionEventInvokeConfigRequest): void => {
  const { MaximumRetryAttempts, MaximumEventAgeInSeconds, DestinationConfig } = input;
  if (
    MaximumRetryAttempts === undefined &&
    MaximumEventAgeInSeconds === undefined &&
    DestinationConfig === undefined
  )
    throw invokeConfigEmpty();
};

/** https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionEventInvokeConfig.html */
export const putFunctionEventInvokeConfig = () =>
  writes<PutFunctionEventInvokeConfigRequest, FunctionEventInvokeConfig>(
    { limits, partial: 'Destinations are SQS, SNS, Lambda and EventBridge; no S3.' },
    async (input, call) => {
      const action = 'lambda:PutFunctionEventInvokeConfig';
      const { found, ref, key } = await permitted(call, action, input);
      requireSomething(input);
      const config: EventInvokeConfig = {
        functionId: found.id,
        qualifier: key,
        maximumRetries: input.MaximumRetryAttempts,
        maximumAgeSeconds: input.MaximumEventAgeInSeconds,
        ...destinationsOf(ref, input.DestinationConfig),
        modifiedAt: call.now,
      };
      await invokeConfigs.put(call.tx, config);
      return shown(ref, config);
    },
  );

/** https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionEventInvokeConfig.html */
export const updateFunctionEventInvokeConfig = () =>
  writes<UpdateFunctionEventInvokeConfigRequest, FunctionEventInvokeConfig>(
    { limits, partial: 'Destinations are SQS, SNS, Lambda and EventBridge; no S3.' },
    async (input, call) => {
      const action = 'lambda:UpdateFunctionEventInvokeConfig';
      const { found, ref, key } = await permitted(call, action, input);
      requireSomething(input);
      const before = await invokeConfigs.find(call.tx, found.id, key);
      if (before === undefined) throw invokeConfigNotFound(qualifiedArn(ref, key));
      const given = input.DestinationConfig;
      const wanted = destinationsOf(ref, given);
      const config: EventInvokeConfig = {
        ...before,
        maximumRetries: input.MaximumRetryAttempts ?? before.maximumRetries,
        maximumAgeSeconds: input.MaximumEventAgeInSeconds ?? before.maximumAgeSeconds,
        onSuccess: given?.OnSuccess === undefined ? before.onSuccess : wanted.onSuccess,
        onFailure: given?.OnFailure === undefined ? before.onFailure : wanted.onFailure,
        modifiedAt: call.now,
      };
      await invokeConfigs.put(call.tx, config);
      return shown(ref, config);
    },
  );

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionEventInvokeConfig.html */
export const getFunctionEventInvokeConfig = () =>
  reads<GetFunctionEventInvokeConfigRequest, FunctionEventInvokeConfig>(
    { limits: named },
    async (input, call) => {
      const action = 'lambda:GetFunctionEventInvokeConfig';
      const { found, ref, key } = await permitted(call, action, input);
      const config = await invokeConfigs.find(call.tx, found.id, key);
      if (config === undefined) throw invokeConfigNotFound(qualifiedArn(ref, key));
      return shown(ref, config);
    },
  );

/** https://docs.aws.amazon.com/lambda/latest/api/API_DeleteFunctionEventInvokeConfig.html */
export const deleteFunctionEventInvokeConfig = () =>
  writes<DeleteFunctionEventInvokeConfigRequest, object>({ limits: named }, async (input, call) => {
    const action = 'lambda:DeleteFunctionEventInvokeConfig';
    const { found, ref, key } = await permitted(call, action, input);
    if (!(await invokeConfigs.remove(call.tx, found.id, key)))
      throw invokeConfigNotFound(qualifiedArn(ref, key));
    return {};
  });

/** https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctionEventInvokeConfigs.html */
export const listFunctionEventInvokeConfigs = ({ pages }: LambdaDeps) =>
  reads<ListFunctionEventInvokeConfigsRequest, ListFunctionEventInvokeConfigsResponse>(
    { limits: { ...named, MaxItems: { minValue: 1, maxValue: 50 } } },
    async (input, call) => {
      const action = 'lambda:ListFunctionEventInvokeConfigs';
      const { found, ref } = await permittedFunction(call, action, input.FunctionName);
      const question = { operation: 'ListFunctionEventInvokeConfigs', id: found.id };
      const { rows, NextMarker } = await markedPage(pages, question, input, {
        start: [''],
        fetch: ([after], limit) => invokeConfigs.list(call.tx, found.id, String(after), limit),
        positionOf: ({ qualifier }) => [qualifier],
      });
      return { FunctionEventInvokeConfigs: rows.map((config) => shown(ref, config)), NextMarker };
    },
  );
