import type {
  GetRandomPasswordRequest,
  GetRandomPasswordResponse,
} from '@aws-sdk/client-secrets-manager';
import { reads } from '@gatehouse/service-kit';
import { randomPassword } from '../passwords.ts';

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetRandomPassword.html */
export const getRandomPassword = () =>
  reads<GetRandomPasswordRequest, GetRandomPasswordResponse>(
    {
      limits: {
        PasswordLength: { minValue: 1, maxValue: 4096 },
        ExcludeCharacters: { maxLength: 4096 },
      },
      redactOutput: ['RandomPassword'],
    },
    async (input, call) => {
      await call.authorize('secretsmanager:GetRandomPassword', '*');
      return { RandomPassword: randomPassword(input) };
    },
  );
