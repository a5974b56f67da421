import type {
  DeleteParameterRequest,
  DeleteParametersRequest,
  DeleteParametersResult,
} from '@aws-sdk/client-ssm';
import { type Call, writes } from '@gatehouse/service-kit';
import { cancelWork } from '@gatehouse/store';
import { authorizeParameter, permittedParameter, touched } from '../access.ts';
import { tellChange } from '../change-events.ts';
import type { Parameter } from '../model.ts';
import { NAME, type NamedRef, ownRef } from '../names.ts';
import type { SsmParts } from '../parts.ts';
import { POLICY } from '../policies/work.ts';
import { removeParameter } from '../removal.ts';
import { parameters } from '../repositories/parameters.ts';

const remove = async (parts: SsmParts, call: Call, parameter: Parameter): Promise<void> => {
  await removeParameter(call.tx, parameter);
  await cancelWork(call.tx, POLICY, parameter.id);
  await tellChange(parts, call.tx, parameter, parameter.latest, 'Delete', call.now);
};

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DeleteParameter.html */
export const deleteParameter = (parts: SsmParts) =>
  writes<DeleteParameterRequest, object>({ limits: NAME }, async ({ Name }, call) => {
    const { parameter } = await permittedParameter(call, 'DeleteParameter', ownRef(call, Name));
    await remove(parts, call, parameter);
    return {};
  });

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DeleteParameters.html */
export const deleteParameters = (parts: SsmParts) =>
  writes<DeleteParametersRequest, DeleteParametersResult>(
    {
      limits: {
        Names: { minLength: 1, maxLength: 10 },
        'Names[]': { minLength: 1, maxLength: 2048 },
      },
    },
    async ({ Names }, call) => {
      const asked: (readonly [NamedRef, Parameter | undefined])[] = [];
      for (const name of new Set(Names)) {
        const named = ownRef(call, name);
        const parameter = await parameters.find(call.tx, named.ref);
        await authorizeParameter(call, 'DeleteParameters', named.ref, parameter);
        asked.push([named, parameter]);
      }
      const deleted: string[] = [];
      const invalid: string[] = [];
      const gone = new Set<string>();
      for (const [{ given, ref }, parameter] of asked) {
        if (parameter === undefined || gone.has(parameter.id)) {
          invalid.push(given);
          continue;
        }
        gone.add(parameter.id);
        touched(call, ref);
        await remove(parts, call, parameter);
        deleted.push(given);
      }
      return { DeletedParameters: deleted, InvalidParameters: invalid };
    },
  );
