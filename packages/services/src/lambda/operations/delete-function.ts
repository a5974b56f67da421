import type { DeleteFunctionRequest, DeleteFunctionResponse } from '@aws-sdk/client-lambda';
import { tagStore, writes } from '@gatehouse/service-kit';
import { permittedFunction, requireVersion } from '../access.ts';
import type { LambdaDeps } from '../deps.ts';
import { retireUnused } from '../encryption.ts';
import { aliasInUse, aliasNotForDeletion, latestNotDeletable } from '../errors.ts';
import { LATEST } from '../model.ts';
import { aliases } from '../repositories/aliases.ts';
import { functions } from '../repositories/functions.ts';

const MOST_NAMED = 50;

/** https://docs.aws.amazon.com/lambda/latest/api/API_DeleteFunction.html */
export const deleteFunction = (deps: Pick<LambdaDeps, 'vault'>) =>
  writes<DeleteFunctionRequest, DeleteFunctionResponse>(
    {
      event: { name: 'DeleteFunction20150331' },
      limits: {
        FunctionName: { minLength: 1, maxLength: 140 },
        Qualifier: { minLength: 1, maxLength: 128, pattern: '\\$LATEST|[a-zA-Z0-9_-]+' },
      },
    },
    async (input, call) => {
      const { tx } = call;
      const owner = await permittedFunction(
        call,
        'lambda:DeleteFunction',
        input.FunctionName,
        input.Qualifier,
      );
      const { found, qualifier } = owner;
      const versions = await functions.allVersions(tx, found.id);
      if (qualifier === undefined) {
        await functions.remove(tx, found);
        await tagStore.removeAll(tx, found.arn);
        await retireUnused(deps, call, versions, []);
        return { StatusCode: 204 };
      }
      if (qualifier === LATEST) throw latestNotDeletable();
      if (!/^\d+$/.test(qualifier)) throw aliasNotForDeletion();
      const { number } = await requireVersion(tx, owner);
      const using = await aliases.list(tx, found, { after: '', limit: MOST_NAMED, number });
      if (using.length > 0) throw aliasInUse(using.map(({ alias }) => alias));
      await functions.removeVersion(tx, found.id, number);
      const left = versions.filter((one) => one.number !== number);
      await retireUnused(deps, call, versions, left);
      return { StatusCode: 204 };
    },
  );
