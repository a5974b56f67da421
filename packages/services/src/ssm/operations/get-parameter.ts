import type { GetParameterRequest, GetParameterResult } from '@aws-sdk/client-ssm';
import { reads } from '@gatehouse/service-kit';
import { permittedParameter } from '../access.ts';
import { NAME, readRef } from '../names.ts';
import type { SsmParts } from '../parts.ts';
import { readParameter } from '../reading.ts';
import { readSecret, secretReference } from '../secret-references.ts';

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameter.html */
export const getParameter = (parts: SsmParts) =>
  reads<GetParameterRequest, GetParameterResult>(
    { limits: NAME, partial: 'public parameters (/aws/service/…)' },
    async ({ Name, WithDecryption: decrypts = false }, call) => {
      const reference = secretReference(call, Name);
      if (reference !== undefined) {
        await call.authorize('ssm:GetParameter', reference.arn);
        return { Parameter: await readSecret(call, reference, decrypts) };
      }
      const named = readRef(call, Name);
      const { parameter } = await permittedParameter(call, 'GetParameter', named);
      return { Parameter: await readParameter(parts, call, parameter, named, decrypts) };
    },
  );
