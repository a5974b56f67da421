import type {
  AliasConfiguration,
  AliasRoutingConfiguration,
  CreateAliasRequest,
  DeleteAliasRequest,
  GetAliasRequest,
  ListAliasesRequest,
  ListAliasesResponse,
  UpdateAliasRequest,
} from '@aws-sdk/client-lambda';
import { type Call, type Limits, reads, writes } from '@gatehouse/service-kit';
import type { Tx } from '@gatehouse/store';
import { permittedFunction, resolveVersion } from '../access.ts';
import { qualifiedArn } from '../arns.ts';
import type { LambdaDeps } from '../deps.ts';
import {
  aliasExists,
  aliasNotFound,
  functionNotFound,
  revisionDiffers,
  weightInvalid,
} from '../errors.ts';
import { type Alias, LATEST, type LambdaFunction } from '../model.ts';
import { markedPage, pageLimits } from '../paging.ts';
import { aliases } from '../repositories/aliases.ts';
import { shownAlias } from '../views.ts';

const limits: Limits = {
  FunctionName: { minLength: 1, maxLength: 140 },
  Name: { minLength: 1, maxLength: 128, pattern: '(?!^[0-9]+$)([a-zA-Z0-9_-]+)' },
  FunctionVersion: { minLength: 1, maxLength: 1024, pattern: '(\\$LATEST|[0-9]+)' },
  Description: { maxLength: 256 },
};

const MOST_DIGITS = 9;

const requireNumber = async (tx: Tx, found: LambdaFunction, version: string): Promise<number> => {
  const resolved =
    version.length > MOST_DIGITS ? undefined : await resolveVersion(tx, found, version);
  if (resolved === undefined) throw functionNotFound(qualifiedArn(found, version));
  return resolved.version.number;
};

const routingOf = async (
  tx: Tx,
  found: LambdaFunction,
  number: number,
  given: AliasRoutingConfiguration | undefined,
): Promise<Alias['routing']> => {
  const weights = Object.entries(given?.AdditionalVersionWeights ?? {});
  const [first, ...more] = weights;
  if (first === undefined) return undefined;
  const [version, weight] = first;
  if (more.length > 0)
    throw weightInvalid('Number of items in AdditionalVersionWeights cannot be greater than 1');
  if (number === 0 || version === '$LATEST')
    throw weightInvalid('$LATEST is not supported for an alias pointing to more than 1 version');
  if (!/^\d{1,9}$/.test(version) || weight < 0 || weight > 1)
    throw weightInvalid(
      `Value '{${version}=${weight}}' at 'routingConfig.additionalVersionWeights' failed to satisfy constraint`,
    );
  if (Number(version) === number)
    throw weightInvalid(
      `Invalid function version ${version}. Function version ${version} is already included in routing configuration.`,
    );
  return { number: await requireNumber(tx, found, version), weight };
};

const permittedAlias = async (
  call: Call,
  action: string,
  { FunctionName, Name = '' }: { FunctionName: string | undefined; Name: string | undefined },
): Promise<{ readonly found: LambdaFunction; readonly alias: Alias }> => {
  const { found, ref } = await permittedFunction(call, action, FunctionName, undefined);
  const alias = await aliases.find(call.tx, found, Name);
  if (alias === undefined) throw aliasNotFound(qualifiedArn(ref, Name));
  return { found, alias };
};

/** https://docs.aws.amazon.com/lambda/latest/api/API_CreateAlias.html */
export const createAlias = ({ ids }: LambdaDeps) =>
  writes<CreateAliasRequest, AliasConfiguration>(
    { limits, event: { name: 'CreateAlias20150331' } },
    async (input, call) => {
      const { tx } = call;
      const { found, ref } = await permittedFunction(
        call,
        'lambda:CreateAlias',
        input.FunctionName,
      );
      const number = await requireNumber(tx, found, input.FunctionVersion ?? '');
      const alias: Alias = {
        ...ref,
        functionId: found.id,
        alias: input.Name ?? '',
        number,
        description: input.Description ?? '',
        routing: await routingOf(tx, found, number, input.RoutingConfig),
        revisionId: ids.uuid(),
      };
      if (!(await aliases.insert(tx, alias))) throw aliasExists(qualifiedArn(ref, alias.alias));
      return shownAlias(alias);
    },
  );

/** https://docs.aws.amazon.com/lambda/latest/api/API_UpdateAlias.html */
export const updateAlias = ({ ids }: LambdaDeps) =>
  writes<UpdateAliasRequest, AliasConfiguration>(
    { limits, event: { name: 'UpdateAlias20150331' } },
    async (input, call) => {
      const { tx } = call;
      const { found, alias } = await permittedAlias(call, 'lambda:UpdateAlias', {
        FunctionName: input.FunctionName,
        Name: input.Name,
      });
      if (input.RevisionId && input.RevisionId !== alias.revisionId)
        throw revisionDiffers('GetFunction/GetAlias');
      const number =
        input.FunctionVersion === undefined
          ? alias.number
          : await requireNumber(tx, found, input.FunctionVersion);
      const changed: Alias = {
        ...alias,
        number,
        description: input.Description ?? alias.description,
        routing:
          input.RoutingConfig === undefined
            ? alias.routing
            : await routingOf(tx, found, number, input.RoutingConfig),
        revisionId: ids.uuid(),
      };
      await aliases.update(tx, changed);
      return shownAlias(changed);
    },
  );

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetAlias.html */
export const getAlias = () =>
  reads<GetAliasRequest, AliasConfiguration>(
    { limits, event: { name: 'GetAlias20150331' } },
    async (input, call) => {
      const { alias } = await permittedAlias(call, 'lambda:GetAlias', {
        FunctionName: input.FunctionName,
        Name: input.Name,
      });
      return shownAlias(alias);
    },
  );

/** https://docs.aws.amazon.com/lambda/latest/api/API_DeleteAlias.html; one that is not there is deleted already. */
export const deleteAlias = () =>
  writes<DeleteAliasRequest, object>(
    { limits, event: { name: 'DeleteAlias20150331' } },
    async (input, call) => {
      const { found } = await permittedFunction(call, 'lambda:DeleteAlias', input.FunctionName);
      await aliases.remove(call.tx, found, input.Name ?? '');
      return {};
    },
  );

/** https://docs.aws.amazon.com/lambda/latest/api/API_ListAliases.html */
export const listAliases = ({ pages }: LambdaDeps) =>
  reads<ListAliasesRequest, ListAliasesResponse>(
    { limits: { ...limits, ...pageLimits }, event: { name: 'ListAliases20150331' } },
    async (input, call) => {
      const { tx } = call;
      const { found } = await permittedFunction(call, 'lambda:ListAliases', input.FunctionName);
      const version = input.FunctionVersion;
      if (version !== undefined && version !== LATEST && version.length > MOST_DIGITS)
        return { Aliases: [] };
      const number = version === LATEST ? 0 : Number(version ?? -1);
      const question = { operation: 'ListAliases', id: found.id, version };
      const { rows, NextMarker } = await markedPage(pages, question, input, {
        start: [''],
        fetch: ([after], limit) =>
          aliases.list(tx, found, {
            after: String(after),
            limit,
            number: number < 0 ? undefined : number,
          }),
        positionOf: ({ alias }) => [alias],
      });
      return { Aliases: rows.map(shownAlias), NextMarker };
    },
  );
